//! What a page is made from, as a key: a page whose key is that of the last build need not be made again.
//!
//! The surest key of a page is its view, for its bytes are a function of view and theme. To make a view only
//! to find it unchanged costs half of what the page costs, so the kinds of pages of which there are thousands,
//! and those that list thousands, have keys that need no view. They name everything that their views are made
//! from:
//!
//! - all of them: [`Origins::frame`], a hash of settings, theme, sources and program;
//! - a topic or section, and its evidence: the bytes of its own file, and what [`around`] collects of others;
//! - a page of a source: what rests on it, statement by statement;
//! - a page of a list: what it shows of each page on it.
//!
//! Most of these ask for many small things far apart in memory. So those of which there are most have a coarse key
//! too, of the page's own file, the files of those that cite it, and an outline of the whole site: where it is that
//! of the last build, nothing else is asked.
//!
//! That this is everything is held by a test that edits a site at random and compares each build with one from
//! nothing (`tests/suite/incremental.rs`), and on any site by `ibid build --verify`.

use super::{Job, JobKind, Maker, Output};
use crate::base::ids::{CiteId, LanguageId, PageId, SourceId};
use crate::base::store::{Key, KeyMaker};
use crate::parse::topic::PageKind;
use crate::site::links::{ResolvedLink, resolve};
use crate::site::{Site, paging, statement};

/// Hashes of what all pages are made from.
#[derive(Clone, Debug)]
pub struct Origins {
    /// Settings, theme, sources, program.
    pub frame: Key,
    /// The files of the pages, in the order of the site's pages.
    pub pages: Vec<Key>,
    /// The structure of the site.
    outline: Key,
}

impl Origins {
    /// The origins of a site, from the keys of its look, of its pages' files and of the files beside pages.
    #[must_use]
    pub fn new(frame: Key, pages: Vec<Key>, assets: &Key, site: &Site) -> Self {
        Self { frame, pages, outline: outline(site, assets) }
    }
}

/// What a page may show of any other page but what is said in the texts of those, and of the files beside pages:
/// an edit of a text mostly leaves it alone.
fn outline(site: &Site, assets: &Key) -> Key {
    let mut key = KeyMaker::new("outline");
    key.add_key(assets);
    for page in &site.pages {
        key.add_key(&page.front_key);
        for part in [&page.path, &page.folder, &page.front.title] {
            key.add(part.as_bytes());
        }
        key.add(&[u8::from(page.has_evidence())]);
    }
    for language in LanguageId::all(site.config.languages.len()) {
        glossary(site, language, &mut key);
    }
    for (list, pages) in &site.addresses.numbered {
        key.add(list.as_bytes());
        key.add(&pages.to_le_bytes());
    }
    for source in SourceId::all(site.sources.len()) {
        key.add_record(&site.backlinks[source].openings());
    }
    key.finish()
}

/// The keys of one page. `site` is the key of what every page sees of the site.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    /// Makes it.
    pub maker: &'a Maker<'a>,
    /// The page.
    pub job: &'a Job,
    /// What all pages are made from.
    pub origins: &'a Origins,
    /// What every page sees of the site.
    pub site: &'a Key,
}

impl Keys<'_> {
    fn key_of_kind(&self, kind: &str) -> KeyMaker {
        let mut key = KeyMaker::new(kind);
        key.add_key(&self.origins.frame);
        key.add_key(self.site);
        key.add(&self.maker.language.index().to_le_bytes());
        key.add(&self.job.number.to_le_bytes());
        key
    }

    /// The coarse fingerprint: a key of more than the page is made from, for the kinds of which a site has thousands.
    #[must_use]
    pub fn coarse(&self) -> Option<Key> {
        let Self { maker, origins, .. } = self;
        let site = maker.site;
        let key_of = |kind: &str| {
            let mut key = self.key_of_kind(kind);
            key.add_key(&origins.outline);
            key
        };
        // Which page has which number is said by the outline.
        let of_page = |kind: &str, page: PageId| {
            let mut key = key_of(kind);
            key.add(&page.index().to_le_bytes());
            key.add_key(&origins.pages[page]);
            key.finish()
        };
        let number = self.job.number;
        match &self.job.kind {
            JobKind::Page(page)
                if site.pages[*page].kind == PageKind::Topic && site.children[*page].is_empty() =>
            {
                Some(of_page("page, coarse", *page))
            }
            JobKind::EvidenceOf(page) => Some(of_page("evidence, coarse", *page)),
            JobKind::Source(source) => {
                let mut key = key_of("source, coarse");
                let links = &site.backlinks[*source];
                health(site, *source, &mut key);
                key.add(&source.index().to_le_bytes());
                key.add(&[u8::from(maker.has_changed(*source))]);
                key.add(&links.uses.to_le_bytes());
                let add = |key: &mut KeyMaker, cites: &[CiteId]| {
                    key.add(&cites.len().to_le_bytes());
                    for &CiteId { page, group, cite } in cites {
                        key.add_key(&origins.pages[page]);
                        [page.index(), group.index(), cite.index()]
                            .iter()
                            .for_each(|index| key.add(&index.to_le_bytes()));
                    }
                };
                for (passage, cites) in links.passages_on(number) {
                    // Some may stand on another page of the list.
                    key.add(&links.passages[passage].len().to_le_bytes());
                    add(&mut key, cites);
                }
                add(&mut key, links.named_on(number));
                for id in paging::rows(&links.disagreements, paging::MOST_ROWS, number) {
                    key.add_key(&origins.pages[id.page]);
                    key.add(&id.index.index().to_le_bytes());
                }
                Some(key.finish())
            }
            _ => None,
        }
    }

    /// The key of just what a page is made from that needs no view; nothing for the kinds of which a site has few.
    #[must_use]
    pub fn from_inputs(&self) -> Option<Key> {
        let Self { maker, job, origins, .. } = *self;
        let mut key = self.key_of_kind("page");
        let number = job.number;
        match &job.kind {
            JobKind::Page(page) if maker.site.pages[*page].kind != PageKind::Home => {
                key.add(b"page");
                key.add_key(&origins.pages[*page]);
                around(maker, *page, &mut key);
                passages(maker, *page, &mut key);
                let folder = &maker.site.pages[*page].folder;
                key.add_record(&maker.newest_below(*page));
                cards(maker, (folder, &maker.site.children[*page]), number, &mut key);
            }
            JobKind::EvidenceOf(page) => {
                key.add(b"evidence");
                key.add_key(&origins.pages[*page]);
                key.add(maker.site.pages[*page].path.as_bytes());
                breadcrumbs(maker, &maker.site.evidence_folder(&maker.site.pages[*page]), &mut key);
                translations(maker, *page, &mut key);
                passages(maker, *page, &mut key);
            }
            JobKind::Source(source) => {
                key.add(b"source");
                health(maker.site, *source, &mut key);
                key.add(&[u8::from(maker.has_changed(*source))]);
                uses(maker, *source, number, &mut key);
            }
            JobKind::Term(taxonomy, slug) => {
                let (name, pages) = &maker.site.terms_in(maker.language)[taxonomy][slug];
                let folder = maker.site.folder_in(maker.language, &format!("{taxonomy}/{slug}"));
                [taxonomy, slug, name].iter().for_each(|text| key.add(text.as_bytes()));
                breadcrumbs(maker, &paging::folder(&folder, number), &mut key);
                key.add_record(&maker.in_languages(job));
                key.add_record(&maker.newest(pages.iter().copied()));
                cards(maker, (&folder, pages), number, &mut key);
            }
            JobKind::Evidence if number > 1 => {
                let listed = maker.site.reports(maker.language);
                key.add(b"reports");
                let folder = maker.site.folder_in(maker.language, "evidence");
                breadcrumbs(maker, &paging::folder(&folder, number), &mut key);
                key.add(&maker.site.addresses.pages_of(&folder).to_le_bytes());
                key.add(&listed.iter().map(|report| report.unresolved).sum::<usize>().to_le_bytes());
                for report in paging::rows(listed, paging::MOST_ROWS, number) {
                    card(maker, report.page, &mut key);
                    key.add(&report.unresolved.to_le_bytes());
                }
            }
            _ => return None,
        }
        Some(key.finish())
    }

    /// The key of a page by its view.
    #[must_use]
    pub fn from_view(&self, output: &Output) -> Key {
        let mut key = KeyMaker::new("view");
        key.add_key(&self.origins.frame);
        key.add_key(self.site);
        key.add(output.template.as_bytes());
        key.add(&[u8::from(output.has_raw_html)]);
        key.add_value(&output.head);
        key.add_value(&output.view);
        key.finish()
    }
}

/// What a topic shows of other pages: those above and beside it, and the addresses that its links lead to.
fn around(maker: &Maker<'_>, index: PageId, key: &mut KeyMaker) {
    let page = &maker.site.pages[index];
    key.add(page.path.as_bytes());
    key.add(page.folder.as_bytes());
    let (previous, next) = maker.site.neighbours(index);
    for neighbour in [previous, next] {
        let neighbour = neighbour.map(|page| &maker.site.pages[page]);
        key.add(neighbour.map_or(b"", |page| page.folder.as_bytes()));
        key.add(neighbour.map_or(b"", |page| page.front.title.as_bytes()));
    }
    breadcrumbs(maker, &page.folder, key);
    translations(maker, index, key);
    for link in page.document.links.iter().chain(&page.document.images) {
        key.add_record(&resolve(maker.site, page, &link.url));
    }
    // Of an image the page says how large it is, and of a page its card what it shows.
    for image in &page.document.images {
        if let ResolvedLink::Internal(url) = resolve(maker.site, page, &image.url) {
            key.add(format!("{:?}", maker.site.picture_at(&url)).as_bytes());
        }
    }
    key.add_record(&maker.card_of(index).map(|card| card.file()));
    glossary(maker.site, page.language, key);
}

/// The terms that lead from the pages of a language to their definitions.
fn glossary(site: &Site, language: LanguageId, key: &mut KeyMaker) {
    for (page, definition) in site.glossary(language) {
        let (folder, text) = (&site.pages[page].folder, &definition.text);
        key.add_record(&(folder, &definition.id, &definition.term, &definition.forms, text));
    }
}

/// The way to a folder.
fn breadcrumbs(maker: &Maker<'_>, folder: &str, key: &mut KeyMaker) {
    for crumb in maker.breadcrumbs(folder) {
        key.add(crumb.title.as_bytes());
        key.add(crumb.url.as_bytes());
    }
}

/// What page `number` of a list in a folder shows of its pages.
fn cards(maker: &Maker<'_>, (folder, pages): (&str, &[PageId]), number: usize, key: &mut KeyMaker) {
    key.add(folder.as_bytes());
    key.add(&maker.site.addresses.pages_of(folder).to_le_bytes());
    key.add(&pages.len().to_le_bytes());
    for &page in paging::rows(pages, paging::MOST_ENTRIES, number) {
        card(maker, page, key);
    }
}

/// What a list shows of a page.
fn card(maker: &Maker<'_>, index: PageId, key: &mut KeyMaker) {
    let (page, checks) = (&maker.site.pages[index], &maker.site.checks[index]);
    let (front, document) = (&page.front, &page.document);
    key.add(&page.language.index().to_le_bytes());
    key.add(page.folder.as_bytes());
    key.add(front.title.as_bytes());
    key.add_record(&(&front.description, front.updated.as_ref().or(front.date.as_ref())));
    let counts = (checks.compared, checks.matched, document.statements, document.cited());
    key.add_record(&(document.groups.is_empty(), counts));
}

/// Where the passages stand that a page's citations lead to.
fn passages(maker: &Maker<'_>, page: PageId, key: &mut KeyMaker) {
    for check in maker.site.checks[page].groups.iter().flatten() {
        let Some(source) = check.source else { continue };
        for place in &check.passages {
            key.add(&maker.site.backlinks[source].page_of(place).to_le_bytes());
        }
    }
}

/// The same page in other languages.
fn translations(maker: &Maker<'_>, index: PageId, key: &mut KeyMaker) {
    for &page in &maker.site.translations[index] {
        let page = &maker.site.pages[page];
        key.add(&page.language.index().to_le_bytes());
        key.add(page.folder.as_bytes());
        key.add(&[u8::from(page.has_evidence())]);
    }
}

/// What was seen at the address of a source.
fn health(site: &Site, source: SourceId, key: &mut KeyMaker) {
    if let Some(seen) = site.health_of(&site.sources[source]) {
        key.add_record(&("health", seen.state, &seen.checked));
    }
}

/// What page `number` of a source shows of the pages that cite it.
fn uses(maker: &Maker<'_>, source: SourceId, number: usize, key: &mut KeyMaker) {
    let site = maker.site;
    let links = &site.backlinks[source];
    let add = |key: &mut KeyMaker, cites: &[CiteId]| {
        key.add(&cites.len().to_le_bytes());
        for &CiteId { page: id, group, cite } in cites {
            let page = &site.pages[id];
            let claim = &page.document.groups[group].claim;
            key.add(&page.language.index().to_le_bytes());
            key.add(page.folder.as_bytes());
            key.add(page.front.title.as_bytes());
            key.add(claim.id.as_bytes());
            key.add(statement(site, claim).as_bytes());
            key.add_record(&site.checks[id].groups[group][cite].state);
        }
    };
    let list = site.folder_in(maker.language, &site.addresses.sources[source]);
    key.add_record(&(links.uses, site.addresses.pages_of(&list)));
    for (passage, cites) in links.passages_on(number) {
        let all = links.passages[passage].len();
        key.add_record(&(passage.plain.start, passage.plain.end, passage.paragraph, all));
        add(key, cites);
    }
    add(key, links.named_on(number));
    for id in paging::rows(&links.disagreements, paging::MOST_ROWS, number) {
        let page = &site.pages[id.page];
        let fact = &page.document.disagreements[id.index];
        key.add_record(&(&page.folder, &fact.id, &fact.question));
    }
}
