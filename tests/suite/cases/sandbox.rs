//! A place for one case: a site, and beside it things that nobody may touch.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::ROOT;
use crate::support::archive::Archive;
use crate::support::files;
use crate::support::program::{self, IBID};

/// Somebody without rights: `nobody`.
const PERSON: u32 = 65534;
/// No script may take longer; a case's own limit is the oracle's.
const PATIENCE: Duration = Duration::from_secs(120);

/// What stands at a path: its kind with its permissions, and a file's bytes or a link's words.
pub(crate) type State = BTreeMap<String, (String, Vec<u8>)>;

/// The end of a command.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
    /// Peak of resident memory in KiB, as far as it was seen; of the program only, not of scripts.
    pub(crate) memory: u64,
}

impl Ended {
    pub(crate) fn exits(self, code: i32) -> Result<Self, String> {
        if self.code == Some(code) {
            return Ok(self);
        }
        Err(format!(
            "exit code {:?}, expected {code}\n{}\n{}",
            self.code,
            cut(&self.stdout),
            cut(&self.stderr)
        ))
    }
}

fn cut(text: &str) -> &str {
    let end = (0..=text.len().min(3_000)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// A folder with `site/`, `home/` and `neighbour/`.
pub(crate) struct Sandbox {
    folder: TempDir,
    path: PathBuf,
    as_person: bool,
}

impl Sandbox {
    /// The published base site, a home and a neighbour.
    pub(crate) fn new(as_person: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().canonicalize().expect("its true path");
        for (path_below, text) in
            [("home/.profile", "mine"), ("neighbour/letter.md", "---\ntitle: A letter\n---\n")]
        {
            files::write(&path, path_below, text);
        }
        copy(base(), &path.join("site"));
        let is_root = fs::metadata(&path).expect("the folder").uid() == 0;
        let sandbox = Self { folder, path, as_person: as_person && is_root };
        if sandbox.as_person {
            let owner = format!("{PERSON}:{PERSON}");
            let done = Command::new("chown").args(["-R", &owner]).arg(sandbox.folder.path()).status();
            assert!(done.expect("start chown").success());
        }
        sandbox
    }

    pub(crate) fn site(&self) -> PathBuf {
        self.path.join("site")
    }

    /// Runs the program in the site.
    pub(crate) fn ibid(&self, args: &str) -> Result<Ended, String> {
        let mut command = self.command(IBID);
        command.args(args.split_whitespace());
        self.run(command)
    }

    /// Runs a script of a case in the site.
    pub(crate) fn script(&self, case: &Path, name: &str) -> Result<Ended, String> {
        // Making a case may take rights that running it has not.
        let mut command = match name {
            "run.sh" => self.command("bash"),
            _ => Command::new("bash"),
        };
        command.args(["-euo", "pipefail", "-c", ". \"$0\"; . \"$1\""]);
        command.arg(format!("{ROOT}/tests/cases/lib.sh")).arg(case.join(name));
        self.run(command).map_err(|error| format!("{name}: {error}"))
    }

    fn command(&self, program: &str) -> Command {
        if !self.as_person {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command.args([
            &format!("--reuid={PERSON}"),
            &format!("--regid={PERSON}"),
            "--clear-groups",
            "--",
            program,
        ]);
        command
    }

    fn run(&self, mut command: Command) -> Result<Ended, String> {
        let out = tempfile::tempdir().map_err(|error| error.to_string())?;
        let file = |name: &str| File::create(out.path().join(name)).map_err(|error| error.to_string());
        let (stdout, stderr) = (file("out")?, file("err")?);
        let path = std::env::var("PATH").unwrap_or_default();
        let program = Path::new(IBID).parent().expect("the program's folder").display();
        command
            .current_dir(self.site())
            .env("PATH", format!("{program}:{path}"))
            .env("HOME", self.path.join("home"))
            .env("IBID", IBID)
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "dumb")
            .env_remove("NO_COLOR")
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr);
        let started = Instant::now();
        let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
        let mut memory = 0;
        let status = loop {
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                break status;
            }
            memory = memory.max(program::peak(child.id()));
            if started.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no end after {PATIENCE:?}: {command:?}"));
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        let text = |name: &str| {
            let bytes = fs::read(out.path().join(name)).unwrap_or_default();
            String::from_utf8(bytes).map_err(|_| format!("what it prints is not UTF-8: {command:?}"))
        };
        let took = started.elapsed();
        Ok(Ended { code: status.code(), stdout: text("out")?, stderr: text("err")?, took, memory })
    }

    /// Everything below the sandbox, with permissions.
    pub(crate) fn state(&self) -> State {
        state(&self.path)
    }

    /// What a build of the same sources publishes where nothing was before.
    pub(crate) fn clean_build(&self) -> Result<BTreeMap<String, Vec<u8>>, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let site = folder.path().join("site");
        copy(&self.site(), &site);
        for path in ["public", ".ibid"] {
            let path = site.join(path);
            match path.is_symlink() {
                true => fs::remove_file(&path).map_err(|error| error.to_string())?,
                false => drop(fs::remove_dir_all(&path)),
            }
        }
        let mut command = Command::new(IBID);
        command.args(["build", "-q", "-r"]).arg(&site).env("HOME", self.path.join("home"));
        let built = command.output().map_err(|error| error.to_string())?;
        if !built.status.success() {
            return Err(format!("the clean build fails:\n{}", String::from_utf8_lossy(&built.stderr)));
        }
        Ok(files::tree(&site.join("public")))
    }
}

/// A copy with links, permissions and times.
fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("start cp");
    assert!(done.success(), "cp -a {} {}", from.display(), to.display());
}

/// The base site, published.
fn base() -> &'static Path {
    static BASE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = BASE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let site = folder.path().join("site");
        Archive::base().write(&site);
        program::run(&site, &["build", "--strict"]).exits(0);
        (folder, site)
    });
    path
}

fn state(root: &Path) -> State {
    let mut state = State::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(facts) = path.symlink_metadata() else { continue };
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            let kind = facts.file_type();
            let mode = facts.permissions().mode() & 0o7777;
            let (what, bytes) = match () {
                () if kind.is_dir() => {
                    folders.push(path);
                    continue;
                }
                () if kind.is_symlink() => {
                    let to = fs::read_link(&path).unwrap_or_default();
                    ("link", to.to_string_lossy().into_owned().into_bytes())
                }
                () if kind.is_fifo() => ("pipe", Vec::new()),
                // A file of gigabytes with nothing in it is told by its length.
                () if facts.len() > 1 << 25 => ("long file", facts.len().to_string().into_bytes()),
                () => ("file", fs::read(&path).unwrap_or_default()),
            };
            state.insert(name, (format!("{what} {mode:o}"), bytes));
        }
    }
    state
}
