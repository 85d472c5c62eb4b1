//! The program killed at random moments, and two of them at once: never a page that is half one site and half
//! another, never a site that the next build does not repair.
//!
//! `IBID_KILLS=10000 IBID_PAIRS=1000 cargo test --test suite interrupted -- --nocapture` is the long run;
//! `IBID_SEED` chooses the moments, `IBID_JOBS` how many sites are built and killed side by side.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::files;
use crate::support::program;
use crate::support::settings::number;

type Tree = BTreeMap<String, Vec<u8>>;

/// A number from the environment, or the modest one.
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
        files::write(
            &site.path,
            "content/_index.md",
            "---\ntitle: Home\n---\n\nThe council voted [@vote].\n",
        );
        files::write(
            &site.path,
            "seeds/vote.md",
            "---\ntitle: Vote\nnot_stated: [author, publisher, date, url]\n---\nThe council voted on Tuesday.\n",
        );
        site
    }

    /// Puts the site into one of its states: 0 and 1 differ in every page, 2 from 1 in a few.
    fn turn(&self, state: usize) {
        let title = if state == 0 { "The old record" } else { "The new record" };
        files::write(&self.path, "ibid.yaml", format!("title: {title}\nbase_url: https://example.org/\n"));
        for page in 0..PAGES {
            let few = if state == 2 && page < 3 { "Edited. " } else { "" };
            let text =
                format!("---\ntitle: Page {page}\n---\n\n{few}“The council voted on Tuesday” [@vote].\n");
            files::write(&self.path, &format!("content/topics/p{page}.md"), text);
        }
    }

    fn start(&self) -> Child {
        let mut command = program::ibid(&self.path, &["build", "--quiet"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("start the program")
    }

    fn public(&self) -> Tree {
        files::tree(&self.path.join("public"))
    }

    /// What a build of the state publishes where nothing was before.
    fn clean(&self, state: usize) -> Tree {
        self.turn(state);
        let output = self.path.with_file_name(format!("clean-{state}"));
        let output = output.to_str().expect("UTF-8").to_owned();
        program::run(&self.path, &["build", "--quiet", "-o", &output]).exits(0);
        files::tree(Path::new(&output))
    }

    /// Whether a build was stopped between its first staged file and its last step.
    fn is_half_published(&self) -> bool {
        let holds = |folder: &str| {
            self.path.join(folder).read_dir().is_ok_and(|mut entries| entries.next().is_some())
        };
        holds(".ibid/stage") || holds(".ibid/journal")
    }

    fn sources(&self) -> Tree {
        let is_source = |path: &String| !path.starts_with("public/") && !path.starts_with(".ibid/");
        files::tree(&self.path).into_iter().filter(|(path, _)| is_source(path)).collect()
    }
}

/// What became of the kills.
#[derive(Default)]
struct Kills {
    all: u64,
    /// Struck while the build still ran.
    struck: u64,
    /// Of those: left a staged site or a journal, so they fell between the first file that was written and the
    /// last step.
    while_publishing: u64,
    /// In builds that replace files one by one.
    rolled: u64,
    /// What stood afterwards was not the new site, and the next build made it.
    mended: u64,
}

/// The kinds of change: of every page, or of a few, file by file.
fn kind(standing: usize, next: usize) -> usize {
    usize::from(standing != 0 && next != 0)
}

/// Within which time a build is killed, by its kind: a quarter or so longer than it runs. How long that is
/// changes with what else the machine does, so every kill that comes too late brings the next ones forward and
/// every other one puts them off a little; three of four then strike.
struct Moments([Duration; 2]);

impl Moments {
    fn next(&self, kind: usize, random: &mut Random) -> Duration {
        self.0[kind].mul_f64(random.below(1_000_000) as f64 / 1e6)
    }

    fn learn(&mut self, kind: usize, has_struck: bool) {
        let most = &mut self.0[kind];
        *most = most.mul_f64(if has_struck { 1.01 } else { 0.97 }).max(Duration::from_millis(1));
    }
}

/// One site after the other is built and killed, from one of its states to another.
fn kill_builds(kills: u64, seed: u64) -> Kills {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let site = Site::new();
    let clean = [0, 1, 2].map(|state| site.clean(state));
    // The site's own record of sources is made by the first build.
    let mut lengths = [Duration::ZERO; 2];
    for (state, next) in [(0, 0), (0, 1), (1, 2), (2, 1)] {
        site.turn(next);
        let started = Instant::now();
        assert!(site.start().wait().expect("wait for the build").success());
        lengths[kind(state, next)] = started.elapsed();
        assert!(site.public() == clean[next], "not the site of state {next}");
    }
    let mut moments = Moments(lengths.map(|length| length.mul_f64(1.3)));
    let (mut standing, mut count) = (1, Kills::default());
    for kill in 0..kills {
        let next = match (standing, random.below(2)) {
            (0, _) => 1,
            (1, 0) | (2, 0) => 0,
            (1, _) => 2,
            _ => 1,
        };
        let kind = kind(standing, next);
        site.turn(next);
        let sources = site.sources();
        let mut child = site.start();
        std::thread::sleep(moments.next(kind, &mut random));
        child.kill().expect("kill the build");
        let has_struck = child.wait().expect("wait for the build").code().is_none();
        moments.learn(kind, has_struck);
        count.struck += u64::from(has_struck);
        count.while_publishing += u64::from(site.is_half_published());
        let shown = site.public();
        let (old, new) = (&clean[standing], &clean[next]);
        let context = format!("kill {kill} of seed {seed}, from {standing} to {next}");
        if kind == 0 {
            assert!(shown == *old || shown == *new, "{context}: a mixed site");
        } else {
            count.rolled += 1;
            let stray = shown
                .iter()
                .find(|(path, bytes)| old.get(*path) != Some(*bytes) && new.get(*path) != Some(*bytes));
            assert!(stray.is_none(), "{context}: {} is torn", stray.map_or("", |(path, _)| path));
            assert!(
                old.keys().all(|path| shown.contains_key(path) || !new.contains_key(path)),
                "{context}: a page is lost"
            );
        }
        assert!(site.sources() == sources, "{context}: a source changed");
        if shown != *new || site.is_half_published() {
            count.mended += u64::from(shown != *new);
            program::run(&site.path, &["build", "--quiet"]).exits(0);
            assert!(site.public() == *new, "{context}: the next build did not repair it");
            assert!(!site.is_half_published(), "{context}: the next build did not tidy up");
        }
        count.all += 1;
        standing = next;
    }
    count
}

#[test]
fn killed_at_any_moment_the_old_site_or_the_new_one_stands() {
    let (kills, seed, jobs) =
        (number("IBID_KILLS", 60), number("IBID_SEED", 7), number("IBID_JOBS", 2).max(1));
    let started = Instant::now();
    let count = std::thread::scope(|scope| {
        let side_by_side: Vec<_> = (0..jobs)
            .map(|job| {
                let share = kills / jobs + u64::from(job < kills % jobs);
                scope.spawn(move || kill_builds(share, seed + 1_000_003 * job))
            })
            .collect();
        let counts = side_by_side.into_iter().map(|job| job.join().expect("no kill breaks a site"));
        counts.fold(Kills::default(), |sum, job| Kills {
            all: sum.all + job.all,
            struck: sum.struck + job.struck,
            while_publishing: sum.while_publishing + job.while_publishing,
            rolled: sum.rolled + job.rolled,
            mended: sum.mended + job.mended,
        })
    });
    assert!(count.struck * 3 >= count.all, "{} of {} struck: too few", count.struck, count.all);
    println!(
        "kills: {} (seed {seed}, {jobs} sites at a time), {} while the build ran, {} of them while it published, \
         {} while files were replaced one by one, {} mended by the next build, 0 torn or mixed sites, 0 lost or \
         changed source bytes, {} s",
        count.all,
        count.struck,
        count.while_publishing,
        count.rolled,
        count.mended,
        started.elapsed().as_secs()
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
