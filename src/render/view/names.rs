//! How sources and authors are named on pages.

use crate::base::author::AuthorName;
use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::read::words::ThemeWords;
use crate::site::Site;

/// A source's title, or words that stand for it where the capture states none.
#[must_use]
pub fn source_label(site: &Site, index: SourceId, words: &ThemeWords) -> String {
    let source = &site.sources[index];
    match &source.meta.title {
        Some(title) => single_spaces(title),
        None => words.fill("untitled_source", &[("key", &source.key)]),
    }
}

/// An author's name as it is read ([`AuthorName::display`]).
#[must_use]
pub fn display_name(name: &str) -> String {
    AuthorName::parse(name).map(|name| name.display()).unwrap_or_default()
}
