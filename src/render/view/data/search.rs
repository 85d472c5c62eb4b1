//! The page of the search.

use serde::Serialize;

use super::part::{NavLink, PagingView};

/// What results of a search can be limited to.
#[derive(Clone, Debug, Serialize)]
pub struct SearchFilter {
    /// As the index has it: `page`, `#tags/talks`, `@newsx`.
    pub value: String,
    /// In words.
    pub label: String,
}

/// An entry of the index of titles, people and sources.
#[derive(Clone, Debug, Serialize)]
pub struct IndexEntry {
    /// What it names.
    pub kind: IndexKind,
    /// The title or name.
    pub title: String,
    /// Where it leads: one link for a page or source, one for each text of a person.
    pub links: Vec<NavLink>,
}

/// The entries of a letter.
#[derive(Clone, Debug, Serialize)]
pub struct IndexLetter {
    /// The id of its heading.
    pub id: String,
    /// The letter, in upper case; `0–9` for everything else.
    pub letter: String,
    /// By name.
    pub entries: Vec<IndexEntry>,
}

/// `search.html`: the page of the search, which is an index for readers without JavaScript.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// Address of the folder of the index.
    pub index_url: String,
    /// "{n} results" in each plural form (CLDR's names) of the language, for the script.
    pub found: Vec<SearchFilter>,
    /// The kinds of things that can be found.
    pub kinds: Vec<SearchFilter>,
    /// The terms that most pages carry.
    pub terms: Vec<SearchFilter>,
    /// The sources that are cited most.
    pub sources: Vec<SearchFilter>,
    /// All letters of the index, where it has a page for each.
    pub letter_pages: Vec<NavLink>,
    /// The index; a large site's is on a page for each letter.
    pub letters: Vec<IndexLetter>,
    /// Its place among the numbered pages of a letter.
    pub paging: Option<PagingView>,
}

/// What an entry of the index names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum IndexKind {
    /// A page.
    Page,
    /// An author of pages or sources.
    Person,
    /// A source.
    Source,
}
