//! The lists that grow with a site, and on how many pages each stands.
//!
//! Most follow from the pages' addresses and front matter, and from the sources. What stands in the text of
//! pages makes four more grow, and what rests on each source: [`ListLengths`] and [`super::Backlinks`] count it, so
//! that an edit which leaves the number of a list's pages alone is no reason to rebuild the index.

use super::addresses::source_folder;
use super::backlinks::Links;
use super::paging::PageCounts;
use super::reports::is_reported;
use super::{SiteInput, Terms, addresses, changes, corrections, folder_in, paging};
use crate::base::ids::{LanguageId, PageId};
use crate::parse::topic::{Page, PageKind};
use crate::verify::PageChecks;

/// How many rows the texts of pages give to the lists of their language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ListLengths {
    events: usize,
    disagreements: usize,
    reports: usize,
    quotations: usize,
}

impl ListLengths {
    /// What one page gives.
    pub(super) fn of_page(page: &Page, checks: &PageChecks) -> Self {
        Self {
            events: page.document.events.len(),
            disagreements: page.document.disagreements.len(),
            reports: usize::from(is_reported(page, checks)),
            quotations: checks.spoken.len(),
        }
    }

    /// Of each language of the settings what its pages give.
    pub(super) fn of_languages(input: SiteInput<'_>) -> Vec<Self> {
        let mut lengths = vec![Self::default(); input.config.languages.len()];
        for (page, checks) in input.pages.iter().zip(input.checks) {
            lengths[page.language].exchange(Self::default(), Self::of_page(page, checks));
        }
        lengths
    }

    /// Takes off what a page gave, and adds what it gives.
    pub(super) fn exchange(&mut self, old: Self, new: Self) {
        self.events = self.events + new.events - old.events;
        self.disagreements = self.disagreements + new.disagreements - old.disagreements;
        self.reports = self.reports + new.reports - old.reports;
        self.quotations = self.quotations + new.quotations - old.quotations;
    }

    /// The lists' folders, below that of the language, with the numbers of their pages.
    pub(super) fn pages(self) -> [(&'static str, usize); 4] {
        [
            ("timeline", paging::pages(self.events, paging::MOST_ENTRIES)),
            ("disagreements", paging::pages(self.disagreements, paging::MOST_DISAGREEMENTS)),
            ("evidence", paging::pages(self.reports, paging::MOST_ROWS)),
            ("quotations", paging::pages(self.quotations, paging::MOST_ENTRIES)),
        ]
    }
}

/// The lists of a site that stand on several pages.
pub(super) fn numbered(
    input: SiteInput<'_>,
    languages: &[LanguageId],
    (links, lengths): (&Links<'_>, &[ListLengths]),
    terms: &[Terms],
    children: &[Vec<PageId>],
) -> PageCounts {
    let of_sources = links.pages();
    let mut numbered = PageCounts::new();
    let mut add = |folder: String, pages: usize| {
        if pages > 1 {
            numbered.insert(folder, pages);
        }
    };
    for &language in languages {
        let folder = |below: &str| folder_in(input.config, language, below);
        let sources = input.library.sources.len();
        add(folder("sources"), paging::pages(sources, paging::MOST_ENTRIES));
        for (source, &pages) in input.library.sources.iter().zip(&of_sources) {
            add(folder(&source_folder(source)), pages);
        }
        let corrections = corrections::count(input, languages, language);
        add(folder("corrections"), paging::pages(corrections, paging::MOST_ENTRIES));
        let changes = changes::count(input, languages, language);
        add(folder(addresses::CHANGES), paging::pages(changes, paging::MOST_ENTRIES));
        lengths[language].pages().into_iter().for_each(|(below, pages)| add(folder(below), pages));
        for (taxonomy, terms) in &terms[language] {
            add(folder(taxonomy), paging::pages(terms.len(), paging::MOST_ROWS));
            for (slug, (_, pages)) in terms {
                let count = paging::pages(pages.len(), paging::MOST_ENTRIES);
                add(folder(&format!("{taxonomy}/{slug}")), count);
            }
        }
    }
    for (page, children) in input.pages.iter().zip(children) {
        if page.kind != PageKind::Topic {
            add(page.folder.clone(), paging::pages(children.len(), paging::MOST_ENTRIES));
        }
    }
    numbered
}
