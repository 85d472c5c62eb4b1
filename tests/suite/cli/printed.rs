//! What commands print: findings in every format, colours, counts, progress.

use std::collections::BTreeMap;

use ibid::base::diagnostic::Rule;
use serde_json::Value;

use super::{BROKEN, Site, WARNED};
use crate::support::files::write;
use crate::support::program::{IBID, ibid, run_command};

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) path: String,
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

pub(super) fn json_places(stdout: &str) -> Vec<Place> {
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
