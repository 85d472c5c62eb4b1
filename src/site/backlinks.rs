//! What rests on each source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::paging;
use crate::base::ids::{CiteId, CiteIndex, DisagreementId, GroupIndex, PageId, SourceId};
use crate::base::parallel;
use crate::parse::topic::Page;
use crate::verify::{PageChecks, Passage};

/// What rests on a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backlinks {
    /// Passages relied on, in the source's order, with the citations that rely on each.
    pub passages: BTreeMap<Passage, Vec<CiteId>>,
    /// Citations that name the source without a passage.
    pub named: Vec<CiteId>,
    /// All citations.
    pub uses: usize,
    /// Disagreements it takes part in.
    pub disagreements: Vec<DisagreementId>,
    /// The first passage that begins on the second page or later, on the third or later, and so on.
    openings: Vec<Passage>,
}

/// How long the lists of what rests on a source are.
#[derive(Clone, Copy, Debug, Default)]
struct BacklinkCounts {
    /// Citations, once for each passage that they rely on.
    uses: usize,
    disagreements: usize,
}

impl BacklinkCounts {
    fn add(&mut self, link: &SourceLink<'_>) {
        match link {
            SourceLink::Cite(_, passages) => self.uses += passages.len().max(1),
            SourceLink::Disagreement(_) => self.disagreements += 1,
        }
    }

    /// On how many pages the lists stand.
    fn pages(self) -> usize {
        let uses = paging::pages(self.uses, paging::MOST_USES);
        uses.max(paging::pages(self.disagreements, paging::MOST_ROWS))
    }
}

/// The links to each source, in the order of pages.
pub(super) struct Links<'a>(Vec<Vec<SourceLink<'a>>>);

impl<'a> Links<'a> {
    /// The links of all pages to the sources, given their number.
    pub(super) fn new(pages: &[Arc<Page>], checks: &'a [Arc<PageChecks>], sources: usize) -> Self {
        let mut links: Vec<Vec<SourceLink<'a>>> = std::iter::repeat_with(Vec::new).take(sources).collect();
        for (id, (page, checks)) in PageId::enumerate(pages.iter().zip(checks)) {
            for_each_link(id, page, checks, |source, link| links[source].push(link));
        }
        Self(links)
    }

    /// On how many pages what rests on each source stands.
    pub(super) fn pages(&self) -> Vec<usize> {
        let pages = |links: &Vec<SourceLink<'_>>| {
            let mut lengths = BacklinkCounts::default();
            links.iter().for_each(|link| lengths.add(link));
            lengths.pages()
        };
        self.0.iter().map(pages).collect()
    }

    /// What rests on each source.
    pub(super) fn collect(&self) -> Vec<Arc<Backlinks>> {
        let collect = |links: &Vec<SourceLink<'_>>| {
            let mut backlinks = Backlinks::default();
            links.iter().for_each(|&link| backlinks.add(link));
            backlinks.openings = backlinks.find_openings();
            Arc::new(backlinks)
        };
        parallel::map(&self.0, 1, collect)
    }
}

/// A page that was changed: its index, and it and its checks before and now.
pub(super) struct PageChange<'a> {
    pub(super) id: PageId,
    pub(super) before: (&'a Page, &'a PageChecks),
    pub(super) now: (&'a Page, &'a PageChecks),
}

/// Brings backlinks up to date with pages that were changed, in the order of indices; gives the sources that
/// they affect. Each source is visited once, however many of its pages were changed.
pub(super) fn replace(all: &mut [Arc<Backlinks>], changes: &[PageChange<'_>]) -> BTreeSet<SourceId> {
    let pages: Vec<PageId> = changes.iter().map(|change| change.id).collect();
    let mut touched = BTreeSet::new();
    for PageChange { id, before: (page, checks), .. } in changes {
        for_each_link(*id, page, checks, |source, _| {
            touched.insert(source);
        });
    }
    for &source in &touched {
        Arc::make_mut(&mut all[source]).remove(&pages);
    }
    for PageChange { id, now: (page, checks), .. } in changes {
        for_each_link(*id, page, checks, |source, link| {
            touched.insert(source);
            Arc::make_mut(&mut all[source]).add(link);
        });
    }
    for &source in &touched {
        let backlinks = Arc::make_mut(&mut all[source]);
        backlinks.sort();
        backlinks.openings = backlinks.find_openings();
    }
    touched
}

/// One link from a page to a source.
#[derive(Clone, Copy)]
enum SourceLink<'a> {
    Cite(CiteId, &'a [Passage]),
    Disagreement(DisagreementId),
}

/// Every link of a page, in its order, with the source.
fn for_each_link<'a>(
    id: PageId,
    page: &Page,
    checks: &'a PageChecks,
    mut take: impl FnMut(SourceId, SourceLink<'a>),
) {
    for (group, cites) in GroupIndex::enumerate(&checks.groups) {
        for (cite, check) in CiteIndex::enumerate(cites) {
            if let Some(source) = check.source {
                take(source, SourceLink::Cite(CiteId { page: id, group, cite }, &check.passages));
            }
        }
    }
    for (place, disagreement) in DisagreementId::enumerate(id, &page.document.disagreements) {
        let groups = disagreement.positions.iter().flat_map(|(groups, _)| groups.iter());
        let sources: BTreeSet<SourceId> =
            groups.flat_map(|group| checks.groups[group].iter().filter_map(|check| check.source)).collect();
        for source in sources {
            take(source, SourceLink::Disagreement(place));
        }
    }
}

impl Backlinks {
    /// On how many pages it stands.
    #[must_use]
    pub fn pages(&self) -> usize {
        let uses = self.passages.values().map(Vec::len).sum::<usize>() + self.named.len();
        BacklinkCounts { uses, disagreements: self.disagreements.len() }.pages()
    }

    /// The passages on one of the pages, each with those of its citations that stand there.
    pub fn passages_on(&self, number: usize) -> impl Iterator<Item = (&Passage, &[CiteId])> {
        let shown = paging::range(paging::MOST_USES, number);
        self.placed().filter_map(move |(first, passage, uses)| {
            let own = shown.start.max(first)..shown.end.min(first + uses.len());
            (!own.is_empty()).then(|| (passage, &uses[own.start - first..own.end - first]))
        })
    }

    /// The citations without a passage on one of the pages: they come after the passages.
    #[must_use]
    pub fn named_on(&self, number: usize) -> &[CiteId] {
        let shown = paging::range(paging::MOST_USES, number);
        let first = self.passages.values().map(Vec::len).sum::<usize>();
        let place = |row: usize| row.saturating_sub(first).min(self.named.len());
        &self.named[place(shown.start)..place(shown.end)]
    }

    /// On which page a passage stands.
    #[must_use]
    pub fn page_of(&self, passage: &Passage) -> usize {
        self.openings.partition_point(|opening| opening <= passage) + 1
    }

    /// Which passages open the further pages: the first that begins on the second page or later, on the third or
    /// later, and so on.
    #[must_use]
    pub fn openings(&self) -> &[Passage] {
        &self.openings
    }

    fn find_openings(&self) -> Vec<Passage> {
        let mut openings = Vec::new();
        for (first, passage, _) in self.placed() {
            while openings.len() < first / paging::MOST_USES {
                openings.push(passage.clone());
            }
        }
        openings
    }

    /// The passages, each with the number of citations that stand before its own.
    fn placed(&self) -> impl Iterator<Item = (usize, &Passage, &[CiteId])> {
        self.passages.iter().scan(0, |row, (passage, uses)| {
            let first = *row;
            *row += uses.len();
            Some((first, passage, uses.as_slice()))
        })
    }

    fn add(&mut self, link: SourceLink<'_>) {
        match link {
            SourceLink::Cite(cite, passages) => {
                self.uses += 1;
                if passages.is_empty() {
                    self.named.push(cite);
                }
                for passage in passages {
                    self.passages.entry(passage.clone()).or_default().push(cite);
                }
            }
            SourceLink::Disagreement(id) => self.disagreements.push(id),
        }
    }

    /// Takes out all links of some pages, given in order.
    fn remove(&mut self, pages: &[PageId]) {
        let is_other = |cite: &CiteId| pages.binary_search(&cite.page).is_err();
        let cites = self.passages.values().flatten().chain(&self.named);
        let gone: BTreeSet<CiteId> = cites.filter(|cite| !is_other(cite)).copied().collect();
        self.uses -= gone.len();
        self.named.retain(is_other);
        self.passages.values_mut().for_each(|cites| cites.retain(is_other));
        self.passages.retain(|_, cites| !cites.is_empty());
        self.disagreements.retain(|id| pages.binary_search(&id.page).is_err());
    }

    /// Brings links that were added last to their places.
    fn sort(&mut self) {
        self.named.sort_unstable();
        self.passages.values_mut().for_each(|cites| cites.sort_unstable());
        self.disagreements.sort_unstable();
    }
}
