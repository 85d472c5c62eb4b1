//! The reading room and the walk: a source's whole text, and the forms that change what is said of it.

use std::process::Command;

use serde_json::{Value, json};

use super::FERRY;
use super::toolbar::{ask, post, send, value};
use crate::support::preview::{Answer, Preview, Site, page};
use crate::support::program;

const COURIER: &str = "seeds/courier.md";
const READING: &str = "reading?1&/sources/courier/";

/// What was sent is done.
fn done(answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text());
    value(answer)
}

/// What was sent is refused; the reason.
fn refused(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    value(answer)["error"].as_str().unwrap().to_owned()
}

/// The words of a paragraph.
fn words(paragraph: &Value) -> String {
    paragraph["parts"].as_array().unwrap().iter().map(|part| part[0].as_str().unwrap()).collect()
}

/// Waits until the source is in a state.
fn wait_for(preview: &Preview, state: &str) -> Value {
    preview.wait(state, |preview| ask(preview, READING)["state"] == state);
    ask(preview, READING)
}

fn accepted(site: &Site) {
    program::run(&site.path(""), &["source", "accept", "--all"]).exits(0);
}

#[test]
fn a_source_is_shown_whole_with_its_numbers_and_what_is_cited_of_it() {
    let site = Site::new();
    site.write("seeds/long.txt", "---\ntitle: Long\ntrim: [2]\nnot_stated: [author, publisher, date, url]\n---\nThe first one.\n\nSubscribe now!\n\n<script>window.hit = 1</script>\n");
    site.write(FERRY, &page("The ferry", "It was said [@long, \"first one\"]."));
    let preview = Preview::of(&site);
    let long = ask(&preview, "reading?1&/sources/long/");
    let paragraphs = long["paragraphs"].as_array().unwrap();
    assert_eq!(paragraphs[0]["parts"], json!([["The ", 0], ["first one", 1], [".", 0]]));
    assert_eq!(paragraphs[0]["pages"][0]["title"], "The ferry");
    let url = paragraphs[0]["pages"][0]["url"].as_str().unwrap();
    assert!(url.starts_with("/topics/ferry/#"), "{url}");
    assert_eq!((words(&paragraphs[1]).as_str(), &paragraphs[1]["trimmed"]), ("Subscribe now!", &json!(true)));
    assert_eq!(words(&paragraphs[2]), "<script>window.hit = 1</script>");
    let numbers: Vec<&Value> = paragraphs.iter().map(|paragraph| &paragraph["number"]).collect();
    assert_eq!(numbers, [&json!(1), &json!(2), &json!(3)]);
    assert_eq!((&long["count"], &long["trimmed"], &long["next"]), (&json!(3), &json!([2]), &Value::Null));
    assert_eq!(ask(&preview, "reading?3&/sources/long/")["paragraphs"].as_array().unwrap().len(), 1);
    assert!(ask(&preview, "reading?1&/topics/ferry/")["error"].is_string());
    assert!(ask(&preview, "reading?1&/nowhere/")["error"].is_string());
}

#[test]
fn a_long_source_is_sent_in_parts() {
    let site = Site::new();
    let text: String = (1..=2_100).map(|number| format!("This is paragraph {number}.\n\n")).collect();
    site.write(
        "seeds/long.txt",
        &format!("---\ntitle: Long\nnot_stated: [author, publisher, date, url]\n---\n{text}"),
    );
    let preview = Preview::of(&site);
    let (mut from, mut read) = (json!(1), Vec::new());
    while let Some(number) = from.as_u64() {
        let part = ask(&preview, &format!("reading?{number}&/sources/long/"));
        read.extend(part["paragraphs"].as_array().unwrap().iter().map(words));
        from = part["next"].clone();
    }
    assert_eq!(read.len(), 2_100);
    assert_eq!((read[0].as_str(), read[2_099].as_str()), ("This is paragraph 1.", "This is paragraph 2100."));
}

#[test]
fn paragraphs_are_trimmed_in_the_text_that_was_shown() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let shown = ask(&preview, READING);
    let trim = |recorded: &Value, numbers: Value| {
        send(&preview, "trim", &json!({ "key": "courier", "recorded": recorded, "trim": numbers }))
    };
    let before = site.read(COURIER);
    assert!(refused(&trim(&json!("0".repeat(64)), json!([1]))).contains("has changed"));
    assert!(refused(&trim(&shown["recorded"], json!([4]))).contains("no paragraph 4"));
    assert!(refused(&trim(&shown["recorded"], json!([0]))).contains("no paragraph 0"));
    assert!(refused(&trim(&shown["recorded"], json!([1, 2, 3]))).contains("nothing of the text"));
    assert_eq!(site.read(COURIER), before);
    done(&trim(&shown["recorded"], json!([3, 2, 3])));
    assert!(site.read(COURIER).contains("\ntrim: [2-3]\n"), "{}", site.read(COURIER));
    preview.wait("the trimmed text", |preview| ask(preview, READING)["trimmed"] == json!([2, 3]));
    done(&trim(&ask(&preview, READING)["recorded"], json!([])));
    assert_eq!(site.read(COURIER), before, "what was trimmed is back, and nothing else is touched");
}

#[test]
fn facts_are_completed_and_nothing_is_said_that_nobody_said() {
    let site = Site::new();
    site.write("seeds/memo.txt", "---\ntitle: \"A memo\"   # as it is\nstated_by: {title: \"its heading\"}\nnot_stated: [author]\n---\nWords.\n");
    site.write(FERRY, &page("The ferry", "It was said [@memo]."));
    let preview = Preview::of(&site);
    let facts = ask(&preview, "reading?1&/sources/memo/")["facts"].clone();
    let fact =
        |name: &str| facts.as_array().unwrap().iter().find(|fact| fact["name"] == name).unwrap().clone();
    assert_eq!((&fact("title")["values"], &fact("title")["by"]), (&json!(["A memo"]), &json!("its heading")));
    assert_eq!((&fact("author")["not_stated"], &fact("date")["not_stated"]), (&json!(true), &json!(false)));
    let state = |fields: Value, not_stated: Value| {
        send(&preview, "state-facts", &json!({ "key": "memo", "fields": fields, "not_stated": not_stated }))
    };
    let before = site.read("seeds/memo.txt");
    done(&state(json!({}), json!(["author"])));
    assert_eq!(site.read("seeds/memo.txt"), before, "nothing was said");
    for (fields, not_stated) in [
        (json!({ "date": ["yesterday"] }), json!([])),
        (json!({ "url": ["javascript:alert(1)"] }), json!([])),
        (json!({ "text": ["none"] }), json!([])),
        (json!({ "title": ["A", "B"] }), json!([])),
        (json!({}), json!(["text"])),
    ] {
        refused(&state(fields, not_stated));
    }
    assert_eq!(site.read("seeds/memo.txt"), before);
    done(&state(
        json!({ "author": ["Doe, Jane", "Roe: Ann"], "date": ["2031-02"] }),
        json!(["author", "publisher"]),
    ));
    let text = site.read("seeds/memo.txt");
    assert_eq!(
        text,
        "---\ntitle: \"A memo\"   # as it is\nstated_by: {title: \"its heading\"}\nnot_stated: [publisher]\nauthor: [\"Doe, Jane\", \"Roe: Ann\"]\ndate: 2031-02\n---\nWords.\n"
    );
    done(&state(json!({ "title": ["The memo\nowner: me"] }), json!(["publisher"])));
    let text = site.read("seeds/memo.txt");
    assert!(text.contains("title: \"The memo owner: me\"\n") && !text.contains("stated_by"), "{text}");
    // The command does the same.
    program::run(&site.path(""), &["source", "set", "memo", "publisher=Desk"]).exits(0);
    assert!(!site.read("seeds/memo.txt").contains("not_stated"));
}

#[test]
fn a_changed_text_is_shown_word_by_word_and_accepted_as_it_was_seen() {
    let site = Site::new();
    accepted(&site);
    let lock = site.read("ibid.lock");
    let preview = Preview::of(&site);
    assert_eq!(ask(&preview, READING)["state"], "accepted");
    site.replace(COURIER, "12 million crowns", "15 million crowns");
    let changed = wait_for(&preview, "changed");
    assert_eq!(changed["change"]["known"], true, "the preview has seen what was accepted");
    let change = &changed["change"]["changes"][0];
    assert_eq!(change["paragraph"], 2);
    let parts = change["parts"].as_array().unwrap();
    assert!(parts.contains(&json!(["gone", "12"])) && parts.contains(&json!(["new", "15"])), "{change}");
    // Another text than the one that was seen is not accepted by it.
    site.replace(COURIER, "15 million crowns", "18 million crowns");
    let accept =
        |recorded: &Value| send(&preview, "accept", &json!({ "key": "courier", "recorded": recorded }));
    assert!(refused(&accept(&changed["recorded"])).contains("has changed"));
    assert_eq!(site.read("ibid.lock"), lock);
    preview.wait("the newer text", |preview| ask(preview, READING)["recorded"] != changed["recorded"]);
    let newer = ask(&preview, READING);
    assert!(newer["change"]["changes"][0]["parts"].as_array().unwrap().contains(&json!(["gone", "12"])));
    done(&accept(&newer["recorded"]));
    wait_for(&preview, "accepted");
    program::run(&site.path(""), &["source", "accept", "courier"]).exits(0);
    assert!(
        site.read("ibid.lock").contains(newer["recorded"].as_str().unwrap()),
        "as the command accepts it"
    );
    assert!(
        refused(&send(&preview, "accept", &json!({ "key": "nobody", "recorded": "" }))).contains("no source")
    );
}

#[test]
fn a_lock_that_cannot_be_read_is_not_written_over() {
    let site = Site::new();
    accepted(&site);
    site.write("ibid.lock", &format!("{}<<<<<<< HEAD\n", site.read("ibid.lock")));
    let lock = site.read("ibid.lock");
    let preview = Preview::of(&site);
    let recorded = ask(&preview, READING)["recorded"].clone();
    let form = json!({ "key": "courier", "recorded": recorded });
    assert!(refused(&send(&preview, "accept", &form)).contains("ibid.lock cannot be read"));
    assert_eq!(site.read("ibid.lock"), lock);
}

#[test]
fn what_was_accepted_is_found_in_the_repository() {
    let site = Site::new();
    let git = |args: &[&str]| {
        let git = Command::new("git")
            .current_dir(site.path(""))
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
            .args(args)
            .output()
            .unwrap();
        assert!(git.status.success(), "{git:?}");
    };
    accepted(&site);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "accepted"]);
    site.replace(COURIER, "12 million crowns", "15 million crowns");
    git(&["commit", "-q", "-a", "-m", "not accepted"]);
    site.replace(COURIER, "15 million crowns", "18 million crowns");
    // A repository's own settings name programs; none of them is run.
    git(&["config", "core.fsmonitor", "touch ran; false"]);
    let preview = Preview::of(&site);
    let changed = ask(&preview, READING);
    assert_eq!(changed["state"], "changed");
    let parts = changed["change"]["changes"][0]["parts"].as_array().unwrap();
    assert!(parts.contains(&json!(["gone", "12"])) && parts.contains(&json!(["new", "18"])), "{changed}");
    assert!(!site.path("ran").exists());
}

#[test]
fn where_nobody_has_the_accepted_text_that_is_said() {
    let site = Site::new();
    accepted(&site);
    site.replace(COURIER, "12 million crowns", "15 million crowns");
    let preview = Preview::of(&site);
    assert_eq!(ask(&preview, READING)["change"], json!({ "known": false }));
}

#[test]
fn a_file_becomes_a_source_with_what_it_states() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let origin = format!("http://127.0.0.1:{}", preview.port);
    let add = |kind: &str, name: &str, title: &str, bytes: &[u8]| {
        let head = json!({ "name": name, "source": {
            "key": "talk", "title": title, "author": [""], "publisher": "", "date": "", "url": "", "origin": "",
            "language": "", "text": "",
        } });
        let mut body = format!("{head}\n").into_bytes();
        body.extend_from_slice(bytes);
        let headers = [("Sec-Fetch-Site", "same-origin"), ("Origin", &*origin), ("Content-Type", kind)];
        post(&preview, &format!("/_ibid/{}/add-file", preview.token()), &headers, &body)
    };
    let mail = b"From: Jane Doe <jane@example.org>\r\nSubject: The bridge\r\nDate: Mon, 3 Mar 2031 10:00:00 +0000\r\nContent-Type: text/plain\r\n\r\nIt opens at noon.\r\n";
    let before = site.files();
    assert_eq!(add("application/json", "a.eml", "", mail).status, 415);
    assert_eq!(add("text/plain", "a.eml", "", mail).status, 415);
    let picture = refused(&add("application/octet-stream", "a.png", "", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
    assert!(picture.contains("a.png"), "{picture}");
    assert_eq!(site.files(), before);
    let made = done(&add("application/octet-stream", "a.eml", "", mail));
    assert_eq!(made["made"], "seeds/talk.txt");
    let text = site.read("seeds/talk.txt");
    assert!(
        text.contains("title: \"The bridge\"\n")
            && text.contains("stated_by: ")
            && text.contains("It opens at noon."),
        "{text}"
    );
    assert!(!text.contains("not_stated"), "nobody has said so: {text}");
    assert_eq!(made["missing"], json!(["publisher", "url"]), "{text}");
}

#[test]
fn a_statement_is_read_and_recorded_as_on_the_terminal() {
    let (site, other) = (Site::new(), Site::new());
    let preview = Preview::of(&site);
    assert_eq!(ask(&preview, "statements?"), json!({ "roles": [] }));
    let asked = |by: &str, page: Value| {
        let query = json!({ "by": by, "role": "", "page": page }).to_string();
        let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        ask(&preview, &format!("statements?{encoded}"))
    };
    assert!(asked(" ", Value::Null)["error"].is_string());
    assert!(asked("Jo", json!("content/none.md"))["error"].is_string());
    let page_file = "content/topics/harbour-bridge.md";
    let list = asked("Jo  Berg", json!(page_file));
    let (one, count) = (list["statements"][0].clone(), list["count"].as_u64().unwrap());
    assert_eq!((&one["page"], one["words"].as_str().is_some()), (&json!(page_file), true));
    assert_eq!(one["citations"][0]["key"], "courier");
    assert!(one["citations"][0]["passages"][0]["words"].is_string(), "{one}");
    let review = |seen: &Value, says: &str| {
        let form = json!({
            "page": one["page"], "id": one["id"], "seen": seen, "by": "Jo  Berg", "role": "", "says": says, "note": "so  it is",
        });
        send(&preview, "review", &form)
    };
    assert!(refused(&review(&json!(""), "supports")).contains("has changed"));
    assert!(refused(&review(&one["seen"], "perhaps")).contains("no answer"));
    assert!(!site.path("reviews").exists());
    assert_eq!(done(&review(&one["seen"], "partly"))["made"], "reviews/jo-berg.jsonl");
    let named = format!("{page_file}#{}", one["id"].as_str().unwrap());
    program::run(
        &other.path(""),
        &["review", "add", &named, "--by", "Jo Berg", "--says", "partly", "--note", "so it is"],
    )
    .exits(0);
    assert_eq!(site.read("reviews/jo-berg.jsonl"), other.read("reviews/jo-berg.jsonl"));
    preview.wait("the record", |_| asked("jo berg", json!(page_file))["count"] == count - 1);
    let seen = asked("Ann", json!(page_file))["statements"][0]["found"][0].clone();
    assert_eq!((&seen["reader"], &seen["says"]), (&json!("Jo Berg"), &json!("partly")));
    // Words that changed since they were shown are not recorded as read.
    let words = one["words"].as_str().unwrap();
    let first = words.split(' ').next().unwrap();
    site.replace(page_file, &format!("{first} "), &format!("{first} verily "));
    preview.wait("the changed words", |_| {
        !asked("Ann", json!(page_file)).to_string().contains(&format!("{}\"", one["seen"].as_str().unwrap()))
    });
    assert!(refused(&review(&one["seen"], "supports")).contains("has changed"));
}

#[test]
fn roles_are_those_of_the_settings() {
    let site = Site::new();
    site.write("ibid.yaml", &format!("{}review: [reporter, editor]\n", site.read("ibid.yaml")));
    let preview = Preview::of(&site);
    let ask_as = |role: &str| {
        let query = json!({ "by": "Jo", "role": role, "page": null }).to_string();
        let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        ask(&preview, &format!("statements?{encoded}"))
    };
    assert_eq!(ask(&preview, "statements?"), json!({ "roles": ["reporter", "editor"] }));
    assert!(ask_as("Editor")["statements"].is_array());
    assert!(ask_as("publisher")["error"].as_str().unwrap().contains("no role `publisher`"));
    assert!(ask_as("")["error"].is_string());
}

#[test]
fn the_old_address_of_a_renamed_page_leads_to_the_new_one() {
    let site = Site::new();
    let preview = Preview::of(&site);
    std::fs::rename(site.path(FERRY), site.path("content/topics/boat.md")).unwrap();
    preview.wait_for_status("/topics/boat/", 200);
    let offered = |to: &str| {
        let link = format!("The page is at <a href=\"{to}\">The ferry</a> now.");
        move |preview: &Preview| preview.get("/topics/ferry/").text().contains(&link)
    };
    preview.wait("the new address", offered("/topics/boat/"));
    assert!(preview.get("/topics/ferry/").text().contains("<code>aliases: [/topics/ferry/]</code>"));
    // In two steps, and once more; another title alone is no move.
    let text = site.read("content/topics/boat.md");
    std::fs::remove_file(site.path("content/topics/boat.md")).unwrap();
    preview.wait_for_status("/topics/boat/", 404);
    site.write("content/topics/other.md", &page("Another page", "It has words of its own."));
    preview.wait_for_status("/topics/other/", 200);
    assert!(!preview.get("/topics/boat/").text().contains("The page is at"));
    site.write("content/topics/vessel.md", &text);
    preview.wait("the newest address", offered("/topics/vessel/"));
    // What is there again is no old address.
    site.write(FERRY, &page("The ferry again", "It sails."));
    preview.wait_for_status("/topics/ferry/", 200);
}
