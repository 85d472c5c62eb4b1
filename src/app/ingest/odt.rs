//! OpenDocument texts: the paragraphs of `content.xml` (OpenDocument 1.3, part 3, 5), notes behind their paragraphs.

use std::collections::BTreeMap;

use super::archive::Archive;
use super::capture::{Capture, Paragraphs};
use super::fact::{SourceFact, StatedFacts};
use super::raised;
use super::row::OpenRows;
use super::xml::{self, LeftOut, XmlItem, XmlTag};
use super::{FileRefusal, Format};

/// Elements of which nothing is read: deleted text, comments, marks of notes, what is not shown.
const LEFT_OUT: [&str; 7] =
    ["tracked-changes", "annotation", "note-citation", "sequence-decls", "forms", "hidden-text", "ruby-text"];

pub(super) fn read(bytes: &[u8]) -> Result<Capture, FileRefusal> {
    let mut archive = Archive::open(bytes, Format::Odt)?;
    refuse_encrypted(&mut archive, "an OpenDocument text")?;
    let content = archive.required("content.xml")?;
    let mut paragraphs = Paragraphs::default();
    read_content(&content, &mut paragraphs)?;
    if paragraphs.is_empty() {
        return Err(FileRefusal::without_text("an OpenDocument text", "it consists of pictures"));
    }
    let mut capture = paragraphs.into_capture("odt 4");
    if let Some(meta) = archive.file("meta.xml")? {
        capture.facts = facts(&meta);
    }
    if memchr::memmem::find(&content, b"<text:deletion").is_some() {
        capture.remarks.push("it has tracked changes: they are read as accepted".to_owned());
    }
    Ok(capture)
}

/// Refuses a document whose files are encrypted.
pub(super) fn refuse_encrypted(archive: &mut Archive<'_>, name: &str) -> Result<(), FileRefusal> {
    let manifest = archive.file("META-INF/manifest.xml")?;
    if manifest.is_some_and(|manifest| memchr::memmem::find(&manifest, b"encryption-data").is_some()) {
        return Err(FileRefusal::new(
            format!("is {name} that is protected by a password"),
            "open it with its password and save a copy without one",
        ));
    }
    Ok(())
}

fn read_content(content: &[u8], paragraphs: &mut Paragraphs) -> Result<(), FileRefusal> {
    let mut reader = ContentReader::new(paragraphs);
    xml::walk(content, |item| reader.read(item)).map_err(|error| FileRefusal::damaged(Format::Odt, error))
}

/// How a style sets a stretch of text.
#[derive(Clone, Copy, Debug, Default)]
struct TextStyle {
    /// Hidden or struck out: no reader takes it for the text.
    is_unsaid: bool,
    is_raised: bool,
}

impl TextStyle {
    /// What the properties of a style say (OpenDocument 1.3, part 3, 16.29.28).
    fn of(tag: &XmlTag) -> Self {
        let is_through = |name: &str| tag.get(name).is_some_and(|kind| kind != "none");
        Self {
            is_unsaid: tag.get("display") == Some("none")
                || is_through("text-line-through-style")
                || is_through("text-line-through-type"),
            is_raised: tag.get("text-position").is_some_and(|position| {
                position.starts_with("super") || position.starts_with(|c: char| ('1'..='9').contains(&c))
            }),
        }
    }
}

struct ContentReader<'p> {
    paragraphs: &'p mut Paragraphs,
    /// The paragraphs that are open: a note or a frame stands inside of one and has paragraphs of its own, which come
    /// behind it.
    open: Vec<String>,
    inner: Vec<String>,
    rows: OpenRows,
    left_out: LeftOut,
    /// The styles of the document that hide or raise, by their names, and the name of the one that is open.
    styles: BTreeMap<String, TextStyle>,
    style: String,
    /// The styles of the spans that are open.
    spans: Vec<TextStyle>,
}

impl<'p> ContentReader<'p> {
    fn new(paragraphs: &'p mut Paragraphs) -> Self {
        Self {
            paragraphs,
            open: Vec::new(),
            inner: Vec::new(),
            rows: OpenRows::default(),
            left_out: LeftOut::new(&LEFT_OUT),
            styles: BTreeMap::new(),
            style: String::new(),
            spans: Vec::new(),
        }
    }

    fn read(&mut self, item: XmlItem<'_>) {
        if self.left_out.has(&item) {
            return;
        }
        match item {
            XmlItem::Start(tag) => self.start(tag),
            XmlItem::End("style") => self.style.clear(),
            XmlItem::End("span") => drop(self.spans.pop()),
            XmlItem::End("p" | "h") => self.end_paragraph(),
            XmlItem::End("table") => self.rows.end_table(),
            // One within a paragraph, such as in a frame, did not begin a row of the text.
            XmlItem::End("table-row") if self.open.is_empty() => {
                self.rows.end_row().iter().for_each(|text| self.paragraphs.push(text));
            }
            XmlItem::Text(text) => self.words(text),
            XmlItem::End(_) | XmlItem::Unclosed(_) => {}
        }
    }

    fn start(&mut self, tag: &XmlTag) {
        match (tag.name.as_str(), self.open.last_mut()) {
            ("style", _) => tag.get("name").unwrap_or_default().clone_into(&mut self.style),
            ("text-properties", _) if !self.style.is_empty() => {
                self.styles.insert(self.style.clone(), TextStyle::of(tag));
            }
            ("span", _) => {
                let style = tag.get("style-name").and_then(|name| self.styles.get(name));
                self.spans.push(style.copied().unwrap_or_default());
            }
            ("table", _) => self.rows.begin_table(),
            ("table-row", None) => self.rows.begin_row().iter().for_each(|text| self.paragraphs.push(text)),
            ("table-cell" | "covered-table-cell", None) => self.rows.begin_cell(),
            ("p" | "h", _) => self.open.push(String::new()),
            // At most as many spaces as anybody sets.
            ("s", Some(text)) => {
                let count = tag.get("c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                text.push_str(&" ".repeat(count.min(64)));
            }
            ("tab", Some(text)) => text.push('\t'),
            ("line-break", Some(text)) => text.push('\n'),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(text) = self.open.pop() else { return };
        if !self.open.is_empty() {
            return self.inner.push(text);
        }
        for text in std::iter::once(text).chain(self.inner.drain(..)) {
            if let Some(text) = self.rows.take(text) {
                self.paragraphs.push(&text);
            }
        }
    }

    fn words(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        if self.spans.iter().any(|span| span.is_unsaid) {
            return;
        }
        // Line ends in the file are spaces of the text.
        let text = text.replace(['\n', '\r'], " ");
        match self.spans.iter().any(|span| span.is_raised) {
            true => raised::push(open, &text),
            false => open.push_str(&text),
        }
    }
}

/// The metadata of the document (OpenDocument 1.3, part 3, 4.3). When it was written is not when it was published.
pub(super) fn facts(meta: &[u8]) -> StatedFacts {
    let mut facts = StatedFacts::default();
    let found = xml::texts(meta, &["title", "initial-creator", "creator", "language", "user-defined"]);
    let has_initial =
        found.iter().any(|(tag, text)| tag.name == "initial-creator" && !text.trim().is_empty());
    for (tag, text) in &found {
        let fact = match tag.name.as_str() {
            "title" => SourceFact::Title,
            "initial-creator" => SourceFact::Author,
            // Who saved it last.
            "creator" if has_initial => continue,
            "creator" => SourceFact::Author,
            "user-defined" => continue,
            _ => SourceFact::Language,
        };
        facts.state(fact, text, "the document's properties");
    }
    // What its author added, by the names of the facts: Pandoc writes the date of a text so.
    let added = [
        ("author", SourceFact::Author),
        ("publisher", SourceFact::Publisher),
        ("date", SourceFact::Date),
        ("url", SourceFact::Url),
    ];
    for (name, fact) in added {
        let is_named = |(tag, _): &&(XmlTag, String)| {
            tag.name == "user-defined"
                && tag.get("name").is_some_and(|other| other.trim().eq_ignore_ascii_case(name))
        };
        for (_, text) in found.iter().filter(is_named) {
            facts.state(fact, text, "the document's properties");
        }
    }
    facts
}
