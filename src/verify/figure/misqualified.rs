//! Figures of a statement beside which its sources say something else: “exactly 30” where they have “about 30”.

use super::figure_reading::FigureReading;
use super::qualifier::{StatedQualifiers, key};
use super::token::written;
use super::{Figure, FigureIndex, FigureText};

/// A figure of a statement of which its sources say something else beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misqualified {
    /// The figure, with what the statement says beside it.
    pub figure: Figure,
    /// What a source says: “about 30”.
    pub words: String,
    /// Whether only the exactness differs; else the figure is another one.
    pub is_hedge: bool,
}

impl FigureText<'_> {
    /// The figures that the text gives as exact and the sources only about, or as an estimate; those that come again in
    /// another time than in the sources; and years of the other era.
    #[must_use]
    pub fn misqualified(&self, sources: &[&FigureIndex]) -> Vec<Misqualified> {
        if sources.iter().all(|source| source.qualifiers().is_empty()) {
            return Vec::new();
        }
        self.readings.iter().filter_map(|reading| self.misqualified_by(reading, sources)).collect()
    }

    fn misqualified_by(&self, reading: &FigureReading, sources: &[&FigureIndex]) -> Option<Misqualified> {
        let key = key(reading)?;
        let having = sources.iter().filter(|source| source.states(&reading.values[0]));
        let mut stated = Vec::new();
        for source in having {
            // A source that says nothing beside the number supports it as it is.
            stated.extend(source.qualifiers().get(&key)?);
        }
        let own = &reading.beside;
        let is_plain = own.approximation.is_none() && !reading.hedged;
        let words = |of: &dyn Fn(&StatedQualifiers) -> Option<String>| {
            let all: Option<Vec<String>> = stated.iter().map(|stated| of(stated)).collect();
            all.and_then(|all| all.into_iter().next())
        };
        let hedge = words(&|stated| {
            let (words, is_estimate) = stated.approximation.as_ref()?;
            (own.is_exact || *is_estimate && is_plain).then(|| words.clone())
        });
        let rate = own.rate.as_ref().and_then(|(range, time)| {
            let other = words(&|stated| {
                stated.rate.as_ref().filter(|(_, other)| other != time).map(|(words, _)| words.clone())
            });
            other.map(|words| (range, words))
        });
        let era = own.era.as_ref().and_then(|(range, is_before)| {
            let other = words(&|stated| {
                stated.era.as_ref().filter(|(_, other)| other != is_before).map(|(words, _)| words.clone())
            });
            other.map(|words| (range, words))
        });
        let (range, words, is_hedge) = match rate.or(era) {
            Some((range, words)) => (range.clone(), words, false),
            None => (reading.start..reading.end, hedge?, true),
        };
        let mut figure = self.figure(reading);
        written(self.text, &self.tokens, &range).clone_into(&mut figure.text);
        Some(Misqualified { figure, words, is_hedge })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(tag: &str, statement: &str, source: &str) -> Vec<String> {
        let index = FigureIndex::new(source, tag, None);
        let found = FigureText::new(statement, tag).misqualified(&[&index]);
        found.into_iter().map(|found| found.words).collect()
    }

    #[test]
    fn figures_of_which_the_source_says_something_else() {
        for (tag, statement, source, words) in [
            ("en", "Exactly 30 houses burnt.", "About 30 houses burnt.", "About 30"),
            ("en", "30 houses burnt.", "An estimated 30 houses burnt.", "estimated 30"),
            ("de", "Genau 400 Menschen gingen.", "Etwa 400 Menschen gingen.", "Etwa 400"),
            (
                "uk",
                "400 людей залишили долину.",
                "За оцінками, 400 людей залишили долину.",
                "За оцінками, 400",
            ),
            ("en", "It builds 10 boats per week.", "It builds 10 boats a day.", "10 boats a day"),
            ("de", "Sie baut 10 Boote pro Woche.", "Sie baut 10 Boote pro Tag.", "10 Boote pro Tag"),
            ("uk", "Будує 10 човнів на тиждень.", "Будує 10 човнів на день.", "10 човнів на день"),
            ("en", "It was built in 480 AD.", "It was built in 480 BC.", "480 BC"),
            ("de", "Es wurde 480 n. Chr. gebaut.", "Es wurde 480 v. Chr. gebaut.", "480 v. Chr"),
            (
                "uk",
                "Храм збудували у 480 році н. е.",
                "Храм збудували у 480 році до н. е.",
                "480 році до н. е",
            ),
            ("zh", "神庙建于公元480年。", "神庙建于公元前480年。", "公元前480"),
        ] {
            let all = found(tag, statement, source);
            assert_eq!(
                all.iter().map(|all| all.trim_end_matches('.')).collect::<Vec<_>>(),
                [words],
                "{statement}"
            );
        }
    }

    #[test]
    fn figures_of_which_the_source_says_the_same() {
        for (tag, statement, source) in [
            ("en", "30 houses burnt.", "About 30 houses burnt."),
            ("en", "Exactly 30 houses burnt.", "About 30 houses burnt. In the end it was 30."),
            ("en", "About 30 houses burnt.", "An estimated 30 houses burnt."),
            ("en", "It builds 10 boats a day.", "It builds 10 boats per day."),
            ("en", "It builds 10 boats per week.", "It builds 10 boats."),
            ("en", "It was built in 480 BCE.", "It was built in 480 BC."),
            ("de", "Es wurde 480 v.Chr. gebaut.", "Es wurde 480 v. Chr. gebaut."),
            ("uk", "У 480 не було храму.", "У 480 році до н. е. не було храму."),
        ] {
            assert!(found(tag, statement, source).is_empty(), "{statement}");
        }
    }
}
