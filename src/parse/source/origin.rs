//! Where a source's reporting comes from: names of origins that are written differently, and what the text itself
//! says of its origin.

use std::sync::LazyLock;

use ibid_languages::{Language, List, Words};

use super::{Source, SourceText};
use crate::base::term;

/// The language whose words are looked for in every text.
const ENGLISH: &str = "en";

/// Paragraphs among which a dateline is looked for: a headline and a standfirst may come before it.
const FIRST_PARAGRAPHS: usize = 4;

/// Bytes from the beginning of a paragraph within which its dateline ends.
const LONGEST_DATELINE: usize = 80;

/// A name of an origin, so written that its spellings are one: letters and digits in small letters, without
/// an article and legal forms. `BBC` and `BBC News`, `The Guardian` and `Guardian`, `Alpha, Inc.` and `Alpha` are
/// one each.
#[must_use]
pub fn folded(name: &str) -> String {
    // Stops and apostrophes stand inside words: `S.A.`, `Lloyd's`.
    let name: String = name.chars().filter(|letter| !matches!(letter, '.' | '\'' | '’')).collect();
    let all = term::all(&name);
    let mut words = all.as_slice();
    while let [first, rest @ ..] = words
        && !rest.is_empty()
        && is_article(first)
    {
        words = rest;
    }
    while let [rest @ .., last] = words
        && !rest.is_empty()
        && ibid_languages::organisation_endings().contains(&last.as_str())
    {
        words = rest;
    }
    words.join(" ")
}

/// Whether a word in small letters is an article of any language: names keep theirs in texts of another.
fn is_article(word: &str) -> bool {
    static ARTICLES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let lists = Language::all().iter().map(|language| language.words(List::Articles));
        let mut articles: Vec<&str> = lists.flat_map(Words::words).collect();
        articles.sort_unstable();
        articles.dedup();
        articles
    });
    ARTICLES.binary_search(&word).is_ok()
}

/// Whether two folded names are one by the initials of the longer: `ap` and `associated press`.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    let initials = |long: &str, short: &str| {
        long.contains(' ')
            && short.len() > 1
            && long.split(' ').filter_map(|word| word.chars().next()).eq(short.chars())
    };
    one == other || initials(one, other) || initials(other, one)
}

/// The agency in the dateline of a text: `OSLO, Dec. 14 (Reuters) – The harbour …`.
#[must_use]
pub fn dateline_agency(text: &SourceText) -> Option<&str> {
    let paragraphs = text.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed);
    paragraphs.take(FIRST_PARAGRAPHS).find_map(|paragraph| agency(&text.plain[paragraph.plain.range()]))
}

fn agency(paragraph: &str) -> Option<&str> {
    let find = |mark: u8, from: usize| {
        paragraph.bytes().skip(from).take(LONGEST_DATELINE).position(|byte| byte == mark).map(|at| from + at)
    };
    let open = find(b'(', 0)?;
    let close = find(b')', open)?;
    let name = paragraph[open + 1..close].trim();
    let before = paragraph[..open].trim();
    let behind = paragraph[close + 1..].trim_start();
    // The place stands in capitals, alone or with a region and a date behind a comma.
    let place = before.split([',', '/']).next().unwrap_or_default();
    let is_place = !before.contains(['.', '!', '?', '“', '"']) || place.len() < before.len();
    let is_capital =
        place.chars().filter(|letter| letter.is_alphabetic()).all(|letter| !letter.is_lowercase());
    let is_dateline = is_place && is_capital && behind.starts_with(['-', '–', '—', '―']);
    let is_name = name.chars().next().is_some_and(char::is_alphabetic) && name.split(' ').count() <= 3;
    (is_dateline && is_name).then_some(name)
}

/// Whether the text of `source` credits the newsroom of `other` with a report: “Alpha reported”, “according to
/// Alpha”.
#[must_use]
pub fn credits(source: &Source, other: &Source) -> bool {
    let names = [&other.meta.origin, &other.meta.publisher];
    let language = Language::get(source.meta.language.as_deref().unwrap_or(ENGLISH));
    names.into_iter().flatten().any(|name| {
        let name = without_article(name.trim());
        !name.is_empty() && is_credited(&source.text.plain, name, language)
    })
}

fn without_article(name: &str) -> &str {
    match name.split_once(' ') {
        Some((first, rest)) if is_article(&first.to_lowercase()) => rest,
        _ => name,
    }
}

fn is_credited(text: &str, name: &str, language: &Language) -> bool {
    // English is read in every text, since pages mix it with others.
    let languages = [language, Language::get(ENGLISH)];
    let languages = &languages[..if language.code == ENGLISH { 1 } else { 2 }];
    let any = |list: List, is_there: &dyn Fn(&str) -> bool| {
        languages.iter().any(|language| {
            let words = language.words(list);
            words.words().chain(words.phrases()).any(is_there)
        })
    };
    memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + name.len()..).unwrap_or_default();
        let before = without_last_article(before);
        let starts_word = !before.ends_with(char::is_alphanumeric);
        let ends_word = !behind.starts_with(char::is_alphanumeric);
        starts_word
            && ends_word
            && (any(List::CreditsBefore, &|words| ends_with_words(before, words))
                || any(List::CreditsBehind, &|words| begins_with_words(behind, words)))
    })
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

/// Whether a text ends with words and a space, in either case.
fn ends_with_words(text: &str, words: &str) -> bool {
    let Some(text) = text.strip_suffix(' ') else { return false };
    let mut letters = text.chars().rev();
    let is_there = words.chars().rev().all(|letter| {
        letters.next().is_some_and(|other| other == letter || other.to_lowercase().eq([letter]))
    });
    is_there && !letters.next().is_some_and(char::is_alphanumeric)
}

/// Whether a text begins with a space and words.
fn begins_with_words(text: &str, words: &str) -> bool {
    let rest = text.strip_prefix(' ').and_then(|text| text.strip_prefix(words));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use ibid_languages::Language;

    use super::{agency, folded, is_credited, is_same};

    #[test]
    fn spellings_of_one_name_are_one() {
        for (one, other) in [
            ("BBC", "BBC News"),
            ("The Guardian", "Guardian"),
            ("Alpha, Inc.", "ALPHA"),
            ("Harbour Press Ltd", "Harbour Press"),
            ("Lloyd’s List", "Lloyd's List"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        for (one, other) in [("Daily News", "Daily Star"), ("NewsX", "X"), ("The News", "The Post")] {
            assert_ne!(folded(one), folded(other));
        }
        assert_eq!(folded("The News"), "news");
        assert!(
            is_same("ap", "associated press")
                && !is_same("a", "alpha")
                && !is_same("ap", "alpha press house")
        );
    }

    #[test]
    fn a_dateline_names_its_agency() {
        assert_eq!(agency("OSLO (Reuters) – The harbour was closed."), Some("Reuters"));
        assert_eq!(agency("LAGOS, Dec. 14 (AFP) - The bank"), Some("AFP"));
        assert_eq!(agency("(AP) — The bank"), Some("AP"));
        assert_eq!(agency("The board (which met twice) – all of it – agreed."), None);
        assert_eq!(agency("OSLO (from our correspondent at the harbour) – It"), None);
        assert_eq!(agency("The harbour was closed."), None);
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
