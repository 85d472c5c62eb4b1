//! What a file is, by its content; its name settles only what the content leaves open.

mod signature;
mod text;

use serde::{Deserialize, Serialize};

use super::{FileRefusal, encoding};
use signature::{SIGNATURES, Signature};
use text::of_text;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Format {
    Text,
    Markdown,
    Page,
    Pdf,
    Epub,
    Docx,
    Odt,
    Csv,
    Xlsx,
    Ods,
    WebVtt,
    SubRip,
    Mail,
    Mhtml,
    Warc,
    Wacz,
    Gzip,
}

/// A format that is known and not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignFormat {
    /// The format with its article, as in “is a PNG image”.
    pub name: &'static str,
    /// The way out.
    pub help: &'static str,
}

const IMAGE: &str =
    "it has no text to compare with: have its words recognised (OCR), check them, and give that text";
const RECORDING: &str = "give its transcript, as text or as subtitles (.vtt, .srt)";
const PACKED: &str = "unpack it, and give the file that is the source";
const OFFICE: &str = "open it in an office program and save it as .docx, .odt or .pdf";
const SHEET: &str = "open it in an office program and save it as .xlsx, .ods or .csv";
const SLIDES: &str = "export it as .pdf";
const TABLE: &str = "save the rows that you cite as .csv, with the names of their columns";
const DATA: &str = "copy the text that you cite out of it into a text file";
const EXECUTABLE: &str = "a source is a text; check that this is the file you meant";
const RECORDS: &str =
    "it describes sources, and is none itself: `ibid source import FILE` makes records of its entries";
const SECRET: &str = "keep it to yourself: a source is a text that readers may see";
const SHORTCUT: &str =
    "it only names an address: open the page, save it with the browser, and give that file";
const MARKUP: &str = "convert it, for example with Pandoc, to .html or .docx, or give the text in it";

/// Bytes at the beginning within which a PDF's header may stand, and what a text begins with is looked at.
const HEAD: usize = 1024;

impl Format {
    /// The format of a file.
    ///
    /// # Errors
    /// Where it is none that is read: which, and what to do.
    pub fn of(bytes: &[u8], name: &str) -> Result<Self, FileRefusal> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            let help = "save it again; for a source without its text, write a record with `text: none`";
            return Err(FileRefusal::new("is empty: there is no text to save", help));
        }
        let head = &bytes[..bytes.len().min(HEAD)];
        let is_text =
            |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
        if memchr::memmem::find(head, b"%PDF-").is_some_and(|at| at == 0 || !is_text(&head[..at]))
            || head.trim_ascii_start().starts_with(b"%PDF-")
        {
            return Ok(Self::Pdf);
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return of_zip(bytes);
        }
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(Self::Gzip);
        }
        if bytes.starts_with(b"WARC/") {
            return Ok(Self::Warc);
        }
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
            return Err(refused(of_compound_file(bytes)));
        }
        let found = SIGNATURES.iter().find(|Signature(at, signature, ..)| {
            bytes.get(*at..).is_some_and(|rest| rest.starts_with(signature))
        });
        if let Some(Signature(_, _, name, help)) = found {
            return Err(refused(ForeignFormat { name, help }));
        }
        let declared = encoding::declared(bytes);
        let text = encoding::decode(bytes, declared.as_deref())?.text;
        of_text(&text, &extension(name))
    }

    /// The format with its article, as in “is a PDF”.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// The extension of the file that is kept.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.row().1
    }

    /// The format whose files have this extension where they are kept.
    #[must_use]
    pub fn with_extension(extension: &str) -> Option<Self> {
        FORMATS.into_iter().find(|(_, other, _)| *other == extension).map(|(format, ..)| format)
    }

    /// Whether it is read by the program itself and not in a child: text and pages.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Page)
    }

    fn row(self) -> (Self, &'static str, &'static str) {
        FORMATS[self as usize]
    }
}

/// All formats in the order of [`Format`], each with the extension of the file that is kept and its name.
const FORMATS: [(Format, &str, &str); 17] = [
    (Format::Text, "txt", "a text file"),
    (Format::Markdown, "md", "a Markdown file"),
    (Format::Page, "html", "a web page"),
    (Format::Pdf, "pdf", "a PDF"),
    (Format::Epub, "epub", "an EPUB book"),
    (Format::Docx, "docx", "a Word document (.docx)"),
    (Format::Odt, "odt", "an OpenDocument text (.odt)"),
    (Format::Csv, "csv", "a table (.csv, .tsv)"),
    (Format::Xlsx, "xlsx", "a spreadsheet (.xlsx)"),
    (Format::Ods, "ods", "a spreadsheet (.ods)"),
    (Format::WebVtt, "vtt", "a WebVTT transcript"),
    (Format::SubRip, "srt", "a SubRip transcript (.srt)"),
    (Format::Mail, "eml", "a mail message"),
    (Format::Mhtml, "mhtml", "a web page in one file (.mhtml)"),
    (Format::Warc, "warc", "a web archive (WARC)"),
    (Format::Wacz, "wacz", "a web archive (WACZ)"),
    (Format::Gzip, "gz", "a gzip file"),
];

/// The format that a file's name says it has, where it is that of a document: mails and pages that were saved have
/// names of many kinds.
pub(super) fn named(name: &str) -> Option<Format> {
    let format = Format::with_extension(&extension(name))?;
    (!format.is_text() && !matches!(format, Format::Mail | Format::Mhtml)).then_some(format)
}

/// The extension of a file's name in small letters.
fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

fn refused(foreign: ForeignFormat) -> FileRefusal {
    FileRefusal::new(format!("is {}, which is not read here", foreign.name), foreign.help)
}

/// What a zip archive is, by the names in its directory, which stand in it uncompressed.
fn of_zip(bytes: &[u8]) -> Result<Format, FileRefusal> {
    let has = |name: &str| memchr::memmem::find(bytes, name.as_bytes()).is_some();
    let mimetype = |value: &str| {
        bytes.get(30..).is_some_and(|rest| {
            rest.starts_with(b"mimetype")
                && memchr::memmem::find(&rest[..rest.len().min(200)], value.as_bytes()).is_some()
        })
    };
    let foreign = |name, help| Err(refused(ForeignFormat { name, help }));
    if mimetype("application/epub+zip") || has("META-INF/container.xml") {
        return Ok(Format::Epub);
    }
    if mimetype("application/vnd.oasis.opendocument.text") {
        return Ok(Format::Odt);
    }
    if mimetype("application/vnd.oasis.opendocument.spreadsheet") {
        return Ok(Format::Ods);
    }
    if mimetype("application/vnd.oasis.opendocument") {
        return foreign("a presentation or drawing (OpenDocument)", SLIDES);
    }
    if has("[Content_Types].xml") {
        if has("word/document") {
            return Ok(Format::Docx);
        }
        return if has("xl/workbook.xml") {
            Ok(Format::Xlsx)
        } else if has("xl/workbook") {
            foreign("a binary spreadsheet (.xlsb)", SHEET)
        } else if has("ppt/presentation") {
            foreign("a presentation (.pptx)", SLIDES)
        } else {
            foreign("an Office file of another kind", OFFICE)
        };
    }
    if has("datapackage.json") && has("archive/") {
        return Ok(Format::Wacz);
    }
    if has("Index/Document.iwa") || has("Index.zip") {
        return foreign("a file of Pages, Numbers or Keynote", "export it as .docx or .pdf");
    }
    foreign("a zip archive", PACKED)
}

/// What a compound file of older Office programs is, by the names of its streams (MS-CFB), which are UTF-16.
fn of_compound_file(bytes: &[u8]) -> ForeignFormat {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &name).is_some()
    };
    if has("EncryptedPackage") {
        let help = "open it with its password and save a copy without one";
        ForeignFormat { name: "an Office file that is protected by a password", help }
    } else if has("WordDocument") {
        ForeignFormat { name: "a Word document of the old format (.doc)", help: OFFICE }
    } else if has("Workbook") {
        ForeignFormat { name: "a spreadsheet of the old format (.xls)", help: SHEET }
    } else if has("PowerPoint Document") {
        ForeignFormat { name: "a presentation of the old format (.ppt)", help: SLIDES }
    } else if has("__properties_version1.0") {
        ForeignFormat { name: "a mail of Outlook (.msg)", help: "save it from the mail program as .eml" }
    } else {
        ForeignFormat { name: "a file of an older Office program", help: OFFICE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, name: &str) -> String {
        match Format::of(text.as_bytes(), name) {
            Ok(format) => format.name().to_owned(),
            Err(refusal) => refusal.reason,
        }
    }

    #[test]
    fn each_format_has_its_own_row() {
        for (number, (format, extension, _)) in FORMATS.into_iter().enumerate() {
            assert_eq!((format as usize, format.extension()), (number, extension));
            assert_eq!(Format::with_extension(extension), Some(format));
        }
    }

    #[test]
    fn texts_are_told_apart_by_what_they_say() {
        for (text, name, what) in [
            ("The council met.\n", "a.txt", "a text file"),
            ("The council met.\n", "a", "a text file"),
            ("# The council\n\nIt met.\n", "a.md", "a Markdown file"),
            ("<!DOCTYPE html><html>", "a.txt", "a web page"),
            ("<p>It met.</p>", "a.html", "a web page"),
            ("<!-- saved -->\n<html lang=en>", "a", "a web page"),
            ("<close bridge> was the order.\n", "a.txt", "a text file"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nIt met.", "a.txt", "a WebVTT transcript"),
            ("1\n00:00:01,000 --> 00:00:02,000\nIt met.\n", "a.txt", "a SubRip transcript (.srt)"),
            ("From: a@b.example\nSubject: It\nMIME-Version: 1.0\n\nIt met.\n", "a", "a mail message"),
            (
                "From - Mon Dec 15 14:46:00 2025\nFrom: a@b.example\nDate: x\nSubject: It\n\nIt met.\nFrom there it went on.\n",
                "a.mbox",
                "a mail message",
            ),
            (
                "From - Mon Dec 15 14:46:00 2025\nFrom: a@b.example\nDate: x\nSubject: It\n\nIt met.\n\nFrom - Mon Dec 15 14:47:00 2025\nFrom: c@b.example\n\nIt did.\n",
                "a",
                "is a mailbox of several messages, which is not read here",
            ),
            ("From: the council\nTo: all\n\nIt met.\n", "a.txt", "a text file"),
            ("{\"a\": [1]}", "a.txt", "is a JSON file, which is not read here"),
            ("{They} met.", "a.txt", "a text file"),
            ("{\"a\": 1}\n{\"a\": 2}\n", "a.txt", "is a file of JSON lines, which is not read here"),
            ("[1]\nA note.\n", "a.txt", "a text file"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMII", "a.txt", "is a private key, which is not read here"),
            ("@article{a, title = {T}}\n", "a.txt", "is a bibliography (BibTeX), which is not read here"),
            ("@council met, and said so.", "a.txt", "a text file"),
            ("TY  - BOOK\nER  - \n", "a", "is a bibliography (RIS), which is not read here"),
            ("a,b,c\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n", "a.txt", "a table (.csv, .tsv)"),
            ("One, two, three\n".repeat(9).as_str(), "a.txt", "a text file"),
            ("<?xml version=\"1.0\"?><rss>", "a", "is a feed, which is not read here"),
            ("<svg xmlns=\"x\">", "a", "is an SVG image, which is not read here"),
            ("", "a.txt", "is empty: there is no text to save"),
        ] {
            assert_eq!(of(text, name), what, "{text}");
        }
    }

    #[test]
    fn files_are_told_apart_by_their_first_bytes() {
        let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        for (bytes, what) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], "a PNG image"),
            (b"\xff\xd8\xff\xe0....", "a JPEG image"),
            (b"RIFF....WEBPVP8 ", "a WebP image"),
            (b"ID3\x03....", "an audio recording (MP3)"),
            (b"SQLite format 3\0...", "an SQLite database"),
            (b"PK\x03\x04....", "a zip archive"),
            (b"{\\rtf1 It met.}", "a Rich Text file (.rtf)"),
            (&ole, "a file of an older Office program"),
            (b"\x7fELF....", "a program"),
        ] {
            let refusal = Format::of(bytes, "a.txt").unwrap_err();
            assert!(refusal.reason.contains(what) && !refusal.help.is_empty(), "{what}: {}", refusal.reason);
        }
        assert_eq!(Format::of(b"%PDF-1.7\n", "a.txt"), Ok(Format::Pdf));
        assert_eq!(Format::of(b"\r\n\0mail%PDF-1.7\n", "a.txt"), Ok(Format::Pdf));
        assert_eq!(Format::of(b"A file begins with %PDF-1.7.\n", "a.txt"), Ok(Format::Text));
        assert_eq!(Format::of(b"\x1f\x8b\x08", "a.txt"), Ok(Format::Gzip));
    }
}
