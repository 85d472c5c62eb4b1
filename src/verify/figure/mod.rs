//! Rule `figure-unsupported`: every figure of a cited statement stands in a cited source.
//!
//! Figures are read from both texts as *values* and values are compared, so that a form does not
//! matter: 28-point = twenty-eight, 14 December 2025 = Dec 14, 2025 = 2025-12-14, 10% = ten per cent.
//! The rule would rather be quiet than wrong: small number words that count what the sentence lists
//! (“two leaders”), “one”, “first” and the like are not figures; a rounded figure with a hedge
//! (“about 100,000”) is supported by one within five per cent; units of time, length, weight and the like
//! are compared where both texts name one, and what is counted is not compared at all. So an unreported figure is not a checked one.

mod amount;
mod bound;
mod code;
mod connect;
mod context;
mod date;
mod dropped_bound;
mod figure_reading;
mod first_letters;
mod index;
mod joined;
mod lexicon;
mod misqualified;
mod multiple;
mod qualifier;
mod read;
mod roman;
mod said;
mod share;
mod token;
mod unit;
mod value;
mod weekday;

use std::ops::Range;

pub use dropped_bound::Bounded;
pub use index::FigureIndex;
pub use misqualified::Misqualified;
pub use multiple::OtherMultiple;
pub use value::{Decimal, Value};

/// A number, date, percentage or number word of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// As written.
    pub text: String,
    /// Bytes in the statement.
    pub range: Range<usize>,
    /// What it says, in its likeliest reading.
    pub value: Value,
    /// The beginning of the word behind it, which says what is counted.
    pub counted: Option<String>,
    /// Whether a unit of measure stands behind it.
    pub is_measured: bool,
}

/// Up to which number a heading may count what the page shows: “100 days of war”.
const MOST_COUNTED: u32 = 100;

impl Figure {
    /// Whether it is a count that nobody makes of what a page shows: 530, not 5 or 200.
    #[must_use]
    pub fn is_large_and_exact(&self) -> bool {
        matches!(&self.value, Value::Number(number)
            if number.significant() > 1 && number.small().is_none_or(|small| small > MOST_COUNTED))
    }
}

/// A text whose figures have been read, for all that is asked of them.
#[derive(Debug)]
pub struct FigureText<'t> {
    text: &'t str,
    tokens: Vec<token::FigureToken<'t>>,
    readings: Vec<figure_reading::FigureReading>,
    language: &'static lexicon::Lexicon,
}

impl<'t> FigureText<'t> {
    /// Reads a text in the language of a BCP 47 tag.
    #[must_use]
    pub fn new(text: &'t str, language: &str) -> Self {
        let language = lexicon::language(language);
        let tokens = joined::tokens(text, language);
        let readings = read::readings(&tokens, language);
        Self { text, tokens, readings, language }
    }

    /// The readings that a reader might look up in a source.
    fn looked_up(&self) -> impl Iterator<Item = &figure_reading::FigureReading> {
        self.readings.iter().filter(|reading| !reading.idle)
    }

    /// Whether the text has anything that is compared with sources: a figure that a reader might look up, a day of the
    /// week, or a verb that multiplies.
    #[must_use]
    pub fn is_checkable(&self) -> bool {
        self.has_figures() || !self.weekdays().is_empty() || self.has_multiples()
    }

    /// Whether the text has figures that a reader might look up.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        self.looked_up().next().is_some()
    }

    /// The figures of the text, in order; those that no reader would look up in a source left out.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        self.looked_up().map(|reading| self.figure(reading)).collect()
    }

    /// The figures that none of the sources supports. Without sources there are none.
    #[must_use]
    pub fn unsupported(&self, sources: &[&FigureIndex]) -> Vec<Figure> {
        if sources.is_empty() {
            return Vec::new();
        }
        let unsupported = self.looked_up().filter(|reading| !index::is_supported(reading, sources));
        unsupported.map(|reading| self.figure(reading)).collect()
    }

    fn figure(&self, reading: &figure_reading::FigureReading) -> Figure {
        let range = self.tokens[reading.start].range.start..self.tokens[reading.end - 1].range.end;
        Figure {
            text: self.text[range.clone()].to_owned(),
            range,
            value: reading.values[0].clone(),
            counted: reading.counted.clone(),
            is_measured: reading.unit.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(text: &str, language: &str) -> Vec<Figure> {
        FigureText::new(text, language).figures()
    }

    fn unsupported(statement: &str, language: &str, sources: &[&FigureIndex]) -> Vec<Figure> {
        FigureText::new(statement, language).unsupported(sources)
    }

    /// Pieces from which odd texts are made.
    const PIECES: [&str; 56] = [
        "1",
        "12",
        "2025",
        "000",
        "99999999999999999999999999999999999999999999",
        "٣٤",
        "५",
        "Ⅻ",
        "²",
        "½",
        ".",
        ",",
        "’",
        "-",
        "–",
        "/",
        ":",
        " ",
        "\u{A0}",
        "\n",
        "%",
        "$",
        "€",
        "\u{301}",
        "\u{AD}",
        "one",
        "hundred",
        "million",
        "trillion",
        "second",
        "third",
        "half",
        "a",
        "of",
        "and",
        "to",
        "in",
        "May",
        "December",
        "14",
        "-го",
        "тисяч",
        "двадцять",
        "п’ять",
        "мільйон",
        "грудня",
        "року",
        "achtundzwanzig",
        "hunderthunderthunderthunderthundert",
        "Milliarden",
        "G",
        "Article",
        "th",
        "pm",
        "İ",
        "🇺🇦",
    ];
    const LANGUAGES: [&str; 6] = ["en", "uk", "ru-RU", "de", "fr", ""];

    fn odd_text(seed: &mut u64) -> String {
        let mut next = || {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(*seed >> 40).unwrap()
        };
        let length = next() % 12;
        (0..length)
            .map(|_| PIECES[next() % PIECES.len()].to_owned() + if next() % 2 == 0 { " " } else { "" })
            .collect()
    }

    #[test]
    fn reads_any_text() {
        let mut seed = 1;
        for round in 0..5_000 {
            let text = odd_text(&mut seed);
            let language = LANGUAGES[round % LANGUAGES.len()];
            let mut last = 0;
            for figure in figures(&text, language) {
                assert_eq!(figure.text, text[figure.range.clone()]);
                assert!(figure.range.start >= last, "{text:?}");
                last = figure.range.end;
            }
            let index = FigureIndex::new(&text, language, Some((i16::MAX, Some(2), Some(31))));
            assert_eq!(unsupported(&text, language, &[&index]), [], "a text supports itself: {text:?}");
        }
    }

    #[test]
    fn takes_time_in_proportion_to_length() {
        for piece in [
            "1.",
            "1,",
            "1 000 ",
            "one ",
            "hundred and ",
            "14, ",
            "G8-",
            "2025-12-",
            "10 to ",
            "million ",
            "---",
            "½",
        ] {
            let text = piece.repeat(40_000 / piece.len());
            let start = std::time::Instant::now();
            let index = FigureIndex::new(&text, "en", Some((2025, None, None)));
            let found = unsupported(&text, "en", &[&index]);
            assert!(
                found.len() <= text.len() && start.elapsed().as_secs() < 20,
                "{piece}: {:?}",
                start.elapsed()
            );
        }
    }

    #[test]
    fn points_at_the_figure() {
        let statement = "Обсяг — 28‑point plan on 14 December 2025, Article 5.";
        let found: Vec<String> = figures(statement, "en").into_iter().map(|figure| figure.text).collect();
        assert_eq!(found, ["28", "14 December 2025", "Article 5"]);
        assert_eq!(unsupported(statement, "en", &[]), []);
    }
}
