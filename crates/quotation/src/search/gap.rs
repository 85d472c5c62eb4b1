//! What stands between the fragments of a quotation: an omission, a bracket, or neither.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::place::has_letters_before;
use super::{Caution, Scope};
use crate::boundary::is_unspaced;
use crate::contract::Clause;
use crate::words;

/// The most words of the source that an omission (`…`) leaves out.
pub const OMISSION_WORDS: usize = 60;

/// The most words of the source that a bracket stands for.
pub const BRACKET_WORDS: usize = 4;

/// The most words of a clause beside a quotation in which a figure, a condition or a restriction is looked for that a
/// bracket leaves out.
const WEIGHED_WORDS: usize = 6;

/// Words of the source's sentence in which a negation is looked for that a bracket gives again.
const SENTENCE_WORDS: usize = 12;

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
    /// The editor's words in brackets that replace.
    pub(super) words: String,
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
        self.nearest(self.clause(), REPLACED_WORDS, REPLACED_LETTERS)
    }

    /// What stands there of the same clause.
    fn clause(&self) -> &'s str {
        self.part(|letter: char| {
            !(letter.is_alphanumeric() || is_combining_mark(letter) || matches!(letter, ' ' | '\'' | '-'))
        })
    }

    /// The words of the same sentence of which a bracket may give a negation again.
    fn sentence(&self) -> &'s str {
        let is_stop = |letter: char| ".!?;…。！？；".contains(letter);
        self.nearest(self.part(is_stop), SENTENCE_WORDS, SENTENCE_WORDS)
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

/// Why fragments may not stand as they do.
pub(super) enum Stop {
    Negation(String),
    Denial(String),
    Opposite(String),
    TooFar,
    BracketTooLong,
    LeftOut,
    NotHere,
}

impl Gap {
    /// Adds the words of a bracket that replaces.
    pub(super) fn add_words(&mut self, words: &str) {
        if !self.words.is_empty() {
            self.words.push(' ');
        }
        self.words.push_str(words);
    }

    /// The negation or the opposite that a bracket at an end of the quotation makes or unmakes: it adds a negation that
    /// the source does not have there, in the words before the first fragment or after the last; or it stands for words
    /// that negate, and does not.
    pub(super) fn reverses(&self, beside: &Beside<'_>, scope: &Scope<'_>) -> Option<Stop> {
        let language = scope.language;
        if self.negates && scope.contract.has(Clause::Negations) {
            let is_new = words::negation(beside.sentence(), language, false).is_none();
            return is_new.then(|| Stop::Negation("not".to_owned()));
        }
        if !self.replaces {
            return None;
        }
        let replaced = beside.replaced();
        self.hides_negation(replaced, scope).or_else(|| self.opposes(replaced, scope))
    }

    /// A negation in words that are not quoted.
    fn hides_negation(&self, hidden: &str, scope: &Scope<'_>) -> Option<Stop> {
        let skips_empty = scope.contract.has(Clause::EmptyNegations);
        let word = scope
            .contract
            .has(Clause::Negations)
            .then(|| words::negation(hidden, scope.language, skips_empty));
        word.flatten().map(|word| Stop::Negation(word.to_owned()))
    }

    /// A word of the source whose opposite stands in a bracket.
    fn opposes(&self, replaced: &str, scope: &Scope<'_>) -> Option<Stop> {
        let is_asked = scope.contract.has(Clause::Opposites) && !self.words.is_empty();
        let word = is_asked.then(|| words::opposite(&self.words, replaced, scope.language)).flatten();
        word.map(|word| Stop::Opposite(word.to_owned()))
    }

    /// Whether a bracket at an end of the quotation seems to replace what the sentence says.
    pub(super) fn end_caution(&self, beside: &Beside<'_>, scope: &Scope<'_>) -> Option<Caution> {
        let clause = beside.clause();
        let count = words_up_to(clause, WEIGHED_WORDS + 1);
        // The editor's words stand for some of the clause, not for a long rest of it, unless that begins with what
        // they leave out: “only two of the guards”.
        let is_short = (1..=BRACKET_WORDS).contains(&count)
            || (1..=WEIGHED_WORDS).contains(&count) && words::bears_on(clause, scope.language);
        (self.replaces && is_short).then(|| self.caution(clause, scope)).flatten()
    }

    /// Whether a bracket seems to replace what the sentence says, and not only a name for somebody.
    pub(super) fn caution(&self, replaced: &str, scope: &Scope<'_>) -> Option<Caution> {
        let is_doubtful = self.replaces
            && !self.has_omission
            && replaced.contains(char::is_alphanumeric)
            && !words::is_replaceable(replaced, &self.words, scope.language);
        let bracket = || self.words.clone();
        let replaced = replaced.trim();
        if is_doubtful {
            return Some(Caution::Bracket { bracket: bracket(), replaced: replaced.to_owned() });
        }
        let is_other = self.replaces && words::is_other_noun(replaced, &self.words, scope.language);
        is_other.then(|| Caution::OtherNoun { bracket: bracket(), replaced: replaced.to_owned() })
    }

    /// A possibility or a condition that an omission leaves out.
    pub(super) fn softens(&self, hidden: Range<usize>, scope: &Scope<'_>) -> Option<Caution> {
        if !self.has_omission || is_aside(scope, &hidden) {
            return None;
        }
        let hidden = &scope.source.text[hidden];
        let modal = || {
            // In the words of another sentence it is about that sentence.
            let last = connecting(hidden).last().unwrap_or(hidden);
            // “might, in the worst case, …”
            let before_aside = || Some(last.trim_end().strip_suffix(',')?.rsplit_once(',')?.0);
            words::last_modal(last, scope.language)
                .or_else(|| before_aside().and_then(|text| words::last_modal(text, scope.language)))
        };
        let condition = || connecting(hidden).find_map(|part| words::condition(part, scope.language));
        let restriction = || words::last_restriction(hidden, scope.language);
        if let Some(word) = modal().or_else(condition).or_else(restriction) {
            return Some(Caution::Softened(word.to_owned()));
        }
        let word = connecting(hidden).find_map(|part| words::attribution(part, scope.language))?;
        Some(Caution::Unattributed(word.to_owned()))
    }

    /// Whether these words of the source may stand between two fragments.
    pub(super) fn allows(&self, scope: &Scope<'_>, gap: Range<usize>) -> Result<(), Stop> {
        let source = scope.source.text.as_str();
        let text = &source[gap.clone()];
        if !(self.has_omission || self.has_bracket) {
            return self.allows_letters(text, scope);
        }
        let most = if self.has_omission {
            OMISSION_WORDS
        } else if self.replaces {
            BRACKET_WORDS
        } else {
            0
        };
        let limit = if self.has_omission { Clause::OmissionLength } else { Clause::BracketLength };
        // `… [t]he` stands for “The”, not for “he”.
        let is_short = |letters| {
            scope.contract.has(Clause::BracketLetterCount) && !has_letters_before(source, gap.end, letters)
        };
        if self.first_letters.is_some_and(is_short) {
            return Err(Stop::NotHere);
        }
        // Letters that a bracket inside a word replaces count as a word here.
        let allowed = most + usize::from(self.first_letters.is_some()) + usize::from(self.has_ending);
        // One more than is ever allowed, so that too many are seen.
        if (most == 0 || scope.contract.has(limit)) && words_up_to(text, OMISSION_WORDS + 3) > allowed {
            return Err(if self.has_omission { Stop::TooFar } else { Stop::BracketTooLong });
        }
        let is_left_out = scope
            .source
            .paragraph_ends(&(gap.start.saturating_sub(1)..gap.end))
            .iter()
            .any(|end| end.is_left_out);
        if is_left_out && scope.contract.has(Clause::LeftOutParagraphs) {
            return Err(Stop::LeftOut);
        }
        self.allows_meaning(scope, gap)
    }

    /// Whether the words between two fragments may be left out by what they say.
    fn allows_meaning(&self, scope: &Scope<'_>, gap: Range<usize>) -> Result<(), Stop> {
        let text = &scope.source.text[gap.clone()];
        if scope.contract.has(Clause::Negations) {
            let hidden = self.hides_negation(text, scope);
            match (hidden, self.negates) {
                (Some(stop), false) if !is_aside(scope, &gap) => return Err(stop),
                (None, true) => return Err(Stop::Negation("not".to_owned())),
                _ => {}
            }
        }
        if scope.contract.has(Clause::Denials) && !self.negates {
            let hidden = connecting(text).find_map(|part| words::denial(part, scope.language));
            let added = words::denial(&self.words, scope.language);
            match (hidden, added) {
                (Some(word), None) | (None, Some(word)) => return Err(Stop::Denial(word.to_owned())),
                _ => {}
            }
        }
        self.opposes(text, scope).map_or(Ok(()), Err)
    }

    /// Whether nothing but the letters of brackets stands between two fragments.
    fn allows_letters(&self, text: &str, scope: &Scope<'_>) -> Result<(), Stop> {
        let is_counted = scope.contract.has(Clause::BracketLetterCount);
        let ending = text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len());
        let (ending, rest) = if self.has_ending { text.split_at(ending) } else { ("", text) };
        if is_counted && ending.chars().count() > ENDING_LETTERS {
            return Err(Stop::NotHere);
        }
        let between = rest.trim_end_matches(char::is_alphanumeric);
        let first_letters = rest[between.len()..].chars().count();
        let only_space = between.chars().all(|letter| letter == ' ');
        let wanted = self.first_letters.unwrap_or(0);
        if only_space && (first_letters == wanted || (!is_counted && self.first_letters.is_some())) {
            Ok(())
        } else {
            Err(Stop::NotHere)
        }
    }
}

const SENTENCE_ENDS: [char; 8] = ['.', '!', '?', ';', '…', '。', '！', '？'];

/// The parts of what is left out that belong to the sentences of the fragments beside it: whole sentences between them
/// are not part of what is quoted.
fn connecting(text: &str) -> impl Iterator<Item = &str> {
    let first = text.find(SENTENCE_ENDS).map_or(text, |end| &text[..end]);
    let last = text.rfind(SENTENCE_ENDS).map(|end| &text[end..]);
    std::iter::once(first).chain(last)
}

/// Whether what is left out is an aside with a pronoun of its own (“, which has not been published,”), or whole
/// sentences: what is quoted says the same without it.
fn is_aside(scope: &Scope<'_>, gap: &Range<usize>) -> bool {
    if !scope.contract.has(Clause::NegatedAsides) {
        return false;
    }
    let source = scope.source.text.as_str();
    let text = source[gap.clone()].trim();
    let is_closed =
        |open: &str, close: &str| text.starts_with(open) && text.len() > open.len() && text.ends_with(close);
    let is_set_off = is_closed(",", ",") || is_closed("(", ")") || is_closed("-", "-");
    let inner = text.trim_matches([',', '(', ')', '-', ' ']);
    let is_single = !inner.contains(SENTENCE_ENDS) && !inner.contains(['(', ')']);
    // “(it has not been published yet)” is a sentence of its own.
    let has_pronoun = || {
        words::begins_with_relative(inner, scope.language)
            || is_closed("(", ")") && words::begins_with_pronoun(inner, scope.language)
    };
    if is_set_off && is_single && has_pronoun() {
        // “, which is not true,” is about all that is said.
        return words::denial(inner, scope.language).is_none() && !words::is_verdict(inner, scope.language);
    }
    is_whole_sentences(source, gap)
}

/// Whether a range is nothing but whole sentences.
fn is_whole_sentences(source: &str, gap: &Range<usize>) -> bool {
    let is_end =
        |text: &str| text.trim_end_matches(['\'', ')', ' ']).ends_with(['.', '!', '?', '。', '！', '？']);
    let text = &source[gap.clone()];
    let begins = is_end(&source[..gap.start]) || text.starts_with(['.', '!', '?', '。', '！', '？']);
    let behind = source[gap.end..].chars().find(|letter| letter.is_alphanumeric());
    begins
        && is_end(text.trim_end())
        && text.trim_end().len() > 1
        && behind.is_some_and(|letter| !letter.is_lowercase())
}

/// The number of words, at most `most`. In scripts without spaces every character counts as one.
pub(super) fn words_up_to(text: &str, most: usize) -> usize {
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
