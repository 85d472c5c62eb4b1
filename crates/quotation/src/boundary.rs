//! Where words begin and end, and where a quotation may be cut out of its source without turning what it says.

use ibid_languages::is_alphanumeric;
use unicode_normalization::char::is_combining_mark;

use crate::words;

/// Signs before a number without which it is another.
const SIGNS: [char; 8] = ['-', '−', '±', '<', '>', '≤', '≥', '≠'];

/// Letters of a word behind an elision at least: “I’m” and “he’d” are others.
const ELIDED_BEFORE: usize = 4;

/// Whether a word begins at `at` behind an elided one: “d’accepter”.
pub(crate) fn is_behind_elision(text: &str, at: usize) -> bool {
    let Some(before) = text[..at].strip_suffix('\'') else { return false };
    let start = before
        .rfind(|letter: char| !letter.is_alphabetic())
        .map_or(0, |space| space + before[space..].chars().next().map_or(1, char::len_utf8));
    let letters = text[at..].chars().take_while(|letter| letter.is_alphabetic()).count();
    letters >= ELIDED_BEFORE && words::is_elided(&before[start..])
}

/// Whether a word may begin or end at `at` (after Unicode Standard Annex #29, word boundaries): not
/// between letters or digits, not at an apostrophe inside a word, not inside a number, and
/// not before a combining mark. Scripts without spaces have a boundary at every character.
#[must_use]
pub fn is_boundary(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    let mut after = text[at..].chars();
    let (Some(left), Some(right)) = (before.next(), after.next()) else { return true };
    if is_combining_mark(right) {
        return false;
    }
    // Those of Chinese and Japanese numbers stand above the scripts with spaces.
    let is_numeral = |letter: char| letter >= '\u{3000}' && words::is_numeral(letter);
    if (is_numeral(left) || left.is_ascii_digit()) && is_numeral(right)
        || is_numeral(left) && right.is_ascii_digit()
    {
        return false;
    }
    if is_unspaced(left) || is_unspaced(right) {
        return true;
    }
    let joins = |letter: char| is_alphanumeric(letter) || letter == '_' || is_combining_mark(letter);
    match (joins(left), joins(right)) {
        (true, true) => false,
        // can't, 1,000, 5.5: the mark belongs to the word on both its sides.
        (true, false) => {
            let is_inside = after.next().is_some_and(|next| is_inner(left, right, next));
            let is_number = right.is_whitespace() && parts_thousands(text, at, at + right.len_utf8());
            !(is_inside || is_number)
        }
        (false, true) => {
            let is_inside = before.next().is_some_and(|previous| is_inner(previous, left, right));
            let is_number = left.is_whitespace() && parts_thousands(text, at - left.len_utf8(), at);
            !(is_inside || is_number)
        }
        (false, false) => true,
    }
}

fn is_inner(left: char, mark: char, right: char) -> bool {
    let are_numeric = left.is_numeric() && right.is_numeric();
    match mark {
        // Korean has no apostrophes: what stands there is a quotation mark.
        '\'' => {
            left.is_alphabetic() && right.is_alphabetic() && !is_hangul(left) && !is_hangul(right)
                || are_numeric
        }
        '.' | ',' | ':' | '/' | '⁄' | '·' | '٫' | '٬' => are_numeric,
        _ => false,
    }
}

/// Whether a letter is a Korean syllable.
fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{ac00}'..='\u{d7a3}')
}

/// Whether a space, from `before` to `behind`, parts the thousands of one number: 20 000, 1 250 000.
fn parts_thousands(text: &str, before: usize, behind: usize) -> bool {
    let is_digit = |letter: &char| letter.is_ascii_digit();
    let left = text[..before].chars().rev().take(4).take_while(is_digit).count();
    let right = text[behind..].chars().take(4).take_while(is_digit).count();
    (1..=3).contains(&left) && right == 3
}

/// Scripts written without spaces between words.
pub(crate) fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What stands directly before `at` and turns what begins there: “guarantees” is not what “non-guarantees” says,
/// “5 degrees” not what “-5 degrees” says.
pub(crate) fn turned_before(text: &str, at: usize) -> Option<&str> {
    let (before, after) = text.split_at(at);
    let first = after.chars().next()?;
    let sign = before.chars().next_back()?;
    if first.is_numeric() && SIGNS.contains(&sign) {
        let start = before.len() - sign.len_utf8();
        let is_range = text[..start].ends_with(|letter: char| letter.is_alphanumeric());
        return (sign != '-' || !is_range).then(|| &before[start..]);
    }
    if is_unspaced(first) {
        return words::negation_written_before(before, after);
    }
    let spaced = before.strip_suffix(' ');
    let word = before.strip_suffix('-').or(spaced)?;
    let prefix = last_word(word);
    if spaced.is_some() {
        // “would-be” stands before the word it turns with a space.
        let whole = &word[word.rfind(' ').map_or(0, |space| space + 1)..];
        let turns = whole.contains('-') && words::is_hyphen_prefix(whole.trim_matches(['\'', '(']));
        return turns.then(|| &before[word.len() - whole.len()..]);
    }
    // vingt-et-un
    let joined = word.strip_suffix("-et").map_or(prefix, last_word);
    let turns = words::is_hyphen_prefix(prefix) || words::is_number(joined, first_word(after));
    turns.then(|| &before[word.len() - prefix.len()..])
}

/// What stands directly behind `at` and turns what ends there: “risk” is not what “risk-free” says.
pub(crate) fn turned_behind(text: &str, at: usize) -> Option<&str> {
    let (before, after) = text.split_at(at);
    if before.ends_with(is_unspaced) {
        return words::negation_written_behind(before, after);
    }
    let word = after.strip_prefix('-')?;
    let number = first_word(word);
    let number = words::is_number(last_word(before), number).then_some(number.len());
    words::hyphen_ending_length(word).or(number).map(|length| &after[..=length])
}

/// The letters and digits with which a text begins.
fn first_word(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}

/// The letters and digits with which a text ends.
fn last_word(text: &str) -> &str {
    text.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{is_boundary, turned_before, turned_behind};

    #[test]
    fn a_number_is_whole() {
        let ends = |number: &str, rest: &str| is_boundary(&format!("{number}{rest}"), number.len());
        for (number, rest) in [
            ("1", ",000 men"),
            ("5", ".5 percent"),
            ("20", " 000 men"),
            ("1 250", " 000 men"),
            ("20", "\u{a0}000"),
            ("1", "'000 francs"),
            ("3", ":2 in the end"),
            ("1", "/2"),
            ("٣", "٫٥"),
            ("1", "万人"),
            ("二", "十人"),
        ] {
            assert!(!ends(number, rest), "{number}|{rest}");
        }
        for (number, rest) in [
            ("2014", " 100 men"),
            ("5", " men"),
            ("20", " 0000"),
            ("5", "-like"),
            ("20", "人"),
            ("3", ": two"),
        ] {
            assert!(ends(number, rest), "{number}|{rest}");
        }
        let text = "20 000 men";
        assert!(!is_boundary(text, 3));
    }

    #[test]
    fn what_turns_a_word_is_found_beside_it() {
        let before = |prefix: &'static str, rest: &str| {
            turned_before(&format!("{prefix}{rest}"), prefix.len()).map(str::to_owned)
        };
        assert_eq!(before("a non-", "binding vow").as_deref(), Some("non-"));
        assert_eq!(before("the de-", "escalation").as_deref(), Some("de-"));
        assert_eq!(before("fell to -", "5 degrees").as_deref(), Some("-"));
        assert_eq!(before("fell to −", "5 degrees").as_deref(), Some("−"));
        assert_eq!(before("他不", "同意").as_deref(), Some("不"));
        assert_eq!(before("ไม่", "เห็นด้วย").as_deref(), Some("ไม่"));
        assert_eq!(before("อย่า", "ปิดสะพาน").as_deref(), Some("อย่า"));
        assert_eq!(before("这座桥特别", "重要"), None);
        assert_eq!(before("10-", "20 men"), None);
        assert_eq!(before("long-", "held"), None);
        assert_eq!(before("Twenty-", "five men").as_deref(), Some("Twenty-"));
        assert_eq!(before("the forty-", "niners"), None);
        assert_eq!(before("vingt-et-", "un hommes").as_deref(), Some("et-"));
        assert_eq!(before("tête-et-", "un"), None);
        assert_eq!(before("quatre-", "vingts hommes").as_deref(), Some("quatre-"));
        assert_eq!(before("twenty-", "first day").as_deref(), Some("twenty-"));
        assert_eq!(before("двадцять-", "тридцять людей"), None);
        assert_eq!(before("soixante-dix-", "sept hommes").as_deref(), Some("dix-"));
        assert_eq!(turned_behind("there were twenty-five", "there were twenty".len()), Some("-five"));
        assert_eq!(before("- ", "5 degrees"), None);
        assert_eq!(turned_behind("a risk-free plan", 6), Some("-free"));
        assert_eq!(turned_behind("同意しない", "同意し".len()), Some("ない"));
        assert_eq!(turned_behind("同意しなくなった", "同意し".len()), Some("なく"));
        assert_eq!(turned_behind("橋だけでなく港も", "橋だけで".len()), None);
        assert_eq!(turned_behind("Article 5-like", 9), None);
    }
}
