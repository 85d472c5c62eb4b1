//! Whether two records are of one work. A key says little: many works are `smith-2020`.

use std::collections::BTreeSet;

/// What tells a work from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WorkIdentity {
    title: String,
    main_title: String,
    /// The last words of the family names.
    families: BTreeSet<String>,
    year: String,
    doi: String,
    publisher: String,
    address: String,
}

impl WorkIdentity {
    /// The identity of a record with these facts; those that are not stated are empty.
    pub(crate) fn of(title: &str, authors: &[String], publisher: &str, date: &str, url: &str) -> Self {
        let main = title.split_once(": ").map_or(title, |(main, _)| main);
        let is_year = |year: &&str| year.bytes().all(|byte| byte.is_ascii_digit());
        Self {
            title: letters(title),
            main_title: letters(main),
            families: authors.iter().filter_map(|name| family(name)).collect(),
            year: date.get(..4).filter(is_year).unwrap_or_default().to_owned(),
            doi: doi(url).unwrap_or_default(),
            publisher: letters(publisher),
            address: plain_address(url),
        }
    }

    /// Whether both are one work: their titles or DOIs agree, and nothing that both state differs. Where one has
    /// neither title nor DOI, their authors or addresses must agree, or all that they state.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        let are_both = |one: &str, two: &str| !one.is_empty() && !two.is_empty();
        let has_same_doi = are_both(&self.doi, &other.doi) && self.doi == other.doi;
        let has_other_doi = are_both(&self.doi, &other.doi) && self.doi != other.doi;
        let has_other_year = are_both(&self.year, &other.year) && self.year != other.year;
        let share_author = self.families.intersection(&other.families).next().is_some();
        let has_other_author = !self.families.is_empty() && !other.families.is_empty() && !share_author;
        if has_other_doi || has_other_year || has_other_author {
            return false;
        }
        // A subtitle may be left out; two that differ are of two works.
        let has_same_title = are_both(&self.title, &other.title)
            && (self.title == other.title
                || self.title == other.main_title
                || self.main_title == other.title);
        let has_same_address = are_both(&self.address, &other.address) && self.address == other.address;
        let is_bare = |work: &Self| work.title.is_empty() && work.doi.is_empty();
        let is_one_bare = is_bare(self) || is_bare(other);
        has_same_doi || has_same_title || is_one_bare && (share_author || has_same_address) || self == other
    }
}

/// An address without what does not lead to another page: its scheme, a place in the page, a stroke at its end.
fn plain_address(url: &str) -> String {
    let address = url.trim().split('#').next().unwrap_or_default();
    let (_, address) = address.split_once("://").unwrap_or(("", address));
    address.trim_end_matches('/').to_owned()
}

/// The letters and digits of a text, in small letters.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The last word of a family name: `berg` of `van der Berg, Bo` and of `Bo van der Berg`.
fn family(name: &str) -> Option<String> {
    let family = name.split(',').next().unwrap_or_default();
    family.split_whitespace().next_back().map(letters).filter(|word| !word.is_empty())
}

/// The DOI in an address; DOIs do not distinguish capitals (ISO 26324).
fn doi(url: &str) -> Option<String> {
    let (_, behind) = url.split_once("doi.org/")?;
    behind.starts_with("10.").then(|| behind.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::WorkIdentity;

    fn work(title: &str, author: &str, date: &str, url: &str) -> WorkIdentity {
        let authors: Vec<String> =
            Some(author.to_owned()).filter(|name| !name.is_empty()).into_iter().collect();
        WorkIdentity::of(title, &authors, "", date, url)
    }

    #[test]
    fn a_work_is_known_by_what_it_says_of_itself() {
        let one = work("Bridges of the North", "Smith, Ann", "2020", "");
        for (other, is_same) in [
            (work("bridges of the north", "Ann Smith", "2020-05", "https://a.example/"), true),
            (work("Bridges of the North: a history", "Smith, A.", "", ""), true),
            (work("Bridges of the North", "", "", ""), true),
            (work("", "Smith, Ann", "2020", ""), true),
            (work("", "", "2020", ""), false),
            (work("", "", "2020", "https://a.example/"), false),
            (work("Bridges and their makers", "Smith, Bob", "2020", ""), false),
            (work("Bridges of the North", "Berg, Bo", "2020", ""), false),
            (work("Bridges of the North", "Smith, Ann", "2011", ""), false),
        ] {
            assert_eq!(one.is_same_as(&other), is_same, "{other:?}");
            assert_eq!(other.is_same_as(&one), is_same, "{other:?}");
        }
        let doi = |title: &str, doi: &str| work(title, "", "", &format!("https://doi.org/{doi}"));
        assert!(doi("A", "10.1/X").is_same_as(&doi("Other", "10.1/x")));
        assert!(!doi("A", "10.1/x").is_same_as(&doi("A", "10.1/y")));
        let at = |title: &str, url: &str, date: &str| work(title, "", date, url);
        let site = at("", "https://a.example/b/", "2020");
        assert!(site.is_same_as(&site));
        assert!(site.is_same_as(&at("A title", "http://a.example/b#c", "")));
        assert!(!site.is_same_as(&at("", "https://a.example/b", "2021")));
        assert!(!site.is_same_as(&at("", "https://a.example/c", "2020")));
        assert!(!at("A", "https://a.example/", "").is_same_as(&at("B", "https://a.example/", "")));
        assert!(at("", "", "2020").is_same_as(&at("", "", "2020")));
        assert!(!at("", "", "2020").is_same_as(&at("", "", "2021")));
        let published = |name: &str| WorkIdentity::of("", &[], name, "2020", "");
        assert!(!published("House").is_same_as(&published("Daily")));
        assert!(!work("North: one", "", "", "").is_same_as(&work("North: two", "", "", "")));
    }
}
