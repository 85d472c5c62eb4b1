//! Runs of text: their citations, quotations, statements, notes and links.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ibid_languages::{Language, is_alphanumeric};

use super::comment::ALLOW;
use super::fact::{Bracketed, UndefinedNote};
use super::{BlockContext, DisplayKind, DisplayText, DocumentParser, NoteFact, Quoted, Sentence, Text};
use crate::base::diagnostic::Rule;
use crate::base::ids::GroupIndex;
use crate::base::link::Link;
use crate::base::span::Span;
use crate::parse::markdown::{Block, Flow, Mark, Piece, PieceKind};
use crate::parse::topic::cell::OBJECT;
use crate::parse::topic::citation::{CitationGroup, Claim};
use crate::parse::topic::flow::{self, FlowAnalysis, FlowNumbering};
use crate::parse::topic::foreign::FlowPlace;

impl DocumentParser<'_> {
    pub(super) fn text(&mut self, flow: &Flow, context: BlockContext) -> Text {
        let scope = context.scope.unwrap_or_else(|| self.new_scope());
        let written = flow;
        let is_markup =
            |piece: &Piece| matches!(&piece.kind, PieceKind::Html(html) if !html.starts_with("<!--"));
        let literal;
        let flow = if !self.raw_html && flow.pieces.iter().any(is_markup) {
            literal = without_markup(flow);
            &literal
        } else {
            flow
        };
        let reading = FlowAnalysis::new(
            flow,
            if context.in_quote { FlowPlace::Quoted } else { context.place },
            self.language,
        );
        self.links(written, &reading);
        self.report(&reading);
        self.facts_of_brackets(&reading);
        if context.in_quote {
            self.quote_words(&reading.quoted_words(0..reading.cells.len()), context);
        }
        self.quotations(&reading, scope);
        if context.counts {
            self.statements(&reading, scope);
        }
        let first_group = self.document.groups.len();
        let claims = reading.claims();
        let marked = flow::markable(&reading, &claims);
        self.document.marked.extend(
            (0..marked.len())
                .filter(|&index| marked[index].is_some())
                .map(|index| GroupIndex::new(first_group + index)),
        );
        self.groups(&reading, &claims, scope);
        self.confirmations(flow, first_group);
        let numbers = FlowNumbering {
            first_group,
            claims: marked,
            inline_notes: reading.notes.iter().map(|_| 0).collect(),
            note_refs: BTreeMap::new(),
            is_literal: context.in_quote,
        };
        let numbers = self.notes(&reading, numbers);
        if !self.is_written && !context.in_event && !context.keeps_words {
            return Text::new();
        }
        flow::inlines(&reading, 0..reading.cells.len(), &numbers)
    }

    /// The quotations of a flow.
    fn quotations(&mut self, reading: &FlowAnalysis<'_>, scope: usize) {
        for pair in &reading.quotations {
            let text = reading.quoted_words(pair.open + 1..pair.close);
            if text.chars().any(char::is_alphanumeric) {
                let span = reading.span(&(pair.open..pair.close + 1));
                let inner = reading.span(&(pair.open + 1..pair.close));
                self.quoted.push(Quoted { text, span, inner, scope, is_block: false });
            }
        }
    }

    /// The statements of a flow.
    fn statements(&mut self, reading: &FlowAnalysis<'_>, scope: usize) {
        for range in reading.sentences() {
            let span = reading.span(range);
            let text = self.sentence(reading, range, span);
            // Questions and lead-ins state nothing.
            if !text.ends_with(['?', ':', '؟', '？']) {
                self.sentences.push(Sentence { text, span, scope });
            }
        }
    }

    /// The groups of citations of a flow, each with the words that rest on it.
    fn groups(&mut self, reading: &FlowAnalysis<'_>, claims: &[Range<usize>], scope: usize) {
        for (index, ((start, found), claim)) in reading.groups.iter().zip(claims).enumerate() {
            let mut text = reading.single_words(claim.clone());
            if text.is_empty() {
                // A citation behind a picture says where the picture is from.
                text = reading.picture_words(claim.clone());
            }
            let given = self.given_id(reading, index);
            let is_named = given.is_some();
            let id = given.unwrap_or_else(|| self.claim_id(&text));
            let with_keys = reading.with_keys(claim);
            let claim = Claim { id, is_named, text, with_keys, span: reading.span(claim) };
            self.document.groups.push(CitationGroup {
                cites: found.cites.clone(),
                span: reading.span(&(*start..found.end)),
                is_narrative: found.is_narrative,
                scope,
                claim,
            });
        }
    }

    /// What a flow's comments confirm of the groups of citations before them.
    fn confirmations(&mut self, flow: &Flow, first_group: usize) {
        for piece in &flow.pieces {
            if let PieceKind::Html(comment) = &piece.kind
                && comment.starts_with("<!--")
            {
                let is_before = |group: &CitationGroup| group.span.end <= piece.span.start;
                let before = self.document.groups[first_group..].iter().rposition(is_before);
                self.confirmation(
                    comment,
                    piece.span,
                    before.map(|group| GroupIndex::new(first_group + group)),
                );
            }
        }
    }

    /// The words of a sentence. Without a body only the page's opening is asked for, and of other sentences how
    /// they end.
    fn sentence(&self, reading: &FlowAnalysis<'_>, range: &Range<usize>, span: Span) -> String {
        let last = reading.cells[range.end - 1].letter;
        let may_open = || self.sentences.iter().all(|other| span < other.span);
        if self.is_written || last == OBJECT || may_open() {
            return reading.single_words(range.clone());
        }
        last.to_string()
    }

    /// Numbers the author's notes that a flow refers to.
    pub(super) fn notes(&mut self, reading: &FlowAnalysis<'_>, mut numbers: FlowNumbering) -> FlowNumbering {
        let mut inline = reading.notes.iter().enumerate().peekable();
        for (at, label) in reading.note_refs() {
            while let Some((index, range)) = inline.next_if(|(_, range)| range.start - 2 < at) {
                numbers.inline_notes[index] = self.number_inline_note(reading, range);
            }
            let key = note_key(label);
            let note = match self.note_numbers.get(&key) {
                Some(note) => *note,
                None if self.definitions.contains_key(&key) => self.define_note(&key),
                // It is reported, and not shown.
                None => continue,
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
    pub(super) fn number_inline_note(&mut self, reading: &FlowAnalysis<'_>, range: &Range<usize>) -> usize {
        let note = self.document.notes.len();
        self.document.notes.push(NoteFact { label: self.inline_label(note) });
        self.notes.push(Vec::new());
        let reference = self.document.note_refs.len();
        self.document.note_refs.push(note);
        self.notes[note] = self.inline_note(reading, range);
        reference
    }

    /// A label for an inline note that no defined one has.
    pub(super) fn inline_label(&self, note: usize) -> String {
        let mut label = format!("note.{}", note + 1);
        while self.definitions.contains_key(&note_key(&label)) {
            label.push('.');
        }
        label
    }

    /// Gives a note its number. Its text is read after the page's, so that notes that refer to each other
    /// in a long chain need no stack.
    pub(super) fn define_note(&mut self, key: &str) -> usize {
        let note = self.document.notes.len();
        let label = self.definitions.get(key).map(|defined| defined.label.clone()).unwrap_or_default();
        self.note_numbers.insert(key.to_owned(), note);
        self.document.notes.push(NoteFact { label });
        self.notes.push(Vec::new());
        self.unread_notes.push_back(note);
        note
    }

    pub(super) fn read_notes(&mut self) {
        while let Some(note) = self.unread_notes.pop_front() {
            let key = note_key(&self.document.notes[note].label);
            let blocks = self.definitions.get(&key).map(|defined| defined.blocks.clone()).unwrap_or_default();
            self.notes[note] = self.blocks(blocks, BlockContext::default());
        }
    }

    /// The text of an inline note, read as a flow of its own: the pieces of its cells.
    pub(super) fn inline_note(
        &mut self,
        reading: &FlowAnalysis<'_>,
        range: &Range<usize>,
    ) -> Vec<Block<Text>> {
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
                    flow.pieces
                        .push(crate::parse::markdown::Piece { kind, span: reading.span(&(at..at + run)) });
                }
                _ => flow.pieces.push(piece.clone()),
            }
            at += run;
        }
        self.reserve_given(&flow);
        let context = BlockContext { place: FlowPlace::Line, ..BlockContext::default() };
        vec![Block::Paragraph(self.text(&flow, context))]
    }

    pub(super) fn report(&mut self, reading: &FlowAnalysis<'_>) {
        for foreign in &reading.foreign {
            // What is reported as a citation that cannot be read, or as an id, is not reported again for its braces.
            let start = foreign.range.start;
            if reading.malformed.iter().any(|range| range.end == start)
                || reading.ids.iter().any(|given| given.range.start == start)
            {
                continue;
            }
            let span = reading.span(&foreign.range);
            self.finding(Rule::SyntaxUnknown, span, foreign.kind.message(), foreign.kind.help());
        }
        for range in &reading.unchecked {
            self.finding(
                Rule::QuoteUnchecked,
                reading.span(range),
                "this looks like a quotation, but ibid does not compare words in these quotation marks",
                "write “…” for the words of a source, italics for words that nobody said",
            );
        }
        for &at in &reading.unpaired {
            let span = reading.span(&(at..at + 1));
            self.finding(
                Rule::QuoteUnchecked,
                span,
                "a quotation mark without its partner in this block: the words are not checked",
                "close the quotation in the same block, or write `\\\"` if none is meant",
            );
        }
        self.undefined_notes(reading);
        self.ids_without_statement(reading);
        for range in &reading.malformed {
            self.finding(
                Rule::BlockSyntax,
                reading.span(range),
                "this looks like a citation and cannot be read as one",
                "write `[@key]`, `[@a; @b]` for two sources, or `[@key, \"exact words\"]`; write `\\@` if no citation is meant",
            );
        }
    }

    fn undefined_notes(&mut self, reading: &FlowAnalysis<'_>) {
        let undefined = reading.undefined.iter().map(|(label, range)| (label.as_str(), range.clone()));
        let empty = reading.note_refs().filter(|(_, label)| !self.definitions.contains_key(&note_key(label)));
        let undefined = undefined.chain(empty.map(|(at, label)| (label, at..at + 1)));
        let undefined: Vec<UndefinedNote> = undefined
            .map(|(label, range)| {
                let labels = self.definitions.values().map(|note| note.label.as_str());
                let meant = crate::base::suggest::nearest(label, labels).map(str::to_owned);
                UndefinedNote { label: label.to_owned(), meant, span: reading.span(&range) }
            })
            .collect();
        self.document.undefined_notes.extend(undefined);
    }

    fn ids_without_statement(&mut self, reading: &FlowAnalysis<'_>) {
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
    }

    /// The words in brackets that would be citations if a source had their name.
    fn facts_of_brackets(&mut self, reading: &FlowAnalysis<'_>) {
        let words = reading.bracketed.iter();
        let words = words.map(|word| Bracketed {
            word: word.key.clone(),
            span: reading.span(&word.range),
            key_span: reading.span(&word.key_cells),
            is_link: reading.cells[word.range.start].in_link,
        });
        self.document.bracketed.extend(words);
    }

    /// Links, images and HTML of a run of text. What stands in the syntax of another tool is the tool's.
    pub(super) fn links(&mut self, flow: &Flow, reading: &FlowAnalysis<'_>) {
        let opaque: Vec<Span> = reading
            .foreign
            .iter()
            .filter(|foreign| foreign.is_opaque())
            .map(|foreign| reading.span(&foreign.range))
            .collect();
        // An element that is left out is reported once, not again for those in it.
        let mut left_out: Option<String> = None;
        for piece in &flow.pieces {
            if opaque.iter().any(|span| span.range().contains(&(piece.span.start as usize))) {
                continue;
            }
            match &piece.kind {
                PieceKind::Open(Mark::Link(target)) => {
                    self.link_title(&target.title, piece.span);
                    self.document.links.push(Link { url: target.url.clone(), span: piece.span })
                }
                PieceKind::Image { url, title, alt } => {
                    if alt.trim().is_empty() {
                        self.finding(
                            Rule::ImageAlt,
                            piece.span,
                            "an image without a description",
                            "say in the brackets what it shows: `![…](…)`",
                        );
                    }
                    if is_cited(alt) || is_cited(title) || names_key(alt) {
                        self.finding(
                            Rule::SyntaxUnknown,
                            piece.span,
                            "a citation in the description of an image is not read",
                            "put it behind the image: `![what it shows](picture.png) [@key]`",
                        );
                    }
                    self.document.images.push(Link { url: url.clone(), span: piece.span });
                    let text = DisplayText::new(DisplayKind::Image, alt, piece.span, self.language);
                    self.document.display_texts.push(text);
                }
                PieceKind::Html(html) if !html.starts_with("<!--") => match &left_out {
                    Some(name) if !html.starts_with(&format!("</{name}")) => {}
                    Some(_) => left_out = None,
                    None => left_out = self.html(html, piece.span),
                },
                PieceKind::Html(comment) if comment.contains(ALLOW) => self.finding(
                    Rule::BlockSyntax,
                    piece.span,
                    "an exemption inside a block exempts nothing",
                    "write it on a line of its own before the block",
                ),
                _ => {}
            }
        }
    }

    /// Reports a paragraph that begins like a block and is none.
    pub(super) fn fence_in_text(&mut self, flow: &Flow) {
        let Some(Piece { kind: PieceKind::Text { text, escaped: false }, span }) = flow.pieces.first() else {
            return;
        };
        if text.starts_with(":::") {
            let start = span.start as usize;
            self.finding(
                Rule::BlockSyntax,
                Span::new(start, start + 3),
                "indented, or inside a list, a quotation or a note, this is text, not a block",
                "begin the line with `:::`, outside of them; write `\\:::` if it is text",
            );
        }
    }

    /// An id for a statement that survives edits elsewhere on the page: a hash of its words.
    pub(super) fn claim_id(&mut self, text: &str) -> String {
        let hash = blake3::hash(kept_words(text).as_bytes()).to_hex();
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
}

/// What the id of a statement is made from: its letters, digits and spaces, in small letters.
fn kept_words(text: &str) -> String {
    let mut words = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // ASCII goes in runs, each letter written and those that stay counted: most text is, and no branch depends
        // on a letter.
        let run = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let mut kept = words.len();
        words.resize(kept + run, 0);
        for &byte in &rest.as_bytes()[..run] {
            let letter = KEPT[usize::from(byte & 0x7f)];
            words[kept] = letter;
            kept += usize::from(letter != 0);
        }
        words.truncate(kept);
        let mut wide = rest[run..].chars();
        if let Some(letter) = wide.next().filter(|letter| is_alphanumeric(*letter)) {
            words.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        rest = wide.as_str();
    }
    let words = String::from_utf8(words).unwrap_or_default();
    if words.is_ascii() { words } else { words.to_lowercase() }
}

/// Of each character of ASCII what stays of it in [`kept_words`]; 0 where it goes.
static KEPT: [u8; 128] = {
    let mut kept = [0; 128];
    let mut at = 0;
    while at < 128 {
        let byte = at as u8;
        if byte.is_ascii_alphanumeric() || byte == b' ' {
            kept[at] = byte.to_ascii_lowercase();
        }
        at += 1;
    }
    kept
};

/// A run of text whose raw HTML is text.
pub(super) fn without_markup(flow: &Flow) -> Flow {
    let pieces = flow.pieces.iter().cloned().map(|piece| match piece.kind {
        PieceKind::Html(html) if !html.starts_with("<!--") => {
            Piece { kind: PieceKind::Literal(html), ..piece }
        }
        _ => piece,
    });
    Flow { pieces: pieces.collect(), span: flow.span }
}

/// The label of a note as labels are compared: their case does not count (GFM).
pub(super) fn note_key(label: &str) -> String {
    // Through capitals, as Unicode folds case: `ß` and `SS` are one.
    label.to_uppercase().to_lowercase()
}

/// Whether a text has a citation in brackets.
pub(super) fn is_cited(text: &str) -> bool {
    ["[@", "[-@"].into_iter().any(|open| {
        text.match_indices(open).any(|(at, _)| {
            let rest = &text[at + open.len()..];
            rest.starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '{'))
        })
    })
}

/// Whether a text has what a sentence cites with: `@key` behind a space.
fn names_key(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let is_first = text[..at].chars().next_back().is_none_or(char::is_whitespace);
        let key = text[at + 1..].split(char::is_whitespace).next().unwrap_or_default();
        is_first && key.starts_with(char::is_alphanumeric) && !key.contains('@')
    })
}

/// The words of a run of text, citations and notes left out.
pub(super) fn flow_words(flow: &Flow, language: &'static Language) -> String {
    let reading = FlowAnalysis::new(flow, FlowPlace::Quoted, language);
    reading.words_without_gaps()
}

/// The words of a heading, and the same with the keys of narrative citations where it has some.
pub(super) fn heading_words(flow: &Flow, language: &'static Language) -> (String, Option<Box<str>>) {
    let reading = FlowAnalysis::new(flow, FlowPlace::Quoted, language);
    let all = 0..reading.cells.len();
    (reading.single_words(all.clone()), reading.with_keys(&all))
}
