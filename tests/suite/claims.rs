//! Statements after publication: their addresses, what they rest on, and their corrections.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::files;
use crate::support::program;

const SOURCE: &str = "---\ntitle: KEY\nauthor: A\ndate: 2025-03-04\nurl: https://KEY.example/\nMORE\n---\n\
                      The council has 21 members. It voted for the plan on Tuesday. Work begins in May.\n";

fn source(key: &str, more: &str) -> (String, String) {
    (format!("seeds/{key}.md"), SOURCE.replace("KEY", key).replace("MORE", more))
}

/// A site of one page, with sources of two origins and one that states none.
fn site(body: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let stated = |publisher: &str| format!("publisher: {publisher}");
    let files = [
        ("ibid.yaml".to_owned(), "title: The record\nbase_url: https://example.org/sub/\n".to_owned()),
        ("content/_index.md".to_owned(), "---\ntitle: Home\n---\n".to_owned()),
        source("a", &stated("Agency")),
        source("b", &format!("{}\norigin: agency", stated("B"))),
        source("c", &stated("C")),
        source("d", "not_stated: [publisher]"),
    ];
    for (path, text) in files {
        files::write(folder.path(), &path, text);
    }
    page(folder.path(), "", body);
    folder
}

fn page(folder: &Path, front: &str, body: &str) {
    files::write(folder, "content/page.md", format!("---\ntitle: The vote\n{front}---\n\n{body}"));
}

fn read(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join("public").join(file)).unwrap()
}

/// The published claims of a site, by their words.
fn claims(folder: &Path) -> BTreeMap<String, Value> {
    program::run(folder, &["build", "--quiet"]).exits(0);
    let all: Value = serde_json::from_str(&read(folder, "claims.json")).unwrap();
    let claims = all["claims"].as_array().unwrap().iter();
    claims.map(|claim| (claim["claim"].as_str().unwrap().to_owned(), claim.clone())).collect()
}

#[test]
fn ids_stay_when_other_text_is_edited_and_given_ones_when_their_own_is() {
    let before = "The council has 21 members [@a]. It voted for the plan [@b].\n\n\
                  Work begins in May [@c]. {#begin}\n";
    let after = "## A heading\n\nNew words first [@d]. The council has 21 members [@a].\n\n- It voted for the plan [@b; @c]\n\n\
                 So it is said. Work *begins* in June, not in May [@c]. {#begin}\n\n## Begin\n";
    let site = site(before);
    let first = claims(site.path());
    page(site.path(), "", after);
    let second = claims(site.path());
    for words in ["The council has 21 members", "It voted for the plan"] {
        assert_eq!(first[words]["permalink"], second[words]["permalink"], "{words}");
        assert!(first[words]["id"].as_str().unwrap().starts_with("c-"));
    }
    let permalink = "https://example.org/sub/page/#begin";
    assert_eq!(first["Work begins in May"]["permalink"], permalink);
    assert_eq!(second["So it is said. Work begins in June, not in May"]["permalink"], permalink);
    let html = read(site.path(), "page/index.html");
    for claim in second.values() {
        let id = claim["id"].as_str().unwrap();
        assert_eq!(html.matches(&format!(" id={id}>")).count(), 1, "{id}");
    }
    assert!(html.contains("id=begin-2"), "the heading gives way to the statement");
}

#[test]
fn statements_without_letters_of_ascii_have_addresses_too() {
    let site = site("Рада голосувала [@a]. {#рада}\n\nSee [it](#рада).\n");
    let claim = &claims(site.path())["Рада голосувала"];
    assert_eq!(claim["permalink"], "https://example.org/sub/page/#%D1%80%D0%B0%D0%B4%D0%B0");
    assert!(read(site.path(), "evidence/page/index.html").contains("/sub/page/#%D1%80%D0%B0%D0%B4%D0%B0"));
}

#[test]
fn origins_are_counted_and_not_documents() {
    // Only sources with a passage that has to do with the statement count.
    let body = "One source [A].\n\nOne origin twice [A; B].\n\nTwo origins [A; B; C].\n\n\
                Side by side [A] [C].\n\nOne is not known [A; D].\n\nNone is known [D].\n\n\
                Named only [A; @c].\n";
    let pinned = |body: String, (name, key): (&str, &str)| {
        body.replace(&format!("[{name}"), &format!("[@{key}, \"voted for the plan\""))
            .replace(&format!("; {name}"), &format!("; @{key}, \"voted for the plan\""))
    };
    let keys = [("A", "a"), ("B", "b"), ("C", "c"), ("D", "d")];
    let body = keys.into_iter().fold(body.to_owned(), pinned);
    let site = site(&format!("## Who voted for the plan\n\n{body}"));
    let claims = claims(site.path());
    let counted = |words: &str| {
        let found = &claims[words]["corroboration"];
        ["sources", "origins", "unstated"].map(|key| found[key].as_u64().unwrap())
    };
    assert_eq!(counted("One source"), [1, 1, 0]);
    assert_eq!(counted("One origin twice"), [2, 1, 0]);
    assert_eq!(counted("Two origins"), [3, 2, 0]);
    assert_eq!(counted("Side by side"), [2, 2, 0]);
    assert_eq!(counted("One is not known"), [2, 1, 1]);
    assert_eq!(counted("None is known"), [1, 0, 1]);
    assert_eq!(counted("Named only"), [1, 1, 0]);

    let html = read(site.path(), "evidence/page/index.html");
    let says = |words: &str| html.matches(words).count();
    assert_eq!(says(">3 sources, 2 independent origins<"), 1);
    assert_eq!(says(">2 sources, 1 origin<"), 1);
    assert_eq!(says(">2 sources, 1 origin; independence of 1 not established<"), 1);
    // Statements side by side are one row of the matrix and two of the evidence.
    assert_eq!(says(">2 sources, 2 independent origins<"), 2);
    let kinds =
        |cell: &str| ["several", "single", "unclear"].map(|kind| says(&format!("<tr data-k={kind}><{cell}")));
    assert_eq!(kinds("th"), [2, 4, 1]);
    assert_eq!(kinds("td"), [3, 4, 1]);
    let html = read(site.path(), "evidence/index.html");
    let says = |words: &str| html.matches(words).count();
    assert_eq!((says("<li data-k=one>"), says("<li data-k=more>")), (3, 1));
}

#[test]
fn a_large_table_is_left_to_the_pages_own_reports() {
    let rows: String = (0..1300).map(|number| format!("Statement {number} [@a].\n\n")).collect();
    let site = site(&format!("{rows}And [@b; @c; @d].\n"));
    files::write(site.path(), "content/small.md", "---\ntitle: Small\n---\n\nThe council [@a; @c].\n");
    program::run(site.path(), &["build", "--quiet"]).exits(0);
    assert!(!read(site.path(), "evidence/index.html").contains("<table class=matrix"));
    assert!(read(site.path(), "evidence/small/index.html").contains("<table class=matrix"));
}

#[test]
fn published_statements_are_recorded_by_their_own_command_only() {
    let body = "The council has 19 members [@a]. It voted for the plan [@b].\n";
    let site = site(body);
    let root = site.path();
    let lock = || std::fs::read_to_string(root.join("ibid.lock")).unwrap();
    let quiet = |args: &[&str]| assert!(!program::run(root, args).stderr.contains("correction-missing"));
    program::run(root, &["build"]).exits(0);
    let unrecorded = lock();
    page(root, "", &body.replace("19", "20"));
    quiet(&["build"]);
    assert_eq!(lock(), unrecorded, "a build records no statement");

    program::run(root, &["claim", "accept", "content/pgae.md"])
        .exits(1)
        .says("did you mean `content/page.md`?");
    program::run(root, &["claim", "accept"]).exits(2);
    program::run(root, &["claim", "accept", "content/page.md"])
        .exits(0)
        .says("recorded 2 statements of 1 page");
    let recorded = lock();
    assert!(recorded.starts_with(&unrecorded), "the hashes of the sources stay");
    quiet(&["check", "--strict"]);

    page(root, "", &body.replace("19", "21"));
    let said = "warning[correction-missing]: the published statement";
    program::run(root, &["check"]).exits(0).says(said).says("ibid claim accept content/page.md");
    program::run(root, &["check", "--strict"]).exits(1).says(said);
    program::run(root, &["build", "--quiet"]).exits(0).says(said);
    program::run(root, &["source", "accept", "--all"]).exits(0);
    assert_eq!(lock(), recorded, "neither check nor build nor another command records anew");

    page(root, "corrections: [{date: 2025-03-06, text: 21 and not 20}]\n", &body.replace("19", "21"));
    quiet(&["check", "--strict"]);
    program::run(root, &["claim", "accept", "--all"]).exits(0);
    page(root, "corrections: [{date: 2025-03-06, text: 21 and not 20}]\n", "It voted for the plan [@b].\n");
    program::run(root, &["check"]).exits(0).says("is gone");

    std::fs::remove_file(root.join("content/page.md")).unwrap();
    program::run(root, &["check"]).exits(0).says("content/page.md was published and is gone");
    program::run(root, &["claim", "accept", "content/page.md"]).exits(0);
    quiet(&["check", "--strict"]);
    assert!(!lock().contains("content/page.md"));
}

#[test]
fn corrections_have_a_feed_an_address_and_json_ld() {
    let site = site("The council has 21 members [@a].\n");
    let root = site.path();
    let corrections = "corrections:\n  - {date: 2025-03-06, text: \"21 & not 20 <b>\"}\n  \
                       - {date: 2025-03-05, text: First}\n  - {date: 2025-03-05, text: First}\n";
    page(root, corrections, "The council has 21 members [@a].\n");
    program::run(root, &["build", "--quiet"]).exits(0);
    let feed = read(root, "corrections/atom.xml");
    let ids: Vec<&str> = feed.split("<id>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(ids.len(), 4, "{feed}");
    assert_eq!(ids[0], "https://example.org/sub/corrections/");
    let html = read(root, "corrections/index.html");
    for id in &ids[1..] {
        let anchor = id.strip_prefix("https://example.org/sub/corrections/#").unwrap();
        assert_eq!(html.matches(&format!("id={anchor}>")).count(), 1, "{anchor}");
    }
    assert!(html.contains("href=/sub/corrections/atom.xml"));
    assert!(feed.contains("<updated>2025-03-06T00:00:00Z</updated>\n<link rel=\"self\""));
    assert!(feed.contains("<title>Correction: The vote</title>"));
    assert!(feed.contains("<summary>21 &amp; not 20 &lt;b&gt;</summary>"));
    // A correction that comes later leaves the others' ids alone.
    let more = corrections.replace("corrections:\n", "corrections:\n  - {date: 2025-03-07, text: Newer}\n");
    page(root, &more, "The council has 21 members [@a].\n");
    program::run(root, &["build", "--quiet"]).exits(0);
    let later = read(root, "corrections/atom.xml");
    assert!(ids.iter().all(|id| later.contains(&format!("<id>{id}</id>"))) && later.contains(">Newer<"));

    let page = read(root, "page/index.html");
    let script =
        page.split("<script type=application/ld+json>").nth(1).unwrap().split("</script>").next().unwrap();
    let value: Value = serde_json::from_str(script).unwrap();
    assert_eq!(value["correction"][0]["@type"], "CorrectionComment");
    assert_eq!(value["correction"][0]["datePublished"], "2025-03-07");
    assert_eq!(value["correction"][0]["text"], "Newer");
}

#[test]
fn the_site_map_names_no_evidence_of_a_page_that_states_nothing() {
    let site = site("## A heading alone\n");
    program::run(site.path(), &["build", "--quiet"]).exits(0);
    assert!(!site.path().join("public/evidence/page/index.html").exists());
    assert!(!read(site.path(), "sitemap.xml").contains("/evidence/page/"));
    page(site.path(), "", "It states something.\n");
    program::run(site.path(), &["build", "--quiet"]).exits(0);
    assert!(site.path().join("public/evidence/page/index.html").exists());
    assert!(read(site.path(), "sitemap.xml").contains("/evidence/page/"));
}

#[test]
fn what_is_unknown_and_what_is_defined_is_in_the_claims_as_what_it_is() {
    let body = "The council has 21 members [@a].\n\n::: unknown {#open}\n- Who pays {searched=\"budget, tax*\"}\n:::\n\n\
                ::: glossary\n- Plan: what the council voted for on Tuesday [@b]. {forms=\"plans\"}\n:::\n";
    let site = site(body);
    let all = claims(site.path());
    let file: Value = serde_json::from_str(&read(site.path(), "claims.json")).unwrap();
    let page = "https://example.org/sub/page/";
    let unknown = serde_json::json!([{
        "statement": "Who pays", "permalink": format!("{page}#open"), "page": page,
        "searched": ["budget", "tax*"], "sources": 4,
    }]);
    assert_eq!(file["unknown"], unknown);
    let html = read(site.path(), "page/index.html");
    let definition = &file["definitions"][0];
    assert_eq!((&definition["term"], &definition["forms"]), (&"Plan".into(), &serde_json::json!(["plans"])));
    let id = definition["permalink"].as_str().unwrap().strip_prefix(&format!("{page}#")).unwrap();
    assert!(html.contains(&format!("id={id}")), "{html}");
    let ids: Vec<&Value> = all.values().map(|claim| &claim["id"]).collect();
    let stated = definition["claims"].as_array().unwrap();
    assert!(stated.len() == 1 && ids.contains(&&stated[0]), "{definition}");
    assert!(!all.contains_key("Who pays") && all.len() == 2, "{all:?}");
    // What names neither has neither.
    self::page(site.path(), "", "The council has 21 members [@a].\n");
    program::run(site.path(), &["build", "-q"]).exits(0);
    let text = read(site.path(), "claims.json");
    assert!(!text.contains("\"unknown\"") && !text.contains("\"definitions\""), "{text}");
}

#[test]
fn what_was_seen_at_an_address_stands_on_the_page_of_its_source_and_nowhere_else() {
    let site = site("The council has 21 members [@a; @b].\n");
    let root = site.path();
    let build = || {
        program::run(root, &["build", "--quiet"]).exits(0);
        files::tree(&root.join("public"))
    };
    let before = build();
    let seen = |state: &str, url: &str| {
        format!("{{\"a\": {{\"url\": \"{url}\", \"state\": \"{state}\", \"checked\": \"2031-05-03\"}}}}")
    };
    for (state, words) in [
        ("gone", "On 3 May 2031 there was no page at this address."),
        ("words-gone", "On 3 May 2031, words cited here were missing from the page at this address."),
    ] {
        files::write(root, "health.json", seen(state, "https://a.example/"));
        let now = build();
        let differs: Vec<&String> = now
            .iter()
            .filter(|(path, bytes)| before.get(*path) != Some(*bytes))
            .map(|(path, _)| path)
            .collect();
        assert_eq!(differs, ["sources/a/index.html"], "{state}");
        assert!(read(root, "sources/a/index.html").contains(words), "{state}");
        program::run(root, &["build", "--verify"]).exits(0).says("equal those of a build from scratch");
    }
    for (state, url) in [
        ("same", "https://a.example/"),
        ("blocked", "https://a.example/"),
        ("gone", "https://other.example/"),
    ] {
        files::write(root, "health.json", seen(state, url));
        assert!(build() == before, "{state} {url}");
    }
    std::fs::remove_file(root.join("health.json")).unwrap();
    assert!(build() == before);
}

/// The places of a text at which words begin, overlapping ones too.
fn places(text: &str, words: &str) -> Vec<usize> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter(|at| text[*at..].starts_with(words)).collect()
}

#[test]
fn a_selector_leads_to_one_place_of_its_source() {
    // Sentences that stand again, also with other line ends, or with a difference that is far off.
    let same = "The bridge was closed on Monday. It opened again.\n\n";
    let wrapped = "The bridge was\nclosed on Monday. It opened again.\n\n";
    let far = |end: &str| {
        format!(
            "The old harbour was sold, as the minutes of the council say on page after page of them, to {end}.\n\n"
        )
    };
    let text = [same, wrapped, &far("the city"), same, &far("nobody"), "Once only it says this.\n"].concat();
    let body = "One [@r, ¶ 1, \"bridge was closed\"].\n\nTwo [@r, ¶ 2, \"bridge was closed\"].\n\n\
                Three [@r, ¶ 4, \"bridge was closed\"].\n\nFour [@r, ¶ 3, \"old harbour was sold\"].\n\n\
                Five [@r, ¶ 5, \"old harbour was sold\"].\n\nSix [@r, \"Once only\"].\n\n\
                Seven [@r, ¶ 4, \"opened again\"].\n";
    for publish in ["excerpt", "full"] {
        let site = site(body);
        let front = format!(
            "---\ntitle: R\nauthor: A\ndate: 2025-03-04\npublisher: P\npublish: {publish}\nurl: https://r.example/\n---\n"
        );
        files::write(site.path(), "seeds/r.md", format!("{front}{text}"));
        let claims = claims(site.path());
        let found = |words: &str| claims[words]["citations"][0]["selectors"][0].clone();
        let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let paragraphs: Vec<String> =
            text.split("\n\n").map(|it| it.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        for words in ["One", "Two", "Three", "Four", "Five", "Six", "Seven"] {
            let selector = found(words);
            let part = |name: &str| selector[name].as_str().unwrap().to_owned();
            let whole = [part("prefix"), part("exact"), part("suffix")].concat();
            let all = places(&plain, &whole);
            let meant = match selector["occurrence"].as_u64() {
                None => {
                    assert_eq!(all.len(), 1, "{publish} {words}: {selector}");
                    all[0]
                }
                Some(number) => {
                    assert!(all.len() > 1, "{publish} {words}: {selector}");
                    all[usize::try_from(number).unwrap() - 1]
                }
            };
            // It is in the paragraph that the author named.
            let number = usize::try_from(selector["paragraph"].as_u64().unwrap()).unwrap();
            let start: usize = paragraphs[..number - 1].iter().map(|paragraph| paragraph.len() + 1).sum();
            assert!(
                (start..start + paragraphs[number - 1].len()).contains(&meant),
                "{publish} {words}: {selector}"
            );
            // What is not cited stays where it is: the words around a passage are those of its sentence.
            if publish == "excerpt" {
                assert!(!whole.contains(". "), "{whole}");
                assert!(
                    part("prefix").chars().count() <= 32 || part("prefix").split(' ').count() <= 7,
                    "{whole}"
                );
            }
        }
        let number = |words: &str| found(words)["occurrence"].as_u64();
        let of_bridge = ["One", "Two", "Three"].map(number);
        assert_eq!(of_bridge, [Some(1), Some(2), Some(3)], "{publish}");
        let of_harbour = ["Four", "Five", "Six"].map(number);
        let expected = if publish == "full" { [None, None, None] } else { [Some(1), Some(2), None] };
        assert_eq!(of_harbour, expected, "{publish}");
        assert_eq!(found("Four")["suffix"].as_str().unwrap().contains("to the city"), publish == "full");
    }
}

#[test]
fn a_site_that_states_no_date_has_no_feeds() {
    let site = site("The council has 21 members [@a].\n");
    let root = site.path();
    for key in ["a", "b", "c", "d"] {
        let (path, text) = source(key, "not_stated: [date]");
        files::write(root, &path, text.replace("date: 2025-03-04\n", ""));
    }
    files::write(
        root,
        "ibid.yaml",
        "title: The record\nbase_url: https://example.org/sub/\ntaxonomies: [tags]\n",
    );
    page(root, "tags: [votes]\n", "The council has 21 members [@a].\n");
    let feeds =
        ["atom.xml", "feed.json", "corrections/atom.xml", "tags/votes/atom.xml", "tags/votes/feed.json"];
    let pages = ["index.html", "page/index.html", "corrections/index.html", "tags/votes/index.html"];
    let build = |args: &[&str]| program::run(root, &[&["build", "--quiet"], args].concat());
    build(&[]).exits(0);
    assert!(feeds.iter().all(|feed| !root.join("public").join(feed).exists()));
    for page in pages {
        let html = read(root, page);
        assert!(!html.contains("atom.xml") && !html.contains("feed.json"), "{page}");
    }
    page(root, "tags: [votes]\n", "The council has 21 members [@a]. [Follow](/atom.xml).\n");
    build(&[]).exits(1).says("link-broken");
    // A date of a source is one, and so is one of a page; the change is noticed by the next build.
    let (path, text) = source("a", "");
    files::write(root, &path, text);
    build(&["--verify"]).exits(0);
    assert!(read(root, "atom.xml").contains("<updated>2025-03-04T00:00:00Z</updated>"));
    page(root, "tags: [votes]\ndate: 2025-03-09\n", "The council has 21 members [@a].\n");
    build(&["--verify"]).exits(0);
    for feed in feeds {
        assert!(root.join("public").join(feed).exists(), "{feed}");
    }
    for page in pages {
        assert!(read(root, page).contains("atom.xml"), "{page}");
    }
    assert!(read(root, "corrections/atom.xml").contains("<updated>2025-03-09T00:00:00Z</updated>"));
    assert!(
        !files::tree(&root.join("public"))
            .values()
            .any(|bytes| bytes.windows(5).any(|part| part == b"1970-"))
    );
}

/// Pairs of texts that print or credit one report, with the publisher of the second.
const ONE_REPORT: [(&str, &str, &str, &str); 16] = [
    ("de", "Berlin (dpa) – Der Hafen wurde geschlossen.", "Kiel (dpa) – Die Fähre steht.", "Kurier"),
    ("pl", "(PAP) Port został zamknięty.", "Warszawa (PAP) – Prom nie kursuje.", "Kurier"),
    ("es", "Madrid, 3 may (EFE).- El puerto cerró.", "Sevilla, 4 may (EFE).- El barco no sale.", "Kurier"),
    ("nb", "OSLO (NTB): Havnen ble stengt.", "Bergen (NTB): Fergen går ikke.", "Kurier"),
    ("ru", "МОСКВА, 3 мая. /ТАСС/. Порт закрыт.", "САМАРА, 4 мая. /ТАСС/. Паром стоит.", "Kurier"),
    ("ru", "МОСКВА, 3 мая — РИА Новости. Порт закрыт.", "САМАРА — РИА Новости. Паром стоит.", "Kurier"),
    ("zh", "新华社北京5月3日电 港口星期五关闭。", "新华社上海5月4日电（记者李明）渡轮停航。", "Kurier"),
    ("ja", "【ロンドン共同】港は金曜日に閉鎖された。", "【パリ共同】フェリーは運航を停止した。", "Kurier"),
    ("ko", "(서울=연합뉴스) 항구가 폐쇄됐다.", "(부산=연합뉴스) 여객선이 멈췄다.", "Kurier"),
    ("en", "By The Associated Press\n\nThe harbour closed.", "OSLO (AP) — The ferry stopped.", "Kurier"),
    ("uk", "Порт закрито.\n\nПро це повідомляє Укрінформ.", "Пором стоїть, передає Укрінформ.", "Kurier"),
    ("de", "Der Hafen ist zu, wie die Agentur Reuters meldet.", "Ройтерс: Паром стоит.\n\nReuters", "Kurier"),
    ("fr", "Selon The Bay, le port est fermé.", "The ferry stopped.", "The Bay"),
    ("tr", "Kıyı Gazetesi’ne göre liman kapatıldı.", "The ferry stopped.", "Kıyı Gazetesi"),
    ("ja", "港湾日報によると、港は閉鎖された。", "The ferry stopped.", "港湾日報"),
    ("en", "The harbour closed.", "The ferry stopped.", "theherald.com"),
];

/// Pairs of texts of two newsrooms that name an agency without taking over its report.
const TWO_REPORTS: [(&str, &str, &str); 5] = [
    (
        "en",
        "The harbour closed.\n\nThe minister spoke to Reuters in May.\n\nOur reporter counted 30 boats.",
        "The ferry stopped.\n\nLast year Reuters reported a strike there.\n\nResidents were angry.",
    ),
    ("de", "Der Hafen ist zu. Die Agentur dpa wohnt dort.", "Die Fähre steht. Ein Fotograf der dpa kam."),
    (
        "uk",
        "Порт закрито. Торік Укрінформ писав про страйк.\n\nЛюди чекали.",
        "Кореспондент Укрінформу прибув.\n\nДощило.",
    ),
    ("ja", "港は閉鎖された。共同の声明は出なかった。", "フェリーは停止した。共同で運航していた。"),
    ("ru", "Порт закрыт. Здание ТАСС рядом с пристанью.", "Паром стоит. Раньше ТАСС работал рядом."),
];

#[test]
fn texts_of_one_agency_are_one_origin_however_it_is_named() {
    let site = site("The council has 21 members [@a].\n");
    let pairs = ONE_REPORT.iter().map(|(tag, one, two, publisher)| (*tag, *one, *two, *publisher));
    let pairs = pairs.chain(TWO_REPORTS.iter().map(|(tag, one, two)| (*tag, *one, *two, "Kurier")));
    let mut body = String::new();
    for (number, (tag, one, two, publisher)) in pairs.enumerate() {
        for (side, text, publisher) in [("x", one, "The Herald"), ("y", two, publisher)] {
            let front = format!(
                "---\ntitle: T\nauthor: A\ndate: 2025-03-04\nnot_stated: [url]\nlanguage: {tag}\npublisher: {publisher}\n---\n"
            );
            files::write(site.path(), &format!("seeds/{side}{number}.txt"), format!("{front}{text}\n"));
        }
        let last = |text: &str| text.rsplit("\n\n").max_by_key(|part| part.len()).unwrap().to_owned();
        let (one, two) = (last(one), last(two));
        body += &format!(
            "N{number}: {one} {two} [@x{number}, \"{one}\"; @y{number}, \"{two}\"] {{#n{number}}}\n\n"
        );
    }
    page(site.path(), "min_coverage: 0\n", &body);
    program::run(site.path(), &["build", "--quiet"]).exits(0);
    let all: Value = serde_json::from_str(&read(site.path(), "claims.json")).unwrap();
    for claim in all["claims"].as_array().unwrap() {
        let id = claim["id"].as_str().unwrap();
        let Some(number) = id.rsplit("n").next().and_then(|number| number.parse::<usize>().ok()) else {
            continue;
        };
        let wanted = if number < ONE_REPORT.len() { 1 } else { 2 };
        assert_eq!(claim["corroboration"]["sources"], 2, "{claim}");
        assert_eq!(claim["corroboration"]["origins"], wanted, "{claim}");
    }
}
