//! The words that make a bound of a figure: “at least forty”, “up to 300 tonnes”.

use std::ops::Range;

use ibid_languages::List;

use super::figure_reading::FigureReading;
use super::lexicon::Language;
use super::token::FigureToken;

/// The lists of words that make a bound of the figure behind them.
const BOUNDS: [List; 4] = [List::AtLeast, List::UpTo, List::MoreThan, List::LessThan];
/// Words of the longest entry.
const LONGEST: usize = 4;

/// The tokens of a figure together with the words that make a bound of it.
pub(super) fn bound(
    tokens: &[FigureToken],
    reading: &FigureReading,
    language: Language,
) -> Option<Range<usize>> {
    reading.values.first()?.amount()?;
    let begins = |list: &List| {
        let is_entry = |start: &usize| {
            language.length_at(*list, &tokens[..reading.start], *start) == Some(reading.start - start)
        };
        (reading.start.saturating_sub(LONGEST)..reading.start).find(is_entry)
    };
    if let Some(start) = BOUNDS.iter().find_map(begins) {
        return Some(start..reading.end);
    }
    // “Forty or more”; Chinese and Japanese set all of them behind, after the word for what is counted.
    let lists = if language.language.is_spaced { &BOUNDS[..1] } else { &BOUNDS[..] };
    let furthest = if language.language.is_spaced { 0 } else { 1 };
    (reading.end..=reading.end + furthest).find_map(|at| {
        let length = lists.iter().find_map(|list| language.length_at(*list, tokens, at))?;
        Some(reading.start..at + length)
    })
}
