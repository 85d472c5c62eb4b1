//! Roman numerals: `Article V`, `the III Congress`, `XIX век`, `XIXe siècle`.
//!
//! Letters of numerals are letters of words too (a `CD`, an `MD`, `Malcolm X`), so only numbers up to 39 are read, and
//! only where what stands beside them says that something is numbered.

use ibid_languages::List;

use super::context::part;
use super::date::follows;
use super::figure_reading::FigureReading;
use super::lexicon::Lexicon;
use super::token::{FigureToken, TokenGap, TokenKind};
use super::value::{Decimal, Value};

/// The number of a Roman numeral in a folded word. Cyrillic letters of the same form are read too.
pub(super) fn roman_value(word: &str) -> Option<u32> {
    let (mut number, mut last) = (0_u32, 0);
    if word.is_empty() || word.chars().count() > 7 {
        return None;
    }
    for letter in word.chars().rev() {
        let value = letter_value(letter)?;
        number = if value < last { number.checked_sub(value)? } else { number + value };
        last = last.max(value);
    }
    Some(number).filter(|number| *number > 0)
}

fn letter_value(letter: char) -> Option<u32> {
    ibid_languages::roman_letters().iter().find(|(other, _)| *other == letter).map(|(_, value)| *value)
}

/// Whether a word may be a numeral, perhaps with the ending of an ordinal: most are dismissed here.
pub(super) fn may_be_roman(token: &FigureToken) -> bool {
    token.capital && token.text.chars().next().is_some_and(|first| letter_value(first).is_some())
}

/// The number of a token that may be a numeral: capitals alone.
fn roman_number(token: &FigureToken) -> Option<u32> {
    (token.kind == TokenKind::Word && token.capitals && !token.possessive)
        .then(|| roman_value(&token.text))?
}

/// A numeral beside what it numbers: a part of a text or a war before it, a century, a congress or the like behind it.
pub(super) fn roman(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<FigureReading> {
    let token = &tokens[at];
    let before = at.checked_sub(1).map(|at| &tokens[at]).filter(|_| token.gap < TokenGap::Line);
    if let Some(number) = with_ending(token, language) {
        return Some(FigureReading::new(at, at + 1, vec![Value::Ordinal(Decimal::whole(number.into()))]));
    }
    let number = Decimal::whole(roman_number(token)?.into());
    // `X-ray`, `I'm`, `V8`
    if follows(tokens, at + 1).is_some_and(|next| next.kind != TokenKind::Mark || next.is_dash()) {
        return None;
    }
    if let Some(name) = before.and_then(|before| part(language, before)) {
        return Some(FigureReading::new(at - 1, at + 1, vec![Value::Part(name, number)]));
    }
    let ordinal = || Some(FigureReading::new(at, at + 1, vec![Value::Ordinal(number.clone())]));
    let is_century = |token: &FigureToken| {
        language.unit(std::slice::from_ref(token), 0).is_some_and(|(unit, _)| unit == "century")
    };
    if before.is_some_and(|before| is_century(before) || language.has(List::Wars, before)) {
        return ordinal();
    }
    let next = tokens.get(at + 1).filter(|next| next.is_any_word() && next.gap <= TokenGap::Space)?;
    // “Elizabeth II opened”: a name with its number is no count.
    let is_of_name = before.is_some_and(|before| {
        before.is_any_word() && before.capital && !language.has(List::FunctionWords, before)
    });
    let is_numbered = is_century(next) || language.has(List::RankedNouns, next);
    let is_long = token.text.chars().count() > 1;
    (is_long && !is_of_name && is_numbered).then(ordinal)?
}

/// `XIXe`, `IIIe`: a numeral with the ending of an ordinal.
pub(super) fn with_ending(token: &FigureToken, language: &'static Lexicon) -> Option<u32> {
    if !(token.kind == TokenKind::Word && token.capital) {
        return None;
    }
    language.ordinal_endings.iter().find_map(|ending| {
        let stem = token.text.strip_suffix(ending)?;
        (stem.chars().count() > 1).then(|| roman_value(stem))?
    })
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::language;
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn numerals_are_read_beside_what_they_number() {
        let read = |text: &str, tag| {
            let tokens = tokens(text);
            (0..tokens.len())
                .find_map(|at| roman(&tokens, at, language(tag)))
                .map(|found| found.values[0].clone())
        };
        let ordinal = |number| Some(Value::Ordinal(Decimal::whole(number)));
        for (text, tag, number) in [
            ("the III Congress met", "en", 3),
            ("World War II ended", "en", 2),
            ("в XIX веке", "ru", 19),
            ("у ХІХ столітті", "uk", 19),
            ("du XIXe siècle", "fr", 19),
            ("del siglo XVIII", "es", 18),
            ("IV zjazd", "pl", 4),
        ] {
            assert_eq!(read(text, tag), ordinal(number), "{text}");
        }
        assert_eq!(read("Article V binds", "en"), Some(Value::Part("article", Decimal::whole(5))));
        for text in [
            "Elizabeth II opened it",
            "Malcolm X spoke",
            "I met the CD seller",
            "an IV drip",
            "X-ray",
            "Vi ses",
            "IIIIIIV Congress",
        ] {
            assert_eq!(read(text, "en"), None, "{text}");
        }
    }
}
