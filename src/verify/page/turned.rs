//! Statements that turn what their passage says: they have its words, and not the negation, the denial or the doubt
//! among them, or a negation that the source has not, or the opposite of one of them.
//!
//! Compared are only sentences whose every word stands in the source's sentence, so that what turns them is the
//! difference. What is said in other words is for people to judge.

mod opposite;
mod quantity;
mod unspaced;

use std::ops::Range;

use ibid_languages::{Language, List, Series, Words, fold, is_negation, word_ranges};

use super::Checker;
use super::clause::{
    CLAUSE_MARKS, FoundWords, QUESTION_MARKS, is_clitic, is_denied_doubt, sentence_with, sentences_of,
};
use crate::base::diagnostic::Rule;
use crate::base::ids::SourceId;
use crate::base::span::PlainSpan;

/// Letters from which a word mostly means something, rather than join others.
const LEAST_LETTERS: usize = 4;
/// The same in scripts whose words are shorter: Arabic, Hebrew, those of India, Korean.
const LEAST_SIGNS: usize = 2;
/// Letters by which two forms of a word are told to be one.
const SAME_LETTERS: usize = 5;
/// Words of its own that a statement must share with the source beside a quotation.
const LEAST_BESIDE: usize = 1;
/// Words of a quotation beside which a name may stand alone.
const LEAST_QUOTED: usize = 3;
/// Words that it must share without one.
const LEAST_SHARED: usize = 2;

impl Checker<'_> {
    /// Reports a statement that has the words of its passage and turns them. `passage` and `sentence` are places in
    /// the source's plain text.
    pub(super) fn report_turned(
        &mut self,
        found: &FoundWords<'_>,
        index: SourceId,
        (passage, sentence): (PlainSpan, PlainSpan),
    ) {
        let language = Language::get(self.library.page_language(self.page));
        let text = &self.source(index).text.plain[sentence.range()];
        let start = (passage.start - sentence.start) as usize;
        let end = (passage.end - sentence.start) as usize;
        let words = found.words.trim();
        let statements = match found.statement.contains(words) {
            true => vec![sentence_with(found.statement, words, language)],
            false => sentences_of(found.statement, language),
        };
        for statement in statements {
            let quoted = statement.find(words).map(|at| at..at + words.len());
            let unseen = if quoted.is_some() { start } else { end };
            let compared = ComparedSentences { statement, quoted, sentence: text, unseen, language };
            if let Some((word, opposite)) = compared.opposite(&self.source(index).text.plain[passage.range()])
            {
                let message =
                    format!("the statement has “{word}” where the source has the opposite: “{opposite}”");
                let help = "say what the passage says, or cite another one";
                return self.report_clause((Rule::QuoteCut, message, help), found.span, index, sentence);
            }
            if let Some((word, other)) = compared.overstated() {
                let message = format!("the statement has “{word}” where the source's sentence has “{other}”");
                let help = "say of how many the passage says it, or cite another one";
                return self.report_clause((Rule::QuoteHedged, message, help), found.span, index, sentence);
            }
            let Some(missing) = compared.missing() else { continue };
            let what = if missing.is_empty() {
                compared.turn().map(reported)
            } else {
                compared.replaced_name(&missing, self.library.names(index)).map(|(name, other)| {
                    let message =
                        format!("the statement has “{name}” where the source's sentence has “{other}”");
                    let help = "write the name that the source has, or cite a passage that has this one";
                    (Rule::NameReplaced, message, help)
                })
            };
            if let Some(what) = what {
                return self.report_clause(what, found.span, index, sentence);
            }
        }
    }
}

/// Whether two folded words have so many first letters in common that they are taken for forms of one.
fn is_inflected(one: &str, other: &str) -> bool {
    // Most words have not even the first in common.
    if one.as_bytes().first() != other.as_bytes().first() {
        return false;
    }
    let shared = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    if shared < LEAST_SIGNS {
        return false;
    }
    let (short, long) = {
        let (one, other) = (one.chars().count(), other.chars().count());
        (one.min(other), one.max(other))
    };
    let is_prefix = shared == short && long <= short + 3;
    shared >= SAME_LETTERS
        || is_prefix && (shared >= 3 || one.starts_with(|letter| letter >= '\u{590}'))
        || shared >= LEAST_LETTERS && long <= shared + 3
}

/// The rule, the message and the help of what a statement turns.
fn reported(turn: TurnedMeaning) -> (Rule, String, &'static str) {
    let help = "say what the passage says, or cite another one";
    match turn {
        TurnedMeaning::Negated(word) => {
            (Rule::QuoteCut, format!("the source negates what the statement says: “{word}”"), help)
        }
        TurnedMeaning::Added(word) => {
            (Rule::QuoteCut, format!("the statement negates what the source says: “{word}”"), help)
        }
        TurnedMeaning::Hedged(word) => (
            Rule::QuoteHedged,
            format!("the source's sentence has “{word}”; the statement leaves it out"),
            "say it in the statement, or quote the whole sentence",
        ),
    }
}

/// A sentence of a statement beside the sentence of the source that it rests on.
pub(super) struct ComparedSentences<'a> {
    /// The sentence of the statement.
    pub(super) statement: &'a str,
    /// What it quotes of the passage; nothing where the passage is pinned.
    pub(super) quoted: Option<Range<usize>>,
    /// The sentence of the source.
    pub(super) sentence: &'a str,
    /// The end of what may turn the statement in it: the passage's end where it is pinned, else its beginning, since
    /// readers see what is quoted.
    pub(super) unseen: usize,
    /// The language of both.
    pub(super) language: &'static Language,
}

/// What turns the meaning, with the word that does.
#[derive(Debug, PartialEq, Eq)]
enum TurnedMeaning {
    /// The source negates what the statement says.
    Negated(String),
    /// The source denies it, doubts it or makes it depend on something.
    Hedged(String),
    /// The statement negates what the source says.
    Added(String),
}

impl ComparedSentences<'_> {
    /// What the statement turns, if it has no other words than the source.
    fn turn(&self) -> Option<TurnedMeaning> {
        if !self.language.is_spaced {
            return self.turn_without_spaces();
        }
        match self.own_negation() {
            Some(negation) => self.added(&negation),
            None => self.dropped(),
        }
    }

    fn has(&self, list: List, word: &str) -> bool {
        self.language.words(list).has(word)
    }

    /// The words of the statement that are not quoted.
    fn own_words(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let is_own = |word: &Range<usize>| {
            self.quoted.as_ref().is_none_or(|quoted| word.end <= quoted.start || quoted.end <= word.start)
        };
        word_ranges(self.statement).filter(is_own)
    }

    /// The words of the statement's own that the source's sentence lacks, if they are none or those of one name, and
    /// it shares enough others. Most statements are in other words, which the first one shows.
    pub(super) fn missing(&self) -> Option<Vec<Range<usize>>> {
        if !self.language.is_known() {
            return None;
        }
        if !self.language.is_spaced {
            return self.has_only_letters_of_source().then(Vec::new);
        }
        let folded = fold(self.sentence);
        let source: Vec<&str> = word_ranges(&folded).map(|word| without_elision(&folded[word])).collect();
        let mut shared = 0;
        let mut missing: Vec<Range<usize>> = Vec::new();
        for word in self.own_words().filter(|word| self.means(self.statement, word)) {
            let written = &self.statement[word.clone()];
            let own = fold(written);
            let own = without_elision(&own);
            let forms: Vec<&Words> = self.language.forms_of(own).collect();
            let is_same = |other: &&str| {
                own == *other || is_inflected(own, other) || forms.iter().any(|forms| forms.has(other))
            };
            if source.iter().any(is_same) {
                shared += 1;
                continue;
            }
            let is_next = missing
                .last()
                .is_none_or(|last| self.statement[last.end..word.start].trim_matches([' ', '-']).is_empty());
            let may_be_name = written.starts_with(char::is_uppercase) && !self.language.has_capital_nouns;
            if !may_be_name || !is_next {
                return None;
            }
            missing.push(word);
        }
        let quoted = self.quoted.clone().map(|quoted| word_ranges(&self.statement[quoted]).count());
        let least = match (quoted, missing.is_empty()) {
            // Beside a quotation of some length the name may be all that is the statement's own.
            (Some(LEAST_QUOTED..), false) => 0,
            (Some(_), _) => LEAST_BESIDE,
            (None, true) => LEAST_SHARED,
            (None, false) => LEAST_SHARED + 1,
        };
        (shared >= least).then_some(missing)
    }

    /// Whether a word means something by itself.
    pub(super) fn means(&self, text: &str, word: &Range<usize>) -> bool {
        let written = &text[word.clone()];
        let letters = written.chars().count();
        let first = written.chars().next().unwrap_or_default();
        let least = match (first < '\u{590}', self.language.knows(List::FunctionWords)) {
            (true, true) => LEAST_LETTERS - 1,
            (true, false) => LEAST_LETTERS,
            (false, _) => LEAST_SIGNS,
        };
        let is_long = letters >= least || first.is_numeric() || first.is_uppercase() && word.start > 0;
        let folded = fold(written);
        let small = [
            List::FunctionWords,
            List::Pronouns,
            List::Modals,
            List::FirmModals,
            List::Auxiliaries,
            List::Definites,
            List::ThatWords,
            List::ClauseWords,
        ];
        is_long
            && !small.into_iter().any(|list| self.has(list, &folded))
            && !is_negation(written, self.language)
    }

    /// Whether two folded words are forms of one.
    pub(super) fn is_same(&self, one: &str, other: &str) -> bool {
        one == other || is_inflected(one, other) || self.language.are_forms(one, other)
    }

    /// The first word of the statement's own that negates something.
    fn own_negation(&self) -> Option<Range<usize>> {
        self.own_words().find(|word| {
            is_negation(&self.statement[word.clone()], self.language)
                && !is_denied_doubt(self.statement, word, self.language)
        })
    }

    /// Whether the statement has an entry of one of the lists in words of its own.
    fn says(&self, lists: &[List]) -> bool {
        let is_own = |found: &Range<usize>| {
            self.quoted.as_ref().is_none_or(|quoted| found.end <= quoted.start || quoted.end <= found.start)
                && !is_clitic(self.statement, found)
        };
        lists
            .iter()
            .any(|list| self.language.words(*list).find_all(self.statement).any(|found| is_own(&found)))
    }

    /// The words that a word may turn: the next one of its clause that means something, else any before it, since
    /// German “nicht” ends the clause of its verb. Where the verb ends the sentence, the one before it.
    fn turned_by(&self, text: &str, word: &Range<usize>) -> Vec<Range<usize>> {
        let Range { start, mut end } = clause_around(text, word);
        // “He denied, that …”, as many languages set the comma.
        let reported = word_ranges(&text[end..]).next().map(|first| end + first.start..end + first.end);
        if let Some(that) = reported.filter(|that| self.has(List::ThatWords, &fold(&text[that.clone()]))) {
            end = clause_around(text, &that).end;
        }
        let within = |from: usize, to: usize| {
            word_ranges(&text[from..to])
                .map(move |word| from + word.start..from + word.end)
                .filter(|word| self.means(text, word))
        };
        let next = within(word.end, end).next();
        if self.language.is_verb_last {
            return within(start, word.start).last().or(next).into_iter().collect();
        }
        next.map_or_else(|| within(start, word.start).collect(), |next| vec![next])
    }

    /// Whether the statement has the word of the source that a word turns. “Not before May” turns nothing.
    fn says_turned(&self, word: &Range<usize>) -> bool {
        self.turned_by(self.sentence, word).into_iter().any(|turned| {
            let turned = fold(&self.sentence[turned]);
            let turned = without_elision(&turned);
            let is_day = turned.starts_with(char::is_numeric)
                || [Series::Months, Series::Weekdays]
                    .into_iter()
                    .any(|series| self.language.series(series).any(|(_, words)| words.has(turned)));
            !is_day
                && word_ranges(self.statement)
                    .any(|own| self.is_same(without_elision(&fold(&self.statement[own])), turned))
        })
    }

    /// What the source's sentence says of the statement's words, and the statement does not.
    fn dropped(&self) -> Option<TurnedMeaning> {
        if self.says(&[List::Denials, List::Hedges, List::Conditions, List::Restrictions]) {
            return None;
        }
        let unseen = &self.sentence[..self.unseen];
        let turns = |word: &Range<usize>| {
            !is_denied_doubt(unseen, word, self.language)
                && !is_clitic(unseen, word)
                && self.says_turned(word)
        };
        let mut negations =
            word_ranges(unseen).filter(|word| is_negation(&unseen[word.clone()], self.language));
        let is_negated = |word: &Range<usize>| self.is_pinned() && turns(word) && !self.is_bounded(word);
        if let Some(word) = negations.find(is_negated) {
            return Some(TurnedMeaning::Negated(unseen[word].to_owned()));
        }
        let reports = self.says(&[List::VerbsOfSaying, List::Attributions, List::Claims]);
        let lists = [List::Denials, List::Hedges].into_iter().chain((!reports).then_some(List::Claims));
        // “Nobody doubts that it will hold.”
        let is_denied = |word: &Range<usize>| {
            let clause = clause_around(self.sentence, word).start..word.start;
            word_ranges(&unseen[clause.clone()])
                .any(|before| is_negation(&unseen[clause.clone()][before], self.language))
        };
        let mut found = lists.filter_map(|list| {
            self.language.words(list).find_all(unseen).find(|word| turns(word) && !is_denied(word))
        });
        let doubt = found.next().or_else(|| self.possibility(unseen, &turns)).or_else(|| {
            // What a clause depends on need not be said of its words.
            let mut conditions = self.language.words(List::Conditions).find_all(unseen);
            conditions.find(|word| !is_clitic(unseen, word) && self.is_pinned())
        });
        doubt.map(|word| TurnedMeaning::Hedged(unseen[word].to_owned()))
    }

    /// Whether a negation says when or how much rather than that something is not so: “not until”, “no more than”.
    fn is_bounded(&self, word: &Range<usize>) -> bool {
        let clause = clause_around(self.sentence, word);
        let behind = &self.sentence[word.start..clause.end];
        [List::Restrictions, List::Conditions, List::AtLeast, List::UpTo, List::MoreThan, List::LessThan]
            .into_iter()
            .any(|list| self.language.words(list).find(behind).is_some())
    }

    fn is_pinned(&self) -> bool {
        self.quoted.is_none()
    }

    /// The word of possibility that is said of a word of the statement, where the statement has none.
    fn possibility(&self, unseen: &str, turns: &dyn Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
        let mut own = self.language.words(List::Modals).find_all(self.statement);
        if own.any(|word| !self.is_firm(self.statement, &word)) {
            return None;
        }
        self.language.words(List::Modals).find_all(unseen).find(|word| {
            // “In May” is no possibility.
            let is_name = unseen[word.clone()].starts_with(char::is_uppercase) && word.start > 0;
            // “Kan komma att sälja”: an auxiliary may stand between.
            let next = || {
                word_ranges(&unseen[word.end..]).next().map(|next| word.end + next.start..word.end + next.end)
            };
            !self.is_firm(unseen, word)
                && !is_name
                && (turns(word) || next().is_some_and(|next| turns(&next)))
        })
    }

    fn is_firm(&self, text: &str, word: &Range<usize>) -> bool {
        self.language.words(List::FirmModals).find(&text[word.clone()]).is_some()
    }

    /// The negation that the statement adds to what the source says without any.
    fn added(&self, negation: &Range<usize>) -> Option<TurnedMeaning> {
        let restricts = [
            List::Restrictions,
            List::Conditions,
            List::AtLeast,
            List::UpTo,
            List::MoreThan,
            List::LessThan,
            List::Hedges,
        ];
        let turns = [
            List::Denials,
            List::Hedges,
            List::Claims,
            List::Conditions,
            List::Restrictions,
            List::NegationsBehind,
        ];
        let sentence = self.sentence;
        let is_plain = !self.says(&restricts)
            && !sentence.contains(QUESTION_MARKS)
            && !word_ranges(sentence).any(|word| is_negation(&sentence[word], self.language))
            && !turns.into_iter().any(|list| self.language.words(list).find(sentence).is_some());
        let turned = self.turned_by(self.statement, negation).pop().filter(|_| is_plain)?;
        let turned = fold(&self.statement[turned]);
        let folded = fold(sentence);
        let stands = word_ranges(&folded)
            .any(|word| self.is_same(without_elision(&folded[word]), without_elision(&turned)));
        stands.then(|| TurnedMeaning::Added(self.statement[negation.clone()].to_owned()))
    }
}

/// The place of a word's clause in its text, from one mark to the next.
fn clause_around(text: &str, word: &Range<usize>) -> Range<usize> {
    let (before, behind) = (&text[..word.start], &text[word.end..]);
    let start = before.rfind(CLAUSE_MARKS);
    let start = start.map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    start..word.end + behind.find(CLAUSE_MARKS).unwrap_or(behind.len())
}

/// Letters of a small word that is written onto the next one with an apostrophe: “l’usine”, “dell’acqua”.
const LONGEST_ELISION: usize = 4;

/// A folded word without such a word before it.
pub(super) fn without_elision(word: &str) -> &str {
    word.split_once('\'').map_or(word, |(small, rest)| {
        match small.len() <= LONGEST_ELISION && rest.len() > 2 {
            true => rest,
            false => word,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(statement: &str, source: &str, passage: &str, tag: &str) -> Option<TurnedMeaning> {
        let start = source.find(passage).unwrap();
        let quoted = statement.find(passage).map(|at| at..at + passage.len());
        let unseen = if quoted.is_some() { start } else { start + passage.len() };
        let compared =
            ComparedSentences { statement, quoted, sentence: source, unseen, language: Language::get(tag) };
        compared.missing().filter(Vec::is_empty).and_then(|_| compared.turn())
    }

    #[test]
    fn what_a_statement_drops() {
        let clinic = "The county will not close the clinic in Larne.";
        let negated = Some(TurnedMeaning::Negated("not".to_owned()));
        assert_eq!(
            turn("The county will close the clinic.", clinic, "will not close the clinic", "en"),
            negated
        );
        assert_eq!(turn("The county will keep the clinic.", clinic, "will not close the clinic", "en"), None);
        let aside = "The clinic, which has not been painted, will close in May.";
        assert_eq!(
            turn(
                "The clinic will close in May.",
                aside,
                "The clinic, which has not been painted, will close",
                "en"
            ),
            None
        );
        let glacier = "The glacier might vanish within thirty years.";
        let hedged = Some(TurnedMeaning::Hedged("might".to_owned()));
        assert_eq!(turn("The glacier will vanish.", glacier, "glacier might vanish", "en"), hedged);
        assert_eq!(
            turn("The glacier will vanish within thirty years.", glacier, "within thirty years", "en"),
            hedged
        );
        assert_eq!(turn("The glacier may vanish.", glacier, "glacier might vanish", "en"), None);
        assert_eq!(
            turn("The glacier would vanish.", "The glacier would vanish.", "would vanish", "en"),
            None
        );
    }

    #[test]
    fn what_a_statement_adds() {
        let added = Some(TurnedMeaning::Added("not".to_owned()));
        let clinic = "The county will close the clinic in Larne.";
        assert_eq!(turn("The county will not close the clinic.", clinic, "close the clinic", "en"), added);
        let until = "The county will close the clinic in May.";
        assert_eq!(turn("The county will not close the clinic until May.", until, "in May", "en"), None);
        let doubt = "There is no doubt that the county will close the clinic.";
        assert_eq!(turn("The county will not close the clinic.", doubt, "close the clinic", "en"), None);
    }
}
