//! The fields of an entry → the facts of a source.

use biblatex::{Chunks, ChunksExt, Date, DateValue, Datetime, Entry, PermissiveType, Person};

use super::super::latex::unmarked;
use super::super::{BibliographyEntry, csl_type, doi_address};
use crate::app::ingest::fact::{SourceFact, StatedFacts};

const BY: &str = "the bibliography";

/// Fields that are carried, or say nothing of the work.
const CARRIED: [&str; 33] = [
    "abstract",
    "author",
    "crossref",
    "date",
    "day",
    "doi",
    "file",
    "howpublished",
    "institution",
    "journal",
    "journaltitle",
    "keywords",
    "langid",
    "language",
    "month",
    "organization",
    "publisher",
    "school",
    "shorttitle",
    "subtitle",
    "timestamp",
    "title",
    "url",
    "urldate",
    "year",
    "xdata",
    "annotation",
    "note",
    "groups",
    "booktitle",
    "titleaddon",
    "options",
    "entrysubtype",
];

/// Fields with what published a work, in the order in which they are taken.
const CONTAINERS: [&str; 8] = [
    "journaltitle",
    "journal",
    "booktitle",
    "publisher",
    "institution",
    "school",
    "organization",
    "howpublished",
];

/// What an entry states, in the terms of a source.
pub(super) fn record(entry: &Entry) -> BibliographyEntry {
    let mut facts = StatedFacts::default();
    let text = |field: &str| text(entry, field);
    let title = match (text("title"), text("subtitle")) {
        (title, subtitle) if subtitle.is_empty() => title,
        (title, subtitle) => format!("{title}: {subtitle}"),
    };
    facts.state(SourceFact::Title, &title, BY);
    // `and others` stands for names that are not given.
    for person in entry.author().unwrap_or_default().iter().filter(|person| !is_others(person)) {
        facts.state_author(&name(person), BY);
    }
    let entry_type = kind(&entry.entry_type.to_string());
    // Of a whole book this is its own title.
    let is_within = matches!(entry_type, "chapter" | "paper-conference" | "entry");
    for field in CONTAINERS.into_iter().filter(|field| is_within || *field != "booktitle") {
        facts.state(SourceFact::Publisher, &text(field), BY);
    }
    facts.state(SourceFact::Date, &date(entry), BY);
    facts.state(SourceFact::Url, &text("url"), BY);
    facts.state(SourceFact::Url, &doi_address(&text("doi")), BY);
    facts.state(SourceFact::Url, text("howpublished").trim_start_matches("\\url{").trim_end_matches('}'), BY);
    if let Ok(date) = entry.url_date()
        && let PermissiveType::Typed(date) = date
    {
        facts.state(SourceFact::Accessed, &edtf(&date), BY);
    }
    for field in ["language", "langid"] {
        facts.state(SourceFact::Language, language(&text(field)), BY);
    }
    facts.state(SourceFact::Type, csl_type(entry_type), BY);
    let left_out = left_out(entry, &title, &facts);
    BibliographyEntry {
        key: String::new(),
        made_from: None,
        original_key: entry.key.clone(),
        facts,
        left_out,
    }
}

/// A field as plain text; empty where there is none.
fn text(entry: &Entry, field: &str) -> String {
    entry.get(field).map(plain).unwrap_or_default()
}

/// When the work was published, as it is written where it is no date.
fn date(entry: &Entry) -> String {
    let year = text(entry, "year");
    match entry.date() {
        // Of a year that is more than one number the library takes the first.
        Ok(PermissiveType::Typed(_)) if text(entry, "date").is_empty() && !is_number(&year) => years(&year),
        Ok(PermissiveType::Typed(date)) => edtf(&date),
        Ok(PermissiveType::Chunks(_)) | Err(_) => years(&year),
    }
}

/// The fields that a source has no place for.
fn left_out(entry: &Entry, title: &str, facts: &StatedFacts) -> Vec<String> {
    let left_out = entry
        .fields
        .keys()
        .filter(|field| !CARRIED.contains(&field.as_str()) && !field.starts_with("bdsk"))
        .cloned();
    let mut left_out: Vec<String> = left_out.collect();
    // A source has one place for what published it: of a chapter that is the book.
    let is_address = |field: &str| field == "howpublished" && text(entry, field).contains("://");
    left_out.extend(
        CONTAINERS
            .iter()
            .filter(|field| {
                let name = text(entry, field);
                !name.is_empty()
                    && name != facts.value(SourceFact::Publisher)
                    && name != title
                    && !is_address(field)
            })
            .map(|field| (*field).to_owned()),
    );
    // A date that cannot be written as one here, such as a year before Christ.
    if facts.get(SourceFact::Date).is_none() {
        left_out.extend(
            ["date", "year"]
                .into_iter()
                .find(|field| !text(entry, field).trim().is_empty())
                .map(str::to_owned),
        );
    }
    left_out
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A year as it is written; two with a stroke or a dash between them are an interval.
fn years(text: &str) -> String {
    let ends =
        text.split_once(['/', '-', '–']).map(|(from, to)| [from.trim(), to.trim_start_matches('-').trim()]);
    match ends {
        Some([from, to]) if [from, to].iter().all(|year| year.len() == 4 && is_number(year)) => {
            format!("{from}/{to}")
        }
        _ => text.to_owned(),
    }
}

fn plain(chunks: &[biblatex::Spanned<biblatex::Chunk>]) -> String {
    let chunks: Chunks = chunks.to_vec();
    unmarked(&chunks.format_verbatim())
}

fn is_others(person: &Person) -> bool {
    person.name.trim() == "others" && person.given_name.trim().is_empty()
}

/// `Last, First`; an organisation by its name.
fn name(person: &Person) -> String {
    let family = [person.prefix.trim(), person.name.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let parts = [family.as_str(), person.given_name.trim(), person.suffix.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn edtf(date: &Date) -> String {
    let sign = match (date.uncertain, date.approximate) {
        (true, true) => "%",
        (true, false) => "?",
        (false, true) => "~",
        (false, false) => "",
    };
    let one = |date: &Datetime| {
        let mut text = format!("{}{:04}", if date.year < 0 { "-" } else { "" }, date.year.unsigned_abs());
        if let Some(month) = date.month {
            text.push_str(&format!("-{:02}", month + 1));
            if let Some(day) = date.day {
                text.push_str(&format!("-{:02}", day + 1));
            }
        }
        format!("{text}{sign}")
    };
    match &date.value {
        DateValue::At(date) | DateValue::After(date) | DateValue::Before(date) => one(date),
        DateValue::Between(from, to) => format!("{}/{}", one(from), one(to)),
    }
}

/// The tag of a language that babel or polyglossia name.
fn language(name: &str) -> &str {
    match name.to_ascii_lowercase().as_str() {
        "english" | "american" | "british" | "usenglish" | "ukenglish" | "australian" => "en",
        "german" | "ngerman" | "austrian" | "naustrian" => "de",
        "french" | "francais" => "fr",
        "ukrainian" => "uk",
        "russian" => "ru",
        "spanish" => "es",
        "italian" => "it",
        "polish" => "pl",
        "portuguese" | "brazilian" => "pt",
        "dutch" => "nl",
        "swedish" => "sv",
        _ => name,
    }
}

/// The CSL type of an entry type, as Pandoc maps them.
fn kind(entry_type: &str) -> &'static str {
    match entry_type.to_ascii_lowercase().as_str() {
        "article" | "suppperiodical" => "article-journal",
        "book" | "mvbook" | "collection" | "mvcollection" | "booklet" => "book",
        "inbook" | "incollection" | "bookinbook" | "suppbook" | "suppcollection" => "chapter",
        "proceedings" | "mvproceedings" => "book",
        "inproceedings" | "conference" => "paper-conference",
        "reference" | "mvreference" => "book",
        "inreference" => "entry",
        "report" | "techreport" => "report",
        "thesis" | "phdthesis" | "mastersthesis" => "thesis",
        "online" | "electronic" | "www" => "webpage",
        "patent" => "patent",
        "periodical" => "periodical",
        "unpublished" => "manuscript",
        "dataset" => "dataset",
        "software" => "software",
        "legislation" => "legislation",
        "jurisdiction" => "legal_case",
        _ => "document",
    }
}
