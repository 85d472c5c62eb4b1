//! What is shown of the thing under the pointer.

use serde_json::{Value, json};

use super::Query;
use super::place::{self, CitationPart, DocumentPlace, OpenSourcePlace, PagePlace, Thing};
use crate::app::lsp::protocol::{self, Position, PositionParams};
use crate::base::ids::{CiteIndex, CitePlace, GroupIndex, SourceId};
use crate::base::spaces::single_spaces;
use crate::parse::source::{Saved, Source};
use crate::site::links::{ResolvedLink, folder_at, resolve};
use crate::verify::{CiteCheck, Passage, State, Unverified};

/// Longest passage that is shown, in characters.
const LONGEST: usize = 600;
/// Most other places that are named.
const NAMED: usize = 5;

/// The words of a hover. What comes from pages and sources is escaped: a source is never interpreted.
pub(super) struct Markup {
    is_markdown: bool,
    text: String,
}

impl Markup {
    pub(super) fn new(query: &Query<'_>) -> Self {
        Self { is_markdown: query.client.has_markdown, text: String::new() }
    }

    fn escaped(&self, words: &str) -> String {
        let words = single_spaces(words);
        if !self.is_markdown {
            return words;
        }
        let mut escaped = String::with_capacity(words.len());
        for letter in words.chars() {
            if letter.is_ascii_punctuation() {
                escaped.push('\\');
            }
            escaped.push(letter);
        }
        escaped
    }

    fn strong(&self, words: &str) -> String {
        if self.is_markdown { format!("**{}**", self.escaped(words)) } else { words.to_owned() }
    }

    fn paragraph(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(text);
    }

    fn quote(&mut self, words: &str, behind: &str) {
        let mut shown: String = words.chars().take(LONGEST).collect();
        if shown.len() < words.len() {
            shown.push('…');
        }
        let mark = if self.is_markdown { "> " } else { "" };
        let line = format!("{mark}“{}”{behind}", self.escaped(&shown));
        self.paragraph(&line);
    }

    /// As the protocol has it (“MarkupContent”).
    pub(super) fn json(&self) -> Value {
        json!({ "kind": if self.is_markdown { "markdown" } else { "plaintext" }, "value": self.text })
    }
}

/// What is shown at a place.
pub(super) fn at(query: &Query<'_>, params: &PositionParams) -> Value {
    let mut markup = Markup::new(query);
    let mut range = None;
    if let Some((path, place)) = place::at(query, &params.text_document.uri, params.position) {
        let span = match &place {
            DocumentPlace::Source(place) => place.paragraph.map(|paragraph| {
                source_paragraph(query, place, &mut markup);
                paragraph.file
            }),
            DocumentPlace::Page(place) => {
                page_thing(query, place, &mut markup);
                Some(place.span)
            }
        };
        range = span.filter(|_| !markup.text.is_empty()).map(|span| query.range(&path, span));
    }
    if let Some(path) = query.path(&params.text_document.uri) {
        let broken = broken_rules(query, &path, params.position, &mut markup);
        range = range.or(broken);
    }
    range.map_or(Value::Null, |range| json!({ "contents": markup.json(), "range": range }))
}

/// What the rules mean that findings at a place name; and the place of the first of these findings. An editor shows the
/// findings themselves.
fn broken_rules(
    query: &Query<'_>,
    path: &str,
    position: Position,
    markup: &mut Markup,
) -> Option<protocol::Range> {
    let mut explained = Vec::new();
    let mut first = None;
    for finding in query.findings.iter().filter(|finding| finding.path == path) {
        let range = query.range(path, finding.span);
        if range.start <= position && position <= range.end && !explained.contains(&finding.rule) {
            explained.push(finding.rule);
            first.get_or_insert(range);
            let meaning = markup.escaped(finding.rule.explanation().meaning);
            let text = format!("{}: {meaning}", markup.strong(finding.rule.name()));
            markup.paragraph(&text);
        }
    }
    first
}

fn page_thing(query: &Query<'_>, place: &PagePlace<'_>, markup: &mut Markup) {
    match &place.thing {
        Thing::Cite { cite, at, part } => {
            let Some((id, source)) = query.source_of_key(&cite.key) else {
                let words = markup.escaped(&format!("there is no source `{}`", cite.key));
                return markup.paragraph(&words);
            };
            match (*part, place.check(*at)) {
                (CitationPart::Key, _) | (_, None) => record(query, id, source, markup),
                (CitationPart::Locator, Some(_)) if cite.excerpts.is_empty() => {
                    located(cite.locator.as_ref().map(|locator| locator.numbers()), source, markup);
                }
                (_, Some(check)) => citation(query, (place, *at), check, (id, source), markup),
            }
        }
        Thing::Quotation { group: Some(group) } => {
            let cites = &place.page.document.groups[*group].cites;
            for (at, cite) in CiteIndex::enumerate(cites) {
                let at = CitePlace { group: *group, cite: at };
                let found = query.source_of_key(&cite.key).zip(place.check(at));
                if let Some((source, check)) = found {
                    citation(query, (place, at), check, source, markup);
                }
            }
        }
        Thing::Link(link) => {
            let target = resolve(&query.checked.site, place.page, &link.url);
            if let ResolvedLink::Internal(address) = target
                && let Some(folder) = folder_at(&query.checked.site, &address)
                && let Some(&id) = query.checked.site.addresses.by_folder.get(&folder)
            {
                let page = &query.checked.site.pages[id];
                let title = markup.strong(&page.front.title);
                markup.paragraph(&title);
                let description = page.front.description.as_deref().map(|words| markup.escaped(words));
                description.iter().for_each(|words| markup.paragraph(words));
                let address = markup.escaped(&address);
                markup.paragraph(&address);
            }
        }
        Thing::Heading(heading) => {
            let words = markup.escaped(&format!("#{}", heading.id));
            markup.paragraph(&words);
        }
        Thing::Quotation { group: None, .. } => {}
    }
}

/// What is stated of a source.
pub(super) fn record(query: &Query<'_>, id: SourceId, source: &Source, markup: &mut Markup) {
    let meta = &source.meta;
    let title = markup.strong(meta.title.as_deref().unwrap_or(&source.key));
    markup.paragraph(&title);
    let date = meta.date.as_ref().map(crate::base::date::Edtf::stated);
    let facts: Vec<String> =
        [meta.listed_authors(), meta.publisher.clone(), date].into_iter().flatten().collect();
    let facts = markup.escaped(&facts.join(", "));
    if !facts.is_empty() {
        markup.paragraph(&facts);
    }
    if let Some(origin) = &meta.origin {
        let words = markup.escaped(&format!("origin: {origin}"));
        markup.paragraph(&words);
    }
    let paragraphs = match source.text.article_paragraphs().count() {
        1 => "1 paragraph".to_owned(),
        count => format!("{count} paragraphs"),
    };
    let saved = match meta.saved {
        Saved::Full => format!("{paragraphs} saved"),
        Saved::Partial => format!("{paragraphs} saved, a part of the text"),
        Saved::Abstract => "only an abstract was saved".to_owned(),
        Saved::None => "no text was saved".to_owned(),
    };
    let uses = query.checked.site.backlinks[id].uses;
    let times = if uses == 1 { "once".to_owned() } else { format!("{uses} times") };
    let words = markup.escaped(&format!("{saved}; cited {times}; {}", source.path));
    markup.paragraph(&words);
}

/// What is said of a state.
pub(super) fn state_words(state: State) -> &'static str {
    match state {
        State::Verbatim => "verbatim: the quoted words stand in the source",
        State::Altered => "altered: every fragment of the quotation stands in the source, in order",
        State::Translated => "translated: the original words stand in the source",
        State::Excerpt => "excerpt: the words given stand in the source",
        State::Cited => "cited: nothing was given that could be compared",
        State::Unverified(Unverified::NoText) => "unverified: no text of the source was saved",
        State::Unverified(Unverified::Abstract) => "unverified: only an abstract was saved",
        State::Unverified(Unverified::NoMatch) => "unverified: the words do not stand in the source as cited",
    }
}

/// A citation: its state, its passages, and where else they are cited.
fn citation(
    query: &Query<'_>,
    (place, at): (&PagePlace<'_>, CitePlace),
    check: &CiteCheck,
    (id, source): (SourceId, &Source),
    markup: &mut Markup,
) {
    let state = markup.strong(state_words(check.state));
    markup.paragraph(&state);
    for passage in &check.passages {
        if let Some(words) = source.text.plain.get(passage.plain.range()) {
            markup.quote(words, &format!(" (¶ {})", passage.paragraph));
        }
    }
    let named = [source.meta.title.as_deref(), source.meta.publisher.as_deref()];
    let named: Vec<&str> = named.into_iter().flatten().collect();
    let named = if named.is_empty() { source.key.clone() } else { named.join(", ") };
    let words = markup.escaped(&format!("{named}; origin: {}", origin(source)));
    markup.paragraph(&words);
    let others: Vec<String> = check
        .passages
        .iter()
        .flat_map(|passage| cited_there(query, id, passage))
        .filter(|(path, group, _)| !(*path == place.page.path && *group == at.group))
        .map(|(_, _, words)| words)
        .collect();
    if !others.is_empty() {
        let more = others.len().saturating_sub(NAMED);
        let mut list = others[..others.len().min(NAMED)].join("; ");
        if more > 0 {
            list.push_str(&format!("; and {more} more"));
        }
        let words = markup.escaped(&format!("also cited in: {list}"));
        markup.paragraph(&words);
    }
}

fn origin(source: &Source) -> String {
    source.stated_origin().unwrap_or_else(|| "not stated".to_owned())
}

/// The citations that rest on a passage, or on words of it: page, group, title.
fn cited_there(query: &Query<'_>, id: SourceId, passage: &Passage) -> Vec<(String, GroupIndex, String)> {
    let site = &query.checked.site;
    let overlaps =
        |other: &Passage| other.plain.start < passage.plain.end && passage.plain.start < other.plain.end;
    let cites =
        site.backlinks[id].passages.iter().filter(|(other, _)| overlaps(other)).flat_map(|(_, cites)| cites);
    let mut found: Vec<(String, GroupIndex, String)> = cites
        .map(|cite| {
            let page = &site.pages[cite.page];
            (page.path.clone(), cite.group, page.front.title.clone())
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The paragraphs that a locator names.
fn located(numbers: Option<Vec<usize>>, source: &Source, markup: &mut Markup) {
    for number in numbers.unwrap_or_default().into_iter().take(NAMED) {
        if let Some(paragraph) = source.text.paragraph(number).filter(|paragraph| !paragraph.is_trimmed) {
            markup.quote(&source.text.plain[paragraph.plain.range()], &format!(" (¶ {number})"));
        }
    }
}

/// A paragraph of a source: its number, and what rests on it.
fn source_paragraph(query: &Query<'_>, place: &OpenSourcePlace<'_>, markup: &mut Markup) {
    let Some(paragraph) = place.paragraph else { return };
    let mark = place.source.text.mark_at(paragraph.plain.start);
    let language = ibid_languages::Language::get("en");
    let mark = mark.map_or(String::new(), |mark| format!(" ({})", mark.locator.display(language)));
    let trimmed = if paragraph.is_trimmed { ", trimmed: not part of the article" } else { "" };
    let title = markup.strong(&format!("¶ {}{mark}{trimmed}", paragraph.number));
    markup.paragraph(&title);
    let passages = &query.checked.site.backlinks[place.id].passages;
    let of_paragraph = passages.iter().filter(|(passage, _)| passage.paragraph == paragraph.number);
    for (passage, cites) in of_paragraph.take(NAMED) {
        let words = place.source.text.plain.get(passage.plain.range()).unwrap_or_default();
        let pages: Vec<&str> =
            cites.iter().map(|cite| query.checked.site.pages[cite.page].front.title.as_str()).collect();
        let behind = format!(": {}", markup.escaped(&pages.join("; ")));
        markup.quote(words, &behind);
    }
}
