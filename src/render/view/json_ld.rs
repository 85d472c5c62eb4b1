//! JSON-LD (schema.org) of the pages.

use serde_json::{Map, Value, json};

use super::maker::Maker;
use super::names::display_name;
use super::schema_org::{insert, script_text};
use crate::base::author::AuthorName;
use crate::base::ids::PageId;
use crate::parse::topic::PageKind;
use crate::read::config::Config;
use crate::render::markup::notes::Notes;

/// An `Article` with the sources it cites.
pub(super) fn article(maker: &Maker<'_>, index: PageId, notes: &Notes) -> String {
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
        let people: Vec<Value> = authors.iter().map(|name| person(config, name)).collect();
        article.insert("author".into(), json!(people));
    }
    let card = maker.card_of(index).map(|card| format!("{}{}", maker.site.addresses.base_url, card.file()));
    insert(&mut article, "image", card.map(|url| json!(url)));
    insert(&mut article, "license", config.license.as_ref().map(|url| json!(url)));
    article
        .insert("isPartOf".into(), json!({"@type": "WebSite", "name": config.title, "url": config.base_url}));
    if !page.front.corrections.is_empty() {
        let texts: Vec<Value> = page
            .front
            .corrections
            .iter()
            .map(|(date, text)| json!({"@type": "CorrectionComment", "datePublished": date.from.iso(), "text": text}))
            .collect();
        article.insert("correction".into(), json!(texts));
    }
    let mut text = script_text(&Value::Object(article));
    if !notes.entries.is_empty() {
        let cited: Vec<&str> =
            notes.entries.iter().map(|entry| maker.parts.citations[entry.source].as_str()).collect();
        text.pop();
        text.push_str(&format!(",\"citation\":[{}]}}", cited.join(",")));
    }
    text
}

/// An author of a page: a person or an organisation where the page says which.
fn person(config: &Config, name: &str) -> Value {
    let mut person = match AuthorName::parse(name) {
        Some(AuthorName::Organization(name)) => json!({"@type": "Organization", "name": name}),
        Some(AuthorName::Literal(name)) => json!({"name": name}),
        Some(AuthorName::Person { .. }) | None => json!({"@type": "Person", "name": display_name(name)}),
    };
    if let (Some(person), Some(url)) = (person.as_object_mut(), config.author_page(name)) {
        person.insert("url".into(), json!(url));
    }
    person
}

/// Timeline entries (date, words, address of their page), as `Event`s.
pub(super) fn events(events: &[(Option<String>, String, String)]) -> String {
    let events: Vec<Value> = events
        .iter()
        .map(|(date, name, url)| {
            let mut event = Map::new();
            event.insert("@type".into(), json!("Event"));
            event.insert("name".into(), json!(name));
            insert(&mut event, "startDate", date.as_ref().map(|date| json!(date)));
            event.insert("url".into(), json!(url));
            Value::Object(event)
        })
        .collect();
    script_text(&json!({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": events}))
}
