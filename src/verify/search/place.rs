//! Where words stand in a source: from where a word begins to where one ends, and not turned by what stands
//! beside them.

use std::ops::Range;

use memchr::memmem;

use super::Refusal;
use super::fragment::Fragment;
use crate::verify::boundary::{is_boundary, turned_before, turned_behind};

/// Bytes that the places of one fragment may cost to compare; more occur only in made-up sources.
const MAX_COMPARED: usize = 50_000_000;

/// The first place of the whole words, in either case of the first letter; else, where they stand but are
/// turned, that.
pub(super) fn first_place(
    source: &str,
    words: &str,
    within: &Range<usize>,
) -> Result<Range<usize>, Option<Refusal>> {
    if words.is_empty() {
        return Err(None);
    }
    let mut turned = None;
    for words in std::iter::once(words.to_owned()).chain(other_case(words)) {
        let mut places = PlaceIter::new(source, &words, within.clone(), Bounds::WORDS);
        if let Some(place) = places.next() {
            return Ok(place);
        }
        turned = turned.or(places.turned);
    }
    Err(turned)
}

/// The places of a fragment in order, as many as [`MAX_COMPARED`] allows.
pub(super) fn places(
    source: &str,
    fragment: &Fragment,
    within: &Range<usize>,
    is_first: bool,
) -> Vec<Range<usize>> {
    let bounds = Bounds { at_start: !fragment.begins_in_word, at_end: !fragment.ends_in_word };
    let most = MAX_COMPARED / fragment.words.len().max(1);
    let mut places: Vec<Range<usize>> =
        PlaceIter::new(source, &fragment.words, within.clone(), bounds).take(most).collect();
    if is_first
        && !fragment.begins_in_word
        && let Some(other) = other_case(&fragment.words)
    {
        places.extend(PlaceIter::new(source, &other, within.clone(), bounds).take(most));
        places.sort_by_key(|place| place.start);
    }
    places
}

/// The words with the case of their first letter changed, where it has one.
fn other_case(words: &str) -> Option<String> {
    let at = words.find(char::is_alphanumeric)?;
    let letter = words[at..].chars().next()?;
    let mut changed: String = words[..at].to_owned();
    if letter.is_uppercase() {
        changed.extend(letter.to_lowercase());
    } else if letter.is_lowercase() {
        changed.extend(letter.to_uppercase());
    } else {
        return None;
    }
    changed.push_str(&words[at + letter.len_utf8()..]);
    Some(changed)
}

/// Words without their first letter, whose case may differ.
pub(super) fn skip_first(words: &str) -> &str {
    let at = words.find(char::is_alphanumeric).unwrap_or(0);
    words[at..].char_indices().nth(1).map_or(words, |(second, _)| &words[at + second..])
}

/// Whether so many letters of the same word stand before `at`.
pub(super) fn has_letters_before(source: &str, at: usize, letters: usize) -> bool {
    let before = source[..at].chars().rev().take(letters + 1);
    before.take_while(|letter| letter.is_alphanumeric()).count() == letters
}

/// Where words must begin or end as words do.
#[derive(Clone, Copy)]
struct Bounds {
    at_start: bool,
    at_end: bool,
}

impl Bounds {
    const WORDS: Self = Self { at_start: true, at_end: true };
}

/// Places of words in a source that begin and end where words do.
struct PlaceIter<'s, 'w> {
    source: &'s str,
    finder: memmem::Finder<'w>,
    length: usize,
    at: usize,
    end: usize,
    bounds: Bounds,
    /// The first place where the words stand but are turned.
    turned: Option<Refusal>,
}

impl<'s, 'w> PlaceIter<'s, 'w> {
    fn new(source: &'s str, words: &'w str, within: Range<usize>, bounds: Bounds) -> Self {
        Self {
            source,
            finder: memmem::Finder::new(words),
            length: words.len(),
            at: within.start,
            end: within.end,
            bounds,
            turned: None,
        }
    }

    /// What turns the words that stand at a place.
    fn turning(&self, place: &Range<usize>) -> Option<Refusal> {
        let before = self.bounds.at_start.then(|| turned_before(self.source, place.start)).flatten();
        let behind = self.bounds.at_end.then(|| turned_behind(self.source, place.end)).flatten();
        let length = |word: Option<&str>| word.map_or(0, str::len);
        let word = before.or(behind)?.to_owned();
        Some(Refusal::Turned(word, place.start - length(before)..place.end + length(behind)))
    }
}

impl Iterator for PlaceIter<'_, '_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.at < self.end {
            let start = self.at + self.finder.find(&self.source.as_bytes()[self.at..self.end])?;
            let end = start + self.length;
            let fits = (!self.bounds.at_start || is_boundary(self.source, start))
                && (!self.bounds.at_end || is_boundary(self.source, end));
            self.at = next_start(self.source, start, self.bounds.at_start);
            if fits {
                match self.turning(&(start..end)) {
                    None => return Some(start..end),
                    found => self.turned = self.turned.take().or(found),
                }
            }
        }
        None
    }
}

/// The next place after `at` where a match may begin. Stepping from word to word keeps a source of one
/// endless word linear.
fn next_start(source: &str, at: usize, at_words: bool) -> usize {
    let mut letters = source[at..].char_indices().skip(1);
    if at_words {
        letters.map(|(offset, _)| at + offset).find(|&next| is_boundary(source, next)).unwrap_or(source.len())
    } else {
        letters.next().map_or(source.len(), |(offset, _)| at + offset)
    }
}
