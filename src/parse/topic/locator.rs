//! Places in a source: `p. 33`, `¶ 4`, `{ii, A}`.

use serde::{Deserialize, Serialize};

use super::citation::Emphasis;

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locator {
    /// What is counted.
    pub term: Term,
    /// The numbers as written.
    pub value: String,
}

/// What a locator counts. The names are CSL's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Term {
    Page,
    Paragraph,
    Section,
    Chapter,
    Book,
    Column,
    Figure,
    Folio,
    Line,
    Note,
    Number,
    Opus,
    Part,
    SubVerbo,
    Verse,
    Volume,
}

/// Spellings of the terms, the longest first where one begins another. English, after Pandoc's list.
const SPELLINGS: [(&str, Term); 58] = [
    ("paragraphs", Term::Paragraph),
    ("paragraph", Term::Paragraph),
    ("paras.", Term::Paragraph),
    ("para.", Term::Paragraph),
    ("¶¶", Term::Paragraph),
    ("¶", Term::Paragraph),
    ("pages", Term::Page),
    ("page", Term::Page),
    ("pp.", Term::Page),
    ("p.", Term::Page),
    ("sections", Term::Section),
    ("section", Term::Section),
    ("secs.", Term::Section),
    ("sec.", Term::Section),
    ("§§", Term::Section),
    ("§", Term::Section),
    ("chapters", Term::Chapter),
    ("chapter", Term::Chapter),
    ("chaps.", Term::Chapter),
    ("chap.", Term::Chapter),
    ("books", Term::Book),
    ("book", Term::Book),
    ("bks.", Term::Book),
    ("bk.", Term::Book),
    ("columns", Term::Column),
    ("column", Term::Column),
    ("cols.", Term::Column),
    ("col.", Term::Column),
    ("figures", Term::Figure),
    ("figure", Term::Figure),
    ("figs.", Term::Figure),
    ("fig.", Term::Figure),
    ("folios", Term::Folio),
    ("folio", Term::Folio),
    ("fols.", Term::Folio),
    ("fol.", Term::Folio),
    ("lines", Term::Line),
    ("line", Term::Line),
    ("ll.", Term::Line),
    ("l.", Term::Line),
    ("notes", Term::Note),
    ("note", Term::Note),
    ("nn.", Term::Note),
    ("n.", Term::Note),
    ("numbers", Term::Number),
    ("number", Term::Number),
    ("nos.", Term::Number),
    ("no.", Term::Number),
    ("opus", Term::Opus),
    ("op.", Term::Opus),
    ("parts", Term::Part),
    ("part", Term::Part),
    ("pt.", Term::Part),
    ("s.v.", Term::SubVerbo),
    ("verses", Term::Verse),
    ("verse", Term::Verse),
    ("volumes", Term::Volume),
    ("vol.", Term::Volume),
];

impl Locator {
    /// The place in words, such as `p. 33`, `pp. 33–35` or `¶ 4`.
    #[must_use]
    pub fn display(&self) -> String {
        let several = self.value.contains(['-', '–', ',', '&']) || self.value.contains(" and ");
        let (one, many) = match self.term {
            Term::Page => ("p.", "pp."),
            Term::Paragraph => ("¶", "¶¶"),
            Term::Section => ("§", "§§"),
            Term::Chapter => ("chap.", "chaps."),
            Term::Book => ("bk.", "bks."),
            Term::Column => ("col.", "cols."),
            Term::Figure => ("fig.", "figs."),
            Term::Folio => ("fol.", "fols."),
            Term::Line => ("line", "lines"),
            Term::Note => ("n.", "nn."),
            Term::Number => ("no.", "nos."),
            Term::Opus => ("op.", "op."),
            Term::Part => ("pt.", "pts."),
            Term::SubVerbo => ("s.v.", "s.vv."),
            Term::Verse => ("verse", "verses"),
            Term::Volume => ("vol.", "vols."),
        };
        format!("{} {}", if several { many } else { one }, self.value.replace('-', "–"))
    }

    /// The numbers that it names, ranges written out (at most 1,000), where they are plain numbers.
    #[must_use]
    pub fn numbers(&self) -> Vec<usize> {
        let mut numbers = Vec::new();
        for part in self.value.split([',', '&']).flat_map(|part| part.split(" and ")) {
            let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
            if let (Ok(first), Ok(last)) = (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
                numbers.extend((first..=last).take(1000));
            }
        }
        numbers
    }
}

/// The locator at the beginning of a suffix, and the number of bytes it takes.
///
/// Braces force a locator (`{ii, A}`) or, when empty, prevent one. Without braces it is a term with a
/// value, or a value that begins with a digit (then a page).
#[must_use]
pub fn parse(suffix: &str) -> (Option<Locator>, usize) {
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
        let (term, value) = term_of(inside).unwrap_or((Term::Page, inside));
        let value = Emphasis::stripped(value.trim());
        return (Some(Locator { term, value }), used);
    }
    let (term, value) = match term_of(rest) {
        Some(found) => found,
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

/// The term at the beginning and what follows it.
fn term_of(text: &str) -> Option<(Term, &str)> {
    SPELLINGS.iter().find_map(|(spelling, term)| {
        let head = text.get(..spelling.len())?;
        let rest = &text[spelling.len()..];
        let is_word = spelling.ends_with(|c: char| c.is_alphabetic());
        let is_apart = !is_word || rest.starts_with(|c: char| !c.is_alphanumeric());
        (head.eq_ignore_ascii_case(spelling) && is_apart).then_some((*term, rest))
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
        let (locator, used) = parse(suffix);
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
    fn writes_out_ranges() {
        let numbers = |value: &str| Locator { term: Term::Paragraph, value: value.to_owned() }.numbers();
        assert_eq!(numbers("4-6, 9"), [4, 5, 6, 9]);
        assert_eq!(numbers("iv"), Vec::<usize>::new());
    }
}
