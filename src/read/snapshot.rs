//! Stage 1, read: folders → [`Snapshot`]. The only place that reads the site's files.
//!
//! A snapshot maps each path to the file's bytes, taken once, so a file that changes during a build cannot be
//! seen in two states. A file whose stamp is that of the last build has a known hash: it is read only when its
//! bytes are needed ([`Content::read`]), and reading fails unless they have that hash. Links inside the site are
//! followed when they lead to files; links that lead out of it, pipes and devices are findings, because a build that
//! reads them may hang or publish what is not the site's ([`listing`]).

mod content;
mod listing;
mod read_cache;
mod share;
mod site_root;
mod stable;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use content::Content;
pub(crate) use listing::is_ignored;
use listing::{FileToRead, kind, not_read};
pub use read_cache::ReadCache;
pub use share::{ContentFiles, SiteShare, read_share};
pub use site_root::SiteRoot;

use crate::base::diagnostic::{Diagnostic, Rule, Texts};
use crate::base::differences::differences;
use crate::base::parallel;
use crate::base::span::Span;
use crate::base::{Failure, FileChanged};

/// The configuration's file name.
pub const CONFIG_FILE: &str = "ibid.yaml";
/// Name of the file that holds the sources' hashes.
pub const LOCK_FILE: &str = "ibid.lock";
/// What `ibid source health --live` saw at the addresses of sources.
pub const HEALTH_FILE: &str = "health.json";
/// The log of statements that were added, changed and dropped.
pub const CHANGES_FILE: &str = "changes.jsonl";
/// The files in a site's folder itself, besides the configuration and citation styles.
pub const ALONE: [&str; 3] = [LOCK_FILE, HEALTH_FILE, CHANGES_FILE];
/// An empty file which says that the site has had a lock, relative to the root. Builds write it.
pub const LOCK_RECORD: &str = ".ibid/locked";

/// Largest Markdown or text file, in bytes.
pub const MAX_TEXT: u64 = 8 << 20;
/// Largest file of any kind, in bytes.
const MAX_ASSET: u64 = 256 << 20;

/// The folder of the files that sources were read out of. They are kept as they are, and never read by a build nor
/// published.
pub const ORIGINALS: &str = "seeds/originals";

/// The folder of the records of reviews.
pub const REVIEWS: &str = "reviews";

/// The folders of a site that are read.
pub const FOLDERS: [&str; 4] = ["content", "seeds", "themes", REVIEWS];

/// The site's files: path relative to the root, with `/`, and bytes.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Every file, by path.
    pub files: BTreeMap<String, Content>,
    /// True if an earlier build recorded ([`LOCK_RECORD`]) that the site has a lock.
    pub had_lock: bool,
}

impl Snapshot {
    /// A snapshot of files that somebody else has read: path and bytes of each.
    #[must_use]
    pub fn of_files(files: impl Iterator<Item = (String, Vec<u8>)>) -> Self {
        let as_read = |(name, bytes): (String, Vec<u8>)| {
            let kind = kind(&name);
            (name, stable::as_kind(bytes, kind))
        };
        files.map(as_read).collect()
    }

    /// The files of one folder, in the order of paths.
    pub fn below<'s>(&'s self, folder: &str) -> impl Iterator<Item = (&'s str, &'s Content)> + 's {
        let prefix = format!("{folder}/");
        let start = prefix.clone();
        let files = self.files.range(start..).map(|(path, bytes)| (path.as_str(), bytes));
        files.take_while(move |(path, _)| path.starts_with(&prefix))
    }

    /// The files of one folder, with paths relative to it.
    pub fn under<'s>(&'s self, folder: &'s str) -> impl Iterator<Item = (&'s str, &'s Content)> + 's {
        self.below(folder).map(move |(path, bytes)| (&path[folder.len() + 1..], bytes))
    }

    /// The files of the content folder that are no pages, with paths relative to it.
    pub fn assets(&self) -> impl Iterator<Item = &str> {
        self.under("content").map(|(path, _)| path).filter(|path| !path.ends_with(".md"))
    }

    /// Reads the files at some paths, so that their bytes are at hand afterwards; a path without a file is none.
    ///
    /// # Errors
    /// The first file that is no longer what its stamp promised.
    pub fn read_files<'p>(&self, paths: impl IntoIterator<Item = &'p str>) -> Result<(), FileChanged> {
        let mut files = paths.into_iter().filter_map(|path| self.files.get(path));
        files.try_for_each(|content| content.read().map(drop))
    }

    /// The text of a file; empty where there is none. What is not UTF-8 is replaced.
    ///
    /// # Errors
    /// Where the file is no longer what its stamp promised.
    pub fn lossy_text(&self, path: &str) -> Result<Cow<'_, str>, FileChanged> {
        let Some(content) = self.files.get(path) else { return Ok(Cow::default()) };
        Ok(String::from_utf8_lossy(content.read()?))
    }

    /// A file's text, or a finding at the first byte that is not UTF-8 or is NUL. A path without a file has an
    /// empty text.
    ///
    /// # Errors
    /// A `not-utf8` finding; `file-unreadable` where the file is no longer what its stamp promised.
    pub fn utf8(&self, path: &str) -> Result<&str, Box<Diagnostic>> {
        let bytes: &[u8] = match self.files.get(path) {
            Some(content) => content.read()?,
            None => &[],
        };
        let wrong = |at: usize, message: String| {
            Box::new(
                Diagnostic::new(Rule::NotUtf8, path, Span::at(at), message)
                    .help("save the file as UTF-8 (in most editors: Save with encoding)"),
            )
        };
        match std::str::from_utf8(bytes) {
            Ok(text) => match memchr::memchr(0, bytes) {
                None => Ok(text),
                Some(at) => Err(wrong(at, "a NUL byte: this is not a text file".to_owned())),
            },
            Err(error) => {
                let at = error.valid_up_to();
                Err(wrong(at, format!("not UTF-8: byte 0x{:02x}", bytes[at])))
            }
        }
    }
}

/// Files in memory.
impl<P: Into<String>, C: Into<Content>> FromIterator<(P, C)> for Snapshot {
    fn from_iter<I: IntoIterator<Item = (P, C)>>(files: I) -> Self {
        let files = files.into_iter().map(|(path, content)| (path.into(), content.into()));
        Self { files: files.collect(), had_lock: false }
    }
}

impl Texts for Snapshot {
    fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        let bytes = self.files.get(path)?.read().ok()?;
        Some(String::from_utf8_lossy(bytes))
    }
}

/// Reads the whole site: configuration, content, sources, themes, lock file.
///
/// # Errors
/// Only when the root itself cannot be read; unreadable files are findings.
pub fn read(place: &SiteRoot) -> Result<(Snapshot, Vec<Diagnostic>), Failure> {
    read_with_cache(place, &ReadCache::default())
}

/// Like [`read`], but files whose stamps are those of the cache are read only when their bytes are asked for.
///
/// # Errors
/// As [`read`].
pub fn read_with_cache(place: &SiteRoot, cache: &ReadCache) -> Result<(Snapshot, Vec<Diagnostic>), Failure> {
    let mut findings = Vec::new();
    let wanted = place.list_all(&mut findings)?;
    let mut snapshot = Snapshot { had_lock: place.had_lock(), ..Snapshot::default() };
    snapshot.fill(wanted, cache, &mut findings);
    Ok((snapshot, findings))
}

/// Reading again, for the preview: only the paths that something happened to.
impl Snapshot {
    /// The site as it is now, where at most `paths` (files or whole folders) differ from this snapshot.
    /// `found` are the findings of the reading before; those that still hold are returned with the new.
    /// A file with the same bytes keeps its place in memory.
    #[must_use]
    pub fn refresh(
        &self,
        place: &SiteRoot,
        found: &[Diagnostic],
        paths: &[String],
    ) -> (Self, Vec<Diagnostic>) {
        let is_within = |name: &str, path: &str| {
            name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut findings: Vec<Diagnostic> = found
            .iter()
            .filter(|finding| !paths.iter().any(|path| is_within(&finding.path, path)))
            .cloned()
            .collect();
        let mut snapshot = self.clone();
        snapshot.had_lock = place.had_lock();
        let mut wanted = Vec::new();
        for path in paths {
            snapshot.files.remove(path);
            let within: Vec<String> =
                snapshot.under(path).map(|(name, _)| format!("{path}/{name}")).collect();
            within.iter().for_each(|name| drop(snapshot.files.remove(name)));
            place.list_path(path, &mut wanted, &mut findings);
        }
        wanted.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        wanted.dedup_by(|one, other| one.name == other.name);
        snapshot.fill(wanted, &ReadCache::default(), &mut findings);
        for path in paths {
            for (name, old) in self
                .files
                .get(path)
                .map(|old| (path.clone(), old))
                .into_iter()
                .chain(self.under(path).map(|(name, old)| (format!("{path}/{name}"), old)))
            {
                if let Some(new) = snapshot.files.get_mut(&name)
                    && new == old
                {
                    *new = old.clone();
                }
            }
        }
        (snapshot, findings)
    }

    /// The files that are not the same in two snapshots, in the order of paths.
    #[must_use]
    pub fn changed(&self, newer: &Self) -> Vec<String> {
        let files = newer.files.iter().map(|(path, bytes)| (path.as_str(), bytes));
        let (new, mut changed) = differences(files, &self.files, |content, before| *content == before);
        changed.extend(new.into_iter().map(|(path, _)| path.to_owned()));
        changed.sort_unstable();
        changed
    }

    /// The files that are symbolic links: they change without anything happening to their own path.
    #[must_use]
    pub fn links(&self, place: &SiteRoot) -> Vec<String> {
        self.files.keys().filter(|path| place.root.join(path).is_symlink()).cloned().collect()
    }

    /// Reads files in parallel, except those that the cache knows.
    fn fill(&mut self, wanted: Vec<FileToRead>, cache: &ReadCache, findings: &mut Vec<Diagnostic>) {
        let read = |FileToRead { name, path, stamp }| {
            let cached = stamp.and_then(|stamp| Some((stamp, cache.key(&name, &stamp)?)));
            let kind = kind(&name);
            let content = match cached {
                Some(cached) => Ok(Content::unread(name.clone(), path, kind, cached)),
                None => stable::read_as(&path, kind).map(|bytes| Content::read_with(bytes, stamp)),
            };
            (name, content)
        };
        let read: Vec<(String, std::io::Result<Content>)> = parallel::map_into(wanted, 16, read);
        for (name, content) in read {
            match content {
                Ok(content) => drop(self.files.insert(name, content)),
                Err(error) => findings.push(not_read(&name, &error)),
            }
        }
    }
}
