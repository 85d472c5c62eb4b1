//! `ibid serve` in a real browser: what an author sees while writing.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::preview::{Preview, Site, page};

const FERRY: &str = "content/topics/ferry.md";
const QUOTE: &str = "The old bridge has been “closed to lorries since 2029” [@courier].";

/// A part of the preview's own, in its shadow.
fn own(selector: &str) -> String {
    format!("document.querySelector('ibid-preview').shadowRoot.querySelector({})", json!(selector))
}

/// The button with these words.
fn button(words: &str) -> String {
    let all = "[...document.querySelector('ibid-preview').shadowRoot.querySelectorAll('button')]";
    format!("{all}.find((one) => one.textContent.startsWith({}))", json!(words))
}

/// A page that is long enough to scroll, with something to fold out.
fn long(title: &str, changing: &str) -> String {
    let mut text = format!("{QUOTE}\n\n{changing}\n\n<details><summary>More</summary>Folded.</details>\n\n");
    for number in 0..40 {
        text.push_str(&format!(
            "Paragraph {number} goes on for a while. See [number {number}](https://example.org/{number}).\n\n"
        ));
    }
    page(title, &text).replacen("---\n", "---\nraw_html: true\n", 1)
}

#[test]
fn a_save_changes_the_page_in_place_and_keeps_the_readers_place() {
    let site = Site::new();
    site.write(FERRY, &long("The ferry", "The first version."));
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    browser.ask("window.same = true");
    browser.ask("document.querySelector('details').open = true");
    // The theme scrolls smoothly to what gets the focus, which would go on while the page is measured.
    browser.ask("document.querySelector('a[href$=\"/20\"]').focus({ preventScroll: true })");
    browser.ask("(() => { const text = [...document.querySelectorAll('main p')].find((one) => one.textContent.startsWith('Paragraph 21')).firstChild; getSelection().setBaseAndExtent(text, 0, text, 12); })()");
    browser.ask("document.activeElement.scrollIntoView({ block: 'center', behavior: 'instant' })");
    let top = "document.querySelector('a[href$=\"/20\"]').getBoundingClientRect().top";
    let before = browser.ask(top).as_f64().unwrap();
    assert!(browser.ask("scrollY").as_f64().unwrap() > 200.0);
    site.write(FERRY, &long("The ferry at dawn", "The second version.\n\nIt is longer.\n\nBy far."));
    browser.wait("document.body.textContent.includes('The second version.')");
    assert_eq!(browser.ask("window.same"), true, "no reload");
    let after = browser.ask(top).as_f64().unwrap();
    // Browsers scroll by whole pixels, and here twice.
    assert!((after - before).abs() <= 2.0, "what was read stays where it was: {before}, {after}");
    assert_eq!(browser.text("document.activeElement.getAttribute('href')"), "https://example.org/20");
    assert_eq!(browser.text("getSelection().toString()"), "Paragraph 21");
    assert_eq!(browser.ask("document.querySelector('details').open"), true);
    assert!(browser.text("document.title").contains("The ferry at dawn"));
}

#[test]
fn a_broken_quotation_is_shown_over_the_readable_page_and_goes_when_mended() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    browser.ask("window.same = true");
    let panel = own(".panel");
    assert_eq!(browser.ask(&format!("{panel}.hidden")), true);
    site.replace(FERRY, "closed to lorries", "closed to <img src=x onerror=window.hit=1> lorries");
    browser.wait(&format!("!{panel}.hidden && {panel}.textContent.includes('{FERRY}:5:')"));
    let text = browser.text(&format!("{panel}.textContent"));
    assert!(text.contains("error[quote-") && text.contains("^^^") && text.contains("help: "), "{text}");
    assert!(browser.ask("document.querySelector('main').textContent.includes('The old bridge')") == true);
    site.replace(FERRY, "closed to <img src=x onerror=window.hit=1> lorries", "closed to lorries");
    browser.wait(&format!("{panel}.hidden"));
    assert_eq!(browser.ask("[window.same, window.hit ?? null]"), json!([true, null]));
}

#[test]
fn the_theme_is_changed_without_a_reload() {
    let site = Site::new();
    site.write("themes/default/static/style.css", "body { color: rgb(1, 2, 3) }");
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    browser.ask("window.same = true");
    browser.wait("getComputedStyle(document.body).color === 'rgb(1, 2, 3)'");
    site.write("themes/default/static/style.css", "body { color: rgb(4, 5, 6) }");
    browser.wait("getComputedStyle(document.body).color === 'rgb(4, 5, 6)'");
    site.write(
        "themes/default/templates/topic.html",
        "{% extends \"base.html\" %}{% block main %}<h1>Own theme: {{ page.title }}</h1>{% endblock main %}",
    );
    browser.wait("document.querySelector('h1').textContent === 'Own theme: The ferry'");
    assert_eq!(browser.ask("window.same"), true);
    site.write("themes/default/static/script.js", "window.other = 1;");
    browser.wait("window.other === 1");
}

#[test]
fn pages_that_are_renamed_deleted_and_edited_elsewhere() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    let bridge = format!("{}topics/harbour-bridge/", preview.url);
    browser.go(&bridge);
    site.write(FERRY, &page("The ferry sails", QUOTE));
    let link = own(".toast a");
    browser.wait(&format!("{link}?.textContent === 'The ferry sails'"));
    browser.click(&link);
    browser.wait("location.pathname === '/topics/ferry/'");
    browser.wait("document.readyState === 'complete'");
    std::fs::rename(site.path(FERRY), site.path("content/topics/boat.md")).unwrap();
    browser.wait("document.body.textContent.includes('Nothing is published at /topics/ferry/')");
    browser.go(&format!("{}topics/boat/", preview.url));
    std::fs::remove_file(site.path("content/topics/boat.md")).unwrap();
    browser.wait("document.body.textContent.includes('Nothing is published at /topics/boat/')");
    site.write("content/topics/boat.md", &page("The boat is back", QUOTE));
    browser.wait("document.querySelector('h1')?.textContent === 'The boat is back'");
    browser.go(&format!("{}sources/", preview.url));
    site.write("seeds/herald.md", "---\ntitle: News of the ferry\nnot_stated: [author, publisher, date, url]\n---\nThe ferry sails at dawn.\n");
    browser.wait("document.querySelector('main').textContent.includes('News of the ferry')");
}

#[test]
fn follow_goes_to_the_edited_page() {
    let site = Site::new();
    let preview = Preview::with(&site, &["--port", "0", "--follow"]);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/harbour-bridge/", preview.url));
    site.write(FERRY, &page("The ferry sails", QUOTE));
    browser.wait("location.pathname === '/topics/ferry/' && document.title.includes('The ferry sails')");
}

#[test]
fn the_open_card_follows_its_note() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    browser.ask("window.same = true");
    browser.click("document.querySelector('a[role=doc-noteref]')");
    let card = "document.querySelector('.card:popover-open')";
    browser.wait(&format!("!!{card} && document.activeElement === {card}"));
    let words = format!("{card}?.querySelector('blockquote mark')?.textContent");
    assert_eq!(browser.text(&words), "closed to lorries since 2029");
    site.replace(FERRY, "closed to lorries since 2029", "closed to lorries");
    browser.wait(&format!("{words} === 'closed to lorries'"));
    assert_eq!(browser.ask(&format!("document.activeElement === {card}")), true);
    // Something like the card comes into the page beside it.
    let base = include_str!("../../themes/default/templates/base.html");
    let with_note = base.replace("</body>", "<div class=note>Set in type.</div>\n</body>");
    site.write("themes/default/templates/base.html", &with_note);
    browser.wait("document.querySelector('body > div.note')?.textContent === 'Set in type.'");
    assert_eq!(browser.text(&words), "closed to lorries");
    assert_eq!(
        browser.ask("[window.same, document.querySelectorAll('[id^=ibid-]').length]"),
        json!([true, 0])
    );
    site.write(FERRY, &page("The ferry", "Nothing is cited any more."));
    browser.wait(&format!("!{card}"));
}

#[test]
fn the_toolbar_shows_how_the_page_stands() {
    let site = Site::new();
    let uncited = "Nobody cites *this* one -- at all.";
    site.write(
        FERRY,
        &page("The ferry", &format!("{QUOTE}\n\n{uncited}\n\nSee [the map](@/topics/map/index.md).")),
    );
    site.replace("content/topics/map/index.md", "---\ntitle", "---\ndraft: true\ntitle");
    let preview = Preview::with(&site, &["--port", "0", "--drafts"]);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    browser.click(&own(".tools-open"));
    let standing = browser.text(
        &own(".standing").replace(".querySelector(\".standing\")", ".querySelector('.standing').textContent"),
    );
    assert!(standing.contains(FERRY) && standing.contains("1 verbatim"), "{standing}");
    let badge = "getComputedStyle(document.querySelector('a[role=doc-noteref]'), '::before').content";
    assert_eq!(browser.text(badge), "none");
    browser.click(&button("Show states"));
    browser.wait(&format!("{badge} === '\"verbatim\"'"));
    browser.click(&button("Show uncited"));
    let marked = "[...(CSS.highlights.get('ibid-uncited') ?? [])].map((range) => range.toString()).join('|')";
    let found = browser.text(marked);
    assert!(found.starts_with("Nobody cites this one – at all"), "{found}");
    let draft =
        "getComputedStyle(document.querySelector('main a[href=\"/topics/map/\"]'), '::after').content";
    assert_eq!(browser.text(draft), "\" draft\"");
    site.write(
        FERRY,
        &page(
            "The ferry",
            &format!("First comes something new. {QUOTE}\n\nNobody cites **that** one, either."),
        ),
    );
    browser.wait(&format!("{marked}.includes('Nobody cites that one')"));
    let wrong = marked.replace("uncited", "wrong");
    assert_eq!(browser.text(&wrong), "");
    site.replace(FERRY, "closed to lorries", "closed to all lorries");
    browser.wait(&format!("{wrong} === 'closed to all lorries since 2029'"));
    browser.go(&format!("{}topics/map/", preview.url));
    assert!(
        browser
            .text(
                &own(".tools-open")
                    .replace(".querySelector(\".tools-open\")", ".querySelector('.tools-open').textContent")
            )
            .contains("draft")
    );
    browser.wait("document.documentElement.hasAttribute('data-ibid-states')");
}

#[test]
fn a_topic_page_is_started_in_the_browser() {
    let site = Site::new();
    let preview = Preview::with(&site, &["--port", "0", "--drafts"]);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    browser.click(&own(".tools-open"));
    browser.click(&button("New topic page"));
    let send = own("dialog button[type=submit]");
    let wrong = own("dialog .wrong");
    browser.write("Ferry");
    browser.click(&send);
    browser.wait(&format!("!{wrong}.hidden && {wrong}.textContent.includes('exists already')"));
    browser.write(" prices in 2031?");
    browser.click(&send);
    browser.wait("location.pathname === '/topics/ferry-prices-in-2031/'");
    let text = site.read("content/topics/ferry-prices-in-2031.md");
    assert!(text.starts_with("---\ntitle: \"Ferry prices in 2031?\"\n"), "{text}");
    assert!(text.contains("\ndraft: true\n"), "{text}");
}

#[test]
fn a_source_is_saved_searched_and_cited_in_the_browser() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.call(
        "Browser.grantPermissions",
        json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
    );
    browser.go(&format!("{}topics/ferry/", preview.url));
    browser.click(&own(".tools-open"));
    browser.click(&button("Add source"));
    browser.write("herald");
    let text = "The ferry *sails* at dawn. Its captain said “never at night” and <img src=x onerror=window.hit=1> left.\n\nAnother paragraph.";
    browser.ask(&format!("{}.value = {}", own("dialog textarea"), json!(text)));
    browser.ask(&format!("{}.value = 'News, \"of the day\": #1'", own("dialog [name=title]")));
    browser.ask(&format!("{}.value = 'Doe, Jane; Press Desk'", own("dialog [name=author]")));
    browser.click(&own("dialog button[type=submit]"));
    browser.wait(&format!("{}?.textContent.includes('seeds/herald.txt') ?? false", own("dialog .done")));
    let saved = site.read("seeds/herald.txt");
    assert!(saved.ends_with(&format!("---\n{text}")), "{saved}");
    assert!(saved.contains("author: [\"Doe, Jane\", \"Press Desk\"]"), "{saved}");
    browser.click(&own("dialog .close"));
    preview.wait_for_status("/sources/herald/", 200);

    browser.click(&button("Search the sources"));
    browser.write("captain NEVER");
    let passage = own("dialog .passage");
    browser.wait(&format!("{passage}?.textContent.includes('“never at night”') ?? false"));
    let marked = format!("[...{passage}.querySelectorAll('mark')].map((one) => one.textContent).join(' ')");
    assert_eq!(browser.text(&marked), "captain never");
    let copy = button("Copy citation");
    let output = format!("{}.textContent", own("dialog .done"));
    browser.click(&copy);
    browser.wait(&format!("{output}.startsWith('Copied: [@herald')"));
    let citation = browser.text("navigator.clipboard.readText()");
    assert!(citation.starts_with("[@herald, ") && citation.contains("“never at night”"), "{citation}");
    // A selection counts for more than the sentence that is proposed.
    browser.ask(&format!("(() => {{ const text = {passage}.firstChild; getSelection().setBaseAndExtent(text, 4, text, 9); }})()"));
    browser.click(&copy);
    browser.wait(&format!("{output}.includes('\"ferry\"')"));
    assert_eq!(browser.ask("window.hit ?? null"), json!(null));

    let events = preview.events();
    site.write(FERRY, &page("The ferry", &format!("It sails early {citation}.")));
    assert_eq!(events.next()["errors"], 0, "what was copied is right");
}

#[test]
fn the_browser_is_given_what_a_build_publishes_but_for_the_script() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let published = site.published(&preview.url);
    let mut browser = Browser::open();
    browser.go(&preview.url);
    let mut pages = 0;
    for (file, bytes) in published.iter().filter(|(file, _)| file.ends_with(".html")) {
        let path = format!("/{}", file.strip_suffix("index.html").unwrap_or(file));
        let got = browser.text(&format!("fetch({}).then((answer) => answer.text())", json!(path)));
        let start = got.find("<script src=\"/_ibid/").unwrap();
        let end = start + got[start..].find("</script>").unwrap() + "</script>".len();
        let without = format!("{}{}", &got[..start], &got[end..]);
        assert_eq!(without, String::from_utf8_lossy(bytes), "{path}");
        pages += 1;
    }
    assert!(pages >= 10, "{pages}");
}

#[test]
fn a_citation_that_fails_is_called_failed_until_it_is_mended() {
    let site = Site::new();
    // A second citation of the source names no words, and does not fail.
    site.write(FERRY, &page("The ferry", &format!("{QUOTE}\n\nIt is so [@courier]. {QUOTE}")));
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    browser.click(&button("Tools"));
    browser.click(&button("Show states"));
    let standing = own(".standing");
    browser.wait(&format!("{standing}.textContent.includes('2 verbatim, 1 cited')"));
    let content = |element: &str, part: &str| format!("getComputedStyle({element}, '::{part}').content");
    let mention = "document.querySelector('sup.cite a[data-v=\"cited\"]')";
    let note = "document.querySelector('.note .state:has(.vs-cited)')";
    assert_eq!(browser.text(&content(mention, "before")), "\"cited\"");
    assert_eq!(browser.text(&content(note, "before")), "none");
    site.write(
        FERRY,
        &page("The ferry", "It was “closed to nobody at all” [@courier].\n\nIt is so [@courier]."),
    );
    browser.wait(&format!("{standing}.textContent.includes('1 failed, 1 cited')"));
    let failing = "document.querySelector('sup.cite a[data-v=\"unverified\"]')";
    let its_note = "document.querySelector('.note .state:has(.vs-unverified)')";
    browser.wait(&format!("{} === '\"failed\"'", content(failing, "before")));
    browser.wait(&format!("{}.includes('Fails: quote-')", content(its_note, "before")));
    assert_eq!(browser.text(&content(mention, "before")), "\"cited\"");
    assert_eq!(browser.text(&content(note, "before")), "none");
    site.write(FERRY, &page("The ferry", "It was “closed to nobody at all” [@courier]."));
    browser.wait(&format!(
        "document.querySelector('.note .vs-cited') === null && {}.includes('Fails: quote-')",
        content(its_note, "before")
    ));
    assert_eq!(
        browser.text("getComputedStyle(document.querySelector('.note .vs-unverified')).display"),
        "none"
    );
    // The page itself says only that they are not verified.
    assert_eq!(browser.text(&format!("{failing}.dataset.v")), "unverified");
    assert_eq!(browser.ask("document.querySelectorAll('[id^=ibid-same]').length"), 0);
    site.write(FERRY, &page("The ferry", QUOTE));
    browser.wait(&format!("{standing}.textContent.includes('citations: 1 verbatim')"));
    assert_eq!(browser.ask("document.querySelectorAll('.note .vs-verbatim').length"), 1);
}

#[test]
fn an_error_that_comes_back_after_it_was_mended_is_shown_again() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    let panel = own(".panel");
    let broken = QUOTE.replace("lorries", "nobody");
    site.write(FERRY, &page("The ferry", &broken));
    browser.wait(&format!("!{panel}.hidden"));
    browser.click(&format!("{panel}.querySelector('.close')"));
    browser.wait(&format!("{panel}.hidden"));
    site.write(FERRY, &page("The ferry", &format!("{broken} More.")));
    browser.wait("document.body.textContent.includes('More.')");
    browser.wait(&format!("{panel}.hidden"));
    site.write(FERRY, &page("The ferry", QUOTE));
    browser.wait(&format!("{}.hidden", own(".counter")));
    site.write(FERRY, &page("The ferry", &broken));
    browser.wait(&format!("!{panel}.hidden"));
}

/// Files that somebody put into the site, opened by themselves: nothing of them runs as a part of the preview, and
/// nothing is asked for elsewhere. A build refuses to publish them.
#[test]
fn a_hostile_file_runs_nothing_in_the_preview_and_is_not_published() {
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let tracker = format!("http://{}/x", elsewhere.local_addr().unwrap());
    let code = format!(
        "document.documentElement.setAttribute('data-ran', '1'); new Image().src = '{tracker}'; \
         fetch('/_ibid/preview.js'); fetch('{tracker}')"
    );
    let site = Site::new();
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' onload=\"{code}\"><script>{code}</script>\
         <image href='{tracker}' width='9' height='9'/><rect width='9' height='9'/></svg>"
    );
    let html = format!(
        "<!doctype html><title>x</title><script>{code}</script><img src='{tracker}' onerror=\"{code}\">\
         <iframe srcdoc=\"<script>parent.{code}</script>\"></iframe><form action='{tracker}'></form>"
    );
    let xhtml =
        format!("<html xmlns='http://www.w3.org/1999/xhtml'><body><script>{code}</script></body></html>");
    let xml = format!(
        "<?xml-stylesheet type='text/xsl' href='sheet.xsl'?><a><x:script xmlns:x='http://www.w3.org/1999/xhtml'>{code}</x:script></a>"
    );
    let sheet = "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:template match='/'>\
         <html><body><script>document.documentElement.setAttribute('data-ran','1')</script></body></html>\
         </xsl:template></xsl:stylesheet>";
    let files = [
        ("map.svg", svg.as_str()),
        ("own.html", &html),
        ("own.xhtml", &xhtml),
        ("data.xml", &xml),
        ("sheet.xsl", sheet),
        ("feed.rss", &xml),
        ("unknown.kind", &html),
        ("noname", &html),
    ];
    for (name, text) in files {
        site.write(&format!("content/topics/{name}"), text);
    }
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    for (name, _) in files {
        // Not `go`, which waits for the preview's own script: it is in no such file.
        browser.call("Page.navigate", json!({ "url": format!("{}topics/{name}", preview.url) }));
        std::thread::sleep(std::time::Duration::from_secs(1));
        assert_eq!(
            browser.ask("document.documentElement?.getAttribute('data-ran') ?? null"),
            json!(null),
            "{name}"
        );
    }
    assert!(elsewhere.accept().is_err(), "something was asked for elsewhere");
    let ran = crate::support::program::run(&site.path(""), &["build"]).exits(1);
    for (name, _) in files {
        assert!(ran.stderr.contains(&format!("content/topics/{name}:")), "{name}: {}", ran.stderr);
    }
    assert!(!site.path("public").exists());
}

/// Every end of a name that the table of kinds knows, pages aside.
fn known_extensions() -> Vec<String> {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/base/served.rs")).unwrap();
    let table = source.split("const KINDS").nth(1).unwrap().split("\n];").next().unwrap();
    let rows = table.split("&[").skip(2).map(|row| row.split(']').next().unwrap());
    let names = rows.flat_map(|row| row.split(',')).map(|name| name.trim().trim_matches('"').to_owned());
    names.filter(|name| !name.is_empty() && name != "md").collect()
}

/// A PDF that opens an address and shows a window when it is opened.
fn active_pdf(address: &str) -> String {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('{address}'\\))\
         /Next<</S/URI/URI({address})>>>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
}

/// A file of each kind, with whatever passes the check, is opened in the preview and from a host that knows nothing of
/// the site: nothing runs, and nothing is asked for elsewhere.
#[test]
fn no_file_that_passes_the_check_runs_or_sends_anything_on_any_host() {
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let tracker = format!("http://{}/x", elsewhere.local_addr().unwrap());
    let ran = "document.documentElement.setAttribute('data-ran', '1')";
    let hostile = format!(
        "<!doctype html><title>x</title><script>{ran}; fetch('{tracker}')</script><img src='{tracker}' onerror=\"{ran}\">\
         <meta http-equiv=refresh content='0;url={tracker}'>"
    );
    let inside = format!(
        "<p>Words, a <a href='{tracker}'>link</a> and <code>&lt;script>{ran}&lt;/script></code>.</p>\
         <!-- a > comment --><img src='kind.png' alt=''/><img src='kind.svg' alt=''/><iframe src='kind.txt'></iframe>\
         <iframe src='kind.js'></iframe><iframe src='kind.csv'></iframe><object data='kind.json'></object>\
         <embed src='kind.ico'/><style>@import 'kind.css'; p {{ background: url(kind.gif) }}</style>\
         <video src='kind.mp4'></video><audio src='kind.mp3'></audio>"
    );
    let site = Site::new();
    let extensions = known_extensions();
    assert!(extensions.len() > 50, "{extensions:?}");
    for extension in &extensions {
        let text = match extension.as_str() {
            "html" | "htm" | "shtml" => {
                format!("<!doctype html><meta charset=utf-8><title>x</title>{inside}")
            }
            "xhtml" | "xht" => format!(
                "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body>{inside}</body></html>"
            ),
            "svg" => format!(
                "<svg xmlns='http://www.w3.org/2000/svg'><image href='kind.png'/><a href='{tracker}'><text y='9'>x</text></a>\
                 <foreignObject width='9' height='9'><div xmlns='http://www.w3.org/1999/xhtml'>{inside}</div></foreignObject></svg>"
            ),
            "xml" | "xsl" | "xslt" | "rdf" | "xsd" | "wsdl" | "kml" | "gpx" | "opml" | "atom" | "rss"
            | "mml" => format!(
                "<?xml version='1.0'?><?xml-stylesheet type='text/css' href='kind.css'?>\
                 <a><x:div xmlns:x='http://www.w3.org/1999/xhtml'>{}</x:div></a>",
                inside
                    .replace("</", "</x:")
                    .replace("<!--", "!")
                    .replace('<', "<x:")
                    .replace("<x:/x:", "</x:")
                    .replace("!", "<!--")
            ),
            "pdf" => active_pdf(&tracker),
            _ => hostile.clone(),
        };
        site.write(&format!("content/topics/kind.{extension}"), &text);
    }
    crate::support::program::run(&site.path(""), &["build"]).exits(0);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut host = std::process::Command::new("python3")
        .args(["-m", "http.server", "--bind", "127.0.0.1", &free.to_string(), "-d"])
        .arg(site.path("public"))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", free)).is_err() && begun.elapsed().as_secs() < 10 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    let mut ran = Vec::new();
    for home in [preview.url.clone(), format!("http://127.0.0.1:{free}/")] {
        for extension in &extensions {
            browser.call("Page.navigate", json!({ "url": format!("{home}topics/kind.{extension}") }));
            std::thread::sleep(std::time::Duration::from_millis(300));
            let mark = "[document, ...[...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument)]\
                        .some((one) => one?.documentElement?.hasAttribute('data-ran') ?? false)";
            if browser.ask(mark) != json!(false) {
                ran.push(format!("{home}{extension}"));
            }
        }
    }
    std::thread::sleep(std::time::Duration::from_secs(1));
    let sent = || std::iter::from_fn(|| elsewhere.accept().ok()).count();
    let of_files = sent();
    // What does not pass would run and send: the test sees it where it stands there all the same.
    std::fs::write(site.path("public/control.html"), &hostile).unwrap();
    let control = format!("http://127.0.0.1:{free}/control.html");
    browser.call("Page.navigate", json!({ "url": control }));
    std::thread::sleep(std::time::Duration::from_secs(2));
    host.kill().unwrap();
    host.wait().unwrap();
    assert_eq!((ran, of_files), (Vec::<String>::new(), 0));
    assert!(sent() > 0, "the control page sends");
}

/// Opens a window from the bar.
fn open_from_bar(browser: &mut Browser, words: &str) {
    browser.wait(&format!("{} && !{}.hidden", button(words), button(words)));
    browser.click(&button(words));
}

#[test]
fn a_source_is_read_cited_trimmed_and_accepted_in_the_reading_room() {
    let site = Site::new();
    crate::support::program::run(&site.path(""), &["source", "accept", "--all"]).exits(0);
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    browser.call("Browser.grantPermissions", permissions);
    browser.go(&format!("{}topics/ferry/", preview.url));
    assert_eq!(browser.ask(&format!("{}.hidden", button("Read the source"))), true, "it is no source");
    browser.go(&format!("{}sources/courier/", preview.url));
    open_from_bar(&mut browser, "Read the source");
    let room = own("dialog.room");
    browser.wait(&format!("{room}.querySelectorAll('.para').length === 3"));
    let marked = format!("[...{room}.querySelectorAll('.para mark')].map((one) => one.textContent)");
    assert!(browser.text(&format!("{marked}.join('|')")).contains("closed to lorries since 2029"));
    browser.picture("preview/reading-room.png");

    let words = format!("{room}.querySelectorAll('.words')[2].firstChild");
    browser.ask(&format!(
        "(() => {{ const text = {words}; getSelection().setBaseAndExtent(text, 0, text, 13); }})()"
    ));
    browser.click(&button("Copy citation"));
    browser.wait(&format!("{room}.querySelector('.done').textContent.startsWith('Copied')"));
    assert_eq!(browser.text("navigator.clipboard.readText()"), "[@courier, \"Opponents say\"]");

    browser.click(&button("Trim paragraphs"));
    browser.click(&format!("{room}.querySelectorAll('.para')[2].querySelector('.words')"));
    browser.click(&button("Save: 1 paragraph"));
    let change = format!("{room}.querySelector('.change')");
    browser.wait(&format!(
        "!{change}.hidden && {change}.querySelector('del')?.textContent.startsWith('Opponents')"
    ));
    assert!(site.read("seeds/courier.md").contains("\ntrim: [3]\n"));
    browser.wait(&format!("{room}.querySelectorAll('.para.trimmed').length === 1"));
    browser.click(&button("Accept this text"));
    browser.wait(&format!(
        "{change}.hidden && {room}.textContent.includes('accepted · 3 paragraphs, 1 trimmed')"
    ));
    crate::support::program::run(&site.path(""), &["check"]).exits(0);

    // Facts: what is typed is written, what is empty and not ticked stays open.
    let field = |name: &str| format!("{room}.querySelector('[name=\"{name}\"]')");
    browser.click(&field("url"));
    browser.write("https://courier.example/bridge");
    browser.click(&button("Save facts"));
    browser.wait(&format!("{room}.querySelector('.done').textContent === 'Saved.'"));
    let text = site.read("seeds/courier.md");
    assert!(
        text.contains("url: \"https://courier.example/bridge\"") && !text.contains("not_stated"),
        "{text}"
    );
}

/// The text of a source is anybody's: in the reading room, in its differences and beside statements it is text.
#[test]
fn nothing_of_a_hostile_source_runs_in_the_reading_room() {
    const EVIL: &str = "<img src=x onerror=window.hit=1><script>window.hit=2</script>";
    let site = Site::new();
    let source = |words: &str| {
        format!(
            "---\ntitle: 'T {EVIL}'\npublisher: 'P {EVIL}'\nnot_stated: [author, date, url]\n---\nIt said {words} here {EVIL}.\n\nAnother one {EVIL}.\n"
        )
    };
    site.write("seeds/evil.txt", &source("one thing"));
    site.write(FERRY, &page("The ferry <i onclick=x>", "It said so [@evil, \"one thing here\"]."));
    crate::support::program::run(&site.path(""), &["source", "accept", "--all"]).exits(0);
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}sources/evil/", preview.url));
    open_from_bar(&mut browser, "Read the source");
    let room = own("dialog.room");
    browser.wait(&format!("{room}.querySelectorAll('.para').length === 2"));
    site.write("seeds/evil.txt", &source(&format!("quite {EVIL} another")));
    browser.wait(&format!("{room}.querySelector('ins')?.textContent.includes('onerror') ?? false"));
    let elements = format!("{room}.querySelectorAll('img, script, i').length");
    assert_eq!(browser.ask(&format!("[{elements}, window.hit ?? null]")), json!([0, null]));
    site.write("seeds/evil.txt", &source("one thing"));
    browser.wait(&format!("{room}.querySelector('.change').hidden"));
    browser.go(&format!("{}topics/ferry/", preview.url));
    open_from_bar(&mut browser, "Read statements");
    browser.wait(&format!("!!{room}?.querySelector('[name=by]')"));
    browser.write("Jo <img src=x onerror=window.hit=3>");
    browser.click(&button("Begin"));
    browser.wait(&format!("{room}.querySelector('.passages')?.textContent.includes('onerror') ?? false"));
    assert_eq!(browser.ask(&format!("[{elements}, window.hit ?? null]")), json!([0, null]));
}

#[test]
fn statements_are_read_by_keys_alone() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/harbour-bridge/", preview.url));
    open_from_bar(&mut browser, "Read statements");
    let room = own("dialog.room");
    browser.wait(&format!("!!{room}?.querySelector('[name=by]')"));
    browser.write("Jo Berg");
    let press = |browser: &mut Browser, key: &str, text: &str| {
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            browser.call("Input.dispatchKeyEvent", json!({ "type": kind, "key": key, "text": text, "windowsVirtualKeyCode": if key == "Enter" { 13 } else { 0 } }));
        }
    };
    press(&mut browser, "Enter", "\r");
    let at = |number: usize| {
        format!("{room}.querySelector('.statement small')?.textContent.startsWith('{number} of ') ?? false")
    };
    browser.wait(&at(1));
    browser.picture("review-statements/walk.png");
    press(&mut browser, "s", "s");
    browser.wait(&at(2));
    press(&mut browser, "Enter", "\r");
    browser.wait(&at(3));
    press(&mut browser, "b", "b");
    browser.wait(&at(2));
    // Letters in the note are letters.
    browser.ask(&format!("{room}.querySelector('[name=note]').focus()"));
    browser.write("not quite");
    press(&mut browser, "n", "n");
    assert_eq!(browser.text(&format!("{room}.querySelector('[name=note]').value")), "not quiten");
    browser.click(&button("Partly"));
    browser.wait(&at(3));
    let records = site.read("reviews/jo-berg.jsonl");
    let says: Vec<serde_json::Value> =
        records.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!([&says[0]["says"], &says[1]["says"], &says[1]["note"]], ["supports", "partly", "not quiten"]);
    let listed = crate::support::program::run(&site.path(""), &["review", "list"]).exits(0);
    assert_eq!(listed.stdout.matches("in force").count(), 2, "{}", listed.stdout);
}

#[test]
fn a_file_is_dropped_on_the_form_and_the_bar_folds_away() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/ferry/", preview.url));
    let folded = format!("{}.classList.contains('folded')", own(".corner"));
    assert_eq!(browser.ask(&folded), false);
    browser.click(&own(".tools-open"));
    browser.click(&button("Add source"));
    let mail = "From: Jane Doe <jane@example.org>\r\nSubject: The bridge\r\nDate: Mon, 3 Mar 2031 10:00:00 +0000\r\nContent-Type: text/plain\r\n\r\nIt opens at noon.\r\n";
    browser.ask(&format!(
        "(() => {{ const data = new DataTransfer(); data.items.add(new File([{}], 'A Mail.eml')); {}.dispatchEvent(new DragEvent('drop', {{ dataTransfer: data, cancelable: true }})); }})()",
        json!(mail),
        own("dialog")
    ));
    assert_eq!(browser.text(&format!("{}.value", own("dialog [name=key]"))), "a-mail");
    browser.click(&own("dialog button[type=submit]"));
    browser.wait(&format!("{}?.textContent.includes('seeds/a-mail.txt') ?? false", own("dialog .done")));
    let saved = site.read("seeds/a-mail.txt");
    assert!(saved.contains("title: \"The bridge\"") && saved.contains("It opens at noon."), "{saved}");
    browser.click(&own("dialog .close"));

    browser.call(
        "Emulation.setDeviceMetricsOverride",
        json!({ "width": 375, "height": 740, "deviceScaleFactor": 1, "mobile": true }),
    );
    browser.go(&format!("{}topics/harbour-bridge/", preview.url));
    assert_eq!(
        browser.ask(&format!("[{folded}, {}.offsetParent === null]", own(".tools-open"))),
        json!([true, true])
    );
    browser.click(&own(".fold"));
    browser.click(&own(".tools-open"));
    browser.wait(&format!("!{}.hidden", own(".tools")));
    assert_eq!(browser.ask("document.documentElement.scrollWidth <= innerWidth"), true);
    browser.go(&format!("{}topics/ferry/", preview.url));
    assert_eq!(browser.ask(&folded), false, "as it was left");
}
