//! The same in scripts without capitals whose words have spaces, Arabic and those of India: a name is told by the
//! office before it (قال وزير النقل حسن المصري, महापौर राम सिंह ने कहा). A name without an office is not told.

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use super::{Attribution, Speaker};

/// Words of the longest name.
const LONGEST_NAME: usize = 3;
/// Words of the longest name with its offices.
const LONGEST_WITH_OFFICE: usize = 8;
/// The Arabic article, written onto the word behind it.
const ARTICLE: &str = "ال";

/// Whether a language is written in such a script, and its offices are known.
pub(super) fn is_caseless(language: &Language) -> bool {
    language.is_spaced
        && language.knows(List::Titles)
        && matches!(language.scripts.first(), Some(&"Arab" | &"Deva" | &"Beng"))
}

/// The attributions of a text, in order. Each reaches from its verb to the name.
pub(super) fn attributions(text: &str, language: &Language) -> Vec<Attribution> {
    let verbs = language.words(List::VerbsOfSaying).find_all(text);
    let named = |verb: Range<usize>| {
        let name = match language.is_verb_last {
            true => name_before(text, verb.start, language),
            false => name_behind(text, verb.end, language),
        };
        let Some(name) = name else { return Attribution { verb, speaker: Speaker::Unnamed } };
        let end = if name.start > verb.end { name.end } else { verb.end };
        Attribution { verb: verb.start..end, speaker: Speaker::Name(name) }
    };
    verbs.map(named).collect()
}

/// The name behind an office behind a verb. An office is closed by the word with the article, which may be the office
/// itself: وزير النقل, الوزير.
fn name_behind(text: &str, from: usize, language: &Language) -> Option<Range<usize>> {
    let words = run(text, word_ranges(&text[from..]).map(|word| from + word.start..from + word.end), from);
    let is = |list, word: &Range<usize>| language.words(list).has(&fold(&text[word.clone()]));
    let ends = |word: &Range<usize>| {
        [List::ThatWords, List::Conditions, List::VerbsOfSaying].into_iter().any(|list| is(list, word))
    };
    let words: Vec<&Range<usize>> = words.iter().take_while(|word| !ends(word)).collect();
    is(List::Titles, words.first()?).then_some(())?;
    let has_article = |word: &&Range<usize>| text[(*word).clone()].starts_with(ARTICLE);
    let closed = words.iter().position(|word| has_article(word))?;
    let adjectives = words[closed..].iter().take_while(|word| has_article(word)).count();
    name(&words[closed + adjectives..])
}

/// The name between the last office before a verb and what marks the subject, or the verb.
fn name_before(text: &str, end: usize, language: &Language) -> Option<Range<usize>> {
    let before: Vec<Range<usize>> = word_ranges(&text[..end]).collect();
    let mut words = Vec::new();
    let mut next = end;
    for word in before.into_iter().rev().take(LONGEST_WITH_OFFICE) {
        if !text[word.end..next].trim().is_empty() {
            break;
        }
        next = word.start;
        words.push(word);
    }
    words.reverse();
    let is = |list, word: &Range<usize>| language.words(list).has(&fold(&text[word.clone()]));
    let office = words.iter().rposition(|word| is(List::Titles, word))?;
    let rest = words[office + 1..].iter().take_while(|word| !is(List::FunctionWords, word));
    name(&rest.collect::<Vec<_>>())
}

/// The words that follow each other from a place on, without a mark between them.
fn run(text: &str, words: impl Iterator<Item = Range<usize>>, from: usize) -> Vec<Range<usize>> {
    let mut last = from;
    let mut found = Vec::new();
    for word in words.take(LONGEST_WITH_OFFICE) {
        if !text[last..word.start].trim().is_empty() {
            break;
        }
        last = word.end;
        found.push(word);
    }
    found
}

fn name(words: &[&Range<usize>]) -> Option<Range<usize>> {
    let (first, last) = (words.first()?, words.last()?);
    (words.len() <= LONGEST_NAME).then(|| first.start..last.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_behind_offices() {
        for (tag, text, wanted) in [
            ("ar", "قال وزير النقل حسن المصري: «سنفتح الطريق».", Some("حسن المصري")),
            ("ar", "قالت الوزيرة منى خليل إن الطريق مفتوح.", Some("منى خليل")),
            ("ar", "قال رئيس البلدية: «الرصيف آمن».", None),
            ("ar", "قال مدير مستشفى المدينة: «الرصيف آمن».", None),
            ("ar", "قال مصدر أمني إن الطريق مفتوح.", None),
            ("hi", "महापौर राम सिंह ने कहा, “घाट सुरक्षित है”", Some("राम सिंह")),
            ("hi", "मंत्री ने कहा, “घाट सुरक्षित है”", None),
            ("bn", "মেয়র রহিম উদ্দিন বলেছেন, “ঘাট নিরাপদ”", Some("রহিম উদ্দিন")),
        ] {
            let found = attributions(text, Language::get(tag));
            let name = found.iter().find_map(|found| match &found.speaker {
                Speaker::Name(name) => Some(&text[name.clone()]),
                _ => None,
            });
            assert_eq!(name, wanted, "{text}");
        }
    }
}
