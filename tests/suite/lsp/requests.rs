//! Every request but completion, on the small site.

use serde_json::{Value, json};

use super::{SITE, place, started, text, written};
use crate::support::lsp::{Client, apply, capabilities};
use crate::support::{files, program};

const PAGE: &str = "content/topics/bridge.md";

/// The file and the words of a location.
fn words(client: &Client, folder: &std::path::Path, location: &Value) -> (String, String) {
    let path = client.path(location["uri"].as_str().unwrap());
    let text = text(folder, &path);
    let place = |end: &str| {
        let number = |key: &str| location["range"][end][key].as_u64().unwrap() as usize;
        let before: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        let line = text[before..].chars().take(number("character"));
        before + line.map(char::len_utf8).sum::<usize>()
    };
    (path, text[place("start")..place("end")].to_owned())
}

#[test]
fn hovers_show_records_passages_and_states() {
    let (folder, mut client) = started();
    let page = text(folder.path(), PAGE);
    let mut shown = |words: &str, further: usize| -> String {
        let (line, column) = place(&page, words);
        let hover = client.at("hover", PAGE, (line, column + further));
        hover["contents"]["value"].as_str().unwrap_or_default().replace('\\', "")
    };
    let record = shown("[@newsx]", 3);
    for part in ["**Council votes for new harbour bridge**", "Lind, Ada, NewsX, 2025-03-04", "cited 3 times"]
    {
        assert!(record.contains(part), "{record}");
    }
    let quotation = shown("We will", 2);
    for part in
        ["**verbatim", "> “We will not accept a bridge that closes twice a day” (¶ 2)", "origin: newsx"]
    {
        assert!(quotation.contains(part), "{quotation}");
    }
    let excerpt = shown("Work is to begin", 4);
    assert!(excerpt.contains("**excerpt") && excerpt.contains("(¶ 3)"), "{excerpt}");
    assert!(shown("[the home page]", 3).contains("**Home**"));
    assert!(shown("## Later", 4).contains("#later"));
    assert_eq!(shown("title: The bridge", 3), "");
    // What a finding's rule means, behind what stands there, and by itself where nothing does.
    let broken = page.replace("We will not", "We will never").replace("title: The", "titel: The");
    client.open(PAGE, &broken);
    client.settle();
    for (words, further, part) in [
        ("We will", 2, "**quote-altered**: The cited source has a passage"),
        ("titel", 2, "**front-matter**: "),
    ] {
        let (line, column) = place(&broken, words);
        let hover = client.at("hover", PAGE, (line, column + further));
        let value = hover["contents"]["value"].as_str().unwrap_or_default().replace('\\', "");
        assert!(value.contains(part), "{value}");
    }
    client.change(PAGE, 2, &page);
    client.settle();
    // A paragraph of a source, and what rests on it.
    let (line, column) = place(&text(folder.path(), "seeds/newsx.md"), "We will");
    let hover = client.at("hover", "seeds/newsx.md", (line, column));
    let value = hover["contents"]["value"].as_str().unwrap();
    assert!(value.contains("¶ 2") && value.contains("The bridge"), "{value}");
    // Plain text where the client knows nothing else.
    let mut plain = Client::start_with(folder.path(), &json!({}), &json!({}));
    let (line, column) = place(&page, "[@newsx]");
    let hover = plain.at("hover", PAGE, (line, column + 3));
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(!hover["contents"]["value"].as_str().unwrap().contains(['*', '\\']));
}

#[test]
fn words_of_a_source_are_never_markup_in_a_hover() {
    let site = format!(
        "{SITE}-- seeds/evil.md --\n---\ntitle: \"![x](https://evil.example/x.png) [a](command:rm) <img src=x>\"\n---\nThe `code` and <b>bold</b> https://evil.example/ words stand *here* & there.\n"
    );
    let folder = written(&site);
    let mut client = Client::start(folder.path());
    let page = "---\ntitle: A\n---\n\nIt is [@evil, \"words stand here\"].\n";
    client.open(PAGE, page);
    for words in ["@evil", "words"] {
        let (line, column) = place(page, words);
        let hover = client.at("hover", PAGE, (line, column + 1));
        let value = hover["contents"]["value"].as_str().unwrap();
        for mark in ["](", "<img", "<b", "`", "://", "!["] {
            let is_escaped =
                value.replace("\\\\", "").match_indices(mark).all(|(at, _)| value[..at].ends_with('\\'));
            assert!(is_escaped, "{mark} in {value}");
        }
    }
}

#[test]
fn definitions_lead_to_sources_passages_and_pages() {
    let (folder, mut client) = started();
    let page = text(folder.path(), PAGE);
    let mut leads = |words_there: &str, further: usize| -> Vec<(String, String)> {
        let (line, column) = place(&page, words_there);
        let found = client.at("definition", PAGE, (line, column + further));
        found
            .as_array()
            .into_iter()
            .flatten()
            .map(|location| words(&client, folder.path(), location))
            .collect()
    };
    let one = |path: &str, words: &str| vec![(path.to_owned(), words.to_owned())];
    assert_eq!(leads("[@gazette]", 4), one("seeds/gazette.md", ""));
    assert_eq!(
        leads("We will", 1),
        one("seeds/newsx.md", "We will not accept a bridge that closes twice a day")
    );
    assert_eq!(leads("Work is to", 1), one("seeds/newsx.md", "Work is to begin in May 2026"));
    assert!(leads("¶ 3", 1)[0].1.starts_with("Work is to begin"), "the paragraph");
    assert_eq!(leads("[the home page]", 2)[0].0, "content/_index.md");
    assert_eq!(leads("[the vote]", 2), one(PAGE, "## The vote {#vote}"));
    assert!(leads("## Later", 4).is_empty());
    assert!(leads("Work begins", 2).is_empty());
    // What is declared somewhere is defined there.
    for (words, further) in
        [("[@gazette]", 4), ("We will", 1), ("¶ 3", 1), ("[the vote]", 2), ("## Later", 4)]
    {
        let (line, column) = place(&page, words);
        let declared = client.at("declaration", PAGE, (line, column + further));
        assert_eq!(declared, client.at("definition", PAGE, (line, column + further)), "{words}");
    }
    let (line, column) = place(&page, "We will");
    let declared = client.at("declaration", PAGE, (line, column + 1));
    assert_eq!(words(&client, folder.path(), &declared[0]).0, "seeds/newsx.md");
}

#[test]
fn a_hover_and_a_completion_show_what_a_source_states() {
    let source = "-- seeds/shop.md --\n---\ntitle: Closing\nauthor: \"{Barnes and Noble, Inc.}\"\ndate: 19XX\n---\n\nIt was counted.\n";
    let folder = written(&format!("{SITE}{source}"));
    let mut client = Client::start(folder.path());
    let page = "---\ntitle: The bridge\n---\n\nIt was counted [@shop].\n";
    client.open(PAGE, page);
    client.settle();
    let at = place(page, "shop");
    let hover = client.at("hover", PAGE, at)["contents"]["value"].as_str().unwrap().replace('\\', "");
    for words in ["Barnes and Noble, Inc., 19XX", "1 paragraph saved; cited once"] {
        assert!(hover.contains(words) && !hover.contains('{'), "{hover}");
    }
    let offered = client.at("completion", PAGE, (at.0, at.1 + 2));
    let item = &offered["items"][0];
    assert_eq!(item["label"], "shop");
    let text = item.to_string();
    assert!(text.contains("Closing, 19XX") && text.contains("Barnes and Noble, Inc."), "{text}");
    assert!(!text.contains("{Barnes"), "{text}");
}

#[test]
fn references_lead_back() {
    let (folder, mut client) = started();
    let page = text(folder.path(), PAGE);
    let source = text(folder.path(), "seeds/newsx.md");
    let mut refer = |path: &str, text: &str, there: &str, declared: bool| -> Vec<(String, String)> {
        let (line, column) = place(text, there);
        let params = json!({
            "textDocument": { "uri": client.uri(path) },
            "position": { "line": line, "character": column + 2 },
            "context": { "includeDeclaration": declared },
        });
        let found = client.request("textDocument/references", params).unwrap();
        found
            .as_array()
            .into_iter()
            .flatten()
            .map(|location| words(&client, folder.path(), location))
            .collect()
    };
    let of_key = refer(PAGE, &page, "[@newsx]", false);
    let paths: Vec<&str> = of_key.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["content/_index.md", PAGE, PAGE]);
    assert!(of_key.iter().all(|(_, words)| words == "newsx"));
    assert_eq!(refer(PAGE, &page, "[@newsx]", true)[0].0, "seeds/newsx.md");
    // From a source's paragraph to the statement that rests on it.
    let statements = refer("seeds/newsx.md", &source, "We will", false);
    assert_eq!(statements.len(), 1, "{statements:?}");
    assert!(statements[0].1.starts_with("The mayor said"), "{statements:?}");
    assert_eq!(refer("seeds/newsx.md", &source, "title:", false).len(), 3);
    // From a heading to the links that lead there.
    assert_eq!(refer(PAGE, &page, "## The vote", false), [(PAGE.to_owned(), "[the vote](#vote)".to_owned())]);
    let (line, column) = place(&page, "[@newsx]");
    let same = client.at("documentHighlight", PAGE, (line, column + 2));
    assert_eq!(same.as_array().unwrap().len(), 2);
}

#[test]
fn symbols_name_headings_paragraphs_pages_and_sources() {
    let (folder, mut client) = started();
    let names = |symbols: &Value| -> Vec<String> {
        symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap().to_owned()).collect()
    };
    let document = |client: &Client, path: &str| json!({ "textDocument": { "uri": client.uri(path) } });
    let params = document(&client, PAGE);
    let headings = client.request("textDocument/documentSymbol", params).unwrap();
    assert_eq!(names(&headings), ["The vote", "Later"]);
    assert_eq!(headings[0]["detail"], "#vote");
    let params = document(&client, "seeds/newsx.md");
    let paragraphs = names(&client.request("textDocument/documentSymbol", params).unwrap());
    assert_eq!(paragraphs[1], "¶ 2 “We will not accept a bridge that closes …");
    let mut find =
        |query: &str| names(&client.request("workspace/symbol", json!({ "query": query })).unwrap());
    assert_eq!(find("ferry"), ["@gazette A ferry at noon"]);
    assert_eq!(find("the vote"), ["The vote"]);
    assert_eq!(find("qqq"), Vec::<String>::new());
    let mut flat = Client::start_with(folder.path(), &json!({}), &json!({}));
    let params = document(&flat, PAGE);
    let headings = flat.request("textDocument/documentSymbol", params).unwrap();
    assert!(headings[0]["location"]["uri"].is_string());
    let params = document(&flat, PAGE);
    let links = flat.request("textDocument/documentLink", params).unwrap();
    assert_eq!(links.as_array().unwrap().len(), 2);
}

#[test]
fn lenses_count_what_rests_on_a_paragraph() {
    let (folder, _client) = started();
    let options = json!({ "commands": ["ibid.showReferences"] });
    let mut client = Client::start_with(folder.path(), &capabilities("utf-16"), &options);
    let params = json!({ "textDocument": { "uri": client.uri("seeds/newsx.md") } });
    let lenses = client.request("textDocument/codeLens", params.clone()).unwrap();
    let titles: Vec<&str> =
        lenses.as_array().unwrap().iter().map(|lens| lens["command"]["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["1 statement rests on this", "1 statement rests on this"]);
    let command = &lenses[0]["command"];
    assert_eq!(command["command"], "ibid.showReferences");
    assert_eq!(command["arguments"][2].as_array().unwrap().len(), 1);
    // Another page that rests on the same words.
    client.open(
        "content/new.md",
        "---\ntitle: New\n---\n\nShe said “accept a bridge that closes twice a day” [@newsx].\n",
    );
    let lenses = client.request("textDocument/codeLens", params).unwrap();
    assert_eq!(lenses[0]["command"]["title"], "2 statements rest on this");
}

/// Does what a `WorkspaceEdit` says, on the disk.
fn carry_out(client: &Client, folder: &std::path::Path, edit: &Value) {
    for change in edit["documentChanges"].as_array().unwrap() {
        let path = |key: &str| client.path(change[key].as_str().unwrap());
        if change["kind"] == "rename" {
            std::fs::rename(folder.join(path("oldUri")), folder.join(path("newUri"))).unwrap();
            continue;
        }
        let path = client.path(change["textDocument"]["uri"].as_str().unwrap());
        let changed = apply(&text(folder, &path), change["edits"].as_array().unwrap());
        files::write(folder, &path, changed);
    }
}

#[test]
fn a_source_gets_another_key_everywhere() {
    let folder = written(SITE);
    let root = folder.path().canonicalize().unwrap();
    files::write(&root, "content/draft.md", "---\ntitle: D\ndraft: true\n---\n\nIt is so [@newsx].\n");
    program::run(&root, &["build", "--quiet"]).exits(0);
    let mut client = Client::start(&root);
    let page = text(&root, PAGE);
    let (line, column) = place(&page, "[@newsx]");
    let prepared = client.at("prepareRename", PAGE, (line, column + 1));
    assert_eq!(prepared["placeholder"], "newsx");
    assert_eq!(client.at("prepareRename", PAGE, (line, 0)), Value::Null);
    let rename = |client: &mut Client, key: &str| {
        let params = json!({
            "textDocument": { "uri": client.uri(PAGE) },
            "position": { "line": line, "character": column + 3 },
            "newName": key,
        });
        client.request("textDocument/rename", params)
    };
    for (key, why) in [("gazette", "has the key"), ("a b", "cannot be a key"), ("", "needs a key")] {
        let refused = rename(&mut client, key).unwrap_err();
        assert!(refused["message"].as_str().unwrap().contains(why), "{refused}");
    }
    let edit = rename(&mut client, "council-2025").unwrap();
    carry_out(&client, &root, &edit);
    let tree = files::tree(&root);
    assert!(tree.contains_key("seeds/council-2025.md") && !tree.contains_key("seeds/newsx.md"));
    for path in ["content/_index.md", PAGE, "content/draft.md", "ibid.lock"] {
        let text = String::from_utf8(tree[path].clone()).unwrap();
        assert!(text.contains("council-2025") && !text.contains("newsx"), "{path}\n{text}");
    }
    program::run(&root, &["check", "--strict"]).exits(0);
    // An editor that cannot rename files is told what to do instead.
    let mut plain = Client::start_with(&root, &json!({}), &json!({}));
    let refused = rename(&mut plain, "x").unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("ibid source rename council-2025 x"), "{refused}");
}

#[test]
fn a_changed_source_is_accepted_and_a_finding_confirmed_or_exempted() {
    let folder = written(SITE);
    let root = folder.path().canonicalize().unwrap();
    program::run(&root, &["build", "--quiet"]).exits(0);
    let saved = text(&root, "seeds/newsx.md");
    files::write(&root, "seeds/newsx.md", saved.replace("21 members", "22 members"));
    let mut client = Client::start(&root);
    client.settle();
    assert_eq!(client.rules("seeds/newsx.md"), ["source-changed"]);
    let actions = |client: &mut Client, path: &str, range: Value| {
        let params = json!({ "textDocument": { "uri": client.uri(path) }, "range": range, "context": { "diagnostics": [] } });
        client.request("textDocument/codeAction", params).unwrap()
    };
    let start = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
    let accepted = actions(&mut client, "seeds/newsx.md", start);
    assert_eq!(accepted[0]["isPreferred"], false);
    carry_out(&client, &root, &accepted[0]["edit"]);
    client.wait_until("the text is accepted", |client| client.of("seeds/newsx.md").is_empty());
    // A figure that the source does not have: a warning that an author may know better than.
    let page = "---\ntitle: The bridge\n---\n\nThe council has 40 members [@newsx, \"The council has 22 members\"].\n";
    client.open(PAGE, page);
    client.settle();
    let found =
        client.of(PAGE).into_iter().find(|found| found["code"] == "figure-unsupported").expect("a finding");
    let offered = actions(&mut client, PAGE, found["range"].clone());
    let titled = |words: &str| {
        let mut offered = offered.as_array().unwrap().iter();
        let action = offered.find(|action| action["title"].as_str().unwrap().contains(words));
        let edits = &action.unwrap_or_else(|| panic!("no `{words}`"))["edit"]["documentChanges"][0]["edits"];
        apply(page, edits.as_array().unwrap())
    };
    let exempted = titled("exempt the block")
        .replace("figure-unsupported: -->", "figure-unsupported: the councils of both towns -->");
    let confirmed =
        titled("if you stand by the statement").replace(": -->", ": the councils of both towns -->");
    for (version, text) in [(2, exempted), (3, confirmed)] {
        client.change(PAGE, version, &text);
        client.settle();
        let rules = client.rules(PAGE);
        assert!(!rules.contains(&"figure-unsupported".to_owned()), "{rules:?}\n{text}");
        assert!(!rules.contains(&"block-syntax".to_owned()), "{rules:?}\n{text}");
    }
    assert!(
        actions(
            &mut client,
            PAGE,
            json!({ "start": { "line": 99, "character": 0 }, "end": { "line": 99, "character": 1 } })
        )
        .as_array()
        .unwrap()
        .is_empty()
    );
}
