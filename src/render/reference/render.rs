//! A formatted reference as HTML. Its only input is a row of signs: letters that the style wrote, and the
//! source's texts, whole. Everything is escaped; a link can lead nowhere but to the source's address.

use super::line;
use crate::base::escape::escape;

/// One letter of the style's, or one text of the source's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A letter written by the style.
    Letter(char),
    /// The text with this index.
    Text(usize),
}

/// How a sign looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Face {
    pub(super) italic: bool,
    pub(super) bold: bool,
    pub(super) small_caps: bool,
    pub(super) underlined: bool,
    pub(super) raised: bool,
    pub(super) lowered: bool,
}

/// A sign with its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) sign: Sign,
    pub(super) face: Face,
}

/// What a text of a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextKind {
    /// The title, in the source's language.
    Title,
    /// What stands for the title, in the site's language.
    Label,
    /// The address, http or https.
    Address,
    /// A name, publisher or container.
    Other,
}

/// A text of a source, on one line, without the punctuation mark that it ends with.
#[derive(Clone, Debug)]
pub(super) struct StyledText {
    pub(super) kind: TextKind,
    pub(super) words: String,
}

const OPENING: [char; 8] = ['“', '„', '«', '»', '‘', '‚', '‹', '"'];
const CLOSING: [char; 8] = ['”', '“', '»', '«', '’', '‘', '›', '"'];

/// Puts right what styles leave: quotes and italics around what is no title, `,.`, `?.`, `..`, spaces
/// before commas, two spaces, and the full stop after a quotation mark where the language wants it before.
pub(super) fn tidy(glyphs: Vec<Glyph>, texts: &[StyledText], pulls_punctuation: bool) -> Vec<Glyph> {
    let glyphs = unquote_label(glyphs, texts);
    let mut tidied: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut glyphs = glyphs.into_iter().peekable();
    while let Some(glyph) = glyphs.next() {
        let Sign::Letter(letter) = glyph.sign else {
            tidied.push(glyph);
            continue;
        };
        if letter.is_whitespace() && tidied.last().is_none_or(is_space) {
            continue;
        }
        // French styles write a space on both sides of a colon or semicolon: that is no slip.
        let is_spaced = matches!(letter, ':' | ';')
            && glyphs.peek().is_some_and(is_space)
            && tidied
                .iter()
                .rev()
                .find(|glyph| !is_space(glyph))
                .is_some_and(|last| !is_letter_of(last, &[',']));
        if matches!(letter, ')' | ']' | ':' | ';') && !is_spaced {
            while tidied.last().is_some_and(|last| is_space(last) || is_letter_of(last, &[','])) {
                tidied.pop();
            }
        }
        if !matches!(letter, '.' | ',') {
            tidied.push(glyph);
            continue;
        }
        while tidied.last().is_some_and(is_space) {
            tidied.pop();
        }
        // Before the closing quotation mark, if there is one.
        let inner =
            tidied.iter().rposition(|glyph| !is_letter_of(glyph, &['”', '’', '"'])).map_or(0, |at| at + 1);
        match (inner.checked_sub(1).and_then(|at| letter_of(&tidied[at])), letter) {
            (None, _) if inner == 0 => {}
            (Some('?' | '!' | '…' | '.'), '.') | (Some(','), ',') => {}
            (Some(','), '.') => tidied[inner - 1].sign = glyph.sign,
            _ if pulls_punctuation && inner < tidied.len() => {
                let face = tidied[inner - 1].face;
                tidied.insert(inner, Glyph { face, ..glyph });
            }
            _ => tidied.push(glyph),
        }
    }
    while tidied.last().is_some_and(is_space) {
        tidied.pop();
    }
    tidied
}

fn letter_of(glyph: &Glyph) -> Option<char> {
    match glyph.sign {
        Sign::Letter(letter) => Some(letter),
        Sign::Text(_) => None,
    }
}

fn is_letter_of(glyph: &Glyph, letters: &[char]) -> bool {
    letter_of(glyph).is_some_and(|letter| letters.contains(&letter))
}

fn is_space(glyph: &Glyph) -> bool {
    letter_of(glyph).is_some_and(char::is_whitespace)
}

/// A label is no title: it stands without quotation marks and upright.
fn unquote_label(mut glyphs: Vec<Glyph>, texts: &[StyledText]) -> Vec<Glyph> {
    let is_label =
        |glyph: &Glyph| matches!(glyph.sign, Sign::Text(index) if texts[index].kind == TextKind::Label);
    let Some(at) = glyphs.iter().position(is_label) else { return glyphs };
    glyphs[at].face = Face::default();
    let before = glyphs[..at].iter().rposition(|glyph| !is_space(glyph));
    let opening = before.filter(|before| is_letter_of(&glyphs[*before], &OPENING));
    let is_passed =
        |glyph: &Glyph| is_space(glyph) || is_letter_of(glyph, &['.', ',', '?', '!', ':', ';', '…']);
    let after = glyphs[at + 1..].iter().position(|glyph| !is_passed(glyph)).map(|after| at + 1 + after);
    let closing = after.filter(|after| is_letter_of(&glyphs[*after], &CLOSING));
    if let (Some(opening), Some(closing)) = (opening, closing) {
        // With the spaces that some languages have inside their quotation marks.
        let inside = (at + 1..closing).rev().take_while(|i| is_space(&glyphs[*i])).count();
        glyphs.drain(closing - inside..=closing);
        glyphs.drain(opening..at);
    }
    glyphs
}

/// The row as HTML. `language` is the source's, `site` the site's.
pub(super) fn html(glyphs: &[Glyph], texts: &[StyledText], language: &str, site: &str) -> String {
    let writer = ReferenceWriter { texts, language, site };
    let mut html = String::with_capacity(256);
    for run in glyphs.chunk_by(|a, b| a.face == b.face) {
        let face = run[0].face;
        let tags: Vec<(&str, &str)> = [
            (face.italic, ("<i>", "</i>")),
            (face.bold, ("<b>", "</b>")),
            (face.small_caps, ("<span class=\"small-caps\">", "</span>")),
            (face.underlined, ("<u>", "</u>")),
            (face.raised, ("<sup>", "</sup>")),
            (face.lowered, ("<sub>", "</sub>")),
        ]
        .into_iter()
        .filter_map(|(is_so, tags)| is_so.then_some(tags))
        .collect();
        tags.iter().for_each(|(open, _)| html.push_str(open));
        for glyph in run {
            match glyph.sign {
                Sign::Letter(letter) => push_escaped(&mut html, letter),
                Sign::Text(index) => writer.text(&mut html, index),
            }
        }
        tags.iter().rev().for_each(|(_, close)| html.push_str(close));
    }
    html
}

/// One line of plain text as HTML.
pub(super) fn plain(text: &str) -> String {
    escape(&line(text)).into_owned()
}

struct ReferenceWriter<'t> {
    texts: &'t [StyledText],
    language: &'t str,
    site: &'t str,
}

impl ReferenceWriter<'_> {
    fn text(&self, html: &mut String, index: usize) {
        let Some(text) = self.texts.get(index) else { return };
        let words = plain(&text.words);
        match text.kind {
            TextKind::Address => {
                html.push_str(&format!("<a href=\"{words}\" rel=\"noopener noreferrer\">{words}</a>"));
            }
            TextKind::Title if is_tag(self.language) && primary(self.language) != primary(self.site) => {
                html.push_str(&format!("<bdi lang=\"{}\">{words}</bdi>", self.language));
            }
            _ if text.words.contains(is_right_to_left) => html.push_str(&format!("<bdi>{words}</bdi>")),
            _ => html.push_str(&words),
        }
    }
}

fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

fn is_tag(language: &str) -> bool {
    !language.is_empty()
        && language.len() <= 35
        && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The blocks of scripts that are written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn push_escaped(html: &mut String, letter: char) {
    let letter = if letter.is_control() { ' ' } else { letter };
    html.push_str(&escape(letter.encode_utf8(&mut [0; 4])));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(text: &str, pulls: bool) -> String {
        let glyphs =
            text.chars().map(|letter| Glyph { sign: Sign::Letter(letter), face: Face::default() }).collect();
        html(&tidy(glyphs, &[], pulls), &[], "en", "en")
    }

    #[test]
    fn punctuation_is_put_right() {
        assert_eq!(tidied("“Title”.", true), "“Title.”");
        assert_eq!(tidied("“Title”.", false), "“Title”.");
        assert_eq!(tidied("“Title?”.", true), "“Title?”");
        assert_eq!(tidied("  a ,  b,. ", true), "a, b.");
        assert_eq!(tidied("Inc..", true), "Inc.");
        assert_eq!(tidied(", a", true), "a");
    }
}
