//! Copies of files that somebody else wrote or edited and that the site has to replace.
//!
//! They are kept under the hash of their bytes, so keeping the same thing twice is keeping it once,
//! and an interrupted build can simply keep it again.

use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::fs::{EntryKind, Fs, FsFailure};
use super::manifest::Digest;
use super::place::OutputFolder;

/// A file that was replaced or removed though ibid had not written it like that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescued {
    /// Where it stood, relative to the output folder.
    pub path: String,
    /// Where a copy of it is kept.
    pub copy: PathBuf,
}

/// The hash of what stands at `path`: of a file's bytes or a link's words. Nothing for a folder, a
/// device, or where nothing is.
pub(super) fn digest(fs: &Fs, path: &Path, kind: EntryKind) -> Result<Option<Digest>, FsFailure> {
    let bytes = match kind {
        EntryKind::File => fs.read(path),
        // No file of a site hashes like a link: its hash is keyed with a name no file begins with.
        EntryKind::Link => {
            fs.read_link(path).map(|says| [b"\0symbolic link\0", says.as_os_str().as_bytes()].concat())
        }
        EntryKind::Folder | EntryKind::Special => return Ok(None),
    };
    match bytes {
        Err(failure) if failure.is_absent() => Ok(None),
        other => other.map(|bytes| Some(Digest::hash(&bytes))),
    }
}

/// The folder where copies are written until they are whole.
pub(super) fn half(site: &OutputFolder) -> PathBuf {
    site.backups().join("half")
}

/// Keeps a copy of the file or link at `from`, which stands at `path` in the output; it stays there.
pub(super) fn rescue(
    fs: &Fs,
    site: &OutputFolder,
    from: &Path,
    path: &Path,
) -> Result<Option<Rescued>, FsFailure> {
    let Some(facts) = fs.metadata(from)? else { return Ok(None) };
    let Some(digest) = digest(fs, from, facts.kind)? else {
        let error = io::Error::new(ErrorKind::Unsupported, "it is neither a file nor a link");
        return Err(FsFailure::new("keep a copy of", from, error));
    };
    let copy = site.backups().join(digest.short()).join(path);
    let kept = || Some(Rescued { path: path.to_string_lossy().into_owned(), copy: copy.clone() });
    if fs.metadata(&copy)?.is_some() {
        return Ok(kept());
    }
    fs.create_folders(copy.parent().unwrap_or(&copy))?;
    if facts.kind == EntryKind::Link {
        fs.symlink(&fs.read_link(from)?, &copy)?;
    } else if fs.link(from, &copy).is_err() {
        // Another file system, or one without hard links. Under another name until it is whole.
        // By its path, since folders are cleared in parallel.
        fs.create_folders(&half(site))?;
        let half = half(site).join(Digest::hash(path.as_os_str().as_bytes()).short());
        fs.write(&half, &fs.read(from)?, true)?;
        fs.rename(&half, &copy)?;
    }
    Ok(kept())
}
