//! Front matter of a page.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use crate::base::date::Edtf;
use crate::base::diagnostic::{Rule, TODAY};
use crate::base::span::{Span, Spanned};
use crate::parse::markdown;
use crate::read::config::Config;
use crate::read::yaml::{DAY_HELP, MappingReader, Shape};

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
    /// Former addresses, which lead here.
    pub aliases: Vec<Spanned<String>>,
    /// Order in the section; lighter pages first.
    pub weight: Option<i64>,
    /// A template of the theme instead of the kind's own.
    pub template: Option<Spanned<String>>,
    /// Authors of the page.
    pub authors: Vec<String>,
    /// Terms by taxonomy.
    pub terms: BTreeMap<String, Vec<Spanned<String>>>,
    /// Least share of covered statements.
    pub min_coverage: Option<Spanned<f64>>,
    /// Least number of sources.
    pub min_sources: Option<Spanned<u64>>,
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
    /// What the address is made of, `path`, `slug` or the title, for findings about the address.
    pub address_span: Span,
}

/// The keys of a page's front matter on a site with these settings, with what their values may be.
#[must_use]
pub fn fields(config: &Config) -> BTreeMap<String, Shape> {
    let mut front = MappingReader::parse("", "", Span::default(), Rule::FrontMatter);
    read(&mut front, config);
    front.into_shapes()
}

/// Reads the fields of a page.
pub(super) fn read(front: &mut MappingReader<'_>, config: &Config) -> FrontMatter {
    let title = front.text("title");
    if front.is_readable() && title.as_deref().is_none_or(|title| title.trim().is_empty()) {
        if !front.has("title") {
            front.report("title", "the page has no title", "add `title: …`");
        } else if title.is_some() {
            front.report("title", "the title is empty", "write the page's title");
        }
    }
    let title = title.map(|title| public(front, "title", title));
    let description = front.text("description").map(|text| public(front, "description", text));
    let address_key = ["path", "slug", "title"].into_iter().find(|key| front.has(key)).unwrap_or("title");
    let mut terms = BTreeMap::new();
    for taxonomy in &config.taxonomies {
        let mut names = front.spanned_texts(taxonomy);
        for name in &mut names {
            name.value = public_at(front, name.span, std::mem::take(&mut name.value));
        }
        if !names.is_empty() {
            terms.insert(taxonomy.clone(), names);
        }
    }
    FrontMatter {
        title: title.unwrap_or_default(),
        description,
        date: front.day("date"),
        updated: front.day("updated"),
        as_of: front.day("as_of"),
        is_draft: front.flag("draft").unwrap_or(false),
        slug: front.text("slug"),
        path: front.text("path"),
        aliases: front.spanned_texts("aliases"),
        weight: front.integer("weight"),
        template: front.spanned_text("template"),
        authors: authors(front),
        terms,
        min_coverage: front.share("min_coverage"),
        min_sources: front.count("min_sources"),
        raw_html: front.flag("raw_html").unwrap_or(false),
        corrections: corrections(front),
        extra: extra(front),
        title_span: front.value_span("title"),
        description_span: front.value_span("description"),
        address_span: front.value_span(address_key),
    }
}

/// A text that is published, without the private comments in it, which are reported.
fn public(front: &mut MappingReader<'_>, key: &str, text: String) -> String {
    let span = front.value_span(key);
    public_at(front, span, text)
}

/// As [`public`], of a text at a place.
fn public_at(front: &mut MappingReader<'_>, span: Span, text: String) -> String {
    let Some((kept, comments)) = markdown::without_comments(&text) else { return text };
    for comment in comments {
        front.add_finding(|path| comment.finding(path, span));
    }
    kept
}

fn authors(front: &mut MappingReader<'_>) -> Vec<String> {
    let names = front.spanned_texts("authors");
    names.into_iter().map(|name| public_at(front, name.span, name.value)).collect()
}

/// Values for the theme; a private comment in a text of them is as private as elsewhere.
fn extra(front: &mut MappingReader<'_>) -> serde_json::Value {
    let mut extra = front.deserialize("extra", "values").unwrap_or_default();
    let span = front.value_span("extra");
    let mut values = vec![&mut extra];
    while let Some(value) = values.pop() {
        match value {
            serde_json::Value::String(text) => *text = public_at(front, span, std::mem::take(text)),
            serde_json::Value::Array(items) => values.extend(items),
            serde_json::Value::Object(fields) => values.extend(fields.values_mut()),
            _ => {}
        }
    }
    extra
}

fn corrections(front: &mut MappingReader<'_>) -> Vec<(Edtf, String)> {
    let mut corrections = Vec::new();
    for mut entry in front.mappings("corrections", &["date", "text"]) {
        match (entry.text_or_number("date"), entry.text_or_number("text")) {
            (Some(date), Some(text)) => match Edtf::parse_day(&date) {
                Ok(date) => corrections.push((date, public_at(&mut entry, text.span, text.value))),
                Err(reason) => {
                    let message = format!("`{}` is not a date: {reason}", date.value);
                    entry.report_at(date.span, message, DAY_HELP);
                }
            },
            _ if entry.has("date") && entry.has("text") => {}
            _ => {
                let help = format!("write `- {{date: {TODAY}, text: \"…\"}}`");
                entry.report_at(entry.span(), "a correction needs `date` and `text`", help);
            }
        }
        front.add_findings_of(entry);
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
