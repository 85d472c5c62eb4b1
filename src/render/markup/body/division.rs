//! Divisions: summaries, timelines, disagreements, figures, maps, what is unknown.

use std::collections::BTreeMap;

use super::{BodyWriter, Placement, escape};
use crate::base::span::Span;
use crate::parse::markdown::{Block, Division, ListItem};
use crate::parse::topic::document::{Event, MapPlace, Text, Unknown, is_of_images};
use crate::read::words::ThemeWords;
use crate::render::map::{self, Coordinates, MapMarker};
use crate::site::Site;

impl<'a> BodyWriter<'a> {
    pub(super) fn division(&mut self, division: &Division<Text>) {
        let id = escape(division.id.as_deref().unwrap_or_default()).into_owned();
        match division.name.as_str() {
            "summary" => {
                let title = escape(self.words.get("in_short")).into_owned();
                self.write(format_args!(
                    "<section class=\"summary\" aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}</h2>"
                ));
                self.blocks(&division.blocks);
                self.push("</section>");
            }
            "timeline" => self.timeline(&id, &division.blocks),
            "disagreement" => self.disagreement(&id, &division.blocks),
            "unknown" => self.unknown(&id, &division.blocks),
            "glossary" => self.glossary(&id, &division.blocks),
            "figure" => self.figure(&id, division),
            "map" => self.map(division),
            _ => self.blocks(&division.blocks),
        }
    }

    /// Images with their caption, and whose they are.
    fn figure(&mut self, id: &str, division: &Division<Text>) {
        let images = division.blocks.iter().take_while(|block| is_of_images(block)).count();
        let (images, caption) = division.blocks.split_at(images);
        self.write(format_args!("<figure id=\"{id}\">"));
        for block in images {
            if let Block::Paragraph(text) = block {
                self.inlines(text);
            }
        }
        let credit = division.attribute("credit");
        if !caption.is_empty() || credit.is_some() {
            self.push("<figcaption>");
            self.blocks(caption);
            if let Some(credit) = credit {
                self.write(format_args!("<p><small>{}</small></p>", escape(credit)));
            }
            self.push("</figcaption>");
        }
        self.push("</figure>");
    }

    /// A drawing with a marker for each place, and below it the list of what is said of them. Readers of feeds show
    /// no drawings in the text, and have the list alone.
    fn map(&mut self, division: &Division<Text>) {
        let id = division.id.as_deref().unwrap_or_default();
        let page = self.page;
        let places: BTreeMap<Span, &MapPlace> =
            page.document.places.iter().map(|place| (place.item, place)).collect();
        if self.place == Placement::Home {
            self.drawing(id, &division.blocks, &places);
        }
        for block in &division.blocks {
            let Block::List { start, items, .. } = block else {
                self.block(block);
                continue;
            };
            match start {
                Some(number) if *number > 1 => self.write(format_args!("<ol start=\"{number}\">")),
                _ => self.push("<ol>"),
            }
            for item in items {
                match places.get(&item.span) {
                    Some(place) if self.has_own_ids() => {
                        self.write(format_args!("<li id=\"{}\">", escape(&place.id)));
                    }
                    _ => self.push("<li>"),
                }
                self.item(item);
                self.push("</li>");
            }
            self.push("</ol>");
        }
    }

    /// The map of some lists of places, each with its number in the lists.
    fn drawing(&mut self, id: &str, blocks: &[Block<Text>], places: &BTreeMap<Span, &MapPlace>) {
        let items = blocks.iter().filter_map(|block| match block {
            Block::List { items, .. } => Some(items),
            _ => None,
        });
        let marker = |(index, item): (usize, &ListItem<Text>)| {
            let place = places.get(&item.span)?;
            let position = Coordinates { latitude: place.latitude, longitude: place.longitude };
            Some(MapMarker { number: index + 1, name: &place.name, position, leads_to: &place.id })
        };
        let markers: Vec<MapMarker<'_>> = items.flatten().enumerate().filter_map(marker).collect();
        // No id that is made of a place's name has an underscore.
        let svg = map::svg(&markers, self.words.get("map_title"), &format!("{id}_title"));
        let Some(svg) = svg else { return };
        let (id, note) = (escape(id), escape(self.words.get("map_note")).into_owned());
        self.write(format_args!("<figure id=\"{id}\">{svg}<figcaption><p>{note}</p></figcaption></figure>"));
    }

    /// Terms with their definitions.
    fn glossary(&mut self, id: &str, blocks: &[Block<Text>]) {
        for (index, block) in blocks.iter().enumerate() {
            let Block::List { items, .. } = block else {
                self.block(block);
                continue;
            };
            let id = if index == 0 { format!(" id=\"{id}\"") } else { String::new() };
            self.write(format_args!("<dl class=\"glossary\"{id}>"));
            let definitions = &self.page.document.definitions;
            for item in items {
                if let Some(definition) = definitions.iter().find(|definition| definition.item == item.span) {
                    let (id, term) = (escape(&definition.id), escape(&definition.term));
                    self.write(format_args!("<dt id=\"{id}\"><dfn>{term}</dfn></dt>"));
                }
                self.push("<dd>");
                self.item(item);
                self.push("</dd>");
            }
            self.push("</dl>");
        }
    }

    /// What the sources do not say, with what was searched for in them.
    fn unknown(&mut self, id: &str, blocks: &[Block<Text>]) {
        let title = escape(self.words.get("unknown_title")).into_owned();
        self.write(format_args!(
            "<section class=\"alert unknown\" aria-labelledby=\"{id}\"><p class=\"alert-title\" id=\"{id}\">{title}</p>"
        ));
        for (number, block) in blocks.iter().enumerate() {
            let Block::List { items, .. } = block else {
                self.block(block);
                self.searched(id, (number, None));
                continue;
            };
            self.push("<ul>");
            for (at, item) in items.iter().enumerate() {
                self.push("<li>");
                self.item(item);
                self.searched(id, (number, Some(at)));
                self.push("</li>");
            }
            self.push("</ul>");
        }
        self.push("</section>");
    }

    /// What was searched for to show that the sources do not say something.
    fn searched(&mut self, block: &str, place: (usize, Option<usize>)) {
        let unknowns = &self.page.document.unknowns;
        let is_it = |unknown: &&Unknown| unknown.block == block && unknown.place == place;
        let Some(unknown) = unknowns.iter().find(is_it) else { return };
        let label = escape(&searched_label(self.site, self.words)).into_owned();
        self.write(format_args!("<p class=\"quiet\">{label} "));
        for (index, words) in unknown.searched.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            self.write(format_args!("{separator}<q>{}</q>", escape(&searched_words(words))));
        }
        self.push("</p>");
    }

    /// Events, each with its date before it. A date is no `<time>` and has no class of that name: programs that take the
    /// text out of a page leave both out (trafilatura, newspaper4k). The colon is for them and for readers of feeds; the
    /// theme sets the date on a line of its own.
    fn timeline(&mut self, id: &str, blocks: &[Block<Text>]) {
        for (index, block) in blocks.iter().enumerate() {
            let Block::List { items, .. } = block else {
                self.block(block);
                continue;
            };
            let id = if index == 0 { format!(" id=\"{id}\"") } else { String::new() };
            self.write(format_args!("<ol class=\"timeline\"{id}>"));
            for item in items {
                self.push("<li>");
                if let Some(event) = self.event(item) {
                    let text = escape(&self.words.date(&event.date)).into_owned();
                    let precision = event.date.precision().name();
                    let (open, close) = match event.date.exact() {
                        Some(iso) => (format!("<data value=\"{iso}\""), "</data>"),
                        None => ("<span".to_owned(), "</span>"),
                    };
                    self.write(format_args!(
                        "{open} data-precision=\"{precision}\">{text}<span>: </span>{close}"
                    ));
                }
                self.item(item);
                self.push("</li>");
            }
            self.push("</ol>");
        }
    }

    fn event(&self, item: &ListItem<Text>) -> Option<&'a Event> {
        let page = self.page;
        let events = self
            .events
            .get_or_init(|| page.document.events.iter().map(|event| (event.item, event)).collect());
        events.get(&item.span).copied()
    }

    fn disagreement(&mut self, id: &str, blocks: &[Block<Text>]) {
        let kicker = escape(self.words.get("sources_disagree")).into_owned();
        self.write(format_args!("<section class=\"disagreement\" id=\"{id}\" aria-labelledby=\"{id}-q\"><p class=\"kicker\">{kicker}</p>"));
        let mut is_question = true;
        for block in blocks {
            match block {
                Block::Paragraph(text) if is_question => {
                    self.write(format_args!("<p class=\"question\" id=\"{id}-q\">"));
                    self.inlines(text);
                    self.push("</p>");
                    is_question = false;
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.position(item)),
                block => self.block(block),
            }
        }
        self.outlook(id);
        self.push("</section>");
    }

    /// A position of a disagreement. It is not a list item: programs that take the text out of a page take a short
    /// list in which every item has its marks for navigation, and leave it out (trafilatura), while they keep a
    /// paragraph.
    fn position(&mut self, item: &ListItem<Text>) {
        let element = if matches!(item.blocks[..], [Block::Paragraph(_)]) { "p" } else { "div" };
        self.write(format_args!("<{element} class=\"position\">"));
        self.item(item);
        self.write(format_args!("</{element}>"));
    }

    /// The HTML of a position of a disagreement.
    #[must_use]
    pub fn position_html(mut self, item: &ListItem<Text>) -> String {
        self.position(item);
        self.finish()
    }

    /// What would settle a disagreement, and when its author last looked at it.
    fn outlook(&mut self, id: &str) {
        let page = self.page;
        let facts = self.disagreements.get_or_init(|| {
            page.document.disagreements.iter().map(|fact| (fact.id.as_str(), fact)).collect()
        });
        let Some(&fact) = facts.get(id) else { return };
        if let Some(settle) = &fact.settle {
            let label = escape(self.words.get("would_settle")).into_owned();
            self.write(format_args!(
                "<p class=\"settle\"><span class=\"label\">{label}</span> {}</p>",
                escape(settle)
            ));
        }
        if let Some(date) = &fact.reviewed {
            let (label, text) = (self.words.get("reviewed"), self.words.date(date));
            let day = format!("<data value=\"{}\">{}</data>", date.from.iso(), escape(&text));
            let label = escape(label).into_owned();
            self.write(format_args!("<p class=\"quiet\">{label} {day}</p>"));
        }
    }
}

/// How many sources were searched: those whose text was saved.
fn searched_label(site: &Site, words: &ThemeWords) -> String {
    let searched = site.sources.iter().filter(|source| source.is_comparable()).count();
    words.count("unknown_searched", searched, &[])
}

/// What was searched for and in how many sources, without markup.
pub(crate) fn searched_line(site: &Site, words: &ThemeWords, unknown: &Unknown) -> String {
    let searched = unknown.searched.iter().map(|written| format!("“{}”", searched_words(written)));
    format!("{} {}", searched_label(site, words), searched.collect::<Vec<String>>().join(", "))
}

/// Words that were searched for, as they are shown: `ratif…` for `ratif*`.
fn searched_words(written: &str) -> String {
    match written.trim_end_matches('*') {
        words if words.len() < written.len() => format!("{words}…"),
        words => words.to_owned(),
    }
}
