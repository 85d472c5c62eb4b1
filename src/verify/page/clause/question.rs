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
    let endings = language.words(List::QuestionEndings);
    let end = text.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    text.contains(QUESTION_MARKS)
        || endings.words().chain(endings.endings()).chain(endings.inner()).any(|ending| end.ends_with(ending))
}

/// Whether a passage is a part of a question, without its mark.
pub(super) fn is_of_question((before, passage, behind): (&str, &str, &str), language: &Language) -> bool {
    let is_mark = |letter: char| QUESTION_MARKS.contains(&letter);
    let end = behind.trim_end_matches(|letter: char| !letter.is_alphanumeric() && !is_mark(letter));
    let first = word_ranges(passage).next().map_or("", |word| &passage[word]);
    // “Did the mayor lie?”: all of it but the verb.
    let is_whole = || word_ranges(before).count() == 1 && word_ranges(behind).next().is_none();
    // “The old pier” names something, and says nothing of it.
    let least = match language.words(List::Definites).has(&fold(first)) && !is_whole() {
        true => LEAST_WITH_ARTICLE,
        false => LEAST_WORDS,
    };
    (end.ends_with(QUESTION_MARKS) || asks(end, language))
        && !passage.contains(QUESTION_MARKS)
        && (!language.is_spaced || word_ranges(passage).count() >= least)
}
