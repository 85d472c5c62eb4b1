//! Reads the figures of a source into its index.

use ibid_languages::List;

use super::{FigureIndex, StatedBound};
use crate::verify::figure::bound::may_be_bounded;
use crate::verify::figure::context::{currency, is_measure, part};
use crate::verify::figure::date::day_number;
use crate::verify::figure::figure_reading::FigureReading;
use crate::verify::figure::joined::tokens;
use crate::verify::figure::lexicon::{Lexicon, language as language_of};
use crate::verify::figure::qualifier;
use crate::verify::figure::read::readings;
use crate::verify::figure::roman::{may_be_roman, roman_value, with_ending};
use crate::verify::figure::said::RelativeDates;
use crate::verify::figure::token::{FigureToken, TokenKind, written};
use crate::verify::figure::unit;
use crate::verify::figure::value::{Decimal, Value};

impl FigureIndex {
    /// Reads a source in the language of a BCP 47 tag, published on a day, in a month or in a year.
    #[must_use]
    pub fn new(text: &str, language: &str, publication_date: Option<(i16, Option<u8>, Option<u8>)>) -> Self {
        let language = language_of(language);
        let tokens = tokens(text, language);
        let readings = readings(&tokens, language);
        let mut index = Self { is_foreign: !language.reads_words(), ..Self::default() };
        for reading in &readings {
            for value in reading.values.iter().chain(&reading.groups) {
                index.add(value);
                if let Some(amount) = value.amount() {
                    index.units.entry(amount.clone()).or_default().insert(reading.unit);
                }
            }
            if matches!(reading.values.first(), Some(Value::Number(_))) {
                index.counted.extend(reading.counted.clone());
            }
            index.add_in_other_unit(reading);
            index.add_in_other_prefix(reading);
            index.add_bound((text, &tokens), reading);
        }
        index.bounds.retain(|_, words| words.is_some());
        index.qualifiers = qualifier::stated((text, &tokens), &readings);
        index.multiples = language
            .multiples(&tokens)
            .map(|(percent, at)| (percent, text[tokens[at].range.clone()].to_owned()))
            .collect();
        let said = RelativeDates::new(&tokens, language);
        // A text that counts from today may mean any day.
        if ![List::Today, List::Yesterday, List::Tomorrow].iter().any(|list| said.says(*list)) {
            index.weekdays.clone_from(&said.weekdays);
        }
        let mut before = 0;
        for (start, end) in
            readings.iter().map(|reading| (reading.start, reading.end)).chain([(tokens.len(), 0)])
        {
            for at in before..start {
                index.add_word(&tokens, at, language);
            }
            before = end;
        }
        index.names_year =
            readings.iter().flat_map(|reading| &reading.values).any(|value| value.year_named().is_some());
        index.names_day = readings.iter().flat_map(|reading| &reading.values).any(names_day);
        index.currencies.extend(tokens.iter().filter_map(|token| currency(language, token)));
        if let Some((year, month, day)) = publication_date {
            // The day of publication is the day of an event only where the text says so, or names no day at all; its
            // year and month only where the text counts from it, or leaves the year of a date to it.
            // Where the text names a day of the week alone, that is another one than that of its publication, unless it
            // is its own.
            let own = month.zip(day).map(|(month, day)| weekday(day_number(year, month, day)));
            let is_own = || own.is_some_and(|day| said.weekdays.contains(&day));
            let means_own =
                said.says(List::Today) || if index.names_day { !said.weekdays.is_empty() } else { is_own() };
            let names_no_day = !index.names_day && (said.weekdays.is_empty() || means_own);
            index.counts_from_publication = !index.yearless.is_empty() || said.says_relative_time();
            if index.counts_from_publication {
                let day_of_text = day.filter(|_| names_no_day || means_own);
                index.add(&Value::Date { year: Some(year), month, day: day_of_text });
            }
            index.add_relative(&said, (year, month, day), names_no_day);
        }
        index.amounts.sort_by(|left, right| left.0.total_cmp(&right.0).then_with(|| left.1.cmp(&right.1)));
        index.amounts.dedup();
        index
    }

    /// With a year that need not be said: a passage of an article need not say when the article was published.
    #[must_use]
    pub fn with_year(mut self, year: i16) -> Self {
        self.add(&Value::year(year));
        self
    }

    fn add(&mut self, value: &Value) {
        if let Some(amount) = value.amount() {
            self.amounts.push((amount.approximate(), value.clone()));
            self.values.insert(Value::Number(amount.clone()));
        }
        if let Value::Date { year, month, day } = *value {
            self.values.insert(Value::Date { year, month: None, day: None });
            self.values.insert(Value::Date { year, month, day: None });
            self.values.insert(Value::Date { year: None, month, day: None });
            self.values.insert(Value::Date { year: None, month, day });
            self.values.insert(Value::Date { year: None, month: None, day });
            if let (None, Some(month)) = (year, month) {
                self.yearless.insert((month, day));
            }
        }
        self.values.insert(value.clone());
    }

    /// Keeps of each amount whether it stands with a bound alone.
    fn add_bound(&mut self, (text, tokens): (&str, &[FigureToken]), reading: &FigureReading) {
        let stated = reading.bound.as_ref().map(|bound| StatedBound {
            words: written(text, tokens, &bound.tokens).to_owned(),
            is_least: bound.is_least,
        });
        for value in reading.values.iter().filter(|value| may_be_bounded(value)) {
            let kept = self.bounds.entry(value.clone()).or_insert_with(|| stated.clone());
            if stated.is_none() {
                *kept = None;
            }
        }
    }

    /// 1,400 megawatts are 1.4 gigawatts.
    fn add_in_other_prefix(&mut self, reading: &FigureReading) {
        let Some(unit) = reading.unit else { return };
        let family = unit::PREFIXED.iter().find(|family| family.iter().any(|(name, _)| *name == unit));
        let Some(family) = family else { return };
        let power = |unit: &str| family.iter().find(|(name, _)| *name == unit).map_or(0, |(_, power)| *power);
        for amount in reading.values.iter().filter_map(Value::amount) {
            for (other, other_power) in family.iter().filter(|(other, _)| *other != unit) {
                let number = amount.shifted(power(unit) - other_power);
                self.converted.entry(number).or_default().insert(other);
            }
        }
    }

    /// 24 months are two years as well, and two years 24 months.
    fn add_in_other_unit(&mut self, reading: &FigureReading) {
        let Some(Value::Number(number)) = reading.values.first() else { return };
        let Some(number) = number.small() else { return };
        let (number, unit) = match reading.unit {
            Some("month") if number % 12 == 0 => (number / 12, "year"),
            Some("year") if number <= 3 => (number * 12, "month"),
            Some("day") if number % 7 == 0 => (number / 7, "week"),
            Some("week") if number <= 8 => (number * 7, "day"),
            Some("hour") if number % 24 == 0 => (number / 24, "day"),
            Some("day") if number <= 7 => (number * 24, "hour"),
            Some("year") if number % 100 == 0 => (number / 100, "century"),
            Some("year") if number % 10 == 0 => (number / 10, "decade"),
            Some("decade") => (number.saturating_mul(10), "year"),
            Some("century") => (number.saturating_mul(100), "year"),
            Some("minute") if number % 60 == 0 => (number / 60, "hour"),
            _ => return,
        };
        let number = Decimal::whole(number.into());
        self.units.entry(number.clone()).or_default().insert(Some(unit));
        self.values.insert(Value::Number(number));
    }

    /// Words that are no figures themselves and yet give a number.
    fn add_word(&mut self, tokens: &[FigureToken], at: usize, language: &'static Lexicon) {
        let token = &tokens[at];
        let mut number = |number: u32| {
            let number = Decimal::whole(number.into());
            self.units.entry(number.clone()).or_default().insert(None);
            self.values.insert(Value::Number(number));
        };
        let is = |list| language.has(list, token);
        if token.is_mark("%") || is(List::Percent) {
            self.has_loose_percent = true;
        } else if is(List::Twice) {
            number(2);
        } else if is(List::Thrice) {
            number(3);
        } else if is(List::Ones) && tokens.get(at + 1).is_some_and(|next| is_measure(language, next)) {
            number(1);
        }
        // `XIXe siècle`
        let ordinal = may_be_roman(token).then(|| with_ending(token, language)).flatten();
        if let Some(ordinal) = ordinal {
            self.values.insert(Value::Ordinal(Decimal::whole(ordinal.into())));
        }
        if token.kind == TokenKind::Word
            && token.capitals
            && let Some(roman) = roman_value(without_war(token, language))
            && let named = at.checked_sub(1).and_then(|before| part(language, &tokens[before]))
            && (token.text.chars().count() > 1
                || named.is_some()
                || at > 0 && language.has(List::Wars, &tokens[at - 1]))
        {
            self.values.insert(Value::Ordinal(Decimal::whole(roman.into())));
            if let Some(name) = named {
                self.values.insert(Value::Part(name, Decimal::whole(roman.into())));
            }
        }
    }

    /// The days, months and years that “on Sunday”, “last month” and “this year” mean. The day of publication counts
    /// as said where the text names no day.
    fn add_relative(
        &mut self,
        said: &RelativeDates<'_, '_>,
        (year, month, day): (i16, Option<u8>, Option<u8>),
        names_no_day: bool,
    ) {
        for (shift, list) in [(-1, List::Last), (1, List::Next)] {
            let alone = if shift < 0 { List::LastYear } else { List::NextYear };
            if said.pairs(list, "year") || said.says(alone) {
                self.add(&Value::year(year.saturating_add(shift)));
            }
            if let Some(month) = month.filter(|_| said.pairs(list, "month")) {
                let there = i32::from(year) * 12 + i32::from(month) - 1 + i32::from(shift);
                let (year, month) =
                    (i16::try_from(there.div_euclid(12)), u8::try_from(there.rem_euclid(12) + 1));
                self.add(&Value::Date { year: year.ok(), month: month.ok(), day: None });
            }
        }
        let (Some(month), Some(day)) = (month, day) else { return };
        let today = day_number(year, month, day);
        for (shift, list) in [(0, List::Today), (-1, List::Yesterday), (1, List::Tomorrow)] {
            if (shift == 0 && names_no_day) || said.says(list) {
                self.days.insert(today + shift);
            }
        }
        let mut named = said.weekdays.clone();
        if said.says(List::Weekends) {
            named.extend([6, 7]);
        }
        self.days.extend((today - 7..=today + 7).filter(|day| named.contains(&weekday(*day))));
    }
}

/// A numeral without the letters for a world war that are written onto it: `WWII`.
fn without_war<'t>(token: &'t FigureToken, language: &'static Lexicon) -> &'t str {
    let mut letters = language.language.words(List::WarLetters).words();
    letters.find_map(|letters| token.text.strip_prefix(letters)).unwrap_or(&token.text)
}

/// The day of the week of a day counted from 1970, Monday 1.
fn weekday(day: i32) -> u8 {
    u8::try_from((day + 3).rem_euclid(7) + 1).unwrap_or_default()
}

/// Whether a value is a day of a month.
fn names_day(value: &Value) -> bool {
    matches!(value, Value::Date { day: Some(_), .. })
}
