//! Sinks besides the output folder: memory, one that discards everything, and one that takes each file once.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::base::FileChanged;
use crate::base::output::{FilePart, Files, OutputSink};
use crate::base::store::{Key, MadeFrom};

/// Keeps every file in memory; of several of one path, the first.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Files>);

impl Memory {
    /// The files.
    pub(super) fn files(self) -> Files {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OutputSink for Memory {
    type Error = FileChanged;

    fn keep(&self, _: &str, _: MadeFrom) -> Result<bool, FileChanged> {
        Ok(false)
    }

    fn write(&self, path: &str, bytes: &[u8], _: Option<MadeFrom>) -> Result<(), FileChanged> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.entry(path.to_owned()).or_insert_with(|| bytes.into());
        Ok(())
    }
}

/// Takes everything and has nothing: pages are made for their findings only.
#[derive(Debug)]
pub(super) struct Discard;

impl OutputSink for Discard {
    type Error = FileChanged;

    fn keep(&self, _: &str, _: MadeFrom) -> Result<bool, FileChanged> {
        Ok(false)
    }

    fn write(&self, _: &str, _: &[u8], _: Option<MadeFrom>) -> Result<(), FileChanged> {
        Ok(())
    }
}

/// Passes on the first file of each path.
#[derive(Debug)]
pub(super) struct EachOnce<'s, S> {
    pub(super) sink: &'s S,
    pub(super) written: Mutex<HashSet<String>>,
}

impl<S: OutputSink> EachOnce<'_, S> {
    /// Whether the sink takes a file of this path, and has none yet.
    fn is_wanted(&self, path: &str) -> bool {
        self.sink.takes(path) && self.is_first(path)
    }
}

impl<S> EachOnce<'_, S> {
    fn written(&self) -> MutexGuard<'_, HashSet<String>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_first(&self, path: &str) -> bool {
        self.written().insert(path.to_owned())
    }

    fn keep_first<E>(&self, path: &str, keep: impl FnOnce() -> Result<bool, E>) -> Result<bool, E> {
        // A file of this path is there already: the later one is not made at all.
        if !self.is_first(path) {
            return Ok(true);
        }
        let is_kept = keep();
        if !matches!(is_kept, Ok(true)) {
            self.written().remove(path);
        }
        is_kept
    }
}

impl<S: OutputSink> OutputSink for EachOnce<'_, S> {
    type Error = S::Error;

    fn takes(&self, path: &str) -> bool {
        self.sink.takes(path)
    }

    fn keep(&self, path: &str, made_from: MadeFrom) -> Result<bool, S::Error> {
        self.keep_first(path, || self.sink.keep(path, made_from))
    }

    fn keep_coarse(&self, path: &str, coarse: &Key) -> Result<bool, S::Error> {
        self.keep_first(path, || self.sink.keep_coarse(path, coarse))
    }

    fn write(&self, path: &str, bytes: &[u8], made_from: Option<MadeFrom>) -> Result<(), S::Error> {
        if self.is_wanted(path) { self.sink.write(path, bytes, made_from) } else { Ok(()) }
    }

    fn parts(&self, path: &str) -> Option<(Vec<u8>, Vec<FilePart>)> {
        self.sink.parts(path)
    }

    fn write_parts(&self, path: &str, bytes: &[u8], parts: Vec<FilePart>) -> Result<(), S::Error> {
        if self.is_wanted(path) { self.sink.write_parts(path, bytes, parts) } else { Ok(()) }
    }
}
