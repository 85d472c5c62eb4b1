//! Texts and Markdown, and what web clippers write above them: front matter of their own with the facts of the page.

use ibid_languages::Language;

use super::capture::{Capture, CapturedMark, CapturedText};
use super::fact::{SourceFact, StatedFacts};
use super::line::{clock, seconds};
use super::{FileRefusal, Format};
use crate::base::diagnostic::Rule;
use crate::base::span::Span;
use crate::parse::markdown::plain_runs;
use crate::parse::source::{SourceText, Turn};
use crate::read::yaml::{self, NodeKind};

const FRONT_MATTER: &str = "the clipping's front matter";

/// The keys of clippers (Obsidian Web Clipper, MarkDownload, Joplin, Zotero's notes) and what they state.
const KEYS: [(&str, SourceFact); 26] = [
    ("title", SourceFact::Title),
    ("author", SourceFact::Author),
    ("authors", SourceFact::Author),
    ("byline", SourceFact::Author),
    ("creator", SourceFact::Author),
    ("publisher", SourceFact::Publisher),
    ("site", SourceFact::Publisher),
    ("site_name", SourceFact::Publisher),
    ("sitename", SourceFact::Publisher),
    ("publication", SourceFact::Publisher),
    ("website", SourceFact::Publisher),
    ("published", SourceFact::Date),
    ("date", SourceFact::Date),
    ("date_published", SourceFact::Date),
    ("pubdate", SourceFact::Date),
    ("url", SourceFact::Url),
    ("source", SourceFact::Url),
    ("source_url", SourceFact::Url),
    ("link", SourceFact::Url),
    ("language", SourceFact::Language),
    ("lang", SourceFact::Language),
    ("accessed", SourceFact::Accessed),
    ("created", SourceFact::Accessed),
    ("clipped", SourceFact::Accessed),
    ("date_saved", SourceFact::Accessed),
    ("date saved", SourceFact::Accessed),
];

/// A text, without the front matter that a clipper wrote above it.
pub(super) fn read(text: String, format: Format) -> Result<Capture, FileRefusal> {
    let body = |text: String| {
        if format == Format::Markdown { CapturedText::Markdown(text) } else { CapturedText::Text(text) }
    };
    let Some(end) = end_of_front_matter(&text) else {
        let marks = if format == Format::Text { times(&text) } else { Vec::new() };
        let mut facts = StatedFacts::default();
        state_heading(&mut facts, &text, format);
        return Ok(Capture { marks, facts, ..Capture::new(body(text)) });
    };
    let rest = text[end..].trim_start_matches(['\n', '\r']).to_owned();
    if rest.trim().is_empty() {
        return Err(FileRefusal::new(
            "has front matter and no text below it",
            "give the captured text, or move the file to seeds/ if it is a source's record",
        ));
    }
    let mut capture = Capture::new(body(rest));
    capture.is_original_kept = true;
    capture.extractor = Some(format!("ibid {} clipping 1", env!("CARGO_PKG_VERSION")));
    match facts(&text) {
        Some(facts) => capture.facts = facts,
        None => {
            capture.facts = facts_by_line(&text[..end]);
            capture.remarks.push(
                "the front matter above its text is no valid YAML: it was read line by line, and is left out"
                    .to_owned(),
            );
        }
    }
    state_heading(&mut capture.facts, capture.body.text(), format);
    // Two of them, one below the other, would be read as a second front matter of the source.
    if end_of_front_matter(capture.body.text()).is_some() {
        return Err(FileRefusal::new("has two front matters", "delete one of them, and add the file again"));
    }
    Ok(capture)
}

/// States the heading with which a Markdown text begins as its title, unless it has one.
fn state_heading(facts: &mut StatedFacts, text: &str, format: Format) {
    if format != Format::Markdown || facts.get(SourceFact::Title).is_some() {
        return;
    }
    let mut lines = text.trim_start_matches('\u{feff}').lines().skip_while(|line| line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let underline = lines.next().unwrap_or_default().trim();
    let is_underlined = !underline.is_empty() && underline.bytes().all(|byte| byte == b'=');
    let heading = first.strip_prefix("# ").or_else(|| Some(first).filter(|_| is_underlined));
    let words: String = heading.into_iter().flat_map(plain_runs).map(|(_, words)| words).collect();
    facts.state(SourceFact::Title, words.trim().trim_end_matches('#'), "the first heading");
}

/// Where the text begins below front matter: lines `---` with keys between them, as a source's file would be read.
fn end_of_front_matter(text: &str) -> Option<usize> {
    yaml::second_front_matter("", text, 0)?;
    let start = text.len() - text.trim_start().len();
    yaml::split("", &text[start..]).ok().map(|split| start + split.body_offset)
}

fn facts(text: &str) -> Option<StatedFacts> {
    let start = text.len() - text.trim_start().len();
    let split = yaml::split("", &text[start..]).ok()?;
    let span = Span::new(split.yaml_offset, split.yaml_offset + split.yaml.len());
    let node = yaml::parse("", &text[start..], span, Rule::FrontMatter).ok()??;
    let NodeKind::Mapping(fields) = node.kind else { return None };
    let mut facts = StatedFacts::default();
    // The order of the table, not of the file: `published` says more of a page than `date`.
    for (key, fact) in KEYS {
        for field in fields.iter().filter(|field| field.key.value.to_lowercase() == key) {
            let values = match &field.value.kind {
                NodeKind::Sequence(items) => items.iter().filter_map(yaml::Node::text_or_number).collect(),
                _ => field.value.text_or_number().into_iter().collect::<Vec<_>>(),
            };
            for value in values {
                // Obsidian writes names as links to notes.
                facts.state(fact, value.value.trim_start_matches("[[").trim_end_matches("]]"), FRONT_MATTER);
            }
        }
    }
    Some(facts)
}

/// The facts of front matter that is no YAML, such as a title with a colon: one line, one value.
fn facts_by_line(front: &str) -> StatedFacts {
    let lines: Vec<(String, &str)> = front
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(key, _)| !key.starts_with([' ', '\t', '-']))
        .map(|(key, value)| (key.trim().to_lowercase(), value.trim().trim_matches(['"', '\''])))
        .collect();
    let mut facts = StatedFacts::default();
    for (key, fact) in KEYS {
        for (_, value) in
            lines.iter().filter(|(other, value)| other == key && !value.starts_with(['[', '{', '|', '>']))
        {
            facts.state(fact, value, FRONT_MATTER);
        }
    }
    facts
}

/// The times of a transcript written as a text, if most of its paragraphs begin with one and none goes back.
fn times(text: &str) -> Vec<CapturedMark> {
    let (plain, _) = SourceText::plain(text, 0, &[], Language::get("en"));
    let marks: Vec<(f64, CapturedMark)> = plain
        .paragraphs
        .iter()
        .filter_map(|paragraph| {
            let time = seconds(Turn::of(&plain.plain[paragraph.plain.range()])?.time?)?;
            Some((time, CapturedMark { paragraph: paragraph.number, offset: 0, label: clock(time) }))
        })
        .collect();
    let is_ordered = marks.windows(2).all(|pair| pair[0].0 <= pair[1].0);
    let are_most = marks.len() >= 3 && marks.len() * 2 > plain.paragraphs.len();
    if is_ordered && are_most { marks.into_iter().map(|(_, mark)| mark).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clipping_states_its_facts() {
        let text = "---\ntitle: \"A vote: the bridge\"\nsource: https://daily.example/vote\nauthor:\n  - \"[[Ada Lind]]\"\npublished: 2025-12-15\ncreated: 2025-12-16\ntags:\n  - clippings\n---\nThe **council** voted.\n";
        let capture = read(text.to_owned(), Format::Markdown).unwrap();
        assert_eq!(capture.body.text(), "The **council** voted.\n");
        let facts = &capture.facts;
        let found =
            [SourceFact::Title, SourceFact::Url, SourceFact::Author, SourceFact::Date, SourceFact::Accessed]
                .map(|fact| facts.value(fact));
        assert_eq!(
            found,
            ["A vote: the bridge", "https://daily.example/vote", "Ada Lind", "2025-12-15", "2025-12-16"]
        );
        assert!(capture.is_original_kept);
    }

    #[test]
    fn the_heading_that_begins_a_text_is_its_title() {
        let title = |text: &str, format: Format| {
            read(text.to_owned(), format).unwrap().facts.value(SourceFact::Title).to_owned()
        };
        assert_eq!(title("\n# Ferry *aground*\n\nWords.\n", Format::Markdown), "Ferry aground");
        assert_eq!(title("Ferry aground\n===\n\nWords.\n", Format::Markdown), "Ferry aground");
        assert_eq!(title("---\ndate: 2025\n---\n# Ferry #\n\nWords.\n", Format::Markdown), "Ferry");
        for none in
            ["Words.\n\n# Ferry\n", "## Ferry\n", "#ferry\n", "It met.\n  \nIt voted.\n", "It met.\n\t\n"]
        {
            assert_eq!(title(none, Format::Markdown), "", "{none}");
        }
        assert_eq!(title("# Ferry\n", Format::Text), "");
    }

    #[test]
    fn a_text_that_only_begins_with_a_rule_is_a_text() {
        let text = "---\nThe council voted.\n---\nIt did.\n";
        assert_eq!(read(text.to_owned(), Format::Text).unwrap().body.text(), text);
    }

    #[test]
    fn front_matter_that_is_no_yaml_is_read_line_by_line() {
        let text = "---\ntitle: A vote: the bridge\nsource: https://daily.example/vote\n---\nIt voted.\n";
        let capture = read(text.to_owned(), Format::Markdown).unwrap();
        assert_eq!(capture.facts.value(SourceFact::Title), "A vote: the bridge");
        assert_eq!(capture.facts.value(SourceFact::Url), "https://daily.example/vote");
        assert!(capture.remarks[0].contains("no valid YAML"), "{:?}", capture.remarks);
    }

    #[test]
    fn times_before_paragraphs_are_marks() {
        let marks = |text: &str| -> Vec<String> {
            let capture = read(text.to_owned(), Format::Text).unwrap();
            capture.marks.iter().map(|mark| format!("{} {}", mark.paragraph, mark.label)).collect()
        };
        let text = "Hearing\n\n[00:00:05] Ada: One.\n\n[00:12:31] Bo: Two.\n\n[1:00:00] Ada: Three.\n";
        assert_eq!(marks(text), ["2 00:00:05", "3 00:12:31", "4 01:00:00"]);
        // Times of a day's programme do not count up through the text.
        assert_eq!(marks("(10:00) One.\n\n(09:00) Two.\n\n(11:00) Three.\n"), Vec::<String>::new());
        assert_eq!(marks("[00:00:05] One.\n\nTwo.\n\nThree.\n"), Vec::<String>::new());
    }
}
