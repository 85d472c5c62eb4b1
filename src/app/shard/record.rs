//! The records of steps: what each read and wrote. A record is two lines of JSON: what it is, and its content with
//! the hash that the first line names.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::SitePart;
use super::object::{ObjectHash, ObjectName};
use super::store::{PartStep, ShardStore};
use crate::app::engine::{Counts, RunOptions};
use crate::base::Failure;
use crate::base::store::{BUILD, Key};

/// The first line of a record.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    /// The step that wrote it.
    record: String,
    /// The build of the program that wrote it.
    program: String,
    /// The hash of the second line.
    blake3: String,
}

/// What a site is built with, besides its files: the same for all parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteOptions {
    /// Whether drafts are published.
    pub drafts: bool,
    /// The address of the site, where it is not the configured one.
    pub base_url: Option<String>,
}

impl SiteOptions {
    /// As options of a run that keeps no text.
    pub(super) fn run(&self) -> RunOptions {
        RunOptions {
            drafts: self.drafts,
            base_url: self.base_url.clone(),
            forgets_text: true,
            ..RunOptions::default()
        }
    }

    /// As they are written on the command line.
    pub(super) fn written(&self) -> String {
        let drafts = self.drafts.then(|| "--drafts".to_owned());
        let address = self.base_url.as_ref().map(|address| format!("--base-url {address}"));
        let written: Vec<String> = drafts.into_iter().chain(address).collect();
        if written.is_empty() { "no options".to_owned() } else { written.join(" ") }
    }
}

/// A part that was outlined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutlineRecord {
    pub(super) part: SitePart,
    /// The key of the files that all parts read.
    pub(super) state: ObjectHash,
    pub(super) options: SiteOptions,
    /// Its files of `content/`, in the order of paths.
    pub(super) files: Vec<(String, ObjectHash)>,
    /// The object that has the facts of its pages, and its length in bytes.
    pub(super) facts: ObjectName,
    pub(super) length: u64,
}

/// A site that may be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MergedRecord {
    /// The number of parts.
    pub(super) of: usize,
    pub(super) state: ObjectHash,
    pub(super) options: SiteOptions,
    /// Whether nothing is published while there are warnings.
    pub(super) strict: bool,
    /// The hashes of the records of the outlined parts, in order.
    pub(super) outlines: Vec<ObjectHash>,
    /// The key of everything that the site is made from.
    pub(super) site: ObjectHash,
    /// The key of the lock file as it was read.
    pub(super) lock_read: ObjectHash,
    /// The lock file as it is written when the site is published.
    pub(super) lock: String,
    pub(super) counts: Counts,
    /// Numbers of errors, warnings and notes.
    pub(super) found: [usize; 3],
    /// The object that has what is made once for all parts, and its length in bytes.
    pub(super) shared: ObjectName,
    pub(super) length: u64,
}

/// A part that was built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BuiltRecord {
    pub(super) part: SitePart,
    /// The key of everything that the site is made from.
    pub(super) site: ObjectHash,
    pub(super) packs: Vec<PackRecord>,
}

/// Files one after the other in an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackRecord {
    pub(super) object: ObjectName,
    /// In bytes.
    pub(super) length: u64,
    /// In the order of offsets.
    pub(super) files: Vec<PackedFile>,
}

/// Path below the output folder, offset in the pack and length in bytes, and the hash of the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedFile(pub(super) String, pub(super) u64, pub(super) u64, pub(super) ObjectHash);

/// A kind of record.
pub(super) trait Record: Serialize + DeserializeOwned {
    /// The word for it in its first line.
    const KIND: &'static str;
}

impl Record for OutlineRecord {
    const KIND: &'static str = "outlined part";
}

impl Record for MergedRecord {
    const KIND: &'static str = "merged site";
}

impl Record for BuiltRecord {
    const KIND: &'static str = "built part";
}

/// The path of the record of the merged site, below the store.
pub(super) const MERGED: &str = "merged.json";

/// Why a record cannot be used.
#[derive(Debug)]
pub(super) enum RecordError {
    /// There is none.
    Absent,
    /// It is not what was written; what is wrong with it.
    Damaged(String),
    /// Another build of the program wrote it.
    OtherProgram(String),
}

impl RecordError {
    /// The failure, with the command that writes the record again; `absent` says what is missing.
    pub(super) fn failure(self, absent: String, command: &str) -> Failure {
        match self {
            Self::Absent => Failure::new(absent).help(format!("run `{command}`")),
            Self::Damaged(what) => Failure::new(what).help(format!("run `{command}` again")),
            Self::OtherProgram(what) => Failure::new(what)
                .help(format!("take all steps with one build of ibid: run `{command}` again")),
        }
    }
}

/// Reads a record, with the hash of its content.
pub(super) fn read<R: Record>(store: &ShardStore, path: &str) -> Result<(R, ObjectHash), RecordError> {
    let damaged = |what: &str| RecordError::Damaged(format!("{path} {what}"));
    let bytes = store.read(path).map_err(RecordError::Damaged)?.ok_or(RecordError::Absent)?;
    let line = memchr::memchr(b'\n', &bytes).unwrap_or(bytes.len());
    let (head, content) = bytes.split_at(line);
    let head: Head = serde_json::from_slice(head).map_err(|_| damaged("is no record of ibid"))?;
    if head.record != R::KIND {
        return Err(damaged(&format!("is the record of something else than {}", R::KIND)));
    }
    if head.program != BUILD {
        let what =
            format!("{path} was written by another build of ibid: {}, and this is {BUILD}", head.program);
        return Err(RecordError::OtherProgram(what));
    }
    let content = content.trim_ascii();
    let hash = ObjectHash(Key::hash(content));
    if Key::from_hex(&head.blake3) != Some(hash.0) {
        return Err(damaged("is damaged: its content is not what was written"));
    }
    let record = serde_json::from_slice(content).map_err(|error| damaged(&format!("is damaged: {error}")))?;
    Ok((record, hash))
}

/// Writes a record.
pub(super) fn write<R: Record>(store: &ShardStore, path: &str, record: &R) -> Result<(), Failure> {
    let text = |error: serde_json::Error| Failure::new(format!("{path} cannot be written: {error}"));
    let content = serde_json::to_vec(record).map_err(text)?;
    let blake3 = Key::hash(&content).hex();
    let head = Head { record: R::KIND.to_owned(), program: BUILD.to_owned(), blake3 };
    let mut bytes = serde_json::to_vec(&head).map_err(text)?;
    bytes.push(b'\n');
    bytes.extend_from_slice(&content);
    bytes.push(b'\n');
    store.write(path, &bytes)
}

/// The record of a part that took a step, whose content must be that part's.
pub(super) fn of_part<R: Record>(
    store: &ShardStore,
    step: PartStep,
    part: SitePart,
    own: impl Fn(&R) -> SitePart,
) -> Result<(R, ObjectHash), RecordError> {
    let path = step.record(part);
    let (record, hash) = read::<R>(store, &path)?;
    match own(&record) == part {
        true => Ok((record, hash)),
        false => Err(RecordError::Damaged(format!("{path} is the record of part {}", own(&record)))),
    }
}
