//! The Rust module that holds the data.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;

use crate::key::List;
use crate::read::{CommonFile, Entries, LanguageFile};
use crate::starts::{ANY, bit, hash, last_bit, letter_bits};

/// Bits of a filter for each word of its list, at least.
const BITS_A_WORD: usize = 8;

/// All words, one a line; each list is a row of places in it.
#[derive(Default)]
struct WordText {
    text: String,
    /// Where a run of lines stands already: many lists are empty or short and alike.
    places: BTreeMap<String, usize>,
    /// The filters of the lists, one behind the other.
    filters: Vec<u64>,
}

impl WordText {
    /// The constant for a list.
    fn words(&mut self, entries: &Entries) -> String {
        let kinds = entries.kinds.clone().map(|kind| kind.into_iter().collect::<Vec<_>>().join("\n"));
        // The kinds stand one behind the other, so that a list is six places.
        let whole = kinds.concat();
        let start = *self.places.entry(whole.clone()).or_insert(self.text.len());
        if start == self.text.len() {
            self.text.push_str(&whole);
        }
        let mut at = vec![start];
        for kind in &kinds {
            at.push(at[at.len() - 1] + kind.len());
        }
        let (filter, mask) = self.filter(entries);
        let (starts, ends, within) = (starts(entries), ends(entries), within(entries));
        format!(
            "Words {{ at: {at:?}, starts: {starts:?}, filter: {filter}, mask: {mask}, ends: {ends}, within: {within:?} }}"
        )
    }

    /// Adds the filter of a list's whole words and of the first words of its phrases: where it begins, and the bits of a
    /// hash that are a place in it.
    fn filter(&mut self, entries: &Entries) -> (usize, u32) {
        let words: BTreeSet<&str> = whole_words(entries).collect();
        if words.is_empty() {
            return (0, 0);
        }
        let start = self.filters.len();
        let bits = (words.len() * BITS_A_WORD).next_power_of_two().max(64);
        let mask = u32::try_from(bits - 1).unwrap_or(u32::MAX);
        self.filters.resize(start + bits / 64, 0);
        for word in words {
            let place = (hash(word) & mask) as usize;
            self.filters[start + place / 64] |= 1 << (place % 64);
        }
        (start, mask)
    }
}

/// The words with which the phrases of a list begin; some are patterns, as `refus*`.
fn first_words(entries: &Entries) -> impl Iterator<Item = &str> {
    entries.kinds[4].iter().filter_map(|phrase| phrase.split(' ').next())
}

/// The whole words of a list, and those with which its phrases begin.
fn whole_words(entries: &Entries) -> impl Iterator<Item = &str> {
    let firsts = first_words(entries).filter(|word| !word.ends_with('*'));
    entries.kinds[0].iter().map(String::as_str).chain(firsts)
}

/// How the words begin that are whole words of a list or the first of a phrase, that its beginnings match, and that
/// patterns match with which phrases begin.
fn starts(entries: &Entries) -> [u128; 3] {
    let beginnings = &entries.kinds[1];
    // What a pattern of one byte begins may go on with any other.
    let of_pattern = |pattern: &str| if pattern.len() < 2 { ANY } else { bit(pattern) };
    let all = |bits: &mut dyn Iterator<Item = u128>| bits.fold(0, |starts, bit| starts | bit);
    [
        all(&mut whole_words(entries).map(bit)),
        all(&mut beginnings.iter().map(|beginning| of_pattern(beginning))),
        all(&mut first_words(entries).filter_map(|word| word.strip_suffix('*')).map(of_pattern)),
    ]
}

/// How the endings of a list end.
fn ends(entries: &Entries) -> u64 {
    entries.kinds[2].iter().map(|ending| last_bit(ending)).fold(0, |ends, bit| ends | bit)
}

/// The letters of a list that may stand anywhere: entries of one letter, and the first two letters of longer ones.
fn within(entries: &Entries) -> [u64; 2] {
    let mut within = [0; 2];
    for inner in &entries.kinds[3] {
        let mut letters = inner.chars();
        let Some(first) = letters.next() else { continue };
        let next = letters.next();
        let (one, two) = letter_bits(first, next);
        if next.is_none() {
            within[0] |= one;
        } else {
            within[1] |= two;
        }
    }
    within
}

pub fn module(languages: &[LanguageFile], common: &CommonFile) -> Result<String, Box<dyn Error>> {
    let mut text = WordText::default();
    let mut out = String::new();
    writeln!(out, "pub(crate) static LANGUAGES: [Language; {}] = [", languages.len())?;
    for language in languages {
        write_language(&mut out, language, &mut text)?;
    }
    writeln!(out, "];")?;
    write_anywhere(&mut out, languages, &mut text)?;
    let agencies: Vec<(&str, Vec<String>)> = common
        .agencies
        .iter()
        .map(|(name, others)| {
            let others = others.iter().flat_map(|others| others.split_whitespace());
            (name.as_str(), others.map(|other| other.replace('_', " ")).collect())
        })
        .collect();
    writeln!(out, "pub(crate) static AGENCIES: &[(&str, &[&str])] = &[")?;
    for (name, others) in agencies {
        writeln!(out, "({name:?}, &{others:?}),")?;
    }
    writeln!(out, "];")?;
    let names: Vec<(&String, &String)> = common.regional_names.iter().collect();
    writeln!(out, "pub(crate) static REGIONAL_NAMES: &[(&str, &str)] = &{names:?};")?;
    writeln!(out, "pub(crate) static RIGHT_TO_LEFT: &[&str] = &{:?};", common.right_to_left)?;
    let signs: Vec<(&String, &String)> = common.currency_signs.iter().collect();
    writeln!(out, "pub(crate) static CURRENCY_SIGNS: &[(&str, &str)] = &{signs:?};")?;
    writeln!(out, "pub(crate) static UNITS: &[crate::Unit] = &[")?;
    let mut symbols = Vec::new();
    for (dimension, units) in &common.units {
        for (name, written) in units {
            writeln!(out, "crate::Unit {{ name: {name:?}, dimension: {dimension:?} }},")?;
            symbols.extend(
                written.iter().flat_map(|written| written.split_whitespace()).map(|symbol| (symbol, name)),
            );
        }
    }
    writeln!(out, "];")?;
    symbols.sort();
    writeln!(out, "pub(crate) static UNIT_SYMBOLS: &[(&str, &str)] = &{symbols:?};")?;
    write_letters(&mut out, common)?;
    writeln!(out, "pub(crate) static TEXT: &str = {:?};", text.text)?;
    writeln!(out, "pub(crate) static FILTERS: &[u64] = &{:?};", text.filters)?;
    Ok(out)
}

/// What single letters and endings say in texts of all languages.
fn write_letters(out: &mut String, common: &CommonFile) -> Result<(), Box<dyn Error>> {
    let scales = common.scale_letters.iter();
    let scales: Vec<(&str, u8)> = scales
        .flat_map(|(power, written)| written.split(' ').map(move |letters| (letters, *power)))
        .collect();
    writeln!(out, "pub(crate) static SCALE_LETTERS: &[(&str, u8)] = &{scales:?};")?;
    let romans: Vec<(&char, &u32)> = common.roman_letters.iter().collect();
    writeln!(out, "pub(crate) static ROMAN_LETTERS: &[(char, u32)] = &{romans:?};")?;
    let designations: Vec<(&char, &char)> = common.designation_letters.iter().collect();
    writeln!(out, "pub(crate) static DESIGNATION_LETTERS: &[(char, char)] = &{designations:?};")?;
    writeln!(out, "pub(crate) static NAME_ENDINGS: &[&str] = &{:?};", common.name_endings)?;
    writeln!(out, "pub(crate) static ROUND_REMARKS: &[&str] = &{:?};", common.round_remarks)?;
    writeln!(out, "pub(crate) static READ_EVERYWHERE: &[&str] = &{:?};", common.read_everywhere)?;
    let endings = &common.organisation_endings;
    Ok(writeln!(out, "pub(crate) static ORGANISATION_ENDINGS: &[&str] = &{endings:?};")?)
}

/// What holds of a language or does not, by the names of its fields.
fn traits(language: &LanguageFile) -> [(&'static str, bool); 17] {
    [
        ("is_right_to_left", language.is_right_to_left),
        ("is_spaced", language.is_spaced),
        ("has_capital_nouns", language.has_capital_nouns),
        ("declines_names", language.declines_names),
        ("joins_numbers", language.joins_numbers),
        ("is_verb_last", language.is_verb_last),
        ("has_ordinal_stop", language.has_ordinal_stop),
        ("has_month_first", language.has_month_first),
        ("has_capital_months", language.has_capital_months),
        ("has_year_first", language.has_year_first),
        ("has_twelve_hours", language.has_twelve_hours),
        ("has_ordinal_fractions", language.has_ordinal_fractions),
        ("has_hyphened_tens", language.has_hyphened_tens),
        ("has_paired_years", language.has_paired_years),
        ("counts_by_twenties", language.counts_by_twenties),
        ("separates_ten_and_ones", language.separates_ten_and_ones),
        ("has_ones_before_tens", language.has_ones_before_tens),
    ]
}

/// The entries of several lists in one. A beginning that goes on from another one adds nothing, and the nearest one would
/// not be the one that begins a word.
fn all_of<'e>(lists: impl Iterator<Item = &'e Entries>) -> Entries {
    let mut all = Entries::default();
    for entries in lists {
        for (kind, more) in all.kinds.iter_mut().zip(&entries.kinds) {
            kind.extend(more.iter().cloned());
        }
    }
    let beginnings = all.kinds[1].clone();
    let is_shortest = |one: &String| !beginnings.iter().any(|other| one != other && one.starts_with(other));
    all.kinds[1].retain(is_shortest);
    all
}

fn write_language(
    out: &mut String,
    language: &LanguageFile,
    text: &mut WordText,
) -> Result<(), Box<dyn Error>> {
    let LanguageFile { code, name, scripts, decimal_mark, quotation_marks, .. } = language;
    writeln!(out, "Language {{ code: {code:?}, name: {name:?}, scripts: &{scripts:?},")?;
    for (field, holds) in traits(language) {
        writeln!(out, "{field}: {holds},")?;
    }
    writeln!(out, "decimal_mark: {decimal_mark:?}, quotation_marks: &{quotation_marks:?}, opposites: &[")?;
    for (left, right) in &language.opposites {
        writeln!(out, "({}, {}),", text.words(left), text.words(right))?;
    }
    let opposites = all_of(language.opposites.iter().flat_map(|(left, right)| [left, right]));
    writeln!(out, "], words_with_opposites: {}, forms: &[", text.words(&opposites))?;
    for forms in &language.forms {
        writeln!(out, "{},", text.words(forms))?;
    }
    writeln!(out, "], words_with_forms: {}, locator_labels: &[", text.words(&all_of(language.forms.iter())))?;
    for (term, (singular, plural)) in &language.locator_labels {
        writeln!(out, "({term:?}, crate::LocatorLabel {{ singular: {singular:?}, plural: {plural:?} }}),")?;
    }
    writeln!(out, "], lists: &[")?;
    let mut lists = List::ALL.map(|(list, ..)| list);
    lists.sort_unstable();
    for list in lists {
        let none = Entries::default();
        writeln!(out, "{},", text.words(language.lists.get(&list).unwrap_or(&none)))?;
    }
    writeln!(out, "], series: &[")?;
    for ((series, number), entries) in &language.series {
        writeln!(out, "(crate::Series::{series:?}, {number}, {}),", text.words(entries))?;
    }
    writeln!(out, "], groups: &[")?;
    for ((group, name), entries) in &language.groups {
        writeln!(out, "(crate::Group::{group:?}, {name:?}, {}),", text.words(entries))?;
    }
    Ok(writeln!(out, "] }},")?)
}

/// Korean words are written with spaces, and negate within.
fn is_hangul(word: &str) -> bool {
    word.chars().all(|letter| ('\u{ac00}'..='\u{d7a3}').contains(&letter))
}

/// For each list the words that belong to it in a text of any language.
fn write_anywhere(
    out: &mut String,
    languages: &[LanguageFile],
    text: &mut WordText,
) -> Result<(), Box<dyn Error>> {
    let mut anywhere: BTreeMap<List, Entries> = BTreeMap::new();
    let mut in_lower_case: BTreeMap<List, Entries> = BTreeMap::new();
    for (list, entries) in languages.iter().flat_map(|language| &language.lists) {
        let words = anywhere.entry(*list).or_default();
        let is_latin = |letter: char| letter <= '\u{36f}' || ('\u{1e00}'..='\u{1eff}').contains(&letter);
        let shows_script =
            |word: &&String| !word.chars().any(|letter| letter.is_alphabetic() && is_latin(letter));
        let marked = entries.unmistakable.iter().filter(|word| !word.contains(' '));
        words.kinds[0].extend(marked.cloned());
        words.kinds[0].extend(entries.kinds[0].iter().filter(shows_script).cloned());
        // Of unspaced text the language's own list is asked, which knows the words that negate nothing.
        words.kinds[3]
            .extend(entries.kinds[3].iter().filter(shows_script).filter(|word| is_hangul(word)).cloned());
        let lower = entries.unmistakable_in_lower_case.iter().cloned();
        in_lower_case.entry(*list).or_default().kinds[0].extend(lower);
    }
    for (name, table) in [("ANYWHERE", anywhere), ("ANYWHERE_IN_LOWER_CASE", in_lower_case)] {
        writeln!(out, "pub(crate) static {name}: &[(crate::List, Words)] = &[")?;
        for (list, entries) in &table {
            writeln!(out, "(crate::List::{list:?}, {}),", text.words(entries))?;
        }
        writeln!(out, "];")?;
    }
    Ok(())
}
