//! The cells at which more than a letter stands, found from right to left.

use super::key::is_after_word;
use super::{NONE, is_space};
use crate::parse::markdown::{Flow, PieceKind};
use crate::parse::topic::cell::{Cell, OBJECT};

/// A cell at which a step is not simply one cell long, or at which something ends.
pub(super) struct UnitToken {
    pub(super) at: u32,
    /// What closes what opens here: a bracket, markup, or a quoted string that is an excerpt.
    pub(super) close: u32,
    /// For an `@` or `-` that begins a key, the cell after the key.
    pub(super) key_end: u32,
    /// For the bracket of `[^label]`, its end.
    pub(super) note_close: u32,
    /// For a bracket, how deep brackets nest in it.
    pub(super) depth: u32,
}

/// The tokens of a row of cells.
pub(super) fn tokens(
    cells: &[Cell],
    specials: &[usize],
    flow: &Flow,
    all_keys: &[(usize, usize)],
) -> Vec<UnitToken> {
    let mut keys = all_keys.iter().rev().peekable();
    let mut waiting = Waiting { bracket: NONE, blank: NONE, ..Waiting::default() };
    let mut tokens: Vec<UnitToken> = Vec::new();
    // A label holds no white space: only where there may be one does every cell count.
    let has_labels = specials.iter().any(|at| cells[*at].is('^'));
    let all: Vec<usize> = if has_labels { (0..cells.len()).collect() } else { Vec::new() };
    for &index in (if has_labels { &all } else { specials }).iter().rev() {
        let cell = cells[index];
        let at = u32::try_from(index).unwrap_or(NONE);
        let next_is = |letter: char| cells.get(index + 1).is_some_and(|next| next.is(letter));
        let mut token = UnitToken { at, close: NONE, key_end: NONE, note_close: NONE, depth: 0 };
        let mut is_token = cell.is_plain;
        match cell.letter {
            OBJECT => match flow.pieces.get(cell.piece as usize).map(|piece| &piece.kind) {
                Some(PieceKind::Close(_)) => {
                    waiting.marks.push(at);
                    waiting.brackets.push((NONE, 0));
                    is_token = true;
                }
                Some(PieceKind::Open(_)) => {
                    token.close = waiting.marks.pop().unwrap_or(NONE);
                    while let Some((close, depth)) = waiting.brackets.pop() {
                        if close == NONE {
                            waiting.deepen(depth);
                            break;
                        }
                    }
                    is_token = true;
                }
                _ => {}
            },
            letter if letter.is_control() => {
                if is_space(letter) {
                    waiting.blank = at;
                }
                is_token = false;
            }
            ' ' => {
                waiting.blank = at;
                is_token = false;
            }
            _ if !cell.is_plain => {}
            ';' => {}
            ']' => {
                waiting.brackets.push((at, 0));
                waiting.bracket = at;
            }
            '[' => {
                if let Some((close, depth)) = waiting.brackets.pop_if(|(close, _)| *close != NONE) {
                    (token.close, token.depth) = (close, depth);
                    waiting.deepen(depth + 1);
                }
                if next_is('^') && waiting.bracket < waiting.blank && waiting.bracket > at + 2 {
                    token.note_close = waiting.bracket;
                }
            }
            '@' => {
                if let Some((_, end)) = keys.next_if(|(start, _)| *start == index) {
                    token.key_end = u32::try_from(*end).unwrap_or(NONE);
                }
            }
            '-' => {
                if next_is('@') && !is_after_word(cells, flow, all_keys, index) {
                    token.key_end = tokens.last().map_or(NONE, |key| key.key_end);
                }
                is_token = next_is('@') || next_is('-');
            }
            '"' => {
                token.close = waiting.straight.unwrap_or(NONE);
                if index > 0 && !cells[index - 1].letter.is_whitespace() {
                    waiting.straight = Some(at);
                }
            }
            '“' => {
                token.close = waiting.curly.pop().unwrap_or(NONE);
                waiting.low.push(at);
            }
            '”' => {
                waiting.curly.push(at);
                waiting.low.push(at);
            }
            '„' => token.close = waiting.low.pop().unwrap_or(NONE),
            '«' => token.close = waiting.angle.pop().unwrap_or(NONE),
            '»' => waiting.angle.push(at),
            '\'' | '‘' | '’' => {}
            _ => is_token = false,
        }
        if is_token {
            tokens.push(token);
        }
    }
    tokens.reverse();
    tokens
}

/// What is open while cells are read from right to left: closing marks that wait for their openings.
#[derive(Default)]
struct Waiting {
    /// Brackets, with the depth of brackets in each; [`NONE`] where markup ends, which no bracket
    /// reaches across.
    brackets: Vec<(u32, u32)>,
    /// Ends of markup.
    marks: Vec<u32>,
    low: Vec<u32>,
    curly: Vec<u32>,
    angle: Vec<u32>,
    straight: Option<u32>,
    /// The next `]`, and the next white space.
    bracket: u32,
    blank: u32,
}

impl Waiting {
    /// Notes that the innermost bracket still open has brackets in it, so many deep.
    fn deepen(&mut self, depth: u32) {
        if let Some((_, deepest)) = self.brackets.last_mut() {
            *deepest = depth.max(*deepest);
        }
    }
}
