//! The matching contract: every equivalence that the comparison of words grants, and nothing else.
//!
//! [`EQUIVALENCES`] is what the method page prints; [`Normal`] applies it, to quotations and sources
//! alike, keeping a map back to the offsets of the text it was given. The rows that concern a whole
//! quotation (omissions, brackets, the last full stop, the first letter) are applied by
//! [`super::search`]. One test runs over the rows: each example must match, each counterexample not.

use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfc_quick,
};

use crate::base::span::Span;

/// One row of the contract.
#[derive(Clone, Copy, Debug)]
pub struct Equivalence {
    /// What is treated as equal.
    pub name: &'static str,
    /// As a page may quote it.
    pub page: &'static str,
    /// As the source has it.
    pub source: &'static str,
    /// A near miss that is refused against the same source.
    pub refused: &'static str,
}

/// The rows, in the order of the method page.
pub const EQUIVALENCES: [Equivalence; 13] = [
    Equivalence {
        name: "Composed and decomposed letters (Unicode NFC)",
        page: "the caf\u{e9} in Kyiv",
        source: "the cafe\u{301} in Kyiv",
        refused: "the cafe in Kyiv",
    },
    Equivalence {
        name: "The shape of quotation marks and apostrophes, single or double",
        page: "Ukraine's ‘third invasion’",
        source: "Ukraine’s “third invasion”",
        refused: "Ukraines “third invasion”",
    },
    Equivalence {
        name: "Hyphens and dashes: hyphen, non-breaking hyphen, en dash, em dash, typed -- and ---; a run of them is one",
        page: "long-held -- and 5-like",
        source: "long‑held — and 5–like",
        refused: "longheld — and 5–like",
    },
    Equivalence {
        name: "Any run of white space, line ends and no-break spaces included",
        page: "five hours of talks",
        source: "five\u{a0}hours\n of   talks",
        refused: "fivehours of talks",
    },
    Equivalence {
        name: "Soft hyphens and zero-width characters, which are dropped",
        page: "guarantees hold",
        source: "guaran\u{ad}tees\u{200b} hold",
        refused: "guaran tees hold",
    },
    Equivalence {
        name: "The ellipsis character and three full stops",
        page: "had no ... purpose",
        source: "had no … purpose",
        refused: "had no .. purpose",
    },
    Equivalence {
        name: "Markdown's emphasis and links, whose words count and whose marks do not",
        page: "a binding pledge",
        source: "a *binding* [pledge](https://example.org/)",
        refused: "a bindingpledge",
    },
    Equivalence {
        name: "A comma or full stop before the closing quotation mark",
        page: "it was a compromise,",
        source: "it was a compromise on our part",
        refused: "it was a compromise!",
    },
    Equivalence {
        name: "The case of the first letter of the quotation",
        page: "This is a compromise",
        source: "Now this is a compromise",
        refused: "This Is a compromise",
    },
    Equivalence {
        name: "[Brackets] hold the editor's own words in place of at most twelve of the source's",
        page: "[Zelenskyy] said [the alliance] refused",
        source: "He said NATO as a whole refused",
        refused: "[Zelenskyy] said [the alliance] accepted",
    },
    Equivalence {
        name: "[Brackets] inside a word stand for its letters",
        page: "[t]he plan chang[ed]",
        source: "The plan changes",
        refused: "[t]he plans chang[ed]",
    },
    Equivalence {
        name: "… or […] leaves out at most sixty words, in order and within one source",
        page: "security … come first",
        source: "security and, in the end, survival come first",
        refused: "come first … security",
    },
    Equivalence {
        name: "Nothing that negates is left out: not, never, no, n't, не, nicht …",
        page: "Kyiv was … holding talks",
        source: "Kyiv was (it said) holding talks. Moscow was not holding talks",
        refused: "Moscow was … holding talks",
    },
];

/// Text after the equivalences, with a map back to where it came from.
#[derive(Clone, Debug, Default)]
pub struct Normal {
    /// The normalised words, single-spaced, without white space at the ends.
    pub text: String,
    /// Runs in which both texts advance together: (offset here, offset there).
    runs: Vec<(u32, u32)>,
}

impl Normal {
    /// Normalises a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut normal = Self { text: String::with_capacity(text.len()), runs: Vec::new() };
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
        let kept = if follows_space { text.trim_start_matches(' ') } else { text };
        if !kept.is_empty() {
            self.mark(at + text.len() - kept.len());
            self.text.push_str(kept);
        }
    }

    fn mark(&mut self, at: usize) {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let (here, there) = (narrow(self.text.len()), narrow(at));
        match self.runs.last() {
            Some((h, t)) if here - h == there.wrapping_sub(*t) => {}
            _ => self.runs.push((here, there)),
        }
    }

    fn push_letters(&mut self, text: &str, base: usize) {
        if is_nfc_quick(text.chars()) == IsNormalized::Yes {
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
            for letter in text[start..end].chars().filter(|letter| !is_dropped(*letter)).nfc() {
                self.push(letter, base + start);
            }
            if end == text.len() {
                return;
            }
            start = end;
        }
    }

    /// Adds one character under the equivalences.
    fn push(&mut self, letter: char, at: usize) {
        let folded = match letter {
            // Not ″: five inches are not five feet.
            '“' | '”' | '„' | '‟' | '«' | '»' | '"' | '＂' => '\'',
            '‘' | '’' | '‚' | '‛' | '‹' | '›' | '\'' | 'ʼ' | 'ʻ' | '′' | '`' | '´' => '\'',
            // `--` and `---` are typed dashes, `——` is the Chinese one: a run is one dash.
            '-' | '‐' | '‑' | '–' | '—' if self.text.ends_with('-') => return,
            '-' | '‐' | '‑' | '–' | '—' => '-',
            '…' => {
                self.mark(at);
                self.text.push_str("...");
                return;
            }
            letter if is_dropped(letter) => return,
            letter if letter.is_whitespace() => {
                if self.text.is_empty() || self.text.ends_with(' ') {
                    return;
                }
                ' '
            }
            letter => letter,
        };
        self.mark(at);
        self.text.push(folded);
    }

    /// The place in the original text of a range of the normalised one.
    #[must_use]
    pub fn origin(&self, range: std::ops::Range<usize>, original: &str) -> Span {
        let start = self.offset(range.start);
        if range.is_empty() {
            return Span::at(start);
        }
        let mut last = range.end - 1;
        while !self.text.is_char_boundary(last) {
            last -= 1;
        }
        let last = self.offset(last);
        let mut letters = original.get(last..).unwrap_or_default().chars();
        let mut end = last + letters.next().map_or(1, char::len_utf8);
        end += letters.take_while(|letter| joins(*letter)).map(char::len_utf8).sum::<usize>();
        Span::new(start, end)
    }

    fn offset(&self, at: usize) -> usize {
        let index = self.runs.partition_point(|(here, _)| *here as usize <= at);
        let (here, there) = self.runs.get(index.wrapping_sub(1)).copied().unwrap_or((0, 0));
        there as usize + (at - here as usize)
    }

    /// The first offset here whose origin is at or after `there`.
    #[must_use]
    pub fn position_of(&self, there: usize) -> usize {
        let (mut low, mut high) = (0, self.text.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.offset(middle) < there { low = middle + 1 } else { high = middle }
        }
        while !self.text.is_char_boundary(low) {
            low += 1;
        }
        low
    }
}

/// Whether a character belongs to the one before it: marks, the vowels and finals of Hangul, and what is
/// dropped, so that a mark behind it still composes.
fn joins(letter: char) -> bool {
    canonical_combining_class(letter) != 0
        || is_dropped(letter)
        || matches!(letter, '\u{1160}'..='\u{11ff}')
        || unicode_normalization::char::is_combining_mark(letter)
}

/// Soft hyphen, zero-width characters and the invisible controls of writing direction.
fn is_dropped(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}
