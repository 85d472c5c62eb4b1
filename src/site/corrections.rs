//! What was corrected and what was withdrawn.

use super::{Site, SiteInput};
use crate::base::date::Edtf;
use crate::base::ids::{LanguageId, PageId};
use crate::read::config::Config;

/// An entry of the list of corrections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Of a page: the page, and which of its corrections.
    Of(PageId, usize),
    /// A page that was withdrawn.
    Withdrawn(usize),
}

impl Site {
    /// The corrections of a language, the newest first.
    #[must_use]
    pub fn corrections(&self, language: LanguageId) -> Vec<Correction> {
        let pages = PageId::enumerate(&self.pages).filter(|(_, page)| page.language == language);
        let of_pages = pages.flat_map(|(id, page)| {
            (0..page.front.corrections.len()).map(move |number| Correction::Of(id, number))
        });
        let withdrawn = (0..self.config.withdrawn.len())
            .filter(|&index| self.language_of_withdrawn(index) == language)
            .map(Correction::Withdrawn);
        let mut corrections: Vec<Correction> = of_pages.chain(withdrawn).collect();
        corrections.sort_by(|one, other| self.corrected(*other).order(self.corrected(*one)));
        corrections
    }

    /// When a correction was made.
    #[must_use]
    pub fn corrected(&self, correction: Correction) -> &Edtf {
        match correction {
            Correction::Of(page, number) => &self.pages[page].front.corrections[number].0,
            Correction::Withdrawn(index) => &self.config.withdrawn[index].date,
        }
    }

    /// The language that a withdrawn page was in, as its address says.
    #[must_use]
    pub fn language_of_withdrawn(&self, index: usize) -> LanguageId {
        language_of(&self.config, &self.languages, &self.config.withdrawn[index].folder)
    }
}

/// How many corrections a language has.
pub(super) fn count(input: SiteInput<'_>, languages: &[LanguageId], language: LanguageId) -> usize {
    let pages = input.pages.iter().filter(|page| page.language == language);
    let withdrawn = input.config.withdrawn.iter();
    let withdrawn = withdrawn.filter(|page| language_of(input.config, languages, &page.folder) == language);
    pages.map(|page| page.front.corrections.len()).sum::<usize>() + withdrawn.count()
}

/// The language of a folder, among those that have pages.
pub(super) fn language_of(config: &Config, languages: &[LanguageId], folder: &str) -> LanguageId {
    let is_below = |&language: &LanguageId| {
        language != LanguageId::MAIN && folder.starts_with(&config.languages[language].prefix)
    };
    languages.iter().copied().find(is_below).unwrap_or(LanguageId::MAIN)
}
