//! What the checks of a page say of its citations.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::ids::{CiteIndex, CitePlace, GroupIndex, SourceId};
use crate::base::span::PlainSpan;
use crate::parse::source::Source;

/// What was found for each citation of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageChecks {
    /// For each group of the page its citations.
    pub groups: Vec<Vec<CiteCheck>>,
    /// Quotations and excerpts that were compared.
    pub compared: usize,
    /// Those that stand in a cited source.
    pub matched: usize,
    /// The confirmations of the page that hold, by their indices.
    pub confirmed: Vec<usize>,
    /// The quotations whose speakers are known, in the order of groups.
    pub spoken: Vec<Spoken>,
    /// Statements of several sentences with those of them that their excerpts have nothing to do with, in the order of
    /// groups.
    pub uncarried: Vec<(GroupIndex, Vec<String>)>,
    /// Whether anything here, or in the findings, depends on sources that the page does not cite.
    pub is_beyond_cited: bool,
}

/// What was found for one citation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CiteCheck {
    /// The source; nothing where the key is unknown.
    pub source: Option<SourceId>,
    /// The state.
    pub state: State,
    /// The passages relied on, in the order of the page.
    pub passages: Vec<Passage>,
    /// The page's words where they differ from the passage's.
    pub quoted: Option<String>,
    /// Whether a quotation of its group stands in another source of the group only.
    pub lacks_words: bool,
    /// Whether its excerpts say too little, or nothing of what the statement says.
    pub is_unrelated: bool,
}

/// A quotation of somebody's speech.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// The speaker, as the source has the name; as the page has it where the source's sentence names nobody.
    pub speaker: String,
    /// Whether the source's sentence names the speaker.
    pub is_named_by_source: bool,
    /// The words, as the page quotes them.
    pub words: String,
    /// The group of citations that carries the quotation.
    pub group: GroupIndex,
    /// The citation of the group.
    pub cite: CiteIndex,
    /// Where the words stand in the source; where they begin, if the page leaves some out.
    pub passage: Passage,
}

/// A passage of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Passage {
    /// Where it stands in the source's plain text.
    pub plain: PlainSpan,
    /// Number of the paragraph it begins in.
    pub paragraph: usize,
    /// The passage with the words around it that are shown with it, see [`Source::context`].
    pub context: PlainSpan,
}

impl Passage {
    /// The words before it that are shown with it.
    #[must_use]
    pub fn before(&self) -> PlainSpan {
        PlainSpan { start: self.context.start, end: self.plain.start }
    }

    /// The words behind it that are shown with it.
    #[must_use]
    pub fn after(&self) -> PlainSpan {
        PlainSpan { start: self.plain.end, end: self.context.end }
    }
}

/// A place in a source that a finding tells of.
pub(super) struct SourcePlace {
    /// Where it stands in the source's plain text.
    pub(super) plain: PlainSpan,
    /// Number of the paragraph it begins in.
    pub(super) paragraph: usize,
}

/// The state of a citation, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// The quoted words stand in the source.
    Verbatim,
    /// Every fragment between `…` and `[ ]` stands there, in order.
    Altered,
    /// The original words of a translated quotation stand there.
    Translated,
    /// A paraphrase whose excerpt stands there.
    Excerpt,
    /// A citation with nothing to compare.
    Cited,
    /// Nothing could be compared, or the words compared do not stand there.
    Unverified(Unverified),
}

/// The name of a [`State`] in views, markup and JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is explained at the state of that name")]
pub enum StateName {
    Verbatim,
    Altered,
    Translated,
    Excerpt,
    Cited,
    Unverified,
}

impl StateName {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Altered => "altered",
            Self::Translated => "translated",
            Self::Excerpt => "excerpt",
            Self::Cited => "cited",
            Self::Unverified => "unverified",
        }
    }
}

/// Why a citation is not verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unverified {
    /// No text was saved.
    NoText,
    /// Only an abstract was saved.
    Abstract,
    /// What is quoted from it does not match the saved text as it is cited. Such a page is published only where the
    /// site takes the finding for a warning, or exempts it.
    NoMatch,
}

impl PageChecks {
    /// What was found for a citation; nothing where the page has none there.
    #[must_use]
    pub fn cite(&self, place: CitePlace) -> Option<&CiteCheck> {
        self.groups.get(place.group.index())?.get(place.cite.index())
    }

    /// The same checks where the sources stand at other places: for each index of a source the new one.
    /// Nothing where what the checks depend on is not there any more as it was.
    #[must_use]
    pub fn moved(self: &Arc<Self>, to: &[Option<SourceId>]) -> Option<Arc<Self>> {
        if self.is_beyond_cited {
            return None;
        }
        let cited = || self.groups.iter().flatten().filter_map(|check| check.source);
        let is_there = cited().all(|source| to.get(source.index()).is_some_and(Option::is_some));
        let stays = |source: SourceId| to[source] == Some(source);
        if !is_there || cited().all(stays) {
            return is_there.then(|| Arc::clone(self));
        }
        let mut moved = (**self).clone();
        for check in moved.groups.iter_mut().flatten() {
            check.source = check.source.and_then(|source| to[source]);
        }
        Some(Arc::new(moved))
    }
}

impl State {
    /// The states, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Verbatim,
        Self::Altered,
        Self::Translated,
        Self::Excerpt,
        Self::Cited,
        Self::Unverified(Unverified::NoText),
        Self::Unverified(Unverified::Abstract),
        Self::Unverified(Unverified::NoMatch),
    ];

    /// Its name, without the reason why it is not verified.
    #[must_use]
    pub fn name(self) -> StateName {
        match self {
            Self::Verbatim => StateName::Verbatim,
            Self::Altered => StateName::Altered,
            Self::Translated => StateName::Translated,
            Self::Excerpt => StateName::Excerpt,
            Self::Cited => StateName::Cited,
            Self::Unverified(_) => StateName::Unverified,
        }
    }

    /// Why it is not verified, where it is not.
    #[must_use]
    pub fn reason(self) -> Option<Unverified> {
        match self {
            Self::Unverified(reason) => Some(reason),
            _ => None,
        }
    }
}

impl CiteCheck {
    /// Whether a passage of the source was found that has to do with the statement.
    #[must_use]
    pub fn is_support(&self) -> bool {
        self.state <= State::Excerpt && !self.passages.is_empty() && !self.lacks_words && !self.is_unrelated
    }

    /// Whether a statement quotes the source, and has more words of its own than quoted ones.
    #[must_use]
    pub fn quotes_part_of(&self, statement: &str, source: &Source) -> bool {
        let words = |text: &str| text.split_whitespace().count();
        let passages =
            self.passages.iter().filter_map(|passage| source.text.plain.get(passage.plain.range()));
        self.state <= State::Altered && passages.map(words).sum::<usize>() * 2 < words(statement)
    }

    /// Notes that words quoted from the source stand in it. Of several findings the weakest is what the reader
    /// must know of.
    pub(super) fn found(&mut self, state: State) {
        self.state = match self.state {
            kept @ State::Unverified(Unverified::NoMatch) => kept,
            before @ (State::Verbatim | State::Altered) => before.max(state),
            _ => state,
        };
    }

    /// Notes that words quoted from the source do not match it.
    pub(super) fn no_match(&mut self) {
        self.state = State::Unverified(Unverified::NoMatch);
    }
}
