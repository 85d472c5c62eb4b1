//! The element tree that a style gives, as a flat row of signs.

use super::item::{FIRST_STAND_IN, span};
use crate::base::date::Edtf;
use crate::render::reference::render::{Face, Glyph, Sign};
use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Formatting};

/// The tree as a row of signs. `texts` is the number of stand-ins, `date` that of the source.
pub(super) fn flatten(tree: &ElemChildren, texts: usize, date: Option<&Edtf>) -> Vec<Glyph> {
    let has_season = date.is_some_and(|date| date.from.season.is_some());
    let mut row = GlyphRow { glyphs: Vec::new(), texts, span: span(date), has_season };
    row.children(tree);
    row.glyphs
}

struct GlyphRow {
    glyphs: Vec<Glyph>,
    texts: usize,
    /// An interval's first year, and what it is followed by.
    span: Option<(String, String)>,
    /// Whether the date is a season.
    has_season: bool,
}

impl GlyphRow {
    fn children(&mut self, children: &ElemChildren) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) | ElemChild::Link { text, .. } => {
                    self.text(&text.text, &text.formatting)
                }
                ElemChild::Elem(elem) => {
                    if elem.display.is_some() {
                        self.text(" ", &Formatting::default());
                    }
                    self.elem(elem);
                }
                ElemChild::Markup(_) | ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn elem(&mut self, elem: &Elem) {
        match elem.meta {
            // The number or label of a numbered style: notes have numbers of their own.
            Some(ElemMeta::CitationNumber | ElemMeta::CitationLabel) => {}
            Some(ElemMeta::Date) => {
                let start = self.glyphs.len();
                self.children(&elem.children);
                self.complete_date(start);
                self.part_season(start);
            }
            _ => self.children(&elem.children),
        }
    }

    fn text(&mut self, text: &str, formatting: &Formatting) {
        let face = face(formatting);
        for letter in text.chars() {
            let index =
                u32::from(letter).checked_sub(FIRST_STAND_IN).and_then(|index| usize::try_from(index).ok());
            let sign = match index {
                Some(index) if index < self.texts => Sign::Text(index),
                Some(_) => continue,
                None => Sign::Letter(letter),
            };
            self.glyphs.push(Glyph { sign, face });
        }
    }

    /// Parts a season from its year by a space, where a style that asks for a date in digits has them joined by a sign
    /// (`Spring/2003`, `Frühjahr.2003`).
    fn part_season(&mut self, start: usize) {
        if !self.has_season {
            return;
        }
        let is_word = |glyph: Glyph| matches!(glyph.sign, Sign::Letter(letter) if letter.is_alphanumeric());
        for at in start + 1..self.glyphs.len().saturating_sub(1) {
            let joins = matches!(self.glyphs[at].sign, Sign::Letter('/' | '.' | '-'));
            if joins && is_word(self.glyphs[at - 1]) && is_word(self.glyphs[at + 1]) {
                self.glyphs[at].sign = Sign::Letter(' ');
            }
        }
    }

    fn complete_date(&mut self, start: usize) {
        let Some((year, rest)) = &self.span else { return };
        let letters = self.glyphs[start..].iter().map(|glyph| glyph.sign);
        let Some(last) = self.glyphs.last().copied() else { return };
        if letters.eq(year.chars().map(Sign::Letter)) {
            self.glyphs
                .extend(rest.chars().map(|letter| Glyph { sign: Sign::Letter(letter), face: last.face }));
        }
    }
}

fn face(formatting: &Formatting) -> Face {
    Face {
        italic: formatting.font_style == FontStyle::Italic,
        bold: formatting.font_weight == FontWeight::Bold,
        small_caps: formatting.font_variant == FontVariant::SmallCaps,
        underlined: formatting.text_decoration == TextDecoration::Underline,
        raised: formatting.vertical_align == VerticalAlign::Sup,
        lowered: formatting.vertical_align == VerticalAlign::Sub,
    }
}
