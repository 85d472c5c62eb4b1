//! A language: its lists, and how it is found.

use std::ops::Range;

use crate::fold::fold;
use crate::generated;
use crate::key::{Group, List, Series};
use crate::locator::LocatorLabel;
use crate::words::{Words, word_ranges};

/// A language as its file describes it.
#[derive(Debug)]
pub struct Language {
    /// Its BCP 47 tag: `de`, `zh`.
    pub code: &'static str,
    /// What it calls itself.
    pub name: &'static str,
    /// Whether it is written from right to left.
    pub is_right_to_left: bool,
    /// The scripts it is written in by their ISO 15924 codes, the usual one first: `Latn`, `Cyrl`.
    pub scripts: &'static [&'static str],
    /// Whether spaces stand between its words. Where none do, the entries of its lists may stand anywhere in a text.
    pub is_spaced: bool,
    /// Whether all nouns are written with a capital, not only names.
    pub has_capital_nouns: bool,
    /// Whether words are declined by their endings, names too.
    pub declines_names: bool,
    /// Whether number words are written together: `achtundzwanzig`.
    pub joins_numbers: bool,
    /// Whether the verb ends the sentence, and with it what it denies: Turkish, Japanese, Hindi.
    pub is_verb_last: bool,
    /// Whether a full stop behind a number in digits makes an ordinal of it: `am 3. Mai`.
    pub has_ordinal_stop: bool,
    /// Whether the month stands before the day in a date of digits.
    pub has_month_first: bool,
    /// Whether names of months and days of the week always have a capital, so that one without it is another word: may.
    pub has_capital_months: bool,
    /// Whether the year stands first in a date whose month is written out: `2025. december 14`.
    pub has_year_first: bool,
    /// Whether an hour up to twelve may be one of either half of the day.
    pub has_twelve_hours: bool,
    /// Whether ordinals say what a whole is divided by: a fifth of it.
    pub has_ordinal_fractions: bool,
    /// Whether a hyphen, and never a word, stands between tens and ones: twenty-eight.
    pub has_hyphened_tens: bool,
    /// Whether years are said as two numbers: nineteen ninety-one.
    pub has_paired_years: bool,
    /// Whether numbers up to a hundred are put together of twenties: soixante-dix, quatre-vingts.
    pub counts_by_twenties: bool,
    /// Whether eleven to nineteen are ten and the ones as words of their own: on yedi.
    pub separates_ten_and_ones: bool,
    /// Whether the ones are said before the tens, as words of their own: “five and twenty”.
    pub has_ones_before_tens: bool,
    /// The decimal mark.
    pub decimal_mark: char,
    /// Its pairs of quotation marks, the usual one first.
    pub quotation_marks: &'static [(char, char)],
    /// Words of opposite meaning: one of the first list, one of the second.
    pub opposites: &'static [(Words, Words)],
    /// The words of all these pairs: most words have no opposite there, which one question tells.
    pub words_with_opposites: Words,
    /// Words that are forms of one word though they begin in different ways: go, went.
    pub forms: &'static [Words],
    /// All of them: most words have no such forms.
    pub words_with_forms: Words,
    /// How locators are printed, by the CSL names of their terms, sorted.
    pub(crate) locator_labels: &'static [(&'static str, LocatorLabel)],
    /// Its lists, one of each kind in order; empty where it has none.
    pub(crate) lists: &'static [Words],
    /// The series that it has, sorted.
    pub(crate) series: &'static [(Series, u32, Words)],
    /// The groups that it has, sorted.
    pub(crate) groups: &'static [(Group, &'static str, Words)],
}

/// What stands for every language that has no file.
static UNKNOWN: Language = Language {
    code: "und",
    name: "",
    is_right_to_left: false,
    scripts: &[],
    is_spaced: true,
    has_capital_nouns: false,
    declines_names: false,
    joins_numbers: false,
    is_verb_last: false,
    has_ordinal_stop: false,
    has_month_first: false,
    has_capital_months: false,
    has_year_first: false,
    has_twelve_hours: false,
    has_ordinal_fractions: false,
    has_hyphened_tens: false,
    has_paired_years: false,
    counts_by_twenties: false,
    separates_ten_and_ones: false,
    has_ones_before_tens: false,
    decimal_mark: '.',
    quotation_marks: &[('“', '”')],
    opposites: &[],
    words_with_opposites: Words::EMPTY,
    forms: &[],
    words_with_forms: Words::EMPTY,
    locator_labels: &[],
    lists: &[],
    series: &[],
    groups: &[],
};

impl Language {
    /// The language of a BCP 47 tag, or of its primary subtag: `de-AT` is `de`, `no` is `nb`. A language without a
    /// file has the code `und` and no words.
    #[must_use]
    pub fn get(tag: &str) -> &'static Self {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        let found = |code: &str| {
            let at = generated::LANGUAGES.binary_search_by(|language| language.code.cmp(code));
            at.ok().map(|at| &generated::LANGUAGES[at])
        };
        let primary = if primary.bytes().any(|byte| byte.is_ascii_uppercase()) {
            std::borrow::Cow::Owned(primary.to_ascii_lowercase())
        } else {
            std::borrow::Cow::Borrowed(primary)
        };
        let code = match &*primary {
            "no" => "nb",
            "iw" => "he",
            "in" => "id",
            "fil" => "tl",
            "cmn" | "yue" => "zh",
            primary => primary,
        };
        found(code).unwrap_or(&UNKNOWN)
    }

    /// Every language that has a file, sorted by code.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &generated::LANGUAGES
    }

    /// Whether the language has a file.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.code != UNKNOWN.code
    }

    /// Whether the language has a list. Where it has none, nothing can be said about its words.
    #[must_use]
    pub fn knows(&self, list: List) -> bool {
        !self.words(list).is_empty()
    }

    /// A list of the language; empty where nobody has written it.
    #[must_use]
    pub fn words(&self, list: List) -> &'static Words {
        self.lists.get(list as usize).unwrap_or(&Words::EMPTY)
    }

    /// A series of the language: each number with its words, in order.
    pub fn series(&self, series: Series) -> impl Iterator<Item = (u32, &'static Words)> + use<> {
        let start = self.series.partition_point(|(other, ..)| *other < series);
        self.series[start..]
            .iter()
            .take_while(move |row| row.0 == series)
            .map(|(_, number, words)| (*number, words))
    }

    /// A group of the language: each name with its words, in order.
    pub fn group(&self, group: Group) -> impl Iterator<Item = (&'static str, &'static Words)> + use<> {
        let start = self.groups.partition_point(|(other, ..)| *other < group);
        self.groups[start..]
            .iter()
            .take_while(move |row| row.0 == group)
            .map(|(_, name, words)| (*name, words))
    }

    /// How a term of a locator (by its CSL name) is printed; nothing where the language's file does not say.
    #[must_use]
    pub fn locator_label(&self, term: &str) -> Option<LocatorLabel> {
        let at = self.locator_labels.binary_search_by_key(&term, |(term, _)| term).ok()?;
        self.locator_labels.get(at).map(|(_, label)| *label)
    }

    /// Whether two folded words are opposites of each other: accept, reject.
    #[must_use]
    pub fn are_opposite(&self, one: &str, other: &str) -> bool {
        self.opposites
            .iter()
            .any(|(left, right)| (left.has(one) && right.has(other)) || (left.has(other) && right.has(one)))
    }

    /// Whether two folded words are listed as forms of one word: go, went.
    #[must_use]
    pub fn are_forms(&self, one: &str, other: &str) -> bool {
        self.forms_of(one).any(|forms| forms.has(other))
    }

    /// The lists of a word's forms that have a folded word: for most words none.
    pub fn forms_of(&self, word: &str) -> impl Iterator<Item = &Words> {
        let lists = if self.words_with_forms.has(word) { self.forms } else { &[] };
        lists.iter().filter(move |forms| forms.has(word))
    }

    /// Every entry of a list in a text, as ranges of its bytes, in order. Where a phrase of
    /// [`List::EmptyNegations`] stands, none of its words counts: “a few”, “no doubt”. Small words that the script
    /// writes onto the next one are looked through.
    ///
    /// ```
    /// use ibid_languages::{Language, List};
    /// let english = Language::get("en");
    /// assert_eq!(english.find_all(List::Hedges, "a few hardly noticed").len(), 1);
    /// ```
    #[must_use]
    pub fn find_all(&self, list: List, text: &str) -> Vec<Range<usize>> {
        let words = self.words(list);
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Range<usize>> = if self.is_spaced {
            words.find_all(text).collect()
        } else {
            words
                .inner()
                .flat_map(|inner| text.match_indices(inner))
                .map(|(at, inner)| at..at + inner.len())
                .collect()
        };
        if self.knows(List::Proclitics) {
            let is_listed =
                |range: &Range<usize>| words.has(self.without_proclitics(&fold(&text[range.clone()])));
            found.extend(word_ranges(text).filter(is_listed));
        }
        found.sort_by_key(|range| (range.start, range.end));
        found.dedup();
        let empty = self.words(List::EmptyNegations);
        if !found.is_empty() && !empty.is_empty() {
            let empty: Vec<Range<usize>> = if self.is_spaced {
                empty.find_all(text).collect()
            } else {
                empty
                    .inner()
                    .flat_map(|inner| text.match_indices(inner))
                    .map(|(at, inner)| at..at + inner.len())
                    .collect()
            };
            found.retain(|range| {
                !empty.iter().any(|empty| empty.start <= range.start && range.end <= empty.end)
            });
        }
        found
    }

    /// A folded word without the small words that the script writes onto its beginning, such as the Hebrew and
    /// Arabic “and”.
    #[must_use]
    pub fn without_proclitics<'w>(&self, word: &'w str) -> &'w str {
        let proclitics = self.words(List::Proclitics);
        let mut rest = word;
        while let Some(shorter) = proclitics.words().find_map(|proclitic| rest.strip_prefix(proclitic)) {
            if shorter.chars().nth(1).is_none() {
                break;
            }
            rest = shorter;
        }
        rest
    }
}
