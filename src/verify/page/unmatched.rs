//! Quotations that stand in no cited source: why not, and what to write instead.

use std::ops::Range;

use ibid_languages::Language;
use ibid_quotation::{BRACKET_WORDS, Match, OMISSION_WORDS, Pattern, Refusal, nearest, word_diff};

use super::{Checker, replace_key};
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::parse::source::SourceText;
use crate::parse::topic::Cite;
use crate::verify::excerpt;

/// A single word of fewer letters stands in some other source by chance.
const FEW_LETTERS: usize = 8;

/// Words of a page that were looked for.
pub(super) struct SoughtWords<'a> {
    pub(super) span: Span,
    /// Where they stand without their quotation marks.
    pub(super) inner: Span,
    pub(super) words: &'a str,
    pub(super) pattern: &'a Pattern,
    /// Whether the author says that they are a translation.
    pub(super) is_translated: bool,
}

/// What is said of words that stand in a source and may not be quoted from it so.
struct RefusedWords {
    rule: Rule,
    message: String,
    help: &'static str,
    /// Where they stand in the normalised source.
    place: Range<usize>,
}

impl RefusedWords {
    /// What a refusal says; nothing where the words may stand in another source.
    fn new(refusal: &Refusal, text: &SourceText) -> Option<Self> {
        let (rule, message, help, place) = match refusal {
            Refusal::Negation(word, place) => (
                Rule::QuoteNegationElided,
                format!("the omission or bracket changes a negation: “{word}”"),
                "quote the negation, or leave the passage out",
                place,
            ),
            Refusal::Denial(word, place) => (
                Rule::QuoteNegationElided,
                format!(
                    "the omission or bracket changes a word that denies or weakens the statement: “{word}”"
                ),
                "quote that word too, or leave the passage out",
                place,
            ),
            Refusal::Opposite(word, place) => (
                Rule::QuoteNegationElided,
                format!("the bracket says the opposite of the source: “{word}”"),
                "use the source's word",
                place,
            ),
            Refusal::Turned(word, place) => (
                Rule::QuoteNegationElided,
                format!("the quotation leaves out a part that reverses its meaning: “{word}”"),
                "quote the whole word, or leave the passage out",
                place,
            ),
            Refusal::Condition(word, place) => (
                Rule::QuoteNegationElided,
                format!("the source goes on where the quotation ends with a full stop: “{word}”"),
                "quote what follows too, or put the full stop after the closing quotation mark",
                place,
            ),
            Refusal::Question(place) => (
                Rule::QuoteAltered,
                "the source has a question mark where the quotation has a stop".to_owned(),
                "end the quotation with the question mark",
                place,
            ),
            Refusal::Paragraph(place) => (
                Rule::QuoteAltered,
                "the quotation runs across a paragraph break where no sentence ends".to_owned(),
                "make two quotations of it, or mark the end of the paragraph with […]",
                place,
            ),
            Refusal::LeftOut(place) => (
                Rule::QuoteAltered,
                match text.paragraphs.iter().any(|paragraph| paragraph.is_trimmed) {
                    true => "the quotation runs across a paragraph that `trim` removes from the source",
                    false => "the quotation joins words that stand in different parts of the saved page",
                }
                .to_owned(),
                "make two quotations of it",
                place,
            ),
            _ => return None,
        };
        Some(Self { rule, message, help, place: place.clone() })
    }
}

/// Whether it is one short word, which need not be looked for in other sources.
fn is_short(pattern: &Pattern) -> bool {
    let words = pattern.words();
    let letters = words.chars().filter(|letter| letter.is_alphanumeric()).count();
    letters < FEW_LETTERS && !words.contains(' ')
}

impl Checker<'_> {
    pub(super) fn nothing_to_compare(&mut self, span: Span, sources: &[SourceId]) {
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
    pub(super) fn not_found(
        &mut self,
        compared: &SoughtWords<'_>,
        refusals: &[(SourceId, Refusal)],
        located: Option<&Range<usize>>,
    ) {
        let &SoughtWords { span, pattern, .. } = compared;
        if located.is_some()
            && let Some((index, found)) =
                refusals.iter().find_map(|(index, _)| Some((*index, self.find(pattern, *index, None).ok()?)))
        {
            return self.wrong_paragraph(span, index, &found);
        }
        let said = refusals.iter().find_map(|(index, refusal)| {
            Some((*index, RefusedWords::new(refusal, &self.source(*index).text)?))
        });
        if let Some((index, refused)) = said {
            return self.refused(span, index, refused);
        }
        let cited: Vec<SourceId> = refusals.iter().map(|(index, _)| *index).collect();
        if let Some(other) = self.elsewhere(pattern, &cited) {
            return self.found_elsewhere(span, other, pattern, &cited);
        }
        for (index, refusal) in refusals {
            match refusal {
                Refusal::TooFar(place) => {
                    let message = "the quotation leaves out too many words";
                    return self.too_far(span, *index, place.clone(), message);
                }
                Refusal::BracketTooLong(place) => {
                    let message = "a bracket replaces too many words";
                    return self.too_far(span, *index, place.clone(), message);
                }
                Refusal::TooManyBrackets => {
                    return self.push(
                        Rule::QuoteAltered,
                        span,
                        "the quotation has more words inside brackets than outside",
                        "quote more of the source, or say it in your own words without quotation marks",
                    );
                }
                _ => {}
            }
        }
        let near = cited
            .iter()
            .filter_map(|&index| Some((index, nearest(pattern.words(), &self.library.normal(index).text)?)))
            .min_by_key(|(_, near)| near.distance);
        match near {
            Some((index, near)) if near.is_near() => self.altered(compared, index, near.place),
            _ => self.absent(compared, &cited),
        }
    }

    fn altered(&mut self, compared: &SoughtWords<'_>, index: SourceId, place: Range<usize>) {
        let words = compared.words;
        let (passage, text) = self.passage_text(index, place);
        let text = single_spaces(text);
        let source = self.source(index);
        // The contract grants a comma or full stop at the end, so the difference does not show one.
        let words =
            if text.ends_with(['.', ',']) { words } else { words.trim_end().trim_end_matches(['.', ',']) };
        let related = format!("(¶ {}) has: {}", passage.paragraph, word_diff(words, &text));
        let ending = self.kept_ending(compared.words, &text, index);
        let text = format!("{}{ending}", excerpt::pasteable(&text));
        let (path, place) = (source.path.clone(), source.text.file_span(passage.plain));
        let finding = Diagnostic::new(
            Rule::QuoteAltered,
            &self.page.path,
            compared.span.to(compared.inner),
            "not the words of the source",
        )
        .related(&path, place, related)
        .help(Help::with_edit(
            format!("use the source's words: {text}"),
            Edit::replace(compared.inner, text.as_str()),
        ))
        .help("or mark the change with […] or …");
        self.findings.push(finding);
    }

    /// The comma or full stop with which the author's words end, where the words of the source may end with it too: it
    /// belongs to the sentence around the quotation, and stays in it.
    fn kept_ending(&self, written: &str, text: &str, index: SourceId) -> &'static str {
        let written = written.trim_end();
        let ending = [",", "."].into_iter().find(|ending| written.ends_with(ending)).unwrap_or_default();
        if text.ends_with(['.', ',', '!', '?', '…', ':', ';']) {
            return "";
        }
        let with_ending = Pattern::new(&format!("{text}{ending}"), false, self.library.language(index));
        if self.find(&with_ending, index, None).is_ok() { ending } else { "" }
    }

    /// The citation that words at `span`, a quotation or an excerpt, are looked for with; nothing where there are
    /// several.
    fn only_cite_at(&self, span: Span) -> Option<&Cite> {
        let document = &self.page.document;
        let quoted = document.quotations.iter().find(|quotation| quotation.span == span);
        let group = match quoted {
            Some(quotation) => &document.groups[quotation.group?],
            None => document.groups.iter().find(|group| {
                group.cites.iter().any(|cite| cite.excerpts.iter().any(|excerpt| excerpt.span == span))
            })?,
        };
        let holds = |cite: &&Cite| cite.excerpts.iter().any(|excerpt| excerpt.span == span);
        match group.cites.as_slice() {
            [only] => Some(only),
            several if quoted.is_none() => several.iter().find(holds),
            _ => None,
        }
    }

    fn absent(&mut self, compared: &SoughtWords<'_>, cited: &[SourceId]) {
        let names: Vec<String> = cited.iter().map(|&index| format!("`{}`", self.source(index).key)).collect();
        let names = names.join(" nor in ");
        let message = if is_short(compared.pattern) {
            format!("these words do not stand in {names}")
        } else {
            format!("these words are neither in {names} nor in any other source")
        };
        const TRANSLATED: &str = "give the original words, which can be compared: `“our translation” [@key, \"original\", translated]`";
        let help = if compared.is_translated {
            TRANSLATED
        } else {
            "quote the source's own words, or say it in your own words without quotation marks"
        };
        let mut finding =
            Diagnostic::new(Rule::QuoteAbsent, &self.page.path, compared.span, message).help(help);
        if !compared.is_translated && cited.iter().any(|&index| self.is_foreign(index)) {
            finding = finding.help(TRANSLATED);
        }
        self.findings.push(finding);
    }

    /// Whether a source is in another language than the page.
    fn is_foreign(&self, source: SourceId) -> bool {
        let main = |code: &str| code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        main(self.library.language(source)) != main(self.library.page_language(self.page))
    }

    fn elsewhere(&self, pattern: &Pattern, cited: &[SourceId]) -> Option<SourceId> {
        if is_short(pattern) {
            return None;
        }
        let all = self.library.all();
        let others = || {
            SourceId::all(all.sources.len())
                .filter(|index| !cited.contains(index) && all.sources[*index].is_comparable())
        };
        let literally = |&index: &SourceId| pattern.stands_literally_in(all.normal(index));
        others().find(literally).or_else(|| others().find(|&index| self.find(pattern, index, None).is_ok()))
    }

    fn found_elsewhere(&mut self, span: Span, other: SourceId, pattern: &Pattern, cited: &[SourceId]) {
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
        .help(match self.only_cite_at(span) {
            Some(cite) => Help::with_edit(format!("cite `@{}`", source.key), replace_key(cite, &source.key)),
            None => format!("cite `@{}`", source.key).into(),
        });
        self.findings.push(finding);
    }

    fn refused(&mut self, span: Span, index: SourceId, refused: RefusedWords) {
        let RefusedWords { rule, message, help, place } = refused;
        let (passage, text) = self.passage_text(index, place);
        let text = single_spaces(text);
        let source = self.source(index);
        let finding = Diagnostic::new(rule, &self.page.path, span, message)
            .related(
                &source.path,
                source.text.file_span(passage.plain),
                format!("(¶ {}) has: {text}", passage.paragraph),
            )
            .help(help);
        self.findings.push(finding);
    }

    fn too_far(&mut self, span: Span, index: SourceId, place: Range<usize>, message: &str) {
        let (passage, _) = self.passage_text(index, place);
        let source = self.source(index);
        let finding = Diagnostic::new(Rule::QuoteAltered, &self.page.path, span, message)
            .related(
                &source.path,
                source.text.file_span(passage.plain),
                format!("(¶ {}) has the words, too far apart", passage.paragraph),
            )
            .help(format!(
                "make two quotations of it; … may leave out {OMISSION_WORDS} words, a bracket may stand for {BRACKET_WORDS}"
            ));
        self.findings.push(finding);
    }

    fn wrong_paragraph(&mut self, span: Span, index: SourceId, found: &Match) {
        let (passage, _) = self.passage_text(index, found.pieces[0].clone());
        let source = self.source(index);
        let paragraph = format!("¶ {}", passage.paragraph);
        let mark =
            source.text.mark_at(passage.plain.start).map(|mark| mark.locator.display(Language::get("en")));
        let place = mark.as_ref().map_or(paragraph.clone(), |mark| format!("{paragraph} ({mark})"));
        let written = mark.unwrap_or(paragraph);
        let finding = Diagnostic::new(
            Rule::LocatorMissing,
            &self.page.path,
            span,
            format!("the words stand in {place} of `{}`, not where the locator says", source.key),
        )
        .related(&source.path, source.text.file_span(passage.plain), "has them")
        .help(match self.only_cite_at(span).filter(|cite| cite.locator.is_some()) {
            Some(cite) => {
                Help::with_edit(format!("write `{written}`"), Edit::replace(cite.locator_span, written))
            }
            None => format!("write `{written}`").into(),
        });
        self.findings.push(finding);
    }
}
