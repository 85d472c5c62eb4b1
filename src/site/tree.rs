//! The structure of the site: sections, order of reading, translations, terms. Follows from their paths and
//! front matter alone.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Terms, folder_in};
use crate::base::address::slug;
use crate::base::ids::{LanguageId, PageId};
use crate::parse::topic::{Page, PageKind};
use crate::read::config::Config;

/// Of each page the pages of the same file in all languages; nothing where the site has one language.
pub(super) fn translations(
    config: &Config,
    pages: &[Arc<Page>],
    languages: &[LanguageId],
) -> Vec<Vec<PageId>> {
    let mut translations = vec![Vec::new(); pages.len()];
    if languages.len() < 2 {
        return translations;
    }
    let mut by_path: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for (id, page) in PageId::enumerate(pages) {
        by_path.entry(page.untranslated(config)).or_default().push(id);
    }
    for mut same in by_path.into_values().filter(|same| same.len() > 1) {
        same.sort_by_key(|&page| pages[page].language);
        for &page in &same {
            translations[page].clone_from(&same);
        }
    }
    translations
}

/// Pages of a section by weight, then date (newest first), then title.
pub(super) fn children(config: &Config, pages: &[Arc<Page>]) -> Vec<Vec<PageId>> {
    let mut by_folder: BTreeMap<&str, PageId> = BTreeMap::new();
    for (id, page) in PageId::enumerate(pages).filter(|(_, page)| page.kind != PageKind::Topic) {
        by_folder.insert(&page.folder, id);
    }
    let mut children = vec![Vec::new(); pages.len()];
    for (id, page) in PageId::enumerate(pages) {
        let Some(mut section) = page.section() else { continue };
        // Every language has a tree of its own.
        let home = folder_in(config, page.language, "");
        // A folder without `_index.md` belongs to the nearest section above it.
        let parent = loop {
            match by_folder.get(section) {
                Some(parent) => break Some(*parent),
                None if section == home => break None,
                None => section = section.rsplit_once('/').map_or("", |(above, _)| above),
            }
        };
        if let Some(parent) = parent {
            children[parent].push(id);
        }
    }
    for list in &mut children {
        list.sort_by_cached_key(|&page| {
            let page = &pages[page];
            let date = page.front.date.as_ref().map(crate::base::date::Edtf::iso);
            let weight = page.front.weight.unwrap_or(i64::MAX);
            (weight, std::cmp::Reverse(date), page.front.title.clone(), page.path.clone())
        });
    }
    children
}

/// Topics in the order in which they are read, section by section.
pub(super) fn reading_order(pages: &[Arc<Page>], children: &[Vec<PageId>]) -> Vec<PageId> {
    let mut order = Vec::new();
    for (section, list) in PageId::enumerate(children) {
        if pages[section].kind != PageKind::Topic {
            order.extend(list.iter().copied().filter(|&page| pages[page].kind == PageKind::Topic));
        }
    }
    order
}

/// The place of each page in an order of some of them.
pub(super) fn places(order: &[PageId], pages: usize) -> Vec<Option<usize>> {
    let mut places = vec![None; pages];
    for (place, &page) in order.iter().enumerate() {
        places[page] = Some(place);
    }
    places
}

/// The terms of a language.
pub(super) fn terms(config: &Config, pages: &[Arc<Page>], language: LanguageId) -> Terms {
    let mut terms: Terms =
        config.taxonomies.iter().map(|taxonomy| (taxonomy.clone(), BTreeMap::new())).collect();
    // Many pages share few names.
    let mut slugs: HashMap<&str, String> = HashMap::new();
    for (id, page) in PageId::enumerate(pages).filter(|(_, page)| page.language == language) {
        for (taxonomy, names) in &page.front.terms {
            for name in names {
                let slug = slugs.entry(name).or_insert_with(|| slug(name));
                let entry = terms
                    .entry(taxonomy.clone())
                    .or_default()
                    .entry(slug.clone())
                    .or_insert_with(|| (name.value.clone(), Vec::new()));
                if entry.1.last() != Some(&id) {
                    entry.1.push(id);
                }
            }
        }
    }
    terms
}
