//! EPUB books (W3C EPUB 3.3, and EPUB 2): the documents of the spine, in its order. Where the book marks the pages of
//! its printed edition, they are marks of the text; so is the beginning of every document, by its number.

use std::collections::{BTreeMap, BTreeSet};

use super::archive::Archive;
use super::capture::{Capture, Paragraphs};
use super::fact::{SourceFact, StatedFacts};
use super::line::single_spaced_lengths;
use super::pdf::roman;
use super::raised;
use super::row::OpenRows;
use super::xml::{self, LeftOut, XmlItem, XmlTag};
use super::{FileRefusal, Format};

/// Elements that end a paragraph where they begin and end.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "ul",
];

/// Elements without text that a reader sees.
const LEFT_OUT: [&str; 8] = ["head", "script", "style", "rt", "rp", "del", "s", "strike"];

/// The Roman numbers below this one are looked for in what marks notes.
const MOST_ROMAN: usize = 200;

/// Most bytes of text of one book.
const LONGEST: usize = 64 << 20;

pub(super) fn read(bytes: &[u8]) -> Result<Capture, FileRefusal> {
    let mut archive = Archive::open(bytes, Format::Epub)?;
    refuse_protected(&mut archive)?;
    let container = archive.required("META-INF/container.xml")?;
    let package = xml::texts(&container, &["rootfile"])
        .into_iter()
        .find_map(|(tag, _)| tag.get("full-path").map(str::to_owned))
        .ok_or_else(|| FileRefusal::damaged(Format::Epub, "its container names no book"))?;
    let opf = archive.required(&package)?;
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut paragraphs = Paragraphs::default();
    let (documents, mut missing) = spine(&opf);
    let mut unclosed = 0;
    for (at, href) in documents.iter().enumerate() {
        let Some(document) = archive.file(&resolved(folder, href))? else {
            missing += 1;
            continue;
        };
        paragraphs.mark_next(format!("chap. {}", at + 1));
        unclosed += read_document(&document, &mut paragraphs)
            .map_err(|error| FileRefusal::damaged(Format::Epub, format_args!("{href}: {error}")))?;
        if paragraphs.length() > LONGEST {
            return Err(FileRefusal::damaged(
                Format::Epub,
                format_args!("it has more than {} MiB of text", LONGEST >> 20),
            ));
        }
    }
    if paragraphs.is_empty() {
        return Err(FileRefusal::without_text("an EPUB book", "its pages are pictures"));
    }
    let mut capture = paragraphs.into_capture("epub 4");
    // A book that marks its printed pages is cited by them.
    if capture.marks.iter().any(|mark| mark.label.starts_with("p. ")) {
        capture.marks.retain(|mark| mark.label.starts_with("p. "));
    }
    capture.facts = facts(&opf);
    if missing > 0 {
        capture.remarks.push(format!("{missing} of its documents are missing in the file"));
    }
    if unclosed > 0 {
        capture.remarks.push(format!(
            "{unclosed} elements whose words are left out, such as words that are struck out, have no end: words may be missing behind where they begin"
        ));
    }
    Ok(capture)
}

/// Refuses a book whose documents are encrypted; its fonts may be (EPUB 3.3, 4.2.6.3.2).
fn refuse_protected(archive: &mut Archive<'_>) -> Result<(), FileRefusal> {
    let Some(encryption) = archive.file("META-INF/encryption.xml")? else { return Ok(()) };
    let is_font = |address: &str| {
        let address = address.to_ascii_lowercase();
        [".otf", ".ttf", ".woff", ".woff2"].iter().any(|extension| address.ends_with(extension))
    };
    let protected = xml::texts(&encryption, &["CipherReference"])
        .iter()
        .any(|(tag, _)| tag.get("URI").is_some_and(|address| !is_font(address)));
    if !protected {
        return Ok(());
    }
    Err(FileRefusal::new(
        "is an EPUB book that is protected against copying (DRM)",
        "write a record with `text: none`, and cite it by page; or type the passages that you cite into a text file",
    ))
}

/// The addresses of the documents in reading order, and how many that stand there are not named.
fn spine(opf: &[u8]) -> (Vec<String>, usize) {
    let items = xml::texts(opf, &["item"]);
    let addresses: BTreeMap<&str, &str> =
        items.iter().filter_map(|(tag, _)| Some((tag.get("id")?, tag.get("href")?))).collect();
    let order = xml::texts(opf, &["itemref"]);
    let named: Vec<&str> = order
        .iter()
        .filter_map(|(tag, _)| addresses.get(tag.get("idref").unwrap_or_default()))
        .copied()
        .collect();
    let missing = order.len() - named.len();
    // No document stands there twice (EPUB 3.3, 5.7.2).
    let mut seen = BTreeSet::new();
    let documents = named.into_iter().filter(|address| seen.insert(*address));
    (documents.map(str::to_owned).collect(), missing)
}

/// The path in the archive of an address relative to a folder.
fn resolved(folder: &str, href: &str) -> String {
    let address = href.split(['#', '?']).next().unwrap_or_default();
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let decoded = decoded(address);
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// An address without its percent signs.
fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = address.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Reads the paragraphs of an XHTML document. Gives the number of elements of which, for want of an end, too much may
/// have been left out.
fn read_document(document: &[u8], paragraphs: &mut Paragraphs) -> Result<usize, String> {
    let mut reader = DocumentReader {
        paragraphs,
        text: String::new(),
        marks: Vec::new(),
        rows: OpenRows::default(),
        left_out: LeftOut::new(&LEFT_OUT),
        marker: None,
        is_link: false,
        raised: None,
    };
    xml::walk(document, |item| reader.read(item))?;
    reader.end();
    Ok(reader.left_out.unclosed())
}

struct DocumentReader<'p> {
    paragraphs: &'p mut Paragraphs,
    /// The paragraph that is open, and the pages that begin in it, each with the bytes before.
    text: String,
    marks: Vec<(usize, String)>,
    rows: OpenRows,
    left_out: LeftOut,
    marker: Option<OpenNoteMarker>,
    /// Whether the words lead to a place in the book.
    is_link: bool,
    raised: Option<RaisedWords>,
}

/// An element that is said to mark a note, while it is read.
struct OpenNoteMarker {
    /// Its name, and how many of that name are open in it, with itself.
    name: String,
    open: usize,
    words: String,
}

/// Raised words while they are read.
struct RaisedWords {
    /// Where in the paragraph they begin, in bytes.
    start: usize,
    /// Bytes of them that lead to a place in the book.
    linked: usize,
}

impl DocumentReader<'_> {
    fn read(&mut self, item: XmlItem<'_>) {
        if matches!(item, XmlItem::Start(tag) if tag.name == "body") {
            self.left_out.end_all();
        }
        if self.left_out.has(&item) {
            return;
        }
        match item {
            _ if self.is_in_marker(&item) => {}
            XmlItem::Start(tag) => self.start(tag),
            XmlItem::End(name) => {
                match name {
                    "sup" => self.end_raised(),
                    "a" => self.is_link = false,
                    _ => {}
                }
                if is_block(name) {
                    self.end();
                }
                match name {
                    "tr" => self.rows.end_row().iter().for_each(|text| self.paragraphs.push(text)),
                    "table" => self.rows.end_table(),
                    _ => {}
                }
            }
            XmlItem::Text(words) => self.words(words),
            XmlItem::Unclosed(_) => {}
        }
    }

    fn words(&mut self, words: &str) {
        if let Some(raised) = self.raised.as_mut().filter(|_| self.is_link) {
            raised.linked += words.trim().len();
        }
        self.text.push_str(&words.replace(['\n', '\r', '\t'], " "));
    }

    /// Whether an item is of an element that marks a note, which is not part of the text.
    fn is_in_marker(&mut self, item: &XmlItem<'_>) -> bool {
        match (&mut self.marker, item) {
            // No marker has blocks in it: this one has no end.
            (Some(_), XmlItem::Start(tag)) if is_block(&tag.name) => {
                self.end_marker();
                return false;
            }
            (Some(marker), XmlItem::Start(tag)) => marker.open += usize::from(tag.name == marker.name),
            (Some(marker), XmlItem::End(name)) => {
                marker.open -= usize::from(marker.name == *name);
                if marker.open == 0 {
                    self.end_marker();
                }
            }
            (Some(marker), XmlItem::Text(words)) => marker.words.push_str(words),
            (Some(_), XmlItem::Unclosed(_)) => {}
            (None, XmlItem::Start(tag)) if is_marker(tag) => {
                self.marker = Some(OpenNoteMarker { name: tag.name.clone(), open: 1, words: String::new() });
            }
            (None, _) => return false,
        }
        true
    }

    /// What marks a note ends. Words that are no number are the text's, which lead to the note.
    fn end_marker(&mut self) {
        let Some(OpenNoteMarker { words, .. }) = self.marker.take() else { return };
        if !words.trim().is_empty() && !is_number_of_note(words.trim()) {
            self.words(&words);
        }
    }

    /// Raised words end. A number that leads to a place in the book is that of a note.
    fn end_raised(&mut self) {
        let Some(RaisedWords { start, linked }) = self.raised.take() else { return };
        let words = self.text.split_off(start);
        let number = words.trim();
        let is_marker = linked == number.len() && is_note_number(number) && !self.text.trim().is_empty();
        if !is_marker {
            raised::push(&mut self.text, &words);
        }
    }

    fn start(&mut self, tag: &XmlTag) {
        if is_block(&tag.name) {
            self.end();
        }
        match tag.name.as_str() {
            "sup" => self.raised = Some(RaisedWords { start: self.text.len(), linked: 0 }),
            "a" => self.is_link = tag.get("href").is_some_and(|href| href.contains('#')),
            _ => {}
        }
        if let Some(page) = page_of(tag) {
            self.marks.push((self.text.len(), format!("p. {page}")));
        }
        match tag.name.as_str() {
            "br" => self.text.push('\n'),
            "table" => self.rows.begin_table(),
            "tr" => self.rows.begin_row().iter().for_each(|text| self.paragraphs.push(text)),
            "td" | "th" => self.rows.begin_cell(),
            _ => {}
        }
    }

    /// Ends the paragraph that is open.
    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.raised = None;
        if self.rows.is_open() {
            // A page that begins within a row is marked where the row does.
            self.marks.drain(..).for_each(|(_, label)| self.paragraphs.mark_next(label));
            self.rows.take(text);
            return;
        }
        let before = self.paragraphs.len();
        self.paragraphs.push(&text);
        let (offsets, labels): (Vec<usize>, Vec<String>) = self.marks.drain(..).unzip();
        for (offset, label) in single_spaced_lengths(&text, &offsets).into_iter().zip(labels) {
            match self.paragraphs.len() > before {
                true => self.paragraphs.mark_within(offset, label),
                false => self.paragraphs.mark_next(label),
            }
        }
    }
}

/// Whether an element ends a paragraph where it begins and ends.
fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || name == "tr"
}

/// Whether an element marks a note (EPUB 3 Structural Semantics Vocabulary; DPUB-ARIA).
fn is_marker(tag: &XmlTag) -> bool {
    let has =
        |name: &str, kind: &str| tag.get(name).is_some_and(|kinds| kinds.split(' ').any(|one| one == kind));
    has("type", "noteref") || has("role", "doc-noteref")
}

/// Whether words are the number or the sign of a note: `3`, `[3]`, `a`, `*`, `†`.
fn is_note_number(words: &str) -> bool {
    let number = words.trim_matches(['[', ']', '(', ')']);
    let is_of = |letters: fn(&char) -> bool, most: usize| {
        (1..=most).contains(&number.chars().count()) && number.chars().all(|letter| letters(&letter))
    };
    is_of(char::is_ascii_digit, 3)
        || is_of(char::is_ascii_lowercase, 1)
        || is_of(|letter| matches!(letter, '*' | '†' | '‡' | '§'), 3)
}

/// Whether the words of an element that is said to mark a note are its number: also one of four digits, a raised one,
/// or a Roman one.
fn is_number_of_note(words: &str) -> bool {
    let number = words.trim_matches(['[', ']', '(', ')', ' ', '\u{a0}', '.']);
    let is_decimal = number.chars().count() <= 4 && number.chars().all(char::is_numeric);
    let is_roman = || number.len() < 12 && (1..MOST_ROMAN).any(|value| roman(value) == number);
    let is_sign = number.chars().count() <= 4 && !number.chars().any(char::is_alphanumeric);
    is_note_number(words) || is_decimal || is_sign || is_roman()
}

/// The number of the printed page that begins at a tag.
fn page_of(tag: &XmlTag) -> Option<&str> {
    let is_break = tag.get("type").is_some_and(|kind| kind.contains("pagebreak"))
        || tag.get("role") == Some("doc-pagebreak");
    let page = tag.get("title").or(tag.get("aria-label")).filter(|_| is_break)?.trim();
    let page = page.trim_start_matches("Page ").trim_start_matches("page ");
    let is_number =
        !page.is_empty() && page.len() < 12 && page.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_number.then_some(page)
}

/// The metadata of the package (EPUB 3.3, 5.5).
fn facts(opf: &[u8]) -> StatedFacts {
    let mut facts = StatedFacts::default();
    let names = ["title", "creator", "publisher", "date", "language", "source", "identifier", "meta"];
    let found = xml::texts(opf, &names);
    // EPUB 3 says what somebody did in an element of its own.
    let roles: BTreeMap<&str, &str> = found
        .iter()
        .filter(|(tag, _)| tag.name == "meta" && tag.get("property") == Some("role"))
        .filter_map(|(tag, role)| Some((tag.get("refines")?.trim_start_matches('#'), role.trim())))
        .collect();
    for (tag, text) in &found {
        let role = tag.get("role").or_else(|| roles.get(tag.get("id")?).copied());
        let fact = match tag.name.as_str() {
            "title" => SourceFact::Title,
            // Illustrators and translators are no authors (MARC relators).
            "creator" if role.is_some_and(|role| role != "aut") => continue,
            "creator" => SourceFact::Author,
            "publisher" => SourceFact::Publisher,
            // EPUB 2 has dates of several events.
            "date" if tag.get("event").is_some_and(|event| event != "publication") => continue,
            "date" => SourceFact::Date,
            "language" => SourceFact::Language,
            "meta" => continue,
            _ => SourceFact::Url,
        };
        facts.state(fact, text, "the book's package");
    }
    facts.state(SourceFact::Type, "book", "the format");
    facts
}
