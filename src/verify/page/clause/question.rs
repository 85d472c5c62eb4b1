//! Passages that the source asks as a question.

use ibid_languages::{Language, List, fold, word_ranges};

/// Marks that end a question.
pub(in crate::verify::page) const QUESTION_MARKS: [char; 4] = ['?', '？', '؟', '\u{37e}'];

/// Words of a passage that may say something by themselves; fewer name what the question is about.
const LEAST_WORDS: usize = 3;
/// The same where they begin with an article.
const LEAST_WITH_ARTICLE: usize = 5;

/// Whether a text asks: it has the mark of a question, or ends as one where a language sets none.
pub(super) fn asks(text: &str, language: &Language) -> bool {
    text.contains(QUESTION_MARKS) || ends_as_question(text, language)
}

/// Whether a text ends as a question does in a language that sets no mark.
fn ends_as_question(text: &str, language: &Language) -> bool {
    let endings = language.words(List::QuestionEndings);
    let end = text.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    endings.words().chain(endings.endings()).chain(endings.inner()).any(|ending| end.ends_with(ending))
}

/// Marks of quotations, opening or closing.
const QUOTATION_MARKS: [char; 11] = ['"', '“', '”', '„', '«', '»', '‹', '›', '「', '」', '＂'];

/// Whether a question mark behind a passage is that of its own sentence, not of a quotation that begins behind it: “voted
/// for the dam, asking ‘will it hold?’”.
fn has_own_mark(before: &str, passage: &str, behind: &str) -> bool {
    let is_within = |text: &str| text.matches(QUOTATION_MARKS).count() % 2 == 1;
    let is_quoted = is_within(before) != is_within(passage);
    let mut marks = behind.match_indices(QUESTION_MARKS);
    marks.any(|(at, _)| is_quoted || !is_within(&behind[..at]))
}

/// Whether a passage is a part of a question, without its mark.
pub(super) fn is_of_question((before, passage, behind): (&str, &str, &str), language: &Language) -> bool {
    let first = word_ranges(passage).next().map_or("", |word| &passage[word]);
    // “Did the mayor lie?”: all of it but the verb.
    let is_whole = || word_ranges(before).count() == 1 && word_ranges(behind).next().is_none();
    // “The old pier” names something, and says nothing of it.
    let least = match language.words(List::Definites).has(&fold(first)) && !is_whole() {
        true => LEAST_WITH_ARTICLE,
        false => LEAST_WORDS,
    };
    (has_own_mark(before, passage, behind) || ends_as_question(behind, language))
        && !passage.contains(QUESTION_MARKS)
        && (!language.is_spaced || word_ranges(passage).count() >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_asked(sentence: &str, passage: &str, tag: &str) -> bool {
        let at = sentence.find(passage).unwrap();
        let (before, behind) = (&sentence[..at], &sentence[at + passage.len()..]);
        is_of_question((before, passage, behind), Language::get(tag))
    }

    #[test]
    fn parts_of_questions() {
        for (sentence, passage, tag) in [
            ("Will the council close the old pier?", "the council close the old pier", "en"),
            ("“Will the council vote for the dam?” asked Lind.", "the council vote for the dam", "en"),
            ("“The dam will hold the water,” he said, “won’t it?”", "dam will hold the water", "en"),
            ("Will the council, as “The Bay” says, close the pier?", "Will the council", "en"),
            ("„Wird die Stadt den Hafen verkaufen?“, fragte sie.", "die Stadt den Hafen verkaufen", "de"),
            ("市長は港を売るのか。", "港を売る", "ja"),
        ] {
            assert!(is_asked(sentence, passage, tag), "{sentence}");
        }
    }

    #[test]
    fn statements_before_a_question_of_somebody() {
        for (sentence, passage, tag) in [
            (
                "The council voted for the new dam, asking “will it hold?” in the long debate.",
                "The council voted for the new dam",
                "en",
            ),
            (
                "The council voted for the new dam, asking “will it hold?”",
                "The council voted for the new dam",
                "en",
            ),
            ("The mayor left the hall after \"who paid?\" was called.", "The mayor left the hall", "en"),
            (
                "Рада схвалила бюджет міста, хоча «хто заплатить?» спитав мер.",
                "Рада схвалила бюджет міста",
                "uk",
            ),
        ] {
            assert!(!is_asked(sentence, passage, tag), "{sentence}");
        }
    }
}
