//! Attributes at the end of a run of text: `… in public. {searched="veto*"}`.

use crate::base::span::Span;
use crate::parse::markdown::{Flow, PieceKind};

/// Takes `{key="value"}` from the end of a flow: the value, and where the whole stands.
pub(super) fn take_attribute(flow: &mut Flow, key: &str) -> Option<(String, Span)> {
    let open = format!("{{{key}=");
    let is_text = |kind: &PieceKind| matches!(kind, PieceKind::Text { .. } | PieceKind::SoftBreak);
    let first = flow.pieces.iter().rposition(|piece| !is_text(&piece.kind)).map_or(0, |at| at + 1);
    // What the author wrote in one is often several pieces, for each `*` is one.
    let mut tail = String::new();
    let mut starts = Vec::new();
    for piece in &flow.pieces[first..] {
        starts.push(tail.len());
        match &piece.kind {
            PieceKind::Text { text, .. } => tail.push_str(text),
            _ => tail.push(' '),
        }
    }
    let at = tail.rfind(&open)?;
    let value = tail[at + open.len()..].trim_end().strip_suffix('}')?;
    let value = value.trim().trim_matches('"').trim().to_owned();
    let index = starts.partition_point(|start| *start <= at).checked_sub(1)?;
    let end = flow.pieces.last()?.span.end;
    flow.pieces.truncate(first + index + 1);
    let last = flow.pieces.last_mut()?;
    let PieceKind::Text { text, .. } = &mut last.kind else { return None };
    let offset = at - starts[index];
    let span = Span { start: last.span.start + u32::try_from(offset).unwrap_or(0), end };
    text.truncate(offset);
    text.truncate(text.trim_end().len());
    last.span.end = last.span.start + u32::try_from(text.len()).unwrap_or(0);
    let is_empty = text.is_empty();
    if is_empty {
        flow.pieces.pop();
    }
    Some((value, span))
}
