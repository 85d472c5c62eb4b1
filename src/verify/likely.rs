//! The passage of a source that most likely carries a statement: what `ibid check --suggest` offers.
//!
//! Words weigh by how few sentences of the library have them (inverse document frequency, Spärck Jones
//! 1972). Of each sentence of the source the run of words is taken whose shared words outweigh the rest,
//! and of all runs the heaviest. Words count as shared when their first letters are: that takes
//! inflection in its stride in any language that is written with spaces, without a stemmer for each.
//!
//! Not handled: a statement in another language than its source, and scripts without spaces.

use std::collections::{BTreeSet, HashMap};

use ibid_languages::is_alphanumeric;
use unicode_normalization::UnicodeNormalization;

use crate::base::ids::SourceId;
use crate::base::span::PlainSpan;
use crate::parse::source::{Source, SourceText};

/// Letters by which words are told apart.
const LETTERS: usize = 5;
/// What a word that is not shared takes from a run's weight: less than any rare word gives.
const UNSHARED: f32 = 0.6;
/// Least share of the statement's weight that a passage must have.
const LEAST_SHARE: f32 = 0.25;
/// Least weight of what is shared, in words that stand in one sentence only.
const LEAST_WORDS: f32 = 1.2;
/// Least number of words shared.
const LEAST_SHARED: usize = 2;
/// Fewest words of an excerpt; a shorter run takes its neighbours in.
const FEWEST_WORDS: usize = 4;
/// Most words of an excerpt.
const MOST_WORDS: usize = 40;

/// How rare the words of a library are.
#[derive(Debug, Default)]
pub struct Rarity {
    /// Number of each stem.
    stems: HashMap<String, u32>,
    /// For each stem the number of sentences that have it.
    sentences_with: Vec<u32>,
    sentences: u32,
    /// For each source its words.
    texts: Vec<Vec<RankedSentence>>,
}

#[derive(Debug)]
struct RankedSentence {
    words: Vec<(u32, PlainSpan)>,
}

impl Rarity {
    /// Reads the sources of a library.
    #[must_use]
    pub fn new<'s>(sources: impl Iterator<Item = &'s Source>) -> Self {
        let mut rarity = Self::default();
        for source in sources {
            let text = if source.is_comparable() { rarity.read(&source.text) } else { Vec::new() };
            rarity.texts.push(text);
        }
        rarity
    }

    fn read(&mut self, text: &SourceText) -> Vec<RankedSentence> {
        let mut sentences = Vec::with_capacity(text.sentences().len());
        for sentence in text.sentences() {
            let mut words = Vec::new();
            for (stem, place) in words_of(&text.plain[sentence.range()]) {
                let place =
                    PlainSpan { start: place.start + sentence.start, end: place.end + sentence.start };
                words.push((self.number(stem), place));
            }
            for stem in words.iter().map(|(stem, _)| *stem).collect::<BTreeSet<u32>>() {
                self.sentences_with[stem as usize] += 1;
            }
            self.sentences += 1;
            sentences.push(RankedSentence { words });
        }
        sentences
    }

    fn number(&mut self, stem: String) -> u32 {
        let next = u32::try_from(self.stems.len()).unwrap_or(u32::MAX);
        let number = *self.stems.entry(stem).or_insert(next);
        if number == next {
            self.sentences_with.push(0);
        }
        number
    }

    /// What a word weighs that stands in `sentences` sentences.
    fn weight(&self, sentences: u32) -> f32 {
        ((1.0 + self.sentences as f32) / (1.0 + sentences as f32)).ln()
    }

    /// The place in a source's plain text that most likely carries `statement`, within `within` where a
    /// locator names paragraphs; nothing where no place is likely.
    #[must_use]
    pub fn likely(&self, statement: &str, source: SourceId, within: Option<PlainSpan>) -> Option<PlainSpan> {
        let mut wanted: HashMap<u32, f32> = HashMap::new();
        let mut all = 0.0;
        for stem in words_of(statement).map(|(stem, _)| stem).collect::<BTreeSet<String>>() {
            let number = self.stems.get(&stem).copied();
            let weight = self.weight(number.map_or(0, |number| self.sentences_with[number as usize]));
            all += weight;
            if let Some(number) = number {
                wanted.insert(number, weight);
            }
        }
        let is_inside = |place: &PlainSpan| {
            within.is_none_or(|within| within.start <= place.start && place.end <= within.end)
        };
        let mut best: Option<(WordRun, &RankedSentence)> = None;
        for sentence in self.texts.get(source.index())? {
            if let Some((_, first)) = sentence.words.first()
                && is_inside(first)
                && let Some(run) = heaviest(&sentence.words, &wanted)
                && best.as_ref().is_none_or(|(best, _)| run.weight > best.weight)
            {
                best = Some((run, sentence));
            }
        }
        let (run, sentence) = best?;
        let once = self.weight(1);
        let is_likely =
            run.shared >= LEAST_SHARED && run.given >= LEAST_SHARE * all && run.given >= LEAST_WORDS * once;
        is_likely.then(|| run.place(&sentence.words))
    }
}

/// The sentences of a text, those first that share most with a statement: words weigh by how few sentences of the text
/// have them. Sentences that share nothing follow in the order of the text.
#[must_use]
pub fn ranked(text: &SourceText, statement: &str) -> Vec<PlainSpan> {
    let wanted: BTreeSet<String> = words_of(statement).map(|(stem, _)| stem).collect();
    let shared: Vec<BTreeSet<String>> = text
        .sentences()
        .iter()
        .map(|sentence| {
            let words = words_of(&text.plain[sentence.range()]);
            words.map(|(stem, _)| stem).filter(|stem| wanted.contains(stem)).collect()
        })
        .collect();
    let weight = |stem: &String| {
        let with = shared.iter().filter(|stems| stems.contains(stem)).count();
        ((1.0 + shared.len() as f32) / with as f32).ln()
    };
    let weights: HashMap<&String, f32> = wanted.iter().map(|stem| (stem, weight(stem))).collect();
    let mut ranked: Vec<(f32, PlainSpan)> = shared
        .iter()
        .zip(text.sentences())
        .map(|(stems, sentence)| (stems.iter().filter_map(|stem| weights.get(stem)).sum(), *sentence))
        .collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0)); // stable: the order of the text within
    ranked.into_iter().map(|(_, sentence)| sentence).collect()
}

/// A run of words of a sentence.
#[derive(Clone, Copy, Debug)]
struct WordRun {
    first: usize,
    last: usize,
    /// The weight of the shared words less what the others take.
    weight: f32,
    /// The weight of the shared words.
    given: f32,
    /// Number of shared words.
    shared: usize,
}

impl WordRun {
    /// Where it stands, short runs with their neighbours.
    fn place(self, words: &[(u32, PlainSpan)]) -> PlainSpan {
        let (mut first, mut last) = (self.first, self.last.min(self.first + MOST_WORDS - 1));
        while last + 1 - first < FEWEST_WORDS && (first > 0 || last + 1 < words.len()) {
            if last + 1 < words.len() {
                last += 1;
            } else {
                first -= 1;
            }
        }
        words[first].1.to(words[last].1)
    }
}

/// The heaviest run of a sentence (Kadane's algorithm); a shared word counts once.
fn heaviest(words: &[(u32, PlainSpan)], wanted: &HashMap<u32, f32>) -> Option<WordRun> {
    let mut best: Option<WordRun> = None;
    let mut run: Option<WordRun> = None;
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    for (at, (stem, _)) in words.iter().enumerate() {
        match wanted.get(stem).filter(|_| seen.insert(*stem)) {
            Some(&weight) => {
                let mut longer =
                    run.unwrap_or(WordRun { first: at, last: at, weight: 0.0, given: 0.0, shared: 0 });
                longer.last = at;
                longer.weight += weight;
                longer.given += weight;
                longer.shared += 1;
                if best.is_none_or(|best| longer.weight > best.weight) {
                    best = Some(longer);
                }
                run = Some(longer);
            }
            None => {
                if let Some(open) = &mut run {
                    open.weight -= UNSHARED;
                    if open.weight <= 0.0 {
                        // What stood in a run that was given up counts again.
                        run = None;
                        seen.clear();
                    }
                }
            }
        }
    }
    best
}

/// The words of a text by their stems, with their places.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = (String, PlainSpan)> + '_ {
    word_places(text).map(|place| (stem(&text[place.range()]), place))
}

/// The places of the words of a text.
pub(super) fn word_places(text: &str) -> impl Iterator<Item = PlainSpan> + '_ {
    let is_word = |letter: char| {
        is_alphanumeric(letter)
            || (!letter.is_ascii() && unicode_normalization::char::is_combining_mark(letter))
    };
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_word)?;
        let end = text[start..].find(|letter| !is_word(letter)).map_or(text.len(), |length| start + length);
        rest = end;
        Some(PlainSpan::new(start, end))
    })
}

/// What words of one stem have in common: their first letters, or all of them where there are numbers.
pub(super) fn stem(word: &str) -> String {
    if word.is_ascii() {
        let is_number = word.bytes().any(|byte| byte.is_ascii_digit());
        let length = if is_number { word.len() } else { word.len().min(LETTERS) };
        return word[..length].to_ascii_lowercase();
    }
    let is_number = word.contains(char::is_numeric);
    let letters = word.nfc().flat_map(char::to_lowercase);
    if is_number { letters.collect() } else { letters.take(LETTERS).collect() }
}
