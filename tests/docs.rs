//! Pages of documentation that are made from the program's own texts. `UPDATE=1 cargo test --test docs`
//! writes them anew.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "diagnostics/run.rs"]
mod run;

use std::path::Path;

use ibid::base::diagnostic::{Rule, rules_page};

#[test]
fn the_page_of_rules_is_what_the_program_explains() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = rules_page();
    if run::is_update() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/rules.md is not up to date\n{}", run::difference(&page, &written));
    for rule in Rule::all() {
        assert_eq!(page.matches(&format!("\n### {}\n", rule.name())).count(), 1);
        let folder = tempfile::tempdir().unwrap();
        let explained = run::run(folder.path(), &["explain", rule.name()]).exits(0).stdout;
        assert!(page.contains(rule.explanation().meaning) && explained.contains(rule.explanation().meaning));
    }
}

#[test]
fn the_page_of_matching_is_the_contract() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/matching.md");
    let page = ibid_quotation::contract_page();
    if run::is_update() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/matching.md is not up to date\n{}", run::difference(&page, &written));
}

#[test]
fn code_in_the_page_of_rules_is_closed() {
    let page = rules_page();
    assert_eq!(page.lines().filter(|line| line.starts_with("```")).count() % 2, 0);
    assert!(!page.contains("````") && page.ends_with('\n') && !page.contains("\n\n\n"));
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
        let stated: Vec<&str> = stated.map(|(name, _)| name.trim_end_matches(".workspace")).collect();
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
