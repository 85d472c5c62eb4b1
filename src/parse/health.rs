//! `health.json` → what `ibid source health --live` saw at the addresses of sources.
//!
//! The file is data of the site, and as untrusted as any: of what it holds, pages show only which state was seen and
//! on which day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::date::Edtf;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;
use crate::parse::source::Source;
use crate::read::snapshot::{HEALTH_FILE, Snapshot};

/// The state of a source at its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// The text is the saved one.
    Same,
    /// The text is another one; every cited passage stands in it.
    WordsIntact,
    /// Cited passages do not stand there any more.
    WordsGone,
    /// It failed on three days.
    Gone,
    /// The server turns programs away.
    Blocked,
    /// Nothing is known: it failed on fewer days, or the answer was not a text to compare with.
    Unknown,
}

/// What was seen at the address of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceHealth {
    /// The address.
    pub url: String,
    /// How the source was there.
    pub state: Health,
    /// The day of the last look.
    pub checked: String,
    /// The last day on which the page was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub there: Option<String>,
    /// The days on which it failed since then, at most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The paragraphs of the saved text whose cited words are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<usize>,
}

impl SourceHealth {
    /// Whether it was seen at the address that a source states now.
    #[must_use]
    pub fn is_of(&self, source: &Source) -> bool {
        source.meta.url.as_ref() == Some(&self.url)
    }

    /// The day of the last look.
    #[must_use]
    pub fn day(&self) -> Option<Edtf> {
        Edtf::parse_day(&self.checked).ok()
    }
}

/// What was seen, by the keys of sources; nothing where there is no such file.
#[must_use]
pub fn parse(snapshot: &Snapshot) -> (BTreeMap<String, SourceHealth>, Vec<Diagnostic>) {
    let nothing = BTreeMap::new;
    if !snapshot.files.contains_key(HEALTH_FILE) {
        return (nothing(), Vec::new());
    }
    let text = match snapshot.utf8(HEALTH_FILE) {
        Ok(text) => text,
        Err(finding) => return (nothing(), vec![*finding]),
    };
    let finding = |span: Span, message: String| {
        Diagnostic::new(Rule::Config, HEALTH_FILE, span, message)
            .help("restore the file, or delete it: `ibid source health --live` makes it anew")
    };
    let mut health: BTreeMap<String, SourceHealth> = match serde_json::from_str(text) {
        Ok(health) => health,
        Err(error) => {
            let line = text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let start = line.map(str::len).sum::<usize>();
            let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
            let message = "it is not what `ibid source health --live` writes".to_owned();
            return (nothing(), vec![finding(Span::new(start, end), message)]);
        }
    };
    let mut findings = Vec::new();
    health.retain(|key, seen| {
        let is_dated = seen.day().is_some();
        if !is_dated {
            let message = format!("the entry for `{key}` does not say when it was seen");
            findings.push(finding(Span::default(), message));
        }
        is_dated
    });
    (health, findings)
}
