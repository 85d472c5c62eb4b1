//! What stands beside a figure and changes what it says: that it is exact or an estimate (“exactly 30”, “an estimated
//! 30”), the time in which it comes again (“ten a day”), the era of a year (“480 BC”).

use std::collections::BTreeMap;
use std::ops::Range;

use ibid_languages::List;

use super::figure_reading::{FigureReading, Qualifiers};
use super::lexicon::Lexicon;
use super::token::{FigureToken, written};
use super::value::{Decimal, Value};

/// What a source says beside a figure, in its words.
#[derive(Clone, Debug, Default)]
pub(super) struct StatedQualifiers {
    /// “About 30”, and whether it is an estimate.
    pub(super) approximation: Option<(String, bool)>,
    /// “Ten a day”.
    pub(super) rate: Option<(String, &'static str)>,
    /// “480 BC”.
    pub(super) era: Option<(String, bool)>,
}

/// Words of the longest entry before a figure.
const LONGEST: usize = 4;
/// Words between a figure and the time in which it comes again: “ten boats of that class a day”.
const FURTHEST: usize = 5;
/// Tokens of the longest name of an era: `v. u. Z.`
const LONGEST_ERA: usize = 6;
/// Units of time in which something comes again.
const TIMES: [&str; 8] = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

/// What is said beside a figure.
pub(super) fn qualifiers(
    tokens: &[FigureToken],
    reading: &FigureReading,
    language: &'static Lexicon,
) -> Qualifiers {
    if key(reading).is_none() {
        return Qualifiers::default();
    }
    let all = reading.start..reading.end;
    let before = |list: List| entry_before(tokens, reading.start, list, language);
    let estimate = before(List::Estimated).map(|start| (start..reading.end, true));
    Qualifiers {
        is_exact: before(List::Exactly).is_some(),
        approximation: estimate.or_else(|| before(List::About).map(|start| (start..reading.end, false))),
        rate: rate(tokens, &all, language),
        era: era(tokens, &all, language),
    }
}

/// The number by which a figure is found in a source.
pub(super) fn key(reading: &FigureReading) -> Option<Decimal> {
    match reading.values.first()? {
        Value::Date { year: Some(year), month: None, day: None } => {
            Some(Decimal::whole(u128::from(year.unsigned_abs())))
        }
        value => value.amount().cloned(),
    }
}

/// Where an entry of a list begins that ends directly before a place, or before a comma there: “by estimates, 30”.
fn entry_before(tokens: &[FigureToken], at: usize, list: List, language: &'static Lexicon) -> Option<usize> {
    if language.language.words(list).is_empty() {
        return None;
    }
    let comma = at.checked_sub(1).filter(|before| tokens[*before].is_mark(",،，、"));
    [Some(at), comma].into_iter().flatten().find_map(|end| {
        (end.saturating_sub(LONGEST)..end)
            .find(|start| language.length_at(list, &tokens[..end], *start) == Some(end - start))
    })
}

/// The time in which an amount comes again: behind it, or before it as in Chinese.
fn rate(
    tokens: &[FigureToken],
    figure: &Range<usize>,
    language: &'static Lexicon,
) -> Option<(Range<usize>, &'static str)> {
    if language.language.words(List::Per).is_empty() {
        return None;
    }
    let at = |at: usize| {
        let length = match tokens.get(at)?.is_mark("/") {
            true => 1,
            false => language.length_at(List::Per, tokens, at)?,
        };
        let (unit, words) = language.unit(tokens, at + length)?;
        let time = TIMES.into_iter().find(|time| *time == unit)?;
        Some((at + length + words, time))
    };
    let is_within =
        |at: &usize| tokens.get(*at).is_some_and(|token| token.is_any_word() || token.is_mark("/"));
    let behind = (figure.end..figure.end + FURTHEST).take_while(is_within);
    let found = behind.filter_map(at).next().map(|(end, time)| (figure.start..end, time));
    found.or_else(|| {
        let before = (figure.start.saturating_sub(FURTHEST)..figure.start).rev().take_while(is_within);
        let mut before = before.filter_map(|start| Some((start, at(start)?)));
        before.find(|(_, (end, _))| *end <= figure.start).map(|(start, (_, time))| (start..figure.end, time))
    })
}

/// Whether a year is one before the common era, where the text says of which it is.
fn era(
    tokens: &[FigureToken],
    figure: &Range<usize>,
    language: &'static Lexicon,
) -> Option<(Range<usize>, bool)> {
    let lists = [(List::BeforeEra, true), (List::OfEra, false)];
    if lists.iter().all(|(list, _)| language.language.words(*list).is_empty()) {
        return None;
    }
    // “У 480 році до н. е.”
    let is_year = |token: &&FigureToken| language.units_name(token) == Some("year");
    let from = figure.end + usize::from(tokens.get(figure.end).filter(is_year).is_some());
    let behind = (1..=LONGEST_ERA).map(|length| from..from + length);
    let before = (1..=LONGEST_ERA).filter_map(|length| Some(figure.start.checked_sub(length)?..figure.start));
    behind.chain(before).find_map(|range| {
        let written = squashed(tokens.get(range.clone())?)?;
        let is = |list: List| language.language.words(list).has(&written);
        let (_, is_before) = lists.into_iter().find(|(list, _)| is(*list))?;
        Some((range.start.min(figure.start)..range.end.max(figure.end), is_before))
    })
}

/// Words and the stops between them without spaces and a last stop: `v.chr` of `v. Chr.` Nothing where other marks
/// or digits stand there.
fn squashed(tokens: &[FigureToken]) -> Option<String> {
    let mut written = String::new();
    for token in tokens {
        if token.is_mark(".-") {
            written.push('.');
        } else if token.is_any_word() {
            written.push_str(&token.text);
        } else {
            return None;
        }
    }
    Some(written.trim_end_matches('.').to_owned())
}

/// What a text says beside each number of which it says anything.
pub(super) fn stated(
    (text, tokens): (&str, &[FigureToken]),
    readings: &[FigureReading],
) -> BTreeMap<Decimal, Vec<StatedQualifiers>> {
    let qualified = readings.iter().filter(|reading| reading.beside != Qualifiers::default());
    let mut found: BTreeMap<Decimal, Vec<StatedQualifiers>> =
        qualified.filter_map(|reading| Some((key(reading)?, Vec::new()))).collect();
    if found.is_empty() {
        return found;
    }
    let words = |range: &Range<usize>| written(text, tokens, range).to_owned();
    for reading in readings {
        let Some(all) = key(reading).and_then(|key| found.get_mut(&key)) else { continue };
        let beside = &reading.beside;
        all.push(StatedQualifiers {
            approximation: beside.approximation.as_ref().map(|(range, is)| (words(range), *is)),
            rate: beside.rate.as_ref().map(|(range, time)| (words(range), *time)),
            era: beside.era.as_ref().map(|(range, is)| (words(range), *is)),
        });
    }
    found
}
