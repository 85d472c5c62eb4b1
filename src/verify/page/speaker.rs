//! Who says a quotation on the page, and who says it in the source.

mod person;
mod speech;
mod spoken;

use std::ops::Range;

use ibid_languages::{Language, List, fold, word_ranges};

use super::{Checker, Passage};
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::ids::SourceId;
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::parse::source::Source;
use crate::parse::topic::{CitationGroup, Quotation};
use crate::verify::attribution::{
    AttributedSpeaker, Attribution, attributions, holder_before, is_behind_relation, is_genitive_of,
    last_name, named, shares_word, without_subject_marks,
};
use person::{is_name_in, is_name_in_text, is_never_lower, is_person, is_titled_in};
use speech::{OtherSpeaker, Speech};

pub(in crate::verify) use speech::SpeechIndex;

/// Words between a verb of saying and the quotation beside it.
const FURTHEST: usize = 4;

/// Who says a quotation, as its page has it.
enum QuotedSpeaker {
    /// Somebody named.
    By(String),
    /// Somebody named, as it seems: in scripts without capitals.
    ByBareName(String),
    /// Somebody named by a pronoun.
    ByPronoun,
    /// Somebody named by an office: “the mayor said”.
    ByOffice(String),
}

impl Checker<'_> {
    /// Compares who is said to speak a quotation with what the source says of the passage.
    pub(super) fn speaker(
        &mut self,
        quotation: &Quotation,
        group: &CitationGroup,
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
        let speech = Speech::new(source, self.library.speech(index), passage.plain);
        if let QuotedSpeaker::ByBareName(name) = &said {
            if let Some(who) = speech.other_bare_speaker(name, (source, language)) {
                self.other_speaker((name, &who), quotation.span, index, &speech);
            }
            return;
        }
        if let QuotedSpeaker::ByOffice(office) = &said
            && let Some(who) = speech.other_office(office, (source, language))
        {
            return self.other_speaker((office, &who), quotation.span, index, &speech);
        }
        if let QuotedSpeaker::By(name) = &said
            && let Some(who) = speech.other_speaker(name, &group.claim.text, (source, language))
        {
            return self.other_speaker((name, &who), quotation.span, index, &speech);
        }
        if !speech.is_in_quotation {
            let message = "the page presents these words as somebody's speech, but the source has no quotation marks around them";
            let help = "say it in your own words and pin the passage: `[@key, \"…\"]`, or attribute the words to the report";
            self.report_speech(
                (Rule::SpeechReported, message.to_owned(), help),
                quotation.span,
                index,
                &speech,
            );
            // “Critics” may be named at the beginning of a sentence only, or may be nobody in particular.
            let is_known = match &said {
                QuotedSpeaker::By(name) => {
                    is_person(&[&source.text.plain], name, language)
                        || is_name_in(source, name)
                        || is_name_in_text(&group.claim.text, name)
                }
                QuotedSpeaker::ByBareName(_) | QuotedSpeaker::ByPronoun | QuotedSpeaker::ByOffice(_) => true,
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
        group: &CitationGroup,
        index: SourceId,
        passage: &Passage,
    ) -> Option<Diagnostic> {
        let source = self.source(index);
        let language = Language::get(self.library.page_language(self.page));
        let statement = group.claim.text.as_str();
        let sentence = source.text.sentences_of(passage.plain);
        let before = source.text.plain.get(sentence.start as usize..passage.plain.start as usize)?;
        if quotation.is_block || before.trim().is_empty() {
            return None;
        }
        let own = statement[..statement.find(&quotation.text)?].trim_end_matches(OPENING_MARKS);
        let of = holder_of_subject(before, own, language)?;
        let message = format!("the source attributes this to somebody connected with {}", &before[of]);
        let speech = Speech::new(source, self.library.speech(index), passage.plain);
        let help = "name the speaker that the source names";
        Some(self.speech_finding((Rule::QuoteSpeaker, message, help), quotation.span, index, &speech))
    }

    /// The same as [`Self::speaker`] where the page names the speaker beside the quotation: before a colon, in another
    /// cell of its row, or below a blockquote.
    fn label(&mut self, quotation: &Quotation, group: &CitationGroup, index: SourceId, passage: &Passage) {
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
        let speech = Speech::new(source, self.library.speech(index), passage.plain);
        if is_own_name(source, name) {
            return;
        }
        let Some(who) = speech.other_speaker(name, &group.claim.text, (source, language)) else { return };
        if !who.is_certain {
            return;
        }
        self.other_speaker((name, &who), quotation.span, index, &speech);
        // What stands beside the words may be what they are about, or whom others speak for: “White House: “…””.
        let is_speaker = has_office || is_titled_in(&source.text.plain, name, language);
        if !is_speaker && let Some(finding) = self.findings.last_mut() {
            finding.severity = Severity::Note;
        }
    }

    fn other_speaker(
        &mut self,
        (name, other): (&str, &OtherSpeaker),
        span: Span,
        index: SourceId,
        speech: &Speech,
    ) {
        let message = format!("the page names {name} as the speaker, the source names {}", other.who);
        let help = "name the speaker that the source names";
        self.report_speech((Rule::QuoteSpeaker, message, help), span, index, speech);
        if !other.is_certain
            && let Some(finding) = self.findings.last_mut()
        {
            finding.severity = Severity::Note;
        }
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

/// What stands between a name and the words that are quoted of it.
const OPENING_MARKS: [char; 8] = ['“', '„', '«', '"', '״', '”', '「', ' '];

/// The name with which a part of the source's sentence ends, where it is only that of whom its subject belongs to, and a
/// part of the statement ends with the name as the subject.
fn holder_of_subject(before: &str, own: &str, language: &Language) -> Option<Range<usize>> {
    if let Some(of) = holder_before(before, language) {
        let is_own = if language.is_spaced {
            let last = word_ranges(own).last().filter(|last| own[last.end..].trim().is_empty())?;
            holder_before(own, language).is_none() && shares_word(&own[last], &before[of.clone()])
        } else {
            let subject = without_subject_marks(own.trim_end_matches(['，', '、', ':', '：']), language);
            holder_before(own, language).is_none() && subject.ends_with(&before[of.clone()])
        };
        return is_own.then_some(of);
    }
    let (of, is_relation) = last_name(before, language, |_| true)?;
    let (name, is_own_relation) = last_name(own, language, |_| true)?;
    if is_own_relation || !shares_word(&own[name.clone()], &before[of.clone()]) {
        return None;
    }
    let is_genitive = || {
        is_behind_relation(before, of.start, language)
            && is_genitive_of(&before[of.clone()], &own[name.clone()], language)
    };
    (is_relation || is_genitive()).then_some(of)
}

fn is_same_language(one: &str, other: &str) -> bool {
    Language::get(one).is_known() && Language::get(one).code == Language::get(other).code
}

/// Who the page says speaks a quotation: the speaker of the verb of saying beside it. Nothing where that is the
/// source itself, or nobody in particular.
fn said_on_page(statement: &str, words: &str, language: &Language, source: &Source) -> Option<QuotedSpeaker> {
    let at = statement.find(words)?;
    let found = attributions(statement, language, |word| {
        is_name_in(source, word)
            || is_name_in_text(statement, word)
            || is_never_lower([statement, &source.text.plain], word)
    });
    // Of several the nearest: “according to Reuters, Ortiz said: “…””.
    let distance = |attribution: &Attribution| {
        let between = if attribution.verb.end <= at {
            &statement[attribution.verb.end..at]
        } else if attribution.verb.start >= at + words.len() {
            &statement[at + words.len()..attribution.verb.start]
        } else {
            return None;
        };
        let count = word_ranges(between).count();
        (count <= FURTHEST && !between.contains(['.', '!', '?', ';', '。'])).then_some(count)
    };
    let nearest = found.iter().filter_map(|found| Some((distance(found)?, found)));
    let (_, beside) = nearest.min_by_key(|(distance, _)| *distance)?;
    match &beside.speaker {
        AttributedSpeaker::Name(name) => {
            let name = statement[name.clone()].to_owned();
            // “The memorandum says”: a source speaks for itself.
            let is_itself = || {
                let title = source.meta.title.as_deref().unwrap_or_default();
                shares_word(&name, title) && !is_person(&[&source.text.plain], &name, language)
            };
            (!is_own_name(source, &name) && !is_itself()).then_some(QuotedSpeaker::By(name))
        }
        AttributedSpeaker::Pronoun => Some(QuotedSpeaker::ByPronoun),
        AttributedSpeaker::Bare(name) => Some(QuotedSpeaker::ByBareName(statement[name.clone()].to_owned())),
        AttributedSpeaker::Unnamed => {
            let office = office_beside(statement, &beside.verb, language)?;
            Some(QuotedSpeaker::ByOffice(statement[office].to_owned()))
        }
        AttributedSpeaker::RelationOf(_) => None,
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
    let before =
        statement[..statement.find(words)?].trim_end_matches(['“', '„', '«', '"', '״', '”', '»', ' ']);
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

/// The office directly before a verb of saying, “the mayor said”, or behind one that follows speech, “said the mayor”.
pub(in crate::verify) fn office_beside(
    text: &str,
    verb: &Range<usize>,
    language: &Language,
) -> Option<Range<usize>> {
    let is = |list: List, word: &Range<usize>| language.words(list).has(&fold(&text[word.clone()]));
    let before = &text[..verb.start];
    let mut last: Vec<Range<usize>> = word_ranges(before).collect();
    // “La ministre a dit”
    let auxiliary = last.pop_if(|word| is(List::Auxiliaries, word));
    let end = auxiliary.map_or(before.len(), |word| word.start);
    let office = last.pop().filter(|word| before[word.end..end].trim().is_empty() && is(List::Titles, word));
    office.or_else(|| {
        let mut behind =
            word_ranges(&text[verb.end..]).map(|word| verb.end + word.start..verb.end + word.end);
        let word = behind.find(|word| !is(List::FunctionWords, word) && !is(List::Auxiliaries, word))?;
        let is_next = !text[verb.end..word.start].contains(|mark: char| !mark.is_alphabetic() && mark != ' ');
        (is_next && is(List::Titles, &word)).then_some(word)
    })
}
