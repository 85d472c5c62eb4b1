//! Facts that files state, and files that hold several texts.

use super::{pdf, zip};
use crate::support::files::write;
use crate::support::site::Site;

const WORDS: &str = "The council of the town met on Monday and spoke for two hours of the ferry and its crew, and of the money that the repair takes, before it went home.";

/// A page with this head, and these lines below its headline.
fn page(head: &str, lines: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en-GB><head><meta charset=utf-8>{head}</head><body><article><h1>Ferry sold</h1>{lines}<p>{WORDS}</p><p>{WORDS} So it ended.</p></article></body></html>"
    )
}

/// The front matter of what a file is added as.
fn front(name: &str, bytes: &[u8]) -> String {
    let site = Site::new();
    write(&site.path, name, bytes);
    site.run(&["source", "add", "k", name]).exits(0);
    let file = ["txt", "html", "md"]
        .into_iter()
        .find(|extension| site.path.join(format!("seeds/k.{extension}")).is_file());
    let text = site.read(&format!("seeds/k.{}", file.unwrap()));
    text.split("\n---").next().unwrap_or_default().to_owned()
}

#[test]
fn a_page_states_facts_in_many_ways() {
    for (head, lines, fact) in [
        ("", "<time datetime=2025-03-04>4 March</time>", "date: 2025-03-04"),
        ("", "<p class=byline>By Jonas Berg and Ada Lind</p>", "author: [\"Jonas Berg\", \"Ada Lind\"]"),
        ("<meta name=dcterms.date content=2025-03-04>", "", "date: 2025-03-04"),
        ("<meta name=citation_online_date content=2025/03/04>", "", "date: 2025-03-04"),
        ("<meta name=citation_year content=2025>", "", "date: 2025"),
        ("<meta name=prism.publicationDate content=2025-03-04>", "", "date: 2025-03-04"),
        ("<meta itemprop=datePublished content=2025-03-04>", "", "date: 2025-03-04"),
        ("<meta name=publish-date content=2025-03-04>", "", "date: 2025-03-04"),
        ("<meta name=eprints.creators_name content='Lind, Ada'>", "", "author: [\"Lind, Ada\"]"),
        ("<meta property=og:locale content=de_DE>", "", "language: \"en-GB\""),
    ] {
        let front = front("p.html", page(head, lines).as_bytes());
        let plain = front.replace("language: en-GB", "language: \"en-GB\"");
        assert!(plain.contains(fact), "{head}{lines}: {front}");
    }
}

#[test]
fn what_a_page_says_otherwise_is_said() {
    let site = Site::new();
    let head = "<meta name=author content='Ada Lind'><meta name=parsely-author content='Bo Berg'><meta property=og:url content=https://d.example/b><link rel=canonical href=https://d.example/a><meta property=og:locale content=de_DE>";
    write(&site.path, "p.html", page(head, ""));
    site.run(&["source", "add", "k", "p.html"])
        .exits(0)
        .says("says otherwise of the author: ")
        .says("og:url says otherwise of the url: https://d.example/b")
        .says("og:locale says otherwise of the language: de-DE");
}

#[test]
fn documents_state_what_their_authors_added() {
    let front_of_text = front("a.md", b"# Ferry *aground*\n\nThe council met.\n");
    assert!(front_of_text.contains("title: \"Ferry aground\""), "{front_of_text}");
    let odt = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "<o xmlns:text=\"t\"><text:p>The council met.</text:p></o>"),
        (
            "meta.xml",
            "<o xmlns:meta=\"m\"><meta:user-defined meta:name=\"date\">2025-03-04</meta:user-defined><meta:user-defined meta:name=\"AppVersion\">1</meta:user-defined></o>",
        ),
    ]);
    let front_of_odt = front("a.odt", &odt);
    assert!(front_of_odt.contains("date: 2025-03-04"), "{front_of_odt}");
}

#[test]
fn the_page_of_an_archive_is_the_one_that_is_named() {
    let record = |address: &str, word: &str| {
        let html = page("<title>T</title>", "").replace("So it ended.", &format!("So it {word}."));
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
    };
    let warc = record("https://d.example/one", "began") + &record("https://d.example/two", "ended");
    let site = Site::new();
    write(&site.path, "a.warc", &warc);
    site.run(&["source", "add", "one", "a.warc"])
        .exits(0)
        .says("it has 1 more pages; `--url ADDRESS` reads another, such as https://d.example/two");
    assert!(site.read("seeds/one.html").contains("So it began"));
    site.run(&["source", "add", "two", "a.warc", "--url", "https://d.example/two"]).exits(0);
    assert!(site.read("seeds/two.html").contains("So it ended"));
    site.run(&["source", "health"]).exits(0);
    site.run(&["source", "replace", "two", "a.warc"]).exits(0).says("0 of");
    assert!(site.read("seeds/two.html").contains("So it ended"), "the page is the one that was read before");
    site.run(&["source", "add", "three", "a.warc", "--url", "https://d.example/three"])
        .exits(1)
        .says("without a page at https://d.example/three")
        .says("https://d.example/one, https://d.example/two");
}

#[test]
fn a_mailbox_of_several_messages_is_refused() {
    let mail = |subject: &str| {
        format!(
            "From - Mon Dec 15 14:46:00 2025\nFrom: a@b.example\nDate: Mon, 15 Dec 2025 14:46:00 +0200\nSubject: {subject}\n\nIt met.\n\n"
        )
    };
    let site = Site::new();
    write(&site.path, "two.mbox", mail("One") + &mail("Two"));
    site.run(&["source", "add", "k", "two.mbox"]).exits(1).says("a mailbox of several messages");
    write(&site.path, "one.mbox", mail("One"));
    site.run(&["source", "add", "k", "one.mbox"]).exits(0).says("title: One");
}

#[test]
fn a_record_without_text_has_none_to_lose() {
    let site = Site::new();
    write(&site.path, "a.bib", "@book{k, title={A}}\n");
    site.run(&["source", "import", "a.bib", "--all"]).exits(0);
    write(&site.path, "a.txt", "The council met.\n");
    site.run(&["source", "replace", "k", "a.txt"])
        .exits(0)
        .says("0 of 0 paragraphs are gone, 1 of 1 are new");
}

#[test]
fn a_pdf_states_its_properties() {
    let file = pdf(&[&[(10, 40, 500, "The council voted on Tuesday for the bridge.")]]);
    let front = front("a.pdf", &file);
    assert!(
        front.contains("title: \"The harbour report\"") && front.contains("author: [\"Ada Lind\"]"),
        "{front}"
    );
}
