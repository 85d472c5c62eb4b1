//! `ibid init --from`: sites of other generators become sites of this one. Each case of `tests/migrate` has the files
//! of the old site below `old/`, then what the command says, and the files of the new one below `new/`.
//!
//! `UPDATE=1 cargo test --test suite migrate` writes what came out into the cases: read the difference.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::archive::Archive;
use crate::support::files::tree;
use crate::support::program::run;

/// Above what comes out of a case.
const RESULT: &str = "-- says --\n";

/// What comes out of a case: what is said, and the files of the new site.
fn migrated(case: &Archive) -> String {
    let folder = tempfile::tempdir().unwrap();
    case.write(folder.path());
    let old = tree(&folder.path().join("old"));
    let done = run(folder.path(), &["init", "--from", "old", "new"]);
    assert_eq!(tree(&folder.path().join("old")), old, "the old site is changed");
    assert_eq!(done.stdout, "");
    let mut result = format!("{RESULT}{}", done.stderr);
    let mut new = tree(&folder.path().join("new"));
    for own in [".gitignore", ".gitattributes"] {
        assert_eq!(new.remove(own).is_some(), done.code == Some(0), "{own}: {}", done.stderr);
    }
    for (path, bytes) in new {
        let _ = write!(result, "-- new/{path} --\n{}", String::from_utf8_lossy(&bytes));
    }
    // What is written can be read, but for pages whose front matter could not be before.
    if done.code == Some(0) && !done.stderr.contains("its front matter cannot be read") {
        let checked = run(&folder.path().join("new"), &["check", "--format", "json"]);
        for rule in ["front-matter", "unknown-key", "config"] {
            let named = format!("\"rule\":\"{rule}\"");
            assert!(!checked.stdout.contains(&named), "{}{result}", checked.stdout);
        }
        assert_ne!(checked.code, Some(2), "{}", checked.stderr);
    }
    result
}

#[test]
fn sites_of_other_generators_become_sites() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrate");
    let mut cases: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 5, "{cases:?}");
    let mut differences = Vec::new();
    for path in cases {
        let text = fs::read_to_string(&path).unwrap();
        let (given, expected) = text.split_at(text.find(RESULT).unwrap_or(text.len()));
        let result = migrated(&Archive::parse(given));
        if result == expected {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, format!("{given}{result}")).unwrap();
        }
        differences.push(format!("{}:\n{result}", path.display()));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
