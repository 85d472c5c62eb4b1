//! Markers by which a source points to its own notes.

use crate::words;

/// The length in bytes of the marker that stands at a normalised offset: `[3]`, `[a]` or `[note 3]` directly behind a
/// word, `³` behind a word of more than three letters (not `m³`), `†` and `*`, `[^3]`, and `[citation needed]`.
pub(crate) fn marker_at(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    if first.is_ascii_alphanumeric() || first == ' ' && !rest.starts_with(" [") {
        return None;
    }
    if !matches!(first, '[' | ' ' | '*' | '†' | '‡' | '¹' | '²' | '³' | '⁰'..='⁹') {
        return None;
    }
    let before = &text[..at];
    match first {
        '[' | ' ' => bracketed(before, rest),
        '†' | '‡' => follows_text(before).then_some(first.len_utf8()),
        '*' => {
            let behind = rest.trim_start_matches('*');
            let is_free = !behind.starts_with(char::is_alphanumeric);
            (follows_text(before) && is_free).then_some(rest.len() - behind.len())
        }
        _ => {
            let behind = rest.trim_start_matches(|letter| matches!(letter, '¹' | '²' | '³' | '⁰'..='⁹'));
            let word = before.chars().rev().take_while(|letter| letter.is_alphabetic()).count();
            let is_behind = word > 3 || before.ends_with(['.', ',', ';', ':', '!', '?', '\'', ')', ']']);
            (is_behind && !behind.starts_with(char::is_alphanumeric)).then_some(rest.len() - behind.len())
        }
    }
}

/// Most bytes of a marker in brackets.
const MOST_BYTES: usize = 64;

fn bracketed(before: &str, rest: &str) -> Option<usize> {
    let open = rest.find('[')?;
    let close = rest.bytes().take(MOST_BYTES).position(|byte| byte == b']')?;
    let inner = rest.get(open + 1..close)?;
    let is_note = open == 0 && follows_text(before) && is_note_number(inner);
    let is_free = !rest[close + 1..].starts_with(char::is_alphanumeric);
    (is_free && (is_note || words::is_note_remark(inner))).then_some(close + 1)
}

/// Whether a text ends with a word or a stop.
fn follows_text(before: &str) -> bool {
    before.ends_with(|letter: char| letter.is_alphanumeric() || ".,;:!?')]†‡%".contains(letter))
}

/// The number of a note: `3`, `12`, `a`, `note 3`, `^3`.
fn is_note_number(inner: &str) -> bool {
    let behind_word = || {
        let (before, number) = inner.split_once(' ')?;
        let is_word = !before.contains(char::is_uppercase) && words::is_note_word(before);
        is_word.then_some(number)
    };
    let number = inner.strip_prefix('^').or_else(behind_word).unwrap_or(inner);
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter = number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_lowercase());
    is_number || is_letter
}
