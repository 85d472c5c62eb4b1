//! Facts that a file states of itself, each with where it states it. Nothing is guessed: what is not a fact of its kind
//! (a date that is none, an address as an author) is left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::byline::{Byline, is_address, is_name};
use super::line::single_spaced;
use super::written_date::written_date;
use crate::base::date::Edtf;
use crate::base::language::canonical_tag;
use crate::parse::source::{PageFact, PageFacts};

/// What may be stated of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the fields of a source")]
pub enum SourceFact {
    Title,
    Author,
    Publisher,
    Date,
    Url,
    Language,
    Accessed,
    Type,
}

impl SourceFact {
    /// The name of its field in a source's front matter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Author => "author",
            Self::Publisher => "publisher",
            Self::Date => "date",
            Self::Url => "url",
            Self::Language => "language",
            Self::Accessed => "accessed",
            Self::Type => "type",
        }
    }
}

/// A value and what states it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stated {
    /// The values; several only of authors.
    pub values: Vec<String>,
    /// What states them: `og:title`, “the mail's header”.
    pub by: String,
}

/// The facts of a file, and what else it says of the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatedFacts {
    stated: BTreeMap<SourceFact, Stated>,
    /// Other values of facts that are stated already, in the order of the file.
    others: Vec<(SourceFact, Stated)>,
    /// What stands in bylines and was taken for somebody's role, though it may be a name.
    doubtful_roles: BTreeSet<String>,
}

impl StatedFacts {
    /// States a fact, unless the value is none of its kind. Of several values the first one counts; further authors
    /// from the same place join the first.
    pub(super) fn state(&mut self, fact: SourceFact, value: &str, by: &str) {
        let language = self.value(SourceFact::Language).to_owned();
        if fact == SourceFact::Author {
            let Byline { names, doubtful_roles } = Byline::of(&one_line(value).unwrap_or_default());
            self.doubtful_roles.extend(doubtful_roles);
            names.into_iter().for_each(|name| self.record(fact, name, by));
            return;
        }
        cleaned(fact, value, &language).into_iter().for_each(|value| self.record(fact, value, by));
    }

    fn record(&mut self, fact: SourceFact, value: String, by: &str) {
        match self.stated.get_mut(&fact) {
            None => drop(self.stated.insert(fact, Stated { values: vec![value], by: by.to_owned() })),
            Some(stated) if stated.values.contains(&value) => {}
            Some(stated) if fact == SourceFact::Author && stated.by == by => stated.values.push(value),
            Some(_) => self.others.push((fact, Stated { values: vec![value], by: by.to_owned() })),
        }
    }

    /// States an organisation as the author, whose name may have commas and “and” in it.
    fn state_organisation(&mut self, name: &str, by: &str) {
        let name = cleaned(SourceFact::Title, name, "").pop().filter(|name| is_name(name));
        name.into_iter().for_each(|name| self.record(SourceFact::Author, name, by));
    }

    /// States an author whose name stands for itself: `Lind, Ada`, `Bank of Towns and Villages`.
    pub(super) fn state_author(&mut self, name: &str, by: &str) {
        let Some(name) = cleaned(SourceFact::Title, name, "").pop() else { return };
        let stated = self
            .stated
            .entry(SourceFact::Author)
            .or_insert_with(|| Stated { values: Vec::new(), by: by.to_owned() });
        if !stated.values.contains(&name) {
            stated.values.push(name);
        }
    }

    /// States where and on what day a capture was fetched, for what it does not say of itself.
    pub(crate) fn state_fetched(&mut self, address: &str, day: &str) {
        for (fact, value) in [(SourceFact::Url, address), (SourceFact::Accessed, day)] {
            if self.get(fact).is_none() {
                self.state(fact, value, "the transfer");
            }
        }
    }

    /// What is stated of a fact.
    #[must_use]
    pub fn get(&self, fact: SourceFact) -> Option<&Stated> {
        self.stated.get(&fact)
    }

    /// The first value of a fact; empty where none is stated.
    #[must_use]
    pub fn value(&self, fact: SourceFact) -> &str {
        self.get(fact).and_then(|stated| stated.values.first()).map_or("", String::as_str)
    }

    /// Takes away the facts that `is_not` names.
    pub fn remove(&mut self, is_not: impl Fn(SourceFact) -> bool) {
        self.stated.retain(|fact, _| !is_not(*fact));
    }

    /// All facts that are stated.
    pub fn all(&self) -> impl Iterator<Item = (SourceFact, &Stated)> {
        self.stated.iter().map(|(fact, stated)| (*fact, stated))
    }

    /// What the file says elsewhere, and differently, of a fact.
    pub fn contradictions(&self) -> impl Iterator<Item = (SourceFact, &Stated, &Stated)> {
        self.others.iter().filter_map(|(fact, other)| {
            let stated = self.stated.get(fact)?;
            let is_said = |value: &String| stated.values.iter().any(|one| agree(*fact, one, value));
            (!other.values.iter().all(is_said)).then_some((*fact, stated, other))
        })
    }

    /// What was taken for somebody's role in a byline, though it may be a name.
    pub fn doubtful_roles(&self) -> impl Iterator<Item = &str> {
        self.doubtful_roles.iter().map(String::as_str)
    }

    /// The facts that a saved page states.
    pub(super) fn of_page(page: &PageFacts) -> Self {
        let mut facts = Self::default();
        // Names of months are read in the page's language.
        let is_language = |fact: &&PageFact| fact.field == "language";
        let in_order = page.iter().filter(is_language).chain(page.iter().filter(|fact| !is_language(fact)));
        for PageFact { field, value, by, is_one_name } in in_order {
            let fact = match *field {
                "title" => SourceFact::Title,
                "author" => SourceFact::Author,
                "publisher" => SourceFact::Publisher,
                "date" => SourceFact::Date,
                "url" => SourceFact::Url,
                "language" => SourceFact::Language,
                "accessed" => SourceFact::Accessed,
                "type" => SourceFact::Type,
                _ => continue,
            };
            match fact {
                SourceFact::Author if *is_one_name => facts.state_organisation(value, by),
                _ => facts.state(fact, value, by),
            }
        }
        facts.settle();
        facts
    }

    /// Takes over what another part of the file states, where nothing is stated yet.
    pub(super) fn add(&mut self, other: Self) {
        for (fact, stated) in other.stated {
            stated.values.iter().for_each(|value| self.state(fact, value, &stated.by));
        }
        self.doubtful_roles.extend(other.doubtful_roles);
        self.settle();
    }

    /// Removes what other facts show to be none: a publisher as its own author, its name behind the title.
    fn settle(&mut self) {
        let publisher = self.value(SourceFact::Publisher).to_owned();
        if publisher.is_empty() {
            return;
        }
        if let Some(authors) = self.stated.get_mut(&SourceFact::Author) {
            authors.values.retain(|name| !name.eq_ignore_ascii_case(&publisher));
            if authors.values.is_empty() {
                self.stated.remove(&SourceFact::Author);
            }
        }
        if let Some(title) =
            self.stated.get_mut(&SourceFact::Title).and_then(|stated| stated.values.first_mut())
        {
            let shorter = [" | ", " - ", " – ", " — ", " :: ", " · "].iter().find_map(|sign| {
                let shorter = title.strip_suffix(&publisher)?.strip_suffix(sign)?;
                (!shorter.trim().is_empty()).then(|| shorter.trim().to_owned())
            });
            if let Some(shorter) = shorter {
                *title = shorter;
            }
        }
    }
}

/// Whether two values of a fact do not contradict each other.
fn agree(fact: SourceFact, one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    match fact {
        // A day and the same day with its time.
        SourceFact::Date => one.starts_with(other.get(..10).unwrap_or(&other)) || other.starts_with(&one),
        SourceFact::Title => one.contains(&other) || other.contains(&one),
        SourceFact::Publisher => one == other,
        // `Lind, Ada` and `A. Lind`; a byline in capitals.
        SourceFact::Author => family(&one) == family(&other),
        SourceFact::Url => {
            let is_doi = |address: &str| address.contains("doi.org/");
            is_doi(&one) || is_doi(&other) || place_of(&one) == place_of(&other)
        }
        SourceFact::Language => one.split('-').next() == other.split('-').next(),
        SourceFact::Accessed | SourceFact::Type => true,
    }
}

/// The last word of the family name of somebody.
fn family(name: &str) -> &str {
    let family = name.split(',').next().unwrap_or_default();
    family.split_whitespace().next_back().unwrap_or_default()
}

/// An address without what leads to the same page on another way: scheme, `www.`, query, a stroke at the end.
fn place_of(address: &str) -> &str {
    let (_, address) = address.split_once("://").unwrap_or(("", address));
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let address =
        ["www.", "m.", "amp."].iter().find_map(|host| address.strip_prefix(host)).unwrap_or(address);
    address.trim_end_matches('/')
}

/// A value as one line of what is shown of it; nothing where that is none or too long for a fact.
fn one_line(value: &str) -> Option<String> {
    let is_shown = |letter: &char| {
        !letter.is_control()
            && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
    };
    let line: String = value
        .chars()
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .filter(is_shown)
        .collect();
    Some(single_spaced(&line)).filter(|line| (1..=LONGEST).contains(&line.len()))
}

/// Most bytes of a value.
const LONGEST: usize = 2000;

/// The values in a text that are facts of a kind, as they are written in front matter.
fn cleaned(fact: SourceFact, value: &str, language: &str) -> Vec<String> {
    let Some(line) = one_line(value) else { return Vec::new() };
    match fact {
        SourceFact::Title | SourceFact::Type => vec![line],
        SourceFact::Publisher => Some(line).filter(|name| !is_address(name)).into_iter().collect(),
        SourceFact::Author => Byline::of(&line).names,
        SourceFact::Date | SourceFact::Accessed => date(&line, language).into_iter().collect(),
        SourceFact::Url => {
            let is_web = ["http://", "https://"].iter().any(|scheme| {
                line.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                    && line.len() > scheme.len()
            });
            if is_web && !line.contains(' ') { vec![line] } else { Vec::new() }
        }
        SourceFact::Language => canonical_tag(&line.replace('_', "-")).into_iter().collect(),
    }
}

/// A date as EDTF: as it is, with a zone of four digits, as mails write it, or with the month in
/// words.
fn date(line: &str, language: &str) -> Option<String> {
    let line = line.trim();
    if Edtf::parse(line).is_ok() {
        return Some(line.to_owned());
    }
    // `2025-12-15T14:46:00+0200`, and without a space before the zone.
    let zoned = line.len() > 5 && line.is_char_boundary(line.len() - 4) && {
        let (clock, zone) = line.split_at(line.len() - 4);
        zone.bytes().all(|byte| byte.is_ascii_digit()) && clock.ends_with(['+', '-'])
    };
    if zoned {
        let (before, minutes) = line.split_at(line.len() - 2);
        let date = format!("{before}:{minutes}").replace(" +", "+").replace(" -", "-");
        if Edtf::parse(&date).is_ok() {
            return Some(date);
        }
    }
    // `2025-12-15T14:46:00 (UTC +01:00)`, as clippers write it.
    if let Some((before, _)) = line.split_once(" (")
        && Edtf::parse(before).is_ok()
    {
        return Some(before.to_owned());
    }
    if let Ok(mail) = jiff::fmt::rfc2822::parse(line) {
        return Some(mail.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    // Of a browser's clock only the day is taken: `Mon Dec 15 2025 14:46:00 GMT+0200 (…)`.
    written_date(line, language).or_else(|| {
        // `20251215`, `2025/12/15` and `2025/12`.
        let digits: String = line.chars().take(10).filter(char::is_ascii_digit).collect();
        let is_compact = digits.len() == 8
            && (line.len() == 8 || line.as_bytes().get(4).is_some_and(|sign| matches!(sign, b'/' | b'.')));
        if let Some((year, month)) = line.split_once('/')
            && year.len() == 4
            && month.len() == 2
            && month <= "12"
        {
            let date = format!("{year}-{month}");
            return Edtf::parse(&date).ok().map(|_| date);
        }
        let date = is_compact.then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))?;
        Edtf::parse(&date).ok().map(|_| date)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (text, expected) in [
            ("2025-12-15", Some("2025-12-15")),
            ("2025-12-15T14:46:00.000Z", Some("2025-12-15T14:46:00.000Z")),
            ("2025-12-15T14:46:00+0200", Some("2025-12-15T14:46:00+02:00")),
            ("Mon, 15 Dec 2025 14:46:00 +0200", Some("2025-12-15T14:46:00+02:00")),
            ("Mon Dec 15 2025 14:46:00 GMT+0200 (Eastern)", Some("2025-12-15")),
            ("December 15, 2025", Some("2025-12-15")),
            ("15 December 2025", Some("2025-12-15")),
            ("December 2025", Some("2025-12")),
            ("2025-12-15T14:46:00 (UTC +01:00)", Some("2025-12-15T14:46:00")),
            ("20251215", Some("2025-12-15")),
            ("2025/12/15", Some("2025-12-15")),
            ("2025/12", Some("2025-12")),
            ("2025/13", None),
            ("yesterday", None),
            ("31 February 2025", None),
            ("15. prosince 2025 v 14:46", Some("2025-12-15")),
            ("15/12/2025", None),
        ] {
            assert_eq!(date(text, "").as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_first_statement_counts_and_others_are_named() {
        let mut facts = StatedFacts::default();
        facts.state(SourceFact::Date, "2025-12-15", "JSON-LD");
        facts.state(SourceFact::Date, "2025-12-15T10:00", "a");
        facts.state(SourceFact::Date, "2024-01-01", "b");
        facts.state(SourceFact::Language, "english", "c");
        assert_eq!(facts.value(SourceFact::Date), "2025-12-15");
        assert_eq!(facts.value(SourceFact::Language), "");
        let other: Vec<&str> = facts.contradictions().map(|(_, _, other)| other.by.as_str()).collect();
        assert_eq!(other, ["b"]);
    }

    #[test]
    fn what_is_said_otherwise_is_named_of_every_fact() {
        for (fact, one, other, agree) in [
            (SourceFact::Author, "Lind, Ada", "ADA LIND", true),
            (SourceFact::Author, "Ada Lind", "Bo Berg", false),
            (SourceFact::Url, "https://www.d.example/a/", "http://d.example/a?x=1", true),
            (SourceFact::Url, "https://d.example/a", "https://doi.org/10.1/a", true),
            (SourceFact::Url, "https://d.example/a", "https://d.example/b", false),
            (SourceFact::Language, "en", "en-GB", true),
            (SourceFact::Language, "en", "de", false),
            (SourceFact::Date, "2025", "2025-03-04", true),
        ] {
            let mut facts = StatedFacts::default();
            facts.state(fact, one, "a");
            facts.state(fact, other, "b");
            assert_eq!(facts.contradictions().count() == 0, agree, "{one} {other}");
        }
    }
}
