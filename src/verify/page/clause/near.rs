//! Words directly before or behind a passage that weaken it or take something out of it.

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use super::CLAUSE_MARKS;

/// Words before a passage in which a hedge is taken to weaken it.
const NEAR_HEDGE: usize = 4;
/// Words of the longest verb of possibility: “was about to”.
const LONGEST_MODAL: usize = 4;

/// Words of the longest aside that weakens what stands around it: “, reportedly,”.
const LONGEST_ASIDE: usize = 3;

/// The hedge in the last words before a passage, or in the aside behind which they stand.
pub(super) fn near_hedge(before: &str, language: &Language) -> Option<String> {
    let hedges = language.words(List::Hedges);
    let mut clauses = before.rsplit(CLAUSE_MARKS);
    let clause = clauses.next().unwrap_or_default();
    let words: Vec<Range<usize>> = word_ranges(clause).collect();
    let near = words.get(words.len().saturating_sub(NEAR_HEDGE)).map_or("", |first| &clause[first.start..]);
    if let Some(found) = hedges.find(near) {
        return Some(near[found].to_owned());
    }
    let aside = clauses.next().filter(|_| words.len() < NEAR_HEDGE && clauses.next().is_some())?;
    let is_short = word_ranges(aside).count() <= LONGEST_ASIDE;
    hedges.find(aside).filter(|_| is_short).map(|found| aside[found].to_owned())
}

/// What takes something out of a passage directly behind it, behind a comma too: “, except on Sundays”.
pub(super) fn exception(behind: &str, language: &Language) -> Option<Range<usize>> {
    let exceptions = language.words(List::Exceptions);
    let rest = behind.trim_start_matches([' ', ',', '،', '(', '—', '–']);
    let from = behind.len() - rest.len();
    if exceptions.is_empty() || from == 0 {
        return None;
    }
    let found = exceptions.find(rest.split(CLAUSE_MARKS).next()?).filter(|found| found.start == 0)?;
    Some(from + found.start..from + found.end)
}

/// The verb of possibility directly before a passage: “might”, “tried to”; in German a comma may stand behind it.
pub(super) fn possibility(before: &str, language: &Language) -> Option<String> {
    let end = before.trim_end();
    let end = end.strip_suffix(',').filter(|_| language.has_capital_nouns).unwrap_or(end);
    let clause = end.rsplit(CLAUSE_MARKS).next().unwrap_or_default();
    let words: Vec<Range<usize>> = word_ranges(clause).collect();
    let last = words.last()?;
    let near = &clause[words[words.len().saturating_sub(LONGEST_MODAL)].start..];
    let is_last = |found: &Range<usize>| found.end + (clause.len() - near.len()) == last.end;
    // “In May” is no possibility.
    let is_verb = |found: &Range<usize>| {
        !near[found.clone()].starts_with(char::is_uppercase) || near.len() == before.trim().len()
    };
    let mut found = language.words(List::Modals).find_all(near);
    found.find(|found| is_last(found) && is_verb(found)).map(|found| near[found].to_owned())
}

/// Whether a statement has a word of possibility like one of the source: to “might”, “will” is no answer.
pub(super) fn is_possible(statement: &str, word: &str, (page, language): (&Language, &Language)) -> bool {
    let is_firm = |word: &str, language: &Language| language.words(List::FirmModals).find(word).is_some();
    let mut own = page.words(List::Modals).find_all(statement);
    own.any(|found| is_firm(word, language) || !is_firm(&statement[found], page))
}

/// The “only” directly before a passage.
pub(super) fn only_before(before: &str, language: &Language) -> Option<Range<usize>> {
    let last = word_ranges(before).last().filter(|last| before[last.end..].trim().is_empty())?;
    let folded = fold(&before[last.clone()]);
    let restricts = language.words(List::Only).has(&folded);
    let is_empty = || {
        let mut phrases = language.words(List::EmptyNegations).find_all(before);
        phrases.any(|phrase| phrase.start <= last.start && last.end <= phrase.end)
    };
    (restricts && !is_empty()).then_some(last)
}
