//! Tables: the statements of their rows.

use std::collections::BTreeSet;

use super::text::flow_words;
use super::{BlockContext, DisplayKind, DisplayText, DocumentParser, Text};
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::parse::markdown::{Flow, Table};
use crate::parse::topic::citation::{CitationGroup, Claim};
use crate::parse::topic::foreign::FlowPlace;

/// What was counted before a row of a table was read.
#[derive(Clone, Copy)]
struct RowStart {
    groups: usize,
    scopes: usize,
}

impl DocumentParser<'_> {
    pub(super) fn table(&mut self, table: Table<Flow>, context: BlockContext) -> Table<Text> {
        let context = BlockContext { place: FlowPlace::Line, ..context };
        let first_of_table = self.document.groups.len();
        let silent = BlockContext { counts: false, scope: None, ..context };
        let head = table.head.iter().map(|flow| self.text(flow, silent)).collect();
        let has_citing_head = self.document.groups.len() > first_of_table;
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let start = RowStart { groups: self.document.groups.len(), scopes: self.scopes };
            let cell = BlockContext { scope: None, ..context };
            rows.push(row.iter().map(|flow| self.text(flow, cell)).collect());
            // A row is one statement in several cells: where one of them cites, the labels are covered.
            if self.document.groups.len() > start.groups {
                self.row_label(row, start);
                self.row_statement(row, start);
                let citing: BTreeSet<usize> =
                    self.document.groups[start.groups..].iter().map(|group| group.scope).collect();
                self.covered_scopes
                    .extend((start.scopes + 1..=self.scopes).filter(|scope| !citing.contains(scope)));
            } else if has_citing_head {
                self.cells_below_citation(row);
            }
        }
        self.table_groups.extend(self.groups_since(first_of_table).iter());
        Table { alignments: table.alignments, head, rows, span: table.span }
    }

    /// Keeps the figures of a row that cites nothing, in a table whose head does.
    fn cells_below_citation(&mut self, row: &[Flow]) {
        for flow in row {
            let words = single_spaces(&flow_words(flow, self.language));
            if words.contains(char::is_numeric) {
                let text = DisplayText::without_quotations(DisplayKind::Cell, words, flow.span);
                self.document.display_texts.push(text);
            }
        }
    }

    /// Keeps what a row that quotes is labelled with, which may name the speaker.
    fn row_label(&mut self, row: &[Flow], start: RowStart) {
        let quoting: BTreeSet<usize> = self
            .quoted
            .iter()
            .rev()
            .map(|quoted| quoted.scope)
            .take_while(|scope| *scope > start.scopes)
            .collect();
        if quoting.is_empty() || self.scopes != start.scopes + row.len() {
            return;
        }
        let groups = self.groups_since(start.groups);
        let citing: BTreeSet<usize> = self.document.groups[groups].iter().map(|group| group.scope).collect();
        // Each cell is a scope.
        let cells = row.iter().zip(start.scopes + 1..=self.scopes);
        let mut others = cells.filter(|(_, scope)| !quoting.contains(scope) && !citing.contains(scope));
        let label = others.find_map(|(flow, _)| {
            let words = single_spaces(&flow_words(flow, self.language));
            (!words.is_empty()).then_some(words)
        });
        if let Some(label) = label {
            self.document.row_labels.extend(groups.iter().map(|group| (group, label.clone())));
        }
    }

    /// Gives citations that stand alone in their cell the whole row as their statement, and the quotations of
    /// cells that cite nothing.
    fn row_statement(&mut self, row: &[Flow], start: RowStart) {
        let groups = &self.document.groups[start.groups..];
        let is_alone = |group: &CitationGroup| group.claim.text.is_empty();
        let Some(scope) = groups.iter().find(|group| is_alone(group)).map(|group| group.scope) else {
            return;
        };
        let citing: BTreeSet<usize> = groups.iter().map(|group| group.scope).collect();
        let cells: Vec<String> =
            row.iter().map(|flow| single_spaces(&flow_words(flow, self.language))).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        let text = cells.join(" · ");
        let spans = row.iter().map(|flow| flow.span).filter(|span| *span != Span::default());
        let Some(span) = spans.reduce(Span::to) else { return };
        for group in start.groups..self.document.groups.len() {
            if is_alone(&self.document.groups[group]) {
                let Claim { id, is_named, .. } = std::mem::take(&mut self.document.groups[group].claim);
                let id = if is_named { id } else { self.claim_id(&text) };
                self.document.groups[group].claim =
                    Claim { id, is_named, text: text.clone(), with_keys: None, span };
            }
        }
        let of_row = self.quoted.iter_mut().rev().take_while(|quoted| quoted.scope > start.scopes);
        of_row.filter(|quoted| !citing.contains(&quoted.scope)).for_each(|quoted| quoted.scope = scope);
    }
}
