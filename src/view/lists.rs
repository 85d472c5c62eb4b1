//! Views that gather from all pages: timeline, disagreements, evidence, method, terms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::maker::{Maker, Output, View};
use super::{
    CheckLine, CorrectionView, CorrectionsView, DisagreementView, DisagreementsView, EquivalenceView,
    EventView, EvidenceCitation, EvidencePage, EvidenceReport, EvidenceRow, EvidenceView, ExemptionView,
    Link, MethodView, NotFoundView, PositionView, RuleView, StateCount, TaxonomyView, TermCount, TermView,
    TimelineView, TimelineYear, UnresolvedPage, chart, json_ld, matrix, overview,
};
use crate::diagnostic::Rule;
use crate::markdown::{Block, Division, Item};
use crate::markup::body::{Place, Writer};
use crate::markup::notes::Notes;
use crate::site::Site;
use crate::source::Publish;
use crate::span::Span;
use crate::topic::document::Text;
use crate::topic::{Body, Page, PageKind};
use crate::verify::contract::EQUIVALENCES;
use crate::verify::{CiteCheck, State};

/// Most statements that a page of the whole site lists; more would be a burden (about 3,500 elements).
const MOST_ON_ONE_PAGE: usize = 500;

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
    for &(page, event) in &maker.site.timeline {
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

// --- evidence ------------------------------------------------------------------------------------

pub(super) fn evidence(maker: &Maker<'_>) -> Output {
    let pages: Vec<usize> = maker
        .pages()
        .filter(|&page| {
            let page = &maker.site.pages[page];
            page.has_evidence() || !page.document.groups.is_empty()
        })
        .collect();
    // The reports of the pages hold the rows; the home page has none but this.
    let home: Vec<usize> =
        pages.iter().copied().filter(|&page| maker.site.pages[page].kind == PageKind::Home).collect();
    let reports = reports(maker, &pages);
    let unresolved = reports.iter().map(|report| report.unresolved).sum();
    let single_origins = matrix::single_origins(maker, &pages);
    let single: usize = single_origins.iter().map(|origin| origin.claims.len()).sum();
    let view = EvidenceView {
        unresolved,
        unresolved_pages: if unresolved <= MOST_ON_ONE_PAGE {
            pages.iter().filter_map(|&page| unresolved_page(maker, page)).collect()
        } else {
            Vec::new()
        },
        single_origins: if single <= MOST_ON_ONE_PAGE { single_origins } else { Vec::new() },
        reports,
        chart: chart::chart(maker, &pages),
        ..evidence_view(maker, &pages, &home)
    };
    maker.generated(
        "evidence",
        "evidence",
        maker.words.get("title_evidence").to_owned(),
        View::Evidence(Box::new(view)),
    )
}

pub(super) fn evidence_of(maker: &Maker<'_>, page: usize) -> Output {
    let source = &maker.site.pages[page];
    let title = maker.words.fill("title_evidence_of", &[("title", &source.front.title)]);
    let view = View::Evidence(Box::new(evidence_view(maker, &[page], &[page])));
    let folder = maker.site.evidence_folder(source);
    let below = folder.strip_prefix(maker.about().prefix.as_str()).unwrap_or(&folder);
    let mut output = maker.generated("evidence", below, title, view);
    output.origin.clone_from(&source.path);
    output
}

/// The pages with their own reports, those with most to resolve first.
fn reports(maker: &Maker<'_>, pages: &[usize]) -> Vec<EvidenceReport> {
    let mut reports: Vec<EvidenceReport> = pages
        .iter()
        .filter_map(|&page| {
            let check = maker.check_line(page)?;
            let uncited = check.statements - check.cited;
            let checks = maker.site.checks[page].groups.iter();
            let unverified = checks.filter(|checks| is_unverified(checks)).count();
            let title = maker.site.pages[page].front.title.clone();
            let page = Link { title, url: check.evidence_url.clone() };
            Some(EvidenceReport { page, check, unresolved: uncited + unverified })
        })
        .collect();
    reports.sort_by_key(|report| std::cmp::Reverse(report.unresolved));
    reports
}

/// Whether no source of a statement holds text to compare.
fn is_unverified(checks: &[CiteCheck]) -> bool {
    !checks.is_empty() && checks.iter().all(|check| matches!(check.state, State::Unverified(_)))
}

/// What a page leaves unresolved; nothing where that is nothing.
fn unresolved_page(maker: &Maker<'_>, index: usize) -> Option<UnresolvedPage> {
    let page = &maker.site.pages[index];
    let uncited: Vec<String> = page.document.uncited.iter().map(|statement| statement.text.clone()).collect();
    let groups = page.document.groups.iter().zip(&maker.site.checks[index].groups).enumerate();
    let unverified: Vec<Link> = groups
        .filter(|(_, (_, checks))| is_unverified(checks))
        .map(|(number, (group, _))| Link {
            title: group.claim.text.clone(),
            url: maker.site.claim_path(index, number),
        })
        .collect();
    let url = maker.site.addresses.path(&maker.site.evidence_folder(page));
    let link = Link { title: page.front.title.clone(), url };
    (!uncited.is_empty() || !unverified.is_empty()).then_some(UnresolvedPage {
        page: link,
        unverified,
        uncited,
    })
}

/// Counts over some pages, and the statements of those that are shown.
fn evidence_view(maker: &Maker<'_>, pages: &[usize], shown: &[usize]) -> EvidenceView {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut total = CheckLine::default();
    for &page in pages {
        for check in maker.site.checks[page].groups.iter().flatten() {
            *counts.entry(check.state.name()).or_default() += 1;
        }
        if let Some(check) = maker.check_line(page) {
            total.compared += check.compared;
            total.matched += check.matched;
            total.statements += check.statements;
            total.cited += check.cited;
        }
    }
    let states =
        maker.parts.states.iter().filter_map(|state| Some((state.clone(), *counts.get(&*state.name)?)));
    EvidenceView {
        counts: states.map(|(state, count)| StateCount { state, count }).collect(),
        check: maker.check(
            (total.compared, total.matched),
            (total.statements, total.cited),
            maker.path("evidence"),
        ),
        pages: shown.iter().map(|&page| evidence_page(maker, page)).collect(),
        chart: None,
        matrix: matrix::matrix(maker, shown),
        reports: Vec::new(),
        unresolved: 0,
        unresolved_pages: Vec::new(),
        single_origins: Vec::new(),
        exemptions: pages.iter().flat_map(|&page| exemptions(maker, page)).collect(),
    }
}

fn evidence_page(maker: &Maker<'_>, index: usize) -> EvidencePage {
    let page = &maker.site.pages[index];
    let uncited = page.document.uncited.iter().map(|statement| statement.text.clone()).collect();
    let mut unresolved = Vec::new();
    let mut resolved = Vec::new();
    let supported = maker.site.supported(index);
    let mut corroborations =
        supported.iter().flat_map(|statement| statement.groups.clone().map(|_| &statement.corroboration));
    let groups = page.document.groups.iter().zip(&maker.site.checks[index].groups);
    for (number, (group, checks)) in groups.enumerate() {
        let citations = checks
            .iter()
            .filter_map(|check| {
                let source = check.source?;
                let is_shown = maker.site.sources[source].meta.publish != Publish::None;
                let first = check.passages.first().filter(|_| is_shown);
                let words = first.map(|place| maker.paragraph(source, place));
                let (paragraph_text, paragraph_label) = words.unzip();
                Some(EvidenceCitation {
                    source: maker.parts.source_links[source].clone(),
                    state: maker.state(check.state),
                    passage_url: first.map(|place| maker.passage_url(source, place)),
                    paragraph: first.map(|place| place.paragraph),
                    paragraph_text,
                    paragraph_label,
                })
            })
            .collect();
        let found = corroborations.next();
        let row = EvidenceRow {
            claim: group.claim.text.clone(),
            url: maker.site.claim_path(index, number),
            citations,
            kind: found.map_or("single", matrix::kind),
            corroboration: found.and_then(matrix::corroboration),
        };
        if is_unverified(checks) {
            unresolved.push(row);
        } else {
            resolved.push(row);
        }
    }
    let check = maker.check_line(index).unwrap_or_else(|| {
        let evidence_url = maker.site.addresses.path(&maker.site.evidence_folder(page));
        maker.check((0, 0), (page.document.statements, 0), evidence_url)
    });
    let mut kinds: Vec<&str> = resolved.iter().map(|row: &EvidenceRow| row.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kinds = if kinds.len() > 1 { kinds } else { Vec::new() };
    EvidencePage { page: maker.page_link(index), check, uncited, unresolved, resolved, kinds }
}

fn exemptions(maker: &Maker<'_>, page: usize) -> Vec<ExemptionView> {
    let exemptions = &maker.site.pages[page].document.exemptions;
    exemptions
        .iter()
        .map(|exemption| ExemptionView {
            rule: exemption.rule.clone(),
            reason: exemption.reason.clone(),
            page: maker.page_link(page),
        })
        .collect()
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
