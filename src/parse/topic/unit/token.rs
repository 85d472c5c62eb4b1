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
    let mut waiting = UnpairedMarks { bracket: NONE, blank: NONE, ..UnpairedMarks::default() };
    let mut tokens: Vec<UnitToken> = Vec::new();
    // A label holds no white space: only where there may be one does every cell count.
    let has_labels = specials.iter().any(|at| cells[*at].is('^'));
    let all: Vec<usize> = if has_labels { (0..cells.len()).collect() } else { Vec::new() };
    for &index in (if has_labels { &all } else { specials }).iter().rev() {
        let cell = cells[index];
        let at = u32::try_from(index).unwrap_or(NONE);
        let next_is = |letter: char| cells.get(index + 1).is_some_and(|next| next.is(letter));
        let mut token = UnitToken { at, close: NONE, key_end: NONE, note_close: NONE, depth: 0 };
        let is_token = match cell.letter {
            OBJECT => match flow.pieces.get(cell.piece as usize).map(|piece| &piece.kind) {
                Some(PieceKind::Close(_)) => waiting.markup_closes(at),
                Some(PieceKind::Open(_)) => waiting.markup_opens(&mut token),
                _ => cell.is_plain,
            },
            letter if letter.is_control() || letter == ' ' => {
                if is_space(letter) {
                    waiting.blank = at;
                }
                false
            }
            _ if !cell.is_plain => false,
            ';' | '\'' | '‘' | '’' => true,
            '[' => waiting.bracket_opens(&mut token, next_is('^')),
            '@' => {
                if let Some((_, end)) = keys.next_if(|(start, _)| *start == index) {
                    token.key_end = u32::try_from(*end).unwrap_or(NONE);
                }
                true
            }
            '-' => {
                if next_is('@') && !is_after_word(cells, flow, all_keys, index) {
                    token.key_end = tokens.last().map_or(NONE, |key| key.key_end);
                }
                next_is('@') || next_is('-')
            }
            '"' => {
                token.close = waiting.straight.unwrap_or(NONE);
                if index > 0 && !cells[index - 1].letter.is_whitespace() {
                    waiting.straight = Some(at);
                }
                true
            }
            letter => waiting.pairs(&mut token, letter),
        };
        if is_token {
            tokens.push(token);
        }
    }
    tokens.reverse();
    tokens
}

/// What is open while cells are read from right to left: closing marks that wait for their openings.
#[derive(Default)]
struct UnpairedMarks {
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

impl UnpairedMarks {
    /// Markup ends here, and waits for where it begins.
    fn markup_closes(&mut self, at: u32) -> bool {
        self.marks.push(at);
        self.brackets.push((NONE, 0));
        true
    }

    /// Markup begins here; no bracket within it reaches beyond it.
    fn markup_opens(&mut self, token: &mut UnitToken) -> bool {
        token.close = self.marks.pop().unwrap_or(NONE);
        while let Some((close, depth)) = self.brackets.pop() {
            if close == NONE {
                self.deepen(depth);
                break;
            }
        }
        true
    }

    /// A bracket begins here, or a label.
    fn bracket_opens(&mut self, token: &mut UnitToken, may_be_label: bool) -> bool {
        if let Some((close, depth)) = self.brackets.pop_if(|(close, _)| *close != NONE) {
            (token.close, token.depth) = (close, depth);
            self.deepen(depth + 1);
        }
        if may_be_label && self.bracket < self.blank && self.bracket > token.at + 2 {
            token.note_close = self.bracket;
        }
        true
    }

    /// A closing bracket or a quotation mark that begins or ends something; whether the letter is one.
    fn pairs(&mut self, token: &mut UnitToken, letter: char) -> bool {
        match letter {
            ']' => {
                self.brackets.push((token.at, 0));
                self.bracket = token.at;
            }
            '“' => {
                token.close = self.curly.pop().unwrap_or(NONE);
                self.low.push(token.at);
            }
            '”' => {
                self.curly.push(token.at);
                self.low.push(token.at);
            }
            '„' => token.close = self.low.pop().unwrap_or(NONE),
            '«' => token.close = self.angle.pop().unwrap_or(NONE),
            '»' => self.angle.push(token.at),
            _ => return false,
        }
        true
    }

    /// Notes that the innermost bracket still open has brackets in it, so many deep.
    fn deepen(&mut self, depth: u32) {
        if let Some((_, deepest)) = self.brackets.last_mut() {
            *deepest = depth.max(*deepest);
        }
    }
}
