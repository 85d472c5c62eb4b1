//! Rows of tables within texts. Short cells are read across, so a row of them is one paragraph; longer ones are texts of
//! their own, such as the columns of a form.

/// Most characters of a cell that is read across with its neighbours.
const SHORT: usize = 80;

/// The rows that are open, the innermost last.
#[derive(Debug, Default)]
pub(super) struct OpenRows {
    rows: Vec<OpenRow>,
    /// How many tables are open.
    tables: usize,
}

#[derive(Debug)]
struct OpenRow {
    /// Each cell as its paragraphs.
    cells: Vec<Vec<String>>,
    /// How many tables were open when it began.
    tables: usize,
}

impl OpenRows {
    /// A table begins.
    pub(super) fn begin_table(&mut self) {
        self.tables += 1;
    }

    /// A table ends, with its rows.
    pub(super) fn end_table(&mut self) {
        self.tables = self.tables.saturating_sub(1);
    }

    /// A row begins. Gives the paragraphs of the row before it, if that has no end.
    pub(super) fn begin_row(&mut self) -> Vec<String> {
        let before = self.end_row();
        self.rows.push(OpenRow { cells: Vec::new(), tables: self.tables });
        before
    }

    /// A cell begins.
    pub(super) fn begin_cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(Vec::new());
        }
    }

    /// Takes a paragraph if it stands in a row; else gives it back.
    pub(super) fn take(&mut self, text: String) -> Option<String> {
        let Some(row) = self.rows.last_mut() else { return Some(text) };
        match row.cells.last_mut() {
            Some(cell) if !text.trim().is_empty() => cell.push(text),
            Some(_) => {}
            None => row.cells.push(vec![text]),
        }
        None
    }

    /// Whether a row is open.
    pub(super) fn is_open(&self) -> bool {
        !self.rows.is_empty()
    }

    /// A row of the innermost table ends, if one is open. Gives its paragraphs; none where it stands in a cell of
    /// another, which has them then.
    pub(super) fn end_row(&mut self) -> Vec<String> {
        let Some(OpenRow { cells: row, .. }) = self.rows.pop_if(|row| row.tables == self.tables) else {
            return Vec::new();
        };
        let is_short = |cell: &Vec<String>| {
            cell.len() <= 1 && cell.iter().all(|text| text.chars().count() <= SHORT && !text.contains('\n'))
        };
        let paragraphs = if row.iter().all(is_short) {
            let texts: Vec<String> = row.into_iter().flatten().map(|text| text.trim().to_owned()).collect();
            vec![texts.join(" ")]
        } else {
            row.into_iter().flatten().collect()
        };
        match self.rows.last_mut().and_then(|outer| outer.cells.last_mut()) {
            Some(cell) => {
                cell.extend(paragraphs);
                Vec::new()
            }
            None => paragraphs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_cells_are_one_paragraph() {
        let row = |cells: &[&[&str]]| {
            let mut rows = OpenRows::default();
            assert!(rows.begin_row().is_empty());
            for cell in cells {
                rows.begin_cell();
                cell.iter().for_each(|text| drop(rows.take((*text).to_owned())));
            }
            rows.end_row()
        };
        assert_eq!(row(&[&["Mill quarter"], &[], &["180"]]), ["Mill quarter 180"]);
        assert_eq!(row(&[&["Mill quarter", "and beyond"], &["180"]]), ["Mill quarter", "and beyond", "180"]);
        let long = "words ".repeat(30);
        assert_eq!(row(&[&[&long], &["180"]]).len(), 2);
        assert_eq!(OpenRows::default().take("a".to_owned()).as_deref(), Some("a"));
    }

    #[test]
    fn a_row_without_an_end_ends_where_the_next_begins() {
        let mut rows = OpenRows::default();
        let cell = |rows: &mut OpenRows, text: &str| {
            rows.begin_cell();
            assert_eq!(rows.take(text.to_owned()), None);
        };
        rows.begin_table();
        rows.begin_row();
        cell(&mut rows, "one");
        assert_eq!(rows.begin_row(), ["one"]);
        cell(&mut rows, "two");
        // The row of a table in the cell is none of the rows around it.
        rows.begin_table();
        assert!(rows.end_row().is_empty());
        assert!(rows.begin_row().is_empty());
        cell(&mut rows, "inner");
        assert!(rows.end_row().is_empty());
        rows.end_table();
        cell(&mut rows, "three");
        assert_eq!(rows.end_row(), ["two", "inner", "three"]);
        assert!(!rows.is_open());
    }
}
