//! Sources and what rests on them.

use serde::Serialize;

use super::part::{DateView, NavLink, PagingView, PassageView, SourceRef, StateView};
use crate::render::view::shared::Shared;

/// A place on this site that cites a source.
#[derive(Clone, Debug, Serialize)]
pub struct UseView {
    /// The statement.
    pub claim: String,
    /// BCP 47 tag of the statement's language.
    pub language: String,
    /// The page, with the statement's permalink.
    pub page: NavLink,
    /// The state of this citation.
    pub state: Shared<StateView>,
    /// Whether most of the statement is in the page's own words.
    pub is_partly_quoted: bool,
}

/// A passage on a source's page, with everything that rests on it.
#[derive(Clone, Debug, Serialize)]
pub struct SourcePassage {
    /// The anchor's id, `p-…`.
    pub id: String,
    /// The words.
    pub passage: PassageView,
    /// The accessible name of the link to it.
    pub label: String,
    /// How many statements rely on it, in words.
    pub used_by: String,
    /// Every statement that relies on it.
    pub uses: Vec<UseView>,
}

/// A line in a source's facts.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// Its name in the page's language.
    pub name: String,
    /// Its value; absent where the capture does not state it.
    pub value: Option<String>,
    /// A link, for addresses.
    pub url: Option<String>,
}

/// `source.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// The source.
    pub source: Shared<SourceRef>,
    /// Facts, in a fixed order; those not stated have no value.
    pub facts: Vec<Fact>,
    /// What the site's editors say of the source, where they do.
    pub about: Option<String>,
    /// Passages relied on, in the source's order. One that many statements rest on may continue on the next page.
    pub passages: Vec<SourcePassage>,
    /// Citations that name the source without a passage.
    pub named: Vec<UseView>,
    /// Disagreements this source takes part in.
    pub disagreements: Vec<NavLink>,
    /// Number of citations over the site.
    pub uses: usize,
    /// BLAKE3 of the captured text, in hexadecimal.
    pub hash: String,
    /// Whether the text differs from the accepted one, so that its hash does not match the recorded one.
    pub has_changed: bool,
    /// When the text was captured, where stated.
    pub accessed: Option<DateView>,
    /// That the page at the source's address was gone, or lacked cited words, with the day on which that was seen.
    pub health: Option<String>,
    /// Number of paragraphs in the saved copy.
    pub paragraphs: usize,
    /// The numbers of the paragraphs that are not part of the article, and that nothing is compared with: `1, 4–5`.
    pub trimmed: Option<String>,
    /// The whole captured text, one string a paragraph: only where `publish: full`.
    pub full_text: Option<Vec<String>>,
    /// Its place among the numbered pages; those after the first show only what rests on the source.
    pub paging: Option<PagingView>,
}

/// A row of `sources.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SourceRow {
    /// The source.
    pub source: Shared<SourceRef>,
    /// Number of citations over the site.
    pub uses: usize,
    /// Number of passages relied on.
    pub passages: usize,
}

/// Sources of one type.
#[derive(Clone, Debug, Serialize)]
pub struct SourceGroup {
    /// The type's name in the page's language.
    pub name: String,
    /// The sources, by label.
    pub sources: Vec<SourceRow>,
}

/// `sources.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SourcesView {
    /// By type.
    pub groups: Vec<SourceGroup>,
    /// Number of sources.
    pub total: usize,
    /// Its place among the numbered pages of sources.
    pub paging: Option<PagingView>,
}
