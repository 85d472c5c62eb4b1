//! How sources and authors are named on pages.

use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::read::words::Words;
use crate::site::Site;

/// A source's title, or words that stand for it where the capture states none.
#[must_use]
pub fn source_label(site: &Site, index: SourceId, words: &Words) -> String {
    let source = &site.sources[index];
    match &source.meta.title {
        Some(title) => single_spaces(title),
        None => words.fill("untitled_source", &[("key", &source.key)]),
    }
}

/// `Last, First` as it is read: `First Last`.
#[must_use]
pub fn display_name(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None => name.trim().to_owned(),
    }
}
