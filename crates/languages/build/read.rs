//! The languages' files.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use unicode_normalization::UnicodeNormalization;

use crate::fold::fold;
use crate::key::{Group, List, Series};

/// A language's file.
pub struct LanguageFile {
    pub code: String,
    pub name: String,
    pub is_right_to_left: bool,
    pub scripts: Vec<String>,
    pub is_spaced: bool,
    pub has_capital_nouns: bool,
    pub declines_names: bool,
    pub joins_numbers: bool,
    pub is_verb_last: bool,
    pub has_ordinal_stop: bool,
    pub has_month_first: bool,
    pub has_capital_months: bool,
    pub has_year_first: bool,
    pub has_twelve_hours: bool,
    pub has_ordinal_fractions: bool,
    pub has_hyphened_tens: bool,
    pub has_paired_years: bool,
    pub counts_by_twenties: bool,
    pub separates_ten_and_ones: bool,
    pub has_ones_before_tens: bool,
    pub decimal_mark: char,
    pub quotation_marks: Vec<(char, char)>,
    pub opposites: Vec<(Entries, Entries)>,
    pub forms: Vec<Entries>,
    pub locator_labels: BTreeMap<String, (String, String)>,
    pub lists: BTreeMap<List, Entries>,
    pub series: BTreeMap<(Series, u32), Entries>,
    pub groups: BTreeMap<(Group, String), Entries>,
}

/// What all languages share.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CommonFile {
    pub regional_names: BTreeMap<String, String>,
    pub right_to_left: Vec<String>,
    pub agencies: BTreeMap<String, Option<String>>,
    pub units: BTreeMap<String, BTreeMap<String, Option<String>>>,
    pub currency_signs: BTreeMap<String, String>,
    pub locator_terms: Vec<String>,
    pub scale_letters: BTreeMap<u8, String>,
    pub roman_letters: BTreeMap<char, u32>,
    pub designation_letters: BTreeMap<char, char>,
    pub organisation_endings: Vec<String>,
    pub name_endings: Vec<String>,
    pub round_remarks: Vec<String>,
    pub read_everywhere: Vec<String>,
}

/// The entries of a list by their kinds, each folded.
#[derive(Default, Clone)]
pub struct Entries {
    /// Words, beginnings, endings, letters within words, phrases.
    pub kinds: [BTreeSet<String>; 5],
    /// Those marked with `!`.
    pub unmistakable: BTreeSet<String>,
    /// Those marked with `~`.
    pub unmistakable_in_lower_case: BTreeSet<String>,
}

type Read<T> = Result<T, Box<dyn Error>>;

pub fn common(text: &str) -> Read<CommonFile> {
    Ok(serde_yaml::from_str(text)?)
}

pub fn language(code: &str, text: &str) -> Read<LanguageFile> {
    let mut fields: Mapping = serde_yaml::from_str(text)?;
    let mut take = |key: &str| fields.remove(key);
    let is_set = |value: Option<Value>| value.is_some_and(|value| value.as_bool() == Some(true));
    let name = string(take("name"), "name")?;
    let scripts = string(take("scripts"), "scripts")?.split_whitespace().map(str::to_owned).collect();
    let is_spaced = !is_set(take("unspaced"));
    let mark = take("decimal-mark").map_or(Ok(".".to_owned()), |mark| string(Some(mark), "decimal-mark"))?;
    let mut file = LanguageFile {
        code: code.to_owned(),
        name,
        is_right_to_left: is_set(take("right-to-left")),
        scripts,
        is_spaced,
        has_capital_nouns: is_set(take("capital-nouns")),
        declines_names: is_set(take("declined-names")),
        joins_numbers: is_set(take("joined-numbers")),
        is_verb_last: is_set(take("verb-last")),
        has_ordinal_stop: is_set(take("ordinal-stop")),
        has_month_first: is_set(take("month-first")),
        has_capital_months: is_set(take("capital-months")),
        has_year_first: is_set(take("year-first")),
        has_twelve_hours: is_set(take("twelve-hours")),
        has_ordinal_fractions: is_set(take("ordinal-fractions")),
        has_hyphened_tens: is_set(take("hyphened-tens")),
        has_paired_years: is_set(take("paired-years")),
        counts_by_twenties: is_set(take("twenties")),
        separates_ten_and_ones: is_set(take("ten-and-ones")),
        has_ones_before_tens: is_set(take("ones-before-tens")),
        decimal_mark: mark.chars().next().unwrap_or('.'),
        quotation_marks: quotation_marks(&string(take("quotation-marks"), "quotation-marks")?)?,
        opposites: Vec::new(),
        forms: Vec::new(),
        locator_labels: BTreeMap::new(),
        lists: BTreeMap::new(),
        series: BTreeMap::new(),
        groups: BTreeMap::new(),
    };
    take_words(&mut file, &mut fields)?;
    Ok(file)
}

/// Moves the words of a language from the fields of its file into `file`. Every list that cannot be read is reported.
fn take_words(file: &mut LanguageFile, fields: &mut Mapping) -> Read<()> {
    let is_spaced = file.is_spaced;
    for pair in fields.remove("opposites").iter().filter_map(Value::as_sequence).flatten() {
        let text = pair.as_str().ok_or("opposites: each is `words | their opposites`")?;
        let (left, right) = text.split_once('|').ok_or("opposites: each is `words | their opposites`")?;
        file.opposites.push((entries(left, is_spaced)?, entries(right, is_spaced)?));
    }
    for line in string(fields.remove("forms").or(Some(Value::Null)), "forms")?.lines() {
        file.forms.push(entries(line, true).map_err(|error| format!("forms: {error}"))?);
    }
    for (term, label) in mapping(fields.remove("locator-labels"), "locator-labels")? {
        let label = string(Some(label), "locator-labels")?;
        let (singular, plural) = label.split_once('|').unwrap_or((&label, &label));
        let label = (singular.trim().to_owned(), plural.trim().to_owned());
        file.locator_labels.insert(string(Some(term), "locator-labels")?, label);
    }
    let mut faults = Vec::new();
    for (list, key, _) in List::ALL {
        if let Some(value) = fields.remove(key) {
            let text = string(Some(value), key)?;
            match entries(&text, is_spaced || is_written_apart(list)) {
                Ok(entries) => drop(file.lists.insert(list, entries)),
                Err(error) => faults.push(format!("{key}: {error}")),
            }
        }
    }
    for (series, key, _) in Series::ALL {
        for (number, words) in mapping(fields.remove(key), key)? {
            let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
            let number = number.ok_or_else(|| format!("{key}: each key is a number"))?;
            let entries =
                entries(&string(Some(words), key)?, true).map_err(|error| format!("{key}: {error}"))?;
            file.series.insert((series, number), entries);
        }
    }
    for (group, key, _) in Group::ALL {
        for (name, words) in mapping(fields.remove(key), key)? {
            let entries =
                entries(&string(Some(words), key)?, true).map_err(|error| format!("{key}: {error}"))?;
            file.groups.insert((group, string(Some(name), key)?), entries);
        }
    }
    if let Some(key) = fields.keys().next() {
        faults.push(format!("unknown key {key:?}; src/key.rs lists those that there are"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n  ").into()) }
}

/// Lists whose entries are affixes or stand beside marks, in scripts without spaces too.
fn is_written_apart(list: List) -> bool {
    use List::{Abbreviations, HyphenEndings, HyphenPrefixes, NegatingEndings, NegatingPrefixes, Proclitics};
    matches!(
        list,
        Abbreviations | HyphenEndings | HyphenPrefixes | NegatingEndings | NegatingPrefixes | Proclitics
    )
}

/// Units, locators: names that common.yaml has.
pub fn check_names(language: &LanguageFile, common: &CommonFile) -> Read<()> {
    let units: BTreeSet<&String> = common.units.values().flat_map(BTreeMap::keys).collect();
    for (group, name) in language.groups.keys() {
        let is_there = match group {
            Group::Units => units.contains(name),
            Group::Locators => common.locator_terms.contains(name),
            Group::Currencies => name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase()),
            Group::DayHalves => matches!(name.as_str(), "am" | "pm"),
            Group::NumberedParts | Group::Places => true,
        };
        if !is_there {
            return Err(format!("common.yaml has no `{name}`").into());
        }
    }
    match language.locator_labels.keys().find(|term| !common.locator_terms.contains(*term)) {
        Some(term) => Err(format!("common.yaml has no locator `{term}`").into()),
        None => Ok(()),
    }
}

fn string(value: Option<Value>, key: &str) -> Read<String> {
    match value {
        Some(Value::String(text)) => Ok(text),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::Null) => Ok(String::new()),
        _ => Err(format!("`{key}` is missing, or is not a text").into()),
    }
}

fn mapping(value: Option<Value>, key: &str) -> Read<Mapping> {
    match value {
        None => Ok(Mapping::new()),
        Some(Value::Mapping(mapping)) => Ok(mapping),
        Some(_) => Err(format!("`{key}` has a key and words on each of its lines").into()),
    }
}

fn quotation_marks(text: &str) -> Read<Vec<(char, char)>> {
    let pair = |pair: &str| match pair.chars().collect::<Vec<_>>()[..] {
        [open, close] => Ok((open, close)),
        _ => Err(format!("quotation-marks: `{pair}` is not a pair").into()),
    };
    text.split_whitespace().map(pair).collect()
}

/// Words between white space. `_` stands for a space within a phrase, `*` for any letters.
fn entries(text: &str, is_spaced: bool) -> Read<Entries> {
    let mut entries = Entries::default();
    let mut twice = Vec::new();
    for written in text.split_whitespace() {
        let plain = written.trim_start_matches(['!', '~']);
        let composed: String = plain.nfc().collect();
        let word = fold(&composed).replace('_', " ");
        let begins = word.ends_with('*');
        let ends = word.starts_with('*');
        let bare = if word.contains(' ') { word.as_str() } else { word.trim_matches('*') };
        if bare.is_empty() {
            return Err(format!("`{written}` has no letters").into());
        }
        let kind = match (begins, ends) {
            _ if !is_spaced => 3,
            _ if word.contains(' ') => 4,
            (false, false) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (true, true) => 3,
        };
        if !entries.kinds[kind].insert(bare.to_owned()) {
            twice.push(written);
        }
        if written.starts_with('!') {
            entries.unmistakable.insert(bare.to_owned());
        } else if written.starts_with('~') {
            entries.unmistakable_in_lower_case.insert(bare.to_owned());
        }
    }
    if !twice.is_empty() {
        return Err(format!("listed twice: {}", twice.join(" ")).into());
    }
    let beginnings: Vec<String> = entries.kinds[1].iter().cloned().collect();
    for beginning in &beginnings {
        let shorter =
            beginnings.iter().find(|other| *other != beginning && beginning.starts_with(other.as_str()));
        if let Some(shorter) = shorter {
            return Err(format!("`{beginning}*` is already covered by `{shorter}*`").into());
        }
        if let Some(word) = entries.kinds[0].iter().find(|word| word.starts_with(beginning.as_str())) {
            return Err(format!("`{word}` is already covered by `{beginning}*`").into());
        }
    }
    Ok(entries)
}
