//! Where words of a statement stand in its file.

use std::ops::Range;

use crate::base::span::Span;

/// Where words of a statement stand in the file, one after the other.
pub(super) struct StatementWords<'a> {
    text: &'a [u8],
    /// The place of the statement.
    claim: Span,
    /// The statement as it is read, without markup.
    statement: &'a str,
    /// Where the one before ended in the statement.
    read: usize,
    /// Where it ended in the file.
    from: usize,
}

impl<'a> StatementWords<'a> {
    /// The words of a statement, or of another text, that stands at a place of a page's file.
    pub(super) fn new(page_text: &'a str, place: Span, statement: &'a str) -> Self {
        let text = page_text.as_bytes().get(place.range()).unwrap_or_default();
        Self { text, claim: place, statement, read: 0, from: 0 }
    }

    /// The furthest that the next words are looked for; a statement is hardly ever as long.
    const NEAR: usize = 16 << 10;

    /// The place of some words of the statement; that of the statement where markup parts them. As often as the
    /// same letters stand before them in the statement, they are passed over in the file: of two twelves the
    /// second may be the one that is meant.
    pub(super) fn next(&mut self, range: &Range<usize>) -> Span {
        let found = || {
            let words = self.statement.get(range.clone())?.as_bytes();
            let passed =
                memchr::memmem::find_iter(self.statement.get(self.read..range.start)?.as_bytes(), words);
            let end = self.text.len().min(self.from + Self::NEAR);
            let within = self.text.get(self.from..end)?;
            Some(self.from + memchr::memmem::find_iter(within, words).nth(passed.count())?)
        };
        let Some(at) = found() else { return self.claim };
        (self.read, self.from) = (range.end, at + range.len());
        let start = self.claim.start as usize + at;
        Span::new(start, start + range.len())
    }
}
