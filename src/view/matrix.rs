//! Statements × sources, and the statements that rest on a single origin, for the evidence report.

use std::collections::{BTreeMap, BTreeSet};

use super::maker::Maker;
use super::{
    CorroborationView, Link, MatrixCell, MatrixPage, MatrixRow, MatrixView, OriginView, SingleOriginClaim,
    SourceColumn,
};
use crate::markup::passage;
use crate::source::Publish;
use crate::verify::{CiteCheck, State};

/// Most cells of a table that one page shows; a larger one is left to the reports of the pages.
const MOST_CELLS: usize = 5_000;

/// The sources and origins of a statement, where there are several sources to count.
pub(super) fn corroboration(maker: &Maker<'_>, page: usize, group: usize) -> Option<CorroborationView> {
    let found = maker.site.corroboration(page, group);
    (found.sources.len() > 1).then_some(CorroborationView {
        sources: found.sources.len(),
        origins: found.origins.len(),
        unstated: found.unstated,
    })
}

/// The first group of each statement of a page.
fn statements<'a>(maker: &Maker<'a>, page: usize) -> impl Iterator<Item = usize> + 'a {
    let site = maker.site;
    (0..site.pages[page].document.groups.len())
        .filter(move |&group| site.together(page, group).start == group)
        .filter(move |&group| site.checks[page].groups[group].iter().any(|check| check.source.is_some()))
}

/// The statements of some pages with the sources that each rests on; nothing where they would fill too
/// large a table, or none.
pub(super) fn matrix(maker: &Maker<'_>, pages: &[usize]) -> Option<MatrixView> {
    let checks = |page: usize| maker.site.checks[page].groups.iter().flatten();
    let cited: BTreeSet<usize> =
        pages.iter().flat_map(|&page| checks(page).filter_map(|check| check.source)).collect();
    let columns: Vec<usize> = cited.into_iter().collect();
    let rows: usize = pages.iter().map(|&page| statements(maker, page).count()).sum();
    if rows == 0 || rows * columns.len() > MOST_CELLS {
        return None;
    }
    let pages = pages.iter().enumerate().filter_map(|(number, &page)| {
        let rows: Vec<MatrixRow> =
            statements(maker, page).map(|group| row(maker, page, group, &columns)).collect();
        let id = format!("m-{}", number + 1);
        (!rows.is_empty()).then(|| MatrixPage { id, page: maker.page_link(page), rows })
    });
    Some(MatrixView {
        pages: pages.collect(),
        sources: columns
            .iter()
            .map(|&source| SourceColumn {
                key: maker.site.sources[source].key.clone(),
                label: maker.source_label(source),
                url: maker.site.addresses.path(&maker.site.addresses.sources[source]),
            })
            .collect(),
    })
}

fn row(maker: &Maker<'_>, page: usize, group: usize, columns: &[usize]) -> MatrixRow {
    let mut by_source: BTreeMap<usize, &CiteCheck> = BTreeMap::new();
    for check in maker.site.checks[page].groups[maker.site.together(page, group)].iter().flatten() {
        let Some(source) = check.source else { continue };
        // Of several citations of one source the strongest is shown.
        let shown = by_source.entry(source).or_insert(check);
        if check.state < shown.state {
            *shown = check;
        }
    }
    let corroboration = maker.site.corroboration(page, group);
    let is_unverified = by_source.values().all(|check| matches!(check.state, State::Unverified(_)));
    let kind = match () {
        () if is_unverified => "unverified",
        () if corroboration.is_single() => "single",
        () if corroboration.origins.len() < 2 => "unclear",
        () => "several",
    };
    MatrixRow {
        claim: maker.site.pages[page].document.groups[group].claim.text.clone(),
        url: maker.site.claim_path(page, group),
        kind: kind.to_owned(),
        cells: columns
            .iter()
            .map(|source| {
                let check = by_source.get(source)?;
                let is_shown = maker.site.sources[*source].meta.publish != Publish::None;
                let first = check.passages.first().filter(|_| is_shown);
                Some(MatrixCell {
                    state: maker.state(check.state),
                    passage_url: first.map(|place| passage::url(maker.site, *source, place)),
                    paragraph: first.map(|place| place.paragraph),
                })
            })
            .collect(),
    }
}

/// The statements of some pages that rest on a single origin, by origin.
pub(super) fn single_origins(maker: &Maker<'_>, pages: &[usize]) -> Vec<OriginView> {
    let mut by_origin: BTreeMap<String, OriginView> = BTreeMap::new();
    for &page in pages {
        for group in statements(maker, page) {
            let found = maker.site.corroboration(page, group);
            let Some(&first) = found.sources.first().filter(|_| found.is_single()) else { continue };
            let source = &maker.site.sources[first];
            let stated = source.meta.origin.clone().or_else(|| source.meta.publisher.clone());
            let origin = by_origin.entry(source.origin_group()).or_insert_with(|| OriginView {
                id: String::new(),
                name: stated.unwrap_or_else(|| maker.source_label(first)),
                claims: Vec::new(),
            });
            origin.claims.push(SingleOriginClaim {
                claim: maker.site.pages[page].document.groups[group].claim.text.clone(),
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

fn source_link(maker: &Maker<'_>, source: usize) -> Link {
    let url = maker.site.addresses.path(&maker.site.addresses.sources[source]);
    Link { title: maker.source_label(source), url }
}
