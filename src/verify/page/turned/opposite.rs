//! Statements that have the words of their passage, but the opposite of one of them: “rejects” for “accepts”.

use std::ops::Range;

use ibid_languages::{List, Words, fold, is_negation, word_ranges};

use super::unspaced::LEAST_CHARACTERS;
use super::{ComparedSentences, LEAST_BESIDE, LEAST_SHARED, QUESTION_MARKS, without_elision};

/// A word that means something, and its folded form without an elided word before it.
struct MeaningWord {
    range: Range<usize>,
    folded: String,
}

impl ComparedSentences<'_> {
    /// The word of the statement of which the source's sentence has the opposite in its place, and that opposite.
    /// `passage` are the words of the source that are cited. All other words of the statement's own stand in the
    /// sentence, or all other words of the passage in the statement, and around both words in the same order: “Lind
    /// bought it from Berg” is what “Berg sold it to Lind” says.
    pub(super) fn opposite(&self, passage: &str) -> Option<(String, String)> {
        let is_question = self.statement.contains(QUESTION_MARKS) || self.sentence.contains(QUESTION_MARKS);
        if is_question || self.language.opposites.is_empty() {
            return None;
        }
        if !self.language.is_spaced {
            return self.opposite_without_spaces();
        }
        // Most statements have no such word, or their source no opposite of it, and need no more.
        let listed = |text: &str, word: Range<usize>| {
            let folded = fold(&text[word.clone()]);
            let is_listed = self.language.words_with_opposites.has(without_elision(&folded));
            is_listed.then(|| meaning_word(text, word))
        };
        let mut candidates = self.own_words().filter_map(|word| listed(self.statement, word)).peekable();
        candidates.peek()?;
        let candidates: Vec<MeaningWord> = candidates.collect();
        let others = word_ranges(self.sentence).filter_map(|word| listed(self.sentence, word));
        let has_pair = |other: MeaningWord| candidates.iter().any(|word| self.is_opposite_of(word, &other));
        if !{ others }.any(has_pair) {
            return None;
        }
        let own = self.own_words().filter(|word| self.means(self.statement, word));
        let own: Vec<MeaningWord> = own.map(|word| meaning_word(self.statement, word)).collect();
        let source: Vec<MeaningWord> =
            word_ranges(self.sentence).map(|word| meaning_word(self.sentence, word)).collect();
        let (word, opposite) =
            own.iter().find_map(|word| self.opposite_in(word, &source).map(|other| (word, other)))?;
        let is_turned = !self.is_denied(self.statement, &word.range)
            && !self.is_denied(self.sentence, &opposite.range)
            && !self.own_words().any(|own| self.is_opposite_of(word, &meaning_word(self.statement, own)))
            && (self.has_rest_of_statement(&own, word, &source)
                || self.has_rest_of_passage(passage, opposite))
            && self.is_same_order((&own, word), (&source, opposite));
        is_turned.then(|| {
            (self.statement[word.range.clone()].to_owned(), self.sentence[opposite.range.clone()].to_owned())
        })
    }

    /// For each pair of opposites that has a folded word, the words that mean the same and those that mean the
    /// opposite.
    fn sides<'w>(
        &'w self,
        word: &'w str,
    ) -> impl Iterator<Item = (&'static Words, &'static Words)> + use<'w> {
        self.language.opposites.iter().filter_map(move |(left, right)| {
            if left.has(word) { Some((left, right)) } else { right.has(word).then_some((right, left)) }
        })
    }

    fn is_opposite_of(&self, word: &MeaningWord, other: &MeaningWord) -> bool {
        self.language.are_opposite(&word.folded, &other.folded)
    }

    /// The opposite of a word that a sentence has, unless it has the word too, or one that means the same.
    fn opposite_in<'s>(&self, word: &MeaningWord, source: &'s [MeaningWord]) -> Option<&'s MeaningWord> {
        let says_so = |other: &MeaningWord| {
            self.is_same(&word.folded, &other.folded)
                || self.sides(&word.folded).any(|(same, _)| same.has(&other.folded))
        };
        if self.sides(&word.folded).next().is_none() || source.iter().any(says_so) {
            return None;
        }
        source.iter().find(|other| self.is_unseen(&other.range) && self.is_opposite_of(word, other))
    }

    /// Whether a word of the source's sentence is not among those that the statement quotes.
    fn is_unseen(&self, word: &Range<usize>) -> bool {
        let Some(quoted) = &self.quoted else { return true };
        word.end <= self.unseen || self.unseen + quoted.len() <= word.start
    }

    /// Whether a text denies, doubts or negates anything by another word than the one given.
    fn is_denied(&self, text: &str, but: &Range<usize>) -> bool {
        let is_other = |found: &Range<usize>| found.end <= but.start || but.end <= found.start;
        // “In May”
        let is_name = |text: &str, found: &Range<usize>| {
            found.start > 0 && text[found.clone()].starts_with(char::is_uppercase)
        };
        word_ranges(text).any(|word| is_other(&word) && is_negation(&text[word.clone()], self.language))
            || [List::Denials, List::Hedges, List::NegationsBehind, List::Modals].into_iter().any(|list| {
                let mut found = self.language.words(list).find_all(text);
                found.any(|found| is_other(&found) && !self.is_firm(text, &found) && !is_name(text, &found))
            })
    }

    /// Whether all words of the statement's own but one stand in the source's sentence, and enough of them.
    fn has_rest_of_statement(&self, own: &[MeaningWord], but: &MeaningWord, source: &[MeaningWord]) -> bool {
        let least = if self.quoted.is_some() { LEAST_BESIDE } else { LEAST_SHARED };
        own.len() > least && own.iter().all(|word| word.range == but.range || self.is_among(word, source))
    }

    /// Whether all words of a pinned passage but one stand in the statement, and enough of them.
    fn has_rest_of_passage(&self, passage: &str, but: &MeaningWord) -> bool {
        if self.quoted.is_some() {
            return false;
        }
        let statement: Vec<MeaningWord> =
            word_ranges(self.statement).map(|word| meaning_word(self.statement, word)).collect();
        let words = word_ranges(passage).filter(|word| self.means(passage, word));
        let words: Vec<MeaningWord> = words.map(|word| meaning_word(passage, word)).collect();
        words.len() > LEAST_SHARED
            && words.iter().any(|word| word.folded == but.folded)
            && words.iter().all(|word| word.folded == but.folded || self.is_among(word, &statement))
    }

    fn is_among(&self, word: &MeaningWord, words: &[MeaningWord]) -> bool {
        words.iter().any(|other| self.is_same(&word.folded, &other.folded))
    }

    /// Whether the nearest shared words before and behind a word stand before and behind its opposite too.
    fn is_same_order(
        &self,
        (own, word): (&[MeaningWord], &MeaningWord),
        (source, opposite): (&[MeaningWord], &MeaningWord),
    ) -> bool {
        let (before, behind): (Vec<_>, Vec<_>) =
            source.iter().partition(|other| other.range.start < opposite.range.start);
        let is_in = |word: &MeaningWord, words: &[&MeaningWord]| {
            words.iter().any(|other| self.is_same(&word.folded, &other.folded))
        };
        let is_shared = |word: &&MeaningWord| self.is_among(word, source);
        let last = own.iter().rev().filter(|other| other.range.end <= word.range.start).find(is_shared);
        let next = own.iter().filter(|other| word.range.end <= other.range.start).find(is_shared);
        last.is_none_or(|last| is_in(last, &before)) && next.is_none_or(|next| is_in(next, &behind))
    }

    /// The same as [`Self::opposite`] in scripts without spaces: all other characters stand in the source's sentence.
    fn opposite_without_spaces(&self) -> Option<(String, String)> {
        let own = self.own_text();
        let holds =
            |text: &str, words: &Words| words.words().chain(words.inner()).find(|word| text.contains(word));
        let found = self.language.opposites.iter().flat_map(|(left, right)| [(left, right), (right, left)]);
        let (word, opposite) = found
            .filter(|(same, other)| holds(&own, other).is_none() && holds(self.sentence, same).is_none())
            .find_map(|(same, other)| Some((holds(&own, same)?, holds(self.sentence, other)?)))?;
        let (rest, sentence) = (own.replacen(word, " ", 1), self.sentence.replacen(opposite, " ", 1));
        let turns = [List::Negations, List::Denials, List::Hedges, List::Conditions, List::Claims];
        let is_denied =
            |text: &str| turns.into_iter().any(|list| !self.language.find_all(list, text).is_empty());
        let mut shared = 0;
        let is_rest_there = rest.chars().filter(|letter| Self::carries(*letter)).all(|letter| {
            shared += 1;
            sentence.contains(letter)
        });
        let is_turned =
            is_rest_there && shared >= LEAST_CHARACTERS && !is_denied(&rest) && !is_denied(&sentence);
        is_turned.then(|| (word.to_owned(), opposite.to_owned()))
    }
}

fn meaning_word(text: &str, range: Range<usize>) -> MeaningWord {
    let folded = fold(&text[range.clone()]);
    let folded = without_elision(&folded).to_owned();
    MeaningWord { range, folded }
}

#[cfg(test)]
mod tests {
    use ibid_languages::Language;

    use super::*;

    fn opposite(statement: &str, source: &str, tag: &str) -> Option<(String, String)> {
        let language = Language::get(tag);
        let compared =
            ComparedSentences { statement, quoted: None, sentence: source, unseen: source.len(), language };
        compared.opposite(source)
    }

    #[test]
    fn statements_that_have_the_opposite_of_a_word() {
        for (tag, statement, source, word) in [
            ("en", "Kyiv rejects the plan.", "Kyiv accepts the plan.", "rejects"),
            ("en", "On Monday Kyiv rejected the whole plan.", "Kyiv accepts the plan.", "rejected"),
            ("en", "The price of bread fell 5% in May.", "In May the price of bread rose 5%.", "fell"),
            ("en", "Prices fell 5% in May.", "Prices rose 5% in May, the bank said.", "fell"),
            ("de", "Die Preise sanken im Mai.", "Die Preise stiegen im Mai um 5 Prozent.", "sanken"),
            ("uk", "Рада відхилила бюджет міста.", "Рада схвалила бюджет міста.", "відхилила"),
            ("fr", "Le prix du pain baisse en mai.", "Le prix du pain augmente en mai.", "baisse"),
            ("zh", "市政府拒绝出售港口。", "市政府同意出售港口。", "拒绝"),
        ] {
            let found = opposite(statement, source, tag).map(|(word, _)| word);
            assert_eq!(found.as_deref(), Some(word), "{statement}");
        }
    }

    #[test]
    fn statements_that_say_the_same_in_other_words() {
        for (tag, statement, source) in [
            ("en", "Lind bought the boat from Berg.", "Berg sold the boat to Lind."),
            ("en", "Kyiv rejects the plan.", "Kyiv does not accept the plan."),
            ("en", "Kyiv rejects the plan.", "Kyiv refused to accept the plan."),
            ("en", "Prices fell in April.", "Prices dropped in April and rose in May."),
            ("en", "The plan would fail in court.", "The plan may pass in court."),
            ("en", "Does Kyiv reject the plan?", "Kyiv accepts the plan."),
            ("de", "Kiew lehnt den Plan nicht ab.", "Kiew akzeptiert den Plan."),
            ("zh", "市政府拒绝出售港口。", "市政府不同意出售港口。"),
        ] {
            assert_eq!(opposite(statement, source, tag), None, "{statement}");
        }
    }
}
