//! Transcripts: WebVTT (W3C Candidate Recommendation of 2019) and SubRip. Cues are joined to paragraphs; the time of
//! every cue is a mark, the name of a speaker begins a paragraph.

use std::collections::BTreeSet;

use super::capture::{Capture, Paragraphs};
use super::fact::{SourceFact, StatedFacts};
use super::line::{clock, seconds, single_spaced};
use super::{FileRefusal, Format, encoding};
use crate::parse::source::Turn;

/// Seconds without words after which a new paragraph begins.
const PAUSE: f64 = 3.0;
/// Letters of a paragraph behind which the next sentence begins another.
const LONG: usize = 600;

/// Most bytes of a tag within a cue.
const LONGEST_TAG: usize = 400;

/// The tags that are none of the words: those of WebVTT and SubRip, and those of HTML that programs write into them.
const TAGS: [&str; 20] = [
    "a", "b", "big", "br", "c", "div", "em", "font", "i", "lang", "p", "rt", "ruby", "s", "small", "span",
    "strong", "sub", "u", "v",
];

/// Characters of a block that are shown to say which it is.
const FEW: usize = 80;

/// A cue: when, who and what.
#[derive(Clone, Debug, PartialEq)]
struct Cue {
    start: f64,
    end: f64,
    speaker: Option<String>,
    /// Whether the name of who speaks stands before the words.
    is_labelled: bool,
    text: String,
}

pub(super) fn read(bytes: &[u8], format: Format) -> Result<Capture, FileRefusal> {
    let decoded = encoding::decode(bytes, None)?;
    let ParsedCues { header, cues, untimed, stray } = parse(&decoded.text, format);
    let (cues, is_rolling) = unrolled(with_labels(cues));
    if cues.is_empty() {
        return Err(FileRefusal::new(
            format!("is {} without a single cue", format.name()),
            "check that it is complete, or give the text in it as a text file",
        ));
    }
    let mut capture = paragraphs(&cues).into_capture("transcript 3");
    capture.facts = facts(&header);
    if is_rolling {
        capture.remarks.push(
            "its lines roll, as those of automatic captions do: nobody may have checked their words; compare what you quote with the recording"
                .to_owned(),
        );
    }
    if let Some(first) = untimed.first() {
        capture.remarks.push(format!(
            "{} of its times are none, such as “{first}”: the words stand at the time before",
            untimed.len()
        ));
    }
    if let Some(first) = stray.first() {
        let few: String = first.chars().take(FEW).collect();
        capture.remarks.push(format!(
            "{} of its blocks have no time and are left out, as players leave them out: the first is “{few}”",
            stray.len()
        ));
    }
    if decoded.is_converted {
        capture.remarks.push(format!("it was {}", decoded.encoding));
    }
    Ok(capture)
}

/// A file taken apart.
#[derive(Default)]
struct ParsedCues {
    /// The header's lines.
    header: Vec<String>,
    cues: Vec<Cue>,
    /// Lines that stand where times are expected and are not times.
    untimed: Vec<String>,
    /// Words that stand in no cue.
    stray: Vec<String>,
}

fn parse(text: &str, format: Format) -> ParsedCues {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let ParsedCues { mut header, mut cues, mut untimed, mut stray } = ParsedCues::default();
    // A block is everything between blank lines; only blocks with times are cues, so that notes, styles and regions
    // of WebVTT are none.
    for (at, block) in text.split("\n\n").enumerate() {
        let lines: Vec<&str> = block.lines().filter(|line| !line.trim().is_empty()).collect();
        let is_header = at == 0 && format == Format::WebVtt;
        let is_other = format == Format::WebVtt && lines.first().is_some_and(|line| is_no_cue(line));
        // A cue may have a name above its times; above the first one, the header may stand.
        let reach = if is_header { lines.len() } else { 2 };
        let place = lines.iter().take(reach).position(|line| is_place_of_times(line)).filter(|_| !is_other);
        match place {
            Some(at) => {
                if is_header {
                    header.extend(lines[..at].iter().map(|line| (*line).to_owned()));
                }
                let (start, end) = times(lines[at]).unwrap_or_else(|| {
                    untimed.push(single_spaced(lines[at]));
                    let before = cues.last().map_or(0.0, |cue| cue.end);
                    (before, before)
                });
                cues.extend(spoken(&lines[at + 1..], start, end));
            }
            None if is_header => header.extend(lines.iter().map(|line| (*line).to_owned())),
            None if is_other => {}
            None => {
                let words: Vec<String> =
                    lines.iter().map(|line| unmarked(line).1).filter(|words| !words.is_empty()).collect();
                match cues.last_mut() {
                    _ if words.is_empty() => {}
                    // Behind a blank line within a cue of SubRip its words go on.
                    Some(last) if format == Format::SubRip => {
                        last.text.push(' ');
                        last.text.push_str(&words.join(" "));
                    }
                    _ => stray.push(words.join(" ")),
                }
            }
        }
    }
    ParsedCues { header, cues, untimed, stray }
}

/// Whether a block of WebVTT that begins with a line is a comment, a style or a region.
fn is_no_cue(line: &str) -> bool {
    let word = line.split([' ', '\t']).next().unwrap_or_default();
    word == "NOTE" || matches!(line.trim(), "STYLE" | "REGION")
}

/// Whether a line stands where times do: two words with an arrow between them, of digits and their signs.
fn is_place_of_times(line: &str) -> bool {
    let is_clock = |word: Option<&str>| {
        word.is_some_and(|word| {
            word.contains(':') && word.bytes().all(|byte| byte.is_ascii_digit() || b":.,".contains(&byte))
        })
    };
    line.split_once("-->")
        .is_some_and(|(from, to)| is_clock(Some(from.trim())) && is_clock(to.split_whitespace().next()))
}

fn times(line: &str) -> Option<(f64, f64)> {
    let (from, to) = line.split_once("-->")?;
    Some((seconds(from)?, seconds(to)?))
}

/// The cues of one block: one for each turn.
fn spoken(lines: &[&str], start: f64, end: f64) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    for line in lines {
        // Several voices may stand in one line.
        let voices = line.match_indices("<v").map(|(at, _)| at).filter(|at| *at > 0);
        let starts: Vec<usize> = std::iter::once(0).chain(voices).collect();
        let ends = starts.iter().copied().skip(1).chain([line.len()]);
        for (start_of_piece, end_of_piece) in starts.iter().copied().zip(ends) {
            let (voice, text) = unmarked(&line[start_of_piece..end_of_piece]);
            if text.is_empty() {
                continue;
            }
            // A dash or `>>` begins the turn of another, who is not named.
            let is_turn = || text.starts_with("- ") || text.starts_with("– ") || text.starts_with(">>");
            let speaker = voice.or_else(|| is_turn().then(String::new));
            let is_labelled = speaker.as_ref().is_none_or(String::is_empty) && label_of(&text).is_some();
            match cues.last_mut() {
                Some(last)
                    if !is_labelled && (speaker.is_none() || has_same_speaker(last, speaker.as_ref())) =>
                {
                    last.text.push(' ');
                    last.text.push_str(&text);
                }
                _ => cues.push(Cue { start, end, speaker, is_labelled: false, text }),
            }
        }
    }
    cues
}

/// Whether a cue is spoken by somebody who is named, and named so.
fn has_same_speaker(cue: &Cue, speaker: Option<&String>) -> bool {
    speaker.is_some_and(|name| !name.is_empty()) && cue.speaker.as_ref() == speaker
}

/// The name that stands before the words of a cue (`LIND: …`, `>> LIND: …`), and the words.
fn label_of(text: &str) -> Option<(&str, &str)> {
    let words = text.trim_start_matches(['>', '-', '–', ' ']);
    let turn = Turn::of(words)?;
    let spoken = &words[turn.length..];
    (!spoken.trim().is_empty()).then_some((turn.speaker?, spoken))
}

/// Takes names before words as speakers, where a file names several so: one alone may be a heading or a warning, and
/// then it is part of the words.
fn with_labels(mut cues: Vec<Cue>) -> Vec<Cue> {
    let is_open = |cue: &Cue| cue.speaker.as_ref().is_none_or(String::is_empty);
    let labels = cues.iter().filter(|cue| is_open(cue)).filter_map(|cue| label_of(&cue.text));
    if labels.map(|(name, _)| name).collect::<BTreeSet<_>>().len() < 2 {
        return cues;
    }
    for cue in cues.iter_mut().filter(|cue| is_open(cue)) {
        if let Some((name, words)) = label_of(&cue.text) {
            cue.speaker = Some(name.to_owned());
            cue.text = words.to_owned();
            cue.is_labelled = true;
        }
    }
    cues
}

/// A line without tags (`<i>`, `<c.yellow>`, `<00:19.000>`, `{\an8}`), with the voice that `<v Name>` names.
fn unmarked(line: &str) -> (Option<String>, String) {
    let mut speaker = None;
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(open) = rest.find(['<', '{']) {
        text.push_str(&rest[..open]);
        let inside = &rest[open + 1..];
        let near = &inside.as_bytes()[..inside.len().min(LONGEST_TAG)];
        let (is_tag, end) = if rest[open..].starts_with('{') {
            (inside.starts_with('\\'), memchr::memchr(b'}', near))
        } else {
            let end = memchr::memchr(b'>', near);
            (end.is_some_and(|end| is_tag(&inside[..end])), end)
        };
        let Some(end) = end.filter(|_| is_tag) else {
            text.push_str(&rest[open..=open]);
            rest = inside;
            continue;
        };
        let tag = &inside[..end];
        if let Some((name, voice)) = tag.split_once(char::is_whitespace)
            && (name == "v" || name.starts_with("v."))
        {
            speaker = Some(single_spaced(&decoded(voice)));
        }
        rest = &inside[end + 1..];
    }
    text.push_str(rest);
    (speaker.filter(|name| !name.is_empty()), single_spaced(&decoded(&text)))
}

/// Whether what stands between `<` and `>` is a tag or a time, and no words.
fn is_tag(inside: &str) -> bool {
    let tag = inside.trim_start_matches('/');
    let end = tag.find(['.', ' ', '\t', '/']).unwrap_or(tag.len());
    let (name, behind) = tag.split_at(end);
    let is_named = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
    // Of these two, words say who speaks and in which language; of others, attributes stand behind the name.
    let is_ended = behind.is_empty() || behind.starts_with(['.', '/']) || behind.contains('=');
    is_named && (is_ended || matches!(name, "v" | "lang")) || seconds(inside).is_some()
}

/// The character references that WebVTT has.
fn decoded(text: &str) -> String {
    let letters = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&quot;", "\""),
        ("&#39;", "'"),
    ];
    letters
        .iter()
        .fold(text.to_owned(), |text, (name, letter)| text.replace(name, letter))
        .replace("&amp;", "&")
}

/// Cues of which each repeats the end of the one before it, folded; and whether so many do. Automatic captions show
/// every line twice: when it is spoken, and above the next. Elsewhere, what stands twice was said twice.
fn unrolled(cues: Vec<Cue>) -> (Vec<Cue>, bool) {
    let count = cues.len();
    let (folded, repeated) = folded(&cues);
    if count >= 4 && repeated * 2 >= count { (folded, true) } else { (cues, false) }
}

/// Cues without what each repeats of the one before it, and how many do.
fn folded(cues: &[Cue]) -> (Vec<Cue>, usize) {
    let mut kept: Vec<Cue> = Vec::with_capacity(cues.len());
    let mut repeated = 0;
    for mut cue in cues.iter().cloned() {
        if let Some(last) = kept.last_mut()
            && last.speaker == cue.speaker
            && cue.start - last.end < 1.0
        {
            let overlap = overlap(&last.text, &cue.text);
            // One or two words may be said twice.
            if overlap > 0 && (overlap == cue.text.len() || cue.text[..overlap].split(' ').count() > 2) {
                repeated += 1;
                last.end = cue.end;
                cue.text = cue.text[overlap..].trim_start().to_owned();
                if cue.text.is_empty() {
                    continue;
                }
            }
        }
        kept.push(cue);
    }
    (kept, repeated)
}

/// Bytes at the beginning of `next` that are the end of `last`, in whole words.
fn overlap(last: &str, next: &str) -> usize {
    let ends = next.match_indices(' ').map(|(at, _)| at).chain([next.len()]);
    let is_shared = |end: &usize| {
        last.strip_suffix(&next[..*end]).is_some_and(|before| before.is_empty() || before.ends_with(' '))
    };
    ends.take(60).filter(is_shared).max().unwrap_or(0)
}

/// The cues as paragraphs: a new one begins with another speaker, behind a pause, and where one is long and a
/// sentence ends. Who speaks behind a pause is known where the cue says it.
fn paragraphs(cues: &[Cue]) -> Paragraphs {
    let mut paragraphs = Paragraphs::default();
    let mut open = CueParagraph::default();
    let mut last: Option<&Cue> = None;
    let mut speaker = "";
    for cue in cues.iter().filter(|cue| !cue.text.is_empty()) {
        // A name that is written again behind a sentence is part of what the file says.
        let is_named_anew = cue.is_labelled && !may_go_on(&open.text);
        let is_other =
            is_named_anew || cue.speaker.as_ref().is_some_and(|name| name.is_empty() || name != speaker);
        let is_after_pause = last.is_some_and(|last| cue.start - last.end >= PAUSE);
        let is_long = open.length > LONG && !may_go_on(&open.text);
        if !open.text.is_empty() && (is_other || is_after_pause || is_long) {
            open.end(&mut paragraphs, speaker);
        }
        let named = cue.speaker.as_deref();
        speaker = named.unwrap_or(if is_after_pause { "" } else { speaker });
        if open.text.is_empty() {
            open.marks.push((0, clock(cue.start)));
            if (is_other || cue.is_labelled) && !speaker.is_empty() {
                open.push(speaker);
                open.push(": ");
            }
        } else {
            open.push(" ");
            let time = clock(cue.start);
            if open.marks.last().is_none_or(|(_, before)| *before != time) {
                open.marks.push((open.length, time));
            }
        }
        open.push(&cue.text);
        last = Some(cue);
    }
    open.end(&mut paragraphs, speaker);
    paragraphs
}

/// Whether the sentence at the end of a text may go on behind it.
fn may_go_on(text: &str) -> bool {
    !text.ends_with(['.', '?', '!', '…', '”', '»'])
}

/// A paragraph while cues are added to it, with the times in it.
#[derive(Default)]
struct CueParagraph {
    text: String,
    /// Its characters.
    length: usize,
    marks: Vec<(usize, String)>,
}

impl CueParagraph {
    fn push(&mut self, words: &str) {
        self.text.push_str(words);
        self.length += words.chars().count();
    }

    fn end(&mut self, paragraphs: &mut Paragraphs, speaker: &str) {
        paragraphs.push(&self.text);
        paragraphs.speak(speaker);
        for (offset, label) in self.marks.drain(..) {
            paragraphs.mark_within(offset, label);
        }
        self.text.clear();
        self.length = 0;
    }
}

/// What the header of a WebVTT file states: `WEBVTT - A title`, `Language: en`.
fn facts(header: &[String]) -> StatedFacts {
    let mut facts = StatedFacts::default();
    for (at, line) in header.iter().enumerate() {
        if at == 0 {
            let title = line.trim_start_matches("WEBVTT").trim_start_matches([' ', '\t', '-', '–']);
            facts.state(SourceFact::Title, title, "the transcript's header");
        } else if let Some(language) = line.strip_prefix("Language:") {
            facts.state(SourceFact::Language, language, "the transcript's header");
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(text: &str, format: Format) -> (String, Vec<String>) {
        let capture = read(text.as_bytes(), format).unwrap();
        let marks =
            capture.marks.iter().map(|mark| format!("{}+{} {}", mark.paragraph, mark.offset, mark.label));
        (capture.body.text().to_owned(), marks.collect())
    }

    #[test]
    fn cues_are_joined_and_keep_their_times() {
        let vtt = "WEBVTT - Hearing\nLanguage: en\n\nNOTE a note\n\n1\n00:01.000 --> 00:03.000 align:start\n<v Ada Lind>We <i>never</i> agreed\n\n00:03.000 --> 00:05.500\nto that.\n\n00:05.600 --> 00:06.000\n<v Bo>Fish &amp; chips.\n\n01:00:00.000 --> 01:00:02.000\nLater on.\n";
        let (text, marks) = capture(vtt, Format::WebVtt);
        assert_eq!(text, "Ada Lind: We never agreed to that.\n\nBo: Fish & chips.\n\nLater on.\n");
        assert_eq!(marks, ["1+0 00:00:01", "1+26 00:00:03", "2+0 00:00:05", "3+0 01:00:00"]);
        let srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}It was <b>free</b>.\r\n\r\n2\r\n00:00:02,100 --> 00:00:03,000\r\n3 < 4, he said.\r\n";
        assert_eq!(capture(srt, Format::SubRip).0, "It was free. 3 < 4, he said.\n");
    }

    #[test]
    fn speakers_are_known_by_voices_and_by_names_before_words() {
        let speakers = |text: &str, format: Format| -> Vec<String> {
            let capture = read(text.as_bytes(), format).unwrap();
            capture.speakers.iter().map(|speaker| format!("{} {}", speaker.paragraph, speaker.name)).collect()
        };
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>One.\n\n00:09.000 --> 00:10.000\n<v Ada>Two.\n\n00:10.000 --> 00:11.000\n<v Bo>Three.\n\n00:11.000 --> 00:12.000\n- Four.\n- Five.\n";
        assert_eq!(speakers(vtt, Format::WebVtt), ["1 Ada", "3 Bo", "4 "]);
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nADA: One.\n\n2\n00:00:02,000 --> 00:00:03,000\nBO: Two\n\n3\n00:00:03,000 --> 00:00:04,000\nand three.\n>> ADA: Four.\n";
        assert_eq!(capture(srt, Format::SubRip).0, "ADA: One.\n\nBO: Two and three.\n\nADA: Four.\n");
        assert_eq!(speakers(srt, Format::SubRip), ["1 ADA", "2 BO", "3 ADA"]);
        // One name alone may be anything, however often it stands there.
        let note = |words: &str| format!("1\n00:00:01,000 --> 00:00:02,000\nWarning: {words}\n");
        let once = note("heavy rain.");
        assert_eq!(speakers(&once, Format::SubRip), Vec::<String>::new());
        let twice = format!("{once}\n{}", note("strong wind."));
        assert_eq!(capture(&twice, Format::SubRip).0, "Warning: heavy rain. Warning: strong wind.\n");
        assert_eq!(speakers(&twice, Format::SubRip), Vec::<String>::new());
        let among = format!("{twice}\n{srt}");
        let (text, _) = capture(&among, Format::SubRip);
        assert!(text.contains("Warning: heavy rain.\n\nWarning: strong wind.\n\nADA: One."), "{text}");
    }

    #[test]
    fn a_sentence_over_several_cues_is_one_whoever_is_named_above_them() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nADA: We never agreed\n\n2\n00:00:02,000 --> 00:00:03,000\nADA: to that.\n\n3\n00:00:03,000 --> 00:00:04,000\nBO: Nobody did.\n";
        assert_eq!(capture(srt, Format::SubRip).0, "ADA: We never agreed to that.\n\nBO: Nobody did.\n");
    }

    #[test]
    fn no_words_are_lost_in_silence() {
        let read_vtt = |vtt: &str| read(vtt.as_bytes(), Format::WebVtt).unwrap();
        let said = |capture: &Capture, words: &str| capture.remarks.iter().any(|one| one.contains(words));
        // Words that begin like a comment, and a cue right below the header.
        let capture = read_vtt(
            "WEBVTT\nLanguage: en\n00:01.000 --> 00:02.000\nOne.\n\nNOTEBOOK\n00:02.000 --> 00:03.000\nTwo.\n\nNOTE Three.\n",
        );
        assert_eq!(capture.body.text(), "One. Two.\n");
        assert_eq!(capture.facts.value(SourceFact::Language), "en");
        assert_eq!(capture.remarks, Vec::<String>::new());
        let capture = read_vtt("WEBVTT\n\n00:01.000 --> 00:02.000\nIt did\n\nnot hold.\n");
        assert!(said(&capture, "“not hold.”"), "{:?}", capture.remarks);
        let srt = "Not so.\n\n1\n00:00:01,000 --> 00:00:02,000\nIt holds.\n";
        let capture = read(srt.as_bytes(), Format::SubRip).unwrap();
        assert!(said(&capture, "“Not so.”"), "{:?}", capture.remarks);
        // Said twice, and no tag.
        let capture = read_vtt(
            "WEBVTT\n\n00:01.000 --> 00:02.000\nOh no.\n\n00:02.000 --> 00:03.000\nOh no.\n\n00:03.000 --> 00:04.000\nOf 3 <not 4> it is <c.red>so</c>, <00:03.500>I <I>say</I>.\n",
        );
        assert_eq!(capture.body.text(), "Oh no. Oh no. Of 3 <not 4> it is so, I say.\n");
    }

    #[test]
    fn a_time_that_is_none_costs_no_words() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:99:99,000 --> 00:00:01,000\nTwo.\n";
        let capture = read(srt.as_bytes(), Format::SubRip).unwrap();
        assert_eq!(capture.body.text(), "One. Two.\n");
        assert!(capture.marks.iter().all(|mark| mark.label.as_str() < "00:00:03"), "{:?}", capture.marks);
        assert!(capture.remarks[0].contains("1 of its times are none"), "{:?}", capture.remarks);
    }

    #[test]
    fn rolling_captions_are_folded() {
        let vtt = "WEBVTT\n\n00:00.000 --> 00:02.000\nthe council met on\n\n00:02.000 --> 00:02.010\nthe council met on\n\n00:02.010 --> 00:04.000\nthe council met on\nmonday to vote about\n\n00:04.000 --> 00:04.010\nmonday to vote about\n\n00:04.010 --> 00:06.000\nmonday to vote about\nthe bridge\n";
        let capture = read(vtt.as_bytes(), Format::WebVtt).unwrap();
        assert_eq!(capture.body.text(), "the council met on monday to vote about the bridge\n");
        assert!(capture.remarks[0].contains("automatic captions"), "{:?}", capture.remarks);
    }
}
