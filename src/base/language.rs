//! Language tags (BCP 47), and which of them are languages.

use ibid_languages::Language;
use serde::Serialize;

/// The two-letter codes of ISO 639-1.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie \
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi \
    mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc \
    sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi \
    vo wa wo xh yi yo za zh zu";

/// The tag as it should be written (`en`, `pt-BR`, `zh-Hant`); nothing where it is not one.
#[must_use]
pub fn canonical_tag(tag: &str) -> Option<String> {
    let locale: icu_locale_core::LanguageIdentifier = tag.parse().ok()?;
    let primary = locale.language.to_string();
    (!locale.language.is_unknown() && (primary.len() > 2 || is_code(&primary))).then(|| locale.to_string())
}

/// Whether a text is a two-letter code of a language.
#[must_use]
pub fn is_code(text: &str) -> bool {
    text.len() == 2 && CODES.split(' ').any(|code| code == text)
}

/// What a language calls itself, by its own tag or that of its primary language; its tag where that is not known.
#[must_use]
pub fn autonym(tag: &str) -> &str {
    let names = ibid_languages::regional_names();
    let regional = names.iter().find(|(code, _)| *code == tag).map(|(_, name)| *name);
    let language = Language::get(tag);
    regional.unwrap_or(if language.is_known() { language.name } else { tag })
}

/// The direction in which a language is written; the values are HTML's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// HTML's value.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// The direction in which a language is written.
#[must_use]
pub fn direction(language: &str) -> Direction {
    let is_rtl = Language::get(language).is_right_to_left || ibid_languages::is_right_to_left(language);
    if is_rtl && !language.to_ascii_lowercase().contains("latn") { Direction::Rtl } else { Direction::Ltr }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_other_texts() {
        assert_eq!(canonical_tag("pt-br").as_deref(), Some("pt-BR"));
        assert_eq!(canonical_tag("uk").as_deref(), Some("uk"));
        for wrong in ["", "english language", "e", "../x", "und", "xx", "ua"] {
            assert_eq!(canonical_tag(wrong), None, "{wrong}");
        }
        assert!(is_code("de") && !is_code("js") && !is_code("eng"));
    }

    #[test]
    fn languages_are_named_in_themselves() {
        for (tag, name) in [("ar", "العربية"), ("de-AT", "Deutsch"), ("zh-Hant", "繁體中文"), ("xh", "xh")]
        {
            assert_eq!(autonym(tag), name);
        }
        let is_written_so = |tag: &str| canonical_tag(tag).as_deref() == Some(tag);
        assert!(Language::all().iter().all(|language| is_written_so(language.code)));
        assert_eq!(
            (direction("ar"), direction("yi"), direction("ku-Latn"), direction("tr")),
            (Direction::Rtl, Direction::Rtl, Direction::Ltr, Direction::Ltr)
        );
    }
}
