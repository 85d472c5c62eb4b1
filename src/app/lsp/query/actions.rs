//! Mends: the changes that findings know, as actions of the editor.

use serde_json::{Value, json};

use super::Query;
use super::diagnostics::diagnostic;
use crate::app::lsp::protocol::{Range, RangeParams, TextEdit};
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::span::Span;
use crate::read::snapshot::LOCK_FILE;

/// The fixes of the findings that touch a range.
pub(super) fn all(query: &Query<'_>, params: &RangeParams) -> Value {
    let Some(path) = query.path(&params.text_document.uri).filter(|_| query.client.has_action_literals)
    else {
        return json!([]);
    };
    let mut actions = Vec::new();
    for finding in query.findings.iter().filter(|finding| finding.path == *path) {
        let range = query.range(&path, finding.span);
        let touches = range.start <= params.range.end && params.range.start <= range.end;
        if touches {
            add_fixes(query, finding, &mut actions);
        }
    }
    Value::Array(actions)
}

fn add_fixes(query: &Query<'_>, finding: &Diagnostic, actions: &mut Vec<Value>) {
    let fixed = diagnostic(query, finding);
    let mut add = |title: &str, path: &str, edits: Vec<TextEdit>, is_preferred: bool| {
        let title = title.lines().next().unwrap_or_default();
        actions.push(json!({
            "title": title,
            "kind": "quickfix",
            "diagnostics": [fixed],
            "isPreferred": is_preferred,
            "edit": workspace_edit(query, vec![(path.to_owned(), edits)]),
        }));
    };
    for help in &finding.help {
        let Some(edit) = &help.edit else { continue };
        let Some(span) = query.text(&finding.path).and_then(|text| edit.place(&text.text)) else { continue };
        let edits = vec![TextEdit { range: query.range(&finding.path, span), new_text: edit.text.clone() }];
        add(&help.text, &finding.path, edits, edit.is_sure);
    }
    if finding.rule == Rule::SourceChanged
        && let Some(source) = query.checked.site.sources.iter().find(|source| source.path == finding.path)
    {
        let lock = query.checked.lock.with_accepted(std::iter::once(source));
        let title = format!("accept the text of `{}` as it is now", source.key);
        add(&title, LOCK_FILE, vec![whole_file(query, LOCK_FILE, lock.text())], false);
    }
    if let Some(at) = exempted_block(query, finding) {
        let comment = format!("<!-- ibid-allow {}: -->\n\n", finding.rule.name());
        let range = query.range(&finding.path, Span::at(at));
        let title = format!("exempt the block from `{}`, with a reason", finding.rule.name());
        add(&title, &finding.path, vec![TextEdit { range, new_text: comment }], false);
    }
}

/// Where a comment that exempts the block of a finding would stand: at the beginning of a paragraph that stands by
/// itself; nothing where it cannot.
fn exempted_block(query: &Query<'_>, finding: &Diagnostic) -> Option<usize> {
    // An error is to be fixed.
    if !matches!(finding.severity, Severity::Warning | Severity::Note) || finding.rule == Rule::AllowUnused {
        return None;
    }
    query.page(&finding.path)?;
    let text = query.text(&finding.path)?;
    let start = finding.span.start as usize;
    let body = crate::read::yaml::split(&finding.path, &text.text).ok()?.body_offset;
    if start < body {
        return None;
    }
    let before = text.text.get(..start)?;
    let block = before.rfind("\n\n").map_or(body, |at| at + 2).max(body);
    let line = text.text[block..].trim_start_matches('\n');
    let block = text.text.len() - line.len();
    let first = line.lines().next()?;
    // What begins otherwise may be part of a list, a quotation, a table, code or a block of several paragraphs.
    let is_paragraph =
        first.chars().next().is_some_and(|letter| letter.is_alphanumeric() || "“„«\"[".contains(letter))
            && !first.starts_with(|letter: char| letter.is_ascii_digit());
    (is_paragraph && block <= start).then_some(block)
}

/// An edit that rewrites a file, or creates it.
pub(super) fn whole_file(query: &Query<'_>, path: &str, text: String) -> TextEdit {
    let range = match query.text(path) {
        Some(old) => query.range(path, Span::new(0, old.text.len())),
        None => Range::default(),
    };
    TextEdit { range, new_text: text }
}

/// Edits of several files (“WorkspaceEdit”). Of open documents it is said of which version they are.
pub(super) fn workspace_edit(query: &Query<'_>, files: Vec<(String, Vec<TextEdit>)>) -> Value {
    if query.client.has_document_changes {
        return json!({ "documentChanges": document_changes(query, files) });
    }
    let changes: serde_json::Map<String, Value> =
        files.into_iter().map(|(path, edits)| (query.uri(&path), json!(edits))).collect();
    json!({ "changes": changes })
}

/// The same as a list that may also rename files.
pub(super) fn document_changes(query: &Query<'_>, files: Vec<(String, Vec<TextEdit>)>) -> Vec<Value> {
    let change = |(path, edits): (String, Vec<TextEdit>)| {
        let document = json!({ "uri": query.uri(&path), "version": query.version(&path) });
        json!({ "textDocument": document, "edits": edits })
    };
    files.into_iter().map(change).collect()
}
