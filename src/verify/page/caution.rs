//! What the contract grants and may mislead all the same: brackets that replace, omissions that soften.

use ibid_languages::{Language, List};
use ibid_quotation::{Caution, Match};

use super::Checker;
use crate::base::diagnostic::{Rule, Severity};
use crate::base::span::Span;

impl Checker<'_> {
    /// Reports what the contract grants of a match and may mislead all the same.
    pub(super) fn cautions(&mut self, span: Span, found: &Match, statement: &str) {
        for caution in &found.cautions {
            if matches!(caution, Caution::Unattributed(_)) && self.attributes(statement) {
                continue;
            }
            let (message, help) = words_of(caution);
            self.push(Rule::QuoteEdited, span, message, help);
            if let Some(finding) = self.findings.last_mut().filter(|_| is_note(caution)) {
                finding.severity = Severity::Note;
            }
        }
    }

    /// Whether a statement says whose word it is.
    fn attributes(&self, statement: &str) -> bool {
        let language = Language::get(self.library.page_language(self.page));
        [List::Attributions, List::VerbsOfSaying]
            .into_iter()
            .any(|list| !language.find_all(list, statement).is_empty())
    }
}

fn is_note(caution: &Caution) -> bool {
    matches!(
        caution,
        Caution::Softened(_) | Caution::Paragraph(_) | Caution::Unattributed(_) | Caution::OtherNoun { .. }
    )
}

/// What a caution says, and what helps.
fn words_of(caution: &Caution) -> (String, &'static str) {
    match caution {
        Caution::Bracket { bracket, replaced } => (
            format!("[{bracket}] replaces “{replaced}”, which is more than a name"),
            "keep the source's words, and explain them outside the quotation",
        ),
        Caution::OtherNoun { bracket, replaced } => (
            format!("[{bracket}] stands for “{replaced}”: are both the same?"),
            "keep the source's words, and say outside the quotation who is meant",
        ),
        Caution::Stop(behind) => (
            format!("a full stop ends the quotation where the source goes on: “{behind}”"),
            "put the full stop after the closing quotation mark, or quote the sentence to its end",
        ),
        Caution::Softened(word) => (
            format!("the omission leaves out “{word}”, which makes this only a possibility or a condition"),
            "quote the word too, or say it in the statement",
        ),
        Caution::Unattributed(word) => (
            format!("the omission leaves out “{word}”, which says whose claim this is"),
            "say in the statement who says it",
        ),
        Caution::Paragraph(words) => (
            format!("“{words}” is a separate paragraph in the source, not a sentence"),
            "quote one or the other, or mark the break with …",
        ),
        Caution::UnknownNegations => (
            "ibid cannot tell whether the omission hides a negation: it knows no negations in this language"
                .to_owned(),
            "quote the words without an omission, or look at the source and exempt the block",
        ),
    }
}
