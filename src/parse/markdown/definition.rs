//! Lines `[label]: address`, which define links.
//!
//! `[@key]:` is not one: to Pandoc it is a citation and a colon (its reader's `reference` does not take
//! `[@`). pulldown-cmark would take it for a definition, and every `[@key]` of the page for a link that
//! nothing checks, so its colon is masked before the text is parsed. Of two definitions of one label the
//! second is dropped without an event; they are found by their text.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

/// Longest label, in bytes (CommonMark 0.31, section 4.7: 999 characters).
const LONGEST_LABEL: usize = 999;

/// Replaces the colon behind a citation that begins a line by a letter.
pub(super) fn mask_citations(text: Cow<'_, str>) -> Cow<'_, str> {
    let colons: Vec<usize> =
        labels(&text).filter(|label| is_citation(&text[label.clone()])).map(|label| label.end).collect();
    if colons.is_empty() {
        return text;
    }
    let mut masked = text.into_owned();
    for colon in colons {
        masked.replace_range(colon..=colon, "x");
    }
    Cow::Owned(masked)
}

/// The places of `[label]` before a colon, with their brackets, where nothing but marks of quotations and
/// lists stands before them in their line.
fn labels(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    memmem::find_iter(text.as_bytes(), b"]:").filter_map(|close| {
        let from = close.saturating_sub(LONGEST_LABEL);
        let before = &text.as_bytes()[from..close];
        let open = from + memchr::memrchr2(b'[', b']', before)?;
        if text.as_bytes()[open] != b'[' {
            return None;
        }
        // Backwards, and no further than to what a line may not begin with: a line may have many labels.
        let is_of_start =
            |byte: &u8| matches!(byte, b' ' | b'\t' | b'>' | b'*' | b'+' | b'-' | b'.' | b')' | b'0'..=b'9');
        let last = text.as_bytes()[..open].iter().rfind(|byte| !is_of_start(byte));
        let is_first = last.is_none_or(|byte| *byte == b'\n');
        is_first.then_some(open..close + 1)
    })
}

/// Whether a label in its brackets is a citation: `[@key]`, `[-@key]`, `[see @key]`.
fn is_citation(label: &str) -> bool {
    let inside = &label[1..];
    inside.match_indices('@').any(|(at, _)| {
        let before = inside[..at].chars().next_back();
        before.is_none_or(|letter| letter.is_whitespace() || matches!(letter, '-' | ';' | '(' | '{'))
    })
}

/// Lines that look like definitions of labels that are defined elsewhere.
pub(super) struct LinkDefinitions {
    /// The place of each label with its brackets, in order.
    repeated: Vec<Range<usize>>,
}

impl LinkDefinitions {
    /// Those in a text; `definition` gives the place of the definition that counts.
    pub(super) fn new(text: &str, definition: impl Fn(&str) -> Option<Range<usize>>) -> Self {
        let is_repeated = |label: &Range<usize>| {
            let words = &text[label.start + 1..label.end - 1];
            !words.starts_with('^') && definition(words).is_some_and(|first| !first.contains(&label.start))
        };
        Self { repeated: labels(text).filter(is_repeated).collect() }
    }

    /// Notes that the parser gave the text of a place: what stands there defines nothing.
    pub(super) fn cover(&mut self, range: &Range<usize>) {
        if !self.repeated.is_empty() {
            self.repeated.retain(|label| !range.contains(&label.start));
        }
    }

    /// The labels of definitions that the parser dropped.
    pub(super) fn repeated(&mut self) -> Vec<Range<usize>> {
        std::mem::take(&mut self.repeated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_defines_no_link() {
        let masked = |text: &'static str| mask_citations(Cow::Borrowed(text)).into_owned();
        assert_eq!(masked("a\n[@b]: /x\n> [see @c]: /y\n[d]: /z"), "a\n[@b]x /x\n> [see @c]x /y\n[d]: /z");
        assert_eq!(masked("he wrote [@b]: so"), "he wrote [@b]: so");
        assert_eq!(masked("[me@example.org]: /x"), "[me@example.org]: /x");
    }
}
