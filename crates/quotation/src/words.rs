//! What the contract asks the languages: whether words negate, deny, hedge, restrict.
//!
//! The words are those of [`ibid_languages`]. English is read in every text, since pages mix it with others;
//! words of other languages count where the text is in that language or where they are unmistakable.

use std::ops::Range;
use std::sync::LazyLock;

use ibid_languages::{
    Language, List, Series, Words, find_negation, fold, is_negation, is_unmistakable, word_ranges,
};

/// The first word of a text that negates, phrases in which it negates nothing aside where `skips_empty`.
pub(crate) fn negation<'t>(text: &'t str, language: &str, skips_empty: bool) -> Option<&'t str> {
    let language = Language::get(language);
    let mut from = 0;
    while let Some(range) = find_negation(&text[from..], language) {
        let (start, end) = (from + range.start, from + range.end);
        if !(skips_empty && is_in_empty_phrase(text, start, language)) {
            return Some(&text[start..end]);
        }
        from = end;
    }
    None
}

/// Whether the word at an offset belongs to a phrase in which it negates nothing: no doubt.
fn is_in_empty_phrase(text: &str, at: usize, language: &Language) -> bool {
    [language, Language::get("en")].iter().any(|language| {
        let phrases = language.words(List::EmptyNegations);
        phrases.find_all(text).any(|range| range.contains(&at) && text[range].contains(' '))
    })
}

/// Whether the language has a list of negations, so that what is left out can be judged.
pub(crate) fn knows_negations(language: &str) -> bool {
    Language::get(language).knows(List::Negations)
}

/// The first word or phrase that denies, refuses or hedges.
pub(crate) fn denial<'t>(text: &'t str, language: &str) -> Option<&'t str> {
    [List::Denials, List::Hedges].into_iter().find_map(|list| find(text, list, language))
}

/// The first word or phrase of a list that is no part of a phrase in which it says nothing.
fn find<'t>(text: &'t str, list: List, language: &str) -> Option<&'t str> {
    let of_language = Language::get(language);
    let is_said = |range: &Range<usize>| !is_in_empty_phrase(text, range.start, of_language);
    let found = [of_language, Language::get("en")].iter().find_map(|language| {
        let words = language.words(list);
        if language.is_spaced {
            return words.find_all(text).find(is_said);
        }
        // Between words without spaces the entries may stand anywhere.
        let entries = words.words().chain(words.inner());
        let places = entries.filter_map(|entry| Some((text.find(entry)?, entry.len())));
        places.min().map(|(at, length)| at..at + length)
    });
    let is_sure = |range: &Range<usize>| is_unmistakable(list, &text[range.clone()]) && is_said(range);
    found.or_else(|| word_ranges(text).find(is_sure)).map(|range| &text[range])
}

/// The first condition of a text: if, provided that.
pub(crate) fn condition<'t>(text: &'t str, language: &str) -> Option<&'t str> {
    find(text, List::Conditions, language)
}

/// The words of a text that say whose word its sentence is: according to. A single word, which often has another
/// meaning, has to begin the text or a part of it between commas.
pub(crate) fn attribution<'t>(text: &'t str, language: &str) -> Option<&'t str> {
    text.split([',', '，', '،', '、']).find_map(|part| {
        let found = find(part, List::Attributions, language)?;
        let at = found.as_ptr() as usize - part.as_ptr() as usize;
        let rest = part[at + found.len()..].trim();
        let begins = part[..at].trim().is_empty() && rest.contains(char::is_alphanumeric);
        (begins || found.contains(' ')).then_some(found)
    })
}

/// Words between a verb of possibility and what it is said of: “could well”.
const MODAL_WORDS: usize = 2;
/// Words of the longest such verb: “a tenté de”.
const LONGEST_MODAL: usize = 3;

/// The verb of possibility with which a text ends, or nearly.
pub(crate) fn last_modal<'t>(text: &'t str, language: &str) -> Option<&'t str> {
    let modals = Language::get(language).words(List::Modals);
    let words: Vec<Range<usize>> = word_ranges(text).collect();
    let end_of = |from_end: usize| words.len().checked_sub(from_end + 1).map(|at| words[at].end);
    let ends = [end_of(0), end_of(1)];
    let start =
        words.get(words.len().saturating_sub(MODAL_WORDS + LONGEST_MODAL)).map_or(0, |word| word.start);
    let found = modals.find_all(&text[start..]).map(|range| start + range.start..start + range.end);
    found.filter(|range| ends.contains(&Some(range.end))).last().map(|range| &text[range])
}

/// The restriction with which a text ends that begins no other clause: “only”, and not “but”.
pub(crate) fn last_restriction<'t>(text: &'t str, language: &str) -> Option<&'t str> {
    let language = Language::get(language);
    let last = word_ranges(text).last().filter(|last| text[last.end..].trim().is_empty())?;
    let folded = fold(&text[last.clone()]);
    let restricts = language.words(List::Restrictions).has(&folded)
        && !language.words(List::ClauseWords).has(&folded)
        && !is_in_empty_phrase(text, last.start, language);
    restricts.then(|| &text[last])
}

/// The condition or restriction with which a text begins. Behind a comma a restriction begins a clause of its own
/// (“, but we stay”) and counts only with a condition (“, but only if”), or where it takes something out (“, except on
/// Sundays”).
pub(crate) fn leading_condition<'t>(text: &'t str, language: &str, has_comma: bool) -> Option<&'t str> {
    let condition = |text| leading_entry(text, List::Conditions, language);
    let restriction = leading_entry(text, List::Restrictions, language);
    let end = match (condition(text), restriction) {
        (Some(end), _) => Some(end),
        (None, Some(end)) if !has_comma => Some(end),
        (None, Some(end)) => {
            let rest = text[end..].trim_start();
            condition(rest).map(|length| text.len() - rest.len() + length)
        }
        (None, None) => None,
    };
    let end = end.or_else(|| leading_entry(text, List::Exceptions, language));
    let end = end.or_else(|| has_comma.then(|| shortened_condition(text, language)).flatten());
    end.map(|end| &text[..end])
}

/// Where the word ends that begins a condition behind a comma though its “that” is left out: “, provided the court
/// agrees”.
fn shortened_condition(text: &str, language: &str) -> Option<usize> {
    let first = word_ranges(text).next()?;
    let folded = fold(&text[first.clone()]);
    let phrases = || Language::get(language).words(List::Conditions).phrases();
    let is_first = |phrase: &str| phrase.strip_suffix(" that").is_some_and(|word| word == folded);
    phrases().any(is_first).then_some(first.end)
}

/// Where the entry of a list ends that a text begins with.
fn leading_entry(text: &str, list: List, language: &str) -> Option<usize> {
    let begins = |language: &Language| {
        if !language.is_spaced {
            let words = language.words(list);
            return words.words().chain(words.inner()).find(|entry| text.starts_with(*entry)).map(str::len);
        }
        let ranges: Vec<_> = word_ranges(text).take(6).collect();
        let folded: Vec<_> = ranges.iter().map(|range| fold(&text[range.clone()])).collect();
        let length = language.words(list).length_at(folded.iter().map(|word| &**word))?;
        ranges.get(length - 1).map(|range| range.end)
    };
    [Language::get(language), Language::get("en")].into_iter().find_map(begins)
}

/// Whether a word before a hyphen turns the one behind it: non-.
pub(crate) fn is_hyphen_prefix(word: &str) -> bool {
    is_listed_anywhere(word, List::HyphenPrefixes)
}

/// Whether words behind a hyphen begin with what turns the one before it: -free, -to-be.
pub(crate) fn hyphen_ending_length(text: &str) -> Option<usize> {
    let is_end = |at: &usize| !text[*at..].starts_with(|letter: char| letter.is_alphanumeric());
    let ends =
        text.char_indices().map(|(at, _)| at).chain([text.len()]).filter(is_end).skip_while(|at| *at == 0);
    let words =
        ends.take_while(|at| !text[..*at].contains([' ', '.', ',', ';', ':', '!', '?', '\'', ')'])).take(3);
    words.filter(|at| is_listed_anywhere(&text[..*at], List::HyphenEndings)).last()
}

/// Whether a word is listed by any language: compounds are taken over from one into others.
fn is_listed_anywhere(word: &str, list: List) -> bool {
    let folded = fold(word);
    !word.is_empty() && Language::all().iter().any(|language| language.words(list).has(&folded))
}

/// Whether two words that a hyphen joins are one number in some language, so that “five” is not “twenty-five”: a
/// multiple of ten with a number below twenty or with what joins one to it (vingt-et-un), a number with twenty
/// (quatre-vingts), ten with a number (dix-sept).
pub(crate) fn is_number(before: &str, after: &str) -> bool {
    if before.is_empty() || after.is_empty() {
        return false;
    }
    let (before, after) = (fold(before), fold(after));
    Language::all().iter().any(|language| {
        let value = |series, word: &str| {
            language.series(series).find(|(_, words)| words.has(word)).map(|(number, _)| number)
        };
        let Some(first) = value(Series::Numbers, &before) else { return false };
        let second = || value(Series::Numbers, &after).or_else(|| value(Series::Ordinals, &after));
        match first {
            20 | 30 | 40 | 50 | 60 | 70 | 80 | 90 => {
                language.words(List::NumberJoiners).has(&after)
                    || second().is_some_and(|second| (1..20).contains(&second))
            }
            2..=9 => second() == Some(20),
            10 => second().is_some_and(|second| (1..10).contains(&second)),
            _ => false,
        }
    })
}

/// Whether a word begins with what negates it (“unlikely”), and the length of that.
pub(crate) fn negating_prefix(word: &str, language: &str) -> Option<usize> {
    affix(word, language, |language, word| {
        let prefixes = language.words(List::NegatingPrefixes);
        prefixes.words().filter(|prefix| word.strip_prefix(prefix).is_some_and(is_stem)).map(str::len).max()
    })
}

/// Whether a word ends with what negates it (“careless”).
pub(crate) fn has_negating_ending(word: &str, language: &str) -> bool {
    affix(word, language, |language, word| {
        let endings = language.words(List::NegatingEndings);
        endings.words().find(|ending| word.strip_suffix(*ending).is_some_and(is_stem)).map(str::len)
    })
    .is_some()
}

fn affix(word: &str, language: &str, look: impl Fn(&Language, &str) -> Option<usize>) -> Option<usize> {
    let folded = fold(word);
    let languages = std::iter::once(Language::get(language)).chain(ibid_languages::read_everywhere());
    languages.into_iter().find_map(|language| look(language, &folded))
}

/// Letters that a word has at least besides what negates it.
const LEAST_STEM: usize = 3;

fn is_stem(rest: &str) -> bool {
    rest.chars().filter(|letter| letter.is_alphanumeric()).count() >= LEAST_STEM
}

/// Whether one of two texts has a word of which the other has the opposite; that word.
pub(crate) fn opposite<'t>(one: &'t str, other: &str, language: &str) -> Option<&'t str> {
    let others: Vec<_> = word_ranges(other).map(|range| fold(&other[range]).into_owned()).collect();
    let languages = [Language::get(language), Language::get("en")];
    word_ranges(one).map(|range| &one[range]).find(|word| {
        let folded = fold(word).into_owned();
        let is_negated = |word: &str, stem: &str| {
            negating_prefix(word, language).is_some_and(|length| word.get(length..) == Some(stem))
        };
        others.iter().any(|other| {
            is_negated(&folded, other)
                || is_negated(other, &folded)
                || languages.iter().any(|language| language.are_opposite(&folded, other))
        })
    })
}

/// Whether a word is an article, a pronoun or a preposition that has lost its vowel, in any language: `l`, `dell`. The
/// French negation is none of them.
pub(crate) fn is_elided(word: &str) -> bool {
    let folded = fold(word);
    Language::all().iter().any(|language| language.words(List::Elisions).has(&folded))
}

/// What negates the words written onto it behind, with which a text without spaces ends before `after`: Chinese, Thai,
/// Lao, Khmer.
pub(crate) fn negation_written_before<'t>(before: &'t str, after: &str) -> Option<&'t str> {
    let negations = unspaced()
        .filter(|language| language.words(List::NegationsBehind).is_empty())
        .flat_map(|language| language.words(List::Negations).inner());
    let longest = negations.filter(|word| before.ends_with(word)).map(str::len).max()?;
    (!is_in_empty_negation(before, after)).then(|| &before[before.len() - longest..])
}

/// What negates the words before it, with which a text without spaces goes on behind `before`: Japanese, Burmese.
pub(crate) fn negation_written_behind<'t>(before: &str, after: &'t str) -> Option<&'t str> {
    let negations = unspaced().flat_map(|language| language.words(List::NegationsBehind).inner());
    let longest = negations.filter(|word| after.starts_with(word)).map(str::len).max()?;
    (!is_in_empty_negation(before, after)).then(|| &after[..longest])
}

/// The languages without spaces between words.
fn unspaced() -> impl Iterator<Item = &'static Language> {
    Language::all().iter().filter(|language| !language.is_spaced)
}

/// Whether a word or phrase that negates in form only stands where two parts of a text meet: 特别, だけでなく.
fn is_in_empty_negation(before: &str, after: &str) -> bool {
    let mut empty = unspaced().flat_map(|language| language.words(List::EmptyNegations).inner());
    empty.any(|phrase| {
        let ends = phrase.char_indices().map(|(at, letter)| at + letter.len_utf8());
        ends.map(|at| phrase.split_at(at))
            .any(|(one, other)| before.ends_with(one) && after.starts_with(other))
    })
}

/// Whether words are an editor's remark on the quotation: “sic”, a mark of surprise or doubt, or nothing.
pub(crate) fn is_remark(words: &str) -> bool {
    let bare = words.trim().trim_end_matches(['!', '?']).trim_end();
    bare.is_empty() || is_whole_entry(bare, List::Remarks)
}

/// Whether words in brackets are a remark that the source itself makes on its text: citation needed, when?, and how long
/// that has stood there: not stated for 900 days.
pub(crate) fn is_note_remark(words: &str) -> bool {
    let words = words.trim();
    if let Some(question) = words.strip_suffix(['?', '？']) {
        return is_whole_entry(question, List::NoteQuestions) || is_whole_entry(question, List::NoteRemarks);
    }
    let bare = || {
        let number = words.find(|letter: char| letter.is_ascii_digit())?;
        let unit = words[number..].trim_start_matches(|letter: char| letter.is_ascii_digit());
        (word_ranges(unit).count() <= 1).then(|| words[..number].trim_end())
    };
    is_whole_entry(words, List::NoteRemarks)
        || bare().is_some_and(|bare| is_whole_entry(bare, List::NoteRemarks))
}

/// Whether a text is what stands before the number of a note: note, n.
pub(crate) fn is_note_word(text: &str) -> bool {
    is_whole_entry(text, List::NoteWords)
}

/// Whether a letter is a digit or a power of ten of numbers in ideographs.
pub(crate) fn is_numeral(letter: char) -> bool {
    static NUMERALS: LazyLock<Vec<char>> = LazyLock::new(|| {
        let lists = Language::all().iter().map(|language| language.words(List::Numerals));
        let mut letters: Vec<char> = lists.flat_map(Words::inner).flat_map(str::chars).collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    });
    NUMERALS.binary_search(&letter).is_ok()
}

/// Whether a text is an entry of a list in any language, and nothing else.
fn is_whole_entry(text: &str, list: List) -> bool {
    let folded: Vec<_> = word_ranges(text).map(|range| fold(&text[range])).collect();
    let is_entry = |language: &Language| {
        language.words(list).length_at(folded.iter().map(|word| &**word)) == Some(folded.len())
    };
    !folded.is_empty() && Language::all().iter().any(is_entry)
}

/// Whether a text begins with a pronoun of an aside: which, who.
pub(crate) fn begins_with_relative(text: &str, language: &str) -> bool {
    let first = word_ranges(text).take(2).map(|range| fold(&text[range]).into_owned());
    let languages = [Language::get(language), Language::get("en")];
    // A preposition may stand before it: in which.
    first
        .into_iter()
        .any(|word| languages.iter().any(|language| language.words(List::RelativePronouns).has(&word)))
}

/// Whether a text begins with a personal pronoun: it, they.
pub(crate) fn begins_with_pronoun(text: &str, language: &str) -> bool {
    let first = word_ranges(text).next().map(|range| fold(&text[range]).into_owned());
    let languages = [Language::get(language), Language::get("en")];
    first.is_some_and(|word| languages.iter().any(|language| language.words(List::Pronouns).has(&word)))
}

/// Whether a text says of another whether it is true.
pub(crate) fn is_verdict(text: &str, language: &str) -> bool {
    find(text, List::Verdicts, language).is_some()
}

/// Whether words of a source are such as editors replace by a name: pronouns, articles, names, numbers, forms of the
/// same word, and nothing that judges. Where the language has no such lists, only short words are.
pub(crate) fn is_replaceable(replaced: &str, bracket: &str, language: &str) -> bool {
    let of_language = Language::get(language);
    let words: Vec<&str> = word_ranges(replaced).map(|range| &replaced[range]).collect();
    if bears_on(replaced, language) && !bears_on(bracket, language) {
        return false;
    }
    let brackets: Vec<_> = word_ranges(bracket).map(|range| fold(&bracket[range]).into_owned()).collect();
    let is_small = |word: &str| {
        let folded = fold(word);
        [List::Pronouns, List::FunctionWords, List::Modals, List::Definites]
            .into_iter()
            .any(|list| of_language.words(list).has(&folded))
            || folded.chars().count() <= SHORT
    };
    let is_named = |word: &str| {
        word.starts_with(|letter: char| letter.is_numeric() || letter.is_uppercase())
            && !of_language.has_capital_nouns
    };
    let is_form = |word: &str| {
        let folded = fold(word);
        brackets.iter().any(|other| shares_stem(&folded, other) || of_language.are_forms(&folded, other))
    };
    let is_content = |word: &&str| !is_small(word) && !is_form(word);
    let content = words.iter().filter(|word| is_content(word)).count();
    // “the surgeon”, “of his sister”, not “praised the surgeon”.
    let first_content = words.iter().position(is_content);
    let pointing = words.iter().position(|word| is_pointing(word, of_language));
    let points = pointing.is_some_and(|at| first_content.is_none_or(|first| at < first));
    let pronouns = of_language.words(List::Pronouns);
    let is_pronoun = !brackets.is_empty() && brackets.iter().all(|word| pronouns.has(word));
    // One name for another: “[Lind]” for “Ortiz”.
    let is_other_name = || {
        let own: Vec<&str> = word_ranges(bracket).map(|range| &bracket[range]).collect();
        own.iter().all(|word| is_named(word) && !is_small(word))
            && words.iter().all(|word| is_named(word) && !is_form(word))
    };
    content == 0 || points || is_pronoun || (words.iter().any(|word| is_named(word)) && !is_other_name())
}

/// Whether a bracket has one noun with an article for another, neither of them a name: “[the mayor]” for “the
/// contractor”. Where all nouns have capitals nobody can tell.
pub(crate) fn is_other_noun(replaced: &str, bracket: &str, language: &str) -> bool {
    let language = Language::get(language);
    if language.has_capital_nouns || !language.is_spaced {
        return false;
    }
    let nouns = |text: &str| -> Option<Vec<String>> {
        let mut words = word_ranges(text).map(|range| &text[range]);
        language.words(List::Definites).has(&fold(words.next()?)).then_some(())?;
        let content: Vec<&str> = words.filter(|word| word.chars().count() > SHORT).collect();
        let is_plain = |word: &&str| word.starts_with(char::is_lowercase);
        content
            .iter()
            .all(is_plain)
            .then(|| content.into_iter().map(|word| fold(word).into_owned()).collect())
    };
    let (Some(replaced), Some(bracket)) = (nouns(replaced), nouns(bracket)) else { return false };
    let is_form = |one: &String, other: &String| shares_stem(one, other) || language.are_forms(one, other);
    !replaced.is_empty()
        && !bracket.is_empty()
        && !replaced.iter().any(|one| bracket.iter().any(|other| is_form(one, other)))
}

/// Whether words bear on whether, or how far, a sentence holds: a negation, a figure, a condition, a restriction.
/// “The two men” were named before.
pub(crate) fn bears_on(text: &str, language: &str) -> bool {
    let language = Language::get(language);
    let words: Vec<&str> = word_ranges(text).map(|range| &text[range]).collect();
    let is_number = |word: &str| {
        let folded = fold(word);
        let mut rows = language.series(Series::Numbers).filter(|(number, _)| *number > 1);
        word.contains(char::is_numeric) || rows.any(|(_, words)| words.has(&folded))
    };
    let is_definite = |at: usize| {
        at.checked_sub(1).is_some_and(|before| language.words(List::Definites).has(&fold(words[before])))
    };
    let turns = |word: &str| {
        let folded = fold(word);
        let mut lists = [List::Conditions, List::Restrictions, List::Denials].into_iter();
        is_negation(word, language) || lists.any(|list| language.words(list).has(&folded))
    };
    words.iter().enumerate().any(|(at, word)| turns(word) || (is_number(word) && !is_definite(at)))
}

/// Whether a word points to what was named before, as “the”, “his”, “they” do.
fn is_pointing(word: &str, language: &Language) -> bool {
    let folded = fold(word);
    language.words(List::Pronouns).has(&folded) || language.words(List::Definites).has(&folded)
}

/// Letters of words that are short in any language.
const SHORT: usize = 3;

/// Whether two words begin alike, by at least four letters and two thirds of the shorter.
fn shares_stem(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let shorter = one.chars().count().min(other.chars().count());
    shared >= 4.min(shorter) && shared * 3 >= shorter * 2 && shared > 0
}
