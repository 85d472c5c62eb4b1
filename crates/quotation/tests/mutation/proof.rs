//! What the suites over the matcher and over whole pages have in common: the outcome of many quotations, text that is
//! hard to read, and how time grows.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use proptest::prelude::*;

/// What came of a number of quotations.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) kinds: BTreeMap<&'static str, usize>,
    /// Made and not counted: the oracle says otherwise, or cannot say.
    pub(crate) undecided: usize,
    pub(crate) failures: Vec<String>,
}

impl Outcome {
    /// The outcome of several runs.
    pub(crate) fn of_parts(parts: Vec<Self>) -> Self {
        let mut outcome = Self::default();
        for Self { kinds, undecided, failures } in parts {
            kinds.into_iter().for_each(|(kind, count)| *outcome.kinds.entry(kind).or_insert(0) += count);
            outcome.undecided += undecided;
            outcome.failures.extend(failures);
        }
        outcome
    }

    pub(crate) fn count(&self) -> usize {
        self.kinds.values().sum()
    }

    fn report(&self, name: &str) -> String {
        let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
        for failure in &self.failures {
            *by_kind.entry(failure.split(']').next().unwrap_or_default()).or_insert(0) += 1;
        }
        let shown: Vec<&str> = self.failures.iter().take(25).map(String::as_str).collect();
        format!("{} of {} {name} ({by_kind:?})\n{}", self.failures.len(), self.count(), shown.join("\n"))
    }
}

/// Prints what came of false and of true quotations, `count` of each, and fails where one was judged wrongly.
pub(crate) fn judge(mutated: &Outcome, genuine: &Outcome, count: usize, started: Instant) {
    println!(
        "mutated: {} quotations of {} kinds, {} passed; true: {} quotations of {} kinds, {} refused; {:.1} s",
        mutated.count(),
        mutated.kinds.len(),
        mutated.failures.len(),
        genuine.count(),
        genuine.kinds.len(),
        genuine.failures.len(),
        started.elapsed().as_secs_f32()
    );
    println!("mutated, by kind: {:?}; not counted: {}", mutated.kinds, mutated.undecided);
    println!("true, by kind: {:?}; not counted: {}", genuine.kinds, genuine.undecided);
    assert!(mutated.kinds.len() >= 10, "{:?}", mutated.kinds);
    // A generator that makes mostly true mutations, or untrue "true" ones, proves nothing.
    assert!(genuine.undecided < count / 5, "{} true quotations were not recognised", genuine.undecided);
    let all = format!(
        "{}\n{}",
        mutated.report("false quotations pass"),
        genuine.report("true quotations are refused")
    );
    assert!(mutated.failures.is_empty() && genuine.failures.is_empty(), "{all}");
}

/// Text with everything that makes Unicode hard.
pub(crate) fn odd_text() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        4 => "[a-zA-Z0-9 .,;:!?'\"\\-\n]".prop_map(|text| text),
        2 => prop::sample::select(vec![
            "“", "”", "‘", "’", "«", "»", "„", "…", "...", "[", "]", "[…]", "–", "—", "‑", "--", "---", "\u{ad}", "\u{200b}", "\u{200d}",
            "\u{2060}", "\u{feff}", "\u{a0}", "\u{202f}", "\u{3000}", "\u{202e}", "\u{202c}", "\u{2066}", "\u{2069}", "\u{200f}", "\u{301}",
            "\u{308}", "\u{327}", "\u{654}", "\u{1161}", "\u{11a8}", "\u{1100}", "\u{ac00}", "\u{0}", "\u{7}", "\u{1b}", "\r", "\t", "\u{b}",
            "\u{85}", "\u{2028}", "\u{2029}", "@", "[@k", "[@k]", "@k", "[^1]", "^[", ":::", "> ", "- ", "# ", "|", "`", "*", "_", "<", "&amp;",
            "&#8220;", "\\", "é", "ї", "ß", "ﬁ", "İ", "中", "不", "ا", "لا", "ก", "\u{e33}", "😀", "👩\u{200d}💻", "\u{fe0f}", "\u{10ffff}", "\u{fffc}",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(|letter| letter.to_string()),
    ];
    prop::collection::vec(letter, 0..120).prop_map(|parts| parts.concat())
}

/// The least time of three runs, by a clock.
fn least(clock: fn() -> Duration, run: impl Fn()) -> Duration {
    (0..3)
        .map(|_| {
            let started = clock();
            run();
            clock() - started
        })
        .min()
        .unwrap()
}

/// Time at four sizes, each twice the one before: no doubling may take three times as long, taken over the
/// two largest or over all, because other programs run beside this one.
pub(crate) fn is_linear(
    name: &str,
    largest: usize,
    clock: fn() -> Duration,
    run: impl Fn(usize),
) -> Result<(), String> {
    let times: Vec<Duration> =
        (0..4).rev().map(|halvings| least(clock, || run(largest >> halvings))).collect();
    // Below a millisecond the clock is what is measured.
    let floor = Duration::from_millis(1);
    let ratio =
        |from: usize, to: usize| times[to].max(floor).as_secs_f64() / times[from].max(floor).as_secs_f64();
    let growth = ratio(1, 3).sqrt().min(ratio(0, 3).cbrt());
    println!("{name}: {times:?}, × {growth:.2} per doubling");
    if growth < 3.0 { Ok(()) } else { Err(format!("{name}: {times:?}, × {growth:.2} per doubling")) }
}
