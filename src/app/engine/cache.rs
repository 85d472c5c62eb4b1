//! What a run caches for the next one: pages as parsed and checked, and the outcome.
//!
//! A page is taken from the store if its file has the same bytes and the settings are the same; its checks,
//! if the sources that they depend on are the same too ([`super::reuse`]). Their text is not kept: it is
//! parsed again where it is shown.

mod facts;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::references::References;
use super::{Counts, Parsed, RunOptions, Verified, Workspace};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::PageId;
use crate::base::parallel;
use crate::base::store::{Key, KeyMaker, Store};
use crate::parse::source::Source;
use crate::parse::topic::Page;
use crate::read::snapshot::{ALONE, Content, LOCK_FILE, REVIEWS, Snapshot};
use crate::render::view::made_from::Origins;
use crate::site::Site;
use crate::site::renamed::{RenamedPage, renamed};
use crate::verify::{Alike, PageChecks};

pub use facts::CachedPages;

/// The number of records that hold pages, by a hash of their paths: a changed page costs the writing of one record.
const SHARDS: usize = 64;

/// The files of a site by the keys of their bytes, and what follows from them.
#[derive(Clone, Debug)]
pub struct Inventory {
    files: BTreeMap<String, Key>,
    options: RunOptions,
    /// What the parsing of a page depends on besides its file.
    settings: Key,
    /// What every page of the output depends on.
    frame: Key,
}

impl Inventory {
    /// The inventory of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Snapshot, config_path: &str, options: &RunOptions) -> Self {
        let files: Vec<(&String, &Content)> = snapshot.files.iter().collect();
        let files = parallel::map(&files, 16, |(path, content)| ((*path).clone(), content.key()));
        let files: BTreeMap<String, Key> = files.into_iter().collect();
        let key = |kind: &str, concerns: &dyn Fn(&str) -> bool| {
            let mut maker = KeyMaker::new(kind);
            maker.add(config_path.as_bytes());
            for (path, key) in files.iter().filter(|(path, _)| concerns(path)) {
                maker.add(path.as_bytes());
                maker.add_key(key);
            }
            maker
        };
        let mut settings = key("settings", &|path| path == config_path);
        settings.add(&[u8::from(options.suggest)]);
        // The lock decides what may be published, not how it looks. Reviews are part of the keys of the pages they are of,
        // what was seen of a source is part of the key of its page, and the log of statements is one page's view.
        let is_of_pages = |path: &str| ["content", REVIEWS].iter().any(|folder| is_below(path, folder));
        let is_of_frame = |path: &str| !is_of_pages(path) || path == config_path;
        let is_apart = |path: &str| ALONE.contains(&path);
        let mut frame = key("look", &|path| is_of_frame(path) && !is_apart(path));
        frame.add(described(options).as_bytes());
        let (settings, frame) = (settings.finish(), frame.finish());
        Self { options: options.clone(), settings, frame, files }
    }

    /// What the pages of a site are made from.
    #[must_use]
    pub fn origins(&self, site: &Site) -> Origins {
        let nothing = Key::hash(b"");
        let of = |(id, page): (PageId, &Arc<Page>)| {
            let file = self.files.get(&page.path).copied().unwrap_or(nothing);
            let mut reviews = site.reviews.of_page(id).peekable();
            if reviews.peek().is_none() {
                return file;
            }
            let mut key = KeyMaker::new("reviewed");
            key.add_key(&file);
            for (group, reviews) in reviews {
                key.add(&group.index().to_le_bytes());
                reviews.in_force.iter().for_each(|record| key.add(record.json().as_bytes()));
            }
            key.finish()
        };
        let is_asset = |path: &str| path.starts_with("content/") && !path.ends_with(".md");
        let mut assets = KeyMaker::new("assets");
        for (path, key) in self.files.iter().filter(|(path, _)| is_asset(path)) {
            assets.add(path.as_bytes());
            assets.add_key(key);
        }
        Origins::new(self.frame, PageId::enumerate(&site.pages).map(of).collect(), &assets.finish(), site)
    }

    /// The key of a file.
    #[must_use]
    pub fn key(&self, path: &str) -> Option<Key> {
        self.files.get(path).copied()
    }

    /// The key of the whole site, with a lock file of this text.
    #[must_use]
    pub fn key_of_all(&self, lock: &str) -> Key {
        let mut maker = KeyMaker::new("site");
        maker.add(described(&self.options).as_bytes());
        maker.add(lock.as_bytes());
        for (path, key) in self.files.iter().filter(|(path, _)| *path != LOCK_FILE) {
            maker.add(path.as_bytes());
            maker.add_key(key);
        }
        maker.finish()
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Options as part of a key. Where pictures and text are kept does not matter to what is published, and a build leaves
/// no page as its template makes it.
fn described(options: &RunOptions) -> String {
    let options = RunOptions {
        pictures: None,
        forgets_text: false,
        goes_by_page: false,
        skip_minify: false,
        ..options.clone()
    };
    format!("{options:?}")
}

/// What a run found, for a next one of the same site.
#[derive(Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// The key of the site.
    pub site: Key,
    /// The key of what all pages depend on: the theme, the settings, the sources.
    frame: Key,
    /// All findings, after exemptions and severities.
    pub findings: Vec<Diagnostic>,
    /// Counts for the closing line.
    pub counts: Counts,
}

impl Outcome {
    /// The outcome of a run of a site that had this key.
    #[must_use]
    pub fn new(site: Key, inventory: &Inventory, findings: Vec<Diagnostic>, counts: Counts) -> Self {
        Self { site, frame: inventory.frame, findings, counts }
    }

    /// The outcome of the last run that published, whatever its site.
    #[must_use]
    pub fn last(store: &Store) -> Option<Self> {
        store.read::<Self>("outcome")
    }

    /// The outcome of the last run, if it was of this site.
    #[must_use]
    pub fn read(store: &Store, site: &Key) -> Option<Self> {
        Self::last(store).filter(|outcome| outcome.site == *site)
    }

    /// Whether it shows that the templates fail on no page of a site that has not changed since.
    #[must_use]
    pub fn proves_templates(&self, inventory: &Inventory) -> bool {
        self.frame == inventory.frame && self.findings.iter().all(|finding| finding.rule != Rule::Template)
    }

    /// Forgets the last run: what it showed of the templates no longer holds.
    pub fn forget(store: &Store) {
        let _ = store.write("outcome", &());
    }

    /// Saves it for the next run. A store that cannot be written costs time, and nothing else.
    pub fn save(&self, store: &Store) {
        let _ = store.write("outcome", self);
    }
}

impl Inventory {
    /// The references that an earlier run formatted, if sources and style are the same.
    #[must_use]
    pub fn references(&self, store: &Store) -> Option<References> {
        store
            .read::<(Key, References)>("references")
            .filter(|(frame, _)| *frame == self.frame)
            .map(|cached| cached.1)
    }

    /// Saves formatted references. A store that cannot be written costs time, and nothing else.
    pub fn save_references(&self, references: &References, store: &Store) {
        let _ = store.write("references", &(self.frame, references));
    }
}

/// A record of pages: settings, the key of the record of sources that the checks belong to, pages.
type Shard = (Key, Key, Vec<CachedPage>);

/// The record of the sources that pages were checked against, in the order of keys, and of which are alike.
const SOURCES: &str = "sources";

/// A source: its key, its file, and the key of the file's bytes.
#[derive(Debug, Serialize, Deserialize)]
struct CachedSource {
    key: String,
    path: String,
    file: Key,
}

fn key_of(sources: &[CachedSource]) -> Key {
    let mut maker = KeyMaker::new(SOURCES);
    for CachedSource { key, path, file } in sources {
        maker.add(key.as_bytes());
        maker.add(path.as_bytes());
        maker.add_key(file);
    }
    maker.finish()
}

/// A source that pages were checked against.
#[derive(Debug)]
pub(super) struct PreviousSource {
    /// Its key.
    pub(super) key: String,
    path: String,
    /// Whether its file is unchanged.
    is_same_file: bool,
}

impl PreviousSource {
    /// Whether a source is this one, unchanged.
    pub(super) fn is(&self, source: &Source) -> bool {
        self.is_same_file && self.path == source.path
    }
}

#[derive(Deserialize)]
struct CachedPage {
    path: String,
    file: Key,
    page: Option<Page>,
    findings: Vec<Diagnostic>,
    checks: Option<(PageChecks, Vec<Diagnostic>)>,
}

/// As [`CachedPage`], on the way into the store.
#[derive(Serialize)]
struct PageToCache<'a> {
    path: &'a str,
    file: &'a Key,
    page: Option<&'a Page>,
    findings: &'a [Diagnostic],
    checks: Option<(&'a PageChecks, &'a [Diagnostic])>,
}

/// What of a workspace stands in the store.
#[derive(Debug, Default)]
pub(super) struct PreviousRun {
    pages: HashSet<String>,
    /// The records whose pages are those of the site, with the key of the sources they were checked against.
    shards: BTreeMap<usize, Key>,
    /// What the previous checks were made against, until they are brought up to date.
    pub(super) sources: Vec<PreviousSource>,
    /// Pages whose files are gone or have other bytes now.
    replaced: Vec<Page>,
    /// Which of these sources are alike.
    pub(super) alike: Option<Vec<Alike>>,
}

fn shard_of(path: &str) -> usize {
    usize::from(blake3::hash(path.as_bytes()).as_bytes()[0]) % SHARDS
}

fn name(shard: usize) -> String {
    format!("pages-{shard:02}")
}

impl Workspace {
    /// A workspace with the pages that the store has of this site.
    #[must_use]
    pub fn from_cache(snapshot: &Snapshot, config_path: &str, inventory: &Inventory, store: &Store) -> Self {
        let config = snapshot.files.get(config_path).cloned();
        let mut workspace = Self { made_from: Some((config, inventory.options.clone())), ..Self::default() };
        let shards: Vec<Option<Shard>> = parallel::numbers(SHARDS, 1, |shard| store.read(&name(shard)));
        let (checked_against, alike): (Vec<CachedSource>, Option<Vec<Alike>>) =
            store.read(SOURCES).unwrap_or_default();
        let key = key_of(&checked_against);
        for (shard, record) in shards.into_iter().enumerate() {
            let Some((settings, sources, pages)) = record else { continue };
            let has_checks = sources == key;
            let mut is_current = has_checks;
            for cached in pages.into_iter().filter(|_| settings == inventory.settings) {
                match snapshot.files.get(&cached.path) {
                    Some(content) if inventory.files.get(&cached.path) == Some(&cached.file) => {
                        workspace.add_cached_page(cached, content, has_checks);
                    }
                    _ => {
                        is_current = false;
                        workspace.previous.replaced.extend(cached.page);
                    }
                }
            }
            if is_current {
                workspace.previous.shards.insert(shard, sources);
            }
        }
        let previous = checked_against.into_iter().map(|CachedSource { key, path, file }| {
            let is_same_file = inventory.files.get(&path) == Some(&file);
            PreviousSource { key, path, is_same_file }
        });
        workspace.previous.sources = previous.collect();
        workspace.previous.alike = alike;
        workspace
    }

    /// The paths of the pages that the store had as they are.
    #[must_use]
    pub fn cached_pages(&self) -> &HashSet<String> {
        &self.previous.pages
    }

    /// Pages that have another address than in the previous run, which no alias leads on from.
    #[must_use]
    pub fn renamed(&self, site: &Site) -> Vec<RenamedPage> {
        renamed(site, &self.previous.replaced, |path| !self.previous.pages.contains(path))
    }

    fn add_cached_page(&mut self, cached: CachedPage, content: &Content, has_checks: bool) {
        let CachedPage { path, page, findings, checks, .. } = cached;
        let value = page.map(Arc::new);
        if let (Some(page), Some((checks, found)), true) = (&value, checks, has_checks) {
            let (page, checks, findings) = (Arc::clone(page), Arc::new(checks), found.into());
            self.checks.insert(path.clone(), Verified { page, checks, findings, is_valid: true });
        }
        self.previous.pages.insert(path.clone());
        self.pages.insert(path, Parsed { content: content.clone(), value, findings });
    }

    /// Saves what the next run can use. A store that cannot be written costs time, and nothing else.
    pub fn save(&self, inventory: &Inventory, store: &Store) {
        let Some(sources) = self.sources_to_cache(inventory) else { return };
        let key = key_of(&sources);
        let mut shards: Vec<Vec<PageToCache<'_>>> = (0..SHARDS).map(|_| Vec::new()).collect();
        let mut is_current: Vec<bool> =
            (0..SHARDS).map(|shard| self.previous.shards.get(&shard) == Some(&key)).collect();
        for (path, parsed) in &self.pages {
            let Some(file) = inventory.files.get(path) else { continue };
            let shard = shard_of(path);
            is_current[shard] &= self.previous.pages.contains(path);
            shards[shard].push(PageToCache {
                path,
                file,
                page: parsed.value.as_deref(),
                findings: &parsed.findings,
                checks: self.checks.get(path).map(|known| (&*known.checks, &*known.findings)),
            });
        }
        // Where only one of the two is written, the keys do not fit, and the checks count as absent.
        if is_current.contains(&false) {
            let alike = self.library.as_ref().and_then(|library| library.cached_alike());
            let _ = store.write(SOURCES, &(sources, alike));
        }
        parallel::numbers(shards.len(), 1, |shard| {
            if !is_current[shard] {
                let _ = store.write(&name(shard), &(inventory.settings, key, &shards[shard]));
            }
        });
    }

    /// The sources that the pages were checked against; nothing where the inventory is of other files.
    fn sources_to_cache(&self, inventory: &Inventory) -> Option<Vec<CachedSource>> {
        let sources = self.library.iter().flat_map(|library| &library.sources);
        let cached = sources.map(|source| {
            let file = *inventory.files.get(&source.path)?;
            Some(CachedSource { key: source.key.clone(), path: source.path.clone(), file })
        });
        cached.collect()
    }
}
