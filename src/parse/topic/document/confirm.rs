//! `<!-- ibid-confirm RULE CODE: reason -->` behind a citation: the author has looked at a finding there and stands
//! by what is written.
//!
//! The code is part of the finding. It is made from the statement, the passages and the texts of the sources, so
//! that a confirmation lapses when one of them changes.

use super::{Confirmation, DocumentParser};
use crate::base::diagnostic::Rule;
use crate::base::ids::GroupIndex;
use crate::base::spaces::single_spaces;
use crate::base::span::Span;

/// What a confirmation begins with.
const CONFIRM: &str = "ibid-confirm";

const FORM: &str = "write `<!-- ibid-confirm RULE CODE: reason -->` behind the citation, in the same paragraph, with the code of the finding";

/// What a comment says behind `ibid-confirm`; nothing where it is another comment.
fn confirmed(comment: &str) -> Option<&str> {
    let inner = comment.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    inner.strip_prefix(CONFIRM).filter(|rest| !rest.starts_with(char::is_alphanumeric))
}

impl DocumentParser<'_> {
    /// Reads a comment where it is a confirmation, and says whether it is one. `group` is the citation before it.
    pub(super) fn confirmation(&mut self, comment: &str, span: Span, group: Option<GroupIndex>) -> bool {
        let Some(rest) = confirmed(comment) else { return false };
        let (head, reason) = rest.split_once(':').unwrap_or((rest, ""));
        let mut words = head.split_whitespace();
        let (rule, code, more) = (words.next(), words.next(), words.next());
        let reason = single_spaces(reason);
        let (Some(rule), Some(code), None) = (rule, code, more) else {
            self.finding(Rule::BlockSyntax, span, "a confirmation needs a rule, a code and a reason", FORM);
            return true;
        };
        let Some(group) = group else {
            self.finding(Rule::BlockSyntax, span, "no citation stands before this confirmation", FORM);
            return true;
        };
        if Rule::named(rule).is_none() {
            self.unknown_rule(rule, span);
        } else if reason.is_empty() {
            self.finding(
                Rule::BlockSyntax,
                span,
                "a confirmation needs a reason",
                "say behind the code and a colon why it is right; readers see the reason in the evidence report",
            );
        } else {
            let (rule, code) = (rule.to_owned(), code.to_owned());
            self.document.confirmations.push(Confirmation { group, rule, code, reason, span });
        }
        true
    }
}
