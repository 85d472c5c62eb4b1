//! What a page is made of beside its citations: notes without a definition, brackets that were meant as citations,
//! disagreements.

use super::Checker;
use crate::base::diagnostic::{Edit, Help, Rule};
use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::parse::topic::document::Bracketed;

/// Marks with which words of a source begin or end. An apostrophe is none.
const MARKS_OF_PINS: [char; 12] = ['"', '“', '”', '„', '«', '»', '‹', '›', '‘', '「', '」', '＂'];

impl Checker<'_> {
    /// Notes that are not defined. A source of that name is probably meant.
    pub(super) fn undefined_notes(&mut self) {
        for note in &self.page.document.undefined_notes {
            let label = &note.label;
            let key = label.strip_prefix('@').unwrap_or(label);
            let help = if self.library.cited(key).is_some() {
                let cite = format!("[@{key}]");
                let help = format!("`{key}` is a source: cite it with `{cite}`");
                Help::with_edit(help, Edit::replace(note.span, cite))
            } else if let Some(meant) = &note.meant {
                let edit = Edit::replace(note.span, format!("[^{meant}]"));
                Help::with_edit(format!("did you mean `[^{meant}]`?"), edit)
            } else {
                format!("define it: a line `[^{label}]: …`").into()
            };
            let message = format!("the note `[^{label}]` is not defined");
            self.push(Rule::FootnoteUndefined, note.span, message, help);
        }
    }

    /// Words in brackets that are the keys of sources.
    pub(super) fn bracketed(&mut self) {
        for Bracketed { word, span, key_span, is_link } in &self.page.document.bracketed {
            if self.library.cited(word).is_none() {
                continue;
            }
            if *is_link {
                let message = format!("`[@{word}](…)` is a link, and cites nothing");
                let help = format!("cite with `[@{word}]`; the address belongs to the source, as its `url`");
                self.push(Rule::SyntaxUnknown, *span, message, help);
            } else {
                let is_alone = key_span.start == span.start + 1 && key_span.end + 1 == span.end;
                let message = match is_alone {
                    true => format!("`[{word}]` is text, and `{word}` is a source"),
                    false => format!("these brackets are text, and `{word}` is a source"),
                };
                let help = format!("cite it with `[@{word}]`; write `\\[{word}]` if it is text");
                let edit = Edit::replace(*key_span, format!("@{word}"));
                self.push(Rule::SyntaxUnknown, *span, message, Help::with_edit(help, edit));
            }
        }
    }

    /// Pins that are not compared: the quotation mark behind a key has no partner, or is one that pins do not have.
    pub(super) fn unread_pins(&mut self) {
        for cite in self.page.document.groups.iter().flat_map(|group| &group.cites) {
            if cite.suffix.contains(MARKS_OF_PINS) {
                let message = format!(
                    "the words behind `{}` are not compared: their quotation marks are no pair",
                    cite.key
                );
                let help = format!(
                    "pin the passage with its exact words in “…”: `[@{}, \"exact words\"]`",
                    cite.key
                );
                self.push(Rule::QuoteUnchecked, cite.span, message, help);
            }
        }
    }

    pub(super) fn disagreements(&mut self) {
        let document = &self.page.document;
        let mut found = Vec::new();
        for disagreement in &document.disagreements {
            let mut origins = std::collections::BTreeSet::new();
            let mut all_known = true;
            for (groups, span) in &disagreement.positions {
                let cites = document.groups[*groups].iter().flat_map(|group| &group.cites);
                let cited: Vec<Option<SourceId>> = cites.map(|cite| self.library.cited(&cite.key)).collect();
                all_known &= cited.iter().all(Option::is_some);
                all_known &= !groups.is_empty();
                if groups.is_empty() {
                    let first_line = Span::new(span.start as usize, span.start as usize + 1);
                    found.push((
                        first_line,
                        "a position without a citation".to_owned(),
                        "cite a source that holds it",
                    ));
                }
                origins.extend(cited.into_iter().flatten().map(|index| self.source(index).origin_group()));
            }
            if disagreement.positions.len() < 2 {
                found.push((
                    disagreement.span,
                    "a disagreement needs at least two positions".to_owned(),
                    "write each position as a list item",
                ));
            } else if origins.len() < 2 && all_known {
                // What has no citation, or an unknown one, is reported as such, and may be another origin.
                let message = "the positions rest on fewer than two independent origins".to_owned();
                found.push((
                    disagreement.span,
                    message,
                    "cite sources of different origin, or write it as plain text",
                ));
            }
        }
        for (span, message, help) in found {
            self.push(Rule::DisagreementOneSided, span, message, help);
        }
    }
}
