//! `ibid serve` as a browser sees it. Numbers S… are those of `tests/cases/`, V… those of
//! docs/contract.md, section 13.

mod bursts;
mod reading;
mod toolbar;
mod tries;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::support::preview::{Answer, PATIENCE, Preview, Site, page};
use crate::support::program;
use crate::support::settings::number;

const FERRY: &str = "content/topics/ferry.md";

/// Everything that is served comes to equal what a build publishes. A busy machine may need a while for it; an
/// edit that the preview has missed is missing for ever.
fn assert_equal_to_build(site: &Site, preview: &Preview) {
    let published = site.published(&preview.url);
    assert!(published.contains_key("topics/ferry/index.html") || published.len() > 10);
    let deadline = Instant::now() + PATIENCE;
    while let Err((path, served, built)) = compare(&published, preview) {
        assert!(
            Instant::now() < deadline,
            "{path}: served {served}\n\nbuilt {built}\n\nand the preview said:\n{}",
            preview.said()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The first path at which something else is served than was built, with both.
fn compare(published: &BTreeMap<String, Vec<u8>>, preview: &Preview) -> Result<(), (String, String, String)> {
    for (file, built) in published {
        let path = format!("/{}", file.strip_suffix("index.html").unwrap_or(file));
        let answer = preview.get(&path);
        let served =
            if file.ends_with(".html") { answer.without_script() } else { Some(answer.body.clone()) };
        if answer.status != 200 || served.as_ref() != Some(built) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let served = served.map_or_else(|| "without its script".to_owned(), |bytes| text(&bytes));
            return Err((path, format!("{} {served}", answer.status), text(built)));
        }
    }
    Ok(())
}

#[test]
fn every_page_and_file_is_what_a_build_publishes_but_for_the_script() {
    let site = Site::new();
    let preview = Preview::of(&site);
    assert_equal_to_build(&site, &preview);
    assert_eq!(preview.get("/style.css").header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(preview.get("/topics/map/map.svg").header("content-type"), Some("image/svg+xml"));
    assert_eq!(preview.get("/atom.xml").header("content-type"), Some("application/atom+xml"));
    assert_eq!(preview.get("/claims.json").header("content-type"), Some("application/json"));
}

#[test]
fn a_site_below_a_path_is_previewed_below_it() {
    let site = Site::new();
    site.replace("ibid.yaml", "https://example.org/", "https://example.org/sub/site/");
    let preview = Preview::of(&site);
    assert!(preview.url.ends_with("/sub/site/"), "{}", preview.url);
    assert_eq!(preview.get("/").header("location"), Some("/sub/site/"));
    assert_eq!(preview.get("/sub/site").header("location"), Some("/sub/site/"));
    let published = site.published(&preview.url);
    let page = preview.get("/sub/site/topics/ferry/");
    assert_eq!(page.without_script().as_ref(), published.get("topics/ferry/index.html"));
    assert_eq!(preview.get("/topics/ferry/").status, 404);
}

#[test]
fn folders_get_their_slash_and_what_is_not_there_lists_what_is() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let answer = preview.get("/topics/ferry?x=1");
    assert_eq!((answer.status, answer.header("location")), (302, Some("/topics/ferry/")));
    let missing = preview.get("/topics/none/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("<a href=\"/topics/ferry/\">The ferry</a>"), "{}", missing.text());
    let raw = preview.raw("HEAD", "/", &[("Host", &format!("127.0.0.1:{}", preview.port))]);
    assert_eq!((raw.status, raw.body.len()), (200, 0));
}

#[test]
fn the_start_page_lists_every_page_with_findings_coverage_and_dates() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let list = preview.get("/_ibid/").text();
    for words in ["The harbour bridge", "content/topics/ferry.md", "1 of 1", "2031-03-07", "A map &amp; more"]
    {
        assert!(list.contains(words), "{words}: {list}");
    }
    assert_eq!(preview.get("/_ibid").header("location"), Some("/_ibid/"));
}

#[test]
fn an_edit_makes_one_event_and_new_content() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let events = preview.events();
    site.replace(FERRY, "The old bridge", "The venerable bridge");
    let event = events.next();
    assert_eq!(event["edited"][0]["url"], "/topics/ferry/");
    assert_eq!(event["errors"], 0);
    assert!(preview.get("/topics/ferry/").text().contains("The venerable bridge"));
    preview.wait("the terminal's line", |preview| {
        preview.said().contains("content/topics/ferry.md, 1 page: no findings (")
    });
    assert!(events.is_quiet(Duration::from_millis(600)), "one save, one event");
}

#[test]
fn a_save_that_changes_nothing_is_no_event() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let events = preview.events();
    let text = site.read(FERRY);
    site.write(FERRY, &text);
    site.write("content/topics/.ferry.md.swp", "x");
    site.write("content/topics/ferry.md~", "x");
    site.write("public/index.html", "x");
    assert!(events.is_quiet(Duration::from_millis(600)));
}

#[test]
fn a_broken_quotation_is_shown_as_an_error_and_mended() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let events = preview.events();
    site.replace(FERRY, "closed to lorries", "closed to all lorries");
    assert_eq!(events.next()["errors"], 1);
    let page = preview.get("/topics/ferry/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("The old bridge"), "the page can be read");
    let findings = preview.findings("/topics/ferry/");
    let finding = &findings["findings"][0];
    assert_eq!(finding["severity"], "error");
    assert!(finding["rule"].as_str().unwrap().starts_with("quote-"), "{finding}");
    assert_eq!((&finding["path"], &finding["line"]), (&FERRY.into(), &5.into()));
    assert_eq!(finding["here"], true);
    assert!(finding["frame"].as_str().unwrap().contains("^^^"), "{finding}");
    assert!(!finding["help"].as_array().unwrap().is_empty());
    assert_eq!(finding["related"][0]["path"], "seeds/courier.md", "{finding}");
    site.replace(FERRY, "closed to all lorries", "closed to lorries");
    assert_eq!(events.next()["errors"], 0);
    assert_eq!(preview.findings("/topics/ferry/")["findings"].as_array().unwrap().len(), 0);
    assert_equal_to_build(&site, &preview);
}

/// S02
#[test]
fn a_page_that_is_no_page_any_more_keeps_its_last_good_version() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let events = preview.events();
    let good = site.read(FERRY);
    for broken in ["", "no front matter", "---\ntitle: [\n---\n\nx\n", "---\ntitle: x\n"] {
        site.write(FERRY, broken);
        let event = events.next();
        assert!(event["errors"].as_u64().unwrap() > 0, "{broken:?}: {event}");
        let page = preview.get("/topics/ferry/");
        assert_eq!(page.status, 200, "{broken:?}");
        assert!(page.text().contains("The old bridge"), "{broken:?}");
        let findings = preview.findings("/topics/ferry/");
        assert_eq!(findings["kept"], true, "{broken:?}");
        assert_eq!(findings["source"], FERRY);
    }
    std::fs::write(site.path(FERRY), b"---\ntitle: x\n---\n\n\xff\n").unwrap();
    events.next();
    assert!(preview.get("/topics/ferry/").text().contains("The old bridge"));
    site.write(FERRY, &good);
    assert_eq!(events.next()["errors"], 0);
    assert_eq!(preview.findings("/topics/ferry/")["kept"], false);
    assert_equal_to_build(&site, &preview);
}

#[test]
fn settings_that_cannot_be_read_leave_those_of_before() {
    let site = Site::new();
    site.replace("ibid.yaml", "https://example.org/", "https://example.org/sub/");
    let good = format!("{}taxonomies: [tags, people]\nlanguages: {{ar: سجل}}\n", site.read("ibid.yaml"));
    site.write("ibid.yaml", &good);
    site.write("content/_index.ar.md", &page("البيت", "كلمات."));
    site.write(FERRY, "---\ntitle: The ferry\npeople: [Ada]\n---\n\nThe old bridge.\n");
    let preview = Preview::of(&site);
    let events = preview.events();
    let findings = || preview.findings("/sub/topics/ferry/")["findings"].clone();
    for broken in [format!("{good}extra: {{foo: [bar}}\n"), "[".to_owned(), format!("- {good}")] {
        site.write("ibid.yaml", &broken);
        let event = events.next();
        assert_eq!(
            (&event["errors"], &event["warnings"]),
            (&1.into(), &0.into()),
            "{broken}: {}",
            findings()
        );
        assert_eq!(findings()[0]["path"], "ibid.yaml");
        for page in ["/sub/", "/sub/topics/ferry/", "/sub/ar/", "/sub/people/ada/", "/sub/sources/"] {
            assert_eq!(preview.get(page).status, 200, "{page}");
        }
        // Meanwhile pages are shown and checked as before.
        site.write(FERRY, "---\ntitle: The ferry\npeople: [Ada]\n---\n\nThe new bridge [@nobody].\n");
        assert_eq!(events.next()["errors"], 2, "{}", findings());
        assert!(preview.get("/sub/topics/ferry/").text().contains("The new bridge"));
        site.write(FERRY, "---\ntitle: The ferry\npeople: [Ada]\n---\n\nThe old bridge.\n");
        assert_eq!(events.next()["errors"], 1);
    }
    site.write("ibid.yaml", &good.replace("people]", "places]"));
    assert_eq!(events.next()["errors"], 1, "{}", findings());
    assert_eq!(findings()[0]["rule"], "unknown-key");
    site.write("ibid.yaml", &good);
    assert_eq!(events.next()["errors"], 0, "{}", findings());
    let published = site.published(&preview.url);
    for folder in ["", "topics/ferry/", "ar/", "people/ada/", "sources/"] {
        let served = preview.get(&format!("/sub/{folder}")).without_script();
        assert_eq!(served.as_ref(), published.get(&format!("{folder}index.html")), "{folder}");
    }
}

#[test]
fn a_preview_that_starts_without_settings_is_mended() {
    let site = Site::new();
    let good = site.read("ibid.yaml");
    site.write("ibid.yaml", "title: [\n");
    let preview = Preview::of(&site);
    let events = preview.events();
    let findings = preview.findings("/")["findings"].clone();
    assert_eq!((findings.as_array().unwrap().len(), &findings[0]["path"]), (1, &"ibid.yaml".into()));
    site.write("ibid.yaml", &good);
    assert_eq!(events.next()["errors"], 0);
    assert_equal_to_build(&site, &preview);
}

/// S11
#[test]
fn a_page_moves_goes_and_becomes_a_draft() {
    let site = Site::new();
    let preview = Preview::of(&site);
    std::fs::rename(site.path(FERRY), site.path("content/topics/boat.md")).unwrap();
    preview.wait_for_status("/topics/boat/", 200);
    assert_eq!(preview.get("/topics/ferry/").status, 404);
    site.replace("content/topics/boat.md", "---\ntitle", "---\nslug: vessel\ntitle");
    preview.wait_for_status("/topics/vessel/", 200);
    assert_eq!(preview.get("/topics/boat/").status, 404);
    site.replace("content/topics/boat.md", "slug: vessel", "draft: true");
    preview.wait_for_status("/topics/vessel/", 404);
    site.replace("content/topics/boat.md", "draft: true", "slug: ship");
    preview.wait_for_status("/topics/ship/", 200);
    std::fs::remove_file(site.path("content/topics/boat.md")).unwrap();
    preview.wait_for_status("/topics/ship/", 404);
    assert_equal_to_build(&site, &preview);
}

#[test]
fn drafts_are_shown_when_asked_for() {
    let site = Site::new();
    site.replace(FERRY, "---\ntitle", "---\ndraft: true\ntitle");
    assert_eq!(Preview::of(&site).get("/topics/ferry/").status, 404);
    assert_eq!(Preview::with(&site, &["--port", "0", "--drafts"]).get("/topics/ferry/").status, 200);
}

#[test]
fn a_new_source_can_be_cited() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let events = preview.events();
    site.write("seeds/herald.md", "---\ntitle: News of the ferry\nnot_stated: [author, publisher, date, url]\n---\nThe ferry sails at dawn.\n");
    assert_eq!(events.next()["edited"][0]["url"], "/sources/herald/");
    assert_eq!(preview.get("/sources/herald/").status, 200);
    site.write(FERRY, &page("The ferry", "“The ferry sails at dawn” [@herald]."));
    assert_eq!(events.next()["errors"], 0);
    preview.wait_for("/sources/herald/", "sails at dawn");
    std::fs::remove_file(site.path("seeds/herald.md")).unwrap();
    assert!(events.next()["errors"].as_u64().unwrap() > 0);
}

#[test]
fn a_stylesheet_is_swapped_and_other_files_are_loaded_again() {
    let site = Site::new();
    site.write("themes/default/static/style.css", "body { color: red }");
    let preview = Preview::of(&site);
    let events = preview.events();
    site.write("themes/default/static/style.css", "body { color: blue }");
    let event = events.next();
    assert_eq!((&event["style"], &event["rest"]), (&2.into(), &1.into()));
    // Stylesheets are made small, as in a build.
    assert_eq!(preview.get("/style.css").text(), "body{color:#00f}");
    assert_eq!(preview.get("/style.css?ibid=2").text(), "body{color:#00f}");
    site.write("themes/default/static/extra.js", "1");
    assert_eq!(events.next()["rest"], 3);
    site.write("content/topics/map/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>");
    assert_eq!(events.next()["rest"], 4);
    site.replace("ibid.yaml", "My explainers", "Our explainers");
    let event = events.next();
    assert_eq!((&event["style"], &event["rest"]), (&2.into(), &4.into()));
    preview.wait_for("/", "Our explainers");
    assert_equal_to_build(&site, &preview);
}

#[test]
fn a_broken_template_leaves_the_last_good_page() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let events = preview.events();
    // In one step: an empty template in between would be an edition of its own.
    let save = |text: &str| {
        let beside = "themes/default/templates/.topic.html.tmp";
        site.write(beside, text);
        let template = site.path("themes/default/templates/topic.html");
        std::fs::rename(site.path(beside), template).unwrap();
    };
    for broken in ["{{ nothing.at.all }}", "{% if %}"] {
        save(broken);
        let event = events.next();
        assert!(event["errors"].as_u64().unwrap() > 0, "{event}");
        assert!(preview.get("/topics/ferry/").text().contains("The old bridge"), "{broken}");
        let finding = &preview.findings("/topics/ferry/")["findings"][0];
        assert_eq!(finding["path"], "themes/default/templates/topic.html", "{finding}");
    }
    save("<p>{{ page.title }}</p>");
    assert_eq!(events.next()["errors"], 0);
    let page = preview.get("/topics/ferry/").text();
    assert!(
        page.starts_with("<p>The ferry</p><script src=\"/_ibid/") || page.starts_with("<p>The ferry<script"),
        "{page}"
    );
    std::fs::remove_dir_all(site.path("themes")).unwrap();
    preview.wait_for("/topics/ferry/", "The old bridge");
    assert_equal_to_build(&site, &preview);
}

#[test]
fn a_preview_that_starts_with_errors_is_mended() {
    let site = Site::new();
    site.write("themes/default/templates/base.html", "{% if %}");
    let preview = Preview::of(&site);
    let answer = preview.get("/");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("preview.js"), "the page listens");
    std::fs::remove_dir_all(site.path("themes")).unwrap();
    preview.wait_for_status("/", 200);
    assert_equal_to_build(&site, &preview);
}

/// S06
#[test]
fn every_way_to_save_is_seen() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let path = site.path(FERRY);
    let beside = |name: &str| path.with_file_name(name);
    let text = |word: &str| page("The ferry", word);
    type Save<'a> = (&'a str, &'a dyn Fn(&str));
    let saves: [Save<'_>; 6] = [
        ("truncate and write", &|word| std::fs::write(&path, text(word)).unwrap()),
        ("rename over", &|word| {
            std::fs::write(beside(".ferry.md.tmp"), text(word)).unwrap();
            std::fs::rename(beside(".ferry.md.tmp"), &path).unwrap();
        }),
        ("backup file", &|word| {
            std::fs::rename(&path, beside("ferry.md~")).unwrap();
            std::fs::write(&path, text(word)).unwrap();
            std::fs::remove_file(beside("ferry.md~")).unwrap();
        }),
        ("delete and create", &|word| {
            std::fs::remove_file(&path).unwrap();
            std::fs::write(&path, text(word)).unwrap();
        }),
        ("delete, wait, create", &|word| {
            std::fs::remove_file(&path).unwrap();
            preview.wait_for_status("/topics/ferry/", 404);
            std::fs::write(&path, text(word)).unwrap();
        }),
        ("hard link", &|word| {
            std::fs::write(beside("4913"), text(word)).unwrap();
            std::fs::remove_file(&path).unwrap();
            std::fs::hard_link(beside("4913"), &path).unwrap();
            std::fs::remove_file(beside("4913")).unwrap();
        }),
    ];
    for (number, (name, save)) in saves.iter().enumerate() {
        let word = format!("Saved in way {number}.");
        save(&word);
        preview.wait(name, |preview| preview.get("/topics/ferry/").text().contains(&word));
    }
}

/// S06, S07
#[cfg(unix)]
#[test]
fn a_link_shows_what_it_leads_to() {
    let site = Site::new();
    site.write("shared/text.md", &page("Shared", "First."));
    site.write("content/topics/other.md", &page("Other", "Plain."));
    std::os::unix::fs::symlink("../../shared/text.md", site.path("content/topics/linked.md")).unwrap();
    std::os::unix::fs::symlink("other.md", site.path("content/topics/second.md")).unwrap();
    let preview = Preview::of(&site);
    preview.wait_for("/topics/linked/", "First.");
    site.write("content/topics/other.md", &page("Other", "Changed."));
    preview.wait_for("/topics/second/", "Changed.");
    site.write("shared/text.md", &page("Shared", "Second."));
    preview.wait_for("/topics/linked/", "Second.");
    std::fs::remove_file(site.path("content/topics/linked.md")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", site.path("content/topics/linked.md")).unwrap();
    preview.wait_for_status("/topics/linked/", 404);
}

/// A link to a folder is refused, and does not lead the watch out of the site; one of the site's own folders may
/// be a link.
#[cfg(unix)]
#[test]
fn links_to_folders_are_not_followed_by_the_watch() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    std::os::unix::fs::symlink("/", site.path("content/all")).unwrap();
    std::fs::rename(site.path("seeds"), site.path("articles")).unwrap();
    std::os::unix::fs::symlink("articles", site.path("seeds")).unwrap();
    let preview = Preview::of(&site);
    assert!(!preview.said().contains("does not tell"), "{}", preview.said());
    let text = "---\ntitle: New\nnot_stated: [author, publisher, date, url]\n---\nThe text.\n";
    site.write("articles/new.md", text);
    preview.wait_for_status("/sources/new/", 200);
    site.write("seeds/deep/newer.md", text);
    preview.wait_for_status("/sources/newer/", 200);
    site.write("content/topics/new.md", &page("New", "Seen."));
    preview.wait_for("/topics/new/", "Seen.");
    // Nor do those that come later, nor a folder that may not be read.
    std::os::unix::fs::symlink("/", site.path("content/topics/all")).unwrap();
    std::fs::create_dir(site.path("content/shut")).unwrap();
    std::fs::set_permissions(site.path("content/shut"), std::fs::Permissions::from_mode(0o000)).unwrap();
    std::thread::sleep(Duration::from_millis(600)); // the second look at new folders
    site.write("content/topics/newer.md", &page("Newer", "Seen."));
    preview.wait_for("/topics/newer/", "Seen.");
    assert!(!preview.said().contains("does not tell"), "{}", preview.said());
    std::fs::set_permissions(site.path("content/shut"), std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// S08
#[test]
fn folders_that_go_away_come_back() {
    let site = Site::new();
    let preview = Preview::of(&site);
    for folder in ["content", "seeds", "content/topics"] {
        let (here, away) = (site.path(folder), site.path("away"));
        std::fs::rename(&here, &away).unwrap();
        preview.wait(folder, |preview| {
            preview.findings("/")["errors"] != 0 || preview.get("/topics/ferry/").status == 404
        });
        std::fs::rename(&away, &here).unwrap();
        preview.wait(folder, |preview| {
            preview.findings("/")["errors"] == 0 && preview.get("/topics/ferry/").status == 200
        });
        let word = format!("After {} came back.", folder.len());
        site.write(FERRY, &page("The ferry", &word));
        preview.wait_for("/topics/ferry/", &word);
    }
    std::fs::remove_dir_all(site.path("content")).unwrap();
    preview.wait_for_status("/topics/ferry/", 404);
    for number in 0..20 {
        site.write(&format!("content/new/deep/{number}/page.md"), &page("New", "New."));
    }
    for number in 0..20 {
        preview.wait_for_status(&format!("/new/deep/{number}/page/"), 200);
    }
}

/// S04, as far as a test should go
#[test]
fn a_checkout_of_many_files_ends_right() {
    let site = Site::new();
    let preview = Preview::of(&site);
    for round in 0..3 {
        for number in 0..700 {
            site.write(
                &format!("content/many/{}/p{number}.md", number % 7),
                &page("Many", &format!("Round {round}.")),
            );
        }
    }
    preview.wait_for("/many/6/p699/", "Round 2.");
    preview.wait("all are there", |preview| {
        (0..700).step_by(97).all(|number| {
            preview.get(&format!("/many/{}/p{number}/", number % 7)).text().contains("Round 2.")
        })
    });
    std::fs::remove_dir_all(site.path("content/many")).unwrap();
    preview.wait_for_status("/many/0/p0/", 404);
    preview.wait("quiet", |preview| preview.findings("/")["errors"] == 0);
    assert_equal_to_build(&site, &preview);
}

#[test]
fn changes_are_found_by_looking_too() {
    let site = Site::new();
    let preview = Preview::with(&site, &["--port", "0", "--poll"]);
    site.replace(FERRY, "The old bridge", "The venerable bridge");
    preview.wait_for("/topics/ferry/", "The venerable bridge");
    site.write("content/topics/new.md", &page("New", "New."));
    preview.wait_for_status("/topics/new/", 200);
    std::fs::remove_file(site.path(FERRY)).unwrap();
    preview.wait_for_status("/topics/ferry/", 404);
}

/// S01: the contract asks for the next free port, whichever was asked for.
#[test]
fn a_port_in_use_is_passed_over() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let site = Site::new();
    let moved = Preview::with(&site, &["--port", &port.to_string()]);
    assert!(moved.port != port, "{}", moved.said());
    let said = moved.said();
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("port")).collect();
    assert_eq!(lines, [format!("port {port} is in use; using port {}", moved.port)]);
    assert_eq!(moved.get("/").status, 200);
    let (first, second) = (Preview::with(&site, &[]), Preview::with(&site, &[]));
    assert!(first.port >= 1111 && second.port > first.port, "{} {}", first.port, second.port);
    // Where none was asked for, the address says it all.
    assert!(!second.said().contains("in use"), "{}", second.said());
}

/// S09
#[cfg(unix)]
#[test]
fn interrupting_ends_cleanly_and_nothing_was_written() {
    for signal in ["-INT", "-TERM"] {
        let site = Site::new();
        let before = site.files();
        let mut preview = Preview::of(&site);
        let _events = preview.events();
        for path in ["/", "/claims.json", "/topics/ferry/", "/none/"] {
            preview.get(path);
        }
        let started = Instant::now();
        assert_eq!(preview.signal(signal).code(), Some(0), "{}", preview.said());
        assert!(started.elapsed() < Duration::from_secs(3), "an open stream does not hold it");
        assert_eq!(site.files(), before);
        assert!(!site.path("public").exists() && !site.path(".ibid").exists());
    }
}

// ---- security: docs/contract.md, section 13 ------------------------------------------------------------------

#[test]
fn v1_only_this_computers_names_are_served() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let port = preview.port;
    for host in ["evil.example", "localhost:1", "localhost", "127.0.0.1.evil.example"] {
        assert_eq!(preview.raw("GET", "/", &[("Host", host)]).status, 403, "{host}");
        assert_eq!(preview.raw("GET", "/", &[("Host", &format!("{host}@x:{port}"))]).status, 403, "{host}");
    }
    assert_eq!(preview.raw("GET", "/", &[("Host", &format!("evil.example:{port}"))]).status, 403);
    for host in ["localhost", "127.0.0.1", "[::1]", "site.localhost"] {
        assert_eq!(preview.raw("GET", "/", &[("Host", &format!("{host}:{port}"))]).status, 200, "{host}");
    }
}

#[test]
fn v2_the_host_is_stated_once_and_the_address_is_a_path() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let host = format!("127.0.0.1:{}", preview.port);
    assert_eq!(preview.raw("GET", "/", &[]).status, 400);
    assert_eq!(preview.raw("GET", "/", &[("Host", &host), ("Host", &host)]).status, 400);
    assert_eq!(preview.raw("GET", &format!("http://{host}/"), &[("Host", &host)]).status, 400);
    assert_eq!(preview.bytes(b"GET / HTTP/1.0\r\n\r\n").status, 400);
    assert_eq!(preview.raw("OPTIONS", "*", &[("Host", &host)]).status / 100, 4);
    assert_eq!(preview.raw("CONNECT", &host, &[("Host", &host)]).status / 100, 4);
}

#[test]
fn v3_forwarding_headers_mean_nothing() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let good = format!("127.0.0.1:{}", preview.port);
    let headers =
        [("Host", "evil.example"), ("X-Forwarded-Host", good.as_str()), ("Forwarded", "host=localhost")];
    assert_eq!(preview.raw("GET", "/", &headers).status, 403);
    assert_eq!(preview.ask("/", &[("X-Forwarded-Host", "evil.example")]).status, 200);
}

#[test]
fn v4_the_stream_is_for_pages_of_this_preview() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let (port, token) = (preview.port, preview.token());
    let own = ("Sec-Fetch-Site", "same-origin");
    for name in ["events", "findings"] {
        let path = format!("/_ibid/{token}/{name}");
        for origin in [
            "http://evil.example",
            "null",
            "http://127.0.0.1:1",
            "http://6.6.6.6",
            &format!("http://6.6.6.6:{port}"),
            &format!("https://127.0.0.1:{port}"),
            &format!("http://evil.example:{port}"),
            "",
        ] {
            assert_eq!(preview.ask(&path, &[own, ("Origin", origin)]).status, 403, "{name} {origin}");
        }
        assert_eq!(preview.ask(&path, &[]).status, 403, "who asks must be known");
        for site in ["cross-site", "same-site", "none", "Same-Origin"] {
            assert_eq!(preview.ask(&path, &[("Sec-Fetch-Site", site)]).status, 403, "{site}");
        }
        let wrong = format!("/_ibid/{}/{name}", "0".repeat(32));
        assert_eq!(preview.ask(&wrong, &[own]).status, 403);
        assert_eq!(preview.ask(&format!("/_ibid//{name}"), &[own]).status, 400);
        assert_eq!(preview.raw("POST", &path, &[("Host", &format!("127.0.0.1:{port}")), own]).status, 405);
    }
    let origin = format!("http://localhost:{port}");
    let path = format!("/_ibid/{token}/findings?/");
    assert_eq!(preview.ask(&path, &[own, ("Origin", &origin)]).status, 200);
    assert_ne!(token, Preview::of(&site).token(), "every run has its own");
}

#[test]
fn v4_a_foreign_origin_gets_nothing() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let port = preview.port;
    let paths = ["/", "/topics/ferry/", "/style.css", "/claims.json", "/none", "/healthz", "/_ibid/"];
    for path in paths {
        for origin in
            ["http://evil.example", "null", "", "http://127.0.0.1:1", &format!("https://127.0.0.1:{port}")]
        {
            let answer = preview.ask(path, &[("Origin", origin)]);
            assert_eq!(answer.status, 403, "{path} {origin}");
            assert!(!answer.text().contains("ferry"), "{path} {origin}");
        }
        let own = format!("http://127.0.0.1:{port}");
        assert_eq!(preview.ask(path, &[("Origin", &own)]).status, preview.get(path).status, "{path}");
    }
}

#[test]
fn v5_other_sites_may_link_but_not_embed_or_read() {
    let site = Site::new();
    let preview = Preview::of(&site);
    for from in ["cross-site", "same-site"] {
        for (mode, dest) in [
            ("cors", "empty"),
            ("no-cors", "script"),
            ("no-cors", "image"),
            ("navigate", "iframe"),
            ("navigate", "object"),
            ("no-cors", "style"),
        ] {
            let headers = [("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest)];
            for path in ["/", "/script.js", "/claims.json", "/healthz", "/_ibid/"] {
                assert_eq!(preview.ask(path, &headers).status, 403, "{from} {mode} {dest} {path}");
            }
        }
        let link = [("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
        assert_eq!(preview.ask("/", &link).status, 200);
    }
    for answer in [
        preview.get("/"),
        preview.get("/style.css"),
        preview.get("/none"),
        preview.get("/%00"),
        preview.raw("GET", "/", &[("Host", "evil")]),
    ] {
        assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control-")), "{answer:?}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.header("content-security-policy").unwrap().contains("frame-ancestors 'self'"));
    }
}

#[test]
fn v6_only_known_paths_are_found() {
    let site = Site::new();
    site.write("secret.txt", "secret");
    site.write("public-secret/index.html", "secret");
    let preview = Preview::of(&site);
    for path in [
        "/../ibid.yaml",
        "/%2e%2e/ibid.yaml",
        "/..%2fibid.yaml",
        "/..%5cibid.yaml",
        "/..\\ibid.yaml",
        "//etc/passwd",
        "/topics/../ibid.yaml",
        "/topics/%2e%2e/ibid.yaml",
        "/a%00b",
        "/%0d%0aset-cookie:x",
        "/%23",
        "/%",
        "/%zz",
        "/./",
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.header("set-cookie").is_none());
    }
    for path in [
        "/%252e%252e/ibid.yaml",
        "/secret.txt",
        "/public-secret/",
        "/ibid.yaml",
        "/content/_index.md",
        "/seeds/courier.md",
        "/C:/x",
        "/topics./ferry/",
        "/Topics/ferry/",
        "/topics/ferry.md",
        "/etc/passwd",
        "/.ibid/",
        "/themes/default/theme.yaml",
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret<"), "{path}");
    }
    let plain = preview.get("/topics/ferry/").body;
    assert_eq!(preview.get("/topics/ferry/?raw").body, plain);
    assert_eq!(preview.get("/topics/ferry/?/../..").body, plain);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"] {
        let answer = preview.raw(method, "/", &[("Host", &format!("127.0.0.1:{}", preview.port))]);
        assert_eq!(answer.status, 405, "{method}");
    }
}

/// V7 and V8: nothing is looked up on disk, so that links planted after the reading lead nowhere.
#[cfg(unix)]
#[test]
fn v7_v8_links_planted_later_lead_nowhere() {
    let site = Site::new();
    site.write("secret.txt", "the secret words");
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("map.svg"), "the secret words").unwrap();
    std::fs::write(outside.path().join("index.md"), page("Stolen", "the secret words")).unwrap();
    let preview = Preview::of(&site);
    std::os::unix::fs::symlink(outside.path().join("map.svg"), site.path("content/topics/planted.svg"))
        .unwrap();
    std::os::unix::fs::symlink(outside.path(), site.path("content/planted")).unwrap();
    preview.wait("the links are findings", |preview| preview.findings("/")["errors"] == 2);
    assert_eq!(preview.get("/topics/planted.svg").status, 404);
    std::fs::write(outside.path().join("index.md"), page("Stolen", "the secret words again")).unwrap();
    for path in ["/planted/", "/planted/map.svg"] {
        assert_eq!(preview.get(path).status, 404);
    }
    let (folder, away) = (site.path("content/topics/map"), site.path("away"));
    for _ in 0..number("IBID_SWAPS", 300) {
        std::fs::rename(&folder, &away).unwrap();
        std::os::unix::fs::symlink(outside.path(), &folder).unwrap();
        let answer = preview.get("/topics/map/map.svg");
        assert!(!answer.text().contains("the secret words"));
        std::fs::remove_file(&folder).unwrap();
        std::fs::rename(&away, &folder).unwrap();
    }
    preview.wait_for("/topics/map/map.svg", "<svg");
}

#[test]
fn v9_names_titles_and_addresses_are_text() {
    const EVIL: &str = "<img src=x onerror=alert(1)>";
    let site = Site::new();
    site.write(
        "content/topics/evil.md",
        &format!("---\ntitle: '{EVIL}'\n---\n\n“{EVIL} not in it” [@courier].\n"),
    );
    site.write("content/topics/<img src=x onerror=alert(2)>.md", &page("Named", "x"));
    let preview = Preview::of(&site);
    let is_inert = |answer: &Answer| {
        assert!(!answer.text().contains("<img"), "{}", answer.text());
        assert!(answer.header("content-security-policy").unwrap().contains("default-src 'none'"));
    };
    is_inert(&preview.get("/_ibid/"));
    is_inert(&preview.get("/%3Cimg%20src=x%20onerror=alert(1)%3E"));
    is_inert(&preview.get("/none/"));
    let answer = preview.ask(
        &format!("/_ibid/{}/findings?/topics/evil/", preview.token()),
        &[("Sec-Fetch-Site", "same-origin")],
    );
    assert_eq!(answer.header("content-type"), Some("application/json"), "never HTML");
    assert!(answer.text().contains("<img"), "data are as they are; the script shows them as text");
    let script = preview.script();
    let own = &script[script.rfind("// The preview's part in the page").unwrap()..];
    for way in ["innerHTML =", "outerHTML =", "insertAdjacentHTML", "document.write", "eval("] {
        assert!(!own.contains(way), "{way}");
    }
}

/// A file that somebody put into the site is a document of no site: it runs nothing, and the token is in no page.
#[test]
fn files_of_the_site_are_in_a_sandbox_and_no_page_has_the_token() {
    let site = Site::new();
    let names = [
        "map.svg",
        "own.html",
        "own.htm",
        "data.xml",
        "data.xhtml",
        "a.js",
        "a.css",
        "a.txt",
        "a.json",
        "a.png",
        "a.gif",
        "a.webp",
        "a.mp4",
        "a.mp3",
        "a.woff2",
        "a.zip",
        "a.unknown",
        "a",
        "a.vtt",
        "a.csv",
        "a.ico",
    ];
    for name in names {
        site.write(&format!("content/topics/{name}"), "<p>Some words.</p>\n");
    }
    site.write("content/topics/a.pdf", "%PDF-1.4\n");
    let preview = Preview::of(&site);
    let policy = |path: &str| {
        let answer = preview.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        answer.header("content-security-policy").unwrap().to_owned()
    };
    for name in names {
        let path = format!("/topics/{name}");
        assert!(policy(&path).starts_with("sandbox; default-src 'none'"), "{path}");
        assert!(!preview.get(&path).text().contains("preview.js"), "{path}: it is as it is");
    }
    for path in
        ["/style.css", "/claims.json", "/atom.xml", "/sitemap.xml", "/robots.txt", "/favicon.svg", "/healthz"]
    {
        assert!(policy(path).starts_with("sandbox; default-src 'none'"), "{path}");
    }
    assert!(!policy("/topics/a.pdf").contains("sandbox"), "a viewer of its own shows it");
    let token = preview.token();
    for path in
        ["/", "/topics/ferry/", "/_ibid/", "/none/", "/404.html", "/_ibid/preview.css", "/_ibid/marks.css"]
    {
        let page = preview.get(path).text();
        assert!(!page.contains(&token), "{path}");
    }
    // To load the script is not to read it.
    for headers in [
        &[][..],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Dest", "empty")],
        &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "script")],
        &[("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Dest", "script")],
        &[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Dest", "script"), ("Origin", "null")],
    ] {
        assert_eq!(preview.ask("/_ibid/preview.js", headers).status, 403, "{headers:?}");
    }
}

/// However many pages listen, and whoever connects and says nothing: a request is answered.
#[test]
fn streams_and_clients_that_wait_leave_places_for_requests() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let address = format!("/_ibid/{}/events", preview.token());
    let open = |request: &str| {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let head = format!("Host: 127.0.0.1:{}\r\n", preview.port);
    let listen = format!("GET {address} HTTP/1.1\r\n{head}Sec-Fetch-Site: same-origin\r\n\r\n");
    let streams: Vec<_> = (0..100).map(|_| open(&listen)).collect();
    let kept: Vec<_> = (0..60).map(|_| open(&format!("GET / HTTP/1.1\r\n{head}\r\n"))).collect();
    let silent: Vec<_> = (0..60).map(|_| open("")).collect();
    let begun: Vec<_> = (0..200).map(|_| open("GET / HT")).collect();
    for _ in 0..3 {
        let asked = Instant::now();
        assert_eq!(preview.get("/").status, 200);
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
    }
    // A stream that has no place says what there is, and when to ask again.
    let mut answered = 0;
    for mut stream in streams {
        stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
        let mut text = String::new();
        let mut bytes = [0; 4096];
        while !text.contains("\n\n") || !text.contains("data:") {
            match stream.read(&mut bytes) {
                Ok(count @ 1..) => text.push_str(&String::from_utf8_lossy(&bytes[..count])),
                _ => break,
            }
        }
        assert!(text.starts_with("HTTP/1.1 200") && text.contains("\"edition\""), "{text}");
        answered += usize::from(text.contains("retry: 3000") || text.contains("retry:3000"));
    }
    assert!(answered >= 60, "{answered}");
    drop((kept, silent, begun));
}

#[test]
fn heads_addresses_and_clients_are_limited() {
    let site = Site::new();
    let preview = Preview::of(&site);
    assert_eq!(preview.get(&format!("/{}", "x".repeat(9000))).status, 414);
    assert_eq!(preview.ask("/", &[("X-Long", &"x".repeat(12 << 10))]).status, 200);
    assert_eq!(preview.ask("/", &[("X-Long", &"x".repeat(20 << 10))]).status, 431);
    assert_eq!(preview.ask("/", &[("X-Long", &"x".repeat(2 << 20))]).status % 431, 0);
    // S10: streams and silent clients take every place; when they go, others are served.
    let silent: Vec<_> =
        (0..70).map(|_| std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap()).collect();
    drop(silent);
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn a_silent_client_is_cut_after_ten_seconds() {
    use std::io::{Read, Write};
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").unwrap();
    let started = Instant::now();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer:?}");
    let waited = started.elapsed();
    assert!(waited > Duration::from_secs(8) && waited < Duration::from_secs(15), "{waited:?}");
}

/// S10: who takes nothing of what is sent loses the connection.
#[test]
fn a_client_that_does_not_read_is_cut_after_half_a_minute() {
    use std::io::{Read, Write};
    let site = Site::new();
    std::fs::write(site.path("content/topics/map/large.bin"), vec![7; 32 << 20]).unwrap();
    let preview = Preview::of(&site);
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    write!(stream, "GET /topics/map/large.bin HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port).unwrap();
    std::thread::sleep(Duration::from_secs(33));
    let mut taken = Vec::new();
    let _ = stream.read_to_end(&mut taken);
    assert!(taken.starts_with(b"HTTP/1.1 200 ") && taken.len() < 32 << 20, "{}", taken.len());
    assert_eq!(preview.get("/topics/map/large.bin").body.len(), 32 << 20, "who reads gets all");
}

/// A file is held once, however many clients ask for it and take nothing.
#[cfg(target_os = "linux")]
#[test]
fn clients_that_do_not_read_take_no_memory() {
    let site = Site::new();
    std::fs::write(site.path("content/topics/map/large.mp4"), vec![7; 64 << 20]).unwrap();
    let preview = Preview::of(&site);
    assert_eq!(preview.get("/topics/map/large.mp4").body.len(), 64 << 20);
    let before = program::peak(preview.child.id());
    let request = format!("GET /topics/map/large.mp4 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port);
    let clients: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            // The answer has begun.
            stream.read_exact(&mut [0; 12]).unwrap();
            stream
        })
        .collect();
    assert_eq!(preview.get("/").status, 200);
    let more = program::peak(preview.child.id()).saturating_sub(before);
    assert!(more < 64 << 10, "{} MiB more", more >> 10);
    drop(clients);
}

#[cfg(target_os = "linux")]
#[test]
fn open_opens_the_browser_at_the_site() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    let folder = tempfile::tempdir().unwrap();
    let (program, told) = (folder.path().join("xdg-open"), folder.path().join("told"));
    std::fs::write(&program, format!("#!/bin/sh\necho \"$1\" > {}\n", told.display())).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut preview = std::process::Command::new(program::IBID)
        .args(["serve", "--open", "--port", "0", "--root"])
        .arg(site.folder.path())
        .env("PATH", path)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let url = loop {
        match std::fs::read_to_string(&told) {
            Ok(url) if url.ends_with('\n') => break url,
            _ if started.elapsed() > Duration::from_secs(20) => break String::new(),
            _ => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    preview.kill().unwrap();
    preview.wait().unwrap();
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/\n"), "{url}");
}

#[test]
fn clicks_open_the_editor_at_the_place() {
    let site = Site::new();
    site.replace(FERRY, "closed to lorries", "closed to all lorries");
    let preview = Preview::with(&site, &["--port", "0", "--editor", "vscode"]);
    let finding = &preview.findings("/topics/ferry/")["findings"][0];
    let url = finding["editor"].as_str().unwrap();
    assert!(url.starts_with("vscode://file/") && url.contains("/content/topics/ferry.md:5:"), "{url}");
    assert!(finding["related"][0]["editor"].as_str().unwrap().contains("/seeds/courier.md:"), "{finding}");
}

/// A form as SingleFile sends it: the page and its address.
fn capture_form(html: &str) -> String {
    format!(
        "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Lorries (2029).html\"\r\nContent-Type: text/html\r\n\r\n{html}\r\n\
         --b0\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://courier.example/lorries\r\n--b0--\r\n"
    )
}

/// V12: only an extension of a browser on this computer that knows the token may send pages, and only where `--capture`
/// was given.
#[test]
fn a_page_that_an_extension_sends_becomes_a_source() {
    let html = "<html><head><title>Lorries on the bridge</title></head><body><article><p>The harbour office counted 400 lorries a day on the old bridge in 2028, the last full year before it was closed to them.</p></article></body></html>";
    let form = capture_form(html);
    let send = |preview: &Preview, token: &str, changed: &[(&str, &str)]| {
        let (host, length) = (format!("127.0.0.1:{}", preview.port), form.len().to_string());
        let token = format!("Bearer {token}");
        let mut headers = BTreeMap::from([
            ("Host", host.as_str()),
            ("Origin", "moz-extension://0a1b2c3d-0000-4000-8000-000000000000"),
            ("Authorization", token.as_str()),
            ("Content-Type", "multipart/form-data; boundary=b0"),
            ("Content-Length", length.as_str()),
        ]);
        headers.extend(changed.iter().copied());
        let head: String = headers
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        preview.bytes(format!("POST /_ibid/capture HTTP/1.1\r\n{head}\r\n{form}").as_bytes())
    };
    let site = Site::new();
    let closed = Preview::of(&site);
    assert_eq!(send(&closed, "", &[]).status, 404);
    drop(closed);
    let preview = Preview::with(&site, &["--port", "0", "--capture"]);
    let token = site.read(".ibid/capture-token");
    for changed in [
        ("Authorization", ""),
        ("Authorization", "Bearer 00000000000000000000000000000000"),
        ("Origin", "https://evil.example"),
        ("Origin", preview.url.trim_end_matches('/')),
        ("Origin", "null"),
        ("Host", "evil.example"),
        ("Content-Type", "application/json"),
    ] {
        let answer = send(&preview, &token, &[changed]);
        assert!((400..=499).contains(&answer.status), "{changed:?}: {}", answer.status);
    }
    assert_eq!(
        send(&preview, &token, &[("Content-Type", "multipart/form-data; boundary=other")]).status,
        422
    );
    assert!(!site.path("seeds/lorries-on-the-bridge.html").exists());
    let answer = send(&preview, &token, &[]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert!(answer.text().contains("[@lorries-on-the-bridge]"), "{}", answer.text());
    let source = site.read("seeds/lorries-on-the-bridge.html");
    assert!(
        source.contains("url: \"https://courier.example/lorries\"") && source.ends_with(html),
        "{source}"
    );
    // The same capture again is the same source, and that is said.
    let again = send(&preview, &token, &[("Origin", "")]);
    assert_eq!(again.status, 200, "{}", again.text());
    assert!(again.text().contains("\"there\":\"seeds/lorries-on-the-bridge.html\""), "{}", again.text());
    assert!(!site.path("seeds/lorries-on-the-bridge-2.html").exists());
    // Another page of the same title is another source; nothing is overwritten.
    std::fs::rename(
        site.path("seeds/lorries-on-the-bridge.html"),
        site.path("seeds/lorries-on-the-bridge.txt"),
    )
    .unwrap();
    assert_eq!(send(&preview, &token, &[]).status, 201);
    assert!(site.path("seeds/lorries-on-the-bridge-2.html").exists());
    drop(preview);
    // The token stays, unless others may have read or written it.
    drop(Preview::with(&site, &["--port", "0", "--capture"]));
    assert_eq!(site.read(".ibid/capture-token"), token);
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(site.path(".ibid/capture-token"), std::fs::Permissions::from_mode(0o644))
        .unwrap();
    drop(Preview::with(&site, &["--port", "0", "--capture"]));
    assert_ne!(site.read(".ibid/capture-token"), token);
}
