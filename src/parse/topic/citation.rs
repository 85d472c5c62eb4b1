//! The citations of a page, as they are kept after parsing; [`super::citation_grammar`] reads them.

use serde::{Deserialize, Serialize};

use super::locator::Locator;
use crate::base::span::Span;

/// A group of citations: one pair of brackets, or one narrative citation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CitationGroup {
    /// Its citations, at least one.
    pub cites: Vec<Cite>,
    /// The whole group.
    pub span: Span,
    /// Whether the first citation stands in the sentence: `@k says`.
    pub is_narrative: bool,
    /// The block it stands in.
    pub scope: usize,
    /// The statement it carries.
    pub claim: Claim,
}

/// The statement that a group carries: the words since the previous group of its block.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Its words without citations, white space made single.
    pub text: String,
    /// The same with the key of each narrative citation in its place, between [`Self::KEY`] and [`Self::KEY_END`];
    /// nothing where there is none.
    pub with_keys: Option<Box<str>>,
    /// Its id, unique on the page: the author's, else `c-` and a hash of the words.
    pub id: String,
    /// Whether the author gave it.
    pub is_named: bool,
    /// Where it stands.
    pub span: Span,
}

impl Claim {
    /// Begins a key in [`Self::with_keys`]: a character for private use.
    pub const KEY: char = '\u{e000}';
    /// Ends it.
    pub const KEY_END: char = '\u{e001}';
}

/// One citation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cite {
    /// The source's key.
    pub key: String,
    /// Where the key stands, without `@`.
    pub key_span: Span,
    /// Whether the author's name is left out: `-@k`.
    pub suppress_author: bool,
    /// Words before the key, with marks of [`Emphasis`](super::emphasis::Emphasis).
    pub prefix: String,
    /// The place in the source.
    pub locator: Option<Locator>,
    /// Where the locator stands.
    pub locator_span: Span,
    /// The passages it rests on.
    pub excerpts: Vec<Excerpt>,
    /// Whether the quotation it belongs to is a translation of the excerpt.
    pub is_translated: bool,
    /// Words after the key, without locator, excerpts and `translated`, with marks of [`Emphasis`](super::emphasis::Emphasis). Behind a locator
    /// they begin as they are written: with a comma and a space, with a space, or at once.
    pub suffix: String,
    /// From the prefix to the suffix.
    pub span: Span,
}

impl Cite {
    /// The offset just past the key, its closing brace included.
    #[must_use]
    pub fn key_end(&self) -> u32 {
        // `@{odd key}` has one more.
        self.key_span.end + u32::from(!is_simple_key(&self.key))
    }
}

/// A quoted string in a citation: the passage it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Its words.
    pub text: String,
    /// Where they stand, without the quotation marks.
    pub span: Span,
}

/// Whether a key can be cited as `@key`, without braces: it begins with a letter, digit or `_`, and goes on
/// with these and single punctuation between them.
#[must_use]
pub fn is_simple_key(key: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let letters: Vec<char> = key.chars().collect();
    letters.first().is_some_and(|first| is_word(*first))
        && letters.last().is_some_and(|last| is_word(*last))
        && letters.iter().all(|letter| is_word(*letter) || ":.#$%&-+?<>~/".contains(*letter))
        && letters.windows(2).all(|pair| is_word(pair[0]) || is_word(pair[1]))
}
