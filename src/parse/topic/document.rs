//! The text of a page: its blocks, and the facts that later stages check and index.

mod comment;
mod confirm;
mod display;
mod division;
mod fact;
mod glossary;
mod html;
mod id;
mod map;
mod plain;
mod table;
mod text;
mod trailing;
mod unknown;
mod unread;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ibid_languages::Language;
use serde::{Deserialize, Serialize};

use super::citation::{CitationGroup, Claim};
use super::quotation::Quotation;
use crate::base::address;
use crate::base::diagnostic::{Diagnostic, Help, Rule};
use crate::base::ids::{GroupIndex, GroupRange};
use crate::base::link::Link;
use crate::base::span::Span;
use crate::parse::markdown::{Block, Division, Flow, Heading, ListItem};

use super::foreign::FlowPlace;
use text::{heading_words, note_key};

pub use super::flow::{Image, Inline};
use crate::base::spaces::single_spaces;
pub(super) use display::of_front_matter;
pub use display::{DisplayKind, DisplayText, quotations};
pub(crate) use division::is_of_images;
pub use fact::{
    Bracketed, Confirmation, Definition, Disagreement, Event, Exemption, HeadingFact, MapPlace, NoteFact,
    UndefinedNote, Unknown,
};
pub use plain::blocks_text;

/// A run of text that is ready to be written.
pub type Text = Vec<Inline>;

/// What is published of a page's text.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The page.
    pub blocks: Vec<Block<Text>>,
    /// The author's notes, in the order of [`Document::notes`].
    pub notes: Vec<Vec<Block<Text>>>,
    /// The words of the statements that no citation covers, in the order of [`Document::uncited`].
    pub uncited: Vec<String>,
}

impl Body {
    /// The divisions that have an id, by it.
    #[must_use]
    pub fn divisions(&self) -> BTreeMap<&str, &Division<Text>> {
        fn gather<'b>(blocks: &'b [Block<Text>], found: &mut BTreeMap<&'b str, &'b Division<Text>>) {
            for block in blocks {
                let Block::Division(division) = block else { continue };
                if let Some(id) = division.id.as_deref() {
                    found.entry(id).or_insert(division);
                }
                gather(&division.blocks, found);
            }
        }
        let mut found = BTreeMap::new();
        gather(&self.blocks, &mut found);
        found
    }
}

/// Everything found in a page's text, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Groups of citations.
    pub groups: Vec<CitationGroup>,
    /// Groups whose statement is marked in the text; the others stand where markup overlaps.
    pub marked: BTreeSet<GroupIndex>,
    /// Quotations.
    pub quotations: Vec<Quotation>,
    /// How many sentences count for coverage.
    pub statements: usize,
    /// The words of the first of them.
    pub opening: String,
    /// Where those of them stand that no citation covers.
    pub uncited: Vec<Span>,
    /// Headings.
    pub headings: Vec<HeadingFact>,
    /// Links.
    pub links: Vec<Link>,
    /// Images.
    pub images: Vec<Link>,
    /// Every id on the page that a link may lead to.
    pub anchors: BTreeSet<String>,
    /// Timeline entries.
    pub events: Vec<Event>,
    /// Disagreements.
    pub disagreements: Vec<Disagreement>,
    /// Terms that the page defines.
    pub definitions: Vec<Definition>,
    /// Places of maps.
    pub places: Vec<MapPlace>,
    /// Statements that the sources do not say something.
    pub unknowns: Vec<Unknown>,
    /// Author's notes, in the order of their first reference.
    pub notes: Vec<NoteFact>,
    /// References to author's notes: the note of each.
    pub note_refs: Vec<usize>,
    /// References to notes that are not defined.
    pub undefined_notes: Vec<UndefinedNote>,
    /// Words in brackets that are text.
    pub bracketed: Vec<Bracketed>,
    /// Exemptions from rules.
    pub exemptions: Vec<Exemption>,
    /// Findings that the author stands by.
    pub confirmations: Vec<Confirmation>,
    /// Text that readers see and that no citation covers.
    pub display_texts: Vec<DisplayText>,
    /// For groups in rows of tables that quote: the words of the first cell that neither quotes nor cites.
    pub row_labels: BTreeMap<GroupIndex, String>,
}

impl Document {
    /// How many of the sentences that count for coverage a citation covers.
    #[must_use]
    pub fn cited(&self) -> usize {
        self.statements - self.uncited.len()
    }

    /// For each group the entry of a timeline it stands in, the innermost.
    #[must_use]
    pub fn events_of_groups(&self) -> Vec<Option<&Event>> {
        let mut of = vec![None; self.groups.len()];
        // An entry is gathered after those inside it.
        for event in self.events.iter().rev() {
            of[event.groups].fill(Some(event));
        }
        of
    }
}

/// Turns parsed Markdown into a document and its body.
#[must_use]
pub fn read(
    path: &str,
    blocks: Vec<Block<Flow>>,
    raw_html: bool,
    language: &'static Language,
) -> (Document, Body, Vec<Diagnostic>) {
    DocumentParser { is_written: true, ..DocumentParser::new(path, raw_html, language) }.page(blocks)
}

/// Turns parsed Markdown into a document only, the same as with a body.
#[must_use]
pub fn facts(
    path: &str,
    blocks: Vec<Block<Flow>>,
    raw_html: bool,
    language: &'static Language,
) -> (Document, Vec<Diagnostic>) {
    let (document, _, findings) = DocumentParser::new(path, raw_html, language).page(blocks);
    (document, findings)
}

/// What surrounds a block.
#[derive(Clone, Copy, Default)]
struct BlockContext {
    /// The block that quotations and statements belong to, where it is not the paragraph itself.
    scope: Option<usize>,
    /// Whether its sentences count for coverage.
    counts: bool,
    /// Whether it stands in a blockquote, which is a quotation as a whole.
    in_quote: bool,
    /// Whether its words are a fact, and kept where no body is: those of a summary.
    keeps_words: bool,
    /// Whether it stands in an entry of a timeline, whose words are a fact.
    in_event: bool,
    /// What can begin in its runs of text.
    place: FlowPlace,
}

/// A note that is defined: its label as written, its blocks and its place.
struct DefinedNote {
    label: String,
    blocks: Vec<Block<Flow>>,
    span: Span,
}

/// A sentence whose citation is not known yet.
struct Sentence {
    /// Its words; only their last letter where the rest is not needed.
    text: String,
    span: Span,
    scope: usize,
}

/// A quotation whose group is not known yet.
struct Quoted {
    text: String,
    span: Span,
    inner: Span,
    scope: usize,
    is_block: bool,
}

struct DocumentParser<'p> {
    path: &'p str,
    raw_html: bool,
    /// The language of the page.
    language: &'static Language,
    /// Whether there is to be a body.
    is_written: bool,
    document: Document,
    notes: Vec<Vec<Block<Text>>>,
    findings: Vec<Diagnostic>,
    scopes: usize,
    sentences: Vec<Sentence>,
    quoted: Vec<Quoted>,
    /// Words of the blockquote being read.
    block_quote: String,
    /// Scopes that a citation of another scope covers as well: cells of one table row.
    covered_scopes: BTreeSet<usize>,
    claim_ids: BTreeMap<String, usize>,
    /// The last number behind a name that was made an id.
    id_numbers: BTreeMap<String, usize>,
    /// Ids given to statements, with the place of the first of each name.
    given_ids: BTreeMap<String, Span>,
    /// Defined notes by [`note_key`].
    definitions: BTreeMap<String, DefinedNote>,
    /// Groups in cells of tables, whose rows are their statements.
    table_groups: BTreeSet<GroupIndex>,
    note_numbers: BTreeMap<String, usize>,
    /// How many maps there were so far.
    maps: usize,
    /// Notes that were referred to and are still to be read.
    unread_notes: VecDeque<usize>,
}

impl<'p> DocumentParser<'p> {
    fn new(path: &'p str, raw_html: bool, language: &'static Language) -> Self {
        Self {
            path,
            raw_html,
            language,
            is_written: false,
            document: Document::default(),
            notes: Vec::new(),
            findings: Vec::new(),
            scopes: 0,
            sentences: Vec::new(),
            quoted: Vec::new(),
            block_quote: String::new(),
            covered_scopes: BTreeSet::new(),
            claim_ids: BTreeMap::new(),
            id_numbers: BTreeMap::new(),
            given_ids: BTreeMap::new(),
            definitions: BTreeMap::new(),
            table_groups: BTreeSet::new(),
            note_numbers: BTreeMap::new(),
            maps: 0,
            unread_notes: VecDeque::new(),
        }
    }

    fn page(mut self, blocks: Vec<Block<Flow>>) -> (Document, Body, Vec<Diagnostic>) {
        self.collect_definitions(&blocks);
        self.reserve_ids(&blocks);
        let context = BlockContext { counts: true, ..BlockContext::default() };
        let written = self.blocks(blocks, context);
        self.finish(written)
    }

    fn finding(&mut self, rule: Rule, span: Span, message: impl Into<String>, help: impl Into<Help>) {
        self.findings.push(Diagnostic::new(rule, self.path, span, message).help(help));
    }

    /// The groups that were read since there were so many.
    fn groups_since(&self, count: usize) -> GroupRange {
        GroupRange::new(count..self.document.groups.len())
    }

    fn new_scope(&mut self) -> usize {
        self.scopes += 1;
        self.scopes
    }

    /// Notes are written where they are first referred to, so their definitions are gathered before.
    fn collect_definitions(&mut self, blocks: &[Block<Flow>]) {
        for block in blocks {
            match block {
                Block::NoteDefinition { label, blocks, span } => {
                    let key = note_key(label);
                    if self.definitions.contains_key(&key) {
                        let span = label_span(label, *span);
                        self.finding(
                            Rule::DefinedTwice,
                            span,
                            format!("the note `[^{label}]` is defined twice: this text is not published"),
                            "delete one of the two, or give this one another label",
                        );
                        continue;
                    }
                    let note = DefinedNote { label: label.clone(), blocks: blocks.clone(), span: *span };
                    self.definitions.insert(key, note);
                }
                Block::Quote { blocks, .. } => self.collect_definitions(blocks),
                Block::List { items, .. } => {
                    items.iter().for_each(|item| self.collect_definitions(&item.blocks))
                }
                Block::Division(division) => self.collect_definitions(&division.blocks),
                _ => {}
            }
        }
    }

    fn blocks(&mut self, blocks: Vec<Block<Flow>>, context: BlockContext) -> Vec<Block<Text>> {
        let blocks = self.without_comments(blocks);
        blocks.into_iter().filter_map(|block| self.block(block, context)).collect()
    }

    fn block(&mut self, block: Block<Flow>, context: BlockContext) -> Option<Block<Text>> {
        Some(match block {
            Block::Paragraph(flow) => {
                self.fence_in_text(&flow);
                let text = self.text(&flow, context);
                if text.is_empty() && self.is_written && !flow.pieces.is_empty() {
                    // All of it is a comment.
                    return None;
                }
                Block::Paragraph(text)
            }
            Block::Heading(heading) => Block::Heading(self.heading(heading, context)),
            Block::Quote { alert: Some(alert), blocks, span } => {
                Block::Quote { alert: Some(alert), blocks: self.blocks(blocks, context), span }
            }
            Block::Quote { alert: None, blocks, span } => self.block_quote(blocks, span, context),
            Block::List { start, items, span } => {
                let items = items.into_iter().map(|item| self.item(item, context)).collect();
                Block::List { start, items, span }
            }
            Block::Code { info, text, is_indented, span } => {
                self.quote_words(&text, context);
                self.code(&info, &text, is_indented, span);
                Block::Code { info, text, is_indented, span }
            }
            Block::Table(table) => Block::Table(self.table(table, context)),
            Block::Rule => Block::Rule,
            Block::Html { text, span } => {
                self.quote_words(&text, context);
                self.html(&text, span);
                Block::Html { text, span }
            }
            Block::Division(division) => Block::Division(self.division(division, context)),
            Block::NoteDefinition { .. } => return None,
        })
    }

    fn heading(&mut self, heading: Heading<Flow>, context: BlockContext) -> Heading<Text> {
        let context = BlockContext { counts: false, place: FlowPlace::Line, ..context };
        let first_group = self.document.groups.len();
        let flow = self.text(&heading.flow, context);
        let (title, with_keys) = heading_words(&heading.flow, self.language);
        let id = match &heading.id {
            Some(id) => id.clone(),
            None => self.unique_id(&address::slug(&title)),
        };
        let previous = self.document.headings.last().map_or(1, |heading| heading.level);
        if heading.level == 1 {
            self.finding(
                Rule::HeadingOrder,
                heading.span,
                "a heading of level 1: the title is the page's only one",
                "begin with `##`",
            );
        } else if heading.level > previous + 1 {
            let message = format!("a heading of level {} below one of level {previous}", heading.level);
            self.finding(Rule::HeadingOrder, heading.span, message, "do not skip levels: use fewer `#`");
        }
        if self.document.groups.len() == first_group {
            let text = DisplayText::without_quotations(DisplayKind::Heading, title.clone(), heading.span);
            self.document.display_texts.push(text);
        }
        self.document.headings.push(HeadingFact {
            level: heading.level,
            id: id.clone(),
            title,
            with_keys,
            span: heading.span,
        });
        Heading { level: heading.level, id: Some(id), classes: heading.classes, flow, span: heading.span }
    }

    fn block_quote(&mut self, blocks: Vec<Block<Flow>>, span: Span, context: BlockContext) -> Block<Text> {
        if context.in_quote {
            return Block::Quote { alert: None, blocks: self.blocks(blocks, context), span };
        }
        let scope = self.new_scope();
        let outer = std::mem::take(&mut self.block_quote);
        let first_group = self.document.groups.len();
        let inner = BlockContext { scope: Some(scope), counts: false, in_quote: true, ..context };
        let blocks = self.blocks(blocks, inner);
        let text = std::mem::replace(&mut self.block_quote, outer).trim().to_owned();
        for group in self.groups_since(first_group).iter() {
            // A citation in a paragraph of its own carries the words above it.
            if self.document.groups[group].claim.text.is_empty() {
                let text = single_spaces(&text);
                let Claim { id, is_named, .. } = std::mem::take(&mut self.document.groups[group].claim);
                let id = if is_named { id } else { self.claim_id(&text) };
                self.document.groups[group].claim = Claim { id, is_named, text, with_keys: None, span };
            }
        }
        if text.chars().any(char::is_alphanumeric) {
            if context.counts {
                self.sentences.push(Sentence { text: single_spaces(&text), span, scope });
            }
            self.quoted.push(Quoted { text, span, inner: span, scope, is_block: true });
        }
        Block::Quote { alert: None, blocks, span }
    }

    fn item(&mut self, item: ListItem<Flow>, context: BlockContext) -> ListItem<Text> {
        let scope = self.new_scope();
        let context = BlockContext {
            scope: if context.in_quote { context.scope } else { Some(scope) },
            place: FlowPlace::Item,
            ..context
        };
        ListItem { task: item.task, blocks: self.blocks(item.blocks, context), span: item.span }
    }

    /// Adds words to the blockquote that is being read, where one is: all that it shows is compared.
    fn quote_words(&mut self, words: &str, context: BlockContext) {
        if context.in_quote {
            self.block_quote.push('\n');
            self.block_quote.push_str(words);
        }
    }

    fn finish(mut self, blocks: Vec<Block<Text>>) -> (Document, Body, Vec<Diagnostic>) {
        self.read_notes();
        let unused: Vec<(String, Span)> = self
            .definitions
            .iter()
            .filter(|(label, _)| !self.note_numbers.contains_key(*label))
            .map(|(_, note)| (note.label.clone(), note.span))
            .collect();
        for (label, span) in unused {
            let span = label_span(&label, span);
            self.finding(
                Rule::FootnoteUnused,
                span,
                format!("nothing refers to the note `[^{label}]`"),
                "refer to it, or delete it",
            );
        }
        self.statements_missing();
        let mut by_scope: BTreeMap<usize, Vec<(u32, GroupIndex)>> = BTreeMap::new();
        for (index, group) in GroupIndex::enumerate(&self.document.groups) {
            by_scope.entry(group.scope).or_default().push((group.span.start, index));
        }
        by_scope.values_mut().for_each(|groups| groups.sort_unstable());
        let none = Vec::new();
        let first = self.sentences.iter().min_by_key(|sentence| sentence.span);
        self.document.opening = first.map(|sentence| sentence.text.clone()).unwrap_or_default();
        let mut uncited: Vec<(Span, String)> = Vec::new();
        for sentence in std::mem::take(&mut self.sentences) {
            let last = by_scope.get(&sentence.scope).unwrap_or(&none).last();
            let is_cited = last.is_some_and(|(start, _)| *start >= sentence.span.start)
                || self.covered_scopes.contains(&sentence.scope);
            self.document.statements += 1;
            if !is_cited {
                uncited.push((sentence.span, sentence.text));
            }
        }
        uncited.sort_by_key(|(span, _)| *span);
        let (spans, uncited) = uncited.into_iter().unzip();
        self.document.uncited = spans;
        for quoted in std::mem::take(&mut self.quoted) {
            let groups = by_scope.get(&quoted.scope).unwrap_or(&none);
            let next = groups.partition_point(|(start, _)| *start < quoted.span.start);
            let group = groups.get(next).or(groups.last()).map(|(_, index)| *index);
            let Quoted { text, span, inner, scope, is_block } = quoted;
            self.document.quotations.push(Quotation { text, span, inner, scope, group, is_block });
        }
        self.document.quotations.sort_by_key(|quotation| quotation.span);
        self.document.anchors.extend(self.document.groups.iter().map(|group| group.claim.id.clone()));
        (self.document, Body { blocks, notes: self.notes, uncited }, self.findings)
    }
}

/// The place of `[^label]:` at the beginning of a definition.
fn label_span(label: &str, span: Span) -> Span {
    Span::new(span.start as usize, span.start as usize + label.len() + 3)
}
