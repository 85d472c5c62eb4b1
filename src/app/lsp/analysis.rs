//! A site as a client sees it: the files on disk with the open documents over them, checked as `ibid check` does.
//!
//! A thread of its own brings the site's [`Workspace`] up to date, one state after the other, and hands each over as
//! an [`Analysis`], from which all requests are answered. Nothing here differs from a check of the same files, so
//! that the findings are the same.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::app::engine::{Checked, Inventory, Renderer, RunOptions, Workspace};
use crate::base::Failure;
use crate::base::diagnostic::Diagnostic;
use crate::base::store::{self, Store};
use crate::read::snapshot::{self, Content, SiteRoot, Snapshot};
use crate::render::view::Job;

/// More paths than these are not looked at one by one; the whole site is read again.
const MANY: usize = 500;
/// Most pages that are all made to find mistakes in templates; of more, one of each kind is.
const FEW_PAGES: usize = 400;
/// Most pages that are made because they were edited.
const EDITED: usize = 8;

/// Documents that are open, by their paths below the root.
pub(super) type OpenTexts = BTreeMap<String, OpenText>;

/// The text of an open document, and its version.
#[derive(Clone, Debug)]
pub(super) struct OpenText {
    pub(super) content: Content,
    pub(super) version: i64,
}

/// What is to be looked at.
#[derive(Debug, Default)]
pub(super) struct AnalysisTask {
    /// The number of the state that is to be checked.
    pub(super) revision: u64,
    pub(super) open: OpenTexts,
    /// Files and folders that may have changed on disk.
    pub(super) paths: BTreeSet<String>,
    /// Whether any file may have.
    pub(super) everything: bool,
    /// Whether all pages are to be made, to see whether they can be.
    pub(super) makes_pages: bool,
}

/// What was found in one state of a site.
#[derive(Clone, Debug)]
pub(super) struct Analysis {
    pub(super) revision: u64,
    pub(super) checked: Arc<Checked>,
    /// All findings, as `ibid check` reports them.
    pub(super) findings: Arc<[Diagnostic]>,
    /// The versions of the open documents.
    pub(super) versions: BTreeMap<String, i64>,
}

/// The site as far as it is known, and what is needed to learn more.
#[derive(Debug)]
pub(super) struct Analyser {
    place: SiteRoot,
    options: RunOptions,
    workspace: Workspace,
    /// The files on disk; nothing before the first task.
    disk: Option<(Snapshot, Vec<Diagnostic>)>,
    before: Option<Arc<Snapshot>>,
    links: Vec<String>,
    renderer: Option<Renderer>,
    /// The findings of templates.
    rendering: Vec<Diagnostic>,
}

impl Analyser {
    pub(super) fn new(place: SiteRoot, drafts: bool, suggest: bool) -> Self {
        let options =
            RunOptions { drafts, suggest, skip_minify: true, forgets_text: true, ..RunOptions::default() };
        Self {
            place,
            options,
            workspace: Workspace::default(),
            disk: None,
            before: None,
            links: Vec::new(),
            renderer: None,
            rendering: Vec::new(),
        }
    }

    /// Brings everything up to date. Each state that `publish` is given is complete; a second one of the same task
    /// has other findings of templates, which take longer to find in a large site.
    ///
    /// # Errors
    /// Where the site cannot be read, or the program has a fault; the state before stays.
    pub(super) fn run(
        &mut self,
        task: &AnalysisTask,
        mut publish: impl FnMut(Analysis),
    ) -> Result<(), Failure> {
        let done = catch_unwind(AssertUnwindSafe(|| self.update(task, &mut publish)));
        let fault = || {
            Failure::new("a fault in ibid itself while checking the site")
                .help("the language server goes on with the state before; please report the fault")
        };
        let done = done.unwrap_or_else(|_| Err(fault()));
        if done.is_err() {
            self.workspace = Workspace::default();
            (self.disk, self.renderer) = (None, None);
        }
        done
    }

    fn update(&mut self, task: &AnalysisTask, publish: &mut impl FnMut(Analysis)) -> Result<(), Failure> {
        let (snapshot, found) = self.read(task)?;
        let snapshot = Arc::new(snapshot);
        let changed = self.before.as_ref().map(|before| before.changed(&snapshot));
        let config = self.place.config.clone();
        let checked = self.workspace.update(Arc::clone(&snapshot), &config, found, &self.options)?;
        let checked = Arc::new(checked);
        self.before = Some(snapshot);
        let versions: BTreeMap<String, i64> =
            task.open.iter().map(|(path, text)| (path.clone(), text.version)).collect();
        let analysis = |rendering: &[Diagnostic]| Analysis {
            revision: task.revision,
            checked: Arc::clone(&checked),
            findings: checked.reported(rendering.to_vec()).into(),
            versions: versions.clone(),
        };
        let is_large = checked.site.pages.len() > FEW_PAGES;
        if is_large {
            publish(analysis(&self.rendering));
        }
        let rendering = self.templates(&checked, changed.as_deref(), task.makes_pages);
        if !is_large || rendering != self.rendering {
            publish(analysis(&rendering));
        }
        self.rendering = rendering;
        Ok(())
    }

    /// The files of the site as they are now, the open documents in place of what is on disk.
    fn read(&mut self, task: &AnalysisTask) -> Result<(Snapshot, Vec<Diagnostic>), Failure> {
        let is_first = self.disk.is_none();
        let (disk, found) = match self.disk.take() {
            Some((disk, found)) if !task.everything && task.paths.len() <= MANY => {
                let paths: Vec<String> = task.paths.iter().chain(&self.links).cloned().collect();
                if paths.is_empty() { (disk, found) } else { disk.refresh(&self.place, &found, &paths) }
            }
            _ => {
                let (disk, found) = snapshot::read(&self.place)?;
                self.links = disk.links(&self.place);
                (disk, found)
            }
        };
        if is_first {
            // What the last build cached of these very files need not be parsed and checked again.
            let store = Store::new(&self.place.root.join(store::FOLDER));
            if store.exists() {
                let inventory = Inventory::new(&disk, &self.place.config, &self.options);
                self.workspace = Workspace::from_cache(&disk, &self.place.config, &inventory, &store);
            }
        }
        let mut snapshot = disk.clone();
        let mut shown = found.clone();
        for (path, text) in &task.open {
            snapshot.files.insert(path.clone(), text.content.clone());
            // What was wrong with the file on disk is not wrong with the text.
            shown.retain(|finding| finding.path != *path);
        }
        self.disk = Some((disk, found));
        Ok((snapshot, shown))
    }

    /// What is wrong with the templates, as far as pages show it.
    fn templates(
        &mut self,
        checked: &Arc<Checked>,
        changed: Option<&[String]>,
        makes_pages: bool,
    ) -> Vec<Diagnostic> {
        let renderer = match Renderer::after(Arc::clone(checked), self.renderer.as_ref()) {
            Ok(renderer) => renderer,
            Err(error) => return error.into_findings(),
        };
        let site = &checked.site;
        let is_of_look = |path: &String| path.starts_with("themes/") || *path == self.place.config;
        let shows_all = makes_pages
            || !self.rendering.is_empty()
            || self.renderer.is_none()
            || changed.is_none_or(|changed| changed.iter().any(is_of_look));
        let edited = || -> Vec<Job> {
            let pages =
                changed.unwrap_or_default().iter().filter_map(|path| site.addresses.by_file.get(path));
            pages.take(EDITED).map(|page| Job::page(site, *page)).collect()
        };
        let try_jobs = |jobs: Vec<Job>| -> Vec<Diagnostic> {
            let errors = jobs.iter().filter_map(|job| renderer.page(job).err());
            let mut found: Vec<Diagnostic> = errors.flat_map(|error| error.into_findings()).collect();
            let mut seen = BTreeSet::new();
            found
                .retain(|finding| seen.insert((finding.path.clone(), finding.span, finding.message.clone())));
            found
        };
        let is_large = site.pages.len() > FEW_PAGES;
        let mut found = match shows_all {
            true if is_large => try_jobs(renderer.samples().into_iter().chain(edited()).collect()),
            true => renderer.problems().unwrap_or_default(),
            false => try_jobs(edited()),
        };
        if !shows_all && !found.is_empty() && !is_large {
            // The finding is reported for the first page that has it.
            found = renderer.problems().unwrap_or_default();
        }
        self.renderer = Some(renderer);
        found
    }
}
