//! Letters with their places → lines, in the order in which the file draws them, which is that of reading in what
//! word processors, typesetting systems and browsers print.

use crate::app::ingest::raised;

/// A letter, or a few of a ligature.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedGlyph<'t> {
    /// Where it begins, in points along the direction of writing.
    pub(super) along: f64,
    /// Where its baseline is, in points across the direction of writing, downwards.
    pub(super) across: f64,
    /// How far it moves on, in points.
    pub(super) advance: f64,
    /// The font's size in points.
    pub(super) size: f64,
    /// Whether it stands upright or upside down on the page.
    pub(super) is_turned: bool,
    /// What it says.
    pub(super) text: &'t str,
}

/// A line of a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PdfLine {
    /// Its words.
    pub(super) text: String,
    /// Where it begins and ends, in points.
    pub(super) start: f64,
    /// Where its last word ends.
    pub(super) end: f64,
    /// Where its first word ends.
    pub(super) first_word_end: f64,
    /// Its baseline, in points from the top.
    pub(super) baseline: f64,
    /// The size of most of its letters, in points.
    pub(super) size: f64,
    /// Whether it does not run in the direction of the page.
    pub(super) is_turned: bool,
    /// Whether it is a row of a table, whose cells were drawn side by side.
    pub(super) is_row: bool,
}

/// A gap between letters, in sizes of the font, that is a space on a page whose spaces are not drawn.
const SPACE: f64 = 0.15;
/// A gap that is a space on any page.
const WIDE_SPACE: f64 = 0.35;
/// Of so many letters one is a space on a page whose spaces are drawn.
const DRAWN_SPACES: usize = 20;
/// A gap between words, in sizes of the font, over which no line reaches: that between columns.
const GUTTER: f64 = 2.5;
/// How far a baseline may move, in sizes of the font, within a line: to a raised or lowered letter.
const RAISED: f64 = 0.6;

/// The lines of a page while its letters are read.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The upper edge of the page, in points.
    pub(super) top: f64,
    lines: Vec<OpenLine>,
    open: Option<OpenLine>,
    /// Letters of the page, and spaces among them.
    letters: usize,
    spaces: usize,
}

/// The line that is being read.
#[derive(Debug)]
struct OpenLine {
    line: PdfLine,
    /// Letters of it in the line's own size.
    count: usize,
    /// Bytes of its text before which a gap stands that may be a space.
    gaps: Vec<usize>,
}

impl Lines {
    /// Adds a letter.
    pub(super) fn push(&mut self, glyph: PlacedGlyph<'_>) {
        if !(glyph.along.is_finite()
            && glyph.across.is_finite()
            && glyph.advance.is_finite()
            && glyph.size.is_finite())
        {
            return;
        }
        let mut text = unligated(glyph.text);
        if text.contains(is_leftward) {
            // The line is turned as a whole later, and the letters of one ligature stand in it as they are read.
            text = text.chars().rev().collect();
        }
        if text.is_empty() {
            return;
        }
        self.letters += 1;
        self.spaces += usize::from(text.trim().is_empty());
        let continues = self.open.as_ref().is_some_and(|open| open.takes(&glyph));
        if !continues {
            self.close();
        }
        match &mut self.open {
            Some(open) => open.add(&glyph, &text),
            None if text.trim().is_empty() => {}
            None => self.open = Some(OpenLine::new(&glyph, &text)),
        }
    }

    fn close(&mut self) {
        if let Some(mut open) = self.open.take() {
            open.line.text.truncate(open.line.text.trim_end().len());
            if !open.line.text.is_empty() {
                self.lines.push(open);
            }
        }
    }

    /// The lines of the page.
    pub(super) fn finish(mut self) -> Vec<PdfLine> {
        self.close();
        let are_drawn = self.spaces * DRAWN_SPACES >= self.letters;
        let finished = self.lines.into_iter().map(|OpenLine { mut line, gaps, .. }| {
            for gap in gaps.into_iter().rev().filter(|_| !are_drawn) {
                line.text.insert(gap, ' ');
            }
            line
        });
        finished.collect()
    }
}

impl OpenLine {
    fn new(glyph: &PlacedGlyph<'_>, text: &str) -> Self {
        let line = PdfLine {
            text: text.trim_start().to_owned(),
            start: glyph.along,
            end: glyph.along + glyph.advance,
            first_word_end: f64::MAX,
            baseline: glyph.across,
            size: glyph.size,
            is_turned: glyph.is_turned,
            is_row: false,
        };
        Self { line, count: text.chars().count(), gaps: Vec::new() }
    }

    /// Whether a letter stands in this line.
    fn takes(&self, glyph: &PlacedGlyph<'_>) -> bool {
        let line = &self.line;
        let size = line.size.max(glyph.size).max(1.0);
        let gap = glyph.along - line.end;
        line.is_turned == glyph.is_turned
            && (glyph.across - line.baseline).abs() < RAISED * size
            && gap > -0.8 * size
            && gap < GUTTER * size
    }

    fn add(&mut self, glyph: &PlacedGlyph<'_>, text: &str) {
        let line = &mut self.line;
        let size = line.size.min(glyph.size).max(1.0);
        let gap = glyph.along - line.end;
        let is_raised = glyph.size < line.size * 0.85 && glyph.across < line.baseline - 0.15 * line.size;
        let is_within_word =
            !line.text.ends_with(char::is_whitespace) && !text.starts_with(char::is_whitespace);
        // The number of a note stands small and high before its text.
        let is_behind_number = glyph.size > 1.15 * line.size
            && glyph.across > line.baseline + 0.1 * line.size
            && line.text.chars().all(char::is_numeric)
            && text.starts_with(char::is_alphabetic);
        if is_within_word && (gap > WIDE_SPACE * size || is_behind_number) {
            line.text.push(' ');
        } else if gap > SPACE * size && is_within_word {
            self.gaps.push(line.text.len());
            // Where the first word ends must be known before the page is.
            line.first_word_end = line.first_word_end.min(line.end);
        }
        if line.first_word_end == f64::MAX && line.text.ends_with(char::is_whitespace) {
            line.first_word_end = line.end;
        }
        if text.starts_with(char::is_whitespace) && line.text.ends_with(char::is_whitespace) {
            line.end = line.end.max(glyph.along + glyph.advance);
            return;
        }
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_raised && is_number && self.count > 0 && !line.text.ends_with(char::is_whitespace) {
            raised::push_open(&mut line.text, text);
        } else {
            line.text.push_str(text);
        }
        // Spaces at the end of a line reach over its edge.
        if !text.trim().is_empty() {
            line.end = glyph.along + glyph.advance;
        } else if line.first_word_end == f64::MAX {
            line.first_word_end = line.end;
            line.end = glyph.along + glyph.advance;
        } else {
            line.end = glyph.along + glyph.advance;
        }
        let is_main = (glyph.size - line.size).abs() < 0.1 * line.size;
        if is_main {
            self.count += text.chars().count();
        } else if glyph.size > line.size {
            // It began with a smaller letter, such as the number of a note or a small capital.
            (line.size, line.baseline, self.count) = (glyph.size, glyph.across, text.chars().count());
        }
    }
}

/// Writes hyphens as such where the fonts of a document call them soft ones: a soft hyphen within a line would not be
/// drawn.
pub(super) fn spell_hyphens(pages: &mut [Vec<PdfLine>]) {
    let is_drawn = |line: &PdfLine| line.text.trim_end_matches('\u{ad}').contains('\u{ad}');
    if pages.iter().flatten().any(is_drawn) {
        for line in pages.iter_mut().flatten() {
            line.text = line.text.replace('\u{ad}', "-");
        }
    }
}

/// Whether a letter is of a script that runs from right to left.
pub(super) fn is_leftward(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && letter.is_alphabetic()
}

/// A text without ligatures and without letters that are no letters.
fn unligated(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => plain.push_str("st"),
            '\t' | '\n' | '\r' | '\u{c}' => plain.push(' '),
            '\0' | '\u{200b}' | '\u{feff}' => {}
            letter if raised::is_own(letter) => plain.push('\u{fffd}'),
            letter => plain.push(letter),
        }
    }
    plain
}

/// Whether a word numbers an entry of a list: `1.`, `(a)`.
pub(super) fn is_list_number(word: &str) -> bool {
    let number = word.trim_start_matches('(').trim_end_matches(['.', ')']);
    number.len() < word.len()
        && number.len() <= 3
        && !number.is_empty()
        && number.chars().all(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(glyphs: &[(f64, f64, f64, &str)]) -> Vec<String> {
        let mut lines = Lines::default();
        for (along, across, size, text) in glyphs {
            let advance = size * 0.5;
            lines.push(PlacedGlyph {
                along: *along,
                across: *across,
                advance,
                size: *size,
                is_turned: false,
                text,
            });
        }
        let mut numbers = raised::RaisedNumbers::of([].into_iter());
        lines.finish().into_iter().map(|line| numbers.settled(&line.text)).collect()
    }

    #[test]
    fn gaps_are_spaces_and_jumps_are_lines() {
        let glyphs =
            [(0.0, 0.0, 10.0, "a"), (5.0, 0.0, 10.0, "b"), (13.0, 0.0, 10.0, "c"), (0.0, 12.0, 10.0, "d")];
        assert_eq!(lines(&glyphs), ["ab c", "d"]);
        // The next column begins at the same height.
        assert_eq!(lines(&[(0.0, 0.0, 10.0, "a"), (40.0, 0.0, 10.0, "b")]), ["a", "b"]);
    }

    #[test]
    fn a_raised_number_is_no_digit() {
        let glyphs =
            [(0.0, 0.0, 10.0, "1"), (5.0, 0.0, 10.0, "0"), (10.0, -4.0, 6.0, "6"), (13.0, -4.0, 6.0, "7")];
        assert_eq!(lines(&glyphs), ["10^67"]);
        assert_eq!(lines(&[(0.0, 0.0, 10.0, "ﬁ"), (5.0, 0.0, 10.0, "t")]), ["fit"]);
        assert_eq!(lines(&[(0.0, -4.0, 6.0, "1"), (3.0, 0.0, 10.0, "N"), (8.0, 0.0, 10.0, "o")]), ["1 No"]);
    }
}
