//! Step 3: the merged site → a share of its files, in packs.

use std::sync::Arc;

use super::SitePart;
use super::object::ObjectHash;
use super::pack::{self, PackError, PackSink};
use super::record::{self, BuiltRecord, MergedRecord};
use super::site::{self, Outlines, SharedFacts};
use super::store::{PartStep, ShardStore};
use crate::app::engine::{self, Checked, Inventory, RenderError, Renderer, RunOptions};
use crate::base::diagnostic::Diagnostic;
use crate::base::{Failure, FileChanged};
use crate::read::config::{self, SiteLanguage};
use crate::read::snapshot::{ContentFiles, SiteRoot, Snapshot, read_share};
use crate::site::addresses::SEARCH;
use crate::site::machine_files::SEARCH_INDEX;

/// What a step did.
#[derive(Debug)]
pub struct BuildReport {
    /// Whether the record stood already, and nothing was made.
    pub stands: bool,
    /// Files of the part.
    pub files: usize,
    /// Their bytes.
    pub length: u64,
    /// Objects that hold them.
    pub packs: usize,
    /// Findings in templates, and the site whose files they quote.
    pub found: Option<(Vec<Diagnostic>, Arc<Checked>)>,
    /// Whether there is nothing among them that keeps the site from being published.
    pub is_publishable: bool,
}

impl BuildReport {
    fn of(record: &BuiltRecord, stands: bool) -> Self {
        Self {
            stands,
            files: record.packs.iter().map(|pack| pack.files.len()).sum(),
            length: record.packs.iter().map(|pack| pack.length).sum(),
            packs: record.packs.len(),
            found: None,
            is_publishable: true,
        }
    }
}

/// Makes the files of a part.
///
/// # Errors
/// Where the site was not merged or is another now, and where a part is damaged.
pub fn build(place: &SiteRoot, store: &ShardStore, part: SitePart) -> Result<BuildReport, Failure> {
    let merged = site::merged(store)?;
    if part.count() != merged.of {
        let message = format!("there is no part {part}: the site was cut into {}", merged.of);
        return Err(
            Failure::usage(message).help(format!("name one of the parts 1/{0} to {0}/{0}", merged.of))
        );
    }
    let path = PartStep::Build.record(part);
    if let Ok((stands, _)) = record::read::<BuiltRecord>(store, &path)
        && (stands.part, stands.site) == (part, merged.site)
        && is_sound(store, &stands)
    {
        return Ok(BuildReport::of(&stands, true));
    }
    let outlines = Outlines::read(store)?;
    if outlines.hashes != merged.outlines {
        return Err(Failure::new("a part was outlined again since the parts were merged")
            .help("run `ibid shard merge` again"));
    }
    let (checked, shared) = checked(place, store, part, (&merged, &outlines))?;
    let stale = |FileChanged { path }: FileChanged| outlines.stale(&path, "has changed");
    let renderer = Renderer::with_references(Arc::clone(&checked), Some(shared.references)).map_err(
        |error| match error {
            RenderError::FileChanged(changed) => stale(changed),
            RenderError::Findings(_) => Failure::new("the theme has changed since the parts were merged")
                .help("run `ibid shard merge` again"),
        },
    )?;
    let sink = PackSink::new(store, part);
    let of_templates = renderer.write(None, &sink).map_err(|error| match error {
        PackError::FileChanged(changed) => stale(changed),
        PackError::Failure(failure) => failure,
    })?;
    let packs = sink.finish()?;
    let findings = checked.reported(of_templates.clone());
    let is_publishable = engine::is_publishable(&findings, merged.strict);
    let built = BuiltRecord { part, site: merged.site, packs };
    if is_publishable {
        record::write(store, &path, &built)?;
    }
    let is_of_template = |finding: &Diagnostic| of_templates.iter().any(|other| is_same(finding, other));
    let found: Vec<Diagnostic> = findings.into_iter().filter(is_of_template).collect();
    Ok(BuildReport { is_publishable, found: Some((found, checked)), ..BuildReport::of(&built, false) })
}

/// Whether two findings are one, but for the severity that the settings give it.
fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    (one.rule, &one.path, one.span, &one.message) == (other.rule, &other.path, other.span, &other.message)
}

/// The checked site, and what is made once for all parts.
fn checked(
    place: &SiteRoot,
    store: &ShardStore,
    part: SitePart,
    (merged, outlines): (&MergedRecord, &Outlines),
) -> Result<(Arc<Checked>, SharedFacts), Failure> {
    let keys = outlines.keys();
    let read = read_share(place, &ContentFiles::Known(&keys))?;
    if let Some(new) = &read.first_left_out {
        return Err(outlines.stale(new, "is new"));
    }
    let snapshot = Arc::new(read.snapshot);
    if let Some(gone) = keys.keys().find(|path| !snapshot.files.contains_key(*path)) {
        return Err(outlines.stale(gone, "is gone or cannot be read"));
    }
    drop(keys);
    site::is_as_merged(merged, &snapshot, place)?;
    let shared = store.get(merged.shared, merged.length);
    let shared = shared.and_then(|bytes| {
        postcard::from_bytes::<SharedFacts>(&bytes)
            .map_err(|_| format!("{} is damaged", merged.shared.path()))
    });
    let shared = shared.map_err(|what| Failure::new(what).help("run `ibid shard merge` again"))?;
    let options = RunOptions { goes_by_page: true, ..merged.options.run() };
    let mut workspace = site::workspace(
        &snapshot,
        place,
        &options,
        outlines.facts(store, makes_search(part, &snapshot, place))?,
    );
    let checked = workspace
        .update(Arc::clone(&snapshot), &place.config, shared.found.clone(), &options)
        .map_err(|FileChanged { path }| outlines.stale(&path, "has changed"))?;
    let lock = super::merge::lock_text(&checked);
    if ObjectHash(Inventory::new(&snapshot, &place.config, &options).key_of_all(&lock)) != merged.site {
        return Err(Failure::new("the site has changed since the parts were merged")
            .help("run `ibid shard merge` again"));
    }
    Ok((Arc::new(checked), shared))
}

/// Whether the search of any language belongs to a part.
fn makes_search(part: SitePart, snapshot: &Snapshot, place: &SiteRoot) -> bool {
    let config = config::parse(snapshot, &place.config).0;
    let index = |language: &SiteLanguage| format!("{}{SEARCH}/{SEARCH_INDEX}", language.prefix);
    config.languages.iter().any(|language| part.has_output(&index(language)))
}

/// Whether every file of a built part can be read.
fn is_sound(store: &ShardStore, record: &BuiltRecord) -> bool {
    record
        .packs
        .iter()
        .all(|pack| matches!(pack::read_files(store, pack, |_, _| Ok::<_, ()>(())), Ok(Ok(()))))
}
