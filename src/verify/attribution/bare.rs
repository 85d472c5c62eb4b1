//! Names without an office in scripts without capitals: the two or three words that are all that stands between a verb of
//! saying and the marks around it, none of them known as anything else. قال أحمد حسن: «…», राजेश कुमार ने कहा, “…”

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use super::run::{is_office, run, without_article, words_before};
use super::{AttributedSpeaker, Attribution};

/// Words of a name.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=3;

/// Whether a language is written in a script without capitals whose names may be told so.
pub(super) fn has_bare_names(language: &Language) -> bool {
    let scripts = [
        "Arab", "Hebr", "Deva", "Beng", "Gujr", "Guru", "Knda", "Mlym", "Taml", "Telu", "Geor", "Ethi",
        "Thai", "Laoo", "Khmr", "Mymr",
    ];
    language.scripts.first().is_some_and(|script| scripts.contains(script))
}

/// The attributions of a text in a language of whose offices nothing is known.
pub(super) fn attributions(text: &str, language: &Language) -> Vec<Attribution> {
    let verbs = language.find_all(List::VerbsOfSaying, text).into_iter();
    let named = |verb: Range<usize>| {
        let name = name(text, &verb, language);
        let end = name.as_ref().map_or(verb.end, |name| name.end.max(verb.end));
        let speaker = name.map_or(AttributedSpeaker::Unnamed, AttributedSpeaker::Bare);
        Attribution { verb: verb.start..end, speaker }
    };
    verbs.map(named).collect()
}

/// The name beside a verb of saying.
pub(super) fn name(text: &str, verb: &Range<usize>, language: &Language) -> Option<Range<usize>> {
    let is = |list, word: &Range<usize>| language.words(list).has(&fold(&text[word.clone()]));
    let ends = |word: &Range<usize>| {
        [List::ThatWords, List::FunctionWords, List::Conditions].into_iter().any(|list| is(list, word))
    };
    let behind = run(
        text,
        word_ranges(&text[verb.end..]).map(|word| verb.end + word.start..verb.end + word.end),
        verb.end,
    );
    let behind: Vec<Range<usize>> = behind.into_iter().take_while(|word| !ends(word)).collect();
    // “ने” marks who does something.
    let mut before = words_before(text, verb.start);
    while before.last().is_some_and(&ends) {
        before.pop();
    }
    // A subject behind the verb, else before it.
    let all = if behind.is_empty() || language.is_verb_last || !language.is_spaced { before } else { behind };
    let may_be_name = |word: &Range<usize>| may_be_name(&text[word.clone()], language);
    let is_name = LENGTH.contains(&all.len())
        && all.iter().all(|word| may_be_name(word) && !is_office(text, word, language))
        // A name of somebody begins without an article.
        && without_article(&fold(&text[all[0].clone()]), language).is_none();
    is_name.then(|| all[0].start..all[all.len() - 1].end)
}

/// Whether nothing else is known of a word.
fn may_be_name(word: &str, language: &Language) -> bool {
    let folded = fold(word);
    let others = [
        List::FunctionWords,
        List::Relations,
        List::Pronouns,
        List::People,
        List::Capitalised,
        List::Negations,
        List::VerbsOfSaying,
        List::SourceNouns,
        List::Newsrooms,
        List::Auxiliaries,
        List::Measures,
        List::SomeOf,
        List::ManyOf,
        List::AllOf,
    ];
    word.chars().count() > 1
        && !word.contains(char::is_numeric)
        && !others.into_iter().any(|list| language.words(list).has(&folded))
}

#[cfg(test)]
mod tests {
    use super::super::attributions;
    use super::*;

    #[test]
    fn names_that_stand_alone_beside_a_verb() {
        for (tag, text, wanted) in [
            ("ar", "قال أحمد حسن: «كذبنا على الجميع».", Some("أحمد حسن")),
            ("he", "\"שיקרנו לכולם\", אמרה דנה לוי.", Some("דנה לוי")),
            ("fa", "علی رضایی گفت: «ما به همه دروغ گفتیم».", Some("علی رضایی")),
            ("hi", "राजेश कुमार ने कहा, “हम सबने झूठ बोला।”", Some("राजेश कुमार")),
            ("bn", "রহিম উদ্দিন বলেন, “আমরা সবাই মিথ্যা বলেছি।”", Some("রহিম উদ্দিন")),
            ("ka", "„ჩვენ ვიცრუეთ“, - თქვა გიორგი ბერიძემ.", Some("გიორგი ბერიძემ")),
            ("ta", "ரவி குமார் கூறினார்: “நாங்கள் பொய் சொன்னோம்”", Some("ரவி குமார்")),
            ("th", "สมชาย ใจดี กล่าวว่า “เราโกหก”", Some("สมชาย ใจดี")),
            ("ar", "قال مصدر أمني كبير في الوزارة إن الطريق مفتوح.", None),
            ("ar", "قال الناطق الرسمي: «كذبنا».", None),
            ("hi", "कई लोगों ने कहा, “घाट सुरक्षित है।”", None),
        ] {
            let found = attributions(text, Language::get(tag), |_| false);
            let name = found.iter().find_map(|found| match &found.speaker {
                AttributedSpeaker::Bare(name) => Some(&text[name.clone()]),
                _ => None,
            });
            assert_eq!(name, wanted, "{text}");
        }
    }
}
