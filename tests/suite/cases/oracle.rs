//! What is asked after every case.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use ibid::base::diagnostic::Rule;
use serde::Deserialize;

use super::sandbox::{Ended, Sandbox, State};
use crate::support::files;

/// The longest a command may take.
const TIME: Duration = Duration::from_secs(10);
/// The longest a script of several commands may take.
const SCRIPT_TIME: Duration = Duration::from_secs(60);
/// The most memory it may hold, in KiB.
const MEMORY: u64 = 512 << 10;
/// Findings shown to people at most.
const SHOWN: usize = 100;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Finding {
    rule: String,
    severity: String,
    path: String,
    line: Option<usize>,
    column: Option<usize>,
    help: Vec<String>,
    related: Vec<Related>,
}

#[derive(Clone, Debug, Deserialize)]
struct Related {
    path: String,
    line: Option<usize>,
    column: Option<usize>,
}

impl Finding {
    /// `severity[rule] path:line:column`
    pub(crate) fn place(&self) -> String {
        let at = |number: Option<usize>| number.map_or("?".to_owned(), |number| number.to_string());
        let Self { severity, rule, path, .. } = self;
        format!("{severity}[{rule}] {path}:{}:{}", at(self.line), at(self.column))
    }
}

/// No panic, no signal, within time and memory.
pub(crate) fn alive(ended: &Ended, is_script: bool) -> Result<(), String> {
    let limit = if is_script { SCRIPT_TIME } else { TIME };
    match () {
        () if ended.stderr.contains("panicked at") => Err(format!("it panicked:\n{}", ended.stderr)),
        () if ended.code.is_none() => Err(format!("a signal ended it:\n{}", ended.stderr)),
        () if ended.took > limit => Err(format!("it took {:?}", ended.took)),
        () if ended.memory > MEMORY => Err(format!("it held {} MiB", ended.memory >> 10)),
        () => Ok(()),
    }
}

/// The findings in JSON, one a line.
pub(crate) fn findings(stdout: &str) -> Result<Vec<Finding>, String> {
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
        let own = (finding.path.as_str(), finding.line, finding.column);
        let related =
            finding.related.iter().map(|related| (related.path.as_str(), related.line, related.column));
        for (path, line, column) in std::iter::once(own).chain(related) {
            let lengths = texts.entry(path).or_insert_with(|| lengths(&site.join(path)));
            let Some((line, column)) = line.zip(column) else { return wrong("no line or column") };
            let inside = |lengths: &Vec<usize>| {
                lengths.get(line.wrapping_sub(1)).is_some_and(|length| (1..=length + 1).contains(&column))
            };
            if !lengths.as_ref().is_some_and(inside) {
                return wrong("a place outside its file");
            }
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

/// People read the same rules and places as machines, and for every failure what to do.
pub(crate) fn same_for_people(findings: &[Finding], stderr: &str, exit: i32) -> Result<(), String> {
    for finding in findings.iter().take(SHOWN) {
        let place = finding.place();
        let (head, at) = place.split_once(' ').unwrap_or_default();
        if !stderr.contains(head) || !stderr.contains(at) {
            return Err(format!("people do not read {place} in:\n{}", stderr.get(..3_000).unwrap_or(stderr)));
        }
    }
    if exit == 1 && !stderr.contains("help:") {
        return Err(format!("no help in:\n{stderr}"));
    }
    Ok(())
}

/// Nothing changed but the output, the state folder, and after a success the recorded hashes. A script may
/// change the site's files itself.
pub(crate) fn untouched(before: &State, after: &State, published: bool, script: bool) -> Result<(), String> {
    let is_free = |path: &str| {
        (script && path.starts_with("site/") && !path.ends_with(".tmp"))
            || path.starts_with("site/public/")
            || path.starts_with("site/.ibid/")
            || (published && path == "site/ibid.lock")
    };
    let changed = |one: &State, other: &State| {
        one.iter()
            .find(|(path, what)| !is_free(path) && other.get(*path) != Some(*what))
            .map(|(path, _)| path.clone())
    };
    match changed(before, after).or_else(|| changed(after, before)) {
        Some(path) => Err(format!("{path} was changed")),
        None => Ok(()),
    }
}

/// The output is as it was.
pub(crate) fn unpublished(before: &State, after: &State) -> Result<(), String> {
    let public = |state: &State| -> State {
        state
            .iter()
            .filter(|(path, _)| path.starts_with("site/public/"))
            .map(|(p, w)| (p.clone(), w.clone()))
            .collect()
    };
    if public(before) == public(after) { Ok(()) } else { Err("the output changed".to_owned()) }
}

/// The output is what a clean build publishes, and files that were not the program's.
pub(crate) fn complete(sandbox: &Sandbox, kept: &[String]) -> Result<(), String> {
    let mut found = files::tree(&sandbox.site().join("public"));
    for path in kept {
        found.remove(path).ok_or(format!("{path} was not kept"))?;
    }
    let clean = sandbox.clean_build()?;
    let differs = clean.keys().chain(found.keys()).find(|path| clean.get(*path) != found.get(*path));
    match differs {
        Some(path) => Err(format!("{path} is not what a clean build publishes")),
        None => Ok(()),
    }
}
