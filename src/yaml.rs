//! YAML front matter and configuration, read field by field. The one file that uses the YAML crate.
//!
//! A [`Record`] hands out its fields by name and type, collects every finding on the way, and in the
//! end reports the keys that nobody asked for. Anchors, aliases, merge keys and tags are refused: no
//! record needs them, and they are how small files become large ones. Positions of top-level keys
//! are exact; those inside a nested value are found by searching for the key's name there.

mod items;

use std::collections::{BTreeSet, HashMap};

use serde_yaml::{Mapping, Value};

use crate::date::Edtf;
use crate::diagnostic::{Diagnostic, Rule};
use crate::span::Span;
use crate::suggest::nearest;

/// The largest record that is read, in bytes.
const MAX_BYTES: usize = 256 * 1024;
/// Deepest nesting of lists and maps in brackets.
const MAX_DEPTH: usize = 127;

/// A file split into its front matter and its body.
#[derive(Clone, Copy, Debug)]
pub struct Split<'t> {
    /// The YAML between the fences.
    pub yaml: &'t str,
    /// Offset of the YAML in the file.
    pub yaml_offset: usize,
    /// Offset of the first byte after the closing fence's line.
    pub body_offset: usize,
}

/// Splits `text` at its `---` fences.
///
/// # Errors
/// A finding where the file is empty, has no front matter, or does not close it.
pub fn split<'t>(path: &str, text: &'t str) -> Result<Split<'t>, Box<Diagnostic>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let wrong = |span: Span, message: &str, help: &str| {
        Err(Box::new(Diagnostic::new(Rule::FrontMatter, path, span, message).help(help)))
    };
    let example = "begin the file with a line `---`, then `title: …`, then another line `---`";
    if text[start..].trim().is_empty() {
        return wrong(Span::at(start), "the file is empty: missing front matter", example);
    }
    let mut lines = lines(text, start);
    let opening = match lines.next() {
        Some(line) if is_fence(&text[line.range()]) => line,
        Some(line) => return wrong(line, "missing front matter", example),
        None => return wrong(Span::at(start), "missing front matter", example),
    };
    let yaml_offset = line_end(text, opening.end as usize);
    for line in lines {
        if is_fence(&text[line.range()]) {
            let yaml = &text[yaml_offset..line.start as usize];
            return Ok(Split { yaml, yaml_offset, body_offset: line_end(text, line.end as usize) });
        }
    }
    wrong(
        Span::new(opening.start as usize, opening.start as usize + 3),
        "the front matter that begins here is not closed",
        "end it with a line `---`",
    )
}

/// A second front matter directly below the first, which Markdown would silently show as text.
#[must_use]
pub fn second_front_matter(path: &str, text: &str, body_offset: usize) -> Option<Diagnostic> {
    let mut lines = lines(text, body_offset).skip_while(|line| text[line.range()].trim().is_empty());
    let opening = lines.next().filter(|line| is_fence(&text[line.range()]))?;
    let mut keys = 0;
    for line in lines {
        let line = &text[line.range()];
        if is_fence(line) {
            return (keys > 0).then(|| {
                Diagnostic::new(Rule::FrontMatter, path, opening, "a second front matter")
                    .help("move its keys into the first one and delete the second")
            });
        }
        let is_key = line.split_once(':').is_some_and(|(key, _)| is_plain_key(key));
        if !(is_key || line.trim().is_empty() || line.starts_with([' ', '-', '#'])) {
            return None;
        }
        keys += usize::from(is_key);
    }
    None
}

fn is_plain_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// The lines from `offset` on, without their ends.
fn lines(text: &str, offset: usize) -> impl Iterator<Item = Span> + '_ {
    let mut at = offset;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
        let line = Span::new(at, end);
        at = line_end(text, end);
        Some(line)
    })
}

/// The offset after the line end at `offset`.
fn line_end(text: &str, offset: usize) -> usize {
    let rest = &text[offset.min(text.len())..];
    if rest.starts_with("\r\n") {
        offset + 2
    } else if rest.starts_with(['\n', '\r']) {
        offset + 1
    } else {
        text.len()
    }
}

#[derive(Clone, Debug)]
struct KeyPlace {
    name: String,
    key: Span,
    value: Span,
}

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
        if let Some((span, what, help)) = forbidden(self.file, self.whole) {
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
            Err(error) => return Err(Box::new(self.syntax_error(&error, base))),
        }
        Ok(())
    }

    fn syntax_error(&self, error: &serde_yaml::Error, base: usize) -> Diagnostic {
        let yaml = &self.file[self.whole.range()];
        let message = error.to_string();
        let mut at =
            syntax_error_offset(&message, yaml).or_else(|| error.location().map(|location| location.index()));
        at = at.map(|at| at.min(yaml.len()));
        let mut at = at.unwrap_or(0);
        while !yaml.is_char_boundary(at) {
            at -= 1;
        }
        let reason = message
            .split(" at line ")
            .next()
            .unwrap_or(&message)
            .split(" at position ")
            .next()
            .unwrap_or_default();
        let line_start = yaml[..at].rfind('\n').map_or(0, |start| start + 1);
        let line = yaml[line_start..].lines().next().unwrap_or_default();
        let is_huge = message.contains("invalid type: integer");
        let reason = if is_huge { "a number of too many digits" } else { reason };
        let help = if is_huge {
            "put it in quotation marks, if it is no number"
        } else if line.trim_start_matches(' ').starts_with('\t') {
            "indent with spaces, not tabs"
        } else if message.contains("quoted scalar") {
            "close the quotation mark"
        } else if line.matches(": ").count() > 1
            || [": @", ": `", ": %"].iter().any(|sign| line.contains(sign))
        {
            "put the value in quotation marks"
        } else {
            "write one `key: value` a line; put values with special characters in quotation marks"
        };
        let end = (line_start + line.trim_end().len()).max(at);
        self.finding(Span::new(base + at, base + end), format!("not valid YAML: {reason}")).help(help)
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
        let value = self.take(key)?;
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => {
                self.expected(key, "a date", other);
                return None;
            }
        };
        Edtf::parse(&text)
            .map_err(|reason| self.report(key, format!("`{text}` is not a date: {reason}"), DATE_HELP))
            .ok()
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

    /// Where the words `needle` stand inside the value of `key`; the value itself where they do not.
    #[must_use]
    pub fn nested_span(&self, key: &str, needle: &str) -> Span {
        within(self.file, self.value_span(key), needle)
    }

    /// Reports a finding of the caller at some words inside a row.
    pub fn report_row(&mut self, row: Span, words: &str, message: impl Into<String>, help: &str) {
        let finding = self.finding(within(self.file, row, words), message.into()).help(help);
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

/// Where `needle` stands inside `span`; the span itself where it does not.
fn within(file: &str, span: Span, needle: &str) -> Span {
    let found = if needle.is_empty() { None } else { file[span.range()].find(needle) };
    found.map_or(span, |at| Span::new(span.start as usize + at, span.start as usize + at + needle.len()))
}

/// The place that a message of the YAML library speaks of: where the thing began that was not ended
/// (`while scanning … at line 2 column 8`), or the position of a character that is not allowed.
fn syntax_error_offset(message: &str, yaml: &str) -> Option<usize> {
    let number_after = |text: &str, word: &str| -> Option<usize> {
        let rest = &text[text.find(word)? + word.len()..];
        rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
    };
    let unclosed = message.find("while parsing a flow").filter(|at| {
        // A list or mapping that goes wrong in its first line is marked where it does.
        number_after(&message[*at..], "line ") < number_after(&message[..*at], "line ")
    });
    if let Some(at) = message.find("while scanning").or(unclosed) {
        let context = &message[at..];
        let (line, column) = (number_after(context, "line ")?, number_after(context, "column ")?);
        let start: usize = yaml.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let within =
            yaml.get(start..)?.char_indices().nth(column.checked_sub(1)?).map_or(0, |(offset, _)| offset);
        return Some(start + within);
    }
    number_after(message, "position ")
}

/// What a mapping of names holds.
const NAMES_WITH_TEXTS: &str = "names with texts";

/// What to write where a date was expected.
pub const DATE_HELP: &str = "write YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS with an optional zone, or less where less is known: YYYY-MM, YYYY, YYYY~";

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

/// The top-level keys of a block mapping, found by lines: keys stand at the line's first column, and
/// everything that belongs to their values is indented, a list item, or a flow that continues.
fn key_places(file: &str, span: Span) -> Vec<KeyPlace> {
    let mut places: Vec<KeyPlace> = Vec::new();
    for line in lines(&file[..span.end as usize], span.start as usize) {
        let text = &file[line.range()];
        if text.starts_with([' ', '\t', '#', '-', ']', '}']) || text.trim().is_empty() {
            continue;
        }
        let parts = [": ", ":\t"].iter().filter_map(|part| text.find(part)).min();
        let Some(colon) = parts.or_else(|| text.trim_end().strip_suffix(':').map(str::len)) else {
            continue;
        };
        let name = text[..colon].trim_end().trim_matches(['"', '\'']);
        if name.is_empty() || name.contains(['{', '[', '"', '#']) {
            continue;
        }
        let start = line.start as usize;
        if let Some(last) = places.last_mut() {
            last.value = trimmed(file, Span::new(last.value.start as usize, start));
        }
        places.push(KeyPlace {
            name: name.to_owned(),
            key: Span::new(start, start + text[..colon].trim_end().len()),
            value: trimmed(file, Span::new(start + colon + 1, span.end as usize)),
        });
    }
    places
}

fn trimmed(file: &str, span: Span) -> Span {
    let text = &file[span.range()];
    let start = span.start as usize + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}

/// The first anchor, alias, merge key or tag outside quotation marks and block scalars, or the bracket that
/// nests deeper than anybody writes: the library takes the square of the depth to find out.
fn forbidden(file: &str, span: Span) -> Option<(Span, &'static str, &'static str)> {
    let mut block_indent: Option<usize> = None;
    let mut quote: Option<char> = None;
    let mut depth = 0usize;
    for line in lines(&file[..span.end as usize], span.start as usize) {
        let text = &file[line.range()];
        let indent = text.len() - text.trim_start_matches(' ').len();
        if let Some(limit) = block_indent {
            if text.trim().is_empty() || indent > limit {
                continue;
            }
            block_indent = None;
        }
        let mut may_begin = quote.is_none();
        let mut previous = ' ';
        // Before it the line has nothing but the dashes of lists.
        let mut is_item = true;
        for (at, letter) in text.char_indices() {
            if let Some(open) = quote {
                if letter == open && !(open == '"' && previous == '\\') {
                    quote = None;
                }
            } else if letter == '#' && previous.is_whitespace() {
                break;
            } else if may_begin && matches!(letter, '"' | '\'') {
                quote = Some(letter);
            } else if may_begin && matches!(letter, '&' | '*' | '!') {
                let start = line.start as usize + at;
                let (what, help) = if letter == '!' {
                    ("tags", "delete the tag")
                } else {
                    ("anchors and aliases", "repeat the value, or put text in quotation marks")
                };
                return Some((Span::new(start, line.end as usize), what, help));
            } else if letter == '<' && text[at..].starts_with("<<:") && text[..at].trim().is_empty() {
                return Some((
                    Span::new(line.start as usize + at, line.start as usize + at + 2),
                    "merge keys",
                    "repeat the values",
                ));
            }
            if quote.is_none() {
                match letter {
                    '[' | '{' if may_begin => depth += 1,
                    ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth > MAX_DEPTH {
                    let start = line.start as usize + at;
                    let help = "write it with fewer brackets inside each other";
                    return Some((Span::new(start, start + 1), "lists and maps more than 127 deep", help));
                }
            }
            if !letter.is_whitespace() {
                may_begin = match letter {
                    // In the midst of a text a bracket opens nothing.
                    '[' | '{' => depth > 0,
                    ',' => true,
                    '-' | '?' => is_item && text[at + 1..].starts_with([' ', '\t']),
                    ':' => text[at + 1..].starts_with([' ', '\t', '"']),
                    _ => false,
                };
                is_item &= matches!(letter, '-' | '?' | ':');
            }
            previous = if previous == '\\' && letter == '\\' { ' ' } else { letter };
        }
        let value = text.trim_end();
        let header = value.trim_end_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        if quote.is_none()
            && (header.ends_with(": |")
                || header.ends_with(": >")
                || header.ends_with("- |")
                || header.ends_with("- >"))
        {
            block_indent = Some(indent);
        }
    }
    None
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
                let at = crate::span::position(&file, finding.span.start as usize);
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
        assert_eq!(findings(&nested(MAX_DEPTH / 2)), ["3:1 unknown-key: unknown key `extra`"]);
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

    #[test]
    fn a_second_front_matter_is_found() {
        let text = "---\ntitle: A\n---\n\n---\ntitle: B\n---\nText\n";
        let offset = split("p.md", text).unwrap().body_offset;
        assert!(second_front_matter("p.md", text, offset).is_some());
        let text = "---\ntitle: A\n---\n\n---\nA rule above, a heading here\n---\n";
        assert!(second_front_matter("p.md", text, offset).is_none());
    }
}
