//! Pages of documentation that are made from the program's own texts. `UPDATE=1 cargo test --test suite docs`
//! writes them anew.

use std::path::Path;
use std::process::Command;

use ibid::base::diagnostic::{Rule, rules_page};
use serde_json::Value;

use crate::support::expectation;
use crate::support::program;

#[test]
fn the_page_of_rules_is_what_the_program_explains() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = rules_page();
    if expectation::is_update() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/rules.md is not up to date\n{}", expectation::difference(&page, &written));
    for rule in Rule::all() {
        assert_eq!(page.matches(&format!("\n### {}\n", rule.name())).count(), 1);
        let folder = tempfile::tempdir().unwrap();
        let explained = program::run(folder.path(), &["explain", rule.name()]).exits(0).stdout;
        assert!(page.contains(rule.explanation().meaning) && explained.contains(rule.explanation().meaning));
    }
}

#[test]
fn code_in_the_page_of_rules_is_closed() {
    let page = rules_page();
    assert_eq!(page.lines().filter(|line| line.starts_with("```")).count() % 2, 0);
    assert!(!page.contains("````") && page.ends_with('\n') && !page.contains("\n\n\n"));
}

/// `tests/run` runs every test target of every crate.
#[test]
fn the_test_command_runs_every_test() {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--no-deps", "--offline", "--format-version=1"]);
    let ran = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let metadata: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let script = include_str!("../run");
    let packages = metadata["packages"].as_array().unwrap().iter();
    let mut tests: Vec<&str> = packages
        .flat_map(|package| package["targets"].as_array().unwrap())
        .filter(|target| target["kind"][0] == "test")
        .map(|target| target["name"].as_str().unwrap())
        .collect();
    let is_run = |name: &&str| {
        script.lines().any(|line| {
            line.contains("cargo test")
                && line.contains("--workspace")
                && line.split([' ', ';']).skip_while(|word| *word != "--test").nth(1) == Some(name)
        })
    };
    assert!(tests.len() >= 4, "{tests:?}");
    tests.retain(|name| !is_run(name));
    assert!(tests.is_empty(), "no part of tests/run runs {tests:?}");
    assert!(script.contains("--workspace --lib --bins --test suite") && script.contains("--workspace --doc"));
}

/// The list of dependencies names each of `Cargo.toml` once, and no other.
#[test]
fn the_list_of_dependencies_is_complete() {
    let read =
        |path: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let (manifest, list) = (read("Cargo.toml"), read("docs/dependencies.md"));
    for (section, heading) in [("dependencies", "Of the program"), ("dev-dependencies", "Of the tests")] {
        let lines = manifest.lines().skip_while(|line| *line != format!("[{section}]")).skip(1);
        let stated =
            lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
        let stated: Vec<&str> = stated.map(|(name, _)| name).collect();
        let lines = list.lines().skip_while(|line| *line != format!("## {heading}")).skip(1);
        let rows =
            lines.take_while(|line| !line.starts_with("## ")).filter_map(|line| line.strip_prefix("| `"));
        let listed: Vec<&str> = rows
            .map(|row| {
                let (name, reason) = row.split_once("` | ").unwrap();
                assert!(reason.trim_end_matches(" |").len() > 10, "{name}: why is it there?");
                name
            })
            .collect();
        assert!(!stated.is_empty() && stated == listed, "{section}: {stated:?}, listed {listed:?}");
    }
}
