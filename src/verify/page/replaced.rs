//! Statements that have all words of their passage's sentence but one name, in whose place the sentence has another.

use std::ops::Range;

use ibid_languages::{Group, List, Series, fold, is_negation, word_ranges};

use super::turned::{ComparedSentences, without_elision};
use crate::verify::name::NameIndex;

/// Letters of the longest word that mostly joins others: “in”, “für”.
const SMALL: usize = 3;
/// First letters in which two cases of a short name are the same, and two spellings of one.
const SAME_NAME: (usize, usize) = (2, 4);

impl ComparedSentences<'_> {
    /// The name of the statement that the source lacks, and the name that its sentence has in that place. `missing`
    /// are the words of the statement that the sentence lacks.
    pub(super) fn replaced_name(
        &self,
        missing: &[Range<usize>],
        names: &NameIndex,
    ) -> Option<(String, String)> {
        let (first, last) = (missing.first()?, missing.last()?);
        let is_known = |text: &str, word: &Range<usize>| {
            let written = &text[word.clone()];
            (!begins_sentence(text, word.start)
                || self.is_place(written)
                || names.has_inside(written)
                || self.may_be_name(text, word) && !names.has_lower(written))
                && !self.is_common(written)
        };
        let is_lacking = |word: &Range<usize>| names.lacks(&self.statement[word.clone()], self.language);
        if !is_known(self.statement, first) || !missing.iter().all(is_lacking) {
            return None;
        }
        let around = self.neighbours(self.statement, first.start..last.end);
        let mut runs = self.names_in_sentence(&is_known).into_iter();
        // Of a word that begins a sentence it is only probable that it is a name.
        let is_sure = |text: &str, word: &Range<usize>| {
            !begins_sentence(text, word.start)
                || self.is_place(&text[word.clone()])
                || names.has_inside(&text[word.clone()])
        };
        let run = runs.find(|run| {
            let is_there = self.is_same_place(&around, &self.neighbours(self.sentence, run.clone()));
            let are_sure = || is_sure(self.statement, first) && is_sure(self.sentence, run);
            let begin =
                || begins_sentence(self.statement, first.start) && begins_sentence(self.sentence, run.start);
            is_there && (are_sure() || begin())
        })?;
        let (name, other) = (&self.statement[first.start..last.end], &self.sentence[run]);
        // “Ewy” is “Ewa” in another case.
        let same = if self.language.declines_names { SAME_NAME.0 } else { SAME_NAME.1 };
        if name.chars().zip(other.chars()).take_while(|(one, other)| one == other).count() >= same {
            return None;
        }
        Some((name.to_owned(), other.to_owned()))
    }

    /// The names of the source's sentence that the statement lacks, as runs of words.
    fn names_in_sentence(&self, is_known: &dyn Fn(&str, &Range<usize>) -> bool) -> Vec<Range<usize>> {
        let own: Vec<String> =
            word_ranges(self.statement).map(|word| fold(&self.statement[word]).into_owned()).collect();
        let is_shared = |word: &Range<usize>| {
            let folded = fold(&self.sentence[word.clone()]);
            own.iter().any(|own| self.is_same(without_elision(own), without_elision(&folded)))
        };
        let mut runs: Vec<Range<usize>> = Vec::new();
        let is_name = |word: &Range<usize>| {
            self.sentence[word.clone()].starts_with(char::is_uppercase)
                && self.means(self.sentence, word)
                && is_known(self.sentence, word)
                && !is_shared(word)
        };
        for word in word_ranges(self.sentence).filter(is_name) {
            match runs.last_mut().filter(|last| self.sentence[last.end..word.start].trim().is_empty()) {
                Some(last) => last.end = word.end,
                None => runs.push(word),
            }
        }
        runs
    }

    /// The words directly before and behind a place, folded.
    fn neighbours(&self, text: &str, place: Range<usize>) -> [Option<String>; 2] {
        let folded =
            |word: Range<usize>, from: usize| fold(&text[from + word.start..from + word.end]).into_owned();
        let before = word_ranges(&text[..place.start]).last().map(|word| folded(word, 0));
        let behind = word_ranges(&text[place.end..]).next().map(|word| folded(word, place.end));
        [before, behind]
    }

    /// Whether the same words stand around two names. At an end of a sentence, and beside another small word of the
    /// same kind, one of them is enough.
    fn is_same_place(&self, one: &[Option<String>; 2], other: &[Option<String>; 2]) -> bool {
        let is_same = |at: usize| match (&one[at], &other[at]) {
            (Some(one), Some(other)) => one == other || self.is_same(one, other),
            _ => false,
        };
        let is_small =
            |word: &Option<String>| word.as_ref().is_some_and(|word| word.chars().count() <= SMALL);
        let are_small = |at: usize| is_small(&one[at]) && is_small(&other[at]);
        let are_ends = |at: usize| one[at].is_none() && other[at].is_none();
        is_same(0) || is_same(1) || are_small(0) && are_ends(1)
    }

    /// Whether a word that begins a sentence may be a name: it has no list of its own, and does not look like a plural,
    /// which needs no article: “Talks went on”, but “Ines Lind went on”.
    fn may_be_name(&self, text: &str, range: &Range<usize>) -> bool {
        let word = &text[range.clone()];
        let folded = fold(word);
        let next = text[range.end..].strip_prefix(' ').and_then(|rest| rest.chars().next());
        let small = [
            List::Auxiliaries,
            List::Modals,
            List::ClauseWords,
            List::ThatWords,
            List::Conditions,
            List::Restrictions,
            List::Hedges,
            List::People,
            List::Definites,
            List::Today,
            List::Yesterday,
            List::VerbsOfSaying,
        ];
        let is_plural =
            folded.ends_with('s') && !folded.ends_with("ss") && !next.is_some_and(char::is_uppercase);
        !self.language.has_capital_nouns
            && !is_plural
            && folded.chars().count() > SMALL
            && !small.into_iter().any(|list| self.language.words(list).has(&folded))
            && !is_negation(word, self.language)
    }

    /// Whether a word names a country or its people.
    fn is_place(&self, word: &str) -> bool {
        let folded = fold(word);
        self.language.group(Group::Places).any(|(_, words)| words.has(&folded))
    }

    /// Whether a word has a capital without being a name, or is an office.
    fn is_common(&self, word: &str) -> bool {
        let folded = fold(word);
        let lists = [List::Capitalised, List::Titles, List::Relations, List::FunctionWords, List::Pronouns];
        lists.into_iter().any(|list| self.language.words(list).has(&folded))
            || [Series::Months, Series::Weekdays, Series::Numbers]
                .into_iter()
                .any(|series| self.language.series(series).any(|(_, words)| words.has(&folded)))
            || folded.chars().any(char::is_numeric)
    }
}

/// Whether a word begins a sentence, or speech.
fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '“', '"', '«', '„', '‘', '(', '\u{a0}']);
    before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n', '…', '”', '»'])
}

#[cfg(test)]
mod tests {
    use ibid_languages::Language;

    use super::*;

    fn replaced(statement: &str, source: &str, tag: &str) -> Option<(String, String)> {
        let language = Language::get(tag);
        let compared =
            ComparedSentences { statement, quoted: None, sentence: source, unseen: source.len(), language };
        compared.replaced_name(&compared.missing()?, &NameIndex::new(source, tag))
    }

    #[test]
    fn one_name_for_another() {
        let source = "The agreement was signed in Geneva by both delegations.";
        let found = |one: &str, other: &str| Some((one.to_owned(), other.to_owned()));
        let statement = "The agreement was signed in Vienna by both delegations.";
        assert_eq!(replaced(statement, source, "en"), found("Vienna", "Geneva"));
        assert_eq!(replaced("The agreement was signed in Geneva.", source, "en"), None);
        assert_eq!(replaced("Both delegations signed the agreement in March.", source, "en"), None);
        let tanks = "Poland will send the tanks to Kyiv in March.";
        let germany = found("Germany", "Poland");
        assert_eq!(replaced("Germany will send the tanks to Kyiv.", tanks, "en"), germany);
        assert_eq!(replaced("Poland will send Leopard tanks in March.", tanks, "en"), None);
        let treaty = "Merkel signed the treaty in Sochi. Merkel met reporters.";
        assert_eq!(replaced("Scholz signed the treaty in Sochi.", treaty, "en"), found("Scholz", "Merkel"));
        assert_eq!(replaced("Leaders signed the treaty in Sochi.", treaty, "en"), None);
        assert_eq!(replaced("Reporters signed the treaty in Sochi.", treaty, "en"), None);
        let polish = "Umowę podpisano w Genewie po północy.";
        assert_eq!(
            replaced("Umowę podpisano w Wiedniu po północy.", polish, "pl"),
            found("Wiedniu", "Genewie")
        );
    }
}
