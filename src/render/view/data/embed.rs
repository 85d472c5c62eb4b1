//! A statement on a card, to be shown in frames of other sites.

use serde::Serialize;

use super::part::{NavLink, PassageView, SourceRef, StateView};
use crate::render::view::shared::Shared;

/// A source on a card.
#[derive(Clone, Debug, Serialize)]
pub struct EmbedSource {
    /// The source.
    pub source: Shared<SourceRef>,
    /// What the check found.
    pub state: Shared<StateView>,
    /// The passages relied on.
    pub passages: Vec<PassageView>,
}

/// `embed.html`: one statement with what it rests on.
#[derive(Clone, Debug, Serialize)]
pub struct EmbedView {
    /// The statement.
    pub claim: String,
    /// The statement on its page.
    pub page: NavLink,
    /// What it rests on.
    pub sources: Vec<EmbedSource>,
    /// The address of what is said of the card to programs (oEmbed).
    pub oembed_url: String,
    /// The markup that shows the card on another site.
    pub markup: String,
}
