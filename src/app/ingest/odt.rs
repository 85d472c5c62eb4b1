//! OpenDocument texts: the paragraphs of `content.xml` (OpenDocument 1.3, part 3, 5), notes behind their paragraphs.

use super::archive::Archive;
use super::capture::{Capture, Paragraphs};
use super::fact::{SourceFact, StatedFacts};
use super::xml::{self, XmlItem};
use super::{Format, Refusal};

/// Elements of which nothing is read: deleted text, comments, marks of notes, what is not shown.
const LEFT_OUT: [&str; 7] =
    ["tracked-changes", "annotation", "note-citation", "sequence-decls", "forms", "hidden-text", "ruby-text"];

pub(super) fn read(bytes: &[u8]) -> Result<Capture, Refusal> {
    let mut archive = Archive::open(bytes, Format::Odt)?;
    refuse_encrypted(&mut archive, "an OpenDocument text")?;
    let content = archive.required("content.xml")?;
    let mut paragraphs = Paragraphs::default();
    read_content(&content, &mut paragraphs)?;
    if paragraphs.is_empty() {
        return Err(Refusal::new(
            "is an OpenDocument text without text",
            "if it consists of pictures, have their words recognised (OCR), and give that text",
        ));
    }
    let mut capture = paragraphs.into_capture("odt 1");
    if let Some(meta) = archive.file("meta.xml")? {
        capture.facts = facts(&meta);
    }
    if memchr::memmem::find(&content, b"<text:deletion").is_some() {
        capture.remarks.push("it has tracked changes: they are read as accepted".to_owned());
    }
    Ok(capture)
}

/// Refuses a document whose files are encrypted.
pub(super) fn refuse_encrypted(archive: &mut Archive<'_>, name: &str) -> Result<(), Refusal> {
    let manifest = archive.file("META-INF/manifest.xml")?;
    if manifest.is_some_and(|manifest| memchr::memmem::find(&manifest, b"encryption-data").is_some()) {
        return Err(Refusal::new(
            format!("is {name} that is protected by a password"),
            "open it with its password and save a copy without one",
        ));
    }
    Ok(())
}

fn read_content(content: &[u8], paragraphs: &mut Paragraphs) -> Result<(), Refusal> {
    // A note or a frame stands inside of a paragraph and has paragraphs of its own; they come behind it.
    let mut open: Vec<String> = Vec::new();
    let mut inner: Vec<String> = Vec::new();
    let mut left_out = 0usize;
    xml::walk(content, |item| match item {
        XmlItem::Start(tag) if LEFT_OUT.contains(&tag.name.as_str()) => left_out += 1,
        XmlItem::End(name) if LEFT_OUT.contains(&name) => left_out = left_out.saturating_sub(1),
        _ if left_out > 0 => {}
        XmlItem::Start(tag) => match (tag.name.as_str(), open.last_mut()) {
            ("p" | "h", _) => open.push(String::new()),
            // At most as many spaces as anybody sets.
            ("s", Some(text)) => {
                let count = tag.get("c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                text.push_str(&" ".repeat(count.min(64)));
            }
            ("tab", Some(text)) => text.push('\t'),
            ("line-break", Some(text)) => text.push('\n'),
            _ => {}
        },
        XmlItem::End("p" | "h") => {
            let Some(text) = open.pop() else { return };
            if open.is_empty() {
                paragraphs.push(&text);
                inner.drain(..).for_each(|text| paragraphs.push(&text));
            } else {
                inner.push(text);
            }
        }
        XmlItem::Text(text) => {
            if let Some(open) = open.last_mut() {
                // Line ends in the file are spaces of the text.
                open.push_str(&text.replace(['\n', '\r'], " "));
            }
        }
        XmlItem::End(_) => {}
    })
    .map_err(|error| Refusal::damaged(Format::Odt, error))
}

/// The metadata of the document (OpenDocument 1.3, part 3, 4.3). When it was written is not when it was published.
pub(super) fn facts(meta: &[u8]) -> StatedFacts {
    let mut facts = StatedFacts::default();
    let found = xml::texts(meta, &["title", "initial-creator", "creator", "language"]);
    let has_initial =
        found.iter().any(|(tag, text)| tag.name == "initial-creator" && !text.trim().is_empty());
    for (tag, text) in &found {
        let fact = match tag.name.as_str() {
            "title" => SourceFact::Title,
            "initial-creator" => SourceFact::Author,
            // Who saved it last.
            "creator" if has_initial => continue,
            "creator" => SourceFact::Author,
            _ => SourceFact::Language,
        };
        facts.state(fact, text, "the document's properties");
    }
    facts
}
