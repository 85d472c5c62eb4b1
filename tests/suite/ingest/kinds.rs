//! Kinds of files that were once read wrongly, or not at all.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{pdf, zip};
use crate::support::files::write;
use crate::support::site::Site;

/// A page with an article of these elements and head.
fn saved_page(head: &str, body: &str) -> String {
    let words = "The council of the town met on Monday and spoke for two hours of the ferry and its crew, and of the money that the repair takes.";
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8>{head}</head><body>{body}<article><h1>Ferry sold</h1><p>{words}</p><p>{words} So it ended.</p></article></body></html>"
    )
}

#[test]
fn a_page_states_only_what_is_its_own() {
    let site = Site::new();
    let head = r##"<title>Ferry sold | Daily</title><link rel=canonical href="https://daily.example/ferry">
        <script type="application/ld+json">[{"@type":"NewsArticle","headline":"Storm","author":"Zed Zorn","datePublished":"2019-01-01","url":"https://daily.example/storm"},
        {"@type":"NewsArticle","headline":"Ferry sold","url":"https://daily.example/ferry","dateCreated":"2027-01-01","author":{"@id":"#d"}},
        {"@type":"GovernmentOrganization","@id":"#d","name":"Office of Food, Farms and Rivers"}]</script>"##;
    let teaser = "<aside><article><time datetime=2018-01-01 pubdate>1 Jan</time> by <a rel=author href=/z>Zed Zorn</a></article></aside>";
    write(&site.path, "p.html", saved_page(head, teaser));
    site.run(&["source", "add", "k", "p.html"]).exits(0);
    let source = site.read("seeds/k.html");
    let front = source.split("<!DOCTYPE").next().unwrap_or_default();
    for fact in [
        "title: \"Ferry sold\"",
        "author: [\"Office of Food, Farms and Rivers\"]",
        "url: \"https://daily.example/ferry\"",
    ] {
        assert!(front.contains(fact), "{fact}: {front}");
    }
    assert!(!front.contains("Zorn") && !front.contains("\ndate:"), "{front}");

    let microdata = "<div itemscope itemtype='https://schema.org/NewsArticle'><b itemprop=author itemscope itemtype='https://schema.org/Person'><i itemprop=name>Ada Lind</i></b><time itemprop=datePublished datetime=2027-03-04>today</time></div><p itemprop=author>Nobody</p>";
    write(&site.path, "m.html", saved_page("<meta name=citation_doi content='doi:10.1234/a.5'>", microdata));
    site.run(&["source", "add", "m", "m.html"]).exits(0);
    let source = site.read("seeds/m.html");
    for fact in [
        "author: [\"Ada Lind\"]",
        "date: 2027-03-04",
        "url: \"https://doi.org/10.1234/a.5\"",
        "title: \"Ferry sold\"",
    ] {
        assert!(source.split("<!DOCTYPE").next().unwrap_or_default().contains(fact), "{fact}: {source}");
    }
}

#[test]
fn pages_in_odd_forms_are_read_or_refused() {
    let words = "The council of the town met on Monday and spoke for two hours of the ferry and its crew.";
    let xhtml = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><script src=\"x.js\"/><title>Ferry</title></head><body><p>{words}</p><p>Nobody objected to it.</p></body></html>"
    );
    Site::new().quotes("p.xhtml", xhtml.as_bytes(), "“Nobody objected to it.” [@k]");

    let site = Site::new();
    write(
        &site.path,
        "f.html",
        "<html><head><title>T</title></head><frameset cols=\"1,2\"><frame src=a.html><noframes>No frames.</noframes></frameset></html>",
    );
    site.run(&["source", "add", "k", "f.html"]).exits(1).says("is a page of frames").says("help:");
    write(&site.path, "report.pdf", saved_page("<title>Not found</title>", ""));
    site.run(&["source", "add", "k", "report.pdf"]).exits(0).says("its name is that of another format");
    write(&site.path, "key.txt", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n");
    site.run(&["source", "add", "l", "key.txt"]).exits(1).says("is a private key");

    let comments: String = (0..12)
        .map(|number| format!("<li><p>I do not believe a single word of it, number {number}, and nobody ever apologised to us.</p></li>"))
        .collect();
    let page = saved_page("", "")
        .replace("</article>", &format!("<section id=comments><ol>{comments}</ol></section></article>"));
    let site = Site::new();
    site.quotes("c.html", page.as_bytes(), "“I do not believe a single word of it” [@k].");
    site.run(&["check"]).exits(0).says("outside-article");
}

#[test]
fn pictures_in_a_page_do_not_make_it_too_large() {
    let picture = format!("<img src=\"data:image/png;base64,{}\">", "iVBORw0K".repeat(150_000));
    let page = saved_page("<title>Ferry</title>", "")
        .replace("</article>", &format!("{}</article>", picture.repeat(8)));
    assert!(page.len() > 9 << 20);
    let site = Site::new();
    site.quotes("p.html", page.as_bytes(), "“So it ended.” [@k]");
    assert!(site.read("seeds/k.html").len() < 10_000 && site.read("seeds/originals/k.html") == page);
    site.run(&["source", "replace", "k", "p.html"]).exits(0);
    site.run(&["source", "health", "k"]).exits(0);
}

#[test]
fn what_documents_hide_raise_and_set_in_rows_is_read_as_it_is_seen() {
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    let cell = |text: &str| format!("<w:tc><w:p>{}</w:p></w:tc>", run("", text));
    let body = format!(
        "<w:document xmlns:w=\"w\"><w:body><w:p>{}{}{}{}{}</w:p><w:tbl><w:tr>{}{}</w:tr></w:tbl></w:body></w:document>",
        run("", "It lost 10"),
        run("<w:vertAlign w:val=\"superscript\"/>", "6"),
        run("<w:vanish/>", " secret"),
        run("<w:strike/>", " old"),
        run("<w:strike w:val=\"false\"/>", " litres."),
        cell("Mill quarter"),
        cell("180"),
    );
    let docx = zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &body)]);
    let site = Site::new();
    site.quotes("a.docx", &docx, "“It lost 10^6 litres.” [@k] “Mill quarter 180” [@k]");
    let source = site.read("seeds/k.txt");
    assert!(!source.contains("secret") && !source.contains("old"), "{source}");

    let odt = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            "<o xmlns:text=\"t\" xmlns:style=\"s\" xmlns:table=\"b\"><style:style style:name=\"T1\"><style:text-properties style:text-position=\"super 58%\"/></style:style>\
             <style:style style:name=\"T2\"><style:text-properties text:display=\"none\"/></style:style>\
             <text:p>It lost 10<text:span text:style-name=\"T1\">6</text:span><text:span text:style-name=\"T2\"> secret</text:span> litres.</text:p>\
             <table:table-row><table:table-cell><text:p>Mill quarter</text:p></table:table-cell><table:table-cell><text:p>180</text:p></table:table-cell></table:table-row></o>",
        ),
    ]);
    let site = Site::new();
    site.quotes("a.odt", &odt, "“It lost 10^6 litres.” [@k] “Mill quarter 180” [@k]");
    assert!(!site.read("seeds/k.txt").contains("secret"));
}

#[test]
fn a_damaged_pdf_is_read_by_its_pages() {
    let line = [(10, 40, 500, "The council voted on Tuesday to replace the bridge.")];
    let file = pdf(&[&line]);
    let text = String::from_utf8_lossy(&file).into_owned();
    let start = text.rfind("startxref").unwrap();
    for damaged in
        [&text[..start], &text.replace("xref\n0", "%junk\nxref\n0"), &format!("\r\n\u{1}mail\n{text}")]
    {
        let site = Site::new();
        site.quotes("a.pdf", damaged.as_bytes(), "“The council voted on Tuesday” [@k, p. 1]");
    }
    let site = Site::new();
    write(&site.path, "a.pdf", &text[..start]);
    site.run(&["source", "add", "k", "a.pdf"]).exits(0).says("it is damaged");
    let catalogue = text.find("<</Type/Catalog").unwrap();
    write(&site.path, "b.pdf", &text[..catalogue]);
    site.run(&["source", "add", "l", "b.pdf"]).exits(1).says("is a PDF, but it is damaged");
}

#[test]
fn notes_that_stand_where_others_do_are_no_running_heads() {
    let note = |words: &'static str| (8, 40, 60, words);
    let head = |words: &'static str| (8, 40, 560, words);
    let text = |words: &'static str| (10, 40, 500, words);
    let file = pdf(&[
        &[head("1 The Record"), text("The council voted on Tuesday."), note("3 See page 45 of the minutes")],
        &[head("2 The Record"), text("Nobody objected to it then."), note("5 See page 12 of the minutes")],
        &[head("3 The Record"), text("The mayor left before noon."), note("9 See page 77 of the minutes")],
    ]);
    let site = Site::new();
    site.quotes("a.pdf", &file, "“See page 12 of the minutes” [@k, p. 2]");
    assert!(!site.read("seeds/k.txt").contains("The Record"));
}

#[test]
fn speakers_of_a_transcript_are_checked() {
    let site = Site::new();
    let vtt = "WEBVTT\n\n00:05.000 --> 00:08.000\n<v Ada Lind>We never agreed to that.\n\n00:20.000 --> 00:22.000\n<v Ada Lind>It was a mistake.\n\n00:30.000 --> 00:32.000\n<v Bo Berg>Nobody did.\n\n00:40.000 --> 00:42.000\n- Perhaps.\n";
    site.quotes("t.vtt", vtt.as_bytes(), "Ada Lind said “It was a mistake.” [@k, 00:00:20]");
    site.run(&["source", "show", "k"]).exits(0).prints("¶ 2, 00:00:20, Ada Lind\nIt was a mistake.");
    let says = |page: &str| {
        write(&site.path, "content/page.md", format!("---\ntitle: P\n---\n\n{page}\n"));
        site.run(&["check"]).exits(0).stderr
    };
    assert!(says("Bo Berg said “It was a mistake.” [@k]").contains("quote-speaker"));
    assert!(!says("Bo Berg said “Perhaps.” [@k]").contains("quote-speaker"), "nobody knows who said it");
    // By hand, and wrongly.
    let source = site.read("seeds/k.txt").replace("2: \"Ada Lind\"", "2: \"Bo Berg\"");
    let speakers = source.find("speakers: {").unwrap();
    let end = speakers + source[speakers..].find('}').unwrap();
    let mut edited = source.clone();
    edited.replace_range(speakers..=end, "speakers: {1: \"Ada Lind\", 2: \"Bo Berg\"}");
    write(&site.path, "seeds/k.txt", &edited);
    assert!(!says("Bo Berg said “It was a mistake.” [@k]").contains("quote-speaker"));
    edited = edited.replace("2: \"Bo Berg\"", "9: \"Bo Berg\", x: \"Cy\"");
    write(&site.path, "seeds/k.txt", &edited);
    site.run(&["check"])
        .exits(1)
        .says("the text has no paragraph 9: its paragraphs go from 1 to 4")
        .says("`x` is not the number of a paragraph");

    let site = Site::new();
    let plain = "[00:00:01] Ada Lind: We never agreed to that.\n\nIt was a mistake.\n\n[00:12:31] Bo Berg: Nobody did.\n\n[00:13:00] Ada Lind: So we are told.\n";
    site.quotes("t.txt", plain.as_bytes(), "“Nobody did.” [@k, 00:12:31]");
    write(
        &site.path,
        "content/page.md",
        "---\ntitle: P\n---\n\nBo Berg said “It was a mistake.” [@k, 00:00:01]\n",
    );
    site.run(&["check"]).exits(0).says("quote-speaker").says("the source names Ada Lind");
}

#[test]
fn archives_that_are_packed_otherwise_are_read_or_named() {
    let html = saved_page("<title>Ferry</title>", "");
    let warc = |coding: &str, body: &[u8]| {
        let mut http =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n")
                .into_bytes();
        http.extend(body);
        let mut warc = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://daily.example/\r\nContent-Length: {}\r\n\r\n",
            http.len()
        )
        .into_bytes();
        warc.extend(http);
        warc.extend(b"\r\n\r\n");
        warc
    };
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(html.as_bytes()).unwrap();
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    bare.write_all(html.as_bytes()).unwrap();
    for packed in [zlib.finish().unwrap(), bare.finish().unwrap()] {
        Site::new().quotes("a.warc", &warc("deflate", &packed), "“So it ended.” [@k]");
    }
    // Unpacked by what recorded it.
    Site::new().quotes("a.warc", &warc("br", html.as_bytes()), "“So it ended.” [@k]");
    let site = Site::new();
    write(&site.path, "a.warc", warc("br", b"\x8b\x0b\x80"));
    site.run(&["source", "add", "k", "a.warc"]).exits(1).says("is packed by `br`").says("help:");
}
