//! Files of the content folder that browsers open as documents of their own (SVG, HTML, XML): whether code stands in
//! them. A host that serves files and nothing else lets it run as a part of the site.
//!
//! Nothing is parsed: every tag that is possible at any place counts ([`tag::find_part`]), so that comments, sections of
//! characters and the like hide nothing, whatever the browser.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::base::FileChanged;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::served;
use crate::base::span::Span;
use crate::base::tag::{self, TagPart};
use crate::read::snapshot::{Content, Snapshot};

/// Beginnings of addresses that are code, or documents that may have some.
const CODE: [&str; 6] = [
    "javascript:",
    "vbscript:",
    "data:text/html",
    "data:application/xhtml",
    "data:text/xml",
    "data:application/xml",
];
/// Most bytes of an address that are looked at, spaces left out.
const ADDRESS: usize = 64;

/// The findings on files that were looked at before, where the file is the same.
pub type Before = BTreeMap<String, (Content, Option<Diagnostic>)>;

/// The findings on all files in which code may stand, by path.
///
/// # Errors
/// Where a file is no longer what its stamp promised.
pub fn findings(snapshot: &Snapshot, before: &Before) -> Result<Before, FileChanged> {
    let mut found = Before::new();
    for (name, content) in snapshot.under("content").filter(|(name, _)| !name.ends_with(".md")) {
        let path = format!("content/{name}");
        let finding = match before.get(&path) {
            Some((same, finding)) if same.is(content) => finding.clone(),
            _ if served::is_document(name) => finding(&path, content.read()?),
            _ if served::is_unknown(name) => {
                // A server may know a kind of document that is not known here.
                let bytes = content.read()?;
                if is_markup(bytes) { finding(&path, bytes) } else { None }
            }
            _ => continue,
        };
        found.insert(path, (content.clone(), finding));
    }
    Ok(found)
}

/// Whether the first of the bytes begin markup.
fn is_markup(bytes: &[u8]) -> bool {
    let first = bytes
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff));
    first == Some(&b'<')
}

fn finding(path: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let text = decoded(bytes);
    let (at, what) = code(&text, served::is_html(path))?;
    // An offset in a text that was decoded is none in the file.
    let is_same = std::str::from_utf8(bytes).is_ok() && matches!(text, Cow::Borrowed(_));
    let span = if is_same { Span::new(at, at + what.len()) } else { Span::default() };
    let message = format!("`{what}` can run code when the file is opened");
    Some(
        Diagnostic::new(Rule::ScriptInFile, path, span, message)
            .help("take it out of the file; a picture or a page of your own needs none")
            .help("if it is yours and meant to run, lower the rule for this file in `rules:` of ibid.yaml"),
    )
}

/// The text of a document, as browsers decode it: only UTF-16 writes the signs of markup otherwise than ASCII does.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let (from, is_big) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, false),
        [0xfe, 0xff, rest @ ..] => (rest, true),
        [b'<', 0, ..] => (bytes, false),
        [0, b'<', ..] => (bytes, true),
        _ => return String::from_utf8_lossy(bytes),
    };
    let units = from.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    Cow::Owned(
        char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
    )
}

/// The first code of a document: its offset and the words that make it so.
fn code(text: &str, is_html: bool) -> Option<(usize, &str)> {
    let part = tag::find_part(text, |part| match part {
        TagPart::Tag(at) => {
            let name = name(text, at);
            let local = name.rsplit(':').next().unwrap_or(name);
            // Names of XML have a case, but what reads them may not.
            ["script", "handler", "listener"]
                .iter()
                .any(|one| local.eq_ignore_ascii_case(one))
                .then_some((at, name))
        }
        TagPart::Name(at) => {
            let name = name(text, at);
            let is_handler = name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on"))
                && name.len() > 4
                && name.bytes().all(|letter| letter.is_ascii_alphabetic());
            (is_handler || name.eq_ignore_ascii_case("srcdoc")).then_some((at, name))
        }
        TagPart::Value(at, tag) => value(text, at, tag, is_html),
    });
    if part.is_some() || is_html {
        return part;
    }
    declaration(text).or_else(|| loaded_by_style(text))
}

/// What a drawing's styles load from another site: `@import`, `url(…)`.
fn loaded_by_style(text: &str) -> Option<(usize, &str)> {
    let is_elsewhere = |at: &usize| {
        let words =
            text[*at..].trim_start_matches(|letter: char| letter.is_whitespace() || "\"'(".contains(letter));
        let words = words.strip_prefix("&quot;").unwrap_or(words);
        let address = address(words);
        ["http:", "https:", "//"].iter().any(|start| address.starts_with(start))
    };
    // CSS does not mind the case of either.
    let lower = text.to_ascii_lowercase();
    let behind = |sign: &'static str| {
        let places = memchr::memmem::find_iter(lower.as_bytes(), sign).map(|at| (at, at + sign.len()));
        places.filter(|(_, behind)| is_elsewhere(behind)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let first = ["url(", "@import"].into_iter().flat_map(behind).min()?;
    let length = if lower[first..].starts_with('@') { "@import".len() } else { "url(".len() };
    Some((first, &text[first..first + length]))
}

/// The name that begins at an offset; what is no letter of ASCII ends it only where it must.
fn name(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let ends =
        |letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>' | '=' | '"' | '\'' | '<');
    let end = rest.char_indices().take(64).find(|(_, letter)| ends(*letter)).map(|(end, _)| end);
    &rest[..end.unwrap_or_else(|| rest.char_indices().nth(64).map_or(rest.len(), |(end, _)| end))]
}

/// The value of an attribute, if it is an address of code or, in a drawing, of what another site has.
fn value(text: &str, at: usize, tag: usize, is_html: bool) -> Option<(usize, &str)> {
    let address = address(text.get(at..)?);
    let shown = |length: usize| text.get(at..at + length).unwrap_or_default();
    if CODE.iter().any(|code| address.starts_with(code)) {
        return Some((at, shown(text[at..].find(':').map_or(0, |end| end + 1))));
    }
    let attribute = text[..at].trim_end_matches(['"', '\'']).trim_end().trim_end_matches('=').trim_end();
    let attribute = &attribute
        [attribute.rfind(|c: char| c.is_whitespace() || c == '"' || c == '\'').map_or(0, |at| at + 1)..];
    // An animation can give a link another address.
    if attribute.eq_ignore_ascii_case("attributename")
        && (address.starts_with("href") || address.ends_with(":href"))
    {
        return Some((at, shown(address.len())));
    }
    let element = name(text, tag + 1);
    let is_loaded = !is_html && element != "a" && ["href", "src", "xlink:href"].contains(&attribute);
    let is_elsewhere = ["http:", "https:", "//"].iter().any(|start| address.starts_with(start));
    (is_loaded && is_elsewhere).then(|| (at, shown(text[at..].find('/').map_or(0, |end| end + 2))))
}

/// The beginning of an address as a browser reads it: character references resolved, without controls and spaces.
fn address(value: &str) -> String {
    let mut address = String::new();
    let mut rest = value;
    while address.len() < ADDRESS {
        let Some(letter) = rest.chars().next().filter(|letter| !matches!(letter, '"' | '\'' | '>')) else {
            break;
        };
        let (letter, length) = reference(rest).unwrap_or((letter, letter.len_utf8()));
        rest = &rest[length..];
        if letter > ' ' {
            address.push(letter.to_ascii_lowercase());
        }
    }
    address
}

/// The character reference at the beginning of a text, and its length: those of numbers, and the names that stand for
/// signs of addresses.
fn reference(text: &str) -> Option<(char, usize)> {
    const NAMES: [(&str, char); 4] = [("&colon;", ':'), ("&Tab;", '\t'), ("&NewLine;", '\n'), ("&sol;", '/')];
    if let Some((name, letter)) = NAMES.into_iter().find(|(name, _)| text.starts_with(name)) {
        return Some((letter, name.len()));
    }
    let number = text.strip_prefix("&#")?;
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    // Zeros may stand before the number without end.
    let letter =
        u32::from_str_radix(digits[..end].trim_start_matches('0'), radix).ok().and_then(char::from_u32)?;
    let length = text.len() - digits.len() + end;
    Some((letter, length + usize::from(digits[end..].starts_with(';'))))
}

/// A declaration of XML that makes markup of nothing, or a stylesheet that is a program.
fn declaration(text: &str) -> Option<(usize, &str)> {
    let all = |sign: &'static str| memchr::memmem::find_iter(text.as_bytes(), sign).map(move |at| (at, sign));
    let to_end = |at: usize| text[at..].split('>').next().unwrap_or_default();
    let is_entity = |(at, _): &(usize, &str)| {
        to_end(*at).contains(['&', '%', '<', '>']) || !text[*at..].contains('>') || {
            // One that another file has.
            let words = to_end(*at);
            words.contains("SYSTEM") || words.contains("PUBLIC")
        }
    };
    let is_program = |(at, _): &(usize, &str)| !to_end(*at).contains("text/css");
    let entity = all("<!ENTITY").find(|(at, sign)| {
        let behind = at + sign.len();
        is_entity(&(behind, sign))
    });
    entity.or_else(|| all("<!ATTLIST").next()).or_else(|| all("<?xml-stylesheet").find(is_program))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Option<String> {
        finding(path, text.as_bytes()).map(|finding| text[finding.span.range()].to_owned())
    }

    #[test]
    fn code_is_found_wherever_it_stands() {
        for (text, what) in [
            ("<svg><script>alert(1)</script></svg>", "script"),
            ("<svg><x:script xmlns:x='http://www.w3.org/2000/svg'>", "x:script"),
            ("<svg onload='alert(1)'/>", "onload"),
            ("<svg\nONLOAD = alert(1)>", "ONLOAD"),
            ("<svg/onload=alert(1)>", "onload"),
            ("<svg a='>' onclick='x'>", "onclick"),
            ("<!-- <a b=' --><svg onclick='x'>", "onclick"),
            ("<svg><a href='javascript:alert(1)'>", "javascript:"),
            ("<svg><a xlink:href=\" JaVa\tScript:alert(1)\">", " JaVa\tScript:"),
            ("<svg><set attributeName='href' to='x'/>", "href"),
            ("<svg><animate attributeName = \"xlink:href\"/>", "xlink:href"),
            ("<svg><image href='https://tracker.example/x.png'/>", "https://"),
            ("<svg><style>@import 'https://tracker.example/x.css'</style>", "@import"),
            ("<svg><rect fill='URL( //tracker.example/x.svg#a)'/>", "URL("),
            ("<!DOCTYPE svg [<!ENTITY x \"&#60;script>\">]><svg>&x;</svg>", "<!ENTITY"),
            ("<!DOCTYPE svg [<!ENTITY x SYSTEM 'y'>]><svg>&x;</svg>", "<!ENTITY"),
            ("<!DOCTYPE svg [<!ENTITY % x 'y'>]><svg/>", "<!ENTITY"),
            ("<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'alert(1)'>]><svg/>", "<!ATTLIST"),
            ("<?xml-stylesheet type='text/xsl' href='x.xsl'?><a/>", "<?xml-stylesheet"),
        ] {
            assert_eq!(found("content/x.svg", text).as_deref(), Some(what), "{text}");
        }
        let escaped = "<svg><a href='&#0000106;a&#x76;ascript&colon;alert(1)'/>";
        assert!(found("content/x.svg", escaped).is_some());
        assert!(found("content/x.html", "<iframe srcdoc='&lt;script>'></iframe>").is_some());
        assert!(found("content/x.html", "<p><img src=x onerror=alert(1)>").is_some());
    }

    #[test]
    fn what_is_encoded_otherwise_is_read_all_the_same() {
        let text = "<svg><script>alert(1)</script></svg>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in
            [little.clone(), big.clone(), [&[0xff, 0xfe], &*little].concat(), [&[0xfe, 0xff], &*big].concat()]
        {
            assert!(finding("content/x.svg", &bytes).is_some());
            assert!(is_markup(&bytes));
        }
        assert!(finding("content/x.svg", &[b"<svg>\xff", text.as_bytes()].concat()).is_some());
    }

    #[test]
    fn drawings_and_pages_without_code_are_fine() {
        for text in [
            "<?xml version='1.0'?><?xml-stylesheet type='text/css' href='a.css'?><svg xmlns='http://www.w3.org/2000/svg'/>",
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd' \
             [<!ENTITY ns_svg 'http://www.w3.org/2000/svg'>]><svg xmlns='&ns_svg;'/>",
            "<svg><a href='https://example.org/'><text>on one = two, once upon=a time</text></a></svg>",
            "<svg><image xlink:href='data:image/png;base64,AAAA'/><use href='#x'/></svg>",
            "<svg><style>.on { fill: url(#a) }</style><animate attributeName='d' to='M0 0'/></svg>",
            "<svg><metadata><rdf:RDF><cc:license rdf:resource='http://creativecommons.org/'/></rdf:RDF></metadata></svg>",
            "<svg><!-- on=1 --><text only='1'>1 &lt; 2</text></svg>",
        ] {
            assert_eq!(found("content/x.svg", text), None, "{text}");
        }
        for text in [
            "<!doctype html><meta charset=utf-8><title>javascript</title><link rel=stylesheet href=https://x.example/a.css>",
            "<p>onions = 3, and onload=\"x\" is an attribute <code>&lt;a onclick=x></code>.",
        ] {
            assert_eq!(found("content/x.html", text), None, "{text}");
        }
    }
}
