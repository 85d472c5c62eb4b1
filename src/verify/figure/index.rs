//! What a source states, ready to be asked, and when that supports a figure.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ibid_languages::List;

use super::Figure;
use super::bound::may_be_bounded;
use super::context::{currency, is_measure, part};
use super::date::day_number;
use super::figure_reading::FigureReading;
use super::lexicon::{Lexicon, language as language_of};
use super::read::readings;
use super::roman::{may_be_roman, roman_value, with_ending};
use super::said::RelativeDates;
use super::token::{FigureToken, TokenKind, tokens};
use super::value::{Decimal, Value};

/// How a text puts the bound of a figure.
#[derive(Clone, Debug)]
pub(super) struct StatedBound {
    /// Its words: “at least forty”.
    pub(super) words: String,
    /// Whether it is a least.
    pub(super) is_least: bool,
}

/// The words of a range of tokens.
pub(super) fn written<'t>(text: &'t str, tokens: &[FigureToken], range: &Range<usize>) -> &'t str {
    &text[tokens[range.start].range.start..tokens[range.end - 1].range.end]
}

/// The figures of one source. Built once; a question costs a few look-ups.
#[derive(Clone, Debug, Default)]
pub struct FigureIndex {
    values: BTreeSet<Value>,
    /// What is counted, by the beginnings of the words behind numbers.
    counted: BTreeSet<String>,
    /// Amounts by size, for rounded figures.
    amounts: Vec<(f64, Value)>,
    /// Days and months that the text gives without a year.
    yearless: BTreeSet<(u8, Option<u8>)>,
    /// Currencies that the text names anywhere.
    currencies: BTreeSet<&'static str>,
    /// For each amount that the text gives as a bound how it puts it; nothing where it gives it without one too.
    bounds: BTreeMap<Value, Option<StatedBound>>,
    /// Verbs that multiply, by how many per cent they make of something: “doubled”.
    multiples: BTreeMap<u32, String>,
    /// Days of the week that the text names.
    weekdays: BTreeSet<u8>,
    /// The units behind each number; nothing for a number without one.
    units: BTreeMap<Decimal, BTreeSet<Option<&'static str>>>,
    /// Numbers that the text gives in a smaller or larger unit of the same kind: 1.4 gigawatts for 1,400 megawatts.
    converted: BTreeMap<Decimal, BTreeSet<&'static str>>,
    /// A per cent sign without a number, as in the head of a table.
    has_loose_percent: bool,
    /// Days, counted from 1970, that “on Sunday”, “yesterday” or the date of publication mean.
    days: BTreeSet<i32>,
    /// Whether the text names a day of a month.
    names_day: bool,
    /// Whether the text names a year, that of its publication aside.
    names_year: bool,
    /// Whether the text counts days or years from its publication.
    counts_from_publication: bool,
    /// Whether only the digits of the text were read.
    is_foreign: bool,
}

impl FigureIndex {
    /// Reads a source in the language of a BCP 47 tag, published on a day, in a month or in a year.
    #[must_use]
    pub fn new(text: &str, language: &str, publication_date: Option<(i16, Option<u8>, Option<u8>)>) -> Self {
        let language = language_of(language);
        let tokens = tokens(text);
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
            let names_day = index.names_day;
            index.counts_from_publication = !index.yearless.is_empty() || said.says_relative_time();
            if index.counts_from_publication {
                let day_of_text = day.filter(|_| !names_day || said.says_relative_day());
                index.add(&Value::Date { year: Some(year), month, day: day_of_text });
            }
            index.add_relative(&said, (year, month, day), !names_day);
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

    /// Whether the text gives any amount as a bound only.
    pub(super) fn has_bounds(&self) -> bool {
        !self.bounds.is_empty()
    }

    /// Whether the text has a value as it is.
    pub(super) fn states(&self, value: &Value) -> bool {
        self.has(value)
    }

    /// How the text puts the bound of an amount that it has with one only.
    pub(super) fn bound_of(&self, value: &Value) -> Option<&StatedBound> {
        self.bounds.get(value)?.as_ref()
    }

    /// The verbs that multiply, by how many per cent they make of something.
    pub(super) fn multiples(&self) -> &BTreeMap<u32, String> {
        &self.multiples
    }

    /// Whether the text names days of the week, and not this one.
    #[must_use]
    pub fn names_other_weekday(&self, weekday: u8) -> bool {
        !self.weekdays.is_empty() && !self.weekdays.contains(&weekday)
    }

    /// Whether the text names a day of a month.
    #[must_use]
    pub fn names_day(&self) -> bool {
        self.names_day
    }

    /// Whether the text names a year, that of its publication aside.
    #[must_use]
    pub fn names_year(&self) -> bool {
        self.names_year
    }

    /// 1,400 megawatts are 1.4 gigawatts.
    fn add_in_other_prefix(&mut self, reading: &FigureReading) {
        let Some(unit) = reading.unit else { return };
        let family = PREFIXED.iter().find(|family| family.iter().any(|(name, _)| *name == unit));
        let Some(family) = family else { return };
        let power = |unit: &str| family.iter().find(|(name, _)| *name == unit).map_or(0, |(_, power)| *power);
        for amount in reading.values.iter().filter_map(Value::amount) {
            for (other, other_power) in family.iter().filter(|(other, _)| *other != unit) {
                let number = amount.shifted(power(unit) - other_power);
                self.converted.entry(number).or_default().insert(other);
            }
        }
    }

    /// Whether the text gives an amount in a smaller or larger unit than this.
    fn has_converted(&self, value: &Value, unit: &str) -> bool {
        let units = value.amount().and_then(|amount| self.converted.get(amount));
        units.is_some_and(|units| units.contains(unit))
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
        let weekday = |day: i32| u8::try_from((day + 3).rem_euclid(7) + 1).unwrap_or_default();
        self.days.extend((today - 7..=today + 7).filter(|day| named.contains(&weekday(*day))));
    }

    /// Whether the text names the day of a date, and no year with it.
    #[must_use]
    pub fn has_without_year(&self, figure: &Figure) -> bool {
        matches!(figure.value, Value::Date { year: Some(_), month: Some(month), day } if self.yearless.contains(&(month, day)))
    }

    /// Whether the text has a figure of the same kind: a number of the same things, a sum in the same currency, a
    /// percentage, a day.
    #[must_use]
    pub fn has_kind(&self, figure: &Figure) -> bool {
        let mut amounts = self.amounts.iter().map(|(_, value)| value);
        match &figure.value {
            Value::Number(_) => figure.counted.as_ref().is_some_and(|counted| self.counted.contains(counted)),
            Value::Percent(_) => amounts.any(|value| matches!(value, Value::Percent(_))),
            Value::Money(code, _) => {
                amounts.any(|value| matches!(value, Value::Money(other, _) if other == code))
            }
            Value::Date { day: Some(_), .. } => self.names_day,
            _ => false,
        }
    }

    fn has(&self, value: &Value) -> bool {
        self.values.contains(value)
    }

    fn has_number(&self, number: &Decimal) -> bool {
        self.has(&Value::Number(number.clone()))
    }

    /// Whether an amount of the source, not a plain year, lies in a range of sizes.
    fn any_amount(&self, from: f64, to: f64, accept: impl Fn(&Value) -> bool) -> bool {
        let start = self.amounts.partition_point(|(size, _)| *size < from);
        self.amounts[start..].iter().take_while(|(size, _)| *size <= to).any(|(_, value)| accept(value))
    }

    /// Whether the source has the amount that a rounded one stands for.
    fn has_rounded(&self, value: &Value, hedged: bool, scale: u8) -> bool {
        let Some(amount) = value.amount() else { return false };
        let size = amount.approximate();
        let reach = if hedged {
            size * 0.05
        } else if scale > 0 && amount.significant() > 1 {
            // 4.4 million stands for 4.35 to 4.45 million.
            0.5 * 10_f64.powf(
                size.log10().floor() - f64::from(u32::try_from(amount.significant()).unwrap_or(99)) + 1.0,
            )
        } else {
            return false;
        };
        self.any_amount(size - reach, size + reach, |other| {
            let same_kind = matches!(value, Value::Number(_))
                || matches!((value, other), (Value::Percent(_), Value::Percent(_)))
                || matches!((value, other), (Value::Money(one, _), Value::Money(two, _)) if one == two);
            same_kind && other.amount().is_some_and(|other| other.significant() > amount.significant())
        })
    }

    fn supports(&self, value: &Value) -> bool {
        if self.has(value) {
            return true;
        }
        match value {
            Value::Number(number) => {
                let year = number.small().and_then(|year| i16::try_from(year).ok());
                year.is_some_and(|year| year >= 1000 && self.has(&Value::year(year)))
                    || (number.small() != Some(1)
                        && number.small() != Some(2)
                        && number.small() != Some(3)
                        && self.has(&Value::Ordinal(number.clone())))
            }
            Value::Ordinal(number) => number.small().unwrap_or(u32::MAX) > 3 && self.has_number(number),
            Value::Percent(number) => {
                let share = number.approximate();
                (self.has_loose_percent && self.has_number(number))
                    || (1..=12).any(|under| {
                        (1..under).any(|over| {
                            (f64::from(over) * 100.0 / f64::from(under) - share).abs() < 0.001
                                && self.has(&Value::Fraction(over, under))
                        })
                    })
            }
            Value::Fraction(over, under) => {
                let share = f64::from(*over) * 100.0 / f64::from(*under);
                let percent = |value: &Value| matches!(value, Value::Percent(_));
                self.any_amount(share.floor() - 0.01, share.ceil() + 0.01, percent)
                    || self.any_amount(share - 0.7, share + 0.7, percent)
            }
            Value::Money(code, amount) => {
                let other = |value: &Value| matches!(value, Value::Money(other, same) if other != code && same == amount);
                let size = amount.approximate();
                self.currencies.contains(code)
                    && self.has_number(amount)
                    && !self.any_amount(size, size, other)
            }
            Value::Many(power) => {
                let least = 10_f64.powi(i32::from(*power));
                self.any_amount(least * 1.2, least * 1000.0, |value| !matches!(value, Value::Percent(_)))
            }
            Value::Decade(first) => {
                let century = u128::try_from(*first / 100 + 1).ok().filter(|_| first % 100 == 0);
                (*first..first.saturating_add(10)).any(|year| self.has(&Value::year(year)))
                    || century.is_some_and(|century| self.has(&Value::Ordinal(Decimal::whole(century))))
            }
            Value::Date { year: Some(year), month: None, .. } => {
                self.has_number(&Decimal::whole(u128::try_from(*year).unwrap_or(0)))
            }
            Value::Date { .. } | Value::Time { .. } | Value::Part(..) | Value::Code(_) => false,
        }
    }

    /// Whether an ordinal may be a day of a month that the text names: “on the 4th”, not “the 4th century”.
    fn has_as_day(&self, value: &Value, unit: Option<&str>) -> bool {
        let Value::Ordinal(number) = value else { return false };
        let day = number.small().and_then(|day| u8::try_from(day).ok());
        unit.is_none() && day.is_some() && self.has(&Value::Date { year: None, month: None, day })
    }

    /// Whether the text writes a number of the same things in digits: then this one too would stand there in digits.
    fn counts_the_same(&self, reading: &FigureReading) -> bool {
        reading.scale == 0 && reading.counted.as_ref().is_some_and(|counted| self.counted.contains(counted))
    }

    /// Whether the text has a number, and only with other units of what `unit` measures: five hours, not five days;
    /// nothing where it does not have the number.
    fn has_only_in_other_units(&self, value: &Value, unit: &str) -> Option<bool> {
        let units = self.units.get(value.amount()?)?;
        let is_other =
            |other: &Option<&str>| other.is_some_and(|other| other != unit && measures_the_same(other, unit));
        Some(units.iter().all(is_other))
    }

    /// Whether the text counts its days from a publication date such that one of them is this day.
    fn has_day(&self, year: Option<i16>, month: u8, day: Option<u8>) -> bool {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else { return false };
        (*first..=*last).filter(|number| self.days.contains(number)).any(|number| {
            let years = year.map_or_else(
                || (i32::from(i16::MIN), i32::from(i16::MAX)),
                |year| (year.into(), year.into()),
            );
            let (number_year, number_month, number_day) = civil(number);
            (years.0..=years.1).contains(&number_year)
                && number_month == month
                && day.is_none_or(|day| day == number_day)
        })
    }
}

/// A numeral without the letters for a world war that are written onto it: `WWII`.
fn without_war<'t>(token: &'t FigureToken, language: &'static Lexicon) -> &'t str {
    let mut letters = language.language.words(List::WarLetters).words();
    letters.find_map(|letters| token.text.strip_prefix(letters)).unwrap_or(&token.text)
}

/// Whether a value is a day of a month.
fn names_day(value: &Value) -> bool {
    matches!(value, Value::Date { day: Some(_), .. })
}

/// The day of a day number: the inverse of [`day_number`], by search in the year.
fn civil(number: i32) -> (i32, u8, u8) {
    let guess = i16::try_from(1970 + number.div_euclid(366)).unwrap_or(1970);
    let mut year = guess;
    while year < i16::MAX && day_number(year.saturating_add(1), 1, 1) <= number {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| day_number(year, *month, 1) <= number).unwrap_or(1);
    (year.into(), month, u8::try_from(number - day_number(year, month, 1) + 1).unwrap_or(1))
}

/// Units that differ by a power of ten only, with that power.
const PREFIXED: [&[(&str, i32)]; 6] = [
    &[
        ("nanometre", -9),
        ("micrometre", -6),
        ("millimetre", -3),
        ("centimetre", -2),
        ("metre", 0),
        ("kilometre", 3),
    ],
    &[("milligram", -3), ("gram", 0), ("kilogram", 3), ("tonne", 6)],
    &[("millilitre", -3), ("litre", 0)],
    &[("watt", 0), ("kilowatt", 3), ("megawatt", 6), ("gigawatt", 9), ("terawatt", 12)],
    &[("kilowatt-hour", 3), ("megawatt-hour", 6), ("gigawatt-hour", 9), ("terawatt-hour", 12)],
    &[("byte", 0), ("kilobyte", 3), ("megabyte", 6), ("gigabyte", 9), ("terabyte", 12)],
];

/// Whether two units measure the same. Degrees may be those of either scale.
fn measures_the_same(one: &str, other: &str) -> bool {
    if [one, other].contains(&"degree") {
        return false;
    }
    let dimension = |name: &str| match name {
        "percent" | "percentage-points" => Some("share"),
        name => ibid_languages::units().iter().find(|unit| unit.name == name).map(|unit| unit.dimension),
    };
    dimension(one).is_some() && dimension(one) == dimension(other)
}

/// Whether the sources, taken together, state what a figure says.
pub(super) fn is_supported(reading: &FigureReading, sources: &[&FigureIndex]) -> bool {
    let any = |test: &dyn Fn(&FigureIndex) -> bool| sources.iter().any(|source| test(source));
    let states = |value: &Value| {
        any(&|source| source.supports(value) || source.has_as_day(value, reading.unit))
            || is_dated(value, sources)
    };
    let unit_differs = |value: &Value| {
        reading.unit.is_some_and(|unit| {
            let mut found =
                sources.iter().filter_map(|source| source.has_only_in_other_units(value, unit)).peekable();
            found.peek().is_some() && found.all(|is_other| is_other)
        })
    };
    let is_converted =
        |value: &Value| reading.unit.is_some_and(|unit| any(&|source| source.has_converted(value, unit)));
    reading.values.iter().any(is_converted)
        || reading.values.iter().filter(|value| !unit_differs(value)).any(|value| {
            states(value) || any(&|source| source.has_rounded(value, reading.hedged, reading.scale))
        })
        || (!reading.groups.is_empty()
            && !reading.values.iter().any(states)
            && reading.groups.iter().all(states))
        || (any(&|source| source.is_foreign && !source.counts_the_same(reading))
            && !is_same_in_every_language(reading))
}

/// A day or month whose year stands elsewhere, or that a weekday gives.
fn is_dated(value: &Value, sources: &[&FigureIndex]) -> bool {
    let Value::Date { year, month: Some(month), day } = *value else { return false };
    let yearless = sources.iter().any(|source| {
        source.yearless.contains(&(month, day))
            || (day.is_none() && source.yearless.iter().any(|(other, _)| *other == month))
    });
    let known = year.is_none_or(|year| sources.iter().any(|source| source.supports(&Value::year(year))));
    (yearless && known)
        || sources.iter().any(|source| {
            (day.is_some() || source.counts_from_publication) && source.has_day(year, month, day)
        })
}

/// Whether a source in a language that is not read would state a figure in the same digits.
fn is_same_in_every_language(reading: &FigureReading) -> bool {
    reading.scale == 0
        && reading.values.iter().all(|value| match value {
            // Up to a hundred it may stand in words.
            Value::Number(number) => {
                number.significant() > 1 && number.small().is_none_or(|small| small > 100)
            }
            Value::Percent(number) => number.significant() > 1,
            Value::Date { year: Some(_), month: None, .. } => true,
            _ => false,
        })
}
