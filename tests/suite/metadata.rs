//! What pages say of themselves to other programs: policies, linked data, feeds, records of sources, hosts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use atom_syndication::Feed;
use data_encoding::BASE64;
use ibid::app::engine::{self, RunOptions};
use ibid::base::percent::encode_path;
use ibid::read::snapshot::{SiteRoot, Snapshot};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::archive::Archive;
use crate::support::flagship::{self, FLAGSHIP, Files, published};
use crate::support::html::{Page, Tag, Token};

/// The flagship with other files.
fn with(files: &[(&str, String)]) -> Snapshot {
    let mut snapshot = flagship::snapshot();
    for (path, text) in files {
        snapshot.files.insert((*path).to_owned(), text.as_str().into());
    }
    snapshot
}

fn config(more: &str) -> (&'static str, String) {
    (
        "ibid.yaml",
        String::from_utf8(flagship::snapshot().files["ibid.yaml"].read().unwrap().to_vec()).unwrap() + more,
    )
}

fn text<'f>(files: &'f Files, name: &str) -> &'f str {
    std::str::from_utf8(files.get(name).unwrap_or_else(|| panic!("{name} is not published"))).unwrap()
}

fn pages(files: &Files) -> Vec<(&String, Page)> {
    let html = files.keys().filter(|name| name.ends_with(".html"));
    html.map(|name| (name, Page::read(text(files, name)))).filter(|(_, page)| !page.is_redirect()).collect()
}

fn meta<'p>(page: &'p Page, name: &str) -> Vec<&'p str> {
    let tags = page.tokens.iter().filter_map(|token| match token {
        Token::Open(tag) if tag.name == "meta" => Some(tag),
        _ => None,
    });
    let named = tags.filter(|tag| [tag.attribute("name"), tag.attribute("property")].contains(&Some(name)));
    named.filter_map(|tag| tag.attribute("content")).collect()
}

fn links<'p>(page: &'p Page, rel: &str) -> Vec<&'p str> {
    let tags = page.tokens.iter().filter_map(|token| match token {
        Token::Open(tag) if tag.name == "link" => Some(tag),
        _ => None,
    });
    tags.filter(|tag| tag.attribute("rel") == Some(rel)).filter_map(|tag| tag.attribute("href")).collect()
}

// --- policy --------------------------------------------------------------------------------------

/// The inline scripts and styles of a page that a browser runs, and everything else that a policy without
/// `unsafe-inline` would block.
fn inline(page: &Page) -> (Vec<(String, String)>, Vec<String>) {
    let (mut found, mut blocked) = (Vec::new(), Vec::new());
    let mut open: Option<&Tag> = None;
    for token in &page.tokens {
        match token {
            Token::Open(tag) => {
                let is_bad = |name: &str| name == "style" || name.starts_with("on");
                let bad = tag.attributes.iter().filter(|(name, _)| is_bad(name));
                blocked.extend(bad.map(|(name, _)| format!("<{} {name}>", tag.name)));
                open = matches!(tag.name.as_str(), "script" | "style").then_some(tag);
            }
            Token::Raw(text) => {
                let tag = open.unwrap();
                let is_data = tag.attribute("type").is_some_and(|kind| kind.ends_with("json"));
                if tag.attribute("src").is_none() && !is_data {
                    found.push((tag.name.clone(), text.clone()));
                }
            }
            _ => {}
        }
    }
    (found, blocked)
}

/// Checks every page of a site against its own policy and that of `_headers`; gives how many inline scripts
/// and styles there are.
fn check_policies(name: &str, files: &Files) -> usize {
    let headers = text(files, "_headers");
    let header =
        headers.lines().find_map(|line| line.trim().strip_prefix("Content-Security-Policy: ")).unwrap();
    assert!(header.contains("frame-ancestors 'self'"), "{name}: {header}");
    let mut count = 0;
    for (file, page) in pages(files) {
        let policies: Vec<&str> = page
            .elements("meta")
            .filter(|tag| tag.attribute("http-equiv") == Some("Content-Security-Policy"))
            .filter_map(|tag| tag.attribute("content"))
            .collect();
        assert_eq!(policies.len(), 1, "{name}: {file}");
        assert!(!policies[0].contains("unsafe"), "{name}: {file}");
        let (found, blocked) = inline(&page);
        assert!(blocked.is_empty(), "{name}: {file}: {blocked:?}");
        for (element, text) in found {
            count += 1;
            let hash = format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text.as_bytes())));
            for policy in [policies[0], header] {
                let directive = policy.split("; ").find(|part| part.starts_with(&format!("{element}-src ")));
                assert!(directive.unwrap().contains(&hash), "{name}: {file}: <{element}>{text}: {policy}");
            }
        }
    }
    count
}

#[test]
fn everything_inside_pages_is_allowed_by_its_hash() {
    check_policies("the flagship", &FLAGSHIP);
    assert!(
        text(&FLAGSHIP, "_headers")
            .contains("Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self';")
    );
    let folder = flagship::root().join("tests/golden");
    let mut sites = 0;
    for case in
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let site = Archive::parse(&std::fs::read_to_string(case.join("site.txt")).unwrap());
        let folder = tempfile::tempdir().unwrap();
        site.write_completed(folder.path());
        let (snapshot, _) =
            ibid::read::snapshot::read(&SiteRoot::find(Some(folder.path()), None).unwrap()).unwrap();
        let run = engine::run(Arc::new(snapshot), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
        check_policies(&case.display().to_string(), &run.files);
        sites += 1;
    }
    assert!(sites > 10);
}

#[test]
fn a_theme_may_have_inline_scripts_and_styles() {
    let search = include_str!("../../themes/default/templates/404.html").replace(
        "{% block main %}",
        "{% block head %}<script>\n  let a = 1 < 2;   // kept as it is\n</script>\n<style>\n p  > a { color: red }\n</style>{% endblock head %}{% block main %}",
    );
    let files = published(with(&[("themes/default/templates/404.html", search.clone())]));
    assert_eq!(check_policies("an inline script", &files), 2);
    let broken = search.replace("1 < 2", "'{{ page.title }}'");
    let snapshot = with(&[("themes/default/templates/404.html", broken)]);
    let run = engine::run(Arc::new(snapshot), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
    assert!(
        run.findings.iter().any(|finding| finding.message.contains("inline script with a value")),
        "{:?}",
        run.findings
    );
}

#[test]
fn hosts_are_told_of_redirects_and_headers() {
    let page = "---\ntitle: Moved\nmin_coverage: 0\naliases: [/old/name/, /é/]\n---\n\nWords.\n".to_owned();
    let files = published(with(&[("content/new.md", page)]));
    let redirects = text(&files, "_redirects");
    assert!(
        redirects.contains("/old/name/ /new/ 301\n") && redirects.contains("/%C3%A9 /new/ 301\n"),
        "{redirects}"
    );
    assert!(files.contains_key("old/name/index.html"), "the page that leads on is there as well");
    let headers = text(&FLAGSHIP, "_headers");
    for line in [
        "/*\n",
        "  X-Content-Type-Options: nosniff\n",
        "/search/terms/*\n  Cache-Control: public, max-age=31536000, immutable\n",
    ] {
        assert!(headers.contains(line), "{headers}");
    }
    assert!(!FLAGSHIP.contains_key("_redirects"));
}

#[test]
fn hosts_are_told_of_files_that_are_documents() {
    let names = ["map.svg", "own.html", "data.xml", "old/index.html", "photo.png", "a.txt"];
    let files: Vec<_> = names.map(|name| (format!("content/{name}"), "<p>Words.</p>\n".to_owned())).into();
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let headers = text(&published(with(&files)), "_headers").to_owned();
    for path in ["/map.svg", "/own.html", "/data.xml", "/old/index.html", "/old/", "/own"] {
        let line = format!("\n{path}\n  Content-Security-Policy: sandbox; default-src 'none'; ");
        assert!(headers.contains(&line), "{path}: {headers}");
    }
    assert!(!headers.contains("photo.png") && !headers.contains("a.txt"), "{headers}");
}

#[test]
fn a_disagreement_says_what_would_settle_it() {
    let page = "---\ntitle: Points\nmin_coverage: 0\n---\n\n::: disagreement {#p settle=\"The <text> itself\" reviewed=2025-12}\nHow many?\n\n- 19 [@briefing]\n- 20 [@newsx]\n:::\n".to_owned();
    let files = published(with(&[("content/points.md", page)]));
    for name in ["points/index.html", "disagreements/index.html"] {
        let words = Page::read(text(&files, name)).text();
        assert!(words.contains("What would settle it: The <text> itself"), "{name}: {words}");
        assert!(words.contains("Last reviewed December 2025"), "{name}: {words}");
    }
}

#[test]
fn a_source_says_whether_its_copy_is_the_recorded_one() {
    let words = |files: &Files| Page::read(text(files, "sources/newsx/index.html")).text();
    assert!(words(&FLAGSHIP).contains("its hash matches the recorded one"));
    let lock = String::from_utf8(flagship::snapshot().files["ibid.lock"].read().unwrap().to_vec()).unwrap();
    let (before, after) = lock.split_once("newsx: ").unwrap();
    let other = format!("{before}newsx: {}{}", "0".repeat(64), &after[64..]);
    // Where the rule is turned down, the site is published all the same.
    let (name, settings) = config("");
    let settings = settings.replace("\nexcerpt_share:", "\nrules: {source-changed: warning}\nexcerpt_share:");
    let changed = published(with(&[("ibid.lock", other), (name, settings)]));
    assert!(words(&changed).contains("its hash does not match the recorded one"));
}

#[test]
fn a_page_that_is_withdrawn_leaves_a_notice() {
    let entries = "withdrawn:\n  - {url: /topics/gone/, date: 2025-12-17, reason: It rested on <one> report., instead: /topics/peace-plan/}\n  - {url: /uk/gone/, date: 2025-12-18, reason: Немає джерел.}\n";
    let files = published(with(&[config(entries)]));
    let notice = Page::read(text(&files, "topics/gone/index.html"));
    let words = notice.text();
    assert!(words.contains("It rested on <one> report.") && words.contains("17 December 2025"), "{words}");
    assert_eq!(meta(&notice, "robots"), ["noindex"]);
    assert!(notice.links.iter().any(|link| link.href == "/topics/peace-plan/"));
    assert!(Page::read(text(&files, "uk/gone/index.html")).text().contains("Немає джерел."));
    // Each stands among the corrections of its language, and in their feed.
    let list = Page::read(text(&files, "corrections/index.html"));
    assert!(list.links.iter().any(|link| link.href == "/topics/gone/"));
    assert!(!list.text().contains("Немає джерел."));
    let feed: Feed = text(&files, "corrections/atom.xml").parse().unwrap();
    assert_eq!(feed.entries().len(), 1);
    assert_eq!(feed.entries()[0].title().as_str(), "Withdrawn: /topics/gone/");
    let (_, anchor) = feed.entries()[0].links()[0].href().split_once('#').unwrap();
    assert!(list.elements("li").any(|row| row.attribute("id") == Some(anchor)));
    // It is no page of the site for those who look for pages.
    assert!(!text(&files, "sitemap.xml").contains("gone"));
    assert!(!files.contains_key("_redirects"));
}

// --- linked data ---------------------------------------------------------------------------------

#[test]
fn the_citations_of_json_ld_are_those_of_claims_json() {
    let claims: Value = serde_json::from_str(text(&FLAGSHIP, "claims.json")).unwrap();
    let page_of = |key: &Value| {
        claims["sources"].as_array().unwrap().iter().find(|source| source["key"] == *key).unwrap()["page"]
            .clone()
    };
    let mut cited: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for claim in claims["claims"].as_array().unwrap() {
        let sources = cited.entry(claim["page"].as_str().unwrap().to_owned()).or_default();
        for citation in claim["citations"].as_array().unwrap() {
            sources.insert(page_of(&citation["source"]).as_str().unwrap().to_owned());
        }
    }
    let mut compared = 0;
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    for (name, page) in pages(&FLAGSHIP) {
        for script in page.json_ld() {
            let value: Value = serde_json::from_str(&script).unwrap();
            kinds.insert(value["@type"].as_str().unwrap().to_owned());
            let Some(url) = value["url"].as_str().filter(|_| value["headline"].is_string()) else { continue };
            let citations: BTreeSet<String> = value["citation"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|citation| citation["@id"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(citations, cited.remove(url).unwrap_or_default(), "{name}");
            compared += citations.len();
        }
    }
    assert!(cited.is_empty(), "pages without JSON-LD: {cited:?}");
    assert!(compared > 20, "{compared}");
    assert!(["Article", "ItemList", "NewsArticle"].iter().all(|kind| kinds.contains(*kind)), "{kinds:?}");
}

#[test]
fn reference_managers_save_explainers_as_pages_and_sources_as_the_originals() {
    let spans = |page: &Page| -> Vec<String> {
        page.elements("span")
            .filter(|tag| tag.has_class("Z3988"))
            .filter_map(|tag| tag.attribute("title").map(str::to_owned))
            .collect()
    };
    let snapshot = flagship::snapshot();
    let sources: Vec<&str> =
        snapshot.files.keys().filter_map(|path| path.strip_prefix("seeds/")?.strip_suffix(".md")).collect();
    // A reference manager makes nothing of an item without a title.
    let is_titled = |key: &str| {
        let file = snapshot.files[&format!("seeds/{key}.md")].read().expect("readable");
        String::from_utf8_lossy(file).lines().any(|line| line.starts_with("title: "))
    };
    let titled = sources.iter().filter(|key| is_titled(key)).count();
    let mut about_sources = 0;
    for (path, page) in pages(&FLAGSHIP) {
        let found = spans(&page);
        let name = path.strip_prefix("uk/").unwrap_or(path);
        // Zotero takes these tags for a journal article, and a record of a source for the page itself.
        assert!(
            page.elements("meta")
                .all(|tag| !tag.attribute("name").unwrap_or_default().starts_with("citation_")),
            "{name}"
        );
        if name == "sources/index.html" {
            assert_eq!(found.len(), titled);
        } else if name.starts_with("sources/") {
            let key = name.trim_start_matches("sources/").split('/').next().unwrap_or_default();
            // A long list of citations goes on at `sources/KEY/page/2/`.
            about_sources += usize::from(name == format!("sources/{key}/index.html"));
            assert_eq!(found.len(), usize::from(is_titled(key)), "{name}");
            let start = "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc&rft.type=";
            assert!(found.iter().all(|record| record.starts_with(start)), "{found:?}");
        } else {
            assert!(found.is_empty(), "{name}");
        }
        if name.starts_with("topics/") && name != "topics/index.html" {
            assert_eq!(meta(&page, "og:type"), ["article"], "{name}");
            for tag in ["DC.title", "DC.identifier", "DC.language", "og:title", "og:url"] {
                assert_eq!(meta(&page, tag).len(), 1, "{name}: {tag}");
            }
            assert_eq!(links(&page, "cite-as"), links(&page, "canonical"), "{name}");
        }
    }
    // The flagship speaks two languages, and has a page for each source in both.
    assert_eq!(about_sources, 2 * sources.len());
    let newspaper = text(&FLAGSHIP, "sources/index.html");
    assert!(newspaper.contains("rft.type=newspaperArticle"), "the flagship cites newspapers");
}

#[test]
fn licence_and_authors_are_signposts() {
    let more = "license: https://creativecommons.org/licenses/by/4.0/\nauthor_pages:\n  The ibid editors: https://editors.example/\n";
    let files = published(with(&[config(more)]));
    let page = Page::read(text(&files, "topics/berlin-talks/index.html"));
    assert_eq!(links(&page, "license"), ["https://creativecommons.org/licenses/by/4.0/"]);
    assert_eq!(links(&page, "author"), ["https://editors.example/"]);
    assert_eq!(meta(&page, "DC.rights"), ["https://creativecommons.org/licenses/by/4.0/"]);
    let describing = links(&page, "describedby");
    // BibTeX, CSL-JSON, RIS, and the claims.
    assert_eq!(describing.len(), 4);
    assert!(describing.iter().all(|href| files.contains_key(href.trim_start_matches('/'))), "{describing:?}");
    let value: Value = serde_json::from_str(&page.json_ld()[0]).unwrap();
    assert_eq!(value["license"], "https://creativecommons.org/licenses/by/4.0/");
    assert_eq!(value["author"][0]["url"], "https://editors.example/");
}

// --- feeds ---------------------------------------------------------------------------------------

#[test]
fn feeds_are_valid() {
    let schema: Value = serde_json::from_str(include_str!("../schemas/json-feed-1.1.json")).unwrap();
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let (mut atoms, mut jsons) = (0, 0);
    for (name, bytes) in FLAGSHIP.iter() {
        if name.ends_with("atom.xml") {
            atoms += 1;
            let feed = Feed::read_from(&bytes[..]).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(ids.insert(feed.id().to_owned() + name), "{name}");
            let own = feed.links().iter().find(|link| link.rel() == "self").unwrap();
            assert_eq!(own.href(), format!("https://example.org/{}", encode_path(name)));
            assert!(feed.updated().timestamp() > 0 || feed.entries().is_empty(), "{name}");
            let entries: BTreeSet<&str> = feed.entries().iter().map(|entry| entry.id()).collect();
            assert_eq!(entries.len(), feed.entries().len(), "{name}: two entries of one id");
            for entry in feed.entries() {
                assert!(!entry.title().as_str().is_empty() && entry.content().is_some(), "{name}: {entry:?}");
                assert!(entry.updated() <= feed.updated(), "{name}");
                assert!(entry.links().iter().any(|link| link.rel() == "alternate"), "{name}");
                assert!(!feed.authors().is_empty() || !entry.authors().is_empty(), "{name}");
            }
        } else if name.ends_with("feed.json") {
            jsons += 1;
            let feed: Value = serde_json::from_slice(bytes).unwrap();
            let errors: Vec<String> = schema.iter_errors(&feed).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
            assert_eq!(feed["feed_url"], format!("https://example.org/{}", encode_path(name)));
        }
    }
    let terms = FLAGSHIP
        .keys()
        .map(|name| name.strip_prefix("uk/").unwrap_or(name))
        .filter(|name| name.starts_with("tags/") && name.matches('/').count() == 2)
        .filter(|name| name.ends_with(".html"))
        .count();
    assert!(terms > 3);
    // In each of the flagship's two languages: its pages, its corrections, its terms.
    assert_eq!((atoms, jsons), (2 * 2 + terms, 2 + terms));
    let page = Page::read(text(&FLAGSHIP, "tags/nato/index.html"));
    assert!(links(&page, "alternate").contains(&"/tags/nato/atom.xml"));
}

#[test]
fn the_picture_of_a_page_is_described_by_its_title_and_what_was_checked() {
    let files = published(with(&[
        ("content/asked.md", "---\ntitle: Is it over?\n---\n\nNo one knows [@desk].\n".to_owned()),
        ("content/said.md", "---\ntitle: It is over\n---\n\nNo one knows [@desk].\n".to_owned()),
    ]));
    let described = |path: &str| {
        let page = Page::read(text(&files, path));
        let check = page.text_of_class("check").unwrap();
        let alt = meta(&page, "og:image:alt");
        assert_eq!((alt.len(), meta(&page, "og:image").len()), (1, 1), "{path}");
        (alt[0].to_owned(), check.trim().to_owned())
    };
    let (alt, check) = described("asked/index.html");
    assert_eq!(alt, format!("Is it over? {check}"));
    let (alt, check) = described("said/index.html");
    assert_eq!(alt, format!("It is over. {check}"));
}

#[test]
fn how_long_a_page_takes_is_counted_in_words_and_in_characters_where_there_are_no_spaces() {
    let page = |words: &str| format!("---\ntitle: T\n---\n\n{words} [@desk]\n");
    let files = published(with(&[
        ("content/one.md", page(&"word ".repeat(238))),
        ("content/two.md", page(&"word ".repeat(239))),
        ("content/han-two.md", page(&"字".repeat(520))),
        ("content/han-three.md", page(&"字".repeat(521))),
        // What only programs read is not read by people.
        ("content/hidden.md", page(&format!("{}<!-- {} -->", "word ".repeat(238), "word ".repeat(900)))),
    ]));
    let byline = |path: &str| Page::read(text(&files, path)).text_of_class("byline").unwrap();
    for (path, minutes) in [
        ("one", "1 min read"),
        ("two", "2 min read"),
        ("han-two", "2 min read"),
        ("han-three", "3 min read"),
        ("hidden", "1 min read"),
    ] {
        let byline = byline(&format!("{path}/index.html"));
        assert!(byline.contains(minutes), "{path}: {byline}");
    }
}

#[test]
fn pages_that_gather_others_state_the_newest_date_of_what_they_gather() {
    let log = "{\"date\":\"2026-02-03\",\"page\":\"/topics/berlin-talks/\",\"id\":\"x\",\"before\":\"Old words\",\"now\":\"New words\"}\n";
    let page = "---\ntitle: Newest\ndate: 2026-03-04\ntags: [nato]\ncorrections: [{date: 2026-03-05, text: A word}]\n---\n\nIt is so [@desk].\n";
    let files =
        published(with(&[("changes.jsonl", log.to_owned()), ("content/topics/newest.md", page.to_owned())]));
    for path in
        ["", "topics/", "tags/", "tags/nato/", "corrections/", "sources/", "timeline/", "topics/newest/"]
    {
        let page = Page::read(text(&files, &format!("{path}index.html")));
        assert_eq!(meta(&page, "DC.date"), ["2026-03-04"], "{path}");
    }
    let page = Page::read(text(&files, "changes/index.html"));
    assert_eq!(meta(&page, "DC.date"), ["2026-02-03"]);
    for (name, page) in pages(&files) {
        assert!(meta(&page, "DC.date").len() < 2, "{name}");
    }
}

#[test]
fn a_season_is_parted_from_its_year_by_a_space() {
    let source = |key: &str, kind: &str| {
        let text = format!(
            "---\ntitle: A {kind}\ntype: {kind}\npublisher: Press\ndate: 2003-21\nlanguage: en\n---\n\nIt is so.\n"
        );
        (format!("seeds/{key}.md"), text)
    };
    let kinds = ["book", "thesis", "report", "article-journal", "treaty"];
    let sources: Vec<(String, String)> =
        kinds.iter().map(|kind| source(&format!("of-{kind}"), kind)).collect();
    let cites: String = kinds.iter().map(|kind| format!("It is so [@of-{kind}].\n\n")).collect();
    let mut written: Vec<(&str, String)> =
        sources.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    written.push(("content/season.md", format!("---\ntitle: A season\n---\n\n{cites}")));
    written.push(("content/season.uk.md", format!("---\ntitle: Пора року\n---\n\n{cites}")));
    let files = published(with(&written));
    let english = text(&files, "season/index.html");
    assert_eq!(english.matches("Spring 2003").count(), kinds.len(), "{english}");
    let ukrainian = text(&files, "uk/season/index.html");
    assert!(ukrainian.contains("(Press, весна 2003)"), "{ukrainian}");
    for page in [english, ukrainian] {
        assert!(!["Spring/", "весна.2", "весна/"].iter().any(|joined| page.contains(joined)), "{page}");
    }
}

#[test]
fn a_decade_has_a_heading_of_its_own_and_is_no_year() {
    let events = "::: timeline\n- 1990-05: It began [@desk].\n- 199X: It was built [@desk].\n- 19XX: It was drawn [@desk].\n- 1990: It was planned [@desk].\n- 2014~: It was moved [@desk].\n:::\n";
    let files = published(with(&[("content/old.md", format!("---\ntitle: Old\n---\n\n{events}"))]));
    let page = Page::read(text(&files, "timeline/index.html"));
    let html = text(&files, "timeline/index.html");
    let headings: Vec<&str> = html
        .split("<h2 id=")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .filter(|heading| heading.starts_with("y-19"))
        .collect();
    let place = |heading: &str| headings.iter().position(|other| *other == heading).unwrap_or(usize::MAX);
    let order = ["y-19XX>1900–1999", "y-199X>1990–1999", "y-1990>1990"].map(place);
    assert!(order.is_sorted() && order[2] < usize::MAX, "{headings:?}");
    // Each stands once, and the links of the margin lead to them.
    let ids: BTreeSet<&str> = headings.iter().copied().collect();
    assert_eq!(ids.len(), headings.len(), "{headings:?}");
    let links: Vec<String> =
        page.elements("a").filter_map(|tag| tag.attribute("href").map(str::to_owned)).collect();
    assert!(
        ["#y-19XX", "#y-199X", "#y-1990"].iter().all(|link| links.iter().any(|other| other == link)),
        "{links:?}"
    );
}

#[test]
fn the_themes_words_are_marked_where_they_are_of_another_language() {
    let files = published(with(&[
        ("ibid.yaml", config("").1.replace("languages:\n", "languages:\n  is: {title: Heimildir}\n")),
        ("content/_index.is.md", "---\ntitle: Heim\n---\n".to_owned()),
        ("content/frett.is.md", "---\ntitle: Frétt\n---\n\nFréttin er ný [@desk].\n".to_owned()),
    ]));
    let lists =
        ["sources", "timeline", "disagreements", "quotations", "evidence", "method", "corrections", "search"];
    for list in lists {
        let page = Page::read(text(&files, &format!("is/{list}/index.html")));
        let root = page.elements("html").next().unwrap();
        assert_eq!(root.attribute("lang"), Some("is"), "{list}");
        let own = |tag: &&Tag| tag.name == "h1" || (tag.name == "p" && tag.has_class("lede"));
        let marked: Vec<Option<&str>> = page
            .tokens
            .iter()
            .filter_map(|token| if let Token::Open(tag) = token { Some(tag) } else { None })
            .filter(own)
            .map(|tag| tag.attribute("lang"))
            .collect();
        assert!(!marked.is_empty() && marked.iter().all(|lang| *lang == Some("en")), "{list}: {marked:?}");
    }
    // What the authors wrote is in the language of the page.
    for path in
        ["is/frett/index.html", "is/evidence/frett/index.html", "sources/index.html", "uk/sources/index.html"]
    {
        let page = Page::read(text(&files, path));
        assert_eq!(page.elements("h1").next().unwrap().attribute("lang"), None, "{path}");
    }
}
