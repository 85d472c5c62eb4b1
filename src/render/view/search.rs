//! The page of a language's search, and the index that stands on it for readers without JavaScript.

use std::collections::BTreeMap;

use super::maker::{Maker, Output, View};
use super::{IndexEntry, IndexKind, IndexLetter, NavLink, PageType, SearchFilter, SearchView, paging};
use crate::base::address::part;
use crate::base::ids::{LanguageId, PageId, SourceId};
use crate::base::term;
use crate::render::view::record::RecordKind;
use crate::site::addresses::SEARCH;
use crate::site::{Site, paging as numbered};

/// Most entries of an index on one page; a larger one has a page for each letter.
const MOST_ENTRIES: usize = 400;
/// Most terms, and most sources, that are offered to choose from.
const MOST_FILTERS: usize = 100;

/// Folder of a letter's page.
pub(super) fn letter_folder(letter: &str) -> String {
    format!("{SEARCH}/{}", part(&letter.to_lowercase()))
}

/// The letters of a language's index that have pages of their own, each with the number of its entries: none
/// on a small site.
pub(super) fn letter_pages(site: &Site, language: LanguageId) -> BTreeMap<String, usize> {
    let people = people(site, language);
    let pages = || pages(site, language).map(|page| site.pages[page].front.title.as_str());
    if pages().count() + site.sources.len() + people.len() <= MOST_ENTRIES {
        return BTreeMap::new();
    }
    let sources = site.sources.iter().map(|source| source.meta.title.as_deref().unwrap_or(&source.key));
    let mut letters = BTreeMap::new();
    for name in pages().chain(sources).chain(people.keys().copied()) {
        *letters.entry(letter(name)).or_default() += 1;
    }
    letters
}

/// The pages of a language that are in its index.
fn pages(site: &Site, language: LanguageId) -> impl Iterator<Item = PageId> {
    PageId::all(site.pages.len()).filter(move |&page| {
        let page = &site.pages[page];
        page.language == language && !page.front.is_draft
    })
}

/// The letter under which a name stands.
fn letter(name: &str) -> String {
    match term::first(name) {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        _ => "0–9".to_owned(),
    }
}

pub(super) fn make(maker: &Maker<'_>) -> Output {
    let pages = letter_pages(maker.site, maker.language);
    let kinds = RecordKind::ALL.map(|kind| SearchFilter {
        value: kind.name().to_owned(),
        label: maker.words.get(&format!("search_kind_{}", kind.name())).to_owned(),
    });
    let view = SearchView {
        index_url: maker.path(SEARCH),
        found: found(maker),
        kinds: kinds.to_vec(),
        terms: terms(maker),
        sources: sources(maker),
        letters: if pages.is_empty() { letters(maker, None) } else { Vec::new() },
        letter_pages: letter_links(maker, &pages),
        paging: None,
    };
    maker.generated(PageType::Search, SEARCH, maker.words.get("title_search").to_owned(), View::Search(view))
}

/// Page `number` of a letter.
pub(super) fn make_letter(maker: &Maker<'_>, letter: &str, number: usize) -> Output {
    let pages = letter_pages(maker.site, maker.language);
    let folder = letter_folder(letter);
    let list = maker.site.folder_in(maker.language, &folder);
    let entries = pages.get(letter).copied().unwrap_or_default();
    let view = SearchView {
        index_url: maker.path(SEARCH),
        found: Vec::new(),
        kinds: Vec::new(),
        terms: Vec::new(),
        sources: Vec::new(),
        letters: letters(maker, Some((letter, number))),
        letter_pages: letter_links(maker, &pages),
        paging: paging::view(maker, &list, number, numbered::pages(entries, numbered::MOST_ROWS)),
    };
    let title = maker.words.fill("title_search_letter", &[("letter", letter)]);
    let mut output = paging::output(maker, (PageType::Search, &folder), &title, number, View::Search(view));
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

fn letter_links(maker: &Maker<'_>, letters: &BTreeMap<String, usize>) -> Vec<NavLink> {
    let link = |letter: &String| NavLink { title: letter.clone(), url: maker.path(&letter_folder(letter)) };
    letters.keys().map(link).collect()
}

/// The terms of all taxonomies, those of most pages first.
fn terms(maker: &Maker<'_>) -> Vec<SearchFilter> {
    let mut all: Vec<(usize, &str, &str, &str)> = Vec::new();
    for (taxonomy, terms) in maker.site.terms_in(maker.language) {
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
    let mut cited: Vec<SourceId> =
        SourceId::all(site.sources.len()).filter(|&index| site.backlinks[index].uses > 0).collect();
    cited.sort_by_key(|&index| (std::cmp::Reverse(site.backlinks[index].uses), index));
    cited.truncate(MOST_FILTERS);
    let filter = |index: SourceId| SearchFilter {
        value: format!("@{}", site.sources[index].key),
        label: maker.source_label(index).to_owned(),
    };
    let mut filters: Vec<SearchFilter> = cited.into_iter().map(filter).collect();
    filters.sort_by_cached_key(|filter| (term::sort_key(&filter.label), filter.value.clone()));
    filters
}

/// What a person wrote: pages and sources.
type Works = (Vec<PageId>, Vec<SourceId>);

/// A name without the braces that only say that it is an organisation's.
fn without_braces(name: &str) -> &str {
    name.trim().trim_start_matches('{').trim_end_matches('}').trim()
}

/// The authors of a language's pages and of sources, as they are written.
fn people(site: &Site, language: LanguageId) -> BTreeMap<&str, Works> {
    let mut people: BTreeMap<&str, Works> = BTreeMap::new();
    for index in pages(site, language) {
        let authors = site.pages[index].front.authors.iter();
        authors.for_each(|name| people.entry(without_braces(name)).or_default().0.push(index));
    }
    for (index, source) in SourceId::enumerate(&site.sources) {
        let authors = source.meta.authors.iter();
        authors.for_each(|name| people.entry(without_braces(name)).or_default().1.push(index));
    }
    people
}

/// The index, or a page of one of its letters.
fn letters(maker: &Maker<'_>, only: Option<(&str, usize)>) -> Vec<IndexLetter> {
    let site = maker.site;
    let mut named: Vec<(String, &str, IndexedItem)> = Vec::new();
    let mut add = |name, entry| {
        if only.is_none_or(|(only, _)| letter(name) == only) {
            named.push((term::sort_key(name), name, entry));
        }
    };
    pages(site, maker.language).for_each(|page| add(&site.pages[page].front.title, IndexedItem::Page(page)));
    for (index, source) in SourceId::enumerate(&site.sources) {
        add(source.meta.title.as_deref().unwrap_or(&source.key), IndexedItem::Source(index));
    }
    for (name, works) in people(site, maker.language) {
        add(name, IndexedItem::Person(works));
    }
    named.sort_by(|a, b| (&a.0, a.1, a.2.kind()).cmp(&(&b.0, b.1, b.2.kind())));
    let named = match only {
        Some((_, number)) => numbered::rows(&named, numbered::MOST_ROWS, number),
        None => &named,
    };
    let mut letters: Vec<IndexLetter> = Vec::new();
    for (_, name, entry) in named {
        let letter = letter(name);
        let entry = entry.view(maker, name);
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

/// What stands in the index under a name.
enum IndexedItem {
    Page(PageId),
    Source(SourceId),
    Person(Works),
}

impl IndexedItem {
    fn kind(&self) -> IndexKind {
        match self {
            Self::Page(_) => IndexKind::Page,
            Self::Source(_) => IndexKind::Source,
            Self::Person(_) => IndexKind::Person,
        }
    }

    fn view(&self, maker: &Maker<'_>, name: &str) -> IndexEntry {
        let source_link = |index: SourceId| {
            let link = &maker.parts.source_links[index];
            NavLink { title: link.title.clone(), url: link.url.clone() }
        };
        let links = match self {
            Self::Page(page) => vec![maker.page_link(*page)],
            // A source without a title stands under its key, and is named so.
            Self::Source(source) => vec![NavLink { title: name.to_owned(), ..source_link(*source) }],
            Self::Person((pages, sources)) => {
                let pages = pages.iter().map(|&page| maker.page_link(page));
                pages.chain(sources.iter().map(|&source| source_link(source))).collect()
            }
        };
        IndexEntry { kind: self.kind(), title: name.to_owned(), links }
    }
}
