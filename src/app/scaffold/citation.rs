//! The citation of a passage that somebody chose elsewhere: in the preview's search, or in a reference manager.

use std::sync::Arc;

use crate::app::engine::{Checked, RunOptions, Workspace};
use crate::base::diagnostic::Severity;
use crate::base::ids::PageId;
use crate::parse::source::Source;
use crate::parse::topic::citation::is_simple_key;
use crate::read::snapshot::Snapshot;

/// Longest passage that is cited, in bytes.
const LONGEST: usize = 2000;
/// Quotation marks that an excerpt may have.
const MARKS: [(&str, &str); 4] = [("\"", "\""), ("“", "”"), ("«", "»"), ("„", "“")];

/// `[@key, p. 33, "exact words"]` for a passage of a source, tried with the engine itself: what is given here
/// passes there.
///
/// # Errors
/// Why there is none.
pub(crate) fn excerpt_citation(
    checked: &Checked,
    key: &str,
    locator: Option<&str>,
    words: &str,
) -> Result<String, &'static str> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Err("choose the words in the passage first");
    }
    if words.len() > LONGEST {
        return Err("choose fewer words: an excerpt is a sentence or two");
    }
    let Some(source) = checked.site.sources.iter().find(|source| source.key == key) else {
        return Err("there is no such source any more");
    };
    let name = if is_simple_key(key) { format!("@{key}") } else { format!("@{{{key}}}") };
    let name = locator.map_or(name.clone(), |locator| format!("{name}, {locator}"));
    [words.clone(), escaped(&words)]
        .iter()
        .flat_map(|words| MARKS.map(|(open, close)| format!("[{name}, {open}{words}{close}]")))
        .find(|citation| passes(checked, source, citation))
        .ok_or("these words do not pass as an excerpt; choose whole words of one paragraph")
}

/// Markdown's own characters, kept from meaning anything.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        if "\\`*_[]<>~^|@#&{}!$".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Whether a page with nothing but this citation is one on which everything was found.
fn passes(checked: &Checked, source: &Source, citation: &str) -> bool {
    const PAGE: &str = "content/page.md";
    let mut files = Snapshot::default();
    for path in [checked.config.path.as_str(), &source.path] {
        if let Some(bytes) = checked.snapshot.files.get(path) {
            files.files.insert(path.to_owned(), bytes.clone());
        }
    }
    let page = format!("---\ntitle: Page\n---\n\nA statement {citation}.\n");
    files.files.insert(PAGE.to_owned(), page.into());
    let config = &checked.config.path;
    let run = Workspace::default().update(Arc::new(files), config, Vec::new(), &RunOptions::default());
    let Ok(run) = run else { return false };
    let findings = run.reported(Vec::new());
    let is_wrong = |severity: Severity| severity == Severity::Error;
    // Whether the words belong to the statement is for the author to say: there is none here yet.
    let is_found = PageId::enumerate(&run.site.pages)
        .filter(|(_, page)| page.path == PAGE)
        .flat_map(|(page, _)| run.site.checks[page].groups.iter().flatten())
        .any(|check| !check.passages.is_empty());
    is_found && !findings.iter().any(|finding| finding.path == PAGE && is_wrong(finding.severity))
}
