//! Verbs that multiply, “rents have doubled”, and statements that have another one than their sources.

use ibid_languages::List;

use super::{FigureIndex, FigureText};

/// A verb of a statement that multiplies by something else than those of its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherMultiple {
    /// The verb, in bytes of the statement.
    pub range: std::ops::Range<usize>,
    /// The verb of a source.
    pub words: String,
}

impl FigureText<'_> {
    /// Whether the text has a verb that multiplies.
    pub(super) fn has_multiples(&self) -> bool {
        self.language.multiples(&self.tokens).next().is_some()
    }

    /// The verbs that multiply of which no source has the like, though one has others.
    #[must_use]
    pub fn other_multiples(&self, sources: &[&FigureIndex]) -> Vec<OtherMultiple> {
        let says = |list| self.tokens.iter().any(|token| self.language.has(list, token));
        // “Doubled, and doubled again.”
        if says(List::Thrice) && says(List::Twice) {
            return Vec::new();
        }
        self.language
            .multiples(&self.tokens)
            .filter(|(percent, _)| !sources.iter().any(|source| source.multiples().contains_key(percent)))
            .filter_map(|(_, at)| {
                let words = sources.iter().find_map(|source| source.multiples().values().next())?;
                Some(OtherMultiple { range: self.tokens[at].range.clone(), words: words.clone() })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(statement: &str, source: &str, language: &str) -> Vec<String> {
        let index = FigureIndex::new(source, language, None);
        let found = FigureText::new(statement, language).other_multiples(&[&index]);
        found.into_iter().map(|other| format!("{}: {}", &statement[other.range], other.words)).collect()
    }

    #[test]
    fn another_multiple_than_the_source() {
        assert_eq!(found("Rents tripled.", "Rents have doubled.", "en"), ["tripled: doubled"]);
        assert_eq!(
            found("Die Preise haben sich verdreifacht.", "Die Preise haben sich verdoppelt.", "de"),
            ["verdreifacht: verdoppelt"]
        );
        assert!(found("Rents doubled.", "Rents are doubling.", "en").is_empty());
        assert!(found("Rents doubled.", "Rents rose from 5 to 10.", "en").is_empty());
    }
}
