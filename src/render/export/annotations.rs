//! Every citation as a W3C annotation (Web Annotation Data Model): the statement is the body, the passage of the
//! source the target.

use serde_json::{Value, json};

use crate::base::ids::PageId;
use crate::base::percent::encode_path;
use crate::render::machine::{Repeated, Selector, selector};
use crate::render::markup::notes::Notes;
use crate::render::view::Maker;
use crate::site::statement;

/// The annotations of some pages as one collection, in JSON-LD.
#[must_use]
pub fn annotations(maker: &Maker<'_>, pages: &[PageId]) -> String {
    let site = maker.site;
    let id = format!("{}annotations.json", site.addresses.absolute(&site.folder_in(maker.language, "")));
    let items: Vec<Value> = pages.iter().flat_map(|&page| of_page(maker, page)).collect();
    let collection = json!({
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"occurrence": "https://crates.io/crates/ibid#occurrence"}],
        "id": id,
        "type": "AnnotationCollection",
        "label": maker.about().title,
        "generator": {"id": "https://crates.io/crates/ibid", "type": "Software", "name": concat!("ibid ", env!("CARGO_PKG_VERSION"))},
        "total": items.len(),
        "first": {"id": format!("{id}#1"), "type": "AnnotationPage", "startIndex": 0, "items": items},
    });
    format!("{collection}\n")
}

fn of_page(maker: &Maker<'_>, index: PageId) -> Vec<Value> {
    let site = maker.site;
    let (page, checks) = (&site.pages[index], &site.checks[index]);
    let notes = Notes::number(site, index);
    let url = site.addresses.absolute(&page.folder);
    let (mut items, mut repeated) = (Vec::new(), Repeated::new());
    for (number, (group, checks)) in page.document.groups.iter().zip(&checks.groups).enumerate() {
        if group.claim.text.is_empty() && group.claim.with_keys.is_none() {
            continue;
        }
        for (check, marker) in checks.iter().zip(&notes.markers[number]) {
            let (Some(source), Some(marker)) = (check.source, marker) else { continue };
            let note = &notes.entries[marker.entry].items[marker.item];
            let record = &site.sources[source];
            let of_source = site.addresses.absolute(&site.addresses.sources[source]);
            let original = record.meta.url.clone().unwrap_or_else(|| of_source.clone());
            let selectors =
                check.passages.iter().filter_map(|place| selector(maker, source, place, &mut repeated));
            let selectors: Vec<Value> = selectors.map(|selector| quote_selector(&selector)).collect();
            let target = match selectors.is_empty() {
                true => json!(original),
                false => json!({"type": "SpecificResource", "source": original, "selector": selectors}),
            };
            items.push(json!({
                // The mark of the note on the page, which is there once for every citation.
                "id": format!("{url}#{}", encode_path(&note.mention_id(marker.mention))),
                "type": "Annotation",
                "motivation": "linking",
                "body": [
                    {"type": "TextualBody", "value": statement(site, &group.claim), "format": "text/plain",
                     "language": page.language_code, "purpose": "describing"},
                    {"type": "SpecificResource", "source": format!("{url}#{}", encode_path(&group.claim.id)), "purpose": "linking"},
                    {"type": "TextualBody", "value": check.state.name().as_str(), "purpose": "tagging"},
                ],
                "target": target,
                "via": of_source,
            }));
        }
    }
    items
}

/// A selector in the terms of the model (4.2.4). The model has no words for which of several places with the same words
/// is meant, so that `occurrence` is a term of the context; where the paragraph is, is left out.
fn quote_selector(selector: &Selector) -> Value {
    let mut quote = json!({
        "type": "TextQuoteSelector", "exact": selector.exact, "prefix": selector.prefix, "suffix": selector.suffix,
    });
    if let Some(occurrence) = selector.occurrence {
        quote["occurrence"] = json!(occurrence);
    }
    quote
}
