//! How the words of several lists begin, as a set of bits: most words of a text are dismissed by one test.

use ibid_languages::Words;

/// The first two letters of words.
#[derive(Debug)]
pub(super) struct FirstLetters {
    bits: [u64; Self::WORDS],
    /// Whether some entry may begin with any letters, so that no word is dismissed.
    is_any: bool,
}

impl FirstLetters {
    const WORDS: usize = 64;

    /// Those of whole lists.
    pub(super) fn of<'w>(lists: impl IntoIterator<Item = &'w Words>) -> Self {
        let mut letters = Self { bits: [0; Self::WORDS], is_any: false };
        for list in lists {
            letters.add_list(list);
        }
        letters
    }

    /// Adds what may stand in a list.
    fn add_list(&mut self, list: &Words) {
        self.is_any |= list.endings().next().is_some() || list.inner().next().is_some();
        list.words().for_each(|word| self.add(word));
        list.beginnings().for_each(|beginning| self.add_beginning(beginning));
        for phrase in list.phrases() {
            let first = phrase.split(' ').next().unwrap_or_default();
            match first.strip_suffix('*') {
                Some(beginning) => self.add_beginning(beginning),
                None => self.add(first),
            }
        }
    }

    /// Adds a word.
    pub(super) fn add(&mut self, word: &str) {
        let bit = Self::bit(word);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    /// Adds all words that begin like this.
    pub(super) fn add_beginning(&mut self, beginning: &str) {
        self.is_any |= beginning.chars().nth(1).is_none();
        self.add(beginning);
    }

    /// Lets all words begin an entry.
    pub(super) fn add_any(&mut self) {
        self.is_any = true;
    }

    /// Whether a word may be an entry or begin one.
    pub(super) fn may_begin(&self, word: &str) -> bool {
        let bit = Self::bit(word);
        self.is_any || self.bits[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// The bit for the first two letters of a word; a word of one letter is its own kind.
    fn bit(word: &str) -> usize {
        let mut letters = word.chars().map(u32::from);
        let (first, second) = (letters.next().unwrap_or(0), letters.next().unwrap_or(0));
        let mixed = first.wrapping_mul(0x9E37_79B1) ^ second.wrapping_mul(0x85EB_CA6B);
        (mixed >> 20) as usize % (64 * Self::WORDS)
    }
}
