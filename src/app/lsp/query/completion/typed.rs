//! What is being written at a place, read from the text before it.

use crate::base::span::Span;
use crate::read::snapshot::MAX_TEXT;
use crate::read::yaml;

/// What is being written, with the byte at which its words begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// The key of a citation; whether in brackets.
    Key { start: usize, is_bracketed: bool },
    /// Words of a source, as an excerpt in a citation, with the statement that they are for.
    Words { key: String, start: usize, statement: String },
    /// A place in a source.
    Locator { key: String, start: usize },
    /// The target of a link.
    Link { start: usize },
    /// The name of a rule in a comment.
    Rule { start: usize },
    /// A key of front matter or settings, within others where it is indented.
    Field { start: usize, within: Vec<String> },
    /// The value of a key.
    Value { start: usize, field: String },
}

/// How far back a paragraph is read.
const FARTHEST: usize = 20_000;

/// What is being written in a file at a byte; nothing where it is plain text.
pub(super) fn at(path: &str, config_path: &str, text: &str, offset: usize) -> Option<Typed> {
    if text.len() as u64 > MAX_TEXT {
        return None;
    }
    let before = text.get(..offset)?;
    if path == config_path {
        return in_yaml(before, 0);
    }
    let is_page = path.starts_with("content/") && path.ends_with(".md");
    let is_source = path.starts_with("seeds/");
    if (is_page || is_source)
        && let Some(front) = front_matter(path, text)
        && (front.start as usize..=front.end as usize).contains(&offset)
    {
        return in_yaml(before, front.start as usize);
    }
    if is_page { in_text(before) } else { None }
}

/// Where the front matter stands, which need not be closed yet.
fn front_matter(path: &str, text: &str) -> Option<Span> {
    if let Ok(split) = yaml::split(path, text) {
        let end = split.yaml_offset + split.yaml.len();
        return Some(Span::new(split.yaml_offset, end));
    }
    let first = text.lines().next()?;
    (first.trim_start_matches('\u{feff}').trim_end() == "---").then(|| Span::new(first.len() + 1, text.len()))
}

/// The line that is being written, and where it begins.
fn line_of(before: &str) -> (&str, usize) {
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    (&before[start..], start)
}

fn in_yaml(before: &str, from: usize) -> Option<Typed> {
    let (line, line_start) = line_of(before);
    if line_start < from || line.trim_start().starts_with('#') {
        return None;
    }
    let content = line.trim_start();
    let indent = line.len() - content.len();
    let is_name = |name: &str| !name.contains([' ', '{', '[', '"', '\'']);
    match content.split_once(':') {
        None if is_name(content) => {
            let start = line_start + indent;
            Some(Typed::Field { start, within: above(&before[from..line_start.max(from)], indent) })
        }
        Some((name, value)) => {
            let name = name.trim_matches(['"', '\'']).to_owned();
            // In a list in brackets the last entry is being written.
            let entry = value.rfind(['[', ',']).map_or(value, |at| &value[at + 1..]);
            let entry = entry.trim_start();
            (!entry.contains(['"', '\'', '{']))
                .then(|| Typed::Value { start: before.len() - entry.len(), field: name })
        }
        None => None,
    }
}

/// The keys that a line is indented below, the outermost first.
fn above(lines: &str, indent: usize) -> Vec<String> {
    let mut keys = Vec::new();
    let mut below = indent;
    for line in lines.lines().rev().filter(|line| !line.trim().is_empty()) {
        let own = line.len() - line.trim_start().len();
        if own < below {
            let key = line.trim().split(':').next().unwrap_or_default();
            keys.push(key.trim_matches(['"', '\'', '-', ' ']).to_owned());
            below = own;
        }
        if below == 0 {
            break;
        }
    }
    keys.reverse();
    keys
}

fn in_text(before: &str) -> Option<Typed> {
    let mut from = before.len().saturating_sub(FARTHEST);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let near = &before[from..];
    let paragraph_start = ["\n\n", "\r\n\r\n", "\r\r"]
        .into_iter()
        .filter_map(|gap| near.rfind(gap).map(|at| from + at + gap.len()))
        .max()
        .unwrap_or(from);
    let paragraph = &before[paragraph_start..];
    if let Some(start) = rule_start(paragraph) {
        return Some(Typed::Rule { start: paragraph_start + start });
    }
    if let Some(open) = open_bracket(paragraph) {
        return in_brackets(paragraph, open, paragraph_start);
    }
    let (line, line_start) = line_of(before);
    if let Some(start) = link_start(line) {
        return Some(Typed::Link { start: line_start + start });
    }
    key_start(line, 0).map(|start| Typed::Key { start: line_start + start, is_bracketed: false })
}

/// Where the name of a rule begins in a comment that is being written.
fn rule_start(paragraph: &str) -> Option<usize> {
    let comment = paragraph.rfind("<!--")?;
    let inner = &paragraph[comment + 4..];
    let words = inner.trim_start();
    let rest = ["ibid-allow", "ibid-confirm"].into_iter().find_map(|word| words.strip_prefix(word))?;
    let name = rest.trim_start();
    let is_name = name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
    (rest.starts_with(' ') && is_name).then(|| paragraph.len() - name.len())
}

/// The bracket that is open at the end of a paragraph; those in quoted words do not count.
fn open_bracket(paragraph: &str) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut quote: Option<char> = None;
    let mut is_escaped = false;
    for (at, letter) in paragraph.char_indices() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        is_escaped = letter == '\\';
        match (quote, letter) {
            (Some(end), letter) if letter == end => quote = None,
            (Some(_), _) => {}
            (None, '[') => open.push(at),
            (None, ']') => drop(open.pop()),
            // Quoted words of the text itself may hold anything.
            (None, letter) if !open.is_empty() => quote = closing(letter),
            (None, _) => {}
        }
    }
    open.first().copied()
}

/// The mark that closes a quotation which this one opens.
fn closing(letter: char) -> Option<char> {
    match letter {
        '"' => Some('"'),
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        _ => None,
    }
}

/// What is being written between brackets that are open from `open` of a paragraph.
fn in_brackets(paragraph: &str, open: usize, paragraph_start: usize) -> Option<Typed> {
    let inner_start = open + 1;
    let inner = &paragraph[inner_start..];
    // The last citation of the group, and the quoted words that are open in it.
    let (mut cite_start, mut quote) = (0, None::<(usize, char)>);
    for (at, letter) in inner.char_indices() {
        match quote {
            Some((_, end)) if letter == end => quote = None,
            Some(_) => {}
            None if letter == ';' => cite_start = at + 1,
            None => quote = closing(letter).map(|end| (at + letter.len_utf8(), end)),
        }
    }
    let cite = &inner[cite_start..];
    // Behind a key in the sentence, `@key [¶ 4]`, brackets belong to that key.
    let narrative = || {
        let text = paragraph[..open].trim_end();
        let at = key_start(text, 0)?;
        Some(text[at..].trim_matches(['{', '}']).to_owned())
    };
    let before_quote = quote.map_or(cite, |(at, _)| &inner[cite_start.min(at)..at]);
    let written_key = key_in(before_quote);
    if let Some((start, _)) = quote {
        let key = written_key.map(|(_, key)| key).filter(|key| !key.is_empty()).or_else(narrative)?;
        let words = &inner[start..];
        // An edit stays on one line (“CompletionItem.textEdit”).
        if words.contains(['\n', '\r']) {
            return None;
        }
        let statement = format!("{} {words}", statement_before(&paragraph[..open]));
        return Some(Typed::Words { key, start: paragraph_start + inner_start + start, statement });
    }
    match written_key {
        Some((at, key)) if at + key.len() == cite.len() => {
            let start = paragraph_start + inner_start + cite_start + at;
            Some(Typed::Key { start, is_bracketed: true })
        }
        Some((_, key)) => locator(paragraph, key, paragraph_start),
        None => locator(paragraph, narrative()?, paragraph_start),
    }
}

/// A locator that is being written behind the last comma or the opening bracket.
fn locator(paragraph: &str, key: String, paragraph_start: usize) -> Option<Typed> {
    let at = paragraph.rfind([',', '[']).map_or(0, |at| at + 1);
    let typed = paragraph[at..].trim_start();
    let is_locator = typed.chars().count() < 24 && !typed.contains(['\n', '\r', '"', '“', '@']);
    is_locator.then(|| Typed::Locator { key, start: paragraph_start + paragraph.len() - typed.len() })
}

/// The first key of a citation, and where it begins, behind its `@`.
fn key_in(cite: &str) -> Option<(usize, String)> {
    let at = cite.find('@')? + 1;
    let rest = &cite[at..];
    let (skipped, rest) = rest.strip_prefix('{').map_or((0, rest), |inner| (1, inner));
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ']' | '[' | '}' | ';');
    let key = rest.split(is_end).next().unwrap_or_default();
    Some((at + skipped, key.to_owned()))
}

/// Where a key begins, behind its `@`, that the end of a text is a part of.
fn key_start(text: &str, from: usize) -> Option<usize> {
    let at = text[from..].rfind('@')? + from;
    let key = &text[at + 1..];
    let is_key = !key.chars().any(|letter| letter.is_whitespace() || "[](),;\"“”".contains(letter));
    // An address of mail has letters before the sign.
    let is_apart =
        text[..at].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric() && letter != '/');
    (is_key && is_apart).then_some(at + 1)
}

/// Where the target of a link begins that is being written.
fn link_start(line: &str) -> Option<usize> {
    let at = line.rfind("](")? + 2;
    let target = &line[at..];
    (!target.contains([')', ' '])).then_some(at)
}

/// The sentence that a citation stands behind: from the last full stop, or the citation before.
fn statement_before(text: &str) -> &str {
    let text = text.trim_end();
    let inside = text.trim_end_matches(['.', '!', '?']);
    let start = [". ", "! ", "? ", "] ", ".\n"]
        .into_iter()
        .filter_map(|end| inside.rfind(end).map(|at| at + 1))
        .max();
    &text[start.unwrap_or(0)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is being written at `|` of a page.
    fn page(text: &str) -> Option<Typed> {
        let text = format!("---\ntitle: A\n---\n{text}");
        let offset = text.find('|').unwrap();
        at("content/a.md", "ibid.yaml", &text.replacen('|', "", 1), offset)
    }

    fn words(text: &str) -> Option<(String, String)> {
        let whole = format!("---\ntitle: A\n---\n{text}");
        let offset = whole.find('|').unwrap();
        match page(text)? {
            Typed::Words { key, start, .. } => Some((key, whole[start..offset].to_owned())),
            _ => None,
        }
    }

    #[test]
    fn keys() {
        for text in
            ["It is [@ne|", "It is [@ne|]", "[@a; @ne|", "[see @ne|", "@ne|", "Then @ne| says", "- @ne|"]
        {
            assert!(matches!(page(text), Some(Typed::Key { .. })), "{text}");
        }
        for text in ["a@b|", "x|", "[@a] |", "`[@a]` and |", "https://x.org/@me|"] {
            assert_eq!(page(text), None, "{text}");
        }
        assert!(matches!(page("[@{odd k|"), None | Some(Typed::Locator { .. })));
    }

    #[test]
    fn words_of_a_source() {
        let found = |key: &str, typed: &str| Some((key.to_owned(), typed.to_owned()));
        assert_eq!(words("It is [@desk, \"|\"]"), found("desk", ""));
        assert_eq!(words("It is [@desk, \"a lot of| progress"), found("desk", "a lot of"));
        assert_eq!(words("It [is] [@desk, ¶ 4, “слова|”]"), found("desk", "слова"));
        assert_eq!(words("It is [@a, \"x\"; @b, \"y|"), found("b", "y"));
        assert_eq!(words("As @desk [\"a|\"] says"), found("desk", "a"));
        assert_eq!(words("It is [@{odd.}, \"a|"), found("odd.", "a"));
        assert_eq!(words("It is [@desk, \"a [b] c|"), found("desk", "a [b] c"));
        assert_eq!(words("He said “a|”"), None);
        assert_eq!(words("[@desk, \"a\nb|"), None);
    }

    #[test]
    fn places_links_and_rules() {
        let locator = |text| matches!(page(text), Some(Typed::Locator { key, .. }) if key == "desk");
        assert!(locator("It is [@desk, |]") && locator("It is [@desk, ¶ |") && locator("@desk [p. |"));
        assert!(matches!(page("See [x](@/to|"), Some(Typed::Link { .. })));
        assert!(matches!(page("See [x](#|)"), Some(Typed::Link { .. })));
        assert_eq!(page("See [x](a) |"), None);
        assert!(matches!(page("<!-- ibid-allow fig|"), Some(Typed::Rule { .. })));
        assert_eq!(page("<!-- ibid-allow fig: be|"), None);
    }

    #[test]
    fn front_matter_and_settings() {
        let settings = |text: &str| {
            let offset = text.find('|').unwrap();
            at("ibid.yaml", "ibid.yaml", &text.replacen('|', "", 1), offset)
        };
        assert_eq!(settings("ti|"), Some(Typed::Field { start: 0, within: vec![] }));
        let within = vec!["rules".to_owned()];
        assert_eq!(settings("title: A\nrules:\n  fig|"), Some(Typed::Field { start: 18, within }));
        assert_eq!(settings("theme: pl|"), Some(Typed::Value { start: 7, field: "theme".to_owned() }));
        let open = "---\ntitle: A\ndra|";
        let offset = open.find('|').unwrap();
        let typed = at("content/a.md", "ibid.yaml", &open.replace('|', ""), offset);
        assert_eq!(typed, Some(Typed::Field { start: 13, within: vec![] }));
    }
}
