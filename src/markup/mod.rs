//! Between index and view: a page's document → finished, escaped HTML.
//!
//! 1. [`notes`]: sources are numbered, places lettered, mentions counted;
//! 2. [`passage`]: the words of a source that a note shows, with their context and addresses;
//! 3. [`body`]: blocks and inlines are written, tight, with the markers of the notes.
//!
//! Everything passes through one escaper ([`escape`]); nothing of a source is ever interpreted.

pub mod body;
pub mod notes;
pub mod passage;

use std::borrow::Cow;

/// Escapes text for use between tags and inside quoted attributes.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(['&', '<', '>', '"', '\'']) else { return Cow::Borrowed(text) };
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str(&text[..first]);
    for letter in text[first..].chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    Cow::Owned(escaped)
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
