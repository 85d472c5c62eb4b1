//! Stage 4, index: all pages and sources → [`Site`], the graph that views are taken from.
//!
//! What depends on more than one file is worked out here, once: addresses and their collisions,
//! sections and their order, which statement rests on which passage, timeline, disagreements, terms.
//! Nothing in it is changed afterwards.

pub mod addresses;
mod checks;
mod corroboration;
pub mod links;
pub mod paging;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::picture::image::Facts;
use crate::snapshot::Snapshot;
use crate::source::Source;
use crate::topic::address::{decode, slug};
use crate::topic::{Page, PageKind};
use crate::verify::{Library, PageChecks, Passage, State};

pub use addresses::Addresses;
pub use corroboration::{Corroboration, Supported};

/// The whole site, ready to be viewed.
#[derive(Debug)]
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
    pub addresses: Addresses,
    /// What the images of the content folder are, by file.
    pub pictures: BTreeMap<String, Facts>,
    /// For each source what rests on it.
    pub backlinks: Vec<Backlinks>,
    /// For each page its children, in order.
    pub children: Vec<Vec<usize>>,
    /// Topics in the order in which they are read, section by section.
    pub reading_order: Vec<usize>,
    /// For each page its place in the reading order.
    places: Vec<Option<usize>>,
    /// Timeline entries by date: (page, event).
    pub timeline: Vec<(usize, usize)>,
    /// The terms of the site's own language.
    pub terms: Terms,
    /// The terms of each language; those of the site's own are in `terms`.
    other_terms: Vec<Terms>,
    /// The languages that have pages, the site's own first.
    pub languages: Vec<usize>,
    /// For each page it and its translations, in the order of languages; empty where it has none.
    pub translations: Vec<Vec<usize>>,
}

/// Taxonomy → slug of the term → (its name, pages).
pub type Terms = BTreeMap<String, BTreeMap<String, (String, Vec<usize>)>>;

/// One citation: page, group, citation.
pub type CiteRef = (usize, usize, usize);

/// What rests on a source.
#[derive(Clone, Debug, Default)]
pub struct Backlinks {
    /// Passages relied on, in the source's order, with the citations that rely on each.
    pub passages: BTreeMap<Passage, Vec<CiteRef>>,
    /// Citations that name the source without a passage.
    pub named: Vec<CiteRef>,
    /// All citations.
    pub uses: usize,
    /// Disagreements it takes part in: (page, disagreement).
    pub disagreements: Vec<(usize, usize)>,
}

/// Everything that the index is made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The settings.
    pub config: &'a Arc<Config>,
    /// The files, for assets.
    pub snapshot: &'a Snapshot,
    /// The pages that are published.
    pub pages: &'a [Arc<Page>],
    /// What the checks found, page by page.
    pub checks: &'a [Arc<PageChecks>],
    /// The sources.
    pub library: &'a Library,
    /// What the images of the content folder are, by file.
    pub pictures: &'a BTreeMap<String, Facts>,
}

/// Builds the index and checks what only the whole shows.
#[must_use]
pub fn index(input: Input<'_>) -> (Site, Vec<Diagnostic>) {
    let Input { config, pages, checks, library, .. } = input;
    let languages: Vec<usize> = (0..config.languages.len())
        .filter(|&language| language == 0 || pages.iter().any(|page| page.language == language))
        .collect();
    let mut other_terms: Vec<Terms> =
        (0..config.languages.len()).map(|language| terms(config, pages, language)).collect();
    let ((addresses, mut findings), (backlinks, children)) = rayon::join(
        || addresses::collect(input, &languages, &other_terms),
        || (backlinks(pages, checks, library), children(config, pages)),
    );
    let terms = std::mem::take(&mut other_terms[0]);
    let reading_order = reading_order(pages, &children);
    let site = Site {
        config: Arc::clone(config),
        pages: pages.to_vec(),
        checks: checks.to_vec(),
        sources: library.sources.clone(),
        addresses,
        pictures: input.pictures.clone(),
        backlinks,
        children,
        places: places(&reading_order, pages.len()),
        reading_order,
        timeline: timeline(pages),
        terms,
        other_terms,
        translations: translations(config, pages, &languages),
        languages,
    };
    let (links, more) = rayon::join(|| links::check(&site), || checks::check(&site, library));
    findings.extend(links);
    findings.extend(more);
    (site, findings)
}

impl Site {
    /// A range of groups of a page, as citations.
    pub fn cites(
        &self,
        page: usize,
        groups: Range<usize>,
    ) -> impl Iterator<Item = (CiteRef, Option<usize>, State)> + '_ {
        groups.flat_map(move |group| {
            self.checks[page].groups[group]
                .iter()
                .enumerate()
                .map(move |(cite, check)| ((page, group, cite), check.source, check.state))
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
    pub fn terms_in(&self, language: usize) -> &Terms {
        match language {
            0 => &self.terms,
            other => &self.other_terms[other],
        }
    }

    /// A folder below that of a language.
    #[must_use]
    pub fn folder_in(&self, language: usize, folder: &str) -> String {
        folder_in(&self.config, language, folder)
    }

    /// Folder of a source's page in a language.
    #[must_use]
    pub fn source_folder(&self, language: usize, source: usize) -> String {
        self.folder_in(language, &self.addresses.sources[source])
    }

    /// Folder of a page's evidence; that of a home page stands on the page of its whole language.
    #[must_use]
    pub fn evidence_folder(&self, page: &Page) -> String {
        evidence_folder(&self.config, page)
    }

    /// On how many pages the reports of a language are listed.
    #[must_use]
    pub fn evidence_pages(&self, language: usize) -> usize {
        evidence_pages(&self.pages, &self.checks, language)
    }

    /// The page before and after a topic in its section.
    #[must_use]
    pub fn neighbours(&self, page: usize) -> (Option<usize>, Option<usize>) {
        let section = self.pages[page].section();
        let Some(at) = self.places[page] else { return (None, None) };
        let same = |other: &usize| self.pages[*other].section() == section;
        let previous = at.checked_sub(1).map(|before| self.reading_order[before]).filter(same);
        (previous, self.reading_order.get(at + 1).copied().filter(same))
    }
}

/// A folder below that of a language.
fn folder_in(config: &Config, language: usize, folder: &str) -> String {
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

/// Whether the evidence of its language lists a page: whether it cites or quotes.
#[must_use]
pub fn is_reported(page: &Page, checks: &PageChecks) -> bool {
    !page.document.groups.is_empty() || (page.has_evidence() && checks.compared > 0)
}

fn evidence_pages(pages: &[Arc<Page>], checks: &[Arc<PageChecks>], language: usize) -> usize {
    let of_language = pages.iter().zip(checks).filter(|(page, _)| page.language == language);
    paging::pages(of_language.filter(|(page, checks)| is_reported(page, checks)).count())
}

/// Of each page the pages of the same file in all languages; nothing where the site has one language.
fn translations(config: &Config, pages: &[Arc<Page>], languages: &[usize]) -> Vec<Vec<usize>> {
    let mut translations = vec![Vec::new(); pages.len()];
    if languages.len() < 2 {
        return translations;
    }
    let mut by_path: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        by_path.entry(page.untranslated(config)).or_default().push(index);
    }
    for mut same in by_path.into_values().filter(|same| same.len() > 1) {
        same.sort_by_key(|&page| pages[page].language);
        for &page in &same {
            translations[page].clone_from(&same);
        }
    }
    translations
}

/// Pages of a section by weight, then date (newest first), then title.
fn children(config: &Config, pages: &[Arc<Page>]) -> Vec<Vec<usize>> {
    let mut by_folder: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate().filter(|(_, page)| page.kind != PageKind::Topic) {
        by_folder.insert(&page.folder, index);
    }
    let mut children = vec![Vec::new(); pages.len()];
    for (index, page) in pages.iter().enumerate() {
        let Some(mut section) = page.section() else { continue };
        // Every language has a tree of its own.
        let home = folder_in(config, page.language, "");
        // A folder without `_index.md` belongs to the nearest section above it.
        let parent = loop {
            match by_folder.get(section) {
                Some(parent) => break Some(*parent),
                None if section == home => break None,
                None => section = section.rsplit_once('/').map_or("", |(above, _)| above),
            }
        };
        if let Some(parent) = parent {
            children[parent].push(index);
        }
    }
    for list in &mut children {
        list.sort_by_cached_key(|&page| {
            let page = &pages[page];
            let date = page.front.date.as_ref().map(crate::date::Edtf::iso);
            let weight = page.front.weight.unwrap_or(i64::MAX);
            (weight, std::cmp::Reverse(date), page.front.title.clone(), page.path.clone())
        });
    }
    children
}

fn reading_order(pages: &[Arc<Page>], children: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::new();
    for (section, list) in children.iter().enumerate() {
        if pages[section].kind != PageKind::Topic {
            order.extend(list.iter().copied().filter(|&page| pages[page].kind == PageKind::Topic));
        }
    }
    order
}

/// The place of each page in an order of some of them.
fn places(order: &[usize], pages: usize) -> Vec<Option<usize>> {
    let mut places = vec![None; pages];
    for (place, &page) in order.iter().enumerate() {
        places[page] = Some(place);
    }
    places
}

fn backlinks(pages: &[Arc<Page>], checks: &[Arc<PageChecks>], library: &Library) -> Vec<Backlinks> {
    let mut backlinks = vec![Backlinks::default(); library.sources.len()];
    for (page, checks) in checks.iter().enumerate() {
        for (group, cites) in checks.groups.iter().enumerate() {
            for (cite, check) in cites.iter().enumerate() {
                let Some(source) = check.source else { continue };
                let links = &mut backlinks[source];
                links.uses += 1;
                if check.passages.is_empty() {
                    links.named.push((page, group, cite));
                }
                for passage in &check.passages {
                    links.passages.entry(passage.clone()).or_default().push((page, group, cite));
                }
            }
        }
        for (index, disagreement) in pages[page].document.disagreements.iter().enumerate() {
            let groups = disagreement.positions.iter().flat_map(|(groups, _)| groups.clone());
            let sources: std::collections::BTreeSet<usize> = groups
                .flat_map(|group| checks.groups[group].iter().filter_map(|check| check.source))
                .collect();
            for source in sources {
                backlinks[source].disagreements.push((page, index));
            }
        }
    }
    backlinks
}

fn timeline(pages: &[Arc<Page>]) -> Vec<(usize, usize)> {
    let mut events: Vec<(usize, usize)> = pages
        .iter()
        .enumerate()
        .flat_map(|(page, document)| (0..document.document.events.len()).map(move |event| (page, event)))
        .collect();
    events.sort_by(|a, b| {
        let date = |(page, event): &(usize, usize)| &pages[*page].document.events[*event].date;
        date(a).order(date(b)).then_with(|| a.cmp(b))
    });
    events
}

fn terms(config: &Config, pages: &[Arc<Page>], language: usize) -> Terms {
    let mut terms: Terms =
        config.taxonomies.iter().map(|taxonomy| (taxonomy.clone(), BTreeMap::new())).collect();
    for (index, page) in pages.iter().enumerate().filter(|(_, page)| page.language == language) {
        for (taxonomy, names) in &page.front.terms {
            for name in names {
                let entry = terms
                    .entry(taxonomy.clone())
                    .or_default()
                    .entry(slug(name))
                    .or_insert((name.clone(), Vec::new()));
                if !entry.1.contains(&index) {
                    entry.1.push(index);
                }
            }
        }
    }
    terms
}
