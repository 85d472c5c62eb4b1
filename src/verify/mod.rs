//! Stage 3, verify: pages × sources → states and findings. Pure, per page.
//!
//! Verification says that words match a source, never that a statement is true.
//!
//! 1. [`page`]: every quotation, excerpt and locator of a page → the state of each citation; whether words stand in
//!    a source is decided by the crate [`ibid_quotation`];
//! 2. [`figure`], [`name`], [`alike`]: what a statement or a set of sources gives away besides;
//! 3. [`absence`]: whether a source has words that a page says none has;
//! 4. [`mod@excerpt`], [`likely`]: the passage that a citation without excerpt most likely means.

mod absence;
pub mod alike;
mod attribution;
mod cache;
pub(crate) mod excerpt;
pub mod figure;
pub mod likely;
pub mod name;
pub mod page;
mod reading;
mod statement;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ibid_quotation::Normal;

use crate::base::diagnostic::Rule;
use crate::base::ids::SourceId;
use crate::base::parallel;
use crate::parse::source::Source;
use crate::parse::topic::Page;
use crate::read::config::Config;
use cache::{LibraryCache, SourceCache};
use figure::FigureIndex;
use likely::Rarity;
use name::NameIndex;

pub(crate) use alike::Alike;
pub use page::{CiteCheck, PageChecks, Passage, Spoken, State, StateName, Unverified};

/// Share of common word 5-grams from which two sources are alike. Where every seventh word was changed, two of
/// seven 5-grams stay; articles of different reporters on one event share a few per cent, speeches quoted at length
/// included.
const ALIKE: f64 = 0.25;

/// All sources, ready to be compared with. What only some rules need is derived at its first use and cached
/// ([`cache`]).
#[derive(Debug)]
pub struct Library {
    /// The sources, by key.
    pub sources: Vec<Arc<Source>>,
    /// What was made of each.
    texts: Vec<Arc<PreparedText>>,
    by_key: BTreeMap<String, SourceId>,
    site_language: String,
    /// The languages of pages, by the index that a page has.
    languages: Vec<String>,
    /// The rules that are in force somewhere.
    in_force: BTreeSet<Rule>,
    cache: LibraryCache,
}

/// A source's text, ready to be compared with. Shared by libraries that have the source in common.
#[derive(Debug)]
struct PreparedText {
    normal: Normal,
    cache: SourceCache,
}

impl PreparedText {
    fn new(source: &Source) -> Self {
        let normal = Normal::with_gaps(&source.text.plain, &source.text.gaps());
        Self { normal, cache: SourceCache::default() }
    }
}

impl Library {
    /// Normalises every source.
    #[must_use]
    pub fn new(sources: &[Arc<Source>], config: &Config) -> Self {
        Self::with_known(sources, config, |_| None)
    }

    /// The library after this one, of the same settings: a source that is the same is not normalised again.
    #[must_use]
    pub fn next(&self, sources: &[Arc<Source>], config: &Config) -> Self {
        let known = |source: &Arc<Source>| {
            let index = self.index(&source.key)?;
            Arc::ptr_eq(&self.sources[index], source).then(|| Arc::clone(&self.texts[index]))
        };
        Self::with_known(sources, config, known)
    }

    fn with_known(
        sources: &[Arc<Source>],
        config: &Config,
        known: impl Fn(&Arc<Source>) -> Option<Arc<PreparedText>> + Sync,
    ) -> Self {
        let text =
            |source: &Arc<Source>| known(source).unwrap_or_else(|| Arc::new(PreparedText::new(source)));
        Self {
            texts: parallel::map(sources, 1, text),
            by_key: SourceId::enumerate(sources).map(|(id, source)| (source.key.clone(), id)).collect(),
            sources: sources.to_vec(),
            site_language: config.language.clone(),
            languages: config.languages.iter().map(|language| language.code.clone()).collect(),
            in_force: Rule::all().filter(|rule| config.rules.may_report(*rule)).collect(),
            cache: LibraryCache::default(),
        }
    }

    /// The index of a source.
    #[must_use]
    pub fn index(&self, key: &str) -> Option<SourceId> {
        self.by_key.get(key).copied()
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> + '_ {
        self.by_key.keys().map(String::as_str)
    }

    /// The normalised text of a source.
    #[must_use]
    pub fn normal(&self, source: SourceId) -> &Normal {
        &self.texts[source].normal
    }

    /// The language of the pages.
    #[must_use]
    pub fn site_language(&self) -> &str {
        &self.site_language
    }

    /// The language of a page.
    #[must_use]
    pub fn page_language(&self, page: &Page) -> &str {
        self.languages.get(page.language.index()).unwrap_or(&self.site_language)
    }

    /// Pairs of sources that share most of their words, if a check has asked for them.
    pub(crate) fn cached_alike(&self) -> Option<&[Alike]> {
        self.cache.cached_alike()
    }

    /// The same library, where an earlier run found out which of these sources are alike.
    pub(crate) fn with_alike(self, pairs: Option<Vec<Alike>>) -> Self {
        Self { cache: LibraryCache::with_alike(pairs), ..self }
    }

    /// Pairs of sources that share most of their words.
    pub(crate) fn alike(&self) -> &[Alike] {
        self.cache.alike(|| {
            let texts: Vec<(&str, &str)> =
                self.sources.iter().map(|source| (source.key.as_str(), source.text.own())).collect();
            let pairs = alike::alike(&texts, ALIKE).into_iter();
            pairs.map(|(one, other, share)| (SourceId::new(one), SourceId::new(other), share)).collect()
        })
    }

    /// The figures of a source.
    fn figures(&self, source: SourceId) -> &FigureIndex {
        self.texts[source].cache.figures(|| {
            let record = &self.sources[source];
            let date = record.meta.date.as_ref().map(|date| (date.from.year, date.from.month, date.from.day));
            FigureIndex::new(record.text.own(), self.language(source), date)
        })
    }

    /// The names of a source.
    fn names(&self, source: SourceId) -> &NameIndex {
        self.texts[source].cache.names(|| {
            let record = &self.sources[source];
            NameIndex::new(&record.text.plain, self.language(source))
        })
    }

    /// Where speech stands in a source.
    fn speech(&self, source: SourceId) -> &page::SpeechIndex {
        self.texts[source].cache.speech(|| page::SpeechIndex::new(&self.sources[source]))
    }

    /// The normal form of a source in lower case.
    fn folded(&self, source: SourceId) -> &str {
        let text = &self.texts[source];
        text.cache.folded(|| absence::folded(&text.normal.text))
    }

    /// How rare the words of the sources are.
    #[must_use]
    pub fn rarity(&self) -> &Rarity {
        self.cache.rarity(|| Rarity::new(self.sources.iter().map(AsRef::as_ref)))
    }

    /// The language of a source, or of the site where the source states none.
    #[must_use]
    pub fn language(&self, source: SourceId) -> &str {
        self.sources[source].meta.language.as_deref().unwrap_or(&self.site_language)
    }
}
