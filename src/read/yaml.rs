//! YAML front matter and configuration, read field by field. The one file that uses the YAML crate.
//!
//! A [`Record`] hands out its fields by name and type, collects every finding on the way, and in the
//! end reports the keys that nobody asked for. Anchors, aliases, merge keys and tags are refused: no
//! record needs them, and they are how small files become large ones. Positions of top-level keys
//! are exact; those inside a nested value are found by searching for the key's name there.

mod fence;
mod field;
mod items;
mod place;
mod refused;
mod syntax;

use std::collections::{BTreeSet, HashMap};

use serde_yaml::{Mapping, Value};

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;
use crate::base::suggest::nearest;

pub use fence::{Split, second_front_matter, split};
pub use field::{DATE_HELP, DAY_HELP, Entry, Row, TAG_HELP};
use place::{KeyPlace, key_places, within};
use refused::{Refused, refused};
use syntax::SyntaxError;

/// The largest record that is read, in bytes.
const MAX_BYTES: usize = 256 * 1024;

/// A YAML mapping being read.
#[derive(Debug)]
pub struct Record<'a> {
    path: &'a str,
    file: &'a str,
    rule: Rule,
    whole: Span,
    fields: Mapping,
    places: Vec<KeyPlace>,
    known: BTreeSet<String>,
    findings: Vec<Diagnostic>,
    is_readable: bool,
}

impl<'a> Record<'a> {
    /// Reads the YAML that stands in `span` of `file`. Where it cannot be read at all, the record is
    /// empty and its findings say why.
    #[must_use]
    pub fn parse(path: &'a str, file: &'a str, span: Span, rule: Rule) -> Self {
        let mut record = Self {
            path,
            file,
            rule,
            whole: span,
            fields: Mapping::new(),
            places: Vec::new(),
            known: BTreeSet::new(),
            findings: Vec::new(),
            is_readable: true,
        };
        record.places = key_places(file, span);
        if let Err(finding) = record.load() {
            record.findings.push(*finding);
            record.is_readable = false;
        }
        record
    }

    fn load(&mut self) -> Result<(), Box<Diagnostic>> {
        let yaml = &self.file[self.whole.range()];
        let base = self.whole.start as usize;
        if yaml.len() > MAX_BYTES {
            let message = format!("{} KiB of YAML; the limit is {} KiB", yaml.len() / 1024, MAX_BYTES / 1024);
            return Err(Box::new(self.finding(Span::at(base), message).help("move long text into the body")));
        }
        let mut known: HashMap<&str, &KeyPlace> = HashMap::new();
        for place in &self.places {
            if let Some(first) = known.insert(&place.name, place) {
                let finding = self
                    .finding(place.key, format!("the key `{}` stands here a second time", place.name))
                    .help("keep one of the two")
                    .related(self.path, first.key, "first here");
                return Err(Box::new(finding));
            }
        }
        if let Some(Refused { span, what, help }) = refused(self.file, self.whole) {
            return Err(Box::new(self.finding(span, format!("{what} are not read here")).help(help)));
        }
        match serde_yaml::from_str::<Value>(yaml) {
            Ok(Value::Mapping(fields)) => self.fields = fields,
            Ok(Value::Null) => {}
            Ok(_) => {
                let message = "expected keys and values".to_owned();
                let written = Span::new(base, base + yaml.trim_end().len());
                return Err(Box::new(self.finding(written, message).help("write one `key: value` a line")));
            }
            Err(error) => return Err(Box::new(self.syntax_error(&error))),
        }
        Ok(())
    }

    fn syntax_error(&self, error: &serde_yaml::Error) -> Diagnostic {
        let (yaml, base) = (&self.file[self.whole.range()], self.whole.start as usize);
        let (message, at) = (error.to_string(), error.location().map(|location| location.index()));
        let SyntaxError { place, reason, help } = syntax::explain(&message, at, yaml);
        let span = Span::new(base + place.start, base + place.end);
        self.finding(span, format!("not valid YAML: {reason}")).help(help)
    }

    fn finding(&self, span: Span, message: String) -> Diagnostic {
        Diagnostic::new(self.rule, self.path, span, message)
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.known.insert(key.to_owned());
        match self.fields.get(key) {
            None | Some(Value::Null) => None,
            Some(value) => Some(value.clone()),
        }
    }

    /// Where the value of `key` stands, or the whole record.
    #[must_use]
    pub fn value_span(&self, key: &str) -> Span {
        self.places.iter().find(|place| place.name == key).map_or(self.whole, |place| place.value)
    }

    /// Where the key itself stands.
    #[must_use]
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.places.iter().find(|place| place.name == key).map(|place| place.key)
    }

    /// Whether the YAML could be read; if not, what it lacks says nothing.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.is_readable
    }

    /// Whether the record has the key with a value.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.fields.get(key).is_some_and(|value| !value.is_null())
    }

    /// Reports a finding of the caller at the value of `key`.
    pub fn report(&mut self, key: &str, message: impl Into<String>, help: &str) {
        let finding = self.finding(self.value_span(key), message.into()).help(help);
        self.findings.push(finding);
    }

    /// Reports a finding of the caller at a place of the file.
    pub fn report_at(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let finding = self.finding(span, message.into()).help(help);
        self.findings.push(finding);
    }

    /// Reports a finding of the caller at some words inside the value of `key`.
    pub fn report_in(&mut self, key: &str, words: &str, message: impl Into<String>, help: &str) {
        let finding = self.finding(self.nested_span(key, words), message.into()).help(help);
        self.findings.push(finding);
    }

    /// Where the words `needle` stand inside the value of `key`; the value itself where they do not.
    #[must_use]
    pub fn nested_span(&self, key: &str, needle: &str) -> Span {
        within(self.file, self.value_span(key), needle)
    }

    /// Where some words stand inside a row; the row itself where they do not.
    #[must_use]
    pub fn span_in_row(&self, row: Span, words: &str) -> Span {
        within(self.file, row, words)
    }

    /// Reports a finding of the caller at some words inside a row.
    pub fn report_row(&mut self, row: Span, words: &str, message: impl Into<String>, help: &str) {
        let finding = self.finding(self.span_in_row(row, words), message.into()).help(help);
        self.findings.push(finding);
    }

    /// Reports keys that were not asked for, and gives back every finding.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for name in self.fields.keys().filter_map(Value::as_str) {
            if !self.known.contains(name) {
                let span = self.key_span(name).unwrap_or(self.whole);
                let finding = unknown_key(self.path, span, name, self.known.iter().map(String::as_str));
                self.findings.push(finding);
            }
        }
        self.findings
    }
}

fn unknown_key<'k>(
    path: &str,
    span: Span,
    name: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Diagnostic {
    let finding = Diagnostic::new(Rule::UnknownKey, path, span, format!("unknown key `{name}`"));
    match nearest(name, known.clone()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("known keys: {}", known.collect::<Vec<_>>().join(", "))),
    }
}

/// The words of a theme: names with texts, where a value may hold plural forms.
///
/// # Errors
/// The reason and the offset at which the YAML cannot be read.
pub fn word_list(text: &str) -> Result<serde_json::Value, (String, usize)> {
    serde_yaml::from_str::<serde_json::Value>(text)
        .map_err(|error| (error.to_string(), error.location().map_or(0, |location| location.index())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(yaml: &str) -> Vec<String> {
        let file = format!("---\n{yaml}---\n");
        let split = split("p.md", &file).unwrap();
        let span = Span::new(split.yaml_offset, split.yaml_offset + split.yaml.len());
        let mut record = Record::parse("p.md", &file, span, Rule::FrontMatter);
        record.text("title");
        record.date("date");
        record.texts("tags");
        record
            .finish()
            .iter()
            .map(|finding| {
                let at = crate::base::span::position(&file, finding.span.start as usize);
                format!("{}:{} {}: {}", at.line, at.column, finding.rule.name(), finding.message)
            })
            .collect()
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        assert_eq!(findings("title: A\ntags: [a, b]\ndate: 2025-12-15\n"), Vec::<String>::new());
        assert_eq!(findings("titel: A\n"), ["2:1 unknown-key: unknown key `titel`"]);
        assert_eq!(findings("title: 2024\n"), ["2:8 front-matter: `title` takes text, found a number"]);
        assert_eq!(
            findings("title: A\ndate: 2024-02-30\n"),
            ["3:7 front-matter: `2024-02-30` is not a date: there is no day 30 in month 2 of 2024"]
        );
        assert_eq!(
            findings("title: A\ntitle: B\n"),
            ["3:1 front-matter: the key `title` stands here a second time"]
        );
    }

    #[test]
    fn refuses_anchors_aliases_and_tags() {
        assert_eq!(findings("title: &a A\n"), ["2:8 front-matter: anchors and aliases are not read here"]);
        assert_eq!(
            findings("title: A\ntags: [*a]\n"),
            ["3:8 front-matter: anchors and aliases are not read here"]
        );
        assert_eq!(findings("title: !str A\n"), ["2:8 front-matter: tags are not read here"]);
        assert_eq!(findings("title:\t&a A\n"), ["2:8 front-matter: anchors and aliases are not read here"]);
        assert_eq!(findings("title:\t!x A\n"), ["2:8 front-matter: tags are not read here"]);
        assert_eq!(findings("? !x title\n: A\n"), ["2:3 front-matter: tags are not read here"]);
        assert_eq!(findings("title: \"*a & b\"\n"), Vec::<String>::new());
        assert_eq!(findings("title: a & b * c!\n"), Vec::<String>::new());
        assert_eq!(findings("title: |\n  * not an alias\n"), Vec::<String>::new());
    }

    #[test]
    fn refuses_brackets_that_nest_too_deep() {
        let nested =
            |depth: usize| format!("title: A\nextra: {}1{}\n", "{a: [".repeat(depth), "]}".repeat(depth));
        assert_eq!(findings(&nested(refused::MAX_DEPTH / 2)), ["3:1 unknown-key: unknown key `extra`"]);
        let found = findings(&nested(20_000));
        assert_eq!(found, ["3:327 front-matter: lists and maps more than 127 deep are not read here"]);
        // Brackets within text nest nothing.
        assert_eq!(findings(&format!("title: a {}\n", "[".repeat(1000))), Vec::<String>::new());
        let dashes = findings(&format!("title: A\nx: {}\n{}\n", "-".repeat(100_000), "- ".repeat(50_000)));
        assert!(!dashes.is_empty());
    }

    #[test]
    fn a_syntax_error_names_the_line_of_the_file() {
        let found = findings("title: \"open\ndate: 2025-12-15\n");
        assert!(found[0].contains("front-matter: not valid YAML"), "{found:?}");
        assert!(split("p.md", "---\ntitle: A\n").unwrap_err().message.contains("not closed"));
        assert!(split("p.md", "").unwrap_err().message.contains("empty"));
    }
}
