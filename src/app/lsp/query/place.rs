//! What stands at a place of a page, a source or the settings.

use std::borrow::Cow;

use super::Query;
use crate::app::lsp::protocol::Position;
use crate::base::ids::{CiteIndex, CitePlace, GroupIndex, SourceId};
use crate::base::link::Link;
use crate::base::span::Span;
use crate::parse::source::{Paragraph, Source};
use crate::parse::topic::document::HeadingFact;
use crate::parse::topic::{CitationGroup, Cite, Page};
use crate::verify::{CiteCheck, PageChecks};

/// What stands at a place.
pub(super) enum DocumentPlace<'q> {
    /// Something of a page.
    Page(PagePlace<'q>),
    /// Something of a source's file.
    Source(OpenSourcePlace<'q>),
}

/// What stands at a place of a page.
pub(super) struct PagePlace<'q> {
    pub(super) page: &'q Page,
    pub(super) checks: Option<&'q PageChecks>,
    pub(super) thing: Thing<'q>,
    /// Where that stands.
    pub(super) span: Span,
}

/// A thing of a page that can be asked about.
pub(super) enum Thing<'q> {
    /// A citation.
    Cite { cite: &'q Cite, at: CitePlace, part: CitationPart },
    /// A quotation, with its group.
    Quotation { group: Option<GroupIndex> },
    /// A link or image.
    Link(&'q Link),
    /// A heading.
    Heading(&'q HeadingFact),
}

/// A part of a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CitationPart {
    Key,
    Locator,
    Excerpt(usize),
    Other,
}

/// What stands at a place of a source's file.
pub(super) struct OpenSourcePlace<'q> {
    pub(super) id: SourceId,
    pub(super) source: &'q Source,
    /// The paragraph; nothing in the front matter.
    pub(super) paragraph: Option<&'q Paragraph>,
}

fn holds(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end && span != Span::default()
}

/// What stands at a place of a document.
pub(super) fn at<'q>(
    query: &Query<'q>,
    uri: &str,
    position: Position,
) -> Option<(String, DocumentPlace<'q>)> {
    let path: Cow<'_, str> = query.path(uri)?;
    let offset = u32::try_from(query.offset(&path, position)?).ok()?;
    let path = path.into_owned();
    if let Some((page, checks)) = query.page(&path) {
        let (thing, span) = in_page(page, offset)?;
        return Some((path, DocumentPlace::Page(PagePlace { page, checks, thing, span })));
    }
    let (id, source) = query.source(&path)?;
    let mut paragraphs = source.text.paragraphs.iter();
    let paragraph = paragraphs.rfind(|paragraph| holds(paragraph.file, offset));
    Some((path, DocumentPlace::Source(OpenSourcePlace { id, source, paragraph })))
}

fn in_page(page: &Page, offset: u32) -> Option<(Thing<'_>, Span)> {
    let document = &page.document;
    let groups = GroupIndex::enumerate(&document.groups);
    for (index, group) in groups.filter(|(_, group)| holds(group.span, offset)) {
        if let Some(found) = in_group(index, group, offset) {
            return Some(found);
        }
    }
    let mut links = document.links.iter().chain(&document.images);
    if let Some(link) = links.find(|link| holds(link.span, offset)) {
        return Some((Thing::Link(link), link.span));
    }
    if let Some(quotation) = document.quotations.iter().find(|quotation| holds(quotation.span, offset)) {
        return Some((Thing::Quotation { group: quotation.group }, quotation.span));
    }
    let heading = document.headings.iter().find(|heading| holds(heading.span, offset))?;
    Some((Thing::Heading(heading), heading.span))
}

fn in_group(index: GroupIndex, group: &CitationGroup, offset: u32) -> Option<(Thing<'_>, Span)> {
    // `@` belongs to its key.
    let key_span = |cite: &Cite| Span { start: cite.key_span.start.saturating_sub(1), ..cite.key_span };
    let cites = || CiteIndex::enumerate(&group.cites);
    let found = |place: CiteIndex, cite, part, span| {
        Some((Thing::Cite { cite, at: CitePlace { group: index, cite: place }, part }, span))
    };
    for (place, cite) in cites() {
        if holds(key_span(cite), offset) {
            return found(place, cite, CitationPart::Key, cite.key_span);
        }
        if let Some(at) = cite.excerpts.iter().position(|excerpt| holds(excerpt.span, offset)) {
            return found(place, cite, CitationPart::Excerpt(at), cite.excerpts[at].span);
        }
        if cite.locator.is_some() && holds(cite.locator_span, offset) {
            return found(place, cite, CitationPart::Locator, cite.locator_span);
        }
    }
    let (place, cite) = cites().find(|(_, cite)| holds(cite.span, offset))?;
    found(place, cite, CitationPart::Other, cite.span)
}

impl<'q> PagePlace<'q> {
    /// What was found for a citation of the page; nothing in a draft that is not checked.
    pub(super) fn check(&self, place: CitePlace) -> Option<&'q CiteCheck> {
        self.checks?.cite(place)
    }
}
