//! Drawing: the mark by `resvg`, text by the outlines of one font (`ttf-parser`), PNG by `png`.
//!
//! The font is part of the program, so a card looks the same on every computer. It has Latin and Cyrillic
//! letters and no kerning; a text with other letters is not drawn at all rather than with gaps.

mod extent;
mod work;

use std::sync::{Arc, LazyLock, RwLock};

use resvg::tiny_skia::{FillRule, Mask, PathBuilder, Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{self, Tree};
use rustc_hash::FxHashMap;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

static FONT: &[u8] = include_bytes!("assets/inter-display-semibold.otf");
static FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(FONT, 0).ok());

/// Most bytes of a mark: a picture of a few lines.
const LARGEST_MARK: usize = 256 << 10;

use work::DrawingRefusal;

/// A colour: red, green, blue.
pub(super) type Rgb = (u8, u8, u8);

/// The mark as a square picture.
///
/// # Errors
/// Where it is no SVG that can be drawn, or takes too much to draw.
pub(super) fn mark(svg: &[u8], side: u32) -> Result<Pixmap, DrawingRefusal> {
    let tree = resolved(svg)?;
    let mut picture = Pixmap::new(side, side).ok_or("it has no size")?;
    #[expect(clippy::cast_precision_loss, reason = "sides of icons are small")]
    let scale = side as f32 / tree.size().width().max(tree.size().height());
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    Ok(picture)
}

/// A mark with all its numbers resolved, if drawing it takes no more than it may.
pub(super) fn resolved(svg: &[u8]) -> Result<Tree, DrawingRefusal> {
    // Text only: what is packed could be of any size unpacked.
    let svg = std::str::from_utf8(svg).map_err(|_| "it is not written in UTF-8")?;
    if svg.len() > LARGEST_MARK {
        return Err("it has more than 256 KiB");
    }
    let mut options = usvg::Options::default();
    // No file is looked at for it; fonts are not part of the library as it is built here.
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    options.image_href_resolver.resolve_data = Box::new(|_, _, _| None);
    extent::check_text(svg)?;
    let parsing =
        usvg::roxmltree::ParsingOptions { allow_dtd: true, ..usvg::roxmltree::ParsingOptions::default() };
    let drawing = usvg::roxmltree::Document::parse_with_options(svg, parsing)
        .map_err(|_| "it is not well-formed XML")?;
    extent::check_elements(&drawing)?;
    let tree = Tree::from_xmltree(&drawing, &options).map_err(|_| "it is not an SVG with a size")?;
    work::check(&tree)?;
    Ok(tree)
}

/// A letter of the font.
#[derive(Clone, Copy)]
struct Letter {
    glyph: GlyphId,
    /// How far the next letter stands from it, in units of the font.
    advance: f32,
}

/// The letters of Latin, Greek and Cyrillic: finding one in the font costs more than drawing it.
static LETTERS: LazyLock<Vec<Option<Letter>>> = LazyLock::new(|| {
    let known = |code| char::from_u32(code).and_then(find_letter);
    (0..0x530).map(known).collect()
});

fn find_letter(letter: char) -> Option<Letter> {
    let face = FACE.as_ref()?;
    let glyph = face.glyph_index(letter)?;
    Some(Letter { glyph, advance: f32::from(face.glyph_hor_advance(glyph).unwrap_or_default()) })
}

fn letter(letter: char) -> Option<Letter> {
    LETTERS.get(letter as usize).copied().unwrap_or_else(|| find_letter(letter))
}

fn units_per_em() -> f32 {
    FACE.as_ref().map_or(1.0, |face| f32::from(face.units_per_em()))
}

/// Whether the font has every letter of a text.
pub(super) fn can_write(text: &str) -> bool {
    text.chars().all(|each| letter(each).is_some())
}

/// The width of a text in pixels.
pub(super) fn width(text: &str, size: f32) -> f32 {
    let scale = size / units_per_em();
    text.chars().filter_map(letter).map(|letter| letter.advance * scale).sum()
}

/// Steps between the background and the full colour at the edges of letters.
const STEPS: u8 = 4;
/// Most colours of a palette whose pixels take four bits.
const FEW: usize = 16;
/// How far apart, in each of red, green and blue, two colours are that are drawn as one.
const ALIKE: u8 = 24;

/// Colours: the background, then each ink in its steps, then those of the mark.
#[derive(Clone, Debug)]
pub(super) struct Palette(Vec<Rgb>);

impl Palette {
    /// At most 63 inks.
    pub(super) fn new(background: Rgb, inks: &[Rgb]) -> Self {
        let mix = |from: u8, to: u8, step: u8| {
            let (from, to, step, steps) = (u32::from(from), u32::from(to), u32::from(step), u32::from(STEPS));
            u8::try_from((from * (steps - step) + to * step) / steps).unwrap_or(u8::MAX)
        };
        let mut colors = vec![background];
        for ink in inks {
            colors.extend((1..=STEPS).map(|step| {
                (
                    mix(background.0, ink.0, step),
                    mix(background.1, ink.1, step),
                    mix(background.2, ink.2, step),
                )
            }));
        }
        Self(colors)
    }

    /// The place of an ink's lightest step.
    fn ink(&self, ink: Rgb) -> u8 {
        let full = self.0.iter().position(|color| *color == ink).unwrap_or_default();
        u8::try_from(full).unwrap_or_default().saturating_sub(STEPS - 1)
    }

    /// The place of a colour, or of the nearest where there is no room for it.
    fn place(&mut self, color: Rgb) -> u8 {
        let apart = |other: &Rgb| {
            color.0.abs_diff(other.0).max(color.1.abs_diff(other.1)).max(color.2.abs_diff(other.2))
        };
        let nearest = (0..self.0.len()).min_by_key(|at| apart(&self.0[*at])).unwrap_or_default();
        let place = if apart(&self.0[nearest]) > ALIKE && self.0.len() < 256 {
            self.0.push(color);
            self.0.len() - 1
        } else {
            nearest
        };
        u8::try_from(place).unwrap_or_default()
    }
}

/// A drawing as the places of its pixels' colours in a palette.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    left: i32,
    top: i32,
    width: usize,
    /// In rows.
    pixels: Vec<u8>,
}

impl Stamp {
    /// The mark as it looks on the background; the palette gets its colours.
    pub(super) fn of_mark(picture: &Pixmap, palette: &mut Palette) -> Self {
        let background = palette.0[0];
        let on_background = |value: u8, alpha: u8, below: u8| {
            let below = u32::from(below) * (255 - u32::from(alpha)) / 255;
            u8::try_from(u32::from(value) + below).unwrap_or(u8::MAX)
        };
        let pixels = picture.pixels().iter().map(|pixel| {
            palette.place((
                on_background(pixel.red(), pixel.alpha(), background.0),
                on_background(pixel.green(), pixel.alpha(), background.1),
                on_background(pixel.blue(), pixel.alpha(), background.2),
            ))
        });
        Self { left: 0, top: 0, width: picture.width() as usize, pixels: pixels.collect() }
    }

    /// A letter of a size whose left end lies some part of a pixel right of a pixel's; its pixels are steps.
    fn of_letter(glyph: GlyphId, size: f32, part: f32) -> Option<Self> {
        let face = FACE.as_ref()?;
        let scale = size / units_per_em();
        let mut outline = Outline { builder: PathBuilder::new(), x: part, scale };
        face.outline_glyph(glyph, &mut outline);
        let path = outline.builder.finish()?;
        let bounds = path.bounds();
        let (left, top) = (bounds.left().floor(), bounds.top().floor());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "letters are small")]
        let (width, height) = ((bounds.right() - left).ceil() as u32, (bounds.bottom() - top).ceil() as u32);
        let mut mask = Mask::new(width.max(1), height.max(1))?;
        mask.fill_path(&path, FillRule::Winding, true, Transform::from_translate(-left, -top));
        let step =
            |cover: &u8| u8::try_from((u32::from(*cover) * u32::from(STEPS) + 127) / 255).unwrap_or(STEPS);
        #[expect(clippy::cast_possible_truncation, reason = "as above")]
        let (left, top) = (left as i32, top as i32);
        Some(Self { left, top, width: mask.width() as usize, pixels: mask.data().iter().map(step).collect() })
    }
}

/// Parts of a pixel at which letters begin: two, so that none is more than a quarter of a pixel from its place.
const PARTS: f32 = 2.0;

/// A letter of a size at a part of a pixel.
type StampKey = (GlyphId, u32, bool);

/// Letters, each drawn once for all cards.
#[derive(Debug, Default)]
pub(super) struct Letters(RwLock<FxHashMap<StampKey, Arc<Stamp>>>);

impl Letters {
    fn get(&self, glyph: GlyphId, size: f32, is_half: bool) -> Option<Arc<Stamp>> {
        let key = (glyph, size.to_bits(), is_half);
        if let Some(stamp) = self.0.read().ok()?.get(&key) {
            return Some(Arc::clone(stamp));
        }
        let stamp = Arc::new(Stamp::of_letter(glyph, size, if is_half { 1.0 / PARTS } else { 0.0 })?);
        self.0.write().ok()?.insert(key, Arc::clone(&stamp));
        Some(stamp)
    }
}

/// A surface to draw on: of each pixel the place of its colour in a palette, that of the background being 0.
pub(super) struct Canvas<'p> {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    palette: &'p Palette,
}

impl<'p> Canvas<'p> {
    pub(super) fn new(width: u32, height: u32, palette: &'p Palette) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self { width, height, pixels: vec![0; width * height], palette }
    }

    /// A filled rectangle: left, top, width and height.
    pub(super) fn bar(&mut self, (left, top, width, height): (usize, usize, usize, usize), color: Rgb) {
        let place = self.palette.ink(color) + STEPS - 1;
        for row in self.pixels.chunks_exact_mut(self.width).skip(top).take(height) {
            let end = (left + width).min(row.len());
            row[left.min(end)..end].fill(place);
        }
    }

    /// A line of text, from the left end of its base line.
    pub(super) fn text(&mut self, letters: &Letters, text: &str, (x, y): (f32, i32), size: f32, color: Rgb) {
        let ink = self.palette.ink(color);
        let scale = size / units_per_em();
        let mut x = x;
        for letter in text.chars().filter_map(letter) {
            #[expect(clippy::cast_possible_truncation, reason = "a place on the card")]
            let parts = (x * PARTS).round() as i32;
            if let Some(stamp) = letters.get(letter.glyph, size, parts % 2 != 0) {
                // The least of an ink's places is that of its first step; where edges of letters meet, the fuller stays.
                self.stamp(
                    &stamp,
                    (parts.div_euclid(2), y),
                    |step| {
                        if step == 0 { 0 } else { ink + step - 1 }
                    },
                );
            }
            x += letter.advance * scale;
        }
    }

    /// A drawing whose pixels are places of colours.
    pub(super) fn picture(&mut self, picture: &Stamp, place: (i32, i32)) {
        self.stamp(picture, place, |place| place);
    }

    fn stamp(&mut self, stamp: &Stamp, (x, y): (i32, i32), place: impl Fn(u8) -> u8) {
        let (x, y) = (x + stamp.left, y + stamp.top);
        let skipped = usize::try_from(-x).unwrap_or_default().min(stamp.width);
        let left = usize::try_from(x).unwrap_or_default();
        for (row, pixels) in stamp.pixels.chunks_exact(stamp.width).enumerate() {
            let Ok(row) = usize::try_from(y + i32::try_from(row).unwrap_or(i32::MAX)) else { continue };
            if row >= self.height || left >= self.width {
                continue;
            }
            let target = &mut self.pixels[row * self.width + left..(row + 1) * self.width];
            for (target, pixel) in target.iter_mut().zip(&pixels[skipped..]) {
                *target = (*target).max(place(*pixel));
            }
        }
    }

    pub(super) fn png(self) -> Option<Vec<u8>> {
        let colors = &self.palette.0;
        let (depth, data) = if colors.len() <= FEW {
            let pairs = self.pixels.chunks_exact(self.width).flat_map(|row| row.chunks(2));
            let packed = pairs.map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or_default());
            (png::BitDepth::Four, packed.collect())
        } else {
            (png::BitDepth::Eight, self.pixels)
        };
        let palette: Vec<u8> = colors.iter().flat_map(|color| [color.0, color.1, color.2]).collect();
        let mut file = Vec::with_capacity(32 << 10);
        let mut encoder =
            png::Encoder::new(&mut file, u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(depth);
        encoder.set_palette(palette);
        encoder.set_compression(png::Compression::Fast);
        // After the compression, which sets a filter too: the best one for each row, which takes three times as long for
        // an eighth of the bytes.
        encoder.set_filter(png::Filter::Up);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&data).ok()?;
        writer.finish().ok()?;
        Some(file)
    }
}

/// The outline of a glyph; the font's vertical axis points up, that of pictures down.
struct Outline {
    builder: PathBuilder,
    x: f32,
    scale: f32,
}

impl Outline {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, -y * self.scale)
    }
}

impl OutlineBuilder for Outline {
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
    let mut file = Vec::with_capacity(32 << 10);
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let data = match with_palette(picture.pixels()) {
        Some(PalettedImage { colors, opacities, places }) => {
            encoder.set_color(png::ColorType::Indexed);
            // With the best filter for each row, which leaves mostly zeros: the quick compression is good at these.
            encoder.set_compression(png::Compression::Fast);
            encoder.set_palette(colors);
            if opacities.iter().any(|opacity| *opacity < u8::MAX) {
                encoder.set_trns(opacities);
            }
            places
        }
        None => {
            encoder.set_color(png::ColorType::Rgba);
            picture.take_demultiplied()
        }
    };
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// Pixels that are compared at once.
const STRETCH: usize = 16;

/// A picture with a palette.
#[derive(Debug, PartialEq, Eq)]
struct PalettedImage {
    /// Red, green and blue of each colour.
    colors: Vec<u8>,
    /// Of each colour how opaque it is.
    opacities: Vec<u8>,
    /// Of each pixel the place of its colour.
    places: Vec<u8>,
}

/// The colours of pixels, rounded to 16 steps of red, green, blue and opacity; nothing where they are more than 256.
fn with_palette(pixels: &[PremultipliedColorU8]) -> Option<PalettedImage> {
    let mut known = vec![u16::MAX; 1 << 16];
    let (mut colors, mut opacities) = (Vec::new(), Vec::new());
    let mut places = Vec::with_capacity(pixels.len());
    let mut before: &[PremultipliedColorU8] = &[];
    for stretch in pixels.chunks(STRETCH) {
        // Most of a picture is a few colours: what is as the stretch before is not looked at again.
        if stretch == before {
            places.extend_from_within(places.len() - stretch.len()..);
            continue;
        }
        before = stretch;
        for pixel in stretch {
            let pixel = pixel.demultiply();
            let channels = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()];
            let key = channels.iter().fold(0, |key, value| (key << 4) | (usize::from(*value) * 15 / 255));
            if known[key] == u16::MAX {
                if opacities.len() == 256 {
                    return None;
                }
                known[key] = u16::try_from(opacities.len()).ok()?;
                // The first of its kind, so that the plain colours of the design are exact.
                colors.extend(&channels[..3]);
                opacities.push(pixel.alpha());
            }
            places.push(u8::try_from(known[key]).ok()?);
        }
    }
    Some(PalettedImage { colors, opacities, places })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_palette_gives_the_colours_back() {
        let color = |[red, green, blue, alpha]: [u8; 4]| {
            resvg::tiny_skia::ColorU8::from_rgba(red, green, blue, alpha)
        };
        let colors = [[255, 255, 255, 255], [11, 87, 164, 255], [27, 31, 36, 255], [0, 0, 0, 0]];
        let pixels: Vec<PremultipliedColorU8> = (0..500)
            .map(|at: usize| {
                usize::from(at % 97 > 60) + usize::from(at % 89 == 3) + 2 * usize::from(at > 400)
            })
            .map(|at| color(colors[at.min(3)]).premultiply())
            .collect();
        let PalettedImage { colors, opacities, places } = with_palette(&pixels).unwrap();
        let back: Vec<PremultipliedColorU8> = places
            .iter()
            .map(|&place| {
                let at = usize::from(place) * 3;
                color([colors[at], colors[at + 1], colors[at + 2], opacities[usize::from(place)]])
                    .premultiply()
            })
            .collect();
        assert_eq!(back, pixels);
    }
}
