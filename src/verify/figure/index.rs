//! The figures that a source states, ready to be looked up: read by [`build`], compared by [`support`].

mod build;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use super::Figure;
use super::qualifier::StatedQualifiers;
use super::value::{Decimal, Value};

pub(super) use support::is_supported;

/// How a text puts the bound of a figure.
#[derive(Clone, Debug)]
pub(super) struct StatedBound {
    /// Its words: “at least forty”.
    pub(super) words: String,
    /// Whether it is a least.
    pub(super) is_least: bool,
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
    /// What the text says beside each number of which it says anything: “exactly”, “a day”, “BC”.
    qualifiers: BTreeMap<Decimal, Vec<StatedQualifiers>>,
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

    /// What the text says beside each number of which it says anything.
    pub(super) fn qualifiers(&self) -> &BTreeMap<Decimal, Vec<StatedQualifiers>> {
        &self.qualifiers
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
}
