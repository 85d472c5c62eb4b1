//! A page as a tree that every format is written from: blocks, inlines, notes. Nothing in it is escaped, addresses are
//! absolute, and the words of sources stand in notes and nowhere else.

use crate::parse::markdown::Align;

/// A page of the site.
#[derive(Clone, Debug)]
pub struct Prose {
    /// Folder of its page below the root of the site; empty for the home page.
    pub folder: String,
    /// The absolute address of its page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// BCP 47 tag.
    pub language: String,
    /// Authors as they are displayed.
    pub authors: Vec<String>,
    /// First published: ISO 8601.
    pub date: Option<String>,
    /// Last change: ISO 8601.
    pub updated: Option<String>,
    /// Its text.
    pub blocks: Vec<ProseBlock>,
    /// Its notes, in the order in which they are listed: those of sources, then the author's own.
    pub notes: Vec<ProseNote>,
    /// The title of the list of notes.
    pub notes_title: String,
}

/// A note.
#[derive(Clone, Debug)]
pub struct ProseNote {
    /// What a mark shows: `1`, `2a`, `†1`.
    pub label: String,
    /// Unique on the page, and that of the note on the published page: `n-KEY-a`, `fn-LABEL`.
    pub id: String,
    /// The key of the source; nothing for an author's note.
    pub key: Option<String>,
    /// What it says.
    pub blocks: Vec<ProseBlock>,
}

/// A block.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the text of each variant names its fields")]
pub enum ProseBlock {
    /// A paragraph.
    Paragraph(Vec<ProseInline>),
    /// A heading of level 2 to 6.
    Heading { level: u8, id: String, words: Vec<ProseInline> },
    /// Words of another text, with the tag of their language where they are a source's.
    Quote { language: Option<String>, blocks: Vec<ProseBlock> },
    /// A list; `start` is the first number of an ordered one.
    List { start: Option<u64>, items: Vec<Vec<ProseBlock>> },
    /// Code.
    Code { language: String, text: String },
    /// A table.
    Table { alignments: Vec<Align>, head: Vec<Vec<ProseInline>>, rows: Vec<Vec<Vec<ProseInline>>> },
    /// A thematic break.
    Rule,
    /// A part with a title of its own that is not a heading of the outline: a summary, a hint, a disagreement.
    Part { title: String, blocks: Vec<ProseBlock> },
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the text of each variant names its fields")]
pub enum ProseInline {
    /// Text.
    Text(String),
    /// A code span.
    Code(String),
    /// `*…*`
    Emphasis(Vec<ProseInline>),
    /// `**…**`
    Strong(Vec<ProseInline>),
    /// `~~…~~`
    Strike(Vec<ProseInline>),
    /// The words of a source that a statement relies on.
    Marked(Vec<ProseInline>),
    /// A link.
    Link { url: String, words: Vec<ProseInline> },
    /// An image; `file` is its path below the output, where it is a file of the site.
    Image { url: String, file: Option<String>, alt: String },
    /// A line break.
    Break,
    /// A statement that rests on citations, with its id on the published page.
    Statement { id: String, words: Vec<ProseInline> },
    /// The mark of a note, by its index.
    Note(usize),
}

impl ProseInline {
    /// Text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// The words of some inlines, without the marks of notes.
#[must_use]
pub fn plain(words: &[ProseInline]) -> String {
    let mut text = String::new();
    for inline in words {
        match inline {
            ProseInline::Text(part) | ProseInline::Code(part) => text.push_str(part),
            ProseInline::Emphasis(inner)
            | ProseInline::Strong(inner)
            | ProseInline::Strike(inner)
            | ProseInline::Marked(inner)
            | ProseInline::Link { words: inner, .. }
            | ProseInline::Statement { words: inner, .. } => text.push_str(&plain(inner)),
            ProseInline::Image { alt, .. } => text.push_str(alt),
            ProseInline::Break => text.push(' '),
            ProseInline::Note(_) => {}
        }
    }
    text
}
