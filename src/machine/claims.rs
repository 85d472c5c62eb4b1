//! `claims.json`: every cited statement with what it rests on, for other programs.
//!
//! Passages are W3C `TextQuoteSelector`s (Web Annotation Data Model, section 4.2.4): the exact words
//! with a little of the text before and after them.

use serde_json::{Map, Value, json};

use crate::markup::passage;
use crate::view::Maker;
use crate::view::maker::source_label;

pub(super) fn claims(maker: &Maker<'_>) -> String {
    let site = maker.site;
    let mut claims = Vec::new();
    for (page, checks) in site.pages.iter().zip(&site.checks).filter(|(page, _)| !page.front.is_draft) {
        let url = site.addresses.absolute(&page.folder);
        for (group, checks) in page.document.groups.iter().zip(&checks.groups) {
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
            claims.push(json!({
                "id": group.claim.id,
                "claim": group.claim.text,
                "permalink": format!("{url}#{}", group.claim.id),
                "page": url,
                "citations": citations.collect::<Vec<_>>(),
            }));
        }
    }
    let sources: Vec<Value> = (0..site.sources.len()).map(|index| source(maker, index)).collect();
    let all = json!({
        "generator": concat!("ibid ", env!("CARGO_PKG_VERSION")),
        "site": site.addresses.base_url,
        "sources": sources,
        "claims": claims,
    });
    format!("{all}\n")
}

fn selector(maker: &Maker<'_>, source: usize, place: &crate::verify::Passage) -> Option<Value> {
    let view = passage::view(maker.site, source, place)?;
    let plain_prefix = view.before.trim_start_matches("… ");
    let plain_suffix = view.after.trim_end_matches(" …");
    Some(json!({
        "type": "TextQuoteSelector",
        "exact": view.exact,
        "prefix": plain_prefix,
        "suffix": plain_suffix,
        "paragraph": view.paragraph,
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
