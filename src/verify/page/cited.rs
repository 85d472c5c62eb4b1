//! Key, locator and excerpts of one citation.

use std::ops::Range;

use ibid_languages::Language;
use ibid_quotation::{Match, Pattern, Refusal};

use super::checks::{CiteCheck, State, Unverified};
use super::clause::FoundWords;
use super::unmatched::SoughtWords;
use super::{Checker, replace_key};
use crate::base::diagnostic::{Help, Rule};
use crate::base::ids::SourceId;
use crate::base::suggest;
use crate::parse::source::{Marked, Saved};
use crate::parse::topic::Cite;
use crate::parse::topic::locator::Term;

impl Checker<'_> {
    /// Key, locator and excerpts of one citation.
    pub(super) fn cite(&mut self, cite: &Cite, statement: &str) -> CiteCheck {
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

    /// Like [`Self::located`], without findings.
    pub(super) fn located_range(&self, cite: &Cite, index: SourceId) -> Option<Range<usize>> {
        let range = self.library.located(cite, index)?;
        let normal = self.library.normal(index);
        let start = normal.position_of(range.start as usize);
        Some(start..normal.position_of(range.end as usize).max(start))
    }

    pub(super) fn find(
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
    pub(super) fn article(&self, index: SourceId) -> Range<usize> {
        let (normal, text) = (self.library.normal(index), &self.source(index).text);
        match text.article().end as usize {
            end if end < text.plain.len() => 0..normal.position_of(end),
            _ => 0..normal.text.len(),
        }
    }
}
