//! Statements × sources, and the statements that rest on a single origin, for the evidence report.

use std::collections::{BTreeMap, BTreeSet};

use super::maker::Maker;
use super::{
    CorroborationView, MatrixCell, MatrixPage, MatrixRow, MatrixView, NavLink, OriginKind, OriginView,
    SingleOriginClaim, SourceColumn,
};
use crate::base::ids::{PageId, SourceId};
use crate::parse::source::Publish;
use crate::site::{Corroboration, Supported, is_unverified, statement};
use crate::verify::{CiteCheck, State, Unverified};

/// Most cells of a table that one page shows; a larger one is left to the reports of the pages.
const MOST_CELLS: usize = 5_000;

/// The sources and origins of a statement, where there are several sources to count.
pub(super) fn corroboration(found: &Corroboration) -> Option<CorroborationView> {
    (found.sources.len() > 1).then_some(CorroborationView {
        sources: found.sources.len(),
        origins: found.origins.len(),
        unstated: found.unstated,
    })
}

/// Whether a statement rests on a single origin or on several.
pub(super) fn kind(found: &Corroboration) -> OriginKind {
    match () {
        () if found.is_single() => OriginKind::Single,
        () if found.origins.len() < 2 => OriginKind::Unclear,
        () => OriginKind::Several,
    }
}

/// The statements of a page that cite a source.
fn statements(maker: &Maker<'_>, page: PageId) -> Vec<Supported> {
    let mut statements = maker.site.supported(page);
    statements.retain(|statement| cited(maker, page, statement).next().is_some());
    statements
}

/// The sources that a statement cites, whether or not they support it.
fn cited<'m>(maker: &Maker<'m>, page: PageId, statement: &Supported) -> impl Iterator<Item = SourceId> + 'm {
    let checks = maker.site.checks[page].groups[statement.groups].iter().flatten();
    checks.filter_map(|check| check.source)
}

/// The statements of some pages with the sources that each rests on; nothing where they would fill too
/// large a table, or where each rests on one source, which the list beside it shows as well.
pub(super) fn matrix(maker: &Maker<'_>, pages: &[PageId]) -> Option<MatrixView> {
    let statements: Vec<(PageId, Vec<Supported>)> =
        pages.iter().map(|&page| (page, statements(maker, page))).collect();
    let all = || statements.iter().flat_map(|(_, statements)| statements);
    let columns: BTreeSet<SourceId> = statements
        .iter()
        .flat_map(|(page, statements)| statements.iter().flat_map(|statement| cited(maker, *page, statement)))
        .collect();
    let columns: Vec<SourceId> = columns.into_iter().collect();
    let rows = all().count();
    let has_several = statements.iter().any(|(page, statements)| {
        let sources = |statement| cited(maker, *page, statement).collect::<BTreeSet<SourceId>>();
        statements.iter().any(|statement| sources(statement).len() > 1)
    });
    if !has_several || rows * columns.len() > MOST_CELLS {
        return None;
    }
    let with_rows = statements.iter().filter(|(_, statements)| !statements.is_empty());
    let pages = with_rows.enumerate().map(|(number, (page, statements))| MatrixPage {
        id: format!("m-{}", number + 1),
        page: maker.page_link(*page),
        rows: statements.iter().map(|statement| row(maker, *page, statement, &columns)).collect(),
    });
    Some(MatrixView {
        pages: pages.collect(),
        sources: columns
            .iter()
            .map(|&source| SourceColumn {
                key: maker.site.sources[source].key.clone(),
                label: maker.source_label(source).to_owned(),
                url: maker.parts.sources[source].url.clone(),
            })
            .collect(),
    })
}

fn row(maker: &Maker<'_>, page: PageId, supported: &Supported, columns: &[SourceId]) -> MatrixRow {
    let mut by_source: BTreeMap<SourceId, &CiteCheck> = BTreeMap::new();
    for check in maker.site.checks[page].groups[supported.groups].iter().flatten() {
        let Some(source) = check.source else { continue };
        // Of several citations of one source the strongest is shown, but for words that are not in it.
        let shown = by_source.entry(source).or_insert(check);
        let is_failed = |check: &CiteCheck| check.state == State::Unverified(Unverified::NoMatch);
        if is_failed(check) || !is_failed(shown) && check.state < shown.state {
            *shown = check;
        }
    }
    let checks: Vec<CiteCheck> =
        maker.site.checks[page].groups[supported.groups].iter().flatten().cloned().collect();
    let kind = if is_unverified(&checks) { OriginKind::Unverified } else { kind(&supported.corroboration) };
    let group = supported.groups.start;
    MatrixRow {
        claim: statement(maker.site, &maker.site.pages[page].document.groups[group].claim).into_owned(),
        url: maker.site.claim_path(page, group),
        kind,
        cells: columns
            .iter()
            .map(|source| {
                let check = by_source.get(source)?;
                let is_shown = maker.site.sources[*source].meta.publish != Publish::None;
                let first = check.passages.first().filter(|_| is_shown);
                Some(MatrixCell {
                    state: maker.state(check.state),
                    passage_url: first.map(|place| maker.passage_url(*source, place)),
                    paragraph: first.map(|place| place.paragraph),
                })
            })
            .collect(),
    }
}

/// The statements of some pages that rest on a single origin, by origin; nothing where they are more than
/// `most`.
pub(super) fn single_origins(maker: &Maker<'_>, pages: &[PageId], most: usize) -> Vec<OriginView> {
    let single = pages.iter().flat_map(|&page| {
        let single = statements(maker, page).into_iter().filter(|found| found.corroboration.is_single());
        single.map(move |found| (page, found))
    });
    // A large site has a hundred times as many, and then none is looked at.
    let single: Vec<(PageId, Supported)> = single.take(most + 1).collect();
    let mut by_origin: BTreeMap<String, OriginView> = BTreeMap::new();
    if single.len() <= most {
        for (page, Supported { groups, corroboration: found }) in single {
            let group = groups.start;
            let Some(&first) = found.sources.first() else { continue };
            let source = &maker.site.sources[first];
            let stated = source.meta.origin.clone().or_else(|| source.meta.publisher.clone());
            let origin = by_origin.entry(source.origin_group()).or_insert_with(|| OriginView {
                id: String::new(),
                name: stated.unwrap_or_else(|| maker.source_label(first).to_owned()),
                claims: Vec::new(),
            });
            origin.claims.push(SingleOriginClaim {
                claim: statement(maker.site, &maker.site.pages[page].document.groups[group].claim)
                    .into_owned(),
                url: maker.site.claim_path(page, group),
                page: maker.page_link(page),
                sources: found.sources.iter().map(|&source| source_link(maker, source)).collect(),
            });
        }
    }
    let mut origins: Vec<OriginView> = by_origin.into_values().collect();
    for (number, origin) in origins.iter_mut().enumerate() {
        origin.id = format!("o-{}", number + 1);
    }
    origins
}

fn source_link(maker: &Maker<'_>, source: SourceId) -> NavLink {
    let url = maker.parts.sources[source].url.clone();
    NavLink { title: maker.source_label(source).to_owned(), url }
}
