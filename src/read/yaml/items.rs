//! Where the items of a list stand. The YAML crate gives no places, so they are found by the signs that
//! divide items; what is found is used for findings only, and never for values.

use super::place::{lines, trimmed};
use crate::base::span::Span;

/// The places of the items of the list that stands in `list`, without quotation marks around a text; the
/// list itself where it is a single value.
pub(super) fn items(file: &str, list: Span) -> Vec<Span> {
    let text = &file[list.range()];
    match text.as_bytes().first() {
        Some(b'[') => flow(file, list),
        Some(b'-') if text[1..].starts_with([' ', '\n', '\r']) => block(file, list),
        _ => vec![bare(file, list)],
    }
}

/// The items between `[` and `]`.
fn flow(file: &str, list: Span) -> Vec<Span> {
    let text = &file[list.range()];
    let base = list.start as usize;
    let (mut depth, mut quote, mut escaped) = (0usize, None, false);
    let (mut start, mut found) = (1, Vec::new());
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        if let Some(open) = quote {
            let closes = letter == open && !escaped;
            escaped = open == '"' && letter == '\\' && !escaped;
            if closes {
                quote = None;
            }
            before = letter;
            continue;
        }
        match letter {
            // Inside a word an apostrophe is a letter.
            '"' | '\'' if matches!(before, '[' | '{' | ',' | ':' | ' ' | '\n' | '\t') => quote = Some(letter),
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if (letter == ',' && depth == 1) || depth == 0 {
            let item = Span::new(base + start, base + at);
            if depth > 0 || !file[item.range()].trim().is_empty() {
                found.push(bare(file, item));
            }
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
        before = letter;
    }
    found
}

/// The items behind `- ` at the beginning of lines.
fn block(file: &str, list: Span) -> Vec<Span> {
    let line_start = file[..list.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let indent = list.start as usize - line_start;
    let mut found: Vec<Span> = Vec::new();
    for line in lines(&file[..list.end as usize], line_start) {
        let text = &file[line.range()];
        let start = line.start as usize + indent;
        let is_item = text.len() > indent
            && text[..indent].trim().is_empty()
            && (text[indent..].starts_with("- ") || &text[indent..] == "-");
        if is_item {
            found.push(Span::new((start + 2).min(line.end as usize), line.end as usize));
        } else if let Some(last) = found.last_mut() {
            *last = Span::new(last.start as usize, line.end as usize);
        }
    }
    found.into_iter().map(|item| bare(file, item)).collect()
}

/// The place without white space and without the quotation marks of a quoted text.
fn bare(file: &str, span: Span) -> Span {
    let span = trimmed(file, span);
    let text = &file[span.range()];
    let is_quoted = ['"', '\''].iter().any(|&mark| {
        text.len() >= 2
            && text.starts_with(mark)
            && text.ends_with(mark)
            && !text[1..text.len() - 1].contains(mark)
    });
    let strip = usize::from(is_quoted);
    Span::new(span.start as usize + strip, span.end as usize - strip)
}

#[cfg(test)]
mod tests {
    use super::items;
    use crate::base::span::Span;

    fn found(list: &str) -> Vec<&str> {
        items(list, Span::new(0, list.len())).into_iter().map(|span| &list[span.range()]).collect()
    }

    #[test]
    fn items_of_both_notations_are_found() {
        assert_eq!(found("[a, \"b, c\", 'd', {e: [1, 2], f: 3}]"), ["a", "b, c", "d", "{e: [1, 2], f: 3}"]);
        assert_eq!(found("[don't, \"a \\\" , b\", c]"), ["don't", "\"a \\\" , b\"", "c"]);
        assert_eq!(found("[]"), Vec::<&str>::new());
        assert_eq!(found("- a: 1\n  b: 2\n- \"c\"\n-\n  d"), ["a: 1\n  b: 2", "c", "d"]);
        assert_eq!(found("one"), ["one"]);
        assert_eq!(found("[open, and"), ["open"]);
    }
}
