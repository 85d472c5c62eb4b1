//! Bad input, faults and accidents, case by case: the 102 cases that the program is to survive.
//!
//! Each case is a folder `cases/ID/`:
//!
//! - `case.yaml` says what the case is about, what is run, and what must come of it (see [`Spec`]);
//! - `setup.sh` changes the base site (`diagnostics/base.site`, already published) into the case's;
//! - `run.sh`, where the case is more than one command, is run instead of the program, which it finds as
//!   `ibid`; what it checks itself it checks with `set -e`;
//! - `repair.sh` mends the site, after which a build must succeed and equal a clean one.
//!
//! After every case the same is asked (the functions under "the oracle"): every finding has a rule, a place
//! inside a file and help, in one sorted run, alike for people and machines; sources are untouched; the
//! output is the previous one or what a clean build of the same sources gives; nothing beside the site
//! changed; no panic, no signal; at most ten seconds (a script: a minute) and 512 MiB.
//!
//! `pending.yaml` lists the cases that do not hold yet, each with its reason. A listed case that holds fails
//! the suite: then its line is to be deleted. `CASE=B05 cargo test --test suite cases` runs one case.

mod oracle;
mod sandbox;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rayon::prelude::*;
use sandbox::{Ended, Sandbox};
use serde::Deserialize;

use crate::support::findings::{self, Finding};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// How many cases the specification has.
const CASES: usize = 102;

/// `case.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What the case is about.
    about: String,
    /// The command, split at spaces.
    #[serde(default = "build")]
    run: String,
    /// The exit code.
    #[serde(default)]
    exit: i32,
    /// All findings, as `severity[rule] path:line:column`.
    #[serde(default)]
    finds: Vec<String>,
    /// How many findings there are, where `finds` gives only some of them.
    total: Option<usize>,
    /// Words that standard error must have.
    #[serde(default)]
    says: Vec<String>,
    /// Files of the output that the program did not write and keeps.
    #[serde(default)]
    kept: Vec<String>,
    /// Whether it is run as a person without the rights of root, whom permissions do not stop.
    #[serde(default)]
    as_person: bool,
    /// `file::function` of tests that prove the case instead, because it needs more than a command.
    #[serde(default)]
    tests: Vec<String>,
}

fn build() -> String {
    "build".to_owned()
}

struct Case {
    id: String,
    folder: PathBuf,
    spec: Spec,
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(ROOT).join("tests/cases");
    let entries =
        fs::read_dir(&folder).expect("the folder of the cases").map(|entry| entry.expect("an entry"));
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    let read = |folder: PathBuf| {
        let id = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let text =
            fs::read_to_string(folder.join("case.yaml")).unwrap_or_else(|e| panic!("{id}/case.yaml: {e}"));
        let spec = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{id}/case.yaml: {error}"));
        Case { id, folder, spec }
    };
    folders.into_iter().map(read).collect()
}

/// The cases that do not hold, with the reason.
fn pending() -> BTreeMap<String, String> {
    let text = fs::read_to_string(format!("{ROOT}/tests/cases/pending.yaml")).expect("pending.yaml");
    serde_yaml::from_str::<Option<BTreeMap<String, String>>>(&text)
        .expect("IDs with reasons")
        .unwrap_or_default()
}

impl Case {
    fn has(&self, script: &str) -> bool {
        self.folder.join(script).exists()
    }

    /// What is wrong with the case, if anything.
    fn check(&self) -> Result<(), String> {
        if !self.spec.tests.is_empty() {
            return self.spec.tests.iter().try_for_each(|test| is_a_test(test));
        }
        let sandbox = Sandbox::new(self.spec.as_person);
        if self.has("setup.sh") {
            sandbox.script(&self.folder, "setup.sh")?.exits(0)?;
        }
        let before = sandbox.state();
        let ended = match self.has("run.sh") {
            true => sandbox.script(&self.folder, "run.sh")?,
            false => sandbox.ibid(&self.spec.run)?,
        };
        oracle::alive(&ended, self.has("run.sh"))?;
        let ended = ended.exits(self.spec.exit)?;
        self.said(&ended)?;
        let after = sandbox.state();
        oracle::untouched(&before, &after, self.spec.exit == 0, self.has("run.sh"))?;
        let is_build = self.has("run.sh") || self.spec.run.starts_with("build");
        match self.spec.exit == 0 && is_build {
            true => oracle::complete(&sandbox, &self.spec.kept)?,
            false => oracle::unpublished(&before, &after)?,
        }
        if !self.has("run.sh") {
            self.findings(&sandbox, &ended)?;
        }
        if self.has("repair.sh") {
            sandbox.script(&self.folder, "repair.sh")?.exits(0)?;
            sandbox.ibid("build")?.exits(0)?;
            oracle::complete(&sandbox, &self.spec.kept)?;
        }
        Ok(())
    }

    fn said(&self, ended: &Ended) -> Result<(), String> {
        let missing = self.spec.says.iter().find(|words| !ended.stderr.contains(words.as_str()));
        missing.map_or(Ok(()), |words| Err(format!("`{words}` is not in:\n{}", ended.stderr)))
    }

    /// The findings are those of the case, sound, and the same for people.
    fn findings(&self, sandbox: &Sandbox, people: &Ended) -> Result<(), String> {
        let machine = sandbox.ibid(&format!("{} --format json", self.spec.run))?;
        let findings = findings::parse(&machine.stdout)?;
        findings::sound(&findings, &sandbox.site())?;
        oracle::same_for_people(&findings, &people.stderr, self.spec.exit)?;
        let found: Vec<String> = findings.iter().map(Finding::place).collect();
        let is_as_stated = match self.spec.total {
            None => found == self.spec.finds,
            Some(total) => found.len() == total && self.spec.finds.iter().all(|find| found.contains(find)),
        };
        if is_as_stated {
            return Ok(());
        }
        let shown: Vec<String> = found.iter().take(12).map(|place| format!("  - \"{place}\"")).collect();
        Err(format!(
            "{} findings:\n{}\n{}",
            found.len(),
            shown.join("\n"),
            people.stderr.get(..1500).unwrap_or(&people.stderr)
        ))
    }
}

/// `tests/suite/preview.rs::name` is a test of that file, or of the module below `src/`.
fn is_a_test(test: &str) -> Result<(), String> {
    let (file, function) = test.split_once("::").ok_or(format!("`{test}` is not file::function"))?;
    let text = fs::read_to_string(format!("{ROOT}/{file}")).map_err(|error| format!("{file}: {error}"))?;
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let at = lines.iter().position(|line| line.starts_with(&format!("fn {function}(")));
    let is_test = at.is_some_and(|at| lines[..at].iter().rev().take(4).any(|line| *line == "#[test]"));
    if is_test { Ok(()) } else { Err(format!("{file} has no test `{function}`")) }
}

/// The verdict on each case, in the order of the cases.
fn verdicts(cases: &[Case]) -> Vec<Result<(), String>> {
    cases.par_iter().map(Case::check).collect()
}

#[test]
fn every_case_holds_or_is_listed() {
    let only = std::env::var("CASE").unwrap_or_default();
    let cases: Vec<Case> = cases().into_iter().filter(|case| case.id.starts_with(&only)).collect();
    assert!(!cases.is_empty(), "no case begins with `{only}`");
    let pending = pending();
    let mut failures = Vec::new();
    let mut held = 0;
    for (case, verdict) in cases.iter().zip(verdicts(&cases)) {
        match (verdict, pending.get(&case.id)) {
            (Ok(()), None) => held += 1,
            (Err(_), Some(_)) if only.is_empty() => {}
            (Ok(()), Some(_)) => {
                failures.push(format!("{}: holds now; delete its line in pending.yaml", case.id))
            }
            (Err(reason), _) => failures.push(format!("{} ({}):\n{reason}", case.id, case.spec.about)),
        }
    }
    println!("{held} of {} cases hold; {} are pending", cases.len(), pending.len());
    assert!(failures.is_empty(), "{} of {} fail\n\n{}", failures.len(), cases.len(), failures.join("\n\n"));
}

#[test]
fn the_specification_is_complete() {
    let ids: Vec<String> = cases().into_iter().map(|case| case.id).collect();
    let series = [("B", 53), ("C", 10), ("F", 7), ("G", 11), ("K", 6), ("N", 4), ("S", 11)];
    let named: Vec<String> = series
        .iter()
        .flat_map(|(letter, count)| (1..=*count).map(move |number| format!("{letter}{number:02}")))
        .collect();
    assert_eq!(named.len(), CASES);
    assert_eq!(ids, named);
    for (id, reason) in pending() {
        assert!(ids.contains(&id) && !reason.trim().is_empty(), "{id}");
    }
}
