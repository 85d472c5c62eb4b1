//! JSON-LD (schema.org) of the pages.

use serde_json::{Map, Value, json};

use super::maker::{Maker, display_name};
use crate::markup::notes::Notes;
use crate::topic::PageKind;

/// An `Article` with the sources it cites.
pub(super) fn article(maker: &Maker<'_>, index: usize, notes: &Notes) -> String {
    let page = &maker.site.pages[index];
    let config = &maker.site.config;
    let authors = if page.front.authors.is_empty() { &config.authors } else { &page.front.authors };
    let kind = if page.kind == PageKind::Topic { "Article" } else { "WebPage" };
    let mut article = Map::new();
    article.insert("@context".into(), json!("https://schema.org"));
    article.insert("@type".into(), json!(kind));
    article.insert("headline".into(), json!(page.front.title));
    article.insert("url".into(), json!(maker.site.addresses.absolute(&page.folder)));
    article.insert("inLanguage".into(), json!(maker.words.language));
    insert(&mut article, "description", page.front.description.as_ref().map(|text| json!(text)));
    insert(&mut article, "datePublished", page.front.date.as_ref().map(|date| json!(date.from.iso())));
    insert(
        &mut article,
        "dateModified",
        page.front.updated.as_ref().or(page.front.date.as_ref()).map(|date| json!(date.from.iso())),
    );
    if !authors.is_empty() {
        let people: Vec<Value> =
            authors.iter().map(|name| json!({"@type": "Person", "name": display_name(name)})).collect();
        article.insert("author".into(), json!(people));
    }
    article
        .insert("isPartOf".into(), json!({"@type": "WebSite", "name": config.title, "url": config.base_url}));
    if !notes.entries.is_empty() {
        let host = maker.site.addresses.base_url.trim_end_matches(&maker.site.addresses.base_path).to_owned();
        let cited: Vec<Value> =
            notes.entries.iter().map(|entry| source_json(maker, entry.source, &host)).collect();
        article.insert("citation".into(), json!(cited));
    }
    if !page.front.corrections.is_empty() {
        let texts: Vec<Value> = page
            .front
            .corrections
            .iter()
            .map(|(date, text)| json!({"@type": "CorrectionComment", "datePublished": date.from.iso(), "text": text}))
            .collect();
        article.insert("correction".into(), json!(texts));
    }
    script_text(&Value::Object(article))
}

fn source_json(maker: &Maker<'_>, index: usize, host: &str) -> Value {
    let source = &maker.site.sources[index];
    let mut entry = Map::new();
    entry.insert("@type".into(), json!(schema_type(&source.meta.kind)));
    insert(&mut entry, "name", source.meta.title.as_ref().map(|title| json!(title)));
    entry.insert(
        "@id".into(),
        json!(format!("{host}{}", maker.site.addresses.path(&maker.site.addresses.sources[index]))),
    );
    insert(&mut entry, "url", source.meta.url.as_ref().map(|url| json!(url)));
    insert(
        &mut entry,
        "publisher",
        source.meta.publisher.as_ref().map(|name| json!({"@type": "Organization", "name": name})),
    );
    insert(&mut entry, "datePublished", source.meta.date.as_ref().map(|date| json!(date.from.iso())));
    if !source.meta.authors.is_empty() {
        let authors: Vec<String> = source.meta.authors.iter().map(|name| display_name(name)).collect();
        entry.insert("author".into(), json!(authors));
    }
    Value::Object(entry)
}

fn insert(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
}

fn schema_type(kind: &str) -> &'static str {
    match kind {
        "article-newspaper" => "NewsArticle",
        "article" | "article-magazine" | "post-weblog" => "Article",
        "article-journal" => "ScholarlyArticle",
        "book" => "Book",
        "report" => "Report",
        "dataset" => "Dataset",
        "legislation" | "treaty" | "regulation" | "bill" => "Legislation",
        "webpage" => "WebPage",
        _ => "CreativeWork",
    }
}

/// JSON that may stand in a script element: no `<`, so neither `</script>` nor `<!--` can occur.
pub(super) fn script_text(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}
