//! Markup within a line that other tools read: highlights, emoji codes, raised letters, reStructuredText, wiki markup,
//! AsciiDoc, Typst.

use super::{FURTHEST, Foreign, ForeignKind, find_word, letters_of, stands_at};
use crate::parse::markdown::{Flow, PieceKind};
use crate::parse::topic::cell::{Cell, OBJECT};

/// Longest words between two marks.
const LONGEST: usize = 120;
/// Longest name of an emoji or a role.
const LONGEST_NAME: usize = 40;
/// Longest raised or lowered letters.
const LONGEST_SCRIPT: usize = 12;

/// What stands between two equal marks, and its kind.
const BETWEEN: [(&str, ForeignKind); 6] = [
    ("==", ForeignKind::Highlight),
    ("+++", ForeignKind::AsciiDoc),
    ("++", ForeignKind::Shortcode),
    ("||", ForeignKind::Highlight),
    ("'''", ForeignKind::WikiMarkup),
    ("''", ForeignKind::WikiMarkup),
];

/// Beginnings of what is looked for; most text has none.
const BEGINNINGS: [&str; 9] = ["||", ":[", "==", "++", "''", "^", "~", "<<", "<%"];

/// Functions of Typst that stand in text, and those that take the rest of their line.
const TYPST: [&str; 10] =
    ["figure", "image", "link", "footnote", "quote", "cite", "table", "bibliography", "outline", "pagebreak"];
const TYPST_LINES: [&str; 5] = ["set", "show", "let", "import", "include"];

/// Macros of AsciiDoc that stand in text: `kbd:[Ctrl]`.
const MACROS: [&str; 13] = [
    "link", "xref", "footnote", "kbd", "btn", "menu", "image", "icon", "cite", "anchor", "pass", "stem",
    "mailto",
];

/// The constructs of a row of cells.
pub(super) fn find(cells: &[Cell], flow: &Flow, found: &mut Vec<Foreign>) {
    let mut has_code = false;
    let begins = flow.pieces.iter().any(|piece| match &piece.kind {
        PieceKind::Text { text, .. } => {
            // Text directly behind code.
            (std::mem::take(&mut has_code) && text.starts_with('_'))
                || BEGINNINGS
                    .iter()
                    .any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
                || has_name(text)
                || has_function(text)
        }
        kind => {
            has_code = matches!(kind, PieceKind::Code(_));
            false
        }
    });
    if !begins {
        return;
    }
    let mut at = 0;
    while at < cells.len() {
        let foreign = if cells[at].in_link { None } else { construct(cells, flow, at) };
        at = foreign.as_ref().map_or(at + 1, |foreign| foreign.range.end);
        found.extend(foreign);
    }
}

/// Whether a text has a colon that may begin the name of an emoji or a role.
fn has_name(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes())
        .any(|at| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_lowercase))
}

/// Whether a text has a number sign that may begin a function of Typst.
fn has_function(text: &str) -> bool {
    memchr::memchr_iter(b'#', text.as_bytes())
        .any(|at| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_lowercase))
}

fn construct(cells: &[Cell], flow: &Flow, at: usize) -> Option<Foreign> {
    if cells[at].letter == OBJECT {
        return hyperlink(cells, flow, at);
    }
    match cells[at].letter {
        '=' | '+' | '|' | '\'' => between(cells, at),
        ':' => named(cells, flow, at).or_else(|| asciidoc_macro(cells, at)),
        '<' => reference(cells, at).or_else(|| template_tag(cells, at)),
        '#' => function(cells, at),
        '^' => script(cells, at).or_else(|| block_id(cells, at)),
        '~' => script(cells, at),
        _ => None,
    }
}

fn is_behind_word(cells: &[Cell], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| cells[before].letter.is_alphanumeric())
}

/// `==words==`, `++ctrl++`, `'''words'''`: no space within the marks, no letter outside of them.
fn between(cells: &[Cell], at: usize) -> Option<Foreign> {
    let (mark, kind) = BETWEEN.into_iter().find(|(mark, _)| stands_at(cells, at, mark))?;
    let width = mark.len();
    let letter = cells[at].letter;
    let is_mark = |at: usize| cells.get(at).is_some_and(|cell| cell.is(letter));
    let first = cells.get(at + width)?;
    if is_behind_word(cells, at) || first.letter.is_whitespace() || is_mark(at + width) {
        return None;
    }
    let limit = cells.len().min(at + LONGEST);
    let ends = |close: &usize| {
        stands_at(cells, *close, mark)
            && !cells[close - 1].letter.is_whitespace()
            && cells.get(close + width).is_none_or(|next| !next.letter.is_alphanumeric())
    };
    let close = (at + width + 1..limit).find(ends)?;
    let has_words = cells[at + width..close].iter().any(|cell| cell.letter.is_alphanumeric());
    has_words.then_some(Foreign { range: at..close + width, kind })
}

/// `<<label>>`, `<<label,words>>`
fn reference(cells: &[Cell], at: usize) -> Option<Foreign> {
    if !stands_at(cells, at, "<<") {
        return None;
    }
    let inside = cells[at + 2..]
        .iter()
        .take(LONGEST)
        .take_while(|cell| !matches!(cell.letter, '<' | '>' | '\n' | OBJECT));
    let close = at + 2 + inside.count();
    let words = letters_of(&cells[at + 2..close.min(cells.len())]);
    let label = words.split(',').next().unwrap_or_default();
    let is_label = label.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && label.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.#:/".contains(letter));
    (is_label && stands_at(cells, close, ">>"))
        .then_some(Foreign { range: at..close + 2, kind: ForeignKind::AsciiDoc })
}

/// `<% … %>`
fn template_tag(cells: &[Cell], at: usize) -> Option<Foreign> {
    let end = stands_at(cells, at, "<%").then(|| find_word(cells, at + 2, "%>")).flatten()?;
    Some(Foreign { range: at..end + 2, kind: ForeignKind::Shortcode })
}

/// `link:address[words]`, `footnote:[words]`, whose colon stands at a cell.
fn asciidoc_macro(cells: &[Cell], at: usize) -> Option<Foreign> {
    let letters =
        cells[..at].iter().rev().take(LONGEST_NAME).take_while(|cell| cell.letter.is_ascii_lowercase());
    let start = at - letters.count();
    let is_apart = start == 0 || !cells[start - 1].letter.is_alphanumeric();
    if !is_apart || !cells[at].is_plain || !MACROS.contains(&letters_of(&cells[start..at]).as_str()) {
        return None;
    }
    let target = |cell: &&Cell| !cell.letter.is_whitespace() && !matches!(cell.letter, '[' | ']');
    let open = at + 1 + cells[at + 1..].iter().take(FURTHEST).take_while(target).count();
    let is_open = cells.get(open).is_some_and(|cell| cell.is('['));
    let inside = |cell: &&Cell| !matches!(cell.letter, '[' | ']' | '\n');
    let close = open + 1 + cells.get(open + 1..)?.iter().take(FURTHEST).take_while(inside).count();
    (is_open && cells.get(close).is_some_and(|cell| cell.letter == ']'))
        .then_some(Foreign { range: start..close + 1, kind: ForeignKind::AsciiDoc })
}

/// `#figure(…)`, `#footnote[…]`, and a line `#set …`
fn function(cells: &[Cell], at: usize) -> Option<Foreign> {
    let length =
        cells[at + 1..].iter().take(LONGEST_NAME).take_while(|cell| cell.letter.is_ascii_lowercase());
    let end = at + 1 + length.count();
    let name = letters_of(&cells[at + 1..end]);
    if !cells[at].is_plain || is_behind_word(cells, at) {
        return None;
    }
    let line =
        || cells[end..].iter().position(|cell| cell.letter == '\n').map_or(cells.len(), |line| end + line);
    let is_line = (at == 0 || cells[at - 1].letter == '\n')
        && TYPST_LINES.contains(&name.as_str())
        && stands_at(cells, end, " ")
        && cells[end..line()].iter().any(|cell| matches!(cell.letter, '(' | '=' | '"' | ':'));
    let is_call =
        TYPST.contains(&name.as_str()) && cells.get(end).is_some_and(|next| next.is_one_of(&['(', '[']));
    (is_line || is_call).then(|| Foreign { range: at..line(), kind: ForeignKind::Typst })
}

/// `:tada:`, and before code the role of reStructuredText: ``:ref:`label` ``.
fn named(cells: &[Cell], flow: &Flow, at: usize) -> Option<Foreign> {
    let is_name = |cell: &&Cell| {
        cell.is_plain
            && (cell.letter.is_ascii_lowercase()
                || cell.letter.is_ascii_digit()
                || "_+-:".contains(cell.letter))
    };
    let is_open = at.checked_sub(1).is_none_or(|before| {
        let letter = cells[before].letter;
        letter.is_whitespace() || "([{“\"'".contains(letter)
    });
    let length = cells[at + 1..].iter().take(LONGEST_NAME).take_while(is_name).count();
    let end = at + 1 + length;
    let name = letters_of(&cells[at + 1..end]);
    let name =
        name.strip_suffix(':').filter(|name| name.starts_with(|letter: char| letter.is_ascii_lowercase()))?;
    if !is_open || name.len() < 2 || name.contains("::") {
        return None;
    }
    let is_code = |cell: &Cell| {
        cell.letter == OBJECT
            && matches!(
                flow.pieces.get(cell.piece as usize).map(|piece| &piece.kind),
                Some(PieceKind::Code(_))
            )
    };
    if cells.get(end).is_some_and(is_code) {
        return Some(Foreign { range: at..end + 1, kind: ForeignKind::Restructured });
    }
    let is_free = cells.get(end).is_none_or(|next| !next.letter.is_alphanumeric() && next.letter != OBJECT);
    (is_free && !name.contains(':')).then_some(Foreign { range: at..end, kind: ForeignKind::Shortcode })
}

/// `x^2^` and `H~2~O` of Pandoc.
fn script(cells: &[Cell], at: usize) -> Option<Foreign> {
    let mark = cells[at].letter;
    let inside =
        |cell: &&Cell| cell.is_plain && (cell.letter.is_alphanumeric() || "+-−()".contains(cell.letter));
    let length = cells[at + 1..].iter().take(LONGEST_SCRIPT).take_while(inside).count();
    let close = at + 1 + length;
    let is_closed = cells.get(close).is_some_and(|cell| cell.is(mark));
    (cells[at].is_plain && is_behind_word(cells, at) && length > 0 && is_closed)
        .then_some(Foreign { range: at..close + 1, kind: ForeignKind::Script })
}

/// ` ^block-id` at the end of a paragraph, as Obsidian has it.
fn block_id(cells: &[Cell], at: usize) -> Option<Foreign> {
    let is_apart = at.checked_sub(1).is_some_and(|before| cells[before].letter.is_whitespace());
    let inside = |cell: &Cell| cell.is_plain && (cell.letter.is_ascii_alphanumeric() || cell.letter == '-');
    let id = &cells[at + 1..];
    // The length first: what follows looks at all that is left.
    (cells[at].is_plain
        && is_apart
        && (2..LONGEST_NAME).contains(&id.len())
        && id.iter().all(inside)
        && id.iter().any(|cell| cell.letter.is_ascii_alphabetic()))
    .then_some(Foreign { range: at..cells.len(), kind: ForeignKind::BlockId })
}

/// `` `words <address>`_ `` of reStructuredText.
fn hyperlink(cells: &[Cell], flow: &Flow, at: usize) -> Option<Foreign> {
    let Some(PieceKind::Code(_)) = flow.pieces.get(cells[at].piece as usize).map(|piece| &piece.kind) else {
        return None;
    };
    let marks = cells[at + 1..].iter().take_while(|cell| cell.is('_')).count();
    let is_free = cells.get(at + 1 + marks).is_none_or(|next| !next.letter.is_alphanumeric());
    ((1..=2).contains(&marks) && is_free)
        .then_some(Foreign { range: at..at + 1 + marks, kind: ForeignKind::Restructured })
}
