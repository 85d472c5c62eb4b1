//! The text of a document in every way in which a browser may read its bytes.

use std::borrow::Cow;

/// Encodings, as files declare them, in which the signs of markup are the bytes that they are in ASCII, and no other
/// byte changes what one of them means (WHATWG Encoding, the labels of UTF-8, UTF-16 and those of one byte a letter).
const PLAIN: [&str; 31] = [
    "utf-8",
    "utf8",
    "us-ascii",
    "ascii",
    "latin1",
    "latin-1",
    "l1",
    "l2",
    "l9",
    "cp866",
    "ibm866",
    "cp819",
    "macintosh",
    "mac",
    "x-mac-cyrillic",
    "x-mac-roman",
    "koi",
    "koi8",
    "koi8-r",
    "koi8_r",
    "koi8-u",
    "koi8-ru",
    "tis-620",
    "dos-874",
    "cyrillic",
    "greek",
    "hebrew",
    "arabic",
    "utf-16",
    "utf-16le",
    "utf-16be",
];
/// Most letters of a label that are looked at.
const LONGEST_LABEL: usize = 40;
/// Beginnings of such labels, behind which a number follows.
const NUMBERED: [&str; 6] = ["iso-8859-", "iso8859-", "iso_8859-", "windows-125", "cp125", "windows-874"];

/// The texts of a document: its bytes as UTF-8 or any encoding that is ASCII but for other letters, and as UTF-16 where
/// they may be that.
pub(super) fn readings(bytes: &[u8]) -> Vec<Cow<'_, str>> {
    let mut readings = vec![String::from_utf8_lossy(bytes)];
    let wide = |from: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = from.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let letters = char::decode_utf16(units);
        Cow::Owned(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>())
    };
    // A mark at the beginning says so; without one, XML is recognised by its first two bytes.
    match bytes {
        [0xff, 0xfe, rest @ ..] => readings.push(wide(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => readings.push(wide(rest, u16::from_be_bytes)),
        [b'<', 0, ..] => readings.push(wide(bytes, u16::from_le_bytes)),
        [0, b'<', ..] => readings.push(wide(bytes, u16::from_be_bytes)),
        _ => {}
    }
    readings
}

/// Where a document may be read in an encoding in which its markup is another than that of its bytes, and the words
/// that say so.
///
/// Encodings of several bytes a letter take signs of markup for the second half of letters, or (ISO-2022-JP) leave out
/// escape sequences, which a browser also recognises where nothing is declared.
pub(super) fn foreign(text: &str) -> Option<(usize, &str)> {
    if let Some(at) = memchr::memchr(0x1b, text.as_bytes()) {
        return Some((at, &text[at..=at]));
    }
    // The declaration of XML, which stands before all else.
    let start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    let declaration = text[start..].strip_prefix("<?xml").and_then(|rest| rest.split('>').next())?;
    let (at, label) = declared(declaration, "encoding")?;
    Some((start + "<?xml".len() + at, label))
}

/// The label that an attribute gives, if it is of an encoding of that kind: the value of `charset`, or what the `content`
/// of a `meta` says behind `charset=`.
pub(super) fn foreign_label<'v>(attribute: &str, value: &'v str) -> Option<&'v str> {
    match attribute {
        "charset" => label(value).filter(|label| !is_plain(label)),
        "content" => declared(value, "charset").map(|(_, label)| label),
        _ => None,
    }
}

/// The first label behind a word and an equals sign that is not plain.
fn declared<'t>(text: &'t str, word: &str) -> Option<(usize, &'t str)> {
    let bytes = text.as_bytes();
    let places = memchr::memchr2_iter(word.as_bytes()[0], word.as_bytes()[0].to_ascii_uppercase(), bytes);
    for at in places {
        let behind = at + word.len();
        if !bytes.get(at..behind).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes())) {
            continue;
        }
        let Some(value) = text[behind..].trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start().trim_start_matches(['"', '\'']).trim_start();
        if let Some(label) = label(value).filter(|label| !is_plain(label)) {
            return Some((text.len() - value.len(), label));
        }
    }
    None
}

/// The label with which a value begins.
fn label(value: &str) -> Option<&str> {
    let value = value.trim_start();
    let ends = |letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | ':'));
    let label = &value[..value.find(ends).unwrap_or(value.len()).min(LONGEST_LABEL)];
    (!label.is_empty()).then_some(label)
}

fn is_plain(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    PLAIN.contains(&&*label) || NUMBERED.iter().any(|start| label.starts_with(start))
}
