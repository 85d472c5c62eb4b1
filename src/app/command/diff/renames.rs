//! Pages and sources that have another name in the later publication.

use std::collections::{BTreeMap, BTreeSet};

use super::publication::{AddressState, PublishedSite, PublishedSource};
use crate::site::renamed::SAME_PAGE;

/// What only one source of a publication should have; nothing where it is not stated.
type Identity = fn(&PublishedSource) -> Option<(&str, &str)>;

/// A page that has another address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MovedPage<'p> {
    pub(super) before: &'p str,
    pub(super) now: &'p str,
    /// Whether the address before leads on to something; nothing where that is not known.
    pub(super) is_address_kept: Option<bool>,
}

/// Pages that are gone and at least half of whose statements now stand on a page that is new. `pairs` are
/// the statements that belong together, by their indices before and now.
pub(super) fn pages<'p>(
    old: &'p PublishedSite,
    new: &'p PublishedSite,
    pairs: &[(usize, usize)],
) -> Vec<MovedPage<'p>> {
    let mut statements: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in &old.claims {
        *statements.entry(&claim.page).or_default() += 1;
    }
    let with_statements: BTreeSet<&str> = new.claims.iter().map(|claim| claim.page.as_str()).collect();
    let mut shared: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for &(before, now) in pairs {
        let (before, now) = (&old.claims[before].page, &new.claims[now].page);
        if !statements.contains_key(now.as_str()) {
            *shared.entry(before).or_default().entry(now).or_default() += 1;
        }
    }
    let renamed = shared.into_iter().filter_map(|(before, targets)| {
        // Of several the first.
        let (now, count) = targets.into_iter().rev().max_by_key(|(_, count)| *count)?;
        let standing = new.addresses.standing(before);
        let is_page = match standing {
            Some(standing) => standing == AddressState::Page,
            None => with_statements.contains(before),
        };
        let is_most = count as f64 >= SAME_PAGE * statements.get(before).copied().unwrap_or_default() as f64;
        let is_address_kept = standing.map(|standing| standing == AddressState::LeadsOn);
        (is_most && !is_page).then_some(MovedPage { before, now, is_address_kept })
    });
    renamed.collect()
}

/// The keys of sources that have another key, with that key: the text and the title are the same, or the address is.
pub(super) fn sources<'p>(old: &'p PublishedSite, new: &'p PublishedSite) -> BTreeMap<&'p str, &'p str> {
    let keys = |publication: &'p PublishedSite| -> BTreeSet<&'p str> {
        publication.sources.iter().map(|source| source.key.as_str()).collect()
    };
    let (old_keys, new_keys) = (keys(old), keys(new));
    let mut gone: Vec<_> =
        old.sources.iter().filter(|source| !new_keys.contains(source.key.as_str())).collect();
    let mut added: Vec<_> =
        new.sources.iter().filter(|source| !old_keys.contains(source.key.as_str())).collect();
    let mut renamed = BTreeMap::new();
    let identities: [Identity; 2] = [
        |source| Some((source.blake3.as_str(), source.title.as_deref()?)),
        |source| Some(("", source.url.as_deref()?)),
    ];
    for identity in identities {
        let mut alike: BTreeMap<(&str, &str), [Vec<&'p str>; 2]> = BTreeMap::new();
        for (side, sources) in [&gone, &added].into_iter().enumerate() {
            for source in sources.iter().copied() {
                if let Some(identity) = identity(source) {
                    alike.entry(identity).or_default()[side].push(&source.key);
                }
            }
        }
        // Two that are alike cannot be told apart.
        renamed.extend(alike.into_values().filter_map(|[before, now]| match (&*before, &*now) {
            ([before], [now]) => Some((*before, *now)),
            _ => None,
        }));
        gone.retain(|source| !renamed.contains_key(source.key.as_str()));
        added.retain(|source| !renamed.values().any(|now| *now == source.key));
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_sources(sources: &[(&str, &str, Option<&str>, Option<&str>)]) -> PublishedSite {
        let source = |(key, blake3, title, url): &(&str, &str, Option<&str>, Option<&str>)| PublishedSource {
            key: (*key).to_owned(),
            blake3: (*blake3).to_owned(),
            title: title.map(str::to_owned),
            url: url.map(str::to_owned),
        };
        PublishedSite { sources: sources.iter().map(source).collect(), ..PublishedSite::default() }
    }

    #[test]
    fn a_source_with_another_key_is_known_by_its_text_or_its_address() {
        let title = Some("Talks");
        let url = Some("https://bay.example/1");
        let renamed = |old: &[_], new: &[_]| {
            let (old, new) = (with_sources(old), with_sources(new));
            let renamed = sources(&old, &new);
            renamed.into_iter().map(|(old, new)| format!("{old} {new}")).collect::<Vec<_>>()
        };
        assert_eq!(renamed(&[("a", "1", title, None)], &[("b", "1", title, url)]), ["a b"]);
        assert_eq!(renamed(&[("a", "1", title, url)], &[("b", "2", Some("Talk"), url)]), ["a b"]);
        // The same text is the same source only with the same title: records without a text have the same one.
        assert_eq!(renamed(&[("a", "1", None, None)], &[("b", "1", None, None)]), [""; 0]);
        assert_eq!(renamed(&[("a", "1", title, None)], &[("b", "2", title, None)]), [""; 0]);
        // It is there still.
        assert_eq!(
            renamed(&[("a", "1", title, None)], &[("a", "1", title, None), ("b", "1", title, None)]),
            [""; 0]
        );
        // One of two.
        let two = [("b", "1", title, None), ("c", "1", title, None)];
        assert_eq!(renamed(&[("a", "1", title, None)], &two), [""; 0]);
    }
}
