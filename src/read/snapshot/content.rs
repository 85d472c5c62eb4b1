//! The bytes of a file: read with the snapshot or, where the last build read the very file, when they are first
//! asked for. Reading later can fail, and says so.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::stable::{self, ReadAs};
use crate::base::FileChanged;
use crate::base::file_stamp::FileStamp;
use crate::base::store::Key;

/// The bytes of a file, or the file that has them; cheap to share.
#[derive(Clone)]
pub struct Content(Bytes);

#[derive(Clone)]
enum Bytes {
    /// Bytes that were read, and the stamp that the file had before, where that is known.
    Read(Arc<[u8]>, Option<FileStamp>),
    Unread(Arc<UnreadFile>),
}

/// A file with the stamp that it had when the last build read it. Its bytes are cached once they are read.
struct UnreadFile {
    /// The path relative to the site's root.
    name: String,
    path: PathBuf,
    kind: ReadAs,
    stamp: FileStamp,
    /// The key of the bytes that were read.
    key: Key,
    cache: OnceLock<Option<Arc<[u8]>>>,
}

impl Content {
    /// Bytes that were read, and the stamp that the file had before.
    pub(super) fn read_with(bytes: Vec<u8>, stamp: Option<FileStamp>) -> Self {
        Self(Bytes::Read(bytes.into(), stamp))
    }

    /// A file that has the stamp that it had when its bytes had this key.
    pub(super) fn unread(name: String, path: PathBuf, kind: ReadAs, (stamp, key): (FileStamp, Key)) -> Self {
        Self(Bytes::Unread(Arc::new(UnreadFile { name, path, kind, stamp, key, cache: OnceLock::new() })))
    }

    /// The bytes; read from the disk at the first request.
    ///
    /// # Errors
    /// Where the file is not the one that its stamp promised.
    pub fn read(&self) -> Result<&Arc<[u8]>, FileChanged> {
        match &self.0 {
            Bytes::Read(bytes, _) => Ok(bytes),
            Bytes::Unread(file) => {
                let read = || stable::read_as(&file.path, file.kind).ok();
                let read = || read().filter(|bytes| Key::hash(bytes) == file.key).map(Arc::from);
                file.cache.get_or_init(read).as_ref().ok_or_else(|| FileChanged { path: file.name.clone() })
            }
        }
    }

    /// The key of the bytes.
    #[must_use]
    pub fn key(&self) -> Key {
        match &self.0 {
            Bytes::Read(bytes, _) => Key::hash(bytes),
            Bytes::Unread(file) => file.key,
        }
    }

    /// The number of bytes; of a text that was not read, in the file, with the line ends that it has there.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Bytes::Read(bytes, _) => bytes.len(),
            Bytes::Unread(file) => usize::try_from(file.stamp.size).unwrap_or(usize::MAX),
        }
    }

    /// Whether the file is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether both are the same in memory.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Bytes::Read(one, _), Bytes::Read(other, _)) => Arc::ptr_eq(one, other),
            (Bytes::Unread(one), Bytes::Unread(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// The stamp that the file had before it was read, and whether it was read with the snapshot.
    pub(super) fn stamp(&self) -> Option<(FileStamp, bool)> {
        match &self.0 {
            Bytes::Read(_, stamp) => stamp.map(|stamp| (stamp, true)),
            Bytes::Unread(file) => Some((file.stamp, false)),
        }
    }
}

/// Compares the bytes, or their keys where one of the two was not read: nothing is read for it.
impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Bytes::Read(one, _), Bytes::Read(other, _)) => Arc::ptr_eq(one, other) || one == other,
            _ => self.is(other) || self.key() == other.key(),
        }
    }
}

impl Eq for Content {}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

impl Default for Content {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl From<Arc<[u8]>> for Content {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self(Bytes::Read(bytes, None))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Arc::<[u8]>::from(bytes).into()
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        Arc::<[u8]>::from(bytes).into()
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}
