//! The words around a passage that are shown with it.

use std::fmt;
use std::sync::RwLock;

use ibid_languages::{FoldedWords, Language, List, is_negation, word_ranges};
use rustc_hash::FxHashMap;

use super::apart::Searched;
use super::{SourceText, Surroundings};
use crate::base::span::PlainSpan;

/// The stretches before and behind a passage that are shown with it.
type PassageContext = (PlainSpan, PlainSpan);

/// The contexts and surroundings of a source's passages, each made once: a passage is shown on its page, on that of its
/// source, in the search and in the files for programs.
#[derive(Default)]
pub struct Contexts {
    contexts: Known<PassageContext>,
    surroundings: Known<Surroundings>,
    searched: Searched,
}

/// What is known, by the beginning and end of the passage.
type Known<T> = RwLock<FxHashMap<(u32, u32), T>>;

/// Which of them are known says nothing of the source: two that print alike are alike.
impl fmt::Debug for Contexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contexts")
    }
}

impl Clone for Contexts {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Contexts {
    /// The context of a passage, which `make` gives where it is not known.
    pub(super) fn context_or(
        &self,
        passage: PlainSpan,
        make: impl FnOnce() -> PassageContext,
    ) -> PassageContext {
        get_or(&self.contexts, passage, make)
    }

    /// The surroundings of a passage, which `make` gives where they are not known.
    pub(super) fn surroundings_or(
        &self,
        passage: PlainSpan,
        make: impl FnOnce(&Searched) -> Surroundings,
    ) -> Surroundings {
        get_or(&self.surroundings, passage, || make(&self.searched))
    }
}

fn get_or<T: Copy>(known: &Known<T>, passage: PlainSpan, make: impl FnOnce() -> T) -> T {
    let key = (passage.start, passage.end);
    let found = known.read().ok().and_then(|known| known.get(&key).copied());
    found.unwrap_or_else(|| {
        let made = make();
        if let Ok(mut known) = known.write() {
            known.insert(key, made);
        }
        made
    })
}

/// The context of a passage: a few words on each side, before it more where one of them turns what it says.
pub(super) fn of_passage(text: &SourceText, passage: PlainSpan, language: &Language) -> PassageContext {
    let (before, after) = text.context(passage);
    let sentence = text.sentences_of(passage);
    let left_out = &text.plain[sentence.start as usize..before.start as usize];
    let start =
        turning_word(left_out, language).map_or(before.start as usize, |at| sentence.start as usize + at);
    (PlainSpan::new(start, before.end as usize), after)
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
