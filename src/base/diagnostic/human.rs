//! Findings for people: the look of rustc, drawn by `annotate-snippets`; no other file uses that crate.
//!
//! The crate is given a small window of the file, not the file: a paragraph is often one line of thousands
//! of characters, and the crate would print as many of them as the finding spans, and scan the whole file
//! for each finding. As the window's columns are not the file's, the line `--> path:line:column` is written
//! here. Right-to-left text is passed on in the order in which it is stored; how a terminal sets it
//! under the marks is not handled.

use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_LINE_NUM_STYLE;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity, TextLocator, Texts, printable, reported};
use crate::base::span::{LineColumn, Span};

/// How many cells of a line are shown; with the line number a frame stays within 100 columns.
const WINDOW: usize = 88;
/// How many cells before a long finding are shown.
const LEAD: usize = 12;
/// What stands where a line was cut.
const CUT: &str = "...";
/// How many lines are shown at the start and at the end of a finding that spans more.
const HEAD_AND_TAIL: (usize, usize) = (5, 2);

/// The findings as text for a terminal, with a blank line after each; `colour` adds ANSI styles.
///
/// At most `limit` findings are shown, in the order given; notes are left out first, then warnings, and a
/// last line says how many more there are. Nothing in a file, a path or a message reaches the terminal as a
/// control sequence.
#[must_use]
pub fn render(findings: &[Diagnostic], texts: &dyn Texts, colour: bool, limit: usize) -> String {
    let renderer = if colour { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let mut places = TextLocator::new(texts);
    let mut report = String::new();
    let count = reported(findings).count();
    let of = |severity| reported(findings).filter(|finding| finding.severity == severity).count();
    // Warnings get the room that errors leave, and notes the rest, so that no limit hides why a run failed.
    let mut room_for_errors = limit;
    let mut room_for_warnings = limit.saturating_sub(of(Severity::Error));
    let mut room_for_notes = room_for_warnings.saturating_sub(of(Severity::Warning));
    for finding in reported(findings) {
        let room = match finding.severity {
            Severity::Error => &mut room_for_errors,
            Severity::Note => &mut room_for_notes,
            Severity::Warning | Severity::Off => &mut room_for_warnings,
        };
        if *room > 0 {
            *room -= 1;
            report.push_str(&finding_text(finding, &mut places, &renderer, colour));
            report.push('\n');
        }
    }
    if count > limit {
        report.push_str(&format!("… and {} more\n", count - limit));
    }
    report
}

/// One finding, ended by a line end.
fn finding_text(
    finding: &Diagnostic,
    places: &mut TextLocator<'_>,
    renderer: &Renderer,
    colour: bool,
) -> String {
    let level = || match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Note => Level::NOTE,
        Severity::Warning | Severity::Off => Level::WARNING,
    };
    let title = level().primary_title(printable::line(&finding.message)).id(finding.rule.name());
    let start = places.locate(&finding.path, finding.span).0;
    let frame =
        start.zip(places.text(&finding.path)).map(|(start, text)| frame(text, finding.span, start.line));
    let gutter = frame.as_ref().map_or(1, |frame| frame.last_line().to_string().len());
    let arrow = if colour {
        format!("{DEFAULT_LINE_NUM_STYLE}-->{DEFAULT_LINE_NUM_STYLE:#}")
    } else {
        "-->".to_owned()
    };
    let head = renderer.render(&[Group::with_title(title)]);
    let place = format!("{:gutter$}{arrow} {}", "", place(&finding.path, start));

    let mut body = Group::with_level(level());
    if let Some(SourceLines { source, first_line, marked }) = frame {
        let mark = AnnotationKind::Primary.span(marked);
        body = body.element(Snippet::source(source).line_start(first_line).annotation(mark));
    }
    for related in &finding.related {
        let at = place_of(related, places);
        body = body.element(Level::NOTE.message(format!("{at} {}", printable::line(&related.message))));
    }
    for help in finding.help_texts() {
        let lines: Vec<_> = help.lines().map(printable::line).collect();
        body = body.element(Level::HELP.message(lines.join("\n")));
    }
    if body.is_empty() {
        return format!("{head}\n{place}\n");
    }
    format!("{head}\n{place}\n{}\n", renderer.render(&[body]))
}

fn place_of(related: &super::Related, places: &mut TextLocator<'_>) -> String {
    place(&related.path, places.locate(&related.path, related.span).0)
}

/// `path:line:column`, or the path alone where the rest is not known.
fn place(path: &str, start: Option<LineColumn>) -> String {
    let path = printable::line(path);
    start.map_or(path.clone(), |LineColumn { line, column }| format!("{path}:{line}:{column}"))
}

/// The lines that a finding is shown in, cut to the window and free of controls.
struct SourceLines {
    source: String,
    first_line: usize,
    /// The finding's bytes in `source`.
    marked: Range<usize>,
}

impl SourceLines {
    fn last_line(&self) -> usize {
        self.first_line + self.source.matches('\n').count()
    }
}

/// The frame of `span` in `text`; `first_line` is the number of the line in which it begins.
fn frame(text: &str, span: Span, first_line: usize) -> SourceLines {
    let Range { start, end } = visible_range(text, span);
    let is_end = |character| matches!(character, '\n' | '\r');
    let line_start = text[..start].rfind(is_end).map_or(0, |at| at + 1);
    let line_end = text[end..].find(is_end).map_or(text.len(), |at| end + at);

    let lines = lines(text, line_start..line_end);
    let mut source = String::new();
    let mut marked = 0..0;
    for (number, line) in lines.iter().enumerate() {
        let (is_first, is_last) = (number == 0, number + 1 == lines.len());
        let focus = match (is_first, is_last) {
            (true, true) => start..end,
            (true, false) => start..start,
            (false, true) => end..end,
            (false, false) => line.start..line.start,
        };
        if number > 0 {
            source.push('\n');
        }
        if number >= HEAD_AND_TAIL.0 && number + HEAD_AND_TAIL.1 < lines.len() {
            continue; // an empty line keeps the numbers right; it is not shown
        }
        let shown = window(&text[line.clone()], focus.start - line.start..focus.end - line.start);
        if is_first {
            marked.start = source.len() + shown.focus.start;
        }
        if is_last {
            marked.end = source.len() + shown.focus.end;
        }
        source.push_str(&shown.text);
    }
    SourceLines { source, first_line, marked }
}

/// The part of `span` that can be shown: inside `text`, on character boundaries, without the line ends at
/// its end and without a byte order mark.
fn visible_range(text: &str, span: Span) -> Range<usize> {
    let boundary = |offset: u32| {
        let offset = text.len().min(offset as usize);
        (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
    };
    let mut start = boundary(span.start);
    if text[..start].ends_with('\r') && text[start..].starts_with('\n') {
        start -= 1; // between the two characters of one line end
    }
    if start == 0 && text.starts_with('\u{feff}') {
        start = '\u{feff}'.len_utf8();
    }
    let end = boundary(span.end).max(start);
    start..start + text[start..end].trim_end_matches(['\n', '\r']).len()
}

/// The lines of `text` within `whole`, each without its line end.
fn lines(text: &str, whole: Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut line_start = if whole.start == 0 && text.starts_with('\u{feff}') { 3 } else { whole.start };
    let mut at = line_start;
    while at < whole.end {
        let line_end = match (bytes[at], bytes.get(at + 1)) {
            (b'\r', Some(b'\n')) => 2,
            (b'\r' | b'\n', _) => 1,
            _ => 0,
        };
        if line_end > 0 {
            lines.push(line_start..at);
            line_start = at + line_end;
        }
        at += line_end.max(1);
    }
    lines.push(line_start..whole.end);
    lines
}

/// A part of a line, ready to be shown.
struct ShownLine {
    text: String,
    /// The focus' bytes in `text`; it ends where the line was cut, if it went on.
    focus: Range<usize>,
}

/// At most [`WINDOW`] cells of `line`, around the bytes `focus`.
fn window(line: &str, focus: Range<usize>) -> ShownLine {
    let Range { start: from, end: to } = cut(line, &focus);
    let mut shown = ShownLine { text: String::new(), focus: 0..0 };
    if from > 0 {
        shown.text.push_str(CUT);
    }
    shown.focus = shown.text.len()..shown.text.len();
    for (at, character) in line[from..to].char_indices() {
        match character {
            '\t' => shown.text.push_str("    "),
            _ => shown.text.push(printable::shown(character)),
        }
        let after = from + at + character.len_utf8();
        if after <= focus.start {
            shown.focus.start = shown.text.len();
        }
        if after <= focus.end {
            shown.focus.end = shown.text.len();
        }
    }
    if to < line.len() {
        shown.text.push_str(CUT);
    }
    shown
}

/// Which bytes of `line` the window shows.
fn cut(line: &str, focus: &Range<usize>) -> Range<usize> {
    if bytes_that_fit(line.chars(), WINDOW) == line.len() {
        return 0..line.len();
    }
    let room = WINDOW - 2 * CUT.len();
    let focus_cells: usize = line[focus.clone()].chars().map(cells).take(room).sum();
    let lead = (room.saturating_sub(focus_cells) / 2).max(LEAD);
    let mut from = focus.start - bytes_that_fit(line[..focus.start].chars().rev(), lead);
    let to = from + bytes_that_fit(line[from..].chars(), room);
    if to == line.len() {
        let spare = room.saturating_sub(line[from..].chars().map(cells).sum());
        from -= bytes_that_fit(line[..from].chars().rev(), spare);
    }
    from..to
}

/// How many bytes of `characters` fit into `room` cells.
fn bytes_that_fit(characters: impl Iterator<Item = char>, room: usize) -> usize {
    let mut used = 0;
    characters
        .take_while(|&character| {
            used += cells(character);
            used <= room
        })
        .map(char::len_utf8)
        .sum()
}

/// An estimate of the cells that `character` takes, never too small: it decides only where a line is cut.
/// A combining mark counts as one, so that a thousand of them on one letter are cut as well.
fn cells(character: char) -> usize {
    match character {
        '\t' => 4,
        '\u{1100}'..='\u{115f}'
        | '\u{231a}'..='\u{23ff}'
        | '\u{2600}'..='\u{2bff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe10}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ffe6}'
        | '\u{16fe0}'..='\u{1b2ff}'
        | '\u{1f000}'..='\u{3ffff}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::base::diagnostic::Rule;
    use crate::base::span::position;

    /// What is shown for the first `words` of a page, and nothing else.
    fn shown(text: &str, words: &str) -> String {
        let start = text.find(words).unwrap();
        shown_at(text, Span::new(start, start + words.len()))
    }

    fn shown_at(text: &str, span: Span) -> String {
        let finding = Diagnostic::new(Rule::ImageAlt, "a.md", span, "m");
        let report = render(&[finding], &BTreeMap::from([("a.md", text)]), false, 9);
        let frame = report.strip_prefix("warning[image-alt]: m\n").unwrap();
        frame.strip_suffix("\n\n").unwrap().to_owned()
    }

    #[test]
    fn the_sample_finding() {
        let page = "\n".repeat(40) + "Witkoff said “a lot of progress has been made” [@newsx].\n";
        let source = "\n".repeat(30) + "    a lot of progress was made\n";
        let texts =
            BTreeMap::from([("content/topics/berlin-talks.md", &*page), ("seeds/newsx.md", &*source)]);
        let words = "“a lot of progress has been made”";
        let start = page.find(words).unwrap();
        let finding = Diagnostic::new(
            Rule::QuoteAltered,
            "content/topics/berlin-talks.md",
            Span::new(start, start + words.len()),
            "not the words of the source",
        )
        .related("seeds/newsx.md", Span::at(34), "(¶ 12) has: a lot of progress [-has been-]{+was+} made")
        .help("use the source's words, or mark the change with […] or …");
        assert_eq!(
            render(&[finding], &texts, false, 9),
            "\
error[quote-altered]: not the words of the source
  --> content/topics/berlin-talks.md:41:14
   |
41 | Witkoff said “a lot of progress has been made” [@newsx].
   |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = note: seeds/newsx.md:31:5 (¶ 12) has: a lot of progress [-has been-]{+was+} made
   = help: use the source's words, or mark the change with […] or …

"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_words() {
        let line = format!("{}“a b c” [@k] {}", "word ".repeat(200), "tail ".repeat(200));
        assert_eq!(
            shown(&line, "“a b c”"),
            " --> a.md:1:1001
  |
1 | ...d word word word word word word word “a b c” [@k] tail tail tail tail tail tail ta...
  |                                         ^^^^^^^"
        );
    }

    #[test]
    fn words_longer_than_the_window_show_their_beginning() {
        let quotation = format!("“{}”", "word ".repeat(60));
        assert_eq!(
            shown(&format!("{}{quotation} [@k]", "before ".repeat(30)), &quotation),
            " --> a.md:1:211
  |
1 | ...fore before “word word word word word word word word word word word word word word...
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"
        );
    }

    #[test]
    fn a_finding_over_many_lines_shows_its_first_and_last() {
        let block = "::: summary\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n:::\n";
        assert_eq!(
            shown(&format!("x\n{block}\nend"), block),
            "  --> a.md:2:1
   |
 2 | / ::: summary
 3 | | one
 4 | | two
 5 | | three
...  |
10 | | eight
11 | | :::
   | |___^"
        );
    }

    #[test]
    fn tabs_and_wide_letters_keep_the_marks_in_place() {
        assert_eq!(shown("\tab", "b"), " --> a.md:1:3\n  |\n1 |     ab\n  |      ^");
        assert_eq!(shown("引用 x", "x"), " --> a.md:1:4\n  |\n1 | 引用 x\n  |      ^");
        assert_eq!(shown("שלום x", "x"), " --> a.md:1:6\n  |\n1 | שלום x\n  |      ^");
    }

    #[test]
    fn the_end_of_a_line_and_of_a_file_can_be_marked() {
        assert_eq!(shown_at("ab\r\ncd\n", Span::at(2)), " --> a.md:1:3\n  |\n1 | ab\n  |   ^");
        assert_eq!(shown_at("ab\r\ncd\n", Span::at(3)), " --> a.md:1:4\n  |\n1 | ab\n  |   ^");
        assert_eq!(shown_at("ab\n", Span::at(3)), " --> a.md:2:1\n  |\n2 |\n  | ^");
        assert_eq!(shown_at("", Span::at(0)), " --> a.md:1:1\n  |\n1 |\n  | ^");
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        assert_eq!(shown_at("ab", Span::new(90, 99)), " --> a.md:1:3\n  |\n1 | ab\n  |   ^");
    }

    #[test]
    fn without_a_text_the_path_is_shown_and_the_start_if_it_is_meant() {
        let of = |span| {
            let finding = Diagnostic::new(Rule::NotUtf8, "a\u{1b}.md", span, "m").help("save it\nas UTF-8");
            render(&[finding], &BTreeMap::new(), false, 9)
        };
        let help = " = help: save it\n         as UTF-8\n\n";
        assert_eq!(of(Span::new(7, 9)), format!("error[not-utf8]: m\n --> a␛.md\n{help}"));
        assert_eq!(of(Span::at(0)), format!("error[not-utf8]: m\n --> a␛.md:1:1\n{help}"));
    }

    #[test]
    fn the_limit_leaves_out_warnings_first() {
        let warning = Diagnostic::new(Rule::ImageAlt, "a.md", Span::at(0), "w");
        let error = Diagnostic::new(Rule::LinkBroken, "b.md", Span::at(0), "e");
        let mut off = warning.clone();
        off.severity = Severity::Off;
        let findings = [off, warning.clone(), warning.clone(), error, warning];
        let report = |limit| render(&findings, &BTreeMap::new(), false, limit);
        let (warning, error) =
            ("warning[image-alt]: w\n --> a.md:1:1\n\n", "error[link-broken]: e\n --> b.md:1:1\n\n");
        assert_eq!(report(2), format!("{warning}{error}… and 2 more\n"));
        assert_eq!(report(1), format!("{error}… and 3 more\n"));
        assert_eq!(report(0), "… and 4 more\n");
        assert_eq!(report(4), format!("{warning}{warning}{error}{warning}"));
    }

    #[test]
    fn colour_adds_styles_and_nothing_else() {
        let texts = BTreeMap::from([("a.md", "one \u{1b}[31m two\n")]);
        let finding = Diagnostic::new(Rule::ImageAlt, "a.md", Span::new(4, 9), "m\u{1b}]8;;x\u{7}")
            .related("b.md", Span::at(0), "\u{9b}2J")
            .help("h");
        let styled = render(std::slice::from_ref(&finding), &texts, true, 9);
        let mut plain = String::new();
        for (number, part) in styled.split('\u{1b}').enumerate() {
            let (codes, text) = if number == 0 { ("", part) } else { part.split_once('m').unwrap() };
            assert!(
                codes.trim_start_matches('[').bytes().all(|byte| byte.is_ascii_digit() || byte == b';'),
                "{codes}"
            );
            plain.push_str(text);
        }
        assert!(styled.len() > plain.len());
        assert_eq!(plain, render(&[finding], &texts, false, 9));
    }

    /// For every span of every hostile text: no panic, no control character, the place is that of
    /// `span::position`, and the frame is narrow.
    #[test]
    fn hostile_texts_cannot_break_the_frame() {
        let texts = [
            "\u{feff}a\r\n\r\r\n\u{feff}b\n\n\rc".to_owned(),
            "\u{1b}[31m\u{9b}2J\0\u{8}\u{b}\t\u{7f}\u{85}\u{2028}\u{202e}\u{2066}x".to_owned(),
            "e\u{301}\u{200b}\u{ad}👩\u{200d}🚀🇺🇦\u{fe0f}引שלום\u{200f}\u{e0041}".to_owned(),
            "                                                        x\ny".to_owned(),
        ];
        for text in &texts {
            for start in 0..=text.len() + 1 {
                for end in start..=text.len() + 1 {
                    let frame = shown_at(text, Span::new(start, end));
                    let LineColumn { line, column } = position(text, start);
                    assert!(
                        frame.trim_start().starts_with(&format!("--> a.md:{line}:{column}\n")),
                        "{frame}"
                    );
                    assert!(
                        !frame.chars().any(|shown| shown != '\n' && shown != printable::shown(shown)),
                        "{frame}"
                    );
                }
            }
        }
        for long in ["\u{301}", "引", "\t", "👩\u{200d}", "x\r\n", "\u{1b}", " "] {
            let text = long.repeat(5000);
            for span in [Span::new(0, text.len()), Span::at(0), Span::at(text.len()), Span::new(2500, 2600)] {
                let frame = shown_at(&text, span);
                assert!(frame.lines().all(|line| line.chars().map(cells).sum::<usize>() <= 100), "{frame}");
                assert!(frame.lines().count() < 20, "{frame}");
            }
        }
    }
}
