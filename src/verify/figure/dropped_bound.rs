//! Figures that a source gives as a bound, “at least forty”, “up to 300 tonnes”, and a statement as exact, or as the
//! opposite bound.

use super::bound::may_be_bounded;
use super::figure_reading::FigureReading;
use super::index::StatedBound;
use super::token::written;
use super::{Figure, FigureIndex, FigureText};

/// A figure of a statement that its sources give as a bound only, and how they put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded {
    /// The figure as the statement has it, with the words that make a bound of it there.
    pub figure: Figure,
    /// What a source says: “at least forty”.
    pub words: String,
}

impl FigureText<'_> {
    /// The figures that stand in the text without a bound, or as a least, and in each of the sources that have them
    /// only with one, or as a most; and the other way round.
    #[must_use]
    pub fn bounded(&self, sources: &[&FigureIndex]) -> Vec<Bounded> {
        if !sources.iter().any(|source| source.has_bounds()) {
            return Vec::new();
        }
        let compared = self.looked_up().filter(|reading| !reading.hedged || reading.bound.is_some());
        compared
            .filter_map(|reading| {
                let value = reading.values.first().filter(|value| may_be_bounded(value))?;
                let differs = |stated: &StatedBound| {
                    reading.bound.as_ref().is_none_or(|own| own.is_least != stated.is_least)
                };
                let having = sources.iter().filter(|source| source.states(value));
                let mut stated = having.map(|source| source.bound_of(value).filter(|stated| differs(stated)));
                let first = stated.next()??;
                let figure = self.with_bound(reading);
                stated.all(|stated| stated.is_some()).then(|| Bounded { figure, words: first.words.clone() })
            })
            .collect()
    }

    fn with_bound(&self, reading: &FigureReading) -> Figure {
        let mut figure = self.figure(reading);
        if let Some(bound) = &reading.bound {
            written(self.text, &self.tokens, &bound.tokens).clone_into(&mut figure.text);
        }
        figure
    }
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
        assert_eq!(found("Over 200 burnt.", "Up to 200 burnt.", "en"), ["Up to 200"]);
        assert_eq!(
            found("Die Hälfte stimmte zu.", "Weniger als die Hälfte stimmte zu.", "de"),
            ["Weniger als die Hälfte"]
        );
        assert!(found("More than 200 burnt.", "At least 200 burnt.", "en").is_empty());
        assert!(found("At least forty drowned.", "At least forty drowned.", "en").is_empty());
        assert!(found("About forty drowned.", "More than forty drowned.", "en").is_empty());
        assert!(found("Forty drowned.", "At least forty drowned. In all, forty drowned.", "en").is_empty());
        assert!(found("It was in 2014.", "It was over 2014.", "en").is_empty());
    }
}
