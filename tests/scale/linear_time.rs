//! Text that would be slow to read if any step looked to the end of the text from every bracket or mark:
//! twice the text takes about twice the time.

use std::time::{Duration, Instant};

use ibid::read::config::{self, Config};
use ibid::read::snapshot::Snapshot;

use crate::alone;

/// Writes a text of so many pieces.
type Writer = fn(usize) -> String;

/// Texts of about `n` pieces.
const TEXTS: &[(&str, Writer)] = &[
    ("citations", |n| "Words “quoted” here [@key, p. 3; see @other, \"words\"]. ".repeat(n / 4)),
    ("narrative citations", |n| "@key [p. 3] says. ".repeat(n / 2)),
    ("one group", |n| format!("[{}@z]", "see @a, \"b\"; ".repeat(n / 2))),
    ("groups without words between", |n| "[@a]".repeat(n)),
    ("open brackets", |n| "[".repeat(n * 4)),
    ("open brackets before a citation", |n| format!("{}@a", "[".repeat(n * 4))),
    ("nested brackets", |n| format!("{}@a{}", "[".repeat(n), "]".repeat(n))),
    ("groups and quotations left open", |n| "[@a \"".repeat(n)),
    ("quotation marks", |n| format!("@a {}", "\"".repeat(n * 4))),
    ("quotation marks and words", |n| format!("@a {}", " \"a".repeat(n * 2))),
    ("opening quotation marks", |n| format!("@a {}", "“".repeat(n * 2))),
    ("low quotation marks", |n| format!("@a {}", "„ «".repeat(n))),
    ("apostrophes", |n| format!("@a {}", " 'a".repeat(n * 2))),
    ("narrative citations left open", |n| "@a [".repeat(n)),
    ("keys in braces left open", |n| "@{a".repeat(n)),
    ("nested keys", |n| format!("{}{}", "@{".repeat(n), "}".repeat(n))),
    ("notes left open", |n| "^[@a ".repeat(n)),
    ("nested notes", |n| format!("{}@a{}", "^[".repeat(n / 4), "]".repeat(n / 4))),
    ("labels left open", |n| format!("@a {}", "[^".repeat(n))),
    ("labels", |n| format!("@a {}", "[^a b] ".repeat(n))),
    ("full stops", |n| format!("{}@a", ".".repeat(n * 4))),
    ("full stops and keys", |n| ".@a.".repeat(n)),
    ("hyphens", |n| format!("[{}@a]", "-".repeat(n * 4))),
    ("semicolons", |n| format!("[@a{}", ";".repeat(n * 4))),
    ("citations in a citation", |n| format!("[@a {}]", "[@b] @c ".repeat(n / 2))),
    ("ids", |n| "Words [@a]. {#b} ".repeat(n / 2)),
    ("ids without words between", |n| format!("[@a] {}", "{#b}".repeat(n))),
    ("ids left open", |n| format!("[@a] {}", "{#b ".repeat(n))),
    ("emphasis", |n| format!("[@a {}]", "*b* ".repeat(n))),
];

/// What this thread has computed so far: on a machine that does other work, the clock says less.
fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    Duration::from_secs(number(time.tv_sec)) + Duration::from_nanos(number(time.tv_nsec))
}

fn time(config: &Config, text: &str) -> Duration {
    let text = format!("---\ntitle: Long\n---\n\n{text}\n");
    let start = computed();
    let read = ibid::parse::topic::parse_text(config, "content/long.md", &text);
    let taken = computed() - start;
    assert!(read.0.is_some());
    taken
}

#[test]
fn twice_the_text_takes_twice_the_time() {
    let _alone = alone();
    let config = config::parse(&Snapshot::default(), "ibid.yaml").0;
    let mut slow = Vec::new();
    for (name, text) in TEXTS {
        let (once, twice) = (text(2_000), text(4_000));
        // On a machine that does other work the shortest of several runs is the one to believe; where it
        // looks slow, look longer before saying so.
        let (mut best_once, mut best_twice) = (Duration::MAX, Duration::MAX);
        for round in 0..30 {
            best_once = best_once.min(time(&config, &once));
            best_twice = best_twice.min(time(&config, &twice));
            if round >= 2 && best_twice < best_once * 3 {
                break;
            }
        }
        // A square would be four times.
        if best_twice >= best_once * 13 / 4 {
            slow.push(format!("{name}: {best_once:?}, then {best_twice:?}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Long paragraphs take well under a second: ten times the texts in a release build.
#[test]
fn long_paragraphs_are_read_at_once() {
    let _alone = alone();
    let config = config::parse(&Snapshot::default(), "ibid.yaml").0;
    let pieces = if cfg!(debug_assertions) { 5_000 } else { 50_000 };
    for (name, text) in TEXTS {
        let text = text(pieces);
        let is_fast = (0..5).any(|_| time(&config, &text) < Duration::from_secs(1));
        assert!(is_fast, "{name}: more than a second");
    }
}

/// Sources are held against each other by what they share, not pair by pair.
#[test]
fn sources_are_compared_in_linear_time() {
    let _alone = alone();
    let words = |source: usize| {
        let text = (0..150).map(|word| format!("w{} ", (source * 7919 + word * 104_729) % 20_011));
        text.collect::<String>()
    };
    let texts: Vec<(String, String)> =
        (0..10_000).map(|source| (format!("k{source:05}"), words(source))).collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
    let time = |count: usize| {
        let start = Instant::now();
        std::hint::black_box(ibid::verify::alike::alike(&pairs[..count], 0.5));
        start.elapsed()
    };
    let (mut half, mut all) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        half = half.min(time(5_000));
        all = all.min(time(10_000));
        if all < half * 3 && all < Duration::from_secs(20) {
            return;
        }
    }
    panic!("5,000 sources take {half:?}, 10,000 take {all:?}");
}
