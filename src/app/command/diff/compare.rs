//! Which statements of two publications belong together, and how they differ.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::publication::{Evidence, PublishedClaim, PublishedSite};
use super::renames::{self, MovedPage};
use crate::base::word_diff::likeness;

/// Share of the words from which a statement counts as another version of one of its page.
const ALIKE: f64 = 0.5;

/// Most pairs of statements of one page whose words are compared.
const MOST_PAIRS: usize = 250_000;

/// How a statement differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ChangeKind {
    /// It is new.
    Added,
    /// Its words changed.
    Changed,
    /// It rests on something else; its words are the same.
    Evidence,
    /// It stands elsewhere; its words are the same.
    Moved,
    /// It is gone.
    Dropped,
}

impl ChangeKind {
    pub(super) const ALL: [Self; 5] =
        [Self::Added, Self::Changed, Self::Evidence, Self::Moved, Self::Dropped];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Evidence => "evidence",
            Self::Moved => "moved",
            Self::Dropped => "dropped",
        }
    }
}

/// A statement that changed.
#[derive(Debug)]
pub(super) struct Change<'p> {
    pub(super) kind: ChangeKind,
    pub(super) before: Option<&'p PublishedClaim>,
    pub(super) now: Option<&'p PublishedClaim>,
}

impl<'p> Change<'p> {
    /// The page on which it stands, or stood.
    pub(super) fn page(&self) -> &'p str {
        self.now.or(self.before).map_or("", |claim| claim.page.as_str())
    }
}

/// The differences of two publications, page by page.
#[derive(Debug)]
pub(super) struct Comparison<'p> {
    pub(super) changes: Vec<Change<'p>>,
    /// How many statements are as they were.
    pub(super) unchanged: usize,
    /// The pages that have another address.
    pub(super) pages: Vec<MovedPage<'p>>,
    /// The sources that have another key: the one before, and the one now.
    pub(super) sources: BTreeMap<&'p str, &'p str>,
}

impl<'p> Comparison<'p> {
    pub(super) fn new(old: &'p PublishedSite, new: &'p PublishedSite) -> Self {
        let Pairing { pairs, pages, .. } = Pairing::new(old, new);
        let mut comparison =
            Self { changes: Vec::new(), unchanged: 0, pages, sources: renames::sources(old, new) };
        let moved = comparison.moved_within_pages(&pairs, &old.claims, &new.claims);
        let (paired_old, paired_new): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
        let mut changes = Vec::new();
        for &(before, now) in &pairs {
            let (one, other) = (&old.claims[before], &new.claims[now]);
            let kind = if one.words != other.words {
                ChangeKind::Changed
            } else if comparison.rested_on(one) != other.rests_on {
                ChangeKind::Evidence
            } else if page_now(&comparison.pages, &one.page) != other.page || moved.contains(&now) {
                ChangeKind::Moved
            } else {
                comparison.unchanged += 1;
                continue;
            };
            changes.push((now, Change { kind, before: Some(one), now: Some(other) }));
        }
        let added = (0..new.claims.len()).filter(|index| !paired_new.contains(index));
        changes.extend(added.map(|index| {
            (index, Change { kind: ChangeKind::Added, before: None, now: Some(&new.claims[index]) })
        }));
        let dropped = (0..old.claims.len()).filter(|index| !paired_old.contains(index));
        changes.extend(dropped.map(|index| {
            (index, Change { kind: ChangeKind::Dropped, before: Some(&old.claims[index]), now: None })
        }));
        changes.sort_by(|(at, one), (other_at, other)| {
            let key = |change: &Change<'p>| (change.page(), change.now.is_none());
            key(one).cmp(&key(other)).then(at.cmp(other_at))
        });
        comparison.changes = changes.into_iter().map(|(_, change)| change).collect();
        comparison
    }

    /// What a statement of the earlier publication rests on, by the keys that its sources have now.
    pub(super) fn rested_on(&self, claim: &PublishedClaim) -> Vec<Evidence> {
        let mut evidence = claim.rests_on.clone();
        for cited in &mut evidence {
            if let Some(now) = self.sources.get(cited.source.as_str()) {
                cited.source = (*now).to_owned();
            }
        }
        evidence
    }

    /// Of the statements that stayed on their pages, by their indices now, those that changed places there: all but a
    /// longest sequence that kept its order.
    fn moved_within_pages(
        &self,
        pairs: &[(usize, usize)],
        old: &'p [PublishedClaim],
        new: &'p [PublishedClaim],
    ) -> BTreeSet<usize> {
        let stays =
            |(before, now): &&(usize, usize)| page_now(&self.pages, &old[*before].page) == new[*now].page;
        let mut pages: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &(before, now) in pairs.iter().filter(stays) {
            pages.entry(&old[before].page).or_default().push(now);
        }
        let moved = pages.values().flat_map(|sequence| {
            let kept = longest_ascending(sequence);
            sequence.iter().copied().filter(move |index| !kept.contains(index))
        });
        moved.collect()
    }
}

/// The address that a page has now.
fn page_now<'p>(renamed: &[MovedPage<'p>], page: &'p str) -> &'p str {
    renamed.iter().find(|renamed| renamed.before == page).map_or(page, |renamed| renamed.now)
}

/// The statements that belong together, by their indices before and now.
struct Pairing<'p> {
    old: &'p [PublishedClaim],
    new: &'p [PublishedClaim],
    pairs: Vec<(usize, usize)>,
    pages: Vec<MovedPage<'p>>,
    /// Those that are left.
    old_left: BTreeSet<usize>,
    new_left: BTreeSet<usize>,
}

impl<'p> Pairing<'p> {
    fn new(before: &'p PublishedSite, now: &'p PublishedSite) -> Self {
        let (old, new) = (before.claims.as_slice(), now.claims.as_slice());
        let (old_left, new_left) = ((0..old.len()).collect(), (0..new.len()).collect());
        let mut pairing = Self { old, new, pairs: Vec::new(), pages: Vec::new(), old_left, new_left };
        // An id that is a hash of the words says that the words are the same; one that the author gave says which
        // statement it is. On another page only the words say it.
        pairing.by(|claim| Some((claim.page.as_str(), claim.id.as_str())));
        pairing.by(|claim| Some((claim.page.as_str(), claim.words.as_str())));
        pairing.by(|claim| Some(("", claim.words.as_str())));
        pairing.pages = renames::pages(before, now, &pairing.pairs);
        pairing.by_likeness();
        pairing.pairs.sort_unstable();
        pairing
    }

    /// Pairs what is left and has the same key, in order.
    fn by(&mut self, key: impl Fn(&'p PublishedClaim) -> Option<(&'p str, &'p str)>) {
        let mut waiting: BTreeMap<(&str, &str), VecDeque<usize>> = BTreeMap::new();
        for &index in &self.old_left {
            if let Some(key) = key(&self.old[index]) {
                waiting.entry(key).or_default().push_back(index);
            }
        }
        for now in self.new_left.clone() {
            let Some(before) = key(&self.new[now]).and_then(|key| waiting.get_mut(&key)?.pop_front()) else {
                continue;
            };
            self.pair(before, now);
        }
    }

    /// Pairs what is left of each page with what is most alike there.
    fn by_likeness(&mut self) {
        let mut pages: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for &index in &self.old_left {
            let page = page_now(&self.pages, &self.old[index].page);
            pages.entry(page).or_default().0.push(index);
        }
        for &index in &self.new_left {
            pages.entry(&self.new[index].page).or_default().1.push(index);
        }
        for (before, now) in pages.values().filter(|(before, now)| before.len() * now.len() <= MOST_PAIRS) {
            let pairs = before.iter().flat_map(|&one| now.iter().map(move |&other| (one, other)));
            let mut alike: Vec<(f64, usize, usize)> = pairs
                .map(|(one, other)| (likeness(&self.old[one].words, &self.new[other].words), one, other))
                .filter(|(share, ..)| *share >= ALIKE)
                .collect();
            alike.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            for (_, one, other) in alike {
                if self.old_left.contains(&one) && self.new_left.contains(&other) {
                    self.pair(one, other);
                }
            }
        }
    }

    fn pair(&mut self, before: usize, now: usize) {
        self.old_left.remove(&before);
        self.new_left.remove(&now);
        self.pairs.push((before, now));
    }
}

/// The members of a longest ascending sequence, by patience sorting.
fn longest_ascending(numbers: &[usize]) -> BTreeSet<usize> {
    // For each length the place of the smallest last member; for each place the place before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers[end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut kept = BTreeSet::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        kept.insert(numbers[place]);
        at = before[place];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publication(claims: &[(&str, &str, &str)]) -> PublishedSite {
        let claims = claims.iter().map(|(page, id, words)| PublishedClaim {
            id: (*id).to_owned(),
            page: (*page).to_owned(),
            words: (*words).to_owned(),
            rests_on: vec![Evidence { source: "a".to_owned(), words: "(cited)".to_owned() }],
        });
        PublishedSite { claims: claims.collect(), ..PublishedSite::default() }
    }

    fn kinds(old: &[(&str, &str, &str)], new: &[(&str, &str, &str)]) -> Vec<(&'static str, String)> {
        let (old, new) = (publication(old), publication(new));
        let comparison = Comparison::new(&old, &new);
        let words = |change: &Change<'_>| change.now.or(change.before).unwrap().words.clone();
        comparison.changes.iter().map(|change| (change.kind.name(), words(change))).collect()
    }

    #[test]
    fn what_moved_is_moved_and_not_dropped_and_added() {
        let (one, two, three) = (("/a/", "c-1", "one"), ("/a/", "c-2", "two"), ("/a/", "c-3", "three"));
        assert_eq!(kinds(&[one, two, three], &[one, two, three]), []);
        assert_eq!(kinds(&[one, two, three], &[two, three, one]), [("moved", "one".to_owned())]);
        assert_eq!(kinds(&[one, two], &[("/b/", "c-1", "one"), two]), [("moved", "one".to_owned())]);
        assert_eq!(kinds(&[one, two], &[two]), [("dropped", "one".to_owned())]);
        assert_eq!(kinds(&[two], &[one, two]), [("added", "one".to_owned())]);
    }

    #[test]
    fn statements_of_a_renamed_page_stay_where_they_are() {
        let old =
            [("/a/", "c-1", "one"), ("/a/", "c-2", "two"), ("/a/", "c-3", "the council has 21 members")];
        let new =
            [("/b/", "c-2", "two"), ("/b/", "c-1", "one"), ("/b/", "c-4", "the council has 22 members")];
        let (old, new) = (publication(&old), publication(&new));
        let comparison = Comparison::new(&old, &new);
        let renamed = [MovedPage { before: "/a/", now: "/b/", is_address_kept: None }];
        assert_eq!(comparison.pages, renamed);
        let kinds: Vec<_> = comparison.changes.iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [ChangeKind::Moved, ChangeKind::Changed]);
        assert_eq!(comparison.unchanged, 1);
    }

    #[test]
    fn words_that_changed_are_one_change() {
        let old = [("/a/", "c-1", "the council has 21 members"), ("/a/", "c-2", "it met in May")];
        let new = [("/a/", "c-9", "the council has 22 members"), ("/a/", "c-2", "it met in May")];
        assert_eq!(kinds(&old, &new), [("changed", "the council has 22 members".to_owned())]);
        let named = kinds(&[("/a/", "size", "one thing")], &[("/a/", "size", "quite another")]);
        assert_eq!(named, [("changed", "quite another".to_owned())]);
        let other = kinds(&[("/a/", "c-1", "one thing")], &[("/a/", "c-9", "quite another")]);
        assert_eq!(other, [("added", "quite another".to_owned()), ("dropped", "one thing".to_owned())]);
    }

    #[test]
    fn the_longest_sequence_stays() {
        let kept = |numbers: &[usize]| longest_ascending(numbers).into_iter().collect::<Vec<_>>();
        assert_eq!(kept(&[3, 0, 1, 2]), [0, 1, 2]);
        assert_eq!(kept(&[2, 0, 3, 1, 4]).len(), 3);
        assert!(kept(&[]).is_empty());
    }
}
