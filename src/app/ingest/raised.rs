//! Raised numbers: the number of a note is not part of the words it stands at, and a power is not a digit of the number
//! below it. They are written as what they are: `plan³`, `10^6`, `1990[3]`; which of them a quotation may leave out,
//! the matcher says.

use std::collections::BTreeSet;

use crate::parse::source::raised_digits;

/// Around the digits of a raised number while it is not known what it numbers. No text has these controls: XML allows
/// none, and those of a PDF are replaced.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// The digits of a raised number.
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/// How many numbers may be missing between two notes that follow each other.
const MOST_MISSING: u32 = 2;

/// Adds a raised stretch to a text: digits as raised ones, behind a number as its power.
pub(super) fn push(text: &mut String, words: &str) {
    let number = words.trim();
    let is_begun = text.ends_with(|letter| RAISED.contains(letter));
    if !is_begun && text.ends_with(char::is_numeric) && number.starts_with(char::is_numeric) {
        text.push('^');
    } else if !text.is_empty()
        && let Some(raised) = raised_digits(number)
    {
        text.push_str(&raised);
        return;
    }
    text.push_str(words);
}

/// Adds raised digits to a text, to be settled when all of it is known ([`RaisedNumbers`]).
pub(super) fn push_open(text: &mut String, digits: &str) {
    match text.pop() {
        Some(CLOSE) => {}
        before => {
            text.extend(before);
            text.push(OPEN);
        }
    }
    text.push_str(digits);
    text.push(CLOSE);
}

/// Whether a letter is one that only this module writes.
pub(super) fn is_own(letter: char) -> bool {
    matches!(letter, OPEN | CLOSE)
}

/// What the raised numbers of a text are, found out in its order.
#[derive(Debug)]
pub(super) struct RaisedNumbers {
    /// The numbers with which lines begin: those of notes are among them.
    beginnings: BTreeSet<u32>,
    /// The note that was named last.
    last: u32,
    kept: usize,
    example: String,
}

impl RaisedNumbers {
    /// Of the lines of a whole text.
    pub(super) fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        Self { beginnings: lines.filter_map(beginning).collect(), last: 0, kept: 0, example: String::new() }
    }

    /// A line with its raised numbers written as what they are.
    pub(super) fn settled(&mut self, line: &str) -> String {
        let mut settled = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, behind)) = rest.split_once(OPEN) {
            settled.push_str(before);
            let (digits, after) = behind.split_once(CLOSE).unwrap_or((behind, ""));
            self.write(&mut settled, digits);
            rest = after;
        }
        settled.push_str(rest);
        settled
    }

    fn write(&mut self, text: &mut String, digits: &str) {
        let number: Option<u32> =
            Some(digits).filter(|digits| digits.len() <= 3).and_then(|digits| digits.parse().ok());
        let Some(number) = number else { return self.keep(text, digits) };
        // Behind a stop or a word stands the number of a note, and the matcher takes it for one; behind a number or
        // a short word, which may be a unit or a sign of mathematics, only if there is such a note.
        let word = text.chars().rev().take_while(|letter| letter.is_alphabetic()).count();
        let is_behind_stop = text.ends_with(['.', ',', ';', ':', '!', '?', '”', '’', '»', '"', '\'']);
        if is_behind_stop || word > 3 {
            self.last = number;
            return push(text, digits);
        }
        let is_next = number > self.last && number - self.last <= 1 + MOST_MISSING;
        if is_next && self.beginnings.contains(&number) && !is_unit(text, word) {
            self.last = number;
            text.push_str(&format!("[{number}]"));
            return;
        }
        self.keep(text, digits);
    }

    fn keep(&mut self, text: &mut String, digits: &str) {
        if self.kept == 0 {
            let word = text.rsplit(' ').next().unwrap_or_default();
            self.example = format!("{word}^{digits}");
        }
        self.kept += 1;
        push(text, digits);
    }

    /// What the author should know of numbers that may be powers or those of notes.
    pub(super) fn remark(&self) -> Option<String> {
        (self.kept > 0).then(|| {
            let are = if self.kept == 1 { "raised number is" } else { "raised numbers are" };
            format!(
                "{} {are} kept as part of the words, since nothing tells notes from powers there, such as “{}”",
                self.kept, self.example
            )
        })
    }
}

/// Whether a text has the number of a note, as it is written here.
pub(super) fn names_note(text: &str, number: u32) -> bool {
    let digits = number.to_string();
    let is_raised = raised_digits(&digits).is_some_and(|raised| {
        text.match_indices(&raised).any(|(at, _)| {
            let is_digit = |letter: char| RAISED.contains(letter);
            !text[..at].ends_with(is_digit) && !text[at + raised.len()..].starts_with(is_digit)
        })
    });
    is_raised || text.contains(&format!("[{digits}]"))
}

/// The number with which a line begins, with words behind it.
pub(super) fn beginning(line: &str) -> Option<u32> {
    let line = line.trim_start_matches(['[', '(', OPEN]);
    let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let behind = line[digits..].trim_start_matches([']', ')', '.', ' ', '\t', CLOSE]);
    let is_part =
        line[digits..].starts_with('.') && behind.starts_with(|letter: char| letter.is_ascii_digit());
    if !(1..=3).contains(&digits) || is_part || behind.len() == line.len() - digits && !behind.is_empty() {
        return None;
    }
    line[..digits].parse().ok()
}

/// Whether a text ends with what may be a unit or a sign of mathematics: `120 m`, `x`, `CO`.
fn is_unit(text: &str, word: usize) -> bool {
    let stem = text.trim_end_matches(char::is_alphabetic);
    let is_measured =
        word > 0 && stem.trim_end().ends_with(|letter: char| letter.is_numeric() || letter == '/');
    let is_sign = word > 0 && (word == 1 || text.chars().rev().take(word).any(char::is_uppercase));
    is_measured || is_sign || word == 0 && (text.ends_with("10") || text.ends_with([')', ']']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(lines: &[&str]) -> (Vec<String>, Option<String>) {
        // `{12}` stands for raised digits.
        let marked: Vec<String> =
            lines.iter().map(|line| line.replace('{', "\u{1}").replace('}', "\u{2}")).collect();
        let mut numbers = RaisedNumbers::of(marked.iter().map(String::as_str));
        let done = marked.iter().map(|line| numbers.settled(line)).collect();
        (done, numbers.remark())
    }

    #[test]
    fn numbers_of_notes_are_none_of_the_words() {
        let (lines, remark) = settled(&[
            "It gave up the rights.{1} Therefore it cost 5 per cent{2} in 1990{3}, and paid us{4} all.{13}",
            "1 A note.",
            "2. Another.",
            "3 The third.",
            "[4] The fourth.",
        ]);
        assert_eq!(
            lines[0],
            "It gave up the rights.¹ Therefore it cost 5 per cent² in 1990[3], and paid us[4] all.¹³"
        );
        assert_eq!(remark, None);
    }

    #[test]
    fn powers_are_kept_and_that_is_said() {
        let (lines, remark) = settled(&["120 m{2} of x{2} and 10{6}", "1 One.", "2 Two.", "6 Six."]);
        assert_eq!(lines[0], "120 m² of x² and 10^6");
        assert!(remark.unwrap().contains("3 raised numbers are kept"));
    }

    #[test]
    fn digits_are_gathered() {
        let mut text = "rights.".to_owned();
        push_open(&mut text, "1");
        push_open(&mut text, "3");
        assert_eq!(RaisedNumbers::of([].into_iter()).settled(&text), "rights.¹³");
        for (line, number) in
            [("12 No", Some(12)), ("1.5 million", None), ("1990 was", None), ("3rd", None), ("7", Some(7))]
        {
            assert_eq!(beginning(line), number, "{line}");
        }
    }
}
