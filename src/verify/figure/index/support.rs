//! When what sources state supports a figure.

use super::FigureIndex;
use crate::verify::figure::date::day_number;
use crate::verify::figure::figure_reading::FigureReading;
use crate::verify::figure::unit;
use crate::verify::figure::value::{Decimal, Value};

/// Whether the sources, taken together, state what a figure says.
pub(in crate::verify::figure) fn is_supported(reading: &FigureReading, sources: &[&FigureIndex]) -> bool {
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

impl FigureIndex {
    /// Whether the text gives an amount in a smaller or larger unit than this.
    fn has_converted(&self, value: &Value, unit: &str) -> bool {
        let units = value.amount().and_then(|amount| self.converted.get(amount));
        units.is_some_and(|units| units.contains(unit))
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
        let is_other = |other: &Option<&str>| {
            other.is_some_and(|other| other != unit && unit::measures_the_same(other, unit))
        };
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
