//! Images of the content folder: what their heads say, and versions of them in other sizes. The one file that
//! uses `image` (to read and to resize) and `webp` (libwebp, to write).
//!
//! Versions are WebP, which every browser in use shows: lossy of photographs, lossless of drawings. AVIF would
//! be a fifth to two fifths smaller, but its encoder (rav1e, at its fastest) takes ten times as long, more than a
//! second for 1440 pixels, and its crates take 70 to 110 seconds to compile. Nor could a page, which waits for no
//! picture, name only those versions that turn out smaller.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Condvar, Mutex, PoisonError};

use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::base::FileChanged;
use crate::base::parallel;
use crate::read::snapshot::{Content, Snapshot};

/// Folder of the output in which the versions of images stand.
pub const FOLDER: &str = "pictures";

/// Most pixels of an image that is read; a larger one is published as it is.
const MOST_PIXELS: u64 = 50_000_000;
/// Most bytes of memory that making a version may take; an image that takes more is published as it is. All images
/// that are worked on at a time share them, so that a build stays below 512 MiB however many processors there are.
const MOST_MEMORY: u64 = 256 << 20;
/// Most bytes that are read of a head: what stands before the picture itself (profiles, comments), unpacked.
const MOST_OF_HEAD: usize = 16 << 20;
/// Most bytes of a part of a PNG file that is no picture; unpacked they may be a thousand times as many.
const MOST_OF_EXTRA: usize = 16 << 10;
/// Most bytes of memory that the resizing filter may take; beyond that, pixels are averaged.
const MOST_OF_FILTER: u64 = 64 << 20;
/// Bytes of memory that it takes to encode a pixel (libwebp 1.5, measured with noise: 34 without loss, 38 with).
const ENCODING: u64 = 44;
/// Widths of versions, in pixels: half and whole of a phone's and of the text's width, and for fine screens.
const WIDTHS: [u32; 3] = [480, 960, 1440];
/// Largest width of any version.
const WIDEST: u32 = 1920;
/// Quality of lossy versions, 0 to 100.
const QUALITY: f32 = 80.0;

/// Sides in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    width: u32,
    height: u32,
}

impl Size {
    fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// What the header of an image says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether it is a photograph's format, whose versions are lossy too.
    pub is_lossy: bool,
    /// Names its versions: a hash of its bytes.
    pub name: String,
    /// Bytes of memory that decoding it takes, at most.
    decoding: u64,
    /// Bytes of a decoded pixel.
    pixel: u64,
}

impl Facts {
    /// The widths of its versions, the smallest first: those that can be made. None where it is too large to be read.
    #[must_use]
    pub fn widths(&self) -> Vec<u32> {
        if self.size().pixels() > MOST_PIXELS {
            return Vec::new();
        }
        let own = self.width.min(WIDEST);
        let widths = WIDTHS.into_iter().filter(|&width| width < own).chain([own]);
        widths.filter(|&width| self.memory(width) <= MOST_MEMORY).collect()
    }

    /// Whether its versions are all smaller than it should be shown on fine screens: then it is one of them itself.
    #[must_use]
    pub fn is_its_own_version(&self) -> bool {
        self.widths().last().is_some_and(|&width| width < self.width.min(WIDEST))
    }

    fn size(&self) -> Size {
        Size { width: self.width, height: self.height }
    }

    /// The size of a version of this width.
    fn size_of(&self, width: u32) -> Size {
        let height = u64::from(self.height) * u64::from(width) / u64::from(self.width);
        Size { width, height: u32::try_from(height).unwrap_or(u32::MAX).max(1) }
    }

    /// The size from which all versions are made: at most twice that of the largest.
    fn base(&self) -> Size {
        self.size_of(self.width.min(2 * WIDEST))
    }

    /// The size from which the filter resizes to a version: at most twice that. Nothing where it would take too much
    /// memory, as it works in 16 bytes a pixel, on the height first.
    fn filtered_from(&self, version: Size) -> Option<Size> {
        let base = self.base();
        let twice = Size {
            width: version.width.saturating_mul(2).min(base.width),
            height: version.height.saturating_mul(2).min(base.height),
        };
        let from = if twice.width < base.width { twice } else { base };
        (u64::from(from.width) * u64::from(version.height) * 16 <= MOST_OF_FILTER).then_some(from)
    }

    /// Bytes of memory that making a version of this width takes, at most.
    fn memory(&self, width: u32) -> u64 {
        let (base, version) = (self.base(), self.size_of(width));
        let bytes = |size: Size| size.pixels().saturating_mul(self.pixel);
        let (decoding, held) = match base == self.size() {
            true => (self.decoding, self.decoding),
            false => (self.decoding + bytes(base), bytes(base)),
        };
        let filtering = match self.filtered_from(version) {
            Some(from) if from == base => MOST_OF_FILTER,
            Some(from) => MOST_OF_FILTER + bytes(from),
            None => 0,
        };
        let encoding = version.pixels().saturating_mul(ENCODING);
        decoding.max(held + filtering.max(encoding) + bytes(version))
    }

    /// The path of a version below the output folder.
    #[must_use]
    pub fn version(&self, width: u32) -> String {
        format!("{FOLDER}/{}-{width}.webp", self.name)
    }
}

/// Whether a file's name is that of an image that may have versions.
#[must_use]
pub fn is_image(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["jpg", "jpeg", "png", "webp"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// What the head of an image says; nothing where it cannot be read.
#[must_use]
pub fn header(bytes: &[u8]) -> Option<Facts> {
    let format = image::guess_format(bytes).ok()?;
    // A decoder of JPEG copies what it is given.
    let head = if format == ImageFormat::Jpeg { &bytes[..bytes.len().min(MOST_OF_HEAD)] } else { bytes };
    let mut reader = ImageReader::with_format(Cursor::new(head), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_OF_HEAD as u64);
    reader.limits(limits);
    let decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let pixel = u64::from(decoder.color_type().bytes_per_pixel());
    let pixels = u64::from(width) * u64::from(height);
    let besides = match format {
        ImageFormat::Jpeg if is_progressive(head) => bytes.len() as u64 + pixels.saturating_mul(8),
        ImageFormat::Jpeg => bytes.len() as u64,
        ImageFormat::WebP if has_larger_frame(bytes, pixels) => return None,
        ImageFormat::WebP => pixels.saturating_mul(6),
        // A copy without what is not needed.
        _ => bytes.len() as u64,
    };
    let decoding = pixels.saturating_mul(pixel).saturating_add(besides);
    let name = blake3::hash(bytes).to_hex()[..12].to_owned();
    let is_lossy = format == ImageFormat::Jpeg;
    (width > 0 && height > 0).then_some(Facts { width, height, is_lossy, name, decoding, pixel })
}

/// Whether a JPEG file is a progressive one, all of whose coefficients stand in memory at once (ITU-T T.81, annex B:
/// a segment has its marker and its length; SOF2, SOF6, SOF10 and SOF14 are progressive).
fn is_progressive(jpeg: &[u8]) -> bool {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = *rest {
        match marker {
            0xc2 | 0xc6 | 0xca | 0xce => return true,
            0xda => return false,
            // A filling byte.
            0xff => rest = &rest[1..],
            _ => rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..).unwrap_or_default(),
        }
    }
    // What cannot be followed may be anything.
    true
}

/// Whether a frame of a WebP file claims to have more pixels than the whole image: a decoder gives it its memory
/// before it compares the two (RFC 6386, section 9.1: a frame's tag, start code, width and height).
fn has_larger_frame(webp: &[u8], pixels: u64) -> bool {
    memchr::memmem::find_iter(webp, b"VP8 ").any(|at| {
        let Some([_, _, _, 0x9d, 0x01, 0x2a, sides @ ..]) = webp.get(at + 8..at + 18) else { return false };
        let side = |at: usize| u64::from(u16::from_le_bytes([sides[at], sides[at + 1]]) & 0x3fff);
        side(0) * side(2) > pixels
    })
}

/// A PNG file without what is not needed for its pixels and may be large unpacked: profiles and texts (PNG, third
/// edition, section 5.3: a chunk is its length, its name, data and a checksum; small letters begin the names of those
/// that may be left out).
fn without_extras(png: &[u8]) -> Cow<'_, [u8]> {
    const SIGNATURE: usize = 8;
    let mut kept: Option<Vec<u8>> = None;
    let mut at = SIGNATURE.min(png.len());
    while let Some([a, b, c, d, kind, ..]) = png.get(at..at + 8) {
        let length = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX);
        let end = at.saturating_add(length).saturating_add(12).min(png.len());
        let is_extra = kind.is_ascii_lowercase() && length > MOST_OF_EXTRA;
        match &mut kept {
            Some(kept) if !is_extra => kept.extend_from_slice(&png[at..end]),
            None if is_extra => kept = Some(png[..at].to_vec()),
            _ => {}
        }
        at = end;
    }
    match kept {
        Some(mut kept) => {
            kept.extend_from_slice(&png[at..]);
            Cow::Owned(kept)
        }
        None => Cow::Borrowed(png),
    }
}

/// Memory for images that all threads share.
struct Budget {
    free: Mutex<u64>,
    freed: Condvar,
}

static BUDGET: Budget = Budget { free: Mutex::new(MOST_MEMORY), freed: Condvar::new() };

/// A part of the [`Budget`] that is in use as long as this lives.
struct InUse(u64);

impl Budget {
    /// Waits until so many bytes are free, of which there must be no more than [`MOST_MEMORY`].
    fn take(&self, bytes: u64) -> InUse {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free < bytes {
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= bytes;
        InUse(bytes)
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        *BUDGET.free.lock().unwrap_or_else(PoisonError::into_inner) += self.0;
        BUDGET.freed.notify_all();
    }
}

/// The image in other widths, as WebP; nothing for those that take too much memory, and for all of them where it cannot
/// be read to its end. It is read once.
#[must_use]
pub fn versions(bytes: &[u8], facts: &Facts, widths: &[u32]) -> Vec<Option<Vec<u8>>> {
    let is_possible = |width: u32| facts.memory(width) <= MOST_MEMORY;
    let memory =
        widths.iter().map(|&width| facts.memory(width)).filter(|memory| *memory <= MOST_MEMORY).max();
    let Some(memory) = memory else { return vec![None; widths.len()] };
    let _in_use = BUDGET.take(memory);
    let base = decode(bytes, facts);
    let made = |&width: &u32| {
        base.as_ref().filter(|_| is_possible(width)).and_then(|base| version(base, facts, width))
    };
    widths.iter().map(made).collect()
}

/// The image in the size from which its versions are made.
fn decode(bytes: &[u8], facts: &Facts) -> Option<DynamicImage> {
    let format = image::guess_format(bytes).ok()?;
    let bytes = if format == ImageFormat::Png { without_extras(bytes) } else { Cow::Borrowed(bytes) };
    let mut reader = ImageReader::with_format(Cursor::new(&*bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(facts.decoding + MOST_OF_HEAD as u64);
    limits.max_image_width = Some(facts.width);
    limits.max_image_height = Some(facts.height);
    reader.limits(limits);
    let image = reader.decode().ok()?;
    let base = facts.base();
    // Averages first, so that the filter, which takes 16 bytes a pixel, has less to do.
    Some(if base == facts.size() { image } else { image.thumbnail_exact(base.width, base.height) })
}

/// A version of the image.
fn version(base: &DynamicImage, facts: &Facts, width: u32) -> Option<Vec<u8>> {
    let size = facts.size_of(width);
    let image =
        if size == facts.size() { Cow::Borrowed(base) } else { Cow::Owned(resized(base, facts, size)) };
    let (quality, is_lossless) = if facts.is_lossy { (QUALITY, false) } else { (100.0, true) };
    let encoded = if image.color().has_alpha() {
        let pixels = image.to_rgba8();
        webp::Encoder::from_rgba(&pixels, size.width, size.height).encode_simple(is_lossless, quality)
    } else {
        let pixels = image.to_rgb8();
        webp::Encoder::from_rgb(&pixels, size.width, size.height).encode_simple(is_lossless, quality)
    };
    encoded.ok().map(|encoded| encoded.to_vec())
}

fn resized(base: &DynamicImage, facts: &Facts, size: Size) -> DynamicImage {
    match facts.filtered_from(size) {
        None => base.thumbnail_exact(size.width, size.height),
        Some(from) if from == facts.base() => {
            base.resize_exact(size.width, size.height, FilterType::CatmullRom)
        }
        Some(from) => base.thumbnail_exact(from.width, from.height).resize_exact(
            size.width,
            size.height,
            FilterType::CatmullRom,
        ),
    }
}

/// What the images of the content folder are, from the heads of the files. Those known before are kept where
/// the file is the same.
///
/// # Errors
/// Where an image is no longer what its stamp promised.
pub fn headers(
    snapshot: &Snapshot,
    before: &BTreeMap<String, (Content, Option<Facts>)>,
) -> Result<BTreeMap<String, (Content, Option<Facts>)>, FileChanged> {
    let files: Vec<(&str, &Content)> = snapshot.under("content").filter(|(path, _)| is_image(path)).collect();
    let found = parallel::try_map(&files, 1, |(path, content)| {
        let path = format!("content/{path}");
        let facts = match before.get(&path) {
            Some((same, facts)) if same.is(content) => facts.clone(),
            _ => header(content.read()?),
        };
        Ok((path, ((*content).clone(), facts)))
    });
    Ok(found?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG file of one colour, with a chunk before its picture.
    fn png(width: u32, height: u32, color: png::ColorType, depth: png::BitDepth) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(color);
        encoder.set_depth(depth);
        let mut writer = encoder.write_header().unwrap();
        let mut stream = writer.stream_writer().unwrap();
        let bits = color.samples() * if depth == png::BitDepth::Sixteen { 16 } else { 8 };
        let row = vec![0; width as usize * bits / 8];
        (0..height).for_each(|_| std::io::Write::write_all(&mut stream, &row).unwrap());
        stream.finish().unwrap();
        drop(writer);
        file
    }

    #[test]
    fn what_a_picture_takes_is_known_from_its_head() {
        use png::{BitDepth, ColorType};
        let file = png(100, 50, ColorType::Rgba, BitDepth::Sixteen);
        let small = header(&file).unwrap();
        assert_eq!((small.pixel, small.decoding), (8, 100 * 50 * 8 + file.len() as u64));
        let facts = |width, height, pixel| {
            let decoding = u64::from(width) * u64::from(height) * pixel;
            Facts { width, height, is_lossy: false, name: String::new(), decoding, pixel }
        };
        // 49 million pixels of 16 bits are 392 MB.
        assert_eq!(facts(7_000, 7_000, 8).widths(), Vec::<u32>::new());
        assert_eq!(facts(7_000, 7_000, 4).widths(), [480, 960, 1440, 1920]);
        let screenshot = facts(1_400, 10_000, 4);
        assert!(screenshot.widths() == [480] && screenshot.is_its_own_version());
        assert!(!facts(7_000, 7_000, 4).is_its_own_version() && !facts(7_000, 7_000, 8).is_its_own_version());
        assert_eq!(facts(50_000_000, 1, 4).widths(), [480, 960, 1440, 1920]);
        assert_eq!(facts(1, 50_000_000, 4).widths(), Vec::<u32>::new());
        for (width, height) in
            [(8_660, 5_773), (3_840, 13_000), (2_000, 25_000), (50_000_000, 1), (1_921, 9_000)]
        {
            let facts = facts(width, height, 4);
            let takes: Vec<u64> = facts.widths().into_iter().map(|width| facts.memory(width) >> 20).collect();
            assert!(takes.iter().all(|takes| *takes <= 256), "{width} × {height}: {takes:?}");
        }
    }

    #[test]
    fn every_shape_has_the_size_that_it_says() {
        use png::{BitDepth, ColorType};
        for (width, height) in [(5_000, 1), (1_000, 3), (3, 900), (2_500, 2_600), (900, 700)] {
            let bytes = png(width, height, ColorType::Rgb, BitDepth::Eight);
            let facts = header(&bytes).unwrap();
            for version in facts.widths() {
                let made = versions(&bytes, &facts, &[version]).remove(0).unwrap();
                assert_eq!(header(&made).unwrap().size(), facts.size_of(version), "{width} × {height}");
            }
        }
    }

    #[test]
    fn what_a_picture_does_not_need_is_taken_away() {
        use png::{BitDepth, ColorType};
        let plain = png(4, 4, ColorType::Rgb, BitDepth::Eight);
        assert!(matches!(without_extras(&plain), Cow::Borrowed(_)));
        // Behind the signature and the chunk IHDR.
        let (head, picture) = plain.split_at(8 + 25);
        let chunk = |kind: &[u8; 4], length: usize| {
            let data = vec![0; length];
            [&u32::try_from(length).unwrap().to_be_bytes()[..], kind, &data, &[0; 4]].concat()
        };
        let with = |kind: &[u8; 4], length: usize| [head, &chunk(kind, length), picture].concat();
        assert_eq!(*without_extras(&with(b"iCCP", 100_000)), plain);
        assert_eq!(*without_extras(&with(b"zTXt", 100_000)), plain);
        assert_eq!(without_extras(&with(b"iCCP", 3_000)).len(), plain.len() + 3_012);
        assert_eq!(without_extras(&with(b"PLTE", 100_000)).len(), plain.len() + 100_012, "it is needed");
        for end in 0..plain.len() {
            let cut = [&with(b"iCCP", 100_000)[..33 + 100_012], &picture[..picture.len().min(end)]].concat();
            assert_eq!(*without_extras(&cut), plain[..33 + picture.len().min(end)]);
        }
    }

    #[test]
    fn a_frame_that_is_larger_than_its_picture_is_not_read() {
        let mut file = webp::Encoder::from_rgb(&[7; 16 * 16 * 3], 16, 16).encode(80.0).to_vec();
        assert!(header(&file).is_some());
        let at = memchr::memmem::find(&file, &[0x9d, 0x01, 0x2a]).unwrap();
        assert!(!has_larger_frame(&file, 256));
        file[at + 3..at + 7].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
        assert!(has_larger_frame(&file, 256));
    }

    #[test]
    fn a_progressive_picture_is_known_by_its_markers() {
        assert!(!is_progressive(&[0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xff, 0xc0, 0, 2, 0xff, 0xda, 0, 2]));
        assert!(is_progressive(&[0xff, 0xd8, 0xff, 0xe0, 0, 3, 9, 0xff, 0xc2, 0, 2]));
        assert!(is_progressive(&[0xff, 0xd8, 0xff, 0xe0, 0, 9]));
        let mut photograph = Vec::new();
        let image = DynamicImage::new_rgb8(40, 30);
        image.write_to(&mut Cursor::new(&mut photograph), ImageFormat::Jpeg).unwrap();
        assert!(!is_progressive(&photograph));
    }

    #[test]
    fn what_is_in_use_comes_back() {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| drop(BUDGET.take(MOST_MEMORY / 2)));
            }
        });
        drop(BUDGET.take(MOST_MEMORY));
    }
}
