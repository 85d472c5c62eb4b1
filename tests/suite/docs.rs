//! The documentation: the pages that are generated from the program's own texts (`UPDATE=1 cargo test --test suite docs`
//! rewrites them), and that no comment or page names a document or a section that does not exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use ibid::base::diagnostic::{Diagnostic, Rule, rules_page};
use ibid::parse::source;
use ibid::parse::topic::{self, locator};
use ibid::read::config;
use ibid::read::snapshot::Snapshot;
use ibid::verify::{State, Unverified};
use ibid_languages::Language;
use ibid_quotation::{Normal, Pattern};
use serde_json::Value;
use walkdir::WalkDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_default()
}

/// Compares a generated page with the file, or writes the file where expectations are updated.
fn assert_generated(path: &str, page: &str) {
    if expectation::is_update() {
        std::fs::write(Path::new(ROOT).join(path), page).unwrap();
    }
    let written = read(path);
    assert!(written == page, "{path} is not up to date\n{}", expectation::difference(page, &written));
}

use crate::support::expectation;
use crate::support::program;

#[test]
fn the_page_of_rules_is_what_the_program_explains() {
    let page = rules_page();
    assert_generated("docs/rules.md", &page);
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
    let words = |line: &'static str| line.split([' ', ';']).collect::<Vec<_>>();
    let commands: Vec<Vec<&str>> =
        script.lines().filter(|line| line.contains("cargo test --locked --workspace ")).map(words).collect();
    let is_run =
        |name: &str| commands.iter().any(|words| words.windows(2).any(|pair| pair == ["--test", name]));
    assert!(tests.len() >= 4, "{tests:?}");
    tests.retain(|name| !is_run(name));
    assert!(tests.is_empty(), "no part of tests/run runs {tests:?}");
    assert!(script.contains("--workspace --lib --bins --test suite") && script.contains("--workspace --doc"));
}

/// The list of dependencies names each of `Cargo.toml` once, and no other.
#[test]
fn the_list_of_dependencies_is_complete() {
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

/// The page of matching has the clauses that are applied, each with its examples.
#[test]
fn the_page_of_matching_has_every_clause() {
    assert_generated("docs/matching.md", &ibid_quotation::contract_page());
}

/// The files of the repository in which people read about it: code, scripts, settings, documentation.
fn texts() -> Vec<(PathBuf, String)> {
    // Sites of tests are material, and built or installed files are not the repository's.
    const LEFT_OUT: [&str; 8] =
        ["target", ".git", "node_modules", "content", "seeds", "public", "golden", "corpus"];
    let files = WalkDir::new(ROOT).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        !(entry.file_type().is_dir() && LEFT_OUT.contains(&&*name))
    });
    let files = files.map(|entry| entry.unwrap()).filter(|entry| entry.file_type().is_file());
    let text = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(ROOT).unwrap().to_path_buf();
        std::fs::read_to_string(entry.path()).ok().map(|text| (path, text))
    };
    files.filter_map(text).collect()
}

/// What a line says to people: in code and scripts its comment, in documentation all of it.
fn prose<'l>(path: &Path, line: &'l str) -> &'l str {
    let comment = |sign: &str| line.split_once(sign).map_or("", |(_, comment)| comment);
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("rs" | "js" | "mjs") => comment("//"),
        Some("md") => line,
        Some("py" | "sh" | "yaml" | "yml" | "toml") | None => comment("#"),
        _ => "",
    }
}

/// Whether a name is that of a document or a module of the project: a page of `docs/`, a name in capitals as
/// `README.md`, or a file below `src/`.
fn is_document(name: &str) -> bool {
    if let Some(module) = name.strip_suffix(".rs") {
        return module.starts_with("src/");
    }
    let stem = name.strip_suffix(".md").unwrap_or_default();
    let is_capital = |letter: char| letter.is_ascii_uppercase() || letter == '_' || letter == '-';
    !stem.is_empty() && (stem.starts_with("docs/") || stem.chars().all(is_capital))
}

/// Comments and pages name no document and no module that does not exist: a reader could not look it up.
#[test]
fn every_document_that_is_named_exists() {
    let texts = texts();
    // The pages of the guide are material, and named by their whole path.
    let is_file = |name: &str| Path::new(ROOT).join(name).is_file();
    let exists = |name: &str| is_file(name) || texts.iter().any(|(path, _)| path.ends_with(name));
    assert!(exists("README.md") && exists("docs/contract.md") && !exists("docs/nothing.md"));
    assert!(is_document("NOTHING.md") && is_document("src/nothing.rs") && !is_document("tests/x.rs"));
    assert!(is_document("docs/x.md") && !is_document("content/PAGE.md"));
    let (mut named, mut missing) = (0, Vec::new());
    for (path, text) in &texts {
        for (number, line) in text.lines().enumerate() {
            let words = prose(path, line).split(|c: char| !(c.is_alphanumeric() || "._-/".contains(c)));
            for name in words.map(|word| word.trim_end_matches('.')).filter(|word| is_document(word)) {
                named += 1;
                if !exists(name) {
                    missing.push(format!("{}:{}: {name}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(named > 20 && missing.is_empty(), "{named} named; these do not exist:\n{}", missing.join("\n"));
}

/// What stands between backticks on a page, blocks of code left out, word by word.
fn code_words(page: &str) -> impl Iterator<Item = &str> {
    let lines = page.split("\n```").step_by(2).flat_map(str::lines);
    lines.flat_map(|line| line.split('`').skip(1).step_by(2)).flat_map(str::split_whitespace)
}

/// Files and folders that the documentation names as those of this repository exist. The page on the architecture also
/// names what lies below `src/`, and modules by their last names.
#[test]
fn every_path_in_the_documentation_exists() {
    const FOLDERS: [&str; 8] =
        ["src/", "crates/", "tests/", "docs/", "benches/", "editors/", "packaging/", "examples/"];
    const FLOORS: [&str; 8] = ["base/", "read/", "parse/", "verify/", "site/", "render/", "publish/", "app/"];
    let root = Path::new(ROOT);
    let files = ["src", "crates"].into_iter().flat_map(|folder| WalkDir::new(root.join(folder)));
    let files: Vec<PathBuf> = files.map(|entry| entry.unwrap().into_path()).collect();
    let begins = |word: &str, folders: &[&str]| folders.iter().any(|folder| word.starts_with(folder));
    let is_path = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let (mut named, mut missing) = (0, Vec::new());
    for (path, text) in texts() {
        let is_architecture = path == Path::new("ARCHITECTURE.md");
        let is_page =
            path.parent() == Some(Path::new("docs")) && path.extension().is_some_and(|end| end == "md");
        if !is_architecture && !is_page {
            continue;
        }
        for word in code_words(&text).filter(|word| is_path(word)) {
            let exists = if begins(word, &FOLDERS) {
                root.join(word).exists()
            } else if is_architecture && begins(word, &FLOORS) {
                let below = root.join("src").join(word);
                below.exists() || below.with_extension("rs").exists()
            } else if is_architecture && word.ends_with(".rs") {
                files.iter().any(|file| file.ends_with(word))
            } else {
                continue;
            };
            named += 1;
            if !exists {
                missing.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(named > 200 && missing.is_empty(), "{named} named; these do not exist:\n{}", missing.join("\n"));
}

/// Links between pages of the documentation lead to files.
#[test]
fn links_of_the_documentation_lead_somewhere() {
    let (mut links, mut broken) = (0, Vec::new());
    for (path, text) in texts().iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "md")) {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let file = link.split('#').next().unwrap_or_default();
            if file.ends_with(".md") && !file.contains(':') && !file.starts_with('@') {
                links += 1;
                let target = path.parent().unwrap().join(file);
                if !Path::new(ROOT).join(&target).is_file() {
                    broken.push(format!("{}: {link}", path.display()));
                }
            }
        }
    }
    assert!(links > 10 && broken.is_empty(), "{links} links; these lead nowhere:\n{}", broken.join("\n"));
}

/// Where a comment cites a section of a page, or the contract one of its own, the section is there.
#[test]
fn every_section_that_is_cited_exists() {
    let sections = |page: &str| -> Vec<String> {
        let text = read(page);
        let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
        headings.filter_map(|heading| Some(heading.split_once(". ")?.0.to_owned())).collect()
    };
    let contract = "docs/contract.md";
    assert!(sections(contract).iter().enumerate().all(|(at, number)| *number == (at + 1).to_string()));
    let (mut cited, mut missing) = (0, Vec::new());
    for (path, text) in &texts() {
        // Comments break their lines anywhere.
        let prose: String = text
            .lines()
            .map(|line| prose(path, line).trim_start_matches(['/', '!', ' ']))
            .collect::<Vec<_>>()
            .join(" ");
        for (at, _) in prose.match_indices("section ") {
            let rest = &prose[at + "section ".len()..];
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let cites = format!("{contract}, ");
            let is_of_contract = prose[..at].ends_with(&cites) || path.as_path() == Path::new(contract);
            if is_of_contract && !number.is_empty() {
                cited += 1;
                if !sections(contract).contains(&number) {
                    missing.push(format!("{}: section {number}", path.display()));
                }
            }
        }
    }
    assert!(cited > 10 && missing.is_empty(), "{cited} cited; these do not exist:\n{}", missing.join("\n"));
}

/// The part of the contract below a heading, as far as the next one of the same rank.
fn part_of_contract(heading: &str) -> String {
    let text = read("docs/contract.md");
    let rank = heading.split(' ').next().unwrap();
    let (_, rest) = text.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    rest.split(&format!("\n{rank} ")).next().unwrap().to_owned()
}

/// The words between backticks in the first column of a table.
fn first_column(part: &str) -> BTreeSet<String> {
    let rows = part.lines().filter_map(|line| line.strip_prefix("| "));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The keys that the program knows, as it names them where it finds one that it does not know.
fn known_keys(findings: &[Diagnostic]) -> BTreeSet<String> {
    let found = findings.iter().filter(|finding| finding.rule == Rule::UnknownKey);
    let help = found.flat_map(|finding| &finding.help);
    let names =
        help.filter_map(|help| help.text.strip_prefix("known keys: ")).flat_map(|names| names.split(", "));
    names.map(str::to_owned).collect()
}

/// The tables of keys in the contract have every key that the program reads, and no other.
#[test]
fn the_contract_names_every_key() {
    let settings = Snapshot::from_iter([("ibid.yaml", "wwwwwwwwwwwwwwwwww: 1\n")]);
    let (config, findings) = config::parse(&settings, "ibid.yaml");
    assert_eq!(first_column(&part_of_contract("## 3. `ibid.yaml`")), known_keys(&findings));
    let front = "---\nwwwwwwwwwwwwwwwwww: 1\n---\nText.\n";
    let seeds = Snapshot::from_iter([("seeds/a.md", front)]);
    let (_, findings) = source::parse(&seeds, "seeds/a.md");
    let sources = part_of_contract("## 4. Sources");
    let table = sources.split("**Origin.**").next().unwrap();
    assert_eq!(first_column(table), known_keys(&findings));
    let (_, findings) = topic::parse_text(&config, "content/a.md", front);
    let pages = part_of_contract("## 6. Pages");
    let table = pages.split("### Addresses").next().unwrap();
    let mut keys = first_column(table);
    // In its place the table says "each taxonomy of the site".
    assert!(keys.insert("tags".to_owned()));
    assert_eq!(keys, known_keys(&findings));
}

/// The states of the contract are those that a citation may have, in their order.
#[test]
fn the_contract_names_every_state() {
    let part = part_of_contract("## 9. States of a citation");
    let rows = part.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.map(|row| row.split(" | ").next().unwrap().split('`').step_by(2).collect::<Vec<_>>());
    let written: Vec<(String, Option<String>)> =
        cells.map(|words| (words[0].to_owned(), words.get(1).map(|&reason| reason.to_owned()))).collect();
    let name = |reason: Unverified| serde_json::from_value(serde_json::to_value(reason).unwrap()).unwrap();
    let states = State::ALL.map(|state| (state.name().as_str().to_owned(), state.reason().map(name)));
    assert_eq!(written, states);
}

/// Every spelling of a locator that the contract names is one.
#[test]
fn the_spellings_of_locators_in_the_contract_are_read() {
    let part = part_of_contract("## 8. Citations and quotations");
    let (_, table) = part.split_once("| term | spellings").unwrap();
    let rows: Vec<&str> = table.lines().skip(2).take_while(|line| line.starts_with("| ")).collect();
    let spellings: Vec<&str> = rows.iter().flat_map(|row| row.split('`').skip(1).step_by(2)).collect();
    assert!(rows.len() > 5 && spellings.len() > 25, "{spellings:?}");
    for spelling in spellings {
        let (found, _) = locator::parse(&format!(", {spelling} 4"), Language::get("en"));
        assert!(found.is_some_and(|locator| locator.value == "4"), "{spelling}");
    }
    assert_eq!(locator::parse(", wx. 4", Language::get("en")).0, None);
}

/// The numbers that the contract gives for matching are those that the program applies.
#[test]
fn the_limits_of_matching_in_the_contract_are_applied() {
    let part = part_of_contract("## 10. Matching");
    let find = |quotation: &str, source: &str| {
        let source = Normal::new(source);
        Pattern::new(quotation, false, "en").find(&source, 0..source.text.len(), "en").is_ok()
    };
    for (row, quotation, longest) in [
        ("| an omission | at most ", "begin … end", 60),
        ("| a bracket apart from the words | at most ", "begin [so] end", 4),
    ] {
        let (_, rest) = part.split_once(row).unwrap();
        let written: usize = rest.split(' ').next().unwrap().parse().unwrap();
        assert_eq!(written, longest, "{row}");
        let source = |words: usize| format!("begin {} end", "word ".repeat(words));
        assert!(find(quotation, &source(written)) && !find(quotation, &source(written + 1)), "{row}");
    }
    assert!(part.contains("at most 6 letters of the same word"));
    assert!(
        find("the chang[ed] plan", "the changesome plan")
            && !find("the chang[ed] plan", "the changesoever plan")
    );
}
