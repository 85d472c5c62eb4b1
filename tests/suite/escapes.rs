//! Paths that try to leave the output: in slugs, paths, aliases, names of files and folders, keys of sources,
//! terms, themes and the output folder's own name. Every file that a site gives to the publishing room has a
//! path inside the output that is one on every system; what cannot be such a path is a finding.
//! `IBID_PAYLOADS=all` takes every way with every tail.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ibid::app::engine::{self, RunOptions};
use ibid::base::diagnostic::Severity;
use ibid::read::snapshot::Snapshot;
use unicode_normalization::UnicodeNormalization;

/// Ways up, to the top, to another drive, around a check: plain, encoded once and twice, in other Unicode
/// forms.
const STEPS: [&str; 24] = [
    "..",
    "../..",
    "..\\..",
    "/",
    "//",
    "\\",
    "\\\\host\\share",
    "C:",
    "C:\\",
    "~",
    ".",
    "./",
    "...",
    "%2e%2e",
    "%2E%2E%2F",
    "%252e%252e%252f",
    "..%2f",
    "..%5c",
    "..%c0%af",
    "．．",
    "．．／",
    "‥",
    "..\u{2215}..",
    "..\0",
];
/// What stands behind them.
const TAILS: [&str; 6] = ["x", "/etc/passwd", "\\x", "%2fx", "/../x", "."];

fn render(extra: &[(String, String)]) -> (engine::PipelineRun, BTreeSet<String>) {
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let base = [
        ("ibid.yaml", "title: A\nbase_url: https://example.org/\n"),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
    ];
    for (path, text) in base {
        files.insert(path.to_owned(), text.as_bytes().into());
    }
    for (path, text) in extra {
        files.insert(path.clone(), text.as_bytes().into());
    }
    let run = engine::run(
        Arc::new(files.into_iter().collect::<Snapshot>()),
        "ibid.yaml",
        Vec::new(),
        &RunOptions::default(),
    )
    .unwrap();
    let paths = run.files.keys().cloned().collect();
    (run, paths)
}

fn scalar(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// What is wrong with a path of the output, if anything.
fn wrong(path: &str) -> Option<&'static str> {
    let is_unfit = |part: &str| {
        part.is_empty() || part == "." || part == ".." || part.ends_with('.') || part.len() > 255
    };
    match () {
        () if path.starts_with('/') => Some("absolute"),
        () if path.split('/').any(is_unfit) => Some("a part that is none"),
        () if path.contains(['\\', ':', '\0', '%']) || path.chars().any(char::is_control) => {
            Some("a character")
        }
        () => None,
    }
}

#[test]
fn no_path_leaves_the_output() {
    let mut tried = 0;
    let mut refused = 0;
    let whole = std::env::var("IBID_PAYLOADS").is_ok_and(|value| value == "all");
    let ways = STEPS.iter().flat_map(|step| TAILS.map(|tail| format!("{step}{tail}")));
    // In short, every fifth: every step with some tail.
    for way in ways.step_by(if whole { 1 } else { 5 }) {
        let page = |front: String| format!("---\ntitle: A\n{front}\n---\n");
        let sites: [(String, String); 9] = [
            ("content/p.md".into(), page(format!("slug: {}", scalar(&way)))),
            ("content/p.md".into(), page(format!("path: {}", scalar(&way)))),
            ("content/p.md".into(), page(format!("aliases: [{}]", scalar(&way)))),
            ("content/p.md".into(), page(format!("tags: [{}]", scalar(&way)))),
            ("content/p.md".into(), page(format!("template: {}", scalar(&way)))),
            (format!("content/{way}.md"), page(String::new())),
            (format!("content/{way}"), "x".into()),
            (format!("seeds/{way}.txt"), "---\ntitle: A\n---\nText.\n".into()),
            (format!("themes/default/static/{way}"), "x".into()),
        ];
        for site in sites {
            tried += 1;
            let (run, paths) = render(std::slice::from_ref(&site));
            let errors = engine::count(&run.findings, Severity::Error);
            refused += usize::from(errors > 0);
            // Of a site with errors nothing is published.
            for path in paths.iter().filter(|_| errors == 0) {
                let is_static = site.0.starts_with("themes/");
                // What a theme has in static/ is checked with all other paths where it is published.
                assert!(wrong(path).is_none() || is_static, "{site:?} gives {path:?}: {:?}", wrong(path));
            }
            let folded: BTreeSet<String> =
                paths.iter().map(|path| path.nfc().collect::<String>().to_lowercase()).collect();
            assert!(errors > 0 || folded.len() == paths.len(), "{site:?}: two files that are one elsewhere");
        }
    }
    println!(
        "paths: {tried} tries to leave the output, {refused} refused, the others made harmless, 0 outside"
    );
}
