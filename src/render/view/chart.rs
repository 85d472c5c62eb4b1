//! Sources × pages as a small picture: a dot for each source that a page cites, its area the number of
//! citations. The table of statements and sources says the same in full.

use std::collections::BTreeMap;

use super::maker::Maker;
use super::{ChartColumn, ChartDot, ChartRow, ChartView};
use crate::base::ids::{PageId, SourceId};
use crate::base::spaces::single_spaces;

/// Most pages, and most sources, of a chart that can still be read.
const MOST: usize = 40;
/// Space between columns and between rows, in the picture's units.
const STEP: usize = 32;
/// Room for a character of a name, beside the rows and, slanting, above the columns.
const LETTER: (usize, usize) = (7, 6);
/// Longest names, in characters.
const LONGEST: (usize, usize) = (52, 24);

/// The chart of some pages; nothing where there is too little or too much to show.
pub(super) fn chart(maker: &Maker<'_>, pages: &[PageId]) -> Option<ChartView> {
    let site = maker.site;
    let counted: Vec<(PageId, BTreeMap<SourceId, usize>)> = pages
        .iter()
        .map(|&page| {
            let mut counts: BTreeMap<SourceId, usize> = BTreeMap::new();
            let sources = site.checks[page].groups.iter().flatten().filter_map(|check| check.source);
            sources.for_each(|source| *counts.entry(source).or_default() += 1);
            (page, counts)
        })
        .filter(|(_, counts)| !counts.is_empty())
        .collect();
    let mut sources: Vec<SourceId> = counted.iter().flat_map(|(_, counts)| counts.keys().copied()).collect();
    sources.sort_unstable();
    sources.dedup();
    let fits = |count: usize| (2..=MOST).contains(&count);
    if !fits(counted.len()) || !fits(sources.len()) {
        return None;
    }
    let most = counted.iter().flat_map(|(_, counts)| counts.values().copied()).max()?;
    let keys: Vec<String> =
        sources.iter().map(|&source| shortened(&site.sources[source].key, LONGEST.1)).collect();
    let title = |page: PageId| shortened(&single_spaces(&site.pages[page].front.title), LONGEST.0);
    let titles: Vec<String> = counted.iter().map(|(page, _)| title(*page)).collect();
    // Where names end, and columns and rows begin.
    let (left, top) = (LETTER.0 * longest(&titles), STEP + LETTER.1 * longest(&keys));
    let x = |column: usize| left + (column + 1) * STEP;
    let y = |row: usize| top + (row + 1) * STEP;
    let rows = titles.into_iter().zip(&counted).enumerate().map(|(row, (label, (_, counts)))| ChartRow {
        y: y(row),
        label,
        dots: counts.iter().map(|(source, &count)| dot(&sources, (*source, count), most, x)).collect(),
    });
    let numbers = [("pages", counted.len().to_string()), ("sources", sources.len().to_string())];
    Some(ChartView {
        // The slanting name of the last column needs room.
        width: x(sources.len()) + LETTER.1 * keys.last().map_or(0, |key| key.chars().count()),
        height: y(counted.len()),
        left,
        top,
        label: maker
            .words
            .fill("chart_label", &numbers.each_ref().map(|(name, number)| (*name, number.as_str()))),
        columns: keys
            .into_iter()
            .enumerate()
            .map(|(column, label)| ChartColumn { x: x(column), label })
            .collect(),
        rows: rows.collect(),
    })
}

/// The length of the longest name, in characters.
fn longest(names: &[String]) -> usize {
    names.iter().map(|name| name.chars().count()).max().unwrap_or_default()
}

fn dot(
    sources: &[SourceId],
    (source, count): (SourceId, usize),
    most: usize,
    x: impl Fn(usize) -> usize,
) -> ChartDot {
    let column = sources.iter().position(|&other| other == source).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "counts of citations are small")]
    let share = (count as f64 / most as f64).sqrt();
    ChartDot { x: x(column), radius: format!("{:.1}", 3.0 + 11.0 * share) }
}

/// The beginning of a name.
fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let cut: String = name.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}
