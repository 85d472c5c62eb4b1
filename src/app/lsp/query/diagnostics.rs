//! Findings → diagnostics, for the files of which the client was told something else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Query;
use crate::app::lsp::analysis::Analysis;
use crate::base::diagnostic::{Diagnostic, Severity};

/// The files of which other diagnostics are to be told, with these. `told` is what the client was told of each file;
/// a file of which nothing can be told now is left for the next time.
pub(in crate::app::lsp) fn news(
    query: &Query<'_>,
    before: Option<&Analysis>,
    told: &BTreeMap<String, Value>,
    can_tell: impl Fn(&str) -> bool,
) -> Vec<(String, Value)> {
    let by_path = by_path(query.findings);
    let known: BTreeMap<&str, &[Diagnostic]> =
        before.map_or_else(BTreeMap::new, |before| self::by_path(&before.findings));
    let changed: Option<BTreeSet<String>> =
        before.map(|before| before.checked.snapshot.changed(&query.checked.snapshot).into_iter().collect());
    // Where findings and texts are the same, so are the diagnostics.
    let is_same = |path: &str, findings: &[Diagnostic]| {
        let Some(changed) = &changed else { return false };
        let related =
            findings.iter().flat_map(|finding| &finding.related).map(|related| related.path.as_str());
        told.contains_key(path)
            && known.get(path) == Some(&findings)
            && !std::iter::once(path).chain(related).any(|path| changed.contains(path))
    };
    let mut news = Vec::new();
    for (path, findings) in &by_path {
        if !can_tell(path) || is_same(path, findings) {
            continue;
        }
        let diagnostics: Value = findings.iter().map(|finding| diagnostic(query, finding)).collect();
        if told.get(*path) != Some(&diagnostics) {
            news.push(((*path).to_owned(), diagnostics));
        }
    }
    let mended = told.keys().filter(|path| !by_path.contains_key(path.as_str()) && can_tell(path));
    news.extend(mended.map(|path| (path.clone(), json!([]))));
    news
}

/// The findings of each file; they come in the order of files.
fn by_path(findings: &[Diagnostic]) -> BTreeMap<&str, &[Diagnostic]> {
    let runs = findings.chunk_by(|one, other| one.path == other.path);
    runs.filter_map(|run| Some((run.first()?.path.as_str(), run))).collect()
}

/// A finding as a diagnostic (“Diagnostic”). There is no address of a rule's page to name: a site does not publish
/// the rules' explanations, and ibid has no address of its own. A hover tells what the rule means.
pub(super) fn diagnostic(query: &Query<'_>, finding: &Diagnostic) -> Value {
    let severity = match finding.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note | Severity::Off => 3,
    };
    let mut message = finding.message.clone();
    finding.help_texts().for_each(|help| message.push_str(&format!("\nhelp: {help}")));
    let mut diagnostic = json!({
        "range": query.range(&finding.path, finding.span),
        "severity": severity,
        "code": finding.rule.name(),
        "source": "ibid",
        "message": message,
    });
    if query.client.has_related && !finding.related.is_empty() {
        let related = finding.related.iter().map(|related| {
            let location = query.location(&related.path, related.span);
            json!({ "location": location, "message": related.message })
        });
        diagnostic["relatedInformation"] = related.collect();
    } else {
        // Where the source has the words is told in any case.
        for related in &finding.related {
            let line = query.range(&related.path, related.span).start.line + 1;
            let words = format!("\nnote: {}:{line} {}", related.path, related.message);
            diagnostic["message"] =
                json!(format!("{}{words}", diagnostic["message"].as_str().unwrap_or_default()));
        }
    }
    diagnostic
}
