//! The log of statements: what `ibid diff --record` writes, and what readers see of it.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::files::write;
use crate::support::html;
use crate::support::program::run;

const PAGE: &str = "---\ntitle: Council\n---\n\n\
    The council has 21 members [@vote]. It voted on Tuesday [@vote]. The hall is closed [@vote].\n";

fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "ibid.yaml", "title: The record\nbase_url: https://example.org/\n");
    write(at, "content/council.md", PAGE);
    write(
        at,
        "seeds/vote.md",
        "---\ntitle: Vote\norigin: Daily\n---\nThe council of 21 members voted on Tuesday. The hall is closed.\n",
    );
    folder
}

fn log(at: &Path) -> Vec<Value> {
    let text = fs::read_to_string(at.join("changes.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn page(at: &Path, file: &str) -> html::Page {
    html::Page::read(&fs::read_to_string(at.join("public").join(file)).unwrap())
}

#[test]
fn what_was_added_changed_and_dropped_is_recorded_once_and_shown() {
    let folder = site();
    let at = folder.path();
    run(at, &["build", "--output-dir", "old"]).exits(0);
    // Without a log there is no such page.
    assert!(!at.join("old/changes").exists());
    let text = "---\ntitle: Council\n---\n\n\
        The council now has 21 members [@vote]. It sits in a hall [@vote]. The hall is closed [@vote].\n";
    write(at, "content/council.md", text);
    run(at, &["diff", "old", "--record"]).exits(0).says("recorded 3 changes in changes.jsonl");
    let recorded = log(at);
    let words =
        |side: &str| -> Vec<Option<&str>> { recorded.iter().map(|change| change[side].as_str()).collect() };
    assert_eq!(words("before"), [Some("The council has 21 members"), None, Some("It voted on Tuesday")]);
    assert_eq!(words("now"), [Some("The council now has 21 members"), Some("It sits in a hall"), None]);
    assert!(recorded.iter().all(|change| change["page"] == "/council/"));
    // What the log has already is not added again.
    run(at, &["diff", "old", "--record"]).exits(0).says("recorded 0 changes");
    assert_eq!(log(at), recorded);

    run(at, &["build"]).exits(0);
    let shown = page(at, "changes/index.html");
    let text = shown.text();
    for words in
        ["Added", "Changed", "Removed", "It voted on Tuesday", "It sits in a hall", "now has 21 members"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    // What stands on the page still is linked there; of what is gone, the page is.
    let now = recorded[0]["id"].as_str().unwrap();
    assert!(shown.links.iter().any(|link| link.href == format!("/council/#{now}")), "{:?}", shown.links);
    assert!(shown.links.iter().any(|link| link.href == "/council/"), "{:?}", shown.links);
    assert!(page(at, "corrections/index.html").links.iter().any(|link| link.href == "/changes/"));
    // The page follows its file.
    fs::remove_file(at.join("changes.jsonl")).unwrap();
    run(at, &["build"]).exits(0);
    assert!(!at.join("public/changes/index.html").exists());
    assert!(!page(at, "corrections/index.html").links.iter().any(|link| link.href == "/changes/"));
}

#[test]
fn lines_that_hold_anything_else_are_findings_and_their_words_are_text() {
    let folder = site();
    let at = folder.path();
    let line =
        |rest: &str| format!("{{\"date\":\"2031-03-09\",\"page\":\"/council/\",\"id\":\"c-1\"{rest}}}\n");
    write(at, "changes.jsonl", line(",\"now\":\"<b>bold</b> & <script>x()</script>\""));
    run(at, &["build"]).exits(0);
    let shown = fs::read_to_string(at.join("public/changes/index.html")).unwrap();
    assert!(shown.contains("bold") && !shown.contains("<b>") && !shown.contains("<script>x()"), "{shown}");
    for (wrong, says) in [
        ("{}\n".to_owned(), "not what `ibid diff --record` writes"),
        ("[1\n".to_owned(), "not what `ibid diff --record` writes"),
        (line(",\"now\":\"x\",\"more\":1"), "not what `ibid diff --record` writes"),
        (line(""), "it has neither the old words nor the new ones"),
        (line(",\"now\":\"x\"").replace("2031-03-09", "2031-03"), "on which day"),
        (line(",\"now\":\"x\"").replace("/council/", "https://example.org/"), "below the site’s root"),
    ] {
        write(at, "changes.jsonl", format!("{}\n{wrong}", line(",\"now\":\"x\"")));
        run(at, &["check"]).exits(1).says(says).says("changes.jsonl:3:1");
    }
}
