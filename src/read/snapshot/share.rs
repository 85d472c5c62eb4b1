//! Reading for a process that makes a share of a site: all that pages are made with, and of `content/` as much as the
//! share needs.

use std::collections::BTreeMap;
use std::io;

use super::{Content, FileToRead, SiteRoot, Snapshot, kind, stable};
use crate::base::Failure;
use crate::base::diagnostic::Diagnostic;
use crate::base::file_stamp::FileStamp;
use crate::base::parallel;
use crate::base::store::Key;

/// Which files of `content/` are read, and how.
pub enum ContentFiles<'a> {
    /// Those of these paths; the others are left out.
    Of(&'a dyn Fn(&str) -> bool),
    /// All, to know their keys. What was read is dropped, and read again when it is asked for.
    Hashed,
    /// Those whose keys are known. Each is read when it is asked for, and must have its key then. The others are left
    /// out.
    Known(&'a BTreeMap<String, Key>),
}

/// What was read of a site.
#[derive(Debug)]
pub struct SiteShare {
    /// The files.
    pub snapshot: Snapshot,
    /// What could not be read.
    pub findings: Vec<Diagnostic>,
    /// Number of the files of `content/` that were left out.
    pub left_out: usize,
    /// The first of them.
    pub first_left_out: Option<String>,
}

/// Reads the settings, the sources, the theme, and files of `content/`.
///
/// # Errors
/// Only when the root itself cannot be read; unreadable files are findings.
pub fn read_share(place: &SiteRoot, of_content: &ContentFiles<'_>) -> Result<SiteShare, Failure> {
    let mut findings = Vec::new();
    let mut snapshot = Snapshot { had_lock: place.had_lock(), ..Snapshot::default() };
    let (mut left_out, mut first_left_out) = (0, None);
    let (mut at_once, mut later) = (Vec::new(), Vec::new());
    for file in place.list_all(&mut findings)? {
        let is_content = file.name.starts_with("content/") && file.name != place.config;
        match of_content {
            _ if !is_content => at_once.push(file),
            ContentFiles::Of(is_wanted) if is_wanted(&file.name) => at_once.push(file),
            ContentFiles::Hashed => later.push((file, None)),
            ContentFiles::Known(keys) if keys.contains_key(&file.name) => {
                let key = keys.get(&file.name).copied();
                later.push((file, key));
            }
            _ => {
                left_out += 1;
                first_left_out.get_or_insert(file.name);
            }
        }
    }
    snapshot.fill(at_once, &super::ReadCache::default(), &mut findings);
    let unread = |(file, key): (FileToRead, Option<Key>)| (file.name.clone(), unread(file, key));
    let found: Vec<(String, io::Result<Content>)> = parallel::map_into(later, 16, unread);
    for (name, content) in found {
        match content {
            Ok(content) => drop(snapshot.files.insert(name, content)),
            Err(error) => findings.push(super::not_read(&name, &error)),
        }
    }
    Ok(SiteShare { snapshot, findings, left_out, first_left_out })
}

/// A file whose bytes are read when they are asked for; without a key it is read now, for its key.
fn unread(file: FileToRead, key: Option<Key>) -> io::Result<Content> {
    let FileToRead { name, path, stamp } = file;
    let kind = kind(&name);
    let stamp = match stamp {
        Some(stamp) => stamp,
        None => FileStamp::from(&path.metadata()?),
    };
    let key = match key {
        Some(key) => key,
        None => Key::hash(&stable::read_as(&path, kind)?),
    };
    Ok(Content::unread(name, path, kind, (stamp, key)))
}
