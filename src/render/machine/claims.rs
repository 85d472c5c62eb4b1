//! `claims.json`: every cited statement with what it rests on, what is said to be unknown, and the terms that are
//! defined, for other programs.
//!
//! Passages are W3C `TextQuoteSelector`s (Web Annotation Data Model, section 4.2.4): the exact words
//! with a little of the text before and after them. [`SCHEMA`] describes the file and is published beside it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use ibid_languages::Language;
use serde::Serialize;
use serde_json::{Value, json};

use super::patch::Patch;
use super::selector::{Repeated, Selector, selector};
use crate::base::ids::{GroupIndex, PageId, SourceId};
use crate::base::output::{FilePart, OutputSink};
use crate::base::parallel;
use crate::base::percent::encode_path;
use crate::base::store::{Key, KeyMaker};
use crate::parse::review::{ReviewRecord, Verdict};
use crate::render::view::made_from::Origins;
use crate::render::view::{Maker, display_name, source_label};
use crate::site::{StatementReviews, machine_files, statement};
use crate::verify::{StateName, Unverified};

/// JSON Schema (2020-12) of `claims.json`.
pub const SCHEMA: &str = include_str!("claims.schema.json");

/// Pages whose claims are written at a time.
const PAGES_AT_ONCE: usize = 1024;

/// Writes the file. The claims of a page that has not changed are taken over from the file as it stands, and
/// where all do at one of its ends, they stay where they are: of a hundred megabytes a save changes few.
pub(super) fn write<S: OutputSink>(
    maker: &Maker<'_>,
    origins: Option<&Origins>,
    sink: &S,
) -> Result<(), S::Error> {
    let site = maker.site;
    let sources: Vec<Value> = SourceId::all(site.sources.len()).map(|index| source(maker, index)).collect();
    let pages: Vec<PageId> =
        PageId::all(site.pages.len()).filter(|&page| !site.pages[page].front.is_draft).collect();
    let mut head = json!({
        "$schema": format!("{}claims.schema.json", site.addresses.base_url),
        "generator": concat!("ibid ", env!("CARGO_PKG_VERSION")),
        "site": site.addresses.base_url,
        "sources": sources,
    });
    for (name, statements) in
        [("unknown", unknowns(maker, &pages)), ("definitions", definitions(maker, &pages))]
    {
        if !statements.is_empty() {
            head[name] = statements.into();
        }
    }
    let mut head = head.to_string().into_bytes();
    head.pop();
    head.extend_from_slice(b",\"claims\":[");
    let (old, known) = origins.and_then(|_| sink.parts(machine_files::CLAIMS)).unwrap_or_default();
    let known: HashMap<Key, Range<usize>> =
        known.into_iter().map(|part| (part.made_from, part.place)).collect();
    let keyed = parallel::map(&pages, 64, |&page| {
        let key = origins.map(|origins| key(maker, page, origins));
        (key, key.and_then(|key| known.get(&key).cloned()))
    });
    let (keys, known): (Vec<Option<Key>>, Vec<Option<Range<usize>>>) = keyed.into_iter().unzip();
    let mut patch = Patch::new(&old, &head, &known);
    // There may be a hundred thousand claims: they become text at once, and some pages at a time.
    let changed: Vec<usize> = patch.changed().collect();
    for some in changed.chunks(PAGES_AT_ONCE) {
        let made = parallel::map(some, 16, |&index| {
            let text = known[index].clone().and_then(|place| old.get(place));
            text.map_or_else(|| Cow::Owned(of_page(maker, pages[index])), Cow::Borrowed)
        });
        patch.add(&made);
    }
    let (text, places) = patch.finish(old);
    let parts = keys.into_iter().zip(places);
    let parts = parts.filter_map(|(key, place)| key.map(|made_from| FilePart { made_from, place }));
    sink.write_parts(machine_files::CLAIMS, &text, parts.collect())
}

/// What the claims of a page are made from.
fn key(maker: &Maker<'_>, page: PageId, origins: &Origins) -> Key {
    let mut key = KeyMaker::new("claims");
    key.add_key(&origins.frame);
    key.add_key(&origins.pages[page]);
    key.add(maker.site.pages[page].folder.as_bytes());
    key.finish()
}

/// What pages say that the sources do not say, with what was searched for.
fn unknowns(maker: &Maker<'_>, pages: &[PageId]) -> Vec<Value> {
    let site = maker.site;
    let searched = site.sources.iter().filter(|source| source.is_comparable()).count();
    let of_page = |&page: &PageId| {
        let page = &site.pages[page];
        let url = site.addresses.absolute(&page.folder);
        page.document.unknowns.iter().map(move |unknown| {
            json!({
                "statement": unknown.text,
                "permalink": format!("{url}#{}", encode_path(&unknown.block)),
                "page": url,
                "searched": unknown.searched,
                "sources": searched,
            })
        })
    };
    pages.iter().flat_map(of_page).collect()
}

/// The terms that pages define.
fn definitions(maker: &Maker<'_>, pages: &[PageId]) -> Vec<Value> {
    let site = maker.site;
    let of_page = |&page: &PageId| {
        let page = &site.pages[page];
        let url = site.addresses.absolute(&page.folder);
        page.document.definitions.iter().map(move |definition| {
            let groups = &page.document.groups[definition.groups];
            let claims: Vec<&str> = groups
                .iter()
                .map(|group| &group.claim)
                .filter(|claim| !claim.text.is_empty() || claim.with_keys.is_some())
                .map(|claim| claim.id.as_str())
                .collect();
            json!({
                "term": definition.term,
                "forms": definition.forms,
                "definition": definition.text,
                "permalink": format!("{url}#{}", encode_path(&definition.id)),
                "page": url,
                "claims": claims,
            })
        })
    };
    pages.iter().flat_map(of_page).collect()
}

#[derive(Serialize)]
struct ClaimRecord<'a> {
    id: &'a str,
    claim: Cow<'a, str>,
    permalink: String,
    page: &'a str,
    citations: Vec<Citation<'a>>,
    corroboration: Support,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    beyond_passages: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reviews: Vec<Review<'a>>,
}

/// Who read the statement against its sources, and found what.
#[derive(Serialize)]
struct Review<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    date: &'a str,
    says: Verdict,
}

impl<'a> Review<'a> {
    /// What a record says, with the name of the person where the site names them.
    fn new(record: &'a ReviewRecord, is_named: bool) -> Self {
        let ReviewRecord { by, role, date, says, .. } = record;
        Self { by: is_named.then_some(by), role: role.as_deref(), date, says: *says }
    }
}

#[derive(Serialize)]
struct Citation<'a> {
    source: &'a str,
    state: StateName,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Unverified>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    lacks_words: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<String>,
    selectors: Vec<Selector>,
}

/// On how many sources a statement rests.
#[derive(Clone, Copy, Serialize)]
struct Support {
    sources: usize,
    origins: usize,
    unstated: usize,
}

/// The claims of one page as JSON, with commas between them.
fn of_page(maker: &Maker<'_>, index: PageId) -> Vec<u8> {
    let (page, checks) = (&maker.site.pages[index], &maker.site.checks[index]);
    let url = maker.site.addresses.absolute(&page.folder);
    let language = Language::get(&page.language_code);
    let mut text = Vec::new();
    let groups = page.document.groups.iter().zip(&checks.groups);
    let reviews = reviews(maker, index);
    let beyond: BTreeMap<GroupIndex, &[String]> =
        checks.uncarried.iter().map(|(group, sentences)| (*group, sentences.as_slice())).collect();
    let mut repeated = Repeated::new();
    for (number, ((group, checks), corroboration)) in
        GroupIndex::enumerate(groups.zip(supports(maker, index)))
    {
        // A citation that stands alone carries no statement; that is a finding, and no claim.
        if group.claim.text.is_empty() && group.claim.with_keys.is_none() {
            continue;
        }
        let citations = group.cites.iter().zip(checks).filter_map(|(cite, check)| {
            let source = check.source?;
            Some(Citation {
                source: &cite.key,
                state: check.state.name(),
                reason: check.state.reason(),
                lacks_words: check.lacks_words,
                locator: cite.locator.as_ref().map(|locator| locator.display(language)),
                selectors: check
                    .passages
                    .iter()
                    .filter_map(|place| selector(maker, source, place, &mut repeated))
                    .collect(),
            })
        });
        let claim = ClaimRecord {
            id: &group.claim.id,
            claim: statement(maker.site, &group.claim),
            permalink: format!("{url}#{}", encode_path(&group.claim.id)),
            page: &url,
            citations: citations.collect(),
            corroboration,
            beyond_passages: beyond.get(&number).copied().unwrap_or_default(),
            reviews: reviews
                .get(&number)
                .into_iter()
                .flat_map(|it| &it.in_force)
                .map(|it| Review::new(it, maker.site.config.names_reviewers))
                .collect(),
        };
        if !text.is_empty() {
            text.push(b',');
        }
        // Strings and numbers into memory: nothing of this can fail.
        let _ = serde_json::to_writer(&mut text, &claim);
    }
    text
}

/// The reviews of a page's statements, by each of the groups that carry one.
fn reviews<'m>(maker: &Maker<'m>, page: PageId) -> BTreeMap<GroupIndex, &'m StatementReviews> {
    let mut reviews: BTreeMap<GroupIndex, &StatementReviews> = maker.site.reviews.of_page(page).collect();
    if !reviews.is_empty() {
        for groups in maker.site.statements_to_read(page) {
            let of = reviews.get(&groups.start).copied();
            reviews.extend(groups.iter().flat_map(|group| of.map(|of| (group, of))));
        }
    }
    reviews
}

/// For each group of a page what its statement rests on.
fn supports(maker: &Maker<'_>, page: PageId) -> impl Iterator<Item = Support> {
    maker.site.supported(page).into_iter().flat_map(|statement| {
        let found = &statement.corroboration;
        let support =
            Support { sources: found.sources.len(), origins: found.origins.len(), unstated: found.unstated };
        std::iter::repeat_n(support, statement.groups.len())
    })
}

fn source(maker: &Maker<'_>, index: SourceId) -> Value {
    let record = &maker.site.sources[index];
    let meta = &record.meta;
    let mut value = json!({
        "key": record.key,
        "label": source_label(maker.site, index, maker.words),
        "title": meta.title,
        "authors": meta.authors.iter().map(|name| display_name(name)).collect::<Vec<_>>(),
        "publisher": meta.publisher,
        "date": meta.date.as_ref().map(|date| date.exact().unwrap_or_else(|| date.edtf())),
        "origin": meta.origin,
        "url": meta.url,
        "language": meta.language,
        "archive": meta.archive_url,
        "page": maker.site.addresses.absolute(&maker.site.addresses.sources[index]),
        "blake3": record.hash,
    });
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    value
}
