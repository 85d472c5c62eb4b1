//! The formatted references of the sources: dear, and made once for each source, style and language.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Checked;
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::ids::SourceId;
use crate::base::parallel;
use crate::parse::source::Source;
use crate::read::words::ThemeWords;
use crate::render::reference::{StyleError, Styler};
use crate::render::view;

/// The formatted references of all sources, language by language.
pub type References = Vec<Vec<String>>;

/// The references that were formatted before, language by language; nothing for sources that are new or other
/// ones.
pub(super) type KnownReferences = Vec<Vec<Option<String>>>;

/// Of the references of some sources, those of the same sources among others.
pub(super) fn of_same_sources(
    references: &References,
    before: &[Arc<Source>],
    sources: &[Arc<Source>],
) -> KnownReferences {
    let places: FxHashMap<*const Source, usize> =
        before.iter().enumerate().map(|(index, source)| (Arc::as_ptr(source), index)).collect();
    let of = |references: &Vec<String>| {
        let place = |source: &Arc<Source>| places.get(&Arc::as_ptr(source)).copied();
        sources.iter().map(|source| references.get(place(source)?).cloned()).collect()
    };
    references.iter().map(of).collect()
}

/// The formatted reference of every source, each made once; those that are known are not made again.
pub(super) fn format(
    checked: &Checked,
    words: &ThemeWords,
    known: Vec<Option<String>>,
) -> Result<Vec<String>, Box<Diagnostic>> {
    if known.iter().all(Option::is_some) && !known.is_empty() {
        return Ok(known.into_iter().flatten().collect());
    }
    let (site, config) = (&checked.site, &checked.config);
    let style = &config.citation_style;
    // To decode a style is dear, and here it would only be to say that it is one.
    if known.is_empty() && Styler::is_built_in(style) {
        return Ok(Vec::new());
    }
    let styler = if style.ends_with(".csl") {
        let text = checked.snapshot.utf8(style)?;
        Styler::from_csl(text, &words.language)
    } else {
        Styler::new(style, &words.language)
    };
    let styler = styler.map_err(|error| {
        let finding =
            Diagnostic::new(Rule::Config, &config.path, config.citation_style.span, error.to_string());
        let help =
            "name a built-in style, such as chicago-notes, apa or mla, or a .csl file beside ibid.yaml";
        Box::new(match &error {
            StyleError::Unknown { nearest: Some(meant), .. } => {
                let edit = Edit::replace(config.citation_style.span, *meant);
                finding.help(Help::with_edit(format!("did you mean `{meant}`?"), edit))
            }
            _ => finding.help(help),
        })
    })?;
    let make = |index: SourceId| {
        styler.reference_html(&site.sources[index], &view::source_label(site, index, words))
    };
    let all: Vec<(usize, Option<String>)> = known.into_iter().enumerate().collect();
    Ok(parallel::map_into(all, 1, |(index, known)| known.unwrap_or_else(|| make(SourceId::new(index)))))
}
