//! Lines and columns for many findings at once.
//!
//! [`crate::base::span::position`] says what the position of an offset is, and reads the file from its start to
//! say it. [`LineIndex`] gives the same answers after reading the file once, and [`TextLocator`] keeps one index
//! for each file that findings point into.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Texts;
use crate::base::span::{LineColumn, Span};

/// How many bytes of one line may lie between two anchors, so that a column in a line of a megabyte is
/// found as fast as any other.
const ANCHOR_EVERY: usize = 4096;

/// The known positions of one text: the start of each line, and places inside long lines.
#[derive(Clone, Debug)]
pub struct LineIndex {
    anchors: Vec<Anchor>,
}

/// The offset behind the end of the line that holds another, if it has one: LF, CR LF, or CR alone.
fn line_end(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += memchr::memchr2(b'\n', b'\r', bytes.get(at..)?)? + 1;
        if bytes[at - 1] == b'\n' || bytes.get(at) != Some(&b'\n') {
            return Some(at);
        }
    }
}

/// A byte offset, on a character boundary, and its position.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    offset: usize,
    position: LineColumn,
}

impl LineIndex {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let first = LineColumn { line: 1, column: 1 };
        let mut anchors = vec![Anchor { offset: 0, position: first }];
        let mut here = Anchor { offset: mark, position: first };
        loop {
            if here.offset > 0 {
                anchors.push(here);
            }
            let (line, end) = (here.position.line, line_end(text, here.offset));
            let next = end.unwrap_or(text.len());
            while next - here.offset > ANCHOR_EVERY {
                let far = here.offset + ANCHOR_EVERY;
                let far = (far..next).find(|at| text.is_char_boundary(*at)).unwrap_or(next);
                here.position.column += text[here.offset..far].chars().count();
                here.offset = far;
                anchors.push(here);
            }
            if end.is_none() {
                break;
            }
            here = Anchor { offset: next, position: LineColumn { line: line + 1, column: 1 } };
        }
        Self { anchors }
    }

    /// The line and column of byte `offset` of `text`, the text that the index was made from: the same
    /// as [`crate::base::span::position`].
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> LineColumn {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let after = self.anchors.partition_point(|anchor| anchor.offset <= offset);
        // The first anchor is at 0, so there is always one before.
        let Anchor { offset: start, position } = self.anchors[after.saturating_sub(1)];
        let mut here = position;
        // Inside a byte order mark no boundary lies, so nothing but columns is left to count.
        here.column += text.get(start..offset).map_or(0, |between| between.chars().count());
        here
    }
}

/// The texts that findings point into, each looked up and indexed when it is first needed.
pub struct TextLocator<'t> {
    texts: &'t dyn Texts,
    files: BTreeMap<String, Option<(Cow<'t, str>, LineIndex)>>,
}

impl<'t> TextLocator<'t> {
    /// No file has been looked up yet.
    #[must_use]
    pub fn new(texts: &'t dyn Texts) -> Self {
        Self { texts, files: BTreeMap::new() }
    }

    /// The text of the file at `path`, if there is one.
    pub fn text(&mut self, path: &str) -> Option<&str> {
        self.file(path).map(|(text, _)| text.as_ref())
    }

    /// Where `span` begins and where it ends in the file at `path`, as far as that is known: the start of
    /// a file is always line 1, column 1; anything else needs the file's text.
    pub fn locate(&mut self, path: &str, span: Span) -> (Option<LineColumn>, Option<LineColumn>) {
        let file = self.file(path);
        let position = |offset: u32| match file {
            Some((text, lines)) => Some(lines.position(text, offset as usize)),
            None => (offset == 0).then_some(LineColumn { line: 1, column: 1 }),
        };
        (position(span.start), position(span.end))
    }

    fn file(&mut self, path: &str) -> Option<&(Cow<'t, str>, LineIndex)> {
        if !self.files.contains_key(path) {
            let file = self.texts.text(path).map(|text| {
                let lines = LineIndex::new(&text);
                (text, lines)
            });
            self.files.insert(path.to_owned(), file);
        }
        self.files.get(path)?.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::span::position;

    fn agrees_everywhere(text: &str) {
        let lines = LineIndex::new(text);
        for offset in 0..=text.len() + 2 {
            assert_eq!(lines.position(text, offset), position(text, offset), "{offset} of {text:?}");
        }
    }

    #[test]
    fn agrees_with_span_position() {
        for text in [
            "",
            "\n",
            "ab\nпро «НАТО»\n",
            "a\r\nb\rc\n\rd\r\r\n\ne\r",
            "\u{feff}ab\ncd",
            "\u{feff}",
            "\u{feff}\u{feff}\n\u{feff}x",
            "引用\u{2028}\u{85}e\u{301}👩\u{200d}🚀",
        ] {
            agrees_everywhere(text);
        }
    }

    #[test]
    fn agrees_inside_long_lines() {
        let text = format!("\u{feff}{}\r\n{}", "слово ".repeat(2000), "x".repeat(9000));
        let lines = LineIndex::new(&text);
        for offset in (0..text.len()).step_by(37).chain(4090..4110) {
            assert_eq!(lines.position(&text, offset), position(&text, offset), "{offset}");
        }
    }

    #[test]
    fn agrees_on_every_short_text_of_difficult_characters() {
        let letters = ["\n", "\r", "a", "я", "\u{feff}"];
        for number in 0..letters.len().pow(5) {
            let text: String =
                (0..5).map(|place| letters[number / letters.len().pow(place) % letters.len()]).collect();
            agrees_everywhere(&text);
        }
    }

    #[test]
    fn a_file_without_text_has_only_its_start() {
        let none = BTreeMap::new();
        let mut places = TextLocator::new(&none);
        assert_eq!(places.locate("pipe", Span::at(0)).0, Some(LineColumn { line: 1, column: 1 }));
        assert_eq!(places.locate("pipe", Span::at(5)).0, None);
        assert_eq!(places.text("pipe"), None);
    }
}
