//! Hostile patterns in every stage: twice the text takes about twice the time, and what is beyond a limit is
//! said and not tried.
//!
//! Each pattern goes through one stage here, and through every stage with `IBID_PATTERNS=all`, or one of them
//! with its name. Patterns that are drawn, not thought of: `IBID_DRAWN=200000`, from `IBID_SEED`.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ibid::app::engine::{self, RunOptions};
use ibid::read::snapshot::Snapshot;

use crate::alone;
use crate::support::files;
use crate::support::program;
use crate::support::settings::number;

// As the program has it: with the system's, every large text is given new pages, and a growth of three where
// it no longer fits into a cache says nothing of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The most pieces that are tried, and the most bytes: twice of it must not be beyond what a file may hold.
const MOST_PIECES: usize = 512_000;
const MOST_BYTES: usize = 3 << 20;
/// How many times longer twice the text may take.
const SLOW: f64 = 2.5;
/// Seconds above which a time is more than noise.
const SEEN: f64 = 0.02;

/// Writes a text of so many pieces.
type Writer = fn(usize) -> String;

/// Patterns that make some reader of text slow.
const PATTERNS: [(&str, Writer); 49] = [
    ("words", |n| "word ".repeat(n)),
    ("one word", |n| "word".repeat(n)),
    ("open brackets", |n| "[".repeat(n)),
    ("brackets", |n| format!("{}{}", "[".repeat(n / 2), "]".repeat(n / 2))),
    ("bracket pairs", |n| "[a] ".repeat(n)),
    ("labels left open", |n| "[^a\n".repeat(n)),
    ("links left open", |n| "[a](".repeat(n)),
    ("links to angles", |n| "[a](<b".repeat(n)),
    ("images", |n| "![".repeat(n)),
    ("wiki links", |n| "[[a|]]".repeat(n)),
    ("definitions", |n| (0..n).map(|i| format!("[r{i}]: /x\n")).collect()),
    ("one definition again", |n| "[r]: /x\n".repeat(n)),
    ("uses of a definition", |n| format!("[r]: /{}\n\n{}", "x".repeat(40), "[r] ".repeat(n))),
    ("comments left open", |n| "<!-- <".repeat(n)),
    ("tags left open", |n| "<a b=\"".repeat(n)),
    ("entities", |n| "&amp;&#120;&x".repeat(n)),
    ("emphasis left open", |n| "*a _b ".repeat(n)),
    ("emphasis", |n| "*a* **b** ".repeat(n)),
    ("emphasis mixed", |n| "***a* b__".repeat(n)),
    ("backticks", |n| (1..=n / 8).map(|i| format!("{}x", "`".repeat(i % 40))).collect()),
    ("quotations", |n| ">".repeat(60).repeat(n / 60 + 1)),
    ("lines of quotations", |n| "> > a\n".repeat(n)),
    ("lists", |n| (0..n).map(|i| format!("{}- x\n", " ".repeat(i % 30))).collect()),
    ("numbered", |n| "1) x\n".repeat(n)),
    ("rows", |n| format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(n))),
    ("headings", |n| "# a\n\n".repeat(n)),
    ("headings of one name", |n| "## Costs\n\nx\n\n".repeat(n / 2)),
    ("divisions left open", |n| "::: summary\n".repeat(n)),
    ("divisions with text left open", |n| "::: x\nb c\nb c\n".repeat(n / 2)),
    ("divisions in divisions", |n| format!("{}x\n{}", "::: summary\n".repeat(n / 2), ":::\n".repeat(n / 2))),
    ("lists in divisions", |n| "::: timeline\n- a\n  - b\n    ::: x\n".repeat(n / 4)),
    ("timeline", |n| format!("::: timeline\n{}:::\n", "- 1994-12: it [@k]\n".repeat(n / 2))),
    ("citations", |n| "It said “words of it” [@k, p. 3]. ".repeat(n / 4)),
    ("unknown citations", |n| (0..n / 4).map(|i| format!("It said [@x{i}]. ")).collect()),
    ("notes", |n| (0..n / 4).map(|i| format!("A[^{i}].\n\n[^{i}]: b\n\n")).collect()),
    ("quotation marks", |n| "“a \"b „c ".repeat(n)),
    ("omissions", |n| format!("“{}” [@k]", "word … ".repeat(n / 4))),
    ("editor's brackets", |n| format!("“{}” [@k]", "word [x] ".repeat(n / 4))),
    ("signs in HTML", |n| format!("<div>\n{}", "& ".repeat(n))),
    ("signs in an attribute", |n| format!("<a title=\"{}\">x</a>", "& ".repeat(n))),
    ("disagreements", |n| "::: disagreement\nWho?\n\n- It [@k].\n- Not it [@k].\n:::\n\n".repeat(n / 16)),
    ("timelines", |n| "::: timeline\n- 1994-12: it [@k]\n:::\n\n".repeat(n / 8)),
    ("a statement of figures", |n| {
        let figures: String = (0..n).map(|i| format!("{} ", 3_000 + i)).collect();
        format!("{figures}[@k].")
    }),
    ("a statement of names", |n| {
        let name = |i: usize| format!("of {}{}a ", char::from(b'A' + (i % 26) as u8), "bcd".repeat(i % 7));
        format!("It {} [@k].", (0..n / 4).map(name).collect::<String>())
    }),
    ("a group of citations", |n| format!("It [{}@k].", "@k; ".repeat(n))),
    ("labels in one line", |n| format!("b {}", "[a]: ".repeat(n))),
    ("schemes", |n| "http://".repeat(n)),
    ("domains that are none", |n| "(http://a.b_/".repeat(n)),
    ("figures", |n| "In 2025 there were 20 of 21, or 95 %, [@k]. ".repeat(n / 8)),
];

/// A stage, given a text.
type Stage = fn(&str);

/// What a text goes through.
const STAGES: [(&str, Stage); 5] = [
    ("page", |text| {
        let config = ibid::read::config::parse(&Snapshot::default(), "ibid.yaml").0;
        let page = format!("---\ntitle: T\n---\n\n{text}\n");
        std::hint::black_box(ibid::parse::topic::parse_text(&config, "content/p.md", &page));
    }),
    ("site", |text| site(&[("content/p.md", format!("---\ntitle: T\nraw_html: true\n---\n\n{text}\n"))])),
    ("source in Markdown", |text| source("seeds/s.md", text)),
    ("source of text", |text| source("seeds/s.txt", text)),
    ("saved page", |text| source("seeds/s.html", &format!("<article><p>{text}</p></article>"))),
];

/// With the rules that are off unless a site asks for them.
const SETTINGS: &str = "title: A\nbase_url: https://example.org/\nrules:\n  name-unsupported: warning\n  \
                        statement-uncited: warning\n  excerpt-missing: warning\n  single-origin: warning\n";

/// The whole way of a small site, from bytes to bytes.
fn site(extra: &[(&str, String)]) {
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let base = [
        ("ibid.yaml", SETTINGS),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        (
            "seeds/k.txt",
            "---\ntitle: K\n---\nIn it stand words of it, and 20 points of 2025. word word word\n",
        ),
    ];
    let extra = extra.iter().map(|(path, text)| (*path, text.as_str()));
    for (path, text) in base.into_iter().chain(extra) {
        files.insert(path.to_owned(), text.as_bytes().into());
    }
    let run = engine::run(
        Arc::new(files.into_iter().collect::<Snapshot>()),
        "ibid.yaml",
        Vec::new(),
        &RunOptions::default(),
    )
    .unwrap();
    std::hint::black_box(run.files.len());
}

/// A source that a page quotes.
fn source(path: &str, text: &str) {
    let source = format!("---\ntitle: S\n---\n{text}\n");
    let page = "---\ntitle: T\n---\n\n“word word a b” and “not in it at all” [@s].\n".to_owned();
    site(&[(path, source), ("content/p.md", page)]);
}

/// What this process has computed so far: on a machine that does other work, the clock says less.
fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

fn time(stage: Stage, text: &str) -> Duration {
    let started = computed();
    stage(text);
    computed() - started
}

/// How much longer twice the text takes, without what the stage takes for no text at all; nothing where it
/// takes too little for any text to be told.
fn growth(stage: Stage, pattern: Writer) -> (usize, Option<f64>) {
    // As large as it takes to be seen, and no larger than a file may be.
    let mut pieces = 1_000;
    let none = (0..3).map(|_| time(stage, "")).min().unwrap();
    loop {
        let text = pattern(pieces);
        let took = time(stage, &text).saturating_sub(none).as_secs_f64();
        if pieces >= MOST_PIECES || text.len() * 2 > MOST_BYTES || took >= SEEN {
            break;
        }
        pieces *= 2;
    }
    let growth = growth_from(stage, pattern, pieces);
    // What takes a step where a cache ends takes one; what grows with the square goes on to.
    let is_step = |growth: f64| growth >= SLOW && pattern(pieces * 2).len() <= MOST_BYTES;
    match growth {
        Some(once) if is_step(once) => {
            (pieces * 2, growth_from(stage, pattern, pieces * 2).map(|again| again.min(once)))
        }
        growth => (pieces, growth),
    }
}

fn growth_from(stage: Stage, pattern: Writer, pieces: usize) -> Option<f64> {
    let (once, twice) = (pattern(pieces), pattern(pieces * 2));
    let above = |took: Duration, none: Duration| took.saturating_sub(none).as_secs_f64();
    let (mut none, mut best_once, mut best_twice) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let mut growth = 0.0;
    // Other work on the machine only ever adds to a time, so the least of several is the one to believe.
    for round in 0..24 {
        none = none.min(time(stage, ""));
        best_once = best_once.min(time(stage, &once));
        best_twice = best_twice.min(time(stage, &twice));
        let (less, more) = (above(best_once, none), above(best_twice, none));
        if more < SEEN {
            return None;
        }
        growth = more / less.max(1e-6);
        if round >= 1 && growth < 2.3 {
            break;
        }
    }
    Some(growth)
}

#[test]
fn no_hostile_page_takes_more_than_its_share() {
    let _alone = alone();
    let only = std::env::var("IBID_PATTERNS").unwrap_or_default();
    let (mut tried, mut told, mut worst, mut slow) = (0, 0, (0.0, String::new()), Vec::new());
    let started = Instant::now();
    for (index, (name, pattern)) in PATTERNS.iter().enumerate() {
        for (number, (stage_name, stage)) in STAGES.iter().enumerate() {
            let is_wanted = match only.as_str() {
                "" => index % STAGES.len() == number,
                "all" => true,
                only => *name == only,
            };
            if !is_wanted {
                continue;
            }
            let (pieces, growth) = growth(*stage, *pattern);
            tried += 1;
            let Some(growth) = growth else { continue };
            told += 1;
            let what = format!("{name} in a {stage_name} of {pieces} pieces: {growth:.2}");
            if growth > worst.0 {
                worst = (growth, what.clone());
            }
            if growth >= SLOW {
                slow.push(what);
            }
        }
    }
    println!(
        "complexity: {tried} of pattern × stage, {} of them too quick at any size to be told, worst {}, {} beyond \
         2.5, {} s",
        tried - told,
        worst.1,
        slow.len(),
        started.elapsed().as_secs()
    );
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Pieces of which patterns are drawn.
const PIECES: [&str; 64] = [
    "a",
    "b c",
    "word ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "    ",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "!",
    "![",
    "](",
    "](<",
    "[^",
    "[^a]",
    "[^a]: ",
    "[a]: ",
    "[a]",
    "[[",
    "]]",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "`",
    "```",
    "``",
    "~~~",
    "#",
    "# ",
    "- ",
    "1. ",
    "> ",
    "|",
    "|-|",
    "---",
    "&",
    "&amp;",
    "&#1",
    "\\",
    "<a ",
    "=\"",
    "</a>",
    "<!--",
    "-->",
    "<div>",
    "@k",
    "[@k, p. 3]",
    "[@k; see ",
    "{#",
    "“",
    "”",
    "\"",
    "…",
    "::: x\n",
    ":::",
    "2025 ",
];

/// How much longer four times the text may take: twice by the limit of 2.5.
const FOUR_TIMES: f64 = SLOW * SLOW;

/// Times that a thread takes by itself.
fn on_this_thread(parse: impl FnOnce()) -> f64 {
    let now = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    let started = now();
    parse();
    now() - started
}

/// A reader by name, and the seconds it takes for a text.
type Reader = (&'static str, fn(&str) -> f64);

/// The readers of text that compute on one thread.
const READERS: [Reader; 3] = [
    ("page", |text| {
        let config = ibid::read::config::parse(&Snapshot::default(), "ibid.yaml").0;
        let page = format!("---\ntitle: T\n---\n\n{text}\n");
        on_this_thread(|| drop(ibid::parse::topic::parse_text(&config, "content/p.md", &page)))
    }),
    ("source in Markdown", |text| read_source("seeds/s.md", text)),
    ("saved page", |text| read_source("seeds/s.html", text)),
];

fn read_source(path: &str, text: &str) -> f64 {
    let source = format!("---\ntitle: S\n---\n{text}\n");
    let snapshot = Snapshot::from_iter([(path, source.as_bytes())]);
    on_this_thread(|| drop(ibid::parse::source::parse(&snapshot, path)))
}

/// Some pieces, then some again and again, then some.
struct Drawn([String; 3]);

impl Drawn {
    fn new(random: &mut u64) -> Self {
        let mut below = |most: usize| {
            *random ^= *random << 13;
            *random ^= *random >> 7;
            *random ^= *random << 17;
            usize::try_from(*random % most as u64).unwrap()
        };
        let mut pieces = |least: usize, most: usize| {
            (0..least + below(most)).map(|_| PIECES[below(PIECES.len())]).collect::<String>()
        };
        Self([pieces(0, 3), pieces(1, 5), pieces(0, 3)])
    }

    fn of(&self, bytes: usize) -> String {
        let [head, again, tail] = &self.0;
        format!("{head}{}{tail}", again.repeat(bytes / again.len()))
    }

    /// Whether four times the text takes longer than it may; what looks like it is looked at again.
    fn is_slow(&self, reader: fn(&str) -> f64) -> bool {
        let (once, four) = (self.of(DRAWN_BYTES), self.of(DRAWN_BYTES * 4));
        let (mut less, mut more) = (f64::MAX, f64::MAX);
        for _ in 0..12 {
            less = less.min(reader(&once));
            more = more.min(reader(&four));
            if more < less * FOUR_TIMES || more < 0.001 {
                return false;
            }
        }
        true
    }
}

/// Bytes of the smaller of the two texts of a drawn pattern.
const DRAWN_BYTES: usize = 8 << 10;

#[test]
fn no_pattern_that_is_drawn_takes_more_than_its_share() {
    let _alone = alone();
    let (count, seed, jobs) = (number("IBID_DRAWN", 200), number("IBID_SEED", 5_u64), 2);
    let started = Instant::now();
    let work = |job: u64| {
        let mut random = (seed + 1_000_003 * job).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut slow = Vec::new();
        for _ in 0..count / jobs {
            let drawn = Drawn::new(&mut random);
            for (name, reader) in READERS {
                if drawn.is_slow(reader) {
                    slow.push(format!("{:?} in a {name}", drawn.0));
                }
            }
        }
        slow
    };
    let slow: Vec<_> = std::thread::scope(|scope| {
        let jobs: Vec<_> = (0..jobs).map(|job| scope.spawn(move || work(job))).collect();
        jobs.into_iter().flat_map(|job| job.join().unwrap()).collect()
    });
    println!(
        "complexity: {count} drawn patterns in each of {} readers, {} and {} KiB (seed {seed}), {} beyond 2.5 a \
         doubling, {} s",
        READERS.len(),
        DRAWN_BYTES >> 10,
        DRAWN_BYTES >> 8,
        slow.len(),
        started.elapsed().as_secs()
    );
    assert!(slow.is_empty(), "{} of them:\n{}", slow.len(), slow[..slow.len().min(40)].join("\n"));
}

/// Most memory that any site may take that one person can write, in KiB.
const MOST_KIB: u64 = 512 << 10;

/// Sites beyond what anybody writes: an answer in time and in bounded memory, and a finding where a limit is.
#[test]
fn what_is_beyond_a_limit_is_said() {
    let _alone = alone();
    let page = |text: &str| format!("---\ntitle: T\n---\n\n{text}\n");
    let cases: [(&str, &str, String, Option<&str>); 9] = [
        (
            "50,000 quotations deep",
            "content/p.md",
            page(&format!("{}x", ">".repeat(50_000))),
            Some("nested more than"),
        ),
        ("a line of 20 MB", "content/p.md", page(&"word ".repeat(4 << 20)), Some("the limit is 8 MiB")),
        ("a line of 7 MB", "content/p.md", page(&"word ".repeat(1_400_000)), None),
        ("100,000 citations", "content/p.md", page(&"It said so [@newsx]. ".repeat(100_000)), None),
        (
            "a table of 10,000 columns",
            "content/p.md",
            page(&format!("|{}\n|{}\n|{}", "a|".repeat(10_000), "-|".repeat(10_000), "b|".repeat(10_000))),
            Some("columns"),
        ),
        (
            "20,000 lists of YAML deep",
            "content/p.md",
            format!("---\ntitle: T\nextra: {}\n---\n", "[".repeat(20_000)),
            Some("more than 127 deep"),
        ),
        (
            "front matter of 300 KB",
            "content/p.md",
            format!("---\ntitle: {}\n---\n", "x".repeat(300_000)),
            Some("the limit is 256 KiB"),
        ),
        (
            "a source of one word, 7 MB",
            "seeds/s.txt",
            format!("---\ntitle: S\n---\n{}\n", "word ".repeat(1_400_000)),
            None,
        ),
        (
            "100,000 nested elements",
            "seeds/s.html",
            format!("---\ntitle: S\n---\n{}x", "<div>".repeat(100_000)),
            Some("nested more than 512 deep"),
        ),
    ];
    for (name, path, text, says) in cases {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path();
        files::write(site, "ibid.yaml", "title: A\nbase_url: https://example.org/\n");
        files::write(site, "content/_index.md", page("Home."));
        files::write(
            site,
            "content/q.md",
            page("“word word word”, “word … word [x] word” and “wrod word” [@s]."),
        );
        files::write(site, "seeds/newsx.md", "---\ntitle: N\n---\nIt said so.\n");
        if !path.starts_with("seeds/s.") {
            files::write(site, "seeds/s.txt", "---\ntitle: S\n---\nword word word\n");
        }
        files::write(site, path, text);
        let mut command = program::ibid(site, &["check"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let started = Instant::now();
        let mut child = command.spawn().unwrap();
        let mut peak = 0u64;
        let stderr = child.stderr.take().unwrap();
        let said = std::thread::spawn(move || std::io::read_to_string(stderr).unwrap());
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
            peak = peak.max(line.split_whitespace().next().map_or(0, |text| text.parse().unwrap()));
            assert!(started.elapsed() < Duration::from_secs(60), "{name}: no end");
            std::thread::sleep(Duration::from_millis(2));
        };
        let said = said.join().unwrap();
        println!("limits: {name}: {:.1} s, {} MiB, {status}", started.elapsed().as_secs_f64(), peak >> 10);
        assert!(
            matches!(status.code(), Some(0 | 1)) && !said.contains("panicked"),
            "{name}: {status} {said}"
        );
        assert!(peak < MOST_KIB, "{name}: {} MiB", peak >> 10);
        if let Some(words) = says {
            assert!(said.contains(words) && status.code() == Some(1), "{name}: {said}");
        }
    }
}

/// Pages of so many notes that what is looked for among all of them, for each of them, would be seen.
const LARGE: [(&str, Writer); 4] = [
    ("notes", |n| {
        let references: String = (0..n).map(|i| format!("A[^{i}].\n\n")).collect();
        references + &(0..n).map(|i| format!("[^{i}]: b\n\n")).collect::<String>()
    }),
    ("references to one note", |n| format!("{}\n\n[^a]: b\n", "A[^a].\n\n".repeat(n))),
    ("inline notes", |n| "A^[b].\n\n".repeat(n)),
    ("cited statements", |n| "In it stand words of it [@k].\n\n".repeat(n)),
];

#[test]
fn large_pages_take_time_in_proportion() {
    let _alone = alone();
    let stage = STAGES[1].1;
    for (name, pattern) in LARGE {
        let (once, twice) = (pattern(8_000), pattern(16_000));
        let (mut best_once, mut best_twice) = (Duration::MAX, Duration::MAX);
        for _ in 0..6 {
            best_once = best_once.min(time(stage, &once));
            best_twice = best_twice.min(time(stage, &twice));
            if best_twice.as_secs_f64() < SLOW * best_once.as_secs_f64() {
                break;
            }
        }
        println!("large: {name}: {best_once:?}, then {best_twice:?}");
        assert!(
            best_twice.as_secs_f64() < SLOW * best_once.as_secs_f64(),
            "{name}: {best_once:?}, then {best_twice:?}"
        );
    }
}
