//! A large file with a list of items in it, made from the file before: what stands at its beginning and at its
//! end as it did is not touched, and only what lies between is put together again.
//!
//! ```text
//! head item,item,item,item,item tail
//!           └ changed ┘
//! ```
//!
//! An item may be several of JSON's with commas between them, or none.

use std::borrow::Cow;
use std::ops::Range;

/// Ends every file.
const TAIL: &[u8] = b"]}\n";

/// What of the file before stays where it is.
#[derive(Debug)]
pub(super) struct Patch<'p> {
    head: &'p [u8],
    /// Where each item stands in the file before.
    known: &'p [Option<Range<usize>>],
    /// The items that do not stay.
    changed: Range<usize>,
    /// What of the file before stands in the place of those; ends before its tail.
    replaced: Range<usize>,
    /// Whether items stay before those, and after them.
    stays: (bool, bool),
    /// The items that do not stay, with commas between them.
    middle: Vec<u8>,
    /// The lengths of their texts.
    lengths: Vec<usize>,
}

impl<'p> Patch<'p> {
    /// Finds what stays of `old`, a file that begins with `head`, where the items of the new one stand in it as
    /// `known` says.
    pub(super) fn new(old: &[u8], head: &'p [u8], known: &'p [Option<Range<usize>>]) -> Self {
        let count = known.len();
        let mut patch = Self {
            head,
            known,
            changed: 0..count,
            replaced: head.len()..head.len(),
            stays: (false, false),
            middle: Vec::new(),
            lengths: Vec::new(),
        };
        if !old.starts_with(head) || !old.ends_with(TAIL) || old.len() < head.len() + TAIL.len() {
            return patch;
        }
        patch.replaced.end = old.len() - TAIL.len();
        while let Some(Some(place)) = known.get(patch.changed.start) {
            let is_first = !patch.stays.0;
            if !place.is_empty() {
                if place.start != patch.replaced.start + usize::from(!is_first) {
                    break;
                }
                patch.replaced.start = place.end;
                patch.stays.0 = true;
            }
            patch.changed.start += 1;
        }
        while patch.changed.end > patch.changed.start
            && let Some(place) = &known[patch.changed.end - 1]
        {
            let is_last = !patch.stays.1;
            if !place.is_empty() {
                if place.end + usize::from(!is_last) != patch.replaced.end {
                    break;
                }
                patch.replaced.end = place.start;
                patch.stays.1 = true;
            }
            patch.changed.end -= 1;
        }
        patch
    }

    /// The items whose texts are to be added, in order.
    pub(super) fn changed(&self) -> Range<usize> {
        self.changed.clone()
    }

    /// Adds the texts of the next items.
    pub(super) fn add(&mut self, texts: &[Cow<'_, [u8]>]) {
        let more: usize = texts.iter().map(|text| text.len() + 1).sum();
        if self.middle.capacity() - self.middle.len() < more {
            // The others say about as much: room for all is made once.
            let left = self.changed.len() - self.lengths.len();
            self.middle.reserve(self.head.len() + TAIL.len() + more * left.div_ceil(texts.len().max(1)));
        }
        if self.lengths.is_empty() && self.stays == (false, false) {
            // Nothing of the file before stays: this becomes the file.
            self.middle.extend_from_slice(self.head);
        }
        let mut is_first = self.lengths.iter().all(|length| *length == 0);
        for text in texts {
            if !text.is_empty() {
                if !is_first {
                    self.middle.push(b',');
                }
                is_first = false;
                self.middle.extend_from_slice(text);
            }
            self.lengths.push(text.len());
        }
    }

    /// The new file, and where its items stand in it.
    pub(super) fn finish(self, mut old: Vec<u8>) -> (Vec<u8>, Vec<Range<usize>>) {
        let places = self.places();
        let Self { head, replaced, stays: (before, after), mut middle, .. } = self;
        if !before && !after {
            if middle.is_empty() {
                middle.extend_from_slice(head);
            }
            middle.extend_from_slice(TAIL);
            return (middle, places);
        }
        let comma: &[u8] = b",";
        let has_middle = !middle.is_empty();
        let first = if before && (has_middle || after) { comma } else { b"" };
        let last = if has_middle && after { comma } else { b"" };
        let mut at = replaced.start;
        let end = at + first.len() + middle.len() + last.len();
        let length = old.len();
        if end > replaced.end {
            old.resize(length + end - replaced.end, 0);
        }
        old.copy_within(replaced.end..length, end);
        for piece in [first, &middle, last] {
            old[at..at + piece.len()].copy_from_slice(piece);
            at += piece.len();
        }
        old.truncate(length + end - replaced.end);
        (old, places)
    }

    fn places(&self) -> Vec<Range<usize>> {
        let mut at = self.head.len();
        let mut is_first = true;
        let mut place = |length: usize| {
            if length == 0 {
                return at..at;
            }
            at += usize::from(!is_first);
            is_first = false;
            let start = at;
            at += length;
            start..at
        };
        let length = |known: &Option<Range<usize>>| known.as_ref().map_or(0, Range::len);
        let before = self.known[..self.changed.start].iter().map(length);
        let after = self.known[self.changed.end..].iter().map(length);
        before.chain(self.lengths.iter().copied()).chain(after).map(&mut place).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::Patch;

    /// A file made in the plain way.
    fn plain(head: &str, items: &[String]) -> String {
        let items: Vec<&str> = items.iter().map(String::as_str).filter(|item| !item.is_empty()).collect();
        format!("{head}{}]}}\n", items.join(","))
    }

    fn made(old: &str, head: &str, items: &[String], known: &[Option<std::ops::Range<usize>>]) -> String {
        let mut patch = Patch::new(old.as_bytes(), head.as_bytes(), known);
        for some in items[patch.changed()].chunks(3) {
            let texts: Vec<Cow<'_, [u8]>> = some.iter().map(|item| item.as_bytes().into()).collect();
            patch.add(&texts);
        }
        let (text, places) = patch.finish(old.as_bytes().to_vec());
        let text = String::from_utf8(text).unwrap();
        let found: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        assert_eq!(found, items.iter().map(String::as_str).collect::<Vec<_>>());
        text
    }

    proptest! {
        /// However a list changes, the file is as if there had been none before.
        #[test]
        fn a_patched_file_is_the_file_made_anew(
            before in prop::collection::vec("[a-d]{0,3}", 0..9),
            edits in prop::collection::vec((0_usize..5, 0_usize..9, "[a-d]{0,3}"), 0..5),
            head in prop::sample::select(vec!["{[", "{\"x\":[", "{[,"]),
        ) {
            let mut patch = Patch::new(b"", b"{[", &[]);
            patch.add(&[]);
            prop_assert_eq!(patch.finish(Vec::new()).0, b"{[]}\n");
            let unknown = vec![None; before.len()];
            let old = made("", "{[", &before, &unknown);
            prop_assert_eq!(&old, &plain("{[", &before));
            // Where the items of the first file stand in it.
            let mut at = 2;
            let mut items: Vec<(String, Option<std::ops::Range<usize>>)> = Vec::new();
            for item in &before {
                let start = if item.is_empty() || at == 2 { at } else { at + 1 };
                at = start + item.len();
                items.push((item.clone(), Some(start..at)));
            }
            for (kind, place, text) in edits {
                let place = place.min(items.len());
                match kind {
                    0 => items.insert(place, (text, None)),
                    1 if place < items.len() => items[place] = (text, None),
                    2 if place < items.len() => drop(items.remove(place)),
                    3 if place < items.len() => items.rotate_left(place),
                    _ => {}
                }
            }
            let (texts, known): (Vec<String>, Vec<_>) = items.into_iter().unzip();
            prop_assert_eq!(made(&old, head, &texts, &known), plain(head, &texts));
        }
    }
}
