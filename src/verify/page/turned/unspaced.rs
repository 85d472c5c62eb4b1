//! The same in languages that set no spaces between words, Chinese and Japanese, by their characters.

use ibid_languages::List;

use super::{ComparedSentences, LEAST_SIGNS, QUESTION_MARKS, TurnedMeaning};

/// Characters that a statement must share with the source without a quotation.
pub(super) const LEAST_CHARACTERS: usize = 4;

impl ComparedSentences<'_> {
    /// Letters that carry meaning in a script without spaces: characters, and katakana.
    pub(super) fn carries(letter: char) -> bool {
        matches!(letter, '々' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
    }

    /// The statement's own text, without what it quotes.
    pub(super) fn own_text(&self) -> String {
        match &self.quoted {
            Some(quoted) => format!("{} {}", &self.statement[..quoted.start], &self.statement[quoted.end..]),
            None => self.statement.to_owned(),
        }
    }

    /// Whether every character of the statement's own that carries meaning and negates nothing stands in the source's
    /// sentence.
    pub(super) fn has_only_letters_of_source(&self) -> bool {
        let mut own = self.own_text();
        for list in [List::Negations, List::Modals, List::FirmModals, List::FunctionWords] {
            for place in self.language.find_all(list, &own).into_iter().rev() {
                // Two entries may overlap.
                if own.is_char_boundary(place.start)
                    && place.end <= own.len()
                    && own.is_char_boundary(place.end)
                {
                    own.replace_range(place, " ");
                }
            }
        }
        let mut shared = 0;
        for letter in own.chars().filter(|letter| Self::carries(*letter)) {
            if !self.sentence.contains(letter) {
                return false;
            }
            shared += 1;
        }
        shared >= if self.is_pinned() { LEAST_CHARACTERS } else { LEAST_SIGNS }
    }

    /// The same as [`Self::turn`] in scripts without spaces: there it is enough that the one has such a word and the
    /// other has none.
    pub(super) fn turn_without_spaces(&self) -> Option<TurnedMeaning> {
        let own = self.own_text();
        let turns = [List::Negations, List::Denials, List::Hedges, List::Claims, List::Conditions];
        let first = |lists: &[List], text: &str| {
            let mut found = lists.iter().flat_map(|list| self.language.find_all(*list, text));
            found.next().map(|word| text[word].to_owned())
        };
        let says = first(&[&turns[..], &[List::Restrictions, List::VerbsOfSaying]].concat(), &own).is_some();
        if says {
            let negation = first(&[List::Negations], &own)?;
            let is_plain = first(&turns, self.sentence).is_none() && !self.sentence.contains(QUESTION_MARKS);
            return is_plain.then_some(TurnedMeaning::Added(negation));
        }
        let unseen = &self.sentence[..self.unseen];
        let negated = first(&[List::Negations], unseen).filter(|_| self.is_pinned());
        negated.map(TurnedMeaning::Negated).or_else(|| first(&turns[1..], unseen).map(TurnedMeaning::Hedged))
    }
}

#[cfg(test)]
mod tests {
    use ibid_languages::Language;

    use super::*;

    fn turn(statement: &str, source: &str, tag: &str) -> Option<TurnedMeaning> {
        let language = Language::get(tag);
        let compared =
            ComparedSentences { statement, quoted: None, sentence: source, unseen: source.len(), language };
        compared.missing().and_then(|_| compared.turn())
    }

    #[test]
    fn statements_of_the_same_characters() {
        let source = "市政府不会关闭这所学校。";
        assert_eq!(
            turn("市政府会关闭这所学校。", source, "zh"),
            Some(TurnedMeaning::Negated("不".to_owned()))
        );
        assert_eq!(turn("市政府不会关闭学校。", source, "zh"), None);
        assert_eq!(turn("市政府将保留这所学校。", source, "zh"), None);
        let plain = "市政府将关闭这所学校。";
        assert_eq!(
            turn("市政府不会关闭这所学校。", plain, "zh"),
            Some(TurnedMeaning::Added("不".to_owned()))
        );
        let japanese = "市は港の学校を閉鎖しない。";
        assert_eq!(
            turn("市は港の学校を閉鎖する。", japanese, "ja"),
            Some(TurnedMeaning::Negated("ない".to_owned()))
        );
    }
}
