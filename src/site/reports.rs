//! Which pages have reports of their evidence, and in which order they are listed.

use std::cmp::Reverse;
use std::sync::Arc;

use super::Site;
use crate::base::ids::{LanguageId, PageId};
use crate::parse::topic::Page;
use crate::verify::{CiteCheck, PageChecks, State, Unverified};

/// A page with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageReport {
    /// The page.
    pub page: PageId,
    /// How many of its statements have no citation, or none that could be compared.
    pub unresolved: usize,
}

/// Whether the evidence of its language lists a page: whether it cites or quotes.
pub(super) fn is_reported(page: &Page, checks: &PageChecks) -> bool {
    !page.document.groups.is_empty() || (page.has_evidence() && checks.compared > 0)
}

/// Whether a statement rests on no verified source: none holds text to compare, or quoted words are not in it.
#[must_use]
pub fn is_unverified(checks: &[CiteCheck]) -> bool {
    let is_failed = |check: &CiteCheck| check.state == State::Unverified(Unverified::NoMatch);
    !checks.is_empty()
        && (checks.iter().all(|check| matches!(check.state, State::Unverified(_)))
            || checks.iter().any(is_failed))
}

impl Site {
    /// The pages of a language that have reports, those with most to resolve first.
    #[must_use]
    pub fn reports(&self, language: LanguageId) -> &[PageReport] {
        &self.reports[language]
    }
}

/// The reports of every language, from the previous ones and the pages that are new or have changed, in order.
pub(super) fn update(
    before: &[Vec<PageReport>],
    pages: &[Arc<Page>],
    checks: &[Arc<PageChecks>],
    changed: &[PageId],
) -> Arc<[Vec<PageReport>]> {
    let mut reports = before.to_vec();
    for reports in &mut reports {
        reports.retain(|report| changed.binary_search(&report.page).is_err());
    }
    for &id in changed {
        let (page, checks) = (&pages[id], &checks[id]);
        if is_reported(page, checks) {
            let unverified = checks.groups.iter().filter(|checks| is_unverified(checks)).count();
            let unresolved = page.document.uncited.len() + unverified;
            reports[page.language].push(PageReport { page: id, unresolved });
        }
    }
    for reports in &mut reports {
        reports.sort_by_key(|report| (Reverse(report.unresolved), report.page));
    }
    reports.into()
}
