//! What styles load from other sites, wherever in a document they may stand.

use super::address;

/// Functions of CSS whose first value is an address.
const FUNCTIONS: [&str; 3] = ["url", "src", "image"];
/// Functions of CSS in which any string is an address.
const SETS: &str = "image-set";

/// Where something is loaded from another site, as the words that do it and, where they stand so in the file, their
/// offset.
///
/// CSS has escapes, and attributes have character references: words that are written with either are read, too.
pub(super) fn loaded(text: &str) -> Option<(Option<usize>, String)> {
    if let Some((at, what)) = plain(text) {
        return Some((Some(at), what.to_owned()));
    }
    let escaped = |text: &str| {
        let read = memchr::memchr(b'\\', text.as_bytes()).map(|_| unescaped(text))?;
        plain(&read).map(|(_, what)| (None, what.to_owned()))
    };
    escaped(text).or_else(|| {
        memchr::memchr(b'&', text.as_bytes())?;
        let read = address::resolved(text);
        plain(&read).map(|(_, what)| (None, what.to_owned())).or_else(|| escaped(&read))
    })
}

fn plain(text: &str) -> Option<(usize, &str)> {
    memchr::memchr2_iter(b'(', b'@', text.as_bytes()).find_map(|at| match text.as_bytes()[at] {
        b'@' => import(text, at),
        _ => function(text, at),
    })
}

fn import(text: &str, at: usize) -> Option<(usize, &str)> {
    let word = text.get(at..at + "@import".len()).filter(|word| word.eq_ignore_ascii_case("@import"))?;
    let mut rest = text[at + word.len()..].trim_start();
    while let Some(comment) = rest.strip_prefix("/*") {
        rest = comment.split_once("*/")?.1.trim_start();
    }
    is_elsewhere(rest).then_some((at, word))
}

/// A function whose bracket stands at an offset.
fn function(text: &str, at: usize) -> Option<(usize, &str)> {
    let before = &text.as_bytes()[..at];
    let is_called = |name: &str| {
        before.len() >= name.len()
            && before[before.len() - name.len()..].eq_ignore_ascii_case(name.as_bytes())
    };
    let behind = &text[at + 1..];
    if is_called(SETS) {
        let strings = memchr::memchr2_iter(b'"', b'\'', behind.as_bytes());
        // An address of a link behind the style is none of it.
        let is_loaded = |quote: usize| is_elsewhere(&behind[quote + 1..]) && !behind[..quote].ends_with('=');
        return strings
            .take(MOST_STRINGS)
            .any(is_loaded)
            .then(|| (at - SETS.len(), &text[at - SETS.len()..=at]));
    }
    let name = FUNCTIONS.into_iter().find(|name| is_called(name))?;
    is_elsewhere(behind).then(|| (at - name.len(), &text[at - name.len()..=at]))
}

/// Most strings that are looked at behind the name of a function.
const MOST_STRINGS: usize = 200;

fn is_elsewhere(words: &str) -> bool {
    let words = words.trim_start_matches(|letter: char| letter.is_whitespace() || "\"'".contains(letter));
    let end = words.char_indices().take(64).find(|(_, letter)| matches!(letter, '"' | '\'' | ')' | ';'));
    // A character reference ends with one of these signs.
    let words =
        if words.starts_with('&') { words } else { &words[..end.map_or(words.len(), |(end, _)| end)] };
    address::is_elsewhere(&address::beginning(words))
}

/// A text with the escapes of CSS resolved (CSS Syntax 3, section 4.3.7).
fn unescaped(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        read.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits > 0 {
            let number = u32::from_str_radix(&rest[..digits], 16).unwrap_or_default();
            read.push(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = &rest[digits..];
            rest = rest
                .strip_prefix("\r\n")
                .or(rest.strip_prefix([' ', '\t', '\n', '\r', '\x0c']))
                .unwrap_or(rest);
        } else if let Some(letter) = rest.chars().next() {
            rest = &rest[letter.len_utf8()..];
            // An escaped line end goes on with the string.
            if !matches!(letter, '\n' | '\r' | '\x0c') {
                read.push(letter);
            }
        }
    }
    read + rest
}
