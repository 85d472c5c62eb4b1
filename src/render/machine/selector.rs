//! Passages as W3C `TextQuoteSelector`s (Web Annotation Data Model, 4.2.4).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::base::span::PlainSpan;
use crate::parse::source::{Publish, RepeatedWords};
use crate::render::markup::passage::{in_one_line, undirected};
use crate::render::view::Maker;
use crate::verify::Passage;

/// A passage, with the paragraph it begins in. Either the words with what stands around them are in the source's text
/// once, or `occurrence` says which place is meant.
#[derive(Debug, Serialize)]
pub struct Selector {
    #[serde(rename = "type")]
    kind: &'static str,
    /// The words relied on.
    pub exact: String,
    /// A few words before them.
    pub prefix: String,
    /// A few words after them.
    pub suffix: String,
    paragraph: usize,
    /// Which of the places that have these words between these it is, from 1; nothing where there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurrence: Option<usize>,
    /// Whether it stands on a saved page, and not in its article.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    outside_article: bool,
}

/// What was found while the passages of a page were told apart.
pub type Repeated = BTreeMap<SourceId, RepeatedWords>;

/// The selector of a passage; nothing where the source's text is not published at all.
#[must_use]
pub fn selector(
    maker: &Maker<'_>,
    index: SourceId,
    place: &Passage,
    repeated: &mut Repeated,
) -> Option<Selector> {
    let source = &maker.site.sources[index];
    if source.meta.publish == Publish::None {
        return None;
    }
    let found = source.surroundings(place.plain, place.context, repeated.entry(index).or_default());
    let text = |span: PlainSpan| &source.text.plain[span.range()];
    let beside = |span: PlainSpan| undirected(in_one_line(text(span)));
    Some(Selector {
        kind: "TextQuoteSelector",
        exact: undirected(single_spaces(text(place.plain))),
        prefix: beside(PlainSpan { start: found.whole.start, end: place.plain.start }),
        suffix: beside(PlainSpan { start: place.plain.end, end: found.whole.end }),
        paragraph: place.paragraph,
        occurrence: found.occurrence,
        outside_article: source.text.is_outside(place.plain.start),
    })
}
