//! Pages that have another address now: who has the old one open is offered the new one.

use std::collections::BTreeMap;

use crate::app::engine::Checked;
use crate::base::store::Key;
use crate::parse::topic::Page;

/// Pages that went whose words are remembered.
const MOST: usize = 100;

/// A page that an update was about.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Edited {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// A page that went: it may come back under another name in a later batch of changes.
#[derive(Clone, Debug)]
struct GonePage {
    title: String,
    file: Option<Key>,
}

/// What is known of pages that went, by the addresses that they had.
#[derive(Clone, Debug, Default)]
pub(super) struct MovedPages {
    gone: BTreeMap<String, GonePage>,
    moved: BTreeMap<String, Edited>,
}

impl MovedPages {
    /// Where the page of an address is now.
    pub(super) fn to(&self, url: &str) -> Option<&Edited> {
        self.moved.get(url)
    }

    /// The same after an update that changed some files.
    pub(super) fn after(&self, was: &Checked, now: &Checked, changed: &[String]) -> Self {
        let mut next = self.clone();
        for path in changed.iter().filter(|path| path.starts_with("content/")) {
            let Some(old) = page_of(was, path) else { continue };
            let url = was.site.addresses.path(&old.folder);
            let is_there = page_of(now, path).is_some_and(|page| page.folder == old.folder);
            if is_there || next.gone.len() >= MOST {
                continue;
            }
            let file = was.snapshot.files.get(path).map(crate::read::snapshot::Content::key);
            next.gone.insert(url, GonePage { title: old.front.title.clone(), file });
        }
        for path in changed.iter().filter(|path| path.starts_with("content/")) {
            let Some(new) = page_of(now, path) else { continue };
            let url = now.site.addresses.path(&new.folder);
            if page_of(was, path).is_some_and(|page| page.folder == new.folder) {
                continue;
            }
            let file = now.snapshot.files.get(path).map(crate::read::snapshot::Content::key);
            let is_same = |gone: &GonePage| file.is_some() && gone.file == file;
            let has_title = |gone: &GonePage| !new.front.title.is_empty() && gone.title == new.front.title;
            next.gone.remove(&url);
            next.moved.remove(&url);
            let candidates = || next.gone.iter().filter(|(old, _)| !next.moved.contains_key(*old));
            let found = candidates().find(|(_, gone)| is_same(gone));
            let found = found.or_else(|| candidates().find(|(_, gone)| has_title(gone)));
            let Some(old) = found.map(|(old, _)| old.clone()) else { continue };
            let to = Edited { url: url.clone(), title: new.front.title.clone() };
            for earlier in next.moved.values_mut().filter(|earlier| earlier.url == old) {
                *earlier = to.clone();
            }
            next.moved.insert(old, to);
        }
        next
    }
}

fn page_of<'c>(checked: &'c Checked, path: &str) -> Option<&'c Page> {
    let site = &checked.site;
    site.addresses.by_file.get(path).map(|&page| &*site.pages[page])
}
