//! Who speaks which part of a transcript, where its front matter says it.

use super::text::{SourceText, TextSpeaker};
use crate::base::span::Spanned;
use crate::read::yaml::{MappingReader, NamedValue};

/// A speaker as written: the paragraph from which on somebody speaks, and the name; an empty one where it is not known.
pub(super) type WrittenSpeaker = (Spanned<usize>, String);

impl SourceText {
    /// Sets who speaks. Gives the places of paragraphs that the text does not have.
    pub(super) fn set_speakers(&mut self, written: Vec<WrittenSpeaker>) -> Vec<Spanned<usize>> {
        let mut wrong = Vec::new();
        let mut speakers = Vec::new();
        for (place, name) in written {
            match self.paragraph(place.value) {
                Some(paragraph) => speakers.push(TextSpeaker { at: paragraph.plain.start, name }),
                None => wrong.push(place),
            }
        }
        speakers.sort_by_key(|speaker| speaker.at);
        self.speakers = speakers;
        wrong
    }

    /// Whether it is said who speaks.
    #[must_use]
    pub fn has_speakers(&self) -> bool {
        !self.speakers.is_empty()
    }

    /// Who speaks at an offset of the plain text, where that is said and known.
    #[must_use]
    pub fn speaker_at(&self, offset: u32) -> Option<&str> {
        let count = self.speakers.partition_point(|speaker| speaker.at <= offset);
        let speaker = self.speakers.get(count.checked_sub(1)?)?;
        Some(speaker.name.as_str()).filter(|name| !name.is_empty())
    }
}

/// Reads `speakers: {1: "Ada Lind", 4: "Bo Berg"}`.
pub(super) fn read(front: &mut MappingReader<'_>) -> Vec<WrittenSpeaker> {
    let mut speakers = Vec::new();
    for (Spanned { value: place, span }, value) in front.named_values("speakers") {
        let paragraph = place.trim().parse::<usize>().ok().filter(|number| *number > 0);
        match (paragraph, value) {
            (Some(number), NamedValue::Text(name)) => {
                speakers.push((Spanned { value: number, span }, name.value.trim().to_owned()));
            }
            (Some(_), NamedValue::Texts(_)) => front.report_at(
                span,
                format!("the speaker from paragraph {place} on is no name"),
                "write one such as `4: \"Ada Lind\"`; `4: \"\"` where it is not known",
            ),
            (None, _) => front.report_at(
                span,
                format!("`{place}` is not the number of a paragraph"),
                "write the number of the paragraph from which on somebody speaks: `4: \"Ada Lind\"`",
            ),
        }
    }
    speakers
}

/// Reports places of paragraphs that the text does not have.
pub(super) fn report_missing(front: &mut MappingReader<'_>, wrong: Vec<Spanned<usize>>, count: usize) {
    for Spanned { value: number, span } in wrong {
        let message = format!("the text has no paragraph {number}: its paragraphs go from 1 to {count}");
        front.report_at(span, message, "`ibid source show KEY` prints the numbers of the paragraphs");
    }
}

#[cfg(test)]
mod tests {
    use ibid_languages::Language;

    use super::*;
    use crate::base::span::Span;

    #[test]
    fn somebody_speaks_until_another_does() {
        let (mut text, _) = SourceText::plain("One.\n\nTwo.\n\nThree.\n\nFour.", 0, &[], Language::get("en"));
        let at = |value| Spanned { value, span: Span::default() };
        let wrong = text.set_speakers(vec![
            (at(2), "Ada".to_owned()),
            (at(4), String::new()),
            (at(9), "Bo".to_owned()),
        ]);
        assert_eq!(wrong.iter().map(|place| place.value).collect::<Vec<_>>(), [9]);
        let who = |word: &str| text.speaker_at(u32::try_from(text.plain.find(word).unwrap()).unwrap());
        assert_eq!(
            [who("One"), who("Two"), who("Three"), who("Four")],
            [None, Some("Ada"), Some("Ada"), None]
        );
    }
}
