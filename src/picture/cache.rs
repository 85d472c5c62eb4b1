//! Pictures made before: `.ibid/cache/pictures/`, one file each, named by a hash of everything that a picture
//! is made from, this program's version included.
//!
//! An entry begins with the hash of its bytes; one that is damaged, cut short or foreign is made again and
//! replaced. It is written under a name of its own and renamed, so that no reader sees half of it. A cache
//! that cannot be read or written only costs time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The cache's folder below the site's root.
pub const FOLDER: &str = ".ibid/cache/pictures";
/// Changes when the same description no longer gives the same picture.
const EDITION: &str = concat!("1 ", env!("CARGO_PKG_VERSION"));
/// Length of the hash before the bytes.
const HASH: usize = blake3::OUT_LEN;

/// A folder of pictures; without one everything is made afresh.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// The cache in a folder, which need not exist.
    #[must_use]
    pub fn at(folder: Option<&Path>) -> Self {
        Self { folder: folder.map(Path::to_path_buf) }
    }

    /// What was made from `parts` before, else what `make` gives, which is kept.
    pub fn keep(&self, parts: &[&[u8]], make: impl FnOnce() -> Option<Vec<u8>>) -> Option<Vec<u8>> {
        let Some(folder) = &self.folder else { return make() };
        let path = folder.join(name(parts));
        if let Some(bytes) = read(&path) {
            return Some(bytes);
        }
        let bytes = make()?;
        // What cannot be kept is made again the next time.
        let _ = write(folder, &path, &bytes);
        Some(bytes)
    }
}

/// The name of an entry.
fn name(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [EDITION.as_bytes()].iter().chain(parts) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = std::fs::read(path).ok()?;
    let is_whole = bytes.len() >= HASH && bytes[..HASH] == *blake3::hash(&bytes[HASH..]).as_bytes();
    is_whole.then(|| bytes.split_off(HASH))
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    std::fs::create_dir_all(folder)?;
    let own = format!("{}-{}.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let temporary = folder.join(own);
    let entry = [blake3::hash(bytes).as_bytes().as_slice(), bytes].concat();
    let written = std::fs::write(&temporary, entry).and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_entry_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("deep/pictures");
        let cache = Cache::at(Some(&place));
        let made = |bytes: &'static [u8]| cache.keep(&[b"a", b"b"], || Some(bytes.to_vec()));
        assert_eq!(made(b"one").unwrap(), b"one");
        assert_eq!(made(b"two").unwrap(), b"one", "it was kept");
        let entry = std::fs::read_dir(&place).unwrap().next().unwrap().unwrap().path();
        let whole = std::fs::read(&entry).unwrap();
        for damaged in [
            Vec::new(),
            whole[..HASH].to_vec(),
            whole[..HASH + 1].to_vec(),
            [whole.as_slice(), b"x"].concat(),
        ] {
            std::fs::write(&entry, damaged).unwrap();
            assert_eq!(made(b"three").unwrap(), b"three");
            std::fs::write(&entry, &whole).unwrap();
        }
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1, "nothing is left behind");
        assert_ne!(name(&[b"ab", b"c"]), name(&[b"a", b"bc"]));
        assert_eq!(cache.keep(&[b"none"], || None), None);
    }

    #[test]
    fn a_cache_that_cannot_be_written_costs_only_time() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let cache = Cache::at(Some(&file.path().join("below")));
        assert_eq!(cache.keep(&[b"a"], || Some(vec![1])).unwrap(), [1]);
    }
}
