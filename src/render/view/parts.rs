//! What many pages show, prepared once for a site and a language.

use std::sync::{Arc, OnceLock};

use super::names::{display_name, source_label};
use super::{DateView, NavLink, Shared, SourceRef, StateView, schema_org};
use crate::base::date::Edtf;
use crate::base::ids::{LanguageId, SourceId};
use crate::base::language::direction;
use crate::read::words::ThemeWords;
use crate::render::picture::card::CardParts;
use crate::site::Site;
use crate::verify::{State, Unverified};

/// What many pages show: prepared once.
#[derive(Debug, Default)]
pub struct Parts {
    /// Of each source, what is known of it.
    pub sources: Vec<Shared<SourceRef>>,
    /// Of each source, its page.
    pub source_links: Vec<Shared<NavLink>>,
    /// Of each source, its record as an article's `citation` (JSON-LD).
    pub citations: Vec<String>,
    /// The states, in the order of [`State::ALL`].
    pub states: Vec<Shared<StateView>>,
    /// What was compared with a source of which no passage may be shown.
    pub withheld: Option<Shared<StateView>>,
    /// One of each name, without reasons, for lists of what there is.
    pub named_states: Vec<Shared<StateView>>,
    /// The site's mark, an SVG that can be drawn, for icons and cards.
    pub mark: Option<Arc<[u8]>>,
    /// What all cards show, from when the first is drawn.
    cards: OnceLock<CardParts>,
}

impl Parts {
    /// What all cards show.
    #[must_use]
    pub fn card_parts(&self) -> &CardParts {
        self.cards.get_or_init(|| CardParts::new(self.mark.as_deref()))
    }

    /// Prepares the parts of a site. `references` are the formatted references of its sources;
    /// `fragments` fills the theme's templates of parts.
    ///
    /// # Errors
    /// What `fragments` answers.
    pub fn new<E>(
        site: &Site,
        (language, words): (LanguageId, &ThemeWords),
        references: Vec<String>,
        mark: Option<Arc<[u8]>>,
        fragments: &impl Fragments<E>,
    ) -> Result<Self, E> {
        let mut parts = Self { mark, ..Self::default() };
        for (index, reference) in SourceId::enumerate(references) {
            let mut source = source_ref(site, (language, words), index, reference);
            source.bib_html = fragments.source(&source)?;
            let link = NavLink { title: source.label.clone(), url: source.url.clone() };
            parts.source_links.push(Shared::new(link));
            parts.citations.push(schema_org::citation(site, index));
            parts.sources.push(Shared::new(source));
        }
        let view = |state: State, word: &str| {
            let (name, text) = (state.name(), words.get(word).to_owned());
            let mut state = StateView { name, text, badge_html: String::new() };
            state.badge_html = fragments.state(&state)?;
            Ok(Shared::new(state))
        };
        // Nobody can see what matches, so the badge claims no match.
        parts.withheld = Some(view(State::Cited, "state_withheld")?);
        for state in State::ALL {
            parts.states.push(view(state, word(state))?);
            if parts.named_states.last().is_none_or(|last| last.name != state.name()) {
                parts.named_states.push(view(state, &format!("state_{}", state.name().as_str()))?);
            }
        }
        Ok(parts)
    }
}

/// The theme's word for a state.
fn word(state: State) -> &'static str {
    match state {
        State::Verbatim => "state_verbatim",
        State::Altered => "state_altered",
        State::Translated => "state_translated",
        State::Excerpt => "state_excerpt",
        State::Cited => "state_cited",
        State::Unverified(Unverified::NoText) => "state_unverified_no_text",
        State::Unverified(Unverified::Abstract) => "state_unverified_abstract",
        State::Unverified(Unverified::NoMatch) => "state_unverified_no_match",
    }
}

/// Fills the theme's templates of parts that many pages show.
pub trait Fragments<E> {
    /// `fragments/badge.html`: a state as it is shown.
    ///
    /// # Errors
    /// Where the template fails.
    fn state(&self, state: &StateView) -> Result<String, E>;

    /// `fragments/bib.html`: a source's entry in the notes of a page.
    ///
    /// # Errors
    /// Where the template fails.
    fn source(&self, source: &SourceRef) -> Result<String, E>;
}

fn source_ref(
    site: &Site,
    (language, words): (LanguageId, &ThemeWords),
    index: SourceId,
    reference_html: String,
) -> SourceRef {
    let url = site.addresses.path(&site.source_folder(language, index));
    let source = &site.sources[index];
    let language = source.meta.language.clone().unwrap_or_else(|| site.config.language.clone());
    SourceRef {
        key: source.key.clone(),
        url,
        title: source.meta.title.clone(),
        label: source_label(site, index, words),
        authors: source.meta.authors.iter().map(|name| display_name(name)).collect(),
        publisher: source.meta.publisher.clone(),
        date: source.meta.date.as_ref().map(|date| date_view(words, date)),
        origin: source.meta.origin.clone(),
        direction: direction(&language),
        language,
        reference_html,
        bib_html: String::new(),
        coins: crate::render::reference::coins(source),
        original_url: source.meta.url.clone(),
    }
}

pub(super) fn date_view(words: &ThemeWords, date: &Edtf) -> DateView {
    DateView { iso: date.exact(), text: words.date(date) }
}
