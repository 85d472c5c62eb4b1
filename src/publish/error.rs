//! What can go wrong when a site is published, and what to tell the person.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::fs::FsFailure;
use super::names::BadPath;
use crate::base::FileChanged;

/// Why a site was not published, or not to the end.
///
/// `Display` says what failed, on which file, and on a `help:` line what to do.
#[derive(Debug)]
pub enum PublishError {
    /// The output folder is one that must never be written to. Nothing was touched.
    Refused {
        /// The output folder, without symbolic links.
        output: PathBuf,
        /// Why it is refused.
        reason: OutputRefusal,
    },
    /// The output folder holds files and ibid did not create it. Nothing was touched.
    NotOurs {
        /// The output folder.
        output: PathBuf,
        /// How many files there are that ibid does not know.
        count: usize,
        /// The first of them.
        example: String,
    },
    /// Files that ibid did not write stand where files of the site must go. Nothing was touched.
    Conflict {
        /// The output folder.
        output: PathBuf,
        /// The files in the way, relative to it.
        files: Vec<String>,
        /// Whether `force` would help: it keeps a copy, which a pipe or device has none of.
        forcible: bool,
    },
    /// The site holds paths that cannot be published. Nothing was touched.
    Paths(Vec<BadPath>),
    /// Another build holds the lock and the options say not to wait. Nothing was touched.
    Busy {
        /// The lock file.
        lock: PathBuf,
    },
    /// A file of the site changed while it was being read. The previous site stands.
    FileChanged(FileChanged),
    /// The system refused a file operation.
    Io {
        /// The operation and the file.
        failure: FsFailure,
        /// Which site stands now.
        standing: Standing,
    },
}

/// Why an output folder is refused whatever the options say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputRefusal {
    /// It is the root of the file system.
    FilesystemRoot,
    /// It is the home folder, or holds it.
    Home,
    /// It is the site's own folder, or holds it.
    SiteRoot,
    /// It is, holds or lies inside a folder of the site's input or state.
    Overlaps(PathBuf),
    /// It is a symbolic link to nothing; the folder it names is not created.
    DanglingLink,
    /// There is something of that name that is not a folder.
    NotAFolder,
    /// It leads up with `..` out of a folder that does not exist.
    Unresolvable,
}

/// Which site stands in the output folder after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The previous one, whole.
    Old,
    /// Each file is the old or the new one, whole; the next build finishes the job.
    Mixed,
    /// The new one, whole; what is left to do is clean-up, which the next build does.
    New,
}

impl Standing {
    /// The error for `failure` when this site stands.
    pub(super) fn after(self, failure: FsFailure) -> PublishError {
        PublishError::Io { failure, standing: self }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { output, reason } => refused(f, output, reason),
            Self::NotOurs { output, count, example } => write!(
                f,
                "`{}` was not created by ibid: it holds `{example}`{}\n\
                 help: choose another folder with --output-dir, empty this one, or pass --force, which \
                 builds into it and keeps what is there",
                output.display(),
                others(count.saturating_sub(1)),
            ),
            Self::Conflict { output, files, forcible } => {
                let first = files.first().map_or("", String::as_str);
                let more = others(files.len().saturating_sub(1));
                let at = output.join(first);
                writeln!(f, "`{}` is in the way and was not written by ibid{more}", at.display())?;
                let force = if *forcible {
                    ", or pass --force to replace it and keep a copy in .ibid/backups/"
                } else {
                    ""
                };
                write!(f, "help: move it out of the output folder{force}")
            }
            Self::Paths(bad) => {
                for path in bad {
                    writeln!(f, "cannot publish: {path}")?;
                }
                write!(f, "help: change the slug, path or file name that leads to it")
            }
            Self::Busy { lock } => {
                writeln!(f, "another build of this site is running (it holds `{}`)", lock.display())?;
                write!(f, "help: wait for it to end")
            }
            Self::FileChanged(changed) => {
                write!(f, "{changed}\nhelp: build again; {}", Standing::Old)
            }
            Self::Io { failure, standing } => write!(f, "{failure}\nhelp: {}; {standing}", advice(failure)),
        }
    }
}

fn refused(f: &mut fmt::Formatter<'_>, output: &Path, reason: &OutputRefusal) -> fmt::Result {
    write!(f, "will not publish to `{}`: ", output.display())?;
    match reason {
        OutputRefusal::FilesystemRoot => write!(f, "it is the root of the file system")?,
        OutputRefusal::Home => write!(f, "it is your home folder or holds it")?,
        OutputRefusal::SiteRoot => write!(f, "it is the folder of the site or holds it")?,
        OutputRefusal::Overlaps(other) => {
            write!(f, "it overlaps with `{}`, which the site needs", other.display())?
        }
        OutputRefusal::DanglingLink => write!(f, "it is a symbolic link to a folder that does not exist")?,
        OutputRefusal::NotAFolder => write!(f, "it is not a folder")?,
        OutputRefusal::Unresolvable => write!(f, "it leads through a folder that does not exist")?,
    }
    write!(f, "\nhelp: choose a folder of its own, such as `public`, with --output-dir or `output_dir:`")
}

fn others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " (and one other)".to_owned(),
        n => format!(" (and {n} others)"),
    }
}

impl fmt::Display for FsFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} `{}`", self.action, self.path.display())?;
        if let Some(bytes) = self.bytes {
            write!(f, " ({bytes} bytes)")?;
        }
        write!(f, ": {}", self.error)
    }
}

fn advice(failure: &FsFailure) -> &'static str {
    match failure.error.kind() {
        ErrorKind::StorageFull => "free some space on that disk and build again",
        ErrorKind::QuotaExceeded => "your disk quota is used up; free some space and build again",
        ErrorKind::ReadOnlyFilesystem => "that disk is mounted read-only; choose another output folder",
        ErrorKind::PermissionDenied => "check the owner and the permissions of that path, then build again",
        _ => "see to that path and build again",
    }
}

impl From<FileChanged> for PublishError {
    fn from(changed: FileChanged) -> Self {
        Self::FileChanged(changed)
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Old => "the previous site still stands, whole",
            Self::Mixed => "some pages are new and some old, each of them whole; the next build finishes",
            Self::New => "the new site stands, whole; the next build cleans up",
        })
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { failure, .. } => Some(&failure.error),
            _ => None,
        }
    }
}
