//! What YAML can do and records must not: anchors, aliases, merge keys, tags, and nesting without end.

use super::place::lines;
use crate::base::span::Span;

/// Deepest nesting of lists and maps in brackets.
pub(super) const MAX_DEPTH: usize = 127;

/// Something that is not read in records.
#[derive(Clone, Copy)]
pub(super) struct Refused {
    pub(super) span: Span,
    /// What it is, in the plural.
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

/// The first anchor, alias, merge key or tag outside quotation marks and block scalars, or the bracket that
/// nests deeper than anybody writes: the library takes the square of the depth to find out.
pub(super) fn refused(file: &str, span: Span) -> Option<Refused> {
    let mut scan = Scan::default();
    lines(&file[..span.end as usize], span.start as usize)
        .find_map(|line| scan.line(&file[line.range()], line))
}

/// What is open between one line and the next.
#[derive(Default)]
struct Scan {
    /// The indentation of the key whose value is a block scalar.
    block_indent: Option<usize>,
    quote: Option<char>,
    /// How many brackets are open.
    depth: usize,
}

impl Scan {
    fn line(&mut self, text: &str, line: Span) -> Option<Refused> {
        let indent = text.len() - text.trim_start_matches(' ').len();
        if let Some(limit) = self.block_indent {
            if text.trim().is_empty() || indent > limit {
                return None;
            }
            self.block_indent = None;
        }
        let mut may_begin = self.quote.is_none();
        let mut previous = ' ';
        // Before it the line has nothing but the dashes of lists.
        let mut is_item = true;
        for (at, letter) in text.char_indices() {
            if let Some(open) = self.quote {
                if letter == open && !(open == '"' && previous == '\\') {
                    self.quote = None;
                }
            } else if letter == '#' && previous.is_whitespace() {
                break;
            } else if may_begin && matches!(letter, '"' | '\'') {
                self.quote = Some(letter);
            } else if let Some(refused) = sign(text, at, may_begin, line) {
                return Some(refused);
            }
            if self.quote.is_none() {
                self.bracket(letter, may_begin);
                if self.depth > MAX_DEPTH {
                    let start = line.start as usize + at;
                    return Some(Refused {
                        span: Span::new(start, start + 1),
                        what: "lists and maps more than 127 deep",
                        help: "write it with fewer brackets inside each other",
                    });
                }
            }
            if !letter.is_whitespace() {
                let rest = &text[at + letter.len_utf8()..];
                may_begin = match letter {
                    // In the midst of a text a bracket opens nothing.
                    '[' | '{' => self.depth > 0,
                    ',' => true,
                    '-' | '?' => is_item && rest.starts_with([' ', '\t']),
                    ':' => rest.starts_with([' ', '\t', '"']),
                    _ => false,
                };
                is_item &= matches!(letter, '-' | '?' | ':');
            }
            previous = if previous == '\\' && letter == '\\' { ' ' } else { letter };
        }
        if self.quote.is_none() && begins_block(text) {
            self.block_indent = Some(indent);
        }
        None
    }

    fn bracket(&mut self, letter: char, may_begin: bool) {
        match letter {
            '[' | '{' if may_begin => self.depth += 1,
            ']' | '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

/// The anchor, alias, tag or merge key whose sign stands at a place of a line.
fn sign(text: &str, at: usize, may_begin: bool, line: Span) -> Option<Refused> {
    let start = line.start as usize + at;
    let rest = &text[at..];
    if may_begin && rest.starts_with('!') {
        let span = Span::new(start, line.end as usize);
        return Some(Refused { span, what: "tags", help: "delete the tag" });
    }
    if may_begin && rest.starts_with(['&', '*']) {
        return Some(Refused {
            span: Span::new(start, line.end as usize),
            what: "anchors and aliases",
            help: "repeat the value, or put text in quotation marks",
        });
    }
    let is_merge = rest.starts_with("<<:") && text[..at].trim().is_empty();
    let span = Span::new(start, start + 2);
    is_merge.then_some(Refused { span, what: "merge keys", help: "repeat the values" })
}

/// Whether the value that a line begins is a block scalar: the lines below it are text.
fn begins_block(text: &str) -> bool {
    let header = text.trim_end().trim_end_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    [": |", ": >", "- |", "- >"].iter().any(|end| header.ends_with(end))
}
