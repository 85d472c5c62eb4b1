//! `ibid.lock`: the hash of every source's text, so that no text changes under a citation unnoticed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::LOCK_FILE;
use crate::diagnostic::{Diagnostic, Rule};
use crate::snapshot::Snapshot;
use crate::source::Source;
use crate::span::Span;

/// Accepted hashes by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    hashes: BTreeMap<String, String>,
}

impl Lock {
    /// Reads the lock file of a snapshot; without one nothing is accepted yet.
    #[must_use]
    pub fn read(snapshot: &Snapshot) -> (Self, Vec<Diagnostic>) {
        let mut lock = Self::default();
        let mut findings = Vec::new();
        if !snapshot.files.contains_key(LOCK_FILE) {
            return (lock, findings);
        }
        let text = match snapshot.utf8(LOCK_FILE) {
            Ok(text) => text,
            Err(finding) => return (lock, vec![*finding]),
        };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim();
            match content.rsplit_once(": ") {
                _ if content.is_empty() || content.starts_with('#') => {}
                Some((key, hash)) if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                    lock.hashes.insert(key.to_owned(), hash.to_owned());
                }
                _ => findings.push(
                    Diagnostic::new(Rule::Config, LOCK_FILE, Span::new(at, at + content.len()), "not a line of the lock file")
                        .help("restore the file from version control, or delete the line and run `ibid source accept`"),
                ),
            }
            at += line.len();
        }
        (lock, findings)
    }

    /// Findings for sources whose text is not the accepted one.
    #[must_use]
    pub fn changed(&self, sources: &[Arc<Source>]) -> Vec<Diagnostic> {
        let changed = sources
            .iter()
            .filter(|source| self.hashes.get(&source.key).is_some_and(|hash| *hash != source.hash));
        changed
            .map(|source| {
                Diagnostic::new(
                    Rule::SourceChanged,
                    &source.path,
                    Span::default(),
                    format!("the text of `{}` is not the one that was accepted", source.key),
                )
                .help(format!("look at the change; if it is meant, run `ibid source accept {}`", source.key))
            })
            .collect()
    }

    /// The same lock with sources accepted that it does not know yet.
    #[must_use]
    pub fn with_new(&self, sources: &[Arc<Source>]) -> Self {
        let mut lock = self.clone();
        for source in sources {
            lock.hashes.entry(source.key.clone()).or_insert_with(|| source.hash.clone());
        }
        lock.hashes.retain(|key, _| sources.iter().any(|source| source.key == *key));
        lock
    }

    /// The same lock with these sources accepted as they are now.
    #[must_use]
    pub fn with_accepted<'s>(&self, sources: impl Iterator<Item = &'s Arc<Source>>) -> Self {
        let mut lock = self.clone();
        for source in sources {
            lock.hashes.insert(source.key.clone(), source.hash.clone());
        }
        lock
    }

    /// Whether the text of a source is the accepted one.
    #[must_use]
    pub fn accepts(&self, source: &Source) -> bool {
        self.hashes.get(&source.key) == Some(&source.hash)
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self.hashes.iter().map(|(key, hash)| format!("{key}: {hash}\n"));
        format!(
            "# BLAKE3 of every source's text. Written by ibid; keep it in version control.\n{}",
            lines.collect::<String>()
        )
    }
}
