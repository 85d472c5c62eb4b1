//! Everything there is to serve after an update, immutable: the site, its findings, and pages kept from
//! before where the author's edit cannot be shown.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::accepted::AcceptedSources;
use super::moved::{Edited, MovedPages};
use crate::app::engine::{Checked, RenderError, Renderer};
use crate::base::diagnostic::Diagnostic;
use crate::base::output::Files;
use crate::render::html::Theme;
use crate::render::pictures::Picture;
use crate::render::view::Job;
use crate::site::Site;

/// Most rendered pages that are remembered: more than anybody has open, less than a crawler asks for.
const REMEMBERED: usize = 256;

/// The state of the preview between two updates.
#[derive(Debug)]
pub(super) struct Edition {
    /// Counts updates, from 1.
    pub number: u64,
    /// What the newest files were found to be.
    pub checked: Arc<Checked>,
    /// The newest site that can be rendered; older than `checked` while the theme is broken, and
    /// nothing while no theme was whole yet.
    pub made: Option<Arc<RenderedSite>>,
    /// The newest site whose templates all worked, where that is not `made`.
    pub fallback: Option<Arc<RenderedSite>>,
    /// Findings as they are shown.
    pub findings: Vec<Diagnostic>,
    /// Output file → what is shown of a page whose file cannot be read as a page just now.
    pub last_good: BTreeMap<String, LastGoodPage>,
    /// The newest edition with another stylesheet.
    pub style: u64,
    /// The newest edition with another script, image or other file that is loaded by pages.
    pub rest: u64,
    /// The pages that the update was about.
    pub edited: Vec<Edited>,
    /// Sources as they were accepted, of those that are others now.
    pub accepted: AcceptedSources,
    /// Where pages are that had another address.
    pub moved: MovedPages,
    /// Where the preview is: `http://127.0.0.1:1111`.
    pub origin: Arc<str>,
}

/// The last good version of a page.
#[derive(Clone, Debug)]
pub(super) struct LastGoodPage {
    /// The page.
    pub html: Arc<[u8]>,
    /// The file that is broken now.
    pub source: String,
}

/// What an address leads to.
#[derive(Debug)]
pub(super) enum Served {
    /// A page, and whether it is an older version.
    Page(Arc<[u8]>),
    /// Another file that the program or the theme made.
    File(Arc<[u8]>),
    /// A file of the content folder, which anybody may have made.
    Asset(Arc<[u8]>),
    /// The page exists; its template fails and no earlier version is known.
    Broken(Vec<Diagnostic>),
    /// Nothing is published there.
    Nothing,
}

impl Edition {
    /// The site's address.
    pub(super) fn url(&self) -> String {
        format!("{}{}", self.origin, self.base_path())
    }

    /// Path of the site's root: `/`, or `/sub/`.
    pub(super) fn base_path(&self) -> &str {
        &self.site().addresses.base_path
    }

    /// The site that is shown.
    pub(super) fn site(&self) -> &Site {
        self.made.as_ref().map_or(&self.checked.site, |made| &made.checked.site)
    }

    /// Whether something is published at a path below the output folder.
    pub(super) fn has(&self, file: &str) -> bool {
        self.last_good.contains_key(file) || self.made.as_ref().is_some_and(|made| made.has(file))
    }

    /// What is published at a path below the output folder. Renders the page if need be.
    pub(super) fn find(&self, file: &str) -> Served {
        if let Some(last_good) = self.last_good.get(file) {
            return Served::Page(Arc::clone(&last_good.html));
        }
        let Some(made) = &self.made else { return Served::Nothing };
        match made.page(file) {
            Some(Ok(html)) => Served::Page(html),
            Some(Err(error)) => match self.fallback.as_ref().and_then(|older| older.page(file)) {
                Some(Ok(html)) => Served::Page(html),
                _ => Served::Broken(error.into_findings()),
            },
            None => match made.asset(file) {
                Some(bytes) => bytes.map_or(Served::Nothing, Served::Asset),
                None => made.file(file).map_or(Served::Nothing, Served::File),
            },
        }
    }
}

/// The files of a theme and of the content folder that are served as they are; the same for many editions.
#[derive(Debug)]
pub(super) struct Statics {
    /// The theme's.
    pub theme: BTreeMap<String, Arc<[u8]>>,
}

/// A site that can be rendered, and what was rendered of it.
#[derive(Debug)]
pub(super) struct RenderedSite {
    pub checked: Arc<Checked>,
    renderer: Renderer,
    statics: Arc<Statics>,
    /// Every page by its path, shared by editions with the same structure.
    jobs: Arc<OnceLock<HashMap<String, Job>>>,
    others: OnceLock<Files>,
    search: OnceLock<Files>,
    pictures: OnceLock<BTreeMap<String, Picture>>,
    pages: Mutex<HashMap<String, Arc<[u8]>>>,
}

impl RenderedSite {
    /// What can be rendered of a checked site; `before` is the same of the previous one.
    pub(super) fn new(
        checked: Arc<Checked>,
        renderer: Renderer,
        statics: Arc<Statics>,
        before: Option<&Self>,
    ) -> Self {
        let has_same_pages =
            |before: &&Self| Arc::ptr_eq(&before.checked.site.addresses, &checked.site.addresses);
        let jobs = before.filter(has_same_pages).map(|before| Arc::clone(&before.jobs));
        Self {
            checked,
            renderer,
            statics,
            jobs: jobs.unwrap_or_default(),
            others: OnceLock::new(),
            search: OnceLock::new(),
            pictures: OnceLock::new(),
            pages: Mutex::default(),
        }
    }

    pub(super) fn renderer(&self) -> &Renderer {
        &self.renderer
    }

    fn jobs(&self) -> &HashMap<String, Job> {
        self.jobs.get_or_init(|| {
            let site = &self.checked.site;
            self.renderer.jobs().into_iter().map(|job| (job.file(site), job)).collect()
        })
    }

    fn others(&self) -> &Files {
        self.others.get_or_init(|| self.renderer.other_files().unwrap_or_default())
    }

    fn has(&self, file: &str) -> bool {
        self.jobs().contains_key(file) || self.asset(file).is_some() || self.file(file).is_some()
    }

    /// A page, from memory or rendered now; nothing where there is no page.
    pub(super) fn page(&self, file: &str) -> Option<Result<Arc<[u8]>, RenderError>> {
        let pages = || self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(html) = pages().get(file) {
            return Some(Ok(Arc::clone(html)));
        }
        let job = self.jobs().get(file)?;
        let html = self.render(job);
        if let Ok(html) = &html {
            let mut pages = pages();
            if pages.len() >= REMEMBERED {
                pages.clear();
            }
            pages.insert(file.to_owned(), Arc::clone(html));
        }
        Some(html)
    }

    /// Renders a page.
    pub(super) fn render(&self, job: &Job) -> Result<Arc<[u8]>, RenderError> {
        self.renderer.page(job).map(Into::into)
    }

    /// A file of the content folder, if there is one at this path.
    fn asset(&self, file: &str) -> Option<Option<Arc<[u8]>>> {
        let origin = self.checked.site.addresses.assets.get(file)?;
        let content = self.checked.snapshot.files.get(origin);
        Some(content.and_then(|content| content.read().ok().map(Arc::clone)))
    }

    /// A file that is no page. The theme's files are at hand; the files for machines, and the search's index, are
    /// made from the whole site when one is asked for.
    fn file(&self, file: &str) -> Option<Arc<[u8]>> {
        let addresses = &self.checked.site.addresses;
        if addresses.is_below_search(file) {
            return self
                .search
                .get_or_init(|| self.renderer.search_files().unwrap_or_default())
                .get(file)
                .cloned();
        }
        let is_for_machines = [".json", ".xml", ".txt", ".bib", ".ris", ".html"]
            .iter()
            .any(|extension| file.ends_with(extension))
            || addresses.aliases.contains_key(file);
        match self.statics.theme.get(file) {
            Some(bytes) if !is_for_machines => Some(Arc::clone(bytes)),
            _ => self.picture(file).or_else(|| self.others().get(file).cloned()),
        }
    }

    /// A picture, which is made when one is asked for.
    fn picture(&self, file: &str) -> Option<Arc<[u8]>> {
        let icon = Picture::icon(file);
        let picture = match &icon {
            Some(icon) => icon,
            None if file.starts_with("pictures/") => {
                self.pictures.get_or_init(|| self.renderer.pictures()).get(file)?
            }
            None => return None,
        };
        self.renderer.picture(picture).ok()?.map(Arc::from)
    }
}

/// The theme's files as they are served.
pub(super) fn statics(theme: Theme) -> Arc<Statics> {
    Arc::new(Statics { theme: theme.files })
}
