//! The only writer: bytes → the output folder.
//!
//! ```text
//! names     every path is checked, before anything is touched
//! place     the output folder is found, or refused; the lock is taken
//! journal   an interrupted build is completed or discarded
//! scan      what is in the output folder
//! plan      what has to change, by comparing bytes; a folder that is not ours is refused
//! stage     new files are written where nobody looks
//! swap      a large change: one exchange of folders
//! roll      a small change: one rename per file
//! lost      copies are kept of what others wrote and we replace
//! manifest  the record of what we wrote
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

mod error;
mod fs;
mod journal;
mod lost;
mod manifest;
mod names;
mod place;
mod plan;
mod roll;
mod scan;
mod stage;
mod swap;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use error::{PublishError, Refusal, Standing};
pub use fs::Failure;
pub use journal::Recovery;
pub use lost::Rescued;
pub use names::{BadPath, PathProblem};

#[cfg(test)]
use fs::Fault;
use fs::{Facts, Fs};
use journal::Commit;
use manifest::Manifest;
use place::Site;
use plan::Plan;
use scan::Tree;

/// A whole site: path relative to the output folder, with `/`, to bytes.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// Where a site goes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The output folder. A symbolic link stands for the folder it leads to.
    pub output: &'a Path,
    /// The state folder, `.ibid/` in the site's own folder. Created when needed.
    pub state: &'a Path,
    /// How to go about it.
    pub options: Options<'a>,
}

/// How to publish.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Build into a folder that ibid did not create, and replace foreign files that are in the way,
    /// of which copies are kept.
    pub force: bool,
    /// Have the new files on the disk before the old ones go, so that the site outlives a power
    /// failure. Without it, it outlives all but that, and the next build repairs it.
    pub sync: bool,
    /// Wait for another build of this site; otherwise [`PublishError::Busy`].
    pub wait: bool,
    /// Folders that the output folder may not be, hold or lie inside of: content, seeds, themes. The
    /// file system's root, the home folder, the site's own and the state folder always are.
    pub protected: &'a [PathBuf],
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { force: false, sync: true, wait: true, protected: &[] }
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Files written because they were new or differed, sorted.
    pub written: Vec<String>,
    /// How many files had the right bytes already.
    pub unchanged: usize,
    /// Files of the previous build that were removed, sorted.
    pub removed: Vec<String>,
    /// Files that ibid did not write, or not like that, and left alone; sorted.
    pub kept_foreign: Vec<String>,
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
pub fn publish(files: &Files, target: &Target<'_>) -> Result<Report, PublishError> {
    publish_on(&Fs::default(), files, target)
}

/// Completes or discards what an interrupted [`publish`] to this target left. Every `publish` begins
/// with it.
///
/// # Errors
///
/// If the output folder is refused, or a file operation fails.
pub fn recover(target: &Target<'_>) -> Result<Recovery, PublishError> {
    let fs = Fs::default();
    let site = Site::resolve(&fs, target)?;
    if fs.look(&site.state).map_err(|failure| Standing::Old.after(failure))?.is_none() {
        return Ok(Recovery::Nothing);
    }
    let _lock = lock(&fs, &site, target.options.wait)?;
    journal::recover(&fs, &site).map(|(found, _)| found).map_err(|failure| Standing::Mixed.after(failure))
}

fn publish_on(fs: &Fs, files: &Files, target: &Target<'_>) -> Result<Report, PublishError> {
    let bad = names::check(files.keys());
    if !bad.is_empty() {
        return Err(PublishError::Paths(bad));
    }
    let options = target.options;
    let site = Site::resolve(fs, target)?;
    site.existing(fs)?;
    let lock = lock(fs, &site, options.wait)?;
    let (recovered, mut rescued) =
        journal::recover(fs, &site).map_err(|failure| Standing::Mixed.after(failure))?;
    let existing = site.existing(fs)?;
    let old = Manifest::read(fs, &site.manifest()).map_err(|failure| Standing::Old.after(failure))?;
    let (tree, plan) = survey(fs, &site, files, existing.as_ref(), old.as_ref())?;
    plan.admit(&site, &tree, old.is_some(), options.force)?;
    let mode = if plan.is_empty() && existing.is_some() {
        record(fs, &site, &plan.manifest, old.as_ref()).map_err(|failure| Standing::New.after(failure))?;
        Mode::Nothing
    } else {
        commit(fs, &site, &plan, old.as_ref(), Way { existing, sync: options.sync }, &mut rescued)?
    };
    let mut removed = plan.gone.clone();
    removed.sort_unstable();
    Ok(Report {
        written: plan.writes().map(|item| item.path.to_owned()).collect(),
        unchanged: plan.items.len() - plan.writes().count(),
        removed,
        kept_foreign: plan.kept.iter().map(|(path, _)| path.to_string_lossy().into_owned()).collect(),
        rescued,
        mode,
        recovered,
        locked: lock.is_some(),
    })
}

/// Takes the lock; `None` if the file system has none. The kernel gives it back when the process ends,
/// however it ends.
fn lock(fs: &Fs, site: &Site, wait: bool) -> Result<Option<File>, PublishError> {
    fs.create_folders(&site.state).map_err(|failure| Standing::Old.after(failure))?;
    match fs.lock(&site.lock(), wait) {
        Ok(Some(lock)) => Ok(Some(lock)),
        Ok(None) => Err(PublishError::Busy { lock: site.lock() }),
        Err(failure) if failure.error.kind() == ErrorKind::Unsupported => Ok(None),
        Err(failure) => Err(Standing::Old.after(failure)),
    }
}

fn survey<'a>(
    fs: &Fs,
    site: &Site,
    files: &'a Files,
    existing: Option<&Facts>,
    old: Option<&Manifest>,
) -> Result<(Tree, Plan<'a>), PublishError> {
    let look = || {
        let tree = existing.map(|_| scan::scan(fs, &site.output)).transpose()?.unwrap_or_default();
        let plan = Plan::new(fs, site, files, &tree, old)?;
        Ok((tree, plan))
    };
    look().map_err(|failure| Standing::Old.after(failure))
}

/// Sets the record right where the files already are.
fn record(fs: &Fs, site: &Site, new: &Manifest, old: Option<&Manifest>) -> Result<(), Failure> {
    if old == Some(new) {
        return Ok(());
    }
    journal::announce(fs, site, new, false)?;
    fs.rename(&site.next_manifest(), &site.manifest())
}

/// What a commit has to know besides the plan.
#[derive(Clone, Copy)]
struct Way {
    existing: Option<Facts>,
    sync: bool,
}

/// Makes the change: as one exchange if it is large and the system can, else file by file.
fn commit(
    fs: &Fs,
    site: &Site,
    plan: &Plan<'_>,
    old: Option<&Manifest>,
    way: Way,
    rescued: &mut Vec<Rescued>,
) -> Result<Mode, PublishError> {
    let large = plan.is_large(old.is_none() || way.existing.is_none());
    let prepare = || -> Result<_, Failure> {
        let staged = stage::prepare(fs, site, plan, way.existing.as_ref(), large)?;
        if way.sync {
            fs.sync(&site.stage(staged.place))?;
        }
        journal::announce(fs, site, &plan.manifest, way.sync)?;
        let swapped = staged.whole && {
            begin_swap(fs, site, staged.place, way.sync)?;
            swap::exchange(fs, site, staged.place, way.existing.is_some())?
        };
        Ok((staged.place, swapped))
    };
    let give_up = |failure| {
        // Above all, give a full disk its space back. If that fails too, the next build does it.
        let _ = journal::recover(fs, site);
        Standing::Old.after(failure)
    };
    let (place, swapped) = prepare().map_err(give_up)?;
    if swapped {
        let cleared = swap::clear(fs, site, place, old, &plan.settled());
        rescued.extend(cleared.map_err(|failure| Standing::New.after(failure))?);
        journal::finish(fs, site, place).map_err(|failure| Standing::New.after(failure))?;
        return Ok(Mode::Swap);
    }
    let steps = roll::steps(plan);
    if way.existing.is_none() {
        fs.create_folders(&site.output).map_err(give_up)?;
    }
    journal::begin(fs, site, place, Commit::RollForward(steps.clone()), way.sync).map_err(give_up)?;
    roll::apply(fs, site, place, &steps, old, rescued)
        .and_then(|()| journal::finish(fs, site, place))
        .map_err(|failure| Standing::Mixed.after(failure))?;
    Ok(Mode::RollForward)
}

fn begin_swap(fs: &Fs, site: &Site, place: place::Place, sync: bool) -> Result<(), Failure> {
    let Some(facts) = fs.look(&site.stage(place))? else { return Ok(()) };
    journal::begin(fs, site, place, Commit::Swap { device: facts.device, inode: facts.inode }, sync)
}
