//! `ibid check`: the checks of a build, and a page of each kind made; nothing is written.

use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::build::{BuildError, read_files_of, store};
use super::summary::{closing, say_what_was_renamed};
use crate::app::engine::{self, Inventory, Outcome, RenderError, Renderer, RunOptions, Workspace};
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::diagnostic::Diagnostic;
use crate::base::store::Store;
use crate::read::snapshot::{self, LOCK_FILE, ReadCache, SiteRoot};

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Check drafts too
    #[arg(long)]
    drafts: bool,
    /// Fail on warnings
    #[arg(long)]
    strict: bool,
    /// Offer the likely passage, ready to paste, for citations that name none
    #[arg(long)]
    suggest: bool,
}

/// Checks the site. What the last build found of unchanged files is read, and nothing is written.
pub(super) fn check(args: &CheckArgs, global: &Global) -> Result<bool, Failure> {
    let place = global.place()?;
    let store = store(&place);
    let cache = ReadCache::read(&store, &place.root);
    match check_with((args, global), &place, &store, &cache) {
        // A file was not what its stamp promised: start again, and read every file.
        Err(BuildError::FileChanged(_)) => {
            Ok(check_with((args, global), &place, &store, &ReadCache::default())?)
        }
        done => Ok(done?),
    }
}

fn check_with(
    (args, global): (&CheckArgs, &Global),
    place: &SiteRoot,
    store: &Store,
    cache: &ReadCache,
) -> Result<bool, BuildError> {
    let started = Instant::now();
    let (snapshot, found) = snapshot::read_with_cache(place, cache)?;
    // The templates that are built in fail on no page: one of each kind is made, of which the text is parsed again.
    let has_theme = snapshot.under("themes").next().is_some();
    let options = RunOptions {
        drafts: args.drafts,
        skip_minify: true,
        suggest: args.suggest,
        forgets_text: !has_theme,
        ..RunOptions::default()
    };
    let inventory = Inventory::new(&snapshot, &place.config, &options);
    let last = Outcome::last(store).filter(|_| found.is_empty());
    let close = |findings: &[Diagnostic], counts| {
        let passed = engine::is_publishable(findings, args.strict);
        let what = if passed { "checked" } else { "the checks failed" };
        closing(counts, findings, what, started.elapsed(), global);
        Ok(passed)
    };
    let lock = snapshot.utf8(LOCK_FILE).unwrap_or_default();
    if let Some(same) = last.as_ref().filter(|last| last.site == inventory.key_of_all(lock)) {
        read_files_of(&snapshot, &same.findings)?;
        terminal::findings(&same.findings, &snapshot, global);
        return close(&same.findings, same.counts);
    }
    let snapshot = Arc::new(snapshot);
    let mut workspace = Workspace::from_cache(&snapshot, &place.config, &inventory, store);
    let checked = Arc::new(workspace.update(Arc::clone(&snapshot), &place.config, found, &options)?);
    let known = inventory.references(store);
    let more = match Renderer::with_references(Arc::clone(&checked), known) {
        Ok(renderer) if last.is_some_and(|last| last.proves_templates(&inventory)) => {
            renderer.problems_of(|page| !workspace.cached_pages().contains(page))?
        }
        Ok(renderer) if has_theme => renderer.problems()?,
        Ok(renderer) => renderer.problems_of(|_| false)?,
        Err(RenderError::FileChanged(changed)) => return Err(changed.into()),
        Err(error) => error.into_findings(),
    };
    let findings = checked.reported(more);
    read_files_of(&snapshot, &findings)?;
    terminal::findings(&findings, snapshot.as_ref(), global);
    say_what_was_renamed(&workspace.renamed(&checked.site), global);
    close(&findings, checked.counts)
}
