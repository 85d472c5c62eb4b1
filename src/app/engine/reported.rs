//! Findings as they come → findings as they are shown: exemptions, severities, order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::diagnostic::{self, Diagnostic, Edit, Help, Rule, Severity};
use crate::base::span::Span;
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
        // A finding that weighs less than its rule, of which a check is less sure, is never turned up; the settings may
        // turn it down further.
        let is_lower = finding.severity < finding.rule.default_severity();
        finding.severity = if is_lower { set.min(finding.severity) } else { set };
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
    sum_up_unused(&mut reported_findings);
    reported_findings
}

/// Unused sources above which one finding stands for all of them.
const MOST_UNUSED: usize = 5;
/// Unused sources that such a finding names.
const NAMED: usize = 3;

/// Of many unused sources of one severity one finding says how many there are: where articles are saved before pages
/// are written, a finding for each of them hides all others.
fn sum_up_unused(findings: &mut Vec<Diagnostic>) {
    for severity in [Severity::Note, Severity::Warning, Severity::Error] {
        let is_one =
            |finding: &Diagnostic| finding.rule == Rule::SourceUnused && finding.severity == severity;
        let unused = || findings.iter().filter(|finding| is_one(finding));
        let (Some(at), number) = (findings.iter().position(is_one), unused().count()) else { continue };
        if number <= MOST_UNUSED {
            continue;
        }
        let named: Vec<&str> = unused().take(NAMED).map(|finding| finding.path.as_str()).collect();
        let message = format!(
            "no page cites {number} of the sources: {} and {} more",
            named.join(", "),
            number - NAMED
        );
        let mut sum = Diagnostic::new(Rule::SourceUnused, &findings[at].path, Span::default(), message)
            .help("`ibid source list --unused` lists them: cite them, or move their files out of seeds/");
        sum.severity = severity;
        findings.retain(|finding| !is_one(finding));
        findings.insert(at, sum);
    }
}
