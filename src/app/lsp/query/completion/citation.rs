//! Keys, and the words and paragraphs of a source.

use ibid_languages::Language;

use super::{Item, REFERENCE, TEXT, Writing};
use crate::app::lsp::query::Query;
use crate::app::lsp::query::symbols::first_words;
use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::parse::source::Source;
use crate::parse::topic::citation::is_simple_key;
use crate::verify::excerpt::pasteable;
use crate::verify::likely::ranked;

/// Longest sentence that is offered, in words.
const LONGEST: usize = 60;
/// Letters of a sentence that name it.
const LABEL: usize = 100;

/// The keys of sources, those first that are cited most; found by title, author and publisher too.
pub(super) fn keys(query: &Query<'_>, writing: &Writing<'_>, is_bracketed: bool) -> Vec<Item> {
    let site = &query.checked.site;
    let mut sources: Vec<(usize, &Source)> = SourceId::enumerate(&site.sources)
        .map(|(id, source)| (site.backlinks[id].uses, source.as_ref()))
        .collect();
    sources.sort_by_key(|(uses, source)| (std::cmp::Reverse(*uses), source.key.as_str()));
    let is_in_braces = writing.text.text[..writing.span.start as usize].ends_with('{');
    let item = |(_, source): (usize, &Source)| {
        let meta = &source.meta;
        let date = meta.date.as_ref().map(crate::base::date::Edtf::stated);
        let named = [meta.title.clone(), meta.publisher.clone(), date];
        let written = match is_simple_key(&source.key) || is_in_braces {
            true => source.key.clone(),
            // Only in brackets can a key stand in braces.
            false if is_bracketed => format!("{{{}}}", source.key),
            false => return None,
        };
        Some(Item {
            label: source.key.clone(),
            detail: named.into_iter().flatten().collect::<Vec<_>>().join(", "),
            documentation: meta.listed_authors(),
            kind: REFERENCE,
            written,
        })
    };
    sources.into_iter().filter_map(item).collect()
}

/// The sentences of a source, those first that share most with the statement, as they may stand in an excerpt. What
/// closes the quotation and the brackets is added where it is not there yet.
pub(super) fn words(query: &Query<'_>, writing: &Writing<'_>, key: &str, statement: &str) -> Vec<Item> {
    let Some((_, source)) = query.source_of_key(key).filter(|(_, source)| source.is_comparable()) else {
        return Vec::new();
    };
    let (text, start, end) = (&writing.text.text, writing.span.start as usize, writing.span.end as usize);
    let mark = text[..start].chars().next_back();
    let close = match mark {
        Some('“' | '„') => '”',
        Some('«') => '»',
        _ => '"',
    };
    let rest = text[end..].lines().next().unwrap_or_default();
    let behind = match rest.find(close) {
        // The quotation is closed, maybe behind words that are there already.
        Some(at) if !rest[..at].contains(['[', ']']) => String::new(),
        _ if rest.trim_start().starts_with([']', ',', ';']) => close.to_string(),
        _ => format!("{close}]"),
    };
    let item = |sentence: crate::base::span::PlainSpan| {
        let words = &source.text.plain[sentence.range()];
        if words.split_whitespace().count() > LONGEST || words.trim().is_empty() {
            return None;
        }
        let paragraph = source.text.paragraph_at(sentence.start).map_or(1, |paragraph| paragraph.number);
        let plain = single_spaces(words);
        let mut label: String = plain.chars().take(LABEL).collect();
        if label.len() < plain.len() {
            label.push('…');
        }
        let written = format!("{}{behind}", pasteable(words.trim()));
        Some(Item {
            label,
            detail: format!("¶ {paragraph}"),
            documentation: Some(plain),
            kind: TEXT,
            written,
        })
    };
    ranked(&source.text, statement).into_iter().filter_map(item).collect()
}

/// The paragraphs of a source, with their first words, and its pages, times and the like.
pub(super) fn locators(query: &Query<'_>, writing: &Writing<'_>, key: &str, path: &str) -> Vec<Item> {
    let Some((_, source)) = query.source_of_key(key) else { return Vec::new() };
    let language = query.page(path).map_or("en", |(page, _)| page.language_code.as_str());
    let language = Language::get(language);
    let before = &writing.text.text[..writing.span.start as usize];
    // Directly behind a comma a space is missing.
    let space = if before.ends_with(',') { " " } else { "" };
    let place = |label: String, at: usize| {
        let words = source.text.plain.get(at..).unwrap_or_default();
        let detail = first_words(words.split("\n\n").next().unwrap_or_default());
        Item { written: format!("{space}{label}"), label, detail, documentation: None, kind: REFERENCE }
    };
    let marks = source.text.marks().iter();
    let marks = marks.map(|mark| place(mark.locator.display(language), mark.at as usize));
    let paragraphs = source.text.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed);
    let paragraphs =
        paragraphs.map(|paragraph| place(format!("¶ {}", paragraph.number), paragraph.plain.start as usize));
    marks.chain(paragraphs).collect()
}
