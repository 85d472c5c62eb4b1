//! Keys and values of settings and front matter, from the schemas of `docs/schemas/`, which are made from what is
//! read.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{FIELD, Item, VALUE};
use crate::app::lsp::query::Query;
use crate::app::schema::{Schema, schema};
use crate::read::yaml::{self, NodeKind};

/// The schema of the YAML in a file.
fn schema_of(query: &Query<'_>, path: &str) -> Value {
    let which = match path {
        path if path == query.checked.config.path => Schema::Settings,
        path if path.starts_with("seeds/") => Schema::Source,
        _ => Schema::Page,
    };
    schema(which, &query.checked.config.taxonomies)
}

/// The keys that are not there yet, at the top or within others.
pub(super) fn fields(query: &Query<'_>, path: &str, text: &str, within: &[String]) -> Vec<Item> {
    let schema = schema_of(query, path);
    let Some(properties) = within.iter().try_fold(&schema, |schema, key| below(schema, key)) else {
        return Vec::new();
    };
    let known = if within.is_empty() { keys(path, text) } else { BTreeSet::new() };
    let properties = properties.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties
        .filter(|(name, _)| !known.contains(name.as_str()))
        .map(|(name, property)| Item {
            label: name.clone(),
            detail: detail(property),
            documentation: property.get("description").and_then(Value::as_str).map(str::to_owned),
            kind: FIELD,
            written: format!("{name}: "),
        })
        .collect()
}

/// The schema of what stands below a key.
fn below<'s>(schema: &'s Value, key: &str) -> Option<&'s Value> {
    let named = schema.get("properties").and_then(|properties| properties.get(key));
    // A path below `rules`.
    let schema = named.or_else(|| schema.get("additionalProperties").filter(|schema| schema.is_object()))?;
    Some(schema.get("items").unwrap_or(schema))
}

/// What may stand behind a key: the values of a list, or true and false.
pub(super) fn values(query: &Query<'_>, path: &str, field: &str) -> Vec<Item> {
    let schema = schema_of(query, path);
    let properties = schema.get("properties");
    let rule = || properties?.get("rules")?.get("properties")?.get(field);
    let Some(property) = properties.and_then(|properties| properties.get(field)).or_else(rule) else {
        return Vec::new();
    };
    let item = |value: &str| Item {
        label: value.to_owned(),
        detail: String::new(),
        documentation: None,
        kind: VALUE,
        written: value.to_owned(),
    };
    let mut terms: Vec<Item> = Vec::new();
    // When a source was published, only the source can say.
    let dates: &[&str] =
        if path.starts_with("seeds/") { &["accessed"] } else { &["date", "updated", "as_of"] };
    if dates.contains(&field) {
        let today = jiff::Zoned::now().date().to_string();
        terms.push(Item { detail: "today".to_owned(), ..item(&today) });
    }
    if query.checked.config.taxonomies.iter().any(|taxonomy| taxonomy == field) && !path.starts_with("seeds/")
    {
        let pages = query.pages().filter_map(|page| page.front.terms.get(field));
        let known: BTreeSet<&str> = pages.flatten().map(|term| term.value.as_str()).collect();
        terms.extend(known.into_iter().map(item));
    }
    let allowed = property.get("enum").or_else(|| property.get("items")?.get("enum"));
    let allowed = allowed.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let has_flags = property.get("type").is_some_and(|kind| kind.to_string().contains("boolean"));
    let flags = ["true", "false"].into_iter().filter(|_| has_flags);
    allowed.chain(flags).map(item).chain(terms).collect()
}

/// What a value may be, in a few words.
fn detail(property: &Value) -> String {
    property.get("title").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The keys of a file's YAML, as far as it can be read.
fn keys(path: &str, text: &str) -> BTreeSet<String> {
    let text = crate::app::lsp::text::with_newlines(text);
    let span = match yaml::split(path, &text) {
        Ok(split) => crate::base::span::Span::new(split.yaml_offset, split.yaml_offset + split.yaml.len()),
        Err(_) => crate::base::span::Span::new(0, text.len()),
    };
    match yaml::parse(path, &text, span, crate::base::diagnostic::Rule::Config) {
        Ok(Some(node)) => match node.kind {
            NodeKind::Mapping(fields) => fields.into_iter().map(|field| field.key.value).collect(),
            _ => BTreeSet::new(),
        },
        _ => BTreeSet::new(),
    }
}
