//! Names of newsrooms and agencies, so written that their spellings are one.

use std::collections::HashMap;
use std::sync::LazyLock;

use ibid_languages::{Language, List, Words};

use crate::base::term;

/// The words of a name in small letters, without an article, legal forms, and what a newsroom is called.
pub(super) fn without_legal_form(name: &str) -> String {
    // Stops and apostrophes stand inside words: `S.A.`, `Lloyd's`.
    let name: String = name.chars().filter(|letter| !matches!(letter, '.' | '\'' | '’')).collect();
    let all = term::all(&name);
    let mut words = all.as_slice();
    while let [first, rest @ ..] = words
        && !rest.is_empty()
        && is_article(first)
    {
        words = rest;
    }
    while let [rest @ .., last] = words
        && !rest.is_empty()
        && ibid_languages::organisation_endings().contains(&last.as_str())
    {
        words = rest;
    }
    words.join(" ")
}

/// Whether a word in small letters is an article of any language: names keep theirs in texts of another.
pub(super) fn is_article(word: &str) -> bool {
    static ARTICLES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let lists = Language::all().iter().map(|language| language.words(List::Articles));
        let mut articles: Vec<&str> = lists.flat_map(Words::words).collect();
        articles.sort_unstable();
        articles.dedup();
        articles
    });
    ARTICLES.binary_search(&word).is_ok()
}

/// The agency that a folded name ([`without_legal_form`]) is one of the names of.
pub(super) fn agency_named(name: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        let names = every_name().map(|(written, agency)| (without_legal_form(written), agency));
        names.collect()
    });
    NAMES.get(name).copied()
}

/// Every name of every agency, with the agency's first.
pub(super) fn every_name() -> impl Iterator<Item = (&'static str, &'static str)> {
    let agencies = ibid_languages::agencies().iter();
    agencies.flat_map(|(agency, others)| {
        std::iter::once(agency).chain(others.iter()).map(|name| (*name, *agency))
    })
}
