//! CSL-JSON (CSL 1.0.2, Appendix: “Items”), as Zotero, Pandoc and others export it.

use serde_json::Value;

use super::{Bibliography, BibliographyEntry, csl_type, doi_address};
use crate::app::ingest::FileRefusal;
use crate::app::ingest::fact::{SourceFact, StatedFacts};

const BY: &str = "the bibliography";

/// Fields that are carried, or say nothing of the work.
const CARRIED: [&str; 16] = [
    "id",
    "type",
    "title",
    "author",
    "container-title",
    "publisher",
    "issued",
    "accessed",
    "URL",
    "DOI",
    "language",
    "abstract",
    "note",
    "citation-key",
    "shortTitle",
    "title-short",
];

pub(super) fn read(text: &str) -> Result<Bibliography, FileRefusal> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        FileRefusal::new(format!("is not valid JSON: {error}"), "export it anew from your reference manager")
    })?;
    let items = match &value {
        Value::Array(items) => items.as_slice(),
        Value::Object(object) => match object.get("items").or(object.get("references")) {
            Some(Value::Array(items)) => items,
            _ => std::slice::from_ref(&value),
        },
        _ => &[],
    };
    if items.iter().any(|item| item.get("itemType").is_some() && item.get("type").is_none()) {
        return Err(FileRefusal::new(
            "is in a form of Zotero's own, and no CSL-JSON",
            "export the library as CSL JSON or BibLaTeX, or import it from the running program: `ibid source import zotero: --all`",
        ));
    }
    let mut bibliography = Bibliography::default();
    for (at, item) in items.iter().enumerate() {
        match record(item) {
            Some(record) => bibliography.records.push(record),
            None => bibliography
                .problems
                .push(format!("item {} is no work: it has neither a title nor an author", at + 1)),
        }
    }
    Ok(bibliography)
}

fn record(item: &Value) -> Option<BibliographyEntry> {
    let fields = item.as_object()?;
    let mut facts = StatedFacts::default();
    let text = |field: &str| fields.get(field).map(text_of).unwrap_or_default();
    facts.state(SourceFact::Title, &text("title"), BY);
    for person in fields.get("author").and_then(Value::as_array).into_iter().flatten() {
        facts.state_author(&name(person), BY);
    }
    facts.get(SourceFact::Title).or(facts.get(SourceFact::Author))?;
    facts.state(SourceFact::Publisher, &text("container-title"), BY);
    facts.state(SourceFact::Publisher, &text("publisher"), BY);
    facts.state(SourceFact::Date, &fields.get("issued").map(date).unwrap_or_default(), BY);
    facts.state(SourceFact::Accessed, &fields.get("accessed").map(date).unwrap_or_default(), BY);
    facts.state(SourceFact::Url, &text("URL"), BY);
    facts.state(SourceFact::Url, &doi_address(&text("DOI")), BY);
    facts.state(SourceFact::Language, &text("language"), BY);
    facts.state(SourceFact::Type, csl_type(&text("type")), BY);
    let key = if text("citation-key").is_empty() { text("id") } else { text("citation-key") };
    let is_lost = |field: &str| {
        // A date that cannot be written as one here, such as a year before Christ.
        let is_no_date = field == "issued" && facts.get(SourceFact::Date).is_none();
        // A source has one place for what published it: of a chapter that is the book.
        let is_second = field == "publisher"
            && !text("publisher").is_empty()
            && text("publisher") != facts.value(SourceFact::Publisher);
        !CARRIED.contains(&field) || is_no_date || is_second
    };
    let left_out = fields.keys().filter(|field| is_lost(field)).cloned().collect();
    Some(BibliographyEntry { key: String::new(), made_from: None, original_key: key, facts, left_out })
}

/// A text, or a number as it is written; without the markup that CSL allows in titles.
fn text_of(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(parts) => parts.first().map(text_of).unwrap_or_default(),
        _ => String::new(),
    };
    ["<i>", "</i>", "<b>", "</b>", "<sup>", "</sup>", "<sub>", "</sub>", "</span>", "<span class=\"nocase\">"]
        .iter()
        .fold(text, |text, tag| text.replace(tag, ""))
}

/// `Last, First`; an organisation by its name.
fn name(person: &Value) -> String {
    let part = |field: &str| person.get(field).and_then(Value::as_str).unwrap_or_default().trim();
    if !part("literal").is_empty() {
        return part("literal").to_owned();
    }
    let particles = [part("dropping-particle"), part("non-dropping-particle"), part("family")];
    let family = particles.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let parts = [family.as_str(), part("given"), part("suffix")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A date with its parts, as EDTF; else what is written of it.
fn date(value: &Value) -> String {
    let one = |parts: &Value| -> Option<String> {
        let number = |part: &Value| part.as_i64().or_else(|| part.as_str()?.trim().parse().ok());
        let mut numbers = parts.as_array()?.iter().map_while(number);
        let year = numbers.next()?;
        let mut text = format!("{}{:04}", if year < 0 { "-" } else { "" }, year.unsigned_abs());
        for number in numbers.take(2) {
            text.push_str(&format!("-{number:02}"));
        }
        if text.trim_start_matches('-').len() == 4
            && let Some(season) =
                value.get("season").and_then(number).filter(|season| (1..=4).contains(season))
        {
            text.push_str(&format!("-{}", 20 + season));
        }
        if value.get("circa").is_some_and(|circa| *circa != Value::Bool(false) && !circa.is_null()) {
            text.push('~');
        }
        Some(text)
    };
    let parts: Vec<String> = value
        .get("date-parts")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(one)
        .take(2)
        .collect();
    if !parts.is_empty() {
        return parts.join("/");
    }
    let raw = value.get("raw").or(value.get("literal")).unwrap_or(value);
    raw.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_state_their_facts() {
        let found = read(r#"[{"id":"http://zotero.org/1","type":"article-newspaper","title":"A <i>vote</i>","author":[{"family":"Berg","given":"Bo","non-dropping-particle":"van"},{"literal":"World Bank"}],"container-title":"Daily","issued":{"date-parts":[["2025","12",15]]},"page":"3"},{"id":"x"},{"id":7,"title":"T","issued":{"date-parts":[[1994],[1996]]}}]"#).unwrap();
        assert_eq!((found.records.len(), found.problems.len()), (2, 1));
        let facts = &found.records[0].facts;
        assert_eq!(facts.value(SourceFact::Title), "A vote");
        assert_eq!(facts.get(SourceFact::Author).unwrap().values, ["van Berg, Bo", "World Bank"]);
        assert_eq!(facts.value(SourceFact::Date), "2025-12-15");
        assert_eq!(found.records[0].left_out, ["page"]);
        assert_eq!(found.records[1].facts.value(SourceFact::Date), "1994/1996");
    }
}
