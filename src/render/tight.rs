//! Tight HTML in one pass over the bytes: what a minifier would take away, without building a tree.
//!
//! White space that no browser shows goes (runs become one space; none beside a block's tags), and so do
//! comments, quotes that a value does not need, and character references where the character itself may
//! stand (HTML Living Standard, sections 13.1.2 to 13.1.4 and 13.2.5). The order of attributes, the case
//! of names and every closing tag stay. Space between inline elements is kept, whatever holds them.

/// The page without what means nothing; nothing where the markup is not understood (declarations inside
/// the text, tags that do not end), so that a real parser must look at it.
#[must_use]
pub(super) fn tighten(html: &[u8]) -> Option<Vec<u8>> {
    let mut pass = Pass { html, at: 0, out: Vec::with_capacity(html.len()), gap: Gap::Edge, literal: 0 };
    while pass.at < html.len() {
        if html[pass.at] == b'<' {
            pass.markup()?;
        } else {
            pass.text();
        }
    }
    Some(pass.out)
}

/// What stands before the next piece of text or markup.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Text or an inline element: a space would be shown.
    Text,
    /// White space that has not been written yet.
    Space,
    /// A block's tag or the beginning of the page: a space would not be shown.
    Edge,
}

struct Pass<'h> {
    html: &'h [u8],
    at: usize,
    out: Vec<u8>,
    gap: Gap,
    /// How many elements are open that show all white space.
    literal: usize,
}

impl<'h> Pass<'h> {
    fn text(&mut self) {
        let rest = &self.html[self.at..];
        let end = memchr::memchr(b'<', rest).unwrap_or(rest.len());
        let text = &rest[..end];
        self.at += end;
        if self.literal > 0 {
            self.space();
            self.characters(text);
            self.gap = Gap::Text;
            return;
        }
        let words = text.trim_ascii_start();
        if words.len() < text.len() && self.gap == Gap::Text {
            self.gap = Gap::Space;
        }
        if words.is_empty() {
            return;
        }
        self.space();
        let end = words.trim_ascii_end().len();
        self.words(&words[..end]);
        self.gap = if end < words.len() { Gap::Space } else { Gap::Text };
    }

    /// Text that neither begins nor ends with white space; each run of it becomes one space.
    fn words(&mut self, text: &[u8]) {
        let mut from = 0;
        let mut at = 0;
        while at < text.len() {
            let byte = text[at];
            if byte == b'&' {
                self.out.extend_from_slice(&text[from..at]);
                let (byte, length) = in_text(&text[at..]);
                self.out.push(byte);
                at += length;
                from = at;
            } else if is_space(byte) && (byte != b' ' || is_space(text[at + 1])) {
                self.out.extend_from_slice(&text[from..at]);
                self.out.push(b' ');
                at += text[at..].iter().position(|byte| !is_space(*byte)).unwrap_or(1);
                from = at;
            } else {
                at += 1;
            }
        }
        self.out.extend_from_slice(&text[from..]);
    }

    /// Writes the space that is due.
    fn space(&mut self) {
        if self.gap == Gap::Space {
            self.out.push(b' ');
            self.gap = Gap::Text;
        }
    }

    /// Text between tags, its character references shortened.
    fn characters(&mut self, text: &[u8]) {
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'&', rest) {
            self.out.extend_from_slice(&rest[..at]);
            rest = &rest[at..];
            let (byte, length) = in_text(rest);
            self.out.push(byte);
            rest = &rest[length..];
        }
        self.out.extend_from_slice(rest);
    }

    fn markup(&mut self) -> Option<()> {
        let rest = &self.html[self.at..];
        match rest.get(1)? {
            b'!' if rest.starts_with(b"<!--") => self.comment(rest),
            b'!' => self.doctype(rest),
            b'/' => self.closing(rest),
            byte if byte.is_ascii_alphabetic() => self.opening(rest),
            // Not a tag: text, as parsers see it; but written like this it is more likely a mistake.
            _ => None,
        }
    }

    fn comment(&mut self, rest: &[u8]) -> Option<()> {
        // Conditional comments and the like speak to somebody.
        if rest.starts_with(b"<!--[") || rest.starts_with(b"<!-->") || rest.starts_with(b"<!--->") {
            return None;
        }
        self.at += memchr::memmem::find(&rest[4..], b"-->")? + 7;
        Some(())
    }

    fn doctype(&mut self, rest: &[u8]) -> Option<()> {
        if !rest.get(..9)?.eq_ignore_ascii_case(b"<!doctype") {
            return None;
        }
        let end = memchr::memchr(b'>', rest)? + 1;
        self.out.extend_from_slice(&rest[..end]);
        self.at += end;
        self.gap = Gap::Edge;
        Some(())
    }

    fn closing(&mut self, rest: &[u8]) -> Option<()> {
        let end = memchr::memchr(b'>', rest)?;
        let name = &rest[2..end];
        let name = &name[..name.iter().position(|byte| is_space(*byte)).unwrap_or(name.len())];
        if name.is_empty() {
            return None;
        }
        self.edge(kind(name));
        self.literal -= usize::from(self.literal > 0 && name == b"pre");
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name);
        self.out.push(b'>');
        self.at += end + 1;
        Some(())
    }

    /// Settles the white space beside a tag: beside a block's none is shown, and what is not shown
    /// itself leaves open what stands on its other side.
    fn edge(&mut self, kind: u8) {
        if kind & BLOCK != 0 {
            self.gap = Gap::Edge;
        } else if kind & UNSEEN == 0 {
            self.space();
            self.gap = Gap::Text;
        }
    }

    fn opening(&mut self, rest: &'h [u8]) -> Option<()> {
        let name_end = rest.iter().position(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))?;
        let name = &rest[1..name_end];
        let kind = kind(name);
        self.edge(kind);
        self.out.extend_from_slice(&rest[..name_end]);
        let mut at = name_end;
        let mut bare_end = false;
        let closes_itself = loop {
            at += rest[at..].iter().position(|byte| !is_space(*byte))?;
            match rest[at] {
                b'>' => break false,
                b'/' if rest.get(at + 1) == Some(&b'>') => break true,
                b'/' => at += 1,
                _ => (at, bare_end) = self.attribute(rest, at)?,
            }
        };
        // Outside HTML's own elements the slash ends the element; a bare value would swallow it.
        if closes_itself && kind & VOID == 0 {
            self.out.extend_from_slice(if bare_end { b" /" } else { b"/" });
        }
        self.out.push(b'>');
        self.at += at + 1 + usize::from(closes_itself);
        if name == b"br" {
            self.gap = Gap::Edge;
        }
        if name == b"pre" && !closes_itself {
            self.literal += 1;
        }
        if kind & VERBATIM != 0 {
            self.verbatim(name)?;
        }
        Some(())
    }

    /// The content of an element whose text is not markup, up to its closing tag.
    fn verbatim(&mut self, name: &[u8]) -> Option<()> {
        let rest = &self.html[self.at..];
        let mut from = 0;
        loop {
            let at = from + memchr::memmem::find(&rest[from..], b"</")?;
            let after = &rest[at + 2..];
            let is_end = after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
                && after.get(name.len()).is_some_and(|byte| is_space(*byte) || matches!(byte, b'>' | b'/'));
            if is_end {
                let content = &rest[..at];
                if name == b"title" { self.characters(content.trim_ascii()) } else { self.out.extend_from_slice(content) }
                self.at += at;
                return Some(());
            }
            from = at + 2;
        }
    }

    /// Writes the attribute at `at`; gives the place after it, and whether it ends in a bare value.
    fn attribute(&mut self, rest: &[u8], at: usize) -> Option<(usize, bool)> {
        let length = rest[at..].iter().position(|byte| is_space(*byte) || matches!(byte, b'=' | b'>' | b'/'))?;
        let name = &rest[at..at + length.max(1)];
        self.out.push(b' ');
        self.out.extend_from_slice(name);
        let end = at + name.len();
        let equals = end + rest[end..].iter().position(|byte| !is_space(*byte))?;
        if rest[equals] != b'=' {
            return Some((end, false));
        }
        let start = equals + 1 + rest[equals + 1..].iter().position(|byte| !is_space(*byte))?;
        let (value, end) = match rest[start] {
            quote @ (b'"' | b'\'') => {
                let length = rest[start + 1..].iter().position(|byte| *byte == quote)?;
                (&rest[start + 1..start + 1 + length], start + length + 2)
            }
            b'>' => return None,
            _ => {
                let length = rest[start..].iter().position(|byte| is_space(*byte) || *byte == b'>')?;
                (&rest[start..start + length], start + length)
            }
        };
        Some((end, self.value(value)))
    }

    /// Writes a value with the quotes it needs; says whether it stands bare.
    fn value(&mut self, value: &[u8]) -> bool {
        if value.is_empty() {
            return false;
        }
        self.out.push(b'=');
        let Some(special) = value.iter().position(|byte| needs_quotes(*byte) || *byte == b'&') else {
            self.out.extend_from_slice(value);
            return true;
        };
        if !value[special..].contains(&b'&') {
            // A quoted value cannot hold both kinds of quotes without a reference.
            let quote = if value[special..].contains(&b'"') { b'\'' } else { b'"' };
            self.out.push(quote);
            self.out.extend_from_slice(value);
            self.out.push(quote);
            return false;
        }
        let plain = decoded(value);
        if !plain.iter().any(|byte| needs_quotes(*byte)) {
            self.out.extend_from_slice(&plain);
            return true;
        }
        let count = |byte| memchr::memchr_iter(byte, &plain).count();
        let (quote, instead): (u8, &[u8]) =
            if count(b'"') > count(b'\'') { (b'\'', b"&#39;") } else { (b'"', b"&#34;") };
        self.out.push(quote);
        for &byte in &plain {
            if byte == quote { self.out.extend_from_slice(instead) } else { self.out.push(byte) }
        }
        self.out.push(quote);
        false
    }
}

/// The value with every reference that may go replaced by its character.
fn decoded(value: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'&', rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let (byte, length) = reference(rest).unwrap_or((b'&', 1));
        plain.push(byte);
        rest = &rest[length..];
    }
    plain.extend_from_slice(rest);
    plain
}

/// The character that the reference at the beginning of `text` stands for, where the character may stand
/// for itself (`<` only inside quotes), and the length of the reference.
fn reference(text: &[u8]) -> Option<(u8, usize)> {
    const SHORT: [(&[u8], u8); 5] =
        [(b"&quot;", b'"'), (b"&#39;", b'\''), (b"&#34;", b'"'), (b"&gt;", b'>'), (b"&lt;", b'<')];
    if let Some((name, byte)) = SHORT.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*byte, name.len()));
    }
    // An ampersand may stand for itself where no name or number follows.
    let rest = text.strip_prefix(b"&amp;")?;
    let begins = rest.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    (!begins).then_some((b'&', 5))
}

/// As [`reference`], between tags, where `<` must not stand for itself.
fn in_text(text: &[u8]) -> (u8, usize) {
    reference(text).filter(|(byte, _)| *byte != b'<').unwrap_or((b'&', 1))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

/// Whether a value with this byte needs quotes.
fn needs_quotes(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`')
}

/// What is known of an element: any of the following.
///
/// Beside a block's tags no browser shows white space: blocks, parts of tables and lists (section 15.3),
/// and shapes.
const BLOCK: u8 = 1;
/// Not shown itself (section 15.3.1).
const UNSEEN: u8 = 2;
/// Without content (section 13.1.2).
const VOID: u8 = 4;
/// Its text is not markup (section 13.1.2).
const VERBATIM: u8 = 8;

/// The elements that are not simply inline.
const ELEMENTS: [(&str, u8); 86] = [
    ("html", BLOCK),
    ("head", BLOCK),
    ("body", BLOCK),
    ("base", UNSEEN | VOID),
    ("link", UNSEEN | VOID),
    ("meta", UNSEEN | VOID),
    ("script", UNSEEN | VERBATIM),
    ("style", UNSEEN | VERBATIM),
    ("template", UNSEEN),
    ("title", UNSEEN | VERBATIM),
    ("textarea", VERBATIM),
    ("iframe", VERBATIM),
    ("noembed", VERBATIM),
    ("xmp", BLOCK | VERBATIM),
    ("area", VOID),
    ("br", VOID),
    ("col", BLOCK | VOID),
    ("embed", VOID),
    ("hr", BLOCK | VOID),
    ("img", VOID),
    ("input", VOID),
    ("source", VOID),
    ("track", VOID),
    ("wbr", VOID),
    ("address", BLOCK),
    ("article", BLOCK),
    ("aside", BLOCK),
    ("blockquote", BLOCK),
    ("center", BLOCK),
    ("dd", BLOCK),
    ("details", BLOCK),
    ("dialog", BLOCK),
    ("dir", BLOCK),
    ("div", BLOCK),
    ("dl", BLOCK),
    ("dt", BLOCK),
    ("fieldset", BLOCK),
    ("figcaption", BLOCK),
    ("figure", BLOCK),
    ("footer", BLOCK),
    ("form", BLOCK),
    ("h1", BLOCK),
    ("h2", BLOCK),
    ("h3", BLOCK),
    ("h4", BLOCK),
    ("h5", BLOCK),
    ("h6", BLOCK),
    ("header", BLOCK),
    ("hgroup", BLOCK),
    ("legend", BLOCK),
    ("li", BLOCK),
    ("main", BLOCK),
    ("menu", BLOCK),
    ("nav", BLOCK),
    ("ol", BLOCK),
    ("optgroup", BLOCK),
    ("option", BLOCK),
    ("p", BLOCK),
    ("pre", BLOCK),
    ("search", BLOCK),
    ("section", BLOCK),
    ("summary", BLOCK),
    ("table", BLOCK),
    ("caption", BLOCK),
    ("colgroup", BLOCK),
    ("tbody", BLOCK),
    ("td", BLOCK),
    ("tfoot", BLOCK),
    ("th", BLOCK),
    ("thead", BLOCK),
    ("tr", BLOCK),
    ("ul", BLOCK),
    ("symbol", BLOCK),
    ("path", BLOCK),
    ("circle", BLOCK),
    ("use", BLOCK),
    ("g", BLOCK),
    ("defs", BLOCK),
    ("rect", BLOCK),
    ("line", BLOCK),
    ("polyline", BLOCK),
    ("polygon", BLOCK),
    ("ellipse", BLOCK),
    ("clipPath", BLOCK),
    ("marker", BLOCK),
    ("stop", BLOCK),
];

/// The elements by the hash of their names, each at the first free place from there on: looked up twice
/// for every tag of a site.
static TABLE: [(u128, u8); 256] = table();

/// A name as a number; nobody's name has more than 16 letters.
const fn pack(name: &[u8]) -> u128 {
    if name.len() > 16 {
        return 0;
    }
    let mut packed = 0;
    let mut at = 0;
    while at < name.len() {
        packed = packed << 8 | name[at] as u128;
        at += 1;
    }
    packed
}

/// Where to look for a packed name first (Fibonacci hashing).
const fn slot(packed: u128) -> usize {
    let folded = packed as u64 ^ (packed >> 64) as u64;
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

const fn table() -> [(u128, u8); 256] {
    let mut table = [(0, 0); 256];
    let mut at = 0;
    while at < ELEMENTS.len() {
        let packed = pack(ELEMENTS[at].0.as_bytes());
        let mut place = slot(packed);
        while table[place].0 != 0 {
            place = (place + 1) % 256;
        }
        table[place] = (packed, ELEMENTS[at].1);
        at += 1;
    }
    table
}

/// What is known of an element.
fn kind(name: &[u8]) -> u8 {
    let packed = pack(name);
    let mut place = slot(packed);
    while TABLE[place].0 != 0 {
        if TABLE[place].0 == packed {
            return TABLE[place].1;
        }
        place = (place + 1) % 256;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::tighten;

    fn tight(html: &str) -> Option<String> {
        tighten(html.as_bytes()).map(|small| String::from_utf8(small).unwrap())
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
            ("<a  href = \"/\"  title='a b' >", "<a href=/ title=\"a b\">"),
            ("<img alt=\"\" src='x'/>", "<img alt src=x>"),
            ("<p title=\"&quot;a&quot; &amp;c &lt;\">", "<p title='\"a\" &amp;c <'>"),
            ("<p title=\"a'b&quot;c\">", "<p title=\"a'b&#34;c\">"),
            ("<p title='a\"b'>", "<p title='a\"b'>"),
            ("<a href=\"?a&amp;b\">", "<a href=?a&amp;b>"),
            ("<input disabled value=\"a=b\">", "<input disabled value=\"a=b\">"),
            ("<rect width=\"1\" height='2'/>", "<rect width=1 height=2 />"),
            ("<rect/>", "<rect/>"),
            // References.
            ("<p>&lt;b&gt; &quot;a&quot; &#39;b&#39; R&amp;D a &amp; b &copy;", "<p>&lt;b> \"a\" 'b' R&amp;D a & b &copy;"),
            ("<p>&amp;lt; &amp;#39;", "<p>&amp;lt; &amp;#39;"),
        ] {
            assert_eq!(tight(page).as_deref(), Some(small), "{page}");
            assert_eq!(tight(small).as_deref(), Some(small), "again: {page}");
        }
    }

    #[test]
    fn what_is_not_understood_is_left_to_a_parser() {
        for page in ["<p>a <![CDATA[ b ]]>", "a < b", "<p title=\"a", "<p", "<!--[if IE]> <![endif]-->", "<?php ?>", "<script>a", "<!-- a"]
        {
            assert_eq!(tight(page), None, "{page}");
        }
    }
}
