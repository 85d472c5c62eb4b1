//! Which pages have reports of their evidence, and in which order they are listed.

use super::Site;
use crate::base::ids::PageId;
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
    pub fn reports(&self, language: usize) -> &[PageReport] {
        let collect =
            || (0..self.config.languages.len()).map(|language| self.collect_reports(language)).collect();
        &self.reports.get_or_init(collect)[language]
    }

    fn collect_reports(&self, language: usize) -> Vec<PageReport> {
        let pages = PageId::enumerate(self.pages.iter().zip(&self.checks));
        let reported =
            pages.filter(|(_, (page, checks))| page.language == language && is_reported(page, checks));
        let mut reports: Vec<PageReport> = reported
            .map(|(id, (page, checks))| {
                let unverified = checks.groups.iter().filter(|checks| is_unverified(checks)).count();
                PageReport { page: id, unresolved: page.document.uncited.len() + unverified }
            })
            .collect();
        reports.sort_by_key(|report| std::cmp::Reverse(report.unresolved));
        reports
    }
}
