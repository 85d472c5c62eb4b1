//! Between index and view: a page's document → finished, escaped HTML.
//!
//! 1. [`notes`]: sources are numbered, places lettered, mentions counted;
//! 2. [`passage`]: the words of a source that a note shows, with their context and addresses;
//! 3. [`body`]: blocks and inlines are written, tight, with the markers of the notes; HTML of authors, where
//!    it is on, passes through `raw`.
//!
//! Everything passes through one escaper ([`escape`]); nothing of a source is ever interpreted.

pub mod body;
pub mod notes;
pub mod passage;
mod raw;
mod statement;

use std::borrow::Cow;

pub use statement::statement;

/// Escapes text for use between tags and inside quoted attributes.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| entity(byte).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    escape_into(text, &mut escaped);
    Cow::Owned(escaped)
}

/// Adds text, escaped.
pub fn escape_into(text: &str, out: &mut String) {
    let mut from = 0;
    // What is escaped is ASCII, so every place is between two characters.
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            out.push_str(&text[from..at]);
            out.push_str(entity);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
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

/// `rtl` for the languages written from right to left, else `ltr`.
#[must_use]
pub fn direction(language: &str) -> &'static str {
    let primary = language.split(['-', '_']).next().unwrap_or(language).to_ascii_lowercase();
    let is_rtl = matches!(
        primary.as_str(),
        "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv" | "ckb" | "ku"
    );
    if is_rtl && !language.to_ascii_lowercase().contains("latn") { "rtl" } else { "ltr" }
}
