//! Pages as pandoc's document tree in JSON (pandoc-types 1.23, which is pandoc 3): the way to DOCX, ODT, JATS and
//! whatever else pandoc writes. Notes are notes, statements are spans with their ids.

use serde_json::{Value, json};

use super::ExportedWork;
use super::prose::{Prose, ProseBlock, ProseInline};
use crate::parse::markdown::Align;

/// The version of the tree (`Text.Pandoc.Definition`).
const API_VERSION: [u8; 3] = [1, 23, 1];

/// A publication as one document; each page begins with a heading of the first level.
#[must_use]
pub fn pandoc(publication: &ExportedWork) -> String {
    let mut meta = serde_json::Map::new();
    let mut put = |name: &str, value: Value| drop(meta.insert(name.to_owned(), value));
    put("title", meta_words(&publication.title));
    put("lang", json!({"t": "MetaString", "c": publication.language}));
    if !publication.authors.is_empty() {
        let names: Vec<Value> = publication.authors.iter().map(|name| meta_words(name)).collect();
        put("author", json!({"t": "MetaList", "c": names}));
    }
    if let Some(date) = &publication.date {
        put("date", meta_words(date));
    }
    if let Some(description) = &publication.description {
        put("description", meta_words(description));
    }
    let mut blocks: Vec<Value> = Vec::new();
    for page in &publication.pages {
        let writer = PandocWriter { page, is_note: false, prefix: page.anchor() };
        let attributes = attr(&writer.prefix, &[], &[("lang", &page.language)]);
        blocks.push(json!({"t": "Header", "c": [1, attributes, text(&page.title)]}));
        blocks.extend(
            page.description.iter().map(|words| json!({"t": "Para", "c": [{"t": "Emph", "c": text(words)}]})),
        );
        blocks.extend(writer.blocks(&page.blocks));
    }
    let document = json!({"pandoc-api-version": API_VERSION, "meta": meta, "blocks": blocks});
    format!("{document}\n")
}

struct PandocWriter<'p> {
    page: &'p Prose,
    /// Whether it writes a note, in which there are no others: a note may mention itself.
    is_note: bool,
    /// Stands before every id of the page, since pages become parts of one document.
    prefix: String,
}

impl PandocWriter<'_> {
    fn blocks(&self, blocks: &[ProseBlock]) -> Vec<Value> {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&self, block: &ProseBlock) -> Value {
        match block {
            ProseBlock::Paragraph(words) => json!({"t": "Para", "c": self.words(words)}),
            ProseBlock::Heading { level, id, words } => {
                let id = format!("{}-{id}", self.prefix);
                json!({"t": "Header", "c": [level, attr(&id, &[], &[]), self.words(words)]})
            }
            ProseBlock::Quote { language: None, blocks } => {
                json!({"t": "BlockQuote", "c": self.blocks(blocks)})
            }
            ProseBlock::Quote { language: Some(language), blocks } => {
                let quote = json!({"t": "BlockQuote", "c": self.blocks(blocks)});
                json!({"t": "Div", "c": [attr("", &[], &[("lang", language)]), [quote]]})
            }
            ProseBlock::Part { title, blocks } => {
                let mut inner = vec![json!({"t": "Para", "c": [{"t": "Strong", "c": text(title)}]})];
                inner.extend(self.blocks(blocks));
                json!({"t": "Div", "c": [attr("", &["part"], &[]), inner]})
            }
            ProseBlock::List { start: None, items } => {
                let items: Vec<_> = items.iter().map(|item| self.blocks(item)).collect();
                json!({"t": "BulletList", "c": items})
            }
            ProseBlock::List { start: Some(start), items } => {
                let items: Vec<_> = items.iter().map(|item| self.blocks(item)).collect();
                json!({"t": "OrderedList", "c": [[start, {"t": "Decimal"}, {"t": "Period"}], items]})
            }
            ProseBlock::Code { language, text } => {
                let classes: Vec<&str> =
                    Some(language.as_str()).filter(|name| !name.is_empty()).into_iter().collect();
                json!({"t": "CodeBlock", "c": [attr("", &classes, &[]), text.trim_end_matches('\n')]})
            }
            ProseBlock::Table { alignments, head, rows } => self.table(alignments, head, rows),
            ProseBlock::Rule => json!({"t": "HorizontalRule"}),
        }
    }

    fn table(
        &self,
        alignments: &[Align],
        head: &[Vec<ProseInline>],
        rows: &[Vec<Vec<ProseInline>>],
    ) -> Value {
        let none = || attr("", &[], &[]);
        let cell = |words: &Vec<ProseInline>| json!([none(), {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": self.words(words)}]]);
        let row = |cells: &[Vec<ProseInline>]| json!([none(), cells.iter().map(cell).collect::<Vec<_>>()]);
        let column = |align: &Align| {
            let align = match align {
                Align::None => "AlignDefault",
                Align::Left => "AlignLeft",
                Align::Center => "AlignCenter",
                Align::Right => "AlignRight",
            };
            json!([{"t": align}, {"t": "ColWidthDefault"}])
        };
        let columns: Vec<Value> = alignments.iter().map(column).collect();
        let body: Vec<Value> = rows.iter().map(|cells| row(cells)).collect();
        json!({"t": "Table", "c": [
            none(), [null_caption(), []], columns, [none(), [row(head)]], [[none(), 0, [], body]], [none(), []]
        ]})
    }

    fn words(&self, words: &[ProseInline]) -> Vec<Value> {
        words.iter().flat_map(|inline| self.inline(inline)).collect()
    }

    fn inline(&self, inline: &ProseInline) -> Vec<Value> {
        vec![match inline {
            ProseInline::Text(words) => return text(words),
            ProseInline::Code(code) => json!({"t": "Code", "c": [attr("", &[], &[]), code]}),
            ProseInline::Emphasis(words) => json!({"t": "Emph", "c": self.words(words)}),
            ProseInline::Strong(words) => json!({"t": "Strong", "c": self.words(words)}),
            ProseInline::Marked(words) => {
                let words = json!([{"t": "Strong", "c": self.words(words)}]);
                json!({"t": "Span", "c": [attr("", &["passage"], &[]), words]})
            }
            ProseInline::Strike(words) => json!({"t": "Strikeout", "c": self.words(words)}),
            ProseInline::Link { url, words } => {
                json!({"t": "Link", "c": [attr("", &[], &[]), self.words(words), [url, ""]]})
            }
            ProseInline::Image { url, alt, .. } => {
                json!({"t": "Image", "c": [attr("", &[], &[]), text(alt), [url, ""]]})
            }
            ProseInline::Break => json!({"t": "LineBreak"}),
            ProseInline::Statement { id, words } => {
                let attributes = attr(&format!("{}-{id}", self.prefix), &["statement"], &[]);
                json!({"t": "Span", "c": [attributes, self.words(words)]})
            }
            ProseInline::Note(note) if self.is_note => {
                json!({"t": "Superscript", "c": text(&self.page.notes[*note].label)})
            }
            ProseInline::Note(note) => {
                let writer = Self { page: self.page, is_note: true, prefix: self.prefix.clone() };
                json!({"t": "Note", "c": writer.blocks(&self.page.notes[*note].blocks)})
            }
        }]
    }
}

/// No short caption.
fn null_caption() -> Value {
    Value::Null
}

/// Id, classes, other attributes.
fn attr(id: &str, classes: &[&str], others: &[(&str, &str)]) -> Value {
    json!([id, classes, others])
}

/// Text as strings with spaces between them.
fn text(words: &str) -> Vec<Value> {
    let mut inlines = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let end = rest.find([' ', '\n']).unwrap_or(rest.len());
        if end > 0 {
            inlines.push(json!({"t": "Str", "c": &rest[..end]}));
        }
        let after = rest[end..].trim_start_matches([' ', '\n']);
        if after.len() < rest.len() - end {
            inlines.push(json!({"t": "Space"}));
        }
        rest = after;
    }
    inlines
}

fn meta_words(words: &str) -> Value {
    json!({"t": "MetaInlines", "c": text(words)})
}
