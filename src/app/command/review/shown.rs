//! A statement beside its passages, as it is shown to whoever reads it against them.

use super::{Statement, place};
use crate::app::engine::Checked;
use crate::base::Failure;
use crate::base::diagnostic::printable;
use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::parse::source::{Marked, Source};
use crate::parse::topic::Cite;
use crate::verify::{CiteCheck, State};

/// Most characters that are shown on each side of a passage, and of a paragraph that a citation names.
const AROUND: usize = 400;

/// A statement with everything that it rests on.
pub(super) fn statement(checked: &Checked, statement: &Statement) -> Result<String, Failure> {
    let site = &checked.site;
    let page = &site.pages[statement.page];
    let (line, _) = place::lines(checked, statement)?;
    let read = site.as_read(statement.page, statement.groups.clone());
    let id = &page.document.groups[statement.groups.start].claim.id;
    let mut text = format!("{}:{line}  #{id}\n\n  {}\n", page.path, printable::line(&read.statement));
    let groups = page.document.groups[statement.groups.clone()].iter();
    for (group, checks) in groups.zip(&site.checks[statement.page].groups[statement.groups.clone()]) {
        for (cite, check) in group.cites.iter().zip(checks) {
            text.push_str(&citation(checked, cite, check));
        }
    }
    Ok(text)
}

fn citation(checked: &Checked, cite: &Cite, check: &CiteCheck) -> String {
    let Some(source) = check.source.map(|id: SourceId| &*checked.site.sources[id]) else {
        return format!("\n  {}: there is no such source\n", printable::line(&cite.key));
    };
    let meta = &source.meta;
    let date = meta.date.as_ref().map(|date| date.edtf());
    let facts = [meta.title.clone(), Some(meta.authors.join("; ")), meta.publisher.clone(), date];
    let facts: Vec<String> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
    let head = format!("{}: {}", source.key, facts.join(", "));
    let mut text = format!("\n  {}\n  {}\n", printable::line(&head), state(check.state));
    let language = ibid_languages::Language::get("en");
    for place in &check.passages {
        let shown = surrounded(source, place.plain);
        text.push_str(&format!("\n    ¶ {}  {}\n", place.paragraph, printable::line(&shown)));
    }
    if check.passages.is_empty() && source.is_comparable() {
        let located = cite.locator.as_ref().map(|locator| (locator, source.text.marked(locator)));
        match (located, cited_paragraph(source, cite)) {
            (_, Some((number, words))) => {
                text.push_str(&format!("\n    ¶ {number}  {}\n", printable::line(&clipped(words))));
            }
            (Some((locator, Marked::There(span))), None) => {
                let words = clipped(&source.text.plain[span.range()]);
                text.push_str(&format!("\n    {}  {}\n", locator.display(language), printable::line(&words)));
            }
            _ => text.push_str(&format!(
                "    no passage is named; `ibid source show {}` shows the whole text\n",
                printable::line(&source.key)
            )),
        }
    }
    text
}

/// The first paragraph that a locator names.
fn cited_paragraph<'s>(source: &'s Source, cite: &Cite) -> Option<(usize, &'s str)> {
    use crate::parse::topic::locator::Term;
    let locator = cite.locator.as_ref().filter(|locator| locator.term == Term::Paragraph)?;
    let number = *locator.numbers().first()?;
    let paragraph = source.text.paragraph(number)?;
    Some((number, &source.text.plain[paragraph.plain.range()]))
}

fn clipped(words: &str) -> String {
    match words.char_indices().nth(2 * AROUND) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

/// A passage, between ▶ and ◀, with the text of its paragraph around it.
fn surrounded(source: &Source, passage: Span) -> String {
    let plain = &source.text.plain;
    let paragraphs = &source.text.paragraphs;
    let around = paragraphs
        .iter()
        .map(|paragraph| paragraph.plain)
        .filter(|span| span.start < passage.end && passage.start < span.end)
        .fold(passage, Span::to);
    let before = plain.get(around.start as usize..passage.start as usize).unwrap_or_default();
    let after = plain.get(passage.end as usize..around.end as usize).unwrap_or_default();
    let words = plain.get(passage.range()).unwrap_or_default();
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let (left, right) = (if start > 0 { "…" } else { "" }, if end < after.len() { "…" } else { "" });
    format!("{left}{}▶{words}◀{}{right}", &before[start..], &after[..end])
}

/// What was compared, in words.
fn state(state: State) -> &'static str {
    match state {
        State::Verbatim => "the quoted words stand there",
        State::Altered => "the quoted fragments stand there, with the marked changes",
        State::Translated => "the original of the translated words stands there",
        State::Excerpt => "the excerpt stands there; the statement is in the page's own words",
        State::Cited => "cited without words to compare",
        State::Unverified(_) => "not verified: nothing could be compared, or the words do not stand there",
    }
}
