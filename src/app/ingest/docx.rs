//! Word documents: the paragraphs of `word/document.xml` (ECMA-376, part 1, 17), with footnotes behind them.
//!
//! The text is what the document says with all its tracked changes accepted: what is marked as deleted is left out,
//! and that there are such changes is said.

use super::archive::Archive;
use super::capture::{Capture, Paragraphs};
use super::fact::{SourceFact, StatedFacts};
use super::raised;
use super::row::OpenRows;
use super::xml::{self, LeftOut, XmlItem, XmlTag};
use super::{FileRefusal, Format};

/// Elements of which nothing is read: what was deleted or moved away, instructions of fields, the older copy of
/// drawings and text boxes.
const LEFT_OUT: [&str; 6] = ["del", "moveFrom", "delText", "delInstrText", "instrText", "Fallback"];

pub(super) fn read(bytes: &[u8]) -> Result<Capture, FileRefusal> {
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
        return Err(FileRefusal::without_text("a Word document", "it consists of pictures"));
    }
    let mut capture = paragraphs.into_capture("docx 3");
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
fn read_part(part: &[u8], paragraphs: &mut Paragraphs) -> Result<usize, FileRefusal> {
    let mut reader = PartReader::new(paragraphs);
    xml::walk_part(part, |item| reader.read(item))
        .map_err(|error| FileRefusal::damaged(Format::Docx, error))?;
    Ok(reader.deletions)
}

/// How a run of text is set.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    /// Hidden or struck out: no reader takes it for the text.
    is_unsaid: bool,
    is_raised: bool,
}

struct PartReader<'p> {
    paragraphs: &'p mut Paragraphs,
    /// The paragraphs that are open: a text box stands inside of one and has paragraphs of its own.
    open: Vec<String>,
    rows: OpenRows,
    left_out: LeftOut,
    run: Run,
    is_in_properties: bool,
    is_text: bool,
    is_separator: bool,
    deletions: usize,
}

impl<'p> PartReader<'p> {
    fn new(paragraphs: &'p mut Paragraphs) -> Self {
        Self {
            paragraphs,
            open: Vec::new(),
            rows: OpenRows::default(),
            left_out: LeftOut::new(&LEFT_OUT),
            run: Run::default(),
            is_in_properties: false,
            is_text: false,
            is_separator: false,
            deletions: 0,
        }
    }

    fn read(&mut self, item: XmlItem<'_>) {
        match item {
            XmlItem::Start(tag) if tag.name == "rPr" => self.is_in_properties = true,
            XmlItem::End("rPr") => self.is_in_properties = false,
            XmlItem::Start(tag) if self.is_in_properties => self.set(tag),
            XmlItem::End(_) if self.is_in_properties => {}
            item if self.left_out.has(&item) => {
                if matches!(item, XmlItem::Start(tag) if tag.name == "del")
                    && self.left_out.is_outermost()
                    && !self.open.is_empty()
                {
                    self.deletions += 1;
                }
            }
            XmlItem::Start(tag) => self.start(tag),
            XmlItem::End(name) => self.end(name),
            XmlItem::Text(text) if self.is_text && !self.run.is_unsaid => self.words(text),
            XmlItem::Text(_) => {}
        }
    }

    /// Takes over a property of the run.
    fn set(&mut self, tag: &XmlTag) {
        let value = tag.get("val").unwrap_or_default();
        let is_on = !matches!(value, "0" | "false" | "off" | "none");
        match tag.name.as_str() {
            "vanish" | "strike" | "dstrike" => self.run.is_unsaid |= is_on,
            "vertAlign" => self.run.is_raised = value == "superscript",
            _ => {}
        }
    }

    fn start(&mut self, tag: &XmlTag) {
        match (tag.name.as_str(), self.open.last_mut()) {
            // Footnotes of these types are lines between text and notes.
            ("footnote" | "endnote", _) => {
                self.is_separator = tag.get("type").is_some_and(|kind| kind != "normal");
            }
            ("tr", _) => self.rows.begin_row(),
            ("tc", _) => self.rows.begin_cell(),
            ("p", _) => self.open.push(String::new()),
            ("r", _) => self.run = Run::default(),
            ("t", _) => self.is_text = true,
            ("tab" | "ptab", Some(text)) => text.push('\t'),
            ("br" | "cr", Some(text)) => text.push('\n'),
            ("noBreakHyphen", Some(text)) => text.push('\u{2011}'),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "p" => {
                if let Some(text) = self.open.pop().filter(|_| !self.is_separator)
                    && let Some(text) = self.rows.take(text)
                {
                    self.paragraphs.push(&text);
                }
            }
            "tr" => self.rows.end_row().iter().for_each(|text| self.paragraphs.push(text)),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        match self.run.is_raised {
            true => raised::push(open, text),
            false => open.push_str(text),
        }
    }
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
