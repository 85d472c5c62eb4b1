//! The parser's events, in their order, become a tree of blocks; [`inline`] gathers what stands in its leaves.

mod inline;

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::block::{
    Alert, Align, Block, Division, Flow, Heading, LinkTarget, ListItem, Mark, PieceKind, Table,
};
use super::comment::without_fillers;
use super::definition::LinkDefinitions;
use super::division::{Fence, FenceInfo};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;

/// Containers nested deeper than this are refused: no author writes them, and a tree of any depth is a
/// stack overflow waiting to happen.
const MAX_DEPTH: usize = 64;

/// Most columns of a table.
const MAX_COLUMNS: usize = 200;

/// A container that is still open.
enum OpenContainer {
    Root,
    Quote(Option<Alert>, Range<usize>),
    List(Option<u64>, Vec<ListItem<Flow>>, Range<usize>),
    Item(Option<bool>, Range<usize>),
    Note(String, Range<usize>),
    Division(Division<Flow>),
    Table(Table<Flow>),
    /// A container below the depth limit: it goes on with the blocks of the one above, and gives them back.
    Flattened {
        is_division: bool,
    },
}

impl OpenContainer {
    fn is_division(&self) -> bool {
        matches!(self, Self::Division(_) | Self::Flattened { is_division: true })
    }
}

/// A code block that is still open.
struct OpenCode {
    info: String,
    text: String,
    is_indented: bool,
}

/// The tree as far as it has grown.
pub(super) struct TreeBuilder<'p> {
    path: &'p str,
    /// The text as its author wrote it, its private comments masked.
    written: &'p str,
    /// The same with fence lines masked.
    body: &'p str,
    offset: usize,
    fences: std::iter::Peekable<std::vec::IntoIter<Fence>>,
    definitions: LinkDefinitions,
    /// Opening lines of the divisions that are open.
    open_divisions: Vec<Span>,
    findings: Vec<Diagnostic>,
    stack: Vec<(OpenContainer, Vec<Block<Flow>>)>,
    flow: Option<Flow>,
    marks: Vec<Mark>,
    image: Option<(String, String, String, Span, usize)>,
    code: Option<OpenCode>,
    html: Option<(String, Range<usize>)>,
    heading: Option<(u8, Option<String>, Vec<String>)>,
    too_deep: Option<Span>,
    too_wide: Option<Span>,
    last_end: usize,
}

impl<'p> TreeBuilder<'p> {
    pub(super) fn new(
        path: &'p str,
        written: &'p str,
        body: &'p str,
        offset: usize,
        masks: (Vec<Fence>, LinkDefinitions),
    ) -> Self {
        let (fences, definitions) = masks;
        Self {
            path,
            written,
            body,
            offset,
            fences: fences.into_iter().peekable(),
            definitions,
            open_divisions: Vec::new(),
            findings: Vec::new(),
            stack: vec![(OpenContainer::Root, Vec::new())],
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

    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => {
                self.definitions.cover(&range);
                let code = without_fillers(self.code_as_written(&code, &range)).into_owned();
                self.inline(PieceKind::Code(code), &range);
            }
            Event::InlineHtml(html) => {
                self.definitions.cover(&range);
                let html = without_fillers(self.as_written(&html, &range)).into_owned();
                self.inline(PieceKind::Html(html), &range);
            }
            Event::Html(html) => {
                self.definitions.cover(&range);
                let html = without_fillers(self.as_written(&html, &range)).into_owned();
                match &mut self.html {
                    Some((text, _)) => text.push_str(&html),
                    None => self.block(Block::Html { text: html, span: self.span(&range) }),
                }
            }
            Event::FootnoteReference(label) => self.inline(PieceKind::NoteRef(plain(&label)), &range),
            Event::SoftBreak => self.inline(PieceKind::SoftBreak, &range),
            Event::HardBreak => self.inline(PieceKind::HardBreak, &range),
            Event::Rule => self.rule(&range),
            Event::TaskListMarker(done) => {
                if let Some((OpenContainer::Item(task, _), _)) = self.stack.last_mut() {
                    *task = Some(done);
                }
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }

    /// A thematic break, or a fence line that was masked as one.
    fn rule(&mut self, range: &Range<usize>) {
        self.close_flow();
        // Those in code and HTML are no fences.
        while self.fences.next_if(|fence| fence.at < range.start).is_some() {}
        let Some(fence) = self.fences.next_if(|fence| fence.at == range.start) else {
            if let Some(line) = self.written.get(range.clone()).filter(|line| is_column_rule(line)) {
                self.column_rule(range.start..range.start + line.trim_end().len());
            }
            return self.block(Block::Rule);
        };
        let line = without_fillers(&self.written[fence.at..fence.at + fence.length]);
        let span = Span::new(fence.at, fence.at + fence.length).shifted(self.offset);
        if let Some(opens) = FenceInfo::read(&line) {
            self.open_divisions.push(span);
            let division = opens.division(self.path, span, &mut self.findings);
            self.open(OpenContainer::Division(division));
        } else if self.open_divisions.pop().is_none() {
            let help = "delete the line, or open a block with `::: name` above";
            self.finding(span, "this `:::` closes nothing", help);
        } else if self.stack.last().is_some_and(|(frame, _)| frame.is_division()) {
            self.close();
        }
    }

    /// Reports the line above or below the rows of one of Pandoc's tables, which GFM reads as a thematic break.
    fn column_rule(&mut self, range: Range<usize>) {
        let span = Span::from(range).shifted(self.offset);
        let message = "a table whose columns are drawn with dashes is not read: its rows are printed as text";
        let help = "write a table of GFM: `| A | B |`, below it `|---|---|`, then the rows";
        self.findings.push(Diagnostic::new(Rule::SyntaxUnknown, self.path, span, message).help(help));
    }

    fn block(&mut self, block: Block<Flow>) {
        self.close_flow();
        if let Some((_, blocks)) = self.stack.last_mut() {
            blocks.push(block);
        }
    }

    /// Ends the inline text of a tight list item or a cell.
    fn close_flow(&mut self) {
        if let Some(flow) = self.take_flow()
            && let Some((_, blocks)) = self.stack.last_mut()
        {
            blocks.push(Block::Paragraph(flow));
        }
    }

    fn open(&mut self, frame: OpenContainer) {
        self.close_flow();
        if self.stack.len() < MAX_DEPTH {
            self.stack.push((frame, Vec::new()));
            return;
        }
        let start = match &frame {
            OpenContainer::Quote(_, range)
            | OpenContainer::List(_, _, range)
            | OpenContainer::Item(_, range)
            | OpenContainer::Note(_, range) => Some(Span::at(range.start).shifted(self.offset)),
            OpenContainer::Division(division) => Some(division.span),
            OpenContainer::Table(table) => Some(table.span),
            OpenContainer::Root | OpenContainer::Flattened { .. } => None,
        };
        if let Some(Span { start, .. }) = start {
            self.too_deep.get_or_insert(Span::new(start as usize, start as usize + 1));
        }
        let blocks = self.stack.last_mut().map(|(_, above)| std::mem::take(above)).unwrap_or_default();
        self.stack.push((OpenContainer::Flattened { is_division: frame.is_division() }, blocks));
    }

    fn close(&mut self) {
        self.close_flow();
        let Some((frame, blocks)) = self.stack.pop() else { return };
        let block = match frame {
            OpenContainer::Root => {
                self.stack.push((OpenContainer::Root, blocks));
                return;
            }
            OpenContainer::Quote(alert, range) => Block::Quote { alert, blocks, span: self.span(&range) },
            OpenContainer::List(start, mut items, range) => {
                let span = self.span(&range);
                // What flattened items held.
                if !blocks.is_empty() {
                    items.push(ListItem { task: None, blocks, span });
                }
                Block::List { start, items, span }
            }
            OpenContainer::Item(task, range) => {
                let item = ListItem { task, blocks, span: self.span(&range) };
                if let Some((OpenContainer::List(_, items, _), _)) = self.stack.last_mut() {
                    items.push(item);
                } else if let Some((_, above)) = self.stack.last_mut() {
                    above.extend(item.blocks);
                }
                return;
            }
            OpenContainer::Note(label, range) => {
                Block::NoteDefinition { label, blocks, span: self.span(&range) }
            }
            OpenContainer::Division(mut division) => {
                division.blocks = blocks;
                Block::Division(division)
            }
            OpenContainer::Table(table) => Block::Table(table),
            OpenContainer::Flattened { .. } => {
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
                let classes = classes.iter().map(|class| plain(class)).collect();
                self.heading = Some((heading_level(level), id.map(|id| plain(&id)), classes));
            }
            Tag::BlockQuote(kind) => self.open(OpenContainer::Quote(kind.map(alert), range)),
            Tag::List(start) => self.open(OpenContainer::List(start, Vec::new(), range)),
            Tag::Item => self.open(OpenContainer::Item(None, range)),
            Tag::FootnoteDefinition(label) => self.open(OpenContainer::Note(plain(&label), range)),
            Tag::CodeBlock(kind) => {
                self.close_flow();
                let (info, is_indented) = match kind {
                    CodeBlockKind::Fenced(info) => (plain(&info), false),
                    CodeBlockKind::Indented => (String::new(), true),
                };
                self.code = Some(OpenCode { info, text: String::new(), is_indented });
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
                self.open(OpenContainer::Table(Table {
                    alignments,
                    head: Vec::new(),
                    rows: Vec::new(),
                    span,
                }));
            }
            Tag::TableRow => {
                if let Some((OpenContainer::Table(table), _)) = self.stack.last_mut() {
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
                let url = plain(&dest_url);
                let url = if link_type == LinkType::Email { format!("mailto:{url}") } else { url };
                let target = LinkTarget { url, title: plain(&title) };
                self.mark(Mark::Link(Box::new(target)), &range);
            }
            Tag::Image { dest_url, title, .. } => match &mut self.image {
                Some(image) => image.4 += 1,
                None => {
                    let span = self.span(&range);
                    self.image = Some((plain(&dest_url), plain(&title), String::new(), span, 0));
                }
            },
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                self.close_flow();
            }
            TagEnd::Heading(_) => {
                let flow = self.take_flow().unwrap_or_default();
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
                if let Some(OpenCode { info, text, is_indented }) = self.code.take() {
                    let span = self.span(&range);
                    self.block(Block::Code { info, text, is_indented, span });
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((text, range)) = self.html.take() {
                    let span = self.span(&range);
                    self.block(Block::Html { text, span });
                }
            }
            TagEnd::TableCell => {
                let flow = self.take_flow().unwrap_or_default();
                if let Some((OpenContainer::Table(table), _)) = self.stack.last_mut() {
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

    pub(super) fn finish(mut self) -> (Vec<Block<Flow>>, Vec<Diagnostic>) {
        while self.stack.len() > 1 {
            self.close();
        }
        self.close_flow();
        for span in std::mem::take(&mut self.open_divisions) {
            self.finding(span, "the block that begins here is not closed", "end it with a line `:::`");
        }
        for range in self.definitions.repeated() {
            let label = &self.body[range.clone()];
            let message = format!("the link `{label}` is defined twice: this definition is not used");
            let span = Span::from(range.clone()).shifted(self.offset);
            self.findings.push(
                Diagnostic::new(Rule::DefinedTwice, self.path, span, message)
                    .help("delete one of the two, or give this one another label"),
            );
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

/// What the parser gives, without what stands for comments.
fn plain(text: &str) -> String {
    without_fillers(text).into_owned()
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

/// Dashes of a column that nobody writes in a thematic break: `--- --- ---` is one.
const COLUMN: usize = 5;

/// Whether a line is one of columns of dashes: `----------- -------`.
fn is_column_rule(line: &str) -> bool {
    let columns = || line.split_whitespace();
    columns().nth(1).is_some()
        && columns().any(|column| column.len() >= COLUMN)
        && columns().all(|column| column.len() > 2 && column.bytes().all(|byte| byte == b'-'))
}
