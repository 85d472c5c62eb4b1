//! On how many independent sources a statement rests: those of which a passage was found that carries it.

use std::collections::BTreeSet;

use super::Site;
use crate::base::ids::{GroupIndex, GroupRange, PageId, SourceId};
use crate::parse::source::origin;

/// The sources of a statement and where their reporting comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corroboration {
    /// The sources with a matched passage, each once, in the order of keys.
    pub sources: BTreeSet<SourceId>,
    /// Their independent origins. The agency in a dateline, else the publisher stands for an origin that is not
    /// stated; a source that credits another one with its report shares its origin.
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
    /// The groups.
    pub groups: GroupRange,
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
            let groups = GroupRange::new(end..end + groups.len());
            end = groups.end.index();
            Supported { corroboration: self.corroboration(page, groups), groups }
        });
        statements.collect()
    }

    fn corroboration(&self, page: PageId, groups: GroupRange) -> Corroboration {
        let mut found = Corroboration::default();
        let checks = self.checks[page].groups[groups].iter().flatten();
        // A source supports a statement where its words were found: not where it is only named, lacks what is
        // quoted, or was not saved.
        let supporting = checks.filter(|check| check.is_support());
        found.sources.extend(supporting.filter_map(|check| check.source));
        // For each origin the sources that share it.
        let mut origins: Vec<(String, Vec<SourceId>)> = Vec::new();
        for &source in &found.sources {
            let Some(origin) = self.sources[source].stated_origin() else {
                found.unstated += 1;
                continue;
            };
            let (shared, mut apart): (Vec<_>, Vec<_>) = origins.into_iter().partition(|(name, sources)| {
                origin::is_same(name, &origin)
                    || sources.iter().any(|&other| self.share_reporting(source, other))
            });
            let name = shared.first().map_or(origin, |(name, _)| name.clone());
            let mut sources: Vec<SourceId> = shared.into_iter().flat_map(|(_, sources)| sources).collect();
            sources.push(source);
            apart.push((name, sources));
            origins = apart;
        }
        found.origins = origins.into_iter().map(|(name, _)| name).collect();
        found
    }

    /// Whether one of two sources credits the other, or both credit one agency, with the report.
    fn share_reporting(&self, one: SourceId, other: SourceId) -> bool {
        let (one, other) = (&self.sources[one], &self.sources[other]);
        origin::have_one_agency(one, other) || origin::credits(one, other) || origin::credits(other, one)
    }

    /// The address of a statement within the site.
    #[must_use]
    pub fn claim_path(&self, page: PageId, group: GroupIndex) -> String {
        let page = &self.pages[page];
        let id = crate::base::percent::encode_path(&page.document.groups[group].claim.id);
        format!("{}#{id}", self.addresses.path(&page.folder))
    }
}
