//! Diagnostics: those of `ibid check`, told once, of the text as it is in the editor; and the mends that come with
//! them.

use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::{SITE, place, started, text, written};
use crate::diagnostics::{self, Case};
use crate::support::archive::{Archive, File, Kind};
use crate::support::lsp::{Client, apply, capabilities};
use crate::support::{files, findings, program};

/// A finding as it can be compared: severity, rule, file, place.
type Told = (String, String, String, [usize; 4]);

fn checked(folder: &Path, args: &[String]) -> Vec<Told> {
    let args: Vec<&str> =
        ["check", "--format", "json"].into_iter().chain(args.iter().map(String::as_str)).collect();
    let ran = program::run(folder, &args);
    let found = findings::parse(&ran.stdout).unwrap();
    let mut told: Vec<Told> = found
        .into_iter()
        .map(|finding| {
            let at = [finding.line, finding.column, finding.end_line, finding.end_column];
            (finding.severity, finding.rule, finding.path, at.map(|number| number.unwrap_or(1)))
        })
        .collect();
    told.sort();
    told
}

fn told(client: &Client) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for path in client.diagnostics.keys() {
        for found in client.of(path) {
            let severity = ["", "error", "warning", "note"][found["severity"].as_u64().unwrap() as usize];
            let number = |pointer: &str| found.pointer(pointer).and_then(Value::as_u64).unwrap() as usize + 1;
            let at = ["start/line", "start/character", "end/line", "end/character"];
            let at = at.map(|end| number(&format!("/range/{end}")));
            let rule = found["code"].as_str().unwrap().to_owned();
            told.push((severity.to_owned(), rule, path.clone(), at));
        }
    }
    told.sort();
    told
}

fn options(args: &[String]) -> Value {
    assert!(args.iter().all(|arg| arg == "--drafts"), "a new argument of a case: {args:?}");
    json!({ "drafts": !args.is_empty() })
}

/// Whether an editor can have a file open: text, in a place where the server looks.
fn opens(file: &File) -> bool {
    file.kind == Kind::Text
        && (file.path.ends_with(".md") || file.path == "ibid.yaml")
        && !file.path.split('/').any(|part| part.starts_with(['.', '#']) || part.ends_with('~'))
}

/// Where what a client is told of a case is not what `check` finds: of the files on disk, and of the same texts in the
/// editor while others are on disk.
fn difference(case: &Case) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    case.site.write_completed(&root);
    let expected = checked(&root, &case.args);
    let mut client = Client::start_with(&root, &capabilities("utf-32"), &options(&case.args));
    client.settle();
    let of_disk = told(&client);
    let opened = || case.site.files.iter().filter(|file| opens(file));
    for file in opened() {
        client.open(&file.path, &String::from_utf8(file.content()).unwrap());
    }
    for file in opened().filter(|file| file.path != "ibid.yaml") {
        files::write(&root, &file.path, "---\ntitle: Not yet saved\n---\n");
        let params = json!({ "changes": [{ "uri": client.uri(&file.path), "type": 2 }] });
        client.notify("workspace/didChangeWatchedFiles", params);
    }
    client.settle();
    let of_editor = told(&client);
    let differs = of_disk != expected || of_editor != expected;
    differs.then(|| {
        format!(
            "{}\n  on disk {of_disk:#?}\n  in the editor {of_editor:#?}\n  checked {expected:#?}",
            case.name
        )
    })
}

#[test]
fn the_findings_of_every_case_are_those_of_check() {
    let failures: Vec<String> = diagnostics::cases().par_iter().filter_map(difference).collect();
    assert!(failures.is_empty(), "{} cases differ\n{}", failures.len(), failures.join("\n"));
}

/// The actions for a finding that are preferred, each as the text with it.
fn mended(client: &mut Client, path: &str, text: &str, found: &Value) -> Vec<(String, String)> {
    let params = json!({
        "textDocument": { "uri": client.uri(path) },
        "range": found["range"],
        "context": { "diagnostics": [found] },
    });
    let actions = client.request("textDocument/codeAction", params).unwrap();
    let of_finding = |action: &&Value| {
        action["diagnostics"][0]["range"] == found["range"]
            && action["diagnostics"][0]["message"] == found["message"]
            && action["isPreferred"] == true
    };
    let actions = actions.as_array().unwrap().iter().filter(of_finding);
    let mend = |action: &Value| {
        let change = &action["edit"]["documentChanges"][0];
        assert_eq!(client.path(change["textDocument"]["uri"].as_str().unwrap()), path);
        let edits = change["edits"].as_array().unwrap();
        (action["title"].as_str().unwrap().to_owned(), apply(text, edits))
    };
    actions.map(mend).collect()
}

/// Makes every mend of a case, one at a time; how many there are, and which take nothing away.
fn idle_mends(case: &Case) -> (usize, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    case.site.write_completed(&root);
    let mut client = Client::start_with(&root, &capabilities("utf-32"), &options(&case.args));
    client.settle();
    let (mut count, mut idle, mut version) = (0, Vec::new(), 1);
    for file in case.site.files.iter().filter(|file| opens(file)) {
        let text = String::from_utf8(file.content()).unwrap();
        client.open(&file.path, &text);
        client.settle();
        for found in client.of(&file.path) {
            let same = |client: &Client| {
                let is_same =
                    |other: &Value| other["code"] == found["code"] && other["message"] == found["message"];
                client.of(&file.path).iter().filter(|other| is_same(other)).count()
            };
            for (title, changed) in mended(&mut client, &file.path, &text, &found) {
                count += 1;
                let before = same(&client);
                client.change(&file.path, version + 1, &changed);
                client.settle();
                if same(&client) >= before {
                    idle.push(format!("{}, {title}\n{}\n", case.name, found["message"]));
                }
                client.change(&file.path, version + 2, &text);
                client.settle();
                version += 2;
            }
        }
        client.close(&file.path);
    }
    (count, idle)
}

/// Helps that say exactly what to write begin so.
const EXACT: [&str; 6] = [
    "did you mean",
    "use the source's words",
    "help: cite `",
    "help: write `",
    "delete the comment",
    "cite it with",
];

#[test]
fn every_mend_takes_its_finding_away() {
    let mut cases = diagnostics::cases();
    cases.retain(|case| EXACT.iter().any(|help| case.text.contains(help)));
    let all: Vec<(usize, Vec<String>)> = cases.par_iter().map(idle_mends).collect();
    let count: usize = all.iter().map(|(count, _)| count).sum();
    let idle: Vec<String> = all.into_iter().flat_map(|(_, idle)| idle).collect();
    println!("{count} mends in {} cases", cases.len());
    assert!(count >= 60, "only {count} mends");
    assert!(idle.is_empty(), "{} of {count} mends mend nothing\n{}", idle.len(), idle.join("\n"));
}

#[test]
fn what_is_typed_is_checked_and_nothing_is_told_twice() {
    let (folder, mut client) = started();
    let path = "content/topics/bridge.md";
    let page = text(folder.path(), path);
    client.open(path, &page);
    client.settle();
    assert!(client.of(path).is_empty(), "{:?}", client.diagnostics);
    let wrong = page.replace("will not accept", "will never accept").replace("[@gazette]", "[@gazete]");
    client.change(path, 2, &wrong);
    client.settle();
    assert_eq!(client.rules(path), ["quote-altered", "source-unknown"]);
    assert_eq!(client.diagnostics[path]["version"], 2);
    let altered = &client.of(path)[0];
    assert_eq!(altered["source"], "ibid");
    let related = &altered["relatedInformation"][0]["location"]["uri"];
    assert_eq!(client.path(related.as_str().unwrap()), "seeds/newsx.md");
    // The same findings in the same places are not told again.
    let before = client.published.len();
    client.change(path, 3, &format!("{wrong}\n\n\n"));
    client.settle();
    assert_eq!(client.published.len(), before, "{:?}", client.published);
    client.change(path, 4, &page);
    client.settle();
    assert!(client.of(path).is_empty());
    assert_eq!(text(folder.path(), path), page, "the server writes nothing");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn changes_of_ranges_are_applied_in_their_order() {
    let (folder, mut client) = started();
    let path = "content/topics/bridge.md";
    let page = text(folder.path(), path);
    client.open(path, &page);
    let (line, column) = place(&page, "will not");
    let range = |from: usize, to: usize| json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } });
    let changes = json!([
        { "range": range(column + 5, column + 8), "text": "never" },
        { "range": range(column + 5, column + 10), "text": "not" },
        { "range": range(column, column), "text": "really " },
    ]);
    let document = json!({ "uri": client.uri(path), "version": 2 });
    client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    client.settle();
    assert_eq!(client.rules(path), ["quote-altered"]);
    let range = &client.of(path)[0]["range"];
    assert_eq!(range["start"], json!({ "line": line, "character": column - 4 }));
}

#[test]
fn columns_count_as_the_client_counts() {
    for (encoding, emoji, cyrillic) in [("utf-8", 4, 2), ("utf-16", 2, 1), ("utf-32", 1, 1)] {
        let folder = written(SITE);
        let client = &mut Client::start_with(folder.path(), &capabilities(encoding), &json!({}));
        assert_eq!(client.started["capabilities"]["positionEncoding"], encoding);
        let path = "content/topics/бридж 🌉.md";
        client.open(path, "---\ntitle: Міст\n---\n\n🌉🌉 Міст [@nowhere].\n");
        client.settle();
        assert_eq!(client.rules(path), ["source-unknown"], "{encoding} {:?}", client.diagnostics);
        let start = 2 * emoji + 1 + 4 * cyrillic + 3;
        let range = &client.of(path)[0]["range"];
        assert_eq!(range["start"], json!({ "line": 4, "character": start }), "{encoding}");
        assert_eq!(range["end"], json!({ "line": 4, "character": start + 7 }), "{encoding}");
        // Back: the place of a change.
        let at = json!({ "line": 4, "character": start });
        let change = json!({ "range": { "start": at, "end": range["end"] }, "text": "newsx" });
        let document = json!({ "uri": client.uri(path), "version": 2 });
        client.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [change] }),
        );
        client.settle();
        assert!(client.of(path).is_empty(), "{encoding} {:?}", client.of(path));
        let hover = client.at("hover", path, (4, start));
        assert!(hover["contents"]["value"].as_str().unwrap().contains("Council votes"), "{hover}");
    }
    // A client that offers nothing counts as the protocol always did.
    let folder = written(SITE);
    let client = Client::start_with(folder.path(), &json!({}), &json!({}));
    assert_eq!(client.started["capabilities"]["positionEncoding"], "utf-16");
}

#[test]
fn line_ends_of_another_system_move_nothing() {
    let (folder, mut client) = started();
    let path = "content/topics/bridge.md";
    let page = text(folder.path(), path).replace("will not", "will never");
    client.open(path, &page);
    client.settle();
    let expected = client.of(path);
    assert!(!expected.is_empty());
    for (version, line_end) in [(2, "\r\n"), (3, "\r")] {
        client.change(path, version, "");
        client.settle();
        client.change(path, version + 10, &page.replace('\n', line_end));
        client.settle();
        assert_eq!(client.of(path), expected);
    }
    // In a text with CR LF a change is applied where the client means it.
    client.change(path, 20, &page.replace('\n', "\r\n"));
    let (line, column) = place(&page, "never");
    let range = json!({ "start": { "line": line, "character": column }, "end": { "line": line, "character": column + 5 } });
    let document = json!({ "uri": client.uri(path), "version": 21 });
    let changes = json!([{ "range": range, "text": "not" }]);
    client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    client.settle();
    assert!(client.of(path).is_empty(), "{:?}", client.of(path));
}

#[test]
fn the_disk_counts_where_no_document_is_open() {
    let (folder, mut client) = started();
    let path = "content/topics/bridge.md";
    let page = text(folder.path(), path);
    client.settle();
    assert!(client.of(path).is_empty());
    // Changed by another program.
    files::write(folder.path(), path, page.replace("will not", "will never"));
    client.wait_until("a change on disk is seen", |client| client.rules(path) == ["quote-altered"]);
    // The open text wins…
    client.open(path, &page);
    client.settle();
    assert!(client.of(path).is_empty());
    // …even when the file is gone.
    fs::remove_file(folder.path().join(path)).unwrap();
    let params = json!({ "changes": [{ "uri": client.uri(path), "type": 3 }] });
    client.notify("workspace/didChangeWatchedFiles", params);
    client.change(path, 2, &page.replace("[@gazette]", "[@gazete]"));
    client.settle();
    assert_eq!(client.rules(path), ["source-unknown"]);
    // When it is closed nothing is left of it.
    client.close(path);
    client.settle();
    assert!(client.of(path).is_empty(), "{:?}", client.of(path));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_source_that_is_edited_changes_the_findings_of_pages() {
    let (folder, mut client) = started();
    let (page, source) = ("content/topics/bridge.md", "seeds/newsx.md");
    let saved = text(folder.path(), source);
    client.open(source, &saved.replace("will not accept", "will accept"));
    client.settle();
    assert_eq!(client.rules(page), ["quote-altered"]);
    client.close(source);
    client.settle();
    assert!(client.of(page).is_empty());
}

#[test]
fn a_site_is_found_below_the_open_folder_and_never_above() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let write = |below: &str| Archive::parse(SITE).write_completed(&root.join(below));
    write("sites/one");
    files::write(&root, "sites/notes.md", "Notes");
    let wrong = "---\ntitle: A\n---\n\nIt is [@nowhere].\n";
    // The open folder holds the site.
    let mut client = Client::start(&root);
    client.open("sites/one/content/new.md", wrong);
    client.open("sites/notes.md", "It is [@nowhere].");
    client.settle();
    assert_eq!(client.rules("sites/one/content/new.md"), ["source-unknown"]);
    assert!(client.of("sites/notes.md").is_empty());
    assert_eq!(client.at("hover", "sites/notes.md", (0, 8)), Value::Null);
    // The open folder lies in the site.
    let mut client = Client::start(&root.join("sites/one/content/topics"));
    client.open("bridge.md", wrong);
    client.settle();
    assert!(client.diagnostics.is_empty(), "{:?}", client.diagnostics);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn drafts_suggestions_and_states_are_shown_where_they_are_wanted() {
    let folder = written(SITE);
    let draft = "content/draft.md";
    let text = "---\ntitle: A\ndraft: true\n---\n\nThe mayor said “We will accept it” [@newsx]. It begins in May [@newsx].\n";
    files::write(folder.path(), draft, text);
    let mut client = Client::start(folder.path());
    client.settle();
    assert!(client.of(draft).is_empty());
    assert_eq!(client.started["capabilities"]["inlayHintProvider"], false);
    let options = json!({ "drafts": true, "suggest": true, "inlayStates": true });
    let mut client = Client::start_with(folder.path(), &capabilities("utf-16"), &options);
    client.settle();
    let rules = client.rules(draft);
    assert!(
        rules.contains(&"quote-absent".to_owned()) || rules.contains(&"quote-altered".to_owned()),
        "{rules:?}"
    );
    assert!(rules.contains(&"excerpt-missing".to_owned()), "{rules:?}");
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let params = json!({ "textDocument": { "uri": client.uri("content/topics/bridge.md") }, "range": range });
    let hints = client.request("textDocument/inlayHint", params).unwrap();
    let labels: Vec<&str> =
        hints.as_array().unwrap().iter().map(|hint| hint["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["verbatim", "excerpt", "cited"]);
}
