//! The letters and digits of a text alone, in lower case: where a quotation may stand whose spaces, marks or
//! capitals are not the source's. Whether they may differ is decided by [`crate::align`].

use ibid_languages::is_alphanumeric;

use crate::contract::Contract;
use crate::finder::Finder;
use crate::marker::marker_at;

/// Letters and digits of a normalised text, with a map back to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct LetterIndex {
    text: String,
    /// Runs in which both texts advance together: (offset here, normalised offset).
    runs: Vec<(u32, u32)>,
}

impl LetterIndex {
    /// Takes the letters of a normalised text, without those of the markers of its notes that the contract grants.
    pub(crate) fn new(normal: &str, contract: Contract) -> Self {
        let mut index = Self { text: String::with_capacity(normal.len()), runs: Vec::new() };
        let mut at = 0;
        loop {
            // ASCII goes in runs: no marker begins with a letter or a digit of it.
            let run = normal.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            if run > 0 {
                index.push_run(&normal[at..at + run], at);
                at += run;
            }
            let Some(letter) = normal[at..].chars().next() else { return index };
            if let Some(length) = marker_at(normal, at, contract) {
                at += length;
                continue;
            }
            if is_alphanumeric(letter) {
                index.push(letter, at);
            }
            at += letter.len_utf8();
        }
    }

    fn push(&mut self, letter: char, at: usize) {
        self.begin(at);
        self.text.extend(letter.to_lowercase());
    }

    /// Adds letters and digits of ASCII.
    fn push_run(&mut self, letters: &str, at: usize) {
        self.begin(at);
        let start = self.text.len();
        self.text.push_str(letters);
        self.text[start..].make_ascii_lowercase();
    }

    /// Notes that what is added next stands at a place of the normalised text.
    fn begin(&mut self, at: usize) {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let (here, there) = (narrow(self.text.len()), narrow(at));
        match self.runs.last() {
            Some((h, t)) if here - h == there.wrapping_sub(*t) => {}
            _ => self.runs.push((here, there)),
        }
    }

    /// Normalised offsets at which the letters of another text begin.
    pub(crate) fn places<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + 'a {
        let mut finder = Finder::new(other.text.as_bytes());
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                if other.text.is_empty() || from >= self.text.len() {
                    return None;
                }
                let at = from + finder.find(&self.text.as_bytes()[from..])?;
                from = at + self.text[at..].chars().next().map_or(1, char::len_utf8);
                if let Some(normal) = self.normal_offset(at) {
                    return Some(normal);
                }
            }
        })
    }

    fn normal_offset(&self, at: usize) -> Option<usize> {
        let index = self.runs.partition_point(|(here, _)| *here as usize <= at);
        let (here, there) = *self.runs.get(index.checked_sub(1)?)?;
        Some(there as usize + (at - here as usize))
    }
}
