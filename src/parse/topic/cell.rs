//! Inline text as a row of characters, each with its place: what citations and quotations are found in.
//!
//! Markdown has already decided what is code, a link or an escape; here these are single cells that no
//! bracket or quotation mark can hide in.

use crate::base::span::Span;
use crate::parse::markdown::{Flow, Mark, Piece, PieceKind};

/// Stands for anything that is not text.
pub(super) const OBJECT: char = '\u{fffc}';

/// One character, or one thing that is not text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// The character; [`OBJECT`] for anything that is not text.
    pub(super) letter: char,
    /// Its offset in the file.
    pub(super) at: u32,
    /// The offset just past it; markup that opens or closes has no width.
    pub(super) end: u32,
    /// Index of its piece in the flow.
    pub(super) piece: u32,
    /// Whether the character may have a meaning: false for escaped characters and things.
    pub(super) is_plain: bool,
    /// Whether it stands inside a link.
    pub(super) in_link: bool,
    /// Whether it is part of an address that is its own link text: `<https://example.org/>`.
    pub(super) in_address: bool,
}

impl Cell {
    /// Whether it is this character, with its meaning.
    pub(super) fn is(self, letter: char) -> bool {
        self.is_plain && self.letter == letter
    }

    /// Whether it is one of these characters, with its meaning.
    pub(super) fn is_one_of(self, letters: &[char]) -> bool {
        self.is_plain && letters.contains(&self.letter)
    }
}

/// ASCII that may be more than a letter of a word.
static SPECIAL: [bool; 128] = {
    let mut special = [false; 128];
    let letters = b"\"'-.@[]^;{<>";
    let mut at = 0;
    while at < letters.len() {
        special[letters[at] as usize] = true;
        at += 1;
    }
    special
};

/// Whether a cell may be more than a letter of a word: all that is found in a run of text begins and ends
/// at such cells, and most cells are not.
fn is_special(cell: &Cell) -> bool {
    let is_mark = match u8::try_from(cell.letter).ok().filter(u8::is_ascii) {
        Some(letter) => is_mark(letter),
        None => matches!(
            cell.letter,
            OBJECT
                | '“'
                | '”'
                | '„'
                | '«'
                | '»'
                | '‘'
                | '’'
                | '「'
                | '」'
                | '『'
                | '』'
                | '‹'
                | '›'
                | '❝'
                | '❮'
                | '❯'
                | '〈'
                | '〉'
                | '＜'
                | '＞'
                | '״'
                | '❞'
                | '＂'
                | '‚'
                | '《'
                | '》'
                | '｢'
                | '｣'
                | '﹁'
                | '﹂'
                | '﹃'
                | '﹄'
                | '〝'
                | '〞'
                | '〟'
                | '″'
                | '＠'
        ),
    };
    is_mark || !cell.is_plain
}

/// Whether a letter of ASCII may be more than a letter of a word.
fn is_mark(letter: u8) -> bool {
    SPECIAL[usize::from(letter & 0x7f)]
}

/// The cells of a flow, and which of them may be more than letters ([`is_special`]), in order.
pub(super) fn cells(flow: &Flow) -> (Vec<Cell>, Vec<usize>) {
    let mut row = Row {
        cells: Vec::with_capacity((flow.span.end - flow.span.start) as usize),
        specials: Vec::new(),
        piece: 0,
        links: 0,
        in_address: false,
    };
    for (index, piece) in flow.pieces.iter().enumerate() {
        row.piece = u32::try_from(index).unwrap_or(u32::MAX);
        row.add(piece, flow.pieces.get(index + 1));
    }
    (row.cells, row.specials)
}

/// The cells of a flow as far as they have been laid out.
struct Row {
    cells: Vec<Cell>,
    /// The cells that may be more than letters, in order.
    specials: Vec<usize>,
    /// The piece that is laid out.
    piece: u32,
    /// How many links are open.
    links: usize,
    /// Whether what is open is a link that shows its own address.
    in_address: bool,
}

impl Row {
    fn add(&mut self, piece: &Piece, next: Option<&Piece>) {
        let Span { start, end } = piece.span;
        let first = self.cells.len();
        match &piece.kind {
            PieceKind::Text { text, escaped } if is_literal(piece, text) => {
                return self.add_literal(text, start, *escaped);
            }
            PieceKind::Text { text, .. } => {
                for letter in text.chars() {
                    // An entity is never syntax, but a quotation mark is one to the reader, however written.
                    let is_mark =
                        matches!(letter, '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '"');
                    self.push(letter, Span { start, end }, is_mark);
                }
            }
            PieceKind::SoftBreak => self.push('\n', piece.span, true),
            PieceKind::HardBreak => self.push('\n', piece.span, false),
            PieceKind::Open(mark) => {
                self.push(OBJECT, Span { start, end: start }, false);
                self.links += usize::from(matches!(mark, Mark::Link(_)));
                self.in_address |= is_address(mark, next);
            }
            PieceKind::Close(mark) => {
                self.links = self.links.saturating_sub(usize::from(matches!(mark, Mark::Link(_))));
                self.in_address &= self.links > 0;
                self.push(OBJECT, Span { start, end: start }, false);
            }
            _ => self.push(OBJECT, piece.span, false),
        }
        self.specials.extend((first..self.cells.len()).filter(|&at| is_special(&self.cells[at])));
    }

    /// Lays out text that stands in the file letter by letter, from `start` on. Of escaped text the first letter is not
    /// syntax.
    fn add_literal(&mut self, text: &str, start: u32, is_escaped: bool) {
        let (first, piece, in_link, in_address) =
            (self.cells.len(), self.piece, self.links > 0, self.in_address);
        let cell = |at, letter: char, width| Cell {
            letter,
            at,
            end: at + width,
            piece,
            is_plain: !is_escaped || at > start,
            in_link,
            in_address,
        };
        // ASCII goes in runs: most text is.
        let mut rest = text;
        let mut at = start;
        while !rest.is_empty() {
            let run = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            for letter in rest[..run].bytes() {
                if !is_escaped && is_mark(letter) {
                    self.specials.push(self.cells.len());
                }
                self.cells.push(cell(at, letter.into(), 1));
                at += 1;
            }
            rest = &rest[run..];
            for letter in rest.chars().take_while(|letter| !letter.is_ascii()) {
                let width = u32::try_from(letter.len_utf8()).unwrap_or(1);
                let cell = cell(at, letter, width);
                if !is_escaped && is_special(&cell) {
                    self.specials.push(self.cells.len());
                }
                self.cells.push(cell);
                at += width;
            }
            rest = &text[(at - start) as usize..];
        }
        if is_escaped {
            self.specials.extend((first..self.cells.len()).filter(|&at| is_special(&self.cells[at])));
        }
    }

    fn push(&mut self, letter: char, span: Span, is_plain: bool) {
        let (piece, in_link, in_address) = (self.piece, self.links > 0, self.in_address);
        self.cells.push(Cell { letter, at: span.start, end: span.end, piece, is_plain, in_link, in_address });
    }
}

/// Whether a piece's text stands in the file as it is, letter by letter.
fn is_literal(piece: &Piece, text: &str) -> bool {
    (piece.span.end - piece.span.start) as usize == text.len()
}

/// The words of a piece that is not text.
pub(super) type ShowPiece = fn(&PieceKind) -> &str;

/// In a statement: code, and HTML that is shown as it is written.
pub(super) fn in_text(kind: &PieceKind) -> &str {
    match kind {
        PieceKind::Code(text) | PieceKind::Literal(text) => text,
        _ => "",
    }
}

/// In a quotation all that a reader sees between its marks is compared: pictures by their description, and
/// what strikes words out, or may hide them, as it is written.
pub(super) fn in_quotation(kind: &PieceKind) -> &str {
    match kind {
        PieceKind::Image { alt, .. } => alt,
        PieceKind::Open(Mark::Strike) | PieceKind::Close(Mark::Strike) => "~~",
        PieceKind::Html(html) if html.starts_with("<!--") => "",
        PieceKind::Html(html) => match html.trim_start_matches("</").trim_matches(['<', '>', '/', ' ']) {
            "b" | "cite" | "em" | "i" | "small" | "span" | "strong" | "wbr" => "",
            "br" => " ",
            _ => html,
        },
        kind => in_text(kind),
    }
}

/// Adds the words of a stretch of a flow's own cells, as [`words`], piece by piece.
pub(super) fn stretch(cells: &[Cell], flow: &Flow, shown: ShowPiece, out: &mut String) {
    let mut at = 0;
    while let Some(first) = cells.get(at) {
        let piece = flow.pieces.get(first.piece as usize);
        let text = piece.and_then(|piece| match &piece.kind {
            PieceKind::Text { text, .. } if is_literal(piece, text) => Some((text, piece.span.start)),
            _ => None,
        });
        let Some((text, start)) = text else {
            words([first], flow, shown, out);
            at += 1;
            continue;
        };
        let length = cells[at..].partition_point(|cell| cell.piece == first.piece);
        let last = cells[at + length - 1];
        out.push_str(text.get((first.at - start) as usize..(last.end - start) as usize).unwrap_or_default());
        at += length;
    }
}

/// Whether the text of a link is the address it leads to.
fn is_address(mark: &Mark, next: Option<&Piece>) -> bool {
    match (mark, next.map(|piece| &piece.kind)) {
        (Mark::Link(target), Some(PieceKind::Text { text, .. })) => {
            let url = target.url.strip_prefix("mailto:").or_else(|| target.url.strip_prefix("http://"));
            // Of an address with an entity in it, the text is the first part.
            let is_part = || text.contains("://") && target.url.starts_with(text.as_str());
            target.url == *text || url.is_some_and(|url| url == text) || is_part()
        }
        _ => false,
    }
}

/// The words of some cells, code included, markup and images not.
pub(super) fn text_of<'c>(cells: impl IntoIterator<Item = &'c Cell>, flow: &Flow) -> String {
    let mut text = String::new();
    words(cells, flow, in_text, &mut text);
    text
}

/// Adds the words of some cells, as [`text_of`].
fn words<'c>(cells: impl IntoIterator<Item = &'c Cell>, flow: &Flow, shown: ShowPiece, words: &mut String) {
    for cell in cells {
        if cell.letter != OBJECT {
            words.push(cell.letter);
        } else if let Some(piece) = flow.pieces.get(cell.piece as usize) {
            words.push_str(shown(&piece.kind));
        }
    }
}
