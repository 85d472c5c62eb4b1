//! What tells a passage apart from other places of its source that have the same words: the words around it and, where
//! these are the same too, its number among such places.

use super::{Publish, Source};
use crate::base::span::Span;

/// Letters on each side with which a passage is looked for first: more than these, some readers of selectors refuse (Web
/// Annotation Data Model, 4.2.4, leaves the length open; dom-anchor-text-quote has 32).
const LETTERS: usize = 32;
/// Letters on each side where fewer do not tell a passage apart.
const MORE_LETTERS: [usize; 3] = [64, 128, 256];

/// A stretch of a source's text by which a passage is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// The passage with what stands before and behind it.
    pub whole: Span,
    /// Which of the places that read just so it is, from 1; `None` where it is the only one.
    pub occurrence: Option<usize>,
}

/// The surroundings of a passage. They hold nothing of the text that may not be published: beyond the passage's context
/// they reach only within its paragraph, and only where the whole text is published.
pub(super) fn surroundings(source: &Source, passage: Span) -> Surroundings {
    let text = &source.text.plain;
    let (before, after) = source.context(passage);
    let context = Span { start: before.start, end: after.end };
    let mut found = around(text, passage, context, LETTERS);
    let mut place = occurrence(text, found);
    let farthest = match source.meta.publish {
        Publish::Full => paragraphs(source, passage).to(context),
        Publish::Excerpt | Publish::None => context,
    };
    for letters in MORE_LETTERS {
        if place.is_none() || found == farthest {
            break;
        }
        found = around(text, passage, farthest, letters);
        place = occurrence(text, found);
    }
    Surroundings { whole: found, occurrence: place }
}

/// The paragraphs in which a passage begins and ends.
fn paragraphs(source: &Source, passage: Span) -> Span {
    let ends = [passage.start, passage.end.saturating_sub(1).max(passage.start)];
    let of_ends = ends.into_iter().filter_map(|at| source.text.paragraph_at(at));
    of_ends.fold(passage, |whole, paragraph| whole.to(paragraph.plain))
}

/// A passage with at most so many letters on each side, within a stretch of the text.
fn around(text: &str, passage: Span, farthest: Span, letters: usize) -> Span {
    let before = &text[farthest.start as usize..passage.start as usize];
    let after = &text[passage.end as usize..farthest.end as usize];
    let first = before.char_indices().rev().nth(letters - 1).map_or(0, |(at, _)| at);
    let last = after.char_indices().nth(letters).map_or(after.len(), |(at, _)| at);
    Span::new(farthest.start as usize + first, passage.end as usize + last)
}

/// Which of the places that read as a stretch does it is, where there are several. What is white space in the one may be
/// other white space in the other: programs make spaces of line ends before they compare.
fn occurrence(text: &str, stretch: Span) -> Option<usize> {
    let words = &text[stretch.range()];
    // The longest word is the rarest, as a rule.
    let anchor = longest_word(words);
    let (before, word, behind) = (&words[..anchor.start], &words[anchor.clone()], &words[anchor.end..]);
    if word.is_empty() {
        return None;
    }
    let own = stretch.start as usize + anchor.start;
    let finder = memchr::memmem::Finder::new(word);
    let (mut from, mut all, mut number) = (0, 0_usize, 0_usize);
    while let Some(found) = text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
        let at = from + found;
        if at == own || (ends_with(&text[..at], before) && begins_with(&text[at + word.len()..], behind)) {
            all += 1;
            number += usize::from(at <= own);
        }
        from = at + 1;
    }
    (all > 1).then_some(number)
}

/// The longest word of a text, as what stands between white space.
fn longest_word(text: &str) -> std::ops::Range<usize> {
    let (mut longest, mut start) = (0..0, 0);
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if word.len() > longest.len() {
            longest = start..start + word.len();
        }
        start += piece.len();
    }
    longest
}

/// Whether a text begins with words, before which it has white space as they do.
fn begins_with(text: &str, words: &str) -> bool {
    let mut rest = text;
    words.split_whitespace().all(|word| {
        let behind = rest.trim_start();
        let is_apart = behind.len() < rest.len();
        behind.strip_prefix(word).filter(|_| is_apart).map(|behind| rest = behind).is_some()
    })
}

/// Whether a text ends with words, behind which it has white space as they do.
fn ends_with(text: &str, words: &str) -> bool {
    let mut rest = text;
    words.split_whitespace().rev().all(|word| {
        let before = rest.trim_end();
        let is_apart = before.len() < rest.len();
        before.strip_suffix(word).filter(|_| is_apart).map(|before| rest = before).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str, words: &str) -> Vec<Option<usize>> {
        let spans = text.match_indices(words).map(|(at, _)| Span::new(at, at + words.len()));
        spans.map(|span| occurrence(text, span)).collect()
    }

    #[test]
    fn places_that_read_alike_are_numbered() {
        assert_eq!(numbers("The plan was made. It was not the plan.", "The plan"), [None]);
        assert_eq!(numbers("The plan. The plan. The plan.", "The plan"), [Some(1), Some(2), Some(3)]);
        assert_eq!(numbers("哈哈哈", "哈哈"), [Some(1)]);
        assert_eq!(numbers("a plan", "an"), [None]);
    }

    #[test]
    fn lines_are_wrapped_anywhere() {
        let text = "we have\nvoted for it. Then we have voted\n\nfor it, and we havevoted for it";
        assert_eq!(numbers(text, "we have\nvoted for it"), [Some(1)]);
        assert_eq!(numbers(text, "we have voted\n\nfor it"), [Some(2)]);
        assert_eq!(numbers(text, "we havevoted for it"), [None]);
    }
}
