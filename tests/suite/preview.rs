//! `ibid serve` as a browser sees it. Numbers S… are those of `tests/cases/`, V… those of
//! docs/contract.md, section 13.

mod bursts;
mod reading;
mod security;
mod toolbar;
mod tries;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::support::preview::{PATIENCE, Preview, Site, page};

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
