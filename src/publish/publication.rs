//! A site on its way out.

use std::ffi::OsStr;
use std::fs::File;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::fs::{Facts, Failure, Fs, Kind, REAL};
use super::journal::{self, Commit};
use super::lost::Rescued;
use super::manifest::{Digest, Manifest};
use super::place::{Place, Site};
use super::plan::{Draft, Found, Item, Plan, compare};
use super::scan::{self, Tree};
use super::seen::{Seen, SeenFile};
use super::{
    Mode, Part, PublishError, Recovery, Report, Shelf, Standing, Target, lock, names, roll, stage, swap,
};
use crate::store::{Key, Store};

/// A site on its way out, a [`Shelf`]: files come one by one, each path once, and wait where nobody looks;
/// [`commit`](Self::commit) puts all of them in place. One that is dropped changes nothing.
#[derive(Debug)]
pub struct Publication<'f> {
    fs: &'f Fs,
    site: Site,
    force: bool,
    sync: bool,
    lock: Option<File>,
    recovered: Recovery,
    rescued: Vec<Rescued>,
    /// The output folder as it was found.
    existing: Option<Facts>,
    old: Option<Manifest>,
    tree: Tree,
    store: Option<Store>,
    /// The record of what the last build left.
    seen: Seen,
    /// Where files wait, once one does.
    place: Mutex<Option<Place>>,
    items: Mutex<Vec<Item>>,
    /// Whether a file had to be read to know that it stands.
    was_read: AtomicBool,
    /// Why a file could not be staged that stands in the way of another.
    clash: Mutex<Option<Failure>>,
    is_over: bool,
}

fn old(failure: Failure) -> PublishError {
    Standing::Old.after(failure)
}

impl Publication<'static> {
    /// Begins to publish: finds the output folder, takes the lock, completes or discards what an
    /// interrupted build left.
    ///
    /// # Errors
    /// Where the folder is refused, another build has the lock, or a file operation fails.
    pub fn open(target: &Target<'_>) -> Result<Self, PublishError> {
        Self::open_on(&REAL, target)
    }
}

impl<'f> Publication<'f> {
    pub(super) fn open_on(fs: &'f Fs, target: &Target<'_>) -> Result<Self, PublishError> {
        let site = Site::resolve(fs, target)?;
        site.existing(fs)?;
        let lock = lock(fs, &site, target.options.wait)?;
        let (recovered, rescued) =
            journal::recover(fs, &site).map_err(|failure| Standing::Mixed.after(failure))?;
        let existing = site.existing(fs)?;
        let ((manifest, seen), tree) = rayon::join(
            || {
                let seen = || match (target.options.store, existing) {
                    (Some(store), Some(_)) => Seen::read(store, &site),
                    _ => Seen::default(),
                };
                rayon::join(|| Manifest::read(fs, &site.manifest()), seen)
            },
            || existing.map(|_| scan::scan(fs, &site.output)).transpose(),
        );
        let (manifest, tree) = (manifest.map_err(old)?, tree.map_err(old)?);
        Ok(Self {
            fs,
            site,
            force: target.options.force,
            sync: target.options.sync,
            lock,
            recovered,
            rescued,
            existing,
            old: manifest,
            tree: tree.unwrap_or_default(),
            store: target.options.store.cloned(),
            seen,
            place: Mutex::default(),
            items: Mutex::default(),
            was_read: AtomicBool::new(false),
            clash: Mutex::default(),
            is_over: false,
        })
    }

    fn push(&self, items: impl IntoIterator<Item = Item>) {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).extend(items);
    }

    fn add(
        &self,
        path: &str,
        bytes: &[u8],
        made_from: Option<Key>,
        parts: Vec<Part>,
    ) -> Result<(), PublishError> {
        let digest = Digest::of(bytes);
        // A path that is not fit is refused with all others like it, when all are known.
        let is_fit = names::problem(path).is_none();
        let found = if is_fit { self.stage(path, bytes, digest)? } else { Found::Absent };
        self.push([Item { path: path.to_owned(), digest, found, made_from, parts }]);
        Ok(())
    }

    /// The hash that the last build recorded for a file, where record and manifest agree.
    fn recorded(&self, path: &str) -> Option<&SeenFile> {
        let file = self.seen.files.get(path)?;
        let manifest = self.old.as_ref()?;
        let is_file = self.tree.leaves.get(OsStr::new(path)) == Some(&Kind::File);
        (is_file && manifest.holds(path, file.digest)).then_some(file)
    }

    /// Whether a file stands as the last build left it.
    fn stands(&self, path: &str, digest: Digest) -> bool {
        if self.seen.digest(self.fs, &self.site, path) == Some(digest) {
            return true;
        }
        self.was_read.store(true, Relaxed);
        self.fs.read(&self.site.output.join(path)).is_ok_and(|bytes| Digest::of(&bytes) == digest)
    }

    /// Whether the record of what the last build left holds for this one.
    fn is_recorded(&self, items: &[Item], made_from: Option<Key>) -> bool {
        let same = |item: &Item| {
            let file = self.seen.files.get(&item.path);
            file.is_some_and(|file| file.digest == item.digest && file.made_from == item.made_from)
        };
        !self.was_read.load(Relaxed)
            && self.seen.site == made_from
            && self.seen.files.len() == items.len()
            && items.iter().all(same)
    }

    /// Takes the whole site of the last build as the new one, if it was made from just this and each of its
    /// files stands as it was left.
    #[must_use]
    pub fn keep_all(&self, made_from: &Key) -> bool {
        let Some(manifest) = self.old.as_ref().filter(|_| self.seen.site.as_ref() == Some(made_from)) else {
            return false;
        };
        let files: Vec<(&String, &SeenFile)> = self.seen.files.iter().collect();
        let stand = |(path, file): &(&String, &SeenFile)| {
            self.recorded(path).is_some() && self.stands(path, file.digest)
        };
        let all = files.len() == manifest.files.len() && files.par_iter().with_min_len(64).all(stand);
        if all {
            self.push(files.into_iter().map(|(path, file)| kept(path, file)));
        }
        all
    }

    /// Compares a file with the one that stands, and stages it where they differ.
    fn stage(&self, path: &str, bytes: &[u8], digest: Digest) -> Result<Found, PublishError> {
        let kind = self.tree.leaves.get(OsStr::new(path)).copied();
        let recorded = self.old.as_ref().and_then(|old| old.files.get(path));
        let seen = self.recorded(path).and_then(|_| self.seen.digest(self.fs, &self.site, path));
        let found = match seen {
            Some(stands) if stands == digest => Found::Same,
            Some(_) => Found::Ours,
            None => {
                self.was_read.store(kind.is_some(), Relaxed);
                compare(self.fs, &self.site.output.join(path), bytes, kind, recorded).map_err(old)?
            }
        };
        if found != Found::Same {
            let place = self.place().map_err(old)?;
            match stage::write(self.fs, &self.site, place, path, bytes) {
                Err(failure) if is_clash(failure.error.kind()) => {
                    self.clash.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
                }
                other => other.map_err(old)?,
            }
        }
        Ok(found)
    }

    /// Where files wait.
    fn place(&self) -> Result<Place, Failure> {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = *place {
            return Ok(place);
        }
        let opened = stage::open(self.fs, &self.site, self.existing.as_ref())?;
        *place = Some(opened);
        Ok(opened)
    }

    /// Puts the files in place, and removes those of the last build that are gone. `made_from` is the key of
    /// the whole site, by which [`keep_all`](Self::keep_all) knows it again.
    ///
    /// # Errors
    /// See [`PublishError`]. Unless it says otherwise ([`Standing`]), the previous site still stands.
    pub fn commit(mut self, made_from: Option<Key>) -> Result<Report, PublishError> {
        let mut items = std::mem::take(&mut *self.items.lock().unwrap_or_else(PoisonError::into_inner));
        items.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let (bad, draft) = rayon::join(
            || names::check(items.iter().map(|item| &item.path)),
            || Draft::new(self.fs, &self.site, &items, &self.tree, self.old.as_ref()),
        );
        if !bad.is_empty() {
            return Err(PublishError::Paths(bad));
        }
        if let Some(failure) = self.clash.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(old(failure));
        }
        let plan = draft.map_err(old)?.of(items, &self.tree);
        plan.admit(&self.site, &self.tree, self.old.is_some(), self.force)?;
        let mode = if plan.is_empty() && self.existing.is_some() {
            self.record(&plan).map_err(|failure| Standing::New.after(failure))?;
            Mode::Nothing
        } else {
            self.change(&plan)?
        };
        self.is_over = true;
        if let Some(store) =
            self.store.as_ref().filter(|_| mode != Mode::Nothing || !self.is_recorded(&plan.items, made_from))
        {
            // Unless folders were exchanged, what was found as it was left is so still.
            let is_known =
                |item: &Item| mode != Mode::Swap && item.found == Found::Same && !self.was_read.load(Relaxed);
            self.seen.record(self.fs, &self.site, &plan.items, made_from, is_known, store);
        }
        let mut removed = plan.gone.clone();
        removed.sort_unstable();
        Ok(Report {
            written: plan.writes().map(|item| item.path.clone()).collect(),
            unchanged: plan.items.len() - plan.writes().count(),
            removed,
            kept_foreign: plan.kept.iter().map(|(path, _)| path.to_string_lossy().into_owned()).collect(),
            rescued: std::mem::take(&mut self.rescued),
            mode,
            recovered: self.recovered,
            locked: self.lock.is_some(),
        })
    }

    /// Sets the record right where the files already are.
    fn record(&self, plan: &Plan) -> Result<(), Failure> {
        if self.old.as_ref() == Some(&plan.manifest) {
            return Ok(());
        }
        journal::announce(self.fs, &self.site, &plan.manifest, false)?;
        self.fs.rename(&self.site.next_manifest(), &self.site.manifest())
    }

    /// Makes the change: as one exchange if it is large and the system can, else file by file.
    fn change(&mut self, plan: &Plan) -> Result<Mode, PublishError> {
        let (fs, sync) = (self.fs, self.sync);
        let prepared = self.prepare(plan);
        let site = &self.site;
        let give_up = |failure| {
            // Above all, give a full disk its space back. If that fails too, the next build does it.
            let _ = journal::recover(fs, site);
            old(failure)
        };
        let (place, swapped) = prepared.map_err(give_up)?;
        // From here on the journal knows what to do, and nothing is discarded.
        self.is_over = true;
        if swapped {
            let cleared = swap::clear(fs, site, place, self.old.as_ref(), &plan.settled());
            self.rescued.extend(cleared.map_err(|failure| Standing::New.after(failure))?);
            journal::finish(fs, site, place).map_err(|failure| Standing::New.after(failure))?;
            return Ok(Mode::Swap);
        }
        let steps = roll::steps(plan);
        if self.existing.is_none() {
            fs.create_folders(&site.output).map_err(give_up)?;
        }
        journal::begin(fs, site, place, Commit::RollForward(steps.clone()), sync).map_err(give_up)?;
        let sites = (self.old.as_ref(), Some(&plan.manifest));
        roll::apply(fs, site, place, &steps, sites, &mut self.rescued)
            .and_then(|()| journal::finish(fs, site, place))
            .map_err(|failure| Standing::Mixed.after(failure))?;
        Ok(Mode::RollForward)
    }

    /// Completes what is staged, writes down what is to come, and exchanges the folders if it can.
    fn prepare(&self, plan: &Plan) -> Result<(Place, bool), Failure> {
        let (fs, site, sync) = (self.fs, &self.site, self.sync);
        let place = self.place()?;
        let large = plan.is_large(self.old.is_none() || self.existing.is_none());
        let whole = large && stage::complete(fs, site, place, plan, self.existing.as_ref())?;
        if sync {
            fs.sync(&site.stage(place))?;
        }
        journal::announce(fs, site, &plan.manifest, sync)?;
        if !whole {
            return Ok((place, false));
        }
        if let Some(facts) = fs.look(&site.stage(place))? {
            let commit = Commit::Swap { device: facts.device, inode: facts.inode };
            journal::begin(fs, site, place, commit, sync)?;
        }
        Ok((place, swap::exchange(fs, site, place, self.existing.is_some())?))
    }
}

impl Shelf for Publication<'_> {
    type Error = PublishError;

    fn keep(&self, path: &str, made_from: &Key) -> Result<bool, PublishError> {
        let file = self.recorded(path).filter(|file| file.made_from.as_ref() == Some(made_from));
        let Some(file) = file.filter(|file| self.stands(path, file.digest)) else { return Ok(false) };
        self.push([kept(path, file)]);
        Ok(true)
    }

    fn take(&self, path: &str, bytes: &[u8], made_from: Option<Key>) -> Result<(), PublishError> {
        self.add(path, bytes, made_from, Vec::new())
    }

    fn parts(&self, path: &str) -> Option<(Vec<u8>, Vec<Part>)> {
        let file = self.recorded(path).filter(|file| !file.parts.is_empty())?;
        let bytes = self.fs.read(&self.site.output.join(path)).ok()?;
        (Digest::of(&bytes) == file.digest).then(|| (bytes, file.parts.clone()))
    }

    fn take_parts(&self, path: &str, bytes: &[u8], parts: Vec<Part>) -> Result<(), PublishError> {
        self.add(path, bytes, None, parts)
    }
}

fn kept(path: &str, file: &SeenFile) -> Item {
    let SeenFile { digest, made_from, ref parts, .. } = *file;
    Item { path: path.to_owned(), digest, found: Found::Same, made_from, parts: parts.clone() }
}

impl Drop for Publication<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            // What cannot be removed now, the next build removes.
            let _ = journal::discard(self.fs, &self.site);
        }
    }
}

/// Whether an operation failed because one path of the site is the folder of another.
fn is_clash(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotADirectory | ErrorKind::IsADirectory | ErrorKind::AlreadyExists)
}
