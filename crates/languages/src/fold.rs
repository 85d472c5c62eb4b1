//! The form in which words are compared.

use std::borrow::Cow;

/// A word in lower case, with one kind of apostrophe, `ё` as `е`, and without stress marks and soft hyphens. It is
/// not composed: give it text in NFC.
#[must_use]
pub fn fold(word: &str) -> Cow<'_, str> {
    let changes = |byte: &u8| byte.is_ascii_uppercase() || *byte == b'`';
    if word.is_ascii() {
        if !word.as_bytes().iter().any(changes) {
            return Cow::Borrowed(word);
        }
        let lower = word.to_ascii_lowercase();
        return Cow::Owned(if lower.contains('`') { lower.replace('`', "'") } else { lower });
    }
    let is_folded = |letter: char| match letter.is_ascii() {
        true => !changes(&(letter as u8)),
        false => !letter.is_uppercase() && !is_changed(letter),
    };
    if word.chars().all(is_folded) {
        return Cow::Borrowed(word);
    }
    let letters = word.chars().filter(|letter| !is_dropped(*letter)).flat_map(|letter| {
        let letter = match letter {
            letter if is_apostrophe(letter) => '\'',
            'İ' => 'i',
            'Ё' | 'ё' => 'е',
            letter => letter,
        };
        letter.to_lowercase()
    });
    Cow::Owned(letters.collect())
}

fn is_changed(letter: char) -> bool {
    letter == 'ё' || is_apostrophe(letter) || is_dropped(letter)
}

/// A stress mark, a soft hyphen, or a character without width.
fn is_dropped(letter: char) -> bool {
    matches!(letter, '\u{301}' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// The characters that stand for an apostrophe.
pub(crate) fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | 'ʹ' | '`' | '＇')
}

/// Whether a character belongs to words.
pub(crate) fn is_in_word(letter: char) -> bool {
    crate::letter::is_alphanumeric(letter)
        || is_apostrophe(letter)
        || is_dropped(letter)
        || is_combining(letter)
}

/// Combining marks of the scripts whose words have some that are not letters.
fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}'
        | '\u{b82}' | '\u{bbe}'..='\u{bcd}' | '\u{e31}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{eb1}'..='\u{ebc}'
        | '\u{ec8}'..='\u{ece}' | '\u{17b4}'..='\u{17d3}' | '\u{102b}'..='\u{103e}')
}
