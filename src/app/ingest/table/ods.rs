//! OpenDocument spreadsheets: the cells of `content.xml` as they are shown (OpenDocument 1.3, part 3, 9).

use super::super::archive::Archive;
use super::super::capture::Capture;
use super::super::xml::{self, XmlItem};
use super::super::{FileRefusal, Format, odt};
use super::{Cells, LAST_ROW, MOST_COLUMNS, NumberedRows, Sheets};

/// Elements of which nothing is read: comments, deleted cells, pictures.
const LEFT_OUT: [&str; 4] = ["annotation", "tracked-changes", "shapes", "frame"];

pub(crate) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Capture, FileRefusal> {
    let mut archive = Archive::open(bytes, Format::Ods)?;
    odt::refuse_encrypted(&mut archive, "an OpenDocument spreadsheet (.ods)")?;
    let content = archive.required("content.xml")?;
    let damaged = |error: String| FileRefusal::damaged(Format::Ods, error);
    let mut names: Vec<(String, bool)> = Vec::new();
    let mut depth = 0usize;
    xml::walk(&content, |item| match item {
        XmlItem::Start(tag) if tag.name == "table" => {
            depth += 1;
            if depth == 1 {
                names.push((tag.get("name").unwrap_or_default().to_owned(), true));
            }
        }
        XmlItem::End("table") => depth = depth.saturating_sub(1),
        _ => {}
    })
    .map_err(damaged)?;
    let sheets = Sheets { all: &names, wanted };
    let chosen = sheets.chosen()?;
    let mut reader = OdsSheetReader { chosen, ..OdsSheetReader::default() };
    xml::walk(&content, |item| reader.take(&item)).map_err(damaged)?;
    if let Some(refusal) = reader.refused {
        return Err(refusal);
    }
    let mut capture = reader.table.into_capture("ods 1")?;
    if !names.is_empty() {
        sheets.describe(chosen, &mut capture);
    }
    if let Some(meta) = archive.file("meta.xml")? {
        capture.facts = odt::facts(&meta);
    }
    Ok(capture)
}

/// Takes the cells of one sheet.
#[derive(Default)]
struct OdsSheetReader {
    /// The place of the sheet that is read.
    chosen: usize,
    /// How many sheets began.
    sheets: usize,
    /// Tables that are open; one in a cell is no sheet.
    depth: usize,
    left_out: usize,
    /// The number of the row before this one.
    row: u32,
    row_repeats: u32,
    cells: Cells,
    /// The column of the next cell, from 0.
    column: usize,
    cell: String,
    cell_repeats: usize,
    is_paragraph: bool,
    table: NumberedRows,
    refused: Option<FileRefusal>,
}

impl OdsSheetReader {
    fn take(&mut self, item: &XmlItem<'_>) {
        match item {
            XmlItem::Start(tag) if LEFT_OUT.contains(&tag.name.as_str()) => self.left_out += 1,
            XmlItem::End(name) if LEFT_OUT.contains(name) => self.left_out = self.left_out.saturating_sub(1),
            _ if self.left_out > 0 || self.refused.is_some() => {}
            XmlItem::Start(tag) => {
                let repeats =
                    |name: &str| tag.get(name).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
                match tag.name.as_str() {
                    "table" => {
                        self.sheets += usize::from(self.depth == 0);
                        self.depth += 1;
                    }
                    _ if self.sheets != self.chosen + 1 || self.depth != 1 => {}
                    "table-row" => self.row_repeats = repeats("number-rows-repeated").clamp(1, LAST_ROW),
                    "table-cell" | "covered-table-cell" => {
                        self.cell_repeats =
                            (repeats("number-columns-repeated") as usize).clamp(1, MOST_COLUMNS);
                    }
                    "p" => {
                        self.is_paragraph = true;
                        if !self.cell.is_empty() {
                            self.cell.push(' ');
                        }
                    }
                    "s" | "tab" | "line-break" if self.is_paragraph => self.cell.push(' '),
                    _ => {}
                }
            }
            XmlItem::End("table") => self.depth = self.depth.saturating_sub(1),
            _ if self.sheets != self.chosen + 1 || self.depth != 1 => {}
            XmlItem::End("p") => self.is_paragraph = false,
            XmlItem::End("table-cell" | "covered-table-cell") => self.end_cell(),
            XmlItem::End("table-row") => self.end_row(),
            XmlItem::Text(text) if self.is_paragraph => self.cell.push_str(text),
            XmlItem::End(_) | XmlItem::Text(_) | XmlItem::Unclosed(_) => {}
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        let first = self.column;
        self.column = first.saturating_add(self.cell_repeats).min(MOST_COLUMNS);
        if cell.trim().is_empty() {
            return;
        }
        // A long cell that is repeated without end is refused with its row.
        let most = (super::MOST_BYTES / cell.len()).saturating_add(1);
        self.cells.extend((first..self.column).take(most).map(|column| (column, cell.clone())));
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        self.column = 0;
        let first = self.row.saturating_add(1);
        self.row = self.row.saturating_add(self.row_repeats).min(LAST_ROW);
        if cells.is_empty() {
            return;
        }
        for number in first..=self.row {
            if let Err(refusal) = self.table.push(number, cells.clone()) {
                self.refused = Some(refusal);
                return;
            }
        }
    }
}
