//! Stage 4, index: all pages and sources → [`Site`], the graph that views are taken from.
//!
//! What depends on more than one file is worked out here, once: addresses and their collisions,
//! sections and their order, which statement rests on which passage, timeline, disagreements, terms.
//! Nothing in it is changed afterwards.

pub mod addresses;
mod backlinks;
mod changes;
mod checks;
mod corrections;
mod corroboration;
mod glossary;
mod index;
mod input;
mod last_change;
pub mod links;
pub mod lists;
pub mod machine_files;
mod naming;
pub mod paging;
pub mod renamed;
mod reports;
mod reviews;
mod speakers;
mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::ids::{CiteId, CiteIndex, EventId, GroupRange, LanguageId, PageId, SourceId};
use crate::base::percent::decode;
use crate::parse::changes::LoggedChange;
use crate::parse::health::SourceHealth;
use crate::parse::source::Source;
use crate::parse::topic::{Page, PageKind};
use crate::read::config::Config;
use crate::read::image::Facts;
use crate::verify::{PageChecks, State};

pub use addresses::Addresses;
pub use backlinks::Backlinks;
pub use corrections::Correction;
pub use corroboration::{Corroboration, Supported};
pub use index::Index;
pub use input::SiteInput;
pub use naming::{short_name, statement, with_source_names};
pub use reports::{PageReport, is_unverified};
pub use reviews::{Reviews, StatementReviews, changes};
pub use speakers::Speaker;

/// The whole site, ready to be viewed. What stands behind an `Arc` is shared by sites that have it in common.
#[derive(Clone, Debug)]
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// The pages that are published, in the order of paths.
    pub pages: Vec<Arc<Page>>,
    /// What the checks found, page by page.
    pub checks: Vec<Arc<PageChecks>>,
    /// The sources.
    pub sources: Vec<Arc<Source>>,
    /// Every address.
    pub addresses: Arc<Addresses>,
    /// What the images of the content folder are, by file.
    pub pictures: Arc<BTreeMap<String, Facts>>,
    /// For each source what rests on it.
    pub backlinks: Vec<Arc<Backlinks>>,
    /// For each page its children, in order.
    pub children: Arc<[Vec<PageId>]>,
    /// Topics in the order in which they are read, section by section.
    pub reading_order: Arc<[PageId]>,
    /// For each page its place in the reading order.
    places: Arc<[Option<usize>]>,
    /// Timeline entries by date.
    pub timeline: Arc<[EventId]>,
    /// The terms of each language.
    terms: Arc<[Terms]>,
    /// For each language the terms that its pages define.
    glossaries: glossary::Glossaries,
    /// The languages that have pages, the site's own first.
    pub languages: Vec<LanguageId>,
    /// For each page it and its translations, in the order of languages; empty where it has none.
    pub translations: Arc<[Vec<PageId>]>,
    /// What the texts of pages give to the lists of each language.
    lengths: Vec<lists::ListLengths>,
    /// For each language its pages that have reports, those with most to resolve first.
    reports: Arc<[Vec<PageReport>]>,
    /// What people found who read statements against their sources.
    pub reviews: Arc<Reviews>,
    /// What was seen at the addresses of sources, by their keys.
    health: Arc<BTreeMap<String, SourceHealth>>,
    /// The log of statements, the latest first.
    changes: Arc<[LoggedChange]>,
}

/// Taxonomy → slug of the term → (its name, pages).
pub type Terms = BTreeMap<String, BTreeMap<String, (String, Vec<PageId>)>>;

impl Site {
    /// What was seen at the address of a source.
    #[must_use]
    pub fn health_of(&self, source: &Source) -> Option<&SourceHealth> {
        self.health.get(&source.key).filter(|seen| seen.is_of(source))
    }

    /// The sources, each with whether a page cites it.
    pub fn sources_cited_or_not(&self) -> impl Iterator<Item = (&Arc<Source>, bool)> + '_ {
        self.sources.iter().zip(&self.backlinks).map(|(source, links)| (source, links.uses > 0))
    }

    /// A range of groups of a page, as citations.
    pub fn cites(
        &self,
        page: PageId,
        groups: GroupRange,
    ) -> impl Iterator<Item = (CiteId, Option<SourceId>, State)> + '_ {
        groups.iter().flat_map(move |group| {
            CiteIndex::enumerate(&self.checks[page].groups[group])
                .map(move |(cite, check)| (CiteId { page, group, cite }, check.source, check.state))
        })
    }

    /// What is known of the image at an address of this site.
    #[must_use]
    pub fn picture_at(&self, url: &str) -> Option<&Facts> {
        let file = decode(url.strip_prefix(&self.addresses.base_path)?);
        self.pictures.get(self.addresses.assets.get(&file)?)
    }

    /// The terms of a language.
    #[must_use]
    pub fn terms_in(&self, language: LanguageId) -> &Terms {
        &self.terms[language]
    }

    /// A folder below that of a language.
    #[must_use]
    pub fn folder_in(&self, language: LanguageId, folder: &str) -> String {
        folder_in(&self.config, language, folder)
    }

    /// Folder of a source's page in a language.
    #[must_use]
    pub fn source_folder(&self, language: LanguageId, source: SourceId) -> String {
        self.folder_in(language, &self.addresses.sources[source])
    }

    /// Folder of a page's evidence; that of a home page stands on the page of its whole language.
    #[must_use]
    pub fn evidence_folder(&self, page: &Page) -> String {
        evidence_folder(&self.config, page)
    }

    /// The page before and after a topic in its section.
    #[must_use]
    pub fn neighbours(&self, page: PageId) -> (Option<PageId>, Option<PageId>) {
        let section = self.pages[page].section();
        let Some(at) = self.places[page] else { return (None, None) };
        let same = |other: &PageId| self.pages[*other].section() == section;
        let previous = at.checked_sub(1).map(|before| self.reading_order[before]).filter(same);
        (previous, self.reading_order.get(at + 1).copied().filter(same))
    }
}

/// A folder below that of a language.
fn folder_in(config: &Config, language: LanguageId, folder: &str) -> String {
    format!("{}{folder}", config.languages[language].prefix).trim_end_matches('/').to_owned()
}

fn evidence_folder(config: &Config, page: &Page) -> String {
    let prefix = &config.languages[page.language].prefix;
    let below = page.folder.strip_prefix(prefix.as_str()).unwrap_or_default();
    match page.kind {
        PageKind::Home => folder_in(config, page.language, "evidence"),
        _ => folder_in(config, page.language, &format!("evidence/{below}")),
    }
}
