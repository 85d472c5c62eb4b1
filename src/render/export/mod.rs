//! The site in the formats that people take away with them: Markdown, books, documents for other programs, evidence.
//!
//! 1. [`compose`], [`mod@source`] and [`lists`]: a page and its notes, the page of a source, or the list of all sources or
//!    quotations become a tree ([`prose`]), with absolute addresses and nothing escaped;
//! 2. one writer for each format: [`mod@markdown`] and [`llms`] (published beside the pages, where the settings ask for them),
//!    [`mod@epub`] over `xhtml`, [`mod@typst`], [`mod@pandoc`], [`mod@annotations`], [`mod@okf`], [`mod@evidence`].
//!
//! Of sources only what the pages show is given: the passages relied on with a few words of their own sentences. The
//! same site gives the same bytes.

pub mod annotations;
pub mod compose;
pub mod epub;
pub mod evidence;
mod html_text;
pub mod lists;
pub mod llms;
pub mod markdown;
pub mod okf;
pub mod pandoc;
pub mod prose;
pub mod source;
pub mod twin;
pub mod typst;
mod xhtml;

use std::sync::Arc;

use crate::base::FileChanged;
use crate::base::ids::PageId;
use crate::parse::topic::PageKind;
use crate::render::view::{Maker, display_name};
use prose::Prose;

/// Some pages of a site in one language, as a work of its own.
#[derive(Clone, Debug)]
pub struct ExportedWork {
    /// The site's title, or that of the only page.
    pub title: String,
    /// Its description, where it states one.
    pub description: Option<String>,
    /// BCP 47 tag.
    pub language: String,
    /// The absolute address of the site in that language, or of the only page.
    pub url: String,
    /// The site's authors, or those of the only page.
    pub authors: Vec<String>,
    /// The newest day that a page of it states: ISO 8601.
    pub date: Option<String>,
    /// Address of the licence of the texts.
    pub license: Option<String>,
    /// The pages in the order in which they are read.
    pub pages: Vec<Prose>,
}

/// The bytes of a file of the site, if there is one; fails when it changed while it was read.
pub type SiteFiles<'f> = dyn Fn(&str) -> Result<Option<Arc<[u8]>>, FileChanged> + 'f;

/// A file of an export that is made of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// Its path in the archive, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it stands in the archive as it is.
    pub is_stored: bool,
}

impl ExportFile {
    fn text(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), bytes: text.as_bytes().to_vec(), is_stored: false }
    }
}

impl Prose {
    /// What names the page inside a work of several: its folder with hyphens.
    pub(super) fn anchor(&self) -> String {
        if self.folder.is_empty() { "home".to_owned() } else { self.folder.replace('/', "-") }
    }
}

impl ExportedWork {
    /// Some pages of the maker's language.
    ///
    /// # Errors
    /// Where the file of a page is no longer what its stamp promised.
    pub fn new(maker: &Maker<'_>, pages: &[PageId]) -> Result<Self, FileChanged> {
        let (site, about) = (maker.site, maker.about());
        let composed =
            pages.iter().map(|&page| compose::compose(maker, page)).collect::<Result<Vec<_>, _>>()?;
        let newest = maker.newest(pages.iter().copied());
        let mut work = Self {
            title: about.title.clone(),
            description: about.description.clone(),
            language: about.code.clone(),
            url: site.addresses.absolute(&site.folder_in(maker.language, "")),
            authors: site.config.authors.iter().map(|name| display_name(name)).collect(),
            date: newest.map(|date| date.from.iso().chars().take(10).collect()),
            license: site.config.license.clone(),
            pages: composed,
        };
        if let [page] = &work.pages[..] {
            work.title.clone_from(&page.title);
            work.description.clone_from(&page.description);
            work.url.clone_from(&page.url);
            work.authors.clone_from(&page.authors);
        }
        Ok(work)
    }

    /// The last change as EPUB wants it, to the second in UTC. A work that states no date has the first moment that
    /// archives know, since nothing here asks a clock.
    fn modified(&self) -> String {
        let day = self.date.as_deref().filter(|date| date.len() == 10);
        format!("{}T00:00:00Z", day.unwrap_or("1980-01-01"))
    }
}

/// The pages of the maker's language that have something to say, in the order in which they are read: the home page
/// where it has a text, then each section before its pages. Drafts are left out.
#[must_use]
pub fn pages_in_order(maker: &Maker<'_>) -> Vec<PageId> {
    let site = maker.site;
    let has_text = |page: PageId| site.pages[page].document.statements > 0 || site.pages[page].cites();
    let of = |kind: PageKind| maker.pages().filter(move |&page| site.pages[page].kind == kind);
    let mut order: Vec<PageId> = of(PageKind::Home).filter(|&page| has_text(page)).collect();
    let topics = site.reading_order.iter().copied();
    for topic in topics.filter(|&page| site.pages[page].language == maker.language) {
        let section = site.pages[topic].section();
        let section = section.and_then(|folder| site.addresses.by_folder.get(folder)).copied();
        let is_new = |page: &PageId| !order.contains(page) && site.pages[*page].kind == PageKind::Section;
        order.extend(section.filter(|page| is_new(page) && has_text(*page)));
        order.push(topic);
    }
    let rest: Vec<PageId> =
        of(PageKind::Section).filter(|page| has_text(*page) && !order.contains(page)).collect();
    order.extend(rest);
    order.retain(|&page| !site.pages[page].front.is_draft);
    order
}
