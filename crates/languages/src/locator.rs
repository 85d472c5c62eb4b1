//! How a locator is printed.

/// What stands before the numbers of a locator: `p.`, and `pp.` where there are several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocatorLabel {
    /// Before one number.
    pub singular: &'static str,
    /// Before several numbers.
    pub plural: &'static str,
}
