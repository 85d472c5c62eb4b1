//! What people take with them: Markdown twins, `llms.txt`, and `ibid export`. Whether other programs accept the files is
//! shown by `tests/clients`.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::files;
use crate::support::flagship::FLAGSHIP;
use crate::support::program::{self, run};

const SOURCE: &str = "---\ntitle: \"A title with `code`, *stars* and <b>\"\nauthor: \"Pike, Joan\"\npublisher: The Courier\ndate: 2025-03-04\nurl: https://courier.example/{a}\n---\n\nThe council has 21 members. It voted *for* the plan on Tuesday. Nobody else was there.\n";

/// A page with every kind of block, and words that are markup elsewhere.
const PAGE: &str = "---\ntitle: \"Votes & <tags> #1\"\ndescription: A *starred* description.\ndate: 2025-03-05\n---\n\n::: summary\nThe council has 21 members [@a].\n:::\n\n## A [link](/topics/) and `code`\n\n1994\\. It voted for the plan [@a, \"voted for the plan\"]; $x$ ^up^ \\@home \\#1 = ``a`b`` \\~tilde\\~ [@a, ¶ 1].\n\n1. one\n2. two\n\n   - nested [@a]\n\n| a | b |\n|:--|--:|\n| x\\|y | It voted for the plan [@a] |\n\n```rust\nlet a = \"```\";\n```\n\n> The council has 21 members. [@a]\n\n::: timeline\n- 2025-03-04: The vote [@a].\n:::\n\nA note[^n] and a narrative: @a reports it.\n\n[^n]: The *author's* own. It says so itself.[^n]\n";

fn site(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config =
        format!("title: The record\nbase_url: https://example.org/sub/\nauthors: [The editors]\n{config}");
    for (path, text) in [
        ("ibid.yaml", config.as_str()),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/topics/_index.md", "---\ntitle: Topics\n---\n"),
        ("content/topics/votes.md", PAGE),
        ("seeds/a.md", SOURCE),
    ] {
        files::write(folder.path(), path, text);
    }
    folder
}

fn export(folder: &Path, format: &str) -> Vec<u8> {
    let target = folder.join("exported");
    run(folder, &["export", format, "--quiet", "--to", "exported"]).exits(0);
    fs::read(target).unwrap()
}

// --- twins -------------------------------------------------------------------------------------------

/// The text of a run of pandoc's inlines, with its notes: where each stands, and its text.
fn read_inlines(inlines: &[Value], text: &mut String, notes: &mut Vec<(usize, String)>) {
    for inline in inlines {
        let content = &inline["c"];
        match inline["t"].as_str().unwrap() {
            "Str" => text.push_str(content.as_str().unwrap()),
            "Space" | "SoftBreak" | "LineBreak" => text.push(' '),
            "Code" => text.push_str(content[1].as_str().unwrap()),
            "Emph" | "Strong" | "Strikeout" => read_inlines(content.as_array().unwrap(), text, notes),
            "Link" | "Span" | "Image" => read_inlines(content[1].as_array().unwrap(), text, notes),
            "Note" => {
                let mut runs = Vec::new();
                read_blocks(content.as_array().unwrap(), &mut runs);
                let words: Vec<String> = runs.into_iter().map(|(text, _)| text).collect();
                notes.push((text.len(), words.join(" ")));
            }
            "RawInline" => {}
            other => panic!("{other}"),
        }
    }
}

/// A run of text with its notes.
type Run = (String, Vec<(usize, String)>);

fn read_blocks(blocks: &[Value], runs: &mut Vec<Run>) {
    let array = |value: &Value| value.as_array().unwrap().clone();
    for block in blocks {
        let content = &block["c"];
        let mut run = |inlines: &Value| {
            let (mut text, mut notes) = (String::new(), Vec::new());
            read_inlines(&array(inlines), &mut text, &mut notes);
            runs.push((text, notes));
        };
        match block["t"].as_str().unwrap() {
            "Para" | "Plain" => run(content),
            "Header" => run(&content[2]),
            "BlockQuote" => read_blocks(&array(content), runs),
            "BulletList" => array(content).iter().for_each(|item| read_blocks(&array(item), runs)),
            "OrderedList" => array(&content[1]).iter().for_each(|item| read_blocks(&array(item), runs)),
            "Table" => {
                let bodies = array(&content[4]);
                let rows = bodies.iter().flat_map(|body| array(&body[3])).chain(array(&content[3][1]));
                for row in rows {
                    let mut cells = Vec::new();
                    array(&row[1]).iter().for_each(|cell| read_blocks(&array(&cell[4]), &mut cells));
                    // The cells of a row are one statement.
                    let whole =
                        cells.into_iter().fold(Run::default(), |(mut text, mut notes), (more, own)| {
                            text.push_str(if text.is_empty() { "" } else { " " });
                            notes.extend(own.into_iter().map(|(at, note)| (at + text.len(), note)));
                            text.push_str(&more);
                            (text, notes)
                        });
                    runs.push(whole);
                }
            }
            "CodeBlock" => runs.push((content[1].as_str().unwrap().to_owned(), Vec::new())),
            "HorizontalRule" | "RawBlock" => {}
            other => panic!("{other}"),
        }
    }
}

/// What pandoc reads in a twin.
fn read_twin(markdown: &[u8]) -> Vec<Run> {
    let mut command = Command::new("pandoc");
    command.args(["-f", "gfm", "-t", "json"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("pandoc (Debian's) is installed");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), markdown).unwrap();
    let tree: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    let mut runs = Vec::new();
    read_blocks(tree["blocks"].as_array().unwrap(), &mut runs);
    runs
}

/// Whether one of the runs has the statement, and in it or behind it a note for each of its citations with the words of
/// the passages: the mark of a source that a sentence names stands behind the name.
fn is_stated(runs: &[Run], claim: &Value, titles: &BTreeMap<&str, &str>) -> bool {
    let words = claim["claim"].as_str().unwrap();
    let notes_behind = |(text, notes): &Run| -> Vec<Vec<String>> {
        let places = text.match_indices(words).map(|(at, _)| at..at + words.len());
        // A full stop or comma may stand between the statement and its marks.
        let near = |place: Range<usize>| {
            notes.iter().filter(move |(at, _)| (place.start..=place.end + 2).contains(at))
        };
        places.map(|place| near(place).map(|(_, note)| note.clone()).collect()).collect()
    };
    let citations = claim["citations"].as_array().unwrap();
    let has = |notes: &[String], citation: &Value| {
        let title = titles.get(citation["source"].as_str().unwrap()).copied().unwrap_or_default();
        let exact = citation["selectors"].as_array().unwrap().iter().map(|it| it["exact"].as_str().unwrap());
        let exact: Vec<&str> = exact.collect();
        notes.iter().any(|note| note.contains(title) && exact.iter().all(|words| note.contains(words)))
    };
    let all = runs.iter().flat_map(notes_behind).collect::<Vec<_>>();
    all.iter().any(|notes| citations.iter().all(|citation| has(notes, citation)))
}

fn check_twins(files: &BTreeMap<String, Vec<u8>>, base: &str) -> usize {
    let claims: Value = serde_json::from_slice(&files["claims.json"]).unwrap();
    let sources = claims["sources"].as_array().unwrap();
    let titles: BTreeMap<&str, &str> =
        sources.iter().filter_map(|it| Some((it["key"].as_str()?, it["title"].as_str()?))).collect();
    let mut twins: BTreeMap<&str, Vec<Run>> = BTreeMap::new();
    let claims = claims["claims"].as_array().unwrap();
    for claim in claims {
        let page = claim["page"].as_str().unwrap();
        let runs = twins.entry(page).or_insert_with(|| {
            let file = format!("{}index.md", page.strip_prefix(base).unwrap());
            read_twin(&files[&file])
        });
        assert!(is_stated(runs, claim, &titles), "{page}: {claim}\n{runs:#?}");
    }
    claims.len()
}

/// The twin of each source's page has every passage that is cited, and every statement that rests on the source.
fn check_twins_of_sources(files: &BTreeMap<String, Vec<u8>>, base: &str) -> usize {
    let claims: Value = serde_json::from_slice(&files["claims.json"]).unwrap();
    let mut checked = 0;
    for source in claims["sources"].as_array().unwrap() {
        let file = format!("{}index.md", source["page"].as_str().unwrap().strip_prefix(base).unwrap());
        let runs = read_twin(&files[&file]);
        let has = |words: &str| assert!(runs.iter().any(|(text, _)| text.contains(words)), "{file}: {words}");
        has(source["label"].as_str().unwrap());
        for claim in claims["claims"].as_array().unwrap() {
            let citations = claim["citations"].as_array().unwrap();
            for citation in citations.iter().filter(|citation| citation["source"] == source["key"]) {
                has(claim["claim"].as_str().unwrap());
                let selectors = citation["selectors"].as_array().unwrap();
                selectors.iter().for_each(|selector| has(selector["exact"].as_str().unwrap()));
                checked += 1;
            }
        }
    }
    checked
}

#[test]
fn pandoc_reads_in_a_twin_what_claims_json_says() {
    let files = FLAGSHIP.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect();
    assert!(check_twins(&files, "https://example.org/") > 300);
    assert!(check_twins_of_sources(&files, "https://example.org/") > 300);
}

#[test]
fn markup_in_words_is_text_in_a_twin() {
    let site = site("outputs: [markdown]\n");
    run(site.path(), &["build", "--quiet"]).exits(0);
    let public = site.path().join("public");
    let read = |path: &str| (path.to_owned(), fs::read(public.join(path)).unwrap());
    let files: BTreeMap<String, Vec<u8>> =
        ["claims.json", "topics/votes/index.md", "sources/a/index.md"].map(read).into();
    assert!(check_twins(&files, "https://example.org/sub/") >= 6);
    assert!(check_twins_of_sources(&files, "https://example.org/sub/") >= 6);
    let runs = read_twin(&files["topics/votes/index.md"]);
    let has = |words: &str| assert!(runs.iter().any(|(text, _)| text.contains(words)), "{words}: {runs:#?}");
    has("Votes & <tags> #1");
    has("A *starred* description.");
    has("1994. It voted for the plan");
    has("$x$ ^up^ @home #1 = ");
    has("a`b");
    has("~tilde~");
    has("x|y");
    has("let a = \"```\";");
    let notes = runs.iter().flat_map(|(_, notes)| notes);
    let title = "A title with `code`, *stars* and <b>";
    assert!(notes.clone().any(|(_, note)| note.contains(title)), "{runs:#?}");
    assert!(notes.clone().any(|(_, note)| note.starts_with("The author’s own.")), "{runs:#?}");
}

#[test]
fn twins_are_published_where_they_are_asked_for_and_named_where_assistants_look() {
    let without = site("");
    run(without.path(), &["build", "--quiet"]).exits(0);
    assert!(!without.path().join("public/llms.txt").exists());
    assert!(!without.path().join("public/topics/votes/index.md").exists());
    let page = fs::read_to_string(without.path().join("public/topics/votes/index.html")).unwrap();
    assert!(!page.contains("text/markdown"));

    let site = site("outputs: [markdown]\n");
    run(site.path(), &["build", "--quiet"]).exits(0);
    let read = |path: &str| fs::read_to_string(site.path().join("public").join(path)).unwrap();
    let overview = read("llms.txt");
    for line in [
        "# The record",
        "https://example.org/sub/topics/votes/index.md",
        "https://example.org/sub/claims.json",
    ] {
        assert!(overview.contains(line), "{line}: {overview}");
    }
    let page = read("sources/a/index.html");
    assert!(page.contains("type=text/markdown href=/sub/sources/a/index.md"), "{page}");
    let page = read("topics/votes/index.html");
    assert!(page.contains("type=text/markdown href=/sub/topics/votes/index.md"), "{page}");
    assert!(overview.contains("https://example.org/sub/sources/"), "{overview}");
    // A second build, and one after an edit, are as from nothing.
    run(site.path(), &["build", "--quiet", "--verify"]).exits(0);
    files::write(
        site.path(),
        "content/topics/votes.md",
        PAGE.replace("date: 2025-03-05", "date: 2025-03-06"),
    );
    run(site.path(), &["build", "--quiet", "--verify"]).exits(0);
    assert!(read("topics/votes/index.md").contains("2025-03-06"));
    files::write(
        site.path(),
        "content/topics/votes.md",
        PAGE.replace("| x\\|y | It voted for", "| x\\|y | It really voted for"),
    );
    run(site.path(), &["build", "--quiet", "--verify"]).exits(0);
    assert!(read("sources/a/index.md").contains("It really voted for the plan"));
}

#[test]
fn the_lists_of_sources_and_quotations_have_twins_and_the_overview_names_all_twins() {
    let site = site("outputs: [markdown]\nlanguages: {uk: Запис}\n");
    let page = "---\ntitle: Words\n---\n\n“The ferry stays,” Joan Pike said [@c].\n";
    files::write(site.path(), "content/topics/words.md", page);
    files::write(
        site.path(),
        "content/topics/words.uk.md",
        "---\ntitle: Слова\n---\n\nРада має 21 члена [@a].\n",
    );
    let untitled = "---\npublisher: The Herald\nauthor: Lind, Ada\ndate: 2014~\nnot_stated: [title, url]\n---\n\nOne word *more*.\n";
    files::write(site.path(), "seeds/b.md", untitled);
    files::write(
        site.path(),
        "seeds/c.md",
        "---\ntitle: A talk\n---\n\n“The ferry stays,” Joan Pike said on Monday.\n",
    );
    run(site.path(), &["build", "--quiet"]).exits(0);
    let files = files::tree(&site.path().join("public"));
    let read = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    let plain = |path: &str| -> String {
        let runs = read_twin(&files[path]);
        runs.into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("\n")
    };

    let sources = plain("sources/index.md");
    assert!(
        sources.contains("A title with `code`, *stars* and <b> · Joan Pike · The Courier · 4 March 2025"),
        "{sources}"
    );
    assert!(
        sources.contains(" · Ada Lind · The Herald · about 2014 · Passages: 0 · Citations: 0"),
        "{sources}"
    );
    assert!(read("sources/index.md").contains("(https://example.org/sub/sources/b/index.md)"));
    let quotations = plain("quotations/index.md");
    assert!(quotations.contains("Joan Pike\n“The ferry stays"), "{quotations}");
    assert!(quotations.contains("Quoted on: Words"), "{quotations}");
    for list in ["sources", "quotations"] {
        let html = read(&format!("uk/{list}/index.html"));
        assert!(html.contains(&format!("type=text/markdown href=/sub/uk/{list}/index.md")), "{list}");
    }

    // Each address of the overview is there, and each twin is named.
    let overview = read("llms.txt");
    let named: Vec<&str> = overview
        .split("](https://example.org/sub/")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap())
        .collect();
    for file in &named {
        assert!(files.contains_key(*file), "{file} is not published");
    }
    let twins: Vec<&String> = files.keys().filter(|file| file.ends_with(".md")).collect();
    assert!(twins.iter().all(|twin| named.contains(&twin.as_str())), "{twins:?}\n{overview}");
    assert!(
        named.contains(&"uk/sources/a/index.md") && named.contains(&"uk/quotations/index.md"),
        "{overview}"
    );
    run(site.path(), &["build", "--quiet", "--verify"]).exits(0);
}

#[test]
fn a_site_may_have_an_overview_of_its_own() {
    let site = site("outputs: markdown\n");
    files::write(site.path(), "content/llms.txt", "# Ours\n");
    run(site.path(), &["build", "--quiet"]).exits(0);
    assert_eq!(fs::read_to_string(site.path().join("public/llms.txt")).unwrap(), "# Ours\n");
}

// --- cards --------------------------------------------------------------------------------------------

/// What a host answers for an address by `_headers`: the values of a name, all that apply.
fn headers(text: &str, path: &str, name: &str) -> Vec<String> {
    let mut applies = false;
    let mut values = Vec::new();
    for line in text.lines() {
        if let Some(pattern) = line.strip_prefix('/') {
            let path = path.strip_prefix('/').unwrap();
            applies = pattern.strip_suffix('*').map_or(pattern == path, |start| path.starts_with(start));
        } else if let Some((key, value)) = line.trim().split_once(": ")
            && applies
            && key == name
        {
            values.push(value.to_owned());
        }
    }
    values
}

#[test]
fn a_card_may_be_framed_and_nothing_else() {
    let site = site("outputs: [embed]\n");
    run(site.path(), &["build", "--quiet"]).exits(0);
    let read = |path: &str| fs::read_to_string(site.path().join("public").join(path)).unwrap();
    let claims: Value = serde_json::from_str(&read("claims.json")).unwrap();
    let text = read("_headers");
    for claim in claims["claims"].as_array().unwrap() {
        let (id, words) = (claim["id"].as_str().unwrap(), claim["claim"].as_str().unwrap());
        let folder = format!("embed/topics/votes/{id}");
        let card = crate::support::html::Page::read(&read(&format!("{folder}/index.html")));
        assert!(card.text().contains(words), "{words}: {}", card.text());
        assert_eq!(card.elements("script").count(), 0);
        let oembed: Value = serde_json::from_str(&read(&format!("{folder}/oembed.json"))).unwrap();
        let frame = oembed["html"].as_str().unwrap();
        assert!(frame.contains(&format!("src=\"https://example.org/sub/{folder}/\"")), "{frame}");
        let policies = headers(&text, &format!("/sub/{folder}/"), "Content-Security-Policy");
        assert!(
            !policies.is_empty() && policies.iter().all(|it| !it.contains("frame-ancestors")),
            "{policies:?}"
        );
    }
    // What else is published no other site may frame.
    let mut pages: Vec<String> = Vec::new();
    files::tree(&site.path().join("public")).into_keys().for_each(|file| {
        if let Some(folder) = file.strip_suffix("index.html").filter(|folder| !folder.starts_with("embed/")) {
            pages.extend([format!("/sub/{folder}"), format!("/sub/{file}")]);
        }
    });
    assert!(pages.len() > 10);
    for page in pages {
        let policies = headers(&text, &page, "Content-Security-Policy");
        assert!(policies.iter().any(|it| it.contains("frame-ancestors 'self'")), "{page}: {policies:?}");
    }
    let report = read("evidence/topics/votes/index.html");
    assert!(report.contains("href=/sub/embed/topics/votes/"), "{report}");
    // From a note on the page, the script leads to the card by the id of the statement, and copies what is there.
    let page = crate::support::html::Page::read(&read("topics/votes/index.html"));
    let html = page.elements("html").next().unwrap();
    assert!(html.attribute("data-card-embed-copy").is_some_and(|label| !label.is_empty()));
    let folder = html.attribute("data-embed").unwrap().strip_prefix("/sub/").unwrap();
    for claim in claims["claims"].as_array().unwrap() {
        let id = claim["id"].as_str().unwrap();
        assert!(read(&format!("{folder}{id}/oembed.json")).contains("<iframe"), "{id}");
    }
    assert!(!read("index.html").contains("data-embed"), "without a statement there is nothing to lead to");
    run(site.path(), &["build", "--quiet", "--verify"]).exits(0);
}

#[test]
fn without_being_asked_for_there_are_no_cards() {
    let site = site("");
    run(site.path(), &["build", "--quiet"]).exits(0);
    assert!(!site.path().join("public/embed").exists());
    let text = fs::read_to_string(site.path().join("public/_headers")).unwrap();
    assert!(headers(&text, "/sub/any/", "Content-Security-Policy")[0].contains("frame-ancestors 'self'"));
    let page = fs::read_to_string(site.path().join("public/topics/votes/index.html")).unwrap();
    assert!(!page.contains("data-embed"));
}

#[test]
fn a_card_whose_name_is_not_its_id_is_led_to_by_the_evidence_alone() {
    let site = site("outputs: [embed]\n");
    let page = "---\ntitle: Ports\n---\n\nThe council has 21 members [@a]. {#com1}\n";
    files::write(site.path(), "content/topics/ports.md", page);
    run(site.path(), &["build", "--quiet"]).exits(0);
    let read = |path: &str| fs::read_to_string(site.path().join("public").join(path)).unwrap();
    assert!(read("embed/topics/ports/s-com1/index.html").contains("21 members"));
    assert!(!read("topics/ports/index.html").contains("data-embed"));
    assert!(read("evidence/topics/ports/index.html").contains("href=/sub/embed/topics/ports/s-com1/"));
}

// --- exports -------------------------------------------------------------------------------------------

const FORMATS: [&str; 6] = ["epub", "typst", "pandoc", "annotations", "okf", "evidence"];

#[test]
fn the_same_site_gives_the_same_export() {
    let site = site("");
    for format in FORMATS {
        let first = export(site.path(), format);
        assert!(first.len() > 500, "{format}");
        assert_eq!(first, export(site.path(), format), "{format}");
    }
}

#[test]
fn an_error_stops_an_export_and_leaves_what_was_there() {
    let site = site("");
    export(site.path(), "epub");
    let before = fs::read(site.path().join("exported")).unwrap();
    files::write(
        site.path(),
        "content/wrong.md",
        "---\ntitle: Wrong\n---\n\n“The council has 21 benches” [@a].\n",
    );
    for format in FORMATS {
        let ran = run(site.path(), &["export", format, "--to", "exported"]).exits(1);
        ran.says("quote-altered").says("nothing was exported");
    }
    assert_eq!(before, fs::read(site.path().join("exported")).unwrap());
    let left: Vec<_> = fs::read_dir(site.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[test]
fn an_export_is_asked_for_in_words_that_exist() {
    let site = site("");
    run(site.path(), &["export", "epub", "--to", "seeds"]).exits(2).says("seeds is a folder");
    run(site.path(), &["export", "epub", "--page", "content/topics/vote.md"])
        .exits(1)
        .says("did you mean content/topics/votes.md?");
    run(site.path(), &["export", "typst", "--language", "fr"]).exits(1).says("its languages are en");
    run(site.path(), &["export", "pandoc", "--to", "no/such/folder/x"]).exits(1).says("cannot write");
    // Texts go to standard output, and one page is a work of its own.
    let page =
        run(site.path(), &["export", "pandoc", "--quiet", "--page", "content/topics/votes.md"]).exits(0);
    let tree: Value = serde_json::from_str(&page.stdout).unwrap();
    assert_eq!(tree["meta"]["title"]["c"][0]["c"], "Votes");
}

/// The files of a zip archive that are stored or deflated, by the program that every system has.
fn unpacked(bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("archive.zip"), bytes).unwrap();
    let script = "import sys, zipfile; zipfile.ZipFile('archive.zip').extractall('.')";
    let mut command = Command::new("python3");
    command.current_dir(folder.path()).args(["-c", script]);
    program::run_command(command, "").exits(0);
    folder
}

#[test]
fn evidence_is_verified_by_the_programs_that_people_have() {
    let site = site("");
    let folder = unpacked(&export(site.path(), "evidence"));
    let check = || {
        let mut command = Command::new("sha256sum");
        command.current_dir(folder.path()).args(["--quiet", "-c", "SHA256SUMS"]);
        program::run_command(command, "")
    };
    check().exits(0);
    let source = fs::read_to_string(folder.path().join("sources/a.json")).unwrap();
    let source: Value = serde_json::from_str(&source).unwrap();
    assert_eq!(source["reference"]["title"], "A title with `code`, *stars* and <b>");
    let passages: Vec<&str> =
        source["passages"].as_array().unwrap().iter().map(|it| it["exact"].as_str().unwrap()).collect();
    assert!(passages.contains(&"voted for the plan"), "{passages:?}");
    // Of the source's own text nothing but the passages and a few words of their sentences is in the archive.
    let all = fs::read_to_string(folder.path().join("pages/topics/votes.md")).unwrap() + &source.to_string();
    assert!(!all.contains("Nobody else"), "{all}");
    let sum = fs::read_to_string(folder.path().join("SHA256SUMS")).unwrap();
    assert!(sum.contains("  claims.json\n") && sum.contains("  sources/a.json\n"), "{sum}");
    fs::write(folder.path().join("claims.json"), "{}").unwrap();
    check().exits(1);
}

#[test]
fn annotations_have_the_selectors_of_claims_json() {
    let site = site("");
    run(site.path(), &["build", "--quiet"]).exits(0);
    let collection: Value = serde_json::from_slice(&export(site.path(), "annotations")).unwrap();
    let items = collection["first"]["items"].as_array().unwrap();
    assert_eq!(collection["total"], items.len());
    let claims = fs::read_to_string(site.path().join("public/claims.json")).unwrap();
    let claims: Value = serde_json::from_str(&claims).unwrap();
    let citations = claims["claims"].as_array().unwrap().iter().flat_map(|claim| {
        let citations = claim["citations"].as_array().unwrap().iter();
        citations.map(move |citation| (claim["claim"].clone(), citation["selectors"].clone()))
    });
    let citations: Vec<(Value, Value)> = citations.collect();
    assert_eq!(items.len(), citations.len());
    let page = fs::read_to_string(site.path().join("public/topics/votes/index.html")).unwrap();
    for (item, (claim, selectors)) in items.iter().zip(&citations) {
        assert_eq!(item["body"][0]["value"], *claim);
        let exact = |selectors: &Value| -> Vec<Value> {
            let all = selectors.as_array().into_iter().flatten();
            all.map(|selector| selector["exact"].clone()).collect()
        };
        assert_eq!(exact(&item["target"]["selector"]), exact(selectors));
        // Its id is the mark of the note on the page.
        let id = item["id"].as_str().unwrap().split_once('#').unwrap().1;
        assert!(page.contains(&format!("id={id}")), "{id}");
    }
}

#[test]
fn an_annotation_says_which_of_the_same_words_it_means() {
    let site = site("");
    files::write(site.path(), "seeds/twice.md", "---\ntitle: Twice\n---\n\nIt met.\n\nIt went.\n\nIt met.\n");
    let page = "---\ntitle: Twice\n---\n\nThe council came together [@twice, ¶ 3, \"It met\"]. Then it left [@twice, \"It went\"].\n";
    files::write(site.path(), "content/topics/votes.md", page);
    let collection: Value = serde_json::from_slice(&export(site.path(), "annotations")).unwrap();
    let selectors: Vec<(&str, Option<u64>)> = collection["first"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["target"]["selector"][0])
        .map(|selector| (selector["exact"].as_str().unwrap(), selector["occurrence"].as_u64()))
        .collect();
    assert_eq!(selectors, [("It met", Some(2)), ("It went", None)]);
    let term =
        collection["@context"].as_array().unwrap().iter().find_map(|context| context["occurrence"].as_str());
    assert!(term.is_some_and(|address| address.starts_with("https://")), "{}", collection["@context"]);
}

/// The words of every paragraph below a node of pandoc's tree.
fn paragraphs(node: &Value) -> Vec<String> {
    fn words(node: &Value) -> String {
        match (node, node["t"].as_str()) {
            (_, Some("Str")) => node["c"].as_str().unwrap().to_owned(),
            (_, Some("Space" | "SoftBreak")) => " ".to_owned(),
            (Value::Array(inner), _) => inner.iter().map(words).collect(),
            (Value::Object(_), _) => words(&node["c"]),
            _ => String::new(),
        }
    }
    match (node, node["t"].as_str()) {
        (_, Some("Para" | "Plain")) => vec![words(node)],
        (Value::Array(inner), _) => inner.iter().flat_map(paragraphs).collect(),
        (Value::Object(_), _) => paragraphs(&node["c"]),
        _ => Vec::new(),
    }
}

#[test]
fn a_correction_goes_wherever_its_page_goes() {
    let site = site("outputs: [markdown]\n");
    let corrected = "date: 2025-03-05\ncorrections: [{date: 2025-03-06, text: The vote was on Tuesday}]";
    files::write(site.path(), "content/topics/votes.md", PAGE.replace("date: 2025-03-05", corrected));
    run(site.path(), &["build", "--quiet"]).exits(0);
    let twin = fs::read_to_string(site.path().join("public/topics/votes/index.md")).unwrap();
    assert!(twin.contains("\n## Corrections\n\n- **6 March 2025**: The vote was on Tuesday\n"), "{twin}");
    let typst = String::from_utf8(export(site.path(), "typst")).unwrap();
    assert!(typst.contains("#strong[6 March 2025];\\: The vote was on Tuesday"), "{typst}");
    let tree: Value = serde_json::from_slice(&export(site.path(), "pandoc")).unwrap();
    let texts = paragraphs(&tree["blocks"]);
    assert!(texts.iter().any(|text| text == "6 March 2025: The vote was on Tuesday"), "{texts:?}");
    for format in ["epub", "okf", "evidence"] {
        let folder = unpacked(&export(site.path(), format));
        let files = files::tree(folder.path());
        let told = files.iter().filter(|(name, _)| !name.ends_with(".zip")).filter(|(_, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            text.contains("6 March 2025") && text.contains("The vote was on Tuesday")
        });
        assert_eq!(told.count(), 1, "{format}");
    }
}

#[test]
fn a_bundle_of_knowledge_is_conformant() {
    let site = site("");
    let untitled = SOURCE.replace("title: \"A title with `code`, *stars* and <b>\"", "not_stated: [title]");
    files::write(site.path(), "seeds/b.md", untitled);
    files::write(
        site.path(),
        "content/topics/more.md",
        "---\ntitle: More\n---\n\nThe council has 21 members [@b].\n",
    );
    let folder = unpacked(&export(site.path(), "okf"));
    // What the source does not state is no title of it; lists name it all the same.
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    assert!(read("references/a.md").contains("\ntitle: ") && !read("references/b.md").contains("title"));
    let page = read("topics/more.md");
    let entry = page.lines().find(|line| line.starts_with("sources: ")).unwrap();
    assert!(entry.starts_with("sources: [{\"id\":\"b\"") && !entry.contains("title"), "{entry}");
    assert!(read("references/index.md").contains("Untitled source"));
    let page = fs::read_to_string(folder.path().join("topics/votes.md")).unwrap();
    for line in ["type: \"Explainer\"", "verified: [{\"by\":\"ibid/", "sources: [{\"id\":\"a\"", "[^a]: "] {
        assert!(page.contains(line), "{line}: {page}");
    }
    assert_eq!(page.matches("[^a]: ").count(), 1);
    let root = fs::read_to_string(folder.path().join("index.md")).unwrap();
    assert!(root.starts_with("---\nokf_version: \"0.2\"\n---\n"), "{root}");
    // Section 11 of the specification: every other file has front matter with a type.
    for path in ["topics/votes.md", "references/a.md"] {
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(text.starts_with("---\ntype: \""), "{path}");
    }
    for path in ["topics/index.md", "references/index.md"] {
        assert!(fs::read_to_string(folder.path().join(path)).unwrap().starts_with("# "), "{path}");
    }
}
