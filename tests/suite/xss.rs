//! Hostile words in every field that a site takes from others, opened in a browser: nothing runs.
//!
//! The site is rendered as for publishing, findings or not, and served without its Content-Security-Policy, so
//! that it is the escaping that is tested and not the browser's second line of defence. On every page the
//! browser is asked what ran (each payload calls `alert`, which is a canary), and which elements and
//! attributes stand there that could: handlers, foreign scripts, frames, addresses of other schemes.
//!
//! `IBID_PAYLOADS=all cargo test --test suite xss -- --nocapture` takes the whole corpus.

mod corpus;
mod serve;
mod site;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use ibid::app::engine::{self, RunOptions};
use ibid::read::snapshot::Snapshot;
use serde_json::{Value, json};

use crate::support::browser::Browser;

type Files = BTreeMap<String, Arc<[u8]>>;

/// What runs before any page: the canary.
const CANARY: &str = "window.ran = []; for (const name of ['alert', 'prompt', 'confirm', 'print']) { window[name] = what => { window.ran.push(String(what)); }; }";

/// What is on a page that may run or be run.
const LOOK: &str = r"(async () => {
  await new Promise(done => setTimeout(done, 0));
  const bad = [...window.ran.map(what => 'ran: ' + what)];
  const schemes = ['http:', 'https:', 'mailto:', 'tel:'];
  for (const element of document.querySelectorAll('*')) {
    const name = element.localName;
    const show = () => element.outerHTML.slice(0, 160);
    for (const { name: attribute, value } of element.attributes) {
      if (attribute.startsWith('on') || attribute === 'srcdoc' || attribute === 'formaction' || attribute === 'style') bad.push(attribute + ': ' + show());
      if (['href', 'src', 'action', 'xlink:href', 'poster', 'data', 'background'].includes(attribute)) {
        let scheme = 'none:';
        try { scheme = new URL(value, location.href).protocol; } catch { continue; }
        const isOwnImage = scheme === 'data:' && name === 'link';
        if (!schemes.includes(scheme) && !isOwnImage) bad.push(scheme + ' ' + show());
      }
    }
    if (['iframe', 'frame', 'object', 'embed', 'applet', 'base', 'style', 'math', 'animate', 'set', 'foreignobject', 'portal'].includes(name)) bad.push(name + ': ' + show());
    if (name === 'script' && element.type !== 'application/ld+json' && new URL(element.src || 'none:', location.href).origin !== location.origin) bad.push('script: ' + show());
    if (name === 'link' && ['stylesheet', 'import', 'modulepreload'].includes(element.rel) && new URL(element.href).origin !== location.origin) bad.push('link: ' + show());
    if (name === 'meta' && /refresh|set-cookie/i.test(element.httpEquiv)) bad.push('meta: ' + show());
    if (name === 'svg' && !element.closest('.sprite') && element.querySelector(':not(use, symbol, path, circle, rect, line, g, title, desc, text, polyline, polygon, ellipse)')) bad.push('svg: ' + show());
  }
  return bad;
})()";

fn open() -> Browser {
    let mut browser = Browser::open();
    browser.call("Page.enable", json!({}));
    browser.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": CANARY }));
    browser
}

/// What could run on a page.
fn look(browser: &mut Browser, url: &str) -> Vec<String> {
    browser.call("Page.navigate", json!({ "url": url }));
    browser.wait(&format!("location.href === {} && document.readyState === 'complete'", json!(url)));
    let found = browser.ask(LOOK);
    let Value::Array(found) = found else { panic!("{url}: {found}") };
    found.into_iter().map(|bad| bad.as_str().unwrap_or_default().to_owned()).collect()
}

fn render(files: Vec<(String, String)>) -> Files {
    let snapshot: Snapshot = files.into_iter().collect();
    let run = engine::run(Arc::new(snapshot), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
    run.files
}

/// The texts of feeds, which other programs show as HTML, as pages of their own.
fn feed_items(files: &Files) -> Vec<(String, Arc<[u8]>)> {
    let Some(bytes) = files.get("feed.json") else { return Vec::new() };
    let feed: Value = serde_json::from_slice(bytes).unwrap();
    let items = feed["items"].as_array().unwrap();
    let html = items.iter().filter_map(|item| item["content_html"].as_str());
    html.enumerate()
        .map(|(index, html)| {
            let page = format!("<!doctype html><meta charset=utf-8><title>x</title>{html}");
            (format!("feed-item/{index}.html"), page.into_bytes().into())
        })
        .collect()
}

/// Opens every page of a site; gives how many, and what could run.
fn visit(browser: &mut Browser, mut files: Files) -> (usize, Vec<String>) {
    files.extend(feed_items(&files));
    let pages: Vec<String> = files.keys().filter(|path| path.ends_with(".html")).cloned().collect();
    let server = serve::Server::of(files);
    let mut bad = Vec::new();
    for page in &pages {
        let url = server.url(page);
        bad.extend(look(browser, &url).into_iter().map(|what| format!("{page}: {what}")));
    }
    (pages.len(), bad)
}

#[test]
fn the_canary_sings() {
    let mut browser = open();
    for hostile in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe src=\"data:text/html,x\"></iframe>",
        "<p style=\"x\">",
        "<meta http-equiv=refresh content=\"9;url=x\">",
    ] {
        let page = format!("<!doctype html><title>x</title>{hostile}").into_bytes().into();
        let (_, bad) = visit(&mut browser, Files::from([("index.html".to_owned(), page)]));
        assert!(!bad.is_empty(), "{hostile} went unseen");
    }
}

#[test]
fn no_word_of_any_field_runs() {
    let all = corpus::payloads();
    let whole = std::env::var("IBID_PAYLOADS").is_ok_and(|value| value == "all");
    // In short, every thirty-first: from every way out and every vector some.
    let payloads: Vec<&String> = all.iter().step_by(if whole { 1 } else { 31 }).collect();
    let started = Instant::now();
    let mut browser = open();
    let (mut pages, mut tried, mut bad) = (0, 0, Vec::new());
    for part in payloads.chunks(40) {
        let (files, fields) = site::of_pages(part);
        tried += fields;
        let rendered = render(files);
        for index in 0..part.len() {
            for page in ["topics/t", "topics/u", "topics/h", "sources/s"] {
                assert!(
                    rendered.contains_key(&format!("{page}{index}/index.html")),
                    "{page}{index} is not there"
                );
            }
        }
        let (visited, found) = visit(&mut browser, rendered);
        pages += visited;
        bad.extend(found);
    }
    // A site has one configuration.
    for payload in payloads.iter().step_by(if whole { 2 } else { 5 }) {
        let (files, fields) = site::of_config(payload);
        tried += fields;
        let mut rendered = render(files);
        rendered.retain(|path, _| {
            let shown = [
                "index.html",
                "404.html",
                "topics/index.html",
                "old/index.html",
                "older/index.html",
                "corrections/index.html",
            ];
            shown.contains(&path.as_str()) || !path.ends_with(".html")
        });
        let (visited, found) = visit(&mut browser, rendered);
        pages += visited;
        bad.extend(found.into_iter().map(|what| format!("{payload}: {what}")));
    }
    println!(
        "xss: {} payloads, {tried} payload × field, {pages} pages opened, {} executions or ways to one, {} s",
        payloads.len(),
        bad.len(),
        started.elapsed().as_secs()
    );
    bad.truncate(20);
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
