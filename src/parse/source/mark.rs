//! Marks of a text: where its pages and chapters begin, at what time its words were spoken. A locator that names a page
//! or a time is compared with them.

use ibid_languages::Language;

use super::text::{SourceText, TextMark};
use crate::base::span::{PlainSpan, Spanned};
use crate::parse::topic::locator::{self, Locator, Term};
use crate::read::yaml::{MappingReader, NamedValue};

/// What the marks of a text say of a locator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    /// The text has no marks of this kind: nothing is known.
    Unmarked,
    /// No mark has this name.
    Missing,
    /// The part of the plain text that the locator names.
    There(PlainSpan),
}

/// Seconds before and behind a time within which the words that it cites may begin: people look at the clock before
/// or after they hear them.
const NEAR: u32 = 30;

impl SourceText {
    /// Sets the marks. Each names a paragraph, the characters of it before the mark, and a locator.
    pub(super) fn set_marks(&mut self, marks: Vec<WrittenMark>) {
        let place = |paragraph: usize, offset: usize| {
            let paragraph = self.paragraph(paragraph)?;
            let text = &self.plain[paragraph.plain.range()];
            let within = text.char_indices().nth(offset).map_or(text.len(), |(at, _)| at);
            u32::try_from(paragraph.plain.start as usize + within).ok()
        };
        let marks = marks.into_iter().filter_map(|(paragraph, offset, locator, sheet)| {
            Some(TextMark { at: place(paragraph, offset)?, locator, sheet })
        });
        let mut marks: Vec<TextMark> = marks.collect();
        // Stable: of two at one place, such as a page whose text was trimmed, the later one holds.
        marks.sort_by_key(|mark| mark.at);
        self.marks = marks;
    }

    /// The marks, in the order of the text.
    #[must_use]
    pub fn marks(&self) -> &[TextMark] {
        &self.marks
    }

    /// The mark that holds at an offset of the plain text.
    #[must_use]
    pub fn mark_at(&self, offset: u32) -> Option<&TextMark> {
        let count = self.marks.partition_point(|mark| mark.at <= offset);
        self.marks.get(count.checked_sub(1)?)
    }

    /// The part of the text that a locator names, by the marks of its kind. A sentence that begins there belongs to
    /// it to its end.
    #[must_use]
    pub fn marked(&self, locator: &Locator) -> Marked {
        let term = self.marked_kind(locator.term);
        let is_same_kind = |mark: &&TextMark| mark.locator.term == term;
        if !self.marks.iter().any(|mark| is_same_kind(&mark)) {
            return Marked::Unmarked;
        }
        let named = |mark: &TextMark| match locator.term {
            Term::Timestamp => times(&locator.value).into_iter().any(|(from, to)| {
                let time = seconds(&mark.locator.value).unwrap_or(u32::MAX);
                time.saturating_add(NEAR) >= from && time <= to.saturating_add(NEAR)
            }),
            _ => names(&locator.value, &mark.locator.value),
        };
        let end_of = |at: usize| self.marks.get(at + 1).map_or(self.plain.len(), |next| next.at as usize);
        let mut parts = self.marks.iter().enumerate().filter(|(_, mark)| is_same_kind(mark) && named(mark));
        let Some((first, mark)) = parts.next() else { return Marked::Missing };
        let last = parts.next_back().map_or(first, |(last, _)| last);
        let (start, end) = (mark.at as usize, end_of(last));
        let sentence = self.sentences_of(PlainSpan::new(end.saturating_sub(1).max(start), end));
        Marked::There(PlainSpan::new(start, end.max(sentence.end as usize)))
    }

    /// The kind of marks that a term names: many languages have one word for the lines of a text and the rows of a
    /// table.
    fn marked_kind(&self, term: Term) -> Term {
        let has_lines = || self.marks.iter().any(|mark| mark.locator.term == Term::Line);
        if term == Term::Line && !has_lines() { Term::Row } else { term }
    }

    /// The first and the last place of a kind, as they are cited.
    #[must_use]
    pub fn first_and_last(&self, term: Term) -> Option<(&str, &str)> {
        let term = self.marked_kind(term);
        let mut of_kind = self.marks.iter().filter(|mark| mark.locator.term == term);
        let first = of_kind.next()?;
        Some((&first.locator.value, &of_kind.next_back().unwrap_or(first).locator.value))
    }
}

impl TextMark {
    /// The fragment of an address that leads to the place: `page=33` (RFC 8118), `t=751` (W3C Media Fragments).
    #[must_use]
    pub fn fragment(&self) -> Option<String> {
        match self.locator.term {
            Term::Page => {
                let page = self.sheet.or_else(|| self.locator.value.parse().ok())?;
                Some(format!("page={page}"))
            }
            Term::Timestamp => Some(format!("t={}", seconds(&self.locator.value)?)),
            _ => None,
        }
    }
}

/// Whether a value such as `33`, `33-35, 40` or `xii` names a page.
fn names(value: &str, page: &str) -> bool {
    locator::members(value).iter().any(|part| {
        let part = part.trim().trim_end_matches("ff").trim_end_matches('f');
        match part.split_once(['-', '–']) {
            None => part.eq_ignore_ascii_case(page),
            Some((first, last)) => {
                let (first, last) = (first.trim(), last.trim());
                match (first.parse::<u32>(), last.parse::<u32>(), page.parse::<u32>()) {
                    (Ok(first), Ok(last), Ok(page)) => (first..=last).contains(&page),
                    _ => first.eq_ignore_ascii_case(page) || last.eq_ignore_ascii_case(page),
                }
            }
        }
    })
}

/// The times that a value names, each from and to, in seconds.
fn times(value: &str) -> Vec<(u32, u32)> {
    let ranges = value.split(',').map(|part| part.split_once(['-', '–']).unwrap_or((part, part)));
    ranges.filter_map(|(from, to)| Some((seconds(from.trim())?, seconds(to.trim())?))).collect()
}

/// Seconds of `00:12:31` or `12:31`.
fn seconds(time: &str) -> Option<u32> {
    let parts: Vec<&str> = time.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    parts.iter().try_fold(0u32, |sum, part| sum.checked_mul(60)?.checked_add(part.parse().ok()?))
}

/// A mark as it is written: the paragraph, the characters of it before the mark, the locator, and the page's count in
/// the file.
pub(super) type WrittenMark = (usize, usize, Locator, Option<u32>);

/// Reads `marks: {1: "p. 1", 3+120: "p. 2"}`.
pub(super) fn read(front: &mut MappingReader<'_>) -> Vec<WrittenMark> {
    let mut marks = Vec::new();
    for (Spanned { value: place, span }, value) in front.named_values("marks") {
        let NamedValue::Text(label) = value else {
            front.report_at(
                span,
                format!("the mark `{place}` takes a locator"),
                "write one such as `p. 33` or `00:12:31`",
            );
            continue;
        };
        let (paragraph, offset) = place.split_once('+').unwrap_or((&place, "0"));
        let (Ok(paragraph), Ok(offset)) = (paragraph.trim().parse::<usize>(), offset.trim().parse::<usize>())
        else {
            let message = format!("`{place}` is not a place of the text");
            front.report_at(
                span,
                message,
                "write the number of a paragraph, or `3+120` for 120 characters into it",
            );
            continue;
        };
        let (name, sheet) = match label.value.split_once(" #") {
            Some((name, sheet)) => (name, sheet.trim().parse().ok()),
            None => (label.value.as_str(), None),
        };
        match locator::parse(name, Language::get("en")) {
            (Some(locator), used) if used == name.len() => marks.push((paragraph, offset, locator, sheet)),
            _ => {
                let message = format!("`{}` is not a locator", label.value);
                front.report_at(label.span, message, "write one such as `p. 33` or `00:12:31`");
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locator(text: &str) -> Locator {
        locator::parse(text, Language::get("en")).0.unwrap()
    }

    fn text(marks: &[(usize, usize, &str)]) -> SourceText {
        let file = "One two three. Four five\nsix seven.\n\nEight nine.\n\nTen.";
        let (mut text, _) = SourceText::plain(file, 0, &[], Language::get("en"));
        text.set_marks(
            marks.iter().map(|(at, offset, label)| (*at, *offset, locator(label), None)).collect(),
        );
        text
    }

    fn part(text: &SourceText, named: &str) -> String {
        match text.marked(&locator(named)) {
            Marked::There(span) => text.plain[span.range()].to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_page_reaches_to_the_end_of_its_last_sentence() {
        let text = text(&[(1, 0, "p. 33"), (1, 20, "p. 34"), (3, 0, "p. 35")]);
        assert_eq!(part(&text, "p. 33"), "One two three. Four five\nsix seven.");
        assert_eq!(part(&text, "p. 34").trim_end(), "five\nsix seven.\n\nEight nine.");
        assert_eq!(part(&text, "pp. 34-35"), "five\nsix seven.\n\nEight nine.\n\nTen.");
        assert_eq!(part(&text, "p. 36"), "Missing");
        assert_eq!(part(&text, "§ 3"), "Unmarked");
        let at = u32::try_from(text.plain.find("Ten").unwrap()).unwrap();
        assert_eq!(text.mark_at(at).unwrap().fragment().as_deref(), Some("page=35"));
    }

    #[test]
    fn a_time_is_found_near_the_clock() {
        let text = text(&[(1, 0, "00:00:05"), (2, 0, "00:12:31"), (3, 0, "01:00:00")]);
        assert_eq!(part(&text, "00:12:10").trim_end(), "Eight nine.");
        assert_eq!(part(&text, "00:30:00"), "Missing");
        assert_eq!(part(&text, "00:12:30-01:00:10"), "Eight nine.\n\nTen.");
        let at = u32::try_from(text.plain.find("Eight").unwrap()).unwrap();
        assert_eq!(text.mark_at(at).unwrap().fragment().as_deref(), Some("t=751"));
    }
}
