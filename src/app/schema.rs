//! JSON Schemas of the settings and of front matter, for editors, and of what commands print.
//! `tests/suite/editor_schemas.rs` makes those for editors from the keys
//! that the program reads and from the tables of the contract.

use clap::ValueEnum;
use serde_json::{Value, json};

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Schema {
    /// ibid.yaml
    Settings,
    /// The front matter of a page
    Page,
    /// The front matter of a source
    Source,
    /// A line of `ibid diff --format json`
    Diff,
}

impl Schema {
    /// As it stands in `docs/schemas/`.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Settings => include_str!("../../docs/schemas/settings.schema.json"),
            Self::Page => include_str!("../../docs/schemas/page.schema.json"),
            Self::Source => include_str!("../../docs/schemas/source.schema.json"),
            Self::Diff => include_str!("../../docs/schemas/diff.schema.json"),
        }
    }
}

/// A schema; that of pages with a site's own taxonomies as keys.
pub(crate) fn schema(which: Schema, taxonomies: &[String]) -> Value {
    let mut schema: Value = serde_json::from_str(which.text()).unwrap_or_else(|_| json!({}));
    if which == Schema::Page
        && let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
        && let Some(tags) = properties.remove("tags")
    {
        properties.extend(taxonomies.iter().map(|taxonomy| (taxonomy.clone(), tags.clone())));
    }
    schema
}
