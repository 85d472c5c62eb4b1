//! A statement beside its passages, as it is shown to whoever reads it against them.

use serde::Serialize;

use super::{Statement, place};
use crate::app::engine::Checked;
use crate::base::Failure;
use crate::base::ids::SourceId;
use crate::base::span::PlainSpan;
use crate::parse::review::Verdict;
use crate::parse::source::{Marked, Source};
use crate::parse::topic::Cite;
use crate::site::changes;
use crate::verify::{CiteCheck, State};

/// Most characters that are shown on each side of a passage, and of a paragraph that a citation names.
const AROUND: usize = 400;

/// A statement with everything that it rests on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShownStatement {
    /// The file of its page.
    pub(crate) page: String,
    /// The first line on which it stands, from 1.
    pub(crate) line: usize,
    pub(crate) id: String,
    /// Its words as the page shows them.
    pub(crate) words: String,
    pub(crate) citations: Vec<ShownCitation>,
    /// What others found of it as it stands.
    pub(crate) found: Vec<ShownReview>,
    /// Reviews of what stood here before.
    pub(crate) changed: Vec<ShownReview>,
}

/// A citation that carries a statement.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShownCitation {
    pub(crate) key: String,
    /// Title, authors, publisher and date; nothing where there is no such source.
    pub(crate) facts: Option<String>,
    /// What was compared, in words.
    pub(crate) state: &'static str,
    pub(crate) passages: Vec<ReviewedPassage>,
    /// Whether the source has a text, of which nothing is named.
    pub(crate) names_nothing: bool,
}

/// A passage with what stands around it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReviewedPassage {
    /// `¶ 3`, `p. 12`.
    pub(crate) place: String,
    pub(crate) before: String,
    /// The words of the passage; nothing where a whole paragraph is named, which stands in `before`.
    pub(crate) words: Option<String>,
    pub(crate) after: String,
}

/// What somebody found.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShownReview {
    pub(crate) reader: String,
    pub(crate) date: String,
    pub(crate) says: Verdict,
    /// What has changed since, line by line.
    pub(crate) changes: Vec<String>,
}

/// A statement with everything that it rests on.
pub(crate) fn statement(checked: &Checked, statement: &Statement) -> Result<ShownStatement, Failure> {
    let site = &checked.site;
    let page = &site.pages[statement.page];
    let (line, _) = place::lines(checked, statement)?;
    let read = site.as_read(statement.page, statement.groups);
    let mut citations = Vec::new();
    let groups = page.document.groups[statement.groups].iter();
    for (group, checks) in groups.zip(&site.checks[statement.page].groups[statement.groups]) {
        citations.extend(group.cites.iter().zip(checks).map(|(cite, check)| citation(checked, cite, check)));
    }
    let reviews = site.reviews.of_statement(statement.id()).cloned().unwrap_or_default();
    let shown = |record: &crate::parse::review::ReviewRecord| ShownReview {
        reader: record.reader(),
        date: record.date.clone(),
        says: record.says,
        changes: changes(&record.read, &read),
    };
    Ok(ShownStatement {
        page: page.path.clone(),
        line,
        id: page.document.groups[statement.groups.start].claim.id.clone(),
        found: reviews.in_force.iter().map(|record| shown(record)).collect(),
        changed: reviews.changed.iter().map(|record| shown(record)).collect(),
        words: read.statement,
        citations,
    })
}

fn citation(checked: &Checked, cite: &Cite, check: &CiteCheck) -> ShownCitation {
    let Some(source) = check.source.map(|id: SourceId| &*checked.site.sources[id]) else {
        return ShownCitation {
            key: cite.key.clone(),
            facts: None,
            state: state(check.state),
            passages: Vec::new(),
            names_nothing: false,
        };
    };
    let meta = &source.meta;
    let date = meta.date.as_ref().map(|date| date.edtf());
    let facts = [meta.title.clone(), meta.listed_authors(), meta.publisher.clone(), date];
    let facts: Vec<String> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
    let mut passages: Vec<ReviewedPassage> =
        check.passages.iter().map(|passage| surrounded(source, passage.paragraph, passage.plain)).collect();
    if passages.is_empty() && source.is_comparable() {
        passages.extend(named_place(source, cite));
    }
    ShownCitation {
        key: source.key.clone(),
        facts: Some(facts.join(", ")),
        state: state(check.state),
        names_nothing: passages.is_empty() && source.is_comparable(),
        passages,
    }
}

/// The words of the place that a citation names, where no passage of it was found.
fn named_place(source: &Source, cite: &Cite) -> Option<ReviewedPassage> {
    let whole = |place: String, words: &str| ReviewedPassage {
        place,
        before: clipped(words),
        words: None,
        after: String::new(),
    };
    if let Some((number, words)) = cited_paragraph(source, cite) {
        return Some(whole(format!("¶ {number}"), words));
    }
    let locator = cite.locator.as_ref()?;
    let Marked::There(span) = source.text.marked(locator) else { return None };
    let place = locator.display(ibid_languages::Language::get("en"));
    Some(whole(place, &source.text.plain[span.range()]))
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

/// A passage with the text of its paragraph around it.
fn surrounded(source: &Source, number: impl std::fmt::Display, passage: PlainSpan) -> ReviewedPassage {
    let plain = &source.text.plain;
    let paragraphs = &source.text.paragraphs;
    let around = paragraphs
        .iter()
        .map(|paragraph| paragraph.plain)
        .filter(|span| span.start < passage.end && passage.start < span.end)
        .fold(passage, PlainSpan::to);
    let before = plain.get(around.start as usize..passage.start as usize).unwrap_or_default();
    let after = plain.get(passage.end as usize..around.end as usize).unwrap_or_default();
    let words = plain.get(passage.range()).unwrap_or_default();
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let (left, right) = (if start > 0 { "…" } else { "" }, if end < after.len() { "…" } else { "" });
    ReviewedPassage {
        place: format!("¶ {number}"),
        before: format!("{left}{}", &before[start..]),
        words: Some(words.to_owned()),
        after: format!("{}{right}", &after[..end]),
    }
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
