//! A workspace that is brought up to date knows what a fresh one knows: after any sequence of edits of
//! sources and pages, with what a store kept in between or without.
//!
//! The texts are so few and so alike that quotations stand in the cited source, in another one, nearly or
//! nowhere, by chance: whatever a page's checks depend on changes under them again and again.
//! `IBID_STEPS` and `IBID_SEED` make the run longer and another one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ibid::app::engine::{Checked, Inventory, Renderer, RunOptions, Workspace};
use ibid::base::diagnostic::Rule;
use ibid::base::store::Store;
use ibid::read::snapshot::{Content, Snapshot};

use crate::support::random::Random;
use crate::support::settings::number;

const SENTENCES: [&str; 14] = [
    "The envoy said that the talks went on for hours in the old town.",
    "The envoy said that the talks went on for days in the old town.",
    "A 28-point plan was leaked on 14 December 2025, and 19 points were left.",
    "The plan does not require Kyiv to cede land or to disarm.",
    "The plan does require Kyiv to cede land, and to disarm by June 2026.",
    "Chancellor Merz received the delegation of the United States in Berlin.",
    "The delegation of the OSCE left Geneva early.",
    "It was late, and nobody spoke of guarantees.",
    "About 100,000 troops stand on the border, the minister wrote.",
    "About 90,000 troops stand at the border, the minister said.",
    "He called the guarantees binding, and the deadline absurd.",
    "She called the guarantees non-binding.",
    "The bridge has been closed to lorries since 2029.",
    "The bridge was closed to all traffic in 2031.",
];
const KEYS: [&str; 8] = ["daily", "dailies", "herald", "a-post", "post", "wire", "the.wire", "zeit"];
const CONFIG: &str = "ibid.yaml";

fn paragraphs(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..1 + random.below(5) {
        text += &format!("{} {}\n\n", random.of(&SENTENCES), random.of(&SENTENCES));
    }
    text
}

fn source(random: &mut Random) -> String {
    let mut text = "---\n".to_owned();
    text += *random.of(&["title: Talks\n", "title: More talks\n", ""]);
    text += *random.of(&["publisher: The Daily\n", "origin: Agency\n", "author: Ann Author\n", ""]);
    text += *random.of(&["date: 2025-12-15\n", "date: 2025-11\n", "date: 2030\n", ""]);
    text += *random.of(&["text: none\n", "text: abstract\n", "text: partial\n", "", "", "", ""]);
    text += *random.of(&["language: de\n", "language: en\n", "", "", ""]);
    text += *random.of(&["publish: full\n", "publish: none\n", "trim: 1\n", "", "", ""]);
    text + "---\n\n" + &paragraphs(random)
}

/// Some words of a sentence, perhaps with one left out or another in place of one.
fn quoted(random: &mut Random) -> String {
    let words: Vec<&str> = random.of(&SENTENCES).trim_end_matches('.').split(' ').collect();
    let first = random.below(words.len() - 2);
    let mut some: Vec<&str> = words[first..].iter().take(3 + random.below(6)).copied().collect();
    let at = 1 + random.below(some.len() - 1);
    match random.below(6) {
        0 => some[at] = "…",
        1 => some[at] = "envoys",
        _ => {}
    }
    some.join(" ")
}

fn cite(random: &mut Random) -> String {
    let mut keys = KEYS.to_vec();
    keys.extend(["dayly", "nobody"]);
    let key = random.of(&keys);
    let also = random.of(&KEYS);
    let statement = random.of(&SENTENCES).trim_end_matches('.');
    match random.below(8) {
        0 | 1 => format!("{statement} [@{key}]."),
        2 => format!("{statement} [@{key}, \"{}\"].", quoted(random)),
        3 => format!("It was said “{}” [@{key}].", quoted(random)),
        4 => format!("They wrote “{}” [@{key}, ¶ {}].", quoted(random), 1 + random.below(3)),
        5 => format!("“{}” [@{key}; @{also}].", quoted(random)),
        6 => format!("{statement} [@{key}; @{also}, \"{}\"].", quoted(random)),
        _ => format!("„Übersetzt“ [@{key}, \"{}\", translated].", quoted(random)),
    }
}

fn page(random: &mut Random) -> String {
    let mut text = "---\ntitle: A page\n".to_owned();
    text += *random.of(&["min_sources: 2\n", "draft: true\n", "", "", ""]);
    text += "---\n\n";
    for _ in 0..1 + random.below(3) {
        if random.one_in(4) {
            let rule = random.of(&["quote-absent", "name-unsupported", "figure-unsupported"]);
            text += &format!("<!-- ibid-allow {rule}: looked at -->\n\n");
        }
        text += &format!("{} {}\n\n", cite(random), cite(random));
    }
    match random.below(4) {
        0 => text += "::: timeline\n- 2025-12-16: They met [@daily].\n- 2014~: It began [@herald].\n:::\n",
        1 => text += "::: disagreement\nHow many?\n\n- 19 [@daily]\n- 20 [@post]\n:::\n",
        _ => {}
    }
    text
}

fn config(random: &mut Random) -> String {
    // Failures that are warnings let pages be made that have them.
    let all: Vec<String> = Rule::all().map(|rule| format!("{}: warning", rule.name())).collect();
    let rules = match random.below(3) {
        0 => String::new(),
        1 => format!("rules: {{{}}}\n", all.join(", ")),
        _ => "rules: {quote-absent: warning, quote-altered: warning, quote-elsewhere: warning, source-unknown: warning, locator-missing: warning, quote-negation-elided: warning}\n".to_owned(),
    };
    format!("title: Site\nbase_url: https://example.org/\nexcerpt_words: 30\n{rules}")
}

/// The files of a site in memory, and those that it had before.
struct Bench {
    files: BTreeMap<String, String>,
    past: Vec<BTreeMap<String, String>>,
}

impl Bench {
    fn new(random: &mut Random) -> Self {
        let mut files = BTreeMap::new();
        files.insert(CONFIG.to_owned(), config(random));
        KEYS.iter().for_each(|key| drop(files.insert(format!("seeds/{key}.md"), source(random))));
        (0..7).for_each(|number| drop(files.insert(format!("content/p{number}.md"), page(random))));
        Self { files, past: Vec::new() }
    }

    fn some(&self, random: &mut Random, folder: &str) -> Option<String> {
        let paths: Vec<&String> = self.files.keys().filter(|path| path.starts_with(folder)).collect();
        (!paths.is_empty()).then(|| paths[random.below(paths.len())].clone())
    }

    /// Edits a source or a page; says how.
    fn step(&mut self, random: &mut Random) -> String {
        self.past.push(self.files.clone());
        if random.one_in(4) {
            return self.step_page(random);
        }
        let extension = random.of(&["md", "md", "md", "txt"]);
        let new = format!("seeds/{}.{extension}", random.of(&KEYS));
        let Some(path) = self.some(random, "seeds/") else {
            self.files.insert(new.clone(), source(random));
            return format!("add {new}");
        };
        match random.below(10) {
            0 | 1 => {
                self.files.insert(path.clone(), source(random));
                format!("write {path} anew")
            }
            2 | 3 => {
                let text = self.files[&path].replacen(
                    "---\n\n",
                    &format!("---\n\n{}\n\n", random.of(&SENTENCES)),
                    1,
                );
                self.files.insert(path.clone(), text);
                format!("a paragraph more at the top of {path}")
            }
            4 => {
                let more = format!("{}\n", random.of(&SENTENCES));
                self.files.entry(path.clone()).or_default().push_str(&more);
                format!("a sentence more at the end of {path}")
            }
            5 => {
                self.files.remove(&path);
                format!("remove {path}")
            }
            6 => {
                let text = self.files.remove(&path).unwrap();
                self.files.insert(new.clone(), text);
                format!("rename {path} to {new}")
            }
            7 => {
                let other = self.some(random, "seeds/").unwrap();
                let (one, two) = (self.files[&path].clone(), self.files[&other].clone());
                self.files.insert(path.clone(), two);
                self.files.insert(other.clone(), one);
                format!("swap {path} and {other}")
            }
            8 => {
                self.files.insert(new.clone(), source(random));
                format!("add or write {new}")
            }
            _ => {
                self.files.insert(path.clone(), "---\ntitle: [\n".to_owned());
                format!("break {path}")
            }
        }
    }

    fn step_page(&mut self, random: &mut Random) -> String {
        let path = format!("content/p{}.md", random.below(9));
        match random.below(8) {
            0 => {
                self.files.remove(&path);
                format!("remove {path}")
            }
            1 => {
                let (seeds, now) = ("seeds/", self.files.clone());
                let earlier = self.past[random.below(self.past.len())].clone();
                self.files.retain(|path, _| !path.starts_with(seeds));
                self.files.extend(earlier.into_iter().filter(|(path, _)| path.starts_with(seeds)));
                format!("restore earlier sources, {} files for {}", self.files.len(), now.len())
            }
            2 => {
                self.files.retain(|path, _| !path.starts_with("seeds/"));
                "move all sources away".to_owned()
            }
            3 if random.one_in(3) => {
                self.files.insert(CONFIG.to_owned(), config(random));
                "other settings".to_owned()
            }
            _ => {
                self.files.insert(path.clone(), page(random));
                format!("write {path}")
            }
        }
    }

    /// The files as they are read; those that are the same share their bytes with the snapshot before, or not.
    fn snapshot(&self, random: &mut Random, before: Option<&Snapshot>) -> Arc<Snapshot> {
        let bytes = |path: &str, text: &str| {
            let known = before
                .and_then(|before| before.files.get(path))
                .filter(|known| **known.read().unwrap() == *text.as_bytes());
            known.filter(|_| !random.one_in(5)).map_or_else(|| text.into(), Content::clone)
        };
        let mut bytes = bytes;
        Arc::new(self.files.iter().map(|(path, text)| (path.clone(), bytes(path, text))).collect())
    }
}

/// All that is known of a site, but for what is made when a page is asked for.
fn known(checked: &Checked) -> Vec<String> {
    let site = &checked.site;
    let mut known: Vec<String> =
        checked.reported(Vec::new()).iter().map(|finding| format!("{finding:#?}")).collect();
    known.extend(
        site.pages.iter().zip(&site.checks).map(|(page, checks)| format!("{} {checks:#?}", page.path)),
    );
    known.extend(
        site.sources.iter().zip(&site.backlinks).map(|(source, links)| format!("{} {links:#?}", source.path)),
    );
    known.extend(site.sources.iter().map(|source| format!("{source:?}")));
    known.push(format!("{:?} {:?} {:?} {:?}", checked.counts, site.timeline, site.addresses, site.reviews));
    known
}

#[track_caller]
fn assert_same(one: &[String], other: &[String], history: &[String]) {
    let (ones, others): (BTreeSet<&String>, BTreeSet<&String>) =
        (one.iter().collect(), other.iter().collect());
    let only: Vec<_> = ones.symmetric_difference(&others).collect();
    assert!(one == other, "after {:#?}\n{only:#?}", &history[history.len().saturating_sub(6)..]);
}

#[test]
fn an_updated_workspace_equals_a_fresh_one() {
    let (steps, seed) = (number("IBID_STEPS", 400), number("IBID_SEED", 20_251_215));
    let mut random = Random(seed);
    let mut bench = Bench::new(&mut random);
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let options = RunOptions::default();
    let mut workspace = Workspace::default();
    let mut snapshot: Option<Arc<Snapshot>> = None;
    let mut before: Option<Renderer> = None;
    let mut history = vec![format!("seed {seed}")];
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 0..steps {
        for _ in 0..1 + random.below(2) {
            history.push(format!("{number}: {}", bench.step(&mut random)));
        }
        if random.one_in(6)
            && let Some(snapshot) = &snapshot
        {
            // The program ends and starts again, sooner or later.
            workspace.save(&Inventory::new(snapshot, CONFIG, &options), &store);
            let now = bench.snapshot(&mut random, None);
            workspace = Workspace::from_cache(&now, CONFIG, &Inventory::new(&now, CONFIG, &options), &store);
            history.push(format!("{number}: from the store"));
        }
        let now = bench.snapshot(&mut random, snapshot.as_deref());
        let updated = Arc::new(workspace.update(Arc::clone(&now), CONFIG, Vec::new(), &options).unwrap());
        let fresh = Workspace::default().update(Arc::clone(&now), CONFIG, Vec::new(), &options).unwrap();
        assert_same(&known(&updated), &known(&fresh), &history);
        for finding in fresh.reported(Vec::new()) {
            *states.entry(finding.rule.name()).or_default() += 1;
        }
        if random.one_in(20) {
            let renderer = Renderer::after(Arc::clone(&updated), before.as_ref()).unwrap();
            let (files, _) = renderer.files().unwrap();
            let (expected, _) = Renderer::new(Arc::new(fresh)).unwrap().files().unwrap();
            let differ: Vec<&String> = expected
                .keys()
                .chain(files.keys())
                .filter(|path| files.get(*path) != expected.get(*path))
                .collect();
            assert!(differ.is_empty(), "{differ:?} differ after {history:#?}");
            before = Some(renderer);
        }
        snapshot = Some(now);
    }
    println!("{states:#?}");
    // What the checks depend on must have happened often enough to tell.
    for rule in [
        "quote-absent",
        "quote-elsewhere",
        "quote-altered",
        "source-unknown",
        "excerpt-missing",
        "figure-unsupported",
        "sources-alike",
    ] {
        assert!(states.get(rule).is_some_and(|number| *number > 20), "{rule}: {states:#?}");
    }
}
