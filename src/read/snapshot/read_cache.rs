//! The stamps and hashes of the files that the last build read: the next build does not read a file again whose
//! stamp is the same.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::Snapshot;
use crate::base::file_stamp::{self, FileStamp};
use crate::base::store::{Key, Store};

/// The name of the record.
const RECORD: &str = "files";

/// A file that was changed within this time before the site was read is read again by the next build. Longer than the
/// tick of any file system's clock (that of FAT is two seconds): an author may save twice in a moment.
const SETTLE_TIME: Duration = Duration::from_secs(3);

/// Stamp and key of each file that a build read.
#[derive(Debug, Default, Deserialize)]
pub struct ReadCache {
    boot: Option<String>,
    files: HashMap<String, (FileStamp, Key)>,
}

/// The cache as it is written: the same fields in the same order.
#[derive(Serialize)]
struct ReadCacheRecord<'a> {
    boot: Option<String>,
    /// As a map is written.
    files: Vec<(&'a str, (FileStamp, Key))>,
}

impl ReadCache {
    /// The cache of the last build of the site at `root`. Empty after a restart of the computer, and for file systems
    /// whose stamps cannot be trusted.
    #[must_use]
    pub fn read(store: &Store, root: &Path) -> Self {
        let cache: Self = store.read(RECORD).unwrap_or_default();
        let is_valid =
            cache.boot.is_some() && cache.boot == file_stamp::boot_id() && file_stamp::is_reliable_in(root);
        if is_valid { cache } else { Self::default() }
    }

    /// For tests: one file, as if it had had these bytes when it had its present stamp.
    #[cfg(test)]
    pub(crate) fn for_test(root: &Path, path: &str, bytes: &[u8]) -> Self {
        let stamp = std::fs::metadata(root.join(path)).map(|found| FileStamp::from(&found));
        let files = stamp.into_iter().map(|stamp| (path.to_owned(), (stamp, Key::hash(bytes))));
        Self { boot: file_stamp::boot_id(), files: files.collect() }
    }

    /// The key of a file's bytes, if its stamp is the one that it had when they were read.
    pub(super) fn key(&self, path: &str, stamp: &FileStamp) -> Option<Key> {
        self.files.get(path).filter(|(cached, _)| cached == stamp).map(|(_, key)| *key)
    }

    /// Saves the stamps of a snapshot whose reading began at a time; `key` gives the keys of the files' bytes.
    /// Nothing is written if nothing is new. Failing to write only costs the next build time.
    pub fn save(
        &self,
        snapshot: &Snapshot,
        started_at: SystemTime,
        key: impl Fn(&str) -> Option<Key>,
        store: &Store,
    ) {
        let latest = file_stamp::time_before(started_at, SETTLE_TIME);
        let mut is_new = false;
        let files = snapshot.files.iter().filter_map(|(path, content)| {
            let (stamp, was_read) = content.stamp()?;
            // The stamp of a file that was not read was old enough when it was saved.
            (!was_read || stamp.changed < latest).then_some(())?;
            is_new |= was_read;
            Some((path.as_str(), (stamp, key(path)?)))
        });
        let files: Vec<_> = files.collect();
        if is_new || files.len() != self.files.len() {
            let _ = store.write(RECORD, &ReadCacheRecord { boot: file_stamp::boot_id(), files });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    use super::{ReadCache, SETTLE_TIME};
    use crate::base::FileChanged;
    use crate::base::diagnostic::Rule;
    use crate::base::file_stamp::{FileStamp, boot_id};
    use crate::base::store::{Key, Store};
    use crate::read::snapshot::{SiteRoot, Snapshot, read_with_cache};

    fn site() -> (tempfile::TempDir, SiteRoot) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        fs::write(folder.path().join("ibid.yaml"), "title: T\n").unwrap();
        fs::write(folder.path().join("content/a.md"), "one").unwrap();
        fs::write(folder.path().join("content/b.md"), "two").unwrap();
        let place = SiteRoot::find(Some(folder.path()), None).unwrap();
        (folder, place)
    }

    fn cache(folder: &Path, files: &[(&str, &str)]) -> ReadCache {
        let stamp = |path: &str| FileStamp::from(&fs::metadata(folder.join(path)).unwrap());
        let files =
            files.iter().map(|(path, text)| ((*path).to_owned(), (stamp(path), Key::hash(text.as_bytes()))));
        ReadCache { boot: boot_id(), files: files.collect() }
    }

    fn text(snapshot: &Snapshot, path: &str) -> String {
        String::from_utf8(snapshot.files[path].read().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn a_file_with_the_same_stamp_is_read_when_its_bytes_are_asked_for() {
        let (folder, place) = site();
        let cache = cache(folder.path(), &[("content/a.md", "one")]);
        let (snapshot, _) = read_with_cache(&place, &cache).unwrap();
        assert_eq!(snapshot.files["content/a.md"].key(), Key::hash(b"one"));
        assert_eq!(snapshot.files["content/a.md"].len(), 3);
        assert_eq!(text(&snapshot, "content/a.md"), "one");
        assert_eq!(text(&snapshot, "content/b.md"), "two");
    }

    #[test]
    fn a_file_that_is_not_what_its_stamp_promised_cannot_be_read() {
        let (folder, place) = site();
        let cache = cache(folder.path(), &[("content/a.md", "uno"), ("content/b.md", "two")]);
        let (snapshot, _) = read_with_cache(&place, &cache).unwrap();
        assert_eq!(text(&snapshot, "content/b.md"), "two");
        let changed = |path: &str| FileChanged { path: path.to_owned() };
        assert_eq!(snapshot.files["content/a.md"].read(), Err(changed("content/a.md")));
        assert_eq!(snapshot.utf8("content/a.md").unwrap_err().rule, Rule::FileUnreadable);
        assert_eq!(snapshot.read_files(["ibid.yaml", "content/b.md", "content/none.md"]), Ok(()));
        assert_eq!(snapshot.read_files(["ibid.yaml", "content/a.md"]), Err(changed("content/a.md")));
        // Nor can one that goes away before it is read.
        let (snapshot, _) = read_with_cache(&place, &cache).unwrap();
        fs::remove_file(folder.path().join("content/b.md")).unwrap();
        assert_eq!(snapshot.files["content/b.md"].read(), Err(changed("content/b.md")));
    }

    #[test]
    fn a_file_that_was_changed_just_now_is_not_cached() {
        let (folder, place) = site();
        let store = Store::new(&folder.path().join("store"));
        let (snapshot, _) = read_with_cache(&place, &ReadCache::default()).unwrap();
        let key = |path: &str| Some(snapshot.files[path].key());
        let save = |started_at: SystemTime| {
            ReadCache::default().save(&snapshot, started_at, key, &store);
            let mut files: Vec<String> = ReadCache::read(&store, &place.root).files.into_keys().collect();
            files.sort();
            files
        };
        assert_eq!(save(SystemTime::now()), Vec::<String>::new());
        assert_eq!(
            save(SystemTime::now() + SETTLE_TIME + Duration::from_secs(1)),
            ["content/a.md", "content/b.md"]
        );
    }
}
