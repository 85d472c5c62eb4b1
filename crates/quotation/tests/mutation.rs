//! The comparison of words, proved from outside: tens of thousands of quotations from real prose, true and
//! false, each judged by the matcher and by an [`oracle`] that shares no code with it.
//!
//! 1. true quotations, altered only as the contract grants, are found;
//! 2. false ones, altered in one of many ways, are not;
//! 3. properties that hold for all texts; 4. tables of traps; 5. time grows with length, not with its square.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "mutation/oracle.rs"]
mod oracle;
#[path = "mutation/proof.rs"]
mod proof;
#[path = "mutation/quoting.rs"]
mod quoting;
#[path = "mutation/soup.rs"]
mod soup;

use std::time::{Duration, Instant};

use ibid_quotation::{Clause, ClauseKind, Contract, Normal, Pattern, is_boundary};
use oracle::Verdict;
use proof::{Outcome, is_linear, odd_text};
use proptest::prelude::*;
use quoting::{Case, Container, Corpus, Dice};
use rayon::prelude::*;

/// Quotations of each kind that are counted.
const COUNT: usize = 20_000;
/// Quotations made from one seed.
const PER_SEED: usize = 50;

/// Texts, whole and as the matcher and the oracle have them.
struct Library {
    plain: Vec<String>,
    normal: Vec<Normal>,
    corpus: Corpus,
}

impl Library {
    /// The texts of tests/mutation/sources.
    fn load() -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mutation/sources");
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let name = |path: &std::path::Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
        let plain: Vec<String> =
            paths.iter().map(|path| std::fs::read_to_string(path).unwrap().trim().to_owned()).collect();
        let rows = paths
            .iter()
            .zip(&plain)
            .map(|(path, text)| (name(path), name(path)[..2].to_owned(), text.as_str()));
        let corpus = Corpus::new(rows);
        Self { normal: plain.iter().map(|text| Normal::new(text)).collect(), plain, corpus }
    }

    /// Whether the matcher finds a quotation.
    fn finds(&self, case: &Case) -> bool {
        let (source, language) = (&self.normal[case.source], &self.corpus.languages[case.source]);
        let is_block = case.container == Container::Blockquote;
        Pattern::new(&case.words, is_block, language).find(source, 0..source.text.len(), language).is_ok()
    }
}

/// Makes and checks cases until [`COUNT`] are counted; gives the count of each kind and what went wrong.
fn run(
    seed: u64,
    wanted: Verdict,
    make: impl Fn(&mut Dice, &Corpus) -> Option<Case> + Sync,
    is_found: bool,
) -> Outcome {
    let library = Library::load();
    assert!(library.plain.len() >= 30, "only {} sources", library.plain.len());
    let results: Vec<Outcome> = (0..COUNT / PER_SEED)
        .into_par_iter()
        .map(|index| {
            let mut dice = Dice::new(seed + index as u64);
            let mut outcome = Outcome::default();
            while outcome.count() < PER_SEED {
                let Some(case) = make(&mut dice, &library.corpus) else { continue };
                if library.corpus.texts[case.source].judge(&case.words) != wanted {
                    outcome.undecided += 1;
                    continue;
                }
                *outcome.kinds.entry(case.kind).or_insert(0) += 1;
                if library.finds(&case) != is_found {
                    let key = &library.corpus.keys[case.source];
                    outcome
                        .failures
                        .push(format!("[{}] {key} {:?}\n    {}", case.kind, case.container, case.words));
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
    let mutated = run(1_000_000, Verdict::Missing, quoting::mutated_case, false);
    let genuine = run(2_000_000, Verdict::Stands, quoting::true_case, true);
    proof::judge(&mutated, &genuine, COUNT, started);
}

// --- 3: properties -------------------------------------------------------------------------------

#[test]
fn every_run_of_words_of_a_source_stands_in_it() {
    let library = Library::load();
    let mut checked = 0;
    for (index, words) in library.corpus.words.iter().enumerate() {
        let mut dice = Dice::new(index as u64);
        let (normal, language) = (&library.normal[index], &library.corpus.languages[index]);
        let key = &library.corpus.keys[index];
        for _ in 0..150 {
            let (from, to) = words.window(&mut dice, 1, 60);
            let raw = words.slice(from, to);
            let pattern = Pattern::new(raw, false, language);
            // A quotation over the end of a paragraph is another matter.
            if pattern.is_empty() || raw.contains("\n\n") {
                continue;
            }
            let found = pattern.find(normal, 0..normal.text.len(), language);
            assert!(found.is_ok(), "{key}: “{raw}” {found:?}");
            let found = found.unwrap();
            assert!(found.is_verbatim, "{key}: “{raw}”");
            // What is shown as the passage are the words that were looked for.
            let plain = &library.plain[index];
            let passage = &plain[normal.origin(found.pieces[0].clone(), plain)];
            let fold =
                |text: &str| oracle::normal(text).to_lowercase().trim_end_matches(['.', ',']).to_owned();
            assert_eq!(fold(passage), fold(raw), "{key}");
            checked += 1;
        }
    }
    println!("{checked} runs of words stand in their sources");
    assert!(checked > 2000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn normalising_twice_is_normalising_once(text in odd_text()) {
        let once = Normal::new(&text).text;
        prop_assert_eq!(&Normal::new(&once).text, &once);
    }

    #[test]
    fn origin_leads_back_to_the_same_words(text in odd_text(), from in 0usize..200, length in 1usize..80) {
        let normal = Normal::new(&text);
        let bounds: Vec<usize> = (0..=normal.text.len()).filter(|at| normal.text.is_char_boundary(*at)).collect();
        let start = bounds[from % bounds.len()];
        let end = bounds[(from % bounds.len() + length).min(bounds.len() - 1)];
        prop_assume!(start < end && is_boundary(&normal.text, start) && is_boundary(&normal.text, end));
        // The three stops of an ellipsis come from one character and cannot be told apart.
        let is_inside_dots = |at: usize| normal.text[..at].ends_with('.') && normal.text[at..].starts_with('.');
        prop_assume!(!is_inside_dots(start) && !is_inside_dots(end));
        // Nor is a vowel of Hangul parted from what it may be written into.
        let is_vowel = |letter: char| ('\u{1160}'..='\u{11ff}').contains(&letter);
        prop_assume!(!normal.text[start..].starts_with(is_vowel) && !normal.text[end..].starts_with(is_vowel));
        let span = normal.origin(start..end, &text);
        prop_assert!(span.end <= text.len() && text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{:?} of {:?}", span, text);
        let back = Normal::new(&text[span]).text;
        prop_assert_eq!(back.trim(), normal.text[start..end].trim());
    }

    #[test]
    fn nothing_panics_whatever_the_quotation_and_the_source(source in odd_text(), quoted in odd_text(), is_block: bool) {
        for language in ["en", "zh", "he", "xx"] {
            let normal = Normal::with_gaps(&source, &[source.len() / 2]);
            let pattern = Pattern::new(&quoted, is_block, language);
            if let Ok(found) = pattern.find(&normal, 0..normal.text.len(), language) {
                prop_assert!(found.pieces.windows(2).all(|pair| pair[0].end <= pair[1].start));
                prop_assert!(found.pieces.iter().all(|piece| normal.text.get(piece.clone()).is_some()));
            }
        }
    }

    /// What is granted is in the table: without its rows only the same words are found.
    #[test]
    fn with_every_grant_off_only_the_same_words_are_found(
        source in odd_text(), from in 0usize..80, length in 1usize..30, at in 0usize..30, left_out in 0usize..3, odd in odd_text()
    ) {
        let grants = Clause::all().filter(|clause| clause.kind() == ClauseKind::Grant);
        let bare = grants.fold(Contract::FULL, Contract::without);
        let mut letters: Vec<char> = source.chars().skip(from).take(length).collect();
        let end = (at + left_out).min(letters.len());
        letters.splice(at.min(end)..end, odd.chars().take(3));
        let quotation: String = letters.into_iter().collect();
        let normal = Normal::under(bare, &source, &[]);
        let pattern = Pattern::under(bare, &quotation, false, "en");
        if pattern.find(&normal, 0..normal.text.len(), "en").is_ok() {
            let words = Normal::under(bare, quotation.trim(), &[]).text;
            prop_assert!(normal.text.contains(words.trim()), "{:?} in {:?}", words, normal.text);
        }
    }

    #[test]
    fn a_source_quoted_in_full_stands_in_itself(source in odd_text()) {
        let source = source.replace('\n', " ");
        let normal = Normal::new(&source);
        let pattern = Pattern::new(&source, false, "en");
        prop_assume!(!pattern.is_empty());
        prop_assert!(pattern.find(&normal, 0..normal.text.len(), "en").is_ok());
    }
}

/// What the fuzz target `matcher` does, over bytes drawn by chance.
#[test]
fn texts_drawn_by_chance_are_judged_as_the_oracle_judges_them() {
    (0..40_000_u64).into_par_iter().for_each(|seed| {
        let mut dice = Dice::new(seed);
        let length = 8 + dice.below(60);
        let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(dice.below(256)).unwrap()).collect();
        soup::matcher(&bytes);
    });
}

// --- 4: tables of traps --------------------------------------------------------------------------

/// A row: language, source, quotation; `⏎` is a line end, `×60` repeats the word before it.
fn row_is_found(line: &str) -> bool {
    let cells: Vec<&str> = line.split('\t').collect();
    let [language, source, quotation] = cells[..] else { panic!("not three cells: {line}") };
    let source = Normal::new(&quoting::unfold(source));
    Pattern::new(&quoting::unfold(quotation), false, language)
        .find(&source, 0..source.text.len(), language)
        .is_ok()
}

#[test]
fn what_must_not_be_found() {
    let rows = quoting::rows(include_str!("mutation/not_found.tsv"));
    let wrong: Vec<&str> = rows.filter(|line| row_is_found(line)).collect();
    assert!(wrong.is_empty(), "{} false quotations are found:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_must_be_found() {
    let rows = quoting::rows(include_str!("mutation/found.tsv"));
    let wrong: Vec<&str> = rows.filter(|line| !row_is_found(line)).collect();
    assert!(wrong.is_empty(), "{} true quotations are not found:\n{}", wrong.len(), wrong.join("\n"));
}

// --- 5: time -------------------------------------------------------------------------------------

/// The processor time of this thread.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap(), u32::try_from(time.tv_nsec).unwrap())
}

#[test]
fn time_grows_with_length() {
    let check = |source: &str, quotations: &[&str]| {
        let source = Normal::new(source);
        for quotation in quotations {
            let pattern = Pattern::new(quotation, false, "en");
            std::hint::black_box(pattern.find(&source, 0..source.text.len(), "en")).ok();
        }
    };
    let mut wrong = Vec::new();
    let mut measure = |name: &str, largest: usize, run: &dyn Fn(usize)| {
        wrong.extend(is_linear(name, largest, processor_time, run).err())
    };
    let (mega, part) = (1 << 20, 1 << 18);
    measure("one letter, true", mega, &|size| check(&"a".repeat(size), &["a".repeat(size).as_str()]));
    measure("one letter, false", mega, &|size| check(&"a".repeat(size), &["aaaa aaaa", "aaaa"]));
    measure("one letter, brackets", part, &|size| check(&"a".repeat(size), &["[b]aaaa … aaa[b]"]));
    measure("one word, false", mega, &|size| {
        check(&"word ".repeat(size / 5), &["word wordy word", "word … absent … word", "word word – word"]);
    });
    measure("one word, omissions", part, &|size| {
        check(&"word ".repeat(size / 5), &["word … word … word [so] word"]);
    });
    measure("one word, end", part, &|size| {
        check(&format!("{}end", "word ".repeat(size / 5)), &["word … end"])
    });
    measure("no and word", part, &|size| check(&"word no ".repeat(size / 8), &["word … word word"]));
    // At each of its places all before it would be the square of the source.
    measure("brackets at the ends", 1 << 14, &|size| {
        check(&"word ".repeat(size / 5), &["[so] word [it is]", "[not] word"]);
    });
    let long: Vec<String> = (0..20_000).map(|number| format!("w{}", number * 7919 % 10_007)).collect();
    let text = |count: usize| long[..count].join(" ");
    measure("long quotation, true", 20_000, &|count| check(&text(count), &[&text(count)]));
    measure("long quotation, false", 20_000, &|count| {
        check(&text(count), &[&format!("{} x {}", text(count / 2), text(count / 2))]);
    });
    measure("long quotation, other marks", 20_000, &|count| {
        check(&text(count), &[&text(count).replace(' ', " — ")]);
    });
    measure("many omissions", 4_000, &|count| check(&text(count), &[&long[..count].join(" … ")]));
    measure("zero-width", part, &|size| check(&"a\u{200b}".repeat(size / 4), &["aaa aaa"]));
    measure("combining", part, &|size| check(&format!("a{}", "\u{301}".repeat(size / 2)), &["a b"]));
    measure("dots in the source", part, &|size| check(&". ".repeat(size / 2), &["a … b"]));
    measure("open brackets in the source", part, &|size| {
        check(&"a[ [".repeat(size / 4), &["a b", "aa … aa"])
    });
    measure("open marks in the source", part, &|size| check(&"“a\n\n".repeat(size / 6), &["a a b", "a? a"]));
    measure("headlines", part, &|size| {
        check(&"Aaaaa Bbbbb ".repeat(size / 12), &["aaaaa bbbbb aaaaa ccccc", "bbbbb Ccccc"])
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
