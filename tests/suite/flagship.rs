//! The flagship's own quotations, each altered in every way an editor slips: every alteration is reported,
//! by the right rule, on the right line, and nothing else is; undone, the page is clean again.

use std::collections::BTreeMap;
use std::sync::Arc;

use ibid::app::engine::{self, RunOptions};
use ibid::base::diagnostic::{Diagnostic, Rule, Severity};
use ibid::base::span::{Span, position};
use ibid::parse::source::Source;
use ibid::parse::topic::Page;
use ibid::read::config::Config;
use ibid::read::snapshot::Snapshot;
use ibid::verify::{self, Library};
use rayon::prelude::*;

use crate::oracle::{Text, Verdict};
use crate::support::flagship;

/// Places at which each mutation is tried in one quotation; `tests/mutation` tries more, of more texts.
const PLACES: usize = 1;
/// Of how many pages one is broken and mended in a build of the whole site.
const EVERY: usize = 4;

const KINDS: [Kind; 13] = [
    Kind::DropWord,
    Kind::SwapWords,
    Kind::InsertWord,
    Kind::SubstituteWord,
    Kind::InsertNot,
    Kind::RemoveNot,
    Kind::Renumber,
    Kind::CaseInside,
    Kind::InnerMark,
    Kind::LastLetter,
    Kind::WrongSource,
    Kind::JoinWords,
    Kind::DoubleWord,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    DropWord,
    SwapWords,
    InsertWord,
    SubstituteWord,
    InsertNot,
    RemoveNot,
    Renumber,
    CaseInside,
    InnerMark,
    LastLetter,
    WrongSource,
    JoinWords,
    DoubleWord,
}

/// A quotation or an excerpt of a page.
#[derive(Clone, Debug)]
struct Target {
    /// From mark to mark.
    span: Span,
    /// The words.
    inner: Span,
    /// The citations it may stand in: key and its place.
    cites: Vec<(String, Span)>,
    is_excerpt: bool,
}

struct Flagship {
    snapshot: Snapshot,
    config: Config,
    sources: Vec<Arc<Source>>,
    texts: BTreeMap<String, Text>,
}

impl Flagship {
    fn load() -> Self {
        let snapshot = flagship::snapshot();
        let (config, _) = ibid::read::config::parse(&snapshot, "ibid.yaml");
        let seeds = snapshot.files.keys().filter(|path| path.starts_with("seeds/"));
        let parsed = seeds.filter_map(|path| ibid::parse::source::parse(&snapshot, path).0);
        let (sources, _) = ibid::parse::source::by_key(parsed.map(Arc::new));
        let texts = sources
            .iter()
            .map(|source| {
                (
                    source.key.clone(),
                    Text::new(&source.text.plain, source.meta.language.as_deref().unwrap_or("en")),
                )
            })
            .collect();
        Self { snapshot, config, sources, texts }
    }

    /// Path and text of every page.
    fn pages(&self) -> Vec<(String, String)> {
        let pages = self
            .snapshot
            .files
            .iter()
            .filter(|(path, _)| path.starts_with("content/") && path.ends_with(".md"));
        pages
            .map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.read().unwrap().to_vec()).unwrap()))
            .collect()
    }

    fn parse(&self, path: &str, text: &str) -> Page {
        ibid::parse::topic::parse_text(&self.config, path, text).0.unwrap()
    }

    /// Everything that is compared on a page.
    fn targets(&self, path: &str, text: &str) -> Vec<Target> {
        let document = self.parse(path, text).document;
        let mut targets = Vec::new();
        for quotation in &document.quotations {
            let group = &document.groups[quotation.group.unwrap()];
            if group.cites.iter().any(|cite| cite.is_translated) {
                continue;
            }
            let cites = group.cites.iter().map(|cite| (cite.key.clone(), cite.key_span)).collect();
            targets.push(Target { span: quotation.span, inner: quotation.inner, cites, is_excerpt: false });
        }
        for cite in document.groups.iter().flat_map(|group| &group.cites) {
            for excerpt in &cite.excerpts {
                let cites = vec![(cite.key.clone(), cite.key_span)];
                targets.push(Target { span: excerpt.span, inner: excerpt.span, cites, is_excerpt: true });
            }
        }
        targets
    }
}

/// The findings that say something of quotations.
fn of_quotations(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_of_quotations = |finding: &Diagnostic| finding.rule.name().starts_with("quote-");
    // Notes are for a reader of the list to decide.
    let mut findings = findings;
    findings.retain(|finding| is_of_quotations(finding) && finding.severity != Severity::Note);
    findings
}

/// A small generator of random numbers (SplitMix64), so that every run is the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % count.max(1) as u64).unwrap()
    }
}

/// Words of a quotation as ranges: letters and digits, with what joins them inside a word.
fn words(raw: &str) -> Vec<(usize, usize)> {
    let letters: Vec<(usize, char)> = raw.char_indices().collect();
    let is_word = |at: usize| letters.get(at).is_some_and(|(_, letter)| letter.is_alphanumeric());
    let joins =
        |at: usize| letters.get(at).is_some_and(|(_, letter)| "’'.,-–‑".contains(*letter)) && is_word(at + 1);
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !is_word(at) {
            at += 1;
            continue;
        }
        let start = letters[at].0;
        while is_word(at) || joins(at) {
            at += 1;
        }
        found.push((start, letters.get(at).map_or(raw.len(), |(offset, _)| *offset)));
    }
    found
}

/// The altered words; nothing where the quotation has no such place.
fn mutate(kind: Kind, raw: &str, dice: &mut Dice) -> Option<String> {
    let words = words(raw);
    let word = |at: usize| &raw[words[at].0..words[at].1];
    let replaced = |from: usize, to: usize, with: &str| Some(format!("{}{with}{}", &raw[..from], &raw[to..]));
    let any = |dice: &mut Dice| (!words.is_empty()).then(|| dice.below(words.len()));
    match kind {
        Kind::DropWord => {
            let at = 1 + dice.below(words.len().checked_sub(2).filter(|count| *count > 0)?);
            replaced(words[at].0, words[at + 1].0, "")
        }
        Kind::SwapWords => {
            let at = dice.below(words.len().checked_sub(1).filter(|count| *count > 0)?);
            replaced(
                words[at].0,
                words[at + 1].1,
                &format!("{}{}{}", word(at + 1), &raw[words[at].1..words[at + 1].0], word(at)),
            )
        }
        Kind::InsertWord => {
            let at = 1 + dice.below(words.len().checked_sub(1).filter(|count| *count > 0)?);
            replaced(words[at].0, words[at].0, ["very ", "some ", "reportedly ", "the "][dice.below(4)])
        }
        Kind::SubstituteWord => {
            let at = any(dice)?;
            replaced(words[at].0, words[at].1, ["something", "always", "Moscow", "minor"][dice.below(4)])
        }
        Kind::InsertNot => {
            let at = 1 + dice.below(words.len().checked_sub(1).filter(|count| *count > 0)?);
            replaced(words[at].0, words[at].0, ["not ", "never "][dice.below(2)])
        }
        Kind::RemoveNot => {
            let is_no = |at: &usize| matches!(word(*at), "not" | "no" | "never" | "isn’t" | "wouldn’t");
            let at = (0..words.len()).find(is_no)?;
            match word(at) {
                "isn’t" => replaced(words[at].0, words[at].1, "is"),
                "wouldn’t" => replaced(words[at].0, words[at].1, "would"),
                _ => replaced(words[at].0, words.get(at + 1).map_or(words[at].1, |next| next.0), ""),
            }
        }
        Kind::Renumber => {
            let digits: Vec<usize> =
                raw.char_indices().filter(|(_, letter)| letter.is_ascii_digit()).map(|(at, _)| at).collect();
            let at = *digits.get(dice.below(digits.len()))?;
            let digit = usize::from(raw.as_bytes()[at] - b'0');
            replaced(at, at + 1, &((digit + 1 + dice.below(8)) % 10).to_string())
        }
        Kind::CaseInside => {
            let at = 1 + dice.below(words.len().checked_sub(1).filter(|count| *count > 0)?);
            let letter = word(at).chars().find(|letter| letter.is_alphabetic())?;
            let from = words[at].0 + word(at).find(letter)?;
            let other: String = if letter.is_uppercase() {
                letter.to_lowercase().collect()
            } else {
                letter.to_uppercase().collect()
            };
            replaced(from, from + letter.len_utf8(), &other)
        }
        Kind::InnerMark => {
            let inner = &raw[words.first()?.0..words.last()?.0];
            match inner.find([',', ';', ':', '!', '?']) {
                Some(at) if dice.below(2) == 0 => replaced(words[0].0 + at, words[0].0 + at + 1, ""),
                Some(at) => replaced(
                    words[0].0 + at,
                    words[0].0 + at + 1,
                    if raw[words[0].0 + at..].starts_with(';') { "," } else { ";" },
                ),
                None => {
                    let at = dice.below(words.len().checked_sub(1).filter(|count| *count > 0)?);
                    replaced(words[at].1, words[at].1, [",", ";", "!"][dice.below(3)])
                }
            }
        }
        Kind::LastLetter => {
            let at = any(dice)?;
            let last = word(at).chars().next_back()?;
            replaced(words[at].1 - last.len_utf8(), words[at].1, "")
        }
        Kind::WrongSource => Some(raw.to_owned()),
        Kind::JoinWords => {
            let at = dice.below(words.len().checked_sub(1).filter(|count| *count > 0)?);
            replaced(words[at].1, words[at + 1].0, "")
        }
        Kind::DoubleWord => {
            let at = any(dice)?;
            replaced(words[at].1, words[at].1, &format!(" {}", word(at)))
        }
    }
}

/// The words as they are compared; blockquotes carry their marks and their citation.
fn plain_words(raw: &str) -> String {
    let lines: Vec<&str> = raw.lines().map(|line| line.trim_start_matches('>').trim()).collect();
    let text = lines.join(" ");
    let text = text
        .rsplit_once(" [@")
        .filter(|(_, rest)| rest.trim_end().ends_with([']', '.']))
        .map_or(text.clone(), |(words, _)| words.to_owned());
    text.replace('*', "")
}

#[derive(Default)]
struct Tally {
    /// By mutation: reported, and true all the same.
    kinds: BTreeMap<Kind, (usize, usize)>,
    rules: BTreeMap<&'static str, usize>,
    failures: Vec<String>,
}

impl Tally {
    fn add(mut self, other: Self) -> Self {
        for (kind, (reported, skipped)) in other.kinds {
            let sums = self.kinds.entry(kind).or_default();
            *sums = (sums.0 + reported, sums.1 + skipped);
        }
        other.rules.into_iter().for_each(|(rule, count)| *self.rules.entry(rule).or_default() += count);
        self.failures.extend(other.failures);
        self
    }
}

#[test]
fn every_slip_in_every_quotation_is_reported() {
    let site = Flagship::load();
    let library = Library::new(&site.sources, &site.config);
    let pages = site.pages();
    let mut jobs = Vec::new();
    for (path, text) in &pages {
        let (_, findings) = verify::page::check(&site.parse(path, text), text, &library);
        let findings = of_quotations(findings);
        assert!(findings.is_empty(), "{path} is not clean: {findings:?}");
        jobs.extend(site.targets(path, text).into_iter().map(|target| (path, text, target)));
    }
    let excerpts = jobs.iter().filter(|(.., target)| target.is_excerpt).count();
    let quotations = jobs.len() - excerpts;
    assert!(quotations > 50 && excerpts > 50, "{quotations} and {excerpts}");
    // The oracle agrees that what stands there is true; where it does not know, it could not judge what is false.
    let all = jobs.len();
    jobs.retain(|(path, text, target)| {
        let words = plain_words(&text[target.inner.range()]);
        let verdicts: Vec<Verdict> =
            target.cites.iter().map(|(key, _)| site.texts[key].judge(&words)).collect();
        let is_known = verdicts.iter().any(|verdict| *verdict != Verdict::Missing);
        assert!(is_known, "{path}: the oracle does not find “{words}” in {:?}", target.cites);
        verdicts.contains(&Verdict::Stands)
    });
    assert!(jobs.len() * 10 > all * 9, "the oracle knows of {} of {all}", jobs.len());
    let tally = jobs
        .par_iter()
        .enumerate()
        .map(|(number, (path, text, target))| slips(&site, &library, path, text, target, number))
        .reduce(Tally::default, Tally::add);
    let reported: usize = tally.kinds.values().map(|(reported, _)| reported).sum();
    let skipped: usize = tally.kinds.values().map(|(_, skipped)| skipped).sum();
    println!(
        "flagship: {} quotations and {} excerpts, {reported} mutations of {} kinds, {} not reported as they should be; {skipped} true all the same",
        quotations,
        excerpts,
        tally.kinds.len(),
        tally.failures.len()
    );
    println!("by kind (reported, true all the same): {:?}\nby rule: {:?}", tally.kinds, tally.rules);
    let shown: Vec<&str> = tally.failures.iter().take(30).map(String::as_str).collect();
    assert!(tally.failures.is_empty(), "{} failures:\n{}", tally.failures.len(), shown.join("\n"));
    assert!(reported > 3_000, "only {reported}");
}

/// Every mutation of one quotation.
fn slips(
    site: &Flagship,
    library: &Library,
    path: &str,
    text: &str,
    target: &Target,
    number: usize,
) -> Tally {
    let mut tally = Tally::default();
    let raw = &text[target.inner.range()];
    for kind in KINDS {
        let mut tried = Vec::new();
        for place in 0..PLACES {
            let mut dice = Dice((number * 1000 + place) as u64 ^ ((kind as u64) << 40));
            let Some((altered, words, cited)) = alter(site, text, target, raw, kind, &mut dice) else {
                continue;
            };
            if tried.contains(&altered) || altered == text {
                continue;
            }
            let verdicts: Vec<Verdict> = cited.iter().map(|key| site.texts[key].judge(&words)).collect();
            let sums = tally.kinds.entry(kind).or_default();
            if verdicts.iter().any(|verdict| *verdict != Verdict::Missing) {
                sums.1 += 1;
                continue;
            }
            sums.0 += 1;
            let (_, findings) = verify::page::check(&site.parse(path, &altered), &altered, library);
            let findings = of_quotations(findings);
            let wrong = judge(site, &altered, target, kind, &words, &cited, &findings);
            findings.iter().for_each(|finding| *tally.rules.entry(finding.rule.name()).or_default() += 1);
            if let Err(wrong) = wrong {
                let seen: Vec<String> = findings
                    .iter()
                    .map(|finding| format!("{} {}", finding.rule.name(), finding.message))
                    .collect();
                tally
                    .failures
                    .push(format!("{path}: {kind:?}: {wrong}\n    “{words}” in {cited:?}: {seen:?}"));
            }
            tried.push(altered);
        }
    }
    tally
}

/// The page with one quotation altered, its words, and the sources it cites then.
fn alter(
    site: &Flagship,
    text: &str,
    target: &Target,
    raw: &str,
    kind: Kind,
    dice: &mut Dice,
) -> Option<(String, String, Vec<String>)> {
    if kind == Kind::WrongSource {
        let mut altered = text.to_owned();
        let others: Vec<&str> = site
            .sources
            .iter()
            .map(|source| source.key.as_str())
            .filter(|key| target.cites.iter().all(|(cited, _)| cited != key))
            .collect();
        let other = *others.get(dice.below(others.len()))?;
        for (_, span) in target.cites.iter().rev() {
            altered.replace_range(span.range(), other);
        }
        return Some((altered, plain_words(raw), vec![other.to_owned()]));
    }
    // Of a blockquote only the words are altered, not the citation inside it.
    let end = raw
        .rfind(" [@")
        .filter(|_| raw.starts_with('>') || !target.is_excerpt && target.span == target.inner)
        .unwrap_or(raw.len());
    let mutated = format!("{}{}", mutate(kind, &raw[..end], dice)?, &raw[end..]);
    let mut altered = text.to_owned();
    altered.replace_range(target.inner.range(), &mutated);
    Some((altered, plain_words(&mutated), target.cites.iter().map(|(key, _)| key.clone()).collect()))
}

/// What is wrong with the findings, if anything is.
fn judge(
    site: &Flagship,
    altered: &str,
    target: &Target,
    kind: Kind,
    words: &str,
    cited: &[String],
    findings: &[Diagnostic],
) -> Result<(), String> {
    let line = position(altered, target.span.start as usize).line;
    let here: Vec<&Diagnostic> = findings
        .iter()
        .filter(|finding| position(altered, finding.span.start as usize).line == line)
        .collect();
    // A wrong key takes its neighbours in the same group along.
    let others = if kind == Kind::WrongSource { 0 } else { findings.len() - here.len() };
    if here.is_empty() {
        return Err(format!("nothing is reported on line {line}"));
    }
    if others > 0 {
        return Err("something else is reported as well".to_owned());
    }
    let overlaps = |finding: &&&Diagnostic| {
        finding.span.start < target.span.end + 40 && target.span.start <= finding.span.end
    };
    let Some(finding) = here.iter().find(overlaps) else {
        return Err("the words are not pointed at".to_owned());
    };
    if finding.severity != Severity::Error {
        return Err(format!("only a {}", finding.severity));
    }
    let is_elsewhere =
        site.texts.iter().any(|(key, text)| !cited.contains(key) && text.judge(words) == Verdict::Stands);
    let is_literal = !words.contains(['…', '[']);
    let letters = words.chars().filter(|letter| letter.is_alphanumeric()).count();
    let fits = match finding.rule {
        Rule::QuoteElsewhere => is_elsewhere,
        // Short words changed are no longer near; words with omissions are compared piece by piece.
        Rule::QuoteAltered => !(is_elsewhere && is_literal && letters >= 8),
        Rule::QuoteAbsent => {
            !is_elsewhere && (!is_literal || words.split(' ').count() < 6 || kind == Kind::WrongSource)
                || letters < 8
        }
        Rule::QuoteNegationElided => !is_literal,
        _ => false,
    };
    if !fits {
        return Err(format!("{} is not the right rule (elsewhere: {is_elsewhere})", finding.rule.name()));
    }
    if finding.rule == Rule::QuoteAltered && (finding.related.is_empty() || finding.help.is_empty()) {
        return Err("the nearest passage is not shown".to_owned());
    }
    Ok(())
}

#[test]
fn one_slip_stops_the_whole_build_and_its_undoing_mends_it() {
    let site = Flagship::load();
    let run = |snapshot: &Snapshot| {
        engine::run(Arc::new(snapshot.clone()), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap()
    };
    let clean = run(&site.snapshot);
    assert!(clean.is_publishable(true), "{:?}", clean.findings);
    let mut counts = 0;
    let pages = site.pages().into_iter().map(|(path, text)| (site.targets(&path, &text), path, text));
    for (targets, path, text) in pages.filter(|(targets, ..)| !targets.is_empty()).step_by(EVERY) {
        let target = &targets[targets.len() / 2];
        let mut snapshot = site.snapshot.clone();
        let mut altered = text.clone();
        altered.insert_str(
            target.inner.start as usize + words(&text[target.inner.range()])[0].1,
            " purportedly",
        );
        snapshot.files.insert(path.clone(), altered.into_bytes().into());
        let broken = run(&snapshot);
        let errors: Vec<_> =
            broken.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        assert!(!broken.is_publishable(false), "{path} is published with a false quotation");
        assert!(
            errors.iter().all(|error| error.path == path && error.rule.name().starts_with("quote-")),
            "{errors:?}"
        );
        assert_eq!(broken.checked.counts.compared, clean.checked.counts.compared);
        assert_eq!(broken.checked.counts.matched + 1, clean.checked.counts.matched);
        snapshot.files.insert(path, text.into_bytes().into());
        let mended = run(&snapshot);
        assert!(mended.is_publishable(true));
        assert_eq!(mended.files, clean.files);
        counts += 1;
    }
    println!("{counts} pages broken and mended");
    assert!(counts > 2, "only {counts} pages");
}

#[test]
fn furniture_of_a_source_cannot_be_quoted() {
    let site = Flagship::load();
    let mut checked = 0;
    for source in &site.sources {
        let file = String::from_utf8(site.snapshot.files[&source.path].read().unwrap().to_vec()).unwrap();
        for paragraph in source.text.paragraphs.iter().filter(|paragraph| paragraph.is_trimmed) {
            let words = file[paragraph.file.range()].replace(['“', '”', '"', '*', '_', '[', ']', '|'], "");
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            if site.texts[&source.key].judge(&words) != Verdict::Missing
                || words.chars().filter(|letter| letter.is_alphanumeric()).count() < 8
            {
                continue;
            }
            let page = format!("---\ntitle: T\n---\n\nIt says “{words}” [@{}].\n", source.key);
            let mut snapshot = site.snapshot.clone();
            snapshot.files.insert("content/furniture.md".to_owned(), page.into());
            let run =
                engine::run(Arc::new(snapshot), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
            assert!(!run.is_publishable(false), "@{}: furniture is quoted: “{words}”", source.key);
            checked += 1;
        }
    }
    println!("{checked} paragraphs of furniture refused");
    assert!(checked > 0);
}

#[test]
fn a_source_that_changes_under_its_citations_is_reported() {
    let site = Flagship::load();
    for source in &site.sources {
        let mut snapshot = site.snapshot.clone();
        let mut text = String::from_utf8(snapshot.files[&source.path].read().unwrap().to_vec()).unwrap();
        text.push_str("\n\nA line that was not captured.\n");
        snapshot.files.insert(source.path.clone(), text.into_bytes().into());
        let run = engine::run(Arc::new(snapshot), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
        let changed = run
            .findings
            .iter()
            .filter(|finding| finding.rule == Rule::SourceChanged && finding.path == source.path)
            .count();
        assert_eq!(changed, 1, "@{}", source.key);
        assert!(!run.is_publishable(false));
    }
}
