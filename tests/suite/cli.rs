//! The command line as people use it: verbs, options, exit codes, and what is refused.

mod authoring;
mod printed;
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ibid::base::diagnostic::Rule;
use tempfile::TempDir;

use crate::support::archive::Archive;
use crate::support::files::{tree, write};
use crate::support::program;
use crate::support::program::{ibid, run, run_command};

/// The base site, in a folder of its own; `path` is its true path.
struct Site {
    path: PathBuf,
    _folder: TempDir,
}

impl Site {
    fn new() -> Self {
        Self::with("")
    }

    /// The base site with the files of an archive.
    fn with(files: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().canonicalize().expect("its true path").join("site");
        fs::create_dir(&path).expect("make the site's folder");
        Archive::base().write(&path);
        Archive::parse(files).write(&path);
        Self { path, _folder: folder }
    }

    #[track_caller]
    fn run(&self, args: &[&str]) -> program::Ran {
        run(&self.path, args)
    }

    fn has(&self, path: &str) -> bool {
        self.path.join(path).exists()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Everything but what ibid keeps for itself.
    fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path).into_iter().filter(|(path, _)| !path.starts_with(".ibid/")).collect()
    }
}

/// A page that breaks several rules: two errors and two warnings.
const BROKEN: &str = "-- content/page.md --
---
title: Mer 👩🏽‍⚖️ är här
---

Ännu “an uncited quotation”.

See [@newsxx] and [nothing](nothing.md).

![](nothing.png)
";

/// A page with one warning.
const WARNED: &str = "-- content/page.md --\n---\ntitle: Page\n---\n\nA man said “no”.\n";

// --- exit codes -----------------------------------------------------------------------------------

#[test]
fn a_sound_site_exits_with_0() {
    let site = Site::new();
    site.run(&["check"]).exits(0).says("1 page, 0 of 0 quotations");
    assert!(!site.has("public"), "`check` publishes nothing");
    site.run(&["build"]).exits(0).says("files written");
    assert!(site.has("public/index.html") && site.has("ibid.lock"));
    site.run(&["build"]).exits(0).says("nothing to change");
}

#[test]
fn errors_exit_with_1_and_publish_nothing() {
    let site = Site::with(BROKEN);
    for verb in ["check", "build"] {
        site.run(&[verb]).exits(1).says("error[source-unknown]").says("error[link-broken]");
    }
    assert!(!site.has("public") && !site.has("ibid.lock"));
}

#[test]
fn warnings_exit_with_1_under_strict_only() {
    let site = Site::with(WARNED);
    site.run(&["check"]).exits(0).says("warning[quote-uncited]");
    site.run(&["check", "--strict"]).exits(1).says("1 warning");
    site.run(&["build", "--strict"]).exits(1).says("nothing was published");
    assert!(!site.has("public"));
    site.run(&["build"]).exits(0);
    assert!(site.has("public/page/index.html"));
}

#[test]
fn wrong_usage_exits_with_2() {
    let site = Site::new();
    let usages: [&[&str]; 15] = [
        &[],
        &["publish"],
        &["build", "--fast"],
        &["build", "content"],
        &["check", "--output-dir", "x"],
        &["check", "--format", "xml"],
        &["check", "--color", "perhaps"],
        &["check", "-q", "-v"],
        &["check", "--root"],
        &["new"],
        &["new", "topic"],
        &["source"],
        &["source", "add"],
        &["source", "accept"],
        &["completions", "tcl"],
    ];
    for args in usages {
        site.run(args).exits(2);
    }
    site.run(&["buidl"]).exits(2).says("build");
    site.run(&["check", "--strct"]).exits(2).says("--strict");
}

#[test]
fn a_wrong_base_url_is_refused_before_anything_is_done() {
    let site = Site::new();
    for url in [
        "example.org",
        "ftp://example.org",
        "https://",
        "https://e.org/?q",
        "https://e.org/#a",
        "javascript:1",
    ] {
        site.run(&["build", "-u", url]).exits(2).says("not an absolute http or https address");
        assert!(!site.has("public"));
    }
}

// --- finding the site -----------------------------------------------------------------------------

#[test]
fn options_stand_before_or_after_the_verb() {
    let site = Site::with(WARNED);
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let root = site.path.to_str().expect("UTF-8");
    let lines: [&[&str]; 6] = [
        &["-r", root, "check"],
        &["check", "-r", root],
        &["--root", root, "check", "--format", "human"],
        &["--format=human", "check", "--root", root],
        &["--color", "never", "-r", root, "check"],
        &["check", "--color", "never", "-r", root],
    ];
    for args in lines {
        run(elsewhere.path(), args).exits(0).says("content/page.md:5:12");
    }
}

#[test]
fn the_site_is_found_upwards_from_the_current_folder() {
    let site = Site::with("-- content/topics/a.md --\n---\ntitle: A\n---\n");
    run(&site.path.join("content/topics"), &["check"]).exits(0).says("2 pages");
    run(&site.path.join("content"), &["build"]).exits(0);
    assert!(site.has("public/index.html") && !site.has("content/public"));
}

#[test]
fn without_a_site_it_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for args in
        [&["check"][..], &["build"], &["new", "topic", "A"], &["source", "list"], &["check", "-r", "."]]
    {
        run(folder.path(), args).exits(1).says("ibid.yaml").says("help:");
    }
    run(folder.path(), &["check", "-r", "nowhere"]).exits(1).says("nowhere");
    run(folder.path(), &["check", "-c", "nowhere.yaml"]).exits(1).says("nowhere.yaml");
    assert!(tree(folder.path()).is_empty());
}

#[test]
fn another_configuration_is_used() {
    let site = Site::with("-- other.yaml --\ntitle: The other record\nbase_url: https://other.example/\n");
    site.run(&["build", "-c", "other.yaml"]).exits(0);
    assert!(site.read("public/index.html").contains("The other record"));
    site.run(&["-c", "other.yaml", "build", "-o", "out"]).exits(0);
    assert!(site.read("out/index.html").contains("https://other.example/"));
    write(&site.path, "other.yaml", "title: The other record\nbase_url: https://other.example/\ntitel: x\n");
    site.run(&["check", "--config", "other.yaml"]).exits(1).says("other.yaml:3:1");
}

// --- build ----------------------------------------------------------------------------------------

#[test]
fn a_language_without_words_of_its_own_is_called_by_its_name() {
    let site = Site::with(concat!(
        "-- ibid.yaml --\ntitle: A\nbase_url: https://example.org/\n",
        "languages: {ar: سجل, uk: Б, de-AT: C, fr: D, xh: E}\n",
        "-- content/_index.ar.md --\n---\ntitle: A\n---\n",
        "-- content/_index.uk.md --\n---\ntitle: A\n---\n",
        "-- content/_index.de-AT.md --\n---\ntitle: A\n---\n",
        "-- content/_index.fr.md --\n---\ntitle: A\n---\n",
        "-- content/_index.xh.md --\n---\ntitle: A\n---\n",
        "-- themes/default/i18n/fr.yaml --\nlanguage_name: La langue\n",
    ));
    site.run(&["build"]).exits(0);
    let home = site.read("public/index.html");
    for (code, name) in
        [("ar", "العربية"), ("uk", "Українська"), ("de-AT", "Deutsch"), ("fr", "La langue"), ("xh", "xh")]
    {
        let named = format!("hreflang={code}>{name}</");
        assert!(home.contains(&named), "{named}\n{home}");
    }
}

#[test]
fn the_menu_leads_to_pages_by_their_files_in_every_language() {
    let site = Site::with(concat!(
        "-- ibid.yaml --\ntitle: A\nbase_url: https://example.org/sub/\nlanguages: {uk: Б}\n",
        "menu: [{name: Ferry, url: \"@/ferry.md#plan\"}, {name: Only, url: \"@/only.md\"}]\n",
        "-- content/ferry.md --\n---\ntitle: The ferry\nslug: boat\n---\n\n## Plan\n",
        "-- content/only.md --\n---\ntitle: Only in English\n---\n",
        "-- content/_index.uk.md --\n---\ntitle: Дім\n---\n",
        "-- content/ferry.uk.md --\n---\ntitle: Пором\n---\n\n## Задум {#plan}\n",
    ));
    site.run(&["build"]).exits(0);
    let home = site.read("public/index.html");
    assert!(home.contains("<a href=/sub/boat/#plan>Ferry</a>"), "{home}");
    assert!(home.contains("<a href=/sub/only/>Only</a>"), "{home}");
    let there = site.read("public/uk/index.html");
    assert!(there.contains("<a href=/sub/uk/ferry/#plan>Пором</a>"), "{there}");
    assert!(!there.contains("/only/"), "{there}");
    // A page that moves takes the entry with it, on pages that are as they were too.
    write(&site.path, "content/ferry.md", "---\ntitle: The ferry\nslug: ship\n---\n\n## Plan\n");
    site.run(&["build"]).exits(0);
    assert!(site.read("public/only/index.html").contains("<a href=/sub/ship/#plan>Ferry</a>"));
}

#[test]
fn the_output_folder_and_the_address_may_be_given() {
    let site = Site::new();
    site.run(&["build", "--output-dir", "out", "--base-url", "https://other.example/sub"]).exits(0);
    assert!(!site.has("public"));
    let home = site.read("out/index.html");
    assert!(home.contains("https://other.example/sub/") && !home.contains("https://example.org"), "{home}");
    assert!(home.contains("href=/sub/style.css"), "{home}");
    let deep = site.path.join("a/deep/folder");
    site.run(&["build", "-o", deep.to_str().expect("UTF-8")]).exits(0);
    assert!(deep.join("index.html").exists());
    // Relative to where the person stands, not to the site.
    run(&site.path.join("content"), &["build", "-o", "../seen"]).exits(0);
    assert!(site.has("seen/index.html"));
}

#[test]
fn the_configured_output_folder_is_used() {
    let site = Site::new();
    write(&site.path, "ibid.yaml", "title: A\nbase_url: https://example.org/\noutput_dir: docs\n");
    site.run(&["build"]).exits(0);
    assert!(site.has("docs/index.html") && !site.has("public"));
}

#[test]
fn drafts_are_published_when_they_are_asked_for() {
    let site = Site::with(
        "-- content/draft.md --\n---\ntitle: A draft\ndraft: true\n---\n\nUnique words [@newsx].\n",
    );
    site.run(&["build"]).exits(0);
    assert!(!site.has("public/draft"));
    let leaks = |site: &Site| {
        let files = tree(&site.path.join("public"));
        files.into_iter().any(|(_, bytes)| String::from_utf8_lossy(&bytes).contains("Unique words"))
    };
    assert!(!leaks(&site), "a draft's words are published");
    site.run(&["build", "--drafts"]).exits(0);
    assert!(site.has("public/draft/index.html") && leaks(&site));
    site.run(&["build"]).exits(0);
    assert!(!site.has("public/draft"), "a page that became a draft is removed");
}

#[test]
fn a_page_that_is_gone_is_removed_and_a_foreign_file_is_kept() {
    let site = Site::with("-- content/page.md --\n---\ntitle: Page\n---\n");
    site.run(&["build"]).exits(0);
    write(&site.path, "public/CNAME", "example.org\n");
    fs::remove_file(site.path.join("content/page.md")).expect("remove the page");
    site.run(&["build"]).exits(0);
    assert!(!site.has("public/page") && site.read("public/CNAME") == "example.org\n");
}

#[test]
fn of_two_files_of_one_address_the_nearer_one_is_published() {
    let site = Site::with(concat!(
        "-- content/robots.txt --\nthe site's\n",
        "-- themes/default/static/robots.txt --\nthe theme's\n",
        "-- themes/default/static/claims.json --\nthe theme's\n",
        "-- themes/default/static/index.html --\nthe theme's\n",
        "-- themes/default/static/own.txt --\nthe theme's\n",
    ));
    site.run(&["build"]).exits(0);
    assert_eq!(site.read("public/robots.txt"), "the site's\n");
    assert_eq!(site.read("public/own.txt"), "the theme's\n");
    assert!(site.read("public/claims.json").starts_with('{'));
    assert!(site.read("public/index.html").starts_with("<!doctype html>"));
    site.run(&["build"]).exits(0).says("nothing to change");
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    let pages = (0..40).map(|n| {
        format!("-- content/p{n}.md --\n---\ntitle: Page {n}\ntags: [a, b{}]\n---\n\nOne [@newsx].\n", n % 7)
    });
    let site = Site::with(&pages.collect::<String>());
    let mut trees = Vec::new();
    for (threads, folder) in [("1", "out1"), ("4", "out4"), ("3", "out3")] {
        let mut command = ibid(&site.path, &["build", "-q", "-o", folder]);
        command.env("RAYON_NUM_THREADS", threads);
        run_command(command, "").exits(0);
        trees.push(tree(&site.path.join(folder)));
    }
    assert!(trees[0] == trees[1] && trees[1] == trees[2]);
    assert!(trees[0].len() > 40);
}

#[test]
fn two_builds_at_once_both_succeed() {
    let site = Site::new();
    std::thread::scope(|scope| {
        let build = || site.run(&["build"]).exits(0);
        let threads = [scope.spawn(build), scope.spawn(build)];
        threads.into_iter().for_each(|thread| drop(thread.join().expect("a build")));
    });
    let built = site.tree();
    site.run(&["build"]).exits(0).says("nothing to change");
    assert!(built == site.tree());
}

// --- explain, help --------------------------------------------------------------------------------

#[test]
fn every_rule_is_explained() {
    let site = Site::new();
    let list = site.run(&["explain"]).exits(0).stdout;
    assert_eq!(list.lines().count(), Rule::all().count());
    for (rule, line) in Rule::all().zip(list.lines()) {
        assert!(
            line.contains(rule.name()) && line.starts_with(&rule.default_severity().to_string()),
            "{line}"
        );
        let text = site.run(&["explain", rule.name()]).exits(0).stdout;
        let explanation = rule.explanation();
        for part in [explanation.meaning, "Fails:", "Fix:"] {
            assert!(text.contains(part), "{part} is not in:\n{text}");
        }
    }
    // Outside of any site too.
    run(Path::new("/"), &["explain", "quote-altered"]).exits(0);
    site.run(&["explain", "quote-alterd"]).exits(1).says("did you mean `quote-altered`?");
    site.run(&["explain", "zzzz"]).exits(1).says("`ibid explain` lists the rules");
}

#[test]
fn every_verb_has_help() {
    let site = Site::new();
    let verbs: [&[&str]; 19] = [
        &[],
        &["init"],
        &["build"],
        &["serve"],
        &["check"],
        &["new"],
        &["new", "topic"],
        &["source"],
        &["source", "add"],
        &["source", "list"],
        &["source", "accept"],
        &["source", "import"],
        &["source", "show"],
        &["source", "set"],
        &["source", "rename"],
        &["source", "replace"],
        &["source", "remove"],
        &["source", "health"],
        &["explain"],
    ];
    for verb in verbs {
        for flag in ["-h", "--help"] {
            let ran = site.run(&[verb, &[flag]].concat()).exits(0).prints("Usage: ibid").prints("--root");
            assert_eq!(ran.stderr, "");
        }
    }
    let build = site.run(&["build", "--help"]);
    for option in ["--base-url", "--output-dir", "--drafts", "--strict", "--force", "--format", "--color"] {
        assert!(build.stdout.contains(option), "{option}");
    }
    site.run(&["--version"]).exits(0).prints(env!("CARGO_PKG_VERSION"));
    site.run(&["help", "build"]).exits(0).prints("Usage: ibid build");
}
