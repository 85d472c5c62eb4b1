//! The facts of some pages of a site, which travel from the process that parsed and checked them to those that make
//! the site.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{CachedPage, CachedSource, PageToCache, PreviousSource, key_of};
use crate::app::engine::{RunOptions, Workspace};
use crate::base::FileChanged;
use crate::base::store::Key;
use crate::parse::source;
use crate::parse::topic::{Page, Wording};
use crate::read::snapshot::Snapshot;

/// Pages as parsed and checked, and the sources that they were checked against.
#[derive(Deserialize)]
pub struct CachedPages {
    sources: Vec<CachedSource>,
    pages: Vec<CachedPage>,
}

/// As [`CachedPages`], on the way out.
#[derive(Serialize)]
struct FactsToWrite<'a> {
    sources: Vec<CachedSource>,
    pages: Vec<PageToCache<'a>>,
}

impl CachedPages {
    /// Parses and checks the pages of a snapshot, and gives what was found of them, in the form in which it travels.
    /// Nothing is said of the site as a whole: the snapshot may have a share of its pages.
    ///
    /// # Errors
    /// Where a file is no longer what its stamp promised.
    pub fn find(
        snapshot: &Snapshot,
        config_path: &str,
        options: &RunOptions,
    ) -> Result<Vec<u8>, FileChanged> {
        let mut workspace = Workspace::default();
        // What is wrong with settings and sources is found again by whoever knows the whole site.
        let mut found_again = Vec::new();
        let (config, _) = workspace.settings(snapshot, config_path, options);
        workspace.parse_sources(snapshot, &mut found_again)?;
        workspace.parse_pages(snapshot, &config, options, &mut found_again)?;
        let (sources, _) =
            source::by_key(workspace.sources.values().filter_map(|parsed| parsed.value.clone()));
        let library = workspace.library(&sources, &config);
        let pages = workspace.pages.values().filter_map(|parsed| parsed.value.clone());
        let pages: Vec<Arc<Page>> = pages.filter(|page| options.drafts || !page.front.is_draft).collect();
        workspace.verify(snapshot, &pages, &library, &mut found_again)?;
        let key = |path: &str| snapshot.files.get(path).map(|content| content.key());
        let sources = library.sources.iter().filter_map(|source| {
            Some(CachedSource {
                key: source.key.clone(),
                path: source.path.clone(),
                file: key(&source.path)?,
            })
        });
        let files = workspace.pages.iter().filter_map(|(path, parsed)| Some((path, parsed, key(path)?)));
        let files: Vec<(&String, _, Key)> = files.collect();
        let pages = files.iter().map(|(path, parsed, file)| PageToCache {
            path,
            file,
            page: parsed.value.as_deref(),
            findings: &parsed.findings,
            checks: workspace.checks.get(*path).map(|known| (&*known.checks, &*known.findings)),
        });
        let facts = FactsToWrite { sources: sources.collect(), pages: pages.collect() };
        // Only a value without a form on disk fails, and nothing is read back then.
        Ok(postcard::to_stdvec(&facts).unwrap_or_default())
    }

    /// Reads facts back; nothing where the bytes are none. What only the checks of a page needed is dropped, and so are
    /// the words for the search unless they are wanted.
    #[must_use]
    pub fn read(bytes: &[u8], wants_words: bool) -> Option<Self> {
        let mut facts: Self = postcard::from_bytes(bytes).ok()?;
        for page in facts.pages.iter_mut().filter_map(|cached| cached.page.as_mut()) {
            let document = &mut page.document;
            document.quotations = Vec::new();
            document.bracketed = Vec::new();
            document.display_texts = Vec::new();
            document.undefined_notes = Vec::new();
            if !wants_words {
                page.wording = Wording::default();
            }
        }
        Some(facts)
    }
}

impl Workspace {
    /// A workspace with the pages of a snapshot that others have parsed and checked. What is not among the facts, has
    /// other bytes or was checked against other sources is parsed when the workspace is updated.
    #[must_use]
    pub fn from_facts(
        snapshot: &Snapshot,
        config_path: &str,
        options: &RunOptions,
        facts: impl IntoIterator<Item = CachedPages>,
    ) -> Self {
        let config = snapshot.files.get(config_path).cloned();
        let mut workspace = Self { made_from: Some((config, options.clone())), ..Self::default() };
        let mut checked_against = None;
        for CachedPages { sources, pages } in facts {
            let key = key_of(&sources);
            let is_current = |source: &CachedSource| {
                snapshot.files.get(&source.path).is_some_and(|content| content.key() == source.file)
            };
            if checked_against.is_none() && sources.iter().all(is_current) {
                let previous = sources.into_iter().map(|CachedSource { key, path, .. }| PreviousSource {
                    key,
                    path,
                    is_same_file: true,
                });
                workspace.previous.sources = previous.collect();
                checked_against = Some(key);
            }
            // What was dropped of a page was of use to its checks.
            if checked_against != Some(key) {
                continue;
            }
            for page in pages {
                match snapshot.files.get(&page.path) {
                    Some(content) if content.key() == page.file => {
                        workspace.add_cached_page(page, content, true);
                    }
                    _ => {}
                }
            }
        }
        workspace
    }
}
