//! Dates as far as they are known: the parts of EDTF (ISO 8601-2:2019) that sources and timelines need.
//!
//! Level 0 and 1 forms are read: `1994`, `1994-12`, `1994-12-05`, a date and time with or without a
//! zone, a season `2001-21` (spring) to `2001-24` (winter), a qualifier `?` (uncertain), `~` (approximate)
//! or `%` (both), `199X`, and intervals `a/b`. Sets, exponential years and the seasons of a hemisphere
//! (level 2) are not.

mod season;

use serde::{Deserialize, Serialize};

use std::cmp::{Ordering, Reverse};

pub use season::Season;

/// One date, a year at least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    /// The year; for a decade (`199X`) or century (`19XX`) its first year.
    pub year: i16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// A season instead of a month.
    pub season: Option<Season>,
    /// `HH:MM[:SS][zone]` as written, where a time was given.
    pub time: Option<String>,
    /// Written with `?` or `%`.
    pub uncertain: bool,
    /// Written with `~` or `%`.
    pub approximate: bool,
    /// Number of years that an unspecified year (`199X`) may span; 1 otherwise.
    pub years: i16,
}

/// A date or an interval between dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edtf {
    /// The date, or the interval's beginning.
    pub from: Date,
    /// The interval's end.
    pub to: Option<Date>,
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year or less.
    Year,
    /// Approximate or uncertain.
    About,
    /// A span of time.
    Interval,
}

impl Precision {
    /// The name used in views and markup.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::About => "about",
            Self::Interval => "interval",
        }
    }
}

impl Edtf {
    /// Reads a date, or says in one line why it is none.
    ///
    /// # Errors
    /// The reason, fit for a message after a colon.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('/') {
            None => Ok(Self { from: Date::parse(text)?, to: None }),
            Some((from, to)) => {
                let (from, to) = (Date::parse(from)?, Date::parse(to)?);
                if to.order_of_beginnings(&from) == Ordering::Less {
                    return Err("the interval ends before it begins".to_owned());
                }
                Ok(Self { from, to: Some(to) })
            }
        }
    }

    /// Reads a date that names one day: that of a page, which feeds and site maps repeat to the second.
    ///
    /// # Errors
    /// The reason, fit for a message after a colon.
    pub fn parse_day(text: &str) -> Result<Self, String> {
        let date = Self::parse(text)?;
        match date.precision() {
            Precision::Day => Ok(date),
            _ => Err("here a date names one day".to_owned()),
        }
    }

    /// How exactly it is known.
    #[must_use]
    pub fn precision(&self) -> Precision {
        if self.to.is_some() {
            Precision::Interval
        } else if self.from.approximate || self.from.uncertain || self.from.years > 1 {
            Precision::About
        } else if self.from.day.is_some() {
            Precision::Day
        } else if self.from.month.is_some() {
            Precision::Month
        } else {
            Precision::Year
        }
    }

    /// ISO 8601 for machines, without qualifiers and seasons.
    #[must_use]
    pub fn iso(&self) -> String {
        match &self.to {
            None => self.from.iso(),
            Some(to) => format!("{}/{}", self.from.iso(), to.iso()),
        }
    }

    /// The date in ISO 8601, with its time, where the source states a date and nothing else: `None` for what is
    /// approximate, uncertain or unspecified, for a season and for an interval, of which ISO 8601 or its readers would
    /// make a date that nobody stated.
    #[must_use]
    pub fn exact(&self) -> Option<String> {
        let is_exact = !matches!(self.precision(), Precision::About | Precision::Interval);
        (is_exact && self.from.season.is_none()).then(|| self.from.iso())
    }

    /// As [`Edtf::exact`], without the time.
    #[must_use]
    pub fn exact_day(&self) -> Option<String> {
        self.exact().map(|iso| iso.split('T').next().unwrap_or_default().to_owned())
    }

    /// The date in EDTF, without a time.
    #[must_use]
    pub fn edtf(&self) -> String {
        match &self.to {
            Some(to) => format!("{}/{}", self.from.edtf(), to.edtf()),
            None => self.from.edtf(),
        }
    }

    /// The date as it is stated, in EDTF, with its time where it has one.
    #[must_use]
    pub fn stated(&self) -> String {
        self.exact().filter(|_| self.from.time.is_some()).unwrap_or_else(|| self.edtf())
    }

    /// Order by beginning, then by end; less exact dates stand before the exact ones they contain.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        self.from.order(&other.from).then_with(|| self.last().cmp(&other.last())).then_with(|| {
            match (&self.to, &other.to) {
                (Some(to), Some(other)) => to.order(other),
                (to, other) => to.is_some().cmp(&other.is_some()),
            }
        })
    }

    /// Whether it begins after the last moment of `other` (both to the day).
    #[must_use]
    pub fn is_after(&self, other: &Self) -> bool {
        // Where a season begins depends on the hemisphere, which is not said.
        let first = match self.from.season {
            Some(_) => (self.from.year, 1, 1),
            None => self.from.first(),
        };
        first > other.last()
    }

    fn last(&self) -> (i16, u8, u8) {
        self.to.as_ref().unwrap_or(&self.from).last()
    }
}

impl Date {
    /// Reads one date.
    ///
    /// # Errors
    /// The reason, fit for a message after a colon.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (uncertain, approximate, text) = match text.as_bytes().last() {
            Some(b'?') => (true, false, &text[..text.len() - 1]),
            Some(b'~') => (false, true, &text[..text.len() - 1]),
            Some(b'%') => (true, true, &text[..text.len() - 1]),
            _ => (false, false, text),
        };
        let (day_part, time) = match text.find(['T', 't']).or_else(|| text.find(' ')) {
            Some(at) => (&text[..at], Some(text[at + 1..].trim())),
            None => (text, None),
        };
        let mut parts = day_part.split('-');
        let (year, years) = parse_year(parts.next().unwrap_or_default())?;
        let middle = parts.next();
        let season = middle.and_then(Season::from_edtf);
        let month = middle
            .filter(|_| season.is_none())
            .map(|part| parse_two_digits(part, "month", 1, 12))
            .transpose()?;
        let day = parts.next().map(|part| parse_two_digits(part, "day", 1, 31)).transpose()?;
        if parts.next().is_some() {
            return Err("a date has at most a year, a month and a day".to_owned());
        }
        if season.is_some() && day.is_some() {
            return Err("a season has no day".to_owned());
        }
        if years > 1 && middle.is_some() {
            return Err("a decade has no month".to_owned());
        }
        if let (Some(month), Some(day)) = (month, day)
            && jiff::civil::Date::new(year, i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0))
                .is_err()
        {
            return Err(format!("there is no day {day} in month {month} of {year}"));
        }
        let time = match time {
            None => None,
            Some(_) if day.is_none() => return Err("a time needs a day".to_owned()),
            Some(time) => Some(check_time(time)?),
        };
        Ok(Self { year, month, day, season, time, uncertain, approximate, years })
    }

    /// ISO 8601, as far as known. It has no seasons: of one, only the year is said.
    #[must_use]
    pub fn iso(&self) -> String {
        let mut iso = format!("{:04}", self.year);
        if let Some(month) = self.month {
            iso.push_str(&format!("-{month:02}"));
        }
        if let Some(day) = self.day {
            iso.push_str(&format!("-{day:02}"));
        }
        if let Some(time) = &self.time {
            iso.push('T');
            iso.push_str(time);
        }
        iso
    }

    /// The date in EDTF, without a time.
    #[must_use]
    pub fn edtf(&self) -> String {
        let mark = match (self.uncertain, self.approximate) {
            (true, true) => "%",
            (true, false) => "?",
            (false, true) => "~",
            (false, false) => "",
        };
        match self.years {
            100 => return format!("{:02}XX{mark}", self.year / 100),
            10 => return format!("{:03}X{mark}", self.year / 10),
            _ => {}
        }
        let mut text = format!("{:04}", self.year);
        let part = self.month.or(self.season.map(Season::edtf_number));
        for part in [part, self.month.and(self.day)].into_iter().flatten() {
            text.push_str(&format!("-{part:02}"));
        }
        text + mark
    }

    /// Order by the first day it may be; less exact dates first, a decade before every day of it; then by time.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        let years = |date: &Self| (date.year, Reverse(date.years));
        years(self).cmp(&years(other)).then_with(|| self.order_of_beginnings(other))
    }

    fn order_of_beginnings(&self, other: &Self) -> Ordering {
        (self.first(), self.month.is_some(), self.day.is_some(), &self.time).cmp(&(
            other.first(),
            other.month.is_some(),
            other.day.is_some(),
            &other.time,
        ))
    }

    /// The year, decade or century alone: without what is known of it beyond that, and of how well.
    #[must_use]
    pub fn year_alone(&self) -> Self {
        Self {
            year: self.year,
            years: self.years,
            month: None,
            day: None,
            season: None,
            time: None,
            uncertain: false,
            approximate: false,
        }
    }

    /// Whether its last digits are not stated: `199X`, `19XX`. It is one year, of which no more is known, and no
    /// interval.
    #[must_use]
    pub fn is_unspecified(&self) -> bool {
        self.years > 1
    }

    /// The first day it may be, for sorting. Seasons stand in the order of their numbers, each at the month in
    /// which it begins in the north.
    fn first(&self) -> (i16, u8, u8) {
        let season_month = self.season.map(|season| 3 * season.number());
        (self.year, self.month.or(season_month).unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day it may be. A winter, or a summer of the south, ends in the next year.
    fn last(&self) -> (i16, u8, u8) {
        if matches!(self.season, Some(Season::Summer | Season::Winter)) {
            return (self.year + 1, 3, 31);
        }
        (self.year + self.years - 1, self.month.unwrap_or(12), self.day.unwrap_or(31))
    }
}

fn parse_year(text: &str) -> Result<(i16, i16), String> {
    let digits = text.trim_end_matches(['X', 'x']);
    let unknown = text.len() - digits.len();
    if text.len() != 4 || unknown > 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("a date begins with a year of four digits".to_owned());
    }
    let years = [1, 10, 100][unknown];
    let year: i16 = digits.parse().map_err(|_| "a date begins with a year of four digits".to_owned())?;
    Ok((year * years, years))
}

fn parse_two_digits(text: &str, what: &str, least: u8, most: u8) -> Result<u8, String> {
    let number: u8 = match text.parse() {
        Ok(number) if text.len() == 2 => number,
        _ => return Err(format!("the {what} is written with two digits")),
    };
    if (least..=most).contains(&number) { Ok(number) } else { Err(format!("there is no {what} {number}")) }
}

/// Checks `HH:MM[:SS[.f]]` with an optional `Z` or `±HH:MM`, and gives it back as written.
fn check_time(text: &str) -> Result<String, String> {
    let wrong = || "the time is written as HH:MM or HH:MM:SS, with an optional zone".to_owned();
    let zone_at = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone_at);
    let mut fields = clock.split(':');
    let mut within = |most: u8| -> Result<(), String> {
        let field = fields.next().ok_or_else(wrong)?;
        let whole = field.split('.').next().unwrap_or_default();
        match whole.parse::<u8>() {
            Ok(number) if whole.len() == 2 && number <= most => Ok(()),
            _ => Err(wrong()),
        }
    };
    within(23)?;
    within(59)?;
    if clock.matches(':').count() > 1 {
        within(60)?;
    }
    if clock.matches(':').count() > 2 {
        return Err(wrong());
    }
    let zone_is_fine = matches!(zone, "" | "Z" | "z")
        || (zone.len() == 6 && zone.as_bytes()[3] == b':' && zone[1..3].parse::<u8>().is_ok_and(|h| h < 24));
    if zone_is_fine { Ok(text.to_owned()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_sources_state() {
        for text in
            ["1994", "1994-12", "2025-12-15", "2025-12-15T14:46:00", "2025-12-15T16:35:49+05:30", "1991/2018"]
        {
            assert_eq!(Edtf::parse(text).map(|date| date.iso()).as_deref(), Ok(text));
        }
        assert_eq!(Edtf::parse("2014~").unwrap().precision(), Precision::About);
        assert_eq!(Edtf::parse("199X").unwrap().from.last(), (1999, 12, 31));
    }

    #[test]
    fn seasons_are_read() {
        let season = |text: &str| Edtf::parse(text).unwrap().from.season;
        assert_eq!(season("2001-21"), Some(Season::Spring));
        assert_eq!(season("2001-24~"), Some(Season::Winter));
        assert_eq!(season("2001-12"), None);
        assert_eq!(Edtf::parse("2001-22/2002-23").unwrap().to.unwrap().season, Some(Season::Autumn));
        assert_eq!(Edtf::parse("2001-21").unwrap().iso(), "2001");
        for text in ["2001-20", "2001-25", "2001-21-05", "200X-21", "2001-22/2001-21", "2001-21T10:00"] {
            assert!(Edtf::parse(text).is_err(), "{text}");
        }
        assert!(Edtf::parse_day("2001-21").is_err());
    }

    #[test]
    fn seasons_have_their_place_in_the_year() {
        let mut dates = ["2001-24", "2001-06", "2001-22", "2002", "2001-21", "2001", "2001-05-01"]
            .map(|text| Edtf::parse(text).unwrap());
        dates.sort_by(Edtf::order);
        let months = dates.map(|date| (date.from.season, date.iso()));
        let expected = [
            (None, "2001"),
            (Some(Season::Spring), "2001"),
            (None, "2001-05-01"),
            (Some(Season::Summer), "2001"),
            (None, "2001-06"),
            (Some(Season::Winter), "2001"),
            (None, "2002"),
        ];
        assert_eq!(months, expected.map(|(season, iso)| (season, iso.to_owned())));
        let date = |text: &str| Edtf::parse(text).unwrap();
        assert!(!date("2002-01-15").is_after(&date("2001-24")));
        assert!(!date("2001-24").is_after(&date("2001-02-01")));
        assert!(date("2002-05-01").is_after(&date("2001-24")));
        assert!(date("2002-21").is_after(&date("2001-23")));
    }

    #[test]
    fn a_decade_stands_before_all_of_its_days() {
        let mut dates = ["1990", "199X", "1991", "1990-05", "19XX", "1990-05-02", "1900"]
            .map(|text| Edtf::parse(text).unwrap());
        dates.sort_by(Edtf::order);
        let sorted: Vec<String> = dates.iter().map(Edtf::edtf).collect();
        assert_eq!(sorted, ["19XX", "1900", "199X", "1990", "1990-05", "1990-05-02", "1991"]);
        assert_eq!(Date::parse("199X~").unwrap().year_alone().edtf(), "199X");
        assert!(Edtf::parse("1990/199X").is_ok() && Edtf::parse("1991/199X").is_err());
    }

    #[test]
    fn a_day_is_a_day() {
        for text in ["2025-12-15", "2025-12-15T14:46:00", "2025-12-15T16:35:49+05:30", "2025-12-15 14:46Z"] {
            assert_eq!(Edtf::parse_day(text), Edtf::parse(text), "{text}");
        }
        for text in ["2025~", "1994-12", "199X", "2024/2025", "2025-12-15?", "2025-12-14/2025-12-15"] {
            assert!(Edtf::parse(text).is_ok() && Edtf::parse_day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "2024-02-30",
            "24-01-01",
            "2024-1-1",
            "2024-13",
            "yesterday",
            "",
            "2025-12-15T25:00",
            "2018/1991",
        ] {
            assert!(Edtf::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn orders_by_beginning() {
        let mut dates =
            ["2014", "1994-12", "1994", "2025-12-14", "1994-12-05", "2014/2014-12", "2014/2014", "2014/2015"]
                .map(|text| Edtf::parse(text).unwrap());
        dates.sort_by(Edtf::order);
        let sorted =
            ["1994", "1994-12", "1994-12-05", "2014", "2014/2014", "2014/2014-12", "2014/2015", "2025-12-14"];
        assert_eq!(dates.map(|date| date.iso()), sorted);
    }

    #[test]
    fn edtf_is_written_as_it_is_read() {
        for text in [
            "1994",
            "1994-12",
            "2014~",
            "2014?",
            "2014%",
            "199X",
            "19XX",
            "1991/2018",
            "2025-12-15",
            "2001-21",
            "2001-24~",
        ] {
            assert_eq!(Edtf::parse(text).map(|read| read.edtf()).as_deref(), Ok(text));
            assert_eq!(Edtf::parse(text).map(|read| read.stated()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn only_stated_dates_are_exact() {
        let exact = |text: &str| Edtf::parse(text).ok().and_then(|date| date.exact());
        for text in ["1994", "1994-12", "1994-12-05", "1994-12-05T10:00Z"] {
            assert_eq!(exact(text).as_deref(), Some(text));
        }
        for text in ["19XX", "2014~", "2014?", "1991/2018", "2001-21"] {
            assert_eq!(exact(text), None, "{text}");
        }
    }

    #[test]
    fn after_means_certainly_after() {
        let date = |text: &str| Edtf::parse(text).unwrap();
        assert!(date("2025-12-16").is_after(&date("2025-12-15T23:00:00")));
        assert!(!date("2025-12").is_after(&date("2025-12-15")));
        assert!(!date("2025").is_after(&date("2025")));
    }
}
