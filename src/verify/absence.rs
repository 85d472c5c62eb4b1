//! Whether a source has words that a page says no source has.
//!
//! Unlike a quotation, which must stand in a source as it is written, words that are absent must be so in any case:
//! a capital does not hide them, nor does an ending behind an apostrophe.

use std::ops::Range;

use ibid_quotation::{Normal, is_boundary};

/// The normal form of a text in lower case, byte for byte as long.
pub(super) fn folded(normal: &str) -> String {
    let fold = |letter: char| {
        let mut lower = letter.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == letter.len_utf8() => one,
            _ => letter,
        }
    };
    normal.chars().map(fold).collect()
}

/// Words or a phrase to look for.
pub(super) struct SearchTerm {
    words: String,
    /// Whether longer words count that begin like the last one.
    is_beginning: bool,
}

impl SearchTerm {
    /// Reads `ratified`, `security guarantee` or `ratif*`.
    pub(super) fn new(written: &str) -> Self {
        let words = written.trim_end_matches('*');
        Self { words: folded(&Normal::new(words).text), is_beginning: words.len() < written.len() }
    }

    /// Its places in a text that was [`folded`].
    pub(super) fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let found = memchr::memmem::find_iter(text.as_bytes(), self.words.as_bytes());
        let places = found.map(|start| start..start + self.words.len());
        places.filter(|place| {
            let begins = is_boundary(text, place.start) || text[..place.start].ends_with('\'');
            let ends = is_boundary(text, place.end) || text[place.end..].starts_with('\'');
            begins && (ends || self.is_beginning)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{SearchTerm, folded};
    use ibid_quotation::Normal;

    fn has(text: &str, term: &str) -> bool {
        SearchTerm::new(term).places(&folded(&Normal::new(text).text)).next().is_some()
    }

    #[test]
    fn words_are_found_in_any_case_and_form_of_marks() {
        assert!(has("They RATIFIED the treaty.", "ratified"));
        assert!(has("a “security\u{a0}guarantee” for all", "Security guarantee"));
        assert!(has("the Congress’s vote", "congress"));
        assert!(has("l’OTAN", "otan"));
        assert!(has("Україна РАТИФІКУВАЛА угоду", "ратифікувала"));
    }

    #[test]
    fn only_whole_words_are_found_unless_their_beginning_is_asked_for() {
        assert!(!has("ratification", "ratif"));
        assert!(has("ratification", "ratif*"));
        assert!(!has("unratified", "ratif*"));
        assert!(!has("1,900 soldiers", "900"));
    }
}
