//! The notes of a page: one number per source, one letter per cited place, one mention per marker.

use std::collections::{BTreeMap, BTreeSet};

use ibid_languages::Language;

use crate::base::escape::escape_into;
use crate::base::ids::{PageId, SourceId};
use crate::parse::source::{Marked, Source};
use crate::parse::topic::Cite;
use crate::parse::topic::emphasis::Emphasis;
use crate::parse::topic::locator::Locator;
use crate::site::Site;
use crate::verify::{CiteCheck, Passage, State};

/// The notes of one page.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// Sources in the order of their first mention.
    pub entries: Vec<NotedSource>,
    /// For each group of the page the marker of each citation; none for unknown sources.
    pub markers: Vec<Vec<Option<NoteMarker>>>,
}

/// One source in the notes.
#[derive(Clone, Debug)]
pub struct NotedSource {
    /// Index of the source.
    pub source: SourceId,
    /// From 1.
    pub number: usize,
    /// `n-KEY`.
    pub id: String,
    /// Its cited places, in the order of their first mention.
    pub items: Vec<NotedPassage>,
}

/// One cited place of a source.
#[derive(Clone, Debug)]
pub struct NotedPassage {
    /// `n-KEY-a`.
    pub id: String,
    /// `1`, or `1a` where the source has several places.
    pub label: String,
    /// What distinguishes it.
    pub place: NoteKey,
    /// Number of mentions.
    pub mentions: usize,
}

/// What makes two citations of one source the same note.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoteKey {
    /// The locator in words, with what the citation says before and after it.
    pub locator: Option<String>,
    /// Where in the original that place is: its address with the page or the second.
    pub link: Option<String>,
    /// The passages relied on.
    pub passages: Vec<Passage>,
    /// The state.
    pub state: State,
    /// The page's words where they differ from the passage's.
    pub quoted: Option<String>,
    /// Whether words quoted at it stand in another source of the same citation only.
    pub lacks_words: bool,
    /// Prefix and suffix of a citation without locator.
    pub remark: Option<String>,
}

/// Where a marker leads, and which mention it is.
#[derive(Clone, Copy, Debug)]
pub struct NoteMarker {
    /// Index of the entry.
    pub entry: usize,
    /// Index of the item in the entry.
    pub item: usize,
    /// From 1.
    pub mention: usize,
}

impl Notes {
    /// Numbers the citations of a page.
    #[must_use]
    pub fn number(site: &Site, page: PageId) -> Self {
        let mut notes = Self::default();
        let mut by_source: BTreeMap<SourceId, usize> = BTreeMap::new();
        let mut by_place: BTreeMap<(SourceId, NoteKey), usize> = BTreeMap::new();
        let language = Language::get(&site.pages[page].language_code);
        let groups = &site.pages[page].document.groups;
        for (group, checks) in groups.iter().zip(&site.checks[page].groups) {
            let markers = group.cites.iter().zip(checks).map(|(cite, check)| {
                let source = check.source?;
                let entry = *by_source.entry(source).or_insert_with(|| {
                    notes.entries.push(NotedSource {
                        source,
                        number: notes.entries.len() + 1,
                        id: String::new(),
                        items: Vec::new(),
                    });
                    notes.entries.len() - 1
                });
                let place = place(cite, check, &site.sources[source], language);
                let items = &mut notes.entries[entry].items;
                let item = *by_place.entry((source, place.clone())).or_insert_with(|| {
                    items.push(NotedPassage { id: String::new(), label: String::new(), place, mentions: 0 });
                    items.len() - 1
                });
                items[item].mentions += 1;
                Some(NoteMarker { entry, item, mention: items[item].mentions })
            });
            let markers: Vec<Option<NoteMarker>> = markers.collect();
            notes.markers.push(markers);
        }
        notes.name(site);
        notes
    }

    /// Gives entries and items their ids and labels. Ids come from keys, so that they stay when numbers move.
    fn name(&mut self, site: &Site) {
        let mut taken = BTreeSet::new();
        let mut unique = |wanted: String| {
            let mut id = wanted.clone();
            let mut number = 1;
            while !taken.insert(id.clone()) {
                number += 1;
                id = format!("{wanted}.{number}");
            }
            id
        };
        for entry in &mut self.entries {
            entry.id = unique(format!("n-{}", id_part(&site.sources[entry.source].key)));
        }
        for entry in &mut self.entries {
            let several = entry.items.len() > 1;
            for (index, item) in entry.items.iter_mut().enumerate() {
                let letters = letters(index);
                item.id = unique(format!("{}-{letters}", entry.id));
                item.label =
                    if several { format!("{}{letters}", entry.number) } else { entry.number.to_string() };
            }
        }
    }
}

impl NotedPassage {
    /// The id of a mention: `r-KEY-a-2`.
    #[must_use]
    pub fn mention_id(&self, mention: usize) -> String {
        format!("r{}-{mention}", &self.id[1..])
    }
}

fn place(cite: &Cite, check: &CiteCheck, source: &Source, language: &Language) -> NoteKey {
    let locator = cite.locator.as_ref().map(|locator| locator.display(language));
    let joined = |parts: &[&str], between: &str| {
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(between)
    };
    // With a locator, prefix and suffix are said of it: “see ¶ 2 and passim”.
    let (locator, remark) = match &locator {
        // What follows a locator begins as it was written: `§ 12(3)`, `p. 33 passim`, `vol. 2, p. 3`.
        Some(locator) => {
            let located = joined(&[&cite.prefix, locator], " ");
            (Some(format!("{located}{}", cite.suffix)), String::new())
        }
        None => (None, joined(&[&cite.prefix, &cite.suffix], " … ")),
    };
    NoteKey {
        locator,
        link: cite.locator.as_ref().and_then(|locator| link(source, locator)),
        passages: check.passages.clone(),
        state: check.state,
        quoted: check.quoted.clone(),
        lacks_words: check.lacks_words,
        remark: (!remark.is_empty()).then_some(remark),
    }
}

/// The address of a place of a source that its text marks: the page of a PDF, the second of a recording.
fn link(source: &Source, locator: &Locator) -> Option<String> {
    let url = source.meta.url.as_deref()?;
    let Marked::There(span) = source.text.marked(locator) else { return None };
    let fragment = source.text.mark_at(span.start)?.fragment()?;
    Some(format!("{}#{fragment}", url.split('#').next().unwrap_or(url)))
}

/// The HTML of words with marks of emphasis ([`Emphasis`]). What opens is closed, and nothing else is.
#[must_use]
pub fn marked_html(words: &str) -> String {
    let mut html = String::with_capacity(words.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = words;
    while let Some(at) = rest.find(Emphasis::is_mark) {
        escape_into(&rest[..at], &mut html);
        let mut letters = rest[at..].chars();
        let mark = letters.next();
        rest = letters.as_str();
        match mark {
            Some(Emphasis::EM | Emphasis::STRONG) => {
                let name = if mark == Some(Emphasis::EM) { "em" } else { "strong" };
                html.extend(["<", name, ">"]);
                open.push(name);
            }
            _ => {
                let name = if mark == Some(Emphasis::EM_END) { "em" } else { "strong" };
                if open.last() == Some(&name) {
                    open.pop();
                    html.extend(["</", name, ">"]);
                }
            }
        }
    }
    escape_into(rest, &mut html);
    while let Some(name) = open.pop() {
        html.extend(["</", name, ">"]);
    }
    html
}

/// A key as part of an id.
fn id_part(key: &str) -> String {
    key.chars()
        .map(|letter| if letter.is_alphanumeric() || "-_.:".contains(letter) { letter } else { '-' })
        .collect()
}

/// a, b, … z, aa, ab, …
fn letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'a' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn emphasis_is_balanced() {
        let html = |words: &str| super::marked_html(words);
        assert_eq!(html("a \u{e002}b & c\u{e003}"), "a <em>b &amp; c</em>");
        assert_eq!(html("\u{e003}a \u{e004}b \u{e002}c\u{e005}"), "a <strong>b <em>c</em></strong>");
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(super::letters), ["a", "z", "aa", "ab", "zz", "aaa"]);
    }
}
