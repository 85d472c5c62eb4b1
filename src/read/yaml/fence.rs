//! A file between its `---` fences: front matter and body.

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;

/// A file split into its front matter and its body.
#[derive(Clone, Copy, Debug)]
pub struct Split<'t> {
    /// The YAML between the fences.
    pub yaml: &'t str,
    /// Offset of the YAML in the file.
    pub yaml_offset: usize,
    /// Offset of the first byte after the closing fence's line.
    pub body_offset: usize,
}

/// The lines from `offset` on, without their ends.
fn lines(text: &str, offset: usize) -> impl Iterator<Item = Span> + '_ {
    let mut at = offset;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
        let line = Span::new(at, end);
        at = after_line_end(text, end);
        Some(line)
    })
}

/// The offset after the line end at `offset`.
fn after_line_end(text: &str, offset: usize) -> usize {
    let rest = &text[offset.min(text.len())..];
    if rest.starts_with("\r\n") {
        offset + 2
    } else if rest.starts_with(['\n', '\r']) {
        offset + 1
    } else {
        text.len()
    }
}

/// The format of front matter that is not YAML, by the line with which it begins.
fn other_format(line: &str) -> Option<(&'static str, &'static str)> {
    let line = line.trim_end();
    let word = line.strip_prefix("---").unwrap_or_default().trim().to_ascii_lowercase();
    if line == "+++" || word == "toml" {
        return Some((
            "front matter in TOML: ibid reads YAML",
            "begin and end it with a line `---`, and write `title: …` instead of `title = …`",
        ));
    }
    let is_json = line == "{" || line.starts_with("{\"") || line.starts_with("{ \"") || word == "json";
    is_json.then_some((
        "front matter in JSON: ibid reads YAML",
        "put a line `---` before it and after it; within, write `title: …`, or leave the braces as they are",
    ))
}

/// Splits `text` at its `---` fences.
///
/// # Errors
/// A finding where the file is empty, has no front matter, or does not close it.
pub fn split<'t>(path: &str, text: &'t str) -> Result<Split<'t>, Box<Diagnostic>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let wrong = |span: Span, message: &str, help: &str| {
        Err(Box::new(Diagnostic::new(Rule::FrontMatter, path, span, message).help(help)))
    };
    if let Some(line) = lines(text, start).next()
        && let Some((message, help)) = other_format(&text[line.range()])
    {
        return wrong(line, message, help);
    }
    let example = "begin the file with a line `---`, then `title: …`, then another line `---`";
    if text[start..].trim().is_empty() {
        return wrong(Span::at(start), "the file is empty: missing front matter", example);
    }
    let mut lines = lines(text, start);
    let opening = match lines.next() {
        Some(line) if is_fence(&text[line.range()]) => line,
        Some(line) => return wrong(line, "missing front matter", example),
        None => return wrong(Span::at(start), "missing front matter", example),
    };
    let yaml_offset = after_line_end(text, opening.end as usize);
    for line in lines {
        if is_fence(&text[line.range()]) {
            let yaml = &text[yaml_offset..line.start as usize];
            return Ok(Split { yaml, yaml_offset, body_offset: after_line_end(text, line.end as usize) });
        }
    }
    wrong(
        Span::new(opening.start as usize, opening.start as usize + 3),
        "the front matter that begins here is not closed",
        "end it with a line `---`",
    )
}

/// A second front matter directly below the first, which Markdown would silently show as text.
#[must_use]
pub fn second_front_matter(path: &str, text: &str, body_offset: usize) -> Option<Diagnostic> {
    let mut lines = lines(text, body_offset).skip_while(|line| text[line.range()].trim().is_empty());
    let opening = lines.next().filter(|line| is_fence(&text[line.range()]))?;
    let mut keys = 0;
    for line in lines {
        let line = &text[line.range()];
        if is_fence(line) {
            return (keys > 0).then(|| {
                Diagnostic::new(Rule::FrontMatter, path, opening, "a second front matter")
                    .help("move its keys into the first one and delete the second")
            });
        }
        let is_key = line.split_once(':').is_some_and(|(key, _)| is_plain_key(key));
        if !(is_key || line.trim().is_empty() || line.starts_with([' ', '-', '#'])) {
            return None;
        }
        keys += usize::from(is_key);
    }
    None
}

fn is_plain_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

#[cfg(test)]
mod tests {
    use super::{second_front_matter, split};

    #[test]
    fn a_second_front_matter_is_found() {
        let text = "---\ntitle: A\n---\n\n---\ntitle: B\n---\nText\n";
        let offset = split("p.md", text).unwrap().body_offset;
        assert!(second_front_matter("p.md", text, offset).is_some());
        let text = "---\ntitle: A\n---\n\n---\nA rule above, a heading here\n---\n";
        assert!(second_front_matter("p.md", text, offset).is_none());
    }
}
