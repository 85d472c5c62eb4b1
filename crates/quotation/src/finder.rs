//! Looking for words once or a few times in a text.

use memchr::memmem;

/// Bytes of words that are looked for without preparation; of longer ones their structure is worked out first, which
/// takes longer than finding them in most sources.
const HEAD: usize = 32;
/// Places of the head, without the rest, after which preparation pays.
const MANY_HEADS: usize = 16;

/// Looks for words in texts.
pub(crate) struct Finder<'w> {
    words: &'w [u8],
    head: memmem::Finder<'w>,
    /// Made where the head alone stands in many places.
    whole: Option<memmem::Finder<'w>>,
    heads: usize,
}

impl<'w> Finder<'w> {
    /// Prepares the search for some words.
    pub(crate) fn new(words: &'w [u8]) -> Self {
        let head = memmem::Finder::new(&words[..words.len().min(HEAD)]);
        Self { words, head, whole: None, heads: 0 }
    }

    /// The words.
    pub(crate) fn words(&self) -> &'w [u8] {
        self.words
    }

    /// The first place of the words in a text, in bytes.
    pub(crate) fn find(&mut self, text: &[u8]) -> Option<usize> {
        let mut from = 0;
        while self.whole.is_none() {
            let start = from + self.head.find(&text[from..])?;
            if text[start..].starts_with(self.words) {
                return Some(start);
            }
            from = start + 1;
            self.heads += 1;
            if self.heads > MANY_HEADS {
                self.whole = Some(memmem::Finder::new(self.words));
            }
        }
        Some(from + self.whole.as_ref()?.find(&text[from..])?)
    }
}
