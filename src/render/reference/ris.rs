//! RIS, the tagged format of reference managers, as Zotero reads it.
//!
//! Two letters, two spaces, a hyphen, a space, the value; lines end with CRLF, a record begins with `TY`
//! and ends with `ER`. There is no escaping: every value is one line, so that no value can begin a tag.

use super::name::AuthorName;
use super::{SourceRecord, is_contained, line, stated, web_address};
use crate::base::date::Edtf;
use crate::parse::source::Source;

/// The sources as RIS, in the order given; UTF-8 without a mark.
#[must_use]
pub fn ris(records: &[&SourceRecord]) -> String {
    records.iter().map(|record| record.ris.as_str()).collect()
}

pub(super) fn record(source: &Source) -> String {
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
            AuthorName::Literal(literal) => put("AU", &literal),
            AuthorName::Person { family, given, suffix: None } => put("AU", &format!("{family}, {given}")),
            AuthorName::Person { family, given, suffix: Some(suffix) } => {
                put("AU", &format!("{family}, {given}, {suffix}"))
            }
        }
    }
    let place = if is_contained(&meta.kind) { "T2" } else { "PB" };
    put(place, meta.publisher.as_deref().unwrap_or_default());
    if let Some(date) = &meta.date {
        put("PY", &format!("{:04}", date.from.year));
        put("DA", &slashed(date));
    }
    put("UR", web_address(meta.url.as_ref()).unwrap_or_default());
    put("Y2", &meta.accessed.as_ref().map(slashed).unwrap_or_default());
    put("L4", web_address(meta.archive_url.as_ref()).unwrap_or_default());
    put("LA", meta.language.as_deref().unwrap_or_default());
    records.push_str("ER  - \r\n\r\n");
    records
}

/// `YYYY/MM/DD/other`, with the slashes of the parts that are not known; what is not a plain date is said
/// in EDTF as the other information.
fn slashed(date: &Edtf) -> String {
    let from = &date.from;
    let two_digits = |part: Option<u8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
    let mut other = match &date.to {
        Some(_) => date.iso(),
        None if from.years > 1 => format!("{:04}/{:04}", from.year, from.year + from.years - 1),
        None => {
            from.season.map(|season| format!("{:04}-{}", from.year, season.edtf_number())).unwrap_or_default()
        }
    };
    if super::csl::is_about(from) {
        other = format!("{other} ca.").trim().to_owned();
    }
    format!("{:04}/{}/{}/{other}", from.year, two_digits(from.month), two_digits(from.day))
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
        "report" => "RPRT",
        "software" => "COMP",
        "song" => "SOUND",
        "standard" => "STAND",
        "thesis" => "THES",
        _ => "GEN",
    }
}
