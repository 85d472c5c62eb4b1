//! A site that is being published.

use std::ffi::OsStr;
use std::fs::File;
use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};

use super::backup::Rescued;
use super::fs::{FileFacts, Fs, FsFailure, REAL};
use super::journal::{self, Commit};
use super::manifest::{Digest, Manifest};
use super::output_record::{OutputRecord, RecordedFile};
use super::place::{OutputFolder, StagingPlace};
use super::plan::{Draft, OnDisk, Plan, PlannedFile, compare};
use super::scan::{self, FolderTree};
use super::steps::Steps;
use super::{
    Mode, PublishError, PublishReport, PublishTarget, Recovery, Standing, lock, names, roll, stage, swap,
};
use crate::base::output::{FilePart, OutputSink};
use crate::base::parallel;
use crate::base::store::{Key, MadeFrom, Store};

/// A site that is being published, an [`OutputSink`]: files arrive one by one, each path once, and are staged;
/// [`commit`](Self::commit) puts all of them in place. One that is dropped changes nothing.
#[derive(Debug)]
pub struct Publication<'f> {
    fs: &'f Fs,
    site: OutputFolder,
    force: bool,
    sync: bool,
    lock: Option<File>,
    recovered: Recovery,
    rescued: Vec<Rescued>,
    /// The output folder as it was found.
    existing: Option<FileFacts>,
    tree: FolderTree,
    /// The manifest of the last build.
    old: Option<Manifest>,
    store: Option<Store>,
    /// The key of its bytes.
    old_key: Option<Key>,
    /// The record of what the last build left.
    record: OutputRecord,
    /// Where files wait, once one does.
    place: Mutex<Option<StagingPlace>>,
    items: Mutex<Vec<PlannedFile>>,
    /// Why a file could not be staged that stands in the way of another.
    clash: Mutex<Option<FsFailure>>,
    is_over: bool,
}

fn old(failure: FsFailure) -> PublishError {
    Standing::Old.after(failure)
}

impl Publication<'static> {
    /// Begins to publish: finds the output folder, takes the lock, completes or discards what an
    /// interrupted build left.
    ///
    /// # Errors
    /// Where the folder is refused, another build has the lock, or a file operation fails.
    pub fn open(target: &PublishTarget<'_>) -> Result<Self, PublishError> {
        Self::open_on(&REAL, target)
    }
}

impl<'f> Publication<'f> {
    pub(super) fn open_on(fs: &'f Fs, target: &PublishTarget<'_>) -> Result<Self, PublishError> {
        let site = OutputFolder::resolve(fs, target)?;
        site.existing(fs)?;
        let lock = lock(fs, &site, target.options.wait)?;
        let (recovered, rescued) =
            journal::recover(fs, &site).map_err(|failure| Standing::Mixed.after(failure))?;
        let existing = site.existing(fs)?;
        let ((bytes, mut record), tree) = parallel::join(
            || {
                let record = || match (target.options.store, existing) {
                    (Some(store), Some(_)) => OutputRecord::read(store, &site),
                    _ => OutputRecord::default(),
                };
                parallel::join(|| Manifest::bytes(fs, &site.manifest()), record)
            },
            || existing.map(|_| scan::scan(fs, &site.output)).transpose(),
        );
        let (bytes, tree) = (bytes.map_err(old)?, tree.map_err(old)?.unwrap_or_default());
        let manifest = bytes.as_deref();
        let manifest =
            manifest.and_then(|bytes| record.manifest_of(&site, bytes).or_else(|| Manifest::of_bytes(bytes)));
        record.compare(manifest.as_ref(), &tree);
        Ok(Self {
            fs,
            site,
            force: target.options.force,
            sync: target.options.sync,
            lock,
            recovered,
            rescued,
            existing,
            old_key: bytes.as_deref().map(Key::hash),
            old: manifest,
            tree,
            store: target.options.store.cloned(),
            record,
            place: Mutex::default(),
            items: Mutex::default(),
            clash: Mutex::default(),
            is_over: false,
        })
    }

    /// Takes the notices of files that were rescued when an interrupted build was completed; the report has those
    /// of this one.
    pub fn take_rescued(&mut self) -> Vec<Rescued> {
        std::mem::take(&mut self.rescued)
    }

    fn push(&self, items: impl IntoIterator<Item = PlannedFile>) {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).extend(items);
    }

    fn add(
        &self,
        path: &str,
        bytes: &[u8],
        made_from: Option<MadeFrom>,
        parts: Vec<FilePart>,
    ) -> Result<(), PublishError> {
        let digest = Digest::hash(bytes);
        // A path that is not fit is refused with all others like it, when all are known.
        let is_fit = names::problem(path).is_none();
        let (found, is_as_left) =
            if is_fit { self.stage(path, bytes, digest)? } else { (OnDisk::Absent, false) };
        self.push([PlannedFile { path: path.to_owned(), digest, found, is_as_left, made_from, parts }]);
        Ok(())
    }

    /// What the last build recorded of a file, where record and manifest agree and there is one.
    fn recorded(&self, path: &str) -> Option<&RecordedFile> {
        self.record.files.get(path).filter(|file| file.agrees)
    }

    /// A file of the last build as part of this one, if it is unchanged.
    fn unchanged_file(&self, path: &str, file: &RecordedFile) -> Option<PlannedFile> {
        let is_as_left = OutputRecord::is_as_left(self.fs, &self.site, path, file);
        let stands = is_as_left
            || self
                .fs
                .read(&self.site.output.join(path))
                .is_ok_and(|bytes| Digest::hash(&bytes) == file.digest);
        let RecordedFile { digest, made_from, ref parts, .. } = *file;
        stands.then(|| PlannedFile {
            path: path.to_owned(),
            digest,
            found: OnDisk::Same,
            is_as_left,
            made_from,
            parts: parts.clone(),
        })
    }

    /// Takes a file of the last build that was made from what is wanted, if it stands as it was left.
    fn keep_if(
        &self,
        path: &str,
        is_wanted: impl FnOnce(&MadeFrom) -> bool,
        note: impl FnOnce(&mut PlannedFile),
    ) -> bool {
        let file = self.recorded(path).filter(|file| file.made_from.as_ref().is_some_and(is_wanted));
        let Some(mut item) = file.and_then(|file| self.unchanged_file(path, file)) else { return false };
        note(&mut item);
        self.push([item]);
        true
    }

    /// Takes the whole site of the last build as the new one, if it was made from just this and each of its
    /// files stands as it was left.
    #[must_use]
    pub fn keep_all(&self, made_from: &Key) -> bool {
        let Some(manifest) = self.old.as_ref().filter(|_| self.record.site.as_ref() == Some(made_from))
        else {
            return false;
        };
        let files: Vec<(&String, &RecordedFile)> = self.record.files.iter().collect();
        let unchanged =
            |(path, file): &(&String, &RecordedFile)| file.agrees.then(|| self.unchanged_file(path, file))?;
        let items = || parallel::map(&files, 64, unchanged).into_iter().collect::<Option<Vec<PlannedFile>>>();
        let items = if self.record.files.len() == manifest.files.len() { items() } else { None };
        let all = items.is_some();
        self.push(items.unwrap_or_default());
        all
    }

    /// Compares a file with the one that stands, and stages it where they differ. Says too whether the one that
    /// stands was known without being read.
    fn stage(&self, path: &str, bytes: &[u8], digest: Digest) -> Result<(OnDisk, bool), PublishError> {
        let kind = self.tree.leaves.get(OsStr::new(path)).copied();
        let recorded = self.old.as_ref().and_then(|old| old.files.get(path));
        let left =
            self.recorded(path).filter(|file| OutputRecord::is_as_left(self.fs, &self.site, path, file));
        let found = match left {
            Some(file) if file.digest == digest => OnDisk::Same,
            Some(_) => OnDisk::Ours,
            None => compare(self.fs, &self.site.output.join(path), bytes, kind, recorded).map_err(old)?,
        };
        if found != OnDisk::Same {
            let place = self.place().map_err(old)?;
            match stage::write(self.fs, &self.site, place, path, bytes) {
                Err(failure) if is_clash(failure.error.kind()) => {
                    self.clash.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
                }
                other => other.map_err(old)?,
            }
        }
        Ok((found, left.is_some() && found == OnDisk::Same))
    }

    /// Where files wait.
    fn place(&self) -> Result<StagingPlace, FsFailure> {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = *place {
            return Ok(place);
        }
        let opened = stage::prepare(self.fs, &self.site, self.existing.as_ref())?;
        *place = Some(opened);
        Ok(opened)
    }

    /// Puts the files in place, and removes those of the last build that are gone. `made_from` is the key of
    /// the whole site, by which [`keep_all`](Self::keep_all) knows it again.
    ///
    /// # Errors
    /// See [`PublishError`]. Unless it says otherwise ([`Standing`]), the previous site still stands.
    pub fn commit(mut self, made_from: Option<Key>) -> Result<PublishReport, PublishError> {
        let mut items = std::mem::take(&mut *self.items.lock().unwrap_or_else(PoisonError::into_inner));
        items.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let (bad, draft) = parallel::join(
            || names::check(items.iter().map(|item| &item.path)),
            || Draft::new(self.fs, &self.site, &items, &self.tree, self.old.as_ref()),
        );
        if !bad.is_empty() {
            return Err(PublishError::Paths(bad));
        }
        if let Some(failure) = self.clash.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(old(failure));
        }
        let plan = draft.map_err(old)?.into_plan(items, &self.tree);
        plan.admit(&self.site, &self.tree, self.old.is_some(), self.force)?;
        let (mode, manifest) = if plan.is_empty() && self.existing.is_some() {
            let manifest = self.record(&plan).map_err(|failure| Standing::New.after(failure))?;
            (Mode::Nothing, manifest)
        } else {
            let (mode, manifest) = self.change(&plan)?;
            (mode, Some(manifest))
        };
        self.is_over = true;
        let is_recorded = mode == Mode::Nothing
            && plan.items.iter().all(|item| item.is_as_left)
            && (self.record.site, self.record.manifest) == (made_from, manifest)
            && self.record.says(&plan.items);
        if let Some(store) = self.store.as_ref().filter(|_| !is_recorded) {
            // Unless folders were exchanged, what was found as it was left is so still.
            let is_known = |item: &PlannedFile| mode != Mode::Swap && item.is_as_left;
            self.record.record((self.fs, &self.site), &plan.items, (made_from, manifest), is_known, store);
        }
        let (mut removed, mut left_edited) = (plan.gone.clone(), plan.left_edited.clone());
        removed.sort_unstable();
        left_edited.sort_unstable();
        let report = PublishReport {
            written: plan.writes().map(|item| item.path.clone()).collect(),
            unchanged: plan.items.len() - plan.writes().count(),
            removed,
            kept_foreign: plan
                .left_in_place
                .iter()
                .map(|(path, _)| path.to_string_lossy().into_owned())
                .collect(),
            left_edited,
            rescued: std::mem::take(&mut self.rescued),
            mode,
            recovered: self.recovered,
            locked: self.lock.is_some(),
        };
        // Dropping the records of a large site takes a while; the caller need not wait for it.
        let known = (std::mem::take(&mut self.record), std::mem::take(&mut self.tree), self.old.take());
        parallel::later(move || drop((plan, known)));
        Ok(report)
    }

    /// Sets the manifest right where the files already are, and gives its key.
    fn record(&self, plan: &Plan) -> Result<Option<Key>, FsFailure> {
        if self.old.as_ref() == Some(&plan.manifest) {
            return Ok(self.old_key);
        }
        let key = journal::announce(self.fs, &self.site, &plan.manifest, false)?;
        self.fs.rename(&self.site.next_manifest(), &self.site.manifest())?;
        Ok(Some(key))
    }

    /// Makes the change: as one exchange if it is large and the system can, else file by file. Gives the key of
    /// the new manifest too.
    fn change(&mut self, plan: &Plan) -> Result<(Mode, Key), PublishError> {
        let (fs, sync) = (self.fs, self.sync);
        let prepared = self.prepare(plan);
        let site = &self.site;
        let give_up = |failure| {
            // Above all, give a full disk its space back. If that fails too, the next build does it.
            let _ = journal::recover(fs, site);
            old(failure)
        };
        let (place, swapped, manifest) = prepared.map_err(give_up)?;
        // From here on the journal knows what to do, and nothing is discarded.
        self.is_over = true;
        if swapped {
            let cleared = swap::clear(fs, site, place, self.old.as_ref(), &plan.own_paths());
            self.rescued.extend(cleared.map_err(|failure| Standing::New.after(failure))?);
            journal::finish(fs, site, place).map_err(|failure| Standing::New.after(failure))?;
            return Ok((Mode::Swap, manifest));
        }
        let steps = Steps::new(plan);
        if self.existing.is_none() {
            fs.create_folders(&site.output).map_err(give_up)?;
        }
        journal::begin(fs, site, place, Commit::RollForward(steps.clone()), sync).map_err(give_up)?;
        let sites = (self.old.as_ref(), Some(&plan.manifest));
        roll::apply(fs, site, place, &steps, sites, &mut self.rescued)
            .and_then(|()| journal::finish(fs, site, place))
            .map_err(|failure| Standing::Mixed.after(failure))?;
        Ok((Mode::RollForward, manifest))
    }

    /// Completes what is staged, writes down what is to come, and exchanges the folders if it can.
    fn prepare(&self, plan: &Plan) -> Result<(StagingPlace, bool, Key), FsFailure> {
        let (fs, site, sync) = (self.fs, &self.site, self.sync);
        let place = self.place()?;
        let large = plan.is_large(self.old.is_none() || self.existing.is_none());
        let whole = large && stage::complete(fs, site, place, plan, self.existing.as_ref())?;
        if sync {
            fs.sync(&site.stage(place))?;
        }
        let manifest = journal::announce(fs, site, &plan.manifest, sync)?;
        if !whole {
            return Ok((place, false, manifest));
        }
        if let Some(facts) = fs.metadata(&site.stage(place))? {
            let commit = Commit::Swap { device: facts.device, inode: facts.inode };
            journal::begin(fs, site, place, commit, sync)?;
        }
        Ok((place, swap::exchange(fs, site, place, self.existing.is_some())?, manifest))
    }
}

impl OutputSink for Publication<'_> {
    type Error = PublishError;

    fn keep(&self, path: &str, made_from: MadeFrom) -> Result<bool, PublishError> {
        let is_of = |file: &MadeFrom| file.key == made_from.key;
        Ok(self.keep_if(path, is_of, |item| item.made_from = Some(made_from)))
    }

    fn keep_coarse(&self, path: &str, coarse: &Key) -> Result<bool, PublishError> {
        Ok(self.keep_if(path, |file| file.coarse.as_ref() == Some(coarse), |_| ()))
    }

    fn write(&self, path: &str, bytes: &[u8], made_from: Option<MadeFrom>) -> Result<(), PublishError> {
        self.add(path, bytes, made_from, Vec::new())
    }

    fn parts(&self, path: &str) -> Option<(Vec<u8>, Vec<FilePart>)> {
        let file = self.recorded(path).filter(|file| !file.parts.is_empty())?;
        let bytes = self.fs.read(&self.site.output.join(path)).ok()?;
        // Looked at after it was read: later changes do not concern this build.
        let stands = OutputRecord::is_as_left(self.fs, &self.site, path, file);
        (stands || Digest::hash(&bytes) == file.digest).then(|| (bytes, file.parts.clone()))
    }

    fn write_parts(&self, path: &str, bytes: &[u8], parts: Vec<FilePart>) -> Result<(), PublishError> {
        self.add(path, bytes, None, parts)
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
