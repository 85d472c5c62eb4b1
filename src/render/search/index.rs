//! Records → terms, each with the records it stands in and how much it counts there.

use rustc_hash::FxHashMap;

use crate::base::parallel;
use crate::base::term;
use crate::parse::topic::wording::TermCounts;
use crate::render::view::Maker;
use crate::render::view::record::{self, SearchRecord, Weight, WordCollector};

/// Records that are read together on one core. Their terms are sorted once, so more is faster; their texts
/// are not kept, so memory does not grow with it.
const TOGETHER: usize = 512;
/// Length of a text, in words, at which it counts neither more nor less than others (BM25's average length;
/// a fixed one, so that a record's weights do not depend on the other records).
const USUAL_LENGTH: f32 = 500.0;
/// Most bits of a weight.
const WEIGHT_BITS: u32 = 6;

/// A record's number and the weight of a term in it, from 1 to 63.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u32);

impl Posting {
    fn new(record: usize, weight: u32) -> Self {
        // 67 million records; a site of as many would not end here.
        Self(u32::try_from(record).unwrap_or(u32::MAX >> WEIGHT_BITS) << WEIGHT_BITS | weight)
    }

    /// The record's number.
    pub(super) fn record(self) -> u32 {
        self.0 >> WEIGHT_BITS
    }

    /// The weight.
    pub(super) fn weight(self) -> u32 {
        self.0 & ((1 << WEIGHT_BITS) - 1)
    }
}

/// A term with a part of its postings, in the order of records.
pub(super) type TermPostings = (Box<str>, Vec<Posting>);

/// An entry with the number of the part it comes from.
type NumberedPostings = (Box<str>, usize, Vec<Posting>);

/// Every term with its postings, some records at a time: entries in the order of terms, those of one term
/// in the order of records.
pub(super) fn postings(maker: &Maker<'_>, list: &[SearchRecord]) -> Vec<TermPostings> {
    let chunks: Vec<&[SearchRecord]> = list.chunks(TOGETHER).collect();
    let parts: Vec<Vec<NumberedPostings>> = parallel::numbers(chunks.len(), 1, |number| {
        let mut part = PartialIndex::default();
        for (index, record) in chunks[number].iter().enumerate() {
            record::read(maker, *record, &mut part);
            part.end_record(number * TOGETHER + index);
        }
        let PartialIndex { terms, mut postings, .. } = part;
        let entries =
            terms.into_iter().map(|(term, id)| (term, number, std::mem::take(&mut postings[id as usize])));
        let mut entries: Vec<NumberedPostings> = entries.collect();
        entries.sort_unstable_by(|a, b| order(&a.0, &b.0));
        entries
    });
    let mut entries: Vec<NumberedPostings> = parts.into_iter().flatten().collect();
    // The parts, each in order, are only merged: those of one term stay in the order of parts.
    entries.sort_by(|a, b| order(&a.0, &b.0));
    entries.into_iter().map(|(term, _, postings)| (term, postings)).collect()
}

/// The order of JavaScript's strings, by UTF-16 units.
pub(super) fn order(a: &str, b: &str) -> std::cmp::Ordering {
    // It is that of the bytes but where a character with surrogates meets one that comes after them in UTF-16.
    const BEHIND_SURROGATES: u8 = 0xee;
    match a.bytes().zip(b.bytes()).find(|(one, other)| one != other) {
        None => a.len().cmp(&b.len()),
        Some((one, other)) if one.min(other) < BEHIND_SURROGATES => one.cmp(&other),
        Some(_) => a.encode_utf16().cmp(b.encode_utf16()),
    }
}

/// Terms of some records.
#[derive(Default)]
struct PartialIndex {
    terms: FxHashMap<Box<str>, u32>,
    postings: Vec<Vec<Posting>>,
    /// Of each term the weight in the record that is being read.
    counts: Vec<u32>,
    /// The terms of that record.
    seen: Vec<u32>,
    length: u32,
    buffer: String,
}

impl PartialIndex {
    fn add(&mut self, term: &str, weight: u32) {
        let id = match self.terms.get(term) {
            Some(id) => *id,
            None => {
                let id = u32::try_from(self.postings.len()).unwrap_or(u32::MAX);
                self.terms.insert(term.into(), id);
                self.postings.push(Vec::new());
                self.counts.push(0);
                id
            }
        };
        let count = &mut self.counts[id as usize];
        if *count == 0 {
            self.seen.push(id);
        }
        *count += weight;
    }

    /// Turns the counts of a record into weights: BM25's term frequency, without the rarity of the term,
    /// which the browser knows from the number of records.
    fn end_record(&mut self, record: usize) {
        #[expect(clippy::cast_precision_loss, reason = "a weight of six bits needs no precision")]
        let longer = self.length as f32 / USUAL_LENGTH;
        let half = 1.2 * (0.4 + 0.6 * longer.min(8.0));
        for id in self.seen.drain(..) {
            #[expect(clippy::cast_precision_loss, reason = "as above")]
            let count = std::mem::take(&mut self.counts[id as usize]) as f32;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 63")]
            let weight = (63.0 * count / (count + half)).round() as u32;
            self.postings[id as usize].push(Posting::new(record, weight.max(1)));
        }
        self.length = 0;
    }
}

impl WordCollector for PartialIndex {
    fn text(&mut self, text: &str, weight: Weight) {
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut length = 0;
        term::terms(text, &mut buffer, |term| {
            length += 1;
            self.add(term, weight.0);
        });
        self.length += length;
        self.buffer = buffer;
    }

    fn counted(&mut self, counts: &TermCounts) {
        counts.iter().for_each(|(term, count)| self.add(term, count));
        self.length += counts.length;
    }

    fn filter(&mut self, value: &str) {
        self.add(value, 1);
    }
}
