//! The same in scripts without capitals whose words have spaces, Arabic, Korean and those of India: a name is told by
//! the office before it (قال وزير النقل حسن المصري, महापौर राम सिंह ने कहा), in Korean also by the one behind it. A name
//! without an office is told by its place alone ([`bare`]).

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use super::run::{is_office, run, without_article, words_before};
use super::{AttributedSpeaker, Attribution, bare};

/// Words of the longest name.
const LONGEST_NAME: usize = 3;
/// Syllables of a Korean name.
const SYLLABLES: std::ops::RangeInclusive<usize> = 2..=4;
/// Letters of what stands between a Korean quotation and its verb: “…”라고 말했다.
const LONGEST_QUOTATIVE: usize = 6;

/// Whether a language is written in such a script, and its offices are known.
pub(super) fn is_caseless(language: &Language) -> bool {
    language.is_spaced
        && language.knows(List::Titles)
        && matches!(language.scripts.first(), Some(&"Arab" | &"Hebr" | &"Deva" | &"Beng" | &"Kore"))
}

/// Whether somebody belongs to the name directly behind: ابن حداد, the son of Haddad.
pub(super) fn has_construct_state(language: &Language) -> bool {
    matches!(language.scripts.first(), Some(&"Arab" | &"Hebr")) && !language.is_verb_last
}

/// The attributions of a text, in order. Each reaches from its verb to the name.
pub(super) fn attributions(text: &str, language: &Language) -> Vec<Attribution> {
    let verbs = language.words(List::VerbsOfSaying).find_all(text);
    let named = |verb: Range<usize>| {
        let name = match language.is_verb_last {
            true if language.scripts.first() == Some(&"Kore") => korean_name(text, verb.start, language),
            true => name_before(text, verb.start, language),
            // The subject may stand before the verb too.
            false => {
                name_behind(text, verb.end, language).or_else(|| name_before_verb(text, verb.start, language))
            }
        };
        let Some(name) = name else {
            let bare = bare::has_bare_names(language).then(|| bare::name(text, &verb, language)).flatten();
            let end = bare.as_ref().map_or(verb.end, |name| name.end.max(verb.end));
            let speaker = bare.map_or(AttributedSpeaker::Unnamed, AttributedSpeaker::Bare);
            return Attribution { verb: verb.start..end, speaker };
        };
        let end = if name.start > verb.end { name.end } else { verb.end };
        Attribution { verb: verb.start..end, speaker: AttributedSpeaker::Name(name) }
    };
    verbs.map(named).collect()
}

/// The name behind an office behind a verb: قال وزير النقل حسن المصري, אמר ראש העיר דוד כהן.
fn name_behind(text: &str, from: usize, language: &Language) -> Option<Range<usize>> {
    let words = run(text, word_ranges(&text[from..]).map(|word| from + word.start..from + word.end), from);
    let is = |list, word: &Range<usize>| language.words(list).has(&fold(&text[word.clone()]));
    let ends = |word: &Range<usize>| {
        [List::ThatWords, List::Conditions, List::VerbsOfSaying].into_iter().any(|list| is(list, word))
    };
    let words: Vec<&Range<usize>> = words.iter().take_while(|word| !ends(word)).collect();
    name_of_office(text, &words, language)
}

/// The name behind an office at the end of the words before a verb: ראש העיר דוד כהן אמר.
fn name_before_verb(text: &str, verb: usize, language: &Language) -> Option<Range<usize>> {
    let words = words_before(text, verb);
    let office = words.iter().position(|word| is_office(text, word, language))?;
    name_of_office(text, &words[office..].iter().collect::<Vec<_>>(), language)
}

/// The name in words that begin with an office. The office is closed by the word with the article, which may be the
/// office itself: وزير النقل, الوزير.
fn name_of_office(text: &str, words: &[&Range<usize>], language: &Language) -> Option<Range<usize>> {
    is_office(text, words.first()?, language).then_some(())?;
    let has_article = |word: &&Range<usize>| without_article(&text[(*word).clone()], language).is_some();
    let closed = words.iter().position(&has_article)?;
    let adjectives = words[closed..].iter().take_while(|word| has_article(word)).count();
    name(&words[closed + adjectives..])
}

/// The name between the last office before a verb and what marks the subject, or the verb.
fn name_before(text: &str, end: usize, language: &Language) -> Option<Range<usize>> {
    let words = words_before(text, end);
    let is = |list, word: &Range<usize>| language.words(list).has(&fold(&text[word.clone()]));
    let office = words.iter().rposition(|word| is(List::Titles, word))?;
    let rest = words[office + 1..].iter().take_while(|word| !is(List::FunctionWords, word));
    name(&rest.collect::<Vec<_>>())
}

/// The Korean name before a verb, or before the quotation that stands there: “위원장 박영수는”, “박영수 위원장은”.
fn korean_name(text: &str, verb: usize, language: &Language) -> Option<Range<usize>> {
    let before = &text[..verb];
    let mark = before.char_indices().rev().take(LONGEST_QUOTATIVE).find(|(_, letter)| *letter == '”');
    let end = mark.and_then(|(close, _)| before[..close].rfind('“')).unwrap_or(verb);
    let words: Vec<Range<usize>> = word_ranges(&text[..end]).collect();
    let [.., first, last] = words.as_slice() else { return None };
    if !text[last.end..end].trim_matches([' ', ',']).is_empty()
        || !text[first.end..last.start].trim().is_empty()
    {
        return None;
    }
    let is_office = |word: &Range<usize>| language.words(List::Titles).has(&fold(&text[word.clone()]));
    let bare = without_subject_mark(text, last, language);
    let name = if is_office(&bare) || is_office(last) {
        first.clone()
    } else if is_office(first) {
        bare
    } else {
        return None;
    };
    SYLLABLES.contains(&text[name.clone()].chars().count()).then_some(name)
}

fn without_subject_mark(text: &str, word: &Range<usize>, language: &Language) -> Range<usize> {
    let written = &text[word.clone()];
    let mut marks = language.words(List::SubjectMarks).words();
    let bare = marks.find_map(|mark| written.strip_suffix(mark)).unwrap_or(written);
    word.start..word.start + bare.len()
}

fn name(words: &[&Range<usize>]) -> Option<Range<usize>> {
    let (first, last) = (words.first()?, words.last()?);
    (words.len() <= LONGEST_NAME).then_some(first.start..last.end)
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
            ("he", "\"הדגים בטוחים\", אמרה הביולוגית רות לוי.", Some("רות לוי")),
            ("he", "ראש העיר דוד כהן אמר: \"הדגים בטוחים\"", Some("דוד כהן")),
            ("he", "השר אמר: \"הדגים בטוחים\"", None),
            ("hi", "महापौर राम सिंह ने कहा, “घाट सुरक्षित है”", Some("राम सिंह")),
            ("hi", "मंत्री ने कहा, “घाट सुरक्षित है”", None),
            ("ko", "노조 위원장 박영수는 “파업은 계속된다”고 말했다.", Some("박영수")),
            ("ko", "박영수 위원장은 “파업은 계속된다”고 말했다.", Some("박영수")),
            ("ko", "그는 “파업은 계속된다”고 말했다.", None),
            ("bn", "মেয়র রহিম উদ্দিন বলেছেন, “ঘাট নিরাপদ”", Some("রহিম উদ্দিন")),
        ] {
            let found = attributions(text, Language::get(tag));
            let name = found.iter().find_map(|found| match &found.speaker {
                AttributedSpeaker::Name(name) => Some(&text[name.clone()]),
                _ => None,
            });
            assert_eq!(name, wanted, "{text}");
        }
    }
}
