//! What a figure says, whatever the words: the form in which statement and source are compared.

/// An exact, unsigned decimal number of any size: `digits` × 10^`exponent`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal {
    /// Without zeros at either end; empty for zero.
    digits: String,
    exponent: i32,
}

impl Decimal {
    /// From ASCII digits before and after the decimal point.
    pub(super) fn new(whole: &str, fraction: &str) -> Self {
        let mut digits = format!("{whole}{fraction}");
        let kept = digits.trim_end_matches('0').len();
        let zeros = digits.len() - kept;
        digits.truncate(kept);
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Self { digits, exponent: 0 };
        }
        let exponent = |length: usize| i32::try_from(length).unwrap_or(i32::MAX / 4);
        Self { digits, exponent: exponent(zeros) - exponent(fraction.len()) }
    }

    pub(super) fn whole(number: u128) -> Self {
        Self::new(&number.to_string(), "")
    }

    /// Multiplied by a power of ten.
    pub(super) fn scaled(&self, power: u8) -> Self {
        self.shifted(power.into())
    }

    /// Plus one half, for whole numbers.
    pub(super) fn and_a_half(&self) -> Self {
        self.small().map_or_else(|| self.clone(), |number| Self::new(&number.to_string(), "5"))
    }

    /// The number, if it is whole and below 2^32.
    pub(super) fn small(&self) -> Option<u32> {
        let power = u32::try_from(self.exponent).ok().filter(|power| *power < 10)?;
        let digits: u64 = if self.digits.is_empty() { 0 } else { self.digits.parse().ok()? };
        u32::try_from(digits.checked_mul(10_u64.pow(power))?).ok()
    }

    /// The number, if it is whole and not too large.
    pub(super) fn whole_number(&self) -> Option<u128> {
        let power = u32::try_from(self.exponent).ok()?;
        let digits: u128 = if self.digits.is_empty() { 0 } else { self.digits.parse().ok()? };
        digits.checked_mul(10_u128.checked_pow(power)?)
    }

    /// Times a power of ten, which may be negative.
    pub(super) fn shifted(&self, power: i32) -> Self {
        let exponent = if self.digits.is_empty() { 0 } else { self.exponent.saturating_add(power) };
        Self { digits: self.digits.clone(), exponent }
    }

    /// How many digits it takes to write the number without its zeros.
    pub(super) fn significant(&self) -> usize {
        self.digits.len()
    }

    /// Near enough for comparing sizes.
    pub(super) fn approximate(&self) -> f64 {
        let lead = self.digits.get(..17).unwrap_or(&self.digits);
        let dropped = i32::try_from(self.digits.len() - lead.len()).unwrap_or(i32::MAX / 4);
        lead.parse::<f64>().unwrap_or(0.0) * 10_f64.powi(self.exponent.saturating_add(dropped))
    }
}

/// What a figure says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A count or measure.
    Number(Decimal),
    /// A place in a row: 3rd, third.
    Ordinal(Decimal),
    /// A share of a hundred.
    Percent(Decimal),
    /// A share in words: two thirds, one in five.
    Fraction(u32, u32),
    /// A sum in a currency (its ISO code).
    Money(&'static str, Decimal),
    /// An unstated multiple of a power of ten: 3 for “thousands”.
    Many(u8),
    /// A day, month or year, as far as stated; at least one of them is.
    Date {
        /// Year of the common era.
        year: Option<i16>,
        /// 1 to 12.
        month: Option<u8>,
        /// 1 to 31.
        day: Option<u8>,
    },
    /// The ten years from this one on.
    Decade(i16),
    /// A time of day on a clock of 24 hours.
    Time {
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
    /// A numbered part of a text: Article 5.
    Part(&'static str, Decimal),
    /// Letters and digits that name something: G8, F-16.
    Code(String),
}

impl Value {
    pub(super) fn year(year: i16) -> Self {
        Self::Date { year: Some(year), month: None, day: None }
    }

    /// The year, where a date gives one.
    pub(super) fn year_named(&self) -> Option<i16> {
        match self {
            Self::Date { year, .. } => *year,
            _ => None,
        }
    }

    /// The amount, where the figure is one.
    pub(super) fn amount(&self) -> Option<&Decimal> {
        match self {
            Self::Number(amount) | Self::Percent(amount) | Self::Money(_, amount) => Some(amount),
            _ => None,
        }
    }

    /// The same kind of figure with another amount.
    pub(super) fn with_amount(&self, amount: Decimal) -> Self {
        match self {
            Self::Percent(_) => Self::Percent(amount),
            Self::Money(currency, _) => Self::Money(currency, amount),
            _ => Self::Number(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        assert_eq!(Decimal::new("1000", ""), Decimal::whole(1).scaled(3));
        assert_eq!(Decimal::new("05", "50"), Decimal::new("5", "5"));
        assert_eq!(Decimal::new("000", "0"), Decimal::whole(0));
        assert_eq!(Decimal::new("2", "5").scaled(6).small(), Some(2_500_000));
        assert_eq!(Decimal::new(&"9".repeat(1000), "").small(), None);
    }
}
