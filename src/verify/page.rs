//! The checks of one page: every quotation, excerpt and locator against the sources it cites.

mod caution;
mod checks;
mod cited;
mod clause;
mod confirm;
mod display;
mod relation;
mod repeated;
mod replaced;
mod speaker;
mod structure;
mod turned;
mod unknown;
mod unmatched;

use std::collections::BTreeMap;
use std::ops::Range;

use ibid_quotation::{Match, Pattern, is_boundary};

use super::reading::TrackedLibrary;
use super::{Library, excerpt, statement};
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::ids::{CiteIndex, GroupIndex, GroupRange, SourceId};
use crate::base::span::{PlainSpan, Span};
use crate::parse::source::Source;
use crate::parse::topic::citation::is_simple_key;
use crate::parse::topic::document::DisplayKind;
use crate::parse::topic::{Cite, Page, Quotation};

use checks::SourcePlace;
use clause::FoundWords;
use unmatched::SoughtWords;

pub use checks::{CiteCheck, PageChecks, Passage, Spoken, State, StateName, Unverified};
pub(super) use speaker::SpeechIndex;

/// Checks a page, given the text that it was parsed from.
#[must_use]
pub fn check(page: &Page, text: &str, library: &Library) -> (PageChecks, Vec<Diagnostic>) {
    let reading = TrackedLibrary::new(library);
    let mut checker = Checker {
        page,
        library: &reading,
        checks: PageChecks::default(),
        findings: Vec::new(),
        full_names: BTreeMap::new(),
    };
    let mut by_group: Vec<Vec<&Quotation>> = vec![Vec::new(); page.document.groups.len()];
    for quotation in &page.document.quotations {
        match quotation.group {
            Some(group) => by_group[group].push(quotation),
            None if checker.heading_of(quotation).is_some() => {
                let heading = checker.heading_of(quotation).unwrap_or_default();
                checker.displayed(DisplayKind::Heading, (&quotation.text, heading), quotation.span);
            }
            None => checker.uncited(quotation),
        }
    }
    for (index, quotations) in GroupIndex::enumerate(&by_group) {
        checker.group(index, quotations);
    }
    checker.display_texts(text);
    checker.disagreements();
    checker.unknowns(text);
    checker.undefined_notes();
    checker.unread_pins();
    checker.bracketed();
    let Checker { mut checks, mut findings, .. } = checker;
    let statements = statement::check((page, text), &checks, &reading);
    let quotations: Vec<Span> =
        findings.iter().filter(|finding| is_misquotation(finding)).map(|finding| finding.span).collect();
    // A figure of a quotation that is not the source's is the same mistake.
    let is_said = |finding: &Diagnostic| {
        finding.rule == Rule::FigureUnsupported
            && quotations.iter().any(|span| span.start <= finding.span.start && finding.span.end <= span.end)
    };
    findings.extend(statements.into_iter().filter(|finding| !is_said(finding)));
    if reading.is_in_force(Rule::ExcerptMissing) {
        findings.extend(excerpt::check((page, text), &checks, &reading));
    }
    let findings = confirm::without_confirmed(page, &mut checks, &reading, findings);
    checks.is_beyond_cited = reading.is_beyond();
    (checks, findings)
}

/// Whether a finding says that quoted words are not the source's.
fn is_misquotation(finding: &Diagnostic) -> bool {
    matches!(finding.rule, Rule::QuoteAltered | Rule::QuoteAbsent | Rule::QuoteElsewhere)
}

/// A passage that a bracket began or ended inside a word, with the rest of the word.
fn whole_words(text: &str, span: PlainSpan) -> PlainSpan {
    let is_inside = |at: usize| !is_boundary(text, at);
    let mut start = span.start as usize;
    while start > 0 && (!text.is_char_boundary(start) || is_inside(start)) {
        start -= 1;
    }
    let mut end = span.end as usize;
    while end < text.len() && (!text.is_char_boundary(end) || is_inside(end)) {
        end += 1;
    }
    PlainSpan::new(start, end)
}

/// Cites another source in place of the one that a citation names.
fn replace_key(cite: &Cite, key: &str) -> Edit {
    // In braces, `@{odd key}`, any key may stand.
    let is_in_braces = !is_simple_key(&cite.key);
    let written = if is_in_braces || is_simple_key(key) { key.to_owned() } else { format!("{{{key}}}") };
    Edit::replace(cite.key_span, written)
}

struct Checker<'a> {
    page: &'a Page,
    library: &'a TrackedLibrary<'a>,
    checks: PageChecks,
    findings: Vec<Diagnostic>,
    /// The whole names of the speakers whom sources name, by the part that stands beside the words: a page may quote one
    /// of them any number of times.
    full_names: BTreeMap<(SourceId, String), String>,
}

impl<'a> Checker<'a> {
    fn source(&self, index: SourceId) -> &'a Source {
        self.library.source(index)
    }

    fn push(&mut self, rule: Rule, span: Span, message: impl Into<String>, help: impl Into<Help>) {
        self.findings.push(Diagnostic::new(rule, &self.page.path, span, message).help(help));
    }

    fn uncited(&mut self, quotation: &Quotation) {
        let what = if quotation.is_block { "blockquote" } else { "quotation" };
        self.push(
            Rule::QuoteUncited,
            quotation.span,
            format!("this {what} has no citation in its block"),
            "cite its source after it: `[@key]`; for words that nobody said, use single quotation marks or italics",
        );
    }

    fn group(&mut self, index: GroupIndex, quotations: &[&Quotation]) {
        let group = &self.page.document.groups[index];
        let mut checks: Vec<CiteCheck> =
            group.cites.iter().map(|cite| self.cite(cite, &group.claim.text)).collect();
        // Of a translated quotation the words compared are the original's, in the excerpt: one excerpt for
        // one quotation, the last ones before the citation.
        let originals =
            group.cites.iter().filter(|cite| cite.is_translated).map(|cite| cite.excerpts.len()).sum();
        let (compared, translated) = quotations.split_at(quotations.len().saturating_sub(originals));
        for quotation in compared {
            self.quotation(quotation, &group.cites, &mut checks);
        }
        for quotation in translated {
            for (check, cite) in checks.iter_mut().zip(&group.cites) {
                if cite.is_translated && check.state <= State::Excerpt {
                    // Beside a quotation in its own words too: that a machine did not compare it must be said.
                    check.state = State::Translated;
                    check.quoted = Some(quotation.text.clone());
                }
            }
        }
        if let ([], [quotation]) = (compared, translated) {
            self.translated_speech(quotation, &checks);
        }
        for check in checks.iter_mut().filter(|check| check.state <= State::Translated) {
            // It has another of several quotations.
            check.lacks_words = false;
        }
        let statement = self.statement(index);
        self.unrelated_excerpts(group, &statement, &mut checks);
        self.checks.groups.push(checks);
    }

    /// What a group of citations states, for comparing with what it cites: its words, with those that it is read
    /// with: its heading, the date of an entry of a timeline, the question of a disagreement, the term that it defines.
    fn statement(&self, group: GroupIndex) -> String {
        let document = &self.page.document;
        let is_in = |groups: &GroupRange| groups.contains(&group);
        let date = document.events.iter().find(|event| is_in(&event.groups)).map(|event| event.date.iso());
        let term = document.definitions.iter().find(|definition| is_in(&definition.groups));
        let term = term.map_or("", |definition| definition.term.as_str());
        let mut disagreements = document.disagreements.iter();
        let question = disagreements
            .find(|fact| fact.positions.iter().any(|(groups, _)| is_in(groups)))
            .map_or("", |fact| fact.question.as_str());
        let claim = &document.groups[group].claim;
        let headings = document.headings.iter();
        let heading = headings.take_while(|heading| heading.span.start < claim.span.start).last();
        let heading = heading.map_or("", |heading| heading.title.as_str());
        format!("{} {heading} {question} {term} {}", date.unwrap_or_default(), claim.text)
    }

    /// Reports words that were found on the page of a source, and not in its article.
    fn outside(&mut self, span: Span, index: SourceId, passages: &[Passage]) {
        let source = self.source(index);
        let is_outside = |passage: &&Passage| source.text.is_outside(passage.plain.start);
        let Some(passage) = passages.iter().find(is_outside) else { return };
        let message = format!(
            "these words stand elsewhere on the saved page of `{}` (¶ {}), not in its article",
            source.key, passage.paragraph
        );
        let help = "if they belong to the article, name the part of the page that has all of it, as in `selector: main`";
        self.push(Rule::OutsideArticle, span, message, help);
    }

    fn passages(&self, found: &Match, index: SourceId) -> Vec<Passage> {
        let source = self.source(index);
        let plain = &source.text.plain;
        let normal = self.library.normal(index);
        // Fragments of one quotation are one passage each, so that what was left out stays unpublished.
        found
            .pieces
            .iter()
            .map(|piece| {
                let plain = whole_words(plain, normal.origin(piece.clone(), plain).into());
                let paragraph = source.text.paragraph_at(plain.start).map_or(1, |paragraph| paragraph.number);
                Passage { plain, paragraph, context: source.context(plain) }
            })
            .collect()
    }

    /// Compares a quotation with the sources that its group cites.
    fn quotation(&mut self, quotation: &Quotation, cites: &[Cite], checks: &mut [CiteCheck]) {
        let known: Vec<CiteIndex> =
            CiteIndex::all(cites.len()).filter(|&at| checks[at].source.is_some()).collect();
        let mut refusals = Vec::new();
        let mut found_in = Vec::new();
        let mut compared = false;
        for &at in &known {
            let Some(index) = checks[at].source else { continue };
            let pattern = Pattern::new(&quotation.text, quotation.is_block, self.library.language(index));
            if pattern.is_empty() {
                return self.push(
                    Rule::QuoteUnchecked,
                    quotation.span,
                    "a quotation without words of the source",
                    "quote at least a word outside brackets",
                );
            }
            if !self.source(index).is_comparable() {
                continue;
            }
            compared = true;
            match self.find_cited(&pattern, &cites[at], &checks[at], index) {
                Ok((found, is_decided)) => {
                    if !is_decided && found_in.is_empty() {
                        self.repeated(&pattern, (index, &cites[at]), quotation.span);
                    }
                    found_in.push((at, found));
                }
                Err(refusal) => refusals.push((index, refusal)),
            }
        }
        if !compared {
            let sources: Vec<SourceId> = known.iter().filter_map(|&at| checks[at].source).collect();
            if !sources.is_empty() {
                self.nothing_to_compare(quotation.span, &sources);
            }
            return;
        }
        self.checks.compared += 1;
        if !found_in.is_empty() {
            self.checks.matched += 1;
            self.matched(quotation, &found_in, checks);
            self.meaning(quotation, &found_in, checks);
            let (_, found) = &found_in[0];
            let page = self.page;
            let group = quotation.group.map(|group| &page.document.groups[group]);
            let statement = group.map_or("", |group| group.claim.text.as_str());
            return self.cautions(quotation.span, found, statement);
        }
        let comparable =
            |check: &CiteCheck| check.source.is_some_and(|index| self.source(index).is_comparable());
        checks.iter_mut().filter(|check| comparable(check)).for_each(CiteCheck::no_match);
        if known.len() == cites.len() {
            let located =
                cites.iter().find_map(|cite| self.located_range(cite, self.library.cited(&cite.key)?));
            let language = self.library.language(refusals[0].0);
            let pattern = Pattern::new(&quotation.text, quotation.is_block, language);
            let Quotation { span, inner, text: words, .. } = quotation;
            // Without an excerpt the word is a remark of the author's.
            let is_translated =
                cites.iter().any(|cite| cite.suffix.split(", ").any(|remark| remark == "translated"));
            let compared =
                SoughtWords { span: *span, inner: *inner, words, pattern: &pattern, is_translated };
            self.not_found(&compared, &refusals, located.as_ref());
        }
    }

    /// What the first source that has a quotation says around it.
    fn meaning(&mut self, quotation: &Quotation, found_in: &[(CiteIndex, Match)], checks: &[CiteCheck]) {
        let page = self.page;
        let Some(group) = quotation.group.map(|group| &page.document.groups[group]) else { return };
        let Some((at, found)) = found_in.first() else { return };
        let Some(index) = checks[*at].source else { return };
        let words = FoundWords { span: quotation.span, words: &quotation.text, statement: &group.claim.text };
        self.clause(&words, index, found);
        // Its own are the last that the citation has.
        let passages = &checks[*at].passages;
        let passages = &passages[passages.len().saturating_sub(found.pieces.len())..];
        self.outside(quotation.span, index, passages);
        let Some(passage) = passages.first() else { return };
        let before = self.findings.len();
        self.speaker(quotation, group, index, passage);
        let mut found = self.findings[before..].iter();
        if !found.any(|finding| matches!(finding.rule, Rule::QuoteSpeaker | Rule::SpeechReported)) {
            self.spoken(quotation, (*at, index, passage));
        }
    }

    /// Settles the states of citations of which some have the words of a quotation.
    fn matched(&self, quotation: &Quotation, found_in: &[(CiteIndex, Match)], checks: &mut [CiteCheck]) {
        for (at, check) in CiteIndex::enumerate(checks) {
            let Some(index) = check.source else { continue };
            let Some((_, found)) = found_in.iter().find(|(found_at, _)| *found_at == at) else {
                check.lacks_words = self.source(index).is_comparable();
                continue;
            };
            let state = if found.is_verbatim { State::Verbatim } else { State::Altered };
            check.found(state);
            if state == State::Altered {
                check.quoted = Some(quotation.text.clone());
            }
            check.passages.extend(self.passages(found, index));
        }
    }

    /// The plain words of a normalised range, and where they stand.
    fn passage_text(&self, index: SourceId, place: Range<usize>) -> (SourcePlace, &str) {
        let source = self.source(index);
        let plain = self.library.normal(index).origin(place, &source.text.plain);
        let plain = whole_words(&source.text.plain, plain.into());
        let paragraph = source.text.paragraph_at(plain.start).map_or(1, |paragraph| paragraph.number);
        (SourcePlace { plain, paragraph }, &source.text.plain[plain.range()])
    }
}
