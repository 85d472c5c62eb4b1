//! The files as the last build found them: with this record the next one knows those that look the same without
//! reading them.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::Snapshot;
use crate::look::{self, Look};
use crate::store::{Key, Store};

/// The name of the record.
const RECORD: &str = "files";

/// A file that was changed so shortly before the site was read is read again the next time. Longer than the
/// tick of any file system's clock (that of FAT is two seconds): an author may save twice in a moment.
const LATELY: Duration = Duration::from_secs(3);

/// What is known of the files of a site.
#[derive(Debug, Default, Deserialize)]
pub struct Known {
    boot: Option<String>,
    files: HashMap<String, (Look, Key)>,
}

/// The record on its way to the disk: the same fields in the same order.
#[derive(Serialize)]
struct KnownToKeep<'a> {
    boot: Option<String>,
    /// As a map is written.
    files: Vec<(&'a str, (Look, Key))>,
}

impl Known {
    /// What the last build kept, if this computer runs since.
    #[must_use]
    pub fn read(store: &Store) -> Self {
        let known: Self = store.read(RECORD).unwrap_or_default();
        if known.boot.is_some() && known.boot == look::boot() { known } else { Self::default() }
    }

    /// The key of a file's bytes, if it looks as it did when they were read.
    pub(super) fn key(&self, path: &str, look: &Look) -> Option<Key> {
        self.files.get(path).filter(|(known, _)| known == look).map(|(_, key)| *key)
    }

    /// Keeps what is known of the files of a snapshot that was begun at a time; `key` gives the keys of their
    /// bytes. Where nothing is new, nothing is written. A store that cannot be written costs time, and nothing
    /// else.
    pub fn keep(
        &self,
        snapshot: &Snapshot,
        begun: SystemTime,
        key: impl Fn(&str) -> Option<Key>,
        store: &Store,
    ) {
        let latest = look::before(begun, LATELY);
        let mut is_new = false;
        let files = snapshot.files.iter().filter_map(|(path, content)| {
            let (look, was_read) = content.look()?;
            // What was not read had not been changed lately when it was.
            (!was_read || look.changed < latest).then_some(())?;
            is_new |= was_read;
            Some((path.as_str(), (look, key(path)?)))
        });
        let files: Vec<_> = files.collect();
        if is_new || files.len() != self.files.len() {
            let _ = store.write(RECORD, &KnownToKeep { boot: look::boot(), files });
        }
    }
}
