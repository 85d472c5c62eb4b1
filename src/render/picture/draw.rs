//! Drawing: the mark by `resvg`, text by the outlines of one font (`ttf-parser`), PNG by `png`.
//!
//! The font is part of the program, so a card looks the same on every computer. It has Latin and Cyrillic
//! letters and no kerning; a text with other letters is not drawn at all rather than with gaps.

mod extent;

use std::sync::LazyLock;

use resvg::tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Transform};
use resvg::usvg::{self, Tree};
use ttf_parser::{Face, OutlineBuilder};

static FONT: &[u8] = include_bytes!("assets/inter-display-semibold.otf");
static FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(FONT, 0).ok());

/// Most bytes of a mark: a picture of a few lines.
const LARGEST_MARK: usize = 256 << 10;

/// A colour: red, green, blue.
pub(super) type Rgb = (u8, u8, u8);

/// The mark as a square picture; nothing where it is no SVG that can be drawn.
pub(super) fn mark(svg: &[u8], side: u32) -> Option<Pixmap> {
    // Text only: what is packed could be of any size unpacked.
    let svg = std::str::from_utf8(svg).ok().filter(|svg| svg.len() <= LARGEST_MARK)?;
    let mut options = usvg::Options::default();
    // No file is looked at for it; fonts are not part of the library as it is built here.
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    options.image_href_resolver.resolve_data = Box::new(|_, _, _| None);
    if !extent::can_be_parsed(svg) {
        return None;
    }
    let parsing =
        usvg::roxmltree::ParsingOptions { allow_dtd: true, ..usvg::roxmltree::ParsingOptions::default() };
    let drawing = usvg::roxmltree::Document::parse_with_options(svg, parsing).ok()?;
    if !extent::can_be_drawn(&drawing) {
        return None;
    }
    let tree = Tree::from_xmltree(&drawing, &options).ok()?;
    let mut picture = Pixmap::new(side, side)?;
    #[expect(clippy::cast_precision_loss, reason = "sides of icons are small")]
    let scale = side as f32 / tree.size().width().max(tree.size().height());
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    Some(picture)
}

/// Whether the font has every letter of a text.
pub(super) fn can_write(text: &str) -> bool {
    let Some(face) = FACE.as_ref() else { return false };
    text.chars().all(|letter| face.glyph_index(letter).is_some())
}

/// The width of a text in pixels.
pub(super) fn width(text: &str, size: f32) -> f32 {
    let Some(face) = FACE.as_ref() else { return 0.0 };
    let scale = size / f32::from(face.units_per_em());
    let advance = |letter| face.glyph_index(letter).and_then(|glyph| face.glyph_hor_advance(glyph));
    text.chars().filter_map(advance).map(|advance| f32::from(advance) * scale).sum()
}

/// A surface to draw on.
pub(super) struct Canvas(Pixmap);

impl Canvas {
    pub(super) fn new(width: u32, height: u32, background: Rgb) -> Option<Self> {
        let mut pixmap = Pixmap::new(width, height)?;
        pixmap.fill(Color::from_rgba8(background.0, background.1, background.2, 255));
        Some(Self(pixmap))
    }

    /// A filled rectangle.
    pub(super) fn bar(&mut self, (x, y, width, height): (f32, f32, f32, f32), color: Rgb) {
        if let Some(place) = Rect::from_xywh(x, y, width, height) {
            self.0.fill_rect(place, &paint(color), Transform::identity(), None);
        }
    }

    /// A line of text, from the left end of its base line.
    pub(super) fn text(&mut self, text: &str, (x, y): (f32, f32), size: f32, color: Rgb) {
        let Some(face) = FACE.as_ref() else { return };
        let scale = size / f32::from(face.units_per_em());
        let mut line = TextLine { builder: PathBuilder::new(), x, y, scale };
        for glyph in text.chars().filter_map(|letter| face.glyph_index(letter)) {
            face.outline_glyph(glyph, &mut line);
            line.x += f32::from(face.glyph_hor_advance(glyph).unwrap_or_default()) * scale;
        }
        if let Some(path) = line.builder.finish() {
            self.fill(&path, color);
        }
    }

    fn fill(&mut self, path: &Path, color: Rgb) {
        self.0.fill_path(path, &paint(color), FillRule::Winding, Transform::identity(), None);
    }

    /// A picture, its upper left corner at a place.
    pub(super) fn picture(&mut self, picture: &Pixmap, (x, y): (i32, i32)) {
        let paint = PixmapPaint::default();
        self.0.draw_pixmap(x, y, picture.as_ref(), &paint, Transform::identity(), None);
    }

    pub(super) fn png(self) -> Option<Vec<u8>> {
        png(self.0)
    }
}

fn paint(color: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.0, color.1, color.2, 255);
    paint
}

/// Outlines of glyphs as one path; the font's vertical axis points up, that of pictures down.
struct TextLine {
    builder: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl TextLine {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for TextLine {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.builder.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.builder.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.builder.close();
    }
}

/// A picture as PNG: with a palette where 256 colours are enough, which is a quarter of the bytes and of the
/// time.
pub(super) fn png(picture: Pixmap) -> Option<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let pixels = picture.take_demultiplied();
    let mut file = Vec::with_capacity(32 << 10);
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let data = match with_palette(&pixels) {
        Some((palette, places)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_filter(png::Filter::NoFilter);
            encoder.set_palette(palette);
            places
        }
        None => {
            encoder.set_color(png::ColorType::Rgba);
            pixels
        }
    };
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// Bytes of the stretches that are compared at once.
const STRETCH: usize = 64;

/// The colours of opaque pixels, rounded to 16 steps of each, and the place of each pixel's among them.
fn with_palette(pixels: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut known = vec![u16::MAX; 1 << 12];
    let mut palette = Vec::new();
    let mut places = Vec::with_capacity(pixels.len() / 4);
    let mut before: &[u8] = &[];
    for stretch in pixels.chunks(STRETCH) {
        // Most of a card is one colour: what is as the stretch before is not looked at again.
        if stretch == before {
            places.extend_from_within(places.len() - STRETCH / 4..);
            continue;
        }
        before = stretch;
        for pixel in stretch.chunks_exact(4) {
            let [red, green, blue, 255] = *pixel else { return None };
            let step = |value: u8| usize::from(value) * 15 / 255;
            let color = step(red) << 8 | step(green) << 4 | step(blue);
            if known[color] == u16::MAX {
                let count = palette.len() / 3;
                if count == 256 {
                    return None;
                }
                known[color] = u16::try_from(count).ok()?;
                // The first of its kind, so that the plain colours of the design are exact.
                palette.extend([red, green, blue]);
            }
            places.push(u8::try_from(known[color]).ok()?);
        }
    }
    Some((palette, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_palette_gives_the_colours_back() {
        let colors: [[u8; 4]; 3] = [[255, 255, 255, 255], [11, 87, 164, 255], [27, 31, 36, 255]];
        let pixels: Vec<u8> = (0..500)
            .flat_map(|at: usize| colors[usize::from(at % 97 > 60) + usize::from(at % 89 == 3)])
            .collect();
        let (palette, places) = with_palette(&pixels).unwrap();
        let back: Vec<u8> = places
            .iter()
            .flat_map(|&place| {
                let at = usize::from(place) * 3;
                [palette[at], palette[at + 1], palette[at + 2], 255]
            })
            .collect();
        assert_eq!(back, pixels);
        assert_eq!(with_palette(&[1, 2, 3, 4]), None, "what is not opaque has no palette");
    }
}
