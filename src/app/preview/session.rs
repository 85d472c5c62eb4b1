//! A batch of changed paths → the next edition.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::accepted::remembered;
use super::edition::{Edition, LastGoodPage, RenderedSite, Statics, statics};
use super::moved::{Edited, MovedPages};
use crate::app::engine::{Checked, Inventory, RenderError, Renderer, RunOptions, Workspace};
use crate::base::Failure;
use crate::base::diagnostic::Diagnostic;
use crate::base::ids::{LanguageId, PageId, SourceId};
use crate::base::parallel;
use crate::base::store::{self, Store};
use crate::parse::topic::{Page, PageKind};
use crate::read::config::{self, Config};
use crate::read::snapshot::{self, LOCK_FILE, SiteRoot, Snapshot};
use crate::render::html::theme;
use crate::render::view::{Job, JobKind};
use crate::site::{Site, addresses::base_path};

/// More paths than these are not looked at one by one; the whole site is read again.
const MANY: usize = 500;
/// Most pages named as edited, and most of them rendered before anybody asks.
const EDITED: usize = 8;

/// The site as far as it is known, and what is needed to learn more.
#[derive(Debug)]
pub(super) struct Session {
    place: SiteRoot,
    drafts: bool,
    workspace: Workspace,
    snapshot: Arc<Snapshot>,
    found: Vec<Diagnostic>,
    links: Vec<String>,
    edition: Arc<Edition>,
    statics: Arc<Statics>,
    /// Where the next start finds what this one made, and what that is made from; nothing where no build has
    /// made a store.
    cache: Option<(Store, Inventory)>,
}

/// What an update brought.
#[derive(Debug)]
pub(super) struct Update {
    pub edition: Arc<Edition>,
    /// The files that are not what they were.
    pub changed: Vec<String>,
    /// How many pages they affect: those written in them and those that cite them; nothing where that is
    /// every page, or none.
    pub pages: Option<usize>,
}

impl Session {
    /// Reads and checks the whole site.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn open(place: SiteRoot, drafts: bool, origin: &str) -> Result<(Self, Update), Failure> {
        let (snapshot, found) = snapshot::read(&place)?;
        let snapshot = Arc::new(snapshot);
        let options = options(&config::parse(&snapshot, &place.config).0, &place, drafts, origin);
        // What the last build cached of these very files need not be parsed and checked again.
        let store = Store::new(&place.root.join(store::FOLDER));
        let cache = store.exists().then(|| (store, Inventory::new(&snapshot, &place.config, &options)));
        let mut workspace = match &cache {
            Some((store, inventory)) => Workspace::from_cache(&snapshot, &place.config, inventory, store),
            None => Workspace::default(),
        };
        let checked =
            Arc::new(workspace.update(Arc::clone(&snapshot), &place.config, found.clone(), &options)?);
        let nothing = Edition {
            number: 0,
            findings: Vec::new(),
            made: None,
            fallback: None,
            last_good: BTreeMap::new(),
            style: 1,
            rest: 1,
            edited: Vec::new(),
            accepted: BTreeMap::new(),
            moved: MovedPages::default(),
            origin: origin.into(),
            checked: Arc::clone(&checked),
        };
        let mut session = Self {
            drafts,
            workspace,
            found,
            links: snapshot.links(&place),
            edition: Arc::new(nothing),
            statics: Arc::new(Statics { theme: BTreeMap::new() }),
            snapshot,
            place,
            cache,
        };
        let edition = session.edition_of(checked, None);
        session.edition = Arc::clone(&edition);
        Ok((session, Update { edition, changed: Vec::new(), pages: None }))
    }

    /// Keeps what was parsed and checked at the start for the next one, where a build has made a store. The
    /// preview makes none: it leaves nothing behind that was not there.
    pub(super) fn keep(&self) {
        if let Some((store, inventory)) = &self.cache {
            self.workspace.save(inventory, store);
        }
    }

    /// The files that are links: what they lead to must be watched too.
    pub(super) fn links(&self) -> &[String] {
        &self.links
    }

    /// Looks at some paths again, or at everything. Nothing, if no byte changed.
    ///
    /// # Errors
    /// Where the site cannot be read, or the program has a fault; the edition before stays.
    pub(super) fn update(
        &mut self,
        paths: &BTreeSet<String>,
        everything: bool,
    ) -> Result<Option<Update>, Failure> {
        let (snapshot, found) = if everything || paths.len() > MANY {
            snapshot::read(&self.place)?
        } else {
            let all: Vec<String> = paths.iter().chain(&self.links).cloned().collect();
            self.snapshot.refresh(&self.place, &self.found, &all)
        };
        let changed = self.snapshot.changed(&snapshot);
        if changed.is_empty() && found == self.found {
            return Ok(None);
        }
        let snapshot = Arc::new(snapshot);
        if everything || paths.len() > MANY {
            self.links = snapshot.links(&self.place);
        } else {
            self.links.retain(|link| snapshot.files.contains_key(link));
            let is_link = |path: &&String| self.place.root.join(path).is_symlink();
            let new: Vec<String> = changed.iter().filter(is_link).cloned().collect();
            self.links.extend(new);
            self.links.sort_unstable();
            self.links.dedup();
        }
        let (config, _) = config::parse(&snapshot, &self.place.config);
        // While the settings cannot be read, the previous ones apply.
        let config = if config.is_readable { &config } else { &*self.edition.checked.config };
        let options = options(config, &self.place, self.drafts, &self.edition.origin);
        let (place, workspace) = (&self.place, &mut self.workspace);
        let made = catch_unwind(AssertUnwindSafe(|| {
            let snapshot = Arc::clone(&snapshot);
            workspace.update(snapshot, &place.config, found.clone(), &options).map(Arc::new)
        }));
        self.snapshot = snapshot;
        self.found = found;
        let made = made.ok().transpose().inspect_err(|_| self.workspace = Workspace::default())?;
        let edition = made.and_then(|checked| {
            catch_unwind(AssertUnwindSafe(|| self.edition_of(checked, Some(&changed)))).ok()
        });
        let Some(edition) = edition else {
            self.workspace = Workspace::default();
            return Err(Failure::new(format!("a fault in ibid itself while reading {}", changed.join(", ")))
                .help("the preview goes on with the version before; please report the fault"));
        };
        self.edition = Arc::clone(&edition);
        let pages = pages_concerned(edition.site(), &changed);
        Ok(Some(Update { edition, changed, pages }))
    }

    /// What there is to serve of a checked site. `changed` is nothing at the start.
    fn edition_of(&mut self, checked: Arc<Checked>, changed: Option<&[String]>) -> Arc<Edition> {
        let before = Arc::clone(&self.edition);
        let number = before.number + 1;
        let is_any =
            |test: &dyn Fn(&str) -> bool| changed.is_none_or(|paths| paths.iter().any(|path| test(path)));
        let is_theme = is_any(&|path| path.starts_with("themes/") || path == self.place.config);
        if is_theme
            && let Ok(theme) = theme::load(&checked.snapshot, &checked.config, &checked.config.language)
        {
            self.statics = statics(theme);
        }
        let mut rendering = Vec::new();
        let renderer = before.made.as_ref().map(|made| made.renderer());
        let made = match Renderer::after(Arc::clone(&checked), renderer) {
            Ok(renderer) => {
                let (checked, statics) = (Arc::clone(&checked), Arc::clone(&self.statics));
                Some(Arc::new(RenderedSite::new(checked, renderer, statics, before.made.as_deref())))
            }
            Err(error) => {
                rendering = error.into_findings();
                None
            }
        };
        let edited = changed.map_or_else(Vec::new, |changed| edited_jobs(&checked, changed));
        if let Some(made) = &made {
            let had_faults = before.fallback.is_some() || before.made.is_none();
            let samples = if is_theme || had_faults { made.renderer().samples() } else { Vec::new() };
            let tried: Vec<&Job> = samples.iter().chain(edited.iter().take(EDITED)).collect();
            let tried = parallel::map(&tried, 1, |job| try_page(made, job));
            let errors = tried.into_iter().filter_map(Result::err);
            rendering.extend(errors.flat_map(RenderError::into_findings));
            let mut seen = BTreeSet::new();
            rendering
                .retain(|finding| seen.insert((finding.path.clone(), finding.span, finding.message.clone())));
        }
        let is_whole = rendering.is_empty();
        let is_style = |path: &str| path.ends_with(".css");
        let is_other_file = |path: &str| {
            (path.starts_with("content/") && !path.ends_with(".md") || path.contains("/static/"))
                && !is_style(path)
        };
        let is_update = changed.is_some();
        let (is_style, is_other_file) = (is_any(&is_style), is_any(&is_other_file));
        let changed = changed.unwrap_or_default();
        let is_text = |path: &String| path.starts_with("seeds/") || path == LOCK_FILE;
        let accepted = match changed.iter().any(is_text) {
            true => remembered(&before.accepted, &before.checked, &checked),
            false => before.accepted.clone(),
        };
        let is_other_theme = before.number > 0 && before.checked.config.theme != checked.config.theme;
        let stamp = |is_new: bool, old: u64| if is_new { number } else { old };
        Arc::new(Edition {
            number,
            last_good: last_good_pages(&checked, &before, changed),
            accepted,
            moved: before.moved.after(&before.checked, &checked, changed),
            findings: checked.reported(rendering),
            style: stamp(is_update && is_style, before.style),
            rest: stamp(is_other_theme || is_update && is_other_file, before.rest),
            edited: edited.iter().take(EDITED).map(|job| named(&checked, job)).collect(),
            fallback: if is_whole { None } else { before.fallback.clone().or_else(|| before.made.clone()) },
            made: made.or_else(|| before.made.clone()),
            origin: Arc::clone(&before.origin),
            checked,
        })
    }
}

/// Makes a page only to see whether it can be made.
fn try_page(made: &RenderedSite, job: &Job) -> Result<(), RenderError> {
    match made.page(&job.file(&made.checked.site)) {
        Some(Err(error)) => Err(error),
        // Two jobs of one address: the other one is served, and a finding says so.
        Some(Ok(_)) | None => Ok(()),
    }
}

/// The settings of the run: the address is the preview's, below the same path as the published site's.
fn options(config: &Config, place: &SiteRoot, drafts: bool, origin: &str) -> RunOptions {
    let base_url = format!("{origin}{}", base_path(&config.base_url));
    let pictures = Some(Store::new(&place.root.join(store::FOLDER)));
    RunOptions { drafts, base_url: Some(base_url), pictures, forgets_text: true, ..RunOptions::default() }
}

/// How many pages are written in some files, or cite them.
fn pages_concerned(site: &Site, changed: &[String]) -> Option<usize> {
    let written = changed.iter().filter_map(|path| site.addresses.by_file.get(path).copied());
    let sources = SourceId::enumerate(&site.sources).filter(|(_, source)| changed.contains(&source.path));
    let citing = sources.flat_map(|(index, _)| {
        let backlinks = &site.backlinks[index];
        backlinks.passages.values().flatten().chain(&backlinks.named).map(|cite| cite.page)
    });
    let pages: BTreeSet<PageId> = written.chain(citing).collect();
    (!pages.is_empty()).then_some(pages.len())
}

/// The pages that changed files are about.
fn edited_jobs(checked: &Checked, changed: &[String]) -> Vec<Job> {
    let site = &checked.site;
    let page = |path: &String| site.addresses.by_file.get(path).map(|&page| Job::page(site, page));
    let source = |path: &String| {
        let is_source = path.starts_with("seeds/");
        let index = || site.sources.iter().position(|source| source.path == *path);
        let job = |index: usize| Job::new(JobKind::Source(SourceId::new(index)), LanguageId::MAIN);
        is_source.then(index)?.map(job)
    };
    changed.iter().filter_map(|path| page(path).or_else(|| source(path))).take(EDITED).collect()
}

fn named(checked: &Checked, job: &Job) -> Edited {
    let site = &checked.site;
    let (folder, title) = match &job.kind {
        JobKind::Page(page) => (&site.pages[*page].folder, site.pages[*page].front.title.clone()),
        JobKind::Source(source) => {
            let title = site.sources[*source].meta.title.clone();
            (&site.addresses.sources[*source], title.unwrap_or_else(|| site.sources[*source].key.clone()))
        }
        _ => return Edited { url: site.addresses.path(""), title: String::new() },
    };
    Edited { url: site.addresses.path(folder), title }
}

/// The last good version of each page whose file is there but is no page just now.
fn last_good_pages(
    checked: &Checked,
    before: &Edition,
    changed: &[String],
) -> BTreeMap<String, LastGoodPage> {
    let mut pages = BTreeMap::new();
    let is_broken = |path: &str| {
        let page = checked.site.addresses.by_file.get(path).map(|&page| &*checked.site.pages[page]);
        checked.snapshot.files.contains_key(path)
            && page.is_none_or(is_without_front_matter)
            && is_unreadable(checked, path)
    };
    for (file, older) in before.last_good.iter().filter(|(_, older)| is_broken(&older.source)) {
        pages.insert(file.clone(), older.clone());
    }
    let Some(made) = &before.made else { return pages };
    let site = &made.checked.site;
    for path in changed {
        let Some(&index) = site.addresses.by_file.get(path) else { continue };
        let page = &site.pages[index];
        if is_without_front_matter(page) || !is_broken(path) {
            continue;
        }
        // The home page has no evidence page of its own.
        let evidence =
            (page.kind != PageKind::Home).then(|| format!("{}/index.html", site.evidence_folder(page)));
        let own = Job::page(site, index).file(site);
        for file in std::iter::once(own).chain(evidence) {
            if let Some(Ok(html)) = made.page(&file) {
                pages.insert(file, LastGoodPage { html, source: page.path.clone() });
            }
        }
    }
    pages
}

/// Without a title nothing of the front matter was read, and the address is a guess.
fn is_without_front_matter(page: &Page) -> bool {
    page.front.title.trim().is_empty() || (page.kind == PageKind::Topic && page.folder.is_empty())
}

/// Whether there is no page in a file, or one without front matter. A draft is a page.
fn is_unreadable(checked: &Checked, path: &str) -> bool {
    let (page, _) = crate::parse::topic::parse(&checked.snapshot, &checked.config, path);
    page.is_none_or(|page| is_without_front_matter(&page))
}
