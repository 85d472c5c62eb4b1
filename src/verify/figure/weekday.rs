//! The days of the week that a text names.

use std::ops::Range;

use super::FigureText;

impl FigureText<'_> {
    /// The days of the week that the text names, with their places; names such as “Black Friday” left out.
    #[must_use]
    pub fn weekdays(&self) -> Vec<(Range<usize>, u8)> {
        let (tokens, language) = (&self.tokens, self.language);
        let has_capital =
            |at: usize| tokens.get(at).is_some_and(|token| token.is_any_word() && token.capital);
        let weekday = |at: usize| {
            let day = language.weekday_of(&tokens[at])?;
            // A language that writes all nouns with a capital tells nothing by it.
            let may_tell = language.language.has_capital_months && !language.language.has_capital_nouns;
            let is_name = may_tell && (has_capital(at + 1) || at > 1 && has_capital(at - 1));
            (!is_name).then(|| (tokens[at].range.clone(), day))
        };
        (0..tokens.len()).filter_map(weekday).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::verify::figure::FigureText;

    #[test]
    fn weekdays_are_no_names() {
        let days = |text: &str| {
            FigureText::new(text, "en").weekdays().into_iter().map(|(_, day)| day).collect::<Vec<u8>>()
        };
        assert_eq!(days("He came on Monday and left on Friday."), [1, 5]);
        assert!(days("On Black Friday the Sunday Times was sold.").is_empty());
    }
}
