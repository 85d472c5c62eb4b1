//! The files as the last build found them: with this record the next one knows those that look the same without
//! reading them.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::Snapshot;
use crate::base::look::{self, FileStamp};
use crate::base::store::{Key, Store};

/// The name of the record.
const RECORD: &str = "files";

/// A file that was changed so shortly before the site was read is read again the next time. Longer than the
/// tick of any file system's clock (that of FAT is two seconds): an author may save twice in a moment.
const LATELY: Duration = Duration::from_secs(3);

/// What is known of the files of a site.
#[derive(Debug, Default, Deserialize)]
pub struct Known {
    boot: Option<String>,
    files: HashMap<String, (FileStamp, Key)>,
}

/// The record on its way to the disk: the same fields in the same order.
#[derive(Serialize)]
struct KnownToKeep<'a> {
    boot: Option<String>,
    /// As a map is written.
    files: Vec<(&'a str, (FileStamp, Key))>,
}

impl Known {
    /// What the last build kept of the site at `root`, if this computer runs since, and the files are its own.
    #[must_use]
    pub fn read(store: &Store, root: &Path) -> Self {
        let known: Self = store.read(RECORD).unwrap_or_default();
        let is_of_now = known.boot.is_some() && known.boot == look::boot() && look::is_told(root);
        if is_of_now { known } else { Self::default() }
    }

    /// For tests: one file, as if it had had these bytes when it looked as it does now.
    #[cfg(test)]
    pub(crate) fn of_test(root: &Path, path: &str, bytes: &[u8]) -> Self {
        let look = std::fs::metadata(root.join(path)).map(|found| FileStamp::from(&found));
        let files = look.into_iter().map(|look| (path.to_owned(), (look, Key::of(bytes))));
        Self { boot: look::boot(), files: files.collect() }
    }

    /// The key of a file's bytes, if it looks as it did when they were read.
    pub(super) fn key(&self, path: &str, look: &FileStamp) -> Option<Key> {
        self.files.get(path).filter(|(known, _)| known == look).map(|(_, key)| *key)
    }

    /// Keeps what is known of the files of a snapshot that was begun at a time; `key` gives the keys of their
    /// bytes. Where nothing is new, nothing is written. A store that cannot be written costs time, and nothing
    /// else.
    pub fn keep(
        &self,
        snapshot: &Snapshot,
        begun: SystemTime,
        key: impl Fn(&str) -> Option<Key>,
        store: &Store,
    ) {
        let latest = look::before(begun, LATELY);
        let mut is_new = false;
        let files = snapshot.files.iter().filter_map(|(path, content)| {
            let (look, was_read) = content.look()?;
            // What was not read had not been changed lately when it was.
            (!was_read || look.changed < latest).then_some(())?;
            is_new |= was_read;
            Some((path.as_str(), (look, key(path)?)))
        });
        let files: Vec<_> = files.collect();
        if is_new || files.len() != self.files.len() {
            let _ = store.write(RECORD, &KnownToKeep { boot: look::boot(), files });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    use super::{Known, LATELY};
    use crate::base::look::{FileStamp, boot};
    use crate::base::store::{Key, Store};
    use crate::read::snapshot::{SiteRoot, Snapshot, read_what_changed};

    fn site() -> (tempfile::TempDir, SiteRoot) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        fs::write(folder.path().join("ibid.yaml"), "title: T\n").unwrap();
        fs::write(folder.path().join("content/a.md"), "one").unwrap();
        fs::write(folder.path().join("content/b.md"), "two").unwrap();
        let place = SiteRoot::find(Some(folder.path()), None).unwrap();
        (folder, place)
    }

    fn known(folder: &Path, files: &[(&str, &str)]) -> Known {
        let look = |path: &str| FileStamp::from(&fs::metadata(folder.join(path)).unwrap());
        let files =
            files.iter().map(|(path, text)| ((*path).to_owned(), (look(path), Key::of(text.as_bytes()))));
        Known { boot: boot(), files: files.collect() }
    }

    fn text(snapshot: &Snapshot, path: &str) -> String {
        String::from_utf8(snapshot.files[path].to_vec()).unwrap()
    }

    #[test]
    fn a_file_that_looks_the_same_is_read_when_it_is_asked_for() {
        let (folder, place) = site();
        let known = known(folder.path(), &[("content/a.md", "one")]);
        let (snapshot, _) = read_what_changed(&place, &known).unwrap();
        assert_eq!(snapshot.files["content/a.md"].key(), Key::of(b"one"));
        assert_eq!(snapshot.files["content/a.md"].len(), 3);
        assert_eq!(text(&snapshot, "content/a.md"), "one");
        assert_eq!(text(&snapshot, "content/b.md"), "two");
        assert!(!snapshot.is_disturbed());
    }

    #[test]
    fn a_file_that_is_not_what_it_looked_like_disturbs_the_snapshot() {
        let (folder, place) = site();
        let known = known(folder.path(), &[("content/a.md", "uno"), ("content/b.md", "two")]);
        let (snapshot, _) = read_what_changed(&place, &known).unwrap();
        assert_eq!(text(&snapshot, "content/b.md"), "two");
        assert!(!snapshot.is_disturbed(), "nobody asked for the other");
        assert_eq!(text(&snapshot, "content/a.md"), "");
        assert!(snapshot.is_disturbed());
        // So does one that goes away before it is read.
        let (snapshot, _) = read_what_changed(&place, &known).unwrap();
        fs::remove_file(folder.path().join("content/b.md")).unwrap();
        assert_eq!(text(&snapshot, "content/b.md"), "");
        assert!(snapshot.is_disturbed());
    }

    #[test]
    fn what_was_changed_lately_is_not_known() {
        let (folder, place) = site();
        let store = Store::new(&folder.path().join("store"));
        let (snapshot, _) = read_what_changed(&place, &Known::default()).unwrap();
        let key = |path: &str| Some(snapshot.files[path].key());
        let keep = |begun: SystemTime| {
            Known::default().keep(&snapshot, begun, key, &store);
            let mut files: Vec<String> = Known::read(&store, &place.root).files.into_keys().collect();
            files.sort();
            files
        };
        assert_eq!(keep(SystemTime::now()), Vec::<String>::new());
        assert_eq!(
            keep(SystemTime::now() + LATELY + Duration::from_secs(1)),
            ["content/a.md", "content/b.md"]
        );
    }
}
