//! How much may stand on one page, counted before and while it is parsed: what is a few bytes in a file may be a
//! thousand in memory.

use pulldown_cmark::{Event, Tag};

/// Most signs of markup and quotation marks.
const MOST_SIGNS: usize = 500_000;
/// Most `@`.
const MOST_KEYS: usize = 110_000;
/// Most inline notes.
const MOST_NOTES: usize = 30_000;
/// Most lines that are not empty.
const MOST_LINES: usize = 200_000;
/// Most headings, each of which has an address.
const MOST_HEADINGS: usize = 20_000;
/// Most of everything that is kept for itself: blocks (paragraphs, items, cells), headings, emphases, links, images,
/// pieces of code, notes and references to them, and `@`.
const MOST_PARTS: usize = 250_000;

/// What a page has too much of, in words.
pub(super) type TooMuch = &'static str;

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct PageExtent {
    headings: usize,
    parts: usize,
}

impl PageExtent {
    /// What a text comes to before it is parsed, or an offset from which on it has too much of something.
    pub(super) fn of_text(text: &str) -> Result<Self, (usize, TooMuch)> {
        let (mut signs, mut keys, mut notes, mut lines) = (0, 0, 0, 0);
        let mut before = b'\n';
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            let is_line = before == b'\n' && byte != b'\n';
            // A block may begin behind each of these, many on one line.
            let is_opening = byte == b' ' && matches!(before, b'-' | b'+' | b'>');
            if is_line || is_opening || is_sign(byte) {
                lines += usize::from(is_line);
                signs += usize::from(is_opening || is_sign(byte));
                keys += usize::from(byte == b'@');
                notes += usize::from((before, byte) == (b'^', b'['));
                let limits = [
                    (lines > MOST_LINES, "200,000 lines"),
                    (signs > MOST_SIGNS, "500,000 signs of markup"),
                    (keys > MOST_KEYS, "110,000 citation keys"),
                    (notes > MOST_NOTES, "30,000 inline notes"),
                ];
                if let Some((_, what)) = limits.into_iter().find(|(is_beyond, _)| *is_beyond) {
                    return Err((at, what));
                }
            }
            before = byte;
        }
        Ok(Self { headings: 0, parts: keys + notes })
    }

    /// Counts an event, and says what there is too much of now.
    pub(super) fn count(&mut self, event: &Event<'_>) -> Option<TooMuch> {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.headings += 1;
                self.parts += 1;
            }
            Event::Start(_)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::Rule => self.parts += 1,
            _ => {}
        }
        if self.headings > MOST_HEADINGS {
            Some("20,000 headings")
        } else if self.parts > MOST_PARTS {
            Some("250,000 blocks, emphases, links, notes and citations")
        } else {
            None
        }
    }
}

/// Whether a byte may be of markup. 0xe2 begins the quotation marks of most languages.
fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'*' | b'_'
            | b'['
            | b']'
            | b'!'
            | b'<'
            | b'&'
            | b'`'
            | b'|'
            | b'~'
            | b'^'
            | b'@'
            | b'"'
            | b'#'
            | b'\\'
            | 0xe2
    )
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn a_page_of_too_much_is_not_read_and_one_finding_says_so() {
        for (unit, count, what) in [
            ("# a\n\n", 20_001, "headings"),
            ("- *a*\n", 130_000, "blocks"),
            ("a\n", 200_001, "lines"),
            ("a[^1]\n\n[^1]: b\n\n", 66_700, "notes"),
            ("^[a] ", 30_001, "inline notes"),
            ("[@k] ", 110_001, "keys"),
            ("“a” ", 250_001, "signs"),
        ] {
            let (blocks, findings) = parse("p.md", &unit.repeat(count), 0);
            assert!(blocks.is_empty(), "{unit}");
            assert_eq!(findings.len(), 1, "{unit}");
            assert!(findings[0].message.contains(what), "{unit}: {}", findings[0].message);
        }
        for (unit, count) in [("# a\n\n", 2_000), ("*a* ", 50_000), ("It said so [@newsx]. ", 100_000)] {
            let (blocks, findings) = parse("p.md", &unit.repeat(count), 0);
            assert!(!blocks.is_empty() && findings.is_empty(), "{unit}");
        }
        let notes: String = (0..50_000).map(|n| format!("a[^{n}]\n\n[^{n}]: b\n\n")).collect();
        let (blocks, findings) = parse("p.md", &(notes + "And more.\n"), 0);
        assert!(!blocks.is_empty() && findings.is_empty());
    }
}
