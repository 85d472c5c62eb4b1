//! The fields of a record by name and type. What is of another type is a finding at its place.

use super::place::within;
use super::{Record, Value, items, unknown_key};
use crate::base::date::Edtf;
use crate::base::language::canonical_tag;
use crate::base::span::Span;

/// A value of [`Record::nested_pairs`].
#[derive(Clone, Debug)]
pub enum Entry {
    /// A text.
    Text(String),
    /// Names with texts.
    Pairs(Vec<(String, String)>),
}

/// An entry of [`Record::rows`].
#[derive(Clone, Debug)]
pub struct Row {
    /// Where it stands.
    pub span: Span,
    /// The texts of the keys asked for, in their order.
    pub values: Vec<Option<String>>,
}

/// What a mapping of names holds.
const NAMES_WITH_TEXTS: &str = "names with texts";

/// What to write where the tag of a language was expected.
pub const TAG_HELP: &str = "write a BCP 47 tag, such as en, uk or pt-BR";

/// What to write where a date was expected.
pub const DATE_HELP: &str = "write YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS with an optional zone, or less where less is known: YYYY-MM, YYYY, YYYY~";

/// What to write where a day was expected.
pub const DAY_HELP: &str = "write the day: YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS with an optional zone";

impl Record<'_> {
    fn expected(&mut self, key: &str, expected: &str, found: &Value) {
        self.expected_at(key, self.value_span(key), expected, found);
    }

    fn expected_at(&mut self, key: &str, span: Span, expected: &str, found: &Value) {
        let found = match found {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(number) if expected == "a whole number" => &format!("{number}"),
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "keys and values",
            Value::Tagged(_) => "tags",
        };
        let is_simple = matches!(found, "a number" | "true or false");
        let help = match expected {
            "text" | "a list of texts" => "put it in quotation marks".to_owned(),
            expected if expected.ends_with("texts") && is_simple => "put it in quotation marks".to_owned(),
            _ => format!("write {expected}"),
        };
        let finding = self.finding(span, format!("`{key}` takes {expected}, found {found}")).help(help);
        self.findings.push(finding);
    }

    /// A text. Numbers and booleans are refused with the advice to quote them.
    pub fn text(&mut self, key: &str) -> Option<String> {
        match self.take(key)? {
            Value::String(text) => Some(text),
            other => {
                self.expected(key, "text", &other);
                None
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&mut self, key: &str) -> Vec<String> {
        match self.take(key) {
            None => Vec::new(),
            Some(Value::String(text)) => vec![text],
            Some(Value::Sequence(items)) => {
                let texts: Vec<String> =
                    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
                if texts.len() < items.len() {
                    let wrong = items.into_iter().find(|item| !item.is_string()).unwrap_or(Value::Null);
                    self.expected(key, "a list of texts", &wrong);
                }
                texts
            }
            Some(other) => {
                self.expected(key, "a list of texts", &other);
                Vec::new()
            }
        }
    }

    /// A list of texts and whole numbers, as texts.
    pub fn words(&mut self, key: &str) -> Vec<String> {
        match self.take(key) {
            None => Vec::new(),
            Some(Value::String(text)) => vec![text],
            Some(Value::Number(number)) => vec![number.to_string()],
            Some(Value::Sequence(items)) => items
                .into_iter()
                .filter_map(|item| match item {
                    Value::String(text) => Some(text),
                    Value::Number(number) => Some(number.to_string()),
                    other => {
                        self.expected(key, "a list of numbers and ranges", &other);
                        None
                    }
                })
                .collect(),
            Some(other) => {
                self.expected(key, "a list of numbers and ranges", &other);
                Vec::new()
            }
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        match self.take(key)? {
            Value::Bool(flag) => Some(flag),
            other => {
                self.expected(key, "true or false", &other);
                None
            }
        }
    }

    /// A whole number from 0.
    pub fn count(&mut self, key: &str) -> Option<u64> {
        match self.take(key)? {
            Value::Number(number) if number.is_u64() => number.as_u64(),
            other => {
                self.expected(key, "a whole number", &other);
                None
            }
        }
    }

    /// A whole number of either sign.
    pub fn integer(&mut self, key: &str) -> Option<i64> {
        match self.take(key)? {
            Value::Number(number) if number.is_i64() => number.as_i64(),
            other => {
                self.expected(key, "a whole number", &other);
                None
            }
        }
    }

    /// A share: a number from 0 to 1, or a percentage such as `90%`.
    pub fn share(&mut self, key: &str) -> Option<f64> {
        let value = self.take(key)?;
        let share = match &value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text
                .strip_suffix('%')
                .and_then(|number| number.trim().parse::<f64>().ok())
                .map(|number| number / 100.0),
            _ => None,
        };
        match share {
            Some(share) if (0.0..=1.0).contains(&share) => Some(share),
            _ => {
                self.expected(key, "a number from 0 to 1, or a percentage", &value);
                None
            }
        }
    }

    /// A date, as far as it is known.
    pub fn date(&mut self, key: &str) -> Option<Edtf> {
        self.date_as(key, Edtf::parse, DATE_HELP)
    }

    /// A date that names one day.
    pub fn day(&mut self, key: &str) -> Option<Edtf> {
        self.date_as(key, Edtf::parse_day, DAY_HELP)
    }

    fn date_as(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<Edtf, String>,
        help: &str,
    ) -> Option<Edtf> {
        let value = self.take(key)?;
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => {
                self.expected(key, "a date", other);
                return None;
            }
        };
        parse(&text)
            .map_err(|reason| self.report(key, format!("`{text}` is not a date: {reason}"), help))
            .ok()
    }

    /// The tag of a language, as it should be written: `pt-BR`.
    pub fn language(&mut self, key: &str) -> Option<String> {
        let tag = self.text(key)?;
        let canonical = canonical_tag(&tag);
        if canonical.is_none() {
            self.report(key, format!("`{tag}` is not the tag of a language"), TAG_HELP);
        }
        canonical
    }

    /// Free values, for `extra`.
    pub fn json(&mut self, key: &str) -> serde_json::Value {
        self.take(key).and_then(|value| serde_json::to_value(value).ok()).unwrap_or(serde_json::Value::Null)
    }

    /// Names with texts, or with mappings of names to texts.
    pub fn nested_pairs(&mut self, key: &str) -> Vec<(String, Entry)> {
        let pairs = match self.take(key) {
            None => return Vec::new(),
            Some(Value::Mapping(pairs)) => pairs,
            Some(other) => {
                self.expected(key, NAMES_WITH_TEXTS, &other);
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for (name, value) in &pairs {
            let Some(text) = name.as_str() else {
                let place = name
                    .as_u64()
                    .map_or(self.value_span(key), |number| self.nested_span(key, &number.to_string()));
                self.expected_at(key, place, NAMES_WITH_TEXTS, name);
                continue;
            };
            let place = self.nested_span(key, text);
            match value {
                Value::String(value) => found.push((text.to_owned(), Entry::Text(value.clone()))),
                Value::Mapping(inner) => {
                    let mut entries = Vec::new();
                    for (name, value) in inner {
                        match (name.as_str(), value.as_str()) {
                            (Some(name), Some(value)) => entries.push((name.to_owned(), value.to_owned())),
                            (Some(_), None) => self.expected_at(text, place, NAMES_WITH_TEXTS, value),
                            (None, _) => self.expected_at(text, place, NAMES_WITH_TEXTS, name),
                        }
                    }
                    found.push((text.to_owned(), Entry::Pairs(entries)));
                }
                other => self.expected_at(text, place, "a text, or names with texts", other),
            }
        }
        found
    }

    /// A list of texts, each with its place; a single text is a list of one.
    pub fn placed_texts(&mut self, key: &str) -> Vec<(String, Span)> {
        let texts = self.texts(key);
        let places = self.item_spans(key, texts.len());
        texts.into_iter().zip(places).collect()
    }

    /// The places of the `count` items of a list; that of the whole list for each where they are not found.
    fn item_spans(&self, key: &str, count: usize) -> Vec<Span> {
        let list = self.value_span(key);
        let found = if count == 0 { Vec::new() } else { items::items(self.file, list) };
        if found.len() == count { found } else { vec![list; count] }
    }

    /// A list of small mappings with the texts of `keys`; unknown keys in them are reported.
    pub fn rows(&mut self, key: &str, keys: &[&str]) -> Vec<Row> {
        let items = match self.take(key) {
            None => return Vec::new(),
            Some(Value::Sequence(items)) => items,
            Some(other) => {
                self.expected(key, "a list", &other);
                return Vec::new();
            }
        };
        let places = self.item_spans(key, items.len());
        let mut rows = Vec::new();
        for (item, span) in items.into_iter().zip(places) {
            let Value::Mapping(fields) = item else {
                self.expected_at(key, span, &format!("a list of entries with {}", keys.join(" and ")), &item);
                continue;
            };
            for name in fields.keys().filter_map(Value::as_str).filter(|name| !keys.contains(name)) {
                let span = within(self.file, span, name);
                self.findings.push(unknown_key(self.path, span, name, keys.iter().copied()));
            }
            let text = |key: &&str| match fields.get(*key) {
                Some(Value::String(text)) => Some(text.clone()),
                Some(Value::Number(number)) => Some(number.to_string()),
                _ => None,
            };
            rows.push(Row { span, values: keys.iter().map(text).collect() });
        }
        rows
    }
}
