//! Cards for social networks: title, check line and the site's mark.

use super::draw;
use crate::read::image::FOLDER;

/// Width and height in pixels: what the networks ask for.
pub const SIZE: (u32, u32) = (1200, 630);
/// Sites with more pages have cards only where the configuration asks for them: a card costs more than all
/// the rest of its page.
pub const MOST_PAGES: usize = 1000;

const MARGIN: f32 = 80.0;
const BACKGROUND: draw::Rgb = (255, 255, 255);
const TEXT: draw::Rgb = (27, 31, 36);
const MUTED: draw::Rgb = (79, 89, 101);
const ACCENT: draw::Rgb = (11, 87, 164);
/// Sizes of a title, with the most lines of each; the first that holds the title is taken.
const TITLES: [(f32, usize); 4] = [(84.0, 2), (72.0, 3), (60.0, 4), (48.0, 5)];

/// What stands on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    site: String,
    title: String,
    check: Option<String>,
    /// Names the file.
    name: String,
}

impl Card {
    /// A card; nothing where the font has not all letters of its words.
    #[must_use]
    pub fn new(site: &str, title: &str, check: Option<&str>, mark: Option<&[u8]>) -> Option<Self> {
        let words = [Some(site), Some(title), check];
        if !words.into_iter().flatten().all(draw::can_write) {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        for part in [
            site.as_bytes(),
            title.as_bytes(),
            check.unwrap_or_default().as_bytes(),
            mark.unwrap_or_default(),
        ] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let name = hasher.finalize().to_hex()[..16].to_owned();
        Some(Self { site: site.to_owned(), title: title.to_owned(), check: check.map(str::to_owned), name })
    }

    /// Its path below the output folder.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{FOLDER}/card-{}.png", self.name)
    }

    /// The card as PNG.
    #[must_use]
    pub fn png(&self, parts: &CardParts) -> Option<Vec<u8>> {
        let mut canvas = draw::Canvas::new(SIZE.0, SIZE.1, &parts.palette);
        canvas.bar((0, 0, 16, 630), ACCENT);
        let mut left = MARGIN;
        if let Some(mark) = &parts.mark {
            canvas.picture(mark, (80, 64));
            left += 76.0;
        }
        let room = 1200.0 - 2.0 * MARGIN;
        let mut write =
            |text: &str, place, size, color| canvas.text(&parts.letters, text, place, size, color);
        write(&one_line(&self.site, 32.0, 1200.0 - MARGIN - left), (left, 104), 32.0, MUTED);
        let (size, lines) = title_lines(&self.title, room);
        let height = size * 1.18;
        #[expect(clippy::cast_precision_loss, reason = "five lines at most")]
        let mut base = 335.0 - height * (lines.len() as f32 - 1.0) / 2.0 + size * 0.35;
        for line in &lines {
            #[expect(clippy::cast_possible_truncation, reason = "a place on the card")]
            write(line, (MARGIN, base.round() as i32), size, TEXT);
            base += height;
        }
        if let Some(check) = &self.check {
            write(&one_line(check, 28.0, room), (MARGIN, 560), 28.0, ACCENT);
        }
        canvas.png()
    }
}

/// What all cards of a site show, drawn once: its mark, and letters as they are first needed.
#[derive(Debug)]
pub struct CardParts {
    palette: draw::Palette,
    mark: Option<draw::Stamp>,
    letters: draw::Letters,
}

impl CardParts {
    /// The parts of the cards of a site with this mark, an SVG.
    #[must_use]
    pub fn new(mark: Option<&[u8]>) -> Self {
        let mut palette = draw::Palette::new(BACKGROUND, &[TEXT, MUTED, ACCENT]);
        let mark = mark.and_then(|mark| draw::mark(mark, 56).ok());
        let mark = mark.map(|mark| draw::Stamp::of_mark(&mark, &mut palette));
        Self { palette, mark, letters: draw::Letters::default() }
    }
}

/// A title in lines, in the largest size that holds it.
fn title_lines(title: &str, room: f32) -> (f32, Vec<String>) {
    for (size, most) in TITLES {
        let lines = lines(title, size, room);
        if lines.len() <= most && lines.iter().all(|line| draw::width(line, size) <= room) {
            return (size, lines);
        }
    }
    let (size, most) = TITLES[TITLES.len() - 1];
    let mut lines = lines(title, size, room);
    let rest = lines.split_off(most.min(lines.len()) - 1).join(" ");
    lines.push(rest);
    (size, lines.iter().map(|line| one_line(line, size, room)).collect())
}

/// Text broken between words.
fn lines(text: &str, size: f32, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if draw::width(line, size) + draw::width(&format!(" {word}"), size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// As much of a text as one line holds.
fn one_line(text: &str, size: f32, room: f32) -> String {
    if draw::width(text, size) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for letter in text.chars() {
        if draw::width(&cut, size) + draw::width("W…", size) > room {
            break;
        }
        cut.push(letter);
    }
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_any_length_stand_in_their_lines() {
        for title in
            ["", "NATO", "Чому Україна відмовляється від вступу?", &"word ".repeat(80), &"x".repeat(400)]
        {
            let (size, lines) = title_lines(title, 1040.0);
            assert!(lines.len() <= 5, "{lines:?}");
            assert!(lines.iter().all(|line| draw::width(line, size) <= 1040.0), "{lines:?}");
            let card = Card::new("A site", title, Some("7 of 7 match"), None).unwrap();
            assert!(card.png(&CardParts::new(None)).unwrap().starts_with(b"\x89PNG"));
        }
        assert_eq!(Card::new("A site", "שלום 中文", None, None), None, "the font has no such letters");
    }
}
