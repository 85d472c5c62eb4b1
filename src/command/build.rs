//! `ibid build` and `ibid check`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;

use super::{Format, Global, report};
use crate::Failure;
use crate::config::{self, check_base_url};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{self, Checked, Options, Renderer, Workspace};
use crate::picture::cache::FOLDER as PICTURES;
use crate::publish::{self, Mode, Publication, PublishError, Target};
use crate::snapshot::{self, Place};

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Another address than the configured one
    #[arg(short = 'u', long, value_name = "URL", value_parser = check_base_url)]
    base_url: Option<String>,
    /// Another output folder than the configured one
    #[arg(short, long, value_name = "FOLDER")]
    output_dir: Option<PathBuf>,
    /// Publish drafts too
    #[arg(long)]
    drafts: bool,
    /// Publish nothing while there are warnings
    #[arg(long)]
    strict: bool,
    /// Publish into a folder that ibid did not make
    #[arg(short, long)]
    force: bool,
    /// Print where the time went
    #[arg(long)]
    timings: bool,
}

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

/// Checks the site and publishes it.
pub(super) fn build(args: &BuildArgs, global: &Global) -> Result<bool, Failure> {
    let started = Instant::now();
    let place = global.place()?;
    let options = Options {
        drafts: args.drafts,
        base_url: args.base_url.clone(),
        pictures: Some(pictures(&place)),
        ..Options::default()
    };
    let checked = check_site(&place, &options)?;
    let output = match &args.output_dir {
        Some(folder) => {
            std::path::absolute(folder).map_err(|error| Failure::io("cannot use", folder, &error))?
        }
        None => place.root.join(&checked.config.output_dir),
    };
    let (findings, publication) = match Renderer::new(Arc::clone(&checked)) {
        Ok(renderer) if engine::is_publishable(&checked.settled(Vec::new()), args.strict) => {
            let publication =
                checked.timings.time("open the output", || open(&place, &output, args.force))?;
            let findings = renderer.write(&|path, bytes| publication.add(path, bytes)).map_err(failure)?;
            (checked.settled(findings), Some(publication))
        }
        // What is wrong with the templates shows without publishing anything.
        Ok(renderer) => (checked.settled(renderer.problems()), None),
        Err(findings) => (checked.settled(findings), None),
    };
    report::findings(&findings, checked.snapshot.as_ref(), global);
    let publication = publication.filter(|_| engine::is_publishable(&findings, args.strict));
    let Some(publication) = publication else {
        closing(&checked, &findings, "nothing was published", started.elapsed(), global);
        return Ok(false);
    };
    let report = checked.timings.time("put in place", || publication.commit()).map_err(failure)?;
    for rescued in &report.rescued {
        report::say(&format!(
            "warning: {} was changed by hand; your copy is {}",
            rescued.path,
            rescued.copy.display()
        ));
    }
    if !report.locked {
        report::say("warning: this file system has no locks; do not run two builds at once");
    }
    accept_new_sources(&place, &checked)?;
    let what = match report.mode {
        Mode::Nothing => "nothing to change".to_owned(),
        _ => format!(
            "{} files written, {} removed, {} unchanged",
            report.written.len(),
            report.removed.len(),
            report.unchanged
        ),
    };
    closing(&checked, &findings, &what, started.elapsed(), global);
    if args.timings {
        report::say(checked.timings.table(checked.counts.pages).trim_end());
    }
    if global.verbose {
        report.written.iter().for_each(|file| report::say(&format!("  written  {file}")));
        report.removed.iter().for_each(|file| report::say(&format!("  removed  {file}")));
    }
    Ok(true)
}

/// Checks the site.
pub(super) fn check(args: &CheckArgs, global: &Global) -> Result<bool, Failure> {
    let started = Instant::now();
    let place = global.place()?;
    let options = Options {
        drafts: args.drafts,
        base_url: None,
        skip_minify: true,
        suggest: args.suggest,
        pictures: None,
    };
    let checked = check_site(&place, &options)?;
    let more = match Renderer::new(Arc::clone(&checked)) {
        Ok(renderer) => renderer.problems(),
        Err(findings) => findings,
    };
    let findings = checked.settled(more);
    report::findings(&findings, checked.snapshot.as_ref(), global);
    let passed = engine::is_publishable(&findings, args.strict);
    let what = if passed { "checked" } else { "the checks failed" };
    closing(&checked, &findings, what, started.elapsed(), global);
    Ok(passed)
}

/// Reads the site and runs the pipeline up to its index.
fn check_site(place: &Place, options: &Options) -> Result<Arc<Checked>, Failure> {
    let started = Instant::now();
    let (snapshot, found) = snapshot::read(place)?;
    let read = started.elapsed();
    let checked = Workspace::default().update(Arc::new(snapshot), &place.config, found, options);
    checked.timings.add("read", read);
    let checked = Arc::new(checked);
    // The process ends with the command: to take a large site apart first would only cost time.
    std::mem::forget(Arc::clone(&checked));
    Ok(checked)
}

/// Where the pictures that were made before are kept.
fn pictures(place: &Place) -> PathBuf {
    place.root.join(PICTURES)
}

/// Begins to publish.
fn open(place: &Place, output: &Path, force: bool) -> Result<Publication<'static>, Failure> {
    let protected: Vec<PathBuf> =
        ["content", "seeds", "themes"].iter().map(|folder| place.root.join(folder)).collect();
    let state = place.root.join(".ibid");
    let options = publish::Options { force, protected: &protected, ..publish::Options::default() };
    Publication::open(&Target { output, state: &state, options }).map_err(failure)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn failure(error: PublishError) -> Failure {
    Failure::new(error.to_string())
}

/// Sources seen for the first time are accepted as they are.
fn accept_new_sources(place: &Place, checked: &Checked) -> Result<(), Failure> {
    let lock = checked.lock.with_new(&checked.site.sources);
    if lock == checked.lock {
        return Ok(());
    }
    super::author::replace(&place.root.join(config::LOCK_FILE), &lock.text())
}

/// One closing line with what was done, what was checked, and how long it took.
fn closing(checked: &Checked, findings: &[Diagnostic], what: &str, took: Duration, global: &Global) {
    if global.quiet || global.format != Format::Human {
        return;
    }
    let (errors, warnings) =
        (engine::count(findings, Severity::Error), engine::count(findings, Severity::Warning));
    let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let mut found = match (errors, warnings) {
        (0, 0) => String::new(),
        _ => format!("; {}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    if let notes @ 1.. = engine::count(findings, Severity::Note) {
        found.push_str(&format!("; {}", count(notes, "note")));
    }
    report::say(&format!(
        "{}, {} of {} quotations and excerpts found in their sources{found}; {what} ({:.2} s)",
        count(checked.counts.pages, "page"),
        checked.counts.matched,
        checked.counts.compared,
        took.as_secs_f64()
    ));
}
