//! Targets of links: pages and files of the site, and the places on them.

use super::{FILE, Item, REFERENCE, Writing};
use crate::app::lsp::query::Query;
use crate::base::percent::decode;
use crate::parse::topic::Page;
use crate::site::links::{ResolvedLink, folder_at, resolve};

/// What a link of the page at `path` may lead to.
pub(super) fn targets(query: &Query<'_>, writing: &Writing<'_>, path: &str) -> Vec<Item> {
    let typed = writing.words();
    let site = &query.checked.site;
    if let Some((file, _)) = typed.split_once('#') {
        let own = query.page(path).map(|(own, _)| own);
        let named = || query.page(&format!("content/{}", decode(file.strip_prefix("@/")?)));
        let target = match (file, own) {
            ("", own) => own,
            // What is being written need not be a page yet.
            (_, None) => named().map(|(page, _)| page),
            (file, Some(own)) => match resolve(site, own, &decode(file)) {
                ResolvedLink::Internal(address) => folder_at(site, &address)
                    .and_then(|folder| site.addresses.by_folder.get(&folder))
                    .map(|&page| site.pages[page].as_ref()),
                _ => None,
            },
        };
        return target.map_or_else(Vec::new, |target| places(target, file));
    }
    let page = |page: &Page| {
        let below = page.path.strip_prefix("content/")?;
        let written = format!("@/{below}");
        let description = page.front.description.clone();
        let detail = page.front.title.clone();
        Some(Item { label: written.clone(), detail, documentation: description, kind: FILE, written })
    };
    let pages = query.pages().filter(|page| page.path != path).filter_map(page);
    let assets = site.addresses.assets.values().map(|file| {
        let written = format!("@/{}", file.strip_prefix("content/").unwrap_or(file));
        Item { label: written.clone(), detail: String::new(), documentation: None, kind: FILE, written }
    });
    pages.chain(assets).collect()
}

/// The ids on a page, with the headings that have them.
fn places(page: &Page, file: &str) -> Vec<Item> {
    let title = |id: &str| {
        let heading = page.document.headings.iter().find(|heading| heading.id == id);
        let statement = || page.document.groups.iter().find(|group| group.claim.id == id);
        heading
            .map(|heading| heading.title.clone())
            .or_else(|| statement().map(|group| group.claim.text.clone()))
            .unwrap_or_default()
    };
    let item = |id: &String| {
        let written = format!("{file}#{id}");
        Item { label: written.clone(), detail: title(id), documentation: None, kind: REFERENCE, written }
    };
    // Headings first: the ids of statements are hashes.
    let is_heading = |id: &&String| page.document.headings.iter().any(|heading| heading.id == **id);
    let (headings, others): (Vec<&String>, Vec<&String>) = page.document.anchors.iter().partition(is_heading);
    headings.into_iter().chain(others).map(item).collect()
}
