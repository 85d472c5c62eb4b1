//! Stage 4, index: all pages and sources → [`Site`], the graph that views are taken from.
//!
//! What depends on more than one file is worked out here, once: addresses and their collisions,
//! sections and their order, which statement rests on which passage, timeline, disagreements, terms.
//! Nothing in it is changed afterwards.

pub mod addresses;
mod checks;
mod corroboration;
pub mod links;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::picture::image::Facts;
use crate::snapshot::Snapshot;
use crate::source::Source;
use crate::topic::address::slug;
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
    /// Timeline entries by date: (page, event).
    pub timeline: Vec<(usize, usize)>,
    /// Taxonomy → slug of the term → (its name, pages).
    pub terms: BTreeMap<String, BTreeMap<String, (String, Vec<usize>)>>,
}

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
    let terms = terms(config, pages);
    let ((addresses, mut findings), (backlinks, children)) = rayon::join(
        || addresses::collect(input, &terms),
        || (backlinks(pages, checks, library), children(pages)),
    );
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
        reading_order,
        timeline: timeline(pages),
        terms,
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

    /// The page before and after a topic in its section.
    #[must_use]
    pub fn neighbours(&self, page: usize) -> (Option<usize>, Option<usize>) {
        let section = self.pages[page].section();
        let Some(at) = self.reading_order.iter().position(|&other| other == page) else {
            return (None, None);
        };
        let same = |other: &usize| self.pages[*other].section() == section;
        let previous = at.checked_sub(1).map(|before| self.reading_order[before]).filter(same);
        (previous, self.reading_order.get(at + 1).copied().filter(same))
    }
}

/// Pages of a section by weight, then date (newest first), then title.
fn children(pages: &[Arc<Page>]) -> Vec<Vec<usize>> {
    let mut by_folder: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate().filter(|(_, page)| page.kind != PageKind::Topic) {
        by_folder.insert(&page.folder, index);
    }
    let mut children = vec![Vec::new(); pages.len()];
    for (index, page) in pages.iter().enumerate() {
        let Some(mut section) = page.section() else { continue };
        // A folder without `_index.md` belongs to the nearest section above it.
        let parent = loop {
            match by_folder.get(section) {
                Some(parent) => break Some(*parent),
                None if section.is_empty() => break None,
                None => section = section.rsplit_once('/').map_or("", |(above, _)| above),
            }
        };
        if let Some(parent) = parent {
            children[parent].push(index);
        }
    }
    for list in &mut children {
        list.sort_by(|&a, &b| {
            let (a, b) = (&pages[a], &pages[b]);
            let weight = |page: &Page| page.front.weight.unwrap_or(i64::MAX);
            let date = |page: &Page| page.front.date.as_ref().map(crate::date::Edtf::iso);
            (weight(a), std::cmp::Reverse(date(a)), &a.front.title, &a.path).cmp(&(
                weight(b),
                std::cmp::Reverse(date(b)),
                &b.front.title,
                &b.path,
            ))
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

fn terms(config: &Config, pages: &[Arc<Page>]) -> BTreeMap<String, BTreeMap<String, (String, Vec<usize>)>> {
    let mut terms: BTreeMap<String, BTreeMap<String, (String, Vec<usize>)>> =
        config.taxonomies.iter().map(|taxonomy| (taxonomy.clone(), BTreeMap::new())).collect();
    for (index, page) in pages.iter().enumerate() {
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
