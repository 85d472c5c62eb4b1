//! Words that negate, which an omission must never hide.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

/// Negations by language. English stands for every language besides, since pages mix them. Of a language written
/// in Latin letters the others are read only where the source states it: short ones are words of other languages
/// (`no`, `se`, `non`), and some are names (`Nima`). The rest is [`UNMISTAKABLE`].
const WORDS: [(&str, &str); 30] = [
    ("en", "not never no nor neither none nothing nobody nowhere noone cannot ain't"),
    (
        "uk",
        "не ні ані ніколи немає нема ніхто нікого нікому ніким ніщо нічого нічому нічим ніде нікуди нізащо жоден \
         жодна жодне жодні жодного жодної жодному жодній жодним жодною жодну жодних жодними нікому неможливо",
    ),
    (
        "ru",
        "не ни нет нету никогда никто никого никому никем ничто ничего ничему ничем нигде никуда никак никакой \
         никакая никакое никакие никакого никакому никакую никаких никаким нельзя невозможно",
    ),
    ("be", "не ні няма ніколі ніхто нікога нішто нічога нельга"),
    ("bg", "не ни няма нито никога никой никого нищо никъде недей"),
    ("mk", "не ни нема никогаш никој ништо ниту"),
    (
        "sr",
        "не ни није нису нисам неће нећу нема никад никада нико ништа ne ni nije nisu nisam neće neću nema nikad nikada niko ništa",
    ),
    ("hr", "ne ni nije nisu nisam neće neću nema nikad nikada nitko ništa niti"),
    ("sl", "ne ni niso nisem nikoli nihče nič nima nimajo"),
    ("cs", "ne ani není nejsou nebyl nebyla nebylo nebude nikdy nikdo nic žádný žádná žádné žádného"),
    ("sk", "nie ani nebol nebola nebolo nebude nikdy nikto nič žiadny žiadna žiadne"),
    (
        "de",
        "nicht nie niemals nichts niemand niemanden niemandem kein keine keinen keinem keiner keines keinerlei \
         keineswegs keinesfalls nirgends nirgendwo weder",
    ),
    ("fr", "ne pas jamais aucun aucune rien ni non nul nulle guère"),
    ("es", "no nunca jamás ni nada nadie ningún ningunos ninguna ninguno tampoco"),
    ("it", "non mai né nessuno nessuna nessun nulla niente neanche nemmeno neppure"),
    ("pl", "nie ani nigdy nic niczego nikt nikogo nikomu nigdzie żaden żadna żadne żadnego żadnej żadnych"),
    ("nl", "niet nooit geen niets niemand nergens noch"),
    ("ar", "لا لم لن ليس ليست ليسوا ما غير"),
    ("pt", "não nunca jamais nem nada ninguém nenhum nenhuma"),
    ("sv", "inte aldrig ej icke ingen inget inga ingenting"),
    ("da", "ikke aldrig ingen intet ingenting hverken"),
    ("nb", "ikke aldri ingen intet ingenting verken"),
    ("nn", "ikkje aldri ingen inkje ingenting"),
    ("fi", "ei en et emme ette eivät älä älkää ikinä koskaan eikä"),
    ("ro", "nu nici niciodată nimeni nimic niciun nicio"),
    ("hu", "nem ne se sem soha semmi senki nincs nincsenek"),
    ("el", "δεν δε μην μη όχι ποτέ κανείς κανένας καμία τίποτα ούτε"),
    ("he", "לא אין איננו אינו אינה אינם מעולם"),
    ("fa", "نه نیست نیستند نبود نمی هرگز هیچ هیچکس"),
    ("tr", "değil değildir yok yoktur hiç hiçbir asla hayır"),
];

/// Chinese and Japanese negate with single characters inside unspaced text.
const IDEOGRAPHS: [char; 9] = ['不', '没', '沒', '无', '無', '未', '非', '勿', '莫'];

/// Words and names in which they negate nothing: Moscow, Africa, Modi, future, very, soon, continually, wireless.
const COMPOUNDS: [&str; 13] = [
    "莫斯科",
    "非洲",
    "莫迪",
    "未来",
    "未來",
    "非常",
    "不久",
    "不断",
    "不斷",
    "无线",
    "無線",
    "不动产",
    "不動産",
];

/// Negations that stand inside words and unspaced text: Japanese, Korean, Thai.
const INSIDE: [&str; 8] = ["ない", "ません", "なかった", "않", "없", "못", "아니", "ไม่"];

/// Prefixes and endings that negate a word, and the letters it has at least besides.
const PREFIXES: [&str; 12] = ["un", "in", "im", "il", "ir", "dis", "non", "mis", "anti", "не", "без", "анти"];
const ENDINGS: [&str; 3] = ["less", "los", "frei"];
const LEAST_STEM: usize = 3;

/// Negations that are hardly a word or a name of another language.
const UNMISTAKABLE: &str = "nicht nichts niemals niemand niemanden niemandem kein keine keinen keinem keiner keines \
    keinerlei keineswegs keinesfalls nirgends nirgendwo jamais aucun aucune guère nunca jamás nadie ningún ningunos \
    ninguna ninguno tampoco não nenhum nenhuma ninguém niente nessuno nessuna nessun neanche nemmeno neppure nigdy \
    niczego nikt nikogo nikomu nigdzie żaden żadna żadne żadnego żadnej żadnych niet nooit niets geen nergens inte \
    aldrig ingenting aldri intet hverken ikkje koskaan eivät älkää ikinä niciodată nimeni nimic niciun nincs nincsenek \
    değil değildir hiç hiçbir hayır nikdy není žádný žádná žádné žádného žiadny žiadna žiadne nejsou nebude nisem nihče \
    nije nisu nisam neće neću nitko ništa";

/// Some more that are names too, which have a capital.
const UNCAPITALISED: [&str; 4] = ["nie", "weder", "icke", "ikke"];

/// Each listed word with the languages that it is a negation of: every place of a fragment may be asked for one.
static LANGUAGES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut languages: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, list) in WORDS {
        list.split_ascii_whitespace().for_each(|word| languages.entry(word).or_default().push(name));
    }
    languages
});

/// [`UNMISTAKABLE`], word by word.
static ANYWHERE: LazyLock<HashSet<&str>> = LazyLock::new(|| UNMISTAKABLE.split_ascii_whitespace().collect());

/// Whether a word negates whatever the language of the text.
fn is_unmistakable(word: &str) -> bool {
    let lower = word.to_lowercase();
    ANYWHERE.contains(lower.as_str()) || begins_with_ne(&lower) || UNCAPITALISED.contains(&word)
}

/// French `n’` before a vowel.
fn begins_with_ne(word: &str) -> bool {
    let rest = word.strip_prefix("n'");
    rest.is_some_and(|rest| {
        rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h', 'é', 'è', 'ê', 'à', 'â', 'î', 'ô'])
    })
}

/// What Hebrew writes onto the next word: “and”, “that”, “when”.
const HEBREW_PREFIXES: [&str; 3] = ["ו", "כש", "ש"];

/// The word without what its script writes onto its beginning.
fn bare(word: &str) -> &str {
    // Arabic: “and”, “so”.
    let mut bare = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    while let Some(rest) = HEBREW_PREFIXES.iter().find_map(|prefix| bare.strip_prefix(prefix)) {
        bare = rest;
    }
    bare
}

/// Whether a word is written in another script than the Latin one: its language shows by itself.
fn shows_its_script(word: &str) -> bool {
    word.chars().any(|letter| {
        letter.is_alphabetic() && letter > '\u{36f}' && !('\u{1e00}'..='\u{1eff}').contains(&letter)
    })
}

/// The first negation in normalised words that belong to a source in `language`.
#[must_use]
pub(super) fn negation<'t>(words: &'t str, language: &str) -> Option<&'t str> {
    words
        .split(|letter: char| !(letter.is_alphanumeric() || is_combining_mark(letter) || letter == '\''))
        .map(|word| word.trim_matches('\''))
        .find(|word| !word.is_empty() && (is_negation(word, language) || is_unmistakable(word)))
}

fn is_negation(word: &str, language: &str) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or(language).to_ascii_lowercase();
    let primary = if primary == "no" { "nb" } else { &primary };
    let is_read = |name: &str| name == "en" || name == primary || shows_its_script(word);
    let lower = word.to_lowercase();
    let bare = bare(&lower);
    let is_listed =
        |word: &str| LANGUAGES.get(word).is_some_and(|names| names.iter().any(|name| is_read(name)));
    is_listed(&lower)
        || is_listed(bare)
        || lower.ends_with("n't")
        || (primary == "fr" && lower.starts_with("n'"))
        || has_negating_ideograph(word)
        || INSIDE.iter().any(|inside| word.contains(inside))
}

fn has_negating_ideograph(word: &str) -> bool {
    word.contains(IDEOGRAPHS) && {
        let others = COMPOUNDS.iter().fold(word.to_owned(), |word, compound| word.replace(compound, " "));
        others.contains(IDEOGRAPHS)
    }
}

/// Whether a word begins with what negates it: “unlikely”.
pub(super) fn negation_begins(word: &str) -> bool {
    let lower = word.to_lowercase();
    PREFIXES.iter().any(|prefix| lower.strip_prefix(prefix).is_some_and(is_stem))
}

/// Whether a word ends with what negates it: “careless”.
pub(super) fn negation_ends(word: &str) -> bool {
    let lower = word.to_lowercase();
    ENDINGS.iter().any(|ending| lower.strip_suffix(ending).is_some_and(is_stem))
}

fn is_stem(rest: &str) -> bool {
    rest.chars().filter(|letter| letter.is_alphanumeric()).count() >= LEAST_STEM
}

#[cfg(test)]
mod tests {
    use super::{negation, negation_begins, negation_ends};

    #[test]
    fn knows_negations() {
        assert_eq!(negation("it did not hold", "en"), Some("not"));
        assert_eq!(negation("it didn't hold", "en"), Some("didn't"));
        assert_eq!(negation("Росія не прийме", "uk"), Some("не"));
        assert_eq!(negation("das ist nicht so", "de-AT"), Some("nicht"));
        assert_eq!(negation("он никогда", "ru"), Some("никогда"));
        assert_eq!(negation("他不同意", "zh"), Some("他不同意"));
        assert_eq!(negation("knot and note, nowadays", "en"), None);
        assert_eq!(negation("planen ble ikke vedtatt", "no"), Some("ikke"));
        assert_eq!(negation("nu au semnat", "ro"), Some("nu"));
        assert_eq!(negation("nu ca urmare", "en"), None);
        assert_eq!(negation("δεν συμφωνεί", "en"), Some("δεν"));
        assert_eq!(negation("жодному з них", "uk"), Some("жодному"));
        assert_eq!(negation("동의하지 않는다", "ko"), Some("않는다"));
        assert_eq!(negation("同意しない", "ja"), Some("同意しない"));
        assert_eq!(negation("ไม่เห็นด้วย", "th"), Some("ไม่เห็นด้วย"));
        assert_eq!(negation("été né en mai", "fr"), None);
        assert_eq!(negation("das Gesetz nicht annehmen", "en"), Some("nicht"));
        assert_eq!(negation("kommt noch heute an", "en"), None);
        assert_eq!(negation("il n'a signé", "en"), Some("n'a"));
        assert_eq!(negation("o governo não assinou", "en"), Some("não"));
        assert_eq!(negation("in N'Djamena, Inga Berg, Nima, Nada and NITI Aayog", "en"), None);
        assert_eq!(negation("David Icke went", "en"), None);
        assert_eq!(negation("rząd nie podpisał", "en"), Some("nie"));
        assert_eq!(negation("de regering heeft geen verdrag", "en"), Some("geen"));
        assert_eq!(negation("莫斯科在未来", "zh"), None);
        assert_eq!(negation("莫斯科不同意", "zh"), Some("莫斯科不同意"));
        assert_eq!(negation("אמר שלא יחתום", "he"), Some("שלא"));
        assert_eq!(negation("ולא יחתום", "en"), Some("ולא"));
    }

    #[test]
    fn knows_what_negates_within_a_word() {
        assert!(["unlikely", "Illegal", "несправедливо"].into_iter().all(negation_begins));
        assert!(["Careless", "arbeitslos"].into_iter().all(negation_ends));
        assert!(!["the", "into", "changes", "careless"].into_iter().any(negation_begins));
        assert!(!["the", "bless", "unlikely"].into_iter().any(negation_ends));
    }
}
