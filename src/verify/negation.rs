//! Words that negate, which an omission must never hide.

/// Negations by language. English stands for every language besides, since pages mix them.
const WORDS: [(&str, &[&str]); 12] = [
    ("en", &["not", "never", "no", "nor", "neither", "none", "nothing", "nobody", "nowhere", "cannot"]),
    (
        "uk",
        &[
            "не",
            "ні",
            "ніколи",
            "немає",
            "нема",
            "ніхто",
            "ніщо",
            "нічого",
            "жоден",
            "жодна",
            "жодне",
            "жодного",
            "жодної",
        ],
    ),
    ("ru", &["не", "ни", "нет", "никогда", "никто", "ничто", "ничего", "нельзя"]),
    (
        "de",
        &[
            "nicht", "nie", "niemals", "nichts", "niemand", "kein", "keine", "keinen", "keinem", "keiner",
            "keines", "weder",
        ],
    ),
    ("fr", &["ne", "pas", "jamais", "aucun", "aucune", "rien", "ni", "non"]),
    ("es", &["no", "nunca", "jamás", "ni", "nada", "nadie", "ningún", "ninguna", "ninguno"]),
    ("it", &["non", "mai", "né", "nessuno", "nessuna", "nulla", "niente"]),
    ("pl", &["nie", "nigdy", "nic", "nikt", "żaden", "żadna", "żadne"]),
    ("nl", &["niet", "nooit", "geen", "niets", "niemand"]),
    ("ar", &["لا", "لم", "لن", "ليس", "ليست", "ما", "غير"]),
    ("pt", &["não", "nunca", "nem", "nada", "ninguém", "nenhum", "nenhuma"]),
    ("sv", &["inte", "aldrig", "ej", "ingen", "inget", "inga"]),
];

/// Chinese and Japanese negate with single characters inside unspaced text.
const IDEOGRAPHS: [char; 9] = ['不', '没', '沒', '无', '無', '未', '非', '勿', '莫'];

/// The first negation in normalised words of a source in `language`.
#[must_use]
pub(super) fn negation<'t>(words: &'t str, language: &str) -> Option<&'t str> {
    let primary = language.split(['-', '_']).next().unwrap_or(language).to_ascii_lowercase();
    // A source that states no language still shows its script.
    let is_cyrillic = words.contains(|letter| matches!(letter, '\u{400}'..='\u{4ff}'));
    let is_arabic = words.contains(|letter| matches!(letter, '\u{600}'..='\u{6ff}'));
    let is_read = |name: &str| {
        name == "en"
            || name == primary
            || (is_cyrillic && matches!(name, "uk" | "ru"))
            || (is_arabic && name == "ar")
    };
    let lists: Vec<&[&str]> =
        WORDS.iter().filter(|(name, _)| is_read(name)).map(|(_, words)| *words).collect();
    let is_negation = |word: &str| {
        let lower = word.to_lowercase();
        // Arabic writes “and” and “so” onto the next word.
        let bare = lower.strip_prefix(['و', 'ف']).unwrap_or(&lower);
        lists.iter().any(|list| list.contains(&lower.as_str()) || list.contains(&bare))
            || lower.ends_with("n't")
            || (primary == "fr" && lower.starts_with("n'"))
    };
    words
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '\''))
        .map(|word| word.trim_matches('\''))
        .find(|word| !word.is_empty() && (is_negation(word) || word.contains(IDEOGRAPHS)))
}

#[cfg(test)]
mod tests {
    use super::negation;

    #[test]
    fn knows_negations() {
        assert_eq!(negation("it did not hold", "en"), Some("not"));
        assert_eq!(negation("it didn't hold", "en"), Some("didn't"));
        assert_eq!(negation("Росія не прийме", "uk"), Some("не"));
        assert_eq!(negation("das ist nicht so", "de-AT"), Some("nicht"));
        assert_eq!(negation("он никогда", "ru"), Some("никогда"));
        assert_eq!(negation("他不同意", "zh"), Some("他不同意"));
        assert_eq!(negation("knot and note, nowadays", "en"), None);
    }
}
