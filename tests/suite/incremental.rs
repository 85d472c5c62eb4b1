//! A build that keeps what the last one made gives the site that a build from scratch gives, byte for byte:
//! after any sequence of edits, whatever happened to the store, on any number of threads.
//!
//! `IBID_STEPS` and `IBID_SEED` make the run longer and another one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ibid::site::paging::MOST_ENTRIES;
use tempfile::TempDir;

use crate::support::files::tree;
use crate::support::program::IBID;
use crate::support::random::Random;
use crate::support::settings::number;

/// Two images, one large enough to be published in smaller versions.
const IMAGES: [&[u8]; 2] =
    [include_bytes!("../incremental/900.png"), include_bytes!("../incremental/40.png")];

const WORDS: [&str; 12] = [
    "talks", "border", "minister", "treaty", "points", "summit", "guards", "winter", "letter", "answer",
    "promise", "envoy",
];
const KEYS: [&str; 5] = ["daily", "herald", "post", "wire", "the.wire"];

fn sentence(random: &mut Random) -> String {
    let words: Vec<&str> = (0..4 + random.below(5)).map(|_| *random.of(&WORDS)).collect();
    let text = words.join(" ");
    format!("{}{}.", text[..1].to_uppercase(), &text[1..])
}

fn source(random: &mut Random) -> String {
    let mut text = "---\n".to_owned();
    if !random.one_in(5) {
        text += &format!("title: {}\n", sentence(random).trim_end_matches('.'));
    }
    text += *random.of(&["publisher: The Daily\n", "origin: Agency\n", "author: Ann Author\n", ""]);
    text += *random.of(&["date: 2025-12-15\n", "date: 2025-11\n", ""]);
    text += *random.of(&["url: https://example.org/a\n", "publish: full\n", "publish: none\n", "", ""]);
    text += "---\n\n";
    // Every source holds these words, so that a page's quotations outlive most edits of sources.
    text += "The envoy said that the talks went on for hours in the old town. It was late.\n\n";
    for _ in 0..1 + random.below(4) {
        text += &format!("{} {}\n\n", sentence(random), sentence(random));
    }
    text
}

fn cite(random: &mut Random) -> String {
    let key = match *random.of(&KEYS) {
        "the.wire" => "@{the.wire}".to_owned(),
        key => format!("@{key}"),
    };
    match random.below(5) {
        0 => format!("{} [{key}].", sentence(random).trim_end_matches('.')),
        1 => format!("{} [{key}, \"the talks went on for hours\"].", sentence(random).trim_end_matches('.')),
        2 => format!("The envoy said “the talks went on” [{key}]."),
        3 => format!("“the talks … in the old town” [{key}, ¶ 1]."),
        _ => sentence(random),
    }
}

fn body(random: &mut Random, pages: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..1 + random.below(3) {
        text += &format!("## {}\n\n", sentence(random).trim_end_matches('.'));
        for _ in 0..1 + random.below(3) {
            text += &format!("{} {}\n\n", cite(random), cite(random));
        }
    }
    match random.below(6) {
        0 => text += "::: timeline\n- 2025-12-14: They met [@daily].\n- 2014~: It began.\n:::\n\n",
        1 => text += "::: disagreement {#points}\nHow many points?\n\n- 19 [@daily]\n- 20 [@herald]\n:::\n\n",
        2 => text += &format!("A note.[^n] {}\n\n[^n]: {}\n\n", sentence(random), cite(random)),
        3 => text += *random.of(&["![a map](/map.svg)\n\n", "![a map](/map.png)\n\n"]),
        _ => {}
    }
    if let Some(page) = (!pages.is_empty()).then(|| random.of(pages)) {
        text += &format!("See [there](@/{}).\n", page.trim_start_matches("content/"));
    }
    text
}

fn page(random: &mut Random, pages: &[String]) -> String {
    let mut text = format!("---\ntitle: {}\n", sentence(random).trim_end_matches('.'));
    text += *random.of(&["date: 2025-12-16\n", "date: 2025-11-02\nupdated: 2025-12-20\n", ""]);
    text += *random.of(&["weight: 1\n", "weight: 7\n", "", ""]);
    text += *random.of(&["tags: [war]\n", "tags: [war, peace]\n", ""]);
    text += *random.of(&["draft: true\n", "", "", "", "", ""]);
    text += *random.of(&["slug: other\n", "aliases: [/old/]\n", "", "", "", ""]);
    text += *random.of(&["corrections:\n  - {date: 2025-12-21, text: A name was wrong.}\n", "", "", ""]);
    text += *random.of(&["description: In short.\n", ""]);
    text + "---\n\n" + &body(random, pages)
}

/// The files of a site as they should be, and the folder that they are written to.
struct Bench {
    folder: TempDir,
    files: BTreeMap<String, Vec<u8>>,
    written: BTreeMap<String, Vec<u8>>,
    /// Published files that were edited since the last build, with what they hold then.
    edited: BTreeMap<String, Vec<u8>>,
}

impl Bench {
    fn new(random: &mut Random) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut files = BTreeMap::new();
        let config = "title: Site\nbase_url: https://example.org/sub/\nexcerpt_words: 9999\ntaxonomies: [tags]\nlanguages:\n  uk: {title: Сайт}\n";
        files.insert("ibid.yaml".to_owned(), config.into());
        files.insert("content/map.svg".to_owned(), b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec());
        files.insert("content/map.png".to_owned(), IMAGES[0].to_vec());
        for key in KEYS {
            files.insert(format!("seeds/{key}.md"), source(random).into());
        }
        let home = "---\ntitle: Site\n---\n\nThe home page.\n";
        files.insert("content/_index.md".to_owned(), home.into());
        let section = "---\ntitle: Topics\n---\n\nAll of them.\n";
        files.insert("content/topics/_index.md".to_owned(), section.into());
        for number in 0..6 {
            files.insert(format!("content/topics/p{number}.md"), page(random, &[]).into());
        }
        Self { folder, files, written: BTreeMap::new(), edited: BTreeMap::new() }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// Writes what differs, as an editor would.
    fn write(&mut self) {
        let root = self.root();
        let gone = self.written.keys().filter(|path| !self.files.contains_key(*path));
        gone.for_each(|path| fs::remove_file(root.join(path)).expect("remove"));
        for (path, bytes) in self.files.iter().filter(|(path, bytes)| self.written.get(*path) != Some(*bytes))
        {
            let file = root.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("make the folder");
            fs::write(file, bytes).expect("write");
        }
        self.written.clone_from(&self.files);
    }

    fn pages(&self) -> Vec<String> {
        self.files
            .keys()
            .filter(|path| path.ends_with(".md") && path.starts_with("content/"))
            .cloned()
            .collect()
    }

    fn topics(&self) -> Vec<String> {
        self.pages().into_iter().filter(|path| !path.ends_with("_index.md")).collect()
    }

    /// Does something to the site, or to what builds keep of it; says what.
    fn step(&mut self, random: &mut Random) -> String {
        let topics = self.topics();
        let pages = self.pages();
        match random.below(25) {
            0..4 if !topics.is_empty() => {
                let path = random.of(&topics).clone();
                self.files.insert(path.clone(), page(random, &pages).into());
                format!("write {path} anew")
            }
            4..7 => {
                let path = random.of(&pages).clone();
                let more = format!("\n{}\n", cite(random));
                self.files.entry(path.clone()).or_default().extend(more.bytes());
                format!("a sentence more in {path}")
            }
            7 => {
                // The same size, other bytes.
                let path = random.of(&pages).clone();
                let text = String::from_utf8_lossy(&self.files[&path]).replace("talks", "TALKS");
                let text = if text.contains("TALKS") { text.replace("TALKS", "walks") } else { text };
                self.files.insert(path.clone(), text.into_bytes());
                format!("other words of the same length in {path}")
            }
            8 => {
                let language = random.of(&["", "", ".uk"]);
                let path = format!("content/topics/p{}{language}.md", random.below(12));
                self.files.insert(path.clone(), page(random, &pages).into());
                format!("add {path}")
            }
            9 if topics.len() > 3 => {
                let path = random.of(&topics).clone();
                self.files.remove(&path);
                format!("delete {path}")
            }
            10 if topics.len() > 1 => {
                let (one, other) = (random.of(&topics).clone(), random.of(&topics).clone());
                let (first, second) = (self.files[&one].clone(), self.files[&other].clone());
                self.files.insert(one.clone(), second);
                self.files.insert(other.clone(), first);
                format!("swap {one} and {other}")
            }
            11 if !topics.is_empty() => {
                let path = random.of(&topics).clone();
                let bytes = self.files.remove(&path).unwrap_or_default();
                let new = format!("content/topics/r{}.md", random.below(9));
                self.files.insert(new.clone(), bytes);
                format!("rename {path} to {new}")
            }
            12 => {
                let key = random.of(&KEYS);
                self.files.insert(format!("seeds/{key}.md"), source(random).into());
                format!("write the source {key} anew")
            }
            13 => {
                let title = sentence(random);
                let rules = random.of(&["", "rules: {quote-uncited: off}\n", "min_sources: 0\n"]);
                let menu = random.of(&[
                    "",
                    "menu:\n  - {name: Topics, url: /topics/}\n",
                    "menu:\n  - {name: Topics, url: \"@/topics/_index.md\"}\n",
                ]);
                let config = format!(
                    "title: {title}\nbase_url: https://example.org/sub/\nexcerpt_words: 9999\ntaxonomies: [tags]\nlanguages:\n  uk: {{title: Сайт}}\n{rules}{menu}"
                );
                self.files.insert("ibid.yaml".to_owned(), config.into());
                "other settings".to_owned()
            }
            14 => {
                let path = "themes/default/templates/fragments/badge.html".to_owned();
                if self.files.remove(&path).is_none() {
                    self.files.insert(path, b"<b>{{ state.text }}</b>".to_vec());
                }
                "a template of the site's own, or none".to_owned()
            }
            15 if random.one_in(2) => {
                self.files.insert("content/map.png".to_owned(), random.of(&IMAGES).to_vec());
                "write content/map.png".to_owned()
            }
            15 => {
                let path = random.of(&["content/map.svg", "content/topics/data.csv"]);
                self.files.insert((*path).to_owned(), sentence(random).into());
                format!("write {path}")
            }
            16 => self.spoil_output(random),
            17 => self.spoil_store(random),
            18 => {
                fs::remove_dir_all(self.root().join(".ibid/cache")).ok();
                "delete the store".to_owned()
            }
            19 => {
                let number = random.below(5);
                // About as many events as stand on one page of the timeline, a few less or more.
                let path = "content/topics/p0.md".to_owned();
                let event = |number: usize| format!("- {}: {}\n", 1500 + number, sentence(random));
                let events: String = (0..MOST_ENTRIES - 2 + number).map(event).collect();
                let text = format!("---\ntitle: Long\n---\n\n::: timeline\n{events}:::\n");
                self.files.insert(path, text.into_bytes());
                format!("a timeline with {number} events more than on a page")
            }
            20 => {
                // Between the others, so that they stand at other places in every list.
                let path = random.of(&["seeds/another.md", "seeds/morning.md", "seeds/zeitung.txt"]);
                match self.files.remove(*path) {
                    Some(_) => format!("remove {path}"),
                    None => {
                        self.files.insert((*path).to_owned(), source(random).into());
                        format!("add {path}")
                    }
                }
            }
            21 => {
                let path = format!("seeds/{}.md", random.of(&KEYS));
                let text = String::from_utf8_lossy(&self.files[&path]).into_owned();
                let more = format!("---\n\n{}\n\nThe envoy", sentence(random));
                let text = text.replacen("---\n\nThe envoy", &more, 1);
                self.files.insert(path.clone(), text.into_bytes());
                format!("a paragraph more at the top of {path}")
            }
            22 => {
                let (one, other) = (random.of(&KEYS), random.of(&KEYS));
                let path = |key: &str| format!("seeds/{key}.md");
                let (first, second) = (self.files[&path(one)].clone(), self.files[&path(other)].clone());
                self.files.insert(path(one), second);
                self.files.insert(path(other), first);
                format!("swap the sources {one} and {other}")
            }
            _ => "nothing".to_owned(),
        }
    }

    /// Deletes or edits a published file.
    fn spoil_output(&mut self, random: &mut Random) -> String {
        let output = self.root().join("public");
        let files: Vec<String> = tree(&output).into_keys().collect();
        if files.is_empty() {
            return "nothing".to_owned();
        }
        let path = random.of(&files);
        if random.one_in(2) {
            fs::remove_file(output.join(path)).expect("remove");
            return format!("delete public/{path}");
        }
        let mut bytes = fs::read(output.join(path)).expect("read");
        match bytes.first_mut() {
            Some(first) => *first ^= 1,
            None => bytes.push(b'x'),
        }
        fs::write(output.join(path), &bytes).expect("write");
        self.edited.insert(path.clone(), bytes);
        format!("edit public/{path}")
    }

    /// Damages, cuts or exchanges records of the store.
    fn spoil_store(&self, random: &mut Random) -> String {
        let store = self.root().join(".ibid/cache");
        let names: Vec<String> = tree(&store).into_keys().collect();
        if names.is_empty() {
            return "nothing".to_owned();
        }
        let name = random.of(&names);
        let mut bytes = fs::read(store.join(name)).expect("read");
        let at = random.below(bytes.len().max(1));
        match random.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.clear(),
            2 => bytes = fs::read(store.join(random.of(&names))).expect("read"),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 0x41),
        }
        fs::write(store.join(name), bytes).expect("write");
        format!("damage the record {name}")
    }

    /// Builds; whether the site was published, and the findings.
    fn build(&self, threads: usize, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new(IBID);
        command.arg("-r").arg(self.root()).args(["--format", "json", "build"]).args(arguments);
        let done = command.env("RAYON_NUM_THREADS", threads.to_string()).output().expect("run ibid");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(!said.contains("panicked"), "{said}");
        (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
    }
}

impl Bench {
    /// Stands in for an editor who deletes the published files that were edited by hand and belong to no page any more:
    /// ibid leaves them, and says so.
    fn delete_what_stays(&mut self, expected: &BTreeMap<String, Vec<u8>>) {
        let output = self.root().join("public");
        for (path, bytes) in std::mem::take(&mut self.edited) {
            let file = output.join(&path);
            if !expected.contains_key(&path) && fs::read(&file).is_ok_and(|kept| kept == bytes) {
                fs::remove_file(file).expect("remove");
            }
        }
    }

    /// Stands in for an editor who accepts every text as it is: as in a site that never had a lock.
    fn accept(&self) {
        for file in ["ibid.lock", ".ibid/locked"] {
            fs::remove_file(self.root().join(file)).ok();
        }
    }
}

#[track_caller]
fn assert_same(kept: &BTreeMap<String, Vec<u8>>, anew: &BTreeMap<String, Vec<u8>>, history: &[String]) {
    let paths: BTreeSet<&String> = kept.keys().chain(anew.keys()).collect();
    let differ: Vec<&&String> = paths.iter().filter(|path| kept.get(**path) != anew.get(**path)).collect();
    assert!(differ.is_empty(), "{differ:?} differ after {history:#?}");
}

#[test]
fn any_sequence_of_builds_gives_what_a_build_from_nothing_gives() {
    let (steps, seed) = (number("IBID_STEPS", 120), number("IBID_SEED", 20_251_215));
    let mut random = Random(seed);
    let mut bench = Bench::new(&mut random);
    let mut history = vec![format!("seed {seed}")];
    let (mut published, mut edits, started) = (0, 0, Instant::now());
    let mut good = bench.files.clone();
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    for number in 0..steps {
        for _ in 0..random.below(3) {
            edits += 1;
            history.push(format!("{number}: {}", bench.step(&mut random)));
        }
        bench.write();
        // Where the words of a source change, its editor accepts it.
        bench.accept();
        let fresh = elsewhere.path().join(number.to_string());
        let output = fresh.to_string_lossy().into_owned();
        let (is_done, findings) = bench.build(1 + random.below(3), &[]);
        bench.accept();
        let (is_expected, expected) = bench.build(1, &["--no-cache", "-o", &output]);
        assert_eq!(is_done, is_expected, "after {history:#?}\n{findings}\n{expected}");
        assert_eq!(findings, expected, "other findings after {history:#?}");
        if is_done {
            published += 1;
            good.clone_from(&bench.files);
            bench.delete_what_stays(&tree(&fresh));
            assert_same(&tree(&bench.root().join("public")), &tree(&fresh), &history);
            fs::remove_dir_all(&fresh).ok();
        } else if random.one_in(3) {
            bench.files.clone_from(&good);
            history.push(format!("{number}: mend everything"));
        }
    }
    println!(
        "incremental: {steps} builds after edits compared with builds from scratch (seed {seed}), {published} of them \
         published, {edits} edits, 0 differences in files or findings, {} s",
        started.elapsed().as_secs()
    );
    assert!(published * 3 > steps, "only {published} of {steps} sites had no errors: too few to tell");
}

#[test]
fn going_back_gives_what_was_there_before() {
    let mut random = Random(7);
    for _ in 0..6 {
        let mut bench = Bench::new(&mut random);
        bench.write();
        let (is_done, _) = bench.build(2, &[]);
        if !is_done {
            continue;
        }
        let (first, files) = (tree(&bench.root().join("public")), bench.files.clone());
        bench.step(&mut random);
        bench.write();
        bench.build(2, &[]);
        bench.files = files;
        bench.write();
        bench.build(2, &[]);
        assert_same(&tree(&bench.root().join("public")), &first, &["there and back".to_owned()]);
    }
}

/// Publishes, and gives the paths of the files that were written.
fn written(root: &Path) -> Vec<String> {
    let mut command = Command::new(IBID);
    let done = command.arg("-r").arg(root).args(["-v", "build"]).output().expect("run ibid");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}");
    said.lines().filter_map(|line| line.trim().strip_prefix("written  ")).map(str::to_owned).collect()
}

/// A site with a page that cites one source, and others that do not.
fn small() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = [
        ("ibid.yaml", "title: Site\nbase_url: https://example.org/\n"),
        ("seeds/daily.md", "---\ntitle: Talks\n---\n\nThe talks went on.\n"),
        ("seeds/herald.md", "---\ntitle: More\n---\n\nNothing was said.\n"),
        ("content/_index.md", "---\ntitle: Site\n---\n\nHome.\n"),
        ("content/a.md", "---\ntitle: A\n---\n\nHe said “the talks went on” [@daily].\n"),
        ("content/b.md", "---\ntitle: B\n---\n\nThey said “nothing was said” [@herald].\n"),
    ];
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("make the folder");
        fs::write(file, text).expect("write");
    }
    folder
}

#[test]
fn only_what_an_edit_bears_on_is_written() {
    let site = small();
    assert!(written(site.path()).contains(&"b/index.html".to_owned()));
    assert_eq!(written(site.path()), Vec::<String>::new());
    let page = "---\ntitle: A\n---\n\nHe said: “the talks went on” [@daily]. It was late.\n";
    fs::write(site.path().join("content/a.md"), page).expect("write");
    let changed = written(site.path());
    let expected = ["a/index.html", "claims.json", "evidence/a/index.html", "sources/daily/index.html"];
    for path in expected {
        assert!(changed.contains(&path.to_owned()), "{path} is not among {changed:?}");
    }
    assert!(!changed.iter().any(|path| path.starts_with("b/") || path.contains("herald")), "{changed:?}");
}

/// A build reads the files that were changed, and of the others those that it needs.
#[cfg(target_os = "linux")]
#[test]
fn files_that_look_unchanged_are_not_read() {
    let site = small();
    // Of a file with findings the lines are shown.
    for (name, text) in
        [("daily", "“The talks went on,” he said."), ("herald", "“Nothing was said,” he said.")]
    {
        let text = format!("---\ntitle: T\nnot_stated: [author, publisher, date, url]\n---\n\n{text}\n");
        fs::write(site.path().join(format!("seeds/{name}.md")), text).expect("write");
    }
    let read = || {
        let log = site.path().join("opened");
        let mut command = Command::new("strace");
        command.args(["-f", "-e", "trace=open,openat", "-o"]).arg(&log).arg(IBID);
        assert!(
            command.arg("-r").arg(site.path()).args(["-q", "build"]).status().expect("run strace").success()
        );
        let log = fs::read_to_string(log).expect("read");
        let opened = |path: &&str| log.contains(&format!("/{path}\""));
        ["ibid.yaml", "content/a.md", "content/b.md", "seeds/daily.md", "seeds/herald.md"]
            .into_iter()
            .filter(opened)
            .collect::<Vec<_>>()
    };
    assert_eq!(read().len(), 5, "a first build reads everything");
    // What was changed a moment ago may change again in the same moment.
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(read().len(), 5, "and so the second");
    assert_eq!(read(), ["ibid.yaml"], "after nothing changed");
    let page = "---\ntitle: A\n---\n\nHe said: “the talks went on” [@daily]. It was late.\n";
    fs::write(site.path().join("content/a.md"), page).expect("write");
    assert!(!read().contains(&"content/b.md"), "after an edit of another page");
}

/// Lists say in which language a page is, and where its evidence stands.
#[test]
fn a_page_that_is_of_another_language_at_the_same_address_is_listed_as_that() {
    let site = small();
    let path = |path: &str| site.path().join(path);
    let settings = "title: Site\nbase_url: https://example.org/\nlanguages:\n  uk: {title: Сайт}\n";
    fs::write(path("ibid.yaml"), settings).expect("write");
    fs::create_dir(path("content/uk")).expect("make the folder");
    fs::write(path("content/b.uk.md"), "---\ntitle: Б\n---\n\nСлова.\n").expect("write");
    let page = "---\ntitle: X\n---\n\nHe said “the talks went on” [@daily].\n";
    fs::write(path("content/uk/x.md"), page).expect("write");
    let listed = || {
        let mut command = Command::new(IBID);
        let done = command.arg("-r").arg(site.path()).args(["build", "--verify"]).output().expect("run ibid");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        fs::read_to_string(path("public/sources/daily/index.html")).expect("read")
    };
    let before = listed();
    assert!(before.contains("/uk/x/"), "{before}");
    fs::rename(path("content/uk/x.md"), path("content/x.uk.md")).expect("rename");
    assert_ne!(listed(), before);
}

#[test]
fn what_is_verified_is_compared() {
    let site = small();
    let build = |arguments: &[&str]| {
        let mut command = Command::new(IBID);
        command.arg("-r").arg(site.path()).arg("build").args(arguments).output().expect("run ibid")
    };
    let done = build(&["--verify"]);
    assert!(done.status.success());
    assert!(String::from_utf8_lossy(&done.stderr).contains("verified: "));
    let clean = Command::new(IBID).arg("-r").arg(site.path()).arg("clean").status();
    assert!(clean.expect("run ibid").success());
    assert!(!site.path().join(".ibid/cache").exists());
    assert!(site.path().join("public/a/index.html").exists());
    assert!(build(&["--no-cache"]).status.success());
    assert!(!site.path().join(".ibid/cache").exists(), "nothing is kept");
}

#[test]
fn bytes_of_the_same_size_and_time_are_seen() {
    let site = small();
    written(site.path());
    let page = site.path().join("content/a.md");
    let time = fs::metadata(&page).and_then(|facts| facts.modified()).expect("its time");
    let text = fs::read_to_string(&page).expect("read").replace("He said", "We said");
    let set_time = |path: &Path| {
        fs::File::options()
            .write(true)
            .open(path)
            .and_then(|file| file.set_modified(time))
            .expect("set the time");
    };
    fs::write(&page, text).expect("write");
    set_time(&page);
    assert!(written(site.path()).contains(&"a/index.html".to_owned()));
    // And so in the output.
    let published = site.path().join("public/a/index.html");
    let time = fs::metadata(&published).and_then(|facts| facts.modified()).expect("its time");
    let html = fs::read_to_string(&published).expect("read");
    fs::write(&published, html.replace("We said", "He said")).expect("write");
    fs::File::options()
        .write(true)
        .open(&published)
        .and_then(|file| file.set_modified(time))
        .expect("set the time");
    written(site.path());
    assert_eq!(fs::read_to_string(&published).expect("read"), html);
}
