//! What a text says of days and years by counting from its own.

use std::collections::BTreeSet;

use ibid_languages::List;

use super::lexicon::Lexicon;
use super::token::{FigureToken, TokenGap};

/// What a text says of days and years without naming them.
pub(super) struct RelativeDates<'s, 't> {
    tokens: &'s [FigureToken<'t>],
    language: &'static Lexicon,
    /// Where an entry of one of the lists may begin.
    places: Vec<usize>,
    /// Days of the week that it names.
    pub(super) weekdays: BTreeSet<u8>,
}

impl<'s, 't> RelativeDates<'s, 't> {
    pub(super) fn new(tokens: &'s [FigureToken<'t>], language: &'static Lexicon) -> Self {
        let weekdays = tokens.iter().filter_map(|token| language.weekday_of(token)).collect();
        Self { tokens, language, places: language.relative_places(tokens), weekdays }
    }

    /// Whether a list has an entry in the text.
    pub(super) fn says(&self, list: List) -> bool {
        self.language.says(list, self.tokens, &self.places)
    }

    /// Whether the text counts its days from its own: today, on Sunday.
    pub(super) fn says_relative_day(&self) -> bool {
        self.says(List::Today) || !self.weekdays.is_empty()
    }

    /// Whether the text counts anything from its own day or year: yesterday, this spring, last month.
    pub(super) fn says_relative_time(&self) -> bool {
        let lists =
            [List::Yesterday, List::Tomorrow, List::Weekends, List::ThisYear, List::LastYear, List::NextYear];
        self.says_relative_day()
            || lists.into_iter().any(|list| self.says(list))
            || [List::Last, List::Next]
                .into_iter()
                .any(|list| ["week", "month", "year"].iter().any(|unit| self.pairs(list, unit)))
    }

    /// Whether a unit stands beside a word of a list: “last year”, “año pasado”.
    pub(super) fn pairs(&self, list: List, unit: &str) -> bool {
        let (tokens, language) = (self.tokens, self.language);
        let is_unit = |at: usize| language.unit(tokens, at).is_some_and(|(found, _)| found == unit);
        let is_close = |at: usize| tokens[at].gap <= TokenGap::Space;
        let mut listed = self.places.iter().copied().filter(|at| language.has(list, &tokens[*at]));
        listed.any(|at| {
            at + 1 < tokens.len() && is_close(at + 1) && is_unit(at + 1)
                // Romance languages: “año pasado”.
                || at > 0 && is_close(at) && is_unit(at - 1)
        })
    }
}
