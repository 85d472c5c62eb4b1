//! Where sentences end. A statement, the unit that a citation covers, is a sentence.

use ibid_languages::{Language, List, Series, fold};

/// Letters of the longest word that is looked up as an abbreviation; those with a stop inside may be longer.
const LONGEST_ABBREVIATION: usize = 8;

/// The sentences of `letters`, a text in a language, as ranges, without the white space around them.
#[must_use]
pub fn sentences(letters: &[char], language: &Language) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = skip_space(letters, 0);
    let mut at = start;
    let mut run = (0, 0);
    while let Some(&letter) = letters.get(at) {
        if !is_mark(letter) {
            at += 1;
        } else if let Some(end) = ends_at(letters, at, &mut run, language) {
            found.push(start..end);
            start = skip_space(letters, end);
            at = start;
        } else {
            at += 1;
        }
    }
    let end = letters.iter().rposition(|letter| !letter.is_whitespace()).map_or(0, |last| last + 1);
    if start < end {
        found.push(start..end);
    }
    found
}

/// ASCII with which a sentence may end.
static MARK: [bool; 128] = {
    let mut mark = [false; 128];
    mark[b'.' as usize] = true;
    mark[b'!' as usize] = true;
    mark[b'?' as usize] = true;
    mark
};

/// Whether a sentence may end here.
fn is_mark(letter: char) -> bool {
    match MARK.get(letter as usize) {
        Some(mark) => *mark,
        None => matches!(letter, '…' | '؟' | '۔' | '।' | '॥' | '։' | '።' | '။' | '។' | '。' | '！' | '？'),
    }
}

/// Whether a letter may stand between the final mark of a sentence and the white space after it.
fn may_follow(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '…' | '”' | '"' | '’' | '\'' | '»' | '“' | ')' | ']' | '*' | '_')
}

fn skip_space(letters: &[char], mut at: usize) -> usize {
    while letters.get(at).is_some_and(|letter| letter.is_whitespace()) {
        at += 1;
    }
    at
}

/// The end of the sentence whose final mark stands at `at`, closing quotation marks included. `run` keeps
/// the end of the last run of marks and of the white space after it, so that a long one is read once.
fn ends_at(letters: &[char], at: usize, run: &mut (usize, usize), language: &Language) -> Option<usize> {
    let mark = letters[at];
    if matches!(mark, '。' | '！' | '？') {
        return Some(at + 1);
    }
    if run.0 <= at {
        let mut end = at + 1;
        while letters.get(end).is_some_and(|letter| may_follow(*letter)) {
            end += 1;
        }
        *run = (end, skip_space(letters, end));
    }
    let (end, next) = *run;
    if next == letters.len() {
        return Some(end);
    }
    if next == end {
        return None;
    }
    let begins = letters[next];
    let can_begin = begins.is_uppercase()
        || begins.is_numeric()
        || matches!(begins, '“' | '"' | '„' | '«' | '‘' | '\'' | '(' | '[' | '@' | '—' | '–')
        || (begins.is_alphabetic() && !begins.is_lowercase());
    let is_within = || is_abbreviation(letters, at, language) || is_ordinal(letters, at, next, language);
    if !can_begin || (mark == '.' && end == at + 1 && is_within()) {
        return None;
    }
    Some(end)
}

/// Digits of the longest ordinal before a month or a noun that is numbered in a row.
const ORDINAL_DIGITS: usize = 2;

/// Whether the full stop at `at` makes an ordinal of a number, in languages that write them so: “am 3. Mai”.
fn is_ordinal(letters: &[char], at: usize, next: usize, language: &Language) -> bool {
    let digits = letters[..at].iter().rev().take_while(|letter| letter.is_ascii_digit()).count();
    let is_apart = letters[..at - digits].last().is_none_or(|before| !before.is_alphanumeric());
    if !language.has_ordinal_stop || !(1..=ORDINAL_DIGITS).contains(&digits) || !is_apart {
        return false;
    }
    let word: String = letters[next..].iter().take_while(|letter| letter.is_alphabetic()).collect();
    let word = fold(&word);
    language.series(Series::Months).any(|(_, months)| months.has(&word))
        || language.words(List::RankedNouns).has(&word)
}

/// Whether the full stop at `at` belongs to an abbreviation or an initial.
fn is_abbreviation(letters: &[char], at: usize, language: &Language) -> bool {
    let start = letters[..at]
        .iter()
        .rposition(|letter| letter.is_whitespace() || matches!(letter, '(' | '[' | '“' | '"' | '‘'))
        .map_or(0, |before| before + 1);
    // Most sentences end with a word that is too long for one.
    if at - start > LONGEST_ABBREVIATION && !letters[start..at].contains(&'.') {
        return false;
    }
    let word: String = letters[start..at].iter().flat_map(|letter| letter.to_lowercase()).collect();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let is_initialism = word.contains('.')
        && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    // Titles and names of other languages are written as in English.
    let is_listed = |language: &Language| language.words(List::Abbreviations).has(&fold(&word));
    is_initial || is_initialism || is_listed(language) || is_listed(Language::get("en"))
}

#[cfg(test)]
mod tests {
    use ibid_languages::Language;

    use super::sentences;

    fn split(text: &str) -> Vec<String> {
        split_in("en", text)
    }

    fn split_in(language: &str, text: &str) -> Vec<String> {
        let letters: Vec<char> = text.chars().collect();
        sentences(&letters, Language::get(language))
            .into_iter()
            .map(|range| letters[range].iter().collect())
            .collect()
    }

    #[test]
    fn no_abbreviation_is_longer_than_the_longest() {
        for language in Language::all() {
            let words = language.words(ibid_languages::List::Abbreviations).words();
            let without_stop = words.filter(|word| !word.contains(['.', '-']));
            for word in without_stop {
                assert!(word.chars().count() <= super::LONGEST_ABBREVIATION, "{}: {word}", language.code);
            }
        }
    }

    #[test]
    fn ends_where_a_reader_would_end() {
        assert_eq!(split("One. Two! Three?"), ["One.", "Two!", "Three?"]);
        assert_eq!(split("He said “no.” Then left."), ["He said “no.”", "Then left."]);
        assert_eq!(split("The U.S. President met Mr. Smith."), ["The U.S. President met Mr. Smith."]);
        assert_eq!(
            split("On Dec. 14 it rose 5.5 percent. Then fell."),
            ["On Dec. 14 it rose 5.5 percent.", "Then fell."]
        );
        assert_eq!(split("Він сказав. Потім пішов."), ["Він сказав.", "Потім пішов."]);
        assert_eq!(split("  no end "), ["no end"]);
        assert_eq!(
            split_in("de", "Am Abend kam Hr. Berg. Er blieb."),
            ["Am Abend kam Hr. Berg.", "Er blieb."]
        );
        assert_eq!(split_in("bn", "সেতু আছে। নদী আছে।"), ["সেতু আছে।", "নদী আছে।"]);
        assert_eq!(
            split_in("de", "Am 3. Mai fiel er. Am 4. Juni auch."),
            ["Am 3. Mai fiel er.", "Am 4. Juni auch."]
        );
        assert_eq!(split_in("en", "They lost 3. May won."), ["They lost 3.", "May won."]);
        assert_eq!(split_in("uk", "У ст. 5 і на вул. Миру. Потім."), ["У ст. 5 і на вул. Миру.", "Потім."]);
    }
}
