//! A mapping of which the fields are read one by one.

use std::collections::BTreeMap;

use super::node::{DeserializeError, Field, Node, NodeKind};
use super::parser::{self, YamlText};
use super::shape::Shape;
use super::shape_finding;
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::span::{Span, Spanned};
use crate::base::suggest::nearest;

/// A key that other programs use, and what is written here instead.
#[derive(Clone, Copy, Debug)]
pub struct Counterpart {
    /// The key.
    pub key: &'static str,
    /// How to say the same here, or that it cannot be said.
    pub help: &'static str,
}

/// Reads the fields of a YAML mapping by name and type, and collects the findings.
#[derive(Debug)]
pub struct MappingReader<'a> {
    pub(super) yaml: YamlText<'a>,
    pub(super) fields: Vec<Field>,
    span: Span,
    asked_for: BTreeMap<String, Shape>,
    counterparts: &'static [Counterpart],
    pub(super) findings: Vec<Diagnostic>,
    is_readable: bool,
}

impl<'a> MappingReader<'a> {
    /// Parses the YAML that stands in `span` of `file`. Where it cannot be read at all, the mapping is
    /// empty and the findings say why.
    #[must_use]
    pub fn parse(path: &'a str, file: &'a str, span: Span, rule: Rule) -> Self {
        let yaml = YamlText { path, file, span, rule };
        let mut reader = Self::of_fields(yaml, span, Vec::new());
        match parser::parse(yaml) {
            Ok(None) => {}
            Ok(Some(Node { kind: NodeKind::Mapping(fields), .. })) => reader.fields = fields,
            Ok(Some(node)) => {
                let finding = yaml.finding(node.span, "expected keys and values");
                reader.findings.push(finding.help("write one `key: value` a line"));
                reader.is_readable = false;
            }
            Err(finding) => {
                reader.findings.push(*finding);
                reader.is_readable = false;
            }
        }
        reader
    }

    /// A mapping that is a value of another.
    pub(super) fn of_fields(yaml: YamlText<'a>, span: Span, fields: Vec<Field>) -> Self {
        Self {
            yaml,
            fields,
            span,
            asked_for: BTreeMap::new(),
            counterparts: &[],
            findings: Vec::new(),
            is_readable: true,
        }
    }

    /// The same reader, which says of these unknown keys what to write instead.
    #[must_use]
    pub fn with_counterparts(mut self, counterparts: &'static [Counterpart]) -> Self {
        self.counterparts = counterparts;
        self
    }

    /// The value of a key; nothing where it is left out or null.
    pub(super) fn take(&mut self, key: &str, shape: Shape) -> Option<Node> {
        if !self.asked_for.contains_key(key) {
            self.asked_for.insert(key.to_owned(), shape);
        }
        self.field(key).filter(|field| !field.value.is_null()).map(|field| field.value.clone())
    }

    /// Notes that the value of a key is not just anything of the shape that it is read as.
    pub fn expects(&mut self, key: &str, shape: Shape) {
        self.asked_for.insert(key.to_owned(), shape);
    }

    /// The keys that were asked for, with what their values may be.
    #[must_use]
    pub fn into_shapes(self) -> BTreeMap<String, Shape> {
        self.asked_for
    }

    fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key.value == key)
    }

    /// Where the mapping stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where the value of `key` stands, or the whole mapping.
    #[must_use]
    pub fn value_span(&self, key: &str) -> Span {
        self.field(key).map_or(self.span, |field| field.value.span)
    }

    /// Whether the YAML could be read; if not, what it lacks says nothing.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.is_readable
    }

    /// Whether the mapping has the key with a value.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.field(key).is_some_and(|field| !field.value.is_null())
    }

    /// Reports a finding of the caller at the value of `key`.
    pub fn report(&mut self, key: &str, message: impl Into<String>, help: impl Into<Help>) {
        self.report_at(self.value_span(key), message, help);
    }

    /// Reports a finding of the caller at a place of the file.
    pub fn report_at(&mut self, span: Span, message: impl Into<String>, help: impl Into<Help>) {
        self.findings.push(self.yaml.finding(span, message).help(help));
    }

    /// Adds a finding about the text of a value, made for the path of the file.
    pub fn add_finding(&mut self, finding: impl FnOnce(&str) -> Diagnostic) {
        self.findings.push(finding(self.yaml.path));
    }

    pub(super) fn report_shape(&mut self, span: Span, error: DeserializeError, expected: &str) {
        self.findings.push(shape_finding(self.yaml, span, error, expected));
    }

    /// Takes over the findings of a mapping that is a value of this one, those of its unknown keys included.
    pub fn add_findings_of(&mut self, inner: MappingReader<'_>) {
        self.findings.extend(inner.finish());
    }

    /// Reports keys that were not asked for, and returns every finding.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for Field { key, .. } in &self.fields {
            if !self.asked_for.contains_key(&key.value) {
                let message = format!("unknown key `{}`", key.value);
                let finding = Diagnostic::new(Rule::UnknownKey, self.yaml.path, key.span, message);
                self.findings.push(finding.help(self.help_for_unknown(key)));
            }
        }
        self.findings
    }

    fn help_for_unknown(&self, key: &Spanned<String>) -> Help {
        let Spanned { value: key, span } = key;
        let known = || self.asked_for.keys().map(String::as_str);
        if let Some(counterpart) =
            self.counterparts.iter().find(|counterpart| counterpart.key == key.as_str())
        {
            return counterpart.help.into();
        }
        match nearest(key, known()) {
            Some(meant) => Help::with_edit(format!("did you mean `{meant}`?"), Edit::replace(*span, meant)),
            None => format!("known keys: {}", known().collect::<Vec<_>>().join(", ")).into(),
        }
    }
}
