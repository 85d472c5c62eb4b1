//! What the statements of a page give away: coverage, number of sources, dates, figures, names.

use std::collections::BTreeSet;

use super::page::PageChecks;
use super::reading::TrackedLibrary;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::parse::topic::Page;

mod display;
mod figures;
mod words;

/// Checks the statements of a page with its text.
pub(super) fn check(
    (page, text): (&Page, &str),
    checks: &PageChecks,
    library: &TrackedLibrary<'_>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if is_asked(Rule::StatementUncited, page, library) {
        uncited(page, &mut findings);
    }
    late_events(page, library, &mut findings);
    if is_asked(Rule::SingleOrigin, page, library) {
        single_origins(page, library, &mut findings);
    }
    figures::unsupported((page, text), checks, library, &mut findings);
    display::display_figures((page, text), library, &mut findings);
    findings
}

/// Whether a rule is in force, or a comment on the page exempts from it, which must exempt something.
fn is_asked(rule: Rule, page: &Page, library: &TrackedLibrary<'_>) -> bool {
    let exemptions = &page.document.exemptions;
    library.is_in_force(rule) || exemptions.iter().any(|exemption| exemption.rule == rule.name())
}

/// `statement-uncited`: off by default.
fn uncited(page: &Page, findings: &mut Vec<Diagnostic>) {
    for &span in &page.document.uncited {
        findings.push(
            Diagnostic::new(Rule::StatementUncited, &page.path, span, "a statement without a citation")
                .help("cite its source: `[@key]`, or better `[@key, \"exact words\"]`"),
        );
    }
}

/// `event-after-source`: a timeline entry later than every source it cites.
fn late_events(page: &Page, library: &TrackedLibrary<'_>, findings: &mut Vec<Diagnostic>) {
    for event in &page.document.events {
        let cites = page.document.groups[event.groups].iter().flat_map(|group| &group.cites);
        for cite in cites {
            let Some(source) = library.cited(&cite.key).map(|index| library.source(index)) else {
                continue;
            };
            let Some(date) = source.meta.date.as_ref().filter(|date| event.date.is_after(date)) else {
                continue;
            };
            findings.push(
                Diagnostic::new(
                    Rule::EventAfterSource,
                    &page.path,
                    event.date_span,
                    format!("the event is later than `{}`, its source ({})", source.key, date.iso()),
                )
                .help("correct the date, or say that it was planned"),
            );
        }
    }
}

/// `single-origin`: off by default.
fn single_origins(page: &Page, library: &TrackedLibrary<'_>, findings: &mut Vec<Diagnostic>) {
    for group in &page.document.groups {
        let known = group.cites.iter().filter_map(|cite| library.cited(&cite.key));
        let origins: BTreeSet<String> = known.map(|index| library.source(index).origin_group()).collect();
        if origins.len() == 1 {
            findings.push(
                Diagnostic::new(
                    Rule::SingleOrigin,
                    &page.path,
                    group.span,
                    "the statement rests on a single origin",
                )
                .help("cite a source of another origin as well"),
            );
        }
    }
}
