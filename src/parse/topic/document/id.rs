//! The ids of a page: those that its author gives are kept, and no other takes them.

use super::DocumentParser;
use crate::base::diagnostic::Rule;
use crate::base::span::Span;
use crate::parse::markdown::{Block, Flow, Piece, PieceKind};
use crate::parse::topic::flow::FlowAnalysis;
use crate::parse::topic::foreign::FlowPlace;
use crate::parse::topic::permalink;

impl DocumentParser<'_> {
    /// Ids that the author gave are taken first, so that generated ones give way to them.
    pub(super) fn reserve_ids(&mut self, blocks: &[Block<Flow>]) {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.reserve(heading.id.as_deref(), heading.span),
                Block::Division(division) => {
                    self.reserve_ids(&division.blocks);
                    self.reserve(division.id.as_deref(), division.span);
                }
                Block::Paragraph(flow) => self.reserve_given(flow),
                Block::Quote { blocks, .. } | Block::NoteDefinition { blocks, .. } => {
                    self.reserve_ids(blocks)
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.reserve_ids(&item.blocks)),
                Block::Table(table) => table
                    .head
                    .iter()
                    .chain(table.rows.iter().flatten())
                    .for_each(|cell| self.reserve_given(cell)),
                Block::Code { .. } | Block::Rule | Block::Html { .. } => {}
            }
        }
    }

    /// Reserves an id; whether it is valid and was free.
    fn reserve(&mut self, id: Option<&str>, span: Span) {
        let Some(id) = id else { return };
        if !permalink::is_id(id) {
            let message = format!("`{id}` is not an id");
            self.finding(Rule::BlockSyntax, span, message, "use letters, digits, `-` and `_`");
        } else if permalink::RESERVED.iter().any(|prefix| id.starts_with(prefix)) {
            let message = format!("the id `{id}` begins like those that ibid gives to notes");
            self.finding(Rule::PermalinkCollision, span, message, "choose another id");
        } else if permalink::OF_THEMES.contains(&id) {
            let message = format!("the id `{id}` is that of another part of the page");
            self.finding(Rule::PermalinkCollision, span, message, "choose another id");
        } else if !self.document.anchors.insert(id.to_owned()) {
            let message = format!("the id `{id}` is given twice on this page");
            self.finding(Rule::PermalinkCollision, span, message, "choose another id");
        } else {
            self.given_ids.insert(id.to_owned(), span);
        }
    }

    /// Takes the ids given to the statements of a flow.
    pub(super) fn reserve_given(&mut self, flow: &Flow) {
        let may_have =
            |piece: &Piece| matches!(&piece.kind, PieceKind::Text { text, .. } if text.contains('{'));
        if !flow.pieces.iter().any(may_have) {
            return;
        }
        let reading = FlowAnalysis::new(flow, FlowPlace::Quoted, self.language);
        for given in &reading.ids {
            self.reserve(Some(&given.id), reading.span(&given.range));
        }
    }

    /// The id that the author gave to the statement of a group, where it is fit and its own.
    pub(super) fn given_id(&self, reading: &FlowAnalysis<'_>, group: usize) -> Option<String> {
        let at = reading.ids.partition_point(|given| given.group < Some(group));
        let given = reading.ids.get(at).filter(|given| given.group == Some(group))?;
        (self.given_ids.get(&given.id) == Some(&reading.span(&given.range))).then(|| given.id.clone())
    }

    /// A new id like `wanted`.
    pub(super) fn unique_id(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        // `n-`, `r-`, `c-`, `fn-` and `fr-` begin the ids of notes, mentions and statements.
        let is_ours = ["n-", "r-", "c-", "fn-", "fr-"].iter().any(|prefix| wanted.starts_with(prefix))
            || permalink::OF_THEMES.contains(&wanted);
        let base = if is_ours { format!("s-{wanted}") } else { wanted.to_owned() };
        // Where one name comes often, the search goes on where it ended.
        let number = self.id_numbers.entry(base.clone()).or_insert(0);
        loop {
            *number += 1;
            let id = if *number == 1 { base.clone() } else { format!("{base}-{number}") };
            if self.document.anchors.insert(id.clone()) {
                return id;
            }
        }
    }
}
