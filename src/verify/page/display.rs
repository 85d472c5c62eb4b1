//! Quotations in text that cites nothing itself, such as a title or a heading: compared with all the sources of
//! the page.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Checker;
use super::clause::FoundWords;
use super::unmatched::SoughtWords;
use crate::base::diagnostic::Rule;
use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::parse::topic::Quotation;
use crate::parse::topic::document::{DisplayKind, DisplayText};
use ibid_quotation::{Normal, Pattern};

impl<'p> Checker<'p> {
    /// Compares the quotations of the page's title, description and the like.
    pub(super) fn display_texts(&mut self, page_text: &str) {
        let page = self.page;
        for text in &page.document.display_texts {
            let mut from = 0;
            for words in &text.quotations {
                let span = place_of(text, words, page_text, &mut from);
                self.displayed(text.kind, (words, &text.text), span);
            }
        }
    }

    /// The words of the heading that a quotation stands in.
    pub(super) fn heading_of(&self, quotation: &Quotation) -> Option<&'p str> {
        let page = self.page;
        let headings = &page.document.headings;
        let before = headings.partition_point(|heading| heading.span.start <= quotation.span.start);
        let heading = headings[..before].last()?;
        (quotation.span.end <= heading.span.end).then_some(heading.title.as_str())
    }

    /// Compares one quotation, with the text that it stands in, with every source that the page cites.
    pub(super) fn displayed(&mut self, kind: DisplayKind, (words, statement): (&str, &str), span: Span) {
        let cites = self.page.document.groups.iter().flat_map(|group| &group.cites);
        let cited: BTreeSet<SourceId> = cites.filter_map(|cite| self.library.cited(&cite.key)).collect();
        let comparable: Vec<SourceId> =
            cited.iter().copied().filter(|&index| self.source(index).is_comparable()).collect();
        let Some(&first) = comparable.first() else {
            if cited.is_empty() {
                let message = format!("the {} quotes words, and the page cites no source", kind.noun());
                let help = "quote the words in the text, with their citation: `“…” [@key]`; for words that nobody said, use single quotation marks";
                self.push(Rule::QuoteUncited, span, message, help);
            } else {
                self.nothing_to_compare(span, &cited.into_iter().collect::<Vec<SourceId>>());
            }
            return;
        };
        let mut refusals = Vec::new();
        for index in comparable {
            let pattern = Pattern::new(words, false, self.library.language(index));
            match self.find(&pattern, index, None) {
                Ok(found) => {
                    self.checks.compared += 1;
                    self.checks.matched += 1;
                    return self.clause(&FoundWords { span, words, statement }, index, &found);
                }
                Err(refusal) => refusals.push((index, refusal)),
            }
        }
        let pattern = Pattern::new(words, false, self.library.language(first));
        if self.is_translated_in_text(&pattern) {
            return;
        }
        self.checks.compared += 1;
        let compared = SoughtWords { span, inner: span, words, pattern: &pattern, is_translated: false };
        self.not_found(&compared, &refusals, None);
    }

    /// Whether the page's text has these words in a quotation that is marked as a translation: there the original
    /// words are compared.
    fn is_translated_in_text(&self, pattern: &Pattern) -> bool {
        let document = &self.page.document;
        let translated = document.quotations.iter().filter(|quotation| {
            let group = quotation.group.map(|group| &document.groups[group]);
            group.is_some_and(|group| group.cites.iter().any(|cite| cite.is_translated))
        });
        let language = self.library.site_language();
        translated.map(|quotation| Normal::new(&quotation.text)).any(|normal| {
            let all: Range<usize> = 0..normal.text.len();
            pattern.find(&normal, all, language).is_ok()
        })
    }
}

/// Where quoted words stand in the file; the place of the whole text where they are written otherwise there.
fn place_of(text: &DisplayText, words: &str, page_text: &str, from: &mut usize) -> Span {
    let written = page_text.as_bytes().get(text.span.range()).unwrap_or_default();
    let rest = written.get(*from..).unwrap_or_default();
    let Some(at) = memchr::memmem::find(rest, words.as_bytes()) else { return text.span };
    let start = *from + at;
    *from = start + words.len();
    let start = text.span.start as usize + start;
    Span::new(start, start + words.len())
}
