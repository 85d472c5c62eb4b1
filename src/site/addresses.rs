//! Every address of the site; who gets it is settled in `collect`.

mod collect;

use std::collections::{BTreeMap, BTreeSet};

use super::machine_files;
use super::paging::PageCounts;
use crate::base::address::{slug, unfit};
use crate::base::ids::PageId;
use crate::base::percent::encode_path;
use crate::parse::source::Source;

pub(super) use collect::collect;

/// Addresses of everything that is published. Folders are given without slashes at their ends.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Path of the site's root: `/` or `/sub/`.
    pub base_path: String,
    /// Absolute address of the site's root, with a slash at its end.
    pub base_url: String,
    /// Folder of each source's page, below that of the language.
    pub sources: Vec<String>,
    /// Content file → index of the page.
    pub by_file: BTreeMap<String, PageId>,
    /// Output folder → index of the page.
    pub by_folder: BTreeMap<String, PageId>,
    /// Content file → output folder of each page that is a draft, and not published.
    pub drafts: BTreeMap<String, String>,
    /// Files beside pages, as paths below the output.
    pub assets: BTreeMap<String, String>,
    /// Former address → folder it leads to.
    pub aliases: BTreeMap<String, String>,
    /// Folder of each page that was withdrawn → which of them it is.
    pub withdrawn: BTreeMap<String, usize>,
    /// Folders of generated pages.
    pub generated: BTreeSet<String>,
    /// Lists that stand on several pages.
    pub numbered: PageCounts,
    /// The folder of the search in each language, with a slash at its end; none where the site has no search.
    pub searches: Vec<String>,
    /// Whether the site has feeds: where it states no date at all, it has none.
    pub has_feeds: bool,
}

/// Folders of the pages that ibid makes.
pub const GENERATED: [&str; 7] =
    ["sources", "timeline", "disagreements", "quotations", "evidence", "method", "corrections"];

/// Folder of the log of statements, where the site has one.
pub const CHANGES: &str = "changes";

/// Folder of the cards of statements, where the site has them.
pub const EMBED: &str = "embed";

/// Folder of the search below that of each language, where the site has one.
pub const SEARCH: &str = "search";

impl Addresses {
    /// The address of a folder within the site: `/topics/x/`.
    #[must_use]
    pub fn path(&self, folder: &str) -> String {
        if folder.is_empty() {
            self.base_path.clone()
        } else {
            format!("{}{}/", self.base_path, encode_path(folder))
        }
    }

    /// The address of a file within the site.
    #[must_use]
    pub fn file(&self, file: &str) -> String {
        format!("{}{}", self.base_path, encode_path(file))
    }

    /// The absolute address of a folder.
    #[must_use]
    pub fn absolute(&self, folder: &str) -> String {
        if folder.is_empty() {
            self.base_url.clone()
        } else {
            format!("{}{}/", self.base_url, encode_path(folder))
        }
    }

    /// The absolute address of an address within the site, which begins with the base path.
    #[must_use]
    pub fn absolute_path(&self, path: &str) -> String {
        format!("{}{}", self.base_url, path.strip_prefix(&self.base_path).unwrap_or(path))
    }

    /// Whether a path below the root lies in the folder of a search: a letter's page, or a piece of the index.
    #[must_use]
    pub fn is_below_search(&self, path: &str) -> bool {
        self.searches.iter().any(|folder| path.starts_with(folder.as_str()))
    }

    /// On how many pages the list at a folder stands.
    #[must_use]
    pub fn pages_of(&self, list: &str) -> usize {
        self.numbered.get(list).copied().unwrap_or(1)
    }

    /// Whether it is a feed: of the site, of a language, of a term or of corrections.
    fn is_feed(&self, path: &str) -> bool {
        self.has_feeds
            && (machine_files::FEEDS.contains(&path)
                || path.strip_prefix("corrections/") == Some(machine_files::ATOM_FEED)
                || self.is_feed_of_term(path)
                || machine_files::FEEDS.iter().any(|file| {
                    // The feeds of a language and of its corrections.
                    path.strip_suffix(file).and_then(|folder| folder.strip_suffix('/')).is_some_and(
                        |folder| self.generated.contains(folder) || self.by_folder.contains_key(folder),
                    )
                }))
    }

    /// Whether it is a feed of a taxonomy's term.
    fn is_feed_of_term(&self, path: &str) -> bool {
        path.rsplit_once('/').is_some_and(|(folder, file)| {
            machine_files::FEEDS.contains(&file)
                && folder.contains('/')
                && !folder.starts_with("sources/")
                && !folder.starts_with("evidence/")
                && self.generated.contains(folder)
        })
    }

    /// Whether something is published at this path below the root (a folder or a file).
    #[must_use]
    pub fn is_published(&self, path: &str) -> bool {
        let folder = path.trim_matches('/');
        folder.is_empty()
            || self.by_folder.contains_key(folder)
            || self.aliases.contains_key(folder)
            || self.withdrawn.contains_key(folder)
            || self.assets.contains_key(folder)
            || self.generated.contains(folder)
            || machine_files::AT_ROOT.contains(&folder)
            || self.is_feed(folder)
            || machine_files::REFERENCES.iter().any(|file| folder.ends_with(file))
    }
}

/// Path of the site's root within its host.
#[must_use]
pub fn base_path(base_url: &str) -> String {
    let after_scheme = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    after_scheme.find('/').map_or("/", |at| &after_scheme[at..]).to_owned()
}

/// Folder of a source's page below that of the language.
pub(super) fn source_folder(source: &Source) -> String {
    let part = crate::base::address::part(&source.key);
    let part = if unfit(&part).is_some() { slug(&source.key) } else { part };
    format!("sources/{part}")
}
