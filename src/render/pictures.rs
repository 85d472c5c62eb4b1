//! The pictures of a site: which there are, and each made when it is asked for. What they look like is
//! decided in [`super::picture`] and [`crate::read::image`].
//!
//! What a page says of a picture (its address, width and height) is known from the head of the file and from
//! the words of a card, so a page never waits for a picture. The pictures themselves are made at the end of a
//! build, and in the preview when a browser asks for one.

use std::collections::BTreeMap;

use super::picture::{card, icon};
use crate::base::FileChanged;
use crate::base::ids::PageId;
use crate::base::output::OutputSink;
use crate::base::parallel;
use crate::base::store::{Key, KeyMaker, Store};
use crate::read::image;
use crate::read::snapshot::Snapshot;
use crate::render::view::Maker;
use crate::site::machine_files::{FAVICON, WEB_MANIFEST};

/// Something to be made.
#[derive(Clone, Debug)]
pub enum Picture {
    /// A version of an image: the file of the content folder, and the width.
    Version(String, u32),
    /// A card.
    Card(card::Card),
    /// An icon made from the site's mark: its side in pixels.
    Icon(u32),
    /// `favicon.ico`.
    Ico,
    /// `site.webmanifest`, which names the icons.
    Manifest,
}

impl Picture {
    /// The icon of this path, whatever the site.
    #[must_use]
    pub fn icon(path: &str) -> Option<Self> {
        match path {
            FAVICON => Some(Self::Ico),
            WEB_MANIFEST => Some(Self::Manifest),
            path => icon::SIDES.iter().find(|(name, _)| *name == path).map(|(_, side)| Self::Icon(*side)),
        }
    }
}

/// Every picture of a site, by its path below the output folder.
#[must_use]
pub fn list(maker: &Maker<'_>) -> BTreeMap<String, Picture> {
    let site = maker.site;
    let mut list = BTreeMap::new();
    for (file, facts) in site.pictures.iter() {
        for width in facts.widths() {
            list.insert(facts.version(width), Picture::Version(file.clone(), width));
        }
    }
    for page in PageId::all(site.pages.len()) {
        list.extend(maker.card_of(page).map(|card| (card.file(), Picture::Card(card))));
    }
    if maker.parts.mark.is_some() {
        let names = icon::SIDES.iter().map(|(name, _)| *name).chain([FAVICON, WEB_MANIFEST]);
        list.extend(names.filter_map(|name| Some((name.to_owned(), Picture::icon(name)?))));
    }
    list
}

/// Makes one picture, or takes it from the store; nothing where it cannot be made.
///
/// # Errors
/// Where the image that it is made from is no longer what its stamp promised.
pub fn make(
    maker: &Maker<'_>,
    snapshot: &Snapshot,
    store: Option<&Store>,
    picture: &Picture,
) -> Result<Option<Vec<u8>>, FileChanged> {
    let mark = maker.parts.mark.as_deref();
    // What is part of the program need not be kept.
    let icons = store.filter(|_| !mark.is_some_and(icon::is_built_in));
    Ok(match picture {
        Picture::Version(file, width) => {
            let found = snapshot.files.get(file).zip(maker.site.pictures.get(file));
            let Some((content, facts)) = found else { return Ok(None) };
            let bytes = content.read()?;
            let made = from_cache_or(store, &version_parts(facts, &width.to_le_bytes()), || {
                image::versions(bytes, facts, &[*width]).pop().flatten()
            });
            // What cannot be read to its end is published as it is: browsers show the beginning.
            made.or_else(|| Some(bytes.to_vec()))
        }
        // Drawing it takes less time than reading it.
        Picture::Card(card) => card.png(maker.parts.card_parts()),
        Picture::Icon(side) => mark.and_then(|mark| {
            from_cache_or(icons, &[b"icon", mark, &side.to_le_bytes()], || icon::png(mark, *side))
        }),
        Picture::Ico => mark.and_then(|mark| from_cache_or(icons, &[b"ico", mark], || icon::ico(mark))),
        Picture::Manifest => mark
            .map(|_| icon::manifest(&maker.site.config.title, &maker.site.addresses.base_path).into_bytes()),
    })
}

/// What a version of an image is made from; `width` as bytes.
fn version_parts<'p>(facts: &'p image::Facts, width: &'p [u8; 4]) -> [&'p [u8]; 3] {
    [b"version", facts.name.as_bytes(), width]
}

/// What was made from `parts` before, else what `make` gives, which is cached for the next time.
fn from_cache_or(
    store: Option<&Store>,
    parts: &[&[u8]],
    make: impl FnOnce() -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    if let Some(bytes) = from_store(store, parts) {
        return Some(bytes);
    }
    let made = make()?;
    cache(store, parts, &made);
    Some(made)
}

fn key_of(parts: &[&[u8]]) -> (Key, String) {
    let mut key = KeyMaker::new("picture");
    parts.iter().for_each(|part| key.add(part));
    let key = key.finish();
    (key, format!("pictures/{}", key.name()))
}

/// What was made from `parts` before.
fn from_store(store: Option<&Store>, parts: &[&[u8]]) -> Option<Vec<u8>> {
    let (key, name) = key_of(parts);
    // A record says what it was made from: one that was exchanged for another is not taken for it.
    let (made_from, bytes) = store?.read::<(Key, Vec<u8>)>(&name)?;
    (made_from == key).then_some(bytes)
}

/// Caches what was made from `parts` for the next time.
fn cache(store: Option<&Store>, parts: &[&[u8]], bytes: &[u8]) {
    let (key, name) = key_of(parts);
    if let Some(store) = store {
        // What cannot be cached is made again the next time.
        let _ = store.write(&name, &(key, bytes));
    }
}

/// Makes all pictures of a site, and puts them on the sink.
///
/// # Errors
/// What the sink answers; the rest is not made then.
pub fn write<S: OutputSink>(
    maker: &Maker<'_>,
    snapshot: &Snapshot,
    store: Option<&Store>,
    sink: &S,
) -> Result<(), S::Error> {
    let mut versions: BTreeMap<String, Vec<(String, u32)>> = BTreeMap::new();
    let mut others = Vec::new();
    for (path, picture) in list(maker).into_iter().filter(|(path, _)| sink.takes(path)) {
        match picture {
            Picture::Version(file, width) => versions.entry(file).or_default().push((path, width)),
            picture => others.push((path, picture)),
        }
    }
    let versions: Vec<_> = versions.into_iter().collect();
    let (versions, others) = parallel::join(
        || {
            parallel::try_each(&versions, 1, |(file, list)| {
                write_versions(maker, snapshot, store, sink, (file, list))
            })
        },
        || {
            parallel::try_each(&others, 1, |(path, picture)| {
                let key = key_in_output(maker, path, picture);
                if sink.keep(path, key.into())? {
                    return Ok(());
                }
                match make(maker, snapshot, store, picture)? {
                    Some(bytes) => sink.write(path, &bytes, Some(key.into())),
                    None => Ok(()),
                }
            })
        },
    );
    versions.and(others)
}

/// What a picture that is published was made from.
fn key_in_output(maker: &Maker<'_>, path: &str, picture: &Picture) -> Key {
    let mut key = KeyMaker::new("picture");
    key.add(path.as_bytes());
    key.add(maker.parts.mark.as_deref().unwrap_or_default());
    key.add(format!("{picture:?}").as_bytes());
    key.add(maker.site.config.title.as_bytes());
    key.add(maker.site.addresses.base_path.as_bytes());
    key.finish()
}

/// Makes the versions of one image that are neither published nor in the store: all from one reading.
fn write_versions<S: OutputSink>(
    maker: &Maker<'_>,
    snapshot: &Snapshot,
    store: Option<&Store>,
    sink: &S,
    (file, list): (&str, &[(String, u32)]),
) -> Result<(), S::Error> {
    let found = snapshot.files.get(file).zip(maker.site.pictures.get(file));
    let Some((content, facts)) = found else { return Ok(()) };
    let mut missing = Vec::new();
    for (path, width) in list {
        let key = key_in_output(maker, path, &Picture::Version(file.to_owned(), *width));
        if sink.keep(path, key.into())? {
            continue;
        }
        match from_store(store, &version_parts(facts, &width.to_le_bytes())) {
            Some(bytes) => sink.write(path, &bytes, Some(key.into()))?,
            None => missing.push((path, *width, key)),
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let bytes = content.read()?;
    let widths: Vec<u32> = missing.iter().map(|(_, width, _)| *width).collect();
    for (made, (path, width, key)) in image::versions(bytes, facts, &widths).into_iter().zip(missing) {
        if let Some(made) = &made {
            cache(store, &version_parts(facts, &width.to_le_bytes()), made);
        }
        // What cannot be read to its end is published as it is: browsers show the beginning.
        sink.write(path, made.as_deref().unwrap_or(bytes), Some(key.into()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Store, from_cache_or};

    #[test]
    fn a_record_that_was_exchanged_for_another_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(&folder.path().join("cache"));
        let make = |part: &'static [u8]| from_cache_or(Some(&store), &[part], || Some(part.to_vec()));
        assert_eq!((make(b"one"), make(b"two")), (Some(b"one".to_vec()), Some(b"two".to_vec())));
        let again = |part: &'static [u8]| from_cache_or(Some(&store), &[part], || None);
        assert_eq!(again(b"one"), Some(b"one".to_vec()));
        let records: Vec<_> = std::fs::read_dir(folder.path().join("cache/pictures"))
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        std::fs::copy(&records[0], &records[1]).unwrap();
        let mut found = [again(b"one"), again(b"two")];
        found.sort();
        assert!(found[0].is_none() && found[1].is_some(), "{found:?}");
    }
}
