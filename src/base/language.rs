//! Language tags (BCP 47), and which of them are languages.

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

/// What languages call themselves, as CLDR has it, with a capital where their own menus have one: those with most
/// readers on the web, by their tags.
const AUTONYMS: [(&str, &str); 76] = [
    ("af", "Afrikaans"),
    ("ar", "العربية"),
    ("az", "Azərbaycan"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("bs", "Bosanski"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fil", "Filipino"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gl", "Galego"),
    ("gu", "ગુજરાતી"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("kk", "Қазақ тілі"),
    ("km", "ខ្មែរ"),
    ("kn", "ಕನ್ನಡ"),
    ("ko", "한국어"),
    ("ky", "Кыргызча"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mk", "Македонски"),
    ("ml", "മലയാളം"),
    ("mn", "Монгол"),
    ("mr", "मराठी"),
    ("ms", "Melayu"),
    ("nb", "Norsk bokmål"),
    ("ne", "नेपाली"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("no", "Norsk"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("te", "తెలుగు"),
    ("tg", "Тоҷикӣ"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("uz", "O‘zbek"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
];

/// What a language calls itself, by its own tag or that of its primary language; its tag where that is not known.
#[must_use]
pub fn autonym(tag: &str) -> &str {
    let primary = tag.split('-').next().unwrap_or(tag);
    let named = |wanted: &str| AUTONYMS.iter().find(|(code, _)| *code == wanted).map(|(_, name)| *name);
    named(tag).or_else(|| named(primary)).unwrap_or(tag)
}

/// `rtl` for the languages written from right to left, else `ltr`.
#[must_use]
pub fn direction(language: &str) -> &'static str {
    let primary = language.split(['-', '_']).next().unwrap_or(language).to_ascii_lowercase();
    let is_rtl = matches!(
        primary.as_str(),
        "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv" | "ckb" | "ku"
    );
    if is_rtl && !language.to_ascii_lowercase().contains("latn") { "rtl" } else { "ltr" }
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
        assert!(AUTONYMS.is_sorted());
        let is_written_so = |tag: &str| canonical_tag(tag).as_deref() == Some(tag);
        assert!(AUTONYMS.iter().all(|(tag, name)| is_written_so(tag) && !name.is_empty()));
    }
}
