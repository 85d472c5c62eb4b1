//! Word documents: the paragraphs of `word/document.xml` (ECMA-376, part 1, 17), with footnotes behind them.
//!
//! The text is what the document says with all its tracked changes accepted: what is marked as deleted is left out,
//! and that there are such changes is said; so is what the document has and a text cannot hold.

use super::archive::Archive;
use super::capture::{Capture, Paragraphs};
use super::fact::{SourceFact, StatedFacts};
use super::raised;
use super::row::OpenRows;
use super::xml::{self, LeftOut, XmlItem, XmlTag};
use super::{FileRefusal, Format};

/// Elements of which nothing is read: what was deleted or moved away, instructions of fields, the older copy of
/// drawings and text boxes, readings above words; and the properties of anything but a run of text, which have
/// properties of runs among them: those of a paragraph's mark, of a formula, of a field, and those that a run had
/// before a change was tracked.
const LEFT_OUT: [&str; 11] = [
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "instrText",
    "Fallback",
    "rt",
    "pPr",
    "sdtPr",
    "ctrlPr",
    "rPrChange",
];

pub(super) fn read(bytes: &[u8]) -> Result<Capture, FileRefusal> {
    let mut archive = Archive::open(bytes, Format::Docx)?;
    let mut paragraphs = Paragraphs::default();
    let mut left = LeftOfPart::default();
    let main = match archive.names().into_iter().find(|name| is_main(name)) {
        Some(name) => name,
        None => "word/document.xml".to_owned(),
    };
    let document = archive.required(&main)?;
    left.add(&read_part(&document, &mut paragraphs)?);
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = archive.file(part)? {
            left.add(&read_part(&notes, &mut paragraphs)?);
        }
    }
    if paragraphs.is_empty() && left.elsewhere > 0 {
        return Err(FileRefusal::new(
            "is a Word document whose text stands in other documents that it takes in",
            "open it in Word or LibreOffice, save it anew as .docx, and give that",
        ));
    }
    if paragraphs.is_empty() {
        return Err(FileRefusal::without_text("a Word document", "it consists of pictures"));
    }
    let mut capture = paragraphs.into_capture("docx 4");
    if let Some(properties) = archive.file("docProps/core.xml")? {
        capture.facts = core_properties(&properties);
    }
    capture.remarks.extend(left.remarks());
    Ok(capture)
}

/// How much of a part was not read.
#[derive(Clone, Copy, Debug, Default)]
struct LeftOfPart {
    /// Stretches that are marked as deleted.
    deletions: usize,
    /// Documents that are taken in.
    elsewhere: usize,
    /// Signs that only a font of symbols has.
    signs: usize,
}

impl LeftOfPart {
    fn add(&mut self, other: &Self) {
        self.deletions += other.deletions;
        self.elsewhere += other.elsewhere;
        self.signs += other.signs;
    }

    fn remarks(&self) -> Vec<String> {
        let Self { deletions, elsewhere, signs } = self;
        let mut remarks = Vec::new();
        if *deletions > 0 {
            remarks.push(format!(
                "it has tracked changes: they are read as accepted, without the {deletions} stretches that are marked as deleted"
            ));
        }
        if *elsewhere > 0 {
            remarks.push(format!(
                "it takes in other documents in {elsewhere} places: these are not read; save it anew from Word to have them in it"
            ));
        }
        if *signs > 0 {
            remarks.push(format!(
                "{signs} of its signs are those of a font of symbols and stand for no letter: they are left out"
            ));
        }
        remarks
    }
}

/// Whether a file of the archive is the document itself.
fn is_main(name: &str) -> bool {
    name.strip_prefix("word/document").is_some_and(|rest| {
        rest.strip_suffix(".xml").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Reads the paragraphs of a part.
fn read_part(part: &[u8], paragraphs: &mut Paragraphs) -> Result<LeftOfPart, FileRefusal> {
    let mut reader = PartReader::new(paragraphs);
    xml::walk_part(part, |item| reader.read(item))
        .map_err(|error| FileRefusal::damaged(Format::Docx, error))?;
    Ok(reader.left)
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
    /// The runs that are open: a text box stands inside of one and has runs of its own.
    runs: Vec<Run>,
    is_in_properties: bool,
    is_text: bool,
    is_separator: bool,
    left: LeftOfPart,
}

impl<'p> PartReader<'p> {
    fn new(paragraphs: &'p mut Paragraphs) -> Self {
        Self {
            paragraphs,
            open: Vec::new(),
            rows: OpenRows::default(),
            left_out: LeftOut::new(&LEFT_OUT),
            runs: Vec::new(),
            is_in_properties: false,
            is_text: false,
            is_separator: false,
            left: LeftOfPart::default(),
        }
    }

    fn read(&mut self, item: XmlItem<'_>) {
        match item {
            item if self.left_out.has(&item) => {
                if matches!(item, XmlItem::Start(tag) if tag.name == "del")
                    && self.left_out.is_outermost()
                    && !self.open.is_empty()
                    && !self.is_in_properties
                {
                    self.left.deletions += 1;
                }
            }
            XmlItem::Start(tag) if tag.name == "rPr" => self.is_in_properties = true,
            XmlItem::End("rPr") => self.is_in_properties = false,
            XmlItem::Start(tag) if self.is_in_properties => self.set(tag),
            XmlItem::End(_) if self.is_in_properties => {}
            XmlItem::Start(tag) => self.start(tag),
            XmlItem::End(name) => self.end(name),
            XmlItem::Text(text) if self.is_text => self.words(text),
            XmlItem::Text(_) | XmlItem::Unclosed(_) => {}
        }
    }

    /// Takes over a property of the run.
    fn set(&mut self, tag: &XmlTag) {
        let Some(run) = self.runs.last_mut() else { return };
        let value = tag.get("val").unwrap_or_default();
        let is_on = !matches!(value, "0" | "false" | "off" | "none");
        match tag.name.as_str() {
            "vanish" | "strike" | "dstrike" => run.is_unsaid |= is_on,
            "vertAlign" => run.is_raised = value == "superscript",
            _ => {}
        }
    }

    fn start(&mut self, tag: &XmlTag) {
        match (tag.name.as_str(), self.open.last_mut()) {
            // Footnotes of these types are lines between text and notes.
            ("footnote" | "endnote", _) => {
                self.is_separator = tag.get("type").is_some_and(|kind| kind != "normal");
            }
            ("altChunk" | "subDoc", _) => self.left.elsewhere += 1,
            ("tbl", _) => self.rows.begin_table(),
            ("tr", _) => self.rows.begin_row().iter().for_each(|text| self.paragraphs.push(text)),
            ("tc", _) => self.rows.begin_cell(),
            ("p", _) => self.open.push(String::new()),
            ("r", _) => self.runs.push(Run::default()),
            ("t", _) => self.is_text = true,
            ("tab" | "ptab", Some(text)) => text.push('\t'),
            ("br" | "cr", Some(text)) => text.push('\n'),
            ("noBreakHyphen", Some(text)) => text.push('\u{2011}'),
            ("sym", Some(_)) => self.sign(tag),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "r" => drop(self.runs.pop()),
            "tbl" => self.rows.end_table(),
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

    /// A sign by its number in a font (ECMA-376, part 1, 17.3.3.30). Numbers for private use are those of a font of
    /// symbols.
    fn sign(&mut self, tag: &XmlTag) {
        let letter = tag.get("char").and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
        match letter.filter(|letter| !letter.is_control() && !('\u{e000}'..='\u{f8ff}').contains(letter)) {
            Some(letter) => self.words(letter.encode_utf8(&mut [0; 4])),
            None => self.left.signs += 1,
        }
    }

    fn words(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        if self.runs.iter().any(|run| run.is_unsaid) {
            return;
        }
        match self.runs.last().is_some_and(|run| run.is_raised) {
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
