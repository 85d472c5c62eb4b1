//! Figures, dates and names of statements that their sources, or the passages cited, do not have.

use std::cell::LazyCell;

use ibid_languages::{Language, List};

use super::is_asked;
use super::words::StatementWords;
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::ids::SourceId;
use crate::base::span::{PlainSpan, Span};
use crate::parse::topic::document::Event;
use crate::parse::topic::locator::Term;
use crate::parse::topic::{CitationGroup, Cite, Page};
use crate::verify::figure::{Figure, FigureIndex, FigureText, Value};
use crate::verify::name::{self, NameIndex};
use crate::verify::page::{CiteCheck, PageChecks};
use crate::verify::reading::TrackedLibrary;

/// `figure-unsupported`, `figure-outside-passage`, `figure-hedged` and, where it is in force, `name-unsupported`.
pub(super) fn unsupported(
    (page, page_text): (&Page, &str),
    checks: &PageChecks,
    library: &TrackedLibrary<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    let events = page.document.events_of_groups();
    let language = library.page_language(page);
    let asks_names = is_asked(Rule::NameUnsupported, page, library);
    let page_names = LazyCell::new(|| names_of(page, language));
    let mut next = 0;
    // Groups that stand side by side carry one statement together.
    for groups in page.document.groups.chunk_by(|a, b| a.claim.span == b.claim.span) {
        let first = next;
        next += groups.len();
        let Some(sources) = comparable_sources(groups, library) else { continue };
        let figures = FigureText::new(&groups[0].claim.text, language);
        let event = events[first].filter(|event| event.groups.start.index() == first);
        // Most statements have nothing to compare: then the figures of their sources need not be read.
        if event.is_none() && !asks_names && !figures.is_checkable() {
            continue;
        }
        let checks = checks.groups.get(first..next).unwrap_or_default();
        // Of what stands outside of an article only the passages that are cited count.
        let beside = outside_figures(checks, library);
        let cites = groups.iter().flat_map(|group| &group.cites);
        let statement = CheckedStatement {
            page,
            page_text,
            language,
            groups,
            checks,
            library,
            figures,
            keys: cites.map(|cite| format!("`{}`", cite.key)).collect::<Vec<_>>().join(" or "),
            stated: sources.iter().map(|&source| library.figures(source)).chain(&beside).collect(),
            sources,
        };
        statement.check_figures(findings);
        // The date is what the first group of the entry carries.
        if let Some(event) = event {
            statement.check_date(event, findings);
        }
        if asks_names {
            statement.check_names(&page_names, findings);
        }
    }
}

/// The sources that carry a statement; nothing if one of them is unknown or has no saved text: then nothing can be said.
fn comparable_sources(groups: &[CitationGroup], library: &TrackedLibrary<'_>) -> Option<Vec<SourceId>> {
    let cites = groups.iter().flat_map(|group| &group.cites);
    let sources: Option<Vec<SourceId>> = cites.map(|cite| library.cited(&cite.key)).collect();
    sources.filter(|sources| sources.iter().all(|&source| library.source(source).is_comparable()))
}

/// The names of a page's statements.
fn names_of(page: &Page, language: &str) -> NameIndex {
    let statements: Vec<&str> = page.document.groups.iter().map(|group| group.claim.text.as_str()).collect();
    NameIndex::new(&statements.join("\n"), language)
}

/// A statement, with the citations that carry it together.
struct CheckedStatement<'s> {
    page: &'s Page,
    page_text: &'s str,
    /// The language of the page.
    language: &'s str,
    /// The groups of citations side by side that carry it: at least one.
    groups: &'s [CitationGroup],
    /// What was found for the citations of each group.
    checks: &'s [Vec<CiteCheck>],
    library: &'s TrackedLibrary<'s>,
    /// Its own figures.
    figures: FigureText<'s>,
    /// The sources of its citations, in their order.
    sources: Vec<SourceId>,
    /// Their keys, as messages name them.
    keys: String,
    /// The figures of the sources, and those of what is cited beside their articles.
    stated: Vec<&'s FigureIndex>,
}

impl<'s> CheckedStatement<'s> {
    /// Its words, without markup.
    fn text(&self) -> &'s str {
        &self.groups[0].claim.text
    }

    fn span(&self) -> Span {
        self.groups[0].claim.span
    }

    /// Finds the places of its words in the file, from its beginning.
    fn places(&self) -> StatementWords<'s> {
        StatementWords::new(self.page_text, self.span(), self.text())
    }

    fn finding(&self, rule: Rule, span: Span, message: String, help: &str) -> Diagnostic {
        Diagnostic::new(rule, &self.page.path, span, message).help(help)
    }

    /// A word of a kind that no source has: “figure”, “date”, “name”.
    fn missing(&self, rule: Rule, words: &str, span: Span, kind: &str) -> Diagnostic {
        let message = format!("the {kind} “{words}” is not in {}", self.keys);
        self.finding(rule, span, message, &format!("check the {kind}, or cite a source that has it"))
    }

    /// Compares its figures with the sources, then with the passages that are cited.
    fn check_figures(&self, findings: &mut Vec<Diagnostic>) {
        let missing = self.figures.unsupported(&self.stated);
        let mut places = self.places();
        for figure in &missing {
            let span = places.next(&figure.range);
            if self.is_in_title(figure, span) || self.is_of_frame(figure) {
                continue;
            }
            findings.extend(self.not_stated(figure, span, "figure"));
        }
        let pinned = self.pinned_figures();
        self.outside_passages(&missing, &pinned, findings);
        let shown: Vec<&FigureIndex> =
            if pinned.is_empty() { self.stated.clone() } else { pinned.iter().collect() };
        self.bounds(&shown, findings);
        self.misqualified(&shown, findings);
        self.other_multiples(&shown, findings);
        self.other_weekdays(&shown, pinned.is_empty(), findings);
    }

    /// Compares the date of a timeline's entry with the sources.
    fn check_date(&self, event: &Event, findings: &mut Vec<Diagnostic>) {
        for date in FigureText::new(&event.date.iso(), self.language).unsupported(&self.stated) {
            findings.extend(self.not_stated(&date, event.date_span, "date"));
        }
    }

    /// Compares its names with the sources, and with what the page says elsewhere.
    fn check_names(&self, page_names: &NameIndex, findings: &mut Vec<Diagnostic>) {
        let names: Vec<&NameIndex> = self.sources.iter().map(|&source| self.library.names(source)).collect();
        let mut places = self.places();
        for name in name::unsupported_names(self.text(), self.language, &names, page_names) {
            let span = places.next(&name.range);
            findings.push(self.missing(Rule::NameUnsupported, &name.text, span, "name"));
        }
    }

    /// `figure-unsupported` for a figure that no source states; of the year in which one was published, only where the
    /// statement does not say when something was said or written.
    fn not_stated(&self, figure: &Figure, span: Span, kind: &str) -> Option<Diagnostic> {
        if self.is_day_of_publication(figure) {
            return (!self.is_about_sources()).then(|| self.publication_day(&figure.text, span));
        }
        if !self.is_of_publication(figure) {
            return Some(self.missing(Rule::FigureUnsupported, &figure.text, span, kind));
        }
        (!self.is_about_sources()).then(|| self.publication_year(&figure.text, span))
    }

    /// `figure-unsupported` for a year that the text of no source states or counts from, and in which one was
    /// published: a note where they name no year at all.
    fn publication_year(&self, year: &str, span: Span) -> Diagnostic {
        let message = format!(
            "“{year}” is when {} was published; its text does not say that the event was then",
            self.keys
        );
        let help = "cite a source that dates the event, or say when it was reported";
        let mut finding = self.finding(Rule::FigureUnsupported, span, message, help);
        if !self.sources_name_year() {
            finding.severity = Severity::Note;
        }
        finding
    }

    /// `figure-unsupported` as a note for the day on which a source was published, which names another day of the week.
    fn publication_day(&self, day: &str, span: Span) -> Diagnostic {
        let message =
            format!("“{day}” is when {} was published; its text names another day of the week", self.keys);
        let help = "name the day that the text names, or cite a source that dates the event";
        let mut finding = self.finding(Rule::FigureUnsupported, span, message, help);
        finding.severity = Severity::Note;
        finding
    }

    /// Figures that the sources have, but not in the passages that the citations name or in their sentences:
    /// `figure-unsupported` where a passage has another figure of the same kind, else `figure-outside-passage`.
    fn outside_passages(&self, missing: &[Figure], pinned: &[FigureIndex], findings: &mut Vec<Diagnostic>) {
        if pinned.is_empty() || self.figures.figures().len() == missing.len() {
            return;
        }
        let indexes: Vec<&FigureIndex> = pinned.iter().collect();
        let mut places = self.places();
        for figure in self.figures.unsupported(&indexes) {
            let span = places.next(&figure.range);
            // A passage need not say the year again.
            let is_without_year = indexes.iter().any(|index| index.has_without_year(&figure));
            if is_without_year
                || self.is_of_frame(&figure)
                || missing.iter().any(|other| other.range == figure.range)
                || self.is_in_title(&figure, span)
            {
                continue;
            }
            let text = &figure.text;
            findings.push(if indexes.iter().any(|index| index.has_kind(&figure)) {
                let message = format!(
                    "the figure “{text}” stands elsewhere in the source; the passage cited has another"
                );
                let help = "correct the figure, or cite the passage that has it";
                self.finding(Rule::FigureUnsupported, span, message, help)
            } else {
                let message =
                    format!("the figure “{text}” stands in the source, but not in the passage cited");
                let help = "cite the passage that has it, or name it as a second excerpt";
                self.finding(Rule::FigureOutsidePassage, span, message, help)
            });
        }
    }

    /// `figure-hedged`: figures that the source gives as a bound only.
    fn bounds(&self, sources: &[&FigureIndex], findings: &mut Vec<Diagnostic>) {
        let mut places = self.places();
        findings.extend(self.figures.bounded(sources).iter().map(|bounded| {
            let (text, words) = (&bounded.figure.text, &bounded.words);
            let message = format!("the source says “{words}”; the statement says “{text}”");
            let span = places.next(&bounded.figure.range);
            self.finding(Rule::FigureHedged, span, message, "say what limits the figure, as the source does")
        }));
    }

    /// `figure-hedged` for figures that are exact in the statement only; `figure-unsupported` for those that come again in
    /// another time, and years of the other era.
    fn misqualified(&self, sources: &[&FigureIndex], findings: &mut Vec<Diagnostic>) {
        let mut places = self.places();
        findings.extend(self.figures.misqualified(sources).iter().map(|found| {
            let message =
                format!("the source says “{}”; the statement says “{}”", found.words, found.figure.text);
            let (rule, help) = match found.is_hedge {
                true => (Rule::FigureHedged, "say how exact the figure is, as the source does"),
                false => (Rule::FigureUnsupported, "check the figure, or cite a source that has it"),
            };
            self.finding(rule, places.next(&found.figure.range), message, help)
        }));
    }

    /// `figure-unsupported` for “tripled” where the passages, or the source, have “doubled” only.
    fn other_multiples(&self, sources: &[&FigureIndex], findings: &mut Vec<Diagnostic>) {
        let mut places = self.places();
        findings.extend(self.figures.other_multiples(sources).iter().map(|other| {
            let text = &self.text()[other.range.clone()];
            let message = format!("the source says “{}”; the statement says “{text}”", other.words);
            let help = "check the figure, or cite a source that has it";
            self.finding(Rule::FigureUnsupported, places.next(&other.range), message, help)
        }));
    }

    /// `figure-unsupported` for a day of the week where the passages, or a whole source that names no date, have other
    /// days only.
    fn other_weekdays(&self, sources: &[&FigureIndex], is_whole: bool, findings: &mut Vec<Diagnostic>) {
        let is_other = |day: u8| {
            sources.iter().all(|source| source.names_other_weekday(day) && !(is_whole && source.names_day()))
        };
        // Most sources name no day, or all that matter.
        if !(1..=7).any(is_other) {
            return;
        }
        let mut places = self.places();
        for (range, _) in self.figures.weekdays().into_iter().filter(|(_, day)| is_other(*day)) {
            let place = if is_whole { "is not" } else { "is not the one of the passage" };
            let message = format!("the day “{}” {place} in {}", &self.text()[range.clone()], self.keys);
            let help = "check the day, or cite a source that has it";
            findings.push(self.finding(Rule::FigureUnsupported, places.next(&range), message, help));
        }
    }

    /// The figures around the passages of citations that all name some, by their words or by paragraphs; else none.
    fn pinned_figures(&self) -> Vec<FigureIndex> {
        let cites = self.groups.iter().flat_map(|group| &group.cites);
        let pinned: Option<Vec<FigureIndex>> = cites
            .zip(self.checks.iter().flatten())
            .map(|(cite, check)| match cite.excerpts.as_slice() {
                [] => paragraph_figures(cite, check, self.library),
                _ if check.passages.is_empty() => None,
                _ => passage_figures(check, self.library),
            })
            .collect();
        pinned.unwrap_or_default()
    }

    /// Whether a year belongs to the title of what a link leads to: “[NATO and Ukraine, 1991–2018](…)”.
    fn is_in_title(&self, figure: &Figure, span: Span) -> bool {
        let is_year = matches!(figure.value, Value::Date { year: Some(_), month: None, .. });
        let links = &self.page.document.links;
        let before = links.partition_point(|link| link.span.start <= span.start);
        let link = links[..before].last().filter(|link| span.end <= link.span.end);
        let words = link.and_then(|link| self.page_text.get(link.span.range())?.strip_prefix('['));
        is_year && words.is_some_and(|words| words.starts_with(char::is_uppercase))
    }

    /// Whether a year is that of the page's title or of the heading above the statement, which says when all of it was.
    /// Where a source names years of its own, that excuses only the year in which somebody said something: “In 2023 the
    /// ministry said”.
    fn is_of_frame(&self, figure: &Figure) -> bool {
        if !matches!(figure.value, Value::Date { year: Some(_), month: None, day: None })
            || self.sources_name_year() && !self.says()
        {
            return false;
        }
        let headings = self.page.document.headings.iter();
        let heading = headings.take_while(|heading| heading.span.start < self.span().start).last();
        let frame = [Some(self.page.front.title.as_str()), heading.map(|heading| heading.title.as_str())];
        frame.into_iter().flatten().any(|text| {
            text.contains(&figure.text)
                && FigureText::new(text, self.language)
                    .figures()
                    .iter()
                    .any(|other| other.value == figure.value)
        })
    }

    /// Whether one of the sources names a year of its own.
    fn sources_name_year(&self) -> bool {
        self.stated.iter().any(|source| source.names_year())
    }

    /// Whether somebody says something in it.
    fn says(&self) -> bool {
        let words = Language::get(self.language);
        [List::VerbsOfSaying, List::Attributions]
            .into_iter()
            .any(|list| words.words(list).find(self.text()).is_some())
    }

    /// Whether it says when something was said or written, which a source's date of publication gives: “In 2025 the
    /// ministry said”, “a study of 2025”.
    fn is_about_sources(&self) -> bool {
        self.says() || Language::get(self.language).words(List::SourceNouns).find(self.text()).is_some()
    }

    /// Whether a date is the day on which one of the sources was published, and its text names no day of a month.
    fn is_day_of_publication(&self, figure: &Figure) -> bool {
        let Value::Date { year, month: Some(month), day: Some(day) } = figure.value else { return false };
        self.sources.iter().zip(&self.stated).any(|(&source, stated)| {
            self.library.source(source).meta.date.as_ref().is_some_and(|date| {
                let own = (Some(date.from.year), date.from.month, date.from.day);
                own == (year.or(own.0), Some(month), Some(day)) && !stated.names_day()
            })
        })
    }

    /// Whether a year, with or without a month, is that in which one of the sources was published.
    fn is_of_publication(&self, figure: &Figure) -> bool {
        let Value::Date { year: Some(year), month, day: None } = figure.value else { return false };
        self.sources.iter().any(|&source| {
            self.library.source(source).meta.date.as_ref().is_some_and(|date| {
                date.from.year == year && month.is_none_or(|month| date.from.month == Some(month))
            })
        })
    }
}

/// The figures of the paragraphs that a locator names.
fn paragraph_figures(cite: &Cite, check: &CiteCheck, library: &TrackedLibrary<'_>) -> Option<FigureIndex> {
    let index = check.source?;
    let locator = cite.locator.as_ref().filter(|locator| locator.term == Term::Paragraph)?;
    let text = &library.source(index).text;
    let spans: Option<Vec<PlainSpan>> =
        locator.numbers().into_iter().map(|number| text.paragraph(number).map(|found| found.plain)).collect();
    spans.filter(|spans| !spans.is_empty()).map(|spans| figures_of(index, spans.into_iter(), library))
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
    parts: impl Iterator<Item = PlainSpan>,
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
