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
}
