//! What tells the preview that files may have changed.

use std::path::PathBuf;

use notify::Event;

/// What arrives from a watcher or a poller.
#[derive(Debug)]
pub(super) enum FileEvent {
    /// From the system.
    Event(notify::Result<Event>),
    /// From polling: the paths that differ.
    Paths(Vec<PathBuf>),
}
