//! The only writer: bytes → the output folder.
//!
//! ```text
//! place     the output folder is found, or refused; the lock is taken
//! journal   an interrupted build is completed or discarded
//! scan      what is in the output folder
//! stage     each file is compared with the one that stands; where they differ, it is written where
//!           nobody looks. Files come one by one, from any thread, and need not stay in memory
//! names     every path is checked, before anything of the output is touched
//! plan      what has to change; a folder that is not ours is refused
//! swap      a large change: one exchange of folders
//! roll      a small change: one rename per file
//! backup    copies are kept of files that others wrote and that the site replaces
//! manifest  the record of what we wrote
//! output_record  the files' stamps, so that the next build need not read them
//! ```
//!
//! What holds after any interruption, at any point: the output folder is the old site or the new one
//! (swap), or each of its files is old or new and whole (roll-forward), and the next build, or
//! [`recover`], completes or discards the rest. Nothing outside the output and the state folder is
//! changed; where the two are on different file systems, a folder `.NAME.ibid-stage` stands beside
//! the output for the time of the build.
//!
//! Not handled: two sites that publish to one folder at the same time (the lock is the site's), and
//! links planted inside the output while a build runs.

mod backup;
mod error;
mod fs;
mod journal;
mod manifest;
mod names;
mod output_record;
mod place;
mod plan;
mod publication;
mod roll;
mod scan;
mod stage;
mod steps;
mod swap;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub use backup::Rescued;
pub use error::{OutputRefusal, PublishError, Standing};
pub use fs::FsFailure;
pub use journal::Recovery;
pub use names::{BadPath, PathProblem};
pub use publication::Publication;

#[cfg(test)]
use fs::Fault;
use fs::{Fs, REAL};
use place::OutputFolder;

use crate::base::output::{Files, OutputSink};
use crate::base::parallel;
use crate::base::store::Store;

/// Where a site goes.
#[derive(Clone, Copy, Debug)]
pub struct PublishTarget<'a> {
    /// The output folder. A symbolic link stands for the folder it leads to.
    pub output: &'a Path,
    /// The state folder, `.ibid/` in the site's own folder. Created when needed.
    pub state: &'a Path,
    /// How to go about it.
    pub options: PublishOptions<'a>,
}

/// How to publish.
#[derive(Clone, Copy, Debug)]
pub struct PublishOptions<'a> {
    /// Build into a folder that ibid did not create, and replace foreign files that are in the way,
    /// of which copies are kept.
    pub force: bool,
    /// Have the new files on the disk before the old ones go, so that the site outlives a power
    /// failure. Without it, it outlives all but that, and the next build repairs it.
    pub sync: bool,
    /// Wait for another build of this site; otherwise [`PublishError::Busy`].
    pub wait: bool,
    /// Where the state of the output is recorded and looked up. Without it, every file is read.
    pub store: Option<&'a Store>,
    /// Folders that the output folder may not be, hold or lie inside of: content, seeds, themes. The
    /// file system's root, the home folder, the site's own and the state folder always are.
    pub protected: &'a [PathBuf],
}

impl Default for PublishOptions<'_> {
    fn default() -> Self {
        Self { force: false, sync: true, wait: true, store: None, protected: &[] }
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishReport {
    /// Files written because they were new or differed, sorted.
    pub written: Vec<String>,
    /// How many files had the right bytes already.
    pub unchanged: usize,
    /// Files of the previous build that were removed, sorted.
    pub removed: Vec<String>,
    /// Files that ibid did not write, or not like that, and left alone; sorted.
    pub kept_foreign: Vec<String>,
    /// Of these, files of the previous build that no page has any more, and that were edited by hand; sorted.
    pub left_edited: Vec<String>,
    /// Files that ibid did not write, or not like that, and had to replace.
    pub rescued: Vec<Rescued>,
    /// How the change was made.
    pub mode: Mode,
    /// What was found of an earlier build.
    pub recovered: Recovery,
    /// Whether the state folder's file system has locks. If not, two builds at once may collide.
    pub locked: bool,
}

/// How a change was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The whole folder in one step.
    Swap,
    /// File by file.
    RollForward,
    /// There was nothing to change.
    Nothing,
}

/// Makes the output folder of `target` hold `files`.
///
/// # Errors
///
/// See [`PublishError`]. Unless it says otherwise ([`Standing`]), the previous site still stands.
pub fn publish(files: &Files, target: &PublishTarget<'_>) -> Result<PublishReport, PublishError> {
    publish_on(&REAL, files, target)
}

fn publish_on(fs: &Fs, files: &Files, target: &PublishTarget<'_>) -> Result<PublishReport, PublishError> {
    let bad = names::check(files.keys());
    if !bad.is_empty() {
        return Err(PublishError::Paths(bad));
    }
    let publication = Publication::open_on(fs, target)?;
    let files: Vec<_> = files.iter().collect();
    parallel::try_each(&files, 1, |(path, bytes)| publication.write(path, bytes, None))?;
    publication.commit(None)
}

/// Whether the output folder of `target` is one that must never be written to.
///
/// # Errors
///
/// [`PublishError::Refused`], and nothing else.
pub fn refuse(target: &PublishTarget<'_>) -> Result<(), PublishError> {
    match OutputFolder::resolve(&REAL, target).and_then(|site| site.existing(&REAL)) {
        Err(error @ PublishError::Refused { .. }) => Err(error),
        // What else is wrong is said when something is to be published.
        _ => Ok(()),
    }
}

/// Completes or discards what an interrupted [`publish`] to this target left. Every `publish` begins
/// with it.
///
/// # Errors
///
/// If the output folder is refused, or a file operation fails.
pub fn recover(target: &PublishTarget<'_>) -> Result<Recovery, PublishError> {
    let fs = &REAL;
    let site = OutputFolder::resolve(fs, target)?;
    if fs.metadata(&site.state).map_err(|failure| Standing::Old.after(failure))?.is_none() {
        return Ok(Recovery::Nothing);
    }
    let _lock = lock(fs, &site, target.options.wait)?;
    journal::recover(fs, &site).map(|(found, _)| found).map_err(|failure| Standing::Mixed.after(failure))
}

/// Takes the lock; `None` if the file system has none. The kernel gives it back when the process ends,
/// however it ends.
fn lock(fs: &Fs, site: &OutputFolder, wait: bool) -> Result<Option<File>, PublishError> {
    fs.create_folders(&site.state).map_err(|failure| Standing::Old.after(failure))?;
    match fs.lock(&site.lock(), wait) {
        Ok(Some(lock)) => Ok(Some(lock)),
        Ok(None) => Err(PublishError::Busy { lock: site.lock() }),
        Err(failure) if failure.error.kind() == ErrorKind::Unsupported => Ok(None),
        Err(failure) => Err(Standing::Old.after(failure)),
    }
}
