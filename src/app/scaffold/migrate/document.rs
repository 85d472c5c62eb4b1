//! A page of another generator, divided into its front matter and its text.

use serde_json::Value;

use super::{FieldMap, toml};
use crate::base::diagnostic::Rule;
use crate::read::yaml;

/// A page of another generator.
pub(super) struct ForeignPage<'t> {
    pub(super) fields: FieldMap,
    pub(super) body: &'t str,
}

impl<'t> ForeignPage<'t> {
    /// Reads the front matter, which is in TOML between lines `+++`, in YAML between lines `---`, or an object of JSON
    /// at the beginning; a page may also have none.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn read(path: &str, text: &'t str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some((front, body)) = fenced(text, "+++")? {
            return Ok(Self { fields: toml::fields(front)?, body });
        }
        if let Some((front, body)) = fenced(text, "---")? {
            return Ok(Self { fields: yaml(path, front)?, body });
        }
        if text.starts_with('{') {
            let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            if let Some(Ok(Value::Object(fields))) = values.next() {
                let body = &text[values.byte_offset()..];
                return Ok(Self { fields, body: body.trim_start_matches(['\r', '\n']) });
            }
        }
        Ok(Self { fields: FieldMap::new(), body: text })
    }
}

/// What stands between two lines that are fences, and what follows; nothing where the first line is none.
fn fenced<'t>(text: &'t str, fence: &str) -> Result<Option<(&'t str, &'t str)>, String> {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_end() == fence;
        match start {
            None if !is_fence => return Ok(None),
            None => start = Some(at + line.len()),
            Some(start) if is_fence => return Ok(Some((&text[start..at], &text[at + line.len()..]))),
            Some(_) => {}
        }
        at += line.len();
    }
    match start {
        Some(_) => Err(format!("there is no second line `{fence}`")),
        None => Ok(None),
    }
}

/// The values of a text in YAML or JSON.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn yaml(path: &str, text: &str) -> Result<FieldMap, String> {
    let fields = yaml::deserialize::<FieldMap>(path, text, Rule::FrontMatter, "keys with values");
    fields.map(Option::unwrap_or_default).map_err(|finding| finding.message)
}
