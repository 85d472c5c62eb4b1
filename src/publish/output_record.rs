//! What the last build left in the output folder, as the file system described it: with it the next one
//! knows a file without reading it.
//!
//! What was changed a moment before it was looked at is not recorded: a few such files are read by the next build,
//! and after many of them the record waits for the clock's tick to pass ([`crate::base::file_stamp`]).

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::fs::{EntryKind, FileFacts, Fs};
use super::manifest::{Digest, Manifest, as_bytes};
use super::place::OutputFolder;
use super::plan::PlannedFile;
use super::scan::FolderTree;
use crate::base::file_stamp::{self, FileStamp, boot_id};
use crate::base::output::FilePart;
use crate::base::parallel;
use crate::base::store::{Key, MadeFrom, Store};

/// Two changes of a file that are further apart than this have different times.
const TICK: Duration = Duration::from_millis(20);

/// The record waits after this many changes; to read so many files takes less than the tick.
const FEW: usize = 64;

/// The record of one output folder.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct OutputRecord {
    /// The start of the computer's system during which it was made; nothing where that is not known.
    boot: Option<String>,
    /// What the whole site was made from.
    pub(super) site: Option<Key>,
    /// The key of the manifest that was put in place with it.
    pub(super) manifest: Option<Key>,
    /// Path to what is known of the file.
    pub(super) files: BTreeMap<String, RecordedFile>,
}

/// What is known of a file of the last build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RecordedFile {
    /// The hash of its bytes.
    #[serde(with = "as_bytes")]
    pub(super) digest: Digest,
    /// What it was made from.
    pub(super) made_from: Option<MadeFrom>,
    /// The parts it was made of, where some may be used again.
    pub(super) parts: Vec<FilePart>,
    stamp: Option<FileStamp>,
    /// Whether the manifest says the same, and there is a file.
    #[serde(skip)]
    pub(super) agrees: bool,
}

/// The record on its way to the disk: the same fields in the same order.
#[derive(Serialize)]
struct SavedOutputRecord<'a> {
    boot: Option<String>,
    site: Option<Key>,
    manifest: Option<Key>,
    /// As a map is written.
    files: Vec<(&'a str, SavedFile<'a>)>,
}

/// As [`RecordedFile`], on its way to the disk.
#[derive(Serialize)]
struct SavedFile<'a> {
    #[serde(with = "as_bytes")]
    digest: Digest,
    made_from: Option<MadeFrom>,
    parts: &'a [FilePart],
    stamp: Option<FileStamp>,
}

impl From<&FileFacts> for FileStamp {
    fn from(facts: &FileFacts) -> Self {
        Self {
            device: facts.device,
            inode: facts.inode,
            size: facts.size,
            bytes_changed: facts.bytes_changed,
            changed: facts.changed,
        }
    }
}

impl OutputRecord {
    /// The record of an output folder, if there is a sound one.
    pub(super) fn read(store: &Store, site: &OutputFolder) -> Self {
        let mut record: Self = store.read(&site.record()).unwrap_or_default();
        if record.boot.is_none() || record.boot != boot_id() {
            record.files.values_mut().for_each(|file| file.stamp = None);
        }
        record
    }

    /// The manifest that was put in place with the record, if these are its bytes: then it need not be read.
    pub(super) fn manifest_of(&self, site: &OutputFolder, bytes: &[u8]) -> Option<Manifest> {
        let files = || self.files.iter().map(|(path, file)| (path.clone(), file.digest)).collect();
        (self.manifest == Some(Key::hash(bytes))).then(|| Manifest::new(&site.name, files()))
    }

    /// Notes which files are those of the manifest, and there.
    pub(super) fn compare(&mut self, manifest: Option<&Manifest>, tree: &FolderTree) {
        let Some(manifest) = manifest else { return };
        // All three are in the order of paths.
        let mut leaves = tree.leaves.iter().peekable();
        let mut recorded = manifest.files.iter().peekable();
        for (path, file) in &mut self.files {
            while leaves.next_if(|(leaf, _)| leaf.as_encoded_bytes() < path.as_bytes()).is_some() {}
            while recorded.next_if(|(other, _)| *other < path).is_some() {}
            let is_file = leaves
                .peek()
                .is_some_and(|(leaf, kind)| *leaf == OsStr::new(path) && **kind == EntryKind::File);
            file.agrees = is_file && recorded.peek() == Some(&(path, &file.digest));
        }
    }

    /// Whether a file looks as it was left.
    pub(super) fn is_as_left(fs: &Fs, site: &OutputFolder, path: &str, file: &RecordedFile) -> bool {
        let now = fs.metadata(&site.output.join(path));
        now.is_ok_and(|now| {
            now.is_some_and(|now| now.kind == EntryKind::File && file.stamp == Some(FileStamp::from(&now)))
        })
    }

    /// Whether a record of these files, in the order of paths, would say what this one says.
    pub(super) fn says(&self, items: &[PlannedFile]) -> bool {
        let same = |(item, (path, file)): (&PlannedFile, (&String, &RecordedFile))| {
            item.path == *path && item.digest == file.digest && item.made_from == file.made_from
        };
        self.files.len() == items.len() && items.iter().zip(&self.files).all(same)
    }

    /// Records the files of a site that was just put in place, in the order of paths, with the keys of what it
    /// was made from and of its manifest. `is_known` says of a file that it was not touched since it was last
    /// recorded.
    pub(super) fn record(
        &self,
        (fs, site): (&Fs, &OutputFolder),
        items: &[PlannedFile],
        (made_from, manifest): (Option<Key>, Option<Key>),
        is_known: impl Fn(&PlannedFile) -> bool + Sync,
        store: &Store,
    ) {
        if items.iter().filter(|item| !is_known(item)).nth(FEW).is_some() {
            std::thread::sleep(TICK);
        }
        let latest = file_stamp::time_before(SystemTime::now(), TICK);
        let stamp_at = |path: &Path| {
            let facts = fs.metadata(path).ok()??;
            (facts.kind == EntryKind::File && facts.changed < latest).then(|| FileStamp::from(&facts))
        };
        let mut before = self.files.iter().peekable();
        let known = items.iter().map(|item| {
            while before.next_if(|(path, _)| **path < item.path).is_some() {}
            let file = before.peek().filter(|(path, _)| **path == item.path);
            file.filter(|_| is_known(item)).and_then(|(_, file)| file.stamp)
        });
        let known: Vec<(&PlannedFile, Option<FileStamp>)> = items.iter().zip(known).collect();
        let files = parallel::map(&known, 64, |(item, known)| {
            let stamp = known.or_else(|| stamp_at(&site.output.join(&item.path)));
            let PlannedFile { path, digest, made_from, parts, .. } = *item;
            (path.as_str(), SavedFile { digest: *digest, made_from: *made_from, parts, stamp })
        });
        let record = SavedOutputRecord { boot: boot_id(), site: made_from, manifest, files };
        // A store that cannot be written costs time, and nothing else.
        let _ = store.write(&site.record(), &record);
    }
}
