//! The whole site, from the files that all parts read and the facts that each part wrote.

use std::collections::BTreeMap;

use super::SitePart;
use super::object::ObjectHash;
use super::record::{self, MergedRecord, OutlineRecord, RecordError};
use super::store::{PartStep, ShardStore};
use crate::app::engine::{CachedPages, RunOptions, Workspace};
use crate::base::Failure;
use crate::base::diagnostic::Diagnostic;
use crate::base::store::{Key, KeyMaker};
use crate::read::snapshot::{LOCK_FILE, SiteRoot, Snapshot};

/// The key of the files that all parts read: settings, theme, sources, reviews. The lock is none of them: publishing
/// writes it.
pub(super) fn state(snapshot: &Snapshot, place: &SiteRoot) -> ObjectHash {
    let mut key = KeyMaker::new("state of a site in parts");
    key.add(place.config.as_bytes());
    for (path, content) in &snapshot.files {
        let is_content = path.starts_with("content/") && *path != place.config;
        if !is_content && path != LOCK_FILE {
            key.add(path.as_bytes());
            key.add_key(&content.key());
        }
    }
    ObjectHash(key.finish())
}

/// The key of the lock file's bytes.
pub(super) fn lock_key(snapshot: &Snapshot) -> ObjectHash {
    ObjectHash(snapshot.files.get(LOCK_FILE).map_or_else(|| Key::hash(b""), |content| content.key()))
}

/// What was outlined of a site: every part once, all of one state.
#[derive(Debug)]
pub(super) struct Outlines {
    parts: Vec<(SitePart, OutlineRecord)>,
    /// The hashes of the records, in order.
    pub(super) hashes: Vec<ObjectHash>,
}

impl Outlines {
    /// Reads the records of all parts.
    pub(super) fn read(store: &ShardStore) -> Result<Self, Failure> {
        let found = store.parts(PartStep::Outline)?;
        let Some(of) = found.last().map(|part| part.count()) else {
            return Err(Failure::new("no part of the site was outlined")
                .help("run `ibid shard outline 1/N --store FOLDER`, and so for all N parts"));
        };
        if let Some(other) = found.iter().find(|part| part.count() != of) {
            let message = format!("the store has parts of a site cut into {} and into {of}", other.count());
            return Err(Failure::new(message).help("take an empty store for each number of parts"));
        }
        let mut outlines = Self { parts: Vec::with_capacity(of), hashes: Vec::with_capacity(of) };
        let mut missing = Vec::new();
        for part in SitePart::all(of) {
            match record::of_part(store, PartStep::Outline, part, |record: &OutlineRecord| record.part) {
                Ok((record, hash)) => {
                    outlines.parts.push((part, record));
                    outlines.hashes.push(hash);
                }
                Err(RecordError::Absent) => missing.push(part),
                Err(error) => return Err(error.failure(String::new(), &PartStep::Outline.command(part))),
            }
        }
        if !missing.is_empty() {
            return Err(missing_parts(&missing, PartStep::Outline));
        }
        outlines.are_alike()?;
        outlines.is_each_its_own()?;
        Ok(outlines)
    }

    /// The number of parts.
    pub(super) fn count(&self) -> usize {
        self.parts.len()
    }

    /// The record of the first part, which says of all parts what they have in common.
    pub(super) fn common(&self) -> Option<&OutlineRecord> {
        self.parts.first().map(|(_, record)| record)
    }

    /// Refuses parts that were outlined with different options.
    fn are_alike(&self) -> Result<(), Failure> {
        let Some(first) = self.common() else { return Ok(()) };
        let other = self.parts.iter().find(|(_, record)| record.options != first.options);
        let Some((part, other)) = other else { return Ok(()) };
        let message = format!(
            "part {} was outlined with {}, and part {part} with {}",
            first.part,
            first.options.written(),
            other.options.written()
        );
        Err(Failure::new(message).help("outline all parts with the same options"))
    }

    /// Refuses a part that has files of another.
    fn is_each_its_own(&self) -> Result<(), Failure> {
        for (part, record) in &self.parts {
            let is_own = |path: &str| path.starts_with("content/") && part.has_content(path);
            let is_in_order = record.files.windows(2).all(|pair| pair[0].0 < pair[1].0);
            if !is_in_order || !record.files.iter().all(|(path, _)| is_own(path)) {
                let what =
                    format!("{} is damaged: it has files of other parts", PartStep::Outline.record(*part));
                return Err(
                    RecordError::Damaged(what).failure(String::new(), &PartStep::Outline.command(*part))
                );
            }
        }
        Ok(())
    }

    /// The keys of the files of `content/`.
    pub(super) fn keys(&self) -> BTreeMap<String, Key> {
        let files = self.parts.iter().flat_map(|(_, record)| &record.files);
        files.map(|(path, ObjectHash(key))| (path.clone(), *key)).collect()
    }

    /// Refuses parts of another state of the files that all read.
    pub(super) fn have_state(&self, state: ObjectHash) -> Result<(), Failure> {
        let others = self.parts.iter().filter(|(_, record)| record.state != state);
        let others: Vec<SitePart> = others.map(|(part, _)| *part).collect();
        let Some(first) = others.first() else { return Ok(()) };
        let message = format!(
            "{} outlined before the settings, the theme, the sources or the reviews changed",
            parts_were(&others)
        );
        Err(Failure::new(message).help(how_to_redo(*first, others.len())))
    }

    /// Refuses the part whose file of `content/` is another now, is new or gone.
    pub(super) fn have_content(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let keys = self.keys();
        let now = || snapshot.below("content").filter(|(path, _)| part_of(path, self.count()).is_some());
        let changed = now().find(|(path, content)| keys.get(*path) != Some(&content.key()));
        if let Some((path, _)) = changed {
            let what = if keys.contains_key(path) { "has changed" } else { "is new" };
            return Err(self.stale(path, what));
        }
        match keys.keys().find(|path| !snapshot.files.contains_key(*path)) {
            Some(path) => Err(self.stale(path, "is gone or cannot be read")),
            None => Ok(()),
        }
    }

    /// The failure of a file of `content/` that is not what was outlined.
    pub(super) fn stale(&self, path: &str, what: &str) -> Failure {
        let Some(part) = part_of(path, self.count()) else {
            return Failure::new(format!("{path} {what} since the site was outlined"));
        };
        Failure::new(format!("{path} {what} since part {part} was outlined")).help(how_to_redo(part, 1))
    }

    /// The facts of all pages, part by part; with the words for the search if they are wanted.
    pub(super) fn facts(&self, store: &ShardStore, wants_words: bool) -> Result<Vec<CachedPages>, Failure> {
        let read = |(part, record): &(SitePart, OutlineRecord)| {
            let damaged = |what: String| {
                Failure::new(format!("part {part} cannot be used: {what}"))
                    .help(format!("run `{}` again", PartStep::Outline.command(*part)))
            };
            let bytes = store.get(record.facts, record.length).map_err(damaged)?;
            CachedPages::read(&bytes, wants_words)
                .ok_or_else(|| damaged(format!("{} has no facts", record.facts.path())))
        };
        self.parts.iter().map(read).collect()
    }
}

/// A workspace with the facts of all pages.
pub(super) fn workspace(
    snapshot: &Snapshot,
    place: &SiteRoot,
    options: &RunOptions,
    facts: Vec<CachedPages>,
) -> Workspace {
    Workspace::from_facts(snapshot, &place.config, options, facts)
}

/// The part that a file of `content/` belongs to.
fn part_of(path: &str, of: usize) -> Option<SitePart> {
    SitePart::all(of).find(|part| part.has_content(path))
}

/// The failure of parts that have not taken a step.
pub(super) fn missing_parts(missing: &[SitePart], step: PartStep) -> Failure {
    let command = missing.first().map(|part| step.command(*part)).unwrap_or_default();
    let what = match step {
        PartStep::Outline => "not been outlined",
        PartStep::Build => "not been built",
    };
    let have = if missing.len() == 1 { "has" } else { "have" };
    Failure::new(format!("{} {have} {what}", parts(missing))).help(format!("run `{command}`"))
}

/// At most this many parts are named.
const NAMED: usize = 10;

/// `part 1/3`, or `parts 1/3, 2/3`.
fn parts(parts: &[SitePart]) -> String {
    let named: Vec<String> = parts.iter().take(NAMED).map(SitePart::to_string).collect();
    let more = match parts.len() {
        all if all > NAMED => format!(" and {} more", all - NAMED),
        _ => String::new(),
    };
    format!("part{} {}{more}", if parts.len() == 1 { "" } else { "s" }, named.join(", "))
}

fn parts_were(of: &[SitePart]) -> String {
    format!("{} {}", parts(of), if of.len() == 1 { "was" } else { "were" })
}

/// How to take the steps again from a part on.
fn how_to_redo(part: SitePart, number: usize) -> String {
    let others = if number > 1 { ", so for the others," } else { "" };
    format!("run `{}` again{others} and then `ibid shard merge`", PartStep::Outline.command(part))
}

/// The record of the merged site.
pub(super) fn merged(store: &ShardStore) -> Result<MergedRecord, Failure> {
    let absent = "the parts have not been merged, or the site may not be published".to_owned();
    record::read::<MergedRecord>(store, record::MERGED)
        .map(|(record, _)| record)
        .map_err(|error| error.failure(absent, "ibid shard merge"))
}

/// Refuses a site whose files are not those that were merged.
pub(super) fn is_as_merged(
    merged: &MergedRecord,
    snapshot: &Snapshot,
    place: &SiteRoot,
) -> Result<(), Failure> {
    let other = |what: &str| Failure::new(format!("{what} since the parts were merged"));
    if state(snapshot, place) != merged.state {
        return Err(other("the settings, the theme, the sources or the reviews have changed")
            .help("take all steps again"));
    }
    // The lock is as it was read, or as publishing has left it.
    let lock = lock_key(snapshot);
    if lock != merged.lock_read && lock != ObjectHash(Key::hash(merged.lock.as_bytes())) {
        return Err(other(&format!("{LOCK_FILE} has changed")).help("run `ibid shard merge` again"));
    }
    Ok(())
}

/// What is made once for all parts.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct SharedFacts {
    /// What could not be read.
    pub(super) found: Vec<Diagnostic>,
    /// The formatted references of the sources, language by language.
    pub(super) references: Vec<Vec<String>>,
}
