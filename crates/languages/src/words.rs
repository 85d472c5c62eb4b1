//! A list of words, and what it is asked.

use std::borrow::Cow;
use std::ops::Range;

use crate::fold::{fold, is_in_word};

/// A list of words, as a language's file has it.
///
/// An entry is a word, a phrase (`no evidence`), a beginning (`refus*`), an ending (`*n't`) or letters that
/// may stand anywhere in a word or in unspaced text (`*ない*`). All entries are folded ([`fold`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Where the five kinds of entries begin in [`crate::generated::TEXT`], and where the last ends. The entries of
    /// a kind stand one a line and are sorted by their bytes.
    pub(crate) at: [u32; 6],
    /// How the words begin that whole words, beginnings and phrases match ([`crate::starts`]).
    pub(crate) starts: [u128; 3],
    /// Where the filter of the whole words begins in [`crate::generated::FILTERS`].
    pub(crate) filter: u32,
    /// The bits of a hash that are its place in the filter.
    pub(crate) mask: u32,
    /// How the endings end.
    pub(crate) ends: u64,
    /// The letters that may stand anywhere: entries of one letter, and the first two letters of longer ones.
    pub(crate) within: [u64; 2],
}

/// The kinds of entries in the order in which they stand.
const WORDS: usize = 0;
const BEGINNINGS: usize = 1;
const ENDINGS: usize = 2;
const INNER: usize = 3;
const PHRASES: usize = 4;

impl Words {
    pub(crate) const EMPTY: Self =
        Self { at: [0; 6], starts: [0; 3], filter: 0, mask: 0, ends: 0, within: [0; 2] };

    fn kind(&self, kind: usize) -> &'static str {
        let (start, end) = (self.at[kind] as usize, self.at[kind + 1] as usize);
        crate::generated::TEXT.get(start..end).unwrap_or_default()
    }

    /// Whether nothing is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at[0] == self.at[5]
    }

    /// The whole words of the list, without its phrases and its patterns.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        self.kind(WORDS).lines()
    }

    /// Beginnings of words, without their `*`.
    pub fn beginnings(&self) -> impl Iterator<Item = &'static str> {
        self.kind(BEGINNINGS).lines()
    }

    /// Endings of words, without their `*`.
    pub fn endings(&self) -> impl Iterator<Item = &'static str> {
        self.kind(ENDINGS).lines()
    }

    /// Letters that may stand anywhere, without their `*`.
    pub fn inner(&self) -> impl Iterator<Item = &'static str> {
        self.kind(INNER).lines()
    }

    /// Entries of several words, a space between them. A word of theirs may end with `*`.
    pub fn phrases(&self) -> impl Iterator<Item = &'static str> {
        self.kind(PHRASES).lines()
    }

    /// Number of entries of all kinds.
    #[must_use]
    pub fn len(&self) -> usize {
        (WORDS..=PHRASES).map(|kind| self.kind(kind).lines().count()).sum()
    }

    /// Whether an entry may begin with a word: one that this dismisses need not be looked up.
    fn may_match(&self, word: &str) -> bool {
        let [words, beginnings, phrases] = self.starts;
        // Most lists have neither endings nor letters that may stand anywhere.
        (words | beginnings | phrases) & crate::starts::bit(word) != 0 || self.at[ENDINGS] < self.at[PHRASES]
    }

    /// Whether a word may be one of the whole words, by the filter: of other words one in ten or so may.
    fn may_have(&self, word: &str) -> bool {
        let place = crate::starts::hash(word) & self.mask;
        let bits = crate::generated::FILTERS.get(self.filter as usize + (place / 64) as usize);
        bits.is_some_and(|bits| bits >> (place % 64) & 1 != 0)
    }

    /// Whether a folded word is listed; phrases are not asked.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        let [words, beginnings, _] = self.starts;
        let bit = crate::starts::bit(word);
        if words & bit != 0 && self.may_have(word) && nearest_line(self.kind(WORDS), word) == Some(word) {
            return true;
        }
        // No beginning begins another, so the nearest is the only one that can.
        let begins =
            || nearest_line(self.kind(BEGINNINGS), word).is_some_and(|found| word.starts_with(found));
        if beginnings & bit != 0 && begins() {
            return true;
        }
        // Most lists have none of the others.
        (self.ends & crate::starts::last_bit(word) != 0
            && self.endings().any(|ending| word.ends_with(ending)))
            || (self.at[INNER] < self.at[PHRASES] && self.may_hold(word) && self.holds(word))
    }

    /// Whether letters that may stand anywhere may stand in a word.
    fn may_hold(&self, word: &str) -> bool {
        let mut letters = word.chars().peekable();
        while let Some(letter) = letters.next() {
            let (one, two) = crate::starts::letter_bits(letter, letters.peek().copied());
            if self.within[0] & one != 0 || self.within[1] & two != 0 {
                return true;
            }
        }
        false
    }

    /// Whether letters that may stand anywhere stand in a word.
    fn holds(&self, word: &str) -> bool {
        self.inner().any(|inner| word.contains(inner))
    }

    /// The first entry in a text, as its range of bytes. The text need not be folded.
    ///
    /// ```
    /// use ibid_languages::{Language, List};
    /// let denials = Language::get("en").words(List::Denials);
    /// let text = "There was no evidence that it harms";
    /// assert_eq!(denials.find(text).map(|range| &text[range]), Some("no evidence"));
    /// assert_eq!(denials.find("There was evidence"), None);
    /// ```
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_all(text).next()
    }

    /// Every entry in a text, in order, the longest first where several begin at one place; none overlaps the one
    /// before.
    pub fn find_all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let words = if self.is_empty() { FoldedWords::default() } else { FoldedWords::new(text) };
        let mut at = 0;
        std::iter::from_fn(move || self.next_in(&words, &mut at))
    }

    /// As [`Self::find_all`], in a text whose words are looked for in several lists.
    pub fn find_all_in<'a>(&'a self, words: &'a FoldedWords<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut at = if self.is_empty() { words.0.len() } else { 0 };
        std::iter::from_fn(move || self.next_in(words, &mut at))
    }

    /// The next entry among words, from a number on.
    fn next_in(&self, words: &FoldedWords<'_>, at: &mut usize) -> Option<Range<usize>> {
        let words = &words.0;
        while *at < words.len() {
            let first = *at;
            *at += 1;
            if !self.may_match(&words[first].1) {
                continue;
            }
            if let Some(length) = self.length_at(words[first..].iter().map(|(_, word)| &**word)) {
                *at = first + length;
                return Some(words[first].0.start..words[*at - 1].0.end);
            }
        }
        None
    }

    /// How many of the folded words at the beginning of a text are the longest entry there.
    ///
    /// ```
    /// use ibid_languages::{Language, List};
    /// let about = Language::get("en").words(List::MoreThan);
    /// assert_eq!(about.length_at(["more", "than", "ten"].into_iter()), Some(2));
    /// ```
    #[must_use]
    pub fn length_at<'a>(&self, mut words: impl Iterator<Item = &'a str> + Clone) -> Option<usize> {
        let first = words.clone().next()?;
        let may_begin = self.starts[2] & crate::starts::bit(first) != 0;
        let letter = first.chars().next().filter(|_| may_begin);
        let phrase = letter.and_then(|letter| {
            lines_with(self.kind(PHRASES), letter)
                .filter_map(|phrase| {
                    let mut rest = words.clone();
                    let is_there =
                        phrase.split(' ').all(|part| rest.next().is_some_and(|word| is_word(part, word)));
                    is_there.then(|| phrase.split(' ').count())
                })
                .max()
        });
        phrase.or_else(|| words.next().filter(|word| self.has(word)).map(|_| 1))
    }
}

/// The words of a text, folded.
#[derive(Clone, Debug, Default)]
pub struct FoldedWords<'t>(Vec<(Range<usize>, Cow<'t, str>)>);

impl<'t> FoldedWords<'t> {
    /// The words of a text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self(word_ranges(text).map(|range| (range.clone(), fold(&text[range]))).collect())
    }
}

/// Whether a word is the part of a phrase, which may end with `*`.
fn is_word(part: &str, word: &str) -> bool {
    match part.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => part == word,
    }
}

/// Those of sorted lines that begin with a letter.
fn lines_with(lines: &str, letter: char) -> impl Iterator<Item = &str> {
    let before = nearest_line(lines, letter.encode_utf8(&mut [0; 4]));
    let start = before.map_or(0, |line| line.as_ptr() as usize - lines.as_ptr() as usize);
    // The first may be the one before them.
    let is_before = move |line: &&str| line.chars().next().is_none_or(|first| first < letter);
    lines[start..].lines().skip_while(is_before).take_while(move |line| line.starts_with(letter))
}

/// The last of sorted lines that is not greater than a word.
fn nearest_line<'l>(lines: &'l str, word: &str) -> Option<&'l str> {
    let (mut low, mut high) = (0, lines.len());
    let mut nearest = None;
    // `low` is the beginning of a line, `high` the end of the text or the beginning of one.
    while low < high {
        let middle = low + (high - low) / 2;
        let start = lines.as_bytes()[low..middle]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(low, |at| low + at + 1);
        let end = lines.as_bytes()[start..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(lines.len(), |at| start + at);
        let line = &lines[start..end];
        if line <= word {
            nearest = Some(line);
            low = end + 1;
        } else {
            high = start;
        }
    }
    nearest
}

/// The words of a text: letters, digits and combining marks, with the apostrophes between them.
pub fn word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let start = rest + text[rest..].find(is_in_word)?;
            let end =
                text[start..].find(|letter| !is_in_word(letter)).map_or(text.len(), |length| start + length);
            rest = end;
            let is_apostrophe = |letter: char| crate::fold::is_apostrophe(letter);
            let word = text[start..end].trim_end_matches(is_apostrophe);
            let inner = word.trim_start_matches(is_apostrophe);
            if !inner.is_empty() {
                let start = start + (word.len() - inner.len());
                return Some(start..start + inner.len());
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::{Language, List};

    #[test]
    fn no_entry_is_dismissed_by_its_beginning() {
        for language in Language::all() {
            for (list, ..) in List::ALL {
                let words = language.words(list);
                let is_found = |word: &str| words.has(word);
                assert!(words.words().all(is_found), "{} {list:?}", language.code);
                assert!(words.beginnings().all(|word| words.has(word) && words.has(&format!("{word}x"))));
                assert!(words.endings().all(|word| words.has(word) && words.has(&format!("x{word}"))));
                assert!(words.inner().all(|word| words.has(word) && words.has(&format!("x{word}x"))));
                for phrase in words.phrases() {
                    let parts = phrase.split(' ').map(|part| part.trim_end_matches('*'));
                    assert!(words.length_at(parts) >= Some(2), "{} {list:?}: {phrase}", language.code);
                }
            }
        }
    }
}
