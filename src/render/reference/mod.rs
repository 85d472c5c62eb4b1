//! References: what a source states of itself → a formatted reference, CSL-JSON, BibTeX and RIS.
//!
//! - [`style`]: the gatekeeper of `hayagriva`; a CSL style applied to one source at a time. The words of
//!   a source never enter the style: stand-ins do, so that no rule of a style can change, move or
//!   re-case them.
//! - `render`: the formatted reference as escaped HTML; every byte of HTML is written there.
//! - `csl`, `bibtex`, `ris`, `coins`: the exchange formats, one function each.
//!
//! What a capture does not state stays absent in all of them. Pure functions of their arguments; the
//! same source gives the same bytes.

mod bibtex;
mod coins;
mod csl;
mod render;
mod ris;
pub mod style;

pub use bibtex::bibtex;
pub use csl::csl_json;
pub use ris::ris;
pub use style::{StyleError, Styler};

use std::borrow::Cow;

use crate::base::link::is_web_address;
use crate::base::spaces::{is_direction_change, is_line_separator, line};
use crate::parse::source::Source;

/// A source in the exchange formats, written once however many pages list it.
#[derive(Clone, Debug)]
pub struct SourceRecord {
    key: String,
    csl: String,
    /// The entry's type and fields; its key depends on the list.
    bibtex: (&'static str, String),
    ris: String,
}

impl SourceRecord {
    /// Writes a source's record. `page` is the address of the page on which a site shows what it cites of the source:
    /// a note for those who read the record, which no style prints.
    #[must_use]
    pub fn new(source: &Source, page: Option<&str>) -> Self {
        Self {
            key: source.key.clone(),
            csl: serde_json::Value::Object(csl::item(source, page)).to_string(),
            bibtex: bibtex::entry(source, page),
            ris: ris::record(source, page),
        }
    }
}

/// A source as COinS: the `title` of an empty `span` of the class `Z3988`, for HTML still to be escaped. Without a
/// title there is none, since an item without a title is of no use to a reference manager.
#[must_use]
pub fn coins(source: &Source) -> Option<String> {
    coins::record(source)
}

/// CSL types whose publisher is the work they stand in: the newspaper, the journal, the site.
const CONTAINED: [&str; 14] = [
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "broadcast",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "interview",
    "periodical",
    "post",
    "post-weblog",
    "review",
    "review-book",
    "webpage",
];

/// Whether `publisher` names the container (newspaper, journal, site) of a source of this type.
fn is_contained(kind: &str) -> bool {
    CONTAINED.contains(&kind)
}

/// The text as one line, if there is any.
fn stated(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|text| line(text)).filter(|text| !text.is_empty())
}

/// The address, if it is one of the web and safe in an attribute and in a line of its own.
fn web_address(url: Option<&String>) -> Option<&str> {
    let url = url?.as_str();
    let is_plain = !url.contains(|c: char| is_line_separator(c) || is_direction_change(c));
    (is_plain && is_web_address(url)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked() {
        let address = |url: &str| web_address(Some(&url.to_owned())).map(str::to_owned);
        assert_eq!(
            address("https://a.example/x--y?a=1&b=2").as_deref(),
            Some("https://a.example/x--y?a=1&b=2")
        );
        for url in [
            "javascript:alert(1)",
            "https://",
            "//a.example",
            "https://a b",
            "https://a\nb",
            "data:text/html,x",
        ] {
            assert_eq!(address(url), None, "{url}");
        }
    }
}
