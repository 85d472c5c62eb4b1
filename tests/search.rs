//! The search: what its index holds, what it must not hold, and what a reader sees in a browser.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "preview/browser.rs"]
#[allow(dead_code)]
mod browser;
#[path = "preview/client.rs"]
#[allow(dead_code)] // shared with the tests of the preview, which use the rest
mod client;
#[path = "flagship/scan.rs"]
#[allow(dead_code)]
mod scan;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use browser::Browser;
use client::{Preview, Site, page};
use ibid::engine::{self, Options};
use ibid::search::term;
use ibid::snapshot::{Place, Snapshot};
use serde_json::{Value, json};

type Files = BTreeMap<String, Arc<[u8]>>;

fn flagship() -> Snapshot {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ibid::snapshot::read(&Place::find(Some(root), None).unwrap()).unwrap().0
}

fn published(snapshot: Snapshot) -> Files {
    let run = engine::run(Arc::new(snapshot), "ibid.yaml", Vec::new(), &Options::default());
    assert!(run.is_publishable(false), "{:?}", run.findings);
    run.files
}

static FLAGSHIP: LazyLock<Files> = LazyLock::new(|| published(flagship()));

fn json_of(files: &Files, name: &str) -> Value {
    serde_json::from_slice(files.get(name).unwrap_or_else(|| panic!("{name} is not published"))).unwrap()
}

fn index_files(files: &Files) -> impl Iterator<Item = (&String, &Arc<[u8]>)> {
    files.iter().filter(|(name, _)| name.starts_with("search/") && name.ends_with(".json"))
}

/// Term → (number of records, records listed), read as the browser reads it.
fn index(files: &Files) -> BTreeMap<String, (usize, Vec<usize>)> {
    let root = json_of(files, "search/index.json");
    let cuts: Vec<&str> = root["cuts"].as_array().unwrap().iter().map(|cut| cut.as_str().unwrap()).collect();
    let mut terms = BTreeMap::new();
    for piece in 0..=cuts.len() {
        let entries = json_of(files, &format!("search/terms/{piece}.json"));
        for (term, list) in entries.as_object().unwrap() {
            let unit = |text: &str| text.encode_utf16().collect::<Vec<_>>();
            assert!(piece == 0 || unit(cuts[piece - 1]) <= unit(term), "{term} stands in piece {piece}");
            assert!(piece == cuts.len() || unit(term) < unit(cuts[piece]), "{term} stands in piece {piece}");
            let (count, text) = match list {
                Value::String(text) => (None, text.as_str()),
                list => (list[0].as_u64(), list[1].as_str().unwrap()),
            };
            let records = decoded(text);
            let count = count.map_or(records.len(), |count| usize::try_from(count).unwrap());
            assert!(terms.insert(term.clone(), (count, records)).is_none(), "{term} stands twice");
        }
    }
    terms
}

fn decoded(text: &str) -> Vec<usize> {
    let value = |byte: u8| usize::from(byte) - if byte > 92 { 49 } else { 48 };
    let (mut records, mut next, mut number) = (Vec::new(), 0, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        number = number * 32 + (value(byte) & 31);
        if value(byte) > 31 {
            next += number;
            number = 0;
            records.push(next - 1);
            let weight = value(bytes.next().unwrap());
            assert!((1..=63).contains(&weight));
        }
    }
    records
}

/// Every term of every text and attribute of a page.
fn terms_of_page(html: &[u8]) -> BTreeSet<String> {
    let page = scan::Page::read(std::str::from_utf8(html).unwrap());
    let mut terms: BTreeSet<String> = term::of(&page.text()).into_iter().collect();
    for token in &page.tokens {
        if let scan::Token::Open(tag) = token {
            tag.attributes.iter().for_each(|(_, value)| terms.extend(term::of(value)));
        }
    }
    terms
}

#[test]
fn the_index_holds_nothing_that_no_page_shows() {
    let pages = FLAGSHIP.iter().filter(|(name, _)| name.ends_with(".html"));
    let shown: BTreeSet<String> = pages.flat_map(|(_, html)| terms_of_page(html)).collect();
    let index = index(&FLAGSHIP);
    let words: Vec<&String> = index.keys().filter(|term| !term.starts_with(['#', '@'])).collect();
    assert!(words.len() > 500, "{}", words.len());
    let hidden: Vec<&&String> = words.iter().filter(|term| !shown.contains(**term)).collect();
    assert!(hidden.is_empty(), "terms that stand on no page: {hidden:?}");
}

#[test]
fn no_uncited_sentence_of_a_source_reaches_the_index() {
    let mut snapshot = flagship();
    let mut config = String::from_utf8(snapshot.files["ibid.yaml"].to_vec()).unwrap();
    config.push_str("rules: {source-changed: warning}\n");
    snapshot.files.insert("ibid.yaml".to_owned(), config.into_bytes().into());
    let seeds: Vec<String> =
        snapshot.files.keys().filter(|path| path.starts_with("seeds/")).cloned().collect();
    for seed in &seeds {
        let mut text = String::from_utf8(snapshot.files[seed].to_vec()).unwrap();
        text.push_str("\nThe quetzalcanary sings where nobody cites it.\n");
        snapshot.files.insert(seed.clone(), text.into_bytes().into());
    }
    let files = published(snapshot);
    for (name, bytes) in index_files(&files) {
        assert!(!String::from_utf8_lossy(bytes).contains("quetzalcanary"), "{name}");
    }
    // The same word is found once a page cites it: the test can fail.
    let mut snapshot = flagship();
    let cited = "---\ntitle: T\nmin_coverage: 0\n---\n\nThe quetzalcanary sings.\n";
    snapshot.files.insert("content/canary.md".to_owned(), Arc::from(cited.as_bytes()));
    assert!(index(&published(snapshot)).contains_key("quetzalcanary"));
}

#[test]
fn the_index_of_the_flagship_is_small() {
    let zipped = |bytes: &[u8]| {
        let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap().len()
    };
    let size: usize = index_files(&FLAGSHIP).map(|(_, bytes)| zipped(bytes)).sum();
    let script = zipped(&FLAGSHIP["search.js"]);
    println!("index {size} bytes, script {script} bytes, compressed");
    assert!(size <= 60 << 10, "{size}");
    assert!(script <= 4 << 10, "{script}");
    assert_eq!(index_files(&FLAGSHIP).count(), 3);
}

#[test]
fn without_javascript_the_page_leads_to_everything() {
    let page = scan::Page::read(std::str::from_utf8(&FLAGSHIP["search/index.html"]).unwrap());
    let links: BTreeSet<&str> = page.links.iter().map(|link| link.href.as_str()).collect();
    let root = json_of(&FLAGSHIP, "search/index.json");
    let records = json_of(&FLAGSHIP, "search/records/0.json");
    for kind in ["page", "source"] {
        let place = |end: usize| usize::try_from(root["kinds"][kind][end].as_u64().unwrap()).unwrap();
        for record in &records.as_array().unwrap()[place(0)..place(1)] {
            assert!(links.contains(record[1].as_str().unwrap()), "{record}");
        }
    }
    assert!(page.text().contains("International Desk"));
    assert!(page.elements("form").any(|form| form.attribute("method") == Some("get")));
}

#[test]
fn a_site_may_have_no_search() {
    let mut snapshot = flagship();
    let config = String::from_utf8(snapshot.files["ibid.yaml"].to_vec()).unwrap();
    let config = config.replace("  - name: Search\n    url: /search/\n", "") + "search: false\n";
    snapshot.files.insert("ibid.yaml".to_owned(), config.into_bytes().into());
    let files = published(snapshot);
    assert!(files.keys().all(|name| !name.starts_with("search/")));
    let pages = files.iter().filter(|(name, _)| name.ends_with(".html"));
    let linked = pages.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("/search/"));
    assert_eq!(linked.count(), 0);
}

/// The files of a site whose index is in several pieces: pages about invented things, one of them in Ukrainian.
fn large() -> Vec<(String, String)> {
    const KINDS: [&str; 7] = ["bridge", "harbour", "ferry", "lorry", "council", "engineer", "mayor"];
    let text = |number: usize| {
        let words: Vec<String> =
            (0..120).map(|word| format!("w{}x{}", (number * 31 + word * 17) % 977, word % 7)).collect();
        format!("The {} of case{number}. {}", KINDS[number % 7], words.join(" "))
    };
    let mut files: Vec<(String, String)> = (0..400)
        .map(|number| {
            let tags = if number % 10 == 0 { "tags: [tenth]\n" } else { "" };
            (
                format!("content/many/p{number}.md"),
                format!("---\ntitle: Case {number}\n{tags}---\n\n{}\n", text(number)),
            )
        })
        .collect();
    files.push((
        "content/many/uk.md".to_owned(),
        page("Безпекові гарантії", "Україна відмовляється від п’яти пунктів. Переговори тривають."),
    ));
    files.push((
        "content/many/evil.md".to_owned(),
        page("An <img src=x onerror=document.title='hit'> case", "Zebra."),
    ));
    files
}

#[test]
fn a_large_index_has_every_term_in_its_piece() {
    let site = Site::new();
    large().iter().for_each(|(path, text)| site.write(path, text));
    let files: Files = site
        .published("https://example.org/")
        .into_iter()
        .map(|(name, bytes)| (name, bytes.into()))
        .collect();
    let index = index(&files);
    let root = json_of(&files, "search/index.json");
    assert!(root["cuts"].as_array().unwrap().len() >= 2, "{root}");
    let largest = index_files(&files).map(|(_, bytes)| bytes.len()).max().unwrap();
    assert!(largest < 64 << 10, "{largest}");
    let together = usize::try_from(root["together"].as_u64().unwrap()).unwrap();
    let record = |number: usize| {
        json_of(&files, &format!("search/records/{}.json", number / together))[number % together].clone()
    };
    // Every word of a page leads to it.
    for number in [0, 7, 399] {
        let (count, records) = &index[&format!("case{number}")];
        assert_eq!((*count, records.len()), (1, 1));
        assert_eq!(record(records[0])[1], format!("/many/p{number}/"));
    }
    assert_eq!(
        index["ferry"]
            .1
            .iter()
            .filter(|found| record(**found)[0].as_str().unwrap().starts_with("Case "))
            .count(),
        57
    );
    assert_eq!(index["#tags/tenth"].0, 40);
    assert!(index.contains_key("переговори") && index.contains_key("пяти"));
    // A large site has a page for each letter.
    assert!(files.contains_key("search/c/index.html") && files.contains_key("search/б/index.html"));
}

#[test]
fn a_reader_searches() {
    let site = Site::new();
    large().iter().for_each(|(path, text)| site.write(path, text));
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}search/", preview.url));
    let found = "document.getElementById('found').textContent";
    let titles = "[...document.querySelectorAll('#results a')].map((one) => one.textContent)";
    let ask = |browser: &mut Browser, field: &str, value: &str| {
        browser.ask(&format!(
            "(() => {{ const field = document.querySelector('form.search').elements[{}]; field.focus(); field.value = {}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()",
            json!(field),
            json!(value)
        ));
    };
    // A word, whole and in its beginning; the index from A to Z makes place for what is found.
    ask(&mut browser, "q", "case399");
    browser.wait(&format!("{found} === '1 result'"));
    browser.wait(&format!("{titles}.join() === 'Case 399'"));
    assert_eq!(browser.ask("document.getElementById('index').hidden"), true);
    assert_eq!(browser.text("location.search"), "?q=case399");
    ask(&mut browser, "q", "CASE39");
    browser.wait(&format!("{found} === '11 results'"));
    // The whole word comes first.
    browser.wait(&format!("{titles}[0] === 'Case 39'"));
    // Ten are shown; the others on demand, with the focus on the first of them.
    assert_eq!(browser.ask(&format!("{titles}.length")), 10);
    browser.click("document.querySelector('#more button')");
    browser.wait(&format!("{titles}.length === 11"));
    browser.wait("document.activeElement === document.querySelectorAll('#results a')[10]");
    assert_eq!(browser.ask("document.getElementById('more').hidden"), true);
    // Both words must be there, if any page has both.
    ask(&mut browser, "q", "ferry case2");
    browser.wait(&format!("{found} === '16 results'"));
    // Filters.
    ask(&mut browser, "term", "#tags/tenth");
    browser.wait(&format!("{found} === '1 result'"));
    ask(&mut browser, "kind", "source");
    browser.wait(&format!("{found} === 'Nothing was found.'"));
    ask(&mut browser, "kind", "");
    ask(&mut browser, "q", "");
    browser.wait(&format!("{found} === '40 results'"));
    ask(&mut browser, "term", "");
    browser.wait(&format!("{found} === ''"));
    assert_eq!(browser.ask("document.getElementById('index').hidden"), false);
    // Cyrillic: a beginning, and another ending of the word.
    for query in ["безпек", "гарантій", "переговорів", "Україну"] {
        ask(&mut browser, "q", query);
        browser.wait(&format!("{titles}[0] === 'Безпекові гарантії'"));
        ask(&mut browser, "q", "");
        browser.wait(&format!("{found} === ''"));
    }
    // What pages say is text.
    ask(&mut browser, "q", "zebra");
    browser.wait(&format!("{found} === '1 result'"));
    browser.wait(&format!("{titles}[0]?.includes('<img src=x')"));
    assert_eq!(browser.ask("document.querySelectorAll('#results img').length"), 0);
    // The sources that init makes, and an address that holds a query.
    browser.go(&format!("{}search/?q=bridge&kind=source", preview.url));
    browser.wait(&format!("{found} === '2 results'"));
    assert_eq!(browser.text("document.querySelector('select[name=kind]').value"), "source");
    assert!(browser.ask("document.getElementById('found').getAttribute('role')") == "status");
}

#[test]
fn queries_are_folded_as_pages_are() {
    let script = include_str!("../themes/default/static/search.js");
    let start = script.find("const terms =").unwrap();
    let end = start + script[start..].find(".join(\"\"));").unwrap() + ".join(\"\"));".len();
    let samples = [
        "Ukraine’s 28-point plan",
        "Київ, П’ЯТЬ слі́в",
        "Straße ÉTÉ ﬁn ΣΑΣ",
        "İstanbul x\u{ad}y",
        "½ ² ⅷ ١٢ 中文 ไทย",
        "a_b c.d e@f https://x.example/?q=1",
        "Ёлка й ї ґ",
        "don't ‘rock’n’roll’ ʼn ŉ",
        "ＡＢＣ ｶﾞ",
        "𝔘𝔫𝔦 𐐀 😀 e\u{301}",
        "ǅ ǆ Ǆ ß ẞ",
        "o\u{200b}n\u{2060}e 1,500.50",
        "हिन्दी தமிழ்",
        "Ⓐ ㎏ ™",
    ];
    let expected: Vec<Vec<String>> = samples.iter().map(|sample| term::of(sample)).collect();
    let mut browser = Browser::open();
    let asked = browser.ask(&format!(
        "(() => {{ {} return {}.map(terms); }})()",
        &script[start..end],
        json!(samples)
    ));
    for (sample, (rust, browser)) in samples.iter().zip(expected.iter().zip(asked.as_array().unwrap())) {
        assert_eq!(&json!(rust), browser, "{sample}");
    }
}
