//! The seam: every file operation of this room is a method of [`Fs`], and nothing else here
//! touches the disk.
//!
//! One seam means that an error always names the operation and the file, and that a test can stop
//! the world at the n-th operation (see `Fault`) and look at what is left. It works by path, not
//! by directory handle: a folder swapped for a symbolic link *while* a build runs is not guarded
//! against.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, FileType, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::base::regular_file;

/// A file operation that did not succeed.
#[derive(Debug)]
pub struct FsFailure {
    /// What was tried, as a verb: `write`, `rename`, …
    pub action: &'static str,
    /// The file or folder it was tried on.
    pub path: PathBuf,
    /// How many bytes were to be written, where that is what failed.
    pub bytes: Option<usize>,
    /// What the system said.
    pub error: io::Error,
}

impl FsFailure {
    /// A failure of `action` on `path`.
    pub(super) fn new(action: &'static str, path: &Path, error: io::Error) -> Self {
        Self { action, path: path.to_owned(), bytes: None, error }
    }

    /// Whether there is nothing at the path, be it that a folder on the way is a file by now.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self.error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
    }
}

/// What a name in a folder stands for. Symbolic links are never followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, whatever it points to.
    Link,
    /// A device, pipe or socket.
    Special,
}

impl From<FileType> for EntryKind {
    fn from(found: FileType) -> Self {
        let special =
            found.is_fifo() || found.is_socket() || found.is_block_device() || found.is_char_device();
        match () {
            () if found.is_dir() => Self::Folder,
            () if found.is_symlink() => Self::Link,
            () if special => Self::Special,
            () => Self::File,
        }
    }
}

/// What is known of a file or folder without opening it.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileFacts {
    pub(super) kind: EntryKind,
    pub(super) mode: u32,
    pub(super) owner: (u32, u32),
    pub(super) device: u64,
    pub(super) inode: u64,
    pub(super) size: u64,
    /// When the bytes were last changed: seconds and nanoseconds.
    pub(super) bytes_changed: (i64, i64),
    /// When anything of it was last changed, which no program can set.
    pub(super) changed: (i64, i64),
}

impl FileFacts {
    /// Whether both are names of one file.
    pub(super) fn same_file(&self, other: &Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }
}

/// An accident to try in a test. Operations count from 0.
#[cfg(test)]
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// The process dies: the n-th operation and all after it fail; a write dies half-way.
    Stop(usize),
    /// The n-th operation fails, the rest work.
    Error(usize, ErrorKind),
    /// The n-th operation fails with this number of the system's, the rest work.
    Number(usize, i32),
    /// The n-th operation, if it writes, writes half and then fails with this number.
    Short(usize, i32),
    /// Every operation of this name fails.
    Always(&'static str, ErrorKind),
}

/// The file system as this room sees it.
#[derive(Debug, Default)]
pub(super) struct Fs {
    #[cfg(test)]
    pub(super) faults: Vec<Fault>,
    #[cfg(test)]
    pub(super) count: std::sync::atomic::AtomicUsize,
}

/// The real one.
pub(super) static REAL: Fs = Fs {
    #[cfg(test)]
    faults: Vec::new(),
    #[cfg(test)]
    count: std::sync::atomic::AtomicUsize::new(0),
};

impl Fs {
    /// Runs one operation and says, if it fails, which one it was.
    fn step<T>(
        &self,
        action: &'static str,
        path: &Path,
        operation: impl FnOnce() -> io::Result<T>,
    ) -> Result<T, FsFailure> {
        #[cfg(test)]
        self.accident(action, path)?;
        operation().map_err(|error| FsFailure::new(action, path, error))
    }

    #[cfg(test)]
    fn accident(&self, action: &'static str, path: &Path) -> Result<(), FsFailure> {
        let at = self.count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let injected = |kind| io::Error::new(kind, "injected");
        let error = self.faults.iter().find_map(|fault| match *fault {
            Fault::Stop(n) if at >= n => Some(injected(ErrorKind::Other)),
            Fault::Error(n, kind) if at == n => Some(injected(kind)),
            Fault::Number(n, number) | Fault::Short(n, number) if at == n => {
                Some(io::Error::from_raw_os_error(number))
            }
            Fault::Always(name, kind) if name == action => Some(injected(kind)),
            _ => None,
        });
        let Some(error) = error else { return Ok(()) };
        let is_torn = |fault: &Fault| matches!(fault, Fault::Stop(n) | Fault::Short(n, _) if *n == at);
        if self.faults.iter().any(is_torn) && action == "write" {
            // What a killed process or a full disk leaves behind: a file that is there but not whole.
            let _ = fs::write(path, b"torn");
        }
        Err(FsFailure::new(action, path, error))
    }

    /// The bytes of a file.
    pub(super) fn read(&self, path: &Path) -> Result<Vec<u8>, FsFailure> {
        self.step("read", path, || regular_file::read(path))
    }

    /// What a symbolic link says.
    pub(super) fn read_link(&self, path: &Path) -> Result<PathBuf, FsFailure> {
        self.step("read the link", path, || fs::read_link(path))
    }

    /// The names in a folder and what they are, in no particular order.
    pub(super) fn list(&self, path: &Path) -> Result<Vec<(OsString, EntryKind)>, FsFailure> {
        self.step("list", path, || {
            fs::read_dir(path)?
                .map(|entry| {
                    entry.and_then(|entry| Ok((entry.file_name(), EntryKind::from(entry.file_type()?))))
                })
                .collect()
        })
    }

    /// What stands at `path`, or nothing.
    pub(super) fn metadata(&self, path: &Path) -> Result<Option<FileFacts>, FsFailure> {
        let facts = self.step("look at", path, || fs::symlink_metadata(path).map(|found| facts(&found)));
        match facts {
            Err(failure) if failure.is_absent() => Ok(None),
            other => other.map(Some),
        }
    }

    /// Creates a folder whose parent exists.
    pub(super) fn create_folder(&self, path: &Path) -> Result<(), FsFailure> {
        self.step("create the folder", path, || fs::create_dir(path))
    }

    /// Creates a folder and those above it.
    pub(super) fn create_folders(&self, path: &Path) -> Result<(), FsFailure> {
        self.step("create the folder", path, || DirBuilder::new().recursive(true).create(path))
    }

    /// Writes a file that is not there yet, or replaces one of ours that no other program reads.
    pub(super) fn write(&self, path: &Path, bytes: &[u8], sync: bool) -> Result<(), FsFailure> {
        let written = self.step("write", path, || {
            let mut options = OpenOptions::new();
            let mut file = regular_file::open_with(path, options.write(true).create(true).truncate(true))?;
            file.write_all(bytes)?;
            if sync { file.sync_data() } else { Ok(()) }
        });
        written.map_err(|failure| FsFailure { bytes: Some(bytes.len()), ..failure })
    }

    /// Gives a file a second name.
    pub(super) fn link(&self, from: &Path, to: &Path) -> Result<(), FsFailure> {
        self.step("link", to, || fs::hard_link(from, to))
    }

    /// Creates a symbolic link at `path` that says `says`.
    pub(super) fn symlink(&self, says: &Path, path: &Path) -> Result<(), FsFailure> {
        self.step("create the link", path, || symlink(says, path))
    }

    /// Moves `from` to `to`, replacing a file that is there.
    pub(super) fn rename(&self, from: &Path, to: &Path) -> Result<(), FsFailure> {
        self.step("rename", to, || fs::rename(from, to))
    }

    /// Exchanges two folders in one step, so that a reader always sees one of them whole.
    pub(super) fn exchange(&self, one: &Path, other: &Path) -> Result<(), FsFailure> {
        self.step("exchange", other, || {
            let (here, flags) = (rustix::fs::CWD, rustix::fs::RenameFlags::EXCHANGE);
            Ok(rustix::fs::renameat_with(here, one, here, other, flags)?)
        })
    }

    /// Removes a file or symbolic link.
    pub(super) fn remove_file(&self, path: &Path) -> Result<(), FsFailure> {
        absent_is_fine(self.step("remove", path, || fs::remove_file(path)))
    }

    /// Removes a folder that is empty; `false` if it is not.
    pub(super) fn remove_folder(&self, path: &Path) -> Result<bool, FsFailure> {
        match self.step("remove the folder", path, || fs::remove_dir(path)) {
            Err(failure) if failure.error.kind() == ErrorKind::DirectoryNotEmpty => Ok(false),
            other => absent_is_fine(other).map(|()| true),
        }
    }

    /// Removes a folder and all in it. Only for folders that hold no only copy of anything.
    pub(super) fn remove_tree(&self, path: &Path) -> Result<(), FsFailure> {
        absent_is_fine(self.step("remove the folder", path, || fs::remove_dir_all(path)))
    }

    /// Sets the permission bits.
    pub(super) fn set_mode(&self, path: &Path, mode: u32) -> Result<(), FsFailure> {
        self.step("set the permissions of", path, || {
            fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7777))
        })
    }

    /// Puts everything written to the file system of `path` on the disk: one call for a whole site,
    /// where a call per file costs more than the build.
    pub(super) fn sync(&self, path: &Path) -> Result<(), FsFailure> {
        self.step("sync", path, || {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let folder = File::from(rustix::fs::open(path, flags, Mode::empty())?);
            #[cfg(target_os = "linux")]
            rustix::fs::syncfs(&folder)?;
            #[cfg(not(target_os = "linux"))]
            folder.sync_all()?;
            Ok(())
        })
    }

    /// Opens the lock file and locks it; `None` if another process has it and `wait` is off.
    pub(super) fn lock(&self, path: &Path, wait: bool) -> Result<Option<File>, FsFailure> {
        self.step("lock", path, || {
            let mut options = OpenOptions::new();
            let file = regular_file::open_with(path, options.write(true).create(true).truncate(false))?;
            match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                Err(TryLockError::WouldBlock) if wait => file.lock().map(|()| Some(file)),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        })
    }

    /// The path without symbolic links; fails if there is nothing.
    pub(super) fn resolve(&self, path: &Path) -> Result<PathBuf, FsFailure> {
        self.step("resolve", path, || fs::canonicalize(path))
    }
}

fn facts(found: &fs::Metadata) -> FileFacts {
    FileFacts {
        kind: found.file_type().into(),
        mode: found.mode(),
        owner: (found.uid(), found.gid()),
        device: found.dev(),
        inode: found.ino(),
        size: found.size(),
        bytes_changed: (found.mtime(), found.mtime_nsec()),
        changed: (found.ctime(), found.ctime_nsec()),
    }
}

fn absent_is_fine(result: Result<(), FsFailure>) -> Result<(), FsFailure> {
    match result {
        Err(failure) if failure.is_absent() => Ok(()),
        other => other,
    }
}
