//! The quotations of a site, by whose words they are.

use std::collections::BTreeMap;

use ibid_languages::{fold, word_ranges};

use super::Site;
use crate::base::ids::{LanguageId, PageId, SourceId, SpokenId};
use crate::verify::Passage;

/// A person with what pages quote of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The name, as completely as the sources have it.
    pub name: String,
    /// The quotations in the order of the sources and their passages.
    pub quotations: Vec<SpokenId>,
}

impl Site {
    /// The speakers whom the pages of a language quote, by their last names.
    #[must_use]
    pub fn speakers(&self, language: LanguageId) -> Vec<Speaker> {
        let mut by_name: BTreeMap<&str, Vec<SpokenId>> = BTreeMap::new();
        for (page, checks) in PageId::enumerate(&self.checks) {
            if self.pages[page].language == language {
                for (id, spoken) in SpokenId::enumerate(page, &checks.spoken) {
                    by_name.entry(&spoken.speaker).or_default().push(id);
                }
            }
        }
        let mut speakers = merged(by_name);
        for speaker in &mut speakers {
            speaker.quotations.sort_by_key(|&id| (self.place_of(id), id));
        }
        speakers
    }

    /// The source of a quotation whose speaker is known, and where its words stand there.
    fn place_of(&self, id: SpokenId) -> (Option<SourceId>, &Passage, &str) {
        let checks = &self.checks[id.page];
        let spoken = &checks.spoken[id.index];
        let source = checks.groups[spoken.group][spoken.cite].source;
        (source, &spoken.passage, &spoken.words)
    }

    /// Whether two quotations are of the same words of a source.
    #[must_use]
    pub fn is_same_quotation(&self, one: SpokenId, other: SpokenId) -> bool {
        self.place_of(one) == self.place_of(other)
    }
}

/// The words of a name, in order, without case.
fn words(name: &str) -> Vec<String> {
    word_ranges(name).map(|word| fold(&name[word]).into_owned()).collect()
}

/// Whether a name is the end of another: “Lind” of “Ada Lind”.
fn is_end_of(part: &[String], whole: &[String]) -> bool {
    part.len() < whole.len() && whole.ends_with(part)
}

/// Puts what stands under a part of a name under the whole one, where only one has that part.
fn merged(by_name: BTreeMap<&str, Vec<SpokenId>>) -> Vec<Speaker> {
    let names: Vec<(&str, Vec<String>)> = by_name.keys().map(|name| (*name, words(name))).collect();
    let whole = |name: &str| {
        let part = words(name);
        // “Lind” is an end of “Ada Lind” and of “Dr Ada Lind”, which is the same person’s.
        let is_longest = |other: &[String]| !names.iter().any(|(_, longer)| is_end_of(other, longer));
        let mut candidates = names
            .iter()
            .filter(|(_, other)| is_end_of(&part, other) && is_longest(other))
            .map(|(name, _)| *name);
        candidates.next().filter(|_| candidates.next().is_none())
    };
    let mut people: BTreeMap<String, Vec<SpokenId>> = BTreeMap::new();
    for (name, quotations) in &by_name {
        people.entry(whole(name).unwrap_or(name).to_owned()).or_default().extend(quotations);
    }
    let people = people.into_iter().map(|(name, quotations)| Speaker { name, quotations });
    let mut speakers: Vec<Speaker> = people.collect();
    speakers.sort_by_cached_key(|speaker| {
        let words = words(&speaker.name);
        (words.last().cloned(), words)
    });
    speakers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names_stand_under_the_whole_one() {
        let names = ["Lind", "Ada Lind", "Weber", "Karl Weber", "Max Weber", "Ortiz"];
        let of = |at: usize| vec![SpokenId { page: PageId::new(0), index: crate::base::ids::Id::new(at) }];
        let by_name = names.iter().enumerate().map(|(at, name)| (*name, of(at))).collect();
        let speakers = merged(by_name);
        let shown: Vec<(&str, usize)> =
            speakers.iter().map(|speaker| (speaker.name.as_str(), speaker.quotations.len())).collect();
        let expected = [("Ada Lind", 2), ("Ortiz", 1), ("Karl Weber", 1), ("Max Weber", 1), ("Weber", 1)];
        assert_eq!(shown.len(), expected.len());
        for person in expected {
            assert!(shown.contains(&person), "{shown:?}");
        }
        assert_eq!(speakers[0].name, "Ada Lind");
    }
}
