//! Which files of a site are read, and which are findings instead.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::site_root::slashed;
use super::stable::ReadAs;
use super::{ALONE, FOLDERS, HEALTH_FILE, MAX_ASSET, MAX_TEXT, ORIGINALS, SiteRoot};
use crate::base::Failure;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::file_stamp::FileStamp;
use crate::base::span::Span;

/// A file that is to be read.
pub(super) struct FileToRead {
    /// Its path relative to the root, with `/`.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// Its stamp; nothing for the few files that are read in any case.
    pub(super) stamp: Option<FileStamp>,
}

impl SiteRoot {
    /// The path relative to the root, if what is there may be a file (or a folder) of the site.
    #[must_use]
    pub fn concerns(&self, path: &Path) -> Option<String> {
        if path == self.root.join(&self.config) {
            return Some(self.config.clone());
        }
        // A name that is not UTF-8 cannot be asked for by name; its folder can.
        let path = if path.to_str().is_some() { path } else { path.parent()? };
        let relative = slashed(path.strip_prefix(&self.root).ok()?);
        let mut parts = relative.split('/');
        let first = parts.next()?;
        let is_ours = ALONE.contains(&relative.as_str())
            || (FOLDERS.contains(&first)
                && !parts.any(is_ignored)
                && !Path::new(&relative).starts_with(ORIGINALS));
        is_ours.then_some(relative)
    }

    /// The paths of the files in one of the site's folders that a build would read.
    #[must_use]
    pub fn paths_in(&self, folder: &str) -> Vec<String> {
        let mut wanted = Vec::new();
        // What cannot be read is reported where it is asked for.
        let _ = list(&self.root, folder, &mut wanted, &mut Vec::new());
        wanted.into_iter().map(|file| file.name).collect()
    }

    /// Everything that is to be read of the site.
    pub(super) fn list_all(&self, findings: &mut Vec<Diagnostic>) -> Result<Vec<FileToRead>, Failure> {
        let mut wanted = Vec::new();
        for file in [self.config.as_str()].into_iter().chain(ALONE) {
            self.list_alone(file, &mut wanted, findings);
        }
        styles(&self.root, &mut wanted);
        for folder in FOLDERS {
            list(&self.root, folder, &mut wanted, findings)?;
        }
        Ok(wanted)
    }

    /// Adds the configuration or the lock file, which may be a link to anywhere; nothing where there is none.
    pub(super) fn list_alone(
        &self,
        name: &str,
        wanted: &mut Vec<FileToRead>,
        findings: &mut Vec<Diagnostic>,
    ) {
        let path = self.root.join(name);
        match path.metadata() {
            Ok(meta) if !meta.is_file() => findings.push(not_regular(name)),
            Ok(meta) => match check_length(&meta, name) {
                Ok(()) => wanted.push(FileToRead { name: name.to_owned(), path, stamp: None }),
                Err(finding) => findings.push(*finding),
            },
            // What cannot be looked at does not count as absent.
            Err(_) if path.symlink_metadata().is_ok() => findings.push(leads_nowhere(name)),
            Err(_) => {}
        }
    }

    /// Adds what is to be read at `path` now: a file, all files of a folder, or nothing.
    pub(super) fn list_path(&self, path: &str, wanted: &mut Vec<FileToRead>, findings: &mut Vec<Diagnostic>) {
        let file = self.root.join(path);
        let Ok(meta) = file.symlink_metadata() else { return };
        // What lies behind a link to a folder is not read (see `list`).
        let above = Path::new(path).ancestors().skip(1).filter(|above| above.components().count() > 1);
        if above.into_iter().any(|above| self.root.join(above).is_symlink()) {
            return;
        }
        if meta.is_dir() || FOLDERS.contains(&path) {
            // A folder that goes away meanwhile is no failure: another event tells of it.
            let _ = list(&self.root, path, wanted, findings);
        } else if path == self.config || ALONE.contains(&path) {
            self.list_alone(path, wanted, findings);
        } else {
            match admit(&self.root, &file, path) {
                Ok(()) => wanted.push(FileToRead { name: path.to_owned(), path: file, stamp: None }),
                // Between the two looks it went away.
                Err(_) if file.symlink_metadata().is_err() => {}
                Err(finding) => findings.push(*finding),
            }
        }
    }
}

/// Citation styles beside the configuration: `NAME.csl`.
fn styles(root: &Path, wanted: &mut Vec<FileToRead>) {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file())) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let length = entry.metadata().map_or(u64::MAX, |meta| meta.len());
        if name.ends_with(".csl") && length <= MAX_TEXT {
            wanted.push(FileToRead { name, path: entry.path(), stamp: None });
        }
    }
}

fn list(
    root: &Path,
    folder: &str,
    wanted: &mut Vec<FileToRead>,
    findings: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let base = root.join(folder);
    if !base.exists() {
        return Ok(());
    }
    // Below a folder that is no link, a file that is no link stands where its path says.
    let is_within = base.canonicalize().is_ok_and(|real| real == base);
    let entries = WalkDir::new(&base).sort_by_file_name().into_iter().filter_entry(|entry| {
        entry.depth() == 0
            || !is_ignored(&entry.file_name().to_string_lossy()) && entry.path() != root.join(ORIGINALS)
    });
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => {
                return Err(Failure::new(format!("cannot read {}: {error}", base.display())));
            }
            Err(error) => {
                let name = error.path().map(|path| slashed(path.strip_prefix(root).unwrap_or(path)));
                findings.push(unreadable(
                    &name.unwrap_or_default(),
                    "cannot be read".to_owned(),
                    "check the permissions",
                ));
                continue;
            }
        };
        let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let name = slashed(relative);
        if relative.to_str().is_none() {
            findings.push(unreadable(&name, "the file's name is not UTF-8".to_owned(), "rename the file"));
            continue;
        }
        if entry.file_type().is_dir() {
            continue;
        }
        // What a link leads to is read in any case.
        let admitted = match entry.metadata() {
            Ok(meta) if is_within && meta.is_file() => {
                check_length(&meta, &name).map(|()| Some(FileStamp::from(&meta)))
            }
            _ => admit(root, entry.path(), &name).map(|()| None),
        };
        match admitted {
            Ok(stamp) => wanted.push(FileToRead { name, path: entry.path().to_path_buf(), stamp }),
            Err(finding) => findings.push(*finding),
        }
    }
    Ok(())
}

/// As what a file of the site is read. Below `content` and in a theme's `static` lies what is published as it is.
pub(super) fn kind(name: &str) -> ReadAs {
    let is_static = name.strip_prefix("themes/").and_then(|rest| rest.split('/').nth(1)) == Some("static");
    let is_published = name.starts_with("content/") && !name.ends_with(".md");
    if is_published || is_static { ReadAs::Bytes } else { ReadAs::Text }
}

/// Files of editors and systems, which are not content.
pub(crate) fn is_ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with('#')
        || matches!(name, "4913" | "Thumbs.db")
        || name.ends_with(".tmp")
        || name.ends_with(".swp")
}

/// Whether the file may be read.
fn admit(root: &Path, path: &Path, name: &str) -> Result<(), Box<Diagnostic>> {
    let refuse = |message: String, help: &str| Err(Box::new(unreadable(name, message, help)));
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(_) => return Err(Box::new(leads_nowhere(name))),
    };
    if !target.starts_with(root) {
        return refuse("a link that leads out of the site".to_owned(), "copy the file into the site");
    }
    let meta = match target.metadata() {
        Ok(meta) => meta,
        Err(error) => return refuse(format!("cannot be read: {error}"), "check the file's permissions"),
    };
    if meta.is_dir() {
        return refuse("a link to a folder".to_owned(), "copy the folder, or link its files");
    }
    if !meta.is_file() {
        return Err(Box::new(not_regular(name)));
    }
    check_length(&meta, name)
}

fn leads_nowhere(name: &str) -> Diagnostic {
    unreadable(name, "a link that leads nowhere".to_owned(), "delete the link, or correct its target")
}

fn not_regular(name: &str) -> Diagnostic {
    unreadable(name, "not a regular file".to_owned(), "move pipes, sockets and devices out of the site")
}

/// Whether the file is not too long.
fn check_length(meta: &std::fs::Metadata, name: &str) -> Result<(), Box<Diagnostic>> {
    let is_text = [".md", ".jsonl"].iter().any(|end| name.ends_with(end))
        || name.starts_with("seeds/")
        || name == HEALTH_FILE;
    let limit = if is_text { MAX_TEXT } else { MAX_ASSET };
    if meta.len() > limit {
        let message = format!("{} MiB; the limit is {} MiB", meta.len() >> 20, limit >> 20);
        return Err(Box::new(unreadable(name, message, "split the text over several files")));
    }
    Ok(())
}

pub(super) fn not_read(name: &str, error: &std::io::Error) -> Diagnostic {
    unreadable(name, format!("cannot be read: {error}"), "check the file's permissions")
}

fn unreadable(name: &str, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(Rule::FileUnreadable, name, Span::default(), message).help(help)
}
