//! Figures that a source gives as a bound, “at least forty”, “up to 300 tonnes”, and a statement as exact.

use super::value::Value;
use super::{Figure, FigureIndex, FigureText};

/// A figure of a statement that its sources give as a bound only, and how they put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded {
    /// The figure as the statement has it.
    pub figure: Figure,
    /// What a source says: “at least forty”.
    pub words: String,
}

impl FigureText<'_> {
    /// The figures that stand in the text without a bound, and in each of the sources that have them only with one.
    #[must_use]
    pub fn bounded(&self, sources: &[&FigureIndex]) -> Vec<Bounded> {
        if !sources.iter().any(|source| source.has_bounds()) {
            return Vec::new();
        }
        let exact = self.looked_up().filter(|reading| !reading.hedged);
        exact
            .filter_map(|reading| {
                let value = reading.values.first().filter(|value| is_bounded_value(value))?;
                let having = sources.iter().filter(|source| source.states(value));
                let mut words = having.map(|source| source.bound_of(value));
                let first = words.next()??;
                words
                    .all(|words| words.is_some())
                    .then(|| Bounded { figure: self.figure(reading), words: first.to_owned() })
            })
            .collect()
    }
}

/// Whether a value is one that bounds are kept of: an amount.
fn is_bounded_value(value: &Value) -> bool {
    value.amount().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(statement: &str, source: &str, language: &str) -> Vec<String> {
        let index = FigureIndex::new(source, language, None);
        let found = FigureText::new(statement, language).bounded(&[&index]);
        found.into_iter().map(|bounded| bounded.words).collect()
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
}
