//! What the value of a key may be. Every reading of a field notes it, so that what is said of a mapping elsewhere (JSON
//! Schemas, completions) is what is read.

use std::borrow::Cow;

/// What the value of a key may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A text or a number, as it is written.
    TextOrNumber,
    /// A list of texts, or one text.
    Texts,
    /// A list of whole numbers and ranges, or one of them.
    NumbersAndRanges,
    /// `true` or `false`.
    Flag,
    /// A whole number from 0.
    Count,
    /// A whole number of either sign.
    Integer,
    /// A number from 0 to 1, or a percentage.
    Share,
    /// A date, as far as it is known.
    Date,
    /// A date that names one day.
    Day,
    /// The tag of a language.
    Language,
    /// Anything.
    Anything,
    /// One of these texts.
    Choice(Cow<'static, [&'static str]>),
    /// A list of these texts, or one of them.
    Choices(Cow<'static, [&'static str]>),
    /// Names with texts, or with mappings of names to texts. Where `names` has any, other names stand for paths whose
    /// mappings have these; where `values` has any, each text is one of them.
    Named {
        /// The names.
        names: Vec<&'static str>,
        /// The texts.
        values: Vec<&'static str>,
    },
    /// A list of mappings with these keys.
    Mappings(Vec<String>),
}

impl Shape {
    /// Names with any texts.
    pub(crate) const NAMED: Self = Self::Named { names: Vec::new(), values: Vec::new() };
}
