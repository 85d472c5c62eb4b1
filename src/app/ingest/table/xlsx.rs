//! Spreadsheets of Office (ECMA-376, part 1, 18): the cells of one sheet as their number formats show them.
//!
//! A library that reads spreadsheets gives the stored values; what a page quotes is what people see: 12.5 %, not 0.125.

use std::collections::BTreeMap;

use super::super::archive::Archive;
use super::super::capture::Capture;
use super::super::xml::{self, XmlItem, XmlTag};
use super::super::{FileRefusal, Format, docx};
use super::number::NumberFormat;
use super::{Cells, LAST_ROW, MOST_COLUMNS, NumberedRows, Sheets};

pub(crate) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Capture, FileRefusal> {
    let mut archive = Archive::open(bytes, Format::Xlsx)?;
    let workbook = Workbook::of(&archive.required("xl/workbook.xml")?)?;
    let relations = archive.file("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
    let targets = targets(&relations);
    let path = |sheet: &Sheet| targets.get(&sheet.relation).cloned().unwrap_or_default();
    // A sheet that is a chart has no cells.
    let is_shown = |sheet: &Sheet| sheet.is_shown && !path(sheet).contains("/chartsheets/");
    let shown: Vec<(String, bool)> =
        workbook.sheets.iter().map(|sheet| (sheet.name.clone(), is_shown(sheet))).collect();
    let sheets = Sheets { all: &shown, wanted };
    let chosen = sheets.chosen()?;
    let Some(path) = workbook.sheets.get(chosen).map(path).filter(|path| !path.is_empty()) else {
        return Err(FileRefusal::damaged(Format::Xlsx, "it has no sheet"));
    };
    let strings = match archive.file("xl/sharedStrings.xml")? {
        Some(part) => shared_strings(&part)?,
        None => Vec::new(),
    };
    let formats = match archive.file("xl/styles.xml")? {
        Some(part) => formats(&part)?,
        None => Vec::new(),
    };
    let part = archive.required(&path)?;
    let mut reader = XlsxSheetReader {
        strings: &strings,
        formats: &formats,
        is_1904: workbook.is_1904,
        ..XlsxSheetReader::default()
    };
    xml::walk_part(&part, |item| reader.take(&item)).map_err(damaged)?;
    if let Some(refusal) = reader.refused {
        return Err(refusal);
    }
    let without_text = reader.without_text;
    let mut capture = reader.table.into_capture("xlsx 1")?;
    if without_text > 0 {
        capture.remarks.push(format!(
            "{without_text} of its cells name a text that the file does not have: they are left out"
        ));
    }
    capture.remarks.push(
        "numbers are written as their formats say, with a decimal point; dates as 2028-03-01".to_owned(),
    );
    sheets.describe(chosen, &mut capture);
    if let Some(properties) = archive.file("docProps/core.xml")? {
        capture.facts = docx::core_properties(&properties);
    }
    Ok(capture)
}

fn damaged(error: String) -> FileRefusal {
    FileRefusal::damaged(Format::Xlsx, error)
}

#[derive(Debug)]
struct Sheet {
    name: String,
    is_shown: bool,
    /// The id of the relation that names its file.
    relation: String,
}

#[derive(Debug, Default)]
struct Workbook {
    sheets: Vec<Sheet>,
    /// Whether days are counted from 1904.
    is_1904: bool,
}

impl Workbook {
    fn of(part: &[u8]) -> Result<Self, FileRefusal> {
        let mut workbook = Self::default();
        xml::walk_part(part, |item| {
            let XmlItem::Start(tag) = item else { return };
            match tag.name.as_str() {
                "workbookPr" => workbook.is_1904 = tag.get("date1904").is_some_and(is_true),
                "sheet" => workbook.sheets.push(Sheet {
                    name: tag.get("name").unwrap_or_default().to_owned(),
                    is_shown: tag.get("state").is_none_or(|state| state == "visible"),
                    relation: tag.get("id").unwrap_or_default().to_owned(),
                }),
                _ => {}
            }
        })
        .map_err(damaged)?;
        Ok(workbook)
    }
}

fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// The files that relations name, by the relations' ids.
fn targets(relations: &[u8]) -> BTreeMap<String, String> {
    let relations = xml::texts(relations, &["Relationship"]);
    let target = |tag: &XmlTag| {
        let target = tag.get("Target")?;
        let path = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{}", target.trim_start_matches("./")),
        };
        Some((tag.get("Id")?.to_owned(), path))
    };
    relations.iter().filter_map(|(tag, _)| target(tag)).collect()
}

/// The texts that cells name by number, without the readings above them.
fn shared_strings(part: &[u8]) -> Result<Vec<String>, FileRefusal> {
    let mut strings: Vec<String> = Vec::new();
    let mut is_text = false;
    let mut readings = 0usize;
    xml::walk_part(part, |item| match item {
        XmlItem::Start(tag) => match tag.name.as_str() {
            "si" => strings.push(String::new()),
            "rPh" => readings += 1,
            "t" => is_text = true,
            _ => {}
        },
        XmlItem::End("t") => is_text = false,
        XmlItem::End("rPh") => readings = readings.saturating_sub(1),
        XmlItem::Text(text) if is_text && readings == 0 => {
            if let Some(last) = strings.last_mut() {
                last.push_str(text);
            }
        }
        XmlItem::End(_) | XmlItem::Text(_) | XmlItem::Unclosed(_) => {}
    })
    .map_err(damaged)?;
    Ok(strings)
}

/// The number formats of the cells' styles.
fn formats(part: &[u8]) -> Result<Vec<NumberFormat>, FileRefusal> {
    let mut own: BTreeMap<u32, String> = BTreeMap::new();
    let mut ids: Vec<u32> = Vec::new();
    let mut is_cells = false;
    let id = |tag: &XmlTag| tag.get("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
    xml::walk_part(part, |item| match item {
        XmlItem::Start(tag) => match tag.name.as_str() {
            "numFmt" => {
                own.insert(id(tag), tag.get("formatCode").unwrap_or_default().to_owned());
            }
            "cellXfs" => is_cells = true,
            "xf" if is_cells => ids.push(id(tag)),
            _ => {}
        },
        XmlItem::End("cellXfs") => is_cells = false,
        XmlItem::End(_) | XmlItem::Text(_) | XmlItem::Unclosed(_) => {}
    })
    .map_err(damaged)?;
    let format = |id: &u32| match own.get(id) {
        Some(code) => NumberFormat::parse(code),
        None => NumberFormat::built_in(*id),
    };
    Ok(ids.iter().map(format).collect())
}

/// Takes the cells of a sheet.
#[derive(Default)]
struct XlsxSheetReader<'w> {
    strings: &'w [String],
    formats: &'w [NumberFormat],
    is_1904: bool,
    row: u32,
    cells: Cells,
    /// The column of the cell that is open, from 0, and of one behind it that names none.
    column: usize,
    next_column: usize,
    kind: String,
    style: usize,
    value: String,
    is_value: bool,
    readings: usize,
    table: NumberedRows,
    /// How many cells name a text that there is not.
    without_text: usize,
    refused: Option<FileRefusal>,
}

impl XlsxSheetReader<'_> {
    fn take(&mut self, item: &XmlItem<'_>) {
        if self.refused.is_some() {
            return;
        }
        match item {
            XmlItem::Start(tag) => match tag.name.as_str() {
                "row" => {
                    let number = tag.get("r").and_then(|number| number.parse::<u32>().ok());
                    self.row = number.unwrap_or(self.row.saturating_add(1)).min(LAST_ROW);
                    self.cells.clear();
                    self.next_column = 0;
                }
                "c" => {
                    self.column = tag.get("r").and_then(column).unwrap_or(self.next_column);
                    self.next_column = self.column.saturating_add(1);
                    tag.get("t").unwrap_or_default().clone_into(&mut self.kind);
                    self.style = tag.get("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                    self.value.clear();
                }
                "v" | "t" => self.is_value = true,
                "rPh" => self.readings += 1,
                _ => {}
            },
            XmlItem::End("v" | "t") => self.is_value = false,
            XmlItem::End("rPh") => self.readings = self.readings.saturating_sub(1),
            XmlItem::End("c") => self.end_cell(),
            XmlItem::End("row") => {
                let cells = std::mem::take(&mut self.cells);
                self.refused = self.table.push(self.row, cells).err();
            }
            XmlItem::Text(text) if self.is_value && self.readings == 0 => self.value.push_str(text),
            XmlItem::End(_) | XmlItem::Text(_) | XmlItem::Unclosed(_) => {}
        }
    }

    fn end_cell(&mut self) {
        let value = std::mem::take(&mut self.value);
        let shown = match self.kind.as_str() {
            "s" => {
                let at = value.trim().parse::<usize>().ok();
                let text = at.and_then(|at| self.strings.get(at)).cloned();
                self.without_text += usize::from(text.is_none());
                text.unwrap_or_default()
            }
            "b" => if is_true(value.trim()) { "TRUE" } else { "FALSE" }.to_owned(),
            "str" | "inlineStr" | "e" | "d" => value,
            _ => match (value.trim().parse::<f64>(), self.formats.get(self.style)) {
                (Ok(number), Some(format)) => format.shown(number, self.is_1904),
                (Ok(number), None) => NumberFormat::built_in(0).shown(number, self.is_1904),
                (Err(_), _) => value,
            },
        };
        if self.column < MOST_COLUMNS && !shown.is_empty() {
            self.cells.insert(self.column, shown);
        }
    }
}

/// The column of a cell such as `AB12`, from 0.
fn column(cell: &str) -> Option<usize> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.take(4).fold(0usize, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!(column("A1"), Some(0));
        assert_eq!(column("AB12"), Some(27));
        assert_eq!(column("XFD1"), Some(16_383));
        assert_eq!(column("12"), None);
    }
}
