//! Dates and times of day, in the usual orders of the languages that are known, and ISO 8601.
//!
//! `03/04/2025` may be either day: both are readings. Years run from 1000 to 2999. Not read: eras,
//! calendars other than the Gregorian, feasts, and times in words other than “five o’clock”.

use ibid_languages::List;

use super::amount::spelled;
use super::lexicon::{Lexicon, NumberWord, word};
use super::token::{FigureToken, TokenGap, TokenKind};
use super::value::Value;

/// The month that a word names. In languages that write months with a capital only such a word is one.
pub(super) fn month(language: &'static Lexicon, token: &FigureToken) -> Option<u8> {
    if token.kind != TokenKind::Word || (!token.capital && language.language.has_capital_months) {
        return None;
    }
    language.month(&token.text)
}

/// The year that digits write: four of them, from 1000 to 2999.
pub(super) fn year(token: &FigureToken) -> Option<i16> {
    let number = small(token, 4, 4)?;
    (1000..3000).contains(&number).then_some(())?;
    i16::try_from(number).ok()
}

fn small(token: &FigureToken, least: usize, most: usize) -> Option<u16> {
    if token.kind != TokenKind::Digits || !(least..=most).contains(&token.text.len()) {
        return None;
    }
    token.text.parse().ok()
}

/// A date, if there is such a day.
fn date(year: Option<i16>, month: u16, day: Option<u16>) -> Option<Value> {
    let leap = year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day.is_some_and(|day| day == 0 || day > days) {
        return None;
    }
    let day = day.and_then(|day| u8::try_from(day).ok());
    Some(Value::Date { year, month: u8::try_from(month).ok(), day })
}

/// The date at `at`: the index of the token after it, and its readings.
pub(super) fn date_at(
    tokens: &[FigureToken],
    at: usize,
    language: &'static Lexicon,
) -> Option<(usize, Vec<Value>)> {
    match tokens.get(at)?.kind {
        TokenKind::Digits => iso(tokens, at)
            .or_else(|| with_signs(tokens, at, language))
            .or_else(|| numeric(tokens, at, language))
            .or_else(|| year_first(tokens, at, language))
            .or_else(|| day_first(tokens, at, language)),
        TokenKind::Word => month_first(tokens, at, language).or_else(|| day_first(tokens, at, language)),
        TokenKind::Mark => None,
    }
}

/// `2025年12月14日`, `12月14日`, `2025年12月`, `2025년 12월 14일에`.
fn with_signs(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<(usize, Vec<Value>)> {
    let is = |at: usize, list: List| follows(tokens, at).is_some_and(|token| language.has(list, token));
    let year = year(&tokens[at]).filter(|_| is(at + 1, List::YearSigns));
    let month_at = if year.is_some() { at + 2 } else { at };
    let month = tokens
        .get(month_at)
        .and_then(|month| small(month, 1, 2))
        .filter(|_| is(month_at + 1, List::MonthSigns));
    let day_at = month_at + 2;
    let day = month.and_then(|_| tokens.get(day_at)).and_then(|day| small(day, 1, 2));
    let day = day.filter(|_| is(day_at + 1, List::DaySigns));
    match (year, month, day) {
        (year, Some(month), Some(day)) => Some((day_at + 2, vec![date(year, month, Some(day))?])),
        (Some(_), Some(month), None) => Some((day_at, vec![date(year, month, None)?])),
        (Some(year), None, _) => Some((at + 2, vec![Value::year(year)])),
        _ => None,
    }
}

/// `2025-12-14`, `2025-12`, `2025/12/14`.
fn iso(tokens: &[FigureToken], at: usize) -> Option<(usize, Vec<Value>)> {
    let year = year(&tokens[at])?;
    let mark = follows(tokens, at + 1).filter(|mark| mark.is_mark("-‑/."))?;
    let month = small(follows(tokens, at + 2)?, 2, 2)?;
    let day = follows(tokens, at + 3)
        .filter(|second| second.text == mark.text)
        .and_then(|_| follows(tokens, at + 4))
        .and_then(|day| small(day, 1, 2));
    if day.is_none() && !mark.is_mark("-‑") {
        return None;
    }
    let value = date(Some(year), month, day)?;
    let mut end = at + if day.is_some() { 5 } else { 3 };
    if day.is_some() && follows(tokens, end).is_some_and(|token| token.is_word(&["t"])) {
        end += 1;
    }
    Some((end, vec![value]))
}

/// Czech and Slovene `14. 12. 2025`.
fn with_spaces(tokens: &[FigureToken], at: usize, day: u16) -> Option<(usize, Vec<Value>)> {
    let is_stop = |at: usize| follows(tokens, at).is_some_and(|mark| mark.is_mark("."));
    let is_apart = |token: &&FigureToken| matches!(token.gap, TokenGap::Tight | TokenGap::Space);
    let month = small(tokens.get(at + 2).filter(is_apart)?, 1, 2)?;
    let year = year(tokens.get(at + 4).filter(is_apart)?)?;
    let value = (is_stop(at + 1) && is_stop(at + 3)).then(|| date(Some(year), month, Some(day)))??;
    Some((at + 5, vec![value]))
}

/// `14.12.2025`, `12/14/2025`, German `14.12.`.
fn numeric(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<(usize, Vec<Value>)> {
    let first = small(&tokens[at], 1, 2)?;
    if let Some(spaced) = with_spaces(tokens, at, first) {
        return Some(spaced);
    }
    let mark = follows(tokens, at + 1).filter(|mark| mark.is_mark("./-"))?;
    let second = small(follows(tokens, at + 2)?, 1, 2)?;
    let again = follows(tokens, at + 3).filter(|again| again.text == mark.text)?;
    let last = follows(tokens, at + 4).filter(|last| last.kind == TokenKind::Digits);
    let year = match last {
        Some(last) => match small(last, 2, 2) {
            Some(short) => Some(if short < 70 { 2000 } else { 1900 } + i16::try_from(short).ok()?),
            None => Some(year(last)?),
        },
        None if has_short_dates(language) && again.is_mark(".") => None,
        None => return None,
    };
    let mut readings: Vec<Value> = Vec::new();
    let day_first = date(year, second, Some(first));
    let month_first = if mark.is_mark(".") { None } else { date(year, first, Some(second)) };
    let order =
        if language.language.has_month_first { [month_first, day_first] } else { [day_first, month_first] };
    readings.extend(order.into_iter().flatten());
    readings.dedup();
    if readings.is_empty() { None } else { Some((at + if last.is_some() { 5 } else { 4 }, readings)) }
}

/// Whether a day and a month in digits, each with its stop, are a date: German `14.12.`
fn has_short_dates(language: &'static Lexicon) -> bool {
    let words = language.language;
    words.has_ordinal_stop && words.decimal_mark != '.' && !words.has_year_first
}

/// Hungarian `2025. december 14-én`, `2025 decemberében` without a day.
fn year_first(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<(usize, Vec<Value>)> {
    language.language.has_year_first.then_some(())?;
    let year = year(&tokens[at])?;
    let next = at + 1 + usize::from(follows(tokens, at + 1).is_some_and(|mark| mark.is_mark(".")));
    let month = u16::from(month(language, tokens.get(next).filter(|token| token.gap == TokenGap::Space)?)?);
    let day = tokens.get(next + 1).and_then(|day| small(day, 1, 2));
    let end = next + 1 + usize::from(day.is_some());
    date(Some(year), month, day).map(|value| (end, vec![value]))
}

/// `14 December 2025`, `the 14th of December`, `14. Dezember`, `14-го грудня 2025`.
fn day_first(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<(usize, Vec<Value>)> {
    let (day, mut next) = match small(&tokens[at], 1, 2) {
        Some(day) => (day, skip_ordinal_ending(tokens, at + 1, language)),
        None => {
            let spelled = spelled(tokens, at, language).filter(|spelled| spelled.ordinal)?;
            (u16::try_from(spelled.value.small()?).ok()?, spelled.end)
        }
    };
    if language.language.has_ordinal_stop && tokens.get(next).is_some_and(|token| token.is_mark(".")) {
        next += 1;
    }
    next += usize::from(language.is_at(List::Of, tokens, next));
    let month = month(language, tokens.get(next).filter(|token| token.gap != TokenGap::Line)?)?;
    // `14 de diciembre de 2025`
    let of = usize::from(language.is_at(List::Of, tokens, next + 1));
    let (year, end) = match year_at(tokens, next + 1 + of, language) {
        (None, _) => (None, next + 1),
        found => found,
    };
    Some((end, vec![date(year, month.into(), Some(day))?]))
}

/// `December 14, 2025`, `Dec. 14th`, `December 2025`, `in December`.
fn month_first(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<(usize, Vec<Value>)> {
    let month: u16 = month(language, &tokens[at])?.into();
    let mut next = at + 1;
    if tokens.get(next).is_some_and(|stop| stop.gap == TokenGap::None && stop.is_mark(".")) {
        next += 1;
    }
    if !language.is_cyrillic()
        && let Some(day) =
            tokens.get(next).filter(|day| day.gap != TokenGap::Line).and_then(|day| small(day, 1, 2))
        && let after = skip_ordinal_ending(tokens, next + 1, language)
        && !is_amount(tokens, after, language)
        && let (year, end) = year_at(tokens, after, language)
        && let Some(value) = date(year, month, Some(day))
    {
        return Some((end, vec![value]));
    }
    next += usize::from(language.is_at(List::Of, tokens, next));
    if let (Some(year), end) = year_at(tokens, next, language) {
        return Some((end, vec![date(Some(year), month, None)?]));
    }
    let mut before = at.checked_sub(1)?;
    if tokens[before].is_dash() {
        before = before.checked_sub(1)?;
    }
    (language.has(List::BeforeMonths, &tokens[before]) && tokens[at].text.chars().count() > 2)
        .then(|| date(None, month, None).map(|value| (at + 1, vec![value])))?
}

/// A year after a date, perhaps after a comma; the index after it, or `at`.
fn year_at(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> (Option<i16>, usize) {
    let comma = tokens.get(at).is_some_and(|token| token.is_mark(","));
    let place = at + usize::from(comma);
    match tokens.get(place).filter(|token| token.gap != TokenGap::None).and_then(year) {
        Some(year) if !is_amount(tokens, place + 1, language) => (Some(year), place + 1),
        _ => (None, at),
    }
}

/// Whether the digits before `at` go on as an amount: a percentage, a sum, more digits.
fn is_amount(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> bool {
    tokens.get(at).is_some_and(|token| {
        token.is_mark("%€")
            || language.length_at(List::Percent, tokens, at).is_some()
            || language.has(List::People, token)
            || (token.is_any_word() && matches!(word(language, &token.text), Some(NumberWord::Scale(_))))
            || (token.gap == TokenGap::None
                && token.is_mark(".,:")
                && follows(tokens, at + 1).is_some_and(|next| next.kind == TokenKind::Digits))
    })
}

/// After `st`, `th`, `-го` and the like.
fn skip_ordinal_ending(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> usize {
    let is_ending =
        |at: usize| follows(tokens, at).is_some_and(|token| language.has(List::OrdinalEndings, token));
    let dash = usize::from(follows(tokens, at).is_some_and(FigureToken::is_dash));
    if is_ending(at + dash) { at + dash + 1 } else { at }
}

/// The token at `at` if no space stands before it.
pub(super) fn follows<'a, 't>(tokens: &'a [FigureToken<'t>], at: usize) -> Option<&'a FigureToken<'t>> {
    tokens.get(at).filter(|token| token.gap == TokenGap::None)
}

/// The time at `at`: `16:35`, `5 p.m.`, `17 Uhr`, `five o’clock`.
pub(super) fn time_at(
    tokens: &[FigureToken],
    at: usize,
    language: &'static Lexicon,
) -> Option<(usize, Vec<Value>)> {
    let (hour, mut end) = match small(&tokens[at], 1, 2) {
        Some(hour) => (hour, at + 1),
        None => {
            let spelled = spelled(tokens, at, language).filter(|spelled| !spelled.ordinal)?;
            (u16::try_from(spelled.value.small()?).ok()?, spelled.end)
        }
    };
    let mut minute = None;
    let separator =
        follows(tokens, end).filter(|mark| mark.is_mark(":.") && tokens[at].kind == TokenKind::Digits);
    if let Some(mark) = separator
        && let Some(digits) = follows(tokens, end + 1).and_then(|digits| small(digits, 2, 2))
        && digits < 60
    {
        let colon = mark.is_mark(":");
        let seconds = follows(tokens, end + 2).filter(|second| second.text == mark.text);
        let seconds = seconds.and_then(|_| follows(tokens, end + 3)).and_then(|digits| small(digits, 2, 2));
        end += if seconds.is_some() { 4 } else { 2 };
        minute = Some((digits, colon));
    }
    let (half, end) = if let Some((half, length)) = language.day_half(tokens, end) {
        (Some(half), end + length)
    } else if tokens.get(end).is_some_and(|token| language.has(List::Clock, token) && !is_symbol(token)) {
        (None, end + 1)
    } else if minute.is_some_and(|(_, colon)| colon) {
        (None, end)
    } else {
        return None;
    };
    let time = |hour: u16| {
        let (hour, minute) =
            (u8::try_from(hour).ok()?, u8::try_from(minute.map_or(0, |(minute, _)| minute)).ok()?);
        (hour < 24).then_some(Value::Time { hour, minute })
    };
    let mut readings: Vec<Value> = match half {
        Some(half) if hour <= 12 => time(hour % 12 + half).into_iter().collect(),
        _ if hour < 12 && language.language.has_twelve_hours => {
            [time(hour), time(hour + 12)].into_iter().flatten().collect()
        }
        _ => time(hour).into_iter().collect(),
    };
    readings.dedup();
    if readings.is_empty() { None } else { Some((end, readings)) }
}

/// Whether a word is the symbol of a unit: `17 h` may be a time of day and how long something took.
fn is_symbol(token: &FigureToken) -> bool {
    ibid_languages::unit_symbols().iter().any(|(symbol, _)| *symbol == token.text)
}

/// Days since 1 January 1970 in the Gregorian calendar (Howard Hinnant, `days_from_civil`).
pub(super) fn day_number(year: i16, month: u8, day: u8) -> i32 {
    let (month, day) = (i32::from(month), i32::from(day));
    let year = i32::from(year) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::language as language_of;
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn one_day_in_many_forms() {
        let day = Value::Date { year: Some(2025), month: Some(12), day: Some(14) };
        for (language, text) in [
            (language_of("en"), "14 December 2025"),
            (language_of("en"), "Dec 14, 2025"),
            (language_of("en"), "Dec. 14th, 2025"),
            (language_of("en"), "14th of December, 2025"),
            (language_of("en"), "2025-12-14"),
            (language_of("en"), "12/14/2025"),
            (language_of("de"), "14. Dezember 2025"),
            (language_of("de"), "14.12.2025"),
            (language_of("uk"), "14 грудня 2025 року"),
            (language_of("uk"), "14-го грудня 2025-го"),
            (language_of("ru"), "четырнадцатого декабря 2025 года"),
        ] {
            let found = date_at(&tokens(text), 0, language).map(|(_, readings)| readings);
            assert_eq!(found, Some(vec![day.clone()]), "{text}");
        }
        assert_eq!(date_at(&tokens("30 February 2025"), 0, language_of("en")), None);
        assert_eq!(date_at(&tokens("2024-25"), 0, language_of("en")), None);
    }

    #[test]
    fn counts_days() {
        assert_eq!(day_number(1970, 1, 1), 0);
        // A Sunday.
        assert_eq!((day_number(2025, 12, 14) + 3).rem_euclid(7), 6);
    }
}
