//! Tight HTML in one pass over the bytes: what a minifier would take away, without building a tree.
//!
//! White space that no browser shows goes (runs become one space; none beside a block's tags), and so do
//! comments, quotes that a value does not need, and character references where the character itself may
//! stand (HTML Living Standard, sections 13.1.2 to 13.1.4 and 13.2.5). The order of attributes, the case
//! of names and every closing tag stay. Space between inline elements is kept, whatever holds them.

mod attribute;
mod byte;
mod element;
mod known;

use std::ops::Range;

use attribute::reference;
use byte::{CLASS, END, REFERENCE, SPACE, is_space};
use element::{BLOCK, UNSEEN, VERBATIM, VOID, kind, pack, with};

pub use known::{KnownPieces, WrittenPage};

use known::{NewPiece, Pieces, is_worth_keeping};

/// The page without what means nothing; nothing where the markup is not understood (declarations inside
/// the text, tags that do not end), so that a real parser must look at it.
#[must_use]
pub(super) fn tighten(page: &WrittenPage, known: &KnownPieces) -> Option<Vec<u8>> {
    known.tighten(page)
}

/// Makes a page small. Its `pieces` that are known are not looked at again; those that are not come into `new`.
fn pass(
    html: &[u8],
    (pieces, known): (&[Range<usize>], &Pieces),
    new: &mut Vec<NewPiece>,
) -> Option<Vec<u8>> {
    let mut pass = Pass::new(html, Spacing::Edge);
    let mut pieces = pieces.iter().peekable();
    while pass.at < html.len() {
        while pieces.next_if(|piece| piece.end <= pass.at).is_some() {}
        // Of each piece the first place that begins text or markup; then the rest of it goes the usual way.
        if pass.literal == 0
            && let Some(piece) = pieces.next_if(|piece| piece.start <= pass.at)
        {
            let place = pass.at..piece.end;
            if let Some(small) = known.get(&html[place.clone()], pass.gap) {
                if small.length > 0 {
                    let end = pass.at + small.length;
                    pass.replace(pass.at, end, &small.small);
                    (pass.at, pass.gap) = (end, small.after);
                    continue;
                }
            } else if is_worth_keeping(&html[place.clone()]) {
                new.push((place, pass.gap));
            }
        }
        if html[pass.at] == b'<' {
            pass.markup()?;
        } else {
            pass.text();
        }
    }
    pass.cut(html.len(), html.len());
    Some(pass.out)
}

/// What stands before the next piece of text or markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spacing {
    /// Text or an inline element: a space would be shown.
    Text,
    /// White space that has not been written yet.
    Space,
    /// A block's tag or the beginning of the page: a space would not be shown.
    Edge,
}

const PRE: u64 = pack(b"pre");
const BR: u64 = pack(b"br");

/// Most bytes stay as they are, so they are copied in long stretches, from one change to the next.
struct Pass<'h> {
    html: &'h [u8],
    at: usize,
    /// From here on nothing has been copied yet.
    copied: usize,
    out: Vec<u8>,
    gap: Spacing,
    /// How many elements are open that show all white space.
    literal: usize,
}

impl<'h> Pass<'h> {
    fn new(html: &'h [u8], gap: Spacing) -> Self {
        Self { html, at: 0, copied: 0, out: Vec::with_capacity(html.len()), gap, literal: 0 }
    }

    /// Leaves out the bytes between two places, the first of which lies behind all changes so far.
    #[inline]
    fn cut(&mut self, from: usize, to: usize) {
        self.out.extend_from_slice(&self.html[self.copied..from]);
        self.copied = to;
    }

    /// Writes something else instead of the bytes between two places.
    fn replace(&mut self, from: usize, to: usize, instead: &[u8]) {
        self.cut(from, to);
        self.out.extend_from_slice(instead);
    }

    fn text(&mut self) {
        let html = self.html;
        let start = self.at;
        let end = memchr::memchr(b'<', &html[start..]).map_or(html.len(), |length| start + length);
        self.at = end;
        if self.literal > 0 {
            self.space(start);
            self.references(start, end);
            self.gap = Spacing::Text;
            return;
        }
        let first = past_space(html, start, end);
        if first > start {
            self.cut(start, first);
            if self.gap == Spacing::Text {
                self.gap = Spacing::Space;
            }
        }
        if first == end {
            return;
        }
        self.space(first);
        let mut last = end;
        while is_space(html[last - 1]) {
            last -= 1;
        }
        self.words(first, last);
        if last < end {
            self.cut(last, end);
        }
        self.gap = if last < end { Spacing::Space } else { Spacing::Text };
    }

    /// Text that neither begins nor ends with white space; each run of it becomes one space.
    fn words(&mut self, start: usize, end: usize) {
        let text = &self.html[start..end];
        if !may_change(text) {
            return;
        }
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            if CLASS[byte as usize] & (SPACE | REFERENCE) == 0 {
                at += 1;
            } else if byte == b'&' {
                at = self.reference(start + at) - start;
            } else if byte != b' ' || is_space(text[at + 1]) {
                let run = text[at..].iter().position(|byte| !is_space(*byte)).unwrap_or(1);
                self.replace(start + at, start + at + run, b" ");
                at += run;
            } else {
                at += 1;
            }
        }
    }

    /// Text whose white space stays; its character references are shortened.
    fn references(&mut self, start: usize, end: usize) {
        let mut at = start;
        while let Some(length) = memchr::memchr(b'&', &self.html[at..end]) {
            at = self.reference(at + length);
        }
    }

    /// Shortens the character reference at a place in text; gives the place after it.
    fn reference(&mut self, at: usize) -> usize {
        match reference(&self.html[at..]) {
            // Between tags this one must not stand for itself.
            None | Some((b'<', _)) => at + 1,
            Some((byte, length)) => {
                self.replace(at, at + length, &[byte]);
                at + length
            }
        }
    }

    /// Writes the space that is due before a place.
    fn space(&mut self, at: usize) {
        if self.gap == Spacing::Space {
            self.replace(at, at, b" ");
            self.gap = Spacing::Text;
        }
    }

    fn markup(&mut self) -> Option<()> {
        let rest = &self.html[self.at..];
        match rest.get(1)? {
            b'!' if rest.starts_with(b"<!--") => self.comment(),
            b'!' => self.doctype(),
            b'/' => self.closing(),
            byte if byte.is_ascii_alphabetic() => self.opening(),
            // Not a tag: text, as parsers see it; but written like this it is more likely a mistake.
            _ => None,
        }
    }

    fn comment(&mut self) -> Option<()> {
        let rest = &self.html[self.at..];
        // Conditional comments and the like speak to somebody.
        if rest.starts_with(b"<!--[") || rest.starts_with(b"<!-->") || rest.starts_with(b"<!--->") {
            return None;
        }
        let end = self.at + memchr::memmem::find(&rest[4..], b"-->")? + 7;
        self.cut(self.at, end);
        self.at = end;
        Some(())
    }

    fn doctype(&mut self) -> Option<()> {
        let rest = &self.html[self.at..];
        if !rest.get(..9)?.eq_ignore_ascii_case(b"<!doctype") {
            return None;
        }
        self.at += memchr::memchr(b'>', rest)? + 1;
        self.gap = Spacing::Edge;
        Some(())
    }

    fn closing(&mut self) -> Option<()> {
        let start = self.at + 2;
        let (name, name_end) = name(self.html, start)?;
        if name_end == start {
            return None;
        }
        self.edge(kind(name), self.at);
        self.literal -= usize::from(self.literal > 0 && name == PRE);
        let mut end = name_end;
        if self.html[end] != b'>' {
            end += memchr::memchr(b'>', &self.html[name_end..])?;
            self.cut(name_end, end);
        }
        self.at = end + 1;
        Some(())
    }

    /// Settles the white space beside a tag: beside a block's none is shown, and what is not shown
    /// itself leaves open what stands on its other side.
    fn edge(&mut self, kind: u8, at: usize) {
        if kind & BLOCK != 0 {
            self.gap = Spacing::Edge;
        } else if kind & UNSEEN == 0 {
            self.space(at);
            self.gap = Spacing::Text;
        }
    }

    fn opening(&mut self) -> Option<()> {
        let html = self.html;
        let start = self.at + 1;
        let (name, name_end) = name(html, start)?;
        let kind = kind(name);
        self.edge(kind, self.at);
        let mut at = name_end;
        let mut bare_end = false;
        let closes_itself = loop {
            let mut next = at;
            while is_space(*html.get(next)?) {
                next += 1;
            }
            match html[next] {
                b'>' if next == at => {
                    self.at = next + 1;
                    break false;
                }
                byte @ (b'>' | b'/') => {
                    let closes_itself = byte == b'/';
                    if closes_itself && html.get(next + 1) != Some(&b'>') {
                        // A slash between attributes means nothing.
                        self.cut(at, next + 1);
                        at = next + 1;
                        continue;
                    }
                    // Outside HTML's own elements the slash ends the element; a bare value would
                    // swallow it.
                    let slash: &[u8] = match (closes_itself && kind & VOID == 0, bare_end) {
                        (false, _) => b"",
                        (true, false) => b"/",
                        (true, true) => b" /",
                    };
                    let end = next + usize::from(closes_itself);
                    self.replace(at, end, slash);
                    self.at = end + 1;
                    break closes_itself;
                }
                _ => {
                    if next - at != 1 || html[at] != b' ' {
                        self.replace(at, next, b" ");
                    }
                    (at, bare_end) = self.attribute(next)?;
                }
            }
        };
        if name == BR {
            self.gap = Spacing::Edge;
        }
        if name == PRE && !closes_itself {
            self.literal += 1;
        }
        if kind & VERBATIM != 0 {
            self.verbatim(&html[start..name_end])?;
        }
        Some(())
    }

    /// The content of an element whose text is not markup, up to its closing tag.
    fn verbatim(&mut self, name: &[u8]) -> Option<()> {
        let html = self.html;
        let mut from = self.at;
        loop {
            let end = from + memchr::memmem::find(&html[from..], b"</")?;
            let after = &html[end + 2..];
            let is_end = after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
                && after.get(name.len()).is_some_and(|byte| is_space(*byte) || matches!(byte, b'>' | b'/'));
            if is_end {
                if name == b"title" {
                    let content = &html[self.at..end];
                    let first = self.at + content.len() - content.trim_ascii_start().len();
                    let last = (self.at + content.trim_ascii_end().len()).max(first);
                    self.cut(self.at, first);
                    self.references(first, last);
                    self.cut(last, end);
                }
                self.at = end;
                return Some(());
            }
            from = end + 2;
        }
    }
}

/// Whether text holds more than letters and single spaces. Most text does not, and a question to all of its
/// bytes together, without a branch, is answered many bytes at a time.
fn may_change(text: &[u8]) -> bool {
    let Some(last) = text.last() else { return false };
    let mut found = u8::from(*last == b'&');
    for (&byte, &next) in text.iter().zip(&text[1..]) {
        let is_run = u8::from(byte == b' ') & u8::from(next == b' ');
        found |= u8::from(byte < b' ') | u8::from(byte == b'&') | is_run;
    }
    found != 0
}

/// The element's name at a place, as a number, and where it ends.
fn name(html: &[u8], start: usize) -> Option<(u64, usize)> {
    let (mut name, mut at) = (0, start);
    loop {
        let byte = *html.get(at)?;
        if CLASS[byte as usize] & END != 0 {
            return Some((name, at));
        }
        name = with(name, byte);
        at += 1;
    }
}

/// The first place from `at` on, before `end`, that holds no white space; else `end`.
fn past_space(html: &[u8], mut at: usize, end: usize) -> usize {
    while at < end && is_space(html[at]) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{KnownPieces, WrittenPage, tighten};

    fn tight(html: &str) -> Option<String> {
        tighten(&html.as_bytes().to_vec().into(), &KnownPieces::default())
            .map(|small| String::from_utf8(small).unwrap())
    }

    #[test]
    fn only_what_is_not_shown_goes() {
        for (page, small) in [
            // White space.
            ("<div>\n  <p> one  two\n three </p>\n</div>", "<div><p>one two three</p></div>"),
            ("<p>a <b>b</b> <i> c</i></p>", "<p>a <b>b</b> <i> c</i></p>"),
            ("<div><span>a</span> <span>b</span></div>", "<div><span>a</span> <span>b</span></div>"),
            ("<p>a <script>x  y</script> b</p>", "<p>a<script>x  y</script> b</p>"),
            ("<p>a<br> b</p>", "<p>a<br>b</p>"),
            ("<p>a <svg><use href='#i'/> </svg> b</p>", "<p>a <svg><use href=#i /></svg> b</p>"),
            ("<p>a <!-- c --> b</p>", "<p>a b</p>"),
            ("<ul>\n<li>a</li>\n<li>b</li>\n</ul> ", "<ul><li>a</li><li>b</li></ul>"),
            ("<p>a\u{a0} b</p>", "<p>a\u{a0} b</p>"),
            // What shows its white space, and what is not markup.
            ("<pre>\n a  <b> b</b>\n</pre> <p>", "<pre>\n a  <b> b</b>\n</pre><p>"),
            ("<textarea>  <p> \n</textarea>", "<textarea>  <p> \n</textarea>"),
            ("<script>a < b  </b></script>", "<script>a < b  </b></script>"),
            ("<title> a &amp; b </title>", "<title>a & b</title>"),
            // Attributes.
            ("<a  href = \"/\"  title='a b' >", "<a href=/ title='a b'>"),
            ("<img alt=\"\" src='x'/>", "<img alt src=x>"),
            ("<p title=\"&quot;a&quot; &amp;c &lt;\">", "<p title='\"a\" &amp;c <'>"),
            ("<p title=\"a'b&quot;c\">", "<p title=\"a'b&#34;c\">"),
            ("<p title='a\"b'>", "<p title='a\"b'>"),
            ("<a href=\"?a&amp;b\">", "<a href=?a&amp;b>"),
            ("<input disabled value=\"a=b\">", "<input disabled value=\"a=b\">"),
            ("<p a/b / c>", "<p a b c>"),
            ("<img alt = \"\" src = x>", "<img alt src=x>"),
            ("<rect width=\"1\" height='2'/>", "<rect width=1 height=2 />"),
            ("<rect/>", "<rect/>"),
            // References.
            (
                "<p>&lt;b&gt; &quot;a&quot; &#39;b&#39; R&amp;D a &amp; b &copy;",
                "<p>&lt;b> \"a\" 'b' R&amp;D a & b &copy;",
            ),
            ("<p>&amp;lt; &amp;#39;", "<p>&amp;lt; &amp;#39;"),
        ] {
            assert_eq!(tight(page).as_deref(), Some(small), "{page}");
            assert_eq!(tight(small).as_deref(), Some(small), "again: {page}");
        }
    }

    #[test]
    fn what_is_not_understood_is_left_to_a_parser() {
        for page in [
            "<p>a <![CDATA[ b ]]>",
            "a < b",
            "<p title=\"a",
            "<p =a>",
            "<p",
            "<!--[if IE]> <![endif]-->",
            "<?php ?>",
            "<script>a",
            "<!-- a",
        ] {
            assert_eq!(tight(page), None, "{page}");
        }
    }

    /// Pieces of markup, in any order.
    fn markup() -> impl Strategy<Value = String> {
        let piece = proptest::sample::select(vec![
            "<",
            ">",
            "</",
            "/>",
            "<p",
            "<a href=",
            "\"",
            "'",
            "=",
            " ",
            "\n",
            "&amp;",
            "&quot;",
            "&#39;",
            "&lt;",
            "x",
            "а",
            "<pre>",
            "</pre>",
            "<br>",
            "<script>",
            "</script>",
            "<title>",
            "</title>",
            "<!-- c -->",
            "<!doctype html>",
            "<use href=#i />",
            "  ",
            "<b>",
            "</b>",
            " class=\"a b\"",
            " title='x&quot;y'",
            "/",
            "<li>",
            "</li>",
            "&",
            "`",
        ]);
        proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    /// Text and markup as templates put them together: long pieces among short ones.
    fn written() -> impl Strategy<Value = Vec<String>> {
        let piece = proptest::sample::select(vec![
            "</p></div>\n<p class=\"meta\"> <a href=\"",
            "\" aria-label=\"a b\">\n  one <b> two</b>\n",
            " </a> and some more words\n</p>  <p>",
            "<pre>  kept as it is </pre> <span> a",
            "  <script>x  y</script> <title> a ",
            "</title></pre> </b></i></p>\n\n",
            "words  of a value",
            "/an/address/",
            "&amp;",
            "\" title=\"&quot;a&quot; it is",
            "<!-- a comment --> <em>c</em> ",
        ]);
        proptest::collection::vec(piece.prop_map(str::to_owned), 0..14)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]
        #[test]
        fn what_is_known_of_pieces_changes_nothing(pages in proptest::collection::vec(written(), 1..8)) {
            let known = KnownPieces::default();
            for page in [&pages[..], &pages[..], &pages[..]].concat() {
                let mut pieces = WrittenPage::default();
                page.iter().for_each(|piece| std::io::Write::write_all(&mut pieces, piece.as_bytes()).unwrap());
                let whole = tight(&page.concat());
                let small = tighten(&pieces, &known).map(|small| String::from_utf8(small).unwrap());
                prop_assert_eq!(small, whole, "{:?}", page);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]
        #[test]
        fn whatever_is_understood_is_tight_at_once(page in markup()) {
            if let Some(small) = tight(&page) {
                prop_assert_eq!(tight(&small), Some(small.clone()), "{}", page);
            }
        }
    }
}
