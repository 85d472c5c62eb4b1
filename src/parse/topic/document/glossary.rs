//! Glossaries: lists of terms, each with a definition that cites its source.

use super::plain::words;
use super::trailing::take_attribute;
use super::{BlockContext, Definition, DocumentParser, Text};
use crate::base::address;
use crate::base::diagnostic::Rule;
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::parse::markdown::{Block, Flow, ListItem, Mark, PieceKind};

/// Longest term, in bytes: what stands before a colon further on is no term.
const LONGEST: usize = 120;

impl DocumentParser<'_> {
    pub(super) fn glossary(
        &mut self,
        blocks: Vec<Block<Flow>>,
        span: Span,
        context: BlockContext,
    ) -> Vec<Block<Text>> {
        let (written, has_list) = self.lists(blocks, None, context, Self::definition);
        if !has_list {
            let help = "write one list item for each term: `- Article 5: …`";
            self.finding(Rule::BlockSyntax, span, "a glossary without a list", help);
        }
        written
    }

    fn definition(&mut self, mut item: ListItem<Flow>, context: BlockContext) -> ListItem<Text> {
        let first_group = self.document.groups.len();
        let item_span = item.span;
        let (term, forms) = match item.blocks.first_mut() {
            Some(Block::Paragraph(flow)) => {
                let forms = take_attribute(flow, "forms").map(|(forms, _)| forms).unwrap_or_default();
                (take_term(flow), forms)
            }
            _ => (None, String::new()),
        };
        let written = self.item(item, BlockContext { keeps_words: true, ..context });
        let Some((term, span)) = term else {
            let line = Span::new(item_span.start as usize, item_span.start as usize + 1);
            self.finding(
                Rule::BlockSyntax,
                line,
                "the entry does not begin with a term and a colon",
                "begin with the term: `- Article 5: …`",
            );
            return written;
        };
        let groups = self.groups_since(first_group);
        if groups.is_empty() {
            let message = format!("the definition of “{term}” cites no source");
            self.finding(
                Rule::DefinitionUncited,
                span,
                message,
                "cite the source that says what the term means",
            );
        }
        let forms = forms.split(',').map(single_spaces).filter(|form| !form.is_empty()).collect();
        let id = self.unique_id(&address::slug(&term));
        let text = words(&written.blocks);
        self.document.definitions.push(Definition { term, forms, id, text, item: item_span, span, groups });
        written
    }
}

/// Takes `Article 5: ` or `**Article 5**: ` from the beginning of a flow.
fn take_term(flow: &mut Flow) -> Option<(String, Span)> {
    let is_bold = matches!(flow.pieces.first()?.kind, PieceKind::Open(Mark::Strong | Mark::Emphasis));
    let (term, span) = if is_bold {
        let [_, inner, close, ..] = flow.pieces.as_slice() else { return None };
        let PieceKind::Text { text, .. } = &inner.kind else { return None };
        if !matches!(close.kind, PieceKind::Close(_)) {
            return None;
        }
        let found = (single_spaces(text), inner.span);
        let PieceKind::Text { text, .. } = &flow.pieces.get(3)?.kind else { return None };
        if !text.starts_with(':') {
            return None;
        }
        flow.pieces.drain(..3);
        found
    } else {
        let piece = flow.pieces.first()?;
        let PieceKind::Text { text, .. } = &piece.kind else { return None };
        let colon = text.find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
        let start = piece.span.start as usize;
        (single_spaces(text[..colon].trim()), Span::new(start, start + colon))
    };
    let first = flow.pieces.first_mut()?;
    let PieceKind::Text { text, .. } = &mut first.kind else { return None };
    let rest = text[text.find(':')? + 1..].trim_start().to_owned();
    first.span.start += u32::try_from(text.len() - rest.len()).unwrap_or(0);
    *text = rest;
    (!term.is_empty() && term.len() <= LONGEST).then_some((term, span))
}
