//! HTML that an author wrote. It is published as it is, and not read: what it quotes is compared with nothing, and
//! that is said.

use super::DocumentParser;
use crate::base::diagnostic::Rule;
use crate::base::escape::ALLOWED_ELEMENTS;
use crate::base::span::Span;
use crate::base::tag;

/// Elements that are quotations.
const TAGS: [&str; 2] = ["blockquote", "q"];
/// Quotation marks, which belong together.
const MARKS: [(char, char); 3] = [('“', '”'), ('«', '»'), ('„', '“')];

impl DocumentParser<'_> {
    /// Reports HTML where the page may have none, and what it quotes and what is left out of it where it may. Gives
    /// the element that is left out and not closed in it.
    pub(super) fn html(&mut self, html: &str, span: Span) -> Option<String> {
        if !self.raw_html {
            self.finding(
                Rule::RawHtml,
                span,
                "raw HTML is shown as text",
                "write Markdown, or set `raw_html: true` in the front matter",
            );
            return None;
        }
        let dropped = dropped(html);
        if let Some(name) = &dropped {
            self.finding(
                Rule::RawHtml,
                span,
                format!("`<{name}>` is left out of the page, though raw HTML is on"),
                "link to what it would embed: `[words](address)`; scripts, styles and forms belong to the theme",
            );
        }
        if let Some(name) = dropped.is_none().then(|| dropped_attribute(html)).flatten() {
            self.finding(
                Rule::RawHtml,
                span,
                format!("the attribute `{name}` is left out of the page, though raw HTML is on"),
                "delete it: what a page looks like and does belongs to the theme",
            );
        }
        if let Some(at) = too_large(html) {
            self.finding(
                Rule::RawHtml,
                Span::new(span.start as usize + at, span.start as usize + at + 1),
                format!(
                    "a tag of more than {} attributes or {} KiB is left out",
                    tag::MAX_ATTRIBUTES,
                    tag::MAX_BYTES >> 10
                ),
                "write what readers need of it in Markdown",
            );
        }
        if quotes(html) {
            self.finding(
                Rule::QuoteUnchecked,
                span,
                "HTML is not read: its quotations and citations are neither compared nor shown",
                "write them in Markdown: `> …`, `“…” [@key]`",
            );
        }
        dropped.filter(|name| !html.contains(&format!("</{name}")))
    }
}

/// The first element that opens in some HTML and is left out when it is published.
fn dropped(html: &str) -> Option<String> {
    let html = html.to_ascii_lowercase();
    let (_, tags) = parted(&html);
    let mut names = tags.into_iter().map(|tag| tag.name);
    names.find(|name| !name.is_empty() && !ALLOWED_ELEMENTS.contains(name)).map(str::to_owned)
}

/// Where the first tag begins that is beyond a limit.
fn too_large(html: &str) -> Option<usize> {
    let (_, tags) = parted(html);
    tags.into_iter().find(|tag| tag::is_too_large(tag.text)).map(|tag| tag.at)
}

/// The first attribute in some HTML that styles or runs something.
fn dropped_attribute(html: &str) -> Option<String> {
    let html = html.to_ascii_lowercase();
    let is_dropped = |name: &&str| {
        *name == "style"
            || name
                .strip_prefix("on")
                .is_some_and(|event| event.len() > 2 && event.bytes().all(|byte| byte.is_ascii_lowercase()))
    };
    let tags = html.split('<').skip(1).filter_map(|tag| tag.split('>').next());
    let mut names = tags.flat_map(|tag| tag.split_whitespace().skip(1)).filter_map(|part| {
        let (name, _) = part.split_once('=')?;
        Some(name)
    });
    names.find(is_dropped).map(str::to_owned)
}

fn quotes(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    let (text, tags) = parted(&html);
    let is_marked =
        |(open, close): &(char, char)| text.split_once(*open).is_some_and(|(_, rest)| rest.contains(*close));
    tags.iter().any(|tag| TAGS.contains(&tag.name))
        || text.contains("[@")
        || MARKS.iter().any(is_marked)
        || is_straight(&text)
}

/// A tag in some HTML.
struct HtmlTag<'h> {
    /// The offset of its `<`.
    at: usize,
    /// The name of the element that it opens; empty where it opens none.
    name: &'h str,
    /// All of it.
    text: &'h str,
}

/// What HTML shows, and its tags. What stands in scripts and styles is not shown.
fn parted(html: &str) -> (String, Vec<HtmlTag<'_>>) {
    let (mut text, mut tags, mut rest) = (String::new(), Vec::new(), html);
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let at = html.len() - after.len() - 1;
        let name = &after[..after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len())];
        // A `>` inside a quoted value ends no tag.
        let mut quote = None;
        let end = after.find(|letter| match quote {
            Some(open) => {
                quote = quote.filter(|_| letter != open);
                false
            }
            None => {
                quote = Some(letter).filter(|letter| matches!(letter, '"' | '\''));
                letter == '>'
            }
        });
        rest = end.map_or("", |end| &after[end + 1..]);
        tags.push(HtmlTag { at, name, text: &html[at..html.len() - rest.len()] });
        if matches!(name, "script" | "style") {
            rest = rest.find("</").map_or("", |end| &rest[end..]);
        }
    }
    text.push_str(rest);
    (text, tags)
}

/// Whether words stand between straight quotation marks: one before a word, and one behind.
fn is_straight(text: &str) -> bool {
    let marks = text
        .match_indices('"')
        .map(|(at, _)| (text[..at].chars().next_back(), text[at + 1..].chars().next()));
    let opens =
        |before: Option<char>| before.is_none_or(|letter| letter.is_whitespace() || "([".contains(letter));
    let mut is_open = false;
    for (before, after) in marks {
        if opens(before) {
            is_open |= after.is_some_and(char::is_alphanumeric);
        } else if is_open {
            return true;
        }
    }
    false
}
