//! The log of statements.

use super::corrections::language_of;
use super::{Site, SiteInput};
use crate::base::ids::LanguageId;
use crate::base::percent::decode;
use crate::parse::changes::LoggedChange;
use crate::read::config::Config;

impl Site {
    /// Whether there is a log of statements.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// The statements of a language that were added, changed and dropped, the latest first.
    #[must_use]
    pub fn changes(&self, language: LanguageId) -> Vec<&LoggedChange> {
        let is_own = |change: &&LoggedChange| is_of(change, &self.config, &self.languages, language);
        self.changes.iter().filter(is_own).collect()
    }
}

/// How many changes of a language the log has.
pub(super) fn count(input: SiteInput<'_>, languages: &[LanguageId], language: LanguageId) -> usize {
    input.changes.iter().filter(|change| is_of(change, input.config, languages, language)).count()
}

fn is_of(change: &LoggedChange, config: &Config, languages: &[LanguageId], language: LanguageId) -> bool {
    language_of(config, languages, &decode(change.page.trim_start_matches('/'))) == language
}
