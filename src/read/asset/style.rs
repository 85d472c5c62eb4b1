//! What styles load from other sites, wherever in a document they may stand.

use std::ops::RangeInclusive;

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
    let left = text.len().saturating_mul(MOST_LOOKED_AT);
    let mut ahead = Ahead { comment_end: None, left };
    memchr::memchr2_iter(b'(', b'@', text.as_bytes()).find_map(|at| match text.as_bytes()[at] {
        b'@' => import(text, at, &mut ahead),
        _ => function(text, at, &mut ahead),
    })
}

/// Most times that a style is looked through for what ends comments and begins strings.
const MOST_LOOKED_AT: usize = 32;
/// Most comments between `@import` and its address.
const MOST_COMMENTS: usize = 16;

/// What was found ahead of a place, and how much more may be looked at.
struct Ahead {
    /// Where a comment's end was looked for last, and where it stands: beyond any text where there is none.
    comment_end: Option<RangeInclusive<usize>>,
    /// Bytes that may still be looked at.
    left: usize,
}

impl Ahead {
    /// Notes that so many bytes are looked at; nothing where they are too many.
    fn look(&mut self, length: usize) -> Option<()> {
        self.left = self.left.checked_sub(length)?;
        Some(())
    }

    /// The next `*/` at or behind a place; nothing where too much has been looked at.
    fn comment_end(&mut self, text: &str, at: usize) -> Option<usize> {
        if let Some(known) = self.comment_end.as_ref().filter(|known| known.contains(&at)) {
            return Some(*known.end());
        }
        let found = memchr::memmem::find(&text.as_bytes()[at..], b"*/");
        self.look(found.unwrap_or(text.len() - at))?;
        let end = found.map_or(usize::MAX, |found| at + found);
        self.comment_end = Some(at..=end);
        Some(end)
    }
}

/// An `@import` at an offset, if it may be of another site: more comments than anybody writes may hide that it is.
fn import<'t>(text: &'t str, at: usize, ahead: &mut Ahead) -> Option<(usize, &'t str)> {
    let word = text.get(at..at + "@import".len()).filter(|word| word.eq_ignore_ascii_case("@import"))?;
    let spaces = |at: usize| text.len() - text[at..].trim_start().len();
    let mut next = spaces(at + word.len());
    for _ in 0..MOST_COMMENTS {
        if !text[next..].starts_with("/*") {
            return is_elsewhere(&text[next..]).then_some((at, word));
        }
        match ahead.comment_end(text, next + 2) {
            Some(end) if end < text.len() => next = spaces(end + 2),
            // All behind it is the comment.
            Some(_) => return None,
            None => break,
        }
    }
    Some((at, word))
}

/// A function whose bracket stands at an offset, if it may load something from another site.
fn function<'t>(text: &'t str, at: usize, ahead: &mut Ahead) -> Option<(usize, &'t str)> {
    let before = &text.as_bytes()[..at];
    let is_called = |name: &str| {
        before.len() >= name.len()
            && before[before.len() - name.len()..].eq_ignore_ascii_case(name.as_bytes())
    };
    let behind = &text[at + 1..];
    if is_called(SETS) {
        let called = (at - SETS.len(), &text[at - SETS.len()..=at]);
        // An address of a link behind the style is none of it.
        let is_loaded = |quote: usize| is_elsewhere(&behind[quote + 1..]) && !behind[..quote].ends_with('=');
        let mut quotes = memchr::memchr2_iter(b'"', b'\'', behind.as_bytes()).take(MOST_STRINGS);
        let mut from = 0;
        loop {
            let quote = quotes.next();
            let end = quote.unwrap_or(behind.len());
            if ahead.look(end - from).is_none() || quote.is_some_and(is_loaded) {
                return Some(called);
            }
            quote?;
            from = end;
        }
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
