//! Statements as text, with the names of the sources that they cite in the sentence.

use std::borrow::Cow;

use super::Site;
use crate::base::author::AuthorName;
use crate::base::ids::SourceId;
use crate::parse::topic::citation::Claim;

/// The words of a statement as its page shows them: narrative citations are there by the names of their sources.
#[must_use]
pub fn statement<'c>(site: &Site, claim: &'c Claim) -> Cow<'c, str> {
    with_source_names(site, &claim.text, claim.with_keys.as_deref())
}

/// Words of a page, or where it has narrative citations what is written with their keys ([`Claim::with_keys`]), with the
/// names of the sources.
#[must_use]
pub fn with_source_names<'c>(site: &Site, text: &'c str, with_keys: Option<&str>) -> Cow<'c, str> {
    let Some(with_keys) = with_keys else { return Cow::Borrowed(text) };
    let mut parts = with_keys.split(Claim::KEY);
    let mut words = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((key, rest)) = part.split_once(Claim::KEY_END) else {
            words.push_str(part);
            continue;
        };
        match site.sources.binary_search_by(|source| source.key.as_str().cmp(key)) {
            Ok(source) => words.push_str(&short_name(site, SourceId::new(source))),
            Err(_) => words.extend(["@", key]),
        }
        words.push_str(rest);
    }
    Cow::Owned(words)
}

/// How a sentence names a source: its authors, else its publisher, else its title, else its key.
#[must_use]
pub fn short_name(site: &Site, source: SourceId) -> String {
    let source = &site.sources[source];
    let names = AuthorName::all(&source.meta.authors);
    match names.as_slice() {
        [] => source
            .meta
            .publisher
            .clone()
            .or_else(|| source.meta.title.clone())
            .unwrap_or_else(|| source.key.clone()),
        [one] => one.short().to_owned(),
        [first, second] => format!("{} & {}", first.short(), second.short()),
        [first, ..] => format!("{} et al.", first.short()),
    }
}
