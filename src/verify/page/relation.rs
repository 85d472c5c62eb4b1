//! Whether an excerpt has to do with the statement that is pinned to it.

use std::collections::BTreeSet;

use ibid_languages::{Language, List};

use super::{Checker, State};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::GroupIndex;
use crate::base::sentence::sentences;
use crate::base::span::Span;
use crate::parse::topic::{CitationGroup, Cite};
use crate::verify::figure::FigureText;
use crate::verify::likely::{stem, word_places};

/// Words that an excerpt must have that mean something.
const LEAST_WORDS: usize = 3;
/// Words that a shorter one must share with its statement.
const LEAST_SHARED: usize = 2;
/// Sentences before one citation of which programs are told which the excerpt has nothing to do with.
const SEVERAL: usize = 2;
/// Sentences from which on it is a finding: of two, the first often only leads up to the other.
const MANY: usize = 3;
/// Letters from which a word mostly means something, rather than join others.
const LEAST_LETTERS: usize = 4;

/// Stems of the words of a text that mean something: long ones, numbers, and names.
fn meaningful(text: &str) -> impl Iterator<Item = String> + '_ {
    let means = |word: &str| {
        let is_unspaced = |letter: char| ('\u{e00}'..='\u{e7f}').contains(&letter) || letter >= '\u{2e80}';
        is_long(word)
            || word.contains(is_unspaced)
            || word.contains(char::is_numeric)
            || word.chars().next().is_some_and(char::is_uppercase)
    };
    word_places(text).map(|place| &text[place.range()]).filter(move |word| means(word)).map(stem)
}

/// Those of them that two texts may share for more than a small word with which a sentence begins: “The”.
fn shareable<'t>(text: &'t str, language: &str) -> impl Iterator<Item = String> + use<'t> {
    let small = Language::get(language).words(List::FunctionWords);
    meaningful(text).filter(move |word| is_long(word) || !small.has(word))
}

fn is_long(word: &str) -> bool {
    word.chars().nth(LEAST_LETTERS - 1).is_some()
}

/// Whether a text shares a word with another one of which the words are given.
fn shares_word(text: &str, language: &str, words: &[String]) -> bool {
    !words.is_empty() && shareable(text, language).any(|word| words.contains(&word))
}

/// Whether a text is written without spaces between words, so that they cannot be counted here.
fn is_unspaced(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    let (all, unspaced) = letters.fold((0, 0), |(all, unspaced), letter| {
        let is_unspaced = ('\u{e00}'..='\u{eff}').contains(&letter) || letter >= '\u{2e80}';
        (all + 1, unspaced + usize::from(is_unspaced && !('\u{ac00}'..='\u{d7af}').contains(&letter)))
    });
    unspaced * 2 > all
}

impl Checker<'_> {
    /// Reports excerpts that say too little, or share nothing with the statement; they are not counted as
    /// compared, for a match of such words says nothing.
    pub(super) fn unrelated_excerpts(
        &mut self,
        group: &CitationGroup,
        statement: &str,
        checks: &mut [super::CiteCheck],
    ) {
        let page_language = self.library.page_language(self.page);
        for (check, cite) in checks.iter_mut().zip(&group.cites) {
            let Some(index) = check.source.filter(|_| check.state == State::Excerpt && !cite.is_translated)
            else {
                continue;
            };
            let language = self.library.language(index);
            let is_translated = primary(language) != primary(page_language);
            let mut is_related = false;
            for excerpt in &cite.excerpts {
                match relation(statement, &excerpt.text, (page_language, language), is_translated) {
                    Relation::Shared => is_related = true,
                    Relation::TooShort => self.unrelated(
                        excerpt.span,
                        "the excerpt has too few words to support a statement".to_owned(),
                    ),
                    Relation::Nothing => self.unrelated(
                        excerpt.span,
                        format!(
                            "the excerpt of `{}` shares no word, name or figure with the statement",
                            cite.key
                        ),
                    ),
                }
            }
            if !is_related {
                check.is_unrelated = true;
                let matched = cite.excerpts.len();
                self.checks.compared = self.checks.compared.saturating_sub(matched);
                self.checks.matched = self.checks.matched.saturating_sub(matched);
            }
        }
        self.sentences_without_excerpt(group, statement, checks);
    }

    /// Says of a statement of several sentences which of them its excerpts have nothing to do with.
    fn sentences_without_excerpt(
        &mut self,
        group: &CitationGroup,
        statement: &str,
        checks: &[super::CiteCheck],
    ) {
        let page_language = self.library.page_language(self.page);
        let is_compared = |(check, cite): (&super::CiteCheck, &Cite)| {
            let language = check.source.map(|index| primary(self.library.language(index)));
            check.state == State::Excerpt
                && !check.is_unrelated
                && !cite.is_translated
                && language == Some(primary(page_language))
        };
        if !checks.iter().zip(&group.cites).all(is_compared) {
            return;
        }
        let language = Language::get(page_language);
        let mut sentences = sentences_of(statement, language);
        if sentences.len() < SEVERAL {
            return;
        }
        // “Yes.” has no words that an excerpt could share.
        sentences.retain(|sentence| {
            (is_unspaced(sentence) || meaningful(sentence).nth(LEAST_SHARED - 1).is_some())
                && !is_question(sentence)
        });
        let excerpts = || group.cites.iter().flat_map(|cite| &cite.excerpts);
        let is_carried = |sentence: &&str| {
            excerpts().any(|excerpt| match is_unspaced(sentence) && is_unspaced(&excerpt.text) {
                true => !shares_no_character(sentence, &excerpt.text, language),
                false => shares_any(sentence, &excerpt.text, page_language),
            })
        };
        let without: Vec<&str> = sentences.iter().copied().filter(|sentence| !is_carried(sentence)).collect();
        if let (Some(first), Some(excerpt)) = (without.first(), excerpts().next())
            && without.len() < sentences.len()
        {
            let carried = sentences.len() - without.len();
            // What is read with the statement, such as its heading, stands before its first sentence.
            let own = statement.len() - group.claim.text.len();
            let words = |sentence: &&str| {
                let start = sentence.as_ptr() as usize - statement.as_ptr() as usize;
                let words = statement.get(start.max(own)..start + sentence.len())?.trim();
                (!words.is_empty()).then(|| words.to_owned())
            };
            let uncarried: Vec<String> = without.iter().filter_map(words).collect();
            if !uncarried.is_empty() {
                self.checks.uncarried.push((GroupIndex::new(self.checks.groups.len()), uncarried));
            }
            let others = without[1..].iter().fold(format!("“{}”", first.trim()), |named, sentence| {
                format!("{named}, “{}”", sentence.trim())
            });
            if sentences.len() < MANY {
                return;
            }
            let message = format!(
                "the excerpt is cited for {} sentences but relates to only {carried}, not to {others}",
                sentences.len(),
            );
            self.findings.push(
                Diagnostic::new(Rule::ExcerptUnrelated, &self.page.path, excerpt.span, message)
                    .help("cite each sentence by itself, or pin a second passage: `[@key, \"…\", \"…\"]`"),
            );
        }
    }

    fn unrelated(&mut self, span: Span, message: String) {
        self.findings.push(
            Diagnostic::new(Rule::ExcerptUnrelated, &self.page.path, span, message)
                .help("pin the words that say what the statement says"),
        );
    }
}

/// What a statement and an excerpt have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Shared,
    TooShort,
    Nothing,
}

fn relation(
    statement: &str,
    excerpt: &str,
    (page_language, language): (&str, &str),
    is_translated: bool,
) -> Relation {
    if is_unspaced(excerpt) {
        let is_comparable = !is_translated && is_unspaced(statement);
        return match is_comparable && shares_no_character(statement, excerpt, Language::get(language)) {
            true => Relation::Nothing,
            false => Relation::Shared,
        };
    }
    let figures = std::cell::LazyCell::new(|| FigureText::new(excerpt, language).figures());
    let is_short = meaningful(excerpt).nth(LEAST_WORDS - 1).is_none();
    let shares_enough = || {
        let words: BTreeSet<String> = meaningful(excerpt).collect();
        let shared: BTreeSet<String> = meaningful(statement).filter(|word| words.contains(word)).collect();
        shared.len() >= LEAST_SHARED
    };
    // Two words that the statement has too carry it: “close the clinic”.
    if is_short && figures.is_empty() && !shares_enough() {
        return Relation::TooShort;
    }
    if is_translated {
        return Relation::Shared;
    }
    let shares_figure = || {
        let stated = FigureText::new(statement, page_language).figures();
        stated.iter().any(|one| figures.iter().any(|other| one.value == other.value))
    };
    let words: Vec<String> = shareable(excerpt, language).collect();
    if shares_word(statement, page_language, &words) || shares_figure() {
        Relation::Shared
    } else {
        Relation::Nothing
    }
}

/// Whether two texts without spaces have no character in common that carries meaning, Chinese or katakana, and the
/// excerpt has enough of them; others than these are not told.
fn shares_no_character(statement: &str, excerpt: &str, language: &Language) -> bool {
    let small = language.words(List::FunctionWords);
    let carries = |letter: &char| {
        matches!(*letter, '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
            && !small.inner().any(|word| word == &*letter.encode_utf8(&mut [0; 4]))
    };
    excerpt.chars().filter(carries).count() >= LEAST_WORDS
        && statement.chars().filter(carries).count() >= LEAST_WORDS
        && !excerpt.chars().filter(carries).any(|letter| statement.contains(letter))
}

/// Whether a sentence shares a word, a name or a figure with an excerpt.
fn shares_any(sentence: &str, excerpt: &str, language: &str) -> bool {
    let words: Vec<String> = shareable(excerpt, language).collect();
    let shares_figure = || {
        let figures = FigureText::new(excerpt, language).figures();
        let stated = FigureText::new(sentence, language).figures();
        stated.iter().any(|one| figures.iter().any(|other| one.value == other.value))
    };
    shares_word(sentence, language, &words) || shares_figure()
}

/// Whether a sentence asks: then it states nothing that an excerpt could carry.
fn is_question(sentence: &str) -> bool {
    let end = sentence.trim_end().trim_end_matches(['”', '"', '»', '’', '\'', ')']);
    end.ends_with(['?', '？', '؟', '\u{37e}'])
}

/// The sentences of a statement.
fn sentences_of<'s>(statement: &'s str, language: &Language) -> Vec<&'s str> {
    let letters: Vec<(usize, char)> = statement.char_indices().collect();
    let only: Vec<char> = letters.iter().map(|(_, letter)| *letter).collect();
    let byte = |at: usize| letters.get(at).map_or(statement.len(), |(byte, _)| *byte);
    let ranges = sentences(&only, language);
    ranges.into_iter().filter_map(|range| statement.get(byte(range.start)..byte(range.end))).collect()
}

/// The language of a tag without region and script.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}
