//! The words of a body, without its markup.

use super::{Inline, Text, single_spaces};
use crate::parse::markdown::Block;

/// The words of some blocks, white space made single.
pub(super) fn words(blocks: &[Block<Text>]) -> String {
    let mut all = String::new();
    blocks_text(blocks, &mut |text, _| {
        all.push(' ');
        all.push_str(text);
    });
    single_spaces(all.trim())
}

/// Gives the text of every block, and whether it is a heading. Raw HTML is left out.
pub fn blocks_text(blocks: &[Block<Text>], take: &mut impl FnMut(&str, bool)) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => take(&plain(text), false),
            Block::Heading(heading) => take(&plain(&heading.flow), true),
            Block::Quote { blocks, .. } => blocks_text(blocks, take),
            Block::List { items, .. } => items.iter().for_each(|item| blocks_text(&item.blocks, take)),
            Block::Code { text, .. } => take(text, false),
            Block::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| take(&plain(cell), false));
            }
            Block::Division(division) => blocks_text(&division.blocks, take),
            Block::Rule | Block::Html { .. } | Block::NoteDefinition { .. } => {}
        }
    }
}

/// The letters of a run of text, without its markup. Text of one piece is not copied.
fn plain(text: &Text) -> std::borrow::Cow<'_, str> {
    if let [Inline::Text(text)] = text.as_slice() {
        return text.into();
    }
    let mut plain = String::new();
    for inline in text {
        match inline {
            Inline::Text(text) | Inline::Code(text) => plain.push_str(text),
            Inline::Image(image) => {
                plain.push(' ');
                plain.push_str(&image.alt);
                plain.push(' ');
            }
            Inline::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    plain.into()
}
