//! The fields of a mapping by name and type. A value of another type is a finding at its place.

use serde::de::DeserializeOwned;

use super::mapping::MappingReader;
use super::node::{Node, NodeKind, Scalar, ScalarType};
use super::shape::Shape;
use crate::base::date::Edtf;
use crate::base::language::canonical_tag;
use crate::base::span::{Span, Spanned};

/// A value of [`MappingReader::named_values`].
#[derive(Clone, Debug)]
pub enum NamedValue {
    /// A text.
    Text(Spanned<String>),
    /// Names with texts.
    Texts(Vec<(Spanned<String>, Spanned<String>)>),
}

/// What a mapping of names holds.
const NAMES_WITH_TEXTS: &str = "names with texts";

/// What to write where the tag of a language was expected.
pub const TAG_HELP: &str = "write a BCP 47 tag, such as en, uk or pt-BR";

/// What to write where a date was expected.
pub const DATE_HELP: &str = "write YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS with an optional zone, or less where less is known: YYYY-MM, YYYY, YYYY~, YYYY-21 (spring) to YYYY-24 (winter)";

/// What to write where a day was expected.
pub const DAY_HELP: &str = "write the day: YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS with an optional zone";

impl<'a> MappingReader<'a> {
    fn expected(&mut self, key: &str, expected: &str, found: &Node) {
        self.expected_at(key, found.span, expected, found);
    }

    fn expected_at(&mut self, key: &str, span: Span, expected: &str, found: &Node) {
        let found = found_words(found, expected);
        let is_simple = matches!(found.as_str(), "a number" | "true or false");
        let help = match expected {
            "text" | "a list of texts" => "put it in quotation marks".to_owned(),
            expected if expected.ends_with("texts") && is_simple => "put it in quotation marks".to_owned(),
            _ => format!("write {expected}"),
        };
        let finding = self.yaml.finding(span, format!("`{key}` takes {expected}, found {found}")).help(help);
        self.findings.push(finding);
    }

    /// What `read` makes of the value of `key`; where it makes nothing, that is a finding.
    fn read<T>(
        &mut self,
        key: &str,
        (expected, shape): (&str, Shape),
        read: impl Fn(&Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.take(key, shape)?;
        let value = read(&node);
        if value.is_none() {
            self.expected(key, expected, &node);
        }
        value
    }

    /// A text with its place. Numbers and booleans are refused with the advice to quote them.
    pub fn spanned_text(&mut self, key: &str) -> Option<Spanned<String>> {
        self.read(key, ("text", Shape::Text), Node::text)
    }

    /// A text.
    pub fn text(&mut self, key: &str) -> Option<String> {
        self.spanned_text(key).map(|text| text.value)
    }

    /// A text or a number, as it is written.
    pub fn text_or_number(&mut self, key: &str) -> Option<Spanned<String>> {
        self.read(key, ("text", Shape::TextOrNumber), Node::text_or_number)
    }

    /// A list of texts, each with its place; a single text is a list of one.
    pub fn spanned_texts(&mut self, key: &str) -> Vec<Spanned<String>> {
        self.list(key, ("a list of texts", Shape::Texts), Node::text)
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&mut self, key: &str) -> Vec<String> {
        self.spanned_texts(key).into_iter().map(|text| text.value).collect()
    }

    /// A list of whole numbers and ranges such as `1-6`, as they are written.
    pub fn numbers_and_ranges(&mut self, key: &str) -> Vec<Spanned<String>> {
        self.list(key, ("a list of numbers and ranges", Shape::NumbersAndRanges), Node::text_or_number)
    }

    fn list(
        &mut self,
        key: &str,
        (expected, shape): (&str, Shape),
        read: impl Fn(&Node) -> Option<Spanned<String>>,
    ) -> Vec<Spanned<String>> {
        let Some(node) = self.take(key, shape) else { return Vec::new() };
        let NodeKind::Sequence(items) = &node.kind else {
            return match read(&node) {
                Some(single) => vec![single],
                None => {
                    self.expected(key, expected, &node);
                    Vec::new()
                }
            };
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match read(item) {
                Some(text) => texts.push(text),
                None => self.expected(key, expected, item),
            }
        }
        texts
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        self.read(key, ("true or false", Shape::Flag), |node| match node.scalar()?.scalar_type {
            ScalarType::Boolean(flag) => Some(flag),
            _ => None,
        })
    }

    /// A whole number from 0, with its place.
    pub fn count(&mut self, key: &str) -> Option<Spanned<u64>> {
        self.read(key, ("a whole number", Shape::Count), |node| {
            node.scalar().and_then(Scalar::as_u64).map(|number| Spanned::new(number, node.span))
        })
    }

    /// A whole number of either sign.
    pub fn integer(&mut self, key: &str) -> Option<i64> {
        self.read(key, ("a whole number", Shape::Integer), |node| node.scalar()?.as_i64())
    }

    /// A share with its place: a number from 0 to 1, or a percentage such as `90%`.
    pub fn share(&mut self, key: &str) -> Option<Spanned<f64>> {
        self.read(key, ("a number from 0 to 1, or a percentage", Shape::Share), |node| {
            let scalar = node.scalar()?;
            let percentage =
                || scalar.text.strip_suffix('%')?.trim().parse::<f64>().ok().map(|number| number / 100.0);
            let share = match scalar.scalar_type {
                ScalarType::Number => scalar.as_f64(),
                ScalarType::Text => percentage(),
                _ => None,
            };
            share.filter(|share| (0.0..=1.0).contains(share)).map(|share| Spanned::new(share, node.span))
        })
    }

    /// A date, as far as it is known.
    pub fn date(&mut self, key: &str) -> Option<Edtf> {
        self.date_as(key, Shape::Date, Edtf::parse, DATE_HELP)
    }

    /// A date that names one day.
    pub fn day(&mut self, key: &str) -> Option<Edtf> {
        self.date_as(key, Shape::Day, Edtf::parse_day, DAY_HELP)
    }

    fn date_as(
        &mut self,
        key: &str,
        shape: Shape,
        parse: impl Fn(&str) -> Result<Edtf, String>,
        help: &str,
    ) -> Option<Edtf> {
        let Spanned { value, span } = self.read(key, ("a date", shape), Node::text_or_number)?;
        parse(&value)
            .map_err(|reason| self.report_at(span, format!("`{value}` is not a date: {reason}"), help))
            .ok()
    }

    /// The tag of a language, as it should be written: `pt-BR`.
    pub fn language(&mut self, key: &str) -> Option<String> {
        let Spanned { value, span } = self.read(key, ("text", Shape::Language), Node::text)?;
        let canonical = canonical_tag(&value);
        if canonical.is_none() {
            self.report_at(span, format!("`{value}` is not the tag of a language"), TAG_HELP);
        }
        canonical
    }

    /// A value of any type that can be deserialised, described by `expected`.
    pub fn deserialize<T: DeserializeOwned>(&mut self, key: &str, expected: &str) -> Option<T> {
        let node = self.take(key, Shape::Anything)?;
        node.deserialize().map_err(|error| self.report_shape(node.span, error, expected)).ok()
    }

    /// Names with texts, or with mappings of names to texts.
    pub fn named_values(&mut self, key: &str) -> Vec<(Spanned<String>, NamedValue)> {
        let Some(node) = self.take(key, Shape::NAMED) else { return Vec::new() };
        let NodeKind::Mapping(fields) = &node.kind else {
            self.expected(key, NAMES_WITH_TEXTS, &node);
            return Vec::new();
        };
        let mut found = Vec::with_capacity(fields.len());
        for field in fields {
            if let Some(text) = field.value.text() {
                found.push((field.key.clone(), NamedValue::Text(text)));
                continue;
            }
            let NodeKind::Mapping(inner) = &field.value.kind else {
                self.expected_at(&field.key, field.value.span, "a text, or names with texts", &field.value);
                continue;
            };
            let mut texts = Vec::with_capacity(inner.len());
            for entry in inner {
                match entry.value.text() {
                    Some(text) => texts.push((entry.key.clone(), text)),
                    None => self.expected(&entry.key, "text", &entry.value),
                }
            }
            found.push((field.key.clone(), NamedValue::Texts(texts)));
        }
        found
    }

    /// A list of mappings with the keys `keys`, each to be read on its own. When a mapping has been read,
    /// its findings are taken over by [`MappingReader::add_findings_of`].
    pub fn mappings(&mut self, key: &str, keys: &[&str]) -> Vec<MappingReader<'a>> {
        let shape = Shape::Mappings(keys.iter().map(|key| (*key).to_owned()).collect());
        let Some(node) = self.take(key, shape) else { return Vec::new() };
        let NodeKind::Sequence(items) = node.kind else {
            self.expected(key, "a list", &node);
            return Vec::new();
        };
        let mut mappings = Vec::with_capacity(items.len());
        for item in items {
            match item.kind {
                NodeKind::Mapping(fields) => mappings.push(Self::of_fields(self.yaml, item.span, fields)),
                _ => self.expected(key, &format!("a list of entries with {}", keys.join(" and ")), &item),
            }
        }
        mappings
    }
}

/// What was found, in the words of a message.
fn found_words(found: &Node, expected: &str) -> String {
    let words = match &found.kind {
        NodeKind::Sequence(_) => "a list",
        NodeKind::Mapping(_) => "keys and values",
        NodeKind::Scalar(scalar) => match scalar.scalar_type {
            ScalarType::Null => "nothing",
            ScalarType::Boolean(_) => "true or false",
            ScalarType::Number if expected == "a whole number" => &scalar.text,
            ScalarType::Number => "a number",
            ScalarType::Text => "text",
        },
    };
    words.to_owned()
}
