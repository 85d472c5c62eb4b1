//! The abbreviations of a bibliography (`@string`), and what they come to: each may consist of others, twice as long at
//! every step.

use std::collections::{BTreeMap, BTreeSet};

/// Most bytes that the abbreviations of one entry come to.
const LONGEST: usize = 64 << 10;

/// The abbreviations that can be read.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    /// By name in lower case.
    by_name: BTreeMap<String, Abbreviation>,
}

#[derive(Debug)]
struct Abbreviation {
    text: String,
    /// Bytes, with those of the abbreviations that it consists of.
    length: usize,
    /// Its place in the file.
    number: usize,
}

impl Abbreviations {
    /// Whether there is one of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&name.to_ascii_lowercase())
    }

    /// Adds one of a new name, which so consists of those before it; `text` is all of `@string{name = …}`.
    pub(super) fn add(&mut self, name: &str, text: &str) {
        let length = text.len() + self.length(text);
        let number = self.by_name.len();
        let abbreviation = Abbreviation { text: text.to_owned(), length, number };
        self.by_name.insert(name.to_ascii_lowercase(), abbreviation);
    }

    /// The abbreviations that a text consists of, directly or through others, each on a line, in the file's order.
    ///
    /// # Errors
    /// Where they come to too much.
    pub(super) fn used_in(&self, text: &str) -> Result<String, String> {
        if self.length(text) > LONGEST {
            return Err(format!("what it consists of comes to more than {} KiB", LONGEST >> 10));
        }
        let mut used = BTreeSet::new();
        let mut open = vec![text];
        while let Some(text) = open.pop() {
            for (number, abbreviation) in self.in_text(text).map(|one| (one.number, one)) {
                if used.insert((number, abbreviation.text.as_str())) {
                    open.push(&abbreviation.text);
                }
            }
        }
        Ok(used.into_iter().map(|(_, text)| format!("{text}\n")).collect())
    }

    /// What the abbreviations in a text come to, in bytes.
    fn length(&self, text: &str) -> usize {
        self.in_text(text).fold(0, |length: usize, one| length.saturating_add(one.length))
    }

    /// Every word of a text that is one: also where it stands in quotation marks and stands for itself.
    fn in_text<'s>(&'s self, text: &'s str) -> impl Iterator<Item = &'s Abbreviation> {
        let ends = |letter: char| letter.is_whitespace() || "{}()\"',=#%".contains(letter);
        let words = text.split(ends).filter(|word| !word.is_empty());
        words.filter_map(|word| self.by_name.get(&word.to_ascii_lowercase()))
    }
}
