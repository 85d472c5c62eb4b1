//! What rests on each source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::CiteRef;
use crate::topic::Page;
use crate::verify::{PageChecks, Passage};

/// What rests on a source.
#[derive(Clone, Debug, Default, PartialEq)]
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

/// What rests on each of so many sources.
pub(super) fn collect(
    pages: &[Arc<Page>],
    checks: &[Arc<PageChecks>],
    sources: usize,
) -> Vec<Arc<Backlinks>> {
    let mut all = vec![Backlinks::default(); sources];
    for (index, (page, checks)) in pages.iter().zip(checks).enumerate() {
        each(index, page, checks, |source, link| all[source].add(link));
    }
    all.into_iter().map(Arc::new).collect()
}

/// A page that was changed: its index, and it and its checks before and now.
pub(super) struct Change<'a> {
    pub(super) index: usize,
    pub(super) before: (&'a Page, &'a PageChecks),
    pub(super) now: (&'a Page, &'a PageChecks),
}

/// Brings backlinks up to date with pages that were changed, in the order of indices; gives the sources that
/// they bear on. Each source is looked at once, however many of its pages were changed.
pub(super) fn replace(all: &mut [Arc<Backlinks>], changes: &[Change<'_>]) -> BTreeSet<usize> {
    let pages: Vec<usize> = changes.iter().map(|change| change.index).collect();
    let mut touched = BTreeSet::new();
    for Change { index, before: (page, checks), .. } in changes {
        each(*index, page, checks, |source, _| {
            touched.insert(source);
        });
    }
    for &source in &touched {
        Arc::make_mut(&mut all[source]).remove(&pages);
    }
    for Change { index, now: (page, checks), .. } in changes {
        each(*index, page, checks, |source, link| {
            touched.insert(source);
            Arc::make_mut(&mut all[source]).add(link);
        });
    }
    for &source in &touched {
        Arc::make_mut(&mut all[source]).sort();
    }
    touched
}

/// One link from a page to a source.
enum Link<'a> {
    Cite(CiteRef, &'a [Passage]),
    Disagreement(usize, usize),
}

/// Every link of a page, in its order, with the source.
fn each<'a>(index: usize, page: &Page, checks: &'a PageChecks, mut take: impl FnMut(usize, Link<'a>)) {
    for (group, cites) in checks.groups.iter().enumerate() {
        for (cite, check) in cites.iter().enumerate() {
            if let Some(source) = check.source {
                take(source, Link::Cite((index, group, cite), &check.passages));
            }
        }
    }
    for (number, disagreement) in page.document.disagreements.iter().enumerate() {
        let groups = disagreement.positions.iter().flat_map(|(groups, _)| groups.clone());
        let sources: BTreeSet<usize> =
            groups.flat_map(|group| checks.groups[group].iter().filter_map(|check| check.source)).collect();
        for source in sources {
            take(source, Link::Disagreement(index, number));
        }
    }
}

impl Backlinks {
    fn add(&mut self, link: Link<'_>) {
        match link {
            Link::Cite(cite, passages) => {
                self.uses += 1;
                if passages.is_empty() {
                    self.named.push(cite);
                }
                for passage in passages {
                    self.passages.entry(passage.clone()).or_default().push(cite);
                }
            }
            Link::Disagreement(page, number) => self.disagreements.push((page, number)),
        }
    }

    /// Takes out all links of some pages, given in order.
    fn remove(&mut self, pages: &[usize]) {
        let is_other = |cite: &CiteRef| pages.binary_search(&cite.0).is_err();
        let cites = self.passages.values().flatten().chain(&self.named);
        let gone: BTreeSet<CiteRef> = cites.filter(|cite| !is_other(cite)).copied().collect();
        self.uses -= gone.len();
        self.named.retain(is_other);
        self.passages.values_mut().for_each(|cites| cites.retain(is_other));
        self.passages.retain(|_, cites| !cites.is_empty());
        self.disagreements.retain(|(page, _)| pages.binary_search(page).is_err());
    }

    /// Brings links that were added last to their places.
    fn sort(&mut self) {
        self.named.sort_unstable();
        self.passages.values_mut().for_each(|cites| cites.sort_unstable());
        self.disagreements.sort_unstable();
    }
}
