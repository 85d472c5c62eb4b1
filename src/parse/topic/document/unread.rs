//! What a page holds that is not read, and is reported: code that is most likely none, citations that carry no words.

use super::text::is_cited;
use super::{DisplayKind, DisplayText, DocumentParser};
use crate::base::diagnostic::Rule;
use crate::base::ids::GroupIndex;
use crate::base::span::Span;
use crate::parse::topic::foreign::ForeignKind;

impl DocumentParser<'_> {
    /// Reports code that is most likely none, and what other tools make of code.
    pub(super) fn code(&mut self, info: &str, text: &str, is_indented: bool, span: Span) {
        if is_indented {
            if is_cited(text) || has_quotation(text) {
                self.finding(
                    Rule::QuoteUnchecked,
                    span,
                    "a line indented by four spaces is code: what it quotes and cites is not read",
                    "take the spaces away; write code between lines of ```` ``` ````",
                );
            }
            return;
        }
        let line = Span::new(span.start as usize, span.start as usize + 3 + info.len());
        let is_drawn = DRAWN.contains(&info.split_whitespace().next().unwrap_or_default());
        let Some(rest) = info.trim().strip_prefix('{').or(is_drawn.then_some("drawn")) else { return };
        let kind = if rest.starts_with(['.', '#', '=']) {
            ForeignKind::CodeAttributes
        } else if rest.starts_with(char::is_alphabetic) {
            ForeignKind::Directive
        } else {
            return;
        };
        self.finding(Rule::SyntaxUnknown, line, kind.message(), kind.help());
    }

    /// The title of a link, which some readers see: its quotations are compared as those of a description are.
    pub(super) fn link_title(&mut self, title: &str, span: Span) {
        let text = DisplayText::new(DisplayKind::LinkTitle, title, span, self.language);
        self.document.display_texts.extend(Some(text).filter(|text| !text.quotations.is_empty()));
    }

    /// Reports citations that carry no words. Those in a table belong to their row.
    pub(super) fn statements_missing(&mut self) {
        let groups = GroupIndex::enumerate(&self.document.groups);
        let empty =
            groups.filter(|(index, group)| group.claim.text.is_empty() && !self.table_groups.contains(index));
        let spans: Vec<Span> = empty.map(|(_, group)| group.span).collect();
        for span in spans {
            self.finding(
                Rule::StatementMissing,
                span,
                "this citation has no statement",
                "put it behind the words that rest on it: `… in 1994 [@key].`",
            );
        }
    }
}

/// Languages of code of which other tools make diagrams and lists.
const DRAWN: [&str; 3] = ["mermaid", "dataview", "dataviewjs"];

/// Whether a text has words between typographic quotation marks.
fn has_quotation(text: &str) -> bool {
    let marks = [('“', '”'), ('„', '“'), ('«', '»'), ('「', '」')];
    marks.into_iter().any(|(open, close)| {
        let inside = text.split_once(open).and_then(|(_, rest)| rest.split_once(close));
        inside.is_some_and(|(inside, _)| inside.split_whitespace().count() > 1)
    })
}
