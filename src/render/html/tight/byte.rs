//! What the bytes of tags mean (HTML Living Standard, section 13.2.5), looked up for each of them.

/// What a byte may mean: any of the following.
///
/// White space.
pub(super) const SPACE: u8 = 1;
/// Makes a value need quotes.
pub(super) const QUOTED: u8 = 2;
/// Begins a character reference.
pub(super) const REFERENCE: u8 = 4;
/// Ends a name.
pub(super) const END: u8 = 8;

pub(super) static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut at = 0;
    while at < 256 {
        class[at] = match at as u8 {
            b' ' | b'\n' | b'\t' | b'\r' | b'\x0c' => SPACE | QUOTED | END,
            b'>' | b'=' => QUOTED | END,
            b'"' | b'\'' | b'<' | b'`' => QUOTED,
            b'/' => END,
            b'&' => REFERENCE,
            _ => 0,
        };
        at += 1;
    }
    class
};

pub(super) fn is_space(byte: u8) -> bool {
    CLASS[byte as usize] & SPACE != 0
}

pub(super) fn needs_quotes(byte: u8) -> bool {
    CLASS[byte as usize] & QUOTED != 0
}
