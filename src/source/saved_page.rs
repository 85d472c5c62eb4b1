//! The article of a saved web page. The one file that uses dom_smoothie.

use dom_smoothie::{Config, Readability, TextMode};

/// Deepest nesting of elements that is read.
const MAX_DEPTH: usize = 512;
/// Most elements that are read.
const MAX_ELEMENTS: usize = 200_000;

/// The longest stretch of text, in bytes, that stays in one piece where [`is_slow`].
const PIECE: usize = 4 << 10;
/// Most bytes that may be looked at to write one text out.
const MAX_LOOKED_AT: usize = 1 << 24;

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
    let extracted = Readability::new(html, None, Some(config)).and_then(|mut page| {
        cut_up(&page);
        page.parse()
    });
    extracted.map(|article| article.text_content.to_string()).map_err(|error| error.to_string())
}

/// Whether a text takes the square of its length: from every `&`, and every character that begins with the same
/// byte as a no-break space, html5ever 0.40 looks to the end of the text for the next `<`.
fn is_slow(text: &str) -> bool {
    memchr::memchr2_iter(b'&', 0xc2, text.as_bytes()).count().saturating_mul(text.len()) > MAX_LOOKED_AT
}

/// Divides the texts that [`is_slow`] into several that stand side by side, and takes away such attributes,
/// whose values are no text.
fn cut_up(page: &Readability) {
    let nodes: Vec<_> = page.doc.root().descendants_it().collect();
    for node in nodes {
        for attribute in node.attrs().iter().filter(|attribute| is_slow(&attribute.value)) {
            node.remove_attr(&attribute.name.local);
        }
        let text = if node.is_text() { node.text() } else { continue };
        if !is_slow(&text) || node.parent().is_some_and(|of| of.has_name("script") || of.has_name("style")) {
            continue;
        }
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let is_end = |at: &usize| rest.is_char_boundary(*at);
            let end = (0..=PIECE.min(rest.len())).rev().find(is_end).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            node.insert_before(&page.doc.tree.new_text(piece));
            rest = after;
        }
        node.remove_from_parent();
    }
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

#[cfg(test)]
mod tests {
    use super::{PIECE, article};

    /// What is divided is the same text.
    #[test]
    fn a_stretch_of_signs_is_read_in_time() {
        let words = "Fish & chips « à la » ";
        let text = words.repeat(100 * PIECE / words.len());
        let page =
            format!("<article><p title=\"{}\">{text}</p><p>It ends so.</p></article>", "& ".repeat(90_000));
        let found = article(&page).expect("an article");
        assert_eq!(found.trim(), format!("{}\n\nIt ends so.", text.trim()));
    }
}
