//! Views that gather from all pages: timeline, disagreements, method, corrections, terms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::maker::{Maker, Output, View};
use super::{
    CorrectionView, CorrectionsView, DisagreementView, DisagreementsView, EquivalenceView, EventView, Link,
    MethodView, NotFoundView, PositionView, RuleView, TaxonomyView, TermCount, TermView, TimelineView,
    TimelineYear, json_ld, overview,
};
use crate::diagnostic::Rule;
use crate::markdown::{Block, Division, Item};
use crate::markup::body::{Place, Writer};
use crate::markup::notes::Notes;
use crate::site::Site;
use crate::span::Span;
use crate::topic::document::Text;
use crate::topic::{Body, Page};
use crate::verify::contract::EQUIVALENCES;

/// Most timeline entries for machines.
const MOST_EVENTS: usize = 100;

pub(super) fn timeline(maker: &Maker<'_>) -> Output {
    let mut years: Vec<TimelineYear> = Vec::new();
    let mut dates = Vec::new();
    let is_shown = |page: &usize| maker.site.pages[*page].language == maker.language;
    let pages: BTreeSet<usize> = maker.site.timeline.iter().map(|(page, _)| *page).filter(is_shown).collect();
    let of_page: BTreeMap<usize, (Notes, Arc<Body>)> =
        pages.into_iter().map(|page| (page, (maker.notes(page), maker.site.pages[page].body()))).collect();
    let items: BTreeMap<usize, BTreeMap<Span, &Item<Text>>> =
        of_page.iter().map(|(page, (_, body))| (*page, items(&body.blocks))).collect();
    for &(page, event) in maker.site.timeline.iter() {
        let (Some((notes, _)), Some(items)) = (of_page.get(&page), items.get(&page)) else { continue };
        let fact = &maker.site.pages[page].document.events[event];
        let Some(item) = items.get(&fact.item) else { continue };
        dates.push(&fact.date);
        let writer = Writer::new(maker.site, page, notes, maker.words, Place::Elsewhere);
        let event = EventView {
            date: maker.date(&fact.date),
            precision: fact.date.precision().name().to_owned(),
            body_html: format!("<p>{}</p>", writer.item_html(item)),
            page: maker.page_link(page),
        };
        let year = fact.date.from.year.to_string();
        match years.last_mut() {
            Some(last) if last.year == year => last.events.push(event),
            _ => years.push(TimelineYear { year, events: vec![event] }),
        }
    }
    let view = View::Timeline(TimelineView { overview: overview::overview(maker.words, &dates), years });
    let output = maker.generated("timeline", "timeline", maker.words.get("title_timeline").to_owned(), view);
    let mut output = Output { has_raw_html: has_raw_html(maker.site), ..output };
    output.head.json_ld_html = Some(events(maker));
    output
}

/// The timeline for machines; of a long one the newest entries, since people have to load it.
fn events(maker: &Maker<'_>) -> String {
    let timeline = &maker.site.timeline;
    let newest = &timeline[timeline.len().saturating_sub(MOST_EVENTS)..];
    let event = |&(page, event): &(usize, usize)| {
        let fact = &maker.site.pages[page].document.events[event];
        let url = maker.site.addresses.absolute(&maker.site.pages[page].folder);
        (fact.date.from.iso(), fact.text.clone(), url)
    };
    json_ld::events(&newest.iter().map(event).collect::<Vec<_>>())
}

/// Whether some page holds HTML that an author wrote.
fn has_raw_html(site: &Site) -> bool {
    site.pages.iter().any(|page| page.front.raw_html)
}

/// The items of lists, in divisions and outside, by where they stand.
fn items(blocks: &[Block<Text>]) -> BTreeMap<Span, &Item<Text>> {
    fn gather<'b>(blocks: &'b [Block<Text>], found: &mut BTreeMap<Span, &'b Item<Text>>) {
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

/// The divisions that have an id, by it.
fn divisions(blocks: &[Block<Text>]) -> BTreeMap<&str, &Division<Text>> {
    fn gather<'b>(blocks: &'b [Block<Text>], found: &mut BTreeMap<&'b str, &'b Division<Text>>) {
        for block in blocks {
            let Block::Division(division) = block else { continue };
            if let Some(id) = division.id.as_deref() {
                found.entry(id).or_insert(division);
            }
            gather(&division.blocks, found);
        }
    }
    let mut found = BTreeMap::new();
    gather(blocks, &mut found);
    found
}

pub(super) fn disagreements(maker: &Maker<'_>) -> Output {
    let mut disagreements = Vec::new();
    let has_any = |page: &Page| !page.document.disagreements.is_empty();
    for page in maker.pages().filter(|&page| has_any(&maker.site.pages[page])) {
        let source = &maker.site.pages[page];
        let notes = maker.notes(page);
        let writer = || Writer::new(maker.site, page, &notes, maker.words, Place::Elsewhere);
        let body = source.body();
        let divisions = divisions(&body.blocks);
        for fact in &source.document.disagreements {
            let Some(division) = divisions.get(fact.id.as_str()) else { continue };
            let mut question_html = String::new();
            let mut positions = Vec::new();
            for block in &division.blocks {
                match block {
                    Block::Paragraph(text) if positions.is_empty() => {
                        question_html.push_str(&writer().inlines_html(text))
                    }
                    Block::List { items, .. } => {
                        positions.extend(items.iter().map(|item| writer().item_html(item)))
                    }
                    _ => {}
                }
            }
            let mut page = maker.page_link(page);
            page.url = format!("{}#{}", page.url, fact.id);
            let positions = positions
                .into_iter()
                .zip('A'..='Z')
                .map(|(body_html, letter)| PositionView { letter: letter.to_string(), body_html })
                .collect();
            disagreements.push(DisagreementView { id: fact.id.clone(), question_html, positions, page });
        }
    }
    let view = View::Disagreements(DisagreementsView { disagreements });
    let title = maker.words.get("title_disagreements").to_owned();
    let output = maker.generated("disagreements", "disagreements", title, view);
    Output { has_raw_html: has_raw_html(maker.site), ..output }
}

// --- method, corrections, terms, 404 ---------------------------------------------------------------

pub(super) fn method(maker: &Maker<'_>) -> Output {
    let equivalences = EQUIVALENCES
        .iter()
        .enumerate()
        .map(|(number, row)| EquivalenceView {
            name: maker.words.find(&format!("equivalence_{}", number + 1)).unwrap_or(row.name).to_owned(),
            example: format!("{} = {}", row.page, row.source),
        })
        .collect();
    let rules = Rule::all()
        .map(|rule| RuleView {
            name: rule.name().to_owned(),
            severity: maker.site.config.rules.severity(rule, "").to_string(),
            meaning: maker
                .words
                .find(&format!("rule_{}", rule.name().replace('-', "_")))
                .unwrap_or(rule.explanation().meaning)
                .to_owned(),
        })
        .collect();
    let states = maker.parts.states.clone();
    let view = View::Method(MethodView { equivalences, states, rules });
    maker.generated("method", "method", maker.words.get("title_method").to_owned(), view)
}

pub(super) fn all_corrections(maker: &Maker<'_>) -> Vec<CorrectionView> {
    let mut corrections: Vec<CorrectionView> =
        maker.pages().flat_map(|page| super::topic::page_corrections(maker, page)).collect();
    corrections.sort_by(|a, b| b.date.iso.cmp(&a.date.iso));
    corrections
}

pub(super) fn corrections(maker: &Maker<'_>) -> Output {
    let view = View::Corrections(CorrectionsView { corrections: all_corrections(maker) });
    maker.generated("corrections", "corrections", maker.words.get("title_corrections").to_owned(), view)
}

pub(super) fn taxonomy(maker: &Maker<'_>, taxonomy: &str) -> Output {
    let terms = maker.site.terms_in(maker.language)[taxonomy]
        .iter()
        .map(|(slug, (name, pages))| TermCount {
            link: Link { title: name.clone(), url: maker.path(&format!("{taxonomy}/{slug}")) },
            pages: pages.len(),
        })
        .collect();
    let title = maker.taxonomy_title(taxonomy);
    let view = View::Taxonomy(TaxonomyView { name: taxonomy.to_owned(), terms });
    maker.generated("taxonomy", taxonomy, title, view)
}

pub(super) fn term(maker: &Maker<'_>, taxonomy: &str, slug: &str) -> Output {
    let (name, pages) = &maker.site.terms_in(maker.language)[taxonomy][slug];
    let title = maker.words.fill("title_term", &[("term", name)]);
    let view = View::Term(TermView {
        taxonomy: Link { title: maker.taxonomy_title(taxonomy), url: maker.path(taxonomy) },
        pages: pages.iter().map(|&page| maker.card(page)).collect(),
    });
    maker.generated("term", &format!("{taxonomy}/{slug}"), title, view)
}

pub(super) fn not_found(maker: &Maker<'_>) -> Output {
    let mut head = maker.generated_head("not-found", "", maker.words.get("title_not_found").to_owned());
    head.url = "/404.html".to_owned();
    head.canonical = maker.site.addresses.absolute("404.html").trim_end_matches('/').to_owned();
    head.noindex = true;
    let own = |page: &&usize| maker.site.pages[**page].language == maker.language;
    let topics = maker.site.reading_order.iter().filter(own).take(50).map(|&page| maker.page_link(page));
    Output {
        file: "404.html".to_owned(),
        template: "404.html".to_owned(),
        template_span: Span::default(),
        origin: maker.site.config.path.clone(),
        head,
        has_raw_html: false,
        view: View::NotFound(NotFoundView { pages: topics.collect() }),
    }
}
