//! `ibid build` and `ibid check`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;

use super::{Format, Global, report};
use crate::Failure;
use crate::config::{self, check_base_url};
use crate::diagnostic::Severity;
use crate::engine::{self, Options, Run};
use crate::publish::{self, Mode, Target};
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
    let options = Options { drafts: args.drafts, base_url: args.base_url.clone(), ..Options::default() };
    let run = run(&place, &options, global)?;
    if !run.is_publishable(args.strict) {
        closing(&run, "nothing was published", started.elapsed(), global);
        return Ok(false);
    }
    let output = match &args.output_dir {
        Some(folder) => {
            std::path::absolute(folder).map_err(|error| Failure::io("cannot use", folder, &error))?
        }
        None => place.root.join(&run.checked.config.output_dir),
    };
    let report = write(&place, &output, &run, args.force)?;
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
    accept_new_sources(&place, &run)?;
    let what = match report.mode {
        Mode::Nothing => "nothing to change".to_owned(),
        _ => format!(
            "{} files written, {} removed, {} unchanged",
            report.written.len(),
            report.removed.len(),
            report.unchanged
        ),
    };
    closing(&run, &what, started.elapsed(), global);
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
    let options = Options { drafts: args.drafts, base_url: None, skip_minify: true, suggest: args.suggest };
    let run = run(&place, &options, global)?;
    let passed = run.is_publishable(args.strict);
    closing(&run, if passed { "checked" } else { "the checks failed" }, started.elapsed(), global);
    Ok(passed)
}

/// Reads the site, runs the pipeline, prints the findings.
fn run(place: &Place, options: &Options, global: &Global) -> Result<Run, Failure> {
    let (snapshot, found) = snapshot::read(place)?;
    let run = engine::run(Arc::new(snapshot), &place.config, found, options);
    report::findings(&run.findings, run.checked.snapshot.as_ref(), global);
    Ok(run)
}

fn write(place: &Place, output: &Path, run: &Run, force: bool) -> Result<publish::Report, Failure> {
    let protected: Vec<PathBuf> =
        ["content", "seeds", "themes"].iter().map(|folder| place.root.join(folder)).collect();
    let state = place.root.join(".ibid");
    let options = publish::Options { force, protected: &protected, ..publish::Options::default() };
    let target = Target { output, state: &state, options };
    publish::publish(&run.files, &target).map_err(|error| Failure::new(error.to_string()))
}

/// Sources seen for the first time are accepted as they are.
fn accept_new_sources(place: &Place, run: &Run) -> Result<(), Failure> {
    let lock = run.checked.lock.with_new(&run.checked.site.sources);
    if lock == run.checked.lock {
        return Ok(());
    }
    super::author::replace(&place.root.join(config::LOCK_FILE), &lock.text())
}

/// One closing line with what was done, what was checked, and how long it took.
fn closing(run: &Run, what: &str, took: Duration, global: &Global) {
    if global.quiet || global.format != Format::Human {
        return;
    }
    let (errors, warnings) = (run.count(Severity::Error), run.count(Severity::Warning));
    let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let mut findings = match (errors, warnings) {
        (0, 0) => String::new(),
        _ => format!("; {}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    if let notes @ 1.. = run.count(Severity::Note) {
        findings.push_str(&format!("; {}", count(notes, "note")));
    }
    report::say(&format!(
        "{}, {} of {} quotations and excerpts found in their sources{findings}; {what} ({:.2} s)",
        count(run.checked.counts.pages, "page"),
        run.checked.counts.matched,
        run.checked.counts.compared,
        took.as_secs_f64()
    ));
}
