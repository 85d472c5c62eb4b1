//! What is read of one figure.

use std::ops::Range;

use super::value::Value;

/// A figure with the words that make a bound of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    /// All of its tokens.
    pub(super) tokens: Range<usize>,
    /// Whether it is a least: “at least”, “more than”.
    pub(super) is_least: bool,
}

/// What is said of a figure beside it, each with all of its tokens, the figure's included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Qualifiers {
    /// “Exactly”.
    pub(super) is_exact: bool,
    /// “About”, and whether it is an estimate.
    pub(super) approximation: Option<(Range<usize>, bool)>,
    /// “A day”, by the unit's English name.
    pub(super) rate: Option<(Range<usize>, &'static str)>,
    /// “BC” or “AD”: whether the year is before the common era.
    pub(super) era: Option<(Range<usize>, bool)>,
}

/// A figure with everything it may mean.
#[derive(Debug)]
pub(super) struct FigureReading {
    /// Its tokens.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The likeliest first; never empty.
    pub(super) values: Vec<Value>,
    /// Supported as well when all of these are.
    pub(super) groups: Vec<Value>,
    /// “about”, “more than”.
    pub(super) hedged: bool,
    /// What makes a bound of it: “at least forty”.
    pub(super) bound: Option<Bound>,
    /// What else is said beside it: “exactly”, “a day”, “BC”.
    pub(super) beside: Qualifiers,
    /// The power of ten of its scale word, or 0.
    pub(super) scale: u8,
    /// A small number word that a reader would not look up.
    pub(super) idle: bool,
    /// The unit behind it, by its English name.
    pub(super) unit: Option<&'static str>,
    /// The beginning of the word behind it, which says what is counted.
    pub(super) counted: Option<String>,
}

impl FigureReading {
    pub(super) fn new(start: usize, end: usize, values: Vec<Value>) -> Self {
        Self {
            start,
            end,
            values,
            groups: Vec::new(),
            hedged: false,
            bound: None,
            beside: Qualifiers::default(),
            scale: 0,
            idle: false,
            unit: None,
            counted: None,
        }
    }
}
