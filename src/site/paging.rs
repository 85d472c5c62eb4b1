//! Long lists on numbered pages: the first at the list's own address, the others below it.

use std::collections::BTreeMap;
use std::ops::Range;

/// Folder of each list that stands on several pages → on how many.
pub type PageCounts = BTreeMap<String, usize>;

/// Most rows of a list on one page: about 3,500 elements.
pub const MOST_ROWS: usize = 500;

/// Most entries of several lines: sources, events, pages with what is said of them. As many elements as
/// [`MOST_ROWS`] of one line.
pub const MOST_ENTRIES: usize = 200;

/// Most disagreements, each of which has several positions.
pub const MOST_DISAGREEMENTS: usize = 100;

/// Most statements that rest on a source, each of which may have a passage of its own.
pub const MOST_USES: usize = 150;

/// How many pages a list of this many rows needs, where a page holds at most `most`; an empty list has one.
#[must_use]
pub fn pages(rows: usize, most: usize) -> usize {
    rows.div_ceil(most).max(1)
}

/// The rows of a page, counted from 1.
#[must_use]
pub fn rows<T>(list: &[T], most: usize, number: usize) -> &[T] {
    list.chunks(most).nth(number.saturating_sub(1)).unwrap_or_default()
}

/// The rows of a page, counted from 1, by their places in a list however long.
#[must_use]
pub fn range(most: usize, number: usize) -> Range<usize> {
    let first = most * number.saturating_sub(1);
    first..first + most
}

/// The folder of a page of the list at `folder`.
#[must_use]
pub fn folder(folder: &str, number: usize) -> String {
    match (folder, number) {
        (folder, 0 | 1) => folder.to_owned(),
        ("", number) => format!("page/{number}"),
        (folder, number) => format!("{folder}/page/{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_on_one_page() {
        for most in [1, MOST_ENTRIES, MOST_ROWS] {
            for length in [0, 1, most, most + 1, 3 * most] {
                let list: Vec<usize> = (0..length).collect();
                let shown: Vec<usize> =
                    (1..=pages(length, most)).flat_map(|number| rows(&list, most, number).to_vec()).collect();
                assert_eq!(shown, list);
            }
            assert_eq!((pages(0, most), pages(most, most), pages(most + 1, most)), (1, 1, 2));
        }
    }

    #[test]
    fn the_first_page_has_the_address_of_the_list() {
        assert_eq!(
            (folder("evidence", 1), folder("evidence", 2)),
            ("evidence".into(), "evidence/page/2".into())
        );
        assert_eq!((folder("", 1), folder("", 2)), (String::new(), "page/2".into()));
    }
}
