//! Where a source's reporting comes from: names of origins that are written differently, and what the text itself
//! says of its origin.

use super::{Source, SourceText};
use crate::base::term;

/// Words at the end of an organisation's name that do not tell it from another: legal forms, and what a paper
/// or a broadcaster calls its newsroom.
const ENDINGS: [&str; 20] = [
    "ag", "bv", "co", "com", "company", "corp", "gmbh", "inc", "limited", "llc", "llp", "ltd", "media",
    "news", "nv", "online", "oy", "plc", "sa", "spa",
];

/// Articles at the beginning of a name.
const ARTICLES: [&str; 9] = ["the", "der", "die", "das", "le", "la", "el", "il", "het"];

/// What follows the name of a newsroom whose report is taken over, or comes before it.
const CREDITS: [(&str, &str); 10] = [
    ("", " reported"),
    ("", " reports"),
    ("", " first reported"),
    ("", " has reported"),
    ("", " had reported"),
    ("according to ", ""),
    ("reported by ", ""),
    ("told ", ""),
    ("report by ", ""),
    ("seen by ", ""),
];

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
        && ARTICLES.contains(&first.as_str())
    {
        words = rest;
    }
    while let [rest @ .., last] = words
        && !rest.is_empty()
        && ENDINGS.contains(&last.as_str())
    {
        words = rest;
    }
    words.join(" ")
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
    names.into_iter().flatten().any(|name| {
        let name = without_article(name.trim());
        !name.is_empty() && is_credited(&source.text.plain, name)
    })
}

fn without_article(name: &str) -> &str {
    match name.split_once(' ') {
        Some((first, rest)) if ARTICLES.contains(&first.to_lowercase().as_str()) => rest,
        _ => name,
    }
}

fn is_credited(text: &str, name: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + name.len()..).unwrap_or_default();
        let before = before.strip_suffix("the ").or_else(|| before.strip_suffix("The ")).unwrap_or(before);
        let starts_word = !before.ends_with(char::is_alphanumeric);
        let ends_word = !behind.starts_with(char::is_alphanumeric);
        starts_word
            && ends_word
            && CREDITS.iter().any(|(left, right)| {
                let is_before = before.len() >= left.len()
                    && before
                        .get(before.len() - left.len()..)
                        .is_some_and(|end| end.eq_ignore_ascii_case(left));
                let is_behind = behind.strip_prefix(right);
                is_before && is_behind.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            })
    })
}

#[cfg(test)]
mod tests {
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
        assert!(is_credited("The bank was sold, Alpha reported on Monday.", "Alpha"));
        assert!(is_credited("The bank was sold, according to the Guardian.", "Guardian"));
        assert!(is_credited("He told Reuters that it was sold.", "Reuters"));
        assert!(!is_credited("Alphas reported it; the Alphabet reports too.", "Alpha"));
        assert!(!is_credited("The bank bought Alpha.", "Alpha"));
    }
}
