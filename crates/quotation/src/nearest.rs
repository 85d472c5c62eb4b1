//! The passage of a source that comes nearest to words that are not in it.
//!
//! Approximate matching by Myers' bit-parallel algorithm in blocks ("A fast bit-vector algorithm for
//! approximate string matching based on dynamic programming", J. ACM 46, 1999; blocks after Hyyrö,
//! 2003), over bytes: a letter of two bytes that differs may count twice, which only affects ranking.
//! Quotations longer than [`MAX_PATTERN`] are looked up by their beginning.

use std::ops::Range;

use crate::boundary::is_boundary;
use crate::normal::Normal;

/// Bytes of a quotation that are compared; longer ones cost time and add nothing to finding the place.
const MAX_PATTERN: usize = 1024;

/// The nearest passage: its place in the normalised source, and how far it is from the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// Where it stands, in whole words.
    pub place: Range<usize>,
    /// Edit distance in bytes.
    pub distance: usize,
    /// Bytes that were compared.
    pub compared: usize,
}

impl Nearest {
    /// Whether it is near enough to be what was quoted: at most two fifths differ.
    #[must_use]
    pub fn is_near(&self) -> bool {
        self.distance * 5 <= self.compared * 2
    }
}

/// Finds the nearest passage; nothing where either text is empty.
#[must_use]
pub fn nearest(words: &str, source: &str) -> Option<Nearest> {
    let mut length = words.len().min(MAX_PATTERN);
    while !words.is_char_boundary(length) {
        length -= 1;
    }
    let pattern = &words.as_bytes()[..length];
    if pattern.is_empty() || source.is_empty() {
        return None;
    }
    let (end, distance) = best_end(pattern, source.bytes());
    let window_start = end.saturating_sub(pattern.len() + distance);
    let reversed: Vec<u8> = pattern.iter().rev().copied().collect();
    let (back, _) = best_end(&reversed, source.as_bytes()[window_start..end].iter().rev().copied());
    let mut start = end - back;
    let mut end = end;
    while start > 0 && !(source.is_char_boundary(start) && is_boundary(source, start)) {
        start -= 1;
    }
    while end < source.len() && !(source.is_char_boundary(end) && is_boundary(source, end)) {
        end += 1;
    }
    let passage = &source[start..end];
    let start = start + passage.len() - passage.trim_start().len();
    let end = end - (passage.len() - passage.trim_end().len());
    (start < end).then_some(Nearest { place: start..end, distance, compared: length })
}

/// The earliest end with the least distance of the pattern to a substring of the text.
fn best_end(pattern: &[u8], text: impl Iterator<Item = u8>) -> (usize, usize) {
    let blocks = pattern.len().div_ceil(64);
    let mut equal = vec![[0u64; 256]; blocks];
    for (at, &byte) in pattern.iter().enumerate() {
        equal[at / 64][usize::from(byte)] |= 1 << (at % 64);
    }
    let last_bit = 1u64 << ((pattern.len() - 1) % 64);
    let mut plus = vec![u64::MAX; blocks];
    let mut minus = vec![0u64; blocks];
    let mut score = pattern.len();
    let (mut best, mut best_end) = (score, 0);
    for (at, byte) in text.enumerate() {
        let mut carry: i8 = 0;
        for block in 0..blocks {
            let is_last = block + 1 == blocks;
            let high = if is_last { last_bit } else { 1 << 63 };
            carry = step(&equal[block][usize::from(byte)], &mut plus[block], &mut minus[block], carry, high);
        }
        match carry {
            1 => score += 1,
            -1 => score -= 1,
            _ => {}
        }
        if score < best {
            (best, best_end) = (score, at + 1);
        }
    }
    (best_end, best)
}

/// One block of one column; `carry` is the horizontal difference that enters and leaves it.
fn step(equal: &u64, plus: &mut u64, minus: &mut u64, carry: i8, high: u64) -> i8 {
    let equal_in = if carry < 0 { *equal | 1 } else { *equal };
    let vertical = *equal | *minus;
    let horizontal = ((equal_in & *plus).wrapping_add(*plus) ^ *plus) | equal_in;
    let mut up = *minus | !(horizontal | *plus);
    let mut down = *plus & horizontal;
    let leaves = if up & high != 0 {
        1
    } else if down & high != 0 {
        -1
    } else {
        0
    };
    up = (up << 1) | u64::from(carry > 0);
    down = (down << 1) | u64::from(carry < 0);
    *plus = down | !(vertical | up);
    *minus = up & vertical;
    leaves
}

/// The differences between quoted and source words: `a [-been-]{+was+} b`.
#[must_use]
pub fn word_diff(quoted: &str, source: &str) -> String {
    let old: Vec<&str> = quoted.split_whitespace().take(400).collect();
    let new: Vec<&str> = source.split_whitespace().take(400).collect();
    let fold = |words: &[&str]| -> Vec<String> { words.iter().map(|word| Normal::new(word).text).collect() };
    let (old_folded, new_folded) = (fold(&old), fold(&new));
    let mut parts: Vec<String> = Vec::new();
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, &old_folded, &new_folded) {
        let (tag, old_range, new_range) = op.as_tag_tuple();
        let (removed, added) = (old[old_range].join(" "), new[new_range].join(" "));
        parts.push(match tag {
            similar::DiffTag::Equal => added,
            similar::DiffTag::Delete => format!("[-{removed}-]"),
            similar::DiffTag::Insert => format!("{{+{added}+}}"),
            similar::DiffTag::Replace => format!("[-{removed}-]{{+{added}+}}"),
        });
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook table, to hold the bit-parallel answer against.
    fn slow(pattern: &str, text: &str) -> usize {
        let (p, t) = (pattern.as_bytes(), text.as_bytes());
        let mut column: Vec<usize> = (0..=p.len()).collect();
        let mut best = p.len();
        for &letter in t {
            let mut diagonal = 0;
            column[0] = 0;
            for i in 1..=p.len() {
                let above = column[i];
                column[i] =
                    (above + 1).min(column[i - 1] + 1).min(diagonal + usize::from(p[i - 1] != letter));
                diagonal = above;
            }
            best = best.min(column[p.len()]);
        }
        best
    }

    #[test]
    fn finds_the_passage_with_its_words_whole() {
        let source = "Afterwards Witkoff said 'a lot of progress was made' at the talks.";
        let found = nearest("a lot of progress has been made", source).unwrap();
        assert_eq!(&source[found.place.clone()], "a lot of progress was made");
        assert!(found.is_near());
        assert_eq!(
            word_diff("a lot of progress has been made", &source[found.place]),
            "a lot of progress [-has been-]{+was+} made"
        );
    }

    #[test]
    fn agrees_with_the_textbook() {
        let mut seed = 7u64;
        let mut letter = |count: u64| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            char::from(b'a' + u8::try_from((seed >> 33) % count).unwrap())
        };
        for length in [1, 5, 63, 64, 65, 130, 200] {
            for _ in 0..20 {
                let pattern: String = (0..length).map(|_| letter(4)).collect();
                let text: String = (0..300).map(|_| letter(4)).collect();
                assert_eq!(
                    best_end(pattern.as_bytes(), text.bytes()).1,
                    slow(&pattern, &text),
                    "{pattern} in {text}"
                );
            }
        }
    }

    #[test]
    fn words_that_are_nowhere_are_not_near() {
        let found =
            nearest("completely different words about fishing", "Ukraine seeks guarantees from its allies.")
                .unwrap();
        assert!(!found.is_near());
    }
}
