//! Designations: letters and digits that name something, and digits that are no figure at all.

use ibid_languages::List;

use super::amount::digits;
use super::context::{currency, part};
use super::date::{date_at, follows, month, year};
use super::figure_reading::FigureReading;
use super::lexicon::{Lexicon, word};
use super::token::{FigureToken, TokenKind};
use super::value::{Decimal, Value};

/// `G8`, `F-16`, `5G`; a reading without values where letters and digits name nothing that is compared.
pub(super) fn code(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<FigureReading> {
    let first = &tokens[at];
    if let Some(reading) = idiom(tokens, at, language) {
        return Some(reading);
    }
    let (letters, digits, mut end) = match first.kind {
        TokenKind::Word => {
            let dash = usize::from(follows(tokens, at + 1).is_some_and(FigureToken::is_dash));
            let digits = follows(tokens, at + 1 + dash).filter(|token| token.kind == TokenKind::Digits)?;
            let is_name = first.capital
                && month(language, first).is_none()
                && part(language, first).is_none()
                && currency(language, first).is_none()
                && (dash == 0 || year(digits).is_none());
            if !is_name {
                return None;
            }
            (first, digits, at + 2 + dash)
        }
        TokenKind::Digits => {
            let letters =
                follows(tokens, at + 1).filter(|token| token.kind == TokenKind::Word && token.capitals)?;
            if word(language, &letters.text).is_some() || is_unit(letters, language) {
                return None;
            }
            (letters, first, at + 2)
        }
        TokenKind::Mark => return None,
    };
    if language.has(List::WarLetters, letters) {
        return Some(FigureReading::new(at, end, Vec::new()));
    }
    let mut name = if first.kind == TokenKind::Word {
        latin(&letters.text) + &digits.text
    } else {
        digits.text.to_string() + &letters.text
    };
    while let Some(next) = follows(tokens, end).filter(|next| next.kind != TokenKind::Mark) {
        if next.text != "s" {
            name.push_str(&next.text);
        }
        end += 1;
    }
    let mut values = vec![Value::Code(name)];
    // “Covid-19”, “Top-10”: names and counts look alike.
    if !letters.capitals || first.kind == TokenKind::Digits {
        values.push(Value::Number(Decimal::new(&digits.text, "")));
    }
    Some(FigureReading::new(at, end, values))
}

/// `24/7` and `9/11`, which are no figures, and `1.2.3`, which is a name.
fn idiom(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<FigureReading> {
    if tokens[at].kind != TokenKind::Digits {
        return None;
    }
    if let Some(other) =
        follows(tokens, at + 1).filter(|mark| mark.is_mark("/")).and_then(|_| follows(tokens, at + 2))
        && matches!((&*tokens[at].text, &*other.text), ("24", "7") | ("9", "11"))
        && !follows(tokens, at + 3).is_some_and(|mark| mark.is_mark("/"))
    {
        return Some(FigureReading::new(at, at + 3, Vec::new()));
    }
    if digits(tokens, at, language).is_some() || date_at(tokens, at, language).is_some() {
        return None;
    }
    let mut name = tokens[at].text.to_string();
    let mut end = at + 1;
    while let Some(group) = follows(tokens, end)
        .filter(|mark| mark.is_mark("."))
        .and_then(|_| follows(tokens, end + 1))
        .filter(|group| group.kind == TokenKind::Digits)
    {
        name = name + "." + &group.text;
        end += 2;
    }
    Some(FigureReading::new(at, end, vec![Value::Code(name)]))
}

/// Cyrillic letters as the Latin ones that stand for them in designations: `Ф-16`, `Су-35`.
fn latin(letters: &str) -> String {
    let pairs = ibid_languages::designation_letters();
    let latin = |letter: char| pairs.iter().find(|(from, _)| *from == letter).map_or(letter, |(_, to)| *to);
    letters.chars().map(latin).collect()
}

/// Letters behind digits that measure or number them rather than name something with them: `5KM`, `1ST`, `9PM`. Of
/// single letters only those that are hardly ever a name: a `G` may be a gram or the network `5G`.
fn is_unit(letters: &FigureToken, language: &'static Lexicon) -> bool {
    let is_written = |symbol: &str| symbol.eq_ignore_ascii_case(&letters.text);
    let is_symbol = |symbol: &str| symbol.chars().nth(1).is_some() && is_written(symbol);
    ["m", "x", "c", "f"].into_iter().any(is_written)
        || ibid_languages::scale_letters().iter().any(|(symbol, _)| is_written(symbol))
        || ibid_languages::unit_symbols().iter().any(|(symbol, _)| is_symbol(symbol))
        || language.has(List::OrdinalEndings, letters)
        || language.day_half(std::slice::from_ref(letters), 0).is_some()
}
