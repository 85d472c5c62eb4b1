//! Ids that authors give to statements: `… in 1994 [@newsx]. {#partnership}`.
//!
//! Without one, a statement's id is a hash of its words, which stays when other text is edited and goes
//! when its own is. A given id stays with the statement through its own edits. It stands behind the
//! citation and its full stop, or at the end of the block; to Pandoc it is text.

use std::ops::Range;

use super::cell::{Cell, OBJECT};

/// Most characters between `{#` and `}`: what is longer is text.
const MOST: usize = 80;

/// What begins the ids of notes, mentions and references, which ibid gives.
pub(super) const RESERVED: [&str; 4] = ["n-", "r-", "fn-", "fr-"];

/// Ids that the themes give to parts of a page around its text.
pub(super) const OF_THEMES: [&str; 17] = [
    "main",
    "legend",
    "nh",
    "anh",
    "explainers",
    "contents-title",
    "cite-title",
    "corrections-title",
    "i-mark",
    "i-verbatim",
    "i-altered",
    "i-translated",
    "i-excerpt",
    "i-cited",
    "i-unverified",
    "i-lens",
    "i-theme",
];

/// An id as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Given {
    /// Its words, which may not be fit for an id.
    pub(super) id: String,
    /// From brace to brace.
    pub(super) range: Range<usize>,
    /// Index of the group whose statement it names.
    pub(super) group: Option<usize>,
}

/// Whether `id` can be one: letters of any script, digits and a few marks.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c))
}

/// The ids among some cells; `groups` are the cells of each group, in order.
pub(super) fn given(cells: &[Cell], groups: &[Range<usize>], is_free: impl Fn(usize) -> bool) -> Vec<Given> {
    // Markup that closes behind the last words has no width, and an id may stand before or behind it.
    let is_nothing =
        |cell: &Cell| cell.letter.is_whitespace() || (cell.letter == OBJECT && cell.at == cell.end);
    let last = cells.iter().rposition(|cell| !is_nothing(cell)).unwrap_or(0);
    let mut found: Vec<Given> = Vec::new();
    let mut at = 0;
    while at + 2 < cells.len() {
        let Some(end) = end_of(cells, at).filter(|_| is_free(at)) else {
            at += 1;
            continue;
        };
        let group = groups.partition_point(|group| group.start < at).checked_sub(1);
        let before = cells[..at].iter().rposition(|cell| !is_nothing(cell));
        let ends_statement = before.is_some_and(|before| {
            groups.get(group.unwrap_or(usize::MAX)).is_some_and(|group| group.end == before + 1)
                || ".!?…。！？؟۔”\"’'»“)]}".contains(cells[before].letter)
        });
        let is_apart = cells.get(end).is_none_or(is_nothing);
        if end > last || (ends_statement && is_apart) {
            let id: String = cells[at + 2..end - 1].iter().map(|cell| cell.letter).collect();
            found.push(Given { id: id.trim().to_owned(), range: at..end, group });
        }
        at = end;
    }
    found
}

/// The cell after `{#…}` where one begins at `at`; `{# …` is a template's comment and no id.
fn end_of(cells: &[Cell], at: usize) -> Option<usize> {
    if !cells[at].is('{') || cells[at].in_link || !cells.get(at + 1)?.is('#') {
        return None;
    }
    if cells.get(at + 2)?.letter.is_whitespace() {
        return None;
    }
    let inside = cells[at + 2..].iter().take(MOST);
    let length = inside.take_while(|cell| !matches!(cell.letter, '}' | '{' | '\n' | OBJECT)).count();
    cells.get(at + 2 + length).filter(|cell| cell.is('}')).map(|_| at + length + 3)
}

#[cfg(test)]
mod tests {
    use super::OF_THEMES;
    use crate::render::html::theme::{BUILT_IN, built_in_files};

    /// The ids in a template and in those that it takes in.
    fn ids(theme: &str, name: &str) -> Vec<String> {
        let files = built_in_files(theme);
        let Some(text) = files.get(&format!("templates/{name}")) else { panic!("no {name}") };
        let text = String::from_utf8_lossy(text);
        let values = |before: &str| -> Vec<String> {
            text.split(before).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
        };
        let parts = values("include \"").into_iter().chain(values("extends \""));
        parts.flat_map(|part| ids(theme, &part)).chain(values(" id=\"")).collect()
    }

    #[test]
    fn ids_of_the_themes_around_a_text_are_not_given_to_it() {
        for theme in BUILT_IN {
            for template in ["topic.html", "home.html", "section.html"] {
                let all = ids(theme, template);
                assert!(all.contains(&"main".to_owned()), "{theme} {template}: {all:?}");
                // What stands in braces comes from the view.
                for id in all.iter().filter(|id| !id.contains("{{")) {
                    assert!(OF_THEMES.contains(&id.as_str()), "{theme}/{template} has the id `{id}`");
                }
            }
        }
    }
}
