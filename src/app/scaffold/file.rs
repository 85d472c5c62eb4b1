//! Files that are made whole or not at all.

use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use crate::base::{Failure, regular_file};
use crate::read::snapshot::SiteRoot;

/// A text without line ends, double spaces and control characters.
pub(crate) fn single_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A name of a folder that is the same as another but for case or the form of its letters, which some systems take for
/// one.
pub(crate) fn twin(folder: &Path, name: &str) -> Option<String> {
    let wanted = folded(name);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|other| other != name && folded(other) == wanted).min()
}

/// A name without regard to case and the form of its letters.
pub(crate) fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// A text as a YAML scalar: JSON's quoting is valid YAML.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// Writes a new file of a site, as [`create`] does, and never outside of the site: a folder that is a link
/// may lead anywhere.
pub(crate) fn create_in(place: &SiteRoot, relative: &str, text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let path = place.root.join(relative);
    if path.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("{relative} exists already")).help("choose another name"));
    }
    let folder = path.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or(&place.root);
    let real = folder.canonicalize().map_err(|error| Failure::io("cannot open", folder, &error))?;
    if !real.starts_with(&place.root) {
        let shown = folder.strip_prefix(&place.root).unwrap_or(folder);
        return Err(Failure::new(format!("{} leads out of the site", shown.display()))
            .help("replace the link by a folder"));
    }
    create(&path, text.as_ref())
}

/// Writes a new file, whole or not at all; an existing one is never touched.
pub(crate) fn create(path: &Path, text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::io("cannot write", path, error);
    if path.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("{} exists already", path.display())).help("choose another name"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| Failure::io("cannot make", folder, &error))?;
    let temporary = temporary_beside(path);
    write_synced(&temporary, text.as_ref()).map_err(|error| failed(&error))?;
    // A hard link fails where the name is taken, so of two racers one wins.
    let linked = std::fs::hard_link(&temporary, path);
    let removed = std::fs::remove_file(&temporary);
    linked.and(removed).map_err(|error| failed(&error))
}

/// Replaces a file of ours, whole or not at all.
pub(crate) fn replace(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
    let temporary = temporary_beside(path);
    let written = write_synced(&temporary, bytes.as_ref()).and_then(|()| std::fs::rename(&temporary, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&temporary);
        Failure::io("cannot write", path, &error)
    })
}

fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    regular_file::write_new(path, bytes)?.sync_all()
}
