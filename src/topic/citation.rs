//! Pandoc's citation grammar over a row of cells.
//!
//! The rules are those of Pandoc's manual, section "Citation syntax", with its reader's answers where
//! the manual is silent: `[see @k, p. 33; -@j]`, `@k`, `@k [p. 33]`, `@{odd key}`. Inside a group a
//! quoted string is one unit, so that it may hold `;` and `]`. Not handled, because nobody writes it:
//! a citation inside another citation's suffix.

use super::cell::{Cell, words};
use super::locator::{self, Locator};
use super::quotation::{closes, is_opening};
use crate::markdown::Flow;
use crate::span::Span;

/// A group of citations: one pair of brackets, or one narrative citation.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its citations, at least one.
    pub cites: Vec<Cite>,
    /// The whole group.
    pub span: Span,
    /// Whether the first citation stands in the sentence: `@k says`.
    pub is_narrative: bool,
    /// The block it stands in.
    pub scope: usize,
    /// The statement it carries.
    pub claim: Claim,
}

/// The statement that a group carries: the words since the previous group of its block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// Its words, white space made single.
    pub text: String,
    /// Its id: `c-` and a hash of the words, unique on the page.
    pub id: String,
}

/// One citation.
#[derive(Clone, Debug, PartialEq)]
pub struct Cite {
    /// The source's key.
    pub key: String,
    /// Where the key stands, without `@`.
    pub key_span: Span,
    /// Whether the author's name is left out: `-@k`.
    pub suppress_author: bool,
    /// Words before the key.
    pub prefix: String,
    /// The place in the source.
    pub locator: Option<Locator>,
    /// Where the locator stands.
    pub locator_span: Span,
    /// The passages it rests on.
    pub excerpts: Vec<Excerpt>,
    /// Whether the quotation it belongs to is a translation of the excerpt.
    pub is_translated: bool,
    /// Words after the key, without locator, excerpts and `translated`.
    pub suffix: String,
    /// From the prefix to the suffix.
    pub span: Span,
}

/// A quoted string in a citation: the passage it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Excerpt {
    /// Its words.
    pub text: String,
    /// Where they stand, without the quotation marks.
    pub span: Span,
}

/// A group before its block and statement are known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) cites: Vec<Cite>,
    pub(super) is_narrative: bool,
    /// Index of the cell after the group.
    pub(super) end: usize,
}

/// The bracketed group that begins at cell `start`, a `[`.
pub(super) fn bracketed(cells: &[Cell], start: usize, flow: &Flow) -> Option<Found> {
    let (cites, end) = cite_list(cells, start + 1, flow)?;
    // `[@a](url)` is a link; `[@a][label]` a reference; both were left as text by Markdown only where
    // they lead nowhere.
    if cells.get(end).is_some_and(|cell| cell.is('[')) && !begins_group(cells, end) {
        return None;
    }
    Some(Found { cites, is_narrative: false, end })
}

/// The narrative citation whose key begins at cell `start`, an `@` or `-`.
pub(super) fn narrative(cells: &[Cell], start: usize, flow: &Flow) -> Option<Found> {
    let key = key_at(cells, start)?;
    let mut first = Draft::new(start, key).finish(cells, flow, 0..0);
    let mut found = Found { cites: Vec::new(), is_narrative: true, end: first.1 };
    let bracket = skip_space(cells, found.end);
    if cells.get(bracket).is_some_and(|cell| cell.is('[')) {
        if let Some(rest) = bracketed(cells, bracket, flow) {
            found.cites = rest.cites;
            found.end = rest.end;
        } else if let Some((suffix, mut rest, end)) = bare_locator(cells, bracket, flow) {
            let key = key_at(cells, start)?;
            first = Draft::new(start, key).finish(cells, flow, suffix);
            found.cites.append(&mut rest);
            found.end = end;
        }
    }
    found.cites.insert(0, first.0);
    Some(found)
}

/// `[p. 33]` or `[p. 33; @other]` after a narrative key: the suffix, the other citations, the end.
fn bare_locator(
    cells: &[Cell],
    bracket: usize,
    flow: &Flow,
) -> Option<(std::ops::Range<usize>, Vec<Cite>, usize)> {
    let start = bracket + 1;
    if cells.get(start)?.is('^') {
        return None;
    }
    let stop = suffix_end(cells, start)?;
    let (rest, end) = if cells[stop].is(';') {
        cite_list(cells, skip_space(cells, stop + 1), flow)?
    } else {
        (Vec::new(), stop + 1)
    };
    match cells.get(end) {
        Some(cell) if cell.is('[') || cell.is('(') => None,
        _ => Some((start..stop, rest, end)),
    }
}

/// Citations up to the closing bracket, and the cell after it.
fn cite_list(cells: &[Cell], start: usize, flow: &Flow) -> Option<(Vec<Cite>, usize)> {
    let mut cites = Vec::new();
    let mut at = skip_space(cells, start);
    loop {
        let prefix_start = at;
        let key = loop {
            let cell = cells.get(at)?;
            if (cell.is('@') || cell.is('-'))
                && let Some(key) = key_at(cells, at)
            {
                break key;
            }
            if cell.is(']') || cell.is(';') {
                return None;
            }
            at = next_unit(cells, at);
        };
        let suffix_start = key.end;
        let stop = suffix_end(cells, suffix_start)?;
        let mut draft = Draft::new(at, key);
        draft.prefix = prefix_start..at;
        cites.push(draft.finish(cells, flow, suffix_start..stop).0);
        if cells[stop].is(']') {
            return Some((cites, stop + 1));
        }
        at = skip_space(cells, stop + 1);
    }
}

/// The `;` or `]` that ends a suffix.
fn suffix_end(cells: &[Cell], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let cell = cells.get(at)?;
        if cell.is(';') || cell.is(']') {
            return Some(at);
        }
        at = next_unit(cells, at);
    }
}

/// The cell after the unit at `at`: a quoted string is one unit.
fn next_unit(cells: &[Cell], at: usize) -> usize {
    quoted(cells, at).map_or(at + 1, |close| close + 1)
}

/// The closing mark of the quoted string that opens at `at`.
fn quoted(cells: &[Cell], at: usize) -> Option<usize> {
    let open = cells[at];
    if !is_opening(cells, at) {
        return None;
    }
    let mut depth = 0usize;
    for (index, cell) in cells.iter().enumerate().skip(at + 1) {
        if !cell.is_plain {
            continue;
        }
        if closes(open.letter, cell.letter)
            && (open.letter != '"' || !cells[index - 1].letter.is_whitespace())
        {
            if depth == 0 {
                return Some(index);
            }
            depth -= 1;
        } else if cell.letter == open.letter && open.letter != '"' {
            depth += 1;
        }
    }
    None
}

fn begins_group(cells: &[Cell], bracket: usize) -> bool {
    cells.get(bracket + 1).is_some_and(|cell| cell.is('@') || cell.is('^'))
}

/// White space with at most one line end.
fn skip_space(cells: &[Cell], start: usize) -> usize {
    let mut at = start;
    while cells.get(at).is_some_and(|cell| cell.is_plain && cell.letter.is_whitespace()) {
        at += 1;
    }
    at
}

/// A key with its place.
struct Key {
    name: String,
    span: Span,
    suppress_author: bool,
    /// The cell after it.
    end: usize,
}

/// The key that begins at `start`, an `@` or a `-` before one.
fn key_at(cells: &[Cell], start: usize) -> Option<Key> {
    if start > 0 && cells[start - 1].letter.is_alphanumeric() {
        return None;
    }
    let suppress_author = cells.get(start)?.is('-');
    let at = start + usize::from(suppress_author);
    if !cells.get(at)?.is('@') || cells[at].in_link {
        return None;
    }
    let first = at + 1;
    let (name, from, to, end) = if cells.get(first)?.is('{') {
        let mut depth = 0usize;
        let close = (first..cells.len()).find(|&index| {
            let cell = cells[index];
            if cell.is('{') {
                depth += 1;
            } else if cell.is('}') {
                depth -= 1;
            }
            depth == 0
        })?;
        (collect(cells, first + 1, close), first + 1, close, close + 1)
    } else {
        let end = simple_key_end(cells, first)?;
        (collect(cells, first, end), first, end, end)
    };
    if name.is_empty() || name.chars().any(char::is_control) {
        return None;
    }
    let span = Span { start: cells[from].at, end: cells[to - 1].end() };
    Some(Key { name, span, suppress_author, end })
}

/// A letter, digit or `_`, then alphanumerics with single internal punctuation.
fn simple_key_end(cells: &[Cell], first: usize) -> Option<usize> {
    let is_word = |at: usize| {
        cells
            .get(at)
            .is_some_and(|cell| cell.is_plain && (cell.letter.is_alphanumeric() || cell.letter == '_'))
    };
    if !is_word(first) {
        return None;
    }
    let mut at = first + 1;
    loop {
        let internal =
            cells.get(at).is_some_and(|cell| cell.is_plain && ":.#$%&-+?<>~/".contains(cell.letter));
        let doubled = cells.get(at).is_some_and(|cell| cell.is(':') || cell.is('/'))
            && cells.get(at + 1).is_some_and(|cell| cell.is('/'));
        if is_word(at) || doubled || (internal && is_word(at + 1)) {
            at += 1;
        } else {
            return Some(at);
        }
    }
}

fn collect(cells: &[Cell], from: usize, to: usize) -> String {
    cells[from..to].iter().map(|cell| cell.letter).collect()
}

/// A citation whose suffix is still to be read.
struct Draft {
    start: usize,
    key: Key,
    prefix: std::ops::Range<usize>,
}

impl Draft {
    fn new(start: usize, key: Key) -> Self {
        Self { start, key, prefix: start..start }
    }

    /// Reads the suffix; gives the citation and the cell after it.
    fn finish(self, cells: &[Cell], flow: &Flow, suffix: std::ops::Range<usize>) -> (Cite, usize) {
        let end = if suffix.is_empty() { self.key.end } else { suffix.end };
        let from = if self.prefix.is_empty() { self.start } else { self.prefix.start };
        let span = Span { start: cells[from].at, end: cells[end - 1].end() };
        let prefix = words(&cells[self.prefix], flow).trim().to_owned();
        let mut cite = Cite {
            key: self.key.name,
            key_span: self.key.span,
            suppress_author: self.key.suppress_author,
            prefix,
            locator: None,
            locator_span: Span::at(span.end as usize),
            excerpts: Vec::new(),
            is_translated: false,
            suffix: String::new(),
            span,
        };
        read_suffix(&mut cite, cells, flow, suffix);
        (cite, end)
    }
}

/// Takes a suffix apart: locator, excerpts, the word `translated`, and the rest.
fn read_suffix(cite: &mut Cite, cells: &[Cell], flow: &Flow, suffix: std::ops::Range<usize>) {
    let mut rest: Vec<Cell> = Vec::new();
    let mut at = suffix.start;
    while at < suffix.end {
        match quoted(cells, at).filter(|&close| close < suffix.end && !is_single(cells[at].letter)) {
            Some(close) => {
                let inner = &cells[at + 1..close];
                if let (Some(first), Some(last)) = (inner.first(), inner.last()) {
                    let span = Span { start: first.at, end: last.end() };
                    cite.excerpts.push(Excerpt { text: words(inner, flow), span });
                }
                rest.push(Cell { letter: ',', ..cells[at] });
                at = close + 1;
            }
            None => {
                rest.push(cells[at]);
                at += 1;
            }
        }
    }
    let text = words(&rest, flow);
    let (locator, used) = locator::parse(&text);
    if locator.is_some() {
        let located: Vec<&Cell> = rest.iter().take(text[..used].chars().count()).collect();
        let from = located.iter().find(|cell| !cell.letter.is_whitespace() && cell.letter != ',');
        if let (Some(from), Some(to)) = (from, located.last()) {
            cite.locator_span = Span { start: from.at, end: to.end() };
        }
    }
    cite.locator = locator;
    let mut remarks: Vec<&str> = Vec::new();
    for part in text[used..].split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if !cite.excerpts.is_empty() && part == "translated" {
            cite.is_translated = true;
        } else {
            remarks.push(part);
        }
    }
    cite.suffix = remarks.join(", ");
}

fn is_single(mark: char) -> bool {
    matches!(mark, '\'' | '‘')
}
