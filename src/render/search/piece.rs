//! Terms and titles → files in the folder of a language's search.
//!
//! ```text
//! index.json      {"version", "records", "kinds": {"page": [0, 8], …}, "together": 64, "cuts": ["kyiv", …]}
//! terms/0.json    {"agreement": "…", …}: the terms before the first cut, with their postings
//! records/0.json  [["Title", "/address/", "A line"], …]: the first 64 records
//! ```
//!
//! Postings are text, since that is what every web server compresses: for each record the difference from
//! the record before in base 32, its last digit marked by adding 32, then the weight; each number of 0 to 63
//! as one character from `0` on, `\` left out. Of a term in very many records only the best are listed, and
//! how many there were: `[3000, "…"]`; such a term cannot be required of a result.

use std::collections::BTreeMap;

use serde_json::json;

use super::index::{Posting, TermPostings};
use crate::base::output::OutputSink;
use crate::base::parallel;
use crate::render::view::Maker;
use crate::render::view::record::{self, RecordKind, SearchRecord};
use crate::site::addresses::SEARCH;
use crate::site::machine_files::SEARCH_INDEX;

/// Size at which a piece of terms ends, in bytes. Compressed it is about a third.
const PIECE: usize = 24 << 10;
/// Sites of fewer records have one piece of terms and one of records: two small files are fetched faster
/// than their parts would be.
const SMALL: usize = 256;
/// Records of one piece of a larger site.
const TOGETHER: usize = 32;
/// Longest list of records of a term.
const LONGEST: usize = 1000;
/// Terms whose postings are written at a time.
const CODED: usize = 2048;

/// Writes the pieces, and last the file that says where they are cut.
pub(super) fn write<S: OutputSink>(
    maker: &Maker<'_>,
    list: &[SearchRecord],
    entries: Vec<TermPostings>,
    sink: &S,
) -> Result<(), S::Error> {
    let is_small = list.len() <= SMALL;
    let mut version = blake3::Hasher::new();
    let folder = maker.site.folder_in(maker.language, SEARCH);
    let cuts = write_terms(entries, is_small, &mut version, &folder, sink)?;
    let together = if is_small { SMALL } else { TOGETHER };
    let chunks: Vec<(usize, &[SearchRecord])> = list.chunks(together).enumerate().collect();
    let hashes: Vec<blake3::Hash> = parallel::try_map(&chunks, 8, |(number, records)| {
        let rows: Vec<(String, String, String)> =
            records.iter().map(|record| record::shown(maker, *record)).collect();
        let text = format!("{}\n", json!(rows));
        sink.write(&format!("{folder}/records/{number}.json"), text.as_bytes(), None)?;
        Ok::<_, S::Error>(blake3::hash(text.as_bytes()))
    })?;
    for hash in hashes {
        version.update(hash.as_bytes());
    }
    let root = json!({
        "version": version.finalize().to_hex()[..10],
        "records": list.len(),
        "kinds": kinds(list),
        "together": together,
        "cuts": cuts,
    });
    sink.write(&format!("{folder}/{SEARCH_INDEX}"), format!("{root}\n").as_bytes(), None)
}

/// Writes the pieces of terms; gives the first term of each but the first.
fn write_terms<S: OutputSink>(
    entries: Vec<TermPostings>,
    is_small: bool,
    version: &mut blake3::Hasher,
    folder: &str,
    sink: &S,
) -> Result<Vec<Box<str>>, S::Error> {
    let mut cuts: Vec<Box<str>> = Vec::new();
    let mut piece = String::from("{");
    let mut write = |piece: &mut String, number: usize| {
        let text = ended(piece);
        version.update(text.as_bytes());
        sink.write(&format!("{folder}/terms/{number}.json"), text.as_bytes(), None)
    };
    let mut entries = entries.into_iter().peekable();
    while entries.peek().is_some() {
        // Some terms at a time, so that the texts of all of them are never in memory.
        let mut some: Vec<TermPostings> = Vec::with_capacity(CODED);
        while let Some((term, postings)) = entries.next_if(|_| some.len() < CODED) {
            let mut postings = postings;
            while let Some((_, more)) = entries.next_if(|(next, _)| *next == term) {
                postings.extend(more);
            }
            some.push((term, postings));
        }
        let coded: Vec<(Box<str>, String)> = parallel::map_into(some, 64, |(term, postings)| {
            let is_filter = term.starts_with(['#', '@']);
            let text = format!("{}:{},", json!(term), coded(postings, is_filter));
            (term, text)
        });
        for (term, text) in coded {
            if piece.len() > PIECE && !is_small {
                write(&mut piece, cuts.len())?;
                cuts.push(term);
            }
            piece.push_str(&text);
        }
    }
    write(&mut piece, cuts.len())?;
    Ok(cuts)
}

/// The text of a piece of terms, closed; another one begins.
fn ended(piece: &mut String) -> String {
    let mut text = std::mem::replace(piece, "{".to_owned());
    if text.ends_with(',') {
        text.pop();
    }
    text.push_str("}\n");
    text
}

/// Of each kind the number of its first record and the one after its last.
pub(super) fn kinds(list: &[SearchRecord]) -> BTreeMap<&'static str, (usize, usize)> {
    let place = |kind: RecordKind| {
        let first = list.partition_point(|record| record.kind() < kind);
        (first, list.partition_point(|record| record.kind() <= kind))
    };
    RecordKind::ALL.iter().map(|&kind| (kind.name(), place(kind))).collect()
}

/// Postings as JSON; those of a filter are whole, whatever their number.
fn coded(mut postings: Vec<Posting>, is_filter: bool) -> String {
    let all = postings.len();
    let is_cut = all > LONGEST && !is_filter;
    if is_cut {
        let best_first = |posting: &Posting| (std::cmp::Reverse(posting.weight()), posting.record());
        postings.select_nth_unstable_by_key(LONGEST - 1, best_first);
        postings.truncate(LONGEST);
        postings.sort_unstable();
    }
    let mut text = String::with_capacity(postings.len() * 3 + 16);
    text.push('"');
    // Counted from 1, so that a difference is never nothing.
    let mut last = 0;
    for posting in postings {
        let next = posting.record() + 1;
        number(next - last, &mut text);
        text.push(character(posting.weight()));
        last = next;
    }
    text.push('"');
    if is_cut { format!("[{all},{text}]") } else { text }
}

fn number(value: u32, text: &mut String) {
    let digits = 1.max((u32::BITS - value.leading_zeros()).div_ceil(5));
    for digit in (0..digits).rev() {
        let value = value >> (5 * digit) & 31;
        text.push(character(if digit == 0 { value + 32 } else { value }));
    }
}

fn character(value: u32) -> char {
    let code = 48 + value + u32::from(value >= 44);
    char::from(u8::try_from(code).unwrap_or(b'0'))
}
