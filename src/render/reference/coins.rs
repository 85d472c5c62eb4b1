//! A source as COinS (OpenURL ContextObjects in Spans, Z39.88-2004): key and value pairs that Zotero and its
//! like read from the `title` of an empty `span`.
//!
//! It stands only on pages about sources and describes the original. Zotero prefers it to everything else in
//! a page, so on an explainer it would save the first source instead of the explainer. The Dublin Core
//! profile is used, with Zotero's own item types, which is what Zotero writes itself.

use super::{is_contained, line, stated, web_address};
use crate::base::author::AuthorName;
use crate::base::date::Edtf;
use crate::base::percent::encode_value;
use crate::parse::source::Source;

/// The pairs, percent-encoded, to be escaped for HTML.
pub(super) fn record(source: &Source) -> Option<String> {
    let meta = &source.meta;
    let title = stated(meta.title.as_ref())?;
    let mut text = String::from("ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc");
    let mut put = |key: &str, value: &str| {
        let value = line(value);
        if !value.is_empty() {
            text.push_str(&format!("&rft.{key}={}", encode_value(&value)));
        }
    };
    put("type", item_type(&meta.kind));
    put("title", &title);
    for name in AuthorName::all(&meta.authors) {
        match name {
            // Zotero takes a `creator` apart at its spaces, and leaves a last name without a first one whole.
            AuthorName::Organization(name) | AuthorName::Literal(name) => put("aulast", &name),
            AuthorName::Person { family, given, suffix: None } => {
                put("creator", &format!("{family}, {given}"))
            }
            // It has no field of its own, and what stands behind a second comma is dropped.
            AuthorName::Person { family, given, suffix: Some(suffix) } => {
                put("creator", &format!("{family}, {given} {suffix}"));
            }
        }
    }
    // What an article stands in is no publisher to Zotero, which would drop it.
    let place = if is_contained(&meta.kind) { "source" } else { "publisher" };
    put(place, meta.publisher.as_deref().unwrap_or_default());
    put("date", &meta.date.as_ref().and_then(Edtf::exact_day).unwrap_or_default());
    put("identifier", web_address(meta.url.as_ref()).unwrap_or_default());
    put("language", meta.language.as_deref().unwrap_or_default());
    Some(text)
}

/// Zotero's name of a CSL type.
fn item_type(kind: &str) -> &'static str {
    match kind {
        "article-newspaper" => "newspaperArticle",
        "article-magazine" => "magazineArticle",
        "article-journal" | "review" => "journalArticle",
        "post-weblog" => "blogPost",
        "webpage" | "post" => "webpage",
        "book" | "classic" => "book",
        "chapter" => "bookSection",
        "report" | "pamphlet" => "report",
        "thesis" => "thesis",
        "speech" => "presentation",
        "interview" => "interview",
        "broadcast" => "tvBroadcast",
        "motion_picture" => "film",
        "song" => "audioRecording",
        "figure" | "graphic" => "artwork",
        "paper-conference" => "conferencePaper",
        "entry-dictionary" => "dictionaryEntry",
        "entry" | "entry-encyclopedia" => "encyclopediaArticle",
        "patent" => "patent",
        "standard" => "standard",
        "bill" => "bill",
        "legislation" | "regulation" | "treaty" => "statute",
        "legal_case" => "case",
        "hearing" => "hearing",
        "map" => "map",
        "dataset" => "dataset",
        "software" => "computerProgram",
        "personal_communication" => "letter",
        "manuscript" => "manuscript",
        _ => "document",
    }
}
