//! The index with its findings, made from all pages, or from the previous index where a few pages changed.
//!
//! Most edits leave the structure of a site alone: addresses, titles, dates, terms. The next index
//! then shares it with the previous one, and checks only the pages that changed, those that link to
//! places on other pages, and the sources that changed or are cited by them. Both ways give the same result.

use std::sync::Arc;

use super::backlinks::{Links, PageChange};
use super::input::SiteInput;
use super::last_change::last_change;
use super::lists::{self, ListLengths};
use super::{Reviews, Site, Terms, addresses, backlinks, checks, glossary, links, reports, reviews, tree};
use crate::base::diagnostic::Diagnostic;
use crate::base::ids::{EventId, LanguageId, PageId, SourceId};
use crate::base::parallel;
use crate::parse::source::Source;
use crate::parse::topic::Page;

/// A site and what is wrong with it as a whole.
#[derive(Debug)]
pub struct Index {
    /// The site.
    pub site: Arc<Site>,
    findings: IndexFindings,
    /// The files beside pages, published or not.
    assets: Vec<String>,
}

/// Findings by what they follow from.
#[derive(Clone, Debug)]
struct IndexFindings {
    addresses: Arc<[Diagnostic]>,
    menu: Arc<[Diagnostic]>,
    pages: Vec<Arc<[Diagnostic]>>,
    sources: Vec<Arc<[Diagnostic]>>,
    alike: Arc<[Diagnostic]>,
    glossary: Arc<[Diagnostic]>,
    reviews: Arc<[Diagnostic]>,
}

impl Index {
    /// The index of a site.
    #[must_use]
    pub fn new(input: SiteInput<'_>) -> Self {
        let (mut site, addresses) = collect(input);
        site.reviews = Arc::new(Reviews::new(&site, input.reviews));
        let (pages, (sources, alike)) = parallel::join(
            || parallel::numbers(site.pages.len(), 64, |page| page_findings(&site, PageId::new(page))),
            || {
                let of_source = |source| checks::source(&site, SourceId::new(source)).into();
                let of_sources = parallel::numbers(site.sources.len(), 8, of_source);
                (of_sources, checks::alike(input.library).into())
            },
        );
        let menu = links::check_menu(&site).into();
        let glossary = glossary::check(&site).into();
        let reviews = reviews::findings(&site).into();
        let findings =
            IndexFindings { addresses: addresses.into(), menu, pages, sources, alike, glossary, reviews };
        let assets = input.snapshot.assets().map(str::to_owned).collect();
        Self { site: Arc::new(site), findings, assets }
    }

    /// The index after this one.
    #[must_use]
    pub fn next(&self, input: SiteInput<'_>) -> Self {
        let before = &*self.site;
        let lengths = self.lengths_after(input);
        let Some(lengths) = lengths.filter(|lengths| has_as_many_pages(lengths, &before.lengths)) else {
            return Self::new(input);
        };
        let mut site = Site {
            pages: input.pages.to_vec(),
            checks: input.checks.to_vec(),
            sources: input.library.sources.clone(),
            lengths,
            ..before.clone()
        };
        let is_new = |&page: &PageId| {
            !Arc::ptr_eq(&before.pages[page], &site.pages[page])
                || !Arc::ptr_eq(&before.checks[page], &site.checks[page])
        };
        let changed: Vec<PageId> = PageId::all(site.pages.len()).filter(is_new).collect();
        let changes: Vec<PageChange<'_>> = changed
            .iter()
            .map(|&id| PageChange {
                id,
                before: (&before.pages[id], &before.checks[id]),
                now: (&site.pages[id], &site.checks[id]),
            })
            .collect();
        let mut sources = backlinks::replace(&mut site.backlinks, &changes);
        let has_other_pages =
            |&source: &SourceId| before.backlinks[source].pages() != site.backlinks[source].pages();
        if sources.iter().any(has_other_pages) {
            return Self::new(input);
        }
        let is_other = |&source: &SourceId| !Arc::ptr_eq(&before.sources[source], &site.sources[source]);
        let others: Vec<SourceId> = SourceId::all(site.sources.len()).filter(is_other).collect();
        let is_moved = |&page: &PageId| !has_same_dates(&before.pages[page], &site.pages[page]);
        if changed.iter().any(is_moved) {
            site.timeline = timeline(&site.pages).into();
        }
        let defines = |&page: &PageId| {
            let documents = [&before.pages[page], &site.pages[page]].map(|page| &page.document);
            documents.iter().any(|document| !document.definitions.is_empty())
        };
        let has_other_terms = changed.iter().any(defines);
        if has_other_terms {
            site.glossaries = glossary::collect(input.config, input.pages);
        }
        site.reports = reports::update(&before.reports, &site.pages, &site.checks, &changed);
        let mut findings = self.findings.clone();
        // Places that it leads to may be gone.
        findings.menu = links::check_menu(&site).into();
        if has_other_terms {
            findings.glossary = glossary::check(&site).into();
        }
        if !others.is_empty() {
            findings.alike = checks::alike(input.library).into();
            sources.extend(others);
        }
        let is_concerned = |&page: &PageId| {
            !changed.is_empty()
                && (changed.binary_search(&page).is_ok() || links::lead_to_places(&site.pages[page]))
        };
        for page in PageId::all(site.pages.len()).filter(is_concerned) {
            findings.pages[page] = page_findings(&site, page);
        }
        for source in sources {
            findings.sources[source] = checks::source(&site, source).into();
        }
        site.reviews = Arc::new(Reviews::new(&site, input.reviews));
        findings.reviews = reviews::findings(&site).into();
        Self { site: Arc::new(site), findings, assets: self.assets.clone() }
    }

    /// What is wrong with the site as a whole.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let IndexFindings { addresses, menu, pages, sources, alike, glossary, reviews } = &self.findings;
        let of_each = pages.iter().chain(sources).flat_map(|findings| findings.iter());
        let of_site = alike.iter().chain(glossary.iter()).chain(reviews.iter());
        addresses.iter().chain(menu.iter()).chain(of_each).chain(of_site)
    }

    /// The lengths of a site's lists, if it has the same structure as this one.
    fn lengths_after(&self, input: SiteInput<'_>) -> Option<Vec<ListLengths>> {
        if !self.has_structure_of(input) {
            return None;
        }
        let mut lengths = self.site.lengths.clone();
        let before = self.site.pages.iter().zip(&self.site.checks);
        for ((page, checks), (new_page, new_checks)) in before.zip(input.pages.iter().zip(input.checks)) {
            if !Arc::ptr_eq(page, new_page) || !Arc::ptr_eq(checks, new_checks) {
                let old = ListLengths::of_page(page, checks);
                lengths[page.language].exchange(old, ListLengths::of_page(new_page, new_checks));
            }
        }
        Some(lengths)
    }

    /// Whether a site has the same settings, images and files beside pages, state of addresses, log of statements, feeds or none, sources of
    /// the same addresses, titles and authors, pages of the same addresses and front matter, and drafts of the same addresses.
    fn has_structure_of(&self, input: SiteInput<'_>) -> bool {
        let site = &self.site;
        let sources = &input.library.sources;
        Arc::ptr_eq(&site.config, input.config)
            && site.sources.len() == sources.len()
            && site.sources.iter().zip(sources).all(|(one, other)| has_same_place(one, other))
            && site.pages.len() == input.pages.len()
            && PageId::all(site.pages.len()).all(|page| is_in_place(page, site, input))
            && has_same_drafts(site, input)
            && site.addresses.has_feeds
                == last_change(input.config, input.pages, sources, input.changes).is_some()
            && *site.pictures == *input.pictures
            && site.health == *input.health
            && site.changes == *input.changes
            && input.snapshot.assets().eq(self.assets.iter().map(String::as_str))
    }
}

fn has_same_drafts(site: &Site, now: SiteInput<'_>) -> bool {
    let drafts = now.drafts.iter().map(|page| (&page.path, &page.folder));
    site.addresses.drafts.iter().eq(drafts)
}

/// Whether two sources have the same address and stand at the same places of the search's list by letters.
fn has_same_place(one: &Source, other: &Source) -> bool {
    one.key == other.key
        && one.path == other.path
        && one.meta.title == other.meta.title
        && one.meta.authors == other.meta.authors
}

/// Whether every list stands on as many pages as before.
fn has_as_many_pages(lengths: &[ListLengths], before: &[ListLengths]) -> bool {
    lengths.iter().zip(before).all(|(now, before)| now.pages() == before.pages())
}

/// Whether a page has the address and the front matter that it had, and a report and references if it had some.
fn is_in_place(index: PageId, before: &Site, now: SiteInput<'_>) -> bool {
    let (one, other) = (&before.pages[index], &now.pages[index]);
    let (checks, others) = (&before.checks[index], &now.checks[index]);
    if Arc::ptr_eq(one, other) && Arc::ptr_eq(checks, others) {
        return true;
    }
    one.path == other.path
        && one.folder == other.folder
        && one.kind == other.kind
        && one.language == other.language
        && one.front == other.front
        && one.has_evidence() == other.has_evidence()
        && one.cites() == other.cites()
}

/// The site, and what is wrong with its addresses.
fn collect(input: SiteInput<'_>) -> (Site, Vec<Diagnostic>) {
    let SiteInput { config, pages, checks, library, .. } = input;
    let languages: Vec<LanguageId> = LanguageId::all(config.languages.len())
        .filter(|&language| {
            language == LanguageId::MAIN || pages.iter().any(|page| page.language == language)
        })
        .collect();
    let (links, (terms, lengths)) = parallel::join(
        || Links::new(pages, checks, library.sources.len()),
        || {
            let terms =
                LanguageId::all(config.languages.len()).map(|language| tree::terms(config, pages, language));
            (terms.collect::<Vec<Terms>>(), ListLengths::of_languages(input))
        },
    );
    let (backlinks, (children, (addresses, findings))) = parallel::join(
        || links.collect(),
        || {
            let children = tree::children(config, pages);
            let numbered = lists::numbered(input, &languages, (&links, &lengths), &terms, &children);
            (children, addresses::collect(input, &languages, &terms, numbered))
        },
    );
    let reading_order = tree::reading_order(pages, &children);
    let all: Vec<PageId> = PageId::all(pages.len()).collect();
    let reports = reports::update(&vec![Vec::new(); config.languages.len()], pages, checks, &all);
    let site = Site {
        config: Arc::clone(config),
        pages: pages.to_vec(),
        checks: checks.to_vec(),
        sources: library.sources.clone(),
        addresses: Arc::new(addresses),
        pictures: Arc::new(input.pictures.clone()),
        backlinks,
        children: children.into(),
        places: tree::places(&reading_order, pages.len()).into(),
        reading_order: reading_order.into(),
        timeline: timeline(pages).into(),
        terms: terms.into(),
        glossaries: glossary::collect(config, pages),
        translations: tree::translations(config, pages, &languages).into(),
        languages,
        lengths,
        reports,
        reviews: Arc::default(),
        health: Arc::clone(input.health),
        changes: Arc::clone(input.changes),
    };
    (site, findings)
}

/// The findings of a page that depend on others.
fn page_findings(site: &Site, page: PageId) -> Arc<[Diagnostic]> {
    let mut findings = links::check(site, &site.pages[page]);
    findings.extend(checks::minimums(site, page));
    findings.into()
}

fn has_same_dates(one: &Page, other: &Page) -> bool {
    let dates =
        |page: &'_ Page| page.document.events.iter().map(|event| event.date.clone()).collect::<Vec<_>>();
    dates(one) == dates(other)
}

/// Timeline entries by date.
fn timeline(pages: &[Arc<Page>]) -> Vec<EventId> {
    let mut events: Vec<EventId> = PageId::enumerate(pages)
        .flat_map(|(id, page)| EventId::enumerate(id, &page.document.events).map(|(event, _)| event))
        .collect();
    events.sort_by(|a, b| {
        let date = |id: &EventId| &pages[id.page].document.events[id.index].date;
        date(a).order(date(b)).then_with(|| a.cmp(b))
    });
    events
}
