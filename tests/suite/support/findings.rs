//! Findings as `--format json` prints them, and what holds for every one of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ibid::base::diagnostic::Rule;
use serde::Deserialize;

/// One object of `--format json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finding {
    pub(crate) rule: String,
    pub(crate) severity: String,
    pub(crate) path: String,
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<usize>,
    pub(crate) end_line: Option<usize>,
    pub(crate) end_column: Option<usize>,
    pub(crate) message: String,
    pub(crate) help: Vec<String>,
    pub(crate) related: Vec<Related>,
}

/// A place that explains a finding.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Related {
    pub(crate) path: String,
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<usize>,
    pub(crate) message: String,
}

impl Finding {
    /// `severity[rule] path:line:column`
    pub(crate) fn place(&self) -> String {
        let at = |number: Option<usize>| number.map_or("?".to_owned(), |number| number.to_string());
        let Self { severity, rule, path, .. } = self;
        format!("{severity}[{rule}] {path}:{}:{}", at(self.line), at(self.column))
    }
}

/// The findings in JSON, one a line.
pub(crate) fn parse(stdout: &str) -> Result<Vec<Finding>, String> {
    let parse = |line| serde_json::from_str(line).map_err(|error| format!("not a finding: {error}\n{line}"));
    stdout.lines().map(parse).collect()
}

/// Every finding has a rule that exists, help, and a place inside a file; all are in the order of places.
pub(crate) fn sound(findings: &[Finding], site: &Path) -> Result<(), String> {
    let mut texts: BTreeMap<&str, Option<Vec<usize>>> = BTreeMap::new();
    for finding in findings {
        let wrong = |what: &str| Err(format!("{what}: {finding:?}"));
        if Rule::named(&finding.rule).is_none() {
            return wrong("no such rule");
        }
        if finding.help.is_empty() || finding.help.iter().any(|help| help.trim().is_empty()) {
            return wrong("no help");
        }
        let places = [(finding.line, finding.column), (finding.end_line, finding.end_column)];
        let own = places.map(|(line, column)| (finding.path.as_str(), line, column));
        let related =
            finding.related.iter().map(|related| (related.path.as_str(), related.line, related.column));
        for (path, line, column) in own.into_iter().chain(related) {
            let lengths = texts.entry(path).or_insert_with(|| lengths(&site.join(path)));
            let Some((line, column)) = line.zip(column) else { return wrong("no line or column") };
            let inside = |lengths: &Vec<usize>| {
                lengths.get(line.wrapping_sub(1)).is_some_and(|length| (1..=length + 1).contains(&column))
            };
            if !lengths.as_ref().is_some_and(inside) {
                return wrong("a place outside its file");
            }
        }
        if places[0] > places[1] {
            return wrong("the end is before the start");
        }
    }
    let order = |finding: &Finding| (finding.path.clone(), finding.line, finding.column);
    if findings.is_sorted_by_key(order) { Ok(()) } else { Err("the findings are not in order".to_owned()) }
}

/// The characters of each line of a file; of one that cannot be read, an empty line; nothing where no file is.
fn lengths(path: &Path) -> Option<Vec<usize>> {
    let facts = path.symlink_metadata().ok().or_else(|| escaped(path).then(|| fs::metadata("/").ok())?)?;
    let is_readable = facts.is_file() && facts.len() < 1 << 25;
    let bytes = if is_readable { fs::read(path).unwrap_or_default() } else { Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    Some(text.split('\n').map(|line| line.chars().count()).collect())
}

/// Whether the path is that of a file whose name is not UTF-8, as it is shown.
fn escaped(path: &Path) -> bool {
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let shown = path.file_name().unwrap_or_default().to_string_lossy();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy() == shown)
}
