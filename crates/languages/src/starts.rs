//! What dismisses most words that are looked up in a list before its entries are read: sets of bits of how its entries
//! begin and end, and a Bloom filter of one hash function over its whole words. The build script makes them with the same
//! functions.

/// A set that no word is dismissed by.
pub(crate) const ANY: u128 = u128::MAX;

/// The bit for the first two bytes of a word; a word of one byte is its own kind.
#[inline]
pub(crate) fn bit(word: &str) -> u128 {
    let (first, second) = match *word.as_bytes() {
        [] => return ANY,
        [first] => (first, 0),
        [first, second, ..] => (first, second),
    };
    1 << (first.wrapping_mul(31).wrapping_add(second.wrapping_mul(7)) & 127)
}

/// The bit for the last byte of a word.
pub(crate) fn last_bit(word: &str) -> u64 {
    word.as_bytes().last().map_or(u64::MAX, |last| 1 << (last & 63))
}

/// The bit for a letter, and that for it together with the one behind it, if there is one.
pub(crate) fn letter_bits(letter: char, next: Option<char>) -> (u64, u64) {
    let bit = |number: u32| 1 << (number.wrapping_mul(0x9e37_79b1) >> 26);
    let pair = |next: char| bit((letter as u32).rotate_left(16) ^ next as u32);
    (bit(letter as u32), next.map_or(0, pair))
}

/// The hash of a word, of which a filter takes as many of the lower bits as it has places (FNV-1a, with its upper bits
/// folded onto the lower ones).
pub(crate) fn hash(word: &str) -> u32 {
    let hash =
        word.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}
