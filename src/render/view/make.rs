//! Which function makes the view of which page.

use super::{
    Job, JobKind, Maker, Output, changes, evidence, lists, quotations, search, source, timeline, topic,
};
use crate::base::FileChanged;

impl Maker<'_> {
    /// Makes one page. The job is one of this language.
    ///
    /// # Errors
    /// Where the file of a page that it shows is no longer what its stamp promised.
    pub fn make(&self, job: &Job) -> Result<Output, FileChanged> {
        let mut output = self.make_page(job)?;
        if self.site.languages.len() > 1 {
            output.head.alternates = self.alternates(job);
            output.head.in_languages = self.in_languages(job);
        }
        Ok(output)
    }

    fn make_page(&self, job: &Job) -> Result<Output, FileChanged> {
        let number = job.number;
        Ok(match &job.kind {
            JobKind::Page(page) if number > 1 => topic::further(self, *page, number),
            JobKind::Page(page) => topic::make(self, *page)?,
            JobKind::Source(index) => source::make(self, *index, number),
            JobKind::Sources => source::make_list(self, number),
            JobKind::Timeline => timeline::make(self, number)?,
            JobKind::Disagreements => lists::disagreements(self, number)?,
            JobKind::Quotations => quotations::make(self, number),
            JobKind::Evidence if number > 1 => evidence::more_reports(self, number)?,
            JobKind::Evidence => evidence::report(self)?,
            JobKind::EvidenceOf(page) => evidence::report_of(self, *page)?,
            JobKind::Method => lists::method(self),
            JobKind::Corrections => lists::corrections(self, number),
            JobKind::Changes => changes::make(self, number),
            JobKind::Taxonomy(taxonomy) => lists::taxonomy(self, taxonomy, number),
            JobKind::Term(taxonomy, slug) => lists::term(self, (taxonomy, slug), number),
            JobKind::Search => search::make(self),
            JobKind::SearchLetter(letter) => search::make_letter(self, letter, number),
            JobKind::Withdrawn(index) => lists::withdrawn(self, *index),
            JobKind::NotFound => lists::not_found(self),
        })
    }
}
