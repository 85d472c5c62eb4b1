//! Where the keys of citations stand, after Pandoc's grammar of them.

use crate::parse::markdown::{Flow, Mark, PieceKind};
use crate::parse::topic::cell::{Cell, OBJECT};

/// The keys of a row of cells: the `@` of each and the cell after it, in order.
pub(super) fn keys(cells: &[Cell], specials: &[usize], flow: &Flow) -> Vec<(usize, usize)> {
    let has_braces = specials.iter().any(|at| cells[*at].is('{'));
    let braces = if has_braces { braces(cells) } else { Vec::new() };
    let mut keys: Vec<(usize, usize)> = Vec::new();
    for &at in specials {
        let cell = &cells[at];
        let is_inside = keys.last().is_some_and(|(_, end)| at < *end);
        if !cell.is('@') || cell.in_link || is_inside || is_after_word(cells, flow, &keys, at) {
            continue;
        }
        let end = if cells.get(at + 1).is_some_and(|next| next.is('{')) {
            let pair = braces.get(braces.partition_point(|(open, _)| *open <= at));
            pair.filter(|(open, close)| *open == at + 1 && *close > at + 2).map(|(_, close)| close + 1)
        } else {
            simple_key_end(cells, at + 1).filter(|end| !is_handle(cells, *end))
        };
        keys.extend(end.map(|end| (at, end)));
    }
    keys
}

/// Whether a name goes on as an address of a social network: `@ada@social.example`.
fn is_handle(cells: &[Cell], end: usize) -> bool {
    let is_at = cells.get(end).is_some_and(|next| next.is('@'));
    let host = || simple_key_end(cells, end + 1).map(|last| &cells[end + 1..last]);
    is_at && host().is_some_and(|host| host.iter().any(|cell| cell.is('.')))
}

/// Pairs of braces with neither markup nor a line end between them, in order.
fn braces(cells: &[Cell]) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        if cell.letter == OBJECT || cell.letter.is_control() {
            open.clear();
        } else if cell.is('{') {
            open.push(at);
        } else if cell.is('}') {
            pairs.extend(open.pop().map(|open| (open, at)));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// A letter, digit or `_`, then alphanumerics with single internal punctuation; the cell after it.
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

/// Whether a word ends just before `at`: to Pandoc a full stop is part of a word, an ellipsis is not,
/// emphasis counts as one, and a key does not.
pub(super) fn is_after_word(cells: &[Cell], flow: &Flow, keys: &[(usize, usize)], at: usize) -> bool {
    if keys.get(keys.partition_point(|(_, end)| *end < at)).is_some_and(|(_, end)| *end == at) {
        return false;
    }
    let Some(before) = at.checked_sub(1).map(|before| cells[before]) else { return false };
    if before.letter == OBJECT {
        let piece = flow.pieces.get(before.piece as usize).map(|piece| &piece.kind);
        // A bare address is a word; one between `<` and `>` ends before its bracket.
        let last = at.checked_sub(2).map(|last| cells[last]);
        let is_word = last
            .is_some_and(|last| last.in_address && last.end == before.at && last.letter.is_alphanumeric());
        return match piece {
            Some(PieceKind::Close(Mark::Link(_))) => is_word,
            piece => matches!(piece, Some(PieceKind::Close(Mark::Emphasis | Mark::Strong))),
        };
    }
    if before.is('.') {
        return !cells[..at].iter().rev().take_while(|cell| cell.is('.')).count().is_multiple_of(3);
    }
    before.is_plain && before.letter.is_alphanumeric()
}
