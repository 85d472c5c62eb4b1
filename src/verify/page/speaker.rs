//! Who says a quotation on the page, and who says it in the source.

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use super::{Checker, Passage};
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::parse::source::Source;
use crate::parse::topic::{Group, Quotation};
use crate::verify::attribution::{Attribution, Speaker, attributions, last_name, named, shares_word};

/// Words between a verb of saying and the quotation beside it.
const FURTHEST: usize = 4;

/// Who says a quotation, as its page has it.
enum Said {
    /// Somebody named.
    By(String),
    /// Somebody named by a pronoun.
    ByPronoun,
    /// Somebody named by an office: “the mayor said”.
    ByOffice,
}

/// A speaker whom the source names.
struct Named {
    name: String,
    /// Whether it is somebody who belongs to the one named.
    is_relation: bool,
    /// Whether an office stands before the name: “said inspector Hall”.
    has_office: bool,
}

impl Checker<'_> {
    /// Compares who is said to speak a quotation with what the source says of the passage.
    pub(super) fn speaker(
        &mut self,
        quotation: &Quotation,
        group: &Group,
        index: SourceId,
        passage: &Passage,
    ) {
        let source = self.source(index);
        let page = self.library.page_language(self.page);
        if group.claim.with_keys.is_some() || !is_same_language(page, self.library.language(index)) {
            return;
        }
        let language = Language::get(page);
        let said = match quotation.is_block {
            true => None,
            false => said_on_page(&group.claim.text, &quotation.text, language, source),
        };
        let Some(said) = said else {
            return match self.relation(quotation, group, index, passage) {
                Some(finding) => self.findings.push(finding),
                None => self.label(quotation, group, index, passage),
            };
        };
        let speech = Speech::new(source, passage.plain);
        if let Said::By(name) = &said
            && let Some(who) = speech.other_speaker(name, &group.claim.text, (source, language))
        {
            return self.other_speaker((name, &who), quotation.span, index, &speech);
        }
        if !speech.is_in_quotation {
            let message =
                "these words are given as somebody's speech, and stand in no quotation marks in the source";
            let help = "say it in your own words and pin the passage: `[@key, \"…\"]`, or attribute the words to the report";
            self.report_speech(
                (Rule::SpeechReported, message.to_owned(), help),
                quotation.span,
                index,
                &speech,
            );
            // “Critics” may be named at the beginning of a sentence only, or may be nobody in particular.
            let is_known = match &said {
                Said::By(name) => {
                    is_person(&[&source.text.plain], name, language)
                        || is_name_in(source, name)
                        || is_name_in_text(&group.claim.text, name)
                }
                Said::ByPronoun | Said::ByOffice => true,
            };
            if !(speech.has_marks && is_known)
                && let Some(finding) = self.findings.last_mut()
            {
                finding.severity = Severity::Note;
            }
        }
    }

    /// What is said of somebody who belongs to the one that the page says it of: “the son of Weber shot the deer”.
    fn relation(
        &self,
        quotation: &Quotation,
        group: &Group,
        index: SourceId,
        passage: &Passage,
    ) -> Option<Diagnostic> {
        let source = self.source(index);
        let language = Language::get(self.library.page_language(self.page));
        let plain = source.text.plain.as_str();
        let statement = group.claim.text.as_str();
        let sentence = source.text.sentences_of(passage.plain);
        let before = plain.get(sentence.start as usize..passage.plain.start as usize)?;
        let (of, is_relation) = last_name(before, language, |_| true)?;
        if !is_relation || quotation.is_block {
            return None;
        }
        let own = statement[..statement.find(&quotation.text)?].trim_end_matches(['“', '„', '«', '"', ' ']);
        let (name, is_relation) = last_name(own, language, |_| true)?;
        if is_relation || !shares_word(&own[name], &before[of.clone()]) {
            return None;
        }
        let message = format!("the source says this of somebody who belongs to {}", &before[of]);
        let speech = Speech::new(source, passage.plain);
        let help = "name whom the source names";
        Some(self.speech_finding((Rule::QuoteSpeaker, message, help), quotation.span, index, &speech))
    }

    /// The same as [`Self::speaker`] where the page names the speaker beside the quotation: before a colon, in another
    /// cell of its row, or below a blockquote.
    fn label(&mut self, quotation: &Quotation, group: &Group, index: SourceId, passage: &Passage) {
        let label = if quotation.is_block {
            attribution_line(&quotation.text)
        } else if let Some(label) = before_colon(&group.claim.text, &quotation.text) {
            Some(label)
        } else {
            let labels = &self.page.document.row_labels;
            quotation.group.and_then(|group| labels.get(&group)).map(String::as_str)
        };
        let Some(label) = label else { return };
        let source = self.source(index);
        let language = Language::get(self.library.page_language(self.page));
        let Some((name, has_office)) = named(label, language) else { return };
        let name = &label[name];
        let speech = Speech::new(source, passage.plain);
        if is_own_name(source, name) {
            return;
        }
        let Some(who) = speech.other_speaker(name, &group.claim.text, (source, language)) else { return };
        self.other_speaker((name, &who), quotation.span, index, &speech);
        // What stands beside the words may be what they are about, or whom others speak for: “White House: “…””.
        let is_speaker = has_office || is_titled_in(&source.text.plain, name, language);
        if !is_speaker && let Some(finding) = self.findings.last_mut() {
            finding.severity = Severity::Note;
        }
    }

    fn other_speaker(&mut self, (name, who): (&str, &str), span: Span, index: SourceId, speech: &Speech) {
        let message = format!("the page names {name} as the speaker, the source names {who}");
        let help = "name the speaker whom the source names";
        self.report_speech((Rule::QuoteSpeaker, message, help), span, index, speech);
    }

    fn report_speech(
        &mut self,
        what: (Rule, String, &'static str),
        span: Span,
        index: SourceId,
        speech: &Speech,
    ) {
        let finding = self.speech_finding(what, span, index, speech);
        self.findings.push(finding);
    }

    fn speech_finding(
        &self,
        (rule, message, help): (Rule, String, &'static str),
        span: Span,
        index: SourceId,
        speech: &Speech,
    ) -> Diagnostic {
        let source = self.source(index);
        let paragraph = source.text.paragraph_at(speech.turn.start).map_or(1, |paragraph| paragraph.number);
        let text = single_spaces(&source.text.plain[speech.turn.range()]);
        Diagnostic::new(rule, &self.page.path, span, message)
            .related(&source.path, source.text.file_span(speech.turn), format!("(¶ {paragraph}) has: {text}"))
            .help(help)
    }
}

fn is_same_language(one: &str, other: &str) -> bool {
    Language::get(one).is_known() && Language::get(one).code == Language::get(other).code
}

/// Who the page says speaks a quotation: the speaker of the verb of saying beside it. Nothing where that is the
/// source itself, or nobody in particular.
fn said_on_page(statement: &str, words: &str, language: &Language, source: &Source) -> Option<Said> {
    let at = statement.find(words)?;
    let found = attributions(statement, language, |word| {
        is_name_in(source, word)
            || is_name_in_text(statement, word)
            || is_never_lower([statement, &source.text.plain], word)
    });
    let is_beside = |attribution: &&Attribution| {
        let between = if attribution.verb.end <= at {
            &statement[attribution.verb.end..at]
        } else if attribution.verb.start >= at + words.len() {
            &statement[at + words.len()..attribution.verb.start]
        } else {
            return false;
        };
        word_ranges(between).count() <= FURTHEST && !between.contains(['.', '!', '?', ';', '。'])
    };
    let beside = found.iter().find(is_beside)?;
    match &beside.speaker {
        Speaker::Name(name) => {
            let name = statement[name.clone()].to_owned();
            // “The memorandum says”: a source speaks for itself.
            let is_itself = || {
                let title = source.meta.title.as_deref().unwrap_or_default();
                shares_word(&name, title) && !is_person(&[&source.text.plain], &name, language)
            };
            (!is_own_name(source, &name) && !is_itself()).then_some(Said::By(name))
        }
        Speaker::Pronoun => Some(Said::ByPronoun),
        Speaker::Unnamed => has_office_beside(statement, &beside.verb, language).then_some(Said::ByOffice),
        Speaker::RelationOf(_) => None,
    }
}

/// Whether a name is that of a source's publisher, origin or author.
fn is_own_name(source: &Source, name: &str) -> bool {
    let meta = &source.meta;
    let mut own = meta.publisher.iter().chain(&meta.origin).chain(&meta.authors);
    own.any(|own| shares_word(name, own))
}

/// What stands before the colon directly before a quotation, from the beginning of its sentence.
fn before_colon<'s>(statement: &'s str, words: &str) -> Option<&'s str> {
    let before = statement[..statement.find(words)?].trim_end_matches(['“', '„', '«', '"', '”', '»', ' ']);
    let label = before.strip_suffix(':')?;
    Some(label.rsplit(['.', '!', '?', '”', '“']).next().unwrap_or(label).trim())
}

/// What stands behind the dash with which the last line of a blockquote begins.
fn attribution_line(text: &str) -> Option<&str> {
    let (_, last) = text.trim_end().rsplit_once('\n')?;
    let line = last.trim_start();
    let label = line.trim_start_matches(['—', '–', '-']);
    (label.len() < line.len()).then(|| label.trim())
}

/// Whether the word directly before a verb of saying is an office: “the mayor said”.
fn has_office_beside(statement: &str, verb: &Range<usize>, language: &Language) -> bool {
    let before = &statement[..verb.start];
    let is_auxiliary =
        |word: &Range<usize>| language.words(List::Auxiliaries).has(&fold(&before[word.clone()]));
    let mut last: Vec<Range<usize>> = word_ranges(before).collect();
    // “La ministre a dit”
    let auxiliary = last.pop_if(|word| is_auxiliary(word));
    let end = auxiliary.map_or(before.len(), |word| word.start);
    last.pop().is_some_and(|word| {
        before[word.end..end].trim().is_empty() && language.words(List::Titles).has(&fold(&before[word]))
    })
}

/// Whether a word stands in the source with a capital inside of a sentence.
fn is_name_in(source: &Source, word: &str) -> bool {
    is_name_in_text(&source.text.plain, word)
}

fn is_name_in_text(text: &str, word: &str) -> bool {
    let within = |at: usize| {
        let before = text[..at].trim_end_matches(' ');
        before.len() < at && before.ends_with(|letter: char| letter.is_alphanumeric() || letter == ',')
    };
    memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).any(within)
}

/// Whether a word that begins a sentence with a capital has one wherever else it stands.
fn is_never_lower(texts: [&str; 2], word: &str) -> bool {
    let lower = word.to_lowercase();
    lower != word
        && texts.iter().all(|text| memchr::memmem::find(text.as_bytes(), lower.as_bytes()).is_none())
}

/// Bytes of the shortest name without the ending of a case.
const SHORTEST_DECLINED: usize = 4;

/// Whether a name is a person's: it has two words, or a text has it behind a first name or a form of address.
fn is_person(texts: &[&str], name: &str, language: &Language) -> bool {
    if !language.is_spaced {
        // There a name is taken for one only beside an office or with a family name.
        return !is_place(texts, name);
    }
    let words: Vec<&str> = word_ranges(name).map(|range| &name[range]).collect();
    let Some(last) = words.last() else { return false };
    let is_in_texts = |name: &str| texts.iter().any(|text| is_person_in(text, name, language));
    // “Лиса” is “Лис” as the subject.
    let without_ending = || {
        let (end, _) = last.char_indices().next_back().filter(|(at, _)| *at >= SHORTEST_DECLINED)?;
        last.get(..end)
    };
    words.len() > 1
        || is_in_texts(last)
        || language.declines_names && without_ending().is_some_and(is_in_texts)
}

/// Whether a text has a name in Chinese characters as that of a place: 大阪市, but not 田中市長.
fn is_place(texts: &[&str], name: &str) -> bool {
    const PLACES: [char; 14] =
        ['市', '県', '都', '府', '道', '州', '国', '省', '区', '町', '村', '县', '國', '縣'];
    let behind = |text: &str, at: usize| {
        let mut letters = text[at..].chars();
        letters.next().is_some_and(|letter| PLACES.contains(&letter))
            && letters
                .next()
                .is_none_or(|next| !matches!(next, '長' | '长' | '知' | '務' | '务' | '議' | '议'))
    };
    texts.iter().any(|text| {
        memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| behind(text, at + name.len()))
    })
}

/// Whether a text has the last word of a name behind an office or a form of address.
fn is_titled_in(text: &str, name: &str, language: &Language) -> bool {
    let Some(last) = word_ranges(name).last().map(|range| &name[range]) else { return false };
    memchr::memmem::find_iter(text.as_bytes(), last.as_bytes()).any(|at| {
        let words: Vec<Range<usize>> = word_ranges(text.get(..at).unwrap_or_default()).collect();
        let near = words.iter().rev().take(word_ranges(name).count());
        near.into_iter().any(|word| language.words(List::Titles).has(&fold(&text[word.clone()])))
    })
}

/// Whether a text has a name behind a first name or a form of address.
fn is_person_in(text: &str, name: &str, language: &Language) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| {
        let Some(mut before) = text[..at].strip_suffix(' ') else { return false };
        let last_word = |text: &'_ str| {
            text.rfind(|letter: char| !(letter.is_alphabetic() || letter == '.')).map_or(0, |at| at + 1)
        };
        let mut first = before.get(last_word(before)..).unwrap_or_default();
        // “Minister De Wit”: the article is a part of the name.
        if first.starts_with(char::is_uppercase) && language.words(List::FunctionWords).has(&fold(first)) {
            before = before[..before.len() - first.len()].trim_end_matches(' ');
            first = before.get(last_word(before)..).unwrap_or_default();
        }
        let folded = fold(first.trim_end_matches('.'));
        let is_other = [List::FunctionWords, List::Capitalised, List::Pronouns]
            .into_iter()
            .any(|list| language.words(list).has(&folded));
        language.words(List::Titles).has(&folded)
            || first.starts_with(char::is_uppercase) && !is_other && first.chars().any(char::is_lowercase)
    })
}

/// A passage within what is said in the source.
struct Speech {
    /// The sentences of the passage, and those of the speech that it is part of.
    turn: Span,
    /// Whether the passage stands between quotation marks, or in a turn of a transcript.
    is_in_quotation: bool,
    /// Whether the source sets speech in quotation marks at all.
    has_marks: bool,
    /// The speaker before a turn of a transcript.
    label: Option<String>,
}

impl Speech {
    fn new(source: &Source, passage: Span) -> Self {
        let text = &source.text;
        let plain = text.plain.as_str();
        let paragraph = text.paragraph_at(passage.start).map_or(passage, |paragraph| paragraph.plain);
        let quotations = quotations(&plain[paragraph.range()]);
        let start = (passage.start - paragraph.start) as usize;
        let end = (passage.end.min(paragraph.end) - paragraph.start) as usize;
        // A quotation that takes part of the speech, or marks of its own, is speech too.
        let around = quotations.iter().find(|(open, close)| *open <= end && start <= *close);
        let label = label(&plain[paragraph.range()]);
        let is_dialogue = plain[paragraph.range()].starts_with(['—', '–']);
        let turn = match around {
            Some((open, close)) => {
                let at = |offset: usize| paragraph.start as usize + offset;
                text.sentences_of(passage)
                    .to(text.sentences_of(Span::new(at(*open), at(*close).max(at(*open) + 1))))
            }
            None => text.sentences_of(passage),
        };
        Self {
            turn,
            is_in_quotation: around.is_some() || label.is_some() || is_dialogue,
            has_marks: plain.contains(['“', '„', '«', '"', '»', '「', '『']),
            label,
        }
    }

    /// Whether it is a turn of a transcript, in which at least two speak.
    fn is_turn(&self, source: &Source) -> bool {
        let paragraphs =
            source.text.paragraphs.iter().map(|paragraph| &source.text.plain[paragraph.plain.range()]);
        let is_other = |label: &String| Some(label) != self.label.as_ref();
        self.label.is_some() && paragraphs.filter_map(label).any(|label| is_other(&label))
    }

    /// Who speaks, as the turn of speech has it, each with whether it is somebody who belongs to the one named.
    fn speakers(&self, source: &Source, language: &Language) -> Vec<Named> {
        if let Some(label) = &self.label {
            return vec![Named { name: label.clone(), is_relation: false, has_office: false }];
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
                let (name, is_relation) = match attribution.speaker {
                    Speaker::Name(name) => (name, false),
                    Speaker::RelationOf(name) => (name, true),
                    Speaker::Pronoun | Speaker::Unnamed => return None,
                };
                let between = text.get(attribution.verb.end..name.start).unwrap_or_default();
                let has_office = is_office(between, language);
                Some(Named { name: text[name].to_owned(), is_relation, has_office })
            })
            .collect()
    }

    /// Whom the source names as the speaker, and not the one that the page names; nothing where it names nobody, or
    /// where it is not known of either that it is a person.
    fn other_speaker(
        &self,
        name: &str,
        statement: &str,
        (source, language): (&Source, &Language),
    ) -> Option<String> {
        let named = self.speakers(source, language);
        let is_named = |speaker: &str| shares_word(name, speaker);
        if named.iter().any(|named| is_named(&named.name) && !named.is_relation) {
            return None;
        }
        let other = named.first()?;
        let is_turn = self.is_turn(source);
        // Of a place or an organisation it is not known who speaks for it.
        let is_page_person = || {
            is_person(&[&source.text.plain, statement], name, language)
                || is_turn && self.is_label(source, name)
        };
        let is_other_person =
            || is_turn || other.has_office || is_person(&[&source.text.plain], &other.name, language);
        let speaker = &other.name;
        if other.is_relation && is_named(speaker) {
            return Some(format!("somebody who belongs to {speaker}"));
        }
        (is_page_person() && is_other_person()).then(|| match other.is_relation {
            true => format!("somebody who belongs to {speaker}"),
            false => speaker.clone(),
        })
    }

    /// Whether a name is that of a speaker in a transcript.
    fn is_label(&self, source: &Source, name: &str) -> bool {
        let paragraphs =
            source.text.paragraphs.iter().map(|paragraph| &source.text.plain[paragraph.plain.range()]);
        paragraphs.filter_map(label).any(|label| shares_word(&label, name))
    }
}

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

/// The quotations of a paragraph: the bytes of their opening and closing marks. One that is not closed goes on to
/// the paragraph's end: the next paragraph opens it again.
fn quotations(paragraph: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
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

/// Words of the longest name before a turn of a transcript.
const LONGEST_LABEL: usize = 4;

/// The speaker before a turn of a transcript: `LIND: The dam will hold.`
fn label(paragraph: &str) -> Option<String> {
    let (name, _) = paragraph.split_once(": ")?;
    let words: Vec<&str> = name.split(' ').collect();
    let is_name = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let is_label =
        words.len() <= LONGEST_LABEL && words.iter().all(is_name) && !name.contains([',', '“', '"', '«']);
    is_label.then(|| name.to_owned())
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
    fn labels_of_a_transcript() {
        assert_eq!(label("LIND: The dam will hold.").as_deref(), Some("LIND"));
        assert_eq!(label("Ada Lind: The dam will hold.").as_deref(), Some("Ada Lind"));
        assert_eq!(label("He said this: The dam will hold."), None);
    }
}
