//! Dates whose month is written out, in any language: `3 mars 2024`, `15. prosince 2025`, `٣ مارس ٢٠٢٤`.
//!
//! A name that is one month in one language and another in another (`listopad`) is read only where the file states its
//! language. Years of other calendars are not read, nor dates without a year.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use ibid_languages::{Group, Language, List, Series, fold, word_ranges};
use unicode_normalization::UnicodeNormalization;

use crate::base::date::Edtf;
use crate::base::digit::ascii_digit;

/// Years of the Gregorian calendar that a file may state; in the Buddhist one it is the twenty-sixth century.
const YEARS: RangeInclusive<u32> = 1000..=2200;
/// Words of the longest name of a month.
const LONGEST_NAME: usize = 3;
/// Letters of the longest ending of a number: 1er, 15th, 3-го.
const LONGEST_ENDING: usize = 4;

/// The months by their names in all languages; nothing for a name that is one here and another there.
static MONTHS: LazyLock<HashMap<&'static str, Option<u32>>> = LazyLock::new(|| {
    let mut months: HashMap<&str, Option<u32>> = HashMap::new();
    for (name, month) in Language::all().iter().flat_map(month_names) {
        let known = months.entry(name).or_insert(Some(month));
        if *known != Some(month) {
            *known = None;
        }
    }
    months
});

fn month_names(language: &'static Language) -> impl Iterator<Item = (&'static str, u32)> {
    let months = language.series(Series::Months);
    months.flat_map(|(month, names)| names.words().chain(names.phrases()).map(move |name| (name, month)))
}

/// The month that a folded name is in a language, or in all that have it.
fn month(name: &str, language: &'static Language) -> Option<u32> {
    let own = language
        .series(Series::Months)
        .find(|(_, names)| names.has(name) || names.phrases().any(|phrase| phrase == name));
    own.map(|(month, _)| month).or_else(|| MONTHS.get(name).copied().flatten())
}

/// Whether a folded word is an entry of a list in any language.
fn is_in_any(list: List, word: &str) -> bool {
    Language::all().iter().any(|language| language.words(list).has(word))
}

/// A number or a word of a line.
#[derive(Debug)]
struct DateToken {
    text: String,
    /// The value of a number of up to four digits.
    number: Option<u32>,
    /// Whether it is written onto the one before, perhaps with a hyphen.
    is_joined: bool,
}

impl DateToken {
    fn day(&self) -> Option<u32> {
        self.number.filter(|day| self.text.len() <= 2 && (1..=31).contains(day))
    }

    fn year(&self) -> Option<u32> {
        self.number.filter(|year| self.text.len() == 4 && YEARS.contains(year))
    }
}

/// The date in a line as EDTF, in a file of a language (a BCP 47 tag, or nothing where it states none).
pub(super) fn written_date(line: &str, language: &str) -> Option<String> {
    let language = Language::get(language);
    let tokens = tokens(line);
    let named = |at: usize| {
        (1..=LONGEST_NAME).rev().find_map(|length| {
            let words = tokens.get(at..at + length)?;
            let name = words.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
            let elided = || month(name.rsplit('\'').next()?, language);
            Some((at..at + length, month(&name, language).or_else(elided)?))
        })
    };
    let found = (0..tokens.len()).filter_map(named).find_map(|(name, month)| {
        let (year, day) = beside(&tokens, name.start, name.end)?;
        edtf(year, month, Some(day))
    });
    found.or_else(|| signed(&tokens)).or_else(|| {
        let (name, month) = named(0)?;
        let rest = &tokens[name.end + usize::from(is_of(&tokens, name.end))..];
        let [year] = rest else { return None };
        edtf(year.year()?, month, None)
    })
}

fn tokens(line: &str) -> Vec<DateToken> {
    let line: String = line.nfc().map(|letter| ascii_digit(letter).unwrap_or(letter)).collect();
    let mut tokens: Vec<DateToken> = Vec::new();
    let mut end = 0;
    for word in word_ranges(&line) {
        let mut start = word.start;
        while start < word.end {
            let rest = &line[start..word.end];
            let is_number = rest.starts_with(|letter: char| letter.is_ascii_digit());
            let length = rest.find(|letter: char| letter.is_ascii_digit() != is_number).unwrap_or(rest.len());
            let text = fold(&rest[..length]).into_owned();
            let number = text.parse().ok().filter(|_| is_number && length <= 4);
            let is_joined =
                !tokens.is_empty() && matches!(&line[end..start], "" | "-" | "\u{2010}" | "\u{2011}");
            tokens.push(DateToken { text, number, is_joined });
            start += length;
            end = start;
        }
    }
    tokens
}

fn is_of(tokens: &[DateToken], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.number.is_none() && is_in_any(List::Of, &token.text))
}

/// Whether a token is a word for the year, in any language.
fn is_year_word(tokens: &[DateToken], at: usize) -> bool {
    let is_year = |language: &Language, word: &str| {
        language.group(Group::Units).any(|(unit, words)| unit == "year" && words.has(word))
    };
    tokens.get(at).is_some_and(|token| Language::all().iter().any(|language| is_year(language, &token.text)))
}

/// Whether a token is the ending of the number before it: `th`, `er`, `го`.
fn is_ending(tokens: &[DateToken], at: usize) -> bool {
    let is_number = |at: usize| tokens.get(at).is_some_and(|token| token.number.is_some());
    tokens.get(at).is_some_and(|token| {
        token.is_joined && token.number.is_none() && token.text.chars().count() <= LONGEST_ENDING
    }) && at.checked_sub(1).is_some_and(is_number)
}

/// The year and the day that stand beside a month.
fn beside(tokens: &[DateToken], start: usize, end: usize) -> Option<(u32, u32)> {
    let token = |at: usize| tokens.get(at);
    let year = |at: usize| token(at).and_then(DateToken::year);
    let skip = |at: usize, is_there: fn(&[DateToken], usize) -> bool| at + usize::from(is_there(tokens, at));
    let before = |at: usize, is_there: fn(&[DateToken], usize) -> bool| match at.checked_sub(1) {
        Some(last) if is_there(tokens, last) => last,
        _ => at,
    };
    let day_at = before(before(start, is_of), is_ending).checked_sub(1);
    let day_before = day_at.and_then(token).and_then(DateToken::day);
    let day_behind = token(end).and_then(DateToken::day);
    // `3 mars 2024`, `14 de diciembre de 2025`
    let day_first = || Some((year(skip(end, is_of))?, day_before?));
    // `March 3rd, 2024`
    let month_first = || Some((year(skip(end + 1, is_ending))?, day_behind?));
    // `2024. március 3.`, `2024 m. kovo 3 d.`
    let year_first = || {
        let year = year(before(before(start, is_year_word), is_of).checked_sub(1)?)?;
        Some((year, day_behind?))
    };
    // `2024. gada 3. martā`
    let year_far = || Some((year(before(day_at?, is_year_word).checked_sub(1)?)?, day_before?));
    day_first().or_else(month_first).or_else(year_first).or_else(year_far)
}

/// `2025年12月14日`, `2025년 12월`
fn signed(tokens: &[DateToken]) -> Option<String> {
    let is = |list: List, at: usize| {
        tokens.get(at).is_some_and(|sign| sign.is_joined && is_in_any(list, &sign.text))
    };
    let at = (0..tokens.len()).find(|at| tokens[*at].year().is_some() && is(List::YearSigns, at + 1))?;
    let month = tokens.get(at + 2)?.number.filter(|_| is(List::MonthSigns, at + 3))?;
    let day = tokens.get(at + 4).and_then(DateToken::day).filter(|_| is(List::DaySigns, at + 5));
    edtf(tokens[at].year()?, month, day)
}

fn edtf(year: u32, month: u32, day: Option<u32>) -> Option<String> {
    let date = match day {
        Some(day) => format!("{year}-{month:02}-{day:02}"),
        None => format!("{year}-{month:02}"),
    };
    Edtf::parse(&date).ok().map(|_| date)
}

#[cfg(test)]
mod tests {
    use super::written_date;

    #[test]
    fn dates_of_many_languages_are_read() {
        for line in [
            "3 March 2024",
            "March 3rd, 2024",
            "Sunday, 3. März 2024, 14:05 Uhr",
            "Publié le 3 mars 2024",
            "3 de marzo de 2024",
            "3 de março de 2024",
            "3 marzo 2024",
            "3 maart 2024",
            "3 de març de 2024",
            "3. marts 2024",
            "søndag 3. mars 2024",
            "3. maaliskuuta 2024",
            "3. märts 2024",
            "2024. március 3.",
            "2024 m. kovo 3 d.",
            "2024. gada 3. marts",
            "3 marca 2024",
            "3. března 2024",
            "3. ožujka 2024.",
            "3. марта 2024.",
            "3 березня 2024 року",
            "3-го марта 2024 г.",
            "3 сакавіка 2024 г.",
            "3 март 2024 г.",
            "3 Μαρτίου 2024",
            "3 Mart 2024",
            "3 martie 2024",
            "3 Maret 2024",
            "3 Mac 2024",
            "ngày 3 tháng 3 năm 2024",
            "٣ مارس ٢٠٢٤",
            "3 آذار 2024",
            "۳ مارس ۲۰۲۴",
            "3 مارچ 2024ء",
            "3 במרץ 2024",
            "३ मार्च २०२४",
            "৩ মার্চ ২০২৪",
            "2024年3月3日",
            "2024년 3월 3일",
            "3. mars 2024",
            "3 Machi 2024",
        ] {
            assert_eq!(written_date(line, "").as_deref(), Some("2024-03-03"), "{line}");
        }
        for (line, month) in [
            ("März 2024", "2024-03"),
            ("marzo de 2024", "2024-03"),
            ("2024年3月", "2024-03"),
            ("تشرين الثاني 2024", "2024-11"),
            ("tháng mười hai 2024", "2024-12"),
        ] {
            assert_eq!(written_date(line, "").as_deref(), Some(month), "{line}");
        }
    }

    #[test]
    fn what_may_be_two_dates_is_read_in_the_language_of_the_file_only() {
        for (line, language, date) in [
            ("14 listopada 2024", "", None),
            ("14 listopada 2024", "pl", Some("2024-11-14")),
            ("14. listopada 2024.", "hr", Some("2024-10-14")),
            ("3/4 2024", "", None),
            ("3.4.2024", "de", None),
            ("31 février 2024", "fr", None),
            ("3 มีนาคม 2567", "th", None),
            ("3 mars", "fr", None),
            ("3 mars 24", "fr", None),
            ("mars 2024 et avril", "fr", None),
            ("", "", None),
        ] {
            assert_eq!(written_date(line, language).as_deref(), date, "{line}");
        }
    }

    #[test]
    fn any_line_is_read() {
        for line in [
            "-",
            "1",
            "9999999999999999 march 1",
            "٣",
            "march",
            "march march 3",
            "3 de",
            "'",
            "年月日",
            "2024年13月1日",
        ] {
            assert_eq!(written_date(line, "en"), None, "{line}");
        }
    }
}
