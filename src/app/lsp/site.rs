//! One site of a client: what of it is to be checked next, what was found, and which diagnostics were published of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, SyncSender, channel};
use std::time::{Duration, Instant};

use super::analysis::{Analyser, Analysis, AnalysisTask, OpenText, OpenTexts};
use super::client::Client;
use super::{STACK, ServerEvent};
use crate::app::preview::watch::Watch;
use crate::base::Failure;
use crate::read::snapshot::{CONFIG_FILE, SiteRoot};

/// How long a change waits for the next one.
const PAUSE: Duration = Duration::from_millis(60);

/// What the threads of a site tell.
#[derive(Debug)]
pub(super) enum SiteEvent {
    /// A state was checked.
    Analysed(Analysis),
    /// The task is done; why it could not be.
    Done(Option<String>),
    /// Files may have changed on disk.
    Files { paths: BTreeSet<String>, everything: bool },
}

/// A site that documents belong to.
#[derive(Debug)]
pub(super) struct OpenSite {
    /// The folder as the client names it.
    pub(super) root: PathBuf,
    place: SiteRoot,
    /// The newest state that was checked.
    pub(super) latest: Option<Arc<Analysis>>,
    /// The diagnostics that the client has of each file with findings.
    pub(super) published: BTreeMap<String, serde_json::Value>,
    /// The number of the newest state.
    pub(super) revision: u64,
    next: AnalysisTask,
    /// When the next task begins; nothing where there is nothing to do.
    due: Option<Instant>,
    is_busy: bool,
    tasks: Sender<AnalysisTask>,
}

impl OpenSite {
    /// Starts the threads of the site in `root`.
    ///
    /// # Errors
    /// Where there is no site, or no thread can be started.
    pub(super) fn start(
        number: usize,
        root: &Path,
        client: &Client,
        events: &SyncSender<ServerEvent>,
    ) -> Result<Self, Failure> {
        let place = SiteRoot::find(Some(root), None)?;
        let (tasks, receiver) = channel::<AnalysisTask>();
        let mut analyser = Analyser::new(place.clone(), client.drafts, client.suggest);
        let to_queue = events.clone();
        let thread = |name: &str| std::thread::Builder::new().name(name.to_owned()).stack_size(STACK);
        let no_thread = |error: std::io::Error| Failure::new(format!("cannot start a thread: {error}"));
        thread("check")
            .spawn(move || {
                for task in receiver {
                    let tell = |event| drop(to_queue.send(ServerEvent::Site(number, event)));
                    let done = analyser.run(&task, |analysis| tell(SiteEvent::Analysed(analysis)));
                    tell(SiteEvent::Done(done.err().map(|failure| failure.to_string())));
                }
            })
            .map_err(no_thread)?;
        // The watch begins before the first reading, so that no edit falls between the two.
        let mut watch = Watch::start(&place, false);
        let to_queue = events.clone();
        thread("watch")
            .spawn(move || {
                while let Some(batch) = watch.next() {
                    let files = SiteEvent::Files { paths: batch.paths, everything: batch.everything };
                    if to_queue.send(ServerEvent::Site(number, files)).is_err() {
                        return;
                    }
                }
            })
            .map_err(no_thread)?;
        let next =
            AnalysisTask { revision: 1, everything: true, makes_pages: true, ..AnalysisTask::default() };
        Ok(Self {
            root: root.to_owned(),
            place,
            latest: None,
            published: BTreeMap::new(),
            revision: 1,
            next,
            due: Some(Instant::now()),
            is_busy: false,
            tasks,
        })
    }

    /// The path of a file below the root, where it may be one of the site.
    pub(super) fn relative(&self, path: &Path) -> Option<String> {
        let below = match path.strip_prefix(&self.root) {
            Ok(below) => self.place.root.join(below),
            Err(_) => path.to_owned(),
        };
        self.place.concerns(&below)
    }

    /// Notes that the text of a document is another one now.
    pub(super) fn opened(&mut self, path: &str, text: OpenText) {
        self.next.open.insert(path.to_owned(), text);
        self.changed(PAUSE);
    }

    /// Notes that a document is closed: the file on disk counts again.
    pub(super) fn closed(&mut self, path: &str) {
        self.next.open.remove(path);
        self.next.paths.insert(path.to_owned());
        self.changed(PAUSE);
    }

    /// Notes that files may have changed on disk.
    pub(super) fn touched(&mut self, paths: impl IntoIterator<Item = String>, everything: bool) {
        self.next.paths.extend(paths);
        self.next.everything |= everything;
        self.next.makes_pages = true;
        self.changed(PAUSE);
    }

    fn changed(&mut self, pause: Duration) {
        self.revision += 1;
        self.next.revision = self.revision;
        self.due = Some(Instant::now() + pause);
    }

    /// Lets the next task begin at once: somebody waits for it.
    pub(super) fn hurry(&mut self) {
        if self.due.is_some() {
            self.due = Some(Instant::now());
        }
    }

    /// Notes that the thread is free for the next task.
    pub(super) fn done(&mut self) {
        self.is_busy = false;
    }

    /// When the next task can begin; nothing while there is none, or another runs.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due.filter(|_| !self.is_busy)
    }

    /// Begins the next task, if it is time.
    pub(super) fn begin(&mut self) {
        if self.due().is_none_or(|due| due > Instant::now()) {
            return;
        }
        let rest =
            AnalysisTask { open: self.next.open.clone(), revision: self.revision, ..AnalysisTask::default() };
        let task = std::mem::replace(&mut self.next, rest);
        self.due = None;
        self.is_busy = self.tasks.send(task).is_ok();
    }

    /// The open documents.
    pub(super) fn open(&self) -> &OpenTexts {
        &self.next.open
    }

    /// Whether a state with all changes up to a revision was checked.
    pub(super) fn has_checked(&self, revision: u64) -> bool {
        self.latest.as_ref().is_some_and(|latest| latest.revision >= revision)
    }
}

/// The folder of the site that a file belongs to: the nearest one with an `ibid.yaml`, from the file's own up to the
/// open folder that holds it. Where no folder is open, the one in which `content/`, `seeds/` or `themes/` holds the
/// file, or which holds its settings.
pub(super) fn root_of(path: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    let is_root = |folder: &&Path| folder.join(CONFIG_FILE).is_file();
    let holding = folders.iter().filter(|folder| path.starts_with(folder));
    if let Some(top) = holding.min_by_key(|folder| folder.components().count()) {
        let mut folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
        return folders.find(is_root).map(Path::to_owned);
    }
    if !folders.is_empty() {
        return None;
    }
    if path.file_name().is_some_and(|name| name == CONFIG_FILE) {
        return path.parent().filter(is_root).map(Path::to_owned);
    }
    let is_of_site = |folder: &&Path| {
        folder.file_name().is_some_and(|name| ["content", "seeds", "themes"].iter().any(|own| name == *own))
    };
    path.ancestors().skip(1).filter(is_of_site).filter_map(Path::parent).find(is_root).map(Path::to_owned)
}
