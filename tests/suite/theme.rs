//! The words of the default theme: every language says everything, with the same placeholders, and has the
//! forms of the plural that its numbers need.

use std::collections::{BTreeMap, BTreeSet};

use ibid::base::diagnostic::Rule;
use ibid::read::words::{Plurals, ThemeWords};
use ibid::render::html::theme::built_in_files;
use ibid_quotation::CLAUSES;
use serde_json::Value;

fn languages() -> BTreeMap<String, BTreeMap<String, Value>> {
    let files = built_in_files("default");
    let words = files.iter().filter_map(|(path, bytes)| {
        let language = path.strip_prefix("i18n/")?.strip_suffix(".yaml")?;
        let words = ThemeWords::parse(language, "i18n", std::str::from_utf8(bytes).unwrap()).unwrap();
        Some((language.to_owned(), words.all().clone()))
    });
    words.collect()
}

fn forms(word: &Value) -> Vec<(&str, &str)> {
    match word {
        Value::Object(forms) => {
            forms.iter().map(|(name, text)| (name.as_str(), text.as_str().unwrap())).collect()
        }
        text => vec![("", text.as_str().unwrap())],
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_language_says_what_english_says() {
    let languages = languages();
    assert!(["de", "en", "uk"].iter().all(|language| languages.contains_key(*language)));
    let english = &languages["en"];
    for (language, words) in &languages {
        for (name, word) in english {
            let Some(own) = words.get(name) else { panic!("{language}: no `{name}`") };
            let all: BTreeSet<&str> = forms(word).iter().flat_map(|(_, text)| placeholders(text)).collect();
            for (form, text) in forms(own) {
                let used = placeholders(text);
                assert!(used.is_subset(&all), "{language}: `{name}` {form} has {used:?}, English {all:?}");
                // A form of the plural for one number may say it in a word.
                let missing: BTreeSet<&str> = all.difference(&used).copied().collect();
                assert!(missing.is_empty() || form == "one", "{language}: `{name}` {form} lacks {missing:?}");
            }
            assert_eq!(own.is_object(), word.is_object(), "{language}: `{name}`");
        }
        let more = words.keys().filter(|name| !english.contains_key(*name));
        let may = ["month_of_day_", "rule_", "clause_"];
        for name in more {
            assert!(
                may.iter().any(|prefix| name.starts_with(prefix)),
                "{language}: `{name}` is nowhere used"
            );
        }
    }
}

#[test]
fn plurals_have_the_forms_of_their_language() {
    for (language, words) in languages() {
        let plurals = Plurals::of_language(&language).unwrap();
        let needed: BTreeSet<&str> = (0..=200).map(|number| plurals.category(number)).collect();
        for (name, word) in words.iter().filter(|(_, word)| word.is_object()) {
            let own: BTreeSet<&str> = forms(word).iter().map(|(form, _)| *form).collect();
            assert!(needed.is_subset(&own), "{language}: `{name}` has {own:?}, needed are {needed:?}");
            assert!(own.contains("other"), "{language}: `{name}`");
        }
    }
}

#[test]
fn other_languages_translate_the_rules_and_the_contract() {
    for (language, words) in languages().iter().filter(|(language, _)| *language != "en") {
        let rules = Rule::all().map(|rule| format!("rule_{}", rule.name().replace('-', "_")));
        let clauses = CLAUSES.iter().map(|text| text.key).chain(["markup"]);
        let contract = clauses.map(|key| format!("clause_{key}"));
        let needed: BTreeSet<String> = rules.chain(contract).collect();
        let own = words.keys().filter(|name| name.starts_with("rule_") || name.starts_with("clause_"));
        assert_eq!(own.cloned().collect::<BTreeSet<String>>(), needed, "{language}");
    }
}

#[test]
fn dates_are_written_as_in_each_language() {
    let files = built_in_files("default");
    let words = |language: &str| {
        let text = std::str::from_utf8(files[&format!("i18n/{language}.yaml")]).unwrap();
        ThemeWords::parse(language, "i18n", text).unwrap()
    };
    let date =
        |language: &str, date: &str| words(language).date(&ibid::base::date::Edtf::parse(date).unwrap());
    assert_eq!(date("uk", "2025-12-15"), "15 грудня 2025");
    assert_eq!(date("uk", "2025-12"), "грудень 2025");
    assert_eq!(date("de", "2025-03-01"), "1. März 2025");
    assert_eq!(date("de", "2014~"), "um 2014");
    assert_eq!(words("uk").count("pages_count", 22, &[]), "22 сторінки");
    assert_eq!(words("uk").count("pages_count", 11, &[]), "11 сторінок");
}
