//! Constructs that begin at a brace, `$` or `\`.

use super::{FURTHEST, Foreign, ForeignKind, find_word, letters_of, stands_at};
use crate::parse::markdown::{Flow, Mark, PieceKind};
use crate::parse::topic::cell::{Cell, OBJECT};

/// Longest content of braces that are attributes, and of a formula in a line.
const LONGEST: usize = 120;

/// What begins with a brace, its end, and its kind; the first that stands is meant.
const PAIRS: [(&str, &str, ForeignKind); 8] = [
    ("{{", "}}", ForeignKind::Shortcode),
    ("{%", "%}", ForeignKind::Shortcode),
    ("{++", "++}", ForeignKind::TrackedChange),
    ("{--", "--}", ForeignKind::TrackedChange),
    ("{==", "==}", ForeignKind::TrackedChange),
    ("{~~", "~~}", ForeignKind::TrackedChange),
    ("{::", "}", ForeignKind::Shortcode),
    ("{:/", "}", ForeignKind::Shortcode),
];

/// Commands of LaTeX that stand without braces.
const COMMANDS: [&str; 13] = [
    "item",
    "ldots",
    "centering",
    "medskip",
    "smallskip",
    "newpage",
    "pagebreak",
    "clearpage",
    "tableofcontents",
    "noindent",
    "maketitle",
    "bigskip",
    "printbibliography",
];

/// The constructs that begin with a brace.
pub(super) fn braces(cells: &[Cell], specials: &[usize], flow: &Flow, found: &mut Vec<Foreign>) {
    let mut end = 0;
    for &at in specials.iter().filter(|at| cells[**at].is('{')) {
        if at < end {
            continue;
        }
        if let Some(foreign) = brace(cells, flow, at) {
            end = foreign.range.end;
            found.push(foreign);
        }
    }
}

fn brace(cells: &[Cell], flow: &Flow, at: usize) -> Option<Foreign> {
    for (open, close, kind) in PAIRS {
        if stands_at(cells, at, open) {
            let end = find_word(cells, at + open.chars().count(), close)? + close.len();
            return Some(Foreign { range: at..end, kind });
        }
    }
    let piece = |at: usize| {
        let cell = cells.get(at).filter(|cell| cell.letter == OBJECT)?;
        flow.pieces.get(cell.piece as usize).map(|piece| &piece.kind)
    };
    if matches!(piece(at + 1), Some(PieceKind::Open(Mark::Strike))) {
        let close = (at + 2..cells.len().min(at + FURTHEST)).find(|&at| cells[at].is('}'))?;
        let is_change = matches!(piece(close - 1), Some(PieceKind::Close(Mark::Strike)));
        return is_change.then(|| Foreign { range: at..close + 1, kind: ForeignKind::TrackedChange });
    }
    let inside = cells[at + 1..].iter().take(LONGEST);
    let length = inside.take_while(|cell| !matches!(cell.letter, '}' | '{' | OBJECT)).count();
    let end = at + length + 2;
    if !cells.get(end - 1)?.is('}') {
        return None;
    }
    let content = letters_of(&cells[at + 1..end - 1]);
    let before = at.checked_sub(1);
    let is_behind = before.is_some_and(|before| {
        cells[before].is(']')
            || matches!(
                piece(before),
                Some(PieceKind::Code(_) | PieceKind::Image { .. } | PieceKind::Close(Mark::Link(_)))
            )
    });
    let kind = if is_name(&content) && matches!(piece(end), Some(PieceKind::Code(_))) {
        return Some(Foreign { range: at..end + 1, kind: ForeignKind::Role });
    } else if content == ":toc" {
        ForeignKind::Contents
    } else if is_attributes(&content, is_behind) {
        ForeignKind::Attributes
    } else if is_property(&content) {
        ForeignKind::Mdx
    } else {
        return None;
    };
    Some(Foreign { range: at..end, kind })
}

/// `cite`, `cite:p`, `py:func`
fn is_name(content: &str) -> bool {
    content.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && content.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_:+".contains(letter))
}

/// `props.title`, as MDX writes a value.
fn is_property(content: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|letter: char| letter.is_ascii_lowercase())
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    content.contains('.') && content.split('.').all(is_name)
}

/// Whether braces hold attributes: a class, `: .class`, or directly behind what has some `key=value` or `=format`.
/// `{#id}` alone is the id of a statement.
fn is_attributes(content: &str, is_behind: bool) -> bool {
    let is_class =
        |word: &str| word.strip_prefix('.').is_some_and(|class| class.starts_with(char::is_alphabetic));
    let is_id = |word: &str| word.strip_prefix('#').is_some_and(|id| id.starts_with(char::is_alphabetic));
    let mut words = content.strip_prefix(':').unwrap_or(content).split_whitespace();
    let Some(first) = words.next() else { return false };
    let is_pair = |word: &str| {
        word.split_once('=').is_some_and(|(key, _)| key.chars().all(|c| c.is_alphanumeric() || c == '-'))
    };
    if content.starts_with(':') {
        return is_class(first) || is_id(first) || is_pair(first);
    }
    // These stand at the end of a text, and are taken from it where they may.
    let is_ours = first.starts_with("searched=") || first.starts_with("forms=");
    is_class(first) || (is_id(first) && words.next().is_some()) || ((is_behind || is_ours) && is_pair(first))
}

/// The constructs that begin with `$` or `\`.
pub(super) fn letters(cells: &[Cell], found: &mut Vec<Foreign>) {
    let mut at = 0;
    while let Some(offset) = cells[at..].iter().position(|cell| cell.is_one_of(&['$', '\\'])) {
        at += offset;
        let foreign = match cells[at].letter {
            _ if cells[at].in_link => None,
            '$' => math(cells, at),
            _ => latex(cells, at),
        };
        at = foreign.as_ref().map_or(at + 1, |foreign| foreign.range.end);
        found.extend(foreign);
    }
}

/// `$x^2$` and `$$x^2$$` as Pandoc reads them (section “Math”: no space behind the first mark or before the
/// last, no digit behind it), where the content cannot be prose between two prices.
fn math(cells: &[Cell], at: usize) -> Option<Foreign> {
    let is_money = |at: usize| cells.get(at).is_some_and(|cell| cell.is('$'));
    if at.checked_sub(1).is_some_and(|before| cells[before].letter.is_alphanumeric() || is_money(before)) {
        return None;
    }
    let width = 1 + usize::from(is_money(at + 1));
    let from = at + width;
    let limit = cells.len().min(from + if width == 2 { FURTHEST } else { LONGEST });
    let close = (from..limit).find(|&close| is_money(close) && (width == 1 || is_money(close + 1)))?;
    let (first, last) = (cells.get(from)?, cells.get(close - 1)?);
    let follows = cells.get(close + width);
    let is_tight = width == 2 || !(first.letter.is_whitespace() || last.letter.is_whitespace());
    if close == from
        || is_money(from)
        || !is_tight
        || follows.is_some_and(|next| next.letter.is_ascii_digit())
    {
        return None;
    }
    let content = letters_of(&cells[from..close]);
    is_formula(&content).then(|| Foreign { range: at..close + width, kind: ForeignKind::Math })
}

/// `\\(x^2\\)` and `\\[x^2\\]` of LaTeX, of which Markdown leaves the brackets.
pub(super) fn escaped(cells: &[Cell], specials: &[usize], found: &mut Vec<Foreign>) {
    let is_escaped = |at: usize, letter: char| {
        cells.get(at).is_some_and(|cell| cell.letter == letter && !cell.is_plain && !cell.in_link)
    };
    for &at in specials {
        let close = match cells[at].letter {
            '(' if is_escaped(at, '(') => ')',
            '[' if is_escaped(at, '[') => ']',
            _ => continue,
        };
        let end = (at + 1..cells.len().min(at + LONGEST)).find(|&end| is_escaped(end, close));
        let Some(end) = end else { continue };
        if letters_of(&cells[at + 1..end]).contains(['\\', '^', '_', '=', '+']) {
            found.push(Foreign { range: at..end + 1, kind: ForeignKind::Math });
        }
    }
}

/// Whether the words between two marks can only be a formula: they have a sign of TeX or an equation, or are one
/// short expression without a space.
fn is_formula(content: &str) -> bool {
    let content = content.trim();
    let is_expression = || {
        let letters = content.chars().filter(|letter| letter.is_alphabetic()).count();
        content.chars().count() <= 12
            && (1..4).contains(&letters)
            && content.starts_with(|letter: char| letter.is_ascii_lowercase() || matches!(letter, '(' | '-'))
            && content.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-*/().,'|<>".contains(letter))
    };
    content.contains(['\\', '^', '_', '=']) || is_expression()
}

/// `\cite[p. 3]{key}`, `\emph{words}`, `\begin{x} … \end{x}`, `\newpage`
fn latex(cells: &[Cell], at: usize) -> Option<Foreign> {
    let letters =
        cells[at + 1..].iter().take_while(|cell| cell.is_plain && cell.letter.is_ascii_alphabetic()).count();
    let name = letters_of(&cells[at + 1..at + 1 + letters]);
    let mut end = at + 1 + letters;
    end += usize::from(cells.get(end).is_some_and(|cell| cell.is('*')));
    let mut has_braces = false;
    while let Some(close) = group_end(cells, end) {
        has_braces |= cells[end].is('{');
        end = close;
    }
    if letters < 2 || !(has_braces || COMMANDS.contains(&name.as_str())) {
        return None;
    }
    let is_behind_word = at
        .checked_sub(1)
        .is_some_and(|before| cells[before].letter.is_alphanumeric() || cells[before].is(':'));
    if is_behind_word && !has_braces {
        return None;
    }
    if name == "begin"
        && let Some(last) =
            (end..cells.len().min(end + FURTHEST)).rev().find(|&at| stands_at(cells, at, "\\end{"))
    {
        end = group_end(cells, last + 4).unwrap_or(end);
    }
    let kind = match name.as_str() {
        "footnote" | "footnotetext" | "endnote" => ForeignKind::LatexNote,
        name if name.to_ascii_lowercase().contains("cite") => ForeignKind::LatexCitation,
        _ => ForeignKind::Latex,
    };
    Some(Foreign { range: at..end, kind })
}

/// The cell behind the `[…]` or `{…}` that begins at a cell.
fn group_end(cells: &[Cell], at: usize) -> Option<usize> {
    let (open, close) = match cells.get(at)? {
        cell if cell.is('{') => ('{', '}'),
        cell if cell.is('[') => ('[', ']'),
        _ => return None,
    };
    let mut depth = 0usize;
    for (offset, cell) in cells[at..].iter().take(FURTHEST).enumerate() {
        if cell.is(open) {
            depth += 1;
        } else if cell.is(close) {
            depth -= 1;
            if depth == 0 {
                return Some(at + offset + 1);
            }
        }
    }
    None
}
