//! The captured text: paragraphs with their numbers, and the plain words to compare with.

use std::ops::Range;

use ibid_languages::Language;

use super::one_spaced::{OneSpaced, OneSpacedText};
use super::saved_page::{LeftOutParagraph, SavedPage};
use crate::base::span::{PlainSpan, Span, Spanned};
use crate::parse::markdown;
use crate::parse::topic::locator::Locator;

/// Where a page begins, a chapter, or a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMark {
    /// Offset in the plain text.
    pub at: u32,
    /// The locator that cites it.
    pub locator: Locator,
    /// The page's count in the file, where another number is printed on it.
    pub(super) sheet: Option<u32>,
}

/// From where on somebody speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextSpeaker {
    /// Offset in the plain text.
    pub at: u32,
    /// The name; empty where it is not known.
    pub name: String,
}

/// A paragraph of a capture. Its number is its locator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// From 1, in the order of the capture, furniture included.
    pub number: usize,
    /// Where it stands in [`SourceText::plain`]; empty for furniture, which is not part of it.
    pub plain: PlainSpan,
    /// Where it stands in the file.
    pub file: Span,
    /// Whether it is furniture of the page, named by `trim`.
    pub is_trimmed: bool,
    /// Of which part of the page it is.
    pub part: PagePart,
}

/// A part of a captured page. All other captures are articles as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PagePart {
    /// The article's paragraphs.
    Article,
    /// What belongs to the article and is none of its paragraphs: headline, standfirst, captions, tables.
    Around,
    /// What else is visible on the page.
    Outside,
}

/// The text of a source without markup and furniture.
#[derive(Clone, Debug, Default)]
pub struct SourceText {
    /// The words as captured; paragraphs are separated by a blank line.
    pub plain: String,
    /// All paragraphs of the capture.
    pub paragraphs: Vec<Paragraph>,
    /// Runs that are equal in file and plain text: (offset in `plain`, offset in the file).
    runs: Vec<(u32, u32)>,
    /// Sentences of the plain text.
    sentences: Vec<PlainSpan>,
    /// Pages, times and the like, in the order of the text.
    pub(super) marks: Vec<TextMark>,
    /// Who speaks, in the order of the text.
    pub(super) speakers: Vec<TextSpeaker>,
    /// Where the article ends in the plain text, and where what is outside of it begins.
    ends: (u32, u32),
    /// Offsets of the plain text at which something begins that does not follow what stands before it.
    apart: Vec<usize>,
    /// The plain text as programs compare it.
    one_spaced: OneSpacedText,
}

impl SourceText {
    /// Reads plain text that begins at `offset` of `file`.
    #[must_use]
    pub fn plain(
        file: &str,
        offset: usize,
        trim: &[Spanned<String>],
        language: &Language,
    ) -> (Self, Vec<Spanned<String>>) {
        let spans = article_spans(file, offset);
        Self::build((file, spans), trim, language, |text, at, paragraph| text.push_run(paragraph, at))
    }

    /// Reads Markdown that begins at `offset` of `file`; emphasis and link syntax are stripped.
    #[must_use]
    pub fn markdown(
        file: &str,
        offset: usize,
        trim: &[Spanned<String>],
        language: &Language,
    ) -> (Self, Vec<Spanned<String>>) {
        Self::build((file, article_spans(file, offset)), trim, language, |text, at, paragraph| {
            if !paragraph.contains([
                '*', '_', '[', '<', '&', '\\', '`', '~', '#', '>', '-', '+', '=', ')', '.', '\t', '!',
            ]) && !paragraph.starts_with(' ')
            {
                return text.push_run(paragraph, at);
            }
            for (start, words) in markdown::plain_runs(paragraph) {
                text.push_run(&words, at + start);
            }
        })
    }

    /// Reads the text of a saved page: the article's paragraphs, numbered as if there were no others, then what stands
    /// beside it. Places in the file are not known.
    #[must_use]
    pub fn extracted(
        page: &SavedPage,
        trim: &[Spanned<String>],
        language: &Language,
    ) -> (Self, Vec<Spanned<String>>) {
        let mut whole = page.article.clone();
        let mut pieces = article_spans(&whole, 0);
        for LeftOutParagraph { text, is_outside, runs_on } in &page.beside {
            let start = whole.len();
            whole.push_str(text);
            let part = if *is_outside { PagePart::Outside } else { PagePart::Around };
            pieces.push(RawParagraph { span: Span::new(start, whole.len()), part, is_apart: !runs_on });
        }
        let (mut text, wrong) =
            Self::build((&whole, pieces), trim, language, |text, at, paragraph| text.push_run(paragraph, at));
        for paragraph in &mut text.paragraphs {
            paragraph.file = Span::default();
        }
        text.runs = vec![(0, 0)];
        (text, wrong)
    }

    fn build(
        (file, pieces): (&str, Vec<RawParagraph>),
        trim: &[Spanned<String>],
        language: &Language,
        push: impl Fn(&mut Self, usize, &str),
    ) -> (Self, Vec<Spanned<String>>) {
        let (trimmed, wrong) = trimmed_numbers(trim, pieces.len());
        let mut text = Self::default();
        let mut ends = (None, None);
        for (index, RawParagraph { span, part, is_apart }) in pieces.into_iter().enumerate() {
            let number = index + 1;
            let is_trimmed = trimmed.contains(&number);
            if part >= PagePart::Around {
                ends.0.get_or_insert(text.plain.len());
            }
            if part == PagePart::Outside {
                ends.1.get_or_insert(text.plain.len());
            }
            let start = if is_trimmed || text.plain.is_empty() {
                text.plain.len()
            } else {
                text.plain.truncate(text.plain.trim_end().len());
                text.plain.push_str("\n\n");
                text.plain.len()
            };
            if is_apart {
                text.apart.push(start);
            }
            if !is_trimmed {
                push(&mut text, span.start as usize, &file[span.range()]);
                text.plain.truncate(text.plain.trim_end().len().max(start));
            }
            let plain = PlainSpan::new(start, text.plain.len());
            text.paragraphs.push(Paragraph { number, plain, file: span, is_trimmed, part });
        }
        let whole = text.plain.len();
        let end = |at: Option<usize>| u32::try_from(at.unwrap_or(whole)).unwrap_or(u32::MAX);
        text.ends = (end(ends.0), end(ends.1));
        text.sentences = text.find_sentences(language);
        (text, wrong)
    }

    fn push_run(&mut self, words: &str, at: usize) {
        let run = Span::new(self.plain.len(), at);
        self.runs.push((run.start, u32::try_from(at).unwrap_or(u32::MAX)));
        self.plain.push_str(words);
    }

    /// The place in the file of a place in the plain text.
    #[must_use]
    pub fn file_span(&self, plain: PlainSpan) -> Span {
        let offset = |at: u32| {
            let index = self.runs.partition_point(|(start, _)| *start <= at);
            let (start, file) = self.runs.get(index.wrapping_sub(1)).copied().unwrap_or((0, 0));
            (file + (at - start)) as usize
        };
        if self.paragraphs.iter().all(|paragraph| paragraph.file == Span::default()) {
            return Span::default();
        }
        let start = offset(plain.start);
        let end = if plain.end > plain.start { offset(plain.end - 1) + 1 } else { start };
        Span::new(start, end.max(start))
    }

    /// Offsets of the plain text at which furniture was taken out between paragraphs, or at which something begins that
    /// stands elsewhere on the page.
    #[must_use]
    pub fn gaps(&self) -> Vec<usize> {
        let trimmed = self.paragraphs.iter().filter(|paragraph| paragraph.is_trimmed);
        let trimmed = trimmed.map(|paragraph| paragraph.plain.start as usize);
        trimmed.chain(self.apart.iter().copied()).collect()
    }

    /// The plain text of the article's paragraphs alone.
    #[must_use]
    pub fn article(&self) -> PlainSpan {
        PlainSpan { start: 0, end: self.ends.0 }
    }

    /// The plain text of the article and of what belongs to it: its headline, captions and tables.
    #[must_use]
    pub fn own(&self) -> &str {
        &self.plain[..self.ends.1 as usize]
    }

    /// Whether an offset of the plain text is outside of the article and of what belongs to it.
    #[must_use]
    pub fn is_outside(&self, offset: u32) -> bool {
        offset >= self.ends.1 && !self.apart.is_empty()
    }

    /// The paragraphs of the article, without what stands beside it on the page.
    pub fn article_paragraphs(&self) -> impl DoubleEndedIterator<Item = &Paragraph> {
        self.paragraphs.iter().filter(|paragraph| paragraph.part == PagePart::Article)
    }

    /// The paragraph that holds an offset of the plain text.
    #[must_use]
    pub fn paragraph_at(&self, offset: u32) -> Option<&Paragraph> {
        let index = self.paragraphs.partition_point(|paragraph| paragraph.plain.start <= offset);
        self.paragraphs[..index].iter().rev().find(|paragraph| !paragraph.is_trimmed)
    }

    /// The words around a passage, within its own sentences: at most [`CONTEXT_WORDS`] on each side.
    ///
    /// Nothing of another sentence is ever part of it, so that no sentence is published uncited.
    #[must_use]
    pub fn context(&self, passage: PlainSpan) -> (PlainSpan, PlainSpan) {
        let start = self.sentence(passage.start).start.min(passage.start);
        let end = self.sentence(passage.end.saturating_sub(1).max(passage.start)).end.max(passage.end);
        let before = &self.plain[start as usize..passage.start as usize];
        let after = &self.plain[passage.end as usize..end as usize];
        let before_start = passage.start as usize - before.len() + nth_word_from_end(before, CONTEXT_WORDS);
        let after_end = passage.end as usize + nth_word_end(after, CONTEXT_WORDS);
        (
            PlainSpan::new(before_start, passage.start as usize),
            PlainSpan::new(passage.end as usize, after_end),
        )
    }

    /// The sentences of the article and of what belongs to it, in order; none reaches over the end of a paragraph.
    #[must_use]
    pub fn sentences(&self) -> &[PlainSpan] {
        let count = self.sentences.partition_point(|sentence| sentence.start < self.ends.1);
        &self.sentences[..count]
    }

    /// From the beginning of the sentence that a passage begins in to the end of the one that it ends in, but at most
    /// [`FARTHEST`] bytes of the plain text on each side of the passage: a text need not have any stops, and a page
    /// may quote every word of it.
    #[must_use]
    pub fn sentences_of(&self, passage: PlainSpan) -> PlainSpan {
        let first = self.sentence(passage.start);
        let last = self.sentence(passage.end.saturating_sub(1).max(passage.start));
        let whole = passage.to(first).to(last);
        let is_word_start = |at: &usize| {
            self.plain.is_char_boundary(*at)
                && self.plain[..*at].chars().next_back().is_none_or(char::is_whitespace)
        };
        let (start, end) = (passage.start as usize, passage.end as usize);
        let near = (start.saturating_sub(FARTHEST).max(whole.start as usize)..start)
            .find(|at| *at == whole.start as usize || is_word_start(at));
        let far = (end..(end + FARTHEST).min(whole.end as usize) + 1)
            .rev()
            .find(|at| *at == whole.end as usize || is_word_start(at));
        PlainSpan::new(near.unwrap_or(start), far.unwrap_or(end))
    }

    /// The sentence that holds an offset.
    fn sentence(&self, at: u32) -> PlainSpan {
        let index = self.sentences.partition_point(|sentence| sentence.end <= at);
        let sentence = self.sentences.get(index).copied().unwrap_or(PlainSpan::at(at as usize));
        if sentence.start <= at { sentence } else { PlainSpan::at(at as usize) }
    }

    /// The sentences of the plain text, paragraph by paragraph.
    fn find_sentences(&self, language: &Language) -> Vec<PlainSpan> {
        let mut found = Vec::new();
        for paragraph in self.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed) {
            let text = &self.plain[paragraph.plain.range()];
            let start = paragraph.plain.start as usize;
            if is_table(text) {
                found.extend(cells(text).map(|cell| PlainSpan::new(start + cell.start, start + cell.end)));
                continue;
            }
            let letters: Vec<char> = text.chars().collect();
            let sentences = crate::base::sentence::sentences(&letters, language).into_iter();
            if text.is_ascii() {
                found.extend(sentences.map(|range| PlainSpan::new(start + range.start, start + range.end)));
                continue;
            }
            let mut offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
            offsets.push(text.len());
            let span = |range: std::ops::Range<usize>| {
                PlainSpan::new(start + offsets[range.start], start + offsets[range.end])
            };
            found.extend(sentences.map(span));
        }
        found
    }

    /// The plain text with single spaces; nothing where it has no others.
    pub(super) fn one_spaced(&self) -> Option<&OneSpaced> {
        self.one_spaced.of(&self.plain)
    }

    /// The paragraph with a number.
    #[must_use]
    pub fn paragraph(&self, number: usize) -> Option<&Paragraph> {
        self.paragraphs.get(number.checked_sub(1)?)
    }
}

/// A paragraph to be read.
struct RawParagraph {
    /// Where it stands in the text that is read.
    span: Span,
    part: PagePart,
    /// Whether it does not follow what stands before it.
    is_apart: bool,
}

/// The paragraphs of a text that is an article as a whole.
fn article_spans(file: &str, offset: usize) -> Vec<RawParagraph> {
    let spans = paragraph_spans(file, offset).into_iter();
    spans.map(|span| RawParagraph { span, part: PagePart::Article, is_apart: false }).collect()
}

/// Whether every line of a paragraph is a row of a table, between bars.
fn is_table(paragraph: &str) -> bool {
    paragraph.starts_with('|')
        && paragraph
            .lines()
            .map(str::trim)
            .all(|line| line.len() > 1 && line.starts_with('|') && line.ends_with('|'))
}

/// The cells of a table that hold words, in order, as bytes of the paragraph. What one cell says is not part of what
/// the next one says.
fn cells(paragraph: &str) -> impl Iterator<Item = Range<usize>> {
    paragraph.split(['|', '\n']).filter_map(|cell| {
        let words = cell.trim();
        let start = words.as_ptr() as usize - paragraph.as_ptr() as usize;
        words.contains(char::is_alphanumeric).then_some(start..start + words.len())
    })
}

/// Bytes beside a passage that count as its sentence.
const FARTHEST: usize = 1_000;

/// Words of context shown on each side of a passage.
const CONTEXT_WORDS: usize = 6;

/// Offset of the `count`-th word from the end.
fn nth_word_from_end(text: &str, count: usize) -> usize {
    let mut start = text.len();
    for word in text.split_whitespace().rev().take(count) {
        start = word.as_ptr() as usize - text.as_ptr() as usize;
    }
    start
}

/// Offset of the end of the `count`-th word.
fn nth_word_end(text: &str, count: usize) -> usize {
    text.split_whitespace()
        .take(count)
        .last()
        .map_or(0, |word| word.as_ptr() as usize - text.as_ptr() as usize + word.len())
}

/// Paragraphs: separated by blank lines where there are any, otherwise every line is one.
fn paragraph_spans(file: &str, offset: usize) -> Vec<Span> {
    let body = &file[offset..];
    let mut lines = Vec::new();
    let mut at = offset;
    for line in body.split_inclusive('\n').flat_map(|line| line.split_inclusive('\r')) {
        lines.push(Span::new(at, at + line.trim_end().len()));
        at += line.len();
    }
    let is_blank = |line: &Span| file[line.range()].trim().is_empty();
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !is_blank(line)).map_or(first, |last| last + 1);
    let lines = &lines[first..last];
    // A `\r\n` counts as two ends here, so blank means: no text and not merely between them.
    let has_blank_lines = lines.windows(2).any(|pair| {
        is_blank(&pair[0])
            && !file[pair[0].range()].ends_with('\r')
            && file[..pair[0].start as usize].ends_with('\n')
            || is_blank(&pair[0]) && !file.as_bytes()[..pair[0].start as usize].ends_with(b"\r")
    });
    if !has_blank_lines {
        return lines.iter().copied().filter(|line| !is_blank(line)).collect();
    }
    let mut spans: Vec<Span> = Vec::new();
    let mut open = false;
    for line in lines {
        if is_blank(line) {
            // The second half of `\r\n` does not end a paragraph.
            if !file.as_bytes()[..line.start as usize].ends_with(b"\r") {
                open = false;
            }
        } else if open && let Some(span) = spans.last_mut() {
            *span = span.to(*line);
        } else {
            spans.push(*line);
            open = true;
        }
    }
    spans
}

/// The paragraph numbers that `trim` names, and why entries name none.
fn trimmed_numbers(
    trim: &[Spanned<String>],
    count: usize,
) -> (std::collections::BTreeSet<usize>, Vec<Spanned<String>>) {
    let mut numbers = std::collections::BTreeSet::new();
    let mut wrong = Vec::new();
    for Spanned { value: entry, span } in trim {
        let (first, last) = entry.split_once(['-', '–']).unwrap_or((entry, entry));
        let reason = match (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
            (Ok(first), Ok(last)) if first >= 1 && first <= last && last <= count => {
                numbers.extend(first..=last);
                continue;
            }
            (Ok(_), Ok(_)) => format!("`{entry}` is outside the {count} paragraphs of this source"),
            _ => format!("`{entry}` is not a paragraph number or range"),
        };
        wrong.push(Spanned::new(reason, *span));
    }
    (numbers, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        let (source, wrong) = SourceText::plain(text, 0, &[], Language::get("en"));
        assert!(wrong.is_empty());
        source.paragraphs.iter().map(|paragraph| source.plain[paragraph.plain.range()].to_owned()).collect()
    }

    #[test]
    fn blank_lines_separate_paragraphs_where_there_are_any() {
        assert_eq!(paragraphs("a\nb\n\nc\n"), ["a\nb", "c"]);
        assert_eq!(paragraphs("a\nb\nc"), ["a", "b", "c"]);
        assert_eq!(paragraphs("\n\na\nb\n\n"), ["a", "b"]);
        assert_eq!(paragraphs("a\r\nb\r\n\r\nc\r\n").len(), 2);
        assert_eq!(paragraphs("a\r\nb\r\nc\r\n"), ["a", "b", "c"]);
    }

    #[test]
    fn a_cell_of_a_table_is_a_sentence_of_its_own() {
        let file = "Before. It rained.\n\n| For | Against |\n|---|---|\n| Aid comes soon | Trust is gone. It was weak |\n";
        for (text, _) in [
            SourceText::plain(file, 0, &[], Language::get("en")),
            SourceText::markdown(file, 0, &[], Language::get("en")),
        ] {
            let sentences: Vec<&str> =
                text.sentences().iter().map(|span| text.plain[span.range()].trim()).collect();
            let cells = ["For", "Against", "Aid comes soon", "Trust is gone. It was weak"];
            assert_eq!(sentences, [&["Before.", "It rained."], &cells[..]].concat());
            let passage =
                PlainSpan::new(text.plain.find("gone").unwrap(), text.plain.find("gone").unwrap() + 4);
            let (before, after) = text.context(passage);
            assert_eq!(&text.plain[before.range()], "Trust is ");
            assert_eq!(&text.plain[after.range()], ". It was weak");
        }
    }

    #[test]
    fn furniture_keeps_its_number_and_loses_its_words() {
        let entry = |text: &str| Spanned::new(text.to_owned(), Span::default());
        let (text, wrong) = SourceText::plain(
            "menu\n\none\n\ntwo\n\nfooter",
            0,
            &[entry("1"), entry("4")],
            Language::get("en"),
        );
        assert!(wrong.is_empty());
        assert_eq!(text.plain, "one\n\ntwo");
        assert_eq!(text.paragraph_at(0).unwrap().number, 2);
        assert_eq!(text.paragraph_at(7).unwrap().number, 3);
        let (_, wrong) = SourceText::plain("one", 0, &[entry("3-9"), entry("x")], Language::get("en"));
        assert_eq!(wrong.len(), 2);
    }

    #[test]
    fn powers_and_lines_do_not_run_together() {
        let file =
            "Of 10<sup>6</sup> men,<br>20<br>30 were the 5<sup>th</sup>; in 2014<sup>3</sup> H<sub>2</sub>O.";
        let (text, _) = SourceText::markdown(file, 0, &[], Language::get("en"));
        assert_eq!(text.plain, "Of 10^6 men,\n20\n30 were the 5th; in 2014^3 H2O.");
    }

    #[test]
    fn markdown_is_stripped_and_places_are_kept() {
        let file = "---\n---\nA *bold* move, [linked](https://x.org) &amp; more.\n";
        let (text, _) = SourceText::markdown(file, 8, &[], Language::get("en"));
        assert_eq!(text.plain, "A bold move, linked & more.");
        let at = text.plain.find("linked").unwrap();
        let span = text.file_span(PlainSpan::new(at, at + 6));
        assert_eq!(&file[span.range()], "linked");
    }
}
