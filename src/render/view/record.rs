//! What can be found, and the words of each.

use crate::base::address::slug;
use crate::base::date::Edtf;
use crate::base::ids::{DisagreementId, EventId, GroupRange, PageId, SourceId};
use crate::base::spaces::single_spaces;
use crate::parse::source::Publish;
use crate::parse::topic::wording::{self, TermCounts};
use crate::render::markup::passage;
use crate::render::view::Maker;
use crate::render::view::display_name;
use crate::site::Site;

/// Longest line shown below a title, in characters.
const LINE: usize = 200;

/// A thing that can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchRecord {
    /// A page written in Markdown.
    Page(PageId),
    /// A source's page.
    Source(SourceId),
    /// A timeline entry.
    Event(EventId),
    /// A disagreement.
    Disagreement(DisagreementId),
}

/// The kind of a [`SearchRecord`], in the order in which records are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is explained at the record of that name")]
pub enum RecordKind {
    Page,
    Source,
    Event,
    Disagreement,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Page, Self::Source, Self::Event, Self::Disagreement];

    /// Its name in the index.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Source => "source",
            Self::Event => "event",
            Self::Disagreement => "disagreement",
        }
    }
}

impl SearchRecord {
    /// Its kind.
    #[must_use]
    pub fn kind(self) -> RecordKind {
        match self {
            Self::Page(_) => RecordKind::Page,
            Self::Source(_) => RecordKind::Source,
            Self::Event(_) => RecordKind::Event,
            Self::Disagreement(_) => RecordKind::Disagreement,
        }
    }
}

/// Everything that can be found in the maker's language, kind by kind: its pages and what stands on them, and
/// all sources. Drafts are left out, as they are of feeds.
#[must_use]
pub fn list(maker: &Maker<'_>) -> Vec<SearchRecord> {
    let site = maker.site;
    let is_public = |page: &PageId| {
        let page = &site.pages[*page];
        page.language == maker.language && !page.front.is_draft
    };
    let pages = || PageId::all(site.pages.len()).filter(is_public);
    let mut list: Vec<SearchRecord> = pages().map(SearchRecord::Page).collect();
    list.extend(SourceId::all(site.sources.len()).map(SearchRecord::Source));
    let events = site.timeline.iter().filter(|event| is_public(&event.page));
    list.extend(events.copied().map(SearchRecord::Event));
    list.extend(pages().flat_map(|page| {
        let disagreements = DisagreementId::enumerate(page, &site.pages[page].document.disagreements);
        disagreements.map(|(id, _)| SearchRecord::Disagreement(id))
    }));
    list
}

/// How much a word counts, by where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight(pub(crate) u32);

const TITLE: Weight = Weight(14);
const NAME: Weight = Weight(6);
const HEADING: Weight = Weight(wording::HEADING as u32);
const BODY: Weight = Weight(1);

/// Takes the words of a record.
pub(crate) trait WordCollector {
    /// A run of text.
    fn text(&mut self, text: &str, weight: Weight);
    /// Text whose words were counted before.
    fn counted(&mut self, counts: &TermCounts);
    /// A value that results can be limited to: `#tags/talks`, `@newsx`.
    fn filter(&mut self, value: &str);
}

/// Reads a record's words.
pub(crate) fn read(maker: &Maker<'_>, record: SearchRecord, reader: &mut impl WordCollector) {
    match record {
        SearchRecord::Page(page) => read_page(maker, page, reader),
        SearchRecord::Source(source) => read_source(maker, source, reader),
        SearchRecord::Event(EventId { page, index }) => {
            let event = &maker.site.pages[page].document.events[index];
            reader.text(&maker.words.date(&event.date), NAME);
            reader.text(&event.text, BODY);
            cited(maker.site, page, event.groups, reader);
            terms(maker.site, page, reader);
        }
        SearchRecord::Disagreement(DisagreementId { page, index }) => {
            let shown = &maker.site.pages[page];
            let fact = &shown.document.disagreements[index];
            reader.text(&fact.question, TITLE);
            shown
                .wording
                .disagreements
                .get(index.index())
                .into_iter()
                .for_each(|words| reader.counted(words));
            for (groups, _) in &fact.positions {
                cited(maker.site, page, *groups, reader);
            }
            terms(maker.site, page, reader);
        }
    }
}

fn read_page(maker: &Maker<'_>, index: PageId, reader: &mut impl WordCollector) {
    let page = &maker.site.pages[index];
    reader.text(&page.front.title, TITLE);
    page.front.description.iter().for_each(|text| reader.text(text, NAME));
    page.front.authors.iter().for_each(|name| reader.text(name, HEADING));
    reader.counted(&page.wording.text);
    for (_, text) in &page.front.corrections {
        reader.text(text, BODY);
    }
    for name in page.front.terms.values().flatten() {
        reader.text(name, NAME);
    }
    cited(maker.site, index, GroupRange::new(0..page.document.groups.len()), reader);
    terms(maker.site, index, reader);
}

fn read_source(maker: &Maker<'_>, index: SourceId, reader: &mut impl WordCollector) {
    let source = &maker.site.sources[index];
    reader.text(&maker.parts.sources[index].label, TITLE);
    let meta = &source.meta;
    meta.authors.iter().for_each(|name| reader.text(name, NAME));
    for name in [&meta.publisher, &meta.origin].into_iter().flatten() {
        reader.text(name, NAME);
    }
    if meta.publish == Publish::Full {
        for paragraph in source.text.article_paragraphs().filter(|paragraph| !paragraph.is_trimmed) {
            reader.text(&source.text.plain[paragraph.plain.range()], BODY);
        }
    } else {
        let places = maker.site.backlinks[index].passages.keys();
        for shown in places.filter_map(|place| passage::shown(maker.site, index, place)) {
            [&shown.before, &shown.exact, &shown.after].into_iter().for_each(|text| reader.text(text, BODY));
        }
    }
    reader.text(&source.key, BODY);
    reader.filter(&format!("@{}", source.key));
}

/// The sources that some groups of a page cite.
fn cited(site: &Site, page: PageId, groups: GroupRange, reader: &mut impl WordCollector) {
    for (_, source, _) in site.cites(page, groups) {
        if let Some(source) = source {
            reader.filter(&format!("@{}", site.sources[source].key));
        }
    }
}

fn terms(site: &Site, page: PageId, reader: &mut impl WordCollector) {
    for (taxonomy, names) in &site.pages[page].front.terms {
        names.iter().for_each(|name| reader.filter(&format!("#{taxonomy}/{}", slug(name))));
    }
}

/// What a result shows: title, address within the site, a line below the title.
pub(crate) fn shown(maker: &Maker<'_>, record: SearchRecord) -> (String, String, String) {
    let site = maker.site;
    let address = |folder: &str| site.addresses.path(folder);
    match record {
        SearchRecord::Page(page) => {
            let page = &site.pages[page];
            let line = page.front.description.clone().unwrap_or_else(|| page.document.opening.clone());
            (page.front.title.clone(), address(&page.folder), shortened(&line))
        }
        SearchRecord::Source(source) => {
            let meta = &site.sources[source].meta;
            let mut facts: Vec<String> = meta.authors.iter().map(|name| display_name(name)).collect();
            facts.extend(meta.publisher.clone());
            facts.extend(meta.date.as_ref().map(|date| maker.words.date(date)));
            let label = maker.parts.sources[source].label.clone();
            (label, maker.parts.sources[source].url.clone(), shortened(&facts.join(" · ")))
        }
        SearchRecord::Event(EventId { page, index }) => {
            let fact = &site.pages[page].document.events[index];
            let url = match fact.groups.is_empty() {
                true => address(&site.pages[page].folder),
                false => site.claim_path(page, fact.groups.start),
            };
            (event_title(maker, &fact.date, &fact.text), url, page_title(site, page))
        }
        SearchRecord::Disagreement(DisagreementId { page, index }) => {
            let fact = &site.pages[page].document.disagreements[index];
            let url = format!("{}#{}", address(&site.pages[page].folder), fact.id);
            (fact.question.clone(), url, page_title(site, page))
        }
    }
}

fn page_title(site: &Site, page: PageId) -> String {
    site.pages[page].front.title.clone()
}

fn event_title(maker: &Maker<'_>, date: &Edtf, text: &str) -> String {
    format!("{}: {}", maker.words.date(date), shortened(text))
}

/// The beginning of a text, cut between words.
fn shortened(text: &str) -> String {
    let text = single_spaces(text);
    match text.char_indices().nth(LINE) {
        None => text,
        Some((end, _)) => {
            let end = text[..end].rfind(' ').unwrap_or(end);
            format!("{} …", text[..end].trim_end_matches([',', ';', ':', '.', ' ']))
        }
    }
}
