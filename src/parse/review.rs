//! `reviews/NAME.jsonl`: what people found when they read statements against their sources.
//!
//! Each line is one record, and each person has a file, so that the work of two people merges without a conflict. A
//! record holds the words that were read: whether it still concerns the words that stand there now is worked out again
//! each time ([`crate::site::Reviews`]) and stands in no file.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::date::Edtf;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::read::snapshot::Snapshot;

/// Hexadecimal digits of a seal.
const DIGITS: usize = 32;

/// A record of a review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRecord {
    /// The file of the page on which the statement stood.
    pub page: String,
    /// The id that the statement had there.
    pub id: String,
    /// What was read.
    pub read: ReadStatement,
    /// Who read it.
    pub by: String,
    /// In which role: one of those that the site's settings name, or any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The day: YYYY-MM-DD.
    pub date: String,
    /// What the source says of the statement.
    pub says: Verdict,
    /// A remark for colleagues, which is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A hash of all of the above, so that a record whose words are changed afterwards, as by replacing words in all
    /// files of a site, does not pass for a review of the new words.
    pub seal: String,
    /// The file of the record.
    #[serde(skip)]
    pub path: String,
    /// Its line.
    #[serde(skip)]
    pub span: Span,
}

/// A statement with what it rests on, as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadStatement {
    /// Its words as the page shows them, below the date of an entry of a timeline or the question of a disagreement.
    pub statement: String,
    /// Its citations, in order.
    pub citations: Vec<ReadCitation>,
}

/// A citation as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadCitation {
    /// The key of the source.
    pub source: String,
    /// What `ibid.lock` would record of the source's text.
    pub text: String,
    /// What the citation says besides the key: words before it, locator, excerpts, words behind them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pin: String,
    /// The words of its passages.
    pub passages: Vec<String>,
}

/// What somebody found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The sources say what the statement says.
    Supports,
    /// They say a part of it.
    Partly,
    /// They do not say it.
    No,
    /// The reader could not tell.
    Unsure,
}

impl Verdict {
    /// All of them with their names.
    pub const NAMED: [(&'static str, Self); 4] =
        [("supports", Self::Supports), ("partly", Self::Partly), ("no", Self::No), ("unsure", Self::Unsure)];

    /// The name used in records.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, verdict)| *verdict == self).map_or("", |(name, _)| name)
    }

    /// The verdict of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(other, _)| *other == name).map(|(_, verdict)| *verdict)
    }
}

impl ReviewRecord {
    /// The same record with its seal.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.seal.clear();
        self.seal = blake3::hash(self.json().as_bytes()).to_hex()[..DIGITS].to_owned();
        self
    }

    /// Whether it concerns a statement that cites a source.
    #[must_use]
    pub fn names(&self, key: &str) -> bool {
        self.read.citations.iter().any(|citation| citation.source == key)
    }

    /// The same record, where a source that it names has another key now.
    #[must_use]
    pub fn with_renamed(&self, key: &str, new: &str) -> Self {
        let mut record = self.clone();
        for citation in record.read.citations.iter_mut().filter(|citation| citation.source == key) {
            new.clone_into(&mut citation.source);
        }
        record.sealed()
    }

    /// The record as a line of its file, without the line's end.
    #[must_use]
    pub fn json(&self) -> String {
        // Writing texts and lists to memory cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The day as a date.
    #[must_use]
    pub fn day(&self) -> Option<Edtf> {
        Edtf::parse_day(&self.date).ok()
    }

    /// Who read it, as it is compared: without regard to case and white space.
    #[must_use]
    pub fn person(&self) -> String {
        single_spaces(&self.by).to_lowercase()
    }

    /// Whether it is in a role, without regard to case.
    #[must_use]
    pub fn is_as(&self, role: &str) -> bool {
        self.role.as_deref().is_some_and(|own| own.to_lowercase() == role.to_lowercase())
    }

    /// Person and role for a sentence: `A. P. (editor)`.
    #[must_use]
    pub fn reader(&self) -> String {
        match &self.role {
            Some(role) => format!("{} ({role})", self.by),
            None => self.by.clone(),
        }
    }
}

/// Reads a file of records. A line that is not a record is a finding, and the others count all the same.
#[must_use]
pub fn parse(snapshot: &Snapshot, path: &str) -> (Vec<Arc<ReviewRecord>>, Vec<Diagnostic>) {
    let text = match snapshot.utf8(path) {
        Ok(text) => text,
        Err(finding) => return (Vec::new(), vec![*finding]),
    };
    let (mut records, mut findings) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
        let start = at + line.find(content).unwrap_or(0);
        let span = Span::new(start, start + content.len());
        at += line.len();
        if content.is_empty() {
            continue;
        }
        match read_line(content) {
            Ok(record) => records.push(Arc::new(ReviewRecord { path: path.to_owned(), span, ..record })),
            Err(reason) => findings.push(
                Diagnostic::new(Rule::Config, path, span, format!("not a valid review record: {reason}"))
                    .help(
                        "restore the line from version control, or delete it and read the statement again: \
                     `ibid review`",
                    ),
            ),
        }
    }
    (records, findings)
}

/// Reads a line, or says why it is not a record.
fn read_line(line: &str) -> Result<ReviewRecord, String> {
    let record: ReviewRecord = serde_json::from_str(line).map_err(|error| {
        let reason = error.to_string();
        reason.split(" at line ").next().unwrap_or_default().to_owned()
    })?;
    if record.by.trim().is_empty() {
        return Err("it does not say who read the statement".to_owned());
    }
    if record.day().is_none() {
        return Err(format!("`{}` is not a day", record.date));
    }
    if record.clone().sealed().seal != record.seal {
        return Err("it was changed after it was written".to_owned());
    }
    Ok(record)
}
