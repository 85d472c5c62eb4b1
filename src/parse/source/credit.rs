//! Whether a text credits a newsroom with its report.

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use super::organisation::is_article;

/// The language whose words are looked for in every text.
const ENGLISH: &str = "en";

/// Whether a text credits a newsroom of a name anywhere.
pub(super) fn is_credited(text: &str, name: &str, language: &Language) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), name.as_bytes())
        .any(|at| is_credit(text, at..at + name.len(), language))
}

/// Bytes before and behind a name that are looked at: a text may have it many times.
const MOST_AROUND: usize = 160;
/// Marks around a newsroom's name.
const MARKS_OF_NAMES: [char; 10] = ['“', '”', '„', '"', '«', '»', '「', '」', '『', '』'];

/// Whether the name of a newsroom at a place of a text is credited with its report: “Alpha reported”, “according to
/// the newspaper Alpha”, “Alpha’ya göre”.
pub(super) fn is_credit(text: &str, name: Range<usize>, language: &Language) -> bool {
    // English is read in every text, since pages mix it with others.
    let languages = [language, Language::get(ENGLISH)];
    let languages = &languages[..if language.code == ENGLISH { 1 } else { 2 }];
    let boundary = |at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let before = &text[boundary(name.start.saturating_sub(MOST_AROUND))..name.start];
    let behind = &text[name.end..boundary(name.end.saturating_add(MOST_AROUND).min(text.len()))];
    let joins = text[name].ends_with(is_joined_letter);
    if !joins && (before.ends_with(char::is_alphanumeric) || behind.starts_with(char::is_alphanumeric)) {
        return false;
    }
    let before = without_last_article(before.trim_end_matches(MARKS_OF_NAMES));
    let behind = without_written_case(behind.trim_start_matches(MARKS_OF_NAMES));
    languages.iter().any(|language| {
        // “by the newspaper Alpha”
        let noun = last_word(before).filter(|noun| language.words(List::Newsrooms).has(&fold(noun)));
        let outer = noun.map(|noun| without_last_article(&before[..offset_in(before, noun)]));
        let is_before = |words: &str| {
            std::iter::once(before).chain(outer).any(|before| ends_with_words(before, words, joins))
        };
        let mut own = [List::CreditsBefore, List::CreditsBehind].map(|list| language.words(list));
        if own.iter().all(|words| words.is_empty()) {
            own = [language.words(List::Attributions); 2];
        }
        let all = own.map(|words| words.words().chain(words.phrases()).chain(words.inner()));
        let [mut fronts, mut backs] = all;
        fronts.any(is_before) || backs.any(|words| begins_with_words(behind, words, joins))
    })
}

fn last_word(text: &str) -> Option<&str> {
    word_ranges(text).last().filter(|word| text[word.end..].trim().is_empty()).map(|word| &text[word])
}

/// Where a part of a text begins in it.
fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// Whether words are written onto a name that ends with a letter: those of scripts without spaces, and Korean.
fn is_joined_letter(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{e00}'..='\u{e7f}')
}

/// A text without the ending that is written onto the name before it behind an apostrophe: “Alpha’ya göre”.
fn without_written_case(text: &str) -> &str {
    match text.strip_prefix(['’', '\'']) {
        Some(rest) => rest.trim_start_matches(char::is_alphabetic),
        None => text,
    }
}

/// A text without the article at its end.
fn without_last_article(text: &str) -> &str {
    let bare = text.trim_end_matches(' ');
    let start = bare.rfind(' ').map_or(0, |space| space + 1);
    if bare.len() + 1 == text.len() && is_article(&bare[start..].to_lowercase()) {
        &bare[..start]
    } else {
        text
    }
}

/// Whether a text ends with words and a space, in either case; where words are `joined`, without one too.
fn ends_with_words(text: &str, words: &str, joined: bool) -> bool {
    let bare = text.trim_end_matches([' ', '\u{a0}']);
    if bare.len() == text.len() && !joined {
        return false;
    }
    let mut letters = bare.chars().rev();
    let is_there = words.chars().rev().all(|letter| {
        letters.next().is_some_and(|other| other == letter || other.to_lowercase().eq([letter]))
    });
    is_there && (joined || !letters.next().is_some_and(char::is_alphanumeric))
}

/// Whether a text begins with a space and words; where words are `joined`, without a space too.
fn begins_with_words(text: &str, words: &str, joined: bool) -> bool {
    let bare = text.trim_start_matches([' ', '\u{a0}']);
    if bare.len() == text.len() && !joined {
        return false;
    }
    bare.strip_prefix(words).is_some_and(|rest| joined || !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use ibid_languages::Language;

    use super::is_credited;

    #[test]
    fn a_name_that_a_text_has_many_times_costs_no_more_each() {
        let text = "The Bay was calm and the Bay was blue. ".repeat(25_000);
        let start = std::time::Instant::now();
        assert!(!is_credited(&text, "Bay", Language::get("en")));
        assert!(start.elapsed().as_secs() < 20);
    }

    #[test]
    fn a_text_credits_another_newsroom() {
        let is_credited = |text, name, tag| is_credited(text, name, Language::get(tag));
        assert!(is_credited("The bank was sold, Alpha reported on Monday.", "Alpha", "en"));
        assert!(is_credited("The bank was sold, according to the Guardian.", "Guardian", "en"));
        assert!(is_credited("He told Reuters that it was sold.", "Reuters", "en"));
        assert!(is_credited("Laut Alpha wurde die Bank verkauft.", "Alpha", "de"));
        assert!(is_credited("За даними Альфа, банк продано.", "Альфа", "uk"));
        assert!(is_credited("Die Bank, Alpha reported, wurde verkauft.", "Alpha", "de"));
        assert!(!is_credited("Laut Alpha wurde die Bank verkauft.", "Alpha", "en"));
        assert!(!is_credited("Alphas reported it; the Alphabet reports too.", "Alpha", "en"));
        assert!(!is_credited("The bank bought Alpha.", "Alpha", "en"));
    }
}
