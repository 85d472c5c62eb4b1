//! Places of the protocol ↔ bytes of a text. Lines end as the protocol says (“Text Documents”): `\n`, `\r\n`, `\r`.
//! A byte order mark at the beginning has no column, as it has none in findings.

use super::protocol::{Position, Range};
use crate::base::span::Span;

/// In what units the second number of a place counts (“PositionEncodingKind”).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, which every client knows.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The encodings, the cheapest first, with their names in the protocol.
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("utf-8", Self::Utf8), ("utf-16", Self::Utf16), ("utf-32", Self::Utf32)];

    /// Its name in the protocol.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, encoding)| *encoding == self).map_or("utf-16", |(name, _)| name)
    }

    fn width(self, letter: char) -> usize {
        match self {
            Self::Utf8 => letter.len_utf8(),
            Self::Utf16 => letter.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A text whose lines are known.
#[derive(Clone, Debug)]
pub(super) struct IndexedText {
    pub(super) text: String,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl IndexedText {
    pub(super) fn new(text: String) -> Self {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(mark).chain(ends.map(|at| at + 1)).collect();
        Self { text, starts }
    }

    /// The place of a byte; one behind the end is the end.
    pub(super) fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = self.text.get(self.starts[line]..offset).unwrap_or_default();
        let character = match encoding {
            Encoding::Utf8 => before.len(),
            other => before.chars().map(|letter| other.width(letter)).sum(),
        };
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: narrow(line), character: narrow(character) }
    }

    /// The places of a span.
    pub(super) fn range(&self, span: Span, encoding: Encoding) -> Range {
        Range {
            start: self.position(span.start as usize, encoding),
            end: self.position(span.end as usize, encoding),
        }
    }

    /// The byte at a place. A column behind the end of its line is its end, a line behind the last is the end of the
    /// text (“Position”), and the middle of a character is its beginning.
    pub(super) fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return self.text.len() };
        let end = self.line_end(line);
        let mut units = position.character as usize;
        let mut offset = start;
        for letter in self.text.get(start..end).unwrap_or_default().chars() {
            let width = encoding.width(letter);
            if units < width {
                break;
            }
            units -= width;
            offset += letter.len_utf8();
        }
        offset
    }

    /// Where a line ends, before its line end.
    pub(super) fn line_end(&self, line: usize) -> usize {
        let Some(&next) = self.starts.get(line + 1) else { return self.text.len() };
        let bytes = self.text.as_bytes();
        let is_pair = next >= 2 && bytes[next - 1] == b'\n' && bytes[next - 2] == b'\r';
        (next - if is_pair { 2 } else { 1 }).max(self.starts[line])
    }

    /// Replaces a range.
    pub(super) fn replace(&mut self, range: Range, with: &str, encoding: Encoding) {
        let start = self.offset(range.start, encoding);
        let end = self.offset(range.end, encoding).max(start);
        let mut text = std::mem::take(&mut self.text);
        text.replace_range(start..end, with);
        *self = Self::new(text);
    }
}

/// A text as a snapshot has it: every line ends in `\n`.
pub(super) fn with_newlines(text: &str) -> String {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\u{feff}a👩🏽b\r\nслово «ї»\r\r\nend";

    #[test]
    fn every_place_of_a_byte_leads_back_to_it() {
        for text in [TEXT, &with_newlines(TEXT), "", "\n", "x\r"] {
            let indexed = IndexedText::new(text.to_owned());
            for (_, encoding) in Encoding::ALL {
                for (offset, letter) in text.char_indices().filter(|(_, letter)| *letter != '\u{feff}') {
                    let position = indexed.position(offset, encoding);
                    let is_inside_line_end = letter == '\n' && text[..offset].ends_with('\r');
                    if !is_inside_line_end {
                        assert_eq!(indexed.offset(position, encoding), offset, "{encoding:?} {offset}");
                    }
                }
            }
        }
    }

    #[test]
    fn units_are_those_of_the_encoding() {
        let indexed = IndexedText::new(TEXT.to_owned());
        let b = TEXT.find('b').unwrap();
        let column = |encoding| indexed.position(b, encoding).character;
        assert_eq!((column(Encoding::Utf8), column(Encoding::Utf16), column(Encoding::Utf32)), (9, 5, 3));
        assert_eq!(indexed.position(TEXT.len(), Encoding::Utf16), Position { line: 3, character: 3 });
    }

    #[test]
    fn places_outside_of_the_text_are_its_ends() {
        let indexed = IndexedText::new(TEXT.to_owned());
        let at = |line, character| indexed.offset(Position { line, character }, Encoding::Utf16);
        assert_eq!(at(0, 99), TEXT.find("\r\n").unwrap());
        assert_eq!(at(99, 0), TEXT.len());
        assert_eq!(at(0, 2), at(0, 1)); // inside the emoji
        assert_eq!(at(u32::MAX, u32::MAX), TEXT.len());
    }

    #[test]
    fn edits_are_applied_as_clients_mean_them() {
        let mut indexed = IndexedText::new("eins\r\nzwei\r\n".to_owned());
        let range = |a, b, c, d| Range {
            start: Position { line: a, character: b },
            end: Position { line: c, character: d },
        };
        indexed.replace(range(0, 4, 1, 0), " und ", Encoding::Utf16);
        assert_eq!(indexed.text, "eins und zwei\r\n");
        indexed.replace(range(5, 0, 3, 0), "x", Encoding::Utf16);
        assert_eq!(indexed.text, "eins und zwei\r\nx");
    }
}
