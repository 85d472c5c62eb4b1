//! Word documents: the paragraphs of `word/document.xml` (ECMA-376, part 1, 17), with footnotes behind them.
//!
//! The text is what the document says with all its tracked changes accepted: what is marked as deleted is left out,
//! and that there are such changes is said.

use super::archive::Archive;
use super::capture::{Capture, Paragraphs};
use super::fact::{SourceFact, StatedFacts};
use super::xml::{self, XmlItem};
use super::{Format, Refusal};

/// Elements of which nothing is read: what was deleted or moved away, instructions of fields, the older copy of
/// drawings and text boxes.
const LEFT_OUT: [&str; 7] = ["del", "moveFrom", "delText", "delInstrText", "instrText", "Fallback", "rPr"];

pub(super) fn read(bytes: &[u8]) -> Result<Capture, Refusal> {
    let mut archive = Archive::open(bytes, Format::Docx)?;
    let mut paragraphs = Paragraphs::default();
    let mut changes = 0;
    let main = match archive.names().into_iter().find(|name| is_main(name)) {
        Some(name) => name,
        None => "word/document.xml".to_owned(),
    };
    let document = archive.required(&main)?;
    changes += read_part(&document, &mut paragraphs)?;
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = archive.file(part)? {
            changes += read_part(&notes, &mut paragraphs)?;
        }
    }
    if paragraphs.is_empty() {
        return Err(Refusal::new(
            "is a Word document without text",
            "if it consists of pictures, have their words recognised (OCR), and give that text",
        ));
    }
    let mut capture = paragraphs.into_capture("docx 1");
    if let Some(properties) = archive.file("docProps/core.xml")? {
        capture.facts = core_properties(&properties);
    }
    if changes > 0 {
        capture.remarks.push(format!(
            "it has tracked changes: they are read as accepted, without the {changes} stretches that are marked as deleted"
        ));
    }
    Ok(capture)
}

/// Whether a file of the archive is the document itself.
fn is_main(name: &str) -> bool {
    name.strip_prefix("word/document").is_some_and(|rest| {
        rest.strip_suffix(".xml").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Reads the paragraphs of a part; gives the number of deletions that were left out.
fn read_part(part: &[u8], paragraphs: &mut Paragraphs) -> Result<usize, Refusal> {
    // A text box stands inside of a paragraph and has paragraphs of its own.
    let mut open: Vec<String> = Vec::new();
    let mut left_out = 0usize;
    let mut is_text = false;
    let mut is_separator = false;
    let mut deletions = 0;
    xml::walk(part, |item| match item {
        XmlItem::Start(tag) if LEFT_OUT.contains(&tag.name.as_str()) => {
            deletions += usize::from(left_out == 0 && tag.name == "del" && !open.is_empty());
            left_out += 1;
        }
        XmlItem::End(name) if LEFT_OUT.contains(&name) => left_out = left_out.saturating_sub(1),
        _ if left_out > 0 => {}
        // Footnotes of these types are lines between text and notes.
        XmlItem::Start(tag) if matches!(tag.name.as_str(), "footnote" | "endnote") => {
            is_separator = tag.get("type").is_some_and(|kind| kind != "normal");
        }
        XmlItem::Start(tag) => match (tag.name.as_str(), open.last_mut()) {
            ("p", _) => open.push(String::new()),
            ("t", _) => is_text = true,
            ("tab" | "ptab", Some(text)) => text.push('\t'),
            ("br" | "cr", Some(text)) => text.push('\n'),
            ("noBreakHyphen", Some(text)) => text.push('\u{2011}'),
            _ => {}
        },
        XmlItem::End("t") => is_text = false,
        XmlItem::End("p") => {
            if let Some(text) = open.pop().filter(|_| !is_separator) {
                paragraphs.push(&text);
            }
        }
        XmlItem::Text(text) if is_text => {
            if let Some(open) = open.last_mut() {
                open.push_str(text);
            }
        }
        XmlItem::End(_) | XmlItem::Text(_) => {}
    })
    .map_err(|error| Refusal::damaged(Format::Docx, error))?;
    Ok(deletions)
}

/// The core properties of Office files (ECMA-376, part 2, 11). When it was written is not when it was published.
pub(super) fn core_properties(properties: &[u8]) -> StatedFacts {
    let mut facts = StatedFacts::default();
    for (tag, text) in xml::texts(properties, &["title", "creator", "language"]) {
        let fact = match tag.name.as_str() {
            "title" => SourceFact::Title,
            "creator" => SourceFact::Author,
            _ => SourceFact::Language,
        };
        facts.state(fact, &text, "the document's properties");
    }
    facts
}
