//! The words of figures, by language: English, German, and Ukrainian with Russian.
//!
//! Ukrainian and Russian share one table, since their number words do not contradict each other (the
//! one exception, `друга`, is handled by language). In other languages only digits are read. The
//! tables hold folded words (see `token`); a common inflected form that is missing makes a figure go
//! unread, never wrongly read.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The languages whose words are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
    Ukrainian,
    Russian,
    Other,
}

impl Language {
    /// From a BCP 47 tag.
    pub(super) fn of(tag: &str) -> Self {
        match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Self::English,
            "de" => Self::German,
            "uk" => Self::Ukrainian,
            "ru" | "be" => Self::Russian,
            _ => Self::Other,
        }
    }

    pub(super) fn is_cyrillic(self) -> bool {
        matches!(self, Self::Ukrainian | Self::Russian)
    }
}

/// A word's part in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A number below a million.
    Cardinal(u32),
    /// Its ordinal.
    Ordinal(u32),
    /// hundred
    Hundred,
    /// A power of ten from a thousand up.
    Scale(u8),
    /// Twelve of something.
    Dozen,
    /// dozens, hundreds, thousands: an unstated multiple of a power of ten.
    Many(u8),
    /// A unit fraction: third, quarter.
    Part(u32),
}

type Rows<T> = &'static [(T, &'static str)];
type WordTable<T> = LazyLock<FxHashMap<&'static str, T>>;

fn table<T: Copy>(rows: Rows<T>) -> FxHashMap<&'static str, T> {
    rows.iter().flat_map(|(value, words)| words.split_whitespace().map(|word| (word, *value))).collect()
}

use Word::{Cardinal, Dozen, Hundred, Many, Ordinal, Part, Scale};

#[rustfmt::skip]
static ENGLISH: WordTable<Word> = LazyLock::new(|| {
    let mut words = table(&[
        (Hundred, "hundred"), (Ordinal(100), "hundredth"), (Ordinal(1000), "thousandth"),
        (Scale(3), "thousand"), (Scale(6), "million mln"), (Scale(9), "billion bn"), (Scale(12), "trillion trn tn"),
        (Dozen, "dozen"), (Many(1), "dozens scores"), (Many(2), "hundreds"), (Many(3), "thousands"),
        (Many(6), "millions"), (Many(9), "billions"), (Many(12), "trillions"),
        (Part(2), "half halves"), (Part(3), "thirds"), (Part(4), "quarter quarters"), (Part(5), "fifths"),
        (Part(6), "sixths"), (Part(8), "eighths"), (Part(10), "tenths"),
    ]);
    let below_20 = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
        sixteen seventeen eighteen nineteen";
    let ordinals = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth \
        thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth";
    let tens = "twenty thirty forty fifty sixty seventy eighty ninety";
    let tenths = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth";
    words.extend(below_20.split_whitespace().zip((0..).map(Cardinal)));
    words.extend(ordinals.split_whitespace().zip((0..).map(Ordinal)));
    words.extend(tens.split_whitespace().zip((20..).step_by(10).map(Cardinal)));
    words.extend(tenths.split_whitespace().zip((20..).step_by(10).map(Ordinal)));
    words
});

#[rustfmt::skip]
static CYRILLIC: WordTable<Word> = LazyLock::new(|| {
    table(&[
        (Cardinal(0), "нуль нуля ноль"),
        (Cardinal(1), "один одна одно одне одного одної одному одній одним одною одну одной одном"),
        (Cardinal(2), "два дві двох двом двома двоє две двух двум двумя двое"),
        (Cardinal(3), "три трьох трьом трьома троє трех трем тремя трое"),
        (Cardinal(4), "чотири чотирьох чотирьом чотирма четверо четыре четырех четырем четырьмя"),
        (Cardinal(5), "п'ять п'яти п'ятьох п'ятьом п'ятьма п'ятеро пять пяти пятью пятеро"),
        (Cardinal(6), "шість шести шістьох шістьма шестеро шесть шестью"),
        (Cardinal(7), "сім семи сімох сьома семеро семь семью"),
        (Cardinal(8), "вісім восьми вісьмох вісьма восемь восемью восьмью"),
        (Cardinal(9), "дев'ять дев'яти дев'ятьох дев'ятьма девять девяти девятью"),
        (Cardinal(10), "десять десяти десятьох десятьма десятью"),
        (Cardinal(11), "одинадцять одинадцяти одинадцятьох одиннадцать одиннадцати одиннадцатью"),
        (Cardinal(12), "дванадцять дванадцяти дванадцятьох двенадцать двенадцати двенадцатью"),
        (Cardinal(13), "тринадцять тринадцяти тринадцятьох тринадцать тринадцати"),
        (Cardinal(14), "чотирнадцять чотирнадцяти чотирнадцятьох четырнадцать четырнадцати"),
        (Cardinal(15), "п'ятнадцять п'ятнадцяти п'ятнадцятьох пятнадцать пятнадцати"),
        (Cardinal(16), "шістнадцять шістнадцяти шістнадцятьох шестнадцать шестнадцати"),
        (Cardinal(17), "сімнадцять сімнадцяти сімнадцятьох семнадцать семнадцати"),
        (Cardinal(18), "вісімнадцять вісімнадцяти вісімнадцятьох восемнадцать восемнадцати"),
        (Cardinal(19), "дев'ятнадцять дев'ятнадцяти дев'ятнадцятьох девятнадцать девятнадцати"),
        (Cardinal(20), "двадцять двадцяти двадцятьох двадцатьма двадцать двадцати двадцатью"),
        (Cardinal(30), "тридцять тридцяти тридцятьох тридцать тридцати тридцатью"),
        (Cardinal(40), "сорок сорока"),
        (Cardinal(50), "п'ятдесят п'ятдесяти п'ятдесятьох пятьдесят пятидесяти"),
        (Cardinal(60), "шістдесят шістдесяти шістдесятьох шестьдесят шестидесяти"),
        (Cardinal(70), "сімдесят сімдесяти сімдесятьох семьдесят семидесяти"),
        (Cardinal(80), "вісімдесят вісімдесяти вісімдесятьох восемьдесят восьмидесяти"),
        (Cardinal(90), "дев'яносто дев'яноста девяносто девяноста"),
        (Cardinal(100), "сто ста"), (Cardinal(200), "двісті двохсот двести двухсот"),
        (Cardinal(300), "триста трьохсот трехсот"), (Cardinal(400), "чотириста чотирьохсот четыреста четырехсот"),
        (Cardinal(500), "п'ятсот п'ятисот пятьсот пятисот"), (Cardinal(600), "шістсот шестисот шестьсот"),
        (Cardinal(700), "сімсот семисот семьсот"), (Cardinal(800), "вісімсот восьмисот восемьсот"),
        (Cardinal(900), "дев'ятсот дев'ятисот девятьсот девятисот"),
        (Scale(3), "тисяча тисячу тисячею тис тысяча тысячу тысячей тыс"),
        (Scale(6), "мільйон мільйона мільйону мільйоном млн миллион миллиона миллиону миллионом"),
        (Scale(9), "мільярд мільярда мільярду мільярдом млрд миллиард миллиарда миллиарду миллиардом"),
        (Scale(12), "трильйон трильйона трлн триллион триллиона"),
        (Many(1), "десятки десятків десятками десятках десятков дюжини дюжины"),
        (Many(2), "сотні сотень сотнями сотнях сотни сотен сотням"),
        (Many(3), "тисячі тисяч тисячам тисячами тисячах тысячи тысяч тысячам тысячами тысячах"),
        (Many(6), "мільйони мільйонів мільйонами мільйонам миллионы миллионов миллионами миллионам"),
        (Many(9), "мільярди мільярдів мільярдами миллиарды миллиардов миллиардами"),
        (Part(2), "половина половину половини половиною половины половиной половине"),
        (Part(3), "третина третину третини третиною треть трети третью"),
        (Part(4), "чверть чверті четверть четверти четвертью"),
        (Dozen, "дюжина дюжину"),
    ])
});

#[rustfmt::skip]
static GERMAN: WordTable<Word> = LazyLock::new(|| {
    table(&[
        (Hundred, "hundert"), (Scale(3), "tausend tsd"), (Scale(6), "million millionen mio"),
        (Scale(9), "milliarde milliarden mrd"), (Scale(12), "billion billionen"),
        (Dozen, "dutzend"), (Many(1), "dutzende dutzenden"), (Many(2), "hunderte hunderten"),
        (Many(3), "tausende tausenden"), (Many(4), "zehntausende zehntausenden"),
        (Many(5), "hunderttausende hunderttausenden"),
        (Part(2), "hälfte"), (Part(3), "drittel"), (Part(4), "viertel"), (Part(5), "fünftel"), (Part(10), "zehntel"),
        (Cardinal(1), "ein eine einer einen einem eines eins"), (Cardinal(2), "zwei zweien"), (Cardinal(3), "drei dreien"),
        (Ordinal(1), "erste ersten erster erstes erstem"),
        (Ordinal(3), "dritte dritten dritter drittes drittem"),
        (Ordinal(7), "siebte siebten siebter siebtes"), (Ordinal(8), "achte achter achtes"),
    ])
});

#[rustfmt::skip]
/// Ordinals by the part before the ending; Ukrainian, then Russian where it differs.
static ORDINAL_STEMS: WordTable<u32> = LazyLock::new(|| {
    table(&[
        (1, "перш перв"), (2, "друг втор"), (3, "трет треть"), (4, "четверт"), (5, "п'ят пят"), (6, "шост шест"),
        (7, "сьом седьм"), (8, "восьм"), (9, "дев'ят девят"), (10, "десят"), (11, "одинадцят одиннадцат"),
        (12, "дванадцят двенадцат"), (13, "тринадцят тринадцат"), (14, "чотирнадцят четырнадцат"),
        (15, "п'ятнадцят пятнадцат"), (16, "шістнадцят шестнадцат"), (17, "сімнадцят семнадцат"),
        (18, "вісімнадцят восемнадцат"), (19, "дев'ятнадцят девятнадцат"), (20, "двадцят двадцат"),
        (30, "тридцят тридцат"), (40, "сороков"), (50, "п'ятдесят пятидесят"), (60, "шістдесят шестидесят"),
        (70, "сімдесят семидесят"), (80, "вісімдесят восьмидесят"), (90, "дев'яност девяност"), (100, "сот"),
        (1000, "тисячн тысячн"),
    ])
});

const ORDINAL_ENDINGS: &str = "ий ій а я е є ого ього ої ьої ому ьому ім им ою ьою у ю і их іх ими \
    ый ой ая ья ое ье его ьего ей ьей ему ьему ым ьим ую ью ые ьи ых ьих ыми ьими ом ем";

#[rustfmt::skip]
/// First parts of Ukrainian and Russian words such as `чотирирічний`.
const PREFIXES: Rows<u32> = &[
    (1, "одно"), (2, "дво двох двух дву"), (3, "три трьох трех"), (4, "чотири чотирьох четырех"), (5, "п'яти пяти"),
    (6, "шести"), (7, "семи"), (8, "восьми"), (9, "дев'яти девяти"), (10, "десяти"),
    (12, "дванадцяти двенадцати"), (15, "п'ятнадцяти пятнадцати"), (19, "дев'ятнадцяти девятнадцати"),
    (20, "двадцяти двадцати"), (24, "двадцятичотирьох двадцатичетырех"),
    (28, "двадцятивосьми двадцативосьми"), (30, "тридцяти тридцати"), (40, "сорока"),
    (50, "п'ятдесяти пятидесяти"), (100, "сто"),
];

const COMPOUNDED: &str = "річн денн годинн тижнев місячн хвилинн пункт мільйон поверхов відсотк кілометр томн \
    літн летн дневн часов недельн месячн минутн процентн километр этажн миллион";

/// What a folded word says about a number.
pub(super) fn word(language: Language, word: &str) -> Option<Word> {
    match language {
        Language::English => ENGLISH.get(word).copied(),
        Language::German => GERMAN.get(word).copied().or_else(|| german(word)),
        Language::Ukrainian | Language::Russian => CYRILLIC
            .get(word)
            .copied()
            .or_else(|| cyrillic_ordinal(language, word))
            .or_else(|| compound(word)),
        Language::Other => None,
    }
}

fn cyrillic_ordinal(language: Language, word: &str) -> Option<Word> {
    // The longest ending has four letters.
    for (at, _) in word.char_indices().rev().take(4) {
        let (stem, ending) = word.split_at(at);
        if let Some(number) = ORDINAL_STEMS.get(stem)
            && ORDINAL_ENDINGS.split_whitespace().any(|known| known == ending)
            && !(language == Language::Russian && stem == "друг")
        {
            return Some(Ordinal(*number));
        }
    }
    None
}

/// Whether a word is a number and its unit in one: `чотирирічний`, `fünfstündig`.
pub(super) fn holds_unit(language: Language, word: &str) -> bool {
    match language {
        Language::German => {
            GERMAN_ENDINGS.iter().any(|ending| word.contains(ending))
                && matches!(german(word), Some(Cardinal(_)))
        }
        _ => language.is_cyrillic() && compound(word).is_some(),
    }
}

fn compound(word: &str) -> Option<Word> {
    // The shortest, `дводенн`, has 14 bytes.
    if word.len() < 14 {
        return None;
    }
    PREFIXES.iter().find_map(|(number, prefixes)| {
        let rest = prefixes.split_whitespace().find_map(|prefix| {
            word.strip_prefix(prefix)
                .filter(|rest| COMPOUNDED.split_whitespace().any(|unit| rest.starts_with(unit)))
        })?;
        (!rest.is_empty()).then_some(Cardinal(*number))
    })
}

#[rustfmt::skip]
const GERMAN_SMALL: [(&str, u32); 32] = [
    ("dreizehn", 13), ("vierzehn", 14), ("fünfzehn", 15), ("sechzehn", 16), ("siebzehn", 17), ("achtzehn", 18),
    ("neunzehn", 19), ("zwanzig", 20), ("dreißig", 30), ("dreissig", 30), ("vierzig", 40), ("fünfzig", 50),
    ("sechzig", 60), ("siebzig", 70), ("achtzig", 80), ("neunzig", 90), ("eine", 1), ("ein", 1), ("zwei", 2),
    ("drei", 3), ("vier", 4), ("fünf", 5), ("sechs", 6), ("sieben", 7), ("acht", 8), ("neun", 9), ("zehn", 10),
    ("elf", 11), ("zwölf", 12), ("hundert", 100), ("tausend", 1000), ("und", 0),
];

const GERMAN_ENDINGS: [&str; 10] =
    ["jährig", "stündig", "tägig", "monatig", "wöchig", "prozentig", "minütig", "köpfig", "fach", "punkte"];

/// `achtundzwanzig`, `zweitausendfünfhundert`, `vierjährig`, `zwanzigste`.
fn german(word: &str) -> Option<Word> {
    if word.len() > 60 {
        return None;
    }
    let (mut total, mut current, mut ones, mut rest) = (0_u32, 0_u32, 0_u32, word);
    while let Some((part, number)) = GERMAN_SMALL.iter().find(|(part, _)| rest.starts_with(part)) {
        rest = &rest[part.len()..];
        match number {
            0 => continue,
            100 => (current, ones) = (current.saturating_add(ones).max(1).checked_mul(100)?, 0),
            1000 => {
                let thousands = current.saturating_add(ones).max(1).checked_mul(1000)?;
                (total, current, ones) = (total.checked_add(thousands)?, 0, 0);
            }
            _ => (current, ones) = (current.saturating_add(ones), *number),
        }
    }
    let number = total.checked_add(current)?.checked_add(ones)?;
    let ordinal = ["te", "ten", "ter", "tes", "tem", "ste", "sten", "ster", "stes", "stem"].contains(&rest);
    if rest.len() == word.len() || number == 0 {
        None
    } else if ordinal {
        Some(Ordinal(number))
    } else if rest.is_empty() || GERMAN_ENDINGS.iter().any(|ending| rest.starts_with(ending)) {
        Some(Cardinal(number))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_inflected_forms() {
        for (language, written, number) in [
            (Language::English, "eleventh", Ordinal(11)),
            (Language::English, "ninety", Cardinal(90)),
            (Language::Ukrainian, "четвертого", Ordinal(4)),
            (Language::Ukrainian, "друга", Ordinal(2)),
            (Language::Ukrainian, "третьої", Ordinal(3)),
            (Language::Ukrainian, "чотирирічна", Cardinal(4)),
            (Language::Russian, "третьего", Ordinal(3)),
            (Language::Russian, "пятичасовых", Cardinal(5)),
            (Language::German, "achtundzwanzig", Cardinal(28)),
            (Language::German, "vierjährigen", Cardinal(4)),
            (Language::German, "zweitausendfünfhundert", Cardinal(2500)),
            (Language::German, "zwanzigsten", Ordinal(20)),
        ] {
            assert_eq!(word(language, written), Some(number), "{written}");
        }
        for (language, other) in [
            (Language::Russian, "друга"),
            (Language::German, "einige"),
            (Language::German, "und"),
            (Language::Ukrainian, "десятиліття"),
            (Language::Ukrainian, "двосторонній"),
            (Language::German, "viele"),
            (Language::English, "tense"),
        ] {
            assert_eq!(word(language, other), None, "{other}");
        }
    }
}
