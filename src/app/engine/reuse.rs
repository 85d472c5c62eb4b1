//! Which checks of an update before still hold, now that sources are others.
//!
//! A page's checks depend on the sources that it cites and, where something failed, on all of them
//! ([`crate::verify::PageChecks::is_beyond_cited`]). So they hold as long as the cited sources are the same,
//! and for those others as long as every source is.

use std::sync::Arc;

use super::Workspace;
use crate::base::ids::SourceId;
use crate::parse::source::Source;
use crate::read::config::Config;
use crate::verify::Library;

/// Where the previous sources stand now: the index of each that is unchanged.
struct SourceMoves {
    to: Vec<Option<SourceId>>,
    /// Whether all are where they were, and there is no other.
    is_same: bool,
}

impl SourceMoves {
    /// Both in the order of keys.
    fn new<B>(
        before: &[B],
        now: &[Arc<Source>],
        key: impl Fn(&B) -> &str,
        is_same: impl Fn(&B, &Arc<Source>) -> bool,
    ) -> Self {
        let place = |one: &B| {
            let index = now.binary_search_by(|other| other.key.as_str().cmp(key(one))).ok()?;
            is_same(one, &now[index]).then_some(SourceId::new(index))
        };
        let to: Vec<Option<SourceId>> = before.iter().map(place).collect();
        let is_same =
            to.len() == now.len() && SourceId::enumerate(&to).all(|(before, now)| *now == Some(before));
        Self { to, is_same }
    }
}

impl Workspace {
    /// The library of these sources. What the checks of pages depended on, and is not as it was, is checked
    /// again.
    pub(super) fn library(&mut self, sources: &[Arc<Source>], config: &Config) -> Arc<Library> {
        let library = match self.library.take() {
            Some(before) => {
                let places = SourceMoves::new(&before.sources, sources, |source| &source.key, Arc::ptr_eq);
                self.invalidate_checks(&places);
                if places.is_same { before } else { Arc::new(before.next(sources, config)) }
            }
            None => {
                let previous = std::mem::take(&mut self.previous.sources);
                let places =
                    SourceMoves::new(&previous, sources, |one| &one.key, |one, source| one.is(source));
                self.invalidate_checks(&places);
                let alike = self.previous.alike.take().filter(|_| places.is_same);
                Arc::new(Library::new(sources, config).with_alike(alike))
            }
        };
        self.library = Some(Arc::clone(&library));
        library
    }

    fn invalidate_checks(&mut self, places: &SourceMoves) {
        if places.is_same {
            return;
        }
        for known in self.checks.values_mut() {
            match known.checks.moved(&places.to) {
                Some(checks) => known.checks = checks,
                None => known.is_valid = false,
            }
        }
    }
}
