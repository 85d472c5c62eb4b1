//! Blocks of what the sources do not say: each statement names the words that no source may have.

use super::text::flow_words;
use super::trailing::take_attribute;
use super::{BlockContext, DocumentParser, Text, Unknown};
use crate::base::diagnostic::Rule;
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::parse::markdown::{Block, Flow, ListItem};

/// A block as it is opened.
pub(super) struct UnknownBlock<'b> {
    /// Its id.
    pub(super) id: &'b str,
    /// What was searched for for all its statements that do not say it themselves.
    pub(super) shared: Option<String>,
    /// Its opening line.
    pub(super) span: Span,
}

impl DocumentParser<'_> {
    pub(super) fn unknowns(
        &mut self,
        blocks: Vec<Block<Flow>>,
        block: UnknownBlock<'_>,
        context: BlockContext,
    ) -> Vec<Block<Text>> {
        // No citation shows that something is absent: the search does.
        let context = BlockContext { counts: false, ..context };
        let before = (self.document.unknowns.len(), self.findings.len());
        let mut written: Vec<Block<Text>> = Vec::new();
        for inner in self.without_comments(blocks) {
            let number = written.len();
            match inner {
                Block::Paragraph(mut flow) => {
                    if self.unknown(&mut flow, &block, (number, None)) {
                        written.extend(self.block(Block::Paragraph(flow), context));
                    }
                }
                Block::List { start, items, span } => {
                    let items = items.into_iter().enumerate().map(|(at, mut item)| {
                        self.unknown_item(&mut item, &block, (number, Some(at)));
                        self.item(item, context)
                    });
                    let items = items.collect();
                    written.push(Block::List { start, items, span });
                }
                other => written.extend(self.block(other, context)),
            }
        }
        if (self.document.unknowns.len(), self.findings.len()) == before {
            self.finding(
                Rule::BlockSyntax,
                block.span,
                "a block `unknown` without a statement",
                "write one list item for each thing that the sources do not say",
            );
        }
        written
    }

    fn unknown_item(
        &mut self,
        item: &mut ListItem<Flow>,
        block: &UnknownBlock<'_>,
        place: (usize, Option<usize>),
    ) {
        let mut flows = item.blocks.iter_mut().filter_map(|inner| match inner {
            Block::Paragraph(flow) => Some(flow),
            _ => None,
        });
        if let Some(flow) = flows.next() {
            self.unknown(flow, block, place);
        }
    }

    /// Takes from a statement what was searched for; whether it has words.
    fn unknown(&mut self, flow: &mut Flow, block: &UnknownBlock<'_>, place: (usize, Option<usize>)) -> bool {
        let whole = flow.span;
        let own = take_attribute(flow, "searched");
        let words = single_spaces(&flow_words(flow, self.language));
        if words.is_empty() {
            let help = "write before it what the sources do not say";
            self.finding(Rule::BlockSyntax, whole, "no statement stands before `{searched=…}`", help);
            return false;
        }
        if own.is_none() && place.1.is_none() && words.ends_with(':') {
            // What leads in states nothing.
            return true;
        }
        let (written, span) = match (own, &block.shared) {
            (Some((written, span)), _) => (written, span),
            (None, Some(shared)) => (shared.clone(), block.span),
            (None, None) => {
                self.finding(
                    Rule::BlockSyntax,
                    whole,
                    "the statement does not say what was searched for",
                    "end with the words that a source would have if it said this: `{searched=\"veto*, blocked the bid\"}`",
                );
                return true;
            }
        };
        let searched: Vec<String> = written
            .split(',')
            .map(str::trim)
            .filter(|words| words.chars().any(char::is_alphanumeric))
            .map(str::to_owned)
            .collect();
        if searched.is_empty() && !written.is_empty() {
            let help = "write words or phrases, with commas between them";
            self.finding(Rule::BlockSyntax, span, "`searched` has no words", help);
        }
        let block = block.id.to_owned();
        self.document.unknowns.push(Unknown { text: words, block, place, searched, span });
        true
    }
}
