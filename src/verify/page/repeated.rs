//! Words that stand more than once in their source: which place is meant decides what a reader is shown.

use std::ops::Range;

use super::{Checker, CiteCheck, SourcePlace};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::base::span::{PlainSpan, Span};
use crate::parse::topic::Cite;
use crate::verify::excerpt::pasteable;
use ibid_quotation::{Match, Pattern, Refusal};

/// Places that are looked for; more are not told apart by a reader.
const MOST_PLACES: usize = 100;
/// Places that a finding shows.
const SHOWN_PLACES: usize = 3;
/// Words on each side of the quoted ones in a pin that is offered.
const PINNED_AROUND: usize = 4;

impl Checker<'_> {
    /// Finds a quotation in a source: within the paragraphs that the citation names, else in a passage that it
    /// pins or the sentence of one, else anywhere. Whether something decided the place comes with it.
    pub(super) fn find_cited(
        &self,
        pattern: &Pattern,
        cite: &Cite,
        check: &CiteCheck,
        index: SourceId,
    ) -> Result<(Match, bool), Refusal> {
        if let Some(within) = self.located_range(cite, index) {
            let found = self.find(pattern, index, Some(within.clone()))?;
            let is_alone = self.places(pattern, index, within).len() < 2;
            return Ok((found, is_alone));
        }
        let text = &self.source(index).text;
        let normal = self.library.normal(index);
        let range = |span: PlainSpan| {
            let start = normal.position_of(span.start as usize);
            start..normal.position_of(span.end as usize).max(start)
        };
        let passages = || check.passages.iter().map(|passage| passage.plain);
        let sentences = passages().map(|passage| text.sentences_of(passage));
        for within in passages().chain(sentences) {
            if let Ok(found) = self.find(pattern, index, Some(range(within))) {
                return Ok((found, true));
            }
        }
        Ok((self.find(pattern, index, None)?, false))
    }

    /// The places of words that stand without omissions, as many as [`MOST_PLACES`].
    fn places(&self, pattern: &Pattern, index: SourceId, mut within: Range<usize>) -> Vec<Range<usize>> {
        let text = self.library.normal(index);
        let mut places = Vec::new();
        while places.len() < MOST_PLACES
            && let Ok(found) = pattern.find(text, within.clone(), self.library.language(index))
            && let ([place], true) = (found.pieces.as_slice(), found.is_verbatim)
        {
            within.start = place.end.max(within.start + 1);
            places.push(place.clone());
        }
        places
    }

    /// Reports words that stand more than once in a source, where nothing decides which place is meant.
    pub(super) fn repeated(&mut self, pattern: &Pattern, (index, cite): (SourceId, &Cite), span: Span) {
        let article = self.article(index);
        if !pattern.may_repeat(self.library.normal(index), article.clone()) {
            return;
        }
        let places = self.places(pattern, index, article);
        if places.len() < 2 {
            return;
        }
        let passages: Vec<SourcePlace> =
            places.into_iter().map(|place| self.passage_text(index, place).0).collect();
        let source = self.source(index);
        let sentence = |passage: &SourcePlace| {
            single_spaces(&source.text.plain[source.text.sentences_of(passage.plain).range()])
        };
        let first = sentence(&passages[0]);
        // The same sentence twice, such as a headline and its repetition, says the same.
        if passages[1..].iter().all(|passage| sentence(passage) == first) {
            return;
        }
        let message = format!(
            "these words occur {} times in `{}`, and it is not clear which place is meant",
            passages.len(),
            source.key
        );
        let mut finding = Diagnostic::new(Rule::QuoteRepeated, &self.page.path, span, message);
        for (number, passage) in passages.iter().take(SHOWN_PLACES).enumerate() {
            let shown = if number == 0 { " is shown" } else { "" };
            let message = format!("(¶ {}){shown}: {}", passage.paragraph, self.around(index, passage.plain));
            finding = finding.related(&source.path, source.text.file_span(passage.plain), message);
        }
        let is_of_one = |passage: &&SourcePlace| {
            passages.iter().filter(|other| other.paragraph == passage.paragraph).count() == 1
        };
        let examples = passages.iter().filter(is_of_one).take(SHOWN_PLACES);
        let examples: Vec<String> =
            examples.map(|passage| format!("`[@{}, ¶ {}]`", cite.key, passage.paragraph)).collect();
        if !examples.is_empty() {
            let help = format!("name the paragraph that is meant: {}", examples.join(" or "));
            finding = finding.help(help);
        }
        let pinned = pasteable(&self.around(index, passages[0].plain));
        finding = finding.help(format!("or pin the words around them: `[@{}, \"{pinned}\"]`", cite.key));
        self.findings.push(finding);
    }

    /// A passage with a few words of its sentence on each side.
    fn around(&self, index: SourceId, passage: PlainSpan) -> String {
        let text = &self.source(index).text;
        let sentence = text.sentences_of(passage);
        let before = &text.plain[sentence.start as usize..passage.start as usize];
        let behind = &text.plain[passage.end as usize..sentence.end as usize];
        let start = before
            .split_whitespace()
            .rev()
            .take(PINNED_AROUND)
            .last()
            .map_or(before.len(), |word| word.as_ptr() as usize - before.as_ptr() as usize);
        let end = behind
            .split_whitespace()
            .take(PINNED_AROUND)
            .last()
            .map_or(0, |word| word.as_ptr() as usize - behind.as_ptr() as usize + word.len());
        let start = sentence.start as usize + start;
        single_spaces(&text.plain[start..passage.end as usize + end])
    }
}
