//! Pieces of pages that come again and again: what templates say letter for letter, and parts that many pages show.
//! Each is made small once.

use std::collections::hash_map::Entry;
use std::hash::Hasher;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::{Pass, Spacing};

/// Shortest and longest piece that is kept, in bytes.
const KEPT: Range<usize> = 24..8 << 10;
/// Most pieces that are kept: templates come to some hundreds.
const MOST: usize = 4096;

/// A page as it was written, and the pieces of which it was put together.
#[derive(Clone, Debug, Default)]
pub struct WrittenPage {
    /// The page.
    pub html: Vec<u8>,
    /// The pieces that may come again, in order.
    pub(super) pieces: Vec<Range<usize>>,
}

impl From<Vec<u8>> for WrittenPage {
    /// A page in one piece, or the room for one.
    fn from(html: Vec<u8>) -> Self {
        Self { html, pieces: Vec::new() }
    }
}

impl std::io::Write for WrittenPage {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if KEPT.contains(&piece.len()) {
            self.pieces.push(self.html.len()..self.html.len() + piece.len());
        }
        self.html.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The beginning of a piece made small.
#[derive(Debug)]
pub(super) struct SmallPiece {
    piece: Box<[u8]>,
    before: Spacing,
    /// Bytes of the piece that it stands for: whole tags and whole text between them; 0 where there are none.
    pub(super) length: usize,
    pub(super) small: Box<[u8]>,
    pub(super) after: Spacing,
}

impl SmallPiece {
    fn new(piece: &[u8], before: Spacing) -> Self {
        let mut pass = Pass::new(piece, before);
        let (mut length, mut small, mut after) = (0, 0, before);
        while pass.at < piece.len() {
            let is_whole = if piece[pass.at] == b'<' {
                pass.markup().is_some()
            } else {
                // Text may go on in the next piece.
                pass.text();
                pass.at < piece.len()
            };
            if !is_whole {
                break;
            }
            if pass.literal == 0 {
                pass.cut(pass.at, pass.at);
                (length, small, after) = (pass.at, pass.out.len(), pass.gap);
            }
        }
        pass.out.truncate(small);
        Self { piece: piece.into(), before, length, small: pass.out.into(), after }
    }
}

/// A piece of a page of which nothing is known: its place, and what stands before it.
pub(super) type NewPiece = (Range<usize>, Spacing);

/// What is known of pieces.
#[derive(Debug, Default)]
pub struct KnownPieces(RwLock<Pieces>);

#[derive(Debug, Default)]
pub(super) struct Pieces {
    small: FxHashMap<u64, SmallPiece>,
    /// Pieces that came once.
    once: FxHashSet<u64>,
}

impl Pieces {
    pub(super) fn get(&self, piece: &[u8], before: Spacing) -> Option<&SmallPiece> {
        if piece.len() < KEPT.start {
            return None;
        }
        let found = self.small.get(&key(piece, before))?;
        (found.before == before && *found.piece == *piece).then_some(found)
    }
}

fn key(piece: &[u8], before: Spacing) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(piece);
    hasher.write_u8(before as u8);
    hasher.finish()
}

impl KnownPieces {
    /// Makes a page small; nothing where its markup is not understood.
    pub(super) fn tighten(&self, page: &WrittenPage) -> Option<Vec<u8>> {
        let mut new = Vec::new();
        let small = {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            super::pass(&page.html, (&page.pieces, &known), &mut new)
        };
        if !new.is_empty() {
            self.learn(&page.html, new);
        }
        small
    }

    /// Keeps of the pieces those that came before. Only what has markup is worth it.
    fn learn(&self, html: &[u8], new: Vec<NewPiece>) {
        let mut pieces = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (place, before) in new {
            let piece = &html[place];
            let key = key(piece, before);
            if pieces.once.remove(&key) && pieces.small.len() < MOST {
                if let Entry::Vacant(free) = pieces.small.entry(key) {
                    free.insert(SmallPiece::new(piece, before));
                }
            } else if pieces.small.len() < MOST {
                if pieces.once.len() >= MOST {
                    pieces.once.clear();
                }
                pieces.once.insert(key);
            }
        }
    }
}

/// Whether a piece may be kept.
pub(super) fn is_worth_keeping(piece: &[u8]) -> bool {
    KEPT.contains(&piece.len()) && memchr::memchr(b'<', piece).is_some()
}
