//! A quotation taken apart at omissions and brackets.

use std::ops::Range;

use super::gap::Gap;
use crate::boundary::is_unspaced;
use crate::contract::{Clause, Contract};
use crate::normal::Normal;
use crate::words::{has_negating_ending, is_remark, negating_prefix, negation};

/// Words between omissions and brackets.
#[derive(Clone, Debug)]
pub(super) struct Fragment {
    pub(super) words: Normal,
    /// What stands between it and the fragment before.
    pub(super) before: Gap,
    /// Whether it begins inside a word (`[t]he`).
    pub(super) begins_in_word: bool,
    /// Whether that is behind a whole word, which a bracket stands for (`[Berg]’s`).
    pub(super) is_possessed: bool,
    /// Whether it ends inside a word (`chang[ed]`).
    pub(super) ends_in_word: bool,
    /// The words with the letters of the brackets that touch them, as the page shows them.
    pub(super) shown: String,
}

impl Fragment {
    /// A negation in a word of the source that a bracket changes, where the page's word has none, or
    /// the other way round: `can[]` for “cannot”.
    pub(super) fn reverses(&self, source: &str, place: &Range<usize>, language: &str) -> Option<String> {
        let is_inner = |letter: char| letter.is_alphanumeric() || letter == '\'';
        let begins = |word: &str| negating_prefix(word, language).is_some();
        let ends = |word: &str| has_negating_ending(word, language);
        let check = |affix: &dyn Fn(&str) -> bool, at: usize, shown: Option<&str>| -> Option<String> {
            let start = source[..at].trim_end_matches(is_inner).len();
            let end = at + source[at..].find(|letter| !is_inner(letter)).unwrap_or(source.len() - at);
            let negates = |word| negation(word, language, false).or_else(|| affix(word).then_some(word));
            let (before, after) = (negates(shown.unwrap_or_default()), negates(&source[start..end]));
            (before.is_some() != after.is_some()).then(|| after.or(before).unwrap_or_default().to_owned())
        };
        let mut words = self.shown.split(' ').map(|word| word.trim_matches(|letter| !is_inner(letter)));
        let (first, last) = (words.next(), words.next_back());
        let last = last.or(first);
        let is_begun = self.begins_in_word && !self.is_possessed;
        let reversed = is_begun.then(|| check(&begins, place.start, first)).flatten();
        reversed.or_else(|| self.ends_in_word.then(|| check(&ends, place.end, last)).flatten())
    }
}

/// Takes a quotation apart at omissions and brackets: the fragments, and what follows the last one.
pub(super) fn fragments(quotation: &str, language: &str, contract: Contract) -> (Vec<Fragment>, Option<Gap>) {
    let mut fragments = Vec::new();
    let mut gap = Gap::default();
    let (mut begins_in_word, mut is_possessed) = (false, false);
    let mut letters_before = String::new();
    let mut rest = quotation;
    loop {
        let stop = next_stop(rest, contract);
        let (words, stop_text) = match &stop {
            Some(range) => (&rest[..range.start], &rest[range.clone()]),
            None => (rest, ""),
        };
        let after = stop.as_ref().map_or("", |range| &rest[range.end..]);
        let inner = bracketed(stop_text);
        let is_omission = stop.is_some() && inner.is_none_or(is_dots);
        // In scripts without spaces a bracket beside a letter stands for words, not for a part of one.
        let is_of_word = |letter: char| {
            letter.is_alphanumeric() && !is_unspaced(letter) && contract.has(Clause::BracketLetters)
        };
        let touches_left = !is_omission && words.chars().next_back().is_some_and(is_of_word);
        let touches_right = !is_omission && stop.is_some() && after.chars().next().is_some_and(is_of_word);
        let is_possessor = !is_omission
            && stop.is_some()
            && !touches_left
            && begins_with_possessive(after)
            && contract.has(Clause::BracketPossessors);
        let normal = Normal::under(contract, words, &[]);
        if normal.text.chars().any(char::is_alphanumeric) {
            let ends_in_word = stop.is_some() && touches_left;
            let letters_after = inner.filter(|_| ends_in_word).unwrap_or_default();
            let shown = format!("{letters_before}{}{}", normal.text, Normal::new(letters_after).text);
            fragments.push(Fragment {
                words: normal,
                before: std::mem::take(&mut gap),
                begins_in_word,
                is_possessed,
                ends_in_word,
                shown,
            });
        }
        let Some(stop) = stop else {
            let has_tail = gap.has_omission || gap.has_bracket || gap.has_ending;
            return (fragments, has_tail.then_some(gap));
        };
        if is_omission {
            gap.has_omission = true;
        } else if let Some(inner) = inner {
            gap.has_ending |= touches_left;
            if touches_right {
                gap.first_letters = Some(if touches_left { 0 } else { inner.chars().count() });
            }
            let words = Normal::new(inner).text;
            let stands_apart = !touches_left && !touches_right;
            let replaces = stands_apart && !(contract.has(Clause::Remarks) && is_remark(&words));
            gap.has_bracket |= stands_apart;
            gap.replaces |= replaces;
            gap.negates |= !touches_right && negation(&words, language, false).is_some();
            if replaces {
                gap.add_words(&words);
            }
        }
        is_possessed = is_possessor;
        begins_in_word = touches_right || is_possessed;
        letters_before =
            inner.filter(|_| touches_right).map(|inner| Normal::new(inner).text).unwrap_or_default();
        rest = &rest[stop.end..];
    }
}

/// Whether a text begins with the ending of a possessive: `[Berg]’s plan` stands for “the mayor’s plan”.
fn begins_with_possessive(text: &str) -> bool {
    let rest = text.strip_prefix(['\'', '’']).and_then(|rest| rest.strip_prefix('s'));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// What stands in the brackets of an omission, an editor's words or a remark; nothing without brackets.
fn bracketed(stop: &str) -> Option<&str> {
    [('[', ']'), ('(', ')'), ('<', '>')]
        .into_iter()
        .find_map(|(open, close)| stop.strip_prefix(open).and_then(|stop| stop.strip_suffix(close)))
}

/// Whether this stands for words left out.
fn is_dots(text: &str) -> bool {
    matches!(text.trim(), "…" | "..." | ". . .")
}

/// Most bytes between round or angle brackets that hold dots or a remark.
const MOST_IN_BRACKETS: usize = 12;

/// The next omission, bracket or remark.
fn next_stop(text: &str, contract: Contract) -> Option<Range<usize>> {
    let omits = contract.has(Clause::Omissions);
    for (at, letter) in text.char_indices() {
        let rest = &text[at..];
        match letter {
            '…' if omits => return Some(at..at + letter.len_utf8()),
            '.' if omits && rest.starts_with("...") => {
                return Some(at..at + rest.len() - rest.trim_start_matches('.').len());
            }
            '.' if omits && rest.starts_with(". . .") => return Some(at..at + 5),
            '[' => {
                let Some(close) = rest.find(']') else { continue };
                let is_omission = is_dots(&rest[1..close]);
                if contract.has(if is_omission { Clause::Omissions } else { Clause::Brackets })
                    || contract.has(Clause::BracketLetters) && is_inside(text, at, close)
                {
                    return Some(at..at + close + 1);
                }
            }
            '(' | '<' => {
                let closing = if letter == '(' { b')' } else { b'>' };
                let close = rest.bytes().take(MOST_IN_BRACKETS).position(|byte| byte == closing);
                let Some(close) = close else { continue };
                let inner = rest.get(1..close).unwrap_or_default();
                let is_omission = omits && contract.has(Clause::OmissionBrackets) && is_dots(inner);
                let is_sic = letter == '(' && contract.has(Clause::Remarks) && is_round_remark(inner);
                if is_omission || is_sic {
                    return Some(at..at + close + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a bracket touches a word, so that its clause is that of letters.
fn is_inside(text: &str, open: usize, length: usize) -> bool {
    text[..open].ends_with(char::is_alphanumeric)
        || text[open + length + 1..].starts_with(char::is_alphanumeric)
}

/// Whether words are a remark that stands in round brackets too: (sic), (sic!).
fn is_round_remark(inner: &str) -> bool {
    let bare = inner.trim().trim_end_matches('!');
    ibid_languages::round_remarks().iter().any(|remark| bare.eq_ignore_ascii_case(remark))
}
