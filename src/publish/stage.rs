//! Files on their way: written in full where nobody looks, before anything is replaced.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;

use rayon::prelude::*;

use super::fs::{Facts, Failure, Fs, Kind};
use super::names;
use super::place::{Place, Site};
use super::plan::{Found, Item, Plan};

/// What was staged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Staged {
    /// Where.
    pub(super) place: Place,
    /// Whether it is the whole new output folder, ready to be exchanged.
    pub(super) whole: bool,
}

/// Stages the whole new tree if `large` and possible, else the changed files.
pub(super) fn prepare(
    fs: &Fs,
    site: &Site,
    plan: &Plan<'_>,
    existing: Option<&Facts>,
    large: bool,
) -> Result<Staged, Failure> {
    fs.create_folders(&site.state.join("stage"))?;
    let device = |path: &Path| fs.look(path).map(|found| found.map(|facts| facts.device));
    let state = device(&site.state)?;
    if large {
        fs.create_folders(site.parent())?;
        let around = device(site.parent())?;
        let place = if state == around { Place::State } else { Place::Beside };
        // The root of a file system cannot be exchanged.
        let mounted = existing.is_some_and(|facts| Some(facts.device) != around);
        if !mounted && open(fs, site, place, existing)? {
            write(
                fs,
                &site.stage(place),
                plan.items.iter().collect(),
                existing.map(|_| site.output.as_path()),
            )?;
            let whole = existing.is_none() || carry(fs, site, place, plan)?;
            if let Some(facts) = existing.filter(|_| whole) {
                fs.set_mode(&site.stage(place), facts.mode)?;
            }
            return Ok(Staged { place, whole });
        }
        fs.remove_tree(&site.stage(place))?;
    }
    if existing.is_none() {
        fs.create_folders(&site.output)?;
    }
    let place = if state == device(&site.output)? { Place::State } else { Place::Inside };
    fs.create_folder(&site.stage(place))?;
    write(fs, &site.stage(place), plan.writes().collect(), None)?;
    Ok(Staged { place, whole: false })
}

/// Creates the staged root; `false` if it cannot take the place of the `existing` folder.
fn open(fs: &Fs, site: &Site, place: Place, existing: Option<&Facts>) -> Result<bool, Failure> {
    let root = site.stage(place);
    match fs.create_folder(&root) {
        // The folder around the output is not ours to write to: a volume, a web server's root.
        Err(failure) if place == Place::Beside && failure.error.kind() == ErrorKind::PermissionDenied => {
            return Ok(false);
        }
        other => other?,
    }
    let Some(existing) = existing else { return Ok(true) };
    // An exchange must not take the folder away from its owner or group.
    Ok(fs.look(&root)?.is_some_and(|new| new.owner == existing.owner))
}

/// Writes `items` below `root`; those unchanged become second names of the files in `old`.
fn write(fs: &Fs, root: &Path, items: Vec<&Item<'_>>, old: Option<&Path>) -> Result<(), Failure> {
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for item in &items {
        for folder in names::ancestors(item.path) {
            if !folders.insert(folder) {
                break;
            }
        }
    }
    let mut folders: Vec<(usize, &str)> =
        folders.into_iter().map(|folder| (names::ancestors(folder).count(), folder)).collect();
    folders.sort_unstable();
    // Level by level, so that each stands before what is in it.
    for level in folders.chunk_by(|one, other| one.0 == other.0) {
        level.par_iter().try_for_each(|(_, folder)| fs.create_folder(&root.join(folder)))?;
    }
    items.into_par_iter().try_for_each(|item| {
        let path = root.join(item.path);
        let linked = |old: &Path| item.found == Found::Same && fs.link(&old.join(item.path), &path).is_ok();
        if old.is_some_and(linked) { Ok(()) } else { fs.write(&path, item.bytes, false) }
    })
}

/// Gives what ibid did not write its place in the new tree; `false` if something cannot be taken.
///
/// Files are linked, never copied: where that fails there is another file system mounted inside the
/// output, and clearing away the old tree would empty it.
fn carry(fs: &Fs, site: &Site, place: Place, plan: &Plan<'_>) -> Result<bool, Failure> {
    let root = site.stage(place);
    for folder in &plan.empty {
        fs.create_folders(&root.join(folder))?;
    }
    for (path, kind) in &plan.kept {
        let (from, to) = (site.output.join(path), root.join(path));
        if Path::new(path).parent() != Some(Path::new(OsStr::new(""))) {
            fs.create_folders(to.parent().unwrap_or(&root))?;
        }
        let taken = match kind {
            Kind::File => fs.link(&from, &to).is_ok(),
            Kind::Link => fs.symlink(&fs.read_link(&from)?, &to).is_ok(),
            Kind::Folder | Kind::Special => false,
        };
        if !taken {
            return Ok(false);
        }
    }
    Ok(true)
}
