//! The words of a page's text as the search counts them: made while the body is at hand and kept with the
//! page's facts, so that the search's index needs no body.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::{Body, Document, Text, blocks_text};
use crate::base::term;
use crate::parse::markdown::Block;

/// How many words of the text a word of a heading counts for.
pub const HEADING: u16 = 4;

/// What the search counts of a page's body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The whole body with its notes.
    pub text: TermCounts,
    /// Each of its disagreements, in the order of the document.
    pub disagreements: Vec<TermCounts>,
}

impl Wording {
    /// The words of a body.
    #[must_use]
    pub fn of_body(body: &Body, document: &Document) -> Self {
        let mut text = Counter::default();
        text.blocks(&body.blocks, true);
        body.notes.iter().for_each(|blocks| text.blocks(blocks, true));
        // The terms of a glossary stand apart from their definitions, as headings do.
        document.definitions.iter().for_each(|definition| text.words(&definition.term, HEADING));
        let divisions = if document.disagreements.is_empty() { BTreeMap::new() } else { body.divisions() };
        let disagreement = |id: &str| {
            let mut counter = Counter::default();
            divisions.get(id).iter().for_each(|division| counter.blocks(&division.blocks, false));
            counter.counts()
        };
        let disagreements = document.disagreements.iter().map(|fact| disagreement(&fact.id)).collect();
        Self { text: text.counts(), disagreements }
    }
}

/// How often each term stands in some text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermCounts {
    /// Number of words.
    pub length: u32,
    /// The terms, each followed by a space. One text, since those of all pages are in memory.
    terms: String,
    /// Of each term how often it stands there; at most as often as fits.
    counts: Vec<u16>,
}

impl TermCounts {
    /// The terms with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        let mut start = 0;
        let terms = memchr::memchr_iter(b' ', self.terms.as_bytes())
            .map(move |end| &self.terms[std::mem::replace(&mut start, end + 1)..end]);
        terms.zip(self.counts.iter().map(|count| u32::from(*count)))
    }
}

/// The words of a text with their weights, counted at the end.
#[derive(Default)]
struct Counter {
    /// The words, one after the other.
    text: String,
    words: Vec<CountedWord>,
    buffer: String,
}

/// A word of [`Counter::text`].
#[derive(Clone, Copy)]
struct CountedWord {
    /// Its first eight bytes, which decide most comparisons.
    beginning: u64,
    start: u32,
    /// In bytes.
    length: u16,
    weight: u16,
}

impl CountedWord {
    /// Its bytes after the first eight.
    fn rest(self, text: &str) -> &[u8] {
        let start = self.start as usize;
        text.as_bytes().get(start + 8..start + usize::from(self.length)).unwrap_or_default()
    }

    fn is_same(&self, other: &Self, text: &str) -> bool {
        self.beginning == other.beginning
            && self.length == other.length
            && (self.length <= 8 || self.rest(text) == other.rest(text))
    }

    /// A number of so many bits.
    fn hash(self, text: &str, bits: u32) -> usize {
        const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
        let rest = self.rest(text).chunks(8).map(beginning);
        let mixed = rest.fold(self.beginning.wrapping_mul(SPREAD), |sum, next| {
            (sum.rotate_left(5) ^ next).wrapping_mul(SPREAD)
        });
        (mixed >> (u64::BITS - bits)) as usize
    }
}

/// The first eight bytes of a word as a number with the same order; a shorter one is filled with zeros, of which words
/// have none.
fn beginning(word: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = word.len().min(8);
    bytes[..length].copy_from_slice(&word[..length]);
    u64::from_be_bytes(bytes)
}

impl Counter {
    fn blocks(&mut self, blocks: &[Block<Text>], has_headings: bool) {
        blocks_text(blocks, &mut |text, is_heading| {
            self.words(text, if is_heading && has_headings { HEADING } else { 1 });
        });
    }

    fn words(&mut self, text: &str, weight: u16) {
        term::terms(text, &mut self.buffer, |term| {
            self.words.push(CountedWord {
                beginning: beginning(term.as_bytes()),
                start: u32::try_from(self.text.len()).unwrap_or(u32::MAX),
                // At most 32 characters.
                length: u16::try_from(term.len()).unwrap_or(u16::MAX),
                weight,
            });
            self.text.push_str(term);
        });
    }

    fn counts(self) -> TermCounts {
        let text = &self.text;
        let mut different = self.different();
        different.sort_unstable_by(|a, b| {
            a.beginning.cmp(&b.beginning).then_with(|| a.rest(text).cmp(b.rest(text)))
        });
        let length = different.iter().map(|word| usize::from(word.length) + 1).sum();
        let mut terms = String::with_capacity(length);
        for word in &different {
            let start = word.start as usize;
            terms.push_str(&text[start..start + usize::from(word.length)]);
            terms.push(' ');
        }
        let counts = different.iter().map(|word| word.weight).collect();
        TermCounts { length: u32::try_from(self.words.len()).unwrap_or(u32::MAX), terms, counts }
    }

    /// Each word once, with its weight in the whole text.
    fn different(&self) -> Vec<CountedWord> {
        let mut different: Vec<CountedWord> = Vec::new();
        // Where each word stands among them, by a hash of it, or else at the next free place; 0 is free.
        let bits = (self.words.len() * 2).next_power_of_two().trailing_zeros().max(1);
        let mut places = vec![0_u32; 1 << bits];
        for word in &self.words {
            let mut at = word.hash(&self.text, bits);
            loop {
                let Some(found) = (places[at] as usize).checked_sub(1).map(|place| &mut different[place])
                else {
                    different.push(*word);
                    places[at] = u32::try_from(different.len()).unwrap_or(u32::MAX);
                    break;
                };
                if found.is_same(word, &self.text) {
                    found.weight = found.weight.saturating_add(word.weight);
                    break;
                }
                at = (at + 1) % places.len();
            }
        }
        different
    }
}
