//! The checks of one page: every quotation, excerpt and locator against the sources it cites.

use serde::{Deserialize, Serialize};

use std::ops::Range;
use std::sync::Arc;

use super::boundary::is_boundary;
use super::nearest::{nearest, word_diff};
use super::reading::Reading;
use super::search::{Match, Pattern, Refusal};
use super::{Library, excerpt, statement};
use crate::diagnostic::{Diagnostic, Rule};
use crate::source::{Saved, Source};
use crate::span::Span;
use crate::suggest;
use crate::topic::locator::Term;
use crate::topic::{Cite, Page, Quotation};

/// What was found for each citation of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageChecks {
    /// For each group of the page its citations.
    pub groups: Vec<Vec<CiteCheck>>,
    /// Quotations and excerpts that were compared.
    pub compared: usize,
    /// Those that stand in a cited source.
    pub matched: usize,
    /// Whether anything here, or in the findings, depends on sources that the page does not cite.
    pub is_beyond_cited: bool,
}

/// What was found for one citation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CiteCheck {
    /// The source; nothing where the key is unknown.
    pub source: Option<usize>,
    /// The state.
    pub state: State,
    /// The passages relied on, in the order of the page.
    pub passages: Vec<Passage>,
    /// The page's words where they differ from the passage's.
    pub quoted: Option<String>,
    /// Whether a quotation of its group stands in another source of the group only.
    pub lacks_words: bool,
}

/// A passage of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Passage {
    /// Where it stands in the source's plain text.
    pub plain: Span,
    /// Number of the paragraph it begins in.
    pub paragraph: usize,
}

/// The state of a citation, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// The quoted words stand in the source.
    Verbatim,
    /// Every fragment between `…` and `[ ]` stands there, in order.
    Altered,
    /// The original words of a translated quotation stand there.
    Translated,
    /// A paraphrase whose excerpt stands there.
    Excerpt,
    /// A citation with nothing to compare.
    Cited,
    /// There is no text to compare with.
    Unverified(Unverified),
}

/// Why there is nothing to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unverified {
    /// No text was saved.
    NoText,
    /// Only an abstract was saved.
    Abstract,
}

impl PageChecks {
    /// The same checks where the sources stand at other places: for each index of a source the new one.
    /// Nothing where what the checks depend on is not there any more as it was.
    #[must_use]
    pub fn moved(self: &Arc<Self>, to: &[Option<usize>]) -> Option<Arc<Self>> {
        if self.is_beyond_cited {
            return None;
        }
        let cited = || self.groups.iter().flatten().filter_map(|check| check.source);
        let is_there = cited().all(|source| to.get(source).is_some_and(Option::is_some));
        let stays = |source: usize| to[source] == Some(source);
        if !is_there || cited().all(stays) {
            return is_there.then(|| Arc::clone(self));
        }
        let mut moved = (**self).clone();
        for check in moved.groups.iter_mut().flatten() {
            check.source = check.source.and_then(|source| to[source]);
        }
        Some(Arc::new(moved))
    }
}

impl State {
    /// The states, in the order in which they are listed.
    pub const NAMES: [&'static str; 6] =
        ["verbatim", "altered", "translated", "excerpt", "cited", "unverified"];

    /// The name used in views, markup and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Altered => "altered",
            Self::Translated => "translated",
            Self::Excerpt => "excerpt",
            Self::Cited => "cited",
            Self::Unverified(_) => "unverified",
        }
    }
}

/// Checks a page.
#[must_use]
pub fn check(page: &Page, library: &Library) -> (PageChecks, Vec<Diagnostic>) {
    let reading = Reading::new(library);
    let mut checker =
        Checker { page, library: &reading, checks: PageChecks::default(), findings: Vec::new() };
    let mut by_group: Vec<Vec<&Quotation>> = vec![Vec::new(); page.document.groups.len()];
    for quotation in &page.document.quotations {
        match quotation.group {
            Some(group) => by_group[group].push(quotation),
            None => checker.uncited(quotation),
        }
    }
    for (index, quotations) in by_group.iter().enumerate() {
        checker.group(index, quotations);
    }
    checker.disagreements();
    let Checker { mut checks, mut findings, .. } = checker;
    findings.extend(statement::check(page, &reading));
    if reading.is_in_force(Rule::ExcerptMissing) {
        findings.extend(excerpt::check(page, &checks, &reading));
    }
    checks.is_beyond_cited = reading.is_beyond();
    (checks, findings)
}

/// A passage that a bracket began or ended inside a word, with the rest of the word.
fn whole_words(text: &str, span: Span) -> Span {
    let is_inside = |at: usize| !is_boundary(text, at);
    let mut start = span.start as usize;
    while start > 0 && (!text.is_char_boundary(start) || is_inside(start)) {
        start -= 1;
    }
    let mut end = span.end as usize;
    while end < text.len() && (!text.is_char_boundary(end) || is_inside(end)) {
        end += 1;
    }
    Span::new(start, end)
}

struct Checker<'a> {
    page: &'a Page,
    library: &'a Reading<'a>,
    checks: PageChecks,
    findings: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    fn source(&self, index: usize) -> &'a Source {
        self.library.source(index)
    }

    fn push(&mut self, rule: Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
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

    fn group(&mut self, index: usize, quotations: &[&Quotation]) {
        let group = &self.page.document.groups[index];
        let mut checks: Vec<CiteCheck> = group.cites.iter().map(|cite| self.cite(cite)).collect();
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
                if cite.is_translated && check.state == State::Excerpt {
                    check.state = State::Translated;
                    check.quoted = Some(quotation.text.clone());
                }
            }
        }
        self.checks.groups.push(checks);
    }

    /// Key, locator and excerpts of one citation.
    fn cite(&mut self, cite: &Cite) -> CiteCheck {
        let nothing = CiteCheck {
            source: None,
            state: State::Cited,
            passages: Vec::new(),
            quoted: None,
            lacks_words: false,
        };
        let Some(index) = self.library.cited(&cite.key) else {
            self.unknown(cite);
            return nothing;
        };
        let within = self.located(cite, index);
        let state = match self.source(index).meta.saved {
            Saved::None => State::Unverified(Unverified::NoText),
            Saved::Abstract => State::Unverified(Unverified::Abstract),
            Saved::Full | Saved::Partial => State::Cited,
        };
        let mut check = CiteCheck { source: Some(index), state, ..nothing };
        for excerpt in &cite.excerpts {
            let pattern = Pattern::new(&excerpt.text, false, self.library.language(index));
            if pattern.is_empty() {
                self.push(
                    Rule::QuoteUnchecked,
                    excerpt.span,
                    "an excerpt without words",
                    "write the source's words between the quotation marks",
                );
                continue;
            }
            if !self.source(index).is_comparable() {
                self.nothing_to_compare(excerpt.span, &[index]);
                continue;
            }
            self.checks.compared += 1;
            match self.find(&pattern, index, within.clone()) {
                Ok(found) => {
                    self.checks.matched += 1;
                    check.state = check.state.min(State::Excerpt);
                    check.passages.extend(self.passages(&found, index));
                }
                Err(refusal) => self.not_found(
                    excerpt.span,
                    excerpt.span,
                    &excerpt.text,
                    &pattern,
                    &[(index, refusal)],
                    within.as_ref(),
                ),
            }
        }
        check
    }

    fn unknown(&mut self, cite: &Cite) {
        let help = match suggest::nearest(&cite.key, self.library.all().keys()) {
            Some(meant) => format!("did you mean `@{meant}`?"),
            None => format!("save the article as seeds/{}.md, or name one of the sources there", cite.key),
        };
        self.push(Rule::SourceUnknown, cite.key_span, format!("there is no source `{}`", cite.key), help);
    }

    /// The part of the normalised source that a paragraph locator names, if it names one.
    fn located(&mut self, cite: &Cite, index: usize) -> Option<Range<usize>> {
        let locator = cite.locator.as_ref().filter(|locator| locator.term == Term::Paragraph)?;
        let source = self.source(index);
        if !source.is_comparable() {
            return None;
        }
        let numbers = locator.numbers();
        if numbers.is_empty() {
            let message = format!("`{}` names no paragraph", locator.value);
            self.push(
                Rule::LocatorMissing,
                cite.locator_span,
                message,
                "write a number or a range: `¶ 4`, `¶ 4-6`",
            );
        }
        for number in numbers {
            match source.text.paragraph(number) {
                Some(paragraph) if !paragraph.is_trimmed => {}
                found => {
                    let message = match found {
                        Some(_) => format!(
                            "¶ {number} of `{}` is trimmed: it is not part of the article",
                            source.key
                        ),
                        None => format!(
                            "`{}` has {} paragraphs, no ¶ {number}",
                            source.key,
                            source.text.paragraphs.len()
                        ),
                    };
                    self.push(
                        Rule::LocatorMissing,
                        cite.locator_span,
                        message,
                        "give the paragraph's number as the source's page shows it",
                    );
                }
            }
        }
        self.paragraph_range(cite, index)
    }

    fn find(&self, pattern: &Pattern, index: usize, within: Option<Range<usize>>) -> Result<Match, Refusal> {
        let text = &self.library.normal(index).text;
        pattern.find(text, within.unwrap_or(0..text.len()), self.library.language(index))
    }

    fn passages(&self, found: &Match, index: usize) -> Vec<Passage> {
        let plain = &self.source(index).text.plain;
        let normal = self.library.normal(index);
        // Fragments of one quotation are one passage each, so that what was left out stays unpublished.
        found
            .pieces
            .iter()
            .map(|piece| {
                let plain = whole_words(plain, normal.origin(piece.clone(), plain));
                let paragraph =
                    self.source(index).text.paragraph_at(plain.start).map_or(1, |paragraph| paragraph.number);
                Passage { plain, paragraph }
            })
            .collect()
    }

    fn quotation(&mut self, quotation: &Quotation, cites: &[Cite], checks: &mut [CiteCheck]) {
        let known: Vec<usize> = (0..cites.len()).filter(|&at| checks[at].source.is_some()).collect();
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
            let within = self.paragraph_range(&cites[at], index);
            match self.find(&pattern, index, within) {
                Ok(found) => found_in.push((at, found)),
                Err(refusal) => refusals.push((index, refusal)),
            }
        }
        if !compared {
            let sources: Vec<usize> = known.iter().filter_map(|&at| checks[at].source).collect();
            if !sources.is_empty() {
                self.nothing_to_compare(quotation.span, &sources);
            }
            return;
        }
        self.checks.compared += 1;
        if found_in.is_empty() {
            if known.len() == cites.len() {
                let pattern =
                    Pattern::new(&quotation.text, quotation.is_block, self.library.language(refusals[0].0));
                let located =
                    cites.iter().find_map(|cite| self.paragraph_range(cite, self.library.cited(&cite.key)?));
                self.not_found(
                    quotation.span,
                    quotation.inner,
                    &quotation.text,
                    &pattern,
                    &refusals,
                    located.as_ref(),
                );
            }
            return;
        }
        self.checks.matched += 1;
        for &at in &known {
            let Some(index) = checks[at].source else { continue };
            match found_in.iter().find(|(found_at, _)| *found_at == at) {
                Some((_, found)) => {
                    let state = if found.is_verbatim { State::Verbatim } else { State::Altered };
                    let passages = self.passages(found, index);
                    let check = &mut checks[at];
                    // The weaker of two quotations is what the reader must know of.
                    check.state = if matches!(check.state, State::Verbatim | State::Altered) {
                        check.state.max(state)
                    } else {
                        state
                    };
                    if state == State::Altered {
                        check.quoted = Some(quotation.text.clone());
                    }
                    check.passages.extend(passages);
                }
                None => checks[at].lacks_words = self.source(index).is_comparable(),
            }
        }
    }

    /// Like [`Self::located`], without findings.
    fn paragraph_range(&self, cite: &Cite, index: usize) -> Option<Range<usize>> {
        let range = self.library.paragraphs(cite, index)?;
        let normal = self.library.normal(index);
        let start = normal.position_of(range.start as usize);
        Some(start..normal.position_of(range.end as usize).max(start))
    }

    fn nothing_to_compare(&mut self, span: Span, sources: &[usize]) {
        let names: Vec<String> =
            sources.iter().map(|&index| format!("`{}`", self.source(index).key)).collect();
        self.push(
            Rule::QuoteUnchecked,
            span,
            format!("no text of {} was saved to compare these words with", names.join(", ")),
            "save the source's text, or exempt the block: `<!-- ibid-allow quote-unchecked: reason -->`",
        );
    }

    /// Reports words that stand in none of the cited sources.
    fn not_found(
        &mut self,
        span: Span,
        inner: Span,
        words: &str,
        pattern: &Pattern,
        refusals: &[(usize, Refusal)],
        located: Option<&Range<usize>>,
    ) {
        if located.is_some()
            && let Some((index, found)) =
                refusals.iter().find_map(|(index, _)| Some((*index, self.find(pattern, *index, None).ok()?)))
        {
            return self.wrong_paragraph(span, index, &found);
        }
        for (index, refusal) in refusals {
            let (message, place) = match refusal {
                Refusal::Negation(word, place) => {
                    (format!("the omission or bracket changes a negation: “{word}”"), place)
                }
                Refusal::Turned(word, place) => {
                    (format!("the quotation leaves out what turns its words: “{word}”"), place)
                }
                _ => continue,
            };
            return self.negation_elided(span, *index, message, place.clone());
        }
        let cited: Vec<usize> = refusals.iter().map(|(index, _)| *index).collect();
        if let Some(other) = self.elsewhere(pattern, &cited) {
            return self.found_elsewhere(span, other, pattern, &cited);
        }
        let too_far = refusals.iter().find_map(|(index, refusal)| match refusal {
            Refusal::TooFar(place) => Some((*index, place.clone())),
            _ => None,
        });
        if let Some((index, place)) = too_far {
            return self.too_far(span, index, place);
        }
        let near = cited
            .iter()
            .filter_map(|&index| Some((index, nearest(pattern.words(), &self.library.normal(index).text)?)))
            .min_by_key(|(_, near)| near.distance);
        match near {
            Some((index, near)) if near.is_near() => self.altered(inner, span, words, index, near.place),
            _ => self.absent(span, &cited),
        }
    }

    /// The plain words of a normalised range, and where they stand.
    fn passage_text(&self, index: usize, place: Range<usize>) -> (Passage, &str) {
        let source = self.source(index);
        let plain = self.library.normal(index).origin(place, &source.text.plain);
        let plain = whole_words(&source.text.plain, plain);
        let paragraph = source.text.paragraph_at(plain.start).map_or(1, |paragraph| paragraph.number);
        (Passage { plain, paragraph }, &source.text.plain[plain.range()])
    }

    fn altered(&mut self, inner: Span, span: Span, words: &str, index: usize, place: Range<usize>) {
        let (passage, text) = self.passage_text(index, place);
        let text = crate::topic::document::single_spaces(text);
        let source = self.source(index);
        // The contract grants a comma or full stop at the end, so the difference does not show one.
        let words =
            if text.ends_with(['.', ',']) { words } else { words.trim_end().trim_end_matches(['.', ',']) };
        let related = format!("(¶ {}) has: {}", passage.paragraph, word_diff(words, &text));
        let (path, place) = (source.path.clone(), source.text.file_span(passage.plain));
        let finding = Diagnostic::new(
            Rule::QuoteAltered,
            &self.page.path,
            span.to(inner),
            "not the words of the source",
        )
        .related(&path, place, related)
        .help(format!("use the source's words: {}", excerpt::pasteable(&text)))
        .help("or mark the change with […] or …");
        self.findings.push(finding);
    }

    fn absent(&mut self, span: Span, cited: &[usize]) {
        let names: Vec<String> = cited.iter().map(|&index| format!("`{}`", self.source(index).key)).collect();
        self.push(
            Rule::QuoteAbsent,
            span,
            format!("these words stand neither in {} nor in any other source", names.join(" nor in ")),
            "quote the source's own words, or say it in your own words without quotation marks",
        );
    }

    fn elsewhere(&self, pattern: &Pattern, cited: &[usize]) -> Option<usize> {
        if pattern.words().chars().filter(|letter| letter.is_alphanumeric()).count() < 8 {
            return None;
        }
        let all = self.library.all();
        (0..all.sources.len())
            .filter(|index| !cited.contains(index) && all.sources[*index].is_comparable())
            .find(|&index| pattern.stands_literally_in(&all.normal(index).text))
    }

    fn found_elsewhere(&mut self, span: Span, other: usize, pattern: &Pattern, cited: &[usize]) {
        let Ok(found) = self.find(pattern, other, None) else { return };
        let (passage, _) = self.passage_text(other, found.pieces[0].clone());
        let source = self.source(other);
        let names: Vec<String> = cited.iter().map(|&index| format!("`{}`", self.source(index).key)).collect();
        let finding = Diagnostic::new(
            Rule::QuoteElsewhere,
            &self.page.path,
            span,
            format!("these words are not in {} but in `{}`", names.join(" or "), source.key),
        )
        .related(
            &source.path,
            source.text.file_span(passage.plain),
            format!("(¶ {}) has them", passage.paragraph),
        )
        .help(format!("cite `@{}`", source.key));
        self.findings.push(finding);
    }

    fn negation_elided(&mut self, span: Span, index: usize, message: String, place: Range<usize>) {
        let (passage, text) = self.passage_text(index, place);
        let text = crate::topic::document::single_spaces(text);
        let source = self.source(index);
        let finding = Diagnostic::new(Rule::QuoteNegationElided, &self.page.path, span, message)
            .related(
                &source.path,
                source.text.file_span(passage.plain),
                format!("(¶ {}) has: {text}", passage.paragraph),
            )
            .help("quote the negation, or leave the passage out");
        self.findings.push(finding);
    }

    fn too_far(&mut self, span: Span, index: usize, place: Range<usize>) {
        let (passage, _) = self.passage_text(index, place);
        let source = self.source(index);
        let finding = Diagnostic::new(
            Rule::QuoteAltered,
            &self.page.path,
            span,
            "more is left out than a quotation may leave out",
        )
        .related(
            &source.path,
            source.text.file_span(passage.plain),
            format!("(¶ {}) has the words, too far apart", passage.paragraph),
        )
        .help("make two quotations of it; … may leave out 60 words, a bracket may stand for 12");
        self.findings.push(finding);
    }

    fn wrong_paragraph(&mut self, span: Span, index: usize, found: &Match) {
        let (passage, _) = self.passage_text(index, found.pieces[0].clone());
        let source = self.source(index);
        let finding = Diagnostic::new(
            Rule::LocatorMissing,
            &self.page.path,
            span,
            format!(
                "the words stand in ¶ {} of `{}`, not where the locator says",
                passage.paragraph, source.key
            ),
        )
        .related(&source.path, source.text.file_span(passage.plain), "has them")
        .help(format!("write `¶ {}`", passage.paragraph));
        self.findings.push(finding);
    }

    fn disagreements(&mut self) {
        let document = &self.page.document;
        let mut found = Vec::new();
        for disagreement in &document.disagreements {
            let mut origins = std::collections::BTreeSet::new();
            for (groups, span) in &disagreement.positions {
                let cites = document.groups[groups.clone()].iter().flat_map(|group| &group.cites);
                let known: Vec<usize> = cites.filter_map(|cite| self.library.cited(&cite.key)).collect();
                if groups.is_empty() {
                    let first_line = Span::new(span.start as usize, span.start as usize + 1);
                    found.push((
                        first_line,
                        "a position without a citation".to_owned(),
                        "cite a source that holds it",
                    ));
                }
                origins.extend(known.into_iter().map(|index| self.source(index).origin_group()));
            }
            if disagreement.positions.len() < 2 {
                found.push((
                    disagreement.span,
                    "a disagreement needs at least two positions".to_owned(),
                    "write each position as a list item",
                ));
            } else if origins.len() < 2 {
                let message = "the positions rest on fewer than two independent origins".to_owned();
                found.push((
                    disagreement.span,
                    message,
                    "cite sources of different origin, or write it as plain text",
                ));
            }
        }
        for (span, message, help) in found {
            self.push(Rule::DisagreementOneSided, span, message, help);
        }
    }
}
