//! What happened on disk → batches of paths to look at again.
//!
//! After the first event the watch waits until nothing has happened for a moment, because one save is up
//! to a dozen events (a temporary file, a rename, a backup). It never trusts an event's kind beyond
//! telling reads from writes: a batch says *where* to look, and [`super::session`] sees what changed.
//! Reads are dropped, because our own reading makes events too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::file_event::FileEvent;
use super::poll;
use crate::read::snapshot::{FOLDERS, SiteRoot};

/// A batch ends when nothing has happened for so long…
const QUIET: Duration = Duration::from_millis(8);
/// …or after this time.
const LONGEST: Duration = Duration::from_millis(100);
/// When a new folder is looked at a second time: files can come into it before it is watched.
const SECOND_LOOK: Duration = Duration::from_millis(250);
/// How often a folder is tried to be watched while folders in it come and go.
const ATTEMPTS: usize = 8;

/// Paths to look at again.
#[derive(Debug)]
pub(crate) struct Batch {
    /// Files and folders, relative to the root.
    pub paths: BTreeSet<String>,
    /// Whether the system lost count, so that everything is to be looked at.
    pub everything: bool,
    /// When the first event came.
    pub began: Instant,
    /// What the user should know.
    pub note: Option<String>,
}

/// The watch over a site's files.
#[derive(Debug)]
pub(crate) struct Watch {
    place: SiteRoot,
    watcher: Option<RecommendedWatcher>,
    events: Receiver<FileEvent>,
    sender: Sender<FileEvent>,
    /// Folders to look at a second time, and when.
    recheck: Option<(Instant, BTreeSet<String>)>,
    /// Folders outside the watched ones that links lead into.
    beyond: BTreeSet<PathBuf>,
    links: Vec<String>,
    /// Why the system's events are not used, if they are not, though nobody asked for that.
    pub polls_because: Option<String>,
}

impl Watch {
    /// Begins to watch, or to look, if that was asked for or the system cannot tell.
    pub(crate) fn start(place: &SiteRoot, poll: bool) -> Self {
        let (sender, events) = channel();
        let mut watch = Self {
            place: place.clone(),
            watcher: None,
            events,
            sender,
            recheck: None,
            beyond: BTreeSet::new(),
            links: Vec::new(),
            polls_because: None,
        };
        if poll {
            poll::start(place.clone(), watch.sender.clone());
        } else if let Err(error) = watch.listen() {
            watch.polls_because = Some(watch.fall_back(&error));
        }
        watch
    }

    fn listen(&mut self) -> notify::Result<()> {
        let sender = self.sender.clone();
        // The receiver lives as long as the watch, and with it this watcher.
        let handler = move |event| drop(sender.send(FileEvent::Event(event)));
        // A link to a folder is an error of the site, and may lead to all there is on this machine.
        let mut watcher =
            RecommendedWatcher::new(handler, notify::Config::default().with_follow_symlinks(false))?;
        // The root itself, for the configuration and for folders that come and go; not what is below,
        // because that may be the output folder or a repository.
        watcher.watch(&self.place.root, RecursiveMode::NonRecursive)?;
        let config = self.place.root.join(&self.place.config);
        if let Some(folder) = config.parent().filter(|folder| *folder != self.place.root) {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
        self.watcher = Some(watcher);
        FOLDERS.iter().try_for_each(|folder| self.watch_folder(folder))
    }

    /// Watches one of the site's folders, for the first time or once more.
    fn watch_folder(&mut self, folder: &str) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        let path = self.place.root.join(folder);
        // The old watch, if there is one, may be that of a folder that was moved away.
        let _ = watcher.unwatch(&path);
        watch_whole(watcher, &path)
    }

    /// Watches new folders once more: the system's watch gives up on all of a folder where one in it goes
    /// away at that moment. One that may not be read is left alone: it has a finding.
    fn watch_again(&mut self, paths: &BTreeSet<String>) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for path in paths {
            let folder = self.place.root.join(path);
            if !is_folder(path, &folder) {
                continue;
            }
            match watch_whole(watcher, &folder) {
                Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Looks for changes from now on, and says why.
    fn fall_back(&mut self, error: &notify::Error) -> String {
        self.watcher = None;
        poll::start(self.place.clone(), self.sender.clone());
        let cause = match &error.kind {
            ErrorKind::MaxFilesWatch => {
                "the system's limit of watched folders is reached (fs.inotify.max_user_watches)".to_owned()
            }
            ErrorKind::Io(cause) => cause.to_string(),
            _ => error.to_string(),
        };
        format!("warning: the system does not tell of changes: {cause}")
    }

    /// As [`Self::fall_back`], and what the system did not tell any more is looked at now.
    fn fall_back_to_polling(&mut self, error: &notify::Error, batch: &mut Batch) {
        batch.note = Some(self.fall_back(error));
        batch.everything = true;
    }

    /// Watches the folders that links lead into.
    pub(super) fn follow_links(&mut self, links: &[String]) {
        if self.links == links {
            return;
        }
        self.links = links.to_vec();
        for link in links {
            let target = self.place.root.join(link).canonicalize();
            let Some(folder) = target.ok().and_then(|target| target.parent().map(PathBuf::from)) else {
                continue;
            };
            // One watch of a folder under two names would tell of one of them only.
            let real = |own: &str| self.place.root.join(own).canonicalize();
            let is_watched =
                FOLDERS.iter().filter_map(|own| real(own).ok()).any(|own| folder.starts_with(own));
            if let Some(watcher) = &mut self.watcher
                && !is_watched
                && self.beyond.insert(folder.clone())
            {
                let _ = watcher.watch(&folder, RecursiveMode::NonRecursive);
            }
        }
    }

    /// Waits for something to happen. Nothing, when nothing can happen any more.
    pub(crate) fn next(&mut self) -> Option<Batch> {
        loop {
            let news = match &self.recheck {
                None => self.events.recv().ok()?,
                Some((at, _)) => match self.events.recv_timeout(at.saturating_duration_since(Instant::now()))
                {
                    Ok(news) => news,
                    Err(RecvTimeoutError::Timeout) => FileEvent::Paths(Vec::new()),
                    Err(RecvTimeoutError::Disconnected) => return None,
                },
            };
            let began = Instant::now();
            let mut batch = Batch { paths: BTreeSet::new(), everything: false, began, note: None };
            if self.recheck.as_ref().is_some_and(|(at, _)| *at <= began) {
                let paths = self.recheck.take().map(|(_, paths)| paths).unwrap_or_default();
                if let Err(error) = self.watch_again(&paths) {
                    self.fall_back_to_polling(&error, &mut batch);
                }
                batch.paths.extend(paths);
            }
            let is_news = self.add(news, &mut batch);
            if is_news {
                self.drain(&mut batch);
            }
            if batch.everything || !batch.paths.is_empty() {
                return Some(batch);
            }
        }
    }

    fn drain(&mut self, batch: &mut Batch) {
        let mut quiet_from = Instant::now();
        let last = batch.began + LONGEST;
        loop {
            let now = Instant::now();
            let until = (quiet_from + QUIET).min(last);
            if until <= now {
                return;
            }
            match self.events.recv_timeout(until - now) {
                Ok(news) => {
                    if self.add(news, batch) {
                        quiet_from = Instant::now();
                    }
                }
                Err(_) => return,
            }
        }
    }

    /// Takes news into a batch; says whether they concern the site.
    fn add(&mut self, event: FileEvent, batch: &mut Batch) -> bool {
        let (paths, is_rescan) = match event {
            FileEvent::Paths(paths) => (paths, false),
            FileEvent::Event(Ok(event))
                if matches!(event.kind, EventKind::Access(_)) && !event.need_rescan() =>
            {
                return false;
            }
            FileEvent::Event(Ok(event)) => {
                let is_rescan = event.need_rescan();
                (event.paths, is_rescan)
            }
            FileEvent::Event(Err(error)) => {
                if self.watcher.is_some() {
                    self.fall_back_to_polling(&error, batch);
                }
                (error.paths, true)
            }
        };
        let mut concerns = is_rescan;
        batch.everything |= is_rescan;
        for path in paths {
            let Some(relative) = self.place.concerns(&path) else {
                let is_beyond = path.parent().is_some_and(|folder| self.beyond.contains(folder));
                if is_beyond {
                    concerns |= self.links.iter().map(|link| batch.paths.insert(link.clone())).count() > 0;
                }
                continue;
            };
            concerns = true;
            if FOLDERS.contains(&relative.as_str())
                && let Err(error) = self.watch_folder(&relative)
            {
                self.fall_back_to_polling(&error, batch);
            }
            if is_folder(&relative, &path) {
                let at = Instant::now() + SECOND_LOOK;
                let (_, recheck) = self.recheck.get_or_insert_with(|| (at, BTreeSet::new()));
                recheck.insert(relative.clone());
            }
            batch.paths.insert(relative);
        }
        concerns
    }
}

/// Whether there is a folder of the site. Only its own folders may be links: others are refused, and may lead to all
/// there is on this machine.
fn is_folder(relative: &str, path: &Path) -> bool {
    if FOLDERS.contains(&relative) {
        return path.is_dir();
    }
    path.symlink_metadata().is_ok_and(|found| found.is_dir())
}

/// Watches a folder and all that are in it, if it is there, while folders in it may come and go.
fn watch_whole(watcher: &mut RecommendedWatcher, path: &Path) -> notify::Result<()> {
    // The folder itself may be a link: then its entry `.` is none.
    let inside = path.join(".");
    let mut result = Ok(());
    for _ in 0..ATTEMPTS {
        if !path.is_dir() {
            // It went away again; the folder above tells when it is back.
            return Ok(());
        }
        result = watcher.watch(&inside, RecursiveMode::Recursive);
        match &result {
            Err(error) if is_gone(error) => {}
            _ => break,
        }
    }
    result
}

/// Whether something was not there any more when it was to be watched.
fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(cause) => cause.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}
