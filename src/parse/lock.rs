//! `ibid.lock`: the hash of every source's text, so that no text changes under a citation unnoticed, and
//! of the statements of pages that were recorded as published ([`published`]).

mod published;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::span::Span;
use crate::parse::source::Source;
use crate::parse::topic::Page;
use crate::read::snapshot::LOCK_FILE;
use crate::read::snapshot::Snapshot;
use published::Published;

/// A warning where a build has recorded that the site has a lock and there is none now: any text may have changed since.
/// It stands in the settings at `config_path`, since there is no lock to stand in.
#[must_use]
pub fn missing(snapshot: &Snapshot, config_path: &str) -> Option<Diagnostic> {
    (snapshot.had_lock && !snapshot.files.contains_key(LOCK_FILE)).then(|| {
        let message = "`ibid.lock` is gone, so nobody can tell whether a source was changed since it was accepted";
        let mut finding = Diagnostic::new(Rule::SourceChanged, config_path, Span::default(), message);
        finding.severity = Severity::Warning;
        finding.help(
            "restore it from version control; to accept every text as it is now, run `ibid source accept --all`",
        )
    })
}

/// Accepted hashes by key, and published statements by page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    hashes: BTreeMap<String, String>,
    published: BTreeMap<String, Published>,
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
            let span = Span::new(at, at + content.len());
            if !content.is_empty() && !content.starts_with('#') && !lock.read_line(content, span) {
                findings
                    .push(Diagnostic::new(Rule::Config, LOCK_FILE, span, "not a line of the lock file").help(
                    "restore the file from version control, or delete the line and run `ibid source accept`",
                ));
            }
            at += line.len();
        }
        (lock, findings)
    }

    /// Reads a line; whether it is one.
    fn read_line(&mut self, line: &str, span: Span) -> bool {
        let Some((name, hash)) = line.rsplit_once(": ") else { return false };
        let is_page = name.starts_with("content/");
        let digits = if is_page { published::DIGITS } else { 64 };
        if hash.len() != digits || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return false;
        }
        match name.rsplit_once('#').filter(|(page, _)| page.ends_with(".md")) {
            _ if !is_page => drop(self.hashes.insert(name.to_owned(), hash.to_owned())),
            Some((page, id)) => {
                let page = self.published.entry(page.to_owned()).or_default();
                page.statements.push((id.to_owned(), hash.to_owned()));
            }
            None => {
                let page = self.published.entry(name.to_owned()).or_default();
                (page.corrections, page.span) = (hash.to_owned(), span);
            }
        }
        true
    }

    /// Findings for cited sources whose text is not the accepted one, or of which nothing is known though the lock has
    /// others.
    #[must_use]
    pub fn changed<'s>(&self, cited: impl Iterator<Item = &'s Arc<Source>>) -> Vec<Diagnostic> {
        let finding = |source: &'s Arc<Source>| {
            let key = &source.key;
            let accept = format!("if the change is intended, run `ibid source accept {key}`");
            if self.has_changed(source) {
                let message = format!("the text of `{key}` is not the one that was accepted");
                let finding = Diagnostic::new(Rule::SourceChanged, &source.path, Span::default(), message);
                return Some(finding.help(format!("look at the change; {accept}")));
            }
            // Otherwise the text could be changed unnoticed by taking its line out of the lock.
            let is_missing = !self.hashes.is_empty() && !self.hashes.contains_key(key);
            is_missing.then(|| {
                let message = format!("`ibid.lock` has entries for other sources, but none for `{key}`");
                let mut finding =
                    Diagnostic::new(Rule::SourceChanged, &source.path, Span::default(), message);
                finding.severity = Severity::Note;
                finding.help(format!(
                    "compare the text with what was saved; {accept}, and keep the lock in version control"
                ))
            })
        };
        cited.filter_map(finding).collect()
    }

    /// Whether the text of a source differs from the accepted one.
    #[must_use]
    pub fn has_changed(&self, source: &Source) -> bool {
        self.hashes.get(&source.key).is_some_and(|hash| *hash != source.recorded)
    }

    /// The same lock with those sources accepted that it does not know yet, or that no page cites: nothing rests
    /// on what they were. Each source comes with whether a page cites it.
    #[must_use]
    pub fn with_new<'s>(&self, sources: impl Iterator<Item = (&'s Arc<Source>, bool)>) -> Self {
        let known = |source: &Source, is_cited: bool| self.hashes.get(&source.key).filter(|_| is_cited);
        let hashes = sources.map(|(source, is_cited)| {
            let hash = known(source, is_cited).unwrap_or(&source.recorded);
            (source.key.clone(), hash.clone())
        });
        Self { hashes: hashes.collect(), published: self.published.clone() }
    }

    /// The same lock with a source under another key.
    #[must_use]
    pub fn with_renamed(&self, key: &str, new: &str) -> Self {
        let mut lock = self.clone();
        if let Some(hash) = lock.hashes.remove(key) {
            lock.hashes.insert(new.to_owned(), hash);
        }
        lock
    }

    /// The same lock with these sources accepted as they are now.
    #[must_use]
    pub fn with_accepted<'s>(&self, sources: impl Iterator<Item = &'s Arc<Source>>) -> Self {
        let mut lock = self.clone();
        for source in sources {
            lock.hashes.insert(source.key.clone(), source.recorded.clone());
        }
        lock
    }

    /// Findings for statements that are not what was recorded as published and that no correction mentions.
    #[must_use]
    pub fn uncorrected(&self, pages: &[Arc<Page>]) -> Vec<Diagnostic> {
        published::uncorrected(&self.published, pages)
    }

    /// The pages whose statements are recorded.
    pub fn recorded(&self) -> impl Iterator<Item = &str> + '_ {
        self.published.keys().map(String::as_str)
    }

    /// The same lock with these pages recorded as they are now.
    #[must_use]
    pub fn with_published<'p>(&self, pages: impl Iterator<Item = &'p Arc<Page>>) -> Self {
        let mut lock = self.clone();
        for page in pages {
            lock.published.insert(page.path.clone(), Published::now(page));
        }
        lock
    }

    /// The same lock without the record of a page.
    #[must_use]
    pub fn without(&self, path: &str) -> Self {
        let mut lock = self.clone();
        lock.published.remove(path);
        lock
    }

    /// Whether the text of a source is the accepted one.
    #[must_use]
    pub fn accepts(&self, source: &Source) -> bool {
        self.hashes.get(&source.key) == Some(&source.recorded)
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self.hashes.iter().map(|(key, hash)| format!("{key}: {hash}\n"));
        let mut text = format!(
            "# BLAKE3 of every source's text. Written by ibid; keep it in version control.\n{}",
            lines.collect::<String>()
        );
        if !self.published.is_empty() {
            text.push_str(
                "# Statements recorded as published, by page, below the hash of the page's corrections.\n",
            );
            self.published.iter().for_each(|(path, page)| text.push_str(&page.lines(path)));
        }
        text
    }
}
