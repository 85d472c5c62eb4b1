//! The Rust module that holds the data.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;

use crate::key::List;
use crate::read::{CommonFile, Entries, LanguageFile};
use crate::starts::{ANY, bit};

/// All words, one a line; each list is a row of places in it.
#[derive(Default)]
struct Text {
    text: String,
    /// Where a run of lines stands already: many lists are empty or short and alike.
    places: BTreeMap<String, usize>,
}

impl Text {
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
        format!("Words {{ at: {at:?}, starts: {} }}", starts(entries))
    }
}

/// How the words begin that the entries of a list match, but for those that match within or at the end.
fn starts(entries: &Entries) -> u128 {
    let [words, beginnings, _, _, phrases] = &entries.kinds;
    let first = phrases.iter().filter_map(|phrase| phrase.split(' ').next());
    // What a pattern of one byte begins may go on with any other.
    let patterns =
        beginnings.iter().map(String::as_str).chain(first.clone().filter_map(|word| word.strip_suffix('*')));
    let patterns = patterns.map(|pattern| if pattern.len() < 2 { ANY } else { bit(pattern) });
    let whole = words.iter().map(String::as_str).chain(first.filter(|word| !word.ends_with('*'))).map(bit);
    patterns.chain(whole).fold(0, |starts, bit| starts | bit)
}

pub fn module(languages: &[LanguageFile], common: &CommonFile) -> Result<String, Box<dyn Error>> {
    let mut text = Text::default();
    let mut out = String::new();
    writeln!(out, "pub(crate) static LANGUAGES: [Language; {}] = [", languages.len())?;
    for language in languages {
        write_language(&mut out, language, &mut text)?;
    }
    writeln!(out, "];")?;
    write_anywhere(&mut out, languages, &mut text)?;
    writeln!(out, "pub(crate) static AGENCIES: &[&str] = &{:?};", common.agencies)?;
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
    writeln!(out, "pub(crate) static TEXT: &str = {:?};", text.text)?;
    Ok(out)
}

fn write_language(out: &mut String, language: &LanguageFile, text: &mut Text) -> Result<(), Box<dyn Error>> {
    let LanguageFile { code, name, scripts, is_right_to_left, is_spaced, has_capital_nouns, .. } = language;
    let LanguageFile {
        declines_names,
        joins_numbers,
        is_verb_last,
        has_ordinal_stop,
        has_month_first,
        decimal_mark,
        quotation_marks,
        ..
    } = language;
    writeln!(out, "Language {{ code: {code:?}, name: {name:?}, is_right_to_left: {is_right_to_left},")?;
    writeln!(out, "scripts: &{scripts:?}, is_spaced: {is_spaced}, has_capital_nouns: {has_capital_nouns},")?;
    writeln!(
        out,
        "declines_names: {declines_names}, joins_numbers: {joins_numbers}, is_verb_last: {is_verb_last},"
    )?;
    writeln!(
        out,
        "has_ordinal_stop: {has_ordinal_stop}, has_month_first: {has_month_first}, decimal_mark: {decimal_mark:?},"
    )?;
    writeln!(out, "quotation_marks: &{quotation_marks:?}, opposites: &[")?;
    for (left, right) in &language.opposites {
        writeln!(out, "({}, {}),", text.words(left), text.words(right))?;
    }
    writeln!(out, "], forms: &[")?;
    for forms in &language.forms {
        writeln!(out, "{},", text.words(forms))?;
    }
    writeln!(out, "], locator_labels: &[")?;
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
    text: &mut Text,
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
