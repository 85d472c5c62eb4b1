//! The words of figures in one language, from the language's file (crate `ibid-languages`), ready to be looked up.
//!
//! A word that a file lacks makes a figure go unread, never wrongly read. Of a language without number words only
//! digits are read.

use std::sync::OnceLock;

use ibid_languages::{Group, Language as Words, List, Series};
use rustc_hash::FxHashMap;

use super::first_letters::FirstLetters;
use super::token::{self, FigureToken, TokenGap};

/// What is known of figures in one language.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) language: &'static Words,
    numbers: FxHashMap<&'static str, NumberWord>,
    /// Cardinals of several words, the longest first: `lima belas`.
    number_phrases: Phrases<u32>,
    ordinal_stems: FxHashMap<&'static str, u32>,
    /// Parts of number words that are written together, the longest first; 0 for what only joins them.
    joined: Vec<(&'static str, u32)>,
    months: FxHashMap<&'static str, u8>,
    weekdays: FxHashMap<&'static str, u8>,
    units: FxHashMap<&'static str, &'static str>,
    /// Units of several words.
    unit_phrases: Phrases<&'static str>,
    currencies: FxHashMap<&'static str, &'static str>,
    /// Verbs that multiply, by how many per cent they make of something.
    multiples: FxHashMap<&'static str, u32>,
    parts: FxHashMap<&'static str, &'static str>,
    /// How number words and months begin.
    number_letters: FirstLetters,
    /// How the entries of [`RELATIVE`] begin.
    relative_letters: FirstLetters,
    /// Endings of ordinals in digits: `1st`, `XIXe`.
    pub(super) ordinal_endings: Vec<&'static str>,
    /// Articles that are no numbers.
    indefinites: Vec<&'static str>,
    /// Endings that add a half: `dreieinhalb`.
    pub(super) half_endings: Vec<&'static str>,
    /// Words for the halves of the day, with the hour at which each begins.
    day_halves: FxHashMap<&'static str, u16>,
}

/// The lists of words that count time from the day of a text.
const RELATIVE: [List; 9] = [
    List::Today,
    List::Yesterday,
    List::Tomorrow,
    List::Weekends,
    List::ThisYear,
    List::Last,
    List::Next,
    List::LastYear,
    List::NextYear,
];

/// Phrases with what each means, by their first words; of those with the same first word the longest first.
type Phrases<T> = FxHashMap<&'static str, Vec<(Vec<&'static str>, T)>>;

fn by_first_word<T>(mut phrases: Vec<(Vec<&'static str>, T)>) -> Phrases<T> {
    phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    let mut by_first = Phrases::default();
    for (words, meaning) in phrases {
        by_first.entry(words.first().copied().unwrap_or_default()).or_default().push((words, meaning));
    }
    by_first
}

/// Tokens of the longest entry of a list in a language without spaces.
const LONGEST_RUN: usize = 6;

/// A word's part in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberWord {
    /// A number below a million.
    Cardinal(u32),
    /// Its ordinal.
    Ordinal(u32),
    /// hundred
    Hundred,
    /// A power of ten from a thousand up.
    Scale(u8),
    /// Twelve of something.
    Dozen,
    /// dozens, hundreds, thousands: an unstated multiple of a power of ten.
    Many(u8),
    /// A unit fraction: third, quarter.
    Part(u32),
}

/// The words of figures in the language of a BCP 47 tag.
pub(super) fn language(tag: &str) -> &'static Lexicon {
    static LEXICONS: OnceLock<Vec<OnceLock<Lexicon>>> = OnceLock::new();
    let all = Words::all();
    let lexicons = LEXICONS.get_or_init(|| (0..=all.len()).map(|_| OnceLock::new()).collect());
    let words = Words::get(tag);
    let at = all.iter().position(|language| language.code == words.code).unwrap_or(all.len());
    lexicons[at].get_or_init(|| Lexicon::new(words))
}

impl Lexicon {
    fn new(language: &'static Words) -> Self {
        let rows = |series| {
            language.series(series).flat_map(|(number, words)| words.words().map(move |word| (word, number)))
        };
        let mut numbers = FxHashMap::default();
        numbers.extend(rows(Series::Fractions).map(|(word, number)| (word, NumberWord::Part(number))));
        numbers
            .extend(rows(Series::Multitudes).map(|(word, power)| (word, NumberWord::Many(power_of(power)))));
        numbers.extend(rows(Series::Scales).map(|(word, power)| {
            (word, if power == 2 { NumberWord::Hundred } else { NumberWord::Scale(power_of(power)) })
        }));
        numbers.extend(rows(Series::Ordinals).map(|(word, number)| (word, NumberWord::Ordinal(number))));
        numbers.extend(rows(Series::Numbers).map(|(word, number)| (word, NumberWord::Cardinal(number))));
        numbers.extend(language.words(List::Dozens).words().map(|word| (word, NumberWord::Dozen)));
        let mut joined: Vec<(&str, u32)> = Vec::new();
        if language.joins_numbers {
            joined.extend(rows(Series::Numbers).filter(|(_, number)| *number > 0));
            let scales =
                rows(Series::Scales).filter(|(word, power)| (2..=3).contains(power) && word.len() > 3);
            joined.extend(scales.map(|(word, power)| (word, 10_u32.pow(power))));
            joined.extend(language.words(List::NumberJoiners).words().map(|word| (word, 0)));
            joined.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        let group = |group| {
            language.group(group).flat_map(|(name, words)| words.words().map(move |word| (word, name)))
        };
        let mut unit_phrases: Vec<(Vec<&str>, &str)> = language
            .group(Group::Units)
            .flat_map(|(name, words)| words.phrases().map(move |phrase| (phrase.split(' ').collect(), name)))
            .collect();
        if !language.is_spaced {
            // In a text each ideograph is a token of its own: `週`, `間`.
            let runs = group(Group::Units).map(|(word, name)| (token::runs(word), name));
            unit_phrases.extend(runs.filter(|(runs, _)| runs.len() > 1));
        }
        let number_phrases: Vec<(Vec<&str>, u32)> = language
            .series(Series::Numbers)
            .flat_map(|(number, words)| {
                words.phrases().map(move |phrase| (phrase.split(' ').collect(), number))
            })
            .collect();
        let months: FxHashMap<&str, u8> = rows(Series::Months)
            .filter_map(|(word, month)| Some((word, u8::try_from(month).ok()?)))
            .collect();
        let mut number_letters = FirstLetters::of([List::Halves].map(|list| language.words(list)));
        if !language.words(List::Proclitics).is_empty() {
            number_letters.add_any();
        }
        numbers.keys().chain(months.keys()).for_each(|word| number_letters.add(word));
        let stems = rows(Series::OrdinalStems).chain(rows(Series::NumberPrefixes)).map(|(stem, _)| stem);
        stems.chain(joined.iter().map(|(part, _)| *part)).for_each(|stem| number_letters.add_beginning(stem));
        Self {
            language,
            number_letters,
            relative_letters: FirstLetters::of(RELATIVE.map(|list| language.words(list))),
            ordinal_endings: language.words(List::OrdinalEndings).words().collect(),
            indefinites: language.words(List::Indefinites).words().collect(),
            half_endings: language.words(List::HalfEndings).words().collect(),
            day_halves: group(Group::DayHalves)
                .map(|(word, half)| (word, if half == "pm" { 12 } else { 0 }))
                .collect(),
            numbers,
            number_phrases: by_first_word(number_phrases),
            ordinal_stems: rows(Series::OrdinalStems).collect(),
            joined,
            months,
            weekdays: rows(Series::Weekdays)
                .filter_map(|(word, day)| Some((word, u8::try_from(day).ok()?)))
                .collect(),
            units: group(Group::Units).collect(),
            unit_phrases: by_first_word(unit_phrases),
            currencies: group(Group::Currencies).collect(),
            multiples: rows(Series::Multiples).collect(),
            parts: group(Group::NumberedParts).collect(),
        }
    }

    /// Whether number words are known, not only digits.
    pub(super) fn reads_words(&self) -> bool {
        self.language.series(Series::Numbers).next().is_some()
    }

    /// Whether numerals have endings written behind a hyphen, and number words cases: `14-го`.
    pub(super) fn is_cyrillic(&self) -> bool {
        self.language.scripts.first() == Some(&"Cyrl")
    }

    /// Whether large numbers are counted by ten thousands, as in East Asia.
    pub(super) fn counts_by_ten_thousands(&self) -> bool {
        self.numbers.values().any(|word| *word == NumberWord::Scale(4))
    }

    /// Whether a token is a word of a list.
    pub(super) fn has(&self, list: List, token: &FigureToken) -> bool {
        token.is_any_word() && self.language.words(list).has(&token.text)
    }

    /// Whether a token is an article that is no number: every word is asked.
    pub(super) fn is_indefinite(&self, token: &FigureToken) -> bool {
        token.is_word(&self.indefinites)
    }

    /// Whether the token at a place is a word of a list.
    pub(super) fn is_at(&self, list: List, tokens: &[FigureToken], at: usize) -> bool {
        tokens.get(at).is_some_and(|token| self.has(list, token))
    }

    /// The hour at which the half of the day begins that tokens name, and how many they are: `pm`, `p.m`.
    pub(super) fn day_half(&self, tokens: &[FigureToken], at: usize) -> Option<(u16, usize)> {
        if self.day_halves.is_empty() {
            return None;
        }
        let hour = |word: &str| self.day_halves.get(word).copied();
        let word = || tokens.get(at).filter(|token| token.is_any_word()).and_then(|token| hour(&token.text));
        let initials = || token::initials(tokens, at).and_then(|(word, length)| Some((hour(&word)?, length)));
        word().map(|hour| (hour, 1)).or_else(initials)
    }

    /// How many tokens, from `at` on, are an entry of a list; phrases too.
    pub(super) fn length_at(&self, list: List, tokens: &[FigureToken], at: usize) -> Option<usize> {
        if !self.language.is_spaced {
            return self.run_at(list, tokens, at);
        }
        let words =
            tokens.get(at..)?.iter().take_while(|token| token.is_any_word()).map(|token| &*token.text);
        self.language.words(list).length_at(words)
    }

    /// The same in a language without spaces, whose ideographs are tokens of their own: `至`, `少`.
    fn run_at(&self, list: List, tokens: &[FigureToken], at: usize) -> Option<usize> {
        let words = self.language.words(list);
        let mut written = String::new();
        let mut found = None;
        for (length, token) in tokens.get(at..)?.iter().take(LONGEST_RUN).enumerate() {
            if !token.is_any_word() || (length > 0 && token.gap != TokenGap::None) {
                break;
            }
            written.push_str(&token.text);
            if words.has(&written) {
                found = Some(length + 1);
            }
        }
        found
    }

    /// The cardinal of several words at a token, and how many tokens it takes.
    pub(super) fn number_phrase(&self, tokens: &[FigureToken], at: usize) -> Option<(NumberWord, usize)> {
        let is_there = |words: &[&str]| {
            words.iter().enumerate().all(|(step, word)| {
                tokens.get(at + step).is_some_and(|token| {
                    token.is_word(&[word]) && (step == 0 || token.gap <= TokenGap::Space)
                })
            })
        };
        let phrases = self.number_phrases.get(&*tokens.get(at)?.text)?;
        let found = phrases.iter().find(|(words, _)| is_there(words));
        found.map(|(words, number)| (NumberWord::Cardinal(*number), words.len()))
    }

    /// Whether the tokens directly before `at` are an entry of a list.
    pub(super) fn stands_before(&self, list: List, tokens: &[FigureToken], at: usize) -> bool {
        (1..=4).any(|length| {
            at.checked_sub(length)
                .is_some_and(|start| self.length_at(list, &tokens[..at], start) == Some(length))
        })
    }

    /// The month that a word names.
    pub(super) fn month(&self, word: &str) -> Option<u8> {
        self.months.get(word).copied()
    }

    /// The day of the week that a token names. Abbreviations are other words too often.
    pub(super) fn weekday_of(&self, token: &FigureToken) -> Option<u8> {
        let is_long = token.text.chars().count() > 3;
        let may_be_name = token.capital || !self.language.has_capital_months;
        if token.is_any_word() && is_long && may_be_name {
            self.weekdays.get(&*token.text).copied()
        } else {
            None
        }
    }

    /// Whether a word may be a number, a half or a month. Most are not, which one test tells.
    pub(super) fn may_be_number(&self, word: &str) -> bool {
        self.number_letters.may_begin(word)
    }

    /// The places of tokens at which an entry of [`RELATIVE`] may begin.
    pub(super) fn relative_places(&self, tokens: &[FigureToken]) -> Vec<usize> {
        let may_begin = |at: &usize| {
            let token = &tokens[*at];
            // An entry of a language without spaces may begin in one token and go on in the next.
            token.is_any_word() && (!self.language.is_spaced || self.relative_letters.may_begin(&token.text))
        };
        (0..tokens.len()).filter(may_begin).collect()
    }

    /// Whether one of [`RELATIVE`] has an entry among the tokens, at one of their [`Self::relative_places`].
    pub(super) fn says(&self, list: List, tokens: &[FigureToken], places: &[usize]) -> bool {
        !self.language.words(list).is_empty()
            && places.iter().any(|at| self.length_at(list, tokens, *at).is_some())
    }

    /// The unit at a token, and how many tokens name it.
    pub(super) fn unit(&self, tokens: &[FigureToken], at: usize) -> Option<(&'static str, usize)> {
        let token = tokens.get(at).filter(|token| token.is_any_word())?;
        let is_there = |words: &[&str]| {
            let mut steps = words.iter().enumerate();
            steps.all(|(step, word)| tokens.get(at + step).is_some_and(|token| token.is_word(&[word])))
        };
        let mut phrases = self.unit_phrases.get(&*token.text).into_iter().flatten();
        match phrases.find(|(words, _)| is_there(words)) {
            Some((words, unit)) => Some((*unit, words.len())),
            None => self.units.get(&*token.text).map(|unit| (*unit, 1)),
        }
    }

    /// The unit of which a token alone is the name.
    pub(super) fn units_name(&self, token: &FigureToken) -> Option<&'static str> {
        self.units.get(&*token.text).copied().filter(|_| token.is_any_word())
    }

    /// The verbs that multiply, with how many per cent they make of something (200 for “doubled”) and the number of
    /// their token.
    pub(super) fn multiples<'s>(
        &'s self,
        tokens: &'s [FigureToken<'_>],
    ) -> impl Iterator<Item = (u32, usize)> + 's {
        let multiple = |token: &FigureToken| {
            token.is_any_word().then(|| self.multiples.get(&*token.text).copied()).flatten()
        };
        tokens.iter().enumerate().filter_map(move |(at, token)| Some((multiple(token)?, at)))
    }

    /// The currency that a word names.
    pub(super) fn currency(&self, word: &str) -> Option<&'static str> {
        // “d’euros”
        let elided = || memchr::memrchr(b'\'', word.as_bytes());
        let bare = || elided().and_then(|at| self.currencies.get(&word[at + 1..]));
        self.currencies.get(word).or_else(bare).copied()
    }

    /// The numbered part of a text that a word names.
    pub(super) fn part(&self, word: &str) -> Option<&'static str> {
        self.parts.get(word).copied()
    }

    fn ordinal(&self, word: &str) -> Option<NumberWord> {
        if self.ordinal_stems.is_empty() {
            return None;
        }
        let endings = self.language.words(List::OrdinalWordEndings);
        // The longest ending has four letters.
        let splits = word.char_indices().rev().take(4).map(|(at, _)| word.split_at(at));
        let mut found = splits.filter(|(_, ending)| endings.has(ending));
        found.find_map(|(stem, _)| self.ordinal_stems.get(stem)).map(|number| NumberWord::Ordinal(*number))
    }

    /// A number and its unit in one word: `чотирирічний`.
    fn with_unit(&self, word: &str) -> Option<NumberWord> {
        // The shortest has 14 bytes.
        if word.len() < 14 {
            return None;
        }
        let units = self.language.words(List::UnitEndings);
        let mut prefixes = self.language.series(Series::NumberPrefixes);
        prefixes.find_map(|(number, prefixes)| {
            let mut rests = prefixes.words().filter_map(|prefix| word.strip_prefix(prefix));
            rests.any(|rest| units.has(rest)).then_some(NumberWord::Cardinal(number))
        })
    }

    /// Number words written together, perhaps with a unit or the ending of an ordinal: `achtundzwanzig`,
    /// `vierjährig`, `zwanzigste`.
    fn joined(&self, word: &str) -> Option<NumberWord> {
        if self.joined.is_empty() || word.len() > 60 {
            return None;
        }
        let (mut total, mut current, mut ones, mut rest) = (0_u32, 0_u32, 0_u32, word);
        while let Some((part, number)) = self.joined.iter().find(|(part, _)| rest.starts_with(part)) {
            rest = &rest[part.len()..];
            match number {
                0 => continue,
                100 => (current, ones) = (current.saturating_add(ones).max(1).checked_mul(100)?, 0),
                1000 => {
                    let thousands = current.saturating_add(ones).max(1).checked_mul(1000)?;
                    (total, current, ones) = (total.checked_add(thousands)?, 0, 0);
                }
                _ => (current, ones) = (current.saturating_add(ones), *number),
            }
        }
        let number = total.checked_add(current)?.checked_add(ones)?;
        let units = self.language.words(List::UnitEndings);
        if rest.len() == word.len() || number == 0 {
            None
        } else if rest.is_empty()
            || units.words().chain(units.beginnings()).any(|unit| rest.starts_with(unit))
        {
            Some(NumberWord::Cardinal(number))
        } else if self.language.words(List::OrdinalWordEndings).has(rest) {
            Some(NumberWord::Ordinal(number))
        } else {
            None
        }
    }
}

fn power_of(power: u32) -> u8 {
    u8::try_from(power).unwrap_or(u8::MAX)
}

/// What a folded word says about a number.
pub(super) fn word(language: &'static Lexicon, word: &str) -> Option<NumberWord> {
    let listed = language.numbers.get(word).copied().or_else(|| {
        // One at a time: what looks like a second may be a letter of the number.
        let mut proclitics = language.language.words(List::Proclitics).words();
        proclitics.find_map(|proclitic| language.numbers.get(word.strip_prefix(proclitic)?).copied())
    });
    listed
        .or_else(|| language.ordinal(word))
        .or_else(|| language.with_unit(word))
        .or_else(|| language.joined(word))
}

/// Whether a word is a number and its unit in one: `чотирирічний`, `fünfstündig`.
pub(super) fn holds_unit(language: &'static Lexicon, word: &str) -> bool {
    if language.numbers.contains_key(word) {
        return false;
    }
    let units = language.language.words(List::UnitEndings);
    language.with_unit(word).is_some()
        || (units.words().chain(units.beginnings()).any(|unit| word.contains(unit))
            && matches!(language.joined(word), Some(NumberWord::Cardinal(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_dismissed_by_its_first_letters() {
        for words in Words::all() {
            let lexicon = language(words.code);
            let halves = words.words(List::Halves).words();
            for number in lexicon.numbers.keys().chain(lexicon.months.keys()).copied().chain(halves) {
                assert!(lexicon.may_be_number(number), "{}: {number}", words.code);
            }
            for list in RELATIVE {
                let is_missed = |word: &&str| !lexicon.relative_letters.may_begin(word);
                let missed = words.words(list).words().find(is_missed);
                assert_eq!(missed, None, "{} {list:?}", words.code);
            }
        }
    }

    #[test]
    fn knows_inflected_forms() {
        for (tag, written, number) in [
            ("en", "eleventh", NumberWord::Ordinal(11)),
            ("en", "ninety", NumberWord::Cardinal(90)),
            ("uk", "четвертого", NumberWord::Ordinal(4)),
            ("uk", "друга", NumberWord::Ordinal(2)),
            ("uk", "третьої", NumberWord::Ordinal(3)),
            ("uk", "чотирирічна", NumberWord::Cardinal(4)),
            ("ru", "третьего", NumberWord::Ordinal(3)),
            ("ru", "пятичасовых", NumberWord::Cardinal(5)),
            ("de", "achtundzwanzig", NumberWord::Cardinal(28)),
            ("de", "vierjährigen", NumberWord::Cardinal(4)),
            ("de", "zweitausendfünfhundert", NumberWord::Cardinal(2500)),
            ("de", "zwanzigsten", NumberWord::Ordinal(20)),
            ("nl", "vijfentwintig", NumberWord::Cardinal(25)),
            ("it", "trentacinque", NumberWord::Cardinal(35)),
            ("it", "duemila", NumberWord::Cardinal(2000)),
            ("sv", "tjugofem", NumberWord::Cardinal(25)),
        ] {
            assert_eq!(word(language(tag), written), Some(number), "{written}");
            assert!(language(tag).may_be_number(written), "{written}");
        }
        for (tag, other) in [
            ("ru", "друга"),
            ("de", "einige"),
            ("de", "und"),
            ("uk", "десятиліття"),
            ("uk", "двосторонній"),
            ("de", "viele"),
            ("en", "tense"),
            ("it", "unico"),
        ] {
            assert_eq!(word(language(tag), other), None, "{other}");
        }
    }
}
