//! Markers by which a source points to its own notes.

use std::borrow::Cow;

use crate::boundary::is_unspaced;
use crate::contract::{Clause, Contract};
use crate::words;

/// The length in bytes of the marker that stands at a normalised offset: `[3]`, `[a]` or `[^3]` directly behind a
/// word, `³` behind a word of more than three letters (not `m³`), `†` and `*`, and `[citation needed]`; as further
/// clauses grant it, `[note 3]`, `[ii]` and `[1-3]`, and the page behind a marker, `[3]:23`.
pub(crate) fn marker_at(text: &str, at: usize, contract: Contract) -> Option<usize> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    if !contract.has(Clause::NoteMarkers)
        || first.is_ascii_alphanumeric()
        || first == ' ' && !rest.starts_with(" [")
    {
        return None;
    }
    if !matches!(first, '[' | ' ' | '*' | '†' | '‡' | '¹' | '²' | '³' | '⁰'..='⁹') {
        return None;
    }
    let before = &text[..at];
    let length = match first {
        '[' | ' ' => bracketed(before, rest, contract),
        '†' | '‡' => follows_text(before).then_some(first.len_utf8()),
        '*' => {
            let behind = rest.trim_start_matches('*');
            let is_free = !behind.starts_with(char::is_alphanumeric);
            (follows_text(before) && is_free).then_some(rest.len() - behind.len())
        }
        _ => {
            let behind = behind_raised(rest, contract);
            let word = before.chars().rev().take_while(|letter| letter.is_alphabetic()).count();
            let is_behind = word > 3 || before.ends_with(['.', ',', ';', ':', '!', '?', '\'', ')', ']']);
            (is_behind && is_free(behind)).then_some(rest.len() - behind.len())
        }
    }?;
    let page = page_behind(before, &rest[length..]).filter(|_| contract.has(Clause::NotePages));
    Some(length + page.unwrap_or(0))
}

/// A text without the markers of its source's notes.
#[must_use]
pub fn without_note_markers(text: &str) -> Cow<'_, str> {
    let Some(mut next) = text.find('[') else { return Cow::Borrowed(text) };
    let (mut kept, mut from) = (String::new(), 0);
    loop {
        match marker_at(text, next, Contract::FULL) {
            Some(length) => {
                kept.push_str(&text[from..next]);
                from = next + length;
            }
            None if from == 0 && kept.is_empty() && !text[next + 1..].contains('[') => {
                return Cow::Borrowed(text);
            }
            None => {}
        }
        let behind = from.max(next + 1);
        let Some(found) = text[behind..].find('[') else { break };
        next = behind + found;
    }
    kept.push_str(&text[from..]);
    Cow::Owned(kept)
}

/// Most bytes of a marker in brackets.
const MOST_BYTES: usize = 64;

fn bracketed(before: &str, rest: &str, contract: Contract) -> Option<usize> {
    let open = rest.find('[')?;
    let close = rest.bytes().take(MOST_BYTES).position(|byte| byte == b']')?;
    let inner = rest.get(open + 1..close)?;
    let is_note = open == 0
        && follows_text(before)
        && (is_note_number(inner) || (contract.has(Clause::NoteGroups) && is_note_of_group(inner)));
    (is_free(&rest[close + 1..]) && (is_note || words::is_note_remark(inner))).then_some(close + 1)
}

/// Whether no word goes on behind a marker; what is written without spaces may.
fn is_free(behind: &str) -> bool {
    behind.chars().next().is_none_or(|next| !next.is_alphanumeric() || is_unspaced(next))
}

/// Whether a text ends with a word or a stop.
fn follows_text(before: &str) -> bool {
    before.ends_with(|letter: char| letter.is_alphanumeric() || ".,;:!?')]†‡%。、！？」』".contains(letter))
}

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// What stands behind raised numbers: `³`, `²,³`.
fn behind_raised(rest: &str, contract: Contract) -> &str {
    let mut behind = rest.trim_start_matches(RAISED);
    while contract.has(Clause::NoteGroups)
        && let Some(more) = behind.strip_prefix([',', '-']).filter(|more| more.starts_with(RAISED))
    {
        behind = more.trim_start_matches(RAISED);
    }
    behind
}

/// The number of a note: `3`, `12`, `a`, `^3`.
fn is_note_number(inner: &str) -> bool {
    let number = inner.strip_prefix('^').unwrap_or(inner);
    is_number(number) || (number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn is_number(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The note of a group, a number in Roman letters, or several numbers: `note 3`, `nb 1`, `ii`, `1-3`, `4, 5`.
fn is_note_of_group(inner: &str) -> bool {
    let of_group = || {
        let (group, number) = inner.rsplit_once([' ', '\u{a0}'])?;
        (is_note_number(number) || is_roman(number)).then(|| words::is_note_word(group))
    };
    let numbers = || inner.split([',', '-', '–']).all(|number| is_number(number.trim_start_matches(' ')));
    // Letters of other scripts are numbers of notes too.
    let is_letter = || {
        let mut letters = inner.chars();
        letters.next().is_some_and(char::is_lowercase) && letters.next().is_none()
    };
    of_group() == Some(true) || is_roman(inner) || numbers() || is_letter()
}

/// `ii`, `xiv`: a number below forty in small Roman letters.
fn is_roman(text: &str) -> bool {
    let ones = text.trim_start_matches('x');
    let tens = text.len() - ones.len();
    let is_one = matches!(ones, "" | "i" | "ii" | "iii" | "iv" | "v" | "vi" | "vii" | "viii" | "ix");
    !text.is_empty() && tens <= 3 && is_one
}

/// The length of the pages behind the marker of a note: `:23`, `:23-25`, and behind a sentence also `: 23`.
fn page_behind(before: &str, behind: &str) -> Option<usize> {
    let rest = behind.strip_prefix(':')?;
    let is_behind_sentence = before.trim_end_matches(['\'', ')', ']']).ends_with(['.', '!', '?', '。']);
    let pages = if is_behind_sentence { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
    let mut end = pages;
    loop {
        let more = end.trim_start_matches(|letter: char| letter.is_ascii_digit());
        if !(1..=4).contains(&(end.len() - more.len())) {
            return None;
        }
        end = more;
        match end
            .strip_prefix([',', '-', '–'])
            .filter(|next| next.starts_with(|next: char| next.is_ascii_digit()))
        {
            Some(next) => end = next,
            None => break,
        }
    }
    let goes_on =
        end.strip_prefix(['.', ':']).is_some_and(|next| next.starts_with(|next: char| next.is_ascii_digit()));
    (is_free(end) && !goes_on && !end.starts_with(['%', '‰'])).then_some(behind.len() - end.len())
}
