//! Terms and titles → files.
//!
//! ```text
//! search/index.json   {"version", "records", "kinds": {"page": [0, 8], …}, "together": 64, "cuts": ["kyiv", …]}
//! search/t0.json      {"agreement": "…", …}: the terms before the first cut, with their postings
//! search/r0.json      [["Title", "/address/", "A line"], …]: the first 64 records
//! ```
//!
//! Postings are text, since that is what every web server compresses: for each record the difference from
//! the record before in base 32, its last digit marked by adding 32, then the weight; each number of 0 to 63
//! as one character from `0` on, `\` left out. Of a term in very many records only the best are listed, and
//! how many there were: `[3000, "…"]`; such a term cannot be required of a result.

use std::collections::BTreeMap;

use serde_json::json;

use super::FOLDER;
use super::index::{Entry, Posting};
use super::record::{self, KINDS, Record};
use crate::publish::Take;
use crate::view::Maker;

/// Size at which a piece of terms ends, in bytes. Compressed it is about a third.
const PIECE: usize = 24 << 10;
/// Sites of fewer records have one piece of terms and one of records: two small files are fetched sooner
/// than their parts would be.
const SMALL: usize = 256;
/// Records of one piece of a larger site.
const TOGETHER: usize = 32;
/// Longest list of records of a term.
const LONGEST: usize = 1000;

/// Writes the pieces, and last the file that says where they are cut.
pub(super) fn write<E: Send>(
    maker: &Maker<'_>,
    list: &[Record],
    entries: Vec<Entry>,
    take: &Take<'_, E>,
) -> Result<(), E> {
    let is_small = list.len() <= SMALL;
    let mut version = blake3::Hasher::new();
    let mut cuts: Vec<Box<str>> = Vec::new();
    let mut piece = String::from("{");
    let mut entries = entries.into_iter().peekable();
    while let Some((term, mut postings)) = entries.next() {
        while let Some((_, more)) = entries.next_if(|(next, _)| *next == term) {
            postings.extend(more);
        }
        if piece.len() > PIECE && !is_small {
            let text = ended(&mut piece, "{", '}');
            version.update(text.as_bytes());
            take(&format!("{FOLDER}/t{}.json", cuts.len()), text.as_bytes())?;
            cuts.push(term.clone());
        }
        let is_filter = term.starts_with(['#', '@']);
        piece.push_str(&format!("{}:{},", json!(term), coded(postings, is_filter)));
    }
    let text = ended(&mut piece, "{", '}');
    version.update(text.as_bytes());
    take(&format!("{FOLDER}/t{}.json", cuts.len()), text.as_bytes())?;
    let together = if is_small { SMALL } else { TOGETHER };
    for (number, records) in list.chunks(together).enumerate() {
        let rows: Vec<(String, String, String)> =
            records.iter().map(|record| record::shown(maker, *record)).collect();
        let text = format!("{}\n", json!(rows));
        version.update(text.as_bytes());
        take(&format!("{FOLDER}/r{number}.json"), text.as_bytes())?;
    }
    let root = json!({
        "version": version.finalize().to_hex()[..10],
        "records": list.len(),
        "kinds": kinds(list),
        "together": together,
        "cuts": cuts,
    });
    take(&format!("{FOLDER}/index.json"), format!("{root}\n").as_bytes())
}

/// The text of a piece, closed; another one begins.
fn ended(piece: &mut String, open: &str, close: char) -> String {
    let mut text = std::mem::replace(piece, open.to_owned());
    if text.ends_with(',') {
        text.pop();
    }
    text.push(close);
    text.push('\n');
    text
}

/// Of each kind the number of its first record and the one after its last.
pub(super) fn kinds(list: &[Record]) -> BTreeMap<&'static str, (usize, usize)> {
    let place = |kind: usize| {
        let first = list.partition_point(|record| record.kind() < kind);
        (first, list.partition_point(|record| record.kind() <= kind))
    };
    KINDS.iter().enumerate().map(|(kind, name)| (*name, place(kind))).collect()
}

/// Postings as JSON; those of a filter are whole, whatever their number.
fn coded(mut postings: Vec<Posting>, is_filter: bool) -> String {
    let all = postings.len();
    let is_cut = all > LONGEST && !is_filter;
    if is_cut {
        postings.sort_unstable_by_key(|posting| (std::cmp::Reverse(posting.weight()), posting.record()));
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
