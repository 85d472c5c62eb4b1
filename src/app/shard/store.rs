//! The folder through which the parts of a site meet.
//!
//! ```text
//! outline/2-of-3.json   the record of a part that was outlined
//! merged.json           the record of the site that may be published
//! built/2-of-3.json     the record of a part that was built
//! objects/6e/6e34…      facts of pages and packs of files, each named by the BLAKE3 hash of its bytes
//! ```
//!
//! Every file is written under a name of its own and renamed, so it is whole or absent, and two processes that take
//! the same step can only replace each other's files by equal ones.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::SitePart;
use super::object::ObjectName;
use crate::base::store::Key;
use crate::base::{Failure, regular_file};
use crate::read::snapshot::{FOLDERS, SiteRoot};

/// Longest record, in bytes.
const LONGEST_RECORD: u64 = 1 << 30;

/// A step that each part of a site takes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartStep {
    Outline,
    Build,
}

impl PartStep {
    /// The folder of its records.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Outline => "outline",
            Self::Build => "built",
        }
    }

    /// The command that takes it.
    pub(super) fn command(self, part: SitePart) -> String {
        match self {
            Self::Outline => format!("ibid shard outline {part}"),
            Self::Build => format!("ibid shard build {part}"),
        }
    }

    /// The path of a part's record below the store.
    pub(super) fn record(self, part: SitePart) -> String {
        format!("{}/{}.json", self.folder(), part.file_name())
    }
}

/// A folder that all processes see.
#[derive(Clone, Debug)]
pub struct ShardStore {
    folder: PathBuf,
}

impl ShardStore {
    /// The store in a folder, which is made where there is none.
    ///
    /// # Errors
    /// Where the folder is one of the site's own, is no folder, or cannot be made.
    pub fn create(folder: &Path, place: &SiteRoot) -> Result<Self, Failure> {
        let store = Self::named(folder, place)?;
        fs::create_dir_all(&store.folder)
            .map_err(|error| Failure::io("cannot make the store", &store.folder, &error))?;
        // A link above it may lead into the site.
        Self::named(folder, place)
    }

    /// The store that stands in a folder.
    ///
    /// # Errors
    /// As [`create`](Self::create), and where there is none.
    pub fn open(folder: &Path, place: &SiteRoot) -> Result<Self, Failure> {
        let store = Self::named(folder, place)?;
        if !store.folder.is_dir() {
            return Err(Failure::new(format!("there is no store at {}", folder.display()))
                .help("`ibid shard outline 1/1 --store FOLDER` makes one; check the name"));
        }
        Ok(store)
    }

    fn named(folder: &Path, place: &SiteRoot) -> Result<Self, Failure> {
        let absolute =
            std::path::absolute(folder).map_err(|error| Failure::io("cannot use", folder, &error))?;
        let real = real(&absolute);
        if real.metadata().is_ok_and(|found| !found.is_dir()) {
            return Err(Failure::usage(format!("the store {} is not a folder", folder.display()))
                .help("name a folder that all parts can read and write"));
        }
        let refuse = |what: String| {
            Err(Failure::usage(format!("the store {} {what}", folder.display()))
                .help("name a folder of its own, such as ../store"))
        };
        if place.root.starts_with(&real) {
            return refuse("is the site's folder, or holds it".to_owned());
        }
        match FOLDERS.iter().find(|name| real.starts_with(real_of(&place.root, name))) {
            Some(name) => refuse(format!("lies in the site's {name}/")),
            None => Ok(Self { folder: real }),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes an object, and gives its name.
    pub(super) fn write_object(&self, bytes: &[u8]) -> Result<ObjectName, Failure> {
        let name = ObjectName::of(bytes);
        self.replace(&self.object(name), bytes)?;
        Ok(name)
    }

    /// The bytes of an object; `Err` says what is wrong with it.
    pub(super) fn get(&self, name: ObjectName, length: u64) -> Result<Vec<u8>, String> {
        let mut file = self.open_object(name, length)?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.read_to_end(&mut bytes).map_err(|error| format!("{} cannot be read: {error}", name.path()))?;
        if ObjectName::of(&bytes) == name { Ok(bytes) } else { Err(format!("{} is damaged", name.path())) }
    }

    /// Opens an object of this length; `Err` says what is wrong with it.
    pub(super) fn open_object(&self, name: ObjectName, length: u64) -> Result<fs::File, String> {
        let path = self.object(name);
        let file = regular_file::open(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => format!("{} is missing", name.path()),
            _ => format!("{} cannot be read: {error}", name.path()),
        })?;
        match file.metadata() {
            Ok(found) if found.len() == length => Ok(file),
            _ => Err(format!("{} is damaged", name.path())),
        }
    }

    fn object(&self, name: ObjectName) -> PathBuf {
        self.folder.join(name.path())
    }

    /// The bytes of a record, by its path below the store; nothing where there is none.
    pub(super) fn read(&self, record: &str) -> Result<Option<Vec<u8>>, String> {
        let file = match regular_file::open(&self.folder.join(record)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{record} cannot be read: {error}")),
        };
        let mut bytes = Vec::new();
        match file.take(LONGEST_RECORD + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 <= LONGEST_RECORD => Ok(Some(bytes)),
            Ok(_) => Err(format!("{record} is longer than a record can be")),
            Err(error) => Err(format!("{record} cannot be read: {error}")),
        }
    }

    /// Replaces a record.
    pub(super) fn write(&self, record: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.replace(&self.folder.join(record), bytes)
    }

    /// Removes a record.
    pub(super) fn remove(&self, record: &str) -> Result<(), Failure> {
        let path = self.folder.join(record);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Failure::io("cannot remove", &path, &error))
            }
            _ => Ok(()),
        }
    }

    /// The parts that have a record of a step, in order.
    pub(super) fn parts(&self, step: PartStep) -> Result<Vec<SitePart>, Failure> {
        let folder = self.folder.join(step.folder());
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::io("cannot read", &folder, &error)),
        };
        let names = entries.flatten().map(|entry| entry.file_name());
        let part = |name: std::ffi::OsString| SitePart::of_file_name(name.to_str()?.strip_suffix(".json")?);
        let mut parts: Vec<SitePart> = names.filter_map(part).collect();
        parts.sort_unstable_by_key(|part| (part.count(), part.number()));
        Ok(parts)
    }

    /// Writes a file under a name of its own, and renames it.
    fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let folder = path.parent().unwrap_or(&self.folder);
        let mut new = NewFile::begin(folder)?;
        new.write(bytes)?;
        new.rename(path)
    }

    /// Begins an object that is written bit by bit.
    pub(super) fn begin(&self) -> Result<NewObject<'_>, Failure> {
        let file = NewFile::begin(&self.folder.join("objects"))?;
        Ok(NewObject { store: self, file, hasher: blake3::Hasher::new(), length: 0 })
    }
}

/// An object that is being written, under a name that nobody looks for.
#[derive(Debug)]
pub(super) struct NewObject<'s> {
    store: &'s ShardStore,
    file: NewFile,
    hasher: blake3::Hasher,
    length: u64,
}

impl NewObject<'_> {
    /// Bytes written so far.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Adds bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        self.file.write(bytes)
    }

    /// Gives it its name.
    pub(super) fn finish(self) -> Result<ObjectName, Failure> {
        let name = ObjectName::from(Key::from(self.hasher.finalize()));
        self.file.rename(&self.store.object(name))?;
        Ok(name)
    }
}

/// A file under a name of its own, which goes unless it is renamed.
#[derive(Debug)]
struct NewFile {
    path: PathBuf,
    file: BufWriter<fs::File>,
    is_renamed: bool,
}

impl NewFile {
    fn begin(folder: &Path) -> Result<Self, Failure> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // Processes of two machines may have one number, so a random one is part of the name.
        let random = RandomState::new().build_hasher().finish();
        let name = format!(".{}-{}-{random:016x}.tmp", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let path = folder.join(name);
        let create = || {
            fs::create_dir_all(folder)?;
            regular_file::write_new(&path, b"")
        };
        let file = create().map_err(|error| Failure::io("cannot write", &path, &error))?;
        Ok(Self { file: BufWriter::with_capacity(1 << 16, file), path, is_renamed: false })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file.write_all(bytes).map_err(|error| Failure::io("cannot write", &self.path, &error))
    }

    fn rename(mut self, to: &Path) -> Result<(), Failure> {
        let rename = |file: &mut Self| -> io::Result<()> {
            file.file.flush()?;
            to.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::rename(&file.path, to)
        };
        rename(&mut self).map_err(|error| Failure::io("cannot write", to, &error))?;
        self.is_renamed = true;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_renamed {
            // What is left of it is useless.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A path without links, as far as it leads to something.
pub(super) fn real(path: &Path) -> PathBuf {
    for above in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (above.canonicalize(), path.strip_prefix(above)) {
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path.to_owned()
}

fn real_of(root: &Path, name: &str) -> PathBuf {
    real(&root.join(name))
}
