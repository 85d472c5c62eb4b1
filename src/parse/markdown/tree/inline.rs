//! Inline text: what stands in the leaves of the tree.

use std::ops::Range;

use super::TreeBuilder;
use crate::base::span::Span;
use crate::parse::markdown::autolink;
use crate::parse::markdown::block::{Flow, Mark, Piece, PieceKind};
use crate::parse::markdown::comment::{filler, without_fillers};

impl<'p> TreeBuilder<'p> {
    /// Text that stands in the body letter for letter, as it stands in the file.
    pub(super) fn as_written<'t>(&self, text: &'t str, range: &Range<usize>) -> &'t str
    where
        'p: 't,
    {
        if self.body.get(range.clone()) == Some(text) { &self.written[range.clone()] } else { text }
    }

    /// The same of a code span, whose place holds its backticks too.
    pub(super) fn code_as_written<'t>(&self, code: &'t str, range: &Range<usize>) -> &'t str
    where
        'p: 't,
    {
        let place = self.body.get(range.clone()).and_then(|body| body.find(code));
        let place = place.map(|at| range.start + at..range.start + at + code.len());
        place.and_then(|place| self.written.get(place)).unwrap_or(code)
    }

    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        self.definitions.cover(&range);
        if self.code.is_some() || self.html.is_some() {
            let text = without_fillers(self.as_written(text, &range));
            let all = self.code.as_mut().map(|code| &mut code.text);
            if let Some(all) = all.or(self.html.as_mut().map(|(html, _)| html)) {
                all.push_str(&text);
            }
            return;
        }
        let body = self.body;
        let is_literal = body.get(range.clone()) == Some(text);
        let after_backslash =
            range.start > 0 && body.as_bytes()[range.start - 1] == b'\\' && self.last_end < range.start;
        let escaped = !is_literal || after_backslash;
        let text = self.as_written(text, &range);
        if escaped {
            let text = without_fillers(text).into_owned();
            return self.inline(PieceKind::Text { text, escaped }, &range);
        }
        // Around a comment each part is a text of its own, in its place.
        let mut at = 0;
        while let Some(comment) = filler(text, at) {
            self.literal(text, at..comment.start, range.start);
            at = comment.end;
        }
        self.literal(text, at..text.len(), range.start);
        self.last_end = range.end;
    }

    /// A part of a text that stands in the file letter for letter from an offset on.
    pub(super) fn literal(&mut self, text: &str, part: Range<usize>, offset: usize) {
        if !part.is_empty() {
            let range = offset + part.start..offset + part.end;
            self.inline(PieceKind::Text { text: text[part].to_owned(), escaped: false }, &range);
        }
    }

    pub(super) fn inline(&mut self, kind: PieceKind, range: &Range<usize>) {
        self.last_end = range.end;
        if let Some((_, _, alt, _, _)) = &mut self.image {
            match kind {
                PieceKind::Text { text, .. } | PieceKind::Code(text) => alt.push_str(&text),
                PieceKind::SoftBreak | PieceKind::HardBreak => alt.push(' '),
                _ => {}
            }
            return;
        }
        if matches!(kind, PieceKind::SoftBreak | PieceKind::HardBreak) && self.is_at_start() {
            // The line above was a comment.
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

    /// Whether no inline text has been read since its block began.
    pub(super) fn is_at_start(&self) -> bool {
        self.flow.as_ref().is_none_or(|flow| flow.pieces.is_empty())
    }

    /// The inline text that ends here, with its bare addresses as links.
    pub(super) fn take_flow(&mut self) -> Option<Flow> {
        let mut flow = self.flow.take()?;
        // The lines below were a comment.
        let is_break = |piece: &mut Piece| matches!(piece.kind, PieceKind::SoftBreak | PieceKind::HardBreak);
        while flow.pieces.pop_if(|piece| is_break(piece)).is_some() {}
        Some(autolink::link_addresses(flow))
    }

    pub(super) fn mark(&mut self, mark: Mark, range: &Range<usize>) {
        if self.image.is_none() {
            self.marks.push(mark.clone());
            self.inline(PieceKind::Open(mark), range);
            self.last_end = range.start;
        }
    }
}
