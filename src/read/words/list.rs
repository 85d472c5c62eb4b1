//! Word lists in the form in which they are usually written, read line by line: a tenth of the work of parsing them
//! as YAML, which every build would otherwise do for hundreds of words. Whatever is written in another form is left to
//! the parser.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Map, Value};

/// Longest list that is read here, in bytes: the parser has something to say of longer ones.
const MAX_BYTES: usize = 128 << 10;

/// The words of a list that has nothing but comments, lines `name: text`, and lines `name:` with lines `form: text`
/// below them. Nothing where anything else stands in it, so that the parser must read it.
pub(super) fn read(text: &str) -> Option<BTreeMap<String, Value>> {
    if text.len() > MAX_BYTES || text.contains(is_unusual) {
        return None;
    }
    let mut words = BTreeMap::new();
    let mut lines = text.split('\n').filter(|line| !is_empty(line)).peekable();
    while let Some(line) = lines.next() {
        let (name, rest) = key(line)?;
        let value = if rest.is_empty() {
            let mut forms = Map::new();
            while let Some(form) = lines.next_if(|line| line.starts_with(' ')) {
                let (form, rest) = key(form.strip_prefix("  ")?)?;
                if forms.insert(form.to_owned(), scalar(rest)?.into()).is_some() {
                    return None;
                }
            }
            // Nothing is written there.
            if forms.is_empty() {
                return None;
            }
            Value::Object(forms)
        } else {
            scalar(rest)?.into()
        };
        match words.entry(name.to_owned()) {
            Entry::Vacant(free) => drop(free.insert(value)),
            Entry::Occupied(_) => return None,
        }
    }
    Some(words)
}

/// Characters that end lines, are not printed, or mean something to the parser besides.
fn is_unusual(letter: char) -> bool {
    matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        || (letter.is_control() && letter != '\n')
}

/// Whether there is nothing in a line but spaces or a comment.
fn is_empty(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    line.is_empty() || line.starts_with('#')
}

/// The key of a line, and what stands behind its colon and a space.
fn key(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(':')?;
    let is_name = key.starts_with(|letter: char| letter.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let rest = if rest.is_empty() { rest } else { rest.strip_prefix(' ').filter(|rest| !rest.is_empty())? };
    is_name.then_some((key, rest))
}

/// The text of a value that is written in one line, without escapes.
fn scalar(written: &str) -> Option<&str> {
    if let Some(quoted) = written.strip_prefix('"') {
        return quoted.strip_suffix('"').filter(|text| !text.contains(['"', '\\']));
    }
    // No sign of the syntax, and no number.
    let is_plain = written.starts_with(|letter: char| letter.is_ascii_alphabetic() || !letter.is_ascii());
    let is_ended = written.ends_with([' ', ':']) || written.contains(": ") || written.contains(" #");
    let is_text = !["null", "true", "false"].iter().any(|word| word.eq_ignore_ascii_case(written));
    (is_plain && !is_ended && is_text).then_some(written)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::read;
    use crate::base::diagnostic::Rule;
    use crate::read::yaml;
    use crate::render::html::theme::built_in_files;

    fn parsed(text: &str) -> Option<BTreeMap<String, Value>> {
        yaml::deserialize(" ", text, Rule::Template, "names with texts").ok()?
    }

    #[test]
    fn the_lists_that_are_built_in_are_read_here_and_as_the_parser_reads_them() {
        let files = built_in_files("default");
        let lists: Vec<_> = files.iter().filter(|(path, _)| path.starts_with("i18n/")).collect();
        assert!(lists.len() >= 3);
        for (path, bytes) in lists {
            let text = std::str::from_utf8(bytes).unwrap();
            let words = read(text).unwrap_or_else(|| panic!("{path} is left to the parser"));
            assert_eq!(Some(&words), parsed(text).as_ref(), "{path}");
            // The order of the forms as well.
            assert_eq!(format!("{words:?}"), format!("{:?}", parsed(text).unwrap()), "{path}");
        }
    }

    #[test]
    fn what_is_written_in_another_form_is_left_to_the_parser() {
        for text in [
            "a: b\n  c",
            "a: |\n  b",
            "a: [b]",
            "a: {n}",
            "a: 'b'",
            "a: \"b\\n\"",
            "a: b # c",
            "a: b: c",
            "a: 1",
            "a: true",
            "a: ~",
            "a:",
            "a:\n  b: c\n   d: e",
            "a: b\na: c",
            "a: \"b",
            "a: b ",
            "a:\tb",
            "a: b\r\n",
            "--- \na: b",
            "a b: c",
            "- a",
            "a: -b",
            "a: .inf",
            "a: &b c",
            "a: !b c",
            "<<: a",
            "a: b\n b: c",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_read_here_is_what_the_parser_reads(pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "a", "b", "one", "null", "True", "1", ".5", "é", ":", ": ", " ", "  ", "\n", "\n", "\n  ", "#", " #",
                "\"", "'", "\\", "{n}", "[", "]", ",", "-", "- ", "|", ">", "&", "*", "!", "%", "@", "`", "~", "?",
                "? ", "\t", "\r", "---", "...", "\u{a0}", "\u{2028}", "\u{feff}", "¶",
            ]),
            0..16,
        )) {
            let text = pieces.concat();
            if let Some(words) = read(&text) {
                prop_assert_eq!(words, parsed(&text).unwrap_or_default(), "{:?}", text);
            }
        }
    }
}
