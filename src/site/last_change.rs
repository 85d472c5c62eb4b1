//! When a site changed last, as far as it states that. There is no clock here: where nothing is dated, nothing is said.

use std::sync::Arc;

use super::Site;
use crate::base::date::Edtf;
use crate::parse::changes::LoggedChange;
use crate::parse::source::Source;
use crate::parse::topic::Page;
use crate::read::config::Config;

impl Site {
    /// The newest date of the site's pages, of corrections, of withdrawn pages and of the log of statements; where these have none, the last day
    /// on which a source was read, or of which one is. `None` for a site that states no date at all: it has no feeds,
    /// which must say when they changed (RFC 4287, 4.1.1).
    #[must_use]
    pub fn last_change(&self) -> Option<&Edtf> {
        last_change(&self.config, &self.pages, &self.sources, &self.changes)
    }
}

/// As [`Site::last_change`].
pub(super) fn last_change<'a>(
    config: &'a Config,
    pages: &'a [Arc<Page>],
    sources: &'a [Arc<Source>],
    log: &'a [LoggedChange],
) -> Option<&'a Edtf> {
    let published = pages.iter().filter(|page| !page.front.is_draft);
    let of_pages = published.flat_map(|page| {
        let corrected = page.front.corrections.iter().map(|(date, _)| date);
        page.front.updated.as_ref().or(page.front.date.as_ref()).into_iter().chain(corrected)
    });
    let others = config.withdrawn.iter().map(|page| &page.date).chain(log.iter().map(|change| &change.date));
    let changes = of_pages.chain(others);
    let read = || {
        let dates =
            sources.iter().filter_map(|source| source.meta.accessed.as_ref().or(source.meta.date.as_ref()));
        dates.filter(|date| date.exact().is_some()).max_by(|one, other| one.order(other))
    };
    changes.max_by(|one, other| one.order(other)).or_else(read)
}
