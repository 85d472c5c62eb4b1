//! Statements × sources, pages × sources, and statements by origin.

use serde::Serialize;

use super::part::{NavLink, OriginKind, StateView};
use crate::render::view::shared::Shared;

/// Statements × sources.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixView {
    /// The columns, in the order of keys.
    pub sources: Vec<SourceColumn>,
    /// The rows, by page.
    pub pages: Vec<MatrixPage>,
}

/// A column of the matrix.
#[derive(Clone, Debug, Serialize)]
pub struct SourceColumn {
    /// The citation key.
    pub key: String,
    /// The source's title, or words that stand for it.
    pub label: String,
    /// The source's page.
    pub url: String,
}

/// The rows of one page.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixPage {
    /// The anchor's id, `m-1`.
    pub id: String,
    /// The page.
    pub page: NavLink,
    /// Its statements that cite a source.
    pub rows: Vec<MatrixRow>,
}

/// A statement with its sources.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixRow {
    /// The statement.
    pub claim: String,
    /// Its permalink.
    pub url: String,
    /// Whether it rests on a single origin or on several.
    pub kind: OriginKind,
    /// One for each column; absent where the statement does not cite the source.
    pub cells: Vec<Option<MatrixCell>>,
}

/// How a statement rests on a source.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixCell {
    /// The strongest state of its citations.
    pub state: Shared<StateView>,
    /// The passage on the source's page.
    pub passage_url: Option<String>,
    /// The paragraph of the passage, from 1.
    pub paragraph: Option<usize>,
}

/// The statements that rest on a single origin.
#[derive(Clone, Debug, Serialize)]
pub struct OriginView {
    /// The anchor's id, `o-1`.
    pub id: String,
    /// The origin, as the first of its sources states it.
    pub name: String,
    /// The statements, in the order of the pages.
    pub claims: Vec<SingleOriginClaim>,
}

/// A statement that rests on a single origin.
#[derive(Clone, Debug, Serialize)]
pub struct SingleOriginClaim {
    /// The statement.
    pub claim: String,
    /// Its permalink.
    pub url: String,
    /// The page it stands on.
    pub page: NavLink,
    /// Its sources.
    pub sources: Vec<NavLink>,
}

/// A source in a [`ChartView`]. Places are in the picture's units.
#[derive(Clone, Debug, Serialize)]
pub struct ChartColumn {
    /// Where it stands.
    pub x: usize,
    /// The beginning of its key.
    pub label: String,
}

/// A source that a page cites, in a [`ChartView`].
#[derive(Clone, Debug, Serialize)]
pub struct ChartDot {
    /// The source's column.
    pub x: usize,
    /// Its area grows with the number of citations.
    pub radius: String,
}

/// A page in a [`ChartView`].
#[derive(Clone, Debug, Serialize)]
pub struct ChartRow {
    /// Where it stands.
    pub y: usize,
    /// The beginning of its title.
    pub label: String,
    /// The sources it cites.
    pub dots: Vec<ChartDot>,
}

/// Sources × pages as a small picture.
#[derive(Clone, Debug, Serialize)]
pub struct ChartView {
    /// Width of the picture.
    pub width: usize,
    /// Height of the picture.
    pub height: usize,
    /// Where the names of pages end and rows begin.
    pub left: usize,
    /// Where the names of sources end and columns begin.
    pub top: usize,
    /// What it shows, in words.
    pub label: String,
    /// The sources cited, in the order of keys.
    pub columns: Vec<ChartColumn>,
    /// The pages that cite.
    pub rows: Vec<ChartRow>,
}
