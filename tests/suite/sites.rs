//! Small sites and what must come of them: `sites/NAME.site`, one file a case.
//!
//! A case is an archive as in `support/archive.rs`; what it leaves out comes from `diagnostics/base.site`. Above its
//! files stands what is expected, in YAML (see [`Expected`]):
//!
//! ```text
//! about: A figure of the statement that the passage does not have
//! exit: 0
//! finds: ["warning[figure-unsupported] content/page.md:5"]
//! lacks: [quote-altered]
//! published:
//!   /page/: {text: [Four million], no_html: [<table]}
//! json:
//!   claims.json: {/claims/0/corroboration/origins: 1}
//! -- content/page.md --
//! ---
//! title: Page
//! ---
//!
//! Four million people [@newsx].
//! ```
//!
//! Of every case it is asked besides that each finding has a rule, help and a place inside a file, that the exit code
//! is the same with `--format json`, and that the program ends within ten seconds and does not panic.
//! `CASE=name cargo test --test suite sites::` runs the cases whose names contain `name`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use ibid::base::diagnostic::Rule;
use serde::Deserialize;
use serde_json::Value;

use crate::support::archive::Archive;
use crate::support::findings::{self, Finding};
use crate::support::html::Page;
use crate::support::program::{self, Ran};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sites");

/// Cases that run at a time: most of it is waiting for programs.
const WORKERS: usize = 4;

/// What must come of a site. What is left out is not looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// What the case is about, for people.
    about: String,
    /// Commands of `bash` that complete the site before it is built: what an archive cannot hold.
    #[serde(default)]
    setup: String,
    /// The command, split at spaces.
    #[serde(default = "build")]
    run: String,
    /// The exit code.
    exit: Option<i32>,
    /// Findings that there must be, each a [`Pattern`].
    #[serde(default)]
    finds: Vec<String>,
    /// Findings that there must not be; `["*"]`: none at all.
    #[serde(default)]
    lacks: Vec<String>,
    /// How many findings there are.
    total: Option<usize>,
    /// Words of a finding's message or help, in any case of letters.
    #[serde(default)]
    says: Vec<String>,
    /// Words that no message and no help has.
    #[serde(default)]
    says_not: Vec<String>,
    /// What published files hold: by the address of a page (`/page/`) or the path of another file (`llms.txt`).
    #[serde(default)]
    published: BTreeMap<String, Words>,
    /// Published files of JSON: for each the values at JSON Pointers (RFC 6901); `null` where there must be none.
    #[serde(default)]
    json: BTreeMap<String, BTreeMap<String, Value>>,
}

fn build() -> String {
    "build".to_owned()
}

/// What a file holds. Of a page `<main>` is looked at; `text` is what a reader reads there, single-spaced, without
/// the attributes of elements.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Words {
    text: Vec<String>,
    no_text: Vec<String>,
    html: Vec<String>,
    no_html: Vec<String>,
    /// Words of the text, and how often they stand there.
    count: BTreeMap<String, usize>,
    /// Whether the file must not be there.
    absent: bool,
}

/// `severity[rule] path:line:column` or a part of it: `rule`, `rule path`, `*[rule] path:7`, `quote-*`. A line is met
/// by a finding that reaches over it.
struct Pattern<'p> {
    severity: Option<&'p str>,
    rule: &'p str,
    path: Option<&'p str>,
    line: Option<usize>,
    column: Option<usize>,
}

impl<'p> Pattern<'p> {
    fn parse(text: &'p str) -> Result<Self, String> {
        let (head, place) = text.split_once(' ').map_or((text, None), |(head, place)| (head, Some(place)));
        let (severity, rule) = match head.strip_suffix(']').and_then(|head| head.split_once('[')) {
            Some((severity, rule)) => (Some(severity).filter(|severity| *severity != "*"), rule),
            None => (None, head),
        };
        if severity.is_some_and(|severity| !["error", "warning", "note"].contains(&severity)) {
            return Err(format!("`{text}`: no such severity"));
        }
        let is_rule = match rule.strip_suffix('*') {
            Some(beginning) => Rule::all().any(|rule| rule.name().starts_with(beginning)),
            None => Rule::named(rule).is_some(),
        };
        if !is_rule {
            return Err(format!("`{text}`: no such rule"));
        }
        let mut parts = place.into_iter().flat_map(|place| place.split(':'));
        let path = parts.next();
        let mut number = || {
            let number = parts.next().map(str::parse::<usize>);
            number.transpose().map_err(|_| format!("`{text}`: a line and a column are numbers"))
        };
        Ok(Self { severity, rule, path, line: number()?, column: number()? })
    }

    fn fits(&self, finding: &Finding) -> bool {
        let is_on = |line: usize| (finding.line..=finding.end_line).contains(&Some(line));
        self.severity.is_none_or(|severity| severity == finding.severity)
            && match self.rule.strip_suffix('*') {
                Some(beginning) => finding.rule.starts_with(beginning),
                None => self.rule == finding.rule,
            }
            && self.path.is_none_or(|path| path == finding.path)
            && self.line.is_none_or(is_on)
            && self.column.is_none_or(|column| finding.column == Some(column))
    }
}

impl Expected {
    /// What is not as expected, each in a line.
    fn faults(&self, site: &Path, ran: &Ran, found: &[Finding]) -> Result<Vec<String>, String> {
        let mut faults = Vec::new();
        if self.exit.is_some_and(|code| ran.code != Some(code)) {
            faults.push(format!("exit code {:?}, expected {:?}", ran.code, self.exit));
        }
        for text in &self.finds {
            let pattern = Pattern::parse(text)?;
            if !found.iter().any(|finding| pattern.fits(finding)) {
                faults.push(format!("no finding {text}"));
            }
        }
        for text in &self.lacks {
            let pattern = Pattern::parse(text)?;
            faults.extend(
                found
                    .iter()
                    .filter(|finding| pattern.fits(finding))
                    .map(|finding| format!("a finding that must not be: {}", finding.place())),
            );
        }
        if self.total.is_some_and(|total| found.len() != total) {
            faults.push(format!("{} findings, expected {:?}", found.len(), self.total));
        }
        let texts: String = found
            .iter()
            .map(|finding| format!("{}\n{}\n", finding.message, finding.help.join("\n")))
            .collect();
        let texts = texts.to_lowercase();
        let says = |words: &&String| texts.contains(&words.to_lowercase());
        faults.extend(
            self.says.iter().filter(|words| !says(words)).map(|words| format!("nothing says `{words}`")),
        );
        faults.extend(self.says_not.iter().filter(says).map(|words| format!("a finding says `{words}`")));
        for (name, words) in &self.published {
            faults.extend(words.faults(&site.join("public"), name));
        }
        for (name, values) in &self.json {
            faults.extend(json_faults(&site.join("public"), name, values));
        }
        Ok(faults)
    }
}

impl Words {
    fn faults(&self, public: &Path, name: &str) -> Vec<String> {
        let path = match name.ends_with('/') {
            true => public.join(name.trim_matches('/')).join("index.html"),
            false => public.join(name),
        };
        let file = match (fs::read_to_string(&path), self.absent) {
            (Ok(_), true) => return vec![format!("{name} is published")],
            (Err(_), true) => return Vec::new(),
            (Err(error), false) => return vec![format!("{name} is not published: {error}")],
            (Ok(file), false) => file,
        };
        let main =
            file.find("<main").filter(|_| path.extension().is_some_and(|extension| extension == "html"));
        let html = main.map_or(&file[..], |start| {
            let end = file.rfind("</main>").unwrap_or(file.len());
            &file[start..end]
        });
        let text = main.map_or_else(|| html.to_owned(), |_| Page::read(html).words());
        let mut faults = Vec::new();
        let mut ask = |list: &[String], whole: &str, is_wanted: bool, what: &str| {
            for words in list.iter().filter(|words| whole.contains(words.as_str()) != is_wanted) {
                let not = if is_wanted { "not " } else { "" };
                faults.push(format!("`{words}` is {not}in the {what} of {name}:\n{whole}"));
            }
        };
        ask(&self.text, &text, true, "text");
        ask(&self.no_text, &text, false, "text");
        ask(&self.html, html, true, "HTML");
        ask(&self.no_html, html, false, "HTML");
        for (words, count) in &self.count {
            let there = text.matches(words.as_str()).count();
            if there != *count {
                faults.push(format!("`{words}` stands {there} times in {name}, expected {count}:\n{text}"));
            }
        }
        faults
    }
}

fn json_faults(public: &Path, name: &str, values: &BTreeMap<String, Value>) -> Vec<String> {
    let file = match fs::read_to_string(public.join(name)) {
        Ok(file) => file,
        Err(error) => return vec![format!("{name} is not published: {error}")],
    };
    let file: Value = match serde_json::from_str(&file) {
        Ok(file) => file,
        Err(error) => return vec![format!("{name}: {error}")],
    };
    let differs =
        |(pointer, value): &(&String, &Value)| file.pointer(pointer).unwrap_or(&Value::Null) != *value;
    let fault = |(pointer, value): (&String, &Value)| {
        format!("{name} at {pointer}: {:?}, expected {value}", file.pointer(pointer))
    };
    values.iter().filter(differs).map(fault).collect()
}

/// The cases by name.
fn cases() -> BTreeMap<String, String> {
    let entries = fs::read_dir(FOLDER).expect("the folder of the cases").map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let name =
            name.strip_suffix(".site").unwrap_or_else(|| panic!("{name} is no case: NAME.site")).to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    entries.map(read).collect()
}

fn check(text: &str) -> Result<(), String> {
    let archive = Archive::parse(text);
    let expected: Expected =
        serde_yaml::from_str(&archive.preamble).map_err(|error| format!("above the files: {error}"))?;
    if expected.about.trim().is_empty() {
        return Err("`about` is empty".to_owned());
    }
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().canonicalize().unwrap();
    archive.write_completed(&site);
    if !expected.setup.is_empty() {
        let mut command = Command::new("bash");
        command.current_dir(&site).args(["-euo", "pipefail", "-c", &expected.setup]);
        let ran = program::run_command(command, "");
        if ran.code != Some(0) {
            return Err(format!("the setup fails:\n{}", ran.stderr));
        }
    }
    let mut args: Vec<&str> = expected.run.split_whitespace().collect();
    let people = program::run(&site, &args);
    let published = site.join("public");
    let _ = fs::remove_dir_all(&published);
    args.extend(["--format", "json"]);
    let machines = program::run(&site, &args);
    let found = findings::parse(&machines.stdout)?;
    findings::sound(&found, &site)?;
    let mut faults = expected.faults(&site, &machines, &found)?;
    if people.code != machines.code {
        faults.push(format!("exit code {:?} for people, {:?} for machines", people.code, machines.code));
    }
    if faults.is_empty() { Ok(()) } else { Err(format!("{}\n{}", faults.join("\n"), people.stderr)) }
}

#[test]
fn of_every_site_comes_what_is_expected() {
    let only = std::env::var("CASE").unwrap_or_default();
    let cases: Vec<_> = cases().into_iter().filter(|(name, _)| name.contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let fault =
        |(name, text): &(String, String)| check(text).err().map(|fault| format!("{name}:\n{fault}\n"));
    let worker = || {
        let taken = std::iter::from_fn(|| cases.get(next.fetch_add(1, Ordering::Relaxed)));
        taken.filter_map(fault).collect::<Vec<String>>()
    };
    let mut failures: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    failures.sort();
    assert!(failures.is_empty(), "{} of {} fail\n\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// Whatever a case may expect is refused where it is not so: no case holds by chance.
#[test]
fn what_is_not_so_is_a_fault() {
    let page = "-- content/page.md --\n---\ntitle: Page\n---\n\nThree *words* [@newsx].\n";
    let is_refused = |expected: &str, words: &str| {
        let fault = check(&format!("about: A test\n{expected}\n{page}")).expect_err(expected);
        assert!(fault.contains(words), "{expected}: {fault}");
    };
    check(&format!("about: A test\nexit: 0\nlacks: [quote-altered, error]\ntotal: 0\n{page}"))
        .expect_err("`error` is no rule");
    check(&format!(
        "about: A test\nexit: 0\nlacks: ['*']\ntotal: 0\nsays_not: [word]\npublished:\n  /page/: {{text: ['Three words'], html: ['<em>'], no_text: ['Page Page'], count: {{Three words: 1}}}}\n  /none/: {{absent: true}}\njson:\n  claims.json: {{/claims/7: null}}\n{page}"
    ))
    .expect("what is so");
    is_refused("exit: 1", "exit code");
    is_refused("finds: [quote-altered]", "no finding");
    is_refused("finds: ['*']", "no finding");
    is_refused("finds: [quote-alterd]", "no such rule");
    is_refused("total: 1", "0 findings");
    is_refused("says: [words]", "nothing says");
    is_refused("published: {/page/: {text: [four]}}", "is not in the text");
    is_refused("published: {/page/: {no_text: [Three]}}", "is in the text");
    is_refused("published: {/page/: {html: ['<strong>']}}", "is not in the HTML");
    is_refused("published: {/page/: {no_html: ['<em>']}}", "is in the HTML");
    is_refused("published: {/page/: {count: {Three: 2}}}", "stands 1 times");
    is_refused("published: {/page/: {absent: true}}", "is published");
    is_refused("published: {/none/: {text: [x]}}", "is not published");
    is_refused("json: {claims.json: {/claims/0/nothing: 1}}", "expected 1");
    is_refused("setup: exit 3", "the setup fails");
    is_refused("finds_: []", "unknown field");
    let broken = "-- content/page.md --\n---\ntitle: Page\n---\n\n“Whales sang all night” [@newsx].\n";
    check(&format!("about: A test\nexit: 1\nfinds: ['error[quote-absent] content/page.md:5', '*[quote-absent]']\n{broken}")).expect("a finding");
    let fault = check(&format!(
        "about: A test\nlacks: ['*']\nfinds: ['quote-absent content/page.md:4', 'warning[quote-absent]']\nsays_not: [SOURCE]\n{broken}"
    ));
    let fault = fault.expect_err("a finding");
    assert!(
        fault.matches("no finding").count() == 2
            && fault.contains("must not be")
            && fault.contains("says `SOURCE`"),
        "{fault}"
    );
}
