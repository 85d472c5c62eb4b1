//! On how many independent sources a statement rests.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Site;
use crate::base::ids::{PageId, SourceId};
use crate::verify::{State, Unverified};

/// The sources of a statement and where their reporting comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corroboration {
    /// The sources, each once, in the order of keys.
    pub sources: BTreeSet<SourceId>,
    /// The origins that they state; a publisher stands for an origin that is not stated.
    pub origins: BTreeSet<String>,
    /// Sources that state neither, so that their independence is not established.
    pub unstated: usize,
}

impl Corroboration {
    /// Whether all sources are of one origin, as far as it is known.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.origins.len() + self.unstated == 1
    }
}

/// A statement with the groups that carry it: one, or several that stand side by side.
#[derive(Clone, Debug)]
pub struct Supported {
    /// The groups, by their indices on the page.
    pub groups: Range<usize>,
    /// What it rests on.
    pub corroboration: Corroboration,
}

impl Site {
    /// The statements of a page that carry citations, in order; every group belongs to one.
    #[must_use]
    pub fn supported(&self, page: PageId) -> Vec<Supported> {
        let groups = &self.pages[page].document.groups;
        let mut end = 0;
        let together = groups.chunk_by(|a, b| a.claim.span == b.claim.span);
        let statements = together.map(|groups| {
            let groups = end..end + groups.len();
            end = groups.end;
            Supported { corroboration: self.corroboration(page, groups.clone()), groups }
        });
        statements.collect()
    }

    fn corroboration(&self, page: PageId, groups: Range<usize>) -> Corroboration {
        let mut found = Corroboration::default();
        // A source that does not say what is quoted from it supports nothing.
        let checks = self.checks[page].groups[groups].iter().flatten();
        let supporting = checks.filter(|check| check.state != State::Unverified(Unverified::NoMatch));
        found.sources.extend(supporting.filter_map(|check| check.source));
        for &source in &found.sources {
            match self.sources[source].stated_origin() {
                Some(origin) => drop(found.origins.insert(origin)),
                None => found.unstated += 1,
            }
        }
        found
    }

    /// The address of a statement within the site.
    #[must_use]
    pub fn claim_path(&self, page: PageId, group: usize) -> String {
        let page = &self.pages[page];
        let id = crate::base::address::encode(&page.document.groups[group].claim.id);
        format!("{}#{id}", self.addresses.path(&page.folder))
    }
}
