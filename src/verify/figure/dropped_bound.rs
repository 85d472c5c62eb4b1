//! Figures that a source gives as a bound, “at least forty”, “up to 300 tonnes”, and a statement as exact; and days of the
//! week.

use std::ops::Range;

use super::value::Value;
use super::{Figure, FigureIndex, figure, lexicon, read, token};

/// A figure of a statement that its sources give as a bound only, and how they put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded {
    /// The figure as the statement has it.
    pub figure: Figure,
    /// What a source says: “at least forty”.
    pub words: String,
}

/// The figures of a statement that stand there without a bound, and in each of the sources that have them only with
/// one.
#[must_use]
pub fn bounded(statement: &str, language: &str, sources: &[&FigureIndex]) -> Vec<Bounded> {
    if !sources.iter().any(|source| source.has_bounds()) {
        return Vec::new();
    }
    let tokens = token::tokens(statement);
    let readings = read::readings(&tokens, lexicon::language(language));
    let exact = readings.iter().filter(|reading| !reading.idle && !reading.hedged);
    exact
        .filter_map(|reading| {
            let value = reading.values.first().filter(|value| is_bounded_value(value))?;
            let having = sources.iter().filter(|source| source.states(value));
            let mut words = having.map(|source| source.bound_of(value));
            let first = words.next()??;
            words
                .all(|words| words.is_some())
                .then(|| Bounded { figure: figure(statement, &tokens, reading), words: first.to_owned() })
        })
        .collect()
}

/// Whether a value is one that bounds are kept of: an amount.
fn is_bounded_value(value: &Value) -> bool {
    value.amount().is_some()
}

/// The days of the week that a text names, with their places; names such as “Black Friday” left out.
#[must_use]
pub fn weekdays(text: &str, language: &str) -> Vec<(Range<usize>, u8)> {
    let tokens = token::tokens(text);
    let language = lexicon::language(language);
    let has_capital = |at: usize| tokens.get(at).is_some_and(|token| token.is_any_word() && token.capital);
    let weekday = |at: usize| {
        let day = language.weekday_of(&tokens[at])?;
        // A language that writes all nouns with a capital tells nothing by it.
        let is_name = language.is("en") && (has_capital(at + 1) || at > 1 && has_capital(at - 1));
        (!is_name).then(|| (tokens[at].range.clone(), day))
    };
    (0..tokens.len()).filter_map(weekday).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(statement: &str, source: &str, language: &str) -> Vec<String> {
        let index = FigureIndex::new(source, language, None);
        bounded(statement, language, &[&index]).into_iter().map(|bounded| bounded.words).collect()
    }

    #[test]
    fn bounds_that_a_statement_leaves_out() {
        assert_eq!(
            found("Forty people drowned.", "At least forty people drowned.", "en"),
            ["At least forty"]
        );
        assert_eq!(found("It holds 300 tonnes.", "It holds up to 300 tonnes.", "en"), ["up to 300"]);
        assert_eq!(found("Es kostet 5 Euro.", "Es kostet mehr als 5 Euro.", "de"), ["mehr als 5 Euro"]);
        assert!(found("At least forty drowned.", "At least forty drowned.", "en").is_empty());
        assert!(found("About forty drowned.", "More than forty drowned.", "en").is_empty());
        assert!(found("Forty drowned.", "At least forty drowned. In all, forty drowned.", "en").is_empty());
        assert!(found("It was in 2014.", "It was over 2014.", "en").is_empty());
    }

    #[test]
    fn weekdays_are_no_names() {
        let days = |text: &str| weekdays(text, "en").into_iter().map(|(_, day)| day).collect::<Vec<u8>>();
        assert_eq!(days("He came on Monday and left on Friday."), [1, 5]);
        assert!(days("On Black Friday the Sunday Times was sold.").is_empty());
    }
}
