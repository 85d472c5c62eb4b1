//! XML as a series of tags and texts. The one file that uses `quick-xml`.
//!
//! Names are local names, without their prefix: the formats read here have no two elements of one local name that
//! would be read differently. Entities are XML's and HTML's; others stay as they are written, and a
//! file that defines some is refused, so that nothing expands and nothing is lost.
//!
//! Whoever reads the series may rely on every element ending, and within the one around it: an element that is not
//! closed ends with that one, at the latest with the file, and an end tag without an element is none.

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

use super::encoding;

/// Deepest nesting of elements.
const DEEPEST: usize = 512;

/// A tag or a text.
#[derive(Debug)]
pub(super) enum XmlItem<'x> {
    /// An element begins.
    Start(&'x XmlTag),
    /// An element of this local name has no end tag; its end follows.
    Unclosed(&'x str),
    /// An element of this local name ends.
    End(&'x str),
    /// Text.
    Text(&'x str),
}

/// An element's local name and attributes.
#[derive(Debug, Default)]
pub(super) struct XmlTag {
    /// The local name.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl XmlTag {
    /// The value of an attribute, by its local name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// Elements of which nothing is read, while a file is walked through.
#[derive(Debug)]
pub(super) struct LeftOut {
    names: &'static [&'static str],
    /// How many of them are open.
    depth: usize,
    /// Whether words were left out of the outermost one.
    has_words: bool,
    /// How many with words had no end, so that nobody knows which words were to be left out.
    unclosed: usize,
}

impl LeftOut {
    /// Of elements with these local names nothing is read.
    pub(super) fn new(names: &'static [&'static str]) -> Self {
        Self { names, depth: 0, has_words: false, unclosed: 0 }
    }

    /// Whether the next item is one of them or stands in one.
    pub(super) fn has(&mut self, item: &XmlItem<'_>) -> bool {
        match item {
            XmlItem::Start(tag) if self.names.contains(&tag.name.as_str()) => self.depth += 1,
            XmlItem::Unclosed(name) if self.names.contains(name) => {
                self.unclosed += usize::from(self.has_words);
            }
            XmlItem::End(name) if self.names.contains(name) => {
                self.depth = self.depth.saturating_sub(1);
                self.has_words &= self.depth > 0;
                return true;
            }
            XmlItem::Text(text) => self.has_words |= self.depth > 0 && !text.trim().is_empty(),
            _ => {}
        }
        self.depth > 0
    }

    /// Ends all that are open, where an element begins that stands in none of them.
    pub(super) fn end_all(&mut self) {
        (self.depth, self.has_words) = (0, false);
    }

    /// How many elements lost words for want of an end tag.
    pub(super) fn unclosed(&self) -> usize {
        self.unclosed
    }

    /// Whether the one that is open stands in no other.
    pub(super) fn is_outermost(&self) -> bool {
        self.depth == 1
    }
}

/// Gives every tag and text of a file to `each`, in order.
///
/// # Errors
/// Why the file cannot be read any further.
pub(super) fn walk(bytes: &[u8], each: impl FnMut(XmlItem<'_>)) -> Result<(), String> {
    walk_declared(bytes, each, |declared| !declared.contains("<!ENTITY"))
}

/// The same of a part of an Office document, in which no document type may be declared (ECMA-376 part 2, 8.2.5.2).
///
/// # Errors
/// Why the file cannot be read any further.
pub(super) fn walk_part(bytes: &[u8], each: impl FnMut(XmlItem<'_>)) -> Result<(), String> {
    walk_declared(bytes, each, |_| false)
}

fn walk_declared(
    bytes: &[u8],
    mut each: impl FnMut(XmlItem<'_>),
    may_declare: impl Fn(&str) -> bool,
) -> Result<(), String> {
    let text =
        encoding::decode(bytes, encoding::declared(bytes).as_deref()).map_err(|refusal| refusal.reason)?.text;
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Vec<String> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                let tag = tag(&start);
                open.push(tag.name.clone());
                if open.len() > DEEPEST {
                    return Err(format!("elements are nested more than {DEEPEST} deep"));
                }
                each(XmlItem::Start(&tag));
            }
            Event::End(end) => {
                let name = end.local_name();
                let ended = open.iter().rposition(|other| other.as_bytes() == name.as_ref());
                if let Some(at) = ended {
                    end_unclosed(&mut open, at + 1, &mut each);
                    open.pop().iter().for_each(|name| each(XmlItem::End(name)));
                }
            }
            Event::Text(text) => each(XmlItem::Text(&String::from_utf8_lossy(&text))),
            Event::CData(text) => each(XmlItem::Text(&String::from_utf8_lossy(&text))),
            Event::GeneralRef(reference) => {
                let letter = reference.resolve_char_ref().ok().flatten();
                match letter {
                    Some(letter) => each(XmlItem::Text(letter.encode_utf8(&mut [0; 4]))),
                    None => {
                        let name = String::from_utf8_lossy(&reference);
                        match resolve_html5_entity(&name) {
                            Some(text) => each(XmlItem::Text(text)),
                            None => each(XmlItem::Text(&format!("&{name};"))),
                        }
                    }
                }
            }
            Event::Eof => {
                end_unclosed(&mut open, 0, &mut each);
                return Ok(());
            }
            Event::DocType(declared) if !may_declare(&String::from_utf8_lossy(&declared)) => {
                return Err(
                    "it declares a document type with words of its own, which are not read".to_owned()
                );
            }
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Ends the elements that are open, from one on, the innermost first.
fn end_unclosed(open: &mut Vec<String>, from: usize, each: &mut impl FnMut(XmlItem<'_>)) {
    for name in open.drain(from..).rev() {
        each(XmlItem::Unclosed(&name));
        each(XmlItem::End(&name));
    }
}

fn tag(start: &BytesStart<'_>) -> XmlTag {
    let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
    let mut attributes = start.html_attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        let raw = String::from_utf8_lossy(&attribute.value).into_owned();
        let value = quick_xml::escape::unescape_with(&raw, resolve_html5_entity);
        (name, value.map(std::borrow::Cow::into_owned).unwrap_or(raw))
    });
    XmlTag { name, attributes: attributes.collect() }
}

/// The texts of the elements with these local names, each with its element's name and attributes: enough for files
/// of metadata.
pub(super) fn texts(bytes: &[u8], names: &[&str]) -> Vec<(XmlTag, String)> {
    let mut found: Vec<(XmlTag, String)> = Vec::new();
    let mut is_open = false;
    // What stands before an error counts.
    let _ = walk(bytes, |item| match item {
        XmlItem::Start(tag) if names.contains(&tag.name.as_str()) => {
            found
                .push((XmlTag { name: tag.name.clone(), attributes: tag.attributes.clone() }, String::new()));
            is_open = true;
        }
        XmlItem::End(name) if names.contains(&name) => is_open = false,
        XmlItem::Text(text) if is_open => {
            if let Some((_, all)) = found.last_mut() {
                all.push_str(text);
            }
        }
        _ => {}
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(xml: &str) -> String {
        let mut all = String::new();
        walk(xml.as_bytes(), |item| {
            if let XmlItem::Text(text) = item {
                all.push_str(text)
            }
        })
        .unwrap();
        all
    }

    #[test]
    fn entities_are_letters_and_expand_to_nothing_else() {
        assert_eq!(
            text_of("<p>Fish &amp; chips &#8211; caf&eacute;&nbsp;&unknown;</p>"),
            "Fish & chips – café\u{a0}&unknown;"
        );
        assert_eq!(text_of("<!DOCTYPE html><p>&a;<![CDATA[<x>]]></p>"), "&a;<x>");
        let declared = b"<!DOCTYPE p [<!ENTITY a \"b\">]><p>&a;</p>";
        assert!(walk(declared, |_| {}).unwrap_err().contains("declares a document type"));
        assert!(walk_part(b"<!DOCTYPE p><p>a</p>", |_| {}).is_err());
    }

    #[test]
    fn every_element_ends_within_the_one_around_it() {
        let series = |xml: &str| {
            let mut all = String::new();
            walk(xml.as_bytes(), |item| match item {
                XmlItem::Start(tag) => all.push_str(&format!("<{}>", tag.name)),
                XmlItem::Unclosed(name) => all.push_str(&format!("!{name}")),
                XmlItem::End(name) => all.push_str(&format!("</{name}>")),
                XmlItem::Text(text) => all.push_str(text),
            })
            .unwrap();
            all
        };
        assert_eq!(series("<a><b/>x</a>"), "<a><b></b>x</a>");
        assert_eq!(series("<a><b>x<c></a>y</b></d>"), "<a><b>x<c>!c</c>!b</b></a>y");
        assert_eq!(series("<a>x<b>"), "<a>x<b>!b</b>!a</a>");
    }

    #[test]
    fn deep_files_are_refused() {
        assert!(walk("<a>".repeat(DEEPEST + 1).as_bytes(), |_| {}).is_err());
    }
}
