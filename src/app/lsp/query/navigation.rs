//! From citations to the passages that they rest on and back, from links to what they lead to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Query;
use super::place::{self, CitationPart, DocumentPlace, OpenSourcePlace, PagePlace, Thing};
use crate::app::lsp::protocol::{DocumentParams, Location, PositionParams, ReferenceParams};
use crate::base::ids::{CiteId, CiteIndex, CitePlace, SourceId};
use crate::base::percent::decode;
use crate::base::span::{PlainSpan, Span};
use crate::parse::source::Source;
use crate::parse::topic::Page;
use crate::site::links::{ResolvedLink, folder_at, resolve};

/// Where the thing at a place comes from: of a key the source, of an excerpt or a quotation the passage, of a locator
/// the paragraph, of a link the page or the heading.
pub(super) fn definition(query: &Query<'_>, params: &PositionParams) -> Value {
    let Some((_, DocumentPlace::Page(place))) = place::at(query, &params.text_document.uri, params.position)
    else {
        return Value::Null;
    };
    let locations = origins(query, &place);
    if locations.is_empty() { Value::Null } else { json!(locations) }
}

fn origins(query: &Query<'_>, place: &PagePlace<'_>) -> Vec<Location> {
    match &place.thing {
        Thing::Cite { cite, at, part } => {
            let Some((_, source)) = query.source_of_key(&cite.key) else { return Vec::new() };
            if *part == CitationPart::Locator {
                let numbers = cite.locator.iter().flat_map(|locator| locator.numbers());
                let there = numbers.filter_map(|number| source.text.paragraph(number)).next();
                if let Some(paragraph) = there {
                    return vec![query.location(&source.path, paragraph.file)];
                }
            }
            let passages =
                if *part == CitationPart::Key { Vec::new() } else { passages(query, place, *at, source) };
            if passages.is_empty() { vec![query.location(&source.path, Span::default())] } else { passages }
        }
        Thing::Quotation { group: Some(group) } => {
            let cites = CiteIndex::enumerate(&place.page.document.groups[*group].cites);
            let of_cite = cites.flat_map(|(at, cite)| match query.source_of_key(&cite.key) {
                Some((_, source)) => passages(query, place, CitePlace { group: *group, cite: at }, source),
                None => Vec::new(),
            });
            of_cite.collect()
        }
        Thing::Link(link) => target(query, place.page, &link.url).into_iter().collect(),
        Thing::Quotation { group: None, .. } | Thing::Heading(_) => Vec::new(),
    }
}

/// The passages of a citation, in the file of its source.
fn passages(query: &Query<'_>, place: &PagePlace<'_>, at: CitePlace, source: &Source) -> Vec<Location> {
    let passages = place.check(at).map_or(&[][..], |check| &check.passages);
    passages
        .iter()
        .map(|passage| query.location(&source.path, source.text.file_span(passage.plain)))
        .collect()
}

/// Where a link of a page leads within the site's files.
fn target(query: &Query<'_>, page: &Page, url: &str) -> Option<Location> {
    let site = &query.checked.site;
    let heading = |page: &Page, id: &str| {
        let of_heading = page.document.headings.iter().find(|heading| heading.id == id);
        let of_statement = || page.document.groups.iter().find(|group| group.claim.id == id);
        of_heading.map(|heading| heading.span).or_else(|| of_statement().map(|group| group.claim.span))
    };
    match resolve(site, page, url) {
        ResolvedLink::Fragment(id) => Some(query.location(&page.path, heading(page, &id)?)),
        ResolvedLink::Internal(address) => {
            let folder = folder_at(site, &address)?;
            let fragment = address.split_once('#').map(|(_, id)| decode(id)).unwrap_or_default();
            if let Some(&id) = site.addresses.by_folder.get(&folder) {
                let page = &site.pages[id];
                let span = heading(page, &fragment).unwrap_or_default();
                return Some(query.location(&page.path, span));
            }
            if let Some(at) = site.addresses.sources.iter().position(|own| *own == folder) {
                return Some(query.location(&site.sources[at].path, Span::default()));
            }
            let asset = site.addresses.assets.get(&folder)?;
            Some(query.location(asset, Span::default()))
        }
        ResolvedLink::External(_) | ResolvedLink::Broken(..) => None,
    }
}

/// Everything that names the thing at a place: of a key all citations of the source, of a passage what rests on it,
/// of a heading the links to it.
pub(super) fn references(query: &Query<'_>, params: &ReferenceParams) -> Value {
    let found = place::at(query, &params.text_document.uri, params.position);
    let Some((path, place)) = found else { return Value::Null };
    let mut locations = Vec::new();
    match &place {
        DocumentPlace::Source(OpenSourcePlace { source, paragraph: None, .. }) => {
            locations = of_source(query, source);
            declare(query, params, source, &mut locations);
        }
        DocumentPlace::Source(OpenSourcePlace { id, paragraph: Some(paragraph), .. }) => {
            locations = of_passages(query, *id, paragraph.plain);
        }
        DocumentPlace::Page(place) => match &place.thing {
            Thing::Cite { cite, at, part } => {
                let Some((id, source)) = query.source_of_key(&cite.key) else {
                    return json!(of_key(query, &cite.key));
                };
                let passages = match part {
                    CitationPart::Key | CitationPart::Locator => None,
                    CitationPart::Excerpt(_) | CitationPart::Other => {
                        place.check(*at).map(|check| &check.passages)
                    }
                };
                match passages.filter(|passages| !passages.is_empty()) {
                    Some(passages) => {
                        locations.extend(
                            passages.iter().flat_map(|passage| of_passages(query, id, passage.plain)),
                        );
                    }
                    None => {
                        locations = of_source(query, source);
                        declare(query, params, source, &mut locations);
                    }
                }
            }
            Thing::Quotation { group: Some(group) } => {
                let cites = CiteIndex::enumerate(&place.page.document.groups[*group].cites);
                for (at, cite) in cites {
                    let Some((id, _)) = query.source_of_key(&cite.key) else { continue };
                    let check = place.check(CitePlace { group: *group, cite: at });
                    let passages = check.map_or(&[][..], |check| &check.passages);
                    locations
                        .extend(passages.iter().flat_map(|passage| of_passages(query, id, passage.plain)));
                }
            }
            Thing::Heading(heading) => locations = links_to(query, &path, &heading.id),
            Thing::Link(link) => {
                if let Some(target) = target(query, place.page, &link.url) {
                    locations.push(target);
                }
            }
            Thing::Quotation { group: None, .. } => {}
        },
    }
    let mut seen = BTreeSet::new();
    locations
        .retain(|location| seen.insert((location.uri.clone(), location.range.start, location.range.end)));
    json!(locations)
}

/// Adds the source's file where it was asked for.
fn declare(query: &Query<'_>, params: &ReferenceParams, source: &Source, locations: &mut Vec<Location>) {
    if params.context.include_declaration {
        locations.insert(0, query.location(&source.path, Span::default()));
    }
}

fn of_source(query: &Query<'_>, source: &Source) -> Vec<Location> {
    of_key(query, &source.key)
}

/// Every citation of a key, on drafts too.
fn of_key(query: &Query<'_>, key: &str) -> Vec<Location> {
    let cites = |page: &Page| -> Vec<Location> {
        let cites = page.document.groups.iter().flat_map(|group| &group.cites);
        let of_key = cites.filter(|cite| cite.key == key);
        of_key.map(|cite| query.location(&page.path, cite.key_span)).collect()
    };
    query.pages().flat_map(cites).collect()
}

/// The statements that rest on words of a source within a place of its plain text.
fn of_passages(query: &Query<'_>, id: SourceId, within: PlainSpan) -> Vec<Location> {
    let passages = &query.checked.site.backlinks[id].passages;
    let overlapping =
        passages.iter().filter(|(other, _)| other.plain.start < within.end && within.start < other.plain.end);
    overlapping.flat_map(|(_, cites)| cites).map(|cite| statement(query, cite)).collect()
}

/// Where the statement of a citation stands; the citation, where it has none.
pub(super) fn statement(query: &Query<'_>, cite: &CiteId) -> Location {
    let page = &query.checked.site.pages[cite.page];
    let group = &page.document.groups[cite.group];
    let has_statement = group.claim.span.end > group.claim.span.start;
    query.location(&page.path, if has_statement { group.claim.span } else { group.span })
}

/// The links that lead to a heading.
fn links_to(query: &Query<'_>, path: &str, id: &str) -> Vec<Location> {
    let ending = format!("#{id}");
    let mut found = Vec::new();
    for page in query.pages() {
        for link in page.document.links.iter().filter(|link| decode(&link.url).ends_with(&ending)) {
            let leads_here = match resolve(&query.checked.site, page, &link.url) {
                ResolvedLink::Fragment(_) => page.path == path,
                ResolvedLink::Internal(address) => {
                    let site = &query.checked.site;
                    let folder = folder_at(site, &address);
                    let target = folder.and_then(|folder| site.addresses.by_folder.get(&folder));
                    target.is_some_and(|&target| site.pages[target].path == path)
                }
                _ => false,
            };
            if leads_here {
                found.push(query.location(&page.path, link.span));
            }
        }
    }
    found
}

/// The citations of the same source on the same page (“Document Highlights Request”).
pub(super) fn highlights(query: &Query<'_>, params: &PositionParams) -> Value {
    let Some((path, DocumentPlace::Page(place))) =
        place::at(query, &params.text_document.uri, params.position)
    else {
        return Value::Null;
    };
    let Thing::Cite { cite, part: CitationPart::Key, .. } = place.thing else { return Value::Null };
    let cites = place.page.document.groups.iter().flat_map(|group| &group.cites);
    let same = cites.filter(|other| other.key == cite.key);
    same.map(|other| json!({ "range": query.range(&path, other.key_span) })).collect()
}

/// The links of a page that lead to files of the site.
pub(super) fn links(query: &Query<'_>, params: &DocumentParams) -> Value {
    let Some(path) = query.path(&params.text_document.uri) else { return Value::Null };
    let Some((page, _)) = query.page(&path) else { return Value::Null };
    let links = page.document.links.iter().chain(&page.document.images).filter_map(|link| {
        let target = target(query, page, &link.url)?;
        let line = target.range.start.line + 1;
        // VS Code opens the line that a fragment names.
        let uri = if line > 1 { format!("{}#L{line}", target.uri) } else { target.uri };
        Some(json!({ "range": query.range(&path, link.span), "target": uri }))
    });
    links.collect()
}
