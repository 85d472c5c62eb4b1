//! What one run keeps on disk for the next: records in `.ibid/cache/`, each a file of its own.
//!
//! A store is never trusted. A record is framed by the build of the program that wrote it and by the BLAKE3
//! hash of its bytes; one that is torn, damaged or of another build counts as absent, and so does one that
//! cannot be read. What a record is worth is said by its content, which names what it was made from.
//! A record is replaced as a whole, by a rename, so that two runs at once can only replace each other's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The store's folder below the site's root.
pub const FOLDER: &str = ".ibid/cache";

/// Begins every record.
const MAGIC: &[u8; 8] = b"ibid\0rec";

/// The build of the program, so that none reads what another understood differently.
pub const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("IBID_BUILD"));

/// A hash of what something was made from, or of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Key(#[serde(with = "raw")] [u8; 32]);

impl Key {
    /// The key of some bytes.
    #[must_use]
    pub fn hash(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).into())
    }

    /// The first half in hexadecimal digits: the name of a record of its own.
    #[must_use]
    pub fn name(&self) -> String {
        self.0[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The whole key in hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        blake3::Hash::from(self.0).to_hex().to_string()
    }

    /// The key of 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(digits: &str) -> Option<Self> {
        blake3::Hash::from_hex(digits).ok().map(Self::from)
    }
}

impl From<blake3::Hash> for Key {
    fn from(hash: blake3::Hash) -> Self {
        Self(hash.into())
    }
}

/// What a file was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MadeFrom {
    /// The key of just that.
    pub key: Key,
    /// A coarse fingerprint: of more than the file is made from, and cheaper to compute. Where it is the same, so is
    /// the file; where it differs, the exact key decides.
    pub coarse: Option<Key>,
}

impl From<Key> for MadeFrom {
    fn from(key: Key) -> Self {
        Self { key, coarse: None }
    }
}

/// Makes a key of several parts; where one part ends and the next begins counts. They are gathered and hashed
/// at once: hashing many small parts one by one takes several times as long.
#[derive(Clone, Debug)]
pub struct KeyMaker(Vec<u8>);

impl KeyMaker {
    /// Begins a key of some kind, in this build of the program.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        let mut maker = Self(Vec::with_capacity(1024));
        maker.add(BUILD.as_bytes());
        maker.add(kind.as_bytes());
        maker
    }

    /// Adds a part.
    pub fn add(&mut self, part: &[u8]) {
        self.0.extend_from_slice(&(part.len() as u64).to_le_bytes());
        self.0.extend_from_slice(part);
    }

    /// Adds another key.
    pub fn add_key(&mut self, key: &Key) {
        self.0.extend_from_slice(&key.0);
    }

    /// Adds a value of a type without maps, whose bytes follow from it alone.
    pub fn add_record(&mut self, value: &impl Serialize) {
        match postcard::to_stdvec(value) {
            Ok(bytes) => self.add(&bytes),
            Err(error) => self.add(error.to_string().as_bytes()),
        }
    }

    /// Adds a value as JSON, the fields of its objects in order: values prepared for templates have none. Of
    /// what cannot be written so, the kind of failure is added.
    pub fn add_value(&mut self, value: &impl Serialize) {
        match serde_json::to_value(value) {
            Ok(value) => self.add_json(&value),
            Err(error) => self.add(error.to_string().as_bytes()),
        }
    }

    fn add_json(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
                fields.sort_unstable_by_key(|(name, _)| *name);
                self.add(b"{");
                for (name, value) in fields {
                    self.add(name.as_bytes());
                    self.add_json(value);
                }
                self.add(b"}");
            }
            Value::Array(values) => {
                self.add(b"[");
                values.iter().for_each(|value| self.add_json(value));
                self.add(b"]");
            }
            Value::String(text) => {
                self.add(b"\"");
                self.add(text.as_bytes());
            }
            other => self.add(other.to_string().as_bytes()),
        }
    }

    /// The key.
    #[must_use]
    pub fn finish(&self) -> Key {
        Key::hash(&self.0)
    }
}

/// Hashes in records: all bytes at once, where an array is written and read number by number.
pub(crate) mod raw {
    use std::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(hash: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(hash)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        deserializer.deserialize_bytes(HashVisitor)
    }

    struct HashVisitor;

    impl Visitor<'_> for HashVisitor {
        type Value = [u8; 32];

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("32 bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<[u8; 32], E> {
            bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
        }
    }
}

/// A folder of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The store in a folder, which is made when something is first written.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Whether any run has kept something here.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.folder.is_dir()
    }

    /// A record, if there is a sound one.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let bytes = super::regular_file::read(&self.folder.join(name)).ok()?;
        postcard::from_bytes(unframe(&bytes)?).ok()
    }

    /// Replaces a record. Its name may have folders: `pictures/x`.
    ///
    /// # Errors
    /// Where the folder cannot be written to, or the value has no form on disk.
    pub fn write<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        let mut bytes = frame();
        let head = bytes.len();
        bytes.extend_from_slice(&[0; 32]);
        bytes = postcard::to_extend(value, bytes).map_err(io::Error::other)?;
        let hash: [u8; 32] = blake3::hash(&bytes[head + 32..]).into();
        bytes[head..head + 32].copy_from_slice(&hash);
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        // Two threads, or two programs, may write the same record.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let own = format!("{}-{}.tmp", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let new = path.with_extension(own);
        super::regular_file::write_new(&new, &bytes).and_then(|_| fs::rename(&new, &path)).inspect_err(|_| {
            // What is left of it is useless.
            let _ = fs::remove_file(&new);
        })
    }

    /// Removes every record. Whether there was any.
    ///
    /// # Errors
    /// Where the folder cannot be removed.
    pub fn clear(&self) -> io::Result<bool> {
        match fs::remove_dir_all(&self.folder) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn frame() -> Vec<u8> {
    [MAGIC.as_slice(), &[BUILD.len() as u8], BUILD.as_bytes()].concat()
}

fn unframe(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(frame().as_slice())?;
    let (hash, payload) = rest.split_at_checked(32)?;
    (hash == blake3::hash(payload).as_bytes()).then_some(payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(&folder.path().join("cache"));
        (folder, store)
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let (_folder, store) = store();
        let value = vec![("a".to_owned(), 1u64), ("б".to_owned(), u64::MAX)];
        store.write("one", &value).unwrap();
        assert_eq!(store.read::<Vec<(String, u64)>>("one"), Some(value));
        assert_eq!(store.read::<Vec<(String, u64)>>("two"), None);
        assert!(store.clear().unwrap());
        assert!(!store.clear().unwrap());
        assert_eq!(store.read::<Vec<(String, u64)>>("one"), None);
    }

    #[test]
    fn a_record_with_any_byte_changed_cut_or_added_is_absent() {
        let (folder, store) = store();
        store.write("one", &"words".to_owned()).unwrap();
        let file = folder.path().join("cache/one");
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut torn = whole.clone();
            torn[at] ^= 0x20;
            fs::write(&file, &torn).unwrap();
            assert_eq!(store.read::<String>("one"), None, "byte {at} changed");
            fs::write(&file, &whole[..at]).unwrap();
            assert_eq!(store.read::<String>("one"), None, "cut at {at}");
        }
        fs::write(&file, [whole.as_slice(), b"x"].concat()).unwrap();
        assert_eq!(store.read::<String>("one"), None, "a byte too many");
    }

    #[test]
    fn where_parts_end_counts() {
        let key = |parts: &[&str]| {
            let mut maker = KeyMaker::new("test");
            parts.iter().for_each(|part| maker.add(part.as_bytes()));
            maker.finish()
        };
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
        assert_eq!(key(&["ab", "c"]), key(&["ab", "c"]));
    }
}
