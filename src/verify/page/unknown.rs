//! What a page says that the sources do not say: looked for in all of them.

use super::{Checker, SourcePlace};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::parse::topic::document::Unknown;
use crate::verify::absence::SearchTerm;

/// Most places that a finding names.
const MOST_PLACES: usize = 3;

impl Checker<'_> {
    /// Looks in every source of the site for the words that none may have.
    pub(super) fn unknowns(&mut self, page_text: &str) {
        let page = self.page;
        for unknown in &page.document.unknowns {
            for words in &unknown.searched {
                let found = self.sources_with(words);
                if !found.is_empty() {
                    self.unknown_found(unknown, words, (&found, page_text));
                }
            }
        }
    }

    /// The sources that have some words, with the first place of each.
    fn sources_with(&self, words: &str) -> Vec<(SourceId, SourcePlace)> {
        let library = self.library.all();
        let term = SearchTerm::new(words);
        let ids = SourceId::enumerate(&library.sources);
        let comparable = ids.filter(|(_, source)| source.is_comparable());
        let first = |(index, source): (SourceId, &std::sync::Arc<crate::parse::source::Source>)| {
            let passages = term.places(library.folded(index)).map(|place| self.passage_text(index, place).0);
            // The end of a paragraph is none of a phrase's spaces.
            let number = |at: u32| source.text.paragraph_at(at).map(|paragraph| paragraph.number);
            let mut passages = passages
                .filter(|found| number(found.plain.start) == number(found.plain.end.saturating_sub(1)));
            Some((index, passages.next()?))
        };
        comparable.filter_map(first).collect()
    }

    fn unknown_found(
        &mut self,
        unknown: &Unknown,
        words: &str,
        (found, page_text): (&[(SourceId, SourcePlace)], &str),
    ) {
        let name = |(index, passage): &(SourceId, SourcePlace)| {
            format!("`{}` ¶ {}", self.source(*index).key, passage.paragraph)
        };
        let mut places = found.iter().take(MOST_PLACES).map(name).collect::<Vec<String>>().join(", ");
        if let Some(more) = found.len().checked_sub(MOST_PLACES).filter(|more| *more > 0) {
            places.push_str(&format!(" and {more} more"));
        }
        let have = if found.len() == 1 { "has" } else { "have" };
        let message =
            format!("{places} {have} “{words}”, but the statement says that the sources do not say this");
        let mut finding =
            Diagnostic::new(Rule::UnknownFound, &self.page.path, place_of(unknown, words, page_text), message)
                .help("if the passage answers it, cite the passage and delete the statement")
                .help("if it is about something else, search for words that only an answer would have: `{searched=\"…\"}`");
        for (index, passage) in found.iter().take(MOST_PLACES) {
            let source = self.source(*index);
            let (before, after) = source.text.context(passage.plain);
            let around = &source.text.plain[before.to(after).range()];
            let related = format!("(¶ {}) has: {around}", passage.paragraph);
            finding = finding.related(&source.path, source.text.file_span(passage.plain), related);
        }
        self.findings.push(finding);
    }
}

/// Where the words stand in the file; where what was searched for stands if they are written otherwise there.
fn place_of(unknown: &Unknown, words: &str, page_text: &str) -> Span {
    let written = page_text.as_bytes().get(unknown.span.range()).unwrap_or_default();
    let Some(at) = memchr::memmem::rfind(written, words.as_bytes()) else { return unknown.span };
    let start = unknown.span.start as usize + at;
    Span::new(start, start + words.len())
}
