//! YAML that cannot be read: where it goes wrong, and how to mend it.

use std::ops::Range;

/// What an error of the YAML library says, in the author's terms.
pub(super) struct SyntaxError<'m> {
    /// From where it goes wrong to the end of the line, as offsets into the YAML.
    pub(super) place: Range<usize>,
    pub(super) reason: &'m str,
    pub(super) help: &'static str,
}

/// Explains the library's message. `at` is the offset that comes with it, if one does.
pub(super) fn explain<'m>(message: &'m str, at: Option<usize>, yaml: &str) -> SyntaxError<'m> {
    let mut at = offset_in(message, yaml).or(at).unwrap_or(0).min(yaml.len());
    while !yaml.is_char_boundary(at) {
        at -= 1;
    }
    let line_start = yaml[..at].rfind('\n').map_or(0, |start| start + 1);
    let line = yaml[line_start..].lines().next().unwrap_or_default();
    let end = (line_start + line.trim_end().len()).max(at);
    let is_huge = message.contains("invalid type: integer");
    let reason = if is_huge { "a number of too many digits" } else { without_place(message) };
    let help = if is_huge {
        "put it in quotation marks, if it is no number"
    } else if line.trim_start_matches(' ').starts_with('\t') {
        "indent with spaces, not tabs"
    } else if message.contains("quoted scalar") {
        "close the quotation mark"
    } else if line.matches(": ").count() > 1 || [": @", ": `", ": %"].iter().any(|sign| line.contains(sign)) {
        "put the value in quotation marks"
    } else {
        "write one `key: value` a line; put values with special characters in quotation marks"
    };
    SyntaxError { place: at..end, reason, help }
}

/// The message without the place that it ends with.
fn without_place(message: &str) -> &str {
    let ends = [" at line ", " at position "].iter().filter_map(|words| message.find(words));
    &message[..ends.min().unwrap_or(message.len())]
}

/// The place that a message of the YAML library speaks of: where the thing began that was not ended
/// (`while scanning … at line 2 column 8`), or the position of a character that is not allowed.
fn offset_in(message: &str, yaml: &str) -> Option<usize> {
    let unclosed = message.find("while parsing a flow").filter(|at| {
        // A list or mapping that goes wrong in its first line is marked where it does.
        number_after(&message[*at..], "line ") < number_after(&message[..*at], "line ")
    });
    if let Some(at) = message.find("while scanning").or(unclosed) {
        let context = &message[at..];
        let (line, column) = (number_after(context, "line ")?, number_after(context, "column ")?);
        let start: usize = yaml.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let within =
            yaml.get(start..)?.char_indices().nth(column.checked_sub(1)?).map_or(0, |(offset, _)| offset);
        return Some(start + within);
    }
    number_after(message, "position ")
}

/// The number that stands after a word.
fn number_after(text: &str, word: &str) -> Option<usize> {
    let rest = &text[text.find(word)? + word.len()..];
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}
