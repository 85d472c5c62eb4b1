//! Whether a name is that of somebody to whom another belongs: “a lawyer for Lind”, “Lind’s son”, “адвокат Коваля”.

use std::ops::Range;

use ibid_languages::{Language, List, Words, fold, word_ranges};

use super::{TaggedWord, caseless, without_subject_marks};

/// Letters of the longest small word between a relation and a name: “von”, “with”.
const LONGEST_SMALL: usize = 4;
/// Letters of the shortest name that is compared with another form of it.
const SHORTEST_NAME: usize = 3;
/// Letters by which the genitive of a name may be longer than the name.
const LONGEST_ENDING: usize = 3;

/// Whether the words before a name make it that of somebody else: “the lawyer for Google”, not “the lawyer Berg”, since
/// a small word parts the two.
pub(super) fn is_of(before: &[TaggedWord], language: &Language) -> bool {
    let relation = before.iter().rposition(|word| language.words(List::Relations).has(bare(&word.folded)));
    relation.is_some_and(|at| {
        let between = &before[at + 1..];
        !between.is_empty() && between[0].folded.chars().count() <= LONGEST_SMALL && !between[0].is_capital
    })
}

/// A word without what is written onto it with an apostrophe: “L’avocat de Petit”.
fn bare(word: &str) -> &str {
    word.rsplit('\'').next().unwrap_or(word)
}

/// Whether a name that ends at a place has the ending of a genitive, and somebody who belongs to it follows: “Lind’s
/// lawyer”.
pub(super) fn owns_next(words: &[TaggedWord], end: usize, text: &str, language: &Language) -> bool {
    let next = words.partition_point(|word| word.range.start < end);
    let (Some(last), Some(next)) = (next.checked_sub(1).map(|last| &words[last]), words.get(next)) else {
        return false;
    };
    is_genitive(&last.folded, language)
        && language.words(List::Relations).has(&next.folded)
        && text[last.range.end..next.range.start].trim().is_empty()
}

/// Whether a folded name has the ending of a genitive that is written onto it.
pub(super) fn is_genitive(folded: &str, language: &Language) -> bool {
    language.words(List::GenitiveEndings).has(folded)
}

/// A name at a place in a text without the ending of a genitive that is written onto it.
pub(super) fn without_ending(text: &str, name: Range<usize>, language: &Language) -> Range<usize> {
    let written = &text[name.clone()];
    let folded = fold(written);
    let endings = language.words(List::GenitiveEndings).endings();
    // Apostrophes differ in their bytes.
    let letters =
        endings.filter(|ending| folded.ends_with(ending)).map(|ending| ending.chars().count()).max();
    let end = letters.and_then(|letters| written.char_indices().nth_back(letters.checked_sub(1)?));
    name.start..end.map_or(name.end, |(at, _)| name.start + at)
}

/// Whether the word directly before a name is somebody who may belong to it: “адвокат Коваля”, and “адвокат Коваль”.
pub(in crate::verify) fn is_behind_relation(text: &str, name: usize, language: &Language) -> bool {
    let before = &text[..name];
    word_ranges(before).last().is_some_and(|word| {
        before[word.end..].trim().is_empty() && language.words(List::Relations).has(&fold(&before[word]))
    })
}

/// Whether one name is the genitive of another, in languages that decline names by their endings: Коваля of Коваль. Two
/// that have a word in common stand in the same case.
pub(in crate::verify) fn is_genitive_of(genitive: &str, name: &str, language: &Language) -> bool {
    let words = |name: &str| -> Vec<String> {
        word_ranges(name).map(|word| fold(&name[word]).into_owned()).collect()
    };
    let (genitives, names) = (words(genitive), words(name));
    let endings = language.words(List::DeclinedEndings);
    language.declines_names
        && !genitives.iter().any(|word| names.contains(word))
        && genitives.iter().any(|word| names.iter().any(|name| is_declined(word, name, endings)))
}

/// Whether one folded word is a form of a name: as long, but for an ending that the language's names have.
fn is_declined(form: &str, name: &str, endings: &Words) -> bool {
    let common = form.chars().zip(name.chars()).take_while(|(one, other)| one == other).count();
    let (long, short) = (form.chars().count(), name.chars().count());
    let ends = |word: &str, ending: &str| word.ends_with(ending);
    let is_form = common >= SHORTEST_NAME && short <= common + 1 && long <= common + LONGEST_ENDING;
    is_form && form != name && endings.words().any(|ending| ends(form, ending) && !ends(name, ending))
}

/// The name of whom somebody belongs to with whom a text ends: “Lind’s son”, 李明的儿子, ابن حداد.
pub(in crate::verify) fn holder_before(text: &str, language: &Language) -> Option<Range<usize>> {
    if !language.is_spaced {
        return holder_without_spaces(text, language);
    }
    let words: Vec<Range<usize>> = word_ranges(text).collect();
    let [.., before, last] = words.as_slice() else { return None };
    let is_end = text[last.end..].trim().is_empty() && text[before.end..last.start].trim().is_empty();
    let is_relation = |word: &Range<usize>| language.words(List::Relations).has(&fold(&text[word.clone()]));
    if !is_end {
        return None;
    }
    // There somebody belongs to the name directly behind.
    if caseless::has_construct_state(language) {
        return (is_relation(before) && !is_relation(last)).then(|| last.clone());
    }
    let is_name = text[before.clone()].starts_with(char::is_uppercase)
        && is_genitive(&fold(&text[before.clone()]), language);
    (is_name && is_relation(last)).then(|| without_ending(text, before.clone(), language))
}

fn holder_without_spaces(text: &str, language: &Language) -> Option<Range<usize>> {
    let text =
        without_subject_marks(text.trim_end_matches(|letter: char| !letter.is_alphanumeric()), language);
    let mut relations = language.words(List::Relations).inner();
    let before = relations.find_map(|relation| text.strip_suffix(relation))?;
    let mut endings = language.words(List::GenitiveEndings).inner();
    let name = endings.find_map(|ending| before.strip_suffix(ending))?;
    let start = name
        .rfind(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '·' | '・'))
        .map_or(0, |at| at + name[at..].chars().next().map_or(0, char::len_utf8));
    (start < name.len()).then_some(start..name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genitives_of_names() {
        for (tag, genitive, name, expected) in [
            ("uk", "Івана Коваля", "Іван Коваль", true),
            ("uk", "Іван Коваль", "Івана Коваля", false),
            ("uk", "Анна Коваль", "Анни Коваль", false),
            ("uk", "Оксани", "Оксана", true),
            ("ru", "Петрова", "Петров", true),
            ("ru", "Петров", "Петрова", false),
            ("pl", "Nowaka", "Nowak", true),
            ("pl", "Nowak", "Nowak", false),
            ("en", "Linda", "Lind", false),
        ] {
            let found = is_genitive_of(genitive, name, Language::get(tag));
            assert_eq!(found, expected, "{genitive} of {name}");
        }
    }

    #[test]
    fn holders_at_the_end() {
        for (tag, text, holder) in [
            ("en", "Lind’s son ", Some("Lind")),
            ("en", "The son ", None),
            ("de", "Linds Sohn ", Some("Lind")),
            ("tr", "Kaya’nın oğlu ", Some("Kaya")),
            ("zh", "李明的儿子", Some("李明")),
            ("ja", "田中氏の息子は", Some("田中氏")),
            ("ar", "ابن حداد ", Some("حداد")),
        ] {
            let found = holder_before(text, Language::get(tag)).map(|name| &text[name]);
            assert_eq!(found, holder, "{text}");
        }
    }
}
