//! Clients that send what they should not: the server answers with the errors of the protocol, and goes on or ends.

use std::time::Duration;

use serde_json::{Value, json};

use super::{started, text, written};
use crate::support::lsp::Client;
use crate::support::random::Random;

const PAGE: &str = "content/topics/bridge.md";

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_default()
}

#[test]
fn the_life_of_a_server_is_the_protocols() {
    let folder = written(super::SITE);
    let mut client = Client::bare(folder.path());
    let early = client.request("textDocument/hover", json!({})).unwrap_err();
    assert_eq!(early["code"], -32002);
    client.notify("textDocument/didOpen", json!({}));
    client.request("initialize", json!({ "capabilities": {} })).unwrap();
    assert_eq!(client.request("initialize", json!({})).unwrap_err()["code"], -32600);
    assert_eq!(client.request("shutdown", Value::Null).unwrap(), Value::Null);
    assert_eq!(client.request("textDocument/hover", json!({})).unwrap_err()["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit(), Some(0));
    // An end that was not announced.
    let mut client = Client::start(folder.path());
    client.notify("exit", Value::Null);
    assert_eq!(client.exit(), Some(1));
    assert_eq!(Client::start(folder.path()).end(), Some(1));
    assert_eq!(Client::bare(folder.path()).end(), Some(1));
    let mut client = Client::start(folder.path());
    client.request("shutdown", Value::Null).unwrap();
    assert_eq!(client.end(), Some(0));
}

#[test]
fn what_cannot_be_understood_is_answered() {
    let (_folder, mut client) = started();
    client.settle();
    assert_eq!(client.request("textDocument/none", json!({})).unwrap_err()["code"], -32601);
    assert_eq!(client.request("$/none", json!({})).unwrap_err()["code"], -32601);
    let uri = client.uri(PAGE);
    for method in ["hover", "completion", "rename", "codeAction", "documentSymbol", "references", "inlayHint"]
    {
        for params in [
            Value::Null,
            json!([]),
            json!({}),
            json!({ "textDocument": 1 }),
            json!({ "textDocument": { "uri": uri }, "position": { "line": -1, "character": 0 }, "range": 5 }),
            json!({ "textDocument": { "uri": uri }, "position": "x", "range": { "start": {} } }),
        ] {
            let answer = client.request(&format!("textDocument/{method}"), params.clone());
            let is_fine = method == "documentSymbol" && params["textDocument"]["uri"].is_string();
            match answer {
                Err(error) => assert_eq!(error["code"], -32602, "{method} {params} {error}"),
                Ok(_) => assert!(is_fine, "{method} {params}"),
            }
        }
    }
    // Places and documents that are not there.
    for uri in
        [client.uri("nowhere.md"), client.uri("content/none.md"), "untitled:1".to_owned(), "x".to_owned()]
    {
        let params = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } });
        assert_eq!(client.request("textDocument/hover", params).unwrap(), Value::Null);
    }
    let far = json!({ "line": u32::MAX, "character": u32::MAX });
    let params = json!({ "textDocument": { "uri": uri }, "position": far });
    client.request("textDocument/hover", params.clone()).unwrap();
    client.request("textDocument/completion", params).unwrap();
    // JSON that is none, and values that are no messages.
    for (text, expected) in [
        ("{", -32700),
        ("nonsense", -32700),
        ("[]", -32600),
        ("1", -32600),
        ("{}", -32600),
        ("{\"id\":7}", -32600),
        ("{\"id\":{},\"method\":\"x\"}", -32600),
        (&"[".repeat(100_000), -32700),
    ] {
        client.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
        let answer = client.next(Duration::from_secs(30)).expect("an answer");
        assert_eq!(code(&answer), expected, "{text:.40} {answer}");
    }
    client.send_raw(b"Content-Length: 2\r\nContent-Type: x\r\n\r\n\xff\xfe");
    assert_eq!(code(&client.next(Duration::from_secs(30)).unwrap()), -32700);
    client.settle();
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn what_is_no_frame_ends_the_server() {
    for bytes in [
        &b"nonsense\r\n\r\n"[..],
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: x\r\n\r\n{}",
        &[b'x'; 20_000],
    ] {
        let (_folder, mut client) = started();
        client.send_raw(bytes);
        assert_eq!(client.exit(), Some(1));
    }
}

#[test]
fn a_message_beyond_the_limit_is_refused_and_takes_no_memory() {
    let (_folder, mut client) = started();
    client.settle();
    let before = client.memory();
    let length = 80 << 20;
    client.send_raw(format!("Content-Length: {length}\r\n\r\n").as_bytes());
    let piece = vec![b' '; 1 << 20];
    (0..length >> 20).for_each(|_| client.send_raw(&piece));
    assert_eq!(code(&client.next(Duration::from_secs(60)).unwrap()), -32600);
    assert!(client.memory() < before + (16 << 10), "{} KiB", client.memory() - before);
    // A frame that promises more than ever comes.
    client.send_raw(b"Content-Length: 60000000\r\n\r\n{}");
    assert_eq!(client.end(), Some(1));
}

#[test]
fn a_request_that_waits_is_cancelled() {
    let (folder, mut client) = started();
    let page = text(folder.path(), PAGE);
    client.settle();
    client.open(PAGE, &page);
    let params =
        json!({ "textDocument": { "uri": client.uri(PAGE) }, "position": { "line": 7, "character": 3 } });
    let id = client.ask("textDocument/hover", params);
    client.notify("$/cancelRequest", json!({ "id": id }));
    // It may have been answered already.
    if let Err(error) = client.answer(&json!(id)) {
        assert_eq!(error["code"], -32800);
    }
    client.notify("$/cancelRequest", json!({ "id": 99_999 }));
    client.settle();
}

#[test]
fn any_edit_and_any_request_is_survived() {
    let (folder, mut client) = started();
    let page = text(folder.path(), PAGE);
    client.open(PAGE, &page);
    let mut random = Random(20);
    let pieces = [
        "[@",
        "“",
        "\"",
        "]",
        "\n\n",
        "---\n",
        "<!-- ibid-allow ",
        "🌉",
        "\r",
        "](#",
        "::: ",
        "¶ ",
        "\u{feff}",
        "\0",
    ];
    let methods = ["hover", "completion", "definition", "references", "documentHighlight", "prepareRename"];
    for version in 2..120 {
        let mut number = |below: usize| random.below(below);
        let mut place = || json!({ "line": number(30), "character": number(90) });
        let range = match number_of(version) {
            0 => Value::Null,
            _ => json!({ "start": place(), "end": place() }),
        };
        let piece = pieces[random.below(pieces.len())];
        let document = json!({ "uri": client.uri(PAGE), "version": version });
        let mut change = json!({ "range": range, "text": piece });
        if range.is_null() {
            change = json!({ "text": format!("{page}{piece}") });
        }
        client.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [change] }),
        );
        let method = methods[random.below(methods.len())];
        let at = (random.below(30), random.below(90));
        client.at(method, PAGE, at);
    }
    client.change(PAGE, 500, &page);
    client.settle();
    assert!(client.of(PAGE).is_empty(), "{:?}", client.of(PAGE));
    assert!(client.notes.is_empty(), "{:?}", client.notes);
    assert_eq!(client.shut_down(), Some(0));
}

/// Whether a version replaces the whole text, as every tenth does.
fn number_of(version: usize) -> usize {
    version % 10
}
