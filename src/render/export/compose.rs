//! A page's document and its notes → [`Prose`].

use std::collections::BTreeMap;

use super::html_text::html_text;
use super::prose::{Prose, ProseBlock, ProseInline, ProseNote};
use crate::base::FileChanged;
use crate::base::date::Edtf;
use crate::base::ids::{GroupIndex, PageId, SourceId};
use crate::base::link::is_allowed;
use crate::base::percent::{decode, encode_braces};
use crate::base::span::Span;
use crate::parse::markdown::{Block, Division, ListItem, Mark};
use crate::parse::topic::document::{Event, Inline, Text};
use crate::parse::topic::emphasis::Emphasis;
use crate::parse::topic::{Page, PageKind};
use crate::render::markup::body::{note_id, searched_line};
use crate::render::markup::notes::{NotedPassage, Notes};
use crate::render::markup::passage;
use crate::render::view::{Maker, display_name};
use crate::site::links::{ResolvedLink, resolve};
use crate::site::short_name;

/// A page as a tree for the writers of formats.
///
/// # Errors
/// Where the file of the page is no longer what its stamp promised.
pub fn compose(maker: &Maker<'_>, index: PageId) -> Result<Prose, FileChanged> {
    let site = maker.site;
    let page = &site.pages[index];
    let body = maker.body(index)?;
    let notes = Notes::number(site, index);
    let composer = Composer::new(maker, index, &notes);
    let mut blocks = composer.blocks(&body.blocks);
    blocks.extend(composer.children());
    blocks.extend(composer.corrections());
    let mut all: Vec<ProseNote> = Vec::new();
    for entry in &notes.entries {
        let key = &site.sources[entry.source].key;
        all.extend(entry.items.iter().map(|item| ProseNote {
            label: item.label.clone(),
            id: item.id.clone(),
            key: Some(key.clone()),
            blocks: composer.source_note(entry.source, item),
        }));
    }
    let own = page.document.notes.iter().zip(&body.notes).enumerate();
    all.extend(own.map(|(number, (fact, blocks))| ProseNote {
        label: format!("†{}", number + 1),
        id: note_id(&fact.label),
        key: None,
        blocks: composer.blocks(blocks),
    }));
    let front = &page.front;
    let authors = if front.authors.is_empty() { &site.config.authors } else { &front.authors };
    Ok(Prose {
        folder: page.folder.clone(),
        url: site.addresses.absolute(&page.folder),
        title: front.title.clone(),
        description: front.description.clone(),
        language: page.language_code.clone(),
        authors: authors.iter().map(|name| display_name(name)).collect(),
        date: front.date.as_ref().map(|date| date.from.iso()),
        updated: front.updated.as_ref().map(|date| date.from.iso()),
        blocks,
        notes: all,
        notes_title: maker.words.get("notes_title").to_owned(),
    })
}

struct Composer<'a> {
    maker: &'a Maker<'a>,
    page: &'a Page,
    index: PageId,
    notes: &'a Notes,
    /// For each source of the notes the index of its first one.
    first_notes: Vec<usize>,
    /// How many notes are of sources.
    source_notes: usize,
    events: BTreeMap<Span, &'a Event>,
}

/// A run of inlines that is still open.
type OpenInline<'t> = (Option<&'t Inline>, Vec<ProseInline>);

impl<'a> Composer<'a> {
    fn new(maker: &'a Maker<'a>, index: PageId, notes: &'a Notes) -> Self {
        let page: &'a Page = &maker.site.pages[index];
        let mut count = 0;
        let first = |entry: &crate::render::markup::notes::NotedSource| {
            let first = count;
            count += entry.items.len();
            first
        };
        let first_notes = notes.entries.iter().map(first).collect();
        let events = page.document.events.iter().map(|event| (event.item, event)).collect();
        Self { maker, page, index, notes, first_notes, source_notes: count, events }
    }

    fn blocks(&self, blocks: &[Block<Text>]) -> Vec<ProseBlock> {
        blocks.iter().flat_map(|block| self.block(block)).collect()
    }

    fn block(&self, block: &Block<Text>) -> Vec<ProseBlock> {
        let one = match block {
            Block::Paragraph(text) => ProseBlock::Paragraph(self.words(text)),
            Block::Heading(heading) => ProseBlock::Heading {
                level: heading.level.clamp(2, 6),
                id: heading.id.clone().unwrap_or_default(),
                words: self.words(&heading.flow),
            },
            Block::Quote { alert: None, blocks, .. } => {
                ProseBlock::Quote { language: None, blocks: self.blocks(blocks) }
            }
            Block::Quote { alert: Some(alert), blocks, .. } => ProseBlock::Part {
                title: self.maker.words.get(&format!("alert_{}", alert.name())).to_owned(),
                blocks: self.blocks(blocks),
            },
            Block::List { start, items, .. } => {
                ProseBlock::List { start: *start, items: items.iter().map(|item| self.item(item)).collect() }
            }
            Block::Code { info, text, .. } => ProseBlock::Code {
                language: info.split([' ', ',', '{']).next().unwrap_or_default().to_owned(),
                text: text.clone(),
            },
            Block::Table(table) => ProseBlock::Table {
                alignments: table.alignments.clone(),
                head: table.head.iter().map(|cell| self.words(cell)).collect(),
                rows: table
                    .rows
                    .iter()
                    .map(|row| row.iter().map(|cell| self.words(cell)).collect())
                    .collect(),
            },
            Block::Rule => ProseBlock::Rule,
            Block::Html { text, .. } => {
                let text = if self.page.front.raw_html { html_text(text) } else { text.trim().to_owned() };
                if text.is_empty() {
                    return Vec::new();
                }
                ProseBlock::Paragraph(vec![ProseInline::Text(text)])
            }
            Block::Division(division) => return self.division(division),
            Block::NoteDefinition { .. } => return Vec::new(),
        };
        vec![one]
    }

    fn item(&self, item: &ListItem<Text>) -> Vec<ProseBlock> {
        let mut blocks = self.blocks(&item.blocks);
        if let Some(done) = item.task {
            prefix(&mut blocks, ProseInline::text(if done { "☑ " } else { "☐ " }));
        }
        blocks
    }

    fn division(&self, division: &Division<Text>) -> Vec<ProseBlock> {
        let title = match division.name.as_str() {
            "summary" => "in_short",
            "timeline" => return self.timeline(&division.blocks),
            "glossary" => return self.glossary(&division.blocks),
            "disagreement" => "sources_disagree",
            "unknown" => "unknown_title",
            "figure" => {
                let mut blocks = self.blocks(&division.blocks);
                let credit = division.attribute("credit");
                blocks.extend(credit.map(|credit| ProseBlock::Paragraph(vec![ProseInline::text(credit)])));
                return blocks;
            }
            _ => return self.blocks(&division.blocks),
        };
        let title = self.maker.words.get(title).to_owned();
        let mut blocks = match division.name.as_str() {
            "unknown" => self.unknown(division),
            _ => self.blocks(&division.blocks),
        };
        if division.name == "disagreement" {
            blocks.extend(self.outlook(division.id.as_deref().unwrap_or_default()));
        }
        vec![ProseBlock::Part { title, blocks }]
    }

    /// The entries of a timeline, each with its date before it.
    fn timeline(&self, blocks: &[Block<Text>]) -> Vec<ProseBlock> {
        let block = |block: &Block<Text>| {
            let Block::List { items, .. } = block else { return self.block(block) };
            let entry = |item: &ListItem<Text>| {
                let mut blocks = self.item(item);
                if let Some(event) = self.events.get(&item.span) {
                    let date = ProseInline::text(self.maker.words.date(&event.date));
                    prefix(&mut blocks, ProseInline::text(": "));
                    prefix(&mut blocks, ProseInline::Strong(vec![date]));
                }
                blocks
            };
            vec![ProseBlock::List { start: None, items: items.iter().map(entry).collect() }]
        };
        blocks.iter().flat_map(block).collect()
    }

    /// What the sources do not say, with what was searched for in them.
    fn unknown(&self, division: &Division<Text>) -> Vec<ProseBlock> {
        let id = division.id.as_deref().unwrap_or_default();
        let searched = |place: (usize, Option<usize>)| {
            let mut unknowns = self.page.document.unknowns.iter();
            let unknown = unknowns.find(|unknown| unknown.block == id && unknown.place == place)?;
            let line = searched_line(self.maker.site, self.maker.words, unknown);
            Some(ProseBlock::Paragraph(vec![ProseInline::text(line)]))
        };
        let block = |(number, block): (usize, &Block<Text>)| {
            let Block::List { items, .. } = block else {
                let mut blocks = self.block(block);
                blocks.extend(searched((number, None)));
                return blocks;
            };
            let items = items.iter().enumerate().map(|(at, item)| {
                let mut blocks = self.item(item);
                blocks.extend(searched((number, Some(at))));
                blocks
            });
            vec![ProseBlock::List { start: None, items: items.collect() }]
        };
        division.blocks.iter().enumerate().flat_map(block).collect()
    }

    /// The terms of a glossary, each before its definition.
    fn glossary(&self, blocks: &[Block<Text>]) -> Vec<ProseBlock> {
        let definitions = &self.page.document.definitions;
        let block = |block: &Block<Text>| {
            let Block::List { items, .. } = block else { return self.block(block) };
            let entry = |item: &ListItem<Text>| {
                let mut blocks = self.item(item);
                if let Some(definition) = definitions.iter().find(|found| found.item == item.span) {
                    prefix(&mut blocks, ProseInline::text(": "));
                    prefix(&mut blocks, ProseInline::Strong(vec![ProseInline::text(&definition.term)]));
                }
                blocks
            };
            vec![ProseBlock::List { start: None, items: items.iter().map(entry).collect() }]
        };
        blocks.iter().flat_map(block).collect()
    }

    /// What would settle a disagreement, and when its author last looked at it.
    fn outlook(&self, id: &str) -> Vec<ProseBlock> {
        let words = self.maker.words;
        let Some(fact) = self.page.document.disagreements.iter().find(|fact| fact.id == id) else {
            return Vec::new();
        };
        let line = |label: &str, text: &str| {
            ProseBlock::Paragraph(vec![ProseInline::text(format!("{} {text}", words.get(label)))])
        };
        let settle = fact.settle.iter().map(|settle| line("would_settle", settle));
        settle.chain(fact.reviewed.iter().map(|date| line("reviewed", &words.date(date)))).collect()
    }

    /// The pages of a section, as the published page lists them.
    fn children(&self) -> Option<ProseBlock> {
        let site = self.maker.site;
        let children = &site.children[self.index];
        if self.page.kind == PageKind::Topic || children.is_empty() {
            return None;
        }
        let item = |&child: &PageId| {
            let front = &site.pages[child].front;
            let url = site.addresses.absolute(&site.pages[child].folder);
            let mut words = vec![ProseInline::Link { url, words: vec![ProseInline::text(&front.title)] }];
            words.extend(front.description.iter().map(|text| ProseInline::text(format!(": {text}"))));
            vec![ProseBlock::Paragraph(words)]
        };
        Some(ProseBlock::List { start: None, items: children.iter().map(item).collect() })
    }

    /// What was corrected on the page, each with its day, under a heading.
    fn corrections(&self) -> Vec<ProseBlock> {
        let corrections = &self.page.front.corrections;
        if corrections.is_empty() {
            return Vec::new();
        }
        let words = self.maker.words;
        let item = |(date, text): &(Edtf, String)| {
            let date = ProseInline::Strong(vec![ProseInline::text(words.date(date))]);
            vec![ProseBlock::Paragraph(vec![date, ProseInline::text(format!(": {text}"))])]
        };
        let heading = ProseBlock::Heading {
            level: 2,
            id: "corrections-title".to_owned(),
            words: vec![ProseInline::text(words.get("title_corrections"))],
        };
        vec![heading, ProseBlock::List { start: None, items: corrections.iter().map(item).collect() }]
    }

    fn words(&self, text: &Text) -> Vec<ProseInline> {
        let mut stack: Vec<OpenInline<'_>> = vec![(None, Vec::new())];
        for inline in text {
            let done = match inline {
                Inline::Text(text) => vec![ProseInline::text(text)],
                Inline::Code(code) => vec![ProseInline::Code(code.clone())],
                // The words between tags are text of their own.
                Inline::Html(html) if self.page.front.raw_html => vec![ProseInline::Text(html_text(html))],
                Inline::Html(html) => vec![ProseInline::text(html)],
                Inline::HardBreak => vec![ProseInline::Break],
                Inline::Image(image) => vec![self.image(&image.url, &image.alt)],
                Inline::Open(_) | Inline::ClaimOpen(_) => {
                    stack.push((Some(inline), Vec::new()));
                    continue;
                }
                Inline::Close(_) | Inline::ClaimClose => {
                    match (stack.len() > 1).then(|| stack.pop()).flatten() {
                        Some((opened, words)) => self.closed(opened, words),
                        None => continue,
                    }
                }
                Inline::Cite(group) => self.cite(*group),
                Inline::NoteRef(reference) => {
                    let note = self.page.document.note_refs.get(*reference);
                    note.map(|note| ProseInline::Note(self.source_notes + note)).into_iter().collect()
                }
            };
            if let Some((_, words)) = stack.last_mut() {
                words.extend(done);
            }
        }
        // What opens is closed; where it is not, its words stay.
        stack.into_iter().flat_map(|(_, words)| words).collect()
    }

    fn closed(&self, opened: Option<&Inline>, words: Vec<ProseInline>) -> Vec<ProseInline> {
        vec![match opened {
            Some(Inline::Open(Mark::Emphasis)) => ProseInline::Emphasis(words),
            Some(Inline::Open(Mark::Strong)) => ProseInline::Strong(words),
            Some(Inline::Open(Mark::Strike)) => ProseInline::Strike(words),
            Some(Inline::Open(Mark::Link(target))) => match self.address(&target.url) {
                Some(url) => ProseInline::Link { url, words },
                None => return words,
            },
            Some(Inline::ClaimOpen(group)) => {
                let id = self.page.document.groups[*group].claim.id.clone();
                ProseInline::Statement { id, words }
            }
            _ => return words,
        }]
    }

    /// Where a link leads; nothing where it leads nowhere.
    fn address(&self, url: &str) -> Option<String> {
        let addresses = &self.maker.site.addresses;
        match resolve(self.maker.site, self.page, url) {
            ResolvedLink::External(url) => is_allowed(&url).then(|| encode_braces(&url).into_owned()),
            ResolvedLink::Internal(path) => Some(addresses.absolute_path(&path)),
            ResolvedLink::Fragment(id) => Some(format!("{}#{id}", addresses.absolute(&self.page.folder))),
            ResolvedLink::Broken(..) => None,
        }
    }

    fn image(&self, url: &str, alt: &str) -> ProseInline {
        let addresses = &self.maker.site.addresses;
        let file = match resolve(self.maker.site, self.page, url) {
            ResolvedLink::Internal(path) => path.strip_prefix(&addresses.base_path).map(decode),
            _ => None,
        };
        let file = file.filter(|file| addresses.assets.contains_key(file));
        match self.address(url) {
            Some(url) => ProseInline::Image { url, file, alt: alt.to_owned() },
            None => ProseInline::text(alt),
        }
    }

    /// The marks of a group, and the name of the source where it stands in the sentence.
    fn cite(&self, index: GroupIndex) -> Vec<ProseInline> {
        let (site, words) = (self.maker.site, self.maker.words);
        let group = &self.page.document.groups[index];
        let checks = &site.checks[self.index].groups[index];
        let mut written = Vec::new();
        if group.is_narrative
            && let Some(check) = checks.first()
        {
            let unknown = || format!("@{}", group.cites[0].key);
            written.push(ProseInline::Text(check.source.map_or_else(unknown, |it| short_name(site, it))));
        }
        for (marker, cite) in self.notes.markers[index].iter().zip(&group.cites) {
            written.push(match marker {
                Some(marker) => ProseInline::Note(self.first_notes[marker.entry] + marker.item),
                None => ProseInline::Text(format!(
                    " [{}]",
                    words.fill("source_unverified", &[("key", cite.key.as_str())])
                )),
            });
        }
        written
    }

    /// What a note says of a source: which it is, where in it, what was checked, and the passages.
    fn source_note(&self, source: SourceId, item: &NotedPassage) -> Vec<ProseBlock> {
        let (maker, place) = (self.maker, &item.place);
        let mut words = self.reference(source);
        if let Some(locator) = &place.locator {
            words.push(ProseInline::text(", "));
            let locator = marked_words(locator);
            words.extend(match &place.link {
                Some(url) => vec![ProseInline::Link { url: url.clone(), words: locator }],
                None => locator,
            });
        }
        words.push(ProseInline::text(". "));
        if let Some(remark) = &place.remark {
            words.extend(marked_words(remark));
            words.push(ProseInline::text(". "));
        }
        words.push(ProseInline::text(&maker.state_of(source, place.state).text));
        if place.lacks_words {
            words.push(ProseInline::text(format!(" {}", maker.words.get("lacks_words"))));
        } else {
            words.push(ProseInline::text("."));
        }
        let language = &maker.parts.sources[source].language;
        let mut blocks = vec![ProseBlock::Paragraph(words)];
        for place in &place.passages {
            let Some(shown) = passage::shown(maker.site, source, place) else { continue };
            let exact = ProseInline::Marked(vec![ProseInline::Text(shown.exact)]);
            let url = maker.site.addresses.absolute_path(&maker.passage_url(source, place));
            let paragraph = maker.paragraph_text(source, place);
            let words = vec![
                ProseInline::Text(shown.before),
                exact,
                ProseInline::Text(shown.after),
                ProseInline::text(" ("),
                ProseInline::Link { url, words: vec![ProseInline::Text(paragraph)] },
                ProseInline::text(")"),
            ];
            blocks.push(ProseBlock::Quote {
                language: Some(language.clone()),
                blocks: vec![ProseBlock::Paragraph(words)],
            });
        }
        if let Some(quoted) = &place.quoted {
            let label = maker.words.get("this_page_has");
            let quoted = maker.words.fill("quoted", &[("text", quoted)]);
            blocks.push(ProseBlock::Paragraph(vec![ProseInline::Text(format!("{label} {quoted}"))]));
        }
        blocks
    }

    /// What a source states of itself, its title leading to its page on this site.
    fn reference(&self, source: SourceId) -> Vec<ProseInline> {
        let facts = &self.maker.parts.sources[source];
        let url = self.maker.site.addresses.absolute_path(&facts.url);
        let mut words = Vec::new();
        if !facts.authors.is_empty() {
            let names = facts.authors.join(self.maker.words.get("list_separator"));
            words.push(ProseInline::Text(format!("{names}, ")));
        }
        let title = match &facts.title {
            Some(title) => self.maker.words.fill("quoted", &[("text", title)]),
            None => facts.label.clone(),
        };
        words.push(ProseInline::Link { url, words: vec![ProseInline::Text(title)] });
        let rest = facts.publisher.iter().chain(facts.date.iter().map(|date| &date.text));
        words.extend(rest.map(|fact| ProseInline::Text(format!(", {fact}"))));
        if let Some(url) = &facts.original_url {
            words.push(ProseInline::text(", "));
            words.push(ProseInline::Link { url: url.clone(), words: vec![ProseInline::text(url)] });
        }
        words
    }
}

/// Puts an inline before the first words of some blocks.
fn prefix(blocks: &mut Vec<ProseBlock>, inline: ProseInline) {
    match blocks.first_mut() {
        Some(ProseBlock::Paragraph(words)) => words.insert(0, inline),
        _ => blocks.insert(0, ProseBlock::Paragraph(vec![inline])),
    }
}

/// Words with marks of emphasis ([`Emphasis`]), as inlines.
fn marked_words(words: &str) -> Vec<ProseInline> {
    let mut stack: Vec<(bool, Vec<ProseInline>)> = vec![(false, Vec::new())];
    let close = |stack: &mut Vec<(bool, Vec<ProseInline>)>| {
        let Some((is_strong, inner)) = (stack.len() > 1).then(|| stack.pop()).flatten() else { return };
        let inline = if is_strong { ProseInline::Strong(inner) } else { ProseInline::Emphasis(inner) };
        stack.iter_mut().last().into_iter().for_each(|(_, outer)| outer.push(inline.clone()));
    };
    let mut rest = words;
    while !rest.is_empty() {
        let at = rest.find(Emphasis::is_mark).unwrap_or(rest.len());
        if let Some((_, inner)) = stack.last_mut().filter(|_| at > 0) {
            inner.push(ProseInline::text(&rest[..at]));
        }
        let mut letters = rest[at..].chars();
        match letters.next() {
            Some(Emphasis::EM) => stack.push((false, Vec::new())),
            Some(Emphasis::STRONG) => stack.push((true, Vec::new())),
            Some(_) => close(&mut stack),
            None => {}
        }
        rest = letters.as_str();
    }
    while stack.len() > 1 {
        close(&mut stack);
    }
    stack.pop().map(|(_, words)| words).unwrap_or_default()
}
