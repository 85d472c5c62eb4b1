//! Lists that would grow with the site stand on numbered pages: the reports of the evidence, and the letters
//! of the index from A to Z.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "flagship/scan.rs"]
#[allow(dead_code)]
mod scan;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use ibid::diagnostic::Rule;
use ibid::engine::{self, Options, Run};
use ibid::site::paging::MOST_ROWS;
use ibid::snapshot::Snapshot;

/// Pages of the large site, all under one letter: enough for three pages of a list.
const PAGES: usize = 2 * MOST_ROWS + 7;

fn site(pages: usize, more: &[(&str, &str)]) -> Run {
    let config = "title: Site\nbase_url: https://example.org/\nsocial_cards: false\nexcerpt_words: 9999\nlanguages:\n  uk: {title: Сайт}\n";
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), Arc::from(text.as_bytes())));
    add("ibid.yaml", config);
    add("content/_index.md", "---\ntitle: Site\n---\n\nThe home page.\n");
    add("content/_index.uk.md", "---\ntitle: Сайт\n---\n\nГоловна сторінка.\n");
    add("content/uk.uk.md", "---\ntitle: Міст\n---\n\nМіст зачинено [@daily].\n");
    add("seeds/daily.md", "---\ntitle: The bridge is closed\n---\n\nThe bridge is closed.\n");
    for number in 0..pages {
        // Every tenth has a statement that nothing supports.
        let more = if number % 10 == 0 { " Nobody knows why." } else { "" };
        let text = format!("---\ntitle: Case {number}\n---\n\nThe bridge is shut [@daily].{more}\n");
        add(&format!("content/many/c{number}.md"), &text);
    }
    more.iter().for_each(|(path, text)| add(path, text));
    engine::run(Arc::new(Snapshot { files }), "ibid.yaml", Vec::new(), &Options::default())
}

static LARGE: LazyLock<Run> = LazyLock::new(|| site(PAGES, &[]));

fn page(run: &Run, url: &str) -> scan::Page {
    let file = format!("{}index.html", url.trim_start_matches('/'));
    let html = run.files.get(&file).unwrap_or_else(|| panic!("{file} is not published: {:?}", run.findings));
    scan::Page::read(std::str::from_utf8(html).unwrap())
}

/// The address that a page of a list goes on to.
fn to(page: &scan::Page, rel: &str) -> Option<String> {
    let mut links = page.elements("a").filter(|link| link.attribute("rel") == Some(rel));
    let url = links.next().and_then(|link| link.attribute("href")).map(str::to_owned);
    assert_eq!(links.count(), 0, "one way only");
    url
}

/// The pages of a list, found as a reader finds them, and the links on them that begin with `row`.
fn walk(run: &Run, first: &str, row: &str) -> Vec<(String, Vec<String>)> {
    let mut walked: Vec<(String, Vec<String>)> = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(url) = next {
        let page = page(run, &url);
        assert_eq!(to(&page, "prev"), walked.last().map(|(url, _)| url.clone()), "{url}");
        let rows = page.links.iter().map(|link| link.href.clone()).filter(|href| href.starts_with(row));
        next = to(&page, "next");
        walked.push((url, rows.collect()));
    }
    walked
}

#[test]
fn every_report_is_listed_once_on_pages_of_bounded_length() {
    let walked = walk(&LARGE, "/evidence/", "/evidence/many/");
    let urls: Vec<&str> = walked.iter().map(|(url, _)| url.as_str()).collect();
    assert_eq!(urls, ["/evidence/", "/evidence/page/2/", "/evidence/page/3/"]);
    // The first page shows what is unresolved besides, in a list of its own.
    let main = |url: &str| {
        page(&LARGE, url).links.iter().filter(|link| link.href.starts_with("/evidence/many/")).count()
    };
    assert!(main("/evidence/page/2/") == MOST_ROWS && main("/evidence/page/3/") == 7);
    let listed: Vec<&String> = walked.iter().skip(1).flat_map(|(_, rows)| rows).collect();
    let distinct: BTreeSet<&String> = walked.iter().flat_map(|(_, rows)| rows).collect();
    assert_eq!(distinct.len(), PAGES);
    assert_eq!(listed.len(), MOST_ROWS + 7);
    // Those with most to resolve come first, on the first page.
    assert!(walked[0].1.contains(&"/evidence/many/c0/".to_owned()));
    assert!(listed.iter().all(|url| !url.ends_with("0/")));
    // The further pages hold the list and nothing that the first says of the site.
    let text = page(&LARGE, "/evidence/page/2/").text();
    assert!(text.contains("Page 2 of 3") && text.contains("Evidence, page 2"), "{text}");
    assert!(!text.contains("Citations by state") && !text.contains("Nobody knows why"), "{text}");
    assert!(page(&LARGE, "/evidence/").text().contains("Page 1 of 3"));
}

#[test]
fn every_title_of_a_letter_is_listed_once_on_pages_of_bounded_length() {
    let walked = walk(&LARGE, "/search/c/", "/many/");
    let urls: Vec<&str> = walked.iter().map(|(url, _)| url.as_str()).collect();
    assert_eq!(urls, ["/search/c/", "/search/c/page/2/", "/search/c/page/3/"]);
    assert!(walked.iter().all(|(_, rows)| rows.len() <= MOST_ROWS));
    let all: Vec<&String> = walked.iter().flat_map(|(_, rows)| rows).collect();
    assert_eq!(all.len(), PAGES);
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), PAGES);
    assert!(page(&LARGE, "/search/c/page/2/").text().contains("Index: C, page 2"));
    // A letter with little under it has one page, and no other language has letters.
    assert!(LARGE.files.contains_key("search/t/index.html"));
    let others = [
        "search/t/page/2/index.html",
        "search/c/page/4/index.html",
        "uk/search/м/index.html",
        "uk/evidence/page/2/index.html",
    ];
    assert!(others.iter().all(|file| !LARGE.files.contains_key(*file)));
}

#[test]
fn the_site_map_and_the_languages_treat_them_as_the_pages_beside_them() {
    let map = String::from_utf8(LARGE.files["sitemap.xml"].to_vec()).unwrap();
    assert!(map.contains("https://example.org/evidence/page/3/</loc>"));
    assert!(!map.contains("search/c/"));
    let of = |url: &str| {
        let page = page(&LARGE, url);
        let noindex = page.elements("meta").any(|meta| meta.attribute("name") == Some("robots"));
        let languages = page.elements("link").any(|link| link.attribute("hreflang").is_some());
        (noindex, languages)
    };
    assert_eq!(of("/evidence/"), (false, true));
    assert_eq!(of("/evidence/page/2/"), (false, false));
    assert_eq!(of("/search/c/"), of("/search/c/page/2/"));
    assert!(of("/search/c/").0);
}

#[test]
fn a_small_site_has_no_numbered_pages() {
    let run = site(
        3,
        &[
            ("content/page/_index.md", "---\ntitle: Pages\n---\n\nSee below.\n"),
            ("content/page/2.md", "---\ntitle: Two\n---\n\nTwo [@daily].\n"),
        ],
    );
    assert!(run.is_publishable(false), "{:?}", run.findings);
    for url in ["/evidence/", "/search/", "/uk/evidence/"] {
        let page = page(&run, url);
        assert_eq!((to(&page, "prev"), to(&page, "next")), (None, None), "{url}");
        assert!(!page.text().contains("Page 1 of"));
    }
    // The address is that of the page's own evidence here.
    assert!(page(&run, "/evidence/page/2/").text().contains("Two"));
}

#[test]
fn no_page_has_the_address_of_a_numbered_one() {
    for (path, text) in [
        ("content/page/2.md", "---\ntitle: Two\n---\n\nTwo [@daily].\n"),
        ("content/two.md", "---\ntitle: Two\naliases: [/evidence/page/2/]\n---\n\nTwo [@daily].\n"),
    ] {
        let run = site(PAGES, &[(path, text)]);
        let found: Vec<_> =
            run.findings.iter().filter(|finding| finding.rule == Rule::PermalinkCollision).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.contains("/evidence/page/2/"), "{found:?}");
    }
}

#[test]
fn no_page_has_the_address_of_the_evidence_of_another() {
    let text = "---\ntitle: Mine\n---\n\nMine [@daily].\n";
    let run = site(1, &[("content/evidence/many/c0.md", text)]);
    let found = run.findings.iter().filter(|finding| finding.rule == Rule::PermalinkCollision);
    let messages: Vec<&str> = found.map(|finding| finding.message.as_str()).collect();
    assert!(messages.len() == 1 && messages[0].contains("/evidence/many/c0/"), "{messages:?}");
}
