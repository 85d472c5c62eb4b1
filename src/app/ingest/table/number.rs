//! Numbers of a spreadsheet as their formats show them (ECMA-376, part 1, 18.8.30 and 18.8.31).
//!
//! What a format takes from the computer's region is written in one way: a decimal point, commas between thousands,
//! dates as 2028-03-01. Colours, conditions and fractions are left out.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// How numbers of a cell are shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NumberFormat {
    /// As they are.
    General,
    /// With decimals, groups and words around them.
    Decimal(DecimalFormat),
    /// As a date, a time or both.
    Moment { has_date: bool, has_time: bool },
}

/// A number with decimals.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DecimalFormat {
    before: String,
    after: String,
    /// Digits behind the point that are always shown, and those that are if they are not 0.
    fixed: usize,
    optional: usize,
    is_grouped: bool,
    /// Whether it is shown in percent.
    is_percent: bool,
    /// By how many thousands it is divided.
    thousands: i32,
}

/// Most decimals that are shown.
const MOST_DECIMALS: usize = 15;

impl NumberFormat {
    /// A format that has a number instead of a code.
    pub(crate) fn built_in(id: u32) -> Self {
        let decimal = |fixed, is_grouped, is_percent| {
            Self::Decimal(DecimalFormat { fixed, is_grouped, is_percent, ..DecimalFormat::default() })
        };
        match id {
            1 => decimal(0, false, false),
            2 => decimal(2, false, false),
            3 | 37 | 38 => decimal(0, true, false),
            4 | 39 | 40 => decimal(2, true, false),
            9 => decimal(0, false, true),
            10 => decimal(2, false, true),
            14..=17 | 27..=31 | 34..=36 | 50..=58 => Self::Moment { has_date: true, has_time: false },
            18..=21 | 32 | 33 | 45..=47 => Self::Moment { has_date: false, has_time: true },
            22 => Self::Moment { has_date: true, has_time: true },
            _ => Self::General,
        }
    }

    /// The format of a code such as `#,##0.00\ "€"`; what it says of positive numbers.
    pub(crate) fn parse(code: &str) -> Self {
        let mut decimal = DecimalFormat::default();
        let (mut has_digits, mut is_behind_point, mut is_over) = (false, false, false);
        let (mut has_date, mut has_time, mut has_month) = (false, false, false);
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            let mut word = String::new();
            match letter {
                ';' => break,
                '"' => word.extend(letters.by_ref().take_while(|letter| *letter != '"')),
                '\\' => word.extend(letters.next()),
                // A space as wide as the next sign; a sign that fills the cell.
                '_' | '*' => {
                    letters.next();
                }
                '[' => {
                    let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                    has_time |=
                        matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss");
                    if let Some(currency) = inside.strip_prefix('$') {
                        word.push_str(currency.split('-').next().unwrap_or_default());
                    }
                }
                '0' | '#' | '?' if !is_over => {
                    has_digits = true;
                    match (is_behind_point, letter) {
                        (true, '0') => decimal.fixed += 1,
                        (true, _) => decimal.optional += 1,
                        (false, _) if decimal.thousands > 0 => {
                            decimal.is_grouped = true;
                            decimal.thousands = 0;
                        }
                        (false, _) => {}
                    }
                }
                // Commas between digits group them; commas behind them divide.
                ',' if has_digits => decimal.thousands += 1,
                '.' if !is_over => is_behind_point = true,
                '%' => {
                    decimal.is_percent = true;
                    is_over = has_digits;
                }
                'E' | 'e' if has_digits => return Self::General,
                '/' if has_digits => return Self::General,
                'G' | 'g' if code.to_ascii_lowercase().contains("general") => return Self::General,
                'y' | 'Y' | 'd' | 'D' => has_date = true,
                'h' | 'H' | 's' | 'S' => has_time = true,
                'm' | 'M' => has_month = true,
                '@' => return Self::General,
                letter => word.push(letter),
            }
            if !word.is_empty() {
                is_over |= has_digits;
                if has_digits { decimal.after.push_str(&word) } else { decimal.before.push_str(&word) }
            }
        }
        if has_date || has_time || has_month && !has_digits {
            // Months are minutes beside hours or seconds.
            return Self::Moment { has_date: has_date || !has_time, has_time };
        }
        if has_digits { Self::Decimal(decimal) } else { Self::General }
    }

    /// A number as it is shown.
    pub(crate) fn shown(&self, number: f64, is_1904: bool) -> String {
        match self {
            Self::General => general(number),
            Self::Decimal(decimal) => decimal.shown(number),
            Self::Moment { has_date, has_time } => {
                moment(number, *has_date, *has_time, is_1904).unwrap_or_else(|| general(number))
            }
        }
    }
}

/// A number with its fifteen digits, which is what a spreadsheet holds of one.
fn general(number: f64) -> String {
    format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string()
}

impl DecimalFormat {
    fn shown(&self, number: f64) -> String {
        let mut value = general(number).parse::<f64>().unwrap_or(number);
        if self.is_percent {
            value *= 100.0;
        }
        value /= 1000f64.powi(self.thousands.min(4));
        let decimals = (self.fixed + self.optional).min(MOST_DECIMALS);
        // Halves are rounded away from zero, as spreadsheets round what people read in decimals.
        let power = 10f64.powi(i32::try_from(decimals).unwrap_or(0));
        let scaled = general(value.abs() * power).parse::<f64>().unwrap_or(0.0);
        let rounded = if scaled < 1e15 { scaled.round() / power } else { value.abs() };
        let mut digits = format!("{rounded:.decimals$}");
        for _ in 0..self.optional {
            if digits.contains('.') && digits.ends_with('0') {
                digits.pop();
            }
        }
        let digits = digits.trim_end_matches('.');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = if self.is_grouped { grouped(whole) } else { whole.to_owned() };
        let point = if fraction.is_empty() { "" } else { "." };
        let sign = if value < 0.0 && rounded != 0.0 { "-" } else { "" };
        let percent = if self.is_percent { "%" } else { "" };
        let written = format!("{sign}{}{whole}{point}{fraction}{}{percent}", self.before, self.after);
        written.trim().to_owned()
    }
}

fn grouped(digits: &str) -> String {
    let groups = digits.as_bytes().rchunks(3).rev();
    groups.map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(",")
}

/// A number of days as a date and a time.
fn moment(number: f64, has_date: bool, has_time: bool, is_1904: bool) -> Option<String> {
    // The year 9999 is the last one.
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a number of seconds within ten thousand years")]
    let seconds = (number * 86_400.0).round() as i64;
    let (days, seconds) = (seconds / 86_400, seconds % 86_400);
    // 1900 has a 29 February here, the 60th day, as in the first spreadsheets.
    let zero = match (is_1904, days < 60) {
        (true, _) => date(1904, 1, 1),
        (false, true) => date(1899, 12, 31),
        (false, false) => date(1899, 12, 30),
    };
    let day: Date = zero.checked_add(days.days()).ok()?;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    // A span of more than a day has its days in the hours.
    let hours = if has_date { hours } else { hours + days * 24 };
    let time = match rest {
        0 => format!("{hours:02}:{minutes:02}"),
        rest => format!("{hours:02}:{minutes:02}:{rest:02}"),
    };
    Some(match (has_date, has_time) {
        (true, true) => format!("{day} {time}"),
        (false, true) => time,
        _ => day.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_formats_say() {
        for (code, number, shown) in [
            ("General", 0.1 + 0.2, "0.3"),
            ("General", 1_234_567.0, "1234567"),
            ("0", 12.5, "13"),
            ("0.00", 1.005, "1.01"),
            ("#,##0", 1_234_567.4, "1,234,567"),
            ("#,##0.00\\ \"€\"", -1234.5, "-1,234.50 €"),
            ("[$£-809]#,##0.00", 12.0, "£12.00"),
            ("0%", 0.125, "13%"),
            ("0.0%", 0.125, "12.5%"),
            ("0.##", 1.5, "1.5"),
            ("0.##", 2.0, "2"),
            ("#,##0,", 12_345_678.0, "12,346"),
            ("0.0,,\" million\"", 12_345_678.0, "12.3 million"),
            ("#,##0_);(#,##0)", 5.0, "5"),
            ("0.00E+00", 12.0, "12"),
            ("yyyy-mm-dd", 46_000.0, "2025-12-09"),
            ("dd/mm/yyyy\\ hh:mm", 46_000.5, "2025-12-09 12:00"),
            ("mmm\\ yy", 46_000.0, "2025-12-09"),
            ("[h]:mm", 1.5, "36:00"),
            ("d.m.yy", 1.0, "1900-01-01"),
            ("d.m.yy", -1.0, "-1"),
            ("@", 5.0, "5"),
        ] {
            assert_eq!(NumberFormat::parse(code).shown(number, false), shown, "{code}");
        }
        assert_eq!(NumberFormat::built_in(14).shown(0.0, true), "1904-01-01");
        assert_eq!(NumberFormat::built_in(10).shown(0.5, false), "50.00%");
    }
}
