//! The toolbar's side of the server: forms that write, the search, how a page stands.

use std::io::{Read, Write};

use serde_json::{Value, json};

use super::FERRY;
use crate::support::preview::{Answer, Preview, Site, page};
use crate::support::program;

/// Sends a form as a page of the preview does.
pub(super) fn send(preview: &Preview, name: &str, form: &Value) -> Answer {
    let body = form.to_string();
    let origin = format!("http://127.0.0.1:{}", preview.port);
    let headers =
        [("Sec-Fetch-Site", "same-origin"), ("Origin", &origin), ("Content-Type", "application/json")];
    post(preview, &format!("/_ibid/{}/{name}", preview.token()), &headers, body.as_bytes())
}

pub(super) fn post(preview: &Preview, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut request = format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", preview.port);
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    let mut request = request.into_bytes();
    request.extend_from_slice(body);
    preview.bytes(&request)
}

fn topic(title: &str, section: &str) -> Value {
    json!({ "title": title, "section": section, "publish": true })
}

fn source(key: &str, text: &str) -> Value {
    json!({
        "key": key, "text": text, "title": "", "author": [], "publisher": "", "date": "", "url": "",
        "origin": "", "language": "",
    })
}

pub(super) fn value(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json"), "{answer:?}");
    serde_json::from_str(&answer.text()).unwrap()
}

pub(super) fn ask(preview: &Preview, address: &str) -> Value {
    let path = format!("/_ibid/{}/{address}", preview.token());
    let answer = preview.ask(&path, &[("Sec-Fetch-Site", "same-origin")]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    value(&answer)
}

#[test]
fn forms_write_what_the_commands_write() {
    let (site, other) = (Site::new(), Site::new());
    let preview = Preview::of(&site);
    let answer = send(
        &preview,
        "new-topic",
        &json!({ "title": " Who  pays?", "section": "topics", "publish": false }),
    );
    assert_eq!((answer.status, value(&answer)["made"].as_str()), (201, Some("content/topics/who-pays.md")));
    let mut form = source("herald", "First.\n\n“Second” – 100 % *verbatim*.\n");
    form["title"] = json!("News: \"of the day\"");
    form["author"] = json!(["Doe, Jane", " "]);
    form["date"] = json!("2031-03-04");
    let answer = send(&preview, "add-source", &form);
    assert_eq!((answer.status, value(&answer)["cite"].as_str()), (201, Some("[@herald]")));
    other.write("capture.txt", "First.\n\n“Second” – 100 % *verbatim*.\n");
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(program::IBID)
            .args(arguments)
            .current_dir(other.folder.path())
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    run(&["new", "topic", "Who pays?"]);
    run(&[
        "source",
        "add",
        "herald",
        "capture.txt",
        "--title",
        "News: \"of the day\"",
        "--author",
        "Doe, Jane",
        "--date",
        "2031-03-04",
        "--not-stated",
        "publisher",
        "--not-stated",
        "url",
    ]);
    for path in ["content/topics/who-pays.md", "seeds/herald.txt"] {
        assert_eq!(site.read(path), other.read(path), "{path}");
    }
    preview.wait_for_status("/sources/herald/", 200);
}

#[test]
fn forms_say_what_is_wrong_and_write_nothing() {
    let site = Site::new();
    site.write("seeds/plain.txt", "---\ntitle: Plain\n---\nPlain.\n");
    let preview = Preview::of(&site);
    let before = site.files();
    for form in [
        topic("", "topics"),
        topic("…", "topics"),
        topic("con", "topics"),
        topic("The ferry", "../../outside"),
        topic("The ferry", "topics/../../.."),
        topic("The ferry", "a\\..\\b"),
        topic("The ferry", "a:b"),
        topic("Ferry", "topics"),
        json!({ "title": "x" }),
        json!({ "title": "x", "section": "", "publish": true, "path": "/etc/x" }),
        json!("x"),
    ] {
        let answer = send(&preview, "new-topic", &form);
        assert_eq!(answer.status, 422, "{form}");
        assert!(!value(&answer)["error"].as_str().unwrap().is_empty(), "{form}");
    }
    let mut dated = source("dated", "Text.");
    dated["date"] = json!("yesterday\nurl: https://evil.example/");
    for form in [
        source("", "Text."),
        source("../outside", "Text."),
        source("..", "Text."),
        source("a/b", "Text."),
        source("a\\b", "Text."),
        source("nul", "Text."),
        source("a b", "Text."),
        source("courier", "Text."),
        source("plain", "Text."),
        source("empty", " \n"),
        source("binary", "a\0b"),
        dated,
    ] {
        let answer = send(&preview, "add-source", &form);
        assert_eq!(answer.status, 422, "{form}");
        let value = value(&answer);
        assert!(
            !value["error"].as_str().unwrap().is_empty() && !value["help"].as_array().unwrap().is_empty()
        );
    }
    assert_eq!(site.files(), before);
    let taken = value(&send(&preview, "add-source", &source("courier", "Text.")));
    assert!(taken["error"].as_str().unwrap().contains("exists already"), "{taken}");
}

/// Keys that differ only in case or form lead to one address, whatever folder their files are in.
#[test]
fn a_key_that_a_source_in_another_folder_has_in_capitals_is_taken() {
    let site = Site::new();
    std::fs::create_dir_all(site.path("seeds/sub")).unwrap();
    site.write(
        "seeds/sub/Memo.md",
        "---\ntitle: Memo\nnot_stated: [author, publisher, date, url]\n---\nWords.\n",
    );
    let preview = Preview::of(&site);
    let answer = send(&preview, "add-source", &source("memo", "Text."));
    assert_eq!(answer.status, 422);
    assert!(value(&answer)["error"].as_str().unwrap().contains("seeds/sub/Memo.md"), "{}", answer.text());
    assert!(!site.path("seeds/memo.txt").exists());
}

#[test]
fn what_a_form_states_cannot_become_other_fields() {
    let site = Site::new();
    let preview = Preview::of(&site);
    // It would be read as a second front matter.
    let refused = send(&preview, "add-source", &source("herald", "---\npublish: full\n---\nText."));
    assert_eq!(refused.status, 422);
    let mut form = source("herald", "Text.\n\n---\npublish: full\n---\n");
    form["title"] = json!("x\"\npublish: full\n# \\");
    form["origin"] = json!("https://example.org/\r\npublish: full");
    assert_eq!(send(&preview, "add-source", &form).status, 201);
    let text = site.read("seeds/herald.txt");
    let front = text.split("\n---\n").next().unwrap();
    let stated = front.lines().filter(|line| line.starts_with("publish:")).collect::<Vec<_>>();
    assert_eq!(stated, ["publish: excerpt"], "{text}");
    preview.wait_for_status("/sources/herald/", 200);
}

/// V4 for what writes.
#[test]
fn v4_forms_are_taken_from_pages_of_this_preview_only() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let before = site.files();
    let port = preview.port;
    let own = format!("http://127.0.0.1:{port}");
    let body = topic("Planted", "topics").to_string();
    let path = format!("/_ibid/{}/new-topic", preview.token());
    let same = ("Sec-Fetch-Site", "same-origin");
    let typed = ("Content-Type", "application/json");
    let foreign = format!("http://evil.example:{port}");
    let attacker = format!("http://6.6.6.6:{port}");
    for (status, headers) in [
        (403, vec![typed]),
        (403, vec![same, typed]),
        (403, vec![("Origin", own.as_str()), typed]),
        (403, vec![same, typed, ("Origin", "null")]),
        (403, vec![same, typed, ("Origin", "http://evil.example")]),
        (403, vec![same, typed, ("Origin", &foreign)]),
        (403, vec![same, typed, ("Origin", &attacker)]),
        (403, vec![("Sec-Fetch-Site", "cross-site"), typed, ("Origin", &own)]),
        (403, vec![("Sec-Fetch-Site", "same-site"), typed, ("Origin", &own)]),
        (
            403,
            vec![
                ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Mode", "navigate"),
                ("Sec-Fetch-Dest", "document"),
                typed,
                ("Origin", &own),
            ],
        ),
        (415, vec![same, ("Origin", &own)]),
        (415, vec![same, ("Origin", &own), ("Content-Type", "text/plain")]),
        (415, vec![same, ("Origin", &own), ("Content-Type", "application/x-www-form-urlencoded")]),
    ] {
        assert_eq!(post(&preview, &path, &headers, body.as_bytes()).status, status, "{headers:?}");
    }
    let good = [same, typed, ("Origin", own.as_str())];
    for wrong in [
        format!("/_ibid/{}/new-topic", "0".repeat(32)),
        "/_ibid/new-topic".to_owned(),
        "/new-topic".to_owned(),
        path.replace("new-topic", "events"),
        path.replace("new-topic", "search"),
        format!("{path}/"),
    ] {
        assert_eq!(post(&preview, &wrong, &good, body.as_bytes()).status, 405, "{wrong}");
    }
    for method in ["GET", "PUT", "DELETE"] {
        let host = format!("127.0.0.1:{port}");
        assert_eq!(preview.raw(method, &path, &[("Host", &host), same]).status, 405, "{method}");
    }
    assert_eq!(site.files(), before);
    assert_eq!(post(&preview, &path, &good, body.as_bytes()).status, 201);
}

#[test]
fn forms_are_limited_in_size() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let long = "A word and another. ".repeat(300_000);
    assert_eq!(send(&preview, "add-source", &source("long", &long[..5_000_000])).status, 201);
    assert!(site.read("seeds/long.txt").ends_with(&long[..5_000_000]));
    assert_eq!(send(&preview, "new-topic", &topic(&"x".repeat(20_000), "topics")).status, 413);
    let (port, token) = (preview.port, preview.token());
    let head = format!(
        "POST /_ibid/{token}/add-source HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n"
    );
    assert_eq!(preview.bytes(format!("{head}Content-Length: 99999999\r\n\r\n").as_bytes()).status, 413);
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\nxxxxx\r\n0\r\n\r\n");
    assert_eq!(preview.bytes(chunked.as_bytes()).status, 411);
    // What was not admitted does not get in: more than a head is cut off.
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = format!(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 9000000\r\n\r\n{}",
        "x".repeat(9_000_000)
    );
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(preview.get("/").status, 200);
}

#[cfg(unix)]
#[test]
fn forms_do_not_follow_links_out_of_the_site() {
    let site = Site::new();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), site.path("content/elsewhere")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("taken.md"), site.path("seeds/taken.md")).unwrap();
    let preview = Preview::of(&site);
    for section in ["elsewhere", "elsewhere/deeper"] {
        let answer = send(&preview, "new-topic", &topic("Planted", section));
        assert_eq!(answer.status, 422, "{section}");
        assert!(answer.text().contains("leads out of the site"), "{}", answer.text());
    }
    assert_eq!(send(&preview, "add-source", &source("taken", "Text.")).status, 422);
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}

/// Whatever a field says, nothing is written that the program does not read back, or that another system could not
/// hold.
#[test]
fn no_field_of_a_form_writes_what_cannot_be_read() {
    let site = Site::new();
    site.write("content/Essays/_index.md", "---\ntitle: Essays\n---\n");
    let preview = Preview::of(&site);
    let before = site.files();
    let with = |field: &str, value: &str| {
        let mut form = source("fresh", "Some words of it.");
        form[field] = json!(value);
        form
    };
    let forms = [
        with("url", "javascript:alert(1)"),
        with("url", "https://"),
        with("url", "https://x.example/a b"),
        with("language", "no language"),
        with("date", "2024-02-30"),
        with("key", "COURIER"),
        with("key", "Courier"),
        with("key", ".ibid"),
        with("key", "nul"),
        with("key", "com1.x"),
        with("key", "a/b"),
        with("key", "a."),
        with("key", &"x".repeat(201)),
        with("title", &"x".repeat(300 << 10)),
        with("text", &"x".repeat((8 << 20) - 100)),
        with("text", " "),
    ];
    for form in &forms {
        let answer = send(&preview, "add-source", form);
        let shown: String = form.to_string().chars().take(200).collect();
        assert!([422, 413].contains(&answer.status), "{} {shown}", answer.status);
    }
    for (title, section) in [
        ("Why?", ".ibid"),
        ("Why?", ".git/x"),
        ("Why?", "topics/a~"),
        ("Why?", "aux"),
        ("Why?", "a:b"),
        ("Why?", "topics/ x"),
        ("Why?", "Topics"),
        ("Why?", "essays"),
        ("Why?", "../x"),
        ("Why?", "x.tmp"),
        ("Index", "topics"),
        ("_index", "topics"),
        ("\u{7}\u{1b}", "topics"),
    ] {
        let answer = send(&preview, "new-topic", &topic(title, section));
        assert_eq!(answer.status, 422, "{title} {section}: {}", answer.text());
        assert!(value(&answer)["help"].as_array().is_some_and(|help| !help.is_empty()), "{title} {section}");
    }
    assert_eq!(site.files(), before);
    assert_eq!(send(&preview, "new-topic", &topic("A\u{1b}[31m red\u{7} title", "Essays")).status, 201);
    let made = site.files();
    let text = String::from_utf8(made["content/Essays/a-31m-red-title.md"].clone()).unwrap();
    assert!(text.contains("title: \"A [31m red title\"\n"), "{text}");
}

#[test]
fn of_two_forms_for_one_file_one_wins() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..8)
            .map(|number| {
                let preview = &preview;
                scope.spawn(move || {
                    send(preview, "add-source", &source("herald", &format!("Text {number}."))).status
                })
            })
            .collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 7, "{statuses:?}");
    let names: Vec<_> = site.files().into_keys().filter(|path| path.contains("herald")).collect();
    assert_eq!(names, ["seeds/herald.txt"]);
}

#[test]
fn the_search_finds_passages_and_gives_citations_that_pass() {
    const EVIL: &str = "<img src=x onerror=alert(1)>";
    let site = Site::new();
    let passages = [
        "She said “we *will* not [ever] pay” – 50_000 crowns & more.",
        "A \"straight\" word, «angled» too.",
        EVIL,
        "Ελληνικά και українська мова.",
        "It cost $5, or #1 `code` ~about~ {that}.",
    ];
    site.write(
        "seeds/odd.key.txt",
        &format!("---\ntitle: Odd\ntrim: [6]\nnot_stated: [author, publisher, date, url]\n---\n{}\n\nThe furniture of the page.\n", passages.join("\n\n")),
    );
    let preview = Preview::of(&site);
    let found = ask(&preview, "search?WE%20%2Awill%2A");
    assert_eq!(found["total"], 1, "{found}");
    let passage = &found["passages"][0];
    assert_eq!((&passage["key"], &passage["paragraph"]), (&json!("odd.key"), &json!(1)));
    let marked: Vec<&Value> =
        passage["parts"].as_array().unwrap().iter().filter(|part| part[1] == true).collect();
    assert_eq!(marked, [&json!(["we *will*", true])]);
    assert_eq!(ask(&preview, "search?bridge%20lorries")["total"], 1, "in any order, in one paragraph");
    assert_eq!(ask(&preview, "search?furniture")["total"], 0);
    assert_eq!(ask(&preview, "search?")["total"], 0);
    let mut text = String::new();
    for passage in passages {
        let encoded: String = passage.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let citation = ask(&preview, &format!("cite?odd.key&{encoded}"));
        let citation =
            citation["citation"].as_str().unwrap_or_else(|| panic!("{passage}: {citation}")).to_owned();
        assert!(citation.starts_with("[@odd.key, "), "{citation}");
        text.push_str(&format!("A statement {citation}.\n\n"));
    }
    assert!(text.contains("[@odd.key, \"Ελληνικά και українська мова.\"]"), "{text}");
    for (key, words) in
        [("odd.key", "words%20that%20are%20not%20there"), ("none", "x"), ("odd.key", ""), ("odd.key", "rown")]
    {
        let answer = ask(&preview, &format!("cite?{key}&{words}"));
        assert!(answer["error"].is_string(), "{key} {words}: {answer}");
    }
    let events = preview.events();
    site.write(FERRY, &page("The ferry", &text));
    assert_eq!(events.next()["errors"], 0, "{}", preview.findings("/topics/ferry/"));
    let html = preview.get("/topics/ferry/").text();
    assert!(!html.contains("<img src=x"), "escaped");
    let markers = html.split("<a ").filter_map(|link| link.split('>').next());
    let excerpts = markers.filter(|link| link.contains("doc-noteref") && link.contains("excerpt"));
    assert_eq!(excerpts.count(), passages.len());
}

#[test]
fn the_texts_of_sources_are_for_pages_of_this_preview() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let token = preview.token();
    for address in
        ["search?bridge", "cite?courier&bridge", "page?/", "reading?1&/sources/courier/", "statements?"]
    {
        let path = format!("/_ibid/{token}/{address}");
        assert_eq!(preview.ask(&path, &[]).status, 403, "{address}");
        assert_eq!(preview.ask(&path, &[("Sec-Fetch-Site", "cross-site")]).status, 403, "{address}");
        let foreign = [("Sec-Fetch-Site", "same-origin"), ("Origin", "http://evil.example")];
        assert_eq!(preview.ask(&path, &foreign).status, 403, "{address}");
        let other = format!("/_ibid/{}/{address}", "0".repeat(32));
        assert_eq!(preview.ask(&other, &[("Sec-Fetch-Site", "same-origin")]).status, 403, "{address}");
    }
    // An uncited sentence of a source is found by the search and stands nowhere else.
    let uncited = "Opponents say that the old bridge could have been repaired";
    let found = ask(&preview, "search?Opponents%20say");
    let parts = found["passages"][0]["parts"].as_array().unwrap();
    let whole: String = parts.iter().map(|part| part[0].as_str().unwrap()).collect();
    assert!(whole.starts_with(uncited), "{whole}");
    for (file, bytes) in site.published(&preview.url) {
        assert!(!String::from_utf8_lossy(&bytes).contains(uncited), "{file}");
    }
}

#[test]
fn a_page_is_told_how_it_stands() {
    let site = Site::new();
    site.write(
        FERRY,
        &page("The ferry", "It was “closed to lorries since 2029” [@courier].\n\nNobody cites this."),
    );
    site.replace("content/topics/map/index.md", "---\ntitle", "---\ndraft: true\ntitle");
    site.replace("ibid.yaml", "title:", "editor: zed\ntitle:");
    let preview = Preview::with(&site, &["--port", "0", "--drafts"]);
    let ferry = ask(&preview, "page?/topics/ferry/");
    assert_eq!(ferry["states"], json!({ "verbatim": 1 }));
    assert_eq!(
        (&ferry["statements"], &ferry["draft"], &ferry["local"]),
        (&json!(2), &json!(false), &json!(true))
    );
    assert_eq!(
        (&ferry["uncited"][0]["text"], &ferry["uncited"][0]["line"]),
        (&json!("Nobody cites this."), &json!(7))
    );
    assert_eq!(ferry["wrong"], json!([]));
    assert_eq!(ferry["drafts"], json!(["/topics/map/"]));
    let editor = ferry["source"]["editor"].as_str().unwrap();
    assert!(editor.starts_with("zed://file/") && editor.ends_with("ferry.md:1:1"), "{editor}");
    assert_eq!(ask(&preview, "page?/topics/map/")["draft"], true);
    assert_eq!(ask(&preview, "page?/timeline/")["source"], Value::Null);
    let source = ask(&preview, "page?/sources/courier/");
    assert_eq!(
        (&source["source"]["path"], &source["statements"]),
        (&json!("seeds/courier.md"), &Value::Null)
    );
    // The option counts for more than the configuration, which may change while it is served.
    site.replace("ibid.yaml", "editor: zed", "editor: sublime");
    preview.wait("the other editor", |preview| {
        ask(preview, "page?/")["source"]["editor"].as_str().is_some_and(|url| url.starts_with("subl://"))
    });
    let told = Preview::with(&site, &["--port", "0", "--editor", "vim"]);
    assert!(ask(&told, "page?/")["source"]["editor"].as_str().unwrap().starts_with("mvim://"));
}

#[test]
fn where_a_draft_would_be_the_preview_says_that_it_is_one() {
    let site = Site::new();
    let preview = Preview::of(&site);
    assert!(!preview.get("/_ibid/").text().contains("Drafts"));
    let draft = page("The <ferry>", "Not yet.").replacen("---\n", "---\ndraft: true\n", 1);
    site.write(FERRY, &draft);
    preview.wait_for_status("/topics/ferry/", 404);
    let text = preview.get("/topics/ferry/").text();
    assert!(text.contains(&format!("{FERRY} is a draft.")) && text.contains("--drafts"), "{text}");
    assert!(!preview.get("/topics/other/").text().contains("is a draft"));
    let list = preview.get("/_ibid/").text();
    assert!(list.contains("Drafts") && list.contains("The &lt;ferry&gt;") && list.contains(FERRY), "{list}");
}
