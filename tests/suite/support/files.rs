//! Files and folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder, by its path relative to it, with `/`; a link's content is where it leads.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&below)) else { continue };
        for entry in entries {
            let entry = entry.expect("an entry of the folder");
            let path = below.join(entry.file_name());
            let kind = entry.file_type().expect("the kind of the entry");
            let name = path.to_string_lossy().replace('\\', "/");
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                let target = fs::read_link(folder.join(&path)).expect("read the link");
                files.insert(name, target.to_string_lossy().into_owned().into_bytes());
            } else if kind.is_file() {
                files.insert(name, fs::read(folder.join(&path)).unwrap_or_default());
            }
        }
    }
    files
}

/// Writes a file and the folders above it.
pub(crate) fn write(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("make the folder");
    fs::write(path, content).expect("write the file");
}
