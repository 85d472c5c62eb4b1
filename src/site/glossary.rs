//! The terms that pages define, over the whole site.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Site;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::{DefinitionId, LanguageId, PageId};
use crate::parse::topic::Page;
use crate::parse::topic::document::Definition;
use crate::read::config::Config;

/// For each language the definitions of its pages, in the order of pages.
pub(super) type Glossaries = Arc<[Vec<DefinitionId>]>;

/// Collects them.
pub(super) fn collect(config: &Config, pages: &[Arc<Page>]) -> Glossaries {
    let mut glossaries: Vec<Vec<DefinitionId>> = vec![Vec::new(); config.languages.len()];
    for (id, page) in PageId::enumerate(pages) {
        let definitions = DefinitionId::enumerate(id, &page.document.definitions);
        glossaries[page.language.index()].extend(definitions.map(|(definition, _)| definition));
    }
    glossaries.into()
}

/// Terms that are defined twice in one language: which definition readers are led to cannot be told.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for language in LanguageId::all(site.config.languages.len()) {
        let mut first: BTreeMap<String, (&Page, &Definition)> = BTreeMap::new();
        for (page, definition) in site.glossary(language) {
            let page = &site.pages[page];
            for words in std::iter::once(&definition.term).chain(&definition.forms) {
                let Some((other, before)) = first.get(&words.to_lowercase()) else {
                    first.insert(words.to_lowercase(), (page, definition));
                    continue;
                };
                if std::ptr::eq(*before, definition) {
                    continue;
                }
                let message =
                    format!("the term “{words}” is defined twice: readers are led to the other place");
                findings.push(
                    Diagnostic::new(Rule::DefinedTwice, &page.path, definition.span, message)
                        .help("delete one of the two, or give this one another name")
                        .related(&other.path, before.span, "the other definition"),
                );
            }
        }
    }
    findings
}

impl Site {
    /// The definitions of a language, each with its page.
    pub fn glossary(&self, language: LanguageId) -> impl Iterator<Item = (PageId, &Definition)> + '_ {
        let all = self.glossaries.get(language.index()).map(Vec::as_slice).unwrap_or_default();
        all.iter().map(|id| (id.page, &self.pages[id.page].document.definitions[id.index]))
    }
}
