//! The one escaper, for HTML and XML.

use std::borrow::Cow;

/// Escapes text for use between tags and inside quoted attributes.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !has_entity(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    escape_into(text, &mut escaped);
    Cow::Owned(escaped)
}

/// Escapes text for XML 1.0; characters that it does not allow (section 2.2) are dropped.
#[must_use]
pub fn escape_xml(text: &str) -> String {
    let is_control = |byte: u8| u8::from(byte < b' ') & u8::from(!matches!(byte, b'\t' | b'\n' | b'\r'));
    let has_control = text.bytes().fold(0, |found, byte| found | is_control(byte)) != 0;
    // Most texts have no character that begins with this byte.
    let has_other = || text.as_bytes().contains(&0xef) && text.contains(['\u{fffe}', '\u{ffff}']);
    if !has_control && !has_other() {
        return escape(text).into_owned();
    }
    let is_allowed = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let allowed: String = text.chars().filter(is_allowed).collect();
    escape(&allowed).into_owned()
}

/// Adds text, escaped.
pub fn escape_into(text: &str, out: &mut String) {
    let (mut from, mut start) = (0, 0);
    for stretch in text.as_bytes().chunks(STRETCH) {
        if has_entity(stretch) {
            // What is escaped is ASCII, so every place is between two characters.
            for (at, byte) in (start..).zip(stretch) {
                if let Some(entity) = entity(*byte) {
                    out.push_str(&text[from..at]);
                    out.push_str(entity);
                    from = at + 1;
                }
            }
        }
        start += stretch.len();
    }
    out.push_str(&text[from..]);
}

/// Bytes that are looked at together.
const STRETCH: usize = 32;

/// Whether something is to be escaped. Without branches, the question is answered many bytes at a time.
fn has_entity(bytes: &[u8]) -> bool {
    let is = |byte: u8, value: u8| u8::from(byte == value);
    let found = bytes.iter().fold(0, |found, &byte| {
        found | is(byte, b'&') | is(byte, b'<') | is(byte, b'>') | is(byte, b'"') | is(byte, b'\'')
    });
    found != 0
}

fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    }
}

/// The elements of an author's HTML that are published, in alphabetical order; all others are left out.
pub const ALLOWED_ELEMENTS: [&str; 75] = [
    "a",
    "abbr",
    "acronym",
    "area",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "map",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// The offset behind the `>` that ends the tag with which some HTML begins; one in the value of an attribute does not.
#[must_use]
pub fn end_of_tag(html: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::escape_xml;

    #[test]
    fn what_xml_does_not_allow_is_dropped_and_all_else_stays() {
        for code in (0..0x3000).chain(0xfe00..0x1_0100) {
            let Some(letter) = char::from_u32(code) else { continue };
            let is_dropped =
                code < 0x20 && !matches!(letter, '\t' | '\n' | '\r') || matches!(code, 0xfffe | 0xffff);
            let kept =
                if is_dropped { String::new() } else { super::escape(&letter.to_string()).into_owned() };
            assert_eq!(escape_xml(&format!("a{letter}\n，b")), format!("a{kept}\n，b"), "{code:x}");
        }
    }
}
