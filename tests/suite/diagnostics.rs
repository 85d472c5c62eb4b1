//! Every finding that a site can have, each in a case that is a small site with its findings drawn below
//! the lines concerned: see `diagnostics/squiggle.rs` for the notation and `support/archive.rs` for
//! the files.
//!
//! A case holds only what it is about; the rest comes from `diagnostics/base.site`. The program is run on
//! the site, and all that it finds is compared with all that is drawn. A new case is a new file without
//! expectations; `UPDATE=1 cargo test --test suite diagnostics` draws them, for a reviewer to read as a diff.
//! `CASE=name` runs only the cases whose names contain `name`.
//!
//! A line `bug: …` in a case says that the program does not yet do what is drawn. Such a case is not
//! rewritten by `UPDATE=1`, and fails as soon as the program does it: then the line is to be deleted.
//! With `CASE`, it is shown where the two differ.
//! A line `args: …` gives further arguments for the run.

mod messages;
mod squiggle;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ibid::base::diagnostic::Rule;
use rayon::prelude::*;
use tempfile::TempDir;

use crate::support::archive::{Archive, Kind};
use crate::support::expectation;
use crate::support::files;
use crate::support::findings::{self, Finding};
use crate::support::program;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagnostics");

/// Rules without a case, and why.
const UNCOVERED: [(Rule, &str); 0] = [];

/// A small site with its findings drawn.
pub(crate) struct Case {
    pub(crate) name: String,
    path: PathBuf,
    /// The whole text, with what is drawn.
    pub(crate) text: String,
    pub(crate) site: Archive,
    /// Further arguments of the run.
    pub(crate) args: Vec<String>,
    bug: Option<String>,
}

pub(crate) fn cases() -> Vec<Case> {
    let entries = fs::read_dir(FOLDER).expect("the folder of the cases");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths.into_iter().map(Case::read).collect()
}

impl Case {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).expect("the case is UTF-8");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let site = squiggle::without(&text);
        let noted = |note: &str| {
            let mut lines = site.preamble.lines();
            lines.find_map(|line| line.strip_prefix(note)).map(str::to_owned)
        };
        let args = noted("args: ").map_or(Vec::new(), |args| args.split(' ').map(str::to_owned).collect());
        Self { name, path, args, bug: noted("bug: "), site, text }
    }

    /// Writes the site, with the published base site in it as if it were what was published last.
    fn write(&self, folder: &Path) {
        self.site.write_completed(folder);
    }

    fn run(&self, folder: &Path, args: &[&str]) -> program::Ran {
        let args: Vec<&str> = args.iter().copied().chain(self.args.iter().map(String::as_str)).collect();
        program::run(folder, &args)
    }

    /// What is wrong with the program's answer, if anything.
    fn check(&self) -> Result<(), String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folder = folder.path().canonicalize().expect("its true path");
        self.write(&folder);
        let before = files::tree(&folder);
        let ran = self.run(&folder, &["check", "--format", "json"]);
        if before != files::tree(&folder) {
            return Err("`ibid check` wrote into the site".to_owned());
        }
        let mut findings = printed(&ran)?;
        // Help names the day on which it is read; a case says `TODAY` in its place.
        let today = jiff::Zoned::now().date().to_string();
        let help = findings.iter_mut().flat_map(|finding| &mut finding.help);
        help.for_each(|help| *help = help.replace(&format!("date: {today}"), "date: TODAY"));
        self.compare(&findings)?;
        findings::sound(&findings, &folder)?;
        exit_codes(self, &folder, &findings, ran.code)?;
        published_only_if_sound(self, &folder, &findings)
    }

    fn compare(&self, findings: &[Finding]) -> Result<(), String> {
        let drawn = squiggle::with(&self.site, findings);
        if drawn == self.text {
            return Ok(());
        }
        if expectation::is_update() && self.bug.is_none() {
            fs::write(&self.path, drawn).expect("write the case");
            return Ok(());
        }
        Err(expectation::difference(&self.text, &drawn))
    }
}

fn printed(ran: &program::Ran) -> Result<Vec<Finding>, String> {
    match ran.stderr.is_empty() {
        true => findings::parse(&ran.stdout),
        false => Err(format!("`--format json` says on standard error:\n{}", ran.stderr)),
    }
}

fn exit_codes(case: &Case, folder: &Path, findings: &[Finding], code: Option<i32>) -> Result<(), String> {
    let has_error = findings.iter().any(|finding| finding.severity == "error");
    let expect = |code: Option<i32>, fails: bool, what: &str| match code == Some(i32::from(fails)) {
        true => Ok(()),
        false => Err(format!("{what}: exit code {code:?}, expected {}", i32::from(fails))),
    };
    expect(code, has_error, "check")?;
    let strict = case.run(folder, &["check", "--strict", "--format", "json"]);
    expect(strict.code, findings.iter().any(is_strict), "check --strict")
}

/// Whether a finding fails a strict run: notes never do.
fn is_strict(finding: &Finding) -> bool {
    finding.severity != "note"
}

/// The base site, published; its pages are what must survive a build that fails.
fn published_base() -> &'static Path {
    static BASE: OnceLock<TempDir> = OnceLock::new();
    let folder = BASE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Archive::base().write(folder.path());
        program::run(folder.path(), &["build", "--strict"]).exits(0);
        folder
    });
    folder.path()
}

/// A build with errors, or with warnings under `--strict`, leaves the published site and everything else
/// as it was.
fn published_only_if_sound(case: &Case, folder: &Path, findings: &[Finding]) -> Result<(), String> {
    for (path, bytes) in files::tree(published_base()) {
        // The lock that the base has is none of the case's.
        if path.starts_with("public/") || path.starts_with(".ibid/") && path != ".ibid/locked" {
            files::write(folder, &path, bytes);
        }
    }
    let all_but_state = || -> BTreeMap<String, Vec<u8>> {
        files::tree(folder).into_iter().filter(|(path, _)| !path.starts_with(".ibid/")).collect()
    };
    let before = all_but_state();
    let ran = case.run(folder, &["build", "--strict", "--quiet"]);
    if !findings.iter().any(is_strict) {
        return if ran.code == Some(0) { Ok(()) } else { Err(format!("build fails:\n{}", ran.stderr)) };
    }
    if ran.code != Some(1) {
        return Err(format!("build --strict: exit code {:?}", ran.code));
    }
    match before == all_but_state() {
        true => Ok(()),
        false => Err("a build that failed changed the site's folder".to_owned()),
    }
}

/// The verdict on each case, in the order of the cases.
fn verdicts(cases: &[Case]) -> Vec<Result<(), String>> {
    cases.par_iter().map(Case::check).collect()
}

#[test]
fn every_case_has_exactly_the_findings_drawn_in_it() {
    let only = std::env::var("CASE").unwrap_or_default();
    let cases: Vec<Case> = cases().into_iter().filter(|case| case.name.contains(&only)).collect();
    assert!(!cases.is_empty(), "no case is called like `{only}`");
    let mut failures = Vec::new();
    for (case, verdict) in cases.iter().zip(verdicts(&cases)) {
        match (verdict, &case.bug) {
            (Ok(()), None) => {}
            (Err(_), Some(_)) if only.is_empty() => {}
            (Ok(()), Some(_)) => failures.push(format!("{}: mended; delete the line `bug:`\n", case.name)),
            (Err(reason), _) => failures.push(format!("{}:\n{reason}", case.name)),
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} cases fail\n\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

#[test]
fn every_rule_has_a_case() {
    let mut covered: BTreeSet<Rule> = BTreeSet::new();
    for case in cases() {
        let marks =
            ["error[", "warning[", "note["].into_iter().flat_map(|mark| case.text.match_indices(mark));
        for (at, mark) in marks {
            let name = case.text[at + mark.len()..].split(']').next().unwrap_or_default();
            covered.extend(Rule::named(name));
        }
    }
    for (rule, reason) in UNCOVERED {
        assert!(!covered.contains(&rule), "`{}` has a case now; it was listed: {reason}", rule.name());
    }
    let listed = |rule: &Rule| UNCOVERED.iter().any(|(uncovered, _)| uncovered == rule);
    let missing: Vec<&str> =
        Rule::all().filter(|rule| !covered.contains(rule) && !listed(rule)).map(Rule::name).collect();
    assert!(missing.is_empty(), "rules without a case: {}", missing.join(", "));
}

/// The texts of the cases here, and of those on faults and accidents.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = cases().into_iter().map(|case| case.text).collect();
    for entry in fs::read_dir(format!("{FOLDER}/../cases")).expect("the folder of the cases") {
        texts.extend(fs::read_to_string(entry.expect("an entry").path().join("case.yaml")));
    }
    texts
}

#[test]
fn every_message_and_every_help_has_a_case() {
    let (words, texts) = (messages::words(), texts());
    let unsaid: Vec<String> = messages::unsaid(&words, &texts)
        .iter()
        .map(|words| format!("{}: {}", words.file, words.text))
        .collect();
    assert!(unsaid.is_empty(), "{} without a case:\n{}", unsaid.len(), unsaid.join("\n"));
    let stale = messages::stale(&words, &texts);
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

#[test]
fn a_case_reads_as_it_is_written() {
    for case in cases() {
        assert!(!case.site.preamble.trim().is_empty(), "{}: say what the case is about", case.name);
        let files: BTreeSet<&str> = case.site.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(files.len(), case.site.files.len(), "{}: a file stands twice", case.name);
        let plain = squiggle::with(&case.site, &[]);
        assert_eq!(squiggle::without(&plain), case.site, "{}", case.name);
        assert!(
            case.site
                .files
                .iter()
                .all(|file| file.kind != Kind::Text
                    || !file.lines.iter().any(|line| line.contains(['\t', '\r']))),
            "{}: tabs and carriage returns are written as escapes",
            case.name
        );
    }
}

#[test]
fn what_is_drawn_is_what_was_found() {
    let case = "About.\n-- a.md --\nOne two.\nThree.\n";
    let finding = |line, column, end_line, end_column| Finding {
        rule: "raw-html".to_owned(),
        severity: "warning".to_owned(),
        path: "a.md".to_owned(),
        line: Some(line),
        column: Some(column),
        end_line: Some(end_line),
        end_column: Some(end_column),
        message: "no".to_owned(),
        help: vec!["do".to_owned()],
        related: Vec::new(),
    };
    let site = squiggle::without(case);
    let all = [finding(1, 5, 1, 8), finding(1, 5, 2, 3), finding(2, 3, 2, 3), finding(9, 1, 9, 1)];
    let drawn = "About.\n-- a.md --\nOne two.\n    ^^^ warning[raw-html]: no\n    = help: do\n    ^^^^ to 2:3 warning[raw-html]: no\n    \
                 = help: do\nThree.\n  | warning[raw-html]: no\n  = help: do\n-- findings --\na.md:9:1-9:1 warning[raw-html]: no\n= help: do\n";
    assert_eq!(squiggle::with(&site, &all), drawn);
    assert_eq!(squiggle::without(drawn), site);
}
