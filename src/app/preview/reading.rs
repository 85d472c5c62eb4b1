//! A source to be read: its whole text with the numbers of its paragraphs, what is cited of it, what is stated of it,
//! and how it differs from what was accepted. Plain data, which the script shows as text; it goes to the author's own
//! computer only (see [`super::guard::Guard::admit_author`]).

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;
use serde_json::{Value, json};

use super::accepted;
use super::edition::Edition;
use super::search::merged;
use crate::app::scaffold::front_matter::FrontMatterEdit;
use crate::app::scaffold::source_change::FORM_FACTS;
use crate::base::ids::{CiteId, SourceId};
use crate::parse::source::{self, PagePart, Paragraph, Source};
use crate::read::snapshot::{SiteRoot, Snapshot};
use crate::site::Site;

/// Paragraphs that are sent at a time.
const MOST: usize = 1_000;
/// Pages that are named for a paragraph.
const MOST_PAGES: usize = 5;

/// Whether the author has accepted a source's text.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Acceptance {
    /// The text is the accepted one.
    Accepted,
    /// Another text was accepted.
    Changed,
    /// No text was accepted yet.
    New,
}

/// The source of the file `path`, from the paragraph with the number `from` on.
pub(super) fn json(edition: &Edition, path: Option<&str>, from: usize, place: &SiteRoot) -> Value {
    let site = &edition.checked.site;
    let mut sources = SourceId::enumerate(&site.sources);
    let Some((id, source)) = sources.find(|(_, source)| Some(source.path.as_str()) == path) else {
        return json!({ "error": "there is no such source any more" });
    };
    let lock = &edition.checked.lock;
    let text = edition.checked.snapshot.lossy_text(&source.path).unwrap_or_default();
    let whole = untrimmed(source, &text);
    let first = from.max(1) - 1;
    let paragraphs = source.text.paragraphs.iter().skip(first).take(MOST);
    let shown: Vec<Value> =
        paragraphs.map(|paragraph| paragraph_json(site, id, paragraph, whole.as_ref())).collect();
    let next = first + shown.len();
    let state = match (lock.accepts(source), lock.has_changed(source)) {
        (true, _) => Acceptance::Accepted,
        (_, true) => Acceptance::Changed,
        _ => Acceptance::New,
    };
    json!({
        "edition": edition.number,
        "key": source.key,
        "path": source.path,
        "title": source.meta.title,
        "comparable": source.is_comparable(),
        "recorded": source.recorded,
        "state": state,
        "paragraphs": shown,
        "count": source.text.paragraphs.len(),
        "trimmed": trimmed(source),
        "next": (next < source.text.paragraphs.len()).then_some(next + 1),
        "facts": facts(source, &text),
        "change": if first == 0 { accepted::change(&edition.accepted, lock, source, place) } else { None },
    })
}

fn trimmed(source: &Source) -> Vec<usize> {
    let trimmed = source.text.paragraphs.iter().filter(|paragraph| paragraph.is_trimmed);
    trimmed.map(|paragraph| paragraph.number).collect()
}

/// The source with the words of the paragraphs that are trimmed, which it does not keep; they have the same numbers.
fn untrimmed(source: &Source, text: &str) -> Option<Source> {
    if !source.text.paragraphs.iter().any(|paragraph| paragraph.is_trimmed) {
        return None;
    }
    let mut front = FrontMatterEdit::of(&source.path, text).ok()?;
    front.write("trim", "");
    let snapshot: Snapshot = [(source.path.as_str(), front.into_text().into_bytes())].into_iter().collect();
    source::parse(&snapshot, &source.path).0
}

fn paragraph_json(site: &Site, id: SourceId, paragraph: &Paragraph, whole: Option<&Source>) -> Value {
    let source = &site.sources[id];
    let part = match paragraph.part {
        PagePart::Article => "",
        PagePart::Around => "with the article",
        PagePart::Outside => "outside of the article",
    };
    if paragraph.is_trimmed {
        let words = whole.and_then(|whole| {
            let same = whole.text.paragraph(paragraph.number)?;
            Some(whole.text.plain[same.plain.range()].to_owned())
        });
        let parts = json!([[words.unwrap_or_default(), 0]]);
        return json!({ "number": paragraph.number, "part": part, "trimmed": true, "parts": parts });
    }
    let english = ibid_languages::Language::get("en");
    let mark = source.text.mark_at(paragraph.plain.start).map(|mark| mark.locator.display(english));
    let own = paragraph.plain.range();
    let mut cites: Vec<(Range<usize>, &[CiteId])> = Vec::new();
    for (passage, by) in &site.backlinks[id].passages {
        let (start, end) = (passage.plain.start as usize, passage.plain.end as usize);
        if start < own.end && own.start < end {
            cites.push((start.max(own.start)..end.min(own.end), by));
        }
    }
    json!({
        "number": paragraph.number,
        "part": part,
        "place": mark,
        "trimmed": false,
        "parts": parts(&source.text.plain, own, &cites),
        "pages": pages(site, &cites),
    })
}

/// The words of a paragraph, each stretch with the number of citations that rest on words of it.
fn parts(plain: &str, own: Range<usize>, cites: &[(Range<usize>, &[CiteId])]) -> Vec<Value> {
    let mut parts = Vec::new();
    let mut from = own.start;
    for range in merged(cites.iter().map(|(range, _)| range.clone()).collect()) {
        let within = cites.iter().filter(|(one, _)| one.start < range.end && range.start < one.end);
        let uses: usize = within.map(|(_, by)| by.len()).sum();
        if from < range.start {
            parts.push(json!([&plain[from..range.start], 0]));
        }
        parts.push(json!([&plain[range.clone()], uses]));
        from = range.end;
    }
    if from < own.end {
        parts.push(json!([&plain[from..own.end], 0]));
    }
    parts
}

/// The statements that rest on words of a paragraph, one of each page.
fn pages(site: &Site, cites: &[(Range<usize>, &[CiteId])]) -> Vec<Value> {
    let mut seen = Vec::new();
    let mut pages = Vec::new();
    for cite in cites.iter().flat_map(|(_, by)| by.iter()) {
        if pages.len() < MOST_PAGES && !seen.contains(&cite.page) {
            seen.push(cite.page);
            let page = &site.pages[cite.page];
            let id = page.document.groups.get(cite.group.index()).map_or("", |group| group.claim.id.as_str());
            let url = format!("{}#{id}", site.addresses.path(&page.folder));
            pages.push(json!({ "title": page.front.title, "url": url }));
        }
    }
    pages
}

/// What is stated of a source, as its file has it, and what the capture is said not to state.
fn facts(source: &Source, text: &str) -> Vec<Value> {
    let front = FrontMatterEdit::of(&source.path, text).ok();
    let said = &source.meta.not_stated;
    let fact = |(name, may_lack): (&str, bool)| {
        let values = front.as_ref().map(|front| front.list(name)).unwrap_or_default();
        let by = source.meta.stated_by.iter().find(|(fact, _)| fact == name);
        json!({
            "name": name,
            "values": values,
            "by": by.map(|(_, by)| Cow::Borrowed(by.as_str())),
            "may_lack": may_lack,
            "not_stated": said.iter().any(|one| one == name),
        })
    };
    FORM_FACTS.into_iter().map(fact).collect()
}
