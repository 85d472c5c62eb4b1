//! Lines that run from right to left. What prints them draws their letters from left to right, in forms for the beginning,
//! the middle and the end of words; a text has them in the order in which they are read, in the letters' own form.

use unicode_normalization::UnicodeNormalization;

use super::line::{PdfLine, is_leftward};

/// A gap between pieces of a line, in sizes of the font, that is a space.
const SPACE: f64 = 0.15;
/// A gap over which no line reaches: that between columns.
const GUTTER: f64 = 2.5;

/// The lines of a page with those from right to left as they are read, from the right edge on.
pub(super) fn ordered(lines: Vec<PdfLine>) -> Vec<PdfLine> {
    if !lines.iter().any(|line| line.text.contains(is_leftward)) {
        return lines;
    }
    let mut ordered: Vec<PdfLine> = Vec::with_capacity(lines.len());
    for line in lines {
        match ordered.last_mut() {
            Some(last) if is_piece(last, &line) => join(last, line),
            _ => ordered.push(line),
        }
    }
    ordered.iter_mut().filter(|line| runs_leftward(&line.text)).for_each(turn);
    ordered
}

fn runs_leftward(text: &str) -> bool {
    let leftward = text.chars().filter(|letter| is_leftward(*letter)).count();
    leftward * 2 > text.chars().filter(|letter| letter.is_alphabetic()).count()
}

/// Whether two pieces are of one line: a number within it may be drawn before or after the words around it.
fn is_piece(last: &PdfLine, line: &PdfLine) -> bool {
    let size = last.size.max(line.size).max(1.0);
    let gap = (line.start - last.end).max(last.start - line.end);
    let is_leftward = last.text.contains(is_leftward) || line.text.contains(is_leftward);
    is_leftward
        && last.is_turned == line.is_turned
        && (last.baseline - line.baseline).abs() < 0.3 * size
        && gap > -0.8 * size
        && gap < GUTTER * size
}

fn join(last: &mut PdfLine, line: PdfLine) {
    let size = last.size.max(line.size).max(1.0);
    let (left, right) = if line.start < last.start { (line, last.clone()) } else { (last.clone(), line) };
    // A space at the edge of a piece went with it.
    let are_words =
        left.text.ends_with(char::is_alphanumeric) && right.text.starts_with(char::is_alphanumeric);
    let space = if right.start - left.end > SPACE * size || are_words { " " } else { "" };
    *last = PdfLine {
        text: format!("{}{space}{}", left.text, right.text),
        start: left.start,
        end: right.end,
        first_word_end: left.first_word_end,
        size: left.size.max(right.size),
        ..*last
    };
}

/// Puts a line into the order of reading, and measures it from its right edge.
fn turn(line: &mut PdfLine) {
    line.text = logical(&line.text);
    let count = line.text.chars().count().max(1);
    let first = line.text.split(' ').next().unwrap_or_default().chars().count();
    #[expect(clippy::cast_precision_loss, reason = "letters of a line")]
    let part = first as f64 / count as f64;
    (line.start, line.end) = (-line.end, -line.start);
    line.first_word_end = line.start + (line.end - line.start) * part;
}

/// A line that was drawn from left to right, as it is read from right to left. Numbers and words of other scripts keep
/// their order.
fn logical(visual: &str) -> String {
    let letters: Vec<char> = visual.chars().rev().collect();
    let is_rightward = |letter: char| letter.is_alphanumeric() && !is_leftward(letter);
    let mut turned: Vec<char> = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        if !is_rightward(letters[at]) {
            turned.push(letters[at]);
            at += 1;
            continue;
        }
        // Such a run ends with its last letter before the next from right to left.
        let length = letters[at..].iter().take_while(|letter| !is_leftward(**letter)).count();
        let last = letters[at..at + length].iter().rposition(|letter| is_rightward(*letter)).unwrap_or(0);
        turned.extend(letters[at..=at + last].iter().rev());
        at += last + 1;
    }
    let own: String = turned.into_iter().collect::<String>().chars().flat_map(own_form).collect();
    mirrored(own)
}

/// A letter in its own form: those for the middle of words, and ligatures, have places of their own in Unicode.
fn own_form(letter: char) -> Vec<char> {
    match letter {
        '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => letter.nfkc().collect(),
        letter => vec![letter],
    }
}

/// Brackets as they are read: some fonts name them as they look on the page, where they open to the other side.
fn mirrored(text: String) -> String {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('{', '}'), ('«', '»')];
    let first = text.chars().find_map(|letter| {
        PAIRS
            .iter()
            .find(|(open, close)| letter == *open || letter == *close)
            .map(|(open, _)| letter == *open)
    });
    if first != Some(false) {
        return text;
    }
    let other = |letter: char| {
        PAIRS.iter().find_map(|(open, close)| match letter {
            _ if letter == *open => Some(*close),
            _ if letter == *close => Some(*open),
            _ => None,
        })
    };
    text.chars().map(|letter| other(letter).unwrap_or(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_turned_and_numbers_are_not() {
        let read = "רשות המים (שלב א) פרסמה ב-2027 את Annual Report שלה.";
        let drawn = ".הלש Annual Report תא 2027-ב המסרפ )א בלש( םימה תושר";
        assert_eq!(logical(drawn), read);
        // As they look on the page.
        assert_eq!(logical(&drawn.replace(')', "<").replace('(', ")").replace('<', "(")), read);
        assert_eq!(logical("ﻦﻤﺛ ﻻ"), "لا ثمن");
    }

    #[test]
    fn pieces_of_a_line_are_put_together() {
        let piece = |text: &str, start: f64, end: f64| PdfLine {
            text: text.to_owned(),
            start,
            end,
            first_word_end: end,
            baseline: 100.0,
            size: 10.0,
            is_turned: false,
            is_row: false,
        };
        let pieces = vec![piece("םולש", 80.0, 100.0), piece("2027", 55.0, 77.0), piece("הז", 40.0, 52.0)];
        let lines = ordered(pieces);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].text, "שלום 2027 זה");
        assert!((lines[0].start, lines[0].end) == (-100.0, -40.0));
        let plain = vec![piece("one", 0.0, 20.0), piece("two", 22.0, 40.0)];
        assert_eq!(ordered(plain.clone()), plain);
    }
}
