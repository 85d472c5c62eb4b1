//! Quotations: text between “…”, "…", «…», „…“, and blockquotes.
//!
//! Single quotation marks and escaped ones are scare quotes and are left alone. Quotations may nest;
//! the outermost is the one that is compared. A mark without its partner is reported, because the
//! words after it would go unchecked.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use super::cell::Cell;
use crate::base::span::Span;

/// A quotation found in a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// Its words, without the marks; markup stripped.
    pub text: String,
    /// From mark to mark; for a blockquote, all of it.
    pub span: Span,
    /// The words between the marks, for suggestions.
    pub inner: Span,
    /// The block it stands in.
    pub scope: usize,
    /// The group of citations it belongs to; nothing where its block has none.
    pub group: Option<usize>,
    /// Whether it is a blockquote.
    pub is_block: bool,
}

/// A pair of marks: indices of the opening and the closing cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) open: usize,
    pub(super) close: usize,
}

/// Whether the cell is a mark that opens a quotation here.
pub(super) fn is_opening(cells: &[Cell], at: usize) -> bool {
    let cell = cells[at];
    match cell.letter {
        _ if !cell.is_plain => false,
        '“' | '„' | '«' => true,
        '"' => {
            let next_is_word = cells.get(at + 1).is_some_and(|next| !next.letter.is_whitespace());
            let after_word = at > 0
                && (cells[at - 1].letter.is_alphanumeric() || ".,!?…’'".contains(cells[at - 1].letter));
            next_is_word && !after_word
        }
        _ => false,
    }
}

/// Whether `close` ends what `open` began.
pub(super) fn closes(open: char, close: char) -> bool {
    match open {
        '“' => matches!(close, '”'),
        '„' => matches!(close, '“' | '”'),
        '«' => close == '»',
        '»' => close == '«',
        '"' => close == '"',
        _ => false,
    }
}

/// The outermost pairs among the `marks`, the cells that may be quotation marks, that are `is_free`; and
/// those without a partner.
pub(super) fn pairs(
    cells: &[Cell],
    marks: &[usize],
    is_free: impl Fn(usize) -> bool,
) -> (Vec<Pair>, Vec<usize>) {
    let mut open: Vec<usize> = Vec::new();
    // How many of each mark are open.
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    let mut lonely = Vec::new();
    for &at in marks {
        let cell = &cells[at];
        if !cell.is_plain || !matches!(cell.letter, '“' | '”' | '„' | '«' | '»' | '"') || !is_free(at)
        {
            continue;
        }
        // Looked for only where there is one: the search costs no more than the marks it passes by.
        let can_close = counts.iter().any(|(letter, count)| *count > 0 && closes(*letter, cell.letter));
        let partner = can_close
            .then(|| open.iter().rposition(|&begin| closes(cells[begin].letter, cell.letter)))
            .flatten();
        let reopens = cell.letter == '"'
            && is_opening(cells, at)
            && cells.get(at.wrapping_sub(1)).is_some_and(|c| c.letter.is_whitespace());
        match partner {
            Some(index) if !reopens || index + 1 < open.len() => {
                for lonely in &open[index..] {
                    *counts.entry(cells[*lonely].letter).or_default() -= 1;
                }
                lonely.extend(open.drain(index + 1..));
                let begin = open.remove(index);
                if open.is_empty() {
                    pairs.push(Pair { open: begin, close: at });
                }
            }
            _ if is_opening(cells, at) || (cell.letter == '»' && open.is_empty()) => {
                *counts.entry(cell.letter).or_default() += 1;
                open.push(at);
            }
            _ => lonely.push(at),
        }
    }
    lonely.extend(open);
    lonely.sort_unstable();
    (pairs, lonely)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::{Block, parse};
    use crate::parse::topic::cell::{cells, text_of};

    fn quotations(text: &str) -> (Vec<String>, usize) {
        let blocks = parse("p.md", text, 0).0;
        let Block::Paragraph(flow) = &blocks[0] else { panic!() };
        let (cells, _) = cells(flow);
        let all: Vec<usize> = (0..cells.len()).collect();
        let (pairs, lonely) = pairs(&cells, &all, |_| true);
        (pairs.iter().map(|pair| text_of(&cells[pair.open + 1..pair.close], flow)).collect(), lonely.len())
    }

    #[test]
    fn all_marks_of_the_contract_are_known() {
        for text in
            ["say “a b” now", "say \"a b\" now", "say «a b» now", "say „a b“ now", "say „a b” now", "»a b«"]
        {
            assert_eq!(quotations(text), (vec!["a b".to_owned()], 0), "{text}");
        }
    }

    #[test]
    fn scare_quotes_escapes_and_code_are_left_alone() {
        assert_eq!(quotations("a ‘scare’ 'quote' \\\"here\\\" `\"x\"` don't"), (vec![], 0));
    }

    #[test]
    fn the_outermost_counts_and_marks_may_touch_markup() {
        assert_eq!(quotations("he “said “x” *loudly* then” left").0, ["said “x” loudly then"]);
        assert_eq!(quotations("*“a* b”").0, ["a b"]);
    }

    #[test]
    fn lonely_marks_are_reported() {
        assert_eq!(quotations("a pipe of 6\" here"), (vec![], 1));
        assert_eq!(quotations("“open"), (vec![], 1));
    }
}
