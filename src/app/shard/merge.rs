//! Step 2: the facts of all pages → the site as a whole, and whether it may be published.

use std::sync::Arc;

use super::object::ObjectHash;
use super::record::{self, MergedRecord};
use super::site::{self, Outlines, SharedFacts};
use super::store::ShardStore;
use crate::app::engine::{self, Checked, Inventory, RenderError, Renderer, RunOptions};
use crate::base::diagnostic::Diagnostic;
use crate::base::{Failure, FileChanged};
use crate::parse::lock::Lock;
use crate::read::snapshot::{ContentFiles, LOCK_FILE, SiteRoot, read_share};

/// What a merge found.
#[derive(Debug)]
pub struct MergeReport {
    /// The checked site.
    pub checked: Arc<Checked>,
    /// All findings, sorted.
    pub findings: Vec<Diagnostic>,
    /// The number of parts.
    pub parts: usize,
    /// Whether the site may be published, and the record says so.
    pub is_publishable: bool,
}

/// Joins what was found of all pages, and checks the site as a whole. Only a site that may be published has a record
/// afterwards.
///
/// # Errors
/// Where a part is missing, damaged or of another state of the site, and where the site cannot be read.
pub fn merge(place: &SiteRoot, store: &ShardStore, strict: bool) -> Result<MergeReport, Failure> {
    // What was merged before must not outlive a merge that comes to nothing.
    store.remove(record::MERGED)?;
    let outlines = Outlines::read(store)?;
    let read = read_share(place, &ContentFiles::Hashed)?;
    let (snapshot, found) = (Arc::new(read.snapshot), read.findings);
    outlines.have_state(site::state(&snapshot, place))?;
    outlines.have_content(&snapshot)?;
    let site_options = outlines.common().map(|record| record.options.clone()).unwrap_or_default();
    let options = RunOptions { skip_minify: true, ..site_options.run() };
    let mut workspace = site::workspace(&snapshot, place, &options, outlines.facts(store, false)?);
    let stale = |FileChanged { path }: FileChanged| outlines.stale(&path, "has changed");
    let checked =
        workspace.update(Arc::clone(&snapshot), &place.config, found.clone(), &options).map_err(stale)?;
    let checked = Arc::new(checked);
    let mut shared = SharedFacts { found, references: Vec::new() };
    let of_templates = match Renderer::new(Arc::clone(&checked)) {
        Ok(renderer) => {
            shared.references = renderer.references();
            renderer.problems_of(|_| false).map_err(stale)?
        }
        Err(RenderError::FileChanged(changed)) => return Err(stale(changed)),
        Err(error) => error.into_findings(),
    };
    let findings = checked.reported(of_templates);
    let is_publishable = engine::is_publishable(&findings, strict);
    if is_publishable {
        let lock = lock_text(&checked);
        let inventory = Inventory::new(&snapshot, &place.config, &options);
        let shared = postcard::to_stdvec(&shared)
            .map_err(|error| Failure::new(format!("what all parts share cannot be written: {error}")))?;
        let merged = MergedRecord {
            of: outlines.count(),
            state: site::state(&snapshot, place),
            options: site_options,
            strict,
            outlines: outlines.hashes.clone(),
            site: ObjectHash(inventory.key_of_all(&lock)),
            lock_read: site::lock_key(&snapshot),
            lock,
            counts: checked.counts,
            found: engine::counts(&findings),
            length: shared.len() as u64,
            shared: store.write_object(&shared)?,
        };
        record::write(store, record::MERGED, &merged)?;
    }
    Ok(MergeReport { checked, findings, parts: outlines.count(), is_publishable })
}

/// The text of the lock file when this is published: that which stands, where it says the same.
pub(super) fn lock_text(checked: &Checked) -> String {
    let to_publish: Lock = checked.lock_to_publish();
    match to_publish == checked.lock {
        true => checked.snapshot.utf8(LOCK_FILE).unwrap_or_default().to_owned(),
        false => to_publish.text(),
    }
}
