//! Files of the content folder that browsers open as documents of their own (SVG, HTML, XML): whether code stands in
//! them. A host that serves files and nothing else lets it run as a part of the site.
//!
//! Nothing is parsed: every tag that is possible at any place counts ([`tag::find_part`]), so that comments, sections of
//! characters and the like hide nothing, whatever the browser.

mod address;
mod encoding;
mod style;

use std::collections::BTreeMap;

use crate::base::FileChanged;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::served;
use crate::base::span::Span;
use crate::base::tag::{self, TagPart};
use crate::read::snapshot::{Content, Snapshot};

/// Attributes whose value is an address that a browser loads, sends to, or goes to by itself (the attributes of HTML,
/// SVG and MathML whose type is a URL; those of links aside).
const LOADING: [&str; 29] = [
    "href",
    "src",
    "srcset",
    "imagesrcset",
    "data",
    "poster",
    "background",
    "action",
    "formaction",
    "ping",
    "manifest",
    "archive",
    "codebase",
    "classid",
    "code",
    "object",
    "icon",
    "longdesc",
    "lowsrc",
    "dynsrc",
    "base",
    "usemap",
    "altimg",
    "attributionsrc",
    "definitionurl",
    "filename",
    "datasrc",
    "handler",
    "implementation",
];
/// Those of them that hold several addresses.
const LISTS: [&str; 4] = ["srcset", "imagesrcset", "ping", "archive"];
/// Most bytes of the values with several addresses, for each byte of the file.
const MOST_OF_LISTS: usize = 4;
/// Elements that show another document.
const FRAMES: [&str; 6] = ["iframe", "frame", "object", "embed", "portal", "fencedframe"];
/// What a `link` may say of the address it names without loading it.
const NAMED: [&str; 14] = [
    "canonical",
    "alternate",
    "author",
    "license",
    "help",
    "next",
    "prev",
    "search",
    "me",
    "self",
    "bookmark",
    "hub",
    "shortlink",
    "related",
];

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
            _ if served::is_packed_document(name) => Some(packed(&path)),
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

/// Something in a document that it may not have.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    /// Where it stands in the text that was read, if it stands there as it is.
    at: Option<usize>,
    what: String,
    does: Does,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Run,
    Load,
    Hide,
}

impl Fault {
    fn new(does: Does, (at, what): (usize, &str)) -> Self {
        Self { at: Some(at), what: what.to_owned(), does }
    }
}

const TAKE_OUT: &str = "take it out of the file; a picture or a page of your own needs none";
const LOWER: &str = "if it is yours and meant to run, lower the rule for this file in `rules:` of ibid.yaml";

fn finding(path: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let is_html = served::is_html(path);
    let readings = encoding::readings(bytes);
    let (reading, fault) =
        readings.iter().enumerate().find_map(|(number, text)| Some((number, fault(text, is_html)?)))?;
    // An offset in a text that was decoded is none in the file.
    let at = fault.at.filter(|_| reading == 0 && std::str::from_utf8(bytes).is_ok());
    let span = at.map_or(Span::default(), |at| Span::new(at, at + fault.what.len()));
    let Fault { what, does, .. } = &fault;
    let (message, help) = match does {
        Does::Run => (format!("`{what}` can run code when the file is opened"), TAKE_OUT),
        Does::Load => (
            format!("`{what}` loads something from another site when the file is opened"),
            "take it out, or keep what it loads beside the file",
        ),
        Does::Hide => (
            format!("in the encoding that `{}` stands for, code may be hidden", what.escape_default()),
            "save the file as UTF-8, and say so in it",
        ),
    };
    Some(Diagnostic::new(Rule::ScriptInFile, path, span, message).help(help).help(LOWER))
}

fn packed(path: &str) -> Diagnostic {
    let message = "a packed file can run code when it is opened, and is not looked into";
    Diagnostic::new(Rule::ScriptInFile, path, Span::default(), message)
        .help("publish it unpacked; hosts pack what they send")
        .help(LOWER)
}

/// The first thing in a document that it may not have.
fn fault(text: &str, is_html: bool) -> Option<Fault> {
    if let Some(found) = encoding::foreign(text) {
        return Some(Fault::new(Does::Hide, found));
    }
    let mut left = text.len().saturating_mul(MOST_OF_LISTS);
    let part = tag::find_part(
        text,
        |at| rank(text, at),
        |part| match part {
            TagPart::Tag(at) => {
                let name = name(text, at);
                // Names of XML have a case, but what reads them may not.
                let is_code =
                    ["script", "handler", "listener"].iter().any(|one| local(name).eq_ignore_ascii_case(one));
                is_code.then(|| Fault::new(Does::Run, (at, name)))
            }
            TagPart::Name(at) => {
                let name = name(text, at);
                let is_handler = name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on"))
                    && name.len() > 4
                    && name.bytes().all(|letter| letter.is_ascii_alphabetic());
                (is_handler || name.eq_ignore_ascii_case("srcdoc")).then(|| Fault::new(Does::Run, (at, name)))
            }
            TagPart::Value(at, tag) => value(text, at, tag, &mut left),
        },
    );
    let declaration = || declaration(text).filter(|_| !is_html).map(|found| Fault::new(Does::Run, found));
    let style = || style::loaded(text).map(|(at, what)| Fault { at, what, does: Does::Load });
    part.or_else(declaration).or_else(style)
}

/// Of the tags that may have a value, one that does most with it.
fn rank(text: &str, at: usize) -> u8 {
    match &*local(name(text, at)).to_ascii_lowercase() {
        "a" | "area" => 0,
        "link" => 1,
        _ => 2,
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The name that begins at an offset; what is no letter of ASCII ends it only where it must.
fn name(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let ends =
        |letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>' | '=' | '"' | '\'' | '<');
    let end = rest.char_indices().take(64).find(|(_, letter)| ends(*letter)).map(|(end, _)| end);
    &rest[..end.unwrap_or_else(|| rest.char_indices().nth(64).map_or(rest.len(), |(end, _)| end))]
}

/// What the value of an attribute does, by the tag that it may belong to. `left` are the bytes that may still be looked
/// at in values of several addresses.
fn value(text: &str, at: usize, tag: usize, left: &mut usize) -> Option<Fault> {
    let address = address::beginning(text.get(at..)?);
    let run =
        |length: usize| Some(Fault::new(Does::Run, (at, text.get(at..at + length).unwrap_or_default())));
    if address::is_code(&address) {
        return run(text[at..].find(':').map_or(0, |end| end + 1));
    }
    let attribute = attribute(&text[..at]).to_ascii_lowercase();
    let attribute = local(&attribute);
    if let Some(fault) = hidden(attribute, address::value(text, at), at) {
        return Some(fault);
    }
    // An animation can give a link another address.
    let is_of_link =
        || ["href", "src", "data"].iter().any(|name| address.starts_with(name)) || address.contains(":href");
    if attribute == "attributename" && is_of_link() {
        return run(address.find(['"', '\'']).unwrap_or(address.len()));
    }
    let element = local(name(text, tag + 1)).to_ascii_lowercase();
    if FRAMES.contains(&&*element) && address::is_document_in_frame(&address) {
        return run(text[at..].find(':').map_or(0, |end| end + 1));
    }
    let load = |shown: &str| Some(Fault::new(Does::Load, (at, shown)));
    let is_link = || matches!(&*element, "a" | "area") || element == "link" && is_named(text, tag, at);
    let is_whole = attribute == "content" || LISTS.contains(&attribute);
    if !is_whole && (!LOADING.contains(&attribute) || attribute == "href" && is_link()) {
        return None;
    }
    if is_whole {
        let value = address::value(text, at);
        let is_seen = value.len() <= *left;
        *left = left.saturating_sub(value.len());
        let leads_away = || {
            let value = address::resolved(value).to_ascii_lowercase().replace('\\', "/");
            match attribute {
                "content" => {
                    let value: String = value.chars().filter(|letter| *letter > ' ').collect();
                    refresh(&value).is_some_and(|to| address::is_elsewhere(to) || address::is_code(to))
                }
                _ => {
                    let ends = |letter: char| letter == ',' || letter.is_ascii_whitespace();
                    let bare = |address: &str| address.replace(|letter: char| letter < ' ', "");
                    value.split(ends).any(|address| address::is_elsewhere(&bare(address)))
                }
            }
        };
        return (!is_seen || leads_away()).then(|| load(first(value))).flatten();
    }
    let seen = address::value(text, at);
    let end = seen.find('/').map_or(seen.len(), |end| (end + 2).min(seen.len()));
    address::is_elsewhere(&address).then(|| load(seen.get(..end).unwrap_or(seen))).flatten()
}

/// The encoding that an attribute declares, if code may be hidden in it.
fn hidden(attribute: &str, value: &str, at: usize) -> Option<Fault> {
    if !matches!(attribute, "charset" | "content") {
        return None;
    }
    let fault = |label: &str| {
        let at = value.find(label).map(|label| at + label);
        Fault { at, what: label.to_owned(), does: Does::Hide }
    };
    encoding::foreign_label(attribute, value).map(fault).or_else(|| {
        memchr::memchr(b'&', value.as_bytes())?;
        encoding::foreign_label(attribute, &address::resolved(value)).map(fault)
    })
}

/// The beginning of a value, to be shown.
fn first(value: &str) -> &str {
    &value[..value.char_indices().nth(40).map_or(value.len(), |(at, _)| at)]
}

/// The name of the attribute whose value begins behind a text.
fn attribute(before: &str) -> &str {
    let before = before.strip_suffix(['"', '\'']).unwrap_or(before).trim_end();
    let before = before.trim_end_matches('=').trim_end();
    let begins =
        |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '/' | '<' | '>' | '=');
    before.rsplit(begins).next().unwrap_or_default()
}

/// Where a page goes by itself after a while (HTML, “shared declarative refresh steps”), if a value says so.
fn refresh(value: &str) -> Option<&str> {
    let behind = value.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let to = behind.trim_start_matches([';', ',']);
    let to = to.strip_prefix("url=").unwrap_or(to).trim_start_matches(['"', '\'']);
    (behind.len() < value.len()).then_some(to)
}

/// Most bytes of a `link` that may only name an address.
const LONGEST_LINK: usize = 2048;

/// Whether a `link` only names an address: all that it says of it, wherever, is one word of [`NAMED`].
fn is_named(text: &str, tag: usize, at: usize) -> bool {
    // Attributes are few where there is nothing to hide.
    let window = &text.as_bytes()[tag..text.len().min(tag + LONGEST_LINK)];
    let behind = window.get(at - tag..).unwrap_or_default();
    let end = behind.iter().position(|byte| matches!(byte, b'<' | b'>')).map(|end| at + end);
    let Some(link) = end.and_then(|end| text.get(tag..end)) else { return false };
    let link = link.to_ascii_lowercase();
    let mut relations = link.match_indices("rel").filter_map(|(at, rel)| {
        let value = link[at + rel.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.split(quote).next());
        Some(quoted.unwrap_or_else(|| {
            value.split(|letter: char| letter.is_ascii_whitespace()).next().unwrap_or(value)
        }))
    });
    let relation = relations.next().filter(|_| relations.next().is_none()).unwrap_or_default();
    NAMED.contains(&relation.trim())
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
    let is_program = |(at, sign): &(usize, &str)| !is_plain_style(&to_end(*at)[sign.len()..]);
    let entity = all("<!ENTITY").find(|(at, sign)| {
        let behind = at + sign.len();
        is_entity(&(behind, sign))
    });
    let used = || text.contains("<!ENTITY").then(|| used_entity(text)).flatten();
    entity
        .or_else(used)
        .or_else(|| all("<!ATTLIST").next())
        .or_else(|| all("<?xml-stylesheet").find(is_program))
}

/// Whether what an instruction says of a stylesheet is that it is CSS, and of this site.
fn is_plain_style(words: &str) -> bool {
    let words: String =
        words.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let is_css = words.contains("type=\"text/css\"") || words.contains("type='text/css'");
    let elsewhere = ["//", "http", "\\", "&", "data:", "xsl"];
    is_css && words.matches("type").count() == 1 && !elsewhere.iter().any(|sign| words.contains(sign))
}

/// An entity of the document's own that is used otherwise than to name a vocabulary: it may be any part of an address.
fn used_entity(text: &str) -> Option<(usize, &str)> {
    memchr::memchr_iter(b'&', text.as_bytes()).find_map(|at| {
        let name = name(text, at + 1).split(';').next().unwrap_or_default();
        let is_general = ["amp", "lt", "gt", "quot", "apos"].contains(&name) || name.starts_with('#');
        let attribute = attribute(&text[..at]);
        let is_vocabulary = attribute.starts_with("xmlns") || attribute == "requiredExtensions";
        let begins = |letter: char| letter.is_alphabetic() || letter == '_' || letter == ':';
        let is_used = name.starts_with(begins) && !is_general && !is_vocabulary;
        is_used.then(|| (at, &text[at..at + 1 + name.len()]))
    })
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
    fn what_loads_from_elsewhere_is_found_however_it_is_written() {
        for text in [
            "<meta http-equiv=refresh content='0;url=https://t.example/'>",
            "<meta http-equiv=refresh content=\"3 ; URL = '&#104;ttps://t.example/'\">",
            &format!("<meta http-equiv=refresh content='{};url=https://t.example/'>", "0".repeat(70)),
            "<meta http-equiv=refresh content='&#48;;url=https://t.example/'>",
            "<a ping='/y\nhttps://t.example/' href='/'>x</a>",
            "<img srcset='a.png 1x,\thttps://t.example/b.png 2x'>",
            "<img src=https://t.example/x>",
            "<img/src=//t.example/x>",
            "<IMG SRC='\\\\t.example/x'>",
            "<img src='ht\ntps:t.example'>",
            "<img srcset='a.png 1x, https://t.example/x 2x'>",
            "<img srcset='a\"b 1x,&#47;&#47;t.example/x 2x'>",
            "<iframe src='https://t.example/'>",
            "<iframe src='data:image/svg+xml,&lt;svg>'>",
            "<link rel=stylesheet href=https://t.example/a.css>",
            "<link rel='canonical stylesheet' href=https://t.example/a.css>",
            "<link title='rel=canonical' rel=icon href=https://t.example/a.css>",
            "<img alt='<a b c d e f' src='https://t.example/x'>",
            "<use alt='<link rel=canonical b c d ' href='https://t.example/x'>",
            "<form action=https://t.example/>",
            "<button formaction='//t.example/'>",
            "<base href='https://t.example/'>",
            "<a href='x' ping='/y https://t.example/'>",
            "<object data='https://t.example/'>",
            "<video poster='https://t.example/'>",
            "<x:image y:href='https://t.example/'>",
            "<style>@im\\70ort 'https://t.example/'</style>",
            "<style>@import/**/'https://t.example/'</style>",
            "<p style='background:u\\72l(https://t.example/)'>",
            "<p style='background:&#117;rl(https://t.example/)'>",
            "<p style='background:&#92;75rl(&quot;https://t.example/)'>",
            "<style>p{background:image-set('a.png' 1x,'https://t.example/' 2x)}</style>",
            "<style>p{background:url('ht\\\ntps://t.example/')}</style>",
        ] {
            for path in ["content/x.html", "content/x.svg"] {
                let fault = fault(text, path.ends_with("html"));
                assert!(fault.is_some_and(|fault| fault.does != Does::Hide), "{path} {text}");
            }
        }
    }

    #[test]
    fn what_says_the_same_many_times_is_read_at_once() {
        let many = 60_000;
        for text in [
            format!("<style>{}", "@import/*".repeat(many)),
            format!("<style>{}*/ 'a.css'", "@import/*".repeat(many)),
            format!("<style>{}{}", "@import/**/".repeat(many), "/**/".repeat(many)),
            format!("<style>{}", "image-set(".repeat(many)),
            format!("<style>{}'a.png'", "image-set(".repeat(many)),
            format!("<link {}", "href=x ".repeat(many)),
            format!("<meta {}", "content='0;' charset=utf-8 ".repeat(many)),
        ] {
            let start = std::time::Instant::now();
            finding("content/x.html", text.as_bytes());
            assert!(start.elapsed().as_secs() < 20, "{}", &text[..20]);
        }
    }

    #[test]
    fn an_encoding_in_which_markup_is_hidden_is_refused() {
        for bytes in [
            &b"<!doctype html><meta charset=\"iso-2022-jp\"><scr\x1b(Bipt>x</scr\x1b(Bipt>"[..],
            b"<p>\x1b(B</p>",
            b"<meta http-equiv=content-type content='text/html; charset=Shift_JIS'>",
            b"<meta charset = Big5>",
            b"<!-- <p title=' --><meta content='text/html;ch&#97;rset=&#83;hift_JIS'>",
            b"<?xml version='1.0' encoding = 'gbk'?><svg/>",
            b"<\0><script>alert(1)</script>",
        ] {
            assert!(finding("content/x.html", bytes).is_some(), "{bytes:?}");
        }
        for label in ["utf-8", "UTF-8", "ISO-8859-15", "windows-1251", "koi8-r", "utf-16"] {
            assert_eq!(found("content/x.html", &format!("<meta charset='{label}'>")), None);
        }
    }

    #[test]
    fn an_entity_is_no_part_of_an_address() {
        let with = |text: &str| format!("<!DOCTYPE svg [<!ENTITY t 'javascript:x'>]><svg>{text}</svg>");
        assert!(found("content/x.svg", &with("<a href='&t;'/>")).is_some());
        assert!(found("content/x.svg", &with("<style>&t;</style>")).is_some());
        assert_eq!(found("content/x.svg", &with("<g xmlns:i='&t;'>&amp;</g>")), None);
        let style = |words: &str| found("content/x.svg", &format!("<?xml-stylesheet {words}?><svg/>"));
        assert!(style("type='text/xsl' title='text/css' href='x.xsl'").is_some());
        assert!(style("type='text/css' href='https://t.example/x.css'").is_some());
        assert_eq!(style("href='x.css' type='text/css'"), None);
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
            "<!doctype html><meta charset=utf-8><title>javascript</title><link rel=stylesheet href=a.css><link rel=canonical href='https://x.example/'><a href='https://x.example/'><img src=a.png srcset='a.png 1x, b//c.png 2x'><meta property=og:image content='https://x.example/a.png'>",
            "<head profile='http://gmpg.org/xfn/11'><p><code>open(path, encoding=\"cp437\")</code> and charset=big5",
            "<math><annotation encoding='application/x-tex'>a</annotation></math>",
            "<p>onions = 3, and onload=\"x\" is an attribute <code>&lt;a onclick=x></code>.",
        ] {
            assert_eq!(found("content/x.html", text), None, "{text}");
        }
    }
}
