//! The comparison of words, proved from outside: tens of thousands of quotations from real prose, true and
//! false, each judged by the page-level check and by an [`oracle`] that shares no code with it.
//!
//! 1. true quotations, altered only as docs/matching.md grants, pass;
//! 2. false ones, altered in one of many ways, do not;
//! 3. nothing panics; 4. tables of traps; 5. time grows with length, not with its square.
//!
//! `crates/quotation/tests/mutation.rs` asks the same of the matcher alone, and has the oracle and the texts.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../../crates/quotation/tests/mutation/oracle.rs"]
mod oracle;
#[path = "../../crates/quotation/tests/mutation/proof.rs"]
mod proof;
#[path = "../../crates/quotation/tests/mutation/quoting.rs"]
mod quoting;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ibid::base::diagnostic::Rule;
use ibid::parse::source::Source;
use ibid::read::config::Config;
use ibid::read::snapshot::Snapshot;
use ibid::verify::Library;
use oracle::Verdict;
use proof::{Outcome, is_linear, odd_text};
use proptest::prelude::*;
use quoting::{Case, Corpus, Dice};
use rayon::prelude::*;

/// Quotations of each kind that are counted.
const COUNT: usize = 20_000;
/// Quotations on one page.
const PER_PAGE: usize = 50;

// --- the sources ---------------------------------------------------------------------------------

struct SourceCorpus {
    config: Config,
    parsed: Vec<Arc<Source>>,
}

impl SourceCorpus {
    /// The texts of the matcher's mutation suite, and the flagship's own.
    fn load() -> Self {
        let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(root.join("crates/quotation/tests/mutation/sources")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let body = std::fs::read_to_string(&path).unwrap();
            let text = format!("---\nlanguage: {}\ntext: full\n---\n{body}", &name[..2]);
            files.insert(format!("seeds/{name}"), text.into_bytes().into());
        }
        for entry in std::fs::read_dir(root.join("seeds")).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            // What is trimmed is quoted as well: a quotation across it is refused, which the oracle does not know.
            let text = std::fs::read_to_string(&path).unwrap();
            let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("trim: ")).collect();
            files.insert(format!("seeds/{name}"), lines.join("\n").into_bytes().into());
        }
        Self::from_files(files)
    }

    /// Without the oracle's reading of the texts, which takes time that grows faster than their length.
    fn from_files(mut files: BTreeMap<String, Arc<[u8]>>) -> Self {
        files.insert("ibid.yaml".to_owned(), b"title: T\nbase_url: https://example.org/\n".as_slice().into());
        let snapshot: Snapshot = files.into_iter().collect();
        let (config, _) = ibid::read::config::parse(&snapshot, "ibid.yaml");
        let seeds = snapshot.files.keys().filter(|path| path.starts_with("seeds/"));
        let parsed = seeds.filter_map(|path| ibid::parse::source::parse(&snapshot, path).0);
        let (sources, _) = ibid::parse::source::by_key(parsed.map(Arc::new));
        Self { config, parsed: sources }
    }

    fn corpus(&self) -> Corpus {
        Corpus::new(self.parsed.iter().map(|source| {
            let language = source.meta.language.clone().unwrap_or_else(|| "en".to_owned());
            (source.key.clone(), language, source.text.plain.as_str())
        }))
    }

    fn library(&self) -> Library {
        Library::new(&self.parsed, &self.config)
    }
}

/// What a page's check said of one quotation.
#[derive(Debug)]
struct Answer {
    errors: Vec<Rule>,
    doubts: Vec<Rule>,
    is_compared: bool,
}

/// Checks quotations on one page, one paragraph each.
fn check(cases: &[Case], sources: &SourceCorpus, library: &Library) -> Vec<Answer> {
    let mut text = "---\ntitle: Page\n---\n".to_owned();
    let mut spans = Vec::new();
    for case in cases {
        text.push('\n');
        let start = text.len();
        text.push_str(&case.container.paragraph(&case.markdown, &sources.parsed[case.source].key));
        spans.push(start..text.len());
        text.push('\n');
    }
    let (page, _) = ibid::parse::topic::parse_text(&sources.config, "content/page.md", &text);
    let page = page.unwrap();
    let (_, findings) = ibid::verify::page::check(&page, &text, library);
    let quotations = page.document.quotations.iter().map(|quotation| quotation.span);
    let excerpts = page.document.groups.iter().flat_map(|group| &group.cites).flat_map(|cite| &cite.excerpts);
    let compared: Vec<usize> =
        quotations.chain(excerpts.map(|excerpt| excerpt.span)).map(|span| span.start as usize).collect();
    let within = |span: &std::ops::Range<usize>, at: usize| span.start <= at && at < span.end;
    spans
        .iter()
        .map(|span| {
            let here = || findings.iter().filter(|finding| within(span, finding.span.start as usize));
            let is_error = |rule: &Rule| {
                matches!(
                    rule,
                    Rule::QuoteAltered | Rule::QuoteElsewhere | Rule::QuoteAbsent | Rule::QuoteNegationElided
                )
            };
            let is_doubt = |rule: &Rule| {
                matches!(
                    rule,
                    Rule::QuoteUnchecked | Rule::QuoteUncited | Rule::LocatorMissing | Rule::SourceUnknown
                )
            };
            Answer {
                errors: here().map(|finding| finding.rule).filter(is_error).collect(),
                doubts: here().map(|finding| finding.rule).filter(is_doubt).collect(),
                is_compared: compared.iter().any(|&at| within(span, at)),
            }
        })
        .collect()
}

/// Makes and checks cases until [`COUNT`] are counted; gives the count of each kind and what went wrong.
fn run(
    seed: u64,
    wanted: Verdict,
    make: impl Fn(&mut Dice, &Corpus) -> Option<Case> + Sync,
    wrong: impl Fn(&Answer) -> bool + Sync,
) -> Outcome {
    let sources = SourceCorpus::load();
    assert!(sources.parsed.len() >= 30, "only {} sources", sources.parsed.len());
    let library = sources.library();
    let corpus = sources.corpus();
    let pages = COUNT / PER_PAGE;
    let results: Vec<Outcome> = (0..pages)
        .into_par_iter()
        .map(|page| {
            let mut dice = Dice::new(seed + page as u64);
            let mut cases = Vec::new();
            let mut outcome = Outcome::default();
            while cases.len() < PER_PAGE {
                let Some(case) = make(&mut dice, &corpus) else { continue };
                if corpus.texts[case.source].judge(&case.words) == wanted {
                    cases.push(case)
                } else {
                    outcome.undecided += 1
                }
            }
            let answers = check(&cases, &sources, &library);
            for (case, answer) in cases.iter().zip(answers) {
                *outcome.kinds.entry(case.kind).or_insert(0) += 1;
                if wrong(&answer) {
                    let key = &sources.parsed[case.source].key;
                    outcome.failures.push(format!(
                        "[{}] @{key} {:?} {answer:?}\n    {}\n    {}",
                        case.kind, case.container, case.words, case.markdown
                    ));
                }
            }
            outcome
        })
        .collect();
    Outcome::of_parts(results)
}

// --- 1 and 2: true and false quotations ----------------------------------------------------------

#[test]
fn no_mutated_quotation_passes_and_no_true_one_is_refused() {
    let started = Instant::now();
    let mutated = run(1_000_000, Verdict::Missing, quoting::mutated_case, |answer| answer.errors.is_empty());
    let genuine = run(2_000_000, Verdict::Stands, quoting::true_case, |answer| {
        !answer.errors.is_empty() || !answer.doubts.is_empty() || !answer.is_compared
    });
    proof::judge(&mutated, &genuine, COUNT, started);
}

// --- 3: properties -------------------------------------------------------------------------------

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_whatever_the_page_and_the_source(page in odd_text(), source in odd_text(), quoted in odd_text()) {
        let body = format!("---\ntext: full\n---\n{source}");
        let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        for extension in ["md", "txt", "html"] {
            files.insert(format!("seeds/k{extension}.{extension}"), body.clone().into_bytes().into());
        }
        let sources = SourceCorpus::from_files(files);
        let library = sources.library();
        let text = format!("---\ntitle: T\n---\n{page}\n\n“{quoted}” [@kmd; @ktxt, \"{quoted}\"] {page} [@khtml]\n\n> {quoted} [@ktxt]\n");
        if let (Some(page), _) = ibid::parse::topic::parse_text(&sources.config, "content/p.md", &text) {
            let (_, findings) = ibid::verify::page::check(&page, &text, &library);
            for finding in findings {
                prop_assert!(finding.span.end as usize <= text.len());
                let span = finding.span.range();
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{:?}", finding);
            }
        }
    }
}

// --- 4: traps ------------------------------------------------------------------------------------

/// One quotation against one small source, on a page of its own.
fn passes(source: &str, language: &str, page: &str) -> bool {
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let text = format!("---\ntext: full\nlanguage: {language}\n---\n{source}\n");
    files.insert("seeds/k.txt".to_owned(), text.into_bytes().into());
    let other = "---\ntext: full\n---\nNothing of the kind was said in this text.\n";
    files.insert("seeds/other.txt".to_owned(), other.as_bytes().into());
    files.insert("seeds/mute.txt".to_owned(), b"---\ntext: none\n---\n".as_slice().into());
    let sources = SourceCorpus::from_files(files);
    let library = sources.library();
    let text = format!("---\ntitle: T\n---\n{page}\n");
    let (parsed, mut findings) = ibid::parse::topic::parse_text(&sources.config, "content/p.md", &text);
    let (_, more) = ibid::verify::page::check(&parsed.unwrap(), &text, &library);
    findings.extend(more);
    !findings.iter().any(|finding| finding.rule.name().starts_with("quote-"))
}

#[test]
fn what_must_not_pass() {
    let rows = include_str!("../../crates/quotation/tests/mutation/refused.tsv");
    let wrong: Vec<&str> = quoting::rows(rows).filter(|line| row_passes(line)).collect();
    assert!(wrong.is_empty(), "{} false pages pass:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_must_pass() {
    let rows = include_str!("../../crates/quotation/tests/mutation/granted.tsv");
    let wrong: Vec<&str> = quoting::rows(rows).filter(|line| !row_passes(line)).collect();
    assert!(wrong.is_empty(), "{} true pages are refused:\n{}", wrong.len(), wrong.join("\n"));
}

/// A row: language, source, page; `⏎` is a line end, `×60` repeats the word before it.
fn row_passes(line: &str) -> bool {
    let cells: Vec<&str> = line.split('\t').collect();
    let [language, source, page] = cells[..] else { panic!("not three cells: {line}") };
    passes(&quoting::unfold(source), language, &quoting::unfold(page))
}

// --- 5: time -------------------------------------------------------------------------------------

/// The time since the first call: a page is checked on several threads.
fn wall_clock() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}

#[test]
fn time_grows_with_length() {
    let check = |source: &str, page: &str| {
        let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        files.insert(
            "seeds/k.txt".to_owned(),
            format!("---\ntext: full\n---\n{source}\n").into_bytes().into(),
        );
        let sources = SourceCorpus::from_files(files);
        let text = format!("---\ntitle: T\n---\n{page}\n");
        let (page, _) = ibid::parse::topic::parse_text(&sources.config, "content/p.md", &text);
        let library = Library::new(&sources.parsed, &sources.config);
        std::hint::black_box(ibid::verify::page::check(&page.unwrap(), &text, &library));
    };
    let mut wrong = Vec::new();
    let mut measure = |name: &str, largest: usize, run: &dyn Fn(usize)| {
        wrong.extend(is_linear(name, largest, wall_clock, run).err())
    };
    let (mega, part) = (1 << 20, 1 << 18);
    measure("one letter, true", mega, &|size| {
        check(&"a".repeat(size), &format!("“{}” [@k]", "a".repeat(size)))
    });
    measure("one letter, false", mega, &|size| check(&"a".repeat(size), "“aaaa aaaa” and “aaaa” [@k]"));
    measure("one letter, brackets", part, &|size| check(&"a".repeat(size), "“[b]aaaa … aaa[b]” [@k]"));
    measure("one word, false", mega, &|size| {
        check(&"word ".repeat(size / 5), "“word wordy word” and “word … absent … word” [@k]")
    });
    measure("one word, omissions", part, &|size| {
        check(&"word ".repeat(size / 5), "“word … word … word [so] word” [@k]")
    });
    measure("one word, end", part, &|size| {
        check(&format!("{}end", "word ".repeat(size / 5)), "“word … end” [@k]")
    });
    measure("no and word", part, &|size| check(&"word no ".repeat(size / 8), "“word … word word” [@k]"));
    let long: Vec<String> = (0..20_000).map(|number| format!("w{}", number * 7919 % 10_007)).collect();
    let text = |count: usize| long[..count].join(" ");
    measure("long quotation, true", 20_000, &|count| check(&text(count), &format!("“{}” [@k]", text(count))));
    measure("long quotation, false", 20_000, &|count| {
        check(&text(count), &format!("“{} x {}” [@k]", text(count / 2), text(count / 2)))
    });
    measure("many omissions", 4_000, &|count| {
        check(&text(count), &format!("“{}” [@k]", long[..count].join(" … ")))
    });
    measure("many quotations", 2_000, &|count| {
        let page: Vec<String> = long[..count].iter().map(|word| format!("It said “{word}” [@k].")).collect();
        check(&text(count), &page.join("\n\n"));
    });
    measure("many speakers", 2_000, &|count| {
        let turns: Vec<String> = long[..count].iter().map(|word| format!("LIND: I saw {word}.")).collect();
        let page: Vec<String> =
            long[..count].iter().map(|word| format!("Berg said “{word}” [@k].")).collect();
        check(&format!("BERG: No.\n\n{}", turns.join("\n\n")), &page.join("\n\n"));
    });
    measure("unpaired marks", 1 << 15, &|size| check("some words", &"“a ".repeat(size / 5)));
    measure("open brackets", 1 << 12, &|size| check("some words", &"[@k ".repeat(size / 4)));
    measure("zero-width", part, &|size| check(&"a\u{200b}".repeat(size / 4), "“aaa aaa” [@k]"));
    measure("combining", part, &|size| check(&format!("a{}", "\u{301}".repeat(size / 2)), "“a b” [@k]"));
    measure("dots in the source", part, &|size| check(&". ".repeat(size / 2), "“a … b” [@k]"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
