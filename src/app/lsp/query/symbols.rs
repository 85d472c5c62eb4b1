//! The parts of a document, and the pages, headings and sources of a site, by name.

use serde_json::{Value, json};

use super::Query;
use crate::app::lsp::protocol::{DocumentParams, SymbolQuery};
use crate::base::span::Span;
use crate::parse::source::Source;
use crate::parse::topic::Page;
use crate::parse::topic::document::HeadingFact;

/// Most symbols of a site that are listed.
const MOST: usize = 200;
/// Words of a paragraph that name it.
const WORDS: usize = 8;

/// Kinds of symbols (“SymbolKind”) by what they are taken for.
const FILE: u8 = 1;
const STRING: u8 = 15;
const KEY: u8 = 20;

/// The headings of a page, nested; the paragraphs of a source.
pub(super) fn of_document(query: &Query<'_>, params: &DocumentParams) -> Value {
    let Some(path) = query.path(&params.text_document.uri) else { return Value::Null };
    let is_nested = query.client.has_nested_symbols;
    if let Some((page, _)) = query.page(&path) {
        let headings = page.document.headings.as_slice();
        let end = query.text(&path).map_or(0, |text| text.text.len());
        return match is_nested {
            true => nested(query, page, headings, end),
            false => headings
                .iter()
                .map(|heading| flat(query, &path, &heading.title, STRING, heading.span))
                .collect(),
        };
    }
    let Some((_, source)) = query.source(&path) else { return Value::Null };
    let paragraphs = source.text.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed);
    let symbols = paragraphs.map(|paragraph| {
        let words = &source.text.plain[paragraph.plain.range()];
        let name = format!("¶ {} {}", paragraph.number, first_words(words));
        match is_nested {
            true => {
                let range = query.range(&path, paragraph.file);
                json!({ "name": name, "kind": STRING, "range": range, "selectionRange": range })
            }
            false => flat(query, &path, &name, STRING, paragraph.file),
        }
    });
    symbols.collect()
}

/// The first words of a text, on one line.
pub(super) fn first_words(text: &str) -> String {
    let mut words = text.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(WORDS).collect();
    let more = if words.next().is_some() { " …" } else { "" };
    format!("{}{more}", first.join(" "))
}

/// Headings with those below them (“DocumentSymbol”). Each goes to where the next of its level begins.
fn nested(query: &Query<'_>, page: &Page, headings: &[HeadingFact], end: usize) -> Value {
    let mut symbols = Vec::new();
    let mut rest = headings;
    while let Some((first, behind)) = rest.split_first() {
        let below = behind.iter().take_while(|heading| heading.level > first.level).count();
        let next = behind.get(below).map_or(end, |next| next.span.start as usize);
        let whole = Span::new(first.span.start as usize, next.max(first.span.end as usize));
        let name = if first.title.trim().is_empty() { &first.id } else { &first.title };
        symbols.push(json!({
            "name": name,
            "detail": format!("#{}", first.id),
            "kind": STRING,
            "range": query.range(&page.path, whole),
            "selectionRange": query.range(&page.path, first.span),
            "children": nested(query, page, &behind[..below], next),
        }));
        rest = &behind[below..];
    }
    Value::Array(symbols)
}

/// A symbol with its place (“SymbolInformation”).
fn flat(query: &Query<'_>, path: &str, name: &str, kind: u8, span: Span) -> Value {
    json!({ "name": name, "kind": kind, "location": query.location(path, span) })
}

/// The pages, headings and sources whose names have the letters asked for, in their order.
pub(super) fn of_site(query: &Query<'_>, asked: &SymbolQuery) -> Vec<Value> {
    let wanted = asked.query.to_lowercase();
    let has = |name: &str| {
        let name = name.to_lowercase();
        let mut letters = name.chars();
        wanted.chars().filter(|letter| !letter.is_whitespace()).all(|letter| letters.any(|own| own == letter))
    };
    let sources = query.checked.site.sources.iter().filter(|source| has(&named(source)));
    let sources = sources.map(|source| flat(query, &source.path, &named(source), KEY, Span::default()));
    let of_page = |page: &'_ Page| -> Vec<Value> {
        let title = Some(&page.front.title).filter(|title| has(title));
        let page_symbol = title.map(|title| flat(query, &page.path, title, FILE, page.front.title_span));
        let headings = page.document.headings.iter().filter(|heading| has(&heading.title)).map(|heading| {
            let mut symbol = flat(query, &page.path, &heading.title, STRING, heading.span);
            symbol["containerName"] = json!(page.front.title);
            symbol
        });
        page_symbol.into_iter().chain(headings).collect()
    };
    sources.chain(query.pages().flat_map(of_page)).take(MOST).collect()
}

/// A source by its key and title.
fn named(source: &Source) -> String {
    match &source.meta.title {
        Some(title) => format!("@{} {title}", source.key),
        None => format!("@{}", source.key),
    }
}
