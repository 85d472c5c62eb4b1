//! Long lists on numbered pages: the first at the list's own address, the others below it.

/// Most rows of a list on one page: about 3,500 elements.
pub const MOST_ROWS: usize = 500;

/// On how many pages so many rows stand; an empty list has one.
#[must_use]
pub fn pages(rows: usize) -> usize {
    rows.div_ceil(MOST_ROWS).max(1)
}

/// The rows of a page, counted from 1.
#[must_use]
pub fn rows<T>(list: &[T], number: usize) -> &[T] {
    list.chunks(MOST_ROWS).nth(number.saturating_sub(1)).unwrap_or_default()
}

/// The folder of a page of the list at `folder`.
#[must_use]
pub fn folder(folder: &str, number: usize) -> String {
    if number < 2 { folder.to_owned() } else { format!("{folder}/page/{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_on_one_page() {
        for length in [0, 1, MOST_ROWS, MOST_ROWS + 1, 3 * MOST_ROWS] {
            let list: Vec<usize> = (0..length).collect();
            let shown: Vec<usize> =
                (1..=pages(length)).flat_map(|number| rows(&list, number).to_vec()).collect();
            assert_eq!(shown, list);
        }
        assert_eq!((pages(0), pages(MOST_ROWS), pages(MOST_ROWS + 1)), (1, 1, 2));
        assert_eq!(
            (folder("evidence", 1), folder("evidence", 2)),
            ("evidence".into(), "evidence/page/2".into())
        );
    }
}
