//! A page as a chapter of an EPUB: XHTML 1.1's successor, the XML syntax of HTML, with notes that readers' devices open
//! beside the text (`epub:type` of the EPUB Structural Semantics Vocabulary, roles of DPUB-ARIA).

use std::collections::BTreeMap;

use super::prose::{Prose, ProseBlock, ProseInline};
use crate::base::escape::escape_xml;
use crate::base::language::direction;
use crate::base::percent::encode_path;
use crate::parse::markdown::Align;

/// Where addresses lead inside the book, and which images are in it.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// The absolute address of each page → its chapter.
    pub(super) chapters: BTreeMap<String, String>,
    /// A file of the site → its name in the book.
    pub(super) images: BTreeMap<String, String>,
}

/// A page as a chapter.
pub(super) fn chapter(page: &Prose, book: &Book) -> String {
    let writer = ChapterWriter { page, book };
    let mut mentions = vec![0; page.notes.len()];
    let mut body = format!("<h1>{}</h1>\n", escape_xml(&page.title));
    if let Some(description) = &page.description {
        body.push_str(&format!("<p class=\"lede\">{}</p>\n", escape_xml(description)));
    }
    if !page.authors.is_empty() || page.date.is_some() {
        let facts: Vec<&str> = page
            .authors
            .iter()
            .chain(page.updated.as_ref().or(page.date.as_ref()))
            .map(String::as_str)
            .collect();
        body.push_str(&format!("<p class=\"by\">{}</p>\n", escape_xml(&facts.join(" · "))));
    }
    body.push_str(&writer.blocks(&page.blocks, &mut mentions));
    if !page.notes.is_empty() {
        body.push_str(&format!(
            "<section epub:type=\"footnotes\" role=\"doc-endnotes\" aria-labelledby=\"notes-title\"><h2 id=\"notes-title\">{}</h2>\n",
            escape_xml(&page.notes_title)
        ));
        // Notes may mention notes: their marks come after those of the text.
        for (index, note) in page.notes.iter().enumerate() {
            let blocks = writer.blocks(&note.blocks, &mut mentions);
            let back = match mentions[index] {
                0 => String::new(),
                _ => format!(
                    "<p><a href=\"#{}\" role=\"doc-backlink\">↑ {}</a></p>\n",
                    encode_path(&mention(&note.id, 1)),
                    escape_xml(&note.label)
                ),
            };
            body.push_str(&format!(
                "<aside epub:type=\"footnote\" role=\"doc-footnote\" id=\"{}\"><p class=\"label\">{}</p>\n{blocks}{back}</aside>\n",
                escape_xml(&note.id),
                escape_xml(&note.label)
            ));
        }
        body.push_str("</section>\n");
    }
    document(
        &page.language,
        &page.title,
        &format!("<section epub:type=\"chapter\" role=\"doc-chapter\">\n{body}</section>\n"),
    )
}

/// A document of the book around some content.
pub(super) fn document(language: &str, title: &str, body: &str) -> String {
    let direction = direction(language).name();
    let language = escape_xml(language);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\" dir=\"{direction}\">\n<head>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape_xml(title)
    )
}

struct ChapterWriter<'p> {
    page: &'p Prose,
    book: &'p Book,
}

/// The id of a mark.
fn mention(note: &str, number: usize) -> String {
    format!("r-{note}-{number}")
}

impl ChapterWriter<'_> {
    fn blocks(&self, blocks: &[ProseBlock], mentions: &mut [usize]) -> String {
        blocks.iter().map(|block| self.block(block, mentions)).collect()
    }

    fn block(&self, block: &ProseBlock, mentions: &mut [usize]) -> String {
        match block {
            ProseBlock::Paragraph(words) => format!("<p>{}</p>\n", self.words(words, mentions)),
            ProseBlock::Heading { level, id, words } => {
                let words = self.words(words, mentions);
                format!("<h{level} id=\"{}\">{words}</h{level}>\n", escape_xml(id))
            }
            ProseBlock::Quote { language, blocks } => {
                let spoken = language.as_ref().map(|tag| {
                    let direction = direction(tag).name();
                    format!(" lang=\"{0}\" xml:lang=\"{0}\" dir=\"{direction}\"", escape_xml(tag))
                });
                let blocks = self.blocks(blocks, mentions);
                format!("<blockquote{}>{blocks}</blockquote>\n", spoken.unwrap_or_default())
            }
            ProseBlock::Part { title, blocks } => format!(
                "<div class=\"part\"><p class=\"part-title\">{}</p>\n{}</div>\n",
                escape_xml(title),
                self.blocks(blocks, mentions)
            ),
            ProseBlock::List { start, items } => {
                let (open, close) = match start {
                    None => ("<ul>".to_owned(), "</ul>"),
                    Some(1) => ("<ol>".to_owned(), "</ol>"),
                    Some(start) => (format!("<ol start=\"{start}\">"), "</ol>"),
                };
                let items: String =
                    items.iter().map(|item| format!("<li>{}</li>\n", self.blocks(item, mentions))).collect();
                format!("{open}\n{items}{close}\n")
            }
            ProseBlock::Code { text, .. } => format!("<pre><code>{}</code></pre>\n", escape_xml(text)),
            ProseBlock::Table { alignments, head, rows } => {
                let class = |column: usize| match alignments.get(column) {
                    Some(Align::Center) => " class=\"center\"",
                    Some(Align::Right) => " class=\"right\"",
                    _ => "",
                };
                let mut row = |cells: &[Vec<ProseInline>], name: &str| -> String {
                    let cells = cells.iter().enumerate();
                    let cells = cells.map(|(column, cell)| {
                        format!("<{name}{}>{}</{name}>", class(column), self.words(cell, mentions))
                    });
                    format!("<tr>{}</tr>\n", cells.collect::<String>())
                };
                let head = row(head, "th");
                let rows: String = rows.iter().map(|cells| row(cells, "td")).collect();
                let body = if rows.is_empty() { rows } else { format!("<tbody>{rows}</tbody>") };
                format!("<table><thead>{head}</thead>{body}</table>\n")
            }
            ProseBlock::Rule => "<hr/>\n".to_owned(),
        }
    }

    fn words(&self, words: &[ProseInline], mentions: &mut [usize]) -> String {
        words.iter().map(|inline| self.inline(inline, mentions)).collect()
    }

    fn inline(&self, inline: &ProseInline, mentions: &mut [usize]) -> String {
        match inline {
            ProseInline::Text(text) => escape_xml(text),
            ProseInline::Code(code) => format!("<code>{}</code>", escape_xml(code)),
            ProseInline::Emphasis(words) => format!("<em>{}</em>", self.words(words, mentions)),
            ProseInline::Strong(words) => format!("<strong>{}</strong>", self.words(words, mentions)),
            ProseInline::Strike(words) => format!("<del>{}</del>", self.words(words, mentions)),
            ProseInline::Marked(words) => format!("<mark>{}</mark>", self.words(words, mentions)),
            ProseInline::Link { url, words } => {
                let href = self.href(url);
                format!("<a href=\"{}\">{}</a>", escape_xml(&href), self.words(words, mentions))
            }
            ProseInline::Image { url, file, alt } => {
                match file.as_ref().and_then(|file| self.book.images.get(file)) {
                    Some(image) => {
                        format!("<img src=\"{}\" alt=\"{}\"/>", escape_xml(image), escape_xml(alt))
                    }
                    // What is not in the book is not fetched by it.
                    None => format!("<a href=\"{}\">[{}]</a>", escape_xml(url), escape_xml(alt)),
                }
            }
            ProseInline::Break => "<br/>".to_owned(),
            ProseInline::Statement { id, words } => {
                format!("<span id=\"{}\">{}</span>", escape_xml(id), self.words(words, mentions))
            }
            ProseInline::Note(index) => {
                let note = &self.page.notes[*index];
                mentions[*index] += 1;
                format!(
                    "<sup><a epub:type=\"noteref\" role=\"doc-noteref\" href=\"#{}\" id=\"{}\">{}</a></sup>",
                    encode_path(&note.id),
                    escape_xml(&mention(&note.id, mentions[*index])),
                    escape_xml(&note.label)
                )
            }
        }
    }

    /// Where an address leads from a chapter: to another chapter where its page is in the book.
    fn href(&self, url: &str) -> String {
        let page = url.split_once('#').map_or(url, |(page, _)| page);
        match self.book.chapters.get(page) {
            // Not every id of a page is in its chapter, so links lead to its beginning.
            Some(chapter) => chapter.clone(),
            None => url.to_owned(),
        }
    }
}
