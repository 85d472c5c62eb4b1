//! The agency whose report a text prints or takes over, by its dateline, its byline or its credit.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use ibid_languages::{Language, List, Series, fold, word_ranges};

use super::credit::is_credit;
use super::organisation::{agency_named, every_name, without_legal_form};
use super::{Paragraph, SourceText};
use crate::base::span::PlainSpan;
use crate::base::term;

/// Paragraphs among which a dateline is looked for: a headline and a standfirst may come before it.
const FIRST_PARAGRAPHS: usize = 4;
/// Bytes from the beginning of a paragraph within which its dateline ends.
const LONGEST_DATELINE: usize = 120;
/// Words of a place and a date.
const LONGEST_PLACE: usize = 8;
/// Bytes of a paragraph that is a byline only.
const LONGEST_BYLINE: usize = 80;
/// Words of a sentence that is a credit only: “Про це повідомляє Укрінформ.”
const LONGEST_CREDIT: usize = 6;

/// Pairs of marks around an agency in a dateline.
const BRACKETS: [(char, char); 7] =
    [('(', ')'), ('（', '）'), ('[', ']'), ('［', '］'), ('【', '】'), ('〔', '〕'), ('/', '/')];
const SENTENCE_ENDS: [char; 9] = ['.', '!', '?', '。', '।', '۔', '”', '»', '"'];
const DASHES: [char; 6] = ['-', '‐', '–', '—', '―', '−'];

/// The agencies that a text names as where its report comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportingAgencies {
    /// The one in its dateline or byline: `OSLO (Reuters) –`.
    pub printed: Option<String>,
    /// The one that its first sentence or its end credits: “…, Reuters reported”.
    pub credited: Option<String>,
}

impl ReportingAgencies {
    /// Reads the beginning and the end of a text.
    #[must_use]
    pub fn of(text: &SourceText, language: &Language) -> Self {
        let mut kept = text.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed);
        let first: Vec<&Paragraph> = kept.by_ref().take(FIRST_PARAGRAPHS).collect();
        let last = kept.next_back().or(first.last().copied());
        let words = |paragraph: &Paragraph| text.plain[paragraph.plain.range()].trim();
        let beginnings = || first.iter().map(|paragraph| words(paragraph));
        let printed = beginnings().find_map(|paragraph| byline(paragraph).or_else(|| dateline(paragraph)));
        let printed = printed.or_else(|| byline(words(last?))).map(str::to_owned);
        // A headline has no stop.
        let is_sentence = |paragraph: &&&Paragraph| words(paragraph).ends_with(SENTENCE_ENDS);
        let opening = first.iter().find(is_sentence).and_then(|paragraph| {
            let start = paragraph.plain.start;
            sentence(text, PlainSpan { start, end: start + 1 })
        });
        let closing = last.filter(|last| !last.plain.range().is_empty()).and_then(|last| {
            let end = last.plain.end;
            sentence(text, PlainSpan { start: end - 1, end })
        });
        let credited = opening.and_then(|sentence| credited(sentence, language));
        let credited = credited.or_else(|| closing_credit(closing?, language));
        Self { printed, credited: credited.map(str::to_owned) }
    }
}

/// The agency that is written as a whole text.
fn known(name: &str) -> Option<&'static str> {
    agency_named(&without_legal_form(name))
}

/// The names that may stand within a run of letters without spaces: `ロンドン共同`.
fn unspaced_names() -> &'static [(&'static str, &'static str)] {
    static NAMES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
        let is_unspaced = |name: &str| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|letter| matches!(letter, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
        };
        every_name().filter(|(name, _)| is_unspaced(name)).collect()
    });
    &NAMES
}

/// The agency of a paragraph that is nothing but its name, as a byline or a credit: `By The Associated Press`,
/// `Ada Lind, Associated Press`, `Source: Reuters`, `(dpa)`.
fn byline(paragraph: &str) -> Option<&'static str> {
    if paragraph.len() > LONGEST_BYLINE {
        return None;
    }
    let bare = paragraph.trim_matches(|letter: char| !letter.is_alphanumeric());
    let last = bare.rsplit([',', '|', '·', '•', '\n', ':', '：']).next().unwrap_or(bare);
    let before = &bare[..bare.len() - last.len()];
    // “Photo: Reuters” says where a picture is from.
    if let Some((label, _)) = bare.split_once([':', '：'])
        && !word_ranges(label).last().is_some_and(|word| is_byline_word(&label[word]))
    {
        return None;
    }
    if word_ranges(before).count() > LONGEST_PLACE || before.contains(['“', '"', '?', '!']) {
        return None;
    }
    known(last).or_else(|| {
        let (first, rest) = last.trim_start().split_once(' ')?;
        is_byline_word(first).then(|| known(rest)).flatten()
    })
}

/// Whether a byline begins with a word in any language: by, von, source.
fn is_byline_word(word: &str) -> bool {
    let word = fold(word);
    let lists = [List::BylineWords, List::By, List::CreditsBefore];
    Language::all().iter().any(|language| lists.iter().any(|list| language.words(*list).has(&word)))
}

/// The agency in the dateline of a paragraph: `OSLO, Dec. 14 (Reuters) – The harbour …`, `МОСКВА, 3 мая. /ТАСС/.`,
/// `Kyiv — Ukrinform.`
fn dateline(paragraph: &str) -> Option<&str> {
    let longest = LONGEST_DATELINE.min(paragraph.len());
    let end = (0..=longest).rev().find(|at| paragraph.is_char_boundary(*at)).unwrap_or_default();
    let head = &paragraph[..end];
    bracketed(paragraph, head).or_else(|| between_stops(head)).or_else(|| wire_line(head))
}

/// The agency between brackets.
fn bracketed<'p>(paragraph: &'p str, head: &'p str) -> Option<&'p str> {
    let (at, open, close) = head.char_indices().find_map(|(at, letter)| {
        let (open, close) = BRACKETS.into_iter().find(|(open, _)| *open == letter)?;
        Some((at, open, close))
    })?;
    let start = at + open.len_utf8();
    let end = start + head[start..].find(close)?;
    let inner = head[start..end].trim();
    let before = head[..at].trim();
    let behind = paragraph[end + close.len_utf8()..].trim_start();
    let is_marked = behind.starts_with(DASHES) || behind.starts_with(['.', ':', '=', '：']);
    if let Some(agency) = agency_of(inner) {
        let goes_on = is_marked || !behind.starts_with(char::is_lowercase);
        return (goes_on && is_place(before)).then_some(agency);
    }
    // Of an agency that no list has, the place stands in capitals.
    let place = before.split([',', '/']).next().unwrap_or_default();
    let is_parted = !before.contains(['.', '!', '?', '“', '"']) || place.len() < before.len();
    let is_capital = !place.contains(char::is_lowercase);
    let is_name = inner.chars().next().is_some_and(char::is_alphabetic) && inner.split(' ').count() <= 3;
    (open == '(' && is_parted && is_capital && is_name && behind.starts_with(DASHES)).then_some(inner)
}

/// The agency in brackets, alone or behind the place and a sign: `서울=연합뉴스`, `dpa/lnw`, `ロンドン共同`.
fn agency_of(inner: &str) -> Option<&'static str> {
    if let Some(agency) = known(inner) {
        return Some(agency);
    }
    let parts = inner.split(['=', '＝', '/', ',', '、', '-', '–', ' ', '\u{3000}', '\u{a0}']);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let is_short = parts.len() <= LONGEST_PLACE;
    let known_part = || parts.iter().rev().find_map(|part| known(part));
    let ending =
        || unspaced_names().iter().find(|(name, _)| inner.ends_with(name)).map(|(_, agency)| *agency);
    is_short.then(|| known_part().or_else(ending)).flatten().or_else(|| wire_line(inner))
}

/// The agency between a dash or a stop and another: `МОСКВА, 3 мая — РИА Новости.`
fn between_stops(head: &str) -> Option<&'static str> {
    let is_stop = |(at, letter): &(usize, char)| match letter {
        '.' | ',' | ':' => head[at + letter.len_utf8()..].starts_with([' ', '\n']),
        '-' => head[..*at].ends_with(' '),
        _ => DASHES.contains(letter) || *letter == '\n',
    };
    let stops: Vec<Range<usize>> =
        head.char_indices().filter(is_stop).map(|(at, letter)| at..at + letter.len_utf8()).collect();
    stops.windows(2).find_map(|pair| {
        let before = head[..pair[0].start].trim();
        let name = head[pair[0].end..pair[1].start].trim();
        let is_written = || every_name().any(|(written, _)| written == name);
        let agency = known(name).filter(|_| !before.is_empty() && is_written())?;
        is_place(before).then_some(agency)
    })
}

/// The agency at the beginning of a dateline that is written as one word: `新华社北京5月3日电`.
fn wire_line(head: &str) -> Option<&'static str> {
    let (line, _) =
        head.split_once(['，', '。', '、', ' ', '\u{3000}', '\n', '（', '(']).unwrap_or((head, ""));
    let names = unspaced_names().iter();
    // The whole line: a bracket behind it, or its place, may stand before its end.
    let (name, agency) = names.max_by_key(|(name, _)| if line.starts_with(name) { name.len() } else { 0 })?;
    let rest = line.strip_prefix(name)?;
    let ends = |language: &Language| language.words(List::DatelineEnds).inner().any(|end| rest.contains(end));
    Language::all().iter().any(ends).then_some(*agency)
}

/// Whether what stands before an agency is a place and a date, and no part of a sentence: words with capitals,
/// numbers, names of months and of days.
fn is_place(before: &str) -> bool {
    let mut words = word_ranges(before).map(|word| &before[word]);
    let is_calendar = |word: &str| {
        let word = fold(word);
        Language::all().iter().any(|language| {
            let calendar = [Series::Months, Series::Weekdays].into_iter();
            calendar.flat_map(|series| language.series(series)).any(|(_, words)| words.has(&word))
                || language.words(List::NameParticles).has(&word)
        })
    };
    let is_short = word_ranges(before).count() <= LONGEST_PLACE;
    is_short
        && !before.contains(['“', '”', '"', '„', '«', '?', '!', ';'])
        && words.all(|word| !word.starts_with(char::is_lowercase) || is_calendar(word))
}

/// The sentence of a text at a place.
fn sentence(text: &SourceText, at: PlainSpan) -> Option<&str> {
    text.plain.get(text.sentences_of(at).range()).map(str::trim)
}

/// The agency that a sentence credits with what it reports.
fn credited(sentence: &str, language: &Language) -> Option<&'static str> {
    let spaced = names_in(sentence);
    let unspaced = (!language.is_spaced
        || sentence.contains(|letter| matches!(letter, '\u{ac00}'..='\u{d7a3}')))
    .then(unspaced_names)
    .into_iter()
    .flatten()
    .flat_map(|(name, agency)| sentence.match_indices(name).map(|(at, _)| (at..at + name.len(), *agency)));
    spaced
        .into_iter()
        .chain(unspaced)
        .find(|(name, _)| is_credit(sentence, name.clone(), language))
        .map(|(_, agency)| agency)
}

/// Names of agencies as they are written, by their first word.
fn names_in(sentence: &str) -> Vec<(Range<usize>, &'static str)> {
    static BY_FIRST: LazyLock<HashMap<&str, Vec<(&str, &str)>>> = LazyLock::new(|| {
        let mut names: HashMap<&str, Vec<_>> = HashMap::new();
        for (name, agency) in every_name() {
            let first = word_ranges(name).next().map_or(name, |first| &name[first]);
            names.entry(first).or_default().push((name, agency));
        }
        names.values_mut().for_each(|names| names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len())));
        names
    });
    let named = word_ranges(sentence).filter_map(|word| {
        let rest = &sentence[word.start..];
        let (name, agency) =
            BY_FIRST.get(&sentence[word.clone()])?.iter().find(|(name, _)| rest.starts_with(name))?;
        Some((word.start..word.start + name.len(), *agency))
    });
    named.collect()
}

/// The agency that the last sentence of a text credits and says nothing else of.
fn closing_credit(last: &str, language: &Language) -> Option<&'static str> {
    if term::all(last).len() > LONGEST_CREDIT {
        return None;
    }
    credited(last, language).or_else(|| byline(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_of_many_forms_name_their_agency() {
        for (text, agency) in [
            ("OSLO (Reuters) – The harbour was closed.", "Reuters"),
            ("LAGOS, Dec. 14 (AFP) - The bank", "Agence France-Presse"),
            ("(AP) — The bank", "Associated Press"),
            ("LAGOS (Coast Wire) — The bank", "Coast Wire"),
            ("Berlin (dpa) – Der Hafen", "DPA"),
            ("Düsseldorf (dpa/lnw) - Der Hafen", "DPA"),
            ("(PAP) Port został zamknięty.", "PAP"),
            ("Madrid, 3 may (EFE).- El puerto", "EFE"),
            ("OSLO (NTB): Havnen", "NTB"),
            ("Budapest, 2025. május 3., szombat (MTI) - A kikötőt", "MTI"),
            ("МОСКВА, 3 мая. /ТАСС/. Порт закрыт.", "TASS"),
            ("МОСКВА, 3 мая — РИА Новости. Порт закрыт.", "RIA Novosti"),
            ("КИЇВ. 3 травня. УНІАН. Порт закрито.", "UNIAN"),
            ("新华社北京5月3日电 港口关闭。", "Xinhua"),
            ("（中央社記者李明台北3日電）港口關閉。", "CNA"),
            ("【ロンドン共同】港は閉鎖された。", "Kyodo News"),
            ("［東京　３日　ロイター］ - 港は", "Reuters"),
            ("(서울=연합뉴스) 김민수 기자 = 항구가", "Yonhap"),
            ("القاهرة (رويترز) - أغلق الميناء", "Reuters"),
        ] {
            assert_eq!(dateline(text), Some(agency), "{text}");
        }
        for text in [
            "The board (which met twice) – all of it – agreed.",
            "OSLO (from our correspondent at the harbour) – It",
            "The harbour was closed.",
            "The editor (Reuters) – a man of fifty – agreed.",
            "Der Fotograf (dpa) kam nicht.",
            "Порт закрыт. Здание ТАСС рядом.",
            "新华社的大楼在附近，来电很多。",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
    }

    #[test]
    fn bylines_and_credits_name_their_agency() {
        for (text, agency) in [
            ("By The Associated Press", Some("Associated Press")),
            ("Ada Lind, Associated Press", Some("Associated Press")),
            ("Quelle: dpa", Some("DPA")),
            ("/ritzau/", Some("Ritzau")),
            ("Reuters was founded in London in 1851.", None),
            ("The harbour of Oslo", None),
            ("Photo: Reuters", None),
            ("Photograph: Ann Lee/Reuters", None),
            ("Ann Lee/Reuters", None),
            ("Foto: dpa", None),
        ] {
            assert_eq!(byline(text), agency, "{text}");
        }
        for (tag, text, agency) in [
            ("de", "Der Hafen ist zu, wie die Nachrichtenagentur dpa berichtet.", Some("DPA")),
            ("uk", "Порт закрито, передає УНІАН.", Some("UNIAN")),
            ("ko", "로이터에 따르면 항구가 폐쇄됐다.", Some("Reuters")),
            ("en", "The Reuters office in Oslo was closed.", None),
            ("uk", "Кореспондент Укрінформу був там.", None),
        ] {
            assert_eq!(credited(text, Language::get(tag)), agency, "{text}");
        }
    }
}
