//! Where things are: the output folder without symbolic links, and the places of the state folder.
//!
//! ```text
//! .ibid/lock             held during a build
//! .ibid/manifests/KEY    what the last build wrote to this output folder
//! .ibid/journal/KEY      a commit under way
//! .ibid/stage/KEY/       files waiting for it
//! .ibid/backups/HASH/path   copies of files that somebody else wrote or edited
//! ```
//!
//! KEY names the output folder, relative to the site where it lies inside, so that a site may be
//! moved. All else follows from it: a journal holds no absolute path, and so cannot make a build
//! touch a folder that the person did not ask for.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{OutputRefusal, PublishError, Standing};
use super::fs::{EntryKind, FileFacts, Fs, FsFailure};
use super::manifest::Digest;
use super::{PublishTarget, names};

/// Where files wait for the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StagingPlace {
    /// In the state folder.
    State,
    /// Beside the output, when that is on another file system than the state.
    Beside,
    /// Inside the output, when that is a file system of its own (a mounted volume).
    Inside,
}

impl StagingPlace {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::State, Self::Beside, Self::Inside];
}

/// An output folder and its state, checked.
#[derive(Debug)]
pub(super) struct OutputFolder {
    /// The output folder: absolute, without symbolic links; it may not exist yet.
    pub(super) output: PathBuf,
    /// The output folder as people know it.
    pub(super) name: PathBuf,
    /// The state folder.
    pub(super) state: PathBuf,
    key: String,
}

impl OutputFolder {
    /// Finds the folders of `target` and refuses those that must not be written to.
    ///
    /// An output that is a symbolic link stands for the folder it leads to: that is what is written
    /// to and what is exchanged; the link itself is never replaced.
    pub(super) fn resolve(fs: &Fs, target: &PublishTarget<'_>) -> Result<Self, PublishError> {
        let find = |path: &Path| resolve(fs, path).map_err(|end| end.error(target.output));
        let (output, state) = (find(target.output)?, find(target.state)?);
        let refuse = |reason| PublishError::Refused { output: output.clone(), reason };
        let root = state.parent().ok_or_else(|| refuse(OutputRefusal::FilesystemRoot))?;
        if output.parent().is_none() || output.file_name().is_none() {
            return Err(refuse(OutputRefusal::FilesystemRoot));
        }
        if root.starts_with(&output) {
            return Err(refuse(OutputRefusal::SiteRoot));
        }
        if let Some(home) = std::env::home_dir().filter(|home| home.is_absolute())
            && (find(&home).unwrap_or(home)).starts_with(&output)
        {
            return Err(refuse(OutputRefusal::Home));
        }
        for folder in target.options.protected.iter().map(PathBuf::as_path).chain([state.as_path()]) {
            let real = find(folder).unwrap_or_else(|_| folder.to_owned());
            if real.starts_with(&output) || output.starts_with(&real) {
                return Err(refuse(OutputRefusal::Overlaps(folder.to_owned())));
            }
        }
        let name = output.strip_prefix(root).map_or(output.as_path(), |inside| inside).to_owned();
        let key = Digest::hash(name.as_os_str().as_bytes()).short();
        Ok(Self { name, key, state, output })
    }

    /// What stands at the output path: a folder or nothing.
    pub(super) fn existing(&self, fs: &Fs) -> Result<Option<FileFacts>, PublishError> {
        let found = fs.metadata(&self.output).map_err(|failure| Standing::Old.after(failure))?;
        match found {
            Some(facts) if facts.kind != EntryKind::Folder => {
                Err(PublishError::Refused { output: self.output.clone(), reason: OutputRefusal::NotAFolder })
            }
            Some(facts) if facts.mode & 0o222 == 0 => {
                // Root could write to it all the same, and an exchange of folders would not even ask.
                let error = io::Error::new(ErrorKind::PermissionDenied, "the folder is read-only");
                Err(Standing::Old.after(FsFailure::new("publish to", &self.output, error)))
            }
            other => Ok(other),
        }
    }

    /// The folder that holds the output folder.
    pub(super) fn parent(&self) -> &Path {
        self.output.parent().unwrap_or(&self.output)
    }

    /// The lock.
    pub(super) fn lock(&self) -> PathBuf {
        self.state.join("lock")
    }

    /// The journal.
    pub(super) fn journal(&self) -> PathBuf {
        self.state.join("journal").join(&self.key)
    }

    /// The manifest of what stands in the output.
    pub(super) fn manifest(&self) -> PathBuf {
        self.state.join("manifests").join(&self.key)
    }

    /// The manifest of what a commit under way puts there.
    pub(super) fn next_manifest(&self) -> PathBuf {
        self.state.join("manifests").join(format!("{}.next", self.key))
    }

    /// The name of the record of what was left in the output.
    pub(super) fn record(&self) -> String {
        format!("output-{}", self.key)
    }

    /// The folder for files that wait.
    pub(super) fn stage(&self, place: StagingPlace) -> PathBuf {
        match place {
            StagingPlace::State => self.state.join("stage").join(&self.key),
            StagingPlace::Beside => {
                let mut name = OsStr::new(".").to_owned();
                name.push(self.output.file_name().unwrap_or_default());
                name.push(names::RESERVED);
                self.parent().join(name)
            }
            StagingPlace::Inside => self.output.join(names::RESERVED),
        }
    }

    /// The folder for copies of what would otherwise be lost.
    pub(super) fn backups(&self) -> PathBuf {
        self.state.join("backups")
    }
}

/// Why a path has no real place.
enum DeadEnd {
    Refused(OutputRefusal),
    Failed(FsFailure),
}

impl DeadEnd {
    fn error(self, output: &Path) -> PublishError {
        match self {
            Self::Refused(reason) => PublishError::Refused { output: output.to_owned(), reason },
            Self::Failed(failure) => Standing::Old.after(failure),
        }
    }
}

/// How often a path is looked up that is there by name and leads nowhere.
const MOST_TRIES: usize = 3;

/// The absolute path without symbolic links, also if its last folders do not exist yet.
fn resolve(fs: &Fs, path: &Path) -> Result<PathBuf, DeadEnd> {
    let whole = std::path::absolute(path).map_err(|e| DeadEnd::Failed(FsFailure::new("resolve", path, e)))?;
    let mut missing = Vec::new();
    let mut at = whole.as_path();
    let mut tries = 0;
    loop {
        match fs.resolve(at) {
            Ok(real) => return Ok(missing.iter().rev().fold(real, |path, name| path.join(name))),
            Err(failure) if failure.error.kind() == ErrorKind::NotFound => {}
            Err(failure) if failure.is_absent() => return Err(DeadEnd::Refused(OutputRefusal::NotAFolder)),
            Err(failure) => return Err(DeadEnd::Failed(failure)),
        }
        if fs.metadata(at).map_err(DeadEnd::Failed)?.is_some() {
            // Another build that is swapping folders may have put it there since.
            if tries < MOST_TRIES {
                tries += 1;
                continue;
            }
            return Err(DeadEnd::Refused(OutputRefusal::DanglingLink));
        }
        let (Some(Component::Normal(name)), Some(parent)) = (at.components().next_back(), at.parent()) else {
            return Err(DeadEnd::Refused(OutputRefusal::Unresolvable));
        };
        missing.push(name);
        at = parent;
    }
}
