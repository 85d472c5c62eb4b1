//! The normal form in which texts are compared, with a map back to the text that it was made from.

use std::ops::Range;
use std::sync::OnceLock;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfc_quick,
};

use crate::boundary::is_boundary;
use crate::contract::{Clause, Contract};
use crate::letters::LetterIndex;

/// A text after the clauses that concern single characters: letters composed, marks and dashes of one shape,
/// white space single, what is not seen dropped.
///
/// Quotations and sources pass through it alike. Offsets count bytes: those of [`Normal::text`] are called
/// *normalised*, those of the text it was made from *original*.
///
/// ```
/// use ibid_quotation::Normal;
/// let original = "five\u{a0}hours\n of “talks”";
/// let normal = Normal::new(original);
/// assert_eq!(normal.text, "five hours of 'talks'");
/// assert_eq!(&original[normal.origin(5..13, original)], "hours\n of");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Normal {
    /// The normalised words, single-spaced, without white space at the ends.
    pub text: String,
    /// Runs in which both texts advance together: (normalised offset, original offset).
    runs: Vec<(u32, u32)>,
    /// Normalised offsets of the spaces that stand for the end of a line.
    lines: Vec<u32>,
    /// Ends of paragraphs, in order.
    paragraphs: Vec<ParagraphEnd>,
    /// Normalised offsets of dashes that are no hyphens, in order.
    dashes: Vec<u32>,
    /// Guillemets in order: their normalised offsets, and whether they point to the left.
    guillemets: Vec<(u32, bool)>,
    /// Normalised offsets of double quotation marks directly behind a letter or digit, in order: no apostrophes, though
    /// an ending may follow them, as in Turkish “liman”ı.
    closing: Vec<u32>,
    /// Line ends since the last character that is no white space.
    open_lines: u32,
    contract: Contract,
    letters: OnceLock<LetterIndex>,
}

/// The end of a paragraph within a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ParagraphEnd {
    /// Normalised offset of the space that stands for it.
    pub(crate) at: u32,
    /// Whether something was left out there.
    pub(crate) is_left_out: bool,
}

impl Normal {
    /// Normalises a text. A blank line ends a paragraph.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self::under(Contract::FULL, text, &[])
    }

    /// Normalises a text of which something has been left out at these original offsets, in order: paragraphs
    /// that are no part of it, say. No quotation runs over such a place.
    #[must_use]
    pub fn with_gaps(text: &str, gaps: &[usize]) -> Self {
        Self::under(Contract::FULL, text, gaps)
    }

    /// The same under a contract of which some clauses may be off.
    #[must_use]
    pub fn under(contract: Contract, text: &str, gaps: &[usize]) -> Self {
        let mut normal = Self { text: String::with_capacity(text.len()), contract, ..Self::default() };
        let mut rest = text;
        let mut at = 0;
        while !rest.is_empty() {
            let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            // The last ASCII character may be the base of a combining mark, so it goes with what follows.
            let ascii = if ascii < rest.len() { ascii.saturating_sub(1) } else { ascii };
            normal.push_ascii(&rest[..ascii], at);
            at += ascii;
            rest = &rest[ascii..];
            let other = rest
                .char_indices()
                .skip(1)
                .find(|(_, letter)| letter.is_ascii())
                .map_or(rest.len(), |(end, _)| end);
            normal.push_letters(&rest[..other], at);
            at += other;
            rest = &rest[other..];
        }
        normal.text.truncate(normal.text.trim_end_matches(' ').len());
        normal.mark_gaps(gaps);
        normal
    }

    fn push_ascii(&mut self, text: &str, base: usize) {
        let bytes = text.as_bytes();
        let mut start = 0;
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'"' | b'\'' | b'`' | b'-' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {
                    self.copy(&text[start..at], base + start);
                    self.push(char::from(bytes[at]), base + at);
                    at += 1;
                    start = at;
                }
                b' ' if bytes.get(at + 1) == Some(&b' ') => {
                    self.copy(&text[start..at], base + start);
                    self.push(' ', base + at);
                    at += 1;
                    start = at;
                }
                _ => at += 1,
            }
        }
        self.copy(&text[start..], base + start);
    }

    /// Copies text that stays as it is.
    fn copy(&mut self, text: &str, at: usize) {
        let follows_space = self.text.is_empty() || self.text.ends_with(' ');
        let copied = if follows_space && self.contract.has(Clause::WhiteSpace) {
            text.trim_start_matches(' ')
        } else {
            text
        };
        if !copied.is_empty() {
            self.close_lines();
            self.mark(at + text.len() - copied.len());
            self.text.push_str(copied);
        }
    }

    fn mark(&mut self, at: usize) {
        let (here, there) = (narrow(self.text.len()), narrow(at));
        match self.runs.last() {
            Some((h, t)) if here - h == there.wrapping_sub(*t) => {}
            _ => self.runs.push((here, there)),
        }
    }

    fn push_letters(&mut self, text: &str, base: usize) {
        if is_nfc_quick(text.chars()) == IsNormalized::Yes || !self.contract.has(Clause::ComposedLetters) {
            for (offset, letter) in text.char_indices() {
                self.push(letter, base + offset);
            }
            return;
        }
        // Composition happens within a cluster: a starter and what combines with it.
        let mut start = 0;
        let mut offsets = text.char_indices().skip(1).peekable();
        loop {
            let end = loop {
                match offsets.next() {
                    Some((_, letter)) if joins(letter) => {}
                    Some((offset, _)) => break offset,
                    None => break text.len(),
                }
            };
            let drops = self.contract.has(Clause::InvisibleCharacters);
            let seen = text[start..end].chars().filter(|letter| !(drops && is_invisible(*letter)));
            for letter in seen.nfc() {
                self.push(letter, base + start);
            }
            if end == text.len() {
                return;
            }
            start = end;
        }
    }

    /// Adds one character.
    fn push(&mut self, letter: char, at: usize) {
        let folded = match letter {
            '«' | '»' | '‹' | '›' if self.contract.has(Clause::MarkShapes) => {
                self.close_lines();
                self.guillemets.push((narrow(self.text.len()), matches!(letter, '«' | '‹')));
                self.close_mark();
                '\''
            }
            // Not ″: five inches are not five feet.
            '“' | '”' | '„' | '‟' | '"' | '＂' | '‘' | '’' | '‚' | '‛' | '\'' | 'ʼ' | 'ʻ' | '′' | '`'
            | '´' | '״' | '׳'
                if self.contract.has(Clause::MarkShapes) =>
            {
                if matches!(letter, '“' | '”' | '„' | '‟' | '"' | '＂' | '״') {
                    self.close_mark();
                }
                '\''
            }
            // Japanese and Chinese write the one within the other.
            '『' if self.contract.has(Clause::MarkShapes) => '「',
            '』' if self.contract.has(Clause::MarkShapes) => '」',
            '-' | '‐' | '‑' | '–' | '—' if self.contract.has(Clause::DashShapes) => {
                return self.push_dash(letter, at);
            }
            '…' if self.contract.has(Clause::EllipsisShapes) => return self.push_all("...", at, true),
            '\u{fb00}'..='\u{fb06}' if self.contract.has(Clause::Ligatures) => {
                let letters = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
                return self.push_all(letters[(letter as usize - 0xfb00).min(6)], at, false);
            }
            letter if self.is_dropped(letter) => return,
            letter if letter.is_whitespace() => {
                self.open_lines += u32::from(letter == '\n');
                let is_first = !(self.text.is_empty() || self.text.ends_with(' '));
                if self.contract.has(Clause::WhiteSpace) {
                    if !is_first {
                        return;
                    }
                    ' '
                } else {
                    letter
                }
            }
            letter => letter,
        };
        if folded != ' ' {
            self.close_lines();
        }
        self.mark(at);
        self.text.push(folded);
    }

    /// Notes that a double quotation mark follows, where it stands directly behind a word.
    fn close_mark(&mut self) {
        if self.text.ends_with(char::is_alphanumeric) {
            self.closing.push(narrow(self.text.len()));
        }
    }

    /// Whether a word may begin or end at a normalised offset: [`is_boundary`], and at a double quotation mark.
    pub(crate) fn is_boundary(&self, at: usize) -> bool {
        let is_closing = |at: usize| self.closing.binary_search(&narrow(at)).is_ok();
        is_boundary(&self.text, at) || is_closing(at) || at.checked_sub(1).is_some_and(is_closing)
    }

    /// `--` and `---` are typed dashes, `——` is the Chinese one: a run is one dash.
    fn push_dash(&mut self, letter: char, at: usize) {
        self.close_lines();
        let is_run = self.text.ends_with('-');
        let here = narrow(self.text.len() - usize::from(is_run));
        if (is_run || matches!(letter, '–' | '—')) && self.dashes.last() != Some(&here) {
            self.dashes.push(here);
        }
        if !is_run {
            self.mark(at);
            self.text.push('-');
        }
    }

    /// Adds the characters that one stands for. `is_even`: each advances by a byte of it.
    fn push_all(&mut self, letters: &str, at: usize, is_even: bool) {
        self.close_lines();
        for (index, letter) in letters.char_indices() {
            self.mark(if is_even { at + index } else { at });
            self.text.push(letter);
        }
    }

    /// Notes the line ends that the last space stands for.
    fn close_lines(&mut self) {
        if self.open_lines == 0 {
            return;
        }
        let ends_with_space = self.text.ends_with(char::is_whitespace);
        if let Some(at) = self.text.len().checked_sub(1).filter(|_| ends_with_space) {
            self.lines.push(narrow(at));
            if self.open_lines > 1 {
                self.paragraphs.push(ParagraphEnd { at: narrow(at), is_left_out: false });
            }
        }
        self.open_lines = 0;
    }

    fn mark_gaps(&mut self, gaps: &[usize]) {
        for gap in gaps {
            let at = self.position_of(*gap);
            if at == 0 || at >= self.text.len() {
                continue;
            }
            let end = ParagraphEnd { at: narrow(at), is_left_out: true };
            match self.paragraphs.binary_search_by_key(&end.at, |other| other.at) {
                Ok(index) => self.paragraphs[index] = end,
                Err(index) => self.paragraphs.insert(index, end),
            }
        }
    }

    fn is_dropped(&self, letter: char) -> bool {
        is_invisible(letter) && self.contract.has(Clause::InvisibleCharacters)
    }

    /// The original range of a normalised one.
    #[must_use]
    pub fn origin(&self, range: Range<usize>, original: &str) -> Range<usize> {
        let start = self.offset(range.start);
        if range.is_empty() {
            return start..start;
        }
        let mut last = range.end - 1;
        while !self.text.is_char_boundary(last) {
            last -= 1;
        }
        let last = self.offset(last);
        let mut letters = original.get(last..).unwrap_or_default().chars();
        let mut end = last + letters.next().map_or(1, char::len_utf8);
        end += letters.take_while(|letter| joins(*letter)).map(char::len_utf8).sum::<usize>();
        start..end
    }

    fn offset(&self, at: usize) -> usize {
        let index = self.runs.partition_point(|(here, _)| *here as usize <= at);
        let (here, there) = self.runs.get(index.wrapping_sub(1)).copied().unwrap_or((0, 0));
        there as usize + (at - here as usize)
    }

    /// The first normalised offset whose origin is at or after an original one.
    #[must_use]
    pub fn position_of(&self, original: usize) -> usize {
        let (mut low, mut high) = (0, self.text.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.offset(middle) < original { low = middle + 1 } else { high = middle }
        }
        while !self.text.is_char_boundary(low) {
            low += 1;
        }
        low
    }

    /// The ends of paragraphs strictly within a normalised range.
    pub(crate) fn paragraph_ends(&self, range: &Range<usize>) -> &[ParagraphEnd] {
        let from = self.paragraphs.partition_point(|end| end.at as usize <= range.start);
        let rest = &self.paragraphs[from..];
        &rest[..rest.partition_point(|end| (end.at as usize) < range.end)]
    }

    /// The paragraph that holds a normalised offset.
    pub(crate) fn paragraph(&self, at: usize) -> Range<usize> {
        let index = self.paragraphs.partition_point(|end| end.at as usize <= at);
        let start = index.checked_sub(1).map_or(0, |index| self.paragraphs[index].at as usize + 1);
        start..self.paragraphs.get(index).map_or(self.text.len(), |end| end.at as usize)
    }

    /// Whether the space at a normalised offset stands for the end of a line.
    pub(crate) fn is_line_end(&self, at: usize) -> bool {
        self.lines.binary_search(&narrow(at)).is_ok()
    }

    /// Whether what stands at a normalised offset is a dash, and no hyphen.
    pub(crate) fn is_dash(&self, at: usize) -> bool {
        self.dashes.binary_search(&narrow(at)).is_ok()
    }

    /// Whether a guillemet stands at a normalised offset, and then whether it opens: the text's first one does.
    pub(crate) fn guillemet(&self, at: usize) -> Option<bool> {
        let index = self.guillemets.binary_search_by_key(&narrow(at), |(at, _)| *at).ok()?;
        Some(self.guillemets[index].1 == self.guillemets[0].1)
    }

    /// Whether its letters were listed already.
    pub(crate) fn has_letters(&self) -> bool {
        self.letters.get().is_some()
    }

    /// The letters and digits alone.
    pub(crate) fn letters(&self) -> &LetterIndex {
        self.letters.get_or_init(|| LetterIndex::new(&self.text, self.contract))
    }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Whether a character belongs to the one before it: marks, the vowels and finals of Hangul, and what is
/// not seen, so that a mark behind it still composes.
fn joins(letter: char) -> bool {
    canonical_combining_class(letter) != 0
        || is_invisible(letter)
        || matches!(letter, '\u{1160}'..='\u{11ff}')
        || unicode_normalization::char::is_combining_mark(letter)
}

/// Soft hyphen, zero-width characters and the invisible controls of writing direction.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}
