//! YAML text → a tree of nodes with places. This file, with its explanations of syntax errors, is the
//! only one that uses the YAML parser.
//!
//! Anchors, aliases, merge keys, tags, directives and further documents are refused: front matter needs
//! none of them, and they are how small files become large ones.

mod syntax;

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, StructureStyle};

use super::node::{Field, Node, NodeKind, Scalar, ScalarType};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::{Span, Spanned};

/// The largest text that is parsed, in bytes.
const MAX_BYTES: usize = 256 * 1024;

/// How deep lists and mappings may stand inside each other, the outermost mapping not counted. It is
/// what JSON parsers read, to which the values of `extra` are given.
pub(super) const MAX_DEPTH: usize = 127;

/// YAML in a file, and the rule under which its findings are reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct YamlText<'a> {
    pub(super) path: &'a str,
    pub(super) file: &'a str,
    /// The part of the file that is YAML.
    pub(super) span: Span,
    pub(super) rule: Rule,
}

impl YamlText<'_> {
    pub(super) fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule, self.path, span, message)
    }

    fn text(&self) -> &str {
        &self.file[self.span.range()]
    }
}

/// Parses YAML; nothing where there are only spaces and comments.
///
/// # Errors
/// A finding at the first place that is not YAML, or that is not read here.
pub(super) fn parse(yaml: YamlText<'_>) -> Result<Option<Node>, Box<Diagnostic>> {
    let text = yaml.text();
    if text.len() > MAX_BYTES {
        let message = format!("{} KiB of YAML; the limit is {} KiB", text.len() / 1024, MAX_BYTES / 1024);
        let finding = yaml.finding(Span::at(yaml.span.start as usize), message);
        return Err(Box::new(finding.help("move long text into the body")));
    }
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        disallow_directives: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH + 1,
    };
    let mut tree = NodeBuilder { yaml, open: Vec::new(), root: None, documents: 0, last_plain: None };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, place)) => tree.add(event, place)?,
            Err(error) => return Err(Box::new(tree.syntax_error(&error))),
        }
    }
    Ok(tree.root)
}

/// A list or mapping whose end has not been reached.
struct OpenCollection {
    span: Span,
    is_flow: bool,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<Node>),
    Mapping { fields: Vec<Field>, key: Option<Spanned<String>>, known: HashMap<String, Span> },
}

struct NodeBuilder<'a> {
    yaml: YamlText<'a>,
    open: Vec<OpenCollection>,
    root: Option<Node>,
    documents: usize,
    /// The last plain scalar, as offsets into the file.
    last_plain: Option<Span>,
}

type Built = Result<(), Box<Diagnostic>>;

impl NodeBuilder<'_> {
    fn add(&mut self, event: Event<'_>, place: granit_parser::Span) -> Built {
        let span = self.place(&place);
        match event {
            Event::DocumentStart(..) => self.start_document(span),
            Event::Alias(_) | Event::UnresolvedAlias(_) | Event::Anchor(..) => Err(self.refuse(
                span,
                "anchors and aliases are not read here",
                "repeat the value, or put text in quotation marks",
            )),
            Event::Scalar(text, style, _, tag) => {
                self.check_tag(tag.is_some(), &place)?;
                let is_empty = span.start == span.end;
                let scalar = match style {
                    ScalarStyle::Plain if is_empty => Scalar::plain(String::new()),
                    ScalarStyle::Plain => Scalar::plain(text.into_owned()),
                    _ => Scalar {
                        text: text.into_owned(),
                        scalar_type: ScalarType::Text,
                        is_quoted: matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted),
                    },
                };
                let is_plain = style == ScalarStyle::Plain;
                let span = self.trimmed(span);
                self.last_plain = is_plain.then_some(span);
                self.add_node(Node { span, kind: NodeKind::Scalar(scalar) }, is_plain)
            }
            Event::SequenceStart(style, _, tag) => {
                self.check_tag(tag.is_some(), &place)?;
                let is_flow = style == StructureStyle::Flow;
                let span = if is_flow { span } else { self.first_dash(span) };
                self.start(span, is_flow, OpenKind::Sequence(Vec::new()))
            }
            Event::MappingStart(style, _, tag) => {
                self.check_tag(tag.is_some(), &place)?;
                let kind = OpenKind::Mapping { fields: Vec::new(), key: None, known: HashMap::new() };
                self.start(span, style == StructureStyle::Flow, kind)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => Ok(()),
        }
    }

    /// A place of the parser as a place in the file.
    fn place(&self, place: &granit_parser::Span) -> Span {
        let range = place.byte_range().unwrap_or_default();
        Span::from(range).shifted(self.yaml.span.start as usize)
    }

    /// The place without the white space that a block scalar ends with.
    fn trimmed(&self, span: Span) -> Span {
        let length = self.yaml.file[span.range()].trim_end().len();
        Span::new(span.start as usize, span.start as usize + length)
    }

    /// The dash of a block sequence's first item: where a list stands in the column of its key, the
    /// parser's place lies behind it.
    fn first_dash(&self, span: Span) -> Span {
        let before = &self.yaml.file[self.yaml.span.start as usize..span.start as usize];
        if self.yaml.file[span.start as usize..].starts_with('-') || !before.trim_end().ends_with('-') {
            return span;
        }
        Span::at(self.yaml.span.start as usize + before.trim_end().len() - 1)
    }

    fn refuse(&self, span: Span, message: &str, help: &str) -> Box<Diagnostic> {
        Box::new(self.yaml.finding(span, message).help(help))
    }

    fn start_document(&mut self, span: Span) -> Built {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        let help =
            "delete the line `---` or `...` that stands before it; front matter ends with a line `---`";
        let line = self.yaml.file[span.start as usize..].lines().next().unwrap_or_default();
        let span = span.to(Span::at(span.start as usize + line.trim_end().len()));
        Err(self.refuse(span, "a second YAML document begins here", help))
    }

    fn check_tag(&self, has_tag: bool, place: &granit_parser::Span) -> Built {
        if !has_tag {
            return Ok(());
        }
        let span = place.tag_span().map_or_else(|| self.place(place), |tag| self.place(&tag));
        Err(self.refuse(span, syntax::TAGS, syntax::TAGS_HELP))
    }

    fn start(&mut self, span: Span, is_flow: bool, kind: OpenKind) -> Built {
        if self.open.len() > MAX_DEPTH {
            return Err(self.refuse(span, syntax::TOO_DEEP, syntax::TOO_DEEP_HELP));
        }
        self.open.push(OpenCollection { span, is_flow, kind });
        Ok(())
    }

    fn end(&mut self, end: Span) -> Built {
        let Some(OpenCollection { span, is_flow, kind }) = self.open.pop() else { return Ok(()) };
        let (kind, last) = match kind {
            OpenKind::Sequence(items) => {
                let last = items.last().map(|item| item.span);
                (NodeKind::Sequence(items), last)
            }
            OpenKind::Mapping { fields, .. } => {
                let last = fields.last().map(|field| field.key.span.to(field.value.span));
                (NodeKind::Mapping(fields), last)
            }
        };
        // Where a block ends, the parser has gone on to what follows it.
        let span = if is_flow { span.to(end) } else { last.map_or(span, |last| span.to(last)) };
        self.add_node(Node { span, kind }, false)
    }

    /// Adds a finished node to the innermost open list or mapping.
    fn add_node(&mut self, node: Node, is_plain: bool) -> Built {
        let Some(collection) = self.open.last_mut() else {
            self.root = Some(node).filter(|node| !node.is_null());
            return Ok(());
        };
        match &mut collection.kind {
            OpenKind::Sequence(items) => items.push(node),
            OpenKind::Mapping { fields, key, known } => {
                if let Some(key) = key.take() {
                    fields.push(Field { key, value: node });
                    return Ok(());
                }
                let NodeKind::Scalar(scalar) = node.kind else {
                    let help = "put a value that begins with `{` or `[` in quotation marks";
                    return Err(self.refuse(node.span, "a list or a mapping cannot be a key", help));
                };
                if is_plain && scalar.text == "<<" {
                    return Err(self.refuse(node.span, "merge keys are not read here", "repeat the values"));
                }
                if let Some(first) = known.insert(scalar.text.clone(), node.span) {
                    let message = format!("the key `{}` stands here a second time", scalar.text);
                    let finding = self.yaml.finding(node.span, message).help("keep one of the two");
                    return Err(Box::new(finding.related(self.yaml.path, first, "first here")));
                }
                *key = Some(Spanned::new(scalar.text, node.span));
            }
        }
        Ok(())
    }

    fn syntax_error(&self, error: &ScanError) -> Diagnostic {
        let base = self.yaml.span.start as usize;
        let context = syntax::ErrorContext {
            text: self.yaml.text(),
            at: error.marker().byte_offset().unwrap_or(0),
            open_flow: self
                .open
                .iter()
                .rev()
                .find(|collection| collection.is_flow)
                .map(|collection| collection.span.start as usize - base),
            is_in_mapping: self.open.iter().any(|collection| !collection.is_flow),
            last_plain: self.last_plain.map(|span| span.start as usize - base),
        };
        let explained = context.explain(error.kind());
        let span = Span::from(explained.place).shifted(base);
        self.yaml.finding(span, explained.message).help(explained.help)
    }
}
