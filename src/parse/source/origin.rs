//! Where a source's reporting comes from: names of origins that are written differently, and what the text itself
//! says of its origin.

use ibid_languages::Language;

use super::organisation::{self, is_article, without_legal_form};
use super::{Source, credit};

/// The language whose words are looked for in every text.
const ENGLISH: &str = "en";

/// A name of an origin, so written that its spellings are one: letters and digits in small letters, without
/// an article and legal forms. `BBC` and `BBC News`, `The Guardian` and `Guardian`, `Alpha, Inc.` and `Alpha` are
/// one each, and so are the names of an agency. An address is its host's name: `nytimes` of `www.nytimes.com`.
#[must_use]
pub fn folded(name: &str) -> String {
    if let Some(label) = host_label(name) {
        return label.to_lowercase();
    }
    let folded = without_legal_form(name);
    organisation::agency_named(&folded).map_or(folded, without_legal_form)
}

/// Labels before the country's in a host's name that say what kind of body it is: `bbc.co.uk`.
const KINDS_OF_BODIES: [&str; 8] = ["co", "com", "org", "net", "gov", "gob", "ac", "edu"];

/// What a host's name has before its domain: `nytimes` of `https://www.nytimes.com/`.
fn host_label(name: &str) -> Option<&str> {
    let address = name.trim().trim_start_matches("https://").trim_start_matches("http://");
    let host = address.split('/').next()?;
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let mut labels: Vec<&str> = host.split('.').collect();
    let domain = labels.pop()?;
    let is_domain = (2..=6).contains(&domain.len()) && domain.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_domain || labels.is_empty() || !labels.iter().all(|label| is_label(label)) {
        return None;
    }
    if labels.len() > 1 && domain.len() == 2 {
        labels.pop_if(|label| KINDS_OF_BODIES.contains(label));
    }
    labels.pop()
}

/// Whether two folded names are one: the same, or one abbreviates the other, as initials do (`ap` and
/// `associated press`) and hosts (`nytimes` and `new york times`).
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || is_short_for(one, other) || is_short_for(other, one)
}

/// Letters of the shortest name that an article or an ending may be written onto.
const SHORTEST_IN_HOST: usize = 2;

/// Words of the longest name that is compared with what may abbreviate it: each word doubles the ways to do so.
const MOST_ABBREVIATED: usize = 8;

fn is_short_for(short: &str, long: &str) -> bool {
    if short.contains(' ') || short.len() < 2 {
        return false;
    }
    // `theguardian`, `apnews`: what a folded name leaves out.
    let articles = short.char_indices().map(|(at, _)| short.split_at(at));
    let bare = articles.filter(|(first, rest)| rest.len() > SHORTEST_IN_HOST && is_article(first));
    let whole = std::iter::once(short).chain(bare.map(|(_, rest)| rest));
    let endings = || ibid_languages::organisation_endings().iter();
    whole
        .flat_map(|name| {
            let ends = endings().filter_map(move |ending| name.strip_suffix(ending));
            std::iter::once(name).chain(ends.filter(|rest| rest.len() >= SHORTEST_IN_HOST))
        })
        .any(|name| match long.split(' ').count() {
            1 => name == long && name != short,
            2..=MOST_ABBREVIATED => abbreviates(name, long),
            _ => false,
        })
}

/// Whether a word is made of the words of a name in their order, each as a whole or by its first letter.
fn abbreviates(short: &str, long: &str) -> bool {
    let (word, rest) = long.split_once(' ').unwrap_or((long, ""));
    let first = word.chars().next().map_or(0, char::len_utf8);
    [word, &word[..first]].into_iter().any(|part| {
        let behind = short.strip_prefix(part);
        behind
            .is_some_and(|behind| if rest.is_empty() { behind.is_empty() } else { abbreviates(behind, rest) })
    })
}

/// Whether one agency's report is printed or credited by both sources, or printed by the one and published by the
/// other, under whichever of its names.
#[must_use]
pub fn have_one_agency(one: &Source, other: &Source) -> bool {
    let names = |source: &Source| {
        let stated = source.stated_origin();
        stated.into_iter().chain(source.agencies.credited.as_deref().map(folded)).collect::<Vec<_>>()
    };
    if one.agencies.credited.is_none() && other.agencies.credited.is_none() {
        return false;
    }
    let others = names(other);
    names(one).iter().any(|name| others.contains(name))
}

/// Whether the text of `source` credits the newsroom of `other` with a report: “Alpha reported”, “according to
/// Alpha”.
#[must_use]
pub fn credits(source: &Source, other: &Source) -> bool {
    let names = [&other.meta.origin, &other.meta.publisher];
    let language = Language::get(source.meta.language.as_deref().unwrap_or(ENGLISH));
    names.into_iter().flatten().any(|name| {
        let name = without_article(name.trim());
        !name.is_empty() && credit::is_credited(&source.text.plain, name, language)
    })
}

fn without_article(name: &str) -> &str {
    match name.split_once(' ') {
        Some((first, rest)) if is_article(&first.to_lowercase()) => rest,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{folded, is_same};

    #[test]
    fn spellings_of_one_name_are_one() {
        for (one, other) in [
            ("BBC", "BBC News"),
            ("The Guardian", "Guardian"),
            ("Alpha, Inc.", "ALPHA"),
            ("Harbour Press Ltd", "Harbour Press"),
            ("Lloyd’s List", "Lloyd's List"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        for (one, other) in [("Daily News", "Daily Star"), ("NewsX", "X"), ("The News", "The Post")] {
            assert_ne!(folded(one), folded(other));
        }
        assert_eq!(folded("The News"), "news");
        for (host, name) in [
            ("nytimes.com", "The New York Times"),
            ("https://www.theguardian.com/", "Guardian"),
            ("bbc.co.uk", "BBC News"),
            ("elpais.com", "El País"),
            ("faz.net", "Frankfurter Allgemeine Zeitung"),
            ("apnews.com", "Associated Press"),
        ] {
            assert!(is_same(&folded(host), &folded(name)), "{host}");
        }
        for (host, name) in [("times.com", "Irish Times"), ("nypost.com", "The New York Times")] {
            assert!(!is_same(&folded(host), &folded(name)), "{host}");
        }
        assert_eq!(folded("Рейтер"), folded("Reuters"));
        assert!(!is_same(&"a".repeat(80), &vec!["a"; 80].join(" ")));
        assert!(
            is_same("ap", "associated press")
                && !is_same("a", "alpha")
                && !is_same("ap", "alpha press house")
        );
    }
}
