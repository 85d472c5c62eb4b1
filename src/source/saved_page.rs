//! The article of a saved web page. The one file that uses dom_smoothie.

use dom_smoothie::{Config, Readability, TextMode};

/// Deepest nesting of elements that is read.
const MAX_DEPTH: usize = 512;
/// Most elements that are read.
const MAX_ELEMENTS: usize = 200_000;

/// The article's paragraphs, separated by blank lines.
///
/// # Errors
/// Why there is none: the page is beyond a limit, or has no text that is an article.
pub(super) fn article(html: &str) -> Result<String, String> {
    if depth(html) > MAX_DEPTH {
        return Err(format!("its elements are nested more than {MAX_DEPTH} deep"));
    }
    let config =
        Config { text_mode: TextMode::Formatted, max_elements_to_parse: MAX_ELEMENTS, ..Config::default() };
    let extracted = Readability::new(html, None, Some(config)).and_then(|mut page| page.parse());
    extracted.map(|article| article.text_content.to_string()).map_err(|error| error.to_string())
}

/// An upper bound of the nesting depth: elements opened and not closed, void elements counted as open.
fn depth(html: &str) -> usize {
    let (mut open, mut deepest) = (0usize, 0usize);
    let bytes = html.as_bytes();
    for at in memchr::memchr_iter(b'<', bytes) {
        match bytes.get(at + 1) {
            Some(b'/') => open = open.saturating_sub(1),
            Some(letter) if letter.is_ascii_alphabetic() => {
                let name_end = html[at + 1..]
                    .find(|c: char| !c.is_ascii_alphanumeric())
                    .map_or(html.len(), |n| at + 1 + n);
                let name = html[at + 1..name_end].to_ascii_lowercase();
                let is_void = matches!(
                    name.as_str(),
                    "area"
                        | "base"
                        | "br"
                        | "col"
                        | "embed"
                        | "hr"
                        | "img"
                        | "input"
                        | "link"
                        | "meta"
                        | "source"
                        | "track"
                        | "wbr"
                        | "p"
                        | "li"
                        | "td"
                        | "tr"
                        | "th"
                        | "path"
                );
                if !is_void {
                    open += 1;
                    deepest = deepest.max(open);
                }
            }
            _ => {}
        }
    }
    deepest
}
