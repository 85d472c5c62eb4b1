//! Addresses in attributes and styles, as browsers read them.

/// Most bytes of an address that are looked at, spaces left out.
const LONGEST: usize = 64;

/// Names of character references that stand for signs of addresses and styles.
const NAMES: [(&str, char); 12] = [
    ("&colon;", ':'),
    ("&Tab;", '\t'),
    ("&NewLine;", '\n'),
    ("&sol;", '/'),
    ("&bsol;", '\\'),
    ("&lpar;", '('),
    ("&commat;", '@'),
    ("&quot;", '"'),
    ("&QUOT;", '"'),
    ("&apos;", '\''),
    ("&amp;", '&'),
    ("&semi;", ';'),
];

/// The value of an attribute that begins at an offset behind its quotation mark, if it has one.
pub(super) fn value(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = match text.as_bytes().get(at.wrapping_sub(1)) {
        Some(quote @ (b'"' | b'\'')) => memchr::memchr(*quote, rest.as_bytes()),
        _ => rest.find(|letter: char| letter.is_ascii_whitespace() || letter == '>'),
    };
    &rest[..end.unwrap_or(rest.len())]
}

/// The beginning of an address as a browser reads it: character references resolved, in lower case, slashes for
/// backslashes, without controls and spaces.
pub(super) fn beginning(value: &str) -> String {
    let mut address = String::new();
    let mut rest = value;
    while address.len() < LONGEST {
        let Some(letter) = rest.chars().next() else { break };
        let (letter, length) = reference(rest).unwrap_or((letter, letter.len_utf8()));
        rest = &rest[length..];
        if letter > ' ' {
            address.push(if letter == '\\' { '/' } else { letter.to_ascii_lowercase() });
        }
    }
    address
}

/// Whether an address, read so, leads to another site.
pub(super) fn is_elsewhere(address: &str) -> bool {
    ["//", "http:", "https:", "ftp:", "ws:", "wss:", "blob:", "filesystem:"]
        .iter()
        .any(|start| address.starts_with(start))
}

/// Whether an address, read so, is code, or a document that may have some.
pub(super) fn is_code(address: &str) -> bool {
    let data = || address.strip_prefix("data:").unwrap_or_default();
    let kind = || data().split([',', ';']).next().unwrap_or_default();
    let is_document = || (kind().contains("html") || kind().contains("xml")) && kind() != "image/svg+xml";
    address.starts_with("javascript:") || address.starts_with("vbscript:") || is_document()
}

/// Whether an address, read so, holds something that is a document in a frame, not a picture of pixels.
pub(super) fn is_document_in_frame(address: &str) -> bool {
    const PIXELS: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
    address.strip_prefix("data:").is_some_and(|data| !PIXELS.iter().any(|kind| data.starts_with(kind)))
}

/// A text with its character references resolved.
pub(super) fn resolved(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        resolved.push_str(&rest[..at]);
        let (letter, length) = reference(&rest[at..]).unwrap_or(('&', 1));
        resolved.push(letter);
        rest = &rest[at + length..];
    }
    resolved + rest
}

/// The character reference at the beginning of a text, and its length: those of numbers, and [`NAMES`].
fn reference(text: &str) -> Option<(char, usize)> {
    if !text.starts_with('&') {
        return None;
    }
    if let Some((name, letter)) = NAMES.into_iter().find(|(name, _)| text.starts_with(name)) {
        return Some((letter, name.len()));
    }
    let number = text.strip_prefix("&#")?;
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    // Zeros may stand before the number without end.
    let letter =
        u32::from_str_radix(digits[..end].trim_start_matches('0'), radix).ok().and_then(char::from_u32)?;
    let length = text.len() - digits.len() + end;
    Some((letter, length + usize::from(digits[end..].starts_with(';'))))
}
