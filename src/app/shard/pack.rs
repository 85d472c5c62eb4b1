//! Files in packs: one after the other in objects of about 64 MiB, so that a store has thousands of objects where a
//! site has millions of files.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::SitePart;
use super::object::ObjectHash;
use super::record::{PackRecord, PackedFile};
use super::store::{NewObject, ShardStore};
use crate::base::output::OutputSink;
use crate::base::store::{Key, MadeFrom};
use crate::base::{Failure, FileChanged};

/// Size at which a pack ends, in bytes.
const PACK: u64 = 64 << 20;

/// Takes the files of one part, and writes them in packs.
#[derive(Debug)]
pub(super) struct PackSink<'s> {
    store: &'s ShardStore,
    part: SitePart,
    open: Mutex<Option<OpenPack<'s>>>,
    written: Mutex<Vec<PackRecord>>,
}

/// A pack that is being filled.
#[derive(Debug)]
struct OpenPack<'s> {
    object: NewObject<'s>,
    files: Vec<PackedFile>,
}

/// Why a file cannot be made or kept.
#[derive(Debug)]
pub(super) enum PackError {
    Failure(Failure),
    FileChanged(FileChanged),
}

impl From<FileChanged> for PackError {
    fn from(changed: FileChanged) -> Self {
        Self::FileChanged(changed)
    }
}

impl From<Failure> for PackError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'s> PackSink<'s> {
    pub(super) fn new(store: &'s ShardStore, part: SitePart) -> Self {
        Self { store, part, open: Mutex::default(), written: Mutex::default() }
    }

    /// Ends the last pack, and gives the records of all.
    pub(super) fn finish(self) -> Result<Vec<PackRecord>, Failure> {
        if let Some(last) = locked(&self.open).take() {
            self.close(last)?;
        }
        let mut packs = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        packs.sort_by(|one, other| one.files.first().map(path).cmp(&other.files.first().map(path)));
        Ok(packs)
    }

    fn close(&self, pack: OpenPack<'_>) -> Result<(), Failure> {
        let length = pack.object.length();
        let object = pack.object.finish()?;
        locked(&self.written).push(PackRecord { object, length, files: pack.files });
        Ok(())
    }
}

fn path(file: &PackedFile) -> &String {
    &file.0
}

impl OutputSink for PackSink<'_> {
    type Error = PackError;

    fn takes(&self, path: &str) -> bool {
        self.part.has_output(path)
    }

    fn keep(&self, _: &str, _: MadeFrom) -> Result<bool, PackError> {
        Ok(false)
    }

    fn write(&self, path: &str, bytes: &[u8], _: Option<MadeFrom>) -> Result<(), PackError> {
        let hash = ObjectHash(Key::hash(bytes));
        let mut open = locked(&self.open);
        let mut pack = match open.take() {
            Some(pack) => pack,
            None => OpenPack { object: self.store.begin()?, files: Vec::new() },
        };
        pack.files.push(PackedFile(path.to_owned(), pack.object.length(), bytes.len() as u64, hash));
        pack.object.write(bytes)?;
        if pack.object.length() < PACK {
            *open = Some(pack);
            return Ok(());
        }
        drop(open);
        Ok(self.close(pack)?)
    }
}

/// Reads the files of a pack, each with the hash that the record names; `Err` says what is wrong.
pub(super) fn read_files<E>(
    store: &ShardStore,
    pack: &PackRecord,
    mut take: impl FnMut(&str, &[u8]) -> Result<(), E>,
) -> Result<Result<(), E>, String> {
    let object = store.open_object(pack.object, pack.length)?;
    let mut bytes = Vec::new();
    for file in &pack.files {
        read_file(&object, pack, file, &mut bytes)?;
        if let Err(error) = take(&file.0, &bytes) {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn read_file(object: &File, pack: &PackRecord, file: &PackedFile, bytes: &mut Vec<u8>) -> Result<(), String> {
    let PackedFile(path, offset, length, ObjectHash(key)) = file;
    let damaged = || format!("{} is damaged, where {path} should be", pack.object.path());
    let is_within = offset.checked_add(*length).is_some_and(|end| end <= pack.length);
    let length = usize::try_from(*length).ok().filter(|_| is_within).ok_or_else(damaged)?;
    bytes.clear();
    bytes.resize(length, 0);
    object.read_exact_at(bytes, *offset).map_err(|_| damaged())?;
    if Key::hash(bytes) == *key { Ok(()) } else { Err(damaged()) }
}
