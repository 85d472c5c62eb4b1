//! The theme's words of one language: names to texts, some with plural forms and placeholders.

mod list;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::base::date::{Date, Edtf};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::read::yaml;

/// The word that is the name of the language in itself.
pub const LANGUAGE_NAME: &str = "language_name";

/// Words of one language.
#[derive(Clone, Debug, Default)]
pub struct ThemeWords {
    /// BCP 47 tag.
    pub language: String,
    /// The language in which they are written: English where the theme has none of this language.
    pub written_in: String,
    plurals: Option<Arc<Plurals>>,
    words: BTreeMap<String, Value>,
}

impl ThemeWords {
    fn with(language: &str, words: BTreeMap<String, Value>) -> Self {
        let plurals = Plurals::of_language(language).map(Arc::new);
        let language = language.to_owned();
        Self { written_in: language.clone(), language, plurals, words }
    }

    /// The plural category of a whole number in this language.
    #[must_use]
    pub fn plural(&self, number: u64) -> &'static str {
        self.plurals.as_ref().map_or("other", |plurals| plurals.category(number))
    }

    /// No words of a language.
    #[must_use]
    pub fn empty(language: &str) -> Self {
        Self::with(language, BTreeMap::new())
    }

    /// What a language calls itself, and no other words.
    #[must_use]
    pub fn name_of(language: &str) -> Self {
        let name = Value::from(crate::base::language::autonym(language));
        Self::with(language, BTreeMap::from([(LANGUAGE_NAME.to_owned(), name)]))
    }

    /// Reads `i18n/LANGUAGE.yaml`, which stands at `path`.
    ///
    /// # Errors
    /// A finding where it cannot be read.
    pub fn parse(language: &str, path: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        let words = match list::read(text) {
            Some(words) => words,
            None => yaml::deserialize(path, text, Rule::Template, "names with texts")?.unwrap_or_default(),
        };
        Ok(Self::with(language, words))
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
                let category = self.plural(number as u64);
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
        // Beside a day some languages decline the month: грудень 2025, but 15 грудня 2025.
        let declined =
            |month: &u8| self.find(&format!("month_of_day_{month}")).filter(|_| date.day.is_some());
        let month = date.month.map(|month| {
            let name = format!("month_{month}");
            declined(&month).unwrap_or_else(|| self.get(&name)).to_owned()
        });
        let day = date.day.map(|day| day.to_string());
        let season = date.season.map(|season| self.get(&format!("season_{}", season.number())).to_owned());
        let text = match (&month, &day, &season) {
            (Some(month), Some(day), _) => {
                self.fill("date_day", &[("day", day), ("month", month), ("year", &year)])
            }
            (Some(month), None, _) => self.fill("date_month", &[("month", month), ("year", &year)]),
            (None, _, Some(season)) => self.fill("date_season", &[("season", season), ("year", &year)]),
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
    while let Some(open) = memchr::memchr(b'{', rest.as_bytes()) {
        let Some(length) = memchr::memchr(b'}', &rest.as_bytes()[open..]) else { break };
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

/// The cardinal plural rules of a language; those of English where there are none for it.
pub struct Plurals(icu_plurals::PluralRules);

impl std::fmt::Debug for Plurals {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Plurals").finish()
    }
}

impl Plurals {
    /// The rules of a language, from CLDR.
    #[must_use]
    pub fn of_language(language: &str) -> Option<Self> {
        let locale: icu_locale_core::Locale = language.parse().ok()?;
        icu_plurals::PluralRules::try_new_cardinal((&locale).into()).ok().map(Self)
    }

    /// The category of a whole number.
    #[must_use]
    pub fn category(&self, number: u64) -> &'static str {
        use icu_plurals::PluralCategory as Category;
        match self.0.category_for(number) {
            Category::Zero => "zero",
            Category::One => "one",
            Category::Two => "two",
            Category::Few => "few",
            Category::Many => "many",
            Category::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_people_write_them() {
        let yaml = "month_12: December\ndate_day: '{day} {month} {year}'\ndate_month: '{month} {year}'\ndate_about: about {date}\ndate_season: '{season} {year}'\nseason_1: spring\ndate_interval: '{from} to {to}'\n";
        let words = ThemeWords::parse("en", "en.yaml", yaml).unwrap();
        let read = |date: &str| words.date(&Edtf::parse(date).unwrap());
        assert_eq!(read("2025-12-15T14:46:00"), "15 December 2025");
        assert_eq!(read("1994-12"), "December 1994");
        assert_eq!(read("2014~"), "about 2014");
        assert_eq!(read("1991/2018"), "1991 to 2018");
        assert_eq!(read("199X"), "1990–1999");
        assert_eq!(read("2001-21~"), "about spring 2001");
    }

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(fill("{a} of {b} {c}", [("a", "{b}"), ("b", "2")].into_iter()), "{b} of 2 {c}");
    }

    #[test]
    fn plurals_follow_cldr() {
        let of = |language: &str, numbers: &[u64]| -> Vec<&str> {
            let plurals = Plurals::of_language(language).unwrap();
            numbers.iter().map(|&number| plurals.category(number)).collect()
        };
        assert_eq!(
            of("uk", &[1, 3, 5, 21, 11, 12, 22]),
            ["one", "few", "many", "one", "many", "many", "few"]
        );
        assert_eq!(of("en", &[0, 1, 2]), ["other", "one", "other"]);
        assert_eq!(of("ar", &[0, 1, 2, 3, 11, 100]), ["zero", "one", "two", "few", "many", "other"]);
        assert_eq!(of("ja", &[1]), ["other"]);
    }
}
