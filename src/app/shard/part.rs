//! The parts of a site, and what belongs to which.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::render::export::twin;
use crate::site::machine_files;

/// Most parts of a site.
const MOST: usize = 10_000;

/// One of the parts of a site: `2/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SitePart {
    /// From 1.
    number: usize,
    /// Number of parts.
    of: usize,
}

impl SitePart {
    /// All parts of a site that is cut into `of`.
    pub fn all(of: usize) -> impl Iterator<Item = Self> {
        (1..=of).map(move |number| Self { number, of })
    }

    /// The number of the part, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        self.number
    }

    /// The number of parts.
    #[must_use]
    pub fn count(self) -> usize {
        self.of
    }

    /// Whether a file of `content/` belongs to the part.
    #[must_use]
    pub fn has_content(self, path: &str) -> bool {
        self.has(path)
    }

    /// Whether a file of the output, by its path below the output folder, belongs to the part.
    #[must_use]
    pub fn has_output(self, path: &str) -> bool {
        self.has(&together(path))
    }

    fn has(self, path: &str) -> bool {
        let hash = blake3::hash(path.as_bytes());
        let start: [u8; 8] = std::array::from_fn(|index| hash.as_bytes()[index]);
        u64::from_le_bytes(start) % self.of as u64 == self.number as u64 - 1
    }

    /// Its name in the names of files: `2-of-3`.
    pub(super) fn file_name(self) -> String {
        format!("{}-of-{}", self.number, self.of)
    }

    /// The part of this name.
    pub(super) fn of_file_name(name: &str) -> Option<Self> {
        let (number, of) = name.split_once("-of-")?;
        let part: Self = format!("{number}/{of}").parse().ok()?;
        (part.file_name() == name).then_some(part)
    }
}

/// What stands for a file when its part is chosen: a page, the evidence of its statements and the same as Markdown are
/// made of one text, and the files of a search index are made at once, so each has one part.
fn together(path: &str) -> Cow<'_, str> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if let Some(search) = search_index(path) {
        return search.into();
    }
    match name {
        "index.html" | twin::TWIN => without_evidence(folder),
        _ => path.into(),
    }
}

/// The folder of the search that a file is part of the index of.
fn search_index(path: &str) -> Option<&str> {
    let (search, rest) = match path.strip_prefix("search/") {
        Some(rest) => ("search", rest),
        None => {
            let at = path.find("/search/")?;
            (&path[..at + "/search".len()], &path[at + "/search/".len()..])
        }
    };
    let is_index = [machine_files::SEARCH_INDEX, machine_files::OPEN_SEARCH].contains(&rest)
        || rest.starts_with("records/")
        || rest.starts_with("terms/");
    is_index.then_some(search)
}

/// The folder of a page for that of its evidence: `topics/x` for `evidence/topics/x`, `uk/topics/x` for
/// `uk/evidence/topics/x`.
fn without_evidence(folder: &str) -> Cow<'_, str> {
    if let Some(page) = folder.strip_prefix("evidence/") {
        return page.into();
    }
    match folder.split_once("/evidence/") {
        Some((language, page)) if !language.contains('/') => format!("{language}/{page}").into(),
        _ => folder.into(),
    }
}

impl fmt::Display for SitePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for SitePart {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let numbers = text.split_once('/').filter(|(one, other)| is_number(one) && is_number(other));
        let Some((number, of)) = numbers else {
            return Err("a part is written as 2/3: the second of three".to_owned());
        };
        let (number, of) = match (number.parse(), of.parse()) {
            (Ok(number), Ok(of)) if of <= MOST => (number, of),
            _ => return Err(format!("a site has at most {MOST} parts")),
        };
        match (number, of) {
            (_, 0) => Err("a site has at least one part: 1/1".to_owned()),
            (0, _) => Err(format!("parts are counted from 1: the first is 1/{of}")),
            _ if number > of => Err(format!("the last of {of} parts is {of}/{of}")),
            _ => Ok(Self { number, of }),
        }
    }
}

impl TryFrom<String> for SitePart {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<SitePart> for String {
    fn from(part: SitePart) -> Self {
        part.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{SitePart, together};

    #[test]
    fn a_part_is_written_as_it_is_read() {
        for good in ["1/1", "2/3", "3/3", "10000/10000"] {
            let part: SitePart = good.parse().unwrap();
            assert_eq!(part.to_string(), good);
            assert_eq!(SitePart::of_file_name(&part.file_name()), Some(part));
        }
        for (bad, why) in [
            ("0/3", "counted from 1"),
            ("4/3", "the last of 3"),
            ("1/0", "at least one"),
            ("a/b", "written as 2/3"),
            ("2", "written as 2/3"),
            ("+1/3", "written as 2/3"),
            ("1/3/5", "written as 2/3"),
            ("1/99999999999999999999", "at most"),
            ("1/10001", "at most"),
        ] {
            let error = bad.parse::<SitePart>().unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
        assert_eq!(SitePart::of_file_name("02-of-3"), None);
    }

    #[test]
    fn each_path_belongs_to_one_part() {
        for of in [1, 2, 3, 7] {
            let mut sizes = vec![0; of];
            for number in 0..1000 {
                let path = format!("topics/p{number}/index.html");
                let owners: Vec<SitePart> = SitePart::all(of).filter(|part| part.has_output(&path)).collect();
                assert_eq!(owners.len(), 1);
                sizes[owners[0].number - 1] += 1;
            }
            assert!(sizes.iter().all(|size| *size > 800 / of), "{sizes:?}");
        }
    }

    #[test]
    fn what_is_made_together_belongs_together() {
        for (path, stands_for) in [
            ("index.html", ""),
            ("claims.json", "claims.json"),
            ("topics/x/index.html", "topics/x"),
            ("topics/x/index.md", "topics/x"),
            ("evidence/topics/x/index.html", "topics/x"),
            ("uk/evidence/topics/x/index.html", "uk/topics/x"),
            ("topics/x/references.bib", "topics/x/references.bib"),
            ("search/index.json", "search"),
            ("search/terms/3.json", "search"),
            ("uk/search/records/0.json", "uk/search"),
            ("search/k/index.html", "search/k"),
        ] {
            assert_eq!(together(path), stands_for, "{path}");
        }
    }
}
