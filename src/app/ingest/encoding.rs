//! Text in any encoding. The one file that uses `encoding_rs` and `chardetng`.
//!
//! In this order: a byte order mark; UTF-8, if the bytes are; what the file declares; what the letters suggest.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use super::FileRefusal;

/// Bytes at the beginning of a page within which it must declare its encoding (HTML, “Determining the character
/// encoding”).
const DECLARED_WITHIN: usize = 1024;

/// Bytes that are no text, of a thousand, at which a file as a whole is none.
const MOST_REPLACED: usize = 5;

/// A text and how it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding's name.
    pub encoding: &'static str,
    /// Whether the bytes are not those of the text: any encoding but UTF-8.
    pub is_converted: bool,
    /// How many sequences could not be decoded and are U+FFFD now.
    pub replaced: usize,
}

/// Decodes a text.
///
/// # Errors
/// Where the bytes are no text in any encoding.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, FileRefusal> {
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(FileRefusal::new("is UTF-32, which hardly any program reads", "save it as UTF-8"));
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decoded(&bytes[length..], encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // UTF-16 of Latin letters is UTF-8 with a NUL beside each.
        return match wide(bytes).or_else(|| escaped(bytes)).or_else(|| wide_of_other_letters(bytes)) {
            Some(encoding) => decoded(bytes, encoding),
            None => checked(Decoded {
                text: text.to_owned(),
                encoding: "UTF-8",
                is_converted: false,
                replaced: 0,
            }),
        };
    }
    if let Some(encoding) = wide(bytes).or_else(|| wide_of_other_letters(bytes)) {
        return decoded(bytes, encoding);
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = declared {
        let found = decoded(bytes, encoding);
        if found.is_ok() {
            return found;
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    decoded(bytes, detector.guess(None, Utf8Detection::Allow))
}

/// The encoding that a page or an XML file declares at its beginning.
#[must_use]
pub fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARED_WITHIN)]).to_ascii_lowercase();
    let at = match head.find("charset") {
        Some(at) => at + "charset".len(),
        None if head.trim_start().starts_with("<?xml") => head.find("encoding")? + "encoding".len(),
        None => return None,
    };
    let value = head[at..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let label: String =
        value.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')).collect();
    (!label.is_empty()).then_some(label)
}

/// UTF-16 without a byte order mark: nearly every second byte of a text in Latin letters is NUL.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let nuls = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let most = head.len() * 2 / 5;
    match (nuls(0), nuls(1)) {
        _ if head.len() < 4 => None,
        (high, low) if low > most && high == 0 => Some(UTF_16LE),
        (high, low) if high > most && low == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// ISO-2022-JP, which has bytes of ASCII only and switches between its sets of letters by escapes.
fn escaped(bytes: &[u8]) -> Option<&'static Encoding> {
    let is_switched = memchr::memmem::find(bytes, b"\x1b$").is_some();
    (is_switched && !ISO_2022_JP.decode_without_bom_handling(bytes).1).then_some(ISO_2022_JP)
}

/// UTF-16 without a byte order mark in letters other than Latin ones, where NUL stands in spaces and line ends only:
/// read one way it is text, and the other way it is not.
fn wide_of_other_letters(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if bytes.len() % 2 == 1 || head.len() < 16 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let is_text = |encoding: &&'static Encoding| {
        let (text, is_damaged) = encoding.decode_without_bom_handling(head);
        let is_word = |letter: &char| letter.is_alphanumeric() || letter.is_whitespace();
        let words = text.chars().filter(is_word).count();
        let spaces = text.chars().filter(|letter| matches!(letter, ' ' | '\n' | '\u{3000}')).count();
        let is_control = |letter: char| letter.is_control() && !letter.is_whitespace();
        !is_damaged && spaces > 0 && !text.contains(is_control) && words * 10 >= text.chars().count() * 9
    };
    let mut fitting = [UTF_16LE, UTF_16BE].into_iter().filter(is_text);
    fitting.next().filter(|_| fitting.next().is_none())
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, FileRefusal> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let replaced = text.matches('\u{fffd}').count();
    if replaced * 1000 > text.len() * MOST_REPLACED {
        let reason = format!("is no text in {} or any other encoding that is known here", encoding.name());
        return Err(FileRefusal::new(
            reason,
            "open it in the program that made it and save it as a text file in UTF-8",
        ));
    }
    checked(Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        is_converted: encoding != UTF_8,
        replaced,
    })
}

/// Refuses what is not text although it can be decoded: NUL, or many other control characters.
fn checked(decoded: Decoded) -> Result<Decoded, FileRefusal> {
    let is_control = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}');
    let controls = decoded.text.chars().filter(is_control).count();
    if decoded.text.contains('\0') || controls * 100 > decoded.text.len() {
        return Err(FileRefusal::new(
            "is no text: it is full of control characters",
            "open it in the program that made it, and save the text as a text file in UTF-8",
        ));
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::{declared, decode};

    #[test]
    fn texts_are_read_in_their_encodings() {
        let russian = "Правительство объявило, что переговоры начнутся в понедельник утром.";
        let windows = encoding_rs::WINDOWS_1251.encode(russian).0;
        let found = decode(&windows, None).unwrap();
        assert_eq!((found.text.as_str(), found.encoding), (russian, "windows-1251"));
        let koi = encoding_rs::KOI8_R.encode(russian).0;
        assert_eq!(decode(&koi, Some("koi8-r")).unwrap().text, russian);
        let found = decode(b"caf\xe9", None).unwrap();
        assert_eq!((found.text.as_str(), found.is_converted), ("café", true));
        let utf16: Vec<u8> = "plain words".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16, None).unwrap().text, "plain words");
        for (letters, bytes) in [
            ("Уряд оголосив це вчора.", u16::to_be_bytes as fn(u16) -> [u8; 2]),
            ("政府は 昨日 それを発表した", u16::to_le_bytes),
        ] {
            let wide: Vec<u8> = letters.encode_utf16().flat_map(bytes).collect();
            assert_eq!(decode(&wide, None).unwrap().text, letters);
        }
        let escaped = b"\x1b$B4A;z\x1b(B and more";
        assert_eq!(decode(escaped, None).unwrap().text, "漢字 and more");
        let marked: Vec<u8> =
            [0xfe, 0xff].into_iter().chain("слова".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(decode(&marked, None).unwrap().text, "слова");
        let found = decode("\u{feff}слова".as_bytes(), None).unwrap();
        assert_eq!((found.text.as_str(), found.is_converted), ("слова", false));
        // A declaration that the bytes contradict does not count.
        assert_eq!(decode("слова".as_bytes(), Some("windows-1251")).unwrap().text, "слова");
    }

    #[test]
    fn a_stray_byte_does_not_lose_a_page() {
        let mut page = "Слова і ще слова. ".repeat(100).into_bytes();
        page.push(0xff);
        let found = decode(&page, Some("utf-8")).unwrap();
        assert_eq!((found.encoding, found.replaced), ("UTF-8", 1));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> = (0..4000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(decode(&noise, None).is_err());
        assert!(decode(b"a\0b c d e f g", None).is_err());
        assert!(decode(&[0xff, 0xfe, 0, 0, b'a', 0, 0, 0], None).unwrap_err().reason.contains("UTF-32"));
    }

    #[test]
    fn declarations_are_found() {
        for (head, label) in [
            ("<meta charset=\"windows-1251\">", Some("windows-1251")),
            ("<META HTTP-EQUIV=Content-Type content='text/html; charset=KOI8-R'>", Some("koi8-r")),
            ("<?xml version='1.0' encoding='ISO-8859-2'?>", Some("iso-8859-2")),
            ("<p>No encoding</p>", None),
        ] {
            assert_eq!(declared(head.as_bytes()).as_deref(), label, "{head}");
        }
    }
}
