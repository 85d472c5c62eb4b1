//! Fenced divisions: summaries, timelines, disagreements, figures. Others are read
//! in [`super::unknown`], [`super::glossary`] and [`super::map`].

use super::plain::words;
use super::text::flow_words;
use super::unknown::UnknownBlock;
use super::{
    BlockContext, Disagreement, DisplayKind, DisplayText, DocumentParser, Event, Inline, Text, single_spaces,
};
use crate::base::date::Edtf;
use crate::base::diagnostic::Rule;
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::parse::markdown::{Block, DIVISIONS, Division, Flow, ListItem, PieceKind};
use crate::read::yaml::DATE_HELP;

impl DocumentParser<'_> {
    pub(super) fn division(&mut self, division: Division<Flow>, context: BlockContext) -> Division<Text> {
        let id = match &division.id {
            Some(id) => id.clone(),
            None => self.unique_id(&division.name),
        };
        let (name, span) = (division.name.clone(), division.span);
        self.attributes(&division);
        let blocks = match name.as_str() {
            "summary" => {
                let blocks = self
                    .blocks(division.blocks, BlockContext { counts: false, keeps_words: true, ..context });
                let text = DisplayText::without_quotations(DisplayKind::Summary, words(&blocks), span);
                self.document.display_texts.push(text);
                blocks
            }
            "timeline" => self.timeline(division.blocks, span, context),
            "disagreement" => {
                if let Some(settle) = division.attribute("settle") {
                    self.document.display_texts.push(DisplayText::new(
                        DisplayKind::Settle,
                        settle,
                        span,
                        self.language,
                    ));
                }
                let fact = Disagreement {
                    id: id.clone(),
                    question: String::new(),
                    settle: division.attribute("settle").map(str::to_owned),
                    reviewed: self.reviewed(&division),
                    positions: Vec::new(),
                    span,
                };
                self.disagreement(division.blocks, fact, context)
            }
            "unknown" => {
                let shared = division.attribute("searched").map(str::to_owned);
                self.unknowns(division.blocks, UnknownBlock { id: &id, shared, span }, context)
            }
            "glossary" => self.glossary(division.blocks, span, context),
            "map" => self.map(division.blocks, &id, span, context),
            "figure" => {
                let credit = division.attribute("credit").map(str::to_owned);
                self.figure(division.blocks, credit.as_deref(), span, context)
            }
            _ => self.blocks(division.blocks, context),
        };
        Division {
            name,
            id: Some(id),
            classes: division.classes,
            attributes: division.attributes,
            blocks,
            span,
        }
    }

    /// Images with their caption.
    fn figure(
        &mut self,
        blocks: Vec<Block<Flow>>,
        credit: Option<&str>,
        span: Span,
        context: BlockContext,
    ) -> Vec<Block<Text>> {
        if let Some(credit) = credit {
            let text = DisplayText::new(DisplayKind::Credit, credit, span, self.language);
            self.document.display_texts.push(text);
        }
        let blocks = self.blocks(blocks, context);
        if !blocks.first().is_some_and(is_of_images) {
            self.finding(
                Rule::BlockSyntax,
                span,
                "a figure begins with an image in a paragraph of its own",
                "write the image `![what it shows](picture.png)`, a blank line, and the caption",
            );
        }
        blocks
    }

    /// Reports attributes that the block does not take.
    fn attributes(&mut self, division: &Division<Flow>) {
        if !DIVISIONS.contains(&division.name.as_str()) {
            return;
        }
        let taken: &[&str] = match division.name.as_str() {
            "disagreement" => &["settle", "reviewed"],
            "unknown" => &["searched"],
            "figure" => &["credit"],
            _ => &[],
        };
        for (index, (key, value)) in division.attributes.iter().enumerate() {
            let (message, help) = if !taken.contains(&key.as_str()) {
                let help = match nearest(key, taken.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => {
                        "blocks take `#id` and `.class`, a disagreement `settle=\"…\"` and `reviewed=…` too, an unknown `searched=\"…\"`, a figure `credit=\"…\"`"
                            .to_owned()
                    }
                };
                (format!("a block `{}` has no attribute `{key}`", division.name), help)
            } else if division.attributes[..index].iter().any(|(other, _)| other == key) {
                (format!("the attribute `{key}` is given twice"), "delete one of them".to_owned())
            } else if value.trim().is_empty() {
                (format!("the attribute `{key}` is empty"), "give it a value, or leave it out".to_owned())
            } else {
                continue;
            };
            self.finding(Rule::BlockSyntax, division.span, message, &help);
        }
    }

    fn reviewed(&mut self, division: &Division<Flow>) -> Option<Edtf> {
        let written = division.attribute("reviewed")?;
        match Edtf::parse(written) {
            Ok(date) => Some(date),
            Err(reason) => {
                let message = format!("`{written}` is not a date: {reason}");
                self.finding(Rule::BlockSyntax, division.span, message, DATE_HELP);
                None
            }
        }
    }

    pub(super) fn timeline(
        &mut self,
        blocks: Vec<Block<Flow>>,
        span: Span,
        context: BlockContext,
    ) -> Vec<Block<Text>> {
        let (written, has_list) = self.lists(blocks, Some(1), context, Self::event);
        if !has_list {
            self.finding(
                Rule::TimelineDate,
                span,
                "a timeline without a list",
                "write one list item per event: `- 1994-12: …`",
            );
        }
        written
    }

    /// The blocks of a division whose lists are numbered from `start`, or not numbered, and whose items are read by
    /// `item`; and whether it has a list.
    pub(super) fn lists(
        &mut self,
        blocks: Vec<Block<Flow>>,
        start: Option<u64>,
        context: BlockContext,
        item: fn(&mut Self, ListItem<Flow>, BlockContext) -> ListItem<Text>,
    ) -> (Vec<Block<Text>>, bool) {
        let mut written = Vec::new();
        let mut has_list = false;
        for block in self.without_comments(blocks) {
            let Block::List { items, span, .. } = block else {
                written.extend(self.block(block, context));
                continue;
            };
            has_list = true;
            let items = items.into_iter().map(|each| item(self, each, context)).collect();
            written.push(Block::List { start, items, span });
        }
        (written, has_list)
    }

    pub(super) fn event(&mut self, mut item: ListItem<Flow>, context: BlockContext) -> ListItem<Text> {
        let first_group = self.document.groups.len();
        let date_span = match item.blocks.first() {
            Some(Block::Paragraph(flow)) => before_colon(flow),
            _ => Span::new(item.span.start as usize, item.span.start as usize + 1),
        };
        let date = match item.blocks.first_mut() {
            Some(Block::Paragraph(flow)) => take_date(flow),
            _ => Err(String::new()),
        };
        let item_span = item.span;
        let written = self.item(item, BlockContext { in_event: true, ..context });
        match date {
            Ok((date, date_span)) => {
                let groups = self.groups_since(first_group);
                let text = words(&written.blocks);
                self.document.events.push(Event { date, date_span, text, item: item_span, groups });
            }
            Err(reason) => {
                let message = if reason.is_empty() {
                    "the entry does not begin with a date and a colon".to_owned()
                } else {
                    reason
                };
                self.finding(
                    Rule::TimelineDate,
                    date_span,
                    message,
                    "begin with the date as far as it is known: `- 1994-12: …`",
                );
            }
        }
        written
    }

    pub(super) fn disagreement(
        &mut self,
        blocks: Vec<Block<Flow>>,
        mut fact: Disagreement,
        context: BlockContext,
    ) -> Vec<Block<Text>> {
        let mut written = Vec::new();
        for block in self.without_comments(blocks) {
            match block {
                Block::List { start, items, span } => {
                    let mut texts = Vec::new();
                    for item in items {
                        let first = self.document.groups.len();
                        let item_span = item.span;
                        texts.push(self.item(item, context));
                        fact.positions.push((self.groups_since(first), item_span));
                    }
                    written.push(Block::List { start, items: texts, span });
                }
                Block::Paragraph(flow) if fact.positions.is_empty() => {
                    fact.question.push_str(&flow_words(&flow, self.language));
                    written
                        .push(Block::Paragraph(self.text(&flow, BlockContext { counts: false, ..context })));
                }
                block => written.extend(self.block(block, context)),
            }
        }
        fact.question = single_spaces(&fact.question);
        if fact.question.is_empty() {
            self.finding(
                Rule::DisagreementOneSided,
                fact.span,
                "a disagreement needs its question first",
                "write the question as a paragraph above the positions",
            );
        }
        self.document.disagreements.push(fact);
        written
    }
}

/// Whether a block is a paragraph of images and nothing else.
#[must_use]
pub(crate) fn is_of_images(block: &Block<Text>) -> bool {
    let Block::Paragraph(text) = block else { return false };
    let is_nothing_else = |inline: &Inline| match inline {
        Inline::Image(_) | Inline::HardBreak => true,
        Inline::Text(text) => text.trim().is_empty(),
        _ => false,
    };
    text.iter().all(is_nothing_else) && text.iter().any(|inline| matches!(inline, Inline::Image(_)))
}

/// The first words of a flow, up to the colon where there is one.
pub(super) fn before_colon(flow: &Flow) -> Span {
    let Some(piece) = flow.pieces.first() else { return flow.span };
    let PieceKind::Text { text, .. } = &piece.kind else { return piece.span };
    let end = text.find(": ").or_else(|| text.find(' ')).unwrap_or(text.len());
    Span::new(piece.span.start as usize, piece.span.start as usize + end.max(1))
}

/// Takes `1994-12: ` from the beginning of a flow.
pub(super) fn take_date(flow: &mut Flow) -> Result<(Edtf, Span), String> {
    let Some(piece) = flow.pieces.first_mut() else { return Err(String::new()) };
    let PieceKind::Text { text, .. } = &mut piece.kind else { return Err(String::new()) };
    let colon = match text.find(": ") {
        Some(colon) => colon,
        None if text.ends_with(':') => text.len() - 1,
        None => return Err(String::new()),
    };
    let written = text[..colon].trim().to_owned();
    let date = Edtf::parse(&written);
    if date.is_err() && colon > 32 {
        return Err(String::new());
    }
    let span = Span::new(piece.span.start as usize, piece.span.start as usize + colon);
    let rest = text[colon + 1..].trim_start().to_owned();
    let taken = text.len() - rest.len();
    piece.span.start += u32::try_from(taken).unwrap_or(0);
    *text = rest;
    let date = date.map_err(|reason| format!("`{written}` is not a date: {reason}"))?;
    Ok((date, span))
}
