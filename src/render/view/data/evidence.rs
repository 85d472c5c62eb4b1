//! The reports of evidence.

use serde::Serialize;

use super::matrix::{ChartView, MatrixView, OriginView};
use super::part::{NavLink, OriginKind, PagingView, StateView};
use super::topic::CheckLine;
use crate::base::diagnostic::Severity;
use crate::render::view::shared::Shared;

/// A count of one state.
#[derive(Clone, Debug, Serialize)]
pub struct StateCount {
    /// The state.
    pub state: Shared<StateView>,
    /// Citations in that state.
    pub count: usize,
}

/// A citation in an evidence row.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceCitation {
    /// The source.
    pub source: Shared<NavLink>,
    /// The state.
    pub state: Shared<StateView>,
    /// Whether the quotation is in another source of the same citation and not in this one.
    pub lacks_words: bool,
    /// Whether most of the statement is in the page's own words.
    pub is_partly_quoted: bool,
    /// The passage on the source's page.
    pub passage_url: Option<String>,
    /// The paragraph of the passage, from 1.
    pub paragraph: Option<usize>,
    /// The paragraph in words: `¶ 4`.
    pub paragraph_text: Option<String>,
    /// The paragraph and the source in words: `¶ 4 of Kyiv drops its bid`.
    pub paragraph_label: Option<String>,
}

/// A statement in the evidence report.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceRow {
    /// The statement.
    pub claim: String,
    /// Its permalink.
    pub url: String,
    /// Whether it rests on a single origin or on several; never `unverified`.
    pub kind: OriginKind,
    /// What it rests on.
    pub citations: Vec<EvidenceCitation>,
    /// Its card for other sites, where the site has such cards.
    pub embed_url: Option<String>,
    /// How many sources and origins, where there are several sources.
    pub corroboration: Option<CorroborationView>,
    /// Who read it against its sources, when, and what they found, in words. No machine has checked it.
    pub reviews: Vec<String>,
}

/// A statement that the sources do not say something.
#[derive(Clone, Debug, Serialize)]
pub struct UnknownView {
    /// The statement.
    pub statement: String,
    /// Its block on the page.
    pub url: String,
    /// What was searched for, and in how many sources, in words.
    pub searched: String,
}

/// On how many sources a statement rests, and how many origins these have.
#[derive(Clone, Debug, Serialize)]
pub struct CorroborationView {
    /// Sources cited for the statement.
    pub sources: usize,
    /// Different origins that these state.
    pub origins: usize,
    /// Sources that state no origin, so that their independence is not established.
    pub unstated: usize,
}

/// Statements of one page in the evidence report.
#[derive(Clone, Debug, Serialize)]
pub struct EvidencePage {
    /// The page.
    pub page: NavLink,
    /// Its check line.
    pub check: CheckLine,
    /// How many of its statements people have read against their sources and found supported, in words; absent where
    /// nobody has read any.
    pub reviewed: Option<String>,
    /// Statements whose sources hold no text to compare.
    pub unresolved: Vec<EvidenceRow>,
    /// Statements without a citation, in the order of the page.
    pub uncited: Vec<String>,
    /// Statements that the sources do not say something, in the order of the page.
    pub unknowns: Vec<UnknownView>,
    /// All other statements, in the order of the page.
    pub resolved: Vec<EvidenceRow>,
    /// The kinds among them, where there are several to choose from.
    pub kinds: Vec<OriginKind>,
}

/// A page's own evidence report.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceReport {
    /// The page's title, with the address of its report.
    pub page: NavLink,
    /// Its check line.
    pub check: CheckLine,
    /// Statements without a citation, or without text to compare.
    pub unresolved: usize,
}

/// What one page leaves unresolved, on the report of the whole site.
#[derive(Clone, Debug, Serialize)]
pub struct UnresolvedPage {
    /// The page's title, with the address of its report.
    pub page: NavLink,
    /// Statements that are not verified, with their permalinks.
    pub unverified: Vec<NavLink>,
    /// Statements without a citation.
    pub uncited: Vec<String>,
}

/// An exemption by an `ibid-allow` comment.
#[derive(Clone, Debug, Serialize)]
pub struct ExemptionView {
    /// The rule.
    pub rule: String,
    /// The author's reason.
    pub reason: String,
    /// The page.
    pub page: NavLink,
}

/// A finding that an author stands by: an `ibid-confirm` comment.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmationView {
    /// The rule.
    pub rule: String,
    /// The author's reason.
    pub reason: String,
    /// The statement.
    pub statement: NavLink,
}

/// A rule that the settings take less seriously than it is by default.
#[derive(Clone, Debug, Serialize)]
pub struct LoweredRuleView {
    /// The rule.
    pub rule: String,
    /// Its severity by default.
    pub default: Severity,
    /// Its severity here.
    pub severity: Severity,
    /// The paths for which this holds; everywhere where it is absent.
    pub paths: Option<String>,
}

/// A warning with which the site was published.
#[derive(Clone, Debug, Serialize)]
pub struct WarningView {
    /// The rule.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// The page or the source; without an address for other files.
    pub subject: NavLink,
}

/// `evidence.html`: the report of one page, or that of the whole site, which leaves the rows to the reports
/// of the pages.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// By state, in the fixed order of states.
    pub counts: Vec<StateCount>,
    /// Over the whole site (or the one page of `/evidence/PAGE/`).
    pub check: CheckLine,
    /// The rows of the page; on the report of the whole site those of the home page.
    pub pages: Vec<EvidencePage>,
    /// Sources × pages, on the page of the whole site; absent where there is too little or too much to show.
    pub chart: Option<ChartView>,
    /// Statements × sources of the pages shown; absent where they would fill too large a table, or each
    /// statement has one source.
    pub matrix: Option<MatrixView>,
    /// The reports of all pages, those with most to resolve first; empty on the report of one page.
    pub reports: Vec<EvidenceReport>,
    /// Its place among the numbered pages of reports; those after the first show nothing else.
    pub paging: Option<PagingView>,
    /// Number of unresolved statements of the whole site.
    pub unresolved: usize,
    /// What is unresolved in the whole site, by page; empty if that is too much for one page.
    pub unresolved_pages: Vec<UnresolvedPage>,
    /// Statements of the whole site that rest on a single origin, by origin; empty if they are too many for one
    /// page.
    pub single_origins: Vec<OriginView>,
    /// Exemptions, by page.
    pub exemptions: Vec<ExemptionView>,
    /// Findings that authors stand by, by page.
    pub confirmations: Vec<ConfirmationView>,
    /// Of the whole site, rules that are off or turned down; else empty.
    pub lowered_rules: Vec<LoweredRuleView>,
    /// Of the whole site, the warnings with which it was published, the first of them; else empty.
    pub warnings: Vec<WarningView>,
    /// How many warnings there are.
    pub warning_count: usize,
}
