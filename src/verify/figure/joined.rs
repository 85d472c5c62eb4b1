//! Korean amounts, whose scale, currency and particle are written together behind the digits: `25억원이`.

use std::borrow::Cow;

use ibid_languages::List;

use super::lexicon::{Lexicon, NumberWord, word};
use super::token::{self, FigureToken, TokenGap, TokenKind};

/// Splits a text, and in Korean the words behind digits as well.
pub(super) fn tokens<'t>(text: &'t str, language: &'static Lexicon) -> Vec<FigureToken<'t>> {
    let tokens = token::tokens(text);
    if language.language.scripts.first() != Some(&"Kore") {
        return tokens;
    }
    let mut split = Vec::with_capacity(tokens.len());
    let mut is_behind_digits = false;
    for token in tokens {
        let cuts = match is_behind_digits && token.gap == TokenGap::None && token.is_any_word() {
            true => cuts(&token.text, language),
            false => Vec::new(),
        };
        is_behind_digits = token.kind == TokenKind::Digits;
        // What is folded to another length has no places in the text.
        if cuts.is_empty() || token.text.len() != token.range.len() {
            split.push(token);
            continue;
        }
        let ends = cuts.iter().copied().chain([token.text.len()]);
        let mut start = 0;
        for end in ends.filter(|end| *end > 0) {
            if end > start {
                let range = token.range.start + start..token.range.start + end;
                let gap = if start == 0 { token.gap } else { TokenGap::None };
                let text = Cow::Owned(token.text[start..end].to_owned());
                split.push(FigureToken { text, range, gap, ..token.clone() });
            }
            start = end;
        }
    }
    split
}

/// Where a word behind digits is to be cut: behind its scale, if a currency or what is counted follows, and behind the
/// currency.
fn cuts(written: &str, language: &'static Lexicon) -> Vec<usize> {
    let scale = written
        .char_indices()
        .nth(1)
        .map(|(end, _)| end)
        .filter(|end| matches!(word(language, &written[..*end]), Some(NumberWord::Scale(_))));
    let start = scale.unwrap_or(0);
    let rest = &written[start..];
    let mut ends = rest.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let currency = ends.rfind(|end| language.currency(&rest[..*end]).is_some());
    let counts = |list: List| language.language.words(list).has(rest);
    match (scale, currency) {
        (Some(scale), Some(end)) => vec![scale, start + end],
        (Some(scale), None) if counts(List::People) || counts(List::Measures) => vec![scale],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FigureIndex, FigureText};

    #[test]
    fn sums_that_are_written_as_one_word() {
        let is_stated = |statement: &str, source: &str| {
            let index = FigureIndex::new(source, "ko", None);
            FigureText::new(statement, "ko").unsupported(&[&index]).is_empty()
        };
        assert!(is_stated("다리 비용은 ₩2,500,000,000이었다.", "다리 비용은 25억원이었다."));
        assert!(is_stated("다리 비용은 25억 원이었다.", "다리 비용은 25억원이었다."));
        assert!(!is_stated("다리 비용은 35억원이었다.", "다리 비용은 25억원이었다."));
    }
}
