//! Findings for the page: plain data, which the script shows as text and never as HTML.

use std::path::Path;

use serde_json::{Value, json};

use super::edition::Edition;
use crate::base::diagnostic::{Diagnostic, Severity, TextLocator, Texts, human};
use crate::base::editor::Editor;
use crate::base::span::Span;

/// Findings shown at most.
const MOST: usize = 100;

/// Where the files are, and what opens them.
#[derive(Clone, Copy, Debug)]
pub(super) struct EditorLinks<'a> {
    pub root: &'a Path,
    pub editor: Option<Editor>,
}

impl EditorLinks<'_> {
    /// A place in a file, with the address that opens it in the editor.
    pub(super) fn place(self, places: &mut TextLocator<'_>, path: &str, span: Span) -> Value {
        let start = places.locate(path, span).0;
        let (line, column) = start.map_or((1, 1), |start| (start.line, start.column));
        let editor = self.editor.map(|editor| editor.url(self.root, path, line, column));
        json!({ "path": path, "line": line, "column": column, "editor": editor })
    }
}

/// The findings of an edition: those of the file `source` first, errors before warnings.
pub(super) fn json(edition: &Edition, source: Option<&str>, editor_links: EditorLinks<'_>) -> Value {
    let findings = edition.findings.iter();
    let count = |severity: Severity| findings.clone().filter(|finding| finding.severity == severity).count();
    let mut order: Vec<&Diagnostic> = edition.findings.iter().collect();
    order.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), Some(finding.path.as_str()) != source));
    let texts: &dyn Texts = edition.checked.snapshot.as_ref();
    let mut places = TextLocator::new(texts);
    let shown: Vec<Value> = order
        .into_iter()
        .take(MOST)
        .map(|finding| finding_json(finding, source, texts, &mut places, editor_links))
        .collect();
    let kept = source.is_some_and(|source| edition.last_good.values().any(|kept| kept.source == source));
    json!({
        "edition": edition.number,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "source": source,
        "kept": kept,
        "findings": shown,
    })
}

fn finding_json(
    finding: &Diagnostic,
    source: Option<&str>,
    texts: &dyn Texts,
    places: &mut TextLocator<'_>,
    editor_links: EditorLinks<'_>,
) -> Value {
    let mut place = |path: &str, span: Span| editor_links.place(places, path, span);
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|related| {
            let mut value = place(&related.path, related.span);
            value["message"] = json!(related.message);
            value
        })
        .collect();
    let mut value = place(&finding.path, finding.span);
    value["rule"] = json!(finding.rule.name());
    value["severity"] = json!(finding.severity);
    value["message"] = json!(finding.message);
    value["here"] = json!(source == Some(finding.path.as_str()));
    value["frame"] = json!(frame(finding, texts));
    value["help"] = json!(finding.help_texts().collect::<Vec<_>>());
    value["related"] = json!(related);
    value
}

/// The lines concerned with the words marked, as on the terminal.
fn frame(finding: &Diagnostic, texts: &dyn Texts) -> String {
    let bare = Diagnostic { help: Vec::new(), related: Vec::new(), ..finding.clone() };
    let report = human::render(&[bare], texts, false, 1);
    // The first two lines are the message and the place, which are shown apart.
    let lines: Vec<&str> = report.trim_end().lines().skip(2).collect();
    lines.join("\n")
}
