//! Figures in titles, summaries and other text that readers see and no citation covers.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::words::StatementWords;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::SourceId;
use crate::parse::topic::Page;
use crate::parse::topic::document::DisplayKind;
use crate::verify::figure::{FigureIndex, FigureText};
use crate::verify::reading::TrackedLibrary;

/// `figure-unsupported` in text that readers see and no citation covers, such as the title and the summary: the figures must stand
/// in some source that the page cites. Figures in words and the number at the beginning are left alone: they mostly
/// count what the page or the picture shows (“Three questions”, “5 things to know”).
pub(super) fn display_figures(
    (page, page_text): (&Page, &str),
    library: &TrackedLibrary<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    let texts = page.document.display_texts.iter();
    let mut texts = texts.filter(|text| {
        text.kind == DisplayKind::Summary
            || text.kind != DisplayKind::Credit && text.text.contains(char::is_numeric)
    });
    let Some(first) = texts.next() else { return };
    let cites = page.document.groups.iter().flat_map(|group| &group.cites);
    let keys: BTreeSet<&str> = cites.map(|cite| cite.key.as_str()).collect();
    let sources: Option<Vec<SourceId>> = keys.into_iter().map(|key| library.cited(key)).collect();
    let Some(sources) =
        sources.filter(|sources| sources.iter().all(|&source| library.source(source).is_comparable()))
    else {
        return;
    };
    // Most of these texts have no figures.
    let figures: LazyCell<Vec<&FigureIndex>, _> =
        LazyCell::new(|| sources.iter().map(|&source| library.figures(source)).collect());
    for text in std::iter::once(first).chain(texts) {
        let mut words = StatementWords::new(page_text, text.span, &text.text);
        let read = FigureText::new(&text.text, library.page_language(page));
        if !read.has_figures() {
            continue;
        }
        for figure in read.unsupported(&figures) {
            // “5 questions” may count what the page shows, unless a source counts the same things.
            let is_counted = !figure.is_measured && figures.iter().any(|source| source.has_kind(&figure));
            let may_count_the_page = figure.range.start == 0 && !figure.is_large_and_exact() && !is_counted
                || !figure.text.contains(char::is_numeric);
            if !matches!(text.kind, DisplayKind::Summary | DisplayKind::Cell) && may_count_the_page {
                continue;
            }
            let message = format!(
                "the figure “{}” of the {} stands in no source that the page cites",
                figure.text,
                text.kind.noun()
            );
            let span = words.next(&figure.range);
            // Of a figure with a citation it is said already.
            if findings.iter().any(|finding| finding.rule == Rule::FigureUnsupported && finding.span == span)
            {
                continue;
            }
            findings.push(
                Diagnostic::new(Rule::FigureUnsupported, &page.path, span, message)
                    .help("check the figure, or cite the source that has it in the text"),
            );
        }
    }
}
