//! The page of the search, and the index that stands on it for readers without JavaScript.

use std::collections::BTreeMap;

use super::maker::{Maker, Output, View};
use super::{IndexEntry, IndexLetter, Link, SearchFilter, SearchView};
use crate::search::{record, term};
use crate::site::Site;
use crate::site::addresses::SEARCH;
use crate::topic::address::part;

/// Most entries of an index on one page; a larger one has a page for each letter.
const MOST_ENTRIES: usize = 400;
/// Most terms, and most sources, that are offered to choose from.
const MOST_FILTERS: usize = 100;

/// Folder of a letter's page.
pub(super) fn letter_folder(letter: &str) -> String {
    format!("{SEARCH}/{}", part(&letter.to_lowercase()))
}

/// The letters that have a page of their own: none on a small site.
pub(super) fn letter_pages(site: &Site) -> Vec<String> {
    let people = people(site);
    if site.pages.len() + site.sources.len() + people.len() <= MOST_ENTRIES {
        return Vec::new();
    }
    let titles = site.pages.iter().map(|page| page.front.title.as_str());
    let sources = site.sources.iter().map(|source| source.meta.title.as_deref().unwrap_or(&source.key));
    let names = people.keys().copied();
    let letters = titles.chain(sources).chain(names).map(|name| letter(&term::sort_key(name)));
    letters.collect::<std::collections::BTreeSet<String>>().into_iter().collect()
}

/// The letter under which a name stands, given its sort key.
fn letter(key: &str) -> String {
    match key.chars().next() {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        _ => "0–9".to_owned(),
    }
}

pub(super) fn make(maker: &Maker<'_>) -> Output {
    let site = maker.site;
    let pages = letter_pages(site);
    let kinds = record::KINDS.iter().map(|kind| SearchFilter {
        value: (*kind).to_owned(),
        label: maker.words.get(&format!("search_kind_{kind}")).to_owned(),
    });
    let view = SearchView {
        index_url: site.addresses.path(SEARCH),
        found: found(maker),
        kinds: kinds.collect(),
        terms: terms(site),
        sources: sources(maker),
        letters: if pages.is_empty() { letters(maker, None) } else { Vec::new() },
        letter_pages: letter_links(maker, &pages),
    };
    maker.generated("search", SEARCH, maker.words.get("title_search").to_owned(), View::Search(view))
}

pub(super) fn make_letter(maker: &Maker<'_>, letter: &str) -> Output {
    let view = SearchView {
        index_url: maker.site.addresses.path(SEARCH),
        found: Vec::new(),
        kinds: Vec::new(),
        terms: Vec::new(),
        sources: Vec::new(),
        letters: letters(maker, Some(letter)),
        letter_pages: letter_links(maker, &letter_pages(maker.site)),
    };
    let title = maker.words.fill("title_search_letter", &[("letter", letter)]);
    let mut output = maker.generated("search", &letter_folder(letter), title, View::Search(view));
    // It is a way to other pages, and of no interest itself.
    output.head.noindex = true;
    output
}

/// The plural forms of "{n} results", in the order of their names.
fn found(maker: &Maker<'_>) -> Vec<SearchFilter> {
    let form = |(value, label): (&String, &serde_json::Value)| SearchFilter {
        value: value.clone(),
        label: label.as_str().unwrap_or_default().to_owned(),
    };
    let word = maker.words.all().get("search_found");
    let mut forms: Vec<SearchFilter> = match word.and_then(serde_json::Value::as_object) {
        Some(forms) => forms.iter().map(form).collect(),
        None => vec![SearchFilter {
            value: "other".to_owned(),
            label: maker.words.get("search_found").to_owned(),
        }],
    };
    forms.sort_by(|a, b| a.value.cmp(&b.value));
    forms
}

fn letter_links(maker: &Maker<'_>, letters: &[String]) -> Vec<Link> {
    let link = |letter: &String| Link {
        title: letter.clone(),
        url: maker.site.addresses.path(&letter_folder(letter)),
    };
    letters.iter().map(link).collect()
}

/// The terms of all taxonomies, those of most pages first.
fn terms(site: &Site) -> Vec<SearchFilter> {
    let mut all: Vec<(usize, &str, &str, &str)> = Vec::new();
    for (taxonomy, terms) in site.terms_in(0) {
        all.extend(terms.iter().map(|(slug, (name, pages))| (pages.len(), &**taxonomy, &**slug, &**name)));
    }
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.3, a.1, a.2).cmp(&(b.3, b.1, b.2))));
    all.truncate(MOST_FILTERS);
    all.sort_by_cached_key(|(_, taxonomy, slug, name)| (term::sort_key(name), *taxonomy, *slug));
    let filter = |(_, taxonomy, slug, name): (usize, &str, &str, &str)| SearchFilter {
        value: format!("#{taxonomy}/{slug}"),
        label: name.to_owned(),
    };
    all.into_iter().map(filter).collect()
}

/// The sources that are cited most.
fn sources(maker: &Maker<'_>) -> Vec<SearchFilter> {
    let site = maker.site;
    let mut cited: Vec<usize> =
        (0..site.sources.len()).filter(|&index| site.backlinks[index].uses > 0).collect();
    cited.sort_by_key(|&index| (std::cmp::Reverse(site.backlinks[index].uses), index));
    cited.truncate(MOST_FILTERS);
    let filter = |index: usize| SearchFilter {
        value: format!("@{}", site.sources[index].key),
        label: maker.source_label(index).to_owned(),
    };
    let mut filters: Vec<SearchFilter> = cited.into_iter().map(filter).collect();
    filters.sort_by_cached_key(|filter| (term::sort_key(&filter.label), filter.value.clone()));
    filters
}

/// What a person wrote: pages and sources.
type Works = (Vec<usize>, Vec<usize>);

/// The authors of pages and of sources, as they are written.
fn people(site: &Site) -> BTreeMap<&str, Works> {
    let mut people: BTreeMap<&str, Works> = BTreeMap::new();
    for (index, page) in site.pages.iter().enumerate() {
        page.front.authors.iter().for_each(|name| people.entry(name).or_default().0.push(index));
    }
    for (index, source) in site.sources.iter().enumerate() {
        source.meta.authors.iter().for_each(|name| people.entry(name).or_default().1.push(index));
    }
    people
}

/// The index, or one letter of it.
fn letters(maker: &Maker<'_>, only: Option<&str>) -> Vec<IndexLetter> {
    let site = maker.site;
    let mut entries: Vec<(String, IndexEntry)> = Vec::new();
    let mut add = |name: &str, kind: &str, links: &dyn Fn() -> Vec<Link>| {
        let key = term::sort_key(name);
        if only.is_none_or(|only| letter(&key) == only) {
            entries.push((key, IndexEntry { kind: kind.to_owned(), title: name.to_owned(), links: links() }));
        }
    };
    let source_link = |index: usize| {
        let link = &maker.parts.source_links[index];
        Link { title: link.title.clone(), url: link.url.clone() }
    };
    for (index, page) in site.pages.iter().enumerate().filter(|(_, page)| !page.front.is_draft) {
        add(&page.front.title, "page", &|| vec![maker.page_link(index)]);
    }
    for (index, source) in site.sources.iter().enumerate() {
        let name = source.meta.title.as_deref().unwrap_or(&source.key);
        add(name, "source", &|| vec![source_link(index)]);
    }
    for (name, (pages, sources)) in people(site) {
        let works = || {
            let public = pages.iter().filter(|&&page| !site.pages[page].front.is_draft);
            let pages = public.map(|&page| maker.page_link(page));
            pages.chain(sources.iter().map(|&source| source_link(source))).collect()
        };
        add(name, "person", &works);
    }
    entries.sort_by(|a, b| (&a.0, &a.1.title, &a.1.kind).cmp(&(&b.0, &b.1.title, &b.1.kind)));
    let mut letters: Vec<IndexLetter> = Vec::new();
    for (key, entry) in entries {
        let letter = letter(&key);
        match letters.last_mut() {
            Some(last) if last.letter == letter => last.entries.push(entry),
            _ => letters.push(IndexLetter {
                id: format!("az-{}", letters.len() + 1),
                letter,
                entries: vec![entry],
            }),
        }
    }
    letters
}
