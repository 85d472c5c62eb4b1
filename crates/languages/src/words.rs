//! A list of words, and what it is asked.

use std::borrow::Cow;
use std::ops::Range;

use crate::fold::{fold, is_apostrophe, is_in_word};

/// A list of words, as a language's file has it.
///
/// An entry is a word, a phrase (`no evidence`), a beginning (`refus*`), an ending (`*n't`) or letters that
/// may stand anywhere in a word or in unspaced text (`*ない*`). All entries are folded ([`fold`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Where the five kinds of entries begin in [`crate::generated::TEXT`], and where the last ends. The entries of
    /// a kind stand one a line and are sorted by their bytes.
    pub(crate) at: [u32; 6],
    /// How the words begin that are whole words or the first of a phrase, that beginnings match, and that patterns
    /// match with which phrases begin ([`crate::starts`]).
    pub(crate) starts: [u128; 3],
    /// Where the filter of the whole words and of the first words of phrases begins in [`crate::generated::FILTERS`].
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
    fn may_match(&self, word: &FoldedWord<'_>) -> bool {
        let [words, beginnings, patterns] = self.starts;
        // Most lists have neither endings nor letters that may stand anywhere.
        (beginnings | patterns) & word.start != 0
            || words & word.start != 0 && self.may_have(word.hash)
            || self.at[ENDINGS] < self.at[PHRASES]
    }

    /// Whether a word with a hash ([`crate::starts::hash`]) may be one of the whole words or the first of a phrase, by
    /// the filter: of other words one in ten or so may.
    fn may_have(&self, hash: u32) -> bool {
        let place = hash & self.mask;
        let bits = crate::generated::FILTERS.get(self.filter as usize + (place / 64) as usize);
        bits.is_some_and(|bits| bits >> (place % 64) & 1 != 0)
    }

    /// Whether a phrase may begin with a word.
    fn may_begin_phrase(&self, word: &str) -> bool {
        let [words, _, patterns] = self.starts;
        let bit = crate::starts::bit(word);
        self.at[PHRASES] < self.at[PHRASES + 1]
            && (patterns & bit != 0 || words & bit != 0 && self.may_have(crate::starts::hash(word)))
    }

    /// Whether a folded word is listed; phrases are not asked.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        let [words, beginnings, _] = self.starts;
        let bit = crate::starts::bit(word);
        if words & bit != 0
            && self.may_have(crate::starts::hash(word))
            && nearest_line(self.kind(WORDS), word) == Some(word)
        {
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
            if !self.may_match(&words[first]) {
                continue;
            }
            if let Some(length) = self.length_at(words[first..].iter().map(|word| &*word.folded)) {
                *at = first + length;
                return Some(words[first].range.start..words[*at - 1].range.end);
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
        let letter = first.chars().next().filter(|_| self.may_begin_phrase(first));
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
pub struct FoldedWords<'t>(Vec<FoldedWord<'t>>);

/// A word of a text, folded.
#[derive(Clone, Debug)]
struct FoldedWord<'t> {
    /// Where it stands in the text.
    range: Range<usize>,
    folded: Cow<'t, str>,
    /// How it begins ([`crate::starts::bit`]).
    start: u128,
    hash: u32,
}

impl<'t> FoldedWords<'t> {
    /// The words of a text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let word = |range: Range<usize>| {
            let folded = fold(&text[range.clone()]);
            let (start, hash) = (crate::starts::bit(&folded), crate::starts::hash(&folded));
            FoldedWord { range, folded, start, hash }
        };
        Self(word_ranges(text).map(word).collect())
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
        while let Some(word) = next_run(text, rest) {
            rest = word.end;
            let trimmed = without_apostrophes(text, word);
            if !trimmed.is_empty() {
                return Some(trimmed);
            }
        }
        None
    })
}

/// The next run of characters that belong to words, from a byte on.
fn next_run(text: &str, from: usize) -> Option<Range<usize>> {
    let start = first_that(text, from, true)?;
    Some(start..first_that(text, start, false).unwrap_or(text.len()))
}

/// The first character, from a byte on, that belongs to words, or that does not. Those of ASCII are looked up.
fn first_that(text: &str, from: usize, is_wanted: bool) -> Option<usize> {
    let mut at = from;
    while let Some(byte) = text.as_bytes().get(at) {
        if byte.is_ascii() {
            if IS_IN_WORD[usize::from(*byte)] == is_wanted {
                return Some(at);
            }
            at += 1;
            continue;
        }
        let letter = text[at..].chars().next()?;
        if is_in_word(letter) == is_wanted {
            return Some(at);
        }
        at += letter.len_utf8();
    }
    None
}

/// Whether a character of ASCII belongs to words, as [`is_in_word`] has it.
const IS_IN_WORD: [bool; 128] = {
    let mut table = [false; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'\'' || byte == b'`';
        byte += 1;
    }
    table
};

/// A run without the apostrophes at its ends.
fn without_apostrophes(text: &str, run: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric();
    if is_plain(bytes[run.start]) && is_plain(bytes[run.end - 1]) {
        return run;
    }
    let word = text[run.clone()].trim_end_matches(is_apostrophe);
    let inner = word.trim_start_matches(is_apostrophe);
    let start = run.start + (word.len() - inner.len());
    start..start + inner.len()
}

#[cfg(test)]
mod tests {
    use crate::{Language, List};

    #[test]
    fn characters_of_ascii_belong_to_words_as_others_do() {
        for (byte, is_in_word) in (0_u8..).zip(super::IS_IN_WORD) {
            assert_eq!(is_in_word, super::is_in_word(char::from(byte)), "{:?}", char::from(byte));
        }
    }

    #[test]
    fn lists_that_say_what_others_have_miss_none_of_them() {
        for language in Language::all() {
            let opposites = language.opposites.iter().flat_map(|(left, right)| [left, right]);
            let with_opposites = opposites.map(|words| (words, &language.words_with_opposites));
            let with_forms = language.forms.iter().map(|words| (words, &language.words_with_forms));
            for (words, all) in with_opposites.chain(with_forms) {
                let longer = words.beginnings().map(|word| format!("{word}zz"));
                let missed = words.words().map(str::to_owned).chain(longer).find(|word| !all.has(word));
                assert_eq!(missed, None, "{}", language.code);
            }
        }
    }

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
