//! The command line as people use it: verbs, options, exit codes, and what is refused.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use ibid::base::diagnostic::Rule;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::archive::Archive;
use crate::support::files::{tree, write};
use crate::support::program;
use crate::support::program::{IBID, ibid, run, run_command};

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

// --- what is printed ------------------------------------------------------------------------------

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    path: String,
    start: (u64, u64),
    end: (u64, u64),
    rule: String,
    severity: String,
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn json_places(stdout: &str) -> Vec<Place> {
    let lines = stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("a JSON object a line"));
    lines
        .map(|finding| {
            let keys: Vec<&String> = finding.as_object().expect("an object").keys().collect();
            let expected = [
                "rule",
                "severity",
                "path",
                "line",
                "column",
                "end_line",
                "end_column",
                "message",
                "help",
                "related",
            ];
            assert_eq!(keys, expected);
            Place {
                path: text(&finding["path"]),
                start: (number(&finding["line"]), number(&finding["column"])),
                end: (number(&finding["end_line"]), number(&finding["end_column"])),
                rule: text(&finding["rule"]),
                severity: text(&finding["severity"]),
            }
        })
        .collect()
}

fn sarif_places(stdout: &str) -> Vec<Place> {
    let log: Value = serde_json::from_str(stdout).expect("one JSON document");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("the rules");
    assert_eq!(rules.len(), Rule::all().count());
    let results = run["results"].as_array().expect("the results");
    results
        .iter()
        .map(|result| {
            let rule = text(&result["ruleId"]);
            let index = usize::try_from(number(&result["ruleIndex"])).expect("an index");
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let region = &place["region"];
            Place {
                path: text(&place["artifactLocation"]["uri"]),
                start: (number(&region["startLine"]), number(&region["startColumn"])),
                end: (number(&region["endLine"]), number(&region["endColumn"])),
                rule,
                severity: text(&result["level"]),
            }
        })
        .collect()
}

fn github_places(stdout: &str) -> Vec<Place> {
    let place = |line: &str| {
        let (head, message) = line.strip_prefix("::")?.split_once("::")?;
        assert!(message.contains("help: "), "{line}");
        let (severity, properties) = head.split_once(' ')?;
        let properties: BTreeMap<&str, &str> =
            properties.split(',').filter_map(|property| property.split_once('=')).collect();
        let number = |name: &str| properties.get(name)?.parse::<u64>().ok();
        Some(Place {
            path: (*properties.get("file")?).to_owned(),
            start: (number("line")?, number("col")?),
            end: (number("endLine")?, number("endColumn")?),
            rule: properties.get("title")?.strip_prefix("ibid(")?.strip_suffix(')')?.to_owned(),
            severity: severity.to_owned(),
        })
    };
    stdout.lines().map(|line| place(line).unwrap_or_else(|| panic!("not an annotation: {line}"))).collect()
}

#[test]
fn every_format_gives_the_same_places() {
    let site = Site::with(BROKEN);
    let json = site.run(&["check", "--format", "json"]).exits(1);
    let places = json_places(&json.stdout);
    assert_eq!(json.stderr, "", "what programs read is not mixed with what people read");
    let rules: Vec<&str> = places.iter().map(|place| place.rule.as_str()).collect();
    assert_eq!(rules, ["quote-uncited", "source-unknown", "link-broken", "image-alt", "link-broken"]);
    assert_eq!(places[0].start, (5, 6), "columns count characters");
    let sarif = site.run(&["check", "--format", "sarif"]).exits(1);
    assert_eq!(places, sarif_places(&sarif.stdout));
    let github = site.run(&["check", "--format", "github"]).exits(1);
    assert_eq!(places, github_places(&github.stdout));
    let human = site.run(&["check", "--format", "human"]).exits(1);
    assert_eq!(human.stdout, "");
    for place in &places {
        let head = format!("{}[{}]: ", place.severity, place.rule);
        let arrow = format!("--> {}:{}:{}", place.path, place.start.0, place.start.1);
        assert!(
            human.stderr.contains(&head) && human.stderr.contains(&arrow),
            "{head} {arrow}:\n{}",
            human.stderr
        );
    }
    assert_eq!(human.stderr.matches("--> ").count(), places.len());
}

#[test]
fn without_findings_the_formats_are_empty_and_valid() {
    let site = Site::new();
    assert_eq!(site.run(&["check", "--format", "json"]).exits(0).stdout, "");
    assert_eq!(site.run(&["check", "--format", "github"]).exits(0).stdout, "");
    assert!(sarif_places(&site.run(&["check", "--format", "sarif"]).exits(0).stdout).is_empty());
    assert_eq!(json_places(&Site::with(WARNED).run(&["build", "--format", "json"]).exits(0).stdout).len(), 1);
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let site = Site::with(BROKEN);
    let has_colour = |args: &[&str], no_color: Option<&str>| {
        let mut command = ibid(&site.path, args);
        no_color.map(|value| command.env("NO_COLOR", value));
        run_command(command, "").exits(1).stderr.contains('\u{1b}')
    };
    assert!(!has_colour(&["check"], None), "a file is no terminal");
    assert!(has_colour(&["check", "--color", "always"], None));
    assert!(
        has_colour(&["check", "--colour=always"], Some("1")),
        "what is said here counts more than the environment"
    );
    assert!(!has_colour(&["check", "--color", "never"], None));
    assert!(!has_colour(&["check"], Some("1")));
    assert!(!has_colour(&["check"], Some("")));
}

#[test]
fn quiet_prints_findings_and_failures_only() {
    let site = Site::with(WARNED);
    let ran = site.run(&["check", "-q"]).exits(0).says("quote-uncited");
    assert!(!ran.stderr.contains("pages"), "{}", ran.stderr);
    let site = Site::new();
    for args in [&["build", "-q"][..], &["-q", "check"], &["build", "--quiet"]] {
        let ran = site.run(args).exits(0);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    }
    site.run(&["check", "-q", "-r", "nowhere"]).exits(1).says("nowhere");
}

#[test]
fn verbose_names_the_files() {
    let site = Site::new();
    site.run(&["build", "-v"]).exits(0).says("written").says("sources/newsx/index.html");
    site.run(&["--verbose", "build"]).exits(0);
}

#[test]
fn many_findings_are_counted_and_machines_get_all() {
    let words = "A man said “no”.\n\n".repeat(250);
    let site = Site::with(&format!("-- content/page.md --\n---\ntitle: Page\n---\n\n{words}"));
    let human = site.run(&["check"]).exits(0).says("… and 150 more").says("250 warnings");
    assert_eq!(human.stderr.matches("warning[").count(), 100);
    assert_eq!(site.run(&["check", "--format", "json"]).stdout.lines().count(), 250);
}

#[test]
fn nothing_of_a_site_reaches_the_terminal_as_a_control() {
    let site = Site::new();
    write(
        &site.path,
        "content/page.md",
        "---\ntitle: P\n---\n\nIt \u{1b}[31m says “\u{1b}]0;x\u{7} no\u{9b}”. [\u{202e}x](\u{1b}[2J.md)\n",
    );
    for format in ["human", "json", "sarif", "github"] {
        let ran = site.run(&["check", "--format", format]).exits(0);
        let printed = ran.stdout + &ran.stderr;
        let control = printed.chars().find(|c| c.is_control() && *c != '\n' || *c == '\u{202e}');
        assert_eq!(control, None, "{format}:\n{printed:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let words = "A man said “no”.\n\n".repeat(2000);
    let site = Site::with(&format!("-- content/page.md --\n---\ntitle: Page\n---\n\n{words}"));
    let pipe = format!("{} check --format json | head -n 1; {} explain | head -n 1", IBID, IBID);
    let mut command = std::process::Command::new("sh");
    command.current_dir(&site.path).args(["-c", &pipe]);
    let ran = run_command(command, "").exits(0);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (2, ""));
}

// --- init, new, source ----------------------------------------------------------------------------

#[test]
fn a_new_site_builds_without_a_finding() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(folder.path(), &["init"]).exits(0).says("ibid serve");
    let made = tree(folder.path());
    run(folder.path(), &["check", "--strict"]).exits(0);
    run(folder.path(), &["build", "--strict"]).exits(0).says(" 0 removed");
    assert!(folder.path().join("public/index.html").exists());
    for (path, bytes) in &made {
        assert_eq!(fs::read(folder.path().join(path)).ok().as_ref(), Some(bytes), "{path}");
    }
    run(folder.path(), &["init"]).exits(1).says("not empty").says("help:");
    run(folder.path(), &["build", "--strict"]).exits(0).says("nothing to change");
    // Its authors are an organisation, which programs must not take apart as a person's name.
    let page =
        fs::read_to_string(folder.path().join("public/topics/harbour-bridge/index.html")).expect("a page");
    assert!(page.contains("The editors") && !page.contains("DC.creator"), "{page}");
}

#[test]
fn init_makes_the_folder_and_refuses_one_in_use() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(folder.path(), &["init", "a/new site"]).exits(0).says("cd a/new site");
    assert!(folder.path().join("a/new site/ibid.yaml").exists());
    run(folder.path(), &["init", "a/new site"]).exits(1);
    fs::create_dir_all(folder.path().join("repository/.git")).expect("make a repository");
    run(folder.path(), &["init", "-q", "repository"]).exits(0);
    write(folder.path(), "used/letter.txt", "Dear");
    run(folder.path(), &["init", "used"]).exits(1).says("letter.txt");
    assert_eq!(tree(&folder.path().join("used")).len(), 1);
    write(folder.path(), "file", "x");
    run(folder.path(), &["init", "file"]).exits(1).says("file");
}

#[test]
fn the_former_address_of_a_renamed_page_is_named_until_it_leads_on() {
    let site = Site::new();
    let page = |title: &str, more: &str, text: &str| format!("---\ntitle: {title}\n{more}---\n\n{text}\n");
    let cited = "The council voted [@newsx]. Work begins in May [@newsx].";
    write(&site.path, "content/vote.md", page("The vote", "", cited));
    write(&site.path, "content/plain.md", page("Plain", "", "Nothing is cited here."));
    write(&site.path, "content/gone.md", page("Gone", "", "It rained [@newsx]."));
    site.run(&["build"]).exits(0);
    for (from, to) in [("vote", "decision"), ("plain", "simple"), ("gone", "gone")] {
        let text = site.read(&format!("content/{from}.md"));
        fs::remove_file(site.path.join(format!("content/{from}.md"))).unwrap();
        if from != "gone" {
            write(&site.path, &format!("content/{to}.md"), text.replace("Work begins", "All work begins"));
        }
    }
    let said = "content/decision.md was at /vote/: write `aliases: [/vote/]` in its front matter";
    for command in ["check", "build"] {
        let ran = site.run(&[command]).exits(0).says(said).says("content/simple.md was at /plain/");
        assert!(!ran.stderr.contains("/gone/"), "{}", ran.stderr);
    }
    let moved = page("The vote", "slug: choice\n", cited);
    write(&site.path, "content/decision.md", &moved);
    site.run(&["check", "-q"]).exits(0);
    site.run(&["check"]).exits(0).says("content/decision.md was at /decision/");
    write(&site.path, "content/decision.md", moved.replace("slug", "aliases: [/decision/]\nslug"));
    assert!(!site.run(&["build"]).exits(0).stderr.contains("was at"));
}

#[test]
fn a_new_topic_is_a_page_without_findings() {
    let site = Site::new();
    site.run(&["new", "topic", "What does the bridge cost?"])
        .exits(0)
        .says("content/topics/what-does-the-bridge-cost.md");
    let page = site.read("content/topics/what-does-the-bridge-cost.md");
    assert!(page.contains("title: \"What does the bridge cost?\"") && page.contains("::: summary"), "{page}");
    site.run(&["check", "--strict"]).exits(0).says("1 page");
    site.run(&["check", "--strict", "--drafts"]).exits(0).says("2 pages");
    let before = site.tree();
    site.run(&["new", "topic", "What does the bridge cost?"]).exits(1).says("exists already");
    assert!(before == site.tree(), "an existing page is not touched");
    site.run(&["new", "topic", "A draft", "--section", "notes/2025"]).exits(0).says("ibid serve --drafts");
    assert!(site.read("content/notes/2025/a-draft.md").contains("draft: true"));
    let ran = site.run(&["new", "topic", "At the root", "--publish", "--section", ""]).exits(0);
    assert_eq!(ran.stderr, "made content/at-the-root.md\n");
    assert!(!site.read("content/at-the-root.md").contains("draft"));
    site.run(&["check", "--strict"]).exits(0).says("2 pages");
    site.run(&["check", "--strict", "--drafts"]).exits(0).says("4 pages");
}

#[test]
fn odd_titles_make_safe_files_or_none() {
    let site = Site::new();
    let long = "x".repeat(300);
    for title in
        ["../../x", "a/b\\c", "Що далі?", "a 6\" pipe: yes", "line\nbreak", "- dash", "👍 yes", &long]
    {
        site.run(&["new", "topic", "--", title]).exits(0);
    }
    let names: Vec<String> = tree(&site.path.join("content")).into_keys().collect();
    assert_eq!(names.iter().filter(|name| name.starts_with("topics/")).count(), 8, "{names:?}");
    assert!(names.iter().all(|name| name.len() < 200 && name.matches('/').count() <= 1), "{names:?}");
    assert_eq!(tree(&site.path).len(), 3 + 8, "nothing is made outside content/topics/");
    site.run(&["check", "--strict"]).exits(0);
    for title in [";)", "", "   ", "con", "NUL"] {
        site.run(&["new", "topic", title]).exits(1).says("help:");
    }
    for section in ["../x", "/etc/..", "a//../b", "a\\b", "nul"] {
        site.run(&["new", "topic", "A title", "--section", section]).exits(1);
    }
    assert_eq!(tree(&site.path).len(), 3 + 8);
    assert!(!site.path.parent().expect("a parent").join("x").exists());
}

#[test]
fn a_source_is_added_from_a_file_or_from_standard_input() {
    let site = Site::with("-- capture.txt --\nThe bridge was free.\n\nNobody paid.\n");
    let args = [
        "source",
        "add",
        "daily",
        "capture.txt",
        "--title",
        "No \"toll\": yes",
        "--author",
        "Lind, Ada",
        "--author",
        "Bo Berg",
        "--publisher",
        "Daily",
        "--date",
        "2025-03-05",
        "--url",
        "https://daily.example/",
        "--origin",
        "Daily",
        "--language",
        "en",
    ];
    site.run(&args).exits(0).says("seeds/daily.txt").says("[@daily]");
    write(
        &site.path,
        "content/page.md",
        "---\ntitle: A\n---\n\nThey said “nobody paid” [@daily] [@stdin, \"¿Qué?\"].\n",
    );
    let known = ["--not-stated", "url", "--not-stated", "author", "--title", "Qué"];
    let added = run_command(ibid(&site.path, &[&["source", "add", "stdin"], &known[..]].concat()), "¿Qué?\n")
        .exits(0);
    assert!(added.stderr.contains("lacks publisher, date"), "{}", added.stderr);
    assert!(site.read("seeds/stdin.txt").contains("not_stated: [url, author]"));
    site.run(&["source", "add", "both", "capture.txt", "--url", "https://e.example/", "--not-stated", "url"])
        .exits(2)
        .says("leave out `--url`");
    // What nobody said of an article is not said to be absent from it.
    site.run(&["build", "--strict"]).exits(1).says("source-incomplete").says("publisher, date");
    let whole = site.read("seeds/stdin.txt").replace("[url, author]", "[url, author, publisher, date]");
    write(&site.path, "seeds/stdin.txt", &whole);
    site.run(&["build", "--strict"]).exits(0).says("1 of 1 quotations");
    let list = site.run(&["source", "list"]).exits(0).stdout;
    let row = list.lines().find(|line| line.starts_with("daily ")).expect("a row");
    for cell in ["No \"toll\": yes", "Daily", "2025-03-05", " 1 ", "accepted"] {
        assert!(row.contains(cell), "{cell} is not in:\n{list}");
    }
    let rows = site.run(&["--format", "json", "source", "list"]).exits(0).stdout;
    let rows: Vec<serde_json::Value> =
        rows.lines().map(|row| serde_json::from_str(row).expect("JSON")).collect();
    let daily = rows.iter().find(|row| row["key"] == "daily").expect("a row");
    assert_eq!(
        (&daily["title"], &daily["uses"], &daily["accepted"]),
        (&"No \"toll\": yes".into(), &1.into(), &true.into())
    );
    assert!(!row.contains("not accepted") && list.lines().count() == 4, "{list}");
    let before = site.tree();
    site.run(&["source", "add", "daily", "capture.txt"]).exits(1).says("exists already");
    assert!(before == site.tree());
}

#[test]
fn what_is_shown_of_a_source_is_what_it_states() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(folder.path(), &["init"]).exits(0);
    let dates = ["19XX", "197X~", "1982~", "2003-21", "1991/2018", "2025-02-03T10:00:00Z"];
    for (number, date) in dates.into_iter().enumerate() {
        let key = format!("source{number}");
        let text = format!(
            "---\ntitle: A count\nauthor: [\"{{Barnes and Noble, Inc.}}\", \"Lind, Ada\"]\ndate: {date}\n---\n\nIt was counted.\n"
        );
        write(folder.path(), &format!("seeds/{key}.md"), &text);
        let listed = run(folder.path(), &["--format", "json", "source", "list"]).exits(0).stdout;
        let rows = listed.lines().map(|row| serde_json::from_str::<Value>(row).expect("JSON"));
        let row = rows.into_iter().find(|row| row["key"] == key.as_str()).expect("a row");
        assert_eq!(row["date"], date);
        let table = run(folder.path(), &["source", "list"]).exits(0).stdout;
        assert!(
            table.lines().any(|row| row.starts_with(&format!("{key} ")) && row.contains(date)),
            "{table}"
        );
        run(folder.path(), &["source", "show", &key])
            .exits(0)
            .prints(&format!("date: {date}\n"))
            .prints("author: Barnes and Noble, Inc.; Lind, Ada\n");
    }
}

#[test]
fn a_saved_page_is_a_source_if_it_has_an_article() {
    let site = Site::new();
    let page =
        "<html><body><article><p>The council voted for a bridge.</p><p>It has 21 members.</p></article>";
    write(&site.path, "saved.HTML", page);
    let made = site.run(&["source", "add", "saved", "saved.HTML", "--title", "A vote"]).exits(0);
    assert!(made.stderr.contains("made seeds/saved.html"), "{}", made.stderr);
    assert!(site.read("seeds/saved.html").ends_with(page));
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\nIt “has 21 members” [@saved, ¶ 2].\n");
    site.run(&["check"]).exits(0);
    site.run(&["source", "add", "saved", "saved.HTML"]).exits(1).says("exists already");
    write(&site.path, "text.txt", "The council voted.");
    site.run(&["source", "add", "saved", "text.txt"]).exits(1).says("seeds/saved.html has the key");
    write(&site.path, "deep.html", format!("<article>{}It said so.", "<div>".repeat(100_000)));
    site.run(&["source", "add", "deep", "deep.html"]).exits(1).says("nested more than 512 deep");
    write(&site.path, "empty.html", "<html><script>no words</script></html>");
    site.run(&["source", "add", "empty", "empty.html"]).exits(1).says("no article");
    assert!(!site.has("seeds/deep.html") && !site.has("seeds/empty.html"));
}

#[test]
fn what_is_no_text_is_not_added() {
    let site = Site::new();
    write(&site.path, "paper.pdf", "%PDF-1.7\nwords");
    write(&site.path, "archive.zip", "PK\u{3}\u{4}words");
    write(&site.path, "long.txt", "word ".repeat(2 << 20));
    for (file, says) in [
        ("paper.pdf", "paper.pdf is a PDF, but it is damaged"),
        ("archive.zip", "archive.zip is a zip archive, which is not read here"),
        ("long.txt", "more than 8 MiB"),
        ("/dev/zero", "/dev/zero is not a regular file"),
        ("http://127.0.0.1:9/x", "an address of this computer or of a private network"),
        ("HTTP://localhost/x", "save the page with the browser"),
    ] {
        let ran = site.run(&["source", "add", "k", file]).exits(1);
        assert!(ran.stderr.contains(says) && ran.stderr.contains("help:"), "{file}: {}", ran.stderr);
        assert!(!site.has("seeds/k.txt") && !site.has("seeds/originals"), "{file}");
    }
}

#[test]
fn a_source_that_cannot_be_cited_is_not_added() {
    let site = Site::with("-- capture.txt --\nText.\n");
    for key in ["../x", "a b", "a/b", "", "con"] {
        let ran = site.run(&["source", "add", "--", key, "capture.txt"]);
        assert!(ran.code != Some(0), "`{key}`: {}", ran.stderr);
    }
    site.run(&["source", "add", "k", "capture.txt", "--date", "yesterday"])
        .exits(1)
        .says("yesterday")
        .says("help:");
    site.run(&["source", "add", "k", "nowhere.txt"]).exits(1).says("nowhere.txt");
    assert_eq!(tree(&site.path.join("seeds")).len(), 1);
}

#[test]
fn a_source_with_a_key_that_is_none_is_not_added() {
    let site = Site::with("-- capture.txt --\nText.\n");
    for key in ["-", "-a", "a-", "a--b", ".a", "a."] {
        let ran = site.run(&["source", "add", "--", key, "capture.txt"]);
        assert!(ran.code != Some(0), "`{key}`: {}", ran.stderr);
    }
}

#[test]
fn a_source_that_changed_is_reported_until_it_is_accepted() {
    let site = Site::new();
    site.run(&["build", "--strict"]).exits(0);
    site.run(&["source", "list"]).exits(0).prints("accepted");
    let published = tree(&site.path.join("public"));
    let seed = site.read("seeds/newsx.md");
    // Front matter is not the text.
    write(&site.path, "seeds/newsx.md", seed.replace("origin: NewsX", "origin: Agency"));
    site.run(&["check", "--strict"]).exits(0);
    write(&site.path, "seeds/newsx.md", seed.replace("on Tuesday", "on Wednesday"));
    site.run(&["build"]).exits(1).says("error[source-changed]").says("ibid source accept newsx");
    assert!(published == tree(&site.path.join("public")));
    site.run(&["source", "list"]).exits(0).prints("not accepted");
    site.run(&["source", "accept", "newxs"]).exits(1).says("did you mean `newsx`?");
    site.run(&["check"]).exits(1);
    site.run(&["source", "accept", "newsx"]).exits(0);
    site.run(&["build", "--strict"]).exits(0);
    write(&site.path, "seeds/newsx.md", seed);
    site.run(&["check"]).exits(1);
    site.run(&["source", "accept", "--all"]).exits(0);
    site.run(&["check", "--strict"]).exits(0);
}

#[test]
fn a_source_that_no_page_cites_may_change() {
    let spare = |words: &str| format!("---\ntitle: Spare\nnot_stated: [author, url]\n---\n{words}\n");
    let site = Site::with(&format!("-- seeds/spare.md --\n{}", spare("One text.")));
    site.run(&["build"]).exits(0);
    let first = site.read("ibid.lock");
    write(&site.path, "seeds/spare.md", spare("Another text."));
    site.run(&["check"]).exits(0);
    assert_eq!(site.read("ibid.lock"), first, "a check records nothing");
    site.run(&["build"]).exits(0);
    assert_ne!(site.read("ibid.lock"), first);
    assert!(site.read("public/sources/spare/index.html").contains("its hash matches the recorded one"));
    site.run(&["build", "--verify"]).exits(0).says("nothing to change").says("verified");
    // From now on something rests on it.
    write(&site.path, "content/page.md", "---\ntitle: Page\n---\n\nIt is so [@spare].\n");
    site.run(&["build"]).exits(0);
    write(&site.path, "seeds/spare.md", spare("A third text."));
    site.run(&["build"]).exits(1).says("error[source-changed]");
    // A draft is not checked; but what it rests on is not recorded anew behind its back.
    write(&site.path, "content/page.md", "---\ntitle: Page\ndraft: true\n---\n\nIt is so [@spare].\n");
    site.run(&["check"]).exits(0);
    site.run(&["build"]).exits(0);
    site.run(&["check", "--drafts"]).exits(1).says("error[source-changed]");
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

// --- what is refused ------------------------------------------------------------------------------

#[test]
fn an_output_folder_that_must_not_be_written_to_is_refused() {
    let site =
        Site::with("-- themes/paper/theme.yaml --\nname: Paper\n-- file --\nx\n-- nothing -> gone --\n");
    let parent = site.path.parent().expect("a parent");
    let before = tree(parent);
    site.run(&["build", "-o", "."]).exits(2);
    assert!(before == tree(parent), "a refused first build wrote something");
    site.run(&["build"]).exits(0);
    let before = tree(parent);
    let folders = [
        "/",
        ".",
        "..",
        "../site",
        "content",
        "content/",
        "content/deep/er",
        "seeds",
        "seeds/x",
        "themes",
        "themes/paper",
        ".ibid",
        ".ibid/stage",
        "content/../content",
        "file",
        "nothing",
    ];
    for folder in folders {
        for force in [false, true] {
            let mut args = vec!["build", "-o", folder];
            args.extend(force.then_some("--force"));
            let ran = site.run(&args);
            assert!(
                ran.code == Some(2) && ran.stderr.contains("help:"),
                "-o {folder}: {:?}\n{}",
                ran.code,
                ran.stderr
            );
        }
    }
    let mut command = ibid(&site.path, &["build", "--force", "-o"]);
    command.arg(parent.join("home")).env("HOME", parent.join("home/me"));
    fs::create_dir_all(parent.join("home/me")).expect("make a home");
    run_command(command, "").exits(2).says("home folder");
    fs::remove_dir_all(parent.join("home")).expect("remove the home");
    // So it is where the site has faults, and where nothing is kept.
    write(&site.path, "content/page.md", "---\ntitle: Page\n---\n\nSee [@nobody].\n");
    for args in [&["build", "-o", "."][..], &["build", "--no-cache", "-o", "seeds"]] {
        site.run(args).exits(2).says("will not publish to");
    }
    fs::remove_file(site.path.join("content/page.md")).expect("remove the page");
    assert!(before == tree(parent), "a refused build wrote something");
}

#[test]
fn a_configured_output_folder_is_refused_alike() {
    for folder in ["/", "..", ".", "content", "seeds/out", ""] {
        let site = Site::new();
        write(
            &site.path,
            "ibid.yaml",
            format!("title: A\nbase_url: https://example.org/\noutput_dir: \"{folder}\"\n"),
        );
        let before = tree(site.path.parent().expect("a parent"));
        let ran = site.run(&["build", "--force"]);
        assert!(
            ran.code == Some(2) && ran.stderr.contains("help:"),
            "{folder}: {:?}\n{}",
            ran.code,
            ran.stderr
        );
        assert!(before == tree(site.path.parent().expect("a parent")), "{folder}");
    }
}

#[test]
fn a_foreign_folder_is_published_to_by_force_only_and_keeps_its_files() {
    let site = Site::with("-- out/letter.txt --\nDear\n");
    let before = site.tree();
    site.run(&["build", "-o", "out"]).exits(1).says("letter.txt").says("--force");
    assert!(before == site.tree());
    site.run(&["build", "-o", "out", "--force"]).exits(0);
    assert!(site.read("out/letter.txt") == "Dear\n" && site.has("out/index.html"));
    site.run(&["build", "-o", "out"]).exits(0);
    // A foreign file where a page must go.
    write(&site.path, "taken/index.html", "mine");
    site.run(&["build", "-o", "taken"]).exits(1);
    assert_eq!(site.read("taken/index.html"), "mine");
}

#[test]
fn a_page_edited_by_hand_is_restored_and_the_copy_kept() {
    let site = Site::new();
    site.run(&["build"]).exits(0);
    let home = site.read("public/index.html");
    write(&site.path, "public/index.html", "edited by hand");
    fs::remove_file(site.path.join("public/sources/newsx/index.html")).expect("remove a page");
    site.run(&["build"]).exits(0).says("index.html was changed by hand");
    assert!(site.read("public/index.html") == home && site.has("public/sources/newsx/index.html"));
    let kept = tree(&site.path.join(".ibid/backups")).into_values().any(|bytes| bytes == b"edited by hand");
    assert!(kept, "no copy of the edited page");
}

#[test]
fn pipes_sockets_and_devices_are_findings_and_never_read() {
    let site = Site::with("-- content/zero.md -> /dev/zero --\n");
    program::system("mkfifo", &[&site.path.join("content/pipe.md")]);
    program::system("mkfifo", &[&site.path.join("seeds/pipe.txt")]);
    program::system("mkfifo", &[&site.path.join("content/pipe.png")]);
    let _socket = std::os::unix::net::UnixListener::bind(site.path.join("content/s.md")).expect("a socket");
    let ran = site.run(&["check", "--format", "json"]).exits(1);
    let paths: Vec<String> = json_places(&ran.stdout).into_iter().map(|place| place.path).collect();
    assert_eq!(
        paths,
        ["content/pipe.md", "content/pipe.png", "content/s.md", "content/zero.md", "seeds/pipe.txt"]
    );
    assert_eq!(ran.stdout.matches("file-unreadable").count(), 5);
    site.run(&["build"]).exits(1);
}

#[test]
fn a_configuration_that_is_no_file_is_refused() {
    let site = Site::new();
    fs::remove_file(site.path.join("ibid.yaml")).expect("remove the configuration");
    program::system("mkfifo", &[&site.path.join("ibid.yaml")]);
    site.run(&["check"]).exits(1);
    fs::remove_file(site.path.join("ibid.yaml")).expect("remove the pipe");
    fs::create_dir(site.path.join("ibid.yaml")).expect("make a folder");
    site.run(&["check", "-r", "."]).exits(1);
}

#[test]
fn a_named_configuration_that_is_no_file_is_refused() {
    let site = Site::new();
    program::system("mkfifo", &[&site.path.join("pipe.yaml")]);
    site.run(&["check", "-c", "pipe.yaml"]).exits(1).says("pipe.yaml");
    site.run(&["check", "-c", "content"]).exits(1).says("content");
}

#[test]
fn links_that_lead_out_of_the_site_publish_nothing() {
    let site =
        Site::with("-- content/page.md --\n---\ntitle: A\n---\n\n![x](secret.png) [y](folder/letter.txt)\n");
    let outside = site.path.parent().expect("a parent").join("outside");
    write(&outside, "letter.txt", "a secret letter");
    symlink(outside.join("letter.txt"), site.path.join("content/secret.png")).expect("a link");
    symlink(&outside, site.path.join("content/folder")).expect("a link");
    symlink("../../outside/letter.txt", site.path.join("seeds/letter.md")).expect("a link");
    let ran = site.run(&["build", "--format", "json"]).exits(1);
    for path in ["content/secret.png", "content/folder", "seeds/letter.md"] {
        assert!(ran.stdout.contains(&format!("\"{path}\"")), "{path} is not in:\n{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("a secret letter") && !site.has("public"));
    // A folder of the site that is itself a link out of it.
    let site = Site::new();
    fs::rename(site.path.join("seeds"), site.path.parent().expect("a parent").join("seeds")).expect("move");
    symlink("../seeds", site.path.join("seeds")).expect("a link");
    let ran = site.run(&["build"]);
    assert!(ran.code == Some(1), "seeds/ is a link out of the site: {}", ran.stderr);
}

#[test]
fn names_that_are_not_utf8_are_findings() {
    let site = Site::new();
    let name = OsStr::from_bytes(b"caf\xe9.md");
    fs::write(site.path.join("content").join(name), "---\ntitle: A\n---\n").expect("write the page");
    let ran = site.run(&["check", "--format", "json"]).exits(1);
    assert!(ran.stdout.contains("file-unreadable") && ran.stdout.contains("UTF-8"), "{}", ran.stdout);
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    let site = Site::with("-- content/page.md --\n---\ntitle: A\n---\n");
    let grow = |path: &str, length: u64| {
        let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(site.path.join(path));
        file.expect("open the file").set_len(length).expect("make it long");
    };
    grow("content/page.md", 1 << 30);
    grow("seeds/long.txt", 9 << 20);
    grow("content/film.mp4", 1 << 34);
    let ran = site.run(&["check", "--format", "json"]).exits(1);
    assert_eq!(ran.stdout.matches("file-unreadable").count(), 3, "{}", ran.stdout);
}

#[test]
fn hostile_pages_end_in_time() {
    let header = "---\ntitle: A\n---\n\n";
    let pages = [
        ("quotes", ">".repeat(50_000) + "x"),
        ("comments", "!-- <".repeat(20_000)),
        ("nested", "[[a|]]".repeat(16)),
        ("definitions", "- [n]:Z\r\n\t\t".repeat(2_000)),
        (
            "columns",
            format!("|{}\n|{}\n|{}\n", "a|".repeat(10_000), "-|".repeat(10_000), "b|".repeat(10_000)),
        ),
        ("emphasis", "*a_".repeat(20_000)),
        ("lists", (0..5_000).map(|depth| format!("{}- x\n", " ".repeat(depth % 200))).collect()),
        ("divisions", "::: summary\n".repeat(5_000)),
        ("backticks", (1..400).map(|n| "`".repeat(n) + "x").collect()),
        ("one-line", "word ".repeat(200_000)),
    ];
    for (name, page) in pages {
        ends_in_time(name, format!("{header}{page}"));
    }
}

#[test]
fn hostile_brackets_end_in_time() {
    for unit in ["[", "[a ", "[^a\n", "[@", "^[", "“", "\"a ", "@{", "[@a, \"", "[@a; "] {
        ends_in_time("page", format!("---\ntitle: A\n---\n\n{}", unit.repeat(20_000)));
    }
}

#[track_caller]
fn ends_in_time(name: &str, page: String) {
    let site = Site::new();
    write(&site.path, &format!("content/{name}.md"), page);
    let ran = site.run(&["check", "--format", "json"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{name}: {:?}", ran.code);
}

#[test]
fn hostile_front_matter_ends_in_time() {
    let yaml = [
        format!("title: A\nextra: {}\n", "[".repeat(20_000)),
        format!("title: A\nextra: {}1{}\n", "{a: ".repeat(20_000), "}".repeat(20_000)),
        format!("title: A\ndescription: {}\n", "x".repeat(300 << 10)),
        (1..9).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{}, ", n - 1).repeat(9))).collect::<String>(),
        format!("title: A\ntags: [{}]\n", "a, ".repeat(50_000)),
    ];
    for yaml in yaml {
        let site = Site::new();
        write(&site.path, "content/page.md", format!("---\n{yaml}---\n"));
        let ran = site.run(&["check", "--format", "json"]);
        assert!(matches!(ran.code, Some(0 | 1)), "{:?}", ran.code);
    }
}

#[test]
fn a_strange_environment_is_no_obstacle() {
    let site = Site::new();
    let mut command = ibid(&site.path, &["build"]);
    command.env_clear();
    run_command(command, "").exits(0);
    let gone = tempfile::tempdir().expect("a temporary folder");
    let mut command = std::process::Command::new("sh");
    let script = format!("mkdir d && cd d && rmdir ../d && {} check", IBID);
    command.current_dir(gone.path()).args(["-c", &script]);
    run_command(command, "").exits(1).says("error");
}
