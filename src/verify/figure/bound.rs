//! The words that make a bound of a figure: “at least forty”, “up to 300 tonnes”.

use ibid_languages::List;

use super::figure_reading::{Bound, FigureReading};
use super::lexicon::Lexicon;
use super::token::FigureToken;
use super::value::Value;

/// The lists of words that make a bound of the figure behind them, each with whether it is a least.
const BOUNDS: [(List, bool); 4] =
    [(List::AtLeast, true), (List::UpTo, false), (List::MoreThan, true), (List::LessThan, false)];
/// Words of the longest entry.
const LONGEST: usize = 4;
/// Letters of the longest article.
const LONGEST_ARTICLE: usize = 4;

/// The tokens of a figure together with the words that make a bound of it.
pub(super) fn bound(
    tokens: &[FigureToken],
    reading: &FigureReading,
    language: &'static Lexicon,
) -> Option<Bound> {
    let value = reading.values.first().filter(|value| may_be_bounded(value))?;
    // “Weniger als die Hälfte”
    let is_article = |token: &FigureToken| {
        language.has(List::FunctionWords, token) && token.text.chars().count() <= LONGEST_ARTICLE
    };
    let before = reading.start.checked_sub(1).filter(|at| is_article(&tokens[*at]));
    let ends = [Some(reading.start), before.filter(|_| matches!(value, Value::Fraction(..)))];
    let begins = |list: List, end: usize| {
        let is_entry = |start: &usize| language.length_at(list, &tokens[..end], *start) == Some(end - start);
        (end.saturating_sub(LONGEST)..end).find(is_entry)
    };
    for (list, is_least) in BOUNDS {
        if let Some(start) = ends.into_iter().flatten().find_map(|end| begins(list, end)) {
            return Some(Bound { tokens: start..reading.end, is_least });
        }
    }
    // “Forty or more”; Chinese and Japanese set all of them behind, after the word for what is counted.
    let lists = if language.language.is_spaced { &BOUNDS[..1] } else { &BOUNDS[..] };
    let furthest = if language.language.is_spaced { 0 } else { 1 };
    (reading.end..=reading.end + furthest).find_map(|at| {
        let (length, is_least) = lists
            .iter()
            .find_map(|(list, is_least)| Some((language.length_at(*list, tokens, at)?, *is_least)))?;
        Some(Bound { tokens: reading.start..at + length, is_least })
    })
}

/// Whether a value is one that bounds are kept of: an amount or a share.
pub(super) fn may_be_bounded(value: &Value) -> bool {
    value.amount().is_some() || matches!(value, Value::Fraction(..))
}
