//! `ibid check --suggest`: the flagship's excerpts are taken out, and what is suggested in their place is
//! held against what its editors chose. Whatever is suggested passes the check when it is pasted.

use std::sync::Arc;

use ibid::base::diagnostic::{Diagnostic, Rule, Severity};
use ibid::base::ids::SourceId;
use ibid::parse::topic::Page;
use ibid::read::config::Config;
use ibid::read::snapshot::Snapshot;
use ibid::verify::{self, Library};
use ibid_quotation::Pattern;
use serde_json::Value;

use crate::support::archive::Archive;
use crate::support::files;
use crate::support::flagship;
use crate::support::program;

/// Share of the suggestions that must overlap the passage that an editor chose.
const PRECISION: f64 = 0.9;
/// Share of the editors' excerpts that must be found again.
const RECALL: f64 = 0.75;

fn load() -> (Snapshot, Config, Library) {
    let snapshot = flagship::snapshot();
    let (mut config, _) = ibid::read::config::parse(&snapshot, "ibid.yaml");
    config.rules.raise(Rule::ExcerptMissing, Severity::Note);
    let seeds = snapshot.files.keys().filter(|path| path.starts_with("seeds/"));
    let parsed = seeds.filter_map(|path| ibid::parse::source::parse(&snapshot, path).0);
    let (sources, _) = ibid::parse::source::by_key(parsed.map(Arc::new));
    let library = Library::new(&sources, &config);
    (snapshot, config, library)
}

fn parse(config: &Config, path: &str, text: &str) -> Page {
    ibid::parse::topic::parse_text(config, path, text).0.unwrap()
}

/// The page without the excerpts of citations that have one, and what was taken out: group, citation, words.
fn bare(page: &Page, text: &str) -> (String, Vec<(usize, usize, String)>) {
    let mut text = text.to_owned();
    let mut taken = Vec::new();
    for (group, cites) in page.document.groups.iter().enumerate().rev() {
        for (index, cite) in cites.cites.iter().enumerate().rev() {
            let [excerpt] = cite.excerpts.as_slice() else { continue };
            let (start, end) = (excerpt.span.start as usize, excerpt.span.end as usize);
            if !cite.is_translated && text[..start].ends_with(", \"") && text[end..].starts_with('"') {
                text.replace_range(start - 3..end + 1, "");
                taken.push((group, index, excerpt.text.clone()));
            }
        }
    }
    (text, taken)
}

fn suggestions(page: &Page, text: &str, library: &Library) -> Vec<Diagnostic> {
    let (_, findings) = verify::page::check(page, text, library);
    findings.into_iter().filter(|finding| finding.rule == Rule::ExcerptMissing).collect()
}

/// What a finding offers to paste.
fn pasted(finding: &Diagnostic) -> Option<&str> {
    finding.help.iter().find_map(|help| help.text.strip_prefix("if it does, write: "))
}

/// Where words stand in the normalised text of a source.
fn place(library: &Library, source: SourceId, words: &str) -> std::ops::Range<usize> {
    let normal = library.normal(source);
    let found = Pattern::new(words, false, "en").find(normal, 0..normal.text.len(), "en").unwrap();
    found.pieces[0].start..found.pieces.last().unwrap().end
}

#[test]
fn what_editors_chose_is_found_again_and_passes_the_check() {
    let (snapshot, config, library) = load();
    let (mut stripped, mut offered, mut right) = (0, 0, 0);
    for (path, bytes) in snapshot.files.iter().filter(|(path, _)| path.ends_with(".md")) {
        // Nothing is suggested across languages.
        if !path.starts_with("content/") || path.ends_with(".uk.md") {
            continue;
        }
        let text = std::str::from_utf8(bytes.read().unwrap()).unwrap();
        let (text, taken) = bare(&parse(&config, path, text), text);
        stripped += taken.len();
        let page = parse(&config, path, &text);
        let mut mended = text.clone();
        for finding in suggestions(&page, &text, &library).iter().rev() {
            let Some(paste) = pasted(finding) else { continue };
            mended.replace_range(finding.span.range(), paste);
        }
        let after = parse(&config, path, &mended);
        let (checks, findings) = verify::page::check(&after, &mended, &library);
        let broken: Vec<&Diagnostic> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error || finding.rule == Rule::QuoteUnchecked)
            .collect();
        assert!(broken.is_empty(), "{path}: {broken:?}");
        assert_eq!(checks.compared, checks.matched, "{path}");
        assert_eq!(after.document.groups.len(), page.document.groups.len(), "{path}");
        for (group, cite, words) in taken {
            let cite = &after.document.groups[group].cites[cite];
            let source = library.index(&cite.key).unwrap();
            let Some(excerpt) = cite.excerpts.last() else { continue };
            offered += 1;
            let (chosen, found) = (place(&library, source, &words), place(&library, source, &excerpt.text));
            if chosen.start < found.end && found.start < chosen.end {
                right += 1;
            } else {
                println!(
                    "{path}\n  {}\n  chosen {words}\n  found  {}",
                    after.document.groups[group].claim.text, excerpt.text
                );
            }
        }
    }
    let precision = f64::from(right) / f64::from(offered);
    let recall = f64::from(right) / stripped as f64;
    println!(
        "{stripped} excerpts taken out, {offered} passages suggested, {right} of them those chosen: precision {precision:.3}, recall {recall:.3}"
    );
    assert!(stripped >= 100 && precision >= PRECISION && recall >= RECALL);
}

/// Statements of other books have no passage in the flagship's sources.
#[test]
fn nothing_is_suggested_where_nothing_is_likely() {
    let (_, config, library) = load();
    let folder = flagship::root().join("crates/quotation/tests/mutation/sources");
    let mut asked = 0;
    let mut offered = Vec::new();
    for book in ["en-alice-01.txt", "en-gettysburg.txt", "en-kjv-ruth-1.txt", "uk-lyst.txt", "ru-sad.txt"] {
        let text = std::fs::read_to_string(folder.join(book)).unwrap();
        let body = text.splitn(3, "---\n").nth(2).unwrap_or(&text);
        let (body, _) =
            ibid::parse::source::SourceText::plain(body, 0, &[], ibid_languages::Language::get("en"));
        for sentence in body.sentences() {
            let statement = &body.plain[sentence.range()];
            for source in SourceId::all(library.sources.len()) {
                asked += 1;
                if let Some(place) = library.rarity().likely(statement, source, None) {
                    let passage = &library.sources[source].text.plain[place.range()];
                    offered.push(format!("{statement}\n  {passage}"));
                }
            }
        }
    }
    let share = offered.len() as f64 / f64::from(asked);
    println!("{asked} statements that stand nowhere, {} passages suggested", offered.len());
    assert!(config.path == "ibid.yaml" && asked > 500 && share < 0.005, "{}", offered.join("\n"));
}

/// A small site whose citations name no passage.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Archive::base().write(folder.path());
    files::write(
        folder.path(),
        "content/page.md",
        "---\ntitle: The vote\n---\n\nThe council decided on Tuesday to replace the bridge [see @newsx, ¶ 1].\n\n\
         @newsx reports 21 members, and 14 voted for the plan.\n\n\
         The mayor will not accept such a bridge, said Ada Lind after the vote [@newsx; @other].\n\n\
         It rained [@newsx]. “Work is to begin in May 2026” [@newsx].\n",
    );
    files::write(
        folder.path(),
        "seeds/other.md",
        "---\ntitle: Other\nauthor: O\npublisher: O\ndate: 2025\nurl: https://other.example/\naccessed: 2025-03-05\n---\n\
         “We *will not* accept a bridge”, said the mayor, Ada Lind, after the vote [in the hall].\n",
    );
    folder
}

#[test]
fn suggestions_are_notes_in_every_format_and_fail_nothing() {
    let site = site();
    program::run(site.path(), &["check", "--strict"]).exits(0);
    let human = program::run(site.path(), &["check", "--suggest", "--strict"]).exits(0);
    let human = human.says("note[excerpt-missing]: the citation names no passage of `newsx`");
    let human = human.says("(¶ 1) most likely supports the statement").says("5 notes");
    assert!(!human.stderr.contains("warning"), "{}", human.stderr);

    let json = program::run(site.path(), &["check", "--suggest", "--format", "json"]).exits(0).stdout;
    let notes: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let helps: Vec<&str> = notes.iter().map(|note| note["help"][0].as_str().unwrap()).collect();
    assert!(notes.iter().all(|note| note["severity"] == "note" && note["rule"] == "excerpt-missing"));
    let none = "no passage comes near the statement; give the words it rests on, `[@newsx, \"exact words\"]`, \
                or cite the source that has them";
    assert_eq!(
        helps,
        [
            "if it does, write: [@newsx, \"voted for the plan\"]",
            "if it does, write: [see @newsx, ¶ 1, \"council voted on Tuesday to replace the\"]",
            "if it does, write: @newsx [\"21 members, of whom 14 voted for the plan\"]",
            "if it does, write: [@newsx, \"will not accept a bridge that closes twice a day,’ the mayor, Ada Lind, \
             said after the vote\"; @other, \"will not accept a bridge’, said the mayor, Ada Lind, after the vote\"]",
            none,
        ]
    );

    let sarif = program::run(site.path(), &["check", "--suggest", "--format", "sarif"]).exits(0).stdout;
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), notes.len());
    assert!(results.iter().all(|result| result["level"] == "note"));

    let github = program::run(site.path(), &["check", "--suggest", "--format", "github"]).exits(0).stdout;
    assert_eq!(
        github.lines().filter(|line| line.starts_with("::notice file=content/page.md,line=")).count(),
        4
    );
}

/// Inflection does not hide a word: «сторінка», «сторінці».
#[test]
fn passages_are_found_in_inflected_languages() {
    let text = include_str!("../../crates/quotation/tests/mutation/sources/uk-mist.md");
    let source = format!("---\ntext: full\nlanguage: uk\n---\n{text}");
    let snapshot = Snapshot::from_iter([("seeds/mist.md", source)]);
    let (source, _) = ibid::parse::source::parse(&snapshot, "seeds/mist.md");
    let source = Arc::new(source.unwrap());
    let (config, _) = ibid::read::config::parse(&Snapshot::default(), "ibid.yaml");
    let library = Library::new(&[Arc::clone(&source)], &config);
    let likely = |statement: &str| {
        let place = library.rarity().likely(statement, SourceId::new(0), None)?;
        Some(&source.text.plain[place.range()])
    };
    assert_eq!(
        likely("Комісія обговорювала один аркуш упродовж п’яти годин"),
        Some("П’ять годин вона обговорювала один-єдиний аркуш")
    );
    assert_eq!(
        likely("Лист громади підписали 312 мешканців, серед них 87 школярів"),
        Some("Лист підписали 312 осіб, із них 87 – школярі")
    );
    assert_eq!(likely("Дощ падав на порожній вокзал"), None);
}
