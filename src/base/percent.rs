//! Percent-encoding (RFC 3986, section 2.1). The one file that uses percent-encoding.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters (section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// All but what may stand in a path: `pchar` (section 3.3) and `/`.
const NOT_IN_PATH: &AsciiSet = &RESERVED
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// All but the unreserved characters and `/`.
const NOT_IN_PATH_VALUE: &AsciiSet = &RESERVED.remove(b'/');

/// A path as it stands in an address.
#[must_use]
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, NOT_IN_PATH).to_string()
}

/// A value as it stands in a query: only unreserved characters stay.
#[must_use]
pub fn encode_value(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// A path that is one value in a path as well as in a query: only unreserved characters and `/` stay.
#[must_use]
pub fn encode_path_value(path: &str) -> String {
    utf8_percent_encode(path, NOT_IN_PATH_VALUE).to_string()
}

/// A whole address, in which the characters that no address may have (RFC 3986, appendix A) and that people type all
/// the same are encoded: `{`, `}`, `|`, `^` and the grave accent.
#[must_use]
pub fn encode_braces(url: &str) -> Cow<'_, str> {
    const TYPED: [char; 5] = ['{', '}', '|', '^', '`'];
    if !url.contains(TYPED) {
        return Cow::Borrowed(url);
    }
    let encoded = |letter: char| match letter {
        letter if TYPED.contains(&letter) => format!("%{:02X}", u32::from(letter)),
        letter => letter.to_string(),
    };
    Cow::Owned(url.chars().map(encoded).collect())
}

/// Words of a text fragment, in which `-` and `,` have a meaning: only letters and digits stay.
#[must_use]
pub fn encode_words(words: &str) -> String {
    utf8_percent_encode(words, NON_ALPHANUMERIC).to_string()
}

/// Decodes percent-encoding; what is not valid stays as it is.
#[must_use]
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |decoded| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_round_trips() {
        for path in ["/a b/ї/", "/100%/", "/x/", "/a+b,(c)/"] {
            assert_eq!(decode(&encode_path(path)), path);
            assert_eq!(decode(&encode_value(path)), path);
            assert_eq!(decode(&encode_path_value(path)), path);
            assert_eq!(decode(&encode_words(path)), path);
        }
        assert_eq!(encode_path("/a b/c&d:e"), "/a%20b/c&d:e");
        assert_eq!(encode_path_value("/a b/c&d"), "/a%20b/c%26d");
        assert_eq!(encode_value("a/b-c"), "a%2Fb-c");
        assert_eq!(encode_words("a-b, ї"), "a%2Db%2C%20%D1%97");
    }

    #[test]
    fn characters_of_no_address_are_encoded() {
        assert_eq!(encode_braces("https://x.org/{a}?b|c#d"), "https://x.org/%7Ba%7D?b%7Cc#d");
        assert_eq!(encode_braces("https://x.org/%7Ba%7D"), "https://x.org/%7Ba%7D");
    }

    #[test]
    fn what_is_not_encoded_stays() {
        assert_eq!(
            (decode("100%"), decode("%+5"), decode("%ff")),
            ("100%".into(), "%+5".into(), "%ff".into())
        );
    }
}
