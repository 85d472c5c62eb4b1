//! A run of inline text as it will be published.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::FlowAnalysis;
use crate::base::ids::GroupIndex;
use crate::parse::markdown::{Mark, PieceKind};
use crate::parse::topic::cell::{self, OBJECT, stretch};

/// A piece of a page's text as it will be published.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Text, typographic outside quotations, exactly as written inside them.
    Text(String),
    /// A code span.
    Code(String),
    /// Raw HTML.
    Html(String),
    /// A line break.
    HardBreak,
    /// An image.
    Image(Box<Image>),
    /// The beginning of emphasis, a link and so on.
    Open(Mark),
    /// Its end.
    Close(Mark),
    /// A group of citations, by its index in the document.
    Cite(GroupIndex),
    /// A reference to an author's note, by its index in the document's references.
    NoteRef(usize),
    /// The beginning of the statement that a group carries.
    ClaimOpen(GroupIndex),
    /// Its end.
    ClaimClose,
}

/// An image in a text. Apart, for most of what stands in a text is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// Its address as written.
    pub url: String,
    /// The words that show when a pointer rests on it.
    pub title: String,
    /// The words in its place.
    pub alt: String,
}

/// What the document already knows of a run: indices of its groups, notes and their references.
pub(in crate::parse::topic) struct FlowNumbering {
    /// Index of the flow's first group.
    pub(in crate::parse::topic) first_group: usize,
    /// Whether each group's statement is to be marked, and where: cells.
    pub(in crate::parse::topic) claims: Vec<Option<Range<usize>>>,
    /// Index of the reference to each inline note.
    pub(in crate::parse::topic) inline_notes: Vec<usize>,
    /// Index of the reference for each cell that refers to a defined note.
    pub(in crate::parse::topic) note_refs: BTreeMap<usize, usize>,
    /// Whether every character stays as written: in blockquotes, whose words are compared.
    pub(in crate::parse::topic) is_literal: bool,
}

impl FlowNumbering {
    /// The group of the page that one of the flow is, by its index there.
    fn group(&self, in_flow: usize) -> GroupIndex {
        GroupIndex::new(self.first_group + in_flow)
    }
}

/// The statements that can be marked: those whose markup is balanced and that do not overlap.
pub(in crate::parse::topic) fn markable(
    reading: &FlowAnalysis<'_>,
    claims: &[Range<usize>],
) -> Vec<Option<Range<usize>>> {
    let mut end = 0;
    claims
        .iter()
        .map(|claim| {
            let fits = claim.start >= end && claim.end > claim.start && reading.is_balanced(claim);
            if fits {
                end = claim.end;
            }
            fits.then(|| claim.clone())
        })
        .collect()
}

/// Writes a range of cells as inlines.
pub(in crate::parse::topic) fn inlines(
    reading: &FlowAnalysis<'_>,
    range: Range<usize>,
    numbers: &FlowNumbering,
) -> Vec<Inline> {
    let claims =
        || numbers.claims.iter().enumerate().filter_map(|(index, claim)| Some((index, claim.as_ref()?)));
    let opens = claims().map(|(index, claim)| (claim.start, index)).collect();
    let closes = claims().map(|(_, claim)| claim.end).collect();
    InlineWriter { reading, numbers, opens, closes, out: Vec::new(), text: String::new(), special: 0 }
        .write(range)
}

struct InlineWriter<'r> {
    reading: &'r FlowAnalysis<'r>,
    numbers: &'r FlowNumbering,
    /// Cells at which a statement begins, with its index in the flow; cells at which one ends.
    opens: BTreeMap<usize, usize>,
    closes: BTreeSet<usize>,
    out: Vec<Inline>,
    text: String,
    /// Index of the first special cell that is not passed yet.
    special: usize,
}

impl InlineWriter<'_> {
    fn write(mut self, range: Range<usize>) -> Vec<Inline> {
        let mut at = range.start;
        while at < range.end {
            let plain = self.plain_end(at, range.end);
            if plain > at {
                stretch(&self.reading.cells[at..plain], self.reading.flow, cell::in_text, &mut self.text);
                at = plain;
                continue;
            }
            self.claims_at(at);
            if let Some(next) = self.left_out(at, range.end) {
                at = next;
            } else if self.reading.cells[at].letter == OBJECT || !self.reading.cells[at].is_plain {
                self.object(at);
                at += 1;
            } else {
                at = self.letter(at, range.end);
            }
        }
        self.claims_at(range.end);
        self.flush();
        self.out.shrink_to_fit();
        self.out
    }

    /// The end of the letters from `at` on that stand for themselves. Groups and notes begin at cells that
    /// are special; statements may begin and end anywhere.
    fn plain_end(&mut self, at: usize, end: usize) -> usize {
        let specials = &self.reading.specials;
        while specials.get(self.special).is_some_and(|special| *special < at) {
            self.special += 1;
        }
        let special = specials.get(self.special).copied().unwrap_or(end);
        let opens = self.opens.range(at..).next().map_or(end, |(at, _)| *at);
        let closes = self.closes.range(at..).next().copied().unwrap_or(end);
        special.min(opens).min(closes).min(end)
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.text.shrink_to_fit();
            self.out.push(Inline::Text(std::mem::take(&mut self.text)));
        }
    }

    fn push(&mut self, inline: Inline) {
        self.flush();
        self.out.push(inline);
    }

    /// Closes and opens statements at a cell.
    fn claims_at(&mut self, at: usize) {
        if self.closes.remove(&at) {
            self.push(Inline::ClaimClose);
        }
        if let Some(index) = self.opens.remove(&at) {
            self.push(Inline::ClaimOpen(self.numbers.group(index)));
        }
    }

    /// Steps over what is no text at a cell; gives the next cell.
    fn left_out(&mut self, at: usize, end: usize) -> Option<usize> {
        self.group_at(at, end).or_else(|| self.note_at(at)).or_else(|| self.id_at(at))
    }

    fn group_at(&mut self, at: usize, end: usize) -> Option<usize> {
        let index = self.reading.groups.binary_search_by_key(&at, |(start, _)| *start).ok()?;
        let found = &self.reading.groups[index].1;
        let mut next = found.end;
        if !found.is_narrative {
            self.text.truncate(self.text.trim_end().len());
            if let Some(cell) = self
                .reading
                .cells
                .get(next)
                .filter(|cell| next < end && cell.is_one_of(&['.', ',', ';', ':', '!', '?']))
            {
                // The marker stands after the punctuation, as English typography has it.
                self.text.push(cell.letter);
                next += 1;
            }
        }
        self.push(Inline::Cite(self.numbers.group(index)));
        // A statement that ends inside what was skipped would never be closed.
        for closing in at + 1..next {
            if self.closes.remove(&closing) {
                self.push(Inline::ClaimClose);
            }
        }
        Some(next)
    }

    fn note_at(&mut self, at: usize) -> Option<usize> {
        if let Ok(index) = self.reading.notes.binary_search_by_key(&at, |note| note.start - 2) {
            self.text.truncate(self.text.trim_end().len());
            self.push(Inline::NoteRef(self.numbers.inline_notes[index]));
            return Some(self.reading.notes[index].end + 1);
        }
        None
    }

    /// An id is not shown, nor is the white space before it.
    fn id_at(&mut self, at: usize) -> Option<usize> {
        let index = self.reading.ids.binary_search_by_key(&at, |given| given.range.start).ok()?;
        self.text.truncate(self.text.trim_end().len());
        Some(self.reading.ids[index].range.end)
    }

    fn object(&mut self, at: usize) {
        let cell = self.reading.cells[at];
        if cell.letter != OBJECT {
            let piece = self.reading.flow.pieces.get(cell.piece as usize).map(|piece| &piece.kind);
            match piece {
                Some(PieceKind::HardBreak) => self.push(Inline::HardBreak),
                _ => self.text.push(cell.letter),
            }
            return;
        }
        match self.reading.piece(at).cloned() {
            Some(PieceKind::Code(code)) => self.push(Inline::Code(code)),
            Some(PieceKind::Html(html)) if html.starts_with("<!--") => {}
            Some(PieceKind::Html(html)) => self.push(Inline::Html(html)),
            Some(PieceKind::Literal(html)) => self.text.push_str(&html),
            Some(PieceKind::Image { url, title, alt }) => {
                self.push(Inline::Image(Box::new(Image { url, title, alt })));
            }
            Some(PieceKind::Open(mark)) => self.push(Inline::Open(mark)),
            Some(PieceKind::Close(mark)) => self.push(Inline::Close(mark)),
            Some(PieceKind::NoteRef(_)) => {
                if let Some(&index) = self.numbers.note_refs.get(&at) {
                    self.push(Inline::NoteRef(index));
                }
            }
            _ => {}
        }
    }

    /// Writes the character at `at`, typographic outside quotations; gives the next cell.
    fn letter(&mut self, at: usize, end: usize) -> usize {
        let cells = &self.reading.cells;
        let letter = cells[at].letter;
        let quotations = &self.reading.quotations;
        let pair = quotations.get(quotations.partition_point(|pair| pair.close < at));
        if letter == '"' {
            let is_open = pair.is_some_and(|pair| pair.open == at);
            let is_close = pair.is_some_and(|pair| pair.close == at);
            self.text.push(if is_open {
                '“'
            } else if is_close {
                '”'
            } else {
                '"'
            });
            return at + 1;
        }
        let in_quotation = pair.is_some_and(|pair| pair.open < at && at < pair.close);
        let is_typed = matches!(letter, '\'' | '-' | '.') && !cells[at].in_address;
        if in_quotation || self.numbers.is_literal || !is_typed {
            self.text.push(letter);
            return at + 1;
        }
        let run = cells[at..end].iter().take_while(|cell| cell.is(letter)).count();
        match (letter, run) {
            ('\'', _) => {
                let before = at.checked_sub(1).map_or(' ', |before| cells[before].letter);
                let opens = before.is_whitespace() || "([“„«—–".contains(before);
                let is_closing = |close: usize| {
                    close > at + 2
                        && cells[close].is('\'')
                        && !cells[close - 1].letter.is_whitespace()
                        && cells.get(close + 1).is_none_or(|next| !next.letter.is_alphanumeric())
                };
                // ’90s and ’n’ are apostrophes; a quotation of a hundred words is none.
                let begins_word = cells.get(at + 1).is_some_and(|next| next.letter.is_alphabetic());
                let last = end.min(at + 400);
                let opens = opens && begins_word && (at + 1..last).any(is_closing);
                self.text.push(if opens { '‘' } else { '’' });
                at + 1
            }
            ('-', 2) => {
                self.text.push('–');
                at + 2
            }
            ('-', 3) => {
                self.text.push('—');
                at + 3
            }
            ('.', 3) => {
                self.text.push('…');
                at + 3
            }
            _ => {
                self.text.extend(std::iter::repeat_n(letter, run));
                at + run
            }
        }
    }
}
