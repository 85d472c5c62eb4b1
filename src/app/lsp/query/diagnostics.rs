//! Findings → diagnostics, for the files whose published diagnostics are others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Query;
use crate::app::lsp::analysis::Analysis;
use crate::base::diagnostic::{Diagnostic, Rule, Severity};

/// The files whose diagnostics have changed, with the new ones; no diagnostics where a file has none any more.
/// `published` are those that the client has of each file; a file that `can_publish` refuses is left for the next time.
pub(in crate::app::lsp) fn changed_diagnostics(
    query: &Query<'_>,
    before: Option<&Analysis>,
    published: &BTreeMap<String, Value>,
    can_publish: impl Fn(&str) -> bool,
) -> Vec<(String, Value)> {
    let by_path = by_path(query.findings);
    let findings_before: BTreeMap<&str, &[Diagnostic]> =
        before.map_or_else(BTreeMap::new, |before| self::by_path(&before.findings));
    let changed: Option<BTreeSet<String>> =
        before.map(|before| before.checked.snapshot.changed(&query.checked.snapshot).into_iter().collect());
    // Where findings and texts are the same, so are the diagnostics.
    let is_same = |path: &str, findings: &[Diagnostic]| {
        let Some(changed) = &changed else { return false };
        let related =
            findings.iter().flat_map(|finding| &finding.related).map(|related| related.path.as_str());
        published.contains_key(path)
            && findings_before.get(path) == Some(&findings)
            && !std::iter::once(path).chain(related).any(|path| changed.contains(path))
    };
    let mut changes = Vec::new();
    for (path, findings) in &by_path {
        if !can_publish(path) || is_same(path, findings) {
            continue;
        }
        let diagnostics: Value = findings.iter().map(|finding| diagnostic(query, finding)).collect();
        if published.get(*path) != Some(&diagnostics) {
            changes.push(((*path).to_owned(), diagnostics));
        }
    }
    let fixed = published.keys().filter(|path| !by_path.contains_key(path.as_str()) && can_publish(path));
    changes.extend(fixed.map(|path| (path.clone(), json!([]))));
    changes
}

/// The findings of each file; they come in the order of files.
fn by_path(findings: &[Diagnostic]) -> BTreeMap<&str, &[Diagnostic]> {
    let runs = findings.chunk_by(|one, other| one.path == other.path);
    runs.filter_map(|run| Some((run.first()?.path.as_str(), run))).collect()
}

/// Where the program's files are published, as `Cargo.toml` says; empty where it does not say it.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The address at which a rule is explained: its section of `docs/rules.md`. A site does not publish the explanations of
/// rules, so there is none where the program's own files have no address; a hover tells what the rule means all the same.
fn explained_at(repository: &str, rule: Rule) -> Option<String> {
    let repository = repository.trim_end_matches('/');
    (!repository.is_empty()).then(|| format!("{repository}/blob/main/docs/rules.md#{}", rule.name()))
}

/// A finding as a diagnostic (“Diagnostic”), with the address at which its rule is explained (“CodeDescription”).
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
    if query.client.has_code_description
        && let Some(address) = explained_at(REPOSITORY, finding.rule)
    {
        diagnostic["codeDescription"] = json!({ "href": address });
    }
    if query.client.has_related && !finding.related.is_empty() {
        let related = finding.related.iter().map(|related| {
            let location = query.location(&related.path, related.span);
            json!({ "location": location, "message": related.message })
        });
        diagnostic["relatedInformation"] = related.collect();
    } else {
        // The place in the source is given in any case.
        for related in &finding.related {
            let line = query.range(&related.path, related.span).start.line + 1;
            let words = format!("\nnote: {}:{line} {}", related.path, related.message);
            diagnostic["message"] =
                json!(format!("{}{words}", diagnostic["message"].as_str().unwrap_or_default()));
        }
    }
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::explained_at;
    use crate::base::diagnostic::Rule;

    #[test]
    fn a_rule_is_explained_where_the_programs_files_are_published() {
        let address = explained_at("https://git.example/someone/ibid/", Rule::QuoteAltered);
        assert_eq!(
            address.as_deref(),
            Some("https://git.example/someone/ibid/blob/main/docs/rules.md#quote-altered")
        );
        assert_eq!(explained_at("", Rule::QuoteAltered), None);
        let sections = include_str!("../../../../docs/rules.md");
        assert!(sections.contains("\n### quote-altered\n"));
    }
}
