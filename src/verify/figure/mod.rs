//! Rule `figure-unsupported`: every figure of a cited statement stands in a cited source.
//!
//! Figures are read from both texts as *values* and values are compared, so that a form does not
//! matter: 28-point = twenty-eight, 14 December 2025 = Dec 14, 2025 = 2025-12-14, 10% = ten per cent.
//! The rule would rather be quiet than wrong: small number words that count what the sentence lists
//! (“two leaders”), “one”, “first” and the like are not figures; a rounded figure with a hedge
//! (“about 100,000”) is supported by one within five per cent; a unit is compared only for per cents
//! and money, and what is counted is not compared at all. So an unreported figure is not a checked one.

mod amount;
mod context;
mod date;
mod index;
mod lexicon;
mod read;
mod token;
mod value;

use std::ops::Range;

pub use index::FigureIndex;
pub use value::{Decimal, Value};

use lexicon::Language;

/// A number, date, percentage or number word of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// As written.
    pub text: String,
    /// Bytes in the statement.
    pub range: Range<usize>,
    /// What it says, in its likeliest reading.
    pub value: Value,
}

/// The figures of a text in the language of a BCP 47 tag, in order; those that no reader would look
/// up in a source left out.
#[must_use]
pub fn figures(text: &str, language: &str) -> Vec<Figure> {
    let tokens = token::tokens(text);
    let readings = read::readings(&tokens, Language::of(language));
    readings.iter().filter(|reading| !reading.idle).map(|reading| figure(text, &tokens, reading)).collect()
}

/// The figures of a statement that none of the sources supports. Without sources there are none.
#[must_use]
pub fn unsupported(statement: &str, language: &str, sources: &[&FigureIndex]) -> Vec<Figure> {
    if sources.is_empty() {
        return Vec::new();
    }
    let tokens = token::tokens(statement);
    let readings = read::readings(&tokens, Language::of(language));
    readings
        .iter()
        .filter(|reading| !reading.idle && !index::is_supported(reading, sources))
        .map(|reading| figure(statement, &tokens, reading))
        .collect()
}

fn figure(text: &str, tokens: &[token::Token], reading: &read::Reading) -> Figure {
    let range = tokens[reading.start].range.start..tokens[reading.end - 1].range.end;
    Figure { text: text[range.clone()].to_owned(), range, value: reading.values[0].clone() }
}
