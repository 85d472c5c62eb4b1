//! Staging: files are written in full outside of the published folder before anything is replaced.

use crate::base::parallel;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;

use super::fs::{EntryKind, FileFacts, Fs, FsFailure};
use super::place::{OutputFolder, StagingPlace};
use super::plan::{OnDisk, Plan};

/// Opens the folder in which files wait: on the file system of the output, so that they can be moved
/// there, and if possible where the whole folder can.
pub(super) fn prepare(
    fs: &Fs,
    site: &OutputFolder,
    existing: Option<&FileFacts>,
) -> Result<StagingPlace, FsFailure> {
    let device = |path: &Path| fs.metadata(path).map(|found| found.map(|facts| facts.device));
    fs.create_folders(&site.state.join("stage"))?;
    if existing.is_none() {
        fs.create_folders(site.parent())?;
    }
    let around = device(site.parent())?;
    let target = existing.map_or(around, |facts| Some(facts.device));
    if device(&site.state)? == target {
        fs.create_folder(&site.stage(StagingPlace::State))?;
        return Ok(StagingPlace::State);
    }
    if around == target {
        match fs.create_folder(&site.stage(StagingPlace::Beside)) {
            // The folder around the output is not ours to write to: a volume, a web server's root.
            Err(failure) if failure.error.kind() == ErrorKind::PermissionDenied => {}
            other => return other.map(|()| StagingPlace::Beside),
        }
    }
    if existing.is_none() {
        fs.create_folders(&site.output)?;
    }
    fs.create_folder(&site.stage(StagingPlace::Inside))?;
    Ok(StagingPlace::Inside)
}

/// Writes a file that waits.
pub(super) fn write(
    fs: &Fs,
    site: &OutputFolder,
    place: StagingPlace,
    path: &str,
    bytes: &[u8],
) -> Result<(), FsFailure> {
    let to = site.stage(place).join(path);
    in_folder(fs, &to, || fs.write(&to, bytes, false))
}

/// Does what needs the folder of `path`, which is created where it is missing: asking first would cost
/// a question per file.
fn in_folder(fs: &Fs, path: &Path, act: impl Fn() -> Result<(), FsFailure>) -> Result<(), FsFailure> {
    match act() {
        Err(failure) if failure.error.kind() == ErrorKind::NotFound => {
            fs.create_folders(path.parent().unwrap_or(path))?;
            act()
        }
        other => other,
    }
}

/// Makes the staged folder the whole new output folder, ready to be exchanged; `false` if it cannot be.
pub(super) fn complete(
    fs: &Fs,
    site: &OutputFolder,
    place: StagingPlace,
    plan: &Plan,
    existing: Option<&FileFacts>,
) -> Result<bool, FsFailure> {
    let root = site.stage(place);
    let Some(existing) = existing else { return Ok(place != StagingPlace::Inside) };
    let around = fs.metadata(site.parent())?.map(|facts| facts.device);
    let staged = fs.metadata(&root)?;
    // The root of a file system cannot be exchanged, nor may an exchange take the folder away from its
    // owner or group.
    let is_fit = place != StagingPlace::Inside
        && around == Some(existing.device)
        && staged.is_some_and(|staged| staged.owner == existing.owner);
    if !is_fit {
        return Ok(false);
    }
    let same: Vec<_> = plan.items.iter().filter(|item| item.found == OnDisk::Same).collect();
    parallel::try_each(&same, 16, |item| {
        // An unchanged file becomes a second name of the one that stands.
        let (from, to) = (site.output.join(&item.path), root.join(&item.path));
        match in_folder(fs, &to, || fs.link(&from, &to)) {
            Ok(()) => Ok(()),
            Err(_) => in_folder(fs, &to, || fs.write(&to, &fs.read(&from)?, false)),
        }
    })?;
    let whole = carry(fs, site, place, plan)?;
    if whole {
        fs.set_mode(&root, existing.mode)?;
    }
    Ok(whole)
}

/// Gives what ibid did not write its place in the new tree; `false` if something cannot be taken.
///
/// Files are linked, never copied: where that fails there is another file system mounted inside the
/// output, and clearing away the old tree would empty it.
fn carry(fs: &Fs, site: &OutputFolder, place: StagingPlace, plan: &Plan) -> Result<bool, FsFailure> {
    let root = site.stage(place);
    for folder in &plan.empty {
        fs.create_folders(&root.join(folder))?;
    }
    for (path, kind) in &plan.left_in_place {
        let (from, to) = (site.output.join(path), root.join(path));
        if Path::new(path).parent() != Some(Path::new(OsStr::new(""))) {
            fs.create_folders(to.parent().unwrap_or(&root))?;
        }
        let taken = match kind {
            EntryKind::File => fs.link(&from, &to).is_ok(),
            EntryKind::Link => fs.symlink(&fs.read_link(&from)?, &to).is_ok(),
            EntryKind::Folder | EntryKind::Special => false,
        };
        if !taken {
            return Ok(false);
        }
    }
    Ok(true)
}
