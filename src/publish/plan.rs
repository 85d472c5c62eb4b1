//! What has to change: the new files against the bytes on disk and the record of the last build.
//!
//! Bytes decide. Only a file that looks exactly as the last build left it is not read ([`super::output_record`]).

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::error::PublishError;
use super::fs::{EntryKind, Fs, FsFailure};
use super::manifest::{Digest, Manifest};
use super::place::OutputFolder;
use super::scan::FolderTree;
use super::{backup, names};
use crate::base::output::FilePart;
use crate::base::parallel;
use crate::base::store::MadeFrom;

/// A change of at most this many files is made file by file (if it is not most of the site).
const FEW: usize = 32;

/// So is one of at most this share of the files: an exchange costs a link for each that stays, about
/// a seventh of what replacing a file costs.
const SMALL_SHARE: usize = 10;

/// More foreign files than this are not carried along in an exchange: such a folder (`.git`, a
/// volume of uploads) is somebody's working place, and its identity matters more than the exchange.
const CARRIED: usize = 256;

/// What stands on disk where a file of the site goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnDisk {
    /// The very bytes.
    Same,
    /// Nothing.
    Absent,
    /// Other bytes, which the last build wrote.
    Ours,
    /// Other bytes, which somebody made of what the last build wrote.
    Edited,
    /// Something that ibid never wrote.
    Foreign,
}

/// A file of the site.
#[derive(Clone, Debug)]
pub(super) struct PlannedFile {
    pub(super) path: String,
    pub(super) digest: Digest,
    pub(super) found: OnDisk,
    /// Whether the very bytes are known to stand because the file looks as it was left.
    pub(super) is_as_left: bool,
    /// What it was made from, where that is known without making it.
    pub(super) made_from: Option<MadeFrom>,
    /// The parts it was made of, where some may be used again.
    pub(super) parts: Vec<FilePart>,
}

/// A leaf of the output folder that is not a file of the site.
#[derive(Debug)]
struct Stray {
    path: OsString,
    kind: EntryKind,
    found: OnDisk,
    in_the_way: bool,
}

impl Stray {
    /// The path, if it is one that a journal can hold and a copy can be kept of.
    fn movable(&self) -> Option<&str> {
        self.path.to_str().filter(|_| self.kind != EntryKind::Special)
    }
}

/// Everything a commit has to do.
#[derive(Debug)]
pub(super) struct Plan {
    /// All files of the site, sorted.
    pub(super) items: Vec<PlannedFile>,
    /// The record of the new site.
    pub(super) manifest: Manifest,
    /// Files of the last build that are gone.
    pub(super) removes: Vec<String>,
    /// Leaves that must go before files can be written: a file where a folder must be, or the reverse.
    pub(super) evicts: Vec<String>,
    /// What ibid did not write, or not like that, and leaves alone.
    pub(super) left_in_place: Vec<(OsString, EntryKind)>,
    /// Of these, files of the last build that are gone from the site and were edited by hand.
    pub(super) left_edited: Vec<String>,
    /// Empty folders that ibid did not make.
    pub(super) empty: Vec<OsString>,
    /// Of `removes` and `evicts`, those that are as the last build wrote them.
    pub(super) gone: Vec<String>,
    /// Files in the way that ibid did not write.
    conflicts: Vec<String>,
    /// Whether a copy could be kept of each of `conflicts`.
    forcible: bool,
}

/// What a plan is made from besides the files themselves.
#[derive(Debug)]
pub(super) struct Draft {
    manifest: Manifest,
    strays: Vec<Stray>,
    empty: Vec<OsString>,
}

impl Draft {
    /// Compares the files of the new site, sorted, with the `tree` in the output folder.
    pub(super) fn new(
        fs: &Fs,
        site: &OutputFolder,
        items: &[PlannedFile],
        tree: &FolderTree,
        old: Option<&Manifest>,
    ) -> Result<Self, FsFailure> {
        let record = items.iter().map(|item| (item.path.clone(), item.digest)).collect();
        let manifest = Manifest::new(&site.name, record);
        let others = others(items, tree);
        if others.is_empty() && tree.empty.is_empty() {
            return Ok(Self { manifest, strays: Vec::new(), empty: Vec::new() });
        }
        let files: HashSet<&str> = items.iter().map(|item| item.path.as_str()).collect();
        let strays = strays((fs, site), &files, others, old)?;
        let mut empty = tree.empty.clone();
        empty.retain(|folder| !in_the_way(folder, &files, &HashSet::new()));
        Ok(Self { manifest, strays, empty })
    }

    /// The plan for these files.
    pub(super) fn into_plan(self, items: Vec<PlannedFile>, tree: &FolderTree) -> Plan {
        let Self { manifest, strays, empty } = self;
        let mut plan = Plan {
            manifest,
            items,
            removes: Vec::new(),
            evicts: Vec::new(),
            left_in_place: Vec::new(),
            left_edited: Vec::new(),
            empty,
            gone: Vec::new(),
            conflicts: Vec::new(),
            forcible: true,
        };
        plan.sort_out(strays, tree);
        plan
    }
}

impl Plan {
    fn sort_out(&mut self, strays: Vec<Stray>, tree: &FolderTree) {
        for item in &self.items {
            let special = tree.leaves.get(OsStr::new(&item.path)) == Some(&EntryKind::Special);
            if item.found == OnDisk::Foreign || special {
                self.conflicts.push(item.path.clone());
                self.forcible &= !special;
            }
        }
        for stray in strays {
            if stray.found == OnDisk::Ours {
                self.gone.extend(stray.path.to_str().map(str::to_owned));
            }
            match (stray.in_the_way, stray.found, stray.movable()) {
                (false, OnDisk::Ours, Some(path)) => self.removes.push(path.to_owned()),
                (false, found, movable) => {
                    self.left_edited.extend(movable.filter(|_| found == OnDisk::Edited).map(str::to_owned));
                    self.left_in_place.push((stray.path, stray.kind));
                }
                (true, OnDisk::Ours | OnDisk::Edited, Some(path)) => self.evicts.push(path.to_owned()),
                (true, _, movable) => {
                    self.conflicts.push(stray.path.to_string_lossy().into_owned());
                    self.forcible &= movable.is_some();
                    self.evicts.extend(movable.map(str::to_owned));
                }
            }
        }
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.changes() == 0
    }

    /// How many files a commit touches.
    fn changes(&self) -> usize {
        self.writes().count() + self.removes.len() + self.evicts.len()
    }

    /// The files to be written.
    pub(super) fn writes(&self) -> impl Iterator<Item = &PlannedFile> {
        self.items.iter().filter(|item| item.found != OnDisk::Same)
    }

    /// Whether the change is better made as one exchange of folders, and can be.
    pub(super) fn is_large(&self, first: bool) -> bool {
        let changes = self.changes();
        let few = changes <= FEW || changes * SMALL_SHARE <= self.items.len();
        let large = first || !few || changes * 3 > self.items.len();
        large
            && self.left_in_place.len() <= CARRIED
            && self.left_in_place.iter().all(|(_, kind)| *kind != EntryKind::Special)
    }

    /// Paths whose bytes on disk were found to be of our making, so that no copy need be kept.
    pub(super) fn own_paths(&self) -> HashSet<&str> {
        let ours = self.items.iter().filter(|item| matches!(item.found, OnDisk::Same | OnDisk::Ours));
        ours.map(|item| item.path.as_str()).chain(self.gone.iter().map(String::as_str)).collect()
    }

    /// Refuses a folder that is not ours, and to replace what somebody else wrote, unless `force`.
    ///
    /// A folder without a manifest is ours all the same if each of its files is a file of this site
    /// and most have the very bytes: the state folder was deleted, or the output copied here. Those
    /// that differ are replaced, and copies kept.
    pub(super) fn admit(
        &self,
        site: &OutputFolder,
        tree: &FolderTree,
        known: bool,
        force: bool,
    ) -> Result<(), PublishError> {
        let visible = |path: &OsStr| !path.as_encoded_bytes().starts_with(b".");
        let strange =
            || self.left_in_place.iter().map(|(path, _)| path.as_os_str()).filter(|path| visible(path));
        let same =
            self.items.iter().filter(|item| item.found == OnDisk::Same && visible(OsStr::new(&item.path)));
        let all = tree.leaves.keys().filter(|path| visible(path)).count();
        let recognised = strange().next().is_none() && self.evicts.is_empty() && same.count() * 2 > all;
        if !known && !recognised && all > 0 && !force {
            let first =
                strange().next().or_else(|| tree.leaves.keys().map(OsString::as_os_str).find(|p| visible(p)));
            let example = first.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
            return Err(PublishError::NotOurs { output: site.output.clone(), count: all, example });
        }
        let allowed = force || (!known && recognised);
        let clear = self.conflicts.is_empty() || allowed && self.forcible;
        if !clear {
            let (output, files) = (site.output.clone(), self.conflicts.clone());
            return Err(PublishError::Conflict { output, files, forcible: self.forcible });
        }
        Ok(())
    }
}

/// What stands at `path`, where `kind` was seen, compared with the bytes of the new site.
pub(super) fn compare(
    fs: &Fs,
    path: &Path,
    bytes: &[u8],
    kind: Option<EntryKind>,
    recorded: Option<&Digest>,
) -> Result<OnDisk, FsFailure> {
    let changed = if recorded.is_some() { OnDisk::Edited } else { OnDisk::Foreign };
    match kind {
        None | Some(EntryKind::Folder) => Ok(OnDisk::Absent),
        Some(EntryKind::Link | EntryKind::Special) => Ok(changed),
        Some(EntryKind::File) => match fs.read(path) {
            Ok(disk) if disk == bytes => Ok(OnDisk::Same),
            Ok(disk) if recorded == Some(&Digest::hash(&disk)) => Ok(OnDisk::Ours),
            Ok(_) => Ok(changed),
            Err(failure) if failure.is_absent() => Ok(OnDisk::Absent),
            Err(failure) => Err(failure),
        },
    }
}

/// The leaves that are no files of the site.
fn others<'t>(items: &[PlannedFile], tree: &'t FolderTree) -> Vec<(&'t OsString, &'t EntryKind)> {
    // Both are in the order of paths.
    let mut items = items.iter().peekable();
    let mut is_other = |path: &OsString| {
        let path = path.as_encoded_bytes();
        while items.next_if(|item| item.path.as_bytes() < path).is_some() {}
        items.peek().is_none_or(|item| item.path.as_bytes() != path)
    };
    tree.leaves.iter().filter(|(path, _)| is_other(path)).collect()
}

fn strays(
    (fs, site): (&Fs, &OutputFolder),
    files: &HashSet<&str>,
    leaves: Vec<(&OsString, &EntryKind)>,
    old: Option<&Manifest>,
) -> Result<Vec<Stray>, FsFailure> {
    let folders: HashSet<&str> = files.iter().flat_map(|path| names::ancestors(path)).collect();
    parallel::try_map(&leaves, 1, |&(path, kind)| {
        let recorded = path.to_str().and_then(|path| old?.files.get(path));
        let found = match recorded {
            None => OnDisk::Foreign,
            Some(_) if backup::digest(fs, &site.output.join(path), *kind)?.as_ref() == recorded => {
                OnDisk::Ours
            }
            Some(_) => OnDisk::Edited,
        };
        let in_the_way = in_the_way(path, files, &folders);
        Ok(Stray { path: path.clone(), kind: *kind, found, in_the_way })
    })
}

/// Whether `path` is a folder of the site, or lies below one of its files.
fn in_the_way(path: &OsStr, files: &HashSet<&str>, folders: &HashSet<&str>) -> bool {
    path.to_str().is_some_and(|path| folders.contains(path))
        || Path::new(path).ancestors().filter_map(Path::to_str).any(|above| files.contains(above))
}
