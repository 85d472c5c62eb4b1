//! The targets of `fuzz/` over their corpus, over what once broke them, and over mutations of both, for a few
//! seconds each; and requests to the preview. Coverage-guided runs are cargo-fuzz's: see CONTRIBUTING.md.
//!
//! `IBID_FUZZ=600 cargo test --release --test fuzz -- --nocapture` mutates for ten minutes a target;
//! `IBID_SEED` chooses the mutations.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[allow(dead_code, reason = "only a part of it is needed here")]
#[path = "../suite/support/mod.rs"]
mod support;
#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};
use support::preview;
use support::settings::number;

const FUZZ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz");
/// The longest that one input may take.
const MOST: Duration = Duration::from_secs(10);
/// The longest input.
const LENGTH: usize = 1 << 13;

/// Marsaglia's xorshift: the same mutations for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most.max(1) as u64).unwrap()
    }
}

/// Pieces that mean something to one of the formats.
const WORDS: [&str; 56] = [
    "---\n",
    "\n---\n",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "|",
    ">",
    "#",
    "&a",
    "*a",
    "!!",
    "<<:",
    "\t",
    "\r\n",
    "\r",
    "\u{feff}",
    "\0",
    "[@k]",
    "[@k, p. 3]",
    "@k",
    "[-@k]",
    "^[",
    "[^1]",
    "[^1]: ",
    "“",
    "”",
    "…",
    "[…]",
    "::: timeline\n",
    "\n:::\n",
    "```\n",
    "~~~",
    "<div>",
    "</div>",
    "<!-- ibid-allow x: y -->",
    "{{ ",
    " }}",
    "{% for x in range(end=9) %}",
    "{% endfor %}",
    "{% if ",
    "{% include \"",
    "..",
    "/",
    "\\",
    "%2e",
    "javascript:",
    "\u{202e}",
    "é",
    "e\u{301}",
    "🚢",
    "\n\n",
];

fn mutate(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut input = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(input.len() + 1);
        let end = (at + random.below(40)).min(input.len());
        match random.below(8) {
            0 if at < input.len() => input[at] ^= 1 << random.below(8),
            1 if at < input.len() => input[at] = u8::try_from(random.below(256)).unwrap(),
            2 => drop(input.drain(at..end)),
            3 => input.splice(at..at, WORDS[random.below(WORDS.len())].bytes()).for_each(drop),
            4 => {
                let piece = input[at..end].to_vec().repeat(1 + random.below(30));
                input.splice(at..at, piece).for_each(drop);
            }
            5 => {
                let other = &corpus[random.below(corpus.len())];
                let from = random.below(other.len() + 1);
                let to = (from + random.below(200)).min(other.len());
                input.splice(at..at, other[from..to].to_vec()).for_each(drop);
            }
            6 => input.truncate(at),
            _ => input
                .splice(at..at, WORDS[random.below(WORDS.len())].repeat(1 + random.below(9)).bytes())
                .for_each(drop),
        }
    }
    input.truncate(LENGTH);
    input
}

fn inputs(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Runs one input; an overflow of the stack ends the process, so the input is kept in a file meanwhile.
fn run(name: &str, target: targets::Run, input: &[u8]) {
    let last = std::env::temp_dir().join(format!("ibid-fuzz-{}-{name}", std::process::id()));
    std::fs::write(&last, input).unwrap();
    let started = Instant::now();
    let ran = std::panic::catch_unwind(|| target(input));
    let took = started.elapsed();
    let shown = || format!("{}\nkept as {}", String::from_utf8_lossy(input), last.display());
    assert!(ran.is_ok(), "{name} breaks on:\n{}", shown());
    assert!(took < MOST, "{name} takes {took:?} on:\n{}", shown());
    std::fs::remove_file(&last).unwrap();
}

fn fuzz(name: &str, target: targets::Run, time: Duration, seed: u64) -> usize {
    let mut corpus = inputs(&Path::new(FUZZ).join("corpus").join(name));
    assert!(!corpus.is_empty(), "fuzz/corpus/{name} is empty");
    corpus.extend(inputs(&Path::new(FUZZ).join("regressions").join(name)));
    corpus.iter().for_each(|input| run(name, target, input));
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let started = Instant::now();
    let mut count = corpus.len();
    while started.elapsed() < time {
        run(name, target, &mutate(&mut random, &corpus));
        count += 1;
    }
    count
}

#[test]
fn nothing_breaks_a_target() {
    let (seconds, seed) = (number("IBID_FUZZ", 5), number("IBID_SEED", 1_u64));
    let only = std::env::var("IBID_TARGET").unwrap_or_default();
    let targets = targets::TARGETS.iter().filter(|(name, _)| name.contains(&only));
    // As many at a time as there are processors in CI, each on a stack as large as the program's threads have.
    let targets: Vec<_> = targets.collect();
    for pair in targets.chunks(2) {
        std::thread::scope(|scope| {
            for (name, target) in pair {
                let work = move || {
                    let count = fuzz(name, *target, Duration::from_secs(seconds), seed);
                    println!("fuzz: {name}: {count} inputs in {seconds} s (seed {seed}), 0 crashes");
                };
                std::thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, work).unwrap();
            }
        });
    }
}

/// What the preview answers to some bytes, behind which nothing more is sent.
fn once(port: u16, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(MOST)).unwrap();
    let _ = stream.write_all(request); // refused before all was sent: the answer says why
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Whatever is sent to the preview, it goes on, and nothing but what it rendered is given out.
#[test]
fn nothing_sent_to_the_preview_breaks_it() {
    let site = preview::Site::new();
    site.write("secret.txt", "a word that stands in no page");
    let preview = preview::Preview::of(&site);
    let corpus = inputs(&Path::new(FUZZ).join("corpus/request"));
    let corpus: Vec<Vec<u8>> = corpus
        .into_iter()
        .map(|input| {
            String::from_utf8(input)
                .unwrap()
                .replace('\n', "\r\n")
                .replace("PORT", &preview.port.to_string())
                .into_bytes()
        })
        .collect();
    let (seconds, seed) = (number("IBID_FUZZ", 5), number("IBID_SEED", 1_u64));
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let started = Instant::now();
    let (mut sent, mut served) = (0, 0);
    while sent < corpus.len() || started.elapsed() < Duration::from_secs(seconds) {
        let mut request = match corpus.get(sent) {
            Some(request) => request.clone(),
            None => mutate(&mut random, &corpus),
        };
        // So that the other side ends: what is not a whole request is cut off only after ten seconds.
        request.extend_from_slice(b"\r\nConnection: close\r\n\r\n\r\n");
        let answer = once(preview.port, &request);
        assert!(!answer.contains("a word that stands in no page"), "{}", String::from_utf8_lossy(&request));
        served += usize::from(answer.starts_with("HTTP/1.1 200"));
        sent += 1;
    }
    assert_eq!(preview.get("/").status, 200, "the preview goes on");
    println!(
        "fuzz: request: {sent} inputs in {seconds} s (seed {seed}), {served} answered with a page, 0 crashes"
    );
}
