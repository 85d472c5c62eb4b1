//! Where keys and values stand. The YAML crate gives no places, so they are found in the lines of the file.

use crate::base::span::Span;

/// The lines from `offset` on, without their ends.
pub(super) fn lines(text: &str, offset: usize) -> impl Iterator<Item = Span> + '_ {
    let mut at = offset;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
        let line = Span::new(at, end);
        at = line_end(text, end);
        Some(line)
    })
}

/// The offset after the line end at `offset`.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    let rest = &text[offset.min(text.len())..];
    if rest.starts_with("\r\n") {
        offset + 2
    } else if rest.starts_with(['\n', '\r']) {
        offset + 1
    } else {
        text.len()
    }
}

/// A key of a record.
#[derive(Clone, Debug)]
pub(super) struct KeyPlace {
    pub(super) name: String,
    pub(super) key: Span,
    pub(super) value: Span,
}

/// The top-level keys of a block mapping, found by lines: keys stand at the line's first column, and
/// everything that belongs to their values is indented, a list item, or a flow that continues.
pub(super) fn key_places(file: &str, span: Span) -> Vec<KeyPlace> {
    let mut places: Vec<KeyPlace> = Vec::new();
    for line in lines(&file[..span.end as usize], span.start as usize) {
        let text = &file[line.range()];
        if text.starts_with([' ', '\t', '#', '-', ']', '}']) || text.trim().is_empty() {
            continue;
        }
        let parts = [": ", ":\t"].iter().filter_map(|part| text.find(part)).min();
        let Some(colon) = parts.or_else(|| text.trim_end().strip_suffix(':').map(str::len)) else {
            continue;
        };
        let name = text[..colon].trim_end().trim_matches(['"', '\'']);
        if name.is_empty() || name.contains(['{', '[', '"', '#']) {
            continue;
        }
        let start = line.start as usize;
        if let Some(last) = places.last_mut() {
            last.value = trimmed(file, Span::new(last.value.start as usize, start));
        }
        places.push(KeyPlace {
            name: name.to_owned(),
            key: Span::new(start, start + text[..colon].trim_end().len()),
            value: trimmed(file, Span::new(start + colon + 1, span.end as usize)),
        });
    }
    places
}

/// The place without the white space at its ends.
pub(super) fn trimmed(file: &str, span: Span) -> Span {
    let text = &file[span.range()];
    let start = span.start as usize + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}

/// Where `needle` stands inside `span`; the span itself where it does not.
pub(super) fn within(file: &str, span: Span, needle: &str) -> Span {
    let found = if needle.is_empty() { None } else { file[span.range()].find(needle) };
    found.map_or(span, |at| Span::new(span.start as usize + at, span.start as usize + at + needle.len()))
}
