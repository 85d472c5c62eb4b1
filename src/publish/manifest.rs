//! The record of what ibid wrote: path and BLAKE3 hash of every published file.
//!
//! It lives in the state folder, one per output folder, and never in the output: a published site
//! carries no build noise, and `output == files` stays literally true. The price is that a lost
//! state folder is a lost memory; [`plan`](super::plan) then recognises an output folder by its
//! bytes instead.
//!
//! A manifest is only ever permission to delete, and only together with a hash that still fits. One
//! that is damaged, foreign or of another version therefore counts as absent, never as an error.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fs::{Fs, FsFailure};
use super::names;

const SCHEMA: u32 = 1;

/// The hash of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest(blake3::Hash);

impl Digest {
    /// The hash of `bytes`.
    pub(super) fn hash(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes))
    }

    /// The first 16 hexadecimal digits, to name a folder with.
    pub(super) fn short(self) -> String {
        self.0.to_hex()[..16].to_owned()
    }
}

/// A digest as bytes, for records that people do not read.
pub(super) mod as_bytes {
    use serde::{Deserializer, Serializer};

    use super::Digest;
    use crate::base::store::raw;

    pub(in super::super) fn serialize<S: Serializer>(
        digest: &Digest,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        raw::serialize(digest.0.as_bytes(), serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Digest, D::Error> {
        raw::deserialize(deserializer).map(|bytes| Digest(bytes.into()))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_hex())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Hex)
    }
}

/// Reads a digest without a string of its own: there are as many as files.
struct Hex;

impl Visitor<'_> for Hex {
    type Value = Digest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("64 hexadecimal digits")
    }

    fn visit_str<E: Error>(self, hex: &str) -> Result<Digest, E> {
        blake3::Hash::from_hex(hex.as_bytes()).map(Digest).map_err(E::custom)
    }
}

/// What one build wrote into one output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    schema: u32,
    /// The output folder, for people; the file is found by its name.
    output: String,
    /// Path to hash, sorted, so that equal sites have equal manifests.
    pub(super) files: BTreeMap<String, Digest>,
}

impl Manifest {
    /// A record of `files`.
    pub(super) fn new(output: &Path, files: BTreeMap<String, Digest>) -> Self {
        Self { schema: SCHEMA, output: output.to_string_lossy().into_owned(), files }
    }

    /// The bytes at `path`, if there is a file.
    pub(super) fn bytes(fs: &Fs, path: &Path) -> Result<Option<Vec<u8>>, FsFailure> {
        match fs.read(path) {
            Err(failure) if failure.is_absent() => Ok(None),
            other => other.map(Some),
        }
    }

    /// The manifest of these bytes, if it is a sound one.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let manifest: Option<Self> = serde_json::from_slice(bytes).ok();
        manifest.filter(|manifest| {
            manifest.schema == SCHEMA && manifest.files.keys().all(|path| names::problem(path).is_none())
        })
    }

    /// The manifest at `path`, if there is one and it is sound.
    pub(super) fn read(fs: &Fs, path: &Path) -> Result<Option<Self>, FsFailure> {
        Ok(Self::bytes(fs, path)?.and_then(|bytes| Self::of_bytes(&bytes)))
    }

    /// The manifest as it stands on disk.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Strings and a map keyed by strings: there is nothing in it that JSON cannot say.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether `digest` is that of the bytes this manifest says were written to `path`.
    pub(super) fn holds(&self, path: &str, digest: Digest) -> bool {
        self.files.get(path) == Some(&digest)
    }
}
