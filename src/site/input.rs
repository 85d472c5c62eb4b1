//! What a site is made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::parse::changes::LoggedChange;
use crate::parse::health::SourceHealth;
use crate::parse::review::ReviewRecord;
use crate::parse::topic::Page;
use crate::read::config::Config;
use crate::read::image::Facts;
use crate::read::snapshot::Snapshot;
use crate::verify::{Library, PageChecks};

/// Everything that the index is made from.
#[derive(Clone, Copy, Debug)]
pub struct SiteInput<'a> {
    /// The settings.
    pub config: &'a Arc<Config>,
    /// The files, for assets.
    pub snapshot: &'a Snapshot,
    /// The pages that are published, in the order of paths.
    pub pages: &'a [Arc<Page>],
    /// Those that are drafts, and not published.
    pub drafts: &'a [Arc<Page>],
    /// What the checks found, page by page.
    pub checks: &'a [Arc<PageChecks>],
    /// The sources.
    pub library: &'a Library,
    /// What the images of the content folder are, by file.
    pub pictures: &'a BTreeMap<String, Facts>,
    /// What was seen at the addresses of sources, by their keys.
    pub health: &'a Arc<BTreeMap<String, SourceHealth>>,
    /// The log of statements, the latest first.
    pub changes: &'a Arc<[LoggedChange]>,
    /// The records of reviews, file by file.
    pub reviews: &'a [Arc<ReviewRecord>],
}
