//! The library as the checks of one page read it: what they depend on is noted on the way.
//!
//! A page's checks read the sources that it cites. Only where something failed do they read others: words
//! are looked for elsewhere, an unknown key may be a slip for a known one, a passage is weighed against
//! all texts. An index of a source comes from [`TrackedLibrary::cited`] or from [`TrackedLibrary::all`] and from nowhere
//! else, so what was read is known: the sources that the page cites, and whether that was all.

use std::cell::Cell;

use ibid_quotation::Normal;

use super::Library;
use super::figure::FigureIndex;
use super::name::NameIndex;
use super::page::SpeechIndex;
use crate::base::diagnostic::Rule;
use crate::base::ids::SourceId;
use crate::base::span::PlainSpan;
use crate::parse::source::{Marked, Source};
use crate::parse::topic::locator::Term;
use crate::parse::topic::{Cite, Page};

/// What the checks of a page see of the library.
#[derive(Debug)]
pub(super) struct TrackedLibrary<'l> {
    library: &'l Library,
    is_beyond: Cell<bool>,
}

impl<'l> TrackedLibrary<'l> {
    /// Nothing has been read yet.
    pub(super) fn new(library: &'l Library) -> Self {
        Self { library, is_beyond: Cell::new(false) }
    }

    /// The index of a source that the page cites. That there is none is a fact about all sources.
    pub(super) fn cited(&self, key: &str) -> Option<SourceId> {
        let found = self.library.index(key);
        if found.is_none() {
            self.is_beyond.set(true);
        }
        found
    }

    /// The whole library; from now on the checks depend on all of it.
    pub(super) fn all(&self) -> &'l Library {
        self.is_beyond.set(true);
        self.library
    }

    /// Whether the checks depend on more than the sources that the page cites.
    pub(super) fn is_beyond(&self) -> bool {
        self.is_beyond.get()
    }

    /// A source.
    pub(super) fn source(&self, index: SourceId) -> &'l Source {
        &self.library.sources[index]
    }

    /// The normalised text of a source.
    pub(super) fn normal(&self, index: SourceId) -> &'l Normal {
        self.library.normal(index)
    }

    /// The language of a source, or of the site where the source states none.
    pub(super) fn language(&self, index: SourceId) -> &'l str {
        self.library.language(index)
    }

    /// The figures of a source.
    pub(super) fn figures(&self, index: SourceId) -> &'l FigureIndex {
        self.library.figures(index)
    }

    /// The names of a source.
    pub(super) fn names(&self, index: SourceId) -> &'l NameIndex {
        self.library.names(index)
    }

    /// Where speech stands in a source.
    pub(super) fn speech(&self, index: SourceId) -> &'l SpeechIndex {
        self.library.speech(index)
    }

    /// The part of a source's plain text that a locator names: a paragraph, or a page or time that the text has
    /// marks of.
    pub(super) fn located(&self, cite: &Cite, index: SourceId) -> Option<PlainSpan> {
        let locator = cite.locator.as_ref()?;
        let text = &self.source(index).text;
        if locator.term != Term::Paragraph {
            return match text.marked(locator) {
                Marked::There(span) => Some(span),
                Marked::Unmarked | Marked::Missing => None,
            };
        }
        let named = locator.numbers().into_iter().filter_map(|number| text.paragraph(number));
        named.filter(|paragraph| !paragraph.is_trimmed).map(|paragraph| paragraph.plain).reduce(PlainSpan::to)
    }

    /// The language of a page.
    pub(super) fn page_language(&self, page: &Page) -> &'l str {
        self.library.page_language(page)
    }

    /// The language of the pages.
    pub(super) fn site_language(&self) -> &'l str {
        self.library.site_language()
    }

    /// Whether a rule is in force somewhere.
    pub(super) fn is_in_force(&self, rule: Rule) -> bool {
        self.library.in_force.contains(&rule)
    }
}
