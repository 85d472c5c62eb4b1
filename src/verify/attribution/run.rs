//! Runs of words beside a verb of saying, and offices among them, in scripts without capitals.

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

/// Words of the longest name with its offices.
const LONGEST_WITH_OFFICE: usize = 8;
/// An office, with the article or without.
pub(super) fn is_office(text: &str, word: &Range<usize>, language: &Language) -> bool {
    let folded = fold(&text[word.clone()]);
    let titles = language.words(List::Titles);
    titles.has(&folded) || without_article(&folded, language).is_some_and(|bare| titles.has(bare))
}

/// A word without the article that is written onto it; nothing for one that has none.
pub(super) fn without_article<'w>(word: &'w str, language: &Language) -> Option<&'w str> {
    language.words(List::JoinedArticles).words().find_map(|article| word.strip_prefix(article))
}

/// The words directly before a place, without a mark between them.
pub(super) fn words_before(text: &str, end: usize) -> Vec<Range<usize>> {
    let before: Vec<Range<usize>> = word_ranges(&text[..end]).collect();
    let mut words = Vec::new();
    let mut next = end;
    for word in before.into_iter().rev().take(LONGEST_WITH_OFFICE) {
        if !text[word.end..next].trim().is_empty() {
            break;
        }
        next = word.start;
        words.push(word);
    }
    words.reverse();
    words
}

/// The words that follow each other from a place on, without a mark between them.
pub(super) fn run(text: &str, words: impl Iterator<Item = Range<usize>>, from: usize) -> Vec<Range<usize>> {
    let mut last = from;
    let mut found = Vec::new();
    for word in words.take(LONGEST_WITH_OFFICE) {
        if !text[last..word.start].trim().is_empty() {
            break;
        }
        last = word.end;
        found.push(word);
    }
    found
}
