//! Bibliographies of reference managers: BibTeX and biblatex, CSL-JSON, RIS → records of sources without their texts.

mod abbreviations;
mod bibtex;
mod csl;
mod latex;
mod ris;
pub(crate) mod same;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::FileRefusal;
use super::fact::{SourceFact, StatedFacts};
use crate::base::address::slug;
use crate::parse::source::TYPES;
use crate::parse::topic::citation::is_simple_key;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BibliographyFormat {
    /// BibTeX and biblatex.
    BibTex,
    /// CSL-JSON, as Zotero and Pandoc write it.
    CslJson,
    /// RIS.
    Ris,
}

/// The entries of a bibliography, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bibliography {
    /// What can be a source.
    pub records: Vec<BibliographyEntry>,
    /// What could not be read, one sentence each.
    pub problems: Vec<String>,
}

/// What a bibliography says of one work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BibliographyEntry {
    /// A key that can be cited, and that no other entry of the bibliography has.
    pub key: String,
    /// What the key was made of, where the bibliography's own cannot be cited: several works may have it in common,
    /// so that it does not say which one is meant. Numbers distinguish them.
    pub made_from: Option<String>,
    /// The key in the bibliography.
    pub original_key: String,
    /// What is stated.
    pub facts: StatedFacts,
    /// Fields that a source here has no place for.
    pub left_out: Vec<String>,
}

impl BibliographyFormat {
    /// The format of a file, by its content.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with("TY  -") || text.contains("\nTY  -") {
            Some(Self::Ris)
        } else if text.starts_with(['[', '{']) {
            Some(Self::CslJson)
        } else if text.contains('@') {
            Some(Self::BibTex)
        } else {
            None
        }
    }

    /// How the child process is told the format.
    pub(super) fn argument(self) -> &'static str {
        match self {
            Self::BibTex => "bibtex",
            Self::CslJson => "csl-json",
            Self::Ris => "ris",
        }
    }

    pub(super) fn named(argument: &str) -> Option<Self> {
        [Self::BibTex, Self::CslJson, Self::Ris].into_iter().find(|format| format.argument() == argument)
    }
}

/// Reads a bibliography in this very process, without limits: for the child process and for tests.
///
/// # Errors
/// Where it is none.
pub fn parse_here(text: &str, format: BibliographyFormat) -> Result<Bibliography, FileRefusal> {
    let mut bibliography = match format {
        BibliographyFormat::BibTex => bibtex::read(text),
        BibliographyFormat::CslJson => csl::read(text)?,
        BibliographyFormat::Ris => ris::read(text),
    };
    bibliography.name();
    if bibliography.records.is_empty() && bibliography.problems.is_empty() {
        return Err(FileRefusal::new(
            "is a bibliography without entries",
            "export it anew from your reference manager",
        ));
    }
    Ok(bibliography)
}

impl Bibliography {
    /// Gives every record a key that can be cited. Of two entries with one key of the author's the first counts, unless
    /// the second says something else: then both are problems of the author's to settle. Keys that are made here are
    /// numbered where several works would have the same.
    fn name(&mut self) {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut stems: BTreeMap<String, WorksOfStem> = BTreeMap::new();
        for mut record in std::mem::take(&mut self.records) {
            let stem = citable(&record);
            let works = stems.entry(same_key(&stem)).or_default();
            if !works.facts.insert(record.facts.clone()) {
                continue;
            }
            let original = record.original_key.trim().to_owned();
            if !original.is_empty() && !works.original_keys.insert(original.clone()) {
                self.problems.push(format!("there are several entries `{original}`: the first was taken"));
                continue;
            }
            loop {
                works.numbered += 1;
                record.key = with_number(&stem, works.numbered);
                if taken.insert(same_key(&record.key)) {
                    break;
                }
            }
            record.made_from = (record.key != original).then_some(stem);
            self.records.push(record);
        }
    }
}

/// The works of a bibliography whose keys are one, or made of one.
#[derive(Default)]
struct WorksOfStem {
    facts: BTreeSet<StatedFacts>,
    original_keys: BTreeSet<String>,
    /// How many of its numbers are taken.
    numbered: usize,
}

/// What two keys have in common that cannot both be used: the files and pages of sources whose keys differ in capitals
/// would be one on some systems.
fn same_key(key: &str) -> String {
    key.to_lowercase()
}

/// A key, and the same with the numbers that tell works apart: `smith-2020`, `smith-2020-2`, `smith-2020-3` …
pub(crate) fn numbered(stem: &str) -> impl Iterator<Item = String> {
    (1..).map(move |number| with_number(stem, number))
}

fn with_number(stem: &str, number: usize) -> String {
    if number == 1 { stem.to_owned() } else { format!("{stem}-{number}") }
}

/// The key of an entry, so changed that it can be cited; one made of author, year and title where there is none.
fn citable(record: &BibliographyEntry) -> String {
    let wanted = record.original_key.trim();
    let is_fit = |key: &str| is_simple_key(key) && crate::base::address::unfit(key).is_none();
    if is_fit(wanted) {
        return wanted.to_owned();
    }
    let made = slug(wanted);
    if is_fit(&made) {
        return made;
    }
    let author = record.facts.value(SourceFact::Author);
    let family = author.split(',').next().unwrap_or_default();
    let year = record.facts.value(SourceFact::Date).get(..4).unwrap_or_default();
    let word = record.facts.value(SourceFact::Title).split_whitespace().find(|word| word.chars().count() > 3);
    let mut made = slug(&format!("{family} {year} {}", word.unwrap_or_default()));
    while made.len() > 60 {
        made.pop();
    }
    let made = made.trim_end_matches('-').to_owned();
    if is_fit(&made) { made } else { "entry".to_owned() }
}

/// A CSL type, as far as it is one.
fn csl_type(name: &str) -> &str {
    if TYPES.contains(&name) { name } else { "document" }
}

/// The address of a DOI.
fn doi_address(doi: &str) -> String {
    let doi = doi.trim().trim_start_matches("doi:").trim();
    match doi.find("10.") {
        Some(at) => format!("https://doi.org/{}", &doi[at..]),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str, format: BibliographyFormat) -> (Vec<String>, Vec<String>) {
        let found = parse_here(text, format).unwrap();
        (found.records.into_iter().map(|record| record.key).collect(), found.problems)
    }

    #[test]
    fn works_whose_made_keys_are_the_same_are_numbered() {
        let ris = "TY  - JOUR\nAU  - Smith, Ann\nTI  - Bridges of the north\nPY  - 2020\nER  - \nTY  - BOOK\nAU  - Smith, Bob\nTI  - Bridges and their makers\nPY  - 2020\nER  - \nTY  - BOOK\nAU  - Smith, Bob\nTI  - Bridges and their makers\nPY  - 2020\nER  - \n";
        let (found, problems) = keys(ris, BibliographyFormat::Ris);
        assert_eq!(
            found,
            ["smith-2020-bridges", "smith-2020-bridges-2"],
            "the third says what the second says"
        );
        assert!(problems.is_empty(), "{problems:?}");
        let json = r#"[{"id":"a:b","title":"One"},{"id":"a/b","title":"Two"},{"id":"a-b","title":"Three"},{"id":"a-b","title":"Four"}]"#;
        let (found, problems) = keys(json, BibliographyFormat::CslJson);
        assert_eq!(found, ["a-b", "a-b-2", "a-b-3"]);
        let taken = r#"[{"id":"a-b-2","title":"One"},{"id":"a:b","title":"Two"},{"id":"a/b","title":"Three"},{"id":"a-b-2","title":"One"}]"#;
        assert_eq!(keys(taken, BibliographyFormat::CslJson).0, ["a-b-2", "a-b", "a-b-3"]);
        assert_eq!(problems, ["there are several entries `a-b`: the first was taken"]);
    }

    #[test]
    fn keys_that_differ_in_capitals_are_told_apart() {
        let bib = "@book{Smith, title={One}}\n@book{smith, title={Two}}\n@book{SMITH, title={One}}\n";
        let (found, problems) = keys(bib, BibliographyFormat::BibTex);
        assert_eq!(found, ["Smith", "smith-2"]);
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn many_works_of_one_made_key_take_no_long_time() {
        let works =
            (0..10_000).map(|at| format!("TY  - BOOK\nTI  - Bridges {at}\nER  - \n")).collect::<String>();
        let begun = std::time::Instant::now();
        let (found, _) = keys(&works, BibliographyFormat::Ris);
        assert_eq!((found.len(), found[1].as_str()), (10_000, "bridges-2"));
        assert!(begun.elapsed().as_secs() < 10);
    }
}
