//! Running the program on sites in temporary folders.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The program that is tested.
pub(crate) const IBID: &str = env!("CARGO_BIN_EXE_ibid");

/// No run of any test may compute for longer, with a program that is little optimised.
const LIMIT: Duration = Duration::from_secs(20);
/// Nor may it end later than this, even if it computes nothing: it waits for something that does not come.
const PATIENCE: Duration = Duration::from_secs(60);

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

/// Runs a command with `input` as its standard input; it may compute for [`LIMIT`].
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
    let (started, mut memory) = (Instant::now(), 0);
    let status = loop {
        if let Some(status) = child.try_wait().expect("wait for the program") {
            break status;
        }
        memory = memory.max(peak(child.id()));
        // Computing is what costs; the clock also runs while other tests compute.
        if computed(child.id()) > LIMIT || started.elapsed() > PATIENCE {
            child.kill().expect("stop the program");
            child.wait().expect("wait for the program");
            panic!("no end after {:?}: {command:?}", started.elapsed());
        }
        std::thread::sleep(Duration::from_millis(2));
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

/// How long a process has computed so far, on all cores.
fn computed(id: u32) -> Duration {
    // Fields 14 and 15 of `stat` (proc(5)), behind the name in parentheses, in hundredths of a second.
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
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
