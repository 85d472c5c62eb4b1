//! Rule `name-unsupported` (off by default): every proper name of a cited statement stands in a cited
//! source.
//!
//! A name is a run of capitalised words; each of its words must stand somewhere in one cited source,
//! capitalised or not, in whatever order, so “President Merz” is supported by “Friedrich Merz, the
//! president”. Folded: case, hyphens, possessive ’s, the stops of initialisms (U.S. = US), initials
//! (EU = European Union), the names of countries and their people (Turkey = Turkish), Slavic and German
//! case endings, roughly. Not folded: transliterations (Zelensky, Zelenskyy), other
//! languages (Kyjiw, Київ), abbreviations that are no initials. A single capitalised word at the
//! beginning of a sentence is no name unless it is an acronym or capitalised inside a sentence of
//! the page or a source; German nouns are capitalised too, so in German only acronyms and runs of two words count.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ibid_languages::{Group, Language, List, Series, Words};
use unicode_normalization::UnicodeNormalization;

/// A proper name of a statement, or the part of it that no source has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProperName {
    /// As written.
    pub text: String,
    /// Bytes in the statement.
    pub range: Range<usize>,
}

/// The words of one source, ready to be asked. Built once.
#[derive(Clone, Debug, Default)]
pub struct NameIndex {
    /// Every word, folded, with how it is written.
    words: BTreeMap<String, Written>,
    /// The two words behind those with a capital that begin a sentence and may be names.
    behind_first: BTreeSet<String>,
    /// Words in capitals, `US` unlike the pronoun.
    acronyms: BTreeSet<String>,
    /// The initials of runs of capitalised words.
    initials: BTreeSet<String>,
}

/// How a word is written in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Written {
    /// With a capital where no sentence begins.
    is_capital_inside: bool,
    /// In small letters.
    is_lower: bool,
}

/// Whether a folded word is no name although it has a capital: a month, a day, a title, `I`.
fn is_common(word: &str, language: &Language) -> bool {
    let is_in = |language: &Language| {
        [List::Capitalised, List::Titles].iter().any(|list| language.words(*list).has(word))
            || [Series::Months, Series::Weekdays]
                .iter()
                .any(|series| language.series(*series).any(|(_, words)| words.has(word)))
    };
    is_in(language) || is_in(Language::get("en"))
}

/// Whether a folded word begins a sentence more often than it is a name.
fn is_opener(word: &str, language: &Language) -> bool {
    [List::FunctionWords, List::Pronouns, List::Titles].iter().any(|list| language.words(*list).has(word))
}

/// The names of a place with its people and adjectives, one of which is a folded word.
fn place(word: &str, language: &Language) -> Option<&'static Words> {
    language.group(Group::Places).map(|(_, words)| words).find(|words| words.has(word))
}

/// Whether a word with which a sentence begins may be a name though nothing else says so: it is in no list, and does not
/// look like a plural, which needs no article: “Talks went on”.
fn may_be_name(word: &NameWord, language: &Language) -> bool {
    const SHORTEST: usize = 4;
    let small =
        [List::Auxiliaries, List::Modals, List::ClauseWords, List::ThatWords, List::People, List::Negations];
    word.capital
        && word.folded.chars().count() >= SHORTEST
        && !word.folded.ends_with('s')
        && !is_opener(&word.folded, language)
        && !is_common(&word.folded, language)
        && !small.iter().any(|list| language.words(*list).has(&word.folded))
}

/// The two words behind one, if they are words of its sentence.
fn next_two(words: &[NameWord], at: usize) -> Option<String> {
    let [_, one, other, ..] = words.get(at..)? else { return None };
    (!one.begins && !other.begins).then(|| format!("{} {}", one.folded, other.folded))
}

struct NameWord {
    folded: String,
    range: Range<usize>,
    capital: bool,
    /// All letters are capitals, and there is more than one.
    acronym: bool,
    /// The first word of a sentence, heading or quotation.
    begins: bool,
    /// Joined to the word before by one space or hyphen.
    follows: bool,
}

/// The words of a text. Hyphens separate them; `U.S.` is one word.
fn words(text: &str) -> Vec<NameWord> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |at: usize| letters.get(at).map_or(text.len(), |(byte, _)| *byte);
    let is_letter = |at: usize| letters.get(at).is_some_and(|(_, letter)| letter.is_alphanumeric());
    let is_mark = |at: usize, marks: &str| letters.get(at).is_some_and(|(_, letter)| marks.contains(*letter));
    let mut found: Vec<NameWord> = Vec::new();
    let mut at = 0;
    let mut last_end = 0;
    while at < letters.len() {
        if !is_letter(at) {
            at += 1;
            continue;
        }
        let start = at;
        let dotted =
            |at: usize| is_letter(at) && is_mark(at + 1, ".") && is_letter(at + 2) && !is_letter(at + 3);
        let goes_on = |at: usize| {
            is_letter(at)
                || letters
                    .get(at)
                    .is_some_and(|(_, letter)| ('\u{300}'..'\u{370}').contains(letter) || *letter == '\u{AD}')
                || (is_mark(at, "'’ʼ") && is_letter(at + 1))
        };
        if dotted(at) {
            at += 1;
            while is_mark(at, ".") && is_letter(at + 1) && !is_letter(at + 2) {
                at += 2;
            }
            at += usize::from(is_mark(at, "."));
        } else {
            while at < letters.len() && goes_on(at) {
                at += 1;
            }
        }
        let range = byte(start)..byte(at);
        let written = &text[range.clone()];
        let before = &text[last_end..range.start];
        let stem = written.strip_suffix("'s").or_else(|| written.strip_suffix("’s")).unwrap_or(written);
        let capital = letters[start].1.is_uppercase();
        let acronym = capital
            && stem.chars().filter(|letter| letter.is_uppercase()).count() > 1
            && !stem.chars().any(char::is_lowercase);
        let begins = found.is_empty()
            || before.contains(['.', '!', '?', '…', ':', '\n', '“', '"', '«', '„', '|', '•']);
        let follows = matches!(before, " " | "-" | "‑" | "\u{A0}" | "’ ");
        found.push(NameWord { folded: fold(stem), range, capital, acronym, begins, follows });
        last_end = byte(at);
    }
    found
}

fn fold(word: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric();
    word.nfc()
        .filter(|letter| kept(letter) || *letter == '\'' || *letter == '’')
        .filter(kept)
        .flat_map(char::to_lowercase)
        .collect()
}

impl NameIndex {
    /// Reads a source.
    #[must_use]
    pub fn new(text: &str, language: &str) -> Self {
        let language = Language::get(language);
        let mut index = Self::default();
        let words = words(text);
        for (at, word) in words.iter().enumerate() {
            if word.folded.is_empty() {
                continue;
            }
            if word.acronym {
                index.acronyms.insert(word.folded.clone());
            }
            let written = index.words.entry(word.folded.clone()).or_default();
            written.is_capital_inside |= word.capital && !word.begins;
            written.is_lower |= !word.capital;
            if word.begins && may_be_name(word, language) {
                index.behind_first.extend(next_two(&words, at));
            }
            // Initials of the runs that begin here, small words such as “of” passed over.
            let mut initials = String::new();
            for next in words[at..].iter().take(8) {
                if !initials.is_empty() && !next.follows {
                    break;
                }
                if next.capital {
                    initials.extend(next.folded.chars().next());
                    if initials.chars().count() > 1 {
                        index.initials.insert(initials.clone());
                    }
                } else if initials.is_empty() || next.folded.chars().count() > 3 {
                    break;
                }
            }
        }
        index
    }

    /// Whether a name, as written, has a word that stands in the text with a capital inside of a sentence.
    #[must_use]
    pub(super) fn has_inside(&self, name: &str) -> bool {
        words(name).iter().any(|word| self.is_inside(&word.folded))
    }

    fn is_inside(&self, folded: &str) -> bool {
        self.words.get(folded).is_some_and(|written| written.is_capital_inside)
    }

    /// Whether the text has a word of a name, as written, in small letters.
    #[must_use]
    pub(super) fn has_lower(&self, name: &str) -> bool {
        words(name).iter().any(|word| self.words.get(&word.folded).is_some_and(|written| written.is_lower))
    }

    /// Whether the text has no word of a name, as written.
    #[must_use]
    pub(super) fn lacks(&self, name: &str, language: &Language) -> bool {
        !words(name).iter().any(|word| self.has(word, language))
    }

    fn has(&self, word: &NameWord, language: &Language) -> bool {
        let folded = word.folded.as_str();
        // English acronyms are read in every language.
        let english = Language::get("en");
        let acronyms = english.words(List::Acronyms);
        let pronoun = word.acronym && acronyms.has(folded) && english.words(List::Pronouns).has(folded);
        if (self.words.contains_key(folded) && !pronoun) || (word.acronym && self.initials.contains(folded)) {
            return true;
        }
        if let Some(forms) = place(folded, language) {
            return forms.words().any(|form| match acronyms.has(form) {
                true => self.acronyms.contains(form),
                false => self.words.contains_key(form),
            });
        }
        let endings = ibid_languages::name_endings();
        let shorter = endings.iter().any(|ending| {
            folded
                .strip_suffix(ending)
                .is_some_and(|stem| stem.chars().count() > 3 && self.words.contains_key(stem))
        });
        if shorter || endings.iter().any(|ending| self.words.contains_key(&format!("{folded}{ending}"))) {
            return true;
        }
        let length = folded.chars().count();
        if !language.declines_names || language.scripts.first() == Some(&"Latn") || length < 4 {
            return false;
        }
        // Case endings have at most three letters.
        let stem: String = folded.chars().take((length - 3).max(3)).collect();
        self.words
            .range(stem.clone()..)
            .take_while(|(other, _)| other.starts_with(&stem))
            .any(|(other, _)| other.chars().count().abs_diff(length) <= 3)
    }

    /// Whether the words of a name stand there as initials: “United States”, `US`.
    fn has_initials(&self, words: &[NameWord]) -> bool {
        let initials: String = words.iter().filter_map(|word| word.folded.chars().next()).collect();
        words.len() > 1 && self.acronyms.contains(&initials)
    }
}

/// The proper names of a statement, or those parts of them, of which no cited source has the words.
/// Without sources there are none. A word at the beginning of a sentence is a name where the page or a source has it
/// with a capital inside one.
#[must_use]
pub fn unsupported_names(
    statement: &str,
    language: &str,
    sources: &[&NameIndex],
    page: &NameIndex,
) -> Vec<ProperName> {
    if sources.is_empty() {
        return Vec::new();
    }
    let language = Language::get(language);
    let words = words(statement);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        while words.get(end).is_some_and(|word| word.capital && (end == at || (word.follows && !word.begins)))
        {
            end += 1;
        }
        if end == at {
            at += 1;
            continue;
        }
        let mut run = &words[at..end];
        at = end;
        while let Some((first, rest)) = run.split_first() {
            let is_opener = first.begins && !first.acronym && is_opener(&first.folded, language);
            if !is_opener && !is_common(&first.folded, language) {
                break;
            }
            run = rest;
        }
        let Some(first) = run.first() else { continue };
        let alone = run.len() == 1 && !first.acronym;
        let is_inside = |index: &&NameIndex| index.is_inside(&first.folded);
        // “Scholz signed the treaty”, where a source has another name that signed the treaty.
        let is_replaced = || {
            let behind = next_two(&words, end - run.len());
            may_be_name(first, language)
                && behind
                    .is_some_and(|behind| sources.iter().any(|source| source.behind_first.contains(&behind)))
                && !sources
                    .iter()
                    .chain([&page])
                    .any(|index| index.words.get(&first.folded).is_some_and(|written| written.is_lower))
        };
        let known = || sources.iter().chain([&page]).any(is_inside) || is_replaced();
        if alone && (language.has_capital_nouns || (first.begins && !known())) {
            continue;
        }
        if sources.iter().any(|source| source.has_initials(run)) {
            continue;
        }
        let missing = |word: &NameWord| {
            !is_common(&word.folded, language)
                && !word.folded.chars().any(char::is_numeric)
                && !sources.iter().any(|source| source.has(word, language))
        };
        let from = run.iter().position(missing);
        let to = run.iter().rposition(missing);
        if let (Some(from), Some(to)) = (from, to) {
            let range = run[from].range.start..run[to].range.end;
            found.push(ProperName { text: statement[range.clone()].to_owned(), range });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(statement: &str, language: &str, source: &str) -> Vec<String> {
        let index = NameIndex::new(source, language);
        unsupported_names(statement, language, &[&index], &NameIndex::default())
            .into_iter()
            .map(|name| name.text)
            .collect()
    }

    #[test]
    fn names_stand_in_the_source() {
        for (statement, source) in [
            ("On Sunday the envoys met Zelenskyy’s team in Berlin.", "In Berlin, Zelenskyy met envoys."),
            ("Chancellor Merz spoke.", "The chancellor, Friedrich Merz, was the host."),
            ("The United States and the EU agree.", "Both the U.S. and the European Union agree."),
            ("The US-led plan angered NATO.", "It was led by the United States; NATO objected."),
            ("It joined the North Atlantic Treaty Organization.", "It joined NATO."),
            ("Russian and Turkish ships left.", "Russia and Turkiye withdrew their ships."),
            ("Critics say it tilts towards Moscow.", "It tilts towards MOSCOW."),
            ("American troops left.", "U.S. troops left."),
            ("The US left.", "The US left."),
            ("Talks went on.", "They negotiated."),
            (
                "The NATO-Ukraine Commission met in December.",
                "A session of the NATO-Ukraine Commission was held.",
            ),
        ] {
            assert_eq!(missing(statement, "en", source), Vec::<String>::new(), "{statement}");
        }
        assert_eq!(
            missing(
                "Про це сказав Володимир Зеленський у Києві.",
                "uk",
                "Слова Володимира Зеленського, Київ."
            ),
            Vec::<String>::new()
        );
        assert_eq!(
            missing("Die Regierung sprach mit Friedrich Merz.", "de", "Merz, Friedrich: ein Gespräch."),
            Vec::<String>::new()
        );
    }

    #[test]
    fn names_that_do_not() {
        for (statement, source, name) in [
            ("The envoys met Zelenskyy in Geneva.", "In Berlin, Zelenskyy met envoys.", "Geneva"),
            ("Prime Minister Keir Starmer was there.", "The prime minister was there.", "Keir Starmer"),
            ("He met Olaf Scholz.", "He met Friedrich Merz.", "Olaf Scholz"),
            ("It was built by the United States.", "It was built by us.", "United States"),
            ("The OSCE objected.", "NATO objected.", "OSCE"),
            ("He met Zelenskyy.", "He met Zelensky.", "Zelenskyy"),
            ("He met Macron in Paris.", "He met Macron in London.", "Paris"),
        ] {
            assert_eq!(missing(statement, "en", source), [name], "{statement}");
        }
        assert_eq!(
            missing("Про це сказав Еммануель Макрон.", "uk", "Про це сказав Мерц."),
            ["Еммануель Макрон"]
        );
        assert_eq!(unsupported_names("He met Macron.", "en", &[], &NameIndex::default()), []);
    }

    #[test]
    fn a_name_may_begin_a_sentence() {
        let source = NameIndex::new("Merz spoke. Talks went on.", "en");
        let page = NameIndex::new("He met Macron. Talks went on.", "en");
        let found = |statement| unsupported_names(statement, "en", &[&source], &page).len();
        assert_eq!([found("Macron spoke."), found("Merz spoke."), found("Negotiations went on.")], [1, 0, 0]);
        let treaty = NameIndex::new("Merkel signed the treaty in Vienna.", "en");
        let missing = |statement| {
            let found = unsupported_names(statement, "en", &[&treaty], &NameIndex::default());
            found.into_iter().map(|name| name.text).collect::<Vec<_>>()
        };
        assert_eq!(missing("Scholz signed the treaty."), ["Scholz"]);
        assert!(missing("Scholars signed the treaty.").is_empty() && missing("They signed it.").is_empty());
        assert!(missing("Diplomacy has brought a treaty.").is_empty());
    }

    #[test]
    fn any_text_can_be_read() {
        for text in [
            "",
            "İ’s",
            "A.B.C",
            "’’’",
            "U.S.",
            "\u{301}\u{301}",
            "ﬃ ǅ",
            "X-",
            "1.2.3",
            "Ä\u{AD}B’s 😀 Ὀδυσσεύς",
        ] {
            let index = NameIndex::new(text, "en");
            for name in unsupported_names(text, "uk", &[&index], &index) {
                assert_eq!(name.text, text[name.range]);
            }
        }
        let long = "A-".repeat(100_000);
        assert_eq!(
            unsupported_names(&long, "en", &[&NameIndex::new("none", "en")], &NameIndex::default()).len(),
            1
        );
    }
}
