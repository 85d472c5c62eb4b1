//! Views that gather from all pages: disagreements, method, corrections and what was withdrawn, terms.

use ibid_quotation::{CLAUSES, ClauseKind};

use super::maker::{Maker, Output, View};
use super::{
    CorrectionView, CorrectionsView, DisagreementView, DisagreementsView, EquivalenceView, MethodView,
    NavLink, NotFoundView, PageType, PositionView, RuleView, TaxonomyView, TermCount, TermView,
    WithdrawnView, paging,
};
use crate::base::FileChanged;
use crate::base::diagnostic::Rule;
use crate::base::ids::{DisagreementId, PageId};
use crate::base::span::Span;
use crate::parse::markdown::{Block, Division};
use crate::parse::topic::PageKind;
use crate::parse::topic::document::Text;
use crate::render::markup::body::{BodyWriter, Placement};
use crate::render::markup::notes::Notes;
use crate::site::addresses::CHANGES;
use crate::site::machine_files::NOT_FOUND;
use crate::site::{Correction, Site, paging as numbered};

/// Whether some page holds HTML that an author wrote.
pub(super) fn has_raw_html(site: &Site) -> bool {
    site.pages.iter().any(|page| page.front.raw_html)
}

/// Page `number` of all disagreements.
pub(super) fn disagreements(maker: &Maker<'_>, number: usize) -> Result<Output, FileChanged> {
    let facts = |page: PageId| &maker.site.pages[page].document.disagreements;
    let of_page = |page| DisagreementId::enumerate(page, facts(page)).map(|(id, _)| id);
    let all: Vec<DisagreementId> = maker.pages().flat_map(of_page).collect();
    let shown = numbered::rows(&all, numbered::MOST_DISAGREEMENTS, number);
    let of_one_page = shown.chunk_by(|one, other| one.page == other.page);
    let disagreements: Vec<Vec<DisagreementView>> =
        of_one_page.map(|facts| disagreements_of(maker, facts)).collect::<Result<_, _>>()?;
    let disagreements = disagreements.into_iter().flatten().collect();
    let paging = paging::of_list(maker, "disagreements", number);
    let view = View::Disagreements(DisagreementsView { disagreements, paging });
    let title = maker.words.get("title_disagreements");
    let output = paging::output(maker, (PageType::Disagreements, "disagreements"), title, number, view);
    Ok(Output { has_raw_html: has_raw_html(maker.site), ..output })
}

/// Some disagreements of one page.
fn disagreements_of(
    maker: &Maker<'_>,
    facts: &[DisagreementId],
) -> Result<Vec<DisagreementView>, FileChanged> {
    let Some(&DisagreementId { page, .. }) = facts.first() else { return Ok(Vec::new()) };
    let notes = maker.notes(page);
    let body = maker.body(page)?;
    let divisions = body.divisions();
    let view = |id: &DisagreementId| {
        let fact = &maker.site.pages[page].document.disagreements[id.index];
        let division = divisions.get(fact.id.as_str())?;
        let link = maker.page_link(page);
        let (question_html, positions) = question(maker, page, &notes, division);
        let positions = positions.into_iter().enumerate();
        Some(DisagreementView {
            id: fact.id.clone(),
            question_html,
            positions: positions
                .map(|(index, body_html)| PositionView { letter: letters(index), body_html })
                .collect(),
            settle: fact.settle.clone(),
            reviewed: fact.reviewed.as_ref().map(|date| maker.date(date)),
            page: NavLink { url: format!("{}#{}", link.url, fact.id), ..link },
        })
    };
    Ok(facts.iter().filter_map(view).collect())
}

/// A, B, … Z, AA, AB, …, counted from zero, as browsers count positions.
fn letters(mut index: usize) -> String {
    let mut text = String::new();
    loop {
        text.insert(0, char::from(b'A' + u8::try_from(index % 26).unwrap_or_default()));
        match (index / 26).checked_sub(1) {
            Some(rest) => index = rest,
            None => return text,
        }
    }
}

/// The question of a disagreement, and its positions.
fn question(
    maker: &Maker<'_>,
    page: PageId,
    notes: &Notes,
    division: &Division<Text>,
) -> (String, Vec<String>) {
    let writer = || BodyWriter::new(maker.site, page, notes, maker.words, Placement::Elsewhere);
    let (mut question_html, mut positions) = (String::new(), Vec::new());
    for block in &division.blocks {
        match block {
            Block::Paragraph(text) if positions.is_empty() => {
                question_html.push_str(&writer().inlines_html(text));
            }
            Block::List { items, .. } => {
                positions.extend(items.iter().map(|item| writer().position_html(item)));
            }
            _ => {}
        }
    }
    (question_html, positions)
}

// --- method, corrections, withdrawn pages, terms, 404 ---------------------------------------------------------------

/// What parsing grants before words are compared.
const MARKUP: &str = "Markdown’s emphasis and links, whose words count and whose marks do not";

pub(super) fn method(maker: &Maker<'_>) -> Output {
    let clause =
        |key: &str, name: &str| maker.words.find(&format!("clause_{key}")).unwrap_or(name).to_owned();
    let mut equivalences = vec![EquivalenceView {
        name: clause("markup", MARKUP),
        example: "a binding pledge = a *binding* [pledge](https://example.org/)".to_owned(),
    }];
    equivalences.extend(CLAUSES.iter().map(|row| EquivalenceView {
        name: clause(row.key, row.name),
        example: match row.clause.kind() {
            ClauseKind::Grant => format!("{} = {}", row.page, row.source),
            ClauseKind::Limit => format!("{} ≠ {}", row.refused, row.source),
        },
    }));
    let rules = Rule::all()
        .map(|rule| RuleView {
            name: rule.name().to_owned(),
            severity: maker.site.config.rules.severity(rule, ""),
            meaning: maker
                .words
                .find(&format!("rule_{}", rule.name().replace('-', "_")))
                .unwrap_or(rule.explanation().meaning)
                .to_owned(),
        })
        .collect();
    let states = maker.parts.named_states.clone();
    let view = View::Method(MethodView { equivalences, states, rules });
    maker.generated(PageType::Method, "method", maker.words.get("title_method").to_owned(), view)
}

/// The latest corrections of the site.
pub(super) fn latest_corrections(maker: &Maker<'_>) -> Vec<CorrectionView> {
    let all = maker.site.corrections(maker.language);
    all.into_iter().take(10).map(|correction| correction_view(maker, correction)).collect()
}

/// Page `number` of all corrections.
pub(super) fn corrections(maker: &Maker<'_>, number: usize) -> Output {
    let all = maker.site.corrections(maker.language);
    let shown = numbered::rows(&all, numbered::MOST_ENTRIES, number).iter();
    let view = View::Corrections(CorrectionsView {
        changes_url: maker.site.has_changes().then(|| maker.path(CHANGES)),
        corrections: shown.map(|&correction| correction_view(maker, correction)).collect(),
        paging: paging::of_list(maker, "corrections", number),
    });
    let title = maker.words.get("title_corrections");
    paging::output(maker, (PageType::Corrections, "corrections"), title, number, view)
}

fn correction_view(maker: &Maker<'_>, correction: Correction) -> CorrectionView {
    let (id, text, page) = match correction {
        Correction::Of(page, number) => {
            let (_, text) = &maker.site.pages[page].front.corrections[number];
            (maker.site.pages[page].correction_id(number), text, maker.page_link(page))
        }
        Correction::Withdrawn(index) => {
            let page = &maker.site.config.withdrawn[index];
            let url = maker.url(&page.folder);
            let title = maker.words.fill("withdrawn_of", &[("url", &url)]);
            let link = NavLink { title, url: maker.site.addresses.path(&page.folder) };
            (page.id(), &page.reason, link)
        }
    };
    let date = maker.date(maker.site.corrected(correction));
    CorrectionView { id, date, text: text.clone(), page }
}

/// The notice of a page that was withdrawn.
pub(super) fn withdrawn(maker: &Maker<'_>, index: usize) -> Output {
    let page = &maker.site.config.withdrawn[index];
    let view = WithdrawnView {
        date: maker.date(&page.date),
        reason: page.reason.clone(),
        instead: page.instead.as_deref().map(|url| instead(maker, url)),
    };
    let folder = page.folder.strip_prefix(maker.about().prefix.as_str()).unwrap_or(&page.folder);
    let title = maker.words.get("title_withdrawn").to_owned();
    let mut output = maker.generated(PageType::Withdrawn, folder, title, View::Withdrawn(view));
    output.head.noindex = true;
    output
}

/// What stands instead of a withdrawn page, by its title where it is a page of this site.
fn instead(maker: &Maker<'_>, url: &str) -> NavLink {
    let Some(below) = url.strip_prefix('/') else {
        return NavLink { title: url.to_owned(), url: url.to_owned() };
    };
    let page = maker.site.addresses.by_folder.get(below.trim_end_matches('/'));
    let title = page.map_or(url, |&page| &maker.site.pages[page].front.title);
    NavLink { title: title.to_owned(), url: format!("{}{below}", maker.site.addresses.base_path) }
}

/// Page `number` of the terms of a taxonomy.
pub(super) fn taxonomy(maker: &Maker<'_>, taxonomy: &str, number: usize) -> Output {
    let terms: Vec<_> = maker.site.terms_in(maker.language)[taxonomy].iter().collect();
    let count = |(slug, (name, pages)): &(&String, &(String, Vec<PageId>))| TermCount {
        link: NavLink { title: name.clone(), url: maker.path(&format!("{taxonomy}/{slug}")) },
        pages: pages.len(),
    };
    let view = TaxonomyView {
        name: taxonomy.to_owned(),
        terms: numbered::rows(&terms, numbered::MOST_ROWS, number).iter().map(count).collect(),
        paging: paging::of_list(maker, taxonomy, number),
    };
    let title = maker.taxonomy_title(taxonomy);
    paging::output(maker, (PageType::Taxonomy, taxonomy), &title, number, View::Taxonomy(view))
}

/// Page `number` of the pages of a term.
pub(super) fn term(maker: &Maker<'_>, (taxonomy, slug): (&str, &str), number: usize) -> Output {
    let (name, pages) = &maker.site.terms_in(maker.language)[taxonomy][slug];
    let list = format!("{taxonomy}/{slug}");
    let shown = numbered::rows(pages, numbered::MOST_ENTRIES, number);
    let view = TermView {
        taxonomy: NavLink { title: maker.taxonomy_title(taxonomy), url: maker.path(taxonomy) },
        url: maker.path(&list),
        total: pages.len(),
        pages: shown.iter().map(|&page| maker.card(page)).collect(),
        paging: paging::of_list(maker, &list, number),
    };
    let title = maker.words.fill("title_term", &[("term", name)]);
    let mut output = paging::output(maker, (PageType::Term, &list), &title, number, View::Term(view));
    output.head.updated = maker.newest(pages.iter().copied()).map(|date| maker.date(date));
    output
}

pub(super) fn not_found(maker: &Maker<'_>) -> Output {
    let mut head =
        maker.generated_head(PageType::NotFound, "", maker.words.get("title_not_found").to_owned());
    head.url = format!("/{NOT_FOUND}");
    head.canonical = maker.site.addresses.absolute(NOT_FOUND).trim_end_matches('/').to_owned();
    head.noindex = true;
    let own = |page: &&PageId| maker.site.pages[**page].language == maker.language;
    let topics = maker.site.reading_order.iter().filter(own).take(numbered::MOST_ENTRIES);
    let is_section = |&page: &PageId| maker.site.pages[page].kind == PageKind::Section;
    let of_site = maker.pages().filter(is_section).take(numbered::MOST_ENTRIES);
    let lists = ["sources", "timeline", "disagreements"]
        .map(|list| NavLink { title: maker.generated_title(list), url: maker.path(list) });
    let view = NotFoundView {
        sections: of_site.map(|page| maker.page_link(page)).chain(lists).collect(),
        pages: topics.map(|&page| maker.page_link(page)).collect(),
    };
    Output {
        file: NOT_FOUND.to_owned(),
        template: "404.html".to_owned(),
        template_span: Span::default(),
        origin: maker.site.config.path.clone(),
        head,
        has_raw_html: false,
        view: View::NotFound(view),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_lettered_as_browsers_do() {
        assert_eq!(
            [0, 1, 25, 26, 51, 52, 701, 702].map(letters),
            ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
        );
    }
}
