//! Shares and unstated multiples: “two thirds”, “one in five”, “hundreds of thousands”.

use ibid_languages::List;

use super::amount::{digits, spelled};
use super::context::is_measure;
use super::date::follows;
use super::figure_reading::FigureReading;
use super::lexicon::{Lexicon, NumberWord, word};
use super::token::{FigureToken, TokenGap, TokenKind};
use super::value::{Decimal, Value};

/// “hundreds of thousands”, `десятки тисяч`, “several hundred”.
pub(super) fn vague_number(
    tokens: &[FigureToken],
    at: usize,
    language: &'static Lexicon,
) -> Option<FigureReading> {
    let lookup = |at: usize| tokens.get(at).and_then(|token| word(language, &token.text));
    let token = tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
    let (power, end) = match lookup(at) {
        Some(NumberWord::Many(power)) => {
            let of = at + 1 + usize::from(language.is_at(List::Of, tokens, at + 1));
            match lookup(of) {
                Some(NumberWord::Many(more)) if power < 3 && more >= 3 => (power + more, of + 1),
                _ => (power, at + 1),
            }
        }
        Some(NumberWord::Scale(power)) if language.has(List::LoneScales, token) => (power, at + 1),
        Some(NumberWord::Hundred | NumberWord::Scale(_)) => {
            let found = spelled(tokens, at, language).filter(|found| found.bare)?;
            if !at.checked_sub(1).is_some_and(|before| language.has(List::Several, &tokens[before])) {
                return None;
            }
            (u8::try_from(found.value.approximate().log10() as u32).ok()?, found.end)
        }
        _ => return None,
    };
    Some(FigureReading::new(at, end, vec![Value::Many(power)]))
}

/// “two thirds”, “a quarter of”, “one in five”, `2/3`.
pub(super) fn share(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<FigureReading> {
    let is = |list: List, at: usize| language.is_at(list, tokens, at);
    let lookup = |at: usize| tokens.get(at).and_then(|token| word(language, &token.text));
    let found = |end: usize, over: u32, under: u32| {
        // “three quarters of a million”
        if let (true, Some(NumberWord::Scale(power))) =
            (is(List::Of, end) && is(List::Indefinites, end + 1), lookup(end + 2))
            && 100_u32.is_multiple_of(under)
        {
            let amount = Decimal::whole((over * (100 / under)).into()).scaled(power - 2);
            return Some(FigureReading::new(at, end + 3, vec![Value::Number(amount)]));
        }
        Some(FigureReading::new(at, end, vec![Value::Fraction(over, under)]))
    };
    let has_ordinals = language.language.has_ordinal_fractions;
    if let Some(vulgar) = tokens[at].kind.eq(&TokenKind::Mark).then(|| vulgar(&tokens[at].text)).flatten() {
        return found(at + 1, vulgar.0, vulgar.1);
    }
    let before = at.checked_sub(1);
    if let Some(NumberWord::Ordinal(under @ 2..=100)) = lookup(at)
        && before.is_some_and(|before| language.has(List::Every, &tokens[before]))
    {
        return found(at + 1, 1, under);
    }
    if let Some(NumberWord::Part(under)) = lookup(at) {
        // “the first half of 2025”
        if before.is_some_and(|before| {
            matches!(lookup(before), Some(NumberWord::Ordinal(_))) || is(List::BeforeHalves, before)
        }) {
            return None;
        }
        // A quarter is also a part of a town or of a year.
        let is_share = !language.language.knows(List::BehindShares)
            || is(List::BehindShares, at + 1) && (under == 2 || under == 4);
        return is_share.then(|| found(at + 1, 1, under))?;
    }
    if has_ordinals
        && is(List::Indefinites, at)
        && is(List::Of, at + 2)
        && let Some(NumberWord::Ordinal(under @ 3..=12)) = lookup(at + 1)
    {
        return found(at + 2, 1, under);
    }
    let (over, end) = small_number(tokens, at, language)?;
    let dash = usize::from(follows(tokens, end).is_some_and(FigureToken::is_dash));
    let below = end + dash;
    match lookup(below) {
        Some(NumberWord::Part(under)) if tokens[below].gap < TokenGap::Line && (over > 1 || under > 2) => {
            return found(below + 1, over, under);
        }
        Some(NumberWord::Ordinal(under @ 3..=12)) if has_ordinals && over == 1 => {
            return found(below + 1, over, under);
        }
        _ => {}
    }
    let (joint, only_words) = if is(List::OneIn, end) {
        (end + 1, true)
    } else {
        (end + language.length_at(List::OutOf, tokens, end)?, false)
    };
    let (under, end) =
        small_number(tokens, joint, language).filter(|(under, _)| over < *under && *under <= 1000)?;
    let is_unit = |token: &FigureToken| is_measure(language, token) && !language.has(List::Measures, token);
    if only_words && (over > 1 || tokens.get(end).is_some_and(is_unit)) {
        return None;
    }
    let mut reading = FigureReading::new(at, end, vec![Value::Fraction(over, under)]);
    reading.groups = [over, under].map(|number| Value::Number(Decimal::whole(number.into()))).to_vec();
    Some(reading)
}

pub(super) fn vulgar(mark: &str) -> Option<(u32, u32)> {
    match mark {
        "½" => Some((1, 2)),
        "⅓" => Some((1, 3)),
        "⅔" => Some((2, 3)),
        "¼" => Some((1, 4)),
        "¾" => Some((3, 4)),
        _ => None,
    }
}

fn small_number(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<(u32, usize)> {
    if let Some(digits) = digits(tokens, at, language).filter(|digits| digits.plain) {
        return Some((digits.readings[0].small()?, digits.end));
    }
    let spelled = spelled(tokens, at, language).filter(|spelled| !spelled.ordinal)?;
    Some((spelled.value.small()?, spelled.end))
}
