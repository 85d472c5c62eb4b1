//! Sources × pages as a small picture: a dot for each source that a page cites, its area the number of
//! citations. The table of statements and sources says the same in full.

use std::collections::BTreeMap;

use super::maker::Maker;
use super::{ChartColumn, ChartDot, ChartRow, ChartView};
use crate::topic::document::single_spaces;

/// Most pages, and most sources, of a chart that can still be read.
const MOST: usize = 40;
/// Space between columns and between rows, in the picture's units.
const STEP: usize = 32;
/// Where the first column and the first row stand: room for names.
const LEFT: usize = 276;
const TOP: usize = 120;
/// Longest names, in characters.
const LONGEST: (usize, usize) = (34, 18);

/// The chart of some pages; nothing where there is too little or too much to show.
pub(super) fn chart(maker: &Maker<'_>, pages: &[usize]) -> Option<ChartView> {
    let site = maker.site;
    let counted: Vec<(usize, BTreeMap<usize, usize>)> = pages
        .iter()
        .map(|&page| {
            let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
            let sources = site.checks[page].groups.iter().flatten().filter_map(|check| check.source);
            sources.for_each(|source| *counts.entry(source).or_default() += 1);
            (page, counts)
        })
        .filter(|(_, counts)| !counts.is_empty())
        .collect();
    let mut sources: Vec<usize> = counted.iter().flat_map(|(_, counts)| counts.keys().copied()).collect();
    sources.sort_unstable();
    sources.dedup();
    let fits = |count: usize| (2..=MOST).contains(&count);
    if !fits(counted.len()) || !fits(sources.len()) {
        return None;
    }
    let most = counted.iter().flat_map(|(_, counts)| counts.values().copied()).max()?;
    let columns: Vec<ChartColumn> = sources
        .iter()
        .enumerate()
        .map(|(column, &source)| ChartColumn {
            x: LEFT + column * STEP,
            label: shortened(&site.sources[source].key, LONGEST.1),
        })
        .collect();
    let rows: Vec<ChartRow> = counted
        .iter()
        .enumerate()
        .map(|(row, (page, counts))| ChartRow {
            y: TOP + row * STEP,
            label: shortened(&single_spaces(&site.pages[*page].front.title), LONGEST.0),
            dots: counts.iter().map(|(source, &count)| dot(&sources, (*source, count), most)).collect(),
        })
        .collect();
    Some(ChartView {
        // The slanting name of the last column needs room.
        width: LEFT + columns.len() * STEP + STEP,
        height: TOP + rows.len() * STEP,
        left: LEFT - STEP,
        top: TOP - STEP,
        label: maker.words.fill(
            "chart_label",
            &[("pages", &rows.len().to_string()), ("sources", &columns.len().to_string())],
        ),
        columns,
        rows,
    })
}

fn dot(sources: &[usize], (source, count): (usize, usize), most: usize) -> ChartDot {
    let column = sources.iter().position(|&other| other == source).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "counts of citations are small")]
    let share = (count as f64 / most as f64).sqrt();
    ChartDot { x: LEFT + column * STEP, radius: format!("{:.1}", 3.0 + 11.0 * share) }
}

/// The beginning of a name.
fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let cut: String = name.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}
