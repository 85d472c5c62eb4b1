//! Commands of LaTeX in the fields of a bibliography.

/// Commands that only set words in another way.
const SETTING: [&str; 14] = [
    "emph",
    "enquote",
    "mbox",
    "mkbibemph",
    "mkbibquote",
    "textbf",
    "textit",
    "textmd",
    "textnormal",
    "textrm",
    "textsc",
    "textsf",
    "textsl",
    "texttt",
];

/// A text without such commands: `\emph{word}` is `word`, `~` a space.
pub(super) fn unmarked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // Of every brace that is open, whether it is a command's.
    let mut open: Vec<bool> = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let command = rest.strip_prefix('\\').and_then(|behind| {
            let name = SETTING.into_iter().find(|name| behind.starts_with(&format!("{name}{{")))?;
            behind.get(name.len() + 1..)
        });
        if let Some(behind) = command {
            open.push(true);
            rest = behind;
            continue;
        }
        match letter {
            '{' => open.push(false),
            '}' if open.pop() == Some(true) => {
                rest = &rest[1..];
                continue;
            }
            _ => {}
        }
        plain.push(if letter == '~' { ' ' } else { letter });
        rest = &rest[letter.len_utf8()..];
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::unmarked;

    #[test]
    fn commands_that_set_words_go_and_others_stay() {
        for (text, plain) in [
            ("A \\emph{new {B}oat}~in sight", "A new {B}oat in sight"),
            ("\\textbf{\\emph{x}} \\other{y}", "x \\other{y}"),
            ("un}balanced {", "un}balanced {"),
            ("\\emph", "\\emph"),
        ] {
            assert_eq!(unmarked(text), plain);
        }
    }
}
