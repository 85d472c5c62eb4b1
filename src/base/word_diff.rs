//! What differs between two texts, word by word.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Most words of a stretch that are compared with each other; of a longer one it is only said that it is another.
/// Comparing takes time by the square of the words.
const MOST_COMPARED: usize = 1_000;

/// Words that stay on each side of a change.
const KEPT: usize = 6;

/// A stretch of two texts that were compared; words are separated by single spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffPart {
    /// Words that stand in both.
    Same(String),
    /// Words that stand in both and are left out.
    Omitted,
    /// Words of the old text alone.
    Gone(String),
    /// Words of the new text alone.
    New(String),
}

/// Two texts as one in which the words that are gone and those that are new are marked: `the council has [-21-]{+22+}
/// members`. White space does not count; of long stretches that are the same only the ends are left.
#[must_use]
pub fn marked(old: &str, new: &str) -> String {
    let mut text = String::new();
    let mut follows_gone = false;
    for part in parts(old, new) {
        let is_replacement = follows_gone && matches!(part, DiffPart::New(_));
        if !text.is_empty() && !is_replacement {
            text.push(' ');
        }
        follows_gone = matches!(part, DiffPart::Gone(_));
        match part {
            DiffPart::Same(words) => text.push_str(&words),
            DiffPart::Omitted => text.push('…'),
            DiffPart::Gone(words) => text.push_str(&format!("[-{words}-]")),
            DiffPart::New(words) => text.push_str(&format!("{{+{words}+}}")),
        }
    }
    text
}

/// The stretches of two texts, in order. White space does not count; of long stretches that are the same only the ends
/// are left.
#[must_use]
pub fn parts(old: &str, new: &str) -> Vec<DiffPart> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_whitespace().collect(), new.split_whitespace().collect());
    let before = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = (old[before..].iter().rev()).zip(new[before..].iter().rev());
    let behind = rest.take_while(|(one, other)| one == other).count();
    let (gone, come) = (&old[before..old.len() - behind], &new[before..new.len() - behind]);
    let mut parts = Vec::new();
    push_same(&old[..before], (true, gone.is_empty() && come.is_empty() && behind == 0), &mut parts);
    if gone.len().max(come.len()) > MOST_COMPARED {
        replaced(gone, come, &mut parts);
    } else {
        for change in capture_diff_slices(Algorithm::Myers, gone, come) {
            let (gone, come) = (&gone[change.old_range()], &come[change.new_range()]);
            match change.tag() {
                DiffTag::Equal => push_same(gone, (false, false), &mut parts),
                _ => replaced(gone, come, &mut parts),
            }
        }
    }
    push_same(&old[old.len() - behind..], (false, true), &mut parts);
    parts
}

/// Adds words that are the same in both; `is_first` and `is_last` say whether they stand at an end of the text.
fn push_same(words: &[&str], (is_first, is_last): (bool, bool), parts: &mut Vec<DiffPart>) {
    let (head, tail) = (if is_first { 0 } else { KEPT }, if is_last { 0 } else { KEPT });
    let mut push = |words: &[&str]| {
        if !words.is_empty() {
            parts.push(DiffPart::Same(words.join(" ")));
        }
    };
    if words.len() <= head + tail + 1 || is_first && is_last {
        return push(words);
    }
    push(&words[..head]);
    parts.push(DiffPart::Omitted);
    if tail > 0 {
        parts.push(DiffPart::Same(words[words.len() - tail..].join(" ")));
    }
}

fn replaced(gone: &[&str], come: &[&str], parts: &mut Vec<DiffPart>) {
    if !gone.is_empty() {
        parts.push(DiffPart::Gone(gone.join(" ")));
    }
    if !come.is_empty() {
        parts.push(DiffPart::New(come.join(" ")));
    }
}

/// How much of their words two texts share, from 0 to 1 (the coefficient of Dice over the words in small letters,
/// whatever their order).
#[must_use]
pub fn likeness(one: &str, other: &str) -> f64 {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for word in &one {
        *left.entry(word).or_default() += 1;
    }
    let mut shared = 0;
    for word in &other {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    match one.len() + other.len() {
        0 => 1.0,
        all => 2.0 * f64::from(shared) / all as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_marked_and_the_rest_is_shortened() {
        assert_eq!(
            marked("The council has 21 members", "The council has 22 members"),
            "The council has [-21-]{+22+} members"
        );
        assert_eq!(marked("a  b\nc", "a b c"), "a b c");
        assert_eq!(marked("", "a b"), "{+a b+}");
        assert_eq!(marked("a b", ""), "[-a b-]");
        assert_eq!(marked("not signed", "signed"), "[-not-] signed");
        let long = "w ".repeat(40);
        assert_eq!(marked(&format!("{long}x"), &format!("{long}y")), "… w w w w w w [-x-]{+y+}");
        assert_eq!(marked(&format!("x {long}"), &format!("y {long}")), "[-x-]{+y+} w w w w w w …");
        assert_eq!(
            marked(&format!("x {long} x"), &format!("y {long} y")),
            "[-x-]{+y+} w w w w w w … w w w w w w [-x-]{+y+}"
        );
    }

    #[test]
    fn long_texts_take_no_time() {
        let text = |word: &str| (0..200_000).map(|number| format!("{word}{number} ")).collect::<String>();
        assert!(marked(&text("a"), &text("b")).starts_with("[-a0 a1 "));
    }

    #[test]
    fn likeness_counts_words() {
        assert!(likeness("The council has 21 members.", "the council has 22 members") > 0.75);
        assert!(likeness("The council has 21 members.", "Nobody came") < 0.01);
        assert!((likeness("", "") - 1.0).abs() < 0.01);
        assert!(likeness("a a a a", "a") < 0.5);
    }
}
