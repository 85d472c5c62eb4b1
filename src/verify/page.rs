//! The checks of one page: every quotation, excerpt and locator against the sources it cites.

mod caution;
mod checks;
mod clause;
mod confirm;
mod display;
mod relation;
mod repeated;
mod replaced;
mod speaker;
mod turned;
mod unknown;
mod unmatched;

use std::collections::BTreeMap;
use std::ops::Range;

use ibid_languages::Language;
use ibid_quotation::{Match, Pattern, Refusal, is_boundary};

use super::reading::TrackedLibrary;
use super::{Library, excerpt, statement};
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::ids::{CiteIndex, GroupIndex, GroupRange, SourceId};
use crate::base::span::{PlainSpan, Span};
use crate::base::suggest;
use crate::parse::source::{Marked, Saved, Source};
use crate::parse::topic::citation::is_simple_key;
use crate::parse::topic::document::{Bracketed, DisplayKind};
use crate::parse::topic::locator::Term;
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

    /// Key, locator and excerpts of one citation.
    fn cite(&mut self, cite: &Cite, statement: &str) -> CiteCheck {
        let nothing = CiteCheck {
            source: None,
            state: State::Cited,
            passages: Vec::new(),
            quoted: None,
            lacks_words: false,
            is_unrelated: false,
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
                    check.found(State::Excerpt);
                    let passages = self.passages(&found, index);
                    self.outside(excerpt.span, index, &passages);
                    check.passages.extend(passages);
                    if within.is_none() && found.is_verbatim {
                        self.repeated(&pattern, (index, cite), excerpt.span);
                    }
                    let words = FoundWords { span: excerpt.span, words: &excerpt.text, statement };
                    self.clause(&words, index, &found);
                    self.cautions(excerpt.span, &found, statement);
                }
                Err(refusal) => {
                    let (span, words) = (excerpt.span, &excerpt.text);
                    let compared =
                        SoughtWords { span, inner: span, words, pattern: &pattern, is_translated: false };
                    self.not_found(&compared, &[(index, refusal)], within.as_ref());
                    check.no_match();
                }
            }
        }
        check
    }

    fn unknown(&mut self, cite: &Cite) {
        let help = match suggest::nearest(&cite.key, self.library.all().keys()) {
            Some(meant) => Help::with_edit(format!("did you mean `@{meant}`?"), replace_key(cite, meant)),
            None => {
                format!("save the article as seeds/{}.md, or name one of the sources there", cite.key).into()
            }
        };
        self.push(Rule::SourceUnknown, cite.key_span, format!("there is no source `{}`", cite.key), help);
    }

    /// The part of the normalised source that a locator names, if it is known.
    fn located(&mut self, cite: &Cite, index: SourceId) -> Option<Range<usize>> {
        let locator = cite.locator.as_ref()?;
        let source = self.source(index);
        if !source.is_comparable() {
            return None;
        }
        if locator.term != Term::Paragraph {
            if source.text.marked(locator) == Marked::Missing {
                let place = locator.display(Language::get("en"));
                let (first, last) = source.text.first_and_last(locator.term).unwrap_or_default();
                let message =
                    format!("`{}` has no {place}: its text goes from {first} to {last}", source.key);
                let help = "give a place that the source's `marks` name";
                self.push(Rule::LocatorMissing, cite.locator_span, message, help);
            }
            return self.located_range(cite, index);
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
        let help = "give the paragraph's number as the source's page shows it";
        let (there, missing): (Vec<usize>, Vec<usize>) =
            numbers.into_iter().partition(|&number| source.text.paragraph(number).is_some());
        for number in there {
            if source.text.paragraph(number).is_some_and(|paragraph| paragraph.is_trimmed) {
                let message =
                    format!("¶ {number} of `{}` is trimmed: it is not part of the article", source.key);
                self.push(Rule::LocatorMissing, cite.locator_span, message, help);
            }
        }
        // Of a range that runs on behind the end, the first is enough.
        if let Some(number) = missing.first() {
            let count = source.text.paragraphs.len();
            let message = format!("`{}` has {count} paragraphs, no ¶ {number}", source.key);
            self.push(Rule::LocatorMissing, cite.locator_span, message, help);
        }
        self.located_range(cite, index)
    }

    fn find(
        &self,
        pattern: &Pattern,
        index: SourceId,
        within: Option<Range<usize>>,
    ) -> Result<Match, Refusal> {
        let (normal, language) = (self.library.normal(index), self.library.language(index));
        let whole = 0..normal.text.len();
        let first = within.clone().unwrap_or_else(|| self.article(index));
        let found = pattern.find(normal, first.clone(), language);
        match found {
            // On a saved page, what the article does not have may stand beside it.
            Err(refusal) if within.is_none() && first != whole => pattern
                .find(normal, whole, language)
                .map_err(|beside| if refusal == Refusal::Absent { beside } else { refusal }),
            found => found,
        }
    }

    /// The part of the normalised source that is its article.
    fn article(&self, index: SourceId) -> Range<usize> {
        let (normal, text) = (self.library.normal(index), &self.source(index).text);
        match text.article().end as usize {
            end if end < text.plain.len() => 0..normal.position_of(end),
            _ => 0..normal.text.len(),
        }
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

    /// Like [`Self::located`], without findings.
    fn located_range(&self, cite: &Cite, index: SourceId) -> Option<Range<usize>> {
        let range = self.library.located(cite, index)?;
        let normal = self.library.normal(index);
        let start = normal.position_of(range.start as usize);
        Some(start..normal.position_of(range.end as usize).max(start))
    }

    /// The plain words of a normalised range, and where they stand.
    fn passage_text(&self, index: SourceId, place: Range<usize>) -> (SourcePlace, &str) {
        let source = self.source(index);
        let plain = self.library.normal(index).origin(place, &source.text.plain);
        let plain = whole_words(&source.text.plain, plain.into());
        let paragraph = source.text.paragraph_at(plain.start).map_or(1, |paragraph| paragraph.number);
        (SourcePlace { plain, paragraph }, &source.text.plain[plain.range()])
    }

    /// Notes that are not defined. A source of that name is probably meant.
    fn undefined_notes(&mut self) {
        for note in &self.page.document.undefined_notes {
            let label = &note.label;
            let key = label.strip_prefix('@').unwrap_or(label);
            let help = if self.library.cited(key).is_some() {
                let cite = format!("[@{key}]");
                let help = format!("`{key}` is a source: cite it with `{cite}`");
                Help::with_edit(help, Edit::replace(note.span, cite))
            } else if let Some(meant) = &note.meant {
                let edit = Edit::replace(note.span, format!("[^{meant}]"));
                Help::with_edit(format!("did you mean `[^{meant}]`?"), edit)
            } else {
                format!("define it: a line `[^{label}]: …`").into()
            };
            let message = format!("the note `[^{label}]` is not defined");
            self.push(Rule::FootnoteUndefined, note.span, message, help);
        }
    }

    /// Words in brackets that are the keys of sources.
    fn bracketed(&mut self) {
        for Bracketed { word, span, key_span, is_link } in &self.page.document.bracketed {
            if self.library.cited(word).is_none() {
                continue;
            }
            if *is_link {
                let message = format!("`[@{word}](…)` is a link, and cites nothing");
                let help = format!("cite with `[@{word}]`; the address belongs to the source, as its `url`");
                self.push(Rule::SyntaxUnknown, *span, message, help);
            } else {
                let is_alone = key_span.start == span.start + 1 && key_span.end + 1 == span.end;
                let message = match is_alone {
                    true => format!("`[{word}]` is text, and `{word}` is a source"),
                    false => format!("these brackets are text, and `{word}` is a source"),
                };
                let help = format!("cite it with `[@{word}]`; write `\\[{word}]` if it is text");
                let edit = Edit::replace(*key_span, format!("@{word}"));
                self.push(Rule::SyntaxUnknown, *span, message, Help::with_edit(help, edit));
            }
        }
    }

    fn disagreements(&mut self) {
        let document = &self.page.document;
        let mut found = Vec::new();
        for disagreement in &document.disagreements {
            let mut origins = std::collections::BTreeSet::new();
            let mut all_known = true;
            for (groups, span) in &disagreement.positions {
                let cites = document.groups[*groups].iter().flat_map(|group| &group.cites);
                let cited: Vec<Option<SourceId>> = cites.map(|cite| self.library.cited(&cite.key)).collect();
                all_known &= cited.iter().all(Option::is_some);
                all_known &= !groups.is_empty();
                if groups.is_empty() {
                    let first_line = Span::new(span.start as usize, span.start as usize + 1);
                    found.push((
                        first_line,
                        "a position without a citation".to_owned(),
                        "cite a source that holds it",
                    ));
                }
                origins.extend(cited.into_iter().flatten().map(|index| self.source(index).origin_group()));
            }
            if disagreement.positions.len() < 2 {
                found.push((
                    disagreement.span,
                    "a disagreement needs at least two positions".to_owned(),
                    "write each position as a list item",
                ));
            } else if origins.len() < 2 && all_known {
                // What has no citation, or an unknown one, is reported as such, and may be another origin.
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
