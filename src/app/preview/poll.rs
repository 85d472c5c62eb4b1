//! Looking for changes twice a second, where the system does not tell of them (some network and
//! container file systems). Compares times, lengths and numbers of files; does not read them.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, SystemTime};

use walkdir::WalkDir;

use super::file_event::FileEvent;
use crate::read::snapshot::{ALONE, FOLDERS, SiteRoot};

/// Time between two comparisons.
const EVERY: Duration = Duration::from_millis(500);

/// What tells two states of a file apart, as far as one can see from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileState {
    modified: Option<SystemTime>,
    length: u64,
    number: u64,
}

/// Starts to compare; ends when the receiver is gone.
pub(super) fn start(place: SiteRoot, events: Sender<FileEvent>) {
    let mut before = file_states(&place);
    let poll = move || {
        loop {
            std::thread::sleep(EVERY);
            let now = file_states(&place);
            let mut paths: Vec<PathBuf> = now
                .iter()
                .filter(|&(path, mark)| before.get(path) != Some(mark))
                .map(|(path, _)| path.clone())
                .collect();
            paths.extend(before.keys().filter(|path| !now.contains_key(*path)).cloned());
            before = now;
            if !paths.is_empty() && events.send(FileEvent::Paths(paths)).is_err() {
                return;
            }
        }
    };
    // Without threads there is no preview either; the caller finds out by itself.
    let _ = std::thread::Builder::new().name("poll".to_owned()).spawn(poll);
}

fn file_states(place: &SiteRoot) -> BTreeMap<PathBuf, FileState> {
    let folders =
        FOLDERS.iter().flat_map(|folder| WalkDir::new(place.root.join(folder)).into_iter().flatten());
    let files = folders
        .filter(|entry| !entry.file_type().is_dir())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| place.concerns(path).is_some());
    let alone = [place.config.as_str()].into_iter().chain(ALONE).map(|name| place.root.join(name));
    files.chain(alone).filter_map(|path| mark(&path).map(|mark| (path, mark))).collect()
}

fn mark(path: &std::path::Path) -> Option<FileState> {
    let meta = path.metadata().or_else(|_| path.symlink_metadata()).ok()?;
    let number = meta.ino();
    Some(FileState { modified: meta.modified().ok(), length: meta.len(), number })
}
