//! Zip archives (EPUB, DOCX, ODT, WACZ) and gzip, read within limits; and the packing of exports. The one file that uses `zip` and `flate2`.

use std::io::{Cursor, Read, Write};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{FileRefusal, Format};
use crate::render::export::ExportFile;

/// Most files that an archive may have.
const MOST_FILES: usize = 100_000;
/// Largest unpacked file, in bytes.
const LARGEST_FILE: u64 = 256 << 20;
/// Most bytes that are unpacked of one archive.
const LARGEST: u64 = 512 << 20;

/// A zip archive of which single files are read.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    format: Format,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'b> Archive<'b> {
    /// Opens an archive.
    pub(super) fn open(bytes: &'b [u8], format: Format) -> Result<Self, FileRefusal> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| FileRefusal::damaged(format, error))?;
        if zip.len() > MOST_FILES {
            return Err(FileRefusal::damaged(format, format_args!("it has {} files", zip.len())));
        }
        Ok(Self { zip, format, left: LARGEST })
    }

    /// The names of the files, in the archive's order.
    pub(super) fn names(&self) -> Vec<String> {
        self.zip.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
    }

    /// The bytes of a file; nothing where the archive has none of that name.
    pub(super) fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, FileRefusal> {
        let format = self.format;
        let damaged =
            |error: &dyn std::fmt::Display| FileRefusal::damaged(format, format_args!("{name}: {error}"));
        let most = self.left.min(LARGEST_FILE);
        let file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(reason)) if reason == ZipError::PASSWORD_REQUIRED => {
                return Err(FileRefusal::new(
                    format!("is {} that is protected by a password", format.name()),
                    "open it with its password and save a copy without one",
                ));
            }
            Err(error) => return Err(damaged(&error)),
        };
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        let length = bytes.len() as u64;
        if length > most {
            return Err(damaged(&format_args!("unpacked, it has more than {} MiB", most >> 20)));
        }
        self.left -= length;
        Ok(Some(bytes))
    }

    /// The bytes of a file that an archive of this format has.
    pub(super) fn required(&mut self, name: &str) -> Result<Vec<u8>, FileRefusal> {
        let format = self.format;
        self.file(name)?.ok_or_else(|| FileRefusal::damaged(format, format_args!("it has no {name}")))
    }
}

/// Packs files in their order. Nothing of the clock or the system gets into the archive: the same files give the same
/// bytes.
pub(crate) fn pack(files: &[ExportFile]) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let method = if file.is_stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        zip.start_file(file.path.as_str(), options)?;
        zip.write_all(&file.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Unpacks gzip data of any number of members.
pub(super) fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, FileRefusal> {
    unpacked(MultiGzDecoder::new(bytes))
}

/// Unpacks what HTTP calls `deflate`: with the header of zlib, as the standard says (RFC 9110, 8.4.1.2), or without it.
pub(super) fn inflate(bytes: &[u8]) -> Result<Vec<u8>, FileRefusal> {
    unpacked(ZlibDecoder::new(bytes)).or_else(|_| unpacked(DeflateDecoder::new(bytes)))
}

fn unpacked(packed: impl Read) -> Result<Vec<u8>, FileRefusal> {
    let mut unpacked = Vec::new();
    packed
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| FileRefusal::damaged(Format::Gzip, error))?;
    if unpacked.len() as u64 > LARGEST_FILE {
        return Err(FileRefusal::damaged(
            Format::Gzip,
            format_args!("unpacked, it has more than {} MiB", LARGEST_FILE >> 20),
        ));
    }
    Ok(unpacked)
}
