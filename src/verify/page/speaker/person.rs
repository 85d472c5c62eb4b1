//! Whether a word is a name, and whether a name is a person's.

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use crate::parse::source::Source;

/// Whether a word stands in the source with a capital inside of a sentence.
pub(super) fn is_name_in(source: &Source, word: &str) -> bool {
    is_name_in_text(&source.text.plain, word)
}

pub(super) fn is_name_in_text(text: &str, word: &str) -> bool {
    let within = |at: usize| {
        let before = text[..at].trim_end_matches(' ');
        before.len() < at && before.ends_with(|letter: char| letter.is_alphanumeric() || letter == ',')
    };
    memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).any(within)
}

/// Whether a word that begins a sentence with a capital has one wherever else it stands.
pub(super) fn is_never_lower(texts: [&str; 2], word: &str) -> bool {
    let lower = word.to_lowercase();
    lower != word
        && texts.iter().all(|text| memchr::memmem::find(text.as_bytes(), lower.as_bytes()).is_none())
}

/// Bytes of the shortest name without the ending of a case.
const SHORTEST_DECLINED: usize = 4;

/// Whether a name is a person's: it has two words, or a text has it behind a first name or a form of address.
pub(super) fn is_person(texts: &[&str], name: &str, language: &Language) -> bool {
    if !language.is_spaced {
        // There a name is taken for one only beside an office or with a family name.
        return !is_place(texts, name, language);
    }
    let words: Vec<&str> = word_ranges(name).map(|range| &name[range]).collect();
    let Some(last) = words.last() else { return false };
    let is_in_texts = |name: &str| {
        texts.iter().any(|text| is_person_in(text, name, language) || is_titled_behind(text, name, language))
    };
    // “Лиса” is “Лис” as the subject.
    let without_ending = || {
        let (end, _) = last.char_indices().next_back().filter(|(at, _)| *at >= SHORTEST_DECLINED)?;
        last.get(..end)
    };
    words.len() > 1
        || is_in_texts(last)
        || language.declines_names && without_ending().is_some_and(is_in_texts)
}

/// Whether a text has a name in Chinese characters as that of a place: 大阪市, but not 田中市長.
fn is_place(texts: &[&str], name: &str, language: &Language) -> bool {
    let without = |list: List, text: &'_ str| {
        language.words(list).inner().find_map(|letter| Some(text.strip_prefix(letter)?.len()))
    };
    let behind = |text: &str, at: usize| {
        let rest = without(List::PlaceEndings, &text[at..]).map(|length| &text[text.len() - length..]);
        rest.is_some_and(|rest| without(List::OfficeEndings, rest).is_none())
    };
    texts.iter().any(|text| {
        memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| behind(text, at + name.len()))
    })
}

/// Bytes before the last word of a name within which its office stands.
const LONGEST_TITLE: usize = 200;

/// The last bytes of a text, at most `longest`.
fn tail(text: &str, longest: usize) -> &str {
    let start = text.len().saturating_sub(longest);
    (start..=text.len()).find_map(|start| text.get(start..)).unwrap_or_default()
}

/// Whether a text has the last word of a name behind an office or a form of address.
pub(super) fn is_titled_in(text: &str, name: &str, language: &Language) -> bool {
    let Some(last) = word_ranges(name).last().map(|range| &name[range]) else { return false };
    memchr::memmem::find_iter(text.as_bytes(), last.as_bytes()).any(|at| {
        let before = tail(text.get(..at).unwrap_or_default(), LONGEST_TITLE);
        let words: Vec<Range<usize>> = word_ranges(before).collect();
        let near = words.iter().rev().take(word_ranges(name).count());
        near.into_iter().any(|word| language.words(List::Titles).has(&fold(&before[word.clone()])))
    })
}

/// Whether a text has a Korean name before an office: 김민수 시장은.
fn is_titled_behind(text: &str, name: &str, language: &Language) -> bool {
    let titles = language.words(List::Titles);
    language.scripts.first() == Some(&"Kore")
        && memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| {
            let office = text[at + name.len()..].strip_prefix(' ');
            let office = office.and_then(|rest| rest.split(|letter: char| !letter.is_alphanumeric()).next());
            // With what marks the subject, or without.
            office.is_some_and(|office| {
                let last = office.char_indices().next_back().map_or(0, |(at, _)| at);
                titles.has(office) || titles.has(&office[..last])
            })
        })
}

/// Whether a text has a name behind a first name or a form of address.
fn is_person_in(text: &str, name: &str, language: &Language) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| {
        let Some(mut before) = text[..at].strip_suffix(' ') else { return false };
        let last_word = |text: &'_ str| {
            text.rfind(|letter: char| !(letter.is_alphabetic() || letter == '.')).map_or(0, |at| at + 1)
        };
        let mut first = before.get(last_word(before)..).unwrap_or_default();
        // “Minister De Wit”: the article is a part of the name.
        if first.starts_with(char::is_uppercase) && language.words(List::FunctionWords).has(&fold(first)) {
            before = before[..before.len() - first.len()].trim_end_matches(' ');
            first = before.get(last_word(before)..).unwrap_or_default();
        }
        let folded = fold(first.trim_end_matches('.'));
        let is_other = [List::FunctionWords, List::Capitalised, List::Pronouns]
            .into_iter()
            .any(|list| language.words(list).has(&folded));
        language.words(List::Titles).has(&folded)
            || first.starts_with(char::is_uppercase) && !is_other && first.chars().any(char::is_lowercase)
    })
}
