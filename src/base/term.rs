//! Text → terms, the words that the search compares. `themes/default/static/search.js` does the same to a query; a
//! test in `tests/suite/search.rs` compares the two in a browser.
//!
//! A term is a run of letters and digits in compatibility decomposition (Unicode NFKD), in lower case,
//! without marks. Apostrophes and invisible characters inside a word are left out, so that `Ukraine’s`
//! begins like `Ukraine` and `п’ять` is one word. Nothing is stemmed: a query finds terms that begin with
//! its words, which serves endings in Latin and Cyrillic scripts alike, without a library per language in
//! the reader's browser. Not handled: scripts that set no spaces between words (Chinese, Thai), whose runs
//! are found only from their beginning.

use std::sync::LazyLock;

use ibid_languages::is_alphanumeric;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest term, in characters; what is longer is cut.
pub const LONGEST: usize = 32;

/// Calls `each` with every term of a text, in order. `buffer` is working space.
pub fn terms(text: &str, buffer: &mut String, mut each: impl FnMut(&str)) {
    buffer.clear();
    // Characters of the term so far; those behind the longest are not kept.
    let mut length = 0;
    let mut end = |buffer: &mut String, length: &mut usize| {
        if !buffer.is_empty() {
            buffer.make_ascii_lowercase();
            each(buffer);
            buffer.clear();
            *length = 0;
        }
    };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && CLASS[usize::from(bytes[at])] == Class::Letter {
            at += 1;
        }
        if at > start {
            let kept = (at - start).min(LONGEST - length);
            buffer.push_str(&text[start..start + kept]);
            length += kept;
            continue;
        }
        match CLASS[usize::from(bytes[at])] {
            Class::Inside => at += 1,
            Class::Wide => {
                let Some(letter) = text[at..].chars().next() else { return };
                at += letter.len_utf8();
                folded(letter, |letter| {
                    if !is_alphanumeric(letter) {
                        end(buffer, &mut length);
                    } else if length < LONGEST {
                        buffer.push(if letter == 'ς' { 'σ' } else { letter });
                        length += 1;
                    }
                });
            }
            Class::Letter | Class::Between => {
                at += 1;
                end(buffer, &mut length);
            }
        }
    }
    end(buffer, &mut length);
}

/// What a byte of a text is to its terms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter or digit of ASCII.
    Letter,
    /// An apostrophe of ASCII.
    Inside,
    /// The beginning of any other character than ASCII.
    Wide,
    /// What stands between terms.
    Between,
}

static CLASS: [Class; 256] = {
    let mut class = [Class::Between; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        if byte.is_ascii_alphanumeric() {
            class[at] = Class::Letter;
        } else if byte == b'\'' {
            class[at] = Class::Inside;
        } else if !byte.is_ascii() {
            class[at] = Class::Wide;
        }
        at += 1;
    }
    class
};

/// Calls `each` with what a character outside of ASCII is in a term.
fn folded(letter: char, mut each: impl FnMut(char)) {
    if matches!(letter, '\u{4e00}'..='\u{9fff}') {
        // Unified ideographs stay what they are.
        return each(letter);
    }
    let known = FOLDED.get(letter as usize).copied().unwrap_or_default();
    if known != '\0' { each(known) } else { unfolded(letter).for_each(each) }
}

/// What is left of a character when it is taken apart: letters in lower case, without marks.
fn unfolded(letter: char) -> impl Iterator<Item = char> {
    let seen = Some(letter).filter(|letter| !is_inside_words(*letter));
    let folded = seen.into_iter().nfkd().flat_map(char::to_lowercase);
    folded.filter(|letter| !is_combining_mark(*letter) && !is_inside_words(*letter))
}

/// The characters of two bytes (Latin, Greek, Cyrillic, Hebrew, Arabic and others) that become just one: taking one
/// apart costs hundreds of instructions. 0 for all others.
static FOLDED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let one = |code| {
        let mut letters = unfolded(char::from_u32(code)?);
        letters.next().filter(|_| letters.next().is_none())
    };
    (0..0x800).map(|code| one(code).unwrap_or_default()).collect()
});

/// Apostrophes and characters that are not seen.
fn is_inside_words(letter: char) -> bool {
    matches!(letter, '’' | 'ʼ' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// All terms of a text.
#[must_use]
pub fn all(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    terms(text, &mut String::new(), |term| all.push(term.to_owned()));
    all
}

/// The first letter or digit of a text, folded.
#[must_use]
pub fn first(text: &str) -> Option<char> {
    let mut buffer = String::new();
    text.char_indices().find_map(|(at, letter)| {
        let mut first = None;
        terms(&text[at..at + letter.len_utf8()], &mut buffer, |term| first = first.or(term.chars().next()));
        first
    })
}

/// A text for sorting: its terms, joined.
#[must_use]
pub fn sort_key(text: &str) -> String {
    all(text).join(" ")
}

#[cfg(test)]
mod tests {
    use super::{all, first};

    #[test]
    fn words_are_folded() {
        assert_eq!(all("Ukraine’s 28-point plan"), ["ukraines", "28", "point", "plan"]);
        assert_eq!(all("Київ, П’ЯТЬ слі́в"), ["киів", "пять", "слів"]);
        assert_eq!(all("Straße ÉTÉ ﬁn ΣΑΣ"), ["straße", "ete", "fin", "σασ"]);
        assert_eq!(all("İstanbul\u{ad}"), ["istanbul"]);
        assert!(all(" – … ‘’ ").is_empty());
        assert_eq!(all(&"x".repeat(100))[0].len(), 32);
    }

    #[test]
    fn the_first_letter_is_that_of_the_first_term() {
        for text in ["Ukraine", "“Éire” 1", " – 28 points", "п’ять", "½ litre", "…", ""] {
            let term = all(text).first().and_then(|term| term.chars().next());
            assert_eq!(first(text), term, "{text}");
        }
    }
}
