//! Markdown → a tree of blocks. The one file that uses pulldown-cmark.
//!
//! CommonMark with GFM's tables, strikethrough, task lists, alerts and footnotes, heading attributes,
//! and Pandoc's fenced divisions (`::: name {#id}` … `:::`). Citations and quotations are not known
//! here: they are found in the [`Flow`]s by [`crate::topic`].
//!
//! Divisions are made by a substitution that keeps every offset: a fence line becomes a thematic break
//! of the same length, which ends whatever stands open above it, so the text is parsed once, as a
//! whole, and link definitions and footnotes work across divisions. Fences count only at the start of
//! a line; indented ones (inside list items) are text, and those in code and HTML are given back as they
//! were written.

mod division;

use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use crate::diagnostic::{Diagnostic, Rule};
use crate::span::Span;

use division::{Fence, Written};

/// Containers nested deeper than this are refused: nobody writes them, and a tree of any depth is a
/// stack overflow in waiting.
const MAX_DEPTH: usize = 64;
/// Most columns of a table.
const MAX_COLUMNS: usize = 200;

/// The divisions that exist.
pub const DIVISIONS: [&str; 3] = ["summary", "timeline", "disagreement"];

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
    List { start: Option<u64>, items: Vec<Item<F>>, span: Span },
    /// A code block with its info string.
    Code { info: String, text: String },
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
pub struct Item<F> {
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
    /// Its name: one of [`DIVISIONS`].
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
    /// `[…](url "title")` and its other spellings. Apart, for most marks are none, and a text has many.
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

/// Parses the Markdown that stands in `text` from `offset` on. Spans are offsets in `text`.
#[must_use]
pub fn parse(path: &str, text: &str, offset: usize) -> (Vec<Block<Flow>>, Vec<Diagnostic>) {
    let written = &text[offset..];
    let (masked, fences) = division::mask_fences(written);
    let mut tree = Tree::new(path, written, &masked, offset, fences);
    for (event, range) in Parser::new_ext(&masked, options()).into_offset_iter() {
        tree.event(event, range);
    }
    tree.finish()
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// The text of a Markdown paragraph with its markup stripped: runs of (offset in `text`, characters).
/// Tables are not parsed, so that a captured table keeps its cells as written.
#[must_use]
pub fn plain_runs(text: &str) -> Vec<(usize, String)> {
    let mut runs: Vec<(usize, String)> = Vec::new();
    let mut is_raised = false;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
        match event {
            Event::Text(words) => {
                let ends_in_digit = |(_, run): &(usize, String)| run.ends_with(char::is_numeric);
                // A power is no digit of the number below it: 10^6, not 106.
                if std::mem::take(&mut is_raised)
                    && words.starts_with(char::is_numeric)
                    && runs.last().is_some_and(ends_in_digit)
                {
                    runs.push((range.start, "^".to_owned()));
                }
                runs.push((range.start, words.into_string()));
            }
            Event::InlineHtml(tag) => {
                let tag = tag.to_ascii_lowercase();
                is_raised = tag.starts_with("<sup");
                if tag.starts_with("<br") {
                    runs.push((range.start, "\n".to_owned()));
                }
            }
            Event::Code(words) => {
                let start = text[range.clone()].find(&*words).map_or(range.start, |at| range.start + at);
                runs.push((start, words.into_string()));
            }
            Event::SoftBreak | Event::HardBreak => runs.push((range.start, "\n".to_owned())),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock) => {
                runs.push((range.end.saturating_sub(1), "\n".to_owned()));
            }
            Event::Html(words) => runs.push((range.start, words.into_string())),
            _ => {}
        }
    }
    runs
}

// --- events → tree -----------------------------------------------------------------------------

/// A container that is still open.
enum Frame {
    Root,
    Quote(Option<Alert>, Range<usize>),
    List(Option<u64>, Vec<Item<Flow>>, Range<usize>),
    Item(Option<bool>, Range<usize>),
    Note(String, Range<usize>),
    Division(Division<Flow>),
    Table(Table<Flow>),
    /// A container below the depth limit: it goes on with the blocks of the one above, and gives them back.
    Flattened {
        is_division: bool,
    },
}

impl Frame {
    fn is_division(&self) -> bool {
        matches!(self, Self::Division(_) | Self::Flattened { is_division: true })
    }
}

struct Tree<'p> {
    path: &'p str,
    /// The text as its author wrote it.
    written: &'p str,
    /// The same with fence lines masked.
    body: &'p str,
    offset: usize,
    fences: std::iter::Peekable<std::vec::IntoIter<Fence>>,
    /// Opening lines of the divisions that are open.
    open_divisions: Vec<Span>,
    findings: Vec<Diagnostic>,
    stack: Vec<(Frame, Vec<Block<Flow>>)>,
    flow: Option<Flow>,
    marks: Vec<Mark>,
    image: Option<(String, String, String, Span, usize)>,
    code: Option<(String, String)>,
    html: Option<(String, Range<usize>)>,
    heading: Option<(u8, Option<String>, Vec<String>)>,
    too_deep: Option<Span>,
    too_wide: Option<Span>,
    last_end: usize,
}

impl<'p> Tree<'p> {
    fn new(path: &'p str, written: &'p str, body: &'p str, offset: usize, fences: Vec<Fence>) -> Self {
        Self {
            path,
            written,
            body,
            offset,
            fences: fences.into_iter().peekable(),
            open_divisions: Vec::new(),
            findings: Vec::new(),
            stack: vec![(Frame::Root, Vec::new())],
            flow: None,
            marks: Vec::new(),
            image: None,
            code: None,
            html: None,
            heading: None,
            too_deep: None,
            too_wide: None,
            last_end: 0,
        }
    }

    /// The place of a block in the file, without the white space after it.
    fn span(&self, range: &Range<usize>) -> Span {
        let text = self.body.get(range.clone()).unwrap_or_default();
        Span::new(range.start, range.start + text.trim_end().len()).shifted(self.offset)
    }

    fn finding(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.findings.push(Diagnostic::new(Rule::BlockSyntax, self.path, span, message).help(help));
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.inline(PieceKind::Code(code.into_string()), &range),
            Event::InlineHtml(html) => self.inline(PieceKind::Html(html.into_string()), &range),
            Event::Html(html) => {
                let html = self.as_written(&html, &range);
                match &mut self.html {
                    Some((text, _)) => text.push_str(html),
                    None => self.block(Block::Html { text: html.to_owned(), span: self.span(&range) }),
                }
            }
            Event::FootnoteReference(label) => self.inline(PieceKind::NoteRef(label.into_string()), &range),
            Event::SoftBreak => self.inline(PieceKind::SoftBreak, &range),
            Event::HardBreak => self.inline(PieceKind::HardBreak, &range),
            Event::Rule => self.rule(&range),
            Event::TaskListMarker(done) => {
                if let Some((Frame::Item(task, _), _)) = self.stack.last_mut() {
                    *task = Some(done);
                }
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }

    /// Text that stands in the body letter for letter, as it stands in the file.
    fn as_written<'t>(&self, text: &'t str, range: &Range<usize>) -> &'t str
    where
        'p: 't,
    {
        if self.body.get(range.clone()) == Some(text) { &self.written[range.clone()] } else { text }
    }

    /// A thematic break, or a fence line in its disguise.
    fn rule(&mut self, range: &Range<usize>) {
        self.close_flow();
        // Those in code and HTML are no fences.
        while self.fences.next_if(|fence| fence.at < range.start).is_some() {}
        let Some(fence) = self.fences.next_if(|fence| fence.at == range.start) else {
            return self.block(Block::Rule);
        };
        let line = &self.written[fence.at..fence.at + fence.length];
        let span = Span::new(fence.at, fence.at + fence.length).shifted(self.offset);
        if let Some(opens) = Written::read(line) {
            self.open_divisions.push(span);
            let division = opens.division(self.path, span, &mut self.findings);
            self.open(Frame::Division(division));
        } else if self.open_divisions.pop().is_none() {
            let help = "delete the line, or open a block with `::: name` above";
            self.finding(span, "this `:::` closes nothing", help);
        } else if self.stack.last().is_some_and(|(frame, _)| frame.is_division()) {
            self.close();
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.code.is_some() || self.html.is_some() {
            let text = self.as_written(text, &range);
            let all = self.code.as_mut().map(|(_, code)| code);
            if let Some(all) = all.or(self.html.as_mut().map(|(html, _)| html)) {
                all.push_str(text);
            }
            return;
        }
        let body = self.body;
        let is_literal = body.get(range.clone()) == Some(text);
        let after_backslash =
            range.start > 0 && body.as_bytes()[range.start - 1] == b'\\' && self.last_end < range.start;
        let escaped = !is_literal || after_backslash;
        self.inline(PieceKind::Text { text: text.to_owned(), escaped }, &range);
    }

    fn inline(&mut self, kind: PieceKind, range: &Range<usize>) {
        self.last_end = range.end;
        if let Some((_, _, alt, _, _)) = &mut self.image {
            match kind {
                PieceKind::Text { text, .. } | PieceKind::Code(text) => alt.push_str(&text),
                PieceKind::SoftBreak | PieceKind::HardBreak => alt.push(' '),
                _ => {}
            }
            return;
        }
        let span = Span::from(range.clone()).shifted(self.offset);
        let flow = self.flow.get_or_insert_with(|| Flow { pieces: Vec::new(), span });
        flow.span = flow.span.to(span);
        // Text that only the parser's own tokens part is one text.
        if let PieceKind::Text { text: more, escaped: false } = &kind
            && let Some(Piece { kind: PieceKind::Text { text, escaped: false }, span: last }) =
                flow.pieces.last_mut()
            && last.end == span.start
        {
            text.push_str(more);
            last.end = span.end;
            return;
        }
        flow.pieces.push(Piece { kind, span });
    }

    fn block(&mut self, block: Block<Flow>) {
        self.close_flow();
        if let Some((_, blocks)) = self.stack.last_mut() {
            blocks.push(block);
        }
    }

    /// Ends the inline text of a tight list item or a cell.
    fn close_flow(&mut self) {
        if let Some(flow) = self.flow.take()
            && let Some((_, blocks)) = self.stack.last_mut()
        {
            blocks.push(Block::Paragraph(flow));
        }
    }

    fn open(&mut self, frame: Frame) {
        self.close_flow();
        if self.stack.len() < MAX_DEPTH {
            self.stack.push((frame, Vec::new()));
            return;
        }
        let start = match &frame {
            Frame::Quote(_, range)
            | Frame::List(_, _, range)
            | Frame::Item(_, range)
            | Frame::Note(_, range) => Some(Span::at(range.start).shifted(self.offset)),
            Frame::Division(division) => Some(division.span),
            Frame::Table(table) => Some(table.span),
            Frame::Root | Frame::Flattened { .. } => None,
        };
        if let Some(Span { start, .. }) = start {
            self.too_deep.get_or_insert(Span::new(start as usize, start as usize + 1));
        }
        let blocks = self.stack.last_mut().map(|(_, above)| std::mem::take(above)).unwrap_or_default();
        self.stack.push((Frame::Flattened { is_division: frame.is_division() }, blocks));
    }

    fn close(&mut self) {
        self.close_flow();
        let Some((frame, blocks)) = self.stack.pop() else { return };
        let block = match frame {
            Frame::Root => {
                self.stack.push((Frame::Root, blocks));
                return;
            }
            Frame::Quote(alert, range) => Block::Quote { alert, blocks, span: self.span(&range) },
            Frame::List(start, mut items, range) => {
                let span = self.span(&range);
                // What flattened items held.
                if !blocks.is_empty() {
                    items.push(Item { task: None, blocks, span });
                }
                Block::List { start, items, span }
            }
            Frame::Item(task, range) => {
                let item = Item { task, blocks, span: self.span(&range) };
                if let Some((Frame::List(_, items, _), _)) = self.stack.last_mut() {
                    items.push(item);
                } else if let Some((_, above)) = self.stack.last_mut() {
                    above.extend(item.blocks);
                }
                return;
            }
            Frame::Note(label, range) => Block::NoteDefinition { label, blocks, span: self.span(&range) },
            Frame::Division(mut division) => {
                division.blocks = blocks;
                Block::Division(division)
            }
            Frame::Table(table) => Block::Table(table),
            Frame::Flattened { .. } => {
                if let Some((_, above)) = self.stack.last_mut() {
                    *above = blocks;
                }
                return;
            }
        };
        if let Some((_, above)) = self.stack.last_mut() {
            above.push(block);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.close_flow(),
            Tag::Heading { level, id, classes, .. } => {
                self.close_flow();
                let classes = classes.into_iter().map(|class| class.into_string()).collect();
                self.heading = Some((heading_level(level), id.map(|id| id.into_string()), classes));
            }
            Tag::BlockQuote(kind) => self.open(Frame::Quote(kind.map(alert), range)),
            Tag::List(start) => self.open(Frame::List(start, Vec::new(), range)),
            Tag::Item => self.open(Frame::Item(None, range)),
            Tag::FootnoteDefinition(label) => self.open(Frame::Note(label.into_string(), range)),
            Tag::CodeBlock(kind) => {
                self.close_flow();
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new()));
            }
            Tag::HtmlBlock => {
                self.close_flow();
                self.html = Some((String::new(), range));
            }
            Tag::Table(alignments) => {
                if alignments.len() > MAX_COLUMNS {
                    self.too_wide.get_or_insert(self.span(&(range.start..range.start + 1)));
                }
                let alignments = alignments.into_iter().take(MAX_COLUMNS).map(align).collect();
                let span = self.span(&range);
                self.open(Frame::Table(Table { alignments, head: Vec::new(), rows: Vec::new(), span }));
            }
            Tag::TableRow => {
                if let Some((Frame::Table(table), _)) = self.stack.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                let span = Span::at(range.start).shifted(self.offset);
                self.flow = Some(Flow { pieces: Vec::new(), span });
            }
            Tag::Emphasis => self.mark(Mark::Emphasis, &range),
            Tag::Strong => self.mark(Mark::Strong, &range),
            Tag::Strikethrough => self.mark(Mark::Strike, &range),
            Tag::Link { link_type, dest_url, title, .. } => {
                let url = if link_type == LinkType::Email {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.into_string()
                };
                let target = LinkTarget { url, title: title.into_string() };
                self.mark(Mark::Link(Box::new(target)), &range);
            }
            Tag::Image { dest_url, title, .. } => match &mut self.image {
                Some(image) => image.4 += 1,
                None => {
                    let span = self.span(&range);
                    self.image = Some((dest_url.into_string(), title.into_string(), String::new(), span, 0));
                }
            },
            _ => {}
        }
    }

    fn mark(&mut self, mark: Mark, range: &Range<usize>) {
        if self.image.is_none() {
            self.marks.push(mark.clone());
            self.inline(PieceKind::Open(mark), range);
            self.last_end = range.start;
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                self.close_flow();
            }
            TagEnd::Heading(_) => {
                let flow = self.flow.take().unwrap_or_default();
                if let Some((level, id, classes)) = self.heading.take() {
                    let span = self.span(&range);
                    self.block(Block::Heading(Heading { level, id, classes, flow, span }));
                }
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::Table => {
                self.close();
            }
            TagEnd::CodeBlock => {
                if let Some((info, text)) = self.code.take() {
                    self.block(Block::Code { info, text });
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((text, range)) = self.html.take() {
                    let span = self.span(&range);
                    self.block(Block::Html { text, span });
                }
            }
            TagEnd::TableCell => {
                let flow = self.flow.take().unwrap_or_default();
                if let Some((Frame::Table(table), _)) = self.stack.last_mut() {
                    let row = table.rows.last_mut().unwrap_or(&mut table.head);
                    if row.len() < MAX_COLUMNS {
                        row.push(flow);
                    }
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {
                if self.image.is_none()
                    && let Some(mark) = self.marks.pop()
                {
                    self.inline(PieceKind::Close(mark), &(range.end..range.end));
                }
            }
            TagEnd::Image => match &mut self.image {
                Some(image) if image.4 > 0 => image.4 -= 1,
                _ => {
                    if let Some((url, title, alt, span, _)) = self.image.take() {
                        let range = span.start as usize - self.offset..span.end as usize - self.offset;
                        self.inline(PieceKind::Image { url, title, alt }, &range);
                    }
                }
            },
            _ => {}
        }
    }

    fn finish(mut self) -> (Vec<Block<Flow>>, Vec<Diagnostic>) {
        while self.stack.len() > 1 {
            self.close();
        }
        self.close_flow();
        for span in std::mem::take(&mut self.open_divisions) {
            self.finding(span, "the block that begins here is not closed", "end it with a line `:::`");
        }
        if let Some(span) = self.too_deep {
            self.finding(span, format!("blocks nested more than {MAX_DEPTH} deep"), "nest less deeply");
        }
        if let Some(span) = self.too_wide {
            self.finding(span, format!("a table of more than {MAX_COLUMNS} columns"), "split the table");
        }
        (self.stack.pop().map(|(_, blocks)| blocks).unwrap_or_default(), self.findings)
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        fn name(block: &Block<Flow>) -> String {
            match block {
                Block::Paragraph(_) => "p".to_owned(),
                Block::Heading(heading) => format!("h{}", heading.level),
                Block::List { items, .. } => format!("list({})", items.len()),
                Block::Division(division) => {
                    format!(
                        "{}[{}]",
                        division.name,
                        division.blocks.iter().map(name).collect::<Vec<_>>().join(" ")
                    )
                }
                Block::Quote { .. } => "quote".to_owned(),
                Block::Rule => "hr".to_owned(),
                Block::Code { .. } => "code".to_owned(),
                Block::NoteDefinition { label, .. } => format!("note({label})"),
                Block::Table(_) => "table".to_owned(),
                Block::Html { .. } => "html".to_owned(),
            }
        }
        parse("p.md", text, 0).0.iter().map(name).collect()
    }

    #[test]
    fn divisions_hold_blocks_and_separate_lists() {
        assert_eq!(
            names("- a\n\n::: timeline\n- 1991: b\n- 1994: c\n:::\n- d\n"),
            ["list(1)", "timeline[list(2)]", "list(1)"]
        );
        assert_eq!(names("Text\n::: summary\nIn short\n:::\nmore"), ["p", "summary[p]", "p"]);
    }

    #[test]
    fn footnotes_work_across_divisions() {
        let blocks = parse("p.md", "::: summary\nSee[^1].\n:::\n\n[^1]: Note.\n", 0).0;
        let Block::Division(division) = &blocks[0] else { panic!("{blocks:?}") };
        let Block::Paragraph(flow) = &division.blocks[0] else { panic!() };
        assert!(
            flow.pieces.iter().any(|piece| matches!(&piece.kind, PieceKind::NoteRef(label) if label == "1"))
        );
    }

    #[test]
    fn fences_in_code_are_text() {
        assert_eq!(names("```\n::: nothing\n```\n"), ["code"]);
        assert_eq!(names("***\n"), ["hr"]);
    }

    #[test]
    fn unclosed_unknown_and_stray_fences_are_findings() {
        let messages = |text: &str| -> Vec<String> {
            parse("p.md", text, 0).1.into_iter().map(|finding| finding.message).collect()
        };
        assert_eq!(messages("::: summary\nx"), ["the block that begins here is not closed"]);
        assert_eq!(messages("::: sumary\nx\n:::"), ["there is no block `sumary`"]);
        assert_eq!(messages("x\n\n:::\n"), ["this `:::` closes nothing"]);
    }

    #[test]
    fn depth_is_limited() {
        let (blocks, findings) = parse("p.md", &format!("{}x", "> ".repeat(10_000)), 0);
        assert_eq!(blocks.len(), 1);
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn escapes_are_known() {
        let blocks = parse("p.md", r"a \[@k] &quot;x", 0).0;
        let Block::Paragraph(flow) = &blocks[0] else { panic!() };
        let escaped: Vec<&str> = flow
            .pieces
            .iter()
            .filter_map(|piece| match &piece.kind {
                PieceKind::Text { text, escaped: true } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(escaped, ["[@k", "\""]);
    }
}
