//! White space made single.

use std::borrow::Cow;

/// The words with all white space made single.
#[must_use]
pub fn single_spaces(text: &str) -> String {
    if has_single_spaces(text) {
        return text.to_owned();
    }
    let mut single = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !single.is_empty() {
            single.push(' ');
        }
        single.push_str(word);
    }
    single
}

/// How many words stand between white space.
#[must_use]
pub fn count_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    if has_single_spaces(text) {
        return memchr::memchr_iter(b' ', bytes).count() + usize::from(!bytes.is_empty());
    }
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    let is_space = |byte: u8| byte == b' ' || (b'\t'..=b'\r').contains(&byte);
    let first = bytes.first().is_some_and(|first| !is_space(*first));
    let begins = |(before, byte): &(&u8, &u8)| is_space(**before) && !is_space(**byte);
    usize::from(first) + bytes.iter().zip(bytes.get(1..).unwrap_or_default()).filter(begins).count()
}

/// Whether the only white space is single spaces between words. What is in doubt counts as other white space:
/// all of Unicode's begins with the bytes looked for here, and most letters do not. Without branches, the
/// question is answered many bytes at a time.
fn has_single_spaces(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return true };
    if *first == b' ' || *last == b' ' || is_wide(*last) != 0 {
        return false;
    }
    let mut found = 0;
    for (&byte, &next) in bytes.iter().zip(&bytes[1..]) {
        found |= is_wide(byte) | (u8::from(byte == b' ') & u8::from(next == b' '));
    }
    let is_space = |at: usize| {
        let letter = text.get(at..at + 3).and_then(|letter| letter.chars().next());
        letter.is_none_or(char::is_whitespace)
    };
    found == 0 && !memchr::memchr_iter(0xe2, bytes).any(is_space)
}

/// Whether a byte may belong to white space that is no space, and does not begin with `0xe2`.
fn is_wide(byte: u8) -> u8 {
    let is = |value: u8| u8::from(byte == value);
    u8::from(byte < b' ') | is(0xc2) | is(0xe1) | is(0xe3)
}

/// One line of text: control characters and line separators are spaces, marks that turn the direction
/// of what follows are dropped, and the ends are trimmed. Everything else is kept as it is.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if !trimmed.contains(|c: char| is_line_separator(c) || is_direction_change(c)) {
        return Cow::Borrowed(trimmed);
    }
    let kept = trimmed.chars().filter(|c| !is_direction_change(*c));
    let one_line: String = kept.map(|c| if is_line_separator(c) { ' ' } else { c }).collect();
    Cow::Owned(one_line.trim().to_owned())
}

pub(crate) fn is_line_separator(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Embeddings, overrides and isolates of the bidirectional algorithm; the plain marks (LRM, RLM) and the
/// joiners are part of the text.
pub(crate) fn is_direction_change(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{count_words, has_single_spaces, line, single_spaces};

    #[test]
    fn words_are_counted_between_all_white_space() {
        for text in [
            "",
            " ",
            "a",
            " a b ",
            "a  b\n\nc",
            "слово  слово",
            "«слово» і ще",
            "a\u{a0}b\u{3000}c",
            "三百 五",
            "a\u{2003}b",
            "\tone\r\ntwo",
        ] {
            assert_eq!(count_words(text), text.split_whitespace().count(), "{text:?}");
        }
    }

    #[test]
    fn white_space_becomes_single_spaces() {
        for letter in (0..=0x3100).filter_map(char::from_u32).filter(|letter| letter.is_whitespace()) {
            for text in [format!("a{letter}{letter}b"), format!("{letter}a b"), format!("a b{letter}")] {
                assert_eq!(single_spaces(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
                assert!(!has_single_spaces(&text), "{text:?}");
            }
        }
        for text in ["", "a", "a “b” c—d", "що було", "中文 字", "a…b"] {
            assert!(has_single_spaces(text), "{text}");
            assert_eq!(single_spaces(text), text);
        }
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line(" a\u{0}b\r\nc\u{2028}d\u{202e}e\u{200e} "), "a b  c de\u{200e}");
        assert_eq!(line("GitHub {DNA} $x$"), "GitHub {DNA} $x$");
    }
}
