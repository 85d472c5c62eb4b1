//! Web archives: WARC (ISO 28500:2017), its compressed form, and WACZ, which packs it.
//!
//! An archive may hold many pages; a source is one. The page is the one at the address that its author names; else the one
//! that the archive itself lists first (WACZ), or the first that was answered with a page of HTML.

use std::collections::BTreeSet;

use super::archive::{Archive, gunzip, inflate};
use super::capture::Capture;
use super::fact::{SourceFact, StatedFacts};
use super::{FileRefusal, Format, encoding, page, read_here};

const RECORD: &str = "the web archive's record";

/// Most records that are looked at.
const MOST_RECORDS: usize = 1_000_000;

/// What stands before the page's address in the name of what read it.
const PAGE: &str = ", page ";
/// Most addresses that are named.
const NAMED: usize = 5;

/// The page that an extractor's name says was read.
#[must_use]
pub(super) fn page_of_extractor(extractor: &str) -> Option<&str> {
    extractor.split_once(PAGE).map(|(_, address)| address)
}

/// The page at an address, or the first.
pub(super) fn read(bytes: &[u8], address: Option<&str>) -> Result<Capture, FileRefusal> {
    ArchivePages::of([bytes]).chosen(address, None, Format::Warc)
}

/// What is packed with gzip: a web archive or any other file that is read.
pub(super) fn read_gzip(bytes: &[u8], address: Option<&str>) -> Result<Capture, FileRefusal> {
    let unpacked = gunzip(bytes)?;
    match Format::of(&unpacked, "")? {
        Format::Gzip => Err(FileRefusal::new(
            "is a gzip file within a gzip file",
            "unpack it, and give the file that is the source",
        )),
        format => read_here(&unpacked, format, address.filter(|_| format == Format::Warc)),
    }
}

/// The page at an address, or the first, of a WACZ (Web Archive Collection Zipped 1.1.1).
pub(super) fn read_wacz(bytes: &[u8], address: Option<&str>) -> Result<Capture, FileRefusal> {
    let mut archive = Archive::open(bytes, Format::Wacz)?;
    let pages = archive.file("pages/pages.jsonl")?.unwrap_or_default();
    let listed = String::from_utf8_lossy(&pages)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|page| page.get("url").and_then(|url| url.as_str()).map(str::to_owned));
    let names: Vec<String> =
        archive.names().into_iter().filter(|name| name.starts_with("archive/")).collect();
    let mut files = Vec::new();
    for name in &names {
        let Some(file) = archive.file(name)? else { continue };
        files.push(if file.starts_with(&[0x1f, 0x8b]) { gunzip(&file)? } else { file });
    }
    if files.is_empty() {
        return Err(FileRefusal::damaged(Format::Wacz, "it has no records"));
    }
    ArchivePages::of(files.iter().map(Vec::as_slice)).chosen(address, listed.as_deref(), Format::Wacz)
}

/// The pages of an archive. Their HTML is read again where it is wanted: an archive may have more of it than fits into
/// memory.
struct ArchivePages<'b> {
    /// What the records say of each, and its record.
    pages: Vec<(StatedFacts, WarcRecord<'b>)>,
    /// By what a page is packed that could not be unpacked.
    packed: Option<String>,
    /// Bytes behind a record that is not written as the format says.
    unread: usize,
}

impl<'b> ArchivePages<'b> {
    fn of(files: impl IntoIterator<Item = &'b [u8]>) -> Self {
        let mut found = Self { pages: Vec::new(), packed: None, unread: 0 };
        for file in files {
            let mut rest = file;
            for _ in 0..MOST_RECORDS {
                let Some((record, behind)) = next_record(rest) else { break };
                rest = behind;
                match page_in(&record) {
                    Ok(Some((facts, _))) => found.pages.push((facts, record)),
                    Ok(None) => {}
                    Err(coding) => drop(found.packed.get_or_insert(coding)),
                }
            }
            found.unread += rest.trim_ascii().len();
        }
        found
    }

    /// The page at the address that the author names. Without one, the page that is listed first, else the first.
    fn chosen(
        self,
        address: Option<&str>,
        listed: Option<&str>,
        format: Format,
    ) -> Result<Capture, FileRefusal> {
        let addresses: BTreeSet<String> =
            self.pages.iter().map(|(facts, _)| facts.value(SourceFact::Url).to_owned()).collect();
        let is_at = |address: &str| {
            self.pages.iter().position(|(facts, _)| is_same_address(facts.value(SourceFact::Url), address))
        };
        let named = address.and_then(is_at);
        if named.is_none() && address.is_some() && addresses.len() > 1 {
            return Err(FileRefusal::new(
                format!("is {} without a page at {}", format.name(), address.unwrap_or_default()),
                format!("name one of its pages: {}", named_of(&addresses, "")),
            ));
        }
        let at = named.or_else(|| listed.and_then(is_at)).unwrap_or(0);
        let chosen = self.pages.get(at).and_then(|(_, record)| page_in(record).ok().flatten());
        let Some((facts, html)) = chosen else {
            return Err(without_page(self.packed, format));
        };
        let mut capture = page(html);
        let own = facts.value(SourceFact::Url).to_owned();
        let mut all = facts;
        all.add(capture.facts);
        capture.facts = all;
        let mut extractor = format!("ibid {} warc 1", env!("CARGO_PKG_VERSION"));
        if addresses.len() > 1 {
            // Reading the file again must give the same page.
            extractor.push_str(&format!("{PAGE}{own}"));
        }
        if addresses.len() > 1 && address.is_none() {
            capture.remarks.push(format!(
                "it has {} more pages; {} reads another, such as {}",
                addresses.len() - 1,
                "`--url ADDRESS`",
                named_of(&addresses, &own)
            ));
        }
        if self.unread > 0 {
            capture
                .remarks
                .push(format!("{} bytes of it are no records, so that pages may be missing", self.unread));
        }
        capture.extractor = Some(extractor);
        Ok(capture)
    }
}

/// A few of the addresses, without one of them.
fn named_of(addresses: &BTreeSet<String>, but: &str) -> String {
    let others: Vec<&str> = addresses.iter().map(String::as_str).filter(|address| *address != but).collect();
    let more = if others.len() > NAMED { " …" } else { "" };
    format!("{}{more}", others[..others.len().min(NAMED)].join(", "))
}

fn without_page(packed: Option<String>, format: Format) -> FileRefusal {
    match packed {
        Some(coding) => FileRefusal::new(
            format!("is {} whose page is packed by `{coding}`, which is not unpacked here", format.name()),
            "record it anew with `Accept-Encoding: gzip`, or save the page with the browser",
        ),
        None => FileRefusal::new(
            format!("is {} without a page of HTML", format.name()),
            "check that the page was loaded while it was recorded, or save it with the browser",
        ),
    }
}

/// Whether two addresses are of one page, but for their scheme, a stroke at their end and the place in the page.
fn is_same_address(one: &str, other: &str) -> bool {
    let plain = |address: &str| {
        let address = address.split('#').next().unwrap_or_default();
        let address =
            ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address);
        address.trim_end_matches('/').to_owned()
    };
    plain(one) == plain(other)
}

/// A record: its header's fields and its block.
struct WarcRecord<'b> {
    header: &'b [u8],
    block: &'b [u8],
}

/// The next record and what stands behind it.
fn next_record(bytes: &[u8]) -> Option<(WarcRecord<'_>, &[u8])> {
    let start = memchr::memmem::find(bytes, b"WARC/")?;
    let bytes = &bytes[start..];
    let (header, block) = split_header(bytes)?;
    let length: usize = field(header, "Content-Length")?.parse().ok()?;
    let block_end = length.min(block.len());
    Some((WarcRecord { header, block: &block[..block_end] }, &block[block_end..]))
}

/// Most bytes of a header.
const LONGEST_HEADER: usize = 256 << 10;

/// The header before the first blank line, and what stands behind it.
fn split_header(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let near = &bytes[..bytes.len().min(LONGEST_HEADER)];
    let crlf = memchr::memmem::find(near, b"\r\n\r\n").map(|at| (at, 4));
    let lf = memchr::memmem::find(&near[..crlf.map_or(near.len(), |(at, _)| at)], b"\n\n").map(|at| (at, 2));
    let (end, length) = lf.or(crlf)?;
    Some((&bytes[..end], &bytes[end + length..]))
}

/// The value of a header's field.
fn field(header: &[u8], name: &str) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    header.lines().find_map(|line| {
        let (other, value) = line.split_once(':')?;
        other.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// What a record answers: the type of the content, how it is packed, and its bytes.
fn answer(record: &WarcRecord<'_>) -> Option<(String, String, Vec<u8>)> {
    match field(record.header, "WARC-Type")?.as_str() {
        "response" => {
            let (header, body) = split_header(record.block)?;
            let status = String::from_utf8_lossy(header.split(|byte| *byte == b'\n').next()?).into_owned();
            if status.split_whitespace().nth(1) != Some("200") {
                return None;
            }
            let is_chunked =
                field(header, "Transfer-Encoding").is_some_and(|coding| coding.contains("chunked"));
            let body = if is_chunked { unchunked(body) } else { body.to_vec() };
            Some((
                field(header, "Content-Type")?,
                field(header, "Content-Encoding").unwrap_or_default(),
                body,
            ))
        }
        "resource" => Some((field(record.header, "Content-Type")?, String::new(), record.block.to_vec())),
        _ => None,
    }
}

/// The page in a record, with what the record says of it.
///
/// # Errors
/// By what it is packed, where that is not unpacked here.
fn page_in(record: &WarcRecord<'_>) -> Result<Option<(StatedFacts, String)>, String> {
    let Some((content_type, content_encoding, body)) = answer(record) else { return Ok(None) };
    let content_type = content_type.to_ascii_lowercase();
    if !content_type.starts_with("text/html") && !content_type.starts_with("application/xhtml+xml") {
        return Ok(None);
    }
    let coding = content_encoding.trim().to_ascii_lowercase();
    // Some recorders unpack what they keep, and leave the header as it was.
    let is_plain = || body.trim_ascii_start().starts_with(b"<");
    let unpacked = match coding.as_str() {
        "" | "identity" => Ok(body),
        _ if is_plain() => Ok(body),
        "gzip" | "x-gzip" => gunzip(&body),
        "deflate" => inflate(&body),
        _ => return Err(coding),
    };
    let Ok(body) = unpacked else { return Ok(None) };
    let label =
        content_type.split_once("charset=").map(|(_, label)| label.trim_matches(['"', '\'', ' ']).to_owned());
    let declared = label.or_else(|| encoding::declared(&body));
    let Ok(decoded) = encoding::decode(&body, declared.as_deref()) else { return Ok(None) };
    let mut facts = StatedFacts::default();
    let address = field(record.header, "WARC-Target-URI").unwrap_or_default();
    facts.state(SourceFact::Url, address.trim_matches(['<', '>']), RECORD);
    facts.state(SourceFact::Accessed, &field(record.header, "WARC-Date").unwrap_or_default(), RECORD);
    Ok(Some((facts, decoded.text)))
}

/// A body without the lengths of its chunks (RFC 9112, 7.1); as it is, where it has none.
fn unchunked(body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(end) = memchr::memchr(b'\n', &rest[..rest.len().min(64)]) {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        let digits = line.trim().split(';').next().unwrap_or_default().trim();
        let Ok(length) = usize::from_str_radix(digits, 16) else { break };
        rest = &rest[end + 1..];
        if length == 0 {
            return whole;
        }
        let taken = length.min(rest.len());
        whole.extend_from_slice(&rest[..taken]);
        rest = &rest[taken..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    if whole.is_empty() { body.to_vec() } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_of_an_archive_is_read() {
        let body = "<html lang=\"en\"><title>A vote</title><article><p>The council voted for a bridge.</p></article></html>";
        let http = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        );
        let record = |kind: &str, block: &str| {
            format!(
                "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://daily.example/vote\r\nWARC-Date: 2025-12-15T10:00:00Z\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
                block.len()
            )
        };
        let warc = record("warcinfo", "software: none\r\n")
            + &record("request", "GET / HTTP/1.1\r\n\r\n")
            + &record("response", &http);
        let capture = read(warc.as_bytes(), None).unwrap();
        assert_eq!(capture.body.text(), body);
        assert_eq!(capture.facts.value(SourceFact::Url), "https://daily.example/vote");
        assert_eq!(capture.facts.value(SourceFact::Accessed), "2025-12-15T10:00:00Z");
        assert_eq!(capture.facts.value(SourceFact::Title), "A vote");
        assert_eq!(capture.remarks, Vec::<String>::new());
        // A record that does not say how long it is.
        let damaged = format!("{warc}{}", record("response", &http).replace("Content-Length", "Length"));
        let capture = read(damaged.as_bytes(), None).unwrap();
        assert!(capture.remarks[0].contains("pages may be missing"), "{:?}", capture.remarks);
        assert!(
            read(record("warcinfo", "x").as_bytes(), None).unwrap_err().reason.contains("without a page")
        );
    }
}
