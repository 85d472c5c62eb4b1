//! Tables: cells that are drawn side by side, one after the other, are a row, which is read across. The columns of a text
//! are drawn one below the other, so that their lines do not follow each other at one height.

use super::line::{PdfLine, is_list_number};

/// Most characters of the cells of a row, but for one of them: lines of running text have more.
const SHORT: usize = 40;

/// The lines of a page, with rows of tables as one line each.
pub(super) fn with_rows<'l>(lines: impl Iterator<Item = &'l PdfLine>) -> Vec<PdfLine> {
    let mut joined: Vec<PdfLine> = Vec::new();
    let mut row: Vec<&PdfLine> = Vec::new();
    for line in lines {
        if !row.last().is_some_and(|last| is_beside(last, line)) {
            end_row(&mut row, &mut joined);
        }
        row.push(line);
    }
    end_row(&mut row, &mut joined);
    joined
}

/// Whether a line stands to the right of the one that was drawn before it.
fn is_beside(last: &PdfLine, line: &PdfLine) -> bool {
    last.is_turned == line.is_turned
        && (last.baseline - line.baseline).abs() < 0.3 * last.size.max(line.size)
        && line.start > last.end
}

fn end_row(row: &mut Vec<&PdfLine>, joined: &mut Vec<PdfLine>) {
    let cells = std::mem::take(row);
    let long = cells.iter().filter(|cell| cell.text.chars().count() > SHORT).count();
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return };
    // The number of a list or of a note stands apart from its words, which go on in the next line.
    let is_item = cells.len() == 2 && is_marker(&first.text);
    if cells.len() < 2 || long > 1 || is_item {
        return joined.extend(cells.into_iter().cloned());
    }
    joined.push(PdfLine {
        text: cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" "),
        end: last.end,
        size: cells.iter().map(|cell| cell.size).fold(first.size, f64::max),
        is_row: true,
        ..(*first).clone()
    });
}

/// Whether a text marks an item of a list or a note.
fn is_marker(text: &str) -> bool {
    let is_number = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number || is_list_number(text) || text.chars().count() == 1 && !text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cells: &[(f64, f64, &str)]) -> Vec<String> {
        let line = |(start, baseline, text): &(f64, f64, &str)| PdfLine {
            text: (*text).to_owned(),
            start: *start,
            end: *start + 20.0,
            first_word_end: *start + 10.0,
            baseline: *baseline,
            size: 10.0,
            is_turned: false,
            is_row: false,
        };
        let lines: Vec<PdfLine> = cells.iter().map(line).collect();
        with_rows(lines.iter()).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn cells_side_by_side_are_a_row() {
        let table =
            [(0.0, 0.0, "Year"), (90.0, 0.0, "Passengers"), (0.0, 12.0, "2023"), (90.0, 12.0, "1234")];
        assert_eq!(texts(&table), ["Year Passengers", "2023 1234"]);
        assert_eq!(texts(&[(0.0, 0.0, "1."), (90.0, 0.0, "The first")]), ["1.", "The first"]);
        let long = "The council of the town met on Monday and spoke";
        assert_eq!(texts(&[(0.0, 0.0, long), (90.0, 0.0, long)]).len(), 2);
        assert_eq!(texts(&[(90.0, 0.0, "second"), (0.0, 0.0, "first")]).len(), 2);
    }
}
