//! What a PDF states as XMP (ISO 16684-1): the properties of Dublin Core and of PRISM, as publishers fill them in. When the
//! file was made (`xmp:CreateDate`, `dc:date`) is not when its text was published.

use super::is_file_name;
use crate::app::ingest::fact::{SourceFact, StatedFacts};
use crate::app::ingest::xml::{self, XmlItem};

const XMP: &str = "the PDF's metadata";

/// Properties by their local names, in the order in which they are believed, and what they state.
const PROPERTIES: [(&str, SourceFact); 8] = [
    ("title", SourceFact::Title),
    ("creator", SourceFact::Author),
    ("publicationName", SourceFact::Publisher),
    ("publisher", SourceFact::Publisher),
    ("publicationDate", SourceFact::Date),
    ("coverDate", SourceFact::Date),
    ("url", SourceFact::Url),
    ("doi", SourceFact::Url),
];

/// States what the metadata says.
pub(super) fn state(metadata: &[u8], facts: &mut StatedFacts) {
    let found = properties(metadata);
    for (name, fact) in PROPERTIES {
        // Of a title in several languages the first counts, which is the default (8.2.2.4).
        let most = if fact == SourceFact::Author { usize::MAX } else { 1 };
        for (_, value) in found.iter().filter(|(other, _)| other == name).take(most) {
            let value = value.trim();
            match fact {
                SourceFact::Title if is_file_name(value) => {}
                SourceFact::Url if name == "doi" => {
                    let doi = value.trim_start_matches("https://doi.org/").trim_start_matches("doi:").trim();
                    if doi.starts_with("10.") {
                        facts.state(fact, &format!("https://doi.org/{doi}"), XMP);
                    }
                }
                _ => facts.state(fact, value, XMP),
            }
        }
    }
}

/// The properties with their values: as elements, of which lists have one value an item, or as attributes of the
/// description (ISO 16684-1, 7.5).
fn properties(metadata: &[u8]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut depth = 0usize;
    // The property that is open, how deep it stands, and whether it is a list.
    let mut open: Option<(String, usize, bool)> = None;
    let mut value = String::new();
    // What stands before an error counts.
    let _ = xml::walk(metadata, |item| match item {
        XmlItem::Start(tag) => {
            depth += 1;
            if tag.name == "Description" {
                for (name, _) in PROPERTIES {
                    found.extend(tag.get(name).map(|value| (name.to_owned(), value.to_owned())));
                }
            } else if let Some((_, _, is_list)) = open.as_mut().filter(|_| tag.name == "li") {
                *is_list = true;
                value.clear();
            } else if open.is_none() && PROPERTIES.iter().any(|(name, _)| *name == tag.name) {
                open = Some((tag.name.clone(), depth, false));
                value.clear();
            }
        }
        XmlItem::Text(text) if open.is_some() => value.push_str(text),
        XmlItem::Text(_) | XmlItem::Unclosed(_) => {}
        XmlItem::End(end) => {
            if let Some((name, at, is_list)) = &open {
                let is_end = depth == *at;
                if (end == "li" || is_end && !is_list) && !value.trim().is_empty() {
                    found.push((name.clone(), std::mem::take(&mut value)));
                }
                if is_end {
                    open = None;
                }
            }
            depth = depth.saturating_sub(1);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_as_elements_lists_and_attributes() {
        let xmp = r#"<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r">
            <rdf:Description xmlns:dc="d" xmlns:prism="p" prism:publicationDate="2025-03-04" xmp:CreateDate="2001-01-01">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">The ferry</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>Ada Lind</rdf:li><rdf:li>Bo Berg</rdf:li></rdf:Seq></dc:creator>
            <dc:publisher><rdf:Bag><rdf:li>House</rdf:li></rdf:Bag></dc:publisher>
            <dc:date>1999</dc:date><prism:doi>10.1234/a.5</prism:doi></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let mut facts = StatedFacts::default();
        state(xmp.as_bytes(), &mut facts);
        assert_eq!(facts.get(SourceFact::Author).unwrap().values, ["Ada Lind", "Bo Berg"]);
        let values = [SourceFact::Title, SourceFact::Publisher, SourceFact::Date, SourceFact::Url];
        assert_eq!(
            values.map(|fact| facts.value(fact)),
            ["The ferry", "House", "2025-03-04", "https://doi.org/10.1234/a.5"]
        );
        let mut facts = StatedFacts::default();
        state(b"<dc:title>report.indd</dc:title><dc:creator>", &mut facts);
        assert_eq!(facts, StatedFacts::default());
    }
}
