//! What may stand at a place: keys of sources, their words and paragraphs, files and places for links, keys and values
//! of front matter and settings, names of rules.
//!
//! What is being written is read from the text as it is now ([`typed`]), which need not be whole; what may be written
//! comes from the site as it was last checked. Every item says which words it replaces, and is found by those words:
//! an editor that filters by other words, such as the last one, would hide it.

mod citation;
mod link;
mod typed;
mod yaml;

use serde_json::{Value, json};

use super::Query;
use crate::app::lsp::protocol::{PositionParams, TextEdit};
use crate::app::lsp::text::IndexedText;
use crate::base::diagnostic::Rule;
use crate::base::span::Span;
use typed::Typed;

/// Most items of a list; the editor asks again when more is typed.
const MOST: usize = 100;

/// Kinds of items (“CompletionItemKind”) by what they are taken for.
const FIELD: u8 = 5;
const VALUE: u8 = 12;
const FILE: u8 = 17;
const REFERENCE: u8 = 18;
const TEXT: u8 = 1;

/// Something that may be written.
struct Item {
    label: String,
    /// What is said beside it.
    detail: String,
    /// What is shown when it is chosen.
    documentation: Option<String>,
    kind: u8,
    written: String,
}

/// What is being written: the text, where it begins, and where the cursor is.
struct Writing<'w> {
    text: &'w IndexedText,
    /// The words that an item replaces: from where they begin to the cursor.
    span: Span,
}

impl Writing<'_> {
    fn words(&self) -> &str {
        self.text.text.get(self.span.range()).unwrap_or_default()
    }
}

/// What may stand at a place.
pub(super) fn all(query: &Query<'_>, params: &PositionParams) -> Value {
    let uri = &params.text_document.uri;
    let Some(path) = query.path(uri) else { return Value::Null };
    let Some(text) = query.current(&path) else { return Value::Null };
    let offset = text.offset(params.position, query.client.encoding);
    let Some(typed) = typed::at(&path, &query.checked.config.path, &text.text, offset) else {
        return json!([]);
    };
    let writing = |start: usize| Writing { text: &text, span: Span::new(start, offset) };
    let (items, start) = match typed {
        Typed::Key { start, is_bracketed } => (citation::keys(query, &writing(start), is_bracketed), start),
        Typed::Words { key, start, statement } => {
            (citation::words(query, &writing(start), &key, &statement), start)
        }
        Typed::Locator { key, start } => (citation::locators(query, &writing(start), &key, &path), start),
        Typed::Link { start } => (link::targets(query, &writing(start), &path), start),
        Typed::Rule { start } => (rules(), start),
        Typed::Field { start, within } => (yaml::fields(query, &path, &text.text, &within), start),
        Typed::Value { start, field } => (yaml::values(query, &path, &field), start),
    };
    list(query, &writing(start), items)
}

/// The names of rules.
fn rules() -> Vec<Item> {
    let item = |rule: Rule| {
        let text = rule.explanation();
        Item {
            label: rule.name().to_owned(),
            detail: text.severity.to_string(),
            documentation: Some(text.meaning.to_owned()),
            kind: VALUE,
            written: rule.name().to_owned(),
        }
    };
    Rule::all().map(item).collect()
}

/// The items that have the words typed, as a list (“CompletionList”).
fn list(query: &Query<'_>, writing: &Writing<'_>, items: Vec<Item>) -> Value {
    let words = writing.words();
    let parts = words.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    let wanted: Vec<String> = parts.map(str::to_lowercase).collect();
    let has = |item: &Item| {
        let documentation = item.documentation.as_deref().unwrap_or_default();
        let all = format!("{} {} {documentation} {}", item.label, item.detail, item.written).to_lowercase();
        wanted.iter().all(|word| all.contains(word.as_str()))
    };
    let begins = |item: &Item| item.label.to_lowercase().starts_with(words.trim().to_lowercase().as_str());
    let (first, rest): (Vec<Item>, Vec<Item>) = items.into_iter().filter(has).partition(begins);
    let range = writing.text.range(writing.span, query.client.encoding);
    let items: Vec<Value> = first
        .into_iter()
        .chain(rest)
        .take(MOST)
        .enumerate()
        .map(|(place, item)| {
            let edit = TextEdit { range, new_text: item.written };
            let mut value = json!({
                "label": item.label,
                "kind": item.kind,
                "detail": item.detail,
                "textEdit": edit,
                // What is typed is what was looked for, so no editor leaves out what was found.
                "filterText": if words.is_empty() { &item.label } else { words },
                "sortText": format!("{place:04}"),
            });
            if let Some(documentation) = item.documentation {
                value["documentation"] = json!(documentation);
            }
            value
        })
        .collect();
    json!({ "isIncomplete": true, "items": items })
}
