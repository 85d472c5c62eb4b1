//! Constructs in brackets: wikilinks, links whose label or address is not one, marks for the contents.

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use super::{Foreign, ForeignKind, letters_of, line};
use crate::parse::markdown::{Flow, PieceKind};
use crate::parse::topic::cell::{Cell, OBJECT};
use crate::parse::topic::citation::is_simple_key;

/// A word in brackets that may be the key of a source.
pub(in crate::parse::topic) struct BracketedWord {
    pub(in crate::parse::topic) key: String,
    /// The cells of the brackets.
    pub(in crate::parse::topic) range: Range<usize>,
    /// The cells of the key, with a `#` before it.
    pub(in crate::parse::topic) key_cells: Range<usize>,
}

/// Longest words in brackets that are looked at.
const LONGEST: usize = 400;
/// Brackets behind a tag among which the one that closes it is looked for.
const FURTHEST_TAG: usize = 100;
/// Longest address of what looks like a link and is not one.
const LONGEST_ADDRESS: usize = 300;

/// The constructs in brackets and the words that stand in brackets alone. `is_free`: whether a cell belongs to
/// no citation, quotation or other construct.
pub(in crate::parse::topic) fn brackets(
    cells: &[Cell],
    specials: &[usize],
    flow: &Flow,
    is_free: impl Fn(usize) -> bool,
) -> (Vec<Foreign>, Vec<BracketedWord>) {
    let (mut found, mut words) = (Vec::new(), Vec::new());
    let pairs = pairs(cells, specials);
    let mut end = 0;
    for &(open, close) in &pairs {
        if open < end || close - open > LONGEST || !is_free(open) {
            continue;
        }
        if cells[open].in_link {
            let cites = cells.get(open + 1).is_some_and(|next| next.is('@')) && close > open + 2;
            found
                .extend(cites.then(|| Foreign { range: open..close + 1, kind: ForeignKind::CitationInLink }));
            continue;
        }
        let foreign = BracketPair { cells, flow, pairs: &pairs, open, close }.construct();
        match foreign {
            Some(foreign) => {
                end = foreign.range.end;
                found.push(foreign);
            }
            None => words.extend(bracketed_word(cells, open, close)),
        }
    }
    (found, words)
}

/// The texts of links that are `@key` and nothing else, without the `@`: `[@key](address)`.
pub(in crate::parse::topic) fn linked_keys(cells: &[Cell], specials: &[usize]) -> Vec<BracketedWord> {
    let is_first = |at: &usize| {
        let cell = cells[*at];
        let begins = at.checked_sub(1).is_some_and(|before| cells[before].letter == OBJECT);
        cell.is('@') && cell.in_link && !cell.in_address && begins
    };
    let word = |at: usize| {
        let length = cells[at + 1..].iter().take(LONGEST).take_while(|cell| cell.letter != OBJECT).count();
        let word = letters_of(&cells[at + 1..at + 1 + length]);
        let range = at..at + 1 + length;
        is_simple_key(&word).then(|| BracketedWord { key: word, range: range.clone(), key_cells: range })
    };
    specials.iter().copied().filter(is_first).filter_map(word).collect()
}

/// The cell behind a citation of Org that begins at a bracket: `[cite:@key]`, `[cite/t:@key]`. Its words would be
/// the note's.
pub(in crate::parse::topic) fn org_citation(cells: &[Cell], at: usize) -> Option<usize> {
    let rest = &cells[at + 1..];
    let is_citation = "cite".chars().zip(rest).all(|(letter, cell)| cell.is(letter))
        && rest.get(4).is_some_and(|next| next.is_one_of(&[':', '/']));
    let close = || rest.iter().take(LONGEST).position(|cell| cell.is(']'));
    let close = is_citation.then(close).flatten()?;
    rest[..close].iter().any(|cell| cell.is('@')).then_some(at + close + 2)
}

/// Brackets that belong together, in the order of the opening ones.
fn pairs(cells: &[Cell], specials: &[usize]) -> Vec<(usize, usize)> {
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    for &at in specials {
        if cells[at].is('[') {
            open.push(at);
        } else if cells[at].is(']') {
            pairs.extend(open.pop().map(|begin| (begin, at)));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// `[word]` that could be a key and is followed by nothing that makes it something else.
fn bracketed_word(cells: &[Cell], open: usize, close: usize) -> Option<BracketedWord> {
    let words = letters_of(&cells[open + 1..close]);
    let is_apart = cells.get(close + 1).is_none_or(|next| !next.is_one_of(&['(', '[', '{', ':']));
    let key = key_in(&words).filter(|_| is_apart)?;
    let key_at = open + 1 + words[..key.start].chars().count();
    let key_cells = key_at..key_at + words[key.clone()].chars().count();
    Some(BracketedWord {
        key: words[key].trim_start_matches('#').to_owned(),
        range: open..close + 1,
        key_cells,
    })
}

/// The place of what would be the key of a source in words that are written as a citation without its `@`: `key`,
/// `-key`, `#key`, `key, p. 3`, `key; other`, `see key`.
fn key_in(words: &str) -> Option<Range<usize>> {
    let end = words.find([',', ';']).unwrap_or(words.len());
    let (first, rest) = words.split_at(end);
    let is_of_citation = match rest.chars().next() {
        Some(';') => {
            let other = rest[1..].split([',', ';']).next().unwrap_or_default();
            other
                .trim()
                .split(' ')
                .next_back()
                .is_some_and(|word| is_simple_key(word.trim_start_matches(['-', '#', '@'])))
        }
        Some(_) => rest.contains(char::is_numeric) || rest[1..].trim_start().starts_with(['"', '“']),
        None => true,
    };
    let start = first.rfind(' ').map_or(0, |space| space + 1);
    let start = start + usize::from(first[start..].starts_with('-'));
    let signal = first[..start].trim_end_matches(['-', ' ']);
    let is_signal = || {
        let signal: Vec<_> = word_ranges(signal).map(|range| fold(&signal[range])).collect();
        let words = || signal.iter().map(|word| &**word);
        let mut languages = Language::all().iter();
        languages.any(|language| language.words(List::Signals).length_at(words()) == Some(signal.len()))
    };
    let is_key = is_simple_key(first[start..].trim_start_matches('#'));
    (is_of_citation && is_key && (signal.is_empty() || is_signal())).then_some(start..end)
}

struct BracketPair<'c> {
    cells: &'c [Cell],
    flow: &'c Flow,
    pairs: &'c [(usize, usize)],
    open: usize,
    close: usize,
}

impl BracketPair<'_> {
    fn construct(&self) -> Option<Foreign> {
        let Self { open, close, .. } = *self;
        let inside = self.inside();
        let is_double =
            inside.first().is_some_and(|cell| cell.is('[')) && self.close_of(open + 1) == Some(close - 1);
        // `[[@key]]`, as Obsidian's plugins cite.
        if is_double && inside.get(1).is_some_and(|cell| cell.is('@')) {
            return Some(Foreign { range: open..close + 1, kind: ForeignKind::Wikilink });
        }
        // Citations and notes are reported where they cannot be read.
        if inside.iter().any(|cell| cell.is('@')) || inside.first().is_some_and(|cell| cell.is('^')) {
            return None;
        }
        let words = letters_of(inside);
        let (end, kind) = match self.kind_by_words(&words) {
            Some(found) => found,
            None if is_double => is_wikilink(&words).then_some((close + 1, ForeignKind::Wikilink))?,
            None => self.kind_by_next(&words)?,
        };
        Some(Foreign { range: self.start()..end, kind })
    }

    /// The cells between the brackets.
    fn inside(&self) -> &[Cell] {
        &self.cells[self.open + 1..self.close]
    }

    /// Whether a mark before the brackets makes an image of them, `![`, rather than end an exclamation.
    fn is_image(&self) -> bool {
        let mark = self.open.checked_sub(1).filter(|&mark| self.cells[mark].is('!'));
        mark.is_some_and(|mark| mark == 0 || self.cells[mark - 1].letter.is_whitespace())
    }

    /// Where the construct begins.
    fn start(&self) -> usize {
        self.open - usize::from(self.is_image())
    }

    /// Whether the brackets hold more than marks.
    fn has_words(&self) -> bool {
        self.inside().iter().any(|cell| cell.letter.is_alphanumeric() || cell.letter == OBJECT)
    }

    /// The end and the kind of a construct that shows by the words in the brackets.
    fn kind_by_words(&self, words: &str) -> Option<(usize, ForeignKind)> {
        let place = self.open..self.close + 1;
        if bare(words).eq_ignore_ascii_case("toc") && line::is_alone(self.cells, &place) {
            return Some((place.end, ForeignKind::Contents));
        }
        if is_wiki_link(words) {
            return Some((place.end, ForeignKind::WikiMarkup));
        }
        // `(words)[address]`
        let is_behind_parenthesis =
            self.start().checked_sub(1).is_some_and(|before| self.cells[before].is(')'));
        if is_behind_parenthesis && words.contains("://") && !words.trim_matches(OBJECT).contains(' ') {
            return Some((place.end, ForeignKind::BrokenLink));
        }
        if words.starts_with("fn:") && words.len() > 3 {
            return Some((place.end, ForeignKind::Org));
        }
        if is_block_style(words) && line::is_alone_in_line(self.cells, &place) {
            return Some((place.end, ForeignKind::AsciiDoc));
        }
        if let Some(end) = self.tag_end(words) {
            return Some((end, ForeignKind::BracketTag));
        }
        let is_definition = words.split_once(":: ").is_some_and(|(name, _)| is_simple_key(name));
        is_definition.then_some((place.end, ForeignKind::DefinitionList))
    }

    /// The end and the kind of a construct that shows by what follows the brackets.
    fn kind_by_next(&self, words: &str) -> Option<(usize, ForeignKind)> {
        let (cells, close) = (self.cells, self.close);
        if !self.has_words() {
            return None;
        }
        let next = cells.get(close + 1);
        if next.is_some_and(|next| next.is('(')) {
            return match self.address_end(close + 1) {
                Some(end) => Some((end, self.broken_link(end, self.is_image())?)),
                None => Some((self.unclosed_address(close + 2)?, ForeignKind::BrokenLink)),
            };
        }
        let is_apart = next.is_some_and(|next| next.letter == ' ')
            && cells.get(close + 2).is_some_and(|next| next.is('('));
        if is_apart && let Some(end) = self.address_end(close + 2) {
            let address = letters_of(&cells[close + 3..end - 1]);
            let address = address.trim_matches(OBJECT);
            let is_address = address.contains("://") && !address.contains(' ');
            return is_address.then_some((end, ForeignKind::BrokenLink));
        }
        // A note or a citation of reStructuredText: `[1]_`.
        let is_restructured = next.is_some_and(|next| next.is('_'))
            && cells.get(close + 2).is_none_or(|behind| !behind.letter.is_alphanumeric() && !behind.is('_'))
            && !words.contains(' ');
        if is_restructured {
            return Some((close + 2, ForeignKind::Restructured));
        }
        if next.is_some_and(|next| next.is('[')) {
            let end = self.close_of(close + 1)?;
            let label = &cells[close + 2..end];
            let is_label = label.first().is_none_or(|first| !first.is_one_of(&['^', '@', '-', '[']))
                && label.iter().all(|cell| cell.letter != OBJECT && !cell.is('@'));
            // Behind a word brackets are an index, or marks of notes: `a[i][j]`, `word[1][2]`.
            let is_apart =
                self.start().checked_sub(1).is_none_or(|before| !cells[before].letter.is_alphanumeric());
            return (is_label && is_apart).then_some((end + 1, ForeignKind::UndefinedLink));
        }
        self.is_image().then_some((close + 1, ForeignKind::UndefinedLink))
    }

    /// The cell behind a tag: one that closes or has attributes, or what stands up to the tag that closes it.
    fn tag_end(&self, words: &str) -> Option<usize> {
        let is_name = |name: &str| {
            name.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_*".contains(letter))
        };
        if words.strip_prefix('/').is_some_and(is_name) {
            return Some(self.close + 1);
        }
        let name = words.split([' ', '=']).next().filter(|name| is_name(name))?;
        let closes = |&&(open, close): &&(usize, usize)| {
            self.cells.get(open + 1).is_some_and(|next| next.is('/'))
                && letters_of(&self.cells[open + 2..close]) == name
        };
        let behind = self.pairs.partition_point(|(open, _)| *open <= self.close);
        if let Some((_, end)) = self.pairs[behind..].iter().take(FURTHEST_TAG).find(closes) {
            return Some(end + 1);
        }
        let attributes = words[name.len()..].trim();
        let is_value =
            attributes.ends_with(['"', '\'']) && (attributes.contains("=\"") || attributes.contains("='"));
        is_value.then_some(self.close + 1)
    }

    /// The bracket that closes the one at a cell.
    fn close_of(&self, open: usize) -> Option<usize> {
        let at = self.pairs.binary_search_by_key(&open, |(open, _)| *open).ok()?;
        Some(self.pairs[at].1)
    }

    /// The cell behind the address that begins at a `(`.
    fn address_end(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (offset, cell) in self.cells[open..].iter().take(LONGEST_ADDRESS).enumerate() {
            match cell.letter {
                '\n' => return None,
                '(' => depth += 1,
                ')' if depth == 1 => return Some(open + offset + 1),
                ')' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The end of an address whose parenthesis is not closed.
    fn unclosed_address(&self, from: usize) -> Option<usize> {
        let is_inside = |cell: &&Cell| !cell.letter.is_whitespace();
        let end = from + self.cells[from..].iter().take(LONGEST_ADDRESS).take_while(is_inside).count();
        letters_of(&self.cells[from..end]).contains("://").then_some(end)
    }

    /// Why `[words](address)` is no link. Words in parentheses behind a bracket are prose, unless they are a file
    /// or an address.
    fn broken_link(&self, end: usize, is_image: bool) -> Option<ForeignKind> {
        let inside = &self.cells[self.open + 1..self.close];
        let has_note = inside.iter().any(|cell| {
            cell.letter == OBJECT
                && matches!(
                    self.flow.pieces.get(cell.piece as usize).map(|piece| &piece.kind),
                    Some(PieceKind::NoteRef(_))
                )
        });
        let address = letters_of(&self.cells[self.close + 2..end - 1]);
        let address = address.trim_matches(OBJECT);
        if has_note && !address.trim().is_empty() {
            return Some(ForeignKind::NoteInLink);
        }
        if !address.contains(' ') {
            return None;
        }
        if is_image {
            return Some(ForeignKind::ImageWithSpace);
        }
        is_file(address).then_some(ForeignKind::LinkWithSpace)
    }
}

/// Words in brackets without the brackets in them and marks around them.
fn bare(words: &str) -> &str {
    words.trim_matches(['[', ']', '_', OBJECT])
}

/// Whether words in double brackets are the name of a page.
fn is_wikilink(words: &str) -> bool {
    let bare = bare(words);
    bare.starts_with(|letter: char| letter.is_alphanumeric() || letter == '#')
        && !bare.contains(['[', ']', '\n'])
}

/// `https://example.org words`, the link of a wiki.
fn is_wiki_link(words: &str) -> bool {
    let (address, words) = words.trim_matches(OBJECT).split_once(' ').unwrap_or_default();
    ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme)) && !words.trim().is_empty()
}

/// Whether words in brackets are the style or the attributes of a block of AsciiDoc: `[NOTE]`, `[source,ruby]`.
fn is_block_style(words: &str) -> bool {
    const ADMONITIONS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    const STYLES: [&str; 7] = ["source", "quote", "verse", "cols=", "options=", "horizontal", "discrete"];
    let is_style = |style: &str| {
        words.strip_prefix(style).is_some_and(|rest| rest.starts_with([',', '"']) || rest.is_empty())
    };
    ADMONITIONS.contains(&words)
        || STYLES.into_iter().any(is_style)
        || (words.starts_with('%') && words.len() > 1)
}

/// Whether words end like the name of a file, or begin like an address.
fn is_file(address: &str) -> bool {
    let ending = address.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_ending =
        (2..=4).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    has_ending
        || address.contains("://")
        || address.starts_with(['/', '@', '#'])
        || address.starts_with("./")
        || address.starts_with("../")
}
