//! The program killed at random moments, and two of them at once: never a page that is half one site and half
//! another, never a site that the next build does not repair.
//!
//! `IBID_KILLS=10000 IBID_PAIRS=1000 cargo test --test interrupted -- --nocapture` is the long run;
//! `IBID_SEED` chooses the moments.

#![allow(clippy::print_stdout)]

#[path = "diagnostics/run.rs"]
mod run;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

type Tree = BTreeMap<String, Vec<u8>>;

/// A number from the environment, or the modest one.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
}

/// Marsaglia's xorshift: the same moments for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most.max(1)
    }
}

/// A site with several states.
struct Site {
    _folder: TempDir,
    path: PathBuf,
}

/// Pages of the site.
const PAGES: usize = 24;

impl Site {
    fn new() -> Self {
        // In memory where there is such a place: what a killed process leaves is the same, and sooner there.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a temporary folder");
        let path = folder.path().canonicalize().expect("its true path").join("site");
        let site = Self { _folder: folder, path };
        run::write(&site.path, "content/_index.md", "---\ntitle: Home\n---\n\nThe council voted [@vote].\n");
        run::write(
            &site.path,
            "seeds/vote.md",
            "---\ntitle: Vote\nnot_stated: [author, publisher, date, url]\n---\nThe council voted on Tuesday.\n",
        );
        site
    }

    /// Puts the site into one of its states: 0 and 1 differ in every page, 2 from 1 in a few.
    fn turn(&self, state: usize) {
        let title = if state == 0 { "The old record" } else { "The new record" };
        run::write(&self.path, "ibid.yaml", format!("title: {title}\nbase_url: https://example.org/\n"));
        for page in 0..PAGES {
            let few = if state == 2 && page < 3 { "Edited. " } else { "" };
            let text =
                format!("---\ntitle: Page {page}\n---\n\n{few}“The council voted on Tuesday” [@vote].\n");
            run::write(&self.path, &format!("content/topics/p{page}.md"), text);
        }
    }

    fn start(&self) -> Child {
        let mut command = run::ibid(&self.path, &["build", "--quiet"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("start the program")
    }

    fn public(&self) -> Tree {
        run::tree(&self.path.join("public"))
    }

    /// What a build of the state publishes where nothing was before.
    fn clean(&self, state: usize) -> Tree {
        self.turn(state);
        let output = self.path.with_file_name(format!("clean-{state}"));
        let output = output.to_str().expect("UTF-8").to_owned();
        run::run(&self.path, &["build", "--quiet", "-o", &output]).exits(0);
        run::tree(Path::new(&output))
    }

    fn sources(&self) -> Tree {
        let is_source = |path: &String| !path.starts_with("public/") && !path.starts_with(".ibid/");
        run::tree(&self.path).into_iter().filter(|(path, _)| is_source(path)).collect()
    }
}

/// How long a build takes from the old state, undisturbed.
fn length(site: &Site) -> Duration {
    let started = Instant::now();
    site.start().wait().expect("wait for the build");
    started.elapsed()
}

#[test]
fn killed_at_any_moment_the_old_site_or_the_new_one_stands() {
    let (kills, seed) = (number("IBID_KILLS", 60), number("IBID_SEED", 7));
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let site = Site::new();
    let clean = [0, 1, 2].map(|state| site.clean(state));
    // The site's own record of sources is made by the first build.
    site.turn(0);
    assert!(length(&site) > Duration::ZERO);
    assert_eq!(site.public(), clean[0]);
    site.turn(1);
    let whole = length(&site).max(Duration::from_millis(10));
    let started = Instant::now();
    let (mut standing, mut ended, mut rolled) = (1, 0, 0);
    for kill in 0..kills {
        // From one state to another: all pages change at once, or a few file by file.
        let next = match (standing, random.below(2)) {
            (0, _) => 1,
            (1, 0) | (2, 0) => 0,
            (1, _) => 2,
            _ => 1,
        };
        site.turn(next);
        let sources = site.sources();
        let mut child = site.start();
        std::thread::sleep(whole.mul_f64(random.below(1_300) as f64 / 1_000.0));
        child.kill().expect("kill the build");
        ended += u64::from(child.wait().expect("wait for the build").success());
        let shown = site.public();
        let (old, new) = (&clean[standing], &clean[next]);
        let context = format!("kill {kill} of seed {seed}, from {standing} to {next}");
        if standing == 0 || next == 0 {
            assert!(shown == *old || shown == *new, "{context}: a mixed site");
        } else {
            rolled += 1;
            let stray = shown
                .iter()
                .find(|(path, bytes)| old.get(*path) != Some(bytes) && new.get(*path) != Some(bytes));
            assert!(stray.is_none(), "{context}: {} is torn", stray.map_or("", |(path, _)| path));
            assert!(
                old.keys().all(|path| shown.contains_key(path) || !new.contains_key(path)),
                "{context}: a page is lost"
            );
        }
        assert!(site.sources() == sources, "{context}: a source changed");
        standing = next;
        if shown != clean[next] {
            run::run(&site.path, &["build", "--quiet"]).exits(0);
            assert!(site.public() == clean[next], "{context}: the next build did not repair it");
            assert!(
                !site.path.join(".ibid/journal").read_dir().is_ok_and(|mut left| left.next().is_some()),
                "{context}"
            );
        }
    }
    let took = started.elapsed().as_secs();
    println!(
        "kills: {kills} (seed {seed}; {ended} came after the end, {rolled} while files were replaced one by one), 0 torn or mixed sites, 0 lost or changed source bytes, {took} s"
    );
}

#[test]
fn two_builds_at_once_both_succeed_and_leave_one_site() {
    let pairs = number("IBID_PAIRS", 12);
    let site = Site::new();
    let clean = [0, 1, 2].map(|state| site.clean(state));
    let started = Instant::now();
    for pair in 0..pairs {
        let state = usize::try_from(pair % 3).expect("small");
        site.turn(state);
        let mut both = [site.start(), site.start()];
        for child in &mut both {
            assert!(child.wait().expect("wait for the build").success(), "pair {pair}: a build failed");
        }
        assert!(site.public() == clean[state], "pair {pair}: not the site");
    }
    println!("pairs: {pairs}, 0 failures, {} s", started.elapsed().as_secs());
}
