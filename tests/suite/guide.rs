//! The guide (`docs/guide`), which is a site made with the program: it is built strictly, its reference is what the
//! documentation and the program say, what its pages tell readers to do is done, and what people look for is found.

mod as_written;
mod reference;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::preview::{Preview, Site};
use crate::support::{expectation, files, program};

/// The guide's folder.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide")
}

/// A copy of the guide, without what builds leave in its folder.
fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let is_built = |path: &str| path.starts_with("public/") || path.starts_with(".ibid/");
    for (path, bytes) in files::tree(&folder()).iter().filter(|(path, _)| !is_built(path)) {
        files::write(copy.path(), path, bytes);
    }
    copy
}

/// `UPDATE=1 cargo test --test suite guide` rewrites the reference, and accepts what it is made of as the sources that
/// the other pages cite. Where one of them rests on words that are no longer there, the build below fails.
#[test]
fn the_reference_is_what_the_documentation_and_the_program_say() {
    let pages = reference::pages();
    if expectation::is_update() {
        pages.iter().for_each(|(path, text)| files::write(&folder(), path, text));
        reference::SOURCES
            .iter()
            .for_each(|key| drop(program::run(&folder(), &["source", "accept", key]).exits(0)));
    }
    let there = files::tree(&folder());
    for (path, text) in &pages {
        let written = String::from_utf8_lossy(there.get(path).map_or(&[][..], |bytes| bytes)).into_owned();
        let difference = expectation::difference(text, &written);
        assert!(*text == written, "docs/guide/{path} is not up to date\n{difference}");
    }
    let generated: BTreeSet<&String> = pages.keys().collect();
    let by_hand = "content/reference/_index.md";
    let pages = there.keys().filter(|path| path.starts_with("content/reference/") && *path != by_hand);
    let left: Vec<&String> = pages.filter(|path| !generated.contains(path)).collect();
    assert!(generated.len() > 20 && left.is_empty(), "these pages are made from nothing: {left:?}");
}

#[test]
fn the_guide_is_built_strictly() {
    let copy = copy();
    // Without the limit of time of other runs: an unoptimised program on a busy machine needs longer for 60 pages.
    let built = program::ibid(copy.path(), &["build", "--strict"]).output().unwrap();
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success() && !said.contains("warning["), "{said}");
    assert!(copy.path().join("public/tutorial/first-site/index.html").is_file());
}

/// An explanation that rests on words of the contract fails with them.
#[test]
fn an_explanation_that_is_out_of_date_fails() {
    let copy = copy();
    let path = copy.path().join("seeds/contract.md");
    let contract = std::fs::read_to_string(&path).unwrap();
    assert!(contract.contains("ibid publishes no score"));
    std::fs::write(&path, contract.replace("ibid publishes no score", "ibid publishes scores")).unwrap();
    program::run(copy.path(), &["source", "accept", "contract"]).exits(0);
    let built = program::run(copy.path(), &["build"]).exits(1).says("error[quote-altered]");
    built.says("content/explanation/what-a-match-says.md");
}

/// So does a task that states another number than the reference, one whose words in the reference have changed, and one
/// that says something without saying where it is from.
#[test]
fn a_task_that_is_out_of_date_fails() {
    let task = "content/how-to/continuous-integration.md";
    let cases = [
        (task, "with 2 for wrong usage", "with 7 for wrong usage", "warning[figure-outside-passage]"),
        (task, "## A workflow", "A build sends mail.\n\n## A workflow", "warning[statement-uncited]"),
        ("seeds/contract.md", "2 wrong usage", "7 wrong usage", "error[quote-elsewhere]"),
    ];
    for (path, before, after, finding) in cases {
        let copy = copy();
        let text = std::fs::read_to_string(copy.path().join(path)).unwrap();
        assert_eq!(text.matches(before).count(), 1, "{path}: {before}");
        files::write(copy.path(), path, text.replace(before, after));
        program::run(copy.path(), &["source", "accept", "--all"]).exits(0);
        let checked = program::run(copy.path(), &["check", "--strict"]).exits(1);
        assert!(checked.stderr.contains(finding) && checked.stderr.contains(task), "{}", checked.stderr);
    }
}

#[test]
fn the_tutorial_works_as_it_is_written() {
    let place = tempfile::tempdir().unwrap();
    let mut current = place.path().to_path_buf();
    for page in ["first-site", "first-page", "publish"] {
        current = as_written::follow(&folder(), &format!("content/tutorial/{page}.md"), &current);
    }
    let pages = std::fs::read_dir(folder().join("content/tutorial")).unwrap().count();
    assert_eq!(pages, 4, "a page of the tutorial is not followed");
}

#[test]
fn every_task_works_as_it_is_written() {
    let pages = files::tree(&folder());
    let is_task = |path: &&String| path.starts_with("content/how-to/") && path.ends_with(".md");
    let pages: Vec<&String> = pages.keys().filter(is_task).collect();
    assert!(pages.len() > 20);
    for page in pages {
        let place = tempfile::tempdir().unwrap();
        // A folder of its own inside, for what a page writes beside the site.
        let site = place.path().join("site");
        std::fs::create_dir(&site).unwrap();
        program::run(&site, &["--quiet", "init"]).exits(0);
        as_written::follow(&folder(), page, &site);
    }
}

/// What people typed who looked something up, and the page that answers it: among the first three that are found.
const LOOKED_UP: [(&str, &str); 32] = [
    ("glossary", "/how-to/tables-and-timelines/"),
    ("places on a map", "/how-to/maps/"),
    ("unknown", "/how-to/tables-and-timelines/"),
    ("draft", "/how-to/organise-pages/"),
    ("list of keys", "/reference/contract/settings/"),
    ("aliases", "/how-to/organise-pages/"),
    ("redirect", "/how-to/organise-pages/"),
    ("where do images go", "/how-to/images/"),
    ("caption", "/how-to/images/"),
    ("publish", "/how-to/publish/"),
    ("deploy", "/how-to/publish/netlify/"),
    ("github pages", "/how-to/publish/github-pages/"),
    ("cloudflare", "/how-to/publish/cloudflare-pages/"),
    ("nginx", "/how-to/publish/web-server/"),
    ("subfolder", "/how-to/publish/subfolder/"),
    ("renew a source", "/how-to/renew-a-source/"),
    ("source changed", "/how-to/renew-a-source/"),
    ("paragraph numbers", "/how-to/add-sources/"),
    ("timeline interval", "/how-to/tables-and-timelines/"),
    ("names of authors", "/how-to/add-sources/"),
    ("authors", "/how-to/organise-pages/"),
    ("table with sources", "/how-to/tables-and-timelines/"),
    ("translated quotation", "/how-to/translate-quotations/"),
    ("correction", "/how-to/correct/"),
    ("withdraw a page", "/how-to/correct/"),
    ("turn off a rule", "/how-to/confirm-findings/"),
    ("menu", "/how-to/organise-pages/"),
    ("colours", "/how-to/theme/"),
    ("install", "/tutorial/first-site/"),
    ("hugo", "/how-to/migrate/hugo/"),
    ("continuous integration", "/how-to/continuous-integration/"),
    ("second pair of eyes", "/how-to/review-statements/"),
];

#[test]
fn what_people_look_for_is_found() {
    let site = Site { folder: copy() };
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    for (words, page) in LOOKED_UP {
        browser.go(&format!("{}search/?q={}", preview.url, words.replace(' ', "+")));
        browser.wait(&format!(
            "[...document.querySelectorAll('#results a')].slice(0, 3).some((one) => one.pathname.endsWith({}))",
            json!(page)
        ));
    }
}
