//! Finds every figure of a text: the parts of the grammar put in order, then ranges and lists.

use super::amount::{digits, half_follows, scale_at, spelled};
use super::context::{currency, is_hedged, is_idle, is_measure, part};
use super::date::{CYRILLIC_ENDINGS, date_at, follows, month, skip_ordinal_ending, time_at, year};
use super::lexicon::{Language, Word, word};
use super::token::{Gap, Kind, Token};
use super::value::{Decimal, Value};

/// A figure with everything it may mean.
#[derive(Debug)]
pub(super) struct Reading {
    /// Its tokens.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The likeliest first; never empty.
    pub(super) values: Vec<Value>,
    /// Supported as well when all of these are.
    pub(super) groups: Vec<Value>,
    /// “about”, “more than”.
    pub(super) hedged: bool,
    /// The power of ten of its scale word, or 0.
    pub(super) scale: u8,
    /// A small number word that a reader would not look up.
    pub(super) idle: bool,
}

impl Reading {
    fn new(start: usize, end: usize, values: Vec<Value>) -> Self {
        Self { start, end, values, groups: Vec::new(), hedged: false, scale: 0, idle: false }
    }
}

/// All figures, in order.
pub(super) fn readings(tokens: &[Token], language: Language) -> Vec<Reading> {
    let mut found: Vec<Reading> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match reading_at(tokens, at, language) {
            Some(mut reading) => {
                reading.hedged |= is_hedged(tokens, reading.start);
                at = reading.end.max(at + 1);
                if !reading.values.is_empty() {
                    found.push(reading);
                }
            }
            None => at += 1,
        }
    }
    connect(tokens, &mut found);
    found
}

fn reading_at(tokens: &[Token], at: usize, language: Language) -> Option<Reading> {
    if let Some(reading) = code(tokens, at, language) {
        return Some(reading);
    }
    if let Some((end, values)) = date_at(tokens, at, language) {
        return Some(Reading::new(at, end, values));
    }
    if tokens[at].kind != Kind::Mark
        && let Some((end, values)) = time_at(tokens, at, language)
    {
        return Some(Reading::new(at, end, values));
    }
    if let Some(code) = currency(&tokens[at])
        && !(tokens[at].kind == Kind::Word && !tokens[at].capitals)
    {
        let mut reading = amount(tokens, at + 1, language)?;
        if matches!(reading.values[0], Value::Number(_) | Value::Date { .. } | Value::Money(..)) {
            let amounts: Vec<Value> =
                reading.values.iter().filter_map(Value::amount).map(|amount| Value::Money(code, amount.clone())).collect();
            reading.start = at;
            reading.values = amounts;
            reading.idle = false;
            return Some(reading);
        }
        return None;
    }
    many(tokens, at, language).or_else(|| share(tokens, at, language)).or_else(|| amount(tokens, at, language))
}

/// `G8`, `F-16`, `5G`; a reading without values where letters and digits name nothing that is compared.
fn code(tokens: &[Token], at: usize, language: Language) -> Option<Reading> {
    let first = &tokens[at];
    if let Some(reading) = idiom(tokens, at, language) {
        return Some(reading);
    }
    let (letters, digits, mut end) = match first.kind {
        Kind::Word => {
            let dash = usize::from(follows(tokens, at + 1).is_some_and(Token::is_dash));
            let digits = follows(tokens, at + 1 + dash).filter(|token| token.kind == Kind::Digits)?;
            let is_name = first.capital
                && month(language, first).is_none()
                && part(first).is_none()
                && currency(first).is_none()
                && (dash == 0 || year(digits).is_none());
            if !is_name {
                return None;
            }
            (first, digits, at + 2 + dash)
        }
        Kind::Digits => {
            let letters = follows(tokens, at + 1).filter(|token| token.kind == Kind::Word && token.capitals)?;
            if word(language, &letters.text).is_some() || is_unit(&letters.text) {
                return None;
            }
            (letters, first, at + 2)
        }
        Kind::Mark => return None,
    };
    if letters.text == "ww" {
        return Some(Reading::new(at, end, Vec::new()));
    }
    let mut name = if first.kind == Kind::Word { latin(&letters.text) + &digits.text } else { digits.text.clone() + &letters.text };
    while let Some(next) = follows(tokens, end).filter(|next| next.kind != Kind::Mark) {
        if next.text != "s" {
            name.push_str(&next.text);
        }
        end += 1;
    }
    let mut values = vec![Value::Code(name)];
    // “Covid-19”, “Top-10”: names and counts look alike.
    if !letters.capitals || first.kind == Kind::Digits {
        values.push(Value::Number(Decimal::new(&digits.text, "")));
    }
    Some(Reading::new(at, end, values))
}

/// `24/7` and `9/11`, which are no figures, and `1.2.3`, which is a name.
fn idiom(tokens: &[Token], at: usize, language: Language) -> Option<Reading> {
    if tokens[at].kind != Kind::Digits {
        return None;
    }
    if let Some(other) = follows(tokens, at + 1).filter(|mark| mark.is_mark("/")).and_then(|_| follows(tokens, at + 2))
        && matches!((tokens[at].text.as_str(), other.text.as_str()), ("24", "7") | ("9", "11"))
        && !follows(tokens, at + 3).is_some_and(|mark| mark.is_mark("/"))
    {
        return Some(Reading::new(at, at + 3, Vec::new()));
    }
    if digits(tokens, at, language).is_some() || date_at(tokens, at, language).is_some() {
        return None;
    }
    let mut name = tokens[at].text.clone();
    let mut end = at + 1;
    while let Some(group) = follows(tokens, end)
        .filter(|mark| mark.is_mark("."))
        .and_then(|_| follows(tokens, end + 1))
        .filter(|group| group.kind == Kind::Digits)
    {
        name = name + "." + &group.text;
        end += 2;
    }
    Some(Reading::new(at, end, vec![Value::Code(name)]))
}

/// Cyrillic letters as the Latin ones that stand for them in designations: `Ф-16`, `Су-35`.
fn latin(letters: &str) -> String {
    const PAIRS: [(char, &str); 14] = [
        ('ф', "f"), ('г', "g"), ('т', "t"), ('с', "s"), ('у', "u"), ('м', "m"), ('і', "i"), ('и', "i"), ('х', "x"),
        ('к', "k"), ('а', "a"), ('в', "b"), ('р', "r"), ('л', "l"),
    ];
    let latin = |letter: char| PAIRS.iter().find(|(from, _)| *from == letter).map(|(_, to)| *to);
    letters.chars().map(|letter| latin(letter).map_or_else(|| letter.to_string(), str::to_owned)).collect()
}

fn is_unit(letters: &str) -> bool {
    ["k", "m", "b", "bn", "mn", "tn", "x", "km", "kg", "mm", "cm", "mw", "gw", "kw", "st", "nd", "rd", "th", "pm", "am", "c", "f"]
        .contains(&letters)
}

/// “hundreds of thousands”, `десятки тисяч`, “several hundred”.
fn many(tokens: &[Token], at: usize, language: Language) -> Option<Reading> {
    let lookup = |at: usize| tokens.get(at).and_then(|token| word(language, &token.text));
    let token = tokens.get(at).filter(|token| token.kind == Kind::Word)?;
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is_word(words));
    let is_tens = language == Language::English && token.text == "tens";
    let (power, end) = match lookup(at) {
        Some(Word::Many(power)) => {
            let of = at + 1 + usize::from(is(at + 1, &["of"]));
            match lookup(of) {
                Some(Word::Many(more)) if power < 3 && more >= 3 => (power + more, of + 1),
                _ => (power, at + 1),
            }
        }
        None if is_tens && is(at + 1, &["of"]) => match lookup(at + 2) {
            Some(Word::Many(more)) => (1 + more, at + 3),
            _ => return None,
        },
        Some(Word::Scale(power)) if token.text.ends_with("nen") || token.text.ends_with("rden") => (power, at + 1),
        Some(Word::Hundred | Word::Scale(_)) => {
            let several = ["several", "few", "many", "кілька", "декілька", "несколько", "mehrere", "einige"];
            let found = spelled(tokens, at, language).filter(|found| found.bare)?;
            if !at.checked_sub(1).is_some_and(|before| is(before, &several)) {
                return None;
            }
            (u8::try_from(found.value.approximate().log10() as u32).ok()?, found.end)
        }
        _ => return None,
    };
    Some(Reading::new(at, end, vec![Value::Many(power)]))
}

/// “two thirds”, “a quarter of”, “one in five”, `2/3`.
fn share(tokens: &[Token], at: usize, language: Language) -> Option<Reading> {
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is_word(words));
    let lookup = |at: usize| tokens.get(at).and_then(|token| word(language, &token.text));
    let found = |end: usize, over: u32, under: u32| {
        // “three quarters of a million”
        if let (true, Some(Word::Scale(power))) = (is(end, &["of"]) && is(end + 1, &["a"]), lookup(end + 2))
            && 100_u32.is_multiple_of(under)
        {
            let amount = Decimal::whole((over * (100 / under)).into()).scaled(power - 2);
            return Some(Reading::new(at, end + 3, vec![Value::Number(amount)]));
        }
        Some(Reading::new(at, end, vec![Value::Fraction(over, under)]))
    };
    let english = language == Language::English;
    if let Some(vulgar) = tokens[at].kind.eq(&Kind::Mark).then(|| vulgar(&tokens[at].text)).flatten() {
        return found(at + 1, vulgar.0, vulgar.1);
    }
    let before = at.checked_sub(1);
    if let Some(Word::Ordinal(under @ 2..=100)) = lookup(at)
        && before.is_some_and(|before| is(before, &["every", "кожен", "кожний", "кожна", "каждый", "каждая", "jeder", "jede"]))
    {
        return found(at + 1, 1, under);
    }
    if let Some(Word::Part(under)) = lookup(at) {
        // “the first half of 2025”
        if before.is_some_and(|before| matches!(lookup(before), Some(Word::Ordinal(_))) || is(before, &["latter", "other", "better"])) {
            return None;
        }
        let counted = is(at + 1, &["of", "the", "its", "their", "his", "her"]);
        return if english && !(counted && (under == 2 || under == 4)) { None } else { found(at + 1, 1, under) };
    }
    if english && is(at, &["a"]) && is(at + 2, &["of"]) && let Some(Word::Ordinal(under @ 3..=12)) = lookup(at + 1) {
        return found(at + 2, 1, under);
    }
    let (over, end) = small_number(tokens, at, language)?;
    let dash = usize::from(follows(tokens, end).is_some_and(Token::is_dash));
    let below = end + dash;
    match lookup(below) {
        Some(Word::Part(under)) if tokens[below].gap < Gap::Line && (over > 1 || under > 2) => return found(below + 1, over, under),
        Some(Word::Ordinal(under @ 3..=12)) if english && over == 1 => return found(below + 1, over, under),
        _ => {}
    }
    let (joint, only_words) = if is(end, &["in"]) {
        (end + 1, true)
    } else if is(end, &["out"]) && is(end + 1, &["of"]) {
        (end + 2, false)
    } else {
        return None;
    };
    let (under, end) = small_number(tokens, joint, language).filter(|(under, _)| over < *under && *under <= 1000)?;
    if only_words && (over > 1 || tokens.get(end).is_some_and(|token| is_measure(language, token))) {
        return None;
    }
    let mut reading = Reading::new(at, end, vec![Value::Fraction(over, under)]);
    reading.groups = [over, under].map(|number| Value::Number(Decimal::whole(number.into()))).to_vec();
    Some(reading)
}

fn vulgar(mark: &str) -> Option<(u32, u32)> {
    match mark {
        "½" => Some((1, 2)),
        "⅓" => Some((1, 3)),
        "⅔" => Some((2, 3)),
        "¼" => Some((1, 4)),
        "¾" => Some((3, 4)),
        _ => None,
    }
}

fn small_number(tokens: &[Token], at: usize, language: Language) -> Option<(u32, usize)> {
    if let Some(digits) = digits(tokens, at, language).filter(|digits| digits.plain) {
        return Some((digits.readings[0].small()?, digits.end));
    }
    let spelled = spelled(tokens, at, language).filter(|spelled| !spelled.ordinal)?;
    Some((spelled.value.small()?, spelled.end))
}

/// A number in digits or words with what follows it: scale, per cent, currency, ordinal ending.
fn amount(tokens: &[Token], at: usize, language: Language) -> Option<Reading> {
    if let Some(found) = spelled(tokens, at, language) {
        let is_year = found.scale == 0 && found.end > at + 1 && found.value.small().is_some_and(|year| (1100..2100).contains(&year));
        let number = found.value.small();
        let idle = number.is_some_and(|number| number < 13 && is_idle(tokens, at, found.end, found.ordinal, number, language));
        let mut reading = if found.ordinal {
            Reading::new(at, found.end, vec![Value::Ordinal(found.value)])
        } else {
            let mut reading = Reading::new(at, found.end, vec![Value::Number(found.value)]);
            reading.scale = found.scale;
            measure(tokens, &mut reading, language);
            reading
        };
        if is_year && let Some(year) = number.and_then(|year| i16::try_from(year).ok()) {
            reading.values.push(Value::year(year));
        }
        reading.idle = idle && !matches!(reading.values[0], Value::Percent(_) | Value::Money(..));
        number_part(tokens, &mut reading);
        return Some(reading);
    }
    let mut found = digits(tokens, at, language)?;
    if found.plain && let Some(reading) = suffixed(tokens, at, language) {
        return Some(reading);
    }
    let mut reading = Reading::new(at, found.end, Vec::new());
    if let Some((1, 2)) = follows(tokens, found.end).and_then(|mark| vulgar(&mark.text)) {
        found.readings = vec![found.readings[0].and_a_half()];
        reading.end += 1;
    } else if half_follows(tokens, found.end) {
        found.readings = vec![found.readings[0].and_a_half()];
        reading.end += if tokens[found.end].is_word(&["and"]) { 3 } else { 2 };
    }
    reading.values = found.readings.into_iter().map(Value::Number).collect();
    reading.groups = found.groups.into_iter().map(Value::Number).collect();
    let before = reading.end;
    scale(tokens, &mut reading, language);
    measure(tokens, &mut reading, language);
    let stands_alone = found.plain && reading.end == before;
    if stands_alone
        && let Some(year) = year(&tokens[at])
        && !tokens.get(reading.end).is_some_and(|unit| is_measure(language, unit) && !unit.text.starts_with("рок") && !unit.text.starts_with("рік") && !unit.text.starts_with("год"))
    {
        reading.values.insert(0, Value::year(year));
    }
    number_part(tokens, &mut reading);
    Some(reading)
}

/// Digits with an ending: `1st`, `1990s`, `90-х`, `1-го`, German `5. Runde`.
fn suffixed(tokens: &[Token], at: usize, language: Language) -> Option<Reading> {
    let number = Decimal::new(&tokens[at].text, "");
    let small = number.small()?;
    let mark = usize::from(follows(tokens, at + 1).is_some_and(|mark| mark.is_dash() || mark.is_mark("'’")));
    let ending = follows(tokens, at + 1 + mark)?;
    let decade = small.is_multiple_of(10) && ((10..100).contains(&small) || (1100..2100).contains(&small));
    if decade && ending.is_word(&["s", "х", "их", "ых", "ті", "е", "ми", "er"]) {
        let first = if small >= 100 { small } else if small >= 30 { 1900 + small } else { 2000 + small };
        let values = vec![Value::Decade(i16::try_from(first).ok()?), Value::Number(number)];
        return Some(Reading::new(at, at + 2 + mark, values));
    }
    let end = skip_ordinal_ending(tokens, at + 1);
    let cyrillic = mark == 1 && language.is_cyrillic() && (CYRILLIC_ENDINGS.contains(&ending.text.as_str()) || ending.is_word(&["х", "ти", "та", "ма", "ми", "ть", "ох"]));
    if end > at + 1 || cyrillic {
        let mut values = vec![Value::Ordinal(number.clone()), Value::Number(number)];
        if let Some(year) = year(&tokens[at]) {
            values.insert(0, Value::year(year));
        }
        let mut reading = Reading::new(at, at + 2 + mark, values);
        number_part(tokens, &mut reading);
        return Some(reading);
    }
    if language == Language::German
        && ending.is_word(&["te", "ten", "ter"])
    {
        return Some(Reading::new(at, at + 2 + mark, vec![Value::Ordinal(number)]));
    }
    None
}

/// Takes “million”, `млн`, `bn`, `k` into the reading.
fn scale(tokens: &[Token], reading: &mut Reading, language: Language) {
    let dash = usize::from(follows(tokens, reading.end).is_some_and(Token::is_dash));
    let at = reading.end + dash;
    let letter = follows(tokens, at).and_then(|token| match token.text.as_str() {
        "k" => Some(3),
        "m" | "mn" => Some(6),
        "b" | "bn" => Some(9),
        "tn" => Some(12),
        _ => None,
    });
    let (power, sure) = match (scale_at(tokens, at, language), letter) {
        (Some(Word::Scale(power)), _) => (power, true),
        (None, Some(power)) => (power, false),
        _ => return,
    };
    let mut values: Vec<Value> =
        reading.values.iter().filter_map(Value::amount).map(|amount| Value::Number(amount.scaled(power))).collect();
    if !sure {
        // “5m” may be metres.
        values.append(&mut reading.values);
    }
    reading.values = values;
    reading.groups.clear();
    reading.scale = power;
    reading.end = at + 1;
    let goes_on = tokens.get(at + 2).is_some_and(|next| next.kind == Kind::Word && next.gap == Gap::Space && !next.capitals);
    if sure && goes_on && follows(tokens, at + 1).is_some_and(|stop| stop.is_mark(".")) {
        // `тис. гривень`
        reading.end += 1;
    }
}

/// Takes a per cent sign or a currency after the number into the reading.
fn measure(tokens: &[Token], reading: &mut Reading, language: Language) {
    let dash = usize::from(follows(tokens, reading.end).is_some_and(Token::is_dash));
    let at = reading.end + dash;
    let Some(token) = tokens.get(at).filter(|token| token.gap < Gap::Line) else { return };
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is_word(words));
    let percent = if token.is_mark("%٪％")
        || is(at, &["percent", "pct", "percentage"])
        || (token.kind == Kind::Word && ["відсот", "процент", "prozent"].iter().any(|stem| token.text.starts_with(stem)))
    {
        1
    } else if is(at, &["per"]) && is(at + 1, &["cent"]) {
        2
    } else {
        0
    };
    if percent > 0 {
        change(reading, |amount| Value::Percent(amount));
        reading.end = at + percent;
        return;
    }
    let skipped = if is(at, &["us", "american"]) || token.text.starts_with("американськ") || token.text.starts_with("американск") {
        1
    } else if is(at, &["u"]) && is(at + 2, &["s"]) {
        4
    } else {
        0
    };
    if let Some(code) = tokens.get(at + skipped).and_then(currency) {
        change(reading, |amount| Value::Money(code, amount));
        reading.end = at + skipped + 1;
    } else if language.is_cyrillic() && is(at, &["дол"]) {
        change(reading, |amount| Value::Money("USD", amount));
        reading.end = at + 1;
    }
}

fn change(reading: &mut Reading, make: impl Fn(Decimal) -> Value) {
    reading.values = reading.values.iter().filter_map(|value| value.amount().cloned()).map(make).collect();
}

/// “Article 5”, “Art. 5”, `5-та стаття`: the number belongs to the word.
fn number_part(tokens: &[Token], reading: &mut Reading) {
    let stop = |token: &Token| token.is_dash() || token.is_mark(".№");
    let before = reading.start.checked_sub(1).map(|at| if stop(&tokens[at]) { at.saturating_sub(1) } else { at });
    let number = match &reading.values[0] {
        Value::Number(number) => number.clone(),
        Value::Ordinal(number) => {
            if let Some(name) = tokens.get(reading.end).and_then(part) {
                reading.values = vec![Value::Part(name, number.clone())];
                reading.end += 1;
                reading.idle = false;
                return;
            }
            number.clone()
        }
        Value::Date { year: Some(year), month: None, .. } => Decimal::whole(u128::try_from(*year).unwrap_or(0)),
        _ => return,
    };
    if let Some((at, name)) = before.and_then(|at| Some((at, part(&tokens[at])?)))
        && tokens[at + 1].gap < Gap::Line
    {
        reading.start = at;
        if !matches!(reading.values[0], Value::Date { .. }) {
            reading.values.clear();
        }
        reading.values.insert(0, Value::Part(name, number));
        reading.idle = false;
    }
}

/// Gives the parts of ranges and lists what they share: “10 to 15 percent”, “14–16 December”, “2022–24”.
fn connect(tokens: &[Token], readings: &mut [Reading]) {
    for at in (1..readings.len()).rev() {
        let (head, tail) = readings.split_at_mut(at);
        let (Some(left), Some(right)) = (head.last_mut(), tail.first_mut()) else { continue };
        let between = &tokens[left.end..right.start];
        let joined = matches!(between, [only] if only.is_dash() || only.is_mark("/,") || only.is_word(&[
            "to", "and", "or", "until", "through", "і", "й", "та", "до", "або", "по", "и", "или", "und", "bis", "oder",
        ]));
        if joined {
            connect_pair(left, right, tokens);
        }
    }
    for at in 1..readings.len() {
        let (head, tail) = readings.split_at_mut(at);
        let (Some(left), Some(right)) = (head.last(), tail.first_mut()) else { continue };
        let joined = matches!(&tokens[left.end..right.start], [only] if only.is_dash() || only.is_mark("/,") || only.is_word(&["and", "or", "to", "і", "й", "та", "и", "und"]));
        if !joined {
            continue;
        }
        match (&left.values[0], &right.values[0]) {
            (Value::Part(name, _), Value::Number(number)) => right.values = vec![Value::Part(name, number.clone())],
            (Value::Money(code, _), Value::Number(number)) => right.values.push(Value::Money(code, number.clone())),
            (Value::Date { year, month: Some(month), day: Some(first) }, Value::Number(number)) => {
                let day = number.small().and_then(|day| u8::try_from(day).ok()).filter(|day| (*first + 1..=31).contains(day));
                if day.is_some() && !tokens[left.end].is_mark("/,") {
                    right.values.insert(0, Value::Date { year: *year, month: Some(*month), day });
                }
            }
            (Value::Date { year: Some(year), month: None, .. }, Value::Number(number))
                if tokens[left.end].is_dash() || tokens[left.end].is_mark("/") =>
            {
                let short = number.small().and_then(|short| i16::try_from(short).ok());
                if let Some(short) = short.filter(|short| (year % 100 + 1..100).contains(short)) {
                    right.values.insert(0, Value::year(year - year % 100 + short));
                }
            }
            _ => {}
        }
    }
}

fn connect_pair(left: &mut Reading, right: &Reading, tokens: &[Token]) {
    let Value::Number(number) = left.values[0].clone() else {
        if let (Value::Money(code, amount), true) = (left.values[0].clone(), left.scale == 0 && right.scale > 0) {
            left.values.push(Value::Money(code, amount.scaled(right.scale)));
        }
        return;
    };
    match &right.values[0] {
        Value::Date { year, month: Some(month), day: Some(last) } => {
            let day = number.small().and_then(|day| u8::try_from(day).ok()).filter(|day| (1..*last).contains(day));
            if day.is_some() && right.end > right.start + 1 && left.scale == 0 {
                left.values.insert(0, Value::Date { year: *year, month: Some(*month), day });
                left.idle = false;
            }
        }
        value @ (Value::Number(_) | Value::Percent(_) | Value::Money(..)) => {
            if left.scale == 0 && right.scale > 0 && !tokens[left.end].is_mark(",") {
                left.values.push(Value::Number(number.scaled(right.scale)));
                left.values.push(value.with_amount(number.scaled(right.scale)));
                left.idle = false;
            }
            left.values.push(value.with_amount(number));
        }
        _ => {}
    }
}
