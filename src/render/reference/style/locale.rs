//! The words of styles in one language, without those for what is absent.

use super::archived::archived;
use hayagriva::archive::LOCALES;
use hayagriva::citationberg::Locale;
use hayagriva::citationberg::taxonomy::{OtherTerm, Term};

/// Terms for what is absent: a style must not invent them.
const INVENTED: [OtherTerm; 4] =
    [OtherTerm::NoDate, OtherTerm::NoPlace, OtherTerm::NoPublisher, OtherTerm::Anonymous];

/// The locale of a language: the very one, else the one of the language's home country.
pub(super) fn locale(language: &str) -> Locale {
    let wanted = language.replace('_', "-").to_ascii_lowercase();
    let primary = wanted.split('-').next().unwrap_or_default();
    let home = match primary {
        "en" => "en-us".to_owned(),
        "zh" => "zh-cn".to_owned(),
        "sr" => "sr-rs".to_owned(),
        "no" => "nb-no".to_owned(),
        primary => format!("{primary}-{primary}"),
    };
    let codes: Vec<String> = LOCALES.iter().map(|bytes| locale_code(bytes).to_ascii_lowercase()).collect();
    let at = |code: &str| codes.iter().position(|known| known == code);
    let of_language = || codes.iter().position(|known| known.split('-').next() == Some(primary));
    let index = at(&wanted).or_else(|| at(&home)).or_else(of_language).or_else(|| at("en-us")).unwrap_or(0);
    // The archive is part of the library and is tested by it; an empty locale is a style without words.
    archived(LOCALES[index]).unwrap_or_else(|| Locale {
        lang: None,
        info: None,
        terms: None,
        date: Vec::new(),
        style_options: None,
    })
}

/// The language of an archived locale, which is its first field: decoding all 63 takes 60 ms.
fn locale_code(bytes: &[u8]) -> &str {
    const NAME: &[u8] = b"@xml:lang";
    let start =
        bytes.windows(NAME.len()).take(16).position(|window| window == NAME).map(|at| at + NAME.len());
    let code = start.and_then(|start| {
        let length = usize::from(bytes.get(start)?.checked_sub(0x60)?);
        bytes.get(start + 1..start + 1 + length)
    });
    code.and_then(|code| std::str::from_utf8(code).ok()).unwrap_or_default()
}

/// Takes out the terms for what is absent.
pub(super) fn forget_inventions(locale: &mut Locale) {
    if let Some(terms) = &mut locale.terms {
        terms.terms.retain(|term| !INVENTED.iter().any(|invented| term.name == Term::Other(*invented)));
    }
}

#[cfg(test)]
mod tests {
    use hayagriva::archive::LOCALES;
    use hayagriva::citationberg::Locale;

    use super::super::archived::archived;

    #[test]
    fn every_locale_is_read_as_the_library_reads_it() {
        for bytes in LOCALES {
            let locale: Option<Locale> = archived(bytes);
            assert_eq!(locale, ciborium::de::from_reader(*bytes).ok());
            assert!(locale.is_some());
        }
    }
}
