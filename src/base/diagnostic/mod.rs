//! Findings as data: what is wrong, where, and how to fix it.
//!
//! A stage returns diagnostics beside its value and never prints. [`human`] and the machine formats
//! in [`machine`] turn them into text, with the same positions in each. Failures of the system (a
//! full disk, a missing folder) are not findings: they are [`crate::base::Failure`].

use serde::{Deserialize, Serialize};

pub mod human;
mod locate;
pub mod machine;
pub(crate) mod printable;
mod reference;
mod rule;

use std::borrow::Cow;
use std::fmt;

use crate::base::span::Span;

pub use locate::{LineIndex, TextLocator};
pub use reference::rules_page;
pub use rule::{Explanation, Rule};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not reported.
    Off,
    /// Reported on demand; never fails a command.
    Note,
    /// Reported; fails the command only under `--strict`.
    Warning,
    /// Reported; nothing is published.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: Rule,
    /// Its weight here, after configuration.
    pub severity: Severity,
    /// The file, relative to the site's root, with `/`.
    pub path: String,
    /// The words concerned.
    pub span: Span,
    /// One line: what is wrong.
    pub message: String,
    /// Each one way to fix it; at least one.
    pub help: Vec<Help>,
    /// Other places that explain the finding, such as the nearest passage of a source.
    pub related: Vec<Related>,
}

/// Stands in the words of a help for the day on which they are read: a finding is kept from one build to the next, and
/// no stage asks a clock. Unicode (23.7) reserves it for use inside of a program, so that texts do not have it.
pub const TODAY: &str = "\u{fdd0}";

/// One way to fix a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// What to do, in words.
    pub text: String,
    /// The same as a change of the file, where the words say exactly what to write.
    pub edit: Option<Edit>,
}

/// A change of the file that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Where it is made.
    pub span: Span,
    /// The words that are replaced, where they are only the last occurrence of these within the span; else all of it is.
    pub replaces: Option<String>,
    /// What is written.
    pub text: String,
    /// Whether it is most likely what the author wants. What says something of a source or a statement that only a
    /// person can know is never sure.
    pub is_sure: bool,
}

impl Help {
    /// A way to fix a finding that is also a change of the file.
    #[must_use]
    pub fn with_edit(text: impl Into<String>, edit: Edit) -> Self {
        Self { text: text.into(), edit: Some(edit) }
    }
}

/// Words alone.
impl<T: Into<String>> From<T> for Help {
    fn from(text: T) -> Self {
        Self { text: text.into(), edit: None }
    }
}

impl Edit {
    /// Writes `text` in place of all that stands at `span`.
    #[must_use]
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, replaces: None, text: text.into(), is_sure: true }
    }

    /// Writes `text` in place of the last `old` within `span`.
    #[must_use]
    pub fn replace_within(span: Span, old: impl Into<String>, text: impl Into<String>) -> Self {
        Self { replaces: Some(old.into()), ..Self::replace(span, text) }
    }

    /// The same change as one among others, or one to be looked at before it is made.
    #[must_use]
    pub fn unsure(self) -> Self {
        Self { is_sure: false, ..self }
    }

    /// Where it is made in a text; nothing where the text does not have the words there that it replaces.
    #[must_use]
    pub fn place(&self, text: &str) -> Option<Span> {
        let around = text.get(self.span.range())?;
        let Some(old) = self.replaces.as_deref() else { return Some(self.span) };
        let at = self.span.start as usize + around.rfind(old)?;
        Some(Span::new(at, at + old.len()))
    }
}

/// A place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The file, relative to the site's root, with `/`.
    pub path: String,
    /// The words concerned there.
    pub span: Span,
    /// One line that goes on from the place: `has: a lot of progress was made`.
    pub message: String,
}

impl Diagnostic {
    /// A finding with its rule's default severity and no help yet.
    #[must_use]
    pub fn new(rule: Rule, path: &str, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.default_severity(),
            path: path.to_owned(),
            span,
            message: message.into(),
            help: Vec::new(),
            related: Vec::new(),
        }
    }

    /// The same finding with one more way to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<Help>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The ways to fix it, in words, as they are read today ([`TODAY`]).
    pub fn help_texts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.help.iter().map(|help| match help.text.contains(TODAY) {
            true => help.text.replace(TODAY, &jiff::Zoned::now().date().to_string()).into(),
            false => help.text.as_str().into(),
        })
    }

    /// The same finding with one more place that explains it.
    #[must_use]
    pub fn related(mut self, path: &str, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { path: path.to_owned(), span, message: message.into() });
        self
    }
}

/// Puts findings in the order in which they are shown: by file, place, rule and message; the same
/// finding twice is shown once.
pub fn sort(findings: &mut Vec<Diagnostic>) {
    findings.sort_by(|a, b| {
        (&a.path, a.span.start, a.rule.name(), &a.message, a.span.end).cmp(&(
            &b.path,
            b.span.start,
            b.rule.name(),
            &b.message,
            b.span.end,
        ))
    });
    findings.dedup();
}

/// The findings that any report shows: those whose rule is not off.
fn reported(findings: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    findings.iter().filter(|finding| finding.severity != Severity::Off)
}

/// Looks up the text of a file that findings point into.
pub trait Texts {
    /// The file's text, with invalid UTF-8 replaced, or nothing where there is no such file.
    fn text(&self, path: &str) -> Option<std::borrow::Cow<'_, str>>;
}

#[cfg(test)]
impl Texts for std::collections::BTreeMap<&str, &str> {
    fn text(&self, path: &str) -> Option<std::borrow::Cow<'_, str>> {
        self.get(path).map(|text| std::borrow::Cow::Borrowed(*text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_stand_in_the_order_of_files_and_places_and_never_twice() {
        let finding = |path, at| Diagnostic::new(Rule::LinkBroken, path, Span::at(at), "no such page");
        let image = Diagnostic::new(Rule::ImageAlt, "b.md", Span::at(2), "no alternative");
        let (first, second, third) = (finding("a.md", 9), finding("b.md", 1), finding("b.md", 2));
        let mut findings = vec![third.clone(), image.clone(), second.clone(), first.clone(), image.clone()];
        sort(&mut findings);
        assert_eq!(findings, [first, second, image, third]);
    }
}
