//! The overview of a timeline: a strip with a mark for each event, drawn as SVG beside the list.

use super::{OverviewBin, OverviewMark, OverviewTick, OverviewView};
use crate::base::date::Edtf;
use crate::read::words::ThemeWords;

/// Width of the strip, in units of its drawing.
const WIDTH: i32 = 720;
/// Height of the band below the line that holds the years.
const FOOT: i32 = 28;
/// From mark to mark, in either direction.
const STEP: i32 = 14;
/// Most marks above each other; what is more is given as a number.
const MOST_MARKS: usize = 12;
/// About as many years are written below the line.
const TICKS: i32 = 7;

/// The overview of events, oldest first; nothing where they span less than three years.
pub(super) fn overview(words: &ThemeWords, dates: &[&Edtf]) -> Option<OverviewView> {
    let years: Vec<i32> = dates.iter().map(|date| i32::from(date.from.year)).collect();
    let (first, last) = (*years.iter().min()?, *years.iter().max()?);
    let span = last.checked_sub(first).filter(|span| (2..=10_000).contains(span))?;
    // As many columns as marks fit beside each other.
    let per_bin = (span + 1 + WIDTH / STEP - 1) / (WIDTH / STEP);
    let bins = span / per_bin + 1;
    let x = |bin: i32| (2 * bin + 1) * WIDTH / (2 * bins);
    let mut columns: Vec<Vec<&Edtf>> = vec![Vec::new(); usize::try_from(bins).ok()?];
    for (date, year) in dates.iter().zip(&years) {
        columns[usize::try_from((year - first) / per_bin).ok()?].push(date);
    }
    let highest = columns.iter().map(|column| column.len().min(MOST_MARKS + 1)).max()?;
    let line = i32::try_from(highest).ok()? * STEP + 4;
    let height = |level: usize| line - 8 - i32::try_from(level).unwrap_or_default() * STEP;
    let columns = (0..bins).zip(columns).filter(|(_, column)| !column.is_empty());
    let bins_shown = columns.map(|(bin, column)| OverviewBin {
        x: x(bin),
        marks: column
            .iter()
            .take(MOST_MARKS)
            .enumerate()
            .map(|(level, date)| OverviewMark { y: height(level), precision: date.precision() })
            .collect(),
        more: column.len().saturating_sub(MOST_MARKS),
        more_y: height(MOST_MARKS) + 4,
    });
    let apart = ((span + TICKS) / TICKS).max(1);
    let apart =
        [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000].into_iter().find(|step| *step >= apart)?;
    let ticks = (first..=last).filter(|year| year.rem_euclid(apart) == 0);
    let values = [("from", first.to_string()), ("to", last.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Some(OverviewView {
        label: words.count("overview_label", dates.len(), &values),
        width: WIDTH,
        height: line + FOOT,
        line,
        bins: bins_shown.collect(),
        ticks: ticks
            .map(|year| OverviewTick { x: x((year - first) / per_bin), year: year.to_string() })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(dates: &[&str]) -> Option<OverviewView> {
        let dates: Vec<Edtf> = dates.iter().map(|date| Edtf::parse(date).unwrap()).collect();
        overview(&ThemeWords::empty("en"), &dates.iter().collect::<Vec<_>>())
    }

    #[test]
    fn every_event_has_a_mark_within_the_drawing() {
        let dates = ["1991", "1994-12", "2014~", "2025-12-14", "2025-12-15", "2025-12-15"];
        let view = of(&dates).unwrap();
        let marks = view.bins.iter().flat_map(|bin| &bin.marks);
        assert_eq!(marks.clone().count(), dates.len());
        assert!(marks.clone().all(|mark| (0..view.line).contains(&mark.y)));
        assert!(view.bins.iter().all(|bin| (0..=view.width).contains(&bin.x)));
        assert!(view.ticks.iter().any(|tick| tick.year == "2000"));
    }

    #[test]
    fn many_events_are_counted_and_long_spans_share_columns() {
        let crowd: Vec<String> = (0..40).map(|_| "2020".to_owned()).collect();
        let mut dates: Vec<&str> = crowd.iter().map(String::as_str).collect();
        dates.extend(["0100", "1200"]);
        let view = of(&dates).unwrap();
        let last = view.bins.last().unwrap();
        assert_eq!((last.marks.len(), last.more), (12, 28));
        assert!(view.bins.len() == 3 && last.more_y >= 0);
    }

    #[test]
    fn few_years_need_no_overview() {
        assert!(of(&["2024", "2025"]).is_none());
        assert!(of(&[]).is_none());
    }
}
