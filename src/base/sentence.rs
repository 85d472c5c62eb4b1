//! Where sentences end. A statement, the unit that a citation covers, is a sentence.

/// Words that end with a full stop without ending a sentence (lower case, without the stop).
const ABBREVIATIONS: [&str; 52] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "gen", "col", "maj", "capt", "lt", "sgt", "sen",
    "rep", "gov", "pres", "hon", "rev", "no", "nos", "vol", "p", "pp", "ch", "fig", "art", "sec", "para",
    "e.g", "i.e", "etc", "cf", "vs", "al", "approx", "ca", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "z.b", "bzw",
];

/// Letters of the longest of them.
const LONGEST_ABBREVIATION: usize = 6;

/// The sentences of `letters` as ranges, without the white space around them.
#[must_use]
pub fn sentences(letters: &[char]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = skip_space(letters, 0);
    let mut at = start;
    let mut run = (0, 0);
    while let Some(&letter) = letters.get(at) {
        if !is_mark(letter) {
            at += 1;
        } else if let Some(end) = ends_at(letters, at, &mut run) {
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
        None => matches!(letter, '…' | '؟' | '۔' | '。' | '！' | '？'),
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
fn ends_at(letters: &[char], at: usize, run: &mut (usize, usize)) -> Option<usize> {
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
    if !can_begin || (mark == '.' && end == at + 1 && is_abbreviation(letters, at)) {
        return None;
    }
    Some(end)
}

/// Whether the full stop at `at` belongs to an abbreviation or an initial.
fn is_abbreviation(letters: &[char], at: usize) -> bool {
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
    is_initial || is_initialism || ABBREVIATIONS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn split(text: &str) -> Vec<String> {
        let letters: Vec<char> = text.chars().collect();
        sentences(&letters).into_iter().map(|range| letters[range].iter().collect()).collect()
    }

    #[test]
    fn no_abbreviation_is_longer_than_the_longest() {
        let longest = super::ABBREVIATIONS.iter().map(|word| word.chars().count()).max();
        assert_eq!(longest, Some(super::LONGEST_ABBREVIATION));
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
    }
}
