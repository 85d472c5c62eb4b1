//! What is offered while an author types, and that what is chosen is right.

use serde_json::Value;

use super::{SITE, place, started, written};
use crate::support::lsp::{Client, apply};

const PAGE: &str = "content/topics/bridge.md";

/// The items offered at `|` of a text, and the text without it.
fn offered(client: &mut Client, path: &str, version: u64, text: &str) -> (Vec<Value>, String) {
    let at = place(text, "|");
    let text = text.replacen('|', "", 1);
    client.change(path, version, &text);
    let list = client.at("completion", path, at);
    (list["items"].as_array().cloned().unwrap_or_default(), text)
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["label"].as_str().unwrap()).collect()
}

fn page(body: &str) -> String {
    format!("---\ntitle: The bridge\n---\n\n{body}\n")
}

/// The text with an item chosen. What an editor that filters compares begins with what the edit replaces.
fn chosen(text: &str, item: &Value) -> String {
    apply(text, std::slice::from_ref(&item["textEdit"]))
}

#[test]
fn keys_are_found_by_key_title_author_and_publisher() {
    let (_folder, mut client) = started();
    client.open(PAGE, "");
    for (version, typed) in ["ga", "GAZ", "ferry", "noon", "berg", "Gazette"].into_iter().enumerate() {
        for (further, form) in
            ["It is so [@X|].", "It is so [@newsx; see @X|", "Then @X| says", "- @X|"].iter().enumerate()
        {
            let text = page(&form.replace('X', typed));
            let (items, text) = offered(&mut client, PAGE, (version * 10 + further + 2) as u64, &text);
            assert_eq!(labels(&items), ["gazette"], "{text}");
            assert_eq!(items[0]["filterText"], typed);
            let text = chosen(&text, &items[0]);
            assert!(text.contains("@gazette") && !text.contains(typed) || typed == "ga", "{text}");
        }
    }
    // Those that are cited most come first, and where nothing is typed all come.
    let (items, _) = offered(&mut client, PAGE, 100, &page("It is so [@newsx, \"bridge\"] and [@|]."));
    assert_eq!(labels(&items), ["newsx", "gazette"]);
    assert!(items[0]["detail"].as_str().unwrap().contains("Council votes"));
}

#[test]
fn words_of_the_source_are_offered_and_stand_there() {
    let (_folder, mut client) = started();
    client.open(PAGE, "");
    client.settle();
    let statement = "Engineers say that the old bridge cannot be repaired";
    let forms = [
        "[@newsx, \"|\"].",
        "[@newsx, \"|",
        "[@newsx, \"|].",
        "[@newsx, “|”].",
        "[@gazette; @newsx, ¶ 3, \"|\"].",
        "[@newsx, \"Eng|\"].",
        "[@newsx, \"old bridge|\"].",
        "[@newsx, \"engineers said|",
    ];
    for (number, form) in forms.iter().enumerate() {
        let version = 2 + 2 * number as u64;
        let (items, text) = offered(&mut client, PAGE, version, &page(&format!("{statement} {form}")));
        let first = items.first().unwrap_or_else(|| panic!("nothing for {form}"));
        assert_eq!(first["detail"], "¶ 3", "{form}: {:?}", labels(&items));
        // The edit covers what was typed, on one line, so that no editor leaves the item out.
        let typed = form.split(['"', '“']).nth(1).unwrap().split('|').next().unwrap();
        assert_eq!(first["textEdit"]["range"]["start"]["line"], first["textEdit"]["range"]["end"]["line"]);
        if !typed.is_empty() {
            assert_eq!(first["filterText"], typed, "{form}");
        }
        let text = chosen(&text, first);
        client.change(PAGE, version + 1, &text);
        client.settle();
        assert!(client.of(PAGE).is_empty(), "{form}\n{text}\n{:#?}", client.of(PAGE));
        let at = place(&text, "cannot be repaired.");
        let hover = client.at("hover", PAGE, at);
        assert!(
            hover["contents"]["value"].as_str().unwrap_or_default().contains("excerpt"),
            "{form}\n{text}\n{hover}"
        );
    }
    // Words that the source does not have, and a source without text.
    assert!(offered(&mut client, PAGE, 50, &page("It [@newsx, \"zebra|\"]")).0.is_empty());
    assert!(offered(&mut client, PAGE, 51, &page("It [@nowhere, \"|\"]")).0.is_empty());
}

#[test]
fn marks_of_a_source_are_written_so_that_they_are_compared() {
    let site = format!(
        "{SITE}-- seeds/marks.md --\n---\ntitle: Marks\n---\nThe “dear” [old] bridge *stands* & costs <b>many</b> \"crowns\" today.\n"
    );
    let folder = written(&site);
    let mut client = Client::start(folder.path());
    client.open(PAGE, "");
    client.settle();
    let (items, text) =
        offered(&mut client, PAGE, 2, &page("The old bridge costs many crowns [@marks, \"|\"]."));
    client.change(PAGE, 3, &chosen(&text, &items[0]));
    client.settle();
    let rules = client.rules(PAGE);
    assert!(rules.is_empty(), "{rules:?}\n{}", chosen(&text, &items[0]));
}

#[test]
fn paragraphs_links_and_ids_are_offered() {
    let (_folder, mut client) = started();
    client.open(PAGE, "");
    let (items, text) = offered(&mut client, PAGE, 2, &page("It is so [@newsx, |]."));
    assert_eq!(labels(&items), ["¶ 1", "¶ 2", "¶ 3"]);
    assert!(items[2]["detail"].as_str().unwrap().starts_with("Work is to begin"));
    assert!(chosen(&text, &items[2]).contains("[@newsx, ¶ 3]"));
    let (items, text) = offered(&mut client, PAGE, 3, &page("It is so [@newsx, ¶ 2|"));
    assert_eq!(labels(&items)[0], "¶ 2");
    assert!(chosen(&text, &items[0]).contains("[@newsx, ¶ 2\n"));
    let (items, text) = offered(&mut client, PAGE, 4, &page("See [it](@/ind|)."));
    assert_eq!(labels(&items)[0], "@/_index.md");
    assert!(chosen(&text, &items[0]).contains("[it](@/_index.md)."));
    let own = page("## The vote {#vote}\n\nSee [it](#|).");
    client.change(PAGE, 5, &own.replace('|', ""));
    client.settle();
    let (items, text) = offered(&mut client, PAGE, 6, &own);
    assert_eq!(labels(&items), ["#vote"]);
    assert!(chosen(&text, &items[0]).contains("[it](#vote)."));
    let other = "content/new.md";
    client.open(other, "");
    client.settle();
    let (items, _) = offered(&mut client, other, 2, &page("See [it](@/topics/bridge.md#|)."));
    assert_eq!(labels(&items), ["@/topics/bridge.md#vote"]);
}

#[test]
fn rules_keys_and_values_are_offered() {
    let (folder, mut client) = started();
    client.open(PAGE, "");
    let (items, text) = offered(&mut client, PAGE, 2, &page("<!-- ibid-allow figure-uns|"));
    assert_eq!(labels(&items)[0], "figure-unsupported");
    assert!(chosen(&text, &items[0]).contains("<!-- ibid-allow figure-unsupported\n"));
    let (items, _) = offered(&mut client, PAGE, 3, "---\ntitle: A\ndr|\n---\n");
    assert_eq!(labels(&items)[0], "draft");
    let (items, text) = offered(&mut client, PAGE, 4, "---\ntitle: A\ndraft: |\n---\n");
    assert_eq!(labels(&items), ["true", "false"]);
    assert!(chosen(&text, &items[0]).contains("draft: true\n"));
    let (items, _) = offered(&mut client, PAGE, 5, "---\n|\n---\n");
    for key in ["title", "description", "tags", "corrections"] {
        assert!(labels(&items).contains(&key), "{key}: {:?}", labels(&items));
    }
    let source = "seeds/gazette.md";
    client.open(source, "");
    let (items, _) = offered(&mut client, source, 2, "---\ntype: article-news|\n---\n");
    assert_eq!(labels(&items), ["article-newspaper"]);
    let (items, _) = offered(&mut client, source, 3, "---\nnot_stated: [url, aut|]\n---\n");
    assert_eq!(labels(&items), ["author"]);
    let settings = "ibid.yaml";
    client.open(settings, &super::text(folder.path(), settings));
    let (items, text) =
        offered(&mut client, settings, 2, "title: A\nbase_url: https://a.example/\nrules:\n  single-|\n");
    assert_eq!(labels(&items)[0], "single-origin");
    assert!(chosen(&text, &items[0]).contains("  single-origin: \n"));
    let (items, _) = offered(&mut client, settings, 3, "title: A\nrules:\n  single-origin: |\n");
    assert_eq!(labels(&items), ["off", "note", "warning", "error"]);
    let (items, _) = offered(&mut client, settings, 4, "title: A\neditor: z|\n");
    assert_eq!(labels(&items), ["zed"]);
}
