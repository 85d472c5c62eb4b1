//! The site of this repository.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use ibid::app::engine::{self, RunOptions};
use ibid::read::snapshot::{SiteRoot, Snapshot, read};

/// Published files by their paths.
pub(crate) type Files = BTreeMap<String, Arc<[u8]>>;

/// The project's folder, which is the flagship's.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file that a build reads.
pub(crate) fn snapshot() -> Snapshot {
    let (snapshot, found) = read(&SiteRoot::find(Some(root()), None).unwrap()).unwrap();
    assert!(found.is_empty(), "{found:?}");
    snapshot
}

/// What a site publishes, which must be sound.
pub(crate) fn published(snapshot: Snapshot) -> Files {
    let run = engine::run(Arc::new(snapshot), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
    assert!(run.is_publishable(false), "{:?}", run.findings);
    run.files
}

/// What the flagship publishes.
pub(crate) static FLAGSHIP: LazyLock<Files> = LazyLock::new(|| published(snapshot()));
