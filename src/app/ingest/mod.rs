//! Files of other programs as sources: a PDF, a book, a mail, a transcript → the text and the facts that it states.
//!
//! What a file is, its content says ([`Format`]), never its name alone. Text and saved pages are decoded here
//! ([`encoding`]). Every other format is read in a child process with limits of time and memory ([`child`]), because
//! what reads it are large libraries and the file may come from anybody. Whatever is not read is refused by name,
//! with a way out ([`FileRefusal`]); nothing is taken for text that is not.

pub(crate) mod archive;
pub mod bibliography;
mod byline;
mod capture;
pub mod child;
mod clipping;
mod docx;
pub mod encoding;
mod epub;
pub mod fact;
mod format;
mod line;
mod mail;
mod odt;
mod pdf;
mod picture;
mod raised;
mod row;
mod table;
mod transcript;
mod warc;
mod written_date;
mod xml;

use serde::{Deserialize, Serialize};

pub use capture::{Capture, CapturedMark, CapturedSpeaker, CapturedText};
pub use fact::{Stated, StatedFacts};
pub use format::{ForeignFormat, Format};

use crate::parse::source::saved_facts;
use crate::read::snapshot::MAX_TEXT;

/// Largest file that is read, in bytes: a PDF with pictures, a web archive.
pub const MAX_FILE: u64 = 256 << 20;

/// Why a file cannot be a source, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRefusal {
    /// What is wrong, fit to stand behind the file's name: `is a PNG image: it has no text`.
    pub reason: String,
    /// The way out.
    pub help: String,
}

impl FileRefusal {
    fn new(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: help.into() }
    }

    /// A document of which nothing is a text. `pictures` says, after “if”, where there may be words all the same.
    fn without_text(document: &str, pictures: &str) -> Self {
        Self::new(
            format!("is {document} without text"),
            format!("if {pictures}, have their words recognised (OCR), and give that text"),
        )
    }

    /// A file that is not what it begins as.
    fn damaged(format: Format, reason: impl std::fmt::Display) -> Self {
        Self::new(
            format!("is {}, but it is damaged: {reason}", format.name()),
            "save or download it again; or give the text in it, unchanged, as a text file",
        )
    }
}

/// What a file of these bytes says as a source. `name` is the file's, whose extension settles what the content
/// leaves open.
///
/// # Errors
/// Why it cannot be a source.
pub fn read(bytes: &[u8], name: &str) -> Result<Capture, FileRefusal> {
    read_part(bytes, name, None)
}

/// A part of a file that holds several texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentPart<'p> {
    /// The sheet of a spreadsheet, by its name.
    Sheet(&'p str),
    /// The page of a web archive, by its address; of other files it says nothing.
    Page(&'p str),
}

impl<'p> DocumentPart<'p> {
    /// The part that a source was read out of, by the name of what read it.
    #[must_use]
    pub fn of_extractor(extractor: Option<&'p str>) -> Option<Self> {
        let extractor = extractor?;
        table::sheet_of(extractor)
            .map(Self::Sheet)
            .or_else(|| warc::page_of_extractor(extractor).map(Self::Page))
    }
}

/// As [`read`], of a part of the file.
///
/// # Errors
/// Why it cannot be a source, or that it has no such part.
pub fn read_part(bytes: &[u8], name: &str, part: Option<DocumentPart<'_>>) -> Result<Capture, FileRefusal> {
    let format = Format::of(bytes, name)?;
    let is_spreadsheet = matches!(format, Format::Xlsx | Format::Ods);
    let is_archive = matches!(format, Format::Warc | Format::Wacz | Format::Gzip);
    let part = match part {
        Some(DocumentPart::Sheet(_)) if !is_spreadsheet => {
            return Err(FileRefusal::new(
                format!("is {}, which has no sheets", format.name()),
                "leave out `--sheet`, which names a sheet of a spreadsheet",
            ));
        }
        Some(DocumentPart::Sheet(sheet)) => Some(sheet),
        Some(DocumentPart::Page(address)) => Some(address).filter(|_| is_archive),
        None => None,
    };
    let mut capture = match format.is_text() {
        true => read_text(bytes, format),
        false => child::read(bytes, format, part),
    }?;
    // What was to be a document may be the page of an error that a server sent in its place.
    if format == Format::Page && format::named(name).is_some_and(|named| named != Format::Page) {
        capture.remarks.push(
            "its name is that of another format, and it is a web page: see whether it is what you meant to save"
                .to_owned(),
        );
    }
    Ok(capture)
}

/// What is read in this very process: text in any encoding, and saved pages.
fn read_text(bytes: &[u8], format: Format) -> Result<Capture, FileRefusal> {
    let declared = if format == Format::Page { encoding::declared(bytes) } else { None };
    let decoded = encoding::decode(bytes, declared.as_deref())?;
    if format == Format::Page && is_frameset(&decoded.text) {
        return Err(FileRefusal::new(
            "is a page of frames, whose texts stand in other files",
            "open the frame with the text by itself in the browser, save that page, and give it",
        ));
    }
    let mut capture = match format {
        Format::Page => page(decoded.text),
        _ => clipping::read(decoded.text, format)?,
    };
    if decoded.is_converted {
        capture.is_original_kept = true;
        capture.remarks.insert(0, format!("it was {}, and is saved as UTF-8", decoded.encoding));
    }
    if decoded.replaced > 0 {
        capture.remarks.push(format!(
            "{} of its bytes are no {}: each is shown as \u{fffd}, and nothing with it can be quoted",
            decoded.replaced, decoded.encoding
        ));
    }
    Ok(capture)
}

/// Whether a page only arranges others in frames (HTML 4.01, 16).
fn is_frameset(html: &str) -> bool {
    let has = |tag: &str| {
        let mut tags = memchr::memchr_iter(b'<', html.as_bytes());
        tags.any(|at| html.get(at + 1..at + 1 + tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag)))
    };
    has("frameset") && !has("body")
}

/// A saved page with what it states of itself. Where its pictures alone make it too large for a source, they are left
/// out of the copy that is compared.
fn page(html: String) -> Capture {
    let (html, pictures) = match html.len() as u64 > MAX_TEXT - FRONT {
        true => picture::left_out(&html),
        false => (html, 0),
    };
    let facts = StatedFacts::of_page(&saved_facts(&html));
    let mut capture = Capture { facts, ..Capture::new(CapturedText::Page(html)) };
    if pictures > 0 {
        capture.is_original_kept = true;
        capture.remarks.push(format!("{pictures} pictures are left out of the copy that is compared"));
    }
    capture
}

/// Bytes that front matter may have beside a text.
const FRONT: u64 = 64 << 10;

/// Reads a file in this very process, without limits: for the child process and for tests. Of a spreadsheet, the sheet
/// that `part` names; of a web archive, the page at that address.
///
/// # Errors
/// Why it cannot be a source.
pub fn read_here(bytes: &[u8], format: Format, part: Option<&str>) -> Result<Capture, FileRefusal> {
    let mut capture = match format {
        Format::Text | Format::Markdown | Format::Page => return read_text(bytes, format),
        Format::Pdf => pdf::read(bytes),
        Format::Epub => epub::read(bytes),
        Format::Docx => docx::read(bytes),
        Format::Odt => odt::read(bytes),
        Format::Csv => table::separated::read(bytes),
        Format::Xlsx => table::xlsx::read(bytes, part),
        Format::Ods => table::ods::read(bytes, part),
        Format::WebVtt | Format::SubRip => transcript::read(bytes, format),
        Format::Mail | Format::Mhtml => mail::read(bytes, format),
        Format::Warc => warc::read(bytes, part),
        Format::Wacz => warc::read_wacz(bytes, part),
        Format::Gzip => warc::read_gzip(bytes, part),
    }?;
    capture.is_original_kept = true;
    Ok(capture)
}
