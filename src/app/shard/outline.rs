//! Step 1: a share of the pages → their facts.

use super::SitePart;
use super::object::ObjectHash;
use super::record::{self, OutlineRecord, SiteOptions};
use super::site;
use super::store::{PartStep, ShardStore};
use crate::app::engine::CachedPages;
use crate::base::Failure;
use crate::read::snapshot::{ContentFiles, SiteRoot, read_share};

/// What a step did.
#[derive(Clone, Debug)]
pub struct OutlineReport {
    /// Whether the record stood already, and nothing was done.
    pub stands: bool,
    /// Pages of the part.
    pub pages: usize,
    /// Other files of `content/` that belong to it.
    pub others: usize,
    /// Files of `content/` that belong to other parts, and were not read.
    pub skipped: usize,
    /// Sources that were read.
    pub sources: usize,
    /// Bytes of facts.
    pub length: u64,
}

/// Parses and checks the pages of a part, and writes what was found.
///
/// # Errors
/// Where the site cannot be read or the store not be written.
pub fn outline(
    place: &SiteRoot,
    store: &ShardStore,
    part: SitePart,
    options: &SiteOptions,
) -> Result<OutlineReport, Failure> {
    let is_own = |path: &str| part.has_content(path);
    let read = read_share(place, &ContentFiles::Of(&is_own))?;
    let snapshot = read.snapshot;
    let files = snapshot.below("content").filter(|(path, _)| is_own(path));
    let files: Vec<(String, ObjectHash)> =
        files.map(|(path, content)| (path.to_owned(), ObjectHash(content.key()))).collect();
    let pages = files.iter().filter(|(path, _)| path.ends_with(".md")).count();
    let mut report = OutlineReport {
        stands: false,
        pages,
        others: files.len() - pages,
        skipped: read.left_out,
        sources: snapshot.below("seeds").count(),
        length: 0,
    };
    let state = site::state(&snapshot, place);
    let path = PartStep::Outline.record(part);
    // A record that is damaged, or another build's, is written again.
    if let Ok((stands, _)) = record::read::<OutlineRecord>(store, &path) {
        let OutlineRecord { facts, length, .. } = stands;
        let same =
            OutlineRecord { part, state, options: options.clone(), files: files.clone(), facts, length };
        if stands == same && store.get(facts, length).is_ok() {
            return Ok(OutlineReport { stands: true, length, ..report });
        }
    }
    let facts = CachedPages::find(&snapshot, &place.config, &options.run())?;
    report.length = facts.len() as u64;
    let facts = store.write_object(&facts)?;
    let length = report.length;
    record::write(
        store,
        &path,
        &OutlineRecord { part, state, options: options.clone(), files, facts, length },
    )?;
    Ok(report)
}
