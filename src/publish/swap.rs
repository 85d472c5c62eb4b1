//! A large change: the staged folder takes the place of the output folder in one step.
//!
//! Whoever looks sees the old site or the new one, never a mixture. The folder itself is another one
//! afterwards: a shell or a server whose current folder it was has to enter it again.

use crate::base::parallel;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;

use super::backup::{self, Rescued};
use super::fs::{EntryKind, Fs, FsFailure};
use super::manifest::Manifest;
use super::place::{OutputFolder, StagingPlace};
use super::scan;

/// Exchanges the folders; `false` if the system cannot, and then nothing has changed.
pub(super) fn exchange(
    fs: &Fs,
    site: &OutputFolder,
    place: StagingPlace,
    exists: bool,
) -> Result<bool, FsFailure> {
    let stage = site.stage(place);
    let done = if exists { fs.exchange(&stage, &site.output) } else { fs.rename(&stage, &site.output) };
    match done {
        Ok(()) => Ok(true),
        // No such call on this file system (NFS, old kernels), a mount point, a folder of a lower
        // layer (containers), or a folder around it that is not ours to write to.
        Err(failure) if is_impossible(failure.error.kind()) => Ok(false),
        Err(failure) => Err(failure),
    }
}

fn is_impossible(kind: ErrorKind) -> bool {
    use ErrorKind::{
        AlreadyExists, CrossesDevices, DirectoryNotEmpty, InvalidInput, PermissionDenied, ResourceBusy,
        Unsupported,
    };
    matches!(
        kind,
        Unsupported
            | InvalidInput
            | CrossesDevices
            | ResourceBusy
            | PermissionDenied
            | AlreadyExists
            | DirectoryNotEmpty
    )
}

/// Clears away the old site, which stands where the new one was staged.
///
/// A file may go if it is `settled` (seen to be ours before the exchange), if the new site has the
/// same file, or if the `old` manifest knows its bytes. Of all others a copy is kept: edited pages,
/// and what somebody put there while the build ran.
pub(super) fn clear(
    fs: &Fs,
    site: &OutputFolder,
    place: StagingPlace,
    old: Option<&Manifest>,
    settled: &HashSet<&str>,
) -> Result<Vec<Rescued>, FsFailure> {
    let stage = site.stage(place);
    if fs.metadata(&stage)?.is_none() {
        return Ok(Vec::new());
    }
    Clearing { fs, site, old, settled }.folder(&stage, OsStr::new(""))
}

struct Clearing<'a> {
    fs: &'a Fs,
    site: &'a OutputFolder,
    old: Option<&'a Manifest>,
    settled: &'a HashSet<&'a str>,
}

impl Clearing<'_> {
    /// Clears a folder of the old tree, which stood at `path`, and says what had to be kept.
    fn folder(&self, folder: &Path, path: &OsStr) -> Result<Vec<Rescued>, FsFailure> {
        let (folders, leaves): (Vec<_>, Vec<_>) =
            self.fs.list(folder)?.into_iter().partition(|(_, kind)| *kind == EntryKind::Folder);
        let below: Vec<Vec<Rescued>> = parallel::try_map(&folders, 1, |(name, _)| {
            self.folder(&folder.join(name), &scan::join(path, name))
        })?;
        let mut rescued: Vec<Rescued> = below.into_iter().flatten().collect();
        for (name, kind) in leaves {
            let (from, path) = (folder.join(&name), scan::join(path, &name));
            if !self.is_known(&from, &path, kind)? {
                rescued.extend(backup::rescue(self.fs, self.site, &from, Path::new(&path))?);
            }
            unlocked(self.fs, folder, || self.fs.remove_file(&from))?;
        }
        let above = folder.parent().filter(|_| !path.is_empty()).unwrap_or(folder);
        unlocked(self.fs, above, || self.fs.remove_folder(folder))?;
        Ok(rescued)
    }

    fn is_known(&self, from: &Path, path: &OsStr, kind: EntryKind) -> Result<bool, FsFailure> {
        if path.to_str().is_some_and(|path| self.settled.contains(path))
            || is_in_new_site(self.fs, &self.site.output.join(path), from)?
        {
            return Ok(true);
        }
        let (Some(old), Some(path)) = (self.old, path.to_str()) else { return Ok(false) };
        Ok(backup::digest(self.fs, from, kind)?.is_some_and(|digest| old.holds(path, digest)))
    }
}

/// Removes something from a folder of the old tree, which nobody sees any more, even if that folder
/// is read-only.
fn unlocked<T>(fs: &Fs, folder: &Path, remove: impl Fn() -> Result<T, FsFailure>) -> Result<T, FsFailure> {
    match remove() {
        Err(failure) if failure.error.kind() == ErrorKind::PermissionDenied => {
            fs.set_mode(folder, 0o700)?;
            remove()
        }
        other => other,
    }
}

fn is_in_new_site(fs: &Fs, new: &Path, old: &Path) -> Result<bool, FsFailure> {
    let (Some(new_facts), Some(old_facts)) = (fs.metadata(new)?, fs.metadata(old)?) else { return Ok(false) };
    let links = new_facts.kind == EntryKind::Link && old_facts.kind == EntryKind::Link;
    Ok(new_facts.same_file(&old_facts) || links && fs.read_link(new)? == fs.read_link(old)?)
}
