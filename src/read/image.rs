//! Images of the content folder: what their heads say, and versions of them in other sizes. The one file that
//! uses `image` (to read and to resize) and `webp` (libwebp, to write).
//!
//! Versions are WebP, which every browser in use shows: lossy of photographs, lossless of drawings. AVIF would
//! be a fifth to two fifths smaller, but its encoder (rav1e, at its fastest) takes ten times as long, more than a
//! second for 1440 pixels, and its crates take 70 to 110 seconds to compile. Nor could a page, which waits for no
//! picture, name only those versions that turn out smaller.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use rayon::prelude::*;

use crate::base::FileChanged;
use crate::read::snapshot::{Content, Snapshot};

/// Folder of the output in which the versions of images stand.
pub const FOLDER: &str = "pictures";

/// Most pixels of an image that is read; a larger one is published as it is. 50 million pixels take 200 MB of
/// memory while they are resized.
const MOST_PIXELS: u64 = 50_000_000;
/// Widths of versions, in pixels: half and whole of a phone's and of the text's width, and for fine screens.
const WIDTHS: [u32; 3] = [480, 960, 1440];
/// Largest width of any version.
const WIDEST: u32 = 1920;
/// Quality of lossy versions, 0 to 100.
const QUALITY: f32 = 80.0;

/// What an image is.
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
}

impl Facts {
    /// The widths of its versions, the smallest first; none where it is too large to be read.
    #[must_use]
    pub fn widths(&self) -> Vec<u32> {
        if u64::from(self.width) * u64::from(self.height) > MOST_PIXELS {
            return Vec::new();
        }
        let own = self.width.min(WIDEST);
        let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|&width| width < own).collect();
        widths.push(own);
        widths
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
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let is_lossy = reader.format()? == ImageFormat::Jpeg;
    let (width, height) = reader.into_dimensions().ok()?;
    let name = blake3::hash(bytes).to_hex()[..12].to_owned();
    (width > 0 && height > 0).then_some(Facts { width, height, is_lossy, name })
}

/// The image in another width, as WebP; nothing where it cannot be read to its end.
#[must_use]
pub fn version(bytes: &[u8], facts: &Facts, width: u32) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    limits.max_image_width = Some(facts.width);
    limits.max_image_height = Some(facts.height);
    reader.limits(limits);
    let image = reader.decode().ok()?;
    let height = u64::from(facts.height) * u64::from(width) / u64::from(facts.width);
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    let image =
        if width < facts.width { image.resize_exact(width, height, FilterType::CatmullRom) } else { image };
    let (quality, is_lossless) = if facts.is_lossy { (QUALITY, false) } else { (100.0, true) };
    let encoded = match image {
        image if image.color().has_alpha() => {
            let image = DynamicImage::ImageRgba8(image.into_rgba8());
            let pixels = image.as_bytes();
            webp::Encoder::from_rgba(pixels, image.width(), image.height())
                .encode_simple(is_lossless, quality)
        }
        image => {
            let image = image.into_rgb8();
            webp::Encoder::from_rgb(&image, image.width(), image.height()).encode_simple(is_lossless, quality)
        }
    };
    encoded.ok().map(|encoded| encoded.to_vec())
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
    files
        .into_par_iter()
        .map(|(path, content)| {
            let path = format!("content/{path}");
            let facts = match before.get(&path) {
                Some((same, facts)) if same.is(content) => facts.clone(),
                _ => header(content.read()?),
            };
            Ok((path, (content.clone(), facts)))
        })
        .collect()
}
