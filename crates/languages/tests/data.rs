//! The languages' files: letters of another script, words with two meanings, and what programs rely on.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::{env, fs};

use ibid_languages::{Group, Language, List, Series, Words, find_negation, fold};

fn entries(words: &Words) -> Vec<String> {
    let kinds = words.words().chain(words.beginnings()).chain(words.endings()).chain(words.inner());
    kinds.chain(words.phrases()).map(str::to_owned).collect()
}

/// Every list of a language with the name under which a fault is reported.
fn all_lists(language: &Language) -> Vec<(String, Vec<String>)> {
    let lists = List::ALL.iter().map(|(list, key, _)| ((*key).to_owned(), entries(language.words(*list))));
    let series = Series::ALL.iter().flat_map(|(series, key, _)| {
        language.series(*series).map(move |(number, words)| (format!("{key} {number}"), entries(words)))
    });
    let groups = Group::ALL.iter().flat_map(|(group, key, _)| {
        language.group(*group).map(move |(name, words)| (format!("{key} {name}"), entries(words)))
    });
    lists.chain(series).chain(groups).collect()
}

/// The script of a letter by its ISO 15924 code; nothing for marks, digits and letters of all scripts.
fn script(letter: char) -> Option<&'static str> {
    Some(match letter {
        'a'..='z' | 'ß'..='ö' | 'ø'..='ɏ' | 'ə' | '\u{1e00}'..='\u{1eff}' => "Latn",
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => "Grek",
        '\u{400}'..='\u{52f}' => "Cyrl",
        '\u{530}'..='\u{58f}' => "Armn",
        '\u{590}'..='\u{5ff}' => "Hebr",
        '\u{600}'..='\u{6ff}' => "Arab",
        '\u{900}'..='\u{97f}' => "Deva",
        '\u{980}'..='\u{9ff}' => "Beng",
        '\u{a00}'..='\u{a7f}' => "Guru",
        '\u{a80}'..='\u{aff}' => "Gujr",
        '\u{b80}'..='\u{bff}' => "Taml",
        '\u{c00}'..='\u{c7f}' => "Telu",
        '\u{c80}'..='\u{cff}' => "Knda",
        '\u{d00}'..='\u{d7f}' => "Mlym",
        '\u{e00}'..='\u{e7f}' => "Thai",
        '\u{e80}'..='\u{eff}' => "Laoo",
        '\u{1000}'..='\u{109f}' => "Mymr",
        '\u{10a0}'..='\u{10ff}' => "Geor",
        '\u{1780}'..='\u{17ff}' => "Khmr",
        '\u{3040}'..='\u{30fe}' => "Kana",
        '\u{ac00}'..='\u{d7a3}' => "Hang",
        '\u{3400}'..='\u{9fff}' => "Hani",
        _ => return None,
    })
}

fn may_hold(scripts: &[&str], script: &str) -> bool {
    scripts.iter().any(|written| match *written {
        "Jpan" => matches!(script, "Kana" | "Hani"),
        "Kore" => matches!(script, "Hang"),
        written => written == script,
    })
}

#[test]
fn words_hold_letters_of_one_script_of_their_language() {
    let mut faults = Vec::new();
    for language in Language::all() {
        for (key, entries) in all_lists(language) {
            // Symbols of units and numerals in capitals are Latin everywhere.
            let may_be_latin =
                ["units", "currencies", "capitalised", "remarks", "locators", "numbered-parts", "day-halves"];
            let is_exempt = may_be_latin.iter().any(|exempt| key.starts_with(exempt));
            for word in entries {
                let mut scripts: Vec<&str> = word.chars().filter_map(script).collect();
                scripts.dedup();
                let is_mixed = scripts.iter().any(|one| scripts.iter().any(|other| one != other))
                    && !language.scripts.contains(&"Jpan");
                let is_foreign = scripts.iter().any(|script| !may_hold(language.scripts, script));
                let is_latin = scripts.iter().all(|script| *script == "Latn");
                if is_mixed || (is_foreign && !(is_exempt && is_latin)) {
                    faults.push(format!("{}: {key}: {word} ({scripts:?})", language.code));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn words_are_folded() {
    for language in Language::all() {
        for (key, entries) in all_lists(language) {
            for word in entries {
                assert_eq!(fold(&word), word, "{}: {key}", language.code);
            }
        }
    }
}

/// A word with two values cannot be read.
#[test]
fn words_have_one_meaning_where_meanings_exclude_each_other() {
    let mut faults = Vec::new();
    for language in Language::all() {
        let mut look = |name: &str, rows: Vec<(String, &Words)>| {
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            for (key, words) in rows {
                for word in entries(words) {
                    if let Some(other) = seen.insert(word.clone(), key.clone()) {
                        faults.push(format!("{}: {name}: {word} is {other} and {key}", language.code));
                    }
                }
            }
        };
        let series =
            |series: Series| language.series(series).map(|(number, words)| (number.to_string(), words));
        let group = |group: Group| language.group(group).map(|(name, words)| (name.to_owned(), words));
        for one in [Series::Months, Series::Weekdays, Series::Fractions, Series::NumberPrefixes] {
            look("series", series(one).collect());
        }
        let numbers = [Series::Numbers, Series::Ordinals, Series::Scales, Series::Multitudes];
        look(
            "number words",
            numbers
                .iter()
                .flat_map(|one| series(*one).map(move |(n, w)| (format!("{one:?} {n}"), w)))
                .collect(),
        );
        for one in [
            Group::Units,
            Group::Currencies,
            Group::Locators,
            Group::NumberedParts,
            Group::DayHalves,
            Group::Places,
        ] {
            look("group", group(one).collect());
        }
        for lists in [
            vec![List::Today, List::Yesterday, List::Tomorrow],
            vec![List::AtLeast, List::UpTo, List::MoreThan, List::LessThan],
            vec![List::Percent, List::PercentagePoints],
            vec![List::Twice, List::Thrice, List::Several],
            vec![List::Negations, List::Hedges],
            vec![List::Negations, List::VerbsOfSaying],
        ] {
            look("lists", lists.iter().map(|list| (format!("{list:?}"), language.words(*list))).collect());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_language_has_what_programs_rely_on() {
    for language in Language::all() {
        assert!(language.knows(List::Negations), "{} has no negations", language.code);
        assert!(
            !language.name.is_empty() && !language.scripts.is_empty() && !language.quotation_marks.is_empty()
        );
        for series in [Series::Months, Series::Weekdays] {
            let count = language.series(series).count();
            let whole = if series == Series::Months { 12 } else { 7 };
            assert!(count == 0 || count == whole, "{}: {series:?}", language.code);
        }
    }
    for code in "en uk ru de fr es it pt pl nl sv da nb fi cs tr ar he fa zh ja ko".split(' ') {
        let language = Language::get(code);
        for list in [List::Denials, List::Hedges, List::VerbsOfSaying, List::Conditions, List::Restrictions] {
            assert!(language.knows(list), "{code} has no {list:?}");
        }
    }
}

#[test]
fn tags_lead_to_languages() {
    for (tag, code) in
        [("de-AT", "de"), ("no", "nb"), ("zh-Hant", "zh"), ("PT-br", "pt"), ("xx", "und"), ("", "und")]
    {
        assert_eq!(Language::get(tag).code, code, "{tag}");
    }
    assert!(Language::all().windows(2).all(|pair| pair[0].code < pair[1].code));
}

#[test]
fn negations_are_found() {
    let found =
        |text: &'static str, tag: &str| find_negation(text, Language::get(tag)).map(|range| &text[range]);
    assert_eq!(found("it did not hold", "en"), Some("not"));
    assert_eq!(found("it didn't hold", "en"), Some("didn't"));
    assert_eq!(found("Росія не прийме", "uk"), Some("не"));
    assert_eq!(found("das ist nicht so", "de-AT"), Some("nicht"));
    assert_eq!(found("он никогда", "ru"), Some("никогда"));
    assert_eq!(found("他不同意", "zh"), Some("他不同意"));
    assert_eq!(found("knot and note, nowadays", "en"), None);
    assert_eq!(found("planen ble ikke vedtatt", "no"), Some("ikke"));
    assert_eq!(found("nu au semnat", "ro"), Some("nu"));
    assert_eq!(found("nu ca urmare", "en"), None);
    assert_eq!(found("δεν συμφωνεί", "en"), Some("δεν"));
    assert_eq!(found("жодному з них", "uk"), Some("жодному"));
    assert_eq!(found("동의하지 않는다", "ko"), Some("않는다"));
    assert_eq!(found("동의하지 않는다", "en"), Some("않는다"));
    assert_eq!(found("同意しない", "ja"), Some("同意しない"));
    assert_eq!(found("ไม่เห็นด้วย", "th"), Some("ไม่เห็นด้วย"));
    assert_eq!(found("été né en mai", "fr"), None);
    assert_eq!(found("das Gesetz nicht annehmen", "en"), Some("nicht"));
    assert_eq!(found("kommt noch heute an", "en"), None);
    assert_eq!(found("il n'a signé", "en"), Some("n'a"));
    assert_eq!(found("o governo não assinou", "en"), Some("não"));
    assert_eq!(found("in N'Djamena, Inga Berg, Nima, Nada and NITI Aayog", "en"), None);
    assert_eq!(found("David Icke went", "en"), None);
    assert_eq!(found("rząd nie podpisał", "en"), Some("nie"));
    assert_eq!(found("de regering heeft geen verdrag", "en"), Some("geen"));
    assert_eq!(found("莫斯科在未来", "zh"), None);
    assert_eq!(found("莫斯科不同意", "zh"), Some("莫斯科不同意"));
    assert_eq!(found("אמר שלא יחתום", "he"), Some("שלא"));
    assert_eq!(found("ולא יחתום", "en"), Some("ולא"));
    assert_eq!(found("pemerintah tidak setuju", "id"), Some("tidak"));
    assert_eq!(found("a kormány nem írta alá", "hu"), Some("nem"));
}

#[test]
fn lists_are_asked_for_words_and_phrases() {
    let english = Language::get("en");
    let denials = |text: &'static str| {
        english.find_all(List::Denials, text).into_iter().map(|range| &text[range]).collect::<Vec<_>>()
    };
    assert_eq!(denials("He stopped short of a vow and Refused"), ["stopped short of", "Refused"]);
    assert_eq!(denials("prices declined and the evidence is strong"), Vec::<&str>::new());
    let hedges = |text: &str, tag: &str| Language::get(tag).find_all(List::Hedges, text).len();
    assert_eq!(hedges("few agreed", "en"), 1);
    assert_eq!(hedges("a few agreed", "en"), 0);
    assert_eq!(hedges("нібито погодився", "uk"), 1);
    assert_eq!(hedges("据说同意", "zh"), 1);
    assert!(english.are_opposite("accepts", "rejects") && english.are_opposite("guilty", "innocent"));
    assert!(!english.are_opposite("accepts", "accepted"));
    assert!(english.are_forms("go", "went") && english.are_forms("buys", "bought"));
    assert!(!english.are_forms("bought", "went"));
}

/// What each language has; `UPDATE=1` writes it.
#[test]
fn the_documentation_says_what_each_language_has() {
    let mut page = "# Languages\n\nWhat ibid knows of each language, from the files in `crates/languages/data/`; \
        [README.md](../crates/languages/data/README.md) there says how to add a language or a word. Written by \
        `UPDATE=1 cargo test -p ibid-languages`.\n\nWhere a language has no list, nothing is said of its words.\n\n\
        ## What a file may hold\n\n| key | what belongs there |\n|---|---|\n"
        .to_owned();
    let rows = List::ALL.iter().map(|(_, key, meaning)| (key, meaning));
    let rows = rows.chain(Series::ALL.iter().map(|(_, key, meaning)| (key, meaning)));
    for (key, meaning) in rows.chain(Group::ALL.iter().map(|(_, key, meaning)| (key, meaning))) {
        writeln!(page, "| `{key}` | {meaning} |").unwrap();
    }
    page.push_str(
        "| `opposites` | pairs of lists: accept \\| reject |\n| `forms` | forms of one word that begin in different ways, a word a line: go went |\n| `locator-labels` | how a locator is printed: p. \\| pp. |\n",
    );
    page.push_str(
        "\n## What each language has\n\nThe numbers count entries.\n\n| language | negations | denials | hedges | \
         verbs of saying | number words | months | units | locators | abbreviations |\n|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for language in Language::all() {
        let list = |list| language.words(list).len();
        let series = |series| language.series(series).map(|(_, words)| words.len()).sum::<usize>();
        let group = |group| language.group(group).map(|(_, words)| words.len()).sum::<usize>();
        let counts = [
            list(List::Negations),
            list(List::Denials),
            list(List::Hedges),
            list(List::VerbsOfSaying),
            series(Series::Numbers),
            series(Series::Months),
            group(Group::Units),
            group(Group::Locators),
            list(List::Abbreviations),
        ];
        let cells = counts.map(|count| if count == 0 { "–".to_owned() } else { count.to_string() });
        writeln!(page, "| {} (`{}`) | {} |", language.name, language.code, cells.join(" | ")).unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/languages.md");
    if env::var_os("UPDATE").is_some() {
        fs::write(path, &page).unwrap();
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(written == page, "docs/languages.md is not up to date: UPDATE=1 cargo test -p ibid-languages");
}
