//! What the statements of a page give away: coverage, number of sources, dates, figures, names.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::Range;

use ibid_languages::{Language, List};

use super::figure::{self, FigureIndex, FigureText};
use super::name::{self, NameIndex};
use super::page::{CiteCheck, PageChecks};
use super::reading::TrackedLibrary;
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::parse::topic::document::DisplayKind;
use crate::parse::topic::locator::Term;
use crate::parse::topic::{Cite, Group, Page};

/// Checks the statements of a page with its text.
pub(super) fn check(
    (page, text): (&Page, &str),
    checks: &PageChecks,
    library: &TrackedLibrary<'_>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if is_asked(Rule::StatementUncited, page, library) {
        uncited(page, &mut findings);
    }
    late_events(page, library, &mut findings);
    if is_asked(Rule::SingleOrigin, page, library) {
        single_origins(page, library, &mut findings);
    }
    unsupported((page, text), checks, library, &mut findings);
    display_figures((page, text), library, &mut findings);
    findings
}

/// Whether a rule is in force, or a comment on the page exempts from it, which must exempt something.
fn is_asked(rule: Rule, page: &Page, library: &TrackedLibrary<'_>) -> bool {
    let exemptions = &page.document.exemptions;
    library.is_in_force(rule) || exemptions.iter().any(|exemption| exemption.rule == rule.name())
}

/// `statement-uncited`: off by default.
fn uncited(page: &Page, findings: &mut Vec<Diagnostic>) {
    for &span in &page.document.uncited {
        findings.push(
            Diagnostic::new(Rule::StatementUncited, &page.path, span, "a statement without a citation")
                .help("cite its source: `[@key]`, or better `[@key, \"exact words\"]`"),
        );
    }
}

/// `event-after-source`: a timeline entry later than every source it cites.
fn late_events(page: &Page, library: &TrackedLibrary<'_>, findings: &mut Vec<Diagnostic>) {
    for event in &page.document.events {
        let cites = page.document.groups[event.groups.clone()].iter().flat_map(|group| &group.cites);
        for cite in cites {
            let Some(source) = library.cited(&cite.key).map(|index| library.source(index)) else {
                continue;
            };
            let Some(date) = source.meta.date.as_ref().filter(|date| event.date.is_after(date)) else {
                continue;
            };
            findings.push(
                Diagnostic::new(
                    Rule::EventAfterSource,
                    &page.path,
                    event.date_span,
                    format!("the event is later than `{}`, its source ({})", source.key, date.iso()),
                )
                .help("correct the date, or say that it was planned"),
            );
        }
    }
}

/// `figure-unsupported` and, where it is in force, `name-unsupported`.
fn unsupported(
    (page, page_text): (&Page, &str),
    checks: &PageChecks,
    library: &TrackedLibrary<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    let events = page.document.events_of_groups();
    let mut next = 0;
    let mut outside = Vec::new();
    let mut page_names = None;
    // Groups that stand side by side carry one statement together.
    for together in page.document.groups.chunk_by(|a, b| a.claim.span == b.claim.span) {
        let (index, group) = (next, &together[0]);
        next += together.len();
        let cites: Vec<&Cite> = together.iter().flat_map(|group| &group.cites).collect();
        let sources: Option<Vec<SourceId>> = cites.iter().map(|cite| library.cited(&cite.key)).collect();
        // Of an unknown source, or one without saved text, nothing can be said.
        let Some(sources) =
            sources.filter(|sources| sources.iter().all(|&source| library.source(source).is_comparable()))
        else {
            continue;
        };
        let event = events[index].filter(|event| event.groups.start == index);
        let language = library.page_language(page);
        let statement = FigureText::new(&group.claim.text, language);
        let asks_names = is_asked(Rule::NameUnsupported, page, library);
        // Most statements have nothing to compare: then the figures of their sources need not be read.
        if event.is_none() && !asks_names && !statement.is_checkable() {
            continue;
        }
        let keys: Vec<String> = cites.iter().map(|cite| format!("`{}`", cite.key)).collect();
        let together_checks = checks.groups.get(index..next).unwrap_or_default();
        // Of what stands outside of an article only the passages that are cited count.
        let beside: Vec<FigureIndex> = outside_figures(together_checks, library);
        let figures = sources.iter().map(|&source| library.figures(source)).chain(&beside);
        let figures: Vec<&FigureIndex> = figures.collect();
        let mut report = |rule, text: &str, span, what: &str| {
            let message = format!("the {what} “{text}” does not stand in {}", keys.join(" or "));
            let help = format!("check the {what}, or cite a source that has it");
            findings.push(Diagnostic::new(rule, &page.path, span, message).help(help));
        };
        let text = page_text.as_bytes().get(group.claim.span.range()).unwrap_or_default();
        let places = || StatementWords {
            text,
            claim: group.claim.span,
            statement: &group.claim.text,
            read: 0,
            from: 0,
        };
        let mut figures_at = places();
        let missing = statement.unsupported(&figures);
        let mut years = Vec::new();
        for figure in &missing {
            let span = figures_at.next(&figure.range);
            if is_in_title((page, page_text), figure, span)
                || is_of_frame((page, group, language), figure, &figures)
            {
                continue;
            }
            if !is_of_publication(figure, &sources, library) {
                report(Rule::FigureUnsupported, &figure.text, span, "figure");
            } else if !is_about_sources(group, language) {
                years.push((figure.text.clone(), span));
            }
        }
        let names_year = figures.iter().any(|source| source.names_year());
        let years = years.into_iter().map(|year| publication_year(page, year, &keys, names_year));
        outside.extend(years);
        let is_of_frame = |figure: &figure::Figure| is_of_frame((page, group, language), figure, &figures);
        let pinned = pinned_figures(together, together_checks, library);
        outside.extend(outside_passages(
            (page, page_text),
            (&statement, &missing),
            &pinned,
            &is_of_frame,
            &mut places(),
        ));
        let shown: Vec<&FigureIndex> =
            if pinned.is_empty() { figures.clone() } else { pinned.iter().collect() };
        outside.extend(bounds((page, &statement), &shown, &mut places()));
        outside.extend(other_multiples((page, &statement), &shown, &mut places()));
        outside.extend(other_weekdays(
            (page, group, &statement),
            (&shown, pinned.is_empty()),
            &keys,
            &mut places(),
        ));
        // The date is what the first group of the entry carries.
        if let Some(event) = event {
            for figure in FigureText::new(&event.date.iso(), language).unsupported(&figures) {
                if !is_of_publication(&figure, &sources, library) {
                    report(Rule::FigureUnsupported, &figure.text, event.date_span, "date");
                } else if !is_about_sources(group, language) {
                    let year = (figure.text.clone(), event.date_span);
                    outside.push(publication_year(page, year, &keys, names_year));
                }
            }
        }
        if asks_names {
            let names: Vec<&NameIndex> = sources.iter().map(|&source| library.names(source)).collect();
            let page_names = page_names.get_or_insert_with(|| names_of(page, language));
            let mut names_at = places();
            for name in name::unsupported_names(&group.claim.text, language, &names, page_names) {
                report(Rule::NameUnsupported, &name.text, names_at.next(&name.range), "name");
            }
        }
    }
    findings.extend(outside);
}

/// The names of a page's statements.
fn names_of(page: &Page, language: &str) -> NameIndex {
    let statements: Vec<&str> = page.document.groups.iter().map(|group| group.claim.text.as_str()).collect();
    NameIndex::new(&statements.join("\n"), language)
}

/// Figures of a statement that its sources have, but not in the passages that its citations name or in their
/// sentences: `figure-unsupported` where a passage has another figure of the same kind, else `figure-outside-passage`.
fn outside_passages(
    (page, page_text): (&Page, &str),
    (statement, missing): (&FigureText<'_>, &[figure::Figure]),
    pinned: &[FigureIndex],
    is_of_frame: &dyn Fn(&figure::Figure) -> bool,
    places: &mut StatementWords<'_>,
) -> Vec<Diagnostic> {
    if pinned.is_empty() || statement.figures().len() == missing.len() {
        return Vec::new();
    }
    let indexes: Vec<&FigureIndex> = pinned.iter().collect();
    let mut findings = Vec::new();
    for figure in statement.unsupported(&indexes) {
        let span = places.next(&figure.range);
        // A passage need not say the year again.
        let is_without_year = indexes.iter().any(|index| index.has_without_year(&figure));
        if is_without_year
            || is_of_frame(&figure)
            || missing.iter().any(|other| other.range == figure.range)
            || is_in_title((page, page_text), &figure, span)
        {
            continue;
        }
        let text = &figure.text;
        let finding = if indexes.iter().any(|index| index.has_kind(&figure)) {
            let message =
                format!("the figure “{text}” stands elsewhere in the source; the passage cited has another");
            Diagnostic::new(Rule::FigureUnsupported, &page.path, span, message)
                .help("correct the figure, or cite the passage that has it")
        } else {
            let message = format!("the figure “{text}” stands in the source, but not in the passage cited");
            Diagnostic::new(Rule::FigureOutsidePassage, &page.path, span, message)
                .help("cite the passage that has it, or name it as a second excerpt")
        };
        findings.push(finding);
    }
    findings
}

/// The figures around the passages of citations that all name some, by their words or by paragraphs; else none.
fn pinned_figures(
    together: &[Group],
    checks: &[Vec<CiteCheck>],
    library: &TrackedLibrary<'_>,
) -> Vec<FigureIndex> {
    let cites = together.iter().flat_map(|group| &group.cites);
    let pinned: Option<Vec<FigureIndex>> = cites
        .zip(checks.iter().flatten())
        .map(|(cite, check)| match cite.excerpts.as_slice() {
            [] => paragraph_figures(cite, check, library),
            _ if check.passages.is_empty() => None,
            _ => passage_figures(check, library),
        })
        .collect();
    pinned.unwrap_or_default()
}

/// The figures of the paragraphs that a locator names.
fn paragraph_figures(cite: &Cite, check: &CiteCheck, library: &TrackedLibrary<'_>) -> Option<FigureIndex> {
    let index = check.source?;
    let locator = cite.locator.as_ref().filter(|locator| locator.term == Term::Paragraph)?;
    let text = &library.source(index).text;
    let spans: Option<Vec<Span>> =
        locator.numbers().into_iter().map(|number| text.paragraph(number).map(|found| found.plain)).collect();
    spans.filter(|spans| !spans.is_empty()).map(|spans| figures_of(index, spans.into_iter(), library))
}

/// Whether a year belongs to the title of what a link leads to: “[NATO and Ukraine, 1991–2018](…)”.
fn is_in_title((page, text): (&Page, &str), figure: &figure::Figure, span: Span) -> bool {
    let is_year = matches!(figure.value, figure::Value::Date { year: Some(_), month: None, .. });
    let links = &page.document.links;
    let before = links.partition_point(|link| link.span.start <= span.start);
    let link = links[..before].last().filter(|link| span.end <= link.span.end);
    let words = link.and_then(|link| text.get(link.span.range())?.strip_prefix('['));
    is_year && words.is_some_and(|words| words.starts_with(char::is_uppercase))
}

/// Whether a year is that of the page's title or of the heading above a statement, which says when all of it was. Where
/// a source names years of its own, that excuses only the year in which somebody said something: “In 2023 the ministry
/// said”.
fn is_of_frame(
    (page, group, language): (&Page, &Group, &str),
    figure: &figure::Figure,
    sources: &[&FigureIndex],
) -> bool {
    if !matches!(figure.value, figure::Value::Date { year: Some(_), month: None, day: None }) {
        return false;
    }
    if sources.iter().any(|source| source.names_year()) && !says(group, language) {
        return false;
    }
    let headings = page.document.headings.iter();
    let heading = headings.take_while(|heading| heading.span.start < group.claim.span.start).last();
    let frame = [Some(page.front.title.as_str()), heading.map(|heading| heading.title.as_str())];
    frame.into_iter().flatten().any(|text| {
        text.contains(&figure.text)
            && FigureText::new(text, language).figures().iter().any(|other| other.value == figure.value)
    })
}

/// Whether somebody says something in a statement.
fn says(group: &Group, language: &str) -> bool {
    let words = Language::get(language);
    [List::VerbsOfSaying, List::Attributions]
        .into_iter()
        .any(|list| words.words(list).find(&group.claim.text).is_some())
}

/// Whether a statement says when something was said or written, which a source's date of publication gives: “In 2025
/// the ministry said”, “a study of 2025”.
fn is_about_sources(group: &Group, language: &str) -> bool {
    says(group, language)
        || Language::get(language).words(List::SourceNouns).find(&group.claim.text).is_some()
}

/// Whether a year, with or without a month, is that in which one of the sources was published.
fn is_of_publication(figure: &figure::Figure, sources: &[SourceId], library: &TrackedLibrary<'_>) -> bool {
    let figure::Value::Date { year: Some(year), month, day: None } = figure.value else { return false };
    sources.iter().any(|&source| {
        library.source(source).meta.date.as_ref().is_some_and(|date| {
            date.from.year == year && month.is_none_or(|month| date.from.month == Some(month))
        })
    })
}

/// `figure-unsupported` for a year that the text of no source states or counts from, and in which one was published:
/// a note where they name no year at all.
fn publication_year(
    page: &Page,
    (text, span): (String, Span),
    keys: &[String],
    names_year: bool,
) -> Diagnostic {
    let message = format!(
        "“{text}” is when {} was published; its text does not say that the event was then",
        keys.join(" or ")
    );
    let mut finding = Diagnostic::new(Rule::FigureUnsupported, &page.path, span, message)
        .help("cite a source that dates the event, or say when it was reported");
    if !names_year {
        finding.severity = Severity::Note;
    }
    finding
}

/// `figure-hedged`: figures that the source gives as a bound only.
fn bounds(
    (page, statement): (&Page, &FigureText<'_>),
    sources: &[&FigureIndex],
    places: &mut StatementWords<'_>,
) -> Vec<Diagnostic> {
    let found = statement.bounded(sources).into_iter();
    found
        .map(|bounded| {
            let (text, words) = (&bounded.figure.text, &bounded.words);
            let message = format!("the source has “{words}”, the statement “{text}”");
            Diagnostic::new(Rule::FigureHedged, &page.path, places.next(&bounded.figure.range), message)
                .help("say what limits the figure, as the source does")
        })
        .collect()
}

/// `figure-unsupported` for “tripled” where the passages, or the source, have “doubled” only.
fn other_multiples(
    (page, statement): (&Page, &FigureText<'_>),
    sources: &[&FigureIndex],
    places: &mut StatementWords<'_>,
) -> Vec<Diagnostic> {
    let found = statement.other_multiples(sources).into_iter();
    found
        .map(|other| {
            let text = &places.statement[other.range.clone()];
            let message = format!("the source has “{}”, the statement “{text}”", other.words);
            let span = places.next(&other.range);
            Diagnostic::new(Rule::FigureUnsupported, &page.path, span, message)
                .help("check the figure, or cite a source that has it")
        })
        .collect()
}

/// `figure-unsupported` for a day of the week where the passages, or a source that names no date, have other days only.
fn other_weekdays(
    (page, group, statement): (&Page, &Group, &FigureText<'_>),
    (sources, is_whole): (&[&FigureIndex], bool),
    keys: &[String],
    places: &mut StatementWords<'_>,
) -> Vec<Diagnostic> {
    let is_other = |day: u8| {
        sources.iter().all(|source| source.names_other_weekday(day) && !(is_whole && source.names_day()))
    };
    // Most sources name no day, or all that matter.
    if !(1..=7).any(is_other) {
        return Vec::new();
    }
    let text = &group.claim.text;
    let mut found = Vec::new();
    for (range, _) in statement.weekdays().into_iter().filter(|(_, day)| is_other(*day)) {
        let place = if is_whole { "does not stand" } else { "is not the one of the passage" };
        let message = format!("the day “{}” {place} in {}", &text[range.clone()], keys.join(" or "));
        let finding = Diagnostic::new(Rule::FigureUnsupported, &page.path, places.next(&range), message)
            .help("check the day, or cite a source that has it");
        found.push(finding);
    }
    found
}

/// The figures of the sentences of saved pages that are cited and stand outside of their articles.
fn outside_figures(groups: &[Vec<CiteCheck>], library: &TrackedLibrary<'_>) -> Vec<FigureIndex> {
    let is_outside = |check: &&CiteCheck| {
        check.source.is_some_and(|index| {
            let text = &library.source(index).text;
            check.passages.iter().any(|passage| text.is_outside(passage.plain.start))
        })
    };
    groups.iter().flatten().filter(is_outside).filter_map(|check| passage_figures(check, library)).collect()
}

/// The figures of the sentences in which the passages of a citation stand.
fn passage_figures(check: &CiteCheck, library: &TrackedLibrary<'_>) -> Option<FigureIndex> {
    let index = check.source?;
    let text = &library.source(index).text;
    let sentences = check.passages.iter().map(|passage| text.sentences_of(passage.plain));
    Some(figures_of(index, sentences, library))
}

/// The figures of parts of a source.
fn figures_of(
    index: SourceId,
    parts: impl Iterator<Item = Span>,
    library: &TrackedLibrary<'_>,
) -> FigureIndex {
    let source = library.source(index);
    let mut text = String::new();
    for part in parts {
        text.push_str(source.text.plain.get(part.range()).unwrap_or_default());
        text.push('\n');
    }
    let date = source.meta.date.as_ref().map(|date| (date.from.year, date.from.month, date.from.day));
    let figures = FigureIndex::new(&text, library.language(index), date);
    match date {
        Some((year, ..)) => figures.with_year(year),
        None => figures,
    }
}

/// `figure-unsupported` in text that readers see and no citation covers, such as the title and the summary: the figures must stand
/// in some source that the page cites. Figures in words and the number at the beginning are left alone: they mostly
/// count what the page or the picture shows (“Three questions”, “5 things to know”).
fn display_figures(
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
        let mut words = StatementWords {
            text: page_text.as_bytes().get(text.span.range()).unwrap_or_default(),
            claim: text.span,
            statement: &text.text,
            read: 0,
            from: 0,
        };
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

/// Where words of a statement stand in the file, one after the other.
struct StatementWords<'a> {
    text: &'a [u8],
    claim: Span,
    /// The statement as it is read, without markup.
    statement: &'a str,
    /// Where the one before ended in the statement.
    read: usize,
    /// Where it ended in the file.
    from: usize,
}

impl StatementWords<'_> {
    /// The furthest that the next words are looked for; a statement is hardly ever as long.
    const NEAR: usize = 16 << 10;

    /// The place of some words of the statement; that of the statement where markup parts them. As often as the
    /// same letters stand before them in the statement, they are passed over in the file: of two twelves the
    /// second may be the one that is meant.
    fn next(&mut self, range: &Range<usize>) -> Span {
        let found = || {
            let words = self.statement.get(range.clone())?.as_bytes();
            let passed =
                memchr::memmem::find_iter(self.statement.get(self.read..range.start)?.as_bytes(), words);
            let end = self.text.len().min(self.from + Self::NEAR);
            let within = self.text.get(self.from..end)?;
            Some(self.from + memchr::memmem::find_iter(within, words).nth(passed.count())?)
        };
        let Some(at) = found() else { return self.claim };
        (self.read, self.from) = (range.end, at + range.len());
        let start = self.claim.start as usize + at;
        Span::new(start, start + range.len())
    }
}

/// `single-origin`: off by default.
fn single_origins(page: &Page, library: &TrackedLibrary<'_>, findings: &mut Vec<Diagnostic>) {
    for group in &page.document.groups {
        let known = group.cites.iter().filter_map(|cite| library.cited(&cite.key));
        let origins: BTreeSet<String> = known.map(|index| library.source(index).origin_group()).collect();
        if origins.len() == 1 {
            findings.push(
                Diagnostic::new(
                    Rule::SingleOrigin,
                    &page.path,
                    group.span,
                    "the statement rests on a single origin",
                )
                .help("cite a source of another origin as well"),
            );
        }
    }
}
