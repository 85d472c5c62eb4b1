//! Finds every figure of a text: the parts of the grammar put in order, then ranges and lists.

use ibid_languages::List;

use super::amount::{begins_half, digits, half_follows, scale_at, spelled};
use super::bound::bound;
use super::code::code;
use super::connect::connect;
use super::context::{currency, is_hedged, is_idle, is_measure, part};
use super::date::{date_at, follows, month, time_at, year};
use super::figure_reading::FigureReading;
use super::lexicon::{Lexicon, NumberWord, word};
use super::qualifier::qualifiers;
use super::roman::{may_be_roman, roman};
use super::share::{share, vague_number, vulgar};
use super::token::{FigureToken, TokenGap, TokenKind, initials};
use super::value::{Decimal, Value};

/// All figures, in order.
pub(super) fn readings(tokens: &[FigureToken], language: &'static Lexicon) -> Vec<FigureReading> {
    let mut found: Vec<FigureReading> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match reading_at(tokens, at, language) {
            Some(mut reading) => {
                reading.hedged |= is_hedged(tokens, reading.start, language);
                at = reading.end.max(at + 1);
                if !reading.values.is_empty() {
                    found.push(reading);
                }
            }
            None => at += 1,
        }
    }
    connect(tokens, &mut found, language);
    for reading in &mut found {
        reading.bound = bound(tokens, reading, language);
        reading.hedged |= reading.bound.is_some();
        reading.beside = qualifiers(tokens, reading, language);
        reading.counted = counted(tokens, reading.end, language);
    }
    found
}

/// Letters by which what is counted is compared: `cars` and `car`.
const COUNTED_LETTERS: usize = 4;

/// The beginning of the word behind a figure.
fn counted(tokens: &[FigureToken], end: usize, language: &'static Lexicon) -> Option<String> {
    // “৪১টি গ্রাম”: where number words are not read, what is written onto digits is taken for a classifier.
    let is_joined =
        |joined: &FigureToken| joined.is_dash() || joined.is_any_word() && !language.reads_words();
    let joined = usize::from(follows(tokens, end).is_some_and(is_joined));
    let word = tokens.get(end + joined).filter(|word| word.is_any_word() && word.gap < TokenGap::Line)?;
    let letters: String = word.text.chars().take(COUNTED_LETTERS).collect();
    (letters.chars().count() > 2).then_some(letters)
}

/// Whether a figure may begin with a token: most words are dismissed here, by one look-up each.
fn may_begin(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> bool {
    let token = &tokens[at];
    match token.kind {
        TokenKind::Digits => true,
        TokenKind::Mark => currency(language, token).is_some() || vulgar(&token.text).is_some(),
        TokenKind::Word => {
            follows(tokens, at + 1).is_some_and(|next| next.kind == TokenKind::Digits || next.is_dash())
                || language.is_indefinite(token)
                || language.may_be_number(&token.text)
                    && (language.has(List::Halves, token)
                        || word(language, &token.text).is_some()
                        || month(language, token).is_some())
                || (token.capitals && currency(language, token).is_some())
                || begins_half(tokens, at, language)
                || currency_prefix(tokens, at, language).is_some()
                || may_be_roman(token)
        }
    }
}

/// Letters of the longest abbreviation of a currency before its amount.
const LONGEST_PREFIX: usize = 3;

/// Where the digits begin before which a currency's short name stands: `Rp25.000`, `Rs. 500`.
fn currency_prefix(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<usize> {
    let is_short = |token: &&FigureToken| {
        token.is_any_word() && (2..=LONGEST_PREFIX).contains(&token.text.chars().count())
    };
    let token = tokens.get(at).filter(is_short)?;
    let stop = usize::from(follows(tokens, at + 1).is_some_and(|stop| stop.is_mark(".")));
    let digits = at + 1 + stop;
    let is_amount =
        tokens.get(digits).is_some_and(|next| next.kind == TokenKind::Digits && next.gap <= TokenGap::Space);
    (is_amount && currency(language, token).is_some()).then_some(digits)
}

fn reading_at(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<FigureReading> {
    if !may_begin(tokens, at, language) {
        return None;
    }
    let prefix = currency_prefix(tokens, at, language);
    if prefix.is_none()
        && let Some(reading) = roman(tokens, at, language).or_else(|| code(tokens, at, language))
    {
        return Some(reading);
    }
    if let Some((end, values)) = date_at(tokens, at, language) {
        return Some(FigureReading::new(at, end, values));
    }
    if tokens[at].kind != TokenKind::Mark
        && let Some((end, values)) = time_at(tokens, at, language)
    {
        return Some(FigureReading::new(at, end, values));
    }
    if let Some(code) = currency(language, &tokens[at])
        && (tokens[at].kind != TokenKind::Word || tokens[at].capitals || prefix.is_some())
    {
        let mut reading = amount(tokens, prefix.unwrap_or(at + 1), language)?;
        if matches!(reading.values[0], Value::Number(_) | Value::Date { .. } | Value::Money(..)) {
            let amounts: Vec<Value> = reading
                .values
                .iter()
                .filter_map(Value::amount)
                .map(|amount| Value::Money(code, amount.clone()))
                .collect();
            reading.start = at;
            reading.values = amounts;
            reading.idle = false;
            return Some(reading);
        }
        return None;
    }
    vague_number(tokens, at, language)
        .or_else(|| share(tokens, at, language))
        .or_else(|| amount(tokens, at, language))
}

/// A number in digits or words with what follows it: scale, per cent, currency, ordinal ending.
fn amount(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<FigureReading> {
    if let Some(found) = spelled(tokens, at, language) {
        let is_year = found.scale == 0
            && found.end > at + 1
            && found.value.small().is_some_and(|year| (1100..2100).contains(&year));
        let number = found.value.small();
        let idle = number.is_some_and(|number| {
            number < 13 && is_idle(tokens, at, found.end, found.ordinal, number, language)
        });
        let mut reading = if found.ordinal {
            let mut reading = FigureReading::new(at, found.end, vec![Value::Ordinal(found.value)]);
            reading.unit = language.unit(tokens, found.end).map(|(unit, _)| unit);
            reading
        } else {
            let mut reading = FigureReading::new(at, found.end, vec![Value::Number(found.value)]);
            reading.scale = found.scale;
            measure(tokens, &mut reading, language);
            reading
        };
        if is_year && let Some(year) = number.and_then(|year| i16::try_from(year).ok()) {
            reading.values.push(Value::year(year));
        }
        reading.idle = idle && !matches!(reading.values[0], Value::Percent(_) | Value::Money(..));
        number_part(tokens, &mut reading, language);
        return Some(reading);
    }
    let mut found = digits(tokens, at, language)?;
    if found.plain
        && let Some(reading) = suffixed(tokens, at, language)
    {
        return Some(reading);
    }
    let mut reading = FigureReading::new(at, found.end, Vec::new());
    if let Some((1, 2)) = follows(tokens, found.end).and_then(|mark| vulgar(&mark.text)) {
        found.readings = vec![found.readings[0].and_a_half()];
        reading.end += 1;
    } else if let Some(length) = half_follows(tokens, found.end, language) {
        found.readings = vec![found.readings[0].and_a_half()];
        reading.end += length;
    }
    reading.values = found.readings.into_iter().map(Value::Number).collect();
    reading.groups = found.groups.into_iter().map(Value::Number).collect();
    let before = reading.end;
    scale(tokens, &mut reading, language);
    measure(tokens, &mut reading, language);
    let stands_alone = found.plain && reading.end == before;
    if stands_alone
        && let Some(year) = year(&tokens[at])
        && !tokens.get(reading.end).is_some_and(|unit| {
            // `2014 року`
            is_measure(language, unit) && !(language.is_cyrillic() && names_year(language, unit))
        })
    {
        reading.values.insert(0, Value::year(year));
    }
    number_part(tokens, &mut reading, language);
    Some(reading)
}

/// Digits with an ending: `1st`, `1990s`, `90-х`, `1-го`, German `5. Runde`.
fn suffixed(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<FigureReading> {
    let number = Decimal::new(&tokens[at].text, "");
    let small = number.small()?;
    // `1.º` in Spanish and Portuguese
    let is_ordinal_sign = |at| follows(tokens, at).is_some_and(|sign| sign.is_word(&["º", "ª"]));
    let is_joined = |mark: &FigureToken| {
        mark.is_dash() || mark.is_mark("'’") || mark.is_mark(".") && is_ordinal_sign(at + 2)
    };
    let mark = usize::from(follows(tokens, at + 1).is_some_and(is_joined));
    let ending = follows(tokens, at + 1 + mark)?;
    let decade = small.is_multiple_of(10) && ((10..100).contains(&small) || (1100..2100).contains(&small));
    if decade && language.has(List::DecadeEndings, ending) {
        let first = if small >= 100 {
            small
        } else if small >= 30 {
            1900 + small
        } else {
            2000 + small
        };
        let values = vec![Value::Decade(i16::try_from(first).ok()?), Value::Number(number)];
        return Some(FigureReading::new(at, at + 2 + mark, values));
    }
    // In Cyrillic what is written onto digits without a hyphen is a unit: `5м`.
    let may_be_ending = mark == 1 || !language.is_cyrillic();
    if (may_be_ending && language.has(List::OrdinalEndings, ending))
        || (mark == 1 && language.has(List::CardinalEndings, ending))
    {
        let mut values = vec![Value::Ordinal(number.clone()), Value::Number(number)];
        if let Some(year) = year(&tokens[at]) {
            values.insert(0, Value::year(year));
        }
        let mut reading = FigureReading::new(at, at + 2 + mark, values);
        reading.unit = language.unit(tokens, reading.end).map(|(unit, _)| unit);
        number_part(tokens, &mut reading, language);
        return Some(reading);
    }
    None
}

/// Takes “million”, `млн`, `bn`, `k` into the reading.
fn scale(tokens: &[FigureToken], reading: &mut FigureReading, language: &'static Lexicon) {
    let dash = usize::from(follows(tokens, reading.end).is_some_and(FigureToken::is_dash));
    let at = reading.end + dash;
    // `2,5 M€`: with a currency's sign it is a scale even behind a space.
    let has_sign = follows(tokens, at + 1)
        .is_some_and(|sign| sign.kind == TokenKind::Mark && currency(language, sign).is_some());
    // `$90m`, `$90 m`
    let behind_sign = reading.start.checked_sub(1).is_some_and(|before| {
        tokens[before].kind == TokenKind::Mark && currency(language, &tokens[before]).is_some()
    });
    let is_sum = has_sign || behind_sign;
    let letter =
        tokens.get(at).filter(|token| token.gap == TokenGap::None || (is_sum && token.gap < TokenGap::Line));
    let is_length = |token: &FigureToken| {
        token.text == "m" && !is_sum && language.length_at(List::Dimensions, tokens, at + 1).is_some()
    };
    let letter = letter.filter(|token| token.is_any_word() && !is_length(token)).and_then(|token| {
        let mut letters = ibid_languages::scale_letters().iter();
        letters.find(|(letters, _)| *letters == token.text).map(|(_, power)| *power)
    });
    let counts =
        || tokens.get(at + 1).is_some_and(|next| next.gap < TokenGap::Line && is_measure(language, next));
    let (mut power, sure) = match (scale_at(tokens, at, language), letter) {
        (Some(NumberWord::Scale(power)), _) => (power, true),
        (None, Some(power)) => (power, is_sum || counts()),
        _ => return,
    };
    // Spanish “2,5 mil millones”.
    let mut length = 1;
    if power == 3
        && let Some(NumberWord::Scale(next @ (6 | 9 | 12))) = scale_at(tokens, at + 1, language)
    {
        power += next;
        length = 2;
    }
    let mut values: Vec<Value> = reading
        .values
        .iter()
        .filter_map(Value::amount)
        .map(|amount| Value::Number(amount.scaled(power)))
        .collect();
    if !sure {
        // “5m” may be metres.
        values.append(&mut reading.values);
    }
    reading.values = values;
    reading.groups.clear();
    reading.scale = power;
    reading.end = at + length;
    let goes_on = tokens
        .get(reading.end + 1)
        .is_some_and(|next| next.kind == TokenKind::Word && next.gap == TokenGap::Space && !next.capitals);
    if sure && goes_on && follows(tokens, reading.end).is_some_and(|stop| stop.is_mark(".")) {
        // `тис. гривень`
        reading.end += 1;
    }
    lower_scales(tokens, reading, language);
}

/// Takes what follows a scale of ten thousands in East Asian numbers: `2億5000万`, `1万2000`.
fn lower_scales(tokens: &[FigureToken], reading: &mut FigureReading, language: &'static Lexicon) {
    let mut last = reading.scale;
    if last < 4 || !language.counts_by_ten_thousands() {
        return;
    }
    while let Some(part) =
        tokens.get(reading.end).filter(|token| token.kind == TokenKind::Digits && token.gap < TokenGap::Line)
    {
        let number = Decimal::new(&part.text, "");
        let power = match scale_at(tokens, reading.end + 1, language) {
            Some(NumberWord::Scale(power)) if power < last => power,
            None if part.gap == TokenGap::None => 0,
            _ => return,
        };
        let (Some(part), [Value::Number(whole)]) = (number.scaled(power).whole_number(), &*reading.values)
        else {
            return;
        };
        let Some(sum) = whole.whole_number().and_then(|whole| whole.checked_add(part)) else { return };
        reading.values = vec![Value::Number(Decimal::whole(sum))];
        reading.end += 1 + usize::from(power > 0);
        if power == 0 {
            return;
        }
        last = power;
    }
}

/// Letters of the longest word between a scale and a currency: “millones de pesos”.
const LONGEST_JOINER: usize = 2;

/// Takes a per cent sign or a currency after the number into the reading.
fn measure(tokens: &[FigureToken], reading: &mut FigureReading, language: &'static Lexicon) {
    let dash = usize::from(follows(tokens, reading.end).is_some_and(FigureToken::is_dash));
    let at = reading.end + dash;
    let Some(token) = tokens.get(at).filter(|token| token.gap < TokenGap::Line) else { return };
    let points = language.length_at(List::PercentagePoints, tokens, at);
    let percent = if token.is_mark("%٪％") {
        1
    } else {
        points.or_else(|| language.length_at(List::Percent, tokens, at)).unwrap_or(0)
    };
    if percent > 0 {
        change(reading, Value::Percent);
        reading.end = at + percent;
        reading.unit = Some(if points.is_some() { "percentage-points" } else { "percent" });
        return;
    }
    // “40 millones de pesos”
    let is_joiner = |token: &FigureToken| {
        reading.scale > 0
            && token.is_any_word()
            && token.text.chars().count() <= LONGEST_JOINER
            && language.has(List::FunctionWords, token)
    };
    let skipped = if let Some(length) = currency_adjective(tokens, at, language) {
        length
    } else if is_joiner(token) && tokens.get(at + 1).is_some_and(|next| currency(language, next).is_some()) {
        1
    } else {
        0
    };
    // “Pounds of grain” are weighed.
    let phrase = language.unit(tokens, at).filter(|(_, length)| *length > 1).map(|(unit, _)| unit);
    if phrase.is_some() {
        reading.unit = phrase;
    } else if let Some(code) = tokens.get(at + skipped).and_then(|token| currency(language, token)) {
        change(reading, |amount| Value::Money(code, amount));
        // Pounds are weighed or paid.
        reading.unit = language.unit(tokens, at + skipped).map(|(unit, _)| unit);
        reading.end = at + skipped + 1;
    } else {
        reading.unit = language.unit(tokens, at).map(|(unit, _)| unit).or_else(|| symbol(tokens, at));
    }
}

/// How many tokens between a number and a currency say whose it is: “five million U.S. dollars”.
fn currency_adjective(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<usize> {
    if language.is_at(List::CurrencyAdjectives, tokens, at) {
        return Some(1);
    }
    let (word, length) = initials(tokens, at)?;
    let stop = usize::from(follows(tokens, at + length).is_some_and(|stop| stop.is_mark(".")));
    language.language.words(List::CurrencyAdjectives).has(&word).then_some(length + stop)
}

fn change(reading: &mut FigureReading, make: impl Fn(Decimal) -> Value) {
    reading.values = reading.values.iter().filter_map(|value| value.amount().cloned()).map(make).collect();
}

/// The unit that a symbol stands for: `km`, `kg`, `°C`.
fn symbol(tokens: &[FigureToken], at: usize) -> Option<&'static str> {
    let token = tokens.get(at)?;
    if token.is_mark("°") {
        let scale = follows(tokens, at + 1).filter(|scale| scale.capital).map(|scale| &*scale.text);
        return Some(match scale {
            Some("c") => "celsius",
            Some("f") => "fahrenheit",
            _ => "degree",
        });
    }
    // Where it was taken for a million it is part of the number.
    if token.is_word(&["m"]) && !token.capital {
        return Some("metre");
    }
    let symbols = ibid_languages::unit_symbols();
    symbols.iter().find(|(symbol, _)| symbol.eq_ignore_ascii_case(&token.text)).map(|(_, unit)| *unit)
}

/// Whether a word names the year.
fn names_year(language: &'static Lexicon, token: &FigureToken) -> bool {
    language.unit(std::slice::from_ref(token), 0).is_some_and(|(unit, _)| unit == "year")
}

/// “Article 5”, “Art. 5”, `5-та стаття`: the number belongs to the word.
fn number_part(tokens: &[FigureToken], reading: &mut FigureReading, language: &'static Lexicon) {
    let stop = |token: &FigureToken| token.is_dash() || token.is_mark(".№");
    let before =
        reading.start.checked_sub(1).map(|at| if stop(&tokens[at]) { at.saturating_sub(1) } else { at });
    let number = match &reading.values[0] {
        Value::Number(number) => number.clone(),
        Value::Ordinal(number) => {
            if let Some(name) = tokens.get(reading.end).and_then(|token| part(language, token)) {
                reading.values = vec![Value::Part(name, number.clone())];
                reading.end += 1;
                reading.idle = false;
                return;
            }
            number.clone()
        }
        Value::Date { year: Some(year), month: None, .. } => {
            Decimal::whole(u128::try_from(*year).unwrap_or(0))
        }
        _ => return,
    };
    if let Some((at, name)) = before.and_then(|at| Some((at, part(language, &tokens[at])?)))
        && tokens[at + 1].gap < TokenGap::Line
    {
        reading.start = at;
        if !matches!(reading.values[0], Value::Date { .. }) {
            reading.values.clear();
        }
        reading.values.insert(0, Value::Part(name, number));
        reading.idle = false;
    }
}
