//! `ibid source show`: what is stated of a source, and its text as it is compared, paragraph by paragraph.

use serde_json::json;

use super::{capture_summary, source_with_key};
use crate::app::command::check_with_drafts;
use crate::app::terminal::{self, Global, OutputFormat};
use crate::base::Failure;
use crate::base::date::Edtf;
use crate::base::diagnostic::printable;
use crate::parse::source::{PagePart, Paragraph, Source};

pub(super) fn run(key: &str, global: &Global) -> Result<bool, Failure> {
    let (_, checked) = check_with_drafts(global)?;
    let source = source_with_key(&checked, key)?;
    if global.format == OutputFormat::Json {
        for (paragraph, place, text) in paragraphs(source) {
            let mut line = json!({ "paragraph": paragraph.number, "place": place, "text": text });
            if let Some(name) = source.text.speaker_at(paragraph.plain.start) {
                line["speaker"] = json!(name);
            }
            if paragraph.part != PagePart::Article {
                let part = if paragraph.part == PagePart::Around { "around" } else { "outside" };
                line["part"] = json!(part);
            }
            terminal::print(&format!("{line}\n"));
        }
        return Ok(true);
    }
    for (name, value) in facts(source) {
        terminal::print(&format!("{name}: {}\n", printable::line(&value)));
    }
    for line in capture_summary::lines(&source.text, key, source.meta.selector.is_some()) {
        terminal::print(&format!("{}\n", printable::line(&line)));
    }
    for (paragraph, place, text) in paragraphs(source) {
        let place = place.map(|place| format!(", {place}")).unwrap_or_default();
        let part = match paragraph.part {
            PagePart::Article => "",
            PagePart::Around => ", with the article",
            PagePart::Outside => ", outside of the article",
        };
        let speaker = source.text.speaker_at(paragraph.plain.start);
        let speaker = speaker.map(|name| format!(", {}", printable::line(name))).unwrap_or_default();
        let number = paragraph.number;
        terminal::print(&format!("\n¶ {number}{place}{speaker}{part}\n{}\n", printable::lines(text)));
    }
    Ok(true)
}

fn facts(source: &Source) -> Vec<(&'static str, String)> {
    let meta = &source.meta;
    let text = |value: &Option<String>| value.clone();
    let date = |value: &Option<Edtf>| value.as_ref().map(Edtf::stated);
    let original = meta.original.as_ref().map(|original| format!("seeds/originals/{}", original.file));
    let facts = [
        ("file", Some(source.path.clone())),
        ("title", text(&meta.title)),
        ("author", meta.listed_authors()),
        ("publisher", text(&meta.publisher)),
        ("date", date(&meta.date)),
        ("accessed", date(&meta.accessed)),
        ("url", text(&meta.url)),
        ("origin", text(&meta.origin)),
        ("language", text(&meta.language)),
        ("text", Some(meta.saved.name().to_owned())),
        ("original", original),
        ("extractor", text(&meta.extractor)),
        ("selector", meta.selector.as_ref().map(|selector| selector.value.clone())),
    ];
    // What states a fact stands behind it.
    let by = |name: &str| {
        let stated = meta.stated_by.iter().find(|(fact, _)| fact == name);
        stated.map(|(_, by)| format!(" ({by})")).unwrap_or_default()
    };
    facts.into_iter().filter_map(|(name, value)| Some((name, format!("{}{}", value?, by(name))))).collect()
}

/// The paragraphs that are compared, with page or time, and words.
fn paragraphs(source: &Source) -> impl Iterator<Item = (&Paragraph, Option<String>, &str)> {
    let english = ibid_languages::Language::get("en");
    source.text.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed).map(move |paragraph| {
        let mark = source.text.mark_at(paragraph.plain.start).map(|mark| mark.locator.display(english));
        (paragraph, mark, &source.text.plain[paragraph.plain.range()])
    })
}
