//! Published pages: as small as minify-html makes them, and the same documents as before.

use std::sync::Arc;

use dom_query::{Document, NodeRef};
use ibid::app::engine::{self, RunOptions};
use ibid::render::html::{KnownPieces, minify};

use crate::support::flagship;

/// The pages of the flagship as the templates make them.
fn pages() -> Vec<(String, Vec<u8>)> {
    let options = RunOptions { skip_minify: true, ..RunOptions::default() };
    let run = engine::run(Arc::new(flagship::snapshot()), "ibid.yaml", Vec::new(), &options).unwrap();
    let is_page = |path: &String| path.ends_with(".html");
    run.files
        .iter()
        .filter(|(path, _)| is_page(path))
        .map(|(path, bytes)| (path.clone(), bytes.to_vec()))
        .collect()
}

fn small(html: &[u8], has_raw_html: bool) -> Vec<u8> {
    minify(html.to_vec().into(), has_raw_html, &KnownPieces::default())
}

/// A document as a list of its elements, attributes and words; white space and comments left out.
fn outline(node: &NodeRef<'_>, out: &mut Vec<String>) {
    for child in node.children() {
        if child.is_text() {
            let text: String = child.text().split_whitespace().collect();
            // Texts that only a comment parts are one.
            match out.last_mut().filter(|last| last.starts_with('"')) {
                Some(last) => last.push_str(&text),
                None if text.is_empty() => {}
                None => out.push(format!("\"{text}")),
            }
        } else if child.is_element() {
            let name = child.node_name().unwrap();
            let mut attributes: Vec<String> = child
                .attrs()
                .iter()
                .map(|attribute| format!("{}={}", attribute.name.local, attribute.value))
                .collect();
            attributes.sort();
            out.push(format!("<{name} {}", attributes.join(" ")));
            outline(&child, out);
            out.push(format!("/{name}"));
        }
    }
}

fn document(html: &[u8]) -> Vec<String> {
    let document = Document::from(std::str::from_utf8(html).unwrap());
    let mut out = Vec::new();
    outline(&document.root(), &mut out);
    out
}

#[test]
fn pages_are_as_small_as_the_library_makes_them() {
    let (mut ours, mut theirs) = (0, 0);
    for (path, html) in pages() {
        let tight = small(&html, false).len();
        let parsed = small(&html, true).len();
        assert!(tight < html.len(), "{path}: not smaller at all");
        // The library knows which ampersands mean nothing; records of sources for reference managers (COinS)
        // are full of them.
        let allowed = if path.starts_with("sources/") { 102 } else { 101 };
        assert!(tight * 100 <= parsed * allowed, "{path}: {tight} bytes, the library makes {parsed}");
        ours += tight;
        theirs += parsed;
    }
    assert!(ours > 100_000, "only {ours} bytes of pages");
    println!("pages: {ours} bytes, minify-html makes {theirs}");
}

#[test]
fn pages_are_the_documents_that_the_templates_make() {
    for (path, html) in pages() {
        let smaller = document(&small(&html, false));
        let made = document(&html);
        assert!(made.len() > 50, "{path} is empty");
        if let Some(at) = (0..made.len()).find(|&at| smaller.get(at) != made.get(at)) {
            panic!("{path}: {:?} became {:?}", &made[at.saturating_sub(2)..=at], smaller.get(at));
        }
        assert_eq!(smaller.len(), made.len(), "{path}");
    }
}
