//! Markdown → a tree of blocks. The one module that uses pulldown-cmark.
//!
//! CommonMark with GFM's tables, strikethrough, task lists, alerts and footnotes, heading attributes,
//! and Pandoc's fenced divisions (`::: name {#id}` … `:::`). Citations and quotations are not known
//! here: they are found in the [`Flow`]s by [`crate::parse::topic`].
//!
//! Divisions are made by a substitution that keeps every offset: a fence line becomes a thematic break
//! of the same length, which ends whatever stands open above it, so the text is parsed once, as a
//! whole, and link definitions and footnotes work across divisions. Fences count only at the start of
//! a line; indented ones (inside list items) are text, and those in code and HTML are given back as they
//! were written. Private comments are masked in the same way before ([`mod@comment`]). `[@key]:` is kept from being the definition of a link in the same way ([`definition`]).
//! Bare addresses become links afterwards ([`autolink`]), since pulldown-cmark leaves them as text.

mod autolink;
mod block;
mod comment;
mod definition;
mod division;
mod extent;
mod plain;
mod tree;

use pulldown_cmark::{Options, Parser};

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;

pub use block::{
    Alert, Align, Block, Division, Flow, Heading, LinkTarget, ListItem, Mark, Piece, PieceKind, Table,
};
pub use comment::{Comment, CommentState, without_comments};
use definition::LinkDefinitions;
pub use division::ALERT_HELP;
use extent::PageExtent;
pub use plain::plain_runs;
use tree::TreeBuilder;

/// The divisions that exist.
pub const DIVISIONS: [&str; 7] =
    ["summary", "timeline", "disagreement", "unknown", "glossary", "figure", "map"];

/// Parses the Markdown that stands in `text` from `offset` on. Spans are offsets in `text`. Of a text of more than may
/// stand on one page nothing is read.
#[must_use]
pub fn parse(path: &str, text: &str, offset: usize) -> (Vec<Block<Flow>>, Vec<Diagnostic>) {
    let written = &text[offset..];
    let (written, comments) = comment::mask_comments(written);
    let refused = |at: usize, what: extent::TooMuch| {
        let span = Span::at(at).shifted(offset);
        let message = format!("there are more than {what}: nothing of the page is read");
        let finding = Diagnostic::new(Rule::BlockSyntax, path, span, message);
        (Vec::new(), vec![finding.help("divide it into several pages")])
    };
    let mut extent = match PageExtent::of_text(&written) {
        Ok(extent) => extent,
        Err((at, what)) => return refused(at, what),
    };
    let (masked, fences) = division::mask_fences(&written);
    let masked = definition::mask_citations(masked);
    let parser = Parser::new_ext(&masked, options());
    let known = parser.reference_definitions();
    let definitions = LinkDefinitions::new(&masked, |label| known.get(label).map(|known| known.span.clone()));
    let mut tree = TreeBuilder::new(path, &written, &masked, offset, (fences, definitions));
    for (event, range) in parser.into_offset_iter() {
        if let Some(what) = extent.count(&event) {
            return refused(range.start, what);
        }
        tree.event(event, range);
    }
    let (blocks, mut findings) = tree.finish();
    findings.extend(comments.iter().map(|comment| {
        let range = comment.range.clone();
        comment.finding(path, Span::from(range).shifted(offset))
    }));
    (blocks, findings)
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
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
