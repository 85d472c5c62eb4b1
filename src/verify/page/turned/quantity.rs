//! Statements that say of more what their passage says of fewer: “all nurses” for “some nurses”, “the largest fire” for
//! “one of the largest fires”.

use std::ops::Range;

use ibid_languages::{List, fold, is_negation, word_ranges};

use super::unspaced::LEAST_CHARACTERS;
use super::{ComparedSentences, LEAST_SHARED, QUESTION_MARKS, without_elision};

/// Words for how many of what follows, from few to all.
const AMOUNTS: [List; 5] = [List::FewOf, List::SomeOf, List::ManyOf, List::MostOf, List::AllOf];
/// The first of them that may overstate another.
const FIRST_LARGE: usize = 2;
/// Words between “one of” and what it is one of, or the superlative.
const FURTHEST: usize = 5;

/// A word for an amount, with the place of its list among [`AMOUNTS`].
struct Amount {
    level: usize,
    range: Range<usize>,
}

impl Amount {
    /// Whether it says more than another: some are many, and nobody is misled; few are not many, most are not all.
    fn overstates(&self, other: &Self) -> bool {
        self.level > other.level && self.level >= FIRST_LARGE && (self.level, other.level) != (FIRST_LARGE, 1)
    }
}

impl ComparedSentences<'_> {
    /// The words of the statement that say more than those of the source's sentence in their place, and those.
    pub(super) fn overstated(&self) -> Option<(String, String)> {
        if self.statement.contains(QUESTION_MARKS) || self.sentence.contains(QUESTION_MARKS) {
            return None;
        }
        self.larger_amount().or_else(|| self.only_one())
    }

    /// “All nurses” for “some nurses”.
    fn larger_amount(&self) -> Option<(String, String)> {
        // Most statements have no such word.
        let own = self.own_amounts(FIRST_LARGE..AMOUNTS.len());
        if own.is_empty() || self.own_words().any(|word| self.negates(self.statement, word)) {
            return None;
        }
        let stated = self.amounts(self.sentence, 0..AMOUNTS.len());
        let small = self.own_amounts(0..FIRST_LARGE);
        let (word, other) = own.iter().find_map(|word| {
            let is_said = stated.iter().any(|other| other.level >= word.level)
                || small.iter().any(|own| stated.iter().any(|other| own.level == other.level));
            let other =
                stated.iter().find(|other| word.overstates(other) && self.counts_the_same(word, other))?;
            (!is_said).then_some((word, other))
        })?;
        self.shares_enough(&word.range).then(|| self.pair(&word.range, &other.range))
    }

    fn pair(&self, own: &Range<usize>, other: &Range<usize>) -> (String, String) {
        (self.statement[own.clone()].to_owned(), self.sentence[other.clone()].to_owned())
    }

    fn negates(&self, text: &str, word: Range<usize>) -> bool {
        is_negation(&text[word], self.language)
    }

    fn amounts(&self, text: &str, levels: Range<usize>) -> Vec<Amount> {
        levels
            .flat_map(|level| {
                let found = self.language.find_all(AMOUNTS[level], text);
                // “Some 40 voters” are about 40.
                let is_about = move |found: &Range<usize>| {
                    level + 1 == FIRST_LARGE && text[found.end..].trim_start().starts_with(char::is_numeric)
                };
                found
                    .into_iter()
                    .filter(move |found| !is_about(found))
                    .map(move |range| Amount { level, range })
            })
            .collect()
    }

    fn own_amounts(&self, levels: Range<usize>) -> Vec<Amount> {
        let is_own = |amount: &Amount| {
            let range = &amount.range;
            self.quoted.as_ref().is_none_or(|quoted| range.end <= quoted.start || quoted.end <= range.start)
        };
        self.amounts(self.statement, levels).into_iter().filter(is_own).collect()
    }

    /// Whether both words say how many there are of the same.
    fn counts_the_same(&self, own: &Amount, other: &Amount) -> bool {
        if !self.language.is_spaced {
            let next = |text: &str, at: usize| text[at..].chars().find(|letter| Self::carries(*letter));
            let noun = next(self.statement, own.range.end);
            return noun.is_some() && noun == next(self.sentence, other.range.end);
        }
        let next = |text: &str, at: usize| {
            let mut words = word_ranges(&text[at..]).map(|word| at + word.start..at + word.end);
            let word = words.find(|word| self.means(text, word))?;
            let folded = fold(&text[word]);
            Some(self.language.without_proclitics(without_elision(&folded)).to_owned())
        };
        let (noun, other) = (next(self.statement, own.range.end), next(self.sentence, other.range.end));
        noun.zip(other).is_some_and(|(noun, other)| self.is_same(&noun, &other))
    }

    /// Whether the statement shares enough with the source's sentence that both are about the same.
    fn shares_enough(&self, but: &Range<usize>) -> bool {
        if !self.language.is_spaced {
            let own = self.own_text();
            let shared =
                own.chars().filter(|letter| Self::carries(*letter) && self.sentence.contains(*letter));
            return shared.count() >= LEAST_CHARACTERS;
        }
        let folded = fold(self.sentence);
        let source: Vec<&str> = word_ranges(&folded).map(|word| without_elision(&folded[word])).collect();
        let words = word_ranges(self.statement).filter(|word| word.end <= but.start || but.end <= word.start);
        let shared = words.filter(|word| self.means(self.statement, word)).filter(|word| {
            let own = fold(&self.statement[word.clone()]);
            let own = without_elision(&own);
            source.iter().any(|other| self.is_same(own, other))
        });
        shared.count() >= LEAST_SHARED
    }

    /// “The largest fire” for “one of the largest fires”.
    fn only_one(&self) -> Option<(String, String)> {
        let first = |list: List, text: &str| self.language.find_all(list, text).into_iter().next();
        let one =
            first(List::OneOf, self.sentence).filter(|one| one.end <= self.unseen || !self.is_quoting())?;
        if first(List::OneOf, self.statement).is_some() {
            return None;
        }
        let own = self.language.find_all(List::Superlatives, self.statement);
        let stated = self.language.find_all(List::Superlatives, self.sentence).into_iter().find(|found| {
            let between = if one.end <= found.start { one.end..found.start } else { found.end..one.start };
            // The words themselves overlap in scripts without spaces.
            between.is_empty()
                || self.sentence.get(between).is_some_and(|between| word_ranges(between).count() < FURTHEST)
        })?;
        let is_same_rank = |own: &&Range<usize>| {
            let mine = self.words_of_superlative(self.statement, own);
            let theirs = self.words_of_superlative(self.sentence, &stated);
            mine.iter().any(|word| theirs.iter().any(|other| self.is_same(word, other)))
        };
        let word = own.iter().find(is_same_rank)?;
        self.shares_enough(&(0..0)).then(|| {
            let (_, other) = self.pair(word, &one);
            (self.statement[word.clone()].to_owned(), other)
        })
    }

    fn is_quoting(&self) -> bool {
        self.quoted.is_some()
    }

    /// What says which is the largest, folded: the superlative where it means something by itself, and the word behind it
    /// (“les plus graves”); in scripts without spaces the character behind it.
    fn words_of_superlative(&self, text: &str, superlative: &Range<usize>) -> Vec<String> {
        if !self.language.is_spaced {
            return text[superlative.end..].chars().take(1).map(String::from).collect();
        }
        let word = fold(&text[superlative.clone()]).into_owned();
        let long = word.chars().count() > LONGEST_PARTICLE;
        let next = word_ranges(&text[superlative.end..]).next();
        let next = next.map(|next| fold(&text[superlative.end..][next]).into_owned());
        if long { vec![word] } else { next.into_iter().collect() }
    }
}

/// Letters of the longest word that only makes a superlative of the next: plus, mais, most.
const LONGEST_PARTICLE: usize = 4;

#[cfg(test)]
mod tests {
    use ibid_languages::Language;

    use super::*;

    fn overstated(statement: &str, source: &str, tag: &str) -> Option<(String, String)> {
        let language = Language::get(tag);
        let compared =
            ComparedSentences { statement, quoted: None, sentence: source, unseen: source.len(), language };
        compared.overstated()
    }

    #[test]
    fn statements_that_say_more_than_their_source() {
        for (tag, statement, source) in [
            (
                "en",
                "All nurses at the clinic signed the letter.",
                "Some nurses at the clinic signed the letter.",
            ),
            ("en", "All nurses signed the letter.", "Most of the nurses at the clinic signed the letter."),
            ("en", "Many nurses signed the letter.", "Few nurses at the clinic signed the letter."),
            (
                "en",
                "It was the largest fire in the valley.",
                "It was one of the largest fires in the valley.",
            ),
            ("de", "Alle Ärzte unterschrieben den Brief.", "Die meisten Ärzte unterschrieben den Brief."),
            ("de", "Es war der größte Brand im Tal.", "Es war einer der größten Brände im Tal."),
            ("fr", "Tous les médecins ont signé la lettre.", "Certains médecins ont signé la lettre."),
            (
                "fr",
                "Ce fut le plus grand incendie de la vallée.",
                "Ce fut l’un des plus grands incendies de la vallée.",
            ),
            ("uk", "Усі лікарі підписали лист.", "Більшість лікарів підписала лист."),
            ("uk", "Це була найбільша пожежа в долині.", "Це була одна з найбільших пожеж у долині."),
            ("pl", "Wszyscy lekarze podpisali list.", "Niektórzy lekarze podpisali list."),
            ("tr", "Bütün doktorlar mektubu imzaladı.", "Bazı doktorlar mektubu imzaladı."),
            ("zh", "所有医生签署了这封信。", "一些医生签署了这封信。"),
            ("ja", "すべての医師が手紙に署名した。", "一部の医師が手紙に署名した。"),
            ("ko", "모든 의사가 편지에 서명했다.", "일부 의사가 편지에 서명했다."),
            ("ar", "جميع الأطباء وقعوا الرسالة.", "بعض الأطباء وقعوا الرسالة."),
            ("hi", "सभी डॉक्टरों ने पत्र पर हस्ताक्षर किए।", "कुछ डॉक्टरों ने पत्र पर हस्ताक्षर किए।"),
        ] {
            assert!(overstated(statement, source, tag).is_some(), "{statement}");
        }
    }

    #[test]
    fn statements_that_say_no_more() {
        for (tag, statement, source) in [
            ("en", "Several nurses signed the letter.", "Some nurses at the clinic signed the letter."),
            ("en", "Not all nurses signed the letter.", "Some nurses at the clinic signed the letter."),
            ("en", "In all, nurses signed the letter.", "Some 40 nurses at the clinic signed the letter."),
            ("en", "All the beds were empty.", "Some nurses at the clinic signed the letter."),
            ("en", "All nurses signed the letter.", "All nurses signed the letter and some doctors did."),
            (
                "en",
                "It was among the largest fires in the valley.",
                "It was one of the largest fires in the valley.",
            ),
            ("en", "The nurses signed the letter.", "One of the nurses signed the letter."),
            ("de", "Manche Ärzte unterschrieben den Brief.", "Einige Ärzte unterschrieben den Brief."),
            ("uk", "Чимало лікарів підписали лист.", "Деякі лікарі підписали лист."),
            ("zh", "部分医生签署了这封信。", "一些医生签署了这封信。"),
        ] {
            assert_eq!(overstated(statement, source, tag), None, "{statement}");
        }
    }
}
