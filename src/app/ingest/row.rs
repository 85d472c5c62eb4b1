//! Rows of tables within texts. Short cells are read across, so a row of them is one paragraph; longer ones are texts of
//! their own, such as the columns of a form.

/// Most characters of a cell that is read across with its neighbours.
const SHORT: usize = 80;

/// The rows that are open, the innermost last: each as its cells, each cell as its paragraphs.
#[derive(Debug, Default)]
pub(super) struct OpenRows(Vec<Vec<Vec<String>>>);

impl OpenRows {
    /// A row begins.
    pub(super) fn begin_row(&mut self) {
        self.0.push(Vec::new());
    }

    /// A cell begins.
    pub(super) fn begin_cell(&mut self) {
        if let Some(row) = self.0.last_mut() {
            row.push(Vec::new());
        }
    }

    /// Takes a paragraph if it stands in a row; else gives it back.
    pub(super) fn take(&mut self, text: String) -> Option<String> {
        let Some(row) = self.0.last_mut() else { return Some(text) };
        match row.last_mut() {
            Some(cell) if !text.trim().is_empty() => cell.push(text),
            Some(_) => {}
            None => row.push(vec![text]),
        }
        None
    }

    /// Whether a row is open.
    pub(super) fn is_open(&self) -> bool {
        !self.0.is_empty()
    }

    /// A row ends. Gives its paragraphs; none where it stands in a cell of another, which has them then.
    pub(super) fn end_row(&mut self) -> Vec<String> {
        let Some(row) = self.0.pop() else { return Vec::new() };
        let is_short = |cell: &Vec<String>| {
            cell.len() <= 1 && cell.iter().all(|text| text.chars().count() <= SHORT && !text.contains('\n'))
        };
        let paragraphs = if row.iter().all(is_short) {
            let texts: Vec<String> = row.into_iter().flatten().map(|text| text.trim().to_owned()).collect();
            vec![texts.join(" ")]
        } else {
            row.into_iter().flatten().collect()
        };
        match self.0.last_mut().and_then(|outer| outer.last_mut()) {
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
            rows.begin_row();
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
}
