//! Whether a word negates, in a text of a language and in one of any.

use std::ops::Range;

use crate::fold::fold;
use crate::generated;
use crate::key::List;
use crate::language::Language;
use crate::words::{Words, word_ranges};

/// Whether a word, as written, belongs to a list whatever language the text is said to be in.
///
/// These are words of scripts other than the Latin one, which show their language, and those that the files mark
/// with `!` as hardly a word or a name of any other language; those marked with `~` only in lower case, since they
/// are names with a capital.
#[must_use]
pub fn is_unmistakable(list: List, word: &str) -> bool {
    let any = |table: &[(List, Words)], word: &str| {
        table.binary_search_by_key(&list, |(list, _)| *list).is_ok_and(|at| table[at].1.has(word))
    };
    let folded = fold(word);
    any(generated::ANYWHERE, &folded)
        || (!word.starts_with(char::is_uppercase) && any(generated::ANYWHERE_IN_LOWER_CASE, &folded))
}

/// Whether a word, as written, negates in a text of a language.
///
/// English is read in every text, since pages mix it with others. Words of other languages count where they are
/// unmistakable ([`is_unmistakable`]).
#[must_use]
pub fn is_negation(word: &str, language: &Language) -> bool {
    let folded = fold(word);
    let has = |language: &Language| {
        let negations = language.words(List::Negations);
        let is_listed = |word: &str| negations.has(word);
        is_listed(&folded)
            || (language.knows(List::Proclitics) && is_listed(language.without_proclitics(&folded)))
    };
    // Portuguese “no” is “in the”.
    let is_own = || language.words(List::FunctionWords).has(&folded);
    if language.is_spaced && has(language) || (has(Language::get("en")) && !is_own()) {
        return true;
    }
    if is_unmistakable(List::Negations, word) || is_unmistakable_with_proclitics(&folded) {
        return true;
    }
    begins_with_ne(&folded) || (!folded.is_ascii() && negates_within(&folded))
}

/// Hebrew and Arabic words, whose language shows by the script, with “and” and the like written onto them.
fn is_unmistakable_with_proclitics(word: &str) -> bool {
    let code = match word.chars().next() {
        Some('\u{590}'..='\u{5ff}') => "he",
        Some('\u{600}'..='\u{6ff}') => "ar",
        _ => return false,
    };
    let language = Language::get(code);
    language.words(List::Negations).has(language.without_proclitics(word))
}

/// French `n’` before a vowel.
fn begins_with_ne(word: &str) -> bool {
    let rest = word.strip_prefix("n'");
    rest.is_some_and(|rest| {
        rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h', 'é', 'è', 'ê', 'à', 'â', 'î', 'ô'])
    })
}

/// Negations in text without spaces, whose language the script shows: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
fn negates_within(text: &str) -> bool {
    // The first of these scripts.
    if text.chars().all(|letter| letter < '\u{e00}') {
        return false;
    }
    let unspaced = || Language::all().iter().filter(|language| !language.is_spaced);
    let negates = |text: &str| {
        unspaced().any(|language| language.words(List::Negations).inner().any(|inner| text.contains(inner)))
    };
    negates(text) && {
        let empty = unspaced().flat_map(|language| language.words(List::EmptyNegations).inner());
        negates(&empty.fold(text.to_owned(), |text, empty| text.replace(empty, " ")))
    }
}

/// The first word of a text in a language that negates, as its range of bytes.
///
/// ```
/// use ibid_languages::{Language, find_negation};
/// let found = |text: &'static str, tag| find_negation(text, Language::get(tag)).map(|range| &text[range]);
/// assert_eq!(found("it didn’t hold", "en"), Some("didn’t"));
/// assert_eq!(found("knot and note", "en"), None);
/// ```
#[must_use]
pub fn find_negation(text: &str, language: &Language) -> Option<Range<usize>> {
    word_ranges(text).find(|range| is_negation(&text[range.clone()], language))
}
