//! Findings that the author has looked at and stands by: `<!-- ibid-confirm RULE CODE: reason -->`.

use super::PageChecks;
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::ids::GroupIndex;
use crate::base::span::Span;
use crate::parse::topic::{CitationGroup, Page};
use crate::verify::reading::TrackedLibrary;

/// Hexadecimal digits of a code: enough to notice a change, and short enough to be copied.
const DIGITS: usize = 8;

/// Whether findings of a rule weigh what words mean, or to what they belong, which an author may know better. That words stand in a source is
/// never a matter of opinion.
fn is_confirmable(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::QuoteCut
            | Rule::QuoteHedged
            | Rule::QuoteNegationElided
            | Rule::QuoteRepeated
            | Rule::OutsideArticle
            | Rule::SpeechReported
            | Rule::QuoteSpeaker
            | Rule::ExcerptUnrelated
            | Rule::EventAfterSource
            | Rule::FigureHedged
            | Rule::FigureUnsupported
            | Rule::NameReplaced
            | Rule::NameUnsupported
    )
}

/// Takes out the findings that are confirmed, and says of the others how they may be.
pub(super) fn without_confirmed(
    page: &Page,
    checks: &mut PageChecks,
    library: &TrackedLibrary<'_>,
    findings: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let confirmations = &page.document.confirmations;
    let mut remaining = Vec::with_capacity(findings.len());
    for finding in findings {
        let group = is_confirmable(finding.rule).then(|| group_of(page, finding.span)).flatten();
        let Some(group) = group else {
            remaining.push(finding);
            continue;
        };
        let code = code(page, checks, library, finding.rule, group);
        let of_rule = |index: &usize| {
            let confirmation = &confirmations[*index];
            confirmation.group == group && confirmation.rule == finding.rule.name()
        };
        let mut given = (0..confirmations.len()).filter(of_rule).peekable();
        let given_at = given.peek().copied();
        if let Some(index) = given.find(|index| confirmations[*index].code == code) {
            checks.confirmed.push(index);
            continue;
        }
        let comment = format!("`<!-- ibid-confirm {} {code}: reason -->`", finding.rule.name());
        let help = if given_at.is_some() {
            format!("an earlier version was confirmed; if it still holds, confirm it again: {comment}")
        } else {
            format!("if you stand by the statement, give the reason after the citation: {comment}")
        };
        // The reason is left to the author: without one the comment confirms nothing.
        let written = format!(" {}", comment.trim_matches('`').replace(": reason", ":"));
        let edit = match given_at {
            Some(index) => Edit::replace_within(confirmations[index].span, &confirmations[index].code, code),
            None => Edit::replace(Span::at(page.document.groups[group].span.end as usize), written),
        };
        remaining.push(finding.help(Help::with_edit(help, edit.unsure())));
    }
    checks.confirmed.sort_unstable();
    checks.confirmed.dedup();
    let is_unused = |index: &usize| !checks.confirmed.contains(index);
    for index in (0..confirmations.len()).filter(is_unused) {
        let confirmation = &confirmations[index];
        let has_lapsed = remaining.iter().any(|finding| {
            finding.rule.name() == confirmation.rule
                && group_of(page, finding.span) == Some(confirmation.group)
        });
        if !has_lapsed {
            let message = format!("nothing breaks `{}` here", confirmation.rule);
            remaining.push(
                Diagnostic::new(Rule::AllowUnused, &page.path, confirmation.span, message)
                    .help(Help::with_edit("delete the comment", Edit::replace(confirmation.span, ""))),
            );
        }
    }
    remaining
}

/// The group of citations whose statement, quotation or citation a finding is about.
fn group_of(page: &Page, span: Span) -> Option<GroupIndex> {
    let document = &page.document;
    let holds = |around: Span| around.start <= span.start && span.start < around.end;
    let find = |is_meant: &dyn Fn(&CitationGroup) -> bool| {
        document.groups.iter().position(is_meant).map(GroupIndex::new)
    };
    let cited = || find(&|group| holds(group.span));
    let quoted = || document.quotations.iter().find(|quotation| holds(quotation.span))?.group;
    let stated = || find(&|group| holds(group.claim.span));
    let dated = || {
        let event = document.events.iter().find(|event| holds(event.date_span))?;
        (!event.groups.is_empty()).then_some(event.groups.start)
    };
    cited().or_else(quoted).or_else(stated).or_else(dated)
}

/// The code under which a finding is confirmed: a hash of all that it weighs.
fn code(
    page: &Page,
    checks: &PageChecks,
    library: &TrackedLibrary<'_>,
    rule: Rule,
    group: GroupIndex,
) -> String {
    let document = &page.document;
    let cited = &document.groups[group];
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &str| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    };
    add(rule.name());
    add(&cited.claim.text);
    for quotation in document.quotations.iter().filter(|quotation| quotation.group == Some(group)) {
        add(&quotation.text);
    }
    for (cite, check) in cited.cites.iter().zip(&checks.groups[group]) {
        add(&cite.key);
        cite.excerpts.iter().for_each(|excerpt| add(&excerpt.text));
        let Some(index) = check.source else { continue };
        let source = library.source(index);
        add(&source.hash);
        for passage in &check.passages {
            add(&passage.paragraph.to_string());
            add(&source.text.plain[passage.plain.range()]);
        }
    }
    hasher.finalize().to_hex()[..DIGITS].to_owned()
}
