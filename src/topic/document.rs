//! The text of a page: its blocks, and the facts that later stages check and index.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use super::address;
use super::citation::{Claim, Group};
use super::flow::{self, Numbers, Reading};
use super::link::Link;
use super::permalink;
use super::quotation::Quotation;
use crate::date::Edtf;
use crate::diagnostic::{Diagnostic, Rule};
use crate::markdown::{Block, Division, Flow, Heading, Item, Mark, Piece, PieceKind, Table};
use crate::span::Span;

pub use super::flow::Inline;

/// A run of text that is ready to be written.
pub type Text = Vec<Inline>;

/// A page's text with everything found in it. Facts are in the order of the page.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What is published.
    pub blocks: Vec<Block<Text>>,
    /// Groups of citations.
    pub groups: Vec<Group>,
    /// Groups whose statement is marked in the text; the others stand where markup overlaps.
    pub marked: BTreeSet<usize>,
    /// Quotations.
    pub quotations: Vec<Quotation>,
    /// Statements that count for coverage.
    pub statements: Vec<Statement>,
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
    /// Author's notes, in the order of their first reference.
    pub notes: Vec<NoteFact>,
    /// References to author's notes: the note of each.
    pub note_refs: Vec<usize>,
    /// Exemptions from rules.
    pub exemptions: Vec<Exemption>,
}

/// A sentence that counts for coverage.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether a citation covers it.
    pub is_cited: bool,
}

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadingFact {
    /// 1 to 6.
    pub level: u8,
    /// Its id, unique on the page.
    pub id: String,
    /// Its words.
    pub title: String,
    /// Where it stands.
    pub span: Span,
}

/// An entry of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub date: Edtf,
    /// Where the date stands.
    pub date_span: Span,
    /// The list item, by which the writer finds it again.
    pub item: Span,
    /// The groups in it.
    pub groups: Range<usize>,
}

/// A disagreement between sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// Its id on the page.
    pub id: String,
    /// The words of the question.
    pub question: String,
    /// The groups of each position, with its place.
    pub positions: Vec<(Range<usize>, Span)>,
    /// Its opening line.
    pub span: Span,
}

/// An author's own note.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteFact {
    /// Its label, or `note-N` for an inline one.
    pub label: String,
    /// Its text.
    pub blocks: Vec<Block<Text>>,
}

/// An `ibid-allow` comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Exemption {
    /// The rule's name as written.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// The comment.
    pub span: Span,
    /// The block it exempts.
    pub covers: Span,
}

/// Turns parsed Markdown into a document.
#[must_use]
pub fn read(path: &str, blocks: Vec<Block<Flow>>, raw_html: bool) -> (Document, Vec<Diagnostic>) {
    let mut reader = Reader { path, raw_html, ..Reader::default() };
    reader.collect_definitions(&blocks);
    reader.reserve_ids(&blocks);
    let context = Context { counts: true, ..Context::default() };
    let written = reader.blocks(blocks, context);
    reader.finish(written)
}

/// What surrounds a block.
#[derive(Clone, Copy, Default)]
struct Context {
    /// The block that quotations and statements belong to, where it is not the paragraph itself.
    scope: Option<usize>,
    /// Whether its sentences count for coverage.
    counts: bool,
    /// Whether it stands in a blockquote, which is a quotation as a whole.
    in_quote: bool,
}

/// A sentence whose citation is not known yet.
struct Sentence {
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

#[derive(Default)]
struct Reader<'p> {
    path: &'p str,
    raw_html: bool,
    document: Document,
    findings: Vec<Diagnostic>,
    scopes: usize,
    sentences: Vec<Sentence>,
    quoted: Vec<Quoted>,
    /// Words of the blockquote being read.
    block_quote: String,
    /// Scopes that a citation of another scope covers as well: cells of one table row.
    covered_scopes: BTreeSet<usize>,
    claim_ids: BTreeMap<String, usize>,
    /// Ids given to statements, with the place of the first of each name.
    given_ids: BTreeMap<String, Span>,
    /// Defined notes: label → (blocks, span), taken when first referred to.
    definitions: BTreeMap<String, (Vec<Block<Flow>>, Span)>,
    note_numbers: BTreeMap<String, usize>,
    /// Notes that were referred to and are still to be read.
    unread_notes: VecDeque<usize>,
}

impl Reader<'_> {
    fn finding(&mut self, rule: Rule, span: Span, message: impl Into<String>, help: &str) {
        self.findings.push(Diagnostic::new(rule, self.path, span, message).help(help));
    }

    fn new_scope(&mut self) -> usize {
        self.scopes += 1;
        self.scopes
    }

    // --- before the text: definitions of notes, ids given by the author ---------------------------

    fn collect_definitions(&mut self, blocks: &[Block<Flow>]) {
        for block in blocks {
            match block {
                Block::NoteDefinition { label, blocks, span } => {
                    self.definitions.entry(label.clone()).or_insert_with(|| (blocks.clone(), *span));
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

    /// Ids that the author gave are taken first, so that generated ones give way to them.
    fn reserve_ids(&mut self, blocks: &[Block<Flow>]) {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.reserve(heading.id.as_deref(), heading.span),
                Block::Division(division) => {
                    self.reserve_ids(&division.blocks);
                    self.reserve(division.id.as_deref(), division.span);
                }
                Block::Paragraph(flow) => self.reserve_given(flow),
                Block::Quote { blocks, .. } | Block::NoteDefinition { blocks, .. } => {
                    self.reserve_ids(blocks)
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.reserve_ids(&item.blocks)),
                Block::Table(table) => table
                    .head
                    .iter()
                    .chain(table.rows.iter().flatten())
                    .for_each(|cell| self.reserve_given(cell)),
                Block::Code { .. } | Block::Rule | Block::Html { .. } => {}
            }
        }
    }

    /// Takes an id; whether it is fit and nobody had it.
    fn reserve(&mut self, id: Option<&str>, span: Span) {
        let Some(id) = id else { return };
        if !permalink::is_id(id) {
            let message = format!("`{id}` is not an id");
            self.finding(Rule::BlockSyntax, span, message, "use letters, digits, `-` and `_`");
        } else if permalink::RESERVED.iter().any(|prefix| id.starts_with(prefix)) {
            let message = format!("the id `{id}` begins like those that ibid gives to notes");
            self.finding(Rule::PermalinkCollision, span, message, "choose another id");
        } else if !self.document.anchors.insert(id.to_owned()) {
            let message = format!("the id `{id}` is given twice on this page");
            self.finding(Rule::PermalinkCollision, span, message, "choose another id");
        } else {
            self.given_ids.insert(id.to_owned(), span);
        }
    }

    /// Takes the ids given to the statements of a flow.
    fn reserve_given(&mut self, flow: &Flow) {
        let may_have =
            |piece: &Piece| matches!(&piece.kind, PieceKind::Text { text, .. } if text.contains('{'));
        if !flow.pieces.iter().any(may_have) {
            return;
        }
        let reading = Reading::new(flow, false);
        for given in &reading.ids {
            self.reserve(Some(&given.id), reading.span(&given.range));
        }
    }

    /// The id that the author gave to the statement of a group, where it is fit and its own.
    fn given_id(&self, reading: &Reading<'_>, group: usize) -> Option<String> {
        let at = reading.ids.partition_point(|given| given.group < Some(group));
        let given = reading.ids.get(at).filter(|given| given.group == Some(group))?;
        (self.given_ids.get(&given.id) == Some(&reading.span(&given.range))).then(|| given.id.clone())
    }

    /// A new id like `wanted`.
    fn unique_id(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        // `n-`, `r-`, `c-`, `fn-` and `fr-` begin the ids of notes, mentions and statements.
        let is_ours = ["n-", "r-", "c-", "fn-", "fr-"].iter().any(|prefix| wanted.starts_with(prefix));
        let base = if is_ours { format!("s-{wanted}") } else { wanted.to_owned() };
        let mut id = base.clone();
        let mut number = 1;
        while !self.document.anchors.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        id
    }

    // --- blocks -----------------------------------------------------------------------------------

    fn blocks(&mut self, blocks: Vec<Block<Flow>>, context: Context) -> Vec<Block<Text>> {
        let spans: Vec<Span> = blocks.iter().map(block_span).collect();
        let mut written = Vec::with_capacity(blocks.len());
        for (index, block) in blocks.into_iter().enumerate() {
            match block {
                Block::Html { text, span } if text.trim_start().starts_with("<!--") => {
                    let covers = spans[index + 1..].iter().find(|span| **span != Span::default());
                    self.comment(&text, span, covers.copied().unwrap_or(span));
                }
                block => written.extend(self.block(block, context)),
            }
        }
        written
    }

    fn block(&mut self, block: Block<Flow>, context: Context) -> Option<Block<Text>> {
        Some(match block {
            Block::Paragraph(flow) => Block::Paragraph(self.text(&flow, context)),
            Block::Heading(heading) => Block::Heading(self.heading(heading, context)),
            Block::Quote { alert: Some(alert), blocks, span } => {
                Block::Quote { alert: Some(alert), blocks: self.blocks(blocks, context), span }
            }
            Block::Quote { alert: None, blocks, span } => self.block_quote(blocks, span, context),
            Block::List { start, items, span } => {
                let items = items.into_iter().map(|item| self.item(item, context)).collect();
                Block::List { start, items, span }
            }
            Block::Code { info, text } => {
                self.quote_words(&text, context);
                Block::Code { info, text }
            }
            Block::Table(table) => Block::Table(self.table(table, context)),
            Block::Rule => Block::Rule,
            Block::Html { text, span } => {
                self.quote_words(&text, context);
                if !self.raw_html {
                    self.finding(
                        Rule::RawHtml,
                        span,
                        "raw HTML is shown as text",
                        "write Markdown, or set `raw_html: true` in the front matter",
                    );
                }
                Block::Html { text, span }
            }
            Block::Division(division) => Block::Division(self.division(division, context)),
            Block::NoteDefinition { .. } => return None,
        })
    }

    fn heading(&mut self, heading: Heading<Flow>, context: Context) -> Heading<Text> {
        let context = Context { counts: false, ..context };
        let flow = self.text(&heading.flow, context);
        let title = flow_words(&heading.flow);
        let title = single_spaces(&title);
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
        self.document.headings.push(HeadingFact {
            level: heading.level,
            id: id.clone(),
            title,
            span: heading.span,
        });
        Heading { level: heading.level, id: Some(id), classes: heading.classes, flow, span: heading.span }
    }

    fn block_quote(&mut self, blocks: Vec<Block<Flow>>, span: Span, context: Context) -> Block<Text> {
        if context.in_quote {
            return Block::Quote { alert: None, blocks: self.blocks(blocks, context), span };
        }
        let scope = self.new_scope();
        let outer = std::mem::take(&mut self.block_quote);
        let first_group = self.document.groups.len();
        let inner = Context { scope: Some(scope), counts: false, in_quote: true };
        let blocks = self.blocks(blocks, inner);
        let text = std::mem::replace(&mut self.block_quote, outer).trim().to_owned();
        for group in first_group..self.document.groups.len() {
            // A citation in a paragraph of its own carries the words above it.
            if self.document.groups[group].claim.text.is_empty() {
                let text = single_spaces(&text);
                let Claim { id, is_named, .. } = std::mem::take(&mut self.document.groups[group].claim);
                let id = if is_named { id } else { self.claim_id(&text) };
                self.document.groups[group].claim = Claim { id, is_named, text, span };
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

    fn item(&mut self, item: Item<Flow>, context: Context) -> Item<Text> {
        let scope = self.new_scope();
        let context =
            Context { scope: if context.in_quote { context.scope } else { Some(scope) }, ..context };
        Item { task: item.task, blocks: self.blocks(item.blocks, context), span: item.span }
    }

    fn table(&mut self, table: Table<Flow>, context: Context) -> Table<Text> {
        let silent = Context { counts: false, scope: None, ..context };
        let head = table.head.iter().map(|flow| self.text(flow, silent)).collect();
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let (first_scope, first_group) = (self.scopes, self.document.groups.len());
            let cell = Context { scope: None, ..context };
            rows.push(row.iter().map(|flow| self.text(flow, cell)).collect());
            // A row is one statement in several cells: where one of them cites, the labels are covered.
            if self.document.groups.len() > first_group {
                let citing: BTreeSet<usize> =
                    self.document.groups[first_group..].iter().map(|group| group.scope).collect();
                self.covered_scopes
                    .extend((first_scope + 1..=self.scopes).filter(|scope| !citing.contains(scope)));
            }
        }
        Table { alignments: table.alignments, head, rows, span: table.span }
    }

    fn comment(&mut self, text: &str, span: Span, covers: Span) {
        let inner = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
        let Some(rest) = inner.strip_prefix("ibid-allow") else { return };
        let (rule, reason) = rest.split_once(':').unwrap_or((rest, ""));
        let (rule, reason) = (rule.trim().to_owned(), single_spaces(reason));
        let span = Span::new(span.start as usize, span.start as usize + text.trim_end().len());
        if rule.is_empty() {
            let help = "write `<!-- ibid-allow RULE: reason -->`";
            self.finding(Rule::BlockSyntax, span, "an exemption needs a rule and a reason", help);
        } else if Rule::named(&rule).is_none() {
            let help = crate::suggest::nearest(&rule, Rule::all().map(Rule::name))
                .map_or("`ibid explain` lists the rules".to_owned(), |meant| {
                    format!("did you mean `{meant}`?")
                });
            self.finding(Rule::BlockSyntax, span, format!("there is no rule `{rule}`"), &help);
        } else if reason.is_empty() {
            let help =
                "write `<!-- ibid-allow RULE: reason -->`; readers see the reason in the evidence report";
            self.finding(Rule::BlockSyntax, span, "an exemption needs a reason", help);
        } else {
            self.document.exemptions.push(Exemption { rule, reason, span, covers });
        }
    }

    // --- divisions --------------------------------------------------------------------------------

    fn division(&mut self, division: Division<Flow>, context: Context) -> Division<Text> {
        let id = match &division.id {
            Some(id) => id.clone(),
            None => self.unique_id(&division.name),
        };
        let (name, span) = (division.name.clone(), division.span);
        let blocks = match name.as_str() {
            "summary" => self.blocks(division.blocks, Context { counts: false, ..context }),
            "timeline" => self.timeline(division.blocks, span, context),
            "disagreement" => self.disagreement(division.blocks, &id, span, context),
            _ => self.blocks(division.blocks, context),
        };
        Division {
            name,
            id: Some(id),
            classes: division.classes,
            attributes: division.attributes,
            blocks,
            span,
        }
    }

    fn timeline(&mut self, blocks: Vec<Block<Flow>>, span: Span, context: Context) -> Vec<Block<Text>> {
        let mut written = Vec::new();
        let mut has_list = false;
        for block in blocks {
            let Block::List { items, span: list_span, .. } = block else {
                written.extend(self.block(block, context));
                continue;
            };
            has_list = true;
            let items = items.into_iter().map(|item| self.event(item, context)).collect();
            written.push(Block::List { start: Some(1), items, span: list_span });
        }
        if !has_list {
            self.finding(
                Rule::TimelineDate,
                span,
                "a timeline without a list",
                "write one list item per event: `- 1994-12: …`",
            );
        }
        written
    }

    fn event(&mut self, mut item: Item<Flow>, context: Context) -> Item<Text> {
        let first_group = self.document.groups.len();
        let date_span = match item.blocks.first() {
            Some(Block::Paragraph(flow)) => before_colon(flow),
            _ => Span::new(item.span.start as usize, item.span.start as usize + 1),
        };
        let date = match item.blocks.first_mut() {
            Some(Block::Paragraph(flow)) => take_date(flow),
            _ => Err(String::new()),
        };
        let item_span = item.span;
        let written = self.item(item, context);
        match date {
            Ok((date, date_span)) => {
                let groups = first_group..self.document.groups.len();
                self.document.events.push(Event { date, date_span, item: item_span, groups });
            }
            Err(reason) => {
                let message = if reason.is_empty() {
                    "the entry does not begin with a date and a colon".to_owned()
                } else {
                    reason
                };
                self.finding(
                    Rule::TimelineDate,
                    date_span,
                    message,
                    "begin with the date as far as it is known: `- 1994-12: …`",
                );
            }
        }
        written
    }

    fn disagreement(
        &mut self,
        blocks: Vec<Block<Flow>>,
        id: &str,
        span: Span,
        context: Context,
    ) -> Vec<Block<Text>> {
        let mut written = Vec::new();
        let mut question = String::new();
        let mut positions = Vec::new();
        for block in blocks {
            match block {
                Block::List { start, items, span } => {
                    let mut texts = Vec::new();
                    for item in items {
                        let first = self.document.groups.len();
                        let item_span = item.span;
                        texts.push(self.item(item, context));
                        positions.push((first..self.document.groups.len(), item_span));
                    }
                    written.push(Block::List { start, items: texts, span });
                }
                Block::Paragraph(flow) if positions.is_empty() => {
                    question.push_str(&flow_words(&flow));
                    written.push(Block::Paragraph(self.text(&flow, Context { counts: false, ..context })));
                }
                block => written.extend(self.block(block, context)),
            }
        }
        let question = single_spaces(&question);
        if question.is_empty() {
            self.finding(
                Rule::DisagreementOneSided,
                span,
                "a disagreement needs its question first",
                "write the question as a paragraph above the positions",
            );
        }
        self.document.disagreements.push(Disagreement { id: id.to_owned(), question, positions, span });
        written
    }

    /// Adds words to the blockquote that is being read, where one is: all that it shows is compared.
    fn quote_words(&mut self, words: &str, context: Context) {
        if context.in_quote {
            self.block_quote.push(' ');
            self.block_quote.push_str(words);
        }
    }

    // --- inline text ------------------------------------------------------------------------------

    fn text(&mut self, flow: &Flow, context: Context) -> Text {
        let scope = context.scope.unwrap_or_else(|| self.new_scope());
        self.links(flow);
        let is_markup =
            |piece: &Piece| matches!(&piece.kind, PieceKind::Html(html) if !html.starts_with("<!--"));
        let literal;
        let flow = if !self.raw_html && flow.pieces.iter().any(is_markup) {
            literal = without_markup(flow);
            &literal
        } else {
            flow
        };
        let reading = Reading::new(flow, !context.in_quote);
        self.report(&reading);
        if context.in_quote {
            self.quote_words(&reading.words(0..reading.cells.len()), context);
        }
        for pair in &reading.quotations {
            let text = reading.words(pair.open + 1..pair.close);
            if text.chars().any(char::is_alphanumeric) {
                let span = reading.span(&(pair.open..pair.close + 1));
                let inner = reading.span(&(pair.open + 1..pair.close));
                self.quoted.push(Quoted { text, span, inner, scope, is_block: false });
            }
        }
        if context.counts {
            for range in reading.sentences() {
                let text = reading.single_words(range.clone());
                // Questions and lead-ins state nothing.
                if !text.ends_with(['?', ':', '؟', '？']) {
                    self.sentences.push(Sentence { text, span: reading.span(range), scope });
                }
            }
        }
        let first_group = self.document.groups.len();
        let claims = reading.claims();
        let marked = flow::markable(&reading, &claims);
        self.document.marked.extend(
            (0..marked.len()).filter(|&index| marked[index].is_some()).map(|index| first_group + index),
        );
        for (index, ((start, found), claim)) in reading.groups.iter().zip(&claims).enumerate() {
            let text = reading.single_words(claim.clone());
            let given = self.given_id(&reading, index);
            let is_named = given.is_some();
            let id = given.unwrap_or_else(|| self.claim_id(&text));
            let claim = Claim { id, is_named, text, span: reading.span(claim) };
            self.document.groups.push(Group {
                cites: found.cites.clone(),
                span: reading.span(&(*start..found.end)),
                is_narrative: found.is_narrative,
                scope,
                claim,
            });
        }
        let numbers = Numbers {
            first_group,
            claims: marked,
            inline_notes: reading.notes.iter().map(|_| 0).collect(),
            note_refs: BTreeMap::new(),
            is_literal: context.in_quote,
        };
        let numbers = self.notes(&reading, numbers);
        flow::inlines(&reading, 0..reading.cells.len(), &numbers)
    }

    /// Numbers the author's notes that a flow refers to.
    fn notes(&mut self, reading: &Reading<'_>, mut numbers: Numbers) -> Numbers {
        let mut inline = reading.notes.iter().enumerate().peekable();
        for (at, label) in reading.note_refs() {
            while let Some((index, range)) = inline.next_if(|(_, range)| range.start - 2 < at) {
                numbers.inline_notes[index] = self.number_inline_note(reading, range);
            }
            let note = match self.note_numbers.get(label) {
                Some(note) => *note,
                None => self.define_note(label),
            };
            numbers.note_refs.insert(at, self.document.note_refs.len());
            self.document.note_refs.push(note);
        }
        for (index, range) in inline {
            numbers.inline_notes[index] = self.number_inline_note(reading, range);
        }
        numbers
    }

    /// Adds an inline note; gives the index of its only reference.
    fn number_inline_note(&mut self, reading: &Reading<'_>, range: &Range<usize>) -> usize {
        let note = self.document.notes.len();
        self.document.notes.push(NoteFact { label: self.inline_label(note), blocks: Vec::new() });
        let reference = self.document.note_refs.len();
        self.document.note_refs.push(note);
        self.document.notes[note].blocks = self.inline_note(reading, range);
        reference
    }

    /// A label for an inline note that no defined one has.
    fn inline_label(&self, note: usize) -> String {
        let mut label = format!("note.{}", note + 1);
        while self.definitions.contains_key(&label) {
            label.push('.');
        }
        label
    }

    /// Gives a note its number. Its text is read after the page's, so that notes that refer to each other
    /// in a long chain need no stack.
    fn define_note(&mut self, label: &str) -> usize {
        let note = self.document.notes.len();
        self.note_numbers.insert(label.to_owned(), note);
        self.document.notes.push(NoteFact { label: label.to_owned(), blocks: Vec::new() });
        self.unread_notes.push_back(note);
        note
    }

    fn read_notes(&mut self) {
        while let Some(note) = self.unread_notes.pop_front() {
            let label = &self.document.notes[note].label;
            let blocks = self.definitions.get(label).map(|(blocks, _)| blocks.clone()).unwrap_or_default();
            self.document.notes[note].blocks = self.blocks(blocks, Context::default());
        }
    }

    /// The text of an inline note, read as a flow of its own: the pieces of its cells.
    fn inline_note(&mut self, reading: &Reading<'_>, range: &Range<usize>) -> Vec<Block<Text>> {
        let mut flow = Flow { pieces: Vec::new(), span: reading.span(range) };
        let mut at = range.start;
        while at < range.end {
            let cell = reading.cells[at];
            let piece = &reading.flow.pieces[cell.piece as usize];
            let run = reading.cells[at..range.end].iter().take_while(|next| next.piece == cell.piece).count();
            match &piece.kind {
                PieceKind::Text { .. } => {
                    let text: String = reading.cells[at..at + run].iter().map(|cell| cell.letter).collect();
                    let kind = PieceKind::Text { text, escaped: !cell.is_plain };
                    flow.pieces.push(crate::markdown::Piece { kind, span: reading.span(&(at..at + run)) });
                }
                _ => flow.pieces.push(piece.clone()),
            }
            at += run;
        }
        self.reserve_given(&flow);
        vec![Block::Paragraph(self.text(&flow, Context::default()))]
    }

    fn report(&mut self, reading: &Reading<'_>) {
        for &at in &reading.lonely {
            let span = reading.span(&(at..at + 1));
            self.finding(
                Rule::QuoteUnchecked,
                span,
                "a quotation mark without its partner in this block: the words are not checked",
                "close the quotation in the same block, or write `\\\"` if none is meant",
            );
        }
        for (label, range) in &reading.undefined {
            let names: Vec<String> = self.definitions.keys().cloned().collect();
            let help = match crate::suggest::nearest(label, names.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean `[^{meant}]`?"),
                None => format!("define it: a line `[^{label}]: …`"),
            };
            self.finding(
                Rule::FootnoteUndefined,
                reading.span(range),
                format!("the note `[^{label}]` is not defined"),
                &help,
            );
        }
        let mut named = BTreeSet::new();
        for given in &reading.ids {
            let span = reading.span(&given.range);
            if given.group.is_none() {
                let message = format!("no cited statement stands before the id `{}`", given.id);
                let help =
                    "put it behind a statement's citation: `… [@key]. {#id}`; write `\\{` if no id is meant";
                self.finding(Rule::BlockSyntax, span, message, help);
            } else if !named.insert(given.group) {
                let message = "the statement has an id already";
                self.finding(Rule::BlockSyntax, span, message, "delete one of the two");
            }
        }
        for range in &reading.malformed {
            self.finding(
                Rule::BlockSyntax,
                reading.span(range),
                "this looks like a citation and cannot be read as one",
                "write `[@key]`, `[@a; @b]` for two sources, or `[@key, \"exact words\"]`; write `\\@` if no citation is meant",
            );
        }
    }

    fn links(&mut self, flow: &Flow) {
        for piece in &flow.pieces {
            match &piece.kind {
                PieceKind::Open(Mark::Link { url, .. }) => {
                    self.document.links.push(Link { url: url.clone(), span: piece.span })
                }
                PieceKind::Image { url, alt, .. } => {
                    if alt.trim().is_empty() {
                        self.finding(
                            Rule::ImageAlt,
                            piece.span,
                            "an image without a description",
                            "say in the brackets what it shows: `![…](…)`",
                        );
                    }
                    self.document.images.push(Link { url: url.clone(), span: piece.span });
                }
                PieceKind::Html(html) if !self.raw_html && !html.starts_with("<!--") => {
                    self.finding(
                        Rule::RawHtml,
                        piece.span,
                        "raw HTML is shown as text",
                        "write Markdown, or set `raw_html: true` in the front matter",
                    );
                }
                _ => {}
            }
        }
    }

    /// An id for a statement that survives edits elsewhere on the page: a hash of its words.
    fn claim_id(&mut self, text: &str) -> String {
        let is_kept = |letter: &char| letter.is_alphanumeric() || *letter == ' ';
        let words: String = if text.is_ascii() {
            text.chars().filter(is_kept).map(|letter| letter.to_ascii_lowercase()).collect()
        } else {
            text.chars().filter(is_kept).collect::<String>().to_lowercase()
        };
        let hash = blake3::hash(words.as_bytes()).to_hex();
        let id = format!("c-{}", &hash[..8]);
        let uses = self.claim_ids.entry(id.clone()).or_insert(0);
        loop {
            *uses += 1;
            let unique = if *uses == 1 { id.clone() } else { format!("{id}-{uses}") };
            if !self.document.anchors.contains(&unique) {
                return unique;
            }
        }
    }

    // --- after the text ---------------------------------------------------------------------------

    fn finish(mut self, blocks: Vec<Block<Text>>) -> (Document, Vec<Diagnostic>) {
        self.read_notes();
        let unused: Vec<(String, Span)> = self
            .definitions
            .iter()
            .filter(|(label, _)| !self.note_numbers.contains_key(*label))
            .map(|(label, (_, span))| (label.clone(), *span))
            .collect();
        for (label, span) in unused {
            let span = Span::new(span.start as usize, span.start as usize + label.len() + 3);
            self.finding(
                Rule::FootnoteUnused,
                span,
                format!("nothing refers to the note `[^{label}]`"),
                "refer to it, or delete it",
            );
        }
        let mut by_scope: BTreeMap<usize, Vec<(u32, usize)>> = BTreeMap::new();
        for (index, group) in self.document.groups.iter().enumerate() {
            by_scope.entry(group.scope).or_default().push((group.span.start, index));
        }
        by_scope.values_mut().for_each(|groups| groups.sort_unstable());
        let none = Vec::new();
        for sentence in std::mem::take(&mut self.sentences) {
            let last = by_scope.get(&sentence.scope).unwrap_or(&none).last();
            let is_cited = last.is_some_and(|(start, _)| *start >= sentence.span.start)
                || self.covered_scopes.contains(&sentence.scope);
            self.document.statements.push(Statement { text: sentence.text, span: sentence.span, is_cited });
        }
        self.document.statements.sort_by_key(|statement| statement.span);
        for quoted in std::mem::take(&mut self.quoted) {
            let groups = by_scope.get(&quoted.scope).unwrap_or(&none);
            let next = groups.partition_point(|(start, _)| *start < quoted.span.start);
            let group = groups.get(next).or(groups.last()).map(|(_, index)| *index);
            let Quoted { text, span, inner, scope, is_block } = quoted;
            self.document.quotations.push(Quotation { text, span, inner, scope, group, is_block });
        }
        self.document.quotations.sort_by_key(|quotation| quotation.span);
        self.document.anchors.extend(self.document.groups.iter().map(|group| group.claim.id.clone()));
        self.document.blocks = blocks;
        self.document.statements.shrink_to_fit();
        (self.document, self.findings)
    }
}

/// A run of text whose raw HTML is text.
fn without_markup(flow: &Flow) -> Flow {
    let pieces = flow.pieces.iter().cloned().map(|piece| match piece.kind {
        PieceKind::Html(html) if !html.starts_with("<!--") => {
            Piece { kind: PieceKind::Literal(html), ..piece }
        }
        _ => piece,
    });
    Flow { pieces: pieces.collect(), span: flow.span }
}

/// The words of a run of text, citations and notes left out.
fn flow_words(flow: &Flow) -> String {
    let reading = Reading::new(flow, false);
    reading.words(0..reading.cells.len())
}

/// The first words of a flow, up to the colon where there is one.
fn before_colon(flow: &Flow) -> Span {
    let Some(piece) = flow.pieces.first() else { return flow.span };
    let PieceKind::Text { text, .. } = &piece.kind else { return piece.span };
    let end = text.find(": ").or_else(|| text.find(' ')).unwrap_or(text.len());
    Span::new(piece.span.start as usize, piece.span.start as usize + end.max(1))
}

/// Takes `1994-12: ` from the beginning of a flow.
fn take_date(flow: &mut Flow) -> Result<(Edtf, Span), String> {
    let Some(piece) = flow.pieces.first_mut() else { return Err(String::new()) };
    let PieceKind::Text { text, .. } = &mut piece.kind else { return Err(String::new()) };
    let colon = match text.find(": ") {
        Some(colon) => colon,
        None if text.ends_with(':') => text.len() - 1,
        None => return Err(String::new()),
    };
    let written = text[..colon].trim().to_owned();
    let date = Edtf::parse(&written);
    if date.is_err() && colon > 32 {
        return Err(String::new());
    }
    let span = Span::new(piece.span.start as usize, piece.span.start as usize + colon);
    let rest = text[colon + 1..].trim_start().to_owned();
    let taken = text.len() - rest.len();
    piece.span.start += u32::try_from(taken).unwrap_or(0);
    *text = rest;
    let date = date.map_err(|reason| format!("`{written}` is not a date: {reason}"))?;
    Ok((date, span))
}

fn block_span<F: HasSpan>(block: &Block<F>) -> Span {
    match block {
        Block::Paragraph(flow) => flow.span(),
        Block::Heading(heading) => heading.span,
        Block::Quote { span, .. } | Block::List { span, .. } | Block::NoteDefinition { span, .. } => *span,
        Block::Table(table) => table.span,
        Block::Division(division) => division
            .blocks
            .iter()
            .map(block_span)
            .filter(|span| *span != Span::default())
            .fold(division.span, Span::to),
        Block::Html { text, span } if !text.trim_start().starts_with("<!--") => *span,
        Block::Html { .. } | Block::Code { .. } | Block::Rule => Span::default(),
    }
}

trait HasSpan {
    fn span(&self) -> Span;
}

impl HasSpan for Flow {
    fn span(&self) -> Span {
        self.span
    }
}

/// The words with all white space made single.
#[must_use]
pub fn single_spaces(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !single.is_empty() {
            single.push(' ');
        }
        single.push_str(word);
    }
    single
}
