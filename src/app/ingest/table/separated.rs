//! Separated values (RFC 4180, and what programs write in its place: semicolons, tabs, bars).

use super::super::capture::Capture;
use super::super::{FileRefusal, encoding};
use super::{MOST_COLUMNS, NumberedRows};

/// What may separate the cells of a row.
const SEPARATORS: [char; 4] = ['\t', ';', ',', '|'];
/// Rows by which the separator is chosen.
const SAMPLE: usize = 30;

pub(crate) fn read(bytes: &[u8]) -> Result<Capture, FileRefusal> {
    let decoded = encoding::decode(bytes, None)?;
    let mut text = decoded.text.trim_start_matches('\u{feff}');
    let mut named = None;
    // Spreadsheets write the separator into a line of its own before the table.
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some(separator) = rest.chars().next()
        && let Some(rest) = rest[separator.len_utf8()..]
            .strip_prefix("\r\n")
            .or_else(|| rest[separator.len_utf8()..].strip_prefix('\n'))
    {
        named = Some(separator);
        text = rest;
    }
    let separator = named.unwrap_or_else(|| separator_of(text));
    let mut table = NumberedRows::default();
    let mut number = u32::from(named.is_some());
    let mut rows = Rows { rest: text, separator, is_unclosed: false };
    while let Some(cells) = rows.next_row() {
        number = number.saturating_add(1);
        table.push(number, cells.into_iter().enumerate().collect())?;
    }
    let mut capture = table.into_capture("table 1")?;
    if rows.is_unclosed {
        capture.remarks.push(format!(
            "a quotation mark in row {number} has no end: all that stands behind it was read as one cell"
        ));
    }
    if decoded.is_converted {
        capture.remarks.push(format!("it was {}", decoded.encoding));
    }
    Ok(capture)
}

/// The separator with which the largest share of the first rows has as many cells as the longest, and more than one;
/// of several, the first: a comma is also a decimal comma, which stands beside semicolons and tabs.
pub(crate) fn separator_of(text: &str) -> char {
    let share = |separator: char| {
        let mut rows = Rows { rest: text, separator, is_unclosed: false };
        let counts: Vec<usize> =
            std::iter::from_fn(|| rows.next_row()).take(SAMPLE).map(|row| row.len()).collect();
        let most = counts.iter().copied().max().filter(|most| *most > 1)?;
        Some(counts.iter().filter(|count| **count == most).count() * 100 / counts.len())
    };
    let shares = SEPARATORS.into_iter().rev().filter_map(|separator| Some((share(separator)?, separator)));
    shares.max_by_key(|(share, _)| *share).map_or(',', |(_, separator)| separator)
}

/// The rows of a text.
struct Rows<'t> {
    rest: &'t str,
    separator: char,
    /// Whether the last row began a cell with a quotation mark that has no end.
    is_unclosed: bool,
}

impl Rows<'_> {
    /// The cells of the next row.
    fn next_row(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut cells = vec![String::new()];
        let mut letters = self.rest.char_indices().peekable();
        let mut is_quoted = false;
        while let Some((at, letter)) = letters.next() {
            let has_room = cells.len() < MOST_COLUMNS;
            let cell = cells.last_mut()?;
            match letter {
                '"' if is_quoted && letters.next_if(|(_, next)| *next == '"').is_some() => cell.push('"'),
                '"' if is_quoted => is_quoted = false,
                '"' if cell.trim().is_empty() => {
                    cell.clear();
                    is_quoted = true;
                }
                '\n' | '\r' if !is_quoted => {
                    let end = if self.rest[at..].starts_with("\r\n") { at + 2 } else { at + 1 };
                    self.rest = &self.rest[end..];
                    return Some(cells);
                }
                letter if letter == self.separator && !is_quoted && has_room => {
                    cells.push(String::new());
                }
                letter => cell.push(letter),
            }
        }
        self.rest = "";
        self.is_unclosed = is_quoted;
        Some(cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(file: &str) -> String {
        read(file.as_bytes()).unwrap().body.text().to_owned()
    }

    #[test]
    fn quoted_cells_hold_anything() {
        assert_eq!(
            text("Town,Said\r\n\"Berlin, old\",\"He said \"\"no\"\"\r\nand left\"\r\n"),
            "Town\nSaid\n\nTown: Berlin, old\nSaid: He said \"no\" and left\n"
        );
        // A quotation mark within a cell is a letter; one that is never closed takes the rest.
        assert_eq!(text("a,b\n5\" pipe,x\n"), "a\nb\n\na: 5\" pipe\nb: x\n");
        let remarks = |file: &str| read(file.as_bytes()).unwrap().remarks.join("; ");
        assert!(remarks("a,b\nc,\"d\ne,f\n").contains("a quotation mark in row 2 has no end"));
        assert!(!remarks("a,b\nc,\"d\"\ne,\"f\"").contains("has no end"));
    }

    #[test]
    fn the_separator_is_the_one_that_makes_columns() {
        for (file, separator) in [
            ("a;b\n1,5;2,5\n", ';'),
            ("1,5;2,5\n3,5;4,5\n", ';'),
            ("a\tb\n1,5\t2,5\n", '\t'),
            ("a,b,c\n\"x; y; z\",1,2\n", ','),
            ("a|b\nx|y\n", '|'),
            ("one column\nof words\n", ','),
        ] {
            assert_eq!(separator_of(file), separator, "{file}");
        }
        assert_eq!(text("sep=;\na;b\n1;2\n"), "a\nb\n\na: 1\nb: 2\n");
        let marks = read(b"sep=;\na;b\n1;2\n").unwrap().marks;
        assert_eq!(marks[1].label, "row 3");
    }
}
