//! Text from files and messages, made safe to show.
//!
//! Sources are untrusted: a file may hold escape sequences that move a terminal's cursor, retitle its
//! window or hide what stands before them, and direction controls that show words in another order than
//! they are stored in. None of these characters passes through; each is replaced by one visible character,
//! so that columns still count. Letters of every script pass as they are.

/// What is shown for `character`: itself, or a visible stand-in where a terminal might obey it.
///
/// Line ends and tabs are controls too; whoever wants them as white space handles them first.
pub(super) fn shown(character: char) -> char {
    match character {
        // The control pictures stand in the order of the controls themselves.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        _ => character,
    }
}

/// `text` on one line: line ends and tabs become spaces, other controls are replaced.
pub(crate) fn line(text: &str) -> String {
    text.replace("\r\n", " ")
        .chars()
        .map(|character| if matches!(character, '\n' | '\r' | '\t') { ' ' } else { shown(character) })
        .collect()
}

/// `text` with its line ends; other controls are replaced.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// JSON in which every character that a terminal might obey is escaped as `\uXXXX`.
///
/// The JSON writer itself escapes only those below U+0020, as the format demands; the others can stand
/// nowhere but inside strings, so that the value stays the same.
pub(super) fn json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if character >= ' ' && shown(character) != character {
            for unit in character.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(character);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(line("\u{1b}[31mred\u{7}\u{7f}"), "␛[31mred␇␡");
        assert_eq!(line("\u{9b}31m \u{202e}txt.exe \u{2028}\u{e0041}"), "�31m �txt.exe ��");
    }

    #[test]
    fn white_space_stays_on_the_line() {
        assert_eq!(line("a\tb\r\nc\nd\re"), "a b c d e");
    }

    #[test]
    fn words_of_every_script_pass() {
        let text = "“слова” 引用 שלום ‎ e\u{301} 👩\u{200d}🚀";
        assert_eq!(line(text), text);
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!("\u{1b}\u{85}\u{202e}\u{e0041}é\n");
        let safe = json(&value.to_string());
        assert_eq!(safe, r#""\u001b\u0085\u202e\udb40\udc41é\n""#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
