//! Places in a source: `p. 33`, `S. 33`, `¶ 4`, `{ii, A}`.

use serde::{Deserialize, Serialize};

use ibid_languages::{Group, Language, List, Words, fold};

use super::emphasis::Emphasis;

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locator {
    /// What is counted.
    pub term: Term,
    /// The numbers as written.
    pub value: String,
}

/// What a locator counts. The names are CSL's (CSL 1.0.2, “Locators”), `row` for the rows of a table, and `marginal-number` for the
/// numbers at the margin by which laws and judgments are cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Term {
    Act,
    Appendix,
    ArticleLocator,
    Book,
    Canon,
    Chapter,
    Column,
    Elocation,
    Equation,
    Figure,
    Folio,
    Issue,
    Line,
    MarginalNumber,
    Note,
    Number,
    Opus,
    Page,
    Paragraph,
    Part,
    Row,
    Rule,
    Scene,
    Section,
    SubVerbo,
    Supplement,
    Table,
    Timestamp,
    TitleLocator,
    Verse,
    Version,
    Volume,
}

/// Every term with its name in CSL, by which the languages' files give its spellings.
const NAMES: [(Term, &str); 32] = [
    (Term::Act, "act"),
    (Term::Appendix, "appendix"),
    (Term::ArticleLocator, "article-locator"),
    (Term::Book, "book"),
    (Term::Canon, "canon"),
    (Term::Chapter, "chapter"),
    (Term::Column, "column"),
    (Term::Elocation, "elocation"),
    (Term::Equation, "equation"),
    (Term::Figure, "figure"),
    (Term::Folio, "folio"),
    (Term::Issue, "issue"),
    (Term::Line, "line"),
    (Term::MarginalNumber, "marginal-number"),
    (Term::Note, "note"),
    (Term::Number, "number"),
    (Term::Opus, "opus"),
    (Term::Page, "page"),
    (Term::Paragraph, "paragraph"),
    (Term::Part, "part"),
    (Term::Row, "row"),
    (Term::Rule, "rule"),
    (Term::Scene, "scene"),
    (Term::Section, "section"),
    (Term::SubVerbo, "sub-verbo"),
    (Term::Supplement, "supplement"),
    (Term::Table, "table"),
    (Term::Timestamp, "timestamp"),
    (Term::TitleLocator, "title-locator"),
    (Term::Verse, "verse"),
    (Term::Version, "version"),
    (Term::Volume, "volume"),
];

impl Term {
    /// Its name in CSL.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// The term with a spelling in a language or, as everywhere, in English; signs belong to no language.
    fn spelt(spelling: &str, language: &Language) -> Option<Self> {
        match spelling {
            "¶" | "¶¶" => return Some(Self::Paragraph),
            "§" | "§§" => return Some(Self::Section),
            _ => {}
        }
        let spelling = fold(spelling);
        let name = [language, Language::get(FALLBACK)].into_iter().find_map(|language| {
            let is_spelt = |words: &Words| match spelling.contains(' ') {
                true => words.phrases().any(|phrase| phrase == spelling),
                false => words.has(&spelling),
            };
            language.group(Group::Locators).find(|(_, words)| is_spelt(words)).map(|(name, _)| name)
        })?;
        NAMES.iter().find(|(_, other)| *other == name).map(|(term, _)| *term)
    }
}

/// The language whose terms are read and printed where a page's own has none, as Pandoc's are.
const FALLBACK: &str = "en";

/// Longest spelling of a term that is looked for, in characters.
const LONGEST_TERM: usize = 40;

impl Locator {
    /// The place in a language's words, such as `p. 33`, `pp. 33–35`, `S. 33` or `¶ 4`.
    #[must_use]
    pub fn display(&self, language: &Language) -> String {
        // A time says itself what it is, in every language.
        if self.term == Term::Timestamp && is_time(&self.value) {
            return self.value.replace('-', "–");
        }
        let several = self.value.contains(['-', '–']) || members(&self.value).len() > 1;
        let name = self.term.name();
        let label = language.locator_label(name).or_else(|| Language::get(FALLBACK).locator_label(name));
        let label = match label {
            Some(label) if several => label.plural,
            Some(label) => label.singular,
            None => name,
        };
        format!("{label} {}", self.value.replace('-', "–")).trim_start().to_owned()
    }

    /// The numbers that it names, ranges written out (at most 1,000), where they are plain numbers.
    #[must_use]
    pub fn numbers(&self) -> Vec<usize> {
        let mut numbers = Vec::new();
        for part in members(&self.value) {
            let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
            if let (Ok(first), Ok(last)) = (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
                numbers.extend((first..=last).take(1000));
            }
        }
        numbers
    }
}

/// The members of a list of numbers: `33-35`, `40` and `42` of `33-35, 40 and 42`. “And” is read in every language.
pub(crate) fn members(value: &str) -> Vec<&str> {
    let is_and = |word: &str| {
        word.starts_with(char::is_alphabetic)
            && Language::all().iter().any(|language| language.words(List::And).has(word))
    };
    let mut members = Vec::new();
    for part in value.split([',', '&']) {
        let (mut start, mut at) = (0, 0);
        for word in part.split(' ') {
            if is_and(word) {
                members.push(&part[start..at]);
                start = at + word.len();
            }
            at += word.len() + 1;
        }
        members.push(&part[start..]);
    }
    members
}

/// The locator at the beginning of a suffix, and the number of bytes it takes.
///
/// Braces force a locator (`{ii, A}`) or, when empty, prevent one. Without braces it is a term with a
/// value, or a value that begins with a digit (then a page).
#[must_use]
pub fn parse(suffix: &str, language: &Language) -> (Option<Locator>, usize) {
    let start = suffix.len() - suffix.trim_start_matches(|c: char| c == ',' || c.is_whitespace()).len();
    let rest = &suffix[start..];
    if let Some(inner) = rest.strip_prefix('{')
        && let Some(close) = inner.find('}')
    {
        let inside = inner[..close].trim();
        let used = start + close + 2;
        if inside.is_empty() {
            return (None, used);
        }
        let (term, value) = term_of(inside, language).unwrap_or((Term::Page, inside));
        let value = Emphasis::stripped(value.trim());
        return (Some(Locator { term, value }), used);
    }
    let (term, value) = match term_of(rest, language) {
        Some(found) => found,
        None if is_time(rest) => (Term::Timestamp, rest),
        None if rest.starts_with(|c: char| c.is_ascii_digit()) => (Term::Page, rest),
        None => return (None, 0),
    };
    let length = value_length(value.trim_start());
    if length == 0 {
        return (None, 0);
    }
    let value_start = suffix.len() - value.trim_start().len();
    let value = suffix[value_start..value_start + length].trim().to_owned();
    (Some(Locator { term, value }), value_start + length)
}

/// Whether a text begins with a time of three numbers: `00:12:31`.
fn is_time(text: &str) -> bool {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != ':').unwrap_or(text.len());
    let parts: Vec<&str> = text[..end].split(':').collect();
    matches!(parts.as_slice(), [hours, minutes, seconds]
        if (1..=3).contains(&hours.len()) && minutes.len() == 2 && seconds.len() == 2)
}

/// The term at the beginning and what follows it: the longest spelling that stands there.
fn term_of<'t>(text: &'t str, language: &Language) -> Option<(Term, &'t str)> {
    let is_sign = |letter: char| matches!(letter, '§' | '¶' | '№');
    let word_end = |from: usize| {
        let letters = text[from..].char_indices().take(LONGEST_TERM);
        let in_word =
            |letter: char| letter.is_alphabetic() || is_sign(letter) || matches!(letter, '.' | '\'' | '’');
        let end = letters.take_while(|(_, letter)| in_word(*letter)).last();
        from + end.map_or(0, |(at, letter)| at + letter.len_utf8())
    };
    let first = word_end(0);
    if first == 0 {
        return None;
    }
    // Two words, the word, and what ends at a full stop or behind a sign in it: `p.` of `p.iv`.
    let second = text[first..].starts_with(' ').then(|| word_end(first + 1)).filter(|end| *end > first + 1);
    let within = text[..first].char_indices().rev().filter(|(_, letter)| *letter == '.' || is_sign(*letter));
    let ends = second.into_iter().chain([first]).chain(within.map(|(at, letter)| at + letter.len_utf8()));
    ends.into_iter().find_map(|end| {
        let (head, rest) = text.split_at(end);
        let is_apart = !head.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphanumeric);
        Some((Term::spelt(head, language).filter(|_| is_apart)?, rest))
    })
}

/// Length of the value: numbers (digits, roman numerals, letters after digits) joined by `-`, `–`, `,`, `&`.
fn value_length(text: &str) -> usize {
    let mut end = 0;
    let mut at = 0;
    loop {
        let word = word_length(&text[at..]);
        let number = text[at..at + word].trim_end_matches(['.', ':']);
        if !is_number(number) {
            return end;
        }
        end = at + number.len();
        if number.len() < word {
            return end;
        }
        let rest = &text[end..];
        let joint =
            rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || "-–,&".contains(c)).len();
        let has_mark = rest[..joint].contains(['-', '–', ',', '&']);
        if joint == 0 || !has_mark {
            return end;
        }
        at = end + joint;
    }
}

/// Length of a number with what stands in brackets at it: `12(3)(b)`, `(xv)`, `3.4`.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        end += rest.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == ':')).unwrap_or(rest.len());
        let Some(inside) = text[end..].strip_prefix('(') else { return end };
        let length = inside.find(|c: char| !c.is_alphanumeric()).unwrap_or(inside.len());
        if length == 0 || !inside[length..].starts_with(')') {
            return end;
        }
        end += length + 2;
    }
}

/// Whether a word, or what its first brackets hold, is a number: digits, a Roman numeral, or a letter with digits.
fn is_number(word: &str) -> bool {
    let word = word.split(['(', ')']).find(|part| !part.is_empty()).unwrap_or_default();
    !word.is_empty()
        && (word.starts_with(|c: char| c.is_ascii_digit())
            || is_roman(word)
            || (word.len() <= 3 && word.ends_with(|c: char| c.is_ascii_digit())))
}

/// Whether the word is a Roman numeral, in one case: `iv`, not `did` or `mild`.
fn is_roman(word: &str) -> bool {
    let is_one_case =
        word.chars().all(|c| c.is_ascii_lowercase()) || word.chars().all(|c| c.is_ascii_uppercase());
    let mut rest = &*word.to_ascii_lowercase();
    rest = rest.trim_start_matches('m');
    for digits in [
        ["cm", "cd", "dccc", "dcc", "dc", "d", "ccc", "cc", "c"],
        ["xc", "xl", "lxxx", "lxx", "lx", "l", "xxx", "xx", "x"],
        ["ix", "iv", "viii", "vii", "vi", "v", "iii", "ii", "i"],
    ] {
        rest = digits.iter().find_map(|digit| rest.strip_prefix(digit)).unwrap_or(rest);
    }
    is_one_case && rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(suffix: &str) -> (Option<(Term, String)>, String) {
        read_in("en", suffix)
    }

    fn read_in(language: &str, suffix: &str) -> (Option<(Term, String)>, String) {
        let (locator, used) = parse(suffix, Language::get(language));
        (locator.map(|locator| (locator.term, locator.value)), suffix[used..].to_owned())
    }

    #[test]
    fn reads_pandocs_locators() {
        let some = |term, value: &str| Some((term, value.to_owned()));
        assert_eq!(read(", p. 33"), (some(Term::Page, "33"), String::new()));
        assert_eq!(read(", pp. 33-35 and *passim*"), (some(Term::Page, "33-35"), " and *passim*".to_owned()));
        assert_eq!(
            read(" 33-35, 38-39 and more"),
            (some(Term::Page, "33-35, 38-39"), " and more".to_owned())
        );
        assert_eq!(read(", ¶ 4"), (some(Term::Paragraph, "4"), String::new()));
        assert_eq!(read(", chap. iv, well"), (some(Term::Chapter, "iv"), ", well".to_owned()));
        assert_eq!(
            read("{ii, A, D-Z}, with a suffix"),
            (some(Term::Page, "ii, A, D-Z"), ", with a suffix".to_owned())
        );
        assert_eq!(read("{}, 99 years later"), (None, ", 99 years later".to_owned()));
        assert_eq!(read(", pp. xii-xiv, IX"), (some(Term::Page, "xii-xiv, IX"), String::new()));
        assert_eq!(read(", p. 3, did say"), (some(Term::Page, "3"), ", did say".to_owned()));
        assert_eq!(read(", who says so"), (None, ", who says so".to_owned()));
        assert_eq!(read(", particularly 4"), (None, ", particularly 4".to_owned()));
    }

    #[test]
    fn a_number_keeps_what_stands_at_it() {
        let some = |term, value: &str| Some((term, value.to_owned()));
        assert_eq!(read(", § 12(3)(b)"), (some(Term::Section, "12(3)(b)"), String::new()));
        assert_eq!(read(", p. 33ff."), (some(Term::Page, "33ff"), ".".to_owned()));
        assert_eq!(read(", p. 33f. passim"), (some(Term::Page, "33f"), ". passim".to_owned()));
        assert_eq!(read(", vol. 2, p. 3"), (some(Term::Volume, "2"), ", p. 3".to_owned()));
        assert_eq!(read(", p.33"), (some(Term::Page, "33"), String::new()));
        assert_eq!(
            read(", pp. iv, vi-xi, (xv)-(xvii) with more"),
            (some(Term::Page, "iv, vi-xi, (xv)-(xvii)"), " with more".to_owned())
        );
        assert_eq!(read(", 00:12:31"), (some(Term::Timestamp, "00:12:31"), String::new()));
        assert_eq!(read(", 3:16"), (some(Term::Page, "3:16"), String::new()));
        assert_eq!(read(", s.v. 3"), (some(Term::SubVerbo, "3"), String::new()));
        assert_eq!(read(", sub verbo 3"), (some(Term::SubVerbo, "3"), String::new()));
        assert_eq!(read(", part of it"), (None, ", part of it".to_owned()));
    }

    #[test]
    fn terms_are_those_of_the_page_s_language_and_english_ones() {
        let place = |language: &str, suffix: &str| {
            let language = Language::get(language);
            parse(suffix, language).0.map(|locator| locator.display(language))
        };
        let some = |words: &str| Some(words.to_owned());
        assert_eq!(place("de", ", S. 35-37"), some("S. 35–37"));
        assert_eq!(place("de", ", 33"), some("S. 33"));
        assert_eq!(place("de", ", Kap. 2"), some("Kap. 2"));
        assert_eq!(place("de", ", p. 3"), some("S. 3"));
        assert_eq!(place("uk", ", с. 5"), some("с. 5"));
        assert_eq!(place("uk", ", розд. 2"), some("розд. 2"));
        assert_eq!(place("uk", ", ¶ 4"), some("¶ 4"));
        assert_eq!(place("xx", ", pp. 3-4"), some("pp. 3–4"));
        assert_eq!(place("en", ", S. 35"), None);
    }

    #[test]
    fn every_term_has_its_name() {
        for (row, (term, name)) in NAMES.iter().enumerate() {
            assert_eq!(*term as usize, row);
            assert!(Language::get(FALLBACK).locator_label(name).is_some(), "{name}");
        }
    }

    #[test]
    fn writes_out_ranges() {
        let numbers = |value: &str| Locator { term: Term::Paragraph, value: value.to_owned() }.numbers();
        assert_eq!(numbers("4-6, 9"), [4, 5, 6, 9]);
        assert_eq!(numbers("4-6, 9 and 12 та 14"), [4, 5, 6, 9, 12, 14]);
        assert_eq!(numbers("iv"), Vec::<usize>::new());
    }
}
