//! What Markdown is parsed to: blocks, and inline pieces in runs of text.

use crate::base::span::Span;

/// A block; `F` is what a run of inline text has become.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the text of each variant names its fields")]
pub enum Block<F> {
    /// A paragraph, or the text of a tight list item.
    Paragraph(F),
    /// A heading.
    Heading(Heading<F>),
    /// A blockquote, or a GFM alert.
    Quote { alert: Option<Alert>, blocks: Vec<Block<F>>, span: Span },
    /// A list; `start` is the first number of an ordered one.
    List { start: Option<u64>, items: Vec<ListItem<F>>, span: Span },
    /// A code block with its info string; an indented one has none.
    Code { info: String, text: String, is_indented: bool, span: Span },
    /// A table.
    Table(Table<F>),
    /// A thematic break.
    Rule,
    /// Raw HTML, comments included.
    Html { text: String, span: Span },
    /// A fenced division.
    Division(Division<F>),
    /// The definition of a footnote.
    NoteDefinition { label: String, blocks: Vec<Block<F>>, span: Span },
}

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading<F> {
    /// 1 to 6.
    pub level: u8,
    /// The id given by `{#id}`.
    pub id: Option<String>,
    /// Classes given by `{.class}`.
    pub classes: Vec<String>,
    /// The text.
    pub flow: F,
    /// The whole heading.
    pub span: Span,
}

/// A list item.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem<F> {
    /// Whether it is a task, and done.
    pub task: Option<bool>,
    /// Its blocks.
    pub blocks: Vec<Block<F>>,
    /// The whole item.
    pub span: Span,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<F> {
    /// One per column.
    pub alignments: Vec<Align>,
    /// The head's cells.
    pub head: Vec<F>,
    /// The body's rows of cells.
    pub rows: Vec<Vec<F>>,
    /// The whole table.
    pub span: Span,
}

/// Alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Not stated.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// Kind of a GFM alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

impl Alert {
    /// The name used in markup and word lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

/// A fenced division.
#[derive(Clone, Debug, PartialEq)]
pub struct Division<F> {
    /// Its name: one of [`DIVISIONS`](super::DIVISIONS).
    pub name: String,
    /// The id given by `{#id}`.
    pub id: Option<String>,
    /// Classes given by `{.class}`.
    pub classes: Vec<String>,
    /// Attributes given by `{key=value}`.
    pub attributes: Vec<(String, String)>,
    /// What it holds.
    pub blocks: Vec<Block<F>>,
    /// Its opening line.
    pub span: Span,
}

impl<F> Division<F> {
    /// A division without a name that holds nothing.
    pub(super) fn empty(span: Span) -> Self {
        Self {
            name: String::new(),
            id: None,
            classes: Vec::new(),
            attributes: Vec::new(),
            blocks: Vec::new(),
            span,
        }
    }

    /// The value of an attribute, where it is given and not empty.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(name, _)| name == key)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }
}

/// A run of inline text as Markdown sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// Its pieces, in order; openings and closings are balanced.
    pub pieces: Vec<Piece>,
    /// From the first piece to the last.
    pub span: Span,
}

/// A piece of inline text with its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Where it stands.
    pub span: Span,
}

/// What a piece of inline text is.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the text of each variant names its fields")]
pub enum PieceKind {
    /// Text. `escaped`: its first character was written with a backslash or as an entity.
    Text { text: String, escaped: bool },
    /// A code span.
    Code(String),
    /// Raw inline HTML.
    Html(String),
    /// Raw HTML that is off: shown, and compared, with the characters it is written in.
    Literal(String),
    /// A line end in the source.
    SoftBreak,
    /// A line break.
    HardBreak,
    /// A reference to a footnote that is defined.
    NoteRef(String),
    /// An image with its alternative text.
    Image { url: String, title: String, alt: String },
    /// The beginning of emphasis, a link and so on.
    Open(Mark),
    /// Its end.
    Close(Mark),
}

/// What encloses inline text.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// `*…*`
    Emphasis,
    /// `**…**`
    Strong,
    /// `~~…~~`
    Strike,
    /// `[…](url "title")` and its other spellings. Boxed, since few marks are links and a text has many marks.
    Link(Box<LinkTarget>),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkTarget {
    /// The address as written.
    pub url: String,
    /// The words that show when a pointer rests on it.
    pub title: String,
}
