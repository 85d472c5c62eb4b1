//! Where words stand in a source: from where a word begins to where one ends, and not turned by what stands
//! beside them.

use std::ops::Range;

use ibid_languages::Language;
use memchr::memmem;

use super::fragment::Fragment;
use super::{Caution, Refusal, Scope};
use crate::align::align;
use crate::boundary::{is_behind_elision, is_boundary, turned_before, turned_behind};
use crate::contract::Clause;
use crate::finder::Finder;
use crate::normal::Normal;
use crate::words;

/// Bytes that the places of one fragment may cost to compare; more occur only in made-up sources.
const MAX_COMPARED: usize = 50_000_000;

/// Bytes that may be compared for each byte of the source where spaces, marks and capitals differ.
const ALIGNED_PER_BYTE: usize = 8;

/// Where words must begin or end as words do, and what the author put behind them.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) at_start: bool,
    pub(super) at_end: bool,
    /// Whether they begin the quotation, so that the case of their first letter may differ.
    pub(super) is_first: bool,
    /// The comma or full stop of the page's own that ends the quotation.
    pub(super) stop: Option<char>,
    /// Ends of lines and stanzas that the words mark with `/` and `//`.
    lines: usize,
}

impl Bounds {
    /// The bounds of a whole quotation.
    pub(super) fn whole(stop: Option<char>) -> Self {
        Self { at_start: true, at_end: true, is_first: true, stop, lines: 0 }
    }

    /// The bounds of a fragment.
    pub(super) fn of_fragment(fragment: &Fragment, is_first: bool, stop: Option<char>) -> Self {
        let (at_start, at_end) = (!fragment.begins_in_word, !fragment.ends_in_word);
        Self { at_start, at_end, is_first: is_first && at_start, stop, lines: 0 }
    }

    /// The same for words that may mark the ends of lines. A text with a line of verse in each paragraph has its
    /// stanzas there too.
    fn with_lines_of(self, words: &Normal, scope: &Scope<'_>) -> Self {
        let is_verse = scope.contract.has(Clause::VerseLines);
        let marked = |slash: &str| words.text.matches(slash).count();
        Self { lines: if is_verse { marked(" / ") + marked(" // ") } else { 0 }, ..self }
    }
}

/// The first place of the whole words, in either case of the first letter; else, where they stand but may not be
/// quoted so, why.
pub(super) fn first_place(
    scope: &Scope<'_>,
    words: &Normal,
    bounds: Bounds,
) -> Result<Range<usize>, Option<Refusal>> {
    if words.text.is_empty() {
        return Err(None);
    }
    let mut refused = None;
    for form in forms(&words.text, scope, bounds) {
        let mut places = PlaceIter::new(scope, &form, bounds);
        if let Some(place) = places.next() {
            return Ok(place);
        }
        refused = refused.or(places.refused);
    }
    Err(refused)
}

/// Whether words may stand in more than one place, which is answered with one look at the text and one at its letters:
/// most stand in one only.
pub(super) fn may_repeat(scope: &Scope<'_>, words: &Normal) -> bool {
    let within = scope.within.clone();
    let text = scope.source.text.as_bytes().get(within.clone()).unwrap_or_default();
    // The case of the first letter may differ.
    let mut finder = Finder::new(skip_first(&words.text).as_bytes());
    let mut places = scope.source.letters().places(words.letters()).filter(|place| within.contains(place));
    if words.text.is_empty() || places.nth(1).is_some() {
        return true;
    }
    let first = finder.find(text);
    first.and_then(|first| finder.find(text.get(first + 1..)?)).is_some()
}

/// The first place where the words stand but for spaces, marks or capitals that may differ.
pub(super) fn aligned_place(
    scope: &Scope<'_>,
    words: &Normal,
    bounds: Bounds,
) -> Result<Range<usize>, Option<Refusal>> {
    if !may_be_aligned(scope, words) {
        return Err(None);
    }
    let mut places = AlignedIter::new(scope, words, bounds.with_lines_of(words, scope));
    places.next().ok_or(places.refused)
}

/// Words of a quotation that are looked for before all letters of a source are.
const SAMPLES: usize = 3;

/// Whether a source has any of the longest words of a quotation: most sources that lack it have none, and their letters
/// need not be listed. Where they are listed already, looking among them costs less than asking.
pub(super) fn may_be_aligned(scope: &Scope<'_>, words: &Normal) -> bool {
    if scope.source.has_letters() {
        return true;
    }
    let mut samples: Vec<&str> =
        words.text.split(|letter: char| !letter.is_alphanumeric()).map(skip_first).collect();
    samples.retain(|word| !word.is_empty());
    samples.sort_by_key(|word| std::cmp::Reverse(word.len()));
    samples.truncate(SAMPLES);
    let text = scope.source.text.as_bytes();
    let stands = |word: &&str| {
        memmem::find(text, word.as_bytes()).is_some()
            || memmem::find(text, word.to_uppercase().as_bytes()).is_some()
    };
    samples.is_empty() || samples.iter().any(stands)
}

/// The places of a fragment in order, as many as [`MAX_COMPARED`] allows, and why others are none.
pub(super) fn places(
    scope: &Scope<'_>,
    words: &Normal,
    bounds: Bounds,
) -> (Vec<Range<usize>>, Option<Refusal>) {
    let most = MAX_COMPARED / words.text.len().max(1);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut refused = None;
    for form in forms(&words.text, scope, bounds) {
        let mut places = PlaceIter::new(scope, &form, bounds);
        found.extend(places.by_ref().take(most));
        refused = refused.or(places.refused);
    }
    if found.is_empty() && may_be_aligned(scope, words) {
        let mut places = AlignedIter::new(scope, words, bounds.with_lines_of(words, scope));
        found.extend(places.by_ref().take(most));
        refused = refused.or(places.refused);
    }
    found.sort_by_key(|place| place.start);
    (found, refused)
}

/// The words as they are, and in the other case of their first letter where that may differ.
fn forms(words: &str, scope: &Scope<'_>, bounds: Bounds) -> impl Iterator<Item = String> {
    let may_differ = bounds.is_first && scope.contract.has(Clause::FirstLetter);
    std::iter::once(words.to_owned()).chain(may_differ.then(|| other_case(words)).flatten())
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

/// Whether words at a place begin and end as words do.
fn fits(scope: &Scope<'_>, place: &Range<usize>, bounds: Bounds) -> bool {
    let text = &scope.source.text;
    let begins = |at: usize| {
        scope.source.is_boundary(at) || (scope.contract.has(Clause::Elisions) && is_behind_elision(text, at))
    };
    !scope.contract.has(Clause::WholeWords)
        || (!bounds.at_start || begins(place.start))
            && (!bounds.at_end || scope.source.is_boundary(place.end))
}

/// Why words that stand at a place may not be quoted from it.
fn refusal(scope: &Scope<'_>, place: &Range<usize>, bounds: Bounds) -> Option<Refusal> {
    let text = scope.source.text.as_str();
    if scope.contract.has(Clause::Compounds) {
        let before = bounds.at_start.then(|| turned_before(text, place.start)).flatten();
        let behind = bounds.at_end.then(|| turned_behind(text, place.end)).flatten();
        let length = |word: Option<&str>| word.map_or(0, str::len);
        if let Some(word) = before.or(behind) {
            let whole = place.start - length(before)..place.end + length(behind);
            return Some(Refusal::Turned(word.to_owned(), whole));
        }
    }
    let ends = scope.source.paragraph_ends(place);
    let is_marked = (1..=bounds.lines).contains(&ends.len());
    for end in ends {
        if end.is_left_out && scope.contract.has(Clause::LeftOutParagraphs) {
            return Some(Refusal::LeftOut(place.clone()));
        }
        let (paragraph, next) = text.split_at(end.at as usize);
        if scope.contract.has(Clause::ParagraphEnds)
            && !is_marked
            && !ends_with_stop(paragraph)
            && !goes_on(next)
        {
            return Some(Refusal::Paragraph(place.clone()));
        }
    }
    bounds.stop.and_then(|stop| stop_refusal(scope, place, stop))
}

/// Letters of a word that a title writes with a capital.
const TITLE_LETTERS: usize = 4;

/// Whether all long words of a paragraph have a capital, as those of a name or a heading do.
fn is_titled(paragraph: &str) -> bool {
    let mut long = paragraph.split(' ').filter(|word| word.chars().count() >= TITLE_LETTERS).peekable();
    long.peek().is_some() && long.all(|word| word.starts_with(char::is_uppercase))
}

/// Letters of a paragraph that is too short to be a line broken by hand.
const SHORT_PARAGRAPH: usize = 50;

/// A short paragraph, such as a caption or a name, that ends no sentence and is quoted together with the next one.
pub(super) fn paragraph_caution(scope: &Scope<'_>, place: &Range<usize>) -> Option<Caution> {
    let text = scope.source.text.as_str();
    let is_short = |end: usize| {
        let paragraph = &text[scope.source.paragraph(end.saturating_sub(1))];
        !ends_with_stop(paragraph) && paragraph.chars().count() < SHORT_PARAGRAPH && is_titled(paragraph)
    };
    let ends = scope.source.paragraph_ends(place);
    let end = ends.iter().map(|end| end.at as usize).find(|end| is_short(*end))?;
    Some(Caution::Paragraph(text[scope.source.paragraph(end.saturating_sub(1))].to_owned()))
}

/// Whether a paragraph ends with a stop, after which another may be quoted with it.
fn ends_with_stop(paragraph: &str) -> bool {
    let bare = paragraph.trim_end_matches(['\'', ')', ']', '」', '』', '*', '†', '¹', '²', '³', ' ']);
    bare.ends_with([
        '.', '!', '?', ':', ';', ',', '…', '。', '！', '？', '：', '；', '，', '、', '؟', '।', '۔', '-',
    ])
}

/// Whether a paragraph goes on with the sentence of the one before: a text whose lines were broken by hand has
/// a paragraph a line. Scripts without capitals do not tell.
fn goes_on(paragraph: &str) -> bool {
    paragraph.trim_start().chars().next().is_some_and(char::is_lowercase)
}

/// Whether a language writes `;` where others write `?`, as Greek does.
fn asks_with_semicolon(language: &str) -> bool {
    Language::get(language).scripts.contains(&"Grek")
}

/// Why the page's own stop may not end words that the source goes on from.
fn stop_refusal(scope: &Scope<'_>, place: &Range<usize>, stop: char) -> Option<Refusal> {
    let behind = &scope.source.text[place.end..];
    let bare = behind.trim_start_matches(['\'', ' ']);
    if scope.contract.has(Clause::StopForQuestion)
        && (bare.starts_with(['?', '؟', '？'])
            || asks_with_semicolon(scope.language) && bare.starts_with(';'))
        && !behind.starts_with("' ")
    {
        return Some(Refusal::Question(place.start..place.end + (behind.len() - bare.len()) + 1));
    }
    if stop != '.' || !scope.contract.has(Clause::StopBeforeCondition) {
        return None;
    }
    let rest = behind.trim_start_matches([' ', ',', '-', '(']);
    if !rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let has_comma = rest.len() < behind.trim_start().len();
    let at = scope.source.text.len() - rest.len();
    let word = words::leading_condition(rest, scope.language, has_comma)?;
    Some(Refusal::Condition(word.to_owned(), place.start..at + word.len()))
}

/// Places of words in a source that begin and end where words do, and may be quoted.
struct PlaceIter<'s, 'w> {
    scope: &'s Scope<'s>,
    finder: Finder<'w>,
    at: usize,
    end: usize,
    bounds: Bounds,
    /// Why the first place of the words that may not be quoted is none.
    refused: Option<Refusal>,
}

impl<'s, 'w> PlaceIter<'s, 'w> {
    fn new(scope: &'s Scope<'s>, words: &'w str, bounds: Bounds) -> Self {
        let Range { start: at, end } = scope.within;
        Self { scope, finder: Finder::new(words.as_bytes()), at, end, bounds, refused: None }
    }
}

impl Iterator for PlaceIter<'_, '_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let text = self.scope.source.text.as_str();
        while self.at < self.end {
            let start = self.at + self.finder.find(&text.as_bytes()[self.at..self.end])?;
            let place = start..start + self.finder.words().len();
            self.at = next_start(text, start, self.bounds.at_start);
            if fits(self.scope, &place, self.bounds) {
                match refusal(self.scope, &place, self.bounds) {
                    None => return Some(place),
                    found => self.refused = self.refused.take().or(found),
                }
            }
        }
        None
    }
}

/// Places where words stand but for differences that are granted.
struct AlignedIter<'s> {
    scope: &'s Scope<'s>,
    words: &'s Normal,
    places: Box<dyn Iterator<Item = usize> + 's>,
    bounds: Bounds,
    /// Bytes that may still be compared.
    left: usize,
    refused: Option<Refusal>,
}

impl<'s> AlignedIter<'s> {
    fn new(scope: &'s Scope<'s>, words: &'s Normal, bounds: Bounds) -> Self {
        let places = Box::new(scope.source.letters().places(words.letters()));
        let left = scope.source.text.len().saturating_mul(ALIGNED_PER_BYTE);
        Self { scope, words, places, bounds, left, refused: None }
    }
}

impl Iterator for AlignedIter<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.left > 0 {
            let first = self.places.next()?;
            self.left -= 1;
            let is_inside_word = self.bounds.at_start
                && self.scope.contract.has(Clause::WholeWords)
                && !self.scope.source.is_boundary(first);
            if is_inside_word || !self.scope.within.contains(&first) {
                continue;
            }
            let (place, compared) =
                align(self.words, self.scope.source, first, self.scope.contract, self.bounds.is_first);
            self.left = self.left.saturating_sub(compared);
            let Some(place) = place
                .filter(|place| fits(self.scope, place, self.bounds) && place.end <= self.scope.within.end)
            else {
                continue;
            };
            match refusal(self.scope, &place, self.bounds) {
                None => return Some(place),
                found => self.refused = self.refused.take().or(found),
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
