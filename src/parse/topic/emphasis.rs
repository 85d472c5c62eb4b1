//! Emphasis within the words of a citation.

use crate::parse::markdown::{Mark, PieceKind};

/// Characters for private use that stand for emphasis in the words before and after a key.
#[derive(Clone, Copy, Debug)]
pub struct Emphasis;

impl Emphasis {
    /// Begins emphasis.
    pub const EM: char = '\u{e002}';
    /// Ends it.
    pub const EM_END: char = '\u{e003}';
    /// Begins strong emphasis.
    pub const STRONG: char = '\u{e004}';
    /// Ends it.
    pub const STRONG_END: char = '\u{e005}';

    /// Whether a character is one of them.
    #[must_use]
    pub fn is_mark(letter: char) -> bool {
        (Self::EM..=Self::STRONG_END).contains(&letter)
    }

    /// Words without them.
    #[must_use]
    pub fn stripped(words: &str) -> String {
        words.replace(Self::is_mark, "")
    }

    /// The mark of a piece of markup.
    pub(super) fn of_piece(kind: &PieceKind) -> Option<char> {
        match kind {
            PieceKind::Open(Mark::Emphasis) => Some(Self::EM),
            PieceKind::Close(Mark::Emphasis) => Some(Self::EM_END),
            PieceKind::Open(Mark::Strong) => Some(Self::STRONG),
            PieceKind::Close(Mark::Strong) => Some(Self::STRONG_END),
            _ => None,
        }
    }
}
