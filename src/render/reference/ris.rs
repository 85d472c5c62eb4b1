//! RIS, the tagged format of reference managers, as Zotero reads it.
//!
//! Two letters, two spaces, a hyphen, a space, the value; lines end with CRLF, a record begins with `TY`
//! and ends with `ER`. There is no escaping: every value is one line, so that no value can begin a tag.

use super::csl::{date_parts, is_about};
use super::{SourceRecord, is_contained, line, stated, web_address};
use crate::base::author::AuthorName;
use crate::base::date::{Date, Edtf, Precision};
use crate::parse::source::Source;

/// The sources as RIS, in the order given; UTF-8 without a mark.
#[must_use]
pub fn ris(records: &[&SourceRecord]) -> String {
    records.iter().map(|record| record.ris.as_str()).collect()
}

pub(super) fn record(source: &Source, page: Option<&str>) -> String {
    let meta = &source.meta;
    let mut records = String::new();
    let mut put = |tag: &str, value: &str| {
        let value = line(value);
        if !value.is_empty() {
            records.push_str(&format!("{tag}  - {value}\r\n"));
        }
    };
    put("TY", reference_type(&meta.kind));
    put("ID", &source.key);
    put("TI", stated(meta.title.as_ref()).as_deref().unwrap_or_default());
    for name in AuthorName::all(&meta.authors) {
        match name {
            AuthorName::Organization(name) | AuthorName::Literal(name) => put("AU", &name),
            AuthorName::Person { family, given, suffix: None } => put("AU", &format!("{family}, {given}")),
            AuthorName::Person { family, given, suffix: Some(suffix) } => {
                put("AU", &format!("{family}, {given}, {suffix}"))
            }
        }
    }
    let place = if is_contained(&meta.kind) { "T2" } else { "PB" };
    put(place, meta.publisher.as_deref().unwrap_or_default());
    if let Some(date) = &meta.date {
        // A year that the source does not state is not its year of publication.
        if !matches!(date.precision(), Precision::About | Precision::Interval) {
            put("PY", &format!("{:04}", date.from.year));
        }
        put("DA", &issued(date));
    }
    put("UR", web_address(meta.url.as_ref()).unwrap_or_default());
    put("Y2", &meta.accessed.as_ref().map(issued).unwrap_or_default());
    put("L4", web_address(meta.archive_url.as_ref()).unwrap_or_default());
    put("N1", page.unwrap_or_default());
    put("LA", meta.language.as_deref().unwrap_or_default());
    records.push_str("ER  - \r\n\r\n");
    records
}

/// `YYYY/MM/DD/other`, with the slashes of the parts that are not known, where the source states a date or a season;
/// else words, since readers would take the first date of an interval, or of a decade, for the date itself.
fn issued(date: &Edtf) -> String {
    let is_bare = |date: &Date| !is_about(date) && date.month.is_none();
    match &date.to {
        Some(to) if is_bare(&date.from) && is_bare(to) => {
            format!("{}-{}", date_part(&date.from), date_part(to))
        }
        Some(to) => format!("{} - {}", date_part(&date.from), date_part(to)),
        None if date.precision() == Precision::About => date_part(&date.from),
        None => slashed(&date.from),
    }
}

/// What is known of one date, with “ca.” where it is approximate and a question mark where it is uncertain. A decade or
/// century is written as in EDTF (`199X`): two years with a hyphen between them would be an interval.
fn date_part(date: &Date) -> String {
    let text = if date.is_unspecified() {
        date.year_alone().edtf()
    } else {
        let parts: Vec<String> = date_parts(date).iter().map(|part| format!("{part:02}")).collect();
        parts.join("-")
    };
    let about = if date.approximate { "ca. " } else { "" };
    let mark = if date.uncertain { "?" } else { "" };
    [about, &text, mark].concat()
}

/// `YYYY/MM/DD/other`; a season is the other information.
fn slashed(date: &Date) -> String {
    let two_digits = |part: Option<u8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
    let season = date.season.map(|season| format!("{:04}-{}", date.year, season.edtf_number()));
    let (month, day) = (two_digits(date.month), two_digits(date.day));
    format!("{:04}/{month}/{day}/{}", date.year, season.unwrap_or_default())
}

/// The RIS type nearest to a CSL type; `GEN` where there is none.
fn reference_type(kind: &str) -> &'static str {
    match kind {
        "article-journal" | "review" | "review-book" => "JOUR",
        "article-magazine" => "MGZN",
        "article-newspaper" => "NEWS",
        "bill" => "BILL",
        "book" | "classic" => "BOOK",
        "broadcast" => "VIDEO",
        "chapter" => "CHAP",
        "dataset" => "DATA",
        "entry-dictionary" => "DICT",
        "entry" | "entry-encyclopedia" => "ENCYC",
        "figure" => "FIGURE",
        "graphic" => "ART",
        "hearing" => "HEAR",
        "legal_case" => "CASE",
        "legislation" | "regulation" => "STAT",
        "manuscript" => "MANSCPT",
        "map" => "MAP",
        "motion_picture" => "MPCT",
        "musical_score" => "MUSIC",
        "pamphlet" => "PAMP",
        "paper-conference" => "CPAPER",
        "patent" => "PAT",
        "periodical" => "SER",
        "personal_communication" => "PCOMM",
        "post" | "webpage" => "ELEC",
        "post-weblog" => "BLOG",
        // What Zotero calls a presentation, its item for speeches.
        "speech" => "SLIDE",
        "treaty" => "STAT",
        "report" => "RPRT",
        "software" => "COMP",
        "song" => "SOUND",
        "standard" => "STAND",
        "thesis" => "THES",
        _ => "GEN",
    }
}
