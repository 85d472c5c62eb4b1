//! Units of inline text: what a citation's grammar steps over in one.
//!
//! Pandoc reads a prefix or suffix inline by inline, so a `;` or `]` counts only where it is an inline
//! of its own: not inside a quoted string, a bracket, emphasis, a link, or another citation. Where a
//! unit ends depends on the units inside it, and trying that afresh at every bracket or quotation mark
//! is quadratic, or worse. Here every answer is found once, from right to left: what begins at a cell
//! depends only on cells after it. So the work is linear, whatever the text.
//!
//! Beside Pandoc's quoted strings (`"…"`, `“…”`, `'…'`) those of the other marks that a quotation may
//! have are units: `«…»` and `„…“`. A unit ends inside the emphasis or link in which it begins.

mod key;
mod token;

use super::cell::{Cell, OBJECT};
use super::quotation::is_opening;
use crate::parse::markdown::{Flow, PieceKind};

use key::{is_after_word, keys};
use token::{UnitToken, tokens};

/// Deepest brackets in an inline note.
const MAX_DEPTH: u32 = 16;
/// No such cell.
const NONE: u32 = u32::MAX;

/// The quoted string that the text stands in. As in Pandoc, none opens inside another of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuoteContext {
    Text,
    Double,
    Single,
}

const CONTEXTS: [QuoteContext; 3] = [QuoteContext::Text, QuoteContext::Double, QuoteContext::Single];

/// Kinds of quoted strings.
#[derive(Clone, Copy)]
enum Quote {
    Double,
    Single,
    Low,
    Angle,
}

const QUOTES: [Quote; 4] = [Quote::Double, Quote::Single, Quote::Low, Quote::Angle];

/// A citation's key, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CitationKey {
    /// Its `@`, or the `-` before it.
    pub(super) start: usize,
    /// The name, without braces.
    pub(super) first: usize,
    pub(super) last: usize,
    /// The cell after it.
    pub(super) end: usize,
    /// Whether it begins with `-`.
    pub(super) suppress_author: bool,
}

/// The answers for one token in one context; cells.
#[derive(Clone, Copy)]
struct Answers {
    /// After the unit that begins here.
    next: u32,
    /// The `;` or `]` that ends a suffix that reaches this token.
    stop: u32,
    /// The key that ends a prefix that reaches this token.
    key: u32,
    /// For a key: after the bracket that closes the list of citations from it on.
    list_end: u32,
    /// The mark that ends a quoted string of each kind that reaches this token.
    ends: [u32; 4],
}

const UNKNOWN: Answers = Answers { next: NONE, stop: NONE, key: NONE, list_end: NONE, ends: [NONE; 4] };

/// The units of a row of cells.
pub(super) struct Units<'f> {
    cells: &'f [Cell],
    flow: &'f Flow,
    /// The `@` of each key and the cell after it.
    keys: Vec<(usize, usize)>,
    tokens: Vec<UnitToken>,
    /// For each cell the first token from it on.
    first: Vec<u32>,
    answers: Vec<[Answers; 3]>,
}

impl<'f> Units<'f> {
    /// Finds the units of a row of cells, of which the `specials` may be more than letters.
    pub(super) fn new(cells: &'f [Cell], specials: &[usize], flow: &'f Flow) -> Self {
        let mut units = Self {
            cells,
            flow,
            keys: Vec::new(),
            tokens: Vec::new(),
            first: Vec::new(),
            answers: Vec::new(),
        };
        if specials.iter().any(|at| cells[*at].is('@')) {
            units.keys = keys(cells, specials, flow);
            units.tokens = tokens(cells, specials, flow, &units.keys);
            units.first = firsts(&units.tokens, cells.len());
            units.answers = vec![[UNKNOWN; 3]; units.tokens.len()];
            for token in (0..units.tokens.len()).rev() {
                for context in CONTEXTS {
                    units.answers[token][context as usize] = units.answer(token, context);
                }
            }
        } else if specials.iter().any(|at| cells[*at].is('[')) {
            units.tokens = tokens(cells, specials, flow, &[]);
            units.first = firsts(&units.tokens, cells.len());
        }
        units
    }

    // --- questions --------------------------------------------------------------------------------

    /// The bracket that closes the one at `at`.
    pub(super) fn closing_bracket(&self, at: usize) -> Option<usize> {
        self.token_at(at).filter(|_| self.cells[at].is('[')).and_then(|token| some(token.close))
    }

    /// The closing bracket of the inline note whose bracket stands at `at`. A note that nests deeper than
    /// anybody writes is text: notes are read one inside the other.
    pub(super) fn inline_note_close(&self, at: usize) -> Option<usize> {
        self.token_at(at).filter(|token| token.depth <= MAX_DEPTH).and_then(|_| self.closing_bracket(at))
    }

    /// The closing bracket of the `[^label]` that begins at `at`; a label has no white space.
    pub(super) fn note_close(&self, at: usize) -> Option<usize> {
        some(self.token_at(at)?.note_close)
    }

    /// The key that begins at `at`.
    pub(super) fn key_at(&self, at: usize) -> Option<CitationKey> {
        let end = some(self.token_at(at)?.key_end)?;
        let suppress_author = self.cells[at].is('-');
        let first = at + 1 + usize::from(suppress_author);
        let is_braced = usize::from(self.cells[first].is('{'));
        Some(CitationKey {
            start: at,
            first: first + is_braced,
            last: end - 1 - is_braced,
            end,
            suppress_author,
        })
    }

    /// The key that ends the prefix that begins at `from`.
    pub(super) fn key_after(&self, from: usize, context: QuoteContext) -> Option<CitationKey> {
        self.key_at(some(self.from(from, context).key)?)
    }

    /// The `;` or `]` that ends the suffix that begins at `from`.
    pub(super) fn stop_after(&self, from: usize, context: QuoteContext) -> Option<usize> {
        some(self.from(from, context).stop)
    }

    /// The cell after the group in brackets that begins at `bracket`.
    pub(super) fn group_end(&self, bracket: usize, context: QuoteContext) -> Option<usize> {
        if self.note_close(bracket).is_some() {
            return None;
        }
        let end = self.list_end(bracket + 1, context)?;
        // `[@a](url)` and `[@a][label]` are links to Pandoc, `[@a]{.class}` is a span, even where they
        // lead nowhere; but a group may follow at once, and a note.
        match self.cells.get(end) {
            Some(cell) if cell.is('(') || cell.is('{') => None,
            Some(cell) if cell.is('[') => {
                let next = self.cells.get(end + 1)?;
                (next.is('@') || next.is('^')).then_some(end)
            }
            _ => Some(end),
        }
    }

    /// The bracket that belongs to the narrative key that ends at `end`, and the cell after it.
    pub(super) fn narrative_bracket(&self, end: usize, context: QuoteContext) -> Option<(usize, usize)> {
        let bracket = self.skip_space(end);
        if !self.cells.get(bracket)?.is('[') {
            return None;
        }
        if let Some(end) = self.group_end(bracket, context) {
            return Some((bracket, end));
        }
        if self.cells.get(bracket + 1)?.is('^') {
            return None;
        }
        let stop = self.stop_after(bracket + 1, context)?;
        let end = if self.cells[stop].is(';') { self.list_end(stop + 1, context)? } else { stop + 1 };
        match self.cells.get(end) {
            Some(cell) if cell.is('[') || cell.is('(') => None,
            _ => Some((bracket, end)),
        }
    }

    /// The closing mark of the quoted string that opens at `at`, and the context inside it.
    pub(super) fn quoted(&self, at: usize, context: QuoteContext) -> Option<(usize, QuoteContext)> {
        let cell = self.cells[at];
        let (quote, inside) = match cell.letter {
            _ if !cell.is_plain => return None,
            '"' | '“' => (Quote::Double, QuoteContext::Double),
            '\'' | '‘' => (Quote::Single, QuoteContext::Single),
            '„' => (Quote::Low, context),
            '«' => (Quote::Angle, context),
            _ => return None,
        };
        let from = at + 1;
        if matches!(quote, Quote::Double | Quote::Single) {
            let is_tight = self.cells.get(from).is_some_and(|cell| !is_space(cell.letter));
            if inside == context || !is_tight || self.is_after_word(at) {
                return None;
            }
            if self.ends(quote, from) {
                return None;
            }
        }
        Some((some(self.from(from, inside).ends[quote as usize])?, inside))
    }

    /// The closing mark of the quoted string at `at` that is an excerpt, by the rules of quotations.
    pub(super) fn excerpt_close(&self, at: usize) -> Option<usize> {
        let token = self.token_at(at)?;
        is_opening(self.cells, at).then_some(token.close).and_then(some)
    }

    /// The cell after the unit at `at`.
    pub(super) fn next(&self, at: usize, context: QuoteContext) -> Option<usize> {
        match self.token_at(at) {
            Some(_) => some(self.from(at, context).next),
            None => Some(at + 1),
        }
    }

    /// Past white space with at most one line end.
    pub(super) fn skip_space(&self, start: usize) -> usize {
        let mut at = start;
        while self
            .cells
            .get(at)
            .is_some_and(|cell| is_space(cell.letter) && (cell.is_plain || self.is_spaces(*cell)))
        {
            at += 1;
        }
        at
    }

    // --- answers ----------------------------------------------------------------------------------

    fn answer(&self, index: usize, context: QuoteContext) -> Answers {
        let at = self.tokens[index].at as usize;
        let cell = self.cells[at];
        let Some(next) = self.unit_end(index, context) else { return UNKNOWN };
        let after = self.from(next, context);
        let here = self.tokens[index].at;
        let is_key = self.tokens[index].key_end != NONE;
        let ends_suffix = cell.is(';') || cell.is(']');
        Answers {
            next: u32::try_from(next).unwrap_or(NONE),
            stop: if ends_suffix { here } else { after.stop },
            key: if is_key {
                here
            } else if ends_suffix {
                NONE
            } else {
                after.key
            },
            list_end: self
                .list_end_from(index, context)
                .and_then(|end| u32::try_from(end).ok())
                .unwrap_or(NONE),
            ends: QUOTES.map(|quote| if self.ends(quote, at) { here } else { after.ends[quote as usize] }),
        }
    }

    /// The cell after the unit of a token; nothing where the surrounding markup ends.
    fn unit_end(&self, index: usize, context: QuoteContext) -> Option<usize> {
        let at = self.tokens[index].at as usize;
        let cell = self.cells[at];
        let one = at + 1;
        if cell.letter == OBJECT {
            return match self.flow.pieces.get(cell.piece as usize).map(|piece| &piece.kind) {
                Some(PieceKind::Close(_)) => None,
                _ => Some(some(self.tokens[index].close).map_or(one, |close| close + 1)),
            };
        }
        Some(match cell.letter {
            '[' => match self.note_close(at) {
                Some(close) => close + 1,
                None => self
                    .group_end(at, context)
                    .or_else(|| self.closing_bracket(at).map(|close| close + 1))
                    .unwrap_or(one),
            },
            '@' => match self.key_at(at) {
                Some(key) => self.narrative_bracket(key.end, context).map_or(key.end, |(_, end)| end),
                None => one,
            },
            // Dashes are one character each: `--@k` does not suppress the author.
            '-' if self.is_dash(one) => one + 1 + usize::from(self.is_dash(one + 1)),
            _ => self.quoted(at, context).map_or(one, |(close, _)| close + 1),
        })
    }

    fn is_dash(&self, at: usize) -> bool {
        self.cells.get(at).is_some_and(|cell| cell.is('-'))
    }

    /// The cell after the list of citations whose first prefix begins at `from`.
    fn list_end(&self, from: usize, context: QuoteContext) -> Option<usize> {
        let key = some(self.from(from, context).key)?;
        some(self.from(key, context).list_end)
    }

    fn list_end_from(&self, index: usize, context: QuoteContext) -> Option<usize> {
        let stop = self.stop_after(some(self.tokens[index].key_end)?, context)?;
        if self.cells[stop].is(']') { Some(stop + 1) } else { self.list_end(stop + 1, context) }
    }

    fn ends(&self, quote: Quote, at: usize) -> bool {
        let cell = self.cells[at];
        match quote {
            Quote::Double => cell.is_one_of(&['"', '”']),
            Quote::Single => {
                cell.is_one_of(&['\'', '’'])
                    && !self
                        .cells
                        .get(at + 1)
                        .is_some_and(|next| next.is_plain && next.letter.is_alphanumeric())
            }
            Quote::Low => cell.is_one_of(&['“', '”']),
            Quote::Angle => cell.is('»'),
        }
    }

    /// The answers of the first token from a cell on.
    fn from(&self, at: usize, context: QuoteContext) -> Answers {
        let index = self.first.get(at).map_or(usize::MAX, |index| *index as usize);
        self.answers.get(index).map_or(UNKNOWN, |answers| answers[context as usize])
    }

    fn token_at(&self, at: usize) -> Option<&UnitToken> {
        let index = *self.first.get(at)? as usize;
        self.tokens.get(index).filter(|token| token.at as usize == at)
    }

    fn is_after_word(&self, at: usize) -> bool {
        is_after_word(self.cells, self.flow, &self.keys, at)
    }

    /// Whether a line break is written with spaces, not with a backslash.
    fn is_spaces(&self, cell: Cell) -> bool {
        let piece = self.flow.pieces.get(cell.piece as usize);
        piece.is_some_and(|piece| piece.kind == PieceKind::HardBreak && piece.span.end - piece.span.start > 2)
    }
}

/// For each cell up to the last token the first token from it on.
fn firsts(tokens: &[UnitToken], cells: usize) -> Vec<u32> {
    let mut firsts = Vec::with_capacity(cells);
    for (index, token) in (0..).zip(tokens) {
        firsts.resize(token.at as usize + 1, index);
    }
    firsts
}

fn some(cell: u32) -> Option<usize> {
    (cell != NONE).then_some(cell as usize)
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n')
}
