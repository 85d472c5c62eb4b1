//! Step 4: the packs of all parts → the output folder.

use std::collections::HashSet;
use std::path::Path;

use super::SitePart;
use super::pack;
use super::record::{self, BuiltRecord, MergedRecord, PackRecord, RecordError};
use super::site;
use super::store::{self, PartStep, ShardStore};
use crate::app::engine::Counts;
use crate::base::Failure;
use crate::base::output::OutputSink;
use crate::base::parallel;
use crate::publish::{Publication, PublishError, PublishOptions, PublishReport, PublishTarget};
use crate::read::config;
use crate::read::snapshot::{ContentFiles, LOCK_FILE, SiteRoot, read_share};

/// What was published.
#[derive(Debug)]
pub struct PublishedParts {
    /// The number of parts.
    pub parts: usize,
    /// What became of the files.
    pub report: PublishReport,
    /// The lock file to be written, where it is another.
    pub lock: Option<String>,
    /// Counts for the closing line.
    pub counts: Counts,
    /// Numbers of errors, warnings and notes.
    pub found: [usize; 3],
}

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishPartsError {
    /// A part is missing, damaged or of another state of the site.
    Failure(Failure),
    /// The output folder is refused, or cannot be written.
    Publish(PublishError),
}

impl From<Failure> for PublishPartsError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<PublishError> for PublishPartsError {
    fn from(error: PublishError) -> Self {
        Self::Publish(error)
    }
}

/// Publishes the files of all parts, into `output` or, without it, the configured folder. `state` is the folder
/// `.ibid/` of the site.
///
/// # Errors
/// Where a part is missing, damaged or of another state of the site; the published site stays as it was then.
pub fn publish(
    place: &SiteRoot,
    store: &ShardStore,
    (output, state): (Option<&Path>, &Path),
    options: PublishOptions<'_>,
) -> Result<PublishedParts, PublishPartsError> {
    let merged = site::merged(store)?;
    let snapshot = read_share(place, &ContentFiles::Of(&|_| false))?.snapshot;
    site::is_as_merged(&merged, &snapshot, place)?;
    let now = snapshot.files.get(LOCK_FILE).map(|content| content.read());
    let now = now.transpose().map_err(Failure::from)?.map_or(&b""[..], |bytes| bytes);
    let lock = (now != merged.lock.as_bytes()).then(|| merged.lock.clone());
    let output = match output {
        Some(folder) => {
            std::path::absolute(folder).map_err(|error| Failure::io("cannot use", folder, &error))?
        }
        None => place.root.join(config::parse(&snapshot, &place.config).0.output_dir),
    };
    drop(snapshot);
    let real = store::real(&output);
    if real.starts_with(store.folder()) || store.folder().starts_with(&real) {
        let message =
            format!("the store and the output folder {} must not contain each other", output.display());
        return Err(Failure::usage(message).help("name a folder of its own for the store").into());
    }
    let packs = packs(store, &merged)?;
    let publication = Publication::open(&PublishTarget { output: &output, state, options })?;
    parallel::try_each(&packs, 1, |(part, pack)| {
        let written = pack::read_files(store, pack, |path, bytes| publication.write(path, bytes, None));
        match written {
            Ok(written) => Ok(written?),
            Err(what) => Err(PublishPartsError::Failure(damaged(*part, &what))),
        }
    })?;
    let report = publication.commit(Some(merged.site.0))?;
    Ok(PublishedParts { parts: merged.of, report, lock, counts: merged.counts, found: merged.found })
}

fn damaged(part: SitePart, what: &str) -> Failure {
    Failure::new(format!("part {part} cannot be published: {what}"))
        .help(format!("run `{}` again", PartStep::Build.command(part)))
}

/// The packs of all parts: every part once, of this state of the site, and no path twice.
fn packs(store: &ShardStore, merged: &MergedRecord) -> Result<Vec<(SitePart, PackRecord)>, Failure> {
    let mut packs = Vec::new();
    let mut missing = Vec::new();
    for part in SitePart::all(merged.of) {
        let read = record::of_part(store, PartStep::Build, part, |record: &BuiltRecord| record.part);
        let record = match read {
            Ok((record, _)) if record.site == merged.site => record,
            Ok(_) => {
                return Err(Failure::new(format!("part {part} was built from another state of the site"))
                    .help(format!("run `{}` again", PartStep::Build.command(part))));
            }
            Err(RecordError::Absent) => {
                missing.push(part);
                continue;
            }
            Err(error) => return Err(error.failure(String::new(), &PartStep::Build.command(part))),
        };
        has_own_files(part, &record)?;
        packs.extend(record.packs.into_iter().map(|pack| (part, pack)));
    }
    if missing.is_empty() { Ok(packs) } else { Err(site::missing_parts(&missing, PartStep::Build)) }
}

/// Refuses a part with files of another, or with a path twice: no path is then in two parts.
fn has_own_files(part: SitePart, record: &BuiltRecord) -> Result<(), Failure> {
    let mut paths = HashSet::new();
    for file in record.packs.iter().flat_map(|pack| &pack.files) {
        if !part.has_output(&file.0) {
            return Err(damaged(part, &format!("its record has `{}`, which is another part's", file.0)));
        }
        if !paths.insert(&file.0) {
            return Err(damaged(part, &format!("its record has `{}` twice", file.0)));
        }
    }
    Ok(())
}
