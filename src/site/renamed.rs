//! Pages that have another address than they had in an earlier publication, which no alias leads on from.

use std::collections::BTreeSet;

use super::Site;
use crate::parse::topic::Page;

/// Share of a page's statements that have to stand in another for the two to be one page.
pub const SAME_PAGE: f64 = 0.5;

/// A page that was renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedPage {
    /// Its file now.
    pub file: String,
    /// The folder of the output in which it was.
    pub from: String,
}

/// What an author writes so that the former address of a page, given by its folder, still leads to it.
#[must_use]
pub fn keep_address(folder: &str) -> String {
    format!("write `aliases: [/{folder}/]` in its front matter, and links to it still arrive")
}

/// For pages of an earlier publication whose addresses lead nowhere now, those of a site that have most of their
/// statements or, where they have none, their title. `is_new` says of a page's file whether the earlier site lacked
/// it, or had other bytes in it.
#[must_use]
pub fn renamed(site: &Site, before: &[Page], is_new: impl Fn(&str) -> bool) -> Vec<RenamedPage> {
    let is_gone = |page: &&Page| !page.front.is_draft && !site.addresses.is_published(&page.folder);
    let gone: Vec<&Page> = before.iter().filter(is_gone).collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let new: Vec<(&Page, BTreeSet<&str>)> =
        site.pages.iter().filter(|page| is_new(&page.path)).map(|page| (&**page, statements(page))).collect();
    let found = gone.into_iter().filter_map(|old| {
        let same_file = new.iter().find(|(page, _)| page.path == old.path);
        let (page, _) = same_file.or_else(|| most_alike(old, &new))?;
        Some(RenamedPage { file: page.path.clone(), from: old.folder.clone() })
    });
    found.collect()
}

fn most_alike<'n, 'p>(
    old: &Page,
    new: &'n [(&'p Page, BTreeSet<&'p str>)],
) -> Option<&'n (&'p Page, BTreeSet<&'p str>)> {
    let had = statements(old);
    if had.is_empty() {
        return new
            .iter()
            .find(|(page, _)| !old.front.title.is_empty() && page.front.title == old.front.title);
    }
    let shared = |(_, has): &(&Page, BTreeSet<&str>)| had.intersection(has).count();
    // Of several the first.
    let best = new.iter().rev().max_by_key(|candidate| shared(candidate))?;
    (shared(best) as f64 >= SAME_PAGE * had.len() as f64).then_some(best)
}

/// The words of the statements that a page cites something for.
fn statements(page: &Page) -> BTreeSet<&str> {
    page.document
        .groups
        .iter()
        .map(|group| group.claim.text.as_str())
        .filter(|text| !text.is_empty())
        .collect()
}
