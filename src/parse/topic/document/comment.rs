//! Comments of a page: exemptions from rules, and confirmations of findings.

use super::{DocumentParser, Exemption};
use crate::base::diagnostic::{Edit, Help, Rule};
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::parse::markdown::{Block, Flow};

impl DocumentParser<'_> {
    /// The blocks that are no comments. What the comments say is read.
    pub(super) fn without_comments(&mut self, blocks: Vec<Block<Flow>>) -> Vec<Block<Flow>> {
        // For each block the next one that has a place.
        let mut covers: Vec<Option<Span>> = vec![None; blocks.len()];
        for index in (1..blocks.len()).rev() {
            let span = Some(block_span(&blocks[index])).filter(|span| *span != Span::default());
            covers[index - 1] = span.or(covers[index]);
        }
        let mut others = Vec::with_capacity(blocks.len());
        for (block, covered) in blocks.into_iter().zip(covers) {
            match block {
                Block::Html { text, span } if text.trim_start().starts_with("<!--") => {
                    self.comment(&text, span, covered.unwrap_or(span));
                }
                block => others.push(block),
            }
        }
        others
    }

    /// Reports the name of a rule that there is none of, in a comment at `span`.
    pub(super) fn unknown_rule(&mut self, rule: &str, span: Span) {
        let help = match nearest(rule, Rule::all().map(Rule::name)) {
            Some(meant) => {
                Help::with_edit(format!("did you mean `{meant}`?"), Edit::replace_within(span, rule, meant))
            }
            None => "`ibid explain` lists the rules".into(),
        };
        self.finding(Rule::BlockSyntax, span, format!("there is no rule `{rule}`"), help);
    }

    fn comment(&mut self, text: &str, span: Span, covers: Span) {
        if !text.contains("-->") {
            let start = span.start as usize;
            let message = "a comment that is not closed hides all that follows";
            self.finding(Rule::BlockSyntax, Span::new(start, start + 4), message, "end it with `-->`");
        }
        // On a line of its own it stands behind no citation: which one it means cannot be told.
        if self.confirmation(text, span, None) {
            return;
        }
        let inner = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
        let after_allow =
            inner.strip_prefix(ALLOW).filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
        let Some(rest) = after_allow else {
            if misspells_allow(inner) {
                let help = "write `<!-- ibid-allow RULE: reason -->`";
                self.finding(
                    Rule::BlockSyntax,
                    span,
                    "this comment looks like an exemption but is not one",
                    help,
                );
            }
            return;
        };
        let (rule, reason) = rest.split_once(':').unwrap_or((rest, ""));
        let (rule, reason) = (rule.trim().to_owned(), single_spaces(reason));
        if rule.is_empty() {
            let help = "write `<!-- ibid-allow RULE: reason -->`";
            self.finding(Rule::BlockSyntax, span, "an exemption needs a rule and a reason", help);
        } else if Rule::named(&rule).is_none() {
            self.unknown_rule(&rule, span);
        } else if reason.is_empty() {
            let help =
                "write `<!-- ibid-allow RULE: reason -->`; readers see the reason in the evidence report";
            self.finding(Rule::BlockSyntax, span, "an exemption needs a reason", help);
        } else {
            self.document.exemptions.push(Exemption { rule, reason, span, covers });
        }
    }
}

/// What an exemption begins with.
pub(super) const ALLOW: &str = "ibid-allow";

/// Whether a comment begins with something like it: `ibid_allow`, `ibid allow`.
fn misspells_allow(comment: &str) -> bool {
    let mut words = comment.split([' ', ':']).filter(|word| !word.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_near =
        |words: &str| words.contains("allow") && (words == ALLOW || nearest(words, [ALLOW]).is_some());
    first.starts_with("ibid-")
        || is_near(&first.to_ascii_lowercase())
        || is_near(&format!("{first}-{second}"))
}

/// The place of a block; nothing where it is a comment or has none.
pub(super) fn block_span(block: &Block<Flow>) -> Span {
    match block {
        Block::Paragraph(flow) => flow.span,
        Block::Heading(heading) => heading.span,
        Block::Quote { span, .. } | Block::List { span, .. } | Block::NoteDefinition { span, .. } => *span,
        Block::Table(table) => table.span,
        Block::Division(division) => division
            .blocks
            .iter()
            .map(block_span)
            .filter(|span| *span != Span::default())
            .fold(division.span, Span::to),
        Block::Html { text, span } if !text.trim_start().starts_with("<!--") => *span,
        Block::Code { span, .. } => *span,
        Block::Html { .. } | Block::Rule => Span::default(),
    }
}
