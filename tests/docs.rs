//! Pages of documentation that are made from the program's own texts. `UPDATE=1 cargo test --test docs`
//! writes them anew.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "diagnostics/run.rs"]
mod run;

use std::path::Path;

use ibid::diagnostic::{Rule, rules_page};

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
fn code_in_the_page_of_rules_is_closed() {
    let page = rules_page();
    assert_eq!(page.lines().filter(|line| line.starts_with("```")).count() % 2, 0);
    assert!(!page.contains("````") && page.ends_with('\n') && !page.contains("\n\n\n"));
}
