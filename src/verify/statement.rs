//! What the statements of a page give away: coverage, number of sources, dates, figures, names.

use std::collections::BTreeSet;

use super::Library;
use crate::diagnostic::{Diagnostic, Rule};
use crate::topic::Page;

/// Checks the statements of a page.
pub(super) fn check(page: &Page, library: &Library) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    uncited(page, &mut findings);
    late_events(page, library, &mut findings);
    single_origins(page, library, &mut findings);
    findings
}

/// `statement-uncited`: off by default.
fn uncited(page: &Page, findings: &mut Vec<Diagnostic>) {
    for statement in page.document.statements.iter().filter(|statement| !statement.is_cited) {
        findings.push(
            Diagnostic::new(
                Rule::StatementUncited,
                &page.path,
                statement.span,
                "a statement without a citation",
            )
            .help("cite its source: `[@key]`, or better `[@key, \"exact words\"]`"),
        );
    }
}

/// `event-after-source`: a timeline entry later than every source it cites.
fn late_events(page: &Page, library: &Library, findings: &mut Vec<Diagnostic>) {
    for event in &page.document.events {
        let cites = page.document.groups[event.groups.clone()].iter().flat_map(|group| &group.cites);
        for cite in cites {
            let Some(source) = library.index(&cite.key).map(|index| &library.sources[index]) else {
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
fn single_origins(page: &Page, library: &Library, findings: &mut Vec<Diagnostic>) {
    for group in &page.document.groups {
        let known = group.cites.iter().filter_map(|cite| library.index(&cite.key));
        let origins: BTreeSet<String> = known.map(|index| library.sources[index].origin_group()).collect();
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
