//! Tables: separated values and the sheets of spreadsheets. Each row is a paragraph with a mark (`row 12`), each cell of
//! it a line with the head of its column.
//!
//! Rows are counted as spreadsheets show them: the head is a row, and so is an empty one.

pub(super) mod number;
pub(super) mod ods;
pub(super) mod separated;
pub(super) mod xlsx;

use std::collections::BTreeMap;

use super::FileRefusal;
use super::capture::{Capture, Paragraphs};
use super::line::single_spaced;

/// Most rows with words that are read: their marks have room in the front matter of a source (256 KiB).
const MOST_ROWS: usize = 10_000;
/// Most columns; spreadsheets have no more (ECMA-376, part 1, 18.3.1.13).
pub(super) const MOST_COLUMNS: usize = 16_384;
/// Highest number of a row; spreadsheets have no more.
pub(super) const LAST_ROW: u32 = 1_048_576;
/// Most bytes of the text that is made of a table.
const MOST_BYTES: usize = 7 << 20;

/// The cells of a row that have words, by their columns, from 0.
pub(super) type Cells = BTreeMap<usize, String>;

/// The rows that have words, each with its number, from 1.
#[derive(Debug, Default)]
pub(super) struct NumberedRows {
    rows: Vec<(u32, Cells)>,
    bytes: usize,
}

impl NumberedRows {
    /// Adds a row, unless it has no words.
    ///
    /// # Errors
    /// Why the table cannot be a source: it is too large.
    pub(super) fn push(&mut self, number: u32, cells: Cells) -> Result<(), FileRefusal> {
        let spaced =
            cells.into_iter().map(|(column, cell)| (column, single_spaced(&cell.replace(['\n', '\r'], " "))));
        let cells: Cells = spaced.filter(|(_, cell)| !cell.is_empty()).collect();
        if cells.is_empty() {
            return Ok(());
        }
        self.bytes += cells.values().map(String::len).sum::<usize>();
        if self.rows.len() == MOST_ROWS {
            return Err(too_large(format_args!("more than {MOST_ROWS} rows")));
        }
        if self.bytes > MOST_BYTES {
            return Err(too_large(format_args!("more than {} MiB of text", MOST_BYTES >> 20)));
        }
        self.rows.push((number, cells));
        Ok(())
    }

    /// The place of the row that names the columns: the first with two cells at least, if it has no numbers but years,
    /// and a row with cells below it.
    fn head(&self) -> Option<usize> {
        let at = self.rows.iter().position(|(_, cells)| cells.len() > 1)?;
        let is_name = |cell: &String| {
            let is_year = cell.len() == 4 && cell.bytes().all(|byte| byte.is_ascii_digit());
            is_year || !is_number(cell)
        };
        let (_, cells) = &self.rows[at];
        let has_word = cells.values().any(|cell| cell.contains(char::is_alphabetic));
        (has_word && cells.values().all(is_name) && at + 1 < self.rows.len()).then_some(at)
    }

    /// The table as a text.
    ///
    /// # Errors
    /// Where it is too large with the heads of its columns.
    pub(super) fn into_capture(self, extractor: &str) -> Result<Capture, FileRefusal> {
        let head = self.head();
        let mut paragraphs = Paragraphs::default();
        for (at, (number, cells)) in self.rows.iter().enumerate() {
            let heads = head.filter(|head| *head < at).map(|head| &self.rows[head].1);
            let line = |(column, cell): (&usize, &String)| match heads.and_then(|heads| heads.get(column)) {
                Some(head) => format!("{}: {cell}", head.trim_end_matches(':')),
                None => cell.clone(),
            };
            paragraphs.mark_next(format!("row {number}"));
            paragraphs.push(&cells.iter().map(line).collect::<Vec<_>>().join("\n"));
            if paragraphs.length() > MOST_BYTES {
                return Err(too_large(format_args!("more than {} MiB of text", MOST_BYTES >> 20)));
            }
        }
        if paragraphs.is_empty() {
            return Err(FileRefusal::new(
                "is a table without a single cell",
                "check that it is the file you meant",
            ));
        }
        let mut capture = paragraphs.into_capture(extractor);
        capture.remarks.push(match head {
            Some(head) => {
                let names: Vec<&str> = self.rows[head].1.values().map(String::as_str).take(8).collect();
                format!("row {} names the columns: {}", self.rows[head].0, names.join(", "))
            }
            None => "no row names the columns".to_owned(),
        });
        Ok(capture)
    }
}

fn too_large(what: std::fmt::Arguments<'_>) -> FileRefusal {
    FileRefusal::new(
        format!("is a table with {what}"),
        "save the rows that you cite, with the row that names the columns, in a file of their own",
    )
}

/// Whether a cell is a number, with signs, groups, a percent sign or a currency.
fn is_number(cell: &str) -> bool {
    let is_sign =
        |letter: char| letter.is_ascii_digit() || letter.is_whitespace() || "+-−.,'’%()€$£¥".contains(letter);
    cell.contains(|letter: char| letter.is_ascii_digit()) && cell.chars().all(is_sign)
}

/// What stands in front of a sheet's name in the name of what read it.
const SHEET: &str = ", sheet ";

/// The sheets of a spreadsheet that have a name each, of which one is read.
pub(super) struct Sheets<'s> {
    /// Their names in the spreadsheet's order, and whether each is shown.
    pub(super) all: &'s [(String, bool)],
    /// The one that was asked for.
    pub(super) wanted: Option<&'s str>,
}

impl Sheets<'_> {
    /// The place of the sheet to read: the one that was asked for, else the first that is shown.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub(super) fn chosen(&self) -> Result<usize, FileRefusal> {
        let Some(wanted) = self.wanted else {
            return Ok(self.all.iter().position(|(_, is_shown)| *is_shown).unwrap_or(0));
        };
        self.all.iter().position(|(name, _)| name == wanted).ok_or_else(|| {
            let names: Vec<String> = self.all.iter().take(20).map(|(name, _)| format!("“{name}”")).collect();
            FileRefusal::new(format!("has no sheet “{wanted}”"), format!("its sheets: {}", names.join(", ")))
        })
    }

    /// Says which sheet was read, and which were not.
    pub(super) fn describe(&self, chosen: usize, capture: &mut Capture) {
        if self.all.len() < 2 {
            return;
        }
        let name = &self.all[chosen].0;
        capture.extractor = capture.extractor.take().map(|extractor| format!("{extractor}{SHEET}{name}"));
        let others = self.all.iter().enumerate().filter(|(at, _)| *at != chosen);
        let others: Vec<String> = others.map(|(_, (name, _))| format!("“{name}”")).take(20).collect();
        capture.remarks.insert(
            0,
            format!("of its sheets “{name}” was read, not {}; `--sheet` names another", others.join(", ")),
        );
    }
}

/// The sheet that an extractor's name says was read.
#[must_use]
pub(super) fn sheet_of(extractor: &str) -> Option<&str> {
    extractor.split_once(SHEET).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rows: &[(u32, &[&str])]) -> String {
        let mut table = NumberedRows::default();
        for (number, cells) in rows {
            table.push(*number, cells.iter().map(|cell| (*cell).to_owned()).enumerate().collect()).unwrap();
        }
        table.into_capture("t").unwrap().body.text().to_owned()
    }

    #[test]
    fn a_row_is_a_paragraph_with_the_heads_of_its_cells() {
        let read = text(&[
            (1, &["Traffic on the bridge"]),
            (3, &["Year", "", "Lorries:", "2029"]),
            (4, &["2028", "x", "400\na day", "", ""]),
        ]);
        assert_eq!(
            read,
            "Traffic on the bridge\n\nYear\nLorries:\n2029\n\nYear: 2028\nx\nLorries: 400 a day\n"
        );
    }

    #[test]
    fn numbers_are_no_heads() {
        assert_eq!(text(&[(1, &["1", "2"]), (2, &["3", "4"])]), "1\n2\n\n3\n4\n");
        assert_eq!(text(&[(1, &["Berlin", "3.7 %"]), (2, &["Paris", "4"])]), "Berlin\n3.7 %\n\nParis\n4\n");
    }

    #[test]
    fn a_table_has_a_size() {
        let mut table = NumberedRows::default();
        let row = || Cells::from([(0, "a".repeat(1 << 20)), (1, "b".to_owned())]);
        let refused = (1..10).find_map(|number| table.push(number, row()).err()).unwrap();
        assert!(refused.reason.contains("7 MiB"), "{refused:?}");
        // A head that is long in itself is repeated in every row.
        let mut table = NumberedRows::default();
        table.push(1, Cells::from([(0, "a".repeat(10_000)), (1, "b".to_owned())])).unwrap();
        for number in 2..2_000 {
            table.push(number, Cells::from([(0, "1".to_owned()), (1, "2".to_owned())])).unwrap();
        }
        assert!(table.into_capture("t").is_err());
    }
}
