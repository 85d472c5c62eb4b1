//! The timeline.

use serde::Serialize;

use super::part::{DateView, NavLink, PagingView};
use crate::base::date::Precision;

/// An entry of a timeline.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// The date in EDTF and in words.
    pub date: DateView,
    /// How exact the date is.
    pub precision: Precision,
    /// What happened, with its citations leading to the page's notes.
    pub body_html: String,
    /// The page it stands on.
    pub page: NavLink,
}

/// A year of a timeline.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineYear {
    /// The id of its heading, `y-1994`.
    pub id: String,
    /// `1994`.
    pub year: String,
    /// Its entries, by date.
    pub events: Vec<EventView>,
}

/// A mark of the overview.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewMark {
    /// Its middle, in units of the drawing from the top.
    pub y: i32,
    /// How exact the date is.
    pub precision: Precision,
}

/// The events of one column of the overview: of a year, or of several where the span is long.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewBin {
    /// Its middle, in units of the drawing from the left.
    pub x: i32,
    /// Its marks, from the line upwards.
    pub marks: Vec<OverviewMark>,
    /// Events that have no mark of their own, because there are too many.
    pub more: usize,
    /// Where their number stands.
    pub more_y: i32,
}

/// A year written below the line of the overview.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewTick {
    /// Its middle, in units of the drawing.
    pub x: i32,
    /// `1995`.
    pub year: String,
}

/// All events of a timeline on one strip; the list says the same in words.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewView {
    /// What it shows, in words.
    pub label: String,
    /// Width of the drawing.
    pub width: i32,
    /// Height of the drawing.
    pub height: i32,
    /// Height of the line above the years.
    pub line: i32,
    /// The columns that hold events.
    pub bins: Vec<OverviewBin>,
    /// The years written.
    pub ticks: Vec<OverviewTick>,
}

/// `timeline.html`.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineView {
    /// The overview; absent where the events span less than three years.
    pub overview: Option<OverviewView>,
    /// By year, oldest first.
    pub years: Vec<TimelineYear>,
    /// All years, with the places where they begin, on this page or another.
    pub contents: Vec<NavLink>,
    /// Its place among the numbered pages of events; the overview is on the first.
    pub paging: Option<PagingView>,
}
