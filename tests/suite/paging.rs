//! Lists that would grow with the site stand on numbered pages: sources, timeline, disagreements, corrections,
//! terms, sections, the reports of the evidence, what rests on a source, and the letters of the index from A to Z.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use ibid::app::engine::{self, PipelineRun, RunOptions, Workspace};
use ibid::base::diagnostic::Rule;
use ibid::read::snapshot::Snapshot;
use ibid::render::view::jobs;
use ibid::site::paging::{MOST_DISAGREEMENTS, MOST_ENTRIES, MOST_ROWS, MOST_USES};

use crate::support::html;
use crate::support::program;

/// Pages of the large site, all under one letter: enough for three pages of a list.
const PAGES: usize = 2 * MOST_ROWS + 7;
/// Its sources, besides two that are cited.
const SOURCES: usize = MOST_ENTRIES + 7;
/// Pages with an event of each year, from 1601 on, and a disagreement for every second of them.
const CHRONICLES: usize = 3;
const YEARS: usize = MOST_ENTRIES - 50;
/// Entries of a source, each of which a statement rests on.
const LEDGER: usize = 2 * MOST_USES + 7;
/// Statements that rest on one of them, so many that they fill more than two pages.
const SAME: usize = 2 * MOST_USES + 20;

fn site(pages: usize, more: &[(&str, &str)]) -> PipelineRun {
    engine::run(Arc::new(files(pages, more)), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap()
}

fn files(pages: usize, more: &[(&str, &str)]) -> Snapshot {
    let config = "title: Site\nbase_url: https://example.org/\nsocial_cards: false\nexcerpt_words: 9999\ntaxonomies: [tags]\nlanguages:\n  uk: {title: Сайт}\n";
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), Arc::from(text.as_bytes())));
    add("ibid.yaml", config);
    add("content/_index.md", "---\ntitle: Site\n---\n\nThe home page.\n");
    add("content/_index.uk.md", "---\ntitle: Сайт\n---\n\nГоловна сторінка.\n");
    add("content/uk.uk.md", "---\ntitle: Міст\n---\n\nМіст зачинено [@daily].\n");
    let source = |origin: &str| {
        format!("---\ntitle: The bridge is closed\norigin: {origin}\n---\n\nThe bridge is closed.\n")
    };
    add("seeds/daily.md", &source("Daily"));
    add("seeds/herald.md", &source("Herald"));
    for number in 0..pages {
        // Every tenth has a statement that nothing supports.
        let more = if number % 10 == 0 { " Nobody knows why." } else { "" };
        let text = format!(
            "---\ntitle: Case {number}\ntags: [bridge, t{number}]\n---\n\nThe bridge is shut [@daily].{more}\n"
        );
        add(&format!("content/many/c{number}.md"), &text);
    }
    more.iter().for_each(|(path, text)| add(path, text));
    files.into_iter().collect()
}

/// Pages whose texts make the timeline and the list of disagreements long.
fn chronicles(count: usize) -> Vec<(String, String)> {
    let chronicle = |number: usize| {
        let events = (0..YEARS)
            .map(|year| format!("- {}: The bridge is shut, says {number} [@daily].\n", 1601 + year));
        let disputes = (0..YEARS / 2).map(|dispute| {
            format!("::: disagreement {{#d{dispute}}}\nWhat about {dispute}?\n\n- This [@daily]\n- That [@herald]\n:::\n\n")
        });
        let (events, disputes): (String, String) = (events.collect(), disputes.collect());
        let text = format!("---\ntitle: Old {number}\n---\n\n::: timeline\n{events}:::\n\n{disputes}");
        (format!("content/old/o{number}.md"), text)
    };
    (0..count).map(chronicle).collect()
}

/// A source with many passages that are relied on, and pages that do so: each entry once, and one of them often.
fn ledger(entries: usize, same: usize) -> Vec<(String, String)> {
    let text: String = (0..entries).map(|entry| format!("The {entry}. entry of the ledger.\n\n")).collect();
    let cite = |name: &str, entry: usize| {
        format!("The {name} is there [@ledger, \"The {entry}. entry of the ledger\"].\n\n")
    };
    let each: String = (0..entries).map(|entry| cite(&format!("{entry}."), entry)).collect();
    let often: String = (0..same).map(|time| cite(&format!("tenth, time {time},"), 10)).collect();
    let page = |title: &str, text: &str| format!("---\ntitle: {title}\n---\n\n{text}");
    vec![
        ("seeds/ledger.md".to_owned(), format!("---\ntitle: Ledger\norigin: Office\n---\n\n{text}")),
        ("content/records/entries.md".to_owned(), page("Entries", &each)),
        ("content/records/tenth.md".to_owned(), page("The tenth", &often)),
    ]
}

/// A page that was corrected on so many days.
fn corrected(days: usize) -> (String, String) {
    let correction = |day: usize| {
        format!(
            "  - {{date: {}-{:02}-{:02}, text: It was {day}.}}\n",
            2000 + day / 336,
            day / 28 % 12 + 1,
            day % 28 + 1
        )
    };
    let corrections: String = (0..days).map(correction).collect();
    (
        "content/corrected.md".to_owned(),
        format!("---\ntitle: Right\ncorrections:\n{corrections}---\n\nYes.\n"),
    )
}

fn large() -> PipelineRun {
    let seed = |number: usize| {
        let kind = ["book", "report", "webpage"][number % 3];
        (
            format!("seeds/s{number}.md"),
            format!("---\ntitle: Source {number:04}\ntype: {kind}\n---\n\nWords.\n"),
        )
    };
    let mut more: Vec<(String, String)> = (0..SOURCES).map(seed).collect();
    more.extend(chronicles(CHRONICLES));
    more.extend(ledger(LEDGER, SAME));
    more.push(corrected(MOST_ENTRIES + 7));
    more.push(("content/old/_index.md".to_owned(), "---\ntitle: Old\n---\n\nOld ones.\n".to_owned()));
    let more: Vec<(&str, &str)> = more.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    site(PAGES, &more)
}

static LARGE: LazyLock<PipelineRun> = LazyLock::new(large);

fn page(run: &PipelineRun, url: &str) -> html::Page {
    let file = format!("{}index.html", url.trim_start_matches('/'));
    let html = run.files.get(&file).unwrap_or_else(|| panic!("{file} is not published: {:?}", run.findings));
    html::Page::read(std::str::from_utf8(html).unwrap())
}

/// The address that a page of a list goes on to.
fn to(page: &html::Page, rel: &str) -> Option<String> {
    let mut links = page.elements("a").filter(|link| link.attribute("rel") == Some(rel));
    let url = links.next().and_then(|link| link.attribute("href")).map(str::to_owned);
    assert_eq!(links.count(), 0, "one way only");
    url
}

/// The pages of a list, found as a reader finds them, and the links on them that begin with `row`.
fn walk(run: &PipelineRun, first: &str, row: &str) -> Vec<(String, Vec<String>)> {
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

/// The distinct links of a list, and its addresses.
fn listed(first: &str, row: &str) -> (BTreeSet<String>, Vec<String>) {
    let walked = walk(&LARGE, first, row);
    let urls = walked.iter().map(|(url, _)| url.clone()).collect();
    (walked.into_iter().flat_map(|(_, rows)| rows).collect(), urls)
}

fn numbered(first: &str, pages: usize) -> Vec<String> {
    (1..=pages)
        .map(|number| if number == 1 { first.to_owned() } else { format!("{first}page/{number}/") })
        .collect()
}

#[test]
fn sources_sections_terms_and_their_pages_are_listed_once_on_pages_of_bounded_length() {
    let all = PAGES.div_ceil(MOST_ENTRIES);
    for (first, row, rows, pages) in [
        ("/sources/", "/sources/s", SOURCES, 2),
        // A folder without a page of its own belongs to the section above it.
        ("/", "/many/", PAGES, all),
        ("/tags/", "/tags/t", PAGES, 3),
        ("/tags/bridge/", "/many/", PAGES, all),
    ] {
        let (links, urls) = listed(first, row);
        assert_eq!(urls, numbered(first, pages));
        let own: BTreeSet<&String> = links.iter().filter(|url| !url.contains("/page/")).collect();
        assert_eq!(own.len(), rows, "{first}");
        for url in &urls {
            let on_page = page(&LARGE, url);
            let elements = on_page.tokens.iter().filter(|token| matches!(token, html::Token::Open(_)));
            assert!(elements.count() <= 3500, "{url}");
        }
    }
    let text = page(&LARGE, "/tags/bridge/page/2/").text();
    assert!(text.contains("Page 2 of 6") && text.contains(&format!("{PAGES} pages")), "{text}");
    assert!(!page(&LARGE, "/page/2/").text().contains("The home page."));
}

#[test]
fn a_further_page_says_what_it_is_and_where_its_list_is() {
    for (url, list, title) in [
        ("/page/2/", "/", "Site, page 2"),
        ("/tags/bridge/page/2/", "/tags/bridge/", "bridge, page 2"),
        ("/sources/page/2/", "/sources/", "Sources, page 2"),
        ("/timeline/page/2/", "/timeline/", "Timeline, page 2"),
    ] {
        let page = page(&LARGE, url);
        assert!(page.text().contains(title), "{url}: {}", page.text());
        let canonical: Vec<_> =
            page.elements("link").filter(|link| link.attribute("rel") == Some("canonical")).collect();
        assert_eq!(canonical[0].attribute("href").unwrap(), format!("https://example.org{url}"));
        assert!(page.links.iter().any(|link| link.href == list), "{url}");
        // Feeds are those of the list.
        for feed in
            page.elements("link").filter(|link| link.attribute("type") == Some("application/atom+xml"))
        {
            let file = feed.attribute("href").unwrap().trim_start_matches('/');
            assert!(LARGE.files.contains_key(file), "{url}: {file}");
        }
    }
}

#[test]
fn the_timeline_goes_on_by_date_and_its_years_lead_to_the_page_they_begin_on() {
    let events = CHRONICLES * YEARS;
    let urls = numbered("/timeline/", events.div_ceil(MOST_ENTRIES));
    let mut dates = Vec::new();
    for url in &urls {
        let page = page(&LARGE, url);
        let own: Vec<String> =
            page.elements("data").map(|date| date.attribute("value").unwrap().to_owned()).collect();
        assert!(own.len() <= MOST_ENTRIES);
        dates.extend(own);
        for year in page.links.iter().filter(|link| link.href.contains("#y-")) {
            let (there, id) = year.href.split_once('#').unwrap();
            let there = if there.is_empty() { url } else { there };
            let target = self::page(&LARGE, there);
            assert!(
                target.elements("h2").any(|heading| heading.attribute("id") == Some(id)),
                "{url}: {}",
                year.href
            );
        }
    }
    assert_eq!(dates.len(), events);
    assert!(dates.is_sorted());
    assert!(page(&LARGE, "/timeline/").links.iter().any(|link| link.href == "/timeline/page/2/#y-1700"));
    assert!(!LARGE.files.contains_key("uk/timeline/page/2/index.html"));
}

#[test]
fn every_disagreement_is_listed_once_on_pages_of_bounded_length() {
    let all = CHRONICLES * (YEARS / 2);
    let (links, urls) = listed("/disagreements/", "/old/");
    assert_eq!(urls, numbered("/disagreements/", all.div_ceil(MOST_DISAGREEMENTS)));
    assert_eq!(links.iter().filter(|link| link.contains("#d")).count(), all);
}

#[test]
fn corrections_go_on_by_date_the_newest_first() {
    let (mut dates, mut ids) = (Vec::new(), BTreeSet::new());
    let walked = walk(&LARGE, "/corrections/", "/corrected/").into_iter().map(|(url, _)| url);
    assert!(walked.clone().eq(numbered("/corrections/", 2)));
    for url in walked {
        let page = page(&LARGE, &url);
        let own = page.elements("time").map(|time| time.attribute("datetime").unwrap().to_owned());
        dates.extend(own);
        let rows = page.elements("li").filter_map(|row| row.attribute("id"));
        ids.extend(rows.filter(|id| id.starts_with("k-")).map(str::to_owned));
    }
    assert_eq!((dates.len(), ids.len()), (MOST_ENTRIES + 7, MOST_ENTRIES + 7));
    assert!(dates.is_sorted_by(|newer, older| newer >= older));
    // Those of the feed are among the newest, so they stand on the first page.
    let feed = std::str::from_utf8(&LARGE.files["corrections/atom.xml"]).unwrap();
    let first = page(&LARGE, "/corrections/");
    let rows: BTreeSet<&str> = first.elements("li").filter_map(|row| row.attribute("id")).collect();
    let fed: BTreeSet<&str> =
        feed.split("/corrections/#").skip(1).map(|rest| rest.split(['"', '<']).next().unwrap()).collect();
    assert!(fed.len() == 30 && fed.is_subset(&rows), "{fed:?}");
    // The home page shows the latest only.
    assert_eq!(page(&LARGE, "/").links.iter().filter(|link| link.href == "/corrected/").count(), 3);
}

#[test]
fn what_rests_on_a_source_goes_on_and_permalinks_lead_to_where_a_passage_stands() {
    let rows = LEDGER + SAME;
    let urls = numbered("/sources/ledger/", rows.div_ceil(MOST_USES));
    let (mut uses, mut places) = (0, BTreeMap::new());
    for url in &urls {
        let page = page(&LARGE, url);
        let elements = page.tokens.iter().filter(|token| matches!(token, html::Token::Open(_)));
        assert!(elements.count() <= 3500, "{url}");
        let own: Vec<_> = page.links.iter().filter(|link| link.href.contains("#c-")).collect();
        assert!(own.len() <= MOST_USES, "{url}");
        uses += own.len();
        for id in page.elements("li").filter_map(|row| row.attribute("id")) {
            places.entry(id.to_owned()).or_insert_with(|| url.clone());
        }
        // What else is said of the source stands on the first page.
        assert!(page.text().contains("entry of the ledger"));
        // The way to a further page leads over the first, which is named by its title.
        assert_eq!(page.text_of_class("crumbs").unwrap().ends_with("Ledger"), *url != urls[0]);
        assert_eq!(page.text().contains("BLAKE3"), *url == urls[0]);
    }
    assert_eq!((uses, places.len()), (rows, LEDGER));
    let mut led = 0;
    for from in ["/records/entries/", "/evidence/records/entries/", "/records/tenth/"] {
        for link in page(&LARGE, from).links.iter().filter(|link| link.href.contains("#p-")) {
            let (url, id) = link.href.split_once('#').unwrap();
            assert_eq!(places[id], url, "{from}: {}", link.href);
            led += usize::from(url != urls[0]);
        }
    }
    assert!(led > LEDGER, "most passages stand on further pages");
    // Citations without a passage are the last.
    let named: Vec<String> =
        walk(&LARGE, "/sources/daily/", "/many/").into_iter().flat_map(|(_, rows)| rows).collect();
    assert_eq!(named.iter().filter(|url| url.contains("#c-")).count(), PAGES);
}

#[test]
fn a_build_follows_passages_that_move_to_another_page() {
    let site = tempfile::tempdir().unwrap();
    let write = |texts: Vec<(String, String)>| {
        let all = files(0, &[]).files;
        let all = all.iter().map(|(path, bytes)| (path.clone(), bytes.read().unwrap().to_vec()));
        for (path, bytes) in all.chain(texts.into_iter().map(|(path, text)| (path, text.into_bytes()))) {
            let path = site.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    };
    let last = || {
        let html = std::fs::read_to_string(site.path().join("public/records/entries/index.html")).unwrap();
        let page = html::Page::read(&html);
        page.links.iter().rev().find(|link| link.href.contains("#p-")).unwrap().href.clone()
    };
    // The page that cites the entries stays as it is; the other pushes them on.
    for (same, url) in [(0, "/sources/ledger/#"), (140, "/sources/ledger/page/2/#"), (1, "/sources/ledger/#")]
    {
        write(ledger(60, same));
        program::run(site.path(), &["build", "--verify"]).exits(0);
        assert!(last().starts_with(url), "{same}: {}", last());
    }
}

/// The first page of a source counts what rests on a passage that goes on on the second, and lists all
/// disagreements: it follows an edit of a page that has no row on it.
#[test]
fn a_build_follows_what_the_first_page_says_of_rows_on_the_second() {
    let site = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = site.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let entries: String = (0..3).map(|entry| format!("The {entry}. entry of the ledger.\n\n")).collect();
    write("ibid.yaml", "title: T\nbase_url: https://example.org/\n");
    write("seeds/ledger.md", &format!("---\ntitle: Ledger\norigin: Office\n---\n\n{entries}"));
    write("seeds/other.md", "---\ntitle: Other\norigin: Bureau\n---\n\nOther words.\n");
    write("content/_index.md", "---\ntitle: T\n---\n");
    let cite = |time: usize, entry: usize| {
        format!("It is there, time {time} [@ledger, \"The {entry}. entry of the ledger\"].\n\n")
    };
    let first: String = (0..MOST_USES).map(|time| cite(time, 0)).collect();
    write("content/a.md", &format!("---\ntitle: A\n---\n\n{first}"));
    let last = |entry: usize, question: &str| {
        let (cites, one): (String, String) = ((0..9).map(|time| cite(time, 0)).collect(), cite(9, entry));
        let dispute = "- This [@ledger]\n- That [@other]\n:::\n";
        format!("---\ntitle: Z\n---\n\n{cites}{one}::: disagreement {{#d}}\n{question}\n\n{dispute}")
    };
    for (text, count, question) in [
        (last(0, "How many?"), MOST_USES + 10, "How many?"),
        (last(2, "How many?"), MOST_USES + 9, "How many?"),
        (last(2, "Since when?"), MOST_USES + 9, "Since when?"),
    ] {
        write("content/z.md", &text);
        program::run(site.path(), &["build", "--verify"]).exits(0);
        let html = std::fs::read_to_string(site.path().join("public/sources/ledger/index.html")).unwrap();
        let text = html::Page::read(&html).text();
        assert!(text.contains(&count.to_string()), "{count}: {text}");
        assert!(text.contains(question), "{question}: {text}");
    }
}

#[test]
fn an_edit_makes_the_index_anew_where_it_gives_a_list_another_page() {
    let mut workspace = Workspace::default();
    let mut update = |texts: Vec<(String, String)>| {
        let texts: Vec<(&str, &str)> =
            texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let checked = workspace
            .update(Arc::new(files(0, &texts)), "ibid.yaml", Vec::new(), &RunOptions::default())
            .unwrap();
        let pages: Vec<String> = jobs(&checked.site).iter().map(|job| job.file(&checked.site)).collect();
        let anew = Workspace::default()
            .update(Arc::new(files(0, &texts)), "ibid.yaml", Vec::new(), &RunOptions::default())
            .unwrap();
        let expected: Vec<String> = jobs(&anew.site).iter().map(|job| job.file(&anew.site)).collect();
        assert_eq!(pages, expected);
        (checked.site, pages.contains(&"timeline/page/2/index.html".to_owned()))
    };
    let longer = |more: usize| {
        let mut texts = chronicles(1);
        let events: String =
            (0..more).map(|day| format!("- 2024-02-{:02}: It is shut [@daily].\n", day % 28 + 1)).collect();
        texts[0].1 = texts[0].1.replacen("::: timeline\n", &format!("::: timeline\n{events}"), 1);
        texts
    };
    let (first, has_more) = update(longer(0));
    assert!(!has_more);
    let (second, has_more) = update(longer(3));
    assert!(!has_more && Arc::ptr_eq(&first.addresses, &second.addresses));
    let (third, has_more) = update(longer(60));
    assert!(has_more && !Arc::ptr_eq(&second.addresses, &third.addresses));
    assert!(!update(longer(1)).1);
    // What rests on a source.
    let (fourth, _) = update(ledger(10, MOST_USES - 11));
    let (fifth, _) = update(ledger(10, MOST_USES - 10));
    assert!(Arc::ptr_eq(&fourth.addresses, &fifth.addresses));
    let (sixth, _) = update(ledger(10, MOST_USES - 9));
    assert!(!Arc::ptr_eq(&fifth.addresses, &sixth.addresses));
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
    // The letter stays marked on its further pages.
    for (url, mark) in [("/search/c/", "page"), ("/search/c/page/2/", "true")] {
        let page = page(&LARGE, url);
        let letters: Vec<_> = page
            .elements("a")
            .filter(|link| {
                link.attribute("href")
                    .is_some_and(|href| href.starts_with("/search/") && !href.contains("/page/"))
            })
            .collect();
        let marked: Vec<_> = letters.iter().filter(|link| link.attribute("aria-current").is_some()).collect();
        let marked: Vec<_> =
            marked.iter().map(|link| (link.attribute("href"), link.attribute("aria-current"))).collect();
        assert_eq!(marked, [(Some("/search/c/"), Some(mark))], "{url}");
    }
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
    // Who wants another language is led to the same list there, from its beginning.
    for (url, there) in
        [("/evidence/page/2/", "/uk/evidence/"), ("/search/c/page/2/", "/uk/search/"), ("/page/2/", "/uk/")]
    {
        let page = page(&LARGE, url);
        let switch = page.elements("a").find(|link| link.attribute("hreflang") == Some("uk")).unwrap();
        assert_eq!(switch.attribute("href"), Some(there), "{url}");
    }
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
    for (path, text, address) in [
        ("content/page/2.md", "---\ntitle: Two\n---\n\nTwo [@daily].\n", "/page/2/"),
        (
            "content/two.md",
            "---\ntitle: Two\naliases: [/evidence/page/2/]\n---\n\nTwo [@daily].\n",
            "/evidence/page/2/",
        ),
    ] {
        let run = site(PAGES, &[(path, text)]);
        let found: Vec<_> =
            run.findings.iter().filter(|finding| finding.rule == Rule::PermalinkCollision).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.contains(&format!("address {address}")), "{found:?}");
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
