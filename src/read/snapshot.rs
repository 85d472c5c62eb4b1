//! Stage 1, read: folders → [`Snapshot`]. The only place that reads the site's files.
//!
//! A snapshot maps each path to the file's bytes, taken once, so a file that changes during a build cannot be
//! seen in two states. A file whose stamp is that of the last build has a known hash: it is read only when its
//! bytes are needed ([`Content::read`]), and reading fails unless they have that hash. Links inside the site are followed when they lead to files; links that lead out of it, pipes and devices are findings,
//! because a build that reads them may hang or publish what is not the site's.

mod content;
mod read_cache;
mod share;
mod stable;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

pub use content::Content;
pub use read_cache::ReadCache;
pub use share::{ContentFiles, SiteShare, read_share};
use stable::ReadAs;

use crate::base::diagnostic::{Diagnostic, Rule, Texts};
use crate::base::differences::differences;
use crate::base::file_stamp::FileStamp;
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

/// Where a site stands on disk.
#[derive(Clone, Debug)]
pub struct SiteRoot {
    /// The folder that holds the configuration.
    pub root: PathBuf,
    /// The configuration's path relative to the root.
    pub config: String,
}

impl SiteRoot {
    /// True if an earlier build recorded that the site has a lock.
    fn had_lock(&self) -> bool {
        self.root.join(LOCK_RECORD).symlink_metadata().is_ok()
    }

    /// Finds the site: `config` if given, else `ibid.yaml` in `root`, else in the current folder or
    /// the nearest one above it.
    ///
    /// # Errors
    /// Where there is no configuration.
    pub fn find(root: Option<&Path>, config: Option<&Path>) -> Result<Self, Failure> {
        let not_found = |place: String| {
            Failure::new(format!("no ibid.yaml {place}"))
                .help("run `ibid init` in an empty folder, or name the site's folder with --root")
        };
        let canonical =
            |path: &Path| path.canonicalize().map_err(|error| Failure::io("cannot open", path, &error));
        if let Some(config) = config {
            let relative_to = root.unwrap_or(Path::new("."));
            let file = canonical(&relative_to.join(config)).or_else(|_| canonical(config))?;
            if !file.is_file() {
                return Err(Failure::new(format!("{} is not a regular file", file.display()))
                    .help("name the site's ibid.yaml"));
            }
            let root = match root {
                Some(root) => canonical(root)?,
                None => file.parent().unwrap_or(Path::new("/")).to_path_buf(),
            };
            let name = file.strip_prefix(&root).map_or_else(|_| file.display().to_string(), slashed);
            return Ok(Self { root, config: name });
        }
        let found = match root {
            Some(root) => {
                let root = canonical(root)?;
                if !root.join(CONFIG_FILE).is_file() {
                    return Err(not_found(format!("in {}", root.display())));
                }
                root
            }
            None => {
                let here = canonical(Path::new("."))?;
                here.ancestors()
                    .find(|folder| folder.join(CONFIG_FILE).is_file())
                    .ok_or_else(|| not_found(format!("in {} or any folder above it", here.display())))?
                    .to_path_buf()
            }
        };
        Ok(Self { root: found, config: CONFIG_FILE.to_owned() })
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

/// A file that is to be read.
struct FileToRead {
    /// Its path relative to the root, with `/`.
    name: String,
    path: PathBuf,
    /// Its stamp; nothing for the few files that are read in any case.
    stamp: Option<FileStamp>,
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
    fn list_all(&self, findings: &mut Vec<Diagnostic>) -> Result<Vec<FileToRead>, Failure> {
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
    fn list_alone(&self, name: &str, wanted: &mut Vec<FileToRead>, findings: &mut Vec<Diagnostic>) {
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
    fn list_path(&self, path: &str, wanted: &mut Vec<FileToRead>, findings: &mut Vec<Diagnostic>) {
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
fn kind(name: &str) -> ReadAs {
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

fn not_read(name: &str, error: &std::io::Error) -> Diagnostic {
    unreadable(name, format!("cannot be read: {error}"), "check the file's permissions")
}

fn unreadable(name: &str, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(Rule::FileUnreadable, name, Span::default(), message).help(help)
}

/// A path with `/` between its parts, whatever the system.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
