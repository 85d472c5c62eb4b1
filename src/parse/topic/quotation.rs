//! Quotations: text between “…”, "…", «…», „…“, ”…”, »…», ״…״, 「…」, 『…』, and blockquotes.
//!
//! Single quotation marks and escaped ones are scare quotes and are left alone. Quotations may nest;
//! the outermost is the one that is compared. A mark without its partner is reported, because the
//! words after it would go unchecked. So is what a reader takes for a quotation though its marks are of
//! another kind ([`unchecked`]).

use ibid_languages::{Language, List};
use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;
use std::ops::Range;

use super::cell::{Cell, OBJECT};
use crate::base::ids::GroupIndex;
use crate::base::span::Span;
use crate::parse::markdown::{Flow, Mark, PieceKind};

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
    pub group: Option<GroupIndex>,
    /// Whether it is a blockquote.
    pub is_block: bool,
}

/// A pair of marks: indices of the opening and the closing cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MarkPair {
    pub(super) open: usize,
    pub(super) close: usize,
}

/// Whether the cell is a mark that opens a quotation here.
pub(super) fn is_opening(cells: &[Cell], at: usize) -> bool {
    let cell = cells[at];
    match cell.letter {
        _ if !cell.is_plain => false,
        '“' | '„' | '«' | '「' | '『' => true,
        // As Swedish and Finnish open a quotation, and Hebrew: before a word, behind none.
        '”' | '״' => begins_word(cells, at),
        '"' => {
            let next_is_word = cells.get(at + 1).is_some_and(|next| !next.letter.is_whitespace());
            let after_word = at > 0
                && (cells[at - 1].letter.is_alphanumeric() || ".,!?…’'".contains(cells[at - 1].letter));
            next_is_word && !after_word
        }
        _ => false,
    }
}

/// Whether a mark stands before a word and behind white space or an opening bracket.
fn begins_word(cells: &[Cell], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| cells[before].letter);
    cells.get(at + 1).is_some_and(|next| !next.letter.is_whitespace())
        && before.is_none_or(|letter| letter.is_whitespace() || "([—–:".contains(letter))
}

/// Whether a mark that opens and closes alike stands where a quotation ends.
fn ends_word(cells: &[Cell], at: usize) -> bool {
    at > 0
        && !cells[at - 1].letter.is_whitespace()
        && cells.get(at + 1).is_none_or(|next| !next.letter.is_alphanumeric())
}

/// Whether a straight mark stands for inches or seconds: 6'2".
fn is_inches(cells: &[Cell], at: usize) -> bool {
    cells[at].letter == '"' && at > 0 && cells[at - 1].letter.is_numeric()
}

/// Whether a straight mark stands within a Hebrew word, as that of an abbreviation: צה"ל.
fn is_in_hebrew_word(cells: &[Cell], at: usize) -> bool {
    let is_hebrew =
        |at: usize| cells.get(at).is_some_and(|cell| ('\u{5d0}'..='\u{5ea}').contains(&cell.letter));
    cells[at].letter == '"' && at > 0 && is_hebrew(at - 1) && is_hebrew(at + 1)
}

/// Whether `close` ends what `open` began.
pub(super) fn closes(open: char, close: char) -> bool {
    match open {
        '“' | '”' => close == '”',
        '„' => matches!(close, '“' | '”'),
        '«' => close == '»',
        '»' => matches!(close, '«' | '»'),
        '「' => close == '」',
        '『' => close == '』',
        '"' => close == '"',
        '״' => close == '״',
        _ => false,
    }
}

/// The outermost pairs among the `marks`, the cells that may be quotation marks, that are `is_free`; and
/// those without a partner.
pub(super) fn pairs(
    cells: &[Cell],
    marks: &[usize],
    is_free: impl Fn(usize) -> bool,
) -> (Vec<MarkPair>, Vec<usize>) {
    let mut open: Vec<usize> = Vec::new();
    // How many of each mark are open.
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    let mut unpaired = Vec::new();
    for &at in marks {
        let cell = &cells[at];
        let is_mark =
            matches!(cell.letter, '“' | '”' | '„' | '«' | '»' | '"' | '״' | '「' | '」' | '『' | '』');
        if !cell.is_plain || !is_mark || !is_free(at) || is_in_hebrew_word(cells, at) {
            continue;
        }
        // Looked for only where there is one: the search costs no more than the marks it passes by.
        // ”…” and »…» differ from other pairs by their shape.
        let is_end = cell.letter == '"' || ends_word(cells, at);
        let closes = |letter: char| closes(letter, cell.letter) && (is_end || letter != cell.letter);
        let can_close = counts.iter().any(|(letter, count)| *count > 0 && closes(*letter));
        let partner =
            can_close.then(|| open.iter().rposition(|&begin| closes(cells[begin].letter))).flatten();
        let reopens = cell.letter == '"'
            && is_opening(cells, at)
            && cells.get(at.wrapping_sub(1)).is_some_and(|c| c.letter.is_whitespace());
        match partner {
            Some(index) if !reopens || index + 1 < open.len() => {
                for inner in &open[index..] {
                    *counts.entry(cells[*inner].letter).or_default() -= 1;
                }
                unpaired.extend(open.drain(index + 1..));
                let begin = open.remove(index);
                if open.is_empty() {
                    pairs.push(MarkPair { open: begin, close: at });
                }
            }
            _ if is_opening(cells, at) || (cell.letter == '»' && begins_word(cells, at)) => {
                *counts.entry(cell.letter).or_default() += 1;
                open.push(at);
            }
            _ if is_inches(cells, at) => {}
            // Within a Hebrew word it marks an abbreviation.
            _ if cell.letter == '״' && !is_end => {}
            _ => unpaired.push(at),
        }
    }
    unpaired.extend(open);
    unpaired.sort_unstable();
    (pairs, unpaired)
}

/// Fewest words between single marks that are more than a term.
const LONG_TERM: usize = 10;
/// Fewest letters between the marks of a Chinese title that are more than a title behind a verb of saying.
const LONG_TITLE: usize = 6;
/// Fewest words in italics that are more than a title or a foreign phrase.
const LONG_EMPHASIS: usize = 5;

/// Quotations in marks that are not compared, in order: ‹…›, <<…>>, ❝…❞, ＂…＂, ❮…❯, ″…″, ｢…｣, ﹁…﹂, ﹃…﹄, 〝…〟, ``…'', ,,…'',
/// escaped \"…\", and, after a colon or a verb of saying, ‚…’, ‘…’ and '…' of many words. A word or two in such marks is a
/// term.
pub(super) fn unchecked(
    cells: &[Cell],
    specials: &[usize],
    (has_citation, language): (bool, &Language),
    is_free: impl Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for &at in specials {
        let cell = cells[at];
        if !OTHER_MARKS.contains(&cell.letter) || (cell.letter == '"') == cell.is_plain || !is_free(at) {
            continue;
        }
        if let Some(begin) = open {
            if is_other_end(cells, begin, at) {
                if is_long_speech(cells, begin..at, language) && (cells[begin].letter != '"' || has_citation)
                {
                    found.push(begin..at + 1);
                }
                open = None;
            }
            continue;
        }
        if opens_other(cells, at, language) {
            open = Some(at);
        } else if let Some(begin) = tex_quotation(cells, at).filter(|begin| is_free(*begin)) {
            found.push(begin..at + 2);
        }
    }
    found
}

/// Marks of quotation that are not those of which the words are compared.
const OTHER_MARKS: [char; 30] = [
    '‹', '›', '❝', '❞', '＂', '❮', '❯', '〈', '〉', '＜', '＞', '‚', '‘', '’', '\'', '"', '《', '》', '｢',
    '｣', '﹁', '﹂', '﹃', '﹄', '〝', '〞', '〟', '″', '<', '>',
];

/// Whether one of the other marks opens a quotation.
fn opens_other(cells: &[Cell], at: usize, language: &Language) -> bool {
    match cells[at].letter {
        '‹' | '❝' | '‚' | '《' | '｢' | '﹁' | '﹃' | '〝' | '❮' | '〈' | '＜' => true,
        '‘' | '″' | '"' => begins_word(cells, at),
        // Japanese sets no space before it.
        '＂' => cells.get(at + 1).is_some_and(|next| next.letter.is_alphanumeric()),
        '<' => begins_word(cells, at) && cells.get(at + 1).is_some_and(|next| next.is('<')),
        // An apostrophe begins words too: 'tis.
        '\'' => begins_word(cells, at) && is_after_saying(cells, at, language),
        _ => false,
    }
}

/// Code that is all a quotation: set in the marks of code, its words are compared with nothing.
pub(super) fn in_code(
    cells: &[Cell],
    specials: &[usize],
    flow: &Flow,
    is_free: impl Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let is_quotation = |code: &str| {
        let code = code.trim();
        let (Some(first), Some(last)) = (code.chars().next(), code.chars().next_back()) else { return false };
        let is_typographic = first != '"' && last != '"';
        is_typographic && closes(first, last) && code.split_whitespace().count() > 1
    };
    let codes = specials.iter().copied().filter(|&at| cells[at].letter == OBJECT && is_free(at));
    let is_code = |at: &usize| match flow.pieces.get(cells[*at].piece as usize).map(|piece| &piece.kind) {
        Some(PieceKind::Code(code)) => is_quotation(code),
        _ => false,
    };
    codes.filter(is_code).map(|at| at..at + 1).collect()
}

/// Whether what stands between two other marks is long enough, and announced, so that it is not a term or a title.
fn is_long_speech(cells: &[Cell], marks: Range<usize>, language: &Language) -> bool {
    let Range { start: begin, end } = marks;
    let words = match cells[begin].letter {
        '《' | '〈' => cells[marks].iter().filter(|cell| cell.letter.is_alphanumeric()).count(),
        _ => words_between(cells, begin + 1, end),
    };
    let fewest = match cells[begin].letter {
        '‘' | '\'' => LONG_TERM,
        '《' | '〈' => LONG_TITLE,
        '"' | '‚' => 3,
        _ => 2,
    };
    let is_announced = match cells[begin].letter {
        '‘' | '‚' | '\'' => is_after_saying(cells, begin, language),
        '《' | '〈' => is_directly_after_saying(cells, begin, language),
        '＜' => is_after_saying(cells, begin, language),
        _ => true,
    };
    words >= fewest && is_announced
}

/// Whether the mark at `at` ends what one of the same kind began. An apostrophe in a word ends nothing.
fn is_other_end(cells: &[Cell], begin: usize, at: usize) -> bool {
    let letter = cells[at].letter;
    match cells[begin].letter {
        '‹' => letter == '›',
        '❝' => letter == '❞',
        '《' => letter == '》',
        '❮' => letter == '❯',
        '〈' => letter == '〉',
        '＜' => letter == '＞',
        '＂' => letter == '＂',
        '｢' => letter == '｣',
        '﹁' => letter == '﹂',
        '﹃' => letter == '﹄',
        '〝' => matches!(letter, '〞' | '〟'),
        '″' => letter == '″' && ends_word(cells, at),
        '<' => letter == '>' && at > 0 && cells[at - 1].is('>'),
        '\'' => letter == '\'' && ends_word(cells, at),
        '"' => letter == '"' && ends_word(cells, at),
        '‚' => matches!(letter, '‘' | '’') && ends_word(cells, at),
        _ => letter == '’' && ends_word(cells, at),
    }
}

/// How many words stand between two cells; where no spaces part them, some letters make one.
fn words_between(cells: &[Cell], from: usize, to: usize) -> usize {
    let is_word = |at: usize| cells[at].letter.is_alphanumeric();
    let unspaced = cells[from..to].iter().filter(|cell| is_unspaced(cell.letter)).count();
    (from..to).filter(|&at| is_word(at) && (at == from || !is_word(at - 1))).count() + unspaced / WORD_LETTERS
}

/// Letters that make a word where none are parted, counted high: a term has a few.
const WORD_LETTERS: usize = 4;

/// Whether a letter is a Chinese character or kana.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// Where ``words'' or ,,words'' begin that end with the two apostrophes at a cell.
fn tex_quotation(cells: &[Cell], at: usize) -> Option<usize> {
    let is_mark = |at: usize, mark: char| cells.get(at).is_some_and(|cell| cell.is(mark));
    if !is_mark(at, '\'') || !is_mark(at + 1, '\'') || !ends_word(cells, at) {
        return None;
    }
    let from = at.saturating_sub(LONGEST_TEX);
    let is_begin = |begin: usize, mark| is_mark(begin, mark) && is_mark(begin + 1, mark);
    let begin = (from..at).rev().find(|&begin| is_begin(begin, '`') || is_begin(begin, ','))?;
    (words_between(cells, begin + 2, at) > 1).then_some(begin)
}

/// Longest quotation in the marks of TeX, in cells.
const LONGEST_TEX: usize = 1_000;

/// How far before a quotation a verb of saying announces it, in cells.
const NEAR: usize = 60;

/// Whether a quotation is announced: a colon stands before its mark, or a verb of saying near it.
fn is_after_saying(cells: &[Cell], at: usize, language: &Language) -> bool {
    let before = cells[..at].iter().rposition(|cell| !cell.letter.is_whitespace());
    if before.is_some_and(|before| cells[before].is_one_of(&[':', '：'])) {
        return true;
    }
    let words: String = cells[at.saturating_sub(NEAR)..at].iter().map(|cell| cell.letter).collect();
    let clause = words.rsplit(['.', '!', '?', ';']).next().unwrap_or_default();
    language.words(List::VerbsOfSaying).find(clause).is_some()
}

/// Quotations in italics: a clause behind a verb of saying with a colon or a comma, of more words than a title has.
pub(super) fn emphasized(
    cells: &[Cell],
    specials: &[usize],
    flow: &Flow,
    language: &Language,
    is_free: impl Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;
    for &at in specials.iter().filter(|at| cells[**at].letter == OBJECT) {
        match flow.pieces.get(cells[at].piece as usize).map(|piece| &piece.kind) {
            Some(PieceKind::Open(Mark::Emphasis)) => open = Some(at),
            Some(PieceKind::Close(Mark::Emphasis)) => {
                let Some(begin) = open.take() else { continue };
                let is_long = || words_between(cells, begin + 1, at) >= LONG_EMPHASIS;
                let has_marks = || {
                    cells[begin..at]
                        .iter()
                        .any(|cell| cell.is_one_of(&['“', '”', '"', '„', '«', '»', '「', '『']))
                };
                if is_free(begin)
                    && is_long()
                    && !has_marks()
                    && is_directly_after_saying(cells, begin, language)
                {
                    found.push(begin..at + 1);
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a colon or a comma stands directly before a place, and a verb of saying before that.
fn is_directly_after_saying(cells: &[Cell], at: usize, language: &Language) -> bool {
    let before = cells[..at].iter().rposition(|cell| !cell.letter.is_whitespace());
    let mark = before.filter(|before| cells[*before].is_one_of(&[':', ',', '：', '，']));
    let is_marked = mark.is_some() || !language.is_spaced;
    let end = mark.unwrap_or(at);
    let clause: String = cells[end.saturating_sub(NEAR)..end].iter().map(|cell| cell.letter).collect();
    let clause = clause.rsplit(['.', '!', '?', ';', '。', '，']).next().unwrap_or_default();
    let verbs = language.words(List::VerbsOfSaying);
    is_marked
        && if language.is_spaced {
            verbs.find(clause).is_some()
        } else {
            verbs.inner().any(|verb| clause.ends_with(verb))
        }
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
        let (pairs, unpaired) = pairs(&cells, &all, |_| true);
        (pairs.iter().map(|pair| text_of(&cells[pair.open + 1..pair.close], flow)).collect(), unpaired.len())
    }

    #[test]
    fn all_marks_of_the_contract_are_known() {
        for text in [
            "say “a b” now",
            "say \"a b\" now",
            "say «a b» now",
            "say „a b“ now",
            "say „a b” now",
            "»a b«",
            "say ”a b” now",
            "say »a b» now",
            "「a b」と",
            "『a b』",
            "אמר ״a b״ היום",
        ] {
            assert_eq!(quotations(text), (vec!["a b".to_owned()], 0), "{text}");
        }
    }

    #[test]
    fn abbreviations_in_hebrew_words_are_no_quotations() {
        assert_eq!(quotations("צה\"ל וארה\"ב אמרו"), (vec![], 0));
        assert_eq!(quotations("אמר \"צה\"ל כאן\" היום").0, ["צה\"ל כאן"]);
    }

    #[test]
    fn scare_quotes_escapes_and_code_are_left_alone() {
        assert_eq!(quotations("a ‘scare’ 'quote' \\\"here\\\" `\"x\"` don't"), (vec![], 0));
    }

    #[test]
    fn the_outermost_counts_and_marks_may_touch_markup() {
        assert_eq!(quotations("he “said “x” *loudly* then” left").0, ["said “x” loudly then"]);
        assert_eq!(quotations("*“a* b”").0, ["a b"]);
        assert_eq!(quotations("er sagte „a »b c« d“ dann"), (vec!["a »b c« d".to_owned()], 0));
        assert_eq!(quotations("“a »b c« d” and „a «b c» d”").0, ["a »b c« d", "a «b c» d"]);
        assert_eq!(quotations("”a »b c» d” sa han"), (vec!["a »b c» d".to_owned()], 0));
        assert_eq!(quotations("״a צה״ל b״ אמר"), (vec!["a צה״ל b".to_owned()], 0));
    }

    #[test]
    fn marks_without_a_partner_are_reported() {
        assert_eq!(quotations("a \"pipe of 6 inches"), (vec![], 1));
        // Inches are no quotation mark.
        assert_eq!(quotations("a pipe of 6\" here"), (vec![], 0));
        assert_eq!(quotations("“open"), (vec![], 1));
    }
}
