//! The words around a passage that are shown with it.

use ibid_languages::{FoldedWords, Language, List, is_negation, word_ranges};

use super::SourceText;
use crate::base::span::PlainSpan;

/// A passage with its context: a few words on each side, before it more where one of them turns what it says.
pub(super) fn of_passage(text: &SourceText, passage: PlainSpan, language: &Language) -> PlainSpan {
    let (before, after) = text.context(passage);
    let sentence = text.sentences_of(passage);
    let left_out = &text.plain[sentence.start as usize..before.start as usize];
    let start =
        turning_word(left_out, language).map_or(before.start as usize, |at| sentence.start as usize + at);
    PlainSpan::new(start, after.end as usize)
}

/// Most words that the context of a passage is longer for a word that turns it.
const FURTHEST_TURNING: usize = 25;

/// Where the last word of a text stands that turns what follows it in the sentence.
fn turning_word(text: &str, language: &Language) -> Option<usize> {
    let words: Vec<std::ops::Range<usize>> = word_ranges(text).collect();
    let first = words.get(words.len().saturating_sub(FURTHEST_TURNING))?.start;
    let near = &text[first..];
    let negation =
        words.iter().rfind(|word| word.start >= first && is_negation(&text[(*word).clone()], language));
    let folded = FoldedWords::new(near);
    let listed = [List::Denials, List::Conditions, List::Claims, List::Restrictions]
        .into_iter()
        .filter_map(|list| language.words(list).find_all_in(&folded).last())
        .map(|found| first + found.start);
    listed.chain(negation.map(|word| word.start)).max()
}
