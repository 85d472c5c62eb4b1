//! What a page's text states besides its citations and quotations.

use serde::{Deserialize, Serialize};

use crate::base::date::Edtf;
use crate::base::ids::{GroupIndex, GroupRange};
use crate::base::span::Span;

/// A heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadingFact {
    /// 1 to 6.
    pub level: u8,
    /// Its id, unique on the page.
    pub id: String,
    /// Its words, without citations.
    pub title: String,
    /// The same with the keys of narrative citations, as in [`Claim::with_keys`](crate::parse::topic::citation::Claim::with_keys).
    pub with_keys: Option<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// An entry of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub date: Edtf,
    /// Where the date stands.
    pub date_span: Span,
    /// Its words.
    pub text: String,
    /// The list item, by which the writer finds it again.
    pub item: Span,
    /// The groups in it.
    pub groups: GroupRange,
}

/// A disagreement between sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disagreement {
    /// Its id on the page.
    pub id: String,
    /// The words of the question.
    pub question: String,
    /// What would settle it, where the author says so.
    pub settle: Option<String>,
    /// When the author last looked at it, where stated.
    pub reviewed: Option<Edtf>,
    /// The groups of each position, with its place.
    pub positions: Vec<(GroupRange, Span)>,
    /// Its opening line.
    pub span: Span,
}

/// A term with its definition, of a glossary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// The term.
    pub term: String,
    /// Other words for it, and other forms of it.
    pub forms: Vec<String>,
    /// Its id on the page.
    pub id: String,
    /// The words of the definition.
    pub text: String,
    /// The list item, by which the writer finds it again.
    pub item: Span,
    /// Where the term stands.
    pub span: Span,
    /// The groups of the definition.
    pub groups: GroupRange,
}

/// A place of a map. What is said of it stands in its list item, as any statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapPlace {
    /// Its name.
    pub name: String,
    /// The id of its list item on the page.
    pub id: String,
    /// Degrees north of the equator, from -90 to 90.
    pub latitude: f64,
    /// Degrees east of Greenwich, from -180 to 180.
    pub longitude: f64,
    /// The list item, by which the writer finds it again.
    pub item: Span,
}

/// A statement that the sources do not say something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unknown {
    /// The words of the statement.
    pub text: String,
    /// The id of the block that it stands in.
    pub block: String,
    /// Where in the block, by which the writer finds it again: the number of the block inside it, and of the item
    /// where that is a list.
    pub place: (usize, Option<usize>),
    /// The words and phrases that no source may have, each as it is written; `ratif*` stands for all words that
    /// begin so.
    pub searched: Vec<String>,
    /// Where these are written.
    pub span: Span,
}

/// An author's own note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoteFact {
    /// Its label, or `note-N` for an inline one.
    pub label: String,
}

/// A reference to a note that is not defined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndefinedNote {
    /// Its label.
    pub label: String,
    /// The label that is probably meant.
    pub meant: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A word in brackets outside quotations, which may be meant as a citation: `[newsx]` is text, `[@newsx](address)` a
/// link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bracketed {
    /// The word.
    pub word: String,
    /// Where it stands, with its brackets and what else is in them.
    pub span: Span,
    /// Where the word itself stands, with a `#` before it.
    pub key_span: Span,
    /// Whether it is the text of a link, behind `@`: `[@newsx](address)`.
    pub is_link: bool,
}

/// An `ibid-confirm` comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The citation that it stands behind.
    pub group: GroupIndex,
    /// The rule's name as written.
    pub rule: String,
    /// The code of the finding, as written.
    pub code: String,
    /// Why it is right as it is.
    pub reason: String,
    /// The comment.
    pub span: Span,
}

/// An `ibid-allow` comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exemption {
    /// The rule's name as written.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// The comment.
    pub span: Span,
    /// The block it exempts.
    pub covers: Span,
}
