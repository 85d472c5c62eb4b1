//! HTML that an author wrote. It is published as it is, and not read: what it quotes is compared with nothing, and
//! that is said.

use super::Reader;
use crate::diagnostic::Rule;
use crate::span::Span;

/// Beginnings of what is a quotation or a citation to a reader or to its author.
const BEGINNINGS: [&str; 3] = ["<blockquote", "<q", "[@"];
/// Quotation marks, which belong together.
const MARKS: [(char, char); 3] = [('“', '”'), ('«', '»'), ('„', '“')];

impl Reader<'_> {
    /// Reports HTML where the page may have none, and what it quotes where it may.
    pub(super) fn html(&mut self, html: &str, span: Span) {
        if !self.raw_html {
            self.finding(
                Rule::RawHtml,
                span,
                "raw HTML is shown as text",
                "write Markdown, or set `raw_html: true` in the front matter",
            );
        } else if quotes(html) {
            self.finding(
                Rule::QuoteUnchecked,
                span,
                "HTML is not read: its quotations and citations are neither compared nor shown",
                "write them in Markdown: `> …`, `“…” [@key]`",
            );
        }
    }
}

fn quotes(html: &str) -> bool {
    let html = &html.to_ascii_lowercase();
    let begins = |beginning: &str| {
        let mut places = html.match_indices(beginning);
        // `<q>`, and not `<query>`.
        places.any(|(at, _)| {
            !beginning.starts_with('<') || !html[at + beginning.len()..].starts_with(char::is_alphanumeric)
        })
    };
    let is_marked =
        |(open, close): &(char, char)| html.split_once(*open).is_some_and(|(_, rest)| rest.contains(*close));
    BEGINNINGS.iter().any(|beginning| begins(beginning)) || MARKS.iter().any(is_marked) || is_straight(html)
}

/// Whether straight quotation marks stand outside of tags.
fn is_straight(html: &str) -> bool {
    let texts = html.split('<').enumerate().map(|(index, part)| match index {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    texts.map(|text| text.matches('"').count()).sum::<usize>() >= 2
}
