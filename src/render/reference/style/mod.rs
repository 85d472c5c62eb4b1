//! A CSL style applied to one source: the only folder that knows `hayagriva` (and `ciborium`, for its archive).
//!
//! 1. `item`: the source becomes a CSL item in which every text is a stand-in, one private-use character
//!    and the full stop or question mark that the text ends with. So no rule of a style (title case, quotes
//!    within quotes, `--` to a dash) can touch the words, and a text of any length costs the same. Given
//!    names of people are the exception: styles shorten them to initials.
//! 2. `prune`: the style is cut down to what this source can use, which makes it ten times as fast.
//! 3. The style is applied, with the words of `locale`; `row` makes a flat row of the element tree.
//! 4. `render` tidies the row and writes it as HTML, putting the texts back in.
//!
//! Types go in as CSL's own (`hayagriva`'s `csl-json` feature), since its native entries know no speech,
//! treaty, hearing or interview, and answer every variable through slow selectors.
//!
//! Not handled: the archived copy (a style has no place for its address), and disambiguation between sources of
//! one author and year, which needs the whole bibliography.

mod archived;
mod extent;
mod item;
mod locale;
mod names;
mod prune;
mod row;
mod usual;

use super::{line, render};
use crate::base::suggest;
use crate::base::tag;
use crate::parse::source::Source;
use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::Kind;
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, PurgeLevel, Style, StyleClass};
use hayagriva::{CitationItem, CitationRequest, ElemChildren, standalone_citation};
use item::{StyledTexts, item};
use locale::{forget_inventions, locale};
use prune::{KnownFacts, prune};
use rustc_hash::FxHashMap;
use usual::usual;

use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

/// Formats references in one style and language. Immutable; can be shared between threads.
#[derive(Debug)]
pub struct Styler {
    style: IndependentStyle,
    /// The style without macros and layout.
    shell: IndependentStyle,
    /// One locale: `hayagriva` searches them all for every term.
    locale: [Locale; 1],
    code: LocaleCode,
    language: String,
    pulls_punctuation: bool,
    /// The style cut down for sources of which the same is known.
    pruned: RwLock<FxHashMap<KnownFacts, Arc<IndependentStyle>>>,
}

/// Why a style cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StyleError {
    /// No style has this name.
    Unknown {
        /// The name asked for.
        name: String,
        /// The nearest name there is, if one is near.
        nearest: Option<&'static str>,
    },
    /// The text is not a CSL style; the reason, in one line.
    Invalid(String),
    /// The style only points to another one, which is not built in: its address.
    Dependent(String),
}

impl std::fmt::Display for StyleError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown { name, nearest: Some(nearest) } => {
                write!(formatter, "there is no citation style `{name}`; did you mean `{nearest}`?")
            }
            Self::Unknown { name, nearest: None } => {
                write!(
                    formatter,
                    "there is no citation style `{name}`; common ones are chicago-notes, apa and mla"
                )
            }
            Self::Invalid(reason) => write!(formatter, "not a CSL style: {reason}"),
            Self::Dependent(parent) => {
                write!(formatter, "the style stands for another one: use the file of {parent}")
            }
        }
    }
}

impl std::error::Error for StyleError {}

/// The names of the styles that are built in, sorted.
#[must_use]
pub fn style_names() -> Vec<&'static str> {
    let mut names: Vec<_> = ArchivedStyle::all().iter().flat_map(|style| style.names()).copied().collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Why the text of a style is not parsed, if it is beyond a limit.
fn too_much(xml: &str) -> Option<String> {
    if xml.len() > extent::MAX_BYTES {
        return Some(format!("it has more than {} KiB", extent::MAX_BYTES >> 10));
    }
    if tag::crowded(xml).is_some() {
        return Some(format!("a tag has more than {} attributes", tag::MAX_ATTRIBUTES));
    }
    match extent::depth_of_xml(xml) {
        None => Some("it declares a document type".to_owned()),
        Some(depth) if depth > extent::MAX_DEPTH => {
            Some(format!("its elements are nested more than {} deep", extent::MAX_DEPTH))
        }
        Some(_) => None,
    }
}

/// The style without its macros and layout, which are most of it and are not copied.
fn shell(style: &mut IndependentStyle) -> IndependentStyle {
    let macros = std::mem::take(&mut style.macros);
    let elements = std::mem::take(&mut style.citation.layout.elements);
    let shell = style.clone();
    (style.macros, style.citation.layout.elements) = (macros, elements);
    shell
}

/// The style as it is used in every language, if it is within the limits.
fn prepared(mut style: IndependentStyle) -> Result<IndependentStyle, StyleError> {
    let found = extent::extent(&style);
    if found.elements > extent::MAX_ELEMENTS || found.depth > extent::MAX_DEPTH {
        let (elements, depth) = (extent::MAX_ELEMENTS, extent::MAX_DEPTH);
        let reason =
            format!("its macros come to more than {elements} elements, or nest more than {depth} deep");
        return Err(StyleError::Invalid(reason));
    }
    // What reads best as the first line of an endnote: the note of a note style, otherwise the entry in
    // the bibliography, which takes the place of the citation.
    let bibliography = style.bibliography.take();
    if style.settings.class == StyleClass::InText
        && let Some(bibliography) = bibliography
    {
        style.citation.layout = bibliography.layout;
        style.citation.name_options = bibliography.name_options;
    }
    names::complete(&mut style);
    style.purge(PurgeLevel::Full);
    let called = extent::macros_of_citations(&style);
    style.macros.retain(|found| called.contains(&found.name));
    Ok(style)
}

impl Styler {
    /// Whether a built-in style has this name.
    #[must_use]
    pub fn is_built_in(style: &str) -> bool {
        ArchivedStyle::by_name(style).is_some()
    }

    /// A built-in style by its short name, such as `chicago-notes`, `apa` or `mla`.
    ///
    /// `language` (BCP 47) chooses the style's own words; English where CSL does not know the language.
    ///
    /// # Errors
    /// [`StyleError::Unknown`] with the nearest known name.
    pub fn new(style: &str, language: &str) -> Result<Self, StyleError> {
        if let Some(usual) = usual(style) {
            return Ok(Self::from_prepared(usual, language));
        }
        match ArchivedStyle::by_name(style) {
            Some(archived) => Self::from_style(archived.get(), language),
            None => {
                let nearest = suggest::nearest(style, style_names());
                Err(StyleError::Unknown { name: style.to_owned(), nearest })
            }
        }
    }

    /// A style from the text of a `.csl` file. One that depends on a built-in style is that style.
    ///
    /// # Errors
    /// [`StyleError::Invalid`] and [`StyleError::Dependent`].
    pub fn from_csl(text: &str, language: &str) -> Result<Self, StyleError> {
        if let Some(reason) = too_much(text) {
            return Err(StyleError::Invalid(reason));
        }
        let style = Style::from_xml(text).map_err(|error| {
            let reason = error.to_string();
            StyleError::Invalid(line(&reason).chars().take(300).collect())
        })?;
        Self::from_style(style, language)
    }

    fn from_style(style: Style, language: &str) -> Result<Self, StyleError> {
        let style = match style {
            Style::Independent(style) => style,
            Style::Dependent(dependent) => {
                let parent = dependent.parent_link.href;
                match ArchivedStyle::by_id(&parent).map(ArchivedStyle::get) {
                    Some(Style::Independent(style)) => style,
                    _ => return Err(StyleError::Dependent(parent)),
                }
            }
        };
        Ok(Self::from_prepared(prepared(style)?, language))
    }

    fn from_prepared(mut style: IndependentStyle, language: &str) -> Self {
        let mut locale = locale(language);
        forget_inventions(&mut locale);
        style.locale.iter_mut().for_each(forget_inventions);
        let code = locale.lang.clone().unwrap_or_else(LocaleCode::en_us);
        let spoken = code.0.split('-').next();
        style.locale.retain(|own| own.lang.as_ref().is_none_or(|lang| lang.0.split('-').next() == spoken));
        let pulls_punctuation = style
            .locale
            .iter()
            .chain([&locale])
            .find_map(|locale| locale.style_options.and_then(|options| options.punctuation_in_quote))
            .unwrap_or(false);
        let shell = shell(&mut style);
        let language = language.to_owned();
        let pruned = RwLock::default();
        Self { style, shell, locale: [locale], code, language, pulls_punctuation, pruned }
    }

    /// The source's full reference, without locator, as HTML for running text.
    ///
    /// `label` stands where the title would, unquoted, when the capture states no title. Contains nothing
    /// but text, `i b u sup sub bdi`, `<span class="small-caps">`, and `a` to the source's own address.
    #[must_use]
    pub fn reference_html(&self, source: &Source, label: &str) -> String {
        self.html(source, label, |item| self.format(item))
    }

    fn html(&self, source: &Source, label: &str, format: impl Fn(&Item) -> ElemChildren) -> String {
        let mut texts = StyledTexts::default();
        let item = item(source, label, self.is_note(), &mut texts);
        let tree = format(&item);
        let row = row::flatten(&tree, texts.0.len(), source.meta.date.as_ref());
        let glyphs = render::tidy(row, &texts.0, self.pulls_punctuation);
        let site = &self.language;
        let html = render::html(&glyphs, &texts.0, source.meta.language.as_deref().unwrap_or(site), site);
        if html.is_empty() { render::plain(source.meta.title.as_deref().unwrap_or(label)) } else { html }
    }

    /// The reference by the whole style, and as the first of a document's citations.
    #[cfg(test)]
    pub(super) fn whole_html(&self, source: &Source, label: &str) -> String {
        use hayagriva::{BibliographyDriver, BibliographyRequest};
        self.html(source, label, |item| {
            let mut driver = BibliographyDriver::new();
            let items = vec![CitationItem::with_entry(item)];
            driver.citation(CitationRequest::new(
                items,
                &self.style,
                Some(self.code.clone()),
                &self.locale,
                Some(1),
            ));
            let rendered =
                driver.finish(BibliographyRequest::new(&self.style, Some(self.code.clone()), &self.locale));
            rendered.citations.into_iter().next().map(|citation| citation.citation).unwrap_or_default()
        })
    }

    fn is_note(&self) -> bool {
        self.style.settings.class == StyleClass::Note
    }

    /// The style cut down to what sources can use of which this is known.
    fn pruned(&self, known: KnownFacts) -> Arc<IndependentStyle> {
        let made = self.pruned.read().unwrap_or_else(PoisonError::into_inner).get(&known).cloned();
        made.unwrap_or_else(|| {
            let style = Arc::new(prune(&self.style, &self.shell, known));
            self.pruned.write().unwrap_or_else(PoisonError::into_inner).insert(known, Arc::clone(&style));
            style
        })
    }

    fn format(&self, item: &Item) -> ElemChildren {
        let has = |name: &str| item.0.contains_key(name);
        let known = KnownFacts {
            kind: item.type_().and_then(|kind| Kind::from_str(&kind).ok()),
            is_note: self.is_note(),
            author: has("author"),
            issued: has("issued"),
            accessed: has("accessed"),
            publisher: has("publisher"),
            container: has("container-title"),
            address: has("URL"),
        };
        let style = self.pruned(known);
        let items = vec![CitationItem::with_entry(item)];
        standalone_citation(CitationRequest::new(items, &style, Some(self.code.clone()), &self.locale, None))
    }
}
