//! Running the program on sites in temporary folders.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The program that is tested.
pub(crate) const IBID: &str = env!("CARGO_BIN_EXE_ibid");

/// No run of any test may take longer.
const LIMIT: Duration = Duration::from_secs(10);

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; nothing where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The most memory it held, in KiB.
    pub(crate) memory: u64,
}

impl Ran {
    /// Asserts the exit code and gives the run back; a failed assertion shows everything printed.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts that standard error has these words and gives the run back.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "`{words}` is not in:\n{}", self.stderr);
        self
    }

    /// Asserts that standard output has these words and gives the run back.
    #[track_caller]
    pub(crate) fn prints(self, words: &str) -> Self {
        assert!(self.stdout.contains(words), "`{words}` is not in:\n{}", self.stdout);
        self
    }
}

/// The program with `args`, about to run in `folder`, with nothing of the tester's settings around it.
pub(crate) fn ibid(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(IBID);
    command.current_dir(folder).args(args).env_remove("NO_COLOR").env("TERM", "dumb");
    command
}

/// Runs the program in `folder`.
#[track_caller]
pub(crate) fn run(folder: &Path, args: &[&str]) -> Ran {
    run_command(ibid(folder, args), "")
}

/// Runs a command with `input` as its standard input; it may take ten seconds.
#[track_caller]
pub(crate) fn run_command(mut command: Command, input: &str) -> Ran {
    // Files instead of pipes: a full pipe would stop the program, and nobody would read it.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("in"), input).expect("write the input");
    let create = |name: &str| fs::File::create(path(name)).expect("a file for the output");
    let open = fs::File::open(path("in")).expect("open the input");
    command.stdin(open).stdout(create("out")).stderr(create("err"));
    let mut child = command.spawn().expect("start the program");
    let (mut waited, mut memory) = (Duration::ZERO, 0);
    let status = loop {
        if let Some(status) = child.try_wait().expect("wait for the program") {
            break status;
        }
        memory = memory.max(peak(child.id()));
        if waited > LIMIT {
            child.kill().expect("stop the program");
            child.wait().expect("wait for the program");
            panic!("no end after {LIMIT:?}: {command:?}");
        }
        let looked = Instant::now();
        std::thread::sleep(Duration::from_millis(2));
        // Where the test itself was stopped for a while, that is not the program's time.
        waited += looked.elapsed().min(Duration::from_millis(500));
    };
    let text = |name: &str| {
        let bytes = fs::read(path(name)).expect("read the output");
        String::from_utf8(bytes).expect("the program prints UTF-8")
    };
    let ran = Ran { code: status.code(), stdout: text("out"), stderr: text("err"), memory };
    assert!(!ran.stderr.contains("panicked at"), "the program panicked: {command:?}\n{}", ran.stderr);
    assert!(ran.code.is_some(), "a signal ended the program: {command:?}\n{}", ran.stderr);
    ran
}

/// The most memory a process has held so far, in KiB.
pub(crate) fn peak(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// A program of the system, such as `mkfifo`.
#[track_caller]
pub(crate) fn system(program: &str, args: &[&Path]) {
    let status = Command::new(program).args(args).stdout(Stdio::null()).status();
    assert!(status.expect("start the program").success(), "{program} {args:?}");
}
