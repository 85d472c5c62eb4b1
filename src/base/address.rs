//! From file paths to addresses.

use unicode_normalization::UnicodeNormalization;

/// Whether some file systems reserve a name; a site with one cannot be copied everywhere.
fn is_reserved(stem: &str) -> bool {
    let is_port = |rest: &str| matches!(rest.as_bytes(), [b'1'..=b'9']) || matches!(rest, "¹" | "²" | "³");
    matches!(stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || ["com", "lpt"].iter().any(|port| stem.strip_prefix(port).is_some_and(is_port))
}

/// Characters that names of files cannot have on some systems.
pub const UNPORTABLE: [char; 8] = ['\\', ':', '*', '?', '"', '<', '>', '|'];

/// A piece of an address made from any text: lower case, letters and digits of any script, `-` between.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.nfc().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() || letter == '_' {
            slug.push(letter);
        } else if matches!(letter, '\'' | '’' | '\u{ad}' | '\u{200b}') {
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// One part of a path in an address: kept as it is where it is fit for one, else made a slug.
#[must_use]
pub fn part(name: &str) -> String {
    let name: String = name.nfc().collect();
    let is_fit = name.chars().all(|c| c.is_alphanumeric() || "-_.~".contains(c));
    if is_fit { name } else { slug(&name) }
}

/// Why a part of a path cannot be published, if it cannot.
#[must_use]
pub fn unfit(part: &str) -> Option<&'static str> {
    let stem = part.split('.').next().unwrap_or_default().to_lowercase();
    if part.is_empty() {
        Some("nothing of it is left for an address")
    } else if part == "."
        || part == ".."
        || part.contains(['/', '%', '\0'])
        || part.contains(UNPORTABLE)
        || part.chars().any(char::is_control)
    {
        Some("it has characters that no address part may have")
    } else if is_reserved(stem.trim_end()) {
        Some("the name is reserved on some systems")
    } else if part.ends_with('.') {
        Some("it ends with a full stop")
    } else if part.len() > 200 {
        Some("it is longer than 200 bytes")
    } else {
        None
    }
}

/// Percent-encodes a path for use in an address (RFC 3986 `pchar` and `/` stay).
#[must_use]
pub fn encode(path: &str) -> String {
    let stands = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@".contains(byte);
    if path.as_bytes().iter().all(stands) {
        return path.to_owned();
    }
    let mut encoded = String::with_capacity(path.len() + 16);
    for byte in path.bytes() {
        if stands(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Decodes percent-encoding; what is not valid stays as it is.
#[must_use]
pub fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = path.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_every_script() {
        assert_eq!(slug("The peace plan (28, 19 & 20 points)"), "the-peace-plan-28-19-20-points");
        assert_eq!(slug("Що вимагає Росія?"), "що-вимагає-росія");
        assert_eq!(slug("Ukraine’s bid"), "ukraines-bid");
        assert_eq!(slug(";)"), "");
    }

    #[test]
    fn encoding_round_trips() {
        for path in ["/a b/ї/", "/100%/", "/x/"] {
            assert_eq!(decode(&encode(path)), path);
        }
        assert_eq!(encode("/a b/"), "/a%20b/");
    }
}
