//! Lines → paragraphs: without running heads and page numbers, with words that were broken at a line's end made whole,
//! and with a mark where a page begins.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{PdfLine, is_list_number};
use super::table;
use crate::app::ingest::capture::Paragraphs;
use crate::app::ingest::raised;

/// Lines at the top and the bottom of a page that may be a running head or foot.
const EDGE: usize = 3;
/// Most paragraphs between a text and a note of it.
const MOST_NOTES: usize = 200;
/// Pages on which a line must stand at one place to be furniture.
const FEWEST: usize = 3;

/// A document as a text.
pub(super) struct Layout {
    /// Its paragraphs.
    pub(super) paragraphs: Paragraphs,
    /// What the author should know of lines that were left out.
    pub(super) left_out: Option<String>,
}

/// The paragraphs of a document. `labels` are the pages' numbers as they are cited.
pub(super) fn laid_out(pages: &[Vec<PdfLine>], labels: &[String]) -> Layout {
    let furniture = furniture(pages);
    let left_out = left_out(pages, &furniture);
    let kept: Vec<Vec<PdfLine>> = pages
        .iter()
        .enumerate()
        .map(|(page, lines)| {
            let is_kept = |(at, _): &(usize, &PdfLine)| !furniture.contains(&(page, *at));
            table::with_rows(lines.iter().enumerate().filter(is_kept).map(|(_, line)| line))
        })
        .collect();
    let words = DocumentWords::of(&kept);
    let body_size = body_size(&kept);
    let mut text = ParagraphBuilder { words: &words, done: Vec::new() };
    for (page, lines) in kept.iter().enumerate() {
        let measures = Measures::of(lines);
        let mut before: Option<&PdfLine> = None;
        let mut has_body = false;
        for line in lines {
            let is_body = is_same_size(line.size, body_size);
            let is_first_of_body = is_body && !has_body;
            has_body |= is_body;
            let goes_on = match before {
                Some(before) if !is_first_of_body => measures.goes_on(before, line),
                _ => false,
            };
            if goes_on {
                text.append(line, page);
            } else if is_first_of_body && let Some(open) = text.open_before(page, body_size, line) {
                // A footnote may stand between the two halves of a sentence.
                text.append_to(open, line, page);
            } else {
                text.begin(line, page);
            }
            before = Some(line);
        }
    }
    let mut paragraphs = Paragraphs::default();
    let mut marked: BTreeSet<usize> = BTreeSet::new();
    for paragraph in &text.done {
        let count = paragraphs.len();
        if marked.insert(paragraph.page) {
            paragraphs.mark_next(format!("p. {}", labels[paragraph.page]));
        } else if paragraph.page != text.last_page_before(paragraph) {
            // Behind a paragraph that reached over to the next page stands a note of this one.
            paragraphs.mark_next(format!("p. {}", labels[paragraph.page]));
        }
        paragraphs.push(&paragraph.text);
        if paragraphs.len() > count {
            for (offset, page) in &paragraph.breaks {
                marked.insert(*page);
                paragraphs.mark_within(*offset, format!("p. {}", labels[*page]));
            }
        }
    }
    Layout { paragraphs, left_out }
}

/// Running heads and feet that were left out, a few of them shown; page numbers alone are not worth a word.
fn left_out(pages: &[Vec<PdfLine>], furniture: &BTreeSet<(usize, usize)>) -> Option<String> {
    let mut shown: BTreeMap<String, &str> = BTreeMap::new();
    let mut count = 0;
    for (page, at) in furniture {
        let text = pages[*page][*at].text.as_str();
        if text.chars().any(char::is_alphabetic) && without_numbers(text) != "#" {
            count += 1;
            shown.entry(without_numbers(text)).or_insert(text);
        }
    }
    let shown: Vec<String> = shown.into_values().take(3).map(|text| format!("“{text}”")).collect();
    (count > 0).then(|| {
        format!("{count} lines are left out as running heads and feet, such as {}", shown.join(", "))
    })
}

fn is_same_size(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.06 * one.max(other)
}

/// The size in which most of the text is set.
fn body_size(pages: &[Vec<PdfLine>]) -> f64 {
    let mut letters: BTreeMap<u64, usize> = BTreeMap::new();
    for line in pages.iter().flatten() {
        *letters.entry(tenths(line.size)).or_default() += line.text.len();
    }
    let most = letters.into_iter().max_by_key(|(_, count)| *count);
    #[expect(clippy::cast_precision_loss, reason = "sizes of fonts")]
    most.map_or(0.0, |(size, _)| size as f64 / 10.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of fonts and pages in points"
)]
fn tenths(points: f64) -> u64 {
    (points.max(0.0) * 10.0).round() as u64
}

/// Running heads and feet, and page numbers: lines at the edge of a page that stand at the same height, with the same
/// words but for their numbers, on several pages. As (page, line).
fn furniture(pages: &[Vec<PdfLine>]) -> BTreeSet<(usize, usize)> {
    let mut places: BTreeMap<(u64, String), Vec<(usize, usize)>> = BTreeMap::new();
    for (page, lines) in pages.iter().enumerate() {
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by(|a, b| lines[*a].baseline.total_cmp(&lines[*b].baseline));
        let edge: BTreeSet<usize> =
            order.iter().take(EDGE).chain(order.iter().rev().take(EDGE)).copied().collect();
        for at in edge {
            let line = &lines[at];
            let height = tenths(line.baseline + 10_000.0) / 30;
            places.entry((height, without_numbers(&line.text))).or_default().push((page, at));
        }
    }
    let mut found = BTreeSet::new();
    for ((_, words), lines) in places {
        let distinct: BTreeSet<usize> = lines.iter().map(|(page, _)| *page).collect();
        let is_counted = || {
            // A number is a page's if it counts with the pages.
            let mut steps: BTreeMap<i64, usize> = BTreeMap::new();
            for (page, at) in &lines {
                let number = number_in(&pages[*page][*at].text);
                let page = i64::try_from(*page).unwrap_or_default();
                number.into_iter().for_each(|number| *steps.entry(number - page).or_default() += 1);
            }
            steps.values().max().is_some_and(|most| *most * 2 > lines.len())
        };
        let fewest = FEWEST.min(pages.len().max(2));
        let is_many = distinct.len() >= fewest && (distinct.len() * 4 >= pages.len() || words.len() > 3);
        let is_number = words.chars().all(|letter| !letter.is_alphabetic());
        // Sentences and notes that differ in their numbers may stand where others do: `In 1990 the fund paid 1000`.
        let is_text = || words.contains('#') && !is_number && !are_steady(pages, &lines);
        if is_many && (!is_number || is_counted()) && !is_text() {
            found.extend(lines);
        }
    }
    found
}

/// Whether each number of some lines, which are in the order of their pages, is mostly that of the line before, such as
/// a chapter's, or counts with the pages.
fn are_steady(pages: &[Vec<PdfLine>], lines: &[(usize, usize)]) -> bool {
    let numbers = |(page, at): &(usize, usize)| -> Vec<i64> { numbers_in(&pages[*page][*at].text).collect() };
    let mut steady: BTreeMap<usize, usize> = BTreeMap::new();
    let mut places = 0;
    for pair in lines.windows(2) {
        let step = i64::try_from(pair[1].0 - pair[0].0).unwrap_or_default();
        let (before, behind) = (numbers(&pair[0]), numbers(&pair[1]));
        places = places.max(before.len()).max(behind.len());
        for (place, (one, two)) in before.iter().zip(&behind).enumerate() {
            *steady.entry(place).or_default() += usize::from(one == two || two - one == step);
        }
    }
    (0..places).all(|place| steady.get(&place).is_some_and(|count| count * 2 > lines.len() - 1))
}

/// The numbers in a line, in order.
fn numbers_in(text: &str) -> impl Iterator<Item = i64> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}

/// A line with every number as one sign.
fn without_numbers(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        match letter.is_numeric() {
            true if plain.ends_with('#') => {}
            true => plain.push('#'),
            false => plain.extend(letter.to_lowercase()),
        }
    }
    // Roman numerals of front matter stand where Arabic ones follow.
    if plain.len() < 8 && !plain.is_empty() && plain.chars().all(|letter| "ivxlc".contains(letter)) {
        "#".to_owned()
    } else {
        plain
    }
}

fn number_in(text: &str) -> Option<i64> {
    let digits: String = text
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .take(9)
        .collect();
    digits.parse().ok()
}

/// How the lines of a page are set.
struct Measures {
    /// Where columns end, by where their lines begin, both in points rounded to ten.
    right_edges: BTreeMap<u64, f64>,
    /// The distance from line to line, by size in tenths of points.
    leading: BTreeMap<u64, f64>,
}

impl Measures {
    fn of(lines: &[PdfLine]) -> Self {
        let mut right_edges: BTreeMap<u64, f64> = BTreeMap::new();
        let mut gaps: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for line in lines {
            let edge = right_edges.entry(column(line)).or_insert(line.end);
            *edge = edge.max(line.end);
        }
        for pair in lines.windows(2) {
            let gap = pair[1].baseline - pair[0].baseline;
            if is_same_size(pair[0].size, pair[1].size)
                && gap > 0.5 * pair[0].size
                && gap < 3.0 * pair[0].size
            {
                gaps.entry(tenths(pair[0].size)).or_default().push(gap);
            }
        }
        let middle = |mut gaps: Vec<f64>| {
            gaps.sort_by(f64::total_cmp);
            // Most lines of running text follow each other closely: what is wider stands between paragraphs.
            gaps[gaps.len() / 3]
        };
        Self { right_edges, leading: gaps.into_iter().map(|(size, gaps)| (size, middle(gaps))).collect() }
    }

    /// Where the column of a line ends.
    fn right_edge(&self, line: &PdfLine) -> f64 {
        let at = column(line);
        let near = self.right_edges.range(at.saturating_sub(6)..=at + 1);
        near.map(|(_, end)| *end).fold(line.end, f64::max)
    }

    /// Whether `line` goes on with the paragraph of the line before it.
    fn goes_on(&self, before: &PdfLine, line: &PdfLine) -> bool {
        let is_row = before.is_row || line.is_row;
        if is_row || !is_same_size(before.size, line.size) || before.is_turned != line.is_turned {
            return false;
        }
        let gap = line.baseline - before.baseline;
        let leading = self.leading.get(&tenths(before.size)).copied().unwrap_or(1.2 * before.size);
        if gap.abs() < 0.3 * line.size {
            // Further on in the same row: a column of a table.
            return false;
        }
        if gap < 0.0 {
            // The next column.
            return is_open(&before.text, &line.text) && self.is_full(before, line);
        }
        if gap > leading * 1.35 + 0.5 {
            return false;
        }
        let indent = line.start - before.start;
        let is_indented =
            indent > 0.7 * line.size && ends_sentence(&before.text) && !is_list_item(&before.text);
        !is_indented && self.is_full(before, line)
    }

    /// Whether the first word of `line` would not have fitted at the end of the line before: that line was full.
    fn is_full(&self, before: &PdfLine, line: &PdfLine) -> bool {
        let width = line.first_word_end.min(line.end) - line.start;
        let left = self.right_edge(before) - before.end;
        // Between lines of one sentence, set ragged or centred, is no end.
        left < width + 1.2 * before.size || !ends_sentence(&before.text) && !begins_anew(&line.text)
    }
}

/// A line's column, by where it begins.
fn column(line: &PdfLine) -> u64 {
    tenths(line.start + 10_000.0) / 100
}

/// Whether a line begins with the sign or number of a list, below whose first line the others are set in.
fn is_list_item(text: &str) -> bool {
    text.starts_with(['•', '–', '-', '▪', '◦', '*']) || text.split(' ').next().is_some_and(is_list_number)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '’', '»', ')', ']', '“']).ends_with(['.', '!', '?', ':', '…', ';'])
}

fn begins_anew(text: &str) -> bool {
    !text.starts_with(char::is_lowercase)
}

/// Whether a text goes on where the next begins, over the end of a column or a page.
fn is_open(text: &str, next: &str) -> bool {
    !ends_sentence(text) || !begins_anew(next)
}

/// The words of a document, to tell words that were broken at a line's end from those that have a hyphen.
struct DocumentWords<'l>(BTreeSet<&'l str>);

impl<'l> DocumentWords<'l> {
    fn of(pages: &'l [Vec<PdfLine>]) -> Self {
        let words = pages.iter().flatten().flat_map(|line| line.text.split(' '));
        Self(words.map(trimmed).filter(|word| !word.is_empty()).collect())
    }

    /// How the two halves of a word stand together. `first` ends with a hyphen.
    fn joined(&self, first: &str, second: &str) -> Joint {
        let is_soft = first.ends_with('\u{ad}');
        let stem = first.trim_end_matches(['-', '\u{2010}', '\u{ad}']);
        if is_soft {
            return Joint::Whole;
        }
        if !stem.ends_with(char::is_alphabetic) || !second.starts_with(char::is_lowercase) {
            return Joint::Hyphen;
        }
        let start = stem.rsplit(' ').next().unwrap_or(stem);
        let start = start.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let end = trimmed(second.split(' ').next().unwrap_or(second));
        let has = |word: &str| self.0.contains(word) || self.0.contains(word.to_lowercase().as_str());
        match (has(&format!("{start}{end}")), has(&format!("{start}-{end}"))) {
            (true, false) => Joint::Whole,
            (false, true) => Joint::Hyphen,
            _ => Joint::Broken,
        }
    }
}

/// A word without the signs around it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

/// Whether a text ends with a dash that has no space before it, and so none behind it.
fn is_open_dash(text: &str) -> bool {
    text.strip_suffix(['—', '–']).is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

/// How the halves of a word are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// Without the hyphen.
    Whole,
    /// With it.
    Hyphen,
    /// Nobody can tell: they stay on two lines, and whoever compares them knows that a line ended there.
    Broken,
}

/// A paragraph while it is read.
struct OpenParagraph {
    text: String,
    size: f64,
    /// The page on which it begins.
    page: usize,
    /// The page on which it ends.
    last_page: usize,
    /// Characters before which another page begins, and which.
    breaks: Vec<(usize, usize)>,
    /// Its number in the order of the text.
    number: usize,
}

/// The paragraphs so far.
struct ParagraphBuilder<'w> {
    words: &'w DocumentWords<'w>,
    done: Vec<OpenParagraph>,
}

impl ParagraphBuilder<'_> {
    fn begin(&mut self, line: &PdfLine, page: usize) {
        let (text, size, number) = (line.text.clone(), line.size, self.done.len());
        self.done.push(OpenParagraph { text, size, page, last_page: page, breaks: Vec::new(), number });
    }

    /// Adds a line to the paragraph that was begun last.
    fn append(&mut self, line: &PdfLine, page: usize) {
        // What follows a line that was added to an earlier paragraph goes on there.
        let at = self
            .done
            .iter()
            .rposition(|paragraph| paragraph.last_page == page && is_same_size(paragraph.size, line.size));
        match at {
            Some(at) => self.append_to(at, line, page),
            None => self.begin(line, page),
        }
    }

    fn append_to(&mut self, at: usize, line: &PdfLine, page: usize) {
        let paragraph = &mut self.done[at];
        if paragraph.text.ends_with(['-', '\u{2010}', '\u{ad}']) {
            match self.words.joined(&paragraph.text, &line.text) {
                Joint::Whole => drop(paragraph.text.pop()),
                Joint::Hyphen => {}
                Joint::Broken => paragraph.text.push('\n'),
            }
        } else if !is_open_dash(&paragraph.text) {
            paragraph.text.push(' ');
        }
        if page != paragraph.last_page {
            paragraph.breaks.push((paragraph.text.chars().count(), page));
            paragraph.last_page = page;
        }
        paragraph.text.push_str(&line.text);
    }

    /// The paragraph of the page before, set in the body's size, that goes on with this line.
    fn open_before(&self, page: usize, body_size: f64, line: &PdfLine) -> Option<usize> {
        let previous = page.checked_sub(1)?;
        let is_body =
            |paragraph: &OpenParagraph| is_same_size(paragraph.size, body_size) && !self.is_note(paragraph);
        let at = self.done.iter().rposition(is_body)?;
        let paragraph = &self.done[at];
        // The next of a list or of notes that are counted.
        let follows = |next: u32| raised::beginning(&paragraph.text).is_some_and(|before| before + 1 == next);
        if raised::beginning(&line.text).is_some_and(follows) {
            return None;
        }
        (paragraph.last_page == previous && is_open(&paragraph.text, &line.text)).then_some(at)
    }

    /// Whether a paragraph is a note of its page, set in whatever size: the text above names its number.
    fn is_note(&self, paragraph: &OpenParagraph) -> bool {
        raised::beginning(&paragraph.text).is_some_and(|number| {
            // Between the text and its notes may stand those of the page before.
            let above = self.done[..paragraph.number].iter().rev().take(MOST_NOTES);
            let is_of_page = |above: &&OpenParagraph| above.last_page >= paragraph.page;
            above.filter(is_of_page).any(|above| raised::names_note(&above.text, number))
        })
    }

    /// The page that holds at the end of the paragraph before.
    fn last_page_before(&self, paragraph: &OpenParagraph) -> usize {
        paragraph.number.checked_sub(1).map_or(paragraph.page, |before| self.done[before].last_page)
    }
}
