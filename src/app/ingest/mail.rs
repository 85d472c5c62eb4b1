//! Mails (RFC 5322) and pages that a browser saved in one file (MHTML, RFC 2557). The one file that uses
//! `mail-parser`.

use mail_parser::{Address, DateTime, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use super::capture::{Capture, CapturedText, Paragraphs};
use super::fact::{SourceFact, StatedFacts};
use super::{FileRefusal, Format, page};

const HEADER: &str = "the mail's header";

pub(super) fn read(bytes: &[u8], format: Format) -> Result<Capture, FileRefusal> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| FileRefusal::damaged(format, "its header cannot be read"))?;
    match format {
        Format::Mhtml => read_page(&message),
        _ => read_mail(&message),
    }
}

/// The page of an MHTML file: the part that the header names as its root, or the first one that is a page.
fn read_page(message: &Message<'_>) -> Result<Capture, FileRefusal> {
    let pages = || message.parts.iter().filter(|part| matches!(part.body, PartType::Html(_)));
    let address = header(message, "Snapshot-Content-Location");
    let root = pages().find(|part| part.content_location().is_some_and(|other| other == address));
    let Some(part) = root.or_else(|| pages().next()) else {
        return Err(FileRefusal::damaged(Format::Mhtml, "it has no page"));
    };
    let PartType::Html(html) = &part.body else {
        return Err(FileRefusal::damaged(Format::Mhtml, "it has no page"));
    };
    let mut capture = page(html.clone().into_owned());
    let mut facts = StatedFacts::default();
    let address = if address.is_empty() { part.content_location().unwrap_or_default() } else { &address };
    facts.state(SourceFact::Url, address, "the saved file's header");
    if let Some(date) = message.date() {
        facts.state(SourceFact::Accessed, &rfc3339(date), "the saved file's header");
    }
    let frames = pages().count() - 1;
    if frames > 0 {
        let are = if frames == 1 {
            "frame has a page of its own, which is"
        } else {
            "frames have pages of their own, which are"
        };
        capture.remarks.push(format!("{frames} {are} not read"));
    }
    facts.add(capture.facts);
    facts.state(SourceFact::Title, message.subject().unwrap_or_default(), "the saved file's header");
    capture.facts = facts;
    capture.extractor = Some(format!("ibid {} mhtml 1", env!("CARGO_PKG_VERSION")));
    Ok(capture)
}

/// The text of a mail: its plain text, else that of its HTML.
fn read_mail(message: &Message<'_>) -> Result<Capture, FileRefusal> {
    let mut paragraphs = Paragraphs::default();
    for at in 0..message.text_body_count() {
        if let Some(text) = message.body_text(at) {
            let text = text.replace("\r\n", "\n");
            text.split("\n\n").for_each(|paragraph| paragraphs.push(paragraph));
        }
    }
    if paragraphs.is_empty() {
        return Err(FileRefusal::new(
            "is a mail without text",
            "if what you cite is in its attachment, save that, and give it instead",
        ));
    }
    let mut capture = paragraphs.into_capture("mail 1");
    debug_assert!(matches!(capture.body, CapturedText::Text(_)));
    let facts = &mut capture.facts;
    facts.state(SourceFact::Title, message.subject().unwrap_or_default(), HEADER);
    for name in message.from().into_iter().flat_map(Address::iter) {
        facts.state(SourceFact::Author, name.name.as_deref().unwrap_or_default(), HEADER);
    }
    if let Some(date) = message.date() {
        facts.state(SourceFact::Date, &rfc3339(date), HEADER);
    }
    facts.state(SourceFact::Type, "personal_communication", "the format");
    let attachments = message.attachment_count();
    if attachments > 0 {
        let are = if attachments == 1 { "its attachment is" } else { "its attachments are" };
        capture
            .remarks
            .push(format!("{are} not read: save what you cite, and add it as a source of its own"));
    }
    Ok(capture)
}

fn header(message: &Message<'_>, name: &str) -> String {
    match message.header(name.to_owned()) {
        Some(HeaderValue::Text(text)) => text.trim().to_owned(),
        Some(HeaderValue::TextList(texts)) => {
            texts.first().map(|text| text.trim().to_owned()).unwrap_or_default()
        }
        _ => message.header_raw(name.to_owned()).unwrap_or_default().trim().to_owned(),
    }
}

fn rfc3339(date: &DateTime) -> String {
    let DateTime { year, month, day, hour, minute, second, .. } = date;
    let sign = if date.tz_before_gmt { '-' } else { '+' };
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
        date.tz_hour, date.tz_minute
    )
}
