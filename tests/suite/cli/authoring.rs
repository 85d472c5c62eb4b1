//! `init`, `new` and `source`: the files that commands make for authors.

use std::fs;

use serde_json::Value;

use super::Site;
use crate::support::files::{tree, write};
use crate::support::program::{ibid, run, run_command};

#[test]
fn a_new_site_builds_without_a_finding() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(folder.path(), &["init"]).exits(0).says("ibid serve");
    let made = tree(folder.path());
    run(folder.path(), &["check", "--strict"]).exits(0);
    run(folder.path(), &["build", "--strict"]).exits(0).says(" 0 removed");
    assert!(folder.path().join("public/index.html").exists());
    for (path, bytes) in &made {
        assert_eq!(fs::read(folder.path().join(path)).ok().as_ref(), Some(bytes), "{path}");
    }
    run(folder.path(), &["init"]).exits(1).says("not empty").says("help:");
    run(folder.path(), &["build", "--strict"]).exits(0).says("nothing to change");
    // Its authors are an organisation, which programs must not take apart as a person's name.
    let page =
        fs::read_to_string(folder.path().join("public/topics/harbour-bridge/index.html")).expect("a page");
    assert!(page.contains("The editors") && !page.contains("DC.creator"), "{page}");
}

#[test]
fn init_makes_the_folder_and_refuses_one_in_use() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(folder.path(), &["init", "a/new site"]).exits(0).says("cd a/new site");
    assert!(folder.path().join("a/new site/ibid.yaml").exists());
    run(folder.path(), &["init", "a/new site"]).exits(1);
    fs::create_dir_all(folder.path().join("repository/.git")).expect("make a repository");
    run(folder.path(), &["init", "-q", "repository"]).exits(0);
    write(folder.path(), "used/letter.txt", "Dear");
    run(folder.path(), &["init", "used"]).exits(1).says("letter.txt");
    assert_eq!(tree(&folder.path().join("used")).len(), 1);
    write(folder.path(), "file", "x");
    run(folder.path(), &["init", "file"]).exits(1).says("file");
}

#[test]
fn the_former_address_of_a_renamed_page_is_named_until_it_leads_on() {
    let site = Site::new();
    let page = |title: &str, more: &str, text: &str| format!("---\ntitle: {title}\n{more}---\n\n{text}\n");
    let cited = "The council voted [@newsx]. Work begins in May [@newsx].";
    write(&site.path, "content/vote.md", page("The vote", "", cited));
    write(&site.path, "content/plain.md", page("Plain", "", "Nothing is cited here."));
    write(&site.path, "content/gone.md", page("Gone", "", "It rained [@newsx]."));
    site.run(&["build"]).exits(0);
    for (from, to) in [("vote", "decision"), ("plain", "simple"), ("gone", "gone")] {
        let text = site.read(&format!("content/{from}.md"));
        fs::remove_file(site.path.join(format!("content/{from}.md"))).unwrap();
        if from != "gone" {
            write(&site.path, &format!("content/{to}.md"), text.replace("Work begins", "All work begins"));
        }
    }
    let said = "content/decision.md was at /vote/: write `aliases: [/vote/]` in its front matter";
    for command in ["check", "build"] {
        let ran = site.run(&[command]).exits(0).says(said).says("content/simple.md was at /plain/");
        assert!(!ran.stderr.contains("/gone/"), "{}", ran.stderr);
    }
    let moved = page("The vote", "slug: choice\n", cited);
    write(&site.path, "content/decision.md", &moved);
    site.run(&["check", "-q"]).exits(0);
    site.run(&["check"]).exits(0).says("content/decision.md was at /decision/");
    write(&site.path, "content/decision.md", moved.replace("slug", "aliases: [/decision/]\nslug"));
    assert!(!site.run(&["build"]).exits(0).stderr.contains("was at"));
}

#[test]
fn a_new_topic_is_a_page_without_findings() {
    let site = Site::new();
    site.run(&["new", "topic", "What does the bridge cost?"])
        .exits(0)
        .says("content/topics/what-does-the-bridge-cost.md");
    let page = site.read("content/topics/what-does-the-bridge-cost.md");
    assert!(page.contains("title: \"What does the bridge cost?\"") && page.contains("::: summary"), "{page}");
    site.run(&["check", "--strict"]).exits(0).says("1 page");
    site.run(&["check", "--strict", "--drafts"]).exits(0).says("2 pages");
    let before = site.tree();
    site.run(&["new", "topic", "What does the bridge cost?"]).exits(1).says("exists already");
    assert!(before == site.tree(), "an existing page is not touched");
    site.run(&["new", "topic", "A draft", "--section", "notes/2025"]).exits(0).says("ibid serve --drafts");
    assert!(site.read("content/notes/2025/a-draft.md").contains("draft: true"));
    site.run(&["check"]).says("2 drafts left out");
    // From what the last build recorded, too.
    site.run(&["build"]).says("2 drafts left out");
    site.run(&["check"]).says("2 drafts left out");
    let ran = site.run(&["new", "topic", "At the root", "--publish", "--section", ""]).exits(0);
    assert_eq!(ran.stderr, "made content/at-the-root.md\n");
    assert!(!site.read("content/at-the-root.md").contains("draft"));
    site.run(&["check", "--strict"]).exits(0).says("2 pages");
    site.run(&["check", "--strict", "--drafts"]).exits(0).says("4 pages");
}

#[test]
fn odd_titles_make_safe_files_or_none() {
    let site = Site::new();
    let long = "x".repeat(300);
    for title in
        ["../../x", "a/b\\c", "Що далі?", "a 6\" pipe: yes", "line\nbreak", "- dash", "👍 yes", &long]
    {
        site.run(&["new", "topic", "--", title]).exits(0);
    }
    let names: Vec<String> = tree(&site.path.join("content")).into_keys().collect();
    assert_eq!(names.iter().filter(|name| name.starts_with("topics/")).count(), 8, "{names:?}");
    assert!(names.iter().all(|name| name.len() < 200 && name.matches('/').count() <= 1), "{names:?}");
    assert_eq!(tree(&site.path).len(), 3 + 8, "nothing is made outside content/topics/");
    site.run(&["check", "--strict"]).exits(0);
    for title in [";)", "", "   ", "con", "NUL"] {
        site.run(&["new", "topic", title]).exits(1).says("help:");
    }
    for section in ["../x", "/etc/..", "a//../b", "a\\b", "nul"] {
        site.run(&["new", "topic", "A title", "--section", section]).exits(1);
    }
    assert_eq!(tree(&site.path).len(), 3 + 8);
    assert!(!site.path.parent().expect("a parent").join("x").exists());
}

#[test]
fn a_source_is_added_from_a_file_or_from_standard_input() {
    let site = Site::with("-- capture.txt --\nThe bridge was free.\n\nNobody paid.\n");
    let args = [
        "source",
        "add",
        "daily",
        "capture.txt",
        "--title",
        "No \"toll\": yes",
        "--author",
        "Lind, Ada",
        "--author",
        "Bo Berg",
        "--publisher",
        "Daily",
        "--date",
        "2025-03-05",
        "--url",
        "https://daily.example/",
        "--origin",
        "Daily",
        "--language",
        "en",
    ];
    site.run(&args).exits(0).says("seeds/daily.txt").says("[@daily]");
    write(
        &site.path,
        "content/page.md",
        "---\ntitle: A\n---\n\nThey said “nobody paid” [@daily] [@stdin, \"¿Qué?\"].\n",
    );
    let known = ["--not-stated", "url", "--not-stated", "author", "--title", "Qué"];
    let added = run_command(ibid(&site.path, &[&["source", "add", "stdin"], &known[..]].concat()), "¿Qué?\n")
        .exits(0);
    assert!(added.stderr.contains("lacks publisher, date"), "{}", added.stderr);
    assert!(site.read("seeds/stdin.txt").contains("not_stated: [url, author]"));
    site.run(&["source", "add", "both", "capture.txt", "--url", "https://e.example/", "--not-stated", "url"])
        .exits(2)
        .says("leave out `--url`");
    // What nobody said of an article is not said to be absent from it.
    site.run(&["build", "--strict"]).exits(1).says("source-incomplete").says("publisher, date");
    let whole = site.read("seeds/stdin.txt").replace("[url, author]", "[url, author, publisher, date]");
    write(&site.path, "seeds/stdin.txt", &whole);
    site.run(&["build", "--strict"]).exits(0).says("1 of 1 quotations");
    let list = site.run(&["source", "list"]).exits(0).stdout;
    let row = list.lines().find(|line| line.starts_with("daily ")).expect("a row");
    for cell in ["No \"toll\": yes", "Daily", "2025-03-05", " 1 ", "accepted"] {
        assert!(row.contains(cell), "{cell} is not in:\n{list}");
    }
    let rows = site.run(&["--format", "json", "source", "list"]).exits(0).stdout;
    let rows: Vec<serde_json::Value> =
        rows.lines().map(|row| serde_json::from_str(row).expect("JSON")).collect();
    let daily = rows.iter().find(|row| row["key"] == "daily").expect("a row");
    assert_eq!(
        (&daily["title"], &daily["uses"], &daily["accepted"]),
        (&"No \"toll\": yes".into(), &1.into(), &true.into())
    );
    assert!(!row.contains("not accepted") && list.lines().count() == 4, "{list}");
    let before = site.tree();
    site.run(&["source", "add", "daily", "capture.txt"]).exits(1).says("exists already");
    assert!(before == site.tree());
}

#[test]
fn what_is_shown_of_a_source_is_what_it_states() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(folder.path(), &["init"]).exits(0);
    let dates = ["19XX", "197X~", "1982~", "2003-21", "1991/2018", "2025-02-03T10:00:00Z"];
    for (number, date) in dates.into_iter().enumerate() {
        let key = format!("source{number}");
        let text = format!(
            "---\ntitle: A count\nauthor: [\"{{Barnes and Noble, Inc.}}\", \"Lind, Ada\"]\ndate: {date}\n---\n\nIt was counted.\n"
        );
        write(folder.path(), &format!("seeds/{key}.md"), &text);
        let listed = run(folder.path(), &["--format", "json", "source", "list"]).exits(0).stdout;
        let rows = listed.lines().map(|row| serde_json::from_str::<Value>(row).expect("JSON"));
        let row = rows.into_iter().find(|row| row["key"] == key.as_str()).expect("a row");
        assert_eq!(row["date"], date);
        let table = run(folder.path(), &["source", "list"]).exits(0).stdout;
        assert!(
            table.lines().any(|row| row.starts_with(&format!("{key} ")) && row.contains(date)),
            "{table}"
        );
        run(folder.path(), &["source", "show", &key])
            .exits(0)
            .prints(&format!("date: {date}\n"))
            .prints("author: Barnes and Noble, Inc.; Lind, Ada\n");
    }
}

#[test]
fn a_saved_page_is_a_source_if_it_has_an_article() {
    let site = Site::new();
    let page =
        "<html><body><article><p>The council voted for a bridge.</p><p>It has 21 members.</p></article>";
    write(&site.path, "saved.HTML", page);
    let made = site.run(&["source", "add", "saved", "saved.HTML", "--title", "A vote"]).exits(0);
    assert!(made.stderr.contains("made seeds/saved.html"), "{}", made.stderr);
    assert!(site.read("seeds/saved.html").ends_with(page));
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\nIt “has 21 members” [@saved, ¶ 2].\n");
    site.run(&["check"]).exits(0);
    site.run(&["source", "add", "saved", "saved.HTML"]).exits(1).says("exists already");
    write(&site.path, "text.txt", "The council voted.");
    site.run(&["source", "add", "saved", "text.txt"]).exits(1).says("seeds/saved.html has the key");
    write(&site.path, "deep.html", format!("<article>{}It said so.", "<div>".repeat(100_000)));
    site.run(&["source", "add", "deep", "deep.html"]).exits(1).says("nested more than 512 deep");
    write(&site.path, "empty.html", "<html><script>no words</script></html>");
    site.run(&["source", "add", "empty", "empty.html"]).exits(1).says("no article");
    assert!(!site.has("seeds/deep.html") && !site.has("seeds/empty.html"));
}

#[test]
fn what_is_no_text_is_not_added() {
    let site = Site::new();
    write(&site.path, "paper.pdf", "%PDF-1.7\nwords");
    write(&site.path, "archive.zip", "PK\u{3}\u{4}words");
    write(&site.path, "long.txt", "word ".repeat(2 << 20));
    for (file, says) in [
        ("paper.pdf", "paper.pdf is a PDF, but it is damaged"),
        ("archive.zip", "archive.zip is a zip archive, which is not read here"),
        ("long.txt", "more than 8 MiB"),
        ("/dev/zero", "/dev/zero is not a regular file"),
        ("http://127.0.0.1:9/x", "an address of this computer or of a private network"),
        ("HTTP://localhost/x", "save the page with the browser"),
    ] {
        let ran = site.run(&["source", "add", "k", file]).exits(1);
        assert!(ran.stderr.contains(says) && ran.stderr.contains("help:"), "{file}: {}", ran.stderr);
        assert!(!site.has("seeds/k.txt") && !site.has("seeds/originals"), "{file}");
    }
}

#[test]
fn a_source_that_cannot_be_cited_is_not_added() {
    let site = Site::with("-- capture.txt --\nText.\n");
    for key in ["../x", "a b", "a/b", "", "con"] {
        let ran = site.run(&["source", "add", "--", key, "capture.txt"]);
        assert!(ran.code != Some(0), "`{key}`: {}", ran.stderr);
    }
    site.run(&["source", "add", "k", "capture.txt", "--date", "yesterday"])
        .exits(1)
        .says("yesterday")
        .says("help:");
    site.run(&["source", "add", "k", "nowhere.txt"]).exits(1).says("nowhere.txt");
    assert_eq!(tree(&site.path.join("seeds")).len(), 1);
}

#[test]
fn a_source_with_a_key_that_is_none_is_not_added() {
    let site = Site::with("-- capture.txt --\nText.\n");
    for key in ["-", "-a", "a-", "a--b", ".a", "a."] {
        let ran = site.run(&["source", "add", "--", key, "capture.txt"]);
        assert!(ran.code != Some(0), "`{key}`: {}", ran.stderr);
    }
}

#[test]
fn a_source_that_changed_is_reported_until_it_is_accepted() {
    let site = Site::new();
    site.run(&["build", "--strict"]).exits(0);
    site.run(&["source", "list"]).exits(0).prints("accepted");
    let published = tree(&site.path.join("public"));
    let seed = site.read("seeds/newsx.md");
    // Front matter is not the text.
    write(&site.path, "seeds/newsx.md", seed.replace("origin: NewsX", "origin: Agency"));
    site.run(&["check", "--strict"]).exits(0);
    write(&site.path, "seeds/newsx.md", seed.replace("on Tuesday", "on Wednesday"));
    site.run(&["build"]).exits(1).says("error[source-changed]").says("ibid source accept newsx");
    assert!(published == tree(&site.path.join("public")));
    site.run(&["source", "list"]).exits(0).prints("not accepted");
    site.run(&["source", "accept", "newxs"]).exits(1).says("did you mean `newsx`?");
    site.run(&["check"]).exits(1);
    site.run(&["source", "accept", "newsx"]).exits(0);
    site.run(&["build", "--strict"]).exits(0);
    write(&site.path, "seeds/newsx.md", seed);
    site.run(&["check"]).exits(1);
    site.run(&["source", "accept", "--all"]).exits(0);
    site.run(&["check", "--strict"]).exits(0);
}

#[test]
fn a_source_that_no_page_cites_may_change() {
    let spare = |words: &str| format!("---\ntitle: Spare\nnot_stated: [author, url]\n---\n{words}\n");
    let site = Site::with(&format!("-- seeds/spare.md --\n{}", spare("One text.")));
    site.run(&["build"]).exits(0);
    let first = site.read("ibid.lock");
    write(&site.path, "seeds/spare.md", spare("Another text."));
    site.run(&["check"]).exits(0);
    assert_eq!(site.read("ibid.lock"), first, "a check records nothing");
    site.run(&["build"]).exits(0);
    assert_ne!(site.read("ibid.lock"), first);
    assert!(site.read("public/sources/spare/index.html").contains("its hash matches the recorded one"));
    site.run(&["build", "--verify"]).exits(0).says("nothing to change").says("verified");
    // From now on something rests on it.
    write(&site.path, "content/page.md", "---\ntitle: Page\n---\n\nIt is so [@spare].\n");
    site.run(&["build"]).exits(0);
    write(&site.path, "seeds/spare.md", spare("A third text."));
    site.run(&["build"]).exits(1).says("error[source-changed]");
    // A draft is not checked; but what it rests on is not recorded anew behind its back.
    write(&site.path, "content/page.md", "---\ntitle: Page\ndraft: true\n---\n\nIt is so [@spare].\n");
    site.run(&["check"]).exits(0);
    site.run(&["build"]).exits(0);
    site.run(&["check", "--drafts"]).exits(1).says("error[source-changed]");
}
