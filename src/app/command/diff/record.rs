//! `ibid diff --record`: adds what was found to the log of statements that the site publishes.

use std::io::ErrorKind;
use std::path::Path;

use super::compare::{Change, ChangeKind, Comparison};
use crate::app::scaffold::file::replace;
use crate::app::terminal::{self, Global};
use crate::base::{Failure, regular_file};
use crate::parse::changes::ChangeRecord;
use crate::read::snapshot::CHANGES_FILE;

/// Adds the statements that were added, changed and dropped to the site's log, apart from what it has already.
pub(super) fn record(comparison: &Comparison<'_>, global: &Global) -> Result<(), Failure> {
    let path = global.place()?.root.join(CHANGES_FILE);
    let log = read(&path)?;
    let known: Vec<ChangeRecord> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let today = jiff::Zoned::now().date().to_string();
    let found = comparison.changes.iter().filter_map(|change| as_record(change, &today));
    let new: Vec<ChangeRecord> =
        found.filter(|change| !known.iter().any(|one| one.is_same(change))).collect();
    if !new.is_empty() {
        let gap = if log.is_empty() || log.ends_with('\n') { "" } else { "\n" };
        let lines: String = new.iter().map(|change| change.json() + "\n").collect();
        replace(&path, format!("{log}{gap}{lines}"))?;
    }
    if !global.quiet {
        let changes = if new.len() == 1 { "change" } else { "changes" };
        terminal::say(&format!("recorded {} {changes} in {CHANGES_FILE}", new.len()));
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Failure> {
    match regular_file::read_text(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|error| Failure::io("cannot read", path, &error)),
    }
}

/// The record of a change; nothing where the words are the same, which says nothing else to readers.
fn as_record(change: &Change<'_>, today: &str) -> Option<ChangeRecord> {
    if matches!(change.kind, ChangeKind::Evidence | ChangeKind::Moved) {
        return None;
    }
    let claim = change.now.or(change.before)?;
    Some(ChangeRecord {
        date: today.to_owned(),
        page: claim.page.clone(),
        id: claim.id.clone(),
        before: change.before.map(|claim| claim.words.clone()),
        now: change.now.map(|claim| claim.words.clone()),
    })
}
