//! Quotations by speaker.

use serde::Serialize;

use super::part::{NavLink, PagingView, StateView};
use crate::render::view::shared::Shared;

/// `quotations.html`: what pages quote of whom.
#[derive(Clone, Debug, Serialize)]
pub struct QuotationsView {
    /// The speakers on this page, by their last names.
    pub speakers: Vec<SpeakerView>,
    /// How many quotations there are on all pages of the site.
    pub total: usize,
    /// Its place among the numbered pages of quotations.
    pub paging: Option<PagingView>,
}

/// Somebody who is quoted.
#[derive(Clone, Debug, Serialize)]
pub struct SpeakerView {
    /// The anchor's id: `who-ada-lind`.
    pub id: String,
    /// The name, as completely as the sources have it.
    pub name: String,
    /// The words, in the order of the sources.
    pub quotations: Vec<SpokenView>,
}

/// Words that somebody says.
#[derive(Clone, Debug, Serialize)]
pub struct SpokenView {
    /// The words, as the pages quote them.
    pub words: String,
    /// The pages that quote them, each with the anchor of the first statement that does.
    pub pages: Vec<NavLink>,
    /// The source.
    pub source: NavLink,
    /// The paragraph of the passage: `¶ 4`.
    pub paragraph_text: String,
    /// The passage on the source's page; nothing where the source's text is not published.
    pub passage_url: Option<String>,
    /// The state of the citation.
    pub state: Shared<StateView>,
    /// Whether the source's sentence names the speaker. Else the pages do, and the source names nobody there.
    pub is_named_by_source: bool,
}
