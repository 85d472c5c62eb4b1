//! Pages written in Markdown, their notes and their check lines.

use serde::Serialize;

use super::part::{DateView, NavLink, PagingView, PassageView, SourceRef, StateView};
use crate::render::view::shared::Shared;

/// Counts that the check line of a page reports. Never a score.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckLine {
    /// Quotations and excerpts on the page.
    pub compared: usize,
    /// Those whose words stand in the cited source.
    pub matched: usize,
    /// Statements, not counting headings and summaries.
    pub statements: usize,
    /// Statements covered by a citation.
    pub cited: usize,
    /// All of it in words: `7 of 7 quotations and excerpts match word for word; 9 of 9 statements cited`.
    pub text: String,
    /// The evidence page of this page.
    pub evidence_url: String,
}

/// A heading in the table of contents.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsEntry {
    /// The heading's id.
    pub id: String,
    /// Its text.
    pub title: String,
    /// Level 2 to 6.
    pub level: u8,
    /// Headings below it.
    pub children: Vec<ContentsEntry>,
}

/// A link back from a note to a place in the text.
#[derive(Clone, Debug, Serialize)]
pub struct Backlink {
    /// The number shown, from 1.
    pub number: usize,
    /// `#r-…`.
    pub url: String,
    /// The accessible name.
    pub label: String,
}

/// One source in the notes of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Note {
    /// `n-KEY`.
    pub id: String,
    /// The source's number on this page, from 1.
    pub number: usize,
    /// The source.
    pub source: Shared<SourceRef>,
    /// What of the source is cited; more than one item where places differ.
    pub items: Vec<NoteItem>,
}

/// One cited place of a source.
#[derive(Clone, Debug, Serialize)]
pub struct NoteItem {
    /// `n-KEY-a`.
    pub id: String,
    /// `1`, or `1a` where the note has several items.
    pub label: String,
    /// What the check found.
    pub state: Shared<StateView>,
    /// The passages relied on, in the source's order; empty for `cited`, and for `unverified` unless
    /// some of the quoted words are in the source.
    pub passages: Vec<PassageView>,
    /// What the page says where it differs from the passage (`altered`, `translated`).
    pub quoted: Option<String>,
    /// Whether the quotation is in another source of the same citation and not in this one.
    pub lacks_words: bool,
    /// The locator in words, such as `p. 33` or `¶ 4`, with what the citation says before and after it; a link where
    /// the source's address leads to that page or second.
    pub locator_html: Option<String>,
    /// The rest of the citation's prefix and suffix.
    pub remark_html: Option<String>,
    /// Links back, one per mention.
    pub backlinks: Vec<Backlink>,
}

/// An author's own note (†), apart from sources.
#[derive(Clone, Debug, Serialize)]
pub struct AuthorNote {
    /// `fn-LABEL`.
    pub id: String,
    /// `†1`.
    pub label: String,
    /// Its text.
    pub body_html: String,
    /// Links back, one per mention.
    pub backlinks: Vec<Backlink>,
}

/// A correction of a page, or a page that was withdrawn.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionView {
    /// Its anchor on the page of all corrections, `k-…`.
    pub id: String,
    /// When.
    pub date: DateView,
    /// What was wrong and what changed, or why the page was withdrawn.
    pub text: String,
    /// The corrected page, or the notice of the withdrawn one.
    pub page: NavLink,
}

/// `topic.html`, `section.html`, `home.html`: a page written in Markdown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TopicView {
    /// The day to which the content holds, if stated.
    pub as_of: Option<DateView>,
    /// How long a topic takes to read, in minutes; nothing for other pages.
    pub reading_minutes: Option<usize>,
    /// Terms of all taxonomies.
    pub terms: Vec<NavLink>,
    /// The check line; absent where the page cites nothing.
    pub check: Option<CheckLine>,
    /// Headings of level 2 and below.
    pub contents: Vec<ContentsEntry>,
    /// The page's text, with `section.notes` left to the template.
    pub body_html: String,
    /// Sources cited, in the order of their numbers.
    pub notes: Vec<Note>,
    /// The author's own notes.
    pub author_notes: Vec<AuthorNote>,
    /// Corrections, newest first; on the home page the ten latest of the site.
    pub corrections: Vec<CorrectionView>,
    /// The page before this one in its section.
    pub previous: Option<NavLink>,
    /// The page after this one in its section.
    pub next: Option<NavLink>,
    /// Pages and sections below this one (home and sections).
    pub children: Vec<TopicCard>,
    /// Its place among the numbered pages of that list; those after the first show nothing else.
    pub paging: Option<PagingView>,
    /// "Cite this page", as text.
    pub cite_as: String,
    /// The front matter's `extra`, as written.
    pub extra: serde_json::Value,
}

/// A page in a list.
#[derive(Clone, Debug, Serialize)]
pub struct TopicCard {
    /// Title and address.
    pub link: NavLink,
    /// Its description.
    pub description: Option<String>,
    /// Last change or first publication.
    pub date: Option<DateView>,
    /// Its check line.
    pub check: Option<CheckLine>,
}
