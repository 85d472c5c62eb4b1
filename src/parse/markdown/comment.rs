//! Private comments of other tools: `%% … %%`, `{>> … <<}`, `\iffalse … \fi` and the like. Nothing of them may be
//! published, so they are taken out of the text before it is parsed, wherever they stand and over however many
//! blocks they reach. Those in code and in HTML comments are text.
//!
//! A comment that fills its lines becomes an empty line of its length; any other becomes a [`FILLER`] of its
//! length, so that every offset stays, and [`without_fillers`] takes that out of what the parser makes of it.

mod marks;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, Parser, Tag};

use super::{division, options};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;
use marks::{CommentMarks, MARKS};

/// What stands for a comment in the text that is parsed: a noncharacter of three bytes, which no text has.
const FILLER: char = '\u{fdd0}';
/// Fills up what three bytes do not; one or two stand behind a [`FILLER`].
const FILLER_END: char = '\u{80}';

/// A comment in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its place, with its marks.
    pub range: Range<usize>,
    /// How it is written.
    pub state: CommentState,
}

/// How a comment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentState {
    /// It has both marks.
    Whole,
    /// It is not closed: all that follows belongs to it.
    Unclosed,
    /// Its closing mark stands in code too, so that where it ends cannot be told.
    Unclear,
}

impl Comment {
    /// The finding about it in a file.
    #[must_use]
    pub fn finding(&self, path: &str, span: Span) -> Diagnostic {
        let (rule, message, help) = match self.state {
            CommentState::Whole => (
                Rule::SyntaxUnknown,
                "a private comment of another tool: it is left out of the page",
                "write `<!-- … -->`, which is left out too; put `\\` before it if it is text",
            ),
            CommentState::Unclosed => (
                Rule::BlockSyntax,
                "a private comment that is not closed hides all that follows",
                "end it with its closing mark; put `\\` before it if it is text",
            ),
            CommentState::Unclear => (
                Rule::BlockSyntax,
                "where this private comment ends is not clear: its closing mark stands in code too",
                "delete the comment, or the code in it",
            ),
        };
        Diagnostic::new(rule, path, span, message).help(help)
    }
}

/// A page's text without its comments, every offset kept, and the comments.
pub(super) fn mask_comments(text: &str) -> (Cow<'_, str>, Vec<Comment>) {
    if !may_have_comments(text) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let comments = find(text, &protected(text), true);
    if comments.is_empty() {
        return (Cow::Borrowed(text), comments);
    }
    let mut masked = String::with_capacity(text.len());
    for comment in &comments {
        masked.push_str(&text[masked.len()..comment.range.start]);
        let length = comment.range.len();
        // One byte is less than any filler.
        if length < FILLER_END.len_utf8() || fills_lines(text, &comment.range) {
            masked.extend(std::iter::repeat_n(' ', length));
        } else {
            let ends = [0, 2, 1][length % 3];
            masked.extend(std::iter::repeat_n(FILLER, (length - 2 * ends) / 3));
            masked.extend(std::iter::repeat_n(FILLER_END, ends));
        }
    }
    masked.push_str(&text[masked.len()..]);
    (Cow::Owned(masked), comments)
}

/// A text that is not Markdown, such as a title, without its comments; nothing where it has none.
#[must_use]
pub fn without_comments(text: &str) -> Option<(String, Vec<Comment>)> {
    if !may_have_comments(text) && !text.contains("<!--") {
        return None;
    }
    let mut comments = find(text, &[], false);
    comments.extend(html_comments(text, 0).map(|range| Comment { range, state: CommentState::Whole }));
    comments.sort_by_key(|comment| comment.range.start);
    let (mut kept, mut from) = (String::with_capacity(text.len()), 0);
    for Comment { range, .. } in &comments {
        kept.push_str(&text[from..range.start.max(from)]);
        from = from.max(range.end);
    }
    kept.push_str(&text[from..]);
    (!comments.is_empty()).then(|| (crate::base::spaces::single_spaces(&kept), comments))
}

/// What the parser made of a text, without what stands for comments.
pub(super) fn without_fillers(text: &str) -> Cow<'_, str> {
    if !text.contains(FILLER) {
        return Cow::Borrowed(text);
    }
    let (mut kept, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(range) = filler(text, at) {
        kept.push_str(&text[at..range.start]);
        at = range.end;
    }
    kept.push_str(&text[at..]);
    Cow::Owned(kept)
}

/// Where what stands for a comment is, from an offset on.
pub(super) fn filler(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(FILLER)?;
    let behind = text[start..].trim_start_matches(FILLER).trim_start_matches(FILLER_END);
    Some(start..text.len() - behind.len())
}

/// A quick look that most texts fail: whether the marks of a comment stand anywhere.
fn may_have_comments(text: &str) -> bool {
    let bytes = text.as_bytes();
    let opens = |at: usize| {
        let rest = &bytes[at..];
        (rest.starts_with(b"% ") && at.checked_sub(1).is_none_or(|before| b"\n ".contains(&bytes[before])))
            || MARKS.iter().any(|marks| rest.starts_with(marks.open.as_bytes()))
    };
    memchr::memchr3_iter(b'%', b'{', b'\\', bytes).chain(memchr::memchr2_iter(b'<', b'#', bytes)).any(opens)
}

/// The places of code and of HTML comments, in order: what stands there is not a comment of another tool.
fn protected(text: &str) -> Vec<Range<usize>> {
    let (masked, _) = division::mask_fences(text);
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(&masked, options()).into_offset_iter() {
        match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => ranges.push(range),
            Event::Start(Tag::HtmlBlock) => {
                ranges.extend(html_comments(&text[range.clone()], range.start));
            }
            Event::InlineHtml(html) if html.starts_with("<!--") => ranges.push(range),
            _ => {}
        }
    }
    ranges
}

/// The places of `<!-- … -->` in a text that begins at an offset.
fn html_comments(text: &str, offset: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find("<!--")?;
        at = text[start..].find("-->").map_or(text.len(), |end| start + end + 3);
        Some(offset + start..offset + at)
    })
}

/// The comments of a text, in order.
fn find(text: &str, protected: &[Range<usize>], has_lines: bool) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    // Opening marks that nothing closes, which are text.
    let mut is_text = [false; MARKS.len()];
    let mut at = 0;
    let may_open = |byte: &u8| matches!(byte, b'%' | b'{' | b'\\' | b'<' | b'#');
    while let Some(next) = text.as_bytes()[at..].iter().position(may_open) {
        at += next;
        let code = protected.partition_point(|range| range.end <= at);
        if let Some(range) = protected.get(code).filter(|range| range.start <= at) {
            at = range.end;
            continue;
        }
        let end = found.last().map_or(0, |last| last.range.end);
        let comment = if has_lines && let Some(range) = percent_lines(text, at) {
            Some(Comment { range, state: CommentState::Whole })
        } else {
            opened(text, (at, end), &protected[code..], &mut is_text)
        };
        at = match comment {
            Some(comment) => {
                let end = comment.range.end;
                found.push(comment);
                end
            }
            None => at + 1,
        };
    }
    found
}

/// The comment that begins at an offset, behind the end of another.
fn opened(
    text: &str,
    (at, end): (usize, usize),
    protected: &[Range<usize>],
    is_text: &mut [bool; MARKS.len()],
) -> Option<Comment> {
    let rest = &text.as_bytes()[at..];
    let begins = |marks: &CommentMarks| rest.starts_with(marks.open.as_bytes());
    let kind = MARKS.iter().position(begins)?;
    let before = &text[end..at];
    let backslashes = before.len() - before.trim_end_matches('\\').len();
    if is_text[kind] || backslashes % 2 == 1 || (kind == 0 && !opens_percent(text, before, at)) {
        return None;
    }
    let marks = &MARKS[kind];
    let from = at + marks.open.len();
    let closes = |from: usize| {
        let found = from + memmem::find(&text.as_bytes()[from..], marks.close.as_bytes())?;
        Some(found..found + marks.close.len())
    };
    let is_protected = |at: usize| {
        let index = protected.partition_point(|range| range.end <= at);
        protected.get(index).is_some_and(|range| range.start <= at)
    };
    let Some(first) = closes(from) else {
        if marks.must_close {
            return Some(Comment { range: at..text.len(), state: CommentState::Unclosed });
        }
        is_text[kind] = true;
        return None;
    };
    if !is_protected(first.start) {
        return Some(Comment { range: at..first.end, state: CommentState::Whole });
    }
    let mut last = first;
    while is_protected(last.start)
        && let Some(next) = closes(last.end)
    {
        last = next;
    }
    Some(Comment { range: at..last.end, state: CommentState::Unclear })
}

/// Whether `%%` at an offset may begin a comment: not behind a number or a word, in a longer row of the mark, or in
/// an address.
fn opens_percent(text: &str, before: &str, at: usize) -> bool {
    let last = before.chars().next_back();
    let row = text.as_bytes()[at..].iter().take(4).take_while(|byte| **byte == b'%').count();
    if last.is_some_and(|last| last.is_alphanumeric() || last == '%') || row > 3 {
        return false;
    }
    let parts = |letter: char| letter.is_whitespace() || "<>()\"'".contains(letter);
    let near = before.char_indices().rev().take(LONGEST_ADDRESS).last().map_or(0, |(near, _)| near);
    let word = before[near..].rsplit(parts).next().unwrap_or_default();
    !word.contains("://")
}

/// How far back an address is looked for, in characters.
const LONGEST_ADDRESS: usize = 500;

/// The lines `% …` of MyST with which a paragraph begins, where the first begins at an offset.
fn percent_lines(text: &str, at: usize) -> Option<Range<usize>> {
    let is_comment = |line: &str| line.trim_start_matches(' ').starts_with("% ");
    if !is_comment(&text[at..]) {
        return None;
    }
    let indent = text.as_bytes()[..at].iter().rev().take(4).take_while(|byte| **byte == b' ').count();
    is_below_empty_line(&text[..at - indent]).then_some(())?;
    let mut end = at;
    for line in text[at..].split_inclusive('\n').take_while(|line| is_comment(line)) {
        end += line.len();
    }
    Some(at..at + text[at..end].trim_end_matches([' ', '\t', '\r', '\n']).len())
}

/// Whether a comment is all that its lines hold, below an empty line.
fn fills_lines(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end_matches([' ', '\t']);
    let behind = text[range.end..].trim_start_matches([' ', '\t']);
    (behind.is_empty() || behind.starts_with('\n')) && is_below_empty_line(before)
}

/// Whether a text ends at the beginning of a line, and the line above is empty.
fn is_below_empty_line(text: &str) -> bool {
    let is_begin = |text: &str| text.is_empty() || text.ends_with('\n');
    is_begin(text) && is_begin(text.strip_suffix('\n').unwrap_or(text).trim_end_matches([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        without_fillers(&mask_comments(text).0).into_owned()
    }

    #[test]
    fn comments_are_taken_out_over_lines_and_blocks() {
        assert_eq!(shown("Start %%secret\n\nthing%% end."), "Start  end.");
        assert_eq!(shown("{>>secret\n\n- thing<<}x"), "x");
        assert_eq!(shown("a \\iffalse secret\\fi b"), "a  b");
        assert_eq!(shown("a %%b%%%%c%%d"), "a d");
        assert_eq!(shown("% secret\n% more\nText").trim_start(), "Text");
        for space in ["\u{a0}", "\u{c}", "\u{2028}", " ", "\t", "\r"] {
            assert_eq!(shown(&format!("% {space}\n\nWords.")).trim_start(), "Words.", "{space:?}");
        }
    }

    #[test]
    fn every_offset_stays() {
        for length in 1..12 {
            let text = format!("a %%{}%% b", "é".repeat(length) + if length % 2 == 0 { "x" } else { "" });
            let (masked, comments) = mask_comments(&text);
            assert_eq!(masked.len(), text.len());
            assert_eq!(masked.find(" b"), text.find(" b"));
            assert_eq!(comments.len(), 1);
        }
    }

    #[test]
    fn code_escapes_shares_and_addresses_are_text() {
        for text in [
            "Write `%%x%%` so.",
            "```\n%% x %%\n```",
            "    %% x %%",
            "A rise of 50%% and of 60%%.",
            "a \\%%x%% b",
            "https://e.org/%%x%% b",
            "<!-- %% x %% -->",
            "{#id} and {#other}",
            "A row %%%%%%%% of marks",
            "{# open",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_comment_without_a_clear_end_is_said() {
        let state = |text: &str| mask_comments(text).1[0].state;
        assert_eq!(state("%% secret\n\nText"), CommentState::Unclosed);
        assert_eq!(state("Text %% use `%%` as secret %% end"), CommentState::Unclear);
        assert_eq!(shown("Text %% use `%%` as secret %% end"), "Text  end");
    }
}
