//! The words of findings, as they stand in the program's text. Each must stand in some case: what is wrong, as
//! well as each way to mend it.
//!
//! Taken are all string literals of two words or more in the files that report findings, or give reasons to those
//! that do. What else stands there is named in [`NO_FINDINGS`].

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Files that give reasons which others report.
const REASONS: [&str; 8] = [
    "date.rs",
    "html/template_names.rs",
    "reference/style/mod.rs",
    "source/saved_page.rs",
    "source/text.rs",
    "topic/foreign/kind.rs",
    "address.rs",
    "yaml/parser/syntax.rs",
];

/// Rooms that name findings and report none: they run, show and keep, or read files of other programs, of which a
/// command says what is wrong.
const ROOMS: [&str; 16] = [
    "command/",
    "diagnostic/",
    "failure.rs",
    "engine.rs",
    "engine/cache.rs",
    "ingest/",
    "lsp/",
    // `tests/suite/mcp.rs` has what assistants are told.
    "mcp/",
    "preview/",
    "publish/",
    "review/",
    // `tests/suite/preview.rs` and `fetched.rs` have what is said of passages that were chosen elsewhere.
    "scaffold/citation.rs",
    "scaffold/front_matter.rs",
    // `tests/migrate` has what `ibid init --from` says.
    "scaffold/migrate",
    "scaffold/source_change.rs",
    // `tests/suite/shard.rs` has what is said of parts.
    "shard/",
];

/// Words of no finding, with the file: names of steps, failures of the system, and what is written for
/// pages.
const NO_FINDINGS: [(&str, &str); 13] = [
    ("config.rs", "Untitled site"),
    ("config.rs", "light-dark({light}, {dark})"),
    ("engine/renderer.rs", "other files"),
    (
        "html/policy.rs",
        "img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'",
    ),
    ("html/policy.rs", "default-src 'none'; style-src {}; script-src {}; {OTHERS}"),
    ("view/lists.rs", "Markdown’s emphasis and links, whose words count and whose marks do not"),
    ("view/lists.rs", "a binding pledge = a *binding* [pledge](https://example.org/)"),
    ("view/lists.rs", "{} ≠ {}"),
    ("view/maker.rs", "{title} – {}"),
    ("view/maker.rs", " lang=\"{}\" dir=\"{direction}\""),
    ("review.rs", " at line "),
    ("snapshot/listing.rs", "cannot read {}: {error}"),
    ("snapshot/listing.rs", "cannot be read: {error}"),
];

/// Words of findings that need more than a site of text files, and the tests that have them.
const ELSEWHERE: [(&str, &str, &str); 6] = [
    ("markdown.rs", "there are more than {what}: nothing of the page is read", PAGES),
    ("markdown.rs", "divide it into several pages", PAGES),
    (
        "yaml/parser.rs",
        "{} KiB of YAML; the limit is {} KiB",
        "tests/scale/complexity.rs::what_is_beyond_a_limit_is_said",
    ),
    ("reference/style/mod.rs", "it has more than {} KiB", STYLES),
    ("reference/style/mod.rs", "it declares a document type", STYLES),
    (
        "reference/style/mod.rs",
        "its macros come to more than {elements} elements, or nest more than {depth} deep",
        STYLES,
    ),
];
const PAGES: &str = "tests/suite/hostile.rs::a_page_of_more_than_anybody_reads_is_refused_with_a_finding";
const STYLES: &str = "tests/suite/hostile.rs::a_citation_style_without_end_is_refused";

/// A literal of the program.
pub(crate) struct Words {
    pub(crate) file: String,
    pub(crate) text: String,
}

/// The words of findings in the program.
pub(crate) fn words() -> Vec<Words> {
    let mut files = Vec::new();
    gather(&PathBuf::from(ROOT).join("src"), &mut files);
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let below =
            path.strip_prefix(format!("{ROOT}/src")).expect("below src").to_string_lossy().into_owned();
        // Files are named without their floor: `yaml/parser.rs` stands in `read/`.
        let file = below.split_once('/').map_or(below.as_str(), |(_, file)| file).to_owned();
        let text = fs::read_to_string(&path).expect("the program's text");
        let program = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let reports = program.contains("diagnostic::") && !ROOMS.iter().any(|room| file.starts_with(room));
        if reports || REASONS.contains(&file.as_str()) {
            let literals = literals(program).into_iter().filter(|text| text.trim().contains(' '));
            all.extend(literals.map(|text| Words { file: file.clone(), text }));
        }
    }
    all
}

/// Those that stand in no line of the cases, and are not listed above.
pub(crate) fn unsaid<'w>(words: &'w [Words], cases: &[String]) -> Vec<&'w Words> {
    let lines: Vec<&str> = cases.iter().flat_map(|case| case.lines()).collect();
    let is_said = |words: &Words| lines.iter().any(|line| stands_in(&words.text, line));
    words.iter().filter(|words| !is_listed(words) && !is_said(words)).collect()
}

fn is_listed(words: &Words) -> bool {
    let is_same = |file: &str, text: &str| words.file == file && words.text == text;
    NO_FINDINGS.iter().any(|(file, text)| is_same(file, text))
        || ELSEWHERE.iter().any(|(file, text, _)| is_same(file, text))
}

/// Entries of the lists that are out of date: no such literal, or a case has it now, or the test is gone.
pub(crate) fn stale(words: &[Words], cases: &[String]) -> Vec<String> {
    let lines: Vec<&str> = cases.iter().flat_map(|case| case.lines()).collect();
    let is_there =
        |file: &str, text: &str| words.iter().any(|words| words.file == file && words.text == text);
    let mut stale = Vec::new();
    for (file, text) in NO_FINDINGS {
        if !is_there(file, text) {
            stale.push(format!("{file} has no `{text}`"));
        }
    }
    for (file, text, test) in ELSEWHERE {
        if !is_there(file, text) {
            stale.push(format!("{file} has no `{text}`"));
        } else if lines.iter().any(|line| stands_in(text, line)) {
            stale.push(format!("a case has `{text}` now"));
        }
        let (path, name) = test.split_once("::").expect("file::function");
        let program = fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_default();
        if !program.contains(&format!("fn {name}(")) {
            stale.push(format!("there is no test {test}"));
        }
    }
    stale
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the program") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Whether a line has the parts of a text that stand around its `{…}`, in their order.
fn stands_in(text: &str, line: &str) -> bool {
    let mut rest = line;
    for part in parts(text) {
        match rest.find(&part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// The parts of a text around its `{…}`.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '}' if letters.peek() == Some(&letter) => {
                letters.next();
                parts.last_mut().expect("a part").push(letter);
            }
            '{' => {
                letters.by_ref().find(|letter| *letter == '}');
                parts.push(String::new());
            }
            '\n' => parts.push(String::new()),
            letter => parts.last_mut().expect("a part").push(letter),
        }
    }
    parts
}

/// The string literals of a Rust text, comments and attributes left out.
fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '/', '\'', '#']) {
        rest = &rest[at..];
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("#[") {
            // None of this program has a bracket in it.
            rest = rest.find("]\n").map_or("", |end| &rest[end..]);
        } else if let Some(raw) = rest.strip_prefix("#\"") {
            let end = raw.find("\"#").expect("the end of a raw string");
            found.push(raw[..end].to_owned());
            rest = &raw[end + 2..];
        } else if let Some(letter) = rest.strip_prefix('\'') {
            // A letter, or the name of a lifetime.
            let inside = letter.strip_prefix('\\').map_or(letter, |escaped| &escaped[1..]);
            let end = inside.char_indices().find(|(_, letter)| *letter == '\'').map_or(0, |(end, _)| end);
            rest = if end <= 8 { &inside[end..] } else { letter };
            rest = rest.strip_prefix('\'').unwrap_or(rest);
        } else if let Some(string) = rest.strip_prefix('"') {
            let (literal, end) = string_literal(string);
            found.push(literal);
            rest = &string[end..];
        } else {
            rest = &rest[1..];
        }
    }
    found
}

/// The text of a literal that begins here, and where it ends.
fn string_literal(text: &str) -> (String, usize) {
    let mut literal = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (literal, at + 1),
            '\\' => match letters.next().map(|(_, letter)| letter) {
                Some('\n') => while letters.next_if(|(_, letter)| letter.is_whitespace()).is_some() {},
                Some('n') => literal.push('\n'),
                Some('t') => literal.push('\t'),
                Some(letter) => literal.push(letter),
                None => {}
            },
            letter => literal.push(letter),
        }
    }
    (literal, text.len())
}

#[test]
fn literals_are_read_as_the_compiler_reads_them() {
    let text = "fn f<'a>(x: &'a str) { g('\"', \"one \\\"two\\\" \\\n    three\"); } // \"not this\"\n#[x = \"nor this\"]\n\
                h('\\'', r#\"a \"raw\" one\"#)";
    assert_eq!(literals(text), ["one \"two\" three", "a \"raw\" one"]);
    assert!(stands_in("there is no `{name}` in {{x}}", "= help: there is no `a b` in {x} now"));
    assert!(!stands_in("there is no `{name}`", "no there is"));
}
