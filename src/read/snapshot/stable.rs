//! Reading a file that another program may be writing: the whole of it as it was at one moment, or an error.

use std::io::{self, Read};
use std::path::Path;

use crate::base::regular_file;

/// How often a file that changes while it is read is read again before that counts as an error.
const ATTEMPTS: usize = 4;

/// What a file is read as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadAs {
    /// Text that the program reads: every line ends in `\n`, whatever system or checkout wrote it.
    Text,
    /// Bytes that are published as they are.
    Bytes,
}

/// As [`read`]. A text's `\r\n` and lone `\r` become `\n`: lines and columns stay, and what is made of it does not
/// depend on how the site was checked out.
///
/// # Errors
/// As [`read`].
pub(super) fn read_as(path: &Path, kind: ReadAs) -> io::Result<Vec<u8>> {
    Ok(as_kind(read(path)?, kind))
}

/// The bytes of a file as they are read.
pub(super) fn as_kind(bytes: Vec<u8>, kind: ReadAs) -> Vec<u8> {
    if kind == ReadAs::Text && memchr::memchr(b'\r', &bytes).is_some() {
        with_newlines(&bytes)
    } else {
        bytes
    }
}

fn with_newlines(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        text.extend_from_slice(&rest[..at]);
        text.push(b'\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    text.extend_from_slice(rest);
    text
}

/// The bytes of a file whose length and time of change were the same before and after it was read.
///
/// # Errors
/// Where it cannot be read, or keeps changing.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    until_stable(|| {
        let mut file = regular_file::open(path)?;
        let before = file.metadata()?;
        let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0));
        // A file that grows is not followed.
        (&mut file).take(before.len() + 1).read_to_end(&mut bytes)?;
        // By the path: of a file that was replaced, the old one would look unchanged.
        let after = path.metadata()?;
        let is_same = before.modified().ok() == after.modified().ok() && bytes.len() as u64 == after.len();
        Ok((bytes, is_same))
    })
}

/// The result of the first attempt that reports that nothing changed meanwhile.
fn until_stable<T>(mut attempt: impl FnMut() -> io::Result<(T, bool)>) -> io::Result<T> {
    for _ in 0..ATTEMPTS {
        if let (read, true) = attempt()? {
            return Ok(read);
        }
    }
    Err(io::Error::other("it changes while it is being read"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{ATTEMPTS, read, until_stable, with_newlines};

    #[test]
    fn every_line_of_a_text_ends_alike() {
        let text = |bytes: &str| String::from_utf8(with_newlines(bytes.as_bytes())).unwrap();
        assert_eq!(text("a\r\nb\r\r\nc\rd\n\re\r"), "a\nb\n\nc\nd\n\ne\n");
    }

    #[test]
    fn a_file_that_changes_is_read_again() {
        let mut attempts = 0;
        let found = until_stable(|| {
            attempts += 1;
            Ok((attempts, attempts == 3))
        });
        assert_eq!(found.unwrap(), 3);
    }

    #[test]
    fn a_file_that_keeps_changing_is_reported() {
        let mut attempts = 0;
        let found: std::io::Result<()> = until_stable(|| {
            attempts += 1;
            Ok(((), false))
        });
        assert!(found.unwrap_err().to_string().contains("changes"));
        assert_eq!(attempts, ATTEMPTS);
    }

    /// Whatever a writer does at the same time, what is read was in the file at one moment.
    #[test]
    fn what_is_read_beside_a_writer_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "0".repeat(1 << 20)).unwrap();
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for digit in (0..10).cycle() {
                    if stop.load(std::sync::atomic::Ordering::Relaxed) {
                        break;
                    }
                    let mut file = std::fs::File::create(&path).unwrap();
                    file.write_all(digit.to_string().repeat(1 << 20).as_bytes()).unwrap();
                    drop(file);
                    std::thread::sleep(std::time::Duration::from_millis(4));
                }
            });
            for _ in 0..200 {
                if let Ok(bytes) = read(&path) {
                    assert!(bytes.iter().all(|byte| *byte == bytes[0]), "two states in one reading");
                }
            }
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}
