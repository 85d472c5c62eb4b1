//! What programs that read texts must know of languages, as data: one file a language in `data/`.
//!
//! A file holds words: what negates, denies, hedges; verbs of saying; number words, months, units; the terms of
//! locators; abbreviations. `data/README.md` says how to write one; no knowledge of Rust is needed. The files are
//! read when the crate is compiled, so nothing is parsed at run time.
//!
//! ```
//! use ibid_languages::{Language, List};
//!
//! let german = Language::get("de-AT");
//! assert_eq!(german.name, "Deutsch");
//! assert!(german.words(List::Negations).has("nicht"));
//! // A list that nobody has written yet is empty, and can be told from one that has no such word.
//! assert!(!Language::get("xh").knows(List::Negations));
//! ```

mod fold;
mod generated {
    #![allow(clippy::all, reason = "written by the build script")]
    use crate::{Language, Words};
    include!(concat!(env!("OUT_DIR"), "/languages.rs"));
}
mod key;
mod language;
mod letter;
mod locator;
mod negation;
mod starts;
mod words;

pub use fold::fold;
pub use key::{Group, List, Series};
pub use language::Language;
pub use letter::{is_alphabetic, is_alphanumeric};
pub use locator::LocatorLabel;
pub use negation::{find_negation, is_negation, is_unmistakable};
pub use words::{FoldedWords, Words, word_ranges};

/// The agencies that news reports name as their origin, each with the other names that it has in any language:
/// `Reuters` (`Рейтер`, `ロイター`). They are names: with their capitals, not folded.
#[must_use]
pub fn agencies() -> &'static [(&'static str, &'static [&'static str])] {
    generated::AGENCIES
}

/// What regional variants of languages call themselves, by their tags: `pt-BR`, `zh-Hant`.
#[must_use]
pub fn regional_names() -> &'static [(&'static str, &'static str)] {
    generated::REGIONAL_NAMES
}

/// Whether the language of a tag is written from right to left, where it has no file of its own.
#[must_use]
pub fn is_right_to_left(tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    generated::RIGHT_TO_LEFT.contains(&primary)
}

/// Signs of currencies (`€`, `US$`) with the ISO 4217 codes that they stand for.
#[must_use]
pub fn currency_signs() -> &'static [(&'static str, &'static str)] {
    generated::CURRENCY_SIGNS
}

/// Symbols of units, in their usual case, with the names of the units: `km`, `kilometre`.
#[must_use]
pub fn unit_symbols() -> &'static [(&'static str, &'static str)] {
    generated::UNIT_SYMBOLS
}

/// Letters written onto digits for a power of ten, in small letters: `k` is 3, `bn` 9.
#[must_use]
pub fn scale_letters() -> &'static [(&'static str, u8)] {
    generated::SCALE_LETTERS
}

/// Small letters of Roman numerals up to ten, and the Cyrillic ones of the same form, with what they count.
#[must_use]
pub fn roman_letters() -> &'static [(char, u32)] {
    generated::ROMAN_LETTERS
}

/// Small Cyrillic letters with the Latin ones that stand for them in designations: `Су-35` is `Su-35`.
#[must_use]
pub fn designation_letters() -> &'static [(char, char)] {
    generated::DESIGNATION_LETTERS
}

/// Words at the end of an organisation's name that do not tell it from another, in small letters: `ltd`, `news`.
#[must_use]
pub fn organisation_endings() -> &'static [&'static str] {
    generated::ORGANISATION_ENDINGS
}

/// Endings with which names stand in several languages, such as the `es` of Merzes.
#[must_use]
pub fn name_endings() -> &'static [&'static str] {
    generated::NAME_ENDINGS
}

/// Remarks on a quotation that editors write in round brackets, too, in small letters: `sic`.
#[must_use]
pub fn round_remarks() -> &'static [&'static str] {
    generated::ROUND_REMARKS
}

/// The languages whose negating prefixes and endings are read in texts of every language.
pub fn read_everywhere() -> impl Iterator<Item = &'static Language> {
    generated::READ_EVERYWHERE.iter().map(|code| Language::get(code))
}

/// The units that a language may have words for, and what each of them measures.
#[must_use]
pub fn units() -> &'static [Unit] {
    generated::UNITS
}

/// A unit of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its English name, by which the languages' files give its words.
    pub name: &'static str,
    /// What it measures: `time`, `length`, `weight` and so on.
    pub dimension: &'static str,
}
