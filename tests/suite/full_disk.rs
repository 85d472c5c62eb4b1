//! A disk that is full, at every size from one that cannot hold the site to one that can: a small file system
//! in memory, mounted in a name space of its own (`unshare --map-root-user --mount`).
//!
//! The name space is made without rights (`--map-root-user`), or where the system does not allow that, by root. Where
//! neither can be, the test fails and says so. `src/publish/tests/faults.rs` has the same by injected errors.
//!
//! `IBID_SIZES=220 cargo test --test suite full_disk -- --nocapture` is the long run.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::support::files;
use crate::support::program;

/// More files than any of these sites has.
const ANY: u64 = 1_000_000;

/// Mounts the file system, puts the published site there with its new sources, builds, and carries out what
/// stands. `$1` size in KiB, `$2` the site, `$3` where the outcome goes, `$4` its most files.
const SCRIPT: &str = r#"
set -eu
mkdir -p "$3/disk"
mount -t tmpfs -o "size=$1k,nr_inodes=$4" tmpfs "$3/disk"
cp -a "$2" "$3/disk/site"
cd "$3/disk/site"
used=$(df -k --output=used . | tail -1)
files=$(df --output=iused . | tail -1)
code=0
timeout 60 "$IBID" build -q 2> "$3/said" || code=$?
cp -a "$3/disk/site" "$3/after"
echo "$code $used $files" > "$3/outcome"
# Room again: a larger disk, and the next build repairs everything.
mount -o remount,size=64m,nr_inodes=1000000 "$3/disk"
"$IBID" build -q
cp -a public "$3/repaired"
"#;

struct Outcome {
    code: i32,
    /// KiB and files before the build.
    used: [u64; 2],
    said: String,
    folder: tempfile::TempDir,
}

fn build_on(site: &Path, size: u64, inodes: u64) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new("unshare");
    command.args(options()).args(["sh", "-c", SCRIPT, "sh", &size.to_string()]);
    command.arg(site).arg(folder.path()).arg(inodes.to_string());
    command.env("IBID", program::IBID).stdin(Stdio::null());
    let ran = command.output().expect("start unshare");
    let said = fs::read_to_string(folder.path().join("said")).unwrap_or_default();
    assert!(ran.status.success(), "{size} KiB: {} {said}", String::from_utf8_lossy(&ran.stderr));
    let outcome = fs::read_to_string(folder.path().join("outcome")).expect("the outcome");
    let numbers: Vec<u64> = outcome.split_whitespace().map(|word| word.parse().expect("a number")).collect();
    let code = i32::try_from(numbers[0]).expect("an exit code");
    Outcome { code, used: [numbers[1], numbers[2]], said, folder }
}

/// The options of `unshare` by which this system lets a test mount a file system.
fn options() -> &'static [&'static str] {
    static OPTIONS: LazyLock<&[&str]> = LazyLock::new(|| {
        let mut refused = String::new();
        for options in [&["--map-root-user", "--mount"][..], &["--mount"]] {
            let mut command = Command::new("unshare");
            command.args(options).args(["sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]);
            let ran = command.output().expect("start unshare (util-linux)");
            if ran.status.success() {
                return options;
            }
            refused.push_str(&format!("{command:?}: {}", String::from_utf8_lossy(&ran.stderr)));
        }
        panic!(
            "this system mounts no file system for a test: run as root, or allow user name spaces \
             (`sysctl kernel.unprivileged_userns_clone=1`, `kernel.apparmor_restrict_unprivileged_userns=0`)\n{refused}"
        );
    });
    &OPTIONS
}

/// The published site, and sources that make every page of it other.
fn site(folder: &Path) -> program::Ran {
    files::write(folder, "ibid.yaml", "title: The old record\nbase_url: https://example.org/\n");
    files::write(folder, "content/_index.md", "---\ntitle: Home\n---\n\nThe council voted [@vote].\n");
    files::write(
        folder,
        "seeds/vote.md",
        "---\ntitle: Vote\nnot_stated: [author, publisher, date, url]\n---\nThe council voted on Tuesday.\n",
    );
    for page in 0..8 {
        let text = format!("---\ntitle: Page {page}\n---\n\n“The council voted on Tuesday” [@vote].\n");
        files::write(folder, &format!("content/topics/p{page}.md"), text);
    }
    program::run(folder, &["build", "--quiet"]).exits(0)
}

#[test]
fn at_every_size_the_old_site_or_the_new_one_stands() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("site");
    site(&path);
    let old = files::tree(&path.join("public"));
    files::write(&path, "ibid.yaml", "title: The new record\nbase_url: https://example.org/\n");
    let roomy = build_on(&path, 64 << 10, ANY);
    assert_eq!(roomy.code, 0, "{}", roomy.said);
    let new = files::tree(&roomy.folder.path().join("after/public"));
    let sources = |site: &Path| {
        let files = files::tree(site).into_iter();
        files
            .filter(|(path, _)| !path.starts_with("public/") && !path.starts_with(".ibid/"))
            .collect::<Vec<_>>()
    };
    let before = sources(&path);
    let [used, files] = roomy.used;
    // Every page is staged beside the old one, so twice the output and 64 KiB is surely enough.
    let most: u64 = new.values().map(|bytes| bytes.len().div_ceil(4096) as u64 * 4 + 8).sum::<u64>() + 64;
    let sizes: Vec<u64> = (0..=most / 4).map(|step| used + step * 4).collect();
    let wanted: usize = std::env::var("IBID_SIZES").map_or(16, |text| text.parse().expect("a number"));
    let every = (sizes.len() / wanted.max(1)).max(1);
    let tries: Vec<(u64, u64)> = sizes.iter().step_by(every).map(|size| (*size, ANY)).collect();
    let few: Vec<(u64, u64)> = (0..wanted as u64 / 4).map(|step| (64 << 10, files + step * 5)).collect();
    let started = Instant::now();
    let (mut failed, mut longest) = (0, Duration::ZERO);
    for (size, inodes) in tries.iter().chain(&few) {
        let context = format!("{size} KiB, {inodes} files at most");
        let begun = Instant::now();
        let outcome = build_on(&path, *size, *inodes);
        longest = longest.max(begun.elapsed());
        let after = outcome.folder.path().join("after");
        let shown = files::tree(&after.join("public"));
        assert!(matches!(outcome.code, 0 | 1), "{context}: {} {}", outcome.code, outcome.said);
        match outcome.code {
            0 => assert!(shown == new, "{context}: not the new site"),
            _ => {
                failed += 1;
                assert!(shown == old || shown == new, "{context}: a mixed site; {}", outcome.said);
                assert!(outcome.said.contains("help:"), "{context}: {}", outcome.said);
            }
        }
        assert!(sources(&after) == before, "{context}: a source changed");
        let repaired = files::tree(&outcome.folder.path().join("repaired"));
        assert!(repaired == new, "{context}: the next build did not repair it");
    }
    assert!(failed > 0, "no size was too small");
    println!(
        "full disk: {} sizes in steps of {} KiB and {} limits of files, {failed} builds failed, 0 hangs (longest {:.1} s), 0 mixed sites, {} s",
        tries.len(),
        every * 4,
        few.len(),
        longest.as_secs_f64(),
        started.elapsed().as_secs()
    );
}
