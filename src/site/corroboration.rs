//! On how many independent sources a statement rests.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Site;

/// The sources of a statement and where their reporting comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corroboration {
    /// The sources, each once, in the order of keys.
    pub sources: BTreeSet<usize>,
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

impl Site {
    /// What the statement of a group rests on: groups that stand side by side carry one together.
    #[must_use]
    pub fn corroboration(&self, page: usize, group: usize) -> Corroboration {
        let mut found = Corroboration::default();
        for check in self.checks[page].groups[self.together(page, group)].iter().flatten() {
            found.sources.extend(check.source);
        }
        for &source in &found.sources {
            match self.sources[source].stated_origin() {
                Some(origin) => drop(found.origins.insert(origin)),
                None => found.unstated += 1,
            }
        }
        found
    }

    /// The groups that carry the same statement as this one.
    #[must_use]
    pub fn together(&self, page: usize, group: usize) -> Range<usize> {
        let groups = &self.pages[page].document.groups;
        let is_same = |other: &usize| groups[*other].claim.span == groups[group].claim.span;
        let before = (0..group).rev().take_while(is_same).count();
        let after = (group + 1..groups.len()).take_while(is_same).count();
        group - before..group + after + 1
    }

    /// The address of a statement within the site.
    #[must_use]
    pub fn claim_path(&self, page: usize, group: usize) -> String {
        let page = &self.pages[page];
        let id = crate::topic::address::encode(&page.document.groups[group].claim.id);
        format!("{}#{id}", self.addresses.path(&page.folder))
    }
}
