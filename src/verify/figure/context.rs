//! The words around a figure: units, currencies, numbered parts, and the company in which a small
//! number word is no figure that a reader would look up.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lexicon::{Language, holds_unit};
use super::token::{FigureToken, TokenGap, TokenKind};

/// Stems of words that measure or that count people; the word may go on.
#[rustfmt::skip]
const MEASURED: [(&[Language], &str); 3] = [
    (&[Language::English], "year month week day hour minute percent percentage point kilometre kilometer mile metre meter ton tonne dollar \
        euro pound barrel time people person soldier troop civilian child children death killed injured wounded dead \
        missing round seat vote missile drone aircraft warplane ship tank prisoner hostage body bodies victim worker \
        officer degree acre hectare gram kilo litre liter gallon megawatt km kg mm cm cent hryvnia rouble ruble yuan \
        men women man woman"),
    (&[Language::Ukrainian, Language::Russian], "рік року роки рок год лет місяц месяц тижн недел дні днів днями день \
        дня дней добу доби діб сутк суток годин час хвилин минут відсот процент кілометр километр метр тонн люд осіб особ человек солдат \
        військов военн загиб погиб вбит убит поранен ранен дітей діте детей ребен ракет дрон пункт рази разів раза жінк женщин \
        чоловік мужчин долар доллар гривн рубл євро евро миль"),
    (&[Language::German], "jahr monat woche tag stunde minute prozent kilometer meter mensch person soldat zivilist kind \
        tote verletzt punkt rakete drohne euro dollar tonne mal frau mann männer"),
];

/// Whether a word is a unit, a measure or people.
pub(super) fn is_measure(language: Language, token: &FigureToken) -> bool {
    token.kind == TokenKind::Word
        && MEASURED.iter().filter(|(languages, _)| languages.contains(&language)).any(|(_, stems)| {
            stems.split_whitespace().any(|stem| {
                token.text.strip_prefix(stem).is_some_and(|rest| match language {
                    Language::English => matches!(rest, "" | "s" | "es"),
                    _ => rest.chars().count() <= 6,
                })
            })
        })
}

/// Currencies: ISO code, signs and codes, beginnings of words.
#[rustfmt::skip]
const CURRENCIES: [(&str, &str, &str); 14] = [
    ("USD", "$ usd", "dollar долар доллар"), ("EUR", "€ eur", "euro євро евро"),
    ("GBP", "£ gbp", "pound sterling pfund фунт"), ("UAH", "₴ uah грн", "hryvnia hryvna griwna гривн гривен"),
    ("RUB", "₽ rub руб", "rouble ruble rubel рубл"), ("CNY", "cny rmb", "yuan юан"), ("JPY", "¥ jpy", "yen"),
    ("CHF", "chf", "franc franken"), ("PLN", "pln zł", "zloty zlotys złoty злот"), ("TRY", "₺ try", "lira lire lira"),
    ("ILS", "₪ ils", "shekel"), ("INR", "₹ inr", "rupee"), ("KRW", "₩ krw", "won"), ("SEK", "sek", "krona kronor"),
];

/// The currency that a token names.
pub(super) fn currency(token: &FigureToken) -> Option<&'static str> {
    if token.kind == TokenKind::Digits {
        return None;
    }
    let text = token.text.as_str();
    // “try”, “won” and “lit” are more often other words.
    if token.kind == TokenKind::Word && ((text == "try" && !token.capitals) || text == "won") {
        return None;
    }
    if let Some(code) = NAMED.get(text) {
        return Some(code);
    }
    // Inflected forms of the few Cyrillic names.
    if text.is_ascii() || !text.starts_with(['д', 'ф', 'г', 'р', 'ю', 'з']) {
        return None;
    }
    CURRENCIES.iter().find_map(|(code, _, words)| {
        let inflected = |word: &str| text.strip_prefix(word).is_some_and(|rest| rest.chars().count() <= 3);
        words.split(' ').any(|word| !word.is_ascii() && inflected(word)).then_some(*code)
    })
}

/// Signs, codes, and names with a plural `s`.
static NAMED: LazyLock<FxHashMap<String, &str>> = LazyLock::new(|| {
    let mut named = FxHashMap::default();
    for (code, signs, words) in CURRENCIES {
        for word in signs.split(' ').chain(words.split(' ')) {
            named.insert(word.to_owned(), code);
        }
        for word in words.split(' ').filter(|word| word.is_ascii()) {
            named.insert(format!("{word}s"), code);
        }
    }
    named
});

/// Numbered parts of a text: a name for comparison, and the words for it.
#[rustfmt::skip]
const PARTS: [(&str, &str); 6] = [
    ("article", "article articles art стаття статті статтю статтею статей ст статья статьи статье статью статьей artikel artikels"),
    ("chapter", "chapter chapters розділ розділу розділі глава главы главе главу kapitel"),
    ("section", "section sections абзац abschnitt"),
    ("resolution", "resolution resolutions резолюція резолюції резолюцію резолюция резолюции резолюцию"),
    ("paragraph", "paragraph paragraphs параграф параграфа параграфу"),
    ("annex", "annex annexes додаток додатку приложение приложения anhang"),
];

/// The numbered part that a word names.
pub(super) fn part(token: &FigureToken) -> Option<&'static str> {
    if token.kind != TokenKind::Word {
        return None;
    }
    PARTS.iter().find(|(_, words)| words.split(' ').any(|word| word == token.text)).map(|(part, _)| *part)
}

/// Words that make the number after them approximate.
#[rustfmt::skip]
const HEDGES: [&str; 54] = [
    "about", "around", "roughly", "some", "nearly", "almost", "approximately", "over", "than", "under", "least", "most",
    "up", "to", "circa", "ca", "just", "exceeding", "близько", "майже", "понад", "приблизно", "більше", "більш", "ніж",
    "менше", "щонайменше", "десь", "около", "почти", "свыше", "более", "больше", "чем", "примерно", "минимум", "менее",
    "не", "etwa", "rund", "fast", "knapp", "über", "als", "gut", "ungefähr", "mindestens", "nahezu", "beinahe", "bis",
    "zu", "до", "орієнтовно", "c",
];

/// Whether the figure that begins at `at` is given as approximate.
pub(super) fn is_hedged(tokens: &[FigureToken], at: usize) -> bool {
    let before = |steps: usize| at.checked_sub(steps).map(|at| &tokens[at]);
    before(1).is_some_and(|token| {
        token.is_mark("~≈")
            || (token.is_word(&HEDGES)
                && (!token.is_word(&["to"]) || before(2).is_some_and(|up| up.is_word(&["up", "close"]))))
    })
}

const DEFINITE: [&str; 34] = [
    "the",
    "these",
    "those",
    "both",
    "his",
    "her",
    "their",
    "its",
    "our",
    "all",
    "any",
    "ці",
    "цих",
    "ті",
    "тих",
    "обидва",
    "обидві",
    "його",
    "їхні",
    "усі",
    "всі",
    "эти",
    "этих",
    "те",
    "тех",
    "оба",
    "обе",
    "все",
    "die",
    "den",
    "der",
    "diese",
    "beide",
    "beiden",
];

const PEOPLE: &str = "people person soldier child man men woman women worker officer prisoner hostage людей осіб особ \
    человек солдат військов военн жінк женщин чоловік мужчин mensch person soldat frau mann männer kind";

/// What an editor counts: the sources themselves.
const SOURCES: [&str; 17] = [
    "source",
    "sources",
    "reports",
    "accounts",
    "articles",
    "outlets",
    "texts",
    "versions",
    "passages",
    "readings",
    "papers",
    "pages",
    "newspapers",
    "quellen",
    "berichte",
    "drafts",
    "wordings",
];
const SOURCE_STEMS: [&str; 4] = ["джерел", "источник", "видан", "издан"];

/// Nouns after which “first” and “second” say a place in a row.
const ROWS: &str = "century centuries quarter round term phase stage anniversary place floor world army corps brigade \
    division battalion amendment rank package tranche раунд етап этап квартал століт век віку світов миров термін строк \
    срок місц мест річниц годовщин фаз пакет поверх этаж runde phase quartal jahrhundert weltkrieg amtszeit platz stufe";

/// Nouns after which “third” says something else.
const THIRD: &str = "party parties country countries person world reich way cторон країн сторін сторон стран лиц осіб осо \
    світ мир partei land länder";

/// Whether a number word at `start..end` is one that a reader would not look up in a source.
pub(super) fn is_idle(
    tokens: &[FigureToken],
    start: usize,
    end: usize,
    ordinal: bool,
    number: u32,
    language: Language,
) -> bool {
    let starts =
        |token: &FigureToken, stems: &str| stems.split_whitespace().any(|stem| token.text.starts_with(stem));
    let before = start.checked_sub(1).map(|at| &tokens[at]);
    let joined = tokens.get(end).is_some_and(|dash| dash.gap == TokenGap::None && dash.is_dash());
    let next = tokens.get(end + usize::from(joined)).filter(|token| token.kind == TokenKind::Word);
    let near = || {
        tokens[end..]
            .iter()
            .filter(|token| !token.is_dash())
            .take_while(|token| token.kind == TokenKind::Word)
    };
    if near()
        .take(2)
        .any(|token| token.is_word(&SOURCES) || SOURCE_STEMS.iter().any(|stem| token.text.starts_with(stem)))
    {
        return number <= 12;
    }
    if ordinal {
        // “First, …”: a step of an argument.
        if tokens.get(end).is_some_and(|mark| mark.is_mark(",:;"))
            && before.is_none_or(|mark| mark.kind == TokenKind::Mark)
        {
            return true;
        }
        return match number {
            1 | 2 => !near().take(2).any(|token| starts(token, ROWS)),
            3 => next.is_some_and(|token| starts(token, THIRD)),
            _ => false,
        };
    }
    let definite = before.is_some_and(|token| token.possessive || token.is_word(&DEFINITE));
    // “the two men” are men already named; “the two hours” are a measure.
    let measured =
        next.is_some_and(|token| is_measure(language, token) && !(definite && starts(token, PEOPLE)));
    let idiom = next.is_some_and(|token| {
        token.is_word(&[
            "way",
            "sided",
            "fold",
            "star",
            "state",
            "pronged",
            "tier",
            "tiered",
            "faced",
            "dimensional",
            "figure",
            "digit",
        ])
    });
    if idiom && joined {
        return true;
    }
    if holds_unit(language, &tokens[start].text) {
        return number < 2;
    }
    match number {
        0 => true,
        1 if language == Language::English => {
            // “one-year”, “one hour”; “one day” and “one person” are as often unspecific, and “at one point” is.
            !measured
                || next.is_some_and(|token| {
                    starts(token, "day time point person people man wom child soldier officer")
                })
        }
        1 => true,
        2 if joined && !measured => true,
        2 => !(measured || (!definite && near().take(3).any(|token| is_measure(language, token)))),
        3..=5 => definite && !measured,
        _ => false,
    }
}
