//! Opening files that must be regular files: a pipe or a device in their place is an error, and is never waited for.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Opens a regular file for reading.
///
/// # Errors
/// Where it cannot be opened, or is a folder, a pipe, a socket or a device.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    open_with(path, OpenOptions::new().read(true))
}

/// Opens a regular file with these options.
///
/// # Errors
/// Where it cannot be opened, or is a folder, a pipe, a socket or a device.
pub(crate) fn open_with(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let wrong_kind = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
    // The kind is asked for first, as opening a device may have effects, and again of what was opened.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return Err(wrong_kind());
    }
    let file = options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed()).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(wrong_kind()) }
}

/// The bytes of a regular file.
///
/// # Errors
/// Where it cannot be read, or is a folder, a pipe, a socket or a device.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = open(path)?;
    let mut bytes =
        Vec::with_capacity(file.metadata().map_or(0, |found| usize::try_from(found.len()).unwrap_or(0)));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a regular file.
///
/// # Errors
/// As [`read`], and where it is not UTF-8.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Writes a file of ours that nobody else has a reason to make: what stands there is removed, be it a link or a pipe.
///
/// # Errors
/// Where it cannot be written, or somebody makes it at the same time.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::{open, read, write_new};
    use std::path::Path;

    #[test]
    fn only_regular_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        for path in [pipe.as_path(), folder.path(), Path::new("/dev/null")] {
            assert!(open(path).is_err(), "{}", path.display());
        }
        let linked = folder.path().join("linked");
        std::fs::write(&linked, "mine").unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&linked, &link).unwrap();
        for path in [&pipe, &link] {
            write_new(path, b"new").unwrap();
            assert_eq!(read(path).unwrap(), b"new");
        }
        assert_eq!(read(&linked).unwrap(), b"mine");
        let file = folder.path().join("file");
        std::fs::write(&file, "text").unwrap();
        assert_eq!(read(&file).unwrap(), b"text");
    }
}
