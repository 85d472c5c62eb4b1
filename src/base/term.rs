//! Text → terms, the words that the search compares. `themes/default/static/search.js` does the same to a query; a test in `tests/suite/search.rs`
//! compares the two in a browser.
//!
//! A term is a run of letters and digits in compatibility decomposition (Unicode NFKD), in lower case,
//! without marks. Apostrophes and invisible characters inside a word are left out, so that `Ukraine’s`
//! begins like `Ukraine` and `п’ять` is one word. Nothing is stemmed: a query finds terms that begin with
//! its words, which serves endings in Latin and Cyrillic scripts alike, without a library per language in
//! the reader's browser. Not handled: scripts that set no spaces between words (Chinese, Thai), whose runs
//! are found only from their beginning.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest term, in characters; what is longer is cut.
pub const LONGEST: usize = 32;

/// Calls `each` with every term of a text, in order. `buffer` is working space.
pub fn terms(text: &str, buffer: &mut String, mut each: impl FnMut(&str)) {
    buffer.clear();
    let mut length = 0;
    let mut add = |letter: char, buffer: &mut String, length: &mut usize| {
        if letter.is_alphanumeric() {
            if *length < LONGEST {
                buffer.push(if letter == 'ς' { 'σ' } else { letter });
                *length += 1;
            }
        } else if !buffer.is_empty() {
            each(buffer);
            buffer.clear();
            *length = 0;
        }
    };
    for letter in text.chars() {
        if letter.is_ascii() {
            if letter != '\'' {
                add(letter.to_ascii_lowercase(), buffer, &mut length);
            }
        } else if !is_inside_words(letter) {
            let folded = std::iter::once(letter).nfkd().flat_map(char::to_lowercase);
            folded
                .filter(|letter| !is_combining_mark(*letter) && !is_inside_words(*letter))
                .for_each(|letter| add(letter, buffer, &mut length));
        }
    }
    add(' ', buffer, &mut length);
}

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
