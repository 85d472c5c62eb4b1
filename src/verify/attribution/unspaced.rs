//! The same in languages that set no spaces between words, Chinese and Japanese: a name is told by the office or form
//! of address beside it (王明市长, 田中氏) or by the family name with which it begins.

use std::ops::Range;

use ibid_languages::{Language, List};

use super::{AttributedSpeaker, Attribution};

/// Letters of the longest name that is told by its family name.
const LONGEST_NAME: usize = 3;
/// Letters of the longest name between two offices, or beside one.
const LONGEST_WITH_OFFICE: usize = 12;

/// The attributions of a text, in order.
pub(super) fn attributions(text: &str, language: &Language) -> Vec<Attribution> {
    let mut found = Vec::new();
    for list in [List::VerbsOfSaying, List::Attributions] {
        for verb in places(list, text, language) {
            let before = clause_before(text, verb.start);
            let clause = match list {
                // 根据王明的说法, 田中氏によると
                List::Attributions if is_blank(text, &before) => clause_behind(text, verb.end),
                _ if is_blank(text, &before) => before_quotation(text, before.start),
                _ => before,
            };
            let speaker = speaker(text, clause, language);
            found.push(Attribution { verb, speaker });
        }
    }
    found.sort_by_key(|attribution| (attribution.verb.start, attribution.verb.end));
    found
}

/// Who is named in a text that is nothing but a name with its office: 田中市長.
pub(super) fn named(text: &str, language: &Language) -> Option<Range<usize>> {
    match speaker(text, 0..text.len(), language) {
        AttributedSpeaker::Name(name) => Some(name),
        _ => None,
    }
}

/// Where the entries of a list stand in a text.
fn places(list: List, text: &str, language: &Language) -> Vec<Range<usize>> {
    let entries = language.words(list).inner();
    let all = entries.flat_map(|entry| {
        memchr::memmem::find_iter(text.as_bytes(), entry.as_bytes())
            .map(|at| at..at + entry.len())
            .collect::<Vec<_>>()
    });
    all.collect()
}

/// Whether a letter may belong to a name: Chinese characters and katakana, with their marks.
fn is_of_name(letter: char) -> bool {
    matches!(letter, '々' | '〆' | '·' | '・' | 'ー' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a letter ends a clause, or speech.
fn ends_clause(letter: char) -> bool {
    !letter.is_alphanumeric() && !matches!(letter, '·' | '・' | 'ー' | '々')
}

fn is_blank(text: &str, clause: &Range<usize>) -> bool {
    !text[clause.clone()].contains(is_of_name)
}

fn clause_before(text: &str, end: usize) -> Range<usize> {
    let mark = text[..end].char_indices().rev().find(|(_, letter)| ends_clause(*letter));
    mark.map_or(0, |(at, letter)| at + letter.len_utf8())..end
}

fn clause_behind(text: &str, start: usize) -> Range<usize> {
    start..text[start..].find(ends_clause).map_or(text.len(), |at| start + at)
}

/// The clause before the quotation that ends at a place: 田中市長は「…」と述べた.
fn before_quotation(text: &str, end: usize) -> Range<usize> {
    let pairs = [('」', '「'), ('』', '『'), ('”', '“')];
    let closing = text[..end].chars().next_back();
    let open = pairs.into_iter().find(|(close, _)| Some(*close) == closing).map(|(_, open)| open);
    let Some(at) = open.and_then(|open| text[..end].rfind(open)) else { return end..end };
    let mark = text[..at].chars().next_back().filter(|mark| matches!(mark, '，' | '：' | '、' | ':'));
    clause_before(text, at - mark.map_or(0, char::len_utf8))
}

/// Who is named in a clause, at its end rather than at its beginning.
fn speaker(text: &str, clause: Range<usize>, language: &Language) -> AttributedSpeaker {
    let words = &text[clause.clone()];
    let mut offices = places(List::Titles, words, language);
    offices.sort_by_key(|office| (office.start, std::cmp::Reverse(office.end)));
    let mut longest: Vec<Range<usize>> = Vec::new();
    for office in offices {
        if longest.last().is_none_or(|last| last.end <= office.start) {
            longest.push(office);
        }
    }
    let begins_with_family_name = |name: &str| {
        let mut families = language.words(List::Surnames).inner();
        families.any(|family| name.starts_with(family) && name.len() > family.len())
    };
    // 王部长: before an office the family name is enough.
    let is_family_name = |name: &str| language.words(List::Surnames).inner().any(|family| name == family);
    let named =
        |range: Range<usize>| AttributedSpeaker::Name(clause.start + range.start..clause.start + range.end);
    let relation = || {
        places(List::Relations, words, language).into_iter().any(|found| {
            // 王明的发言人
            language.words(List::PossessiveMarks).inner().any(|mark| words[..found.start].ends_with(mark))
        })
    };
    for office in longest.iter().rev() {
        let after = name_at(words, office.end);
        let before = name_before(words, office.start);
        let name = if begins_with_family_name(&words[after.clone()]) {
            first_letters(words, after, LONGEST_NAME)
        } else if language.knows(List::Surnames)
            && (begins_with_family_name(&words[before.clone()]) || is_family_name(&words[before.clone()]))
            || !language.knows(List::Surnames) && before.len() > '々'.len_utf8()
        {
            before
        } else {
            continue;
        };
        return if relation() {
            AttributedSpeaker::RelationOf(clause.start + name.start..clause.start + name.end)
        } else {
            named(name)
        };
    }
    if longest.is_empty() && begins_with_family_name(words) {
        let name = name_at(words, 0);
        return named(first_letters(words, name, LONGEST_NAME));
    }
    let bare = without_subject_marks(words, language);
    if language.words(List::Pronouns).inner().any(|pronoun| pronoun == bare) {
        return AttributedSpeaker::Pronoun;
    }
    AttributedSpeaker::Unnamed
}

/// A clause without the small words behind its subject: 彼は, 他也.
pub(in crate::verify) fn without_subject_marks<'w>(words: &'w str, language: &Language) -> &'w str {
    let mut bare = words;
    let shorter =
        |bare: &'w str| language.words(List::SubjectMarks).inner().find_map(|mark| bare.strip_suffix(mark));
    while let Some(rest) = shorter(bare) {
        bare = rest;
    }
    bare
}

/// The letters of a name from a place on.
fn name_at(words: &str, start: usize) -> Range<usize> {
    let length = words[start..].find(|letter| !is_of_name(letter)).unwrap_or(words.len() - start);
    start..start + length
}

/// The letters of a name up to a place; none where too many stand there for a name.
fn name_before(words: &str, end: usize) -> Range<usize> {
    let start = words[..end].char_indices().rev().find(|(_, letter)| !is_of_name(*letter));
    let start = start.map_or(0, |(at, letter)| at + letter.len_utf8());
    if words[start..end].chars().count() > LONGEST_WITH_OFFICE { end..end } else { start..end }
}

fn first_letters(words: &str, name: Range<usize>, most: usize) -> Range<usize> {
    let length = words[name.clone()].char_indices().nth(most).map_or(name.len(), |(at, _)| at);
    name.start..name.start + length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, tag: &str) -> Vec<String> {
        let found = attributions(text, Language::get(tag));
        let mut names: Vec<String> = found
            .into_iter()
            .filter_map(|found| match found.speaker {
                AttributedSpeaker::Name(name) => Some(text[name].to_owned()),
                AttributedSpeaker::RelationOf(name) => Some(format!("of {}", &text[name])),
                AttributedSpeaker::Pronoun => Some("pronoun".to_owned()),
                AttributedSpeaker::Bare(_) => None,
                AttributedSpeaker::Unnamed => None,
            })
            .collect();
        names.dedup();
        names
    }

    #[test]
    fn names_beside_offices_and_with_family_names() {
        for (tag, text, name) in [
            ("ja", "田中市長は「橋は安全だ」と述べた。", "田中"),
            ("ja", "「橋は安全だ」と鈴木一郎知事は述べた。", "鈴木一郎"),
            ("ja", "「橋は安全だ」とゼレンスキー大統領は語った。", "ゼレンスキー"),
            ("ja", "佐藤氏によると、橋は安全だ。", "佐藤"),
            ("zh", "“大坝有裂缝，”王明市长说。", "王明"),
            ("zh", "李强表示，“大坝有裂缝”。", "李强"),
            ("zh", "省长李强说：“大坝有裂缝”。", "李强"),
            ("zh", "他说，大坝有裂缝。", "pronoun"),
            ("zh", "王部长说：“大坝有裂缝”。", "王"),
        ] {
            assert_eq!(names(text, tag).first().map(String::as_str), Some(name), "{text}");
        }
        assert!(names("市长说，大坝有裂缝。", "zh").is_empty());
        assert!(names("市長は述べた。", "ja").is_empty());
    }
}
