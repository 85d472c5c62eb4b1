//! A small change: files are replaced one by one, each by a rename.
//!
//! Whoever looks sees every file whole, old or new. The same steps finish an interrupted change,
//! however long ago that was; so each looks at what is there before it acts.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::backup::{self, Rescued};
use super::fs::{EntryKind, Fs, FsFailure};
use super::manifest::Manifest;
use super::names;
use super::place::{OutputFolder, StagingPlace};
use super::steps::Steps;

/// Takes the steps that are not taken yet, from the `old` site to the `new`.
pub(super) fn apply(
    fs: &Fs,
    site: &OutputFolder,
    place: StagingPlace,
    steps: &Steps,
    (old, new): (Option<&Manifest>, Option<&Manifest>),
    rescued: &mut Vec<Rescued>,
) -> Result<(), FsFailure> {
    let change = FileChange { fs, site, old, new };
    for path in &steps.evicts {
        change.remove(path, true, rescued)?;
    }
    let stage = site.stage(place);
    let mut folder = None;
    for path in &steps.writes {
        if fs.metadata(&stage.join(path))?.is_none() {
            continue;
        }
        let above = names::ancestors(path).next().unwrap_or("");
        if folder != Some(above) {
            change.make_folders(path)?;
            folder = Some(above);
        }
        change.put(&stage.join(path), path, rescued)?;
    }
    steps.removes.iter().try_for_each(|path| change.remove(path, false, rescued))
}

struct FileChange<'a> {
    fs: &'a Fs,
    site: &'a OutputFolder,
    old: Option<&'a Manifest>,
    new: Option<&'a Manifest>,
}

impl FileChange<'_> {
    /// Whether the bytes at `path` are those of the old site or of the new one.
    fn is_ours(&self, path: &str, kind: EntryKind) -> Result<bool, FsFailure> {
        let Some(digest) = backup::digest(self.fs, &self.site.output.join(path), kind)? else {
            return Ok(false);
        };
        Ok(self.old.into_iter().chain(self.new).any(|manifest| manifest.holds(path, digest)))
    }

    /// Moves a staged file to its place.
    fn put(&self, staged: &Path, path: &str, rescued: &mut Vec<Rescued>) -> Result<(), FsFailure> {
        let to = self.site.output.join(path);
        match self.fs.metadata(&to)? {
            None => {}
            Some(facts) if facts.kind == EntryKind::Folder => remove_empty(self.fs, &to)?,
            Some(facts) if self.is_ours(path, facts.kind)? => {}
            Some(_) => rescued.extend(backup::rescue(self.fs, self.site, &to, Path::new(path))?),
        }
        match self.fs.rename(staged, &to) {
            // Two mounts of one file system, or layers: the numbers said one, the system says two.
            Err(failure) if failure.error.kind() == ErrorKind::CrossesDevices => {
                let inside = self.site.stage(StagingPlace::Inside);
                self.fs.create_folders(&inside)?;
                self.fs.write(&inside.join("file"), &self.fs.read(staged)?, false)?;
                self.fs.rename(&inside.join("file"), &to)
            }
            other => other,
        }
    }

    /// Makes the folders above `path`, and sees to it that none is a link that leads elsewhere.
    fn make_folders(&self, path: &str) -> Result<(), FsFailure> {
        let mut folders: Vec<&str> = names::ancestors(path).collect();
        folders.reverse();
        for folder in folders {
            let folder = self.site.output.join(folder);
            match self.fs.metadata(&folder)? {
                None => self.fs.create_folder(&folder)?,
                Some(facts) if facts.kind == EntryKind::Folder => {}
                Some(_) => {
                    let error = io::Error::new(ErrorKind::NotADirectory, "something else stands there");
                    return Err(FsFailure::new("create the folder", &folder, error));
                }
            }
        }
        Ok(())
    }

    /// Removes a file, and the folders it leaves empty. One that is not ours is left, or if it is
    /// `in_the_way`, removed once a copy is kept.
    fn remove(&self, path: &str, in_the_way: bool, rescued: &mut Vec<Rescued>) -> Result<(), FsFailure> {
        let at = self.site.output.join(path);
        let Some(facts) = self.fs.metadata(&at)?.filter(|facts| facts.kind != EntryKind::Folder) else {
            return Ok(());
        };
        let digest = backup::digest(self.fs, &at, facts.kind)?;
        let ours = digest.is_some_and(|digest| self.old.is_some_and(|old| old.holds(path, digest)));
        match (ours, in_the_way) {
            (false, false) => return Ok(()),
            (false, true) => rescued.extend(backup::rescue(self.fs, self.site, &at, Path::new(path))?),
            (true, _) => {}
        }
        self.fs.remove_file(&at)?;
        for folder in names::ancestors(path) {
            if !self.fs.remove_folder(&self.site.output.join(folder))? {
                break;
            }
        }
        Ok(())
    }
}

/// Removes a folder that holds nothing but folders.
fn remove_empty(fs: &Fs, folder: &Path) -> Result<(), FsFailure> {
    for (name, kind) in fs.list(folder)? {
        if kind == EntryKind::Folder {
            remove_empty(fs, &folder.join(name))?;
        }
    }
    if fs.remove_folder(folder)? {
        return Ok(());
    }
    let error = io::Error::new(ErrorKind::DirectoryNotEmpty, "there is a file in it that ibid did not write");
    Err(FsFailure::new("replace the folder", folder, error))
}
