//! What is fuzzed: each function takes any bytes and panics where a promise does not hold. They are run by
//! cargo-fuzz (`fuzz_targets/`) and, for a minute, by `tests/fuzz/main.rs`.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

#[allow(dead_code)]
#[path = "../../crates/quotation/tests/mutation/oracle.rs"]
mod oracle;
#[path = "../../crates/quotation/tests/mutation/soup.rs"]
mod soup;

#[allow(unused_imports)]
pub use soup::matcher;

use std::collections::BTreeMap;
use std::sync::Arc;

use ibid::app::engine::{self, RunOptions};
use ibid::app::ingest::bibliography::{self, BibliographyFormat};
use ibid::app::ingest::{Capture, Format, read_here};
use ibid::base::diagnostic::{Diagnostic, Texts};
use ibid::base::{address, link, percent};
use ibid::parse::source::SourceText;
use ibid::parse::topic;
use ibid::publish::{self, PublishTarget};
use ibid::read::config;
use ibid::read::snapshot::Snapshot;
use ibid_languages::Language;

/// A target by its name.
pub type Run = fn(&[u8]);

/// All that need nothing but bytes.
pub const TARGETS: [(&str, Run); 11] = [
    ("front_matter", front_matter),
    ("configuration", configuration),
    ("markdown", markdown),
    ("matcher", soup::matcher),
    ("template", template),
    ("paths", paths),
    ("state", state),
    ("saved_page", saved_page),
    ("foreign_file", foreign_file),
    ("pdf", pdf),
    ("bibliography", bibliography),
];

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

fn snapshot(files: &[(&str, &[u8])]) -> Snapshot {
    files.iter().copied().collect()
}

/// Every finding has help and a place inside its file, between two characters.
fn sound(findings: &[Diagnostic], snapshot: &Snapshot) {
    for finding in findings {
        assert!(finding.help.iter().all(|help| !help.text.trim().is_empty()), "{finding:?}");
        assert!(!finding.help.is_empty(), "no help: {finding:?}");
        let Some(text) = snapshot.text(&finding.path) else { continue };
        let (start, end) = (finding.span.start as usize, finding.span.end as usize);
        assert!(start <= end && end <= snapshot.files[&finding.path].len(), "outside: {finding:?}");
        if std::str::from_utf8(snapshot.files[&finding.path].read().unwrap()).is_ok() {
            assert!(
                text.is_char_boundary(start) && text.is_char_boundary(end),
                "inside a letter: {finding:?}"
            );
        }
    }
}

/// Front matter of a page.
pub fn front_matter(data: &[u8]) {
    let yaml = text(data);
    let page = format!("---\n{yaml}\n---\n\nText.\n");
    let snapshot = snapshot(&[("content/p.md", page.as_bytes())]);
    let config = config::parse(&Snapshot::default(), "ibid.yaml").0;
    let (page, findings) = topic::parse(&snapshot, &config, "content/p.md");
    sound(&findings, &snapshot);
    if let Some(page) = page {
        assert!(page.folder.split('/').all(|part| address::unfit(part).is_none() || page.folder.is_empty()));
    }
}

/// A file of another program but for PDFs, which have a target of their own.
pub fn foreign_file(data: &[u8]) {
    let Ok(format) = Format::of(data, "a") else { return };
    if format == Format::Pdf {
        return;
    }
    let Ok(capture) = read_here(data, format, None) else { return };
    sound_capture(&capture, format);
}

/// A PDF. The library that reads them panics over much, which is caught.
pub fn pdf(data: &[u8]) {
    show_panics();
    let Ok(capture) = read_here(data, Format::Pdf, None) else { return };
    sound_capture(&capture, Format::Pdf);
}

/// Has panics printed and nothing more: cargo-fuzz's own hook would end the process over one that is caught. One that
/// comes out of the program still ends it.
#[expect(clippy::print_stderr, reason = "what a panic says belongs to the run's output")]
fn show_panics() {
    static SHOWN: std::sync::Once = std::sync::Once::new();
    SHOWN.call_once(|| std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))));
}

/// A bibliography in one of its formats. The library that reads BibTeX panics over some dates, which is caught.
pub fn bibliography(data: &[u8]) {
    show_panics();
    let text = text(data);
    let Some(format) = BibliographyFormat::of(&text) else { return };
    let Ok(found) = bibliography::parse_here(&text, format) else { return };
    let keys: std::collections::BTreeSet<&str> =
        found.records.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(keys.len(), found.records.len(), "a key is one record's");
    for record in &found.records {
        assert!(address::unfit(&record.key).is_none(), "{record:?}");
        for (_, stated) in record.facts.all() {
            assert!(!stated.values.is_empty(), "{record:?}");
            assert!(stated.values.iter().all(|value| !value.contains(['\n', '\0'])), "{record:?}");
        }
    }
}

/// Every mark stands in a paragraph that there is.
fn sound_capture(capture: &Capture, format: Format) {
    let text = capture.body.text();
    // In a text as it came a line may be a paragraph; where other files are taken apart, blank lines part them.
    let lengths: Vec<usize> = if matches!(format, Format::Text | Format::Markdown) {
        let (plain, _) = SourceText::plain(text, 0, &[], Language::get("en"));
        plain
            .paragraphs
            .iter()
            .map(|paragraph| plain.plain[paragraph.plain.range()].chars().count())
            .collect()
    } else {
        text.split("\n\n").map(|paragraph| paragraph.chars().count()).collect()
    };
    for mark in &capture.marks {
        assert!(mark.paragraph >= 1 && mark.paragraph <= lengths.len(), "{mark:?}");
        assert!(mark.offset <= lengths[mark.paragraph - 1], "{mark:?}");
    }
    assert!(!capture.body.text().contains('\0'));
}

/// The configuration.
pub fn configuration(data: &[u8]) {
    let snapshot = snapshot(&[("ibid.yaml", data)]);
    let (config, findings) = config::parse(&snapshot, "ibid.yaml");
    sound(&findings, &snapshot);
    assert!(config.base_url.to_ascii_lowercase().starts_with("http") && config.base_url.ends_with('/'));
    assert!(config.menu.iter().all(|entry| link::is_allowed(&entry.url)));
}

/// A page's text with citations.
pub fn markdown(data: &[u8]) {
    let page = format!("---\ntitle: T\n---\n{}", text(data));
    let snapshot = snapshot(&[("content/p.md", page.as_bytes())]);
    let config = config::parse(&Snapshot::default(), "ibid.yaml").0;
    let (page, findings) = topic::parse(&snapshot, &config, "content/p.md");
    assert!(page.is_some() || data.contains(&0), "a page comes out, whatever its text but for NUL");
    sound(&findings, &snapshot);
    // What is found does not depend on whether anybody wants the text.
    let config = config::Config { has_search: false, ..config };
    let (facts, same) = topic::parse(&snapshot, &config, "content/p.md");
    assert!(findings == same && page.map(|page| page.document) == facts.map(|page| page.document));
}

/// A template of a theme.
pub fn template(data: &[u8]) {
    let snapshot = snapshot(&[
        ("ibid.yaml", b"title: T\nbase_url: https://example.org/\n"),
        ("content/_index.md", b"---\ntitle: Home\n---\n\nText.\n"),
        ("themes/default/templates/home.html", data),
    ]);
    let run =
        engine::run(Arc::new(snapshot.clone()), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
    sound(&run.findings, &snapshot);
    for finding in run.findings.iter().filter(|finding| finding.path.starts_with("themes/")) {
        assert!(
            run.checked.snapshot.files.contains_key(&finding.path) || !finding.path.ends_with("home.html")
        );
    }
}

/// Addresses, links, names of files.
pub fn paths(data: &[u8]) {
    let words = text(data);
    let slug = address::slug(&words);
    assert!(slug.is_empty() || !slug.starts_with('-') && !slug.ends_with('-'), "{slug:?}");
    assert_eq!(address::slug(&slug), slug, "a slug of a slug is the slug");
    let part = address::part(&words);
    for name in [&slug, &part] {
        if address::unfit(name).is_none() {
            assert!(
                !name.contains(['/', '\\', '%', ':', '\0']) && name != ".." && !name.ends_with('.'),
                "{name:?}"
            );
            assert_eq!(percent::decode(&percent::encode_path(name)), *name);
        }
    }
    assert_eq!(percent::decode(&percent::encode_path(&words)), words, "encoding and back");
    if link::is_allowed(&words) {
        // As a browser reads it: leading controls and spaces go, tabs and line ends are not there.
        let seen: String =
            words.trim_start_matches(|c: char| c <= ' ').chars().filter(|c| !"\t\n\r".contains(*c)).collect();
        let scheme = seen.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_scheme = |scheme: &String| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        };
        assert!(
            scheme.filter(is_scheme).is_none_or(|scheme| link::SCHEMES.contains(&scheme.as_str())),
            "{words:?}"
        );
    }
    let name = format!("content/{words}.md");
    let page = b"---\ntitle: T\n---\n".as_slice();
    let snapshot = snapshot(&[("ibid.yaml", b"title: T\nbase_url: https://example.org/\n"), (&name, page)]);
    let config = config::parse(&snapshot, "ibid.yaml").0;
    let (page, findings) = topic::parse(&snapshot, &config, &name);
    let folder = page.unwrap().folder;
    assert!(
        !findings.is_empty()
            || folder.split('/').all(|part| !part.is_empty() && part != ".." && part != ".")
            || words.contains("index")
    );
}

/// The state folder holds anything: the build ignores what it cannot trust.
pub fn state(data: &[u8]) {
    let memory = std::path::Path::new("/dev/shm");
    let root = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let (output, state) = (root.path().join("public"), root.path().join(".ibid"));
    let outside = root.path().join("letter");
    std::fs::write(&outside, "mine").unwrap();
    let target = PublishTarget {
        output: &output,
        state: &state,
        options: publish::PublishOptions { sync: false, ..publish::PublishOptions::default() },
    };
    let site = |word: &str| -> ibid::base::output::Files {
        ["index.html", "a/index.html", "b/c.txt"]
            .map(|path| (path.to_owned(), Arc::from(word.as_bytes())))
            .into()
    };
    publish::publish(&site("one"), &target).unwrap();
    let (which, data) = data.split_first().unwrap_or((&0, data));
    let manifests: Vec<_> =
        std::fs::read_dir(state.join("manifests")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let key = manifests[0].file_name().unwrap().to_owned();
    let file = match which % 3 {
        0 => manifests[0].clone(),
        1 => state.join("journal").join(&key),
        _ => state.join("manifests").join(format!("{}.next", key.to_string_lossy())),
    };
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, data).unwrap();
    // A journal that is sound and lies may ask for files that are not staged; then nothing is done, and said.
    if publish::publish(&site("two"), &target).is_ok() {
        let read = |path: &str| std::fs::read_to_string(output.join(path)).unwrap();
        assert!(["index.html", "a/index.html", "b/c.txt"].iter().all(|path| read(path) == "two"));
    }
    assert_eq!(std::fs::read_to_string(&outside).unwrap(), "mine");
    let names = std::fs::read_dir(root.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.into_iter().all(|name| matches!(name.as_str(), "public" | ".ibid" | "letter")));
}

/// A saved page as a source.
pub fn saved_page(data: &[u8]) {
    let mut html = b"---\ntitle: T\n---\n".to_vec();
    html.extend_from_slice(data);
    let snapshot = snapshot(&[("seeds/s.html", &html)]);
    let (source, findings) = ibid::parse::source::parse(&snapshot, "seeds/s.html");
    sound(&findings, &snapshot);
    if let Some(source) = source {
        let count: BTreeMap<usize, ()> = (1..=3)
            .filter(|number| source.text.paragraph(*number).is_some())
            .map(|number| (number, ()))
            .collect();
        assert!(source.text.plain.trim().is_empty() || !count.is_empty(), "text without a paragraph");
    }
}
