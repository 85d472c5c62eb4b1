//! What is in the output folder now.

use crate::base::parallel;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::fs::{EntryKind, Fs, FsFailure};
use super::names;

/// The content of a folder, by path relative to it. Symbolic links are leaves, never followed.
#[derive(Debug, Default)]
pub(super) struct FolderTree {
    /// Files, links and the like.
    pub(super) leaves: BTreeMap<OsString, EntryKind>,
    /// Folders with nothing in them.
    pub(super) empty: Vec<OsString>,
}

/// Lists everything below `root`.
pub(super) fn scan(fs: &Fs, root: &Path) -> Result<FolderTree, FsFailure> {
    let part = walk(fs, root, OsStr::new(""))?;
    Ok(FolderTree { leaves: part.leaves.into_iter().collect(), empty: part.empty })
}

#[derive(Default)]
struct FolderScan {
    leaves: Vec<(OsString, EntryKind)>,
    empty: Vec<OsString>,
}

fn walk(fs: &Fs, folder: &Path, path: &OsStr) -> Result<FolderScan, FsFailure> {
    let names = fs.list(folder)?;
    let mut part = FolderScan::default();
    let mut folders = Vec::new();
    if names.is_empty() && !path.is_empty() {
        part.empty.push(path.to_owned());
    }
    for (name, kind) in names {
        let below = join(path, &name);
        match kind {
            EntryKind::Folder if path.is_empty() && name == names::RESERVED => {}
            EntryKind::Folder => folders.push((folder.join(&name), below)),
            _ => part.leaves.push((below, kind)),
        }
    }
    let parts: Vec<FolderScan> = parallel::try_map(&folders, 1, |(folder, path)| walk(fs, folder, path))?;
    for below in parts {
        part.leaves.extend(below.leaves);
        part.empty.extend(below.empty);
    }
    Ok(part)
}

/// `above/name`, or `name` at the top.
pub(super) fn join(above: &OsStr, name: &OsStr) -> OsString {
    let mut path = above.to_owned();
    if !path.is_empty() {
        path.push("/");
    }
    path.push(name);
    path
}
