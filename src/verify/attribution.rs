//! Who is named as saying something: names and pronouns beside verbs of saying.
//!
//! Read are the two usual orders, “Lind said” and “said Lind”, the second behind a quotation or a comma only, since
//! “told Lind” names a listener. A name is a run of words with capitals that is neither an office nor a word that
//! begins sentences.

mod bare;
mod caseless;
mod relation;
mod run;
mod unspaced;

use std::ops::Range;

use ibid_languages::{FoldedWords, Language, List, fold, word_ranges};

pub(super) use relation::{holder_before, is_behind_relation, is_genitive_of};
use relation::{is_genitive, is_of, owns_next, without_ending};
pub(super) use unspaced::without_subject_marks;

/// Words between a name and its verb: “Ortiz, who has led the town since the last election, said”.
const FURTHEST: usize = 12;
/// Words from a pronoun to its verb: only “he said”, since “among them, are described” is nobody speaking.
const FURTHEST_PRONOUN: usize = 1;

/// A verb of saying with who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribution {
    /// The verb, in bytes of the text.
    pub(super) verb: Range<usize>,
    /// Who says it.
    pub(super) speaker: AttributedSpeaker,
}

/// Who says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AttributedSpeaker {
    /// Somebody named, and where.
    Name(Range<usize>),
    /// What can only be a name by its place, in a script without capitals, and where.
    Bare(Range<usize>),
    /// Somebody who belongs to the one named: “a lawyer for the mayor”; where the name stands.
    RelationOf(Range<usize>),
    /// “He”, “she”.
    Pronoun,
    /// Nobody that is named.
    Unnamed,
}

/// A word with what it is read as.
struct TaggedWord {
    range: Range<usize>,
    folded: String,
    is_capital: bool,
    /// Whether it may be part of a name.
    is_name: bool,
    /// Whether it is a small word that may stand within a name.
    is_particle: bool,
}

/// The attributions of a text, in order. `knows_name` says of the first word of a sentence, which has a capital
/// anyhow, whether it is a name.
pub(super) fn attributions(
    text: &str,
    language: &Language,
    knows_name: impl Fn(&str) -> bool,
) -> Vec<Attribution> {
    if caseless::is_caseless(language) {
        return caseless::attributions(text, language);
    }
    if bare::has_bare_names(language) {
        return bare::attributions(text, language);
    }
    if !language.is_spaced {
        return unspaced::attributions(text, language);
    }
    let verbs = language.words(List::VerbsOfSaying);
    let sources = language.words(List::Attributions);
    let folded = FoldedWords::new(text);
    let named: Vec<Range<usize>> = sources.find_all_in(&folded).collect();
    let elided = elided_verbs(text, language);
    let tags = speech_tags(text, language);
    if named.is_empty() && elided.is_empty() && tags.is_empty() && verbs.find_all_in(&folded).next().is_none()
    {
        return Vec::new();
    }
    let words = words(text, language, knows_name);
    // “According to Lind”, and in some languages “Lind zufolge”.
    let source = |phrase: Range<usize>| {
        let behind = words.partition_point(|word| word.range.start < phrase.end);
        let first = words.partition_point(|word| word.range.start < phrase.start);
        let speaker = match speaker_behind(&words, behind, text, language) {
            AttributedSpeaker::Unnamed => speaker_before(&words, (first, phrase.start), text, language),
            named => named,
        };
        Attribution { verb: phrase, speaker }
    };
    let attribution = |verb: Range<usize>| {
        let first = words.partition_point(|word| word.range.start < verb.start);
        let behind = words.partition_point(|word| word.range.start < verb.end);
        let auxiliary = first.checked_sub(1).map(|before| &words[before]);
        let auxiliary =
            auxiliary.filter(|word| language.words(List::Auxiliaries).has(&word.folded) && !word.is_capital);
        let start = auxiliary.map_or(verb.start, |word| word.range.start);
        let inverted = if is_behind_speech(&text[..start]) {
            speaker_behind(&words, behind, text, language)
        } else {
            AttributedSpeaker::Unnamed
        };
        let speaker = match inverted {
            AttributedSpeaker::Unnamed => {
                let end = match language.is_verb_last {
                    true => before_speech(text, start),
                    false => start,
                };
                let first = words.partition_point(|word| word.range.start < end);
                speaker_before(&words, (first, end), text, language)
            }
            named => named,
        };
        Attribution { verb, speaker }
    };
    // “The United States” states nothing.
    let begins = |at: usize| {
        text[..at].trim_end_matches(' ').chars().next_back().is_none_or(|before| !before.is_alphanumeric())
    };
    let is_verb =
        |verb: &Range<usize>| !text[verb.clone()].starts_with(char::is_uppercase) || begins(verb.start);
    let verbs = verbs.find_all_in(&folded).filter(is_verb).chain(elided).map(attribution);
    // “„…“, so Karl Vogt.”
    let tag = |tag: Range<usize>| {
        let behind = words.partition_point(|word| word.range.start < tag.end);
        let near = words.len().min(behind + FURTHEST_FROM_TAG);
        Attribution { verb: tag, speaker: speaker_behind(&words[..near], behind, text, language) }
    };
    let found = verbs.chain(named.into_iter().map(source)).chain(tags.into_iter().map(tag));
    let mut found: Vec<Attribution> = found.collect();
    found.sort_by_key(|attribution| attribution.verb.start);
    found
}

/// Words from what ascribes speech to the name: “so der Minister Karl Vogt”.
const FURTHEST_FROM_TAG: usize = 4;

/// The words that ascribe speech to whom they name, directly behind its closing mark: “„…“, so Karl Vogt”.
fn speech_tags(text: &str, language: &Language) -> Vec<Range<usize>> {
    let tags = language.words(List::SpeechTags);
    if tags.is_empty() {
        return Vec::new();
    }
    let is_behind_marks = |at: usize| {
        let before = text[..at].trim_end();
        before.strip_suffix(',').unwrap_or(before).ends_with(['“', '”', '"', '«', '»'])
    };
    word_ranges(text)
        .filter(|word| is_behind_marks(word.start) && tags.has(&fold(&text[word.clone()])))
        .collect()
}

/// Letters of a pronoun that is written onto a verb with an apostrophe: “l’assure”.
const ELIDED: std::ops::RangeInclusive<usize> = 1..=2;

/// The verbs of saying onto which a pronoun is written with an apostrophe, with that.
fn elided_verbs(text: &str, language: &Language) -> Vec<Range<usize>> {
    if !text.contains(['’', '\'']) {
        return Vec::new();
    }
    let verbs = language.words(List::VerbsOfSaying);
    let is_verb = |word: &Range<usize>| {
        let folded = fold(&text[word.clone()]);
        folded
            .split_once('\'')
            .is_some_and(|(pronoun, verb)| ELIDED.contains(&pronoun.len()) && verbs.has(verb))
    };
    word_ranges(text).filter(is_verb).collect()
}

/// The name with which a text ends, and whether somebody else belongs to it: “the son of Karl Weber”.
pub(super) fn last_name(
    text: &str,
    language: &Language,
    knows_name: impl Fn(&str) -> bool,
) -> Option<(Range<usize>, bool)> {
    let words = words(text, language, knows_name);
    let last = words.len().checked_sub(1).filter(|last| words[*last].is_name)?;
    let is_end = text[words[last].range.end..].trim().is_empty();
    let first = run_start(&words, last, last.saturating_sub(LONGEST_NAME), text);
    let is_relation = is_of(&words[first.saturating_sub(LONGEST_NAME)..first], language);
    is_end.then(|| (words[first].range.start..words[last].range.end, is_relation))
}

/// Most words of a name.
const LONGEST_NAME: usize = 4;

/// Who is named in a text that is nothing but a name, with an office before it or behind a comma (“Inspector Vance”,
/// “Ada Lind, mayor”), and whether it has an office before it.
pub(super) fn named(text: &str, language: &Language) -> Option<(Range<usize>, bool)> {
    if !language.is_spaced {
        return unspaced::named(text, language).map(|name| (name, true));
    }
    let text = &text[..text.find([',', '(', ';', '–', '—']).unwrap_or(text.len())];
    let words: Vec<Range<usize>> = word_ranges(text).collect();
    let is = |list, word: &Range<usize>| language.words(list).has(&fold(&text[word.clone()]));
    // “So Karl Vogt: …”
    let words = match words.split_first() {
        Some((first, rest)) if !rest.is_empty() && is(List::FunctionWords, first) => rest.to_vec(),
        _ => words,
    };
    let offices = words.iter().take_while(|word| is(List::Titles, word)).count();
    // In some languages the office follows.
    let behind = words[offices..].iter().rev().take_while(|word| is(List::Titles, word)).count();
    let name = &words[offices..words.len() - behind];
    let may_be_name = |word: &Range<usize>| {
        let written = &text[word.clone()];
        let has_letter = |is_letter: fn(char) -> bool| written.chars().next().is_some_and(is_letter);
        // Korean has no capitals.
        (has_letter(char::is_uppercase) || has_letter(is_hangul))
            && ![List::FunctionWords, List::Capitalised, List::Pronouns]
                .into_iter()
                .any(|list| is(list, word))
    };
    let (first, last) = (name.first()?, name.last()?);
    let is_run = name.windows(2).all(|pair| !text[pair[0].end..pair[1].start].contains(['.', ':', '!', '?']));
    (name.len() <= LONGEST_NAME && name.iter().all(may_be_name) && is_run)
        .then(|| (first.start..last.end, offices + behind > 0))
}

fn words(text: &str, language: &Language, knows_name: impl Fn(&str) -> bool) -> Vec<TaggedWord> {
    let is_plain = |folded: &str| {
        [List::FunctionWords, List::Titles, List::Capitalised, List::Pronouns]
            .into_iter()
            .any(|list| language.words(list).has(folded))
    };
    // “L’avocat de Petit”
    let is_elided_office = |folded: &str| {
        folded.split_once('\'').is_some_and(|(_, word)| {
            [List::Titles, List::Relations].into_iter().any(|list| language.words(list).has(word))
        })
    };
    let mut last_end = 0;
    let mut words = Vec::new();
    for range in word_ranges(text) {
        let written = &text[range.clone()];
        let folded = fold(written).into_owned();
        let begins = last_end == 0
            || text[last_end..range.start].contains(['.', '!', '?', '…', ':', '\n', '“', '"', '«', '„']);
        let is_capital = written.starts_with(char::is_uppercase);
        let stem = without_genitive(written);
        // “Der Sohn”, “Linds Sohn”, but “Thea Mann”.
        let is_behind_name = || {
            words.last().is_some_and(|word: &TaggedWord| word.is_name && !is_genitive(&word.folded, language))
        };
        let may_be_relation = begins || language.has_capital_nouns && !is_behind_name();
        let is_relation = may_be_relation && language.words(List::Relations).has(&folded);
        let is_name = is_capital
            && !is_relation
            && !is_plain(&folded)
            && !is_elided_office(&folded)
            && (!begins || knows_name(stem));
        last_end = range.end;
        let is_particle = !is_capital && language.words(List::NameParticles).has(&folded);
        words.push(TaggedWord { range, folded, is_capital, is_name, is_particle });
    }
    words
}

/// A name without the English genitive.
fn without_genitive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Whether speech, or a part of it, ends directly before a place: then the speaker's name may follow the verb.
fn is_behind_speech(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty()
        || before
            .ends_with([',', '”', '"', '»', '“', '’', '\'', '!', '?', '…', '—', '–', '-', '«', '」', '』'])
}

/// Letters of the longest quotation between a speaker and the verb behind it.
const LONGEST_SPEECH: usize = 1_000;

/// Where the quotation begins that ends at a place; the place where none does. Where the verb ends the sentence, what
/// is said stands between it and who says it: “Bakan Yıldız “maden güvenli” dedi”.
fn before_speech(text: &str, at: usize) -> usize {
    let mut before = text[..at].trim_end().char_indices().rev().take(LONGEST_SPEECH);
    let open = match before.next() {
        Some((_, '”')) => '“',
        Some((_, '»')) => '«',
        Some((_, '"')) => '"',
        _ => return at,
    };
    before.find(|(_, letter)| *letter == open).map_or(at, |(open, _)| open)
}

/// Who is named behind a verb, behind offices and articles: “the mayor, Ada Lind”.
fn speaker_behind(words: &[TaggedWord], from: usize, text: &str, language: &Language) -> AttributedSpeaker {
    let end = words.len().min(from + FURTHEST);
    for at in from..end {
        if at > from && is_parted(&text[words[at - 1].range.end..words[at].range.start]) {
            break;
        }
        if words[at].is_name {
            let name = run(words, at, text);
            if owns_next(words, name.end, text, language) {
                return AttributedSpeaker::RelationOf(without_ending(text, name, language));
            }
            return if is_of(&words[from..at], language) {
                AttributedSpeaker::RelationOf(name)
            } else {
                AttributedSpeaker::Name(name)
            };
        }
    }
    AttributedSpeaker::Unnamed
}

/// From a word of a name to the end of the run of such words, small words between them included: “Piet van Dam”.
fn run(words: &[TaggedWord], from: usize, text: &str) -> Range<usize> {
    let mut last = from;
    loop {
        let small = words[last + 1..].iter().take(MOST_PARTICLES).take_while(|word| word.is_particle).count();
        let next = last + 1 + small;
        if !words.get(next).is_some_and(|next| next.is_name) || !is_run(&words[last..=next], text) {
            return words[from].range.start..words[last].range.end;
        }
        last = next;
    }
}

/// The first word of the run of a name's words that ends at a word, none before `from`.
fn run_start(words: &[TaggedWord], last: usize, from: usize, text: &str) -> usize {
    let mut first = last;
    loop {
        let before = words[from..first].iter().rev();
        let small = before.take(MOST_PARTICLES).take_while(|word| word.is_particle).count();
        let Some(next) = first.checked_sub(1 + small).filter(|next| *next >= from) else { return first };
        if !words[next].is_name || !is_run(&words[next..=first], text) {
            return first;
        }
        first = next;
    }
}

/// Small words that follow each other within a name: “van der”.
const MOST_PARTICLES: usize = 2;

/// Whether nothing but a space, a hyphen or the stop of an initial stands between words.
fn is_run(words: &[TaggedWord], text: &str) -> bool {
    words.windows(2).all(|pair| {
        matches!(&text[pair[0].range.end..pair[1].range.start], " " | "-" | "‑" | "\u{a0}" | ". ")
    })
}

/// Whether what stands between two words parts a sentence, or speech from what is said of it.
fn is_parted(between: &str) -> bool {
    between.contains([';', ':', '“', '”', '"', '«', '»', '„', '\n', '!', '?'])
        || between.contains(". ") && between.len() > 2
}

/// The speaker before a verb, the number of whose word and whose place are given: the nearest name or pronoun.
fn speaker_before(
    words: &[TaggedWord],
    (verb, mut end): (usize, usize),
    text: &str,
    language: &Language,
) -> AttributedSpeaker {
    let from = verb.saturating_sub(FURTHEST);
    for at in (from..verb).rev() {
        if is_parted(&text[words[at].range.end..end]) {
            break;
        }
        end = words[at].range.start;
        let word = &words[at];
        if verb - at <= FURTHEST_PRONOUN
            && language.words(List::Pronouns).has(&word.folded)
            && opens_clause(words, at, text, language)
        {
            return AttributedSpeaker::Pronoun;
        }
        if word.is_name {
            let first = run_start(words, at, from, text);
            if owns_next(words, word.range.end, text, language) {
                let name = words[first].range.start..word.range.end;
                return AttributedSpeaker::RelationOf(without_ending(text, name, language));
            }
            if !is_subject(words, first..at + 1, verb, text, language) {
                continue;
            }
            let name = words[first].range.start..word.range.end;
            let is_of = is_of(&words[first.saturating_sub(4)..first], language);
            return if is_of { AttributedSpeaker::RelationOf(name) } else { AttributedSpeaker::Name(name) };
        }
    }
    AttributedSpeaker::Unnamed
}

/// Whether a pronoun stands where a subject does: first, behind a mark or behind a small word, and not behind what it
/// is the object of (“the paper that reports this adds”).
fn opens_clause(words: &[TaggedWord], at: usize, text: &str, language: &Language) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &words[before]) else { return true };
    text[before.range.end..words[at].range.start].trim() != ""
        || language.words(List::FunctionWords).has(&before.folded)
}

/// Whether a name is the subject of a verb behind it: directly before it, with one more word between (“Lind reluctantly
/// said”) that is no function word (“Lind was called”), with an apposition between commas, or as one (“the mayor, Lind,
/// said”).
fn is_subject(
    words: &[TaggedWord],
    name: Range<usize>,
    verb: usize,
    text: &str,
    language: &Language,
) -> bool {
    let (first, name) = (name.start, name.end - 1);
    // “La ministre, Claire Faure, le dit”
    let is_object =
        |word: &&TaggedWord| !word.is_capital && language.words(List::Definites).has(&word.folded);
    let verb = verb - usize::from(verb > name + 1 && words.get(verb - 1).as_ref().is_some_and(is_object));
    let name_text = &text[words[name].range.clone()];
    if without_genitive(name_text) != name_text {
        return false;
    }
    let verb_start = words.get(verb).map_or(text.len(), |word| word.range.start);
    let between = text[words[name].range.end..verb_start].trim();
    // “Ali Yılmaz, “Rıhtım güvenli” dedi”
    let before_speech = between.trim_end_matches(['“', '«', '"']);
    if language.is_verb_last
        && before_speech.len() < between.len()
        && matches!(before_speech.trim(), "" | ",")
    {
        return true;
    }
    if between == "," {
        let before = first.checked_sub(1).map(|before| words[before].range.end..words[first].range.start);
        return before.is_some_and(|gap| text[gap].trim() == ",");
    }
    if between.starts_with(',') {
        return between.ends_with(',');
    }
    // “Nagy kormányzó”: in some languages the office follows the name.
    let is_office = |word: &&TaggedWord| !word.is_capital && language.words(List::Titles).has(&word.folded);
    let offices = words[name + 1..verb].iter().take_while(is_office).count();
    match &words[name + 1 + offices..verb] {
        [] => true,
        [word] => !between.contains(',') && !language.words(List::FunctionWords).has(&word.folded),
        _ => false,
    }
}

/// Whether two names have a word in common, whatever its ending or its transliteration: Lind and Lind's, Zelensky and
/// Zelenskyy.
pub(super) fn shares_word(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let has_capitals = name.contains(char::is_uppercase);
        // “van” is in many names.
        let is_small = |word: &&str| has_capitals && word.starts_with(char::is_lowercase);
        let words = word_ranges(name).map(|range| without_genitive(&name[range]));
        words.filter(|word| !is_small(word)).map(|word| fold(word).into_owned()).collect()
    };
    let (one, other) = (words(one), words(other));
    one.iter().any(|word| other.iter().any(|name| is_form_of(word, name)))
}

/// Letters that two forms of one name have in common at least; in Latin letters one more, since short names there
/// are the beginnings of others (Lind, Linda) and Slavic ones are declined (Берг, Берга).
const COMMON_LETTERS: usize = 4;
/// Letters of the longest ending.
const LONGEST_ENDING: usize = 3;

fn is_form_of(one: &str, other: &str) -> bool {
    let common = one.chars().zip(other.chars()).take_while(|(left, right)| left == right).count();
    let rest = one.chars().count().max(other.chars().count()) - common;
    let least = COMMON_LETTERS + usize::from(one.is_ascii());
    // 田中太郎 is 田中 too.
    let is_part = || consists_of(one, is_east_asian) && (other.contains(one) || one.contains(other));
    // 김철수 is 김 too, and 김철수는 is 김철수 with what marks the subject.
    let is_beginning = || consists_of(one, is_hangul) && (other.starts_with(one) || one.starts_with(other));
    one == other || common >= least && rest <= LONGEST_ENDING || is_part() || is_beginning()
}

fn consists_of(word: &str, is_letter: fn(char) -> bool) -> bool {
    word.chars().all(is_letter)
}

/// Whether a letter is a Chinese character or kana, of which names are written without spaces.
fn is_east_asian(letter: char) -> bool {
    matches!(letter, '々' | '〆' | '·' | '・' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a letter is a Korean syllable.
fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(text: &str) -> Option<String> {
        let all = attributions(text, Language::get("en"), |word| !matches!(word, "Officials" | "Reports"));
        all.into_iter().find_map(|found| match found.speaker {
            AttributedSpeaker::Name(name) => Some(text[name].to_owned()),
            AttributedSpeaker::RelationOf(name) => Some(format!("of {}", &text[name])),
            AttributedSpeaker::Pronoun => Some("pronoun".to_owned()),
            AttributedSpeaker::Bare(_) => None,
            AttributedSpeaker::Unnamed => None,
        })
    }

    #[test]
    fn speakers_stand_before_and_behind_their_verb() {
        for (text, name) in [
            ("Governor Lind said: “It will not hold”", "Lind"),
            ("“It will not hold,” said Mayor Ada Ortiz.", "Ada Ortiz"),
            ("A lawyer for Google admitted that it was late.", "of Google"),
            ("The son of Berg claimed the house.", "of Berg"),
            ("“It holds,” he said.", "pronoun"),
            ("Lind reluctantly said that it holds.", "Lind"),
        ] {
            assert_eq!(speaker(text).as_deref(), Some(name), "{text}");
        }
        for text in [
            "Officials said that it holds.",
            "The dam held.",
            "The mayor said so.",
            "He and Lind are described as partners.",
            "Lind’s offer has been called a bet.",
            "It was made by the United States.",
            "The paper that reports this adds that it holds.",
        ] {
            assert_eq!(speaker(text), None, "{text}");
        }
    }

    #[test]
    fn names_that_stand_alone() {
        let name = |text: &'static str, tag: &str| {
            named(text, Language::get(tag)).map(|(name, has_office)| (&text[name], has_office))
        };
        assert_eq!(name("Inspector Vance", "en"), Some(("Vance", true)));
        assert_eq!(name("Ada Lind, mayor of Berg", "en"), Some(("Ada Lind", false)));
        assert_eq!(name("The ferry of the town", "en"), None);
        assert_eq!(name("Big and old", "en"), None);
        assert_eq!(name("田中市長", "ja"), Some(("田中", true)));
    }

    #[test]
    fn forms_of_a_name_are_one() {
        assert!(shares_word("Zelensky", "Volodymyr Zelenskyy"));
        assert!(shares_word("Зеленський", "Зеленського"));
        assert!(shares_word("田中", "田中太郎") && !shares_word("田中", "鈴木"));
        assert!(
            shares_word("김", "김철수")
                && shares_word("김철수는", "김철수")
                && !shares_word("철수", "김철수")
        );
        assert!(!shares_word("ꠅꠇ", "ꠅꠇꠘ"));
        assert!(!shares_word("Lind", "Ortiz") && !shares_word("Lind", "Linda Ortiz"));
    }
}
