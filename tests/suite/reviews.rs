//! Reviews: a person's word holds for just the words that they read, and for no others.
//!
//! `IBID_STEPS` and `IBID_SEED` make the random run longer and another one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use ibid::app::engine::{Checked, RunOptions, Workspace};
use ibid::base::ids::{GroupRange, PageId, StatementId};
use ibid::base::span::Span;
use ibid::parse::review::{ReviewRecord, Verdict};
use ibid::read::snapshot::Snapshot;
use ibid::site::Site;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::files;
use crate::support::program;
use crate::support::random::Random;
use crate::support::settings::number;

const SENTENCES: [&str; 8] = [
    "The council has 21 members, and 14 of them voted for the plan.",
    "The council has 22 members, and 14 of them voted for the plan.",
    "The mayor said that the bridge will not be closed.",
    "The mayor said that the bridge will be closed.",
    "Work is to begin in May 2026.",
    "Work was to begin in May 2025.",
    "Nobody spoke of the cost.",
    "About 90,000 people cross it each day.",
];
const KEYS: [&str; 3] = ["daily", "herald", "post"];
/// Words that are replaced in all files at once, the records of reviews included.
const WORDS: [(&str, &str); 5] =
    [("21", "22"), ("not be", "be"), ("May", "June"), ("daily", "herald"), ("mayor", "minister")];

/// The file of all records.
const RECORDS: &str = "reviews/all.jsonl";

fn source(random: &mut Random) -> String {
    let front = random.of(&["publisher: Bay\n", "publisher: Sound\n", "author: Ann Author\n", "trim: 1\n"]);
    let mut text = format!("---\ntitle: Talks\n{front}---\n\n");
    for _ in 0..2 + random.below(3) {
        text += &format!("{} {}\n\n", random.of(&SENTENCES), random.of(&SENTENCES));
    }
    text
}

fn statement(random: &mut Random) -> String {
    let words = random.of(&SENTENCES).trim_end_matches('.');
    let (key, other) = (random.of(&KEYS), random.of(&KEYS));
    let some: Vec<&str> = random.of(&SENTENCES).split(' ').skip(random.below(2)).take(5).collect();
    let (some, paragraph) = (some.join(" "), 1 + random.below(3));
    match random.below(8) {
        0 => format!("{words} [@{key}]."),
        1 => format!("{words} [@{key}, \"{some}\"]."),
        2 => format!("{words} [@{key}, ¶ {paragraph}; @{other}]."),
        3 => format!("{words} [@{key}] [@{other}]."),
        4 => format!("{words} [see @{key}, \"{some}\"]. {{#named}}"),
        5 => format!("As @{key} says, “{some}”."),
        6 => format!("“{some}” [@{key}; but see @{other}]."),
        _ => format!("„Übersetzt“ [@{key}, \"{some}\", translated]."),
    }
}

fn page(random: &mut Random) -> String {
    let mut text = "---\ntitle: A page\n---\n\n".to_owned();
    for _ in 0..1 + random.below(3) {
        text += &format!("{} {}\n\n", statement(random), statement(random));
    }
    match random.below(4) {
        0 => text += &format!("::: timeline\n- 2025-0{}: They met [@daily].\n:::\n", 1 + random.below(3)),
        1 => {
            let number = 1 + random.below(2);
            text += &format!("::: disagreement\nHow many {number}?\n\n- 19 [@daily]\n- 20 [@post]\n:::\n");
        }
        _ => {}
    }
    text
}

/// One edit of a page, a source, or all files.
fn edit(files: &mut BTreeMap<String, String>, random: &mut Random) -> String {
    let page_path = format!("content/p{}.md", random.below(5));
    let source_path = format!("seeds/{}.md", random.of(&KEYS));
    match random.below(10) {
        0 => {
            files.insert(page_path.clone(), page(random));
            format!("write {page_path}")
        }
        1 => {
            let text = files.entry(page_path.clone()).or_insert_with(|| page(random));
            let mut blocks: Vec<&str> = text.split("\n\n").collect();
            let end = blocks.len();
            if end > 3 {
                blocks.swap(1 + random.below(end - 2), 1 + random.below(end - 2));
            }
            *text = blocks.join("\n\n");
            format!("move a paragraph of {page_path}")
        }
        2 => {
            let other = format!("content/p{}.md", random.below(5));
            if let Some(text) = files.remove(&page_path) {
                files.insert(other.clone(), text);
            }
            format!("rename {page_path} to {other}")
        }
        3 => {
            let more = format!("\n{}\n", statement(random));
            files.entry(page_path.clone()).or_insert_with(|| page(random)).push_str(&more);
            format!("a statement more on {page_path}")
        }
        4 | 5 => {
            let (old, new) = *random.of(&WORDS);
            for text in files.values_mut() {
                *text = text.replace(old, new);
            }
            format!("replace {old} by {new} in all files")
        }
        6 => {
            let (old, new) = *random.of(&WORDS);
            let path = if random.one_in(2) { page_path } else { source_path };
            if let Some(text) = files.get_mut(&path) {
                *text = text.replacen(old, new, 1);
            }
            format!("replace {old} by {new} in {path}")
        }
        7 => {
            files.insert(source_path.clone(), source(random));
            format!("write {source_path}")
        }
        8 => {
            let front = random.of(&["publisher: Bay", "publisher: Sound", "origin: Agency"]);
            if let Some(text) = files.get_mut(&source_path) {
                *text = text.replacen("title: Talks\n", &format!("title: Talks\n{front}\n"), 1);
            }
            format!("{front} in {source_path}")
        }
        _ => {
            let text = files.get(&source_path).cloned().unwrap_or_default();
            let turned = text.replacen("---\n\n", "---\n\nIt was corrected later.\n\n", 1);
            files.insert(source_path.clone(), turned);
            format!("a paragraph more in {source_path}")
        }
    }
}

/// What a reader of a statement is shown, and everything that it comes from; worked out without the program's notion of
/// what was read.
fn seen(site: &Site, files: &BTreeMap<String, String>, id: PageId, groups: GroupRange) -> (String, String) {
    let document = &site.pages[id].document;
    let claim = &document.groups[groups.start].claim;
    let mut words = format!("{}\n{:?}\n", claim.text, claim.with_keys);
    if let Some(event) = document.events.iter().find(|event| event.groups.contains(&groups.start)) {
        words += &format!("{:?}\n", event.date);
    }
    for fact in &document.disagreements {
        if fact.positions.iter().any(|(range, _)| range.contains(&groups.start)) {
            words += &format!("{}\n", fact.question);
        }
    }
    let mut from = words.clone();
    for group in groups.iter() {
        let cited = &document.groups[group];
        for (cite, check) in cited.cites.iter().zip(&site.checks[id].groups[group]) {
            let excerpts: Vec<&str> = cite.excerpts.iter().map(|excerpt| excerpt.text.as_str()).collect();
            let pin = (&cite.key, &cite.prefix, &cite.locator, &cite.suffix, excerpts, cite.is_translated);
            words += &format!("{pin:?}\n");
            let Some(source) = check.source.map(|source| &site.sources[source]) else { continue };
            words += &source.text.plain;
            for passage in &check.passages {
                words += &format!("|{}", &source.text.plain[passage.plain.range()]);
            }
            if cited.is_narrative {
                // The publisher stands for authors that are not stated.
                let publisher = source.meta.publisher.as_ref().filter(|_| source.meta.authors.is_empty());
                words += &format!("{:?} {publisher:?}", source.meta.authors);
            }
            from += files.get(&source.path).map_or("", String::as_str);
        }
    }
    from += &words;
    (words, from)
}

/// All statements of a site, each with what is seen of it.
fn all_seen(site: &Site, files: &BTreeMap<String, String>) -> Vec<(StatementId, (String, String))> {
    let of_page = |page: PageId| {
        let statements = site.statements_to_read(page).into_iter();
        statements
            .map(move |groups| (StatementId { page, index: groups.start }, seen(site, files, page, groups)))
    };
    PageId::all(site.pages.len()).flat_map(of_page).collect()
}

fn review(site: &Site, id: StatementId, by: &str) -> ReviewRecord {
    let StatementId { page, index: group } = id;
    let groups = site.statements_to_read(page).into_iter().find(|groups| groups.start == group).unwrap();
    let record = ReviewRecord {
        page: site.pages[page].path.clone(),
        id: site.pages[page].document.groups[group].claim.id.clone(),
        read: site.as_read(page, groups),
        by: by.to_owned(),
        role: Some("editor".to_owned()),
        date: "2026-11-28".to_owned(),
        says: Verdict::Supports,
        note: None,
        seal: String::new(),
        path: String::new(),
        span: Span::default(),
    };
    record.sealed()
}

fn updated(workspace: &mut Workspace, files: &BTreeMap<String, String>) -> Checked {
    let snapshot: Snapshot = files.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
    workspace.update(Arc::new(snapshot), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap()
}

#[test]
fn a_review_holds_for_just_the_words_that_were_read() {
    let (steps, seed) = (number("IBID_STEPS", 300), number("IBID_SEED", 20_261_128));
    let mut random = Random(seed);
    let mut files = BTreeMap::new();
    files.insert("ibid.yaml".to_owned(), "title: S\nbase_url: https://example.org/\n".to_owned());
    KEYS.iter().for_each(|key| drop(files.insert(format!("seeds/{key}.md"), source(&mut random))));
    (0..4).for_each(|number| drop(files.insert(format!("content/p{number}.md"), page(&mut random))));
    let mut workspace = Workspace::default();
    // Each review is by another person, so that none replaces another.
    let mut read: BTreeMap<String, (String, String)> = BTreeMap::new();
    let (mut held, mut lapsed) = (0, 0);
    let mut history = vec![format!("seed {seed}")];
    for step in 0..steps {
        if step > 0 {
            history.push(format!("{step}: {}", edit(&mut files, &mut random)));
        }
        let checked = updated(&mut workspace, &files);
        let fresh = updated(&mut Workspace::default(), &files);
        let site = &checked.site;
        assert_eq!(site.reviews, fresh.site.reviews, "{history:#?}");
        let reported = checked.reported(Vec::new());
        let expected = fresh.reported(Vec::new());
        assert_eq!(format!("{reported:?}"), format!("{expected:?}"), "{history:#?}");
        let statements = all_seen(site, &files);
        // A record whose words were replaced is none any more, and is reported.
        let is_whole = !reported.iter().any(|finding| finding.path == RECORDS);
        let mut holding: BTreeMap<String, usize> = BTreeMap::new();
        for (place, (words, from)) in &statements {
            let in_force = site.reviews.of_statement(*place).map_or(&[][..], |reviews| &reviews.in_force);
            for record in in_force {
                assert_eq!(*words, read[&record.by].0, "{} after {history:#?}", record.by);
                *holding.entry(record.by.clone()).or_default() += 1;
                held += 1;
            }
            // And nothing else takes a review away.
            for (by, (_, read_from)) in &read {
                if is_whole && from == read_from {
                    assert!(in_force.iter().any(|record| record.by == *by), "{by} after {history:#?}");
                }
            }
        }
        lapsed += read.keys().filter(|by| !holding.contains_key(*by)).count();
        // Somebody reads some of them; now and then all begin anew.
        if random.one_in(20) {
            files.remove(RECORDS);
            read.clear();
        }
        for (place, seen) in &statements {
            if read.len() < 30 && random.one_in(8) {
                let by = format!("Reader {step} {}", read.len());
                let line = format!("{}\n", review(site, *place, &by).json());
                files.entry(RECORDS.to_owned()).or_default().push_str(&line);
                read.insert(by, seen.clone());
            }
        }
    }
    println!("reviews: {steps} edits, seed {seed}: {held} times in force, {lapsed} times lapsed");
    assert!(held > 2 * steps && lapsed > 2 * steps, "{held} held, {lapsed} lapsed");
}

const PAGE: &str = "---\ntitle: The vote\n---\n\nThe council has 21 members [@a, \"has 21 members\"].\n\n\
                    It voted on Tuesday [@a]. Work begins in May [@a]. {#work}\n";

fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source = "---\ntitle: Report\nauthor: Ann Author\npublisher: Bay\ndate: 2025-03-04\n\
                  url: https://bay.example/\naccessed: 2025-03-05\n---\n\nThe council has 21 members. It voted for \
                  the plan on Tuesday. Work begins in May.\n";
    for (path, text) in [
        ("ibid.yaml", "title: The record\nbase_url: https://example.org/\n"),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/page.md", PAGE),
        ("seeds/a.md", source),
    ] {
        files::write(folder.path(), path, text);
    }
    folder
}

fn change(folder: &Path, path: &str, old: &str, new: &str) {
    let text = std::fs::read_to_string(folder.join(path)).unwrap();
    assert!(text.contains(old), "{path} has no {old}");
    files::write(folder, path, text.replacen(old, new, 1));
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn states(folder: &Path) -> Vec<(String, String)> {
    let ran = program::run(folder, &["review", "list", "--format", "json"]).exits(0);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    json_lines(&ran.stdout).iter().map(|row| (text(&row["by"]), text(&row["state"]))).collect()
}

#[test]
fn a_walk_records_each_answer() {
    let folder = site();
    let folder = folder.path();
    let walk = |args: &[&str], input: &str| {
        let args: Vec<&str> = ["review"].iter().chain(args).copied().collect();
        program::run_command(program::ibid(folder, &args), input).exits(0)
    };
    let shown = walk(&[], "A. P.\nwhat\ns\nn  it says 14\nb\np a part\nq\n");
    let around = "▶has 21 members◀. It voted for the plan on Tuesday.";
    let shown = shown.prints(around).prints("`what` is none of the keys").prints("2 of 3");
    assert!(shown.stdout.contains("3 of 3"), "{}", shown.stdout);
    let kept = std::fs::read_to_string(folder.join("reviews/a-p.jsonl")).unwrap();
    let says: Vec<Value> = json_lines(&kept).iter().map(|record| record["says"].clone()).collect();
    assert_eq!(says, ["supports", "no", "partly"]);
    // What was read is not asked again; what was skipped is.
    walk(&["--by", "A. P."], "\n").prints("1 of 1  content/page.md:7  #work");
    walk(&["--by", "A. P."], "s\n").says("1 review recorded");
    walk(&["--by", "A. P."], "").says("every statement has been read");
    walk(&["--by", "A. P.", "--all", "--page", "page.md"], "q\n").prints("1 of 3");
    // Another person has read nothing yet, and sees what the first one found.
    walk(&["--by", "Jo Berg"], "q\n").prints("1 of 3").prints("A. P., ").prints(": supports");
    program::run(folder, &["review", "status"])
        .exits(0)
        .prints("content/page.md  3           2          0        1");
}

#[test]
fn moved_words_keep_their_review_and_others_do_not() {
    let folder = site();
    let folder = folder.path();
    let add = |place: &str, by: &str| {
        program::run(folder, &["review", "add", place, "--by", by, "--says", "supports"]).exits(0);
    };
    add("content/page.md:5", "One");
    add("content/page.md#work", "Two");
    program::run(folder, &["review", "add", "page.md:7", "--by", "One", "--says", "no"])
        .exits(1)
        .says("2 statements stand on line 7");
    let all =
        |one: &str, two: &str| vec![("One".to_owned(), one.to_owned()), ("Two".to_owned(), two.to_owned())];
    assert_eq!(states(folder), all("in force", "in force"));
    // To another page.
    change(folder, "content/page.md", "The council has 21 members [@a, \"has 21 members\"].\n\n", "");
    let other = "---\ntitle: Other\n---\n\nThe council has 21 members [@a, \"has 21 members\"].\n";
    files::write(folder, "content/other.md", other);
    assert_eq!(states(folder), all("in force", "in force"));
    change(folder, "content/other.md", "The council has 21", "The council now has 21");
    change(folder, "content/page.md", "Work begins in May", "Nobody knows");
    // One was moved and changed, so that its page does not say which statement took its place.
    let mut found = states(folder);
    found.sort();
    assert_eq!(found, all("gone", "changed"));
    program::run(folder, &["review", "show", "content/page.md#work"])
        .exits(0)
        .prints("the statement: [-Work begins in May-]{+Nobody knows+}");
    change(folder, "content/page.md", "Nobody knows", "Work begins in May");
    change(folder, "content/other.md", "The council now has 21", "The council has 21");
    assert_eq!(states(folder), all("in force", "in force"));
    program::run(folder, &["source", "rename", "a", "b"]).exits(0);
    assert_eq!(states(folder), all("in force", "in force"));
    change(folder, "seeds/b.md", "Work begins in May.", "Work begins in May. Or later.");
    assert_eq!(states(folder), all("changed", "changed"));
}

#[test]
fn wrong_places_roles_and_readers_are_refused() {
    let folder = site();
    let folder = folder.path();
    let add = |args: &[&str]| {
        let args: Vec<&str> = ["review", "add"].iter().chain(args).copied().collect();
        program::run(folder, &args).exits(1)
    };
    let named = ["--by", "One", "--says", "no"];
    let with = |place: &'static str, more: &[&'static str]| [&[place], &named[..], more].concat();
    add(&with("content/page.md:1", &[])).says("no cited statement stands on line 1");
    add(&with("content/pag.md:5", &[])).says("did you mean `content/page.md`?");
    add(&with("content/page.md#wrk", &[])).says("did you mean `#work`?");
    add(&with("content/page.md", &[])).says("names no statement");
    add(&["content/page.md:5", "--says", "no"]).says("write --by NAME");
    files::write(
        folder,
        "ibid.yaml",
        "title: S\nbase_url: https://example.org/\nreview: [reporter, editor]\n",
    );
    add(&with("content/page.md:5", &[])).says("write --role with one of reporter, editor");
    add(&with("content/page.md:5", &["--role", "editr"])).says("did you mean `editor`?");
    assert!(!folder.join("reviews").exists());
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.join("reviews")).unwrap();
    add(&with("content/page.md:5", &["--role", "editor"])).says("leads out of the site");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn readers_see_who_read_a_statement() {
    let folder = site();
    let folder = folder.path();
    let build = || program::run(folder, &["build", "-q"]).exits(0);
    build();
    let without = files::tree(&folder.join("public"));
    let says = |place: &str, by: &str, says: &str, note: &str| {
        let args = ["review", "add", place, "--by", by, "--role", "editor", "--says", says, "--note", note];
        program::run(folder, &args).exits(0);
    };
    says("content/page.md:5", "A. P.", "supports", "a secret remark");
    says("content/page.md#work", "A. P.", "partly", "");
    build();
    let report = std::fs::read_to_string(folder.join("public/evidence/page/index.html")).unwrap();
    assert!(report.contains("Read against the source by A. P. (editor), "), "{report}");
    assert!(report.contains("the source supports part of it"), "{report}");
    assert!(report.contains("1 of 3 statements"), "{report}");
    let claims = std::fs::read(folder.join("public/claims.json")).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["claims"][0]["reviews"][0]["by"], "A. P.");
    assert_eq!(claims["claims"][2]["reviews"][0]["says"], "partly");
    assert_eq!(claims["claims"][1].get("reviews"), None);
    let published = files::tree(&folder.join("public"));
    let has =
        |words: &str| published.values().any(|bytes| memchr::memmem::find(bytes, words.as_bytes()).is_some());
    assert!(!has("a secret remark"), "notes stay in the newsroom");
    // Where the site names nobody, nothing that is published does.
    let settings = std::fs::read_to_string(folder.join("ibid.yaml")).unwrap();
    files::write(folder, "ibid.yaml", format!("{settings}reviewer_names: false\n"));
    build();
    let report = std::fs::read_to_string(folder.join("public/evidence/page/index.html")).unwrap();
    assert!(report.contains("Read against the source by the editors (editor), "), "{report}");
    let unnamed = files::tree(&folder.join("public"));
    let is_named = |bytes: &Vec<u8>| memchr::memmem::find(bytes, b"A. P.").is_some();
    assert_eq!(unnamed.iter().filter(|(_, bytes)| is_named(bytes)).map(|(path, _)| path).next(), None);
    program::run(folder, &["build", "--verify", "-q"]).exits(0);
    files::write(folder, "ibid.yaml", &settings);
    build();
    // What two readers disagree on is not counted as supported.
    says("content/page.md:5", "Jo Berg", "partly", "");
    build();
    let report = std::fs::read_to_string(folder.join("public/evidence/page/index.html")).unwrap();
    assert!(report.contains("0 of 3 statements"), "{report}");
    program::run(folder, &["review", "status"])
        .exits(0)
        .prints("content/page.md  3           0          0        2");
    // A build that keeps what the last one made gives what one from scratch gives.
    program::run(folder, &["build", "--verify", "-q"]).exits(0);
    change(folder, "content/page.md", "It voted on Tuesday", "It voted late");
    change(folder, "content/page.md", "The council has 21 members", "The council had 21 members");
    build();
    let report = std::fs::read_to_string(folder.join("public/evidence/page/index.html")).unwrap();
    assert!(!report.contains("Read against the source by A. P. (editor), 2"), "{report}");
    program::run(folder, &["build", "--verify", "-q"]).exits(0);
    // Where nobody has read anything, nothing is other than without the feature.
    files::write(folder, "content/page.md", PAGE);
    std::fs::remove_dir_all(folder.join("reviews")).unwrap();
    build();
    assert!(files::tree(&folder.join("public")) == without);
}

fn git(folder: &Path, args: &[&str]) {
    let named = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let done = Command::new("git").current_dir(folder).args(named).args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn two_people_in_two_clones_merge_without_a_conflict() {
    let folder = site();
    let folder = folder.path();
    git(folder, &["init", "-q", "-b", "main"]);
    let add = |folder: &Path, place: &str, by: &str| {
        program::run(folder, &["review", "add", place, "--by", by, "--says", "supports"]).exits(0);
        git(folder, &["add", "-A"]);
        git(folder, &["commit", "-q", "-m", "x"]);
    };
    add(folder, "content/page.md#work", "Begin");
    let clones = tempfile::tempdir().unwrap();
    let other = clones.path().join("other");
    git(clones.path(), &["clone", "-q", folder.to_str().unwrap(), "other"]);
    add(folder, "content/page.md:5", "One");
    add(&other, "content/page.md:5", "Two");
    add(&other, "content/page.md#work", "Two");
    git(&other, &["pull", "-q", "--no-rebase", "--no-edit"]);
    git(folder, &["pull", "-q", other.to_str().unwrap(), "main"]);
    for clone in [folder, &other] {
        let all = ["Begin", "One", "Two", "Two"].map(|by| (by.to_owned(), "in force".to_owned()));
        let mut found = states(clone);
        found.sort();
        assert_eq!(found, all);
    }
}

#[test]
fn lines_that_two_clones_add_to_one_file_are_both_kept() {
    let folder = site();
    let folder = folder.path();
    let fresh = tempfile::tempdir().unwrap();
    program::run(fresh.path(), &["init"]).exits(0);
    std::fs::copy(fresh.path().join(".gitattributes"), folder.join(".gitattributes")).unwrap();
    git(folder, &["init", "-q", "-b", "main"]);
    let commit = |folder: &Path| {
        git(folder, &["add", "-A"]);
        git(folder, &["commit", "-q", "-m", "x"]);
    };
    let work = |folder: &Path, place: &str, id: &str| {
        program::run(folder, &["review", "add", place, "--by", "Ann", "--says", "supports"]).exits(0);
        let log = std::fs::read_to_string(folder.join("changes.jsonl")).unwrap_or_default();
        let change = format!(
            "{{\"date\":\"2025-04-05\",\"page\":\"/page/\",\"id\":\"{id}\",\"now\":\"It is {id}\"}}\n"
        );
        files::write(folder, "changes.jsonl", log + &change);
        commit(folder);
    };
    work(folder, "content/page.md#work", "first");
    let clones = tempfile::tempdir().unwrap();
    let other = clones.path().join("other");
    git(clones.path(), &["clone", "-q", folder.to_str().unwrap(), "other"]);
    work(folder, "content/page.md:5", "here");
    work(&other, "content/page.md#work", "there");
    git(&other, &["pull", "-q", "--no-rebase", "--no-edit"]);
    // The second reading of a statement takes the place of the first.
    let all = ["in force", "in force", "replaced"].map(|state| ("Ann".to_owned(), state.to_owned()));
    assert_eq!(states(&other), all);
    let log = json_lines(&std::fs::read_to_string(other.join("changes.jsonl")).unwrap());
    let mut ids: Vec<&str> = log.iter().map(|change| change["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["first", "here", "there"]);
    program::run(&other, &["check"]).exits(0);
}

#[test]
fn a_statement_is_shown_by_the_id_that_it_was_read_under() {
    let folder = site();
    let folder = folder.path();
    program::run(folder, &["review", "add", "content/page.md:5", "--by", "One", "--says", "supports"])
        .exits(0);
    let record = std::fs::read_to_string(folder.join("reviews/one.jsonl")).unwrap();
    let id = json_lines(&record)[0]["id"].as_str().unwrap().to_owned();
    let named = format!("content/page.md#{id}");
    change(folder, "content/page.md", "The council has 21 members", "The council now has 21 members");
    assert_eq!(states(folder), [("One".to_owned(), "changed".to_owned())]);
    for named in [&named, &format!("page.md#{id}")] {
        program::run(folder, &["review", "show", named])
            .exits(0)
            .prints("The council now has 21 members")
            .prints("One, ")
            .prints("{+now+}");
    }
    change(folder, "content/page.md", "The council now has 21 members [@a, \"has 21 members\"].\n\n", "");
    assert_eq!(states(folder), [("One".to_owned(), "gone".to_owned())]);
    program::run(folder, &["review", "show", &named])
        .exits(0)
        .prints(&format!("{named} is gone; it read:\n  The council has 21 members"))
        .prints(": supports, gone");
    program::run(folder, &["review", "show", "content/page.md#nowhere"])
        .exits(1)
        .says("has no statement `#nowhere`");
}

#[test]
fn a_diff_says_what_changed_between_publications() {
    let folder = site();
    let folder = folder.path();
    git(folder, &["init", "-q", "-b", "main"]);
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", "first"]);
    program::run(folder, &["build", "-q", "--output-dir", "old"]).exits(0);
    program::run(folder, &["diff", "HEAD"]).exits(0).prints("3 unchanged");
    change(folder, "content/page.md", "The council has 21 members [@a, \"has 21 members\"].\n\n", "");
    change(
        folder,
        "content/page.md",
        "Work begins in May [@a]",
        "Work begins in June [@a, \"Work begins in May\"]",
    );
    let other =
        "---\ntitle: Other\n---\n\nThe council has 21 members [@a, \"has 21 members\"]. It rained [@a].\n";
    files::write(folder, "content/other.md", other);
    for old in ["HEAD", "main", "old", "old/claims.json"] {
        let ran = program::run(folder, &["diff", old]).exits(0);
        let ran = ran.prints("moved    #c-").prints("from /page/  The council has 21 members");
        let ran = ran.prints("changed  #work  Work begins in [-May-]{+June+}").prints("  It rained");
        ran.prints("rests on a [-(cited)-]{+(excerpt) “Work begins in May”+}")
            .prints("1 added, 1 changed, 1 moved; 1 unchanged");
    }
    let ran = program::run(folder, &["diff", "HEAD", "--format", "json"]).exits(0);
    let kinds: Vec<Value> = changes(&ran.stdout).iter().map(|change| change["change"].clone()).collect();
    assert_eq!(kinds, ["moved", "added", "changed"]);
    // From below the site's folder, and with the site below the root of the repository.
    let inner = tempfile::tempdir().unwrap();
    git(inner.path(), &["init", "-q", "-b", "main"]);
    let copy = Command::new("cp").arg("-r").arg(folder.join("content")).arg(inner.path()).status().unwrap();
    assert!(copy.success());
    std::fs::create_dir(inner.path().join("site")).unwrap();
    std::fs::rename(inner.path().join("content"), inner.path().join("site/content")).unwrap();
    for path in ["ibid.yaml", "seeds/a.md"] {
        files::write(&inner.path().join("site"), path, std::fs::read(folder.join(path)).unwrap());
    }
    git(inner.path(), &["add", "-A"]);
    git(inner.path(), &["commit", "-q", "-m", "first"]);
    program::run(&inner.path().join("site/content"), &["diff", "HEAD"]).exits(0).prints("4 unchanged");
    // What is neither.
    program::run(folder, &["diff", "nothing"]).exits(1).says("neither a file or folder nor a revision");
    program::run(folder, &["diff", "content"]).exits(1).says("holds no claims.json");
    program::run(folder, &["diff", "ibid.yaml"]).exits(1).says("is not a claims.json");
}

/// Changes that `ibid diff` prints, each of which the schema describes.
fn changes(printed: &str) -> Vec<Value> {
    let schema = program::run(Path::new("/"), &["schema", "diff"]).exits(0).stdout;
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let changes = json_lines(printed);
    for change in &changes {
        let wrong: Vec<String> = schema.iter_errors(change).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{change}: {wrong:?}");
    }
    changes
}

#[test]
fn a_diff_says_which_pages_have_another_address() {
    let folder = site();
    let folder = folder.path();
    let build = |to: &str| drop(program::run(folder, &["build", "-q", "--output-dir", to]).exits(0));
    let differs = |args: &[&str]| {
        let text = program::run(folder, &[&["diff"], args].concat()).exits(0).stdout;
        let json = program::run(folder, &[&["diff", "--format", "json"], args].concat()).exits(0).stdout;
        (text, changes(&json))
    };
    let renamed = |is_kept: Value| {
        json!({
            "change": "page-renamed",
            "before": { "page": "/page/" },
            "now": { "page": "/renamed/" },
            "address_kept": is_kept,
        })
    };
    build("before");
    std::fs::remove_file(folder.join("content/page.md")).unwrap();
    files::write(folder, "content/renamed.md", PAGE);
    let said = "/renamed/ was at /page/: write `aliases: [/page/]` in its front matter, and links to it still arrive\n";
    let all = format!("{said}1 page renamed; 3 unchanged\n");
    assert_eq!(differs(&["before"]), (all.clone(), vec![renamed(json!(false))]));
    build("after");
    assert_eq!(differs(&["before", "after"]), (all, vec![renamed(json!(false))]));
    // Of files alone nobody knows where addresses lead.
    let (text, json) = differs(&["before/claims.json", "after/claims.json"]);
    assert!(text.starts_with("/renamed/ was at /page/\n"), "{text}");
    assert_eq!(json, [renamed(Value::Null)]);
    // The old address leads on.
    files::write(folder, "content/renamed.md", PAGE.replacen("---\n", "---\naliases: [/page/]\n", 1));
    build("kept");
    for new in [&["before"][..], &["before", "kept"]] {
        let kept = "/renamed/ was at /page/\n1 page renamed; 3 unchanged\n".to_owned();
        assert_eq!(differs(new), (kept, vec![renamed(json!(true))]));
    }
    // A statement that changed with the move is one change; another page at the old address is no renaming.
    change(folder, "content/renamed.md", "The council has 21 members", "The council now has 21 members");
    let (text, json) = differs(&["before"]);
    assert!(text.contains("from /page/  The council {+now+} has 21 members"), "{text}");
    assert!(text.ends_with("1 changed, 1 page renamed; 2 unchanged\n"), "{text}");
    assert_eq!(
        json.iter().map(|change| change["change"].clone()).collect::<Vec<_>>(),
        ["page-renamed", "changed"]
    );
    change(folder, "content/renamed.md", "aliases: [/page/]\n", "");
    files::write(folder, "content/page.md", "---\ntitle: Another\n---\n\nIt rained [@a].\n");
    let (text, _) = differs(&["before"]);
    assert!(!text.contains("was at"), "{text}");
    assert!(text.ends_with("2 added, 2 moved, 1 dropped; 0 unchanged\n"), "{text}");
}

#[test]
fn a_diff_says_which_sources_have_another_key() {
    let folder = site();
    let folder = folder.path();
    program::run(folder, &["build", "-q", "--output-dir", "before"]).exits(0);
    program::run(folder, &["source", "rename", "a", "bay-2025"]).exits(0);
    program::run(folder, &["diff", "before"])
        .exits(0)
        .prints("@bay-2025 was @a\n1 source renamed; 3 unchanged\n");
    let ran = program::run(folder, &["diff", "before", "--format", "json"]).exits(0);
    let renamed =
        json!({ "change": "source-renamed", "before": { "source": "a" }, "now": { "source": "bay-2025" } });
    assert_eq!(changes(&ran.stdout), [renamed]);
    // What else changed is seen all the same: the state, and the text at the same address.
    change(folder, "content/page.md", "[@bay-2025, \"has 21 members\"]", "[@bay-2025]");
    change(folder, "seeds/bay-2025.md", "Work begins in May.", "Work begins in May. Or later.");
    let ran = program::run(folder, &["diff", "before"]).exits(0);
    ran.prints("@bay-2025 was @a\n")
        .prints("rests on bay-2025 [-(excerpt) “has 21 members”-]{+(cited)+}\n")
        .prints("1 evidence, 1 source renamed; 2 unchanged\n");
}
