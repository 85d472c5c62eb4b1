//! A quotation taken apart at omissions and brackets.

use std::ops::Range;

use super::gap::Gap;
use crate::verify::boundary::is_unspaced;
use crate::verify::contract::Normal;
use crate::verify::negation::{negation, negation_begins, negation_ends};

/// Words between omissions and brackets.
#[derive(Clone, Debug)]
pub(super) struct Fragment {
    pub(super) words: String,
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
        type Affix = fn(&str) -> bool;
        let check = |affix: Affix, at: usize, shown: Option<&str>| -> Option<String> {
            let start = source[..at].trim_end_matches(is_inner).len();
            let end = at + source[at..].find(|letter| !is_inner(letter)).unwrap_or(source.len() - at);
            let negates = |word| negation(word, language).or_else(|| affix(word).then_some(word));
            let (before, after) = (negates(shown.unwrap_or_default()), negates(&source[start..end]));
            (before.is_some() != after.is_some()).then(|| after.or(before).unwrap_or_default().to_owned())
        };
        let mut words = self.shown.split(' ').map(|word| word.trim_matches(|letter| !is_inner(letter)));
        let (first, last) = (words.next(), words.next_back());
        let last = last.or(first);
        let begins = self.begins_in_word && !self.is_possessed;
        let begins = begins.then(|| check(negation_begins, place.start, first)).flatten();
        begins.or_else(|| self.ends_in_word.then(|| check(negation_ends, place.end, last)).flatten())
    }
}

/// Takes a quotation apart at omissions and brackets: the fragments, and what follows the last one.
pub(super) fn fragments(quotation: &str, language: &str) -> (Vec<Fragment>, Option<Gap>) {
    let mut fragments = Vec::new();
    let mut gap = Gap::default();
    let (mut begins_in_word, mut is_possessed) = (false, false);
    let mut letters_before = String::new();
    let mut rest = quotation;
    loop {
        let stop = next_stop(rest);
        let (words, stop_text) = match &stop {
            Some(range) => (&rest[..range.start], &rest[range.clone()]),
            None => (rest, ""),
        };
        let after = stop.as_ref().map_or("", |range| &rest[range.end..]);
        let inner = stop_text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let is_omission =
            stop.is_some() && inner.is_none_or(|inner| matches!(inner.trim(), "…" | "..." | ". . ."));
        // In scripts without spaces a bracket beside a letter stands for words, not for a part of one.
        let is_of_word = |letter: char| letter.is_alphanumeric() && !is_unspaced(letter);
        let touches_left = !is_omission && words.chars().next_back().is_some_and(is_of_word);
        let touches_right = !is_omission && stop.is_some() && after.chars().next().is_some_and(is_of_word);
        let is_possessor = !is_omission && stop.is_some() && !touches_left && begins_with_possessive(after);
        let normal = Normal::new(words).text;
        if normal.chars().any(char::is_alphanumeric) {
            let ends_in_word = stop.is_some() && touches_left;
            let letters_after = inner.filter(|_| ends_in_word).unwrap_or_default();
            let shown = format!("{letters_before}{normal}{}", Normal::new(letters_after).text);
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
            gap.has_bracket |= !touches_left && !touches_right;
            gap.replaces |= !touches_left && !touches_right && !is_remark(&words);
            gap.negates |= !touches_right && negation(&words, language).is_some();
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

/// Whether the words of a bracket are a remark on the quotation, and stand for none of the source.
fn is_remark(words: &str) -> bool {
    const REMARKS: [&str; 12] = [
        "sic",
        "!",
        "emphasis added",
        "emphasis mine",
        "emphasis ours",
        "emphasis in original",
        "emphasis in the original",
        "italics added",
        "italics mine",
        "translation ours",
        "laughter",
        "applause",
    ];
    REMARKS.contains(&words.trim().to_lowercase().as_str())
}

/// The next omission or bracket.
fn next_stop(text: &str) -> Option<Range<usize>> {
    for (at, letter) in text.char_indices() {
        match letter {
            '…' => return Some(at..at + letter.len_utf8()),
            '.' if text[at..].starts_with("...") => {
                let length = text[at..].len() - text[at..].trim_start_matches('.').len();
                return Some(at..at + length);
            }
            '.' if text[at..].starts_with(". . .") => return Some(at..at + 5),
            '[' => {
                if let Some(close) = text[at..].find(']') {
                    return Some(at..at + close + 1);
                }
            }
            _ => {}
        }
    }
    None
}
