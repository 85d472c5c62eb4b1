//! Citations that somebody has judged, misleading or true, and how many of each are reported: `labelled/KIND.yaml`.
//!
//! `cargo test --test suite labelled -- --nocapture` prints the figures: recall by kind and by language over the
//! misleading ones, and precision by rule, over these and over true statements about prose that nobody wrote for a
//! test: whole sentences and parts of sentences of the texts that the mutation tests quote. All cases of a language
//! are the pages and sources of one site.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use ibid::base::sentence::sentences;
use ibid_languages::{Language, List};
use serde::Deserialize;

use crate::support::findings::{self, Finding};
use crate::support::program;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/labelled");
const PROSE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/quotation/tests/mutation/sources");

/// Least share of the misleading citations of each kind that are reported.
const LEAST_RECALL: f64 = 0.9;
/// Least share of right findings among those of a rule that warns.
const LEAST_PRECISION: f64 = 0.9;

/// Beginnings of the rules that weigh a citation; other findings are not looked at.
const WEIGHED: [&str; 7] =
    ["quote-", "speech-", "figure-", "name-", "excerpt-unrelated", "event-", "statement-missing"];

/// A file: citations of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    #[serde(default)]
    misleading: Vec<Case>,
    #[serde(default, rename = "true")]
    honest: Vec<Case>,
}

/// A page with its source, whose key is `src` in the page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    language: String,
    source_language: Option<String>,
    /// The extension of the source's file.
    #[serde(default = "text")]
    format: String,
    trim: Option<String>,
    title: Option<String>,
    description: Option<String>,
    source: String,
    page: String,
    /// The rules of which one reports it.
    #[serde(default)]
    finds: Vec<String>,
    /// The key of a source that several cases share; else the id.
    #[serde(skip)]
    shared_key: Option<String>,
}

fn text() -> String {
    "txt".to_owned()
}

/// A case with what it is.
struct Labelled {
    kind: String,
    is_misleading: bool,
    case: Case,
}

fn cases() -> Vec<Labelled> {
    let mut files: Vec<_> = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().replace('-', " ");
        let kind: Kind = serde_yaml::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for (is_misleading, cases) in [(true, kind.misleading), (false, kind.honest)] {
            all.extend(cases.into_iter().map(|case| Labelled { kind: name.clone(), is_misleading, case }));
        }
    }
    all
}

impl Case {
    fn write(&self, site: &Path) {
        let id = &self.id;
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let title = quoted(self.title.as_deref().unwrap_or("Page"));
        let description = self
            .description
            .as_deref()
            .map_or(String::new(), |text| format!("description: {}\n", quoted(text)));
        let key = self.shared_key.as_ref().unwrap_or(id);
        let page = self.page.replace("@src", &format!("@{key}"));
        let page = format!("---\ntitle: {title}\ndate: 2025-12-17\n{description}---\n\n{page}\n");
        fs::write(site.join(format!("content/{id}.md")), page).unwrap();
        let language = self.source_language.as_ref().unwrap_or(&self.language);
        let trim = self.trim.as_ref().map_or(String::new(), |trim| format!("trim: {trim}\n"));
        let source = format!(
            "---\ntitle: Saved text\nauthor: A Reporter\npublisher: Paper One\ndate: 2025-12-15\nnot_stated: [url]\nlanguage: {language}\n{trim}---\n{}\n",
            self.source
        );
        fs::write(site.join(format!("seeds/{key}.{}", self.format)), source).unwrap();
    }
}

/// The findings on the page of each case, by its id.
fn check(language: &str, cases: &[&Case]) -> BTreeMap<String, Vec<Finding>> {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    for name in ["content", "seeds"] {
        fs::create_dir(site.join(name)).unwrap();
    }
    let settings = format!("title: Labelled\nbase_url: https://example.org\nlanguage: {language}\n");
    fs::write(site.join("ibid.yaml"), settings).unwrap();
    cases.iter().for_each(|case| case.write(site));
    let ran = program::run(site, &["check", "--format", "json"]);
    let found = findings::parse(&ran.stdout).unwrap();
    let of = |case: &&Case| {
        let path = format!("content/{}.md", case.id);
        let is_weighed = |finding: &&Finding| {
            finding.path == path && WEIGHED.iter().any(|rule| finding.rule.starts_with(rule))
        };
        (case.id.clone(), found.iter().filter(is_weighed).cloned().collect())
    };
    cases.iter().map(of).collect()
}

/// Cases of one site: a slow computer reads more in longer than a run may take.
const MOST_CASES: usize = 60;

/// The findings of all cases.
fn check_all<'c>(cases: impl Iterator<Item = &'c Case>) -> BTreeMap<String, Vec<Finding>> {
    let mut by_language: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    cases.for_each(|case| by_language.entry(&case.language).or_default().push(case));
    let sites = by_language
        .iter()
        .flat_map(|(language, cases)| cases.chunks(MOST_CASES).map(move |cases| (*language, cases)));
    sites.flat_map(|(language, cases)| check(language, cases)).collect()
}

/// Right and wrong findings, or found and missed cases.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: usize,
    wrong: usize,
}

impl Tally {
    fn add(&mut self, is_right: bool) {
        self.right += usize::from(is_right);
        self.wrong += usize::from(!is_right);
    }

    fn all(self) -> usize {
        self.right + self.wrong
    }

    fn share(self) -> f64 {
        self.right as f64 / self.all().max(1) as f64
    }
}

/// What is counted over all cases.
#[derive(Default)]
struct Figures {
    by_kind: BTreeMap<String, Tally>,
    by_language: BTreeMap<String, Tally>,
    /// Findings by rule and severity: right on misleading citations, wrong on true ones.
    by_rule: BTreeMap<(String, String), Tally>,
    honest: Tally,
    missed: Vec<String>,
    wrong: Vec<String>,
}

impl Figures {
    fn count(&mut self, labelled: &Labelled, found: &[Finding]) {
        let Labelled { kind, is_misleading, case } = labelled;
        let is_expected = |finding: &&Finding| case.finds.contains(&finding.rule);
        if *is_misleading {
            let is_found = found.iter().any(|finding| is_expected(&finding));
            self.by_kind.entry(kind.clone()).or_default().add(is_found);
            self.by_language.entry(case.language.clone()).or_default().add(is_found);
            if !is_found {
                self.missed.push(format!("{kind}: {}: no {:?} in {found:?}", case.id, case.finds));
            }
            for finding in found.iter().filter(is_expected) {
                self.by_rule.entry((finding.rule.clone(), finding.severity.clone())).or_default().add(true);
            }
            return;
        }
        self.honest.add(found.is_empty());
        for finding in found {
            self.by_rule.entry((finding.rule.clone(), finding.severity.clone())).or_default().add(false);
            self.wrong.push(format!("{kind}: {}: {} {}", case.id, finding.place(), finding.message));
        }
    }

    fn print(&self) {
        let mut text = String::from("\nmisleading citations that are reported\n");
        let mut rows = |title: &str, rows: Vec<(String, Tally)>| {
            writeln!(text, "\n{title}").unwrap();
            for (name, tally) in rows {
                writeln!(text, "  {name:44} {:4} of {:4}  {:.2}", tally.right, tally.all(), tally.share())
                    .unwrap();
            }
        };
        let all = |tallies: &BTreeMap<String, Tally>| -> Vec<(String, Tally)> {
            tallies.iter().map(|(name, tally)| (name.clone(), *tally)).collect()
        };
        rows("by kind", all(&self.by_kind));
        rows("by language", all(&self.by_language));
        let rules =
            self.by_rule.iter().map(|((rule, severity), tally)| (format!("{severity}[{rule}]"), *tally));
        rows("findings that are right, by rule", rules.collect());
        rows("true citations without a finding", vec![("all".to_owned(), self.honest)]);
        println!("{text}");
        self.missed.iter().chain(&self.wrong).for_each(|line| println!("{line}"));
    }
}

/// Quotation marks; apostrophes may be some.
const MARKS: [char; 10] = ['“', '”', '"', '«', '»', '„', '‘', '’', '\'', '`'];

/// How a true statement is made of a sentence.
const CONSTRUCTIONS: [&str; 3] = ["sentence", "half", "pin"];

/// True statements about the prose of a file: a whole sentence quoted, the second half of one quoted behind its first
/// half, and a sentence pinned to some of its words. Whatever turns the words stands in the statement too.
fn prose(path: &Path) -> Vec<Labelled> {
    let name = path.file_stem().unwrap().to_string_lossy().replace('.', "-");
    let code = name.split('-').next().unwrap().to_owned();
    let file = fs::read_to_string(path).unwrap();
    let body = file
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(&file[..], |(_, body)| body);
    let mut found = Vec::new();
    for paragraph in body.split("\n\n") {
        let letters: Vec<char> = paragraph.chars().collect();
        for range in sentences(&letters, Language::get(&code)) {
            let sentence: String = letters[range].iter().collect();
            let words: Vec<&str> = sentence.split_whitespace().collect();
            // Marks within it would nest, or mean something in Markdown.
            let is_plain =
                !sentence.contains(MARKS) && !sentence.contains(['[', ']', '*', '_', '#', '(', ')']);
            if is_plain && (8..40).contains(&words.len()) && sentence.ends_with('.') {
                found.push(words.join(" "));
            }
        }
    }
    let mut cases = Vec::new();
    for (number, sentence) in found.iter().enumerate().take(16) {
        let construction = CONSTRUCTIONS[number % CONSTRUCTIONS.len()];
        let words: Vec<&str> = sentence.trim_end_matches('.').split(' ').collect();
        let half = words.len() / 2;
        let (first, second) = (words[..half].join(" "), words[half..].join(" "));
        if construction == "half" && Language::get(&code).words(List::VerbsOfSaying).find(&first).is_some() {
            continue;
        }
        let page = match construction {
            "sentence" => format!("“{sentence}” [@src]"),
            "half" => format!("{first} “{second}” [@src]."),
            _ => format!("{first} {second} [@src, \"{}\"].", words[half - 4..half + 4].join(" ")),
        };
        cases.push(Labelled {
            kind: format!("prose, {construction}"),
            is_misleading: false,
            case: Case {
                id: format!("{name}-{number}"),
                language: code.clone(),
                source_language: None,
                format: path.extension().unwrap().to_string_lossy().into_owned(),
                trim: None,
                title: None,
                description: None,
                source: body.to_owned(),
                page,
                finds: Vec::new(),
                shared_key: Some(name.clone()),
            },
        });
    }
    cases
}

fn all_prose() -> Vec<Labelled> {
    let mut files: Vec<_> = fs::read_dir(PROSE).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|file| prose(file)).collect()
}

#[test]
fn misleading_citations_are_reported_and_true_ones_are_not() {
    let cases: Vec<Labelled> = cases().into_iter().chain(all_prose()).collect();
    let ids: BTreeSet<&str> = cases.iter().map(|labelled| labelled.case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "two cases have one id");
    for labelled in &cases {
        assert_eq!(labelled.is_misleading, !labelled.case.finds.is_empty(), "{}", labelled.case.id);
    }
    let found = check_all(cases.iter().map(|labelled| &labelled.case));
    let mut figures = Figures::default();
    cases.iter().for_each(|labelled| figures.count(labelled, &found[&labelled.case.id]));
    figures.print();
    let misleading: usize = figures.by_kind.values().map(|tally| tally.all()).sum();
    assert!(misleading >= 200 && figures.by_language.len() >= 12, "{misleading} misleading citations");
    assert!(figures.honest.all() >= 300, "{} true citations", figures.honest.all());
    for (kind, tally) in &figures.by_kind {
        assert!(tally.share() >= LEAST_RECALL, "{kind}: {} of {} are reported", tally.right, tally.all());
    }
    for ((rule, severity), tally) in figures.by_rule.iter().filter(|((_, severity), _)| severity != "note") {
        assert!(
            tally.share() >= LEAST_PRECISION || tally.wrong <= 1,
            "{severity}[{rule}]: {} of {} are right",
            tally.right,
            tally.all()
        );
    }
}

/// Quotations of the kinds that an editor expects to pass.
#[test]
fn quotations_that_an_editor_expects_to_pass_do() {
    let honest: Vec<Labelled> = cases().into_iter().filter(|labelled| !labelled.is_misleading).collect();
    let quotes =
        |labelled: &&Labelled| labelled.case.page.contains(['“', '„', '«', '”', '»', '"', '「', '>']);
    let quoted: Vec<&Labelled> = honest.iter().filter(quotes).collect();
    let found = check_all(quoted.iter().map(|labelled| &labelled.case));
    let is_refused = |labelled: &&&Labelled| {
        let errors = |finding: &Finding| finding.severity == "error" && finding.rule.starts_with("quote-");
        found[&labelled.case.id].iter().any(errors)
    };
    let refused: Vec<&str> =
        quoted.iter().filter(is_refused).map(|labelled| labelled.case.id.as_str()).collect();
    println!("{} of {} true quotations pass", quoted.len() - refused.len(), quoted.len());
    assert!(refused.len() * 16 <= quoted.len(), "refused: {refused:?}");
}
