//! What is asked after every case.

use std::time::Duration;

use super::sandbox::{Ended, Sandbox, State};
use crate::support::files;
use crate::support::findings::Finding;

/// The longest a command may take.
const TIME: Duration = Duration::from_secs(10);
/// The longest a script of several commands may take.
const SCRIPT_TIME: Duration = Duration::from_secs(60);
/// The most memory it may hold, in KiB.
const MEMORY: u64 = 512 << 10;
/// Findings shown to people at most.
const SHOWN: usize = 100;

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
