//! What is derived from the sources only when a check first asks for it. It follows from the sources alone, so it
//! does not matter which check asks first, nor on which thread.

use std::sync::OnceLock;

use super::alike::Alike;
use super::figure::FigureIndex;
use super::likely::Rarity;
use super::name::NameIndex;
use super::page::SpeechIndex;

/// Indexes of one source's text, each made at its first use: the rules that need them may be off.
#[derive(Debug, Default)]
pub(super) struct SourceCache {
    figures: OnceLock<FigureIndex>,
    names: OnceLock<NameIndex>,
    folded: OnceLock<String>,
    speech: OnceLock<SpeechIndex>,
}

impl SourceCache {
    /// The figures of the text.
    pub(super) fn figures(&self, make: impl FnOnce() -> FigureIndex) -> &FigureIndex {
        self.figures.get_or_init(make)
    }

    /// The text in lower case.
    pub(super) fn folded(&self, make: impl FnOnce() -> String) -> &str {
        self.folded.get_or_init(make)
    }

    /// The names in the text.
    pub(super) fn names(&self, make: impl FnOnce() -> NameIndex) -> &NameIndex {
        self.names.get_or_init(make)
    }

    /// Where speech stands in the text.
    pub(super) fn speech(&self, make: impl FnOnce() -> SpeechIndex) -> &SpeechIndex {
        self.speech.get_or_init(make)
    }
}

/// What is derived from all sources together, at its first use.
#[derive(Debug, Default)]
pub(super) struct LibraryCache {
    rarity: OnceLock<Rarity>,
    alike: OnceLock<Vec<Alike>>,
}

impl LibraryCache {
    /// A cache that already has the sources that are alike, where they are given.
    pub(super) fn with_alike(pairs: Option<Vec<Alike>>) -> Self {
        Self { alike: pairs.map(OnceLock::from).unwrap_or_default(), ..Self::default() }
    }

    /// How rare the words of the sources are.
    pub(super) fn rarity(&self, make: impl FnOnce() -> Rarity) -> &Rarity {
        self.rarity.get_or_init(make)
    }

    /// The sources that are alike.
    pub(super) fn alike(&self, make: impl FnOnce() -> Vec<Alike>) -> &[Alike] {
        self.alike.get_or_init(make)
    }

    /// The sources that are alike, if something has asked for them.
    pub(super) fn cached_alike(&self) -> Option<&[Alike]> {
        self.alike.get().map(Vec::as_slice)
    }
}
