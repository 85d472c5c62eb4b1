//! Rule `sources-alike`: sources that share most of their word 5-grams are hardly independent.
//!
//! Shingling after Broder (“On the resemblance and containment of documents”, 1997), with full sets of
//! hashed 5-grams instead of sketches: 10,000 articles are few enough. Two texts are compared only if
//! an inverted index shows that they share some; each posting is followed to its next [`REACH`]
//! neighbours, so the work is linear even where all texts share a footer. In a group of more than
//! [`GROUP`] near copies not every pair is reported, but each copy is with some other. Containment is
//! exact up to a collision of 64-bit hashes.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use ibid_languages::is_alphanumeric;

use crate::base::ids::SourceId;

/// Two sources, and the share of their words that they have in common.
pub(crate) type Alike = (SourceId, SourceId, f64);

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Texts with fewer different shingles say too little to be compared.
const LEAST: usize = 10;
/// How many of the texts that follow in a posting list are counted.
const REACH: usize = 16;
/// Groups of connected texts up to this size are compared pair by pair.
const GROUP: usize = 100;

/// The pairs of texts, given as (key, plain text), of which the smaller has at least `threshold` of its
/// different word 5-grams in the other: two indexes, the text with the smaller key first, and that
/// share. Ordered by key; the order of `texts` does not matter.
#[must_use]
pub fn alike(texts: &[(&str, &str)], threshold: f64) -> Vec<(usize, usize, f64)> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|at| (texts[*at], *at));
    let grams: Vec<Vec<u64>> = order.iter().map(|at| grams(texts[*at].1)).collect();
    let mut near = candidates(&grams, threshold);
    // Few texts are compared one with another.
    let sets = vec![OnceCell::new(); grams.len()];
    let set = |at: usize| sets[at].get_or_init(|| shingles(grams[at].clone()));
    let share = |one: usize, two: usize| containment(set(one), set(two));
    near.retain(|(one, two)| share(*one, *two) >= threshold);
    near.extend(within_groups(grams.len(), &near));
    near.sort_unstable();
    near.dedup();
    let found = near.into_iter().map(|(one, two)| (one, two, share(one, two)));
    found
        .filter(|pair| pair.2 >= threshold)
        .map(|(one, two, share)| (order[one], order[two], share))
        .collect()
}

/// The hashed 5-grams of a text's words, in lower case, in their order.
fn grams(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text
        .split(|letter: char| !is_alphanumeric(letter))
        .filter(|word| !word.is_empty())
        .map(hash)
        .collect();
    let step = |sum: u64, word: &u64| sum.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(*word);
    words.windows(SHINGLE).map(|window| mix(window.iter().fold(0, step))).collect()
}

/// The different 5-grams of a text, sorted; none where there are too few.
fn shingles(mut grams: Vec<u64>) -> Vec<u64> {
    grams.sort_unstable();
    grams.dedup();
    if grams.len() < LEAST { Vec::new() } else { grams }
}

/// FNV-1a over the lower-case word.
fn hash(word: &str) -> u64 {
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    let start = 0xCBF2_9CE4_8422_2325;
    let sum = if word.is_ascii() {
        word.bytes().map(|byte| byte.to_ascii_lowercase()).fold(start, step)
    } else {
        // Letter by letter, without a copy: that of a sigma at the end of a word is one with the others.
        let lower = word.chars().flat_map(char::to_lowercase);
        let letters = lower.map(|letter| if letter == 'ς' { 'σ' } else { letter });
        letters.fold(start, |sum, letter| letter.encode_utf8(&mut [0; 4]).bytes().fold(sum, step))
    };
    mix(sum)
}

/// The finaliser of SplitMix64.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// The share of the smaller set that the other holds too.
fn containment(one: &[u64], two: &[u64]) -> f64 {
    let (mut one_at, mut two_at, mut shared) = (0, 0, 0_u32);
    while let (Some(left), Some(right)) = (one.get(one_at), two.get(two_at)) {
        shared += u32::from(left == right);
        one_at += usize::from(left <= right);
        two_at += usize::from(right <= left);
    }
    let least = u32::try_from(one.len().min(two.len())).unwrap_or(u32::MAX);
    if least == 0 { 0.0 } else { f64::from(shared) / f64::from(least) }
}

/// Pairs that share about half of what the threshold asks for, as far as the postings in reach tell.
fn candidates(grams: &[Vec<u64>], threshold: f64) -> Vec<(usize, usize)> {
    let mut postings = sorted_postings(grams);
    let mut sizes = vec![0_u32; grams.len()];
    postings.iter().for_each(|(_, text)| sizes[*text as usize] += 1);
    postings.retain(|(_, text)| sizes[*text as usize] as usize >= LEAST);
    // For each text the places of those of its shingles in the postings that another has too.
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); grams.len()];
    for (place, (shingle, text)) in postings.iter().enumerate() {
        if postings.get(place + 1).is_some_and(|next| next.0 == *shingle) {
            places[*text as usize].push(place);
        }
    }
    let mut found = Vec::new();
    let mut counts = vec![0_u32; grams.len()];
    for (one, places) in places.iter().enumerate() {
        let mut touched = Vec::new();
        for place in places {
            let shingle = postings[*place].0;
            for (_, two) in postings[*place + 1..].iter().take(REACH).take_while(|next| next.0 == shingle) {
                let two = *two as usize;
                if counts[two] == 0 {
                    touched.push(two);
                }
                counts[two] += 1;
            }
        }
        for two in touched {
            let least = sizes[one].min(sizes[two]);
            if f64::from(counts[two]) >= f64::from(least) * threshold / 2.0 {
                found.push((one, two));
            }
            counts[two] = 0;
        }
    }
    found
}

/// The different 5-grams of all texts with the number of their text, sorted. Hashes are spread evenly, so each is put
/// near its place at once, and what falls together is few.
fn sorted_postings(grams: &[Vec<u64>]) -> Vec<(u64, u32)> {
    let count: usize = grams.iter().map(Vec::len).sum();
    let bits = count.max(2).ilog2();
    let stretch = |gram: u64| (gram >> (u64::BITS - bits)) as usize;
    let mut ends = vec![0_usize; 1 << bits];
    grams.iter().flatten().for_each(|gram| ends[stretch(*gram)] += 1);
    let mut sum = 0;
    for end in &mut ends {
        let length = std::mem::replace(end, sum);
        sum += length;
    }
    let mut postings = vec![(0, 0); count];
    for (text, grams) in (0_u32..).zip(grams) {
        for gram in grams {
            let end = &mut ends[stretch(*gram)];
            postings[*end] = (*gram, text);
            *end += 1;
        }
    }
    let mut start = 0;
    for end in ends {
        postings[start..end].sort_unstable();
        start = end;
    }
    postings.dedup();
    postings
}

/// Every pair of the texts that are connected, directly or by others; large groups left out.
fn within_groups(texts: usize, pairs: &[(usize, usize)]) -> BTreeSet<(usize, usize)> {
    let mut leaders: Vec<usize> = (0..texts).collect();
    fn leader(leaders: &mut [usize], mut text: usize) -> usize {
        while leaders[text] != text {
            leaders[text] = leaders[leaders[text]];
            text = leaders[text];
        }
        text
    }
    for (one, two) in pairs {
        let (one, two) = (leader(&mut leaders, *one), leader(&mut leaders, *two));
        leaders[one.max(two)] = one.min(two);
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); texts];
    for text in 0..texts {
        groups[leader(&mut leaders, text)].push(text);
    }
    let mut found = BTreeSet::new();
    for group in groups.iter().filter(|group| (3..=GROUP).contains(&group.len())) {
        for (at, one) in group.iter().enumerate() {
            found.extend(group[at + 1..].iter().map(|two| (*one, *two)));
        }
    }
    found
}

#[cfg(test)]
#[allow(clippy::print_stdout)]
mod tests {
    use super::*;

    struct RandomWords(u64);

    impl RandomWords {
        fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            mix(self.0)
        }

        fn text(&mut self, words: usize) -> Vec<String> {
            // Frequent words are frequent: a product of two even draws.
            (0..words).map(|_| format!("w{}", (self.next() % 200) * (self.next() % 200))).collect()
        }
    }

    #[test]
    fn shares_are_those_of_the_smaller_text() {
        let long = RandomWords(1).text(400).join(" ");
        let part: Vec<&str> = long.split(' ').take(104).collect();
        let part = part.join(", ").to_uppercase();
        let other = RandomWords(2).text(400).join(" ");
        let texts = [
            ("b", long.as_str()),
            ("a", part.as_str()),
            ("c", other.as_str()),
            ("d", "five words are not enough"),
        ];
        assert_eq!(alike(&texts, 0.5), [(1, 0, 1.0)]);
        assert_eq!(alike(&[], 0.5), []);
        assert_eq!(alike(&[("a", ""), ("b", "")], 0.0), []);
    }

    #[test]
    fn finds_every_planted_copy() {
        let mut words = RandomWords(3);
        let footer = words.text(60);
        // Unoptimised code gets a tenth.
        let copies = if cfg!(debug_assertions) { 50 } else { 500 };
        let mut texts: Vec<Vec<String>> = (0..copies * 19).map(|_| words.text(740)).collect();
        let mut planted = BTreeSet::new();
        for copy in 0..copies {
            let original = copy * 19;
            let mut text = texts[original].clone();
            // Every 20th word is another: about three quarters of the 5-grams stay.
            for at in (0..text.len()).step_by(20) {
                text[at] = format!("new{}", words.next() % 1000);
            }
            planted.insert((original, texts.len()));
            texts.push(text);
        }
        let texts: Vec<(String, String)> = (0..)
            .zip(texts)
            .map(|(at, text)| (format!("k{at:05}"), [text, footer.clone()].concat().join(" ")))
            .collect();
        let texts: Vec<(&str, &str)> =
            texts.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        let start = std::time::Instant::now();
        let found = alike(&texts, 0.5);
        println!("{} texts of 800 words in {:?}", texts.len(), start.elapsed());
        assert!(found.iter().all(|(_, _, share)| (0.7..0.85).contains(share)));
        assert_eq!(found.iter().map(|(one, two, _)| (*one, *two)).collect::<BTreeSet<_>>(), planted);
        let reversed: Vec<_> = texts.iter().copied().rev().collect();
        let last = texts.len() - 1;
        let back: Vec<_> = alike(&reversed, 0.5)
            .into_iter()
            .map(|(one, two, share)| (last - one, last - two, share))
            .collect();
        assert_eq!(back, found);
    }

    #[test]
    fn many_copies_of_one_text() {
        let text = RandomWords(4).text(300).join(" ");
        let keys: Vec<String> = (0..90).map(|at| format!("k{at:02}")).collect();
        let texts: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), text.as_str())).collect();
        assert_eq!(alike(&texts, 0.5).len(), 90 * 89 / 2);
        let keys: Vec<String> = (0..5_000).map(|at| format!("k{at:04}")).collect();
        let texts: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), text.as_str())).collect();
        let found = alike(&texts, 0.5);
        let named: BTreeSet<usize> = found.iter().flat_map(|(one, two, _)| [*one, *two]).collect();
        assert_eq!(named.len(), texts.len());
    }

    #[test]
    fn the_verdict_is_that_of_comparing_all() {
        let mut words = RandomWords(5);
        let base = words.text(200);
        let texts: Vec<(String, String)> = (0..60)
            .map(|at| {
                let kept = usize::try_from(words.next() % 200).unwrap();
                let text = [base[..kept].to_vec(), words.text(200 - kept)].concat();
                (format!("{at:02}"), text.join(" "))
            })
            .collect();
        let texts: Vec<(&str, &str)> =
            texts.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        let sets: Vec<Vec<u64>> = texts.iter().map(|text| shingles(grams(text.1))).collect();
        let mut all = Vec::new();
        for one in 0..texts.len() {
            for two in one + 1..texts.len() {
                let share = containment(&sets[one], &sets[two]);
                if share >= 0.5 {
                    all.push((one, two, share));
                }
            }
        }
        assert_eq!(alike(&texts, 0.5), all);
    }
}
