//! What stands between the fragments of a quotation: an omission, a bracket, or neither.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::place::has_letters_before;
use crate::verify::boundary::is_unspaced;
use crate::verify::negation::negation;

/// Most words that `…` leaves out.
const OMISSION_WORDS: usize = 60;

/// Most words of the source that a bracket stands for.
pub(super) const BRACKET_WORDS: usize = 12;

/// Most letters that a bracket at the end of a word stands for.
pub(super) const ENDING_LETTERS: usize = 6;

/// What the author left out or put in between two fragments, or at an end of the quotation.
#[derive(Clone, Debug, Default)]
pub(super) struct Gap {
    pub(super) has_omission: bool,
    /// A bracket apart from the words around it.
    pub(super) has_bracket: bool,
    /// Such a bracket is no remark on the quotation (`[sic]`), and so stands for words of the source.
    pub(super) replaces: bool,
    /// A bracket adds a negation.
    pub(super) negates: bool,
    /// Letters in a bracket that begins a word.
    pub(super) first_letters: Option<usize>,
    /// A bracket that ends the word of the fragment before.
    pub(super) has_ending: bool,
}

/// The source's text beside a quotation.
pub(super) enum Beside<'s> {
    Before(&'s str),
    After(&'s str),
}

/// Words of the source that a bracket at an end of a quotation stands for, as far as anybody can tell: so many next to
/// it, in its part of the sentence.
const REPLACED_WORDS: usize = 2;
/// The same in letters, in scripts without spaces.
const REPLACED_LETTERS: usize = 6;

/// Bytes within which words beside a quotation are looked for: a source need not have any punctuation.
const NEAR: usize = 512;

impl<'s> Beside<'s> {
    /// The words that a bracket there stands for.
    fn replaced(&self) -> &'s str {
        let is_stop = |letter: char| {
            !(letter.is_alphanumeric() || is_combining_mark(letter) || matches!(letter, ' ' | '\'' | '-'))
        };
        self.nearest(self.part(is_stop), REPLACED_WORDS, REPLACED_LETTERS)
    }

    /// The words of the same sentence of which a bracket may give a negation again.
    fn sentence(&self) -> &'s str {
        let is_stop = |letter: char| ".!?;…。！？；".contains(letter);
        self.nearest(self.part(is_stop), BRACKET_WORDS, BRACKET_WORDS)
    }

    /// The text as far as the next stop; a dash between spaces is one.
    fn part(&self, is_stop: impl Fn(char) -> bool) -> &'s str {
        match self {
            Self::Before(text) => {
                let start = text.len().saturating_sub(NEAR);
                let near = (start..text.len()).find_map(|at| text.get(at..)).unwrap_or_default();
                let part = near.rsplit(is_stop).next().unwrap_or_default();
                part.rsplit(" - ").next().unwrap_or_default().trim_end()
            }
            Self::After(text) => {
                let end = text.len().min(NEAR);
                let near = (0..=end).rev().find_map(|at| text.get(..at)).unwrap_or_default();
                let part = near.split(is_stop).next().unwrap_or_default();
                part.split(" - ").next().unwrap_or_default().trim_start()
            }
        }
    }

    /// The words, or in scripts without spaces the letters, of a part that are nearest to the quotation.
    fn nearest(&self, part: &'s str, words: usize, letters: usize) -> &'s str {
        match self {
            Self::Before(_) if part.rsplit(' ').next().is_some_and(|word| word.contains(is_unspaced)) => {
                &part[part.char_indices().rev().nth(letters - 1).map_or(0, |(at, _)| at)..]
            }
            Self::Before(_) => &part[part.rmatch_indices(' ').nth(words - 1).map_or(0, |(at, _)| at)..],
            Self::After(_) if part.split(' ').next().is_some_and(|word| word.contains(is_unspaced)) => {
                &part[..part.char_indices().nth(letters).map_or(part.len(), |(at, _)| at)]
            }
            Self::After(_) => {
                &part[..part.match_indices(' ').nth(words - 1).map_or(part.len(), |(at, _)| at)]
            }
        }
    }
}

/// English words after which `no` negates nothing.
const EMPTY_NO: [&str; 2] = ["no doubt", "no matter"];

/// Why fragments may not stand as they do.
pub(super) enum Stop {
    Negation(String),
    TooFar,
    NotHere,
}

impl Gap {
    /// The negation that a bracket at an end of the quotation makes or unmakes: it adds one that the source does not
    /// have there, in the words before the first fragment or after the last; or it stands for words that negate,
    /// and does not.
    pub(super) fn reverses(&self, beside: Beside<'_>, language: &str) -> Option<String> {
        if self.negates {
            return negation(beside.sentence(), language).is_none().then(|| "not".to_owned());
        }
        if !self.replaces {
            return None;
        }
        let replaced = beside.replaced();
        let is_empty = |word: &&str| {
            let lower = replaced.to_lowercase();
            word.eq_ignore_ascii_case("no") && EMPTY_NO.iter().any(|words| lower.contains(words))
        };
        negation(replaced, language).filter(|word| !is_empty(word)).map(str::to_owned)
    }

    /// Whether these words of the source may stand between two fragments.
    pub(super) fn allows(&self, source: &str, gap: Range<usize>, language: &str) -> Result<(), Stop> {
        let text = &source[gap.clone()];
        let most = if self.has_omission {
            OMISSION_WORDS
        } else if self.has_bracket {
            BRACKET_WORDS
        } else {
            0
        };
        // One more than is ever allowed, so that too many are seen.
        let words = words_up_to(text, OMISSION_WORDS + 3);
        if self.has_omission || self.has_bracket {
            // `… [t]he` stands for “The”, not for “he”.
            if self.first_letters.is_some_and(|letters| !has_letters_before(source, gap.end, letters)) {
                return Err(Stop::NotHere);
            }
            // Letters that a bracket inside a word replaces count as a word here.
            let allowed = most + usize::from(self.first_letters.is_some()) + usize::from(self.has_ending);
            if words > allowed {
                return Err(Stop::TooFar);
            }
            return match negation(text, language) {
                Some(word) if !self.negates => Err(Stop::Negation(word.to_owned())),
                None if self.negates => Err(Stop::Negation("not".to_owned())),
                _ => Ok(()),
            };
        }
        let ending = text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len());
        let (ending, rest) = if self.has_ending { text.split_at(ending) } else { ("", text) };
        if ending.chars().count() > ENDING_LETTERS {
            return Err(Stop::NotHere);
        }
        let between = rest.trim_end_matches(char::is_alphanumeric);
        let first_letters = rest[between.len()..].chars().count();
        let only_space = between.chars().all(|letter| letter == ' ');
        if only_space && first_letters == self.first_letters.unwrap_or(0) {
            Ok(())
        } else {
            Err(Stop::NotHere)
        }
    }
}

/// The number of words, at most `most`. In scripts without spaces every character counts as one.
fn words_up_to(text: &str, most: usize) -> usize {
    let count = |word: &str| match word.chars().filter(|letter| is_unspaced(*letter)).count() {
        0 => usize::from(word.chars().any(char::is_alphanumeric)),
        letters => letters,
    };
    let mut words = 0;
    for word in text.split(' ') {
        words += count(word);
        if words >= most {
            return most;
        }
    }
    words
}
