//! The search: what its index holds, what it must not hold, and what a reader sees in a browser.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

use ibid::app::engine::{self, Checked, Renderer, RunOptions, Workspace};
use ibid::base::diagnostic::Rule;
use ibid::base::term;
use ibid::parse::topic::{Page, Wording};
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::flagship::{self, FLAGSHIP, Files, published};
use crate::support::html;
use crate::support::preview::{Preview, Site, page};

fn json_of(files: &Files, name: &str) -> Value {
    serde_json::from_slice(files.get(name).unwrap_or_else(|| panic!("{name} is not published"))).unwrap()
}

/// The folders of the searches of the flagship's languages.
const SEARCHES: [&str; 2] = ["search/", "uk/search/"];

fn index_files<'f>(files: &'f Files, search: &'f str) -> impl Iterator<Item = (&'f String, &'f Arc<[u8]>)> {
    files.iter().filter(move |(name, _)| name.starts_with(search) && name.ends_with(".json"))
}

/// Term → (number of records, records listed), read as the browser reads it.
fn index(files: &Files, search: &str) -> BTreeMap<String, (usize, Vec<usize>)> {
    let root = json_of(files, &format!("{search}index.json"));
    let cuts: Vec<&str> = root["cuts"].as_array().unwrap().iter().map(|cut| cut.as_str().unwrap()).collect();
    let mut terms = BTreeMap::new();
    for piece in 0..=cuts.len() {
        let entries = json_of(files, &format!("{search}terms/{piece}.json"));
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
    let page = html::Page::read(std::str::from_utf8(html).unwrap());
    let mut terms: BTreeSet<String> = term::all(&page.text()).into_iter().collect();
    for token in &page.tokens {
        if let html::Token::Open(tag) = token {
            tag.attributes.iter().for_each(|(_, value)| terms.extend(term::all(value)));
        }
    }
    terms
}

#[test]
fn the_index_holds_nothing_that_no_page_shows() {
    let pages = FLAGSHIP.iter().filter(|(name, _)| name.ends_with(".html"));
    let shown: BTreeSet<String> = pages.flat_map(|(_, html)| terms_of_page(html)).collect();
    for search in SEARCHES {
        let index = index(&FLAGSHIP, search);
        let words: Vec<&String> = index.keys().filter(|term| !term.starts_with(['#', '@'])).collect();
        assert!(words.len() > 500, "{search}: {}", words.len());
        let hidden: Vec<&&String> = words.iter().filter(|term| !shown.contains(**term)).collect();
        assert!(hidden.is_empty(), "{search}: terms that stand on no page: {hidden:?}");
    }
}

#[test]
fn no_uncited_sentence_of_a_source_reaches_the_index() {
    let mut snapshot = flagship::snapshot();
    let mut config = String::from_utf8(snapshot.files["ibid.yaml"].read().unwrap().to_vec()).unwrap();
    config = config.replace("\nexcerpt_share:", "\nrules: {source-changed: warning}\nexcerpt_share:");
    snapshot.files.insert("ibid.yaml".to_owned(), config.into_bytes().into());
    let seeds: Vec<String> =
        snapshot.files.keys().filter(|path| path.starts_with("seeds/")).cloned().collect();
    for seed in &seeds {
        let mut text = String::from_utf8(snapshot.files[seed].read().unwrap().to_vec()).unwrap();
        // As a paragraph of its own: where no blank line divides the paragraphs, every line is one.
        let division = if text.trim_end().contains("\n\n") { "\n\n" } else { "\n" };
        text.truncate(text.trim_end().len());
        text.push_str(division);
        text.push_str("The quetzalcanary sings where nobody cites it.\n");
        snapshot.files.insert(seed.clone(), text.into_bytes().into());
    }
    let files = published(snapshot);
    for (name, bytes) in SEARCHES.into_iter().flat_map(|search| index_files(&files, search)) {
        assert!(!String::from_utf8_lossy(bytes).contains("quetzalcanary"), "{name}");
    }
    // The same word is found once a page cites it: the test can fail.
    let mut snapshot = flagship::snapshot();
    let cited = "---\ntitle: T\nmin_coverage: 0\n---\n\nThe quetzalcanary sings.\n";
    snapshot.files.insert("content/canary.md".to_owned(), cited.into());
    assert!(index(&published(snapshot), "search/").contains_key("quetzalcanary"));
}

#[test]
fn the_index_of_the_flagship_is_small() {
    let zipped = |bytes: &[u8]| {
        let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap().len()
    };
    let script = zipped(&FLAGSHIP["search.js"]);
    assert!(script <= 4 << 10, "{script}");
    for search in SEARCHES {
        let size: usize = index_files(&FLAGSHIP, search).map(|(_, bytes)| zipped(bytes)).sum();
        println!("{search}: index {size} bytes, script {script} bytes, compressed");
        assert!(size <= 60 << 10, "{search}: {size}");
        assert_eq!(index_files(&FLAGSHIP, search).count(), 3);
    }
}

#[test]
fn without_javascript_the_page_leads_to_everything() {
    for search in SEARCHES {
        let page = search_page(&FLAGSHIP, search);
        let links: BTreeSet<&str> = page.links.iter().map(|link| link.href.as_str()).collect();
        for kind in ["page", "source"] {
            for record in records(&FLAGSHIP, search, kind) {
                assert!(links.contains(record[1].as_str().unwrap()), "{record}");
            }
        }
        assert!(page.text().contains("International Desk"));
        assert!(page.elements("form").any(|form| form.attribute("method") == Some("get")));
    }
}

fn search_page(files: &Files, search: &str) -> html::Page {
    html::Page::read(std::str::from_utf8(&files[&format!("{search}index.html")]).unwrap())
}

/// The records of a kind, of a site whose index is in one piece.
fn records(files: &Files, search: &str, kind: &str) -> Vec<Value> {
    let root = json_of(files, &format!("{search}index.json"));
    let records = json_of(files, &format!("{search}records/0.json"));
    let place = |end: usize| usize::try_from(root["kinds"][kind][end].as_u64().unwrap()).unwrap();
    records.as_array().unwrap()[place(0)..place(1)].to_vec()
}

#[test]
fn each_language_has_a_search_of_its_own() {
    for (search, language, home, found) in
        [("search/", "en", "/", "{n} results"), ("uk/search/", "uk", "/uk/", "Знайдено {n} результатів")]
    {
        let is_here = |url: &str| url.starts_with(home) && url.starts_with("/uk/") == (language == "uk");
        for kind in ["page", "source", "event", "disagreement"] {
            let records = records(&FLAGSHIP, search, kind);
            assert!(!records.is_empty() || language == "uk", "{search}: no {kind}");
            for record in records {
                assert!(is_here(record[1].as_str().unwrap()), "{search}: {record}");
            }
        }
        let page = search_page(&FLAGSHIP, search);
        let form = page.elements("form").next().unwrap();
        assert_eq!(form.attribute("data-index"), Some(format!("/{search}").as_str()));
        assert_eq!(form.attribute("action"), Some(format!("/{search}").as_str()));
        assert_eq!(form.attribute("data-found-many").or(form.attribute("data-found-other")), Some(found));
        assert_eq!(page.elements("html").next().unwrap().attribute("lang"), Some(language));
        // The index from A to Z names what stands under this language.
        let entries = page.links.iter().filter(|link| link.inside.iter().any(|id| id == "index"));
        let entries: Vec<&str> =
            entries.map(|link| link.href.as_str()).filter(|url| !url.starts_with('#')).collect();
        let elsewhere: Vec<&&str> = entries.iter().filter(|url| !is_here(url)).collect();
        assert!(entries.len() > 5 && elsewhere.is_empty(), "{search}: {elsewhere:?}");
        // Each names both as one page in two languages, and stands in the site map.
        let alternates = page.elements("link").filter(|link| link.attribute("rel") == Some("alternate"));
        let alternates: BTreeSet<(&str, &str)> = alternates
            .filter_map(|link| Some((link.attribute("hreflang")?, link.attribute("href")?)))
            .collect();
        let base = page.elements("link").find(|link| link.attribute("rel") == Some("canonical")).unwrap();
        let base = base.attribute("href").unwrap().strip_suffix(search).unwrap();
        let main = format!("{base}search/");
        let expected = [("en", main.clone()), ("uk", format!("{base}uk/search/")), ("x-default", main)];
        assert!(
            alternates.iter().copied().eq(expected.iter().map(|(code, url)| (*code, url.as_str()))),
            "{alternates:?}"
        );
        let map = String::from_utf8(FLAGSHIP["sitemap.xml"].to_vec()).unwrap();
        assert!(map.contains(&format!("<loc>{base}{search}</loc>")));
    }
    // A word of one language's pages alone is found there alone.
    let (own, ukrainian) = (index(&FLAGSHIP, "search/"), index(&FLAGSHIP, "uk/search/"));
    assert!(ukrainian.contains_key("меморандум") && !own.contains_key("меморандум"));
    assert!(own.contains_key("annexed") && !ukrainian.contains_key("annexed"));
    // Every page leads to the search of its language.
    for (name, bytes) in FLAGSHIP.iter().filter(|(name, _)| name.ends_with("index.html")) {
        let page = html::Page::read(std::str::from_utf8(bytes).unwrap());
        let expected = if name.starts_with("uk/") { "/uk/search/" } else { "/search/" };
        assert!(page.links.iter().any(|link| link.href == expected), "{name}");
    }
}

#[test]
fn nothing_lies_below_the_search_of_any_language() {
    for path in ["search/mine", "uk/search/mine"] {
        let mut snapshot = flagship::snapshot();
        let text = format!("---\ntitle: T\naliases: [/{path}/]\n---\n\nWords.\n");
        snapshot.files.insert("content/mine.md".to_owned(), text.into());
        let run = engine::run(Arc::new(snapshot), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
        let found = run.findings.iter().filter(|finding| finding.rule == Rule::PermalinkCollision);
        assert_eq!(found.count(), 1, "{path}: {:?}", run.findings);
    }
}

#[test]
fn the_index_is_made_of_what_is_kept_of_pages() {
    let options = RunOptions::default();
    let check = || {
        Workspace::default()
            .update(Arc::new(flagship::snapshot()), "ibid.yaml", Vec::new(), &options)
            .unwrap()
    };
    let index = |checked: Checked| Renderer::new(Arc::new(checked)).unwrap().search_files().unwrap();
    let whole = index(check());
    // As it comes back from the store; its text is not there.
    let stored =
        |page: &Page| -> Page { postcard::from_bytes(&postcard::to_allocvec(page).unwrap()).unwrap() };
    let mut kept = check();
    Arc::make_mut(&mut kept.site).pages.iter_mut().for_each(|page| *page = Arc::new(stored(page)));
    assert_eq!(index(kept), whole);
    // Without the words that are kept the index is another: the test can fail.
    let mut bare = check();
    for page in &mut Arc::make_mut(&mut bare.site).pages {
        let mut wordless = stored(page);
        wordless.wording = Wording::default();
        *page = Arc::new(wordless);
    }
    assert_ne!(index(bare), whole);
}

#[test]
fn a_site_may_have_no_search() {
    let mut snapshot = flagship::snapshot();
    let config = String::from_utf8(snapshot.files["ibid.yaml"].read().unwrap().to_vec()).unwrap();
    let config = config.replace("  - name: Search\n    url: /search/\n", "") + "search: false\n";
    snapshot.files.insert("ibid.yaml".to_owned(), config.into_bytes().into());
    let files = published(snapshot);
    assert!(files.keys().all(|name| !SEARCHES.iter().any(|search| name.starts_with(search))));
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
    let index = index(&files, "search/");
    let root = json_of(&files, "search/index.json");
    assert!(root["cuts"].as_array().unwrap().len() >= 2, "{root}");
    let largest = index_files(&files, "search/").map(|(_, bytes)| bytes.len()).max().unwrap();
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
fn a_reader_searches_in_the_language_of_the_page() {
    let site = Site::new();
    site.write("ibid.yaml", &(site.read("ibid.yaml") + "\nlanguages:\n  uk: {title: Сайт}\n"));
    site.write("content/topics/ferry.uk.md", &page("Пором", "Пором знову ходить щодня."));
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    let found = "document.getElementById('found').textContent";
    let paths = "[...document.querySelectorAll('#results a')].map((one) => new URL(one.href).pathname)";
    let mut ask = |search: &str, words: &str| {
        let words = ibid::base::percent::encode_path(words);
        browser.go(&format!("{}{search}?q={words}", preview.url));
        browser.wait(&format!("{found} !== ''"));
        let said = browser.text(found);
        browser.wait(&format!(
            "({paths}.length > 0) === {}",
            said.contains(|letter: char| letter.is_ascii_digit())
        ));
        let addresses: Vec<String> = serde_json::from_value(browser.ask(paths)).unwrap();
        (said, addresses)
    };
    let one = |url: &str| vec![url.to_owned()];
    assert_eq!(ask("uk/search/", "щодня"), ("Знайдено 1 результат".to_owned(), one("/uk/topics/ferry/")));
    assert_eq!(ask("search/", "щодня"), ("Nothing was found.".to_owned(), Vec::new()));
    assert_eq!(ask("uk/search/", "qqqqq"), ("Нічого не знайдено.".to_owned(), Vec::new()));
    // Sources are found in both, each under its page in the language; pages of the other language are not.
    let (_, own) = ask("search/", "lorries");
    assert!(
        own.contains(&"/topics/ferry/".to_owned()) && own.iter().all(|url| !url.contains("/uk/")),
        "{own:?}"
    );
    let (_, there) = ask("uk/search/", "lorries");
    assert!(!there.is_empty() && there.iter().all(|url| url.starts_with("/uk/sources/")), "{there:?}");
}

#[test]
fn queries_are_folded_as_pages_are() {
    let script = include_str!("../../themes/default/static/search.js");
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
    let expected: Vec<Vec<String>> = samples.iter().map(|sample| term::all(sample)).collect();
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
