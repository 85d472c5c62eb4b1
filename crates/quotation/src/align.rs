//! Whether a quotation stands at a place of its source though spaces, marks or capitals differ there: the two
//! texts are walked side by side, and each difference must be one that a clause grants.

use std::ops::Range;

use crate::contract::{Clause, Contract};
use crate::marker::marker_at;
use crate::normal::Normal;

/// Most words of a headline.
const HEADLINE_WORDS: usize = 25;

/// Least words that a page sets in title case.
const TITLE_WORDS: usize = 4;

/// Least capitals that title case gives to words that the source has in small letters: one or two are a slip.
const TITLE_CAPITALS: usize = 3;

/// Least letters of a word that begins with a capital in title case.
const TITLE_LETTERS: usize = 5;

/// Aligns a quotation with the source from the place of its first letter on: where it stands, and how many bytes were
/// compared.
pub(crate) fn align(
    quotation: &Normal,
    source: &Normal,
    first_letter: usize,
    contract: Contract,
    is_first: bool,
) -> (Option<Range<usize>>, usize) {
    let Some(begin) = quotation.text.find(char::is_alphanumeric) else { return (None, 0) };
    let Some(start) = leading_marks((quotation, begin), (source, first_letter), contract) else {
        return (None, 1);
    };
    let begins = is_first.then_some(begin);
    let mut walk = Walk {
        quotation,
        source,
        contract,
        at: begin,
        there: first_letter,
        begins,
        headline: None,
        title: None,
        raised: 0,
    };
    while walk.at < quotation.text.len() {
        if !walk.step() {
            return (None, walk.at - begin + 1);
        }
    }
    if (1..TITLE_CAPITALS).contains(&walk.raised) {
        return (None, walk.at - begin + 1);
    }
    (Some(start..walk.there), walk.at - begin + 1)
}

/// Where the marks before the first letter begin in the source. Spaces beside them may differ only inside of guillemets:
/// “3 - 5 degrees” has no “-5 degrees”.
fn leading_marks(
    (quotation, begin): (&Normal, usize),
    (source, first_letter): (&Normal, usize),
    contract: Contract,
) -> Option<usize> {
    let (marks, mut rest) = (&quotation.text[..begin], &source.text[..first_letter]);
    if rest.ends_with(marks) {
        return Some(rest.len() - marks.len());
    }
    if !contract.has(Clause::MarkSpaces) {
        return None;
    }
    let mut is_spaced = false;
    for (at, mark) in marks.char_indices().rev() {
        if mark == ' ' {
            is_spaced = true;
            continue;
        }
        let bare = rest.trim_end_matches(' ');
        let before = bare.strip_suffix(mark)?;
        let is_guillemet = source.guillemet(before.len()).is_some() || quotation.guillemet(at).is_some();
        if is_spaced != (bare.len() < rest.len()) && !is_guillemet {
            return None;
        }
        (rest, is_spaced) = (before, false);
    }
    Some(rest.len())
}

/// Two texts, and how far they are walked.
struct Walk<'t> {
    quotation: &'t Normal,
    source: &'t Normal,
    contract: Contract,
    at: usize,
    there: usize,
    /// The quotation's first letter, whose case may differ.
    begins: Option<usize>,
    /// The paragraph that the source's place was last found in, and what headline it is.
    headline: Option<(Range<usize>, Option<Capitals>)>,
    /// Whether the quotation is in title case, once that was asked.
    title: Option<bool>,
    /// How many capitals of title case were granted.
    raised: usize,
}

impl Walk<'_> {
    fn rest(&self) -> &str {
        &self.quotation.text[self.at..]
    }

    fn source_rest(&self) -> &str {
        &self.source.text[self.there..]
    }

    /// Goes on by what is the same in both, or by one difference that is granted.
    fn step(&mut self) -> bool {
        let (letter, other) = (self.rest().chars().next(), self.source_rest().chars().next());
        match (letter, other) {
            (Some(letter), Some(other)) if letter == other => {
                self.go(letter.len_utf8(), other.len_utf8());
                true
            }
            (Some(letter), Some(other)) if letter.is_alphanumeric() && other.is_alphanumeric() => {
                self.same_letter(letter, other)
            }
            _ => {
                self.marker()
                    || (self.contract.has(Clause::BrokenWords) && self.broken_word())
                    || (self.contract.has(Clause::DashSpaces) && self.dash())
                    || (self.contract.has(Clause::InnerStops) && self.inner_stop())
                    || (self.contract.has(Clause::VerseLines) && self.verse_line())
                    || (self.contract.has(Clause::ReopenedMarks) && self.reopened_mark())
                    || self.space()
            }
        }
    }

    fn go(&mut self, here: usize, there: usize) {
        self.at += here;
        self.there += there;
    }

    /// A letter of the other case: the first of the quotation, or one in a headline or title.
    fn same_letter(&mut self, letter: char, other: char) -> bool {
        let is_first = self.begins == Some(self.at) && self.contract.has(Clause::FirstLetter);
        let is_same = letter.to_lowercase().eq(other.to_lowercase());
        // A headline's capitals may go; those of a title may come.
        let is_lowered = letter.is_lowercase() && self.contract.has(Clause::HeadlineCase);
        let is_raised = letter.is_uppercase() && self.contract.has(Clause::TitleCase);
        let is_granted = is_same
            && (is_first
                || (is_lowered && self.is_in_headline(other))
                || (is_raised && self.is_capital_of_title()));
        if is_granted {
            self.go(letter.len_utf8(), other.len_utf8());
        }
        is_granted
    }

    /// Whether a capital that the source has here is one of a headline's.
    fn is_in_headline(&mut self, capital: char) -> bool {
        let is_known = self.headline.as_ref().is_some_and(|(range, _)| range.contains(&self.there));
        if !is_known {
            let range = self.source.paragraph(self.there);
            let capitals = headline_capitals(&self.source.text[range.clone()]);
            self.headline = Some((range, capitals));
        }
        match self.headline.as_ref().and_then(|(_, capitals)| *capitals) {
            Some(Capitals::All) => true,
            // A word in capitals stays one.
            Some(Capitals::Title) => {
                let behind = self.source_rest()[capital.len_utf8()..].chars().next();
                !self.source.text[..self.there].ends_with(char::is_alphanumeric)
                    && !behind.is_some_and(char::is_uppercase)
            }
            None => false,
        }
    }

    /// Whether the capital that the quotation has here begins a word of its title case.
    fn is_capital_of_title(&mut self) -> bool {
        let text = self.quotation.text.as_str();
        let begins_word = !text[..self.at].ends_with(char::is_alphanumeric);
        let is_granted = begins_word && *self.title.get_or_insert_with(|| is_title_case(text));
        self.raised += usize::from(is_granted);
        is_granted
    }

    fn marker(&mut self) -> bool {
        let Some(length) = marker_at(&self.source.text, self.there, self.contract) else { return false };
        // Of the spaces around a marker one is left.
        let is_spaced =
            self.source.text[..self.there].ends_with(' ') && self.source_rest()[length..].starts_with(' ');
        self.go(0, length + usize::from(is_spaced));
        true
    }

    /// `minis-⏎ter` in the source for “minister”, `well-⏎known` for “well-known”.
    fn broken_word(&mut self) -> bool {
        let source = &self.source.text;
        let is_before_letter = self.rest().starts_with(char::is_alphabetic);
        let is_break = |hyphen: usize| {
            source[hyphen..].starts_with("- ")
                && self.source.is_line_end(hyphen + 1)
                && !self.source.is_dash(hyphen)
                && source[..hyphen].ends_with(char::is_alphabetic)
                && source[hyphen + 2..].starts_with(char::is_alphabetic)
        };
        if !is_before_letter {
            return false;
        }
        if is_break(self.there) {
            self.go(0, 2);
            return true;
        }
        let has_hyphen = self.quotation.text[..self.at].ends_with('-') && source[..self.there].ends_with('-');
        if has_hyphen && is_break(self.there - 1) {
            self.go(0, 1);
            return true;
        }
        false
    }

    /// ` – ` for `—`.
    fn dash(&mut self) -> bool {
        // Back over what was the same so far, `-` or a space.
        let (mut at, mut there) = (self.at, self.there);
        for piece in ["-", " "] {
            let is_shared =
                self.quotation.text[..at].ends_with(piece) && self.source.text[..there].ends_with(piece);
            if is_shared {
                (at, there) = (at - 1, there - 1);
            }
        }
        let (Some(here), Some(in_source)) = (dash_at(self.quotation, at), dash_at(self.source, there)) else {
            return false;
        };
        if here.end <= self.at && in_source.end <= self.there {
            return false;
        }
        (self.at, self.there) = (here.end, in_source.end);
        true
    }

    /// `’.` for `.’`, and the other way round.
    fn inner_stop(&mut self) -> bool {
        let is_pair = |text: &str, mark_first: bool| {
            let mut letters = text.chars();
            let (first, second) = (letters.next(), letters.next());
            let (mark, stop) = if mark_first { (first, second) } else { (second, first) };
            mark == Some('\'') && stop.is_some_and(|stop| matches!(stop, '.' | ','))
        };
        let (here, there) = (self.rest(), self.source_rest());
        let is_inside_dots =
            self.source.text[..self.there].ends_with('.') || self.quotation.text[..self.at].ends_with('.');
        if is_inside_dots {
            return false;
        }
        for mark_first in [true, false] {
            let is_swapped = is_pair(here, mark_first) && is_pair(there, !mark_first);
            let stop = |text: &str, at: usize| text.as_bytes().get(at).copied();
            if is_swapped && stop(here, usize::from(mark_first)) == stop(there, usize::from(!mark_first)) {
                self.go(2, 2);
                return true;
            }
        }
        // The mark is the quotation's last character.
        if here == "'" && is_pair(there, false) {
            self.go(1, 2);
            return true;
        }
        false
    }

    /// `/ ` behind a space, where the source has the end of a line.
    fn verse_line(&mut self) -> bool {
        let length =
            ["// ", "/ "].iter().find(|slash| self.rest().starts_with(**slash)).map(|slash| slash.len());
        let is_line = self.quotation.text[..self.at].ends_with(' ')
            && self.there.checked_sub(1).is_some_and(|space| self.source.is_line_end(space));
        let Some(length) = length.filter(|_| is_line) else { return false };
        self.go(length, 0);
        true
    }

    /// A mark with which a paragraph of the source goes on with the quotation of the one before.
    fn reopened_mark(&mut self) -> bool {
        let Some(space) = self.there.checked_sub(1) else { return false };
        let is_reopened = self.source_rest().starts_with('\'')
            && !self.source.paragraph_ends(&(space.saturating_sub(1)..self.there)).is_empty()
            && is_left_open(self.source, self.source.paragraph(space.saturating_sub(1)));
        if is_reopened {
            // French repeats the closing guillemet, with its space: “» Nous payerons”.
            let is_spaced =
                self.source_rest()[1..].starts_with(' ') && self.source.guillemet(self.there).is_some();
            self.go(0, 1 + usize::from(is_spaced));
        }
        is_reopened
    }

    /// A space that one text has before a stop, a percent sign or inside of guillemets.
    fn space(&mut self) -> bool {
        let (in_source, in_quotation) = (self.source_rest().starts_with(' '), self.rest().starts_with(' '));
        if in_source == in_quotation {
            return false;
        }
        let (text, space, spaceless) = if in_source {
            (self.source, self.there, self.rest())
        } else {
            (self.quotation, self.at, self.source_rest())
        };
        let is_behind_digit = text.text[..space].ends_with(char::is_numeric);
        let opens = |at: Option<usize>| at.and_then(|at| text.guillemet(at));
        let is_inside_marks =
            || opens(space.checked_sub(1)) == Some(true) || opens(Some(space + 1)) == Some(false);
        let is_granted = (self.contract.has(Clause::StopSpaces)
            && spaceless.starts_with([':', ';', '!', '?']))
            || (self.contract.has(Clause::PercentSpaces)
                && is_behind_digit
                && spaceless.starts_with(['%', '‰']))
            || (self.contract.has(Clause::MarkSpaces) && is_inside_marks());
        if is_granted {
            self.go(usize::from(in_quotation), usize::from(in_source));
        }
        is_granted
    }
}

/// The dash that begins at an offset, with the spaces around it; no hyphen, and no minus sign.
fn dash_at(text: &Normal, at: usize) -> Option<Range<usize>> {
    let rest = &text.text[at..];
    let space = usize::from(rest.starts_with(' '));
    let behind = rest[space..].strip_prefix('-')?;
    let space_behind = usize::from(behind.starts_with(' '));
    let is_sign = space == 1 && space_behind == 0 && behind.starts_with(char::is_numeric);
    let is_dash = text.is_dash(at + space) || (space == 1 && space_behind == 1);
    (is_dash && !is_sign).then_some(at..at + space + 1 + space_behind)
}

/// Whether the mark at an offset opens, by what stands around it: a space or nothing before it.
fn is_opening(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(|letter| matches!(letter, ' ' | '(' | '[' | '-'))
}

/// Whether a paragraph opens a quotation mark that it does not close.
fn is_left_open(source: &Normal, range: Range<usize>) -> bool {
    let paragraph = &source.text[range.clone()];
    let mut is_open = false;
    for (at, _) in paragraph.match_indices('\'') {
        if let Some(opens) = source.guillemet(range.start + at) {
            // A closing one at the beginning reopens what is open.
            is_open = opens || at == 0;
            continue;
        }
        let is_before_letter = paragraph[at + 1..].starts_with(char::is_alphanumeric);
        let is_behind_letter = paragraph[..at].ends_with(char::is_alphanumeric);
        match (is_opening(paragraph, at) && is_before_letter, is_behind_letter && is_before_letter) {
            (true, _) => is_open = true,
            // An apostrophe.
            (_, true) => {}
            _ => is_open = false,
        }
    }
    is_open
}

/// Whether a text is set in title case: its first, its last and every long word have a capital.
fn is_title_case(text: &str) -> bool {
    let mut words = text.split([' ', '-']).filter(|word| word.contains(char::is_alphabetic));
    let count = words.clone().count();
    let has_capital =
        |word: &str| word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_uppercase);
    let (first, last) = (words.next(), words.next_back());
    (TITLE_WORDS..=HEADLINE_WORDS).contains(&count)
        && [first, last].into_iter().flatten().all(has_capital)
        && headline_capitals(text) == Some(Capitals::Title)
}

/// Which letters of a headline are capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Capitals {
    All,
    /// The first of every long word.
    Title,
}

/// The capitals of a headline: a short paragraph without a stop at its end, in capitals or title case.
fn headline_capitals(paragraph: &str) -> Option<Capitals> {
    let words: Vec<&str> = paragraph.split(' ').filter(|word| word.contains(char::is_alphabetic)).collect();
    if !(2..=HEADLINE_WORDS).contains(&words.len()) || paragraph.ends_with(['.', ',', ';', ':']) {
        return None;
    }
    if !paragraph.contains(char::is_lowercase) {
        return Some(Capitals::All);
    }
    let letters = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count();
    let has_capital =
        |word: &str| word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_uppercase);
    let long: Vec<&&str> = words.iter().filter(|word| letters(word) >= TITLE_LETTERS).collect();
    let has_capitals = words.iter().filter(|word| has_capital(word)).count() * 2 > words.len();
    let is_title = has_capitals && long.iter().all(|word| has_capital(word));
    is_title.then_some(Capitals::Title)
}
