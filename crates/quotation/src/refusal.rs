//! Why a quotation is not found, as a value and in words.

use std::fmt;
use std::ops::Range;

use crate::search::{BRACKET_WORDS, OMISSION_WORDS};

/// Why a quotation is not found in a source. Ranges are of the normalised source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Some fragment is not there, or not in that order.
    Absent,
    /// An omission or a bracket hides, or a bracket adds, this negation; where the fragments stand.
    Negation(String, Range<usize>),
    /// An omission or a bracket hides, or a bracket adds, a word that denies, refuses or hedges; where the fragments stand.
    Denial(String, Range<usize>),
    /// A bracket holds the opposite of a word of the source; where the fragments stand.
    Opposite(String, Range<usize>),
    /// An omission leaves out more than [`OMISSION_WORDS`]; where the fragments stand.
    TooFar(Range<usize>),
    /// A bracket stands for more than [`BRACKET_WORDS`]; where the fragments stand.
    BracketTooLong(Range<usize>),
    /// More words stand in brackets than outside of them.
    TooManyBrackets,
    /// The words stand there behind or before something that turns them, `non-` or a minus sign; where both
    /// stand.
    Turned(String, Range<usize>),
    /// A stop ends the quotation where the source goes on with a condition; where both stand.
    Condition(String, Range<usize>),
    /// A stop or comma ends the quotation where the source has a question mark; where the words and it stand.
    Question(Range<usize>),
    /// The words run over the end of a paragraph that ends no sentence.
    Paragraph(Range<usize>),
    /// The words run over something that is left out of the source's text.
    LeftOut(Range<usize>),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("the words are not in the source, or not in this order"),
            Self::Negation(word, _) => {
                write!(f, "the negation “{word}” is hidden by an omission or a bracket, or added by one")
            }
            Self::Denial(word, _) => write!(
                f,
                "“{word}”, which denies or hedges, is hidden by an omission or a bracket, or added by one"
            ),
            Self::Opposite(word, _) => write!(f, "a bracket has “{word}”, the opposite of the source’s word"),
            Self::TooFar(_) => write!(f, "an omission leaves out more than {OMISSION_WORDS} words"),
            Self::BracketTooLong(_) => write!(f, "a bracket stands for more than {BRACKET_WORDS} words"),
            Self::TooManyBrackets => f.write_str("more words stand in brackets than outside of them"),
            Self::Turned(word, _) => write!(f, "the source has “{word}” beside the words, which turns them"),
            Self::Condition(word, _) => {
                write!(f, "the quotation ends where the source goes on with a condition: “{word}”")
            }
            Self::Question(_) => f.write_str("the source asks what the quotation states"),
            Self::Paragraph(_) => f.write_str("the words run over the end of a paragraph within a sentence"),
            Self::LeftOut(_) => f.write_str("the words run over something that the source’s text leaves out"),
        }
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use crate::{Normal, Pattern};

    #[test]
    fn a_refusal_says_why() {
        let source = Normal::new("The plan, which was leaked, does not require Kyiv to cede land.");
        let refused = |quotation: &str| {
            let found = Pattern::new(quotation, false, "en").find(&source, 0..source.text.len(), "en");
            let refusal: Box<dyn std::error::Error> = found.expect_err("it is not there").into();
            refusal.to_string()
        };
        assert_eq!(
            refused("The plan … require Kyiv"),
            "the negation “not” is hidden by an omission or a bracket, or added by one"
        );
        assert_eq!(refused("The bridge"), "the words are not in the source, or not in this order");
    }
}
