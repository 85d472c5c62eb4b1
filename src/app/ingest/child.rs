//! Reading a file in a child process: the same program, with limits of time and memory.
//!
//! A library that reads a foreign format may loop, take all memory, overflow its stack or panic over a damaged or
//! hostile file. In a process of its own none of that concerns the site or the preview: the child gets the bytes on
//! its standard input and answers on its standard output; whatever else happens is a [`FileRefusal`].

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use serde::de::DeserializeOwned;

use super::bibliography::{self, Bibliography, BibliographyFormat};
use super::{Capture, FileRefusal, Format, encoding, read_here};

/// The command by which the program is called as a child. It is not part of the command line that users see.
pub const COMMAND: &str = "read-format";

/// Longest time that reading a file may take.
const TIME: Duration = Duration::from_secs(120);
/// Most memory that reading a file may take, in bytes of address space.
const MEMORY: u64 = 3 << 30;
/// Longest answer, in bytes.
const ANSWER: u64 = 128 << 20;
/// How often the parent looks whether the child has ended.
const POLL: Duration = Duration::from_millis(5);

type CaptureResult = Result<Capture, FileRefusal>;

/// What separates the name of a part from the format in the argument.
const PART: char = ':';

/// Reads a file in a child process; of a spreadsheet or a web archive, the part that is named.
///
/// # Errors
/// Why it cannot be a source; that the child took too long or failed is a reason, too.
pub(super) fn read(bytes: &[u8], format: Format, part: Option<&str>) -> CaptureResult {
    let argument = match part {
        Some(part) => format!("{}{PART}{part}", format.extension()),
        None => format.extension().to_owned(),
    };
    call(bytes, &argument).map_err(|reason| {
        FileRefusal::new(
            format!("is {} that cannot be read: {reason}", format.name()),
            "open it in the program that made it and save it anew, or give the text in it as a text file",
        )
    })?
}

/// What a child makes of a file whose format `argument` names.
///
/// # Errors
/// Why there is no answer.
pub(super) fn call<T: DeserializeOwned>(bytes: &[u8], argument: &str) -> Result<T, String> {
    let failed = |error: std::io::Error| format!("no process could be started for it ({error})");
    let program = std::env::current_exe().map_err(failed)?;
    let mut child = Command::new(program)
        .arg(COMMAND)
        .arg(argument)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (answer, status) = std::thread::scope(|scope| {
        // A child that ends before it has read everything closes the pipe; its answer says more than that.
        scope.spawn(move || input.map(|mut input| input.write_all(bytes)));
        let reader = scope.spawn(move || {
            let mut answer = Vec::new();
            let read = output.map(|output| output.take(ANSWER).read_to_end(&mut answer));
            read.is_some_and(|read| read.is_ok()).then_some(answer)
        });
        let status = wait(&mut child);
        (reader.join().ok().flatten(), status)
    });
    let Some(status) = status.map_err(failed)? else {
        return Err(format!("reading it takes longer than {} seconds", TIME.as_secs()));
    };
    match answer.as_deref().map(postcard::from_bytes::<T>) {
        Some(Ok(answer)) if status.success() => Ok(answer),
        _ => Err(reason(status).to_owned()),
    }
}

/// Waits for the child to end, and ends it when its time is over.
fn wait(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + TIME;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() > deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(POLL);
    }
}

fn reason(status: ExitStatus) -> &'static str {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(_) => "reading it needs more memory than is allowed, or fails",
        None => "it is not written as the format says",
    }
}

/// Reads a bibliography, in a child process.
///
/// # Errors
/// Where it is none.
pub fn read_bibliography(bytes: &[u8]) -> Result<Bibliography, FileRefusal> {
    let text = encoding::decode(bytes, None)?.text;
    let format = BibliographyFormat::of(&text).ok_or_else(|| {
        FileRefusal::new(
            "is no bibliography",
            "export one from your reference manager: BibTeX, CSL-JSON or RIS",
        )
    })?;
    call(text.as_bytes(), format.argument()).map_err(|reason| {
        FileRefusal::new(
            format!("is a bibliography that cannot be read: {reason}"),
            "export it anew, or import its entries in smaller files",
        )
    })?
}

/// What the child does: limits itself, reads the file from `input` and writes the answer to `output`. Whether it did.
///
/// # Errors
/// Where the input cannot be read or the answer not be written.
pub fn answer(argument: &str, mut input: impl Read, mut output: impl Write) -> std::io::Result<bool> {
    let (argument, part) = match argument.split_once(PART) {
        Some((format, part)) => (format, Some(part.to_owned())),
        None => (argument, None),
    };
    let format = Format::with_extension(argument).filter(|format| !format.is_text());
    let bibliography = BibliographyFormat::named(argument);
    limit(Resource::As, MEMORY);
    limit(Resource::Cpu, TIME.as_secs());
    limit(Resource::Core, 0);
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    // The stack of the main thread is the system's; this one is ours.
    let reader =
        std::thread::Builder::new().stack_size(64 << 20).spawn(move || match (format, bibliography) {
            (Some(format), _) => Some(postcard::to_stdvec(&read_here(&bytes, format, part.as_deref()))),
            (None, Some(format)) => {
                Some(postcard::to_stdvec(&bibliography::parse_here(&String::from_utf8_lossy(&bytes), format)))
            }
            (None, None) => None,
        })?;
    let Ok(Some(answer)) = reader.join() else { return Ok(false) };
    output.write_all(&answer.map_err(std::io::Error::other)?)?;
    output.flush()?;
    Ok(true)
}

/// Sets a limit of this process, as far as the system lets it.
fn limit(resource: Resource, most: u64) {
    let allowed = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
    let _ = setrlimit(resource, Rlimit { current: Some(allowed), maximum: Some(allowed) });
}
