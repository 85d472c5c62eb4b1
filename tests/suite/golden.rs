//! Small sites and the pages they become: `golden/CASE/site.txt` and `golden/CASE/expected/`.
//!
//! A site is an archive as in `support/archive.rs`; what it leaves out comes from
//! `diagnostics/base.site`. Each line `page: /address/` above the files names a page to look at. Of a
//! topic, its text and its notes are compared, of every other page the whole `main`; see
//! `golden/outline.rs` for how they are written down. An expected file that no line asks for is an error.
//! `UPDATE=1 cargo test --test suite golden` rewrites what is expected; `CASE=name` runs only those cases.
//!
//! A line `bug: …` says that the program does not yet do what is expected; see `diagnostics.rs`.

mod outline;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::archive::Archive;
use crate::support::expectation;
use crate::support::files;
use crate::support::program;

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");

/// The cases, by name.
fn cases() -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(format!("{TESTS}/golden")).expect("the folder of the cases");
    let mut cases: Vec<(String, PathBuf)> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    cases.sort();
    cases
}

/// The pages that a case asks for, as they are published: name of the expected file → text.
fn published(site: &Archive) -> Result<BTreeMap<String, String>, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    site.write_completed(folder.path());
    let ran = program::run(folder.path(), &["build", "--quiet"]);
    if ran.code != Some(0) {
        return Err(format!("the build fails:\n{}", ran.stderr));
    }
    let pages = site.preamble.lines().filter_map(|line| line.strip_prefix("page: "));
    let mut texts = BTreeMap::new();
    for page in pages {
        let file = folder.path().join("public").join(page.trim_matches('/')).join("index.html");
        let html = fs::read_to_string(&file).map_err(|error| format!("{page} is not published: {error}"))?;
        let name = match page.trim_matches('/') {
            "" => "home.html".to_owned(),
            name => format!("{}.html", name.replace('/', "-")),
        };
        texts.insert(name, shown(&html).ok_or("a page without <main>")?);
    }
    Ok(texts)
}

/// What is compared of a page.
fn shown(html: &str) -> Option<String> {
    let Some(body) = outline::element(html, "<div class=body") else {
        return outline::element(html, "<main").map(outline::outline);
    };
    let section = |class: &str| outline::element(html, &format!("<section class={class} "));
    let parts = [Some(body), section("own"), section("notes")];
    Some(parts.into_iter().flatten().map(outline::outline).collect())
}

fn check(folder: &Path, site: &Archive, may_update: bool) -> Result<(), String> {
    let found = published(site)?;
    let expected_folder = folder.join("expected");
    if expectation::is_update() && may_update {
        if expected_folder.exists() {
            fs::remove_dir_all(&expected_folder).expect("remove what was expected");
        }
        found.iter().for_each(|(name, text)| files::write(&expected_folder, name, text));
    }
    let expected = files::tree(&expected_folder);
    if let Some(stale) = expected.keys().find(|name| !found.contains_key(*name)) {
        return Err(format!("expected/{stale} belongs to no page that the case asks for"));
    }
    let mut differences = String::new();
    for (name, text) in &found {
        let expected =
            expected.get(name).map_or(String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned());
        if expected != *text {
            differences.push_str(&format!("expected/{name}\n{}", expectation::difference(&expected, text)));
        }
    }
    if differences.is_empty() { Ok(()) } else { Err(differences) }
}

#[test]
fn pages_are_what_is_expected_of_them() {
    let only = std::env::var("CASE").unwrap_or_default();
    let mut failures = Vec::new();
    for (name, folder) in cases().iter().filter(|(name, _)| name.contains(&only)) {
        let text = fs::read_to_string(folder.join("site.txt")).expect("the site of the case");
        let site = Archive::parse(&text);
        let has_bug = site.preamble.lines().any(|line| line.starts_with("bug: "));
        match check(folder, &site, !has_bug) {
            Ok(()) if has_bug => failures.push(format!("{name}: mended; delete the line `bug:`\n")),
            Ok(()) => {}
            Err(_) if has_bug && only.is_empty() => {}
            Err(difference) => failures.push(format!("{name}:\n{difference}")),
        }
    }
    assert!(failures.is_empty(), "{} cases fail\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_source_without_text_has_no_saved_copy() {
    let site = "page: /sources/wall/\n-- content/page.md --\n---\ntitle: A\n---\n\nIt is so [@wall].\n\
                -- seeds/wall.md --\n---\ntitle: Wall\ntext: none\n---\n";
    let pages = published(&Archive::parse(site)).expect("the site is published");
    let page = &pages["sources-wall.html"];
    assert!(!page.contains("copy of 0 paragraphs") && !page.contains("BLAKE3"), "{page}");
}

#[test]
fn an_outline_keeps_every_character_that_is_not_white_space() {
    let html = "<div class=\"a>b\"><p>One <em>two</em>.<br>Three</p> <ol><li><p>x</p></li></ol><pre>\n a < b\n</pre>\
                <svg class=i><use href=#i-note /></svg>text</div>";
    let outline = outline::outline(html);
    assert_eq!(
        outline,
        "<div class=\"a>b\">\n  <p>One <em>two</em>.<br>Three</p>\n  <ol>\n    <li>\n      <p>x</p>\n    </li>\n  </ol>\n  \
         <pre>\n a < b\n</pre>\n  {note}text\n</div>\n"
    );
    assert_eq!(outline::element(html, "<ol"), Some("<ol><li><p>x</p></li></ol>"));
    assert_eq!(outline::element(html, "<ul"), None);
}
