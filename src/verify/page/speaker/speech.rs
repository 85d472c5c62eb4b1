//! Who speaks a passage, as the source has it.

use std::collections::BTreeSet;

use ibid_languages::{Group, Language, List, fold, word_ranges};

use super::office_beside;
use super::person::{is_name_in, is_never_lower, is_person};
use crate::base::span::PlainSpan;
use crate::parse::source::{Source, Turn};
use crate::verify::attribution::{
    AttributedSpeaker, attributions, is_behind_relation, is_genitive_of, shares_word,
};

/// A speaker whom the source names.
struct Named {
    name: String,
    /// Whether it is somebody who belongs to the one named.
    is_relation: bool,
    /// Whether somebody stands directly before the name who may belong to it, by the case of the name.
    is_behind_relation: bool,
    /// Whether it can only be a name by its place.
    is_bare: bool,
    /// Whether an office stands before the name: “said inspector Hall”.
    has_office: bool,
    /// The name behind an office of the one named: “said Kremlin spokesman Dmitry Peskov”.
    holder: Option<String>,
}

/// Where speech stands in a source. Found once for each source: a page may quote it any number of times.
#[derive(Debug)]
pub(in crate::verify) struct SpeechIndex {
    /// Whether the source sets speech in quotation marks at all.
    has_marks: bool,
    /// The paragraphs that are not trimmed, in order.
    paragraphs: Vec<ParagraphSpeech>,
    /// The speakers of a transcript, each once.
    labels: BTreeSet<String>,
}

/// The speech in a paragraph.
#[derive(Debug)]
struct ParagraphSpeech {
    /// Where it stands in the plain text.
    plain: PlainSpan,
    /// Its quotations, in order; none overlaps another.
    quotations: Vec<PlainSpan>,
    /// The speaker before a turn of a transcript.
    label: Option<String>,
    /// Whether it begins with the dash of a dialogue.
    is_dialogue: bool,
}

impl ParagraphSpeech {
    fn new(text: &str, plain: PlainSpan) -> Self {
        let own = &text[plain.range()];
        let start = plain.start as usize;
        let quotations = quotations(own).into_iter();
        Self {
            plain,
            quotations: quotations.map(|(open, close)| PlainSpan::new(start + open, start + close)).collect(),
            label: Turn::of(own).and_then(|turn| turn.speaker).map(str::to_owned),
            is_dialogue: own.starts_with(['—', '–']),
        }
    }

    /// The quotation that has a part of a passage, or stands beside it.
    fn quotation_around(&self, passage: PlainSpan) -> Option<PlainSpan> {
        let first = self.quotations.partition_point(|quotation| quotation.end < passage.start);
        let end = passage.end.min(self.plain.end);
        self.quotations.get(first).filter(|quotation| quotation.start <= end).copied()
    }
}

impl SpeechIndex {
    pub(in crate::verify) fn new(source: &Source) -> Self {
        let plain = source.text.plain.as_str();
        let untrimmed = source.text.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed);
        let mut paragraphs: Vec<ParagraphSpeech> =
            untrimmed.map(|paragraph| ParagraphSpeech::new(plain, paragraph.plain)).collect();
        if source.text.has_speakers() {
            for paragraph in &mut paragraphs {
                paragraph.label = source.text.speaker_at(paragraph.plain.start).map(str::to_owned);
            }
        } else {
            carry_on(&mut paragraphs);
        }
        Self {
            has_marks: ["“", "„", "«", "\"", "»", "「", "『"]
                .into_iter()
                .any(|mark| memchr::memmem::find(plain.as_bytes(), mark.as_bytes()).is_some()),
            labels: paragraphs.iter().filter_map(|paragraph| paragraph.label.clone()).collect(),
            paragraphs,
        }
    }

    /// The paragraph that holds an offset of the plain text.
    fn paragraph_at(&self, offset: u32) -> Option<&ParagraphSpeech> {
        let behind = self.paragraphs.partition_point(|paragraph| paragraph.plain.start <= offset);
        behind.checked_sub(1).map(|index| &self.paragraphs[index])
    }

    /// Whether a name is that of a speaker in a transcript.
    fn is_label(&self, name: &str) -> bool {
        self.labels.iter().any(|label| shares_word(label, name))
    }
}

/// A passage within what is said in the source.
pub(super) struct Speech<'a> {
    /// The sentences of the passage, and those of the speech that it is part of.
    pub(super) turn: PlainSpan,
    /// Whether the passage stands between quotation marks, or in a turn of a transcript.
    pub(super) is_in_quotation: bool,
    /// Whether the source sets speech in quotation marks at all.
    pub(super) has_marks: bool,
    /// The speaker before a turn of a transcript.
    label: Option<&'a str>,
    index: &'a SpeechIndex,
}

impl<'a> Speech<'a> {
    pub(super) fn new(source: &Source, index: &'a SpeechIndex, passage: PlainSpan) -> Self {
        let text = &source.text;
        let paragraph = index.paragraph_at(passage.start);
        // A quotation that takes part of the speech, or marks of its own, is speech too.
        let around = paragraph.and_then(|paragraph| paragraph.quotation_around(passage));
        let label = paragraph.and_then(|paragraph| paragraph.label.as_deref());
        let sentences = text.sentences_of(passage);
        let turn = around.map_or(sentences, |speech| {
            let end = speech.end.max(speech.start + 1);
            sentences.to(text.sentences_of(PlainSpan::new(speech.start as usize, end as usize)))
        });
        Self {
            turn,
            is_in_quotation: around.is_some()
                || label.is_some()
                || paragraph.is_some_and(|paragraph| paragraph.is_dialogue),
            has_marks: index.has_marks,
            label,
            index,
        }
    }

    /// The person who speaks, and whether the source names them. `on_page` is whom the page names: that is who speaks
    /// where the source names nobody, or names them beside others. Nothing where the source names several, or
    /// somebody who belongs to the one named.
    pub(super) fn person(
        &self,
        on_page: Option<String>,
        source: &Source,
        language: &Language,
    ) -> Option<(String, bool)> {
        let mut named = self.speakers(source, language);
        named.retain(|named| !named.is_bare);
        let is_person = |name: &String| is_person(&[&source.text.plain], name, language);
        let name = |named: &Named| {
            let holder = named.holder.clone().filter(|holder| !is_person(&named.name) && is_person(holder));
            holder.unwrap_or_else(|| named.name.clone())
        };
        let Some(first) = named.first() else { return Some((on_page?, false)) };
        let is_meant = |named: &&Named| {
            !named.is_relation && on_page.as_ref().is_some_and(|page| shares_word(&name(named), page))
        };
        if let Some(named) = named.iter().find(is_meant) {
            return Some((name(named), true));
        }
        let speaker = name(first);
        let is_one = named.iter().all(|other| !other.is_relation && shares_word(&name(other), &speaker));
        let is_known = self.is_turn() || first.has_office || is_person(&speaker);
        (on_page.is_none() && is_one && is_known).then_some((speaker, true))
    }

    /// Whether it is a turn of a transcript, in which at least two speak.
    fn is_turn(&self) -> bool {
        self.label.is_some() && self.index.labels.len() > 1
    }

    /// Who speaks, as the turn of speech has it, each with whether it is somebody who belongs to the one named.
    fn speakers(&self, source: &Source, language: &Language) -> Vec<Named> {
        if let Some(label) = self.label {
            let name = label.to_owned();
            return vec![Named {
                name,
                is_relation: false,
                is_bare: false,
                is_behind_relation: false,
                has_office: false,
                holder: None,
            }];
        }
        let text = &source.text.plain[self.turn.range()];
        // What is said inside of the quotation is not said of it.
        let inner = quotations(text);
        let is_outside = |at: usize| !inner.iter().any(|(open, close)| *open < at && at < *close);
        let found = attributions(text, language, |word| {
            is_name_in(source, word) || is_never_lower([text, &source.text.plain], word)
        });
        let outside = found.into_iter().filter(|attribution| is_outside(attribution.verb.start));
        outside
            .filter_map(|attribution| {
                let is_bare = matches!(attribution.speaker, AttributedSpeaker::Bare(_));
                let (name, is_relation) = match attribution.speaker {
                    AttributedSpeaker::Name(name) | AttributedSpeaker::Bare(name) => (name, false),
                    AttributedSpeaker::RelationOf(name) => (name, true),
                    AttributedSpeaker::Pronoun | AttributedSpeaker::Unnamed => return None,
                };
                let between = text.get(attribution.verb.end..name.start).unwrap_or_default();
                let has_office = is_office(between, language);
                let holder = holder(&text[name.end..], language);
                let is_behind_relation = is_behind_relation(text, name.start, language);
                let name = text[name].to_owned();
                Some(Named { name, is_relation, is_bare, is_behind_relation, has_office, holder })
            })
            .collect()
    }

    /// Whom the source names as the speaker, and not the one that the page names; nothing where it names nobody, or
    /// where it is not known of either that it is a person, unless the source does not name the one of the page at all.
    pub(super) fn other_speaker(
        &self,
        name: &str,
        statement: &str,
        (source, language): (&Source, &Language),
    ) -> Option<OtherSpeaker> {
        let named = self.speakers(source, language);
        let is_named = |speaker: &str| shares_word(name, speaker);
        let is_relation = |named: &Named| {
            named.is_relation || named.is_behind_relation && is_genitive_of(&named.name, name, language)
        };
        if named.iter().any(|named| is_named(&named.name) && !is_relation(named)) {
            return None;
        }
        let other = named.first()?;
        if other.is_bare {
            return self.other_bare_speaker(name, (source, language));
        }
        let is_turn = self.is_turn();
        // Of a place or an organisation it is not known who speaks for it.
        let is_page_person = || {
            is_person(&[&source.text.plain, statement], name, language)
                || is_turn && self.index.is_label(name)
        };
        let is_other_person =
            || is_turn || other.has_office || is_person(&[&source.text.plain], &other.name, language);
        let speaker = &other.name;
        let who = match is_relation(other) {
            true => format!("somebody who belongs to {speaker}"),
            false => speaker.clone(),
        };
        if is_relation(other) && is_named(speaker) || is_page_person() && is_other_person() {
            return Some(OtherSpeaker { who, is_certain: true });
        }
        is_absent(name, source, language).then_some(OtherSpeaker { who, is_certain: false })
    }
}

impl Speech<'_> {
    /// The same where the name of the page or that of the source is told by its place only: the source must have no
    /// word of the page's name, and it is never certain.
    pub(super) fn other_bare_speaker(
        &self,
        name: &str,
        (source, language): (&Source, &Language),
    ) -> Option<OtherSpeaker> {
        let named = self.speakers(source, language);
        let is_there = |word: std::ops::Range<usize>| {
            memchr::memmem::find(source.text.plain.as_bytes(), name[word].as_bytes()).is_some()
        };
        let is_absent = !word_ranges(name).any(is_there);
        let other = named.first().filter(|other| is_absent && !other.is_relation)?;
        let is_same = named.iter().any(|named| shares_word(name, &named.name));
        (!is_same).then(|| OtherSpeaker { who: other.name.clone(), is_certain: false })
    }

    /// The office of which the source names the speaker, and nobody by name, where it is another one than that of the
    /// page, which the source has nowhere.
    pub(super) fn other_office(
        &self,
        office: &str,
        (source, language): (&Source, &Language),
    ) -> Option<OtherSpeaker> {
        let text = source.text.plain.get(self.turn.range())?;
        let inner = quotations(text);
        let is_outside = |at: usize| !inner.iter().any(|(open, close)| *open < at && at < *close);
        let found = attributions(text, language, |word| is_name_in(source, word));
        let outside: Vec<_> = found.into_iter().filter(|found| is_outside(found.verb.start)).collect();
        if outside.iter().any(|found| found.speaker != AttributedSpeaker::Unnamed) {
            return None;
        }
        let other = outside.iter().find_map(|found| office_beside(text, &found.verb, language))?;
        let plain = source.text.plain.to_lowercase();
        let beginning: String = fold(office).chars().take(OFFICE_LETTERS).collect();
        let is_absent = memchr::memmem::find(plain.as_bytes(), beginning.as_bytes()).is_none();
        is_absent.then(|| OtherSpeaker { who: text[other].to_owned(), is_certain: false })
    }
}

/// Letters by which forms of an office are told to be one.
const OFFICE_LETTERS: usize = 5;

/// Whom a source names as the speaker where its page names somebody else.
pub(super) struct OtherSpeaker {
    /// Who it is, in words.
    pub(super) who: String,
    /// Whether both are known to be persons.
    pub(super) is_certain: bool,
}

/// Whether a source has no word of a name, and it is not that of a country or its people, for which others speak.
fn is_absent(name: &str, source: &Source, language: &Language) -> bool {
    // “L’acqua” is no name, “D’Angelo” is.
    let without_elision = |word: std::ops::Range<usize>| {
        let written = &name[word];
        written.rsplit_once(['\'', '’']).map_or(written, |(_, rest)| rest)
    };
    let is_there = |written: &str| {
        let folded = fold(written);
        let beginning: String =
            written.chars().take(SHORTEST_COMMON.max(written.chars().count() - 1)).collect();
        memchr::memmem::find(source.text.plain.as_bytes(), beginning.as_bytes()).is_some()
            || language.group(Group::Places).any(|(_, words)| words.has(&folded))
            || [List::Relations, List::Titles, List::Capitalised, List::People]
                .into_iter()
                .any(|list| language.words(list).has(&folded))
    };
    let mut words = word_ranges(name).map(without_elision);
    // Initials stand for many names, and of an organisation it is not known who speaks for it.
    let is_acronym = |word: &str| word.chars().filter(|letter| letter.is_uppercase()).count() > 1;
    word_ranges(name).count() == 1
        && words.all(|word| word.starts_with(char::is_uppercase) && !is_acronym(word) && !is_there(word))
}

/// Letters of a name that its other forms have too.
const SHORTEST_COMMON: usize = 3;

/// Letters of the shortest word that is taken for an office.
const SHORTEST_OFFICE: usize = 4;

/// Whether what stands between a verb of saying and a name behind it ends with an office in small letters: “said the
/// inspector Hall”.
fn is_office(between: &str, language: &Language) -> bool {
    let Some(last) = word_ranges(between).last() else { return false };
    let word = &between[last.clone()];
    let is_small = [List::FunctionWords, List::Pronouns, List::VerbsOfSaying]
        .into_iter()
        .any(|list| language.words(list).has(&fold(word)));
    between[last.end..].trim().is_empty()
        && (language.words(List::Titles).has(&fold(word))
            || word.starts_with(char::is_lowercase) && word.chars().count() >= SHORTEST_OFFICE && !is_small)
}

/// The name that stands behind an office in small letters.
fn holder(behind: &str, language: &Language) -> Option<String> {
    let sentence =
        &behind[..behind.find(['.', ',', ';', ':', '“', '”', '"', '(', '—']).unwrap_or(behind.len())];
    let mut words = word_ranges(sentence).peekable();
    let is_small = |word: &std::ops::Range<usize>| sentence[word.clone()].starts_with(char::is_lowercase);
    let office: Vec<_> = std::iter::from_fn(|| words.next_if(is_small)).collect();
    let is_office = |word: &std::ops::Range<usize>| {
        let folded = fold(&sentence[word.clone()]);
        ![List::FunctionWords, List::Pronouns, List::VerbsOfSaying]
            .into_iter()
            .any(|list| language.words(list).has(&folded))
    };
    let first = words.next()?;
    let last = words.take_while(|word| !is_small(word)).last().unwrap_or_else(|| first.clone());
    let is_holder = !office.is_empty() && office.len() <= LONGEST_OFFICE && office.iter().all(is_office);
    is_holder.then(|| sentence[first.start..last.end].to_owned())
}

/// Words of the longest office before a name.
const LONGEST_OFFICE: usize = 2;

/// The quotations of a paragraph: the bytes of their opening and closing marks. One that is not closed goes on to
/// the paragraph's end: the next paragraph opens it again.
fn quotations(paragraph: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // All marks but the straight one begin with one of these bytes, and most letters do not.
    let bytes = paragraph.as_bytes();
    if memchr::memchr3(b'"', 0xe2, 0xe3, bytes).is_none() && memchr::memchr(0xc2, bytes).is_none() {
        return found;
    }
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (at, letter) in paragraph.char_indices() {
        match open {
            None if matches!(letter, '“' | '„' | '«' | '"' | '”' | '»' | '「' | '『') => {
                open = Some((at, letter))
            }
            None if letter == '‘' && !before.is_alphanumeric() => open = Some((at, letter)),
            Some((start, mark)) if closes(mark, letter, before) && !is_apostrophe(paragraph, at, letter) => {
                found.push((start, at));
                open = None;
            }
            _ => {}
        }
        before = letter;
    }
    found.extend(open.map(|(start, _)| (start, paragraph.len())));
    found
}

fn closes(open: char, letter: char, before: char) -> bool {
    match open {
        '“' | '”' => letter == '”',
        '„' => matches!(letter, '“' | '”'),
        '«' => letter == '»',
        '»' => letter == '«',
        '「' => letter == '」',
        '『' => letter == '』',
        '‘' => letter == '’' && !before.is_whitespace(),
        _ => letter == open,
    }
}

/// Whether `’` stands inside of a word.
fn is_apostrophe(text: &str, at: usize, letter: char) -> bool {
    letter == '’' && text[at + letter.len_utf8()..].starts_with(char::is_alphanumeric)
}

/// Of so many paragraphs of a transcript one at least names its speaker.
const NAMED: usize = 3;

/// Gives the paragraphs of a transcript that name nobody the speaker of the one before: a long answer has several.
fn carry_on(paragraphs: &mut [ParagraphSpeech]) {
    let Some(first) = paragraphs.iter().position(|paragraph| paragraph.label.is_some()) else { return };
    let spoken = &mut paragraphs[first..];
    let names: BTreeSet<&str> = spoken.iter().filter_map(|paragraph| paragraph.label.as_deref()).collect();
    let count = spoken.iter().filter(|paragraph| paragraph.label.is_some()).count();
    // An article may have a few paragraphs that look like turns.
    if names.len() < 2 || count < 3 || count * NAMED < spoken.len() {
        return;
    }
    let mut speaker: Option<String> = None;
    for paragraph in spoken {
        match &paragraph.label {
            Some(name) => speaker = Some(name.clone()),
            None => paragraph.label.clone_from(&speaker),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_of_a_paragraph() {
        let words = |text: &'static str| -> Vec<&str> {
            quotations(text).into_iter().map(|(open, close)| &text[open..close]).collect()
        };
        assert_eq!(words("He said “a b” and \"c\"."), ["“a b", "\"c"]);
        assert_eq!(words("„a“ «b» ‘it’s c’ d’s"), ["„a", "«b", "‘it’s c"]);
        assert_eq!(words("“a b"), ["“a b"]);
    }

    #[test]
    fn a_speaker_goes_on_until_another_speaks() {
        let speakers = |text: &str| -> Vec<Option<String>> {
            let mut start = 0;
            let mut paragraphs = Vec::new();
            for paragraph in text.split("\n\n") {
                paragraphs.push(ParagraphSpeech::new(text, PlainSpan::new(start, start + paragraph.len())));
                start += paragraph.len() + 2;
            }
            carry_on(&mut paragraphs);
            paragraphs.into_iter().map(|paragraph| paragraph.label).collect()
        };
        let named = |names: &[&str]| -> Vec<Option<String>> {
            names.iter().map(|name| (!name.is_empty()).then(|| (*name).to_owned())).collect()
        };
        let transcript = "Of March\n\nA: One.\n\nB: Two.\n\nThree.\n\n[00:01:02] A: Four.\n\nFive.";
        assert_eq!(speakers(transcript), named(&["", "A", "B", "B", "A", "A"]));
        let article = "A: One.\n\nTwo.\n\nB: Three.\n\nFour.";
        assert_eq!(speakers(article), named(&["A", "", "B", ""]));
    }
}
