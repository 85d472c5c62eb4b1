//! Pages as a Typst document with footnotes on the page, ready to compile and to be laid out otherwise.

use super::ExportedWork;
use super::prose::{Prose, ProseBlock, ProseInline};
use crate::parse::markdown::Align;

/// How the document looks; everything behind it is content. Boxes of task lists are in few fonts, and an accessible PDF
/// may not lack a letter.
const FRAME: &str = "// Letters that no installed font has are lost, and an accessible PDF (--pdf-standard ua-1) is refused: for Chinese,
// say, give a font that has them, with --font-path FOLDER.
#set page(paper: \"a4\", margin: 28mm, numbering: \"1\")
#set par(justify: true)
#set heading(numbering: none)
#show \"☐\": [\\[ \\]]
#show \"☑\": [\\[x\\]]
#show link: set text(fill: rgb(\"#0b57a4\"))
#show heading.where(level: 1): heading => { pagebreak(weak: true); heading }
#let part(title, body) = block(inset: 10pt, fill: luma(245), width: 100%)[*#title* #parbreak() #body]

";

/// A publication as one document.
#[must_use]
pub fn typst(publication: &ExportedWork) -> String {
    let names: Vec<String> = publication.authors.iter().map(|name| string(name)).collect();
    // One name alone needs its comma, or the brackets would mean nothing.
    let names = names.iter().map(|name| format!("{name},")).collect::<String>();
    let mut text = format!(
        "#set document(title: {}, author: ({names}))\n{FRAME}#set text(lang: {})\n\n",
        string(&publication.title),
        string(&primary(&publication.language))
    );
    text.push_str(&format!(
        "#align(center)[#text(size: 22pt, weight: \"bold\")[{}]\n\n{}]\n\n#outline()\n\n",
        escaped(&publication.title),
        escaped(&[publication.authors.join(", "), publication.date.clone().unwrap_or_default()].join("  "))
    ));
    for (number, page) in publication.pages.iter().enumerate() {
        let writer = TypstWriter { page, is_note: false, number };
        text.push_str(&format!("= {}\n\n", escaped(&page.title)));
        if let Some(description) = &page.description {
            text.push_str(&format!("#emph[{}]\n\n", escaped(description)));
        }
        let mut seen = vec![false; page.notes.len()];
        text.push_str(&writer.blocks(&page.blocks, &mut seen));
    }
    text
}

struct TypstWriter<'p> {
    page: &'p Prose,
    /// Whether it writes a note, in which there are no others: a note may mention itself.
    is_note: bool,
    /// The number of the page in the publication, from 0: labels are of the whole document.
    number: usize,
}

impl TypstWriter<'_> {
    /// Blocks; `seen` says which notes were given before.
    fn blocks(&self, blocks: &[ProseBlock], seen: &mut [bool]) -> String {
        blocks.iter().map(|block| format!("{}\n\n", self.block(block, seen))).collect()
    }

    fn block(&self, block: &ProseBlock, seen: &mut [bool]) -> String {
        match block {
            ProseBlock::Paragraph(words) => self.words(words, seen),
            // By the function: it takes any words, whatever they begin with.
            ProseBlock::Heading { level, words, .. } => {
                format!("#heading(level: {level})[{}]", self.words(words, seen))
            }
            ProseBlock::Quote { language, blocks } => {
                let blocks = self.blocks(blocks, seen);
                match language {
                    Some(language) => {
                        let (language, blocks) = (string(&primary(language)), blocks.trim_end());
                        format!("#quote(block: true)[#text(lang: {language})[{blocks}]]")
                    }
                    None => format!("#quote(block: true)[{}]", blocks.trim_end()),
                }
            }
            ProseBlock::Part { title, blocks } => {
                format!("#part[{}][{}]", escaped(title), self.blocks(blocks, seen).trim_end())
            }
            ProseBlock::List { start, items } => {
                let items: String =
                    items.iter().map(|item| format!("[{}],\n", self.blocks(item, seen).trim_end())).collect();
                match start {
                    Some(start) => format!("#enum(start: {start},\n{items})"),
                    None => format!("#list(\n{items})"),
                }
            }
            ProseBlock::Code { language, text } => {
                format!("#raw({}, lang: {}, block: true)", string(text.trim_end()), string(language))
            }
            ProseBlock::Table { alignments, head, rows } => self.table((alignments, head, rows), seen),
            ProseBlock::Rule => "#line(length: 30%)".to_owned(),
        }
    }

    #[expect(clippy::type_complexity, reason = "the fields of a table")]
    fn table(
        &self,
        (alignments, head, rows): (&[Align], &[Vec<ProseInline>], &[Vec<Vec<ProseInline>>]),
        seen: &mut [bool],
    ) -> String {
        let align = |align: &Align| match align {
            Align::None | Align::Left => "start",
            Align::Center => "center",
            Align::Right => "end",
        };
        let aligned: String = alignments.iter().map(|column| format!("{}, ", align(column))).collect();
        let mut row = |cells: &[Vec<ProseInline>]| -> String {
            cells.iter().map(|cell| format!("[{}], ", self.words(cell, seen))).collect()
        };
        let head = row(head);
        let rows: String = rows.iter().map(|cells| format!("{}\n", row(cells))).collect();
        format!(
            "#table(columns: {}, align: ({aligned}),\ntable.header({head}),\n{rows})",
            alignments.len().max(1)
        )
    }

    fn words(&self, words: &[ProseInline], seen: &mut [bool]) -> String {
        let mut text = String::new();
        for inline in words {
            let is_call = !matches!(inline, ProseInline::Text(_) | ProseInline::Statement { .. });
            text.push_str(&self.inline(inline, seen));
            // Ends the call, whatever follows it: brackets, a full stop, a letter.
            if is_call {
                text.push(';');
            }
        }
        text
    }

    fn inline(&self, inline: &ProseInline, seen: &mut [bool]) -> String {
        match inline {
            ProseInline::Text(text) => escaped(text),
            ProseInline::Code(code) => format!("#raw({})", string(code)),
            ProseInline::Emphasis(words) => format!("#emph[{}]", self.words(words, seen)),
            ProseInline::Strong(words) => format!("#strong[{}]", self.words(words, seen)),
            ProseInline::Strike(words) => format!("#strike[{}]", self.words(words, seen)),
            ProseInline::Marked(words) => format!("#highlight[{}]", self.words(words, seen)),
            ProseInline::Link { url, words } => {
                format!("#link({})[{}]", string(url), self.words(words, seen))
            }
            // A document has no files beside it: the words that stand for the image, and the way to it.
            ProseInline::Image { url, alt, .. } => format!("#link({})[\\[{}\\]]", string(url), escaped(alt)),
            ProseInline::Break => "#linebreak()".to_owned(),
            ProseInline::Statement { words, .. } => self.words(words, seen),
            ProseInline::Note(note) => self.note(*note, seen),
        }
    }

    /// A footnote with its label, and from the second mention on the label alone.
    fn note(&self, note: usize, seen: &mut [bool]) -> String {
        if self.is_note {
            return format!("#super[{}]", escaped(&self.page.notes[note].label));
        }
        let label = format!("p{}-n{note}", self.number);
        if std::mem::replace(&mut seen[note], true) {
            return format!("#footnote(<{label}>)");
        }
        let writer = Self { page: self.page, is_note: true, number: self.number };
        let blocks = writer.blocks(&self.page.notes[note].blocks, seen);
        format!("#[#footnote[{}] <{label}>]", blocks.trim_end())
    }
}

/// The primary language of a tag, which is what Typst takes.
fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).to_lowercase()
}

/// A string of Typst's code.
fn string(text: &str) -> String {
    let mut string = String::with_capacity(text.len() + 2);
    string.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => string.extend(['\\', letter]),
            '\n' => string.push_str("\\n"),
            '\r' => {}
            letter => string.push(letter),
        }
    }
    string.push('"');
    string
}

/// Text in which Typst sees nothing but text: every ASCII sign with a meaning of its own has a backslash.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => escaped.push(' '),
            ',' | '%' | '!' | '?' | '&' | '|' => escaped.push(letter),
            letter if letter.is_ascii_punctuation() => escaped.extend(['\\', letter]),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("1. = *a* #b"), r"1\. \= \*a\* \#b");
        assert_eq!(string("a\"b\\"), r#""a\"b\\""#);
    }
}
