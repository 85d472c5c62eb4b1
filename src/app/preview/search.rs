//! Words in the texts of the sources. What leaves
//! here is data, which the script shows as text; it goes to the author's own computer only (see
//! [`super::guard::Guard::admit_author`]).

use std::ops::Range;

use serde_json::{Value, json};

use super::edition::Edition;
use crate::parse::source::Source;

/// Passages shown at most.
const MOST: usize = 30;

/// The paragraphs that have all the words asked for: first those that have them in this order, then by
/// key and place. Upper and lower case, and the forms of quotation marks and dashes, count as equal.
pub(super) fn json(edition: &Edition, query: &str) -> Value {
    let phrase = Folded::new(query.trim()).letters;
    let words: Vec<&[char]> =
        phrase.split(|letter| letter.is_whitespace()).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<(bool, Value)> = Vec::new();
    for source in edition.site().sources.iter().filter(|_| !words.is_empty()) {
        for paragraph in source.text.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed) {
            let text = &source.text.plain[paragraph.plain.range()];
            let folded = Folded::new(text);
            let whole = folded.places(&phrase);
            let places: Vec<Vec<Range<usize>>> = if whole.is_empty() {
                words.iter().map(|word| folded.places(word)).collect()
            } else {
                vec![whole]
            };
            if places.iter().any(Vec::is_empty) {
                continue;
            }
            let is_phrase = places.len() == 1;
            let marked = merged(places.concat());
            found.push((!is_phrase, passage(source, paragraph.number, text, &marked)));
        }
    }
    found.sort_by_key(|(is_scattered, _)| *is_scattered); // stable: key and place within
    let total = found.len();
    let passages: Vec<Value> = found.into_iter().take(MOST).map(|(_, passage)| passage).collect();
    json!({ "total": total, "passages": passages })
}

fn passage(source: &Source, number: usize, text: &str, marked: &[Range<usize>]) -> Value {
    let mut parts = Vec::new();
    let mut from = 0;
    for range in marked {
        parts.push(json!([&text[from..range.start], false]));
        parts.push(json!([&text[range.clone()], true]));
        from = range.end;
    }
    parts.push(json!([&text[from..], false]));
    json!({
        "key": source.key,
        "title": source.meta.title,
        "paragraph": number,
        "comparable": source.is_comparable(),
        "parts": parts,
    })
}

/// Ranges without overlaps, in order.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// A text as it is searched, with the place of every letter.
struct Folded {
    letters: Vec<char>,
    /// Where each letter begins in the text, and the text's length.
    places: Vec<usize>,
}

impl Folded {
    fn new(text: &str) -> Self {
        let mut folded = Self { letters: Vec::new(), places: Vec::new() };
        for (at, letter) in text.char_indices() {
            let letter = match letter {
                '‘' | '’' | '‚' | '`' => '\'',
                '“' | '”' | '„' | '«' | '»' => '"',
                '‐' | '‑' | '–' | '—' => '-',
                space if space.is_whitespace() => ' ',
                other => other,
            };
            for lower in letter.to_lowercase() {
                folded.letters.push(lower);
                folded.places.push(at);
            }
        }
        folded.places.push(text.len());
        folded
    }

    /// Where some letters stand in the text.
    fn places(&self, wanted: &[char]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at + wanted.len() <= self.letters.len() && !wanted.is_empty() {
            if self.letters[at..].starts_with(wanted) {
                let end = at + wanted.len();
                // A letter that became two is marked whole.
                let last = self.places[end - 1];
                let after = self.places[end..].iter().find(|place| **place > last);
                found.push(self.places[at]..after.copied().unwrap_or(last));
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_whatever_their_case_and_marks() {
        let text = "“İt’s” — ended";
        let folded = Folded::new(text);
        let found = |words: &str| {
            let ranges = folded.places(&Folded::new(words).letters);
            ranges.into_iter().map(|range| &text[range]).collect::<Vec<_>>()
        };
        assert_eq!(found("\"İT'S\" - Ended"), [text]);
        assert_eq!(found("i"), ["İ"], "whole letters only");
        assert_eq!(found("e"), ["e", "e"]);
        assert_eq!(found("x"), [""; 0]);
        assert_eq!(found(""), [""; 0]);
    }

    #[test]
    fn marks_do_not_overlap() {
        assert_eq!(merged(vec![4..6, 0..3, 2..5]), vec![0..6]);
        assert_eq!(merged(vec![4..6, 0..3]), vec![0..3, 4..6]);
    }
}
