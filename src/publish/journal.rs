//! The note that a commit is under way, so that the next build can finish it.
//!
//! Written (under another name, then renamed) only when everything it speaks of is staged; removed
//! only when nothing is left to do. So: no journal, and whatever is staged is rubbish; a journal,
//! and the commit can be finished. Finishing is idempotent: it may itself be interrupted anywhere.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::backup::{self, Rescued};
use super::fs::{Fs, FsFailure};
use super::manifest::Manifest;
use super::names;
use super::place::{OutputFolder, StagingPlace};
use super::steps::Steps;
use super::{roll, swap};
use crate::base::store::Key;

const SCHEMA: u32 = 1;

/// A commit under way.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    schema: u32,
    place: StagingPlace,
    commit: Commit,
}

/// How it is made.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Commit {
    /// The staged folder takes the place of the output folder. Its identity tells whether it has.
    Swap {
        /// Device number of the staged folder.
        device: u64,
        /// Inode number of the staged folder.
        inode: u64,
    },
    /// Files are replaced one by one.
    RollForward(Steps),
}

/// What the next build found of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing: it had ended well.
    Nothing,
    /// It was interrupted before it changed the site; its staged files were discarded.
    Discarded,
    /// It was interrupted while it changed the site; the change was completed.
    RolledForward,
}

/// Writes the journal of a commit, and the manifest it leads to.
pub(super) fn begin(
    fs: &Fs,
    site: &OutputFolder,
    place: StagingPlace,
    commit: Commit,
    sync: bool,
) -> Result<(), FsFailure> {
    let journal = Journal { schema: SCHEMA, place, commit };
    let path = site.journal();
    let draft = path.with_extension("draft");
    fs.create_folders(path.parent().unwrap_or(&path))?;
    // Numbers and strings: there is nothing in it that JSON cannot say.
    fs.write(&draft, &serde_json::to_vec(&journal).unwrap_or_default(), sync)?;
    fs.rename(&draft, &path)
}

/// Puts the manifest of the new site where [`finish`] finds it, and gives the key of its bytes.
pub(super) fn announce(
    fs: &Fs,
    site: &OutputFolder,
    manifest: &Manifest,
    sync: bool,
) -> Result<Key, FsFailure> {
    let path = site.next_manifest();
    fs.create_folders(path.parent().unwrap_or(&path))?;
    let bytes = manifest.to_bytes();
    fs.write(&path, &bytes, sync)?;
    Ok(Key::hash(&bytes))
}

/// Ends a commit whose changes are all made.
pub(super) fn finish(fs: &Fs, site: &OutputFolder, place: StagingPlace) -> Result<(), FsFailure> {
    fs.remove_tree(&site.stage(place))?;
    fs.remove_tree(&site.stage(StagingPlace::Inside))?;
    fs.remove_tree(&backup::half(site))?;
    match fs.rename(&site.next_manifest(), &site.manifest()) {
        Err(failure) if failure.is_absent() => {}
        other => other?,
    }
    fs.remove_file(&site.journal())
}

/// Removes everything of a commit that has changed nothing yet.
pub(super) fn discard(fs: &Fs, site: &OutputFolder) -> Result<bool, FsFailure> {
    let mut found = false;
    for path in StagingPlace::ALL.map(|place| site.stage(place)).into_iter().chain([backup::half(site)]) {
        if fs.metadata(&path)?.is_some() {
            found = true;
            fs.remove_tree(&path)?;
        }
    }
    let draft = site.journal().with_extension("draft");
    for path in [site.next_manifest(), draft, site.journal()] {
        if fs.metadata(&path)?.is_some() {
            found = true;
            fs.remove_file(&path)?;
        }
    }
    Ok(found)
}

/// Completes or discards what an interrupted build left.
pub(super) fn recover(fs: &Fs, site: &OutputFolder) -> Result<(Recovery, Vec<Rescued>), FsFailure> {
    let mut rescued = Vec::new();
    let output = fs.metadata(&site.output)?;
    if let (Some(journal), Some(output)) = (read(fs, site)?, output) {
        let old = Manifest::read(fs, &site.manifest())?;
        let committed = match &journal.commit {
            Commit::Swap { device, inode } if (output.device, output.inode) == (*device, *inode) => {
                rescued = swap::clear(fs, site, journal.place, old.as_ref(), &HashSet::new())?;
                true
            }
            // Not exchanged yet: the old site stands and this build makes its own plan.
            Commit::Swap { .. } => false,
            Commit::RollForward(steps) => {
                let new = Manifest::read(fs, &site.next_manifest())?;
                let sites = (old.as_ref(), new.as_ref());
                roll::apply(fs, site, journal.place, steps, sites, &mut rescued)?;
                true
            }
        };
        if committed {
            finish(fs, site, journal.place)?;
            discard(fs, site)?;
            return Ok((Recovery::RolledForward, rescued));
        }
    }
    let recovery = if discard(fs, site)? { Recovery::Discarded } else { Recovery::Nothing };
    Ok((recovery, rescued))
}

/// The journal, if there is one and it is sound. One that is not was cut off by a power failure.
fn read(fs: &Fs, site: &OutputFolder) -> Result<Option<Journal>, FsFailure> {
    let bytes = match fs.read(&site.journal()) {
        Err(failure) if failure.is_absent() => return Ok(None),
        other => other?,
    };
    let journal: Option<Journal> = serde_json::from_slice(&bytes).ok();
    Ok(journal.filter(|journal| {
        let paths = match &journal.commit {
            Commit::Swap { .. } => [].iter().chain(&[]).chain(&[]),
            Commit::RollForward(steps) => steps.evicts.iter().chain(&steps.writes).chain(&steps.removes),
        };
        journal.schema == SCHEMA && paths.into_iter().all(|path| names::problem(path).is_none())
    }))
}
