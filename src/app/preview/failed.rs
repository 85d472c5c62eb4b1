//! Citations whose words were not found. Nothing with such an error is published: the preview says of them what
//! they break, and not only that they are not verified.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::ids::{CiteIndex, CitePlace, GroupIndex, PageId};
use crate::base::span::Span;
use crate::parse::topic::Page;
use crate::render::markup::notes::Notes;
use crate::site::Site;
use crate::verify::{CiteCheck, State, Unverified};

/// What a citation breaks whose words are not where it says.
const RULES: [Rule; 5] = [
    Rule::QuoteAltered,
    Rule::QuoteElsewhere,
    Rule::QuoteAbsent,
    Rule::QuoteNegationElided,
    Rule::LocatorMissing,
];

/// The failed citations of a page, with the rule that each breaks.
pub(super) fn citations(site: &Site, page: PageId, findings: &[Diagnostic]) -> BTreeMap<CitePlace, Rule> {
    let (page, checks) = (&site.pages[page], &site.checks[page]);
    let is_failure = |finding: &&Diagnostic| {
        finding.path == page.path && finding.severity == Severity::Error && RULES.contains(&finding.rule)
    };
    let mut failed = BTreeMap::new();
    for finding in findings.iter().filter(is_failure) {
        for place in concerned(page, finding.span) {
            // Where a paragraph is named that is not there, other words may have been found.
            let check = checks.cite(place);
            let is_failed = |check: &CiteCheck| {
                check.state == State::Unverified(Unverified::NoMatch)
                    || check.source.is_some() && check.passages.is_empty()
            };
            if check.is_some_and(is_failed) {
                failed.entry(place).or_insert(finding.rule);
            }
        }
    }
    failed
}

/// The citations that a place in a page's file is about: that of an excerpt or a locator, or all those that a
/// quotation names as its sources.
fn concerned(page: &Page, span: Span) -> Vec<CitePlace> {
    let holds = |outer: Span| outer.start <= span.start && span.start < outer.end;
    let document = &page.document;
    for (group, cites) in GroupIndex::enumerate(&document.groups) {
        let is_of = |cite: &crate::parse::topic::Cite| {
            holds(cite.span) || holds(cite.locator_span) || cite.excerpts.iter().any(|one| holds(one.span))
        };
        if let Some(cite) = cites.cites.iter().position(is_of) {
            return vec![CitePlace { group, cite: CiteIndex::new(cite) }];
        }
    }
    let quotations = document.quotations.iter().filter(|quotation| holds(quotation.span));
    let groups = quotations.filter_map(|quotation| quotation.group);
    let cites = |group: GroupIndex| CiteIndex::all(document.groups[group].cites.len());
    groups.flat_map(|group| cites(group).map(move |cite| CitePlace { group, cite })).collect()
}

/// Where a page shows its failed citations: the mention in the text, the note, and the rule.
pub(super) fn json(site: &Site, page: PageId, failed: &BTreeMap<CitePlace, Rule>) -> Vec<Value> {
    if failed.is_empty() {
        return Vec::new();
    }
    let notes = Notes::number(site, page);
    let shown = failed.iter().filter_map(|(place, rule)| {
        let marker = notes.markers.get(place.group.index())?.get(place.cite.index())?.as_ref()?;
        let item = &notes.entries[marker.entry].items[marker.item];
        Some(json!({ "mention": item.mention_id(marker.mention), "note": item.id, "rule": rule.name() }))
    });
    shown.collect()
}
