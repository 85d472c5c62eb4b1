//! What dismisses most words that are looked up in a list before its entries are read: how they begin, as a set of bits,
//! and a Bloom filter of one hash function over its whole words. The build script makes both with the same functions.

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

/// The hash of a word, of which a filter takes as many of the lower bits as it has places (FNV-1a, with its upper bits
/// folded onto the lower ones).
pub(crate) fn hash(word: &str) -> u32 {
    let hash =
        word.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}
