//! Whose words a quotation is: what the list of quotations by speaker is made of.

use std::collections::BTreeSet;

use ibid_languages::{Language, List, fold, word_ranges};

use super::person::is_person;
use super::speech::Speech;
use super::{QuotedSpeaker, attribution_line, is_same_language, said_on_page};
use crate::base::ids::{CiteIndex, SourceId};
use crate::base::spaces::single_spaces;
use crate::parse::source::Source;
use crate::parse::topic::{CitationGroup, Quotation};
use crate::verify::page::{Checker, CiteCheck, Passage, Spoken, State};

/// Where words that a page quotes were found: the citation of their group, its source, and the passage.
pub(in crate::verify::page) type QuotedPlace<'p> = (CiteIndex, SourceId, &'p Passage);

impl Checker<'_> {
    /// Notes whose words a quotation is: those of the person whom the source's sentence names as their speaker, or,
    /// where it names nobody, of the one whom the page names. Words that the source does not have as speech are
    /// nobody's.
    pub(in crate::verify::page) fn spoken(
        &mut self,
        quotation: &Quotation,
        (cite, index, passage): QuotedPlace<'_>,
    ) {
        let Some(group) = quotation.group else { return };
        let source = self.source(index);
        let speech = Speech::new(source, self.library.speech(index), passage.plain);
        if !speech.is_in_quotation {
            return;
        }
        let language = Language::get(self.library.language(index));
        let on_page = self.named_by_page(quotation, &self.page.document.groups[group], index);
        let Some((name, is_named_by_source)) = speech.person(on_page, source, language) else { return };
        let known = self.full_names.entry((index, name));
        let speaker = known.or_insert_with_key(|(_, name)| full_name(source, name, language)).clone();
        let spoken = Spoken {
            speaker,
            is_named_by_source,
            words: words(quotation),
            group,
            cite,
            passage: passage.clone(),
        };
        self.checks.spoken.push(spoken);
    }

    /// As [`Self::spoken`], of a translated quotation, whose original words stand in the excerpt of its citation.
    pub(in crate::verify::page) fn translated_speech(&mut self, quotation: &Quotation, checks: &[CiteCheck]) {
        let is_translated = |(_, check): &(CiteIndex, &CiteCheck)| check.state == State::Translated;
        let Some((cite, check)) = CiteIndex::enumerate(checks).find(is_translated) else { return };
        if let (Some(index), Some(passage)) = (check.source, check.passages.first()) {
            self.spoken(quotation, (cite, index, passage));
        }
    }

    /// The person whom the page names as the speaker, in the language of the source.
    fn named_by_page(&self, quotation: &Quotation, group: &CitationGroup, index: SourceId) -> Option<String> {
        let (page, source) = (self.library.page_language(self.page), self.source(index));
        if quotation.is_block || !is_same_language(page, self.library.language(index)) {
            return None;
        }
        let language = Language::get(page);
        match said_on_page(&group.claim.text, &quotation.text, language, source)? {
            QuotedSpeaker::By(name) => is_person(&[&source.text.plain], &name, language).then_some(name),
            QuotedSpeaker::ByBareName(_) | QuotedSpeaker::ByPronoun | QuotedSpeaker::ByOffice(_) => None,
        }
    }
}

/// The words of a quotation in one line, without whom a blockquote names as their speaker.
fn words(quotation: &Quotation) -> String {
    let text = quotation.text.trim();
    let own = text.rsplit_once('\n').filter(|_| quotation.is_block && attribution_line(text).is_some());
    let words = single_spaces(own.map_or(text, |(own, _)| own)).trim().to_owned();
    // Where a citation stood before the full stop.
    words.strip_suffix(" .").map(|words| format!("{words}.")).unwrap_or(words)
}

/// Most first names that are put before a last name.
const MOST_FIRST_NAMES: usize = 3;

/// Most words that are tried as a first name.
const MOST_TRIED: usize = 32;

/// The word with which a text ends.
fn last_word(text: &str) -> Option<&str> {
    let start = text
        .rfind(|letter: char| !letter.is_alphanumeric() && letter != '-')
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    text.get(start..).filter(|word| !word.is_empty())
}

/// A name with the first names that the source has before it somewhere: “Boris Pistorius” of “Pistorius”.
fn full_name(source: &Source, name: &str, language: &Language) -> String {
    let text = source.text.plain.as_str();
    let mut full = name.to_owned();
    if !language.is_spaced || word_ranges(name).count() > 1 {
        return full;
    }
    for _ in 0..MOST_FIRST_NAMES {
        let is_name = |at: &usize| !text[at + full.len()..].starts_with(char::is_alphanumeric);
        let mut places = memchr::memmem::find_iter(text.as_bytes(), full.as_bytes()).filter(is_name);
        let mut tried = BTreeSet::new();
        let first = places.find_map(|at| {
            let word = last_word(text[..at].strip_suffix(' ')?)?;
            // Each is looked for in the whole text: of a name that stands behind many words the first are tried.
            let is_new = tried.len() < MOST_TRIED && tried.insert(word);
            (is_new && is_first_name(text, word, language)).then_some(word)
        });
        let Some(first) = first else { break };
        full = format!("{first} {full}");
    }
    full
}

/// Whether a word can only be a first name: it has a capital, is no office, and a name follows wherever it stands.
/// A town or a day stands alone somewhere: “in Berlin Lind said”.
fn is_first_name(text: &str, word: &str, language: &Language) -> bool {
    let is_other = [List::FunctionWords, List::Capitalised, List::Pronouns, List::Titles]
        .into_iter()
        .any(|list| language.words(list).has(&fold(word)));
    let is_followed = |at: usize| {
        let behind = &text[at + word.len()..];
        behind.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase))
            // A part of another word.
            || behind.starts_with(char::is_alphanumeric)
    };
    word.starts_with(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
        && !is_other
        && memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).all(is_followed)
}
