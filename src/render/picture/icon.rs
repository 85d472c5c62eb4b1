//! Icons from the site's mark (`favicon.svg`).
//!
//! Those of the mark that is built in are part of the program: most sites have no other, and drawing them would take
//! a quarter of what the build of a small site costs. `tests/suite/pictures.rs` compares them with what is drawn.

use super::draw;

/// The PNG icons: file and side in pixels.
pub const SIDES: [(&str, u32); 3] =
    [("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)];
/// Sides of the pictures in `favicon.ico`.
pub const ICO: [u32; 3] = [16, 32, 48];

/// The mark of the themes that are built in.
static BUILT_IN_MARK: &[u8] = include_bytes!("../../../themes/default/static/favicon.svg");
/// Its icons: side in pixels and PNG.
static BUILT_IN: [(u32, &[u8]); 6] = [
    (16, include_bytes!("assets/mark-16.png")),
    (32, include_bytes!("assets/mark-32.png")),
    (48, include_bytes!("assets/mark-48.png")),
    (180, include_bytes!("assets/mark-180.png")),
    (192, include_bytes!("assets/mark-192.png")),
    (512, include_bytes!("assets/mark-512.png")),
];

/// Whether the icons of this mark are part of the program.
#[must_use]
pub fn is_built_in(mark: &[u8]) -> bool {
    mark == BUILT_IN_MARK
}

/// The mark as a square PNG: from the program if it is built in, otherwise drawn.
#[must_use]
pub fn png(mark: &[u8], side: u32) -> Option<Vec<u8>> {
    let built_in = BUILT_IN.iter().find(|(of_side, _)| *of_side == side && is_built_in(mark));
    built_in.map_or_else(|| drawn(mark, side), |(_, png)| Some(png.to_vec()))
}

/// Why a mark is not drawn, if it is not.
#[must_use]
pub fn unfit(mark: &[u8]) -> Option<&'static str> {
    if is_built_in(mark) { None } else { draw::resolved(mark).err() }
}

/// The mark drawn as a square PNG.
#[must_use]
pub fn drawn(mark: &[u8], side: u32) -> Option<Vec<u8>> {
    draw::png(draw::mark(mark, side).ok()?)
}

/// The mark as an ICO of several sizes, each a PNG, as every browser and Windows since Vista read it.
#[must_use]
pub fn ico(mark: &[u8]) -> Option<Vec<u8>> {
    let pictures: Vec<Vec<u8>> = ICO.into_iter().map(|side| png(mark, side)).collect::<Option<_>>()?;
    let mut file: Vec<u8> = vec![0, 0, 1, 0, 3, 0];
    let mut offset = file.len() + 16 * pictures.len();
    for (side, picture) in ICO.into_iter().zip(&pictures) {
        let side = u8::try_from(side).ok()?;
        file.extend([side, side, 0, 0, 1, 0, 32, 0]);
        file.extend(u32::try_from(picture.len()).ok()?.to_le_bytes());
        file.extend(u32::try_from(offset).ok()?.to_le_bytes());
        offset += picture.len();
    }
    pictures.iter().for_each(|picture| file.extend(picture));
    Some(file)
}

/// `site.webmanifest`: the icons for a phone's start screen.
#[must_use]
pub fn manifest(title: &str, base_path: &str) -> String {
    let icons: Vec<serde_json::Value> = SIDES[1..]
        .iter()
        .map(|(name, side)| {
            serde_json::json!({"src": format!("{base_path}{name}"), "sizes": format!("{side}x{side}"), "type": "image/png"})
        })
        .collect();
    let manifest =
        serde_json::json!({"name": title, "start_url": base_path, "display": "browser", "icons": icons});
    format!("{manifest}\n")
}
