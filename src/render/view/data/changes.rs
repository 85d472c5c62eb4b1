//! The log of statements.

use serde::Serialize;

use super::part::{DateView, NavLink, PagingView};

/// `changes.html`: the statements that were added, changed and dropped.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesView {
    /// The days on this page, the latest first.
    pub days: Vec<ChangeDay>,
    /// Its place among the numbered pages of changes.
    pub paging: Option<PagingView>,
}

/// The changes of a day.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeDay {
    /// The day on which they were recorded.
    pub date: DateView,
    /// In the order of the log.
    pub changes: Vec<ChangeView>,
}

/// A change of a statement.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// What happened to it.
    pub kind: ChangeName,
    /// Its words before; nothing where it was added.
    pub before: Option<String>,
    /// Its words since then; nothing where it was dropped.
    pub now: Option<String>,
    /// The page, with the anchor of the statement where it stands there still; its address alone where there is no
    /// such page now.
    pub page: NavLink,
}

/// What happened to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is explained at the change of that name")]
pub enum ChangeName {
    Added,
    Changed,
    Dropped,
}
