//! Texts as programs compare them, which take all white space for one.

use std::fmt;
use std::sync::OnceLock;

/// The text of a source as programs compare it, made when it is first asked for. It follows from the text alone: whether
/// it was asked for says nothing of the source, so two that print alike are alike.
#[derive(Clone, Default)]
pub(super) struct OneSpacedText(OnceLock<Option<OneSpaced>>);

impl OneSpacedText {
    /// That of `plain`, which must be the same each time.
    pub(super) fn of(&self, plain: &str) -> Option<&OneSpaced> {
        self.0.get_or_init(|| OneSpaced::new(plain)).as_ref()
    }
}

impl fmt::Debug for OneSpacedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneSpacedText")
    }
}

/// A text with one space for each stretch of white space: as programs compare it.
#[derive(Clone, Debug)]
pub(super) struct OneSpaced {
    pub(super) text: String,
    /// Behind each stretch that became shorter: the place in the text as it was, and in this one.
    shifts: Vec<(usize, usize)>,
}

impl OneSpaced {
    /// Nothing where a text has single spaces and blank lines alone, between which passages are found as they stand.
    pub(super) fn new(plain: &str) -> Option<Self> {
        let (mut text, mut shifts) = (String::with_capacity(plain.len()), Vec::new());
        let mut has_other = false;
        let mut rest = plain;
        while let Some(end) = rest.find(char::is_whitespace) {
            text.push_str(&rest[..end]);
            text.push(' ');
            let behind = rest[end..].trim_start();
            let space = &rest[end..rest.len() - behind.len()];
            has_other |= !matches!(space, " " | "\n\n");
            if space.len() > 1 {
                shifts.push((plain.len() - behind.len(), text.len()));
            }
            rest = behind;
        }
        text.push_str(rest);
        has_other.then_some(Self { text, shifts })
    }

    /// The place of a letter of the text as it was.
    pub(super) fn place(&self, at: usize) -> usize {
        let before = self.shifts[..self.shifts.partition_point(|(was, _)| *was <= at)].last();
        before.map_or(at, |(was, is)| is + (at - was))
    }
}
