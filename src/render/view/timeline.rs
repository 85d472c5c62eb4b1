//! The view of the timeline: the events of all pages of a language, by date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lists::has_raw_html;
use super::maker::{Maker, Output, View};
use super::{EventView, NavLink, PageType, TimelineView, TimelineYear, json_ld, overview, paging};
use crate::base::FileChanged;
use crate::base::date::{Date, Edtf};
use crate::base::ids::{EventId, PageId};
use crate::base::span::Span;
use crate::parse::markdown::{Block, ListItem};
use crate::parse::topic::Body;
use crate::parse::topic::document::Text;
use crate::render::markup::body::{BodyWriter, Placement};
use crate::render::markup::notes::Notes;
use crate::site::paging as numbered;

/// Folder of the timeline, below that of the language.
const FOLDER: &str = "timeline";

/// Most timeline entries for machines.
const MOST_EVENTS: usize = 100;

/// Most years that are named beside the list; of more, those of its page are.
const MOST_YEARS: usize = 200;

/// Page `number` of the timeline. What shows the whole stands on the first.
pub(super) fn make(maker: &Maker<'_>, number: usize) -> Result<Output, FileChanged> {
    let is_shown = |event: &&EventId| maker.site.pages[event.page].language == maker.language;
    let all: Vec<EventId> = maker.site.timeline.iter().filter(is_shown).copied().collect();
    let dates: Vec<&Edtf> =
        if number == 1 { all.iter().map(|&event| date(maker, event)).collect() } else { Vec::new() };
    let years = years(maker, numbered::rows(&all, numbered::MOST_ENTRIES, number))?;
    let view = TimelineView {
        overview: overview::overview(maker.words, &dates),
        contents: contents(maker, &all, number),
        years,
        paging: paging::of_list(maker, FOLDER, number),
    };
    let title = maker.words.get("title_timeline");
    let output = paging::output(maker, (PageType::Timeline, FOLDER), title, number, View::Timeline(view));
    let mut output = Output { has_raw_html: has_raw_html(maker.site), ..output };
    output.head.json_ld_html = (number == 1).then(|| events(maker, &all));
    Ok(output)
}

fn date<'a>(maker: &Maker<'a>, event: EventId) -> &'a Edtf {
    &maker.site.pages[event.page].document.events[event.index].date
}

/// Some events, by year.
fn years(maker: &Maker<'_>, shown: &[EventId]) -> Result<Vec<TimelineYear>, FileChanged> {
    let pages: BTreeSet<PageId> = shown.iter().map(|event| event.page).collect();
    let of_page = |page: PageId| Ok((page, (maker.notes(page), maker.body(page)?)));
    let of_page: BTreeMap<PageId, (Notes, Arc<Body>)> =
        pages.into_iter().map(of_page).collect::<Result<_, FileChanged>>()?;
    let items: BTreeMap<PageId, BTreeMap<Span, &ListItem<Text>>> =
        of_page.iter().map(|(page, (_, body))| (*page, items(&body.blocks))).collect();
    let mut years: Vec<TimelineYear> = Vec::new();
    for &EventId { page, index } in shown {
        let (Some((notes, _)), Some(items)) = (of_page.get(&page), items.get(&page)) else { continue };
        let fact = &maker.site.pages[page].document.events[index];
        let Some(item) = items.get(&fact.item) else { continue };
        let writer = BodyWriter::new(maker.site, page, notes, maker.words, Placement::Elsewhere);
        let event = EventView {
            date: maker.date(&fact.date),
            precision: fact.date.precision(),
            body_html: writer.item_html(item),
            page: maker.page_link(page),
        };
        let id = year_id(&fact.date.from);
        match years.last_mut() {
            Some(last) if last.id == id => last.events.push(event),
            _ => years.push(TimelineYear { id, year: year(maker, &fact.date.from), events: vec![event] }),
        }
    }
    Ok(years)
}

/// The year under which an event stands; where only its decade or century is known, that, as dates have it.
fn year(maker: &Maker<'_>, date: &Date) -> String {
    maker.words.date(&Edtf { from: date.year_alone(), to: None })
}

fn year_id(date: &Date) -> String {
    if date.is_unspecified() { format!("y-{}", date.year_alone().edtf()) } else { format!("y-{}", date.year) }
}

/// The years of the timeline, each with the place where it begins, on whichever page that is.
fn contents(maker: &Maker<'_>, all: &[EventId], number: usize) -> Vec<NavLink> {
    let mut links: Vec<(usize, NavLink)> = Vec::new();
    let mut last = None;
    for (at, &event) in all.iter().enumerate() {
        let date = &date(maker, event).from;
        let id = year_id(date);
        if last.as_ref() != Some(&id) {
            let page = at / numbered::MOST_ENTRIES + 1;
            let other =
                if page == number { String::new() } else { maker.path(&numbered::folder(FOLDER, page)) };
            links.push((page, NavLink { url: format!("{other}#{id}"), title: year(maker, date) }));
            last = Some(id);
        }
    }
    if links.len() > MOST_YEARS {
        links.retain(|(page, _)| *page == number);
    }
    links.into_iter().map(|(_, link)| link).collect()
}

/// The timeline for machines; of a long one the newest entries, since people have to load it.
fn events(maker: &Maker<'_>, all: &[EventId]) -> String {
    let newest = &all[all.len().saturating_sub(MOST_EVENTS)..];
    let event = |id: &EventId| {
        let page = &maker.site.pages[id.page];
        let fact = &page.document.events[id.index];
        let url = maker.site.addresses.absolute(&page.folder);
        (fact.date.exact(), fact.text.clone(), url)
    };
    json_ld::events(&newest.iter().map(event).collect::<Vec<_>>())
}

/// The items of lists, in divisions and outside, by where they stand.
fn items(blocks: &[Block<Text>]) -> BTreeMap<Span, &ListItem<Text>> {
    fn gather<'b>(blocks: &'b [Block<Text>], found: &mut BTreeMap<Span, &'b ListItem<Text>>) {
        for block in blocks {
            match block {
                Block::Division(division) => gather(&division.blocks, found),
                Block::List { items, .. } => found.extend(items.iter().map(|item| (item.span, item))),
                _ => {}
            }
        }
    }
    let mut found = BTreeMap::new();
    gather(blocks, &mut found);
    found
}
