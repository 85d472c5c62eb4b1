//! The theme's words of one language: names to texts, some with plural forms and placeholders.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::date::{Date, Edtf};

/// Words of one language.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// BCP 47 tag.
    pub language: String,
    words: BTreeMap<String, Value>,
}

impl Words {
    /// No words of a language.
    #[must_use]
    pub fn empty(language: &str) -> Self {
        Self { language: language.to_owned(), words: BTreeMap::new() }
    }

    /// Reads `i18n/LANGUAGE.yaml`.
    ///
    /// # Errors
    /// The reason and the offset at which it cannot be read.
    pub fn parse(language: &str, text: &str) -> Result<Self, (String, usize)> {
        match crate::yaml::word_list(text)? {
            Value::Object(words) => {
                Ok(Self { language: language.to_owned(), words: words.into_iter().collect() })
            }
            Value::Null => Ok(Self { language: language.to_owned(), words: BTreeMap::new() }),
            _ => Err(("expected names with texts".to_owned(), 0)),
        }
    }

    /// These words, completed by others where they are missing.
    #[must_use]
    pub fn or(mut self, others: &Self) -> Self {
        for (name, word) in &others.words {
            self.words.entry(name.clone()).or_insert_with(|| word.clone());
        }
        self
    }

    /// All words, for templates.
    #[must_use]
    pub fn all(&self) -> &BTreeMap<String, Value> {
        &self.words
    }

    /// A text as it stands; the name itself where there is none, so that a gap is visible.
    #[must_use]
    pub fn get<'w>(&'w self, name: &'w str) -> &'w str {
        self.words.get(name).and_then(Value::as_str).unwrap_or(name)
    }

    /// A text, if there is one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&str> {
        self.words.get(name).and_then(Value::as_str)
    }

    /// A text with its placeholders filled.
    #[must_use]
    pub fn fill(&self, name: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(name), values.iter().copied())
    }

    /// A text in the plural form that a number asks for, `{n}` and the other placeholders filled.
    #[must_use]
    pub fn count(&self, name: &str, number: usize, values: &[(&str, &str)]) -> String {
        let text = match self.words.get(name) {
            Some(Value::Object(forms)) => {
                let category = plural_category(&self.language, number as u64);
                forms.get(category).or_else(|| forms.get("other")).and_then(Value::as_str).unwrap_or(name)
            }
            _ => self.get(name),
        };
        let number = number.to_string();
        fill(text, values.iter().copied().chain([("n", number.as_str())]))
    }

    /// A date in words.
    #[must_use]
    pub fn date(&self, date: &Edtf) -> String {
        match &date.to {
            None => self.one_date(&date.from),
            Some(to) => self
                .fill("date_interval", &[("from", &self.one_date(&date.from)), ("to", &self.one_date(to))]),
        }
    }

    fn one_date(&self, date: &Date) -> String {
        let year = match date.years {
            1 => date.year.to_string(),
            years => format!("{}–{}", date.year, date.year + years - 1),
        };
        let month = date.month.map(|month| self.get(&format!("month_{month}")).to_owned());
        let day = date.day.map(|day| day.to_string());
        let text = match (&month, &day) {
            (Some(month), Some(day)) => {
                self.fill("date_day", &[("day", day), ("month", month), ("year", &year)])
            }
            (Some(month), None) => self.fill("date_month", &[("month", month), ("year", &year)]),
            _ => year,
        };
        let text = if date.approximate { self.fill("date_about", &[("date", &text)]) } else { text };
        if date.uncertain { self.fill("date_uncertain", &[("date", &text)]) } else { text }
    }
}

/// Replaces `{name}` by its value; names that are not given stay as they are.
#[must_use]
pub fn fill<'v>(text: &str, values: impl Iterator<Item = (&'v str, &'v str)> + Clone) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + length];
        filled.push_str(&rest[..open]);
        match values.clone().find(|(key, _)| *key == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[open..=open + length]),
        }
        rest = &rest[open + length + 1..];
    }
    filled.push_str(rest);
    filled
}

/// The plural category of a whole number (CLDR, cardinal rules) for the languages of the themes.
#[must_use]
pub fn plural_category(language: &str, number: u64) -> &'static str {
    let (ten, hundred) = (number % 10, number % 100);
    match language.split('-').next().unwrap_or(language) {
        "uk" | "ru" | "be" | "sr" | "hr" | "bs" => match (ten, hundred) {
            (1, hundred) if hundred != 11 => "one",
            (2..=4, hundred) if !(12..=14).contains(&hundred) => "few",
            _ => "many",
        },
        "pl" => match (number, ten, hundred) {
            (1, _, _) => "one",
            (_, 2..=4, hundred) if !(12..=14).contains(&hundred) => "few",
            _ => "many",
        },
        "cs" | "sk" => match number {
            1 => "one",
            2..=4 => "few",
            _ => "other",
        },
        "fr" | "pt" if number < 2 => "one",
        "zh" | "ja" | "ko" | "vi" | "th" | "id" => "other",
        _ if number == 1 => "one",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_people_write_them() {
        let yaml = "month_12: December\ndate_day: '{day} {month} {year}'\ndate_month: '{month} {year}'\ndate_about: about {date}\ndate_interval: '{from} to {to}'\n";
        let words = Words::parse("en", yaml).unwrap();
        let read = |date: &str| words.date(&Edtf::parse(date).unwrap());
        assert_eq!(read("2025-12-15T14:46:00"), "15 December 2025");
        assert_eq!(read("1994-12"), "December 1994");
        assert_eq!(read("2014~"), "about 2014");
        assert_eq!(read("1991/2018"), "1991 to 2018");
        assert_eq!(read("199X"), "1990–1999");
    }

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(fill("{a} of {b} {c}", [("a", "{b}"), ("b", "2")].into_iter()), "{b} of 2 {c}");
    }

    #[test]
    fn plurals_follow_cldr() {
        assert_eq!(
            ["one", "few", "many", "one", "many"].to_vec(),
            [1, 3, 5, 21, 11].map(|n| plural_category("uk", n))
        );
        assert_eq!(plural_category("en", 0), "other");
    }
}
