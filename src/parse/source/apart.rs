//! What distinguishes a passage from other places of its source that have the same words: the words around it and, where
//! these are the same too, its number among such places.

use rustc_hash::FxHashMap;

use super::{Publish, Source, SourceText};
use crate::base::spaces::single_spaces;
use crate::base::span::PlainSpan;

/// Letters on each side with which a passage is looked for first: more than these, some readers of selectors refuse (Web
/// Annotation Data Model, 4.2.4, leaves the length open; dom-anchor-text-quote has 32).
const LETTERS: usize = 32;
/// Letters on each side where fewer do not distinguish a passage.
const MORE_LETTERS: [usize; 3] = [64, 128, 256];

/// A stretch of a source's text by which a passage is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// The passage with what stands before and behind it.
    pub whole: PlainSpan,
    /// Which of the places that read just so it is, from 1; `None` where it is the only one.
    pub occurrence: Option<usize>,
}

/// The surroundings of a passage. They hold nothing of the text that may not be published: beyond the passage's context
/// they reach only within its paragraph, and only where the whole text is published.
pub(super) fn surroundings(
    source: &Source,
    (passage, context): (PlainSpan, PlainSpan),
    repeated: &mut RepeatedWords,
) -> Surroundings {
    let text = &source.text.plain;
    let mut found = around(text, passage, context, LETTERS);
    let mut place = repeated.occurrence(&source.text, found);
    let farthest = match source.meta.publish {
        Publish::Full => paragraphs(source, passage).to(context),
        Publish::Excerpt | Publish::None => context,
    };
    for letters in MORE_LETTERS {
        if place.is_none() || found == farthest {
            break;
        }
        found = around(text, passage, farthest, letters);
        place = repeated.occurrence(&source.text, found);
    }
    Surroundings { whole: found, occurrence: place }
}

/// The paragraphs in which a passage begins and ends.
fn paragraphs(source: &Source, passage: PlainSpan) -> PlainSpan {
    let ends = [passage.start, passage.end.saturating_sub(1).max(passage.start)];
    let of_ends = ends.into_iter().filter_map(|at| source.text.paragraph_at(at));
    of_ends.fold(passage, |whole, paragraph| whole.to(paragraph.plain))
}

/// A passage with at most so many letters on each side, within a stretch of the text.
fn around(text: &str, passage: PlainSpan, farthest: PlainSpan, letters: usize) -> PlainSpan {
    let before = &text[farthest.start as usize..passage.start as usize];
    let after = &text[passage.end as usize..farthest.end as usize];
    let first = before.char_indices().rev().nth(letters - 1).map_or(0, |(at, _)| at);
    let last = after.char_indices().nth(letters).map_or(after.len(), |(at, _)| at);
    PlainSpan::new(farthest.start as usize + first, passage.end as usize + last)
}

/// The words of a source that were found to stand more than once, with the places where each begins. For whoever tells
/// many passages of one source apart; it need not be kept.
#[derive(Debug, Default)]
pub struct RepeatedWords(FxHashMap<Box<str>, Vec<usize>>);

impl RepeatedWords {
    /// Which of the places that read as a stretch of the text does it is, where there are several. What is white space in
    /// the one may be other white space in the other: programs make spaces of line ends before they compare. Each
    /// stretch of other words costs one search of the text; of those that stand again, all together cost one.
    fn occurrence(&mut self, source: &SourceText, stretch: PlainSpan) -> Option<usize> {
        let words = source.plain[stretch.range()].trim_start();
        let own = stretch.end as usize - words.len();
        let (text, words, own) = match source.one_spaced() {
            None => (source.plain.as_str(), words.trim_end().to_owned(), own),
            Some(other) => (other.text.as_str(), single_spaces(words), other.place(own)),
        };
        if words.is_empty() {
            return None;
        }
        let number = |places: &[usize]| places.partition_point(|place| *place <= own);
        if let Some(known) = self.0.get(words.as_str()) {
            return Some(number(known));
        }
        let found = places(text, &words);
        (found.len() > 1).then(|| {
            let number = number(&found);
            self.0.insert(words.into(), found);
            number
        })
    }
}

/// Where words begin in a text, those places included that overlap.
fn places(text: &str, words: &str) -> Vec<usize> {
    let finder = memchr::memmem::Finder::new(words);
    let (mut places, mut from) = (Vec::new(), 0);
    while let Some(found) = text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
        places.push(from + found);
        from += found + 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str, words: &str) -> Vec<Option<usize>> {
        let spans = text.match_indices(words).map(|(at, _)| PlainSpan::new(at, at + words.len()));
        let source = SourceText::plain(text, 0, &[], ibid_languages::Language::get("en")).0;
        assert_eq!(source.plain, text);
        let mut repeated = RepeatedWords::default();
        spans.map(|span| repeated.occurrence(&source, span)).collect()
    }

    #[test]
    fn places_that_read_alike_are_numbered() {
        assert_eq!(numbers("The plan was made. It was not the plan.", "The plan"), [None]);
        assert_eq!(numbers("The plan. The plan. The plan.", "The plan"), [Some(1), Some(2), Some(3)]);
        assert_eq!(numbers("哈哈哈", "哈哈"), [Some(1)]);
        assert_eq!(numbers("a plan", "an"), [None]);
        assert_eq!(numbers("One two.\n\nOne two.\tOne two.", "One two."), [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn lines_are_wrapped_anywhere() {
        let text = "we have\nvoted for it. Then we have voted\n\nfor it, and we havevoted for it";
        assert_eq!(numbers(text, "we have\nvoted for it"), [Some(1)]);
        assert_eq!(numbers(text, "we have voted\n\nfor it"), [Some(2)]);
        assert_eq!(numbers(text, "we havevoted for it"), [None]);
    }
}
