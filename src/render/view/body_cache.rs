//! The bodies of pages while they are shown. A body is several times as large as the facts in a [`Page`], and few
//! views need it, so it is dropped once its page is written, and parsed again where it is needed once more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::FileChanged;
use crate::parse::topic::{Body, Page};
use crate::read::snapshot::Snapshot;

/// A cache: bodies that were parsed and not yet dropped, by the paths of their pages.
#[derive(Debug, Default)]
pub struct BodyCache {
    snapshot: Arc<Snapshot>,
    bodies: Mutex<BTreeMap<String, Arc<Body>>>,
    /// Whether a body that is parsed is kept until it is dropped.
    keeps: bool,
}

impl BodyCache {
    /// A cache for the pages of a snapshot, with the bodies that were already parsed.
    #[must_use]
    pub fn new(snapshot: Arc<Snapshot>, bodies: BTreeMap<String, Arc<Body>>) -> Self {
        Self { snapshot, bodies: Mutex::new(bodies), keeps: false }
    }

    /// A cache of the bodies of a snapshot, each of which is parsed when it is first asked for, and kept until it is
    /// dropped: for a run that makes all files of a page one after the other.
    #[must_use]
    pub fn keeping(snapshot: Arc<Snapshot>) -> Self {
        Self { keeps: true, ..Self::new(snapshot, BTreeMap::new()) }
    }

    /// The body of a page. A page without a file, which is a home page that no author wrote, has an empty one.
    ///
    /// # Errors
    /// Where the page's file is no longer what its stamp promised.
    pub fn get(&self, page: &Page) -> Result<Arc<Body>, FileChanged> {
        let cached = self.bodies.lock().unwrap_or_else(PoisonError::into_inner).get(&page.path).cloned();
        match cached {
            Some(body) => Ok(body),
            None => {
                let body = Arc::new(page.parse_body(&self.snapshot.lossy_text(&page.path)?));
                if self.keeps {
                    let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
                    bodies.insert(page.path.clone(), Arc::clone(&body));
                }
                Ok(body)
            }
        }
    }

    /// Drops the body of a page, to free its memory.
    pub fn drop_body(&self, page: &Page) {
        let body = self.bodies.lock().unwrap_or_else(PoisonError::into_inner).remove(&page.path);
        drop(body);
    }
}
