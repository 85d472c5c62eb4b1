//! `claims.json`: every cited statement with what it rests on, for other programs.
//!
//! Passages are W3C `TextQuoteSelector`s (Web Annotation Data Model, section 4.2.4): the exact words
//! with a little of the text before and after them. [`SCHEMA`] describes the file and is published beside it.

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::markup::passage;
use crate::topic::address::encode;
use crate::view::Maker;
use crate::view::maker::source_label;

/// JSON Schema (2020-12) of `claims.json`.
pub(super) const SCHEMA: &str = include_str!("claims.schema.json");

pub(super) fn claims(maker: &Maker<'_>) -> String {
    let site = maker.site;
    // There may be a hundred thousand claims: each page's are written on their own, and as text at once.
    let pages: Vec<usize> = (0..site.pages.len()).filter(|&page| !site.pages[page].front.is_draft).collect();
    let claims: Vec<String> =
        pages.par_iter().with_min_len(16).flat_map_iter(|&page| of_page(maker, page)).collect();
    let sources: Vec<Value> = (0..site.sources.len()).map(|index| source(maker, index)).collect();
    let head = json!({
        "$schema": format!("{}claims.schema.json", site.addresses.base_url),
        "generator": concat!("ibid ", env!("CARGO_PKG_VERSION")),
        "site": site.addresses.base_url,
        "sources": sources,
    });
    let mut text = head.to_string();
    text.pop();
    format!("{text},\"claims\":[{}]}}\n", claims.join(","))
}

/// The claims of one page, each as JSON.
fn of_page(maker: &Maker<'_>, index: usize) -> Vec<String> {
    let (page, checks) = (&maker.site.pages[index], &maker.site.checks[index]);
    let url = maker.site.addresses.absolute(&page.folder);
    let mut claims = Vec::new();
    let corroborations = corroborations(maker, index);
    for ((group, checks), corroboration) in
        page.document.groups.iter().zip(&checks.groups).zip(corroborations)
    {
        let citations = group.cites.iter().zip(checks).filter_map(|(cite, check)| {
            let source = check.source?;
            let selectors: Vec<Value> =
                check.passages.iter().filter_map(|place| selector(maker, source, place)).collect();
            let mut citation = Map::new();
            citation.insert("source".into(), json!(cite.key));
            citation.insert("state".into(), json!(check.state.name()));
            if let Some(locator) = &cite.locator {
                citation.insert("locator".into(), json!(locator.display()));
            }
            citation.insert("selectors".into(), json!(selectors));
            Some(Value::Object(citation))
        });
        let claim = json!({
            "id": group.claim.id,
            "claim": group.claim.text,
            "permalink": format!("{url}#{}", encode(&group.claim.id)),
            "page": url,
            "citations": citations.collect::<Vec<_>>(),
            "corroboration": corroboration,
        });
        claims.push(claim.to_string());
    }
    claims
}

/// For each group of a page what its statement rests on.
fn corroborations(maker: &Maker<'_>, page: usize) -> impl Iterator<Item = Value> {
    maker.site.supported(page).into_iter().flat_map(|statement| {
        let found = &statement.corroboration;
        let value = json!({
            "sources": found.sources.len(), "origins": found.origins.len(), "unstated": found.unstated,
        });
        std::iter::repeat_n(value, statement.groups.len())
    })
}

fn selector(maker: &Maker<'_>, source: usize, place: &crate::verify::Passage) -> Option<Value> {
    let view = passage::shown(maker.site, source, place)?;
    let plain_prefix = view.before.trim_start_matches("… ");
    let plain_suffix = view.after.trim_end_matches(" …");
    Some(json!({
        "type": "TextQuoteSelector",
        "exact": view.exact,
        "prefix": plain_prefix,
        "suffix": plain_suffix,
        "paragraph": place.paragraph,
    }))
}

fn source(maker: &Maker<'_>, index: usize) -> Value {
    let record = &maker.site.sources[index];
    let meta = &record.meta;
    let mut value = json!({
        "key": record.key,
        "label": source_label(maker.site, index, maker.words),
        "title": meta.title,
        "authors": meta.authors,
        "publisher": meta.publisher,
        "date": meta.date.as_ref().map(crate::date::Edtf::iso),
        "origin": meta.origin,
        "url": meta.url,
        "page": maker.site.addresses.absolute(&maker.site.addresses.sources[index]),
        "blake3": record.hash,
    });
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    value
}
