//! Front matter of a page.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use crate::base::date::Edtf;
use crate::base::span::Span;
use crate::read::config::Config;
use crate::read::yaml::{DAY_HELP, Record};

/// What a page states of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontMatter {
    /// The page's title.
    pub title: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// First published.
    pub date: Option<Edtf>,
    /// Last substantive change.
    pub updated: Option<Edtf>,
    /// The day to which the content holds.
    pub as_of: Option<Edtf>,
    /// Left out unless drafts are asked for.
    pub is_draft: bool,
    /// Replaces the last part of the address.
    pub slug: Option<String>,
    /// Replaces the whole address.
    pub path: Option<String>,
    /// Former addresses, which lead here, and where each stands.
    pub aliases: Vec<(String, Span)>,
    /// Order in the section; lighter pages first.
    pub weight: Option<i64>,
    /// A template of the theme instead of the kind's own.
    pub template: Option<String>,
    /// Authors of the page.
    pub authors: Vec<String>,
    /// Terms by taxonomy.
    pub terms: BTreeMap<String, Vec<String>>,
    /// Least share of covered statements.
    pub min_coverage: Option<f64>,
    /// Least number of sources.
    pub min_sources: Option<u64>,
    /// Whether raw HTML is published.
    pub raw_html: bool,
    /// What was corrected, and when.
    pub corrections: Vec<(Edtf, String)>,
    /// Values for the theme.
    #[serde(with = "json_text")]
    pub extra: serde_json::Value,
    /// Where the title stands.
    pub title_span: Span,
    /// Where the description stands.
    pub description_span: Span,
    /// Where `slug`, `path` or the title stand, for findings about the address.
    pub address_span: Span,
    /// Where `template` stands.
    pub template_span: Span,
    /// Where the least coverage stands.
    pub min_coverage_span: Span,
    /// Where the least number of sources stands.
    pub min_sources_span: Span,
    /// Where each term stands, by taxonomy and term.
    pub term_spans: BTreeMap<(String, String), Span>,
}

/// Reads the fields of a page.
pub(super) fn read(record: &mut Record, config: &Config) -> FrontMatter {
    let title = record.text("title");
    if record.is_readable() && title.as_deref().is_none_or(|title| title.trim().is_empty()) {
        if !record.has("title") {
            record.report("title", "the page has no title", "add `title: …`");
        } else if title.is_some() {
            record.report("title", "the title is empty", "write the page's title");
        }
    }
    let address_key = ["path", "slug", "title"].into_iter().find(|key| record.has(key)).unwrap_or("title");
    let spans = [
        record.value_span(address_key),
        record.value_span("template"),
        record.value_span("min_coverage"),
        record.value_span("min_sources"),
        record.value_span("title"),
        record.value_span("description"),
    ];
    let mut terms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut term_spans = BTreeMap::new();
    for taxonomy in &config.taxonomies {
        for (term, span) in record.placed_texts(taxonomy) {
            term_spans.entry((taxonomy.clone(), term.clone())).or_insert(span);
            terms.entry(taxonomy.clone()).or_default().push(term);
        }
    }
    FrontMatter {
        title: title.unwrap_or_default(),
        description: record.text("description"),
        date: record.day("date"),
        updated: record.day("updated"),
        as_of: record.day("as_of"),
        is_draft: record.flag("draft").unwrap_or(false),
        slug: record.text("slug"),
        path: record.text("path"),
        aliases: record.placed_texts("aliases"),
        weight: record.integer("weight"),
        template: record.text("template"),
        authors: record.texts("authors"),
        terms,
        min_coverage: record.share("min_coverage"),
        min_sources: record.count("min_sources"),
        raw_html: record.flag("raw_html").unwrap_or(false),
        corrections: corrections(record),
        extra: record.json("extra"),
        address_span: spans[0],
        template_span: spans[1],
        min_coverage_span: spans[2],
        min_sources_span: spans[3],
        title_span: spans[4],
        description_span: spans[5],
        term_spans,
    }
}

fn corrections(record: &mut Record) -> Vec<(Edtf, String)> {
    let mut corrections = Vec::new();
    for mut row in record.rows("corrections", &["date", "text"]) {
        let (Some(date), Some(text)) = (row.values[0].take(), row.values[1].take()) else {
            let help = "write `- {date: 2025-12-17, text: \"…\"}`";
            record.report_row(row.span, "", "a correction needs `date` and `text`", help);
            continue;
        };
        match Edtf::parse_day(&date) {
            Ok(date) => corrections.push((date, text)),
            Err(reason) => {
                let message = format!("`{date}` is not a date: {reason}");
                record.report_row(row.span, &date, message, DAY_HELP);
            }
        }
    }
    corrections.sort_by(|a, b| b.0.order(&a.0));
    corrections
}

/// A value as JSON text: the store's own format does not tell what it holds.
mod json_text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use serde_json::Value;

    pub(super) fn serialize<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_string())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map_err(D::Error::custom)
    }
}
