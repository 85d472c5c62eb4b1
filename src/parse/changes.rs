//! `changes.jsonl`: the log of statements that were added, changed and dropped, as `ibid diff --record` wrote it.
//!
//! Each line is one change, so that git joins the work of two people without a conflict where `.gitattributes` says
//! `changes.jsonl merge=union`, as it does in a site that `ibid init` made. The file is data of the site,
//! and as untrusted as any.

use serde::{Deserialize, Serialize};

use crate::base::date::Edtf;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;
use crate::read::snapshot::{CHANGES_FILE, Snapshot};

/// A change of a statement, as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRecord {
    /// The day on which it was recorded: YYYY-MM-DD.
    pub date: String,
    /// The address of the page below the site's root, with a slash at both ends: where the statement stands, or stood.
    pub page: String,
    /// The id of the statement there.
    pub id: String,
    /// Its words before; nothing where it was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its words since then; nothing where it was dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

impl ChangeRecord {
    /// The record as a line of the file, without the line's end.
    #[must_use]
    pub fn json(&self) -> String {
        // Writing texts to memory cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether it says the same of the same statement, on whatever day.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Self { date: String::new(), ..self.clone() } == Self { date: String::new(), ..other.clone() }
    }

    /// Reads a line, or says what is wrong with it.
    fn read(line: &str) -> Result<LoggedChange, &'static str> {
        let record: Self = serde_json::from_str(line).map_err(|_| "not what `ibid diff --record` writes")?;
        let date =
            Edtf::parse_day(&record.date).map_err(|_| "it does not say on which day it was recorded")?;
        let what = match (record.before, record.now) {
            (None, Some(now)) => WhatChanged::Added(now),
            (Some(before), Some(now)) => WhatChanged::Changed(before, now),
            (Some(before), None) => WhatChanged::Dropped(before),
            (None, None) => return Err("it has neither the old words nor the new ones"),
        };
        if !record.page.starts_with('/') {
            return Err("its page is not an address below the site’s root");
        }
        Ok(LoggedChange { date, page: record.page, id: record.id, what })
    }
}

/// A change of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedChange {
    /// The day on which it was recorded.
    pub date: Edtf,
    /// The address of the page below the site's root.
    pub page: String,
    /// The id of the statement there.
    pub id: String,
    /// What changed.
    pub what: WhatChanged,
}

/// What changed of a statement, with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhatChanged {
    /// It is new.
    Added(String),
    /// Its words changed: those before, and those now.
    Changed(String, String),
    /// It is gone.
    Dropped(String),
}

/// The log, the latest first; nothing where there is no such file.
#[must_use]
pub fn parse(snapshot: &Snapshot) -> (Vec<LoggedChange>, Vec<Diagnostic>) {
    if !snapshot.files.contains_key(CHANGES_FILE) {
        return (Vec::new(), Vec::new());
    }
    let text = match snapshot.utf8(CHANGES_FILE) {
        Ok(text) => text,
        Err(finding) => return (Vec::new(), vec![*finding]),
    };
    let (mut changes, mut findings) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if !content.is_empty() {
            match ChangeRecord::read(content) {
                Ok(change) => changes.push(change),
                Err(message) => findings.push(
                    Diagnostic::new(Rule::Config, CHANGES_FILE, Span::new(at, at + content.len()), message)
                        .help("restore the line from version control, or delete it"),
                ),
            }
        }
        at += line.len();
    }
    // Of one day, in the order of the file.
    changes.sort_by(|one: &LoggedChange, other| other.date.order(&one.date));
    (changes, findings)
}
