//! A site that is built in parts is the site that `ibid build` publishes, byte for byte: whatever the number of parts,
//! the order of steps and what happened to the processes that took them. What is damaged, missing or of another state
//! is named, and nothing is published then.
//!
//! `IBID_KILLS=200` kills more steps, `IBID_SEED` others; `IBID_PARTS=1,2,3,7` cuts the flagship otherwise.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::files::{self, tree};
use crate::support::flagship;
use crate::support::program::{self, Ran};
use crate::support::random::Random;
use crate::support::settings::number;

const IMAGE: &[u8] = include_bytes!("../incremental/900.png");

/// A site in a temporary folder, with a store beside it.
struct Bench {
    _folder: TempDir,
    site: PathBuf,
}

impl Bench {
    fn empty() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.unwrap();
        let site = folder.path().canonicalize().unwrap().join("site");
        fs::create_dir(&site).unwrap();
        Self { _folder: folder, site }
    }

    /// A site with every kind of file that is published: two languages, pictures, drafts, tags, an event, a
    /// disagreement, twins and cards.
    fn new() -> Self {
        let bench = Self::empty();
        bench.write(
            "ibid.yaml",
            "title: Site\nbase_url: https://example.org/sub/\ntaxonomies: [tags]\noutputs: [markdown, embed]\n\
             languages:\n  uk: {title: Сайт}\n",
        );
        bench.write("content/_index.md", "---\ntitle: Home\n---\n\nThe council voted [@vote].\n");
        bench.write("content/map.png", IMAGE);
        bench.write("content/topics/_index.md", "---\ntitle: Topics\n---\n\nAll of them.\n");
        for page in 0..9 {
            let draft = if page == 8 { "draft: true\n" } else { "" };
            let next = (page + 1) % 8;
            bench.write(
                &format!("content/topics/p{page}.md"),
                format!(
                    "---\ntitle: Page {page}\ndate: 2025-11-0{}\ntags: [vote, t{}]\n{draft}aliases: [/old{page}/]\n---\n\n\
                     “The council voted on Tuesday” [@vote]. See [there](p{next}.md).\n\n![a map](/map.png)\n\n\
                     ::: timeline\n- 2025-11-0{}: They met [@talks].\n:::\n",
                    page + 1,
                    page % 3,
                    page + 1,
                ),
            );
        }
        bench.write("content/topics/p1.uk.md", "---\ntitle: Сторінка\n---\n\nРада голосувала [@vote].\n");
        bench.write(
            "seeds/vote.md",
            "---\ntitle: Vote\nnot_stated: [author, publisher, date, url]\n---\nThe council voted on Tuesday.\n",
        );
        bench.write(
            "seeds/talks.md",
            "---\ntitle: Talks\nnot_stated: [author, publisher, date, url]\n---\nThey met in the old town.\n",
        );
        bench
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        files::write(&self.site, path, content);
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.site.with_file_name(name)
    }

    #[track_caller]
    fn run(&self, args: &[&str]) -> Ran {
        program::run(&self.site, args)
    }

    /// `ibid shard STEP… --store ../store`.
    #[track_caller]
    fn shard(&self, step: &[&str]) -> Ran {
        self.run(&[&["shard"], step, &["--store", "../store"]].concat())
    }

    #[track_caller]
    fn outline_all(&self, of: usize) {
        (1..=of).for_each(|part| drop(self.shard(&["outline", &format!("{part}/{of}")]).exits(0)));
    }

    #[track_caller]
    fn build_all(&self, of: usize) {
        (1..=of).for_each(|part| drop(self.shard(&["build", &format!("{part}/{of}")]).exits(0)));
    }

    #[track_caller]
    fn all_steps(&self, of: usize) {
        self.outline_all(of);
        self.shard(&["merge"]).exits(0);
        self.build_all(of);
        self.shard(&["publish"]).exits(0);
    }

    fn public(&self) -> Tree {
        tree(&self.site.join("public"))
    }

    /// What `ibid build` publishes of a copy of the site, and the lock that it writes.
    fn built(&self, args: &[&str]) -> (Tree, Vec<u8>) {
        let copy = self.beside("copy");
        let _ = fs::remove_dir_all(&copy);
        for (path, bytes) in tree(&self.site) {
            if !path.starts_with("public/") && !path.starts_with(".ibid/") {
                files::write(&copy, &path, bytes);
            }
        }
        program::run(&copy, &[&["build"], args].concat()).exits(0);
        (tree(&copy.join("public")), fs::read(copy.join("ibid.lock")).unwrap())
    }
}

type Tree = std::collections::BTreeMap<String, Vec<u8>>;

#[track_caller]
fn assert_same(one: &Tree, other: &Tree) {
    let differs = |path: &&String| one.get(*path) != other.get(*path);
    let different: Vec<&String> = one.keys().chain(other.keys()).filter(differs).collect();
    assert!(different.is_empty(), "these differ: {different:?}");
}

#[test]
fn a_site_in_parts_is_the_site_of_a_build() {
    let bench = Bench::new();
    let (whole, lock) = bench.built(&[]);
    assert!(whole.len() > 100 && whole.contains_key("uk/topics/p1/index.html"), "{}", whole.len());
    for of in [1, 2, 3, 7] {
        for folder in ["public", ".ibid", "../store"] {
            let _ = fs::remove_dir_all(bench.site.join(folder));
        }
        let _ = fs::remove_file(bench.site.join("ibid.lock"));
        bench.all_steps(of);
        assert_same(&bench.public(), &whole);
        assert!(fs::read(bench.site.join("ibid.lock")).unwrap() == lock, "another lock");
    }
    // A build has nothing to change then.
    bench.run(&["build"]).exits(0).says("nothing to change");
}

#[test]
fn the_flagship_in_parts_is_the_flagship() {
    let parts = std::env::var("IBID_PARTS").unwrap_or_else(|_| "3".to_owned());
    for of in parts.split(',').map(|of| of.parse::<usize>().unwrap()) {
        let bench = Bench::empty();
        for (path, content) in &flagship::snapshot().files {
            bench.write(path, content.read().unwrap());
        }
        bench.all_steps(of);
        let published = flagship::FLAGSHIP.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec()));
        assert_same(&bench.public(), &published.collect());
    }
}

#[test]
fn options_travel_with_the_parts() {
    let bench = Bench::new();
    let options = ["--drafts", "--base-url", "https://other.example/"];
    let (whole, _) = bench.built(&options);
    for part in ["1/2", "2/2"] {
        bench.shard(&[&["outline", part], &options[..]].concat()).exits(0);
    }
    bench.shard(&["merge"]).exits(0);
    bench.build_all(2);
    bench.shard(&["publish"]).exits(0);
    assert_same(&bench.public(), &whole);
    assert!(whole.contains_key("topics/p8/index.html"));
    bench.shard(&["outline", "2/2"]).exits(0).says("wrote");
    bench.shard(&["merge"]).exits(1).says(
        "part 1/2 was outlined with --drafts --base-url https://other.example/, and part 2/2 with no options",
    );
}

#[test]
fn a_step_that_was_taken_is_not_taken_again() {
    let bench = Bench::new();
    bench.all_steps(2);
    let store = tree(&bench.beside("store"));
    bench.shard(&["outline", "2/2"]).exits(0).says("wrote nothing: its record stands");
    bench.shard(&["build", "1/2"]).exits(0).says("made nothing: its record stands");
    bench.shard(&["merge"]).exits(0).says("it may be published");
    bench.shard(&["build", "2/2"]).exits(0).says("made nothing: its record stands");
    bench.shard(&["publish"]).exits(0).says("nothing to change");
    let again = tree(&bench.beside("store"));
    let differs = |path: &&String| store.get(*path) != again.get(*path) && *path != "merged.json";
    let different: Vec<&String> = store.keys().chain(again.keys()).filter(differs).collect();
    assert!(different.is_empty(), "{different:?}");
    // What is damaged is made anew.
    for path in store.keys().filter(|path| path.starts_with("objects/") || path.starts_with("outline/")) {
        fs::write(bench.beside("store").join(path), "damage").unwrap();
    }
    bench.outline_all(2);
    bench.shard(&["merge"]).exits(0);
    bench.build_all(2);
    bench.shard(&["publish"]).exits(0).says("nothing to change");
}

#[test]
fn steps_out_of_order_are_refused() {
    let bench = Bench::new();
    bench.shard(&["merge"]).exits(1).says("there is no store");
    bench.shard(&["outline", "3/3"]).exits(0);
    bench
        .shard(&["merge"])
        .exits(1)
        .says("parts 1/3, 2/3 have not been outlined")
        .says("ibid shard outline 1/3");
    bench.shard(&["build", "3/3"]).exits(1).says("the parts have not been merged");
    bench.shard(&["publish"]).exits(1).says("the parts have not been merged");
    bench.shard(&["outline", "2/3"]).exits(0);
    bench.shard(&["outline", "1/3"]).exits(0);
    bench.shard(&["merge"]).exits(0);
    bench.shard(&["build", "2/4"]).exits(2).says("there is no part 2/4: the site was cut into 3");
    bench.shard(&["build", "2/3"]).exits(0);
    bench.shard(&["publish"]).exits(1).says("parts 1/3, 3/3 have not been built");
    bench
        .shard(&["status"])
        .exits(0)
        .prints("outlined  3 of 3\nmerged    yes\nbuilt     1 of 3; missing: 1/3, 3/3\n");
    assert!(!bench.site.join("public").exists());
    bench.shard(&["build", "3/3"]).exits(0);
    bench.shard(&["build", "1/3"]).exits(0);
    bench.shard(&["publish"]).exits(0);
    assert_same(&bench.public(), &bench.built(&[]).0);
    bench.shard(&["outline", "1/2"]).exits(0);
    bench.shard(&["merge"]).exits(1).says("cut into 2 and into 3");
}

#[test]
fn another_state_of_the_site_is_refused() {
    let bench = Bench::new();
    bench.all_steps(3);
    let public = bench.public();
    let page = "content/topics/p3.md";
    let before = fs::read(bench.site.join(page)).unwrap();
    bench.write(page, [&before[..], b"More.\n"].concat());
    let refused = bench.shard(&["merge"]).exits(1).says("content/topics/p3.md has changed since part ");
    let part = refused.stderr.split("since part ").nth(1).unwrap().split(' ').next().unwrap();
    assert!(refused.stderr.contains(&format!("run `ibid shard outline {part}` again")), "{}", refused.stderr);
    // Nothing is merged now.
    bench.shard(&["publish"]).exits(1).says("the parts have not been merged");
    bench.shard(&["outline", part]).exits(0).says("of facts");
    bench.shard(&["merge"]).exits(0);
    bench.shard(&["publish"]).exits(1).says("part 1/3 was built from another state of the site");
    assert_same(&bench.public(), &public);
    bench.build_all(3);
    bench.shard(&["publish"]).exits(0);
    assert_same(&bench.public(), &bench.built(&[]).0);

    bench.write("content/topics/new.md", "---\ntitle: New\n---\n\nNew.\n");
    bench.shard(&["merge"]).exits(1).says("content/topics/new.md is new since part ");
    fs::remove_file(bench.site.join("content/topics/new.md")).unwrap();
    bench.shard(&["merge"]).exits(0);
    fs::remove_file(bench.site.join(page)).unwrap();
    bench.shard(&["merge"]).exits(1).says("content/topics/p3.md is gone");
    bench.write(page, before);
    bench.outline_all(3);
    bench.shard(&["merge"]).exits(0);
    bench.write("seeds/more.md", "---\ntitle: More\n---\nMore.\n");
    bench
        .shard(&["build", "1/3"])
        .exits(1)
        .says("the settings, the theme, the sources or the reviews have changed");
    bench
        .shard(&["publish"])
        .exits(1)
        .says("the settings, the theme, the sources or the reviews have changed");
    bench.shard(&["merge"]).exits(1).says("parts 1/3, 2/3, 3/3 were outlined before");
}

#[test]
fn a_merge_finds_what_a_check_finds() {
    let bench = Bench::new();
    bench.write(
        "content/topics/wrong.md",
        "---\ntitle: Wrong\ntag: x\n---\n\n“The council never voted” [@vote]. See [there](nowhere.md) [@none].\n",
    );
    bench.write("content/topics/p1b.md", "---\ntitle: Same address\nslug: p1\n---\n\nText.\n");
    bench.write("seeds/unused.md", "---\ntitle: Unused\n---\nText.\n");
    bench.outline_all(3);
    for args in [&[][..], &["--strict"]] {
        let checked = bench.run(&[&["check", "--format", "json"], args].concat()).exits(1);
        let merged = bench.shard(&[&["merge", "--format", "json"], args].concat()).exits(1);
        assert!(checked.stdout.lines().count() > 4, "{}", checked.stdout);
        assert_eq!(merged.stdout, checked.stdout);
    }
    let checked = bench.run(&["check"]).exits(1);
    let merged = bench.shard(&["merge"]).exits(1).says("nothing can be published");
    let without_last = |text: &str| text.trim_end().rsplit_once('\n').unwrap().0.to_owned();
    assert_eq!(without_last(&merged.stderr), without_last(&checked.stderr));
    bench.shard(&["build", "1/3"]).exits(1);
    // Warnings alone stop a strict merge.
    fs::remove_file(bench.site.join("content/topics/wrong.md")).unwrap();
    fs::remove_file(bench.site.join("content/topics/p1b.md")).unwrap();
    bench.write(
        "content/topics/p0.md",
        "---\ntitle: P\n---\n\nA statement [@vote].\n\nAnother one [@vote, \"the\"].\n",
    );
    bench.outline_all(3);
    let codes = |args: &[&str]| {
        let check = bench.run(&[&["check"], args].concat()).code;
        (check, bench.shard(&[&["merge"], args].concat()).code)
    };
    let (check, merge) = codes(&["--strict"]);
    assert_eq!(check, merge);
    let (check, merge) = codes(&[]);
    assert_eq!(check, merge);
}

/// Each file of a store is changed by a byte, cut, and removed: whoever needs it refuses it, names the part or the step,
/// and publishes nothing.
#[test]
fn what_is_damaged_or_missing_is_named_and_nothing_is_published() {
    let bench = Bench::new();
    bench.all_steps(2);
    bench.write("content/topics/p3.md", "---\ntitle: Page 3\n---\n\nThe council voted [@vote].\n");
    let public = bench.public();
    bench.outline_all(2);
    bench.shard(&["merge"]).exits(0);
    bench.build_all(2);
    let store = bench.beside("store");
    let read = |path: &str| fs::read(store.join(path)).unwrap();
    let object = |record: &str, name: &str| {
        let text = String::from_utf8(read(record)).unwrap();
        let digits = text.split(&format!("\"{name}\":\"")).nth(1).unwrap()[..64].to_owned();
        format!("objects/{}/{digits}", &digits[..2])
    };
    let damaged = [
        ("built/2-of-2.json".to_owned(), "publish", "2"),
        (object("built/1-of-2.json", "object"), "publish", "part 1/2"),
        ("merged.json".to_owned(), "publish", "merge"),
        ("outline/1-of-2.json".to_owned(), "merge", "1"),
        (object("outline/2-of-2.json", "facts"), "merge", "part 2/2"),
    ];
    for (path, step, named) in damaged {
        let whole = read(&path);
        let merged = read("merged.json");
        let mut changed = whole.clone();
        let at = whole.len() / 2;
        changed[at] ^= 0x11;
        for bytes in [Some(&changed[..]), Some(&whole[..at]), Some(b"not JSON\n"), Some(b""), None] {
            match bytes {
                Some(bytes) => fs::write(store.join(&path), bytes).unwrap(),
                None => fs::remove_file(store.join(&path)).unwrap(),
            }
            let ran = bench.shard(&[step]).exits(1).says(named);
            assert!(ran.stderr.contains("help: run `ibid shard"), "{path}: {}", ran.stderr);
            assert_same(&bench.public(), &public);
            fs::write(store.join(&path), &whole).unwrap();
            fs::write(store.join("merged.json"), &merged).unwrap();
        }
    }
    bench.shard(&["publish"]).exits(0);
    assert_same(&bench.public(), &bench.built(&[]).0);
}

/// A change of a record's content.
type Forgery = Box<dyn Fn(&str) -> String>;

/// Writes a record as the program does: its hash is right, whatever it says.
fn forge(path: &Path, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    let (head, content) = text.split_once('\n').unwrap();
    let content = change(content.trim_end());
    let hash = blake3::hash(content.as_bytes()).to_hex();
    let at = head.find("\"blake3\":\"").unwrap() + "\"blake3\":\"".len();
    fs::write(path, format!("{}{hash}{}\n{content}\n", &head[..at], &head[at + 64..])).unwrap();
}

#[test]
fn forged_records_lead_nowhere() {
    let bench = Bench::new();
    bench.outline_all(1);
    bench.shard(&["merge"]).exits(0);
    bench.build_all(1);
    let store = bench.beside("store");
    let (record, outline) = (store.join("built/1-of-1.json"), store.join("outline/1-of-1.json"));
    let (built, outlined) = (fs::read(&record).unwrap(), fs::read(&outline).unwrap());
    let quoted = |text: &str| text.replace("\"404.html\"", "\"claims.json\"");
    let mut forged: Vec<(Forgery, &str)> = vec![
        (Box::new(quoted), "twice"),
        (Box::new(|text| text.replace("\"part\":\"1/1\"", "\"part\":\"1/2\"")), "is the record of part 1/2"),
        (Box::new(|text| text.replace("\"part\":\"1/1\"", "\"part\":\"0/1\"")), "counted from 1"),
        (Box::new(|text| text.replacen("\"length\":", "\"length\":9", 1)), "is damaged"),
        (Box::new(|_| "[]".to_owned()), "is damaged"),
        (Box::new(|text| text.replace("\"packs\"", "\"other\"")), "is damaged"),
    ];
    for bad in ["../x", "/etc/x", "a/../../x", ".ibid-stage/x", "a//b"] {
        let change = move |text: &str| text.replace("\"404.html\"", &format!("\"{bad}\""));
        forged.push((Box::new(change), bad));
    }
    for (change, why) in forged {
        forge(&record, change);
        bench.shard(&["publish"]).exits(1).says(why);
        assert!(!bench.site.join("public").exists(), "{why}");
        assert!(!bench.beside("x").exists() && !bench.site.join("x").exists());
        fs::write(&record, &built).unwrap();
    }
    let head = String::from_utf8(built.clone()).unwrap().replacen("\"program\":\"", "\"program\":\"0", 1);
    fs::write(&record, head).unwrap();
    bench.shard(&["publish"]).exits(1).says("another build of ibid");
    fs::write(&record, &built).unwrap();
    forge(&outline, |text| text.replacen("\"content/", "\"../content/", 1));
    bench.shard(&["merge"]).exits(1).says("files of other parts");
    fs::write(&outline, outlined).unwrap();
    bench.shard(&["merge"]).exits(0);
    bench.shard(&["publish"]).exits(0);
}

#[test]
fn bad_use_is_explained() {
    let bench = Bench::new();
    for (part, why) in [
        ("0/3", "counted from 1"),
        ("4/3", "the last of 3 parts is 3/3"),
        ("a/b", "a part is written as 2/3"),
        ("2", "a part is written as 2/3"),
        ("1/0", "at least one part"),
        ("1/99999", "at most 10000 parts"),
    ] {
        bench.shard(&["outline", part]).exits(2).says(why);
        bench.shard(&["build", part]).exits(2).says(why);
    }
    fs::write(bench.beside("file"), "").unwrap();
    let outline = |store: &str| bench.run(&["shard", "outline", "1/1", "--store", store]);
    outline("../file").exits(2).says("is not a folder");
    outline("../file/below").exits(1);
    outline("content/store").exits(2).says("lies in the site's content/");
    outline("seeds").exits(2).says("lies in the site's seeds/");
    outline(".").exits(2).says("is the site's folder");
    outline("..").exits(2).says("is the site's folder, or holds it");
    std::os::unix::fs::symlink("site/content", bench.beside("link")).unwrap();
    outline("../link/store").exits(2).says("lies in the site's content/");
    assert!(!bench.site.join("content/store").exists());
    bench.run(&["shard", "outline", "1/1"]).exits(2).says("--store");
    bench.all_steps(1);
    let publish = |output: &str| bench.shard(&["publish", "-o", output]);
    publish("../store").exits(2).says("must not contain each other");
    publish("../store/below").exits(2).says("must not contain each other");
    publish("content").exits(2);
    publish("../other").exits(0);
    assert_same(&tree(&bench.beside("other")), &bench.public());
}

/// Steps are killed at random moments, taken twice at once and in any order; what is published in the end is the site.
#[test]
fn steps_killed_at_any_moment_leave_nothing_half() {
    let (kills, seed) = (number("IBID_KILLS", 8), number("IBID_SEED", 7));
    let mut random = Random(seed);
    let bench = Bench::new();
    let (whole, _) = bench.built(&[]);
    let start = |step: &[&str]| {
        let args = [&["shard"], step, &["--store", "../store", "--quiet"]].concat();
        let mut command = program::ibid(&bench.site, &args);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let parts = ["1/3", "2/3", "3/3"];
    let (mut struck, mut round) = (0, 0);
    let mut longest = [Duration::from_millis(300); 4];
    while round < kills {
        for folder in ["../store", "public", ".ibid"] {
            if random.one_in(2) {
                let _ = fs::remove_dir_all(bench.site.join(folder));
            }
        }
        for (at, name) in ["outline", "merge", "build", "publish"].into_iter().enumerate() {
            let part = *random.of(&parts);
            let step = if matches!(name, "outline" | "build") { vec![name, part] } else { vec![name] };
            let mut child = start(&step);
            std::thread::sleep(longest[at].mul_f64(random.below(1000) as f64 / 1e3));
            child.kill().unwrap();
            let has_struck = child.wait().unwrap().code().is_none();
            longest[at] = longest[at].mul_f64(if has_struck { 1.05 } else { 0.9 });
            (struck, round) = (struck + u32::from(has_struck), round + 1);
            let standing = bench.public();
            assert!(standing.is_empty() || standing == whole, "a half site after {step:?} was killed");
            match name {
                "outline" | "build" => {
                    // In any order, and one of them twice at once.
                    let twice = *random.of(&parts);
                    let mut more = start(&[name, twice]);
                    parts.iter().rev().for_each(|part| drop(bench.shard(&[name, part]).exits(0)));
                    assert!(more.wait().unwrap().success());
                }
                _ => drop(bench.shard(&[name]).exits(0)),
            }
        }
        assert_same(&bench.public(), &whole);
    }
    assert!(struck > 0, "no kill came in time");
    println!("steps in parts: {round} kills (seed {seed}), {struck} while the step ran, 0 half sites");
}

/// Runs a script of `examples/shard` on the site in three parts, with this folder before all others in which programs are
/// looked for.
#[track_caller]
fn run_example(bench: &Bench, script: &str, programs: &Path) {
    let script = flagship::root().join("examples/shard").join(script);
    let own = Path::new(program::IBID).parent().unwrap();
    let path = format!("{}:{}:{}", programs.display(), own.display(), std::env::var("PATH").unwrap());
    let mut command = std::process::Command::new("bash");
    command.arg(script).args([&bench.site, &bench.beside("store"), Path::new("3")]).env("PATH", path);
    program::run_command(command, "").exits(0);
    assert_same(&bench.public(), &bench.built(&[]).0);
}

/// With xargs, and with GNU parallel where that is installed.
#[test]
fn the_example_for_one_machine_builds_the_site() {
    let bench = Bench::new();
    let programs = bench.beside("programs");
    fs::create_dir(&programs).unwrap();
    run_example(&bench, "parallel.sh", &programs);
    files::write(&programs, "parallel", "#!/bin/sh\nexit 1\n");
    program::system("chmod", &[Path::new("+x"), &programs.join("parallel")]);
    fs::remove_dir_all(bench.beside("store")).unwrap();
    fs::remove_dir_all(bench.site.join("public")).unwrap();
    run_example(&bench, "parallel.sh", &programs);
}

/// A stand-in for `sbatch` runs each job at once, each task of an array by its number, and refuses a job whose forerunner
/// it does not know.
const SBATCH: &str = r#"#!/bin/bash
set -eu
jobs=$(dirname "$0")/jobs
mkdir -p "$jobs"
array=() wrap=
while [ $# != 0 ]; do
  case $1 in
    --array=*) range=${1#--array=}; array=($(seq "${range%-*}" "${range#*-}")) ;;
    --dependency=afterok:*) [ -e "$jobs/${1#--dependency=afterok:}" ] ;;
    --wrap) wrap=$2; shift ;;
  esac
  shift
done
number=$(($(ls "$jobs" | wc -l) + 1))
for task in "${array[@]:-0}"; do SLURM_ARRAY_TASK_ID=$task sh -c "$wrap" >&2; done
touch "$jobs/$number"
echo "$number"
"#;

#[test]
fn the_example_for_slurm_submits_the_steps_in_their_order() {
    let bench = Bench::new();
    let programs = bench.beside("programs");
    files::write(&programs, "sbatch", SBATCH);
    program::system("chmod", &[Path::new("+x"), &programs.join("sbatch")]);
    run_example(&bench, "slurm.sh", &programs);
    assert_eq!(tree(&programs.join("jobs")).len(), 4);
}

/// The jobs of the other examples take every step, for as many parts as they say.
#[test]
fn the_examples_in_yaml_take_every_step() {
    let read = |name: &str| fs::read_to_string(flagship::root().join("examples/shard").join(name)).unwrap();
    for (name, jobs) in [("github-actions.yml", 1), ("kubernetes.yaml", 4)] {
        let text = read(name);
        let documents =
            text.split("\n---\n").map(|text| serde_yaml::from_str::<serde_yaml::Value>(text).unwrap());
        assert_eq!(documents.count(), jobs, "{name}");
        let steps = ["outline", "merge", "build", "publish"].map(|step| format!("shard {step} "));
        let places: Vec<usize> =
            steps.iter().map(|step| text.find(step).unwrap_or_else(|| panic!("{step}"))).collect();
        assert!(places.is_sorted(), "{name}");
    }
    let kubernetes = read("kubernetes.yaml");
    assert_eq!(kubernetes.matches("completions: 8").count(), 2);
    assert_eq!(kubernetes.matches("+ 1))/8 ").count(), 2);
    let actions = read("github-actions.yml");
    assert!(actions.contains("PARTS: 4") && actions.matches("part: [1, 2, 3, 4]").count() == 2);
}
