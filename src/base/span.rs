//! Places in files: byte ranges, and the lines and columns that people read.
//!
//! Everything inside the program counts bytes. Lines and columns exist only where a finding is
//! shown, so no stage ever converts back and forth.

use serde::{Deserialize, Serialize};

use std::ops::Range;

/// A half-open range of bytes of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

/// A half-open range of bytes of a source's plain text, which is another text than its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlainSpan {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

/// What a range of bytes can do, whichever text it belongs to.
macro_rules! range_of_bytes {
    ($Span:ident) => {
        impl $Span {
            /// The range from `start` to `end`; files are limited to 4 GiB long before this matters.
            #[must_use]
            pub fn new(start: usize, end: usize) -> Self {
                let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
                Self { start: narrow(start), end: narrow(end.max(start)) }
            }

            /// The empty range at `offset`.
            #[must_use]
            pub fn at(offset: usize) -> Self {
                Self::new(offset, offset)
            }

            /// The same range as `usize` offsets, for slicing.
            #[must_use]
            pub fn range(self) -> Range<usize> {
                self.start as usize..self.end as usize
            }

            /// The smallest range that holds both.
            #[must_use]
            pub fn to(self, other: Self) -> Self {
                Self { start: self.start.min(other.start), end: self.end.max(other.end) }
            }
        }

        impl From<Range<usize>> for $Span {
            fn from(range: Range<usize>) -> Self {
                Self::new(range.start, range.end)
            }
        }
    };
}

range_of_bytes!(Span);
range_of_bytes!(PlainSpan);

impl Span {
    /// The range moved `by` bytes towards the end of the file.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }
}

/// A value and the place where it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place in the file, without the quotation marks around a text.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value that is written at `span`.
    #[must_use]
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Spanned<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(formatter)
    }
}

/// A line and a column, both counted from 1; columns count characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1. `\n`, `\r\n` and a lone `\r` each end a line.
    pub line: usize,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: usize,
}

/// The line and column of byte `offset` of `text`; an offset past the end is the end.
#[must_use]
pub fn position(text: &str, offset: usize) -> LineColumn {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let bytes = before.as_bytes();
    let ends_line =
        |at: usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n'));
    let line = 1 + (0..bytes.len()).filter(|&at| ends_line(at)).count();
    let line_start = (0..bytes.len()).rev().find(|&at| ends_line(at)).map_or(0, |at| at + 1);
    let mut column = 1 + before[line_start..].chars().count();
    if line == 1 && before.starts_with('\u{feff}') {
        column -= 1;
    }
    LineColumn { line, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "ab\nпро «НАТО»\n";
        assert_eq!(position(text, 0), LineColumn { line: 1, column: 1 });
        assert_eq!(position(text, text.find('«').unwrap()), LineColumn { line: 2, column: 5 });
        assert_eq!(position(text, text.len()), LineColumn { line: 3, column: 1 });
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        assert_eq!(position("a\r\nb", 3), LineColumn { line: 2, column: 1 });
        assert_eq!(position("a\rb", 2), LineColumn { line: 2, column: 1 });
        assert_eq!(position("a\n\nb", 3), LineColumn { line: 3, column: 1 });
    }

    #[test]
    fn a_byte_order_mark_has_no_column() {
        assert_eq!(position("\u{feff}ab", 3), LineColumn { line: 1, column: 1 });
    }
}
