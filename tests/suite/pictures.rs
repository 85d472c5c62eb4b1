//! The pictures that a build makes, read again from what is published.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use ibid::app::engine::{self, PipelineRun, RunOptions};
use ibid::base::diagnostic::Rule;
use ibid::base::store::Store;
use ibid::read::snapshot::Snapshot;
use ibid::render::html::theme::built_in_files;
use ibid::render::picture::icon;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;

use crate::support::flagship;
use crate::support::html::Page;

type Files = BTreeMap<String, Arc<[u8]>>;

const CONFIG: &str = "title: The record\nbase_url: https://example.org/sub/\n";

fn site(files: &[(&str, &[u8])]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let usual: [(&str, &[u8]); 2] =
        [("ibid.yaml", CONFIG.as_bytes()), ("content/_index.md", b"---\ntitle: Home\n---\n")];
    for (path, bytes) in usual.iter().chain(files) {
        snapshot.files.insert((*path).to_owned(), (*bytes).into());
    }
    snapshot
}

fn run(snapshot: &Snapshot, options: &RunOptions) -> PipelineRun {
    let run = engine::run(Arc::new(snapshot.clone()), "ibid.yaml", Vec::new(), options).unwrap();
    assert!(run.is_publishable(false), "{:?}", run.findings);
    run
}

fn files(snapshot: &Snapshot) -> Files {
    run(snapshot, &RunOptions::default()).files
}

fn page(files: &Files, name: &str) -> Page {
    Page::read(std::str::from_utf8(&files[name]).unwrap())
}

/// A picture with something to see in it, as a camera would save it.
fn photograph(width: u32, height: u32) -> Vec<u8> {
    let light = |x: u32, y: u32| {
        let wave =
            |over: f32| ((x as f32 / over).sin() * (y as f32 / (over + 7.0)).cos() * 90.0 + 128.0) as u8;
        Rgb([wave(40.0), wave(90.0), (x * y % 251) as u8 / 8 + wave(13.0) / 2])
    };
    let image = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, light));
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}

fn size(bytes: &[u8]) -> (u32, u32, ImageFormat) {
    let format = image::guess_format(bytes).unwrap();
    let image = image::load_from_memory(bytes).unwrap();
    (image.width(), image.height(), format)
}

#[test]
fn images_have_their_size_and_smaller_versions() {
    let photograph = photograph(1600, 1200);
    let text = b"---\ntitle: Views\ndate: 2025-12-16\n---\n\n![A view](view.jpg)\n\nAnd ![a view again](view.jpg), ![a drawing](d.svg).\n";
    let snapshot = site(&[
        ("content/views/index.md", text),
        ("content/views/view.jpg", &photograph),
        ("content/views/d.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ]);
    let files = files(&snapshot);
    let page = page(&files, "views/index.html");
    let images: Vec<_> = page.elements("img").collect();
    assert_eq!(images.len(), 3);
    assert_eq!((images[0].attribute("width"), images[0].attribute("height")), (Some("1600"), Some("1200")));
    assert_eq!(images[0].attribute("src"), Some("/sub/views/view.jpg"));
    // The first may be above the fold; the others wait.
    let lazy: Vec<bool> = images.iter().map(|image| image.attribute("loading") == Some("lazy")).collect();
    assert_eq!(lazy, [false, true, true]);
    assert_eq!(images[2].attribute("srcset"), None, "a drawing has every size");
    let versions: Vec<(&str, u32)> = images[0]
        .attribute("srcset")
        .unwrap()
        .split(", ")
        .map(|version| version.split_once(' ').unwrap())
        .map(|(url, width)| (url, width.trim_end_matches('w').parse().unwrap()))
        .collect();
    assert_eq!(versions.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [480, 960, 1440, 1600]);
    for (url, width) in versions {
        let bytes = &files[url.strip_prefix("/sub/").unwrap()];
        assert_eq!(size(bytes), (width, width * 3 / 4, ImageFormat::WebP), "{url}");
        assert!(bytes.len() < photograph.len(), "{url}: {} of {}", bytes.len(), photograph.len());
    }
    assert_eq!(&*files["views/view.jpg"], &photograph[..], "the image itself is published as it is");
    let feed = std::str::from_utf8(&files["atom.xml"]).unwrap();
    assert!(!feed.contains("srcset"));
}

#[test]
fn what_cannot_be_read_or_is_too_large_is_published_as_it_is() {
    let whole = photograph(900, 600);
    let cut = &whole[..whole.len() / 2];
    // A head that promises 100,000 × 100,000 pixels; to take it at its word would cost 40 GB.
    let mut bomb = Vec::new();
    DynamicImage::new_rgb8(1, 1).write_to(&mut Cursor::new(&mut bomb), ImageFormat::Png).unwrap();
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let crc = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    let text = b"---\ntitle: P\n---\n\n![a](cut.jpg) ![b](bomb.png) ![c](none.png)\n";
    let snapshot = site(&[
        ("content/p/index.md", text),
        ("content/p/cut.jpg", cut),
        ("content/p/bomb.png", &bomb),
        ("content/p/none.png", b"no picture"),
    ]);
    let run = run(&snapshot, &RunOptions::default());
    let found: Vec<&str> = run
        .findings
        .iter()
        .filter(|finding| finding.rule == Rule::ImageUnreadable)
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        found,
        [
            "content/p/bomb.png has 100000 × 100000 pixels",
            "content/p/none.png is not an image that can be read"
        ]
    );
    let page = page(&run.files, "p/index.html");
    let images: Vec<_> = page.elements("img").collect();
    assert_eq!(images[1].attribute("srcset"), None);
    for image in &images {
        let name = image.attribute("src").unwrap().strip_prefix("/sub/").unwrap();
        assert_eq!(*run.files[name], **snapshot.files[&format!("content/{name}")].read().unwrap());
    }
    // Every version that is named is there; of the image that breaks off it shows as much as there is.
    for version in images[0].attribute("srcset").unwrap().split(", ") {
        let url = version.split(' ').next().unwrap().strip_prefix("/sub/").unwrap();
        assert!(!run.files[url].is_empty(), "{url}");
    }
}

/// CRC-32 as PNG has it (RFC 2083, appendix 15).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 },
        )
    })
}

#[test]
fn pages_have_cards_that_say_what_the_page_says() {
    let snapshot = flagship::snapshot();
    let published = files(&snapshot);
    let mut cards = 0;
    for name in published.keys().filter(|name| name.starts_with("topics/") && name.ends_with(".html")) {
        let page = page(&published, name);
        let image = page
            .elements("meta")
            .find(|tag| tag.attribute("property") == Some("og:image"))
            .and_then(|tag| tag.attribute("content"))
            .unwrap();
        let file = image.strip_prefix("https://example.org/").unwrap();
        assert_eq!(size(&published[file]), (1200, 630, ImageFormat::Png), "{name}");
        assert!(published[file].len() < 40 << 10, "{name}: {}", published[file].len());
        let data: Value = serde_json::from_str(&page.json_ld()[0]).unwrap();
        assert_eq!(data["image"], image);
        cards += 1;
    }
    assert!(cards > 5);
    let mut without = snapshot.clone();
    let mut config = without.files["ibid.yaml"].read().unwrap().to_vec();
    config.extend(b"social_cards: false\n");
    without.files.insert("ibid.yaml".to_owned(), config.into());
    let without = files(&without);
    assert!(without.keys().all(|name| !name.contains("card-")));
    assert!(without.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("og:image")));
}

#[test]
fn a_title_in_letters_that_the_font_lacks_has_no_card() {
    let files = files(&site(&[("content/p.md", "---\ntitle: 中文 שלום\n---\n".as_bytes())]));
    assert!(!String::from_utf8_lossy(&files["p/index.html"]).contains("og:image"));
    assert!(String::from_utf8_lossy(&files["index.html"]).contains("og:image"));
}

#[test]
fn icons_are_made_of_the_sites_own_mark() {
    let usual = files(&site(&[]));
    for (name, side) in [("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)] {
        assert_eq!(size(&usual[name]), (side, side, ImageFormat::Png));
    }
    let ico = &usual["favicon.ico"];
    assert_eq!(ico[..6], [0, 0, 1, 0, 3, 0]);
    for (entry, side) in [16, 32, 48].into_iter().enumerate() {
        let entry = &ico[6 + 16 * entry..][..16];
        let number = |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(size(&ico[number(12)..][..number(8)]), (side, side, ImageFormat::Png));
    }
    let manifest: Value = serde_json::from_slice(&usual["site.webmanifest"]).unwrap();
    for icon in manifest["icons"].as_array().unwrap() {
        assert!(usual.contains_key(icon["src"].as_str().unwrap().strip_prefix("/sub/").unwrap()));
    }
    let red = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><rect width='8' height='8' fill='red'/></svg>";
    let own = files(&site(&[("content/favicon.svg", red)]));
    let icon = image::load_from_memory(&own["icon-192.png"]).unwrap().into_rgb8();
    assert_eq!(icon.get_pixel(96, 96), &Rgb([255, 0, 0]));
    let broken = files(&site(&[("content/favicon.svg", b"no mark")]));
    assert!(!broken.contains_key("favicon.ico"));
    assert!(!String::from_utf8_lossy(&broken["index.html"]).contains("apple-touch-icon"));
}

#[test]
fn icons_that_are_part_of_the_program_are_those_that_are_drawn() {
    let mark = built_in_files("default")["static/favicon.svg"];
    assert!(icon::is_built_in(mark));
    for side in icon::SIDES.iter().map(|(_, side)| *side).chain(icon::ICO) {
        let drawn = icon::drawn(mark, side).unwrap();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(format!("src/render/picture/assets/mark-{side}.png"), &drawn).unwrap();
            continue;
        }
        assert!(
            icon::png(mark, side).unwrap() == drawn,
            "{side}: `UPDATE=1 cargo test --test suite pictures` draws it"
        );
    }
}

#[test]
fn pictures_are_the_same_whatever_the_store_has() {
    let photograph = photograph(700, 500);
    let mark = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path d='M0 0h8L4 8z'/></svg>";
    let snapshot = site(&[
        ("content/favicon.svg", mark),
        ("content/p/index.md", b"---\ntitle: P\n---\n\n![a](a.jpg)\n"),
        ("content/p/a.jpg", &photograph),
    ]);
    let fresh = files(&snapshot);
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("pictures");
    let options = RunOptions { pictures: Some(Store::new(folder.path())), ..RunOptions::default() };
    assert_eq!(run(&snapshot, &options).files, fresh, "an empty store");
    let entries: Vec<_> = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()).collect();
    // All but cards, which are drawn sooner than they would be read.
    assert!(entries.len() >= 6, "{entries:?}");
    assert_eq!(run(&snapshot, &options).files, fresh, "a full one");
    for (number, entry) in entries.iter().enumerate() {
        let mut bytes = std::fs::read(entry).unwrap();
        match number % 3 {
            0 => bytes.truncate(bytes.len() / 2),
            1 => bytes[40] ^= 1,
            _ => bytes.clear(),
        }
        std::fs::write(entry, bytes).unwrap();
    }
    assert_eq!(run(&snapshot, &options).files, fresh, "a damaged one");
}
