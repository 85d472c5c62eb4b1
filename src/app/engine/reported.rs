//! Findings as they come → findings as they are shown: exemptions, severities, order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::diagnostic::{self, Diagnostic, Edit, Help, Rule, Severity};
use crate::parse::topic::Page;
use crate::read::config::Config;

/// Applies exemptions and severities, and sorts. An exemption that exempts nothing is a finding itself.
pub(super) fn reported(findings: Vec<Diagnostic>, config: &Config, pages: &[Arc<Page>]) -> Vec<Diagnostic> {
    // Few pages have exemptions.
    let exempting = || pages.iter().filter(|page| !page.document.exemptions.is_empty());
    let by_path: BTreeMap<&str, &Page> =
        exempting().map(|page| (page.path.as_str(), page.as_ref())).collect();
    let mut used = BTreeSet::new();
    let mut reported_findings: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    for mut finding in findings {
        let set = config.rules.severity(finding.rule, &finding.path);
        // A check that is less sure of a finding than its rule is reports a note; the settings may turn it down further.
        let is_note = finding.severity == Severity::Note;
        finding.severity = if is_note { set.min(Severity::Note) } else { set };
        let exemptions = by_path.get(finding.path.as_str()).map_or(&[][..], |page| &page.document.exemptions);
        let exempted = exemptions.iter().position(|exemption| {
            let covers = exemption.covers;
            exemption.rule == finding.rule.name()
                && covers.start <= finding.span.start
                && finding.span.start < covers.end
        });
        match exempted {
            Some(index) => drop(used.insert((finding.path.clone(), index))),
            None if finding.severity == Severity::Off => {}
            None => reported_findings.push(finding),
        }
    }
    for page in exempting() {
        for (index, exemption) in page.document.exemptions.iter().enumerate() {
            let severity = config.rules.severity(Rule::AllowUnused, &page.path);
            if !used.contains(&(page.path.clone(), index)) && severity != Severity::Off {
                let message = format!("nothing breaks `{}` here", exemption.rule);
                let mut finding = Diagnostic::new(Rule::AllowUnused, &page.path, exemption.span, message)
                    .help(Help::with_edit("delete the comment", Edit::replace(exemption.span, "")));
                finding.severity = severity;
                reported_findings.push(finding);
            }
        }
    }
    diagnostic::sort(&mut reported_findings);
    reported_findings
}
