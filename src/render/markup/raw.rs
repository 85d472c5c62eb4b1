//! HTML that an author wrote (`raw_html: true`), made harmless. The one file that uses ammonia.
//!
//! Such HTML comes in pieces between which Markdown stands (`<div>`, a paragraph, `</div>`), so it cannot be
//! cleaned as a whole. Each start tag is given to ammonia by itself, and what ammonia writes is what is
//! published: no byte of the piece gets out in any other way than through it or the escaper. End tags are
//! written from a stack, so that everything an author opens is closed where the text around it ends, and
//! nothing that the program opened can be closed. Tags that can run, embed, style or ask (`script`, `iframe`,
//! `svg`, `math`, `style`, `form`, `input`), handlers and addresses of other schemes than those of links go;
//! ids get the prefix `user-`, so that they meet none of the page's own.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, Url, UrlRelative};

use crate::base::escape::end_of_tag;
use crate::base::escape::{ALLOWED_ELEMENTS, escape_into};
use crate::base::tag;

/// Elements whose content is not text for a reader: it goes with them.
const DROPPED_WITH_CONTENT: [&str; 7] =
    ["script", "style", "title", "textarea", "template", "noscript", "xmp"];

/// Most elements open at once; those inside of them are left out, their text stays.
const MAX_DEPTH: usize = 128;

/// About the longest text, in bytes, that is cleaned at once.
const LONGEST: usize = 4 << 10;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| cleaner(None));

/// What makes HTML harmless; with a base, addresses are made absolute.
fn cleaner(base: Option<Url>) -> Builder<'static> {
    let mut cleaner = Builder::default();
    cleaner
        .tags(HashSet::from(ALLOWED_ELEMENTS))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .add_generic_attributes(["class", "dir", "id"])
        .id_prefix(Some("user-"))
        .link_rel(Some("noopener noreferrer"))
        .strip_comments(true);
    if let Some(base) = base {
        cleaner.url_relative(UrlRelative::RewriteWithBase(base));
    }
    cleaner
}

/// The elements that are open, innermost last.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// The address from which relative addresses are resolved, where they are made absolute.
    base: Option<Url>,
    open: Vec<String>,
    /// How many of them belong to the text around the one that is being written.
    outer: usize,
}

/// How many elements were open around a text when it began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    outer: usize,
}

impl Raw {
    /// With a base, relative addresses are made absolute.
    pub(super) fn new(base: Option<&str>) -> Self {
        Self { base: base.and_then(|base| Url::parse(base).ok()), ..Self::default() }
    }

    /// A text begins, such as a paragraph: what is open around it cannot be closed in it.
    pub(super) fn enter(&mut self) -> Level {
        let level = Level { outer: self.outer };
        self.outer = self.open.len();
        level
    }

    /// The text ends: what was opened in it is closed.
    pub(super) fn leave(&mut self, level: Level, out: &mut String) {
        while self.open.len() > self.outer {
            self.close(out);
        }
        self.outer = level.outer;
    }

    fn close(&mut self, out: &mut String) {
        if let Some(name) = self.open.pop() {
            out.push_str("</");
            out.push_str(&name);
            out.push('>');
        }
    }

    /// Writes a piece of an author's HTML.
    pub(super) fn piece(&mut self, html: &str, out: &mut String) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            text(&rest[..at], out);
            rest = self.tag(&rest[at..], out);
        }
        text(rest, out);
    }

    /// Writes the tag at the beginning of `html`; what is behind it is left.
    fn tag<'h>(&mut self, html: &'h str, out: &mut String) -> &'h str {
        if let Some(comment) = html.strip_prefix("<!--") {
            return comment.find("-->").map_or("", |end| &comment[end + 3..]);
        }
        if html.starts_with("<!") || html.starts_with("<?") {
            return html.find('>').map_or("", |end| &html[end + 1..]);
        }
        let is_end = html.starts_with("</");
        let name: String = html[1 + usize::from(is_end)..]
            .chars()
            .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            out.push_str("&lt;");
            return &html[1..];
        }
        // Without its end it is no tag, and is not shown either: browsers leave it out as well.
        let Some(end) = end_of_tag(html) else { return "" };
        let (tag, rest) = html.split_at(end);
        if is_end {
            if let Some(at) = self.open.iter().rposition(|open| *open == name).filter(|at| *at >= self.outer)
            {
                while self.open.len() > at {
                    self.close(out);
                }
            }
            return rest;
        }
        if DROPPED_WITH_CONTENT.contains(&name.as_str()) {
            return behind_end_tag(rest, &name);
        }
        let fits = self.open.len() < MAX_DEPTH;
        if tag::is_too_large(tag) {
            return rest;
        }
        if let Some((clean, is_void)) = self.start_tag(tag, &name).filter(|(_, is_void)| *is_void || fits) {
            out.push_str(&clean);
            if !is_void {
                self.open.push(name);
            }
        }
        rest
    }

    /// A start tag as ammonia writes it, and whether its element has no content; nothing where it takes it away.
    fn start_tag(&self, tag: &str, name: &str) -> Option<(String, bool)> {
        // Alone, a part of a table is not read as one.
        let around = match name {
            "td" | "th" => "<table><tbody><tr>",
            "tr" => "<table><tbody>",
            "tbody" | "thead" | "tfoot" | "caption" | "colgroup" => "<table>",
            "col" => "<table><colgroup>",
            _ => "",
        };
        let tag = format!("{around}{tag}");
        let clean = match &self.base {
            Some(base) => cleaner(Some(base.clone())).clean(&tag).to_string(),
            None => CLEANER.clean(&tag).to_string(),
        };
        let begin = clean.rfind(&format!("<{name}")).filter(|_| !clean.is_empty())?;
        let end = end_of_tag(&clean[begin..])? + begin;
        let is_void = !clean[end..].starts_with(&format!("</{name}>"));
        Some((clean[begin..end].to_owned(), is_void))
    }
}

/// Text of an author's HTML, in which entities are read.
fn text(text: &str, out: &mut String) {
    if !text.contains('&') {
        return escape_into(text, out);
    }
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece_end(rest));
        out.push_str(&CLEANER.clean(piece).to_string());
        rest = after;
    }
}

/// Where a piece of a text ends that takes no time to speak of, and not inside an entity: from each `&`,
/// html5ever 0.40 looks to the end of what it writes.
fn piece_end(text: &str) -> usize {
    let mut ends = text.match_indices(['&', ' ', '\n']).map(|(at, _)| at);
    ends.find(|at| *at >= LONGEST).unwrap_or(text.len())
}

/// What stands behind the end tag of an element whose content is not read as HTML.
fn behind_end_tag<'h>(html: &'h str, name: &str) -> &'h str {
    let is_end = |at: &usize| {
        let after = html.as_bytes().get(at + 2..at + 2 + name.len());
        html[*at..].starts_with("</")
            && after.is_some_and(|after| after.eq_ignore_ascii_case(name.as_bytes()))
    };
    let Some(at) = memchr::memchr_iter(b'<', html.as_bytes()).find(is_end) else { return "" };
    html[at..].find('>').map_or("", |end| &html[at + end + 1..])
}

#[cfg(test)]
mod tests {
    use super::Raw;

    fn cleaned(pieces: &[&str]) -> String {
        let (mut raw, mut out) = (Raw::default(), String::new());
        let level = raw.enter();
        pieces.iter().for_each(|piece| raw.piece(piece, &mut out));
        raw.leave(level, &mut out);
        out
    }

    #[test]
    fn what_formats_stays() {
        assert_eq!(
            cleaned(&["<b>20</b> &amp; <em title=\"a > b\">x</em>"]),
            "<b>20</b> &amp; <em title=\"a &gt; b\">x</em>"
        );
        assert_eq!(cleaned(&["<div class=\"x\">", "text", "</div>"]), "<div class=\"x\">text</div>");
        assert_eq!(
            cleaned(&["<table><tr><td colspan=2>a<br>b</td></tr></table>"]),
            "<table><tr><td colspan=\"2\">a<br>b</td></tr></table>"
        );
        assert_eq!(cleaned(&["<h2 id=\"top\">A</h2>"]), "<h2 id=\"user-top\">A</h2>");
        assert_eq!(
            cleaned(&["<a href=\"https://example.org/\">x</a>"]),
            "<a href=\"https://example.org/\" rel=\"noopener noreferrer\">x</a>"
        );
        assert_eq!(
            cleaned(&["<details><summary>s</summary>t</details>"]),
            "<details><summary>s</summary>t</details>"
        );
    }

    #[test]
    fn what_runs_goes() {
        for (html, clean) in [
            ("a<script>alert(1)</script>b", "ab"),
            ("<img src=x onerror=alert(1)>", "<img src=\"x\">"),
            ("<a href=\"JaVa\tscript:alert(1)\">x</a>", "<a rel=\"noopener noreferrer\">x</a>"),
            ("<a href=&#106;avascript:alert(1)>x</a>", "<a rel=\"noopener noreferrer\">x</a>"),
            ("<svg><script>alert(1)</script></svg>x", "x"),
            ("<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>", ""),
            ("<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>", ""),
            ("<style>*{}</style><b style=\"x\">y", "<b>y</b>"),
            ("<!-- --><x-y onclick=z>t</x-y><!doctype a><?php a ?>", "t"),
            ("1 < 2 <", "1 &lt; 2 &lt;"),
            ("<b title=\"", ""),
            (
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
                "<img src=\"x\">&quot;&gt;",
            ),
        ] {
            assert_eq!(cleaned(&[html]), clean, "{html}");
        }
    }

    #[test]
    fn what_is_open_is_closed_and_nothing_else() {
        assert_eq!(cleaned(&["<b><i>x"]), "<b><i>x</i></b>");
        assert_eq!(cleaned(&["</div></main><b>x</i></b></b>"]), "<b>x</b>");
        let (mut raw, mut out) = (Raw::default(), String::new());
        let outside = raw.enter();
        raw.piece("<div>", &mut out);
        let inside = raw.enter();
        raw.piece("</div><b>x", &mut out);
        raw.leave(inside, &mut out);
        raw.piece("</div>y", &mut out);
        raw.leave(outside, &mut out);
        assert_eq!(out, "<div><b>x</b></div>y");
    }

    #[test]
    fn a_long_text_is_cleaned_in_pieces() {
        let words = "Fish &amp; chips &#38; more &lt; less ";
        let long = words.repeat(1_000);
        assert_eq!(cleaned(&[&long]), "Fish &amp; chips &amp; more &lt; less ".repeat(1_000));
        let entities = "&amp;".repeat(4_000);
        assert_eq!(cleaned(&[&entities]), entities);
        let tag = format!("<b title=\"{}\">x", "&amp; ".repeat(20_000));
        assert_eq!(cleaned(&[&tag]), "x");
        let names: String = (0..1_000).map(|name| format!(" z{name:x}")).collect();
        assert_eq!(cleaned(&[&format!("<b{names}>x")]), "x");
    }

    /// What was cleaned and is read by a browser's rules and cleaned again is the same.
    #[test]
    fn cleaning_twice_is_cleaning_once() {
        for html in ["<b>a<p>b</b>c</p>", "<table><b>x</table>", "<a href=x><a href=y>z", "<ul><li>a<li>b"] {
            let once = cleaned(&[html]);
            assert_eq!(cleaned(&[&once]), once, "{html}");
        }
    }
}
