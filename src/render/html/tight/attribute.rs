//! The attributes of tags: without quotes that their values do not need, and with characters in place of references.

use super::byte::{CLASS, END, QUOTED, REFERENCE, is_space, needs_quotes};
use super::{Pass, past_space};

impl Pass<'_> {
    /// Tightens the attribute at a place; gives the place after it, and whether it ends in a bare value.
    pub(super) fn attribute(&mut self, start: usize) -> Option<(usize, bool)> {
        let html = self.html;
        if html[start] == b'=' {
            return None;
        }
        let mut end = start;
        while CLASS[*html.get(end)? as usize] & END == 0 {
            end += 1;
        }
        let equals = past_space(html, end, html.len());
        if *html.get(equals)? != b'=' {
            return Some((end, false));
        }
        let value = past_space(html, equals + 1, html.len());
        let mut class = 0;
        let (first, last, after) = match *html.get(value)? {
            quote @ (b'"' | b'\'') => {
                let mut at = value + 1;
                while *html.get(at)? != quote {
                    class |= CLASS[html[at] as usize];
                    at += 1;
                }
                (value + 1, at, at + 1)
            }
            b'>' => return None,
            _ => {
                let mut at = value;
                while !is_space(*html.get(at)?) && html[at] != b'>' {
                    class |= CLASS[html[at] as usize];
                    at += 1;
                }
                (value, at, at)
            }
        };
        if first == last {
            // Without a value it says the same.
            self.cut(end, after);
            return Some((after, false));
        }
        if value - end != 1 {
            self.replace(end, value, b"=");
        }
        if class & REFERENCE != 0 {
            let is_bare = self.decoded(first, last, value, after);
            return Some((after, is_bare));
        }
        if class & QUOTED != 0 {
            return Some((after, false));
        }
        if first > value {
            self.cut(value, first);
            self.cut(last, after);
        }
        Some((after, true))
    }

    /// Tightens a value that holds references; says whether it stands bare.
    fn decoded(&mut self, first: usize, last: usize, value: usize, after: usize) -> bool {
        let plain = decoded(&self.html[first..last]);
        self.cut(value, after);
        if !plain.iter().any(|byte| needs_quotes(*byte)) {
            self.out.extend_from_slice(&plain);
            return true;
        }
        let count = |byte| memchr::memchr_iter(byte, &plain).count();
        let (quote, instead): (u8, &[u8]) =
            if count(b'"') > count(b'\'') { (b'\'', b"&#39;") } else { (b'"', b"&#34;") };
        self.out.push(quote);
        for &byte in &plain {
            if byte == quote {
                self.out.extend_from_slice(instead);
            } else {
                self.out.push(byte);
            }
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
pub(super) fn reference(text: &[u8]) -> Option<(u8, usize)> {
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
