//! Files made to hang the program, or to take its memory: each is refused with a finding or dealt with, in ten seconds
//! (the limit of every run, see `support::program`) and 512 MiB.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use tempfile::TempDir;

use crate::support::files::{tree, write};
use crate::support::program::{self, Ran};

/// Most memory of a run, in KiB.
const MEMORY: u64 = 512 << 10;

fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "ibid.yaml", "title: The record\nbase_url: https://example.org/\n");
    write(at, "content/_index.md", "---\ntitle: Home\n---\n\nThe council voted on Tuesday [@vote].\n");
    write(
        at,
        "seeds/vote.md",
        "---\ntitle: Vote\nnot_stated: [author, publisher, date, url]\n---\nThe council voted on Tuesday.\n",
    );
    folder
}

#[track_caller]
fn run(folder: &Path, args: &[&str]) -> Ran {
    let ran = program::run(folder, args);
    assert!(ran.memory < MEMORY, "{} MiB", ran.memory >> 10);
    ran
}

/// ` z0 z1 z2`: attributes, or anything else that is numbered.
fn numbered(before: &str, count: usize, after: &str) -> String {
    (0..count).map(|number| format!("{before}{number:x}{after}")).collect()
}

#[test]
fn a_tag_of_many_attributes_is_refused_in_every_format() {
    let folder = site();
    let at = folder.path();
    let names = numbered(" z", 100_000, "");
    let words = "Some words of an article. ".repeat(60);
    write(
        at,
        "seeds/page.html",
        format!("---\ntitle: S\n---\n<article><p>{words}</p>\n<p{names}>x</p></article>"),
    );
    let ran = run(at, &["check"]).exits(1);
    ran.says("seeds/page.html:5:1").says("a tag has more than 512 attributes");

    let folder = site();
    let at = folder.path();
    write(at, "content/p.md", format!("---\ntitle: P\nraw_html: true\n---\n\nA <b{names}>b</b>.\n"));
    run(at, &["build"]).exits(0).says("content/p.md:6:3").says("a tag of more than 512 attributes");
    assert!(!fs::read_to_string(at.join("public/p/index.html")).unwrap().contains("z1f"));
    write(at, "content/p.md", format!("---\ntitle: P\n---\n\nA <b{names}>b</b>.\n"));
    run(at, &["check"]).exits(0).says("raw HTML is shown as text");
    write(at, "content/p.md", "---\ntitle: P\n---\n");

    let valued = numbered(" z", 60_000, "='1'");
    write(at, "style.csl", format!("<?xml version='1.0'?><style><info{valued}/></style>"));
    write(at, "ibid.yaml", "title: The record\nbase_url: https://example.org/\ncitation_style: style.csl\n");
    run(at, &["check"]).exits(1).says("ibid.yaml:3:17").says("a tag has more than 512 attributes");
}

#[test]
fn a_citation_style_without_end_is_refused() {
    let folder = site();
    let at = folder.path();
    write(at, "ibid.yaml", "title: The record\nbase_url: https://example.org/\ncitation_style: style.csl\n");
    let style = |macros: &str, layout: &str| {
        format!(
            "<style xmlns='http://purl.org/net/xbiblio/csl' class='note' version='1.0'><info><title>X</title>\
             <id>http://x.example/x</id><updated>2020-01-01T00:00:00+00:00</updated></info>{macros}\
             <citation><layout>{layout}</layout></citation></style>"
        )
    };
    let title = "<text variable='title'/>";
    let calls = |number: usize| format!("<text macro='m{number}'/>");
    let doubled: String = (0..40)
        .map(|n| format!("<macro name='m{n}'>{}</macro>", calls(n + 1).repeat(2)))
        .chain([format!("<macro name='m40'>{title}</macro>")])
        .collect();
    let chain: String = (0..5_000).map(|n| format!("<macro name='m{n}'>{}</macro>", calls(n + 1))).collect();
    let nested = format!("{}{title}{}", "<group>".repeat(50_000), "</group>".repeat(50_000));
    for (style, reason) in [
        (style("", &nested), "nested more than 100 deep"),
        (style(&doubled, &calls(0)), "more than 5000 elements"),
        (style(&chain, &calls(0)), "nest more than 100 deep"),
        (style("", &title.repeat(20_000)), "more than 5000 elements"),
        (style("", &format!("<!--{}-->", "x".repeat(2 << 20))), "more than 1024 KiB"),
        (format!("<!DOCTYPE style [<!ENTITY a 'a'>]>{}", style("", title)), "declares a document type"),
    ] {
        write(at, "style.csl", style);
        run(at, &["build"]).exits(1).says("ibid.yaml:3:17").says(reason);
    }
    write(
        at,
        "style.csl",
        style("<macro name='m'><text macro='m'/><text variable='title'/></macro>", &calls(0)),
    );
    run(at, &["build"]).exits(0);
}

/// A chunk of a PNG file: its length, its name, its data and their checksum.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &crc.sum().to_be_bytes()].concat()
}

fn packed(before: &[u8], zeros: usize) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(before.to_vec(), Compression::best());
    let block = vec![0; 1 << 20];
    let mut left = zeros;
    while left > 0 {
        let some = left.min(block.len());
        packed.write_all(&block[..some]).unwrap();
        left -= some;
    }
    packed.finish().unwrap()
}

/// A black PNG: sides in pixels, bits of a channel, and chunks before its pixels. Bytes of a pixel: four channels.
fn png((width, height): (u32, u32), bits: u8, besides: &[u8], mark: u8) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[bits, 6, 0, 0, 0]].concat();
    let pixels = packed(&[], height as usize * (1 + width as usize * usize::from(bits) / 2));
    let parts = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &head),
        besides.to_vec(),
        chunk(b"IDAT", &pixels),
        chunk(b"IEND", &[]),
        vec![mark],
    ];
    parts.concat()
}

/// The versions of images that a build made.
fn versions(site: &Path) -> Vec<String> {
    let pictures = tree(&site.join("public/pictures")).into_keys();
    pictures.filter(|name| name.ends_with(".webp")).collect()
}

#[test]
fn small_files_of_many_pixels_take_little_memory() {
    let folder = site();
    let at = folder.path();
    let text: String = (0..4).map(|n| format!("![a](deep{n}.png) ")).collect();
    write(at, "content/p/index.md", format!("---\ntitle: P\n---\n\n{text}\n"));
    // 392 MB of pixels each, in files of 381 KB.
    for number in 0..4 {
        write(at, &format!("content/p/deep{number}.png"), png((7_000, 7_000), 16, &[], number));
    }
    run(at, &["build"]).exits(0).says("image-unreadable").says("7000 × 7000 pixels");
    assert!(versions(at).is_empty(), "{:?}", versions(at));
}

#[test]
fn large_pictures_are_made_one_at_a_time() {
    let folder = site();
    let at = folder.path();
    write(at, "content/p/index.md", "---\ntitle: P\n---\n\n![a](a.png) ![b](b.png) ![c](long.png)\n");
    for (number, name) in ["a.png", "b.png"].into_iter().enumerate() {
        write(at, &format!("content/p/{name}"), png((2_000, 1_500), 8, &[], number as u8));
    }
    write(at, "content/p/long.png", png((1_400, 5_600), 8, &[], 9));
    run(at, &["build"]).exits(0);
    assert_eq!(versions(at).len(), 2 * 4 + 2, "{:?}", versions(at));
    let page = fs::read_to_string(at.join("public/p/index.html")).unwrap();
    assert!(page.contains("long.png 1400w"), "a file of which no large version can be made is one itself");
}

#[test]
fn what_stands_before_the_pixels_is_not_unpacked_without_end() {
    let folder = site();
    let at = folder.path();
    write(at, "content/p/index.md", "---\ntitle: P\n---\n\n![a](profile.png) ![b](text.png)\n");
    let bomb = packed(b"x\0\0", 900 << 20);
    write(at, "content/p/profile.png", png((600, 400), 8, &chunk(b"iCCP", &bomb), 0));
    write(at, "content/p/text.png", png((600, 400), 8, &chunk(b"zTXt", &bomb).repeat(10), 0));
    run(at, &["build"]).exits(0);
    assert_eq!(versions(at).len(), 4, "both are read");
}

/// A mark is drawn for icons and cards: what its numbers make endless is not.
#[test]
fn a_mark_without_end_is_not_drawn_and_a_finding_says_why() {
    let folder = site();
    let at = folder.path();
    let svg =
        |inside: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{inside}</svg>");
    let filtered = |filter: &str| {
        svg(&format!("<filter id='f'>{filter}</filter><rect width='9' height='9' filter='url(#f)'/>"))
    };
    for (mark, reason) in [
        (filtered("<feTurbulence numOctaves='100000000'/>"), "feTurbulence"),
        (filtered("<feMorphology radius='5000' operator='dilate'/>"), "feMorphology"),
        (filtered("<feGaussianBlur stdDeviation='1e20'/>"), "blurs"),
        (svg("<path stroke-dasharray='0.00001' stroke='red' d='M0 0L9 9'/>"), "dashes"),
        (
            svg(
                "<pattern id='p' width='20000' height='20000' patternUnits='userSpaceOnUse'><path d='M0 0h9v9z'/></pattern>\
                 <rect width='9' height='9' fill='url(#p)'/>",
            ),
            "drawing it takes too",
        ),
        (
            svg(&format!(
                "{}<path d='M-99 -99h999v999z'/>{}",
                "<g opacity='.9'>".repeat(90),
                "</g>".repeat(90)
            )),
            "too much memory",
        ),
        (svg(&format!("<style>{}</style>{}", "a{}".repeat(30_000), "<a/>".repeat(9_000))), "rules"),
    ] {
        write(at, "content/favicon.svg", mark);
        for command in ["check", "build"] {
            run(at, &[command]).exits(0).says("image-unreadable").says("content/favicon.svg").says(reason);
        }
        assert!(!at.join("public/icon-512.png").exists());
    }
    write(at, "content/favicon.svg", filtered("<feGaussianBlur stdDeviation='.2'/><feOffset dy='.1'/>"));
    run(at, &["build"]).exits(0);
    assert!(at.join("public/icon-512.png").exists());
}

#[test]
fn a_page_of_more_than_anybody_reads_is_refused_with_a_finding() {
    let folder = site();
    let at = folder.path();
    let notes: String = (0..100_000).map(|n| format!("a[^{n}]\n\n[^{n}]: b\n\n")).collect();
    for (text, what) in [
        (notes, "signs of markup"),
        ("# a\n\n".repeat(400_000), "lines"),
        ("# a\n\n".repeat(100_000), "headings"),
        ("*a* ".repeat(1_500_000), "signs of markup"),
        ("- a\n".repeat(1_500_000), "lines"),
        ("- *a*\n".repeat(130_000), "blocks"),
        ("[@k] ".repeat(1_500_000), "citation keys"),
    ] {
        write(at, "content/p.md", format!("---\ntitle: P\n---\n\n{text}"));
        run(at, &["check"]).exits(1).says("content/p.md").says(what).says("divide it into several pages");
    }
    // What is just within the limits.
    let text = "## a\n\n".repeat(15_000) + &"*a* ".repeat(50_000);
    write(at, "content/p.md", format!("---\ntitle: P\n---\n\n{text}"));
    run(at, &["check"]).exits(0);
}

/// Whatever a build or a check opens may be a pipe by now, on which nobody writes, or a device without end.
#[test]
fn a_pipe_in_the_place_of_any_file_is_never_waited_for() {
    let made = site();
    let at = made.path();
    write(at, "content/p.md", "---\ntitle: P\n---\n\n![a](a.png)\n");
    write(at, "content/a.png", png((600, 400), 8, &[], 0));
    write(at, "ibid.yaml", "title: The record\nbase_url: https://example.org/\ncitation_style: style.csl\n");
    write(
        at,
        "style.csl",
        "<style xmlns='http://purl.org/net/xbiblio/csl' class='note' version='1.0'><info><title>X</title><id>x</id>\
         <updated>2020-01-01T00:00:00+00:00</updated></info><citation><layout><text variable='title'/></layout>\
         </citation></style>",
    );
    write(at, "themes/default/static/own.css", "p { margin: 0 }\n");
    run(at, &["build"]).exits(0);
    run(at, &["theme", "eject", "topic.html", "i18n/en.yaml"]).exits(0);
    run(at, &["build"]).exits(0);
    let kinds = |name: &str| name.starts_with("public/") && name.matches('/').count() > 1;
    let names: Vec<String> =
        tree(at).into_keys().filter(|name| !kinds(name) || name.contains("p/")).collect();
    assert!(names.iter().any(|name| name == ".ibid/lock") && names.iter().any(|name| name == "ibid.lock"));
    let mut seen = std::collections::BTreeSet::new();
    for name in &names {
        // One of the cached records and pictures stands for all.
        let numbered = name.trim_end_matches(|letter: char| letter.is_ascii_hexdigit() || letter == '-');
        if !seen.insert(numbered.to_owned()) {
            continue;
        }
        for device in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            program::system("cp", &[Path::new("-a"), at, &folder.path().join("site")]);
            let site = folder.path().join("site");
            let path = site.join(name);
            fs::remove_file(&path).unwrap();
            if device {
                std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
            } else {
                program::system("mkfifo", &[&path]);
            }
            let is_input = !name.starts_with("public/") && !name.starts_with(".ibid/");
            // What a build reads of its output it reads to compare.
            let args: &[&str] = if is_input { &["check"] } else { &["build", "--verify"] };
            let ran = run(&site, args);
            let reason = match (device, name.as_str()) {
                (_, "ibid.yaml" | "style.css" | "style.csl") => continue,
                (false, _) | (true, "ibid.lock" | ".ibid/lock") => "not a regular file",
                (true, _) => "a link that leads out of the site",
            };
            if is_input || name == ".ibid/lock" {
                ran.exits(1).says(reason);
            }
        }
    }
}

#[test]
fn a_lock_file_that_cannot_be_read_is_not_taken_for_none() {
    let folder = site();
    let at = folder.path();
    run(at, &["build"]).exits(0);
    fs::remove_file(at.join("ibid.lock")).unwrap();
    std::os::unix::fs::symlink("nowhere", at.join("ibid.lock")).unwrap();
    run(at, &["build"]).exits(1).says("ibid.lock").says("a link that leads nowhere");
}

/// What opens files otherwise than by `base/regular_file.rs`, and why it may.
const OPENED_OTHERWISE: [(&str, &str); 4] = [
    ("app/command/theme.rs", "creates a file that is not there"),
    ("app/preview/guard.rs", "/dev/urandom"),
    ("base/file_stamp.rs", "what the system says below /proc"),
    ("base/regular_file.rs", "itself"),
];

#[test]
fn every_file_is_opened_where_only_regular_files_are() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (name, text) in tree(&sources) {
        let text = String::from_utf8_lossy(&text).into_owned();
        if !name.ends_with(".rs") || name.contains("/tests/") {
            continue;
        }
        let program = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let opens = program.lines().find(|line| {
            let is_test = line.contains("b\"torn\"");
            let opens = [
                "File::open(",
                "File::create(",
                "fs::read(",
                "fs::read_to_string(",
                "fs::write(",
                "fs::copy(",
                ".open(path)",
            ];
            !is_test && !line.trim_start().starts_with("//") && opens.iter().any(|way| line.contains(way))
        });
        let may = OPENED_OTHERWISE.iter().any(|(file, _)| *file == name);
        assert!(may || opens.is_none(), "{name}: {}", opens.unwrap_or_default());
    }
}
