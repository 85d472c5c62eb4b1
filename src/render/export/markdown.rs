//! A page as Markdown: GitHub's dialect with footnotes, as pandoc's reader `gfm` and assistants read it.
//!
//! Every character that could be markup is written with a backslash, so that the text which comes back is the page's
//! own. A note is one footnote, labelled as on the page, with the source, what was checked, and the passages.

use super::prose::{Prose, ProseBlock, ProseInline};
use crate::parse::markdown::Align;

/// How the footnotes of a document are labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteLabels {
    /// As on the page: `1a`.
    Numbers,
    /// By the key of their source, all of a source in one note.
    Keys,
}

/// A page as a document of its own: title, what it states of itself, text, notes.
#[must_use]
pub fn markdown(page: &Prose) -> String {
    let mut text = format!("# {}\n\n", escaped(&page.title));
    if let Some(description) = &page.description {
        text.push_str(&format!("> {}\n\n", escaped(description)));
    }
    let facts = [
        Some(page.authors.join(", ")).filter(|names| !names.is_empty()),
        page.date.clone(),
        page.updated.clone(),
    ];
    let mut facts: Vec<String> = facts.into_iter().flatten().map(|fact| escaped(&fact)).collect();
    facts.dedup();
    facts.push(format!("<{}>", page.url));
    text.push_str(&format!("{}\n\n", facts.join(" · ")));
    let writer = MarkdownWriter { page, is_note: false, labels: NoteLabels::Numbers };
    text.push_str(&writer.body());
    text
}

/// The text of a page and its notes, without its title.
#[must_use]
pub fn body(page: &Prose, labels: NoteLabels) -> String {
    MarkdownWriter { page, is_note: false, labels }.body()
}

/// A line break: text itself never ends a line with a backslash, since its lines are joined.
const LINE_BREAK: &str = "\\\n";

struct MarkdownWriter<'p> {
    page: &'p Prose,
    /// Whether it writes a note, in which there are no others: of one that mentions itself pandoc does not come to an
    /// end.
    is_note: bool,
    labels: NoteLabels,
}

impl MarkdownWriter<'_> {
    fn body(&self) -> String {
        let mut text = self.blocks(&self.page.blocks);
        for (label, blocks) in self.notes() {
            let writer = Self { page: self.page, is_note: true, labels: self.labels };
            let written = writer.blocks(&blocks);
            text.push_str(&format!("\n[^{label}]: {}", indented(&written, "    ").trim_start()));
        }
        text
    }

    /// The notes by their labels, in the order in which they are listed.
    fn notes(&self) -> Vec<(String, Vec<ProseBlock>)> {
        let mut notes: Vec<(String, Vec<ProseBlock>)> = Vec::new();
        for (index, note) in self.page.notes.iter().enumerate() {
            let label = self.label(index);
            match notes.last_mut() {
                Some((last, blocks)) if *last == label => blocks.extend(note.blocks.iter().cloned()),
                _ => notes.push((label, note.blocks.clone())),
            }
        }
        notes
    }

    fn label(&self, note: usize) -> String {
        let note = &self.page.notes[note];
        match (&note.key, self.labels) {
            (Some(key), NoteLabels::Keys) => key.clone(),
            // No source's label has a hyphen.
            (None, _) => format!("note-{}", note.label.trim_start_matches('†')),
            (Some(_), NoteLabels::Numbers) => note.label.clone(),
        }
    }

    fn blocks(&self, blocks: &[ProseBlock]) -> String {
        let mut text = String::new();
        let mut previous: Option<&ProseBlock> = None;
        for block in blocks {
            if !text.is_empty() {
                text.push('\n');
            }
            // Two lists in a row would be one.
            let are_lists = |one: &ProseBlock| matches!(one, ProseBlock::List { .. });
            if previous.is_some_and(are_lists) && are_lists(block) {
                text.push_str("<!-- -->\n\n");
            }
            text.push_str(&self.block(block));
            previous = Some(block);
        }
        text
    }

    fn block(&self, block: &ProseBlock) -> String {
        match block {
            ProseBlock::Paragraph(words) => format!("{}\n", begun(&self.words(words))),
            ProseBlock::Heading { level, words, .. } => {
                format!("{} {}\n", "#".repeat(usize::from(*level)), self.one_line(words))
            }
            ProseBlock::Quote { blocks, .. } => indented(&self.blocks(blocks), "> "),
            ProseBlock::Part { title, blocks } => {
                let title = format!("**{}**\n", escaped(title));
                indented(&format!("{title}\n{}", self.blocks(blocks)), "> ")
            }
            ProseBlock::List { start, items } => self.list(*start, items),
            ProseBlock::Code { language, text } => {
                let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
                let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
                format!("{fence}{}\n{text}{end}{fence}\n", language.replace('`', ""))
            }
            ProseBlock::Table { alignments, head, rows } => self.table(alignments, head, rows),
            ProseBlock::Rule => "---\n".to_owned(),
        }
    }

    fn list(&self, start: Option<u64>, items: &[Vec<ProseBlock>]) -> String {
        let mut text = String::new();
        for (number, item) in (start.unwrap_or(0)..).zip(items) {
            let marker = if start.is_some() { format!("{number}. ") } else { "- ".to_owned() };
            let item = indented(&self.blocks(item), &" ".repeat(marker.len()));
            text.push_str(&format!("{marker}{}", item.trim_start_matches(' ')));
            if item.is_empty() {
                text.push('\n');
            }
        }
        text
    }

    fn table(
        &self,
        alignments: &[Align],
        head: &[Vec<ProseInline>],
        rows: &[Vec<Vec<ProseInline>>],
    ) -> String {
        let row = |cells: &[Vec<ProseInline>]| {
            let cells = cells.iter().map(|cell| self.one_line(cell));
            format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
        };
        let align = |align: &Align| match align {
            Align::None => "---",
            Align::Left => ":--",
            Align::Center => ":-:",
            Align::Right => "--:",
        };
        let line = alignments.iter().map(align).collect::<Vec<_>>().join(" | ");
        let rows: String = rows.iter().map(|cells| row(cells)).collect();
        format!("{}| {line} |\n{rows}", row(head))
    }

    /// Words where no line may end: in a heading, in a cell.
    fn one_line(&self, words: &[ProseInline]) -> String {
        self.words(words).trim().replace(LINE_BREAK, "<br>")
    }

    fn words(&self, words: &[ProseInline]) -> String {
        let mut text = String::new();
        let mut follows_note = false;
        for inline in words {
            let written = self.inline(inline);
            // Behind the mark of a note these would make a link or a definition of it; behind an address pandoc takes
            // `;` with what follows for a part of it.
            let is_read_otherwise = follows_note && written.starts_with(['(', ':'])
                || text.ends_with(')') && written.starts_with(';');
            if is_read_otherwise {
                text.push('\\');
            }
            follows_note = matches!(inline, ProseInline::Note(_)) || (follows_note && written.is_empty());
            text.push_str(&written);
        }
        text
    }

    fn inline(&self, inline: &ProseInline) -> String {
        match inline {
            ProseInline::Text(text) => escaped(text),
            ProseInline::Code(code) => code_span(code),
            ProseInline::Emphasis(words) => enclosed(&self.words(words), "*", "em"),
            ProseInline::Strong(words) | ProseInline::Marked(words) => {
                enclosed(&self.words(words), "**", "strong")
            }
            ProseInline::Strike(words) => enclosed(&self.words(words), "~~", "del"),
            ProseInline::Link { url, words } => format!("[{}]({})", self.words(words), destination(url)),
            ProseInline::Image { url, alt, .. } => format!("![{}]({})", escaped(alt), destination(url)),
            ProseInline::Break => LINE_BREAK.to_owned(),
            ProseInline::Statement { words, .. } => self.words(words),
            ProseInline::Note(note) if self.is_note => {
                format!(" ({})", escaped(&self.page.notes[*note].label))
            }
            ProseInline::Note(note) => format!("[^{}]", self.label(*note)),
        }
    }
}

/// An address as a link has it, between `<` and `>` where it has characters that could end it.
fn destination(url: &str) -> String {
    let url = url.replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E").replace(['\n', '\r'], "");
    if url.contains([' ', '(', ')', '*', '_', '`']) { format!("<{url}>") } else { url }
}

/// Emphasis: by signs where they can begin and end it (CommonMark 0.31, 6.2), else by the element.
fn enclosed(words: &str, sign: &str, element: &str) -> String {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    if words.trim().is_empty() {
        words.to_owned()
    } else if is_letter(words.chars().next()) && is_letter(words.chars().next_back()) {
        format!("{sign}{words}{sign}")
    } else {
        format!("<{element}>{words}</{element}>")
    }
}

fn code_span(code: &str) -> String {
    let ticks = "`".repeat(longest_run(code, '`') + 1);
    // One space at each end is taken away again.
    let space = if code.starts_with(['`', ' ']) || code.ends_with(['`', ' ']) { " " } else { "" };
    format!("{ticks}{space}{}{space}{ticks}", code.replace('\n', " "))
}

/// The length of the longest run of a letter.
fn longest_run(text: &str, letter: char) -> usize {
    text.split(|other| other != letter).map(str::len).max().unwrap_or(0)
}

/// Text of which a reader of Markdown makes the same text.
#[must_use]
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let bytes = text.as_bytes();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let written = match byte {
            b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'>' | b'&' | b'#' | b'|' | b'~' | b'$'
            | b'^' | b'@' | b'!' => "\\",
            // It could begin the name of a picture (`:smile:`).
            b':' if bytes
                .get(at + 1)
                .is_some_and(|next| next.is_ascii_alphanumeric() || b"+-_".contains(next)) =>
            {
                "\\"
            }
            // A paragraph is one line.
            b'\n' | b'\r' => " ",
            _ => continue,
        };
        escaped.push_str(&text[start..at]);
        escaped.push_str(written);
        start = if written == " " { at + 1 } else { at };
    }
    escaped.push_str(&text[start..]);
    escaped
}

/// A paragraph none of whose lines begins anything else: a list, a heading, a rule, a definition.
fn begun(paragraph: &str) -> String {
    paragraph.trim().split(LINE_BREAK).map(begun_line).collect::<Vec<_>>().join(LINE_BREAK)
}

fn begun_line(line: &str) -> String {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits) && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['-', '+', '=', ':']) { format!("\\{line}") } else { line.to_owned() }
}

/// Every line with something before it; empty lines with what of it is not white space.
fn indented(text: &str, before: &str) -> String {
    let line = |line: &str| match line.is_empty() {
        true => format!("{}\n", before.trim_end()),
        false => format!("{before}{line}\n"),
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("*a* [b] <c> d_e"), r"\*a\* \[b\] \<c\> d\_e");
        assert_eq!(begun("1994. A year"), r"1994\. A year");
        assert_eq!(begun("- a"), r"\- a");
        assert_eq!(enclosed("“a”", "*", "em"), "<em>“a”</em>");
        assert_eq!(code_span("a`b"), "``a`b``");
    }
}
