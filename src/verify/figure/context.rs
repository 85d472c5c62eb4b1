//! The words around a figure: units, currencies, numbered parts, and the company in which a small
//! number word is no figure that a reader would look up.

use ibid_languages::List;

use super::lexicon::{Lexicon, holds_unit};
use super::token::{FigureToken, TokenGap, TokenKind};

/// Whether a word is a unit, a measure or people.
pub(super) fn is_measure(language: &'static Lexicon, token: &FigureToken) -> bool {
    token.kind == TokenKind::Word
        && (language.unit(std::slice::from_ref(token), 0).is_some()
            || language.currency(&token.text).is_some()
            || [List::Percent, List::People, List::Measures].iter().any(|list| language.has(*list, token)))
}

/// The currency that a token names: a sign, a code in capitals, or a word of the language.
pub(super) fn currency(language: &'static Lexicon, token: &FigureToken) -> Option<&'static str> {
    match token.kind {
        TokenKind::Digits => None,
        TokenKind::Mark => {
            let signs = ibid_languages::currency_signs();
            let at = signs.binary_search_by_key(&&*token.text, |(sign, _)| sign).ok()?;
            Some(signs[at].1)
        }
        TokenKind::Word if token.capitals && token.text.len() == 3 => {
            let codes = ibid_languages::currency_signs().iter().map(|(_, code)| *code);
            let mut codes =
                codes.chain(["CHF", "CNY", "DKK", "NOK", "SEK", "RON", "BGN", "ZAR", "MXN", "SAR", "EGP"]);
            codes
                .find(|code| code.eq_ignore_ascii_case(&token.text))
                .or_else(|| language.currency(&token.text))
        }
        TokenKind::Word => language.currency(&token.text),
    }
}

/// The numbered part that a word names.
pub(super) fn part(language: &'static Lexicon, token: &FigureToken) -> Option<&'static str> {
    if token.kind == TokenKind::Word { language.part(&token.text) } else { None }
}

/// Words that make the figure after them approximate, or a bound.
pub(super) const HEDGES: [List; 5] = [List::About, List::AtLeast, List::UpTo, List::MoreThan, List::LessThan];

/// Whether the figure that begins at `at` is given as approximate.
pub(super) fn is_hedged(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> bool {
    let before = at.checked_sub(1).map(|at| &tokens[at]);
    before.is_some_and(|token| token.is_mark("~≈"))
        || HEDGES.iter().any(|list| language.stands_before(*list, tokens, at))
}

/// Whether a number word at `start..end` is one that a reader would not look up in a source.
pub(super) fn is_idle(
    tokens: &[FigureToken],
    start: usize,
    end: usize,
    ordinal: bool,
    number: u32,
    language: &'static Lexicon,
) -> bool {
    let before = start.checked_sub(1).map(|at| &tokens[at]);
    let joined = tokens.get(end).is_some_and(|dash| dash.gap == TokenGap::None && dash.is_dash());
    let next = tokens.get(end + usize::from(joined)).filter(|token| token.kind == TokenKind::Word);
    let near = || {
        tokens[end..]
            .iter()
            .filter(|token| !token.is_dash())
            .take_while(|token| token.kind == TokenKind::Word)
    };
    if near().take(2).any(|token| language.has(List::SourceNouns, token)) {
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
            1 | 2 => !near().take(2).any(|token| language.has(List::RankedNouns, token)),
            3 => next.is_some_and(|token| language.has(List::ThirdNouns, token)),
            _ => false,
        };
    }
    let definite = before.is_some_and(|token| token.possessive || language.has(List::Definites, token));
    // “the two men” and “the three countries” were named already; “the two hours” are a measure.
    let measured = next.is_some_and(|token| {
        is_measure(language, token)
            && !(definite && (language.has(List::People, token) || language.has(List::Measures, token)))
    });
    let idiom = next.is_some_and(|token| language.has(List::NumberIdioms, token));
    if idiom && joined {
        return true;
    }
    if holds_unit(language, &tokens[start].text) {
        return number < 2;
    }
    match number {
        0 => true,
        // Where “one” is no article: “one-year”, “one hour”; “one day” and “one person” are as often unspecific, and
        // “at one point” is.
        1 if language.language.knows(List::Indefinites) => {
            !measured
                || next.is_some_and(|token| {
                    language.has(List::VagueUnits, token) || language.has(List::People, token)
                })
        }
        1 => true,
        2 if joined && !measured => true,
        2 => !(measured || (!definite && near().take(3).any(|token| is_measure(language, token)))),
        3..=5 => definite && !measured,
        _ => false,
    }
}
