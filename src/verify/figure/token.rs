//! A text as words, digit groups and marks, with their places.
//!
//! Words are folded (lower case, NFC, one kind of apostrophe, no stress marks, no soft hyphens, `ё` as
//! `е`), digits of any common script become ASCII. Words break at hyphens; the number grammar puts
//! them together again where that matters.

use std::borrow::Cow;
use std::ops::Range;

use ibid_languages::is_alphabetic;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::base::digit::ascii_digit as digit;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters.
    Word,
    /// Decimal digits.
    Digits,
    /// Any other character, alone.
    Mark,
}

/// The space before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TokenGap {
    /// It follows at once.
    None,
    /// A non-breaking or thin space, as between groups of digits.
    Tight,
    /// Other white space.
    Space,
    /// A line break.
    Line,
}

/// One word, digit group or mark.
#[derive(Clone, Debug)]
pub(super) struct FigureToken<'t> {
    pub(super) kind: TokenKind,
    /// Folded text.
    pub(super) text: Cow<'t, str>,
    /// Bytes in the text.
    pub(super) range: Range<usize>,
    pub(super) gap: TokenGap,
    /// Whether the first letter is a capital.
    pub(super) capital: bool,
    /// Whether all letters are capitals.
    pub(super) capitals: bool,
    /// Whether a possessive `'s` was dropped.
    pub(super) possessive: bool,
}

impl FigureToken<'_> {
    pub(super) fn is_mark(&self, marks: &str) -> bool {
        self.kind == TokenKind::Mark && marks.contains(&*self.text)
    }

    pub(super) fn is_dash(&self) -> bool {
        self.is_mark("-‐‑‒–—−")
    }

    pub(super) fn is_any_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    pub(super) fn is_word(&self, words: &[&str]) -> bool {
        self.kind == TokenKind::Word && words.contains(&&*self.text)
    }
}

/// The words of a range of tokens.
pub(super) fn written<'t>(text: &'t str, tokens: &[FigureToken], range: &Range<usize>) -> &'t str {
    &text[tokens[range.start].range.start..tokens[range.end - 1].range.end]
}

/// Chinese characters are tokens of their own: numbers and units stand without spaces in the text.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '〇' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | 'ʹ' | '`' | '＇')
}

fn is_ignored(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// The parts of a word that are tokens of their own: each ideograph, and each run of other letters.
pub(super) fn runs(word: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (at, letter) in word.char_indices() {
        if is_ideograph(letter) {
            if start < at {
                runs.push(&word[start..at]);
            }
            start = at + letter.len_utf8();
            runs.push(&word[at..start]);
        }
    }
    if start < word.len() {
        runs.push(&word[start..]);
    }
    runs
}

/// Letters with stops between them, as one word with its stops, and how many tokens they are without the last stop:
/// `U.S`, `a.m`.
pub(super) fn initials(tokens: &[FigureToken], at: usize) -> Option<(String, usize)> {
    let is_letter = |token: &&FigureToken| token.is_any_word() && token.text.chars().nth(1).is_none();
    let mut word = tokens.get(at).filter(is_letter)?.text.to_string();
    let mut length = 1;
    let joined = |at: usize| tokens.get(at).filter(|token| token.gap == TokenGap::None);
    while joined(at + length).is_some_and(|stop| stop.is_mark("."))
        && let Some(letter) = joined(at + length + 1).filter(is_letter)
    {
        word = word + "." + &letter.text;
        length += 2;
    }
    (length > 1).then_some((word, length))
}

/// Splits a text.
pub(super) fn tokens(text: &str) -> Vec<FigureToken<'_>> {
    let mut found = Vec::with_capacity(text.len() / 6);
    let mut gap = TokenGap::Line;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let letter =
            if byte.is_ascii() { byte.into() } else { text[at..].chars().next().unwrap_or_default() };
        let start = at;
        at += letter.len_utf8();
        if letter.is_whitespace() {
            let this = match letter {
                '\n' | '\r' | '\u{2028}' | '\u{2029}' => TokenGap::Line,
                '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}' => TokenGap::Tight,
                _ => TokenGap::Space,
            };
            gap = gap.max(this);
            continue;
        }
        if !letter.is_ascii() && (is_ignored(letter) || is_combining_mark(letter)) {
            continue;
        }
        let kind = if let Some(sign) = dollar_sign(text, start) {
            at = start + sign.len();
            TokenKind::Mark
        } else if is_ideograph(letter) {
            TokenKind::Word
        } else if is_alphabetic(letter) {
            at = word_end(text, at);
            TokenKind::Word
        } else if digit(letter).is_some() {
            let digits = text[at..].chars().take_while(|next| digit(*next).is_some());
            at += digits.map(char::len_utf8).sum::<usize>();
            TokenKind::Digits
        } else {
            TokenKind::Mark
        };
        let range = start..at;
        let written = &text[range.clone()];
        let folded = match kind {
            TokenKind::Word => fold(written),
            TokenKind::Digits if written.is_ascii() => Cow::Borrowed(written),
            TokenKind::Digits => written.chars().filter_map(digit).collect(),
            TokenKind::Mark => Cow::Borrowed(written),
        };
        let capital = letter.is_uppercase();
        let stem = if kind == TokenKind::Word && matches!(written.as_bytes().last(), Some(b's' | b'S')) {
            Some(&written[..written.len() - 1]).filter(|stem| stem.ends_with(is_apostrophe))
        } else {
            None
        };
        let capitals = capital && stem.unwrap_or(written).chars().all(|each| !each.is_lowercase());
        let possessive = stem.is_some();
        found.push(FigureToken { kind, text: folded, range, gap, capital, capitals, possessive });
        gap = TokenGap::None;
    }
    found
}

/// A sign of letters and `$` at a place where no word goes on: `R$`, `US$`.
fn dollar_sign(text: &str, at: usize) -> Option<&'static str> {
    if !text.as_bytes()[at].is_ascii_uppercase()
        || !text.as_bytes()[at..].iter().take(4).any(|byte| *byte == b'$')
    {
        return None;
    }
    let begins = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    let mut signs = ibid_languages::currency_signs().iter().map(|(sign, _)| *sign);
    signs.find(|sign| begins && sign.len() > 1 && sign.ends_with('$') && text[at..].starts_with(sign))
}

/// Where the word ends that goes on at a place.
fn word_end(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text.as_bytes()[at..];
        let run = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        at += run;
        match rest.get(run) {
            None => return at,
            Some(byte) if byte.is_ascii() && !matches!(byte, b'\'' | b'`') => return at,
            Some(_) => {}
        }
        let mut letters = text[at..].chars();
        let Some(letter) = letters.next() else { return at };
        if !letter.is_ascii() && is_alphabetic(letter) && !is_ideograph(letter) {
            at += letter.len_utf8();
            continue;
        }
        let goes_on = match letter.is_ascii() || is_apostrophe(letter) {
            true => is_apostrophe(letter) && letters.next().is_some_and(is_alphabetic),
            false => {
                is_alphabetic(letter) && !is_ideograph(letter)
                    || is_combining_mark(letter)
                    || is_ignored(letter)
            }
        };
        // Some apostrophes are letters.
        if !goes_on && (!is_alphabetic(letter) || is_ideograph(letter)) {
            return at;
        }
        at += letter.len_utf8();
    }
}

/// A word in the form in which words are compared; a possessive `'s` is dropped.
fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) || word.chars().all(is_folded) {
        return Cow::Borrowed(word);
    }
    let mut folded: String = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        word.nfc()
            .filter(|letter| !is_ignored(*letter) && *letter != '\u{301}')
            .map(|letter| if is_apostrophe(letter) { '\'' } else { letter })
            .flat_map(char::to_lowercase)
            .map(|letter| if letter == 'ё' { 'е' } else { letter })
            .collect()
    };
    if folded.ends_with("'s") {
        folded.truncate(folded.len() - 2);
    }
    Cow::Owned(folded)
}

/// Letters that are themselves when folded, whatever stands beside them. Most are; the others are looked at closely.
fn is_folded(letter: char) -> bool {
    matches!(letter, 'a'..='z' | 'а'..='я' | 'є'..='ї' | 'ґ' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_folds() {
        let texts =
            |text: &str| tokens(text).into_iter().map(|token| token.text.into_owned()).collect::<Vec<_>>();
        assert_eq!(texts("A 28-point plan’s"), ["a", "28", "-", "point", "plan"]);
        assert_eq!(texts("п’я\u{301}ть ٢٥ 1\u{A0}000"), ["п'ять", "25", "1", "000"]);
        assert_eq!(texts("G8 $5m."), ["g", "8", "$", "5", "m", "."]);
        assert_eq!(tokens("1\u{A0}000")[1].gap, TokenGap::Tight);
    }
}
