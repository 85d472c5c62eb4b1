//! What stands around quoted or pinned words in the source: a negation that is cut off, a denial or a condition in
//! their sentence.

mod near;
mod question;

use std::ops::Range;

use ibid_languages::{FoldedWords, Language, List, find_negation, fold, is_negation, word_ranges};
use ibid_quotation::without_note_markers;

use super::{Checker, Match};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::base::span::{PlainSpan, Span};
use near::{exception, is_possible, near_hedge, only_before, possibility};
pub(super) use question::QUESTION_MARKS;
use question::{asks, is_of_question};

/// Words before (or behind) a passage in which a negation is taken to negate it.
const NEAR: usize = 3;
/// Words before a passage among which a verb of saying or believing governs it: “believes the”.
const NEAR_VERB: usize = 2;
/// Words from a negation to the end of its clause, further than which it is not taken to govern what follows.
const FURTHEST: usize = 10;
/// Letters in their place where a language sets no spaces.
const NEAR_LETTERS: usize = 4;
/// The same in a script of letters and their signs.
const NEAR_SIGNS: usize = 9;

/// Words of the page that were found in a source.
pub(super) struct FoundWords<'a> {
    /// Where they stand on the page.
    pub(super) span: Span,
    /// The words.
    pub(super) words: &'a str,
    /// The statement that they stand in or carry.
    pub(super) statement: &'a str,
}

impl Checker<'_> {
    /// Reports words whose meaning is turned by what stands around them in the source, where the statement does not
    /// say so too.
    pub(super) fn clause(&mut self, found: &FoundWords<'_>, index: SourceId, matched: &Match) {
        let (Some(first), Some(last)) = (matched.pieces.first(), matched.pieces.last()) else { return };
        let (passage, _) = self.passage_text(index, first.start..last.end.max(first.end));
        let source = self.source(index);
        let sentence = source.text.sentences_of(passage.plain);
        let plain = source.text.plain.as_str();
        // What a source asks in the marker of a note, `[when?]`, is no question of its sentence.
        let before = without_note_markers(&plain[sentence.start as usize..passage.plain.start as usize]);
        let behind = without_note_markers(&plain[passage.plain.end as usize..sentence.end as usize]);
        let (before, behind) = (&*before, &*behind);
        let language = Language::get(self.library.language(index));
        let page = Language::get(self.library.page_language(self.page));
        // What the quotation itself denies is not what the statement says of it.
        let own = || sentence_with(found.statement, found.words, page).replacen(found.words.trim(), " ", 1);
        let says_so = |lists: &[List]| {
            let own = own();
            find_negation(&own, page).is_some()
                || (lists.contains(&List::Conditions) && inversion(&own, page).is_some())
                || lists
                    .iter()
                    .any(|list| page.words(*list).find_all(&own).any(|found| !is_clitic(&own, &found)))
        };
        let quoted = &plain[passage.plain.range()];
        if let Some(word) =
            negation_before(before, quoted, language).or_else(|| negation_behind(behind, language))
        {
            if !says_so(&[List::Denials, List::Hedges, List::Claims, List::Restrictions]) {
                let message = format!("the source negates these words: “{word}”");
                let help = "quote the negation too, or say it in the statement";
                self.report_clause((Rule::QuoteCut, message, help), found.span, index, sentence);
            }
            return;
        }
        if is_of_question((before, quoted, behind), language)
            && !asks(found.statement, page)
            && !says_so(&[List::Conditions, List::Hedges, List::Denials])
        {
            let message = "the source asks this as a question; the statement asserts it";
            let help = "say that it is a question, or quote the whole sentence";
            self.report_clause((Rule::QuoteHedged, message.to_owned(), help), found.span, index, sentence);
            return;
        }
        let weighed = [
            List::Denials,
            List::Hedges,
            List::Claims,
            List::Conditions,
            List::Restrictions,
            List::Exceptions,
        ];
        let word = hedge((before, quoted, behind), language).filter(|_| !says_so(&weighed));
        let possible = || {
            possibility(before, language)
                .filter(|word| !says_so(&weighed) && !is_possible(&own(), word, (page, language)))
        };
        if let Some(word) = word.or_else(possible) {
            let message = format!("the source's sentence has “{word}”; the statement leaves it out");
            let help = "say it in the statement, or quote the whole sentence";
            self.report_clause((Rule::QuoteHedged, message, help), found.span, index, sentence);
        } else if page.code == language.code {
            self.report_turned(found, index, (passage.plain, sentence));
        }
    }

    pub(super) fn report_clause(
        &mut self,
        (rule, message, help): (Rule, String, &str),
        span: Span,
        index: SourceId,
        sentence: PlainSpan,
    ) {
        let source = self.source(index);
        let paragraph = source.text.paragraph_at(sentence.start).map_or(1, |paragraph| paragraph.number);
        let text = single_spaces(&source.text.plain[sentence.range()]);
        let finding = Diagnostic::new(rule, &self.page.path, span, message)
            .related(&source.path, source.text.file_span(sentence), format!("(¶ {paragraph}) has: {text}"))
            .help(help);
        self.findings.push(finding);
    }
}

/// The sentence of a statement that has some words; the whole statement where none is found to have them.
pub(super) fn sentence_with<'s>(statement: &'s str, words: &str, language: &Language) -> &'s str {
    let Some(at) = statement.find(words.trim()) else { return statement };
    let end = at + words.trim().len();
    let ranges = sentence_ranges(statement, language);
    let first = ranges.iter().find(|range| at < range.end).map_or(0, |range| range.start);
    let last = ranges.iter().find(|range| end <= range.end).map_or(statement.len(), |range| range.end);
    statement.get(first.min(at)..last.max(end)).unwrap_or(statement)
}

/// The sentences of a statement.
pub(super) fn sentences_of<'s>(statement: &'s str, language: &Language) -> Vec<&'s str> {
    let ranges = sentence_ranges(statement, language).into_iter();
    ranges.filter_map(|range| statement.get(range)).collect()
}

fn sentence_ranges(statement: &str, language: &Language) -> Vec<Range<usize>> {
    let letters: Vec<(usize, char)> = statement.char_indices().collect();
    let only: Vec<char> = letters.iter().map(|(_, letter)| *letter).collect();
    let byte = |at: usize| letters.get(at).map_or(statement.len(), |(byte, _)| *byte);
    let ranges = crate::base::sentence::sentences(&only, language);
    ranges.into_iter().map(|range| byte(range.start)..byte(range.end)).collect()
}

/// Marks at which a clause ends.
pub(super) const CLAUSE_MARKS: fn(char) -> bool = |letter| {
    matches!(
        letter,
        ',' | ';' | ':' | '(' | ')' | '—' | '–' | '\n' | '،' | '؛' | '，' | '、' | '。' | '!' | '?'
    )
};

/// Whether a language is written in letters though without spaces, as Thai is: it takes several to a word.
fn is_alphabetic(language: &Language) -> bool {
    !language.scripts.iter().any(|script| matches!(*script, "Hani" | "Hans" | "Hant" | "Jpan"))
}

/// The negation in the last words of the clause before a passage.
fn negation_before(before: &str, passage: &str, language: &Language) -> Option<String> {
    let clause = before.rsplit(CLAUSE_MARKS).next().unwrap_or_default();
    if !language.is_spaced {
        let near = if is_alphabetic(language) { NEAR_SIGNS } else { NEAR_LETTERS };
        let start = clause.char_indices().rev().take(near).last().map_or(clause.len(), |(at, _)| at);
        let near = &clause[start..];
        return find_negation(near, language).map(|_| near.trim().to_owned());
    }
    // “No evidence that” denies all that follows it in the clause.
    let is_negated = |phrase: &Range<usize>| find_negation(&clause[phrase.clone()], language).is_some();
    if let Some(denial) = language.words(List::Denials).find_all(clause).find(is_negated) {
        return Some(clause[denial].to_owned());
    }
    if let Some(word) = negation_before_aside(before, language) {
        return Some(word);
    }
    let words: Vec<Range<usize>> = word_ranges(clause).collect();
    let near = &words[words.len().saturating_sub(NEAR)..];
    let found = near.iter().rev().find(|range| is_negation(&clause[(*range).clone()], language))?;
    // Where the verb ends the sentence, what it denies stands before it: “did not close it, and …”.
    let begins_other = |word: &Range<usize>| {
        word.start >= found.end && language.words(List::ClauseWords).has(&fold(&clause[word.clone()]))
    };
    if language.is_verb_last && near.iter().any(begins_other) {
        return None;
    }
    // “Not only”, “no doubt”: the phrase may reach into the passage.
    let around = format!("{clause}{passage}");
    let is_empty = language
        .words(List::EmptyNegations)
        .find_all(&around)
        .any(|phrase| phrase.start < found.end && found.start < phrase.end);
    (!is_empty).then(|| clause[found.start..].trim().to_owned())
}

/// The negation directly before an aside between commas that ends where a passage begins: “does not, according to the
/// auditors, meet”.
fn negation_before_aside(before: &str, language: &Language) -> Option<String> {
    let (main, aside) = before.trim_end().strip_suffix(',')?.rsplit_once(',')?;
    let clause = main.rsplit(CLAUSE_MARKS).next()?;
    let words: Vec<Range<usize>> = word_ranges(clause).collect();
    // “No, …” is an answer.
    let last = words.last().filter(|_| words.len() > 1)?;
    let is_long = word_ranges(aside).count() > 1;
    (is_long && is_negation(&clause[last.clone()], language)).then(|| clause[last.clone()].to_owned())
}

/// The negation in the first words of the clause behind a passage, in languages that negate there.
fn negation_behind(behind: &str, language: &Language) -> Option<String> {
    let negations = language.words(List::NegationsBehind);
    // The passage may end within what the mark belongs to.
    let clause = behind.split(CLAUSE_MARKS).next().unwrap_or_default();
    if negations.is_empty() {
        return None;
    }
    let near: Vec<Range<usize>> = word_ranges(clause).take(NEAR).collect();
    let end = near.last()?.end;
    let begins_other =
        |word: &Range<usize>| language.words(List::ClauseWords).has(&fold(&clause[word.clone()]));
    // “…, and never stopped” is about something else.
    let is_of_clause = |at: usize| !near.iter().any(|word| word.end <= at && begins_other(word));
    let found = near.iter().find(|range| negations.has(&fold(&clause[(*range).clone()])));
    let found = found.cloned().or_else(|| negations.find(&clause[..end]));
    found.is_some_and(|found| is_of_clause(found.start)).then(|| clause[..end].trim().to_owned())
}

/// Whether the last clause of a text has a negation that negates nothing: not only.
fn has_empty_negation(text: &str, language: &Language) -> bool {
    let clause = text.rsplit(CLAUSE_MARKS).next().unwrap_or_default();
    language.words(List::EmptyNegations).find(clause).is_some()
}

/// Whether a word is written onto the one before it with a hyphen: Portuguese “diz-se”, which sets no condition.
pub(super) fn is_clitic(text: &str, word: &Range<usize>) -> bool {
    text[..word.start].ends_with(['-', '‑'])
}

/// Whether a word belongs to a phrase that denies nothing: no doubt.
pub(super) fn is_denied_doubt(text: &str, word: &Range<usize>, language: &Language) -> bool {
    let mut phrases = language.words(List::EmptyNegations).find_all(text);
    phrases.any(|phrase| phrase.start <= word.start && word.end <= phrase.end)
}

/// A denial, a distance or a condition in the words around a passage.
fn hedge((before, passage, behind): (&str, &str, &str), language: &Language) -> Option<String> {
    let restricted = behind.split(CLAUSE_MARKS).next().unwrap_or_default();
    let end = word_ranges(restricted).take(NEAR).last().map_or(0, |word| word.end);
    for (text, lists) in [
        (before, [List::Denials, List::Claims, List::Conditions].as_slice()),
        (&restricted[..end], [List::Restrictions].as_slice()),
        (behind, [List::Claims, List::Conditions].as_slice()),
        (if language.is_verb_last { behind } else { "" }, [List::Denials].as_slice()),
    ] {
        let words = FoldedWords::new(text);
        for list in lists {
            let is_empty = || has_empty_negation(before, language) || has_empty_negation(passage, language);
            if *list == List::Restrictions && is_empty() {
                // “Not only the ferry but the port”.
                continue;
            }
            let mut found = language.words(*list).find_all_in(&words);
            let says =
                |found: &Range<usize>| !is_denied_doubt(text, found, language) && !is_clitic(text, found);
            if let Some(found) = found.find(says) {
                return Some(text[found].to_owned());
            }
        }
    }
    if let Some(found) = only_before(before, language) {
        return Some(before[found].to_owned());
    }
    if let Some(found) = exception(behind, language) {
        return Some(behind[found].to_owned());
    }
    if let Some(found) = distant_negation(before, passage, language) {
        return Some(before[found].to_owned());
    }
    if let Some(found) = far_negation_behind(behind, language) {
        return Some(behind[found].to_owned());
    }
    let is_question = behind.trim_end_matches(['”', '"', '»', '’', ' ']).ends_with('?');
    if let Some(found) = inversion(before, language).filter(|_| !is_question) {
        return Some(before[found].to_owned());
    }
    if let Some(found) = inversion_behind(passage, behind, language) {
        return Some(behind[found].to_owned());
    }
    near_hedge(before, language)
}

/// The negation further on in the clause behind a passage, in languages that negate there: “hat den Verkauf nach Angaben
/// seines Sprechers nicht beschlossen”.
fn far_negation_behind(behind: &str, language: &Language) -> Option<Range<usize>> {
    if !language.is_spaced {
        return None;
    }
    let clause = behind.split(CLAUSE_MARKS).next().unwrap_or_default();
    let found = language.words(List::NegationsBehind).find(clause)?;
    let begins_other = |word: Range<usize>| language.words(List::ClauseWords).has(&fold(&clause[word]));
    let mut before = word_ranges(&clause[..found.start]);
    let is_near = word_ranges(&clause[..found.start]).count() <= FURTHEST && !before.any(begins_other);
    (is_near && !is_denied_doubt(clause, &found, language)).then_some(found)
}

/// Words behind a verb with which a condition begins.
const SHORTEST_CONDITION: usize = 2;

/// The verb with which a sentence begins, where that makes a condition of its first clause: “Had the grant arrived, …”.
fn inversion(before: &str, language: &Language) -> Option<Range<usize>> {
    let verbs = language.words(List::Inversions);
    let first = word_ranges(before).next().filter(|_| !verbs.is_empty())?;
    // Scandinavian languages set no comma behind it.
    let rest = &before[first.end..];
    let clause = rest.split(',').next().unwrap_or_default();
    let is_condition = verbs.has(&fold(&before[first.clone()]))
        && word_ranges(clause).count() >= SHORTEST_CONDITION
        && !clause.contains(['?', '!', ':', ';']);
    is_condition.then_some(first)
}

/// The same behind what it sets the condition of, in German behind a comma, elsewhere where that is a possibility:
/// “would have hired six had it arrived”.
fn inversion_behind(passage: &str, behind: &str, language: &Language) -> Option<Range<usize>> {
    let verbs = language.words(List::Inversions);
    let mut words = word_ranges(behind).filter(|_| !verbs.is_empty());
    let (first, second) = (words.next()?, words.next()?);
    let is_subject = [List::Definites, List::Pronouns, List::FunctionWords]
        .into_iter()
        .any(|list| language.words(list).has(&fold(&behind[second.clone()])));
    let is_condition = behind[..first.start].trim_matches([' ', ',']).is_empty()
        && verbs.has(&fold(&behind[first.clone()]))
        && is_subject
        && (language.has_capital_nouns && behind.trim_start().starts_with(',')
            || language.words(List::Modals).find(passage).is_some());
    is_condition.then_some(first)
}

/// A negation that turns a passage from further away: that of the clause before “that …”, that of a verb of saying or
/// believing directly before the passage, or the subject with which the sentence begins: “nobody at the lab”.
fn distant_negation(before: &str, passage: &str, language: &Language) -> Option<Range<usize>> {
    if !language.is_spaced {
        return None;
    }
    let has = |list: List, word: &Range<usize>| language.words(list).has(&fold(&before[word.clone()]));
    let start =
        before.rfind(CLAUSE_MARKS).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let words: Vec<Range<usize>> =
        word_ranges(&before[start..]).map(|word| word.start + start..word.end + start).collect();
    // “…, dass”: the clause before the comma.
    let opener = words.iter().rposition(|word| has(List::ThatWords, word));
    if let Some(at) = opener {
        // “A bridge that closes”: a pronoun, with the verb behind it in place of a subject.
        let begins = word_ranges(passage).next().map_or("", |word| &passage[word]);
        let has_subject = || {
            begins.starts_with(char::is_uppercase)
                || [List::FunctionWords, List::Pronouns, List::Definites]
                    .into_iter()
                    .any(|list| language.words(list).has(&fold(begins)))
        };
        if at + 1 == words.len() && has(List::Pronouns, &words[at]) && !has_subject() {
            return None;
        }
        let clause = if at > 0 {
            words[..at].to_vec()
        } else {
            let main = before[..start].strip_suffix([',', '،']).unwrap_or_default();
            let start = main
                .rfind(CLAUSE_MARKS)
                .map_or(0, |at| at + main[at..].chars().next().map_or(0, char::len_utf8));
            word_ranges(&main[start..]).map(|word| word.start + start..word.end + start).collect()
        };
        return last_negation(before, &clause, language);
    }
    let near = &words[words.len().saturating_sub(NEAR_VERB)..];
    if near.iter().any(|word| has(List::VerbsOfSaying, word) || has(List::VerbsOfBelief, word))
        && let Some(found) = last_negation(before, &words, language)
    {
        return Some(found);
    }
    let is_subject =
        |found: &Range<usize>| start == 0 && words.first().is_some_and(|first| found.start == first.start);
    let scarce = || {
        let first =
            words.first().filter(|word| start == 0 && has(List::Hedges, word) && !has(List::About, word))?;
        last_clause(before, &words, language).first().filter(|word| *word == first).cloned()
    };
    last_negation(before, &words, language).filter(is_subject).or_else(scarce)
}

/// The words from the last one on with which another clause begins, of those that are near enough to a passage.
fn last_clause<'w>(text: &str, words: &'w [Range<usize>], language: &Language) -> &'w [Range<usize>] {
    let begins = |word: &Range<usize>| language.words(List::ClauseWords).has(&fold(&text[word.clone()]));
    let from = words.iter().rposition(begins).map_or(0, |at| at + 1);
    &words[from.max(words.len().saturating_sub(FURTHEST))..]
}

/// The negation in the last clause of some words that negates something.
fn last_negation(text: &str, words: &[Range<usize>], language: &Language) -> Option<Range<usize>> {
    let clause = last_clause(text, words, language);
    let found = clause.iter().find(|word| is_negation(&text[(*word).clone()], language))?;
    let end = words.last()?.end;
    let of_phrase = found.start - clause[0].start..found.end - clause[0].start;
    (!is_denied_doubt(&text[clause[0].start..end], &of_phrase, language)).then(|| found.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(source: &str, passage: &str, language: &str) -> Option<String> {
        let at = source.find(passage).unwrap();
        negation_before(&source[..at], passage, Language::get(language))
    }

    fn behind(source: &str, passage: &str, language: &str) -> Option<String> {
        let end = source.find(passage).unwrap() + passage.len();
        negation_behind(&source[end..], Language::get(language))
    }

    #[test]
    fn negations_that_are_cut_off() {
        assert_eq!(
            before("The board did not sell the ferry.", "sell the ferry", "en").as_deref(),
            Some("not")
        );
        let evidence = "Doctors found no evidence that the pill harms.";
        assert_eq!(before(evidence, "the pill harms", "en").as_deref(), Some("no evidence"));
        assert_eq!(
            before("Sie will das Haus nicht sofort verkaufen.", "verkaufen", "de").as_deref(),
            Some("nicht sofort")
        );
        assert_eq!(
            behind("Die Stadt verkauft das Haus vorerst nicht.", "verkauft das Haus", "de").as_deref(),
            Some("vorerst nicht")
        );
        assert_eq!(before("The board did not only sell the ferry.", "sell the ferry", "en"), None);
        assert_eq!(
            before("He did not come, and the board will sell the ferry.", "sell the ferry", "en"),
            None
        );
        assert_eq!(before("It is not what the town had wanted to sell.", "wanted to sell", "en"), None);
        assert_eq!(behind("The board will sell the ferry, not the boat.", "sell the ferry", "en"), None);
    }

    #[test]
    fn the_sentence_of_a_statement() {
        let statement = "It did not rain. The board “sold the ferry”. No one came.";
        assert_eq!(
            sentence_with(statement, "sold the ferry", Language::get("en")),
            "The board “sold the ferry”."
        );
        assert_eq!(sentence_with("one", "other", Language::get("en")), "one");
    }
}
