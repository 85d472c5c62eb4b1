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
