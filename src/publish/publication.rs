//! A site on its way out.

use std::ffi::OsStr;
use std::fs::File;
use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};

use super::fs::{Facts, Failure, Fs, REAL};
use super::journal::{self, Commit};
use super::lost::Rescued;
use super::manifest::{Digest, Manifest};
use super::place::{Place, Site};
use super::plan::{Found, Item, Plan, compare};
use super::scan::{self, Tree};
use super::{Mode, PublishError, Recovery, Report, Standing, Target, lock, names, roll, stage, swap};

/// A site on its way out: files are taken one by one, from any thread, and wait where nobody looks;
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
    /// Where files wait, once one does.
    place: Mutex<Option<Place>>,
    items: Mutex<Vec<Item>>,
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
        let manifest = Manifest::read(fs, &site.manifest()).map_err(old)?;
        let tree = existing.map(|_| scan::scan(fs, &site.output)).transpose().map_err(old)?;
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
            place: Mutex::default(),
            items: Mutex::default(),
            clash: Mutex::default(),
            is_over: false,
        })
    }

    /// Takes a file of the site; each path once.
    ///
    /// # Errors
    /// Where it cannot be compared or written.
    pub fn add(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let digest = Digest::of(bytes);
        // A path that is not fit is refused with all others like it, when all are known.
        let found = if names::problem(path).is_some() { Found::Absent } else { self.stage(path, bytes)? };
        let item = Item { path: path.to_owned(), digest, found };
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push(item);
        Ok(())
    }

    /// Compares a file with the one that stands, and stages it where they differ.
    fn stage(&self, path: &str, bytes: &[u8]) -> Result<Found, PublishError> {
        let kind = self.tree.leaves.get(OsStr::new(path)).copied();
        let recorded = self.old.as_ref().and_then(|old| old.files.get(path));
        let found = compare(self.fs, &self.site.output.join(path), bytes, kind, recorded).map_err(old)?;
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

    /// Puts the files in place, and removes those of the last build that are gone.
    ///
    /// # Errors
    /// See [`PublishError`]. Unless it says otherwise ([`Standing`]), the previous site still stands.
    pub fn commit(mut self) -> Result<Report, PublishError> {
        let mut items = std::mem::take(&mut *self.items.lock().unwrap_or_else(PoisonError::into_inner));
        items.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let bad = names::check(items.iter().map(|item| &item.path));
        if !bad.is_empty() {
            return Err(PublishError::Paths(bad));
        }
        if let Some(failure) = self.clash.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(old(failure));
        }
        let plan = Plan::new(self.fs, &self.site, items, &self.tree, self.old.as_ref()).map_err(old)?;
        plan.admit(&self.site, &self.tree, self.old.is_some(), self.force)?;
        let mode = if plan.is_empty() && self.existing.is_some() {
            self.record(&plan).map_err(|failure| Standing::New.after(failure))?;
            Mode::Nothing
        } else {
            self.change(&plan)?
        };
        self.is_over = true;
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
        roll::apply(fs, site, place, &steps, self.old.as_ref(), &mut self.rescued)
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
