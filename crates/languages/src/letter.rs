//! Which characters are letters and digits.

/// What [`char::is_alphanumeric`] says, without its search in the tables of Unicode for the scripts that most texts are
/// written in.
///
/// ```
/// assert!(ibid_languages::is_alphanumeric('ї') && ibid_languages::is_alphanumeric('國'));
/// assert!(!ibid_languages::is_alphanumeric('—'));
/// ```
#[must_use]
pub fn is_alphanumeric(letter: char) -> bool {
    match is_usual_letter(letter) {
        _ if letter.is_ascii() => letter.is_ascii_alphanumeric(),
        Some(is_letter) => is_letter,
        None => letter.is_alphanumeric(),
    }
}

/// What [`char::is_alphabetic`] says, in the same way.
///
/// ```
/// assert!(ibid_languages::is_alphabetic('ї') && !ibid_languages::is_alphabetic('7'));
/// ```
#[must_use]
pub fn is_alphabetic(letter: char) -> bool {
    match is_usual_letter(letter) {
        _ if letter.is_ascii() => letter.is_ascii_alphabetic(),
        Some(is_letter) => is_letter,
        None => letter.is_alphabetic(),
    }
}

/// Whether a character is a letter, where a range of a usual script tells.
fn is_usual_letter(letter: char) -> Option<bool> {
    match letter {
        // Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, kana, Han, Hangul: runs without a gap.
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{24f}'
        | '\u{3a3}'..='\u{3f5}'
        | '\u{400}'..='\u{481}'
        | '\u{48a}'..='\u{52f}'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{620}'..='\u{64a}'
        | '\u{904}'..='\u{939}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => Some(true),
        // General punctuation, and the marks of Chinese and Japanese.
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn as_the_standard_library_says() {
        let differs = |letter: &char| {
            super::is_alphanumeric(*letter) != letter.is_alphanumeric()
                || super::is_alphabetic(*letter) != letter.is_alphabetic()
        };
        assert_eq!(('\0'..=char::MAX).find(differs), None);
    }
}
