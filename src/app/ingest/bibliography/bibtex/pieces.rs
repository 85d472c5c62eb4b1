//! A file of BibTeX cut into its pieces, so that one which cannot be read costs no other.

use std::borrow::Cow;

/// An entry, an abbreviation, a preamble or a comment of a file.
#[derive(Clone, Debug)]
pub(super) struct BibPiece<'t> {
    /// The word after the `@`: `article`, `string`.
    pub(super) kind: &'t str,
    /// The key of an entry, the name of an abbreviation.
    pub(super) key: &'t str,
    /// All of it, with braces around it even where the file has round brackets.
    pub(super) text: Cow<'t, str>,
    /// The line on which it begins, counted from 1.
    pub(super) line: usize,
}

/// The pieces of a file, each from an `@` at the beginning of a line to its closing brace; and what could not be read,
/// one sentence each.
pub(super) fn cut(text: &str) -> (Vec<BibPiece<'_>>, Vec<String>) {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut problems = Vec::new();
    let (mut at, mut line, mut counted) = (0, 1, 0);
    while let Some(found) = memchr::memchr(b'@', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        line += bytes[counted..start].iter().filter(|byte| **byte == b'\n').count();
        counted = start;
        let is_first = text[..start].trim_end_matches([' ', '\t']).ends_with(['\n', '\r', '}', ')'])
            || text[..start].trim().is_empty();
        let rest = &text[at..];
        let name_end = rest.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(rest.len());
        let kind = &rest[..name_end];
        let behind = rest[name_end..].trim_start();
        if !is_first || kind.is_empty() || !behind.starts_with(['{', '(']) {
            continue;
        }
        let open = start + 1 + name_end + (rest.len() - name_end - behind.len());
        let key =
            behind[1..].trim_start().split([',', '}', ')', '=', '\n']).next().unwrap_or_default().trim();
        match closing(bytes, open) {
            Some(end) => {
                let whole = &text[start..=end];
                // The library knows no round brackets around an entry.
                let text = match whole.strip_suffix(')') {
                    Some(before) => {
                        let inner = before.split_once('(').map_or("", |(_, inner)| inner);
                        Cow::Owned(format!("@{kind}{{{inner}}}"))
                    }
                    None => Cow::Borrowed(whole),
                };
                pieces.push(BibPiece { kind, key, text, line });
                at = end + 1;
            }
            None => {
                problems.push(format!("line {line}: the entry `{key}` is not closed"));
                // The next entry begins at a line of its own.
                at = open + 1;
            }
        }
    }
    (pieces, problems)
}

/// Where the brace or bracket at `open` is closed. An entry that runs into the next one is not.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let is_round = bytes.get(open) == Some(&b'(');
    let mut depth = 0usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            _ if at > open && bytes[at - 1] == b'\\' && matches!(byte, b'{' | b'}') => {}
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !is_round {
                    return Some(at);
                }
            }
            b')' if is_round && depth == 0 => return Some(at),
            b'@' if at > open && bytes[at - 1] == b'\n' && begins_entry(&bytes[at + 1..]) => return None,
            _ => {}
        }
    }
    None
}

/// How deep braces are nested, those that are escaped too: a reader may take them for others.
pub(super) fn deepest(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Whether a name and an opening brace stand here.
fn begins_entry(bytes: &[u8]) -> bool {
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    letters > 1 && matches!(bytes.get(letters), Some(b'{' | b'('))
}
