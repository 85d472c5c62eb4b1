//! What the last build left in the output folder, as the file system described it: with it the next one
//! knows a file without reading it.
//!
//! A file is taken for the one that was left there if its size, its inode, and the times at which its bytes
//! and the inode were last changed are the same. No program can set the last of them, so that one which puts
//! back the time of the bytes is seen all the same. What was changed a moment before it was looked at is
//! not recorded (two changes within one tick of the clock have one time): a few such files are read by the
//! next build, and after many of them the record waits for the tick to pass. After a restart of the computer
//! nothing is believed, for the bytes may not have reached the disk. Everything else is read.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Part;
use super::fs::{Facts, Fs, Kind};
use super::manifest::{Digest, as_bytes};
use super::place::Site;
use super::plan::Item;
use crate::store::{Key, Store};

/// Two changes of a file that are further apart than this have different times.
const TICK: Duration = Duration::from_millis(20);

/// The record waits after this many changes; to read so many files takes less than the tick.
const FEW: usize = 64;

/// The record of one output folder.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seen {
    /// The start of the computer's system during which it was made; nothing where that is not known.
    boot: Option<String>,
    /// What the whole site was made from.
    pub(super) site: Option<Key>,
    /// Path to what is known of the file.
    pub(super) files: BTreeMap<String, SeenFile>,
}

/// What is known of a file of the last build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SeenFile {
    /// The hash of its bytes.
    #[serde(with = "as_bytes")]
    pub(super) digest: Digest,
    /// What it was made from.
    pub(super) made_from: Option<Key>,
    /// The parts it was made of, where some may be used again.
    pub(super) parts: Vec<Part>,
    look: Option<Look>,
}

/// How a file looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    device: u64,
    inode: u64,
    size: u64,
    /// Seconds and nanoseconds.
    bytes_changed: (i64, i64),
    changed: (i64, i64),
}

impl From<&Facts> for Look {
    fn from(facts: &Facts) -> Self {
        Self {
            device: facts.device,
            inode: facts.inode,
            size: facts.size,
            bytes_changed: facts.bytes_changed,
            changed: facts.changed,
        }
    }
}

impl Seen {
    /// The record of an output folder, if there is a sound one.
    pub(super) fn read(store: &Store, site: &Site) -> Self {
        let mut seen: Self = store.read(&site.record()).unwrap_or_default();
        if seen.boot.is_none() || seen.boot != boot() {
            seen.files.values_mut().for_each(|file| file.look = None);
        }
        seen
    }

    /// The hash of a file's bytes, if it looks as it was left.
    pub(super) fn digest(&self, fs: &Fs, site: &Site, path: &str) -> Option<Digest> {
        let file = self.files.get(path)?;
        let now = fs.look(&site.output.join(path)).ok()??;
        (now.kind == Kind::File && file.look == Some(Look::from(&now))).then_some(file.digest)
    }

    /// Records the files of a site that was just put in place. `known` says of a file that it was not touched
    /// since it was last recorded.
    pub(super) fn record(
        &self,
        fs: &Fs,
        site: &Site,
        items: &[Item],
        made_from: Option<Key>,
        is_known: impl Fn(&Item) -> bool + Sync,
        store: &Store,
    ) {
        if items.iter().filter(|item| !is_known(item)).nth(FEW).is_some() {
            std::thread::sleep(TICK);
        }
        let latest = SystemTime::now().checked_sub(TICK).and_then(since_epoch).unwrap_or_default();
        let look = |path: &Path| {
            let facts = fs.look(path).ok()??;
            (facts.kind == Kind::File && facts.changed < latest).then(|| Look::from(&facts))
        };
        let files: Vec<(String, SeenFile)> = items
            .par_iter()
            .with_min_len(64)
            .map(|item| {
                let known = self.files.get(&item.path).filter(|_| is_known(item)).and_then(|file| file.look);
                let look = known.or_else(|| look(&site.output.join(&item.path)));
                let file = SeenFile {
                    digest: item.digest,
                    made_from: item.made_from,
                    parts: item.parts.clone(),
                    look,
                };
                (item.path.clone(), file)
            })
            .collect();
        let seen = Self { boot: boot(), site: made_from, files: files.into_iter().collect() };
        // A store that cannot be written costs time, and nothing else.
        let _ = store.write(&site.record(), &seen);
    }
}

fn since_epoch(time: SystemTime) -> Option<(i64, i64)> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some((i64::try_from(since.as_secs()).ok()?, i64::from(since.subsec_nanos())))
}

/// Names the present run of the computer's system.
fn boot() -> Option<String> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()
}
