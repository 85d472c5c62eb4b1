//! Finding a quotation in a source: the rows of the contract that concern a quotation as a whole.
//!
//! Literally first; then taken apart at omissions and brackets, whose fragments must stand in the
//! source in order. The search is a sweep over the places of each fragment: for a place the nearest
//! reachable end of the fragment before it is the best one, because a smaller gap has fewer words and
//! fewer negations, so the work grows with the number of places, not with their combinations.

mod fragment;
mod gap;
mod place;

use std::ops::Range;

use memchr::memmem;

use crate::contract::{Clause, Contract};
use crate::normal::Normal;
use crate::refusal::Refusal;
use fragment::{Fragment, fragments};
pub use gap::{BRACKET_WORDS, OMISSION_WORDS};
use gap::{Beside, ENDING_LETTERS, Gap, Stop, words_up_to};
use place::{
    Bounds, aligned_place, first_place, has_letters_before, may_be_aligned, may_repeat, paragraph_caution,
    places, skip_first,
};

/// Chains that are tried for a bracket that negates.
const MAX_TRIES: usize = 64;

/// Most words in brackets whatever the share of them.
const FREE_BRACKET_WORDS: usize = 2;

/// Most words of the attribution below a blockquote.
const ATTRIBUTION_WORDS: usize = 12;

/// A quotation ready to be looked for, in as many sources as need be.
///
/// ```
/// use ibid_quotation::{Normal, Pattern, Refusal};
///
/// let source = Normal::new("The plan, which was leaked, does not require Kyiv to cede land.");
/// let find = |quotation: &str| {
///     Pattern::new(quotation, false, "en").find(&source, 0..source.text.len(), "en")
/// };
/// assert!(find("does not require Kyiv").is_ok());
/// assert!(find("The plan … does not require Kyiv").is_ok());
/// assert!(matches!(find("The plan … require Kyiv"), Err(Refusal::Negation(word, _)) if word == "not"));
/// assert_eq!(find("does not demand Kyiv"), Err(Refusal::Absent));
/// ```
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The whole, literally.
    whole: Normal,
    /// The whole without the comma or full stop at its end, and that.
    unstopped: Option<(Normal, char)>,
    fragments: Vec<Fragment>,
    /// What stands after the last fragment.
    tail: Option<Gap>,
    /// The comma or full stop that the last fragment had at its end.
    stop: Option<char>,
    /// The same without the attribution below a blockquote.
    unattributed: Option<Box<Pattern>>,
    contract: Contract,
}

/// How a quotation stands in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where its fragments stand in the normalised source, in order.
    pub pieces: Vec<Range<usize>>,
    /// Whether it stands there without omissions and brackets.
    pub is_verbatim: bool,
    /// What somebody should look at though the contract grants it.
    pub cautions: Vec<Caution>,
}

/// What the contract grants and may mislead all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// A bracket stands for words that are no mere name or pronoun: the verb, the judgement.
    Bracket {
        /// The editor's words.
        bracket: String,
        /// The words of the source that they stand for, normalised.
        replaced: String,
    },
    /// A bracket has one noun for another: “[the mayor]” for “the contractor”.
    OtherNoun {
        /// The editor's words.
        bracket: String,
        /// The words of the source that they stand for, normalised.
        replaced: String,
    },
    /// A full stop makes a sentence of a part of one; the words of the source that follow, normalised.
    Stop(String),
    /// An omission leaves out this word, which makes a possibility or a condition of what is quoted.
    Softened(String),
    /// An omission leaves out whose word it is: these words, “according to the owner”.
    Unattributed(String),
    /// A short paragraph that ends no sentence is quoted together with the next one.
    Paragraph(String),
    /// No negations are known of the language, so that nobody can say what an omission hides.
    UnknownNegations,
}

/// A source, and under what it is searched.
pub(crate) struct Scope<'s> {
    pub(crate) source: &'s Normal,
    pub(crate) within: Range<usize>,
    pub(crate) language: &'s str,
    pub(crate) contract: Contract,
}

/// Reachable places of a fragment, each with the place in the list of those before that it was reached from.
type Chain = (Range<usize>, Option<usize>);

impl Pattern {
    /// Prepares a quotation, without the marks around it. `is_block`: it is a blockquote, which may have marks of its own
    /// and an attribution. `language` is the BCP 47 tag of the source's language.
    #[must_use]
    pub fn new(quotation: &str, is_block: bool, language: &str) -> Self {
        Self::under(Contract::FULL, quotation, is_block, language)
    }

    /// The same under a contract of which some clauses may be off.
    #[must_use]
    pub fn under(contract: Contract, quotation: &str, is_block: bool, language: &str) -> Self {
        let mut quotation = quotation.trim();
        let body = is_block.then(|| without_attribution(quotation)).flatten();
        let body = body.filter(|_| contract.has(Clause::BlockAttribution));
        let unattributed = body.map(|body| Box::new(Self::under(contract, body, true, language)));
        if is_block && contract.has(Clause::BlockMarks) {
            quotation = unquoted(quotation);
        }
        let whole = Normal::under(contract, quotation, &[]);
        let (mut fragments, tail) = fragments(quotation, language, contract);
        let mut stop = None;
        // Before a last omission or bracket a full stop would claim a sentence's end that is not there.
        if tail.is_none()
            && let Some(last) = fragments.last_mut()
            && let Some((words, closing)) = without_stop(&last.words, contract)
            && words.text.chars().any(char::is_alphanumeric)
        {
            last.words = words;
            stop = Some(closing);
        }
        let unstopped = without_stop(&whole, contract);
        Self { whole, unstopped, fragments, tail, stop, unattributed, contract }
    }

    /// The normalised words, brackets and omissions as written.
    #[must_use]
    pub fn words(&self) -> &str {
        match &self.unattributed {
            Some(body) => body.words(),
            None => self.unstopped.as_ref().map_or(&self.whole.text, |(words, _)| &words.text),
        }
    }

    /// Whether it holds nothing to compare: no letter and no digit outside brackets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.fragments.iter().any(|fragment| fragment.words.text.chars().any(char::is_alphanumeric))
    }

    /// Finds it in `source`, within the normalised range `within`. `language` is the BCP 47 tag of the source's language.
    ///
    /// # Errors
    /// Why it is not there.
    pub fn find(&self, source: &Normal, within: Range<usize>, language: &str) -> Result<Match, Refusal> {
        let scope = Scope { source, within, language, contract: self.contract };
        let refusal = match self.find_whole(&scope) {
            Ok(place) => return Ok(Match::verbatim(place.0, place.1)),
            Err(refusal) => refusal,
        };
        let found = if self.is_plain() || self.is_empty() {
            Err(refusal.unwrap_or(Refusal::Absent))
        } else {
            self.sweep(&scope)
        };
        match (found, &self.unattributed) {
            (Err(refusal), Some(body)) => {
                body.find(source, scope.within, language).map_err(|other| match other {
                    Refusal::Absent => refusal,
                    other => other,
                })
            }
            (found, _) => found,
        }
    }

    /// Whether it has neither omissions nor brackets.
    fn is_plain(&self) -> bool {
        let [fragment] = self.fragments.as_slice() else { return false };
        !fragment.begins_in_word
            && !fragment.ends_in_word
            && self.tail.is_none()
            && fragment.words.text == self.unstopped.as_ref().map_or(&self.whole, |(words, _)| words).text
    }

    /// The place of the whole, literally or but for differences that are granted.
    fn find_whole(&self, scope: &Scope<'_>) -> Result<(Range<usize>, Vec<Caution>), Option<Refusal>> {
        let mut refused = None;
        for search in [first_place, aligned_place] {
            match search(scope, &self.whole, Bounds::whole(None)) {
                Ok(place) => {
                    let cautions = paragraph_caution(scope, &place).into_iter().collect();
                    return Ok((place, cautions));
                }
                Err(refusal) => refused = refused.or(refusal),
            }
            let Some((words, stop)) = &self.unstopped else { continue };
            match search(scope, words, Bounds::whole(Some(*stop))) {
                Ok(place) => {
                    let stop = stop_caution(scope, &place, *stop);
                    let cautions = stop.into_iter().chain(paragraph_caution(scope, &place)).collect();
                    return Ok((place, cautions));
                }
                Err(refusal) => refused = refused.or(refusal),
            }
        }
        Err(refused)
    }

    /// Whether it may stand without omissions in more than one place of `source` within the normalised range `within`,
    /// which costs less to ask than to find the places ([`Self::find`]): most quotations stand in one.
    #[must_use]
    pub fn may_repeat(&self, source: &Normal, within: Range<usize>) -> bool {
        let scope = Scope { source, within: within.clone(), language: "en", contract: self.contract };
        let words = self.unstopped.as_ref().map_or(&self.whole, |(words, _)| words);
        may_repeat(&scope, words)
            || self.unattributed.as_ref().is_some_and(|body| body.may_repeat(source, within))
    }

    /// Whether it stands in `source` literally.
    #[must_use]
    pub fn stands_literally_in(&self, source: &Normal) -> bool {
        let scope = Scope { source, within: 0..source.text.len(), language: "en", contract: self.contract };
        let unstopped = self.unstopped.as_ref().map(|(words, stop)| (words, Some(*stop)));
        std::iter::once((&self.whole, None))
            .chain(unstopped)
            .any(|(words, stop)| first_place(&scope, words, Bounds::whole(stop)).is_ok())
    }

    /// Whether a fragment stands nowhere.
    fn is_missing(&self, fragment: &Fragment, scope: &Scope<'_>) -> bool {
        let text = &scope.source.text.as_bytes()[scope.within.clone()];
        memmem::find(text, skip_first(&fragment.words.text).as_bytes()).is_none()
            && !(may_be_aligned(scope, &fragment.words)
                && scope.source.letters().places(fragment.words.letters()).next().is_some())
    }

    /// Finds the fragments one after the other.
    fn sweep(&self, scope: &Scope<'_>) -> Result<Match, Refusal> {
        if self.fragments.iter().any(|fragment| self.is_missing(fragment, scope)) {
            return Err(Refusal::Absent);
        }
        if self.contract.has(Clause::BracketShare) && !self.has_fair_share() {
            return Err(Refusal::TooManyBrackets);
        }
        // Reachable places of the fragment last looked at, and all those before.
        let mut chains: Vec<Chain> = Vec::new();
        let mut all: Vec<Chain> = Vec::new();
        let mut refusal = Refusal::Absent;
        for (index, fragment) in self.fragments.iter().enumerate() {
            let mut next = Vec::new();
            let stop = self.stop.filter(|_| index + 1 == self.fragments.len());
            let bounds = Bounds::of_fragment(fragment, index == 0, stop);
            let (places, refused) = places(scope, &fragment.words, bounds);
            if let (Refusal::Absent, Some(refused)) = (&refusal, refused) {
                refusal = refused;
            }
            for place in places {
                if let Err(reason) = self.may_stand(index, scope, &place) {
                    worse(&mut refusal, reason, place);
                } else if index == 0 {
                    next.push((place, None));
                } else {
                    match self.reach(index, scope, &place, &chains) {
                        Ok(before) => {
                            all.push(before.clone());
                            next.push((place, Some(all.len() - 1)));
                        }
                        Err(reasons) => {
                            reasons
                                .into_iter()
                                .for_each(|(reason, place)| worse(&mut refusal, reason, place));
                        }
                    }
                }
            }
            if next.is_empty() {
                return Err(refusal);
            }
            next.sort_by_key(|(place, _)| place.end);
            chains = next;
        }
        let Some((place, link)) = chains.into_iter().next() else { return Err(refusal) };
        Ok(self.found(scope, place, link, &all))
    }

    /// The chain before a place that leads to it.
    fn reach<'c>(
        &self,
        index: usize,
        scope: &Scope<'_>,
        place: &Range<usize>,
        chains: &'c [Chain],
    ) -> Result<&'c Chain, Vec<(Stop, Range<usize>)>> {
        let gap = &self.fragments[index].before;
        let reachable = chains.partition_point(|(before, _)| before.end <= place.start);
        // A bracket that negates may need a wider gap, which holds the negation it stands for.
        let most = if gap.negates { MAX_TRIES } else { 1 };
        let mut reasons = Vec::new();
        for chain in chains[..reachable].iter().rev().take(most) {
            match gap.allows(scope, chain.0.end..place.start) {
                Ok(()) => return Ok(chain),
                Err(reason) => reasons.push((reason, chain.0.start..place.end)),
            }
        }
        Err(reasons)
    }

    /// The match that ends with a place.
    fn found(&self, scope: &Scope<'_>, place: Range<usize>, mut link: Option<usize>, all: &[Chain]) -> Match {
        let mut pieces = vec![place];
        while let Some(index) = link {
            pieces.push(all[index].0.clone());
            link = all[index].1;
        }
        pieces.reverse();
        let text = scope.source.text.as_str();
        let (start, end) = (pieces[0].start, pieces[pieces.len() - 1].end);
        let gaps = self.fragments.iter().skip(1).map(|fragment| &fragment.before);
        let inner = gaps.zip(pieces.windows(2));
        let mut cautions: Vec<Caution> = inner
            .filter_map(|(gap, pair)| {
                let hidden = pair[0].end..pair[1].start;
                gap.caution(&text[hidden.clone()], scope).or_else(|| gap.softens(hidden, scope))
            })
            .collect();
        cautions.extend(pieces.iter().find_map(|piece| paragraph_caution(scope, piece)));
        let first = self.fragments.first().map(|fragment| &fragment.before);
        cautions.extend(first.and_then(|gap| gap.end_caution(&Beside::Before(&text[..start]), scope)));
        cautions
            .extend(self.tail.as_ref().and_then(|gap| gap.end_caution(&Beside::After(&text[end..]), scope)));
        cautions.extend(self.stop.and_then(|stop| stop_caution(scope, &(start..end), stop)));
        let omits = self.fragments.iter().skip(1).any(|fragment| fragment.before.has_omission);
        if omits && !crate::words::knows_negations(scope.language) {
            cautions.push(Caution::UnknownNegations);
        }
        Match { pieces, is_verbatim: false, cautions }
    }

    /// Whether the words outside of brackets are at least half of all, or the brackets short.
    fn has_fair_share(&self) -> bool {
        let count = |text: &str| words_up_to(text, usize::MAX);
        let outside: usize = self.fragments.iter().map(|fragment| count(&fragment.words.text)).sum();
        let gaps = self.fragments.iter().map(|fragment| &fragment.before).chain(self.tail.as_ref());
        let inside: usize = gaps.map(|gap| count(&gap.words)).sum();
        inside <= outside.max(FREE_BRACKET_WORDS)
    }

    /// Whether a fragment may stand at a place, whatever stands before it there: the words that its brackets
    /// touch, and at the ends of the quotation the words beside it.
    fn may_stand(&self, index: usize, scope: &Scope<'_>, place: &Range<usize>) -> Result<(), Stop> {
        let fragment = &self.fragments[index];
        let source = scope.source.text.as_str();
        let (before, after) = (&source[..place.start], &source[place.end..]);
        let (is_first, is_last) = (index == 0, index + 1 == self.fragments.len());
        let is_counted = scope.contract.has(Clause::BracketLetterCount);
        let ending = after.chars().take_while(|letter| letter.is_alphanumeric()).count();
        if is_last && fragment.ends_in_word && ending > ENDING_LETTERS && is_counted {
            return Err(Stop::NotHere);
        }
        if scope.contract.has(Clause::Negations)
            && let Some(word) = fragment.reverses(source, place, scope.language)
        {
            return Err(Stop::Negation(word));
        }
        let tail = self.tail.as_ref().filter(|_| is_last);
        let reversed = is_first.then(|| fragment.before.reverses(&Beside::Before(before), scope)).flatten();
        if let Some(stop) = reversed.or_else(|| tail?.reverses(&Beside::After(after), scope)) {
            return Err(stop);
        }
        let letters = fragment.before.first_letters.filter(|_| is_first && is_counted);
        match letters.is_none_or(|letters| has_letters_before(source, place.start, letters)) {
            true => Ok(()),
            false => Err(Stop::NotHere),
        }
    }
}

impl Match {
    fn verbatim(place: Range<usize>, cautions: Vec<Caution>) -> Self {
        Self { pieces: vec![place], is_verbatim: true, cautions }
    }
}

/// The words without the comma or full stop at their end, and that.
fn without_stop(words: &Normal, contract: Contract) -> Option<(Normal, char)> {
    let stop = words.text.chars().next_back().filter(|stop| matches!(stop, '.' | ','))?;
    let rest = &words.text[..words.text.len() - 1];
    if !contract.has(Clause::ClosingStop) || rest.ends_with('.') || rest.is_empty() {
        return None;
    }
    let mut shorter = words.clone();
    shorter.text.truncate(rest.trim_end().len());
    Some((shorter, stop))
}

/// A full stop that makes a sentence of a part of one: the quotation begins as the source's sentence does, and ends
/// before any mark of it.
fn stop_caution(scope: &Scope<'_>, place: &Range<usize>, stop: char) -> Option<Caution> {
    let text = scope.source.text.as_str();
    let before = text[..place.start].trim_end_matches(['\'', ' ', '(']);
    let begins = before.is_empty()
        || before.ends_with(['.', '!', '?', ':'])
        || scope.source.paragraph(place.start).start == text[..place.start].trim_end_matches('\'').len();
    let starts_upper =
        text[place.clone()].chars().find(|letter| letter.is_alphanumeric()).is_some_and(char::is_uppercase);
    let behind = text[place.end..].strip_prefix(' ')?;
    let goes_on = behind.starts_with(char::is_alphanumeric)
        && scope.source.paragraph_ends(&(place.end.saturating_sub(1)..place.end + 1)).is_empty();
    let next: Vec<&str> = behind.split(' ').take(3).collect();
    (stop == '.' && begins && starts_upper && goes_on).then(|| Caution::Stop(next.join(" ")))
}

/// Keeps the more telling of two refusals.
fn worse(refusal: &mut Refusal, reason: Stop, place: Range<usize>) {
    match (&refusal, reason) {
        (_, Stop::Negation(word)) => *refusal = Refusal::Negation(word, place),
        (_, Stop::Opposite(word)) => *refusal = Refusal::Opposite(word, place),
        (Refusal::Negation(..) | Refusal::Opposite(..), _) => {}
        (_, Stop::Denial(word)) => *refusal = Refusal::Denial(word, place),
        (Refusal::Absent, Stop::TooFar) => *refusal = Refusal::TooFar(place),
        (Refusal::Absent, Stop::BracketTooLong) => *refusal = Refusal::BracketTooLong(place),
        (Refusal::Absent, Stop::LeftOut) => *refusal = Refusal::LeftOut(place),
        _ => {}
    }
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

/// A blockquote without its last line, where that begins with a dash and names somebody: short, and no sentence.
fn without_attribution(text: &str) -> Option<&str> {
    let (body, last) = text.rsplit_once('\n')?;
    let name = last.trim().trim_start_matches(['-', '–', '—', '―']);
    let is_dashed = name.len() < last.trim().len();
    let is_name = (1..=ATTRIBUTION_WORDS).contains(&words_up_to(name, ATTRIBUTION_WORDS + 1))
        && !name.trim_end().ends_with(['.', '!', '?', ',', ';', ':', '…']);
    (is_dashed && is_name && body.contains(char::is_alphanumeric)).then(|| body.trim_end())
}

#[cfg(test)]
#[path = "search/tests.rs"]
mod tests;
