//! Published pages: nothing stands there that could go, and they are the same documents as before.

use std::sync::Arc;

use dom_query::{Document, NodeRef};
use ibid::app::engine::{self, RunOptions};
use ibid::render::html::minify;

use crate::support::flagship;
use crate::support::html::{Page, Token};

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

/// What of a page means nothing to a browser and stands there all the same.
fn waste(html: &str) -> Vec<String> {
    let mut waste = Vec::new();
    let mut before_block = true;
    let mut literal = 0_usize;
    let page = Page::read(html);
    for (at, token) in page.tokens.iter().enumerate() {
        let next_is_block = page.tokens.get(at + 1).is_none_or(is_block);
        match token {
            Token::Text(text) if literal == 0 => {
                let space = |letter: char| letter.is_ascii_whitespace();
                if before_block && text.starts_with(space) || next_is_block && text.ends_with(space) {
                    waste.push(format!("white space beside a block: {text:?}"));
                }
                if text.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_whitespace)) {
                    waste.push(format!("a run of white space: {text:?}"));
                }
            }
            Token::Open(tag) if tag.name == "pre" => literal += 1,
            Token::Close(name) if name == "pre" => literal -= 1,
            _ => {}
        }
        before_block = is_block(token);
    }
    if html.contains("<!--") {
        waste.push("a comment".to_owned());
    }
    waste.extend(needless_quotes(html));
    waste
}

/// Tags beside which no browser shows white space, as far as the theme has them.
fn is_block(token: &Token) -> bool {
    const BLOCKS: [&str; 30] = [
        "html",
        "head",
        "body",
        "main",
        "header",
        "footer",
        "nav",
        "section",
        "article",
        "aside",
        "div",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "blockquote",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
    ];
    match token {
        Token::Open(tag) => BLOCKS.contains(&tag.name.as_str()),
        Token::Close(name) => BLOCKS.contains(&name.as_str()),
        Token::Text(_) | Token::Raw(_) => false,
    }
}

/// Quotation marks around values that need none, outside scripts and styles (HTML Living Standard, 13.1.2.3).
fn needless_quotes(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if let Some(name) = ["script", "style"].iter().find(|name| rest[1..].starts_with(**name)) {
            rest = &rest[rest.find(&format!("</{name}")).unwrap_or(rest.len() - 1)..];
        }
        let mut quote = None;
        let mut value = 0;
        let end = rest.char_indices().find_map(|(at, letter)| {
            match (quote, letter) {
                (None, '"' | '\'') => (quote, value) = (Some(letter), at + 1),
                (None, '>') => return Some(at),
                (Some(open), letter) if open == letter => {
                    let inside = &rest[value..at];
                    let needs = |letter: char| letter.is_ascii_whitespace() || "\"'=<>`&".contains(letter);
                    if !inside.contains(needs) {
                        found.push(format!("quotation marks around {inside:?}"));
                    }
                    quote = None;
                }
                _ => {}
            }
            None
        });
        rest = &rest[end.unwrap_or(rest.len() - 1) + 1..];
    }
    found
}

#[test]
fn nothing_stands_in_a_page_that_could_go() {
    let (mut before, mut after) = (0, 0);
    for (path, html) in pages() {
        let small = minify(html.clone(), false);
        let waste = waste(std::str::from_utf8(&small).unwrap());
        assert!(waste.is_empty(), "{path}:\n{}", waste.join("\n"));
        before += html.len();
        after += small.len();
    }
    println!("pages: {after} of {before} bytes");
    assert!(after > 100_000 && after * 100 < before * 97, "{after} of {before} bytes");
    let page = "<html><body class=\"a\"> <p>one  two <em>three</em> </p><!-- four --></body></html>";
    assert_eq!(waste(page).len(), 5, "{:?}", waste(page));
}

#[test]
fn pages_are_the_documents_that_the_templates_make() {
    for (path, html) in pages() {
        let small = document(&minify(html.clone(), false));
        let made = document(&html);
        assert!(made.len() > 50, "{path} is empty");
        if let Some(at) = (0..made.len()).find(|&at| small.get(at) != made.get(at)) {
            panic!("{path}: {:?} became {:?}", &made[at.saturating_sub(2)..=at], small.get(at));
        }
        assert_eq!(small.len(), made.len(), "{path}");
    }
}
