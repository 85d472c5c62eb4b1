//! Syntax of other tools that ibid does not read: shortcodes, directives, math, LaTeX.
//!
//! All of it would be printed as it is typed, so each construct is a finding that names what ibid writes
//! instead. Precision comes before reach: prices (`$5 and $6`), words in braces and `[sic]` are prose.
//! Four passes look for what can begin at few characters: [`mod@line`] at the beginnings of lines,
//! [`mod@mark`] at braces, `$` and `\`, [`inline`] at pairs of marks, and [`bracket`] at brackets, the last once quotations are
//! known, since their brackets are the editor's. Code is never looked at.

mod bracket;
mod inline;
mod kind;
mod line;
mod mark;

use std::ops::Range;

use super::cell::Cell;
use crate::parse::markdown::{Flow, PieceKind};

pub(super) use bracket::{BracketedWord, brackets, linked_keys, org_citation};
pub(super) use kind::ForeignKind;

/// How far the end of a construct is looked for, in cells: what has none costs no more than this.
const FURTHEST: usize = 1_000;

/// Where a run of text stands, which decides what can begin in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum FlowPlace {
    /// A paragraph of its own.
    #[default]
    Paragraph,
    /// The text of a list item.
    Item,
    /// A heading, a cell of a table, an inline note.
    Line,
    /// A blockquote, which is one quotation.
    Quoted,
}

/// A construct of another tool.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Foreign {
    /// Its cells.
    pub(super) range: Range<usize>,
    pub(super) kind: ForeignKind,
}

impl Foreign {
    /// Whether its characters are no words of the page: quotation marks in it are the tool's, and what looks like
    /// a citation is none.
    pub(super) fn is_opaque(&self) -> bool {
        use ForeignKind::{Admonition, AsciiDoc, Attributes, Role, Shortcode, Typst};
        matches!(self.kind, Admonition | AsciiDoc | Attributes | Role | Shortcode | Typst)
    }
}

/// The constructs of a run of text that begin at its lines and marks, in order; none begins in another.
pub(super) fn constructs(cells: &[Cell], specials: &[usize], flow: &Flow, place: FlowPlace) -> Vec<Foreign> {
    let mut found = Vec::new();
    if matches!(place, FlowPlace::Paragraph | FlowPlace::Item) {
        line::find(cells, flow, &mut found);
    }
    let has = |letters: [u8; 2]| {
        flow.pieces.iter().any(|piece| match &piece.kind {
            PieceKind::Text { text, .. } => {
                memchr::memchr2(letters[0], letters[1], text.as_bytes()).is_some()
            }
            _ => false,
        })
    };
    if specials.iter().any(|at| cells[*at].is('{')) {
        mark::braces(cells, specials, flow, &mut found);
    }
    if specials.iter().any(|at| matches!(cells[*at].letter, '(' | '[') && !cells[*at].is_plain) {
        mark::escaped(cells, specials, &mut found);
    }
    inline::find(cells, flow, &mut found);
    if has([b'$', b'\\']) {
        mark::letters(cells, &mut found);
    }
    if found.len() > 1 {
        found.sort_by_key(|foreign| (foreign.range.start, std::cmp::Reverse(foreign.range.end)));
        let mut end = 0;
        found.retain(|foreign| {
            let is_apart = foreign.range.start >= end;
            end = end.max(foreign.range.end);
            is_apart
        });
    }
    found
}

/// The words of some cells; what is not text is left out.
fn letters_of(cells: &[Cell]) -> String {
    cells.iter().map(|cell| cell.letter).collect()
}

/// The first cell from `from` on at which `word` stands, all of it with its meaning.
fn find_word(cells: &[Cell], from: usize, word: &str) -> Option<usize> {
    (from..cells.len().min(from + FURTHEST)).find(|&at| stands_at(cells, at, word))
}

/// Whether `word` stands at a cell.
fn stands_at(cells: &[Cell], at: usize, word: &str) -> bool {
    let mut at = at;
    word.chars().all(|letter| {
        let stands = cells.get(at).is_some_and(|cell| cell.is(letter));
        at += 1;
        stands
    })
}
