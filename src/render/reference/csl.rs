//! CSL-JSON, the exchange format of CSL 1.0.2 (its `csl-data.json` schema).
//!
//! Strings are the source's own: CSL-JSON has no way to say that `<i>` in a title is text, so readers that
//! take it as markup do so here too.

use super::{SourceRecord, is_contained, stated, web_address};
use crate::base::author::AuthorName;
use crate::base::date::{Date, Edtf};
use crate::parse::source::Source;
use serde_json::{Map, Value, json};

/// The sources as a CSL-JSON array, in the order given.
///
/// `id` is the citation key. An archived copy stands in `note`: CSL's `archive_location` is a shelf mark, which
/// styles begin with a capital letter, so that `https` became `Https`.
#[must_use]
pub fn csl_json(records: &[&SourceRecord]) -> String {
    let items: Vec<&str> = records.iter().map(|record| record.csl.as_str()).collect();
    format!("[{}]\n", items.join(","))
}

pub(super) fn item(source: &Source, page: Option<&str>) -> Map<String, Value> {
    let meta = &source.meta;
    let mut item = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            item.insert(name.to_owned(), value);
        }
    };
    put("id", Some(json!(source.key)));
    put("type", Some(json!(meta.kind)));
    put("title", stated(meta.title.as_ref()).map(|title| json!(title)));
    let names = AuthorName::all(&meta.authors);
    put("author", (!names.is_empty()).then(|| names.iter().map(name).collect()));
    put("issued", meta.date.as_ref().map(date));
    let place = if is_contained(&meta.kind) { "container-title" } else { "publisher" };
    put(place, stated(meta.publisher.as_ref()).map(|publisher| json!(publisher)));
    put("URL", web_address(meta.url.as_ref()).map(|url| json!(url)));
    put("accessed", meta.accessed.as_ref().map(date));
    put("note", archived(source).map(|note| json!(note)));
    put("annote", page.map(|page| json!(page)));
    put("language", stated(meta.language.as_ref()).map(|language| json!(language)));
    item
}

fn name(name: &AuthorName) -> Value {
    match name {
        AuthorName::Organization(name) | AuthorName::Literal(name) => json!({ "literal": name }),
        AuthorName::Person { family, given, suffix: None } => json!({ "family": family, "given": given }),
        AuthorName::Person { family, given, suffix: Some(suffix) } => {
            json!({ "family": family, "given": given, "suffix": suffix })
        }
    }
}

/// A date variable: the parts that are known, both ends of an interval, `circa` for `~`, `?` and `%`, the season
/// of a single date (an interval cannot say to which of its ends a season belongs). For one year of a decade or a
/// century it has no parts, and two years would be an interval: that is `literal`, in EDTF.
fn date(date: &Edtf) -> Value {
    let ends = || [Some(&date.from), date.to.as_ref()].into_iter().flatten();
    if ends().any(Date::is_unspecified) {
        return json!({ "literal": date.edtf() });
    }
    let parts: Vec<Vec<i16>> = ends().map(date_parts).collect();
    let is_about = ends().any(is_about);
    let mut value = json!({ "date-parts": parts });
    if is_about {
        value["circa"] = json!(true);
    }
    if let Some(season) = date.from.season.filter(|_| date.to.is_none()) {
        value["season"] = json!(season.number());
    }
    value
}

/// Year, month and day, as far as known.
pub(super) fn date_parts(date: &Date) -> Vec<i16> {
    let month = date.month.map(i16::from);
    let day = month.and(date.day).map(i16::from);
    std::iter::once(date.year).chain(month).chain(day).collect()
}

/// Whether the date is approximate or uncertain.
pub(super) fn is_about(date: &Date) -> bool {
    date.approximate || date.uncertain
}

/// Where an archived copy of the source is, and of which day.
fn archived(source: &Source) -> Option<String> {
    let copy = web_address(source.meta.archive_url.as_ref())?;
    let day = source.meta.archive_date.as_ref().and_then(Edtf::exact_day);
    Some(day.map_or_else(|| format!("Archived: {copy}"), |day| format!("Archived {day}: {copy}")))
}
