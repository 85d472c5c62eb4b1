//! Sources in the words of schema.org, and JSON as it stands in a script element.

use serde_json::{Map, Value, json};

use crate::base::author::AuthorName;
use crate::base::date::Edtf;
use crate::base::ids::SourceId;
use crate::site::Site;

/// A source as the `citation` of an article, as [`script_text`]; the same on every page.
pub(super) fn citation(site: &Site, index: SourceId) -> String {
    let source = &site.sources[index];
    let mut entry = Map::new();
    entry.insert("@type".into(), json!(schema_type(&source.meta.kind)));
    insert(&mut entry, "name", source.meta.title.as_ref().map(|title| json!(title)));
    entry.insert("@id".into(), json!(source_id(site, index)));
    insert(&mut entry, "url", source.meta.url.as_ref().map(|url| json!(url)));
    insert(
        &mut entry,
        "publisher",
        source.meta.publisher.as_ref().map(|name| json!({"@type": "Organization", "name": name})),
    );
    insert(
        &mut entry,
        "datePublished",
        source.meta.date.as_ref().and_then(Edtf::exact).map(|date| json!(date)),
    );
    if !source.meta.authors.is_empty() {
        let authors: Vec<Value> = AuthorName::all(&source.meta.authors).iter().map(author).collect();
        entry.insert("author".into(), json!(authors));
    }
    script_text(&Value::Object(entry))
}

/// What names a source in the linked data of every page: the address of its page in the site's own language.
pub(super) fn source_id(site: &Site, index: SourceId) -> String {
    site.addresses.absolute(&site.addresses.sources[index])
}

/// Adds a field where there is a value for it.
pub(super) fn insert(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
}

/// A person or an organisation where the source says which; else the name alone.
fn author(name: &AuthorName) -> Value {
    match name {
        AuthorName::Person { .. } => json!({"@type": "Person", "name": name.display()}),
        AuthorName::Organization(name) => json!({"@type": "Organization", "name": name}),
        AuthorName::Literal(name) => json!(name),
    }
}

/// The type of a source.
pub(super) fn schema_type(kind: &str) -> &'static str {
    match kind {
        "article-newspaper" => "NewsArticle",
        "article" | "article-magazine" | "post-weblog" => "Article",
        "article-journal" => "ScholarlyArticle",
        "book" => "Book",
        "report" => "Report",
        "dataset" => "Dataset",
        "legislation" | "treaty" | "regulation" | "bill" => "Legislation",
        "webpage" => "WebPage",
        "motion_picture" => "Movie",
        "map" => "Map",
        "thesis" => "Thesis",
        "chapter" => "Chapter",
        "software" => "SoftwareApplication",
        "periodical" => "Periodical",
        _ => "CreativeWork",
    }
}

/// JSON that may stand in a script element: no `<`, so neither `</script>` nor `<!--` can occur.
pub(super) fn script_text(value: &Value) -> String {
    let text = value.to_string();
    let has_markup = memchr::memchr3(b'<', b'>', b'&', text.as_bytes()).is_some();
    if !has_markup && !text.contains('\u{2028}') && !text.contains('\u{2029}') {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 64);
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
