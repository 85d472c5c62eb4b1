//! Where the files of a site go as they are made: the interface between those who make files and those who keep
//! them. Publishing, memory and the check that keeps nothing implement it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::FileChanged;
use super::store::{Key, MadeFrom};

/// A whole site: path relative to the output folder, with `/`, to bytes.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// A part of a file that is made of the parts of many pages.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FilePart {
    /// What it was made from.
    pub made_from: Key,
    /// Where it stands in the file.
    pub place: Range<usize>,
}

/// Where the files of a site go as they are made.
pub trait OutputSink: Sync {
    /// Why a file cannot be written or made.
    type Error: Send + From<FileChanged>;

    /// Whether a file of this path is wanted at all: a sink for a share of a site's files does not take the others, and
    /// what it does not take need not be made. The files of one search index are taken together or not at all.
    fn takes(&self, _path: &str) -> bool {
        true
    }

    /// Whether the file at `path` was made from the same by an earlier build and is unchanged: it is part
    /// of the site then.
    ///
    /// # Errors
    /// Where it cannot be looked at.
    fn keep(&self, path: &str, made_from: MadeFrom) -> Result<bool, Self::Error>;

    /// As [`keep`](Self::keep), by the coarse key alone.
    ///
    /// # Errors
    /// Where it cannot be looked at.
    fn keep_coarse(&self, _path: &str, _rough: &Key) -> Result<bool, Self::Error> {
        Ok(false)
    }

    /// Writes a file.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn write(&self, path: &str, bytes: &[u8], made_from: Option<MadeFrom>) -> Result<(), Self::Error>;

    /// The file at `path` as an earlier build made it, with its parts, if it is unchanged.
    fn parts(&self, _path: &str) -> Option<(Vec<u8>, Vec<FilePart>)> {
        None
    }

    /// Writes a file with its parts, of which the next build may use those that are the same.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn write_parts(&self, path: &str, bytes: &[u8], _parts: Vec<FilePart>) -> Result<(), Self::Error> {
        self.write(path, bytes, None)
    }

    /// Writes a file, which is made only if it is not kept.
    ///
    /// # Errors
    /// Where it cannot be looked at or written.
    fn file(
        &self,
        path: &str,
        made_from: Option<Key>,
        make: impl FnOnce() -> Vec<u8>,
    ) -> Result<(), Self::Error>
    where
        Self: Sized,
    {
        match made_from {
            _ if !self.takes(path) => Ok(()),
            Some(key) if self.keep(path, key.into())? => Ok(()),
            _ => self.write(path, &make(), made_from.map(MadeFrom::from)),
        }
    }
}
