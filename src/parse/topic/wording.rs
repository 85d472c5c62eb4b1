//! The words of a page's text as the search counts them: made while the body is at hand and kept with the
//! page's facts, so that the search's index needs no body.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
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
        self.terms.split_terminator(' ').zip(self.counts.iter().map(|count| u32::from(*count)))
    }
}

#[derive(Default)]
struct Counter {
    counts: FxHashMap<Box<str>, u16>,
    length: u32,
    buffer: String,
}

impl Counter {
    fn blocks(&mut self, blocks: &[Block<Text>], has_headings: bool) {
        blocks_text(blocks, &mut |text, is_heading| {
            let weight = if is_heading && has_headings { HEADING } else { 1 };
            term::terms(text, &mut self.buffer, |term| {
                self.length += 1;
                match self.counts.get_mut(term) {
                    Some(count) => *count = count.saturating_add(weight),
                    None => drop(self.counts.insert(term.into(), weight)),
                }
            });
        });
    }

    fn counts(self) -> TermCounts {
        let mut sorted: Vec<(Box<str>, u16)> = self.counts.into_iter().collect();
        sorted.sort_unstable();
        let mut terms = String::with_capacity(sorted.iter().map(|(term, _)| term.len() + 1).sum());
        for (term, _) in &sorted {
            terms.push_str(term);
            terms.push(' ');
        }
        TermCounts {
            length: self.length,
            terms,
            counts: sorted.into_iter().map(|(_, count)| count).collect(),
        }
    }
}
