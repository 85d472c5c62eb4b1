//! The other pages that ibid makes.

use serde::Serialize;

use super::part::{DateView, NavLink, PagingView, StateView};
use super::topic::{CorrectionView, TopicCard};
use crate::base::diagnostic::Severity;
use crate::render::view::shared::Shared;

/// A position in a disagreement.
#[derive(Clone, Debug, Serialize)]
pub struct PositionView {
    /// `A`, `B`, …
    pub letter: String,
    /// The position as an element of the class `position`, with its citations leading to the page's notes.
    pub body_html: String,
}

/// A disagreement between sources.
#[derive(Clone, Debug, Serialize)]
pub struct DisagreementView {
    /// Its id on the page.
    pub id: String,
    /// The question.
    pub question_html: String,
    /// The positions, in the author's order.
    pub positions: Vec<PositionView>,
    /// What would settle it, where the author says so.
    pub settle: Option<String>,
    /// When the author last reviewed it, where stated.
    pub reviewed: Option<DateView>,
    /// The page, with the disagreement's anchor.
    pub page: NavLink,
}

/// `disagreements.html`.
#[derive(Clone, Debug, Serialize)]
pub struct DisagreementsView {
    /// In the order of the pages.
    pub disagreements: Vec<DisagreementView>,
    /// Its place among the numbered pages of disagreements.
    pub paging: Option<PagingView>,
}

/// A row of the matching contract.
#[derive(Clone, Debug, Serialize)]
pub struct EquivalenceView {
    /// What it says: what is treated as the same, or is refused.
    pub name: String,
    /// Two spellings that match, or two that do not.
    pub example: String,
}

/// `method.html`.
#[derive(Clone, Debug, Serialize)]
pub struct MethodView {
    /// The equivalences that the comparison grants, all of them.
    pub equivalences: Vec<EquivalenceView>,
    /// The states and what each says.
    pub states: Vec<Shared<StateView>>,
    /// The rules in force: name, severity, meaning.
    pub rules: Vec<RuleView>,
}

/// A rule in force.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// Its name.
    pub name: String,
    /// Its severity on this site.
    pub severity: Severity,
    /// What it means.
    pub meaning: String,
}

/// `taxonomy.html`: all terms of a taxonomy.
#[derive(Clone, Debug, Serialize)]
pub struct TaxonomyView {
    /// The taxonomy's name, such as `tags`.
    pub name: String,
    /// Its terms with the number of pages.
    pub terms: Vec<TermCount>,
    /// Its place among the numbered pages of terms.
    pub paging: Option<PagingView>,
}

/// A term with its number of pages.
#[derive(Clone, Debug, Serialize)]
pub struct TermCount {
    /// The term.
    pub link: NavLink,
    /// Pages that carry it.
    pub pages: usize,
}

/// `term.html`: the pages of one term.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// The taxonomy.
    pub taxonomy: NavLink,
    /// The term's own address, where its feeds stand too.
    pub url: String,
    /// How many pages carry it.
    pub total: usize,
    /// The pages.
    pub pages: Vec<TopicCard>,
    /// Its place among the numbered pages of that list.
    pub paging: Option<PagingView>,
}

/// `corrections.html`.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionsView {
    /// Newest first.
    pub corrections: Vec<CorrectionView>,
    /// The log of statements, where there is one.
    pub changes_url: Option<String>,
    /// Its place among the numbered pages of corrections.
    pub paging: Option<PagingView>,
}

/// `withdrawn.html`: the notice at the address of a page that was withdrawn.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawnView {
    /// When it was withdrawn.
    pub date: DateView,
    /// Why.
    pub reason: String,
    /// What stands instead.
    pub instead: Option<NavLink>,
}

/// `404.html`: places to go on from.
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundView {
    /// The site's own sections, and the lists that ibid makes.
    pub sections: Vec<NavLink>,
    /// Topics in the order in which they are read, at most two hundred.
    pub pages: Vec<NavLink>,
}
