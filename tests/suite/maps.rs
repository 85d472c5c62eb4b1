//! Maps of places: where the drawing stands and where only the list does, and what a reader can do with them.

use std::fs;
use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::support::browser::Browser;
use crate::support::files::write;
use crate::support::preview::{Preview, Site, page};
use crate::support::program::run;

const MAP: &str = "::: map\n\
    - Kiel {geo=\"54.32, 10.14\"}: The council voted on Tuesday [@vote, \"voted on Tuesday\"].\n\
    - Suva {geo=\"-18.14, 178.44\"}: It has 21 members [@vote, \"21 members\"].\n\
    :::\n";

fn site(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "ibid.yaml", "title: The record\nbase_url: https://example.org/\noutputs: [markdown]\n");
    write(at, "content/_index.md", "---\ntitle: Home\n---\n");
    write(at, "content/p.md", format!("---\ntitle: P\ndate: 2025-03-05\n---\n\n{text}"));
    write(
        at,
        "seeds/vote.md",
        "---\ntitle: Vote\nnot_stated: [author, publisher, date, url]\n---\nThe council voted on Tuesday. It has 21 members.\n",
    );
    folder
}

fn published(site: &Path, path: &str) -> String {
    fs::read_to_string(site.join("public").join(path)).unwrap()
}

#[test]
fn land_is_the_file_that_its_origin_names() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/map/assets");
    let land = fs::read(assets.join("land.bin")).unwrap();
    assert!(land.len() < 250_000);
    let origin = fs::read_to_string(assets.join("ORIGIN.md")).unwrap();
    assert!(origin.contains(&ibid::base::sha256::hex(&land)));
}

#[test]
fn the_drawing_stands_on_the_page_and_the_list_in_every_output() {
    let folder = site(MAP);
    let at = folder.path();
    run(at, &["build"]).exits(0);
    let page = published(at, "p/index.html");
    for (number, id) in [(1, "map-kiel"), (2, "map-suva")] {
        assert!(page.contains(&format!("href=\"#{id}\"")) || page.contains(&format!("href=#{id}")), "{page}");
        assert!(page.contains(&format!("id=\"{id}\"")) || page.contains(&format!("id={id}")), "{page}");
        assert!(page.contains(&format!("<title>{number}. ")), "{page}");
    }
    let feed = published(at, "atom.xml");
    assert!(!feed.contains("svg") && feed.contains("Kiel") && feed.contains("voted on Tuesday"));
    let twin = published(at, "p/index.md");
    assert!(
        twin.contains("1. **Kiel**: The council voted on Tuesday") && twin.contains("2. **Suva**: It has"),
        "{twin}"
    );
    let claims = published(at, "claims.json");
    assert!(claims.contains("Kiel: The council voted on Tuesday") && !claims.contains("54.32"));
    for format in ["typst", "pandoc"] {
        run(at, &["export", format, "--quiet", "--to", "exported"]).exits(0);
        let exported = fs::read_to_string(at.join("exported")).unwrap();
        assert!(exported.contains("Suva") && !exported.contains("178.44"), "{exported}");
    }
}

#[test]
fn maps_of_any_size_are_drawn_or_refused() {
    let places = |count: usize| -> String {
        let place =
            |n: usize| format!("- Pier {n} {{geo=\"54.{n:05}, 10.14\"}}: It has 21 members [@vote].\n");
        format!("::: map\n{}:::\n", (0..count).map(place).collect::<String>())
    };
    let named =
        |name: &str| format!("::: map\n- {name} {{geo=\"54, 10\"}}: It has 21 members [@vote].\n:::\n");
    let at_one = "- Kiel {geo=\"54.32, 10.14\"}: It has 21 members [@vote].\n".repeat(10_000);
    let many = format!("{}\n", named("Kiel")).repeat(2_000);
    for (text, says) in [
        (places(10_000), "a map of more than 100 places"),
        (format!("::: map\n{at_one}:::\n"), "a map of more than 100 places"),
        (named(&"Kiel".repeat(250_000)), "does not begin with a place"),
        (named("Kiel").replace("54", &"5".repeat(1 << 20)), "does not begin with a place"),
        (named("Kiel").replace("54", "1e309"), "is not a latitude and a longitude"),
        (many, "more than 20 maps on one page"),
    ] {
        let folder = site(&text);
        run(folder.path(), &["check"]).exits(1).says(says);
    }
    let folder = site(&places(100));
    run(folder.path(), &["build"]).exits(0);
    let page = published(folder.path(), "p/index.html");
    assert_eq!(page.matches("<title>").count(), 100 + 1);
}

#[test]
fn a_marker_leads_to_its_item_by_keyboard() {
    let site = Site::new();
    let map = "::: map\n- Kiel {geo=\"54.32, 10.14\"}: The bridge is closed [@courier, \"closed to lorries since 2029\"].\n- Suva {geo=\"-18.14, 178.44\"}: The bridge is closed here too [@courier, \"closed to lorries since 2029\"].\n:::\n";
    site.write("content/topics/where.md", &page("Where", map));
    let preview = Preview::of(&site);
    let mut browser = Browser::open();
    browser.go(&format!("{}topics/where/", preview.url));
    let marker = "document.querySelectorAll('main figure svg a')[1]";
    browser.ask(&format!("{marker}.focus()"));
    assert_eq!(browser.ask(&format!("document.activeElement === {marker}")), true);
    let enter = json!({ "type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" });
    browser.call("Input.dispatchKeyEvent", enter);
    browser.wait(
        "location.hash === '#map-suva' && document.querySelector(':target').textContent.startsWith('Suva')",
    );
    // What programs for people who do not see the drawing read of it.
    let node = browser.call("Accessibility.getFullAXTree", json!({}));
    let names: Vec<&str> =
        node["nodes"].as_array().unwrap().iter().filter_map(|node| node["name"]["value"].as_str()).collect();
    assert!(names.contains(&"1. Kiel") && names.contains(&"Map of the places listed below"), "{names:?}");
    // Numbers and names stay on the drawing, and no two cover each other.
    let boxes = "[...document.querySelectorAll('main figure svg a circle')].map((one) => one.getBoundingClientRect()).every((one, index, all) => all.slice(index + 1).every((other) => one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top))";
    assert_eq!(browser.ask(boxes), true);
}
