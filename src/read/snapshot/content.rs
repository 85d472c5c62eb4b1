//! The bytes of a file, read once: with the snapshot or, where the last build read the very file, when they are
//! first asked for.

use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use super::steady::{self, As};
use crate::base::look::FileStamp;
use crate::base::store::Key;

/// The bytes of a file; cheap to share.
#[derive(Clone)]
pub struct Content(Arc<Inner>);

struct Inner {
    bytes: OnceLock<Arc<[u8]>>,
    /// The file, where it was not read with the snapshot.
    unread: Option<Unread>,
    /// How it looked before it was read; nothing where that is not known.
    look: Option<FileStamp>,
}

/// A file that looks as it did when the last build read it.
struct Unread {
    path: PathBuf,
    kind: As,
    /// The key of the bytes that were read.
    key: Key,
    length: usize,
    disturbed: Disturbed,
}

/// Whether some file turned out not to be what it looked like. Shared by all files of a snapshot.
#[derive(Clone, Debug, Default)]
pub(super) struct Disturbed(Arc<AtomicBool>);

impl Disturbed {
    pub(super) fn get(&self) -> bool {
        self.0.load(Relaxed)
    }
}

impl Content {
    /// Bytes that were read of a file that had looked so.
    pub(super) fn read(bytes: Vec<u8>, look: Option<FileStamp>) -> Self {
        Self(Arc::new(Inner { bytes: OnceLock::from(Arc::from(bytes)), unread: None, look }))
    }

    /// A file that looks as it did when it had these bytes.
    pub(super) fn unread(
        path: PathBuf,
        kind: As,
        (look, key): (FileStamp, Key),
        disturbed: &Disturbed,
    ) -> Self {
        let length = usize::try_from(look.size).unwrap_or(usize::MAX);
        let unread = Unread { path, kind, key, length, disturbed: disturbed.clone() };
        Self(Arc::new(Inner { bytes: OnceLock::new(), unread: Some(unread), look: Some(look) }))
    }

    /// The bytes. Where they cannot be read any more, or are others by now, there are none, and the snapshot is
    /// disturbed.
    #[must_use]
    pub fn bytes(&self) -> &Arc<[u8]> {
        self.0.bytes.get_or_init(|| {
            let Some(unread) = &self.0.unread else { return Arc::default() };
            match steady::read_as(&unread.path, unread.kind) {
                Ok(bytes) if Key::of(&bytes) == unread.key => bytes.into(),
                _ => {
                    unread.disturbed.0.store(true, Relaxed);
                    Arc::default()
                }
            }
        })
    }

    /// The key of the bytes.
    #[must_use]
    pub fn key(&self) -> Key {
        self.0.unread.as_ref().map_or_else(|| Key::of(self.bytes()), |unread| unread.key)
    }

    /// How many bytes there are; of a text that was not read, in the file, with the line ends that it has there.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.unread.as_ref().map_or_else(|| self.bytes().len(), |unread| unread.length)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether both are the same in memory.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// How the file looked before it was read, and whether it was read with the snapshot.
    pub(super) fn look(&self) -> Option<(FileStamp, bool)> {
        self.0.look.map(|look| (look, self.0.unread.is_none()))
    }
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes()
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.bytes() == other.bytes()
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
        Self(Arc::new(Inner { bytes: OnceLock::from(bytes), unread: None, look: None }))
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
