//! How the words of a list begin, as a set of bits: most words that are looked up are dismissed by it. The build script
//! makes the sets with the same functions.

/// A set that no word is dismissed by.
pub(crate) const ANY: u128 = u128::MAX;

/// The bit for the first two bytes of a word; a word of one byte is its own kind.
pub(crate) fn bit(word: &str) -> u128 {
    let (first, second) = match *word.as_bytes() {
        [] => return ANY,
        [first] => (first, 0),
        [first, second, ..] => (first, second),
    };
    1 << (first.wrapping_mul(31).wrapping_add(second.wrapping_mul(7)) & 127)
}
