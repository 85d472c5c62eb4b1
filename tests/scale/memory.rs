//! Large sites: memory in proportion to pages, and ten thousand mistakes at once.
//!
//! `IBID_PAGES=100000 cargo test --release --test scale memory -- --nocapture` is the long run.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::alone;
use crate::support::files;
use crate::support::program;
use crate::support::settings::number;

fn site(folder: &Path, pages: usize, page: impl Fn(usize) -> String) {
    files::write(
        folder,
        "ibid.yaml",
        "title: The record\nbase_url: https://example.org/\nsocial_cards: false\n",
    );
    files::write(folder, "content/_index.md", "---\ntitle: Home\n---\n\nThe council voted [@vote].\n");
    files::write(
        folder,
        "seeds/vote.md",
        "---\ntitle: Vote\nnot_stated: [author, publisher, date, url]\n---\nThe council voted on Tuesday.\n",
    );
    for number in 0..pages {
        files::write(folder, &format!("content/s{}/p{number}.md", number / 500), page(number));
    }
}

/// The most memory that a build holds, in KiB, as the system counts it, and how long it takes.
fn build(folder: &Path) -> (u64, Duration) {
    let mut command = program::ibid(folder, &["build", "--quiet"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let started = Instant::now();
    let mut child = command.spawn().expect("start the program");
    let mut peak = 0;
    while child.try_wait().expect("wait for the program").is_none() {
        peak = peak.max(program::peak(child.id()));
        std::thread::sleep(Duration::from_millis(1));
    }
    let took = started.elapsed();
    let ended = child.wait_with_output().expect("wait for the program");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    (peak, took)
}

/// B37: memory grows with the number of pages, within a bound for each (their bytes, their facts).
#[test]
fn memory_grows_in_proportion() {
    let _alone = alone();
    let pages = number("IBID_PAGES", 1_200);
    let page = |number: usize| {
        format!("---\ntitle: Page {number}\n---\n\nIt is said that “the council voted on Tuesday” [@vote].\n")
    };
    let mut peaks = Vec::new();
    for count in [pages / 6, pages] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        site(folder.path(), count, page);
        let (peak, took) = build(folder.path());
        println!("scale: {count} pages, {} MiB, {:.1} s", peak >> 10, took.as_secs_f64());
        let published: usize = files::tree(&folder.path().join("public")).values().map(Vec::len).sum();
        peaks.push((peak as usize, published >> 10));
    }
    let more = pages - pages / 6;
    // What a busy machine adds to the smaller one can only be taken from the difference.
    let (each, published) = (peaks[1].0.saturating_sub(peaks[0].0) / more, (peaks[1].1 - peaks[0].1) / more);
    println!("scale: {each} KiB of memory a page, {published} KiB published");
    assert!(each <= 48, "{each} KiB of memory a page");
}

/// A run that fails, with more time than other tests have.
fn ended(folder: &Path, args: &[&str]) -> program::Ran {
    let ran = program::ibid(folder, args).stdin(Stdio::null()).output().expect("start the program");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    program::Ran { code: ran.status.code(), stdout: text(ran.stdout), stderr: text(ran.stderr), memory: 0 }
        .exits(1)
}

/// F07: people read the first hundred and how many there are; machines get all, in order, in bounded time.
#[test]
fn ten_thousand_broken_pages_are_reported_and_counted() {
    let _alone = alone();
    const PAGES: usize = 10_000;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let broken = |number: usize| match number % 5 {
        0 => "---\ntitle: \"open\n---\n".to_owned(),
        1 => "---\ntitle: A\ndate: 2024-02-30\n---\n".to_owned(),
        2 => "---\ntitle: A page\n---\n\nSee [@nobody].\n".to_owned(),
        3 => "---\ntitle: A page\n---\n\n“Never said by anyone at all” [@vote].\n".to_owned(),
        _ => "no front matter".to_owned(),
    };
    site(folder.path(), PAGES, broken);
    let started = Instant::now();
    let people = ended(folder.path(), &["build"]);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(60), "{took:?}");
    assert!(people.stderr.matches("error[").count() <= 100, "{}", people.stderr.len());
    people.says("10000 errors").says("9900 more");
    let machines = ended(folder.path(), &["check", "--format", "json"]);
    let lines: Vec<serde_json::Value> =
        machines.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.iter().filter(|line| line["severity"] == "error").count(), PAGES);
    let place =
        |line: &serde_json::Value| (line["path"].to_string(), line["line"].as_u64(), line["column"].as_u64());
    assert!(lines.is_sorted_by_key(place), "not in order");
    assert!(!folder.path().join("public").exists());
    println!("broken pages: {PAGES}, all reported in {:.1} s", took.as_secs_f64());
}
