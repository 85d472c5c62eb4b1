//! Finding a quotation in a source: the rows of the contract that concern a quotation as a whole.
//!
//! Literally first; then taken apart at omissions and brackets, whose fragments must stand in the
//! source in order. The search is a sweep over the places of each fragment: for a place the nearest
//! reachable end of the fragment before it is the best one, because a smaller gap has fewer words and
//! fewer negations, so the work grows with the number of places, not with their combinations.

use std::ops::Range;

use memchr::memmem;

use super::boundary::{is_boundary, is_unspaced, turned_before, turned_behind};
use super::contract::Normal;
use super::negation::{negation, negation_begins, negation_ends};

/// Most words that `…` leaves out.
const OMISSION_WORDS: usize = 60;
/// Most words of the source that a bracket stands for.
const BRACKET_WORDS: usize = 12;
/// Most letters that a bracket at the end of a word stands for.
const ENDING_LETTERS: usize = 6;
/// Bytes that the places of one fragment may cost to compare; more occur only in made-up sources.
const MAX_COMPARED: usize = 50_000_000;
/// Chains that are tried for a bracket that negates.
const MAX_TRIES: usize = 64;

/// A quotation ready to be searched for, in as many sources as need be.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The whole, literally.
    whole: String,
    /// The whole without a comma or full stop at its end.
    unstopped: Option<String>,
    fragments: Vec<Fragment>,
    /// What stands after the last fragment.
    tail: Option<Gap>,
}

/// Words between omissions and brackets.
#[derive(Clone, Debug)]
struct Fragment {
    words: String,
    /// What stands between it and the fragment before.
    before: Gap,
    /// Whether it begins inside a word (`[t]he`).
    begins_in_word: bool,
    /// Whether it ends inside a word (`chang[ed]`).
    ends_in_word: bool,
    /// The words with the letters of the brackets that touch them, as the page shows them.
    shown: String,
}

#[derive(Clone, Debug, Default)]
struct Gap {
    has_omission: bool,
    /// A bracket apart from the words around it.
    has_bracket: bool,
    /// A bracket adds a negation.
    negates: bool,
    /// Letters in a bracket that begins a word.
    first_letters: Option<usize>,
    /// A bracket that ends the word of the fragment before.
    has_ending: bool,
}

/// How a quotation stands in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where its fragments stand in the normalised source, in order.
    pub pieces: Vec<Range<usize>>,
    /// Whether it stands there without omissions and brackets.
    pub is_verbatim: bool,
}

/// Why a quotation with omissions or brackets is not in a source although its fragments are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Some fragment is not there, or not in that order.
    Absent,
    /// An omission or a bracket hides, or a bracket adds, this negation; where the fragments stand.
    Negation(String, Range<usize>),
    /// The fragments are further apart than allowed; where they stand.
    TooFar(Range<usize>),
    /// The words stand there behind or before something that turns them, `non-` or a minus sign; where both
    /// stand.
    Turned(String, Range<usize>),
}

impl Pattern {
    /// Prepares a quotation. `is_block`: quotation marks around a whole blockquote are not compared.
    #[must_use]
    pub fn new(quotation: &str, is_block: bool, language: &str) -> Self {
        let mut quotation = quotation.trim();
        if is_block {
            quotation = unquoted(quotation);
        }
        let whole = Normal::new(quotation).text;
        let unstopped = whole
            .strip_suffix(['.', ','])
            .filter(|rest| !rest.ends_with('.') && !rest.is_empty())
            .map(|rest| rest.trim_end().to_owned());
        let (mut fragments, tail) = fragments(quotation, language);
        // Before a last omission or bracket a full stop would claim a sentence's end that is not there.
        if tail.is_none()
            && let Some(last) = fragments.last_mut()
            && let Some(rest) = last.words.strip_suffix(['.', ','])
            && !rest.ends_with('.')
            && rest.chars().any(char::is_alphanumeric)
        {
            last.words = rest.trim_end().to_owned();
        }
        Self { whole, unstopped, fragments, tail }
    }

    /// The normalised words, brackets and omissions as written.
    #[must_use]
    pub fn words(&self) -> &str {
        self.unstopped.as_deref().unwrap_or(&self.whole)
    }

    /// Whether it holds nothing to compare: no letter and no digit outside brackets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.fragments.iter().any(|fragment| fragment.words.chars().any(char::is_alphanumeric))
    }

    /// Finds it in `source`, within the normalised range `within`.
    ///
    /// # Errors
    /// Why it is not there.
    pub fn find(&self, source: &str, within: Range<usize>, language: &str) -> Result<Match, Refusal> {
        let mut turned = None;
        for whole in std::iter::once(&self.whole).chain(&self.unstopped) {
            match first_place(source, whole, &within) {
                Ok(place) => return Ok(Match { pieces: vec![place], is_verbatim: true }),
                Err(refusal) => turned = turned.or(refusal),
            }
        }
        let is_plain = self.fragments.len() == 1 && {
            let fragment = &self.fragments[0];
            !fragment.begins_in_word && !fragment.ends_in_word && fragment.words == self.words()
        };
        if is_plain || self.is_empty() {
            return Err(turned.unwrap_or(Refusal::Absent));
        }
        self.sweep(source, within, language)
    }

    /// Whether it stands in `source` literally.
    #[must_use]
    pub fn stands_literally_in(&self, source: &str) -> bool {
        let within = 0..source.len();
        std::iter::once(&self.whole)
            .chain(&self.unstopped)
            .any(|whole| first_place(source, whole, &within).is_ok())
    }

    fn sweep(&self, source: &str, within: Range<usize>, language: &str) -> Result<Match, Refusal> {
        let missing = |fragment: &&Fragment| {
            memmem::find(&source.as_bytes()[within.clone()], skip_first(&fragment.words).as_bytes()).is_none()
        };
        if self.fragments.iter().any(|fragment| missing(&fragment)) {
            return Err(Refusal::Absent);
        }
        // Reachable places of the fragment last looked at, each with its chain of places before.
        let mut chains: Vec<(Range<usize>, Option<usize>)> = Vec::new();
        let mut all: Vec<(Range<usize>, Option<usize>)> = Vec::new();
        let mut refusal = Refusal::Absent;
        for (index, fragment) in self.fragments.iter().enumerate() {
            let is_last = index + 1 == self.fragments.len();
            let places = places(source, fragment, &within, index == 0);
            let mut next = Vec::new();
            for place in places {
                let ending =
                    source[place.end..].chars().take_while(|letter| letter.is_alphanumeric()).count();
                if is_last && fragment.ends_in_word && ending > ENDING_LETTERS {
                    continue;
                }
                if let Some(word) = fragment.reverses(source, &place, language) {
                    worse(&mut refusal, Stop::Negation(word), place);
                    continue;
                }
                let reversed =
                    index == 0 && fragment.before.reverses(Beside::Before(&source[..place.start]), language);
                let tail = self.tail.as_ref().filter(|_| is_last);
                if reversed
                    || tail.is_some_and(|tail| tail.reverses(Beside::After(&source[place.end..]), language))
                {
                    worse(&mut refusal, Stop::Negation("not".to_owned()), place);
                    continue;
                }
                if index == 0 {
                    if fragment
                        .before
                        .first_letters
                        .is_none_or(|letters| has_letters_before(source, place.start, letters))
                    {
                        next.push((place, None));
                    }
                    continue;
                }
                let reachable = chains.partition_point(|(before, _)| before.end <= place.start);
                // A bracket that negates may need a wider gap, which holds the negation it stands for.
                let most = if fragment.before.negates { MAX_TRIES } else { 1 };
                for (before, link) in chains[..reachable].iter().rev().take(most) {
                    match fragment.before.allows(source, before.end..place.start, language) {
                        Ok(()) => {
                            all.push((before.clone(), *link));
                            next.push((place, Some(all.len() - 1)));
                            break;
                        }
                        Err(reason) => worse(&mut refusal, reason, before.start..place.end),
                    }
                }
            }
            if next.is_empty() {
                return Err(refusal);
            }
            next.sort_by_key(|(place, _)| place.end);
            chains = next;
        }
        let Some((place, mut link)) = chains.into_iter().next() else { return Err(refusal) };
        let mut pieces = vec![place];
        while let Some(index) = link {
            pieces.push(all[index].0.clone());
            link = all[index].1;
        }
        pieces.reverse();
        Ok(Match { pieces, is_verbatim: false })
    }
}

/// Keeps the more telling of two refusals.
fn worse(refusal: &mut Refusal, reason: Stop, place: Range<usize>) {
    match (&refusal, reason) {
        (_, Stop::Negation(word)) => *refusal = Refusal::Negation(word, place),
        (Refusal::Absent, Stop::TooFar) => *refusal = Refusal::TooFar(place),
        _ => {}
    }
}

impl Fragment {
    /// A negation in a word of the source that a bracket changes, where the page's word has none, or
    /// the other way round: `can[]` for “cannot”.
    fn reverses(&self, source: &str, place: &Range<usize>, language: &str) -> Option<String> {
        let is_inner = |letter: char| letter.is_alphanumeric() || letter == '\'';
        type Affix = fn(&str) -> bool;
        let check = |affix: Affix, at: usize, shown: Option<&str>| -> Option<String> {
            let start = source[..at].trim_end_matches(is_inner).len();
            let end = at + source[at..].find(|letter| !is_inner(letter)).unwrap_or(source.len() - at);
            let negates = |word| negation(word, language).or_else(|| affix(word).then_some(word));
            let (before, after) = (negates(shown.unwrap_or_default()), negates(&source[start..end]));
            (before.is_some() != after.is_some()).then(|| after.or(before).unwrap_or_default().to_owned())
        };
        let mut words = self.shown.split(' ');
        let (first, last) = (words.next(), words.next_back());
        let last = last.or(first);
        let begins = self.begins_in_word.then(|| check(negation_begins, place.start, first)).flatten();
        begins.or_else(|| self.ends_in_word.then(|| check(negation_ends, place.end, last)).flatten())
    }
}

/// The source's text beside a quotation.
enum Beside<'s> {
    Before(&'s str),
    After(&'s str),
}

enum Stop {
    Negation(String),
    TooFar,
    NotHere,
}

impl Gap {
    /// Whether a bracket at an end of the quotation adds a negation that the source does not have there:
    /// in the words before its first fragment, or after its last.
    fn reverses(&self, beside: Beside<'_>, language: &str) -> bool {
        let near = match beside {
            Beside::Before(text) => {
                let start = text.rmatch_indices(' ').nth(BRACKET_WORDS).map_or(0, |(at, _)| at);
                &text[start..]
            }
            Beside::After(text) => {
                let end = text.match_indices(' ').nth(BRACKET_WORDS).map_or(text.len(), |(at, _)| at);
                &text[..end]
            }
        };
        self.negates && negation(near, language).is_none()
    }

    /// Whether these words of the source may stand between two fragments.
    fn allows(&self, source: &str, gap: Range<usize>, language: &str) -> Result<(), Stop> {
        let text = &source[gap.clone()];
        let most = if self.has_omission {
            OMISSION_WORDS
        } else if self.has_bracket {
            BRACKET_WORDS
        } else {
            0
        };
        // One more than is ever allowed, so that too many are seen.
        let words = words_up_to(text, OMISSION_WORDS + 3);
        if self.has_omission || self.has_bracket {
            // `… [t]he` stands for “The”, not for “he”.
            if self.first_letters.is_some_and(|letters| !has_letters_before(source, gap.end, letters)) {
                return Err(Stop::NotHere);
            }
            // Letters that a bracket inside a word replaces count as a word here.
            let allowed = most + usize::from(self.first_letters.is_some()) + usize::from(self.has_ending);
            if words > allowed {
                return Err(Stop::TooFar);
            }
            return match negation(text, language) {
                Some(word) if !self.negates => Err(Stop::Negation(word.to_owned())),
                None if self.negates => Err(Stop::Negation("not".to_owned())),
                _ => Ok(()),
            };
        }
        let ending = text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len());
        let (ending, rest) = if self.has_ending { text.split_at(ending) } else { ("", text) };
        if ending.chars().count() > ENDING_LETTERS {
            return Err(Stop::NotHere);
        }
        let between = rest.trim_end_matches(char::is_alphanumeric);
        let first_letters = rest[between.len()..].chars().count();
        let only_space = between.chars().all(|letter| letter == ' ');
        if only_space && first_letters == self.first_letters.unwrap_or(0) {
            Ok(())
        } else {
            Err(Stop::NotHere)
        }
    }
}

/// The number of words, at most `most`. In scripts without spaces every character counts as one.
fn words_up_to(text: &str, most: usize) -> usize {
    let count = |word: &str| match word.chars().filter(|letter| is_unspaced(*letter)).count() {
        0 => usize::from(word.chars().any(char::is_alphanumeric)),
        letters => letters,
    };
    let mut words = 0;
    for word in text.split(' ') {
        words += count(word);
        if words >= most {
            return most;
        }
    }
    words
}

/// The part of a blockquote inside quotation marks around the whole.
fn unquoted(text: &str) -> &str {
    let marks = [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“'), ('„', '”')];
    marks
        .iter()
        .find_map(|(open, close)| {
            let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
            (!inner.contains([*open, *close])).then_some(inner)
        })
        .unwrap_or(text)
}

/// Takes a quotation apart at omissions and brackets: the fragments, and what follows the last one.
fn fragments(quotation: &str, language: &str) -> (Vec<Fragment>, Option<Gap>) {
    let mut fragments = Vec::new();
    let mut gap = Gap::default();
    let mut begins_in_word = false;
    let mut letters_before = String::new();
    let mut rest = quotation;
    loop {
        let stop = next_stop(rest);
        let (words, stop_text) = match &stop {
            Some(range) => (&rest[..range.start], &rest[range.clone()]),
            None => (rest, ""),
        };
        let after = stop.as_ref().map_or("", |range| &rest[range.end..]);
        let inner = stop_text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let is_omission =
            stop.is_some() && inner.is_none_or(|inner| matches!(inner.trim(), "…" | "..." | ". . ."));
        let touches_left = !is_omission && words.chars().next_back().is_some_and(char::is_alphanumeric);
        let touches_right =
            !is_omission && stop.is_some() && after.chars().next().is_some_and(char::is_alphanumeric);
        let normal = Normal::new(words).text;
        if normal.chars().any(char::is_alphanumeric) {
            let ends_in_word = stop.is_some() && touches_left;
            let letters_after = inner.filter(|_| ends_in_word).unwrap_or_default();
            let shown = format!("{letters_before}{normal}{}", Normal::new(letters_after).text);
            fragments.push(Fragment {
                words: normal,
                before: std::mem::take(&mut gap),
                begins_in_word,
                ends_in_word,
                shown,
            });
        }
        let Some(stop) = stop else {
            let has_tail = gap.has_omission || gap.has_bracket || gap.has_ending;
            return (fragments, has_tail.then_some(gap));
        };
        if is_omission {
            gap.has_omission = true;
        } else if let Some(inner) = inner {
            gap.has_ending |= touches_left;
            if touches_right {
                gap.first_letters = Some(if touches_left { 0 } else { inner.chars().count() });
            }
            gap.has_bracket |= !touches_left && !touches_right;
            gap.negates |= !touches_right && negation(&Normal::new(inner).text, language).is_some();
        }
        begins_in_word = touches_right;
        letters_before =
            inner.filter(|_| touches_right).map(|inner| Normal::new(inner).text).unwrap_or_default();
        rest = &rest[stop.end..];
    }
}

/// The next omission or bracket.
fn next_stop(text: &str) -> Option<Range<usize>> {
    for (at, letter) in text.char_indices() {
        match letter {
            '…' => return Some(at..at + letter.len_utf8()),
            '.' if text[at..].starts_with("...") => {
                let length = text[at..].len() - text[at..].trim_start_matches('.').len();
                return Some(at..at + length);
            }
            '.' if text[at..].starts_with(". . .") => return Some(at..at + 5),
            '[' => {
                if let Some(close) = text[at..].find(']') {
                    return Some(at..at + close + 1);
                }
            }
            _ => {}
        }
    }
    None
}

// --- places ------------------------------------------------------------------------------------

/// The first place of the whole words, in either case of the first letter; else, where they stand but are
/// turned, that.
fn first_place(source: &str, words: &str, within: &Range<usize>) -> Result<Range<usize>, Option<Refusal>> {
    if words.is_empty() {
        return Err(None);
    }
    let mut turned = None;
    for words in std::iter::once(words.to_owned()).chain(other_case(words)) {
        let mut places = Places::new(source, &words, within.clone(), Bounds::WORDS);
        if let Some(place) = places.next() {
            return Ok(place);
        }
        turned = turned.or(places.turned);
    }
    Err(turned)
}

/// The places of a fragment in order, as many as [`MAX_COMPARED`] allows.
fn places(source: &str, fragment: &Fragment, within: &Range<usize>, is_first: bool) -> Vec<Range<usize>> {
    let bounds = Bounds { at_start: !fragment.begins_in_word, at_end: !fragment.ends_in_word };
    let most = MAX_COMPARED / fragment.words.len().max(1);
    let mut places: Vec<Range<usize>> =
        Places::new(source, &fragment.words, within.clone(), bounds).take(most).collect();
    if is_first
        && !fragment.begins_in_word
        && let Some(other) = other_case(&fragment.words)
    {
        places.extend(Places::new(source, &other, within.clone(), bounds).take(most));
        places.sort_by_key(|place| place.start);
    }
    places
}

/// The words with the case of their first letter changed, where it has one.
fn other_case(words: &str) -> Option<String> {
    let at = words.find(char::is_alphanumeric)?;
    let letter = words[at..].chars().next()?;
    let mut changed: String = words[..at].to_owned();
    if letter.is_uppercase() {
        changed.extend(letter.to_lowercase());
    } else if letter.is_lowercase() {
        changed.extend(letter.to_uppercase());
    } else {
        return None;
    }
    changed.push_str(&words[at + letter.len_utf8()..]);
    Some(changed)
}

/// Words without their first letter, whose case may differ.
fn skip_first(words: &str) -> &str {
    let at = words.find(char::is_alphanumeric).unwrap_or(0);
    words[at..].char_indices().nth(1).map_or(words, |(second, _)| &words[at + second..])
}

/// Whether so many letters of the same word stand before `at`.
fn has_letters_before(source: &str, at: usize, letters: usize) -> bool {
    let before = source[..at].chars().rev().take(letters + 1);
    before.take_while(|letter| letter.is_alphanumeric()).count() == letters
}

#[derive(Clone, Copy)]
struct Bounds {
    at_start: bool,
    at_end: bool,
}

impl Bounds {
    const WORDS: Self = Self { at_start: true, at_end: true };
}

/// Places of words in a source that begin and end where words do.
struct Places<'s, 'w> {
    source: &'s str,
    finder: memmem::Finder<'w>,
    length: usize,
    at: usize,
    end: usize,
    bounds: Bounds,
    /// The first place where the words stand but are turned.
    turned: Option<Refusal>,
}

impl<'s, 'w> Places<'s, 'w> {
    fn new(source: &'s str, words: &'w str, within: Range<usize>, bounds: Bounds) -> Self {
        Self {
            source,
            finder: memmem::Finder::new(words),
            length: words.len(),
            at: within.start,
            end: within.end,
            bounds,
            turned: None,
        }
    }

    /// What turns the words that stand at a place.
    fn turning(&self, place: &Range<usize>) -> Option<Refusal> {
        let before = self.bounds.at_start.then(|| turned_before(self.source, place.start)).flatten();
        let behind = self.bounds.at_end.then(|| turned_behind(self.source, place.end)).flatten();
        let length = |word: Option<&str>| word.map_or(0, str::len);
        let word = before.or(behind)?.to_owned();
        Some(Refusal::Turned(word, place.start - length(before)..place.end + length(behind)))
    }
}

impl Iterator for Places<'_, '_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.at < self.end {
            let start = self.at + self.finder.find(&self.source.as_bytes()[self.at..self.end])?;
            let end = start + self.length;
            let fits = (!self.bounds.at_start || is_boundary(self.source, start))
                && (!self.bounds.at_end || is_boundary(self.source, end));
            self.at = next_start(self.source, start, self.bounds.at_start);
            if fits {
                match self.turning(&(start..end)) {
                    None => return Some(start..end),
                    found => self.turned = self.turned.take().or(found),
                }
            }
        }
        None
    }
}

/// The next place after `at` where a match may begin. Stepping from word to word keeps a source of one
/// endless word linear.
fn next_start(source: &str, at: usize, at_words: bool) -> usize {
    let mut letters = source[at..].char_indices().skip(1);
    if at_words {
        letters.map(|(offset, _)| at + offset).find(|&next| is_boundary(source, next)).unwrap_or(source.len())
    } else {
        letters.next().map_or(source.len(), |(offset, _)| at + offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceText;
    use crate::verify::contract::EQUIVALENCES;

    fn find(quotation: &str, source: &str) -> Result<Match, Refusal> {
        let (text, _) = SourceText::markdown(source, 0, &[]);
        let normal = Normal::new(&text.plain);
        Pattern::new(quotation, false, "en").find(&normal.text, 0..normal.text.len(), "en")
    }

    #[test]
    fn every_row_of_the_contract_grants_its_example_and_nothing_more() {
        for row in EQUIVALENCES {
            assert!(find(row.page, row.source).is_ok(), "{}: “{}” should match", row.name, row.page);
            assert!(
                find(row.refused, row.source).is_err(),
                "{}: “{}” should not match",
                row.name,
                row.refused
            );
            let plain = SourceText::markdown(row.source, 0, &[]).0.plain;
            assert!(find(&plain, row.source).is_ok(), "{}: a source matches itself", row.name);
        }
    }

    #[test]
    fn case_order_words_and_punctuation_count() {
        let source = "Moscow has shown little willingness to compromise, and Kyiv has not.";
        for wrong in [
            "moscow Has shown",
            "shown has little",
            "Moscow has little",
            "willingness to compromise and Kyiv",
            "Moscow has shown little willingness to compromises",
            "oscow has shown",
            "Moscow has show",
        ] {
            assert!(find(wrong, source).is_err(), "{wrong}");
        }
        assert!(find("Little willingness to compromise", source).is_ok());
        assert!(find("willingness to compromise.", source).is_ok());
    }

    #[test]
    fn a_match_ends_where_a_word_does() {
        assert!(find("he can", "he can't go").is_err());
        assert!(find("rose by 1", "rose by 1,000 men").is_err());
        assert!(find("rose by 5", "rose by 5.5 percent").is_err());
        assert!(find("Article 5", "Article 5-like guarantees").is_ok());
        assert!(find("rose by 20", "rose by 20 000 men").is_err());
        assert!(find("000 men", "rose by 20\u{a0}000 men").is_err());
        assert!(find("十人死亡", "二十人死亡").is_err());
        assert!(find("协议", "和平协议草案").is_ok());
        let far = format!("开始{}结束", "字".repeat(100));
        assert!(matches!(find("开始…结束", &far), Err(Refusal::TooFar(_))));
        assert!(find("开始…结束", "开始和平谈判结束").is_ok());
    }

    #[test]
    fn omissions_keep_order_distance_and_negations() {
        let source = "The plan, which was leaked, does not require Kyiv to cede land or to disarm.";
        assert!(find("The plan … does", source).is_ok());
        assert!(
            matches!(find("The plan … require Kyiv", source), Err(Refusal::Negation(word, _)) if word == "not")
        );
        assert!(matches!(find("does [require] Kyiv to cede", source), Err(Refusal::Negation(..))));
        assert!(find("to cede land … The plan", source).is_err());
        let far = format!("begin {} end", "word ".repeat(61));
        assert!(matches!(find("begin … end", &far), Err(Refusal::TooFar(_))));
        let near = format!("begin {} end", "word ".repeat(60));
        assert!(find("begin … end", &near).is_ok());
    }

    #[test]
    fn brackets_are_tried_literally_first() {
        assert!(find("a list [sic] of things", "a list [sic] of things").unwrap().is_verbatim);
        assert!(!find("a list [sic] of things", "a list of things").unwrap().is_verbatim);
        assert!(find("had no … purpose", "had no … purpose").unwrap().is_verbatim);
    }

    #[test]
    fn a_bracket_cannot_reverse_the_meaning() {
        assert!(find("this is [not] a concession", "this is a concession").is_err());
        assert!(find("a [l]egal act", "an illegal act").is_err());
        assert!(find("it is [un]likely", "it is likely").is_err());
        assert!(find("they [did not] agree", "they didn't agree").is_ok());
        assert!(find("it can[] be", "it cannot be").is_err());
        assert!(find("it can[]", "it cannot").is_err());
        assert!(find("they do[]", "they don't").is_err());
        assert!(find("it [c]annot be", "It cannot be").is_ok());
        assert!(find("it change[d]", "it changes").is_ok());
        assert!(find("[we are not] willing to leave", "We are willing to leave.").is_err());
        assert!(find("We are willing [not]", "We are willing to leave.").is_err());
        assert!(find("We agreed. …", "We agreed to disagree on this.").is_err());
        assert!(find("He [did not] go", "He didn't, he said, go.").is_ok());
        assert!(find("the deal is [re]done", "The deal is undone.").is_err());
        assert!(find("he was care[ful] there", "He was careless there.").is_err());
        assert!(find("[f]riends in deed[s]", "Friends in deed").is_ok());
    }

    #[test]
    fn what_turns_words_is_not_cut_off() {
        let turned = |quotation: &str, source: &str| match find(quotation, source) {
            Err(Refusal::Turned(word, place)) => (word, Normal::new(source).text[place].to_owned()),
            other => panic!("{quotation}: {other:?}"),
        };
        for (quotation, source, word, place) in [
            ("binding guarantees", "non-binding guarantees", "non-", "non-binding guarantees"),
            ("Escalation is near", "A de-escalation is near.", "de-", "de-escalation is near"),
            ("5 degrees", "It fell to −5 degrees.", "−", "−5 degrees"),
            ("it is a risk", "And it is a risk-free plan.", "-free", "it is a risk-free"),
            ("同意该计划", "他不同意该计划。", "不", "不同意该计划"),
        ] {
            assert_eq!(turned(quotation, source), (word.to_owned(), place.to_owned()), "{quotation}");
        }
        assert!(find("guarantees", "non-guarantees, then guarantees").is_ok());
        assert!(find("20 men", "10-20 men").is_ok());
    }

    #[test]
    fn a_later_place_is_found_when_the_first_is_refused() {
        let source = "He did not go. He did, in the end, go.";
        assert_eq!(find("He did … go", source).unwrap().pieces.len(), 2);
    }
}
