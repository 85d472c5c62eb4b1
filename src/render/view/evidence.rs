//! The evidence: what every statement rests on, in a report for each page and one for the whole language.

use std::collections::BTreeMap;

use super::maker::{Maker, Output, View};
use super::{
    CheckLine, ConfirmationView, EvidenceCitation, EvidencePage, EvidenceReport, EvidenceRow, EvidenceView,
    ExemptionView, LoweredRuleView, NavLink, OriginKind, PageType, StateCount, UnknownView, UnresolvedPage,
    WarningView, chart, matrix, paging,
};
use crate::base::FileChanged;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::{GroupIndex, PageId, SourceId};
use crate::parse::review::Verdict;
use crate::parse::source::Publish;
use crate::parse::topic::document::Unknown;
use crate::parse::topic::{Page, PageKind};
use crate::render::markup::body::searched_line;
use crate::site::{PageReport, Site, StatementReviews, is_unverified, paging as numbered, statement};
use crate::verify::{CiteCheck, State};

/// Folder of the report of a language, below that of the language.
const FOLDER: &str = "evidence";

/// Most statements that a page of the whole site lists; more would be a burden (about 3,500 elements).
const MOST_ON_ONE_PAGE: usize = 500;

/// The report of a whole language: counts, what is unresolved, and the reports of its pages. Of many reports
/// the first are listed here, the others on [`more_reports`].
pub(super) fn report(maker: &Maker<'_>) -> Result<Output, FileChanged> {
    let pages: Vec<PageId> = maker
        .pages()
        .filter(|&page| {
            let page = &maker.site.pages[page];
            page.has_evidence() || !page.document.groups.is_empty()
        })
        .collect();
    // The reports of the pages hold the rows; the home page has none but this.
    let home: Vec<PageId> =
        pages.iter().copied().filter(|&page| maker.site.pages[page].kind == PageKind::Home).collect();
    let listed = maker.site.reports(maker.language);
    let unresolved = unresolved(listed);
    let shown = if unresolved <= MOST_ON_ONE_PAGE { &pages[..] } else { &[] };
    let unresolved_pages =
        shown.iter().map(|&page| unresolved_page(maker, page)).collect::<Result<Vec<_>, _>>()?;
    let view = EvidenceView {
        unresolved,
        unresolved_pages: unresolved_pages.into_iter().flatten().collect(),
        single_origins: matrix::single_origins(maker, &pages, MOST_ON_ONE_PAGE),
        reports: reports(maker, listed, 1),
        paging: paging::of_list(maker, FOLDER, 1),
        chart: chart::chart(maker, &pages),
        lowered_rules: lowered_rules(maker),
        warnings: warnings(maker).take(MOST_ON_ONE_PAGE).map(|finding| warning(maker, finding)).collect(),
        warning_count: warnings(maker).count(),
        ..counted(maker, &pages, &home)?
    };
    let title = maker.words.get("title_evidence").to_owned();
    Ok(maker.generated(PageType::Evidence, FOLDER, title, View::Evidence(Box::new(view))))
}

/// Page `number` of the reports, from 2.
pub(super) fn more_reports(maker: &Maker<'_>, number: usize) -> Result<Output, FileChanged> {
    let listed = maker.site.reports(maker.language);
    let view = EvidenceView {
        unresolved: unresolved(listed),
        reports: reports(maker, listed, number),
        paging: paging::of_list(maker, FOLDER, number),
        ..counted(maker, &[], &[])?
    };
    let view = View::Evidence(Box::new(view));
    Ok(paging::output(maker, (PageType::Evidence, FOLDER), maker.words.get("title_evidence"), number, view))
}

/// The report of one page.
pub(super) fn report_of(maker: &Maker<'_>, page: PageId) -> Result<Output, FileChanged> {
    let source = &maker.site.pages[page];
    let title = maker.words.fill("title_evidence_of", &[("title", &source.front.title)]);
    let view = View::Evidence(Box::new(counted(maker, &[page], &[page])?));
    let folder = maker.site.evidence_folder(source);
    let below = folder.strip_prefix(maker.about().prefix.as_str()).unwrap_or(&folder);
    let mut output = maker.generated(PageType::Evidence, below, title, view);
    output.origin.clone_from(&source.path);
    output.head.updated = maker.newest(std::iter::once(page)).map(|date| maker.date(date));
    Ok(output)
}

fn unresolved(listed: &[PageReport]) -> usize {
    listed.iter().map(|report| report.unresolved).sum()
}

/// The reports on page `number` of their list.
fn reports(maker: &Maker<'_>, listed: &[PageReport], number: usize) -> Vec<EvidenceReport> {
    let report = |&PageReport { page, unresolved }: &PageReport| {
        let check = maker.check_line(page)?;
        let title = maker.site.pages[page].front.title.clone();
        Some(EvidenceReport { page: NavLink { title, url: check.evidence_url.clone() }, check, unresolved })
    };
    numbered::rows(listed, numbered::MOST_ROWS, number).iter().filter_map(report).collect()
}

/// The words of the statements of a page that no citation covers.
fn uncited(maker: &Maker<'_>, page: PageId) -> Result<Vec<String>, FileChanged> {
    let is_empty = maker.site.pages[page].document.uncited.is_empty();
    if is_empty { Ok(Vec::new()) } else { Ok(maker.body(page)?.uncited.clone()) }
}

/// What a page leaves unresolved; nothing where that is nothing.
fn unresolved_page(maker: &Maker<'_>, index: PageId) -> Result<Option<UnresolvedPage>, FileChanged> {
    let page = &maker.site.pages[index];
    let uncited = uncited(maker, index)?;
    let groups = page.document.groups.iter().zip(&maker.site.checks[index].groups);
    let unverified: Vec<NavLink> = GroupIndex::enumerate(groups)
        .filter(|(_, (_, checks))| is_unverified(checks))
        .map(|(number, (group, _))| NavLink {
            title: statement(maker.site, &group.claim).into_owned(),
            url: maker.site.claim_path(index, number),
        })
        .collect();
    let url = maker.site.addresses.path(&maker.site.evidence_folder(page));
    let link = NavLink { title: page.front.title.clone(), url };
    let is_empty = uncited.is_empty() && unverified.is_empty();
    Ok((!is_empty).then_some(UnresolvedPage { page: link, unverified, uncited }))
}

/// Counts over some pages, and the statements of those that are shown.
fn counted(maker: &Maker<'_>, pages: &[PageId], shown: &[PageId]) -> Result<EvidenceView, FileChanged> {
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    let mut total = CheckLine::default();
    for &page in pages {
        for check in maker.site.checks[page].groups.iter().flatten() {
            *counts.entry(check.state).or_default() += 1;
        }
        if let Some(check) = maker.check_line(page) {
            total.compared += check.compared;
            total.matched += check.matched;
            total.statements += check.statements;
            total.cited += check.cited;
        }
    }
    Ok(EvidenceView {
        counts: counts
            .into_iter()
            .map(|(state, count)| StateCount { state: maker.state(state), count })
            .collect(),
        check: maker.check(
            (total.compared, total.matched),
            (total.statements, total.cited),
            maker.path(FOLDER),
        ),
        pages: shown.iter().map(|&page| evidence_page(maker, page)).collect::<Result<_, _>>()?,
        chart: None,
        matrix: matrix::matrix(maker, shown),
        reports: Vec::new(),
        paging: None,
        unresolved: 0,
        unresolved_pages: Vec::new(),
        single_origins: Vec::new(),
        exemptions: pages.iter().flat_map(|&page| exemptions(maker, page)).collect(),
        confirmations: pages.iter().flat_map(|&page| confirmations(maker, page)).collect(),
        lowered_rules: Vec::new(),
        warnings: Vec::new(),
        warning_count: 0,
    })
}

/// The rules that the settings turn down, for the whole site and below paths.
fn lowered_rules(maker: &Maker<'_>) -> Vec<LoweredRuleView> {
    let settings = &maker.site.config.rules;
    let by_path = settings.by_path.iter().map(|(paths, settings)| (Some(paths), settings));
    let all = std::iter::once((None, &settings.everywhere)).chain(by_path);
    let lowered = all.flat_map(|(paths, settings)| {
        settings.iter().filter(|(rule, severity)| **severity < rule.default_severity()).map(
            move |(rule, severity)| LoweredRuleView {
                rule: rule.name().to_owned(),
                default: rule.default_severity(),
                severity: *severity,
                paths: paths.cloned(),
            },
        )
    });
    lowered.collect()
}

/// The warnings that concern this language: of its pages, and of what all languages share.
fn warnings<'m>(maker: &Maker<'m>) -> impl Iterator<Item = &'m Diagnostic> {
    let site = maker.site;
    let language = maker.language;
    // That a correction may be missing is between the record and the author.
    let is_of_readers = |finding: &&Diagnostic| finding.rule != Rule::CorrectionMissing;
    maker.warnings.iter().filter(is_of_readers).filter(move |finding| {
        let page = page_at(site, &finding.path);
        page.is_none_or(|page| site.pages[page].language == language)
    })
}

fn page_at(site: &Site, path: &str) -> Option<PageId> {
    site.pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok().map(PageId::new)
}

fn warning(maker: &Maker<'_>, finding: &Diagnostic) -> WarningView {
    let source =
        || maker.site.sources.iter().position(|source| source.path == finding.path).map(SourceId::new);
    let subject = match (page_at(maker.site, &finding.path), source()) {
        (Some(page), _) => maker.page_link(page),
        (None, Some(source)) => NavLink {
            title: maker.source_label(source).to_owned(),
            url: maker.parts.sources[source].url.clone(),
        },
        (None, None) => NavLink { title: finding.path.clone(), url: String::new() },
    };
    WarningView { rule: finding.rule.name().to_owned(), message: finding.message.clone(), subject }
}

fn confirmations(maker: &Maker<'_>, page: PageId) -> Vec<ConfirmationView> {
    let document = &maker.site.pages[page].document;
    let confirmed = maker.site.checks[page].confirmed.iter().map(|&index| &document.confirmations[index]);
    confirmed
        .map(|confirmation| ConfirmationView {
            rule: confirmation.rule.clone(),
            reason: confirmation.reason.clone(),
            statement: NavLink {
                title: statement(maker.site, &document.groups[confirmation.group].claim).into_owned(),
                url: maker.site.claim_path(page, confirmation.group),
            },
        })
        .collect()
}

fn evidence_page(maker: &Maker<'_>, index: PageId) -> Result<EvidencePage, FileChanged> {
    let page = &maker.site.pages[index];
    let uncited = uncited(maker, index)?;
    let mut unresolved = Vec::new();
    let mut resolved = Vec::new();
    let supported = maker.site.supported(index);
    let mut corroborations =
        supported.iter().flat_map(|statement| statement.groups.iter().map(|_| &statement.corroboration));
    let groups = page.document.groups.iter().zip(&maker.site.checks[index].groups);
    let reviews: BTreeMap<GroupIndex, &StatementReviews> = maker.site.reviews.of_page(index).collect();
    for (number, (group, checks)) in GroupIndex::enumerate(groups) {
        let citations = checks.iter().filter_map(|check| citation(maker, check, &group.claim.text)).collect();
        let found = corroborations.next();
        let row = EvidenceRow {
            claim: statement(maker.site, &group.claim).into_owned(),
            url: maker.site.claim_path(index, number),
            citations,
            embed_url: maker.embed_url(index, number),
            kind: found.map_or(OriginKind::Single, matrix::kind),
            corroboration: found.and_then(matrix::corroboration),
            reviews: reviews.get(&number).into_iter().flat_map(|it| review_lines(maker, it)).collect(),
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
    let mut kinds: Vec<OriginKind> = resolved.iter().map(|row: &EvidenceRow| row.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kinds = if kinds.len() > 1 { kinds } else { Vec::new() };
    let reviewed = reviewed(maker, index, &reviews);
    let unknowns = unknowns(maker, page);
    Ok(EvidencePage {
        page: maker.page_link(index),
        check,
        reviewed,
        uncited,
        unresolved,
        unknowns,
        resolved,
        kinds,
    })
}

/// A citation of a statement; nothing where its source is unknown.
fn citation(maker: &Maker<'_>, check: &CiteCheck, claim: &str) -> Option<EvidenceCitation> {
    let source = check.source?;
    let is_shown = maker.site.sources[source].meta.publish != Publish::None;
    let first = check.passages.first().filter(|_| is_shown);
    let words = first.map(|place| maker.paragraph(source, place));
    let (paragraph_text, paragraph_label) = words.unzip();
    Some(EvidenceCitation {
        source: maker.parts.source_links[source].clone(),
        state: maker.state_of(source, check.state),
        lacks_words: check.lacks_words,
        is_partly_quoted: check.quotes_part_of(claim, &maker.site.sources[source]),
        passage_url: first.map(|place| maker.passage_url(source, place)),
        paragraph: first.map(|place| place.paragraph),
        paragraph_text,
        paragraph_label,
    })
}

/// What a page says that the sources do not say.
fn unknowns(maker: &Maker<'_>, page: &Page) -> Vec<UnknownView> {
    let path = maker.site.addresses.path(&page.folder);
    let view = |unknown: &Unknown| UnknownView {
        statement: unknown.text.clone(),
        url: format!("{path}#{}", unknown.block),
        searched: searched_line(maker.site, maker.words, unknown),
    };
    page.document.unknowns.iter().map(view).collect()
}

/// Who read a statement, in words.
fn review_lines<'m>(
    maker: &'m Maker<'_>,
    reviews: &'m StatementReviews,
) -> impl Iterator<Item = String> + 'm {
    reviews.in_force.iter().map(|record| {
        let reader = match (maker.site.config.names_reviewers, &record.role) {
            (true, _) => record.reader(),
            (false, Some(role)) => format!("{} ({role})", maker.words.get("reviewer_unnamed")),
            (false, None) => maker.words.get("reviewer_unnamed").to_owned(),
        };
        let date = record.day().map(|day| maker.date(&day).text).unwrap_or_default();
        let name = match record.says {
            Verdict::Supports => "review_supports",
            Verdict::Partly => "review_partly",
            Verdict::No => "review_no",
            Verdict::Unsure => "review_unsure",
        };
        maker.words.fill(name, &[("reader", &reader), ("date", &date)])
    })
}

/// How many statements of a page were found supported by everybody who read them.
fn reviewed(
    maker: &Maker<'_>,
    page: PageId,
    reviews: &BTreeMap<GroupIndex, &StatementReviews>,
) -> Option<String> {
    if reviews.values().all(|it| it.in_force.is_empty()) {
        return None;
    }
    let read = reviews.values().filter(|it| it.is_supported()).count().to_string();
    let all = maker.site.statements_to_read(page).len().to_string();
    Some(maker.words.fill("reviewed_by_people", &[("read", &read), ("all", &all)]))
}

fn exemptions(maker: &Maker<'_>, page: PageId) -> Vec<ExemptionView> {
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
